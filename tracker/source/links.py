"""Link checks: where a site can only be looked at, that the page of a curated law still answers and still
names it.

What is seen is a sighting and no more: a record with the law's name and no steps, which changes no status. A
page that no longer holds the name is an issue, as is one that does not answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tracker.page import Page, Request, Unreadable
from tracker.source.declare import Expect, Reader, Source, Watch, Yield
from tracker.source.reading import node_text
from tracker.vocabulary import IssueKind, Kind, Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A curated law and its page. `measure`, `kind`, `title` and `lang` are those of the curated row, so that
    its record changes nothing; `name` is what the page must hold, compared without case and white space."""

    measure: str
    kind: Kind
    title: str
    lang: str
    url: str
    name: str


def ask(links: Iterable[Link], _watch: Watch) -> Iterator[Request]:
    """The `start` of a source of links, but for its first argument: see `functools.partial`."""
    for link in links:
        yield Request(url=link.url)


def readers(links: Iterable[Link]) -> tuple[Reader, ...]:
    """A reader for each link."""
    return tuple(
        Reader(f"^{re.escape(link.url)}$", partial(_check, link), Expect(content="html", min_bytes=500))
        for link in links
    )


def is_link_check(source: Source) -> bool:
    """Whether a source does nothing but check links."""
    return all(isinstance(r.read, partial) and r.read.func is _check for r in source.readers)


def _check(link: Link, page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    if _plain(link.name) not in _plain(node_text(page.html()) or ""):
        raise Unreadable(IssueKind.MISSING_FIELD, f"the page no longer names {link.name!r}", "name")
    place = link.measure.partition("-")[0].upper()
    yield Measure(
        id=link.measure, place=place, kind=link.kind, title=link.title, lang=link.lang, url=link.url
    )


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
