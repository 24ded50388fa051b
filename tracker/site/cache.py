"""Pages served again while nothing they were made from has changed.

A page is kept under its address (scheme, host, path with the language, query) and a version: SQLite's own
count of commits (`PRAGMA data_version`), the day, and the sources that are overdue by now. The version is
asked at every request, before the page is looked for, so neither a commit nor a new day nor a source gone
quiet is hidden by a kept page, not even once.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlite_utils import Database

from tracker.store import Reader

#: The Cache-Control of what may be kept: by us while the version stands, by others if they ask us each time.
KEPT = "public, no-cache"
#: Bytes kept at most; the page not asked for the longest goes first. One page may take an eighth.
SIZE = 32_000_000
#: What a kept page costs besides its body and address.
_OVERHEAD = 2_000

_Headers = tuple[tuple[bytes, bytes], ...]


class Versions:
    """The version of what the pages are made from, read on a connection of its own.

    SQLite's count is only comparable on one connection. Reading it takes no lock that a writer waits for, and
    never waits itself.
    """

    def __init__(self, database: Any, now: Callable[[], datetime]) -> None:
        self.database = database
        self.now = now
        self.connection: sqlite3.Connection | None = None

    def current(self) -> Hashable | None:
        """None where the database cannot be read or is busy: then nothing may be served again."""
        now = self.now()
        try:
            if self.connection is None:
                self.connection = self.database.connect()
                self.connection.execute("PRAGMA busy_timeout = 0")
            # Read to the end: an open statement would hold an old view of the file.
            ((commits,),) = self.connection.execute("PRAGMA data_version").fetchall()
            reader = Reader(Database(self.connection, recursive_triggers=False, execute_plugins=False), now)
            overdue = tuple(row["id"] for row in reader.sources() if row["stale"])
        except sqlite3.Error:
            return None
        return commits, now.date(), overdue


class Cache:
    """ASGI middleware: keeps whole pages that say `KEPT` and gives each an ETag; 304 where that is known."""

    def __init__(self, app: Any, current: Callable[[], Hashable | None], size: int = SIZE) -> None:
        self.app = app
        self.current = current
        self.size = size
        self.used = 0
        self.version: Hashable | None = None
        self.pages: OrderedDict[Hashable, tuple[_Headers, bytes]] = OrderedDict()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        path = scope.get("raw_path") or scope["path"].encode()
        key = (scope.get("scheme"), asked.get(b"host"), path, scope["query_string"])
        version = self.current()
        if version != self.version:
            self.pages.clear()
            self.used = 0
            self.version = version
        if key in self.pages:
            self.pages.move_to_end(key)
            await _answer(send, asked, *self.pages[key])
            return
        await self.app(scope, receive, _Keeping(self, key, version, asked, send))

    def keep(self, key: Hashable, version: Hashable | None, headers: _Headers, body: bytes) -> None:
        """Keep a page made after `version` was read; what is newer than that version is not served as it."""
        cost = _cost(key, body)
        if version is None or version != self.version or key in self.pages or cost > self.size // 8:
            return
        self.pages[key] = (headers, body)
        self.used += cost
        while self.used > self.size:
            old, (_, gone) = self.pages.popitem(last=False)
            self.used -= _cost(old, gone)


class _Keeping:
    """Passes an answer on; one that may be kept and comes whole is kept first."""

    def __init__(
        self, cache: Cache, key: Hashable, version: Hashable | None, asked: Mapping[bytes, bytes], send: Any
    ) -> None:
        self.cache = cache
        self.key = key
        self.version = version
        self.asked = asked
        self.send = send
        self.start: Any = None

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start" and _may_be_kept(message):
            self.start = message
            return
        start, self.start = self.start, None
        if start is not None and not message.get("more_body"):
            body = message.get("body", b"")
            etag = b'"' + sha256(body).hexdigest()[:32].encode() + b'"'
            headers = (*map(tuple, start["headers"]), (b"etag", etag))
            self.cache.keep(self.key, self.version, headers, body)
            await _answer(self.send, self.asked, headers, body)
            return
        if start is not None:
            await self.send(start)
        await self.send(message)


def _may_be_kept(start: Mapping[str, Any]) -> bool:
    names = {name.lower(): value for name, value in start["headers"]}
    return (
        start["status"] == 200 and names.get(b"cache-control") == KEPT.encode() and b"set-cookie" not in names
    )


def _cost(key: Hashable, body: bytes) -> int:
    return len(body) + len(repr(key)) + _OVERHEAD


async def _answer(send: Any, asked: Mapping[bytes, bytes], headers: _Headers, body: bytes) -> None:
    known = [tag.strip().removeprefix(b"W/") for tag in asked.get(b"if-none-match", b"").split(b",")]
    status = 200
    if dict(headers)[b"etag"] in known or known == [b"*"]:
        status, body = 304, b""
        headers = tuple(pair for pair in headers if pair[0] not in (b"content-type", b"content-length"))
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
