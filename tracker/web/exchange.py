"""What goes through the door and what comes back, live or replayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tracker.page import Page, Request
from tracker.vocabulary import IssueKind


class FetchFailed(Exception):
    """No usable answer: the kind of issue, the address asked for and, in words, what happened.

    `url` and `detail` are redacted: neither ever holds a key or a password.
    """

    def __init__(self, kind: IssueKind, url: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail} ({url})")
        self.kind = kind
        self.url = url
        self.detail = detail


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What a source allows its requests.

    `hosts`: host names that may be asked or redirected to, `name:port` for a port that is not the
    scheme's own. `interval`: seconds between two requests to one host. `key`: the secret that stands
    in for `{key}` in an address or header, and that is blotted out of all that comes back. `old_tls`: its
    hosts know only key exchanges that OpenSSL 3 refuses by default; certificates are checked all the same.
    """

    hosts: tuple[str, ...]
    interval: float = 1.0
    key: str | None = None
    old_tls: bool = False

    def admits(self, host: str | None, port: int | None) -> bool:
        """Whether that host is one of the source's own; `port` None or 80/443 is the scheme's own."""
        if not host:
            return False
        wanted = host.lower() if port in (None, 80, 443) else f"{host.lower()}:{port}"
        return wanted in {allowed.lower() for allowed in self.hosts}


@dataclass(frozen=True)
class Validators:
    """What a former answer said of its version (RFC 9110, section 8.8)."""

    etag: str | None
    last_modified: str | None


@dataclass(frozen=True)
class Response:
    """An answer that may be read: a page, or None where the server said "not modified" (304).

    `headers`: lower-case, only content-type, etag, last-modified, date and retry-after. `url`: where the
    answer came from after redirects, redacted. `fetched_at`: UTC in ISO form with Z, None if not known.
    """

    page: Page | None
    status: int
    headers: Mapping[str, str]
    url: str
    fetched_at: str | None


class Web(Protocol):
    """Where pages come from. Safe to share between threads."""

    replayed: bool

    def fetch(self, request: Request, policy: Policy, validators: Validators | None = None) -> Response:
        """Ask for a page; with `validators`, only if it has changed since. Raises FetchFailed."""
        ...

    def close(self) -> None: ...
