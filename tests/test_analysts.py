"""What analysts are given: prepared questions on the curated data, search in any script, code that runs."""

from __future__ import annotations

import re
import shlex
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy, which
from typing import Any

import pytest
import yaml
from datasette.app import Datasette

from tests.serving import serving
from tracker.site.app import build, metadata_path
from tracker.site.files import release
from tracker.store.signs import fts_words

DOCUMENT = Path(__file__).parent.parent / "docs" / "analysts.md"
METADATA: dict[str, Any] = yaml.safe_load(metadata_path().read_text("utf-8"))["databases"]["tracker"]
QUERIES: dict[str, dict[str, str]] = METADATA["queries"]
#: Those that have nothing to tell before a source has been read.
EMPTY_WITHOUT_A_RUN = {"source_health", "disagreements", "changed_since"}


async def rows(path: Path, query: str) -> list[dict[str, Any]]:
    answer = await build(path).client.get(f"/tracker/{query}")
    assert answer.status_code == 200, answer.text[:300]
    found: list[dict[str, Any]] = answer.json()
    return found


@pytest.mark.parametrize("name", QUERIES)
async def test_a_prepared_question_has_an_answer_without_parameters(curated: Path, name: str) -> None:
    assert len(QUERIES) >= 12
    found = await rows(curated, f"{name}.json?_shape=array")
    assert found or name in EMPTY_WITHOUT_A_RUN


@pytest.mark.parametrize("name", QUERIES)
def test_each_parameter_has_a_default_and_is_explained(name: str) -> None:
    query = QUERIES[name]
    parameters = set(re.findall(r"(?<!:):(\w+)", query["sql"]))
    for parameter in parameters:
        assert re.search(rf"nullif\((?:upper\()?:{parameter}\)?, ''\)", query["sql"]), parameter
    assert not parameters or "eft empty" in query["description"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("器官", "器官移植"),
        ("臓器", "臓器"),
        ("장기", "장기등"),
        ("organos", "órganos"),
        ("órganos", "órganos"),
        ("TRAFICO organos", "tráfico de órganos"),
        ("transplant* human", "human"),
    ],
)
async def test_titles_are_found_in_any_script(curated: Path, words: str, part: str) -> None:
    found = await rows(curated, f"search_titles.json?_shape=array&words={words}")
    assert found
    assert any(part.casefold() in row["title"].casefold() for row in found)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("organ trade", '"organ" "trade"'),
        ("organ*", '"organ"*'),
        ("器官移植 law", '"器 官 移 植" "law"'),
        ('a" OR title:x -y', '"a" "OR" "title" "x" "y"'),
        ("*", '""'),
        ("", '""'),
        (None, '""'),
    ],
)
def test_what_is_typed_is_words_and_no_syntax(text: str | None, query: str) -> None:
    assert fts_words(text) == query
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE VIRTUAL TABLE t USING fts5(a)")
        db.execute("SELECT * FROM t WHERE t MATCH ?", [query]).fetchall()


async def test_answers_by_year_are_those_of_the_years(curated: Path) -> None:
    by_year = await rows(
        curated, "answers_by_year.json?_shape=array&criterion=organ_sale_ban&first_year=2019"
    )
    assert [row["year"] for row in by_year] == list(range(2019, datetime.now(UTC).year + 1))
    for row in by_year[:2]:
        on = f"{row['year']}-12-31"
        query = f"answers_on_a_day.json?_shape=array&criterion=organ_sale_ban&on={on}&_size=max"
        told = [r["answer"] for r in await rows(curated, query) if r["counted"]]
        kinds = set(row) - {"year", "countries", "in_force", "general_rule", "unclear"}
        dated = {kind for kind in kinds if not kind.endswith("_start_not_established")}
        assert {kind: row[kind] for kind in dated} == {kind: told.count(kind) for kind in dated}
        # What nobody dated is taken out of the unclear ones; a law without a first day is not dated.
        assert row["in_force"] <= told.count("in_force")
        law = row["in_force"] + row["general_rule"] + row["unclear"] + sum(row[k] for k in kinds - dated)
        assert law == sum(told.count(kind) for kind in ("in_force", "general_rule", "unclear"))
        assert row["countries"] == len(told)


def test_what_other_tables_point_to_has_a_label(curated: Path) -> None:
    with sqlite3.connect(curated) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        targets = {row[2] for name in names for row in db.execute(f"PRAGMA foreign_key_list({name})")}
    assert targets
    assert {name for name in targets if not METADATA["tables"][name].get("label_column")} == set()


async def test_a_table_with_its_facets_is_quick_enough_to_be_shown(curated: Path) -> None:
    site: Datasette = build(curated)
    for name, table in METADATA["tables"].items():
        if table.get("facets"):
            found = (await site.client.get(f"/tracker/{name}.json?_size=1")).json()
            assert set(found["facet_results"]) == set(table["facets"]), name


@pytest.fixture
def notebook(site_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A running site, its address, and a folder for the code of the document. A bill is pending that is
    known to lapse on a day to come, as in the real data."""
    database = Path(copy(site_database, tmp_path / "served.db"))
    with sqlite3.connect(database) as db:
        (pending,) = db.execute(
            "SELECT id FROM measure_status WHERE measure = 'us-119-hr-1503' AND to_date IS NULL"
        ).fetchone()
        db.execute("UPDATE measure_status SET to_date = '2999-01-03' WHERE id = ?", [pending])
        db.execute(
            "INSERT INTO measure_status (measure, from_date, status, unclear)"
            " VALUES ('us-119-hr-1503', '2999-01-03', 'lapsed', 0)"
        )
    monkeypatch.chdir(tmp_path)
    with serving(database) as address:
        yield address


#: What each language prints of the small site.
ADOPTED = ["adopted 2020 Asia 1", "adopted 2022 Americas 1", "adopted 2022 Europe 1"]
#: Packages that a block may want.
LIBRARIES = ("pandas", "duckdb")


def blocks(language: str, address: str = "") -> list[str]:
    """The code of the document, for the site at an address."""
    found = re.findall(rf"```{language}\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert found
    return [re.sub(r'(SITE (?:=|<-)) ".*"', rf'\1 "{address}"', block) for block in found]


def run(address: str, library: str | None = None) -> None:
    """Run the Python of the document that needs the standard library alone, or what one library adds."""
    space: dict[str, Any] = {}
    ran = 0
    for block in blocks("python", address):
        match = re.search(r"\b(pd|duckdb)\.", block)
        wants = match and {"pd": "pandas", "duckdb": "duckdb"}[match[1]]
        if wants in (None, library):
            exec(block, space)  # noqa: S102
            ran += 1
    assert ran >= (3 if library is None else 4)


def told_of(out: str, what: str) -> list[str]:
    return [line.strip() for line in out.splitlines() if line.startswith(f"{what} ")]


def test_the_python_in_the_document_runs(notebook: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(notebook)
    out = capsys.readouterr().out
    assert "Counter({'in_force': 3, 'not_checked': 2, " in out
    assert "in_force 2022-12-15 ['https://www.parl.ca/legisinfo/en/bill/44-1/s-223'" in out
    assert "2020-12-31 {'" in out
    assert told_of(out, "adopted") == ADOPTED
    # 15 December 2022 to 25 November 2026.
    assert "law CA 1441 days, lasts" in told_of(out, "law")
    assert [line.split()[1] for line in told_of(out, "open")] == ["us-119-hr-1503"]
    assert told_of(out, "bound") == ["bound NO cets-216 2018-03-01"]
    family = [line.split()[1:3] for line in told_of(out, "family")]
    assert family == [["us-118-hr-1154", "lapsed"], ["us-119-hr-1503", "pending"]]


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_same_with_a_library(notebook: str, library: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip(library)
    run(notebook, library)
    # Python alone tells it first, then the library.
    assert told_of(capsys.readouterr().out, "adopted") == ADOPTED * 2


def test_the_r_in_the_document_runs(notebook: str, tmp_path: Path) -> None:
    program = which("Rscript")
    if program is None:
        pytest.skip("R is not installed")
    (tmp_path / "recipes.r").write_text("\n".join(blocks("r", notebook)), "utf-8")
    done = subprocess.run(
        [program, "--vanilla", "recipes.r"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert told_of(done.stdout, "adopted") == ADOPTED
    assert "law CA 1441 days, lasts" in told_of(done.stdout, "law")
    assert [line.split()[1] for line in told_of(done.stdout, "open")] == ["us-119-hr-1503"]
    family = [line.split()[1:3] for line in told_of(done.stdout, "family")]
    assert sorted(family) == [["us-118-hr-1154", "lapsed"], ["us-119-hr-1503", "pending"]]
    assert told_of(done.stdout, "bound") == ["bound NO cets-216 2018-03-01"]


def test_the_sums_of_a_release_are_verified_as_told(site_database: Path, tmp_path: Path) -> None:
    if which("sha256sum") is None:
        pytest.skip("sha256sum is not installed")
    folder = release.release(site_database, tmp_path).folder
    (command,) = blocks("sh")
    assert subprocess.run(shlex.split(command), cwd=folder, check=False).returncode == 0
    (folder / "bills.csv").write_text("other", "utf-8")
    told = subprocess.run(
        shlex.split(command), cwd=folder, capture_output=True, text=True, check=False, env={"LC_ALL": "C"}
    )
    assert told.returncode == 1
    assert told.stdout == "bills.csv: FAILED\n"
