"""The declaration of a source, and what its functions take and give."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Required, TypedDict, Unpack

from tracker.page import Page, Request, Unreadable
from tracker.vocabulary import (
    Alias,
    Category,
    Chamber,
    Doc,
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

    id: Annotated[str, Doc("our id of the measure")]
    session: Annotated[str | None, Doc("the session it was first brought in")] = None
    number: Annotated[str | None, Doc("its number there")] = None
    source_id: Annotated[str | None, Doc("the source's own name for it, where one is known")] = None
    aliases: Annotated[tuple[Alias, ...], Doc("all its other names")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a source is asked to look at: the argument of `start`."""

    measures: Annotated[tuple[Watched, ...], Doc("the measures that are followed")] = ()
    terms: Annotated[Mapping[str, tuple[str, ...]], Doc("the terms to search with, by language")] = field(
        default_factory=dict
    )
    sessions: Annotated[
        tuple[str, ...],
        Doc(
            "the sessions of the source's legislature that are open or ended less than twelve months "
            "ago, newest first: late steps still arrive there; none where no legislature is declared"
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A list's entry: the engine judges its titles and asks for `detail` where they matter."""

    id: Annotated[
        str,
        Doc(
            "what the entry is known by: our id of the measure, where the list tells all that is in "
            "it, else `<source>:<the source's own name>`; an entry with the id or an alias of a "
            "followed measure is not opened again through the list"
        ),
    ]
    detail: Annotated[Request, Doc("the request for its page")]
    titles: Annotated[
        tuple[tuple[str, str], ...],
        Doc(
            "its titles as (language, text); with none its page has to be opened to be judged, so "
            "many a run as `look_closer` says"
        ),
    ] = ()
    version: Annotated[
        str | None,
        Doc(
            "the list's own mark of change, which keeps an entry that was opened from being opened "
            "again before it changes"
        ),
    ] = None


Yield = Measure | Participants | Found | Request | Issue
Start = Callable[[Watch], Iterable[Request]]
Read = Callable[[Page, Mapping[str, Any]], Iterable[Yield]]


#: What a content type may name instead (JSON is often sent as plain text), and how a body opens, where it is
#: not "<".
_ALSO_NAMED = {"zip": ("octet-stream",), "json": ("text/plain",)}
_OPENINGS = {"json": (b"{", b"["), "zip": (b"P",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a page must look like before it is parsed: a 200 proves nothing."""

    content: Annotated[str, Doc("`json`, `xml`, `html` or `zip`, looked for in the content type")]
    must_contain: Annotated[
        tuple[bytes, ...],
        Doc("bytes that every genuine page of this kind has; from them its bytes are recognised too"),
    ] = ()
    min_bytes: Annotated[int, Doc("length of the shortest genuine body")] = 2

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
    """The function that reads the pages of one kind."""

    pattern: Annotated[
        str,
        Doc(
            "a regular expression that the address of its pages matches; the first reader that "
            "matches takes the page"
        ),
    ]
    read: Annotated[
        Read,
        Doc(
            "`read_x(page, context)`, which yields a `Measure`, a `Found`, a `Participants`, a "
            "`Request` or an `Issue`"
        ),
    ]
    expect: Annotated[Expect, Doc("what its pages must look like")]
    may_be_empty: Annotated[
        bool, Doc("a page that yields nothing is no fault, as with a search that finds nothing")
    ] = False
    lists: Annotated[
        type[Found] | type[Measure] | None,
        Doc(
            "what an entry is on its pages, where they are lists in which something new is found: "
            "`Found`, or `Measure` where the list itself tells all"
        ),
    ] = None
    proof: Annotated[Proof, Doc("by what response of the site it has been proven")] = Proof.FORM
    called: Annotated[
        str, Doc("what its pages are, in a word or two; else as its function is named: bill of `read_bill`")
    ] = ""

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
    """One official source. Every field is shown to the public or obeyed by the engine."""

    id: Annotated[str, Doc("the name of its file")]
    place: Annotated[str | None, Doc("whose laws it tells; None for an organisation's depositary")]
    name: Annotated[str, Doc("its name for readers")]
    home: Annotated[str, Doc("its home page")]
    publisher: Annotated[str, Doc("who answers for the site")]
    contact: Annotated[str, Doc("where they can be written to, an address of mail or of a page")]
    hosts: Annotated[tuple[str, ...], Doc("the hosts it may be asked at; redirects elsewhere are refused")]
    languages: Annotated[tuple[str, ...], Doc("languages of its titles, as BCP 47 tags, the usual one first")]
    licence: Annotated[str, Doc("terms of its publisher")]
    republish: Annotated[bool, Doc("the terms allow its texts to be published again")]
    every: Annotated[timedelta, Doc("how often it is read")]
    start: Annotated[Start, Doc("`start(watch)`, which yields the first requests of a run")]
    readers: Annotated[tuple[Reader, ...], Doc("one for each kind of page")]
    sniff: Annotated[
        Callable[[bytes], Reader | None],
        Doc(
            "says from the bytes of a file, without its address, which reader takes it; else the "
            "first that recognises them"
        ),
    ] = _unset
    legislature: Annotated[
        str | None,
        Doc(
            "the legislature whose bills it tells: its calendar stands in `data/sessions.yml`, and "
            "without one no session is asked for"
        ),
    ] = None
    interval: Annotated[float, Doc("seconds between two requests to its host, at least 1")] = 1.0
    max_requests: Annotated[int, Doc("more requests in one run are a fault")] = 2000
    look_closer: Annotated[int, Doc("entries without a title to be opened in one run")] = 0
    floor: Annotated[int, Doc("fewest entries, of ours or not, that the lists of one run show")] = 1
    canary: Annotated[
        str | None,
        Doc("`id` of an entry, or of a measure where a list tells measures, that they show in every run"),
    ] = None
    key: Annotated[
        str | None,
        Doc(
            "environment variable that holds its key; `{key}` in an address or a header is replaced "
            "by it, and the engine keeps it out of logs, captures and the database"
        ),
    ] = None
    old_tls: Annotated[
        bool, Doc("its hosts know only key exchanges that OpenSSL 3 refuses; certificates are still checked")
    ] = False
    state: Annotated[SourceState, Doc("what it is declared to be before any run")] = SourceState.ACTIVE
    reason: Annotated[str | None, Doc("why it is not active, or not verified")] = None
    unverified_live: Annotated[bool, Doc("no live response has been read yet")] = False

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
