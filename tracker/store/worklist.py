"""What somebody should look at next, the most harmful first: a wrong status is quoted, a missing one not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from tracker.store.ages import ages
from tracker.store.reader import Reader
from tracker.store.rows import Row, fetch
from tracker.vocabulary import Answer, EvidenceKind, SinceKind, Window, Word

#: How long before the end of its session an open bill is looked at.
_SOON = timedelta(days=60)
_LAW = (Answer.IN_FORCE, Answer.ENACTED, Answer.GENERAL_RULE)
_READ = (EvidenceKind.OFFICIAL, EvidenceKind.COPY)


class Task(Word):
    """What is to be done, in order of the harm that leaving it does."""

    LAPSES_SOON = "lapses_soon", "Its session ends soon; it may die unseen."
    END_REACHED = "end_reached", "The law's own end has come; does it go on?"
    TEXT_CHANGED = "text_changed", "A later law changed its text; does the answer still hold?"
    BILL_OVERDUE = "bill_overdue", "Nobody has looked for long what became of it."
    LAW_OVERDUE = "law_overdue", "Nobody has looked for long whether the answer still holds."
    DISPUTED = "disputed", "Two origins disagree; which is right?"
    POOR_EVIDENCE = "poor_evidence", "The answer rests on no official text; find it."
    UNSETTLED = "unsettled", "A text was read and leaves it open; what settles it?"
    UNREAD = "unread", "A law about this was made; read its text."
    NOT_CHECKED = "not_checked", "Nobody has looked; read this country's law."
    SEARCH_OVERDUE = "search_overdue", "It is long ago that somebody looked and found nothing."
    UNDATED = "undated", "The first day is not established; find it."


def worklist(reader: Reader, place: str | None = None) -> list[dict[str, Any]]:
    """What to look at today, one row a task: the shape of `tracker worklist --json`.

    The counted countries and the headline come first among equals. `due`: the day by which it was due, or the
    day something will happen; None: as soon as somebody can.
    """
    today = reader.now.date()
    rows = reader.status(place, str(today), None)
    places = {row["code"]: row for row in fetch(reader.db, "SELECT code, name, counted FROM places")}
    order = {name: i for i, name in enumerate(reader.known_criteria())}
    found = [
        *_bills(reader, rows, today, place),
        *_amended(reader, rows),
        *_answers(rows),
        *_disputes(reader, place),
    ]
    tasks = list(Task)

    def harm(row: dict[str, Any]) -> tuple[Any, ...]:
        counted = bool(places[row["place"]]["counted"]) if row["place"] in places else False
        headline = order.get(row["criterion"] or "", 0)
        return tasks.index(row["task"]), not counted, headline, row["due"] or "9999", row["place"] or ""

    told = sorted(found, key=harm)
    return [
        {**row, "task": row["task"].value, "name": places.get(row["place"], {}).get("name")} for row in told
    ]


def _task(task: Task, row: Row, **more: Any) -> dict[str, Any]:
    told = {"place": row["place"], "criterion": row.get("criterion"), "measure": None, "due": None}
    return {"task": task, **told, "last_looked": row.get("last_checked"), "url": None, "detail": None, **more}


_PENDING = """SELECT m.id, m.place FROM measures m JOIN measure_status s ON s.measure = m.id
  WHERE s.status = 'pending' AND s.from_date <= ?1 AND (s.to_date IS NULL OR s.to_date > ?1)
    AND (?2 IS NULL OR m.place = ?2) ORDER BY m.id"""


def _bills(reader: Reader, rows: Sequence[Row], today: date, place: str | None) -> Iterator[dict[str, Any]]:
    """Each open bill and draft once, whether an answer names it or not."""
    named: dict[str, Row] = {}
    for row in rows:
        for bill in row["pending"]:
            named.setdefault(bill, row)
    for row in fetch(reader.db, _PENDING, [str(today), place]):
        named.setdefault(row["id"], row)
    sessions = _session_ends(reader, named)
    looked = ages(reader.db, named, today)
    for bill, row in named.items():
        age, session = looked[bill], sessions[bill]
        more = {
            "measure": bill,
            "url": session["url"],
            "last_looked": str(age.looked) if age.looked else None,
        }
        end = Window.parse(session["end"]).latest if session["end"] else None
        if end is not None and today <= end <= today + _SOON:
            yield _task(Task.LAPSES_SOON, row, **more, due=str(end))
        elif age.looked is None or age.overdue(today):
            yield _task(Task.BILL_OVERDUE, row, **more, due=str(age.look_again) if age.look_again else None)


def _session_ends(reader: Reader, bills: Iterable[str]) -> dict[str, Row]:
    wanted = set(bills)
    sql = """SELECT m.id, coalesce(m.official_url, m.url) AS url, e.end FROM measures m
             LEFT JOIN sessions e ON e.legislature = m.legislature AND e.id = m.session"""
    return {row["id"]: row for row in fetch(reader.db, sql) if row["id"] in wanted}


def _answers(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        law = row["because"][0] if row["because"] else None
        more = {"measure": law, "url": row["sources"][0]["url"] if row["sources"] else None}
        answer, code = Answer(row["answer"]), row["basis_code"]
        overdue = {"due": row["look_again"]} if row["overdue"] else {}
        if code == "end_reached":
            yield _task(Task.END_REACHED, row, **more)
        elif answer is Answer.NOT_CHECKED:
            yield _task(Task.NOT_CHECKED, row, **more)
        elif answer is Answer.NONE_FOUND and overdue:
            yield _task(Task.SEARCH_OVERDUE, row, **more, **overdue)
        elif answer is Answer.UNCLEAR:
            task = Task.UNREAD if code == "law_unread" else Task.UNSETTLED
            yield _task(task, row, **more, detail=row["basis"])
        elif answer in _LAW:
            if overdue and not row["pending"]:
                yield _task(Task.LAW_OVERDUE, row, **more, **overdue)
            if row["evidence"] not in _READ:
                yield _task(Task.POOR_EVIDENCE, row, **more)
            if row["since_kind"] == SinceKind.NOT_ESTABLISHED:
                yield _task(
                    Task.UNDATED, row, **more, detail=" – ".join(d or "?" for d in row["since_window"])
                )


#: Laws of ours that change the text of another and came after the day on which that was last read.
_AMENDED = """SELECT coalesce(a.measure, k.target) AS law, k.measure AS later, max(e.latest) AS day,
    coalesce(m.official_url, m.url) AS url,
    (SELECT max(p.read) FROM provisions p
     WHERE p.measure = coalesce(a.measure, k.target) AND p.listed) AS last_read
  FROM measure_links k LEFT JOIN aliases a ON a.alias = k.target JOIN measures m ON m.id = k.measure
  JOIN events e ON e.measure = k.measure AND e.listed AND e.role = 'counts'
    AND e.stage IN ('assented', 'published', 'in_force')
  WHERE k.relation = 'amends' GROUP BY law, later HAVING day > last_read ORDER BY law, later"""


def _amended(reader: Reader, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Each law that an answer rests on and whose text changed since somebody read it, once."""
    later = defaultdict(list)
    for row in fetch(reader.db, _AMENDED):
        later[row["law"]].append(row)
    told = set()
    for row in rows:
        for law in row["because"]:
            for change in later[law] if law not in told else ():
                yield _task(
                    Task.TEXT_CHANGED,
                    row,
                    measure=law,
                    due=change["day"],
                    url=change["url"],
                    detail=f"{change['later']} ({change['day']}), read {change['last_read']}",
                )
            told.add(law)


def _disputes(reader: Reader, place: str | None) -> Iterator[dict[str, Any]]:
    sql = """SELECT coalesce(m.place, c.place) AS place, c.measure, c.field, c.kept, c.kept_from, c.other,
               c.other_from FROM conflicts c LEFT JOIN measures m ON m.id = c.measure ORDER BY 1, 2, c.id"""
    grouped = defaultdict(list)
    for row in fetch(reader.db, sql):
        if place in (None, row["place"]):
            grouped[row["place"], row["measure"]].append(row)
    for (where, measure), rows in grouped.items():
        said = "; ".join(
            f"{r['field']}: {r['kept']} ({r['kept_from']}), {r['other']} ({r['other_from']})" for r in rows
        )
        yield _task(Task.DISPUTED, {"place": where}, measure=measure, detail=said)
