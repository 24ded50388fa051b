"""Resolutions of the European Parliament (Legislative Observatory, OEIL).

Publisher: European Parliament, https://oeil.europarl.europa.eu
Formats: one HTML page a procedure, with sections of fixed ids; a search whose results come as XML.
Licence: Reuse free with attribution (legal notice of europarl.europa.eu).
Caveats: Only topical and own-initiative procedures (RSP, INI, INL) are read: their texts are resolutions,
never law of the Union or of a member state. oeil.secure.europarl.europa.eu redirects here. The site may
answer 202 with an empty body to robots: that is refused, never read. Two styles of class names were met
(erpl_ and es_); ids and words are relied on.
How status is derived: The earliest motion tabled is the introduction. "Decision by Parliament" with a text
adopted ("T9-0200/2022") is the adoption; in a rejected procedure it is the defeat. The status of the
procedure adds, without a day, that it was rejected or that it lapsed. Rows without a day, or of a day to
come, are foreseen and no steps, save a decision whose text is there.
Contact: https://oeil.europarl.europa.eu/oeil/en/contact
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup, Tag

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import date_of, to_come, unless_zero
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import linked_next, with_query
from tracker.source.reading import children, node_text, required_node, required_text
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import Chamber, IssueKind, Kind, Stage, Window, bill_id

SITE = "https://oeil.europarl.europa.eu/oeil/en"
ZONE = "Europe/Brussels"
REJECTED = "Procedure rejected"

#: The values of a procedure's status, then kinds of documents and key events, some by pattern.
STAGES = Stages(
    {
        "Preparatory phase in Parliament": None,
        "Awaiting committee decision": None,
        "Awaiting plenary debate/vote": None,
        "Awaiting Parliament's vote": None,
        "Awaiting Parliament's position in 1st reading": None,
        "Awaiting Parliament 1st reading / single reading / budget 1st stage": None,
        "Awaiting Parliament 2nd reading": None,
        "Awaiting Parliament's position on the draft budget": None,
        "Awaiting Council's 1st reading position": None,
        "Awaiting Council decision": None,
        "Awaiting final decision": None,
        "Awaiting signature of act": None,
        "Procedure completed, awaiting publication in Official Journal": None,
        # What completed it is among the events.
        "Procedure completed": None,
        "Procedure completed - delegated act enters into force": None,
        "Procedure completed - delegated act rejected": None,
        REJECTED: Stage.DEFEATED,
        "Procedure lapsed or withdrawn": Stage.LAPSED,
        "Motion for a resolution": Stage.INTRODUCED,
        "Joint motion for a resolution": Stage.INTRODUCED,
        "Joint motion for resolution": Stage.INTRODUCED,
        "Debate in Parliament": None,
        "Results of vote in Parliament": None,
        "End of procedure in Parliament": None,
    },
    [
        (r"^Decision by Parliament", Stage.ADOPTED),
        (r"^Committee report tabled for plenary", Stage.REPORT),
        (
            r"^(Committee referral announced|Vote in committee|Referral to (associated|joint) committee)",
            Stage.COMMITTEE,
        ),
        (r"referred back to (the )?committee", Stage.COMMITTEE),
        (
            r"^(Non-legislative basic document|Additional information|Commission response|Document attached)",
            None,
        ),
        (r"^(Debate|Vote|Indicative plenary sitting)", None),
    ],
)
_REFERENCE = re.compile(r"\d{4}/\d{4}\((?:RSP|INI|INL)\)")
_TEXT = re.compile(r"T(\d{1,2})-\d{4}/\d{4}")
_DOCUMENT = re.compile(r"\b(?:RC-B|[ABT])(\d{1,2})-\d{4}/\d{4}")
_DAY = re.compile(r"\d\d/\d\d/\d{4}")


def _procedure(reference: str) -> Request:
    return Request(url=with_query(f"{SITE}/procedure-file", reference=reference))


def start(watch: Watch) -> Iterable[Request]:
    """Every followed procedure, then a search for each English term."""
    for watched in watch.measures:
        if _REFERENCE.fullmatch(watched.source_id or ""):
            yield _procedure(watched.source_id or "")
    for term in watch.terms.get("en", ()):
        terms = {"fullText.term": term, "fullText.mode": "EXACT_WORD"}
        yield Request(url=with_query(f"{SITE}/search/export/XML", **terms))


def read_search(page: Page, _context: Mapping[str, Any]) -> Iterator[Found]:
    """Procedures found; those that are no resolutions are passed over."""
    for item in children(page.xml(), ".//item", at_least=0):
        reference = required_text(item, "reference")
        if _REFERENCE.fullmatch(reference):
            yield Found(
                id=f"eu_oeil:{reference}",
                detail=_procedure(reference),
                titles=(("en", required_text(item, "title")),),
            )


def read_procedure(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """The page of one procedure."""
    root = page.html()
    reference = node_text(required_node(root, "h2[class*=title-h1]")) or ""
    if not _REFERENCE.fullmatch(reference):
        expected = "expected <year>/<number>(RSP), (INI) or (INL)"
        raise Unreadable(IssueKind.BAD_VALUE, f"the procedure is {reference!r}: {expected}", "reference")
    title = node_text(required_node(root, "h2[class*=title-h2]"))
    status = node_text(required_node(root, "#section1 p.text-danger"))
    if title is None or status is None:
        raise Unreadable(IssueKind.MISSING_FIELD, "no title or no status", "title")
    timeline = Timeline(STAGES, url=page.url)
    for row in root.select("[id^=erplAccordionDocGateway] tbody tr"):
        name = node_text(row.select_one("th")) or ""
        if name.lower().endswith(("motion for a resolution", "motion for resolution")):
            document, url = _link(row, page)
            taken, day = _when(row, page, document)
            label = f"{name} {document}".strip()
            if taken:
                timeline.say(name, day, label=label, chamber=Chamber.LEGISLATURE, url=url)
    adopted = _events(timeline, required_node(root, "#section3"), status, page)
    if not any(event.stage is Stage.DEFEATED for event in timeline.events):
        timeline.say(status, None)
    term = _DOCUMENT.search(node_text(root.select_one("body")) or "")
    measure = SOURCE.measure(
        reference,
        id=bill_id("eu", term[1] if term else "", reference),
        kind=Kind.RESOLUTION,
        title=title,
        number=reference,
        url=page.url,
        citation=adopted,
        source_status=status,
        subjects=_subjects(root),
    )
    yield from timeline.told(measure, page)


def _events(timeline: Timeline, section: Tag, status: str, page: Page) -> str | None:
    """The key events; the number of the text adopted, if there is one."""
    adopted = None
    rows = section.select("tbody tr")
    if not rows:
        raise Unreadable(IssueKind.MISSING_FIELD, "no key events", "#section3")
    for row in rows:
        cells = row.select("td")
        word = node_text(cells[1]) if len(cells) > 1 else None
        if word is None:
            raise Unreadable(IssueKind.MISSING_FIELD, "a key event without its name", "#section3")
        document, url = _link(row, page)
        decided, (taken, day) = word.startswith("Decision by Parliament"), _when(row, page, document)
        if not taken:
            continue
        if decided and status == REJECTED:
            timeline.add(Stage.DEFEATED, day, word, chamber=Chamber.LEGISLATURE, url=url)
        elif decided and not _TEXT.fullmatch(document):
            timeline.say(f"No text adopted by: {word} {document}".strip(), day, url=url)
        else:
            label = f"{word} {document}".strip()
            timeline.say(word, day, label=label, chamber=Chamber.LEGISLATURE, url=url)
            adopted = document if decided else adopted
    return adopted


def _link(row: Tag, page: Page) -> tuple[str, str | None]:
    """The text and the address of the document a row names."""
    link = next((a for a in row.select("a[href]") if node_text(a)), None)
    if link is None:
        return "", None
    return node_text(link) or "", next(linked_next(page, str(link["href"]))).url


def _when(row: Tag, page: Page, document: str) -> tuple[bool, Window | None]:
    """Whether what a row tells has come, and on which day: without one, where there is a document."""
    texts = (node_text(cell) or "" for cell in row.select("td"))
    told = next((text for text in texts if _DAY.fullmatch(text)), None)
    day = unless_zero(date_of(told, "date", "%d/%m/%Y"))
    return bool(document) if day is None else not to_come(day, page.fetched_at, ZONE), day


def _subjects(root: BeautifulSoup) -> tuple[str, ...]:
    label = next((p for p in root.select("#section1 p") if node_text(p) == "Subject"), None)
    text = label.find_next_sibling("p") if label else None
    lines = text.get_text("\n").splitlines() if isinstance(text, Tag) else []
    return tuple(" ".join(line.split()) for line in lines if line.strip())


SOURCE = Source(
    id="eu_oeil",
    place="EU",
    name="European Parliament, Legislative Observatory",
    home="https://oeil.europarl.europa.eu",
    publisher="European Parliament",
    contact="https://oeil.europarl.europa.eu/oeil/en/contact",
    hosts=("oeil.europarl.europa.eu", "oeil.secure.europarl.europa.eu"),
    languages=("en",),
    licence="Free reuse with attribution",
    republish=True,
    every=timedelta(days=3),
    start=start,
    readers=(
        Reader(
            r"/procedure-file\?",
            read_procedure,
            Expect(content="html", must_contain=(b'id="section1"', b'id="section3"')),
        ),
        Reader(r"/search/export/XML", read_search, Expect(content="xml"), may_be_empty=True, lists=Found),
    ),
    max_requests=300,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
