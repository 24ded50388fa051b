"""National Assembly of Pakistan: lists of bills and Acts.

Publisher:
    National Assembly Secretariat, https://na.gov.pk
Formats:
    HTML: a table of class table_bill, a row a bill or Act: serial number, date, title linked to a PDF. Bills
    brought in: bills.php?type=1 (government), type=2 (private members); Acts: acts-tenure.php.
Licence:
    Not stated; nothing is published again.
Caveats:
    No response has been read; the tables are as two users describe them. What the column of dates means is
    not stated, so a date is shown as written and dates no step. The lists are those of the present
    Assembly. Bills have no numbers: one is known by its title. The Pakistan Code, where Acts have pages,
    does not answer from abroad.
How status is derived:
    A list says that a bill was brought in, or that an Act was made, without a day: it is shown to people
    and decides nothing until a curator has dated it.
Contact:
    https://na.gov.pk/en/contactus.php
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from bs4 import Tag

from tracker.source import Page, Request, Unreadable
from tracker.source.declare import Expect, Reader, Source, Watch, Yield
from tracker.source.reading import node_text, required_node
from tracker.source.stages import Stages, Step, Timeline
from tracker.vocabulary import Chamber, IssueKind, Kind, Measure, Stage, bill_id

SITE = "https://na.gov.pk/en/"
LISTS = {
    "bills.php?type=1": "Government bills",
    "bills.php?type=2": "Private members' bills",
    "acts-tenure.php": "Acts",
}
STAGES = Stages(
    {
        # The lists hold bills of many years and do not say which are still open: seen, and no more.
        "Government bills": None,
        "Private members' bills": None,
        "Acts": Step(Stage.ASSENTED, Chamber.EXECUTIVE),
    }
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def start(_watch: Watch) -> Iterable[Request]:
    """The lists whole: the site does not search."""
    for path in LISTS:
        yield Request(url=SITE + path)


def read(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """A list: there is no page for one bill, so its row is all that is told of it."""
    name = next(name for path, name in LISTS.items() if page.url.endswith(path))
    seen = set()
    for row in required_node(page.html(), "table.table_bill").select("tr"):
        link = row.select_one("a[href]")
        title = node_text(link)
        if link is None or title is None:
            continue  # the heading
        plain = title.removeprefix("The ").strip()
        if plain not in seen:
            seen.add(plain)
            yield from _measure(plain, link, row, name, page)
    if not seen:
        raise Unreadable(IssueKind.EMPTY, "no row of the table links to a text", "table.table_bill")


def _measure(title: str, link: Tag, row: Tag, name: str, page: Page) -> Iterator[Yield]:
    years = _YEAR.findall(title)
    act = name == "Acts"
    session = f"law {years[-1]}" if act and years else "law" if act else years[-1] if years else "bill"
    dates = node_text(row.select("td")[1]) if len(row.select("td")) > 1 else None
    timeline = Timeline(STAGES, page.url)
    timeline.say(name, None, label=f"{name}: {dates}" if dates else name)
    measure = SOURCE.measure(
        title,
        id=bill_id("pk", session, _YEAR.sub("", title)),
        kind=Kind.ACT if act else Kind.BILL,
        title=title,
        origin_chamber=None if act else Chamber.LOWER,
        url=urljoin(page.url, str(link["href"])),
        source_status=name,
    )
    yield from timeline.told(measure, page)


LIST = Reader(
    r"/en/(?:bills\.php\?type=[12]|acts-tenure\.php)$",
    read,
    Expect(content="html", must_contain=(b"table_bill",), min_bytes=500),
    lists=Measure,
)

SOURCE = Source(
    id="pk_na",
    place="PK",
    name="National Assembly of Pakistan",
    home="https://na.gov.pk/en/bills.php",
    publisher="National Assembly Secretariat",
    contact="https://na.gov.pk/en/contactus.php",
    hosts=("na.gov.pk",),
    languages=("en",),
    licence="Not stated",
    republish=False,
    every=timedelta(days=2),
    start=start,
    readers=(LIST,),
    interval=5.0,
    reason="Built from documentation; no response of the site has been read yet.",
    unverified_live=True,
)
