"""What places do to treaties."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.vocabulary.answers import Basis, TreatyActionKind
from tracker.vocabulary.evidence import Evidence
from tracker.vocabulary.records import Day
from tracker.vocabulary.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatyAction:
    """A place's step. `date` None: that it was taken is known, its day is not.

    `basis` other than `stated` needs `note`: the rule or the inference, written out.
    """

    place: str
    action: TreatyActionKind
    date: Window | None
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None
    basis: Basis = Basis.STATED
    read: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """A depositary's whole list for one treaty of `data/treaties`: every step of every place it names.

    A place that only stands in the list, without a step, has no action here.
    """

    treaty: str
    actions: tuple[TreatyAction, ...]
