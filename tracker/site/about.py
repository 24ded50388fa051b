"""The page that says how answers are made: questions, provisions, how far two readers agree, what is weak."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from tracker.agreement import agreement
from tracker.site.data import count, criteria, data_version, health
from tracker.store import Reader
from tracker.store.rows import Row, fetch
from tracker.vocabulary import FindingKind


def about(reader: Reader) -> dict[str, Any]:
    found = {
        row["kind"]: row["number"]
        for row in fetch(reader.db, "SELECT kind, count(*) AS number FROM findings GROUP BY kind")
    }
    return {
        "criteria": criteria(reader),
        "provisions": fetch(reader.db, "SELECT name, meaning FROM provision_names ORDER BY position"),
        "counted": count(reader, "places", "counted"),
        "data_version": data_version(reader),
        "health": health(reader),
        "second_readings": _two_readers(reader),
        "findings": [
            {"kind": kind, "number": found.get(kind, 0), "meaning": kind.meaning} for kind in FindingKind
        ],
    }


def _two_readers(reader: Reader) -> dict[str, Any]:
    """How far two readers agree: by point and in all, each of values and of the clauses on acts abroad.

    A point that the first reader does not name was found by the second alone, and counts as a difference."""
    rows = fetch(
        reader.db,
        """SELECT r.*, n.position FROM second_readings r LEFT JOIN provision_names n ON n.name = r.provision
           ORDER BY n.position, r.measure""",
    )
    groups = {name: list(group) for name, group in groupby(rows, lambda row: row["provision"])}
    return {
        "points": [{"name": name, **_agreed(group)} for name, group in groups.items()],
        "all": _agreed(rows) if rows else None,
        "laws": len({row["measure"] for row in rows}),
        "places": len({row["place"] for row in rows}),
        "different": [row for row in rows if row["settled"]],
    }


def _agreed(rows: Sequence[Row]) -> dict[str, Any]:
    found = agreement((row["first"], row["second"]) for row in rows)
    reach = agreement(
        (row["first_abroad"], row["second_abroad"])
        for row in rows
        if row["first_abroad"] is not None or row["second_abroad"] is not None
    )
    return {
        name: told
        and {"number": told.number, "agreed": told.agreed, "share": told.share, "kappa": told.kappa}
        for name, told in (("values", found), ("abroad", reach))
    }
