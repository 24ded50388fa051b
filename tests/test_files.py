"""The files to take away: described as they are, true over time, the same in every form."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from datasette.app import Datasette

from tracker.cli import cli
from tracker.site import download
from tracker.site.files import TABLES, release
from tracker.site.files.forms import item

VERSION = "2026-11-25T11:00:00Z"


@pytest.fixture(scope="module")
def released(site_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the small database."""
    return release.release(site_database, tmp_path_factory.mktemp("r"), "https://law.example/x").folder


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text("utf-8"), newline="")))


def fits(cell: str, field: dict[str, Any]) -> bool:
    """Whether a cell is what the descriptor says of its column."""
    told = field.get("constraints", {})
    if not cell:
        return not told.get("required", False)
    if "enum" in told and cell not in told["enum"]:
        return False
    if field["type"] == "date":
        return str(date.fromisoformat(cell)) == cell
    return field["type"] == "string" or cell in {"boolean": ("0", "1")}.get(field["type"], (str(int(cell)),))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_what_its_descriptor_says(released: Path, name: str) -> None:
    package = json.loads((released / "datapackage.json").read_text("utf-8"))
    (resource,) = (one for one in package["resources"] if one["name"] == name)
    body = (released / resource["path"]).read_bytes()
    assert resource["bytes"] == len(body)
    rows = rows_of(released, name)
    fields = resource["schema"]["fields"]
    assert rows
    assert list(rows[0]) == [field["name"] for field in fields]
    wrong = {(f["name"], row[f["name"]]) for row in rows for f in fields if not fits(row[f["name"]], f)}
    assert wrong == set()
    if key := resource["schema"].get("primaryKey"):
        assert len({tuple(row[name] for name in key) for row in rows}) == len(rows)
    codebook = (released / "codebook.md").read_text("utf-8")
    assert all(f"| `{field['name']}` |" in codebook for field in fields)


def test_a_law_begins_in_one_year_of_the_panel(released: Path) -> None:
    asked = [r for r in rows_of(released, "panel") if r["criterion"] == "transplant_abroad"]
    canada = {r["year"]: (r["answer"], r["began_this_year"]) for r in asked if r["place"] == "CA"}
    assert canada["2022"] == ("in_force", "1")
    assert canada["2023"] == canada["2026"] == ("in_force", "0")
    assert canada["2021"][0] != "in_force"
    assert {r["on"] for r in asked if r["year"] == "2026"} == {"2026-11-25"}


def test_no_start_that_nobody_established_is_an_adoption(curated: Path, tmp_path: Path) -> None:
    folder = release.release(curated, tmp_path).folder
    rows = rows_of(folder, "panel")
    unknown = [r for r in rows if r["since_kind"] == "not_established" and r["answer"] == "in_force"]
    assert unknown
    assert {r["began_this_year"] for r in unknown} <= {"", "0"}
    # And the last year of the panel is the day of the table of answers.
    answers = {(r["place"], r["criterion"]): r["answer"] for r in rows_of(folder, "countries")}
    last = [r for r in rows if r["year"] == rows[-1]["year"]]
    assert [r for r in last if r["answer"] != answers[r["place"], r["criterion"]]] == []


def test_the_spans_of_a_question_follow_each_other(released: Path) -> None:
    held: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows_of(released, "answers"):
        held.setdefault((row["place"], row["criterion"]), []).append(row)
    assert max(len(spans) for spans in held.values()) > 2
    for spans in held.values():
        assert (spans[0]["from_date"], spans[-1]["to_date"]) == ("", "")
        assert [s["to_date"] for s in spans[:-1]] == [s["from_date"] for s in spans[1:]]


def test_the_bills_tell_the_last_step_and_what_is_open(released: Path) -> None:
    bills = {row["id"]: row for row in rows_of(released, "bills")}
    assert [name for name, row in bills.items() if row["open"] == "1"] == ["us-119-hr-1503"]
    assert (bills["us-119-hr-1503"]["status"], bills["us-118-hr-1154"]["status"]) == ("pending", "lapsed")
    assert bills["ca-44-1-s-223"]["lapses_on"] == ""
    assert bills["ca-44-1-s-223"]["last_step_on"] == "2022-12-15"


@pytest.mark.parametrize("name", TABLES)
def test_parquet_holds_the_same_with_types(released: Path, name: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(released / f"{name}.parquet")
    told = json.loads((released / f"{name}.json").read_text("utf-8"))
    assert table.schema.metadata[b"data_version"].decode() == told["data_version"] == VERSION

    def same(value: Any) -> Any:
        if isinstance(value, list):
            return [item(one) for one in value]
        return str(value) if isinstance(value, date) else value

    wanted = [{key: same(value) for key, value in row.items()} for row in told[name]]
    assert [{key: same(value) for key, value in row.items()} for row in table.to_pylist()] == wanted


async def test_without_its_library_parquet_is_not_offered(
    site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "can_write_parquet", lambda: False)
    monkeypatch.setattr("tracker.site.files.package.can_write_parquet", lambda: False)
    answer = await site.client.get("/download/bills.parquet")
    assert (answer.status_code, "pyarrow" in answer.text) == (404, True)
    assert ".parquet" not in (await site.client.get("/download/")).text


async def test_a_table_of_all_days_takes_no_day(site: Datasette) -> None:
    assert (await site.client.get("/download/panel.csv?on=2020-01-01")).status_code == 400
    assert (await site.client.get("/download/bills.csv?on=2020-01-01")).status_code == 200


def test_the_citations_name_version_and_address(released: Path) -> None:
    cff = yaml.safe_load((released / "CITATION.cff").read_text("utf-8"))
    assert (cff["version"], str(cff["date-released"])) == ("2026.11.25", "2026-11-25")
    assert cff["url"] == "https://law.example/x/"
    bib = (released / "citation.bib").read_text("utf-8")
    assert bib.startswith("@misc{organ_law_tracker_2026_11_25,")
    ris = (released / "citation.ris").read_bytes().decode().split("\r\n")
    assert (ris[0], ris[-2], ris[-1]) == ("TY  - DATA", "ER  - ", "")
    for text in (bib, "\n".join(ris)):
        assert VERSION in text
        assert "https://law.example/x/" in text


def test_the_same_data_give_the_same_bytes(released: Path, site_database: Path, tmp_path: Path) -> None:
    again = release.release(site_database, tmp_path, "https://law.example/x")
    assert again.new
    for path in sorted(released.iterdir()):
        assert (again.folder / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_data_version_is_released_once(site_database: Path, tmp_path: Path) -> None:
    first = release.release(site_database, tmp_path)
    assert (first.folder.name, first.new) == ("2026.11.25", True)
    second = release.release(site_database, tmp_path)
    assert (second.folder, second.new) == (first.folder, False)
    # Another of the same day stands beside it.
    descriptor = first.folder / "datapackage.json"
    descriptor.write_text(descriptor.read_text("utf-8").replace(VERSION, "2026-11-25T01:00:00Z"), "utf-8")
    assert release.release(site_database, tmp_path).folder.name == "2026.11.25.1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026.11.25", "2026.11.25.1"]


def test_the_check_names_what_differs(site_database: Path, tmp_path: Path) -> None:
    from click.testing import CliRunner

    made = CliRunner().invoke(cli, ["release", str(tmp_path), "--db", str(site_database)])
    folder = tmp_path / "2026.11.25"
    assert (made.exit_code, str(folder) in made.stdout) == (0, True)
    check = ["release", str(folder), "--check"]
    assert CliRunner().invoke(cli, check).exit_code == 0
    (folder / "bills.csv").write_text("other", "utf-8")
    (folder / "tracker.db").unlink()
    (folder / "stray.txt").write_text("", "utf-8")
    told = CliRunner().invoke(cli, check)
    assert told.exit_code == 1
    assert [line.rpartition("2026.11.25: ")[2] for line in told.stderr.splitlines()] == [
        "bills.csv: not what it was when it was released",
        "stray.txt: not in SHA256SUMS",
        "tracker.db: missing",
    ]
    assert CliRunner().invoke(cli, ["release", str(tmp_path), "--check"]).exit_code == 2


def test_a_database_without_data_is_not_released(tmp_path: Path) -> None:
    from tracker.store import open_database

    open_database(tmp_path / "new.db").conn.close()
    with pytest.raises(release.NotReleased):
        release.release(tmp_path / "new.db", tmp_path / "releases")
    assert list((tmp_path / "releases").iterdir()) == []
