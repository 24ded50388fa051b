"""A database that an older version made is brought over: no row is lost, and its sentences become values."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from tests import site_data
from tracker.cli import cli
from tracker.site.app import build
from tracker.store import Reader, Writer, open_database
from tracker.store.database import is_of_an_older_version
from tracker.store.rows import fetch
from tracker.vocabulary import SinceKind

#: Made by the version of 22 November 2026 with the measures of `tests.site_data`, and a bill that changed.
OLD = Path(__file__).parent / "old" / "tracker-2026-11-22.db.gz"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "tracker.db"
    target.write_bytes(gzip.decompress(OLD.read_bytes()))
    return target


@pytest.fixture
def before(path: Path) -> dict[str, int]:
    return counts(path)


@pytest.fixture
def upgraded(path: Path, before: dict[str, int]) -> Iterator[Database]:
    database = open_database(path)
    yield database
    database.conn.close()


def counts(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as db:
        tables = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {n: db.execute(f"SELECT count(*) FROM {n}").fetchone()[0] for n in tables if "_fts" not in n}


def changes(db: Database, entity: str, field: str) -> list[tuple[Any, Any]]:
    rows = fetch(db, "SELECT old, new FROM changes WHERE entity = ? AND field = ?", [entity, field])
    return [tuple(value and json.loads(value) for value in row.values()) for row in rows]


def test_no_row_is_lost(path: Path, before: dict[str, int], upgraded: Database) -> None:
    after = counts(path)
    kept = {name: number for name, number in before.items() if name not in ("facts", "_sqlite_migrations")}
    assert {name: after[name] for name in kept} == kept
    assert not is_of_an_older_version(upgraded)


def test_every_change_is_json_and_says_what_it_said(upgraded: Database) -> None:
    for row in fetch(upgraded, "SELECT * FROM changes"):
        for name in ("old", "new"):
            assert row[name] is None or json.loads(row[name]) is not None
    assert (
        [
            {"from": "2021-01-01", "status": "pending", "unclear": True},
            {"from": "2021-12-31", "status": "pending"},
            {"from": "2025-01-06", "status": "lapsed"},
        ],
        [
            {"from": "2021-01-01", "status": "pending", "unclear": True},
            {"from": "2021-12-31", "status": "pending"},
            {"from": "2023-01-02", "status": "lapsed"},
        ],
    ) in changes(upgraded, "status", "status")
    assert (None, {"date": "2022-03-04", "label": "passed_chamber"}) in changes(
        upgraded, "event", "passed_chamber"
    )
    assert (None, {"date": None, "label": "committee"}) in changes(upgraded, "event", "committee")
    assert ("not_checked", "ended") in changes(upgraded, "answer", "answer")
    turned = changes(upgraded, "answer", "over time")
    assert ([{"from": None, "answer": "not_checked"}], [
        {"from": None, "answer": "not_checked"}, {"from": "2021-01-01", "answer": "pending"},
        {"from": "2023-01-02", "answer": "ended"},
    ]) in turned  # fmt: skip
    assert (["transplant_abroad"], ["transplant_abroad", "sanctions"]) in changes(upgraded, "measure", "aims")
    assert ("Organ Bill", "Organ (No. 2) Bill") in changes(upgraded, "measure", "title")


def test_lists_in_columns_are_json(upgraded: Database) -> None:
    (row,) = fetch(upgraded, "SELECT aims FROM measures WHERE id = 'ca-44-1-c-999'")
    assert json.loads(row["aims"]) == ["transplant_abroad", "sanctions"]
    chambers = [json.loads(r["chambers"]) for r in fetch(upgraded, "SELECT chambers FROM legislatures")]
    assert {"lower", "upper"} <= {word for names in chambers for word in names}
    (held,) = fetch(upgraded, "SELECT id, place FROM held")
    assert (held["id"], held["place"]) == ("ca-44-1-c-999", "CA")


def test_the_next_writer_works_the_answers_out_anew_and_readers_read_them(upgraded: Database) -> None:
    writer = Writer(upgraded, site_data.background(), site_data.NOW)
    with writer.transaction():
        writer.start_run("knowledge")
        assert not writer.knows("first")
        writer.sync_knowledge([*site_data.canada_curated(), *site_data.others_curated()], "now")
    rows = Reader(upgraded, site_data.NOW).status("CA", "2026-11-25", None)
    assert all(row["basis_code"] for row in rows)
    (law,) = [row for row in rows if row["criterion"] == "transplant_abroad"]
    assert (law["answer"], law["since"], law["since_kind"]) == ("in_force", "2022-12-15", SinceKind.EXACT)
    assert law["laws"][0]["since"] == "2022-12-15"


@pytest.mark.usefixtures("small_data")
@pytest.mark.parametrize("command", ["status", "worklist", "changes", "sources"])
def test_a_command_that_reads_brings_an_old_database_up_to_date_first(path: Path, command: str) -> None:
    done = CliRunner().invoke(cli, [command, "--db", str(path), "--json"])
    assert done.exit_code in (0, 1), done.output
    assert "made by an older version; brought up to date" in done.stderr
    again = CliRunner().invoke(cli, [command, "--db", str(path), "--json"])
    assert "older version" not in again.stderr


async def test_the_pages_of_an_upgraded_database_are_whole(path: Path) -> None:
    CliRunner().invoke(cli, ["status", "CA", "--db", str(path)])
    site = build(path)
    for page in ("/", "/country/CA", "/measure/ca-44-1-c-999", "/changes", "/changes.atom", "/charts"):
        assert (await site.client.get(page)).status_code == 200, page
