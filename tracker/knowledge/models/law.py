"""`places/<CODE>.yml` and `places.yml`: places, and the bills and laws of each."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from tracker.knowledge.models.evidence import EvidenceKeys, EvidenceMap, SomeEvidence
from tracker.knowledge.models.forms import (
    Code,
    CriterionName,
    Day,
    Id,
    Key,
    Model,
    Number,
    ProvisionName,
    Text,
    Truth,
    Url,
    When,
)
from tracker.questions import Checked, Place, PlaceKind, Plain, Region, Tried
from tracker.vocabulary import (
    Abroad,
    AddressChecked,
    Alias,
    Answer,
    Basis,
    Category,
    Chamber,
    Event,
    Expiry,
    Kind,
    Link,
    Measure,
    Provision,
    Relation,
    Relevance,
    Stage,
    Title,
    Value,
)


class CheckedEntry(Model):
    """Who looked for law in this place, and what was read."""

    record: ClassVar[type] = Checked

    on: Day
    since: Day | None = Field(None, description="absent: the day of the check itself")
    by: Text
    read: Annotated[tuple[Url, ...], Field(min_length=1)]


class CheckEntry(CheckedEntry):
    """A search made for single questions; it goes before the one made for all."""

    questions: Annotated[tuple[CriterionName, ...], Field(min_length=1)] = Field(
        description="names of questions of subject.yml"
    )


class TriedEntry(Model):
    """That somebody looked in vain for a text: why a question is still not checked."""

    record: ClassVar[type] = Tried

    on: Day
    what: Text
    questions: tuple[CriterionName, ...] = Field((), description="absent: all of them")


class TitleEntry(Model):
    """A further title of a measure."""

    record: ClassVar[type] = Title

    text: Text
    lang: Text = Field(description="such as fr or zh-Hant")


class AliasEntry(Model):
    """Another name of the measure: either an id of our form, or a source with its own id there."""

    record: ClassVar[type] = Alias

    id: Id | None = Field(None, description="an id of our form, such as that of a reinstated bill")
    source: Text | None = Field(None, description="such as gb_legislation")
    source_id: Text | None = None


class WordingsEntry(Model):
    """The same words of ours in English, French and Spanish; never a quotation."""

    en: Text = Field(description="in English")
    fr: Text = Field(description="in French")
    es: Text = Field(description="in Spanish")


class PlainEntry(WordingsEntry):
    """An answer in a reader's words, in one sentence: who may not do what, what follows, whom it reaches."""

    record: ClassVar[type] = Plain

    question: CriterionName = Field(description="the name of a question of subject.yml")
    answer: Answer
    measures: Annotated[tuple[Id, ...], Field(min_length=1)] = Field(
        description="ids of laws of this file; it is shown while the answer rests on all of them"
    )
    on: Day


class LinkEntry(Model):
    """A tie to another measure. `same_family_after` means that this measure followed the target."""

    record: ClassVar[type] = Link

    relation: Relation
    target: Text
    note: Text | None = None
    evidence: EvidenceKeys = ()


class EventEntry(Model):
    """One dated step of a measure."""

    record: ClassVar[type] = Event

    stage: Stage
    date: When | None = Field(None, description="absent where the day is not known")
    label: Text = Field(description="ours where the source has none")
    chamber: Chamber | None = None
    code: Text | None = None
    url: Url | None = None
    basis: Basis = Basis.STATED
    note: Text | None = Field(None, description="needed where the basis is not `stated`")
    read: Day | None = Field(None, description="absent: the measure's")
    evidence: SomeEvidence


class ProvisionEntry(Model):
    """What a law says on one point."""

    record: ClassVar[type] = Provision

    name: ProvisionName
    value: Value = Field(
        description="unclear: somebody read the text and cannot tell; unknown: nobody looked"
    )
    abroad: Abroad | None = Field(None, description="only where subject.yml says `abroad: true`")
    article: Text | None = None
    since: When | None = None
    until: When | None = None
    note: Text | None = None
    read: Day | None = Field(None, description="absent: the measure's")
    evidence: SomeEvidence | None = Field(None, description="keys; absent: the measure's own evidence")


class ExpiryEntry(Model):
    """The end that a law carries in itself. After it the law is unclear until somebody looked."""

    record: ClassVar[type] = Expiry

    date: When
    rule: Text = Field(description="in a sentence the public can read")


class MeasureEntry(Model):
    """A bill, an act or another measure."""

    record: ClassVar[type] = Measure

    id: Id
    kind: Kind
    title: Text
    lang: Text
    titles: tuple[TitleEntry, ...] = ()
    legislature: Key | None = Field(
        None, description="an id of sessions.yml; absent where not described there"
    )
    session: Text | None = Field(None, description="a session id of that legislature")
    number: Text | None = None
    origin_chamber: Chamber | None = None
    category: Category | None = None
    url: Url | None = None
    official_url: Url | None = Field(None, description="at article level where the site allows")
    address_checked: AddressChecked | None = Field(None, description="given exactly with `official_url`")
    read: Day | None = Field(None, description="absent: the file's")
    expires: ExpiryEntry | None = None
    citation: Text | None = None
    extent: Text | None = None
    relevant_part: Text | None = None
    sponsor: Text | None = None
    family: Key | None = None
    relevance: Relevance | None = None
    aims: tuple[CriterionName, ...] = ()
    meets: Value | None = None
    commencement_default: Truth = False
    continues: Text | None = None
    note: Text | None = None
    summary: WordingsEntry | None = Field(
        None, description="one plain paragraph; every pending bill needs one"
    )
    subjects: tuple[Text, ...] = ()
    events: tuple[EventEntry, ...] = ()
    aliases: tuple[AliasEntry, ...] = ()
    links: tuple[LinkEntry, ...] = ()
    provisions: tuple[ProvisionEntry, ...] = ()
    evidence: SomeEvidence


class PlaceFile(Model):
    """`places/<CODE>.yml`: what is known of one place's law."""

    place: Code = Field(description="the place's code, the same as the file's name")
    note: Text | None = Field(None, description="what a reader must know of the place")
    read: Day | None = Field(
        None, description="the day all that follows was last read, where nothing else is said"
    )
    checked: CheckedEntry | None = Field(
        None, description="the search that was made for all questions, if one was"
    )
    checks: tuple[CheckEntry, ...] = Field((), description="searches made for single questions")
    tried: tuple[TriedEntry, ...] = Field((), description="what somebody looked for in vain")
    plain: tuple[PlainEntry, ...] = Field((), description="its answers in a reader's words")
    evidence: EvidenceMap
    measures: tuple[MeasureEntry, ...] = Field((), description="its measures, newest law first")


class PlaceEntry(Model):
    """A place that can have an answer."""

    record: ClassVar[type] = Place

    code: Code
    kind: PlaceKind
    counted: Truth = False
    name: Text | None = Field(None, description="given only where that has none")
    parent: Code | None = None
    region: Region | None = None
    parts: Number | None = None
    note: Text | None = None


class PlacesFile(Model):
    """`places.yml`: every place, without names (they come from the Unicode CLDR)."""

    places: tuple[PlaceEntry, ...] = Field(description="the places")
