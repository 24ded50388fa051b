"""Bills of the New Zealand Parliament (bills.parliament.nz).

Publisher: Office of the Clerk of the House of Representatives.
Formats: JSON of the site's own pages, undocumented: POST /api/data/search finds bills by a word (every member
of the body must be there, else 500), GET /api/data/Bill/{id} tells one.
Licence: Not stated for the interface; the Parliament's site names terms for each kind of content.
Caveats: Instants are UTC: a day begins at 11:00 or 12:00 of the day before. Stages come in no order; one
that was interrupted comes again. A list tells that a bill was terminated, not why. Pages past the end answer
500. A divided bill's parts bear its number with a letter (71-3A). Public, local and private Acts are numbered
apart. A reinstated bill keeps the Parliament it was brought in. Commencement is not told.
How status is derived: From the outcome of each stage. A third reading agreed passes the bill, in the only
chamber; law is what got the royal assent. The reason of termination ends what no stage ended, on a day that
is not told. One terminated for no stated reason, short of the royal assent, is taken as lapsed, by inference.
Contact: https://www.parliament.nz/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import local_date, to_come, unless_zero
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import counted, each_row
from tracker.source.reading import identifier, known, member, number_of, optional_member
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import (
    Alias,
    Basis,
    Category,
    Chamber,
    Event,
    IssueKind,
    Kind,
    Proof,
    Stage,
    bill_id,
)

ID = "nz_bills"
API = "https://bills.parliament.nz/api/data"
ZONE = "Pacific/Auckland"
PAGE = 50
#: Words of titles: the search is not said to take phrases.
WORDS = ("organ", "transplant", "human tissue")

READINGS = {
    "Introduced": Stage.INTRODUCED,
    "First Reading": Stage.FIRST_READING,
    "Select Committee": Stage.COMMITTEE,
    "Second Reading": Stage.SECOND_READING,
    "Committee of whole House": Stage.COMMITTEE,
    "Third Reading": Stage.THIRD_READING,
    "Royal Assent": Stage.ASSENTED,
}
OUTCOMES = ("Unknown", "Agreed", "Concluded", "Interrupted")
REASONS = {
    "Assented": Stage.ASSENTED,
    "Discharged": Stage.WITHDRAWN,
    "Divided": Stage.SUPERSEDED,
    "Lapsed": Stage.LAPSED,
    "Not Agreed": Stage.DEFEATED,
    "Not available (record is from previous database)": Stage.LAPSED,
    "Rejected": Stage.DEFEATED,
    "Terminated": Stage.LAPSED,
    "Withdrawn": Stage.WITHDRAWN,
}
#: Reasons that give none.
UNSAID = ("Not available (record is from previous database)", "Terminated")
INFERRED = "The record says that the bill was terminated before the royal assent, not how."
# Each stage with its outcome, then the reasons of termination.
STAGES = Stages(
    {f"{name}: {outcome}": stage for name, stage in READINGS.items() for outcome in OUTCOMES}
    | {f"{name}: NotAgreed": Stage.DEFEATED for name in ("First Reading", "Second Reading", "Third Reading")}
    | {"Third Reading: Agreed": Stage.PASSED}
    | REASONS
)
TERMINATED = {"Active": False, "Terminated": True}
CATEGORIES = {
    "Government": Category.GOVERNMENT,
    "Members": Category.PRIVATE_MEMBER,
    "Local": Category.PRIVATE,
    "Private": Category.PRIVATE,
}
#: What stands before the number of an Act that is no public one.
SERIES = {"Local": "local ", "Private": "private "}
_NUMBER = re.compile(r"(\d+)-\d+([A-Z]?)", re.ASCII)
_ACT = re.compile(r"(\d{4})/(\d+)", re.ASCII)
_SEARCH: Mapping[str, Any] = {
    "id": None, "documentPreset": 1, "selectCommittee": None, "status": [], "documentTypes": [],
    "documentSubtypes": [], "beforeCommittee": None, "billStages": [], "billTab": "All", "billId": None,
    "includeBillStages": True, "subject": None, "person": None, "parliament": None, "dateFrom": None,
    "dateTo": None, "datePeriod": None, "restrictedFrom": None, "restrictedTo": None, "column": 17,
    "terminatedReason": None, "prettyTerminatedReason": None, "terminatedReasons": [], "direction": 1,
    "pageSize": PAGE,
}  # fmt: skip


def start(watch: Watch) -> Iterable[Request]:
    for measure in watch.measures:
        if measure.source_id:
            yield _bill(measure.source_id)
    for word in (*WORDS, *watch.terms.get("en", ())):
        yield _search(word, 1)


def _bill(name: str) -> Request:
    return Request(url=f"{API}/Bill/{name}")


def _search(word: str, page: int) -> Request:
    return Request(
        url=f"{API}/search",
        method="POST",
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        body=json.dumps({**_SEARCH, "keyword": word, "page": page}),
        context={"keyword": word},
    )


def read_search(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A page of bills found, and the request for the next. Context: `keyword`, as asked."""
    answer = page.json()
    rows, number = member(answer, "results", list), number_of(answer, "page")
    yield from each_row(page, rows, _found)
    total, before = number_of(answer, "totalResults"), (number - 1) * number_of(answer, "pageSize")
    following = _search(str(context.get("keyword")), number + 1)
    yield from counted(page, context, len(rows), total, following, "totalResults", before)


def _found(row: Mapping[str, Any]) -> Iterator[Found]:
    name = member(row, "id", str)
    yield Found(
        id=f"{ID}:{name}",
        detail=_bill(name),
        titles=(("en", member(row, "title", str)),),
        version=f"{optional_member(row, 'status', str)} {optional_member(row, 'lastStageDate', str)}",
    )


def read_bill(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    bill = page.json()
    name, parliament = member(bill, "Id", str), identifier(bill, "ParliamentNumber")
    number, url = _number(bill), f"https://bills.parliament.nz/v/6/{name}"
    kind, reason = member(bill, "BillTypeCode", str), None
    if known(TERMINATED, member(bill, "BillStatusCode", str), "BillStatusCode"):
        reason = member(bill, "TerminatedReasonName", str)
    timeline = _stages(bill, url, page.fetched_at, over=reason is not None)
    current = optional_member(bill, "BillCurrentStageName", str)
    inferred = tuple(_ended(timeline, bill, reason)) if reason else ()
    law = _ACT.fullmatch(optional_member(bill, "AssentNumber", str) or "")
    law_id = bill_id("nz", f"law {law[1]}", f"{SERIES.get(kind, '')}{law[2]}") if law else None
    sponsors = member(bill, "Members", list)
    measure = SOURCE.measure(
        name,
        id=bill_id("nz", parliament, number or name),
        kind=Kind.BILL,
        title=member(bill, "Title", str),
        legislature="nz-parliament",
        session=parliament,
        number=number,
        origin_chamber=Chamber.LEGISLATURE,
        category=known(CATEGORIES, kind, "BillTypeCode"),
        url=url,
        citation=optional_member(bill, "Act", str),
        source_status=f"Terminated: {reason}" if reason else current,
        sponsor=optional_member(sponsors[0], "PreferredFormOfAddress", str) if sponsors else None,
        events=inferred,
        aliases=(*((Alias(id=law_id),) if law_id else ()),),
    )
    yield from timeline.told(measure, page)
    parts = optional_member(bill, "ChildBills", list) or []
    yield from each_row(page, parts, lambda part: [_bill(member(part, "ChildBillId", str))])


def _stages(bill: Mapping[str, Any], url: str, fetched_at: str | None, *, over: bool) -> Timeline:
    """The stages a bill has been through. One that is still to come is listed without a day, or with a later
    one; of a bill that is over, a stage without a day was passed on a day that nobody wrote down."""
    timeline = Timeline(STAGES, url)
    for row in sorted(member(bill, "Stages", list), key=_order):
        name, outcome = member(row, "StageName", str), member(row, "OutcomeCode", str)
        chamber = Chamber.EXECUTIVE if name == "Royal Assent" else Chamber.LEGISLATURE
        label = name if outcome == "Unknown" else f"{name}: {outcome}"
        day = unless_zero(local_date(optional_member(row, "StageDate", str), "StageDate", ZONE))
        if to_come(day, fetched_at, ZONE) or (day is None and not over):
            continue
        timeline.say(f"{name}: {outcome}", day, chamber=chamber, label=label)
    return timeline


def _ended(timeline: Timeline, bill: Mapping[str, Any], reason: str) -> Iterator[Event]:
    """Tell the end of a terminated bill, where no stage told it; yield it where it is inferred."""
    told = {event.stage for event in timeline.events}
    if reason in UNSAID:
        if optional_member(bill, "BillCurrentStageName", str) != "Royal Assent":
            if Stage.DEFEATED not in told:
                yield Event(stage=Stage.LAPSED, date=None, label=reason, basis=Basis.INFERENCE, note=INFERRED)
            return
        reason = "Assented"
    step = STAGES.meaning(reason)
    if step is not None and step.stage not in told:
        assent = local_date(optional_member(bill, "RoyalAssentDate", str), "RoyalAssentDate", ZONE)
        law = step.stage is Stage.ASSENTED
        chamber = Chamber.EXECUTIVE if law else Chamber.LEGISLATURE
        timeline.say(reason, assent if law else None, chamber=chamber)


def _order(row: Mapping[str, Any]) -> tuple[str, int, str]:
    day = optional_member(row, "StageDate", str) or ""
    return day, number_of(row, "StageId"), member(row, "OutcomeCode", str)


def _number(bill: Mapping[str, Any]) -> str | None:
    """The bill's number without that of its printing: 193 of 193-2, 71A of 71-3A. A few bills have none."""
    text = optional_member(bill, "BillNumber", str)
    match = _NUMBER.fullmatch(text or "")
    if text and not match:
        raise Unreadable(
            IssueKind.BAD_VALUE, f"BillNumber is {text!r:.40}: expected as in 193-2", "BillNumber"
        )
    return "".join(match.groups()) if match else None


SOURCE = Source(
    id=ID,
    place="NZ",
    name="Bills of the New Zealand Parliament",
    home="https://bills.parliament.nz/",
    publisher="Office of the Clerk of the House of Representatives",
    contact="https://www.parliament.nz/",
    hosts=("bills.parliament.nz",),
    languages=("en",),
    licence="Not stated for the interface",
    republish=False,
    every=timedelta(days=1),
    start=start,
    readers=(
        Reader(
            r"/api/data/search",
            read_search,
            Expect(content="json", must_contain=(b'"totalResults"', b'"results"')),
            may_be_empty=True,
            lists=Found,
            proof=Proof.PART,
        ),
        Reader(
            r"/api/data/Bill/[0-9a-f-]{36}",
            read_bill,
            Expect(content="json", must_contain=(b'"BillStatusCode"', b'"Stages"')),
            proof=Proof.PART,
        ),
    ),
    interval=2.0,
    unverified_live=True,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
)
