"""Charts: their numbers are those of the answers, and what is drawn adds up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from tests import site_data
from tracker.site import charts
from tracker.site.bills import by_stage, open_bills
from tracker.store import Reader
from tracker.store.database import open_database

TODAY = site_data.NOW.date()
DRAWN = [*("in_force", "enacted", "general_rule", "unclear", "pending", "in_parts", "ended")]


@pytest.fixture
def reader(site_database: Path) -> Iterator[Reader]:
    database = open_database(site_database)
    yield Reader(database, site_data.NOW)
    database.conn.close()


@pytest.mark.parametrize("criterion", ["transplant_abroad", "convention"])
def test_a_year_counts_what_the_answers_say_on_its_last_day(reader: Reader, criterion: str) -> None:
    counted = {row["code"] for row in reader.db.table("places").rows_where("counted")}
    for row in charts.over_years(reader, criterion, TODAY)["years"]:
        on = min(date(row["year"], 12, 31), TODAY).isoformat()
        told = [a["answer"] for a in reader.status(None, on, criterion) if a["place"] in counted]
        for answer, number in row["counts"].items():
            if answer.removesuffix(charts.UNDATED) not in ("in_force", "general_rule", "unclear"):
                assert number == told.count(answer)
        assert sum(row["counts"].values()) == sum(told.count(str(a)) for a in DRAWN)


def span(answer: str, start: str | None, end: str | None, **more: str | None) -> dict[str, str | None]:
    known = {"since_kind": "exact", "since_from": start, "basis_code": "law", **more}
    return {"answer": answer, "from_date": start, "to_date": end, **known}


def test_a_law_whose_start_nobody_established_is_drawn_apart_on_all_the_days_it_may_be_in_force() -> None:
    spans = [
        span("not_checked", None, "1984-01-01", since_kind=None, basis_code="nobody_looked"),
        span("unclear", "1984-01-01", "2026-11-22", since_kind=None, basis_code="day_unknown"),
        span("in_force", "2026-11-22", None, since_kind="not_established", since_from="1984-01-01"),
    ]
    days = {"1983-12-31": "not_checked", "1984-01-01": "in_force_undated", "2025-12-31": "in_force_undated"}
    for day, told in {**days, "2026-11-30": "in_force_undated"}.items():
        assert charts.drawn(spans, day) == told
    dated = [{**spans[0]}, {**spans[1]}, {**spans[2], "since_kind": "at_latest"}]
    assert [charts.drawn(dated, day) for day in ("2000-01-01", "2026-11-30")] == ["unclear", "in_force"]


def test_bars_stand_on_each_other_and_inside_the_frame(reader: Reader) -> None:
    drawn = charts.over_years(reader, "transplant_abroad", TODAY)
    for row in drawn["years"]:
        bars = [bar for bar in drawn["bars"] if bar["year"] == row["year"]]
        assert sum(bar["number"] for bar in bars) == sum(row["counts"].values()) <= drawn["highest"]
        bottom = float(charts.HEIGHT)
        for bar in bars:
            assert bar["y"] + bar["height"] == pytest.approx(bottom, abs=0.2)
            bottom = bar["y"]
    assert all(0 <= bar["x"] <= charts.WIDTH - bar["width"] and bar["y"] >= -0.1 for bar in drawn["bars"])


def test_a_pending_bill_stands_at_its_furthest_step(reader: Reader) -> None:
    groups = {g["stage"]: [b["id"] for b in g["bills"]] for g in by_stage(open_bills(reader, str(TODAY)))}
    assert groups
    assert "us-119-hr-1503" in groups["passed_chamber"] + groups.get("committee", [])
    assert not any("ca-44-1-s-223" in ids for ids in groups.values())
    assert by_stage(open_bills(reader, "1990-01-01")) == []


def test_a_timeline_has_no_gap_and_ends_today(reader: Reader) -> None:
    lines = charts.timeline(reader, "CA", TODAY)
    assert {"transplant_abroad", "campaign_list"} <= {line["criterion"] for line in lines}
    for line in lines:
        reached = 0.0
        for part in line["parts"]:
            assert part["x"] == pytest.approx(reached, abs=0.2)
            reached = part["x"] + part["width"]
        assert reached == pytest.approx(charts.WIDTH, abs=0.2)
    assert charts.timeline(reader, "AF", TODAY) == []


async def test_the_page_shows_the_numbers_without_the_picture(site: Datasette) -> None:
    page = BeautifulSoup((await site.client.get("/charts?criterion=convention")).text, "lxml")
    told = (await site.client.get("/charts.json?criterion=convention")).json()
    rows = page.select("details table tbody tr")
    assert [row.th.text for row in rows if row.th] == [str(y["year"]) for y in told["over_years"]["years"]]
    assert (await site.client.get("/charts?criterion=none")).status_code == 400
