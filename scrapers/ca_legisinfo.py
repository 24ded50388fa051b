"""LEGISinfo, Parliament of Canada.

Publisher: The Senate, the House of Commons and the Library of Parliament: https://www.parl.ca/legisinfo/
Formats: One bill: `/legisinfo/en/bill/44-1/s-223/xml` (`<Bills><Bill>`) or `/json` (an array of length one,
the same names); all of a session: `/legisinfo/en/bills/json?parlsession=44-1` or `/bills/xml`. Both languages
are in every answer. No schema is published; the codes below are those of all 7,142 bills of 35-1 to 45-1.
Licence: Speaker's Permission of the House of Commons: reproduction that is accurate, not presented as
official and not commercial.
Caveats: Times of a bill are local (Ottawa) without a zone; year 1 stands for null. Times of a list carry an
offset but are local times taken for UTC and shifted: converted to UTC they are local again. Numbers are used
anew in every session. A bill that died keeps its last status for ever. A bill reinstated in a new session is
a new entry, on which the steps taken before are missing or carry the day of reinstatement; one of 1,132 such
entries (C-404 of 37-3) names the wrong bill as its earlier self. `SimilarBills` nests whole bills in a bill.
Bills of the 1990s have no list of stages, only the dates of readings.
How status is derived: The dates of the readings and of royal assent decide, the events of each stage give the
rest; third reading is passage by a chamber. Only `ReceivedRoyalAssent` with its date is assent: neither both
third readings (S-240 of 42-1) nor a status is. Status 341 or a defeat of the bill itself (60119, 60127,
60133, 60302, never that of a committee's report, 60129) is defeat. "Not proceeded with" (358, 60174) and
"dropped" (60147) are withdrawal, unless the bill was defeated or went on afterwards. Lapse and entry into
force are not in LEGISinfo.
Contact: infonet@parl.gc.ca
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from lxml import etree

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Watched
from tracker.source.reading import child_text, children, known, required_text, unexpected
from tracker.source.stages import Meaning, Stages, Timeline
from tracker.vocabulary import (
    Alias,
    Basis,
    Category,
    Chamber,
    Event,
    Issue,
    IssueKind,
    Kind,
    Link,
    Measure,
    Proof,
    Relation,
    Stage,
    Title,
    Window,
    bill_id,
)

_ROOT = "https://www.parl.ca/legisinfo/en"
_LOWER, _UPPER, _EXECUTIVE = Chamber.LOWER, Chamber.UPPER, Chamber.EXECUTIVE
_AMENDMENTS = Stage.CONSIDERATION_OF_AMENDMENTS

CHAMBERS = {"1": _LOWER, "2": _UPPER}
CATEGORIES = {
    **dict.fromkeys(("3", "80759"), Category.GOVERNMENT),
    **dict.fromkeys(("4", "80760"), Category.PRIVATE_MEMBER),
    "80761": Category.PRIVATE,
}
# The elements of <BillStages> that hold events, and who takes them.
SECTIONS = {
    **dict.fromkeys(("HouseBillStages", "HouseAdditionalInformation"), _LOWER),
    **dict.fromkeys(("SenateBillStages", "SenateAdditionalInformation"), _UPPER),
    "RoyalAssent": _EXECUTIVE,
}
# The Senate may study the subject of a bill before it has received the bill: no step of the bill.
_SENATE_PRE_STUDY = "60038"

# EventTypeId or, for messages between the chambers, which have none, EventNameEn.
EVENTS: dict[str, Meaning] = {
    **dict.fromkeys((
        "0", "60112", "60115", "60126", "60131", "60135", "60145", "60146", "60286",
        "60109", "90362",  # pre-study of a House bill, and its end
        "60118", "60305",  # the subject matter went to a committee, not the bill; the report on it
        "Message sent to the House of Commons", "Message sent to the Senate",
    )),
    **dict.fromkeys(("60110", "60111"), Stage.FIRST_READING),
    "60120": Stage.SECOND_READING,
    "60121": (Stage.SECOND_READING, Stage.COMMITTEE),
    **dict.fromkeys(("60122", "60123", "60132"), Stage.COMMITTEE),
    **dict.fromkeys(("60124", "60125", "60130", "60285"), Stage.REPORT),
    "60128": (Stage.REPORT, Stage.SECOND_READING),
    "60129": Stage.REPORT,  # the committee's report was defeated: the bill goes on
    "60134": Stage.PASSED_CHAMBER,
    **dict.fromkeys((
        "60138", "60139", "60140", "60141", "60144",
        "Message returned to the House of Commons", "Message returned to the Senate",
        "Consideration of House of Commons amendments", "Consideration of Senate amendments",
        "Concurrence in House of Commons amendments",
        "Concurrence in the motion respecting House of Commons Amendments",
        "Concurrence in the motion respecting Senate amendments",
        "The Senate does not insist on its amendment(s)",
    ), _AMENDMENTS),
    "60149": Stage.ASSENTED,
    **dict.fromkeys(("60119", "60127", "60133", "60302"), Stage.DEFEATED),
    **dict.fromkeys(("60147", "60174"), Stage.WITHDRAWN),
    "60163": Stage.REINSTATED,
}  # fmt: skip
STAGES = Stages(EVENTS)
# StatusId -> the step it is evidence of, where no event says so. None: the events and dates say it.
STATUSES: dict[str, tuple[Stage, Chamber | None] | None] = {
    **dict.fromkeys(("342", "343", "344", "345", "346", "348", "349", "350", "351", "352", "353", "354")),
    **dict.fromkeys(("357", "359", "360")),
    "341": (Stage.DEFEATED, None),
    "347": (_AMENDMENTS, _UPPER),
    "355": (_AMENDMENTS, _LOWER),
    "358": (Stage.WITHDRAWN, None),
}


class Told(NamedTuple):
    """A step, and the field of LEGISinfo that says so."""

    field: str
    stage: Stage
    date: Window | None
    label: str
    chamber: Chamber | None = None
    code: str | None = None
    basis: Basis = Basis.STATED
    note: str | None = None


# What has a date of its own in <Bill>, with the BillStageId and words LEGISinfo has for it.
DATES = (
    Told("PassedHouseFirstReadingDateTime", Stage.FIRST_READING, None, "First reading", _LOWER, "60029"),
    Told("PassedHouseSecondReadingDateTime", Stage.SECOND_READING, None, "Second reading", _LOWER, "60030"),
    Told("PassedHouseThirdReadingDateTime", Stage.PASSED_CHAMBER, None, "Third reading", _LOWER, "60031"),
    Told("PassedSenateFirstReadingDateTime", Stage.FIRST_READING, None, "First reading", _UPPER, "60029"),
    Told("PassedSenateSecondReadingDateTime", Stage.SECOND_READING, None, "Second reading", _UPPER, "60030"),
    Told("PassedSenateThirdReadingDateTime", Stage.PASSED_CHAMBER, None, "Third reading", _UPPER, "60031"),
    Told("ReceivedRoyalAssentDateTime", Stage.ASSENTED, None, "Royal assent", _EXECUTIVE, "60050"),
)

_TITLES = (("LongTitleEn", "en"), ("LongTitleFr", "fr"), ("ShortTitleEn", "en"), ("ShortTitleFr", "fr"))
_OUR_ID = re.compile(r"ca-(\d+-\d+)-([cs]-\d+[a-z]?)\Z")
_BILL_URL = re.compile(r"/bill/(\d+-\d+)/([cs]-\d+[a-z]?)(?:/|\Z)", re.IGNORECASE)
_LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?)?\Z")
_DEEMED = "Deemed done on reinstatement; the step itself was taken in an earlier session."
_BEFORE_OTHER = "Marked as passed without a date: not later than first reading in the other chamber."


def bill_url(session: str, number: str) -> str:
    """Address of a bill's page for people; `/xml` and `/json` behind it are the same for programs."""
    return f"{_ROOT}/bill/{session}/{number.lower()}"


def start(watch: Watch) -> Iterator[Request]:
    """The lists of the sessions, and every incarnation of every watched bill."""
    for session in watch.sessions:
        yield Request(url=f"{_ROOT}/bills/json?parlsession={session}")
    for session, number in dict.fromkeys(one for bill in watch.measures for one in _incarnations(bill)):
        yield Request(url=f"{bill_url(session, number)}/xml")


def _incarnations(watched: Watched) -> Iterator[tuple[str, str]]:
    """(session, number) of a bill in each session it is known from."""
    if watched.session and watched.number:
        yield watched.session, watched.number.lower()
    for ours in (watched.id, *(alias.id or "" for alias in watched.aliases)):
        if match := _OUR_ID.match(ours):
            yield match[1], match[2]


def read_list(page: Page, _context: Mapping[str, Any]) -> Iterator[Found]:
    """All bills of a session; of a list only the titles and the time of the latest activity are used."""
    for entry in children(_bills(page), "Bill"):
        session = _session(entry)
        number = child_text(entry, "BillNumberFormatted") or required_text(entry, "NumberCode")
        titles = ((lang, child_text(entry, name)) for name, lang in _TITLES)
        changed = _list_time(child_text(entry, "LatestActivityDateTime"), "LatestActivityDateTime")
        yield Found(
            id=bill_id("ca", session, number),
            detail=Request(url=f"{bill_url(session, number)}/xml"),
            titles=tuple((lang, text) for lang, text in titles if text),
            version=changed.isoformat() if changed else None,
        )


def _list_time(text: str | None, field: str) -> datetime | None:
    """Local time (no zone) of a list's time, which holds local time taken for UTC and shifted."""
    if text is None:
        return None
    try:
        shifted = datetime.fromisoformat(text)
        return shifted.astimezone(UTC).replace(tzinfo=None) if shifted.tzinfo else shifted
    except (ValueError, OverflowError):
        raise unexpected(field, text, "YYYY-MM-DDThh:mm:ss±hh:mm") from None


def read_bill(page: Page, context: Mapping[str, Any]) -> Iterator[Measure | Request | Issue]:
    """One bill, and requests for its incarnations in the sessions before and after.

    Such a request carries `{"towards": "earlier" | "later"}`, and the page it brings only asks on in
    that direction: the chain ends with the parliament's first or latest session.
    """
    found = _bills(page).findall("Bill")
    if len(found) != 1:
        raise unexpected("Bill", len(found), "one bill on the page")
    (bill,) = found
    measure, steps = _measure(bill)
    asked = _BILL_URL.search(page.url)
    if asked and bill_id("ca", *asked.groups()) != measure.id:
        raise unexpected("NumberCode", measure.id, f"the bill asked for, {asked[0]}")
    for kind, field, detail in (*_doubts(bill, steps), *_out_of_order(bill, steps)):
        yield Issue(kind=kind, detail=detail, url=page.url, field=field, measure=measure.id)
    yield measure
    yield from _other_incarnations(bill, context.get("towards"))


def _bills(page: Page) -> etree._Element:
    """`<Bills>`, whichever format the page is in: names and nesting are the same."""
    if page.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return page.xml()
    try:
        return _element("Bills", {"Bill": page.json()})
    except ValueError as error:
        raise Unreadable(IssueKind.MALFORMED, f"JSON that no XML can say: {error}") from None


def _element(name: str, value: Any) -> etree._Element:
    """A JSON value as LEGISinfo writes it in XML: a list repeats its element, null is empty."""
    element = etree.Element(name)
    if isinstance(value, Mapping):
        for key, item in value.items():
            element.extend([_element(key, one) for one in (item if isinstance(item, list) else (item,))])
    elif value is not None:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
    return element


def _measure(bill: etree._Element) -> tuple[Measure, list[Told]]:
    session, number = _session(bill), required_text(bill, "NumberCode")
    url = bill_url(session, number)
    texts = [Title(text=text, lang=lang) for name, lang in _TITLES if (text := child_text(bill, name))]
    if not texts:
        raise Unreadable(IssueKind.MISSING_FIELD, "the bill has no title", "LongTitleEn")
    title, *titles = dict.fromkeys(texts)
    year, chapter = child_text(bill, "StatuteYear"), child_text(bill, "StatuteChapter")
    enacted = year and chapter and _flag(bill, "ReceivedRoyalAssent")
    law = (Alias(id=f"ca-law-{year}-{chapter}"),) if enacted else ()
    earlier = child_text(bill, "ReinstatedFromBillDocumentId")
    steps, timeline = _steps(bill), Timeline(url=url)
    for _, stage, day, label, who, code, basis, note in steps:
        timeline.infer(
            Event(stage=stage, date=day, label=label, chamber=who, code=code, basis=basis, note=note)
        )
    # A pro forma bill (C-1 and S-1 of each session) asserts a right of the chamber. It is never debated and
    # can never become law: a draft, like no other kind, says just that.
    pro_forma = _flag(bill, "IsProForma") or required_text(bill, "StatusId") == "359"
    measure = SOURCE.measure(
        required_text(bill, "Id"),
        kind=Kind.DRAFT if pro_forma else Kind.BILL,
        title=title.text,
        lang=title.lang,
        titles=tuple(titles),
        session=session,
        number=number,
        origin_chamber=_origin(bill),
        category=CATEGORIES.get(required_text(bill, "BillDocumentTypeId")),
        url=url,
        citation=f"S.C. {year}, c. {chapter}" if enacted else None,
        source_status=required_text(bill, "StatusNameEn"),
        sponsor=child_text(bill, "SponsorPersonName"),
        continues=f"ca_legisinfo:{earlier}" if earlier else None,
        events=timeline.events,
        aliases=law,
        links=tuple(_links(bill)),
    )
    return measure, steps


def _session(element: etree._Element) -> str:
    """`44-1`: parliament and session."""
    numbers = [required_text(element, name) for name in ("ParliamentNumber", "SessionNumber")]
    if not all(re.fullmatch("[0-9]{1,3}", number) for number in numbers):
        raise unexpected("SessionNumber", numbers, "two numbers, of parliament and session")
    return "-".join(numbers)


def _order(session: str) -> tuple[int, ...]:
    return tuple(int(number) for number in session.split("-"))


def _origin(bill: etree._Element) -> Chamber:
    field = "OriginatingChamberOrganizationId"
    return known(CHAMBERS, required_text(bill, field), field)


def _flag(bill: etree._Element, field: str) -> bool:
    return known({"true": True, "false": False}, required_text(bill, field), field)


def _day(element: etree._Element, field: str) -> Window | None:
    """The local day. A zone would mean that the day may be another one, as in lists."""
    text = child_text(element, field)
    if text is not None and not _LOCAL_TIME.match(text):
        raise unexpected(field, text, "YYYY-MM-DDThh:mm:ss without a zone")
    return iso_date(text, field)


def _steps(bill: etree._Element) -> list[Told]:
    """Every step that an event, a date, a flag or the status tells of."""
    origin = _origin(bill)
    steps = _with_dates(bill, [step for part in bill.findall("BillStages/*") for step in _section(part)])
    assented = _flag(bill, "ReceivedRoyalAssent")
    if assented != bool(_find(steps, Stage.ASSENTED)):
        raise unexpected("ReceivedRoyalAssent", assented, "agreement with the date of royal assent")
    if child_text(bill, "ReinstatedFromBillDocumentId"):
        steps = _reinstated(steps, origin)
    elif first := _find(steps, Stage.FIRST_READING, origin):
        steps.append(first._replace(stage=Stage.INTRODUCED))
    steps += _undated_passage(bill, steps, origin)
    return _as_status_says(bill, steps)


def _find(steps: list[Told], stage: Stage, chamber: Chamber | None = None) -> Told | None:
    """The first of that stage, in that chamber if one is named."""
    return next((s for s in steps if s.stage is stage and chamber in (None, s.chamber)), None)


def _latest(step: Told) -> date:
    return step.date.latest if step.date else date.max


def _section(section: etree._Element) -> Iterator[Told]:
    """The steps of one element of `<BillStages>`; `<BillId>`, which is empty of elements, has none."""
    tag = str(section.tag)
    if len(section) == 0 or child_text(section, "BillStageId") == _SENATE_PRE_STUDY:
        return
    if tag == "InterChamberMessages":
        name = required_text(section, "EventNameEn")
        chamber = CHAMBERS.get(required_text(section, "ChamberOrganizationId"))
        yield from _meant(name, Told(tag, Stage.UNKNOWN, _day(section, "Date"), name, chamber))
        return
    if tag not in SECTIONS:
        yield Told("BillStages", Stage.UNKNOWN, None, tag)
        return
    ending = child_text(section, "EndOfStageEvent/EventTypeId")
    for event in section.findall("SignificantEvents"):
        code = required_text(event, "EventTypeId")
        day = _day(event, "EventDateTime")
        if code == ending:
            # EventDateTime is the day on which the sitting began, which may have run past midnight.
            day = _day(section, "EndOfStageEvent/EventStartDateTime") or day
        label = child_text(event, "EventNameEn") or code
        field = f"{tag}/SignificantEvents"
        yield from _meant(code, Told(field, Stage.UNKNOWN, day, label, SECTIONS[tag], code))


def _meant(word: str, step: Told) -> Iterator[Told]:
    """The step with each stage that a word stands for; as it is for a word that is not known."""
    for meant in STAGES.meanings(word):
        # Assent is told in its own section only; among the stages of a chamber it would be a slip.
        believed = step.chamber is _EXECUTIVE or not meant.stage.makes_law
        yield step._replace(stage=meant.stage) if believed else step


def _with_dates(bill: etree._Element, steps: list[Told]) -> list[Told]:
    """The steps, with the bill's own dates of readings and assent in place of those of events."""
    for dated in DATES:
        if day := _day(bill, dated.field):
            same = [s for s in steps if (s.stage, s.chamber) == (dated.stage, dated.chamber)]
            told = min(same, key=lambda s: s.date != day, default=dated)
            steps = [*(s for s in steps if s not in same), told._replace(field=dated.field, date=day)]
    return steps


def _reinstated(steps: list[Told], origin: Chamber) -> list[Told]:
    """The steps of a bill that had been introduced in an earlier session.

    Its first reading here is none: it is missing, or deemed to have taken place on reinstatement, as
    is every other step of that chamber that carries the same day.
    """
    first = _find(steps, Stage.FIRST_READING, origin)
    steps = [s for s in steps if (s.stage, s.chamber) != (Stage.FIRST_READING, origin)]
    again = _find(steps, Stage.REINSTATED)
    if again is None and first:
        again = first._replace(stage=Stage.REINSTATED, basis=Basis.INFERENCE, note=_DEEMED)
        steps.append(again)
    if again is None or again.date is None:
        return steps
    day, by_then = again.date, Window(None, again.date.latest)
    return [
        s._replace(date=by_then, basis=Basis.INFERENCE, note=_DEEMED)
        if (s.chamber, s.date) == (origin, day) and s.stage.rank < Stage.PASSED.rank
        else s
        for s in steps
    ]


def _undated_passage(bill: etree._Element, steps: list[Told], origin: Chamber) -> Iterator[Told]:
    """Passage by the first chamber where only a flag tells of it: reinstated and divided bills."""
    field = "PassedFirstChamberThirdReading"
    if _flag(bill, field) and not _find(steps, Stage.PASSED_CHAMBER, origin):
        arrival = _find(steps, Stage.FIRST_READING, _UPPER if origin is _LOWER else _LOWER)
        by_then = Window(None, arrival.date.latest) if arrival and arrival.date else None
        inferred = (Basis.INFERENCE, _BEFORE_OTHER)
        yield Told(field, Stage.PASSED_CHAMBER, by_then, "Third reading", origin, "60031", *inferred)


def _as_status_says(bill: etree._Element, steps: list[Told]) -> list[Told]:
    """The steps without a withdrawal that was none, and with what only the status tells of."""
    status, label = required_text(bill, "StatusId"), required_text(bill, "StatusNameEn")
    said = STATUSES.get(status, (Stage.UNKNOWN, None))
    if _flag(bill, "IsDroppedFromSenateOrderPaper"):
        said = (Stage.WITHDRAWN, _UPPER)
    defeated = bool(_find(steps, Stage.DEFEATED))
    last = max((_latest(s) for s in steps if s.date), default=date.min)
    # "Not proceeded with" also stands beside a defeat, and once beside a motion on amendments to a
    # bill that became law (C-11 of 44-1).
    steps = [s for s in steps if s.stage is not Stage.WITHDRAWN or (not defeated and _latest(s) >= last)]
    if said and not _find(steps, *said) and not (defeated and said[0] is Stage.WITHDRAWN):
        steps.append(Told("StatusId", said[0], None, label, said[1], status))
    field = "LatestBillEventEventTypeId"
    latest = required_text(bill, field)
    if not STAGES.knows(latest) and not any(s.code == latest for s in steps):
        chamber = CHAMBERS.get(child_text(bill, "LatestBillEventChamberOrganizationId") or "")
        name = child_text(bill, "LatestBillEventTypeNameEn") or latest
        day = _day(bill, "LatestBillEventDateTime")
        steps.append(Told(field, Stage.UNKNOWN, day, name, chamber, latest))
    return steps


def _doubts(bill: etree._Element, steps: list[Told]) -> Iterator[tuple[IssueKind, str, str]]:
    """What LEGISinfo says that this file has no word for: the kind of issue, the field and the detail."""
    unknown = ((s.field, s.code, s.label) for s in steps if s.stage is Stage.UNKNOWN)
    for field, code, label in dict.fromkeys(unknown):
        yield IssueKind.UNKNOWN_STAGE, field, f"{code or 'no code'}, {label!r}: not a step known here"
    category = required_text(bill, "BillDocumentTypeId")
    if category not in CATEGORIES:
        detail = f"type {category}: expected one of {', '.join(CATEGORIES)}"
        yield IssueKind.BAD_VALUE, "BillDocumentTypeId", detail
    field = "ReinstatedFromBillDocumentId"
    if _flag(bill, "DidReinstateFromPreviousSession") and not child_text(bill, field):
        detail = "reinstated from a previous session, but from which bill is not said"
        yield IssueKind.UNRESOLVED_ALIAS, field, detail


def _out_of_order(bill: etree._Element, steps: list[Told]) -> Iterator[tuple[IssueKind, str, str]]:
    """Dates against the order of procedure: the readings of the first chamber, those of the other,
    assent; and nothing before introduction. Days are compared: both chambers may act on one day."""
    rank = {_origin(bill): 0, _EXECUTIVE: 2}
    before: tuple[str, Window] | None = None
    for dated in sorted(DATES, key=lambda dated: rank.get(dated.chamber or _EXECUTIVE, 1)):
        day = _day(bill, dated.field)
        if day and before and day.latest < before[1].latest:
            detail = f"{dated.field} {day} lies before {before[0]} {before[1]}"
            yield IssueKind.DATES_OUT_OF_ORDER, dated.field, detail
        elif day:
            before = dated.field, day
    introduced = _find(steps, Stage.INTRODUCED)
    early = next((s for s in steps if s.field.endswith(("SignificantEvents", "Messages"))), None)
    if introduced and early and _latest(early) < _latest(introduced):
        detail = f"{early.label!r} on {early.date} lies before introduction on {introduced.date}"
        yield IssueKind.DATES_OUT_OF_ORDER, early.field, detail


def _links(bill: etree._Element) -> Iterator[Link]:
    """Bills the Library of Parliament lists as similar; incarnations of the same bill are left out."""
    here = _session(bill)
    names = ("Id", "ReinstatedFromBillDocumentId", "ReinstatedAsBillDocumentId")
    same = {child_text(bill, name) for name in names}
    for similar in bill.findall("SimilarBills"):
        number = child_text(similar, "NumberCode")
        if number is None or child_text(similar, "Id") in same:
            continue
        there = _session(similar)
        earlier = _order(there) < _order(here)
        relation = Relation.SAME_FAMILY_BEFORE if earlier else Relation.SAME_FAMILY_AFTER
        relation = Relation.COMPANION_OF if there == here else relation
        yield Link(relation=relation, target=bill_id("ca", there, number))


def _other_incarnations(bill: etree._Element, towards: object) -> Iterator[Request]:
    parliament, session = _order(_session(bill))
    for way, field, other in (
        ("earlier", "ReinstatedFromBillNumberCode", session - 1),
        ("later", "ReinstatedAsBillNumberCode", session + 1),
    ):
        number = child_text(bill, field)
        if number and towards in (None, way) and other >= 1:
            url = f"{bill_url(f'{parliament}-{other}', number)}/xml"
            yield Request(url=url, context={"towards": way})


_PATH, _LIST = r"/legisinfo/en/bill/\d+-\d+/[cs]-\d+[a-z]?", r"/legisinfo/en/bills"
_BILL_XML, _BILL_JSON = (Expect.named(form, "BillStages", "ReceivedRoyalAssent") for form in ("xml", "json"))
READERS = (
    Reader(rf"{_PATH}/xml$", read_bill, _BILL_XML, proof=Proof.WHOLE),
    Reader(rf"{_PATH}/json$", read_bill, _BILL_JSON),
    Reader(
        rf"{_LIST}/json(\?|$)",
        read_list,
        Expect.named("json", "LatestActivityDateTime"),
        lists=Found,
        proof=Proof.PART,
    ),
    Reader(
        rf"{_LIST}/xml(\?|$)",
        read_list,
        Expect.named("xml", "LatestActivityDateTime"),
        lists=Found,
        proof=Proof.PART,
    ),
)

SOURCE = Source(
    id="ca_legisinfo",
    place="CA",
    name="LEGISinfo, Parliament of Canada",
    home="https://www.parl.ca/legisinfo/",
    publisher="The Senate, the House of Commons and the Library of Parliament",
    contact="infonet@parl.gc.ca",
    hosts=("www.parl.ca",),
    languages=("en", "fr"),
    licence="Speaker's Permission, House of Commons of Canada: accurate, not official, not commercial",
    republish=True,
    every=timedelta(days=1),
    start=start,
    readers=READERS,
    legislature="ca-parliament",
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
