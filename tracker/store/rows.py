"""Bringing rows of a table to a wanted state, writing only what differs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]

#: Any number of ids, given as one parameter: a JSON array.
IDS = "(SELECT value FROM json_each(?))"


@dataclass
class Synced:
    """Row ids by key and occurrence, and the keys that came, differ now, or went."""

    ids: dict[tuple[Any, ...], int] = field(default_factory=dict)
    added: list[Row] = field(default_factory=list)
    altered: list[tuple[Row, Row]] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.altered or self.gone)


def as_json(value: Any) -> str:
    """A column's JSON text, Unicode as it is."""
    return json.dumps(value, ensure_ascii=False)


def fetch(db: Database, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
    cursor = db.execute(sql, list(parameters))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def insert(db: Database, table: str, row: Mapping[str, Any]) -> int:
    """Insert one row; returns its rowid. Table and column names are ours, never a source's."""
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    cursor = db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))  # noqa: S608
    return int(cursor.lastrowid or 0)


def update(db: Database, table: str, where: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    sets = ", ".join(f"{name} = ?" for name in row)
    test = " AND ".join(f"{name} IS ?" for name in where)
    db.execute(f"UPDATE {table} SET {sets} WHERE {test}", [*row.values(), *where.values()])  # noqa: S608


def delete(db: Database, table: str, where: Mapping[str, Any]) -> None:
    test = " AND ".join(f"{name} IS ?" for name in where)
    db.execute(f"DELETE FROM {table} WHERE {test}", list(where.values()))  # noqa: S608


def select(db: Database, table: str, where: Mapping[str, Any]) -> list[Row]:
    test = " AND ".join(f"{name} IS ?" for name in where) or "1"
    return fetch(db, f"SELECT * FROM {table} WHERE {test}", list(where.values()))  # noqa: S608


def put(db: Database, table: str, key: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Insert or update one row by its key; False where nothing had to be written."""
    found = select(db, table, key)
    if not found:
        insert(db, table, {**key, **row})
        return True
    if all(found[0][name] == value for name, value in row.items()):
        return False
    update(db, table, key, row)
    return True


def sync(
    db: Database,
    table: str,
    where: Mapping[str, Any],
    rows: Iterable[Row],
    key: Sequence[str],
    *,
    retire: bool = False,
) -> Synced:
    """Make the rows of `table` that match `where` equal to `rows`, matched by the columns of `key`.

    Equal keys are told apart by their order. A row that is no longer wanted is deleted, or, with
    `retire`, kept and marked `listed = 0`. Tables have an integer `id`.
    """
    result = Synced()
    existing: dict[tuple[Any, ...], Row] = {}
    seen: Counter[tuple[Any, ...]] = Counter()
    for row in fetch(
        db,
        f"SELECT * FROM {table} WHERE {' AND '.join(f'{name} IS ?' for name in where) or '1'} ORDER BY id",  # noqa: S608
        list(where.values()),
    ):
        name = tuple(row[column] for column in key)
        existing[(*name, seen[name])] = row
        seen[name] += 1
    wanted: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        name = tuple(row[column] for column in key)
        marked = (*name, wanted[name])
        wanted[name] += 1
        old = existing.pop(marked, None)
        if old is None:
            result.ids[marked] = insert(db, table, {**where, **row})
            result.added.append(row)
            continue
        result.ids[marked] = old["id"]
        if any(old[column] != value for column, value in row.items()):
            update(db, table, {"id": old["id"]}, row)
            result.altered.append((old, row))
    for old in existing.values():
        if not retire:
            delete(db, table, {"id": old["id"]})
        elif old["listed"]:
            update(db, table, {"id": old["id"]}, {"listed": 0})
        else:
            continue
        result.gone.append(old)
    return result
