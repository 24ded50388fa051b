"""Brazil's two chambers: oracles from real responses, the traps of their codes, one bill under two names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scrapers import br_camara, br_senado
from tests.conftest import capture_index
from tracker.history import Record, merge
from tracker.page import Page, Request, Unreadable
from tracker.source import Found, Source, Step, Watch, Watched
from tracker.source.declare import read
from tracker.status import Assessment
from tracker.vocabulary import Chamber, Issue, Measure, Stage, Status

API = br_camara.API
TODAY = date(2026, 11, 24)


def pages(source: str) -> list[tuple[str, Mapping[str, Any]]]:
    return [(line["file"], line) for line in capture_index() if line.get("source") == source]


def load(captures: Path, file: str) -> Any:
    return json.loads((captures / file).read_text("utf-8"))


def bill(captures: Path, number: int) -> tuple[Measure, list[Issue]]:
    """A bill of the Câmara through both its pages."""
    content = (captures / f"br/camara_proposicao_{number}.json").read_bytes()
    (request,) = br_camara.read_bill(Page(content, f"{API}/{number}"), {})
    assert isinstance(request, Request)
    steps = (captures / f"br/camara_tramitacoes_{number}.json").read_bytes()
    measure, *issues = br_camara.read_steps(Page(steps, request.url), request.context)
    assert isinstance(measure, Measure)
    return measure, [issue for issue in issues if isinstance(issue, Issue)]


def told(source: Source, page: Page, context: Mapping[str, Any]) -> tuple[Measure, list[Issue]]:
    measure, *issues = read(source, page, context)
    assert isinstance(measure, Measure)
    return measure, [issue for issue in issues if isinstance(issue, Issue)]


def status(measure: Measure) -> Status | None:
    standing = Assessment(merge(measure.id, [Record("x", measure, TODAY)]), None).on(TODAY)
    return standing.status if standing else None


def days(measure: Measure, *stages: Stage) -> list[str]:
    return [str(e.date) for e in measure.events if e.stage in stages]


@pytest.mark.captures
def test_one_bill_in_both_chambers_is_one_measure(captures: Path) -> None:
    lower, issues = bill(captures, 1635730)
    content = (captures / "br/senado_materia_126084.json").read_bytes()
    upper, _ = told(
        br_senado.SOURCE, Page(content, "http://legis.senado.leg.br/dadosabertos/materia/126084"), {}
    )
    assert issues == []
    assert lower.id == upper.id == "br-pl-2646-2015"
    assert (
        {a.id for a in lower.aliases}
        >= {"br-plc-27-2016", "br-law-2018-13752"}
        <= {a.id for a in upper.aliases}
    )
    assert days(lower, Stage.INTRODUCED, Stage.PASSED_CHAMBER) == ["2015-08-13", "2016-06-07"]
    for measure in (lower, upper):
        assert days(measure, Stage.ASSENTED, Stage.PUBLISHED) == ["2018-11-26", "2018-11-27"]
        assert status(measure) is Status.ENACTED


@pytest.mark.captures
def test_a_bill_archived_with_each_legislature_is_alive_again(captures: Path) -> None:
    measure, _ = bill(captures, 257161)
    lapses = ["2007-01-31", "2011-01-31", "2015-01-31", "2019-01-31"]
    assert days(measure, Stage.LAPSED) == lapses
    assert days(measure, Stage.REINSTATED) == ["2007-04-25", "2011-02-14", "2015-02-04", "2019-02-19"]
    assert status(measure) is Status.PENDING


@pytest.mark.captures
def test_a_bill_of_the_senate_is_received_not_introduced(captures: Path) -> None:
    measure, _ = bill(captures, 2121442)
    assert measure.events[0].stage is Stage.FIRST_READING
    assert days(measure, Stage.INTRODUCED) == []
    assert "br-pls-449-2016" in {a.id for a in measure.aliases}


@pytest.mark.captures
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (91341, Status.PENDING),
        (1430, Status.LAPSED),
        (1489, Status.PENDING),
        (120143, Status.LAPSED),
        (120768, Status.PENDING),
        (135061, Status.LAPSED),
    ],
)
def test_where_bills_of_the_senate_stand(captures: Path, number: int, expected: Status) -> None:
    url = f"http://legis.senado.leg.br/dadosabertos/materia/{number}"
    content = (captures / f"br/senado_materia_{number}.json").read_bytes()
    assert status(told(br_senado.SOURCE, Page(content, url), {})[0]) is expected


@pytest.mark.captures
@pytest.mark.parametrize(
    ("number", "name", "steps"),
    [
        # Its own page repeats the last step: here a notice, there the law with its day in the gazette.
        (2334926, "br-pl-2410-2022", [(Stage.INTRODUCED, "2022-09-02")]),
        (
            2611313,
            "br-plp-74-2026",
            [
                (Stage.INTRODUCED, "2026-03-23"),
                (Stage.ASSENTED, "2026-09-04"),
                (Stage.PUBLISHED, "2026-09-15"),
            ],
        ),
        # The Senate's bill of 2023, whose number it bears.
        (2612930, "br-pl-896-2023", [(Stage.FIRST_READING, "2026-03-30")]),
    ],
)
def test_bills_of_2026_read_alone(
    captures: Path, number: int, name: str, steps: list[tuple[Stage, str]]
) -> None:
    content = (captures / f"br/camara_proposicao_{number}.json").read_bytes()
    measure, issues = told(br_camara.SOURCE, Page(content, f"{API}/{number}"), {"alone": True})
    assert (measure.id, [(e.stage, str(e.date)) for e in measure.events], issues) == (name, steps, [])
    assert measure.origin_chamber is (Chamber.UPPER if number == 2612930 else Chamber.LOWER)
    assert ("br-law-2026-lc-237" in {alias.id for alias in measure.aliases}) is (number == 2611313)


@pytest.mark.captures
def test_the_lists_page_on_and_name_what_they_find(captures: Path) -> None:
    name = "br/camara_proposicoes_list_dataInicio_2007_01_01_dataFim_2017_01_01_itens_10_pagina_1.json"
    url = next(line["url"] for file, line in pages("br_camara") if file == name)
    *found, following = read(br_camara.SOURCE, Page((captures / name).read_bytes(), url), {})
    assert isinstance(following, Request)
    assert "pagina=2" in following.url
    assert all(isinstance(f, Found) for f in found)


@pytest.mark.captures
def test_the_types_that_make_law_are_those_of_the_list(captures: Path) -> None:
    listed = {row["sigla"] for row in load(captures, "br/camara_referencias_siglaTipo.json")["dados"]}
    assert set(br_camara.KINDS) - {"PDS", "PRS"} <= listed


@pytest.mark.captures
def test_every_captured_word_has_a_meaning(captures: Path) -> None:
    for path in (captures / "br").glob("*_tramitacoes_*.json"):
        for row in json.loads(path.read_text("utf-8"))["dados"]:
            known = {
                row["codTipoTramitacao"],
                *([f"situação {row['codSituacao']}"] * bool(row["codSituacao"])),
            }
            assert known <= set(br_camara.STAGES.values)
    for path in (captures / "br").glob("senado_materia*.json"):
        for words in re.findall(r'"DescricaoSituacao": ?"([^"]+)"', path.read_text("utf-8")):
            assert is_known(br_senado.STAGES.meaning(words)), words


def is_known(step: Step | None) -> bool:
    return step is None or step.stage is not Stage.UNKNOWN


@pytest.mark.parametrize("code", [1140, 926, 923, 950, 924, 915, 932, 936, 1090, 1285, 128, 251, 502, 640])
def test_every_code_of_the_notes_has_a_meaning(code: int) -> None:
    raw = str(code) if code in (128, 251, 502, 640) else f"situação {code}"
    assert is_known(br_camara.STAGES.meaning(raw))


WORDS = [
    "TRANSFORMADA EM NORMA JURÍDICA",
    "REMETIDA À CÂMARA DOS DEPUTADOS",
    "AGUARDANDO DECISÃO DA CÂMARA DOS DEPUTADOS",
    "ARQUIVADA",
    "ARQUIVADA AO FINAL DA LEGISLATURA",
    "SEM EFICÁCIA",
    "AGUARDANDO INCLUSÃO ORDEM DO DIA DE REQUERIMENTO",
]


@pytest.mark.parametrize("words", WORDS)
def test_every_situation_of_the_senate_in_the_notes_has_a_meaning(words: str) -> None:
    assert is_known(br_senado.STAGES.meaning(words))


def step(day: str, code: str, said: str = "", n: int = 1) -> dict[str, Any]:
    return {
        "dataHora": f"{day}T10:00",
        "sequencia": n,
        "codTipoTramitacao": code,
        "descricaoTramitacao": code,
        "despacho": said,
    }


@pytest.mark.parametrize(
    ("situation", "steps", "expected"),
    [
        # Trap (b): taken off an agenda, and an amendment withdrawn, are no end.
        ("924", [step("2016-07-01", "200", "Retirada a EMP 2/2016.")], Status.PENDING),
        ("950", [step("2016-07-01", "200", "Retirada."), step("2016-08-01", "1241")], Status.WITHDRAWN),
        # Trap (c): paper is archived after a law.
        (
            "1140",
            [step("2016-12-15", "251", "Emenda Constitucional 95/2016."), step("2017-05-09", "502")],
            Status.ENACTED,
        ),
        ("1140", [], Status.UNKNOWN),
        # Trap (d): archived, and asked to be taken out, is not taken out.
        ("923", [step("2019-01-31", "502", "Artigo 105"), step("2019-02-04", "640", "REQ")], Status.LAPSED),
        (None, [step("2019-01-31", "502", "Artigo 105")], Status.LAPSED),
        ("915", [step("2019-01-31", "502", "Artigo 105")], Status.PENDING),
        ("923", [step("2019-01-31", "502", "Arquivado, rejeitado o projeto.")], Status.DEFEATED),
        ("923", [step("2019-01-31", "502", "Arquivado por prejudicialidade.")], Status.SUPERSEDED),
        ("923", [], Status.LAPSED),
        ("937", [step("2019-01-31", "1013")], Status.VETOED),
        ("926", [step("2019-01-31", "128")], Status.PENDING),
        ("1120", [step("2019-01-31", "201")], Status.DEFEATED),
        ("1292", [step("2019-01-31", "620")], Status.LAPSED),
        # Its papers were filed away after it had ended.
        ("923", [step("2022-05-02", "1025"), step("2022-05-20", "502", "Ao Arquivo")], Status.WITHDRAWN),
        ("923", [step("2022-05-02", "200"), step("2022-05-20", "502"), step("2023-01-31", "502")],
         Status.WITHDRAWN),
        ("923", [step("2022-05-02", "201"), step("2022-05-20", "502", "Ao Arquivo")], Status.DEFEATED),
        ("923", [step("2022-05-02", "469"), step("2022-05-20", "1024")], Status.SUPERSEDED),
        ("937", [step("2022-05-02", "1013"), step("2022-05-20", "502")], Status.VETOED),
        # What was taken off an agenda, or an amendment that was withdrawn or refused, ended nothing.
        ("923", [step("2022-05-02", "1241", "Retirada de pauta."), step("2023-01-31", "502", "Artigo 105")],
         Status.LAPSED),
        ("923", [step("2022-05-02", "1025"), step("2022-05-09", "200", "Retirado de pauta, de ofício."),
                 step("2022-05-20", "502", "Ao Arquivo")], Status.WITHDRAWN),
        ("923", [step("2022-05-02", "197", "Rejeitada a Emenda nº 1 ao Projeto de Lei."),
                 step("2022-05-20", "502", "Ao Arquivo")], Status.LAPSED),
        # The end of the legislature archives only what was open till then.
        ("923", [step("2022-05-02", "201"), step("2023-01-31", "502", "nos termos do art. 105 do RICD")],
         Status.LAPSED),
        # Codes of whatever was refused or overtaken, where they name the bill.
        ("923", [step("2022-05-02", "197", "Rejeitado o Projeto de Lei nº 9.990/2021."),
                 step("2022-05-20", "502", "Ao Arquivo")], Status.DEFEATED),
        ("923", [step("2022-05-02", "198", "Declarada a prejudicialidade do PL 9990/2021, art. 164 do RICD."),
                 step("2022-05-20", "502")], Status.SUPERSEDED),
        ("923", [step("2022-05-02", "200", "Deferida a retirada da proposição."), step("2023-01-31", "502")],
         Status.WITHDRAWN),
        ("924", [step("2022-05-02", "198", "Prejudicado o Projeto, pelo substitutivo.")], Status.PENDING),
        # The article of the Rules says why.
        ("923", [step("2022-05-02", "502", "Arquivado nos termos do Artigo 133 do RICD.")], Status.DEFEATED),
        ("923", [step("2022-05-02", "502", "Arquivada, art. 164, § 4º, do RICD.")], Status.SUPERSEDED),
        # It went on after what looked like an end.
        ("923", [step("2020-05-02", "1025"), step("2021-03-01", "110"), step("2023-01-31", "502")],
         Status.LAPSED),
    ],
)  # fmt: skip
def test_what_ends_a_bill(situation: str | None, steps: list[Any], expected: Status) -> None:
    kept: dict[str, Any] = {"id": "1", "siglaTipo": "PEC", "numero": "241", "ano": "2016"}
    kept |= {"ementa": "t", "ementaDetalhada": None}
    kept |= {"dataApresentacao": "2016-06-15T10:00", "codSituacao": situation, "descricaoSituacao": "s"}
    kept |= {"uriPropAnterior": None, "uriPropPosterior": None}
    page = Page(json.dumps({"dados": steps, "codTipoTramitacao": 0}).encode(), f"{API}/1/tramitacoes")
    measure, issues = told(br_camara.SOURCE, page, {"bill": kept})
    assert issues == []
    if situation == "1140" and not steps:  # law by the list alone: told, and nothing is dated by guess
        assert [(e.stage, e.date) for e in measure.events][-1] == (Stage.ASSENTED, None)
    else:
        assert status(measure) is expected


@pytest.mark.parametrize("module", [br_camara, br_senado])
def test_the_followed_are_asked_for_by_id_or_name(module: Any) -> None:
    watch = Watch(
        measures=(
            Watched(id="br-pl-1-2020", source_id="77"),
            Watched(id="br-pl-403-2007", source_id="PL 403/2007"),
            Watched(id="br-law-1997-9434"),
        ),
        terms={"pt": ("tráfico de órgãos",)},
    )
    by_id, by_name, search = module.start(watch)
    assert re.search(r"/77(\?|$)", by_id.url)
    assert "numero=403" in by_name.url
    assert by_name.context == {"follow": True}
    assert "tr%C3%A1fico" in search.url
    assert "1988-10-05" in search.url
    assert all(module.SOURCE.reader_for(request.url) for request in (by_id, by_name, search))


def of_the_senate(context: Mapping[str, Any], **members: Any) -> Measure:
    page = {"id": "8993967", "codigoMateria": 170000, "sigla": "PLP", "numero": 8, "ano": "2026"}
    page |= {"casaIdentificadora": "SF", "conteudo": {"ementa": "t"}}
    page |= {"documento": {"dataApresentacao": "2026-02-03"}}
    content = json.dumps(page | members).encode()
    measure, issues = told(br_senado.SOURCE, Page(content, f"{br_senado.API}/8993967?v=1"), context)
    assert issues == []
    return measure


LAW = "TRANSFORMADA EM NORMA JURÍDICA"


def law_of_the_senate(**norm: Any) -> Measure:
    return of_the_senate({}, normaGerada=norm, situacaoAtual=LAW)


NAMED = "Lei Complementar nº 228 de 19/03/2026"


@pytest.mark.parametrize(
    ("norm", "day"),
    [
        ({"siglaTipo": "LCP", "numero": 228, "anoAssinatura": "2026", "descricao": NAMED}, "2026-03-19"),
        ({"siglaTipo": "LCP", "numero": "228", "dataAssinatura": "2026-03-19"}, "2026-03-19"),
        ({"siglaTipo": "LCP", "numero": 228, "anoAssinatura": 2026}, "None"),
        ({"siglaTipo": "LCP", "numero": "228", "descricao": NAMED}, "2026-03-19"),
        ({"descricao": NAMED}, "2026-03-19"),
    ],
)
def test_a_law_is_known_by_its_number_however_it_is_written(norm: dict[str, Any], day: str) -> None:
    measure = law_of_the_senate(**norm)
    assert "br-law-2026-lc-228" in [alias.id for alias in measure.aliases]
    assert [str(e.date) for e in measure.events if e.stage is Stage.ASSENTED] == [day]
    assert measure.aliases[0].source_id == "8993967"


def test_a_law_is_known_by_its_name_in_the_list_alone() -> None:
    row = {"id": 8993967, "identificacao": "PLP 8/2026", "ementa": "t", "normaGerada": NAMED}
    (found,) = read(br_senado.SOURCE, Page(json.dumps([row]).encode(), f"{br_senado.API}?termo=t&v=1"), {})
    assert isinstance(found, Found)
    for context, norm in ((found.detail.context, None), (found.detail.context, {"numero": 228}), ({}, NAMED)):
        measure = of_the_senate(context, normaGerada=norm, situacaoAtual=LAW)
        assert "br-law-2026-lc-228" in [alias.id for alias in measure.aliases]
        assert days(measure, Stage.ASSENTED) == ["2026-03-19"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("RETIRADA PELO AUTOR", Status.WITHDRAWN), ("REJEITADA", Status.DEFEATED), ("VETADA", Status.VETOED),
     ("PREJUDICADA", Status.SUPERSEDED)],
)  # fmt: skip
def test_the_senate_files_the_papers_of_what_has_ended(words: str, expected: Status) -> None:
    told = [
        (words, "2026-05-02"),
        ("ARQUIVADA", "2026-05-20"),
        ("ARQUIVADA AO FINAL DA LEGISLATURA", "2026-05-21"),
    ]
    rows = [{"descricao": what, "inicio": day} for what, day in told]
    assert status(of_the_senate({}, autuacoes=[{"situacoes": rows}])) is expected
    # Without its situations a bill is where it is said to be now.
    assert of_the_senate({}, situacaoAtual=words).events[-1].stage is br_senado.STAGES.stage(words)


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(Unreadable, match="numero"):
        law_of_the_senate(siglaTipo="LCP", numero=True, anoAssinatura="2026")


def test_a_day_when_nobody_sits_stands_for_its_year() -> None:
    page = {"id": 1, "codigoMateria": 2, "sigla": "PLS", "numero": "7", "ano": 1995}
    page |= {"casaIdentificadora": "SF", "conteudo": {"ementa": "t"}}
    page |= {"documento": {"dataApresentacao": "1995-01-03"}}
    measure, _ = told(br_senado.SOURCE, Page(json.dumps(page).encode(), f"{br_senado.API}/1?v=1"), {})
    assert str(measure.events[0].date) == "1995"


def test_requests_of_committees_share_numbers_and_no_id(captures: Path) -> None:
    ids = [bill(captures, number)[0].id for number in (2121661, 2190930, 2225210)]
    assert ids == ["br-req-11-2016-2121661", "br-req-76-2019-2190930", "br-req-22-2019-2225210"]


def test_a_number_of_both_chambers_is_one_bill_only_since_2019() -> None:
    def ids(name: str, year: int) -> str:
        sigla, number = name.split()
        page = {"id": 1, "codigoMateria": 2, "sigla": sigla, "numero": number, "ano": year}
        page |= {
            "casaIdentificadora": "SF",
            "conteudo": {"ementa": "t"},
            "documento": {"dataApresentacao": "2015-01-01"},
        }
        content = json.dumps(page).encode()
        return told(br_senado.SOURCE, Page(content, f"{br_senado.API}/1?v=1"), {})[0].id

    assert ids("PEC 28", 2015) == "br-sf-pec-28-2015"
    assert ids("PEC 28", 2019) == "br-pec-28-2019"
    assert ids("PLS 28", 2015) == "br-pls-28-2015"
