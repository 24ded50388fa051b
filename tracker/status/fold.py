"""What dated steps, one after the other, make of a measure. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from tracker.history import RULE, Step
from tracker.vocabulary import Kind, Stage, Status

_ENDS_A_BILL = {
    Stage.VETOED: Status.VETOED,
    Stage.DEFEATED: Status.DEFEATED,
    Stage.WITHDRAWN: Status.WITHDRAWN,
    Stage.SUPERSEDED: Status.SUPERSEDED,
}
ENDINGS = frozenset({*_ENDS_A_BILL, Stage.LAPSED})


def first_day(step: Step) -> date:
    if step.window is None:
        return date.max
    return step.window.earliest or date.min


def fold(steps: Sequence[Step], kind: Kind, day: date, late: bool) -> tuple[Status, Step] | None:
    """The status on `day` if each step came at the start (or, `late`, at the end) of its window.

    Of a defeat and a passage in one chamber on one day nobody says which came last: `late`, the passage did.
    """
    dated = list(_placed(steps, late))
    passed = {(when, s.event.chamber) for when, s in dated if late and s.event.stage is Stage.PASSED_CHAMBER}

    def order(pair: tuple[date, Step]) -> tuple[date, bool, int]:
        when, event = pair[0], pair[1].event
        voted_anew = event.stage is Stage.DEFEATED and (when, event.chamber) in passed
        return when, not voted_anew, event.stage.rank

    dated.sort(key=order)
    state: tuple[Status, Step] | None = None
    for when, step in dated:
        if when > day:
            break
        status = _next_status(state[0] if state else None, step, kind)
        if status is not None and (state is None or status is not state[0]):
            state = (status, step)
    return state


def _placed(steps: Sequence[Step], late: bool) -> Iterable[tuple[date, Step]]:
    """Each step on the first (`late`: last) day it can have come.

    An ending and another step of the bill whose windows overlap: nothing says that the bill came to life
    again, so the ending is the later one. An undated step of which only the last day is known comes then:
    that a bill is before a legislature now leaves no year before in doubt.
    """
    dated = [(first_day(s), s.window.latest, s) for s in steps if s.window is not None]
    ends = [last for _, last, s in dated if s.event.stage in ENDINGS]
    others = [first for first, _, s in dated if _is_underway(s)]
    for first, last, step in dated:
        at_last = min([last, *(e for e in ends if first <= e and _is_underway(step))])
        if late or (first == date.min and step.event.date is None and not step.event.stage.makes_law):
            yield at_last, step
        else:
            yield max([first, *(o for o in others if o <= last and step.event.stage in ENDINGS)]), step


def _is_underway(step: Step) -> bool:
    return step.event.stage not in ENDINGS and not step.event.stage.makes_law


def _next_status(current: Status | None, step: Step, kind: Kind) -> Status | None:
    """What a step makes of a status; None: nothing.

    Law is left only by repeal: a later reading, or a lapse of the session it was passed in, does not
    undo an assent. An ended bill that takes a further step is alive again. A word nobody knows changes
    nothing; a rule that leaves open what became of a bill ends its being pending.
    """
    stage = step.event.stage
    if stage is Stage.UNKNOWN:
        by_rule = step.origin == RULE and current is Status.PENDING
        return Status.UNKNOWN if current is None or by_rule else None
    if stage is Stage.REPEALED:
        return Status.REPEALED
    if stage.makes_law:
        if not kind.can_become_law:
            return None
        return Status.IN_FORCE if stage is Stage.IN_FORCE or current is Status.IN_FORCE else Status.ENACTED
    if current is not None and (current.is_law or current is Status.REPEALED):
        return None
    if stage is Stage.LAPSED:
        return Status.LAPSED if current in (Status.PENDING, Status.UNKNOWN) else None
    if stage is Stage.ADOPTED and not kind.can_become_law:
        return Status.ADOPTED
    if current is Status.ADOPTED:
        return None
    return _ENDS_A_BILL.get(stage, Status.PENDING)
