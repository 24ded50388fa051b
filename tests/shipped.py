"""The subject as it is shipped: questions, provisions, and both as a page has them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tracker.knowledge import build
from tracker.knowledge.document import read
from tracker.knowledge.models import SubjectFile
from tracker.knowledge.shape import shaped
from tracker.questions import Criterion, Point
from tracker.site import subject

DATA = Path(__file__).parent.parent / "data"


@cache
def _file() -> SubjectFile:
    return shaped(read(DATA / "subject.yml", "subject.yml"), SubjectFile)


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
