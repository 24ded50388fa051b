"""A first live look at a source: what parses is told, every answer is kept, nothing is committed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests import loopback
from tests.loopback import Loopback
from tests.small import OTHER, World, address, bill_page, outcome, site
from tracker import cli
from tracker.refresh import Run, probe, runner
from tracker.refresh.probe import Probe
from tracker.source import catalogue
from tracker.web import Replay

at = partial(address, "XA")


@pytest.fixture(autouse=True)
def version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "parser_version", lambda _: "1")


@pytest.fixture
def sites() -> Iterator[Loopback]:
    with Loopback(site("XA", {1: bill_page(1), 2: bill_page(2)}, (3, OTHER))) as served:
        yield served


@pytest.fixture
def world(tmp_path: Path, sites: Loopback) -> World:
    return World(tmp_path / "world", sites)


def probed(world: World, folder: Path, requests: int = 10) -> Probe:
    web = world.live()
    try:
        return probe(world.sources[0], world.known, web, folder, world.time.now(), requests)
    finally:
        web.close()


def test_a_probe_tells_what_each_page_yields_and_changes_nothing(world: World, tmp_path: Path) -> None:
    found = probed(world, tmp_path / "out")
    assert found.verified
    told = [(page["url"], page["status"], page["measures"]) for page in found.pages]
    assert told == [(at("list"), 200, 0), (at("bill/1"), 200, 1), (at("bill/2"), 200, 1)]
    assert len(found.measures) == 2
    assert not world.path.exists()


def test_what_was_kept_can_be_replayed(world: World, tmp_path: Path) -> None:
    probed(world, tmp_path / "out")
    run: Run = world.run(web=lambda _: Replay(tmp_path / "out"), mode="replay")
    assert outcome(run) == "ok"
    assert len(world.titles()) == 2


def test_a_probe_keeps_to_its_number_of_pages(world: World, tmp_path: Path) -> None:
    found = probed(world, tmp_path / "out", requests=2)
    assert len(found.pages) == 2
    assert found.verified


def test_a_refused_page_is_told_and_what_was_read_is_kept(
    world: World, sites: Loopback, tmp_path: Path
) -> None:
    sites.fault(at("bill/1"), loopback.status(403), always=True)
    found = probed(world, tmp_path / "out")
    assert not found.verified
    assert {page["url"]: page["status"] for page in found.pages}[at("bill/1")] is None
    assert [issue.url for issue in found.issues] == [at("bill/1")]
    assert (tmp_path / "out" / "index.jsonl").read_text("utf-8").count("\n") == 2


def test_a_folder_that_holds_something_is_left_alone(world: World, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", "utf-8")
    with pytest.raises(FileExistsError):
        probed(world, tmp_path)
    assert world.asked() == []


@pytest.mark.parametrize(("name", "code", "word"), [("xx_none", 2, "no source"), ("keyed", 3, "needs a key")])
def test_the_command_says_what_is_missing(
    name: str, code: int, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyed = next(source for source in catalogue.sources().values() if source.key)
    monkeypatch.delenv(keyed.key or "", raising=False)
    asked = keyed.id if name == "keyed" else name
    result = CliRunner().invoke(cli.cli, ["sources", "probe", asked, str(tmp_path / "out")])
    assert result.exit_code == code
    assert word in result.output
