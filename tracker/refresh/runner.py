"""The part of a run that touches the database: what a crawl is given, and what becomes of what it brought."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker import knowledge
from tracker.captures import CaptureStore
from tracker.refresh.crawl import Crawled, Tools
from tracker.refresh.guard import ANSWERED_SHARE, judge
from tracker.refresh.lists import commit_list
from tracker.refresh.opening import judge_of
from tracker.refresh.silence import RUNS, silence
from tracker.source.catalogue import parser_version
from tracker.source.declare import Source, Watch, Watched
from tracker.store import Commit, Writer
from tracker.store.rows import fetch, select
from tracker.vocabulary import Alias, Issue, IssueKind, Legislature, Outcome
from tracker.web import Web

#: Late steps still arrive for a while after a session has ended.
KEEP_READING = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class _Done:
    """What a commit came to. `stopped`: the source was not believed; `believed`: enough of what is watched
    was answered for, so that the run is a success of the source."""

    commit: Commit
    stopped: bool
    believed: bool


class Runner:
    """What a run does to the database. Only the main thread calls it."""

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
        with self.writer.transaction():
            done = self._commit(crawled)
            outcome = _outcome(crawled, done.commit, done.stopped)
            told = self._record(crawled, outcome, done.commit, seconds, done.believed)
        # Only now may the next run ask for these pages "if changed since".
        if not done.stopped:
            parser = self.parser(crawled.source)
            broken = {issue.url for issue in crawled.issues if issue.degrades}
            for capture in crawled.captures:
                if capture.url not in broken:
                    self.captures.committed(capture.url, capture.sha256, parser, capture.method)
        return told

    def _commit(self, crawled: Crawled) -> _Done:
        source = crawled.source
        watched = {w.id for w in self.watched[source.id]}
        known_lists = self.writer.treaties.read_from(source.id)
        missing = sum(i.kind is IssueKind.NOT_IN_SET for i in crawled.issues)
        # Where no page could be read at all, why is said already, and there is nothing to believe or not.
        expected = max(len(watched) - missing, 0) if crawled.pages else 0
        comparisons = self.writer.compare(crawled.incoming)
        answered = len({measure for _, measure, _, _ in comparisons} & watched)
        verdict = judge(comparisons, expected, answered)
        crawled.issues += verdict.issues
        if quiet := silence(crawled, self._found_before(source)):
            crawled.issues.append(quiet)
        self._note(crawled, opened=not verdict.stopped)
        may = verdict.allowed | verdict.held.keys()
        incoming = [i for i in crawled.incoming if i.record.measure.id in may]
        bodies = self.captures.find if source.republish else None
        commit = self.writer.commit(source.id, incoming, verdict.held, bodies)
        crawled.issues += commit.issues
        self.writer.sight(source.id, commit.measures, crawled.newest)
        lists = self._commit_lists(crawled, commit)
        expected += max(len(known_lists) - missing, 0)
        answered += len(known_lists & lists)
        believed = expected == 0 or answered >= ANSWERED_SHARE * expected
        return _Done(commit, verdict.stopped or (bool(crawled.lists) and not lists), believed)

    def _found_before(self, source: Source) -> list[int]:
        """How many entries the lists of the latest live runs showed, newest first."""
        rows = fetch(
            self.writer.db,
            """SELECT s.found FROM source_runs s JOIN runs r ON r.id = s.run
               WHERE s.source = ? AND s.found IS NOT NULL AND r.mode = 'live' ORDER BY s.id DESC LIMIT ?""",
            [source.id, RUNS],
        )
        return [row["found"] for row in rows]

    def _note(self, crawled: Crawled, *, opened: bool) -> None:
        """The pages that were read and, with `opened`, what was found on lists: what is not committed has to
        be opened again."""
        source = crawled.source.id
        for capture in crawled.captures:
            self.writer.note_capture(source, capture.url, capture.sha256, capture.status, capture.fetched_at)
        for found in crawled.discoveries.values() if opened else ():
            row = {
                "version": found.version,
                "title": found.title,
                "relevance": found.verdict.relevance.value,
                "terms": "; ".join(found.verdict.terms),
            }
            self.writer.note_discovery(source, found.entry, row)

    def _commit_lists(self, crawled: Crawled, commit: Commit) -> set[str]:
        """Commit the depositary's lists; returns the treaties whose list was believed."""
        judged = {x.participants.treaty: commit_list(self.writer, x) for x in crawled.lists}
        crawled.issues += [issue for x in judged.values() for issue in x.issues]
        commit.changed += sum(x.changed for x in judged.values())
        believed = {name for name, x in judged.items() if not x.stopped}
        self.writer.treaties.sight(crawled.source.id, believed, self.writer.run, crawled.newest)
        return believed

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
            "found": _found(crawled),
            "changed": commit.changed,
            "seconds": round(seconds, 3),
            "last_success": read_at if good else None,
        }
        self.writer.add_source_run(crawled.source.id, row, crawled.issues)
        shown = [{"kind": i.kind.value, "url": i.url, "detail": _told(i)} for i in crawled.issues]
        return {
            "id": crawled.source.id,
            **{k: v for k, v in row.items() if k not in ("found", "last_success")},
            "issues": shown,
        }


def _found(crawled: Crawled) -> int | None:
    """How many entries the lists showed; None where they could not be had whole, or where there are none."""
    has_lists = any(reader.lists for reader in crawled.source.readers)
    return len(crawled.found) if has_lists and crawled.pages and not crawled.lists_missed else None


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
    if any(issue.degrades for issue in crawled.issues):
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
