"""The format of the curated files, written once: the loader and the codebook both come from here.

Every field's description is what a curator reads. Values are text in the files (see
`tracker.knowledge.document`); the types here say what the text must be.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator

from tracker.questions import PlaceKind, TreatyActionKind
from tracker.vocabulary import (
    Abroad,
    AddressChecked,
    Answer,
    Basis,
    Category,
    Chamber,
    EvidenceKind,
    FindingKind,
    Kind,
    Relation,
    Relevance,
    SessionEnd,
    Stage,
    Status,
    Value,
    Window,
)

EDTF = "a date as YYYY-MM-DD, YYYY-MM, YYYY, START/END or ../END (on or before)"
DAY = "a day as YYYY-MM-DD"
URL = "an address beginning with http:// or https://"
MEMORY = "memory"
_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)
_ID = re.compile(r"[a-z]{2}(-[a-z0-9]+)+", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("text that is not blank")
    return value


def _matching(pattern: re.Pattern[str], expected: str) -> AfterValidator:
    def check(value: str) -> str:
        if pattern.fullmatch(value) is None:
            raise ValueError(expected)
        return value

    return AfterValidator(check)


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", value):
        raise ValueError(URL)
    return value


def _day(value: Any) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return date.fromisoformat(value)
    except (TypeError, ValueError):
        pass
    raise ValueError(DAY)


def _window(value: Any) -> Window:
    try:
        return Window.parse(value)
    except (AttributeError, ValueError):
        raise ValueError(EDTF) from None


def _truth(value: Any) -> bool:
    if value not in ("true", "false"):
        raise ValueError("one of: true, false")
    return bool(value == "true")


def _whole(pattern: str, expected: str) -> BeforeValidator:
    def check(value: Any) -> int:
        if not isinstance(value, str) or re.fullmatch(pattern, value, re.ASCII) is None:
            raise ValueError(expected)
        return int(value)

    return BeforeValidator(check)


Text = Annotated[str, AfterValidator(_text)]
Code = Annotated[str, _matching(_CODE, "an ISO 3166 code such as CA or GB-SCT")]
Id = Annotated[str, _matching(_ID, "an id in lower case such as ca-44-1-s-223 or gb-law-2022-31")]
Key = Annotated[str, _matching(_KEY, "a short key of a-z, 0-9, - and _")]
Name = Annotated[str, _matching(_NAME, "a name of a-z, 0-9 and _ that begins with a letter")]
CriterionName = Annotated[str, _matching(_NAME, "the name of a criterion in subject.yml")]
ProvisionName = Annotated[str, _matching(_NAME, "the name of a provision in subject.yml")]
Url = Annotated[str, AfterValidator(_url)]
Day = Annotated[date, PlainValidator(_day, json_schema_input_type=str)]
When = Annotated[Window, PlainValidator(_window, json_schema_input_type=str)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Days = Annotated[int, _whole(r"\d{1,4}", "a whole number of days from 0 to 9999")]
Count = Annotated[int, _whole(r"[1-9]", "a whole number from 1 to 9")]
Number = Annotated[int, _whole(r"[1-9]\d{0,3}", "a whole number from 1 to 9999")]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EvidenceEntry(Model):
    """Where something was seen. Defined once in a file under a key, then named by that key."""

    kind: EvidenceKind = Field(
        description="official: the publisher's own address; copy: the official text read in a mirror, the "
        "address being that of the file, never of a repository; secondary: anybody else; memory: not seen, "
        "and never decides an answer"
    )
    url: Url | None = Field(None, description="the page's address; one of url and citation is needed")
    citation: Text | None = Field(None, description="what the page is, or where to find what has no address")
    retrieved: Day | None = Field(None, description="the day the page was fetched; absent where not known")
    sha256: (
        Annotated[str, _matching(re.compile(r"[0-9a-f]{64}", re.ASCII), "64 digits of 0-9 and a-f")] | None
    ) = Field(None, description="of the body that was read")


EvidenceKeys = Annotated[
    tuple[Key, ...],
    Field(
        description=f"keys of this file's `evidence`, or the reserved key `{MEMORY}`: known from memory only"
    ),
]
SomeEvidence = Annotated[EvidenceKeys, Field(min_length=1)]
EvidenceMap = Annotated[
    dict[Key, EvidenceEntry], Field(default_factory=dict, description="this file's evidence, by key")
]


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


class SessionEntry(Model):
    """One session of a legislature."""

    id: Text = Field(description="the id bills carry, such as 44-1 or 119")
    name: Text = Field(description="its name as the legislature writes it")
    term: Text = Field(description="the parliament it belongs to; bills never outlive it")
    start: Day = Field(description="its first day")
    end: When | None = Field(
        None, description="its last day, or the days that can be; absent while it is open"
    )
    ended_by: SessionEnd | None = Field(None, description="how it ended; given exactly with `end`")
    dissolved: When | None = Field(
        None,
        description="the day its parliament ended, where it had been prorogued before without a new session",
    )
    evidence: SomeEvidence


class CarryOverEntry(Model):
    """What becomes of an open bill when a session ends. The first entry that fits decides."""

    at: Annotated[tuple[SessionEnd, ...], Field(min_length=1)] = Field(
        description="the ways of ending it is for"
    )
    dies: Truth = Field(description="true: the bill lapses; false: it lives on in the next session")
    rule: Text = Field(description="the rule, in a sentence the public can read")
    chamber: Chamber | None = Field(None, description="only bills that began in this chamber")
    before: Chamber | None = Field(None, description="only bills that this chamber had before it at the end")
    category: Category | None = Field(None, description="only bills of this category")
    sessions: Count = Field(
        1, description="only from the end of this many sessions on, the bill's own included"
    )
    unvoted: Truth = Field(False, description="true: only bills that the whole legislature has not passed")
    at_opening: Truth = Field(
        False, description="true: the bill lapses when the next session opens, not before"
    )
    evidence: SomeEvidence


class CommencementEntry(Model):
    """When an act that says nothing of it comes into force."""

    after: Stage = Field(description="the step it is counted from")
    days: Days = Field(description="days after that step; 0 is the same day")
    rule: Text = Field(description="the rule, in a sentence the public can read")
    evidence: SomeEvidence


class LegislatureEntry(Model):
    """A law-making body."""

    id: Key = Field(description="its id here")
    place: Code = Field(description="whose legislature it is")
    name: Text = Field(description="its name in English")
    chambers: dict[Chamber, Text] = Field(default_factory=dict, description="its chambers' names")
    sessions: tuple[SessionEntry, ...] = Field((), description="its sessions, oldest first")
    carry_over: tuple[CarryOverEntry, ...] = Field((), description="its carry-over rules, special ones first")
    commencement_default: CommencementEntry | None = Field(None, description="its rule for silent acts")


class SessionsFile(Model):
    """`sessions.yml`: the calendars and rules by which a bill's silence is read."""

    evidence: EvidenceMap
    legislatures: tuple[LegislatureEntry, ...] = Field(description="the legislatures")


class ClauseEntry(Model):
    """A provision a law must have."""

    provision: ProvisionName = Field(description="the provision")
    abroad: Truth = Field(False, description="true: it must reach acts done abroad")


class PointEntry(Model):
    """Something the text of a law can say."""

    name: Name = Field(description="its name in all other files")
    meaning: Text = Field(description="what it is, in a sentence the public can read")
    abroad: Truth = Field(False, description="true: a liability that can reach acts done abroad")


class SentenceEntry(Model):
    """What the site says of the number of places with an answer: `%(num)d` stands for it."""

    one: Text = Field(description="for the number one")
    many: Text = Field(description="for other numbers; translations have the forms that their language has")


class CriterionEntry(Model):
    """One question put to every place; exactly one of any_of, treaty and listed answers it."""

    name: Name = Field(description="its name in all other files")
    title: Text = Field(description="a few words for headings")
    question: Text = Field(description="the question in plain words")
    any_of: tuple[Annotated[tuple[ClauseEntry, ...], Field(min_length=1)], ...] = Field(
        (), description="alternatives; each is a list of provisions one law must have together"
    )
    treaty: Key | None = Field(None, description="the treaty a place must be a party to")
    listed: dict[Code, Annotated[tuple[Id, ...], Field(min_length=1)]] = Field(
        default_factory=dict, description="a quoted list: place -> ids of the measures meant"
    )
    headline: Truth = Field(
        False, description="true for the one question of the first page; a direct bill aims at it"
    )
    words: dict[Answer, Text] = Field(
        default_factory=dict, description="what answers are called here, where the usual words do not fit"
    )
    sentences: dict[Answer, SentenceEntry] = Field(
        description="said of their numbers: always of `in_force`, there with `%(total)d` for all that are "
        "counted; else where the usual sentence does not fit"
    )


class SubjectFile(Model):
    """`subject.yml`: what a law can provide, and the questions."""

    provisions: tuple[PointEntry, ...] = Field(description="the provisions, in the order of tables")
    criteria: tuple[CriterionEntry, ...] = Field(description="the criteria, headline first")


class TreatyActionEntry(Model):
    """What a place did to the treaty, or the treaty's entry into force for it."""

    place: Code = Field(description="the place")
    action: TreatyActionKind = Field(description="what it did; ratified covers acceptance and accession")
    date: When | None = Field(None, description=f"{EDTF}; absent where only the fact is known")
    note: Text | None = Field(None, description="how the date is known, where it is not stated")
    read: Day | None = Field(
        None, description="the day as of which its page tells; absent: the file's list, if there is one"
    )
    evidence: SomeEvidence


class TreatyListEntry(Model):
    """A depositary's list of all that every State did, as of a day. A place it lacks had done nothing."""

    on: Day = Field(description="the day as of which it tells")
    evidence: SomeEvidence


class TreatyFile(Model):
    """`treaties/<id>.yml`: a treaty and its parties."""

    id: Key = Field(description="its id, the same as the file's name")
    title: Text = Field(description="its title")
    citation: Text = Field(description="its number in the depositary's series")
    opened: Day | None = Field(None, description="the day it was opened for signature")
    in_force: Day | None = Field(None, description="the day it entered into force at all")
    url: Url = Field(description="the depositary's page")
    list: TreatyListEntry | None = Field(
        None, description="the newest whole list that was read, whatever its age"
    )
    evidence: EvidenceMap
    actions: tuple[TreatyActionEntry, ...] = Field((), description="what places did, in any order")


class TermsEntry(Model):
    """Words of one language."""

    search: tuple[Text, ...] = Field((), description="what to type into a site's search")
    direct: tuple[Text, ...] = Field((), description="a title with one of these speaks of our subject")
    related: tuple[Text, ...] = Field((), description="a title with one of these may")
    exclude: tuple[Text, ...] = Field((), description="false friends, taken out of the title first")


Answers = Annotated[tuple[Answer, ...], Field(min_length=1)]


class CountQuery(Model):
    """How many counted countries have such an answer; exactly so many: both limits alike."""

    criterion: CriterionName = Field(description="the question")
    answers: Answers = Field(description="the answers that count; never unclear or not_checked")
    at_least: Number | None = Field(None, description="the lower limit; one of the two is needed")
    at_most: Number | None = Field(None, description="the upper limit")


class AnswerQuery(Model):
    """That each of these places has such an answer."""

    places: Annotated[tuple[Code, ...], Field(min_length=1)] = Field(description="the places")
    criterion: CriterionName = Field(description="the question")
    answers: Answers = Field(description="the answers that agree; never unclear or not_checked")


class StatusQuery(Model):
    """That each of these measures has such a status."""

    measures: Annotated[tuple[Id, ...], Field(min_length=1)] = Field(description="their ids or aliases")
    statuses: Annotated[tuple[Status, ...], Field(min_length=1)] = Field(
        description="the statuses that agree; never unknown"
    )


class StepQuery(Model):
    """That a measure took a step within that time."""

    measure: Id = Field(description="its id or alias")
    stage: Stage = Field(description="the step")
    chamber: Chamber | None = Field(None, description="who took it; absent: anybody")
    date: When = Field(description=EDTF)


class ProvisionQuery(Model):
    """That a measure is law and provides that."""

    measure: Id = Field(description="its id or alias")
    provision: ProvisionName = Field(description="the point")
    values: Annotated[tuple[Value, ...], Field(min_length=1)] = Field(
        description="the values that agree; never unclear or unknown"
    )


class RankQuery(Model):
    """That a part of a country was number so and so of its parts to make law that meets a criterion."""

    place: Code = Field(description="the part, such as US-AZ")
    criterion: CriterionName = Field(description="the question")
    rank: Number = Field(description="its number; 1 is the first")
    of: Number = Field(description="how many such parts the country has in all, whether held here or not")


class QueryEntry(Model):
    """A claim's test; exactly one of these."""

    count: CountQuery | None = Field(None, description="a number of countries")
    answer: AnswerQuery | None = Field(None, description="what places have")
    status: StatusQuery | None = Field(None, description="where measures stand")
    step: StepQuery | None = Field(None, description="when a step was taken")
    provision: ProvisionQuery | None = Field(None, description="what a law provides")
    rank: RankQuery | None = Field(None, description="which part of a country was first, second and so on")


class ClaimEntry(Model):
    """What somebody asserts. It is tested for the time it speaks of and for today."""

    id: Key = Field(description="its id here")
    who: Text = Field(description="who said it")
    date: When = Field(description=f"the time it speaks of: {EDTF}, with a first day")
    text: Text = Field(description="the claim in our words, never a quoted sentence")
    query: QueryEntry = Field(description="the test")
    note: Text | None = Field(None, description="anything a reader must know of it, such as how it was read")
    see: tuple[Id, ...] = Field((), description="further measures to read beside it")
    evidence: SomeEvidence


class ClaimsFile(Model):
    """`claims.yml`: what campaigns, the press and others assert, each with the query that tests it."""

    evidence: EvidenceMap
    claims: tuple[ClaimEntry, ...] = Field(description="the claims, by subject")


LanguageTag = Annotated[
    str, _matching(re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII), "a BCP 47 tag")
]
TermsFile = dict[LanguageTag, TermsEntry]

FindingsFile = dict[FindingKind, tuple[Text, ...]]
