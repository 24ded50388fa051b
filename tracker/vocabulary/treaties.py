"""What places do to treaties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from tracker.vocabulary.answers import Basis, TreatyActionKind
from tracker.vocabulary.doc import Doc
from tracker.vocabulary.evidence import Evidence
from tracker.vocabulary.records import Day
from tracker.vocabulary.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatyAction:
    """A place's step. `date` None: that it was taken is known, its day is not.

    `basis` other than `stated` needs `note`: the rule or the inference, written out.
    """

    place: Annotated[str, Doc("the place")]
    action: Annotated[
        TreatyActionKind, Doc("what it did; ratified covers acceptance, approval and accession")
    ]
    date: Annotated[Window | None, Doc("when: a day or a span; none where only the fact is known")]
    evidence: tuple[Evidence, ...] = ()
    note: Annotated[str | None, Doc("how the date is known, where it is not stated")] = None
    basis: Annotated[Basis, Doc("how the date is known")] = Basis.STATED
    read: Annotated[Day | None, Doc("the day as of which its page tells")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """A depositary's whole list for one treaty of `data/treaties`: every step of every place it names.

    A place that only stands in the list, without a step, has no action here.
    """

    treaty: Annotated[str, Doc("the treaty, by its file in `data/treaties`")]
    actions: Annotated[tuple[TreatyAction, ...], Doc("every step of every place that the list names")]
