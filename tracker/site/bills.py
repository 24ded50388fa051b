"""Open bills on our subject: one definition for every page, list and number of them.

A bill is open on a day while its status is pending; it is on our subject where its relevance is direct. What
has not moved for two years is told apart: formally open, it may be dead.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tracker.site.measures import measures_where
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
    places = reader.known_places()
    found = [_told(bill, places, date.fromisoformat(on)) for bill in measures_where(reader, _OPEN, [], on)]
    return sorted(found, key=lambda bill: (bill["quiet_days"] is None, bill["quiet_days"], bill["id"]))


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


def _told(bill: dict[str, Any], places: dict[str, str], day: date) -> dict[str, Any]:
    taken = [event for event in bill["events"] if _counts(event) and not event["later"]]
    last = max(taken, key=lambda event: event["latest"], default=None)
    furthest = max((Stage(event["stage"]) for event in taken), key=lambda stage: stage.rank, default=None)
    days = (day - date.fromisoformat(last["latest"])).days if last else None
    ends = Window.parse(bill["session_end"]).latest if bill["session_end"] else None
    return {
        **bill,
        "place_name": places[bill["place"]],
        "step": last,
        "stage": furthest.value if furthest else None,
        "quiet_days": days,
        "quiet": days is None or days >= QUIET_AFTER,
        "session_ends": str(ends) if ends and ends >= day else None,
        "days_left": (ends - day).days if ends and ends >= day else None,
    }


def _counts(event: Row) -> bool:
    known = event["stage"] != Stage.UNKNOWN and event["latest"] is not None
    return known and event["role"] in ("counts", "not_yet_seen")


def by_stage(bills: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Open bills by the furthest step each has taken; those of which no step is known in none."""
    told = [bill for bill in bills if bill["stage"]]
    stages = sorted({bill["stage"] for bill in told}, key=lambda stage: Stage(stage).rank)
    return [{"stage": stage, "bills": [b for b in told if b["stage"] == stage]} for stage in stages]
