"""A question's clauses set against what a law provides at one time: are they met, and how surely. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from tracker.questions import ACTS_ABROAD, Clause, Criterion
from tracker.status.said import Args, BasisCode, Reason, Says
from tracker.status.saying import Rank, Saying
from tracker.status.standing import Assessment, Standing
from tracker.vocabulary import Abroad, Basis, Condition, Evidence, EvidenceKind, Provision, Value

#: Values that meet no clause: the text does not say so, or nobody has looked.
NOT_SAID = (Value.NO, Value.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Live:
    """A provision of a law as it stands for a while. `sure`: that it does; `ended`: the law's end came."""

    a: Assessment
    provision: Provision
    standing: Standing
    in_force: bool
    sure: bool
    ended: bool
    remembered: bool

    @property
    def reason(self) -> Reason:
        return Reason(self.a.history.id, self.standing.step, self.provision)

    @property
    def read(self) -> Iterable[date | None]:
        """The days on which somebody read that it holds."""
        event = self.standing.step.event if self.standing.step else None
        yield self.provision.read
        yield from (item.retrieved for item in self.provision.evidence)
        if event is not None:
            yield event.read
            yield from (item.retrieved for item in event.evidence)


@dataclass(frozen=True, slots=True)
class Fit:
    """A provision offered for a clause, with the law's own clause on acts abroad where it leans on one."""

    x: Live
    reach: Abroad | None = None
    through: Live | None = None

    @property
    def parts(self) -> tuple[Live, ...]:
        return (self.x,) if self.through is None else (self.x, self.through)

    @property
    def read(self) -> bool:
        """False: a text was read, and whether it meets the clause is open."""
        return self.x.provision.value is Value.YES and self.reach is not Abroad.UNCLEAR

    @property
    def says(self) -> Says:
        provision = self.x.provision
        return Says(str(provision.name), str(provision.value), str(self.reach) if self.reach else None)


def _fits(clause: Clause, live: Sequence[Live]) -> Iterator[Fit]:
    """How a clause can be met: by a provision's own word on acts abroad, else by each of the law's own
    clauses on them. Nothing: it is not met, or nobody has looked."""
    for x in live:
        if x.provision.name != clause.provision or x.provision.value in NOT_SAID:
            continue
        if not clause.abroad:
            yield Fit(x)
        elif x.provision.abroad is not None:
            if x.provision.abroad not in (Abroad.NO, Abroad.UNREAD):
                yield Fit(x, x.provision.abroad)
        else:
            for y in live:
                reach = _reach_of(y.provision) if y.provision.name == ACTS_ABROAD else None
                if reach not in (None, Abroad.NO):
                    yield Fit(x, reach, y)


def _reach_of(provision: Provision) -> Abroad | None:
    """What a law's clause on acts abroad gives its offences; None: nobody has looked."""
    match provision.value:
        case Value.YES:
            reach = provision.abroad or Abroad.SPECIFIC
            return None if reach is Abroad.UNREAD else reach
        case Value.NO:
            return Abroad.NO
        case Value.PARTLY | Value.UNCLEAR:
            return Abroad.UNCLEAR
        case Value.UNKNOWN:
            return None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a law says for a while, and what its beginning must be judged by."""

    saying: Saying
    sure: bool
    read: frozenset[date | None]


def best(criterion: Criterion, live: Sequence[Live]) -> Verdict | None:
    """The best answer that any alternative of the question gets; None: nothing."""
    found = (
        _verdict(chosen)
        for clauses in criterion.any_of
        for chosen in product(*(list(_fits(clause, live)) for clause in clauses))
    )
    return min(found, key=lambda v: (v.saying.rank, v.saying.lead, not v.sure), default=None)


def _verdict(chosen: Sequence[Fit]) -> Verdict:
    """What fits for all clauses together answer, and how surely."""
    parts = tuple(dict.fromkeys(part for fit in chosen for part in fit.parts))
    sure = all(part.sure for part in parts)
    in_force = all(part.in_force for part in parts)
    conditions = {fit.reach.condition for fit in chosen if fit.reach is not None} - {None}
    condition = None
    if Condition.IF_PUNISHABLE_THERE in conditions:
        condition = Condition.IF_PUNISHABLE_THERE
    elif conditions:
        condition = Condition.ALWAYS
    rank, code = _ranked(chosen, parts, sure, in_force, condition)
    decided = rank is not Rank.UNCLEAR
    saying = Saying(
        rank=rank,
        code=code,
        args=Args(provisions=tuple(dict.fromkeys(fit.says for fit in chosen))),
        confidence=_confidence(parts) if decided else "low",
        condition=condition if rank is Rank.GENERAL_RULE else None,
        reasons=tuple(part.reason for part in parts),
        lead=_lead(code, condition),
    )
    return Verdict(saying, sure, frozenset(day for part in parts for day in part.read))


#: Of texts that leave it open, one that only wants a day is the nearest to an answer.
_OPEN = (BasisCode.DAY_UNKNOWN, BasisCode.GENERAL_NOT_YET, BasisCode.END_REACHED, BasisCode.TEXT_UNCLEAR)


def _lead(code: BasisCode, condition: Condition | None) -> int:
    """Which of several of a rank is heard first."""
    if code in _OPEN:
        return _OPEN.index(code)
    return list(Condition).index(condition) if condition else 0


def _ranked(
    chosen: Sequence[Fit], parts: Sequence[Live], sure: bool, in_force: bool, condition: Condition | None
) -> tuple[Rank, BasisCode]:
    if not all(fit.read for fit in chosen):
        return Rank.UNCLEAR, BasisCode.TEXT_UNCLEAR
    if any(part.ended for part in parts):
        return Rank.UNCLEAR, BasisCode.END_REACHED
    if not sure:
        return Rank.UNCLEAR, BasisCode.DAY_UNKNOWN
    if condition is not None:
        if in_force:
            return Rank.GENERAL_RULE, BasisCode.GENERAL_CLAUSE
        return Rank.UNCLEAR, BasisCode.GENERAL_NOT_YET
    return (Rank.IN_FORCE, BasisCode.LAW) if in_force else (Rank.ENACTED, BasisCode.LAW_NOT_YET)


def _confidence(parts: Sequence[Live]) -> str:
    events = [part.standing.step.event for part in parts if part.standing.step]
    inferred = any(event.basis is Basis.INFERENCE for event in events)
    return confidence([item for part in parts for item in part.provision.evidence], inferred)


def confidence(evidence: Iterable[Evidence], inferred: bool) -> str:
    """High where the official text was read, there or in a copy, and no day was inferred."""
    kinds = {item.kind for item in evidence}
    read = bool(kinds & {EvidenceKind.OFFICIAL, EvidenceKind.COPY})
    return "high" if read and not inferred else "medium"


def reach_unread(criterion: Criterion, live: Sequence[Live]) -> Iterator[Saying]:
    """Provisions of live law that would meet a clause if they reach abroad, where nobody has looked whether
    they do: the place has not been checked on this, whatever else was read."""
    if any(x.provision.name == ACTS_ABROAD and _reach_of(x.provision) is not None for x in live):
        own_word: tuple[Abroad | None, ...] = (Abroad.UNREAD,)
    else:
        own_word = (None, Abroad.UNREAD)
    wanted = {c.provision for clauses in criterion.any_of if len(clauses) == 1 for c in clauses if c.abroad}
    reasons = tuple(
        x.reason
        for x in live
        if x.provision.name in wanted and x.provision.value not in NOT_SAID and x.provision.abroad in own_word
    )
    if reasons:
        yield Saying(rank=Rank.REACH_UNREAD, code=BasisCode.REACH_UNREAD, reasons=reasons)
