"""Writing the answers of places: their spans over time, what each rests on, and that one turned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sqlite_utils import Database

from tracker.questions import Criterion
from tracker.status import Parts, Reason, Timeline, answers
from tracker.store.background import Background
from tracker.store.log import ChangeLog
from tracker.store.measures import Measures
from tracker.store.rows import Row, delete, fetch, insert, sync
from tracker.store.shape import (
    PROVISION_KEY,
    REASON_KEY,
    answer_row,
    as_text,
    provision_row,
    since_row,
    step_key,
    turns,
)
from tracker.store.treaties import Treaties
from tracker.vocabulary import Answer


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
        """Work the answers of places out again, and those of the federations they are parts of."""
        for code in self._with_wholes(places):
            assessments = self._measures.at(code)
            place = self._background.places[code]
            for criterion in self._background.criteria:
                parts = self._parts(code, criterion)
                timeline = answers(
                    criterion,
                    code,
                    assessments,
                    place.checked_for(criterion.name),
                    self._treaties.merged,
                    parts,
                )
                self._write_timeline(code, criterion, timeline)

    def _with_wholes(self, places: Iterable[str]) -> list[str]:
        """Parts before their wholes: what a federation answers rests on the answers of its parts."""
        named = list(dict.fromkeys(places))
        known = self._background.places
        wholes = (known[code].parent for code in named)
        wanted = dict.fromkeys([*named, *(whole for whole in wholes if whole and known[whole].parts)])
        return sorted(wanted, key=lambda code: known[code].parent is None)

    def _parts(self, code: str, criterion: Criterion) -> Parts | None:
        of = self._background.places[code].parts
        if of is None:
            return None
        rows = fetch(
            self.db,
            """SELECT a.place, a.from_date, a.to_date FROM answers a JOIN places p ON p.code = a.place
               WHERE p.parent = ? AND a.criterion = ? AND a.answer = ? ORDER BY a.place, a.from_date""",
            [code, str(criterion.name), Answer.IN_FORCE.value],
        )
        spans = defaultdict(list)
        for row in rows:
            first, last = (row[name] and date.fromisoformat(row[name]) for name in ("from_date", "to_date"))
            spans[row["place"]].append((first, last))
        return Parts(of, spans)

    def _write_timeline(self, place: str, criterion: Criterion, timeline: Timeline) -> None:
        where = {"place": place, "criterion": str(criterion.name)}
        known = fetch(
            self.db,
            "SELECT * FROM answers WHERE place = ? AND criterion = ? ORDER BY from_date",
            list(where.values()),
        )
        rows = [answer_row(span) for span in timeline.spans]
        kept = {row["from_date"] for row in rows}
        for old in known:
            if old["from_date"] not in kept:
                delete(self.db, "answer_reasons", {"answer": old["id"]})
        done = sync(self.db, "answers", where, rows, ("from_date",))
        for row_id, reasons in zip(done.ids.values(), self._reasons(timeline), strict=True):
            sync(self.db, "answer_reasons", {"answer": row_id}, reasons, REASON_KEY)
        if known and done:
            self._tell(place, criterion, known, rows)

    def _reasons(self, timeline: Timeline) -> list[list[Row]]:
        """The rows of `answer_reasons` of each span."""
        rows: list[dict[tuple[object, ...], Row]] = [{} for _ in timeline.spans]
        for support in timeline.supports:
            row = {
                **self._reason_row("because" if support.because else "pending", support.reason),
                "from_date": as_text(support.since),
                "to_date": as_text(support.until),
                **since_row(support.began if support.because else None),
            }
            rows[support.span].setdefault(tuple(row[name] for name in REASON_KEY), row)
        return [list(told.values()) for told in rows]

    def _tell(self, place: str, criterion: Criterion, known: Sequence[Row], rows: Sequence[Row]) -> None:
        name = f"{place}/{criterion.name}"
        today = str(self._today)
        old, new = (
            next(
                row["answer"]
                for row in listed
                if (row["from_date"] or "") <= today and (row["to_date"] is None or today < row["to_date"])
            )
            for listed in (known, rows)
        )
        if old != new:
            self._log.tell("answer", name, place, "answer", old, new)
        lines = [turns(listed, "answer") for listed in (known, rows)]
        if lines[0] != lines[1]:
            self._log.tell("answer", name, place, "over time", lines[0], lines[1])

    def _reason_row(self, role: str, reason: Reason) -> Row:
        event = provision = action = None
        if reason.measure and reason.step:
            event = self._measures.event_ids(reason.measure).get(step_key(reason.step))
        if reason.measure and reason.provision:
            wanted = provision_row(reason.provision)
            key = tuple(wanted[name] for name in PROVISION_KEY)
            provision = self._measures.provision_ids(reason.measure)[key]
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
