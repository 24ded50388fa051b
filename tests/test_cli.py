"""The command line as its users meet it: output, exit codes, and what it says when something is wrong."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from tests.conftest import Once
from tracker import refresh, settings
from tracker.cli import cli, common
from tracker.refresh import run_lock
from tracker.store import open_database

EXAMPLES = Path(__file__).parent / "examples"


def tracker(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], input=stdin)


def loads(result: Result) -> Any:
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout)


def capture_set(folder: Path, lines: list[dict[str, Any]]) -> Path:
    """A capture set of example pages: each line names a source, a case and perhaps a day."""
    folder.mkdir()
    index = []
    for number, line in enumerate(lines):
        (path,) = [
            p
            for p in (EXAMPLES / line["source"]).glob(f"{line['case']}.*")
            if not p.name.endswith((".meta.json", ".expected.json"))
        ]
        meta = json.loads(path.with_name(f"{line['case']}.meta.json").read_text("utf-8"))
        name = f"{number}{path.suffix}"
        content = path.read_bytes()
        for old, new in line.get("replace", {}).items():
            assert old.encode() in content
            content = content.replace(old.encode(), new.encode())
        (folder / name).write_bytes(content)
        fetched = line.get("fetched_at", "2026-11-01T00:00:00Z")
        kind = {".xml": "application/xml", ".json": "application/json"}[path.suffix]
        index.append(
            {
                "url": line.get("url", meta["url"]),
                "method": "GET",
                "status": 200,
                "headers": {"content-type": kind},
                "file": name,
                "fetched_at": fetched,
            }
        )
    (folder / "index.jsonl").write_text("".join(json.dumps(line) + "\n" for line in index), "utf-8")
    return folder


@pytest.fixture(scope="session")
def replayed(once: Once) -> Path:
    """A database after a replay of nothing: the curated knowledge alone."""

    def make(folder: Path) -> None:
        empty = capture_set(folder / "set", [])
        result = tracker("refresh", "--replay", empty, "--db", folder / "t.db", "--json")
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["outcome"] == "partial"

    return once("replayed", make) / "t.db"


def test_a_replay_that_lacks_every_page_skips_every_source(replayed: Path) -> None:
    rows = loads(tracker("sources", "--db", replayed, "--json"))
    read = [row for row in rows if row["state"] == "active"]
    assert read
    assert all(row["last_success"] is None and row["stale"] for row in read)
    assert all(row["reason"] for row in rows if row["state"] != "active")


def test_status_has_the_promised_shape(replayed: Path) -> None:
    (row,) = loads(tracker("status", "ca", "--criterion", "transplant_abroad", "--db", replayed, "--json"))
    assert set(row) >= {
        *("place", "name", "criterion", "answer", "since", "on", "because", "pending", "subnational"),
        *("basis", "confidence", "sources", "last_checked", "stale"),
    }
    assert (row["place"], row["name"]) == ("CA", "Canada")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("Germany", "DE"), ("Deutschland", "DE"), ("UK", "GB"), ("KOR", "KR"), ("south korea", "KR")),
        *(("us-tx", "US-TX"), ("Iran, Islamic Republic of", "IR"), ("NO", "NO"), ("Taiwan", "TW")),
    ],
)
def test_a_place_is_given_by_code_or_by_name(replayed: Path, text: str, code: str) -> None:
    rows = loads(tracker("status", text, "--criterion", "convention", "--db", replayed, "--json"))
    assert [row["place"] for row in rows] == [code]


def test_names_that_cannot_be_read_are_told_and_a_code_needs_none(
    replayed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "names.yml").write_text("names: [\n", "utf-8")
    monkeypatch.setattr(settings, "data_folder", lambda: tmp_path)
    assert loads(tracker("status", "CA", "--db", replayed, "--json"))
    result = tracker("status", "Canada", "--db", replayed)
    assert result.exit_code == 3
    assert "names.yml:2" in result.stderr


def test_claims_have_the_promised_shape(replayed: Path) -> None:
    rows = loads(tracker("claims", "--on", "2020-08-01", "--db", replayed, "--json"))
    row = next(row for row in rows if row["id"] == "canada-tabling")
    assert set(row) >= {*("id", "who", "date", "text", "verdict", "then", "now", "reasons", "sources")}
    assert (row["date"], row["on"], row["verdict"]) == ("2020-06-30", "2020-08-01", "holds")
    lines = tracker("claims", "--db", replayed).stdout.splitlines()
    assert len(lines) == len(rows) + 1
    assert lines[1].split()[:3] == ["seven-have-law", "2020-06-30", "held_then"]


def test_without_a_criterion_there_is_a_row_for_each(replayed: Path) -> None:
    rows = loads(tracker("status", "NO", "--db", replayed, "--json"))
    assert [row["criterion"] for row in rows] == [
        *("transplant_abroad", "forced_harvesting", "sanctions", "organ_sale_ban"),
        *("removal_trafficking", "convention", "campaign_list"),
    ]
    assert {row["name"] for row in rows} == {"Norway"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["status", "ZZ"], "no place is called 'ZZ': expected a code such as CA, CAN or GB-SCT, or a name"),
        (
            ["status", "Congo"],
            "names several places: give the code of one\n  CG  Congo - Brazzaville\n  CD  Con",
        ),
        (["status", "Georgia"], "\n  GE  Georgia\n  US-GA  Georgia (US state)"),
        (["status", "Germny"], "no place is called 'Germny'. Did you mean:\n  DE  Germany"),
        (["status", "united"], "Did you mean:\n  US  United States\n  GB  United Kingdom"),
        (["status", "\udcff"], "no place is called"),
        (["status", "x" * 100_000], "no place is called"),
        (["status", "CA", "--criterion", "zz"], "expected one of transplant_abroad"),
        (["status", "--on", "1 May 2020"], "expected YYYY-MM-DD"),
        (["claims", "--on", "1 May 2020"], "expected YYYY-MM-DD"),
        (["refresh", "zz_none"], "no source zz_none"),
        (["refresh", "--until", "2025-01-01"], "--until goes with --replay"),
        (["refresh", "--replay", "no-such-folder"], "does not exist"),
        (["parse", "zz_none", str(Path(__file__))], "no source zz_none"),
        (["parse", "us_billstatus", str(Path(__file__))], "give the address with --url"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_says_what_was_expected(
    arguments: list[str], said: str, replayed: Path
) -> None:
    extra = ["--db", str(replayed)] if arguments[0] in ("status", "refresh") else []
    result = tracker(*arguments, *extra)
    assert result.exit_code == 2
    assert said in result.stderr


#: Commands that read a database, and those that copy what others have made; without its path.
READ = (["status"], ["claims"], ["changes"], ["sources"], ["review"], ["review", "x"])
COPY = (["backup"], ["export"], ["captures", "export"])


def _of(folder: Path, command: list[str], name: str) -> Result:
    target = [folder / "out"] if command in COPY else []
    return tracker(*command, *target, "--db", folder / name)


@pytest.mark.parametrize("command", COPY, ids=" ".join)
def test_of_a_database_that_is_not_there_no_copy_is_made(tmp_path: Path, command: list[str]) -> None:
    result = _of(tmp_path, command, "none.db")
    assert result.exit_code == 3
    assert "run `tracker refresh` first" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("small_data")
@pytest.mark.parametrize("command", READ, ids=" ".join)
def test_a_database_that_is_not_there_is_built_from_the_curated_data(
    tmp_path: Path, command: list[str]
) -> None:
    result = _of(tmp_path, command, "new.db")
    # Only of sources that were never read and of a record that does not wait is there something to say.
    assert result.exit_code == {"sources": 1, "review x": 2}.get(" ".join(command), 0), result.output
    assert "new.db: built from the curated data; no source has been read yet" in result.stderr
    again = _of(tmp_path, ["status", "CA"], "new.db")
    assert "Canada" in again.stdout
    assert again.stderr == ""


def test_a_database_is_built_once_where_the_platform_keeps_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRACKER_DB", raising=False)
    monkeypatch.setattr(settings, "in_checkout", lambda: False)
    monkeypatch.setattr(settings, "data_folder", lambda: Path(__file__).parent.parent / "data")
    monkeypatch.setattr(settings, "user_data_path", lambda name: tmp_path / "a b" / name)
    assert "Canada" in tracker("status", "CA").stdout
    assert [p.name for p in (tmp_path / "a b").iterdir()] == ["organ-law-tracker"]
    assert (tmp_path / "a b" / "organ-law-tracker" / "tracker.db").exists()


@pytest.mark.usefixtures("small_data")
@pytest.mark.parametrize("left", ["nothing", "tables"])
def test_a_first_build_that_was_cut_off_is_made_good(tmp_path: Path, left: str) -> None:
    path = tmp_path / "t.db"
    if left == "nothing":
        sqlite3.connect(path).close()
    else:
        open_database(path).close()
    assert "Canada" in tracker("status", "CA", "--db", path).stdout


def test_a_database_of_somebody_else_is_not_built_upon(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE photos (id)")
    result = tracker("status", "CA", "--db", path)
    assert result.exit_code == 3
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("photos",)]


@pytest.mark.usefixtures("small_data")
def test_a_build_waits_for_the_run_that_makes_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.db"
    monkeypatch.setattr(common, "WAIT", 2.0)
    with run_lock(settings.lock_path(path)):
        busy = tracker("status", "CA", "--db", path)
        assert busy.exit_code == 3
        assert "another run" in busy.stderr
        # The run has brought the curated data, and goes on for hours.
        with closing(open_database(path)) as db:
            refresh.open_writer(db, common.curated(), common.declared().values(), common.clock())
        assert "Canada" in tracker("status", "CA", "--db", path).stdout


def test_a_folder_that_cannot_be_written_to_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def acquire(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(FileLock, "acquire", acquire)
    result = tracker("status", "CA", "--db", tmp_path / "t.db")
    assert result.exit_code == 3
    assert result.stderr.splitlines() == [
        f"Error: {tmp_path / 't.db'}: Permission denied: name another place with --db or TRACKER_DB"
    ]


@pytest.mark.parametrize("command", [["refresh", "--due"], *READ, *COPY, ["serve"]], ids=" ".join)
def test_a_file_that_is_no_database_is_exit_code_3_and_left_alone(tmp_path: Path, command: list[str]) -> None:
    for path in (tmp_path / "t.db", tmp_path / "t.captures.db"):
        path.write_text("this is a letter, not a database, and long enough to be one " * 20, "utf-8")
    result = _of(tmp_path, command, "t.db")
    assert result.exit_code == 3
    assert str(tmp_path / "t.") in result.stderr
    assert path.read_text("utf-8").startswith("this is a letter")


def test_broken_data_name_file_line_field_and_load_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replayed: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(settings.data_folder(), folder, ignore=shutil.ignore_patterns("*.db*"))
    file = folder / "places" / "CA.yml"
    lines = file.read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if "kind: bill" in line)
    lines[at] = lines[at].replace("kind: bill", "kind: bil")
    file.write_text("\n".join(lines), "utf-8")
    monkeypatch.setattr(settings, "data_folder", lambda: folder)
    copy = tmp_path / "t.db"
    assert tracker("backup", tmp_path / "b", "--db", replayed).exit_code == 0
    shutil.copy(tmp_path / "b" / "tracker.db", copy)
    before = loads(tracker("status", "--on", "2022-12-31", "--db", copy, "--json"))
    result = tracker("refresh", "--replay", capture_set(tmp_path / "set", []), "--db", copy)
    assert result.exit_code == 3
    assert f"{file}:{at + 1}:" in result.stderr
    assert "kind" in result.stderr
    assert "code_article" in result.stderr  # the values allowed
    assert loads(tracker("status", "--on", "2022-12-31", "--db", copy, "--json")) == before


def test_parse_reads_one_file_and_touches_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DB", str(tmp_path / "t.db"))
    (file,) = (EXAMPLES / "gb_legislation").glob("act-in-force.xml")
    (measure,) = loads(tracker("parse", "gb_legislation", file, "--json"))
    assert set(measure) >= {
        *("id", "place", "session", "number", "kind", "title", "status", "status_date"),
        *("introduced", "passed", "assented", "in_force", "events"),
    }
    assert measure["status"] == "in_force"
    assert set(measure["events"][0]) >= {"date", "chamber", "stage", "label"}
    assert not (tmp_path / "t.db").exists()


@pytest.mark.usefixtures("small_data")
@pytest.mark.parametrize("line", ["[]", "nope", '{"url": "https://x.example/", "method": "GET"}'])
def test_parse_in_a_set_whose_index_is_broken_names_its_line(tmp_path: Path, line: str) -> None:
    good = '{"url": null, "file": "page.json"}'
    (tmp_path / "index.jsonl").write_text(f"{good}\n{line}\n", "utf-8")
    (tmp_path / "page.json").write_text("{}", "utf-8")
    commands: tuple[list[str | Path], ...] = (
        ["parse", "ca_legisinfo", tmp_path / "page.json"],
        ["refresh", "ca_legisinfo", "--replay", tmp_path, "--db", tmp_path / "t.db"],
    )
    for command in commands:
        result = tracker(*command)
        assert result.exit_code == 2
        assert "index.jsonl, line 2: " in result.stderr
        assert "Traceback" not in result.stderr


def test_parse_of_a_broken_page_names_the_field() -> None:
    (file,) = (EXAMPLES / "gb_legislation").glob("broken-without-enactment-date.xml")
    result = tracker("parse", "gb_legislation", file)
    assert result.exit_code == 1
    assert "missing_field" in result.stderr
    assert "EnactmentDate" in result.stderr


def test_classify_reads_lines_and_writes_labels() -> None:
    text = "en\tStop Forced Organ Harvesting Act of 2025\n?\tAn Act relating to railways\n"
    result = tracker("classify", stdin=text)
    first, second = result.stdout.splitlines()
    assert first.startswith("direct\t")
    assert "organ harvesting" in first
    assert second == "no\t"


def test_classify_says_which_line_is_wrong() -> None:
    result = tracker("classify", stdin="en\tfine\nno tab here\n")
    assert result.exit_code == 2
    assert "line 2" in result.stderr


def test_check_passes_on_what_is_shipped() -> None:
    result = tracker("check")
    assert result.exit_code == 0, result.stderr
    assert "places" in result.stdout


def test_backup_and_restore_bring_back_the_state(tmp_path: Path, replayed: Path) -> None:
    assert tracker("backup", tmp_path / "b", "--db", replayed).exit_code == 0
    other = tmp_path / "other" / "t.db"
    assert tracker("restore", tmp_path / "b", "--db", other).exit_code == 0
    asked = ("status", "--on", "2020-06-30", "--json", "--db")
    assert loads(tracker(*asked, other)) == loads(tracker(*asked, replayed))


def test_half_a_backup_is_restored_and_says_so(tmp_path: Path, replayed: Path) -> None:
    assert tracker("backup", tmp_path / "b", "--db", replayed).exit_code == 0
    (tmp_path / "b" / "captures.db").unlink()
    result = tracker("restore", tmp_path / "b", "--db", tmp_path / "t.db")
    assert result.exit_code == 0
    assert "holds no captures.db" in result.stderr


def test_restore_of_a_folder_without_a_backup_is_wrong_usage(tmp_path: Path) -> None:
    result = tracker("restore", tmp_path, "--db", tmp_path / "t.db")
    assert result.exit_code == 2
    assert "holds no tracker.db" in result.stderr


def test_captures_go_out_as_a_set_that_replays_to_the_same(tmp_path: Path, replayed: Path) -> None:
    lines = [{"source": "us_billstatus", "case": case} for case in pending_bills()]
    first, second = (Path(shutil.copy(replayed, tmp_path / name)) for name in ("a.db", "b.db"))
    given = capture_set(tmp_path / "set", lines)
    assert tracker("refresh", "--replay", given, "--db", first).exit_code in (0, 1)
    assert tracker("captures", "export", tmp_path / "out", "--db", first).exit_code == 0
    assert tracker("refresh", "--replay", tmp_path / "out", "--db", second).exit_code in (0, 1)
    asked = ("status", "US", "--json", "--db")
    assert loads(tracker(*asked, first)) == loads(tracker(*asked, second))
    again = tracker("captures", "export", tmp_path / "out", "--db", first)
    assert again.exit_code == 3
    assert "not empty" in again.stderr


def pending_bills() -> list[str]:
    """Cases of the family of H.R. 1503, which the curated data watch by number."""
    found = []
    for path in sorted((EXAMPLES / "us_billstatus").glob("*.xml")):
        url = json.loads(path.with_name(f"{path.stem}.meta.json").read_text("utf-8"))["url"]
        broken = "error" in json.loads(path.with_name(f"{path.stem}.expected.json").read_text("utf-8"))
        if not broken and ("119hr1503" in url or "118hr1154" in url):
            found.append(path.stem)
    assert found
    return found[:1]


def test_reparse_asks_no_site_and_changes_nothing(tmp_path: Path, replayed: Path) -> None:
    lines = [{"source": "us_billstatus", "case": case} for case in pending_bills()]
    path = Path(shutil.copy(replayed, tmp_path / "t.db"))
    tracker("refresh", "--replay", capture_set(tmp_path / "set", lines), "--db", path)
    before = loads(tracker("changes", "--db", path, "--json"))
    result = loads(tracker("reparse", "us_billstatus", "--db", path, "--json"))
    (source,) = result["sources"]
    assert (source["outcome"], source["changed"]) == ("unchanged", 0)
    assert source["measures"] == 1
    assert loads(tracker("changes", "--db", path, "--json")) == before


def test_review_lists_what_waits_and_refuses_what_does_not(replayed: Path) -> None:
    assert loads(tracker("review", "--db", replayed, "--json")) == []
    result = tracker("review", "us-119-hr-1", "--db", replayed)
    assert result.exit_code == 2
    assert "waits for review" in result.stderr


@pytest.mark.parametrize(("level", "code"), [("info", 0), ("loud", 2)])
def test_the_log_level_is_one_of_the_known(monkeypatch: pytest.MonkeyPatch, level: str, code: int) -> None:
    monkeypatch.setenv("TRACKER_LOG", level)
    result = tracker("classify", stdin="")
    assert result.exit_code == code
    assert ("expected one of CRITICAL" in result.stderr) is bool(code)


@pytest.mark.usefixtures("small_data")
def test_an_upstream_elsewhere_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_UPSTREAM", "http://192.0.2.1:80")
    result = tracker("refresh", "ca_legisinfo", "--db", tmp_path / "t.db")
    assert result.exit_code == 2
    assert "expected http://127.0.0.1:PORT" in result.stderr


@pytest.mark.parametrize("command", ["refresh", "status", "up", "parse", "check"])
def test_help_is_documentation(command: str) -> None:
    result = tracker(command, "--help")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 3


def test_a_sqlite_that_is_too_old_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    result = tracker("refresh", "--due", "--db", tmp_path / "t.db")
    assert result.exit_code == 3
    assert "is too old: 3.37.0 or newer is needed" in result.stderr
