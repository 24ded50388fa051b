"""What each origin says of a measure, word for word, and the names by which origins mean the same one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from tracker import records
from tracker.history import Record, aged
from tracker.store.rows import Row, delete, fetch, put, select
from tracker.store.shape import as_text
from tracker.store.twins import alike, numbered, same
from tracker.vocabulary import Event, Issue, IssueKind, Measure


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record to store, with the capture it was read from."""

    record: Record
    url: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a record was written. `differs`: from what was there; `left`: the measure it was moved from;
    `issues`: names it could not have."""

    measure: str
    differs: bool
    left: str | None
    issues: tuple[Issue, ...]


class Origins:
    """The tables `records`, `aliases` and `held`."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def named(self, key: str) -> str | None:
        """The measure of that id or alias."""
        # A record stored in this transaction may have no row among the measures yet.
        (found,) = fetch(
            self.db,
            """SELECT coalesce((SELECT measure FROM aliases WHERE alias = ?1),
                               (SELECT id FROM measures WHERE id = ?1),
                               (SELECT measure FROM records WHERE id = ?1)) AS measure""",
            [key],
        )
        return str(found["measure"]) if found["measure"] is not None else None

    def resolve(self, measure: Measure) -> str:
        """The measure that a record describes: the one it continues, or that has one of its names."""
        keys = [measure.continues] if measure.continues else []
        keys += [measure.id, *(alias.key for alias in measure.aliases)]
        return next((name for key in keys if (name := self.named(key)) is not None), measure.id)

    def canonical(self, record: Record) -> str:
        """The measure under which a record is to be stored."""
        return self._place(record)[0]

    def _place(self, record: Record) -> tuple[str, list[str]]:
        """The measure that a record describes, by its names or, where no other origin uses these, by number,
        years and title; and the measures that may be the same, as far as number and years tell."""
        measure, origin = record.measure, record.origin
        canonical = self.resolve(measure)
        if canonical != measure.id or any(other.origin != origin for other in self.of(canonical)):
            return canonical, []
        twins = list(self._twins(origin, measure))
        found = next((name for name, other in twins if same(measure, other)), None)
        return (found, []) if found else (canonical, list(dict.fromkeys(name for name, _ in twins)))

    def _twins(self, origin: str, measure: Measure) -> Iterator[tuple[str, Measure]]:
        """Bills with that number in sessions of the same years, as others tell them: the measure, the record.
        One origin knows its own bills apart."""
        named = select(self.db, "records", {"numbered": numbered(measure)}) if measure.number else []
        ours = {row["measure"] for row in named if row["origin"] == origin}
        for row in named:
            if row["measure"] not in ours and alike(measure, other := records.loads(Measure, row["record"])):
                yield row["measure"], other

    def of(self, measure: str) -> list[Record]:
        sql = "SELECT * FROM records WHERE measure = ? ORDER BY origin, id"
        return [_record(row) for row in fetch(self.db, sql, [measure])]

    def aged(self, record: Record) -> Record:
        """A record with the days on which its undated steps were first seen."""
        found = select(self.db, "records", _key(record))
        return aged(record, _record(found[0]) if found else None)

    def store(self, item: Incoming) -> Stored:
        """Write one record under its measure. One that is told as before is left alone."""
        measure = item.record.measure
        canonical, twins = self._place(item.record)
        doubts = tuple(_doubt(measure, twin, item.url) for twin in twins)
        key = _key(item.record)
        found = next(iter(select(self.db, "records", key)), None)
        text = records.dumps(measure)
        delete(self.db, "held", key)
        if found and (found["record"], found["measure"]) == (text, canonical):
            return Stored(canonical, False, None, doubts)
        row = {"measure": canonical, "record": text, "url": item.url, "sha256": item.sha256}
        row["numbered"] = numbered(measure)
        put(self.db, "records", key, {**row, **_days(aged(item.record, _record(found) if found else None))})
        left = found["measure"] if found and found["measure"] != canonical else None
        issues = (*doubts, *self._claim_aliases(canonical, measure, item.url))
        return Stored(canonical, True, left, issues)

    def _claim_aliases(self, canonical: str, measure: Measure, url: str | None) -> Iterator[Issue]:
        """Write the measure's further names. A name that a living measure already has stays with it."""
        names = {alias.key: (alias.source, alias.source_id) for alias in measure.aliases}
        if measure.id != canonical:
            names[measure.id] = (None, None)
        for key, (source, source_id) in names.items():
            owner = next((r["measure"] for r in select(self.db, "aliases", {"alias": key})), canonical)
            if owner != canonical and select(self.db, "records", {"measure": owner}):
                detail = f"{key} already names {owner}: {measure.id} cannot have it"
                yield Issue(kind=IssueKind.UNRESOLVED_ALIAS, detail=detail, url=url, measure=measure.id)
                continue
            row = {"measure": canonical, "source": source, "source_id": source_id}
            put(self.db, "aliases", {"alias": key}, row)

    def hold(self, item: Incoming, reason: str, run: int) -> None:
        """Keep a record aside until somebody has reviewed it."""
        row = {
            "record": records.dumps(item.record.measure),
            "reason": reason,
            "run": run,
            "seen": as_text(item.record.seen),
            "url": item.url,
            "sha256": item.sha256,
            "place": item.record.measure.place,
        }
        put(self.db, "held", _key(item.record), row)

    def release(self, row: Row) -> Incoming:
        """A row of `held` as the record it kept aside, which waits no longer."""
        delete(self.db, "held", {"id": row["id"], "origin": row["origin"]})
        return Incoming(_record(row), row["url"], row["sha256"])


def _doubt(measure: Measure, twin: str, url: str | None) -> Issue:
    detail = f"has the number and the years of {twin}: another bill, or the same under another session's name"
    return Issue(kind=IssueKind.UNRESOLVED_ALIAS, detail=detail, url=url, measure=measure.id)


def _key(record: Record) -> Row:
    return {"id": record.measure.id, "origin": record.origin}


def _record(row: Row) -> Record:
    """A row of `records` or `held`; what waited for review has no days of its own for undated steps."""
    days = json.loads(row.get("first_seen") or "{}")
    firsts = {records.loads(Event, event): date.fromisoformat(day) for event, day in days.items()}
    seen = date.fromisoformat(row["seen"]) if row["seen"] else None
    return Record(row["origin"], records.loads(Measure, row["record"]), seen, firsts)


def _days(record: Record) -> Row:
    firsts = {records.dumps(event): str(day) for event, day in record.firsts.items()}
    return {
        "seen": as_text(record.seen),
        "first_seen": json.dumps(firsts, sort_keys=True) if firsts else None,
    }
