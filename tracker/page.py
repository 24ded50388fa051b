"""What travels between the web and a source: a request out, a page back.

Kept apart from `tracker.web` so that sources are testable from bytes without an HTTP library.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any

from bs4 import BeautifulSoup
from lxml import etree

from tracker.vocabulary import Doc, IssueKind


class Unreadable(Exception):
    """A page, or a field of it, that is not what its format promises.

    Carries the `IssueKind`, the field at fault and, in words, what was found and what was expected.
    """

    def __init__(self, kind: IssueKind, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A page to ask for."""

    url: Annotated[str, Doc("the address; `{key}` in it stands for the key of the source")]
    method: Annotated[str, Doc("GET or POST")] = "GET"
    headers: Annotated[Mapping[str, str], Doc("further headers; `{key}` as in the address")] = field(
        default_factory=dict
    )
    body: Annotated[str | None, Doc("the body of a POST")] = None
    context: Annotated[
        Mapping[str, Any], Doc("plain JSON, stored with the answer and handed to its reader")
    ] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The name its answer is kept under: the URL and, with a body, a fragment that tells it apart."""
        if self.body is None:
            return self.url
        return f"{self.url}#body={sha256(self.body.encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class Page:
    """A response as received: the first argument of a reader."""

    content: Annotated[bytes, Doc("the body as received")]
    url: Annotated[str, Doc("the address that was asked for")]
    content_type: Annotated[str, Doc("its content type, empty where it is not known")] = ""
    fetched_at: Annotated[
        str | None, Doc("when it was fetched, UTC in ISO form with Z; None where that is not known")
    ] = None

    @cached_property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()

    def json(self) -> Any:
        """The body as JSON (UTF-8, a byte order mark and raw control characters in texts allowed).
        Raises Unreadable."""
        try:
            return json.loads(self.content.decode("utf-8-sig"), strict=False)
        except (ValueError, RecursionError) as error:
            raise Unreadable(IssueKind.MALFORMED, f"not JSON: {error}") from None

    def xml(self) -> etree._Element:
        """The root element; entities, network access and huge trees are refused. Raises Unreadable."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            return etree.fromstring(self.content, parser)
        except etree.XMLSyntaxError as error:
            raise Unreadable(IssueKind.MALFORMED, f"not well-formed XML: {error}") from None

    def html(self) -> BeautifulSoup:
        return BeautifulSoup(self.content, "lxml")
