"""The built-in scheduler: one APScheduler job, `refresh --due` every few minutes, in its own process.

Each source's interval is data, worked out from its last success; a missed or failed job is recorded.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
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
    code = subprocess.run(command, check=False).returncode  # noqa: S603 - our own command, no shell
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


def run(database: Path, parent: int | None = None) -> None:
    """Schedule until stopped; with `parent`, until that process is gone."""
    scheduler = BlockingScheduler()

    def job(path: Path) -> None:
        if parent is not None and os.getppid() != parent:
            scheduler.shutdown(wait=False)
            return
        refresh_due(path)

    build(database, scheduler, job)
    scheduler.start()
