"""What is asked about a place, and the curated things an answer needs besides measures.

Pure records, shared by `tracker.knowledge`, which reads them from `data/`, and `tracker.status`, which
answers from them. A country is answered per criterion; criteria and the provisions they ask for are data, not
code: `data/subject.yml` names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from tracker.vocabulary import Abroad, Answer, Doc, Evidence, Value, Word, Wording
from tracker.vocabulary import TreatyAction as TreatyAction
from tracker.vocabulary import TreatyActionKind as TreatyActionKind

#: The one provision the engine knows by name: a law's clause on acts abroad for all its offences, on which a
#: provision that says nothing of its own reach leans.
ACTS_ABROAD = "extraterritorial"


class PlaceKind(Word):
    """What a place is. Each ISO 3166-1 place stands alone; a subdivision is shown beside its country."""

    COUNTRY = "country", "A state, or what is counted as one here."
    TERRITORY = "territory", "A place with a country code of its own that is not counted as a country."
    SUBDIVISION = "subdivision", "A state or province, shown beside its country."
    ORGANISATION = "organisation", "An international organisation."


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Who looked for law in a place, when, and what was read: the ground of `none_found`.

    `since`: the first day the search covers; None: the day of the check. What was not found on a day before
    nobody has looked for: an older law may have been repealed.
    """

    on: Annotated[date, Doc("the day of the check")]
    by: Annotated[str, Doc("who checked, and by what means")]
    read: Annotated[tuple[str, ...], Doc("the pages read")]
    since: Annotated[
        date | None, Doc("the first day the search covers; of earlier days nothing is concluded")
    ] = None
    questions: Annotated[
        tuple[str, ...], Doc("the questions it was made for; empty: all, as far as values of them stand here")
    ] = ()

    @property
    def first_day(self) -> date:
        return self.since or self.on


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """That somebody looked in vain for a text: why a question is still not checked."""

    on: Annotated[date, Doc("the day somebody looked")]
    what: Annotated[str, Doc("what was looked for, where, and why it could not be read")]
    questions: Annotated[tuple[str, ...], Doc("the questions it was for; empty: all")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """An answer of a place in a reader's words: who may not do what, what follows, whom it reaches. It is
    shown beside that answer as long as the answer rests on those measures."""

    question: Annotated[str, Doc("the question")]
    answer: Annotated[Answer, Doc("the answer it puts in words")]
    measures: Annotated[tuple[str, ...], Doc("the laws it speaks of")]
    on: Annotated[date, Doc("the day it was written")]
    wordings: Annotated[tuple[Wording, ...], Doc("the sentence, in each language")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """What one reader made of one point of a text. None: the reader names nothing there."""

    value: Annotated[Value | None, Doc("what the text says of it")] = None
    abroad: Annotated[Abroad | None, Doc("by what clause it reaches acts abroad")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReading:
    """One point of a law as two readers coded it, the second without sight of the first. Both stand as they
    were given; `settled` says which of two different codings holds, and why."""

    place: Annotated[str, Doc("the place")]
    measure: Annotated[str, Doc("the law")]
    provision: Annotated[str, Doc("the point")]
    first: Coding
    second: Coding
    on: Annotated[date, Doc("the day of the second reading")]
    read: Annotated[tuple[str, ...], Doc("the pages the second reader opened")]
    article: Annotated[str | None, Doc("where the second reader found it")] = None
    note: Annotated[str | None, Doc("what the second reader says of a close call")] = None
    settled: Annotated[str | None, Doc("where they differ: what holds, and why")] = None


class Region(Word):
    """The regions of the United Nations standard M49; Taiwan and Kosovo, which it does not list, by where
    they lie."""

    AFRICA = "africa", "Africa."
    AMERICAS = "americas", "North, Central and South America and the Caribbean."
    ASIA = "asia", "Asia."
    EUROPE = "europe", "Europe, the Russian Federation included."
    OCEANIA = "oceania", "Oceania, Australia included."


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place by its ISO 3166 code. `counted`: belongs to the denominator (UN members, VA, PS, TW, XK).

    `parts`: of a federation, how many parts with legislatures of their own it has, held here or not.
    """

    code: Annotated[str, Doc("ISO 3166-1 alpha-2 or ISO 3166-2 code, EU, or the user-assigned XK for Kosovo")]
    name: Annotated[str, Doc("its name in English, that of the Unicode CLDR where that has one")]
    kind: Annotated[PlaceKind, Doc("what it is")]
    counted: Annotated[bool, Doc("part of the denominator (193 UN members, VA, PS, TW, XK)")] = False
    parent: Annotated[str | None, Doc("the country a subdivision belongs to")] = None
    checked: Checked | None = None
    note: Annotated[str | None, Doc("what a reader must know of the place")] = None
    checks: tuple[Checked, ...] = ()
    tried: tuple[Tried, ...] = ()
    plain: tuple[Plain, ...] = ()
    region: Annotated[Region | None, Doc("of a counted country: its region")] = None
    parts: Annotated[
        int | None, Doc("of a federation: how many parts with legislatures of their own it has")
    ] = None

    def checked_for(self, question: str) -> Checked | None:
        """The newest search made for that question, else the one made for all."""
        own = [check for check in self.checks if question in check.questions]
        return max(own, key=lambda check: check.on, default=self.checked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Something the text of a law can say: a provision's name and meaning. `abroad`: it can reach acts done
    abroad, and only then carries an `abroad` word."""

    name: Annotated[str, Doc("its name in all other files and tables")]
    meaning: Annotated[str, Doc("what it is, in a sentence the public can read")]
    called: Annotated[str | None, Doc("what a table of them calls it, in a reader's words")] = None
    coding: Annotated[str | None, Doc("how close cases are coded, the same for every place")] = None
    abroad: Annotated[bool, Doc("a liability that can reach acts done abroad")] = False


class CriterionKind(Word):
    """By what a question is answered."""

    LAW = "law", "By what a country's laws provide."
    TREATY = "treaty", "By what a country did to a treaty."
    QUOTATION = "quotation", "By a list that somebody else made; other places are not on it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What is said of the number of places with an answer, in singular and plural: texts with `%(num)d` and,
    where all that are counted are told too, `%(total)d`."""

    one: str
    many: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A provision a law must have; with `abroad`, one that must reach acts done abroad."""

    provision: str
    abroad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One question. Exactly one of three rules answers it.

    `any_of`: alternatives, each a set of clauses one law must meet together. `treaty`: being a party to
    that treaty. `listed`: a quoted list, place code -> the measures meant; other places are `not_listed`.
    `headline`: the one question of the first page, which every bill judged direct aims at. `words`: what
    answers are called where the usual words do not fit; `sentences`: what is said of their numbers.
    """

    name: Annotated[str, Doc("its name in all other files and tables")]
    title: Annotated[str, Doc("a few words for headings")]
    question: Annotated[str, Doc("the question in plain words")]
    any_of: tuple[tuple[Clause, ...], ...] = ()
    treaty: str | None = None
    listed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headline: Annotated[bool, Doc("the one question of the first page; a direct bill aims at it")] = False
    careful: Annotated[
        bool, Doc("its answers in law need a sentence in a reader's words, and a second reader")
    ] = False
    words: Annotated[
        Mapping[Answer, str], Doc("what answers are called here, where the usual words do not fit")
    ] = field(default_factory=dict)
    sentences: Annotated[
        Mapping[Answer, Sentence],
        Doc("what is said of the number of places with an answer, in singular and plural"),
    ] = field(default_factory=dict)

    @property
    def kind(self) -> CriterionKind:
        if self.treaty:
            return CriterionKind.TREATY
        return CriterionKind.QUOTATION if self.listed else CriterionKind.LAW


@dataclass(frozen=True, slots=True, kw_only=True)
class Treaty:
    """An international treaty and what places did to it. Dates are those of the treaty itself.

    `listed`: a depositary's list was read, so that a place it lacks did nothing. `listed_on`: the day as of
    which the newest of these lists tells, as far as known.
    """

    id: Annotated[str, Doc("its id here")]
    title: Annotated[str, Doc("its title")]
    citation: Annotated[str, Doc("its number in the depositary's series")]
    opened: Annotated[date | None, Doc("the day it was opened for signature")]
    in_force: Annotated[date | None, Doc("the day it entered into force at all")]
    url: Annotated[str, Doc("the depositary's page")]
    evidence: tuple[Evidence, ...]
    actions: tuple[TreatyAction, ...]
    listed: bool = False
    listed_on: Annotated[date | None, Doc("the day as of which the newest list of all steps tells")] = None
