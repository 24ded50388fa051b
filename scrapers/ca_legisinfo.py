"""LEGISinfo, Parliament of Canada.

Publisher:
    The Senate, the House of Commons and the Library of Parliament: https://www.parl.ca/legisinfo/
Formats:
    One bill: `/legisinfo/en/bill/44-1/s-223/xml` (`<Bills><Bill>`) or `/json` (an array of length one,
    the same names). One session: `/legisinfo/en/bills/json?parlsession=44-1` or `/bills/xml`, all its
    bills in one answer. No schema is published; the codes below are all those of the 7,142 bills of
    sessions 35-1 to 45-1. Both languages are in every answer.
Licence:
    Speaker's Permission of the House of Commons: reproduction that is accurate, not presented as
    official and not commercial.
Caveats:
    Times of a bill are local (Ottawa) and carry no zone; year 1 stands for null. Times of a list carry
    an offset but are local times taken for UTC and shifted: converted to UTC they are local again.
    Numbers are used anew in every session. A bill that died keeps its last status for ever. A bill
    reinstated in a new session is a new entry, on which the first reading and other steps taken before
    are missing or carry the day of reinstatement; one of 1,132 such entries (C-404 of 37-3) names the
    wrong bill as its earlier self. `SimilarBills` nests whole bills in a bill. Bills of
    the 1990s have no list of stages, only the dates of readings.
How status is derived:
    The dates of the readings and of royal assent decide, the events of each stage give the rest; third
    reading is passage by a chamber. Only `ReceivedRoyalAssent` with its date is assent: neither both
    third readings (S-240 of 42-1) nor a status is. Status 341 or a defeat of the bill itself (60119,
    60127, 60133, 60302, never the defeat of a committee's report, 60129) is defeat. "Not proceeded
    with" (358, 60174) and "dropped" (60147) are withdrawal, unless the bill was defeated or went on
    afterwards. Lapse and entry into force are not in LEGISinfo.
Contact:
    infonet@parl.gc.ca
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from lxml import etree

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Watched
from tracker.source.reading import child_text, children, required_text
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
    "3": Category.GOVERNMENT,
    "80759": Category.GOVERNMENT,
    "4": Category.PRIVATE_MEMBER,
    "80760": Category.PRIVATE_MEMBER,
    "80761": Category.PRIVATE,
}
# The elements of <BillStages> that hold events, and who takes them.
SECTIONS = {
    "HouseBillStages": _LOWER,
    "SenateBillStages": _UPPER,
    "HouseAdditionalInformation": _LOWER,
    "SenateAdditionalInformation": _UPPER,
    "RoyalAssent": _EXECUTIVE,
}
# The Senate may study the subject of a bill before it has received the bill: no step of the bill.
_SENATE_PRE_STUDY = "60038"

# EventTypeId or, for messages between the chambers, which have none, EventNameEn. Empty: no step.
STEPS: dict[str, tuple[Stage, ...]] = {
    "0": (),
    "60109": (),  # pre-study of a House bill
    "60110": (Stage.FIRST_READING,),
    "60111": (Stage.FIRST_READING,),
    "60112": (),  # placed in the order of precedence
    "60115": (),
    "60118": (),  # the subject matter went to a committee, not the bill
    "60119": (Stage.DEFEATED,),
    "60120": (Stage.SECOND_READING,),
    "60121": (Stage.SECOND_READING, Stage.COMMITTEE),
    "60122": (Stage.COMMITTEE,),
    "60123": (Stage.COMMITTEE,),
    "60124": (Stage.REPORT,),
    "60125": (Stage.REPORT,),
    "60126": (),
    "60127": (Stage.DEFEATED,),
    "60128": (Stage.REPORT, Stage.SECOND_READING),
    "60129": (Stage.REPORT,),  # the committee's report was defeated: the bill goes on
    "60130": (Stage.REPORT,),
    "60131": (),
    "60132": (Stage.COMMITTEE,),
    "60133": (Stage.DEFEATED,),
    "60134": (Stage.PASSED_CHAMBER,),
    "60135": (),
    "60138": (_AMENDMENTS,),
    "60139": (_AMENDMENTS,),
    "60140": (_AMENDMENTS,),
    "60141": (_AMENDMENTS,),
    "60144": (_AMENDMENTS,),
    "60145": (),
    "60146": (),
    "60147": (Stage.WITHDRAWN,),
    "60149": (Stage.ASSENTED,),
    "60163": (Stage.REINSTATED,),
    "60174": (Stage.WITHDRAWN,),
    "60285": (Stage.REPORT,),
    "60286": (),
    "60302": (Stage.DEFEATED,),
    "60305": (),  # report on the subject matter
    "90362": (),  # pre-study completed
    "Message sent to the House of Commons": (),
    "Message sent to the Senate": (),
    "Message returned to the House of Commons": (_AMENDMENTS,),
    "Message returned to the Senate": (_AMENDMENTS,),
    "Consideration of House of Commons amendments": (_AMENDMENTS,),
    "Consideration of Senate amendments": (_AMENDMENTS,),
    "Concurrence in House of Commons amendments": (_AMENDMENTS,),
    "Concurrence in the motion respecting House of Commons Amendments": (_AMENDMENTS,),
    "Concurrence in the motion respecting Senate amendments": (_AMENDMENTS,),
    "The Senate does not insist on its amendment(s)": (_AMENDMENTS,),
}
# StatusId -> the step it is evidence of, where no event says so. None: the events and dates say it.
STATUSES: dict[str, tuple[Stage, Chamber | None] | None] = {
    **dict.fromkeys(("342", "343", "344", "345", "346", "348", "349", "350", "351", "352", "353", "354")),
    **dict.fromkeys(("357", "359", "360")),
    "341": (Stage.DEFEATED, None),
    "347": (_AMENDMENTS, _UPPER),
    "355": (_AMENDMENTS, _LOWER),
    "358": (Stage.WITHDRAWN, None),
}


class Dated(NamedTuple):
    """A date of its own in `<Bill>`, and the BillStageId and words LEGISinfo has for that stage."""

    field: str
    chamber: Chamber
    stage: Stage
    code: str
    label: str


DATES = (
    Dated("PassedHouseFirstReadingDateTime", _LOWER, Stage.FIRST_READING, "60029", "First reading"),
    Dated("PassedHouseSecondReadingDateTime", _LOWER, Stage.SECOND_READING, "60030", "Second reading"),
    Dated("PassedHouseThirdReadingDateTime", _LOWER, Stage.PASSED_CHAMBER, "60031", "Third reading"),
    Dated("PassedSenateFirstReadingDateTime", _UPPER, Stage.FIRST_READING, "60029", "First reading"),
    Dated("PassedSenateSecondReadingDateTime", _UPPER, Stage.SECOND_READING, "60030", "Second reading"),
    Dated("PassedSenateThirdReadingDateTime", _UPPER, Stage.PASSED_CHAMBER, "60031", "Third reading"),
    Dated("ReceivedRoyalAssentDateTime", _EXECUTIVE, Stage.ASSENTED, "60050", "Royal assent"),
)

_TITLES = (("LongTitleEn", "en"), ("LongTitleFr", "fr"), ("ShortTitleEn", "en"), ("ShortTitleFr", "fr"))
_OUR_ID = re.compile(r"ca-(\d+-\d+)-([cs]-\d+[a-z]?)\Z")
_BILL_URL = re.compile(r"/bill/(\d+-\d+)/([cs]-\d+[a-z]?)(?:/|\Z)", re.IGNORECASE)
_LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?)?\Z")
_DEEMED = "Deemed done on reinstatement; the step itself was taken in an earlier session."
_BEFORE_OTHER = "Marked as passed without a date: not later than first reading in the other chamber."


class Step(NamedTuple):
    """An event, and the field of LEGISinfo that says so."""

    field: str
    event: Event


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
        raise _wrong(field, text, "YYYY-MM-DDThh:mm:ss±hh:mm") from None


def read_bill(page: Page, context: Mapping[str, Any]) -> Iterator[Measure | Request | Issue]:
    """One bill, and requests for its incarnations in the sessions before and after.

    Such a request carries `{"towards": "earlier" | "later"}`, and the page it brings only asks on in
    that direction: the chain ends with the parliament's first or latest session.
    """
    found = _bills(page).findall("Bill")
    if len(found) != 1:
        raise _wrong("Bill", len(found), "one bill on the page")
    (bill,) = found
    measure, steps = _measure(bill)
    asked = _BILL_URL.search(page.url)
    if asked and bill_id("ca", *asked.groups()) != measure.id:
        raise _wrong("NumberCode", measure.id, f"the bill asked for, {asked[0]}")
    for issue in (*_doubts(bill, steps), *_out_of_order(bill, steps)):
        yield replace(issue, url=page.url, measure=measure.id)
    yield measure
    yield from _other_incarnations(bill, context.get("towards"))


def _wrong(field: str, value: object, expected: str) -> Unreadable:
    return Unreadable(IssueKind.BAD_VALUE, f"{field} is {value!r}: expected {expected}", field)


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
            for one in item if isinstance(item, list) else (item,):
                element.append(_element(key, one))
    elif value is not None:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
    return element


def _measure(bill: etree._Element) -> tuple[Measure, list[Step]]:
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
    steps = _steps(bill)
    measure = Measure(
        id=bill_id("ca", session, number),
        place="CA",
        # A pro forma bill (C-1 and S-1 of each session) asserts a right of the chamber. It is never
        # debated and can never become law: a draft, like no other kind, says just that.
        kind=Kind.DRAFT if _is_pro_forma(bill) else Kind.BILL,
        title=title.text,
        lang=title.lang,
        titles=tuple(titles),
        legislature="ca-parliament",
        session=session,
        number=number,
        origin_chamber=_origin(bill),
        category=CATEGORIES.get(required_text(bill, "BillDocumentTypeId")),
        url=url,
        citation=f"S.C. {year}, c. {chapter}" if enacted else None,
        source_status=required_text(bill, "StatusNameEn"),
        sponsor=child_text(bill, "SponsorPersonName"),
        continues=f"ca_legisinfo:{earlier}" if earlier else None,
        events=tuple(replace(step.event, url=url) for step in steps),
        aliases=(Alias(source="ca_legisinfo", source_id=required_text(bill, "Id")), *law),
        links=tuple(_links(bill)),
    )
    return measure, steps


def _session(element: etree._Element) -> str:
    """`44-1`: parliament and session."""
    numbers = [required_text(element, name) for name in ("ParliamentNumber", "SessionNumber")]
    if not all(re.fullmatch("[0-9]{1,3}", number) for number in numbers):
        raise _wrong("SessionNumber", numbers, "two numbers, of parliament and session")
    return "-".join(numbers)


def _is_pro_forma(bill: etree._Element) -> bool:
    return _flag(bill, "IsProForma") or required_text(bill, "StatusId") == "359"


def _order(session: str) -> tuple[int, ...]:
    return tuple(int(number) for number in session.split("-"))


def _origin(bill: etree._Element) -> Chamber:
    code = required_text(bill, "OriginatingChamberOrganizationId")
    if code not in CHAMBERS:
        raise _wrong("OriginatingChamberOrganizationId", code, "1 or 2")
    return CHAMBERS[code]


def _flag(bill: etree._Element, field: str) -> bool:
    text = required_text(bill, field)
    if text not in ("true", "false"):
        raise _wrong(field, text, "true or false")
    return text == "true"


def _day(element: etree._Element, field: str) -> Window | None:
    """The local day. A zone would mean that the day may be another one, as in lists."""
    text = child_text(element, field)
    if text is not None and not _LOCAL_TIME.match(text):
        raise _wrong(field, text, "YYYY-MM-DDThh:mm:ss without a zone")
    return iso_date(text, field)


def _steps(bill: etree._Element) -> list[Step]:
    """Every step once, by date and rank; those without a date last."""
    origin = _origin(bill)
    steps = _with_dates(bill, [step for part in bill.findall("BillStages/*") for step in _section(part)])
    assented = _flag(bill, "ReceivedRoyalAssent")
    if assented != bool(_find(steps, Stage.ASSENTED)):
        raise _wrong("ReceivedRoyalAssent", assented, "agreement with the date of royal assent")
    if child_text(bill, "ReinstatedFromBillDocumentId"):
        steps = _reinstated(steps, origin)
    elif first := _find(steps, Stage.FIRST_READING, origin):
        steps.append(first._replace(event=replace(first.event, stage=Stage.INTRODUCED)))
    steps += _undated_passage(bill, steps, origin)
    steps = _as_status_says(bill, steps)
    once: dict[tuple[object, ...], Step] = {}
    for step in steps:
        stage, chamber, day = step.event.stage, step.event.chamber, step.event.date
        label = step.event.label if stage is Stage.UNKNOWN else None
        once.setdefault((stage, chamber, day, label), step)
    return sorted(once.values(), key=lambda step: (_latest(step), step.event.stage.rank))


def _find(steps: list[Step], stage: Stage, chamber: Chamber | None = None) -> Step | None:
    """The first of that stage, in that chamber if one is named."""
    found = (s for s in steps if s.event.stage is stage and chamber in (None, s.event.chamber))
    return next(found, None)


def _latest(step: Step) -> date:
    return step.event.date.latest if step.event.date else date.max


def _section(section: etree._Element) -> Iterator[Step]:
    """The steps of one element of `<BillStages>`; `<BillId>`, which is empty of elements, has none."""
    if len(section) == 0 or child_text(section, "BillStageId") == _SENATE_PRE_STUDY:
        return
    if section.tag == "InterChamberMessages":
        name = required_text(section, "EventNameEn")
        chamber = CHAMBERS.get(required_text(section, "ChamberOrganizationId"))
        yield from _meant(section.tag, name, None, name, _day(section, "Date"), chamber)
        return
    if section.tag not in SECTIONS:
        yield from _meant("BillStages", section.tag, None, section.tag, None, None)
        return
    ending = child_text(section, "EndOfStageEvent/EventTypeId")
    for event in section.findall("SignificantEvents"):
        code = required_text(event, "EventTypeId")
        day = _day(event, "EventDateTime")
        if code == ending:
            # EventDateTime is the day on which the sitting began, which may have run past midnight.
            day = _day(section, "EndOfStageEvent/EventStartDateTime") or day
        label = child_text(event, "EventNameEn") or code
        yield from _meant(f"{section.tag}/SignificantEvents", code, code, label, day, SECTIONS[section.tag])


def _meant(
    field: str, key: str, code: str | None, label: str, day: Window | None, chamber: Chamber | None
) -> Iterator[Step]:
    for stage in STEPS.get(key, (Stage.UNKNOWN,)):
        # Assent is told in its own section only; among the stages of a chamber it would be a slip.
        if stage.makes_law and chamber is not _EXECUTIVE:
            stage = Stage.UNKNOWN
        yield Step(field, Event(stage=stage, date=day, label=label, chamber=chamber, code=code))


def _with_dates(bill: etree._Element, steps: list[Step]) -> list[Step]:
    """The steps, with the bill's own dates of readings and assent in place of those of events."""
    for dated in DATES:
        day = _day(bill, dated.field)
        if day is None:
            continue
        same = [s for s in steps if (s.event.stage, s.event.chamber) == (dated.stage, dated.chamber)]
        event = Event(stage=dated.stage, date=day, label=dated.label, chamber=dated.chamber, code=dated.code)
        known = min(same, key=lambda s: s.event.date != day, default=Step(dated.field, event))
        steps = [s for s in steps if s not in same]
        steps.append(Step(dated.field, replace(known.event, date=day)))
    return steps


def _reinstated(steps: list[Step], origin: Chamber) -> list[Step]:
    """The steps of a bill that had been introduced in an earlier session.

    Its first reading here is none: it is missing, or deemed to have taken place on reinstatement, as
    is every other step of that chamber that carries the same day.
    """
    first = _find(steps, Stage.FIRST_READING, origin)
    steps = [s for s in steps if (s.event.stage, s.event.chamber) != (Stage.FIRST_READING, origin)]
    again = _find(steps, Stage.REINSTATED)
    if again is None and first:
        event = replace(first.event, stage=Stage.REINSTATED, basis=Basis.INFERENCE, note=_DEEMED)
        again = first._replace(event=event)
        steps.append(again)
    if again is None or again.event.date is None:
        return steps
    day = again.event.date
    by_then = Window(None, day.latest)
    return [
        s._replace(event=replace(s.event, date=by_then, basis=Basis.INFERENCE, note=_DEEMED))
        if (s.event.chamber, s.event.date) == (origin, day) and s.event.stage.rank < Stage.PASSED.rank
        else s
        for s in steps
    ]


def _undated_passage(bill: etree._Element, steps: list[Step], origin: Chamber) -> Iterator[Step]:
    """Passage by the first chamber where only a flag tells of it: reinstated and divided bills."""
    field = "PassedFirstChamberThirdReading"
    if not _flag(bill, field) or _find(steps, Stage.PASSED_CHAMBER, origin):
        return
    arrival = _find(steps, Stage.FIRST_READING, _UPPER if origin is _LOWER else _LOWER)
    until = arrival.event.date if arrival else None
    yield Step(
        field,
        Event(
            stage=Stage.PASSED_CHAMBER,
            date=Window(None, until.latest) if until else None,
            label="Third reading",
            chamber=origin,
            code="60031",
            basis=Basis.INFERENCE,
            note=_BEFORE_OTHER,
        ),
    )


def _as_status_says(bill: etree._Element, steps: list[Step]) -> list[Step]:
    """The steps without a withdrawal that was none, and with what only the status tells of."""
    status, label = required_text(bill, "StatusId"), required_text(bill, "StatusNameEn")
    said = STATUSES.get(status, (Stage.UNKNOWN, None))
    if _flag(bill, "IsDroppedFromSenateOrderPaper"):
        said = (Stage.WITHDRAWN, _UPPER)
    defeated = bool(_find(steps, Stage.DEFEATED))
    last = max((_latest(s) for s in steps if s.event.date), default=date.min)
    # "Not proceeded with" also stands beside a defeat, and once beside a motion on amendments to a
    # bill that became law (C-11 of 44-1).
    steps = [
        s for s in steps if s.event.stage is not Stage.WITHDRAWN or (not defeated and _latest(s) >= last)
    ]
    if said and not _find(steps, *said) and not (defeated and said[0] is Stage.WITHDRAWN):
        event = Event(stage=said[0], date=None, label=label, chamber=said[1], code=status)
        steps.append(Step("StatusId", event))
    latest = required_text(bill, "LatestBillEventEventTypeId")
    if latest not in STEPS and not any(s.event.code == latest for s in steps):
        event = Event(
            stage=Stage.UNKNOWN,
            date=_day(bill, "LatestBillEventDateTime"),
            label=child_text(bill, "LatestBillEventTypeNameEn") or latest,
            chamber=CHAMBERS.get(child_text(bill, "LatestBillEventChamberOrganizationId") or ""),
            code=latest,
        )
        steps.append(Step("LatestBillEventEventTypeId", event))
    return steps


def _doubts(bill: etree._Element, steps: list[Step]) -> Iterator[Issue]:
    """What LEGISinfo says that this file has no word for."""
    for field, event in steps:
        if event.stage is Stage.UNKNOWN:
            detail = f"{event.code or 'no code'}, {event.label!r}: not a step known here"
            yield Issue(kind=IssueKind.UNKNOWN_STAGE, detail=detail, field=field)
    category = required_text(bill, "BillDocumentTypeId")
    if category not in CATEGORIES:
        detail = f"type {category}: expected one of {', '.join(CATEGORIES)}"
        yield Issue(kind=IssueKind.BAD_VALUE, detail=detail, field="BillDocumentTypeId")
    reinstated = "ReinstatedFromBillDocumentId"
    if _flag(bill, "DidReinstateFromPreviousSession") and not child_text(bill, reinstated):
        detail = "reinstated from a previous session, but from which bill is not said"
        yield Issue(kind=IssueKind.UNRESOLVED_ALIAS, detail=detail, field=reinstated)


def _out_of_order(bill: etree._Element, steps: list[Step]) -> Iterator[Issue]:
    """Dates against the order of procedure: the readings of the first chamber, those of the other,
    assent; and nothing before introduction. Days are compared: both chambers may act on one day."""
    origin = _origin(bill)
    rank = {origin: 0, _EXECUTIVE: 2}
    before: tuple[str, Window] | None = None
    for dated in sorted(DATES, key=lambda dated: rank.get(dated.chamber, 1)):
        day = _day(bill, dated.field)
        if day and before and day.latest < before[1].latest:
            detail = f"{dated.field} {day} lies before {before[0]} {before[1]}"
            yield Issue(kind=IssueKind.DATES_OUT_OF_ORDER, detail=detail, field=dated.field)
        elif day:
            before = dated.field, day
    introduced = _find(steps, Stage.INTRODUCED)
    recorded = (step for step in steps if step.field.endswith(("SignificantEvents", "Messages")))
    early = next(recorded, None)
    if introduced and early and _latest(early) < _latest(introduced):
        detail = (
            f"{early.event.label!r} on {early.event.date} lies before introduction on {introduced.event.date}"
        )
        yield Issue(kind=IssueKind.DATES_OUT_OF_ORDER, detail=detail, field=early.field)


def _links(bill: etree._Element) -> Iterator[Link]:
    """Bills the Library of Parliament lists as similar; incarnations of the same bill are left out."""
    here = _session(bill)
    same = {
        child_text(bill, field)
        for field in ("Id", "ReinstatedFromBillDocumentId", "ReinstatedAsBillDocumentId")
    }
    for similar in bill.findall("SimilarBills"):
        number = child_text(similar, "NumberCode")
        if number is None or child_text(similar, "Id") in same:
            continue
        there = _session(similar)
        if there == here:
            relation = Relation.COMPANION_OF
        elif _order(there) < _order(here):
            relation = Relation.SAME_FAMILY_BEFORE
        else:
            relation = Relation.SAME_FAMILY_AFTER
        yield Link(relation=relation, target=bill_id("ca", there, number))


def _other_incarnations(bill: etree._Element, towards: object) -> Iterator[Request]:
    parliament, session = _order(_session(bill))
    for way, field, step in (
        ("earlier", "ReinstatedFromBillNumberCode", -1),
        ("later", "ReinstatedAsBillNumberCode", 1),
    ):
        number = child_text(bill, field)
        if number and towards in (None, way) and session + step >= 1:
            url = f"{bill_url(f'{parliament}-{session + step}', number)}/xml"
            yield Request(url=url, context={"towards": way})


_BILL = ("BillStages", "ReceivedRoyalAssent")
_LIST = ("LatestActivityDateTime",)


def _expect(content: str, names: tuple[str, ...]) -> Expect:
    quote = "<%s" if content == "xml" else '"%s"'
    return Expect(content=content, must_contain=tuple((quote % name).encode() for name in names))


READERS = (
    Reader(r"/legisinfo/en/bill/\d+-\d+/[cs]-\d+[a-z]?/xml$", read_bill, _expect("xml", _BILL)),
    Reader(r"/legisinfo/en/bill/\d+-\d+/[cs]-\d+[a-z]?/json$", read_bill, _expect("json", _BILL)),
    Reader(r"/legisinfo/en/bills/json(\?|$)", read_list, _expect("json", _LIST)),
    Reader(r"/legisinfo/en/bills/xml(\?|$)", read_list, _expect("xml", _LIST)),
)


def sniff(content: bytes) -> Reader | None:
    """The reader whose marks the file bears."""
    return next(
        (reader for reader in READERS if all(mark in content for mark in reader.expect.must_contain)), None
    )


SOURCE = Source(
    id="ca_legisinfo",
    place="CA",
    name="LEGISinfo, Parliament of Canada",
    home="https://www.parl.ca/legisinfo/",
    hosts=("www.parl.ca",),
    languages=("en", "fr"),
    licence="Speaker's Permission, House of Commons of Canada: accurate, not official, not commercial",
    republish=True,
    every=timedelta(days=1),
    start=start,
    readers=READERS,
    sniff=sniff,
    legislature="ca-parliament",
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
