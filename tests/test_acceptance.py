"""The whole way on real responses: official page -> record -> SQLite -> dated answer.

Reads the folder of captures in place; skipped where it is not.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import Once
from tracker.cli import cli

pytestmark = pytest.mark.captures


def tracker(*arguments: str | Path) -> Any:
    result = CliRunner().invoke(cli, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="session")
def replayed(captures: Path, once: Once) -> Path:
    def make(folder: Path) -> None:
        run = tracker("refresh", "--replay", captures, "--db", folder / "t.db", "--json")
        assert run["outcome"] in ("done", "partial")
        kinds = {issue["kind"] for source in run["sources"] for issue in source["issues"]}
        assert kinds <= {"not_in_set"}

    return once("acceptance", make) / "t.db"


def rows(path: Path, sql: str, *values: str) -> list[Any]:
    with sqlite3.connect(path) as db:
        return db.execute(sql, values).fetchall()


def status(path: Path, place: str, on: str, criterion: str = "transplant_abroad") -> Any:
    (row,) = tracker("status", place, "--criterion", criterion, "--on", on, "--db", path, "--json")
    return row


FAMILY = {
    "ca-39-2-c-500": "lapsed",
    "ca-40-2-c-381": "lapsed",
    "ca-41-2-c-561": "lapsed",
    "ca-42-1-c-350": "lapsed",
    "ca-42-1-s-240": "lapsed",
    "ca-43-1-s-204": "lapsed",
    "ca-43-2-s-204": "lapsed",
    "ca-44-1-s-223": "in_force",
}


def test_the_eight_canadian_measures_are_stored_from_nine_captures(replayed: Path) -> None:
    found = rows(replayed, "SELECT DISTINCT measure FROM records WHERE origin = 'ca_legisinfo' ORDER BY 1")
    assert [measure for (measure,) in found] == sorted(FAMILY)
    assert len(rows(replayed, "SELECT 1 FROM records WHERE origin = 'ca_legisinfo'")) == 9


@pytest.mark.parametrize("measure", FAMILY)
def test_a_canadian_bill_ends_as_it_did(measure: str, replayed: Path) -> None:
    last = rows(
        replayed,
        "SELECT status FROM measure_status WHERE measure = ? ORDER BY from_date DESC LIMIT 1",
        measure,
    )
    assert last == [(FAMILY[measure],)]


def test_s_240_passed_both_houses_and_is_no_law(replayed: Path) -> None:
    stages = rows(
        replayed,
        """SELECT chamber, date FROM events
           WHERE measure = 'ca-42-1-s-240' AND stage = 'passed_chamber' AND listed""",
    )
    assert set(stages) >= {("upper", "2018-10-23"), ("lower", "2019-04-30")}
    (ended,) = rows(
        replayed, "SELECT date, basis, note FROM events WHERE measure = 'ca-42-1-s-240' AND stage = 'lapsed'"
    )
    assert ended[:2] == ("2019-09-11", "rule")
    assert ended[2]


def test_h_r_1154_and_h_r_1503_are_stored_with_their_steps(replayed: Path) -> None:
    sql = "SELECT stage, chamber, date FROM events WHERE measure = ? AND origin = 'us_billstatus' AND listed"
    assert set(rows(replayed, sql, "us-118-hr-1154")) >= {
        ("introduced", "lower", "2023-02-24"),
        ("passed_chamber", "lower", "2023-03-27"),
        ("committee", "upper", "2023-03-28"),
    }
    assert ("introduced", "lower", "2025-02-21") in rows(replayed, sql, "us-119-hr-1503")


def test_seven_countries_on_the_campaigns_day(replayed: Path) -> None:
    listed = tracker(
        "status", "--criterion", "campaign_list", "--on", "2020-06-30", "--db", replayed, "--json"
    )
    law = {r["place"]: r["answer"] for r in listed if r["answer"] in ("in_force", "enacted")}
    assert law == {"KR": "enacted", **dict.fromkeys(("BE", "NO", "IT", "TW", "ES", "IL"), "in_force")}
    others = Counter(r["answer"] for r in listed if r["place"] not in law and r["place"] not in ("CA", "GB"))
    assert set(others) == {"not_listed"}


@pytest.mark.parametrize(("on", "count"), [("2020-06-30", 7), ("2022-05-01", 8), ("2022-12-31", 9)])
def test_the_campaigns_numbers(on: str, count: int, replayed: Path) -> None:
    listed = tracker("status", "--criterion", "campaign_list", "--on", on, "--db", replayed, "--json")
    assert sum(r["answer"] in ("in_force", "enacted") for r in listed) == count


def test_canada(replayed: Path) -> None:
    before = status(replayed, "CA", "2020-06-30")
    assert (before["answer"], before["because"]) == ("pending", ["ca-43-1-s-204"])
    after = status(replayed, "CA", "2022-12-31")
    assert (after["answer"], after["since"]) == ("in_force", "2022-12-15")
    assert after["because"] == ["ca-44-1-s-223"]
    assert [(n["basis"], "Interpretation Act" in n["note"]) for n in after["notes"]] == [("rule", True)]
    assert {source["kind"] for source in after["sources"]} >= {"official"}
    assert any("44-1/s-223" in (source["url"] or "").lower() for source in after["sources"])


def test_the_united_kingdom(replayed: Path) -> None:
    assert status(replayed, "GB", "2022-05-15")["answer"] == "enacted"
    after = status(replayed, "GB", "2022-08-01")
    assert (after["answer"], after["since"]) == ("in_force", "2022-07-01")
    assert after["laws"][0] == {
        "measure": "gb-law-2022-31",
        "since": "2022-07-01",
        "since_kind": "exact",
        "since_window": None,
    }
    assert "gb-law-2022-31" in after["because"]


def test_the_united_states(replayed: Path) -> None:
    pending = status(replayed, "US", "2025-06-30")
    assert pending["answer"] == "pending"
    assert "us-119-hr-1503" in pending["pending"]
    assert pending["meets"]["us-119-hr-1503"] in ("yes", "no", "unclear")
    between = status(replayed, "US", "2025-01-15")
    assert (between["answer"], between["parts"]["of"]) == ("in_parts", 50)
    assert between["parts"]["with"] == len(between["subnational"]) >= 3
    assert status(replayed, "US", "2019-01-15")["answer"] == "ended"


def dump(path: Path) -> dict[str, list[Any]]:
    with sqlite3.connect(path) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in names}


def test_a_second_identical_replay_writes_only_that_it_ran(
    captures: Path, replayed: Path, tmp_path: Path
) -> None:
    paths = [Path(copy(replayed.with_name(name), tmp_path)) for name in ("t.db", "t.captures.db")]
    before = [dump(path) for path in paths]
    tracker("refresh", "--replay", captures, "--db", paths[0], "--json")
    after = [dump(path) for path in paths]
    assert before[1] == after[1]
    # The rowid counters of SQLite and its full-text shadow tables hold nothing of ours.
    own = [name for name in before[0] if "_fts" not in name and not name.startswith("sqlite_")]
    differing = {name for name in own if before[0][name] != after[0][name]}
    assert differing == {"runs", "source_runs", "issues", "sightings", "treaty_sightings"}


def test_a_later_capture_of_h_r_1503_changes_its_title_alone(captures: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    tracker("refresh", "--replay", captures, "--until", "2025-03-01", "--db", path, "--json")
    seen = len(tracker("changes", "--db", path, "--json"))
    tracker("refresh", "--replay", captures, "--db", path, "--json")
    later = tracker("changes", "--db", path, "--json")
    told = [c for c in later[: len(later) - seen] if c["id"] == "us-119-hr-1503"]
    assert [(c["entity"], c["field"], c["new"]) for c in told] == [
        ("measure", "title", "Stop Forced Organ Harvesting Act of 2025")
    ]
    every = [c for c in later if c["id"] == "us-119-hr-1503"]
    assert not [c for c in every if c["entity"] in ("event", "status")]


PARSED = {
    ("us_billstatus", "us-billstatus/BILLSTATUS-117s4791.xml"): ("enacted", "2022-10-17"),
    ("us_billstatus", "us-billstatus/BILLSTATUS-118hr1154.xml"): ("lapsed", "2025-01-03"),
    ("ca_legisinfo", "ca-legisinfo/42-1_S-240.xml"): ("lapsed", "2019-09-11"),
    ("ca_legisinfo", "ca-legisinfo/44-1_S-223.xml"): ("enacted", "2022-12-15"),
    ("ca_legisinfo", "ca-legisinfo/42-1_C-223.xml"): ("defeated", "2016-06-15"),
    ("gb_bills", "uk-bills-api/snommoc_bill-2818.json"): ("lapsed", "2021-04-29"),
    ("gb_legislation", "uk-legislation/sample-ni-nia-2022-2.xml"): ("in_force", "2022-02-03"),
    ("gb_legislation", "uk-legislation/sample-scot-asp-2021-11.xml"): ("enacted", "2021-04-21"),
    ("gb_legislation", "uk-legislation/sample-senedd-asc-2020-1.xml"): ("enacted", "2020-06-01"),
}


@pytest.mark.parametrize(("source", "file"), PARSED)
def test_parse_gives_the_status_of_one_file(source: str, file: str, captures: Path) -> None:
    (measure,) = tracker("parse", source, captures / file, "--json")
    assert (measure["status"], measure["status_date"]) == PARSED[source, file]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACKER_DB", raising=False)
