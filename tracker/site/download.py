"""Downloads: the whole database as a snapshot, and two tables as CSV and JSON, each column explained."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from weakref import WeakKeyDictionary

from tracker.site import DATABASE, data, subject, tables
from tracker.site.cache import Versions
from tracker.site.i18n import N_, gettext
from tracker.site.serving import (
    CACHED,
    LANG,
    OPEN,
    Asked,
    asked_of,
    guarded,
    now,
    page,
    read_once,
    require_data,
)
from tracker.store import Reader, snapshot


@dataclass(frozen=True)
class Table:
    """A table to download: its name in the address, its title, a line about it, its columns, its rows."""

    name: str
    title: str
    about: str
    columns: Callable[[subject.Subject], Mapping[str, str]]
    rows: Callable[[Reader, str], list[dict[str, Any]]]


TABLES = {
    table.name: table
    for table in (
        Table(
            "countries",
            N_("Answers by place"),
            N_("One row a place and question, with the answer of the day."),
            tables.of_countries,
            tables.countries,
        ),
        Table(
            "measures",
            N_("Bills and laws"),
            N_("One row a bill or law, with its status of the day and what its text provides."),
            tables.of_measures,
            tables.measures,
        ),
    )
}


def _overview(reader: Reader, asked: Asked) -> dict[str, Any]:
    told = subject.current()
    return {
        "on": asked.on,
        "data_version": data.data_version(reader),
        "tables": [
            {
                "name": table.name,
                "title": gettext(table.title),
                "about": gettext(table.about),
                "columns": dict(table.columns(told)),
            }
            for table in TABLES.values()
        ],
    }


async def _table(datasette: Any, request: Any) -> Any:
    from datasette import Response

    asked = asked_of(datasette, request)
    table = TABLES[asked.name]

    def read(reader: Reader, asked: Asked) -> dict[str, Any]:
        require_data(reader)
        version = data.data_version(reader)
        return {"on": asked.on, "data_version": version, table.name: table.rows(reader, asked.on)}

    found = await read_once(datasette, asked, read)
    headers = {**OPEN, **CACHED}
    if request.url_vars["form"] == "json":
        return Response.json({"schema": 1, **found}, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{table.name}-{asked.on}.csv"'
    body = tables.as_csv(table.columns(subject.current()), found[table.name])
    return Response(body, headers=headers, content_type="text/csv; charset=utf-8")


# -- the whole database ------------------------------------------------------------------------------


@dataclass
class _Snapshots:
    """The latest snapshot of a database, made anew when anything was committed since, in a folder of its
    own. The one before is kept: somebody may just be about to open it."""

    database: Any
    versions: Versions
    folder: TemporaryDirectory[str] = field(default_factory=lambda: TemporaryDirectory(prefix="tracker-"))
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    version: Hashable | None = None
    made: list[Path] = field(default_factory=list)
    count: int = 0

    async def latest(self) -> Path:
        async with self.lock:
            # Read before the copy is made: a commit in between makes it newer than it says, never older.
            version = self.versions.current()
            if version is None or version != self.version or not self.made:
                self.count += 1
                path = Path(self.folder.name) / f"{self.count}.db"
                await self.database.execute_fn(lambda connection: snapshot(connection, path))
                self.made.append(path)
                self.version = version
                for old in self.made[:-2]:
                    old.unlink()
                del self.made[:-2]
            return self.made[-1]


_snapshots: WeakKeyDictionary[Any, _Snapshots] = WeakKeyDictionary()


async def _database(datasette: Any, _request: Any) -> Any:
    from datasette.utils.asgi import AsgiFileDownload

    if datasette not in _snapshots:
        database = datasette.get_database(DATABASE)
        _snapshots[datasette] = _Snapshots(database, Versions(database, lambda: now(datasette)))
    path = await _snapshots[datasette].latest()
    headers = {**OPEN, "Cache-Control": "no-cache"}
    return AsgiFileDownload(path, "tracker.db", "application/vnd.sqlite3", headers)


ROUTES: tuple[tuple[str, Any], ...] = (
    (rf"^{LANG}/download/$", page("tracker_download.html", _overview)),
    (r"^/download/index(?P<twin>\.json)$", page("tracker_download.html", _overview)),
    (rf"^/download/(?P<name>{'|'.join(TABLES)})\.(?P<form>csv|json)$", guarded(_table)),
    (r"^/download/tracker\.db$", guarded(_database)),
)
