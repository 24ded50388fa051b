"""Câmara dos Deputados, Brazil: Dados Abertos API v2.

Publisher: Câmara dos Deputados, https://dadosabertos.camara.leg.br
Formats: JSON, `{"dados": ..., "links": [...]}`: /proposicoes (lists), /proposicoes/{id} (detail) and
/proposicoes/{id}/tramitacoes (steps); https://dadosabertos.camara.leg.br/swagger/api.html. Codes:
/referencias/proposicoes/codTipoTramitacao (steps) and /codSituacao (where a bill stands).
Licence: Open data of the Câmara, free use with the source named (Ato da Mesa 32/2017, Lei 12.527/2011).
Caveats: The present codSituacao is stamped on old steps, so it dates nothing. Codes 200 and 1241 ("Retirada")
mostly take a bill off an agenda. Step 502 (archiving) is also a movement of paper after a law, and every open
bill is archived when a legislature ends and may be taken out again (640). Code 100 also stands for
declarations of vote. Lists without a date or number hold only the last 30 days.
How status is derived: A bill was brought in on dataApresentacao; one from the Senate (its steps say so, or it
bears the number of an earlier year) had its first reading then. Steps are looked up by code. An archiving
counts where the bill was taken out again later, or stands archived (or nowhere) today, and its words say why.
Withdrawal, rejection and the like count where the present situation says so too, dated by the last such step,
or where nothing but the filing of the papers followed. Step 251 or 1012 is law, with the day in the gazette
(DOU) out of its words; a situation "norm" without such a step is law without a date. Days in force are not
told. Read alone, a bill has the last of its steps, which its own page repeats.
Contact: dadosabertos@camara.leg.br; issues: https://github.com/CamaraDosDeputados/dados-abertos
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from tracker.source import Page, Request
from tracker.source.dates import date_of, iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.joined import Join, Kept, Part, Rows
from tracker.source.paging import counted_pages, linked_next, query_of
from tracker.source.reading import (
    identifier,
    member,
    members,
    optional_identifier,
    optional_member,
    whole_number,
)
from tracker.source.stages import Meaning, Stages, Step, Timeline, wording
from tracker.vocabulary import Alias, Chamber, Kind, Proof, Stage, Title, Window, bill_id

API = "https://dadosabertos.camara.leg.br/api/v2/proposicoes"
#: What can become law; the rest of the 448 types are papers about papers.
KINDS = {
    **dict.fromkeys(("PL", "PLP", "PEC", "MPV", "PLV", "PLN", "PLC", "PLS"), Kind.BILL),
    **dict.fromkeys(("PDL", "PDC", "PDS", "PRC", "PRS"), Kind.RESOLUTION),
}

# codTipoTramitacao: every code of the reference list. Rejections (197, 1236) and prejudices (198, 435, 1240)
# are no steps: they mostly befall amendments. They end a bill where their words name it (`_OF_BILL`).
_STEPS: tuple[tuple[Meaning, str], ...] = (
    (Stage.COMMITTEE, "110 112 121"),
    (Stage.REPORT, "240 336"),
    (Stage.SECOND_READING, "237 238"),
    (Stage.THIRD_READING, "239 244 1235"),
    (Stage.PASSED_CHAMBER, "128"),
    (Stage.PASSED, "126 127 608 609"),
    (Step(Stage.ASSENTED, Chamber.EXECUTIVE), "251 1012"),
    (Step(Stage.VETOED, Chamber.EXECUTIVE), "1013"),
    (Stage.REINSTATED, "135 140 503 640 650"),
    (Stage.LAPSED, "134 502 620 1024"),
    (Stage.DEFEATED, "133 201 1020"),
    (Stage.WITHDRAWN, "200 1025 1241"),
    (Stage.SUPERSEDED, "469"),
    (Stage.ADOPTED, "241"),
    (
        None,
        "5 100 104 105 106 107 113 115 120 122 125 129 130 131 132 137 138 139 150 151 161 162 170 171 180"
        " 181 191 192 193 194 195 196 197 198 199 203 210 211 214 215 216 219 220 221 222 223 226 227 231 232"
        " 233 234 242 245 250 260 263 300 319 320 321 322 323 324 326 327 328 329 330 331 335 337 338 339 340"
        " 350 352 353 362 400 401 420 430 431 435 440 441 451 452 500 501 504 505 506 507 510 600 601 602 603"
        " 604 605 606 607 610 630 700 710 720 910 997 998 999 1000 1001 1002 1003 1004 1005 1006 1007 1008"
        " 1009 1010 1011 1021 1022 1023 1026 1027 1028 1029 1030 1031 1032 1033 1034 1035 1036 1037 1038 1040"
        " 1041 1042 1043 1050 1051 1052 1053 1054 1055 1056 1057 1058 1059 1060 1061 1062 1070 1071 1231 1232"
        " 1233 1234 1236 1237 1238 1239 1240 1242 1243 1244 1245 1250 1255 1260 1261 1262 1263 1264 1500",
    ),
)
# codSituacao: every code of the reference list.
_SITUATIONS: tuple[tuple[Meaning, str], ...] = (
    (Step(Stage.ASSENTED, Chamber.EXECUTIVE), "1140"),
    (Stage.PASSED, "1150 1160 1294"),
    (Stage.PASSED_CHAMBER, "926 1303"),
    (Step(Stage.VETOED, Chamber.EXECUTIVE), "937"),
    (Stage.LAPSED, "914 923 930 931 940 1250 1292"),
    (Stage.WITHDRAWN, "950"),
    (Stage.DEFEATED, "941 1120"),
    (Stage.SUPERSEDED, "1222 1230 1260"),
    (
        None,
        "900 901 902 903 904 905 906 907 910 911 912 915 917 918 920 921 922 924 925 927 928 929 932 933 934"
        " 935 936 939 1000 1010 1020 1030 1040 1050 1052 1060 1070 1080 1090 1110 1161 1170 1180 1200 1201"
        " 1270 1280 1285 1290 1291 1293 1295 1296 1297 1298 1299 1300 1301 1302 1304 1305 1310 1311 1360",
    ),
)


STAGES = Stages(
    {
        f"{prefix}{code}": meaning
        for prefix, rows in (("", _STEPS), ("situação ", _SITUATIONS))
        for meaning, codes in rows
        for code in codes.split()
    }
)
#: Why a bill was archived, in the words of the step, or by the article of the Rules that they name: withdrawn
#: (104), no committee in favour (133), overtaken by another decision (163, 164).
_ENDINGS = [
    (r"retirad|\bart(?:igo|\.)? ?104\b", Stage.WITHDRAWN),
    (r"rejei|\bart(?:igo|\.)? ?133\b", Stage.DEFEATED),
    (r"prejudic|\bart(?:igo|\.)? ?16[34]\b", Stage.SUPERSEDED),
]
ARCHIVED = Stages({}, [*_ENDINGS, ("", Stage.LAPSED)])
#: What a step says only together with the present situation.
_CONFIRMED = frozenset({Stage.DEFEATED, Stage.WITHDRAWN, Stage.SUPERSEDED})
#: An archiving that is no mere filing of papers: what was open ends with its legislature (Rules, art. 105).
_WITH_THE_TERM = re.compile(r"art(?:igo|\.)? ?105\b|legislatura", re.IGNORECASE)
#: Steps that may befall an amendment, a report or an agenda, and the words that say it was the bill.
_OF_WHATEVER = {
    **dict.fromkeys(("197", "1236"), Stage.DEFEATED),
    **dict.fromkeys(("198", "435", "1240"), Stage.SUPERSEDED),
    **dict.fromkeys(("200", "1241"), Stage.WITHDRAWN),
}
_OF_BILL = re.compile(
    r"(?:retirad[ao]|rejeitad[ao]|prejudicad[ao]|retirada d[oa]|rejeição d[oa]|prejudicialidade d[oa]),?"
    r"(?: [oa]| est[ea]| presente| integralmente| definitivamente)* "
    r"(?:projeto|proposição|matéria|proposta|PLP?|PEC|PDL|PDC|MPV)\b(?! de fiscalização)"
    r"|pel[oa](?:\([oa]\))? autor",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:pauta|ordem do dia|(?:sub)?emendas?|(?-i:EM[A-Z])|destaques?|substitutivos?|parecer(?:es)?"
    r"|requerimentos?|relatórios?|assinaturas?)\b",
    re.IGNORECASE,
)
_BY_ITS_AUTHOR = "1025"
#: What the Senate may send, since 2019 with its number.
_BOTH_HOUSES, _ONE_NUMBER_SINCE = frozenset({"PL", "PLP", "PEC", "PDL"}), 2019
_TAKEN_OUT = re.compile(r"Desarquivad", re.IGNORECASE)
_NORM = re.compile(r"(Lei Ordinária|Lei Complementar|Emenda Constitucional)\s+(?:n[º°.]+ ?)?([\d.]+)/(\d{4})")
_NORM_SLUG = {"Lei Ordinária": "", "Lei Complementar": "lc-", "Emenda Constitucional": "ec-"}
_GAZETTE = re.compile(r"\bDOU (?:de )?(\d\d/\d\d/\d\d(?:\d\d)?)\b")
_SENATE = re.compile(r"pelo Senado Federal|do Senado Federal, que submete", re.IGNORECASE)
_SENATE_BILL = re.compile(r"Projeto de Lei do Senado n[º°.]* ?([\d.]+), de (\d{4})", re.IGNORECASE)
_SENATE_URI = re.compile(r"/materia/([A-Z]+)/(\d+)/(\d{4})")
_NAME = re.compile(r"([A-Z]+) (\d+)/(\d{4})")
#: What is kept of a bill until its steps are read.
_NEEDED = {"siglaTipo": str, "ementa": str, "dataApresentacao": str}
_OPTIONAL = dict.fromkeys(("ementaDetalhada", "uriPropPosterior", "uriPropAnterior"), str)
#: Of its last step, which its own page repeats.
_LAST = {"dataHora": str, "codTipoTramitacao": object, "descricaoTramitacao": str, "despacho": str}


def start(watch: Watch) -> Iterable[Request]:
    """Every followed bill by its id, or by its name ("PL 403/2007"), then a search for each term."""
    for watched in watch.measures:
        name = watched.source_id or ""
        if name.isdecimal():
            yield Request(url=f"{API}/{name}")
        elif found := _NAME.fullmatch(name):
            query = {"siglaTipo": found[1], "numero": found[2], "ano": found[3]}
            yield Request(url=f"{API}?{urlencode(query)}", context={"follow": True})
    for term in watch.terms.get("pt", ()):
        # With a date the list reaches back: the present Constitution is of 5 October 1988.
        query = {"keywords": term, "siglaTipo": "PL,PLP,PEC,MPV,PDL,PDC", "itens": "100"}
        query |= {"dataApresentacaoInicio": "1988-10-05", "ordem": "DESC", "ordenarPor": "id"}
        yield Request(url=f"{API}?{urlencode(query, quote_via=quote, safe=',')}")


def read_list(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A page of bills, and the next page. With `follow` they are followed whatever their words."""
    answer = page.json()
    rows = member(answer, "dados", list)
    for row in rows:
        name = identifier(row, "id")
        detail = Request(url=f"{API}/{name}")
        title = optional_member(row, "ementa", str)
        if member(row, "siglaTipo", str) in KINDS and (title or context.get("follow")):
            found = Found(id=f"br_camara:{name}", detail=detail, titles=(("pt", title or ""),))
            yield detail if context.get("follow") else found
    links = {member(link, "rel", str): member(link, "href", str) for link in member(answer, "links", list)}
    # The link to the last page says how many there are; a link to a next one says that this is not the last.
    asked, last = (query_of(link).get("pagina", "1") for link in (page.url, links.get("last", "")))
    number, pages = whole_number(asked, "pagina"), whole_number(last, "links.last")
    following = next(linked_next(page, links.get("next"), Request(url="", context=context)), None)
    yield from counted_pages(
        page, rows, number, max(pages, number + bool(following)), following, "links.last"
    )


def _kept(page: Page) -> dict[str, Any]:
    """What is kept of a bill until its steps are read."""
    bill = member(page.json(), "dados", dict)
    status = member(bill, "statusProposicao", dict)
    kept = members(bill, _NEEDED, _OPTIONAL) | {
        **{name: identifier(bill, name) for name in ("id", "numero", "ano")},
        "codSituacao": optional_identifier(status, "codSituacao"),
        "descricaoSituacao": optional_member(status, "descricaoSituacao", str),
        "last": [members(status, {}, _LAST)] if status.get("codTipoTramitacao") else [],
    }
    iso_date(kept["dataApresentacao"], "dataApresentacao")
    return kept


def _steps(page: Page, _bill: Kept, _before: Rows) -> tuple[list[Any], None]:
    """All steps of a bill, in their order."""
    rows = member(page.json(), "dados", list)
    return sorted(rows, key=lambda row: (member(row, "dataHora", str), member(row, "sequencia", int))), None


def _steps_of(bill: Kept) -> Request:
    return Request(url=f"{API}/{bill['id']}/tramitacoes")


class _Row(NamedTuple):
    """A step: its code and what that stands for, its day, its words; whether it surely befell the bill."""

    code: str
    stage: Stage | None
    day: Window | None
    name: str
    said: str
    sure: bool

    @property
    def label(self) -> str:
        return wording(self.name, self.said)


def _row(row: Mapping[str, Any]) -> _Row:
    code = identifier(row, "codTipoTramitacao")
    day = iso_date(member(row, "dataHora", str), "dataHora")
    name, said = (optional_member(row, key, str) for key in ("descricaoTramitacao", "despacho"))
    words, stage = f"{name} {said}", STAGES.stage(code)
    sure = code == _BY_ITS_AUTHOR or (code in _OF_WHATEVER and bool(_OF_BILL.search(words)))
    if sure:
        stage = _OF_WHATEVER.get(code, stage)
    return _Row(code, stage, day, name or code, said or "", sure)


def _told(bill: Kept, read: Mapping[str, Rows], page: Page) -> Iterator[Yield]:
    """The measure. Without its steps the last one and the present situation are all there is of its way."""
    rows = [_row(item) for item in (read["steps"] if "steps" in read else bill["last"])]
    url = f"https://www.camara.leg.br/propostas-legislativas/{bill['id']}"
    timeline = Timeline(STAGES, url)
    presented = iso_date(bill["dataApresentacao"], "dataApresentacao")
    senate = _came_over(bill, presented) or any(
        _SENATE.search(row.said) for row in rows if row.code in ("100", "500")
    )
    brought_in = Stage.FIRST_READING if senate else Stage.INTRODUCED
    timeline.add(brought_in, presented, "Apresentação", chamber=Chamber.LOWER)
    situation = f"situação {bill['codSituacao']}" if bill["codSituacao"] else None
    stands = STAGES.stage(situation)
    for row in _counting(rows, stands if situation else Stage.LAPSED):
        if row.stage is Stage.LAPSED and (archived := ARCHIVED.meaning(row.said)):
            timeline.add(archived.stage, row.day, row.label, chamber=Chamber.LOWER, code=row.code)
        elif row.sure and row.stage:
            timeline.add(row.stage, row.day, row.label, chamber=Chamber.LOWER, code=row.code)
        else:
            timeline.say(row.code, row.day, chamber=Chamber.LOWER, label=row.label, code=row.code)
    laws = [row for row in rows if row.stage is Stage.ASSENTED]
    for row in laws:
        if gazette := _GAZETTE.search(row.said):
            day = date_of(gazette[1], "despacho", "%d/%m/%y", "%d/%m/%Y")
            timeline.add(Stage.PUBLISHED, day, row.label, chamber=Chamber.EXECUTIVE, code=row.code)
    told = {event.stage for event in timeline.events}
    ended = told & (_CONFIRMED | {Stage.LAPSED, Stage.VETOED})
    if situation and stands not in told and not (stands is Stage.LAPSED and ended):
        timeline.say(situation, None, chamber=Chamber.LOWER, label=bill["descricaoSituacao"])
    names = [*_senate_names(bill, rows), *(norm for row in laws for norm in _norms(row.said))]
    # Committees number their own requests: of papers that are no bills several share a number.
    own = () if bill["siglaTipo"] in KINDS else (bill["id"],)
    measure = SOURCE.measure(
        bill["id"],
        id=bill_id("br", bill["siglaTipo"], " ".join((bill["numero"], bill["ano"], *own))),
        kind=KINDS.get(bill["siglaTipo"], Kind.MOTION),
        title=bill["ementa"],
        number=f"{bill['siglaTipo']} {bill['numero']}/{bill['ano']}",
        origin_chamber=Chamber.UPPER if senate else Chamber.LOWER,
        url=url,
        source_status=bill["descricaoSituacao"],
        titles=(Title(text=bill["ementaDetalhada"], lang="pt"),) if bill["ementaDetalhada"] else (),
        aliases=(*(Alias(id=name) for name in dict.fromkeys(names)),),
    )
    yield from timeline.told(measure, page)


def _counting(rows: Sequence[_Row], stands: Stage | None) -> Iterator[_Row]:
    """The steps that mean what their code says. `stands`: what the present situation is; LAPSED: archived."""
    out = [i for i, row in enumerate(rows) if row.stage is Stage.REINSTATED and _TAKEN_OUT.match(row.said)]
    # What was archived ended by the last such step, where nothing but the filing of its papers came after.
    moved = [i for i, row in enumerate(rows) if row.stage not in (None, Stage.LAPSED) and not _passes(row)]
    final = moved[-1] if moved and stands is Stage.LAPSED else None
    if final is not None and not rows[final].sure:
        open_still = any(_WITH_THE_TERM.search(row.said) for row in rows[final:] if row.stage is Stage.LAPSED)
        final = None if open_still else final
    for i, row in enumerate(rows):
        counts = True
        if row.stage is Stage.REINSTATED:
            counts = i in out
        elif row.stage is Stage.LAPSED:
            counts = stands is Stage.LAPSED or any(i < later for later in out)
        elif row.stage in _CONFIRMED:
            counts = i == final or (row.stage is stands and not any(r.stage is stands for r in rows[i + 1 :]))
        if counts:
            yield row


def _passes(row: _Row) -> bool:
    """Whether a step only took the bill off an agenda, or befell an amendment and the like."""
    return row.code in _OF_WHATEVER and not row.sure and bool(_OF_OTHERS.search(f"{row.name} {row.said}"))


def _came_over(bill: Kept, presented: Window | None) -> bool:
    """Whether a bill bears the number that the Senate gave it in an earlier year."""
    year = int(bill["ano"]) if bill["siglaTipo"] in _BOTH_HOUSES and bill["ano"].isdecimal() else 0
    return presented is not None and _ONE_NUMBER_SINCE <= year < presented.latest.year


def _senate_names(bill: Mapping[str, Any], rows: Sequence[_Row]) -> Iterator[str]:
    """The same bill's ids by its names in the Senate. Since 2019 it keeps its number."""
    for uri in (bill["uriPropAnterior"], bill["uriPropPosterior"]):
        if found := _SENATE_URI.search(uri or ""):
            yield bill_id("br", found[1], f"{found[2]} {found[3]}")
    for row in rows:
        if row.code == "500" and _SENATE.search(row.said) and (cited := _SENATE_BILL.search(row.said)):
            yield bill_id("br", "PLS", f"{cited[1].replace('.', '')} {cited[2]}")


def _norms(said: str) -> Iterator[str]:
    """Ids of the laws that a step's words name, such as br-law-2018-13752."""
    for kind, number, year in _NORM.findall(said):
        yield bill_id("br", f"law {year}", f"{_NORM_SLUG[kind]}{number.replace('.', '')}")


STEPS_PART = Part(
    name="steps",
    pattern=r"/proposicoes/\d+/tramitacoes$",
    expect=Expect.named("json", "codTipoTramitacao"),
    ask=_steps_of,
    read=_steps,
    proof=Proof.WHOLE,
)
BILL, STEPS = Join(
    entry="bill",
    pattern=r"/proposicoes/\d+$",
    expect=Expect.named("json", "statusProposicao"),
    keep=_kept,
    parts=(STEPS_PART,),
    tell=_told,
    proof=Proof.WHOLE,
).readers
#: By their names, for whoever reads the pages of a bill by hand.
read_bill, read_steps = BILL.read, STEPS.read
LIST = Reader(
    r"/proposicoes\?",
    read_list,
    Expect.named("json", "dados", "links"),
    may_be_empty=True,
    lists=Found,
    proof=Proof.WHOLE,
)

SOURCE = Source(
    id="br_camara",
    place="BR",
    name="Câmara dos Deputados, Dados Abertos",
    home="https://dadosabertos.camara.leg.br/",
    publisher="Câmara dos Deputados",
    contact="dadosabertos@camara.leg.br",
    hosts=("dadosabertos.camara.leg.br",),
    languages=("pt",),
    licence="Open data, free use with the source named",
    republish=True,
    every=timedelta(days=1),
    start=start,
    readers=(BILL, STEPS, LIST),
    max_requests=500,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
