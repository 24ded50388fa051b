"""UK Parliament's Bills API: oracles from real responses, and the traps its bills set."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.gb_bills import API, BILL_TYPES, LISTED, SOURCE, start
from tests.conftest import ROOT
from tracker.history import Record, merge
from tracker.knowledge import load
from tracker.page import Page, Request, Unreadable
from tracker.source import Found, Watch, Watched
from tracker.source.declare import read
from tracker.status import Assessment
from tracker.vocabulary import (
    Category,
    Chamber,
    Event,
    Issue,
    IssueKind,
    Kind,
    Measure,
    Stage,
    Status,
    Window,
)

SEEN = "2026-09-13T06:00:00Z"


def page(data: Any, url: str = "", fetched_at: str | None = SEEN) -> Page:
    return Page(json.dumps(data).encode(), url, "application/json; charset=utf-8", fetched_at)


def stage(number: int, name: str, house: str, *days: str, bill: int = 9001) -> dict[str, Any]:
    sittings = [{"stageId": number, "billId": bill, "date": f"{day}T00:00:00"} for day in days]
    return {"stageId": number, "description": name, "house": house, "stageSittings": sittings}


def bill(**changes: Any) -> dict[str, Any]:
    """A bill page with everything the API promises, and the changes asked for."""
    return {
        "billId": 9001,
        "shortTitle": "Human Tissue (Travel) Bill [HL]",
        "formerShortTitle": None,
        "longTitle": "A Bill to make provision about travel for transplantation; and for connected purposes.",
        "currentHouse": "Lords",
        "originatingHouse": "Lords",
        "lastUpdate": "2022-03-07T10:42:08.0579851",
        "billWithdrawn": None,
        "isDefeated": False,
        "billTypeId": 2,
        "introducedSessionId": 36,
        "includedSessionIds": [36],
        "isAct": False,
        "sponsors": [],
        "currentStage": None,
    } | changes


def follow(data: dict[str, Any], stages: list[dict[str, Any]], fetched_at: str | None = SEEN) -> list[Any]:
    """Both pages of a bill, as the engine would fetch them."""
    (request,) = read(SOURCE, page(data, f"{API}/{data['billId']}", fetched_at), {})
    assert isinstance(request, Request)
    answer = {"items": stages, "totalResults": len(stages), "itemsPerPage": 20}
    return list(read(SOURCE, page(answer, request.url, fetched_at), request.context))


def measure(found: Iterable[Any]) -> Measure:
    (only,) = [item for item in found if isinstance(item, Measure)]
    return only


def steps(found: Iterable[Any]) -> list[tuple[Stage, Chamber | None, str | None]]:
    return [(e.stage, e.chamber, str(e.date) if e.date else None) for e in measure(found).events]


def wrapped(captures: Path, number: int) -> list[Any]:
    """One of the trimmed bills as a page: the members left out of the excerpt get neutral values."""
    excerpts = json.loads((captures / "uk-bills-api/excerpts-royal-assent.json").read_text("utf-8"))
    (excerpt,) = [b for b in excerpts["bills"] if b["billId"] == number]
    session = excerpt["currentStage"]["sessionId"]
    data = (
        bill(introducedSessionId=session, includedSessionIds=[session], billTypeId=1, longTitle=None)
        | excerpt
    )
    return follow(data, [excerpt["currentStage"]])


@pytest.mark.captures
def test_bill_2818_was_introduced_and_never_became_law(captures: Path) -> None:
    folder = captures / "uk-bills-api"
    url = f"{API}/2818"
    content = (folder / "snommoc_bill-2818.json").read_bytes()
    (request,) = read(SOURCE, Page(content, url, "application/json"), {})
    assert isinstance(request, Request)
    assert request.url == f"{url}/Stages"
    content = (folder / "snommoc_bill-2818_stages.json").read_bytes()
    (found,) = read(SOURCE, Page(content, request.url, "application/json"), request.context)
    assert isinstance(found, Measure)
    assert (found.id, found.session, found.category) == ("gb-bill-2818", "35", Category.PRIVATE_MEMBER)
    assert found.title == "Abolition of Business Rates Bill"
    assert [t.text for t in found.titles] == ["A Bill to abolish business rates; and for connected purposes."]
    assert (found.sponsor, found.source_status) == ("Kevin Hollinrake", "2nd reading (Commons)")
    assert [(e.stage, e.date) for e in found.events] == [
        (Stage.INTRODUCED, Window.day(date(2021, 1, 12))),
        (Stage.FIRST_READING, Window.day(date(2021, 1, 12))),
    ]


@pytest.mark.captures
@pytest.mark.parametrize(("number", "assent"), [(3764, "2025-10-27"), (642, "2010-07-27")])
def test_acts_carry_their_royal_assent(captures: Path, number: int, assent: str) -> None:
    found = wrapped(captures, number)
    assert steps(found) == [(Stage.ASSENTED, Chamber.EXECUTIVE, assent)]
    assert not [item for item in found if isinstance(item, Issue)]


@pytest.mark.captures
@pytest.mark.parametrize(
    ("number", "expected"),
    [(1781, [(Stage.COMMITTEE, Chamber.UPPER, "2016-11-18")]), (4176, [])],
)
def test_a_dated_or_undated_stage_is_no_assent(
    captures: Path, number: int, expected: list[tuple[Stage, Chamber, str]]
) -> None:
    assert steps(wrapped(captures, number)) == expected


@pytest.mark.captures
def test_every_documented_stage_and_bill_type_is_mapped(captures: Path) -> None:
    folder = captures / "uk-bills-api"
    listed = json.loads((folder / "snommoc_bill_stages.json").read_text("utf-8"))["items"]
    assert len(listed) == 20
    for item in listed:
        assert LISTED[item["name"]][1][item["house"]] == item["id"]
    types = json.loads((folder / "snommoc_bill_types.json").read_text("utf-8"))["items"]
    assert {item["id"] for item in types} == set(BILL_TYPES)
    for item in types:
        kind, category = BILL_TYPES[item["id"]]
        assert (kind is Kind.DRAFT) == (item["name"] == "Draft Bill")
        assert (category is Category.HYBRID) == (item["category"] == "Hybrid")
        assert (category is Category.PRIVATE) == (item["category"] == "Private")
        assert (category is Category.PRIVATE_MEMBER) == item["name"].startswith("Private Members'")


def test_no_id_is_given_to_two_stages() -> None:
    ids = [number for _, by_house in LISTED.values() for number in by_house.values()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("name", "house", "expected"),
    [
        (name, house, meaning)
        for name, (meaning, by_house) in LISTED.items()
        for house in (by_house or {"Commons": 0})
        if meaning is not Stage.ASSENTED
    ],
)
def test_each_stage_gives_its_step(name: str, house: str, expected: Stage | None) -> None:
    number = LISTED[name][1].get(house, 999)
    found = follow(bill(), [stage(number, name, house, "2021-07-16")])
    assert not [item for item in found if isinstance(item, Issue)]
    got = [e.stage for e in measure(found).events if e.stage is not Stage.INTRODUCED]
    assert got == ([expected] if expected else [])


def test_a_lords_bill_that_passed_one_house() -> None:
    found = follow(
        bill(),
        [
            stage(5, "3rd reading", "Lords", "2022-03-04"),
            stage(1, "1st reading", "Lords", "2021-05-26"),
            stage(2, "2nd reading", "Lords", "2021-07-16"),
            stage(3, "Committee stage", "Lords", "2022-01-21", "2022-01-28"),
            stage(6, "1st reading", "Commons", "2022-03-07"),
        ],
    )
    assert steps(found) == [
        (Stage.INTRODUCED, Chamber.UPPER, "2021-05-26"),
        (Stage.FIRST_READING, Chamber.UPPER, "2021-05-26"),
        (Stage.SECOND_READING, Chamber.UPPER, "2021-07-16"),
        (Stage.COMMITTEE, Chamber.UPPER, "2022-01-21"),
        (Stage.PASSED_CHAMBER, Chamber.UPPER, "2022-03-04"),
        (Stage.FIRST_READING, Chamber.LOWER, "2022-03-07"),
    ]
    assert measure(found).events[4].label == "3rd reading"
    assert measure(found).number is None


def test_a_bill_is_introduced_once_and_where_it_began() -> None:
    again = stage(1, "1st reading", "Lords", "2022-05-18")
    found = follow(bill(), [stage(1, "1st reading", "Lords", "2021-05-26"), again])
    introduced = [e for e in measure(found).events if e.stage is Stage.INTRODUCED]
    assert [str(e.date) for e in introduced] == ["2021-05-26"]
    elsewhere = follow(bill(), [stage(6, "1st reading", "Commons", "2022-03-07")])
    assert steps(elsewhere) == [(Stage.FIRST_READING, Chamber.LOWER, "2022-03-07")]


@pytest.mark.parametrize("fetched_at", ["2022-03-03T23:59:00Z", None])
def test_a_sitting_to_come_is_no_step(fetched_at: str | None) -> None:
    data = bill(lastUpdate="2022-03-03T09:00:00")
    assert steps(follow(data, [stage(5, "3rd reading", "Lords", "2022-03-04")], fetched_at)) == []


def test_a_third_reading_with_more_sittings_to_come_has_not_passed() -> None:
    found = follow(
        bill(), [stage(5, "3rd reading", "Lords", "2022-03-04", "2022-03-11")], "2022-03-05T00:00:00Z"
    )
    assert steps(found) == [(Stage.THIRD_READING, Chamber.UPPER, "2022-03-04")]


def test_a_third_reading_lost_is_no_passage() -> None:
    last = stage(10, "3rd reading", "Commons", "2022-03-04")
    found = follow(bill(isDefeated=True, currentHouse="Commons", currentStage=last), [last])
    assert steps(found) == [
        (Stage.THIRD_READING, Chamber.LOWER, "2022-03-04"),
        (Stage.DEFEATED, Chamber.LOWER, "2022-03-04"),
    ]


def test_a_withdrawn_bill() -> None:
    assert steps(follow(bill(billWithdrawn="2021-11-02T00:00:00"), [])) == [
        (Stage.WITHDRAWN, Chamber.UPPER, "2021-11-02")
    ]


@pytest.mark.parametrize("day", ["2022-03-04", "1900-01-01", "0001-01-01", "9999-12-31", None])
def test_royal_assent_needs_the_act(day: str | None) -> None:
    assent = stage(11, "Royal Assent", "Unassigned", *([day] if day else []))
    third = stage(10, "3rd reading", "Commons", "2022-03-01")
    found = follow(bill(currentStage=assent), [third, assent])
    assert steps(found) == [(Stage.PASSED_CHAMBER, Chamber.LOWER, "2022-03-01")]


@pytest.mark.captures
@pytest.mark.parametrize(
    ("file", "fetched_at", "session", "category", "stages"),
    [
        ("3548", "2024-03-12T23:30:00Z", "38", Category.PRIVATE_MEMBER, []),
        ("3548", "2024-03-13T18:00:00Z", "38", Category.PRIVATE_MEMBER, [("committee", "2024-03-13")]),
        ("4065.2026-07-23", "2026-07-23T18:00:00Z", "40", Category.GOVERNMENT, []),
        ("4065.2026-07-23", "2026-09-03T18:00:00Z", "40", Category.GOVERNMENT, [("committee", "2026-09-02")]),
    ],
)
def test_real_bills_by_their_own_page(
    captures: Path, file: str, fetched_at: str, session: str, category: Category, stages: list[Any]
) -> None:
    content = (captures / f"uk-bills-api/bills-api_Bills_{file}.reindented.json").read_bytes()
    answer = Page(content, f"{API}/{file[:4]}", "application/json", fetched_at)
    found = measure(read(SOURCE, answer, {"alone": True}))
    assert (found.id, found.session, found.category) == (f"gb-bill-{file[:4]}", session, category)
    assert found.sponsor in ("Jack Brereton", "John Healey")
    assert [(e.stage.value, str(e.date)) for e in found.events] == stages


@pytest.mark.parametrize("day", ["1900-01-01", "1970-01-01", "2027-01-05"])
def test_a_sitting_without_a_true_day_or_still_to_come_is_none(day: str) -> None:
    rows = [stage(1, "1st reading", "Lords", "2021-05-26"), stage(2, "2nd reading", "Lords", day)]
    found = follow(bill(billWithdrawn=f"{day}T00:00:00"), rows)
    assert [s for s, _, _ in steps(found)] == [Stage.INTRODUCED, Stage.FIRST_READING]


def test_an_instant_is_of_the_day_it_was_in_london() -> None:
    row = stage(2, "2nd reading", "Lords")
    row["stageSittings"] = [{"billId": "9001", "date": "2021-07-15T23:00:00Z"}]
    assert steps(follow(bill(), [row])) == [(Stage.SECOND_READING, Chamber.UPPER, "2021-07-16")]


def test_numbers_may_come_as_text() -> None:
    reading = stage(1, "1st reading", "Lords", "2021-05-26")
    text = {
        "billId": "9001",
        "billTypeId": "2",
        "includedSessionIds": ["36", 37],
        "introducedSessionId": "36",
    }
    found = follow(bill(**text), [reading | {"stageId": "1"}])
    assert measure(found) == measure(follow(bill(includedSessionIds=[36, 37]), [reading]))


def test_a_bill_both_defeated_and_withdrawn_is_told_as_both() -> None:
    found = follow(bill(billWithdrawn="2021-11-02T00:00:00", isDefeated=True), [])
    assert {s for s, _, _ in steps(found)} == {Stage.WITHDRAWN, Stage.DEFEATED}
    assert [item.field for item in found if isinstance(item, Issue)] == ["isDefeated"]


def test_a_defeat_is_not_overwritten_by_the_end_of_its_session() -> None:
    first, lost = (
        stage(6, "1st reading", "Commons", "2023-11-15"),
        stage(7, "2nd reading", "Commons", "2023-11-24"),
    )
    data = bill(isDefeated=True, currentHouse="Commons", originatingHouse="Commons", currentStage=lost)
    data |= {"introducedSessionId": 38, "includedSessionIds": [38]}
    (calendar,) = [c for c in load(ROOT / "data").legislatures if c.id == "gb-parliament"]
    record = Record("gb_bills", measure(follow(data, [first, lost])), date(2026, 9, 13))
    standings = Assessment(merge("gb-bill-9001", [record]), calendar).standings
    assert [s.status for s in standings] == [Status.PENDING, Status.DEFEATED]


def test_an_act_without_its_day_is_law_of_unknown_date() -> None:
    assent = stage(11, "Royal Assent", "Unassigned")
    found = follow(bill(isAct=True, currentHouse="Unassigned", currentStage=assent), [assent])
    assert steps(found) == [(Stage.ASSENTED, Chamber.EXECUTIVE, None)]
    (issue,) = [item for item in found if isinstance(item, Issue)]
    assert (issue.kind, issue.field) == (IssueKind.MISSING_FIELD, "currentStage")


def test_assent_announced_for_a_coming_day_is_not_assent() -> None:
    assent = stage(11, "Royal Assent", "Unassigned", "2022-04-28")
    found = follow(bill(isAct=True, currentStage=assent), [assent], "2022-04-27T12:00:00Z")
    assert steps(found) == []
    assert [item.kind for item in found if isinstance(item, Issue)] == [IssueKind.MISSING_FIELD]


def test_an_act_that_stands_elsewhere_is_not_guessed() -> None:
    reading = stage(10, "3rd reading", "Commons", "2022-03-04")
    found = follow(bill(isAct=True, currentStage=reading), [reading])
    assert Stage.ASSENTED not in [e.stage for e in measure(found).events]
    assert [item.kind for item in found if isinstance(item, Issue)] == [IssueKind.MISSING_FIELD]


@pytest.mark.parametrize(
    "odd",
    [
        stage(77, "Joint sitting", "Commons", "2022-03-04"),
        stage(11, "3rd reading", "Commons", "2022-03-04"),
        stage(10, "Royal Assent", "Unassigned", "2022-03-04"),
        stage(10, "3rd reading", "Lords", "2022-03-04"),
        stage(999, "3rd reading", "Unassigned", "2022-03-04"),
        stage(999, "3rd reading", "Senate", "2022-03-04"),
    ],
)
def test_a_stage_that_does_not_fit_is_unknown(odd: dict[str, Any]) -> None:
    found = follow(bill(), [odd])
    (event,) = measure(found).events
    assert isinstance(event, Event)
    assert (event.stage, event.label, event.code) == (Stage.UNKNOWN, odd["description"], str(odd["stageId"]))
    (issue,) = [item for item in found if isinstance(item, Issue)]
    assert issue.kind is IssueKind.UNKNOWN_STAGE


def test_a_carried_over_bill_belongs_to_its_last_session() -> None:
    data = bill(includedSessionIds=[37, 36], introducedSessionId=36, billTypeId=1)
    found = follow(data, [stage(18, "Carry-over motion", "Commons", "2022-04-25")])
    assert measure(found).session == "37"
    assert steps(found) == [(Stage.CARRIED_OVER, Chamber.LOWER, "2022-04-25")]
    assert measure(follow(data, [])).events == ()


def test_an_unknown_bill_type_has_no_category() -> None:
    found = follow(bill(billTypeId=10), [])
    assert measure(found).category is None
    assert [(i.kind, i.field) for i in found if isinstance(i, Issue)] == [(IssueKind.BAD_VALUE, "billTypeId")]


def test_former_titles_are_kept() -> None:
    found = measure(
        follow(bill(shortTitle="Human Tissue Act 2022", formerShortTitle="Human Tissue Bill"), [])
    )
    assert found.title == "Human Tissue Act 2022"
    assert "Human Tissue Bill" in [t.text for t in found.titles]


def test_stages_on_two_pages_make_one_measure() -> None:
    (request,) = read(SOURCE, page(bill(), f"{API}/9001"), {})
    assert isinstance(request, Request)
    first = {"items": [stage(1, "1st reading", "Lords", "2021-05-26")], "totalResults": 2}
    (more,) = read(SOURCE, page(first, request.url), request.context)
    assert isinstance(more, Request)
    assert more.url == f"{API}/9001/Stages?Skip=1&Take=100"
    second = {"items": [stage(5, "3rd reading", "Lords", "2022-03-04")], "totalResults": 2}
    found = list(read(SOURCE, page(second, more.url), json.loads(json.dumps(more.context))))
    assert [s for s, _, _ in steps(found)] == [Stage.INTRODUCED, Stage.FIRST_READING, Stage.PASSED_CHAMBER]
    with pytest.raises(Unreadable, match="1 of 2") as error:
        list(read(SOURCE, page({"items": [], "totalResults": 2}, more.url), more.context))
    assert error.value.kind is IssueKind.MISSING_FIELD


def test_a_search_pages_until_all_is_seen() -> None:
    url = f"{API}?SearchTerm=organ+tourism&SortOrder=DateUpdatedDescending&Take=100"
    item = {
        "billId": 3,
        "shortTitle": "Organ Bill",
        "formerShortTitle": "Tissue Bill",
        "lastUpdate": "2022-01-01T00:00:00",
    }
    found, more = read(SOURCE, page({"items": [item], "totalResults": 2}, url), {})
    assert found == Found(
        id="gb-bill-3",
        detail=Request(url=f"{API}/3"),
        titles=(("en", "Organ Bill"), ("en", "Tissue Bill")),
        version="2022-01-01T00:00:00",
    )
    assert isinstance(more, Request)
    assert more.url == f"{url}&Skip=1".replace("+", "%20")
    assert len(list(read(SOURCE, page({"items": [item], "totalResults": 2}, more.url), {}))) == 1


def test_what_is_asked_for_first() -> None:
    watch = Watch(
        measures=(
            Watched(id="gb-2021-22-organ-tourism", source_id="2818"),
            Watched(id="gb-bill-642"),
            Watched(id="gb-law-2022-31", source_id="ukpga/2022/31/section/170"),
        ),
        terms={"en": ("organ tourism",), "fr": ("organes",)},
    )
    assert [request.url for request in start(watch)] == [
        f"{API}/2818",
        f"{API}/642",
        f"{API}?SearchTerm=organ+tourism&SortOrder=DateUpdatedDescending&Take=100",
    ]
    for request in start(watch):
        assert SOURCE.reader_for(request.url) is not None


@pytest.mark.parametrize(
    ("change", "kind", "field"),
    [
        ({"shortTitle": None}, IssueKind.MISSING_FIELD, "shortTitle"),
        ({"isAct": None}, IssueKind.MISSING_FIELD, "isAct"),
        ({"isAct": "yes"}, IssueKind.BAD_VALUE, "isAct"),
        ({"billId": 9002}, IssueKind.BAD_VALUE, "billId"),
        ({"originatingHouse": "Senate"}, IssueKind.BAD_VALUE, "originatingHouse"),
        ({"billWithdrawn": "2 November"}, IssueKind.BAD_VALUE, "billWithdrawn"),
        ({"includedSessionIds": ["first"]}, IssueKind.BAD_VALUE, "includedSessionIds"),
        ({"billTypeId": True}, IssueKind.BAD_VALUE, "billTypeId"),
    ],
)
def test_a_bill_page_that_breaks_its_promise(change: dict[str, Any], kind: IssueKind, field: str) -> None:
    with pytest.raises(Unreadable) as error:
        list(read(SOURCE, page(bill(**change), f"{API}/9001"), {}))
    assert (error.value.kind, error.value.field) == (kind, field)


@pytest.mark.parametrize(
    ("odd", "field"),
    [
        (stage(1, "1st reading", "Lords", "26 May"), "stageSittings.date"),
        (stage(1, "1st reading", "Lords", "2021-05-26", bill=512), "billId"),
    ],
)
def test_a_sitting_of_a_wrong_date_or_bill_is_refused(odd: dict[str, Any], field: str) -> None:
    with pytest.raises(Unreadable) as error:
        follow(bill(), [odd])
    assert (error.value.kind, error.value.field) == (IssueKind.BAD_VALUE, field)


@pytest.mark.parametrize("content", [b"", b"<html><script>challenge()</script></html>", b'{"status": 404}'])
@pytest.mark.parametrize("path", ["/2818", "/2818/Stages", "?SearchTerm=organ"])
def test_a_200_that_is_no_answer_is_refused(content: bytes, path: str) -> None:
    with pytest.raises(Unreadable) as error:
        list(read(SOURCE, Page(content, API + path), {}))
    assert error.value.kind is IssueKind.WRONG_CONTENT


def test_html_is_refused_by_its_content_type() -> None:
    with pytest.raises(Unreadable, match="text/html"):
        list(read(SOURCE, Page(json.dumps(bill()).encode(), f"{API}/9001", "text/html"), {}))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_CONTEXT = next(iter(read(SOURCE, page(bill(), f"{API}/9001"), {})))


@given(where=st.sampled_from(sorted(bill())), value=_JSON)
def test_any_member_of_any_type_reads_or_is_unreadable(where: str, value: Any) -> None:
    data = bill(currentStage=stage(11, "Royal Assent", "Unassigned", "2022-04-28")) | {where: value}
    try:
        for item in read(SOURCE, page(data, f"{API}/9001"), {}):
            assert isinstance(item, Request)
            answer = page({"items": [data["currentStage"]], "totalResults": 1}, item.url)
            assert measure(read(SOURCE, answer, item.context)).id == "gb-bill-9001"
    except Unreadable:
        pass


@given(
    cut=st.integers(min_value=0), where=st.sampled_from(["stageId", "house", "stageSittings"]), value=_JSON
)
def test_cut_or_odd_stages_read_or_are_unreadable(cut: int, where: str, value: Any) -> None:
    assert isinstance(_CONTEXT, Request)
    odd = stage(1, "1st reading", "Lords", "2021-05-26") | {where: value}
    whole = page({"items": [odd, value], "totalResults": 2}, _CONTEXT.url)
    for content in (whole.content, whole.content[: cut % len(whole.content)]):
        with suppress(Unreadable):
            list(read(SOURCE, Page(content, whole.url), _CONTEXT.context))
