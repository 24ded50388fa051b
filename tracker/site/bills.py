"""Open bills on our subject: one definition for every page, list and number of them.

A bill is open on a day while its status is pending; it is on our subject where its relevance is direct. What
has not moved for two years is told apart: formally open, it may be dead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from tracker.site import tracks
from tracker.site.measures import last_steps, measures_where
from tracker.store import Reader
from tracker.store.rows import Row
from tracker.vocabulary import Stage, Status, Window

_OPEN = "s.status = 'pending' AND m.kind = 'bill' AND m.relevance = 'direct'"
#: After so many days without a step a bill is told apart.
QUIET_AFTER = 730


def open_bills(reader: Reader, on: str) -> list[dict[str, Any]]:
    """The open bills of a day, those that moved last first.

    Whole measures, with the place's `place_name`; the last `step` and the furthest `stage` taken by then;
    `quiet_days` since that step at the least, and whether that is `quiet`; `session_ends`, the day on which
    the bill's session ends, as far as it is known and lies ahead, and `days_left` until then;
    `lapses`, the day on which it lapses by rule if nothing happens, and `lapses_in` how many days.
    """
    told = _bills(reader, _OPEN, on)
    return sorted(told, key=lambda bill: (bill["quiet_days"] is None, bill["quiet_days"], bill["id"]))


def all_bills(reader: Reader, on: str) -> list[dict[str, Any]]:
    """Every bill, told as the open ones are, with whether it is `open` on that day; in order of their ids."""
    still = {bill["id"] for bill in _bills(reader, _OPEN, on)}
    told = _bills(reader, "m.kind = 'bill'", on)
    return sorted(({**bill, "open": bill["id"] in still} for bill in told), key=lambda bill: str(bill["id"]))


def _bills(reader: Reader, test: str, on: str) -> list[dict[str, Any]]:
    places, day = reader.known_places(), date.fromisoformat(on)
    found = measures_where(reader, test, [], on)
    steps = last_steps(reader, [bill["id"] for bill in found], on)
    return [
        {**bill, **_told(bill, steps[bill["id"]], day), "place_name": places[bill["place"]]} for bill in found
    ]


#: What the list can be narrowed by, and the words for it in an address; a question's name is one of `aim`'s.
FILTERS: dict[str, tuple[str, ...]] = {
    "aim": ("none",),
    "at": ("first", "second", "lapses"),
    "step": ("moving", "quiet"),
}
#: A bill that lapses within so many days is told of first.
SOON = 90


def page(reader: Reader, on: str, chosen: Mapping[str, Collection[str]] | None = None) -> dict[str, Any]:
    """The open bills of a day that meet the filters, in two groups; the numbers are of all of them.

    `chosen`: for each name of `FILTERS` the words of which a bill must meet one; none: any bill does.
    """
    told = open_bills(reader, on)
    wanted = {name: list((chosen or {}).get(name, ())) for name in FILTERS}
    shown = [b for b in told if all(not w or set(w) & _words(b)[name] for name, w in wanted.items())]
    numbers = {name: Counter(word for b in told for word in _words(b)[name]) for name in FILTERS}
    return {
        "on": on,
        "number": len(told),
        "places": len({bill["place"] for bill in told}),
        "chosen": wanted,
        "numbers": {name: {**dict.fromkeys(words, 0), **numbers[name]} for name, words in FILTERS.items()},
        "moving": [bill for bill in shown if not bill["quiet"]],
        "quiet": [bill for bill in shown if bill["quiet"]],
    }


def _words(bill: Row) -> dict[str, set[str]]:
    """Which words of each filter a bill meets."""
    at = tracks.track(bill)
    beyond = at is not None and at.at >= len(at.steps) - 3 and len(at.steps) > 4
    soon = bill["lapses_in"] is not None and bill["lapses_in"] <= SOON
    return {
        "aim": set(bill["aims"]) or {"none"},
        "at": {"second" if beyond else "first"} | ({"lapses"} if soon else set()),
        "step": {"quiet" if bill["quiet"] else "moving"},
    }


def _told(bill: Row, last: Row, day: date) -> Row:
    step = last["step"]
    days = (day - date.fromisoformat(step["latest"])).days if step else None
    ends = Window.parse(bill["session_end"]).latest if bill["session_end"] else None
    return {
        "step": step,
        "stage": list(Stage)[last["rank"]].value if step else None,
        "quiet_days": days,
        **(lapse(bill, day) or {"lapses": None, "lapses_in": None}),
        "quiet": days is None or days >= QUIET_AFTER,
        "session_ends": str(ends) if ends and ends >= day else None,
        "days_left": (ends - day).days if ends and ends >= day else None,
    }


def lapse(bill: Row, day: date) -> dict[str, Any] | None:
    """When an open bill lapses by rule if nothing happens, and in how many days; None: no day is known."""
    days = [s["from_date"] for s in bill["standings"] if s["status"] == Status.LAPSED]
    ahead = [date.fromisoformat(text) for text in days if text > str(day)]
    return {"lapses": str(ahead[0]), "lapses_in": (ahead[0] - day).days} if ahead else None


def by_stage(bills: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Open bills by the furthest step each has taken; those of which no step is known in none."""
    told = [bill for bill in bills if bill["stage"]]
    stages = sorted({bill["stage"] for bill in told}, key=lambda stage: Stage(stage).rank)
    return [{"stage": stage, "bills": [b for b in told if b["stage"] == stage]} for stage in stages]
