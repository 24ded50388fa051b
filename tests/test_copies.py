"""Backup and restore: only a sound database is copied, and what it replaces is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest
from click.testing import CliRunner, Result

from tracker.cli import cli
from tracker.store import copies


def tracker(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)))


@pytest.fixture
def live(curated: Path, tmp_path: Path) -> Path:
    (tmp_path / "live").mkdir()
    return Path(copy(curated, tmp_path / "live" / "tracker.db"))


def rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT count(*) FROM measures").fetchone()[0])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def alien(path: Path) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE of_somebody_else (a)")
        db.commit()


def garbage(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


def torn(path: Path) -> None:
    """Pages in the middle are lost."""
    content = bytearray(path.read_bytes())
    content[200_000:600_000] = b"\x55" * 400_000
    path.write_bytes(content)


def shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:300_000])


def emptied(path: Path) -> None:
    """Sound, and most of it is gone."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM measures WHERE rowid % 10 > 0")
        db.commit()


HARM = [empty, alien, garbage, torn, shortened, emptied]


@pytest.mark.parametrize("harm", HARM)
def test_a_bad_backup_is_refused_and_the_live_database_stays(
    live: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    assert tracker("backup", tmp_path / "b", "--db", live).exit_code == 0
    harm(tmp_path / "b" / "tracker.db")
    before = live.read_bytes()
    result = tracker("restore", tmp_path / "b", "--db", live)
    assert result.exit_code == 3
    assert "tracker.db" in result.stderr
    assert live.read_bytes() == before


@pytest.mark.parametrize("harm", HARM)
def test_a_bad_database_replaces_no_good_backup(
    live: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    assert tracker("backup", tmp_path / "b", "--db", live).exit_code == 0
    kept = (tmp_path / "b" / "tracker.db").read_bytes()
    harm(live)
    assert tracker("backup", tmp_path / "b", "--db", live).exit_code == 3
    assert (tmp_path / "b" / "tracker.db").read_bytes() == kept


@pytest.mark.parametrize("harm", [empty, alien, garbage, torn, shortened])
def test_a_damaged_live_database_is_put_aside_and_healed(
    live: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    number = rows(live)
    assert tracker("backup", tmp_path / "b", "--db", live).exit_code == 0
    harm(live)
    assert tracker("restore", tmp_path / "b", "--db", live).exit_code == 0
    assert rows(live) == number
    assert live.with_name("tracker.db.damaged").exists()


def test_what_is_replaced_stands_beside_it(live: Path, tmp_path: Path) -> None:
    assert tracker("backup", tmp_path / "b", "--db", live).exit_code == 0
    with closing(sqlite3.connect(live)) as db:
        db.execute("UPDATE measures SET note = 'since the backup' WHERE id = 'ca-44-1-s-223'")
        db.commit()
    assert tracker("restore", tmp_path / "b", "--db", live).exit_code == 0
    sql = "SELECT note FROM measures WHERE id = 'ca-44-1-s-223'"
    with closing(sqlite3.connect(live.with_name("tracker.db.previous"))) as db:
        assert db.execute(sql).fetchone() == ("since the backup",)
    with closing(sqlite3.connect(live)) as db:
        assert db.execute(sql).fetchone() != ("since the backup",)


def test_where_one_of_two_files_is_bad_neither_is_restored(live: Path, tmp_path: Path) -> None:
    assert tracker("backup", tmp_path / "b", "--db", live).exit_code == 0
    garbage(tmp_path / "b" / "captures.db")
    with closing(sqlite3.connect(live)) as db:
        db.execute("UPDATE measures SET note = 'since' WHERE id = 'ca-44-1-s-223'")
        db.commit()
    before = live.read_bytes()
    result = tracker("restore", tmp_path / "b", "--db", live)
    assert result.exit_code == 3
    assert "captures.db is damaged" in result.stderr
    assert live.read_bytes() == before


@pytest.mark.parametrize("harm", [garbage, Path.mkdir])
def test_a_damaged_store_of_captures_is_blamed_by_its_own_name(
    live: Path, harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    harm(live.with_name("captures.db"))
    monkeypatch.setenv("TRACKER_UPSTREAM", "http://127.0.0.1:9")
    result = tracker("refresh", "gb_bills", "--db", live)
    assert result.exit_code == 3
    assert "captures.db: " in result.stderr
    assert "tracker.db" not in result.stderr


def test_a_sound_database_is_counted(live: Path) -> None:
    counts = copies.counted(live)
    assert counts["measures"] == rows(live)
    assert counts["places"] > 190
