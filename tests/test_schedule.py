"""The built-in scheduler: one job that catches up after a pause and never fails in silence."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler

from tracker import schedule, settings
from tracker.refresh import run_lock
from tracker.store import open_database
from tracker.store.rows import fetch

SLOT = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "tracker.db"
    open_database(path).close()
    return path


@pytest.fixture
def scheduler() -> Iterator[BackgroundScheduler]:
    made = BackgroundScheduler()
    yield made
    if made.running:
        made.shutdown()


def runs(database: Path) -> list[dict[str, Any]]:
    db = open_database(database)
    try:
        return fetch(db, "SELECT mode, outcome, started, ended, detail FROM runs ORDER BY id")
    finally:
        db.close()


def wait_for_runs(database: Path, count: int) -> list[dict[str, Any]]:
    for _ in range(200):
        if len(found := runs(database)) >= count:
            return found
        threading.Event().wait(0.02)
    raise AssertionError(f"fewer than {count} runs")


def test_there_is_one_job_and_it_catches_up(database: Path, scheduler: BackgroundScheduler) -> None:
    schedule.build(database, scheduler)
    scheduler.start(paused=True)
    [job] = scheduler.get_jobs()
    assert job.func is schedule.refresh_due
    assert job.args == (database,)
    assert job.coalesce is True
    assert job.max_instances == 1
    assert job.misfire_grace_time == 21600
    assert job.trigger.interval == schedule.EVERY == timedelta(minutes=5)
    assert job.next_run_time <= datetime.now(UTC)


def test_the_first_run_is_at_once(database: Path, scheduler: BackgroundScheduler) -> None:
    ran: list[Path] = []
    done = threading.Event()

    def job(path: Path) -> None:
        ran.append(path)
        done.set()

    schedule.build(database, scheduler, job).start()
    assert done.wait(5)
    assert ran == [database]
    assert runs(database) == []  # a job that went well is recorded by the run itself


def test_a_failing_job_is_recorded_and_the_schedule_goes_on(
    database: Path, scheduler: BackgroundScheduler
) -> None:
    def job(_: Path) -> None:
        raise schedule.RefreshFailed("refresh --due ended with exit code 3")

    schedule.build(database, scheduler, job).start()
    [row] = wait_for_runs(database, 1)
    assert (row["mode"], row["outcome"]) == ("schedule", "failed")
    assert "exit code 3" in row["detail"]
    [left] = scheduler.get_jobs()
    assert left.next_run_time > datetime.now(UTC)


@pytest.mark.parametrize(
    ("code", "exception", "outcome", "told"),
    [
        (EVENT_JOB_MISSED, None, "missed", "2026-11-02T06:00:00+0000: missed"),
        (EVENT_JOB_ERROR, OSError("no fork"), "failed", "2026-11-02T06:00:00+0000: no fork"),
    ],
)
def test_the_listener_records_what_was_missed_or_failed(
    database: Path,
    scheduler: BackgroundScheduler,
    code: int,
    exception: Exception | None,
    outcome: str,
    told: str,
) -> None:
    schedule.build(database, scheduler)
    scheduler.start(paused=True)
    event = JobExecutionEvent(code, "refresh-due", "default", SLOT, exception=exception)
    scheduler._dispatch_event(event)
    [row] = runs(database)
    assert row["outcome"] == outcome
    assert row["detail"] == f"scheduled for {told}"
    assert row["started"] == row["ended"]


def test_a_slot_older_than_the_grace_is_told_as_missed(
    database: Path, scheduler: BackgroundScheduler
) -> None:
    ran: list[Path] = []
    schedule.build(database, scheduler, ran.append)
    scheduler.start(paused=True)
    [job] = scheduler.get_jobs()
    # Coalescing runs the newest slot missed; only with a long interval is that one too old.
    job.reschedule("interval", days=365)
    job.modify(next_run_time=datetime.now(UTC) - schedule.MISFIRE_GRACE - timedelta(minutes=1))
    scheduler.resume()
    [row] = wait_for_runs(database, 1)
    assert row["outcome"] == "missed"
    assert ran == []


def test_the_failure_is_recorded_while_a_run_ends(database: Path, scheduler: BackgroundScheduler) -> None:
    """The row waits for the lock: a writer beside a run would break the rule of one writer."""
    schedule.build(database, scheduler)
    scheduler.start(paused=True)
    event = JobExecutionEvent(EVENT_JOB_MISSED, "refresh-due", "default", SLOT)
    teller = threading.Thread(target=scheduler._dispatch_event, args=(event,))
    with run_lock(settings.lock_path(database)):
        teller.start()
        teller.join(0.2)
        assert teller.is_alive()
        assert runs(database) == []
    teller.join(5)
    assert len(runs(database)) == 1


@pytest.mark.parametrize(("code", "fails"), [(0, False), (1, False), (2, True), (3, True), (-9, True)])
def test_only_a_refresh_that_did_nothing_fails(
    database: Path, monkeypatch: pytest.MonkeyPatch, code: int, fails: bool
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **_: Any) -> SimpleNamespace:
        commands.append(command)
        return SimpleNamespace(returncode=code)

    monkeypatch.setattr(subprocess, "run", run)
    if fails:
        with pytest.raises(schedule.RefreshFailed, match=rf"exit code {code}\Z"):
            schedule.refresh_due(database)
    else:
        schedule.refresh_due(database)
    assert commands == [[sys.executable, "-m", "tracker", "refresh", "--due", "--db", str(database)]]


@pytest.mark.parametrize("started", [False, True])
def test_the_schedule_ends_when_its_parent_is_gone(
    database: Path, monkeypatch: pytest.MonkeyPatch, started: bool
) -> None:
    refreshed = threading.Event()

    def refresh(*_: object, **__: object) -> SimpleNamespace:
        refreshed.set()
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(subprocess, "run", refresh)
    read, write = os.pipe()
    if not started:
        os.close(write)
    thread = threading.Thread(target=schedule.run, args=(database, read), daemon=True)
    thread.start()
    if started:
        assert refreshed.wait(10)
        assert thread.is_alive()
        os.close(write)
    thread.join(10)
    assert not thread.is_alive()
    os.close(read)
