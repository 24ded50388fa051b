"""Keys from a file: for cron, which has no environment of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker import settings
from tracker.cli import cli

KNOWN = {"CONGRESS_API_KEY", "LEGISCAN_API_KEY"}
SECRET = "s3cr3t-that-nobody-sees"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "keys.env"
    path.touch(0o600)
    monkeypatch.setenv("TRACKER_KEYS_FILE", str(path))
    for name in KNOWN:
        monkeypatch.setenv(name, "")
    return path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"CONGRESS_API_KEY={SECRET}", SECRET),
        (f"# ours\n\n  CONGRESS_API_KEY = {SECRET} \r\nLEGISCAN_API_KEY=", SECRET),
        (f'CONGRESS_API_KEY="{SECRET}"', SECRET),
        (f"CONGRESS_API_KEY='a={SECRET}#\"'", f'a={SECRET}#"'),
        ("CONGRESS_API_KEY='", "'"),
        ("", ""),
    ],
)
def test_a_key_is_taken_from_the_file(file: Path, text: str, value: str) -> None:
    file.write_text(text, "utf-8")
    settings.take_keys(KNOWN)
    assert os.environ["CONGRESS_API_KEY"] == value


def test_what_is_set_already_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGRESS_API_KEY", "given")
    file.write_text(f"CONGRESS_API_KEY={SECRET}", "utf-8")
    settings.take_keys(KNOWN)
    assert os.environ["CONGRESS_API_KEY"] == "given"


@pytest.mark.parametrize(
    "text", [SECRET, f"export {SECRET}", f"CONGRES_API_KEY={SECRET}", f"={SECRET}", f"PATH={SECRET}"]
)
def test_a_line_that_is_no_key_is_told_by_its_number_alone(file: Path, text: str) -> None:
    file.write_text(f"LEGISCAN_API_KEY=a\n{text}\n", "utf-8")
    with pytest.raises(
        ValueError, match=r"keys\.env:2: expected NAME=value, NAME one of CONGRESS_API_KEY, "
    ) as told:
        settings.take_keys(KNOWN)
    assert SECRET not in str(told.value)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such mode")
@pytest.mark.parametrize("mode", [0o604, 0o640, 0o620, 0o666])
def test_a_file_that_others_may_read_or_change_is_refused(file: Path, mode: int) -> None:
    file.write_text(f"CONGRESS_API_KEY={SECRET}", "utf-8")
    file.chmod(mode)
    with pytest.raises(ValueError, match=r"others may read or change .*keys\.env: chmod 600 it"):
        settings.take_keys(KNOWN)
    assert os.environ["CONGRESS_API_KEY"] == ""


def test_a_file_that_is_not_there_or_no_text_is_told(file: Path) -> None:
    file.write_bytes(b"CONGRESS_API_KEY=\xff")
    with pytest.raises(ValueError, match=r"TRACKER_KEYS_FILE: .*keys\.env: it is not UTF-8"):
        settings.take_keys(KNOWN)
    file.unlink()
    with pytest.raises(ValueError, match=r"TRACKER_KEYS_FILE: .*keys\.env: No such file"):
        settings.take_keys(KNOWN)


@pytest.mark.parametrize("command", [["refresh", "--due"], ["sources", "probe", "us_congress_api", "probed"]])
def test_the_commands_that_ask_the_sites_take_them(file: Path, tmp_path: Path, command: list[str]) -> None:
    file.write_text("NOT_A_KEY=1", "utf-8")
    result = CliRunner().invoke(cli, command, env={"TRACKER_DB": str(tmp_path / "t.db")})
    assert result.exit_code == 2
    assert (
        "keys.env:1: expected NAME=value, NAME one of COE_TREATIES_TOKEN, CONGRESS_API_KEY" in result.output
    )
    assert [path.name for path in tmp_path.iterdir()] == ["keys.env"]
