"""Bills before the Parliament of the United Kingdom (Bills API, version 1).

Publisher: UK Parliament.
Formats: JSON; described by the publisher's own OpenAPI document at bills-api.parliament.uk.
Licence: Open Parliament Licence v3.0.
Caveats: Dates are local to London and carry no zone. The API has no chapter numbers, no date of defeat and no
word for a lapsed bill. A sitting may lie in the future, and a stage may have none. A bill and its stages are
two pages: the bill page asks for the stages, and only the last page of stages emits the measure.
How status is derived: Each stage that has been held becomes one step: committees and report by their first
sitting, all others by their last. A third reading means that the chamber passed the bill, unless more
sittings are to come or the bill was defeated there: a defeat is taken to be of the last sitting of the
current stage. Royal Assent needs both `isAct` and a current stage with id 11; an Act without a sitting there
was assented on an unknown date. Sittings after the day of the page are not steps yet. A bill of several
sessions belongs to the last of them.
Contact: softwareengineering@parliament.uk
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date, local_date, unless_zero
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.joined import Join, Kept, Part, Rows
from tracker.source.paging import counted, query_of, with_query
from tracker.source.reading import (
    identifier,
    known,
    member,
    members,
    number_of,
    optional_identifier,
    optional_member,
    unexpected,
    whole_number,
)
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import (
    Basis,
    Category,
    Chamber,
    Event,
    Issue,
    IssueKind,
    Kind,
    Proof,
    Stage,
    Title,
    Window,
)

API = "https://bills-api.parliament.uk/api/v1/Bills"
ZONE = "Europe/London"
PAGE_SIZE = 100
ROYAL_ASSENT = 11

HOUSES = {"Commons": Chamber.LOWER, "Lords": Chamber.UPPER, "Unassigned": None, "All": None}

# Stage name -> (what it means, its ids by house). None: a step of procedure that moves the bill no further.
# Names without an id are in the publisher's list of stages; their ids have not been seen.
LISTED: dict[str, tuple[Stage | None, dict[str, int]]] = {
    "1st reading": (Stage.FIRST_READING, {"Commons": 6, "Lords": 1}),
    "2nd reading": (Stage.SECOND_READING, {"Commons": 7, "Lords": 2}),
    # A debate on second reading away from the floor; the House still has to read the bill a second time.
    "Second reading committee": (None, {"Commons": 25, "Lords": 30}),
    "Committee stage": (Stage.COMMITTEE, {"Commons": 8, "Lords": 3}),
    "Committee of the whole House": (Stage.COMMITTEE, {"Commons": 49}),
    "Committee stage (re-committed clauses and schedules)": (Stage.COMMITTEE, {"Commons": 48}),
    "Select Committee stage": (Stage.COMMITTEE, {"Commons": 43}),
    "Lords Special Public Bill Committee": (Stage.COMMITTEE, {}),
    "Legislative Grand Committee": (Stage.COMMITTEE, {"Commons": 38}),
    "Report stage": (Stage.REPORT, {"Commons": 9, "Lords": 4}),
    "3rd reading": (Stage.PASSED_CHAMBER, {"Commons": 10, "Lords": 5}),
    "Consideration of Lords amendments": (Stage.CONSIDERATION_OF_AMENDMENTS, {"Commons": 12}),
    "Consideration of Commons amendments": (Stage.CONSIDERATION_OF_AMENDMENTS, {"Lords": 13}),
    "Consideration of Lords message": (Stage.CONSIDERATION_OF_AMENDMENTS, {"Commons": 42}),
    "Royal Assent": (Stage.ASSENTED, {"Unassigned": ROYAL_ASSENT}),
    "Bill withdrawn": (Stage.WITHDRAWN, {}),
    "Carry-over motion": (Stage.CARRIED_OVER, {"Commons": 18}),
    "Motion to suspend Bill till next session approved": (Stage.CARRIED_OVER, {}),
    "Bill reintroduced": (Stage.REINSTATED, {}),
    "Programme motion": (None, {"Commons": 14}), "Money resolution": (None, {"Commons": 15}),
    "Ways and Means resolution": (None, {"Commons": 36}), "Guillotine motion": (None, {"Commons": 28}),
    "Allocation of time motion": (None, {"Commons": 29}),
    "Order of Commitment discharged": (None, {"Commons": 26}), "Reconsideration": (None, {"Commons": 39}),
    "Consequential consideration": (None, {"Commons": 40}), "Lords Examiners": (None, {"Lords": 16}),
    "Commons Examiners": (None, {"Commons": 17}), "Second House Examination": (None, {"Commons": 44}),
    **dict.fromkeys((
        "Motion to suspend Bill till next session considered", "Motion to revive Bill", "Instruction",
        "Power of public bill committee to send for persons, papers and records", "Committee negatived",
        "Committal (to a Select Committee)", "Examination for compliance with Standing Orders",
        "Petition to introduce a Private Bill presented to Parliament",
    ), (None, {})),
}  # fmt: skip
STAGES = Stages({name: stage for name, (stage, _) in LISTED.items()})
_PLACES_OF_IDS = {
    number: (name.casefold(), house) for name, (_, ids) in LISTED.items() for house, number in ids.items()
}
# These go on for days; the step begins with the first. Other steps are done with their last sitting.
_LASTING = frozenset({Stage.COMMITTEE, Stage.REPORT})

# billTypeId -> kind and category. The Lord Chancellor, for the government, brings in consolidation bills.
BILL_TYPES: dict[int, tuple[Kind, Category | None]] = {
    **dict.fromkeys((1, 3), (Kind.BILL, Category.GOVERNMENT)),
    **dict.fromkeys((2, 5, 7, 8), (Kind.BILL, Category.PRIVATE_MEMBER)),
    4: (Kind.BILL, Category.HYBRID),
    6: (Kind.BILL, Category.PRIVATE),
    9: (Kind.DRAFT, None),
}
LOST = "A defeated bill stays at the stage at which it was lost: this is the last sitting of that stage."
#: What is kept of a bill until its stages are read.
_NEEDED = {"shortTitle": str, "lastUpdate": str, "isDefeated": bool, "isAct": bool}
_OPTIONAL = {"formerShortTitle": str, "longTitle": str, "billWithdrawn": str, "currentStage": dict}


def start(watch: Watch) -> Iterable[Request]:
    """Every followed bill, then a search for each English term. A bill is known by its billId alone."""
    for watched in watch.measures:
        named = re.fullmatch(r"(?:gb-bill-)?(\d+)", watched.source_id or watched.id)
        if named:
            yield Request(url=f"{API}/{named[1]}")
    for term in watch.terms.get("en", ()):
        query = {"SearchTerm": term, "SortOrder": "DateUpdatedDescending", "Take": PAGE_SIZE}
        yield Request(url=f"{API}?{urlencode(query)}")


def read_search(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """A page of BillSummary: what was found, and the next page while there is more."""
    answer = page.json()
    items = member(answer, "items", list)
    for bill in items:
        number = identifier(bill, "billId")
        titles = [member(bill, "shortTitle", str), optional_member(bill, "formerShortTitle", str)]
        yield Found(
            id=f"gb-bill-{number}",
            detail=Request(url=f"{API}/{number}"),
            titles=tuple(("en", title) for title in titles if title),
            version=optional_member(bill, "lastUpdate", str),
        )
    skip = whole_number(query_of(page.url).get("Skip", "0"), "Skip")
    following = Request(url=with_query(page.url or API, Skip=skip + len(items)))
    total = number_of(answer, "totalResults")
    yield from counted(page, {}, len(items), total, following, "totalResults", skip)


def _kept(page: Page) -> dict[str, Any]:
    """What is kept of a Bill until its stages are read."""
    bill = page.json()
    number = number_of(bill, "billId")
    asked = re.search(r"/Bills/(\d+)", page.url, re.IGNORECASE)
    if asked and int(asked[1]) != number:
        raise Unreadable(IssueKind.BAD_VALUE, f"asked for bill {asked[1]}, got {number}", "billId")
    kept = {
        "billId": number,
        **members(bill, _NEEDED, _OPTIONAL),
        "billTypeId": number_of(bill, "billTypeId"),
        "originatingHouse": _house(bill, "originatingHouse"),
        "currentHouse": _house(bill, "currentHouse"),
        "session": _session(bill),
        "sponsor": _sponsor(bill),
    }
    for field in ("lastUpdate", "billWithdrawn"):
        iso_date(kept[field], field)
    return kept


def _stages(page: Page, bill: Kept, before: Rows) -> tuple[list[Any], Request | None]:
    """A page of StageSummary, and the request for the next."""
    answer = page.json()
    items = member(answer, "items", list)
    reached, total = len(before) + len(items), number_of(answer, "totalResults")
    if reached >= total:
        return items, None
    if not items:
        raise Unreadable(IssueKind.MISSING_FIELD, f"stages end after {reached} of {total}", "items")
    return items, Request(url=with_query(_stages_of(bill).url, Skip=reached, Take=PAGE_SIZE))


def _stages_of(bill: Kept) -> Request:
    return Request(url=f"{API}/{bill['billId']}/Stages")


class _Row(NamedTuple):
    """One stage of one bill: its held and its coming sittings, both sorted."""

    stage_id: int
    name: str
    house: str
    held: tuple[Window, ...]
    coming: tuple[Window, ...]

    @property
    def meaning(self) -> Stage | None:
        """UNKNOWN where the name is new, or where name, house and a known id do not agree."""
        chamber = HOUSES.get(self.house)
        if _PLACES_OF_IDS.get(self.stage_id) not in (None, (self.name.casefold(), self.house)):
            return Stage.UNKNOWN
        meaning = STAGES.stage(self.name)
        needs_chamber = meaning not in (None, Stage.ASSENTED, Stage.WITHDRAWN)
        return Stage.UNKNOWN if needs_chamber and chamber is None else meaning


def _told(bill: Kept, read: Mapping[str, Rows], page: Page) -> Iterator[Yield]:
    """The measure. Of a bill whose stages were not read, the current one is all there is."""
    items = read["stages"] if "stages" in read else [bill["currentStage"]] if bill["currentStage"] else []
    today = local_date(page.fetched_at, "fetched_at", ZONE) or _date(bill["lastUpdate"], "lastUpdate")
    if today is None:
        raise unexpected("lastUpdate", bill["lastUpdate"], "a day")
    rows = [_row(item, bill["billId"], today) for item in items]
    current = bill.get("currentStage") and _row(bill["currentStage"], bill["billId"], today)
    measure, url = f"gb-bill-{bill['billId']}", f"https://bills.parliament.uk/bills/{bill['billId']}"
    timeline = Timeline(url=url)
    _steps(timeline, rows, bill, current)
    _endings(timeline, bill, current, today)
    kind, category = BILL_TYPES.get(bill["billTypeId"], (Kind.BILL, None))
    further = dict.fromkeys(title for title in (bill["longTitle"], bill["formerShortTitle"]) if title)
    for fault, field, detail in _doubts(bill, rows, current):
        yield Issue(kind=fault, detail=detail, url=url, field=field, measure=measure)
    yield SOURCE.measure(
        str(bill["billId"]),
        id=measure,
        kind=kind,
        title=bill["shortTitle"],
        session=bill["session"],
        origin_chamber=HOUSES[bill["originatingHouse"]],
        category=category,
        url=url,
        source_status=f"{current.name} ({current.house})" if current else None,
        sponsor=bill["sponsor"],
        titles=tuple(Title(text=title, lang="en") for title in further),
        events=timeline.events,
    )


def _steps(timeline: Timeline, rows: list[_Row], bill: Mapping[str, Any], current: _Row | None) -> None:
    """Steps read from the stages, Royal Assent excepted."""
    for row in sorted((r for r in rows if r.held), key=lambda r: (str(r.held[0]), r.stage_id)):
        stage, chamber = row.meaning, HOUSES.get(row.house)
        if stage is None or stage is Stage.ASSENTED:
            continue
        lost = bill["isDefeated"] and current is not None and current.stage_id == row.stage_id
        if stage is Stage.PASSED_CHAMBER and (row.coming or lost):
            stage = Stage.THIRD_READING
        when = row.held[0] if stage in _LASTING else row.held[-1]
        # Of several first readings the first brought the bill in: a timeline keeps that.
        brought_in = stage is Stage.FIRST_READING and row.house == bill["originatingHouse"]
        for step in (Stage.INTRODUCED, stage) if brought_in else (stage,):
            timeline.add(step, when, row.name, chamber=chamber, code=str(row.stage_id))


def _endings(timeline: Timeline, bill: Mapping[str, Any], current: _Row | None, today: Window) -> None:
    """Royal Assent, withdrawal and defeat, which the bill itself tells; a withdrawal that is announced for a
    coming day is none yet."""
    chamber = HOUSES[bill["currentHouse"]]
    if assent := _assent(bill, current):
        day, code = next(iter(assent.held), None), str(assent.stage_id)
        timeline.add(Stage.ASSENTED, day, assent.name, chamber=Chamber.EXECUTIVE, code=code)
    withdrawn = _date(bill["billWithdrawn"], "billWithdrawn")
    if withdrawn and withdrawn.latest <= today.latest:
        timeline.add(Stage.WITHDRAWN, withdrawn, "billWithdrawn", chamber=chamber)
    if bill["isDefeated"]:
        lost = current.held[-1] if current and current.held else None
        # Undated it would come after the end of its session, at which nothing was left to lapse.
        basis, note = (Basis.INFERENCE, LOST) if lost else (Basis.STATED, None)
        timeline.infer(
            Event(
                stage=Stage.DEFEATED, date=lost, label="isDefeated", chamber=chamber, basis=basis, note=note
            )
        )


def _doubts(
    bill: Mapping[str, Any], rows: list[_Row], current: _Row | None
) -> Iterator[tuple[IssueKind, str, str]]:
    """What is odd: new stage words and bill types, and an Act without its Royal Assent."""
    for row in {(r.stage_id, r.name, r.house): r for r in rows if r.meaning is Stage.UNKNOWN}.values():
        detail = f"stage {row.stage_id}, {row.name!r} of house {row.house!r}: not a stage we know"
        yield IssueKind.UNKNOWN_STAGE, "description", detail
    if bill["isDefeated"] and bill["billWithdrawn"]:
        yield IssueKind.BAD_VALUE, "isDefeated", "both defeated and withdrawn"
    if bill["billTypeId"] not in BILL_TYPES:
        detail = f"bill type {bill['billTypeId']}: expected one of {sorted(BILL_TYPES)}"
        yield IssueKind.BAD_VALUE, "billTypeId", detail
    assent = _assent(bill, current)
    if bill["isAct"] and not (assent and assent.held):
        name = current.name if current else None
        detail = f"an Act, but its current stage is {name!r} without a past sitting"
        yield IssueKind.MISSING_FIELD, "currentStage", detail


def _assent(bill: Mapping[str, Any], current: _Row | None) -> _Row | None:
    """The current stage of an Act, where that is Royal Assent and not only announced for a coming day."""
    if not bill["isAct"] or current is None or current.stage_id != ROYAL_ASSENT:
        return None
    return current if current.held or not current.coming else None


def _row(item: Any, bill_id: int, today: Window) -> _Row:
    days = []
    for sitting in optional_member(item, "stageSittings", list) or ():
        if optional_identifier(sitting, "billId") not in (None, str(bill_id)):
            detail = f"a sitting of bill {sitting['billId']}, not {bill_id}"
            raise Unreadable(IssueKind.BAD_VALUE, detail, "billId")
        days.append(_date(optional_member(sitting, "date", str), "stageSittings.date"))
    dates = sorted(filter(None, days), key=str)
    held = tuple(day for day in dates if day.latest <= today.latest)
    named = number_of(item, "stageId"), member(item, "description", str), member(item, "house", str)
    return _Row(*named, held, tuple(dates[len(held) :]))


def _date(text: str | None, field: str) -> Window | None:
    return unless_zero(iso_date(text, field, ZONE))


def _house(bill: Mapping[str, Any], key: str) -> str:
    house = member(bill, key, str)
    known(HOUSES, house, key)
    return house


def _session(bill: Mapping[str, Any]) -> str:
    """The last session the bill was in: session ids grow with time."""
    field = "includedSessionIds"
    included = [number_of({field: session}, field) for session in optional_member(bill, field, list) or ()]
    return str(max([*included, number_of(bill, "introducedSessionId")]))


def _sponsor(bill: Mapping[str, Any]) -> str | None:
    sponsors = optional_member(bill, "sponsors", list) or ()
    for sponsor in sorted(sponsors, key=lambda s: optional_member(s, "sortOrder", int) or 0)[:1]:
        for key in ("member", "organisation"):
            if who := optional_member(sponsor, key, dict):
                return optional_member(who, "name", str)
    return None


_ROWS = Expect.named("json", "totalResults")
STAGES_PART = Part(
    name="stages",
    pattern=r"/Bills/\d+/Stages/?(?:\?|$)",
    expect=_ROWS,
    ask=_stages_of,
    read=_stages,
    proof=Proof.WHOLE,
)
BILL, STAGE_LIST = Join(
    entry="bill",
    pattern=r"/api/v1/Bills/\d+/?(?:\?|$)",
    expect=Expect.named("json", "billId", "isAct"),
    keep=_kept,
    parts=(STAGES_PART,),
    tell=_told,
    proof=Proof.WHOLE,
).readers
SEARCH = Reader(
    r"/api/v1/Bills/?(?:\?|$)", read_search, _ROWS, may_be_empty=True, lists=Found, proof=Proof.PART
)


def sniff(content: bytes) -> Reader | None:
    """By the members of a bill, or of the first entry of a list."""
    try:
        data = Page(content, "").json()
    except Unreadable:
        return None
    items = data.get("items") if isinstance(data, dict) else None
    first = items[0] if isinstance(items, list) and items else data
    found = set(first) if isinstance(first, dict) else set()
    if {"billId", "isAct"} <= found:
        return BILL if first is data else SEARCH
    return STAGE_LIST if "stageSittings" in found and first is not data else None


SOURCE = Source(
    id="gb_bills",
    place="GB",
    name="UK Parliament, Bills API",
    home="https://bills.parliament.uk/",
    publisher="UK Parliament",
    contact="softwareengineering@parliament.uk",
    hosts=("bills-api.parliament.uk",),
    languages=("en",),
    licence="Open Parliament Licence v3.0",
    republish=True,
    every=timedelta(days=1),
    start=start,
    readers=(STAGE_LIST, BILL, SEARCH),
    sniff=sniff,
    legislature="gb-parliament",
    reason="Stored responses of the API were read; none has been fetched live by us yet.",
    unverified_live=True,
)
