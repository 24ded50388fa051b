"""Spain: bills of the Congreso's open data, and laws of the official gazette."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scrapers import es_boe, es_congreso
from tests.test_examples import FOLDER
from tracker.page import Page, Request
from tracker.source import Found, Watch, Watched
from tracker.source.declare import read
from tracker.source.paging import query_of
from tracker.vocabulary import Category, Issue, Measure, Stage

FILE = "https://www.congreso.es/webpublica/opendata/iniciativas/ProyectosDeLey__20261008050032.json"
CAPTURED = "es/congreso_iniciativas_trimmed_2026-10.json"
# As public programs that read the Congreso list them (politicalwatch/qhld-engine, status_map.py, and others).
RESULTS = """Aprobado con modificaciones|Aprobado sin modificaciones|Rechazado|Retirado|Caducado|Decaído
Convertido|Subsumido en otra iniciativa|Derogado|Convalidado|No celebración
Inadmitido a trámite con recalificación|Inadmitido a trámite en términos absolutos
Extinguido por desaparición o cese del autor
Tramitado por completo sin req. acuerdo o decisión""".replace("\n", "|").split("|")
PASSAGES = """Boletín Oficial de las Cortes Generales / Publicación|Gobierno / Contestación
Gobierno / Reclamación|Junta de Portavoces|Mesa del Congreso / Requerimiento|Pleno / Aprobación
Mesa del Congreso / Calificación|Mesa del Congreso / Acuerdo subsiguiente a la toma en consideración
Pleno|Pleno / Toma en consideración
Solicitud de amparo|Senado|Pleno / Enmiendas o veto del Senado|Comisión de Justicia / Mesa - Calificación
Comisión de Justicia / Debate de totalidad|Comisión de Justicia / Enmiendas|Comisión de Justicia / Informe
Comisión de Justicia / Dictamen""".replace("\n", "|").split("|")


def steps(measure: Measure) -> list[tuple[Stage, str]]:
    return [(event.stage, str(event.date)) for event in measure.events]


def bill(laws: dict[str, Any] | None = None, **fields: str) -> Measure:
    row = {"LEGISLATURA": "Leg.15", "TIPO": "Proyecto de ley", "AUTOR": "Gobierno",
           "OBJETO": "Proyecto de Ley contra el tráfico de órganos.", "NUMEXPEDIENTE": "121/000099/0000",
           "FECHAPRESENTACION": "01/02/2024"}  # fmt: skip
    page = Page(json.dumps([row | fields]).encode(), FILE)
    (found,) = (
        item for item in read(es_congreso.SOURCE, page, {"laws": laws or {}}) if isinstance(item, Measure)
    )
    return found


@pytest.mark.parametrize("raw", [*RESULTS, *PASSAGES])
def test_every_result_and_passage_has_its_meaning(raw: str) -> None:
    step = es_congreso.STAGES.meaning(raw)
    assert step is None or step.stage is not Stage.UNKNOWN


def test_the_table_of_results_has_no_other_value() -> None:
    assert len(es_congreso.STAGES.values) == len(RESULTS)


@pytest.mark.parametrize(
    ("state", "result", "end"),
    [
        ("Cerrado", "Retirado \n02/04/2024", (Stage.WITHDRAWN, "2024-04-02")),
        ("Concluido - (Convertido)", "", (Stage.SUPERSEDED, "None")),
        ("Cerrado", "", (Stage.UNKNOWN, "None")),
        ("Senado", "", (Stage.INTRODUCED, "2024-02-01")),
    ],
)
def test_the_end_is_in_the_result_and_closed_alone_says_nothing(
    state: str, result: str, end: tuple[Stage, str]
) -> None:
    assert steps(bill(SITUACIONACTUAL=state, RESULTADOTRAMITACION=result))[-1] == end


def test_a_note_is_no_step_and_one_that_does_not_end_is_told() -> None:
    text = "Pleno \nAprobación \ndesde 11/12/2024 \n>> \nNota: dos \nenmiendas, \n>> \n{}"
    concluded = "Concluido - (Rechazado) \ndesde 20/03/2025"
    assert steps(bill(TRAMITACIONSEGUIDA=text.format(concluded)))[-1] == (Stage.DEFEATED, "2025-03-20")
    one_line = text.format(f">> Nota: otra. >>\n{concluded}")
    assert steps(bill(TRAMITACIONSEGUIDA=one_line))[-1] == (Stage.DEFEATED, "2025-03-20")
    beside_the_day = text.replace("11/12/2024 \n>>", "11/12/2024 >>").format(concluded)
    assert steps(bill(TRAMITACIONSEGUIDA=beside_the_day))[-1] == (Stage.DEFEATED, "2025-03-20")
    # Nothing that follows is taken for the note.
    open_ended = text.format(f">> \nNota: otra. \n{concluded}")
    assert steps(bill(TRAMITACIONSEGUIDA=open_ended))[-1] == (Stage.UNKNOWN, "2025-03-20")


LAW = {"contra el tráfico de órganos": ["Ley", "5", "2024", "07/06/2024", "08/06/2024"]}


def test_only_an_approved_bill_is_the_law_of_its_title() -> None:
    law = bill(LAW, RESULTADOTRAMITACION="Aprobado sin modificaciones \n30/05/2024")
    assert [alias.key for alias in law.aliases] == ["es-law-2024-ley-5"]
    assert steps(law)[1:] == [
        (Stage.PASSED, "2024-05-30"),
        (Stage.ASSENTED, "2024-06-07"),
        (Stage.PUBLISHED, "2024-06-08"),
    ]
    assert law.session is None
    other = bill(LAW, RESULTADOTRAMITACION="Rechazado \n30/05/2024")
    assert (other.aliases, steps(other)[-1]) == ((), (Stage.DEFEATED, "2024-05-30"))
    assert bill({"otro título": LAW["contra el tráfico de órganos"]}).aliases == ()


def test_two_laws_of_one_title_are_no_bill_s() -> None:
    rows = [{"TITULO_LEY": f"Ley {n}/2024, de 7 de junio, contra el tráfico de órganos."} for n in (5, 6)]
    page = Page(json.dumps(rows).encode(), FILE.replace("ProyectosDeLey", es_congreso.LAWS))
    (request,) = read(es_congreso.SOURCE, page, {"bills": [FILE]})
    assert isinstance(request, Request)
    assert request.context == {"laws": {"contra el tráfico de órganos": None}}


@pytest.mark.parametrize(
    ("kind", "author", "session", "category"),
    [
        ("Proyecto de ley", "Gobierno", "15", Category.GOVERNMENT),
        (
            "Proposición de ley de Grupos Parlamentarios del Congreso",
            "Grupo X",
            "15",
            Category.PRIVATE_MEMBER,
        ),
        ("Proposición de ley de Comunidades y Ciudades Autónomas", "Comunidad X", None, None),
        ("Iniciativa legislativa popular", "Comisión promotora", None, None),
    ],
)
def test_what_outlives_a_legislature_belongs_to_none(
    kind: str, author: str, session: str | None, category: Category | None
) -> None:
    found = bill(TIPO=kind, AUTOR=author)
    assert (found.id, found.session, found.category) == ("es-15-121-000099", session, category)


@pytest.mark.captures
def test_five_real_bills(captures: Path) -> None:
    page = Page((captures / CAPTURED).read_bytes(), FILE, "application/json")
    items = list(read(es_congreso.SOURCE, page, {}))
    assert not [item for item in items if isinstance(item, Issue)]
    found = {item.number: item for item in items if isinstance(item, Measure)}
    assert {number: steps(measure)[-1] for number, measure in found.items()} == {
        "121/000001": (Stage.PASSED, "2024-07-23"),
        "121/000115": (Stage.LAPSED, "2026-10-06"),
        "122/000001": (Stage.INTRODUCED, "2023-08-29"),
        "122/000072": (Stage.COMMITTEE, "2026-09-10"),
        "125/000016": (Stage.INTRODUCED, "2026-07-21"),
    }
    # The vote of the Congreso lies between the step before and the arrival at the Senate.
    assert (Stage.PASSED_CHAMBER, "2024-06-20/2024-06-27") in steps(found["121/000001"])
    assert "\n" not in found["121/000001"].title


@pytest.mark.captures
def test_five_real_bills_of_which_one_bears_a_note(captures: Path) -> None:
    page = Page((captures / "es/congreso_iniciativas_sample_vota-con-la-chola.json").read_bytes(), FILE)
    items = list(read(es_congreso.SOURCE, page, {}))
    assert {item.number: steps(item)[-2:] for item in items if isinstance(item, Measure)} == {
        "121/000001": [(Stage.CONSIDERATION_OF_AMENDMENTS, "2024-07-17"), (Stage.PASSED, "2024-07-23")],
        "121/000002": [(Stage.COMMITTEE, "2024-01-19"), (Stage.COMMITTEE, "2024-03-07")],
        "121/000003": [(Stage.COMMITTEE, "2024-01-19"), (Stage.COMMITTEE, "2024-03-07")],
        "121/000004": [(Stage.CONSIDERATION_OF_AMENDMENTS, "2025-03-12"), (Stage.PASSED, "2025-03-20")],
        "121/000005": [(Stage.CONSIDERATION_OF_AMENDMENTS, "2024-05-08"), (Stage.PASSED, "2024-05-23")],
    }
    assert len(items) == 5  # and no issue


@pytest.mark.captures
def test_a_law_has_three_days_and_the_ranks_are_those_of_the_gazette(captures: Path) -> None:
    content = (captures / "es/boe_metadatos_BOE-A-2015-10565.json").read_bytes()
    (law,) = read(es_boe.SOURCE, Page(content, f"{es_boe.API}/id/BOE-A-2015-10565/metadatos"), {})
    assert isinstance(law, Measure)
    assert (law.id, law.number) == ("es-law-2015-ley-39", "BOE-A-2015-10565")
    assert steps(law) == [
        (Stage.ASSENTED, "2015-10-01"),
        (Stage.PUBLISHED, "2015-10-02"),
        (Stage.IN_FORCE, "2016-10-02"),
    ]
    assert set(json.loads((captures / "es/boe_aux_rangos.json").read_bytes())["data"]) == set(es_boe.RANKS)


@pytest.mark.captures
def test_a_search_finds_three_norms(captures: Path) -> None:
    (request,) = es_boe.start(Watch(terms={"es": ("trasplante",)}))
    page = Page((captures / "es/boe_legislacion_busqueda.json").read_bytes(), request.url)
    found = [item.id for item in read(es_boe.SOURCE, page, {}) if isinstance(item, Found)]
    assert found == ["es_boe:BOE-A-2014-4742", "es_boe:BOE-A-1980-8650", "es_boe:BOE-A-2003-20977"]


def test_codes_and_days_of_a_norm_may_come_as_numbers() -> None:
    data = json.loads((FOLDER / "es_boe" / "decree-repealed.json").read_text("utf-8"))
    url = f"{es_boe.API}/id/{data['data'][0]['identificador']}/metadatos"

    def told() -> Measure:
        (law,) = read(es_boe.SOURCE, Page(json.dumps(data).encode(), url), {})
        assert isinstance(law, Measure)
        return law

    text = told()
    row = data["data"][0]
    days = [name for name in row if name.startswith("fecha_") and row[name].isdecimal()]
    codes = [(data["status"], "code"), (row["ambito"], "codigo"), (row["rango"], "codigo")]
    for holder, name in (*codes, *((row, name) for name in (*days, "diario_numero"))):
        holder[name] = int(holder[name])
    assert told() == text
    assert Stage.REPEALED in {event.stage for event in text.events}


def test_followed_norms_and_phrases_are_asked_for() -> None:
    watch = Watch(
        measures=(Watched(id="a", source_id="BOE-A-2019-2363"), Watched(id="b")), terms={"es": ("a b",)}
    )
    norm, search = es_boe.start(watch)
    assert norm.url == f"{es_boe.API}/id/BOE-A-2019-2363/metadatos"
    query = json.loads(query_of(search.url)["query"])["query"]["query_string"]["query"]
    assert query == 'titulo:"a b" and ambito@codigo:1'
