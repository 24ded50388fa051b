"""Writing records: what each origin says, the merged measures, their answers, and a log of what changed.

One writer, one transaction a source. Fetch times and run numbers stay out of everything compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from tracker import records
from tracker.history import CURATED, Record, merge
from tracker.questions import Criterion, Place, Treaty
from tracker.source.declare import Source
from tracker.status import Assessment, Finding, Reason, Span, answers, on
from tracker.status.participation import Listing
from tracker.store.rows import Row, Synced, delete, fetch, insert, put, select, sync, update
from tracker.store.shape import (
    CONFLICT_KEY,
    EVENT_KEY,
    EVIDENCE_KEY,
    PROVISION_KEY,
    REASON_KEY,
    as_text,
    conflict_row,
    event_rows,
    evidence_row,
    measure_row,
    over_time,
    provision_row,
    record_key,
    step_key,
)
from tracker.store.signs import apart
from tracker.store.treaties import Treaties
from tracker.vocabulary import Evidence, Issue, IssueKind, Legislature, Measure

# Written into the row of a measure; a difference in one of them is a change worth telling.
_TOLD = (
    "title",
    "kind",
    "number",
    "citation",
    "extent",
    "source_status",
    "relevance",
    "aims",
    "meets",
    "url",
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record to store, with the capture it was read from."""

    record: Record
    url: str | None = None
    sha256: str | None = None


@dataclass(slots=True)
class Commit:
    """What a commit did: measures written, how many differ now, and what could not be taken."""

    measures: list[str] = field(default_factory=list)
    changed: int = 0
    issues: list[Issue] = field(default_factory=list)


@dataclass(frozen=True)
class Background:
    """The curated knowledge that statuses and answers are worked out with."""

    places: Mapping[str, Place]
    legislatures: Mapping[str, Legislature]
    criteria: tuple[Criterion, ...]
    treaties: Mapping[str, Treaty]


class Writer:
    """All writes to tracker.db. Methods that write must run inside `with writer.transaction()`."""

    def __init__(self, db: Database, background: Background, now: datetime) -> None:
        self.db = db
        self.background = background
        self.now = now.astimezone(UTC)
        self.treaties = Treaties(db, background.treaties, self._log)
        self._assessed: dict[str, Assessment] = {}
        self._run = 0

    def transaction(self) -> Any:
        """A transaction; whatever was worked out inside a failed one is forgotten with it."""
        self._assessed.clear()
        self.treaties.forget()
        return self.db.atomic()

    @property
    def at(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def run(self) -> int:
        """The run that is under way."""
        return self._run

    @property
    def today(self) -> date:
        return self.now.date()

    # -- runs ------------------------------------------------------------------------------------

    def start_run(self, mode: str) -> int:
        self._run = insert(self.db, "runs", {"started": self.at, "mode": mode})
        return self._run

    def finish_run(self, outcome: str, ended: str, detail: str | None = None) -> None:
        update(self.db, "runs", {"id": self._run}, {"outcome": outcome, "ended": ended, "detail": detail})

    def add_source_run(self, source: str, row: Mapping[str, Any], issues: Iterable[Issue]) -> None:
        insert(self.db, "source_runs", {"run": self._run, "source": source, **row})
        self.add_issues(source, issues)

    def add_issues(self, source: str | None, issues: Iterable[Issue]) -> None:
        for issue in issues:
            row = {name: getattr(issue, name) for name in ("url", "field", "measure", "detail")}
            insert(self.db, "issues", {"run": self._run, "source": source, "kind": issue.kind.value, **row})

    def note_capture(self, source: str, url: str, sha256: str, status: int, fetched_at: str | None) -> None:
        self.db.execute(
            "INSERT OR IGNORE INTO captures (url, sha256, source, status, fetched_at) VALUES (?, ?, ?, ?, ?)",
            [url, sha256, source, status, fetched_at],
        )

    def sight(self, source: str, measure_ids: Iterable[str], seen_at: str | None) -> None:
        for measure in dict.fromkeys(measure_ids):
            put(
                self.db,
                "sightings",
                {"source": source, "measure": measure},
                {"run": self._run, "seen_at": seen_at},
            )

    def note_discovery(self, source: str, entry: str, row: Mapping[str, Any]) -> None:
        put(self.db, "discoveries", {"source": source, "entry": entry}, row)

    # -- declarations and curated knowledge ------------------------------------------------------

    def sync_sources(self, sources: Iterable[Source]) -> None:
        for s in sources:
            row = {
                "place": s.place,
                "name": s.name,
                "home": s.home,
                "languages": " ".join(s.languages),
                "licence": s.licence,
                "republish": int(s.republish),
                "every_hours": s.every.total_seconds() / 3600,
                "declared_state": s.state.value,
                "reason": s.reason,
                "key_name": s.key,
                "unverified_live": int(s.unverified_live),
            }
            put(self.db, "sources", {"id": s.id}, row)

    def sync_knowledge(self, measures: Iterable[Measure], fingerprint: str) -> bool:
        """Bring places, criteria, calendars, treaties and curated records up to date and work everything out
        again; False where the fingerprint says that nothing can have changed."""
        stored = select(self.db, "facts", {"name": "knowledge"})
        if stored and stored[0]["value"] == fingerprint:
            return False
        self._sync_background()
        wanted = {m.id: m for m in measures}
        for row in select(self.db, "records", {"origin": CURATED}):
            if row["id"] not in wanted:
                delete(self.db, "records", {"id": row["id"], "origin": CURATED})
                self._log("measure", row["measure"], None, "curated record", row["id"], None)
        for measure in sorted(wanted.values(), key=lambda m: (m.continues is not None, m.id)):
            self.add_issues(None, self._store_record(Incoming(Record(CURATED, measure)))[2])
        for row in fetch(self.db, "SELECT id FROM measures UNION SELECT measure FROM records ORDER BY 1"):
            self._write_measure(row["id"])
        self._write_answers(self.background.places)
        put(self.db, "facts", {"name": "knowledge"}, {"value": fingerprint})
        return True

    def sync_findings(self, rows: Iterable[Row]) -> None:
        """What is worth mending in the curated data, whole: rows of the table `findings`, without ids."""
        self.db.execute("DELETE FROM findings")
        for row in rows:
            insert(self.db, "findings", row)

    def _sync_background(self) -> None:
        for place in self.background.places.values():
            checked = place.checked
            row = {
                "name": place.name,
                "kind": place.kind,
                "counted": int(place.counted),
                "parent": place.parent,
                "checked_on": str(checked.on) if checked else None,
                "checked_by": checked.by if checked else None,
                "checked_read": "\n".join(checked.read) if checked else None,
                "note": place.note,
            }
            put(self.db, "places", {"code": place.code}, row)
        for position, criterion in enumerate(self.background.criteria):
            row = {"position": position, "title": criterion.title, "question": criterion.question}
            put(self.db, "criteria", {"name": criterion.name.value}, row)
        for legislature in self.background.legislatures.values():
            self._sync_legislature(legislature)
        self.treaties.sync_curated()

    def _sync_legislature(self, legislature: Legislature) -> None:
        rules = [rule.rule for rule in legislature.carry_over]
        if legislature.commencement_default:
            rules.append(legislature.commencement_default.rule)
        row: Row = {
            "place": legislature.place,
            "name": legislature.name,
            "chambers": "\n".join(f"{c.value}: {name}" for c, name in legislature.chambers),
            "rules": "\n".join(dict.fromkeys(rules)),
        }
        put(self.db, "legislatures", {"id": legislature.id}, row)
        for session in legislature.sessions:
            first = session.evidence[0] if session.evidence else None
            row = {
                "name": session.name,
                "term": session.term,
                "start": str(session.start),
                "end": as_text(session.end),
                "ended_by": session.ended_by.value if session.ended_by else None,
                "evidence_kind": first.kind.value if first else None,
                "url": (first.url or first.citation) if first else None,
            }
            put(self.db, "sessions", {"legislature": legislature.id, "id": session.id}, row)

    # -- records of a source ---------------------------------------------------------------------

    def watched(self, source: str, legislature: str | None) -> list[Row]:
        """Measures a source is to be asked about: those of its legislature, and those that name it."""
        return fetch(
            self.db,
            """SELECT m.id, m.session, m.number, m.legislature, a.alias, a.source, a.source_id
               FROM measures m LEFT JOIN aliases a ON a.measure = m.id
               WHERE m.legislature IS ? OR m.id IN (SELECT measure FROM aliases WHERE source = ?)
               ORDER BY m.id, a.alias""",
            [legislature or "-", source],
        )

    def compare(self, incoming: Sequence[Incoming]) -> list[tuple[str, str, str | None, str | None]]:
        """For each incoming record: its own id, the measure's, and the measure's status today before and
        after, without writing anything."""
        names = self._names()
        result = []
        for item in incoming:
            canonical = self._resolve(item.record.measure, names)
            rows = self._records_of(canonical)
            before = self._assess_records(canonical, rows)
            replaced = [r for r in rows if (r.measure.id, r.origin) != record_key(item.record)]
            after = self._assess_records(canonical, [*replaced, item.record])
            result.append(
                (item.record.measure.id, canonical, self._status_of(before), self._status_of(after))
            )
        return result

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
        # An earlier incarnation first, so that the later one finds the id it continues.
        for item in sorted(
            incoming, key=lambda i: (i.record.measure.continues is not None, i.record.measure.id)
        ):
            measure = item.record.measure
            if held and measure.id in held:
                self._hold(item, held[measure.id])
                continue
            if measure.continues and measure.continues not in self._names():
                detail = f"the earlier bill {measure.continues} is not known"
                result.issues.append(
                    Issue(kind=IssueKind.UNRESOLVED_ALIAS, detail=detail, url=item.url, measure=measure.id)
                )
            canonical, differs, issues = self._store_record(item)
            result.issues += issues
            result.measures.append(canonical)
            if differs:
                touched[canonical] = None
        result.changed = sum(self._write_measure(id_, source) for id_ in touched)
        places = self._places_of(touched)
        self._write_answers(places)
        if bodies is not None:
            self._publish_bodies(source, bodies)
        return result

    def commit_list(self, listing: Listing, held: Mapping[str, str]) -> int:
        """Store a depositary's list and work out what it touches; returns how many places differ now.
        `held`: places that must not show before somebody has reviewed them, with the reason."""
        places = self.treaties.commit(listing, held, self._run)
        self._write_answers(places)
        return len(places)

    def _hold(self, item: Incoming, reason: str) -> None:
        row = {
            "record": records.dumps(item.record.measure),
            "reason": reason,
            "run": self._run,
            "seen": as_text(item.record.seen),
            "url": item.url,
            "sha256": item.sha256,
        }
        put(self.db, "held", {"id": item.record.measure.id, "origin": item.record.origin}, row)

    def accept_held(self, record_id: str) -> bool:
        """Let a held record through; False where there is none."""
        rows = select(self.db, "held", {"id": record_id})
        for row in rows:
            if "/" in record_id:  # a place under a treaty
                self._write_answers(self.treaties.accept(row))
                continue
            seen = date.fromisoformat(row["seen"]) if row["seen"] else None
            record = Record(row["origin"], records.loads(Measure, row["record"]), seen)
            delete(self.db, "held", {"id": row["id"], "origin": row["origin"]})
            self.commit(row["origin"], [Incoming(record, row["url"], row["sha256"])])
        return bool(rows)

    def _store_record(self, item: Incoming) -> tuple[str, bool, list[Issue]]:
        """Write one record under its canonical measure; returns that id, whether anything differs, and
        names it could not have."""
        measure, origin = item.record.measure, item.record.origin
        canonical = self._resolve(measure, self._names())
        key = {"id": measure.id, "origin": origin}
        found = select(self.db, "records", key)
        text = records.dumps(measure)
        same = bool(found) and found[0]["record"] == text and found[0]["measure"] == canonical
        delete(self.db, "held", key)
        if not same:
            row = {"measure": canonical, "record": text, "seen": as_text(item.record.seen)}
            put(self.db, "records", key, {**row, "url": item.url, "sha256": item.sha256})
            if found and found[0]["measure"] != canonical:
                self._assessed.pop(found[0]["measure"], None)
                self._write_measure(found[0]["measure"])
            self._assessed.pop(canonical, None)
        issues = [] if same else list(self._claim_aliases(canonical, measure, item.url))
        return canonical, not same, issues

    def _claim_aliases(self, canonical: str, measure: Measure, url: str | None) -> Iterable[Issue]:
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

    def _names(self) -> dict[str, str]:
        """Every id and alias with the measure it names."""
        # A record stored in this transaction may have no row among the measures yet.
        names = {r["id"]: r["measure"] for r in fetch(self.db, "SELECT id, measure FROM records")}
        names.update((r["id"], r["id"]) for r in fetch(self.db, "SELECT id FROM measures"))
        names.update((r["alias"], r["measure"]) for r in fetch(self.db, "SELECT alias, measure FROM aliases"))
        return names

    @staticmethod
    def _resolve(measure: Measure, names: Mapping[str, str]) -> str:
        keys = [measure.continues] if measure.continues else []
        keys += [measure.id, *(alias.key for alias in measure.aliases)]
        return next((names[key] for key in keys if key in names), measure.id)

    def _records_of(self, canonical: str) -> list[Record]:
        return [
            Record(
                row["origin"],
                records.loads(Measure, row["record"]),
                date.fromisoformat(row["seen"]) if row["seen"] else None,
            )
            for row in fetch(
                self.db, "SELECT * FROM records WHERE measure = ? ORDER BY origin, id", [canonical]
            )
        ]

    # -- measures --------------------------------------------------------------------------------

    def _assess(self, measure: str) -> Assessment | None:
        if measure not in self._assessed:
            assessment = self._assess_records(measure, self._records_of(measure))
            if assessment is None:
                return None
            self._assessed[measure] = assessment
        return self._assessed[measure]

    def _assess_records(self, canonical: str, rows: Sequence[Record]) -> Assessment | None:
        if not rows:
            return None
        history = merge(canonical, rows)
        return Assessment(history, self.background.legislatures.get(history.measure.legislature or ""))

    def _status_of(self, assessment: Assessment | None) -> str | None:
        standing = assessment.on(self.today) if assessment else None
        return standing.status.value if standing else None

    def _write_measure(self, measure_id: str, source: str | None = None) -> bool:
        """Write a measure and all that hangs on it; returns whether anything differs."""
        assessment = self._assess(measure_id)
        if assessment is None:
            return self._retire(measure_id)
        history, measure = assessment.history, assessment.history.measure
        known = select(self.db, "measures", {"id": measure_id})
        first_read = source is not None and not self._was_read(measure_id, source)
        row = measure_row(assessment)
        done = put(self.db, "measures", {"id": measure_id}, row)
        where = {"measure": measure_id}
        old_status = self._status_line(measure_id)
        titles = [
            {"lang": t.lang, "title": t.text, "signs": apart(t.text)}
            for t in dict.fromkeys(measure.all_titles)
        ]
        parts: list[Synced] = [sync(self.db, "measure_titles", where, titles, ("lang", "title"))]
        events = sync(self.db, "events", where, event_rows(assessment), EVENT_KEY, retire=True)
        provisions = sync(
            self.db, "provisions", where, map(provision_row, measure.provisions), PROVISION_KEY, retire=True
        )
        links = [{"relation": k.relation.value, "target": k.target, "note": k.note} for k in measure.links]
        links = [dict(pair) for pair in dict.fromkeys(tuple(link.items()) for link in links)]
        parts += [events, provisions, sync(self.db, "measure_links", where, links, ("relation", "target"))]
        evidence = self._evidence_rows(assessment, events, provisions)
        parts.append(sync(self.db, "evidence", where, evidence, ("event", "provision", *EVIDENCE_KEY)))
        parts.append(sync(self.db, "measure_status", where, self._status_rows(assessment), ("from_date",)))
        parts.append(
            sync(
                self.db,
                "conflicts",
                where,
                map(conflict_row, dict.fromkeys(history.conflicts)),
                CONFLICT_KEY,
            )
        )
        if first_read and known:
            self._log(
                "measure", measure_id, measure.place, "first read", None, measure.title, source, measure.url
            )
            self._tell_status(assessment, old_status, source)
        else:
            self._tell(assessment, known[0] if known else None, row, events, old_status, source)
        return done or any(parts)

    def _retire(self, measure_id: str) -> bool:
        """A measure no origin describes any more (its record now belongs to another id): its row stays,
        with nothing that could decide."""
        self.db.execute("UPDATE events SET listed = 0 WHERE measure = ? AND listed", [measure_id])
        self.db.execute("UPDATE provisions SET listed = 0 WHERE measure = ? AND listed", [measure_id])
        delete(self.db, "measure_status", {"measure": measure_id})
        self._assessed.pop(measure_id, None)
        return True

    def _evidence_rows(self, assessment: Assessment, events: Synced, provisions: Synced) -> list[Row]:
        measure = assessment.history.measure
        owners: list[tuple[Row, tuple[Evidence, ...]]] = [
            ({"event": None, "provision": None}, measure.evidence)
        ]
        for step, row_id in zip(assessment.steps, events.ids.values(), strict=True):
            owners.append(({"event": row_id, "provision": None}, step.event.evidence))
        for provision, row_id in zip(measure.provisions, provisions.ids.values(), strict=True):
            owners.append(({"event": None, "provision": row_id}, provision.evidence))
        return [{**owner, **evidence_row(item)} for owner, items in owners for item in items]

    def _status_rows(self, assessment: Assessment) -> list[Row]:
        events = self._event_ids(assessment.history.id)
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

    def _event_ids(self, measure: str) -> dict[tuple[Any, ...], int]:
        rows = fetch(self.db, "SELECT * FROM events WHERE measure = ? AND listed ORDER BY id DESC", [measure])
        return {tuple(row[name] for name in EVENT_KEY): row["id"] for row in rows}

    def _status_line(self, measure: str) -> str | None:
        rows = fetch(
            self.db,
            "SELECT from_date, status, unclear FROM measure_status WHERE measure = ? ORDER BY from_date",
            [measure],
        )
        parts = [f"{r['from_date']} {r['status']}{' (unclear)' if r['unclear'] else ''}" for r in rows]
        return "; ".join(parts) or None

    def _tell(
        self,
        assessment: Assessment,
        old: Row | None,
        row: Row,
        events: Synced,
        old_status: str | None,
        source: str | None,
    ) -> None:
        """Log what changed about a measure: that it is new, or each told field, step and status."""
        measure = assessment.history.measure
        if old is None:
            self._log(
                "measure", measure.id, measure.place, "first seen", None, measure.title, source, measure.url
            )
            return
        for name in _TOLD:
            if old[name] != row[name]:
                self._log(
                    "measure", measure.id, measure.place, name, old[name], row[name], source, measure.url
                )
        for event in events.added:
            told = f"{event['date'] or 'undated'} {event['label']}"
            self._log("event", measure.id, measure.place, event["stage"], None, told, source, event["url"])
        for event in events.gone:
            told = f"{event['date'] or 'undated'} {event['label']}"
            self._log("event", measure.id, measure.place, event["stage"], told, None, source, event["url"])
        self._tell_status(assessment, old_status, source)

    def _was_read(self, measure_id: str, source: str) -> bool:
        """Whether steps of this source were there before: its first reading of a measure that curators
        described is told as one change, not as one for each step."""
        sql = "SELECT 1 FROM events WHERE measure = ? AND origin = ? LIMIT 1"
        return bool(fetch(self.db, sql, [measure_id, source]))

    def _tell_status(self, assessment: Assessment, old_status: str | None, source: str | None) -> None:
        measure = assessment.history.measure
        new_status = self._status_line(measure.id)
        if old_status != new_status:
            self._log(
                "status", measure.id, measure.place, "status", old_status, new_status, source, measure.url
            )

    def _log(
        self,
        entity: str,
        entity_id: str,
        place: str | None,
        name: str,
        old: str | None,
        new: str | None,
        source: str | None = None,
        url: str | None = None,
    ) -> None:
        insert(
            self.db,
            "changes",
            {
                "at": self.at,
                "run": self._run,
                "entity": entity,
                "entity_id": entity_id,
                "place": place,
                "field": name,
                "old": old,
                "new": new,
                "source": source,
                "url": url,
            },
        )

    # -- answers ---------------------------------------------------------------------------------

    def _places_of(self, measures: Iterable[str]) -> list[str]:
        ids = list(measures)
        marks = ",".join("?" * len(ids))
        sql = f"SELECT DISTINCT place FROM measures WHERE id IN ({marks}) ORDER BY place"  # noqa: S608
        return [row["place"] for row in fetch(self.db, sql, ids)]

    def _write_answers(self, places: Iterable[str]) -> None:
        for code in places:
            rows = fetch(self.db, "SELECT id FROM measures WHERE place = ? ORDER BY id", [code])
            assessments = [a for row in rows for a in [self._assess(row["id"])] if a is not None]
            checked = self.background.places[code].checked is not None
            for criterion in self.background.criteria:
                spans = answers(criterion, code, assessments, checked, self.treaties.merged)
                self._write_spans(code, criterion, spans)

    def _write_spans(self, place: str, criterion: Criterion, spans: Sequence[Span]) -> None:
        where = {"place": place, "criterion": criterion.name.value}
        known = fetch(
            self.db,
            "SELECT * FROM answers WHERE place = ? AND criterion = ? ORDER BY from_date",
            list(where.values()),
        )
        rows = [
            {
                "from_date": as_text(s.since),
                "to_date": as_text(s.until),
                "answer": s.finding.answer.value,
                "basis": s.finding.basis or None,
                "confidence": s.finding.confidence or None,
            }
            for s in spans
        ]
        for old in known:
            if old["from_date"] not in {row["from_date"] for row in rows}:
                delete(self.db, "answer_reasons", {"answer": old["id"]})
        done = sync(self.db, "answers", where, rows, ("from_date",))
        for span, row_id in zip(spans, done.ids.values(), strict=True):
            sync(self.db, "answer_reasons", {"answer": row_id}, self._reason_rows(span.finding), REASON_KEY)
        if known and done:
            self._tell_answer(place, criterion, known, rows, spans)

    def _tell_answer(
        self,
        place: str,
        criterion: Criterion,
        known: Sequence[Row],
        rows: Sequence[Row],
        spans: Sequence[Span],
    ) -> None:
        name = f"{place}/{criterion.name.value}"
        today = str(self.today)
        old = next(
            row["answer"]
            for row in known
            if (row["from_date"] or "") <= today and (row["to_date"] is None or today < row["to_date"])
        )
        new = on(spans, self.today)[0].finding.answer.value
        if old != new:
            self._log("answer", name, place, "answer", old, new)
        lines = [over_time(listed) for listed in (known, rows)]
        if lines[0] != lines[1]:
            self._log("answer", name, place, "over time", lines[0], lines[1])

    def _reason_rows(self, finding: Finding) -> list[Row]:
        rows = [self._reason_row("because", reason) for reason in dict.fromkeys(finding.because)]
        rows += [self._reason_row("pending", Reason(measure=measure)) for measure in finding.pending]
        return [dict(pair) for pair in dict.fromkeys(tuple(row.items()) for row in rows)]

    def _reason_row(self, role: str, reason: Reason) -> Row:
        event = provision = action = None
        if reason.measure and reason.step:
            event = self._event_ids(reason.measure).get(step_key(reason.step))
        if reason.measure and reason.provision:
            wanted = provision_row(reason.provision)
            where = {"measure": reason.measure, **{name: wanted[name] for name in PROVISION_KEY}}
            provision = select(self.db, "provisions", where)[0]["id"]
        if reason.treaty and reason.action:
            action = self.treaties.action_id(reason.treaty, reason.action)
        return {
            "role": role,
            "measure": reason.measure,
            "event": event,
            "provision": provision,
            "treaty_action": action,
        }

    def _publish_bodies(self, source: str, bodies: Callable[[str], bytes | None]) -> None:
        """Keep the text of what an answer rests on where everybody can read it."""
        rows = fetch(
            self.db,
            """SELECT DISTINCT r.sha256, r.url, c.fetched_at FROM answer_reasons a
               JOIN records r ON r.measure = a.measure AND r.origin = ?
               JOIN captures c ON c.sha256 = r.sha256 AND c.url = r.url
               WHERE r.sha256 IS NOT NULL AND r.sha256 NOT IN (SELECT sha256 FROM published_bodies)
               ORDER BY r.sha256""",
            [source],
        )
        for row in rows:
            body = bodies(row["sha256"])
            if body is not None:
                insert(self.db, "published_bodies", {**row, "source": source, "body": body})
