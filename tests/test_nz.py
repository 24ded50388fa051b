"""New Zealand: bills of the Parliament's own interface."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scrapers.nz_bills import API, CATEGORIES, OUTCOMES, READINGS, REASONS, SOURCE, STAGES
from tests.test_examples import FOLDER
from tracker.history import Record, merge
from tracker.page import Page, Unreadable
from tracker.source import Found, Request, Watch, Watched
from tracker.source.declare import read
from tracker.status import Assessment
from tracker.vocabulary import Basis, Issue, IssueKind, Measure, Stage, Status

SEEN = date(2026, 11, 20)


def bill(**changes: Any) -> tuple[Measure, list[Any]]:
    """The enacted example with some of its members changed; and what came after the measure."""
    data = json.loads((FOLDER / SOURCE.id / "enacted.json").read_text("utf-8")) | changes
    page = Page(json.dumps(data).encode(), f"{API}/Bill/{data['Id']}", "", f"{SEEN}T06:00:00Z")
    measure, *others = read(SOURCE, page, {})
    assert isinstance(measure, Measure)
    return measure, others


def stage(name: str, outcome: str, day: str = "2025-09-02T02:00:00+00:00") -> dict[str, Any]:
    return {"StageId": 1, "StageName": name, "OutcomeCode": outcome, "StageDate": day}


def status(measure: Measure) -> Status | None:
    standing = Assessment(merge(measure.id, [Record(SOURCE.id, measure, SEEN)]), None).on(SEEN)
    return standing.status if standing else None


def steps(measure: Measure) -> list[tuple[str, str]]:
    return [(event.stage.value, str(event.date)) for event in measure.events]


@pytest.mark.parametrize("word", [*REASONS, *(f"{r}: {o}" for r in READINGS for o in OUTCOMES)])
def test_every_word_has_its_meaning(word: str) -> None:
    step = STAGES.meaning(word)
    assert step is not None
    assert step.stage is not Stage.UNKNOWN


READ = stage("First Reading", "Agreed")
OLD = "Not available (record is from previous database)"


@pytest.mark.parametrize(
    ("reason", "current", "rows", "expected"),
    [
        ("Assented", "Royal Assent", [READ], Status.ENACTED),
        ("Lapsed", "First Reading", [READ], Status.LAPSED),
        ("Withdrawn", "First Reading", [READ], Status.WITHDRAWN),
        ("Discharged", "First Reading", [READ], Status.WITHDRAWN),
        ("Divided", "First Reading", [READ], Status.SUPERSEDED),
        ("Rejected", "First Reading", [READ], Status.DEFEATED),
        ("Not Agreed", "First Reading", [READ], Status.DEFEATED),
        ("Not Agreed", "First Reading", [stage("First Reading", "NotAgreed")], Status.DEFEATED),
        # No reason is stated: law where the royal assent was reached, else ended.
        (OLD, "Royal Assent", [READ], Status.ENACTED),
        (OLD, "First Reading", [READ], Status.LAPSED),
        ("Terminated", "First Reading", [stage("First Reading", "NotAgreed")], Status.DEFEATED),
    ],
)
def test_a_bill_ends_by_its_stage_or_by_its_reason(
    reason: str, current: str, rows: list[Any], expected: Status
) -> None:
    measure, issues = bill(TerminatedReasonName=reason, BillCurrentStageName=current, Stages=rows)
    assert status(measure) is expected
    assert len([e for e in measure.events if e.stage is not Stage.FIRST_READING]) == 1
    assert issues == []


def test_an_end_without_a_reason_is_an_inference() -> None:
    measure, _ = bill(TerminatedReasonName="Terminated", BillCurrentStageName="First Reading", Stages=[READ])
    (lapsed,) = [event for event in measure.events if event.stage is Stage.LAPSED]
    assert (lapsed.date, lapsed.basis) == (None, Basis.INFERENCE)


def test_passed_is_no_law() -> None:
    rows = [stage("Third Reading", "Agreed")]
    measure, _ = bill(BillStatusCode="Active", TerminatedReasonName=None, Stages=rows, AssentNumber=None)
    assert steps(measure) == [("passed", "2025-09-02")]
    # More than a year later nobody has seen what became of it.
    assert status(measure) is Status.UNKNOWN


COMING = (
    None,
    "0001-01-01T00:00:00",
    "1899-12-31T12:30:00+00:00",
    "2026-11-26T11:00:00+00:00",
    "2027-02-01T00:00:00+00:00",
)


@pytest.mark.parametrize("day", COMING)
@pytest.mark.parametrize("name", ["Royal Assent", "Third Reading"])
def test_a_stage_that_is_still_to_come_is_no_step(name: str, day: str | None) -> None:
    rows = [READ, {**stage(name, "Unknown"), "StageDate": day}]
    measure, issues = bill(BillStatusCode="Active", TerminatedReasonName=None, Stages=rows, AssentNumber=None)
    assert (steps(measure), issues) == ([("first_reading", "2025-09-02")], [])
    assert measure.citation is not None


def test_numbers_may_be_text() -> None:
    as_number, _ = bill()
    as_text, _ = bill(ParliamentNumber="54", Stages=[{**READ, "StageId": "1"}])
    assert (as_text.id, as_text.session) == (as_number.id, "54")


def test_of_a_bill_that_is_over_a_stage_without_a_day_was_passed() -> None:
    rows = [READ, {**stage("Royal Assent", "Unknown"), "StageDate": None}]
    measure, _ = bill(Stages=rows)
    assert ("assented", "None") in steps(measure)


def test_a_stage_nobody_mapped_is_reported() -> None:
    measure, (issue,) = bill(Stages=[stage("Select Committee", "NotAgreed")])
    assert Stage.UNKNOWN in {event.stage for event in measure.events}
    assert isinstance(issue, Issue)
    assert issue.kind is IssueKind.UNKNOWN_STAGE


@pytest.mark.parametrize(
    ("changes", "id_", "aliases"),
    [
        ({"BillNumber": "71-3A"}, "nz-54-71a", ["nz-law-2026-private-1"]),
        ({"BillNumber": "", "AssentNumber": None}, "nz-54-00000000-0000-4000-8000-000000000002", []),
        ({"BillTypeCode": "Government", "AssentNumber": "2008/28"}, "nz-54-193", ["nz-law-2008-28"]),
        ({"BillTypeCode": "Local"}, "nz-54-193", ["nz-law-2026-local-1"]),
    ],
)
def test_a_bill_has_the_number_of_its_part_and_an_act_that_of_its_series(
    changes: dict[str, Any], id_: str, aliases: list[str]
) -> None:
    measure, _ = bill(**changes)
    assert (measure.id, [alias.id for alias in measure.aliases if alias.id]) == (id_, aliases)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"BillStatusCode": "Paused"}, "BillStatusCode"),
        ({"BillTypeCode": "Hybrid"}, "BillTypeCode"),
        ({"BillNumber": "bill 5"}, "BillNumber"),
        ({"Stages": [stage("First Reading", "Agreed", "soon")]}, "StageDate"),
    ],
)
def test_what_is_odd_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unreadable) as fault:
        bill(**changes)
    assert fault.value.field == field


def test_followed_bills_then_words_are_asked_for_with_a_whole_body() -> None:
    watch = Watch(measures=(Watched(id="a", source_id="u"), Watched(id="b")), terms={"en": ("organ trade",)})
    first, *searches = SOURCE.start(watch)
    assert isinstance(first, Request)
    assert first.url == f"{API}/Bill/u"
    bodies = [json.loads(request.body or "") for request in searches]
    assert [body["keyword"] for body in bodies] == ["organ", "transplant", "human tissue", "organ trade"]
    assert {(body["page"], len(body)) for body in bodies} == {(1, 27)}  # each of them must be there
    assert len({request.address for request in searches}) == 4


# Real responses.


@pytest.mark.captures
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "RoyalAssent_c0a40299",
            [
                ("introduced", "2025-08-13"),
                ("first_reading", "2025-08-20"),
                ("committee", "2025-08-20"),
                ("second_reading", "2026-03-11"),
                ("committee", "2026-04-01"),
                ("passed", "2026-04-29"),
                ("assented", "2026-05-06"),
            ],
        ),
        (
            "CommitteeOfWholeHouse_65445e46",
            [
                ("introduced", "2025-11-17"),
                ("first_reading", "2025-11-18"),
                ("committee", "2025-11-18"),
                ("second_reading", "2026-05-13"),
                ("committee", "2026-05-19"),
            ],
        ),
        (
            "SecondReading_35cafba0",
            [("introduced", "2026-05-28"), ("first_reading", "2026-05-28"), ("second_reading", "2026-05-28")],
        ),
        ("SelectCommittee_2b5a2553", [("introduced", "2026-05-28"), ("first_reading", "2026-05-28")]),
        ("FirstReading_766996e2", [("introduced", "2026-05-18")]),
        ("FirstReading_c0ef807b", [("introduced", "2026-05-21")]),
    ],
)
def test_stages_in_no_order_are_days_of_new_zealand(
    captures: Path, name: str, expected: list[tuple[str, str]]
) -> None:
    content = (captures / f"nz/derived/bill_{name}.json").read_bytes()
    url = f"{API}/Bill/{json.loads(content)['Id']}"
    (measure,) = read(SOURCE, Page(content, url), {})
    assert isinstance(measure, Measure)
    assert steps(measure) == expected
    assert status(measure) is (Status.ENACTED if expected[-1][0] == "assented" else Status.PENDING)


@pytest.mark.captures
def test_481_rows_of_the_search(captures: Path) -> None:
    rows = json.loads((captures / "nz/derived/search_results_first481.json").read_bytes())
    answer = {"totalResults": 3513, "page": 1, "pageSize": 481, "results": rows}
    page = Page(json.dumps(answer).encode(), f"{API}/search")
    *found, more = read(SOURCE, page, {"keyword": "organ"})
    assert len({item.id for item in found if isinstance(item, Found)}) == 481
    assert isinstance(more, Request)
    assert json.loads(more.body or "")["page"] == 2


@pytest.mark.captures
def test_the_tables_are_those_of_the_site(captures: Path) -> None:
    facets = json.loads((captures / "nz/bills_api_facets.json").read_bytes())
    assert set(facets["billTerminatedReasons"]) == set(REASONS)
    assert set(facets["documentStages"]) - {"Terminated"} == set(READINGS) - {"Introduced"}
    assert {name.replace("'", "") for name in facets["documentSubTypes"]} == set(CATEGORIES)
