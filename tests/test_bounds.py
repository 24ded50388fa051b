"""What one visitor may ask: no method but reading, no endless query, no answer that fills the memory."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from tests import site_data
from tracker.site import limits
from tracker.site.app import build
from tracker.site.formulas import safe_rows
from tracker.site.shield import LONGEST_QUERY, MOST_ARGUMENTS


@pytest.mark.parametrize("path", ["/", "/country/CA", "/health.json", "/tracker", "/tracker/places.json"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
async def test_a_site_that_only_tells_takes_nothing(site: Datasette, method: str, path: str) -> None:
    answer = await site.client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/", "/health.json", "/badge/CA.svg", "/tracker/measures"])
@pytest.mark.parametrize(
    "query",
    ["&".join(f"a{n}=" for n in range(4000)), "q=" + "x" * (LONGEST_QUERY + 1), "&" * MOST_ARGUMENTS],
    ids=["many", "long", "empty"],
)
async def test_an_endless_query_is_refused_at_once(site: Datasette, path: str, query: str) -> None:
    answer = await site.client.get(f"{path}?{query}")
    assert answer.status_code == 414
    assert answer.text.startswith("414: expected at most")


async def test_as_many_arguments_as_are_allowed_are_read(site: Datasette) -> None:
    query = "&".join(f"a{n}=" for n in range(MOST_ARGUMENTS))
    before = time.perf_counter()
    assert (await site.client.get(f"/country/CA?{query}")).status_code == 200
    # Not a benchmark: reading them over and over took half a minute.
    assert time.perf_counter() - before < 5


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select randomblob(700000000)", "too big"),
        ("select hex(zeroblob(400000000))", "too big"),
        (
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)"
            " select hex(zeroblob(500000)) from n",
            "larger than",
        ),
        ("attach ':memory:' as other", "statement must be a select"),
        ("select 1" + " + 1" * 150, "depth"),
        ("select " + " union all select ".join(["1"] * 60), "too many terms"),
    ],
)
async def test_a_query_that_would_fill_the_memory_is_refused(site: Datasette, sql: str, told: str) -> None:
    answer = await site.client.get(f"/tracker.json?_shape=array&sql={quote(sql)}")
    assert answer.status_code == 400
    assert told in answer.text.lower()


async def test_an_honest_query_is_answered(site: Datasette) -> None:
    sql = quote("select place, count(*) as n from measures group by place order by place limit 3")
    answer = await site.client.get(f"/tracker.json?_shape=array&sql={sql}")
    assert answer.status_code == 200
    assert len(answer.json()) == 3


async def test_a_cell_longer_than_a_reader_of_csv_takes_is_handed_out(
    site_database: Path, tmp_path: Path
) -> None:
    path = tmp_path / "long.db"
    with sqlite3.connect(site_database) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
        copy.execute("UPDATE measures SET note = ? WHERE id = 'ca-44-1-s-223'", ["x" * 200_000])
    site = build(path, now=lambda: site_data.NOW)
    answer = await site.client.get("/tracker/measures.csv?_stream=1&id=ca-44-1-s-223")
    assert "x" * 200_000 in answer.text
    assert "field larger" not in answer.text
    assert safe_rows("a," + "y" * 1_000_000 + "\n").count("y") == 1_000_000


def test_rows_are_counted_for_each_statement_on_its_own() -> None:
    connection = sqlite3.connect(":memory:")
    limits.bound(connection)
    size = limits.LARGEST_ANSWER // 10
    for _ in range(20):
        (row,) = connection.execute("SELECT zeroblob(?) AS value", [size]).fetchall()
        assert len(row["value"]) == size
    connection.close()
