"""A refresh of all sources against a server on this machine that takes its time: how long it lasts beside
the pauses that politeness asks for at its busiest host. On the real clock for `make bench`, on `SideBySide`
for the suite.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heappop, heappush
from pathlib import Path

from tests.conftest import CAPTURES
from tests.loopback import Answer, Handler, Loopback
from tracker import refresh
from tracker.captures import CaptureStore
from tracker.knowledge import Knowledge
from tracker.source import Source, catalogue
from tracker.store import open_database
from tracker.vocabulary import SourceState
from tracker.web import Live

#: Seconds that every answer takes.
LATENCY = 0.15
WORKERS = 8


class SideBySide:
    """A clock for threads that sleep side by side: it moves to the next waking when all who work sleep.

    `tasks` are done by `workers` threads, each inside `working`; a handler of the loopback server sleeps in
    the place of the thread it answers.
    """

    def __init__(self, tasks: int, workers: int = WORKERS) -> None:
        self._waiting = tasks
        self._workers = workers
        self._working = 0
        self._wakings: list[float] = []
        self._moved = threading.Condition()
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        with self._moved:
            waking = self.seconds + seconds
            heappush(self._wakings, waking)
            self._move()
            while self.seconds < waking:
                assert self._moved.wait(timeout=60), (
                    "the clock stands still: somebody neither works nor sleeps"
                )

    @contextmanager
    def working(self) -> Iterator[None]:
        with self._moved:
            self._waiting -= 1
            self._working += 1
        try:
            yield
        finally:
            with self._moved:
                self._working -= 1
                self._move()

    def _move(self) -> None:
        # With a worker free and a task waiting, somebody is about to begin.
        beginning = self._waiting and self._working < self._workers
        if self._wakings and not beginning and len(self._wakings) == self._working:
            self.seconds = self._wakings[0]
            while self._wakings and self._wakings[0] <= self.seconds:
                heappop(self._wakings)
            self._moved.notify_all()


@dataclass(frozen=True, slots=True)
class Pace:
    """`seconds` is how long the run took, `floor` the pauses of its busiest source's requests."""

    requests: int
    seconds: float
    floor: float
    busiest: str


def live_sources() -> dict[str, Source]:
    """Those a refresh asks, given their keys."""
    return {id_: s for id_, s in catalogue.sources().items() if s.state is not SourceState.BLOCKED}


def refresh_all(
    folder: Path, known: Knowledge, sleep: Callable[[float], None], monotonic: Callable[[], float]
) -> Pace:
    """Refresh them into a database in `folder`, from the stored responses where there are any."""
    sources = live_sources()

    def late(handler: Handler, answer: Answer) -> None:
        sleep(LATENCY)
        handler.reply(answer)

    with Loopback(CAPTURES if (CAPTURES / "index.jsonl").exists() else {}) as sites:
        sites.fault(None, late, always=True)
        db, captures = open_database(folder / "pace.db"), CaptureStore(folder / "pace-captures.db")
        web = Live(upstream=sites.upstream, sleep=sleep, monotonic=monotonic)
        try:
            writer = refresh.open_writer(db, known, sources.values(), datetime.now(UTC))
            started = monotonic()
            run = refresh.run_sources(
                writer,
                list(sources.values()),
                known,
                web,
                captures,
                mode="live",
                clock=lambda: datetime.now(UTC),
                workers=WORKERS,
            )
            seconds = monotonic() - started
        finally:
            web.close()
            captures.close()
            db.close()
    floors = {s["id"]: s["requests"] * sources[s["id"]].interval for s in run.sources}
    busiest = max(floors, key=lambda name: floors[name])
    return Pace(sum(s["requests"] for s in run.sources), seconds, floors[busiest], busiest)
