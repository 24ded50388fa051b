"""Part of `make bench`: what one changed bill costs in a place that holds many, and how that grows.

The floor of a size is reading the place's bills back from the database, which no commit can do without; the
growth is the exponent of the time over the sizes, 1 being in step with them.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tracker import knowledge, settings
from tracker.history import Record
from tracker.refresh.opening import background_of
from tracker.store import Incoming, Writer, open_database
from tracker.store.background import Declared
from tracker.vocabulary import Event, Kind, Measure, Relevance, SourceState, Stage, Window

SIZES = (100, 400, 1600, 6400, 10_000)
PLACE, SOURCE = "DE", "bench"
_WAYS = (Stage.WITHDRAWN, Stage.LAPSED, None)


def bill(number: int, relevance: Relevance, shift: int = 0) -> Measure:
    """A bill of three steps; of three such bills one is still open. `shift`: days its committee was later."""
    first = date(1990, 1, 1) + timedelta(days=number * 3 % 12_000)
    days = (first, first + timedelta(days=40 + shift), first + timedelta(days=400))
    stages = (Stage.INTRODUCED, Stage.COMMITTEE, _WAYS[number % 3])
    steps = zip(stages, days, strict=True)
    return Measure(
        id=f"de-bench-{number}",
        place=PLACE,
        kind=Kind.BILL,
        title=f"Bill {number}",
        lang="en",
        relevance=relevance,
        events=tuple(Event(stage=s, date=Window.day(day), label=s.value) for s, day in steps if s),
    )


def _source() -> Declared:
    return Declared(
        id=SOURCE,
        place=PLACE,
        name="Bench",
        home="https://bench.example/",
        publisher="Bench",
        contact="https://bench.example/",
        languages=("en",),
        licence="",
        republish=False,
        every=timedelta(days=1),
        state=SourceState.ACTIVE,
        reason=None,
        key=None,
        unverified_live=False,
        proofs=(),
    )


def _measured(folder: Path, size: int, relevance: Relevance) -> Iterator[float]:
    """Seconds: all bills of a size in one commit; one changed bill in a second; the floor of that one."""
    path = folder / f"{relevance.value}-{size}.db"
    known = knowledge.load(settings.data_folder())
    db = open_database(path)
    writer = Writer(db, background_of(known), datetime.now(UTC))
    with writer.transaction():
        writer.start_run("bench")
        writer.sync_knowledge((), "bench")
        writer.sync_sources([_source()])

    def commit(*bills: Measure) -> float:
        started = time.perf_counter()
        with writer.transaction():
            writer.commit(SOURCE, [Incoming(Record(SOURCE, each)) for each in bills])
        return time.perf_counter() - started

    yield commit(*(bill(number, relevance) for number in range(size)))
    yield min(commit(bill(size // 2, relevance, shift)) for shift in (1, 2, 3))
    started = time.perf_counter()
    db.execute(
        "SELECT * FROM events e JOIN measures m ON m.id = e.measure WHERE m.place = ?", [PLACE]
    ).fetchall()
    yield time.perf_counter() - started
    db.conn.close()


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The slope of the least-squares line through the logarithms."""
    xs, ys = [math.log(n) for n in sizes], [math.log(s) for s in seconds]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def bench_store() -> None:
    for relevance in (Relevance.DIRECT, Relevance.RELATED):
        whole, one = [], []
        with tempfile.TemporaryDirectory() as folder:
            for size in SIZES:
                all_, changed, floor = _measured(Path(folder), size, relevance)
                whole.append(all_)
                one.append(changed)
                print(
                    f"{size:6} {relevance.value:7} bills of one place: {all_:7.2f} s to commit, one changed "
                    f"{changed * 1000:6.0f} ms, {changed / floor:5.1f} x reading them back"
                )
        print(
            f"       growth over {SIZES[0]} to {SIZES[-1]}: all {exponent(SIZES, whole):.2f}, "
            f"one changed {exponent(SIZES, one):.2f}"
        )


if __name__ == "__main__":
    bench_store()
