"""A measure's status over time: from dated steps, a session calendar and its rules. Pure.

A date is a window. Whatever is asked of a day is worked out twice, once as if every uncertain step had
come at the start of its window and once at its end; where the two differ, the day is unclear.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from tracker.history import CURATED, RULE, History, Role, Step
from tracker.status.fold import ENDINGS, first_day, fold
from tracker.status.lapse import lapse
from tracker.status.promulgation import unseen
from tracker.vocabulary import Basis, Event, Legislature, Stage, Status, Window, is_only_memory

FAILED = frozenset({Status.LAPSED, Status.DEFEATED, Status.WITHDRAWN, Status.VETOED})
_ENDED = FAILED | {Status.SUPERSEDED}


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


@dataclass(frozen=True, eq=False)
class Assessment:
    """A measure's history with the steps that rules add to it, and its status over time.

    One that is worked out anew is another: equal by identity, so that what was concluded from it can be kept.
    """

    history: History
    legislature: Legislature | None

    @cached_property
    def said(self) -> dict[Any, Any]:
        """What it says to each question, kept by `tracker.status.answers` as long as the assessment lives."""
        return {}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps: those told, undated ones within what is known of them, a silent act's commencement, a
        silent lapse, and a promulgation nobody saw."""
        steps = tuple(_bounded(s, self.history, self.legislature) for s in self.history.steps)
        steps += tuple(_commencement(self.history, self.legislature))
        steps += (
            *lapse(self.history, steps, self.legislature),
            *unseen(self.history, steps, self.legislature),
        )
        return tuple(sorted(steps, key=lambda s: (first_day(s), s.event.stage.rank)))

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        sure = [s for s in self.steps if s.decides]
        hoped = sure + self._remembered_commencement(sure)
        days = sorted({day for s in hoped if s.window for day in (first_day(s), s.window.latest)})
        standings: list[Standing] = []
        kind = self.history.measure.kind
        for day in days:
            early, late = fold(hoped, kind, day, late=False), fold(sure, kind, day, late=True)
            state = late if late and (late[0].is_law or not (early and early[0].is_law)) else early
            if late is None and state is not None and state[0] in _ENDED:
                # It may not even have begun: that it may have ended is no reason to say that it did.
                state = (
                    fold([s for s in hoped if s.event.stage not in ENDINGS], kind, day, late=False) or state
                )
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
        """When the whole legislature had passed one text of it: said so, or the later of two chambers' votes.

        Amendments considered since are another text; it was agreed on by the last time, where law came of it.
        """
        whole = self.first(Stage.PASSED)
        votes = {
            s.event.chamber: s for s in self.steps if s.decides and s.event.stage is Stage.PASSED_CHAMBER
        }
        if whole is not None or len(votes) < 2:
            return self._date(whole)
        last = max(votes.values(), key=first_day)
        amended = [
            s
            for s in self.steps
            if s.decides
            and s.event.stage is Stage.CONSIDERATION_OF_AMENDMENTS
            and first_day(s) >= first_day(last)
        ]
        if amended and not any(s.decides and s.event.stage.makes_law for s in self.steps):
            return None
        return self._date(max([last, *amended], key=first_day))

    @property
    def assented(self) -> Window | None:
        return self._date(self.first(Stage.ASSENTED))

    @property
    def in_force(self) -> Window | None:
        return self._date(self.first(Stage.IN_FORCE))

    @staticmethod
    def _date(step: Step | None) -> Window | None:
        return step.window if step else None


def _bounded(step: Step, history: History, legislature: Legislature | None) -> Step:
    """An undated step of a source: no earlier than its bill's first session began, nor than a dated step
    that comes before it on the ladder; up to passage no later than its last session ended. A bill's way ends
    where it is law; it begins with its introduction."""
    window, stage = step.window, step.event.stage
    if step.event.date is not None or window is None or window.earliest or step.origin == CURATED:
        return step
    dated = [(s.event.stage, s.window) for s in history.steps if s.decides and s.window and s.window.earliest]
    after = [
        w.latest
        for other, w in dated
        if stage is Stage.INTRODUCED or (other.makes_law and stage.rank < Stage.ASSENTED.rank)
    ]
    sessions = [
        session
        for session in (legislature.sessions if legislature else ())
        if session.id in history.sessions and not is_only_memory(session.evidence)
    ]
    on_its_way = stage.rank <= Stage.PASSED.rank
    closed = [s.end.latest for s in sessions[-1:] if s.end is not None and on_its_way]
    latest = min([window.latest, *after, *closed])
    opened = [session.start for session in sessions]
    before = [w.earliest for other, w in dated if w.earliest and other.rank < stage.rank]
    earliest = max((day for day in (*opened[:1], *before) if day <= latest), default=None)
    return replace(step, window=Window(earliest, latest))


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
            yield Step(event, RULE, window, Role.COUNTS)
            return
