"""The read of the page on claims: what others assert, with our verdicts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from tracker.claims import Verdict
from tracker.site.data import data_version
from tracker.site.measures import briefs
from tracker.store import Reader
from tracker.store.claims import judged


def claims(reader: Reader, on: str) -> dict[str, Any]:
    """Every claim, tested for the time it speaks of and for the day; with the names of what it rests on."""
    rows = judged(reader.db, date.fromisoformat(on))
    named = {name for row in rows for name in row["see"]}
    named |= {name for row in rows for reason in row["reasons"] for name in reason["measures"]}
    codes = {code for row in rows for reason in row["reasons"] for code in _codes(reason)}
    counts = Counter(row["verdict"] for row in rows)
    return {
        "on": on,
        "data_version": data_version(reader),
        "counts": {verdict.value: counts[verdict.value] for verdict in Verdict},
        "claims": rows,
        "places": {code: name for code, name in reader.known_places().items() if code in codes},
        "measures": briefs(reader, sorted(named), on),
    }


def _codes(reason: dict[str, Any]) -> set[str]:
    return {*reason["places"], *(value for name, value in reason["values"].items() if name == "place")}
