"""Downloads: whole, consistent, explained, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from tests import shipped, site_data
from tracker.site import formulas
from tracker.site.app import build
from tracker.site.files import TABLES
from tracker.site.files.forms import BETWEEN


async def got(site: Datasette, path: str, content_type: str) -> Any:
    answer = await site.client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"].startswith(content_type)
    assert content_type == "text/html" or answer.headers["access-control-allow-origin"] == "*"
    return answer


async def csv_rows(site: Datasette, path: str) -> list[dict[str, str]]:
    text = (await got(site, path, "text/csv")).text
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", TABLES)
async def test_a_table_is_one_and_the_same_as_csv_json_and_on_the_page(site: Datasette, name: str) -> None:
    rows = await csv_rows(site, f"/download/{name}.csv")
    told = (await got(site, f"/download/{name}.json", "application/json")).json()
    assert (told["schema"], told["on"], told["data_version"]) == (1, "2026-11-25", "2026-11-25T11:00:00Z")
    assert len(rows) == len(told[name]) > 3
    for row, twin in zip(rows, told[name], strict=True):
        assert list(row) == list(twin) == list(TABLES[name].columns(shipped.as_read()))
        assert {key for key, value in row.items() if not value} == {
            key for key, value in twin.items() if value is None or value in ([], [None], "")
        }
    page = BeautifulSoup((await got(site, "/download/", "text/html")).text, "lxml")
    explained = [code.text for code in page.select(f"section[aria-labelledby={name}] tbody th code")]
    assert explained == list(TABLES[name].columns(shipped.as_read()))
    index = (await got(site, "/download/index.json", "application/json")).json()
    assert {t["name"]: list(t["columns"]) for t in index["tables"]}[name] == explained


async def test_the_tables_tell_what_the_pages_tell(site: Datasette) -> None:
    by = {(r["place"], r["criterion"]): r for r in await csv_rows(site, "/download/countries.csv")}
    canada = by["CA", "transplant_abroad"]
    assert (canada["answer"], canada["since"], canada["because"]) == (
        "in_force",
        "2022-12-15",
        "ca-44-1-s-223",
    )
    assert (canada["counted"], canada["stale"]) == ("1", "0")
    assert by["US", "transplant_abroad"]["subnational"] == "US-TX"
    assert by["US-TX", "transplant_abroad"]["parent"] == "US"
    assert site_data.S223 in canada["sources"].split(BETWEEN)
    assert by["AL", "transplant_abroad"]["answer"] == "not_checked"
    law = {r["id"]: r for r in await csv_rows(site, "/download/measures.csv")}
    assert law["ca-44-1-s-223"]["status"] == "in_force"
    assert law["ca-44-1-s-223"]["recipient_liability"] == "yes"
    assert law["ca-44-1-s-223"]["insurance_ban"] == "no"
    assert law["ca-44-1-s-223"]["reporting_duty"] == ""
    before = {r["id"]: r for r in await csv_rows(site, "/download/measures.csv?on=2020-01-01")}
    assert (before["ca-44-1-s-223"]["status"], before["ca-43-1-s-204"]["status"]) == ("", "pending")


async def test_what_is_known_from_memory_is_not_told_as_read(site_database: Path, tmp_path: Path) -> None:
    path = Path(copy(site_database, tmp_path / "memory.db"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE provisions SET only_memory = 1")
    rows = await csv_rows(build(path, now=lambda: site_data.NOW), "/download/measures.csv")
    assert not any(row["recipient_liability"] for row in rows)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        *(("=1+1", "'=1+1"), ("+49", "'+49"), ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1")),
        *(("\r=1", "'\r=1"), ("-5", "-5"), ("-5.25", "-5.25"), ("a=1", "a=1"), ("", ""), ("器官", "器官")),
        *(("-5\n=x", "'-5\n=x"), ('=a,"b"\nc', '\'=a,"b"\nc')),
    ],
)
def test_a_cell_like_a_formula_is_text(cell: str, told: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerow([cell, "end"])
    made = formulas.safe_rows(out.getvalue())
    assert list(csv.reader(io.StringIO(made, newline=""))) == [[told, "end"]]


@pytest.mark.parametrize(
    "path",
    [
        "/download/measures.csv",
        "/tracker/measures.csv?_size=max",
        "/tracker/measures.csv?_stream=1&_dl=1",
        "/tracker.csv?sql=select+title,+-1+as+n+from+measures",
    ],
)
async def test_no_csv_of_the_site_holds_a_formula(site_database: Path, tmp_path: Path, path: str) -> None:
    database = Path(copy(site_database, tmp_path / "hostile.db"))
    title = '=HYPERLINK("http://x.example","a,b")\r\nsecond line'
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE measures SET title = ? WHERE id = 'ca-44-1-s-223'", [title])
    answer = await build(database, now=lambda: site_data.NOW).client.get(path)
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert f"'{title}" in [row["title"] for row in rows]
    assert len(rows) == 7
    assert all(row["n"] == "-1" for row in rows if "n" in row)


def tables_of(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


async def test_the_database_is_a_snapshot_made_anew_after_each_commit(
    site_database: Path, tmp_path: Path
) -> None:
    path = Path(copy(site_database, tmp_path / "live.db"))
    site = build(path, now=lambda: site_data.NOW)
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode = WAL")

    async def download(number: int) -> dict[str, int]:
        answer = await got(site, "/download/tracker.db", "application/vnd.sqlite3")
        assert answer.headers["content-disposition"] == 'attachment; filename="tracker.db"'
        assert int(answer.headers["content-length"]) == len(answer.content)
        (tmp_path / f"{number}.db").write_bytes(answer.content)
        return tables_of(tmp_path / f"{number}.db")

    first = await download(1)
    assert first["places"] == 10
    writer.execute("BEGIN")
    writer.execute("INSERT INTO places (code, name, kind, counted) VALUES ('XB', 'New', 'country', 1)")
    assert await download(2) == first
    assert (tmp_path / "2.db").read_bytes() == (tmp_path / "1.db").read_bytes()
    writer.execute("COMMIT")
    assert (await download(3))["places"] == 11
    writer.close()


async def test_a_table_of_nothing_is_not_handed_out(tmp_path: Path) -> None:
    from tracker.store import open_database

    open_database(tmp_path / "new.db").conn.close()
    site = build(tmp_path / "new.db", now=lambda: site_data.NOW)
    assert (await site.client.get("/download/countries.csv")).status_code == 503
    assert (await site.client.get("/download/")).status_code == 200
    assert (await site.client.get("/download/countries.csv?on=nonsense")).status_code in (400, 503)
