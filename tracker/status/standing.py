"""A measure's status over time: from dated steps, a session calendar and its rules. Pure.

A date is a window. Whatever is asked of a day is worked out twice, once as if every uncertain step had
come at the start of its window and once at its end; where the two differ, the day is unclear.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from tracker.history import History, Role, Step
from tracker.vocabulary import (
    Basis,
    CarryOver,
    Event,
    Kind,
    Legislature,
    Session,
    Stage,
    Status,
    Window,
    is_only_memory,
)

_ENDS_A_BILL = {
    Stage.VETOED: Status.VETOED,
    Stage.DEFEATED: Status.DEFEATED,
    Stage.WITHDRAWN: Status.WITHDRAWN,
    Stage.SUPERSEDED: Status.SUPERSEDED,
}
FAILED = frozenset({Status.LAPSED, Status.DEFEATED, Status.WITHDRAWN, Status.VETOED})


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure's status from one day to before another (None: no end). `step` is what brought it about;
    `unclear` says that the day of a step is not known well enough to tell."""

    since: date
    until: date | None
    status: Status
    unclear: bool
    step: Step | None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Assessment:
    """A measure's history with the steps that rules add to it, and its status over time."""

    history: History
    legislature: Legislature | None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps: those told, a silent act's commencement, and a silent lapse."""
        steps = self.history.steps
        steps += tuple(_commencement(self.history, self.legislature))
        steps += tuple(_lapse(self.history, steps, self.legislature))
        return tuple(sorted(steps, key=lambda s: (first_day(s), s.event.stage.rank)))

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        sure = [s for s in self.steps if s.decides]
        hoped = sure + self._remembered_commencement(sure)
        days = sorted({day for s in hoped if s.window for day in (first_day(s), s.window.latest)})
        standings: list[Standing] = []
        kind = self.history.measure.kind
        for day in days:
            early, late = _fold(hoped, kind, day, late=False), _fold(sure, kind, day, late=True)
            state = late if late and (late[0].is_law or not (early and early[0].is_law)) else early
            if state is None:
                continue
            unclear = early is None or late is None or early[0] is not late[0]
            last = standings[-1] if standings else None
            if last and (last.status, last.unclear, last.step) == (state[0], unclear, state[1]):
                continue
            if last:
                standings[-1] = replace(last, until=day)
            standings.append(Standing(day, None, state[0], unclear, state[1]))
        return tuple(standings)

    def _remembered_commencement(self, sure: Sequence[Step]) -> list[Step]:
        """Commencements known only from memory: they never decide, but where the law itself is certain they
        keep it from being called "not yet in force"."""
        if not any(s.event.stage.makes_law for s in sure):
            return []
        return [
            s
            for s in self.steps
            if s.role is Role.MEMORY_ONLY and s.event.stage is Stage.IN_FORCE and s.window is not None
        ]

    def on(self, day: date) -> Standing | None:
        """The standing on that day; None before the measure's first known step."""
        return next((s for s in self.standings if s.holds_on(day)), None)

    def first(self, *stages: Stage) -> Step | None:
        """The earliest deciding step of one of these stages."""
        return next((s for s in self.steps if s.decides and s.event.stage in stages), None)

    @property
    def introduced(self) -> Window | None:
        """When it was brought in. The other chamber's first reading is no introduction."""
        origin = self.history.measure.origin_chamber
        for step in self.steps:
            first = step.event.stage is Stage.INTRODUCED or (
                step.event.stage is Stage.FIRST_READING and origin in (None, step.event.chamber)
            )
            if first and step.decides:
                return step.window
        return None

    @property
    def passed(self) -> Window | None:
        """When the whole legislature had passed it: said so, or the later of two chambers' votes."""
        whole = self.first(Stage.PASSED)
        votes = {
            s.event.chamber: s for s in self.steps if s.decides and s.event.stage is Stage.PASSED_CHAMBER
        }
        if whole is not None or len(votes) < 2:
            return self._date(whole)
        return self._date(max(votes.values(), key=first_day))

    @property
    def assented(self) -> Window | None:
        return self._date(self.first(Stage.ASSENTED))

    @property
    def in_force(self) -> Window | None:
        return self._date(self.first(Stage.IN_FORCE))

    @staticmethod
    def _date(step: Step | None) -> Window | None:
        return step.window if step else None


def first_day(step: Step) -> date:
    if step.window is None:
        return date.max
    return step.window.earliest or date.min


def _fold(steps: Sequence[Step], kind: Kind, day: date, late: bool) -> tuple[Status, Step] | None:
    """The status on `day` if each step came at the start (or, `late`, at the end) of its window."""
    dated = [(s.window.latest if late else first_day(s), s) for s in steps if s.window is not None]
    dated.sort(key=lambda pair: (pair[0], pair[1].event.stage.rank))
    state: tuple[Status, Step] | None = None
    for when, step in dated:
        if when > day:
            break
        status = _next_status(state[0] if state else None, step.event.stage, kind)
        if status is not None and (state is None or status is not state[0]):
            state = (status, step)
    return state


def _next_status(current: Status | None, stage: Stage, kind: Kind) -> Status | None:
    """What a step makes of a status; None: nothing.

    Law is left only by repeal: a later reading, or a lapse of the session it was passed in, does not
    undo an assent. An ended bill that takes a further step is alive again.
    """
    if stage is Stage.UNKNOWN:
        return None if current else Status.UNKNOWN
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


def _commencement(history: History, legislature: Legislature | None) -> Iterable[Step]:
    """In force by the legislature's default rule, where the text was read and is silent."""
    default = legislature.commencement_default if legislature else None
    if default is None or not history.measure.commencement_default:
        return
    if any(s.decides and s.event.stage is Stage.IN_FORCE for s in history.steps):
        return
    for step in history.steps:
        if step.decides and step.event.stage is default.after and step.window:
            earliest = default.date_from(step.window.earliest) if step.window.earliest else None
            window = Window(earliest, default.date_from(step.window.latest))
            event = Event(
                stage=Stage.IN_FORCE,
                date=window,
                label=default.rule,
                basis=Basis.RULE,
                note=default.rule,
                url=next((e.url for e in default.evidence if e.url), None),
                evidence=default.evidence,
            )
            yield Step(event, "rule", window, Role.COUNTS)
            return


def _lapse(history: History, steps: Sequence[Step], legislature: Legislature | None) -> Iterable[Step]:
    """The silent end of an open bill with its session, by that legislature's carry-over rule."""
    if legislature is None or history.measure.kind in (Kind.ACT, Kind.CODE_ARTICLE, Kind.REGULATION):
        return
    order = {session.id: index for index, session in enumerate(legislature.sessions)}
    known = [order[s] for s in history.sessions if s in order]
    if not known:
        return
    if any(s.decides and s.event.stage.makes_law for s in steps):
        return  # a law does not lapse with the session that made it
    last_step = max((first_day(s) for s in steps if s.decides and s.window), default=None)
    at = max(known)
    for session in legislature.sessions[at:]:
        end = _end_of(session, legislature)
        if end is None:
            return
        if last_step is not None and last_step > end.latest:
            continue  # it took a step after that session: it was carried over, whatever the rule says
        rule = _rule_for(session, history, legislature)
        if rule is None or not rule.dies:
            if rule is None:
                return
            continue
        if last_step is not None and end.earliest is not None:
            end = Window(max(end.earliest, last_step), end.latest)
        state = _fold([s for s in steps if s.decides], history.measure.kind, end.latest, late=True)
        if state is not None and state[0] not in (Status.PENDING, Status.UNKNOWN):
            return  # it had ended before its session did
        label = f"{session.name} ended ({session.ended_by.value if session.ended_by else 'end'})"
        event = Event(
            stage=Stage.LAPSED,
            date=end,
            label=label,
            basis=Basis.RULE,
            note=rule.rule,
            url=next((e.url for e in (*session.evidence, *rule.evidence) if e.url), None),
            evidence=(*session.evidence, *rule.evidence),
        )
        yield Step(event, "rule", end, Role.COUNTS)
        return


def _end_of(session: Session, legislature: Legislature) -> Window | None:
    """When a session ended. A day known only from memory does not decide; that a later session was
    opened does: the end then lies between the two openings."""
    if session.end is None:
        return None
    if not is_only_memory(session.evidence):
        return Window.day(session.end)
    later = legislature.sessions[legislature.sessions.index(session) + 1 :]
    opened = next((s.start for s in later if not is_only_memory(s.evidence)), None)
    return Window(session.start, opened) if opened else None


def _rule_for(session: Session, history: History, legislature: Legislature) -> CarryOver | None:
    """The first rule that fits: the data list the special before the general."""
    measure = history.measure
    for rule in legislature.carry_over:
        if (
            session.ended_by in rule.at
            and rule.chamber in (None, measure.origin_chamber)
            and rule.category in (None, measure.category)
        ):
            return rule
    return None
