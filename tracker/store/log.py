"""The change log: what differed, when we saw it, and by which source."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from tracker.store.rows import as_json, insert


class ChangeLog:
    """Writes rows of `changes` for the run under way. `at`: the run's time, UTC in ISO form with Z."""

    def __init__(self, db: Database, at: str) -> None:
        self.db = db
        self.at = at
        self.run = 0

    def tell(
        self,
        entity: str,
        entity_id: str,
        place: str | None,
        field: str,
        old: Any,
        new: Any,
        source: str | None = None,
        url: str | None = None,
    ) -> None:
        """Log a change. `old` and `new`: plain JSON values; None is nothing."""
        row = {
            "entity": entity,
            "entity_id": entity_id,
            "place": place,
            "field": field,
            "old": None if old is None else as_json(old),
            "new": None if new is None else as_json(new),
        }
        insert(self.db, "changes", {"at": self.at, "run": self.run, **row, "source": source, "url": url})
