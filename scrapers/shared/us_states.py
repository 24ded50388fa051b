"""What those who tell of the legislatures of the States of the United States have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from tracker.source.dates import date_of
from tracker.source.stages import Stages
from tracker.vocabulary import Basis, Event, Stage, Window

FAILED_WORDS: tuple[tuple[str, Stage], ...] = (
    (r"withdr[ae]wn?\b", Stage.WITHDRAWN),
    (r"\b(died|dead|sine die|expired|carr(y|ied) over|without further action)\b", Stage.LAPSED),
    (r"", Stage.DEFEATED),
)
#: How a bill that is told to have failed ended, in the words of the action.
FAILED = Stages({}, FAILED_WORDS)
#: Past the chambers; ended, or kept alive.
_BEYOND = frozenset(
    {Stage.PASSED, Stage.ASSENTED, Stage.PUBLISHED, Stage.IN_FORCE, Stage.VETOED, Stage.ADOPTED}
)
#: A last step that is not understood may be any of these.
_OPEN_NO_MORE = frozenset(
    {*(Stage.DEFEATED, Stage.WITHDRAWN, Stage.LAPSED, Stage.SUPERSEDED, Stage.CARRIED_OVER), Stage.UNKNOWN}
)
_ZONES = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
}
#: The zone in which most of a State's people, and its capital, live.
ZONES = {state: ZoneInfo(name) for name, states in _ZONES.items() for state in states.split()}
#: Days of these are told as midnight in the East, whatever their own zone.
_TOLD_IN_THE_EAST = frozenset({"AL", "WA"})
_EFFECTIVE = re.compile(
    r"\beffective(?: on| date(?:\(s\))?)?:? ?(\d{1,2}/\d{1,2}/(?:\d{4}|\d{2}))\b(?!.*\d/\d)", re.IGNORECASE
)


def in_force_by(words: str) -> Window | None:
    """The day in "Effective on 9/1/23", "Session Law Chapter 253 Effective: 07/01/2024" and the like; None
    where the words name none, or more than one."""
    found = _EFFECTIVE.search(words)
    return date_of(found[1], "effective", "%m/%d/%y", "%m/%d/%Y") if found else None


def day_there(instant: str, state: str) -> Window:
    """The day in a State of an ISO instant such as "2025-02-25T00:55:14+00:00". Midnight, by Greenwich or in
    the State, is how a bare day is told, and an instant without a zone is local. Raises ValueError."""
    when = datetime.fromisoformat(instant)
    zones = [ZONES[state], ZONES["NY"]] if state in _TOLD_IN_THE_EAST else [ZONES[state]]
    if when.tzinfo is None or when.astimezone(UTC).time() == time():
        return Window.day(when.date())
    there = [when.astimezone(zone) for zone in zones]
    return Window.day(next((local for local in there if local.time() == time()), there[0]).date())


def lapse(
    events: Iterable[Event], over_by: date, label: str, note: str, over_from: date = date.min
) -> Iterator[Event]:
    """That a bill left open ended with its session, which was over by one day and not before another: an
    inference, not before its last step. Nothing for a bill that both chambers passed, that ended otherwise,
    was carried over or took a later step."""
    told = [(e.date.earliest or e.date.latest, e.stage) for e in events if e.date is not None]
    last, stage = max(told, key=lambda step: (step[0], step[1].rank), default=(date.max, Stage.UNKNOWN))
    if last > over_by or stage in _OPEN_NO_MORE or any(stage in _BEYOND for _, stage in told):
        return
    window = Window(max(last, over_from), over_by)
    yield Event(stage=Stage.LAPSED, date=window, label=label, basis=Basis.INFERENCE, note=note)
