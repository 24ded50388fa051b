"""Multilateral Treaties Deposited with the Secretary-General, United Nations Treaty Collection.

Publisher: Treaty Section, Office of Legal Affairs, United Nations.
Formats: one XML file a treaty under /doc/Publication/MTDSG, with the table of participants of its status
    page. Often malformed: bare ampersands, and control bytes where quotation marks and dashes were.
Licence: no terms of reuse were seen; the facts are quoted, the files are not published again.
Caveats: the collection is split into volumes; XML files of every chapter were seen under "Volume I" only, PDF
    files of this chapter under "Volume II". A name nobody has mapped, or a mark nobody has read, is an issue
    and its row is left out. Territorial exclusions stand in footnotes and are not read.
How status is derived: a date in the column of signatures is a signature; one in the column of consent is a
    ratification, its mark says which kind. The file counts its signatories and parties itself: a table with
    other numbers is not believed. Entry into force for a State is computed where the file quotes a rule of so
    many days from deposit, not before the treaty's own entry into force; not for a succession.
Contact: https://treaties.un.org/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from lxml import etree

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import named_date
from tracker.source.declare import Expect, Reader, Source, Watch
from tracker.source.places import place_code
from tracker.source.reading import child_text, children, required_text
from tracker.vocabulary import (
    Basis,
    Issue,
    IssueKind,
    Participants,
    Proof,
    TreatyAction,
    TreatyActionKind,
    Window,
)

_ROOT = "https://treaties.un.org/doc/Publication/MTDSG/Volume%20I/Chapter%20XVIII"
#: What the marks beside a date of consent mean, as the column's heading says.
MARKS = {
    "": None,
    "a": "Accession.",
    "A": "Acceptance.",
    "AA": "Approval.",
    "d": "Succession.",
    "s": "Definitive signature.",
}
_DATE = re.compile(r"(\d{1,2} [A-Za-z]{3,9} \d{4})(?: ([A-Za-z]{1,2}))?")
_FOOTNOTE = re.compile(r"<superscript>[^<]*</superscript>")
_RULE = re.compile(r"on the (thirtieth|sixtieth|ninetieth) day after the date of deposit by such State")
_DAYS = {"thirtieth": 30, "sixtieth": 60, "ninetieth": 90}
_CONTROLS = str.maketrans({"\x18": "'", "\x19": "'", "\x1c": '"', "\x1d": '"', "\x13": "-"})
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|^<\?xml[^>]*\?>")
_BARE = re.compile(r"&(?!(?:[A-Za-z]+|#\d+|#x[0-9A-Fa-f]+);)")
_ENCODING = re.compile(rb'^<\?xml[^>]*encoding="([\w-]+)"')


def start(_watch: Watch) -> Iterator[Request]:
    """The Palermo Protocol's file."""
    yield Request(url=f"{_ROOT}/XVIII-12-a.en.xml")


def read_treaty(page: Page, _context: Mapping[str, Any]) -> Iterator[Participants | Issue]:
    """A treaty's file: its participants."""
    treaty = children(_mended(page), "Treaty")[0]
    header = children(treaty, "Header/ExternalData")[0]
    tables = children(treaty, "Participants/Table/TGroup")[:1]
    headings = [child_text(entry, ".") or "" for entry in children(tables[0], "Thead/Row/Entry")]
    signed, consent = _column(headings, "Signature"), _column(headings, "Ratification")
    rows = [[_cell(entry) for entry in row] for row in children(tables[0], "Tbody/Rows/Row")]
    for row in rows:
        if len(row) != len(headings):
            detail = f"the row of {row[:1]} has {len(row)} cells: expected {len(headings)}"
            raise Unreadable(IssueKind.MALFORMED, detail, "Row")
    for name, column in (("Signatories", signed), ("Parties", consent)):
        told, counted = required_text(header, f"Status/{name}"), sum(bool(row[column]) for row in rows)
        if told != str(counted):
            detail = f"{name} is {told!r}, but the table has {counted}"
            raise Unreadable(IssueKind.BAD_VALUE, detail, f"Status/{name}")
    rule = _commencement(required_text(header, "EIF/Labeltext"))
    actions: list[TreatyAction] = []
    for row in rows:
        try:
            actions += _actions(place_code(row[0], "Participant"), row[signed], row[consent], rule)
        except Unreadable as fault:
            yield Issue(kind=fault.kind, detail=f"{row[0]}: {fault.detail}", url=page.url, field=fault.field)
    yield Participants(treaty=_identity(treaty, header), actions=tuple(actions))


def _mended(page: Page) -> etree._Element:
    """The file as XML, after its stray bytes and signs were mended. Raises Unreadable."""
    declared = _ENCODING.match(page.content)
    try:
        text = page.content.decode(declared[1].decode() if declared else "utf-8")
    except (LookupError, UnicodeDecodeError) as error:
        raise Unreadable(
            IssueKind.MALFORMED, f"the bytes are not in the declared encoding: {error}"
        ) from None
    text = _BARE.sub("&amp;", _NO_XML.sub("", text.translate(_CONTROLS)))
    root = Page(text.encode(), page.url).xml()
    if next(root.iter(etree.Entity), None) is not None:
        raise Unreadable(IssueKind.MALFORMED, "an entity that nothing resolves: expected plain text")
    return root


def _identity(treaty: etree._Element, header: etree._Element) -> str:
    """Our id of a treaty by its number in the collection: "un-xviii-12-a"."""
    chapter = required_text(treaty, "Header/Chapter/Header").removeprefix("CHAPTER ")
    parts = chapter, required_text(header, "Numsect"), child_text(header, "Subnumsect")
    return "-".join(["un", *(part.lower() for part in parts if part)])


def _column(headings: list[str], name: str) -> int:
    found = [index for index, heading in enumerate(headings) if name in heading]
    if len(found) != 1 or not headings[0].startswith("Participant"):
        raise Unreadable(IssueKind.MALFORMED, f"columns {headings}: expected one {name!r}", "Thead")
    return found[0]


def _cell(entry: etree._Element) -> str:
    return _FOOTNOTE.sub("", child_text(entry, ".") or "").strip()


def _commencement(text: str) -> tuple[date, int] | None:
    """The treaty's own entry into force, and the days from deposit to entry into force for a State."""
    rule, began = _RULE.search(text), _DATE.match(text)
    day = named_date(began[1], "EIF", "en") if began else None
    return (day.latest, _DAYS[rule[1]]) if rule and day else None


def _actions(place: str, signed: str, consent: str, rule: tuple[date, int] | None) -> Iterator[TreatyAction]:
    if signed:
        day, mark = _dated(signed, "Signature")
        note = "Succession to the signature." if mark == "d" else None
        if mark not in ("", "d"):
            raise Unreadable(IssueKind.BAD_VALUE, f"{signed!r}: expected a date, or one with d", "Signature")
        yield TreatyAction(place=place, action=TreatyActionKind.SIGNED, date=day, note=note)
    if not consent:
        return
    day, mark = _dated(consent, "Ratification")
    if mark not in MARKS:
        detail = f"{consent!r}: expected one of the marks {', '.join(filter(None, MARKS))}"
        raise Unreadable(IssueKind.BAD_VALUE, detail, "Ratification")
    yield TreatyAction(place=place, action=TreatyActionKind.RATIFIED, date=day, note=MARKS[mark])
    if rule is not None and mark != "d":
        since = max(day.latest + timedelta(days=rule[1]), rule[0])
        yield TreatyAction(
            place=place,
            action=TreatyActionKind.IN_FORCE,
            date=Window.day(since),
            basis=Basis.RULE,
            note=f"{rule[1]} days after deposit, not before {rule[0]}, as the treaty says.",
        )


def _dated(text: str, field: str) -> tuple[Window, str]:
    match = _DATE.fullmatch(text)
    day = named_date(match[1], field, "en") if match else None
    if match is None or day is None:
        raise Unreadable(IssueKind.BAD_VALUE, f"{text!r}: expected a date such as 21 Aug 2002 a", field)
    return day, match[2] or ""


SOURCE = Source(
    id="un_treaties",
    place=None,
    name="United Nations Treaty Collection",
    home="https://treaties.un.org/",
    publisher="Treaty Section, Office of Legal Affairs, United Nations",
    contact="https://treaties.un.org/",
    hosts=("treaties.un.org",),
    languages=("en",),
    licence="No terms seen; facts are quoted",
    republish=False,
    every=timedelta(days=7),
    start=start,
    readers=(
        Reader(
            r"/doc/Publication/MTDSG/Volume(%20| )I{1,2}/Chapter(%20| )[IVX]+/[IVX]+-\d+(-[a-z])?\.en\.xml$",
            read_treaty,
            Expect(content="xml", must_contain=(b"<Template>mtdsg</Template>",), min_bytes=500),
            proof=Proof.WHOLE,
        ),
    ),
    reason="Stored files of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
