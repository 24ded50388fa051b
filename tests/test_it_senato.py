"""Italy: readings of the Senate's linked data become bills, and Normattiva's acts laws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scrapers import it_normattiva, it_senato
from tests.test_examples import FOLDER
from tracker.page import Page, Unreadable
from tracker.source import Found, Source, Watch, Watched
from tracker.source.declare import read
from tracker.source.paging import query_of
from tracker.vocabulary import Issue, Measure, Stage, Window

# All values of osr:statoDdl, as three public programs that read the endpoint in 2026 list them.
STATES = """da assegn. a commis.|assegnato (no esame)|esame in comm.|in relazione|concluso l'esame
all'esame assemblea|rinviato ass.->comm.|approvato|appr. con modificaz|appr. in t.u.|appr. def. non pubbl
appr. definit. Legge|respinto|ritirato|assorbito|D-L decaduto|restit. al Governo|concl. anomala stral
cancellato dall'OdG""".replace("\n", "|").split("|")


def measures(source: Source, page: Page, context: dict[str, Any]) -> dict[str, Measure]:
    return {m.id: m for m in read(source, page, context) if isinstance(m, Measure)}


def reading(fase: str, state: str, day: str, presented: str, **more: str) -> dict[str, Any]:
    number = fase.rpartition(".")[2]
    row = {"d": f"http://dati.senato.it/ddl/{number}", "fase": fase, "iddl": "52307", "leg": "19",
           "titolo": "Norme contro il traffico di organi", "pres": presented, "stato": state,
           "statodata": day, **more}  # fmt: skip
    return {name: {"type": "literal", "value": value} for name, value in row.items()}


def bill(*rows: dict[str, Any]) -> Measure:
    text = json.dumps({"results": {"bindings": rows}})
    page = Page(text.encode(), f"{it_senato.ENDPOINT}?query=x", fetched_at="2026-12-01T06:00:00Z")
    (found,) = measures(it_senato.SOURCE, page, {}).values()
    return found


def steps(measure: Measure) -> list[tuple[Stage, str]]:
    return [(event.stage, str(event.date)) for event in measure.events]


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_reading_has_its_meaning(state: str) -> None:
    step = it_senato.STAGES.meaning(state)
    assert step is None or step.stage is not Stage.UNKNOWN


def test_the_table_of_states_has_no_other_value() -> None:
    assert len(it_senato.STAGES.values) == len(STATES) == 19


def test_the_readings_of_one_bill_are_one_measure_and_its_law_an_alias() -> None:
    second = reading(
        "S.824", "appr. definit. Legge", "2024-10-16", "2023-07-28", nlegge="169", dlegge="2024-11-04"
    )
    law = bill(second, second, reading("C.887", "approvato", "2023-07-26", "2023-02-15"))
    assert law.id == "it-19-c-887"
    assert [alias.key for alias in law.aliases] == ["it_senato:52307", "it-law-2024-169"]
    assert steps(law) == [
        (Stage.INTRODUCED, "2023-02-15"),
        (Stage.PASSED_CHAMBER, "2023-07-26"),
        (Stage.PASSED, "2024-10-16"),
        (Stage.ASSENTED, "2024-11-04"),
    ]


LAST = (Stage.CONSIDERATION_OF_AMENDMENTS, "2024-05-06")


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        # The Senate changed the text: the Chamber has to vote on it.
        ([("S.1", "appr. con modificaz", "2024-05-06")], LAST),
        # Constitutional laws need two votes of each chamber: the second one's first is not the last.
        ([("S.1", "approvato", "2024-05-06")], LAST),
        ([("S.1", "appr. con modificaz", "2024-05-06"), ("C.5-B", "da assegn. a commis.", "2024-05-10")],
         LAST),
        ([("S.1", "appr. def. non pubbl", "2024-05-06")], (Stage.PASSED, "2024-05-06")),
        ([("S.1", "appr. con modificaz", "2024-05-06"), ("C.5-B", "respinto", "2024-09-10")],
         (Stage.DEFEATED, "2024-09-10")),
    ],
)  # fmt: skip
def test_both_chambers_votes_are_passage_of_one_text_only_where_it_is_finally_approved(
    later: list[tuple[str, str, str]], expected: tuple[Stage, str]
) -> None:
    rows = [reading(fase, state, day, day) for fase, state, day in later]
    found = bill(reading("C.5", "approvato", "2023-07-26", "2023-02-15"), *rows)
    assert steps(found)[-1] == expected
    assert (Stage.PASSED in dict(steps(found))) == (expected[0] is Stage.PASSED)


@pytest.mark.parametrize("day", ["2027-01-15", "2099-12-31", "2100-01-01"])
def test_a_state_or_a_promulgation_still_to_come_is_no_step(day: str) -> None:
    foreseen = bill(reading("C.5", "all'esame assemblea", day, "2023-02-15"))
    promulgated = bill(
        reading("C.5", "appr. definit. Legge", "2026-10-30", "2024-06-13", nlegge="1", dlegge=day)
    )
    assert steps(foreseen) == [(Stage.INTRODUCED, "2023-02-15")]
    assert [stage for stage, _ in steps(promulgated)] == [Stage.INTRODUCED, Stage.PASSED]
    assert promulgated.citation is None


def test_a_law_that_waits_for_a_referendum_is_no_law_yet() -> None:
    waiting = bill(
        reading("S.7", "appr. definit. Legge", "2025-10-30", "2024-06-13", nlegge="1", dlegge="2100-01-01")
    )
    assert waiting.citation is None
    assert [stage for stage, _ in steps(waiting)] == [Stage.INTRODUCED, Stage.PASSED]


def test_a_constitutional_law_has_a_number_of_its_own_series() -> None:
    law = bill(reading("S.8", "appr. definit. Legge", "2022-02-08", "2019-01-01", natura="costituzionale",
                       nlegge="1", dlegge="2022-02-11"))  # fmt: skip
    assert law.aliases[-1].key == "it-law-2022-costituzionale-1"


def test_a_text_unified_with_others_goes_on_in_the_bill_that_has_a_further_reading() -> None:
    alone = bill(reading("C.885", "appr. in t.u.", "2023-08-03", "2023-02-15"))
    carried = bill(
        reading("C.885", "appr. in t.u.", "2023-08-03", "2023-02-15"),
        reading("S.851", "esame in comm.", "2023-09-12", "2023-08-07"),
    )
    assert steps(alone)[-1] == (Stage.SUPERSEDED, "2023-08-03")
    assert [stage for stage, _ in steps(carried)] == [Stage.INTRODUCED, Stage.PASSED_CHAMBER, Stage.COMMITTEE]


def test_a_popular_initiative_belongs_to_no_legislature_that_could_end() -> None:
    row = ("S.6", "esame in comm.", "2023-05-04", "2023-01-10")
    assert bill(reading(*row, iniz="Iniziativa popolare")).session is None
    assert bill(reading(*row, iniz="Sen. Rossi Anna")).session == "19"
    # Nor does the law that a decree needs within sixty days.
    decree = "Conversione in legge del decreto-legge 2 ottobre 2026, n. 150"
    assert bill(reading(*row, iniz="Gov. Meloni-I", titolo=decree)).session is None
    assert bill(reading(*row, titolo="Disciplina della conversione in legge")).session == "19"


def test_a_bill_finally_approved_does_not_end_with_its_legislature() -> None:
    assert bill(reading("S.9", "appr. def. non pubbl", "2026-09-30", "2023-01-10")).session is None


def test_requests_name_bills_by_their_number_or_their_reading_and_stay_short() -> None:
    watched = (
        Watched(id="a", source_id="52307"),
        Watched(id="b", source_id="17/S.922"),
        Watched(id="c", session="18", number="C. 1122"),
        Watched(id="d", number="236"),
    )
    watch = Watch(measures=watched, terms={"it": ('turismo "dei" trapianti',)})
    queries = [query_of(request.url)["query"] for request in it_senato.start(watch)]
    assert len(queries) == 4
    assert "osr:idDdl 52307." in queries[0]
    assert 'osr:legislatura 17; osr:fase "S.922"^^' in queries[1]
    assert 'osr:legislatura 18; osr:fase "C.1122"^^' in queries[2]
    assert 'CONTAINS(LCASE(STR(?titolo)), "turismo dei trapianti")' in queries[3]
    # Longer ones are refused: tests/examples has the page.
    assert all(len(request.url) < 2047 for request in it_senato.start(watch))


# Real responses.


@pytest.mark.captures
def test_seven_states_of_ten_real_bills(captures: Path) -> None:
    content = (captures / "it/senato_sparql_bills_56640.json").read_bytes()
    page = Page(content, f"{it_senato.ENDPOINT}?query=x")
    found = measures(it_senato.SOURCE, page, {})
    # The query had not asked for the legislature: the ids are made of idDdl.
    assert found.keys() >= {"it-ddl-52307", "it-ddl-52063"}
    assert {m.number: steps(m)[-1] for m in found.values()} == {
        "S. 554": (Stage.COMMITTEE, "2025-05-28"),
        "C. 888": (Stage.ASSENTED, "2023-02-24"),
        "C. 884": (Stage.COMMITTEE, "2023-04-13"),
        "C. 885": (Stage.SUPERSEDED, "2023-08-03"),
        "C. 886": (Stage.COMMITTEE, "2024-02-20"),
        "C. 887": (Stage.ASSENTED, "2024-11-04"),
        "C. 889": (Stage.ASSENTED, "2023-04-11"),
        "C. 890": (Stage.INTRODUCED, "2023-02-16"),
        "C. 891": (Stage.SUPERSEDED, "2023-09-06"),
        "C. 892": (Stage.SUPERSEDED, "2024-03-27"),
    }


@pytest.mark.captures
@pytest.mark.parametrize(
    ("name", "id_", "day"),
    [
        ("ordinary-law", "it-law-1990-241", None),  # amended: its first day in force is not on the page
        ("regulation", "it-law-2006-decreto-legislativo-152", Window.parse("2006-04-29")),
        ("code", "it-law-1942-regio-decreto-262", None),
    ],
)
def test_a_law_is_in_force_from_the_first_day_of_an_unamended_first_article(
    captures: Path, name: str, id_: str, day: Window | None
) -> None:
    content = (captures / f"it/normattiva_opendata_sample-{name}.json").read_bytes()
    (law,) = measures(
        it_normattiva.SOURCE, Page(content, f"{it_normattiva.API}/atto/dettaglio-atto"), {}
    ).values()
    assert law.id == id_
    assert [event.date for event in law.events if event.stage is Stage.IN_FORCE] == [day]


ACT = f"{it_normattiva.API}/atto/dettaglio-atto"
SEARCH = f"{it_normattiva.API}/ricerca/avanzata"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"message": None, "data": {"atto": None, "lista": [{}, {}]}}, "a list of 2 texts"),
        ({"message": None, "data": {"atto": None, "lista": [], "message": ""}}, "a list of 0 texts"),
        ({"message": "Atto non trovato", "data": {"atto": None, "lista": None}}, "'Atto non trovato'"),
        ({"message": None, "data": {"atto": None, "message": "Errore"}}, "'Errore'"),
        ({"message": None, "data": {"atto": None}}, "no message why"),
    ],
)
def test_an_answer_without_an_act_is_refused_for_its_own_reason(answer: Any, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as fault:
        measures(it_normattiva.SOURCE, Page(json.dumps(answer).encode(), ACT), {})
    assert fault.value.field == "atto"


def test_the_numbers_of_an_act_may_be_text() -> None:
    data = json.loads((FOLDER / "it_normattiva" / "law-in-force.json").read_text("utf-8"))
    number = measures(it_normattiva.SOURCE, Page(json.dumps(data).encode(), ACT), {})
    act = data["data"]["atto"]
    act.update({name: str(value) for name, value in act.items() if isinstance(value, int)})
    assert measures(it_normattiva.SOURCE, Page(json.dumps(data).encode(), ACT), {}) == number != {}


@pytest.mark.parametrize("none", [None, "99999999", "00000000"])
def test_an_article_whose_force_has_no_day_has_not_begun_or_has_no_end(none: str | None) -> None:
    data = json.loads((FOLDER / "it_normattiva" / "law-in-force.json").read_text("utf-8"))

    def told(name: str) -> set[Stage]:
        changed = {"data": {"atto": data["data"]["atto"] | {f"articoloData{name}Vigenza": none}}}
        (law,) = measures(it_normattiva.SOURCE, Page(json.dumps(changed).encode(), ACT), {}).values()
        return {event.stage for event in law.events}

    assert told("Inizio") == {Stage.ASSENTED, Stage.PUBLISHED}
    assert told("Fine") == {Stage.ASSENTED, Stage.PUBLISHED, Stage.IN_FORCE}


@pytest.mark.parametrize("code", [{}, {"codiceRedazionale": None}, {"codiceRedazionale": " "}])
def test_rows_that_cannot_be_opened_are_one_issue_a_page(code: dict[str, Any]) -> None:
    named = {"dataGU": "2016-12-23", "codiceRedazionale": "16G00250", "titoloAtto": "Organi"}
    rows = [named, *[{"titoloAtto": "Senza codice"} | code] * 3]
    page = Page(json.dumps({"listaAtti": rows, "numeroPagine": "1"}).encode(), SEARCH)
    found, issue = read(it_normattiva.SOURCE, page, {"term": "organi", "page": 1})
    assert isinstance(found, Found)
    assert isinstance(issue, Issue)
    assert issue.detail.startswith("3 of 4 acts")


@pytest.mark.parametrize(
    ("title", "opened"),
    [("[ Traffico di <em>organi</em>. (16G00250) ]", True), ("Regione (Sicilia)", False)],
)
def test_the_code_that_a_row_lacks_stands_in_its_title(title: str, opened: bool) -> None:
    row = {"dataGU": "2016-12-23", "titoloAtto": title}
    page = Page(json.dumps({"listaAtti": [row]}).encode(), SEARCH)
    (told,) = read(it_normattiva.SOURCE, page, {"term": "organi", "page": 1})
    assert isinstance(told, Found if opened else Issue)
    if isinstance(told, Found):
        assert (told.id, told.titles) == (
            "it_normattiva:2016-12-23/16G00250",
            (("it", "Traffico di organi ."),),
        )


def test_normattiva_asks_for_followed_acts_by_gazette_and_code() -> None:
    watch = Watch(measures=(Watched(id="a", source_id="1999-04-15/099G0153"), Watched(id="b")))
    (request,) = it_normattiva.start(watch)
    assert (request.method, request.context) == ("POST", {"source_id": "1999-04-15/099G0153"})
    assert json.loads(request.body or "")["codiceRedazionale"] == "099G0153"
