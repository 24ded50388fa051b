"""A place's answers over time: from its measures' standings, their provisions and treaty steps. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.questions import Checked, Criterion, Treaty
from tracker.status.bills import aims, bills, companions, failed, names, open_bill
from tracker.status.law import laws
from tracker.status.party import party
from tracker.status.said import Args, BasisCode, Reason, Timeline, since
from tracker.status.saying import Rank, Saying
from tracker.status.spans import ALWAYS, FOREVER, Piece
from tracker.status.standing import Assessment
from tracker.status.sweep import sweep
from tracker.vocabulary import Answer, Relation, Relevance, Status, Value


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a federation: how many have legislatures of their own, and for each that is held here the
    spans of days on which a question is answered by its own law in force (None: no bound)."""

    of: int
    in_force: Mapping[str, Sequence[tuple[date | None, date | None]]]


def answers(
    criterion: Criterion,
    place: str,
    assessments: Sequence[Assessment],
    checked: Checked | None,
    treaties: Mapping[str, Treaty],
    parts: Parts | None = None,
) -> Timeline:
    """The place's answers over all time, without gap or overlap.

    `assessments` are the national measures of that place; `checked` says who looked and wrote
    down what they read: from the first day that search covers, nothing means `none_found`. A treaty's list of
    parties, where it was read, tells of all days.
    """
    told = sorted(assessments, key=lambda a: a.history.id)
    if criterion.treaty is not None:
        treaty = treaties.get(criterion.treaty)
        return sweep(party(treaty, place, checked) if treaty else ())
    if criterion.listed:
        return sweep(_quoted(criterion, place, told))
    return sweep(_voices(criterion, told, checked, parts))


def _voices(
    criterion: Criterion, told: Sequence[Assessment], checked: Checked | None, parts: Parts | None
) -> Iterator[Piece[Saying]]:
    heard = _heard(criterion, told)
    twins = companions(heard)
    for group in _groups(heard):
        yield from _said(criterion, group, twins)
    if checked is not None and (criterion.name in checked.questions or _was_looked_for(criterion, told)):
        none = Saying(rank=Rank.NONE_FOUND, code=BasisCode.NOTHING_FOUND, confidence="medium")
        yield Piece(checked.first_day, FOREVER, none)
    if parts is not None:
        args = Args(of=parts.of)
        part = Saying(rank=Rank.IN_PARTS, code=BasisCode.IN_PARTS, args=args, confidence="medium")
        for start, end in (span for spans in parts.in_force.values() for span in spans):
            yield Piece(start or ALWAYS, end or FOREVER, part)


def _heard(criterion: Criterion, told: Sequence[Assessment]) -> list[Assessment]:
    """Measures that can say anything to a question, or are tied to others: most of a parliament's cannot."""
    tied = {link.target for a in told for link in a.history.measure.links}
    return [
        a
        for a in told
        if (m := a.history.measure).provisions
        or m.links
        or aims(criterion, a)
        or (tied and not tied.isdisjoint(names(a)))
    ]


def _said(
    criterion: Criterion, group: Sequence[Assessment], twins: Mapping[str, Sequence[Assessment]]
) -> tuple[Piece[Saying], ...]:
    """What a group says, worked out once: it depends on nothing but its measures and their twins."""
    beside = tuple(twin for a in group for twin in twins.get(a.history.id, ()))
    key = criterion.name, criterion.headline, criterion.any_of, tuple(group), beside
    memo = group[0].said
    if key not in memo:
        own = [p for a in group if aims(criterion, a) for p in bills(a, twins.get(a.history.id, ()))]
        memo[key] = (*laws(criterion, group), *own)
    found: tuple[Piece[Saying], ...] = memo[key]
    return found


def _groups(told: Sequence[Assessment]) -> Iterable[Sequence[Assessment]]:
    """Measures judged together: each alone, or joined by a curated `extends` link."""
    by_name = {name: a for a in told for name in names(a)}
    leader = {a.history.id: a.history.id for a in told}

    def find(id_: str) -> str:
        while leader[id_] != id_:
            leader[id_] = leader[leader[id_]]
            id_ = leader[id_]
        return id_

    for a in told:
        for link in a.history.measure.links:
            if link.relation is Relation.EXTENDS and link.target in by_name:
                leader[find(a.history.id)] = find(by_name[link.target].history.id)
    groups: dict[str, list[Assessment]] = {}
    for a in told:
        groups.setdefault(find(a.history.id), []).append(a)
    return groups.values()


def _was_looked_for(criterion: Criterion, told: Sequence[Assessment]) -> bool:
    """Whether what is asked was looked for in the laws of the subject, if there are any: a value that is
    missing is unknown, whoever checked the place."""
    wanted = {c.provision for clauses in criterion.any_of for c in clauses}
    measures = (a.history.measure for a in told)
    values = [p for measure in measures if measure.relevance is not Relevance.NO for p in measure.provisions]
    sought = any(p.name in wanted and p.value is not Value.UNKNOWN for p in values)
    return sought or not values or any(aims(criterion, a) for a in told)


def _quoted(criterion: Criterion, place: str, told: Sequence[Assessment]) -> Iterator[Piece[Saying]]:
    """A place that a quotation names, by the dates of the law it means; others are not on the list."""
    listed = set(criterion.listed.get(place, ()))
    if not listed:
        saying = Saying(rank=Rank.NOT_CHECKED, code=BasisCode.NOT_QUOTED, answer=Answer.NOT_LISTED, lead=-1)
        yield Piece(ALWAYS, FOREVER, saying)
        return
    yield Piece(ALWAYS, FOREVER, Saying(rank=Rank.NONE_FOUND, code=BasisCode.QUOTED_NO_STEP))
    twins = companions(told)
    for a in told:
        if listed & set(names(a)):
            yield from _law_meant(a)
            yield from open_bill(a)
            yield from failed(a, twins.get(a.history.id, ()))


def _law_meant(a: Assessment) -> Iterator[Piece[Saying]]:
    ranks = {Status.IN_FORCE: Rank.IN_FORCE, Status.ENACTED: Rank.ENACTED}
    for standing in a.standings:
        if not standing.status.is_law:
            continue
        reasons = (Reason(a.history.id, standing.step),)
        piece: Piece[Saying] = Piece(
            standing.since,
            standing.until or FOREVER,
            Saying(
                rank=Rank.UNCLEAR if standing.unclear else ranks[standing.status],
                code=BasisCode.QUOTED_DAY_UNKNOWN if standing.unclear else BasisCode.QUOTED_LAW,
                confidence="low" if standing.unclear else "high",
                reasons=reasons,
            ),
        )
        if not standing.unclear and standing.step is not None and standing.step.window is not None:
            event = standing.step.event
            read = (event.read, *(item.retrieved for item in event.evidence))
            piece = replace(piece, what=replace(piece.what, began=since(standing.step.window, read)))
        yield piece
