"""How much one query may take: a second of what visitors may ask in SQL can fill a small server's memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

#: Bytes of one value; the longest that the database holds is a depositary's list, a thirtieth of it.
LONGEST_VALUE = 5_000_000
#: Bytes of all values that one statement may hand out.
LARGEST_ANSWER = 32_000_000
#: The limits of SQLite by name: https://www.sqlite.org/c3ref/c_limit_attached.html
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
}


def bound(connection: sqlite3.Connection) -> None:
    """Set the limits of a connection that visitors may ask. A statement that goes beyond them raises
    sqlite3.OperationalError or sqlite3.DataError."""
    for limit, most in LIMITS.items():
        connection.setlimit(limit, most)
    connection.row_factory = _counting()


def _counting() -> Callable[[sqlite3.Cursor, tuple[Any, ...]], sqlite3.Row]:
    handed_out: WeakKeyDictionary[sqlite3.Cursor, int] = WeakKeyDictionary()

    def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        size = sum(len(value) for value in values if isinstance(value, str | bytes))
        total = handed_out.get(cursor, 0) + size
        if total > LARGEST_ANSWER:
            raise sqlite3.OperationalError(f"the answer is larger than {LARGEST_ANSWER} bytes")
        handed_out[cursor] = total
        return sqlite3.Row(cursor, values)

    return row
