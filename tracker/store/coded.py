"""Migrations that brought codes and values in place of sentences: answers, changes, lists in columns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from sqlite_utils import Database

from tracker.store.rows import fetch, update
from tracker.store.schema import migrations
from tracker.vocabulary import number_key

_COLUMNS = """
ALTER TABLE answers ADD COLUMN condition TEXT;
ALTER TABLE answers ADD COLUMN basis_code TEXT;
ALTER TABLE answers ADD COLUMN basis_args TEXT;
ALTER TABLE answers ADD COLUMN since_kind TEXT;
ALTER TABLE answers ADD COLUMN since_from TEXT;
ALTER TABLE answers ADD COLUMN since_to TEXT;
ALTER TABLE answer_reasons ADD COLUMN from_date TEXT;
ALTER TABLE answer_reasons ADD COLUMN to_date TEXT;
ALTER TABLE answer_reasons ADD COLUMN since_kind TEXT;
ALTER TABLE answer_reasons ADD COLUMN since_from TEXT;
ALTER TABLE answer_reasons ADD COLUMN since_to TEXT;
ALTER TABLE measures ADD COLUMN official_url TEXT;
ALTER TABLE measures ADD COLUMN address_checked TEXT;
ALTER TABLE measures ADD COLUMN read TEXT;
ALTER TABLE measures ADD COLUMN expires TEXT;
ALTER TABLE measures ADD COLUMN expires_rule TEXT;
ALTER TABLE events ADD COLUMN read TEXT;
ALTER TABLE provisions ADD COLUMN read TEXT;
ALTER TABLE treaty_actions ADD COLUMN read TEXT;
ALTER TABLE treaties ADD COLUMN listed_on TEXT;
ALTER TABLE places ADD COLUMN parts INTEGER;
ALTER TABLE held ADD COLUMN place TEXT;
DROP VIEW answers_today;
CREATE VIEW answers_today AS
  SELECT a.place, p.name, a.criterion, a.answer, a.condition, a.from_date, a.since_kind, a.since_from,
    a.since_to, a.basis, a.basis_code, a.confidence, p.counted
  FROM answers a JOIN places p ON p.code = a.place
  WHERE (a.from_date IS NULL OR a.from_date <= date('now'))
    AND (a.to_date IS NULL OR a.to_date > date('now'))
"""


@migrations()
def m008_coded_answers(db: Database) -> None:
    """Answers say why in a code, and how their first day is known; reasons have days of their own.

    The answers themselves are worked out anew when the database is next opened for writing.
    """
    for statement in _COLUMNS.split(";\n"):
        db.execute(statement)
    db.execute("""UPDATE held SET place = coalesce(json_extract(record, '$.place'),
                  iif(instr(id, '/'), substr(id, instr(id, '/') + 1), NULL))""")
    db.execute("DELETE FROM facts WHERE name = 'knowledge'")


@migrations()
def m009_values_in_columns(db: Database) -> None:
    """What was a sentence or a list with separators is JSON: changes, aims, the names of chambers."""
    for row in fetch(db, "SELECT id, entity, field, old, new FROM changes"):
        read = _READERS.get((row["entity"], row["field"]), _READERS.get((row["entity"], None), str))
        values = {name: None if row[name] is None else _dump(read(row[name])) for name in ("old", "new")}
        update(db, "changes", {"id": row["id"]}, values)
    for row in fetch(db, "SELECT id, aims FROM measures WHERE aims IS NOT NULL"):
        update(db, "measures", {"id": row["id"]}, {"aims": _dump(row["aims"].split())})
    for row in fetch(db, "SELECT id, chambers FROM legislatures"):
        names = dict(line.split(": ", 1) for line in row["chambers"].splitlines())
        update(db, "legislatures", {"id": row["id"]}, {"chambers": _dump(names)})


_CHECKS = """
CREATE TABLE checks (
  id INTEGER PRIMARY KEY, place TEXT NOT NULL REFERENCES places(code), criterion TEXT,
  kind TEXT NOT NULL, day TEXT NOT NULL, since TEXT, who TEXT, read TEXT, what TEXT
) STRICT;
CREATE INDEX checks_place ON checks(place)
"""


@migrations()
def m010_checks(db: Database) -> None:
    """Who looked for what in a place, question by question, and what was looked for in vain."""
    for statement in _CHECKS.split(";\n"):
        db.execute(statement)
    db.execute("DELETE FROM facts WHERE name = 'knowledge'")


_WORDS = """
CREATE TABLE measure_summaries (
  id INTEGER PRIMARY KEY, measure TEXT NOT NULL REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  lang TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (measure, lang)
) STRICT;
CREATE TABLE plain_sentences (
  id INTEGER PRIMARY KEY, place TEXT NOT NULL REFERENCES places(code), criterion TEXT NOT NULL,
  answer TEXT NOT NULL, measures TEXT NOT NULL, day TEXT NOT NULL, lang TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE INDEX plain_sentences_place ON plain_sentences(place);
CREATE TABLE second_readings (
  id INTEGER PRIMARY KEY, place TEXT NOT NULL REFERENCES places(code), measure TEXT NOT NULL,
  provision TEXT NOT NULL, first TEXT, first_abroad TEXT, second TEXT, second_abroad TEXT, article TEXT,
  note TEXT, settled TEXT, day TEXT NOT NULL, read TEXT NOT NULL
) STRICT
"""


@migrations()
def m011_words_and_second_readings(db: Database) -> None:
    """Bills and answers in a reader's words, and laws that were read a second time."""
    for statement in _WORDS.split(";\n"):
        db.execute(statement)
    db.execute("DELETE FROM facts WHERE name = 'knowledge'")


@migrations()
def m012_regions_and_words(db: Database) -> None:
    """The region of each counted country; provisions in a reader's words."""
    db.execute("ALTER TABLE places ADD COLUMN region TEXT")
    db.execute("ALTER TABLE provision_names ADD COLUMN called TEXT")
    db.execute("DELETE FROM facts WHERE name = 'knowledge'")


_IN_ENGLISH = """
DROP VIEW measures_today;
CREATE VIEW measures_today AS
  SELECT m.id, m.place, s.status, s.from_date AS since, m.title,
    (SELECT t.title FROM measure_titles t WHERE t.measure = m.id AND t.lang = 'en' AND m.lang != 'en'
      ORDER BY t.id LIMIT 1) AS title_en,
    m.kind, m.number, m.lang, p.name, s.unclear, m.session, m.introduced, m.passed, m.assented, m.in_force,
    m.family, m.relevance, m.url
  FROM measures m JOIN places p ON p.code = m.place LEFT JOIN measure_status s ON s.measure = m.id
    AND s.from_date <= date('now') AND (s.to_date IS NULL OR s.to_date > date('now'))
"""


@migrations()
def m013_measures_in_english(db: Database) -> None:
    """Bills and laws of today with their place's name and, where one is held, an English title."""
    for statement in _IN_ENGLISH.split(";\n"):
        db.execute(statement)


@migrations()
def m014_found_and_aside(db: Database) -> None:
    """How many entries the lists of a run showed; issues that touch nothing of ours; who publishes a source,
    where they can be written to, and which of its readers have met a real response."""
    for column in ("publisher", "contact", "proofs"):
        db.execute(f"ALTER TABLE sources ADD COLUMN {column} TEXT")


@migrations()
def m015_numbered_records(db: Database) -> None:
    """Place and number of each record in one form: two sources may name a session differently."""
    db.execute("ALTER TABLE records ADD COLUMN numbered TEXT")
    for row in list(db.query("SELECT id, origin, record FROM records")):
        told = json.loads(row["record"])
        if number := told.get("number"):
            key = f"{told['place']} {number_key(number)}"
            update(db, "records", {"id": row["id"], "origin": row["origin"]}, {"numbered": key})
    db.execute("CREATE INDEX records_numbered ON records(numbered)")
    db.execute("ALTER TABLE source_runs ADD COLUMN found INTEGER")
    db.execute("ALTER TABLE issues ADD COLUMN aside INTEGER NOT NULL DEFAULT 0")


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _turns(word: str) -> Callable[[str], list[dict[str, Any]]]:
    def read(text: str) -> list[dict[str, Any]]:
        turns = []
        for part in text.split("; "):
            start, _, value = part.partition(" ")
            turn: dict[str, Any] = {"from": None if start == "always" else start}
            turn[word] = value.removesuffix(" (unclear)")
            turns.append(turn | ({"unclear": True} if value.endswith(" (unclear)") else {}))
        return turns

    return read


def _step(text: str) -> dict[str, Any]:
    start, _, label = text.partition(" ")
    return {"date": None if start == "undated" else start, **({"label": label} if label else {})}


def _places(text: str) -> Any:
    number = re.fullmatch(r"(\d+) places", text)
    return {"places": int(number[1])} if number else text


#: How the sentences of older versions are read, by what a change is of and by its field.
_READERS: dict[tuple[str, str | None], Callable[[str], Any]] = {
    ("answer", "over time"): _turns("answer"),
    ("status", "status"): _turns("status"),
    ("event", None): _step,
    ("treaty_action", None): _step,
    ("treaty", "first read"): _places,
    ("measure", "aims"): str.split,
}
