"""DIP: a decision counts by its step and the present state; ignored filters are seen; terms end bills."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scrapers import de_dip
from tests.conftest import capture_index
from tracker import knowledge, settings
from tracker.history import Record, merge
from tracker.page import Page, Request, Unreadable
from tracker.source import Found, Watch, Watched
from tracker.source.declare import read
from tracker.status import Assessment
from tracker.vocabulary import Issue, IssueKind, Measure, Stage, Status

TODAY = date(2026, 11, 28)
TITLE = "Gesetz zur Änderung des Transplantationsgesetzes"
Step = tuple[str, str, str, str]


def page(path: str, body: Mapping[str, Any]) -> Page:
    return Page(json.dumps(body, ensure_ascii=False).encode(), f"{de_dip.API}/{path}")


def proceeding(stand: str, **more: Any) -> dict[str, Any]:
    item = {"id": "7", "typ": "Vorgang", "vorgangstyp": "Gesetzgebung", "wahlperiode": 17, "titel": TITLE}
    return {**item, "aktualisiert": "2022-07-26T19:57:10+02:00", "beratungsstand": stand, **more}


def position(step: Step, vorgang: str = "7", **more: Any) -> dict[str, Any]:
    """A step: its chamber, name, day and what was decided, if anything."""
    chamber, name, day, tenor = step
    paper = {"dokumentnummer": "17/7376" if chamber == "BT" else "457/11"}
    row = {"vorgangsposition": name, "zuordnung": chamber, "datum": day, "vorgang_id": vorgang}
    decisions = [{"beschlusstenor": tenor}] if tenor else []
    return {**row, "nachtrag": False, "fundstelle": paper, "beschlussfassung": decisions, **more}


def asked(item: Mapping[str, Any]) -> Request:
    (request,) = read(de_dip.SOURCE, page(f"vorgang/{item['id']}?format=json", item), {})
    assert isinstance(request, Request)
    return request


def told(item: Mapping[str, Any], *rows: Mapping[str, Any]) -> tuple[Measure, list[Issue]]:
    """A proceeding through both its pages."""
    request = asked(item)
    answer = {"numFound": len(rows), "cursor": "c1", "documents": rows}
    content = json.dumps(answer, ensure_ascii=False).encode()
    measure, *issues = read(de_dip.SOURCE, Page(content, request.url), request.context)
    assert isinstance(measure, Measure)
    return measure, [issue for issue in issues if isinstance(issue, Issue)]


def steps(measure: Measure) -> list[tuple[Stage, str | None]]:
    return [(event.stage, str(event.date) if event.date else None) for event in measure.events]


DRAFT = position(("BT", "Gesetzentwurf", "2011-10-19", ""))
BROUGHT_IN = (Stage.INTRODUCED, "2011-10-19")


@pytest.mark.parametrize(
    ("stand", "step", "expected"),
    [
        ("Abgelehnt", ("BT", "2. Beratung", "2012-05-25", "Ablehnung der Vorlage"), Stage.DEFEATED),
        ("Zurückgezogen", ("BT", "Rücknahme der Vorlage", "2012-05-25", ""), Stage.WITHDRAWN),
        (
            "Für erledigt erklärt",
            ("BR", "BR-Sitzung", "2012-05-25", "für erledigt erklärt"),
            Stage.SUPERSEDED,
        ),
        # Said of another paper that was voted on with it.
        ("Überwiesen", ("BT", "2. Beratung", "2012-05-25", "Ablehnung der Vorlage"), None),
        # In the second reading the text is accepted, not yet the bill.
        ("Überwiesen", ("BT", "2. Beratung", "2012-05-25", "Annahme in Ausschussfassung"), None),
        ("Verabschiedet", ("BT", "3. Beratung", "2012-05-25", "Annahme der Vorlage"), Stage.PASSED_CHAMBER),
        ("Verabschiedet", ("BR", "1. Durchgang", "2012-05-25", "keine Einwendungen"), None),
        ("Bundesrat hat zugestimmt", ("BR", "2. Durchgang", "2012-05-25", "Zustimmung"), Stage.PASSED),
    ],
)
def test_a_decision_counts_by_its_step_and_the_present_state(
    stand: str, step: Step, expected: Stage | None
) -> None:
    measure, issues = told(proceeding(stand), DRAFT, position(step))
    decided = {stage for stage, day in steps(measure) if day == "2012-05-25"}
    assert issues == []
    assert decided - {Stage.SECOND_READING, Stage.THIRD_READING} == ({expected} if expected else set())


def test_a_last_vote_in_unknown_words_is_told_and_passes_nothing() -> None:
    last = position(("BT", "3. Beratung", "2012-05-25", "Annahme nach Maßgabe"))
    measure, (issue,) = told(proceeding("Überwiesen"), DRAFT, last)
    assert issue.kind is IssueKind.UNKNOWN_STAGE
    assert Stage.PASSED_CHAMBER not in {stage for stage, _ in steps(measure)}


def test_a_late_addition_to_a_debate_is_no_step_and_a_state_that_no_step_tells_has_no_day() -> None:
    late = position(("BT", "3. Beratung", "2012-05-26", ""), nachtrag=True)
    measure, issues = told(proceeding("Erledigt durch Ablauf der Wahlperiode"), DRAFT, late)
    assert (steps(measure), issues) == ([BROUGHT_IN, (Stage.LAPSED, None)], [])


def gazette(year: int, issue: str, page: str, day: str, sheet: str = "BGBl I") -> dict[str, Any]:
    return {"jahrgang": str(year), "heftnummer": issue, "seite": page, "ausfertigungsdatum": f"{year}-03-02",
            "verkuendungsdatum": day, "einleitungstext": "Gesetz", "verkuendungsblatt_kuerzel": sheet,
            "fundstelle": f"{sheet} {year}, {page}"}  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "law"),
    [
        (gazette(2016, "48", "2226", "2016-10-14"), "de-law-2016-2226"),
        (gazette(2026, "112", "1", "2026-04-28"), "de-law-2026-112"),
        # Part II counts its pages for itself.
        (gazette(2016, "48", "2226", "2016-10-14", "BGBl II"), None),
    ],
)
def test_a_law_is_known_by_its_place_in_the_gazette(entry: dict[str, Any], law: str | None) -> None:
    year = int(entry["jahrgang"])
    correction = {**entry, "seite": "9", "heftnummer": "9", "verkuendungsdatum": f"{year + 1}-01-05"}
    item = proceeding(
        "Verkündet", verkuendung=[correction, entry], inkrafttreten=[{"datum": f"{year}-11-01"}]
    )
    measure, _ = told(item, DRAFT)
    assert [alias.id for alias in measure.aliases if alias.id] == ["de-17-7376", *([law] if law else [])]
    assert steps(measure) == [
        BROUGHT_IN,
        (Stage.ASSENTED, f"{year}-03-02"),
        (Stage.PUBLISHED, entry["verkuendungsdatum"]),
        (Stage.IN_FORCE, f"{year}-11-01"),
    ]


def test_the_transplantation_act_is_one_measure_with_its_bill() -> None:
    entry = gazette(1997, "74", "2631", "1997-11-11")
    measure, _ = told(
        proceeding("Verkündet", id="121717", verkuendung=[entry]), {**DRAFT, "vorgang_id": "121717"}
    )
    curated = next(m for m in knowledge.load(settings.data_folder()).measures if m.id == "de-law-1997-tpg")
    names = {alias.key for alias in curated.aliases}
    assert names == {"de_dip:121717", "de-law-1997-2631"}
    assert names <= {alias.key for alias in measure.aliases}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Brought in by the government, of which the Bundesrat alone had spoken (GESTA C211 of the 12th term).
        (
            [("BR", "Gesetzentwurf", "2013-06-21", ""), ("BR", "1. Durchgang", "2013-07-05", "")],
            Status.LAPSED,
        ),
        # A bill of a Land, before the Bundesrat: it was declared settled in 2018 (GESTA C180 of the 17th).
        ([("BR", "Gesetzesantrag", "2013-06-21", "")], Status.PENDING),
        # The Bundesrat sent it to the Bundestag, which did not decide.
        (
            [
                ("BR", "Gesetzesantrag", "2013-05-03", ""),
                ("BR", "BR-Sitzung", "2013-06-07", "Einbringung in den Deutschen Bundestag"),
                ("BT", "Gesetzentwurf", "2013-07-10", ""),
            ],
            Status.LAPSED,
        ),
        # Passed by the Bundestag; the Bundesrat can still let it pass.
        (
            [
                ("BT", "Gesetzentwurf", "2013-05-03", ""),
                ("BT", "3. Beratung", "2013-06-27", "Annahme der Vorlage"),
            ],
            Status.PENDING,
        ),
    ],
)
def test_a_term_ends_what_is_before_the_bundestag(rows: list[Step], expected: Status) -> None:
    measure, _ = told(
        proceeding("Nicht abgeschlossen - Einzelheiten siehe Vorgangsablauf"), *map(position, rows)
    )
    known = knowledge.load(settings.data_folder()).legislatures
    bundestag = next(legislature for legislature in known if legislature.id == "de-bundestag")
    standing = Assessment(merge(measure.id, [Record("de_dip", measure, TODAY)]), bundestag).on(
        date(2013, 10, 23)
    )
    assert standing is not None
    assert standing.status is expected


def test_steps_go_on_by_cursor_to_their_number() -> None:
    request = asked(proceeding("Überwiesen"))
    first = {"numFound": 2, "cursor": "c1", "documents": [DRAFT]}
    (following,) = read(de_dip.SOURCE, page(request.url.rpartition("/")[2], first), request.context)
    assert isinstance(following, Request)
    assert following.url == f"{request.url}&cursor=c1"
    assert following.headers == de_dip.KEY
    second = {**first, "documents": [position(("BT", "1. Beratung", "2012-03-22", "Überweisung"))]}
    measure, *_ = read(de_dip.SOURCE, page(following.url.rpartition("/")[2], second), following.context)
    assert isinstance(measure, Measure)
    assert [stage for stage, _ in steps(measure)] == [Stage.INTRODUCED, Stage.FIRST_READING, Stage.COMMITTEE]
    with pytest.raises(Unreadable, match="steps end after 1 of 2"):
        list(read(de_dip.SOURCE, page(following.url.rpartition("/")[2], first), request.context))


def test_a_filter_that_was_ignored_is_seen() -> None:
    with pytest.raises(Unreadable, match="the filter was ignored"):
        told(proceeding("Überwiesen"), DRAFT, position(("BT", "1. Beratung", "2012-03-22", ""), vorgang="8"))
    answer = {"numFound": 318_000, "cursor": "c1", "documents": [proceeding("Überwiesen")]}
    with pytest.raises(Unreadable, match="the search was ignored"):
        list(read(de_dip.SOURCE, page("vorgang?f.titel=Organhandel", answer), {}))


def test_a_list_stops_where_its_cursor_stays_and_passes_over_what_makes_no_law() -> None:
    rows = [proceeding("Beantwortet", id="8", vorgangstyp="Kleine Anfrage"), proceeding("Überwiesen")]
    answer = {"numFound": 3, "cursor": "c1", "documents": rows}
    found, issue = read(de_dip.SOURCE, page("vorgang?f.titel=Organhandel&cursor=c1", answer), {})
    assert isinstance(found, Found)
    assert found.id == "de_dip:7"
    assert isinstance(issue, Issue)
    assert issue.kind is IssueKind.LIST_CUT_OFF


def test_followed_bills_are_asked_for_by_their_id_or_their_printed_paper() -> None:
    watched = (
        Watched(id="de-law-1997-tpg", session=None, number="BGBl. I 1997 S. 2631", source_id="121717"),
        Watched(id="de-21-3619", session=None, number="21/3619", source_id=None),
        Watched(id="de-19-8380", session=None, number="Drs. 19/8380 (answer 19/8931)", source_id=None),
    )
    first, second, *searches = de_dip.start(Watch(measures=watched, terms={"de": ("Organhandel",)}))
    assert first.url == f"{de_dip.API}/vorgang/121717?format=json"
    assert "f.dokumentnummer=21%2F3619" in second.url
    answer = {"numFound": 1, "cursor": "c1", "documents": [proceeding("Überwiesen")]}
    (followed,) = read(de_dip.SOURCE, Page(json.dumps(answer).encode(), second.url), second.context)
    assert followed == Request(url=f"{de_dip.API}/vorgang/7?format=json", headers=de_dip.KEY)
    assert [request.url.partition("Gesetzgebung&")[2] for request in searches] == [
        "f.titel=Organhandel&format=json",
        "f.deskriptor=Organhandel&format=json",
    ]


@pytest.mark.captures
def test_the_words_of_the_forerunner_are_in_the_table(captures: Path) -> None:
    """All that the export of DIP21 says of organ bills, in its own shape: no reader of ours takes it."""
    words = set[str]()
    for line in (line for line in capture_index() if line["file"].startswith("de/dip21_")):
        stored = json.loads((captures / line["file"]).read_text("utf-8"))
        words.add(f"Stand {stored['VORGANG']['AKTUELLER_STAND']}")
        for row in stored["VORGANGSABLAUF"]["VORGANGSPOSITION"]:
            name = row["URHEBER"].split(",  Urheber")[0].removeprefix("Nachtrag: ").strip()
            decisions = row.get("BESCHLUSS", [])
            decisions = decisions if isinstance(decisions, list) else [decisions]
            words |= {name, *(f"Beschluss {name}: {each['BESCHLUSSTENOR']}" for each in decisions)}
    assert len(words) > 30
    assert {word for word in words if not de_dip.STAGES.knows(word)} == set()
