"""Laws of Belgium (Justel).

Publisher: Service public fédéral Justice, https://www.ejustice.just.fgov.be
Formats: HTML in ISO-8859-1, a page a law and a list a year.
Licence: Official acts, free of copyright (Code de droit économique, art. XI.172); data under CC0.
Caveats: robots.txt keeps programs off every path of laws (/eli/, /cgi_loi/, /loi/ and others), so none is
asked for; a page that a person has saved can be read. A law is named by its day and its number in the
Moniteur ("2019/05/22/2019013057", our source id). Several days of commencement stand beside the articles they
are for. Whether a law was repealed is not said on its page.
How status is derived: The day in its identifier (ELI) is that of promulgation; "Publication" is the Moniteur
belge; "Entrée en vigueur" the commencement: of several days, the law is in force in part from the first, the
rest on the later ones.
Contact: https://www.ejustice.just.fgov.be
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from bs4 import BeautifulSoup, Tag

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import date_of, named_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import each_row
from tracker.source.reading import known, node_text, required_node
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import (
    Alias,
    Chamber,
    IssueKind,
    Kind,
    Proof,
    SourceState,
    Stage,
    Window,
    bill_id,
)

ID = "be_justel"
SITE = "https://www.ejustice.just.fgov.be/eli"

#: The pages enumerate no steps; each has a field of its own.
STAGES = Stages({})
#: What an identifier calls an act.
TYPES = {"loi": Kind.ACT, "constitution": Kind.ACT, "arrete": Kind.REGULATION}
_ELI = re.compile(r"/eli/(\w+)/(\d{4})/(\d\d)/(\d\d)/(\d{4}\w\d{5})/justel")
_DAY = re.compile(r"\b\d{1,2}(?:er)?\s+[^\W\d_]+\s+\d{4}\b")
_CHAMBER = re.compile(r"dossierID=0*(\d+)&legislat=(\d+)")
_NOTE = re.compile(r"\s*\((?:NOTE|\d)\b.*$", re.DOTALL)


def start(watch: Watch) -> Iterable[Request]:
    """The followed laws. None is asked for while the source is blocked."""
    for measure in watch.measures:
        for alias in measure.aliases:
            if alias.source == ID:
                yield Request(url=f"{SITE}/loi/{alias.source_id}/justel")


def _root(page: Page) -> BeautifulSoup:
    return BeautifulSoup(page.content.decode("cp1252", errors="replace"), "lxml")


def read_year(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """The laws of a year, by their titles."""
    yield from each_row(page, _root(page).select('a[href*="/justel"]'), _found)


def _found(link: Tag) -> Iterator[Yield]:
    url = str(link["href"]).strip()
    match, cell = _ELI.search(url), link.find_previous("td", align="left")
    title = node_text(cell) if isinstance(cell, Tag) else None
    if match is None or title is None:
        raise Unreadable(IssueKind.MALFORMED, f"no row of a law: {url!r:.80}", "href")
    # The cell goes on with the day of the Moniteur and the ministry.
    title = re.split(r"\s+Publié le :", title)[0]
    detail = Request(url=url.replace("http:", "https:"))
    yield Found(id=f"{ID}:{_source_id(match)}", detail=detail, titles=(("fr", title),))


def _source_id(match: re.Match[str]) -> str:
    return "/".join(match.groups()[1:])


def read_law(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    root = _root(page)
    link = str(required_node(root, "a#link-text")["href"])
    match = _ELI.search(link)
    if match is None:
        raise Unreadable(IssueKind.BAD_VALUE, f"{link!r:.80}: expected an identifier of Justel", "link-text")
    kind, year, month, day, number = match.groups()
    heading = node_text(required_node(root, ".list-item--title"))
    if heading is None:
        raise Unreadable(IssueKind.MISSING_FIELD, "the law has no title", "list-item--title")
    title = _NOTE.sub("", heading.partition(". - ")[2] or heading)
    fields = dict(_fields(root))
    timeline = Timeline(STAGES)
    made = date_of(f"{year}-{month}-{day}", "link-text", "%Y-%m-%d")
    timeline.add(Stage.ASSENTED, made, heading.partition(". - ")[0], chamber=Chamber.EXECUTIVE)
    if "Publication" not in fields:
        raise Unreadable(IssueKind.MISSING_FIELD, "no day of publication", "Publication")
    published = named_date(fields["Publication"], "Publication", "fr")
    timeline.add(Stage.PUBLISHED, published, f"Moniteur belge, page {fields.get('page', '-')}")
    days = _since(fields.get("Entrée en vigueur", ""))
    for day in days:
        part = "" if len(days) == 1 else " (le reste)" if day == days[-1] else " (en partie)"
        timeline.add(Stage.IN_FORCE, Window.day(day), f"Entrée en vigueur{part}")
    measure = SOURCE.measure(
        _source_id(match),
        id=bill_id("be", f"law-{year}", number),
        kind=known(TYPES, kind, "link-text"),
        title=title,
        number=number,
        url=link,
        citation=f"Numac {number}",
        aliases=(*_bills(root),),
    )
    yield from timeline.told(measure, page)


def _fields(root: Tag) -> Iterator[tuple[str, str]]:
    for label in root.select(".list-item--content .plain-text p > strong"):
        name, row = node_text(label), node_text(label.parent)
        if name and row:
            yield name.rstrip(" :"), row.removeprefix(name).strip()


def _since(text: str) -> list[date]:
    days = (named_date(found, "Entrée en vigueur", "fr") for found in _DAY.findall(text))
    return sorted({day.latest for day in days if day})


def _bills(root: Tag) -> Iterator[Alias]:
    """The dossier of the Chamber that the law was made in."""
    hrefs = {str(link["href"]) for link in root.select('a[href*="flwbn.cfm"]')}
    found = {(match[2], match[1]) for href in hrefs if (match := _CHAMBER.search(href))}
    if len(found) == 1:
        yield Alias(source="be_chamber", source_id="/".join(found.pop()))


SOURCE = Source(
    id=ID,
    place="BE",
    name="Justel, laws of Belgium",
    home="https://www.ejustice.just.fgov.be/",
    publisher="Service public fédéral Justice",
    contact="https://www.ejustice.just.fgov.be",
    hosts=("www.ejustice.just.fgov.be",),
    languages=("fr",),
    licence="Official acts, free of copyright",
    republish=True,
    every=timedelta(days=7),
    start=start,
    readers=(
        Reader(
            r"/eli/\w+/\d{4}/\d\d/\d\d/\w{10}/justel",
            read_law,
            Expect(content="html", must_contain=(b"list-item--title", b"link-text")),
            proof=Proof.WHOLE,
        ),
        Reader(
            r"/eli/\w+/\d{4}$",
            read_year,
            Expect(content="html", must_contain=(b"ELI  - BELGIQUE",)),
            lists=Found,
            proof=Proof.WHOLE,
        ),
    ),
    state=SourceState.BLOCKED,
    reason="The site's robots.txt keeps programs off every page of a law; its laws are curated by hand.",
    unverified_live=True,
)
