"""GovInfo Bill Status, Congress of the United States.

Publisher:
    U.S. Government Publishing Office, with the Library of Congress, the Clerk of the House and the
    Secretary of the Senate: https://www.govinfo.gov/bulkdata/BILLSTATUS
Formats:
    One XML file a measure, `BILLSTATUS-<congress><type><number>.xml`, schema 3.0.0 or the older 1.0.0
    (other element names, one accessor here); one JSON listing for each Congress and type, without
    titles. Described in https://github.com/usgpo/bill-status (BILLSTATUS-XML_User-Guide.md); codes of
    the Library of Congress in https://www.congress.gov/help/field-values/action-codes.
Licence:
    Work of the United States Government, public domain (17 U.S.C. 105).
Caveats:
    House action codes are documented as incomplete, Senate actions have none. One step appears two to
    four times, once for each system that recorded it. Code 36000 ("Became Public Law") also stands
    beside "Signed by President.", and E30000 beside "Vetoed by President.": there the words decide.
    Short titles arrive weeks after introduction. A listing needs `Accept: application/json`, else 406.
How status is derived:
    Every action is looked up by its code and, where the code is missing, unlisted or ambiguous, by its
    words. Presentation to the President is the evidence that both chambers agreed on one text.
    Signature, or "Became Public (Private) Law", is assent. A failed vote is a defeat that a later step
    may undo. Votes on overriding a veto change nothing until the measure has become law. "Read twice
    and referred" in the Senate is a referral, not a second reading. That a measure died with its
    Congress is nowhere marked; the engine derives it from the calendar.
Contact:
    askGPO, https://ask.gpo.gov; issues: https://github.com/usgpo/bill-status/issues
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from lxml import etree

from scrapers.shared.us_congress import TYPE, Action, Bill, Key, Related, key_of, told
from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch
from tracker.source.reading import child_text, children, member, optional_member, required_text
from tracker.vocabulary import Chamber, Issue, IssueKind, Measure, Proof, Window

_ROOT = "https://www.govinfo.gov/bulkdata"
_DISCOVERED = ("hr", "s", "hjres", "sjres", "hres", "sres")
_FILE = re.compile(rf"BILLSTATUS-([0-9]{{1,5}})({TYPE})([0-9]{{1,5}})\.xml", re.IGNORECASE)
_LIBRARY = "9"
_RECORDER = {"0": Chamber.UPPER, "1": Chamber.LOWER, "2": Chamber.LOWER, "Senate": Chamber.UPPER}


def start(watch: Watch) -> Iterator[Request]:
    """The file of every watched measure, then the listings of the open Congresses."""
    for watched in watch.measures:
        key = key_of(watched)
        if key is not None:
            yield _file_of(key)
    for congress in watch.sessions:
        for kind in _DISCOVERED:
            url = f"{_ROOT}/json/BILLSTATUS/{congress}/{kind}"
            yield Request(url=url, headers={"Accept": "application/json"})


def _file_of(key: Key) -> Request:
    return Request(url=f"{_ROOT}/BILLSTATUS/{key.congress}/{key.type}/BILLSTATUS-{key.stem}.xml")


def read_listing(page: Page, _context: Mapping[str, Any]) -> Iterator[Found | Issue]:
    """A listing: the measures of one Congress and type, by number, without titles.

    Newest first, because the engine opens only so many files a run and new bills have high numbers.
    """
    found: list[tuple[Key, str]] = []
    for entry in member(page.json(), "files", list):
        name = member(entry, "name", str)
        if optional_member(entry, "folder", bool) or name.lower().endswith(".zip"):
            continue
        match = _FILE.fullmatch(name)
        if match is None:
            yield Issue(
                kind=IssueKind.BAD_VALUE,
                detail=f"{name!r}: expected BILLSTATUS-<congress><type><number>.xml",
                url=page.url,
                field="name",
            )
            continue
        key = Key(match[1], match[2].lower(), int(match[3]))
        found.append((key, member(entry, "formattedLastModifiedTime", str)))
    if not found:
        raise Unreadable(IssueKind.EMPTY, "the listing names no bill status file", "files")
    for key, modified in sorted(found, key=lambda item: item[0].number, reverse=True):
        yield Found(id=key.id, detail=_file_of(key), version=modified)


def read_bill(page: Page, _context: Mapping[str, Any]) -> Iterator[Measure | Issue]:
    """A bill status file: one measure."""
    bill = children(page.xml(), "bill")[0]
    key = _identity(bill, page.url)
    items = bill.findall("titles/item")
    titles = [(child_text(item, "title"), (child_text(item, "titleType") or "").lower()) for item in items]
    law = None
    if child_text(bill, "laws/item") is not None:
        law = required_text(bill, "laws/item/type"), required_text(bill, "laws/item/number")
    yield from told(
        Bill(
            key=key,
            title=required_text(bill, "title"),
            introduced=_day(bill, "introducedDate"),
            actions=[_action(item) for item in children(bill, "actions/item")],
            titles=[text for text, _ in titles if text],
            whole=[text for text, kind in titles if text and "portion" not in kind],
            law=law,
            latest=child_text(bill, "latestAction/text") or child_text(bill, "lastAction/text"),
            sponsor=child_text(bill, "sponsors/item/fullName"),
            subjects=_subjects(bill),
            related=[_related(item) for item in bill.findall("relatedBills/item")],
        ),
        page,
        SOURCE,
        key.stem,
    )


def _identity(bill: etree._Element, url: str) -> Key:
    """The measure's own number, which must be that of the file asked for."""
    congress = required_text(bill, "congress")
    kind = child_text(bill, "type") or required_text(bill, "billType")
    key = Key.read(congress, kind, child_text(bill, "number") or required_text(bill, "billNumber"))
    asked = _FILE.search(url)
    if asked and f"{asked[1]}{asked[2].lower()}{int(asked[3])}" != key.stem:
        raise Unreadable(IssueKind.BAD_VALUE, f"the file {asked[0]} holds {key.stem}", "number")
    return key


def _day(element: etree._Element, path: str) -> Window:
    text = required_text(element, path)
    day = iso_date(text, path)
    if day is None:
        raise Unreadable(IssueKind.BAD_VALUE, f"{path} is {text!r}: no date of a Congress", path)
    return day


def _action(item: etree._Element) -> Action:
    recorder = child_text(item, "sourceSystem/code") or child_text(item, "sourceSystem/name") or ""
    return Action(
        text=child_text(item, "text"),
        when=partial(_day, item, "actionDate"),
        code=child_text(item, "actionCode"),
        kind=child_text(item, "type"),
        recorder=_RECORDER.get(recorder),
        by_library=recorder == _LIBRARY,
    )


def _related(item: etree._Element) -> Related:
    relations = (child_text(r, ".") for r in item.findall("relationshipDetails/item/type"))
    return Related(
        congress=child_text(item, "congress") or "",
        type=child_text(item, "type") or "",
        number=child_text(item, "number") or "",
        relations=frozenset(filter(None, relations)),
        title=child_text(item, "title") or child_text(item, "latestTitle") or "",
    )


def _subjects(bill: etree._Element) -> tuple[str, ...]:
    found = [child_text(name, ".") for name in bill.findall("subjects//legislativeSubjects/item/name")]
    return tuple(dict.fromkeys(name for name in (*found, child_text(bill, "policyArea/name")) if name))


_BILL = Reader(
    rf"/bulkdata/BILLSTATUS/\d+/({TYPE})/BILLSTATUS-\d+({TYPE})\d+\.xml",
    read_bill,
    Expect(content="xml", must_contain=(b"<billStatus", b"<congress>"), min_bytes=400),
    proof=Proof.WHOLE,
)
_LISTING = Reader(
    rf"/bulkdata/json/BILLSTATUS/\d+/({TYPE})/?$",
    read_listing,
    Expect(content="json", must_contain=(b'"files"',)),
    lists=Found,
    proof=Proof.PART,
)


def sniff(content: bytes) -> Reader | None:
    head = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"<") and b"<billStatus" in head:
        return _BILL
    if head.startswith(b"{") and b'"files"' in head and b"BILLSTATUS-" in head:
        return _LISTING
    return None


SOURCE = Source(
    id="us_billstatus",
    place="US",
    name="GovInfo Bill Status, Congress of the United States",
    home="https://www.govinfo.gov/bulkdata/BILLSTATUS",
    publisher="U.S. Government Publishing Office",
    contact="https://ask.gpo.gov",
    hosts=("www.govinfo.gov",),
    languages=("en",),
    licence="Public domain (17 U.S.C. 105)",
    republish=True,
    every=timedelta(hours=12),
    start=start,
    readers=(_BILL, _LISTING),
    sniff=sniff,
    legislature="us-congress",
    look_closer=300,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
