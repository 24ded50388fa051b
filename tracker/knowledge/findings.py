"""Findings: what is worth mending in the curated data although it can be used. Pure.

Errors stop the loader (`tracker.knowledge.check`); findings are told, and only new ones are a fault
(`tracker.knowledge.baseline`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from tracker.history import CURATED, RULE, Record, merge
from tracker.knowledge import Knowledge
from tracker.questions import Criterion, Place
from tracker.status import Assessment, Reason, Timeline, answers
from tracker.status.lapse import left_open
from tracker.vocabulary import (
    Answer,
    Event,
    Evidence,
    EvidenceKind,
    FindingKind,
    Measure,
    Stage,
    Status,
    Value,
)

# Steps that a measure takes as often as it likes.
_REPEATED = frozenset(
    {
        *(Stage.FIRST_READING, Stage.SECOND_READING, Stage.THIRD_READING, Stage.COMMITTEE, Stage.REPORT),
        *(Stage.CONSIDERATION_OF_AMENDMENTS, Stage.CARRIED_OVER, Stage.REINSTATED, Stage.UNKNOWN),
    }
)
# Steps that come in parts or a second time; told in the same words they are one step.
_IN_PARTS = frozenset(
    {
        *(Stage.PASSED_CHAMBER, Stage.PUBLISHED, Stage.IN_FORCE, Stage.REPEALED),
        *(Stage.VETOED, Stage.DEFEATED),
    }
)
_NEEDS_NONE = frozenset({Answer.NONE_FOUND, Answer.NOT_CHECKED, Answer.NOT_LISTED})
_IN_LAW = frozenset({Answer.IN_FORCE, Answer.ENACTED, Answer.GENERAL_RULE})
_OF_ANSWERS = frozenset(
    {FindingKind.NO_OFFICIAL_SOURCE, FindingKind.NO_EVIDENCE, FindingKind.NO_PLAIN_SENTENCE}
)
_OFFICIAL_TEXT = frozenset({EvidenceKind.OFFICIAL, EvidenceKind.COPY})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend, at a line (1-based) of a file of the data folder. `detail`: what was found."""

    kind: FindingKind
    file: str
    line: int
    place: str
    measure: str | None
    detail: str

    @property
    def identity(self) -> str:
        """What it is about, the same wherever it is written: an answer's place and question, or a measure."""
        by_answer = self.kind in _OF_ANSWERS
        return f"{self.place if by_answer or self.measure is None else self.measure}: {self.detail}"


def findings(known: Knowledge) -> tuple[Finding, ...]:
    """All findings, by kind, file and line."""
    return tuple(sorted(_Search(known).all()))


class _Search:
    def __init__(self, known: Knowledge) -> None:
        self.known = known
        self.incarnations = _incarnations(known.measures)
        bodies = {legislature.id: legislature for legislature in known.legislatures}
        # The files know no day of their own but that on which somebody last read something for them.
        self.day = max((m.read for m in known.measures if m.read is not None), default=None)
        self.read_twice = {(r.measure, r.provision) for r in known.second_readings}
        self.by_place: dict[str, list[Assessment]] = defaultdict(list)
        for first, same in self.incarnations.items():
            history = merge(first, [Record(CURATED, measure) for measure in same])
            body = bodies.get(history.measure.legislature or "")
            self.by_place[history.measure.place].append(Assessment(history, body))

    def all(self) -> Iterator[Finding]:
        for measure in self.known.measures:
            yield from self._two_dates(measure)
            yield from self._no_article(measure)
        for assessment in (a for group in self.by_place.values() for a in group):
            yield from self._no_assent(assessment)
            yield from self._open_bill(assessment)
            yield from self._no_summary(assessment)
        yield from self._of_answers()

    def _at(self, kind: FindingKind, spot: str, place: str, measure: str | None, detail: str) -> Finding:
        file, line = self.known.lines.get(spot, ("", 0))  # records that were built, not read
        return Finding(kind, file, line, place, measure, detail)

    def _of(self, kind: FindingKind, measure: Measure, part: str, detail: str) -> Finding:
        return self._at(kind, f"{measure.id}{part}", measure.place, measure.id, detail)

    # -- what the files say --------------------------------------------------------------------------

    def _two_dates(self, measure: Measure) -> Iterator[Finding]:
        steps: dict[tuple[object, ...], list[tuple[int, Event]]] = defaultdict(list)
        for i, event in enumerate(measure.events):
            if event.date is not None and event.stage not in _REPEATED:
                words = event.label if event.stage in _IN_PARTS else None
                steps[event.stage, event.chamber, words].append((i, event))
        for told in steps.values():
            for (_, first), (i, second) in pairwise(told):
                if not _may_be_one_day(first, second):
                    detail = f"{second.stage}: {first.date} and {second.date}"
                    yield self._of(FindingKind.TWO_DATES, measure, f".events.{i}", detail)

    def _no_article(self, measure: Measure) -> Iterator[Finding]:
        """What a text does not say has no article, and neither has what nobody read."""
        for i, provision in enumerate(measure.provisions):
            if provision.article is None and provision.value not in (Value.NO, Value.UNKNOWN):
                detail = f"{provision.name}: {provision.value}"
                yield self._of(FindingKind.NO_ARTICLE, measure, f".provisions.{i}", detail)

    # -- what follows from them ----------------------------------------------------------------------

    def _no_assent(self, a: Assessment) -> Iterator[Finding]:
        law = any(standing.status.is_law for standing in a.standings)
        if law and a.first(Stage.ASSENTED, Stage.PUBLISHED) is None:
            detail = "law by its commencement alone"
            yield self._of(FindingKind.NO_ASSENT, a.history.measure, "", detail)

    def _open_bill(self, a: Assessment) -> Iterator[Finding]:
        now = a.on(self.day) if self.day else None
        if now is not None and now.status is Status.UNKNOWN and now.step and now.step.origin == RULE:
            yield self._of(FindingKind.OPEN_BILL, a.history.measure, "", now.step.event.label)
        if a.legislature is None or not a.standings or a.standings[-1].status is not Status.PENDING:
            return
        session = left_open(a.history, a.steps, a.legislature)
        if session is not None:
            detail = f"session {session.id} ended {session.end}, and nothing says what became of the bill"
            yield self._of(FindingKind.OPEN_BILL, a.history.measure, "", detail)

    def _no_summary(self, a: Assessment) -> Iterator[Finding]:
        standing = a.on(self.day) if self.day else None
        pending = standing is not None and standing.status is Status.PENDING
        if pending and not a.history.measure.summary:
            yield self._of(FindingKind.NO_SUMMARY, a.history.measure, "", "pending")

    def _of_answers(self) -> Iterator[Finding]:
        treaties = {treaty.id: treaty for treaty in self.known.treaties}
        once: set[tuple[str | None, str]] = set()
        for place, criterion in product(self.known.places, self.known.criteria):
            checked = place.checked_for(criterion.name)
            timeline = answers(criterion, place.code, self.by_place[place.code], checked, treaties)
            yield from self._poor_evidence(place, criterion, timeline)
            answer, because = timeline.spans[-1].finding.answer, timeline.rests_on(len(timeline.spans) - 1)
            if not criterion.careful or answer not in _IN_LAW:
                continue
            if not _said(place, criterion, answer, because):
                spot, measure = self._spot(because[0])
                detail = f"{criterion.name}: {answer}"
                yield self._at(FindingKind.NO_PLAIN_SENTENCE, spot, place.code, measure, detail)
            for reason in because:
                key = reason.measure, reason.provision.name if reason.provision else ""
                if key not in self.read_twice and key not in once:
                    once.add(key)
                    spot, measure = self._spot(reason)
                    yield self._at(FindingKind.NO_SECOND_READER, spot, place.code, measure, key[1])

    def _poor_evidence(self, place: Place, criterion: Criterion, timeline: Timeline) -> Iterator[Finding]:
        """One finding for each place, question and answer, at what the answer rests on first."""
        told = set()
        for index, span in enumerate(timeline.spans):
            answer, because = span.finding.answer, timeline.rests_on(index)
            kinds = {e.kind for reason in because for e in _evidence(reason)}
            if answer in _NEEDS_NONE or answer in told or _OFFICIAL_TEXT & kinds:
                continue
            told.add(answer)
            kind = FindingKind.NO_OFFICIAL_SOURCE if kinds else FindingKind.NO_EVIDENCE
            spot, measure = self._spot(because[0])
            yield self._at(kind, spot, place.code, measure, f"{criterion.name}: {answer}")

    def _spot(self, reason: Reason) -> tuple[str, str | None]:
        """Where what an answer rests on is written, and its measure."""
        if reason.treaty is not None and reason.action is not None:
            (treaty,) = (t for t in self.known.treaties if t.id == reason.treaty)
            return f"{treaty.id}.actions.{treaty.actions.index(reason.action)}", None
        same = self.incarnations[reason.measure or ""]
        for measure in same:
            if reason.provision in measure.provisions:
                return f"{measure.id}.provisions.{measure.provisions.index(reason.provision)}", measure.id
        return same[0].id, same[0].id


def _said(place: Place, criterion: Criterion, answer: Answer, because: Iterable[Reason]) -> bool:
    """Whether the answer stands in a reader's words: all laws that the sentence speaks of decide it."""
    laws = {reason.measure for reason in because}
    return any(
        plain.question == criterion.name and plain.answer is answer and laws.issuperset(plain.measures)
        for plain in place.plain
    )


def _incarnations(measures: Iterable[Measure]) -> dict[str, list[Measure]]:
    """The records of each measure by the id of its first: a bill that continues another is the same."""
    by_id = {measure.id: measure for measure in measures}
    named = by_id | {alias.key: measure for measure in by_id.values() for alias in measure.aliases}
    found: dict[str, list[Measure]] = defaultdict(list)
    for measure in by_id.values():
        first, seen = measure, {measure.id}
        while (earlier := named.get(first.continues or "")) is not None and earlier.id not in seen:
            first = earlier
            seen.add(first.id)
        found[first.id].append(measure)
    return found


def _may_be_one_day(first: Event, second: Event) -> bool:
    a, b = first.date, second.date
    if a is None or b is None:
        return True
    return (a.earliest is None or a.earliest <= b.latest) and (b.earliest is None or b.earliest <= a.latest)


def _evidence(reason: Reason) -> Iterator[Evidence]:
    for part in (reason.provision, reason.step and reason.step.event, reason.action):
        yield from part.evidence if part else ()
