"""The built-in scheduler: one APScheduler job, `refresh --due` every few minutes, in its own process.

Each source's interval is data, worked out from its last success; a missed or failed job is recorded.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler

from tracker.refresh.lock import Busy, run_lock
from tracker.settings import lock_path
from tracker.store import open_database
from tracker.store.rows import insert

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
#: A slot missed by less is made up for; a laptop that slept overnight catches up at once.
MISFIRE_GRACE = timedelta(hours=6)


class RefreshFailed(RuntimeError):
    """`refresh --due` could do nothing (exit code 2 or 3)."""


def refresh_due(database: Path) -> None:
    """Run `refresh --due` in a process of its own, so that pages stay fast. Raises RefreshFailed."""
    command = [sys.executable, "-m", "tracker", "refresh", "--due", "--db", str(database)]
    # Our own input may be a pipe that we wait on: on Windows a child that has it too would wait with us.
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 - our own command, no shell
    code = done.returncode
    if code not in (0, 1):
        raise RefreshFailed(f"refresh --due ended with exit code {code}")


def record(database: Path, event: JobExecutionEvent) -> None:
    """Write a missed or failed job into `runs`, where the public can see it."""
    outcome = "missed" if event.code == EVENT_JOB_MISSED else "failed"
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    detail = f"scheduled for {event.scheduled_run_time:%Y-%m-%dT%H:%M:%S%z}: {event.exception or outcome}"
    logger.error("job %s: %s", outcome, detail)
    try:
        with run_lock(lock_path(database), wait=60):
            row = {"started": now, "ended": now, "mode": "schedule", "outcome": outcome, "detail": detail}
            with closing(open_database(database)) as db:
                insert(db, "runs", row)
    except Busy:
        logger.exception("the job could not be recorded")


def build(
    database: Path, scheduler: BaseScheduler, job: Callable[[Path], None] = refresh_due
) -> BaseScheduler:
    """The scheduler with its one job, first due at once."""
    scheduler.configure(
        job_defaults={
            "coalesce": True,
            "max_instances": 1,
            "misfire_grace_time": int(MISFIRE_GRACE.total_seconds()),
        },
        timezone=UTC,
    )
    scheduler.add_job(
        job,
        "interval",
        args=[database],
        seconds=EVERY.total_seconds(),
        next_run_time=datetime.now(UTC),
        id="refresh-due",
    )
    scheduler.add_listener(lambda event: record(database, event), EVENT_JOB_MISSED | EVENT_JOB_ERROR)
    return scheduler


def run(database: Path, until_closed: int | None = None) -> None:
    """Schedule until stopped; with `until_closed`, a file descriptor, until that pipe's other end is closed:
    so a parent is known to be gone, however it ended, on every system."""
    scheduler = build(database, BlockingScheduler())
    if until_closed is not None:
        threading.Thread(target=_stop_when_closed, args=(scheduler, until_closed), daemon=True).start()
    scheduler.start()


def _stop_when_closed(scheduler: BaseScheduler, pipe: int) -> None:
    # Not through sys.stdin: its lock, held by a thread that waits, would break the end of the program.
    while os.read(pipe, 1024):
        pass
    while True:
        try:
            scheduler.shutdown(wait=False)
        except SchedulerNotRunningError:
            time.sleep(0.05)  # it is about to start
        else:
            return
