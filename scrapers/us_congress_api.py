"""Congress.gov API, Library of Congress.

Publisher:
    Library of Congress: https://api.congress.gov
Formats:
    JSON, version 3: lists /bill/{congress}, a measure /bill/{congress}/{type}/{number}, its parts /actions,
    /titles, /relatedbills, in pages of 20 (a list's up to 250). Described in
    https://github.com/LibraryOfCongress/api.congress.gov (Documentation/BillEndpoint.md, swagger); codes of
    the actions as in GovInfo's Bill Status.
Licence:
    Work of the United States Government, public domain (17 U.S.C. 105).
Caveats:
    Without format=json the answer is XML (the default since April 2026). The key of api.data.gov allows
    5,000 requests an hour; the interface's own links leave it out, so it travels in a header. There is no
    search by words: the lists of the open Congresses are walked whole. A number reserved for a later bill has
    an empty title.
How status is derived:
    As for us_billstatus, which tells the same measures without a key: by each action's code, else its words.
    A measure's parts are asked for one after the other; it is told when the last has come, and no action may
    be missing from the number that the interface itself counts.
Contact:
    https://github.com/LibraryOfCongress/api.congress.gov/issues
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from scrapers.shared.us_congress import TYPE, Action, Bill, Key, Related, key_of, told
from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.joined import Join, Kept, Part, Rows
from tracker.source.paging import counted, linked_next, query_of
from tracker.source.reading import member, optional_member, whole_number
from tracker.vocabulary import Chamber, IssueKind, Proof, Window

_API = "https://api.congress.gov/v3/bill"
_HEADERS = {"X-Api-Key": "{key}"}
Trim = Callable[[Mapping[str, Any]], dict[str, Any]]
_LIBRARY = 9
_RECORDER = {0: Chamber.UPPER, 1: Chamber.LOWER, 2: Chamber.LOWER}


def start(watch: Watch) -> Iterator[Request]:
    """Every watched measure, then the lists of the open Congresses."""
    for key in filter(None, map(key_of, watch.measures)):
        yield _ask(f"{_address(key)}?format=json")
    for congress in watch.sessions:
        yield _ask(f"{_API}/{congress}?format=json&limit=250")


def _address(key: Key) -> str:
    return f"{_API}/{key.congress}/{key.type}/{key.number}"


def _ask(url: str, context: Mapping[str, Any] | None = None) -> Request:
    return Request(url=url, headers=_HEADERS, context=context or {})


def read_list(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A page of measures with their titles, and the next page."""
    answer = page.json()
    rows, pages = member(answer, "bills", list), member(answer, "pagination", dict)
    for row in rows:
        key = _key(row)
        if title := optional_member(row, "title", str):
            yield Found(id=key.id, detail=_ask(f"{_address(key)}?format=json"), titles=(("en", title),))
    before = whole_number(query_of(page.url).get("offset", "0"), "offset")
    following = next(linked_next(page, optional_member(pages, "next", str), _ask("")), None)
    yield from counted(page, context, len(rows), member(pages, "count", int), following, "count", before)


def _kept(page: Page) -> dict[str, Any]:
    """What is kept of a measure until its actions, titles and related measures are read."""
    bill = member(page.json(), "bill", dict)
    key = _key(bill)
    asked = page.url.partition("?")[0].lower().removeprefix(_API)
    if page.url and asked != _address(key).removeprefix(_API):
        raise Unreadable(IssueKind.BAD_VALUE, f"the page of {asked} holds {key.stem}", "number")
    kept = {
        name: bill[name]
        for name in ("congress", "type", "number", "title", "introducedDate", "laws", "latestAction")
        if bill.get(name) is not None
    }
    _day(kept, "introducedDate")
    sponsors = [{"fullName": optional_member(row, "fullName", str)} for row in bill.get("sponsors") or ()]
    area = {"name": optional_member(bill.get("policyArea") or {}, "name", str)}
    return kept | {"sponsors": sponsors, "policyArea": area}


def _rows(trim: Trim, field: str, page: Page, _bill: Kept, before: Rows) -> tuple[list[Any], Request | None]:
    """A page of a measure's actions, titles or related measures, and the request for the next."""
    answer = page.json()
    rows, pages = [trim(row) for row in member(answer, field, list)], member(answer, "pagination", dict)
    if link := optional_member(pages, "next", str):
        return rows, next(linked_next(page, link, _ask("")))
    count, reached = member(pages, "count", int), len(before) + len(rows)
    if reached < count:
        detail = f"{reached} of {count} {field.lower()} were handed out"
        raise Unreadable(IssueKind.MISSING_FIELD, detail, field)
    return rows, None


def _part_of(name: str, bill: Kept) -> Request:
    return _ask(f"{_address(_key(bill))}/{name}?format=json")


def _trim_action(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in ("actionCode", "actionDate", "text", "type", "sourceSystem")}


def _trim_title(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in ("title", "titleType")}


def _trim_related(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in ("congress", "type", "number", "relationshipDetails", "title")}


def _key(row: Mapping[str, Any]) -> Key:
    return Key.read(str(member(row, "congress", int)), member(row, "type", str), member(row, "number", str))


def _day(row: Mapping[str, Any], field: str) -> Window:
    text = member(row, field, str)
    day = iso_date(text, field)
    if day is None:
        raise Unreadable(IssueKind.BAD_VALUE, f"{field} is {text!r}: no date of a Congress", field)
    return day


def _told(bill: Kept, read: Mapping[str, Rows], page: Page) -> Iterator[Yield]:
    """The measure. Read alone, its introduction and its latest action are all there is of its way."""
    key = _key(bill)
    actions = read["actions"] if "actions" in read else [member(bill, "latestAction", dict)]
    titles = [
        (member(t, "title", str), optional_member(t, "titleType", str) or "") for t in read.get("titles", ())
    ]
    laws = optional_member(bill, "laws", list) or []
    area = member(bill, "policyArea", dict)["name"]
    yield from told(
        Bill(
            key=key,
            title=member(bill, "title", str),
            introduced=_day(bill, "introducedDate"),
            actions=[_action(row) for row in actions],
            titles=[text for text, _ in titles],
            whole=[text for text, kind in titles if "portion" not in kind.lower()],
            law=(member(laws[0], "type", str), member(laws[0], "number", str)) if laws else None,
            latest=optional_member(optional_member(bill, "latestAction", dict) or {}, "text", str),
            sponsor=next((row["fullName"] for row in bill["sponsors"]), None),
            subjects=(area,) if area else (),
            related=[_related(row) for row in read.get("relatedbills", ())],
        ),
        page,
        SOURCE,
        key.stem,
    )


def _action(row: Mapping[str, Any]) -> Action:
    system = optional_member(optional_member(row, "sourceSystem", dict) or {}, "code", int)
    return Action(
        text=optional_member(row, "text", str),
        when=partial(_day, row, "actionDate"),
        code=optional_member(row, "actionCode", str),
        kind=optional_member(row, "type", str),
        recorder=None if system is None else _RECORDER.get(system),
        by_library=system == _LIBRARY,
    )


def _related(row: Mapping[str, Any]) -> Related:
    details = optional_member(row, "relationshipDetails", list) or []
    return Related(
        congress=str(member(row, "congress", int)),
        type=member(row, "type", str),
        number=str(row.get("number")),
        relations=frozenset(member(detail, "type", str) for detail in details),
        title=optional_member(row, "title", str) or "",
    )


_JSON = partial(Expect, content="json")
_LIST = Reader(
    r"/v3/bill(/\d+(/[a-z]+)?)?\?",
    read_list,
    _JSON(must_contain=(b'"bills"', b'"pagination"')),
    lists=Found,
    proof=Proof.WHOLE,
)
_TRIMS: tuple[tuple[str, str, Trim], ...] = (
    ("actions", "actions", _trim_action),
    ("titles", "titles", _trim_title),
    ("relatedbills", "relatedBills", _trim_related),
)
_BILL = Join(
    entry="bill",
    pattern=rf"/v3/bill/\d+/({TYPE})/\d+\?",
    expect=_JSON(must_contain=(b'"bill"', b'"introducedDate"')),
    keep=_kept,
    parts=tuple(
        Part(
            name=name,
            pattern=rf"/v3/bill/\d+/({TYPE})/\d+/{name}\?",
            expect=_JSON(must_contain=(b'"pagination"', f'"{field}"'.encode())),
            ask=partial(_part_of, name),
            read=partial(_rows, trim, field),
            proof=Proof.WHOLE,
        )
        for name, field, trim in _TRIMS
    ),
    tell=_told,
    proof=Proof.WHOLE,
)

SOURCE = Source(
    id="us_congress_api",
    place="US",
    name="Congress.gov API, Library of Congress",
    home="https://api.congress.gov/",
    publisher="Library of Congress",
    contact="https://github.com/LibraryOfCongress/api.congress.gov/issues",
    hosts=("api.congress.gov",),
    languages=("en",),
    licence="Public domain (17 U.S.C. 105)",
    republish=True,
    every=timedelta(days=1),
    start=start,
    readers=(*_BILL.readers, _LIST),
    legislature="us-congress",
    key="CONGRESS_API_KEY",
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
