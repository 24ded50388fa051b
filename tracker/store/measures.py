"""Measures at rest: the records of all origins merged, with their steps, provisions, names and statuses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from tracker.history import Record, merge
from tracker.status import Assessment
from tracker.store.log import ChangeLog
from tracker.store.origins import Origins
from tracker.store.rows import Row, Synced, delete, fetch, put, select, sync
from tracker.store.shape import (
    CONFLICT_KEY,
    EVENT_KEY,
    EVIDENCE_KEY,
    PROVISION_KEY,
    as_text,
    conflict_row,
    event_row,
    evidence_row,
    measure_row,
    provision_row,
    step_key,
    turns,
)
from tracker.store.signs import apart
from tracker.vocabulary import Evidence, Legislature, Measure

# Written into the row of a measure; a difference in one of them is a change worth telling.
_TOLD = (
    *("title", "kind", "number", "citation", "extent", "source_status"),
    *("relevance", "aims", "meets", "url"),
)


class Measures:
    """The measures of a database. What writes must run inside a transaction of the writer."""

    def __init__(
        self, db: Database, origins: Origins, legislatures: Mapping[str, Legislature], log: ChangeLog
    ) -> None:
        self.db = db
        self._origins = origins
        self._legislatures = legislatures
        self._log = log
        self._assessed: dict[str, Assessment] = {}
        self._event_ids: dict[str, dict[tuple[Any, ...], int]] = {}
        self._provision_ids: dict[str, dict[tuple[Any, ...], int]] = {}

    def forget(self, *measures: str) -> None:
        """Drop what was worked out of these, or of all."""
        for kept in (self._assessed, self._event_ids, self._provision_ids):
            for measure in measures or tuple(kept):
                kept.pop(measure, None)

    def assess(self, measure: str) -> Assessment | None:
        """What all origins together make of a measure; None where no origin describes it any more."""
        if measure not in self._assessed:
            assessment = self.assess_records(measure, self._origins.of(measure))
            if assessment is None:
                return None
            self._assessed[measure] = assessment
        return self._assessed[measure]

    def assess_records(self, measure: str, rows: Sequence[Record]) -> Assessment | None:
        if not rows:
            return None
        history = merge(measure, rows)
        return Assessment(history, self._legislatures.get(history.measure.legislature or ""))

    def at(self, place: str) -> list[Assessment]:
        """The measures of a place."""
        rows = fetch(self.db, "SELECT id FROM measures WHERE place = ? ORDER BY id", [place])
        return [a for row in rows for a in [self.assess(row["id"])] if a is not None]

    def event_ids(self, measure: str) -> dict[tuple[Any, ...], int]:
        """The rows of a measure's steps by `shape.step_key`."""
        if measure not in self._event_ids:
            sql = "SELECT * FROM events WHERE measure = ? AND listed ORDER BY id DESC"
            rows = fetch(self.db, sql, [measure])
            self._event_ids[measure] = {tuple(row[name] for name in EVENT_KEY): row["id"] for row in rows}
        return self._event_ids[measure]

    def provision_ids(self, measure: str) -> dict[tuple[Any, ...], int]:
        """The rows of what a measure provides by `shape.PROVISION_KEY`."""
        if measure not in self._provision_ids:
            sql = "SELECT * FROM provisions WHERE measure = ? AND listed ORDER BY id DESC"
            rows = fetch(self.db, sql, [measure])
            self._provision_ids[measure] = {
                tuple(row[name] for name in PROVISION_KEY): row["id"] for row in rows
            }
        return self._provision_ids[measure]

    def write(self, measure_id: str, source: str | None = None) -> bool:
        """Write a measure and all that hangs on it; returns whether anything differs. `source`: who told."""
        assessment = self.assess(measure_id)
        if assessment is None:
            return self._retire(measure_id)
        known = next(iter(select(self.db, "measures", {"id": measure_id})), None)
        first_read = known and source is not None and not self._was_read(measure_id, source)
        old_status = self._status_line(measure_id)
        row = measure_row(assessment)
        done = put(self.db, "measures", {"id": measure_id}, row)
        parts, events = self._write_parts(assessment)
        measure = assessment.history.measure
        if known is None:
            self._tell(measure, "first seen", None, measure.title, source)
        elif first_read:
            self._tell(measure, "first read", None, measure.title, source)
        else:
            self._tell_fields(measure, known, row, source)
            self._tell_events(measure, events, source)
        new_status = self._status_line(measure_id)
        if known and old_status != new_status:
            self._tell(measure, "status", old_status, new_status, source, "status")
        return done or any(parts)

    def _write_parts(self, assessment: Assessment) -> tuple[list[Synced], Synced]:
        """Write the rows that hang on a measure; returns what was done, and of it what to its steps."""
        history, measure = assessment.history, assessment.history.measure
        where = {"measure": history.id}
        self._event_ids.pop(history.id, None)
        self._provision_ids.pop(history.id, None)

        def bring(table: str, rows: Iterable[Row], key: Sequence[str], retire: bool = False) -> Synced:
            return sync(self.db, table, where, rows, key, retire=retire)

        titles = [
            {"lang": t.lang, "title": t.text, "signs": apart(t.text)}
            for t in dict.fromkeys(measure.all_titles)
        ]
        summary = [{"lang": w.lang, "text": w.text} for w in measure.summary]
        links = dict.fromkeys((link.relation.value, link.target, link.note) for link in measure.links)
        events = bring("events", map(event_row, assessment.steps), EVENT_KEY, retire=True)
        provisions = bring("provisions", map(provision_row, measure.provisions), PROVISION_KEY, retire=True)
        evidence = _evidence_rows(assessment, events, provisions)
        parts = [
            bring("measure_titles", titles, ("lang", "title")),
            bring("measure_summaries", summary, ("lang",)),
            events,
            provisions,
            bring(
                "measure_links",
                [dict(zip(("relation", "target", "note"), link, strict=True)) for link in links],
                ("relation", "target"),
            ),
            bring("evidence", evidence, ("event", "provision", *EVIDENCE_KEY)),
            bring("measure_status", self._status_rows(assessment), ("from_date",)),
            bring("conflicts", map(conflict_row, dict.fromkeys(history.conflicts)), CONFLICT_KEY),
        ]
        return parts, events

    def _retire(self, measure_id: str) -> bool:
        """A measure no origin describes any more (its record now belongs to another id): its row stays,
        with nothing that could decide."""
        self.db.execute("UPDATE events SET listed = 0 WHERE measure = ? AND listed", [measure_id])
        self.db.execute("UPDATE provisions SET listed = 0 WHERE measure = ? AND listed", [measure_id])
        delete(self.db, "measure_status", {"measure": measure_id})
        return True

    def _status_rows(self, assessment: Assessment) -> list[Row]:
        events = self.event_ids(assessment.history.id)
        return [
            {
                "from_date": str(s.since),
                "to_date": as_text(s.until),
                "status": s.status.value,
                "unclear": int(s.unclear),
                "event": events.get(step_key(s.step)) if s.step else None,
            }
            for s in assessment.standings
        ]

    # -- the change log

    def _status_line(self, measure: str) -> list[dict[str, Any]] | None:
        sql = "SELECT from_date, status, unclear FROM measure_status WHERE measure = ? ORDER BY from_date"
        return turns(fetch(self.db, sql, [measure]), "status") or None

    def _was_read(self, measure_id: str, source: str) -> bool:
        """Whether steps of this source were there before: its first reading of a measure that curators
        described is told as one change, not as one for each step."""
        sql = "SELECT 1 FROM events WHERE measure = ? AND origin = ? LIMIT 1"
        return bool(fetch(self.db, sql, [measure_id, source]))

    def _tell(
        self,
        measure: Measure,
        field: str,
        old: Any,
        new: Any,
        source: str | None,
        entity: str = "measure",
    ) -> None:
        self._log.tell(entity, measure.id, measure.place, field, old, new, source, measure.url)

    def _tell_fields(self, measure: Measure, old: Row, new: Row, source: str | None) -> None:
        for name in _TOLD:
            if old[name] != new[name]:
                was, is_ = (
                    row[name] and json.loads(row[name]) if name == "aims" else row[name] for row in (old, new)
                )
                self._tell(measure, name, was, is_, source)

    def _tell_events(self, measure: Measure, events: Synced, source: str | None) -> None:
        for event, came in (*((e, True) for e in events.added), *((e, False) for e in events.gone)):
            told = {"date": event["date"], "label": event["label"]}
            old, new = (None, told) if came else (told, None)
            name, url = event["stage"], event["url"]
            self._log.tell("event", measure.id, measure.place, name, old, new, source, url)


def _evidence_rows(assessment: Assessment, events: Synced, provisions: Synced) -> list[Row]:
    measure = assessment.history.measure
    owners: list[tuple[int | None, int | None, tuple[Evidence, ...]]] = [(None, None, measure.evidence)]
    for step, row_id in zip(assessment.steps, events.ids.values(), strict=True):
        owners.append((row_id, None, step.event.evidence))
    for provision, row_id in zip(measure.provisions, provisions.ids.values(), strict=True):
        owners.append((None, row_id, provision.evidence))
    return [
        {"event": event, "provision": provision, **evidence_row(item)}
        for event, provision, items in owners
        for item in items
    ]
