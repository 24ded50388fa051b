"""The ground: what is shipped, that the documents keep their word, that each line of code knows its room."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest

from tracker.cli import cli
from tracker.site.app import metadata_path
from tracker.source import catalogue, listing

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Names in a wheel built from a copy of the checkout in which a run has left databases."""
    pytest.importorskip("hatchling")
    copy = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    for name in ("tracker.db", "tracker.db-wal", "captures.db", "places/left.db"):
        (copy / "data" / name).write_bytes(b"SQLite format 3\0")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(copy / "out")]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    (built,) = (copy / "out").glob("*.whl")
    return zipfile.ZipFile(built).namelist()


def test_a_wheel_carries_the_knowledge_and_no_database(wheel: list[str]) -> None:
    shipped = [name for name in wheel if name.startswith("tracker/shipped/")]
    assert "tracker/shipped/metadata.yml" in shipped
    assert "tracker/shipped/data/places.yml" in shipped
    assert "tracker/shipped/data/places/CA.yml" in shipped
    assert all(name.endswith(".yml") for name in shipped)
    assert not [name for name in wheel if ".db" in name]
    assert not [name for name in wheel if name.startswith(("data/", "tests/"))]


def test_a_wheel_carries_the_site(wheel: list[str]) -> None:
    assert any(name.endswith("site/static/site.css") for name in wheel)
    assert any("site/templates/" in name for name in wheel)
    assert "scrapers/ca_legisinfo.py" in wheel


def commands(group: click.Group, prefix: str = "tracker") -> list[str]:
    names = []
    for name, command in group.commands.items():
        full = f"{prefix} {name}"
        names += commands(command, full) if isinstance(command, click.Group) else [full]
    return names


@pytest.mark.parametrize("command", commands(cli))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`{command}`" in (ROOT / "README.md").read_text("utf-8")


def test_every_setting_is_in_the_readme() -> None:
    text = "".join(path.read_text("utf-8") for path in (ROOT / "tracker").rglob("*.py"))
    used = set(re.findall(r"""environ(?:\.get\(|\[)\s*["'](TRACKER_[A-Z]+)""", text))
    readme = (ROOT / "README.md").read_text("utf-8")
    assert used
    assert {name for name in used if f"`{name}`" not in readme} == set()


def test_the_readme_names_every_source_and_only_files_that_are_there() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_only_the_door_imports_httpx() -> None:
    importing = [
        path.relative_to(ROOT).as_posix()
        for folder in ("tracker", "scrapers")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"^\s*(?:import|from) httpx", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert importing
    assert all(name.startswith("tracker/web/") for name in importing)


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("tracker/vocabulary.py", r"tracker\."),
        ("tracker/history.py", r"sqlite|tracker\.(?:store|web|refresh|site|knowledge)"),
        ("tracker/status", r"sqlite|tracker\.(?:store|web|refresh|site|knowledge)"),
        ("tracker/claims", r"sqlite|tracker\.(?:store|web|refresh|site|knowledge)"),
        ("tracker/relevance.py", r"tracker\.(?!vocabulary)"),
        ("tracker/store", r"tracker\.(?:web|refresh|site|knowledge|captures)|bs4|lxml"),
        ("tracker/knowledge", r"sqlite|tracker\.(?:store|web|refresh|site)"),
        ("tracker/web", r"sqlite|tracker\.(?:store|refresh|site|knowledge|history|status)"),
        ("tracker/source", r"sqlite|tracker\.(?:store|web|refresh|site|knowledge|history|status)"),
        ("tracker/site", r"tracker\.(?:web|refresh|knowledge|schedule)"),
    ],
)
def test_a_room_does_not_reach_into_another(room: str, forbidden: str) -> None:
    path = ROOT / room
    for file in [path] if path.is_file() else path.rglob("*.py"):
        for line in file.read_text("utf-8").splitlines():
            if re.match(r"\s*(?:from|import) ", line):
                assert not re.search(rf"\b(?:{forbidden})", line), f"{file.relative_to(ROOT)}: {line}"


def test_the_constraints_name_versions_and_no_host() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").split()
    assert lines
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line) for line in lines)


def test_metadata_is_found_in_a_checkout() -> None:
    assert metadata_path() == ROOT / "metadata.yml"


def test_the_page_of_sources_is_that_of_the_declarations() -> None:
    told = (ROOT / "docs" / "sources.md").read_text("utf-8")
    assert told == listing.text(), "run python -m tracker.source.listing > docs/sources.md"


def test_every_key_a_source_may_need_is_a_documented_setting() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    keys = {source.key for source in catalogue.sources().values() if source.key}
    assert keys
    assert all(f"`{key}`" in readme for key in keys), sorted(keys)
