"""What is shipped: the subject, its questions and provisions, and what the calendars make of a measure."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from tracker.history import Record, merge
from tracker.knowledge import Knowledge, build, load
from tracker.knowledge.document import read
from tracker.knowledge.models import SubjectFile
from tracker.knowledge.shape import shaped
from tracker.questions import Criterion, Point
from tracker.site import subject
from tracker.status import Assessment
from tracker.vocabulary import Legislature, Measure

DATA = Path(__file__).parent.parent / "data"


@cache
def known() -> Knowledge:
    """The whole of it, loaded once."""
    return load(DATA)


@cache
def _file() -> SubjectFile:
    return shaped(read(DATA / "subject.yml", "subject.yml"), SubjectFile)


@cache
def _legislatures() -> dict[str, Legislature]:
    return {body.id: body for body in known().legislatures}


def standing(measure: Measure, day: date) -> str | None:
    """The status on a day of a measure as a source tells it, by the shipped calendars and rules."""
    history = merge(measure.id, [Record("source", measure, day)])
    told = Assessment(history, _legislatures().get(measure.legislature or "")).on(day)
    return told.status.value if told else None


def criteria() -> tuple[Criterion, ...]:
    return tuple(build.criterion(entry) for entry in _file().criteria)


def points() -> tuple[Point, ...]:
    return tuple(build.point(entry) for entry in _file().provisions)


def as_read() -> subject.Subject:
    questions = {
        c.name: subject.Question(
            c.name,
            c.title,
            c.question,
            c.kind,
            {answer.value: word for answer, word in c.words.items()},
            {answer.value: (said.one, said.many) for answer, said in c.sentences.items()},
        )
        for c in criteria()
    }
    provisions = tuple(subject.Provision(p.name, p.meaning, p.abroad) for p in points())
    headline = next(c.name for c in criteria() if c.headline)
    return subject.Subject(questions, provisions, headline)
