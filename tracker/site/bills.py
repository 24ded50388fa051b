"""Open bills on our subject: one definition for every page, list and number of them.

A bill is open on a day while its status is pending; it is on our subject where its relevance is direct. What
has not moved for two years is told apart: formally open, it may be dead.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tracker.site.measures import briefs, measures_where
from tracker.store import Reader
from tracker.store.rows import Row
from tracker.vocabulary import Stage, Window

_OPEN = "s.status = 'pending' AND m.kind = 'bill' AND m.relevance = 'direct'"
#: After so many days without a step a bill is told apart.
QUIET_AFTER = 730


def open_bills(reader: Reader, on: str) -> list[dict[str, Any]]:
    """The open bills of a day, those that moved last first.

    Whole measures, with the place's `place_name`; the last `step` and the furthest `stage` taken by then;
    `quiet_days` since that step at the least, and whether that is `quiet`; `session_ends`, the day on which
    the bill's session ends, as far as it is known and lies ahead, and `days_left` until then.
    """
    places, day = reader.known_places(), date.fromisoformat(on)
    found = measures_where(reader, _OPEN, [], on)
    steps = briefs(reader, [bill["id"] for bill in found], on)
    told = [
        {**bill, **_told(bill, steps[bill["id"]], day), "place_name": places[bill["place"]]} for bill in found
    ]
    return sorted(told, key=lambda bill: (bill["quiet_days"] is None, bill["quiet_days"], bill["id"]))


def page(reader: Reader, on: str) -> dict[str, Any]:
    """The open bills of a day in two groups, with how many there are and in how many places."""
    told = open_bills(reader, on)
    return {
        "on": on,
        "number": len(told),
        "places": len({bill["place"] for bill in told}),
        "moving": [bill for bill in told if not bill["quiet"]],
        "quiet": [bill for bill in told if bill["quiet"]],
    }


def _told(bill: Row, brief: Row, day: date) -> Row:
    step = brief["step"]
    days = (day - date.fromisoformat(step["latest"])).days if step else None
    ends = Window.parse(bill["session_end"]).latest if bill["session_end"] else None
    return {
        "step": step,
        "stage": list(Stage)[brief["rank"]].value if step else None,
        "quiet_days": days,
        "quiet": days is None or days >= QUIET_AFTER,
        "session_ends": str(ends) if ends and ends >= day else None,
        "days_left": (ends - day).days if ends and ends >= day else None,
    }


def by_stage(bills: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Open bills by the furthest step each has taken; those of which no step is known in none."""
    told = [bill for bill in bills if bill["stage"]]
    stages = sorted({bill["stage"] for bill in told}, key=lambda stage: Stage(stage).rank)
    return [{"stage": stage, "bills": [b for b in told if b["stage"] == stage]} for stage in stages]
