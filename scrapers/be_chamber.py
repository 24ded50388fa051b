"""Dossiers of the Belgian Chamber of Representatives (Fichier législatif).

Publisher: Chambre des représentants de Belgique, https://www.lachambre.be
Formats: HTML in windows-1252: the dossiers of a legislature by hundreds, and a page each.
Licence: Not stated; nothing is published again.
Caveats: robots.txt asks for five seconds between two requests; after some hundreds of them connections are
reset. Some clients get a challenge of F5 or "Request Rejected", with status 200; a dossier that does not
exist and a passing fault are pages with status 200 too. Since 2014 most bills need the Chamber's vote alone.
Dossiers are also opinions, reports and appointments. No page of the site has been read: its form is known
from programs that read it.
How status is derived: From the days of deposit, vote, law and Moniteur belge, and from the state of the
dossier. A vote whose result is not said is no passage, and a state reached after a rejection ends nothing
again. Days to come are no steps. Law is what has its own day or that of the Moniteur; adopted without one is
passed.
Contact: https://www.lachambre.be
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import date_of, to_come, unless_zero
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import each_row
from tracker.source.reading import node_text, required_node
from tracker.source.stages import Stages, Step, Timeline
from tracker.vocabulary import Chamber, IssueKind, Kind, Stage, Window, bill_id

ID = "be_chamber"
SHOW = "https://www.lachambre.be/kvvcr/showpage.cfm?section=/flwb&language=fr&cfm="
ZONE = "Europe/Brussels"
CHAMBER = Chamber.LOWER
_YES = "ADOPT|APPROUV|AANGENOMEN|GOEDGEKEURD"
#: "Etat d'avancement" of a dossier, French and Dutch.
STAGES = Stages(
    {
        "PENDANT CHAMBRE": Step(Stage.INTRODUCED, CHAMBER),
        "HANGEND KAMER": Step(Stage.INTRODUCED, CHAMBER),
        "PENDANT SENAT": Step(Stage.COMMITTEE, Chamber.UPPER),
        "HANGEND SENAAT": Step(Stage.COMMITTEE, Chamber.UPPER),
        "ADOPTE CHAMBRE": Step(Stage.PASSED_CHAMBER, CHAMBER),
        "ADOPTE": Step(Stage.PASSED, Chamber.LEGISLATURE),
        "AANGENOMEN": Step(Stage.PASSED, Chamber.LEGISLATURE),
        "REJETE": Stage.DEFEATED,
        "VERWORPEN": Stage.DEFEATED,
        "SANS OBJET": Stage.SUPERSEDED,
        "ZONDER VOORWERP": Stage.SUPERSEDED,
        "RETIRE": Stage.WITHDRAWN,
        "CADUC": Stage.LAPSED,
    },
    # What stands beside the day of the Chamber's vote.
    [
        (
            rf"^VOTE: (?:(?!{_YES}).)*(?:REJE|VERWORP|\b(?:NON|NIET|PAS)\b)",
            Step(Stage.DEFEATED, CHAMBER),
        ),
        (rf"^VOTE: .*(?:{_YES}|SENA)", Step(Stage.PASSED_CHAMBER, CHAMBER)),
    ],
)
#: How a dossier ends without becoming law.
_ENDED = frozenset({Stage.DEFEATED, Stage.WITHDRAWN, Stage.SUPERSEDED, Stage.LAPSED})
#: Fields with a day, and the step each stands for.
DAYS = {
    "Date de dépôt": Step(Stage.INTRODUCED, CHAMBER),
    "Prise en considération": Step(Stage.COMMITTEE, CHAMBER),
    "Date de la loi": Step(Stage.ASSENTED, Chamber.EXECUTIVE),
    "Date moniteur": Step(Stage.PUBLISHED),
}
#: "Type de document", with a number of two digits before it; any other is no measure.
KINDS = {r"\b(?:PROJET|PROPOSITION) DE LOI\b": Kind.BILL, r"\bRESOLUTION\b": Kind.RESOLUTION}
_DAY = re.compile(r"\d\d/\d\d/\d{4}")
_NO_DAY = "00/00/0000"
_DOSSIER = re.compile(r"legislat=(\d+)&dossierID=0*(\d+)", re.IGNORECASE)


def start(watch: Watch) -> Iterable[Request]:
    for measure in watch.measures:
        ids = [a.source_id for a in measure.aliases if a.source == ID and a.source_id]
        yield from (_dossier(id_) for id_ in ids[:1])
    for legislature in watch.sessions:
        yield Request(url=f"{SHOW}ListDocument.cfm?legislat={legislature}")


def _dossier(id_: str) -> Request:
    legislature, _, number = id_.partition("/")
    query = f"lang=F&legislat={legislature}&dossierID={number}"
    return Request(url=f"{SHOW}/site/wwwcfm/flwb/flwbn.cfm?{query}")


def _root(page: Page) -> BeautifulSoup:
    """The page decoded; what it declares of its encoding is not to be trusted."""
    try:
        return BeautifulSoup(page.content.decode("utf-8"), "lxml")
    except UnicodeDecodeError:
        return BeautifulSoup(page.content.decode("cp1252", errors="replace"), "lxml")


def read_ranges(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    for link in _root(page).select('a[href*="ListFromTo.cfm"]'):
        yield Request(url=urljoin(page.url, str(link["href"])))


def read_list(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """A hundred dossiers: number, then title and main descriptor."""
    links = _root(page).select('a[href*="dossierID="]')
    yield from each_row(page, links, _found)


def _found(link: Tag) -> Iterator[Yield]:
    match = _DOSSIER.search(str(link["href"]))
    row = link.find_parent("tr")
    cells = [text for cell in row.find_all("td") if (text := node_text(cell))] if row else []
    if match is None or len(cells) < len(("number", "title")):
        raise Unreadable(IssueKind.MALFORMED, f"no row of a dossier: {str(link)!r:.80}", "dossierID")
    id_ = f"{match[1]}/{match[2]}"
    yield Found(id=f"{ID}:{id_}", detail=_dossier(id_), titles=(("fr", cells[1]),))


def read_dossier(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    root = _root(page)
    match = _DOSSIER.search(page.url)
    title = node_text(required_node(root, "h4"))
    if match is None or title is None or "not found" in title:
        raise Unreadable(IssueKind.MISSING_FIELD, f"no dossier, but {title!r:.80}", "h4")
    fields = dict(_fields(root))
    # The row of the state has no name.
    state = fields.get("") or fields.get("Etat d'avancement")
    if state is None:
        raise Unreadable(IssueKind.MISSING_FIELD, "the dossier has no state", "Etat d'avancement")
    of = fields.get("Type de document")
    if of is None:
        raise Unreadable(IssueKind.MISSING_FIELD, "the dossier has no type", "Type de document")
    kind = next((kind for pattern, kind in KINDS.items() if re.search(pattern, _bare(of))), None)
    if kind is None:
        return  # an opinion, a report, an appointment
    timeline = Timeline(STAGES, page.url)
    for name, step in DAYS.items():
        if when := _day(fields.get(name), name, page):
            timeline.add(step.stage, when, name, chamber=step.chamber)
    _voted(timeline, kind, state, fields, page)
    measure = SOURCE.measure(
        f"{match[1]}/{match[2]}",
        id=bill_id("be", match[1], match[2]),
        kind=kind,
        title=title,
        session=match[1],
        number=f"{match[1]}K{match[2]}",
        origin_chamber=CHAMBER,
        url=page.url,
        source_status=state,
        subjects=tuple(
            part.strip() for part in fields.get("Descripteurs Eurovoc", "").split("|") if part.strip()
        ),
    )
    yield from timeline.told(measure, page)


def _fields(root: Tag) -> Iterator[tuple[str, str]]:
    """The table's names and values."""
    for name in root.select("td.td1x"):
        value = name.find_next_sibling("td", class_="td0x")
        if isinstance(value, Tag) and (text := node_text(value)):
            yield (node_text(name) or "").rstrip(" :"), text


def _voted(timeline: Timeline, kind: Kind, state: str, fields: Mapping[str, str], page: Page) -> None:
    """The vote, and what the dossier has come to. A vote has a day and its result beside it."""
    vote, result = fields.get("Vote Chambre", ""), ""
    if when := _day(vote, "Vote Chambre", page):
        # Where no result stands beside the day, what the dossier has come to says how the vote went.
        result = f"VOTE: {_bare(_DAY.sub('', vote)).strip() or _bare(state)}"
        timeline.say(result, when, chamber=CHAMBER, label=f"Vote Chambre: {vote}")
    if not (STAGES.stage(result) is Stage.DEFEATED and STAGES.stage(_bare(state)) in _ENDED):
        ended = _day(fields.get("Date de fin"), "Date de fin", page)
        if kind is Kind.RESOLUTION and STAGES.stage(_bare(state)) is Stage.PASSED:
            timeline.add(Stage.ADOPTED, ended or when, state, chamber=CHAMBER)
        else:
            pending = state.startswith(("PENDANT", "HANGEND"))
            timeline.say(_bare(state), None if pending else ended, chamber=CHAMBER, label=state)


def _bare(text: str) -> str:
    """Without accents, as the site mostly writes in capitals."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()


def _day(text: str | None, field: str, page: Page) -> Window | None:
    """The day in a field; None where there is none, or it is still to come."""
    found = _DAY.search(text or "")
    if found is None or found[0] == _NO_DAY:
        return None
    day = unless_zero(date_of(found[0], field, "%d/%m/%Y"))
    return None if to_come(day, page.fetched_at, ZONE) else day


SOURCE = Source(
    id=ID,
    place="BE",
    name="Chamber of Representatives of Belgium, dossiers",
    home="https://www.lachambre.be/",
    publisher="Chambre des représentants de Belgique",
    contact="https://www.lachambre.be",
    hosts=("www.lachambre.be",),
    languages=("fr",),
    licence="Not stated",
    republish=False,
    every=timedelta(days=3),
    start=start,
    readers=(
        Reader(
            r"flwbn\.cfm",
            read_dossier,
            Expect(content="html", must_contain=(b"td1x", b"td0x")),
            may_be_empty=True,
        ),
        Reader(
            r"ListFromTo\.cfm", read_list, Expect(content="html", must_contain=(b"dossierID=",)), lists=Found
        ),
        Reader(r"ListDocument\.cfm", read_ranges, Expect(content="html", must_contain=(b"ListFromTo.cfm",))),
    ),
    legislature="be-chamber",
    interval=5.0,
    max_requests=300,
    unverified_live=True,
    reason="Built from documentation; no response of the site has been read yet.",
)
