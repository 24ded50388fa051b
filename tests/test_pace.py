"""How long a refresh of all sources takes: hardly longer than the pauses its busiest host is given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.pace import SideBySide, live_sources, refresh_all
from tracker import knowledge
from tracker.refresh import run as refresh_run
from tracker.refresh.crawl import Crawl, Crawled


def test_a_refresh_of_all_sources_takes_little_more_than_its_busiest_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = live_sources().values()
    for source in sources:
        if source.key:
            monkeypatch.setenv(source.key, "k3y")
    clock = SideBySide(tasks=len(sources))

    class Counted(Crawl):
        def run(self) -> Crawled:
            with clock.working():
                return super().run()

    monkeypatch.setattr(refresh_run, "Crawl", Counted)
    # Without questions no answer is worked out: that takes no time of the clock's, but of the suite's.
    known = replace(knowledge.load(ROOT / "data"), criteria=(), claims=())
    pace = refresh_all(tmp_path, known, clock.sleep, clock.monotonic)
    assert pace.requests > 100
    assert pace.floor <= pace.seconds <= 1.2 * pace.floor, pace
