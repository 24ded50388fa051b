"""Writing records: what each origin says, the merged measures, their answers, and a log of what changed.

One writer, one transaction a source. Fetch times and run numbers stay out of everything compared.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from tracker.history import CURATED, Record
from tracker.status import Assessment
from tracker.status.participation import Listing
from tracker.store.answering import Answers
from tracker.store.background import Background, Declared, sync_background, sync_sources
from tracker.store.log import ChangeLog
from tracker.store.measures import Measures
from tracker.store.origins import Incoming, Origins, Stored
from tracker.store.rows import IDS, Row, delete, fetch, insert, put, select, update
from tracker.store.treaties import Treaties
from tracker.vocabulary import Issue, IssueKind, Measure


@dataclass(slots=True)
class Commit:
    """What a commit did: measures written, how many differ now, and what could not be taken."""

    measures: list[str] = field(default_factory=list)
    changed: int = 0
    issues: list[Issue] = field(default_factory=list)


class Writer:
    """All writes to tracker.db. Methods that write must run inside `with writer.transaction()`."""

    def __init__(self, db: Database, background: Background, now: datetime) -> None:
        self.db = db
        self.background = background
        self.now = now.astimezone(UTC)
        self._log = ChangeLog(db, self.at)
        self._origins = Origins(db)
        self._measures = Measures(db, self._origins, background.legislatures, self._log)
        self.treaties = Treaties(db, background.treaties, self._log)
        self._answers = Answers(db, background, self._measures, self.treaties, self._log, self.today)

    def transaction(self) -> Any:
        """A transaction; whatever was worked out inside a failed one is forgotten with it."""
        return self._forgetting(self.db.atomic())

    @contextmanager
    def _forgetting(self, transaction: AbstractContextManager[Any]) -> Iterator[None]:
        # What is worked out lives on and holds no circles: the collector would only walk it again and again.
        collecting = gc.isenabled()
        gc.disable()
        try:
            with transaction:
                yield
        except BaseException:
            self._measures.forget()
            self.treaties.forget()
            raise
        finally:
            if collecting:
                gc.enable()

    @property
    def at(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def run(self) -> int:
        """The run that is under way."""
        return self._log.run

    @property
    def today(self) -> date:
        return self.now.date()

    # -- runs ------------------------------------------------------------------------------------

    def start_run(self, mode: str) -> int:
        self._log.run = insert(self.db, "runs", {"started": self.at, "mode": mode})
        return self.run

    def finish_run(self, outcome: str, ended: str, detail: str | None = None) -> None:
        update(self.db, "runs", {"id": self.run}, {"outcome": outcome, "ended": ended, "detail": detail})

    def add_source_run(self, source: str, row: Mapping[str, Any], issues: Iterable[Issue]) -> None:
        insert(self.db, "source_runs", {"run": self.run, "source": source, **row})
        self.add_issues(source, issues)

    def add_issues(self, source: str | None, issues: Iterable[Issue]) -> None:
        for issue in issues:
            row = {name: getattr(issue, name) for name in ("url", "field", "measure", "detail")}
            row |= {"kind": issue.kind.value, "aside": int(issue.aside)}
            insert(self.db, "issues", {"run": self.run, "source": source, **row})

    def note_capture(self, source: str, url: str, sha256: str, status: int, fetched_at: str | None) -> None:
        self.db.execute(
            "INSERT OR IGNORE INTO captures (url, sha256, source, status, fetched_at) VALUES (?, ?, ?, ?, ?)",
            [url, sha256, source, status, fetched_at],
        )

    def sight(self, source: str, measure_ids: Iterable[str], seen_at: str | None) -> None:
        for measure in dict.fromkeys(measure_ids):
            row = {"run": self.run, "seen_at": seen_at}
            put(self.db, "sightings", {"source": source, "measure": measure}, row)

    def note_discovery(self, source: str, entry: str, row: Mapping[str, Any]) -> None:
        put(self.db, "discoveries", {"source": source, "entry": entry}, row)

    # -- declarations and curated knowledge ------------------------------------------------------

    def sync_sources(self, sources: Iterable[Declared]) -> None:
        sync_sources(self.db, sources)

    def knows(self, fingerprint: str) -> bool:
        """Whether the curated knowledge of that fingerprint is what the database holds."""
        return bool(select(self.db, "facts", {"name": "knowledge", "value": fingerprint}))

    def sync_knowledge(self, measures: Iterable[Measure], fingerprint: str) -> None:
        """Bring places, criteria, calendars, treaties and curated records up to date and work everything out
        again."""
        sync_background(self.db, self.background)
        self.treaties.sync_curated()
        wanted = {m.id: m for m in measures}
        for row in select(self.db, "records", {"origin": CURATED}):
            if row["id"] not in wanted:
                delete(self.db, "records", {"id": row["id"], "origin": CURATED})
                self._log.tell("measure", row["measure"], None, "curated record", row["id"], None)
        for item in _in_order(Incoming(Record(CURATED, measure)) for measure in wanted.values()):
            self.add_issues(None, self._store(item).issues)
        for row in fetch(self.db, "SELECT id FROM measures UNION SELECT measure FROM records ORDER BY 1"):
            self._measures.write(row["id"])
        self._answers.write(self.background.places)
        put(self.db, "facts", {"name": "knowledge"}, {"value": fingerprint})

    def sync_findings(self, rows: Iterable[Row]) -> None:
        """What is worth mending in the curated data, whole: rows of the table `findings`, without ids."""
        self.db.execute("DELETE FROM findings")
        for row in rows:
            insert(self.db, "findings", row)

    # -- records of a source ---------------------------------------------------------------------

    def watched(self, source: str, legislature: str | None) -> list[Row]:
        """Measures a source is to be asked about: those of its legislature, and those that name it."""
        return fetch(
            self.db,
            """SELECT m.id, m.session, m.number, m.legislature, a.alias, a.source, a.source_id
               FROM measures m LEFT JOIN aliases a ON a.measure = m.id
               WHERE m.legislature = ? OR m.id IN (SELECT measure FROM aliases WHERE source = ?)
               ORDER BY m.id, a.alias""",
            [legislature, source],
        )

    def compare(self, incoming: Sequence[Incoming]) -> list[tuple[str, str, str | None, str | None]]:
        """For each incoming record: its own id, the measure's, and the measure's status today before and
        after, without writing anything."""
        return [self._compare(self._origins.aged(item.record)) for item in incoming]

    def _compare(self, record: Record) -> tuple[str, str, str | None, str | None]:
        measure = self._origins.canonical(record)
        stored = self._origins.of(measure)
        own = (record.measure.id, record.origin)
        others = [r for r in stored if (r.measure.id, r.origin) != own]
        told = (self._measures.assess_records(measure, rows) for rows in (stored, [*others, record]))
        before, after = map(self._status_of, told)
        return record.measure.id, measure, before, after

    def _status_of(self, assessment: Assessment | None) -> str | None:
        standing = assessment.on(self.today) if assessment else None
        return standing.status.value if standing else None

    def commit(
        self,
        source: str,
        incoming: Sequence[Incoming],
        held: Mapping[str, str] | None = None,
        bodies: Callable[[str], bytes | None] | None = None,
    ) -> Commit:
        """Store the records of one source and work out what they touch.

        `held` maps ids of records that must not show before somebody has reviewed them to the reason.
        `bodies` hands out captured bodies by sha256, for sources that may be republished; None if lost.
        """
        result = Commit()
        touched: dict[str, None] = {}
        for item in _in_order(incoming):
            measure = item.record.measure
            if held and measure.id in held:
                self._origins.hold(item, held[measure.id], self.run)
                continue
            if measure.continues and self._origins.named(measure.continues) is None:
                detail = f"the earlier bill {measure.continues} is not known"
                result.issues.append(
                    Issue(kind=IssueKind.UNRESOLVED_ALIAS, detail=detail, url=item.url, measure=measure.id)
                )
            stored = self._store(item)
            result.issues += stored.issues
            result.measures.append(stored.measure)
            if stored.differs:
                touched[stored.measure] = None
        result.changed = sum(self._measures.write(id_, source) for id_ in touched)
        self._answers.write(self._places_of(touched))
        if bodies is not None:
            self._answers.publish_bodies(source, bodies)
        return result

    def _store(self, item: Incoming) -> Stored:
        """Write one record; the measure that it was moved from is written anew without it."""
        stored = self._origins.store(item)
        if stored.left is not None:
            self._measures.forget(stored.left)
            self._measures.write(stored.left)
        if stored.differs:
            self._measures.forget(stored.measure)
        return stored

    def _places_of(self, measures: Iterable[str]) -> list[str]:
        sql = f"SELECT DISTINCT place FROM measures WHERE id IN {IDS} ORDER BY place"  # noqa: S608
        return [row["place"] for row in fetch(self.db, sql, [json.dumps(list(measures))])]

    def commit_list(self, listing: Listing, held: Mapping[str, str]) -> int:
        """Store a depositary's list and work out what it touches; returns how many places differ now.
        `held`: places that must not show before somebody has reviewed them, with the reason."""
        before = self.treaties.merged[listing.participants.treaty].listed_on
        places = self.treaties.commit(listing, held, self.run)
        # Whoever is not on a list is answered as of that list's day.
        newer = self.treaties.merged[listing.participants.treaty].listed_on != before
        self._answers.write(self.background.places if newer else places)
        return len(places)

    def accept_held(self, record_id: str) -> bool:
        """Let a held record through; False where there is none."""
        rows = select(self.db, "held", {"id": record_id})
        for row in rows:
            if "/" in record_id:  # a place under a treaty
                self._answers.write(self.treaties.accept(row))
            else:
                self.commit(row["origin"], [self._origins.release(row)])
        return bool(rows)


def _in_order(items: Iterable[Incoming]) -> list[Incoming]:
    """An earlier incarnation first, so that the later one finds the id it continues."""
    return sorted(items, key=lambda item: (item.record.measure.continues is not None, item.record.measure.id))
