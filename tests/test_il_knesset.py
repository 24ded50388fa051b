"""Israel: bills known by their present state alone, and laws joined to the bills that made them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scrapers.il_knesset import API, SOURCE, STAGES, STATUSES, start
from tests.conftest import ROOT, capture_index
from tracker import knowledge
from tracker.history import Record, merge
from tracker.page import Page, Request, Unreadable
from tracker.source import Found, Watch, Watched
from tracker.source.declare import read
from tracker.source.paging import query_of
from tracker.status import Assessment
from tracker.vocabulary import Alias, Issue, Measure, Stage, Status

BILLS = f"{API}/KNS_Bill?$filter=Id eq 1"
ATOM = "http://knesset.gov.il/Odata/ParliamentInfo.svc/KNS_Bill"
# StatusID as the notes group them, by what may become of such a bill.
OPEN = {Stage.INTRODUCED, Stage.COMMITTEE, Stage.REPORT, Stage.SECOND_READING}
GROUPS = {
    "104 150": {Stage.INTRODUCED},
    "101 106 108 109 111 141 142 167": {Stage.COMMITTEE, Stage.REPORT},
    "113 114 115 117 130 131 178 179": {Stage.COMMITTEE, Stage.REPORT, Stage.SECOND_READING},
    "118": {Stage.PASSED},
    "110 176": {Stage.LAPSED},
    "122 124": {Stage.SUPERSEDED},
    "126 158 161 162 165 169 140 143 120 175 181": OPEN,
}
LAW = {"Id": 2000001, "Name": "x", "LawValidityDesc": "תקף", "PublicationDate": "1950-08-09"}
READ = {
    "il/KNS_Bill_148560_with_docs.v4.json": BILLS,
    "il/KNS_LawBinding.v4.json": f"{API}/KNS_LawBinding?x",
    "il/ParliamentInfo.svc_KNS_Bill.2017-05-07.atom.xml": ATOM,
}
NOT_READ = {
    "il/KNS_IsraelLawName.v4.json": "former names of laws: not asked for",
    "il/KNS_Status.v4.json": "the table itself: below",
    "il/metadata_BillsData.xml": "a description of an older service",
    "il/metadata_LawsData.xml": "a description of an older service",
    "il/reblaze_block_response.html": "a challenge: below",
}


def items(content: bytes, url: str, **context: Any) -> list[object]:
    return list(read(SOURCE, Page(content, url), context))


def row(**more: Any) -> dict[str, Any]:
    given = {"Id": 9, "KnessetNum": 25, "Name": "הצעת חוק", "StatusID": 104, "SubTypeDesc": "פרטית"}
    return {**given, "PrivateNumber": 7, **more}


def bill(**more: Any) -> Measure:
    text = json.dumps({"@odata.context": f"{API}/$metadata#KNS_Bill", "value": [row(**more)]})
    (measure,) = items(text.encode(), BILLS)
    assert isinstance(measure, Measure)
    return measure


def steps(measure: Measure) -> list[Stage]:
    return [event.stage for event in measure.events]


@pytest.mark.parametrize(("ids", "stages"), GROUPS.items())
def test_every_status_of_a_bill_has_its_meaning(ids: str, stages: set[Stage]) -> None:
    assert {STATUSES[int(id_)][1] for id_ in ids.split()} <= stages


def test_the_table_of_statuses_has_no_other_value_than_stopped() -> None:
    assert {str(id_) for id_ in STATUSES} == {id_ for ids in GROUPS for id_ in ids.split()}


@pytest.mark.parametrize(
    ("reason", "stage"),
    [
        ('הסרה מסד"י בד. מוקדם', Stage.DEFEATED),
        ('חה"כ המציע התפטר', Stage.LAPSED),
        ("חזרת הממשלה מהצעת החוק", Stage.WITHDRAWN),
    ],
)
def test_a_stopped_bill_ends_by_the_reason(reason: str, stage: Stage) -> None:
    assert steps(bill(StatusID=177, PostponementReasonDesc=reason)) == [Stage.INTRODUCED, stage]


def test_passed_in_third_reading_is_law_only_where_it_was_published() -> None:
    assert steps(bill(StatusID=118)) == [Stage.INTRODUCED, Stage.PASSED]
    assert Stage.PUBLISHED in steps(bill(StatusID=118, PublicationDate="2008-03-31T00:00:00+03:00"))


@pytest.mark.parametrize("told", ["2026-08-03T21:00:00Z", "2026-08-04T00:00:00+03:00", "2026-08-04T00:00:00"])
def test_a_day_of_publication_is_that_of_jerusalem(told: str) -> None:
    published = [
        e.date for e in bill(StatusID=118, PublicationDate=told).events if e.stage is Stage.PUBLISHED
    ]
    assert [str(day) for day in published] == ["2026-08-04"]


@pytest.mark.parametrize(
    ("more", "on", "status"),
    [
        ({}, date(2026, 3, 2), Status.PENDING),
        ({"KnessetNum": 16}, date(2006, 4, 16), Status.PENDING),
        ({"KnessetNum": 16}, date(2006, 4, 17), Status.LAPSED),
        # Passed, and never published since its Knesset ended: nobody has seen what became of it.
        ({"KnessetNum": 16, "StatusID": 118}, date(2006, 5, 1), Status.PENDING),
        ({"KnessetNum": 16, "StatusID": 118}, date(2026, 3, 2), Status.UNKNOWN),
        ({"KnessetNum": 25, "StatusID": 118}, date(2026, 3, 2), Status.PENDING),
    ],
)
def test_an_open_bill_falls_with_its_knesset(more: dict[str, Any], on: date, status: Status) -> None:
    known = knowledge.load(ROOT / "data")
    legislature = next(body for body in known.legislatures if body.id == SOURCE.legislature)
    measure = bill(**more)
    history = merge(measure.id, [Record(SOURCE.id, measure, date(2026, 3, 2))])
    standing = Assessment(history, legislature).on(on)
    assert standing is not None
    assert standing.status is status


def test_a_bill_taken_up_from_an_earlier_knesset_was_not_introduced_in_this_one() -> None:
    assert steps(bill(IsContinuationBill=True, StatusID=113)) == [Stage.COMMITTEE, Stage.REINSTATED]


def test_followed_bills_and_laws_are_asked_for_by_number_and_names_in_one_request_each() -> None:
    ids = ("law/2000602", *(f"bill/{n}" for n in range(1, 31)))
    aliases = tuple(Alias(source=SOURCE.id, source_id=id_) for id_ in ids)
    watch = Watch(measures=(Watched(id="a", aliases=aliases),), terms={"he": ("סחר", "ק'")})
    requests = list(start(watch))
    filters = [query_of(request.url)["$filter"] for request in requests]
    assert [f.count("Id eq") for f in filters] == [20, 10, 1, 0, 0]
    assert filters[3:] == [
        "TypeID eq 2 and (contains(Name,'סחר') or contains(Name,'ק'''))",
        "contains(Name,'סחר') or contains(Name,'ק''')",
    ]
    assert all(len(request.url) < 2048 for request in requests)


def test_a_search_goes_on_as_a_search() -> None:
    answer = {"@odata.context": "#KNS_Bill", "value": [row()], "@odata.nextLink": f"{API}/KNS_Bill?$skip=100"}
    found, more = items(json.dumps(answer).encode(), BILLS, search=True)
    assert isinstance(found, Found)
    assert isinstance(more, Request)
    assert more.context == {"search": True}


@pytest.mark.captures
def test_every_captured_line_is_read_or_has_a_reason(captures: Path) -> None:
    lines = {line["file"] for line in capture_index() if line.get("source") == SOURCE.id}
    assert lines == {*READ, *NOT_READ}
    for name, url in READ.items():
        told = items((captures / name).read_bytes(), url, law=LAW)
        assert any(isinstance(item, Measure) for item in told), name
        assert not any(isinstance(item, Issue) for item in told), name


@pytest.mark.captures
def test_a_page_of_a_hundred_bills(captures: Path) -> None:
    content = (captures / "il/ParliamentInfo.svc_KNS_Bill.2017-05-07.atom.xml").read_bytes()
    *bills, more = items(content, ATOM)
    assert isinstance(more, Request)
    assert more.url == f"{ATOM}?$skiptoken=17798"
    told = [item for item in bills if isinstance(item, Measure)]
    assert len(told) == len(bills) == 100
    counts = Counter((measure.source_status or "").partition(" ")[0] for measure in told)
    assert (counts["104"], counts["118"], counts["177"]) == (62, 17, 9)
    law = next(measure for measure in told if measure.id == "il-bill-5")
    assert str(law.events[0].date) == "1949-06-07"


@pytest.mark.captures
def test_a_challenge_is_no_page_and_no_empty_list(captures: Path) -> None:
    content = (captures / "il/reblaze_block_response.html").read_bytes()
    assert SOURCE.sniff(content) is None
    with pytest.raises(Unreadable, match="KNS_Bill"):
        items(content, BILLS)


@pytest.mark.captures
def test_the_captured_statuses_are_those_of_the_table(captures: Path) -> None:
    rows = json.loads((captures / "il/KNS_Status.v4.json").read_bytes())["value"]
    told = {r["Id"]: r["Desc"] for r in rows if r["TypeID"] == 2}
    assert told
    assert told == {id_: STATUSES[id_][0] for id_ in told}


@pytest.mark.captures
def test_a_law_is_the_bill_that_made_it(captures: Path) -> None:
    name = "il/KNS_LawBinding.v4.json"
    (measure,) = items((captures / name).read_bytes(), READ[name], law=LAW)
    assert isinstance(measure, Measure)
    assert [a.source_id for a in measure.aliases] == ["law/2000001", "bill/148560"]
    # In force, on a day the register does not give.
    assert [(e.stage, str(e.date)) for e in measure.events][1] == (Stage.IN_FORCE, "None")


@pytest.mark.parametrize("validity", ["תקף", "בטל", "פקע", "נושן", "טרם נכנס לתוקף"])
def test_every_validity_of_a_law_has_its_meaning(validity: str) -> None:
    step = STAGES.meaning(validity)
    assert step is None or step.stage is not Stage.UNKNOWN
