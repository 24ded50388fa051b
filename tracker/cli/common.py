"""What the commands share: exit codes, options, the database and the curated data, tables and JSON."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from tracker import knowledge, refresh, settings
from tracker.source import catalogue
from tracker.source.declare import Source
from tracker.store import Reader, SchemaTooOld, open_database, open_for_reading
from tracker.store.database import is_of_an_older_version

# Wrong usage is click's own: 2.
DONE, TROUBLE, NOTHING = 0, 1, 3
#: How long a command waits for a run that is under way, in seconds.
WAIT = 60.0

database_option = click.option(
    "--db",
    "database",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Path of tracker.db. Default: TRACKER_DB, else data/tracker.db of a checkout, else the data folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Nothing(click.ClickException):
    """Nothing could be done: exit code 3."""

    exit_code = NOTHING


class Busy(Nothing):
    """Another run is under way."""


def clock() -> datetime:
    return datetime.now(UTC)


def day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    """The callback of options that take a day."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day: expected YYYY-MM-DD") from None


def curated() -> knowledge.Knowledge:
    """The curated data. Raises Nothing with every problem of every file."""
    folder = settings.data_folder()
    try:
        return knowledge.load(folder)
    except knowledge.BadData as error:
        lines = (f"{folder}/{problem}" for problem in error.problems)
        raise Nothing("the curated data cannot be read; nothing was loaded\n" + "\n".join(lines)) from None


def declared() -> dict[str, Source]:
    """Every source by its id. Raises Nothing where a source's module cannot be loaded."""
    try:
        return catalogue.sources()
    except catalogue.BrokenModule as broken:
        raise Nothing(str(broken)) from None


def source_named(source_id: str) -> Source:
    """Raises click.UsageError where there is none of that name."""
    known = declared()
    if source_id not in known:
        raise click.UsageError(f"no source {source_id}: known are {', '.join(known)}")
    return known[source_id]


def existing(database: Path | None) -> Path:
    """The path of a database that is there. Raises Nothing."""
    path = settings.database_path(database)
    if not path.exists():
        raise Nothing(f"{path} does not exist: run `tracker refresh` first")
    return path


def ready(database: Path | None) -> Path:
    """The path of a database that can be read: one that is not there, or holds nothing yet, is built from the
    curated data first, and one that an older version made is brought up to date. Raises Nothing."""
    path = settings.database_path(database)
    if _lacks(path) is None:
        return path
    known, sources = curated(), declared().values()
    for left in reversed(range(int(WAIT))):
        try:
            with locked(path, wait=1):
                lack = _lacks(path)
                if lack is not None:
                    with closing(open_database(path)) as db:
                        refresh.open_writer(db, known, sources, clock())
                    click.echo(f"{path}: {lack}", err=True)
            break
        except Busy:
            # A run brings the curated data first: then there is no need to wait for its end.
            if _lacks(path) is None:
                break
            if not left:
                raise
    return path


_BUILT = "built from the curated data; no source has been read yet"
_BROUGHT = "made by an older version; brought up to date"


def _lacks(path: Path) -> str | None:
    """What must be done before a database can be read, as it is told when done; None: nothing. A first run
    that was cut off leaves no table, or none of our places. Raises Nothing for what is no database."""
    if not path.exists():
        return _BUILT
    with told_as_nothing(path), closing(open_for_reading(path)) as db:
        tables = set(db.table_names())
        ours = "places" in tables
        if not tables or (ours and not db.execute("SELECT 1 FROM places").fetchone()):
            return _BUILT
        return _BROUGHT if ours and is_of_an_older_version(db) else None


@contextmanager
def told_as_nothing(path: Path) -> Iterator[None]:
    """What SQLite says against the file at `path`, as Nothing."""
    try:
        yield
    except (SchemaTooOld, sqlite3.DatabaseError) as error:
        raise Nothing(f"{path}: {error}") from None


@contextmanager
def reading(database: Path | None) -> Iterator[Reader]:
    path = ready(database)
    with told_as_nothing(path), closing(open_for_reading(path)) as db:
        yield Reader(db, clock())


@contextmanager
def locked(path: Path, wait: float | None = None) -> Iterator[None]:
    """Be the only one who writes to a database; `wait`: seconds, default WAIT. Raises Busy, and Nothing where
    its folder cannot be written to."""
    with ExitStack() as held:
        try:
            held.enter_context(refresh.run_lock(settings.lock_path(path), WAIT if wait is None else wait))
        except refresh.Busy as busy:
            raise Busy(str(busy)) from None
        except OSError as error:
            said = f"{error.strerror}: name another place with --db or TRACKER_DB"
            raise Nothing(f"{path}: {said}") from None
        held.enter_context(told_as_nothing(path))
        yield


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def show(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], as_json: bool = False) -> None:
    """Rows as JSON, or these columns of them as a table; nothing at all for no rows."""
    if as_json:
        print_json(rows)
        return
    texts = [[_cell(row[name]) for name in columns] for row in rows]
    if not texts:
        return
    widths = [max(len(row[i]) for row in [list(columns), *texts]) for i in range(len(columns))]
    for row in [list(columns), *texts]:
        click.echo("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
