"""Laws of Italy as they stand (Normattiva open data).

Publisher: Presidenza del Consiglio dei ministri and Istituto Poligrafico e Zecca dello Stato,
https://dati.normattiva.it
Formats: JSON over HTTP POST (OpenAPI description on dati.normattiva.it); no key.
Licence: Creative Commons Attribution 4.0.
Caveats: An act is asked for by the day of its gazette and its editorial code ("1999-04-15/099G0153", our
source id); the answer holds one article, the first, and its dates are the article's. Acts other than laws
have numbers of their own series: their ids carry the kind. For some acts the answer is a list of texts in
place of the act; rows of a search may lack the code, and cannot be opened then. Very old acts may lack a
number or a day.
How status is derived: The act's own date is promulgation, the gazette's is publication. Where the first
article bears no mark of an amendment, the day its text is in force from is taken for the law's, an inference;
an amended article says only that the law is in force. The end of the first article's force (99999999: none)
is kept as an unknown step, for people to look at: whether the whole act was repealed is not said.
Contact: https://www.normattiva.it
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import date_of, iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import counted_pages, each_row
from tracker.source.reading import identifier, member, number_of, optional_member
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import (
    Basis,
    Chamber,
    Event,
    Issue,
    IssueKind,
    Kind,
    Proof,
    Stage,
    Window,
    bill_id,
)

API = "https://api.normattiva.it/t/normattiva.api/bff-opendata/v1/api/v1"
PAGE_SIZE = 50
#: What stands for a day that there is not: of an article that is in force still, or not yet.
NO_DAYS = ("99999999", "00000000")
#: Kinds of acts with the force of law; the others are subordinate.
ACTS = ("COSTITUZIONE", "LEGGE", "DECRETO LEGISLATIVO", "DECRETO-LEGGE", "REGIO DECRETO")

#: The source enumerates no steps. What it says of an article's end decides nothing: no known step.
STAGES = Stages({})
_SOURCE_ID = re.compile(r"(\d{4}-\d\d-\d\d)/([0-9A-Z]+)")
#: How an editor marks text that a later act put in.
_AMENDED = re.compile(r"ins-akn|del-akn|\(\(|AGGIORNAMENTO")
#: The editorial code, as it stands at the end of a title: "[ ... (16G00250) ]".
_CODE = re.compile(r"\s*\((\d\d[0-9A-Z]{5,6})\)[\s\])]*$")


def _post(path: str, body: Mapping[str, Any], context: Mapping[str, Any]) -> Request:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    text = json.dumps(body, sort_keys=True)
    return Request(url=f"{API}/{path}", method="POST", headers=headers, body=text, context=context)


def _act(day: str, code: str) -> Request:
    body = {"dataGU": day, "codiceRedazionale": code, "formatoRichiesta": "V"}
    return _post("atto/dettaglio-atto", body, {"source_id": f"{day}/{code}"})


def _search(term: str, number: int) -> Request:
    paging = {"paginaCorrente": number, "numeroElementiPerPagina": PAGE_SIZE}
    body = {"titoloRicerca": term, "orderType": "recente", "paginazione": paging}
    return _post("ricerca/avanzata", body, {"term": term, "page": number})


def start(watch: Watch) -> Iterable[Request]:
    """Every followed act, then a search of titles for each term."""
    for watched in watch.measures:
        if match := _SOURCE_ID.fullmatch(watched.source_id or ""):
            yield _act(match[1], match[2])
    for term in watch.terms.get("it", ()):
        yield _search(term, 1)


def read_search(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A page of acts found, and the request for the next. Context: `term` and `page`, as asked."""
    answer = page.json()
    rows, number = member(answer, "listaAtti", list), member(context, "page", int)
    named = [(row, code) for row in rows if (code := _code(row))]
    yield from each_row(page, named, lambda pair: _found(*pair))
    if nameless := len(rows) - len(named):
        detail = f"{nameless} of {len(rows)} acts cannot be opened: they have no codiceRedazionale"
        yield Issue(kind=IssueKind.MISSING_FIELD, detail=detail, url=page.url, field="codiceRedazionale")
    # What it counts are pages.
    pages = number_of(answer, "numeroPagine") if answer.get("numeroPagine") is not None else 1
    following = _search(member(context, "term", str), number + 1)
    yield from counted_pages(page, rows, number, pages, following, "numeroPagine")


def _code(row: Mapping[str, Any]) -> str | None:
    """The editorial code of an act found, which its title repeats."""
    in_title = _CODE.search(optional_member(row, "titoloAtto", str) or "")
    return optional_member(row, "codiceRedazionale", str) or (in_title[1] if in_title else None)


def _found(row: Mapping[str, Any], code: str) -> Iterator[Found]:
    day = member(row, "dataGU", str)
    if iso_date(day, "dataGU") is None or not _SOURCE_ID.fullmatch(f"{day[:10]}/{code}"):
        raise Unreadable(IssueKind.BAD_VALUE, f"{day!r} and {code!r} name no act", "codiceRedazionale")
    titles = (optional_member(row, name, str) for name in ("titoloAtto", "descrizioneAtto"))
    yield Found(
        id=f"it_normattiva:{day[:10]}/{code}",
        detail=_act(day[:10], code),
        titles=tuple(("it", _plain(title)) for title in titles if title),
        version=optional_member(row, "dataUltimaModifica", str),
    )


def read_act(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """The first article of an act with the act's own data. Context: `source_id`, as asked."""
    answer = page.json()
    data = optional_member(answer, "data", dict) or {}
    act = optional_member(data, "atto", dict)
    if act is None:
        raise Unreadable(IssueKind.MISSING_FIELD, _no_act(answer, data), "atto")
    kind, number = member(act, "tipoProvvedimentoDescrizione", str), number_of(act, "numeroProvvedimento")
    made, gazette = _day(act, "Provvedimento"), _day(act, "GU")
    timeline, title = Timeline(STAGES), member(act, "titolo", str)
    timeline.add(Stage.ASSENTED, made, title, chamber=Chamber.EXECUTIVE)
    timeline.add(Stage.PUBLISHED, gazette, f"Gazzetta Ufficiale n. {identifier(act, 'numeroGU')}")
    force, state = _force(act, timeline)
    infix = "" if kind == "LEGGE" else f"{kind} "
    source_id = str(context.get("source_id", ""))
    measure = SOURCE.measure(
        *filter(None, (source_id,)),
        id=bill_id("it", f"law-{made.latest.year}", _ascii(f"{infix}{number}")),
        kind=Kind.ACT if kind.startswith(ACTS) else Kind.REGULATION,
        title=_plain(member(act, "sottoTitolo", str)),
        url=_link(source_id),
        citation=title,
        source_status=state,
        events=force,
    )
    yield from timeline.told(measure, page)


def _no_act(answer: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Why an answer holds no act: it is a list of texts, or what its message says."""
    texts = optional_member(data, "lista", list)
    if texts is not None:
        return f"no act, but a list of {len(texts)} texts in its place"
    told = optional_member(answer, "message", str) or optional_member(data, "message", str)
    return f"no act, but the message {told!r}" if told else "no act, and no message why"


def _force(act: Mapping[str, Any], timeline: Timeline) -> tuple[tuple[Event, ...], str | None]:
    """The step into force, and what the article's dates say. An end is left to people to judge."""
    begun, ended = (optional_member(act, f"articoloData{name}Vigenza", str) for name in ("Inizio", "Fine"))
    since = None if begun in NO_DAYS else date_of(begun, "articoloDataInizioVigenza", "%Y%m%d")
    if since is None:
        return (), None
    label = f"Art. 1 in vigore dal {since}"
    if ended and ended not in NO_DAYS:
        until = date_of(ended, "articoloDataFineVigenza", "%Y%m%d")
        label += f" al {until}"
        timeline.say(f"art. 1 in vigore fino al {until}", until)
    if _AMENDED.search(member(act, "articoloHtml", str)):
        return (Event(stage=Stage.IN_FORCE, date=None, label=label),), label
    note = "The first article bears no mark of an amendment: its text is in force since the law is."
    return (Event(stage=Stage.IN_FORCE, date=since, label=label, basis=Basis.INFERENCE, note=note),), label


def _day(act: Mapping[str, Any], name: str) -> Window:
    parts = [number_of(act, f"{part}{name}") for part in ("anno", "mese", "giorno")]
    day = date_of("-".join(map(str, parts)), f"giorno{name}", "%Y-%m-%d") if all(parts) else None
    if day is None:
        raise Unreadable(IssueKind.MISSING_FIELD, f"the day of the act is {parts}", f"giorno{name}")
    return day


def _link(source_id: str) -> str | None:
    day, _, code = source_id.partition("/")
    query = f"atto.dataPubblicazioneGazzetta={day}&atto.codiceRedazionale={code}"
    return f"https://www.normattiva.it/atto/caricaDettaglioAtto?{query}" if code else None


def _plain(title: str) -> str:
    """A title without mark-up, editors' brackets and the editorial code at its end."""
    text = BeautifulSoup(title, "lxml").get_text(" ") if "<" in title else title
    return _CODE.sub("", " ".join(re.sub(r"\(\(|\)\)|^\s*\[|\]\s*$", " ", text).split()))


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


SOURCE = Source(
    id="it_normattiva",
    place="IT",
    name="Normattiva, laws of Italy",
    home="https://www.normattiva.it",
    publisher="Presidenza del Consiglio dei ministri and Istituto Poligrafico e Zecca dello Stato",
    contact="https://www.normattiva.it",
    hosts=("api.normattiva.it",),
    languages=("it",),
    licence="Creative Commons Attribution 4.0",
    republish=True,
    every=timedelta(days=3),
    start=start,
    # Law 236/2016, whose title names the trade in organs.
    canary="it_normattiva:2016-12-23/16G00250",
    readers=(
        Reader(
            r"/atto/dettaglio-atto",
            read_act,
            Expect(content="json", must_contain=(b'"atto"',)),
            proof=Proof.WHOLE,
        ),
        Reader(
            r"/ricerca/avanzata",
            read_search,
            Expect(content="json", must_contain=(b'"listaAtti"',)),
            may_be_empty=True,
            lists=Found,
        ),
    ),
    max_requests=300,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
