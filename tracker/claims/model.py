"""A claim: what somebody asserts, in our words, with its test as data."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.vocabulary import (
    Answer,
    Chamber,
    Evidence,
    Stage,
    Status,
    Value,
    Window,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many counted countries have one of these answers; exactly so many: both limits alike."""

    criterion: str
    answers: tuple[Answer, ...]
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerIs:
    """Each of these places has one of these answers."""

    places: tuple[str, ...]
    criterion: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusIs:
    """Each of these measures has one of these statuses."""

    measures: tuple[str, ...]
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOn:
    """The measure took that step within that time."""

    measure: str
    stage: Stage
    date: Window
    chamber: Chamber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionIs:
    """The law, where it is law, provides that with one of these values."""

    measure: str
    provision: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """The place is number `rank` to make law that meets a criterion, among the `of` parts of its country."""

    place: str
    criterion: str
    rank: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A claim's test: exactly one of these is given."""

    count: Count | None = None
    answer: AnswerIs | None = None
    status: StatusIs | None = None
    step: StepOn | None = None
    provision: ProvisionIs | None = None
    rank: Rank | None = None

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures it asks about, by the ids it uses."""
        named = [part.measure for part in (self.step, self.provision) if part is not None]
        return (*named, *(self.status.measures if self.status else ()))

    @property
    def criteria(self) -> tuple[str, ...]:
        return tuple(part.criterion for part in (self.count, self.answer, self.rank) if part is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Somebody's assertion, in our words. `date`: the time it speaks of; `see`: further measures to read."""

    id: str
    who: str
    date: Window
    text: str
    query: Query
    note: str | None = None
    see: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
