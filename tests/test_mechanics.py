"""What many sources share: days in many forms, the table of stages, timelines, paging, recognising bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tracker.page import Page, Request, Unreadable
from tracker.source import Expect, Reader, Stages, Step, Timeline, known, node_text, required_node
from tracker.source.dates import date_of, epoch_date, local_date, named_date, roc_date, sure
from tracker.source.paging import (
    array,
    bindings,
    each_row,
    linked_next,
    numbered_next,
    odata,
    query_of,
    sparql,
    with_query,
)
from tracker.source.reading import first_member, members, required_member, unexpected, whole_number
from tracker.source.stages import wording
from tracker.vocabulary import Basis, Chamber, Event, Issue, IssueKind, Kind, Measure, Stage, Window

URL = "https://laws.example/list"


def page(data: Any, url: str = URL) -> Page:
    return Page(json.dumps(data).encode(), url)


@pytest.mark.parametrize(
    ("read", "text", "day"),
    [
        (lambda t: date_of(t, "f", "%d/%m/%Y"), "03/05/2022", "2022-05-03"),
        (lambda t: date_of(t, "f", "%Y-%m-%d %H:%M:%S.0", "%d/%m/%Y"), "2025-12-16 00:00:00.0", "2025-12-16"),
        (lambda t: date_of(t, "f", "%Y%m%d"), "20251001", "2025-10-01"),
        (lambda t: date_of(t, "f", "%Y%m%d"), "99991231", None),
        (lambda t: local_date(t, "f", "Pacific/Auckland"), "2026-06-04T12:00:00+00:00", "2026-06-05"),
        (lambda t: local_date(t, "f", "Pacific/Auckland"), "2026-06-04T11:59:00", "2026-06-04"),
        (lambda t: local_date(t, "f", "Europe/Oslo"), "0001-01-01T00:00:00", None),
        (lambda t: epoch_date(t, "f", "Australia/Canberra"), "/Date(1700000000000+1100)/", "2023-11-15"),
        (lambda t: epoch_date(t, "f", "UTC"), "/Date(-62135596800000)/", None),
        (lambda t: roc_date(t, "f"), "中華民國110年1月20日", "2021-01-20"),
        (lambda t: roc_date(t, "f"), "1090522", "2020-05-22"),
        (lambda t: roc_date(t, "f"), "760619", "1987-06-19"),
        (lambda t: roc_date(t, "f"), "104/07/01", "2015-07-01"),
        (lambda t: roc_date(t, "f"), "中華民國一百零四年七月一日", "2015-07-01"),
        (lambda t: roc_date(t, "f"), "一百十年十二月三十一日", "2021-12-31"),
        (lambda t: roc_date(t, "f"), "七十六年六月十九日", "1987-06-19"),
        (lambda t: roc_date(t, "f"), "元年十月二十日", "1912-10-20"),
        (lambda t: named_date(t, "f", "fr"), "1er décembre 2022", "2022-12-01"),
        (lambda t: named_date(t, "f", "es"), "5 de octubre de 2015", "2015-10-05"),
        (lambda t: named_date(t, "f", "en"), "21 Aug 2002", "2002-08-21"),
        (lambda t: named_date(t, "f", "de"), "", None),
    ],
)  # fmt: skip
def test_a_day_is_read_in_its_form(read: Callable[[str], Window | None], text: str, day: str | None) -> None:
    assert read(text) == (Window.parse(day) if day else None)


@pytest.mark.parametrize(
    "read",
    [
        lambda: date_of("2022-13-01", "day", "%Y-%m-%d"),
        lambda: local_date("yesterday", "day", "UTC"),
        lambda: epoch_date("1700000000000", "day", "UTC"),
        lambda: roc_date("110年13月1日", "day"),
        lambda: named_date("31 février 2022", "day", "fr"),
        lambda: named_date("3 brumaire 2022", "day", "fr"),
    ],
)
def test_what_is_no_day_is_named_and_never_guessed(read: Callable[[], object]) -> None:
    with pytest.raises(Unreadable) as fault:
        read()
    assert fault.value.kind is IssueKind.BAD_VALUE
    assert fault.value.field == "day"


def test_a_day_that_must_be_there_is_asked_for() -> None:
    assert sure(day("2024-01-02"), "day") == day("2024-01-02")
    with pytest.raises(Unreadable, match="day has no day") as fault:
        sure(None, "day")
    assert (fault.value.kind, fault.value.field) == (IssueKind.MISSING_FIELD, "day")


TABLE = Stages(
    {
        "Depositato": Stage.INTRODUCED,
        "approvato": Step(Stage.PASSED_CHAMBER, Chamber.UPPER),
        "stampato": None,
    },
    [(r"^assegnato alla .* commissione", Stage.COMMITTEE)],
)


@pytest.mark.parametrize(
    ("raw", "step"),
    [
        ("depositato ", Step(Stage.INTRODUCED)),
        ("APPROVATO", Step(Stage.PASSED_CHAMBER, Chamber.UPPER)),
        ("stampato", None),
        ("Assegnato alla 2ª commissione", Step(Stage.COMMITTEE)),
        ("rinviato", Step(Stage.UNKNOWN)),
    ],
)
def test_a_word_means_what_the_table_says(raw: str, step: Step | None) -> None:
    assert TABLE.meaning(raw) == step
    assert TABLE.stage(raw) is (step.stage if step else None)


def test_no_word_has_no_stage_and_a_long_label_is_cut() -> None:
    assert TABLE.stage(None) is TABLE.stage("") is None
    assert (wording("a", None), wording("a", "b\n c")) == ("a", "a: b c")
    assert len(long := wording("a", "b c " * 200)) <= 300
    assert long.endswith("b ...")


def told(timeline: Timeline) -> tuple[Measure, list[Issue]]:
    measure, *issues = timeline.told(
        Measure(id="xa-1", place="XA", kind=Kind.BILL, title="t", lang="it"), page({})
    )
    assert isinstance(measure, Measure)
    return measure, [issue for issue in issues if isinstance(issue, Issue)]


def day(text: str) -> Window:
    return Window.day(date.fromisoformat(text))


SITTING = Window(date(2026, 7, 17), date(2026, 7, 21))


@pytest.mark.parametrize("stage", [Stage.PASSED, Stage.PASSED_CHAMBER])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_a_span_and_a_day_in_it_the_day_is_told(stage: Stage, order: tuple[int, int]) -> None:
    """A sitting of several days is told beside the day of the vote itself."""
    dates = SITTING, day("2026-07-21")
    timeline = Timeline(TABLE)
    for at in order:
        timeline.add(stage, dates[at], "approvato")
    assert [event.date for event in timeline.events] == [day("2026-07-21")]


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (day("2026-07-22"), SITTING),  # another day is no closer one
        (Window(date(2026, 7, 18), date(2026, 7, 20)), Window(date(2026, 7, 18), date(2026, 7, 20))),
        (Window(date(2026, 7, 1), date(2026, 7, 31)), SITTING),
        (None, SITTING),
    ],
)
def test_a_closer_date_is_one_that_lies_within(other: Window | None, kept: Window) -> None:
    timeline = Timeline(TABLE)
    timeline.add(Stage.PASSED, SITTING, "approvato")
    timeline.add(Stage.PASSED, other, "approvato")
    assert [event.date for event in timeline.events] == [kept]


def test_two_days_of_one_step_in_a_span_are_two_steps() -> None:
    """Of two votes in a chamber each stays; the span that holds both is told by the first."""
    timeline = Timeline(TABLE)
    for when in (SITTING, day("2026-07-18"), day("2026-07-21")):
        timeline.add(Stage.COMMITTEE, when, "esame")
    assert [event.date for event in timeline.events] == [day("2026-07-18"), day("2026-07-21")]


def test_what_is_inferred_keeps_its_basis() -> None:
    timeline = Timeline(TABLE, "https://laws.example/1")
    timeline.infer(Event(stage=Stage.LAPSED, date=None, label="ended", basis=Basis.INFERENCE, note="rule"))
    (event,) = timeline.events
    assert (event.basis, event.note, event.url) == (Basis.INFERENCE, "rule", "https://laws.example/1")


def test_a_timeline_tells_each_step_once_and_in_order() -> None:
    timeline = Timeline(TABLE, url=URL)
    timeline.say("approvato", day("2024-03-02"), chamber=Chamber.LOWER)
    timeline.say("approvato", day("2024-03-02"))
    timeline.say("stampato", day("2024-01-03"))
    timeline.say("depositato", day("2024-02-01"))
    timeline.say("depositato", day("2024-01-02"), label="Depositato il 2 gennaio")
    measure, issues = told(timeline)
    assert [(e.stage.value, str(e.date), e.chamber, e.label) for e in measure.events] == [
        ("introduced", "2024-01-02", None, "Depositato il 2 gennaio"),
        ("passed_chamber", "2024-03-02", Chamber.UPPER, "approvato"),
    ]
    assert {e.url for e in measure.events} == {URL}
    assert issues == []


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        # Papers filed away after, once or twice, or on the very day, end nothing again.
        ([("withdrawn", 2), ("lapsed", 5), ("lapsed", 9)], ["withdrawn"]),
        ([("lapsed", 2), ("superseded", 2)], ["superseded"]),
        ([("vetoed", 2), ("withdrawn", 3), ("lapsed", None)], ["vetoed"]),
        # What went on, or lapsed before, did.
        ([("withdrawn", 2), ("committee", 3), ("lapsed", 5)], ["withdrawn", "committee", "lapsed"]),
        ([("lapsed", 1), ("reinstated", 2), ("defeated", 3)], ["lapsed", "reinstated", "defeated"]),
    ],
)
def test_a_bill_that_has_ended_ends_once(told: list[tuple[str, int | None]], kept: list[str]) -> None:
    timeline = Timeline()
    for stage, of in told:
        timeline.add(Stage(stage), day(f"2024-03-0{of}") if of else None, stage)
    assert [event.stage.value for event in timeline.events] == kept


def test_a_timeline_without_a_table_takes_what_is_added() -> None:
    timeline = Timeline(url=URL)
    timeline.add(Stage.WITHDRAWN, None, "withdrawn")
    timeline.add(Stage.INTRODUCED, day("2024-02-01"), "again")
    timeline.add(Stage.INTRODUCED, day("2024-01-02"), "first")
    timeline.say("depositato", day("2024-01-03"))
    assert [(e.stage, e.label) for e in timeline.events] == [
        (Stage.INTRODUCED, "first"),
        (Stage.UNKNOWN, "depositato"),
        (Stage.WITHDRAWN, "withdrawn"),
    ]


def test_an_unknown_word_is_kept_and_reported_and_odd_order_is_told() -> None:
    timeline = Timeline(TABLE)
    timeline.say("rinviato", day("2024-01-01"))
    timeline.say("depositato", day("2024-01-02"))
    measure, issues = told(timeline)
    assert [e.stage for e in measure.events] == [Stage.UNKNOWN, Stage.INTRODUCED]
    assert [(i.kind, i.measure) for i in issues] == [
        (IssueKind.UNKNOWN_STAGE, "xa-1"),
        (IssueKind.DATES_OUT_OF_ORDER, "xa-1"),
    ]


@pytest.mark.parametrize(
    ("answer", "link"),
    [
        ({"value": [{"Id": 1}], "@odata.nextLink": "list?$skip=1"}, "https://laws.example/list?$skip=1"),
        ({"value": [{"Id": 1}], "odata.nextLink": "https://laws.example/2"}, "https://laws.example/2"),
        ({"d": {"results": [{"Id": 1}], "__next": "https://laws.example/3"}}, "https://laws.example/3"),
        ({"d": [{"Id": 1}]}, None),
        ({"value": [{"Id": 1}]}, None),
    ],
)
def test_odata_of_three_versions(answer: Any, link: str | None) -> None:
    rows = list(odata(page(answer), Request(url="", context={"n": 1})))
    assert rows[0] == {"Id": 1}
    assert rows[1:] == ([Request(url=link, context={"n": 1})] if link else [])


@pytest.mark.parametrize(
    ("read", "answer"),
    [
        (array, {"rows": []}),
        (bindings, {"results": {"bindings": ["x"]}}),
        (lambda p: whole_number(p.json(), "n"), "12th"),
        (lambda p: whole_number(p.json(), "n"), "٣"),
    ],
)
def test_answers_of_another_shape_are_refused(read: Callable[[Page], object], answer: Any) -> None:
    with pytest.raises(Unreadable, match="expected"):
        read(page(answer))


def test_arrays_and_numbers() -> None:
    assert array(page([{"a": 1}])) == [{"a": 1}]
    assert whole_number("007", "n") == 7


def test_odata_without_rows_is_refused() -> None:
    with pytest.raises(Unreadable, match="value"):
        list(odata(page({"error": "x"})))


def test_pages_that_are_counted() -> None:
    here = page({}, f"{URL}?q=a%20b&page=2")
    assert [r.url for r in numbered_next(here, "page", True)] == [f"{URL}?q=a%20b&page=3"]
    assert [r.url for r in numbered_next(page({}), "skip", True, step=50, first=0)] == [f"{URL}?skip=50"]
    assert list(numbered_next(here, "page", False)) == []
    keyed = Request(url="", headers={"X-Key": "{key}"}, context={"a": 1})
    assert list(numbered_next(here, "page", True, like=keyed)) == [
        replace(keyed, url=f"{URL}?q=a%20b&page=3")
    ]
    with pytest.raises(Unreadable, match="expected a number"):
        list(numbered_next(page({}, f"{URL}?page=x"), "page", True))


def test_addresses_and_links() -> None:
    assert query_of(with_query(f"{URL}?a=1&b=", b="é", c=2)) == {"a": "1", "b": "é", "c": "2"}
    assert with_query(f"{URL}?KEY={{key}}", page=2) == f"{URL}?KEY={{key}}&page=2"
    assert with_query(f"{URL}?key={{key}}", q='{"a": 1}') == f"{URL}?key={{key}}&q=%7B%22a%22%3A%201%7D"
    assert [r.url for r in linked_next(page({}), "/next")] == ["https://laws.example/next"]
    assert list(linked_next(page({}), None)) == []


def test_a_row_that_cannot_be_read_leaves_the_others_alone() -> None:
    def read(row: str) -> list[Request]:
        if row == "bad":
            raise Unreadable(IssueKind.BAD_VALUE, "bad row", "row")
        return [Request(url=row)]

    good, issue, also_good = each_row(page({}), ["a", "bad", "b"], read)
    assert (good, also_good) == (Request(url="a"), Request(url="b"))
    assert isinstance(issue, Issue)
    assert (issue.kind, issue.field, issue.url) == (IssueKind.BAD_VALUE, "row", URL)


def test_control_characters_in_json_texts_are_let_through() -> None:
    answer = b'{"results": {"bindings": [{"t": {"value": "organi\x0b\numani"}}]}}'
    assert bindings(Page(answer, URL)) == [{"t": "organi umani"}]


def test_sparql_goes_out_on_one_line_and_comes_back_as_text() -> None:
    request = sparql("https://laws.example/sparql", "SELECT ?a\n  WHERE { ?a ?b 'é' }", format="json")
    assert query_of(request.url) == {"query": "SELECT ?a WHERE { ?a ?b 'é' }", "format": "json"}
    answer = {"head": {}, "results": {"bindings": [{"a": {"type": "literal", "value": "x"}}, {}]}}
    assert bindings(page(answer)) == [{"a": "x"}, {}]


def test_html_and_tables_are_read_strictly() -> None:
    soup = BeautifulSoup("<p class='a'> one <b>two</b></p>", "lxml")
    assert node_text(required_node(soup, "p.a")) == "one two"
    assert node_text(None) is None
    with pytest.raises(Unreadable, match="td"):
        required_node(soup, "td")
    assert known({"1": 1}, "1", "f") == 1
    with pytest.raises(Unreadable, match="f is '2': expected one of '1'") as fault:
        known({"1": 1}, "2", "f")
    assert (fault.value.kind, fault.value.field) == (IssueKind.BAD_VALUE, "f")
    assert unexpected("f", 3, "a pair").detail == "f is 3: expected a pair"


def test_members_are_taken_by_name_and_type() -> None:
    data = {"id": 7, "name": " a ", "empty": None}
    assert members(data, {"id": int}, {"name": str, "empty": str, "gone": int}) == {
        "id": 7,
        "name": "a",
        "empty": None,
        "gone": None,
    }
    with pytest.raises(Unreadable, match="'empty' is absent or null"):
        members(data, {"empty": str}, {})
    assert first_member(data, ("gone", "empty", "name", "id"), str) == "a"
    assert first_member(data, ("gone", "empty"), str) is None
    assert first_member({"zero": 0, "id": 7}, ("zero", "id"), int) == 0
    with pytest.raises(Unreadable, match="'id' is 7: expected str"):
        first_member(data, ("id", "name"), str)
    assert required_member(data, ("gone", "id"), int) == 7
    with pytest.raises(Unreadable, match="gone or empty is absent or null"):
        required_member(data, ("gone", "empty"), str)


def test_bytes_are_recognised_by_their_markers() -> None:
    def read(_page: Page, _context: object) -> list[Issue]:
        return []

    bill = Reader("bill", read, Expect(content="json", must_contain=(b'"bill"',)))
    assert bill.recognises(b'\xef\xbb\xbf {"bill": 1}')
    assert not bill.recognises(b'<p>"bill"</p>')
    assert not Reader("any", read, Expect(content="json")).recognises(b"{}")
    assert Expect.named("json", "bill") == bill.expect
    assert Expect.named("xml", "法").must_contain == ("<法".encode(),)
    assert Expect.named("html", "Bills").must_contain == (b"Bills",)
    packed = Expect(content="zip", must_contain=(b"PK\x03\x04",))
    assert Reader("zip", read, packed).recognises(b"PK\x03\x04...")
    packed.check(Page(b"PK\x03\x04", URL, "application/octet-stream"))
    with pytest.raises(Unreadable, match="content type"):
        packed.check(Page(b"PK\x03\x04", URL, "text/html"))


def test_requests_with_different_bodies_are_kept_apart() -> None:
    kidney, liver = (Request(url=URL, method="POST", body=text) for text in ("kidney", "liver"))
    assert kidney.address != liver.address
    assert Request(url=URL).address == URL
