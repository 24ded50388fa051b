"""Acts of Norway as Lovdata publishes them.

Publisher: Stiftelsen Lovdata, https://lovdata.no
Formats: Archives (tar, bzip2) of HTML documents, one an act: the acts in force, and this year's acts of Norsk
Lovtidend; a JSON list names the archives.
Licence: Norwegian Licence for Open Government Data (NLOD) 2.0.
Caveats: Only acts in force are in the first archive: one that leaves it was repealed, which is seen as "no
longer listed". Acts that amend others stand in Lovtidend alone; the years before this one are an archive too
large to be read, so older amending acts stay curated. "I kraft fra" can name several days, each that of a
part, or "Kongen bestemmer": then the King in Council has still to set the day of all or of the rest. Until
1968 acts were numbered within their day, so that two of a year can share a number.
How status is derived: The day in an act's number is that of its sanction; dateOfPublication is the gazette,
dateInForce the commencement. An act names its Lovvedtak, by which it is joined to the Storting's case.
Contact: https://api.lovdata.no
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from bs4 import BeautifulSoup, Tag

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date
from tracker.source.declare import Expect, Reader, Source, Watch, Yield
from tracker.source.paging import each_row
from tracker.source.reading import member, node_text, required_node
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import Alias, Chamber, IssueKind, Kind, Measure, Proof, Stage, Title, Window, bill_id

ID = "no_lovdata"
API = "https://api.lovdata.no/v1/publicData"
IN_FORCE = "gjeldende-lover.tar.bz2"
#: Largest archive, unpacked, and largest head of an act.
LARGEST, HEAD = 400_000_000, 60_000

#: The first year in which acts were numbered through the year.
NUMBERED_BY_YEAR = 1969

#: The documents enumerate no steps; each has a field of its own.
STAGES = Stages({})
_YEARBOOK = re.compile(r"lovtidend-avd1-(\d{4})\.tar\.bz2")
_FILE = re.compile(r"(?:^|/)nl-\d{8}-\d+\w*\.xml$")
_NUMBER = re.compile(r"LOV-((\d{4})-\d\d-\d\d)(?:-(\w+))?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LOVVEDTAK = re.compile(r"Lovvedtak (\d+) \((\d{4})[-–](\d{4}|\d{2})\)")
_AMENDING = re.compile(r"\bendring(?:er|ar)?\b", re.IGNORECASE)


def start(_watch: Watch) -> Iterable[Request]:
    yield Request(url=f"{API}/list")


def read_archives(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """The archive of the acts in force and the newest of a single year of Lovtidend."""
    names = [member(row, "filename", str) for row in page.json()]
    if IN_FORCE not in names:
        raise Unreadable(IssueKind.MISSING_FIELD, f"no {IN_FORCE} among {len(names)} archives", "filename")
    years = sorted(name for name in names if _YEARBOOK.fullmatch(name))
    yield from (Request(url=f"{API}/get/{name}") for name in (IN_FORCE, *years[-1:]))


def read_archive(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """Every act of an archive; of Lovtidend only those that amend others, the rest are in force too."""
    amending = IN_FORCE not in page.url

    def read(content: bytes) -> Iterator[Yield]:
        for item in _act(page, content):
            if not (amending and isinstance(item, Measure)) or _AMENDING.search(item.title):
                yield item

    yield from each_row(page, _heads(page.content), read)


def _heads(content: bytes) -> Iterator[bytes]:
    """The beginning of each act's document. Raises Unreadable for a damaged archive or one too large."""
    size = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r|bz2") as archive:
            for entry in archive:
                size += entry.size
                if size > LARGEST:
                    detail = f"more than {LARGEST} bytes unpacked: expected less"
                    raise Unreadable(IssueKind.TOO_LARGE, detail, entry.name)
                file = archive.extractfile(entry) if _FILE.search(entry.name) else None
                if file is not None:
                    yield file.read(HEAD)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Unreadable(IssueKind.MALFORMED, f"no sound archive: {error}") from None


def read_act(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    yield from _act(page, page.content)


def _act(page: Page, content: bytes) -> Iterator[Yield]:
    root = BeautifulSoup(content.partition(b"</header>")[0], "lxml")
    number = _field(root, "legacyID")
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise Unreadable(IssueKind.BAD_VALUE, f"{number!r:.60}: expected LOV-<day>-<number>", "legacyID")
    timeline = Timeline(STAGES)
    timeline.add(Stage.ASSENTED, iso_date(match[1], "legacyID"), number, chamber=Chamber.EXECUTIVE)
    if published := _optional(root, "dateOfPublication"):
        timeline.add(Stage.PUBLISHED, iso_date(published, "dateOfPublication"), f"Kunngjort {published}")
    force = _optional(root, "dateInForce")
    days, rest = _days(force or "")
    for day in days:
        part = " (delvis)" if rest or day != days[-1] else ""
        timeline.add(Stage.IN_FORCE, Window.day(day), f"I kraft fra {force}{part}")
    short = _optional(root, "titleShort")
    title = _optional(root, "title") or _field(root, "titleShort")
    measure = SOURCE.measure(
        number,
        id=bill_id("no", f"law-{match[2]}", _own_number(match[1], match[3])),
        kind=Kind.ACT,
        title=title,
        titles=(Title(text=short, lang="no"),) if short and short != title else (),
        number=number,
        url=f"https://lovdata.no/dokument/NL/lov/{number.removeprefix('LOV-')}",
        citation=_optional(root, "miscInformation"),
        source_status=f"I kraft fra {force}" if force else None,
        aliases=(*_bill(_optional(root, "miscInformation") or ""),),
    )
    yield from timeline.told(measure, page)


def _own_number(day: str, number: str | None) -> str:
    """What names an act within its year: its number; its day too before acts were numbered by the year."""
    if int(day[:4]) < NUMBERED_BY_YEAR:
        return "-".join(filter(None, (day[5:], number)))
    return number or day[5:]


def _days(text: str) -> tuple[list[date], bool]:
    """The days on which an act came into force, part by part, and whether a part has no day yet."""
    days = {day.latest for found in _DAY.findall(text) if (day := iso_date(found, "dateInForce"))}
    return sorted(days), bool(re.search("[^\\W\\d_]", _DAY.sub("", text)))


def _bill(text: str) -> Iterator[Alias]:
    """The one Lovvedtak an act was made of."""
    found = _LOVVEDTAK.findall(text)
    if len(found) == 1:
        number, first, second = found[0]
        yield Alias(id=bill_id("no", "lovvedtak", f"{first}-{first[: 4 - len(second)]}{second} {number}"))


def _optional(root: Tag, name: str) -> str | None:
    return node_text(root.select_one(f"dd.{name}"))


def _field(root: Tag, name: str) -> str:
    text = node_text(required_node(root, f"dd.{name}"))
    if text is None:
        raise Unreadable(IssueKind.MISSING_FIELD, f"{name} is empty", name)
    return text


SOURCE = Source(
    id=ID,
    place="NO",
    name="Lovdata, acts of Norway",
    home="https://lovdata.no/",
    publisher="Stiftelsen Lovdata",
    contact="https://api.lovdata.no",
    hosts=("api.lovdata.no",),
    languages=("no",),
    licence="NLOD 2.0",
    republish=False,
    every=timedelta(days=3),
    start=start,
    readers=(
        Reader(
            r"/publicData/list$",
            read_archives,
            Expect(content="json", must_contain=(b'"filename"',)),
            proof=Proof.WHOLE,
        ),
        Reader(
            r"/publicData/get/.+\.tar\.bz2$",
            read_archive,
            Expect(content="zip", must_contain=(b"BZh",)),
            lists=Measure,
            proof=Proof.PART,
        ),
        Reader(
            r"lovdata\.no/dokument/NL/",
            read_act,
            Expect(content="html", must_contain=(b"data-document-key-info", b"legacyID")),
            proof=Proof.WHOLE,
        ),
    ),
    unverified_live=True,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
)
