"""LEGISinfo: oracles on stored responses, traps by name, bad input, the whole of seven parliaments."""

from __future__ import annotations

import json
import pickle
import tarfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scrapers.ca_legisinfo import (
    CATEGORIES,
    DATES,
    READERS,
    SOURCE,
    STAGES,
    STATUSES,
    _list_time,
    bill_url,
    read_bill,
)
from tests.conftest import Once
from tracker.page import Page, Request, Unreadable
from tracker.source.declare import Found, Watch, Watched, Yield, read
from tracker.vocabulary import (
    Alias,
    Basis,
    Category,
    Chamber,
    Event,
    Issue,
    IssueKind,
    Kind,
    Measure,
    Relation,
    Stage,
    Window,
    bill_id,
)

LOWER, UPPER = Chamber.LOWER, Chamber.UPPER
EXAMPLES = Path(__file__).parent / "examples" / SOURCE.id
URL = f"{bill_url('44-1', 'S-223')}/xml"
S_223 = (EXAMPLES / "enacted-s-223.xml").read_bytes()


def items(content: bytes, url: str = URL, **context: Any) -> list[Yield]:
    return list(read(SOURCE, Page(content, url), context))


def only_measure(found: list[Yield]) -> Measure:
    (measure,) = (item for item in found if isinstance(item, Measure))
    return measure


def issues(found: list[Yield]) -> list[Issue]:
    return [item for item in found if isinstance(item, Issue)]


def requests(found: list[Yield]) -> list[Request]:
    return [item for item in found if isinstance(item, Request)]


def captured(folder: Path, session: str, number: str) -> list[Yield]:
    content = (folder / SOURCE.id.replace("_", "-") / f"{session}_{number}.xml").read_bytes()
    return items(content, f"{bill_url(session, number)}/xml")


def steps(measure: Measure, stage: Stage, chamber: Chamber | None = None) -> list[str]:
    """Dates of the steps of that stage, as text."""
    found = (e for e in measure.events if e.stage is stage and chamber in (None, e.chamber))
    return [str(event.date) for event in found]


def shape(measure: Measure) -> list[tuple[str, Stage, Chamber | None]]:
    return [(str(event.date), event.stage, event.chamber) for event in measure.events]


def edited(old: str, new: str, content: bytes = S_223) -> bytes:
    assert content.count(old.encode()) == 1, old
    return content.replace(old.encode(), new.encode())


def fault(content: bytes, url: str = URL) -> tuple[IssueKind, str | None]:
    with pytest.raises(Unreadable) as caught:
        items(content, url)
    return caught.value.kind, caught.value.field


# The organ family, from stored responses.


@pytest.mark.captures
def test_s_223_of_44_1_is_law(captures: Path) -> None:
    measure = only_measure(captured(captures, "44-1", "S-223"))
    assert measure.id == "ca-44-1-s-223"
    assert (measure.kind, measure.category, measure.origin_chamber) == (
        Kind.BILL,
        Category.PRIVATE_MEMBER,
        UPPER,
    )
    assert measure.citation == "S.C. 2022, c. 18"
    assert [alias.key for alias in measure.aliases] == ["ca_legisinfo:11474651", "ca-law-2022-18"]
    assert measure.title.startswith("An Act to amend the Criminal Code and the Immigration")
    assert [(t.lang, t.text[:4]) for t in measure.titles] == [("fr", "Loi ")]
    assert measure.sponsor == "Salma Ataullahjan"
    assert measure.url == "https://www.parl.ca/legisinfo/en/bill/44-1/s-223"
    assert shape(measure) == [
        ("2021-11-24", Stage.INTRODUCED, UPPER),
        ("2021-11-24", Stage.FIRST_READING, UPPER),
        ("2021-12-09", Stage.SECOND_READING, UPPER),
        ("2021-12-09", Stage.PASSED_CHAMBER, UPPER),
        ("2021-12-16", Stage.FIRST_READING, LOWER),
        ("2022-05-18", Stage.SECOND_READING, LOWER),
        ("2022-05-18", Stage.COMMITTEE, LOWER),
        ("2022-11-28", Stage.REPORT, LOWER),
        ("2022-12-05", Stage.REPORT, LOWER),
        ("2022-12-14", Stage.PASSED_CHAMBER, LOWER),
        ("2022-12-15", Stage.ASSENTED, Chamber.EXECUTIVE),
    ]


@pytest.mark.captures
def test_similar_bills_are_linked_and_not_mistaken_for_the_bill(captures: Path) -> None:
    measure = only_measure(captured(captures, "44-1", "S-223"))
    assert [(link.relation, link.target) for link in measure.links] == [
        (Relation.SAME_FAMILY_BEFORE, "ca-43-2-s-204"),
        (Relation.SAME_FAMILY_BEFORE, "ca-43-1-s-204"),
        (Relation.SAME_FAMILY_BEFORE, "ca-42-1-s-240"),
    ]


@pytest.mark.captures
def test_s_240_of_42_1_passed_both_chambers_and_is_not_law(captures: Path) -> None:
    measure = only_measure(captured(captures, "42-1", "S-240"))
    assert steps(measure, Stage.PASSED_CHAMBER, UPPER) == ["2018-10-23"]
    assert steps(measure, Stage.PASSED_CHAMBER, LOWER) == ["2019-04-30"]
    assert shape(measure)[-1] == ("2019-05-14", Stage.CONSIDERATION_OF_AMENDMENTS, UPPER)
    assert not any(event.stage.makes_law or event.stage is Stage.PASSED for event in measure.events)
    assert measure.citation is None
    assert measure.source_status == (
        "At consideration in the Senate of amendments made by the House of Commons"
    )


@pytest.mark.captures
@pytest.mark.parametrize(
    ("session", "number", "introduced", "chamber", "status"),
    [
        ("39-2", "C-500", "2008-02-05", LOWER, "Outside the Order of Precedence"),
        ("40-2", "C-381", "2009-05-07", LOWER, "Outside the Order of Precedence"),
        ("41-2", "C-561", "2013-12-06", LOWER, "Outside the Order of Precedence"),
        ("42-1", "C-350", "2017-04-10", LOWER, "Outside the Order of Precedence"),
        ("43-1", "S-204", "2019-12-10", UPPER, "At second reading in the Senate"),
        ("43-2", "S-204", "2020-09-30", UPPER, "At second reading in the House of Commons"),
    ],
)  # fmt: skip
def test_bills_of_the_family_that_died(
    captures: Path, session: str, number: str, introduced: str, chamber: Chamber, status: str
) -> None:
    measure = only_measure(captured(captures, session, number))
    assert steps(measure, Stage.INTRODUCED) == [introduced]
    assert measure.events[0].chamber is measure.origin_chamber is chamber
    assert measure.events[-1].stage is Stage.FIRST_READING
    assert measure.source_status == status
    terminal = {Stage.ASSENTED, Stage.DEFEATED, Stage.WITHDRAWN, Stage.LAPSED}
    assert not terminal & {event.stage for event in measure.events}


@pytest.mark.captures
def test_same_number_in_consecutive_sessions_is_two_bills(captures: Path) -> None:
    first, second = (captured(captures, session, "S-204") for session in ("43-1", "43-2"))
    assert only_measure(first).id != only_measure(second).id
    assert only_measure(second).continues is None
    assert requests(first) == requests(second) == []
    assert steps(only_measure(second), Stage.PASSED_CHAMBER, UPPER) == ["2021-05-06"]


@pytest.mark.captures
def test_c_381_is_one_bill_in_two_sessions(captures: Path) -> None:
    early, late = (captured(captures, session, "C-381") for session in ("40-2", "40-3"))
    before, after = only_measure(early), only_measure(late)
    assert after.continues == before.aliases[0].key == "ca_legisinfo:3627205"
    assert shape(after) == [("2010-03-03", Stage.REINSTATED, LOWER)]
    assert "ca-40-2-c-381" not in {link.target for link in after.links}
    assert [r.url for r in requests(late)] == [f"{bill_url('40-2', 'C-381')}/xml"]
    assert [r.url for r in requests(early)] == [f"{bill_url('40-3', 'C-381')}/xml"]


# Traps.


@pytest.mark.captures
@pytest.mark.parametrize(
    ("session", "number", "assent", "citation"),
    [
        pytest.param("37-2", "C-459", "2003-11-07", "S.C. 2003, c. 24", id="status 360"),
        pytest.param("43-1", "C-12", "2020-03-13", "S.C. 2020, c. 4", id="major stage 60045"),
        pytest.param("35-1", "S-3", "1994-06-23", None, id="no stages and no chapter"),
        pytest.param("43-2", "C-210", "2021-06-21", "S.C. 2021, c. 12", id="no introduction date"),
    ],
)
def test_assent_needs_only_its_flag_and_date(
    captures: Path, session: str, number: str, assent: str, citation: str | None
) -> None:
    measure = only_measure(captured(captures, session, number))
    assert steps(measure, Stage.ASSENTED) == [assent]
    assert measure.events[-1].chamber is Chamber.EXECUTIVE
    assert measure.citation == citation


@pytest.mark.captures
def test_35_1_s_3_without_stages_is_read_from_its_dates(captures: Path) -> None:
    measure = only_measure(captured(captures, "35-1", "S-3"))
    assert measure.category is Category.PRIVATE
    assert shape(measure) == [
        ("1994-02-09", Stage.INTRODUCED, UPPER),
        ("1994-02-09", Stage.FIRST_READING, UPPER),
        ("1994-02-24", Stage.SECOND_READING, UPPER),
        ("1994-05-31", Stage.PASSED_CHAMBER, UPPER),
        ("1994-06-01", Stage.FIRST_READING, LOWER),
        ("1994-06-22", Stage.SECOND_READING, LOWER),
        ("1994-06-22", Stage.PASSED_CHAMBER, LOWER),
        ("1994-06-23", Stage.ASSENTED, Chamber.EXECUTIVE),
    ]


@pytest.mark.captures
def test_43_2_c_210_has_no_invented_introduction(captures: Path) -> None:
    found = captured(captures, "43-2", "C-210")
    measure = only_measure(found)
    assert steps(measure, Stage.INTRODUCED) == steps(measure, Stage.FIRST_READING, LOWER) == []
    assert steps(measure, Stage.REINSTATED) == ["2020-09-23"]
    assert measure.continues == "ca_legisinfo:10613677"
    assert requests(found) == [
        Request(url=f"{bill_url('43-1', 'C-210')}/xml", context={"towards": "earlier"})
    ]


@pytest.mark.captures
def test_pro_forma_bill_can_never_be_law(captures: Path) -> None:
    found = captured(captures, "45-1", "C-1")
    measure = only_measure(found)
    assert measure.kind is Kind.DRAFT
    assert not measure.kind.can_become_law
    assert measure.source_status == "Introduced as pro forma bill"
    assert len(found) == 1


@pytest.mark.captures
def test_45_1_c_22_both_chambers_on_one_day_is_no_contradiction(captures: Path) -> None:
    found = captured(captures, "45-1", "C-22")
    measure = only_measure(found)
    assert steps(measure, Stage.PASSED_CHAMBER, LOWER) == steps(measure, Stage.FIRST_READING, UPPER)
    assert issues(found) == []
    assert measure.category is Category.GOVERNMENT


@pytest.mark.captures
def test_defeated_and_not_proceeded_with(captures: Path) -> None:
    assert shape(only_measure(captured(captures, "42-1", "C-223")))[-1] == (
        "2016-06-15",
        Stage.DEFEATED,
        LOWER,
    )
    assert shape(only_measure(captured(captures, "44-1", "C-285")))[-1] == (
        "2022-12-13",
        Stage.WITHDRAWN,
        LOWER,
    )


# The list.


def test_times_of_a_list_are_local_times_shifted_by_the_offset() -> None:
    for text in ("2022-12-14T19:00:00-05:00", "2022-12-14T20:00:00-04:00", "2022-12-15T00:00:00"):
        local = _list_time(text, "x")
        assert local is not None
        assert local.isoformat() == "2022-12-15T00:00:00"
    assert _list_time(None, "x") is None
    for text in ("0001-01-01T00:00:00+05:00", "yesterday"):
        with pytest.raises(Unreadable):
            _list_time(text, "x")


@pytest.mark.captures
def test_list_and_bill_agree_on_the_dates_of_s_223(captures: Path) -> None:
    entries = json.loads((captures / "ca-legisinfo/list-44-1.reconstructed.json").read_bytes())
    (entry,) = (e for e in entries if e["BillNumberFormatted"] == "S-223")
    bill = etree.parse(str(captures / "ca-legisinfo/44-1_S-223.xml")).find("Bill")
    assert bill is not None
    for dated in DATES:
        local = _list_time(entry[dated.field], dated.field)
        assert local is not None
        assert local.date().isoformat() == (bill.findtext(dated.field) or "")[:10]
    # The trap itself: the day as printed is the day before.
    assert entry["ReceivedRoyalAssentDateTime"].startswith("2022-12-14")


@pytest.mark.captures
def test_list_finds_every_bill_once_and_emits_no_measure(captures: Path) -> None:
    content = (captures / "ca-legisinfo/list-44-1.reconstructed.json").read_bytes()
    found = items(content, "https://www.parl.ca/legisinfo/en/bills/json?parlsession=44-1")
    assert len(found) == len({item.id for item in found if isinstance(item, Found)}) == 412
    (s_223,) = (item for item in found if isinstance(item, Found) and item.id == "ca-44-1-s-223")
    assert s_223.detail.url == URL
    assert s_223.version == "2022-12-15T00:00:00"
    assert [lang for lang, _ in s_223.titles] == ["en", "fr"]
    assert "trafic d’organes humains" in s_223.titles[1][1]


def test_list_in_xml_and_with_the_older_names_is_read_by_the_same_code() -> None:
    as_json = (EXAMPLES / "list-44-1.json").read_bytes()
    url = "https://www.parl.ca/legisinfo/en/bills/{}?parlsession=44-1"
    found = items(as_json, url.format("json"))
    root = etree.Element("Bills")
    for entry in json.loads(as_json):
        bill = etree.SubElement(root, "Bill")
        for name, value in entry.items():
            etree.SubElement(bill, name).text = None if value is None else str(value)
    assert items(etree.tostring(root), url.format("xml")) == found
    older = as_json.replace(b"BillNumberFormatted", b"NumberCode")
    assert items(older, url.format("json")) == found


# What to ask for.


def test_start_asks_for_lists_and_for_every_incarnation_once() -> None:
    watch = Watch(
        measures=(
            Watched(id="ca-44-1-s-223", session="44-1", number="S-223"),
            Watched(id="ca-40-2-c-381", aliases=(Alias(id="ca-40-3-c-381"),)),
            Watched(id="ca-law-2022-18", aliases=(Alias(id="ca-44-1-s-223"),)),
            Watched(id="ca-37-1-c-15a", session="37-1", number="C-15A"),
        ),
        sessions=("45-1",),
    )
    asked = [request.url.removeprefix("https://www.parl.ca/legisinfo/en/") for request in SOURCE.start(watch)]
    assert asked == [
        "bills/json?parlsession=45-1",
        "bill/44-1/s-223/xml",
        "bill/40-2/c-381/xml",
        "bill/40-3/c-381/xml",
        "bill/37-1/c-15a/xml",
    ]


def test_requests_for_other_incarnations_never_turn_back() -> None:
    content = S_223
    for field, value in (
        ("ReinstatedFromBillDocumentId", "1"),
        ("ReinstatedFromBillNumberCode", "S-9"),
        ("ReinstatedAsBillNumberCode", "S-10"),
        ("SessionNumber", "2"),
    ):
        content = with_field(content, field, value)
    url = f"{bill_url('44-2', 'S-223')}/xml"
    earlier = Request(url=f"{bill_url('44-1', 'S-9')}/xml", context={"towards": "earlier"})
    later = Request(url=f"{bill_url('44-3', 'S-10')}/xml", context={"towards": "later"})
    assert requests(items(content, url)) == [earlier, later]
    assert requests(items(content, url, **earlier.context)) == [earlier]
    assert requests(items(content, url, **later.context)) == [later]
    first = with_field(content, "SessionNumber", "1")
    assert requests(items(first, URL)) == [
        Request(url=f"{bill_url('44-2', 'S-10')}/xml", context={"towards": "later"})
    ]


def with_field(content: bytes, field: str, value: str | None) -> bytes:
    """The bill with another value of one of its own fields; None takes the field away."""
    root = etree.fromstring(content)
    bill = root.find("Bill")
    assert bill is not None
    element = bill.find(field)
    if element is None:
        element = etree.SubElement(bill, field)
    if value is None:
        bill.remove(element)
    else:
        element.text = value
    return etree.tostring(root)


# The two formats.


def as_json(element: etree._Element, repeated: frozenset[str]) -> Any:
    """What LEGISinfo writes in JSON for an element: the same names, typed."""
    if len(element):
        whole: dict[str, Any] = {}
        for child in element:
            value = as_json(child, repeated)
            if child.tag in repeated:
                whole.setdefault(child.tag, []).append(value)
            else:
                whole[child.tag] = value
        return whole
    text = (element.text or "").strip()
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isdecimal() else text or None


REPEATED = frozenset(
    {
        "HouseBillStages", "SenateBillStages", "InterChamberMessages", "HouseAdditionalInformation",
        "SenateAdditionalInformation", "SignificantEvents", "SimilarBills", "Sittings", "Decisions",
        "Speeches", "CommitteeMeetings", "Publications", "WebReferences",
    }
)  # fmt: skip


@pytest.mark.captures
def test_json_of_a_bill_gives_the_same_as_its_xml(captures: Path) -> None:
    for path in sorted((captures / "ca-legisinfo").glob("*.xml")):
        session, number = path.stem.split("_")
        bill = etree.parse(str(path)).find("Bill")
        assert bill is not None
        content = json.dumps([as_json(bill, REPEATED)]).encode()
        from_json = items(content, f"{bill_url(session, number)}/json")
        from_xml = captured(captures, session, number)
        assert only_measure(from_json) == only_measure(from_xml)
        assert requests(from_json) == requests(from_xml)


# Mappings.

EVENT_CODES = {
    "0", "90362", *map(str, range(60109, 60113)), "60115", *map(str, range(60118, 60136)),
    *map(str, range(60138, 60142)), *map(str, range(60144, 60148)), "60149", "60163", "60174", "60285",
    "60286", "60302", "60305",
}  # fmt: skip
STATUS_CODES = [str(code) for code in range(341, 361) if code != 356]


def test_every_documented_code_has_a_meaning() -> None:
    assert {key for key in STAGES.values if key.isdecimal()} == EVENT_CODES
    assert set(STATUS_CODES) == set(STATUSES)
    assert set(CATEGORIES) == {"3", "4", "80759", "80760", "80761"}


def test_only_the_four_defeats_of_a_bill_are_defeats() -> None:
    defeats = {key for key in STAGES.values if STAGES.stage(key) is Stage.DEFEATED}
    assert defeats == {"60119", "60127", "60133", "60302"}
    assert STAGES.stage("60129") is Stage.REPORT


def test_no_code_but_royal_assent_makes_law() -> None:
    meant = {key: STAGES.meanings(key) for key in STAGES.values}
    makes_law = {key for key, steps in meant.items() if any(step.stage.makes_law for step in steps)}
    assert makes_law == {"60149"}
    assert not any(meaning and meaning[0].makes_law for meaning in STATUSES.values())


# Odd but faithful input: issues, never a guess.


def test_unknown_status_is_kept_raw_and_reported() -> None:
    found = items(edited("<StatusId>357<", "<StatusId>399<"))
    unknown = only_measure(found).events[-1]
    assert (unknown.stage, unknown.code, unknown.date) == (Stage.UNKNOWN, "399", None)
    (issue,) = issues(found)
    assert (issue.kind, issue.field) == (IssueKind.UNKNOWN_STAGE, "StatusId")
    assert only_measure(found).source_status == "Royal assent received"


def test_unknown_event_is_kept_raw_and_reported() -> None:
    found = items(edited("<EventTypeId>60285<", "<EventTypeId>60999<"))
    (unknown,) = (e for e in only_measure(found).events if e.stage is Stage.UNKNOWN)
    assert (unknown.code, unknown.label, str(unknown.date)) == (
        "60999",
        "Concurrence at report stage",
        "2022-12-05",
    )
    (issue,) = issues(found)
    assert (issue.kind, issue.field) == (IssueKind.UNKNOWN_STAGE, "HouseBillStages/SignificantEvents")
    assert (issue.url, issue.measure) == (URL, "ca-44-1-s-223")


def test_assent_among_the_stages_of_a_chamber_is_not_believed() -> None:
    found = items(edited("<EventTypeId>60285<", "<EventTypeId>60149<"))
    assert steps(only_measure(found), Stage.ASSENTED) == ["2022-12-15"]
    assert steps(only_measure(found), Stage.UNKNOWN) == ["2022-12-05"]
    assert [i.kind for i in issues(found)] == [IssueKind.UNKNOWN_STAGE]


def test_unknown_latest_event_and_unknown_section_are_reported() -> None:
    found = items(edited("<LatestBillEventEventTypeId>60149<", "<LatestBillEventEventTypeId>61000<"))
    assert [(i.kind, i.field) for i in issues(found)] == [
        (IssueKind.UNKNOWN_STAGE, "LatestBillEventEventTypeId")
    ]
    section = "<BillStages><JointStages><BillStageId>1</BillStageId></JointStages>"
    found = items(edited("<BillStages>", section))
    assert [(i.kind, i.field) for i in issues(found)] == [(IssueKind.UNKNOWN_STAGE, "BillStages")]


def test_unknown_message_between_the_chambers_is_reported() -> None:
    content = (EXAMPLES / "amendments-s-240.xml").read_bytes()
    found = items(
        edited("Consideration of House of Commons amendments", "Free conference", content),
        f"{bill_url('42-1', 'S-240')}/xml",
    )
    assert [(i.kind, i.field) for i in issues(found)] == [(IssueKind.UNKNOWN_STAGE, "InterChamberMessages")]
    # Without the message the status alone still says it, but not when.
    assert [e.date for e in only_measure(found).events if e.stage is Stage.CONSIDERATION_OF_AMENDMENTS] == [
        None
    ]


def test_unknown_category_is_reported_and_left_open() -> None:
    found = items(with_field(S_223, "BillDocumentTypeId", "5"))
    assert only_measure(found).category is None
    assert [(i.kind, i.field) for i in issues(found)] == [(IssueKind.BAD_VALUE, "BillDocumentTypeId")]


def test_reinstated_from_nobody_knows_where_is_reported() -> None:
    found = items(with_field(S_223, "DidReinstateFromPreviousSession", "true"))
    assert [(i.kind, i.field) for i in issues(found)] == [
        (IssueKind.UNRESOLVED_ALIAS, "ReinstatedFromBillDocumentId")
    ]


@pytest.mark.parametrize(
    ("field", "day", "blamed"),
    [
        ("PassedHouseFirstReadingDateTime", "2021-12-08", "PassedHouseFirstReadingDateTime"),
        ("PassedHouseThirdReadingDateTime", "2022-05-17", "PassedHouseThirdReadingDateTime"),
        ("ReceivedRoyalAssentDateTime", "2022-12-13", "ReceivedRoyalAssentDateTime"),
        ("PassedSenateFirstReadingDateTime", "2021-12-10", "PassedSenateSecondReadingDateTime"),
    ],
)
def test_dates_out_of_order_name_the_field(field: str, day: str, blamed: str) -> None:
    found = items(with_field(S_223, field, f"{day}T00:00:00"))
    assert next((i.kind, i.field) for i in issues(found)) == (IssueKind.DATES_OUT_OF_ORDER, blamed)
    assert only_measure(found)


def test_withdrawal_without_a_date_has_none_and_comes_last() -> None:
    content = (EXAMPLES / "amendments-s-240.xml").read_bytes()
    content = edited("<StatusId>347<", "<StatusId>358<", content)
    last = only_measure(items(content, f"{bill_url('42-1', 'S-240')}/xml")).events[-1]
    assert (last.stage, last.date, last.code) == (Stage.WITHDRAWN, None, "358")


# Bad input.


@pytest.mark.parametrize(
    "field",
    [
        "Id", "NumberCode", "ParliamentNumber", "SessionNumber", "StatusId", "StatusNameEn",
        "BillDocumentTypeId", "OriginatingChamberOrganizationId", "IsProForma",
        "DidReinstateFromPreviousSession", "PassedFirstChamberThirdReading", "IsDroppedFromSenateOrderPaper",
        "LatestBillEventEventTypeId",
    ],
)  # fmt: skip
def test_missing_field_is_named(field: str) -> None:
    for content in (with_field(S_223, field, None), with_field(S_223, field, "\n    ")):
        assert fault(content) == (IssueKind.MISSING_FIELD, field)


@pytest.mark.parametrize("field", [dated.field for dated in DATES])
@pytest.mark.parametrize(
    "value", ["15/12/2022", "2022-13-01T00:00:00", "2022-12-14T19:00:00-05:00", "2022-12-15T00:00:00Z"]
)
def test_wrong_or_zoned_date_is_refused(field: str, value: str) -> None:
    assert fault(with_field(S_223, field, value)) == (IssueKind.BAD_VALUE, field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("OriginatingChamberOrganizationId", "3"),
        ("SessionNumber", "first"),
        ("IsProForma", "no"),
        ("ReceivedRoyalAssent", "false"),
        ("NumberCode", "S-224"),
        ("ParliamentNumber", "43"),
    ],
)
def test_values_that_cannot_be_are_refused(field: str, value: str) -> None:
    kind, blamed = fault(with_field(S_223, field, value))
    assert kind is IssueKind.BAD_VALUE
    assert blamed == ("NumberCode" if field == "ParliamentNumber" else field)


def test_assent_without_any_date_is_refused() -> None:
    content = with_field(S_223, "ReceivedRoyalAssentDateTime", "")
    assert fault(content.replace(b"<EventTypeId>60149<", b"<EventTypeId>0<")) == (
        IssueKind.BAD_VALUE,
        "ReceivedRoyalAssent",
    )


def test_a_chapter_without_assent_is_no_law() -> None:
    content = (EXAMPLES / "amendments-s-240.xml").read_bytes()
    for field, value in (("StatuteYear", "2019"), ("StatuteChapter", "99")):
        content = with_field(content, field, value)
    measure = only_measure(items(content, f"{bill_url('42-1', 'S-240')}/xml"))
    assert measure.citation is None
    assert [alias.key for alias in measure.aliases] == ["ca_legisinfo:9206308"]


def test_titles_missing_altogether() -> None:
    content = with_field(with_field(S_223, "LongTitleEn", ""), "LongTitleFr", "")
    assert fault(content) == (IssueKind.MISSING_FIELD, "LongTitleEn")
    assert only_measure(items(with_field(S_223, "LongTitleEn", ""))).lang == "fr"


JSON_URL = f"{bill_url('44-1', 'S-223')}/json"


@pytest.mark.parametrize(
    ("content", "url", "kind"),
    [
        (b"<!DOCTYPE html><html><body>Maintenance</body></html>", URL, IssueKind.WRONG_CONTENT),
        (b"", URL, IssueKind.WRONG_CONTENT),
        (S_223[: len(S_223) * 9 // 10], URL, IssueKind.MALFORMED),
        (b"[]", JSON_URL, IssueKind.WRONG_CONTENT),
        (b"null", JSON_URL, IssueKind.WRONG_CONTENT),
        (b'[{"BillStages": {}, "ReceivedRoyalAssent"', JSON_URL, IssueKind.MALFORMED),
        (b'[{"BillStages": {}, "ReceivedRoyalAssent": "\\u0000"}]', JSON_URL, IssueKind.MALFORMED),
        (b'[{"BillStages": {"<": 1}, "ReceivedRoyalAssent": true}]', JSON_URL, IssueKind.MALFORMED),
        (b"[]", "https://www.parl.ca/legisinfo/en/bills/json?parlsession=45-1", IssueKind.WRONG_CONTENT),
        (S_223, "https://www.parl.ca/legisinfo/en/overview", IssueKind.NO_READER),
    ],
)
def test_pages_that_are_none(content: bytes, url: str, kind: IssueKind) -> None:
    assert fault(content, url)[0] is kind


def test_html_declared_as_such_is_refused_before_parsing() -> None:
    with pytest.raises(Unreadable) as caught:
        list(read(SOURCE, Page(S_223, URL, content_type="text/html; charset=utf-8"), {}))
    assert caught.value.kind is IssueKind.WRONG_CONTENT


def test_two_bills_on_the_page_of_one_are_refused() -> None:
    body = S_223.partition(b"<Bills>")[2].rpartition(b"</Bills>")[0]
    assert fault(b"<Bills>" + body + body + b"</Bills>") == (IssueKind.BAD_VALUE, "Bill")


def test_external_entities_are_not_resolved() -> None:
    secret = Path(__file__).as_uri()
    attack = f'<!DOCTYPE Bills [<!ENTITY x SYSTEM "{secret}">]>'.encode() + edited("Salma Ataullahjan", "&x;")
    assert only_measure(items(attack)).sponsor in (None, "&x;")


TEXTS = st.text(max_size=12) | st.sampled_from(
    ("", "0", "true", "false", "60149", "357", "2022-12-14T19:00:00-05:00", "0001-01-01T00:00:00", "٤٤")
)


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, 10_000), text=TEXTS, drop=st.booleans())
def test_one_element_changed_is_read_or_refused(at: int, text: str, drop: bool) -> None:
    """Well-formed, but with one element gone or saying something else."""
    root = etree.fromstring(S_223)
    elements = [element for element in root.iter() if element.getparent() is not None]
    element = elements[at % len(elements)]
    parent = element.getparent()
    assert parent is not None
    if drop:
        parent.remove(element)
    else:
        try:
            element.text = text
        except ValueError:
            return
    try:
        found = items(etree.tostring(root))
    except Unreadable:
        return
    assert steps(only_measure(found), Stage.ASSENTED) == ["2022-12-15"] or "Assent" in element.tag


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_mutated_pages_are_read_or_refused(data: st.DataObject) -> None:
    """Whatever is cut out of, or written into, a page: records or Unreadable, and never other law."""
    name = data.draw(st.sampled_from(("enacted-s-223.xml", "reinstated-c-381.json", "list-44-1.json")))
    meta = json.loads((EXAMPLES / name).with_suffix(".meta.json").read_text(encoding="utf-8"))
    whole = (EXAMPLES / name).read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 200))
    inserted = data.draw(st.binary(max_size=8) | st.sampled_from((b"0", b"<a/>", b'"', b"-", b"9999")))
    content = whole[:at] + inserted + whole[at + length :]
    try:
        found = items(content, meta["url"])
    except Unreadable:
        return
    for item in found:
        if isinstance(item, Measure):
            assert [e.date for e in item.events if e.stage is Stage.ASSENTED] in (
                [],
                [Window.day(date(2022, 12, 15))],
            ) or b"Assent" in whole[max(0, at - 400) : at + length + 400]


# All bills of twenty sessions.


def test_sniff_knows_no_other_file() -> None:
    assert SOURCE.sniff(b"<billStatus/>") is None
    assert SOURCE.sniff((EXAMPLES / "reinstated-c-381.json").read_bytes()) is READERS[1]


def bulk(captures: Path) -> Iterator[tuple[str, str, bytes]]:
    path = captures / "bulk" / "legisinfo-all-sessions-xml.tar.xz"
    if not path.exists():
        pytest.skip(f"no {path.name} among the captures")
    with tarfile.open(path) as archive:
        for entry in archive:
            if entry.name.endswith("metadata.xml"):
                _, session, _, number, _ = entry.name.split("/")
                file = archive.extractfile(entry)
                assert file is not None
                yield session, number, file.read()


Bills = dict[tuple[str, str], list[Yield]]


@pytest.fixture(scope="module")
def all_bills(captures: Path, once: Once) -> Bills:
    def make(folder: Path) -> None:
        found = {
            (session, number): list(read_bill(Page(content, f"{bill_url(session, number)}/xml"), {}))
            for session, number, content in bulk(captures)
        }
        (folder / "all").write_bytes(pickle.dumps(found))

    bills: Bills = pickle.loads((once("legisinfo", make) / "all").read_bytes())  # noqa: S301
    return bills


@pytest.mark.captures
def test_all_bills_are_read_and_every_code_has_a_meaning(all_bills: Bills) -> None:
    found = all_bills
    assert len(found) == 7142
    assert {key: only_measure(items_).id for key, items_ in found.items()} == {
        key: bill_id("ca", *key) for key in found
    }
    assert not [e for f in found.values() for e in only_measure(f).events if e.stage is Stage.UNKNOWN]
    assert Counter(only_measure(f).kind for f in found.values()) == {Kind.BILL: 7104, Kind.DRAFT: 38}


@pytest.mark.captures
def test_exactly_two_bills_of_all_have_dates_out_of_order(all_bills: Bills) -> None:
    flagged = {key: [(i.kind, i.field) for i in issues(f)] for key, f in all_bills.items() if issues(f)}
    kind = IssueKind.DATES_OUT_OF_ORDER
    assert flagged == {
        ("35-2", "C-216"): [(kind, "PassedSenateFirstReadingDateTime")],
        ("37-1", "S-41"): [(kind, "HouseBillStages/SignificantEvents")],
    }  # fmt: skip


@pytest.mark.captures
def test_law_is_what_received_royal_assent_and_nothing_else(all_bills: Bills) -> None:
    law = [m for f in all_bills.values() if steps(m := only_measure(f), Stage.ASSENTED)]
    assert len(law) == 1081
    assert all(steps(measure, Stage.ASSENTED)[0] == str(measure.events[-1].date) for measure in law)
    assert Counter(measure.source_status for measure in law) == {
        "Royal assent received": 1068,
        "Outside the Order of Precedence": 13,
    }
    assert len({measure.citation for measure in law if measure.citation}) == 1077
    assert not [m for m in law if steps(m, Stage.WITHDRAWN) or steps(m, Stage.DEFEATED)]


@pytest.mark.captures
def test_no_introduction_is_invented_in_all_bills(all_bills: Bills) -> None:
    """1,030 bills have no first reading in either chamber, 1,100 none in the originating one; of 36
    more it is only deemed to be the day on which they were reinstated."""
    measures = [only_measure(f) for f in all_bills.values()]
    without = [m for m in measures if not steps(m, Stage.INTRODUCED)]
    assert sum(not steps(m, Stage.FIRST_READING) for m in without) == 1030 + 36
    assert len(without) == 1100 + 36
    divided = {"ca-37-1-c-15a", "ca-37-1-c-15b", "ca-37-2-c-10a", "ca-37-2-c-10b"}
    assert {m.id for m in without if m.continues is None} == divided


@pytest.mark.captures
def test_incarnations_resolve_to_the_neighbouring_session_of_the_same_parliament(all_bills: Bills) -> None:
    found = all_bills
    by_alias = {only_measure(f).aliases[0].key: key for key, f in found.items()}
    continued = {key: m.continues for key, f in found.items() if (m := only_measure(f)).continues}
    assert len(continued) == 1132
    for (session, number), earlier in continued.items():
        assert earlier is not None
        asked = {r.context["towards"]: r.url for r in requests(found[session, number])}
        assert asked["earlier"] == f"{bill_url(*by_alias[earlier])}/xml"
        parliament, _, count = session.partition("-")
        assert by_alias[earlier][0] == f"{parliament}-{int(count) - 1}"
    later = {r.url for f in found.values() for r in requests(f) if r.context["towards"] == "later"}
    reinstated = {f"{bill_url(*key)}/xml" for key in continued}
    # LEGISinfo's own slip: C-404 of 37-3 names C-402 of 37-2, another bill of the same sponsor, which in
    # turn names C-402 of 37-3. Every other pair names each other.
    assert reinstated - later == {f"{bill_url('37-3', 'C-404')}/xml"}
    assert later <= reinstated


@pytest.mark.captures
def test_steps_taken_before_reinstatement_are_not_dated_by_it(all_bills: Bills) -> None:
    found = all_bills
    passed = [e for e in only_measure(found["41-2", "C-314"]).events if e.stage is Stage.PASSED_CHAMBER]
    assert [(str(e.date), e.basis) for e in passed] == [("../2013-10-16", Basis.INFERENCE)]
    only_flagged = only_measure(found["40-3", "C-268"])
    assert steps(only_flagged, Stage.PASSED_CHAMBER, LOWER) == ["../2010-03-04"]
    (again,) = (e for e in only_measure(found["43-2", "C-219"]).events)
    assert (again.stage, str(again.date), again.basis) == (Stage.REINSTATED, "2020-09-23", Basis.INFERENCE)
    for f in found.values():
        for event in only_measure(f).events:
            assert (event.basis is Basis.STATED) == (event.note is None)


@pytest.mark.captures
def test_steps_after_midnight_carry_the_day_they_were_taken(all_bills: Bills) -> None:
    """The sitting of 28 April 2021 dealt with C-29 in the first hours of 29 April."""
    measure = only_measure(all_bills["43-2", "C-29"])
    lower = {e.stage: str(e.date) for e in measure.events if e.chamber is LOWER}
    for stage in (Stage.SECOND_READING, Stage.COMMITTEE, Stage.REPORT, Stage.PASSED_CHAMBER):
        assert lower[stage] == "2021-04-29"


@pytest.mark.captures
def test_senate_pre_study_is_no_step_of_the_bill(all_bills: Bills) -> None:
    measure = only_measure(all_bills["37-1", "C-36"])
    upper = [e.date.latest for e in measure.events if e.chamber is UPPER and e.date]
    assert [min(upper).isoformat()] == steps(measure, Stage.FIRST_READING, UPPER)


@pytest.mark.captures
def test_ends_of_all_bills(all_bills: Bills) -> None:
    found = {key: only_measure(f) for key, f in all_bills.items()}

    def ended(stage: Stage) -> list[Event]:
        return [e for m in found.values() for e in m.events if e.stage is stage]

    assert (len(ended(Stage.DEFEATED)), sum(e.date is None for e in ended(Stage.DEFEATED))) == (266, 22)
    assert (len(ended(Stage.WITHDRAWN)), sum(e.date is None for e in ended(Stage.WITHDRAWN))) == (209, 18)
    # "Not proceeded with" was said of a motion on amendments: the bill became law.
    assert not steps(found["44-1", "C-11"], Stage.WITHDRAWN)
    # A defeat explains that the bill was not proceeded with.
    assert shape(found["37-1", "C-344"])[-1] == ("2002-04-17", Stage.DEFEATED, LOWER)
    # A Senate committee's report was defeated, the bill went on.
    assert not [
        m for m in found.values() for e in m.events if e.code == "60129" and e.stage is not Stage.REPORT
    ]


@pytest.mark.captures
def test_all_events_are_in_order_and_said_once(all_bills: Bills) -> None:
    for f in all_bills.values():
        measure = only_measure(f)
        order = [(e.date.latest if e.date else date.max, e.stage.rank) for e in measure.events]
        assert order == sorted(order)
        assert len(set(shape(measure))) == len(measure.events)
        assert len(steps(measure, Stage.INTRODUCED)) <= 1
        assert all(date(1994, 1, 1) < e.date.latest < date(2027, 1, 1) for e in measure.events if e.date)
        assert measure.id not in {link.target for link in measure.links}
