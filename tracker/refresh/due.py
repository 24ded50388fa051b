"""Which sources are due: worked out from their last success, with a fixed jitter and a pause after faults."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlite_utils import Database

from tracker.store.reader import Reader, parse_time
from tracker.store.rows import fetch

#: A source that failed is not asked again sooner than this.
PAUSE_AFTER_FAULT = timedelta(hours=1)
#: Up to this share of a source's interval is added, so that they do not all come at once.
JITTER_SHARE = 0.05


def jitter(source: str, every: timedelta) -> timedelta:
    """The source's own delay: the same on every machine and every day."""
    fraction = int.from_bytes(sha256(source.encode()).digest()[:4], "big") / 2**32
    return every * JITTER_SHARE * fraction


def due_sources(db: Database, now: datetime) -> list[str]:
    """Ids of the sources to read now. A source with no success yet is due at once."""
    attempts = {
        row["source"]: parse_time(row["started"])
        for row in fetch(
            db,
            """SELECT s.source, max(r.started) AS started FROM source_runs s JOIN runs r ON r.id = s.run
               WHERE r.mode = 'live' GROUP BY s.source""",
        )
    }
    return [row["id"] for row in Reader(db, now).sources() if _is_due(row, attempts.get(row["id"]), now)]


def _is_due(row: dict[str, Any], attempted: datetime | None, now: datetime) -> bool:
    if row["next_due"] is None:
        return False
    every = timedelta(hours=row["every_hours"])
    # An attempt later than now was told by a clock that was wrong.
    if attempted is not None and timedelta() <= now - attempted < min(PAUSE_AFTER_FAULT, every):
        return False
    if row["last_success"] is None:
        return True
    return now >= parse_time(row["last_success"]) + every + jitter(row["id"], every)
