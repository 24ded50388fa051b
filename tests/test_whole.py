"""No CSV of a table or a query is cut, and nothing else has more rows for that."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path
from shutil import copy

import pytest
from datasette.app import Datasette

from tests import site_data
from tracker.site import app
from tracker.site.app import build


@pytest.fixture
def site(site_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Datasette:
    """The small site, as if a page had three rows at most."""
    monkeypatch.setitem(app.SETTINGS, "max_returned_rows", 3)
    return build(Path(copy(site_database, tmp_path / "t.db")), now=lambda: site_data.NOW)


async def rows(site: Datasette, path: str) -> list[dict[str, str]]:
    answer = await site.client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def number(database: Path, what: str) -> int:
    with sqlite3.connect(database) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


@pytest.mark.parametrize("query", ["", "?_size=max", "?_labels=on&_size=max", "?_stream=on&_dl=1"])
@pytest.mark.parametrize("table", ["answers", "measures_today"])
async def test_the_csv_of_a_table_has_every_row(
    site: Datasette, site_database: Path, table: str, query: str
) -> None:
    assert len(await rows(site, f"/tracker/{table}.csv{query}")) == number(site_database, table) > 3


async def test_a_filter_still_filters(site: Datasette, site_database: Path) -> None:
    found = await rows(site, "/tracker/answers.csv?answer=not_checked&_sort=place")
    assert len(found) == number(site_database, "answers WHERE answer = 'not_checked'") > 3
    assert [row["place"] for row in found] == sorted(row["place"] for row in found)


async def test_the_csv_of_a_query_has_every_row(site: Datasette, site_database: Path) -> None:
    assert len(await rows(site, "/tracker.csv?sql=select+*+from+answers&_size=max")) == number(
        site_database, "answers"
    )
    stored = await rows(site, "/tracker/answers_on_a_day.csv?_size=max")
    assert len(stored) == number(site_database, "places")


async def test_who_names_a_number_gets_it_and_pages_stay_short(site: Datasette) -> None:
    assert len(await rows(site, "/tracker/answers.csv?_size=2")) == 2
    assert len(await rows(site, "/tracker/answers.csv")) > 3
    told = (await site.client.get("/tracker.json?sql=select+*+from+answers")).json()
    assert (len(told["rows"]), told["truncated"]) == (3, True)
