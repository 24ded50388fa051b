"""What bills contribute to an answer: pending, quiet, ended, passed unseen, or an unread law. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from tracker.history import RULE, Step
from tracker.questions import Criterion
from tracker.status.said import BasisCode, Reason, Since, since
from tracker.status.saying import Rank, Saying
from tracker.status.spans import FOREVER, Piece, without
from tracker.status.standing import FAILED, Assessment, Standing
from tracker.vocabulary import Relation, Relevance, Status, Value

#: A bill that took no step for so long is still pending by the rules, and may well have died unseen.
QUIET = timedelta(days=3 * 365)


def aims(criterion: Criterion, a: Assessment) -> bool:
    """Whether a measure is about a question. One judged direct aims at the headline."""
    measure = a.history.measure
    if not measure.kind.can_become_law:
        return False
    if measure.aims:
        return criterion.name in measure.aims
    return measure.relevance is Relevance.DIRECT and criterion.headline


def bills(a: Assessment, twins: Sequence[Assessment]) -> Iterator[Piece[Saying]]:
    """What a measure that aims at a question says where no provision does. `twins`: its companions."""
    yield from open_bill(a)
    yield from _passed_unseen(a)
    yield from _unread_law(a)
    yield from failed(a, twins)


def open_bill(a: Assessment) -> Iterator[Piece[Saying]]:
    """While it is before a legislature: by each step it took, until it has been quiet for too long."""
    steps = sorted((s for s in a.steps if s.decides and s.window), key=_taken)
    for standing, until in _standings(a, lambda s: s.status is Status.PENDING):
        began = _began(standing)
        taken = [s for s in steps if _taken(s) < until]
        turns = [standing.since, *(day for s in taken if (day := _taken(s)) > standing.since), until]
        for start, end in pairwise(dict.fromkeys(turns)):
            last = max((s for s in taken if _taken(s) <= start), key=_taken, default=standing.step)
            quiet = max(start, min(end, _quiet_from(last, start)))
            told = Saying(
                rank=Rank.PENDING,
                code=BasisCode.BILL,
                confidence="high",
                reasons=(Reason(a.history.id, last),),
                began=began,
            )
            if start < quiet:
                yield Piece(start, quiet, told)
            if quiet < end:
                yield Piece(quiet, end, replace(told, code=BasisCode.BILL_QUIET, confidence="low", lead=1))


def _taken(step: Step) -> date:
    assert step.window is not None  # noqa: S101
    return step.window.latest


def _quiet_from(last: Step | None, start: date) -> date:
    day = last.window.latest if last is not None and last.window is not None else start
    limit = FOREVER - QUIET - timedelta(days=1)
    return max(day, start) + QUIET + timedelta(days=1) if max(day, start) < limit else FOREVER


def _passed_unseen(a: Assessment) -> Iterator[Piece[Saying]]:
    """Passed by its legislature, and perhaps law since: nobody has seen it promulgated."""
    if a.history.measure.meets is Value.NO:
        return
    for standing, until in _standings(a, lambda s: s.status is Status.UNKNOWN):
        if standing.step is None or standing.step.origin != RULE:
            continue
        told = Saying(
            rank=Rank.LAW_UNREAD,
            code=BasisCode.PASSED_UNSEEN,
            confidence="low",
            reasons=(Reason(a.history.id, standing.step),),
            lead=1,
        )
        yield Piece(standing.since, until, told)


def _unread_law(a: Assessment) -> Iterator[Piece[Saying]]:
    """Law of which no provision has been written down and nobody has said that it falls short."""
    measure = a.history.measure
    if measure.meets is Value.NO or any(p.value is not Value.UNKNOWN for p in measure.provisions):
        return
    for standing, until in _standings(a, lambda s: s.status.is_law):
        told = Saying(
            rank=Rank.LAW_UNREAD,
            code=BasisCode.LAW_UNREAD,
            confidence="low",
            reasons=(Reason(a.history.id, standing.step),),
            began=_began(standing),
        )
        yield Piece(standing.since, until, told)


def failed(a: Assessment, twins: Sequence[Assessment]) -> Iterator[Piece[Saying]]:
    """Ended without becoming law, less the days on which its companion is law."""
    law = [(s.since, s.until or FOREVER) for twin in twins for s in twin.standings if s.status.is_law]
    for standing, until in _standings(a, lambda s: s.status in FAILED):
        told = Saying(
            rank=Rank.ENDED,
            code=BasisCode.BILLS_ENDED,
            confidence="high",
            reasons=(Reason(a.history.id, standing.step),),
            began=_began(standing),
        )
        yield from without(Piece(standing.since, until, told), law)


def _standings(a: Assessment, wanted: Callable[[Standing], bool]) -> Iterator[tuple[Standing, date]]:
    for standing in a.standings:
        if wanted(standing):
            yield standing, standing.until or FOREVER


def _began(standing: Standing) -> Since | None:
    step = standing.step
    if step is None or step.window is None:
        return None
    event = step.event
    return since(step.window, (event.read, *(item.retrieved for item in event.evidence)))


def companions(assessments: Sequence[Assessment]) -> Mapping[str, list[Assessment]]:
    """The companions of each measure that has any, whichever of the two names the other."""
    named = {name: a for a in assessments for name in names(a)}
    found: dict[str, list[Assessment]] = {}
    for a in assessments:
        for link in a.history.measure.links:
            other = named.get(link.target)
            if link.relation is Relation.COMPANION_OF and other is not None:
                found.setdefault(a.history.id, []).append(other)
                found.setdefault(other.history.id, []).append(a)
    return found


def names(a: Assessment) -> tuple[str, ...]:
    return (a.history.id, *(alias.key for alias in a.history.measure.aliases))
