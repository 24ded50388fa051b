"""Digital Sansad, Parliament of India: the list of bills.

Publisher:
    Lok Sabha and Rajya Sabha Secretariats, https://sansad.in
Formats:
    JSON, `{"_metadata": {...}, "records": [...]}`: /api_rs/legislation/getBills, searched by a part of the
    name. The service is that of the site's own pages (https://sansad.in/ls/legislation/bills), undocumented.
Licence:
    Not stated for the service; the site's terms allow reproduction with acknowledgement.
Caveats:
    A page of bills has been read, none of a bill by its name. Bills of both Houses come whatever is asked
    for, and one can come twice. Days are "2025-12-16 00:00:00.0", but the assent's is dd/mm/yyyy; a day that
    is still to come, or with which a system's clock begins, is no step. The service is slow. There is no page
    for one bill: the list is asked for by its whole name.
How status is derived:
    From the dated fields. What `status` says and no date bears out is told without a date: assent, lapse,
    withdrawal, a negatived motion. A bill that both Houses have passed and that is pending again came back
    with amendments: one text passed both only where `status` says so, or an Act came of it. An Act's number
    makes the bill that Act. Commencement is not told.
Contact:
    https://sansad.in/ls/contact-us
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from tracker.source import Page, Request, Unreadable
from tracker.source.amended import sent_back
from tracker.source.dates import date_of, to_come, unless_zero
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import counted, numbered_next
from tracker.source.reading import (
    identifier,
    known,
    member,
    number_of,
    optional_identifier,
    optional_member,
)
from tracker.source.stages import Stages, Step, Timeline
from tracker.vocabulary import Alias, Category, Chamber, IssueKind, Kind, Proof, Stage, bill_id

API = "https://sansad.in/api_rs/legislation/getBills"
#: Parts of names: one that speaks of our subject has one of them, whichever of the long terms it would meet.
NAMES = ("Transplant", "Human Organ", "Organ Donation", "Organ Harvest", "Trafficking", "Human Tissue")
ZONE = "Asia/Kolkata"
PENDING = "Pending"
HOUSES = {"Lok Sabha": Chamber.LOWER, "Rajya Sabha": Chamber.UPPER}
CATEGORIES = {"Government": Category.GOVERNMENT, "Private Member": Category.PRIVATE_MEMBER}

# `status`, then the dated fields; a chamber where it is not the one the bill began in.
STAGES = Stages(
    {
        PENDING: None,
        "Passed": None,
        "Assented": Step(Stage.ASSENTED, Chamber.EXECUTIVE),
        "Lapsed": Stage.LAPSED,
        "Withdrawn": Stage.WITHDRAWN,
        "Negatived": Stage.DEFEATED,
        "billIntroducedDate": Stage.INTRODUCED,
        "referredToCommitteeDate": Stage.COMMITTEE,
        "reportPresentedDate": Stage.REPORT,
        "billPassedInLSDate": Step(Stage.PASSED_CHAMBER, Chamber.LOWER),
        "billPassedInRSDate": Step(Stage.PASSED_CHAMBER, Chamber.UPPER),
        "billAssentedDate": Step(Stage.ASSENTED, Chamber.EXECUTIVE),
    }
)
_DAY = "%Y-%m-%d %H:%M:%S.0"
FORMS = {
    "billIntroducedDate": _DAY,
    "referredToCommitteeDate": _DAY,
    "reportPresentedDate": _DAY,
    "billPassedInLSDate": _DAY,
    "billPassedInRSDate": _DAY,
    "billAssentedDate": "%d/%m/%Y",
}


def _search(name: str) -> Request:
    query = {"billName": name, "page": 1, "size": 100, "locale": "en"}
    query |= {"sortOn": "billIntroducedDate", "sortBy": "desc"}
    return Request(url=f"{API}?{urlencode(query, quote_via=quote)}")


def start(watch: Watch) -> Iterable[Request]:
    """Every followed bill by its whole name, then a search for each part of a name."""
    for watched in watch.measures:
        if watched.source_id:
            yield _bill(watched.source_id)
    for name in NAMES:
        yield _search(name)


def _bill(name: str) -> Request:
    return Request(url=_search(name).url, context={"billName": name})


def read(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A page of bills: what a search found, or with `billName` the bills of that name."""
    answer = page.json()
    wanted = context.get("billName")
    seen = set()
    rows = member(answer, "records", list)
    for row in rows:
        name = member(row, "billName", str)
        if wanted is None:
            yield Found(id=f"in_sansad:{name}", detail=_bill(name), titles=(("en", name),))
        elif _plain(name) == _plain(wanted) and (id_ := _id(row)) not in seen:
            seen.add(id_)
            yield from _measure(id_, row, page)
    pages = member(answer, "_metadata", dict)
    number = number_of(pages, "currentPageNumber")
    if wanted and not seen and number >= number_of(pages, "totalPages"):
        raise Unreadable(IssueKind.EMPTY, f"no bill is named {wanted!r}", "billName")
    following = next(numbered_next(page, "page", True, like=Request(url="", context=context)))
    total, before = number_of(pages, "totalElements"), (number - 1) * number_of(pages, "perPageSize")
    yield from counted(page, context, len(rows), total, following, "_metadata.totalElements", before)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _id(row: Mapping[str, Any]) -> str:
    house = known(HOUSES, member(row, "billIntroducedInHouse", str), "billIntroducedInHouse")
    short = "ls" if house is Chamber.LOWER else "rs"
    return bill_id("in", identifier(row, "billYear"), f"{short} {identifier(row, 'billNumber')}")


def _measure(id_: str, row: Mapping[str, Any], page: Page) -> Iterator[Yield]:
    house = HOUSES[row["billIntroducedInHouse"]]
    timeline = Timeline(STAGES, page.url)
    for field, form in FORMS.items():
        day = unless_zero(date_of(optional_member(row, field, str), field, form, zone=ZONE))
        if day is not None and not to_come(day, page.fetched_at, ZONE):
            timeline.say(field, day, chamber=house)
    status = member(row, "status", str)
    if status == PENDING:
        for event in sent_back(timeline.events, status):
            timeline.infer(event)
    step = STAGES.meaning(status)
    if step is not None and step.stage not in {event.stage for event in timeline.events}:
        timeline.say(status, None)
    number, year = optional_identifier(row, "actNo"), optional_identifier(row, "actYear")
    name = member(row, "billName", str)
    measure = SOURCE.measure(
        name,
        id=id_,
        kind=Kind.BILL,
        title=name,
        number=f"{identifier(row, 'billNumber')} of {identifier(row, 'billYear')}",
        origin_chamber=house,
        category=CATEGORIES.get(optional_member(row, "billType", str) or ""),
        url=optional_member(row, "billIntroducedFile", str),
        citation=f"Act {number} of {year}" if number and year else None,
        source_status=status,
        aliases=(*((Alias(id=bill_id("in", f"law {year}", number)),) if number and year else ()),),
    )
    yield from timeline.told(measure, page)


BILLS = Reader(
    r"/legislation/getBills\?",
    read,
    Expect(content="json", must_contain=(b'"_metadata"', b'"records"')),
    may_be_empty=True,
    lists=Found,
    proof=Proof.PART,
)

SOURCE = Source(
    id="in_sansad",
    place="IN",
    name="Digital Sansad, bills of the Parliament of India",
    home="https://sansad.in/ls/legislation/bills",
    publisher="Lok Sabha and Rajya Sabha Secretariats",
    contact="https://sansad.in/ls/contact-us",
    hosts=("sansad.in",),
    languages=("en",),
    licence="Not stated; reproduction with acknowledgement",
    republish=False,
    every=timedelta(days=1),
    start=start,
    readers=(BILLS,),
    interval=5.0,
    reason="Built from documentation; no response of the site has been read yet.",
    unverified_live=True,
)
