"""The closed lists of the tracker and the records built of them.

Every other module speaks in these words. They follow the field's standards: chambers and bill
actions after Open States, relations after Akoma Ntoso / ELI, partial dates after EDTF (ISO 8601-2).
Nothing here knows a file, a URL scheme, SQL or any one country.

Legislative dates are plain local dates of the place concerned; only fetch times carry a zone (UTC).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Self, TypeAlias

#: A plain local day; for fields of records that have a field called `date`.
Day: TypeAlias = date


class Word(StrEnum):
    """A word of a closed list; `meaning` is one sentence for the public."""

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Self:
        word = str.__new__(cls, value)
        word._value_ = value
        word.meaning = meaning
        return word


class Kind(Word):
    """What a measure is."""

    BILL = "bill", "A draft law before a legislature, under its own number."
    ACT = "act", "A law made by a legislature, or by whoever makes law in its place."
    CODE_ARTICLE = "code_article", "An article or chapter of a code that holds many subjects."
    REGULATION = "regulation", "Binding rules a government or ministry makes under an act."
    ORDINANCE = "ordinance", "Binding rules of a local or regional body, or a decree with the rank of law."
    RATIFICATION = "ratification", "A legislature's approval of a treaty."
    RESOLUTION = "resolution", "An opinion a chamber adopts; it binds nobody."
    MOTION = "motion", "A proposal that a chamber take a stand or act; it binds nobody."
    QUESTION = "question", "A member's question to the government."
    CONSENT_MEMORANDUM = "consent_memorandum", "A devolved legislature's consent to another's bill."
    DRAFT = "draft", "A text that no legislature has received yet."

    @property
    def can_become_law(self) -> bool:
        """False for resolutions, motions and the like: they never turn a country green."""
        return self not in _NEVER_LAW


_NEVER_LAW = frozenset({Kind.RESOLUTION, Kind.MOTION, Kind.QUESTION, Kind.CONSENT_MEMORANDUM, Kind.DRAFT})


class Stage(Word):
    """One dated step of a measure, in the order a measure usually takes them."""

    INTRODUCED = "introduced", "It was brought in."
    FIRST_READING = "first_reading", "It was read for the first time."
    SECOND_READING = "second_reading", "Its principle was debated or accepted."
    COMMITTEE = "committee", "It was sent to a committee, or a committee dealt with it."
    REPORT = "report", "A committee reported on it, or the report was debated."
    THIRD_READING = "third_reading", "Its final text was debated in a chamber."
    PASSED_CHAMBER = "passed_chamber", "One chamber passed it; that is not law."
    CONSIDERATION_OF_AMENDMENTS = "consideration_of_amendments", "A chamber considered the other's changes."
    PASSED = "passed", "The whole legislature passed one text; that is not yet law."
    REFERENDUM_DEADLINE = "referendum_deadline", "The days for demanding a referendum on it ran out."
    ASSENTED = "assented", "It was assented to, signed or promulgated: it is law."
    PUBLISHED = "published", "It was published in the gazette: it is law."
    IN_FORCE = "in_force", "It came into force."
    VETOED = "vetoed", "It was refused by whoever must sign it."
    DEFEATED = "defeated", "It was voted down."
    WITHDRAWN = "withdrawn", "It was taken back by those who brought it in."
    LAPSED = "lapsed", "It died undecided with its session or by a deadline."
    SUPERSEDED = "superseded", "Another text took its place; that is no failure."
    CARRIED_OVER = "carried_over", "It was kept alive for the next session."
    REINSTATED = "reinstated", "It was brought back in a later session at the stage it had reached."
    REPEALED = "repealed", "The law was repealed or replaced."
    ADOPTED = "adopted", "A text that does not bind was adopted."
    UNKNOWN = "unknown", "The source's word for the step is not known to us; it never changes an answer."

    @property
    def rank(self) -> int:
        """Position on the ladder; orders steps that carry the same date."""
        return _STAGE_RANK[self]

    @property
    def makes_law(self) -> bool:
        """Assent, promulgation, gazette or commencement: the only evidence of law."""
        return self in _LAW_STAGES


_STAGE_RANK = {stage: rank for rank, stage in enumerate(Stage)}
_LAW_STAGES = frozenset({Stage.ASSENTED, Stage.PUBLISHED, Stage.IN_FORCE})


class Status(Word):
    """Where a measure stands on a day."""

    PENDING = "pending", "It is before the legislature."
    ENACTED = "enacted", "It is law and not yet in force."
    IN_FORCE = "in_force", "It is law and in force."
    LAPSED = "lapsed", "It died undecided with its session or by a deadline."
    DEFEATED = "defeated", "It was voted down."
    WITHDRAWN = "withdrawn", "It was taken back."
    VETOED = "vetoed", "It was refused by whoever must sign it."
    SUPERSEDED = "superseded", "Another text took its place."
    ADOPTED = "adopted", "It was adopted and does not bind."
    REPEALED = "repealed", "It was law and is no longer."
    UNKNOWN = "unknown", "Only steps that we cannot place are known."

    @property
    def is_law(self) -> bool:
        return self in (Status.ENACTED, Status.IN_FORCE)


class Chamber(Word):
    """Who took a step (Open States `organization.classification`)."""

    LOWER = "lower", "The chamber elected by the people at large, where there are two."
    UPPER = "upper", "The other chamber, where there are two."
    LEGISLATURE = "legislature", "The only chamber, or both together."
    EXECUTIVE = "executive", "The government, or the head of state."


class Relation(Word):
    """How one measure is tied to another."""

    SAME_FAMILY_BEFORE = "same_family_before", "This measure was an earlier attempt at the target's aim."
    SAME_FAMILY_AFTER = "same_family_after", "This measure is a later attempt at the target's aim."
    COMPANION_OF = "companion_of", "The same text as the target, brought in beside it."
    ENACTED_AS = "enacted_as", "This bill became the target."
    PART_OF = "part_of", "Its text is part of the target, a wider measure."
    AMENDS = "amends", "It changes the text of the target."
    IMPLEMENTS = "implements", "It carries out the target, such as a treaty or a parent act."
    REPLACES = "replaces", "It takes the place of the target, which ends."
    EXTENDS = "extends", "It is read together with the target as one law."


class ProvisionName(Word):
    """What a law can do about our subject."""

    ORGAN_SALE_BAN = "organ_sale_ban", "Selling or buying a human organ is forbidden."
    REMOVAL_TRAFFICKING = "removal_trafficking", "Trafficking in persons for organ removal is an offence."
    EXTRATERRITORIAL = "extraterritorial", "The law's offences also reach acts done abroad."
    RECIPIENT_LIABILITY = "recipient_liability", "Who receives or buys an organ got unlawfully is liable."
    BROKER_LIABILITY = "broker_liability", "Who arranges or gains from an unlawful transplant is liable."
    CONSENT_BASED_OFFENCE = (
        "consent_based_offence",
        "Using an organ taken without informed consent is an offence, wherever it was taken.",
    )
    INSURANCE_BAN = "insurance_ban", "Insurers or public funds must not pay for such transplants abroad."
    REPORTING_DUTY = "reporting_duty", "Somebody must report transplants that were obtained abroad."
    ENTRY_OR_SANCTIONS = "entry_or_sanctions", "Persons involved can be refused entry or put under sanctions."
    ORGAN_TRADE_TRAVEL = "organ_trade_travel", "Travel for a bought organ is itself forbidden."


class Value(Word):
    """What the text of a law says of a provision.

    `unclear`: somebody read the text and cannot tell. `unknown`: nobody has looked. Neither is `no`.
    """

    YES = "yes", "The text says so."
    NO = "no", "The text was read and does not say so."
    PARTLY = "partly", "The text says so for some of the cases only."
    UNCLEAR = "unclear", "Somebody read the text and cannot tell."
    UNKNOWN = "unknown", "Nobody has looked."


class Abroad(Word):
    """By what clause a liability reaches acts done abroad."""

    SPECIFIC = "specific", "A clause of this law names acts done abroad."
    GENERAL_AND_TREATY = (
        "general_and_treaty",
        "A general clause, and a treaty in force that obliges the State to prosecute its nationals.",
    )
    GENERAL = "general", "Only a general clause on nationals' crimes abroad, whatever the law of the place."
    GENERAL_IF_PUNISHABLE_THERE = (
        "general_if_punishable_there",
        "Only a general clause on nationals' crimes abroad, and only if the act is a crime there too.",
    )
    NO = "no", "It reaches acts done at home only."
    UNCLEAR = "unclear", "Somebody read the text and cannot tell."
    UNREAD = "unread", "Nobody has read whether it reaches acts done abroad."

    @property
    def condition(self) -> Condition | None:
        """What a general clause asks of the other country's law; None: it is no general clause alone."""
        return _CONDITIONS.get(self)


class Condition(Word):
    """When a general clause on nationals' crimes abroad applies."""

    ALWAYS = "always", "The act need not be a crime in the other country."
    IF_PUNISHABLE_THERE = "if_punishable_there", "Only if the act is a crime in the other country too."


_CONDITIONS = {
    Abroad.GENERAL: Condition.ALWAYS,
    Abroad.GENERAL_IF_PUNISHABLE_THERE: Condition.IF_PUNISHABLE_THERE,
}


class CriterionName(Word):
    """The questions the tracker answers for each place."""

    TRANSPLANT_ABROAD = "transplant_abroad", "The headline: law that reaches a transplant obtained abroad."
    FORCED_HARVESTING = "forced_harvesting", "Law against organs taken without consent, also abroad."
    SANCTIONS = "sanctions", "Entry bans or sanctions aimed at organ trafficking or forced harvesting."
    ORGAN_SALE_BAN = "organ_sale_ban", "A ban on the sale of organs."
    REMOVAL_TRAFFICKING = "removal_trafficking", "An offence of trafficking in persons for organ removal."
    CONVENTION = "convention", "Being a party to the convention on trafficking in human organs, CETS 216."
    CAMPAIGN_LIST = "campaign_list", "The law that a campaign text of 2020 names; a quotation."


class Answer(Word):
    """A place's answer to a criterion on a day, in order of precedence.

    `not_listed` answers the quotation `campaign_list` for places that list does not name.
    """

    IN_FORCE = "in_force", "A law that meets the question applies on that day."
    ENACTED = "enacted", "Such a law has been made; its day of commencement had not come."
    GENERAL_RULE = (
        "general_rule",
        "A law applies on that day; it reaches acts abroad only through a general clause on nationals.",
    )
    UNCLEAR = (
        "unclear",
        "A text was read and may meet the question, or a date that decides is not known exactly.",
    )
    PENDING = "pending", "No such law; a bill that aims at it is before the legislature."
    IN_PARTS = "in_parts", "No such national law was found; law of that kind applies in some of its parts."
    ENDED = "ended", "No such law; every bill that aimed at it has failed or lapsed."
    NONE_FOUND = "none_found", "Somebody looked, wrote down what was read, and found nothing."
    NOT_CHECKED = "not_checked", "Nobody has looked yet. This does not mean that there is no law."
    NOT_LISTED = "not_listed", "The quoted list does not name this place."


class SinceKind(Word):
    """How the first day of an answer, or of a law for it, is known."""

    EXACT = "exact", "The day is known."
    AT_LATEST = "at_latest", "It began on that day at the latest."
    NOT_ESTABLISHED = "not_established", "It holds, and nobody has established since when."


class EvidenceKind(Word):
    """Where a value was seen. What is known only from memory never decides an answer."""

    OFFICIAL = "official", "The publisher's own page: a government, parliament or gazette."
    COPY = "copy", "The official text, read in somebody's copy of it."
    SECONDARY = "secondary", "Anybody else who can be named."
    MEMORY = "memory", "Somebody's memory, without a source; it never decides."


class AddressChecked(Word):
    """How an official address is known."""

    SEEN = "seen", "A page that names it, or the page itself, was read."
    PATTERN = "pattern", "It follows the site's rule for addresses."
    MEMORY = "memory", "It is known from memory and was not tried."


class Basis(Word):
    """How a date is known: written in a source, following from a named rule, or inferred."""

    STATED = "stated", "A source states it."
    RULE = "rule", "It follows from a rule that is named."
    INFERENCE = "inference", "It was inferred, and the inference is written out."


class Relevance(Word):
    """Whether a title speaks of our subject."""

    DIRECT = "direct", "The title speaks of our subject."
    RELATED = "related", "The title may speak of our subject."
    NO = "no", "The title speaks of something else."


class Category(Word):
    """Who brought a bill in, as far as carry-over rules ask."""

    GOVERNMENT = "government", "Brought in by the government."
    PRIVATE_MEMBER = "private_member", "Brought in by a member who is not of the government."
    PRIVATE = "private", "Brought in for one person, body or place."
    HYBRID = "hybrid", "A public bill that touches private interests in a special way."


class SessionEnd(Word):
    """How a session ended."""

    PROROGATION = "prorogation", "The session was closed and the parliament went on."
    DISSOLUTION = "dissolution", "The parliament was ended before an election."
    EXPIRY = "expiry", "The term ran out."


class SourceState(Word):
    """What the public is told of a source, with the reason."""

    ACTIVE = "active", "It is read on schedule."
    DEGRADED = "degraded", "It is read, and something in its latest reading went wrong."
    BLOCKED = "blocked", "It does not answer programs."
    NEEDS_KEY = "needs_key", "It asks for a key that is not set."
    MANUAL = "manual", "It is read by people."


class TreatyActionKind(Word):
    """What a place did to a treaty; `ratified` covers acceptance, approval and accession."""

    SIGNED = "signed", "It signed and is not bound by that."
    RATIFIED = "ratified", "It consented to be bound."
    IN_FORCE = "in_force", "The treaty entered into force for it."
    DENOUNCED = "denounced", "It left the treaty."


class Outcome(Word):
    """How a source's part of a run ended."""

    OK = "ok", "Everything was read."
    UNCHANGED = "unchanged", "Everything was read and nothing differed."
    DEGRADED = "degraded", "Some pages could not be read; the rest was committed."
    FAILED = "failed", "Nothing was committed; the last good data stay."
    BLOCKED = "blocked", "The site refused to answer."
    NEEDS_KEY = "needs_key", "The key it asks for is not set."
    SKIPPED = "skipped", "It was not read in this run."


class IssueKind(Word):
    """What went wrong with a page or a record."""

    NOT_IN_SET = "not_in_set", "The set of stored responses has no answer to this request."
    UNREACHABLE = "unreachable", "The site could not be reached."
    TIMEOUT = "timeout", "The site took too long to answer."
    HTTP_STATUS = "http_status", "The site answered with an error."
    BLOCKED = "blocked", "The site refused to answer a program."
    ROBOTS = "robots", "The site's robots.txt asks programs to stay away."
    TOO_LARGE = "too_large", "The answer was larger than is accepted."
    REDIRECT_REFUSED = "redirect_refused", "The answer pointed to a host that is not the source's own."
    WRONG_CONTENT = "wrong_content", "The answer was not the page that was asked for."
    MALFORMED = "malformed", "The page could not be read in its format."
    MISSING_FIELD = "missing_field", "A field that must be there was not."
    BAD_VALUE = "bad_value", "A field held a value that was not expected."
    UNKNOWN_STAGE = "unknown_stage", "A step's word is not in the source's table."
    DATES_OUT_OF_ORDER = "dates_out_of_order", "The source's own dates contradict their order."
    DUPLICATE_MEASURE = "duplicate_measure", "One measure was told twice in a run."
    UNRESOLVED_ALIAS = "unresolved_alias", "An earlier bill is named that is not known."
    NO_READER = "no_reader", "No reader is declared for the page's address."
    EMPTY = "empty", "A list that must not be empty was."
    TOO_MANY_REQUESTS = "too_many_requests", "The run would have asked more pages than a source may."
    TOO_FEW_ANSWERED = "too_few_answered", "Too few of the watched measures were answered for."
    MASS_CHANGE = "mass_change", "Too many statuses changed at once to be believed."
    HELD_FOR_REVIEW = "held_for_review", "A law would have turned back into a bill; it waits for review."
    KEY_MISSING = "key_missing", "The key that the source asks for is not set."
    INTERNAL = "internal", "The fault is in this program."

    @property
    def degrades(self) -> bool:
        """False for what says nothing of the source's health: a replay without the URL, and
        odd but faithfully read data of the source's own."""
        return self not in (IssueKind.NOT_IN_SET, IssueKind.DATES_OUT_OF_ORDER)


class FindingKind(Word):
    """What is worth mending in the curated data although it can be used."""

    NO_EVIDENCE = "no_evidence", "An answer rests on no evidence at all; this is always an error."
    TWO_DATES = "two_dates", "A step that a measure takes once has two dates."
    NO_OFFICIAL_SOURCE = "no_official_source", "An answer rests on no official source."
    NO_ASSENT = "no_assent", "A law is known neither by its assent nor by the gazette."
    OPEN_BILL = "open_bill", "A bill is open though its session has ended."
    NO_ARTICLE = "no_article", "A provision does not name its article."


_EDTF = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")


@dataclass(frozen=True, slots=True)
class Window:
    """A date known to lie between two days, both included; `earliest` None: no lower bound known.

    A year or a month is a window; a day is never invented. Text form is EDTF: `2022`, `2022-12`,
    `2022-12-15`, `2022-04-01/2022-06-30`, `../2026-11-22` (on or before).
    """

    earliest: date | None
    latest: date

    def __post_init__(self) -> None:
        if self.earliest is not None and self.earliest > self.latest:
            raise ValueError(f"a window cannot end ({self.latest}) before it starts ({self.earliest})")

    @classmethod
    def day(cls, day: date) -> Window:
        return cls(day, day)

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read the EDTF form. Raises ValueError naming the text and the form expected."""
        start, slash, end = text.partition("/")
        try:
            if not slash:
                return _parse_edtf(start)
            latest = _parse_edtf(end).latest
            return cls(None if start == ".." else _parse_edtf(start).earliest, latest)
        except ValueError as error:
            raise ValueError(
                f"{text!r} is not a date: expected YYYY-MM-DD, YYYY-MM, YYYY, START/END or ../END ({error})"
            ) from None

    @property
    def is_day(self) -> bool:
        return self.earliest == self.latest

    def __str__(self) -> str:
        if self.earliest is None:
            return f"../{self.latest}"
        if self.is_day:
            return self.latest.isoformat()
        first, last = self.earliest, self.latest
        if first.year == last.year and first.day == 1:
            if (first.month, last.month, last.day) == (1, 12, 31):
                return f"{first.year:04d}"
            if first.month == last.month and last.day == monthrange(last.year, last.month)[1]:
                return first.isoformat()[:7]
        return f"{first}/{last}"


def _parse_edtf(text: str) -> Window:
    match = _EDTF.match(text)
    if match is None:
        raise ValueError(f"cannot read {text!r}")
    year, month, day = match.groups()
    if day:
        return Window.day(date(int(year), int(month), int(day)))
    if month:
        last = monthrange(int(year), int(month))[1]
        return Window(date(int(year), int(month), 1), date(int(year), int(month), last))
    return Window(date(int(year), 1, 1), date(int(year), 12, 31))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a value was seen: a URL or, for what has none, a citation."""

    kind: EvidenceKind
    url: str | None = None
    citation: str | None = None
    retrieved: date | None = None
    sha256: str | None = None


def is_only_memory(evidence: tuple[Evidence, ...]) -> bool:
    """True where there is evidence and all of it is somebody's memory."""
    return bool(evidence) and all(item.kind is EvidenceKind.MEMORY for item in evidence)


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

    name: ProvisionName
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
    """The end a law carries in itself: an ordinance's term, a sunset clause. `rule`: where it is written."""

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
    aims: tuple[CriterionName, ...] = ()
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


def bill_id(place: str, session: str, number: str) -> str:
    """The canonical id of a bill: `<place>-<session>-<number>` in lower case, e.g. `ca-44-1-s-223`."""
    return re.sub(r"[^a-z0-9]+", "-", f"{place} {session} {number}".lower()).strip("-")


def number_key(number: str) -> str:
    """One key for the spellings of a bill's number, to compare by; the number itself stays as it was written.

    `H.R. 1503` and `HR1503`, `SB0262` and `SB 262`, `36 516` and `36516`, `n° 2797` and `2797` are the same.
    """
    key = re.sub(r"\b(?:no\.|nos\.|nr\.|n[°º])\s*", "", unicodedata.normalize("NFC", number).casefold())
    key = re.sub(r"(?<=\b[^\W\d_])\.\s*(?=[^\W\d_]\.)", "", key)
    key = re.sub(r"(?<=[^\W\d_])\.", "", key)
    key = re.sub(r"(?<=[^\W\d_])[\s-]*0*(?=\d)", "", key)
    key = re.sub(r"\A(\d{1,3})\s(\d{3})\Z", r"\1\2", key.strip())
    return re.sub(r"[\W_]+", "-", key).strip("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A legislature's session. `end` None: still open. `term`: the parliament it belongs to; `dissolved`:
    when that parliament ended, where its last session had been prorogued before."""

    legislature: str
    id: str
    name: str
    term: str
    start: date
    end: Window | None = None
    ended_by: SessionEnd | None = None
    dissolved: Window | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOver:
    """What becomes of an open bill when a session ends that way; None matches anything.

    `chamber`: where it began; `before`: the chamber that had it last; `sessions`: how many it may last, its
    own included. `at_opening`: a bill that dies does so only when the next session opens. `unvoted`: only a
    bill the whole legislature has not passed.
    """

    at: tuple[SessionEnd, ...]
    dies: bool
    rule: str
    chamber: Chamber | None = None
    before: Chamber | None = None
    category: Category | None = None
    sessions: int = 1
    at_opening: bool = False
    unvoted: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommencementDefault:
    """When an act that is silent comes into force: so many days after that stage."""

    after: Stage
    days: int
    rule: str
    evidence: tuple[Evidence, ...] = ()

    def date_from(self, step: date) -> date:
        return step + timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Legislature:
    """A law-making body: its chambers' names, its sessions in order, its rules."""

    id: str
    place: str
    name: str
    chambers: tuple[tuple[Chamber, str], ...] = ()
    sessions: tuple[Session, ...] = ()
    carry_over: tuple[CarryOver, ...] = ()
    commencement_default: CommencementDefault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatyAction:
    """A place's step. `date` None: that it was taken is known, its day is not.

    `basis` other than `stated` needs `note`: the rule or the inference, written out.
    """

    place: str
    action: TreatyActionKind
    date: Window | None
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None
    basis: Basis = Basis.STATED
    read: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """A depositary's whole list for one treaty of `data/treaties`: every step of every place it names.

    A place that only stands in the list, without a step, has no action here.
    """

    treaty: str
    actions: tuple[TreatyAction, ...]


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
