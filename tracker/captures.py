"""The capture store: what the sources answered, in an SQLite file of its own beside the database.

Bodies are kept once, under their SHA-256, compressed. It serves conditional requests, reading again after
a parser was mended, and the export of capture sets. It knows nothing of what the pages say.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from hashlib import sha256 as hash_sha256
from pathlib import Path

from sqlite_utils import Database, Migrations

from tracker.web.exchange import Validators

migrations = Migrations("captures")


@migrations()
def create(db: Database) -> None:
    db.execute(
        """create table bodies (
            sha256 text primary key check (length(sha256) = 64),
            size integer not null,
            deflated blob not null
        ) strict"""
    )
    db.execute(
        """create table captures (
            id integer primary key,
            url text not null,
            method text not null,
            sha256 text not null references bodies (sha256),
            source text not null,
            status integer not null,
            etag text,
            last_modified text,
            content_type text,
            fetched_at text,
            context_json text not null,
            parser text
        ) strict"""
    )
    db.execute("create index captures_newest on captures (url, method, fetched_at, id)")
    db.execute("create index captures_source on captures (source)")
    db.execute("create index captures_sha256 on captures (sha256)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One answer to one request. `fetched_at`: UTC in ISO form with Z; None where it is not known, which
    is older than any other (NULL sorts first in SQLite).

    `context_json`: the request's context. `parser`: the version of the parser that last committed the
    records of this body, None if none did.
    """

    url: str
    method: str
    sha256: str
    source: str
    status: int
    etag: str | None
    last_modified: str | None
    content_type: str | None
    fetched_at: str | None
    context_json: str
    parser: str | None


_NAMES = [field.name for field in fields(Capture)]


class CaptureStore:
    """Opens the store, and makes it where it is not there yet. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma foreign_keys = on")
        migrations.apply(Database(self._db))
        self._db.row_factory = sqlite3.Row

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def put(self, content: bytes) -> str:
        """Keep a body; returns its SHA-256 in hexadecimal. One that is held and damaged is mended."""
        digest = hash_sha256(content).hexdigest()
        with self._lock:
            if self.find(digest) is None:
                self._db.execute(
                    """insert into bodies values (?, ?, ?) on conflict (sha256)
                    do update set size = excluded.size, deflated = excluded.deflated""",
                    [digest, len(content), zlib.compress(content)],
                )
        return digest

    def find(self, sha256: str) -> bytes | None:
        """The body of that hash; None where it is not held or damaged."""
        try:
            return self.get(sha256)
        except (KeyError, ValueError):
            return None

    def get(self, sha256: str) -> bytes:
        """The body of that hash. Raises KeyError if it is not held, ValueError if it is damaged."""
        with self._lock:
            row = self._db.execute("select deflated from bodies where sha256 = ?", [sha256]).fetchone()
        if row is None:
            raise KeyError(sha256)
        try:
            content = zlib.decompress(row[0])
        except zlib.error as error:
            raise ValueError(f"the stored body {sha256} is damaged: {error}") from None
        if hash_sha256(content).hexdigest() != sha256:
            raise ValueError(f"the stored body {sha256} is damaged: it has another hash")
        return content

    def note(
        self,
        url: str,
        sha256: str,
        source: str,
        status: int,
        headers: Mapping[str, str],
        fetched_at: str | None,
        context_json: str,
        parser: str | None = None,
        method: str = "GET",
    ) -> bool:
        """Record that a request was answered with that body, which must have been put.

        `headers`: lower-case names. Where the answer before it, at that time, was the same, nothing is
        written; returns whether it was. Raises sqlite3.IntegrityError for a body that is not held.
        """
        capture = Capture(
            url=url,
            method=method,
            sha256=sha256,
            source=source,
            status=status,
            etag=headers.get("etag"),
            last_modified=headers.get("last-modified"),
            content_type=headers.get("content-type"),
            fetched_at=fetched_at,
            context_json=context_json,
            parser=parser,
        )
        with self._transaction():
            before = self._captures(
                """select * from captures where url = ? and method = ?
                and coalesce(fetched_at, '') <= coalesce(?, '')
                order by fetched_at desc, id desc limit 1""",
                [url, method, fetched_at],
            )
            if before and before[0].sha256 == sha256:
                return False
            self._db.execute(
                """insert into captures
                (url, method, sha256, source, status, etag, last_modified, content_type, fetched_at,
                context_json, parser)
                values (:url, :method, :sha256, :source, :status, :etag, :last_modified, :content_type,
                :fetched_at, :context_json, :parser)""",
                asdict(capture),
            )
        return True

    def committed(self, url: str, sha256: str, parser: str, method: str = "GET") -> None:
        """Record that the records of this body were committed, read by that version of the parser."""
        with self._lock:
            self._db.execute(
                """update captures set parser = ?
                where url = ? and method = ? and sha256 = ? and parser is not ?""",
                [parser, url, method, sha256, parser],
            )

    def latest(self, url: str, method: str = "GET") -> Capture | None:
        """The newest answer to that request."""
        found = self._captures(
            """select * from captures where url = ? and method = ?
            order by fetched_at desc, id desc limit 1""",
            [url, method],
        )
        return found[0] if found else None

    def validators(self, url: str, parser: str, method: str = "GET") -> Validators | None:
        """What to make a request conditional with: only where that version of the parser committed the
        newest body, since a "not modified" would otherwise hide what it would read anew."""
        newest = self.latest(url, method)
        if newest is None or newest.parser != parser or not (newest.etag or newest.last_modified):
            return None
        return Validators(newest.etag, newest.last_modified)

    def each(self, source: str) -> Iterator[Capture]:
        """The newest answer to each request of a source, by address."""
        return iter(
            self._captures(
                """select * from captures where id in (
                    select first_value(id) over
                        (partition by url, method order by fetched_at desc, id desc)
                    from captures where source = ?
                ) order by url, method""",
                [source],
            )
        )

    def export(self, folder: Path) -> None:
        """Write all that is held as a capture set, which `tracker.web.Replay` answers from.

        Raises FileExistsError where the folder holds anything, ValueError for a damaged body.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FileExistsError(f"{folder} is not empty")
        lines = []
        for capture in self._captures("select * from captures order by url, method, fetched_at, id"):
            file = folder / f"{capture.sha256}.{_extension(capture.content_type)}"
            if not file.exists():
                file.write_bytes(self.get(capture.sha256))
            lines.append(json.dumps(_index_line(capture, file.name), ensure_ascii=False) + "\n")
        (folder / "index.jsonl").write_text("".join(lines), encoding="utf-8")

    def _captures(self, query: str, values: Sequence[str | None] = ()) -> list[Capture]:
        with self._lock:
            rows = self._db.execute(query, values).fetchall()
        return [Capture(**{name: row[name] for name in _NAMES}) for row in rows]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")


def _extension(content_type: str | None) -> str:
    return next((name for name in ("json", "xml", "html") if name in (content_type or "").lower()), "bin")


def _index_line(capture: Capture, file: str) -> dict[str, object]:
    headers = {
        "content-type": capture.content_type,
        "etag": capture.etag,
        "last-modified": capture.last_modified,
    }
    line = {
        "url": capture.url,
        "method": capture.method,
        "status": capture.status,
        "headers": {name: value for name, value in headers.items() if value is not None},
        "file": file,
        "source": capture.source,
        "fetched_at": capture.fetched_at,
    }
    return {name: value for name, value in line.items() if value is not None}
