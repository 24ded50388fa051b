"""Legislatures: their sessions, and what becomes of open bills and of silent acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.vocabulary.evidence import Evidence
from tracker.vocabulary.measures import Category, Chamber, SessionEnd, Stage
from tracker.vocabulary.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A legislature's session. `end` None: still open. `term`: the parliament it belongs to; `dissolved`:
    when that parliament ended, where its last session had been prorogued before."""

    legislature: str
    id: str
    name: str
    term: str
    start: date
    end: Window | None = None
    ended_by: SessionEnd | None = None
    dissolved: Window | None = None
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
class Legislature:
    """A law-making body: its chambers' names, its sessions in order, its rules."""

    id: str
    place: str
    name: str
    chambers: tuple[tuple[Chamber, str], ...] = ()
    sessions: tuple[Session, ...] = ()
    carry_over: tuple[CarryOver, ...] = ()
    commencement_default: CommencementDefault | None = None
