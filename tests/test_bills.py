"""The page of open bills: one definition for every list and number, what has not moved is told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from tests.site_data import official, step
from tracker.questions import Clause, Criterion, Place, PlaceKind
from tracker.site import bills, subject
from tracker.site.app import build
from tracker.store import Background, Reader, Writer, open_database
from tracker.vocabulary import (
    Chamber,
    Kind,
    Legislature,
    Measure,
    Relevance,
    Session,
    SessionEnd,
    Stage,
    Window,
    Wording,
)

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
TODAY = str(NOW.date())


def bill(name: str, *days: str, **more: Any) -> Measure:
    stages = (Stage.INTRODUCED, Stage.COMMITTEE, Stage.PASSED_CHAMBER)
    events = tuple(
        step(stage, day, stage.value, Chamber.LOWER) for stage, day in zip(stages, days, strict=False)
    )
    parts: dict[str, Any] = {"kind": Kind.BILL, "relevance": Relevance.DIRECT, "aims": ("q",), **more}
    return Measure(id=f"xa-{name}", place="XA", title=name, lang="en", events=events, **parts)


MEASURES = (
    bill("moves", "2025-03-01", "2025-12-01", read=date(2026, 1, 10)),
    bill("ends-soon", "2025-11-01", legislature="xa", session="1", official_url="https://laws.example/1"),
    bill("rests", "2024-01-14"),
    bill("quiet", "2022-06-01", "2024-01-13", read=date(2024, 1, 13)),
    bill("quieter", "2020-06-01", summary=(Wording(lang="en", text="It would forbid it."),)),
    bill("wide", "2025-01-01", "2025-09/2025-11"),
    bill("wider", "2025-12-01", relevance=Relevance.RELATED),
    bill("motion", "2025-12-01", kind=Kind.MOTION),
    bill("later", "2026-02-01"),
    Measure(
        id="xa-defeated",
        place="XA",
        kind=Kind.BILL,
        title="defeated",
        lang="en",
        relevance=Relevance.DIRECT,
        events=(step(Stage.INTRODUCED, "2025-01-01", "in"), step(Stage.DEFEATED, "2025-02-01", "out")),
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    asked = Criterion(name="q", title="The question", question="?", headline=True, any_of=((Clause("p"),),))
    session = Session(
        legislature="xa",
        id="1",
        name="First session",
        term="1",
        start=date(2025, 1, 1),
        end=Window.day(date(2026, 1, 22)),
        ended_by=SessionEnd.EXPIRY,
        evidence=official("https://laws.example/"),
    )
    bodies = {"xa": Legislature(id="xa", place="XA", name="P", sessions=(session,))}
    places = {"XA": Place(code="XA", name="Xa", kind=PlaceKind.COUNTRY, counted=True)}
    target = tmp_path / "tracker.db"
    db = open_database(target)
    writer = Writer(db, Background(places, bodies, (asked,), {}), NOW)
    with writer.transaction():
        writer.start_run("live")
        writer.sync_knowledge(MEASURES, "1")
        writer.finish_run("done", writer.at)
    db.conn.close()
    return target


@pytest.fixture
def reader(path: Path) -> Iterator[Reader]:
    db = open_database(path)
    with subject.scope():
        subject.use(subject.read(db))
        yield Reader(db, NOW)
    db.conn.close()


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [row["id"].removeprefix("xa-") for row in found]


def test_what_is_open_stands_there_once_and_nothing_else(reader: Reader) -> None:
    told = bills.page(reader, TODAY)
    assert ids(told["moving"]) == ["moves", "wide", "ends-soon", "rests"]
    assert ids(told["quiet"]) == ["quiet", "quieter"]
    assert (told["number"], told["places"]) == (6, 1)


def test_two_years_without_a_step_is_the_line(reader: Reader) -> None:
    days = {row["id"]: row["quiet_days"] for row in bills.open_bills(reader, TODAY)}
    assert (days["xa-rests"], days["xa-quiet"]) == (729, 730)


def test_on_a_past_day_it_stands_as_it_stood(reader: Reader) -> None:
    told = {row["id"]: row for row in bills.open_bills(reader, "2025-06-01")}
    assert told["xa-moves"]["stage"] == "introduced"
    assert told["xa-moves"]["step"]["date"] == "2025-03-01"
    assert "xa-ends-soon" not in told
    assert bills.page(reader, "1990-01-01")["number"] == 0


def test_a_step_that_may_still_lie_ahead_is_not_the_last_one(reader: Reader) -> None:
    told = {row["id"]: row for row in bills.open_bills(reader, "2025-10-01")}
    assert (told["xa-wide"]["step"]["stage"], told["xa-wide"]["quiet_days"]) == ("introduced", 273)


def test_only_an_end_that_lies_ahead_is_told(reader: Reader) -> None:
    told = {row["id"]: row for row in bills.open_bills(reader, TODAY)}
    assert (told["xa-ends-soon"]["session_ends"], told["xa-ends-soon"]["days_left"]) == ("2026-01-22", 10)
    assert told["xa-moves"]["session_ends"] is None


def test_every_list_of_bills_has_the_same(reader: Reader) -> None:
    told = bills.open_bills(reader, TODAY)
    groups = bills.by_stage(told)
    assert [group["stage"] for group in groups] == ["introduced", "committee"]
    assert sorted(ids([b for group in groups for b in group["bills"]])) == sorted(ids(told))


@pytest.fixture
def site(path: Path) -> Datasette:
    return build(path, now=lambda: NOW)


async def text(site: Datasette, path: str) -> str:
    page = BeautifulSoup((await site.client.get(path)).text, "lxml")
    assert page.main is not None
    return re.sub(r"\s+", " ", page.main.get_text())


async def test_the_page_says_what_a_reader_asks(site: Datasette) -> None:
    page = await text(site, "/bills")
    for said in (
        "4 open bills had a step in the last two years",
        "As of 12 January 2026: 6 open bills on our subject, in 1 place.",
        "2 are formally open and have not moved for two years or longer.",
        "Its session ends on 22 January 2026, in 10 days.",
        "Official page: laws.example",
        "No official page held",
        "No step seen for 5 years: may be dead",
        "It would forbid it.",
        "Looked at 10 January 2026",
        "Not looked at since",
        "1 December 2025",
    ):
        assert said in page, said
    for other in ("wider", "motion", "later", "defeated"):
        assert f"xa-{other}" not in page


async def test_the_charts_count_the_same_bills(site: Datasette) -> None:
    listed = (await site.client.get("/bills.json")).json()
    drawn = (await site.client.get("/charts.json")).json()
    assert sum(len(group["bills"]) for group in drawn["stages"]) == listed["number"]


@pytest.mark.parametrize("prefix", ["/fr", "/es"])
async def test_it_speaks_the_languages_of_the_site(site: Datasette, prefix: str) -> None:
    page = await text(site, f"{prefix}/bills")
    assert "open bill" not in page
    assert "It would forbid it." in page


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 6), ("step=quiet", 2), ("step=moving", 4), ("step=moving&step=quiet", 6), ("aim=none", 0)],
)
async def test_the_list_narrows_and_the_numbers_stay_those_of_all(
    site: Datasette, query: str, number: int
) -> None:
    found = (await site.client.get(f"/bills.json?{query}")).json()
    assert len(found["moving"]) + len(found["quiet"]) == number
    assert (found["number"], found["numbers"]["step"]) == (6, {"moving": 4, "quiet": 2})
    page = await text(site, f"/bills?{query}")
    assert ("No open bill matches these filters." in page) is (number == 0)


async def test_a_filter_nobody_knows_is_told(site: Datasette) -> None:
    answer = await site.client.get("/bills?step=soon")
    assert answer.status_code == 400
    assert "The filters are: moving, quiet." in answer.text
