"""Acts and instruments of the United Kingdom and its nations (legislation.gov.uk).

Publisher: The National Archives, on behalf of HM Government.
Formats: Crown Legislation Markup Language (XML) and Atom, after the publisher's own schemas (clml-schema).
Licence: Open Government Licence v3.0.
Caveats: Addresses inside the documents say http; pages are asked for by https. A heavy act may answer 202
with an empty body, and the site may answer with a challenge page: both are refused, never read. Devolved acts
are law of their nation (GB-SCT, GB-WLS, GB-NIR), not of the country. Ids: gb-law-2022-31 for a public general
act; gb-law-2021-asp-11, gb-law-2022-nia-2, gb-law-2020-asc-1, gb-law-2016-anaw-1 for devolved acts;
gb-law-2021-si-558 and -ssi-, -wsi-, -nisr- for instruments. A source id is the path of the law, with or
without the provision that matters: ukpga/2022/31/section/170.
How status is derived: Acts are assented on ukm:EnactmentDate, instruments on the day they were made; laying
before a parliament is scrutiny and no step. Instruments come into force on ukm:ComingIntoForce, if it names
one day only, else in part on each of several. For acts the editors' commencement notes (Commentary
Type="I") tell, provision by provision. A watched provision is in force when a note brings the whole of it
into force, or what was left of it; notes for some purposes, areas or subsections are kept as text and decide
nothing. Without such a note the feed of changes that the act makes elsewhere is asked: when every change the
provision makes is wholly in force from one day, so is the provision, by inference. A whole act is in force
only where each of its provisions carries the same day; else the measure's note says when they were commenced:
the first are mostly its title and the powers to commence the rest, and "in force" would be a wrong word for
the provision that matters. Repeal is told by the title.
Contact: legislation@nationalarchives.gov.uk
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from lxml import etree

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import date_of, iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.joined import Join, Kept, Part, Rows
from tracker.source.paging import counted
from tracker.source.reading import child_text, required_text, unexpected, whole_number
from tracker.vocabulary import (
    Basis,
    Chamber,
    Event,
    Issue,
    IssueKind,
    Kind,
    Measure,
    Proof,
    Stage,
    Title,
    Window,
)

SITE = "https://www.legislation.gov.uk"


class LawType(NamedTuple):
    """One kind of legislation by its path: whose law it is, and how it is named and cited."""

    place: str
    kind: Kind
    infix: str
    citation: str


TYPES = {
    "ukpga": LawType("GB", Kind.ACT, "", "{year} c. {number}"),
    "asp": LawType("GB-SCT", Kind.ACT, "asp-", "{year} asp {number}"),
    "nia": LawType("GB-NIR", Kind.ACT, "nia-", "{year} c. {number} (N.I.)"),
    "asc": LawType("GB-WLS", Kind.ACT, "asc-", "{year} asc {number}"),
    "anaw": LawType("GB-WLS", Kind.ACT, "anaw-", "{year} anaw {number}"),
    "uksi": LawType("GB", Kind.REGULATION, "si-", "SI {year}/{number}"),
    "ssi": LawType("GB-SCT", Kind.REGULATION, "ssi-", "SSI {year}/{number}"),
    # Welsh instruments carry numbers of the United Kingdom's series; Northern Ireland has statutory rules.
    "wsi": LawType("GB-WLS", Kind.REGULATION, "wsi-", "SI {year}/{number}"),
    "nisr": LawType("GB-NIR", Kind.REGULATION, "nisr-", "SR {year}/{number}"),
}
SEARCHED = ("ukpga", "uksi")

# How far a commencement reaches (ukm:InForce/@Qualification). True: from then on all of the provision is in
# force, now or with what was in force before. False: some of it, somewhere, for some purpose, or from a day
# that is not given. The notes say the same in the words below.
# fmt: off
QUALIFICATIONS = {
    **dict.fromkeys(("wholly in force", "in force in so far as not already in force"), True),
    **dict.fromkeys((
        "for specified purposes", "retrospective", "Other", "",
        "for E.W.S.", "for E.W.", "for E.", "for W.", "for S.", "for N.I.", "for E.W.N.I.", "for S.N.I.",
        "for E.W.S. for specified purposes", "for E.W. for specified purposes",
        "for E. for specified purposes", "for W. for specified purposes", "for S. for specified purposes",
        "for N.I. for specified purposes", "for E.W.N.I. for specified purposes",
        "for S.N.I. for specified purposes",
        "with effect in accordance with", "with application in accordance with",
        "for specified purposes and with effect in accordance with",
        "for specified purposes and with application in accordance with",
        "retrospective and with effect in accordance with",
        "retrospective and with application in accordance with",
        "coming into force in accordance with",
    ), False),
}
# fmt: on
_WHOLE_IN_NOTES = ("", "so far as not already in force", "in so far as not already in force")

_ADDRESS = re.compile(r"legislation\.gov\.uk/(?:id/)?([a-z]+)/(\d{4})/(\d+)(?:/([a-z].*))?$", re.IGNORECASE)
_DOTTED = "%d.%m.%Y"
_VERSION = re.compile(r"/(?:enacted|made|\d{4}-\d\d-\d\d)$")
_CLAUSE = re.compile(
    r"(?P<where>.+?) (?:wholly )?in (?:force|operation) (?P<before>.*?)"
    r"at (?P<day>\d{1,2}\.\d{1,2}\.\d{4}|Royal Assent)\b(?P<after>.*)"
)
_AUTHORITY = re.compile(r"\s+(?:by|under)\b|,? see\b|,? \((?:with|see)\b")
_PARTIAL = re.compile(
    r"\bfor (?:specified|certain|limited|the purpose|E\.|W\.|S\.|N\.I)|\bexcept\b|\bto the extent\b"
)
_PROVISION = re.compile(r"(S|Art|Reg|Rule|Sch)\. (\d+[A-Z]*)(?: para\. (\d+[A-Z]*))?(.*)", re.IGNORECASE)
_UNITS = {"s": "section", "art": "article", "reg": "regulation", "rule": "rule", "sch": "schedule"}
_REPEALED = re.compile(r"\((?:repealed|revoked)(?: (\d{1,2}\.\d{1,2}\.\d{4}))?\)$")


class Law(NamedTuple):
    """A law, or one provision of it, by its address."""

    type_name: str
    year: str
    number: str
    provision: str | None

    @property
    def type(self) -> LawType:
        return TYPES[self.type_name]

    @property
    def id(self) -> str:
        return f"gb-law-{self.year}-{self.type.infix}{self.number}"

    @property
    def whole(self) -> str:
        return f"{self.type_name}/{self.year}/{self.number}"

    @property
    def path(self) -> str:
        return f"{self.whole}/{self.provision}" if self.provision else self.whole


class Note(NamedTuple):
    """One commencement: of what (a path within the law), from which day, and whether of all of it."""

    where: str
    day: date
    whole: bool
    text: str

    def covers(self, provision: str) -> bool:
        return self.whole and f"{provision}/".startswith(f"{self.where}/")

    def touches(self, provision: str) -> bool:
        return f"{provision}/".startswith(f"{self.where}/") or self.where.startswith(f"{provision}/")


def start(watch: Watch) -> Iterable[Request]:
    """Every followed law or provision, then a search by title for each English term."""
    for watched in watch.measures:
        if _find_law(f"{SITE}/{watched.source_id}"):
            yield Request(url=f"{SITE}/{watched.source_id}/data.xml")
    for term in watch.terms.get("en", ()):
        for law_type in SEARCHED:
            query = urlencode({"title": term, "sort": "published"})
            yield Request(url=f"{SITE}/{law_type}/data.feed?{query}")


def read_list(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """An Atom feed of laws: what was found, and the next page."""
    feed = page.xml()
    entries = feed.findall("{*}entry")
    for entry in entries:
        law = _law(required_text(entry, "{*}id"), "id")
        titles = (required_text(entry, "{*}title"), child_text(entry, "{*}summary"))
        yield Found(
            id=law.id,
            detail=Request(url=f"{SITE}/{law.whole}/data.xml"),
            titles=tuple(("en", title) for title in titles if title),
            version=child_text(entry, "{*}updated"),
        )
    # Long lists are not counted; there the link alone says that there is more.
    before = whole_number(child_text(feed, "{*}startIndex") or "1", "openSearch:startIndex") - 1
    following = next(_next_page(feed), None)
    told = child_text(feed, "{*}totalResults") or str(before + len(entries) + bool(following))
    total = whole_number(told, "openSearch:totalResults")
    yield from counted(page, context, len(entries), total, following, "openSearch:totalResults", before)


def _kept(page: Page) -> dict[str, Any]:
    """What is kept of a document, or of one provision of it (CLML Legislation). The changes that a provision
    makes are asked for (`asks`) where no note says when it came into force."""
    root = page.xml()
    law = _law(_VERSION.sub("", required_text(root, "{*}Metadata/{*}identifier")), "dc:identifier")
    asked = _find_law(_VERSION.sub("", page.url.removesuffix("/data.xml")))
    if asked and asked != law:
        raise Unreadable(IssueKind.BAD_VALUE, f"asked for {asked.path}, got {law.path}", "dc:identifier")
    record = _record(root, law)
    notes, unread = _notes(root, date.fromisoformat(record["made"]))
    rows = root.iterfind("{*}Metadata/{*}SecondaryMetadata/{*}ComingIntoForce/{*}DateTime")
    coming = {_day(row.get("Date"), "ukm:ComingIntoForce") for row in rows}
    if len(coming) == 1:
        record["in_force"] = [(str(coming.pop()), "Coming into force", "ukm:ComingIntoForce", None)]
    elif law.provision is None:
        record["in_force"] = _whole_law(root, law, notes)
        if not record["in_force"] and (days := [note.day for note in notes] or sorted(coming)):
            record["note"] = f"{len(days)} commencements of its provisions, {min(days)} to {max(days)}"
            # An instrument says so itself; which of an act's provisions matter, the notes on all do not say.
            parts = (
                (str(day), "Coming into force, in part", "ukm:ComingIntoForce", None)
                for day in sorted(coming)
            )
            record["in_force"] = list(parts)
    else:
        record |= _watched_provision(law, notes, unread)
    return record


def _watched_provision(law: Law, notes: list[Note], unread: list[str]) -> dict[str, Any]:
    provision = law.provision or ""
    # Of several notes on the whole, the last is the one after which nothing was left to bring into force.
    last = max((n for n in notes if n.covers(provision)), key=lambda n: n.day, default=None)
    return {
        "note": "; ".join(dict.fromkeys(n.text for n in notes if n.touches(provision))) or None,
        "unread": [text for text in unread if _may_name(text, provision)],
        "in_force": [(str(last.day), last.text, "Commentary I", None)] if last else [],
        "asks": last is None and law.type.kind is Kind.ACT,
    }


def _changes_of(record: Kept) -> Request | None:
    if not record["asks"]:
        return None
    query = urlencode({"results-count": 500, "sort": "modified"})
    law = _law(f"{SITE}/{record['path']}", "path")
    return Request(url=f"{SITE}/changes/affecting/{law.whole}/data.feed?{query}")


def _changes(page: Page, record: Kept, _before: Rows) -> tuple[list[Any], Request | None]:
    """The feed of changes a law makes elsewhere: of each that the watched provision makes the day from which
    it is wholly in force, if there is one, and the qualifications that nobody knows."""
    law, feed, changes = _law(f"{SITE}/{record['path']}", "path"), page.xml(), []
    for effect in feed.iter("{*}Effect"):
        if any(f"{provision}/".startswith(f"{law.provision}/") for provision in _affecting(effect, law)):
            rows = list(effect.iterfind("{*}InForceDates/{*}InForce"))
            unknown = [q for row in rows if (q := row.get("Qualification", "")) not in QUALIFICATIONS]
            changes.append((_full_from(rows), unknown))
    return changes, next(_next_page(feed), None)


def _told(record: Kept, read: Mapping[str, Rows], _page: Page) -> Iterator[Yield]:
    law = _law(f"{SITE}/{record['path']}", "path")
    changes = read.get("changes", ())
    odd = [("Commentary", f"a commencement note we cannot read: {text}") for text in record["unread"]]
    for unknown in (word for _, words in changes for word in words):
        odd.append(("Qualification", f"{unknown!r}: not a qualification of commencement we know"))
    for field, detail in odd:
        yield Issue(kind=IssueKind.BAD_VALUE, detail=detail, field=field, measure=law.id)
    if "changes" in read:
        yield _inferred(law, record, [day for day, _ in changes])
    else:
        yield _measure(law, record, *(_in_force(*told) for told in record["in_force"]))


def _whole_law(root: etree._Element, law: Law, notes: list[Note]) -> list[tuple[str, ...]]:
    """In force where every provision printed carries a note, all with the same day."""
    addresses = (_find_law(p1.get("IdURI", "")) for p1 in root.iter("{*}P1"))
    provisions = {a.provision for a in addresses if a and a.whole == law.whole and a.provision}
    days = {max((n.day for n in notes if n.covers(p)), default=None) for p in provisions}
    if len(days) != 1 or (day := days.pop()) is None:
        return []
    note = f"each of its {len(provisions)} provisions carries this day"
    return [(str(day), notes[0].text, "Commentary I", note)]


def _inferred(law: Law, record: Kept, changes: list[str | None]) -> Measure:
    """The day from which all changes a provision makes are wholly in force, if there is one such day."""
    done = {day for day in changes if day}
    if changes and None not in changes and len(done) == 1:
        note = f"all {len(changes)} changes made by {law.provision} are listed as in force from this day"
        event = _in_force(done.pop(), "wholly in force", "ukm:InForce", note)
        address = f"{SITE}/changes/affecting/{law.whole}"
        return _measure(law, record, replace(event, basis=Basis.INFERENCE, url=address))
    part = f"{sum(map(bool, changes))} of {len(changes)} changes made by {law.provision}"
    notes = (record["note"], f"{part} are listed as wholly in force")
    return _measure(law, {**record, "note": "; ".join(filter(None, notes))})


def _record(root: etree._Element, law: Law) -> dict[str, Any]:
    """What the measure needs of the document, as plain JSON: it may have to wait for the feed of changes."""
    act = law.type.kind is Kind.ACT
    made = "PrimaryMetadata/{*}EnactmentDate" if act else "SecondaryMetadata/{*}Made"
    made = f"{{*}}Metadata/{{*}}{made}"
    return {
        "path": law.path,
        "title": required_text(root, "{*}Metadata/{*}title"),
        "long_title": child_text(root, "{*}Metadata/{*}description") if act else None,
        "extent": _extent(root, law),
        "made": str(_day(_attribute(root, made, "Date"), made)),
        "made_label": "Enacted" if act else "Made",
        "status": _attribute(root, "{*}Metadata/*/{*}DocumentClassification/{*}DocumentStatus", "Value"),
        "note": None,
        "unread": [],
        "in_force": [],
        "asks": False,
    }


def _measure(law: Law, record: Mapping[str, Any], *in_force: Event) -> Measure:
    url = f"{SITE}/{law.path}"
    made, label = Window.parse(record["made"]), record["made_label"]
    events = [Event(stage=Stage.ASSENTED, date=made, label=label, chamber=Chamber.EXECUTIVE, url=url)]
    events += [replace(event, url=event.url or url) for event in in_force]
    if repealed := _REPEALED.search(record["title"]):
        day = Window.day(_day(repealed[1], "Commentary", _DOTTED)) if repealed[1] else None
        events.append(Event(stage=Stage.REPEALED, date=day, label=repealed[0], url=url))
    return SOURCE.measure(
        law.whole,
        id=law.id,
        place=law.type.place,
        kind=law.type.kind,
        title=record["title"],
        legislature="gb-parliament" if law.type_name == "ukpga" else None,
        url=url,
        citation=law.type.citation.format(year=law.year, number=law.number),
        extent=record["extent"],
        relevant_part=law.provision and law.provision.replace("/", " "),
        source_status=record["status"],
        note=record["note"],
        titles=(Title(text=record["long_title"], lang="en"),) if record["long_title"] else (),
        events=tuple(sorted(events, key=lambda e: (str(e.date) if e.date else "9999", e.stage.rank))),
    )


def _in_force(day: str, label: str, code: str, note: str | None) -> Event:
    return Event(stage=Stage.IN_FORCE, date=Window.parse(day), label=label, code=code, note=note)


def _notes(root: etree._Element, made: date) -> tuple[list[Note], list[str]]:
    """The commencement notes of a document, and the texts of those that could not be read."""
    notes: list[Note] = []
    unread: list[str] = []
    for commentary in root.iterfind("{*}Commentaries/{*}Commentary[@Type='I']"):
        text = " ".join("".join(str(part) for part in commentary.itertext()).split())
        found = [note for clause in text.split(";") if (note := _note(clause.strip(), made))]
        notes += found
        if not found:
            unread.append(text)
    return notes, unread


def _note(clause: str, made: date) -> Note | None:
    """A clause such as "S. 24 in force at 8.3.2022 by S.I. 2022/208, art. 2(a)"."""
    match = _CLAUSE.fullmatch(clause)
    provision = _PROVISION.fullmatch(match["where"]) if match else None
    if match is None or provision is None:
        return None
    unit, number, paragraph, part = provision.groups()
    where = f"{_UNITS[unit.lower()]}/{number}" + (f"/paragraph/{paragraph}" if paragraph else "")
    one_part = re.fullmatch(r"\((\w+)\)", part)
    if one_part:
        where += f"/{one_part[1]}"
    qualification = _AUTHORITY.split(match["after"], maxsplit=1)[0]
    whole = not _PARTIAL.search(clause) and all(
        words.strip() in _WHOLE_IN_NOTES for words in (match["before"], qualification)
    )
    day = made if match["day"] == "Royal Assent" else _day(match["day"], "Commentary", _DOTTED)
    return Note(where, day, whole and (not part or one_part is not None), clause)


def _may_name(note: str, provision: str) -> bool:
    """Whether the first number of a provision is among those a note speaks of, ranges included."""
    number = re.search(r"\d+", provision)
    ranges = re.findall(r"(\d+)[A-Z]*(?:\s?[-–]\s?(\d+))?", note.partition(" in ")[0])
    return number is None or any(int(low) <= int(number[0]) <= int(high or low) for low, high in ranges)


def _affecting(effect: etree._Element, law: Law) -> set[str]:
    """The provisions of the law that make a change; a range is taken to have every number in between."""
    root = f"/id/{law.whole}/"
    sections = effect.iterfind("{*}AffectingProvisions//{*}Section")
    found = {section.get("URI", "").partition(root)[2] for section in sections}
    for span in effect.iterfind("{*}AffectingProvisions//{*}SectionRange"):
        ends = (span.get(name, "").partition(root)[2].rpartition("/") for name in ("URI", "UpTo"))
        (unit, _, low), (_, _, high) = ends
        if low.isdecimal() and high.isdecimal():
            found |= {f"{unit}/{number}" for number in range(int(low), min(int(high), int(low) + 1000) + 1)}
    return found


def _full_from(rows: Iterable[etree._Element]) -> str | None:
    """The ISO day from which a change is wholly in force; None while it is not, or only in part."""
    full = (row for row in rows if row.get("Date") and QUALIFICATIONS.get(row.get("Qualification", "")))
    return max((_day(row.get("Date"), "InForce/@Date").isoformat() for row in full), default=None)


def _extent(root: etree._Element, law: Law) -> str | None:
    """The extent of the provision, else of the law, in the publisher's letters: E+W+S+N.I."""
    address = f"http://www.legislation.gov.uk/id/{law.path}"
    element = next((e for e in root.iter("{*}P1") if e.get("IdURI") == address), root)
    extents = (e.get("RestrictExtent") for e in (element, *element.iterancestors()))
    return next((extent for extent in extents if extent), None)


def _next_page(feed: etree._Element) -> Iterator[Request]:
    link = feed.find("{*}link[@rel='next']")
    if link is not None:
        yield Request(url=re.sub("^http:", "https:", link.get("href", "")))


def _find_law(address: str) -> Law | None:
    match = _ADDRESS.search(address)
    if match is None or match[1].lower() not in TYPES:
        return None
    return Law(match[1].lower(), match[2], match[3], match[4])


def _law(address: str, field: str) -> Law:
    law = _find_law(address)
    if law is None:
        raise unexpected(field, address, f"the address of a law of type {', '.join(TYPES)}")
    return law


def _attribute(element: etree._Element, path: str, name: str) -> str:
    found = element.find(path)
    value = None if found is None else found.get(name)
    if not value:
        raise Unreadable(IssueKind.MISSING_FIELD, f"{path}/@{name} is absent or empty", path)
    return value


def _day(text: str | None, field: str, form: str | None = None) -> date:
    """The day of an ISO date, or of one in a strptime form, which must be there."""
    day = date_of(text, field, form) if form else iso_date(text, field)
    if day is None:
        raise unexpected(field, text, "a date")
    return day.latest


_CLML = b"http://www.legislation.gov.uk/namespaces/legislation"
_FEED = Expect(content="xml", must_contain=(b"<feed", b"http://www.w3.org/2005/Atom"))
_ACT = Expect(content="xml", must_contain=(b"<Legislation", _CLML, b"ukm:Metadata"), min_bytes=500)
LIST = Reader(
    r"legislation\.gov\.uk/[a-z]+(?:/\d{4})?/data\.feed",
    read_list,
    _FEED,
    may_be_empty=True,
    lists=Found,
    proof=Proof.WHOLE,
)
CHANGES_PART = Part(
    name="changes",
    pattern=r"/changes/affecting/.+/data\.feed",
    expect=_FEED,
    ask=_changes_of,
    read=_changes,
    proof=Proof.WHOLE,
)
LAW, CHANGES = Join(
    entry="law",
    pattern=r"/[a-z]+/\d{4}/\d+(?:/.+)?/data\.xml$",
    expect=_ACT,
    keep=_kept,
    parts=(CHANGES_PART,),
    tell=_told,
    proof=Proof.WHOLE,
).readers


def sniff(content: bytes) -> Reader | None:
    """A feed of laws and one of changes have the same marks: their entries tell them apart."""
    marks = ((b"<Legislation", LAW), (b"<ukm:Effect ", CHANGES), (b"<feed", LIST))
    return next((reader for mark, reader in marks if mark in content), None)


SOURCE = Source(
    id="gb_legislation",
    place="GB",
    name="legislation.gov.uk",
    home="https://www.legislation.gov.uk/",
    publisher="The National Archives, on behalf of HM Government",
    contact="legislation@nationalarchives.gov.uk",
    hosts=("www.legislation.gov.uk",),
    languages=("en",),
    licence="Open Government Licence v3.0",
    republish=True,
    every=timedelta(days=1),
    start=start,
    readers=(CHANGES, LIST, LAW),
    sniff=sniff,
    interval=5.0,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
