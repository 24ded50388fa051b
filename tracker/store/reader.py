"""Reading tracker.db for the command line: statuses, changes, the health of sources, issues."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from tracker.store.answers import answers_on
from tracker.store.rows import Row, fetch
from tracker.vocabulary import Outcome

_GOOD = (Outcome.OK.value, Outcome.UNCHANGED.value, Outcome.DEGRADED.value)
#: A source counts as stale after two of its intervals without success, but not before two days.
STALE_AFTER = 2
STALE_FLOOR = timedelta(days=2)


def utc(time: datetime) -> str:
    """A time as the tables hold it: UTC with Z, which sorts as text."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def with_values(change: Row) -> Row:
    """A row of the change log with `old` and `new` as the values they are the JSON of."""
    return {**change, **{name: change[name] and json.loads(change[name]) for name in ("old", "new")}}


class Reader:
    """Reads of tracker.db. Days are ISO dates, times are UTC with Z."""

    def __init__(self, db: Database, now: datetime) -> None:
        self.db = db
        self.now = now.astimezone(UTC)

    def known_places(self) -> dict[str, str]:
        return {r["code"]: r["name"] for r in fetch(self.db, "SELECT code, name FROM places ORDER BY code")}

    def known_criteria(self) -> list[str]:
        return [r["name"] for r in fetch(self.db, "SELECT name FROM criteria ORDER BY position")]

    def status(self, place: str | None, on: str, criterion: str | None) -> list[dict[str, Any]]:
        """The answers on a day, one row a place and criterion: the shape of `tracker status --json`."""
        return self.status_of(None if place is None else [place], on, criterion)

    def status_of(
        self, places: Sequence[str] | None, on: str, criterion: str | None = None
    ) -> list[dict[str, Any]]:
        """The same of several places."""
        stale = {row["id"]: row["stale"] for row in self.sources()}
        return answers_on(self.db, places, on, criterion, stale, self.now.date())

    def changes(self, since: str | None = None) -> list[dict[str, Any]]:
        """The change log, newest first: the shape of `tracker changes --json`."""
        rows = fetch(
            self.db,
            """SELECT at, entity, entity_id AS id, field, old, new, source, url FROM changes
               WHERE ?1 IS NULL OR at >= ?1 ORDER BY changes.id DESC""",
            [since],
        )
        return [with_values(row) for row in rows]

    def sources(self) -> list[dict[str, Any]]:
        """Each source's health: the shape of `tracker sources --json`.

        A success later than now was told by a clock that was wrong; it counts as none.
        """
        rows = fetch(
            self.db,
            """SELECT s.*,
                 (SELECT max(last_success) FROM source_runs r
                  WHERE r.source = s.id AND last_success <= ?) AS last_success,
                 (SELECT outcome FROM source_runs r WHERE r.source = s.id AND r.outcome != 'skipped'
                  ORDER BY r.id DESC LIMIT 1) AS outcome,
                 (SELECT count(*) FROM sightings g WHERE g.source = s.id) AS measures
               FROM sources s ORDER BY s.id""",
            [utc(self.now)],
        )
        return [self._health(row) for row in rows]

    def _health(self, row: Row) -> dict[str, Any]:
        every = timedelta(hours=row["every_hours"])
        last = parse_time(row["last_success"]) if row["last_success"] else None
        state, reason = self._state(row)
        # What people read, a program still checks the links of; only what should be read can be overdue.
        scheduled = row["declared_state"] in ("active", "manual")
        limit = max(every * STALE_AFTER, STALE_FLOOR)
        # A source never read for want of a key has nothing to be overdue; one that lost its key has.
        expected = row["declared_state"] == "active" and (state != "needs_key" or last is not None)
        stale = expected and (last is None or self.now - last > limit)
        due = last + every if last else self.now
        return {
            "id": row["id"],
            "place": row["place"],
            "state": state,
            "reason": reason,
            "every_hours": row["every_hours"],
            "last_success": row["last_success"],
            "next_due": utc(due) if scheduled else None,
            "stale": stale,
            "measures": row["measures"],
            "unverified_live": bool(row["unverified_live"]),
        }

    def _state(self, row: Row) -> tuple[str, str | None]:
        """The state shown to the public: as declared, unless the last run of an active source says worse.
        What is wrong with a manual source's links stands in its reason."""
        declared, outcome = row["declared_state"], row["outcome"]
        if declared not in ("active", "manual") or outcome in (None, *_GOOD[:2]):
            return declared, row["reason"]
        found = fetch(
            self.db,
            """SELECT kind, url, detail FROM issues
               WHERE source = ? AND kind NOT IN ('not_in_set', 'dates_out_of_order') AND NOT aside
               AND run = (SELECT max(run) FROM source_runs WHERE source = ? AND outcome != 'skipped')
               ORDER BY id LIMIT 1""",
            [row["id"], row["id"]],
        )
        reason = f"{found[0]['kind']}: {found[0]['detail']} ({found[0]['url']})" if found else row["reason"]
        if declared == "manual":
            return declared, f"{row['reason']} {reason}" if found else reason
        if outcome in (Outcome.BLOCKED.value, Outcome.NEEDS_KEY.value):
            return outcome, reason
        return "degraded", reason

    def held(self) -> list[dict[str, Any]]:
        """Records that wait for review before they show."""
        rows = fetch(self.db, "SELECT id, origin, reason, seen, url FROM held ORDER BY id, origin")
        return [dict(row) for row in rows]
