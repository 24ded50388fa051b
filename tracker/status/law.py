"""What laws contribute to an answer: their provisions over time, set against a question's clauses. Pure.

Measures are judged together only where a curated `extends` link joins them, never across a country's laws.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

from tracker.history import Step
from tracker.questions import Criterion
from tracker.status.clause import NOT_SAID, Live, Verdict, best, reach_unread
from tracker.status.said import BasisCode, Since, since
from tracker.status.saying import Rank, Saying
from tracker.status.spans import ALWAYS, FOREVER, Come, Piece, coming, common, joined, slices
from tracker.status.standing import Assessment, Standing
from tracker.vocabulary import Provision, Stage, Status, Window, is_only_memory

_REMEMBERED = Saying(rank=Rank.REMEMBERED, code=BasisCode.REMEMBERED)


def laws(criterion: Criterion, group: Sequence[Assessment]) -> Iterator[Piece[Saying]]:
    """What the laws of one group say to a question, over time."""
    live = [piece for a in group for piece in _live(a)]
    told = list(slices([piece for piece in live if not piece.what.remembered]))
    yield from _dated(Piece(p.since, p.until, best(criterion, p.what)) for p in told)
    yield from joined(Piece(p.since, p.until, s) for p in told for s in reach_unread(criterion, p.what))
    wanted = {clause.provision for clauses in criterion.any_of for clause in clauses}
    for piece in live:
        provision = piece.what.provision
        if piece.what.remembered and provision.name in wanted and provision.value not in NOT_SAID:
            yield Piece(piece.since, piece.until, _REMEMBERED)


def _live(a: Assessment) -> Iterator[Piece[Live]]:
    """Every provision for as long as its law stands, cut where the law or the provision turns."""
    commenced = a.first(Stage.IN_FORCE)
    expiry = a.history.measure.expires
    ends = coming(expiry.date) if expiry else [_NEVER]
    for provision in a.history.measure.provisions:
        starts, stops = coming(provision.since), coming(provision.until) if provision.until else [_NEVER]
        remembered = is_only_memory(provision.evidence)
        for standing in a.standings:
            if not standing.status.is_law:
                continue
            whole = Piece(standing.since, standing.until or FOREVER, Come(True, True))
            for start, stop, end in product(starts, stops, ends):
                waits = not start.what.yet
                if (stop.what.yet and stop.what.sure) or (
                    waits and not _waits_with_the_law(provision, commenced, standing)
                ):
                    continue
                sure = start.what.sure and not (stop.what.yet or end.what.yet or standing.unclear)
                in_force = standing.status is Status.IN_FORCE and not waits
                ended = end.what.yet and end.what.sure
                live = Live(a, provision, standing, in_force, sure, ended, remembered)
                yield from common(live, whole, start, stop, end)


_NEVER = Piece(ALWAYS, FOREVER, Come(yet=False, sure=True))


def _waits_with_the_law(provision: Provision, commenced: Step | None, standing: Standing) -> bool:
    """An enacted law's provision that will start with the law itself, as against one that a later treaty
    or amendment brings."""
    if standing.status is not Status.ENACTED or provision.since is None:
        return False
    if commenced is None or commenced.window is None:
        return True
    return (provision.since.earliest or date.min) <= commenced.window.latest


# -- when it began


def _dated(pieces: Iterable[Piece[Verdict | None]]) -> Iterator[Piece[Saying]]:
    """Verdicts as sayings that know since when: what follows on days in doubt began in them; what the same
    law said before, for another of its provisions, began then."""
    doubt: date | None = None
    before: Saying | None = None
    told = joined(pieces)
    for i, piece in enumerate(told):
        verdict = piece.what
        if verdict is None:
            doubt = before = None
            continue
        if verdict.saying.code.is_of_a_day:
            doubt, before = piece.since if doubt is None else doubt, None
            yield Piece(piece.since, piece.until, verdict.saying)
            continue
        goes_on = before is not None and _goes_on(before, verdict.saying)
        began = before.began if before is not None and goes_on else _began(told, i, doubt)
        before = replace(verdict.saying, began=began)
        yield Piece(piece.since, piece.until, before)
        doubt = None


def _goes_on(before: Saying, saying: Saying) -> bool:
    """Whether one answer follows on itself, resting on no other law."""
    held = {reason.measure for reason in before.reasons}
    return before.rank is saying.rank and {reason.measure for reason in saying.reasons} <= held


def _began(told: Sequence[Piece[Verdict | None]], i: int, doubt: date | None) -> Since | None:
    piece = told[i]
    verdict = piece.what
    assert verdict is not None  # noqa: S101
    if doubt is not None:
        return since(Window(None if doubt == ALWAYS else doubt, piece.since), verdict.read)
    last = piece.since
    for later in told[i:]:
        if (
            later.what is None
            or later.what.sure
            or later.since > last
            or later.what.saying.rank != verdict.saying.rank
        ):
            break
        last = later.until
    if last == FOREVER or last == piece.since:
        return None if piece.since == ALWAYS else since(Window.day(piece.since))
    return since(Window(None if piece.since == ALWAYS else piece.since, last), verdict.read)
