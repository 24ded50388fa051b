"""A run over several sources: crawls side by side in threads, one writer, one transaction a source."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlite_utils import Database

from tracker import history, knowledge, records, relevance, status
from tracker.captures import CaptureStore
from tracker.knowledge import findings
from tracker.refresh.crawl import Crawl, Crawled, Tools
from tracker.refresh.guard import ANSWERED_SHARE, judge
from tracker.refresh.lists import commit_list
from tracker.source.catalogue import parser_version
from tracker.source.declare import Source, Watch, Watched
from tracker.store import Background, Commit, Writer
from tracker.store.claims import sync_claims
from tracker.store.rows import fetch, put, select
from tracker.vocabulary import Alias, Issue, IssueKind, Legislature, Outcome, SourceState
from tracker.web import Web

#: Late steps still arrive for a while after a session has ended.
KEEP_READING = timedelta(days=366)


def background_of(known: knowledge.Knowledge) -> Background:
    return Background(
        {place.code: place for place in known.places},
        {legislature.id: legislature for legislature in known.legislatures},
        known.criteria,
        {treaty.id: treaty for treaty in known.treaties},
    )


def judge_of(known: knowledge.Knowledge) -> relevance.Judge:
    return relevance.Judge(
        {
            lang: relevance.Terms(lang, terms.direct, terms.related, terms.exclude)
            for lang, terms in known.terms.items()
        }
    )


def engine_fingerprint(known: knowledge.Knowledge) -> str:
    """Changes with the curated data and with the code that works statuses and findings out."""
    digest = sha256(records.dumps(known).encode())
    folder = Path(status.__file__).parent
    for path in (*sorted(folder.glob("*.py")), Path(history.__file__), Path(findings.__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def open_writer(db: Database, known: knowledge.Knowledge, sources: Iterable[Source], now: datetime) -> Writer:
    """A writer with declarations and curated knowledge brought up to date, in one transaction."""
    writer = Writer(db, background_of(known), now)
    with writer.transaction():
        fingerprint = engine_fingerprint(known)
        stored = select(db, "facts", {"name": "knowledge"})
        if not stored or stored[0]["value"] != fingerprint:
            run = writer.start_run("knowledge")
            writer.sync_knowledge(known.measures, fingerprint)
            writer.sync_findings(map(asdict, findings.findings(known)))
            sync_claims(db, known.claims)
            writer.finish_run("done", writer.at, f"curated knowledge, run {run}")
        writer.sync_sources(sources)
        if not select(db, "facts", {"name": "database"}):
            put(db, "facts", {"name": "database"}, {"value": uuid4().hex})
    return writer


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
                crawled = Crawled(source)
                crawled.add(IssueKind.INTERNAL, source.home, f"{type(error).__name__}: {error}")
            seconds = time.monotonic() - started
            try:
                done = runner.finish(crawled, seconds)
            except Exception as error:
                # What the database refuses of one source is rolled back with that source alone.
                lost = Crawled(source, issues=crawled.issues, requests=crawled.requests)
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


class Runner:
    """The part of a run that touches the database; only the main thread calls it."""

    def __init__(self, writer: Writer, known: knowledge.Knowledge, web: Web, captures: CaptureStore) -> None:
        self.writer = writer
        self.known = known
        self.web = web
        self.captures = captures
        self.judge = judge_of(known)
        self.watched: dict[str, list[Watched]] = {}
        self.database = select(writer.db, "facts", {"name": "database"})[0]["value"]

    def parser(self, source: Source) -> str:
        """Which parser committed a body, and into which database: a body another database holds is no
        reason not to ask for it again."""
        return f"{parser_version(source)}@{self.database}"

    def tools(self, source: Source) -> Tools:
        watched = self._watched(source)
        self.watched[source.id] = watched
        names = {w.id for w in watched} | {alias.key for w in watched for alias in w.aliases}
        opened = {
            row["entry"]: row["version"]
            for row in fetch(self.writer.db, "SELECT * FROM discoveries WHERE source = ?", [source.id])
        }
        watch = Watch(
            measures=tuple(watched),
            terms={
                lang: terms.search for lang, terms in self.known.terms.items() if lang in source.languages
            },
            sessions=_open_sessions(
                self.writer.background.legislatures.get(source.legislature or ""), self.writer.today
            ),
        )
        return Tools(
            self.web,
            self.captures,
            self.judge,
            watch,
            frozenset(names),
            opened,
            self.parser(source),
            os.environ.get(source.key) if source.key else None,
        )

    def _watched(self, source: Source) -> list[Watched]:
        found: dict[str, Watched] = {}
        for row in self.writer.watched(source.id, source.legislature):
            before = found.get(row["id"], Watched(id=row["id"], session=row["session"], number=row["number"]))
            aliases, source_id = before.aliases, before.source_id
            if row["alias"] and row["source"]:
                aliases += (Alias(source=row["source"], source_id=row["source_id"]),)
                source_id = source_id or (row["source_id"] if row["source"] == source.id else None)
            elif row["alias"]:
                aliases += (Alias(id=row["alias"]),)
            found[row["id"]] = Watched(
                id=before.id,
                session=before.session,
                number=before.number,
                source_id=source_id,
                aliases=aliases,
            )
        return list(found.values())

    def finish(self, crawled: Crawled, seconds: float) -> dict[str, Any]:
        """Check what came, commit what may be committed, and record how it went."""
        source = crawled.source
        watched = {w.id for w in self.watched[source.id]}
        missing = sum(i.kind is IssueKind.NOT_IN_SET for i in crawled.issues)
        # Where no page could be read at all, why is said already, and there is nothing to believe or not.
        expected = max(len(watched) - missing, 0) if crawled.pages else 0
        lists = self.writer.treaties.read_from(source.id)
        with self.writer.transaction():
            comparisons = self.writer.compare(crawled.incoming)
            answered = len({measure for _, measure, _, _ in comparisons} & watched)
            verdict = judge(comparisons, expected, answered)
            crawled.issues += verdict.issues
            incoming = [
                i
                for i in crawled.incoming
                if i.record.measure.id in verdict.allowed or i.record.measure.id in verdict.held
            ]
            for capture in crawled.captures:
                self.writer.note_capture(
                    source.id, capture.url, capture.sha256, capture.status, capture.fetched_at
                )
            bodies = self.captures.find if source.republish else None
            commit = self.writer.commit(source.id, incoming, verdict.held, bodies)
            crawled.issues += commit.issues
            judged = {x.participants.treaty: commit_list(self.writer, x) for x in crawled.lists}
            crawled.issues += [issue for x in judged.values() for issue in x.issues]
            commit.changed += sum(x.changed for x in judged.values())
            for found in crawled.discoveries.values():
                row = {
                    "version": found.version,
                    "title": found.title,
                    "relevance": found.verdict.relevance.value,
                    "terms": "; ".join(found.verdict.terms),
                }
                self.writer.note_discovery(source.id, found.entry, row)
            self.writer.sight(source.id, commit.measures, crawled.newest or None)
            believed_lists = {name for name, x in judged.items() if not x.stopped}
            self.writer.treaties.sight(source.id, believed_lists, self.writer.run, crawled.newest)
            stopped = verdict.stopped or (bool(judged) and not believed_lists)
            outcome = _outcome(crawled, commit, stopped)
            expected += max(len(lists) - missing, 0)
            answered += len(lists & believed_lists)
            believed = expected == 0 or answered >= ANSWERED_SHARE * expected
            done = self._record(crawled, outcome, commit, seconds, believed)
        # Only now may the next run ask for these pages "if changed since".
        if not stopped:
            parser = self.parser(source)
            broken = {issue.url for issue in crawled.issues if issue.kind.degrades}
            for capture in crawled.captures:
                if capture.url not in broken:
                    self.captures.committed(capture.url, capture.sha256, parser, capture.method)
        return done

    def record_idle(self, source: Source, outcome: Outcome) -> dict[str, Any]:
        """Record a source that was not read at all."""
        with self.writer.transaction():
            return self._record(Crawled(source), outcome, Commit(), 0.0, believed=False)

    def _record(
        self,
        crawled: Crawled,
        outcome: Outcome,
        commit: Commit,
        seconds: float,
        believed: bool,
    ) -> dict[str, Any]:
        good = outcome in (Outcome.OK, Outcome.UNCHANGED, Outcome.DEGRADED) and believed
        # A replayed page is as old as its capture; only a live one is news of today.
        read_at = crawled.newest if self.web.replayed else self.writer.at
        row = {
            "outcome": outcome.value,
            "requests": crawled.requests,
            "measures": len(set(commit.measures)),
            "changed": commit.changed,
            "seconds": round(seconds, 3),
            "last_success": read_at if good else None,
        }
        self.writer.add_source_run(crawled.source.id, row, crawled.issues)
        shown = [{"kind": i.kind.value, "url": i.url, "detail": _told(i)} for i in crawled.issues]
        return {
            "id": crawled.source.id,
            **{k: v for k, v in row.items() if k != "last_success"},
            "issues": shown,
        }


def _told(issue: Issue) -> str:
    return f"{issue.field}: {issue.detail}" if issue.field else issue.detail


def _outcome(crawled: Crawled, commit: Commit, stopped: bool) -> Outcome:
    kinds = {issue.kind for issue in crawled.issues}
    if not crawled.pages:
        if kinds <= {IssueKind.NOT_IN_SET}:
            return Outcome.SKIPPED
        return Outcome.BLOCKED if kinds <= {IssueKind.BLOCKED, IssueKind.NOT_IN_SET} else Outcome.FAILED
    if stopped:
        return Outcome.FAILED
    if any(kind.degrades for kind in kinds):
        return Outcome.DEGRADED
    return Outcome.OK if commit.changed else Outcome.UNCHANGED


def _open_sessions(legislature: Legislature | None, today: date) -> tuple[str, ...]:
    """Sessions that are open or ended less than a year ago, newest first."""
    if legislature is None:
        return ()
    return tuple(
        session.id
        for session in reversed(legislature.sessions)
        if session.start <= today and (session.end is None or session.end.latest > today - KEEP_READING)
    )
