"""Capture sets: folders of stored responses with an index.jsonl, and a Web that answers from one.

A line of index.jsonl is a JSON object with `url`, `method`, `status` and `file` (relative to the
folder), and perhaps `headers`, `fetched_at` (ISO 8601; without a zone it is UTC), `source`, `origin`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tracker.page import Request
from tracker.vocabulary import IssueKind
from tracker.web.answer import Answer, Asked, judge
from tracker.web.exchange import FetchFailed, Policy, Response, Validators
from tracker.web.redaction import Redactor

Key = tuple[str, str, str, tuple[tuple[str, str], ...], str]


def match_key(method: str, url: str) -> Key:
    """What two requests have in common that one stored answer serves: http equals https, host and path
    are compared without case, query parameters in any order, fragments not at all but for that of
    `tracker.page.Request.address`, which stands for a body. Raises ValueError for what is no URL."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if parts.port not in (None, 80, 443):
        host = f"{host}:{parts.port}"
    # Not every site's addresses are UTF-8; surrogates keep what is not apart.
    path = unquote(parts.path, errors="surrogateescape").casefold() or "/"
    query = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    body = parts.fragment if parts.fragment.startswith("body=") else ""
    return method.upper(), host, path, tuple(sorted(query)), body


@dataclass(frozen=True)
class Stored:
    """One line of an index. `fetched_at` None: not known, older than any other."""

    file: Path
    status: int
    headers: Mapping[str, str]
    fetched_at: datetime | None

    def answer(self) -> Answer:
        return Answer(self.status, self.headers, self.file.read_bytes())

    @property
    def fetched_at_text(self) -> str | None:
        return None if self.fetched_at is None else utc_text(self.fetched_at)


def utc_text(moment: datetime) -> str:
    """A moment in UTC, to the second, with Z."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


class CaptureSet:
    """The newest answer to each request of a folder, or with `until` the newest not after that day (UTC).

    Raises ValueError, naming the line, where the index is not what it should be.
    """

    def __init__(self, folder: Path, until: date | None = None) -> None:
        self._newest: dict[Key, Stored] = {}
        self._folder = folder.resolve()
        self._lines: dict[Path, str] = {}
        index = folder / "index.jsonl"
        if not index.is_file():
            raise ValueError(f"{index}: there is no such file, so {folder} is not a capture set")
        for number, line in enumerate(index.read_bytes().split(b"\n"), 1):
            if line.strip():
                try:
                    self._admit(json.loads(line.decode("utf-8-sig")), until)
                except ValueError as error:
                    raise ValueError(f"{index}, line {number}: {error}") from None

    def url_of(self, file: Path) -> str | None:
        """The address of the first line that names a file; None: none does."""
        return self._lines.get(file.resolve())

    def find(self, request: Request) -> Stored | None:
        """The answer to that very request; else one of which the set does not say what body it had."""
        keys = (match_key(request.method, url) for url in (request.address, request.url))
        return next((self._newest[key] for key in keys if key in self._newest), None)

    def _admit(self, line: Any, until: date | None) -> None:
        if not isinstance(line, dict) or "url" not in line:
            raise ValueError("expected a JSON object with a member 'url'")
        # A line without a URL answers no request; it serves tests of the parsers.
        if line["url"] is None:
            return
        url = _text(line, "url")
        key = match_key(_text(line, "method"), url)
        if not key[1]:
            raise ValueError(f"'url' is {url!r}: expected one with a host")
        stored = Stored(self._file(line), _status(line), _headers(line), _moment(line))
        self._lines.setdefault(stored.file, url)
        if until is not None and stored.fetched_at is not None and stored.fetched_at.date() > until:
            return
        other = self._newest.get(key)
        if other is None or _age(stored) >= _age(other):
            self._newest[key] = stored

    def _file(self, line: Mapping[str, Any]) -> Path:
        name = _text(line, "file")
        file = (self._folder / name).resolve()
        if not file.is_relative_to(self._folder):
            raise ValueError(f"'file' is {name!r}, which lies outside the folder")
        if not file.is_file():
            raise ValueError(f"'file' is {name!r}, and there is no such file")
        return file


def _age(stored: Stored) -> datetime:
    return stored.fetched_at or datetime.min.replace(tzinfo=UTC)


def _text(line: Mapping[str, Any], name: str) -> str:
    value = line.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name!r} is {value!r}: expected text")
    return value


def _status(line: Mapping[str, Any]) -> int:
    value = line.get("status")
    if not isinstance(value, int) or not 100 <= value <= 599:
        raise ValueError(f"'status' is {value!r}: expected an HTTP status, 100 to 599")
    return value


def _headers(line: Mapping[str, Any]) -> dict[str, str]:
    value = line.get("headers") or {}
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise ValueError(f"'headers' is {value!r:.80}: expected an object of texts")
    return {name.lower(): item for name, item in value.items()}


def _moment(line: Mapping[str, Any]) -> datetime | None:
    value = line.get("fetched_at")
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"'fetched_at' is {value!r}: expected a time as 2022-12-15T10:00:00Z") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Replay:
    """A Web that answers from a capture set: no network, no robots.txt, no waiting.

    A request the set lacks raises FetchFailed with `not_in_set`; a stored refusal or error fails as it
    would have live. Raises ValueError for a folder that is no sound capture set.
    """

    replayed = True

    def __init__(self, folder: Path, until: date | None = None) -> None:
        self._captures = CaptureSet(folder, until)

    def url_of(self, file: Path) -> str | None:
        """The address that the set gives a file; None: it does not name it."""
        return self._captures.url_of(file)

    def fetch(self, request: Request, policy: Policy, validators: Validators | None = None) -> Response:
        redactor = Redactor([policy.key])
        shown = redactor.text(request.url)
        try:
            parts = urlsplit(request.url)
            admitted = parts.scheme in ("http", "https") and policy.admits(parts.hostname, parts.port)
        except ValueError:
            admitted = False
        if not admitted:
            raise FetchFailed(IssueKind.REDIRECT_REFUSED, shown, "the address is not at the source's hosts")
        stored = self._captures.find(request)
        if stored is None:
            raise FetchFailed(
                IssueKind.NOT_IN_SET, shown, f"the capture set has no answer to this {request.method}"
            )
        asked = Asked(
            url=shown, final=shown, conditional=validators is not None, with_key=policy.key is not None
        )
        return judge(stored.answer(), asked, stored.fetched_at_text)

    def close(self) -> None:
        """Nothing is held open."""
