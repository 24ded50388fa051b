"""Shared fixtures. No test touches the network; real captures are read in place where they exist."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import cache, partialmethod
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner
from datasette.app import Datasette
from datasette.utils import parse_metadata
from filelock import FileLock
from hypothesis import settings
from jinja2 import Environment, FileSystemBytecodeCache

from tests import shipped, site_data
from tracker import knowledge
from tracker.cli import cli
from tracker.refresh import open_writer
from tracker.site import app, export
from tracker.site.app import build
from tracker.site.drawing import Drawing
from tracker.site.where import Base
from tracker.source import catalogue
from tracker.store import open_database

# The suite tries some examples of each property; `make fuzz` tries many more. How long one takes says more of
# the machine than of the code.
settings.register_profile("suite", max_examples=40, deadline=None)
settings.register_profile("fuzz", max_examples=3000, deadline=None)
settings.load_profile("suite")

# No test touches the network: a proxy of the environment must not come between a test and this machine.
for _name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[_name]

ROOT = Path(__file__).parent.parent
CAPTURES = Path(os.environ.get("TRACKER_CAPTURES", ROOT.parent / "shared" / "captures"))


@cache
def capture_index() -> tuple[dict[str, Any], ...]:
    lines = (CAPTURES / "index.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines if line.strip())


@pytest.fixture(scope="session")
def captures() -> Path:
    """The folder of real responses; tests that need it are skipped where it is not."""
    if not (CAPTURES / "index.jsonl").exists():
        pytest.skip(f"no captures at {CAPTURES}")
    return CAPTURES


#: `once(name, make)`: the folder that `make` has filled, which no test may write to.
Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """What takes long to make is made by the first process of the run that wants it, and read by all."""
    # pytest-xdist gives each of its processes a folder within that of the run.
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def had(name: str, make: Callable[[Path], object]) -> Path:
        folder = shared / f"once-{name}"
        with FileLock(folder.with_suffix(".lock")):
            if not folder.exists():
                making = tmp_path_factory.mktemp(name)
                make(making)
                making.rename(folder)
        return folder

    return had


@pytest.fixture(scope="session", autouse=True)
def _read_once(once: Once) -> Iterator[None]:
    """Hundreds of tests build a site of their own: templates are compiled, and metadata.yml is read, once.
    So are the curated data, which nearly every command reads."""

    def loaded(folder: Path) -> knowledge.Knowledge:
        return shipped.known() if folder == shipped.DATA else load(folder)

    load = knowledge.load
    compiled = FileSystemBytecodeCache(str(once("templates", lambda _: None)))
    read = cache(parse_metadata)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "__init__", partialmethod(Environment.__init__, bytecode_cache=compiled))
        patch.setattr(app, "parse_metadata", lambda text: deepcopy(read(text)))
        patch.setattr(knowledge, "load", loaded)
        yield


@pytest.fixture(scope="session")
def site_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small database whose every page and answer is known (tests/site_data.py); do not write to it."""
    return site_data.build_database(tmp_path_factory.mktemp("site") / "any-name.db")


@pytest.fixture
def site(site_database: Path) -> Datasette:
    """The site on that database, at a fixed time."""
    return build(site_database, now=lambda: site_data.NOW)


@pytest.fixture(scope="session")
def copied(site_database: Path, once: Once) -> Path:
    """The small site as files, to be served at `site_data.HOST`."""

    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Drawing, "png", english_alone(Drawing.png))
            export.export(site_database, folder / "out", Base.parse(site_data.HOST), site_data.NOW)

    return once("copied", make) / "out"


@pytest.fixture(scope="session")
def placeless(site_database: Path, once: Once) -> Path:
    """The same for the root of a host that is not known, as the command made it a day later; what it said is
    in said.txt beside it."""

    def make(folder: Path) -> None:
        command = ["export", str(folder / "out"), "--db", str(site_database), "--base-url", "/"]
        with pytest.MonkeyPatch.context() as patch, time_machine.travel(site_data.NOW + timedelta(days=1)):
            patch.setenv("TRACKER_BASE_URL", site_data.HOST)
            patch.setattr(Drawing, "png", english_alone(Drawing.png))
            done = CliRunner().invoke(cli, command)
        assert done.exit_code == 0, done.output
        assert [path.name for path in folder.iterdir()] == ["out"]
        (folder / "said.txt").write_text(done.output, "utf-8")

    return once("placeless", make) / "out"


def english_alone(draw: Callable[[Drawing], bytes]) -> Callable[[Drawing], bytes]:
    """Pictures take most of the time of a copy: in pixels only those in English are drawn, each once."""
    return cache(lambda picture: draw(picture) if ' lang="en"' in picture.svg else b"left out")


@pytest.fixture(scope="session")
def curated(once: Once) -> Path:
    """The real curated data in a database, before any source is read; do not write to it."""

    def make(folder: Path) -> None:
        db = open_database(folder / "tracker.db")
        open_writer(db, shipped.known(), (), datetime.now(UTC))
        db.close()

    return once("curated", make) / "tracker.db"


@pytest.fixture
def small_data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands find a few curated records and one source of a place among them: a database of these is
    built at once."""
    from tests.test_knowledge import FILES, write

    folder = write(tmp_path_factory.mktemp("data"), FILES)
    source = catalogue.sources()["ca_legisinfo"]
    monkeypatch.setattr("tracker.settings.data_folder", lambda: folder)
    monkeypatch.setattr("tracker.cli.common.declared", lambda: {source.id: source})
