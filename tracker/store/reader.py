"""Reading tracker.db for the command line: statuses, changes, the health of sources, issues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from tracker.store.rows import Row, fetch
from tracker.vocabulary import Outcome

_GOOD = (Outcome.OK.value, Outcome.UNCHANGED.value, Outcome.DEGRADED.value)
#: A source counts as stale after two of its intervals without success, but not before two days.
STALE_AFTER = 2
STALE_FLOOR = timedelta(days=2)


def parse_time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


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
        rows = fetch(
            self.db,
            """SELECT a.*, p.name FROM answers a
               JOIN places p ON p.code = a.place JOIN criteria c ON c.name = a.criterion
               WHERE (?1 IS NULL OR a.place = ?1) AND (?2 IS NULL OR a.criterion = ?2)
                 AND (a.from_date IS NULL OR a.from_date <= ?3) AND (a.to_date IS NULL OR a.to_date > ?3)
               ORDER BY a.place, c.position""",
            [place, criterion, on],
        )
        health = {row["id"]: row for row in self.sources()}
        return [self._answer(row, on, health) for row in rows]

    def _answer(self, row: Row, on: str, health: dict[str, dict[str, Any]]) -> dict[str, Any]:
        reasons = fetch(
            self.db, "SELECT role, measure FROM answer_reasons WHERE answer = ? ORDER BY id", [row["id"]]
        )
        because = list(
            dict.fromkeys(r["measure"] for r in reasons if r["role"] == "because" and r["measure"])
        )
        pending = list(dict.fromkeys(r["measure"] for r in reasons if r["role"] == "pending"))
        read = [*self._last_read([*because, *pending]), *self._lists_read(row["id"])]
        since = self._since(row)
        return {
            "place": row["place"],
            "name": row["name"],
            "criterion": row["criterion"],
            "answer": row["answer"],
            "since": since,
            "since_at_latest": self._is_latest(row["id"], since),
            "on": on,
            "because": because,
            "pending": pending,
            "meets": self._meets(pending),
            "subnational": self._subnational(row, on),
            "basis": row["basis"],
            "confidence": row["confidence"],
            "sources": self._sources_of(row["id"], because),
            "last_checked": max((r["seen_at"] for r in read if r["seen_at"]), default=None),
            "stale": any(health[r["source"]]["stale"] for r in read if r["source"] in health),
        }

    def _since(self, row: Row) -> str | None:
        """Since when the same answer has been given without a break; None: always."""
        spans = fetch(
            self.db,
            "SELECT from_date, answer FROM answers WHERE place = ? AND criterion = ? ORDER BY from_date",
            [row["place"], row["criterion"]],
        )
        since = None
        previous = None
        for span in spans:
            if span["answer"] != previous:
                since = span["from_date"]
            previous = span["answer"]
            if span["from_date"] == row["from_date"]:
                break
        return since

    def _is_latest(self, answer: int, since: str | None) -> bool:
        """Whether `since` is only the day by which it was so: the first day is not known."""
        sql = """SELECT 1 FROM answer_reasons r JOIN events e ON e.id = r.event
                 WHERE r.answer = ? AND e.latest = ? AND e.earliest IS NOT e.latest LIMIT 1"""
        return bool(fetch(self.db, sql, [answer, since]))

    def _meets(self, measures: Sequence[str]) -> dict[str, str]:
        """For pending bills: whether their text would satisfy the criterion, as far as read."""
        marks = ",".join("?" * len(measures))
        sql = f"SELECT id, meets FROM measures WHERE id IN ({marks}) ORDER BY id"  # noqa: S608
        return {r["id"]: r["meets"] or "unknown" for r in fetch(self.db, sql, measures)}

    def _subnational(self, row: Row, on: str) -> list[str]:
        """Places inside this one that have law on the same criterion that day."""
        rows = fetch(
            self.db,
            """SELECT a.place FROM answers a JOIN places p ON p.code = a.place
               WHERE p.parent = ?1 AND a.criterion = ?2 AND a.answer IN ('in_force', 'enacted')
                 AND (a.from_date IS NULL OR a.from_date <= ?3) AND (a.to_date IS NULL OR a.to_date > ?3)
               ORDER BY a.place""",
            [row["place"], row["criterion"], on],
        )
        return [r["place"] for r in rows]

    def _sources_of(self, answer: int, measures: Sequence[str]) -> list[dict[str, Any]]:
        """The captures and citations an answer rests on, official ones first."""
        marks = ",".join("?" * len(measures))
        captured = fetch(
            self.db,
            f"""SELECT DISTINCT r.url, 'official' AS kind, substr(c.fetched_at, 1, 10) AS retrieved, r.sha256
                FROM records r LEFT JOIN captures c ON c.url = r.url AND c.sha256 = r.sha256
                WHERE r.measure IN ({marks}) AND r.url IS NOT NULL ORDER BY r.url""",  # noqa: S608
            measures,
        )
        cited = fetch(
            self.db,
            """SELECT DISTINCT coalesce(e.url, e.citation) AS url, e.kind, e.retrieved, e.sha256
               FROM answer_reasons a JOIN evidence e
                 ON e.event = a.event OR e.provision = a.provision OR e.treaty_action = a.treaty_action
               WHERE a.answer = ? AND a.role = 'because' AND e.kind != 'memory'
               ORDER BY e.kind, url""",
            [answer],
        )
        return [*captured, *cited]

    def _last_read(self, measures: Sequence[str]) -> list[Row]:
        marks = ",".join("?" * len(measures))
        sql = f"SELECT source, seen_at FROM sightings WHERE measure IN ({marks})"  # noqa: S608
        return fetch(self.db, sql, measures)

    def _lists_read(self, answer: int) -> list[Row]:
        """When the lists of the treaties an answer rests on were read last, by source."""
        sql = """SELECT DISTINCT g.source, g.seen_at FROM treaty_sightings g
                 JOIN treaty_actions t ON t.treaty = g.treaty JOIN answer_reasons r ON r.treaty_action = t.id
                 WHERE r.answer = ?"""
        return fetch(self.db, sql, [answer])

    def changes(self, since: str | None = None) -> list[dict[str, Any]]:
        """The change log, newest first: the shape of `tracker changes --json`."""
        rows = fetch(
            self.db,
            """SELECT at, entity, entity_id AS id, field, old, new, source, url FROM changes
               WHERE ?1 IS NULL OR at >= ?1 ORDER BY changes.id DESC""",
            [since],
        )
        return [dict(row) for row in rows]

    def sources(self) -> list[dict[str, Any]]:
        """Each source's health: the shape of `tracker sources --json`."""
        rows = fetch(
            self.db,
            """SELECT s.*,
                 (SELECT max(last_success) FROM source_runs r WHERE r.source = s.id) AS last_success,
                 (SELECT outcome FROM source_runs r WHERE r.source = s.id AND r.outcome != 'skipped'
                  ORDER BY r.id DESC LIMIT 1) AS outcome,
                 (SELECT count(*) FROM sightings g WHERE g.source = s.id) AS measures
               FROM sources s ORDER BY s.id""",
        )
        return [self._health(row) for row in rows]

    def _health(self, row: Row) -> dict[str, Any]:
        every = timedelta(hours=row["every_hours"])
        last = parse_time(row["last_success"]) if row["last_success"] else None
        state, reason = self._state(row)
        scheduled = state not in ("blocked", "manual", "needs_key") or row["declared_state"] == "active"
        limit = max(every * STALE_AFTER, STALE_FLOOR)
        stale = scheduled and (last is None or self.now - last > limit)
        due = last + every if last else self.now
        return {
            "id": row["id"],
            "place": row["place"],
            "state": state,
            "reason": reason,
            "every_hours": row["every_hours"],
            "last_success": row["last_success"],
            "next_due": due.strftime("%Y-%m-%dT%H:%M:%SZ") if scheduled else None,
            "stale": stale,
            "measures": row["measures"],
            "unverified_live": bool(row["unverified_live"]),
        }

    def _state(self, row: Row) -> tuple[str, str | None]:
        """The state shown to the public: as declared, unless the last run says worse."""
        outcome = row["outcome"]
        if row["declared_state"] != "active" or outcome in (None, Outcome.OK.value, Outcome.UNCHANGED.value):
            return row["declared_state"], row["reason"]
        found = fetch(
            self.db,
            """SELECT kind, url, detail FROM issues WHERE source = ? AND kind != 'not_in_set'
               AND run = (SELECT max(run) FROM source_runs WHERE source = ? AND outcome != 'skipped')
               ORDER BY id LIMIT 1""",
            [row["id"], row["id"]],
        )
        reason = f"{found[0]['kind']}: {found[0]['detail']} ({found[0]['url']})" if found else row["reason"]
        if outcome in (Outcome.BLOCKED.value, Outcome.NEEDS_KEY.value):
            return outcome, reason
        return "degraded", reason

    def held(self) -> list[dict[str, Any]]:
        """Records that wait for review before they show."""
        rows = fetch(self.db, "SELECT id, origin, reason, seen, url FROM held ORDER BY id, origin")
        return [dict(row) for row in rows]
