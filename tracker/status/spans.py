"""Pieces of time that carry something: the one book in which a value and the days it turns on stand together.

Inside the engine a piece begins on `since` and ends before `until`; `FOREVER` and `ALWAYS` stand for "no
bound", so that pieces can be cut and compared without asking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Generic, TypeVar

from tracker.vocabulary import Window

T = TypeVar("T")
ALWAYS, FOREVER = date.min, date.max


@dataclass(frozen=True, slots=True)
class Piece(Generic[T]):
    """Something that holds from one day to before another."""

    since: date
    until: date
    what: T


def cut(piece: Piece[T], since: date, until: date) -> Iterator[Piece[T]]:
    """The part of a piece that lies between two days; nothing where none does."""
    start, end = max(piece.since, since), min(piece.until, until)
    if start < end:
        yield replace(piece, since=start, until=end)


def common(what: T, *pieces: Piece[Any]) -> Iterator[Piece[T]]:
    """Something for as long as all the pieces hold; nothing where they never do together."""
    yield from cut(Piece(ALWAYS, FOREVER, what), max(p.since for p in pieces), min(p.until for p in pieces))


def without(piece: Piece[T], taken: Iterable[tuple[date, date]]) -> Iterator[Piece[T]]:
    """A piece less the days of other spans, each from a day to before a day."""
    start = piece.since
    for since, until in sorted(taken):
        yield from cut(piece, start, since)
        start = max(start, until)
    yield from cut(piece, start, FOREVER)


def slices(pieces: Sequence[Piece[T]]) -> Iterator[Piece[tuple[T, ...]]]:
    """Between each two ends of any piece what holds there, in the order given: for the few pieces of one law.

    Of many pieces `tracker.status.sweep` keeps count instead.
    """
    ends = sorted({day for piece in pieces for day in (piece.since, piece.until)})
    for start, end in pairwise(ends):
        yield Piece(start, end, tuple(p.what for p in pieces if p.since <= start and end <= p.until))


def joined(pieces: Iterable[Piece[T]]) -> list[Piece[T]]:
    """Pieces in order of time, neighbours that carry the same made one."""
    told: list[Piece[T]] = []
    for piece in pieces:
        if told and told[-1].until == piece.since and told[-1].what == piece.what:
            told[-1] = replace(told[-1], until=piece.until)
        else:
            told.append(piece)
    return told


@dataclass(frozen=True, slots=True)
class Come:
    """Whether a day that is known as a window has come: `sure` is False inside the window."""

    yet: bool
    sure: bool


def coming(window: Window | None) -> list[Piece[Come]]:
    """All time by whether that day has come; no window: it always had."""
    if window is None:
        return [Piece(ALWAYS, FOREVER, Come(True, True))]
    first, last = window.earliest or ALWAYS, window.latest
    pieces = (
        Piece(ALWAYS, first, Come(False, True)),
        Piece(first, last, Come(True, False)),
        Piece(last, FOREVER, Come(True, True)),
    )
    return [piece for piece in pieces if piece.since < piece.until]
