"""Where the site is reached: the address that all its others are made of, and whose word for it counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

#: A host with its port, as a browser sends it: a name or an address in digits, nothing that could end it.
_HOST = re.compile(r"(?:[a-z0-9][a-z0-9._-]{0,252}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.IGNORECASE)
_PATH = re.compile(r"/(?:[\w.~-]+/)*", re.ASCII)


@dataclass(frozen=True)
class Base:
    """Where the site is served: `origin` such as https://example.org (empty: not known) and `path`, which
    begins and ends with a slash."""

    origin: str = ""
    path: str = "/"

    @classmethod
    def parse(cls, text: str) -> Base:
        """Of `/`, `/repo/` or `https://example.org/repo/`; ValueError for anything else."""
        parts = urlsplit(text)
        path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
        known = (parts.scheme in ("http", "https")) == bool(_HOST.fullmatch(parts.netloc))
        known = known and bool(parts.netloc) == bool(parts.scheme)
        if not text or not known or parts.query or parts.fragment or not _PATH.fullmatch(path):
            raise ValueError(f"{text!r}: expected a path such as /repo/ or an address https://host/repo/")
        return cls(f"{parts.scheme}://{parts.netloc}" if parts.scheme else "", path)

    @classmethod
    def public(cls, text: str) -> Base:
        """Of a whole address alone, such as https://example.org/; ValueError for anything else."""
        try:
            found = cls.parse(text)
        except ValueError:
            found = cls()
        if not found.origin:
            raise ValueError(f"{text!r}: expected an address such as https://host/ or https://host/path/")
        return found


class Addressed:
    """ASGI middleware: what a request says of its own address.

    Where the public address is known, it alone counts: whatever host the request names, nothing that is made
    of it can hold another. Where it is not, the host must at least look like one. The folder in which the
    site lies is taken off: proxies may leave it on, and Datasette would put it before some links twice.
    """

    def __init__(self, app: Any, base: Base) -> None:
        self.app = app
        parts = urlsplit(base.origin)
        self.scheme, self.host = parts.scheme, parts.netloc.encode()
        self.folder = base.path[:-1]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.folder and scope["path"].startswith(f"{self.folder}/"):
            raw = (scope.get("raw_path") or scope["path"].encode()).removeprefix(self.folder.encode())
            scope = {**scope, "path": scope["path"].removeprefix(self.folder), "raw_path": raw}
        named = [value for name, value in scope["headers"] if name == b"host"]
        if self.host:
            others = [pair for pair in scope["headers"] if pair[0] != b"host"]
            headers = [(b"host", self.host), *others]
            await self.app({**scope, "scheme": self.scheme, "headers": headers}, receive, send)
        elif len(named) > 1 or any(not _HOST.fullmatch(name.decode("latin-1")) for name in named):
            await refuse(send, b"400: the header Host names no host.\n")
        else:
            await self.app(scope, receive, send)


async def refuse(
    send: Any, body: bytes, status: int = 400, more: Mapping[bytes, bytes] = MappingProxyType({})
) -> None:
    """Answer with a line of text, and with `more` headers."""
    headers = {b"content-type": b"text/plain; charset=utf-8", b"content-length": str(len(body)).encode()}
    head = [*headers.items(), *more.items()]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
