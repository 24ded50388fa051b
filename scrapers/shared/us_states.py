"""What those who tell of the legislatures of the States of the United States have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

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
_SETTLED = frozenset({Stage.DEFEATED, Stage.WITHDRAWN, Stage.LAPSED, Stage.SUPERSEDED, Stage.CARRIED_OVER})
_EFFECTIVE = re.compile(
    r"\beffective(?: on| date(?:\(s\))?)?:? ?(\d{1,2}/\d{1,2}/(?:\d{4}|\d{2}))\b(?!.*\d/\d)", re.IGNORECASE
)


def in_force_by(words: str) -> Window | None:
    """The day in "Effective on 9/1/23", "Session Law Chapter 253 Effective: 07/01/2024" and the like; None
    where the words name none, or more than one."""
    found = _EFFECTIVE.search(words)
    return date_of(found[1], "effective", "%m/%d/%y", "%m/%d/%Y") if found else None


def lapse(
    events: Iterable[Event], over_by: date, label: str, note: str, over_from: date = date.min
) -> Iterator[Event]:
    """That a bill left open ended with its session, which was over by one day and not before another: an
    inference, not before its last step. Nothing for a bill that both chambers passed, that ended otherwise,
    was carried over or took a later step."""
    told = [(e.date.earliest or e.date.latest, e.stage) for e in events if e.date is not None]
    last, stage = max(told, key=lambda step: (step[0], step[1].rank), default=(date.max, Stage.UNKNOWN))
    if last > over_by or stage in _SETTLED or any(stage in _BEYOND for _, stage in told):
        return
    window = Window(max(last, over_from), over_by)
    yield Event(stage=Stage.LAPSED, date=window, label=label, basis=Basis.INFERENCE, note=note)
