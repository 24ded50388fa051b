"""Judging an answer by its status and body: a 200 proves nothing, and a refusal has many faces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from tracker.page import Page
from tracker.vocabulary import IssueKind
from tracker.web.exchange import FetchFailed, Response

_KEPT_HEADERS = ("content-type", "etag", "last-modified", "date", "retry-after")

# AWS WAF challenges with 202; 437 is in no register, and sites use it to turn robots away.
_REFUSALS = frozenset({202, 401, 403, 429, 437, 451})

_CHALLENGES = (b"cf-chl", b"cf_chl", b"Just a moment...", b"awsWafCookieDomainList")
# Cloudflare and Imperva also add these scripts to pages they let through: there, the page around them
# is a real one, so they count only in a page too small to hold anything else.
_SCRIPTS = (b"challenge-platform", b"_Incapsula_")
_STUB = 8 * 1024
_HEAD = 64 * 1024
_HTML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|script|title|!--)", re.IGNORECASE
)


@dataclass(frozen=True)
class Answer:
    """A response as it came: lower-case headers, body decoded from its transfer encoding."""

    status: int
    headers: Mapping[str, str]
    content: bytes = b""

    @property
    def is_challenge(self) -> bool:
        """Whether a bot wall answered in place of the site."""
        if self.headers.get("cf-mitigated") == "challenge":
            return True
        head = self.content[:_HEAD]
        if "html" not in self.headers.get("content-type", "").lower() and not _HTML.match(head):
            return False
        markers = _CHALLENGES + _SCRIPTS if len(self.content) < _STUB else _CHALLENGES
        return any(marker in head for marker in markers)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an answer is held against. Both addresses are redacted; `url` is the one asked for, `final`
    the one that answered."""

    url: str
    final: str
    conditional: bool
    with_key: bool


def judge(answer: Answer, asked: Asked, fetched_at: str | None) -> Response:
    """The answer as a Response; raises FetchFailed where it is not the page that was asked for."""
    headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    if answer.status == 304 and asked.conditional:
        return Response(None, 304, headers, asked.final, fetched_at)
    fault = _fault(answer, asked.with_key)
    if fault is not None:
        kind, detail = fault
        place = "" if asked.final == asked.url else f", after redirects, at {asked.final}"
        raise FetchFailed(kind, asked.url, detail + place)
    page = Page(answer.content, asked.url, headers.get("content-type", ""), fetched_at)
    return Response(page, answer.status, headers, asked.final, fetched_at)


def _fault(answer: Answer, with_key: bool) -> tuple[IssueKind, str] | None:
    said = describe(answer.status)
    if "retry-after" in answer.headers:
        said += f", Retry-After {answer.headers['retry-after']}"
    if answer.is_challenge:
        return IssueKind.BLOCKED, f"{said}, with a bot challenge in place of the page"
    if answer.status in _REFUSALS and not (answer.status == 401 and with_key):
        return IssueKind.BLOCKED, said
    if answer.status == 204 or (answer.status == 200 and not answer.content.strip()):
        return IssueKind.WRONG_CONTENT, f"{said}, with an empty body"
    if answer.status != 200:
        return IssueKind.HTTP_STATUS, said
    return None


def describe(status: int) -> str:
    """A status in words, e.g. `status 404 Not Found`."""
    try:
        return f"status {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"status {status}"
