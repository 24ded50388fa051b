"""The tables of tracker.db for people: what a row is and what each column holds, said once.

`metadata.yml` repeats it for Datasette (`python -m tracker.site.metadata`), the downloads for spreadsheets.
The tables themselves are made in `tracker.store.schema`.
"""

from __future__ import annotations

from tracker.store.tables.answers import ANSWERS
from tracker.store.tables.law import LAW
from tracker.store.tables.running import RUNNING
from tracker.store.tables.table import Table, capitalised

__all__ = ["TABLES", "Table", "capitalised"]

TABLES: dict[str, Table] = LAW | ANSWERS | RUNNING
