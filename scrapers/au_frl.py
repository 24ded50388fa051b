"""Acts of the Commonwealth of Australia (Federal Register of Legislation).

Publisher: Office of Parliamentary Counsel, Australia.
Formats: JSON (OData 4) of the register's interface, no key: a title with its `statusHistory`, and titles
filtered by words of their names, former names included (https://api.prod.legislation.gov.au/v1/$metadata).
Licence: Creative Commons Attribution 4.0.
Caveats: A list has 100 rows at most, and its `@odata.nextLink` forgets the filter: pages are counted here.
`contains` may heed case. What is only possible (`statusPossibleFuture`) is not told.
How status is derived: `makingDate` is the assent of an Act, the making of an instrument; `statusHistory`
tells the rest. An Act is "InForce" from its first provisions on, mostly sections 1 to 3 on the day of assent,
with its substance to follow (https://www.legislation.gov.au/help-and-resources/understanding-legislation/
reading-legislation): an Act "InForce" from the day of assent is told as assented only, with a note. The
repeal of an Act that only amended ends nothing: what it amended stays. An Act bears the name of its bill at
the Parliament (`originatingBillUri`) and becomes one measure with it.
Contact: https://www.legislation.gov.au/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote

from tracker.source import Page, Request
from tracker.source.dates import iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import each_row
from tracker.source.reading import known, member, optional_identifier, optional_member
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import Alias, Chamber, Kind, Proof, Stage, Title, Window, bill_id

ID = "au_frl"
ZONE = "Australia/Canberra"
API = "https://api.prod.legislation.gov.au/v1"
PAGE = 100
#: Parts of names, as titles write them: one that speaks of our subject has one of them.
NAMES = ("Organ ", "Organs", "Transplant", "Human Tissue")

# status, of a title and of each row of its statusHistory.
STAGES = Stages(
    {
        "InForce": Stage.IN_FORCE,
        "Ceased": Stage.REPEALED,
        "Repealed": Stage.REPEALED,
        "NeverEffective": Stage.REPEALED,
    }
)
KINDS = {
    "Act": Kind.ACT,
    "Constitution": Kind.ACT,
    "LegislativeInstrument": Kind.REGULATION,
    "NotifiableInstrument": Kind.REGULATION,
    "AdministrativeArrangementsOrder": Kind.REGULATION,
    "PrerogativeInstrument": Kind.REGULATION,
    "ContinuedLaw": Kind.ORDINANCE,
}
FIRST_PROVISIONS = (
    "The register has an Act in force from its first provisions on; the commencement of the others stands in "
    "its section 2."
)
_SKIP = re.compile(r"([&?]\$skip=)(\d+)", re.ASCII)
_BILL = re.compile(r"billhome/([rs]\d+)", re.ASCII)


def start(watch: Watch) -> Iterable[Request]:
    for measure in watch.measures:
        if measure.source_id:
            yield _title(measure.source_id)
    for word in (*NAMES, *watch.terms.get("en", ())):
        yield _search(word)


def _title(identifier: str) -> Request:
    return Request(url=f"{API}/titles('{identifier}')")


def _search(word: str) -> Request:
    text = word.replace("'", "''")
    query = quote(f"contains(name,'{text}') and collection eq 'Act'")
    return Request(url=f"{API}/titles?$filter={query}&$select=id,name,nameHistory,status&$top={PAGE}&$skip=0")


def read_search(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    rows = member(page.json(), "value", list)
    yield from each_row(page, rows, _found)
    if len(rows) == PAGE:
        yield Request(url=_SKIP.sub(lambda found: f"{found[1]}{int(found[2]) + PAGE}", page.url))


def _found(row: Mapping[str, Any]) -> Iterator[Found]:
    identifier = member(row, "id", str)
    yield Found(
        id=f"{ID}:{identifier}",
        detail=_title(identifier),
        titles=tuple(("en", name) for name in (member(row, "name", str), *_former(row))),
        version=optional_member(row, "status", str),
    )


def _former(title: Mapping[str, Any]) -> list[str]:
    rows = optional_member(title, "nameHistory", list) or []
    names = (member(row, "name", str) for row in rows)
    return [name for name in dict.fromkeys(names) if name != title["name"]]


def read_title(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    title = page.json()
    identifier, name = member(title, "id", str), member(title, "name", str)
    is_act = member(title, "collection", str) == "Act"
    day = member(title, "makingDate", str)
    made = iso_date(day, "makingDate", ZONE)
    url = f"https://www.legislation.gov.au/{identifier}/latest/details"
    timeline = Timeline(STAGES, url)
    timeline.add(Stage.ASSENTED, made, "Assent" if is_act else "Made", chamber=Chamber.EXECUTIVE)
    partly = False
    for word, when in _statuses(title, is_act):
        if word == "InForce" and is_act and when in (made, None):
            partly = True
        else:
            timeline.say(word, when)
    year, number = optional_identifier(title, "year"), optional_identifier(title, "number")
    numbered = f"{number} of {year}" if is_act and year and number not in (None, "0") else None
    bill = _BILL.search(unquote(optional_member(title, "originatingBillUri", str) or ""))
    measure = SOURCE.measure(
        identifier,
        id=bill_id("au", f"law {year or day[:4]}", number if number and numbered else identifier),
        kind=known(KINDS, title["collection"], "collection"),
        title=name,
        number=numbered,
        citation=f"Act No. {numbered}" if numbered else optional_member(title, "optionalSeriesNumber", str),
        url=url,
        source_status=member(title, "status", str),
        note=FIRST_PROVISIONS if partly else None,
        titles=tuple(Title(text=text, lang="en") for text in _former(title)),
        aliases=(*((Alias(source="au_parlwork", source_id=bill[1]),) if bill else ()),),
    )
    yield from timeline.told(measure, page)


def _statuses(title: Mapping[str, Any], is_act: bool) -> Iterator[tuple[str, Window | None]]:
    """Each status with its day, save the end of what only amended."""
    amends = is_act and not member(title, "isPrincipal", bool)
    rows = member(title, "statusHistory", list)
    history = [
        (member(row, "status", str), iso_date(member(row, "start", str), "start", ZONE)) for row in rows
    ]
    # Without a day a row of the history is no step: only what the title is now is sure to have come.
    now, history = member(title, "status", str), [(word, when) for word, when in history if when]
    if now not in dict(history):
        history.append((now, None))
    for word, when in history:
        if not (amends and word in ("Ceased", "Repealed")):
            yield word, when


SOURCE = Source(
    id=ID,
    place="AU",
    name="Federal Register of Legislation, Australia",
    home="https://www.legislation.gov.au/",
    publisher="Office of Parliamentary Counsel, Australia",
    contact="https://www.legislation.gov.au/",
    hosts=("api.prod.legislation.gov.au",),
    languages=("en",),
    licence="Creative Commons Attribution 4.0",
    republish=True,
    every=timedelta(days=1),
    start=start,
    # The act on the authority for donation and transplantation.
    canary="au_frl:C2008A00122",
    readers=(
        Reader(
            r"/v1/titles\('",
            read_title,
            Expect(content="json", must_contain=(b'"statusHistory"', b'"originatingBillUri"')),
            proof=Proof.WHOLE,
        ),
        Reader(
            r"/v1/titles\?",
            read_search,
            Expect(content="json", must_contain=(b'"value"',)),
            may_be_empty=True,
            lists=Found,
            proof=Proof.PART,
        ),
    ),
    interval=2.0,
    unverified_live=True,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
)
