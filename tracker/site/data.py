"""The reads of each page, as plain JSON values: a page and its `.json` twin are made of the same object.

Status rows and source rows have the shapes of `tracker.store.reader.Reader`. Days are plain
local ISO dates, times are UTC with Z. Each function runs inside the one transaction of its page.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from tracker.site import log, subject
from tracker.site.measures import briefs, family_lines, measures_where
from tracker.store import Reader
from tracker.store.rows import Row, fetch
from tracker.store.worklist import Task, worklist
from tracker.vocabulary import Answer, Status

#: Nothing earlier has been collected: an answer for a day before says little.
EARLY = "1900-01-01"


def data_version(reader: Reader) -> str | None:
    """The time of the latest change: with a day it says which knowledge an answer came from."""
    return _text(reader, "SELECT max(at) FROM changes")


def is_empty(reader: Reader) -> bool:
    """True while the first run has not yet stored any place: nothing may be concluded from that."""
    return count(reader, "places") == 0


def _text(reader: Reader, sql: str, parameters: Sequence[Any] = ()) -> str | None:
    """The first value of the first row; None where there is no row."""
    row = reader.db.execute(sql, list(parameters)).fetchone()
    return row[0] if row else None


def count(reader: Reader, table: str, test: str = "1") -> int:
    (number,) = reader.db.execute(f"SELECT count(*) FROM {table} WHERE {test}").fetchone()  # noqa: S608
    return int(number)


def criteria(reader: Reader) -> list[Row]:
    return fetch(reader.db, "SELECT name, title, question FROM criteria ORDER BY position")


def named(rows: Iterable[dict[str, Any]]) -> list[str]:
    """All measures that status rows name."""
    named = (
        name
        for row in rows
        for name in (*row["because"], *row["pending"], *(law["measure"] for law in row["before"]))
    )
    return list(dict.fromkeys(named))


# -- a place -----------------------------------------------------------------------------------------


def country(reader: Reader, code: str, on: str) -> dict[str, Any]:
    """Everything about one place as it stood on a day. The code must exist."""
    place = fetch(reader.db, "SELECT * FROM places WHERE code = ?", [code])[0]
    answers = reader.status(code, on, None)
    measures = measures_where(reader, "m.place = ?", [code], on)
    sources = [row for row in _declared(reader) if row["place"] == code]
    told = subject.read(reader.db)
    return {
        "place": place,
        "on": on,
        "data_version": data_version(reader),
        "answers": answers,
        "headline": told.headline,
        "criteria": criteria(reader),
        "named": briefs(reader, named(answers), on),
        "measures": measures,
        "families": family_lines(reader, {m["family"] for m in measures if m["family"]}, on),
        "provisions": provisions(measures, told),
        "treaties": _treaties(reader, code),
        "subnational": _subnational(reader, code, on),
        "sources": sources,
        "open": _open(reader, code, answers, measures, sources),
        "changes": log.latest(reader, 20, code),
    }


def provisions(measures: Sequence[dict[str, Any]], told: subject.Subject) -> list[dict[str, Any]]:
    """For each provision what each measure says of it; an empty list: nobody has looked."""
    found = defaultdict(list)
    for measure in measures:
        brief = {
            name: measure[name]
            for name in ("id", "title", "title_en", "lang", "number", "citation", "status")
        }
        for provision in measure["provisions"]:
            found[provision["name"]].append({**provision, "measure": brief})
    return [{"name": one.name, "found": found[one.name]} for one in told.provisions]


def _treaties(reader: Reader, code: str) -> list[dict[str, Any]]:
    actions = fetch(
        reader.db,
        """SELECT a.id, a.treaty, t.title, t.citation, t.url, a.action, a.date, a.note, a.only_memory
           FROM treaty_actions a JOIN treaties t ON t.id = a.treaty
           WHERE a.place = ? AND a.listed ORDER BY t.title, a.date""",
        [code],
    )
    for action in actions:
        action["evidence"] = fetch(
            reader.db,
            "SELECT kind, url, citation, retrieved FROM evidence WHERE treaty_action = ?",
            [action.pop("id")],
        )
    return actions


#: Answers that tell nothing of a part of a country.
_NOTHING = (Answer.NONE_FOUND, Answer.NOT_CHECKED, Answer.NOT_LISTED)


def _subnational(reader: Reader, code: str, on: str) -> list[Row]:
    """The answers of places inside this one, as far as there is anything to tell."""
    rows = fetch(reader.db, "SELECT code FROM places WHERE parent = ? ORDER BY name", [code])
    parts = [row["code"] for row in rows]
    told = reader.status_of(parts, on) if parts else []
    shown = ("place", "name", "criterion", "answer", "condition", "since", "since_kind", "since_window")
    return sorted(
        ({name: row[name] for name in shown} for row in told if row["answer"] not in _NOTHING),
        key=lambda row: parts.index(row["place"]),
    )


def _open(
    reader: Reader,
    code: str,
    answers: Sequence[dict[str, Any]],
    measures: Sequence[dict[str, Any]],
    sources: Sequence[dict[str, Any]],
) -> list[dict[str, Any]]:
    """What is not known about a place: each a kind, what it is about, and what is the matter."""
    found: list[dict[str, Any]] = [
        {"kind": row["answer"], "about": row["criterion"], "detail": _why(row)}
        for row in answers
        if row["answer"] in (Answer.NOT_CHECKED, Answer.UNCLEAR)
    ]
    for measure in measures:
        found += _open_of(measure)
    for row in fetch(reader.db, "SELECT id, reason FROM held WHERE place = ? ORDER BY id", [code]):
        found.append({"kind": "held", "about": row["id"], "detail": row["reason"]})
    if not sources:
        found.append({"kind": "no_source", "about": None, "detail": None})
    for source in sources:
        if source["stale"] or source["state"] != "active":
            state = "stale" if source["stale"] else source["state"]
            found.append({"kind": state, "about": source["id"], "detail": source["reason"]})
    return found


def _why(row: Row) -> Row:
    return {name: row[name] for name in ("basis_code", "basis_args", "notes")}


def _open_of(measure: dict[str, Any]) -> list[dict[str, str | None]]:
    name = measure["id"]
    found: list[dict[str, str | None]] = []
    if measure["status"] in (Status.ENACTED, Status.IN_FORCE) and not measure["provisions"]:
        found.append({"kind": "unread", "about": name, "detail": None})
    for provision in measure["provisions"]:
        if provision["value"] in ("unclear", "unknown", "partly"):
            detail = f"{provision['name']}: {provision['value']}"
            found.append({"kind": "provision", "about": name, "detail": detail})
    for event in measure["events"]:
        if event["date"] is None:
            found.append({"kind": "undated", "about": name, "detail": event["label"]})
    for reading in measure["readings"]:
        if reading["unlisted"]:
            found.append({"kind": "unlisted", "about": name, "detail": reading["origin"]})
    for row in measure["conflicts"]:
        detail = f"{row['field']}: {row['kept']} ({row['kept_from']}), {row['other']} ({row['other_from']})"
        found.append({"kind": "conflict", "about": name, "detail": detail})
    return found


# -- a measure ---------------------------------------------------------------------------------------


def measure(reader: Reader, name: str, on: str) -> dict[str, Any]:
    """One measure with all that is known of it. The id must be canonical."""
    found = measures_where(reader, "m.id = ?", [name], on)[0]
    place = fetch(reader.db, "SELECT code, name FROM places WHERE code = ?", [found["place"]])[0]
    return {
        "measure": found,
        "place": place,
        "on": on,
        "data_version": data_version(reader),
        "family": family_lines(reader, {found["family"]} - {None}, on).get(found["family"], []),
        "answers": fetch(
            reader.db,
            """SELECT DISTINCT a.criterion, c.title, a.answer, a.from_date, a.to_date
               FROM answer_reasons r JOIN answers a ON a.id = r.answer JOIN criteria c ON c.name = a.criterion
               WHERE r.measure = ? AND r.role = 'because' ORDER BY c.position, a.from_date""",
            [name],
        ),
        "changes": log.of_measure(reader, name, 50),
    }


def published_body(reader: Reader, sha256: str) -> dict[str, Any] | None:
    """The kept bytes of a page, its address, and the character set they can be read in."""
    rows = fetch(reader.db, "SELECT url, body FROM published_bodies WHERE sha256 = ?", [sha256])
    if not rows:
        return None
    try:
        rows[0]["body"].decode("utf-8")
    except UnicodeDecodeError:
        return {**rows[0], "charset": "iso-8859-1"}
    return {**rows[0], "charset": "utf-8"}


# -- sources, health ---------------------------------------------------------------------------------


def _declared(reader: Reader) -> list[Row]:
    """Every source's health with its name, home, publisher, languages and licence."""
    columns = "id, name, home, publisher, contact, languages, licence"
    rows = fetch(reader.db, f"SELECT {columns} FROM sources")  # noqa: S608 - our own names
    declared = {row["id"]: row for row in rows}
    return [{**declared[row["id"]], **row} for row in reader.sources()]


#: So many runs back it is shown how much a source's lists showed.
_FOUND_RUNS = 30


def _found(reader: Reader) -> dict[str, list[int]]:
    """How many entries the lists of each source showed in its latest runs, oldest first."""
    found = defaultdict(list)
    rows = fetch(
        reader.db,
        """SELECT source, found FROM (SELECT source, found, id, row_number() OVER
             (PARTITION BY source ORDER BY id DESC) AS back FROM source_runs WHERE found IS NOT NULL)
           WHERE back <= ? ORDER BY id""",
        [_FOUND_RUNS],
    )
    for row in rows:
        found[row["source"]].append(row["found"])
    return found


def sources(reader: Reader) -> dict[str, Any]:
    """Every source's state, with its declaration, by what its `readers` have been proven, how many entries
    its lists showed lately (`found`), and the issues of its latest run."""
    issues = defaultdict(list)
    for row in fetch(
        reader.db,
        """SELECT i.source, r.started AS at, i.kind, i.url, i.field, i.measure, i.detail
           FROM issues i JOIN runs r ON r.id = i.run
           WHERE i.kind != 'not_in_set' AND i.run = (SELECT max(run) FROM source_runs s
             WHERE s.source = i.source AND s.outcome != 'skipped')
           ORDER BY i.id LIMIT 500""",
    ):
        issues[row.pop("source")].append(row)
    proofs = fetch(reader.db, "SELECT id, proofs FROM sources")
    readers, found = {row["id"]: json.loads(row["proofs"] or "{}") for row in proofs}, _found(reader)
    rows = [
        {**row, "readers": readers[row["id"]], "found": found[row["id"]], "issues": issues[row["id"]]}
        for row in _declared(reader)
    ]
    return {
        "sources": rows,
        "places": reader.known_places(),
        "health": health(reader),
        "data_version": data_version(reader),
    }


_OVERDUE = (Task.BILL_OVERDUE, Task.LAW_OVERDUE, Task.SEARCH_OVERDUE, Task.END_REACHED)


def whole_health(reader: Reader) -> dict[str, Any]:
    """The same with how much people have to look at again: no illness of the service, and not hidden."""
    overdue = Counter(task["task"] for task in worklist(reader))
    return {**health(reader), "not_looked_at_since": {str(task): overdue[task] for task in _OVERDUE}}


def health(reader: Reader) -> dict[str, Any]:
    """The shape of /health.json. Not ok: a source that should be read is stale or in trouble, or there is
    nothing yet. A source declared blocked, manual or in need of a key does not count against it."""
    rows = reader.sources()
    stale = [row["id"] for row in rows if row["stale"]]
    troubled = [row["id"] for row in rows if row["state"] in ("degraded", "blocked") and row["next_due"]]
    states = Counter(row["state"] for row in rows)
    run = fetch(reader.db, "SELECT id, started, ended, mode, outcome FROM runs ORDER BY id DESC LIMIT 1")
    return {
        "ok": not (stale or troubled or is_empty(reader)),
        "stale": stale,
        "troubled": troubled,
        "sources": len(rows),
        "states": dict(states),
        "last_run": run[0] if run else None,
        "data_version": data_version(reader),
        "sqlite": sqlite3.sqlite_version,
    }
