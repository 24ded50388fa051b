"""Congress.gov API: captured pages, parts gathered one after the other, agreement with GovInfo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scrapers import us_billstatus
from scrapers.us_congress_api import SOURCE, start
from tests.conftest import ROOT, capture_index
from tracker.page import Page, Request, Unreadable
from tracker.source import Found, Watch, Watched, Yield
from tracker.source.declare import read
from tracker.vocabulary import Issue, Measure, Stage

BILL = "https://api.congress.gov/v3/bill/117/hr/21"
NOT_READ = {
    "bill_117_hr_21_summaries.txt": "not asked for: what a bill does is for people who read it",
    "bill_117_hr_21_text.txt": "not asked for: addresses of the text",
}


def follow(page: Page, pages: dict[str, bytes], context: dict[str, Any] | None = None) -> list[Yield]:
    """What a page yields, its requests answered from `pages` as far as they are there."""
    items: list[Yield] = []
    for item in read(SOURCE, page, context or {}):
        answer = pages.get(item.url) if isinstance(item, Request) else None
        if isinstance(item, Request) and answer is not None:
            items += follow(Page(answer, item.url), pages, dict(item.context))
        else:
            items.append(item)
    return items


@pytest.fixture
def captured(captures: Path) -> dict[str, bytes]:
    lines = [line for line in capture_index() if line.get("source") == SOURCE.id]
    assert lines
    return {line["url"]: (captures / line["file"]).read_bytes() for line in lines}


@pytest.mark.captures
def test_a_captured_bill_is_gathered_from_its_parts(captured: dict[str, bytes]) -> None:
    url = f"{BILL}?format=json"
    (measure,) = follow(Page(captured[url], url), captured)
    assert isinstance(measure, Measure)
    assert measure.id == "us-117-hr-21"
    assert [(str(e.date), e.stage, e.chamber and e.chamber.value) for e in measure.events] == [
        ("2021-01-04", Stage.INTRODUCED, "lower"),
        ("2021-01-04", Stage.COMMITTEE, "lower"),
        ("2021-01-05", Stage.PASSED_CHAMBER, "lower"),
        ("2021-01-06", Stage.COMMITTEE, "upper"),
    ]
    assert len(measure.titles) == 2
    assert measure.links == ()


@pytest.mark.captures
def test_every_captured_line_is_read_or_has_a_reason(captured: dict[str, bytes], captures: Path) -> None:
    for line in (line for line in capture_index() if line.get("source") == SOURCE.id):
        name = Path(line["file"]).name
        if name in NOT_READ:
            assert SOURCE.reader_for(line["url"]) is None, name
        elif "/hr/21" not in line["url"]:
            items = list(read(SOURCE, Page(captured[line["url"]], line["url"]), {}))
            assert {type(item) for item in items} == {Found, Request}, name
        else:
            bill = json.loads(captured[f"{BILL}?format=json"])["bill"]
            context = {"bill": bill, "actions": [], "titles": []}
            assert list(read(SOURCE, Page(captured[line["url"]], line["url"]), context)), name


@pytest.mark.parametrize("case", ["pending", "enacted", "failed"])
def test_both_sources_of_congress_tell_one_history(case: str) -> None:
    """The examples of the two are of the same bills, in two formats."""
    folder = ROOT / "tests" / "examples"
    (ours,) = json.loads((folder / SOURCE.id / f"{case}.expected.json").read_text("utf-8"))
    theirs = json.loads((folder / us_billstatus.SOURCE.id / f"{case}.expected.json").read_text("utf-8"))[0]
    for field in ("id", "title", "number", "session", "kind", "events", "citation", "sponsor"):
        assert ours.get(field) == theirs.get(field), field


def part(name: str, rows: list[dict[str, Any]], count: int, following: str | None = None) -> bytes:
    pagination = {"count": count} | ({"next": following} if following else {})
    return json.dumps({name: rows, "pagination": pagination}).encode()


def action(day: str, text: str, code: str) -> dict[str, Any]:
    return {"actionDate": day, "text": text, "actionCode": code, "sourceSystem": {"code": 9}}


CONTEXT = {
    "bill": {
        "congress": 119,
        "type": "HR",
        "number": "9",
        "title": "An Act",
        "introducedDate": "2025-02-21",
        "sponsors": [],
        "policyArea": {"name": None},
    }
}
NINE = "https://api.congress.gov/v3/bill/119/hr/9"


def test_actions_of_several_pages_are_all_told() -> None:
    second = f"{NINE}/actions?offset=1&limit=1&format=json"
    pages = {
        second: part("actions", [action("2025-03-01", "Passed House.", "8000")], 2),
        f"{NINE}/titles?format=json": part("titles", [], 0),
        f"{NINE}/relatedbills?format=json": part("relatedBills", [], 0),
    }
    first = part("actions", [action("2025-04-01", "Passed Senate.", "17000")], 2, second)
    (measure,) = follow(Page(first, f"{NINE}/actions?format=json"), pages, CONTEXT)
    assert isinstance(measure, Measure)
    assert [e.stage for e in measure.events[1:]] == [Stage.PASSED_CHAMBER, Stage.PASSED_CHAMBER]


def test_a_missing_action_is_a_fault_and_no_shorter_history() -> None:
    page = Page(
        part("actions", [action("2025-03-01", "Passed House.", "8000")], 2), f"{NINE}/actions?format=json"
    )
    with pytest.raises(Unreadable, match="1 of 2 actions"):
        list(read(SOURCE, page, CONTEXT))


def test_the_key_travels_in_a_header_on_every_request() -> None:
    watched = Watched(id="us-119-hr-9", session="119", number="HR 9")
    requests = list(start(Watch(measures=(watched, Watched(id="us-law-98-507")), sessions=("119",))))
    assert [r.url for r in requests] == [
        f"{NINE}?format=json",
        "https://api.congress.gov/v3/bill/119?format=json&limit=250",
    ]
    assert all(r.headers == {"X-Api-Key": "{key}"} for r in requests)


@pytest.mark.parametrize(
    ("query", "pagination", "told"),
    [
        ("limit=250", {"count": 2}, None),
        ("limit=250", {"count": 250}, "2 of the 250 "),
        ("offset=250&limit=250", {"count": 252, "prev": "x"}, None),
        ("offset=250&limit=250", {"count": 300, "prev": "x"}, "252 of the 300 "),
        ("limit=2", {"count": 300, "next": "https://api.congress.gov/v3/bill/119?offset=2&limit=2"}, None),
    ],
)
def test_a_list_that_ends_before_its_own_count_is_an_issue(
    query: str, pagination: dict[str, Any], told: str | None
) -> None:
    rows = [{"congress": 119, "type": "HR", "number": str(n), "title": "An Act"} for n in (1, 2)]
    answer = json.dumps({"bills": rows, "pagination": pagination}).encode()
    items = list(read(SOURCE, Page(answer, f"https://api.congress.gov/v3/bill/119?format=json&{query}"), {}))
    assert [item.id for item in items if isinstance(item, Found)] == ["us-119-hr-1", "us-119-hr-2"]
    issues = [item.detail for item in items if isinstance(item, Issue)]
    assert len(issues) == (told is not None)
    assert all(str(told) in detail for detail in issues)
