"""Bills before the Cortes Generales (open data of the Congreso de los Diputados).

Publisher: Congreso de los Diputados, https://www.congreso.es/es/opendata/iniciativas
Formats: JSON files of the current legislature, one row a bill; their names change daily: read off the page.
Licence: Reuse free with attribution (legal notice of www.congreso.es).
Caveats: Optional keys are absent, texts hold line breaks. "Cerrado" says nothing of the outcome. The files of
a legislature give way to the next one's. After a dissolution rows stay open for weeks. The Senate's own site
refuses robots; its decisions are seen from here. The list of laws shares no key with the bills: a law is that
of an approved bill where both titles are the same after the law's kind, number and day.
How status is derived: The steps of TRAMITACIONSEGUIDA ("body / step / desde D hasta D") are dated by their
first day; notes, between two `>>`, are no steps. When a bill reaches the Senate the Congreso has passed it,
between the beginning of the step before and that day. "Concluido - (...)" tells the end, else
RESULTADOTRAMITACION with its day. Approved is not law: law is what the list of laws adds, its day and that of
the gazette. The end of the legislature lapses what is open; the engine derives it from the calendar. What
outlives it is told without a session: popular initiatives, those of autonomous communities, and bills finally
approved.
Contact: https://www.congreso.es
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import date_of, sure
from tracker.source.declare import Expect, Reader, Source, Watch, Yield
from tracker.source.paging import array, each_row, linked_next
from tracker.source.reading import member, optional_member
from tracker.source.stages import Stages, Step, Timeline
from tracker.vocabulary import (
    Alias,
    Category,
    Chamber,
    IssueKind,
    Kind,
    Measure,
    Proof,
    Stage,
    Window,
    bill_id,
)

HOME = "https://www.congreso.es/es/opendata/iniciativas"
LAWS, BILLS = "IniciativasLegislativasAprobadas", ("ProyectosDeLey", "ProposicionesDeLey")
_LOWER = Chamber.LOWER

#: The fifteen results (RESULTADOTRAMITACION, "Concluido - (...)"), then the steps, "body / step", by pattern.
STAGES = Stages(
    {
        "Aprobado con modificaciones": Stage.PASSED,
        "Aprobado sin modificaciones": Stage.PASSED,
        "Rechazado": Stage.DEFEATED,
        "Derogado": Stage.DEFEATED,
        "Inadmitido a trámite en términos absolutos": Stage.DEFEATED,
        "Retirado": Stage.WITHDRAWN,
        "Caducado": Stage.LAPSED,
        "Decaído": Stage.LAPSED,
        "Extinguido por desaparición o cese del autor": Stage.LAPSED,
        "Inadmitido a trámite con recalificación": Stage.SUPERSEDED,
        "Convertido": Stage.SUPERSEDED,
        "Subsumido en otra iniciativa": Stage.SUPERSEDED,
        # Not of bills: decree-laws confirmed, debates and hearings.
        "Convalidado": None,
        "No celebración": None,
        "Tramitado por completo sin req. acuerdo o decisión": None,
    },
    [
        (r"/ Acuerdo subsiguiente a la toma en consideración", Step(Stage.FIRST_READING, _LOWER)),
        (r"/ Enmiendas o veto del Senado", Step(Stage.CONSIDERATION_OF_AMENDMENTS, _LOWER)),
        (r"^Senado", Step(Stage.COMMITTEE, Chamber.UPPER)),
        # Details of procedure, and steps that only begin to wait for a vote.
        (r"/ (Publicación|Mesa - Calificación|Debate de totalidad|Aprobación|Toma en consideración)", None),
        (r"^Comisión.* / Dictamen", Step(Stage.REPORT, _LOWER)),
        (r"^Comisión", Step(Stage.COMMITTEE, _LOWER)),
        (r"^(Boletín|Gobierno|Mesa|Junta|Pleno|Diputación|Administración|Entidad|Solicitud|Respuesta)", None),
    ],
)

_STEP_DAYS = re.compile(r"desde (\d\d/\d\d/\d{4})(?: hasta (\d\d/\d\d/\d{4}))?")
_CONCLUDED = re.compile(r"Concluido - \((.+)\)")
_RESULT = re.compile(r"(.+?) (\d\d/\d\d/\d{4})")
#: What the chamber remarks between two steps, such as that the government objects to amendments.
_NOTE = re.compile(r">>.*?>>", re.DOTALL)
_NUMBER = re.compile(r"(\d{3}/\d{6})/\d{4}")
_LAW_TITLE = re.compile(r"(Ley(?: Orgánica)?) (\d+)/(\d{4}), de \d+ de \w+, (.+)")
_BILL_TITLE = re.compile(r"(?:Proyecto|Proposición) de Ley(?: Orgánica)?,? ")
#: After the title proper: where the bill came from, or that it is to be an organic law.
_BRACKETS = re.compile(r"\s*\((?:procedente|orgánica)[^)]*\)|[.\s]+$", re.IGNORECASE)
#: Popular initiatives and those of autonomous communities outlive the legislature.
_LIVES_ON = re.compile(r"comunidades|iniciativa legislativa popular|iniciativa popular", re.IGNORECASE)


def start(_watch: Watch) -> Iterable[Request]:
    """The page that names the day's files."""
    yield Request(url=HOME)


def read_home(page: Page, _context: Mapping[str, Any]) -> Iterator[Request]:
    """The names of the day's files. The laws come first: the bills need them."""
    found = {}
    for name in (LAWS, *BILLS):
        link = next((a for a in page.html().select(f'a[href*="{name}__"][href$=".json"]')), None)
        if link is None:
            raise Unreadable(IssueKind.MISSING_FIELD, f"no link to a {name} file", name)
        found[name] = next(linked_next(page, str(link["href"]))).url
    yield Request(url=found[LAWS], context={"bills": [found[name] for name in BILLS]})


def read_laws(page: Page, context: Mapping[str, Any]) -> Iterator[Request]:
    """The laws passed, by their bare titles, handed on to the bills. Context: `bills`, their files."""
    laws: dict[str, list[str | None] | None] = {}
    for row in array(page):
        title = _LAW_TITLE.fullmatch(member(row, "TITULO_LEY", str))
        # Decree-laws and the like are in the list too.
        if title:
            days = [optional_member(row, name, str) for name in ("FECHA_LEY", "FECHA_BOLETIN")]
            bare = _bare(title[4])
            laws[bare] = None if bare in laws else [title[1], title[2], title[3], *days]
    for url in member(context, "bills", list):
        yield Request(url=url, context={"laws": laws})


def read_bills(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """Every bill of a file. Context: `laws`, as `read_laws` made it."""
    laws = optional_member(context, "laws", dict) or {}
    yield from each_row(page, array(page), lambda row: _bill(page, row, laws))


def _bill(page: Page, row: Mapping[str, Any], laws: Mapping[str, Any]) -> Iterator[Yield]:
    kind, title = member(row, "TIPO", str), member(row, "OBJETO", str)
    author = optional_member(row, "AUTOR", str)
    session = member(row, "LEGISLATURA", str).removeprefix("Leg.")
    number = _NUMBER.fullmatch(member(row, "NUMEXPEDIENTE", str))
    if number is None or not session.isdecimal():
        raise Unreadable(IssueKind.BAD_VALUE, f"{row['NUMEXPEDIENTE']!r} of {session!r}", "NUMEXPEDIENTE")
    url = next(iter(_texts(row, "ENLACESBOCG")), HOME)
    timeline = Timeline(STAGES, url=url)
    origin = Chamber.UPPER if "del Senado" in kind else _LOWER
    presented = _day(member(row, "FECHAPRESENTACION", str), "FECHAPRESENTACION")
    timeline.add(Stage.INTRODUCED, presented, f"Presentado: {kind}", chamber=origin)
    steps = "\n".join(_texts(row, "TRAMITACIONSEGUIDA"))
    ended = _passages(timeline, _lines(_NOTE.sub("\n", steps)))
    if not ended:
        _result(timeline, row)
    passed = any(event.stage is Stage.PASSED for event in timeline.events)
    law = laws.get(_bare(_BILL_TITLE.sub("", title))) if passed else None
    measure = SOURCE.measure(
        id=bill_id("es", session, number[1]),
        kind=Kind.BILL,
        title=title,
        legislature="es-cortes",
        session=None if passed or _LIVES_ON.search(f"{kind} {author}") else session,
        number=number[1],
        origin_chamber=origin,
        category=_category(kind, author),
        url=url,
        citation=_enacted(timeline, law) if law else None,
        source_status=" / ".join(_texts(row, "SITUACIONACTUAL")) or None,
        sponsor=author,
        aliases=(Alias(id=law_id(*law[:3])),) if law else (),
    )
    yield from timeline.told(measure, page)


def _passages(timeline: Timeline, lines: list[str]) -> bool:
    """The steps, in order; whether one of them ended the bill."""
    label: list[str] = []
    before: Window | None = None
    for line in lines:
        days = _STEP_DAYS.fullmatch(line)
        if days is None:
            label.append(line)
            continue
        step, since = " / ".join(label), _day(days[1], "TRAMITACIONSEGUIDA")
        concluded = _CONCLUDED.fullmatch(step)
        timeline.say(concluded[1] if concluded else step, since, label=step, chamber=_LOWER)
        if concluded:
            return True
        if step == "Senado" and before:
            passed = Window(before.earliest, since.latest)
            timeline.add(Stage.PASSED_CHAMBER, passed, "Aprobado por el Congreso, al Senado", chamber=_LOWER)
        label, before = [], since
    return False


def _result(timeline: Timeline, row: Mapping[str, Any]) -> None:
    """The end of a bill whose steps do not tell it."""
    result = optional_member(row, "RESULTADOTRAMITACION", str)
    state = " / ".join(_texts(row, "SITUACIONACTUAL"))
    if result:
        dated = _RESULT.fullmatch(result)
        when = _day(dated[2], "RESULTADOTRAMITACION") if dated else None
        timeline.say(dated[1] if dated else result, when, label=result)
    elif concluded := _CONCLUDED.fullmatch(state):
        timeline.say(concluded[1], None, label=state)
    elif state.startswith(("Cerrado", "Concluido")):
        timeline.say(f"{state}, without a result", None)


def _enacted(timeline: Timeline, law: list[str | None]) -> str:
    """Adds the steps of a law to its bill's; gives its citation."""
    kind, number, year, made, published = law
    citation = f"{kind} {number}/{year}"
    timeline.add(Stage.ASSENTED, date_of(made, "FECHA_LEY", "%d/%m/%Y"), citation, chamber=Chamber.EXECUTIVE)
    timeline.add(Stage.PUBLISHED, date_of(published, "FECHA_BOLETIN", "%d/%m/%Y"), f"BOE: {citation}")
    return citation


def _category(kind: str, author: str | None) -> Category | None:
    if author == "Gobierno":
        return Category.GOVERNMENT
    return Category.PRIVATE_MEMBER if re.search("Grupos|Diputados", kind) else None


def law_id(kind: str | None, number: str | None, year: str | None) -> str:
    """The id es_boe gives a law: organic laws are numbered in a series of their own."""
    return bill_id("es", f"law-{year}", f"{'lo' if kind == 'Ley Orgánica' else 'ley'} {number}")


def _texts(row: Mapping[str, Any], name: str) -> list[str]:
    """The lines of a text, white space collapsed, without empty ones."""
    optional_member(row, name, str)
    return _lines(row.get(name) or "")


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := " ".join(raw.split()))]


def _day(text: str, field: str) -> Window:
    return sure(date_of(text, field, "%d/%m/%Y"), field)


def _bare(title: str) -> str:
    return " ".join(_BRACKETS.sub("", title).casefold().split())


_BILL = Expect.named("json", "NUMEXPEDIENTE", "OBJETO")
READERS = (
    Reader(r"/opendata/iniciativas$", read_home, Expect.named("html", "ProyectosDeLey__")),
    Reader(rf"/({'|'.join(BILLS)})__\d+\.json", read_bills, _BILL, lists=Measure, proof=Proof.PART),
    Reader(rf"/{LAWS}__\d+\.json", read_laws, Expect.named("json", "TITULO_LEY")),
)

SOURCE = Source(
    id="es_congreso",
    place="ES",
    name="Congreso de los Diputados, open data on bills",
    home=HOME,
    publisher="Congreso de los Diputados",
    contact="https://www.congreso.es",
    hosts=("www.congreso.es",),
    languages=("es",),
    licence="Free reuse with attribution",
    republish=True,
    every=timedelta(days=1),
    start=start,
    readers=READERS,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
