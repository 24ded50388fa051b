"""Legislatures: their sessions, and what becomes of open bills and of silent acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from tracker.vocabulary.doc import Doc
from tracker.vocabulary.evidence import Evidence
from tracker.vocabulary.measures import Category, Chamber, SessionEnd, Stage
from tracker.vocabulary.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A legislature's session. `end` None: still open. `term`: the parliament it belongs to; `dissolved`:
    when that parliament ended, where its last session had been prorogued before."""

    legislature: Annotated[str, Doc("the legislature")]
    id: Annotated[str, Doc("the id bills carry, such as 44-1 or 119")]
    name: Annotated[str, Doc("its name as the legislature writes it")]
    term: Annotated[str, Doc("the parliament it belongs to; bills never outlive it")]
    start: Annotated[date, Doc("its first day")]
    end: Annotated[Window | None, Doc("its last day, a day or a span; none while it is open")] = None
    ended_by: Annotated[SessionEnd | None, Doc("how it ended")] = None
    dissolved: Annotated[
        Window | None,
        Doc("the day its parliament ended, where it had been prorogued before without a new session"),
    ] = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOver:
    """What becomes of an open bill when a session ends that way; None matches anything.

    `chamber`: where it began; `before`: the chamber that had it last; `sessions`: how many it may last, its
    own included. `at_opening`: a bill that dies does so only when the next session opens. `unvoted`: only a
    bill the whole legislature has not passed.
    """

    at: tuple[SessionEnd, ...]
    dies: bool
    rule: str
    chamber: Chamber | None = None
    before: Chamber | None = None
    category: Category | None = None
    sessions: int = 1
    at_opening: bool = False
    unvoted: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommencementDefault:
    """When an act that is silent comes into force: so many days after that stage."""

    after: Stage
    days: int
    rule: str
    evidence: tuple[Evidence, ...] = ()

    def date_from(self, step: date) -> date:
        return step + timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promulgation:
    """Within how many days after its passage a bill must be promulgated, sent back or refused."""

    days: int
    rule: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Legislature:
    """A law-making body: its chambers' names, its sessions in order, its rules."""

    id: Annotated[str, Doc("its id here")]
    place: Annotated[str, Doc("whose legislature it is")]
    name: Annotated[str, Doc("its name in English")]
    chambers: Annotated[tuple[tuple[Chamber, str], ...], Doc("its chambers' names")] = ()
    sessions: tuple[Session, ...] = ()
    carry_over: tuple[CarryOver, ...] = ()
    commencement_default: CommencementDefault | None = None
    promulgation: Promulgation | None = None
