"""When measures were last looked at, by a person or a program, and when somebody must look again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from tracker.status.ages import measure_due
from tracker.store.rows import IDS, fetch
from tracker.vocabulary import Status, Window

#: The latest end of a session that the bill belongs to, as far as the calendar knows it to come.
_LOOKED = f"""SELECT m.id, m.read, e.end, s.status,
    (SELECT substr(max(g.seen_at), 1, 10) FROM sightings g WHERE g.measure = m.id) AS seen
  FROM measures m
  LEFT JOIN sessions e ON e.legislature = m.legislature AND e.id = m.session
  LEFT JOIN measure_status s ON s.measure = m.id
    AND s.from_date <= ?1 AND (s.to_date IS NULL OR s.to_date > ?1)
  WHERE m.id IN {IDS.replace("?", "?2")}"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Age:
    """When a measure was last looked at, and by when it must be again. None: not known, or never."""

    looked: date | None
    look_again: date | None

    def overdue(self, today: date) -> bool:
        return self.look_again is not None and self.look_again < today


def ages(db: Database, measures: Iterable[str], today: date) -> dict[str, Age]:
    """The age of each of these measures on a day, one query for all of them."""
    found = {}
    now = str(today)
    for row in fetch(db, _LOOKED, [now, json.dumps(list(measures))]):
        # What is later than now was told by a clock that was wrong.
        days = [date.fromisoformat(day) for day in (row["read"], row["seen"]) if day and day <= now]
        looked = max(days, default=None)
        end = Window.parse(row["end"]).latest if row["end"] else None
        status = Status(row["status"]) if row["status"] else None
        found[row["id"]] = Age(looked, measure_due(status, looked, end))
    return found
