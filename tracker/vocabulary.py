"""The closed lists of the tracker and the records built of them.

Every other module speaks in these words. They follow the field's standards: chambers and bill
actions after Open States, relations after Akoma Ntoso / ELI, partial dates after EDTF (ISO 8601-2).
Nothing here knows a file, a URL scheme, SQL or any one country.

Legislative dates are plain local dates of the place concerned; only fetch times carry a zone (UTC).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What a measure is."""

    BILL = "bill"
    ACT = "act"
    CODE_ARTICLE = "code_article"
    REGULATION = "regulation"
    ORDINANCE = "ordinance"
    RATIFICATION = "ratification"
    RESOLUTION = "resolution"
    MOTION = "motion"
    QUESTION = "question"
    CONSENT_MEMORANDUM = "consent_memorandum"
    DRAFT = "draft"

    @property
    def can_become_law(self) -> bool:
        """False for resolutions, motions and the like: they never turn a country green."""
        return self not in _NEVER_LAW


_NEVER_LAW = frozenset({Kind.RESOLUTION, Kind.MOTION, Kind.QUESTION, Kind.CONSENT_MEMORANDUM, Kind.DRAFT})


class Stage(StrEnum):
    """One dated step of a measure, in the order a measure usually takes them."""

    INTRODUCED = "introduced"
    FIRST_READING = "first_reading"
    SECOND_READING = "second_reading"
    COMMITTEE = "committee"
    REPORT = "report"
    THIRD_READING = "third_reading"
    PASSED_CHAMBER = "passed_chamber"
    CONSIDERATION_OF_AMENDMENTS = "consideration_of_amendments"
    PASSED = "passed"
    REFERENDUM_DEADLINE = "referendum_deadline"
    ASSENTED = "assented"
    PUBLISHED = "published"
    IN_FORCE = "in_force"
    VETOED = "vetoed"
    DEFEATED = "defeated"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"
    CARRIED_OVER = "carried_over"
    REINSTATED = "reinstated"
    REPEALED = "repealed"
    ADOPTED = "adopted"
    UNKNOWN = "unknown"

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


class Status(StrEnum):
    """Where a measure stands on a day."""

    PENDING = "pending"
    ENACTED = "enacted"
    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    DEFEATED = "defeated"
    WITHDRAWN = "withdrawn"
    VETOED = "vetoed"
    SUPERSEDED = "superseded"
    ADOPTED = "adopted"
    REPEALED = "repealed"
    UNKNOWN = "unknown"

    @property
    def is_law(self) -> bool:
        return self in (Status.ENACTED, Status.IN_FORCE)


class Chamber(StrEnum):
    """Who took a step (Open States `organization.classification`)."""

    LOWER = "lower"
    UPPER = "upper"
    LEGISLATURE = "legislature"
    EXECUTIVE = "executive"


class Relation(StrEnum):
    """How one measure is tied to another."""

    SAME_FAMILY_BEFORE = "same_family_before"
    SAME_FAMILY_AFTER = "same_family_after"
    COMPANION_OF = "companion_of"
    ENACTED_AS = "enacted_as"
    PART_OF = "part_of"
    AMENDS = "amends"
    IMPLEMENTS = "implements"
    REPLACES = "replaces"
    EXTENDS = "extends"


class ProvisionName(StrEnum):
    """What a law can do about our subject."""

    ORGAN_SALE_BAN = "organ_sale_ban"
    REMOVAL_TRAFFICKING = "removal_trafficking"
    EXTRATERRITORIAL = "extraterritorial"
    RECIPIENT_LIABILITY = "recipient_liability"
    BROKER_LIABILITY = "broker_liability"
    CONSENT_BASED_OFFENCE = "consent_based_offence"
    INSURANCE_BAN = "insurance_ban"
    REPORTING_DUTY = "reporting_duty"
    ENTRY_OR_SANCTIONS = "entry_or_sanctions"
    ORGAN_TRADE_TRAVEL = "organ_trade_travel"


class Value(StrEnum):
    """What the text of a law says of a provision.

    `unclear`: somebody read the text and cannot tell. `unknown`: nobody has looked. Neither is `no`.
    """

    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"


class Abroad(StrEnum):
    """By what clause a liability reaches acts done abroad."""

    SPECIFIC = "specific"
    GENERAL = "general"
    GENERAL_AND_TREATY = "general_and_treaty"
    NO = "no"
    UNCLEAR = "unclear"


class CriterionName(StrEnum):
    """The questions the tracker answers for each place."""

    TRANSPLANT_ABROAD = "transplant_abroad"
    FORCED_HARVESTING = "forced_harvesting"
    SANCTIONS = "sanctions"
    ORGAN_SALE_BAN = "organ_sale_ban"
    REMOVAL_TRAFFICKING = "removal_trafficking"
    CONVENTION = "convention"
    CAMPAIGN_LIST = "campaign_list"


class Answer(StrEnum):
    """A place's answer to a criterion on a day, in order of precedence.

    `not_listed` answers the quotation `campaign_list` for places that list does not name.
    """

    IN_FORCE = "in_force"
    ENACTED = "enacted"
    UNCLEAR = "unclear"
    PENDING = "pending"
    ENDED = "ended"
    NONE_FOUND = "none_found"
    NOT_CHECKED = "not_checked"
    NOT_LISTED = "not_listed"


class EvidenceKind(StrEnum):
    """Where a value was seen. What is known only from memory never decides an answer."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    MEMORY = "memory"


class Basis(StrEnum):
    """How a date is known: written in a source, following from a named rule, or inferred."""

    STATED = "stated"
    RULE = "rule"
    INFERENCE = "inference"


class Relevance(StrEnum):
    """Whether a title speaks of our subject."""

    DIRECT = "direct"
    RELATED = "related"
    NO = "no"


class Category(StrEnum):
    """Who brought a bill in, as far as carry-over rules ask."""

    GOVERNMENT = "government"
    PRIVATE_MEMBER = "private_member"
    PRIVATE = "private"
    HYBRID = "hybrid"


class SessionEnd(StrEnum):
    """How a session ended."""

    PROROGATION = "prorogation"
    DISSOLUTION = "dissolution"
    EXPIRY = "expiry"


class SourceState(StrEnum):
    """What the public is told of a source, with the reason."""

    ACTIVE = "active"
    DEGRADED = "degraded"
    BLOCKED = "blocked"
    NEEDS_KEY = "needs_key"
    MANUAL = "manual"


class Outcome(StrEnum):
    """How a source's part of a run ended."""

    OK = "ok"
    UNCHANGED = "unchanged"
    DEGRADED = "degraded"
    FAILED = "failed"
    BLOCKED = "blocked"
    NEEDS_KEY = "needs_key"
    SKIPPED = "skipped"


class IssueKind(StrEnum):
    """What went wrong with a page or a record."""

    NOT_IN_SET = "not_in_set"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    HTTP_STATUS = "http_status"
    BLOCKED = "blocked"
    ROBOTS = "robots"
    TOO_LARGE = "too_large"
    REDIRECT_REFUSED = "redirect_refused"
    WRONG_CONTENT = "wrong_content"
    MALFORMED = "malformed"
    MISSING_FIELD = "missing_field"
    BAD_VALUE = "bad_value"
    UNKNOWN_STAGE = "unknown_stage"
    DATES_OUT_OF_ORDER = "dates_out_of_order"
    DUPLICATE_MEASURE = "duplicate_measure"
    UNRESOLVED_ALIAS = "unresolved_alias"
    NO_READER = "no_reader"
    EMPTY = "empty"
    TOO_MANY_REQUESTS = "too_many_requests"
    TOO_FEW_ANSWERED = "too_few_answered"
    MASS_CHANGE = "mass_change"
    HELD_FOR_REVIEW = "held_for_review"
    KEY_MISSING = "key_missing"
    INTERNAL = "internal"

    @property
    def degrades(self) -> bool:
        """False for what says nothing of the source's health: a replay without the URL, and
        odd but faithfully read data of the source's own."""
        return self not in (IssueKind.NOT_IN_SET, IssueKind.DATES_OUT_OF_ORDER)


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

    `basis` other than `stated` needs `note`: the rule or the inference, written out.
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
    """What a law says on one point, from when to when (None: the law's own in-force dates)."""

    name: ProvisionName
    value: Value
    abroad: Abroad | None = None
    article: str | None = None
    since: Window | None = None
    until: Window | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A bill, act or other measure, as one origin (a source, or our curators) describes it.

    `continues` names the earlier incarnation of a reinstated or renumbered bill by an alias key; the
    engine resolves both to the first session's id. `commencement_default` says that the text was read
    and has no commencement clause, so the legislature's default rule gives the in-force date.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A legislature's session. `end` None: still open. `term`: the parliament it belongs to."""

    legislature: str
    id: str
    name: str
    term: str
    start: date
    end: date | None = None
    ended_by: SessionEnd | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOver:
    """What becomes of an open bill when a session ends that way; None matches anything."""

    at: tuple[SessionEnd, ...]
    dies: bool
    rule: str
    chamber: Chamber | None = None
    category: Category | None = None
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

    def chamber_name(self, chamber: Chamber) -> str:
        return dict(self.chambers).get(chamber, chamber.value)


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
