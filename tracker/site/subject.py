"""What is asked and what a law can provide, as the database has it from `data/subject.yml`.

The words of a page need it wherever an answer is named. It is read with each page, in the page's transaction,
and holds until the page is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlite_utils import Database

from tracker.questions import CriterionKind
from tracker.store.rows import fetch

#: A sentence in singular and plural.
Forms = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `words`: its own words for some answers; `sentences`: what is said of their numbers. Both
    are by the answer's value and in English, to be translated where they are shown."""

    name: str
    title: str
    question: str
    kind: CriterionKind
    words: Mapping[str, str]
    sentences: Mapping[str, Forms]


@dataclass(frozen=True, slots=True)
class Provision:
    """Something a law can provide, with its meaning in English. `abroad`: it can reach acts done abroad;
    `called`: what a table of them calls it; None: it is in no such table."""

    name: str
    meaning: str
    abroad: bool
    called: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Questions by name, the headline first where it is known; provisions in the order of tables."""

    questions: Mapping[str, Question]
    provisions: tuple[Provision, ...] = ()
    headline: str = ""

    def words(self, criterion: str | None) -> Mapping[str, str]:
        asked = self.questions.get(criterion or "")
        return asked.words if asked else {}

    def sentences(self, criterion: str) -> Mapping[str, Forms]:
        asked = self.questions.get(criterion)
        return asked.sentences if asked else {}

    def is_quotation(self, criterion: str) -> bool:
        asked = self.questions.get(criterion)
        return asked is not None and asked.kind is CriterionKind.QUOTATION


_current: ContextVar[Subject] = ContextVar("subject", default=Subject({}))  # noqa: B039 - nothing can change it


def current() -> Subject:
    """The subject of the page that is being made; empty before anything was read."""
    return _current.get()


def use(subject: Subject) -> None:
    """Make it the current one, until the page is made."""
    _current.set(subject)


@contextmanager
def scope() -> Iterator[None]:
    """What is used inside ends with it."""
    token = _current.set(_current.get())
    try:
        yield
    finally:
        _current.reset(token)


def read(db: Database) -> Subject:
    """Raises sqlite3.OperationalError where the tables are missing."""
    rows = fetch(db, "SELECT * FROM criteria ORDER BY position")
    questions = {
        row["name"]: Question(
            row["name"],
            row["title"],
            row["question"],
            CriterionKind(row["kind"]),
            json.loads(row["words"]),
            {answer: (said["one"], said["many"]) for answer, said in json.loads(row["sentences"]).items()},
        )
        for row in rows
    }
    # A database that was only just brought to this version has not read the subject yet: then the first.
    headline = next((row["name"] for row in rows if row["headline"]), next(iter(questions), ""))
    named = fetch(db, "SELECT name, meaning, abroad, called FROM provision_names ORDER BY position")
    provisions = tuple(Provision(r["name"], r["meaning"], bool(r["abroad"]), r["called"]) for r in named)
    return Subject(questions, provisions, headline)
