"""A run over several sources: crawls side by side in threads, one writer, one transaction a source."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tracker import knowledge
from tracker.captures import CaptureStore
from tracker.refresh.crawl import Crawl, Crawled
from tracker.refresh.runner import Runner
from tracker.source.declare import Source
from tracker.store import Writer
from tracker.vocabulary import IssueKind, Outcome, SourceState
from tracker.web import Web


@dataclass
class Run:
    """What a run did: the shape of `tracker refresh --json`."""

    id: int = 0
    outcome: str = "done"
    sources: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {"schema": 1, "run": self.id, "outcome": self.outcome, "sources": self.sources}


def run_sources(
    writer: Writer,
    sources: Sequence[Source],
    known: knowledge.Knowledge,
    web: Web,
    captures: CaptureStore,
    *,
    mode: str,
    clock: Callable[[], datetime],
    report: Callable[[str], None] = lambda _: None,
    workers: int = 8,
) -> Run:
    """Read the sources and commit what they say. One source's failure leaves the others alone."""
    with writer.transaction():
        run = Run(writer.start_run(mode))
    runner = Runner(writer, known, web, captures)
    todo: dict[Any, tuple[Source, float]] = {}
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for source in sources:
            idle = _idle(source, web)
            if idle is not None:
                run.sources.append(runner.record_idle(source, idle))
                continue
            tools = runner.tools(source)
            todo[pool.submit(Crawl(source, tools).run)] = (source, time.monotonic())
        for future in as_completed(todo):
            source, started = todo[future]
            try:
                crawled = future.result()
            except Exception as error:
                crawled = Crawled(source, lists_missed=True)
                crawled.add(IssueKind.INTERNAL, source.home, f"{type(error).__name__}: {error}")
            seconds = time.monotonic() - started
            try:
                done = runner.finish(crawled, seconds)
            except Exception as error:
                # What the database refuses of one source is rolled back with that source alone.
                lost = Crawled(source, issues=crawled.issues, requests=crawled.requests, lists_missed=True)
                lost.add(IssueKind.INTERNAL, source.home, f"{type(error).__name__}: {error}")
                done = runner.finish(lost, seconds)
            run.sources.append(done)
            report(f"{source.id}: {done['outcome']}, {done['measures']} measures, {done['changed']} changed")
    run.sources.sort(key=lambda s: s["id"])
    run.outcome = _run_outcome(run.sources)
    with writer.transaction():
        writer.finish_run(run.outcome, clock().strftime("%Y-%m-%dT%H:%M:%SZ"))
    return run


def _idle(source: Source, web: Web) -> Outcome | None:
    """Why a source is not read at all; None: it is. A replay needs no key."""
    if source.state is SourceState.BLOCKED:
        return Outcome.SKIPPED
    if source.key and not web.replayed and not os.environ.get(source.key):
        return Outcome.NEEDS_KEY
    return None


def _run_outcome(sources: Sequence[Mapping[str, Any]]) -> str:
    outcomes = {s["outcome"] for s in sources}
    good = {Outcome.OK, Outcome.UNCHANGED, Outcome.DEGRADED}
    if sources and not outcomes & {o.value for o in (*good, Outcome.SKIPPED, Outcome.NEEDS_KEY)}:
        return "failed"
    bad = {o.value for o in (Outcome.FAILED, Outcome.BLOCKED, Outcome.SKIPPED)}
    missing = any(i["kind"] == IssueKind.NOT_IN_SET.value for s in sources for i in s["issues"])
    return "partial" if outcomes & bad or missing else "done"
