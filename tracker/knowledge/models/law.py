"""`places/<CODE>.yml` and `places.yml`: places, and the bills and laws of each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tracker.knowledge.models.evidence import EvidenceKeys, EvidenceMap, SomeEvidence
from tracker.knowledge.models.forms import (
    EDTF,
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
from tracker.questions import PlaceKind
from tracker.vocabulary import (
    Abroad,
    AddressChecked,
    Basis,
    Category,
    Chamber,
    Kind,
    Relation,
    Relevance,
    Stage,
    Value,
)


class CheckedEntry(Model):
    """Who looked for law in this place, and what was read."""

    on: Day = Field(description="the day of the check")
    since: Day | None = Field(
        None, description="the first day the search covers; absent: the day of the check itself"
    )
    by: Text = Field(description="who checked, and by what means")
    read: Annotated[tuple[Url, ...], Field(min_length=1)] = Field(description="the pages read")


class TitleEntry(Model):
    """A further title of a measure."""

    text: Text = Field(description="the title")
    lang: Text = Field(description="its language, as a BCP 47 tag such as fr or zh-Hant")


class AliasEntry(Model):
    """Another name of the measure: either an id of our form, or a source with its own id there."""

    id: Id | None = Field(None, description="an id of our form, such as that of a reinstated bill")
    source: Text | None = Field(None, description="a source's id, such as gb_legislation")
    source_id: Text | None = Field(None, description="what that source calls the measure")


class LinkEntry(Model):
    """A tie to another measure. `same_family_after` means that this measure followed the target."""

    relation: Relation = Field(description="how this measure is tied to the target")
    target: Text = Field(description="the other measure's id, or one of its aliases")
    note: Text | None = Field(None, description="anything a reader must know of the tie")
    evidence: EvidenceKeys = ()


class EventEntry(Model):
    """One dated step of a measure."""

    stage: Stage = Field(description="the step, in our words")
    date: When | None = Field(None, description=f"{EDTF}; absent where the day is not known")
    label: Text = Field(description="the step in the source's words, or ours where the source has none")
    chamber: Chamber | None = Field(None, description="who took the step")
    code: Text | None = Field(None, description="the source's own code of the step")
    url: Url | None = Field(None, description="a page about this very step")
    basis: Basis = Field(Basis.STATED, description="stated in a source, following from a rule, or inferred")
    note: Text | None = Field(None, description="the rule or the inference, written out; needed for both")
    read: Day | None = Field(None, description="the day a person last read it; absent: the measure's")
    evidence: SomeEvidence


class ProvisionEntry(Model):
    """What a law says on one point."""

    name: ProvisionName = Field(description="the point")
    value: Value = Field(
        description="yes, no, partly; unclear: somebody read the text and cannot tell; unknown: nobody looked"
    )
    abroad: Abroad | None = Field(
        None,
        description="by what clause it reaches acts abroad; only where subject.yml says `abroad: true`",
    )
    article: Text | None = Field(None, description="where the text says it")
    since: When | None = Field(None, description="first day, where not the law's own in-force date")
    until: When | None = Field(None, description="first day it no longer holds; absent: the law's own")
    note: Text | None = Field(None, description="anything a reader must know of the value")
    read: Day | None = Field(None, description="the day a person last read it; absent: the measure's")
    evidence: SomeEvidence | None = Field(None, description="keys; absent: the measure's own evidence")


class ExpiryEntry(Model):
    """The end that a law carries in itself. After it the law is unclear until somebody looked."""

    date: When = Field(description=f"the day it ends: {EDTF}")
    rule: Text = Field(description="where that is written, in a sentence the public can read")


class MeasureEntry(Model):
    """A bill, an act or another measure."""

    id: Id = Field(description="<place>-<session>-<number> for a bill, <place>-law-<year>-<number> for a law")
    kind: Kind = Field(description="what it is")
    title: Text = Field(description="its title, without our additions")
    lang: Text = Field(description="the title's language, as a BCP 47 tag")
    titles: tuple[TitleEntry, ...] = Field((), description="further titles")
    legislature: Key | None = Field(
        None, description="an id of sessions.yml; absent where not described there"
    )
    session: Text | None = Field(None, description="a session id of that legislature")
    number: Text | None = Field(None, description="the number as the legislature writes it")
    origin_chamber: Chamber | None = Field(None, description="the chamber it was brought in")
    category: Category | None = Field(None, description="who brought it in, as carry-over rules ask")
    url: Url | None = Field(None, description="its page at the official site")
    official_url: Url | None = Field(
        None, description="the permanent official address of the text, at article level where the site allows"
    )
    address_checked: AddressChecked | None = Field(
        None, description="how that address is known; given exactly with `official_url`"
    )
    read: Day | None = Field(
        None, description="the day a person last looked what became of it; absent: the file's"
    )
    expires: ExpiryEntry | None = Field(None, description="the end that the law carries in itself")
    citation: Text | None = Field(None, description="how lawyers cite it")
    extent: Text | None = Field(None, description="the part of the country, or the persons, it is limited to")
    relevant_part: Text | None = Field(None, description="the section that matters in a wider act")
    sponsor: Text | None = Field(None, description="who brought it in")
    family: Key | None = Field(None, description="a key shared by successive attempts at one law")
    relevance: Relevance | None = Field(None, description="how closely it speaks of our subject")
    aims: tuple[CriterionName, ...] = Field((), description="the criteria it is about")
    meets: Value | None = Field(None, description="would its text satisfy the first of its aims")
    commencement_default: Truth = Field(
        False, description="true: its text was read and has no commencement clause, so the default applies"
    )
    continues: Text | None = Field(None, description="id or alias of the earlier bill it reinstates")
    note: Text | None = Field(None, description="anything a reader must know of it")
    subjects: tuple[Text, ...] = Field((), description="subject words of the legislature")
    events: tuple[EventEntry, ...] = Field((), description="its dated steps")
    aliases: tuple[AliasEntry, ...] = Field((), description="its other names")
    links: tuple[LinkEntry, ...] = Field((), description="its ties to other measures")
    provisions: tuple[ProvisionEntry, ...] = Field((), description="what its text says")
    evidence: SomeEvidence


class PlaceFile(Model):
    """`places/<CODE>.yml`: what is known of one place's law."""

    place: Code = Field(description="the place's code, the same as the file's name")
    note: Text | None = Field(None, description="what a reader must know of the place")
    read: Day | None = Field(
        None, description="the day all that follows was last read, where nothing else is said"
    )
    checked: CheckedEntry | None = Field(None, description="the search that was made, if one was")
    evidence: EvidenceMap
    measures: tuple[MeasureEntry, ...] = Field((), description="its measures, newest law first")


class PlaceEntry(Model):
    """A place that can have an answer."""

    code: Code = Field(description="ISO 3166-1 alpha-2 or 3166-2 code, EU, or the user-assigned XK")
    kind: PlaceKind = Field(description="what it is")
    counted: Truth = Field(
        False, description="true: part of the denominator (193 UN members, VA, PS, TW, XK)"
    )
    name: Text | None = Field(None, description="only where the Unicode CLDR has no name for the code")
    parent: Code | None = Field(None, description="the country a subdivision belongs to")
    parts: Number | None = Field(
        None, description="of a federation: how many parts with legislatures of their own it has"
    )
    note: Text | None = Field(None, description="what a reader must know of the place")


class PlacesFile(Model):
    """`places.yml`: every place, without names (they come from the Unicode CLDR)."""

    places: tuple[PlaceEntry, ...] = Field(description="the places")
