"""Senado Federal, Brazil: Dados Abertos Legislativos, service "processo".

Publisher: Senado Federal, https://www12.senado.leg.br/dados-abertos
Formats: JSON (`Accept: application/json`): /processo?termo= and /processo?sigla=&numero=&ano= (lists) and
/processo/{id} (detail); https://legis.senado.leg.br/dadosabertos/api-docs/swagger-ui/index.html. The older
/materia/{codigo}, deprecated in 2025, is still read.
Licence: Open data, free use with the source named (Lei 12.527/2011)
Caveats: No response of /processo has been read; its members are as its users describe them. Of the 175 kinds
of situation only those seen have a meaning below; one that says what a bill waits for is no step. An old
dataApresentacao can be a default day. A bill has another number in each chamber before 2019, and PEC numbers
of the two chambers are different bills then.
How status is derived: Situations (autuacoes.situacoes and informes) are looked up by their words.
"Transformada em norma" is law, with the days of signature and publication from normaGerada, or by the name of
the norm, there or in the list that led to the bill. "Arquivada ao final da legislatura" is a lapse, undone
where a later situation follows it. "Remetida à Câmara" is passage by the Senate. A bill without its
situations is where situacaoAtual says.
Contact: https://www12.senado.leg.br/dados-abertos; limit: ten requests a second
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from tracker.source import Page, Request
from tracker.source.dates import date_of, iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import array
from tracker.source.reading import identifier, known, member, optional_identifier, optional_member
from tracker.source.stages import Stages, Step, Timeline, wording
from tracker.vocabulary import Alias, Chamber, Kind, Proof, Stage, Title, Window, bill_id

API = "https://legis.senado.leg.br/dadosabertos/processo"
JSON = {"Accept": "application/json"}
KINDS = {
    **dict.fromkeys(("PL", "PLS", "PLC", "PLP", "PEC", "PLN", "PLV", "MPV"), Kind.BILL),
    **dict.fromkeys(("PDL", "PDS", "PDN", "PRS", "PRN"), Kind.RESOLUTION),
}
HOUSES = {"SF": Chamber.UPPER, "CD": Chamber.LOWER, "CN": Chamber.LEGISLATURE}
#: siglaTipo of a norm, in both services, and how it stands in the id of a law.
LAWS = {"LEI": "", "LEI-n": "", "LCP": "lc-", "EMC": "ec-", "EMC-n": "ec-"}
_EXECUTIVE = Chamber.EXECUTIVE

# Kinds of situation by their words: https://legis.senado.leg.br/dadosabertos/processo/tipos-situacao
STAGES = Stages(
    {
        "AGUARDANDO DESIGNAÇÃO DO RELATOR": Stage.COMMITTEE,
        "APROVADO PARECER NA COMISSÃO": Stage.REPORT,
        "APROVADA": Stage.THIRD_READING,
        "APROVADO O SUBSTITUTIVO": Stage.THIRD_READING,
        "APROVADO O PROJETO DE LEI DE CONVERSÃO": Stage.THIRD_READING,
        "REMETIDA À CÂMARA DOS DEPUTADOS": Stage.PASSED_CHAMBER,
        "REMETIDA À SANÇÃO": Stage.PASSED,
        "REMETIDA À PROMULGAÇÃO": Stage.PASSED,
        "TRANSFORMADA EM NORMA JURÍDICA": Step(Stage.ASSENTED, _EXECUTIVE),
        "TRANSFORMADA EM NORMA JURÍDICA COM VETO PARCIAL": Step(Stage.ASSENTED, _EXECUTIVE),
        "VETADA": Step(Stage.VETOED, _EXECUTIVE),
        "REJEITADA": Stage.DEFEATED,
        "PREJUDICADA": Stage.SUPERSEDED,
        "REVOGADA": Stage.SUPERSEDED,
        "RETIRADA PELO AUTOR": Stage.WITHDRAWN,
        "ARQUIVADA": Stage.LAPSED,
        "ARQUIVADA AO FINAL DA LEGISLATURA": Stage.LAPSED,
        "ARQUIVADO NA CÂMARA DOS DEPUTADOS": Step(Stage.LAPSED, Chamber.LOWER),
        "SEM EFICÁCIA": Stage.LAPSED,
        **dict.fromkeys((
            "AUDIÊNCIA PÚBLICA", "LEITURA DE REQUERIMENTO", "MATÉRIA COM A RELATORIA", "MATÉRIA DESPACHADA",
            "MATÉRIA LIDA EM PLENÁRIO.", "MEDIDA PROVISÓRIA ENVIADA À CÂMARA DOS DEPUTADOS",
            "PEDIDO DE VISTA CONCEDIDO", "VETO DELIBERADO PELO PLENÁRIO",
        )),
    },
    [(r"^(AGUARDANDO|AGENDAD|INCLU[IÍ]D|PRONT[AO] )", None)],
)  # fmt: skip
_NAME = re.compile(r"([A-Z]+)[ /](\d+)/(\d{4})")
#: "Lei Complementar nº 228 de 19/03/2026", and how its kind stands in the id of a law.
_NORM = re.compile(r"(.+?),? n[º°.]+ ?([\d.]+),? de (\d\d/\d\d/\d{4})")
_NORMS = {"Lei": "", "Lei Ordinária": "", "Lei Complementar": "lc-", "Emenda Constitucional": "ec-"}
_OWN_NUMBERS_UNTIL = 2018


def start(watch: Watch) -> Iterable[Request]:
    """Every followed bill by its id, or by its name ("PLS 229/2009"), then a search for each term."""
    for watched in watch.measures:
        name = watched.source_id or ""
        if name.isdecimal():
            yield _detail(name)
        elif found := _NAME.fullmatch(name):
            query = {"sigla": found[1], "numero": found[2], "ano": found[3], "v": "1"}
            yield Request(url=f"{API}?{urlencode(query)}", headers=JSON, context={"follow": True})
    for term in watch.terms.get("pt", ()):
        # Without a date only what is still open is searched.
        query = {"termo": term, "dataInicioApresentacao": "1988-10-05", "v": "1"}
        yield Request(url=f"{API}?{urlencode(query, quote_via=quote)}", headers=JSON)


def _detail(number: str, norm: str | None = None) -> Request:
    context = {"normaGerada": norm} if norm else {}
    return Request(url=f"{API}/{number}?v=1", headers=JSON, context=context)


def read_list(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """What a search found. With `follow` it is followed whatever its words."""
    for row in array(page):
        number, norm = identifier(row, "id"), optional_member(row, "normaGerada", object)
        if member(row, "identificacao", str).split()[0] not in KINDS:
            continue
        detail = _detail(number, norm if isinstance(norm, str) else None)
        if context.get("follow"):
            yield detail
        elif title := optional_member(row, "ementa", str):
            version = optional_member(row, "dataUltimaAtualizacao", str)
            name = f"br_senado:{number}"
            yield Found(id=name, detail=detail, titles=(("pt", title),), version=version)


def read_processo(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A bill as the service "processo" tells it. Context: `normaGerada`, the name of its law in the list."""
    bill = page.json()
    listed = {"descricao": optional_member(context, "normaGerada", str)}
    yield from _measure(page, {**bill, "normaGerada": listed | _given(bill)})


def read_materia(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """A bill as the older service "materia" tells it, its present situation alone, in the newer form."""
    bill = member(member(page.json(), "DetalheMateria", dict), "Materia", dict)
    identity, basic = member(bill, "IdentificacaoMateria", dict), member(bill, "DadosBasicosMateria", dict)
    found = (optional_member(bill, "OutrosNumerosDaMateria", dict) or {}).get("OutroNumeroDaMateria") or []
    rows = found if isinstance(found, list) else [found]
    others = [_named(member(row, "IdentificacaoMateria", dict)) for row in rows]
    origin = optional_member(bill, "CasaIniciadoraNoLegislativo", dict) or {}
    house = optional_member(origin, "SiglaCasaIniciadora", str)
    files = member(member(member(bill, "SituacaoAtual", dict), "Autuacoes", dict), "Autuacao", list)
    situations = [member(file, "Situacao", dict) for file in files]
    norm = member(bill["NormaGerada"], "IdentificacaoNorma", dict) if bill.get("NormaGerada") else {}
    first = (_name(row) for row in others if house != "SF" and row["casaIdentificadora"] == house)
    newer = {
        "codigoMateria": identifier(identity, "CodigoMateria"),
        **_named(identity),
        "siglaCasaIniciadora": house,
        "outrosNumeros": others,
        "identificacaoProcessoInicial": next(first, None),
        "conteudo": {
            "ementa": member(basic, "EmentaMateria", str),
            "explicacaoEmenta": basic.get("ExplicacaoEmentaMateria"),
        },
        "documento": {"dataApresentacao": member(basic, "DataApresentacao", str)},
        "situacaoAtual": member(situations[-1], "DescricaoSituacao", str) if situations else None,
        "autuacoes": [
            {"situacoes": [{"descricao": s.get("DescricaoSituacao"), "inicio": s.get("DataSituacao")}]}
            for s in situations
        ],
        "normaGerada": {
            "dataAssinatura": norm.get("DataNorma"),
            "dataPublicacao": norm.get("DataPublicacao"),
            "siglaTipo": norm.get("SiglaTipoNorma"),
            "numero": norm.get("NumeroNorma"),
        },
    }
    yield from _measure(page, newer)


def _named(identity: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "casaIdentificadora": member(identity, "SiglaCasaIdentificacaoMateria", str),
        "sigla": member(identity, "SiglaSubtipoMateria", str),
        "numero": identifier(identity, "NumeroMateria").lstrip("0"),
        "ano": identifier(identity, "AnoMateria"),
    }


def _name(bill: Mapping[str, Any]) -> str:
    """ "PLS 229/2009" of sigla, numero and ano."""
    number = identifier(bill, "numero").replace(".", "")
    return f"{member(bill, 'sigla', str)} {number}/{identifier(bill, 'ano')}"


def _id(house: str, name: str) -> str:
    """Before 2019 the Senate's own PEC and the Câmara's of the same number are different bills."""
    sigla, _, rest = name.partition(" ")
    own = house == "SF" and sigla == "PEC" and int(rest.partition("/")[2]) <= _OWN_NUMBERS_UNTIL
    return bill_id("br", "sf" if own else "", name)


def _measure(page: Page, bill: Mapping[str, Any]) -> Iterator[Yield]:
    here, name = member(bill, "casaIdentificadora", str), _name(bill)
    house = optional_member(bill, "siglaCasaIniciadora", str) or here
    first = optional_member(bill, "identificacaoProcessoInicial", str)
    ids = [_id(house, first.replace(".", ""))] if first and _NAME.fullmatch(first.replace(".", "")) else []
    ids.append(_id(here, name))
    for other in optional_member(bill, "outrosNumeros", list) or ():
        if member(other, "sigla", str) in KINDS:
            ids.append(_id(member(other, "casaIdentificadora", str), _name(other)))
    content = member(bill, "conteudo", dict)
    code = identifier(bill, "codigoMateria")
    url = f"https://www25.senado.leg.br/web/atividade/materias/-/materia/{code}"
    timeline, chamber = Timeline(STAGES, url), HOUSES.get(here)
    text = member(member(bill, "documento", dict), "dataApresentacao", str)
    brought_in = Stage.INTRODUCED if house == here else Stage.FIRST_READING
    timeline.add(brought_in, _presented(text), "Apresentação", chamber=chamber)
    norm = member(bill, "normaGerada", dict)
    law = _law(norm)
    _tell(timeline, bill, norm, law.signed, chamber)
    ids.extend(filter(None, (law.id,)))
    further = optional_member(content, "explicacaoEmenta", str)
    source_id = optional_identifier(bill, "id")
    measure = SOURCE.measure(
        *filter(None, (source_id,)),
        id=ids[0],
        kind=KINDS.get(member(bill, "sigla", str), Kind.MOTION),
        title=member(content, "ementa", str),
        number=first or name,
        origin_chamber=known(HOUSES, house, "siglaCasaIniciadora"),
        url=url,
        source_status=optional_member(bill, "situacaoAtual", str),
        titles=(Title(text=further, lang="pt"),) if further else (),
        aliases=tuple(Alias(id=other) for other in dict.fromkeys(ids[1:]) if other != ids[0]),
    )
    yield from timeline.told(measure, page)


def _presented(text: str) -> Window | None:
    """The day a bill was brought in. Old records bear 3 January, when nobody sits, for a day not known."""
    day = iso_date(text, "dataApresentacao")
    return Window.parse(text[:4]) if day and (day.latest.month, day.latest.day) == (1, 3) else day


def _given(bill: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a bill's norm that are there; a list has but its name."""
    norm = optional_member(bill, "normaGerada", object)
    if isinstance(norm, str):
        return {"descricao": norm}
    return {
        name: value for name, value in (optional_member(bill, "normaGerada", dict) or {}).items() if value
    }


class _Law(NamedTuple):
    """The law a bill became: its id, and the day it was signed, where they are known."""

    id: str | None
    signed: Window | None


def _law(norm: Mapping[str, Any]) -> _Law:
    """By the members of the norm; by its name where they lack."""
    named = _NORM.match(optional_member(norm, "descricao", str) or "")
    signed = iso_date(optional_member(norm, "dataAssinatura", str), "dataAssinatura")
    if signed is None and named:
        signed = date_of(named[3], "descricao", "%d/%m/%Y")
    number = optional_identifier(norm, "numero") or (named[2] if named else None)
    year = optional_identifier(norm, "anoAssinatura") or (str(signed)[:4] if signed else None)
    kind = optional_member(norm, "siglaTipo", str)
    slug = LAWS.get(kind) if kind else _NORMS.get(named[1]) if named else None
    if not number or not year or slug is None:
        return _Law(None, signed)
    return _Law(bill_id("br", f"law {year}", f"{slug}{number.replace('.', '')}"), signed)


def _tell(
    timeline: Timeline,
    bill: Mapping[str, Any],
    norm: Mapping[str, Any],
    signed: Window | None,
    chamber: Chamber | None,
) -> None:
    """The situations in order of time; a law by the days of its norm, where they are given."""
    published = iso_date(optional_member(norm, "dataPublicacao", str), "dataPublicacao")
    told = [s for file in optional_member(bill, "autuacoes", list) or () for s in _situations(file)]
    told.sort(key=lambda s: s[1][:10])
    lapsed = False
    for words, text, said in told:
        stage, day, label = STAGES.stage(words), iso_date(text, "inicio"), wording(words, said)
        if lapsed and stage is not Stage.LAPSED:
            timeline.add(Stage.REINSTATED, day, label, chamber=chamber)
        lapsed = stage is Stage.LAPSED
        if stage is not Stage.ASSENTED:
            timeline.say(words, day, chamber=chamber, label=label)
    present = optional_member(bill, "situacaoAtual", str)
    if not told and present and STAGES.stage(present) is not Stage.ASSENTED:
        timeline.say(present, None, chamber=chamber)
    if Stage.ASSENTED in {STAGES.stage(words) for words in (*(words for words, _, _ in told), present)}:
        timeline.add(Stage.ASSENTED, signed, "dataAssinatura", chamber=_EXECUTIVE)
        if published:
            timeline.add(Stage.PUBLISHED, published, "dataPublicacao", chamber=_EXECUTIVE)


def _situations(file: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """(words, day, what was said) of each situation that a file of the bill has been in."""
    words_of = {}
    for row in optional_member(file, "situacoes", list) or ():
        words = member(row, "descricao", str)
        words_of[optional_member(row, "sigla", str)] = words
        yield words, member(row, "inicio", str), None
    for row in optional_member(file, "informesLegislativos", list) or ():
        started = optional_member(row, "siglaSituacaoIniciada", str)
        if started and started in words_of:
            yield words_of[started], member(row, "data", str), optional_member(row, "descricao", str)


PROCESSO = Reader(r"/processo/\d+(?:\?|$)", read_processo, Expect.named("json", "codigoMateria", "conteudo"))
MATERIA = Reader(
    r"/materia/\d+(?:\?|$)", read_materia, Expect.named("json", "DetalheMateria"), proof=Proof.WHOLE
)
LIST = Reader(
    r"/processo\?", read_list, Expect(content="json", must_contain=(b"[",)), may_be_empty=True, lists=Found
)

SOURCE = Source(
    id="br_senado",
    place="BR",
    name="Senado Federal, Dados Abertos",
    home="https://www12.senado.leg.br/dados-abertos",
    publisher="Senado Federal",
    contact="https://www12.senado.leg.br/dados-abertos",
    hosts=("legis.senado.leg.br",),
    languages=("pt",),
    licence="Open data, free use with the source named",
    republish=True,
    every=timedelta(days=1),
    start=start,
    readers=(PROCESSO, MATERIA, LIST),
    reason="Responses of the older service were read; of the one that is asked, none yet.",
    unverified_live=True,
)
