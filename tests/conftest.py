"""Shared fixtures. No test touches the network; real captures are read in place where they exist."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from hypothesis import settings

from tests import site_data
from tracker import knowledge
from tracker.refresh import open_writer
from tracker.settings import data_folder
from tracker.site.app import build
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


@pytest.fixture(scope="session")
def site_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small database whose every page and answer is known (tests/site_data.py); do not write to it."""
    return site_data.build_database(tmp_path_factory.mktemp("site") / "any-name.db")


@pytest.fixture
def site(site_database: Path) -> Datasette:
    """The site on that database, at a fixed time."""
    return build(site_database, now=lambda: site_data.NOW)


@pytest.fixture(scope="session")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real curated data in a database, before any source is read."""
    path = tmp_path_factory.mktemp("curated") / "tracker.db"
    db = open_database(path)
    open_writer(db, knowledge.load(data_folder()), (), datetime.now(UTC))
    db.close()
    return path
