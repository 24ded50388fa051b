"""Curated knowledge: `data/**/*.yml`, read and validated into records.

    load(folder) -> Knowledge        raises BadData, with every problem of every file

Nothing is loaded half: one fault anywhere and there are no records at all. The format of the files is
`tracker.knowledge.models`; how YAML is read, `tracker.knowledge.document`; what must hold between
values, `tracker.knowledge.check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from babel import Locale

from tracker.claims import Claim
from tracker.knowledge import addresses, build, check, everyday, models, names
from tracker.knowledge.document import Document, read
from tracker.knowledge.everyday import NamesFile
from tracker.knowledge.models import (
    ClaimsFile,
    FindingsFile,
    PlaceFile,
    PlacesFile,
    SecondFile,
    SessionsFile,
    SubjectFile,
    TermsFile,
    TreatyFile,
)
from tracker.knowledge.problems import BadData, Problem
from tracker.knowledge.shape import shaped
from tracker.questions import Criterion, Place, Point, SecondReading, Treaty
from tracker.vocabulary import FindingKind, Legislature, Measure

__all__ = ["BadData", "Knowledge", "Problem", "Terms", "load", "models"]

T = TypeVar("T")

#: The folders that hold a file for each place or treaty, and what these files are called after.
_FOLDERS = {"places": "<CODE>", "second": "<CODE>", "treaties": "<id>"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Words of one language: to search with, to judge titles by, and false friends to leave out."""

    search: tuple[str, ...] = ()
    direct: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """All curated records. Places carry who `checked` them; `terms` is by language tag.

    `lines`: where each measure (by id), each of its events and provisions (`<id>.events.0`), each treaty
    action (`<id>.actions.0`) and each line of the baseline (`findings.<kind>.0`) is written, as file and
    line. `baseline`: the findings that are put up with, by their identities. `points`: what a law can
    provide, in the order of tables.
    """

    places: tuple[Place, ...]
    legislatures: tuple[Legislature, ...]
    measures: tuple[Measure, ...]
    criteria: tuple[Criterion, ...]
    treaties: tuple[Treaty, ...]
    terms: Mapping[str, Terms]
    lines: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    baseline: Mapping[FindingKind, tuple[str, ...]] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    points: tuple[Point, ...] = ()
    second_readings: tuple[SecondReading, ...] = ()


def load(folder: Path) -> Knowledge:
    """Read `places.yml`, `sessions.yml`, `subject.yml`, `places/*.yml`, `treaties/*.yml` and, where
    they are, `second/*.yml`, `terms.yml`, `findings.yml` and `claims.yml`; check `names.yml`.

    Raises BadData."""
    return _Loading(folder).knowledge()


class _Loading:
    """One load: documents and problems as they come."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[Problem] = []
        self.documents = dict(self._read_all(folder))
        self.every_file_read = not self.problems

    def _read_all(self, folder: Path) -> Iterator[tuple[str, Document]]:
        fixed = ("places.yml", "sessions.yml", "subject.yml")
        optional = ("terms.yml", "findings.yml", "claims.yml", everyday.FILE)
        for path in sorted(folder.rglob("*.yml")):
            file = path.relative_to(folder).as_posix()
            if file in (*fixed, *optional) or path.parent in [folder / name for name in _FOLDERS]:
                try:
                    yield file, read(path, file)
                except BadData as error:
                    self.problems += error.problems
            else:
                kinds = " or ".join(f"{name}/{stem}.yml" for name, stem in _FOLDERS.items())
                known = f"{', '.join((*fixed, *optional))}, {kinds}"
                self.problems.append(Problem(file, 1, "", f"a file named {known}", repr(file)))
        for file in fixed:
            if not (folder / file).is_file():
                self.problems.append(Problem(file, 1, "", "the file", "nothing"))

    def _shape(self, file: str, kind: type[T]) -> T | None:
        if file not in self.documents:
            return None
        try:
            return shaped(self.documents[file], kind)
        except BadData as error:
            self.problems += error.problems
            return None

    def _shape_folder(self, folder: str, kind: type[T]) -> dict[str, T]:
        files = [file for file in self.documents if file.startswith(f"{folder}/")]
        shapes = {file: self._shape(file, kind) for file in files}
        return {file: shape for file, shape in shapes.items() if shape is not None}

    def knowledge(self) -> Knowledge:
        places = self._shape("places.yml", PlacesFile)
        sessions = self._shape("sessions.yml", SessionsFile)
        subject = self._shape("subject.yml", SubjectFile)
        terms = self._shape("terms.yml", TermsFile)
        baseline = self._shape("findings.yml", FindingsFile)
        claims = self._shape("claims.yml", ClaimsFile)
        called = self._shape(everyday.FILE, NamesFile)
        files = self._shape_folder("places", PlaceFile)
        second = self._shape_folder("second", SecondFile)
        treaties = self._shape_folder("treaties", TreatyFile)
        cldr = {code: str(name) for code, name in Locale("en").territories.items()}
        # References cannot be judged where a file could not be read at all: its names are not known.
        if self.every_file_read:
            known = names.collect(self.documents.values())
            self.problems += names.unique(self.documents.values())
            self._check("places.yml", places, partial(check.places, named=cldr, known=known))
            self._check("sessions.yml", sessions, partial(check.sessions, known=known))
            self._check("subject.yml", subject, partial(check.subject, known=known))
            for name, file in files.items():
                self._check(name, file, partial(check.place_file, known=known))
            self._check("claims.yml", claims, partial(check.claims, known=known))
            self._check(everyday.FILE, called, partial(everyday.check, places=known.places))
            for name, reading in second.items():
                self._check(name, reading, partial(check.second, known=known))
            for name, treaty in treaties.items():
                self._check(name, treaty, partial(check.treaty, known=known))
            for document in self.documents.values():
                self.problems += addresses.proving_nothing(document)
        if self.problems or places is None or sessions is None or subject is None:
            raise BadData(tuple(self.problems))
        built = _built(places, sessions, subject, terms or {}, files, treaties, cldr)
        cite = build.citing(claims.evidence if claims else {})
        return replace(
            built,
            lines=dict(self._lines(files, treaties, baseline or {})),
            baseline=baseline or {},
            claims=tuple(build.claim(entry, cite) for entry in (claims.claims if claims else ())),
            second_readings=tuple(r for reading in second.values() for r in build.second_readings(reading)),
        )

    def _lines(
        self, files: Mapping[str, PlaceFile], treaties: Mapping[str, TreatyFile], baseline: FindingsFile
    ) -> Iterator[tuple[str, tuple[str, int]]]:
        for name, file in files.items():
            lines = self.documents[name].lines
            for i, entry in enumerate(file.measures):
                yield entry.id, (name, lines["measures", i])
                for part, items in (("events", entry.events), ("provisions", entry.provisions)):
                    for j in range(len(items)):
                        yield f"{entry.id}.{part}.{j}", (name, lines["measures", i, part, j])
        for name, treaty in treaties.items():
            for i in range(len(treaty.actions)):
                yield f"{treaty.id}.actions.{i}", (name, self.documents[name].lines["actions", i])
        for kind, listed in baseline.items():
            for i in range(len(listed)):
                yield (
                    f"findings.{kind}.{i}",
                    ("findings.yml", self.documents["findings.yml"].lines[kind.value, i]),
                )

    def _check(self, file: str, shape: T | None, run: Callable[[Document, T], Iterator[Problem]]) -> None:
        if shape is not None:
            self.problems += run(self.documents[file], shape)


def _built(
    places: PlacesFile,
    sessions: SessionsFile,
    subject: SubjectFile,
    terms: TermsFile,
    files: Mapping[str, PlaceFile],
    treaties: Mapping[str, TreatyFile],
    cldr: Mapping[str, str],
) -> Knowledge:
    by_place = {file.place: file for file in files.values()}
    return Knowledge(
        places=tuple(
            build.place(entry, entry.name or cldr[entry.code], by_place.get(entry.code))
            for entry in places.places
        ),
        legislatures=tuple(
            build.legislature(entry, build.citing(sessions.evidence)) for entry in sessions.legislatures
        ),
        measures=tuple(
            build.measure(entry, file, build.citing(file.evidence))
            for file in by_place.values()
            for entry in file.measures
        ),
        criteria=tuple(build.criterion(entry) for entry in subject.criteria),
        points=tuple(build.point(entry) for entry in subject.provisions),
        treaties=tuple(build.treaty(file) for file in treaties.values()),
        terms={lang: Terms(**entry.model_dump()) for lang, entry in terms.items()},
    )
