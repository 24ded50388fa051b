"""What we answer, as far as claims are tested against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.questions import Place
from tracker.vocabulary import Answer, Chamber, Provision, Stage, Status, Window

#: Words that say nothing certain: a place may have such law or not, a measure may stand anywhere.
OPEN = frozenset({Answer.UNCLEAR, Answer.NOT_CHECKED, Status.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Told:
    """An answer or a status from one day to before another (None: open), with the measures it rests on."""

    since: date | None
    until: date | None
    word: str
    sure: bool
    measures: tuple[str, ...] = ()

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Dated:
    """A step that counts; `window` None: its day is not known."""

    stage: Stage
    chamber: Chamber | None
    window: Window | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What we answer. Answers are by place and criterion, the rest by a measure's id or one of its aliases.

    Provisions known only from memory are not among them.
    """

    places: Mapping[str, Place]
    answers: Mapping[tuple[str, str], Sequence[Told]] = field(default_factory=dict)
    statuses: Mapping[str, Sequence[Told]] = field(default_factory=dict)
    steps: Mapping[str, Sequence[Dated]] = field(default_factory=dict)
    provisions: Mapping[str, Sequence[Provision]] = field(default_factory=dict)

    def turning_days(self) -> set[date]:
        """The days on which an answer, a status or a provision may change."""
        told = (span for spans in (*self.answers.values(), *self.statuses.values()) for span in spans)
        provisions = (p for listed in self.provisions.values() for p in listed)
        windows = (window for p in provisions for window in (p.since, p.until) if window is not None)
        days = {span.since for span in told} | {d for w in windows for d in (w.earliest, w.latest)}
        return {day for day in days if day is not None}


def on(spans: Sequence[Told], day: date) -> Told | None:
    return next((span for span in spans if span.holds_on(day)), None)
