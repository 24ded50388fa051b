"""A source's own words for a bill's way, and the steps they stand for.

`Stages` is the one table in which a source maps every value of its enumeration; `Timeline` collects what a
page tells of one measure through it. A word the table lacks is kept as it stands, with stage `unknown`, and
reported: it never changes an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from textwrap import shorten

from tracker.page import Page
from tracker.vocabulary import Chamber, Event, Issue, IssueKind, Measure, Stage, Window


@dataclass(frozen=True, slots=True)
class Step:
    """What a word stands for, and who takes that step, where the word itself says it."""

    stage: Stage
    chamber: Chamber | None = None


#: A stage, a stage and its chamber, several of them at once, or None: a detail of procedure that moves the
#: measure no further.
Meaning = Stage | Step | tuple[Stage | Step, ...] | None
_UNKNOWN = Step(Stage.UNKNOWN)
#: How a bill ends by somebody's decision.
_ENDED = frozenset({Stage.DEFEATED, Stage.WITHDRAWN, Stage.SUPERSEDED, Stage.VETOED})
#: A measure takes these once in all; what follows only records the same thing again.
_ONCE = frozenset({Stage.INTRODUCED, Stage.PASSED, Stage.ASSENTED, Stage.PUBLISHED})


class Stages:
    """Every value of an enumeration with its meaning: `values` by exact text (case and white space apart),
    then `patterns`, regular expressions searched in order, for texts with names or dates in them."""

    def __init__(self, values: Mapping[str, Meaning], patterns: Iterable[tuple[str, Meaning]] = ()) -> None:
        self.values = {_plain(text): meaning for text, meaning in values.items()}
        self.patterns = [(re.compile(text, re.IGNORECASE), meaning) for text, meaning in patterns]

    def meanings(self, raw: str) -> tuple[Step, ...]:
        """The steps of a raw word; none: no step; one of stage `unknown`: the word is not in the table."""
        meaning = self.values.get(_plain(raw), _UNKNOWN)
        if meaning is _UNKNOWN:
            meaning = next((m for pattern, m in self.patterns if pattern.search(raw)), _UNKNOWN)
        several = meaning if isinstance(meaning, tuple) else () if meaning is None else (meaning,)
        return tuple(Step(each) if isinstance(each, Stage) else each for each in several)

    def meaning(self, raw: str) -> Step | None:
        """The step of a raw word, the first of several; None: no step; a step of stage `unknown`: the word is
        not in the table."""
        return next(iter(self.meanings(raw)), None)

    def knows(self, raw: str) -> bool:
        """Whether the table has the word."""
        return self.meanings(raw) != (_UNKNOWN,)

    def complaints(self, listed: Mapping[str, str]) -> Iterator[str]:
        """What is wrong with the table: `listed` are the words that the source documents or was seen to use,
        each with the stages that it should stand for, separated by spaces; `-`: no step."""
        for word, expected in listed.items():
            told = " ".join(step.stage.value for step in self.meanings(word)) or "-"
            if told != expected:
                yield f"{word!r} stands for {told}: expected {expected}"
        known = {_plain(word) for word in listed}
        yield from (f"{word!r} is in the table, and not listed" for word in self.values if word not in known)

    def stage(self, raw: str | None) -> Stage | None:
        """The stage of a raw word alone; None: no word, or no step."""
        step = self.meaning(raw) if raw else None
        return step.stage if step else None


def wording(word: str, said: str | None) -> str:
    """A word and what a source says beside it, as one label, cut short where it is long."""
    return shorten(f"{word}: {said}" if said else word, 300, placeholder=" ...")


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


class Timeline:
    """The steps of one measure as a page tells them: each once, in order of date. Without `stages` it knows
    no word; steps are added."""

    def __init__(self, stages: Stages | None = None, url: str | None = None) -> None:
        self._stages = stages or Stages({})
        self._url = url
        self._events: list[Event] = []
        self._unknown: list[str] = []

    def say(
        self,
        raw: str,
        when: Window | None,
        *,
        chamber: Chamber | None = None,
        label: str | None = None,
        code: str | None = None,
        url: str | None = None,
    ) -> None:
        """A word of the source, on a day (None: the source gives none). `label`: a fuller wording to show.

        The chamber of the table comes before the one given here.
        """
        if not self._stages.knows(raw):
            self._unknown.append(raw)
        for step in self._stages.meanings(raw):
            self.add(step.stage, when, label or raw, chamber=step.chamber or chamber, code=code, url=url)

    def add(
        self,
        stage: Stage,
        when: Window | None,
        label: str,
        *,
        chamber: Chamber | None = None,
        code: str | None = None,
        url: str | None = None,
    ) -> None:
        """A step that a field of its own stands for, such as a date of assent."""
        self._events.append(
            Event(stage=stage, date=when, label=label, chamber=chamber, code=code, url=url or self._url)
        )

    def infer(self, event: Event) -> None:
        """A step that no word of the source tells, with its basis and the note that says why."""
        self._events.append(replace(event, url=event.url or self._url))

    @property
    def events(self) -> tuple[Event, ...]:
        """One event a (stage, chamber, date), of what happens once only the first. Of two dates of one
        step, a span and a day or a shorter span in it, the closer one is told. Papers that are filed away
        after a bill has ended do not end it again."""
        taken: dict[tuple[object, ...], Event] = {}
        for event in sorted(self._events, key=_order):
            name: tuple[object, ...] = (event.stage,)
            if event.stage not in _ONCE:
                label = event.label if event.stage is Stage.UNKNOWN else None
                name = (event.stage, event.chamber, self._closest(event), label)
            before = taken.setdefault(name, event)
            if _holds(before.date, event.date):
                taken[name] = event
        return tuple(_ended_once(sorted(taken.values(), key=_order)))

    def _closest(self, event: Event) -> Window | None:
        """The closest date that is told of a step: of the same words, in the same chamber."""
        alike = (e for e in self._events if (e.stage, e.chamber, e.label) == _named(event))
        dates = [e.date for e in alike if _holds(event.date, e.date)]
        return min(filter(None, dates), key=_length, default=event.date)

    def told(self, measure: Measure, page: Page) -> Iterator[Measure | Issue]:
        """The measure with its steps, then an issue for each word that is not in the table, and one where a
        step is dated before the measure was brought in."""
        events = self.events
        yield replace(measure, events=(*measure.events, *events))
        for raw in dict.fromkeys(self._unknown):
            yield _issue(IssueKind.UNKNOWN_STAGE, f"{raw!r:.120}: no known step", page, measure)
        first = next((e for e in events if e.stage is Stage.INTRODUCED and e.date), None)
        if first and (early := [e for e in events if e.date and _start(e) < _start(first)]):
            detail = f"{early[0].label!r:.120} on {early[0].date}, before introduction on {first.date}"
            yield _issue(IssueKind.DATES_OUT_OF_ORDER, detail, page, measure)


def _issue(kind: IssueKind, detail: str, page: Page, measure: Measure) -> Issue:
    return Issue(kind=kind, detail=detail, url=page.url, measure=measure.id)


def _ended_once(events: Sequence[Event]) -> Iterator[Event]:
    """The steps without a lapse or a withdrawal that follows another ending at once, and without a lapse of
    the day of another ending."""
    days = {event.date for event in events if event.stage in _ENDED and event.date}
    last = Stage.UNKNOWN
    for event in events:
        again = event.stage in (Stage.LAPSED, Stage.WITHDRAWN) and last in _ENDED
        if again or (event.stage is Stage.LAPSED and event.date in days):
            continue
        yield event
        last = last if event.stage is Stage.UNKNOWN else event.stage


def _named(event: Event) -> tuple[object, ...]:
    return event.stage, event.chamber, event.label


def _holds(wide: Window | None, close: Window | None) -> bool:
    """Whether a date is a span that holds another, closer one."""
    if wide is None or close is None or wide.earliest is None or close.earliest is None:
        return False
    return wide != close and wide.earliest <= close.earliest and close.latest <= wide.latest


def _length(window: Window) -> timedelta:
    return window.latest - (window.earliest or date.min)


def _start(event: Event) -> date:
    return (event.date.earliest or event.date.latest) if event.date else date.max


def _order(event: Event) -> tuple[date, int]:
    return _start(event), event.stage.rank
