"""Laws of Spain as they stand (consolidated legislation of the official gazette, BOE).

Publisher: Agencia Estatal Boletín Oficial del Estado, https://www.boe.es/datosabiertos
Formats: JSON (Accept: application/json); errors come as XML even so. A search by title gives a list; the data
of one norm are a list of one. Identifiers: BOE-A-2019-2363. Days are YYYYMMDD.
Licence: Reuse free with attribution (https://www.boe.es/informacion/aviso_legal).
Caveats: Only norms the gazette consolidates; others have no data here. Norms of the autonomous communities
are in the same collection: they are no law of the country and are left out. Each rank is numbered in a series
of its own: our ids carry the rank. A norm may come into force in parts; the day here is the general one. What
a list says of a norm lacks its repeal: every norm is asked for by itself.
How status is derived: fecha_disposicion is the day of the norm (for laws the royal sanction),
fecha_publicacion the gazette's, fecha_vigencia the first day in force. Repeal and annulment are flags with
days of their own; "vigencia_agotada" without either says that the norm has had its effect, without a day.
Contact: https://www.boe.es
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import date_of, sure
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import each_row, numbered_next, query_of, with_query
from tracker.source.reading import identifier, known, member, optional_identifier, optional_member
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import Chamber, Issue, IssueKind, Kind, Proof, Stage, Window, bill_id

API = "https://www.boe.es/datosabiertos/api/legislacion-consolidada"
PAGE_SIZE = 50
JSON = {"Accept": "application/json"}
#: datos-auxiliares/ambitos: "1" the State, "2" an autonomous community.
STATE = "1"


class Rank(NamedTuple):
    """What a norm of a rank is, and the word for it in our ids."""

    kind: Kind
    slug: str


#: datos-auxiliares/rangos, all nineteen.
RANKS = {
    "1020": Rank(Kind.REGULATION, "acuerdo"),
    "1070": Rank(Kind.ACT, "constitucion"),
    "1180": Rank(Kind.RATIFICATION, "acuerdo-internacional"),
    "1220": Rank(Kind.REGULATION, "reglamento"),
    "1290": Rank(Kind.ACT, "lo"),
    "1300": Rank(Kind.ACT, "ley"),
    "1310": Rank(Kind.ACT, "rdleg"),
    "1320": Rank(Kind.ACT, "rdl"),
    "1325": Rank(Kind.ACT, "dlf"),
    "1340": Rank(Kind.REGULATION, "rd"),
    "1350": Rank(Kind.REGULATION, "orden"),
    "1370": Rank(Kind.REGULATION, "resolucion"),
    "1390": Rank(Kind.REGULATION, "circular"),
    "1410": Rank(Kind.REGULATION, "instruccion"),
    "1450": Rank(Kind.ACT, "ley-foral"),
    "1470": Rank(Kind.ACT, "dleg"),
    "1480": Rank(Kind.ACT, "dfleg"),
    "1500": Rank(Kind.ACT, "dl"),
    "1510": Rank(Kind.REGULATION, "decreto"),
}
#: Names of the days and flags that tell a step, in the order a norm takes them.
STAGES = Stages(
    {
        "fecha_disposicion": Stage.ASSENTED,
        "fecha_publicacion": Stage.PUBLISHED,
        "fecha_vigencia": Stage.IN_FORCE,
        "estatus_derogacion": Stage.REPEALED,
        "estatus_anulacion": Stage.REPEALED,
        "vigencia_agotada": Stage.REPEALED,
    }
)
_DAY_OF_FLAG = {"estatus_derogacion": "fecha_derogacion", "estatus_anulacion": "fecha_anulacion"}
_FLAGS = {"S": True, "N": False}
_SOURCE_ID = re.compile(r"BOE-A-\d{4}-\d+")
_NUMBER = re.compile(r"(\d+)/(\d{4})")


def _norm(name: str) -> Request:
    return Request(url=f"{API}/id/{name}/metadatos", headers=JSON)


def start(watch: Watch) -> Iterable[Request]:
    """Every followed norm, then a search of titles for each term."""
    for watched in watch.measures:
        if _SOURCE_ID.fullmatch(watched.source_id or ""):
            yield _norm(watched.source_id or "")
    for term in watch.terms.get("es", ()):
        words = term.replace('"', " ")
        query = {
            "query": {"query_string": {"query": f'titulo:"{words}" and ambito@codigo:{STATE}'}},
            "sort": [{"fecha_publicacion": "desc"}],
        }
        yield Request(
            url=with_query(API, query=json.dumps(query, ensure_ascii=False), offset=0, limit=PAGE_SIZE),
            headers=JSON,
        )


def read_search(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """Norms found, and the request for the next page while pages are full."""
    rows = _data(page)
    yield from each_row(page, rows, _found)
    limit = query_of(page.url).get("limit", str(PAGE_SIZE))
    for request in numbered_next(page, "offset", len(rows) >= int(limit), step=int(limit), first=0):
        yield Request(url=request.url, headers=JSON)


def _found(row: Mapping[str, Any]) -> Iterator[Found]:
    name = member(row, "identificador", str)
    if _scope(row) == STATE:
        yield Found(
            id=f"es_boe:{name}",
            detail=_norm(name),
            titles=(("es", member(row, "titulo", str)),),
            version=optional_member(row, "fecha_actualizacion", str),
        )


def read_norm(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """The data of one norm."""
    rows = _data(page)
    if len(rows) != 1:
        raise Unreadable(IssueKind.BAD_VALUE, f"{len(rows)} norms: expected one", "data")
    row = rows[0]
    name, title = member(row, "identificador", str), member(row, "titulo", str)
    if f"/id/{name}/" not in page.url and "/id/" in page.url:
        raise Unreadable(IssueKind.BAD_VALUE, f"the page holds {name}", "identificador")
    if _scope(row) != STATE:
        raise Unreadable(IssueKind.BAD_VALUE, f"{name} is no law of the State", "ambito")
    rank = known(RANKS, identifier(member(row, "rango", dict), "codigo"), "rango")
    timeline = Timeline(STAGES, url=optional_member(row, "url_html_consolidada", str))
    made = _day(row, "fecha_disposicion")
    timeline.say("fecha_disposicion", made, label=f"Disposición: {title}", chamber=Chamber.EXECUTIVE)
    gazette = f"BOE núm. {optional_identifier(row, 'diario_numero') or '?'}"
    timeline.say("fecha_publicacion", _day(row, "fecha_publicacion"), label=gazette)
    if optional_identifier(row, "fecha_vigencia"):
        timeline.say("fecha_vigencia", _day(row, "fecha_vigencia"), label="Entrada en vigor")
    law = _id(row, rank, made)
    yield from _end(timeline, row, page, law)
    measure = SOURCE.measure(
        name,
        id=law,
        kind=rank.kind,
        title=title,
        number=name,
        url=optional_member(row, "url_eli", str) or optional_member(row, "url_html_consolidada", str),
        source_status=optional_member(optional_member(row, "estado_consolidacion", dict) or {}, "texto", str),
    )
    yield from timeline.told(measure, page)


def _end(timeline: Timeline, row: Mapping[str, Any], page: Page, law: str) -> Iterator[Issue]:
    """The end of a norm, by whichever flag is set first."""
    for flag in ("estatus_derogacion", "estatus_anulacion", "vigencia_agotada"):
        if not known(_FLAGS, member(row, flag, str), flag):
            continue
        field = _DAY_OF_FLAG.get(flag, "")
        when = date_of(optional_identifier(row, field), field, "%Y%m%d")
        timeline.say(flag, when, label=flag.replace("_", " "))
        if when is None:
            # Without a day the engine cannot place the end: somebody has to look.
            detail = f"{flag} is set, without a day: the norm is no longer in force"
            yield Issue(
                kind=IssueKind.MISSING_FIELD,
                detail=detail,
                url=page.url,
                field=field or flag,
                measure=law,
            )
        return


def _id(row: Mapping[str, Any], rank: Rank, made: Window) -> str:
    number = _NUMBER.fullmatch(optional_member(row, "numero_oficial", str) or "")
    if number is None:
        tail = member(row, "identificador", str).removeprefix("BOE-A-")
        return bill_id("es", f"law-{made.latest.year}", f"{rank.slug} boe {tail}")
    return bill_id("es", f"law-{number[2]}", f"{rank.slug} {number[1]}")


def _scope(row: Mapping[str, Any]) -> str:
    return identifier(member(row, "ambito", dict), "codigo")


def _day(row: Mapping[str, Any], field: str) -> Window:
    return sure(date_of(identifier(row, field), field, "%Y%m%d"), field)


def _data(page: Page) -> list[Mapping[str, Any]]:
    answer = page.json()
    status = identifier(member(answer, "status", dict), "code")
    if status != "200":
        raise Unreadable(IssueKind.BAD_VALUE, f"status is {status!r}: expected '200'", "status")
    return member(answer, "data", list)


SOURCE = Source(
    id="es_boe",
    place="ES",
    name="Boletín Oficial del Estado, consolidated legislation of Spain",
    home="https://www.boe.es/datosabiertos",
    publisher="Agencia Estatal Boletín Oficial del Estado",
    contact="https://www.boe.es",
    hosts=("www.boe.es",),
    languages=("es",),
    licence="Free reuse with attribution (https://www.boe.es/informacion/aviso_legal)",
    republish=True,
    every=timedelta(days=3),
    start=start,
    readers=(
        Reader(
            r"/legislacion-consolidada/id/[^/]+/metadatos$",
            read_norm,
            Expect(content="json", must_contain=(b'"identificador"', b'"estatus_derogacion"')),
            proof=Proof.WHOLE,
        ),
        Reader(
            r"/legislacion-consolidada\?",
            read_search,
            Expect(content="json", must_contain=(b'"status"', b'"data"')),
            may_be_empty=True,
            lists=Found,
            proof=Proof.WHOLE,
        ),
    ),
    max_requests=300,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
