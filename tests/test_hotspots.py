"""India, China, Türkiye, Pakistan: built from descriptions of their answers; link checks elsewhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scrapers import cn_flk, in_sansad, np_parliament, ph_senate, pk_na, tr_bedesten
from tests.conftest import capture_index
from tests.shipped import known
from tests.test_examples import FOLDER
from tracker.history import Record, merge
from tracker.page import Page, Request, Unreadable
from tracker.source import Found, Source, Watch, Watched
from tracker.source.declare import read
from tracker.source.links import is_link_check
from tracker.status import Assessment
from tracker.vocabulary import Chamber, Issue, IssueKind, Measure, Stage, Status


def example(source: Source, case: str, **changes: Any) -> tuple[Page, Mapping[str, Any]]:
    """An example page of the source, with members of its first record changed."""
    folder = FOLDER / source.id
    data = json.loads((folder / f"{case}.json").read_text("utf-8"))
    meta = json.loads((folder / f"{case}.meta.json").read_text("utf-8"))
    record = data.get("data") or data
    record = record.get("mevzuatList", record.get("records", [record]))[0]
    record.update(changes)
    page = Page(json.dumps(data).encode(), meta["url"], fetched_at=meta.get("fetched_at"))
    return page, meta.get("context", {})


def told(source: Source, case: str, **changes: Any) -> Measure:
    page, context = example(source, case, **changes)
    measure = next(iter(read(source, page, context)))
    assert isinstance(measure, Measure)
    return measure


def status(measure: Measure, day: str = "2026-11-24") -> Status | None:
    record = Record("x", measure, date(2026, 11, 24))
    standing = Assessment(merge(measure.id, [record]), None).on(date.fromisoformat(day))
    return standing.status if standing else None


@pytest.mark.captures
def test_a_chinese_regulation_waits_for_its_day(captures: Path) -> None:
    name = next(line for line in capture_index() if line.get("source") == "cn_flk")
    (measure,) = read(cn_flk.SOURCE, Page((captures / name["file"]).read_bytes(), name["url"]), {})
    assert isinstance(measure, Measure)
    assert status(measure, "2026-09-19") is Status.ENACTED
    assert status(measure, "2026-09-20") is Status.IN_FORCE


@pytest.mark.captures
def test_every_code_of_the_chinese_rows_agrees_with_its_day(captures: Path) -> None:
    with (captures / "derived/cn_flk_search_rows_2026.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        code = int(row["sxx_code"]) if row["sxx_code"] else None
        measure = told(cn_flk.SOURCE, "in-force", sxx=code, gbrq=row["gbrq"], sxrq=row["sxrq"] or None)
        if code in (3, 4):
            expected = Status.IN_FORCE if code == 3 else Status.ENACTED
            assert status(measure, row["fetched"]) is expected, row["title"]


@pytest.mark.parametrize(
    ("sxx", "stages"),
    [
        (3, [Stage.ASSENTED, Stage.IN_FORCE]),
        (4, [Stage.ASSENTED, Stage.IN_FORCE]),
        (None, [Stage.ASSENTED, Stage.IN_FORCE]),
        (1, [Stage.REPEALED]),
        (2, [Stage.REPEALED]),
        (9, [Stage.UNKNOWN]),
    ],
)
def test_what_a_chinese_code_says(sxx: int | None, stages: list[Stage]) -> None:
    assert [e.stage for e in told(cn_flk.SOURCE, "in-force", sxx=sxx).events] == stages


def test_the_chinese_site_is_asked_little() -> None:
    (request,) = cn_flk.start(Watch())
    assert cn_flk.SOURCE.every.days * 2 >= cn_flk.SOURCE.max_requests
    assert request.method == "POST"
    assert json.loads(request.body or "")["searchContent"] == "人体器官"


@pytest.mark.parametrize("word", ["Assented", "Passed", "Pending", "Lapsed", "Withdrawn", "Negatived"])
def test_every_indian_status_of_the_notes_has_a_meaning(word: str) -> None:
    step = in_sansad.STAGES.meaning(word)
    assert step is None or step.stage is not Stage.UNKNOWN


DAY = "2024-08-01 00:00:00.0"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Status.PENDING),
        ({"billPassedInLSDate": DAY}, Status.PENDING),
        ({"billPassedInLSDate": DAY, "billPassedInRSDate": DAY, "status": "Passed"}, Status.PENDING),
        ({"status": "Assented", "billAssentedDate": "12/08/2024"}, Status.ENACTED),
        ({"status": "Lapsed"}, Status.LAPSED),
        ({"status": "Withdrawn"}, Status.WITHDRAWN),
        ({"status": "Negatived"}, Status.DEFEATED),
    ],
)
def test_where_an_indian_bill_stands(changes: dict[str, Any], expected: Status) -> None:
    assert status(told(in_sansad.SOURCE, "pending", **changes)) is expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"billIntroducedDate": "26/07/2024"}, "billIntroducedDate"),
        ({"billAssentedDate": "2024-08-12 00:00:00.0"}, "billAssentedDate"),
        ({"billIntroducedInHouse": "Vidhan Sabha"}, "billIntroducedInHouse"),
        ({"billName": "ANOTHER BILL, 2024"}, "billName"),
    ],
)
def test_an_odd_indian_row_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unreadable) as fault:
        told(in_sansad.SOURCE, "pending", **changes)
    assert fault.value.field == field


INDIAN_DAYS = {
    "billPassedInLSDate": "{} 00:00:00.0",
    "billPassedInRSDate": "{} 00:00:00.0",
    "referredToCommitteeDate": "{} 00:00:00.0",
}


@pytest.mark.parametrize("day", ["1900-01-01", "1970-01-01", "0001-01-01", "9999-12-31", "2027-02-01"])
@pytest.mark.parametrize("field", INDIAN_DAYS)
def test_an_indian_day_that_is_null_or_to_come_is_no_step(field: str, day: str) -> None:
    measure = told(in_sansad.SOURCE, "pending", **{field: INDIAN_DAYS[field].format(day)})
    assert measure.events == told(in_sansad.SOURCE, "pending").events


@pytest.mark.parametrize("day", ["01/01/1900", "01/02/2027"])
def test_an_assent_without_its_day_is_told_by_the_status_alone(day: str) -> None:
    pending = told(in_sansad.SOURCE, "pending", billAssentedDate=day)
    assert status(pending) is Status.PENDING
    assented = told(in_sansad.SOURCE, "pending", billAssentedDate=day, status="Assented")
    assert [(e.stage, e.date) for e in assented.events[-1:]] == [(Stage.ASSENTED, None)]


def test_an_instant_is_of_the_day_it_was_in_india() -> None:
    instant = told(in_sansad.SOURCE, "pending", billIntroducedDate="2024-07-25T18:30:00.000Z")
    assert str(instant.events[0].date) == "2024-07-26"


@pytest.mark.parametrize(
    ("first", "later", "now", "back"),
    [
        ("billPassedInLSDate", "billPassedInRSDate", "Pending", [Chamber.LOWER]),
        ("billPassedInRSDate", "billPassedInLSDate", "Pending", [Chamber.UPPER]),
        ("billPassedInLSDate", "billPassedInRSDate", "Passed", []),
        ("billPassedInLSDate", "billPassedInRSDate", "Assented", []),
        ("billPassedInLSDate", "billIntroducedDate", "Pending", []),
    ],
)
def test_an_indian_bill_of_two_votes_and_pending_came_back_amended(
    first: str, later: str, now: str, back: list[Chamber]
) -> None:
    days = {later: "2024-12-01 00:00:00.0", first: DAY}
    events = told(in_sansad.SOURCE, "pending", **days, status=now).events
    returned = [e for e in events if e.stage is Stage.CONSIDERATION_OF_AMENDMENTS]
    assert [e.chamber for e in returned] == back
    assert all(str(e.date) == "2024-12-01" for e in returned)


def test_indian_numbers_may_come_as_text_or_not() -> None:
    law = {"actNo": "14 ", "actYear": 2024, "billYear": 2024, "billNumber": "21"}
    text = told(in_sansad.SOURCE, "enacted", **law)
    number = told(in_sansad.SOURCE, "enacted", actNo=14, actYear="2024", billYear="2024", billNumber=21)
    assert text == number
    assert text.aliases[-1].id == "in-law-2024-14"
    with pytest.raises(Unreadable, match="actNo"):
        told(in_sansad.SOURCE, "enacted", actNo=True)


INDIAN_FILES = ("sansad_getBills_page2.json", "sansad_getBills_rs_2023.reconstructed.json")
INDIAN_ROWS = {
    "The Public Service Integrity Bill, 2023": ("in-2023-rs-lxvi", Status.PENDING, ["2024-02-02"]),
    "The Indian Contract (Amendment) Bill, 2024": ("in-2024-rs-iv", Status.PENDING, ["2024-02-02"]),
    "The Post Office Bill, 2023": (
        "in-2023-rs-lviii", Status.ENACTED, ["2023-08-10", "2023-12-04", "2023-12-18", "2023-12-24"],
    ),
}  # fmt: skip


@pytest.mark.captures
@pytest.mark.parametrize("name", INDIAN_ROWS)
def test_real_rows_of_indian_bills(captures: Path, name: str) -> None:
    pages = [json.loads((captures / "in" / file).read_bytes()) for file in INDIAN_FILES]
    (row,) = [row for page in pages for row in page["records"] if row["billName"] == name]
    data = {**pages[0], "records": [row]}
    page = Page(json.dumps(data).encode(), in_sansad.API + "?", fetched_at="2026-11-24T06:00:00Z")
    measure = next(iter(read(in_sansad.SOURCE, page, {"billName": name})))
    assert isinstance(measure, Measure)
    assert (measure.id, status(measure), [str(e.date) for e in measure.events]) == INDIAN_ROWS[name]


def test_an_indian_bill_that_comes_twice_is_told_once() -> None:
    page, context = example(in_sansad.SOURCE, "enacted")
    assert len(list(read(in_sansad.SOURCE, page, context))) == 1


def test_a_turkish_law_is_named_by_number_and_series() -> None:
    watch = Watch(
        measures=(Watched(id="tr-law-1979-2238", source_id="2238/5"),), terms={"tr": ("organ nakli",)}
    )
    law, search = tr_bedesten.start(watch)
    assert law.context["mevzuatTertip"] == "5"
    assert law.address != search.address
    measure = told(tr_bedesten.SOURCE, "published")
    assert (measure.id, str(measure.events[0].date)) == ("tr-law-1979-2238", "1979-06-03")
    with pytest.raises(Unreadable, match="no law 2238 of tertip 5"):
        told(tr_bedesten.SOURCE, "published", mevzuatTertip=4)
    assert [e.stage for e in told(tr_bedesten.SOURCE, "repealed").events] == [Stage.REPEALED]


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("1979-06-02T21:00:00.000+00:00", "1979-06-03"),
        ("1979-06-02T21:00:00.000Z", "1979-06-03"),
        ("1979-06-03T00:00:00+03:00", "1979-06-03"),
    ],
)
def test_the_day_of_the_gazette_is_that_of_ankara(instant: str, day: str) -> None:
    measure = told(
        tr_bedesten.SOURCE, "published", mevzuatNo="2238", mevzuatTertip="5", resmiGazeteTarihi=instant
    )
    assert (measure.number, str(measure.events[0].date)) == ("2238", day)


def test_a_turkish_law_without_a_day_of_the_gazette_or_with_an_odd_number_is_refused() -> None:
    for changes in (
        {"resmiGazeteTarihi": "1900-01-01T00:00:00Z"},
        {"mevzuatNo": 2238.5},
        {"mevzuatNo": True},
    ):
        with pytest.raises(Unreadable):
            told(tr_bedesten.SOURCE, "published", **changes)


@pytest.mark.parametrize("changes", [{"mevzuatNo": None}, {"mevzuatTertip": ""}])
def test_turkish_rows_that_cannot_be_opened_are_one_issue(changes: dict[str, Any]) -> None:
    page, context = example(tr_bedesten.SOURCE, "search")
    data = json.loads(page.content)
    rows = data["data"]["mevzuatList"]
    rows += [rows[0] | changes] * 2
    data["data"]["total"] = len(rows)
    issue, *found = read(tr_bedesten.SOURCE, replace(page, content=json.dumps(data).encode()), context)
    assert isinstance(issue, Issue)
    assert issue.detail.startswith(f"2 of {len(rows)} laws")
    assert len(found) == len(rows) - 2


def test_a_list_of_laws_goes_on_while_there_are_more() -> None:
    page, context = example(tr_bedesten.SOURCE, "search")
    data = json.loads(page.content)
    data["data"]["total"] = 21
    found, following = read(tr_bedesten.SOURCE, Page(json.dumps(data).encode(), page.url), context)
    assert isinstance(found, Found)
    assert isinstance(following, Request)
    assert json.loads(following.body or "")["data"]["pageNumber"] == 2


def test_a_pakistani_bill_is_only_seen_and_an_act_is_law_by_the_day_it_is_listed() -> None:
    html = (FOLDER / "pk_na" / "bills.html").read_bytes()
    urls = [request.url for request in pk_na.start(Watch())]
    for url in urls:
        measure = next(iter(read(pk_na.SOURCE, Page(html, url), {})))
        assert isinstance(measure, Measure)
        if url.endswith("acts-tenure.php"):
            assert [(e.stage, e.date) for e in measure.events] == [(Stage.ASSENTED, None)]
            assert status(measure) is Status.ENACTED
        else:
            assert measure.events == ()
            assert status(measure) is None


@pytest.mark.parametrize("source", [np_parliament.SOURCE, ph_senate.SOURCE], ids=lambda s: s.id)
def test_a_link_check_sees_the_law_and_says_nothing_of_it(source: Source) -> None:
    assert is_link_check(source)
    assert not is_link_check(pk_na.SOURCE)
    for request in source.start(Watch()):
        reader = source.reader_for(request.url)
        assert reader is not None
        assert request.url.split("/")[2] in source.hosts
    html = (FOLDER / source.id / "there.html").read_bytes()
    url = json.loads((FOLDER / source.id / "there.meta.json").read_text("utf-8"))["url"]
    (measure,) = read(source, Page(html, url, "text/html"), {})
    assert isinstance(measure, Measure)
    assert (measure.events, measure.provisions, measure.url) == ((), (), url)
    with pytest.raises(Unreadable) as fault:
        list(read(source, Page(b"<html>" + b"gone " * 200 + b"</html>", url, "text/html"), {}))
    assert fault.value.kind is IssueKind.MISSING_FIELD


@pytest.mark.parametrize("module", [np_parliament, ph_senate])
def test_a_link_repeats_its_curated_row(module: Any) -> None:
    """A link's record must not rename a curated law: its fields come before the curated ones."""
    curated = {measure.id: measure for measure in known().measures}
    for link in module.LINKS:
        row = curated[link.measure]
        assert (row.kind, row.title, row.lang) == (link.kind, link.title, link.lang)
        assert f"{module.SOURCE.id}:{link.url}" in {alias.key for alias in row.aliases}
