"""A measure with its steps, names, ties and provisions, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeAlias

from tracker.vocabulary.answers import Abroad, AddressChecked, Basis, Value
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

    stage: Stage
    date: Window | None
    label: str
    chamber: Chamber | None = None
    code: str | None = None
    url: str | None = None
    basis: Basis = Basis.STATED
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()
    read: Day | None = None

    @property
    def decides(self) -> bool:
        """False for a date known only from memory: it is shown and never decides."""
        return self.basis is not Basis.STATED or not is_only_memory(self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another name of a measure: a session and number, an id at a source, or an id of our own."""

    id: str | None = None
    source: str | None = None
    source_id: str | None = None

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

    relation: Relation
    target: str
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A further title of a measure: in another language, short, former."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What a law says on one point, from when to when (None: the law's own in-force dates). `read`: the day
    on which a person last read the text for it."""

    name: str
    value: Value
    abroad: Abroad | None = None
    article: str | None = None
    since: Window | None = None
    until: Window | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()
    read: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """The end that a law carries in itself: an ordinance's term, a sunset clause. `rule`: where it is
    written."""

    date: Window
    rule: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A bill, act or other measure, as one origin (a source, or our curators) describes it.

    `continues` names the earlier incarnation of a reinstated or renumbered bill by an alias key; the
    engine resolves both to the first session's id. `commencement_default` says that the text was read
    and has no commencement clause, so the legislature's default rule gives the in-force date.
    `official_url`: the permanent official address of the text, `address_checked` how sure that address is.
    `read`: the day on which a person last looked what became of it.
    """

    id: str
    place: str
    kind: Kind
    title: str
    lang: str
    legislature: str | None = None
    session: str | None = None
    number: str | None = None
    origin_chamber: Chamber | None = None
    category: Category | None = None
    url: str | None = None
    citation: str | None = None
    extent: str | None = None
    relevant_part: str | None = None
    source_status: str | None = None
    sponsor: str | None = None
    family: str | None = None
    relevance: Relevance | None = None
    meets: Value | None = None
    commencement_default: bool = False
    continues: str | None = None
    note: str | None = None
    official_url: str | None = None
    address_checked: AddressChecked | None = None
    read: Day | None = None
    expires: Expiry | None = None
    aims: tuple[str, ...] = ()
    titles: tuple[Title, ...] = ()
    subjects: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    aliases: tuple[Alias, ...] = ()
    links: tuple[Link, ...] = ()
    provisions: tuple[Provision, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @cached_property
    def all_titles(self) -> tuple[Title, ...]:
        return (Title(text=self.title, lang=self.lang), *self.titles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something a reader or the engine could not take at face value.

    `field` is the field's own name at the source, `detail` says what was found and what was expected.
    """

    kind: IssueKind
    detail: str
    url: str | None = None
    field: str | None = None
    measure: str | None = None
