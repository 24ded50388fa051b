"""Which sources are due, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.small import START, knowledge, small_source
from tracker.refresh import open_writer
from tracker.refresh.due import JITTER_SHARE, PAUSE_AFTER_FAULT, due_sources, jitter
from tracker.source import Source
from tracker.store import Reader, open_database
from tracker.store.rows import insert
from tracker.vocabulary import SourceState

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SOURCE = small_source()
JITTER = jitter(SOURCE.id, SOURCE.every)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "tracker.db")
    declare(opened, SOURCE)
    yield opened
    opened.close()


def declare(db: Database, *sources: Source) -> None:
    open_writer(db, knowledge(), sources, START)


def ran(
    db: Database, after: timedelta, *, good: bool, mode: str = "live", outcome: str | None = None
) -> None:
    """A run of SOURCE that started that long after START."""
    at = (START + after).strftime("%Y-%m-%dT%H:%M:%SZ")
    run = insert(db, "runs", {"started": at, "ended": at, "mode": mode, "outcome": "done"})
    row = {"run": run, "source": SOURCE.id, "requests": 1, "measures": 0, "changed": 0, "seconds": 0.0}
    told = outcome or ("ok" if good else "failed")
    insert(db, "source_runs", {**row, "outcome": told, "last_success": at if good else None})


def is_due(db: Database, after: timedelta) -> bool:
    return SOURCE.id in due_sources(db, START + after)


def test_a_source_never_read_is_due_at_once(db: Database) -> None:
    assert is_due(db, timedelta())


def test_the_interval_and_the_jitter_count_from_the_last_success(db: Database) -> None:
    ran(db, timedelta(), good=True)
    second = timedelta(seconds=1)
    assert not is_due(db, second)
    assert not is_due(db, DAY)
    assert not is_due(db, DAY + JITTER - second)
    assert is_due(db, DAY + JITTER + second)


def test_a_long_pause_is_made_up_for_once(db: Database) -> None:
    ran(db, timedelta(), good=True)
    assert due_sources(db, START + 30 * DAY) == [SOURCE.id]
    ran(db, 30 * DAY, good=True)
    assert not is_due(db, 30 * DAY + HOUR)


def test_after_a_fault_a_source_is_left_alone_for_an_hour(db: Database) -> None:
    ran(db, timedelta(), good=False)
    assert not is_due(db, PAUSE_AFTER_FAULT - timedelta(seconds=1))
    assert is_due(db, PAUSE_AFTER_FAULT)


def test_the_pause_holds_for_a_source_that_is_long_overdue(db: Database) -> None:
    ran(db, timedelta(), good=True)
    ran(db, 3 * DAY, good=False)
    assert not is_due(db, 3 * DAY + HOUR / 2)
    assert is_due(db, 3 * DAY + HOUR)


def test_the_pause_is_no_longer_than_the_interval(db: Database) -> None:
    declare(db, small_source(every=timedelta(minutes=10)))
    ran(db, timedelta(), good=False)
    assert is_due(db, timedelta(minutes=10))


def test_a_fault_does_not_push_the_next_reading_away(db: Database) -> None:
    ran(db, timedelta(), good=True)
    ran(db, HOUR * 20, good=False)
    assert is_due(db, DAY + JITTER)


def test_a_replay_is_no_attempt_to_ask_the_site(db: Database) -> None:
    ran(db, timedelta(), good=False, mode="replay", outcome="skipped")
    assert is_due(db, timedelta(minutes=1))


@pytest.mark.parametrize("state", [SourceState.BLOCKED, SourceState.NEEDS_KEY])
def test_what_is_declared_out_of_reach_is_never_due(db: Database, state: SourceState) -> None:
    declare(db, small_source(state=state, reason="asked not to"), small_source("XB"))
    assert due_sources(db, START) == ["xb_small"]
    assert due_sources(db, START + 400 * DAY) == ["xb_small"]


def test_the_links_of_what_people_read_are_checked_and_never_overdue(db: Database) -> None:
    declare(db, small_source(state=SourceState.MANUAL, reason="read by hand"))
    assert due_sources(db, START + 400 * DAY) == ["xa_small"]
    (row,) = Reader(db, START + 400 * DAY).sources()
    assert (row["state"], row["stale"]) == ("manual", False)


def test_a_source_that_is_blocked_today_is_asked_again(db: Database) -> None:
    ran(db, timedelta(), good=False, outcome="blocked")
    assert is_due(db, DAY)


@given(st.text(min_size=1), st.timedeltas(timedelta(minutes=1), timedelta(days=365)))
def test_the_jitter_is_fixed_and_small(source: str, every: timedelta) -> None:
    assert jitter(source, every) == jitter(source, every)
    assert timedelta() <= jitter(source, every) <= every * JITTER_SHARE <= every * 0.05


def test_the_jitter_is_the_same_on_every_machine_and_spreads() -> None:
    assert jitter("ca_legisinfo", DAY) == timedelta(seconds=700.121641)
    assert len({jitter(f"source_{i}", DAY) for i in range(50)}) == 50
