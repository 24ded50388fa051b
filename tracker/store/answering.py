"""Writing the answers of places: their spans over time, what each rests on, and that one turned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sqlite_utils import Database

from tracker.questions import Criterion
from tracker.status import Finding, Reason, Span, answers, on
from tracker.store.background import Background
from tracker.store.log import ChangeLog
from tracker.store.measures import Measures
from tracker.store.rows import Row, delete, fetch, insert, select, sync
from tracker.store.shape import PROVISION_KEY, REASON_KEY, as_text, over_time, provision_row, step_key
from tracker.store.treaties import Treaties


class Answers:
    """The answers of a database. What writes must run inside a transaction of the writer."""

    def __init__(
        self,
        db: Database,
        background: Background,
        measures: Measures,
        treaties: Treaties,
        log: ChangeLog,
        today: date,
    ) -> None:
        self.db = db
        self._background = background
        self._measures = measures
        self._treaties = treaties
        self._log = log
        self._today = today

    def write(self, places: Iterable[str]) -> None:
        """Work the answers of places out again."""
        for code in places:
            assessments = self._measures.at(code)
            checked = self._background.places[code].checked
            for criterion in self._background.criteria:
                spans = answers(criterion, code, assessments, checked, self._treaties.merged)
                self._write_spans(code, criterion, spans)

    def _write_spans(self, place: str, criterion: Criterion, spans: Sequence[Span]) -> None:
        where = {"place": place, "criterion": criterion.name}
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
            self._tell(place, criterion, known, rows, spans)

    def _tell(
        self,
        place: str,
        criterion: Criterion,
        known: Sequence[Row],
        rows: Sequence[Row],
        spans: Sequence[Span],
    ) -> None:
        name = f"{place}/{criterion.name}"
        today = str(self._today)
        old = next(
            row["answer"]
            for row in known
            if (row["from_date"] or "") <= today and (row["to_date"] is None or today < row["to_date"])
        )
        new = on(spans, self._today)[0].finding.answer.value
        if old != new:
            self._log.tell("answer", name, place, "answer", old, new)
        lines = [over_time(listed) for listed in (known, rows)]
        if lines[0] != lines[1]:
            self._log.tell("answer", name, place, "over time", lines[0], lines[1])

    def _reason_rows(self, finding: Finding) -> list[Row]:
        rows = [self._reason_row("because", reason) for reason in dict.fromkeys(finding.because)]
        rows += [self._reason_row("pending", Reason(measure=measure)) for measure in finding.pending]
        return [dict(pair) for pair in dict.fromkeys(tuple(row.items()) for row in rows)]

    def _reason_row(self, role: str, reason: Reason) -> Row:
        event = provision = action = None
        if reason.measure and reason.step:
            event = self._measures.event_ids(reason.measure).get(step_key(reason.step))
        if reason.measure and reason.provision:
            wanted = provision_row(reason.provision)
            where = {"measure": reason.measure, **{name: wanted[name] for name in PROVISION_KEY}}
            provision = select(self.db, "provisions", where)[0]["id"]
        if reason.treaty and reason.action:
            action = self._treaties.action_id(reason.treaty, reason.action)
        return {
            "role": role,
            "measure": reason.measure,
            "event": event,
            "provision": provision,
            "treaty_action": action,
        }

    def publish_bodies(self, source: str, bodies: Callable[[str], bytes | None]) -> None:
        """Keep the text of what an answer rests on where everybody can read it."""
        rows = fetch(
            self.db,
            """SELECT r.sha256, min(r.url) AS url, c.fetched_at FROM answer_reasons a
               JOIN records r ON r.measure = a.measure AND r.origin = ?
               JOIN captures c ON c.sha256 = r.sha256 AND c.url = r.url
               WHERE r.sha256 IS NOT NULL AND r.sha256 NOT IN (SELECT sha256 FROM published_bodies)
               GROUP BY r.sha256""",
            [source],
        )
        for row in rows:
            body = bodies(row["sha256"])
            if body is not None:
                insert(self.db, "published_bodies", {**row, "source": source, "body": body})
