"""The silent end of an open bill: its session or its parliament is over, and no rule keeps it alive. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.history import RULE, History, Role, Step
from tracker.status.fold import first_day, fold
from tracker.vocabulary import (
    Basis,
    CarryOver,
    Chamber,
    Event,
    Evidence,
    Kind,
    Legislature,
    Session,
    SessionEnd,
    Stage,
    Status,
    Window,
    is_only_memory,
)

_NO_BILL = (Kind.ACT, Kind.CODE_ARTICLE, Kind.REGULATION)
_OPEN = (Status.PENDING, Status.UNKNOWN)
_OTHER = {Chamber.LOWER: Chamber.UPPER, Chamber.UPPER: Chamber.LOWER}


@dataclass(frozen=True, slots=True)
class _Ending:
    """The end of a session, or that of a parliament which had been prorogued before it was dissolved."""

    session: Session
    when: Window
    how: SessionEnd
    of_parliament: bool
    nth: int
    """How many sessions the bill has seen end, this one included."""
    opening: date | None
    """The first day of the session after it, if one is known to have been opened."""


def lapse(history: History, steps: Sequence[Step], legislature: Legislature | None) -> Iterable[Step]:
    """The lapse that follows from the legislature's calendar and carry-over rules; the rule is its basis.

    Nothing where an end is not known, no rule fits, or the bill took a later step: it was carried over then,
    whatever the rule says.
    """
    if legislature is None or history.measure.kind in _NO_BILL:
        return
    sure = [s for s in steps if s.decides]
    if any(s.event.stage.makes_law for s in sure):
        return  # a law does not lapse with the session that made it
    last = max((first_day(s) for s in sure if s.window), default=None)
    for ending in _endings(history, legislature):
        if last is not None and last > ending.when.latest:
            continue
        rule = _rule_for(ending, history, sure, legislature)
        if rule is None:
            return
        if not rule.dies or _was_carried_over(ending, sure):
            continue
        when = _day_of(rule, ending, last)
        state = fold(sure, history.measure.kind, when.latest, late=True) if when else None
        if when is not None and (state is None or state[0] in _OPEN):
            yield _lapsed(ending, rule, when)
        return


def left_open(history: History, steps: Sequence[Step], legislature: Legislature) -> Session | None:
    """The ended session after which nothing says what became of a bill: no rule, no later step."""
    sure = [s for s in steps if s.decides]
    last = max((first_day(s) for s in sure if s.window), default=date.min)
    endings = tuple(_endings(history, legislature))
    for ending in endings:
        if last <= ending.when.latest and _rule_for(ending, history, sure, legislature) is None:
            return ending.session
    own = [(s, s.end) for s in legislature.sessions if s.id in history.sessions and s.end is not None]
    # An end that is known from memory only is none for the rules.
    return next((s for s, end in own[-1:] if not endings and last <= end.latest), None)


def _endings(history: History, legislature: Legislature) -> Iterable[_Ending]:
    """The ends the bill met, from that of its last session on, up to the first that is not known."""
    sessions = legislature.sessions
    own = [index for index, session in enumerate(sessions) if session.id in history.sessions]
    first = min(own, default=0)
    for index in range(max(own, default=len(sessions)), len(sessions)):
        session, nth = sessions[index], index - first + 1
        after = sessions[index + 1] if index + 1 < len(sessions) else None
        end = _end_of(session, legislature)
        if end is None or session.ended_by is None:
            return
        opening = after.start if after and not is_only_memory(after.evidence) else None
        goes_on = after is not None and after.term == session.term
        of_parliament = session.ended_by is SessionEnd.DISSOLUTION or (
            session.ended_by is SessionEnd.EXPIRY and not goes_on
        )
        yield _Ending(session, end, session.ended_by, of_parliament, nth, opening)
        dissolved = session.dissolved
        if dissolved is None and opening is not None and not (goes_on or of_parliament):
            dissolved = Window(end.earliest, opening)
        if dissolved is not None:
            yield _Ending(session, dissolved, SessionEnd.DISSOLUTION, True, nth, opening)


def _end_of(session: Session, legislature: Legislature) -> Window | None:
    """When a session ended. A day known only from memory does not decide; that a later session was
    opened does: the end then lies between the two openings."""
    if session.end is None:
        return None
    if not is_only_memory(session.evidence):
        return session.end
    later = legislature.sessions[legislature.sessions.index(session) + 1 :]
    opened = next((s.start for s in later if not is_only_memory(s.evidence)), None)
    return Window(session.start, opened) if opened else None


def _rule_for(
    ending: _Ending, history: History, sure: Sequence[Step], legislature: Legislature
) -> CarryOver | None:
    """The first rule that fits: the data list the special before the general."""
    measure = history.measure
    before = _before(measure.origin_chamber, sure, ending.when.latest)
    passed = any(s.event.stage is Stage.PASSED and first_day(s) <= ending.when.latest for s in sure)
    for rule in legislature.carry_over:
        if (
            ending.how in rule.at
            and rule.chamber in (None, measure.origin_chamber)
            and rule.before in (None, before)
            and rule.category in (None, measure.category)
            and not (rule.unvoted and passed)
            and ending.nth >= rule.sessions
        ):
            return rule
    return None


def _before(origin: Chamber | None, sure: Sequence[Step], day: date) -> Chamber | None:
    """The chamber that had the bill on `day`; None: not known, or both have voted on it."""
    voted = {s.event.chamber for s in sure if s.event.stage is Stage.PASSED_CHAMBER and first_day(s) <= day}
    if origin is None or not voted <= {origin}:
        return None
    return _OTHER.get(origin) if voted else origin


def _was_carried_over(ending: _Ending, sure: Sequence[Step]) -> bool:
    """Whether the chamber kept the bill by its own vote. No such vote outlives the parliament."""
    start, end = ending.session.start, ending.when.latest
    kept = any(s.event.stage is Stage.CARRIED_OVER and start <= first_day(s) <= end for s in sure)
    return kept and not ending.of_parliament


def _day_of(rule: CarryOver, ending: _Ending, last: date | None) -> Window | None:
    """When the bill lapsed; None: not yet."""
    if rule.at_opening:
        return Window.day(ending.opening) if ending.opening else None
    earliest = max((d for d in (ending.when.earliest, last) if d is not None), default=None)
    return Window(earliest, ending.when.latest)


def _lapsed(ending: _Ending, rule: CarryOver, when: Window) -> Step:
    evidence: tuple[Evidence, ...] = (*ending.session.evidence, *rule.evidence)
    event = Event(
        stage=Stage.LAPSED,
        date=when,
        label=f"{ending.session.name} ended ({ending.how.value})",
        basis=Basis.RULE,
        note=rule.rule,
        url=next((e.url for e in evidence if e.url), None),
        evidence=evidence,
    )
    return Step(event, RULE, when, Role.COUNTS)
