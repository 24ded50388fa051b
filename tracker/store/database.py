"""Opening tracker.db: one writer, WAL, foreign keys on, STRICT tables, migrations applied."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from tracker.store import coded as coded  # its migrations come after those of the schema
from tracker.store.schema import migrations

MINIMUM_SQLITE = (3, 37, 0)


class SchemaTooOld(RuntimeError):
    """The SQLite library cannot hold our tables."""


def require_sqlite() -> None:
    """Raise SchemaTooOld unless the SQLite library knows STRICT tables (3.37, November 2021)."""
    if sqlite3.sqlite_version_info < MINIMUM_SQLITE:
        needed = ".".join(map(str, MINIMUM_SQLITE))
        raise SchemaTooOld(f"SQLite {sqlite3.sqlite_version} is too old: {needed} or newer is needed")


def open_for_reading(path: Path) -> Database:
    """Open an existing database read-only, as it is: no migration, no lock a writer would notice.

    Raises SchemaTooOld, or sqlite3.DatabaseError.
    """
    require_sqlite()
    uri = f"{path.resolve().as_uri()}?mode=ro"
    return Database(sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None))


def is_of_an_older_version(database: Database) -> bool:
    """Whether the tables are those of an older version: opened for writing, they are brought up to date."""
    return bool(migrations.pending(database))


def open_database(path: Path) -> Database:
    """Open for writing, creating the file and its tables where they are missing.

    Raises SchemaTooOld, or sqlite3.DatabaseError where the file is no database of ours.
    """
    require_sqlite()
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        # 64 MiB: a commit that touches a place of many measures does not read its pages from the disk twice.
        connection.execute("PRAGMA cache_size = -65536")
        database = Database(connection)
        migrations.apply(database)
    except BaseException:
        connection.close()
        raise
    return database


def snapshot(connection: sqlite3.Connection, target: Path) -> None:
    """Write a compact, consistent copy to `target`, which must not exist; readers and a writer go on.

    The copy is in no WAL mode: it opens anywhere, also read-only. Raises sqlite3.Error, as for a full disk.
    """
    connection.execute("VACUUM INTO ?", [str(target)])
