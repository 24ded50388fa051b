"""The declaration of a source, and what its functions take and give."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Required, TypedDict, Unpack

from tracker.page import Page, Request, Unreadable
from tracker.vocabulary import (
    Alias,
    Category,
    Chamber,
    Event,
    Issue,
    IssueKind,
    Kind,
    Link,
    Measure,
    Participants,
    Proof,
    SourceState,
    Title,
    bill_id,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A measure already followed, as far as a source needs it to ask for it again."""

    id: str
    session: str | None = None
    number: str | None = None
    source_id: str | None = None
    aliases: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a source is asked to look at.

    `terms` maps a language to its search terms. `sessions` are those of the source's legislature that
    are open or ended less than twelve months ago, newest first: late steps still arrive there.
    """

    measures: tuple[Watched, ...] = ()
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sessions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A list's entry: the engine judges its titles and asks for `detail` where they matter.

    `titles` are (language, text). With no title in the list the detail has to be opened to be judged:
    `version` (the list's own change mark) keeps an entry that was opened from being opened again
    before it changes.
    """

    id: str
    detail: Request
    titles: tuple[tuple[str, str], ...] = ()
    version: str | None = None


Yield = Measure | Participants | Found | Request | Issue
Start = Callable[[Watch], Iterable[Request]]
Read = Callable[[Page, Mapping[str, Any]], Iterable[Yield]]


#: What a content type may name instead (JSON is often sent as plain text), and how a body opens, where it is
#: not "<".
_ALSO_NAMED = {"zip": ("octet-stream",), "json": ("text/plain",)}
_OPENINGS = {"json": (b"{", b"["), "zip": (b"P",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a page must look like before it is parsed: a 200 proves nothing.

    `content`: "json", "xml", "html" or "zip", looked for in the content type. `must_contain`: bytes that
    every genuine page of this kind has. `min_bytes`: shortest genuine body.
    """

    content: str
    must_contain: tuple[bytes, ...] = ()
    min_bytes: int = 2

    @classmethod
    def named(cls, content: str, *names: str) -> Expect:
        """A page that holds JSON members or XML elements of these names; of another content, these words."""
        form = {"json": '"%s"', "xml": "<%s"}.get(content, "%s")
        return cls(content=content, must_contain=tuple((form % name).encode() for name in names))

    def check(self, page: Page) -> None:
        """Raise Unreadable where the page cannot be what was asked for."""
        names = (self.content, *_ALSO_NAMED.get(self.content, ()))
        if page.content_type and not any(name in page.content_type.lower() for name in names):
            raise Unreadable(
                IssueKind.WRONG_CONTENT,
                f"content type {page.content_type!r}: expected one naming {self.content!r}",
                "Content-Type",
            )
        if len(page.content) < self.min_bytes:
            raise Unreadable(
                IssueKind.WRONG_CONTENT,
                f"{len(page.content)} bytes: expected at least {self.min_bytes}",
            )
        for marker in self.must_contain:
            if marker not in page.content:
                raise Unreadable(
                    IssueKind.WRONG_CONTENT,
                    f"the page lacks {marker.decode(errors='replace')!r}, which every genuine one has",
                )


@dataclass(frozen=True, slots=True)
class Reader:
    """The function that reads the pages whose URL matches `pattern` (a regular expression, searched).

    `may_be_empty`: a page that yields nothing is no fault, as with a search that finds nothing.
    `lists`: what an entry is on its pages, where they are lists in which something new is found: `Found`, or
    `Measure` where the list itself tells all. Of the lists of one run the source says what they must show.
    `proof`: by what response of the site it has been proven. `called`: what its pages are, in a word or two;
    by default as its function is named (`read_bill`: "bill").
    """

    pattern: str
    read: Read
    expect: Expect
    may_be_empty: bool = False
    lists: type[Found] | type[Measure] | None = None
    proof: Proof = Proof.FORM
    called: str = ""

    @property
    def name(self) -> str:
        """What its pages are, in a word or two."""
        return self.called or getattr(self.read, "__name__", "page").removeprefix("read_").replace("_", " ")

    def recognises(self, content: bytes) -> bool:
        """Whether these bytes have the form and all the markers of its pages; never without a marker."""
        opening = content[:100].lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
        form = opening in _OPENINGS.get(self.expect.content, (b"<",))
        markers = self.expect.must_contain
        return form and bool(markers) and all(marker in content for marker in markers)


def _unset(_content: bytes) -> Reader | None:
    """Stands for "as the readers recognise it"."""
    return None


def _sniff(readers: Sequence[Reader], content: bytes) -> Reader | None:
    return next((reader for reader in readers if reader.recognises(content)), None)


class Told(TypedDict, total=False):
    """What a source tells of a measure beside its names: the fields of `Measure` that no curator gives."""

    kind: Required[Kind]
    title: Required[str]
    session: str | None
    number: str | None
    origin_chamber: Chamber | None
    category: Category | None
    url: str | None
    citation: str | None
    extent: str | None
    relevant_part: str | None
    source_status: str | None
    sponsor: str | None
    continues: str | None
    note: str | None
    titles: tuple[Title, ...]
    subjects: tuple[str, ...]
    events: tuple[Event, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One official source. Every field is shown to the public or obeyed by the engine.

    `place`: whose laws it tells; None for an organisation's depositary. `publisher`: who answers for the
    site; `contact`: where they can be written to, an address of mail or of a page.
    `every`: how often to read it. `interval`: seconds between two requests to its host, at least 1.
    `max_requests`: more than that in one run is a fault. `look_closer`: how many entries of unknown
    title to open in one run. `key`: environment variable that holds the API key, if one is needed.
    `old_tls`: its hosts know only key exchanges that OpenSSL 3 refuses; certificates are still checked.
    `sniff`: says from the bytes of a file, without its URL, which reader's it is; by default the first that
    recognises them.
    `floor`: fewest entries, of ours or not, that the lists of one run show. `canary`: the `id` of an entry
    (or of a measure, where a list tells measures) that they show in every run. A run whose lists show less is
    told as `lists_silent`, and so is one that finds less than a fifth of what was found lately.
    `unverified_live`: built from documentation and stored captures; no live response read yet.
    """

    id: str
    place: str | None
    name: str
    home: str
    publisher: str
    contact: str
    hosts: tuple[str, ...]
    languages: tuple[str, ...]
    licence: str
    republish: bool
    every: timedelta
    start: Start
    readers: tuple[Reader, ...]
    sniff: Callable[[bytes], Reader | None] = _unset
    legislature: str | None = None
    interval: float = 1.0
    max_requests: int = 2000
    look_closer: int = 0
    floor: int = 1
    canary: str | None = None
    key: str | None = None
    old_tls: bool = False
    state: SourceState = SourceState.ACTIVE
    reason: str | None = None
    unverified_live: bool = False

    def __post_init__(self) -> None:
        if self.sniff is _unset:
            object.__setattr__(self, "sniff", partial(_sniff, self.readers))

    def measure(
        self,
        *source_ids: str,
        id: str = "",
        place: str = "",
        lang: str = "",
        legislature: str | None = "",
        aliases: tuple[Alias, ...] = (),
        **told: Unpack[Told],
    ) -> Measure:
        """A measure as this source tells it. What is not told is filled in: its place, its language (the
        first that is declared), its legislature, the id that a bill has by place, session and number.

        `source_ids`: what the source itself knows it by, the one it is asked for first; they become its first
        aliases. Raises TypeError where there is no place or, without an id, no number.
        """
        where, number = place or self.place, told.get("number")
        if where is None or not (id or number):
            raise TypeError(f"{self.id}: a measure needs a place, and an id or a number")
        return Measure(
            id=id or bill_id(where, told.get("session") or "", number or ""),
            place=where,
            lang=lang or self.languages[0],
            legislature=self.legislature if legislature == "" else legislature,
            aliases=(*(Alias(source=self.id, source_id=name) for name in source_ids), *aliases),
            **told,
        )

    @property
    def proofs(self) -> tuple[tuple[str, Proof], ...]:
        """By what response of the site each of its readers has been proven; of two of one name the better."""
        weakest_first = sorted(self.readers, key=lambda reader: list(Proof).index(reader.proof), reverse=True)
        best = {reader.name: reader.proof for reader in weakest_first}
        return tuple((name, best[name]) for name in dict.fromkeys(reader.name for reader in self.readers))

    def reader_for(self, url: str) -> Reader | None:
        return next((r for r in self.readers if re.search(r.pattern, url, re.IGNORECASE)), None)


def read(source: Source, page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """Check a page and hand it to its reader. Raises Unreadable; yields what the reader yields."""
    reader = source.reader_for(page.url)
    if reader is None:
        raise Unreadable(IssueKind.NO_READER, f"no reader of {source.id} takes this address")
    reader.expect.check(page)
    yield from reader.read(page, context)
