"""Bills of both chambers of the Parliament of Italy (linked data of the Senate).

Publisher: Senato della Repubblica, https://dati.senato.it
Formats: SPARQL over HTTP GET, JSON results; ontology http://dati.senato.it/osr/. One osr:Ddl is one reading
in one chamber ("C.887", "S.562-B"); the readings of one bill share osr:idDdl.
Licence: Creative Commons Attribution 3.0.
Caveats: POST, requests over about 2,047 bytes and bif:contains are refused. Texts may hold raw control
characters. A bill brought in again in a later legislature has another idDdl. The pages meant for people,
www.senato.it, answer robots with an empty 202: they are linked, not read. The data lag by some days.
How status is derived: Each reading has one state and its day; the first reading's day of presentation is the
introduction. "approvato" is one chamber's vote, and so is "appr. con modificaz"; both chambers' votes are
passage only where the text is finally approved, else the bill goes back. A day to come is no step. "appr. in
t.u." says that the chamber approved a text unified with others: the bill goes on if a further reading bears
its idDdl, else another bill goes on in its place (or, for some days, its own next reading is not listed yet).
Law is what has a law's number and date, the day of promulgation; 2100-01-01 stands for a law not promulgated,
such as one that waits for a referendum. The end of the legislature is not marked; the engine derives it from
the calendar, save for what outlives it: popular initiatives, the conversion of decrees, and bills finally
approved. Those are told without a session.
Contact: https://dati.senato.it
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tracker.source import Page, Request
from tracker.source.amended import sent_back
from tracker.source.dates import iso_date, to_come, unless_zero
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import bindings, sparql
from tracker.source.reading import member, unexpected
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import Alias, Category, Chamber, Kind, Proof, Stage, Title, Window, bill_id

ZONE = "Europe/Rome"
ENDPOINT = "https://dati.senato.it/sparql"
#: Bills of earlier legislatures would stay open here: our calendar begins with this one.
FIRST_LEGISLATURE = 17
CHAMBERS = {"C": Chamber.LOWER, "S": Chamber.UPPER}
UNIFIED = "appr. in t.u."

#: osr:statoDdl, all nineteen values.
STAGES = Stages(
    {
        "da assegn. a commis.": None,
        "assegnato (no esame)": Stage.COMMITTEE,
        "esame in comm.": Stage.COMMITTEE,
        "rinviato ass.->comm.": Stage.COMMITTEE,
        "in relazione": Stage.REPORT,
        "concluso l'esame": Stage.REPORT,
        "all'esame assemblea": Stage.SECOND_READING,
        "cancellato dall'OdG": None,
        "approvato": Stage.PASSED_CHAMBER,
        "appr. con modificaz": Stage.PASSED_CHAMBER,
        UNIFIED: Stage.SUPERSEDED,
        "appr. def. non pubbl": Stage.PASSED,
        "appr. definit. Legge": Stage.PASSED,
        "respinto": Stage.DEFEATED,
        "ritirato": Stage.WITHDRAWN,
        "assorbito": Stage.SUPERSEDED,
        "concl. anomala stral": Stage.SUPERSEDED,
        # To be brought in again in the other chamber.
        "restit. al Governo": Stage.SUPERSEDED,
        "D-L decaduto": Stage.LAPSED,
    }
)

_READINGS = """
    SELECT DISTINCT ?d ?fase ?iddl ?leg ?titolo ?breve ?natura ?iniz ?pres ?stato ?statodata ?nlegge ?dlegge
    WHERE { %s ?d a osr:Ddl; osr:idDdl ?iddl; osr:fase ?fase; osr:legislatura ?leg; osr:titolo ?titolo;
    osr:statoDdl ?stato; osr:dataStatoDdl ?statodata. OPTIONAL{?d osr:titoloBreve ?breve}
    OPTIONAL{?d osr:natura ?natura} OPTIONAL{?d osr:descrIniziativa ?iniz}
    OPTIONAL{?d osr:dataPresentazione ?pres} OPTIONAL{?d osr:numeroLegge ?nlegge}
    OPTIONAL{?d osr:dataLegge ?dlegge} }
"""
_SEARCH = """
    SELECT DISTINCT ?iddl ?titolo WHERE { ?d a osr:Ddl; osr:idDdl ?iddl; osr:legislatura ?leg;
    osr:titolo ?titolo. FILTER(?leg >= %d && CONTAINS(LCASE(STR(?titolo)), "%s")) }
    ORDER BY DESC(?iddl) LIMIT 500
"""
_STRING = "^^<http://www.w3.org/2001/XMLSchema#string>"
_FASE = re.compile(r"([CS])\. ?(\d+(?:-\w+)*)")
_SOURCE_ID = re.compile(r"(\d+)/([CS]\.\d+(?:-\w+)*)")
_GOVERNMENT = re.compile(r"(?:Gov\.|Pres\. Consiglio|Ministr)")
_CONVERSION = re.compile(r"conversione in legge\b", re.IGNORECASE)
_MEMBER = re.compile(r"(?:Sen|Dep|On)\.")
#: Stands for a law that was not promulgated yet.
_NOT_PROMULGATED = 2100


def _ask(query: str) -> Request:
    text = f"PREFIX osr: <http://dati.senato.it/osr/> {query}"
    return sparql(ENDPOINT, text, format="application/sparql-results+json")


def _readings(anchor: str) -> Request:
    return _ask(_READINGS % anchor)


def _by_reading(legislature: str, fase: str) -> Request:
    return _readings(f'?r osr:legislatura {legislature}; osr:fase "{fase}"{_STRING}; osr:idDdl ?iddl.')


def start(watch: Watch) -> Iterable[Request]:
    """All readings of each followed bill, then a search of titles for each term."""
    for watched in watch.measures:
        known_as = watched.source_id or ""
        match, fase = _SOURCE_ID.fullmatch(known_as), _FASE.fullmatch(watched.number or "")
        if known_as.isdecimal():
            yield _readings(f"?d osr:idDdl {known_as}.")
        elif match:
            yield _by_reading(match[1], match[2])
        elif fase and (watched.session or "").isdecimal():
            yield _by_reading(watched.session or "", f"{fase[1]}.{fase[2]}")
    for term in watch.terms.get("it", ()):
        words = term.lower().replace("\\", "").replace('"', "")
        yield _ask(_SEARCH % (FIRST_LEGISLATURE, words))


def read_search(page: Page, _context: Mapping[str, Any]) -> Iterator[Found]:
    """The bills whose titles hold a term."""
    for row in bindings(page):
        number = member(row, "iddl", str)
        yield Found(
            id=f"it_senato:{number}",
            detail=_readings(f"?d osr:idDdl {number}."),
            titles=(("it", member(row, "titolo", str)),),
        )


def read_readings(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """All readings of a bill (or of several): one measure an idDdl."""
    bills: dict[str, dict[str, dict[str, str]]] = {}
    for row in bindings(page):
        # One reading comes several times where a property has several values.
        bills.setdefault(member(row, "iddl", str), {}).setdefault(member(row, "d", str), row)
    for number, readings in bills.items():
        # A reading that came over from the other chamber bears the day it came.
        ordered = sorted(
            readings.values(), key=lambda row: (row.get("pres", "9999"), member(row, "fase", str))
        )
        yield from _bill(page, number, ordered)


def _bill(page: Page, number: str, readings: list[dict[str, str]]) -> Iterator[Yield]:
    first = readings[0]
    letter, name = _reading(first)
    # An answer to a query that did not ask for the legislature: numbers begin anew in each, idDdl does not.
    session = first.get("leg")
    own_id = bill_id("it", session, f"{letter} {name}") if session else bill_id("it", "ddl", number)
    timeline, url = Timeline(STAGES), _page(first)
    origin = CHAMBERS[letter]
    presented = _day(first.get("pres"), "pres")
    timeline.add(Stage.INTRODUCED, presented, f"{letter}.{name}: presentato", chamber=origin, url=url)
    for reading in readings:
        _state(timeline, reading, page, goes_on=reading is not readings[-1])
    citation, law = _law(timeline, readings, page, url)
    for event in sent_back(timeline.events, readings[-1]["stato"]):
        timeline.infer(replace(event, url=_page(readings[-1])))
    title, initiative = member(first, "titolo", str), first.get("iniz")
    texts = dict.fromkeys(row.get(field) for row in readings for field in ("titolo", "breve"))
    approved = any(event.stage is Stage.PASSED for event in timeline.events)
    lives_on = approved or "popolare" in (initiative or "").lower() or bool(_CONVERSION.match(title))
    measure = SOURCE.measure(
        number,
        id=own_id,
        kind=Kind.RATIFICATION if title.lower().startswith("ratifica") else Kind.BILL,
        title=title,
        session=None if lives_on else session,
        number=f"{letter}. {name}",
        origin_chamber=origin,
        category=_category(initiative or ""),
        url=url,
        citation=citation,
        source_status=readings[-1]["stato"],
        sponsor=initiative,
        titles=tuple(Title(text=text, lang="it") for text in texts if text and text != title),
        aliases=(*law,),
    )
    yield from timeline.told(measure, page)


def _state(timeline: Timeline, reading: Mapping[str, str], page: Page, *, goes_on: bool) -> None:
    letter, name = _reading(reading)
    state, when = member(reading, "stato", str), _day(member(reading, "statodata", str), "statodata")
    label, chamber, url = f"{letter}.{name}: {state}", CHAMBERS[letter], _page(reading)
    if to_come(when, page.fetched_at, ZONE):
        return
    if state == UNIFIED and goes_on:
        timeline.add(Stage.PASSED_CHAMBER, when, label, chamber=chamber, url=url)
    else:
        timeline.say(state, when, label=label, chamber=chamber, url=url)


def _law(
    timeline: Timeline, readings: list[dict[str, str]], page: Page, url: str
) -> tuple[str | None, tuple[Alias, ...]]:
    """Adds the promulgation; citation and the law's id, from whichever reading carries them."""
    row = next((row for row in readings if row.get("nlegge")), {})
    day = _day(row.get("dlegge"), "dlegge")
    if day is None or day.latest.year == _NOT_PROMULGATED or to_come(day, page.fetched_at, ZONE):
        return None, ()
    # Constitutional laws are numbered in a series of their own.
    constitutional = "costituzion" in row.get("natura", "").lower()
    kind, infix = ("Legge costituzionale", "costituzionale-") if constitutional else ("Legge", "")
    citation = f"{kind} {day}, n. {row['nlegge']}"
    timeline.add(Stage.ASSENTED, day, citation, chamber=Chamber.EXECUTIVE, url=url)
    return citation, (Alias(id=f"it-law-{day.latest.year}-{infix}{row['nlegge']}"),)


def _day(text: str | None, field: str) -> Window | None:
    return unless_zero(iso_date(text, field, ZONE))


def _reading(row: Mapping[str, str]) -> tuple[str, str]:
    fase = member(row, "fase", str)
    match = _FASE.fullmatch(fase)
    if match is None:
        raise unexpected("fase", fase, "C.<number> or S.<number>")
    return match[1], match[2]


def _page(row: Mapping[str, str]) -> str:
    """The page for people on a reading, or its name, which leads there."""
    uri, legislature = member(row, "d", str), row.get("leg")
    name = uri.rpartition("/")[2]
    return f"https://www.senato.it/leg/{legislature}/BGT/Schede/Ddliter/{name}.htm" if legislature else uri


def _category(initiative: str) -> Category | None:
    if _GOVERNMENT.match(initiative):
        return Category.GOVERNMENT
    return Category.PRIVATE_MEMBER if _MEMBER.match(initiative) else None


READERS = (
    Reader(
        r"/sparql\?(?!.*CONTAINS)",
        read_readings,
        Expect.named("json", "bindings", "statodata"),
        proof=Proof.WHOLE,
    ),
    Reader(
        r"/sparql\?.*CONTAINS", read_search, Expect.named("json", "bindings", "titolo"), True, lists=Found
    ),
)

SOURCE = Source(
    id="it_senato",
    place="IT",
    name="Senate of Italy, linked data on bills of both chambers",
    home="https://dati.senato.it",
    publisher="Senato della Repubblica",
    contact="https://dati.senato.it",
    hosts=("dati.senato.it",),
    languages=("it",),
    licence="Creative Commons Attribution 3.0",
    republish=True,
    every=timedelta(days=1),
    start=start,
    readers=READERS,
    legislature="it-parliament",
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
