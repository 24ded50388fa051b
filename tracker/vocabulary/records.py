"""A measure with its steps, names, ties and provisions, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, TypeAlias

from tracker.vocabulary.answers import Abroad, AddressChecked, Basis, Value
from tracker.vocabulary.doc import Doc
from tracker.vocabulary.evidence import Evidence, is_only_memory
from tracker.vocabulary.measures import Category, Chamber, Kind, Relation, Relevance, Stage
from tracker.vocabulary.running import IssueKind
from tracker.vocabulary.window import Window

#: A plain local day; for fields of records that have a field called `date`.
Day: TypeAlias = date


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One dated step. `label` holds the source's own words; `code` its own code, if it has one.

    `basis` other than `stated` needs `note`: the rule or the inference, written out. `read`: the day on which
    a person last read it where it was seen.
    """

    stage: Annotated[Stage, Doc("the step, in our words")]
    date: Annotated[Window | None, Doc("when it was taken: a day or a span")]
    label: Annotated[str, Doc("the step in the source's words")]
    chamber: Annotated[Chamber | None, Doc("who took the step")] = None
    code: Annotated[str | None, Doc("the source's own code of the step")] = None
    url: Annotated[str | None, Doc("a page about this very step")] = None
    basis: Annotated[Basis, Doc("how the date is known")] = Basis.STATED
    note: Annotated[str | None, Doc("the rule or the inference, written out")] = None
    evidence: tuple[Evidence, ...] = ()
    read: Annotated[Day | None, Doc("the day a person last read it")] = None

    @property
    def decides(self) -> bool:
        """False for a date known only from memory: it is shown and never decides."""
        return self.basis is not Basis.STATED or not is_only_memory(self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another name of a measure: a session and number, an id at a source, or an id of our own."""

    id: str | None = None
    source: Annotated[str | None, Doc("the source whose id it is")] = None
    source_id: Annotated[str | None, Doc("what that source calls the measure")] = None

    def __post_init__(self) -> None:
        if (self.source is None) != (self.source_id is None) or (self.id is None) == (self.source is None):
            raise ValueError("an alias is either an id or a source with its source_id")

    @property
    def key(self) -> str:
        """One text for each alias: our own form of id, or `<source>:<source id>`."""
        return self.id if self.id is not None else f"{self.source}:{self.source_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A tie to another measure, by its id or one of its aliases' keys."""

    relation: Annotated[Relation, Doc("how the measure is tied to the target")]
    target: Annotated[str, Doc("the other measure's id, or one of its aliases")]
    note: Annotated[str | None, Doc("anything a reader must know of the tie")] = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A further title of a measure: in another language, short, former."""

    text: Annotated[str, Doc("the title")]
    lang: Annotated[str, Doc("its language, as a BCP 47 tag")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Our own words on something, in one of the languages of the site."""

    text: Annotated[str, Doc("the words")]
    lang: Annotated[str, Doc("their language, as a BCP 47 tag")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What a law says on one point, from when to when (None: the law's own in-force dates). `read`: the day
    on which a person last read the text for it."""

    name: Annotated[str, Doc("the point")]
    value: Annotated[Value, Doc("what the text says of it")]
    abroad: Annotated[Abroad | None, Doc("by what clause it reaches acts abroad")] = None
    article: Annotated[str | None, Doc("where the text says it")] = None
    since: Annotated[Window | None, Doc("first day, where not the law's own: a day or a span")] = None
    until: Annotated[
        Window | None, Doc("first day it no longer holds, where not the law's own: a day or a span")
    ] = None
    note: Annotated[str | None, Doc("anything a reader must know of the value")] = None
    evidence: tuple[Evidence, ...] = ()
    read: Annotated[Day | None, Doc("the day a person last read it")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """The end that a law carries in itself: an ordinance's term, a sunset clause. `rule`: where it is
    written."""

    date: Annotated[Window, Doc("the day it ends: a day or a span")]
    rule: Annotated[str, Doc("where that is written")]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A bill, act or other measure, as one origin (a source, or our curators) describes it.

    `continues` names the earlier incarnation of a reinstated or renumbered bill by an alias key; the
    engine resolves both to the first session's id. `commencement_default` says that the text was read
    and has no commencement clause, so the legislature's default rule gives the in-force date.
    `official_url`: the permanent official address of the text, `address_checked` how sure that address is.
    `read`: the day on which a person last looked what became of it.
    """

    id: Annotated[str, Doc("place-session-number for a bill, place-law-year-number for a law")]
    place: Annotated[str, Doc("the place whose bill or law it is")]
    kind: Annotated[Kind, Doc("what it is")]
    title: Annotated[str, Doc("its title, without our additions")]
    lang: Annotated[str, Doc("the title's language, as a BCP 47 tag")]
    legislature: Annotated[str | None, Doc("the law-making body")] = None
    session: Annotated[str | None, Doc("the session in which it was first introduced")] = None
    number: Annotated[
        str | None,
        Doc("its number in that session, as the legislature writes it; other sessions use it again"),
    ] = None
    origin_chamber: Annotated[Chamber | None, Doc("the chamber it was brought in")] = None
    category: Annotated[Category | None, Doc("who brought it in, as carry-over rules ask")] = None
    url: Annotated[str | None, Doc("its page at the official site")] = None
    citation: Annotated[str | None, Doc("how lawyers cite it")] = None
    extent: Annotated[str | None, Doc("the territory or the persons it is limited to")] = None
    relevant_part: Annotated[str | None, Doc("the part that matters in a wider act")] = None
    source_status: Annotated[
        str | None, Doc("its status in the source's own words, never used to decide")
    ] = None
    sponsor: Annotated[str | None, Doc("who brought it in")] = None
    family: Annotated[str | None, Doc("a key shared by successive attempts at one law")] = None
    relevance: Annotated[Relevance | None, Doc("how closely it speaks of our subject")] = None
    meets: Annotated[
        Value | None, Doc("whether its text would meet the first of its aims, as somebody judged who read it")
    ] = None
    commencement_default: Annotated[
        bool, Doc("its text was read and has no commencement clause, so the default applies")
    ] = False
    continues: Annotated[str | None, Doc("id or alias of the earlier bill it reinstates")] = None
    note: Annotated[str | None, Doc("anything a reader must know of it")] = None
    official_url: Annotated[str | None, Doc("the permanent official address of the text")] = None
    address_checked: Annotated[AddressChecked | None, Doc("how that address is known")] = None
    read: Annotated[Day | None, Doc("the day a person last looked what became of it")] = None
    expires: Annotated[Expiry | None, Doc("the end that the law carries in itself")] = None
    aims: Annotated[tuple[str, ...], Doc("the questions it is about")] = ()
    titles: Annotated[tuple[Title, ...], Doc("further titles")] = ()
    summary: Annotated[tuple[Wording, ...], Doc("what it would do or does, in our words")] = ()
    subjects: Annotated[tuple[str, ...], Doc("subject words of the legislature")] = ()
    events: Annotated[tuple[Event, ...], Doc("its dated steps")] = ()
    aliases: Annotated[tuple[Alias, ...], Doc("its other names")] = ()
    links: Annotated[tuple[Link, ...], Doc("its ties to other measures")] = ()
    provisions: Annotated[tuple[Provision, ...], Doc("what its text says")] = ()
    evidence: tuple[Evidence, ...] = ()

    @cached_property
    def all_titles(self) -> tuple[Title, ...]:
        return (Title(text=self.title, lang=self.lang), *self.titles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something that a reader or the engine could not take at face value."""

    kind: Annotated[IssueKind, Doc("what went wrong")]
    detail: Annotated[str, Doc("what was found and what was expected")]
    url: Annotated[str | None, Doc("the page; filled in where it is left out")] = None
    field: Annotated[str | None, Doc("the field's own name at the source")] = None
    measure: Annotated[
        str | None,
        Doc(
            "the id of the measure concerned: where that is not one of ours, the issue says "
            "nothing of the health of the source"
        ),
    ] = None
    aside: Annotated[bool, Doc("set by the engine: it touches neither a list nor a measure of ours")] = False

    @property
    def degrades(self) -> bool:
        """Whether it counts for the state of the source."""
        return self.kind.degrades and not self.aside
