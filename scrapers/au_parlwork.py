"""Bills of the Parliament of Australia (ParlWork).

Publisher: Parliament of Australia.
Formats: JSON of the site's own pages, undocumented: /api/bills lists the bills, newest change first, and
/api/bills/{id} tells the dated steps of one, house by house (GroupedProgressStates).
Licence: Creative Commons Attribution-NonCommercial-NoDerivs 4.0.
Caveats: Built from what one public program says of the service; the words are those of the bills' homepages.
The list holds no Parliament and, it seems, only bills of the present one. Bill ids (r7335 of the House, s1511
of the Senate) are never used again, so the id alone names a bill. Texts may hold HTML entities. Instants are
those of midnight in Canberra. A step may be listed before it is taken, without a day or with a later one.
How status is derived: From the steps' words; the third reading agreed to is passage by one house, assent
makes law. Both houses' votes are passage of one text only where a step says so. A step without a day is told
of a bill that is over; what goes off the Notice Paper after a defeat ends nothing again. What the bill's
Status says and no step bears out (Act, Negatived, Lapsed, Not Proceeding) is told without a date.
Commencement is not told: see au_frl.
Contact: https://www.aph.gov.au/Help/Contact_the_Parliament
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from html import unescape
from typing import Any, NamedTuple

from tracker.source import Page, Request
from tracker.source.amended import sent_back
from tracker.source.dates import epoch_date, to_come, unless_zero
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import array, each_row
from tracker.source.reading import known, member, optional_member
from tracker.source.stages import Stages, Step, Timeline
from tracker.vocabulary import Chamber, Kind, SourceState, Stage, Window, bill_id

ID = "au_parlwork"
API = "https://parlwork.aph.gov.au/api/bills"
TAKE = 100
ZONE = "Australia/Canberra"
BILL = "https://www.aph.gov.au/Parliamentary_Business/Bills_Legislation/Bills_Search_Results/Result?bId="
_ORIGIN = "FormattedOriginatingChamber"
CHAMBERS = {
    "House of Representatives": Chamber.LOWER,
    "House of Reps": Chamber.LOWER,
    "Senate": Chamber.UPPER,
    "": None,
}

# Description of a step, then Status of a bill.
STAGES = Stages(
    {
        "Introduced": Stage.INTRODUCED,
        "Introduced and read a first time": Stage.INTRODUCED,
        "Second reading moved": Stage.SECOND_READING,
        "Second reading agreed to": Stage.SECOND_READING,
        "Second reading amendment agreed to": None,
        "Second reading amendment negatived": None,
        "Second reading negatived": Stage.DEFEATED,
        "Referred to Committee": Stage.COMMITTEE,
        "Referred to Federation Chamber": Stage.COMMITTEE,
        "Referred to Main Committee": Stage.COMMITTEE,
        "Committee report": Stage.REPORT,
        "Reported from Federation Chamber": Stage.REPORT,
        "Reported from Main Committee": Stage.REPORT,
        "Committee of the Whole debate": Stage.COMMITTEE,
        "Consideration in detail debate": Stage.COMMITTEE,
        "Negatived in Committee of the Whole": None,
        "Bill agreed to, subject to requests": None,
        "Third reading moved": Stage.THIRD_READING,
        "Third reading debated": Stage.THIRD_READING,
        "Third reading agreed to": Stage.PASSED_CHAMBER,
        "Third reading negatived": Stage.DEFEATED,
        "Consideration of Senate message": Stage.CONSIDERATION_OF_AMENDMENTS,
        "Consideration of House message": Stage.CONSIDERATION_OF_AMENDMENTS,
        "Restored to Notice Paper": Stage.REINSTATED,
        "Discharged from Notice Paper": Stage.WITHDRAWN,
        "Withdrawn": Stage.WITHDRAWN,
        "Text of bill as passed both Houses": None,
        "Finally passed both Houses": Step(Stage.PASSED, Chamber.LEGISLATURE),
        "Before House of Representatives": None,
        "Before Senate": None,
        "Passed both Houses": Step(Stage.PASSED, Chamber.LEGISLATURE),
        "Act": Step(Stage.ASSENTED, Chamber.EXECUTIVE),
        "Not Proceeding": Stage.LAPSED,
        "Negatived": Stage.DEFEATED,
    },
    [
        (r"^second reading debate\b", Stage.SECOND_READING),
        (r"^lapsed\b", Stage.LAPSED),
        # What one house does about the other's amendments.
        (
            r"^(?:house|senate) (?:(?:dis)?agreed to|made|(?:insisted|did not insist) on) .*"
            r"(?:amendment|request)",
            Stage.CONSIDERATION_OF_AMENDMENTS,
        ),
        (r"^(?:royal )?assent\b", Step(Stage.ASSENTED, Chamber.EXECUTIVE)),
        (r"^before (?:the )?(?:house|reps|senate)\b", None),
    ],
)

#: What the Status says of a bill that takes no further step.
_OVER = frozenset({Stage.ASSENTED, Stage.LAPSED, Stage.DEFEATED})


def start(watch: Watch) -> Iterable[Request]:
    yield _list(1, [measure.source_id for measure in watch.measures if measure.source_id])


def _list(page: int, followed: Iterable[str]) -> Request:
    return Request(
        url=f"{API}?Take={TAKE}&Page={page}&SortOrder=2&Keyword=null&IsTitleSearch=true"
        "&DateRangeFrom=null&DateRangeTo=null&StatusFilters=0&BillTypes=0",
        context={"page": page, "followed": sorted(followed)},
    )


def _bill(row: Mapping[str, Any]) -> Request:
    """Ask for a bill; what the list says of it goes with the request, since the bill's page may lack it."""
    facts = {name: row[name] for name in ("Id", "Title", "Status", _ORIGIN) if name in row}
    return Request(url=f"{API}/{row['Id']}", context=facts)


def read_list(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A page of bills; after the last the followed ones that the list lacks. Context: `page`, `followed`."""
    rows = array(page)
    number, followed = member(context, "page", int), set(member(context, "followed", list))

    def read(row: Mapping[str, Any]) -> Iterator[Yield]:
        identifier, title = member(row, "Id", str), unescape(member(row, "Title", str))
        if identifier in followed:
            followed.remove(identifier)
            yield _bill(row)
        else:
            yield Found(id=f"{ID}:{identifier}", detail=_bill(row), titles=(("en", title),))

    yield from each_row(page, rows, read)
    if len(rows) == TAKE:
        yield _list(number + 1, followed)
    else:
        yield from (_bill({"Id": identifier}) for identifier in sorted(followed))


def read_bill(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """The steps of one bill. Context: what the list says of it."""
    bill = {**member(page.json(), "Bill", dict), **context}
    identifier, status = member(bill, "Id", str), unescape(optional_member(bill, "Status", str) or "")
    origin = known(CHAMBERS, optional_member(bill, _ORIGIN, str) or "", _ORIGIN)
    timeline = Timeline(STAGES, BILL + identifier)
    step = STAGES.meaning(status) if status else None
    _tell(timeline, _taken(bill, page, over=step is not None and step.stage in _OVER), origin)
    if step is not None and step.stage not in {event.stage for event in timeline.events}:
        timeline.say(status, None)
    for event in sent_back(timeline.events, status or "Third reading agreed to"):
        timeline.infer(event)
    sponsors = optional_member(bill, "Sponsors", list) or []
    measure = SOURCE.measure(
        identifier,
        id=bill_id("au", "bill", identifier),
        kind=Kind.BILL,
        title=unescape(member(bill, "Title", str)),
        legislature="au-parliament",
        number=identifier,
        origin_chamber=origin,
        url=BILL + identifier,
        source_status=status or None,
        sponsor=unescape(member(sponsors[0], "DisplayName", str)) if sponsors else None,
    )
    yield from timeline.told(measure, page)


class _State(NamedTuple):
    """A step that was taken: its word, its day (None: not told), and where."""

    word: str
    when: Window | None
    chamber: Chamber | None


def _taken(bill: Mapping[str, Any], page: Page, *, over: bool) -> Iterator[_State]:
    """The steps that were taken. `over`: the bill is, and a step without a day was taken some time."""
    for group in member(bill, "GroupedProgressStates", list):
        name = optional_member(group, "FormattedChamber", str) or ""
        chamber = known(CHAMBERS, name, "FormattedChamber")
        for state in member(group, "ProgressStates", list):
            word = unescape(member(state, "Description", str))
            when = unless_zero(epoch_date(optional_member(state, "UpdateDate", str), "UpdateDate", ZONE))
            if over if when is None else not to_come(when, page.fetched_at, ZONE):
                yield _State(word, when, chamber)


def _tell(timeline: Timeline, states: Iterable[_State], origin: Chamber | None) -> None:
    defeated = False
    for word, when, chamber in sorted(states, key=lambda state: str(state.when or "9999")):
        step = STAGES.meaning(word)
        if step == Step(Stage.INTRODUCED) and None not in (chamber, origin) and chamber != origin:
            timeline.add(Stage.FIRST_READING, when, word, chamber=chamber)
        elif not (defeated and step == Step(Stage.WITHDRAWN)):
            timeline.say(word, when, chamber=chamber)
        if step and step.stage is not Stage.UNKNOWN:
            defeated = step.stage is Stage.DEFEATED


SOURCE = Source(
    id=ID,
    place="AU",
    name="ParlWork, bills of the Parliament of Australia",
    home="https://parlwork.aph.gov.au/",
    publisher="Parliament of Australia",
    contact="https://www.aph.gov.au/Help/Contact_the_Parliament",
    hosts=("parlwork.aph.gov.au",),
    languages=("en",),
    licence="CC BY-NC-ND 4.0",
    republish=False,
    every=timedelta(days=1),
    start=start,
    readers=(
        Reader(
            r"/api/bills/[rs]\d+$",
            read_bill,
            Expect(content="json", must_contain=(b'"GroupedProgressStates"',)),
        ),
        # Without a marker: the page after the last is an empty list.
        Reader(r"/api/bills\?", read_list, Expect(content="json"), may_be_empty=True, lists=Found),
    ),
    interval=2.0,
    state=SourceState.BLOCKED,
    reason="The Parliament's firewall is reported to refuse every client that says it is a program. "
    "Built from documentation; no response of the site has been read yet.",
    unverified_live=True,
)
