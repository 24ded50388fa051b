"""Copies of a database: only a sound one is copied, and what it replaces is kept until it has."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

#: A copy that holds less than this share of the rows of what it would replace is not put in its place.
LEAST_SHARE = 0.5
#: Tables whose rows are never deleted, of both databases: what is there of them is counted.
_COUNTED = ("places", "measures", "records", "changes", "captures", "bodies")
#: Beside a file, what it held before it was replaced.
PREVIOUS = ".previous"
DAMAGED = ".damaged"


class Unsound(Exception):
    """A file that is not to be copied; the message says why."""


def counted(path: Path) -> dict[str, int]:
    """How many rows each table has whose rows are never deleted; the file must be a sound database of ours.

    Raises Unsound.
    """
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=30)) as db:
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise Unsound(f"{path} is damaged: {found}")
            rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            tables = {name for (name,) in rows} & {*_COUNTED}
            sql = "SELECT count(*) FROM {}"
            counts = {name: int(db.execute(sql.format(name)).fetchone()[0]) for name in tables}
    except sqlite3.Error as error:
        raise Unsound(f"{path} is damaged: {error}") from None
    if not counts:
        raise Unsound(f"{path} holds none of our tables")
    return counts


def compared(source: Path, target: Path) -> bool:
    """Whether the target, which the source may replace, is a sound database itself.

    Raises Unsound: the source is damaged, no database of ours, or holds much less than what it would replace.
    """
    new = counted(source)
    try:
        old = counted(target) if target.exists() else {}
    except Unsound:
        return False
    short = sorted(name for name, rows in old.items() if new.get(name, 0) < LEAST_SHARE * rows)
    if short:
        told = ", ".join(f"{new.get(name, 0)} of {old[name]} rows of {name}" for name in short)
        raise Unsound(f"{source} holds {told}: not put in the place of {target}; move that away to insist")
    return bool(old)


def copy(source: Path, target: Path) -> None:
    """Copy a database by SQLite's own backup, under readers and a writer, into a file that may be in use.
    What the file held before stands beside it (`.previous`; a damaged one as `.damaged`).

    Raises Unsound, and then the target is as it was; sqlite3.Error.
    """
    if compared(source, target):
        _written(target, target.with_name(target.name + PREVIOUS))
    elif target.exists():
        target.replace(target.with_name(target.name + DAMAGED))
        for leftover in ("-wal", "-shm"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
    _written(source, target)
    counted(target)


def _written(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
