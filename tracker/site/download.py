"""Downloads: the whole database as a snapshot, tables with each column explained, and what goes with them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from weakref import WeakKeyDictionary

from tracker.site import DATABASE, data, subject
from tracker.site.cache import Versions
from tracker.site.files import TABLES, can_write_parquet, citing, of_table, package
from tracker.site.files.forms import as_csv
from tracker.site.i18n import gettext
from tracker.site.serving import (
    CACHED,
    LANG,
    OPEN,
    Asked,
    Problem,
    asked_of,
    guarded,
    known_answer,
    known_criterion,
    now,
    origin,
    page,
    read_once,
    require_data,
)
from tracker.store import Reader, snapshot


def _overview(reader: Reader, asked: Asked) -> dict[str, Any]:
    told = subject.current()
    return {
        "on": asked.on,
        "data_version": data.data_version(reader),
        "of_a_day": [table.name for table in TABLES.values() if table.dated],
        "forms": package.forms(),
        "tables": [
            {
                "name": table.name,
                "title": gettext(table.title),
                "about": gettext(table.about),
                "columns": {name: column.said() for name, column in table.columns(told).items()},
            }
            for table in TABLES.values()
        ],
    }


async def _table(datasette: Any, request: Any) -> Any:
    from datasette import Response

    asked, form = asked_of(datasette, request), request.url_vars["form"]
    table = TABLES[asked.name]
    if form == "parquet" and not can_write_parquet():
        raise _no_parquet()
    if asked.on != asked.today and not table.dated:
        detail = gettext("It holds every day of every answer; take it without a day.")
        raise Problem(400, gettext("This table takes no day"), detail)

    def read(reader: Reader, asked: Asked) -> dict[str, Any]:
        require_data(reader)
        version = data.data_version(reader) or ""
        return {"body": of_table(table, form, reader, subject.current(), asked.on, version)}

    # Made where it is read: the thread that answers everybody else is not held up by a long table.
    found = await read_once(datasette, asked, read)
    headers = {**OPEN, **CACHED}
    if form != "json":
        headers["Content-Disposition"] = f'attachment; filename="{table.name}-{asked.on}.{form}"'
    return Response(found["body"], headers=headers, content_type=_typed(package.FORMS[form]))


def _typed(mediatype: str) -> str:
    return f"{mediatype}; charset=utf-8" if mediatype.startswith("text/") else mediatype


def _no_parquet() -> Problem:
    detail = gettext(
        "The library that writes it is not installed here. Who runs this site can add it with "
        "“pip install pyarrow”; CSV and JSON hold the same."
    )
    return Problem(404, gettext("No Parquet here"), detail)


async def _view(datasette: Any, request: Any) -> Any:
    """The rows of exactly what the first page shows: one question and day, one answer where it is chosen."""
    from datasette import Response

    asked = asked_of(datasette, request)
    table = TABLES["countries"]

    def read(reader: Reader, asked: Asked) -> dict[str, Any]:
        require_data(reader)
        criterion, answer = known_criterion(reader, asked), known_answer(asked)
        rows = [
            row
            for row in table.rows(reader, asked.on)
            if row["criterion"] == criterion and answer in (None, row["answer"])
        ]
        columns = table.columns(subject.current())
        return {"name": criterion, "body": as_csv(columns, rows)}

    found = await read_once(datasette, asked, read)
    headers = {"Content-Disposition": f'attachment; filename="{found["name"]}-{asked.on}.csv"'}
    return Response(
        found["body"], headers={**OPEN, **CACHED, **headers}, content_type="text/csv; charset=utf-8"
    )


# -- what goes with the tables -----------------------------------------------------------------------

#: What makes each file, of the subject and the edition.
BESIDE: Mapping[str, Callable[[subject.Subject, package.Edition], bytes]] = {
    "datapackage.json": package.datapackage,
    "codebook.md": package.codebook,
    "CITATION.cff": lambda _, edition: citing.citation_cff(edition),
    "citation.bib": lambda _, edition: citing.bibtex(edition),
    "citation.ris": lambda _, edition: citing.ris(edition),
}


async def _beside(datasette: Any, request: Any) -> Any:
    from datasette import Response

    asked = asked_of(datasette, request)
    make = BESIDE[asked.name]
    host = origin(datasette, request)
    site = f"{host}{datasette.urls.path('/')}".rstrip("/") if host else ""

    def read(reader: Reader, asked: Asked) -> dict[str, Any]:
        require_data(reader)
        version = data.data_version(reader) or ""
        return {"body": make(subject.current(), package.Edition(version, asked.today, version, site))}

    found = await read_once(datasette, asked, read)
    return Response(
        found["body"], headers={**OPEN, **CACHED}, content_type=_typed(package.BESIDE[asked.name])
    )


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
    (r"^/index\.csv$", guarded(_view)),
    (rf"^{LANG}/download/$", page("tracker_download.html", _overview)),
    (r"^/download/index(?P<twin>\.json)$", page("tracker_download.html", _overview)),
    (rf"^/download/(?P<name>{'|'.join(TABLES)})\.(?P<form>{'|'.join(package.FORMS)})$", guarded(_table)),
    (rf"^/download/(?P<name>{'|'.join(map(re.escape, BESIDE))})$", guarded(_beside)),
    (r"^/download/tracker\.db$", guarded(_database)),
)
