"""One sweep over the ends of all voices: a place's answers over time, and what each rests on. Pure.

The value of an answer and the days on which it turns come out of the same walk: on a day on which no voice
begins or ends nothing can change, and nothing else is asked. Cost: n log n in the number of pieces, plus what
an answer rests on each time it turns.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from tracker.status.said import BasisCode, Finding, Reason, Since, Span, Support, Timeline, since
from tracker.status.saying import Rank, Saying
from tracker.status.spans import ALWAYS, FOREVER, Piece
from tracker.vocabulary import Answer, SinceKind, Window

_SURENESS = ("high", "medium", "low", "")
_NOBODY = Saying(rank=Rank.NOT_CHECKED, code=BasisCode.NOBODY_LOOKED)


def sweep(pieces: Iterable[Piece[Saying]]) -> Timeline:
    """The loudest voice on each day, from the first to the last."""
    voices = [Piece(ALWAYS, FOREVER, _NOBODY), *pieces]
    ends = [(p.since, True, i) for i, p in enumerate(voices)]
    ends += [(p.until, False, i) for i, p in enumerate(voices) if p.until != FOREVER]
    walk = _Walk(voices)
    for day, group in groupby(sorted(ends), key=lambda end: end[0]):
        walk.turn(day, [(i, begins) for _, begins, i in group])
    return walk.told()


@dataclass
class _Choir:
    """The voices of one rank that are heard at the moment."""

    heard: set[int] = field(default_factory=set)
    waiting: list[tuple[int, int]] = field(default_factory=list)
    sureness: Counter[str] = field(default_factory=Counter)

    def take(self, voice: int, saying: Saying, begins: bool) -> None:
        self.sureness[saying.confidence] += 1 if begins else -1
        if begins:
            self.heard.add(voice)
            heapq.heappush(self.waiting, (saying.lead, voice))
        else:
            self.heard.discard(voice)

    @property
    def leader(self) -> int:
        while self.waiting[0][1] not in self.heard:
            heapq.heappop(self.waiting)
        return self.waiting[0][1]

    @property
    def confidence(self) -> str:
        return next(word for word in _SURENESS if self.sureness[word] > 0)


_Key = tuple[int, bool, str | None, int, int, int]


@dataclass
class _Walk:
    voices: Sequence[Piece[Saying]]
    choirs: dict[Rank, _Choir] = field(default_factory=lambda: {rank: _Choir() for rank in Rank})
    spans: list[Span] = field(default_factory=list)
    supports: dict[_Key, list[tuple[int, int, Support]]] = field(default_factory=dict)
    open: dict[tuple[bool, int], date] = field(default_factory=dict)

    def turn(self, day: date, ends: Sequence[tuple[int, bool]]) -> None:
        """Let voices begin and end on a day, and see whether the answer is another."""
        for voice, begins in ends:
            saying = self.voices[voice].what
            self.choirs[saying.rank].take(voice, saying, begins)
        rank = next(rank for rank in Rank if self.choirs[rank].heard)
        finding = self._finding(rank)
        last = self.spans[-1].finding if self.spans else None
        if last is None or replace(last, since=None) != finding:
            self._close(day, list(self.open))
            if self.spans:
                self.spans[-1] = replace(self.spans[-1], until=day)
            goes_on = last is not None and last.answer is finding.answer
            began = last.since if last is not None and goes_on else None
            began = began or self._since(rank, finding, day)
            self.spans.append(Span(_open(day), None, replace(finding, since=began)))
            wanted = [(True, v) for v in sorted(self.choirs[rank].heard)]
            wanted += [(False, v) for v in sorted(self.choirs[Rank.PENDING].heard)]
        else:
            self._close(day, [(because, v) for v, begins in ends if not begins for because in (True, False)])
            wanted = [(True, v) for v, begins in ends if begins and v in self.choirs[rank].heard]
            wanted += [(False, v) for v, begins in ends if begins and v in self.choirs[Rank.PENDING].heard]
        self.open.update((key, day) for key in wanted)

    def _finding(self, rank: Rank) -> Finding:
        choir = self.choirs[rank]
        leader = self.voices[choir.leader].what
        args = replace(leader.args, having=len(choir.heard)) if rank is Rank.IN_PARTS else leader.args
        return Finding(leader.told, leader.code, args, choir.confidence, leader.condition)

    def _since(self, rank: Rank, finding: Finding, day: date) -> Since | None:
        """When an answer began that was another the day before."""
        if finding.code.is_of_a_day or finding.answer in (Answer.NOT_CHECKED, Answer.NOT_LISTED):
            return None
        known = [
            began
            for voice in self.choirs[rank].heard
            for piece in [self.voices[voice]]
            if piece.since == day
            and (began := piece.what.began) is not None
            # A law that said so before, under a louder one, tells its own beginning, not the answer's.
            and began.window.latest >= day
        ]
        told = min(known, key=_sharpness, default=None)
        if told is None:
            told = None if day == ALWAYS else since(Window.day(day))
        if told is None or told.kind is not SinceKind.EXACT or not self.spans:
            return told
        doubt = [s for s in self._run() if s.finding.code.is_of_a_day]
        if not doubt:
            return told
        # Another law may have made it so before: the day is certain, and the answer may be older.
        return Since(SinceKind.AT_LATEST, Window(doubt[0].since, day))

    def _run(self) -> list[Span]:
        """The latest spans with one answer, oldest first."""
        first = len(self.spans) - 1
        while first and self.spans[first - 1].finding.answer is self.spans[-1].finding.answer:
            first -= 1
        return self.spans[first:]

    def _close(self, day: date, keys: Iterable[tuple[bool, int]]) -> None:
        for key in keys:
            if key in self.open:
                self._support(key, self.open.pop(key), day)

    def _support(self, key: tuple[bool, int], start: date, end: date | None) -> None:
        because, voice = key
        saying, span = self.voices[voice].what, len(self.spans) - 1
        for position, reason in enumerate(saying.reasons):
            shown = reason if because else Reason(measure=reason.measure)
            support = Support(span, because, shown, _open(start), end, saying.began)
            # A measure's step or provision is one object: its identity saves comparing all its parts.
            parts = id(shown.step), id(shown.provision), id(shown.action)
            same = (span, because, shown.measure, *parts)
            self.supports.setdefault(same, []).append((voice, position, support))

    def told(self) -> Timeline:
        for key, start in self.open.items():
            self._support(key, start, None)
        merged = [whole for told in self.supports.values() for whole in _merged(told)]
        merged.sort(key=lambda m: (m[2].span, not m[2].because, m[:2], m[2].since or ALWAYS))
        return Timeline(tuple(self.spans), tuple(support for _, _, support in merged))


def _merged(told: Iterable[tuple[int, int, Support]]) -> Iterable[tuple[int, int, Support]]:
    """Supports of one span by one reason, neighbours and those that overlap made one."""
    held: tuple[int, int, Support] | None = None
    for voice, position, support in sorted(told, key=lambda m: (m[2].since or ALWAYS, m[:2])):
        if held is None or (held[2].until or FOREVER) < (support.since or ALWAYS):
            if held is not None:
                yield held
            held = voice, position, support
        else:
            last = max(held[2].until or FOREVER, support.until or FOREVER)
            until = None if last == FOREVER else last
            held = (*min(held[:2], (voice, position)), replace(held[2], until=until))
    if held is not None:
        yield held


def _sharpness(known: Since) -> tuple[int, date]:
    return list(SinceKind).index(known.kind), known.window.latest


def _open(day: date) -> date | None:
    return None if day == ALWAYS else day
