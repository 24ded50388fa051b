"""Belgium: dossiers of the Chamber, and pages of Justel that people have saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scrapers import be_chamber, be_justel
from tests.conftest import ROOT, capture_index
from tracker.page import Page, Unreadable
from tracker.source import Found, Source, Watch, Watched
from tracker.source.declare import read
from tracker.vocabulary import Alias, Issue, Kind, Measure, SourceState, Stage

SITE = be_justel.SITE
DOSSIER = f"{be_chamber.SHOW}/site/wwwcfm/flwb/flwbn.cfm?lang=F&legislat=56&dossierID=40"
# "Etat d'avancement" as the notes list its values, French and Dutch.
STATES = {
    "PENDANT CHAMBRE": Stage.INTRODUCED,
    "HANGEND KAMER": Stage.INTRODUCED,
    "ADOPTE": Stage.PASSED,
    "AANGENOMEN": Stage.PASSED,
    "REJETE": Stage.DEFEATED,
    "VERWORPEN": Stage.DEFEATED,
    "SANS OBJET": Stage.SUPERSEDED,
    "ZONDER VOORWERP": Stage.SUPERSEDED,
    "RETIRE": Stage.WITHDRAWN,
    "CADUC": Stage.LAPSED,
}
READ = {
    "be/justel_sample-ordinary-law.html": "loi/2024/01/07/2024000164/justel",
    "be/justel_sample-constitution.html": "constitution/1994/02/17/1994021048/justel",
    "be/justel_sample-regulation.html": "arrete/2024/01/12/2024001284/justel",
    "be/justel_sample-listing-loi-2024.html": "loi/2024",
}


def example(source: Source, name: str, url: str) -> list[object]:
    content = (ROOT / "tests" / "examples" / source.id / f"{name}.html").read_bytes()
    return list(read(source, Page(content, url), {}))


@pytest.mark.parametrize(("raw", "stage"), STATES.items())
def test_every_state_has_its_meaning(raw: str, stage: Stage) -> None:
    step = be_chamber.STAGES.meaning(raw)
    assert step is not None
    assert step.stage is stage


def test_a_page_in_windows_1252_is_read_whatever_it_declares() -> None:
    (measure,) = example(be_chamber.SOURCE, "rejected", DOSSIER)
    assert isinstance(measure, Measure)
    assert measure.title == "Proposition de loi visant à réprimer le tourisme de transplantation"
    # The vote and the state are one defeat.
    assert [e.stage for e in measure.events] == [Stage.INTRODUCED, Stage.DEFEATED]


def dossier(state: str, **fields: str) -> tuple[list[tuple[Stage, str | None]], list[Any]]:
    """The steps of a bill brought in on 10 July 2024, read on 1 December 2026, and the issues."""
    rows = {"": state, "Date de dépôt": "10/07/2024", "Type de document": "05 PROPOSITION DE LOI"}
    rows |= {name.replace("_", " "): value for name, value in fields.items()}
    cells = "".join(f'<tr><td class="td1x">{k}</td><td class="td0x">{v}</td></tr>' for k, v in rows.items())
    page = Page(
        f"<h4>Organes</h4><table>{cells}</table>".encode(), DOSSIER, fetched_at="2026-12-01T06:00:00Z"
    )
    measure, *issues = be_chamber.read_dossier(page, {})
    assert isinstance(measure, Measure)
    events = [(e.stage, str(e.date) if e.date else None) for e in measure.events]
    return events[1:], issues


VOTE = "2026-06-25"
PASSED, LOST = (Stage.PASSED_CHAMBER, VOTE), (Stage.DEFEATED, VOTE)


@pytest.mark.parametrize(
    ("state", "vote", "expected"),
    [
        ("ADOPTE", "ADOPTE", [PASSED, (Stage.PASSED, None)]),
        ("AANGENOMEN", "AANGENOMEN", [PASSED, (Stage.PASSED, None)]),
        ("ADOPTÉ", "ADOPTÉ, amendements rejetés", [PASSED, (Stage.PASSED, None)]),
        ("PENDANT SENAT", "", [PASSED, (Stage.COMMITTEE, None)]),
        ("REJETE", "REJETE", [LOST]),
        ("REJETÉ", "", [LOST]),
        ("VERWORPEN", "VERWORPEN", [LOST]),
        ("REJETE", "NON ADOPTE", [LOST]),
        # What comes of the papers of a bill that was voted down ends nothing again.
        ("SANS OBJET", "REJETE", [LOST]),
        ("ZONDER VOORWERP", "VERWORPEN", [LOST]),
        ("CADUC", "NIET AANGENOMEN", [LOST]),
        ("RETIRE", "REJETEE", [LOST]),
        ("CADUC", "ADOPTE", [PASSED, (Stage.LAPSED, None)]),
    ],
)
def test_a_vote_counts_by_its_result(state: str, vote: str, expected: list[tuple[Stage, str | None]]) -> None:
    assert dossier(state, Vote_Chambre=f"25/06/2026 {vote}") == (expected, [])


@pytest.mark.parametrize("of", ["06 PROPOSITION DE RESOLUTION", "06 PROPOSITION DE RÉSOLUTION"])
def test_a_resolution_that_was_voted_is_adopted(of: str) -> None:
    fields = {"Type_de_document": of, "Vote_Chambre": "25/06/2026 ADOPTE"}
    assert dossier("ADOPTE", **fields) == ([PASSED, (Stage.ADOPTED, VOTE)], [])


@pytest.mark.parametrize("vote", ["25/06/2026", "25/06/2026 REPORTE"])
def test_a_vote_without_a_result_is_no_passage(vote: str) -> None:
    events, issues = dossier("PENDANT CHAMBRE", Vote_Chambre=vote)
    assert events == [(Stage.UNKNOWN, VOTE)]
    assert len(issues) == 1


@pytest.mark.parametrize("day", ["00/00/0000", "01/01/1900", "01/01/0001", "31/12/9999", "15/01/2027"])
def test_a_day_that_is_null_or_to_come_is_no_step(day: str) -> None:
    fields = {"Date_de_la_loi": day, "Date_moniteur": day, "Vote_Chambre": f"{day} ADOPTE"}
    assert dossier("PENDANT CHAMBRE", **fields) == ([], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27 janvier 2024", [("2024-01-27", "Entrée en vigueur")]),
        ("1er juillet 2025 (art. 3); 1er juillet 2023 (art. 1)",
         [("2023-07-01", "Entrée en vigueur (en partie)"), ("2025-07-01", "Entrée en vigueur (le reste)")]),
    ],
)  # fmt: skip
def test_a_law_of_several_commencements_is_in_force_in_part_from_the_first(
    text: str, expected: list[tuple[str, str]]
) -> None:
    url = f"{SITE}/loi/2022/01/29/2022031260/justel"
    content = (ROOT / "tests/examples/be_justel/not-yet-in-force.html").read_bytes().decode("cp1252")
    html = content.replace("indéterminée", text)
    (law,) = read(be_justel.SOURCE, Page(html.encode("cp1252"), url), {})
    assert isinstance(law, Measure)
    assert [(str(e.date), e.label) for e in law.events if e.stage is Stage.IN_FORCE] == expected


@pytest.mark.parametrize("name", ["broken-request-rejected", "broken-not-found"])
def test_a_page_with_status_200_that_is_no_dossier_is_an_error(name: str) -> None:
    with pytest.raises(Unreadable):
        example(be_chamber.SOURCE, name, DOSSIER)


def test_followed_dossiers_and_the_lists_of_the_legislature_are_asked_for() -> None:
    alias = Alias(source=be_chamber.ID, source_id="55/2173")
    watch = Watch(measures=(Watched(id="a", aliases=(alias,)),), sessions=("56",))
    urls = [request.url.removeprefix(be_chamber.SHOW) for request in be_chamber.start(watch)]
    assert urls == [
        "/site/wwwcfm/flwb/flwbn.cfm?lang=F&legislat=55&dossierID=2173",
        "ListDocument.cfm?legislat=56",
    ]


def test_a_source_that_robots_txt_forbids_is_never_asked() -> None:
    assert be_justel.SOURCE.state is SourceState.BLOCKED


def test_a_law_names_the_dossier_it_was_made_in() -> None:
    (law,) = example(be_justel.SOURCE, "not-yet-in-force", f"{SITE}/loi/2022/01/29/2022031260/justel")
    assert isinstance(law, Measure)
    assert [a.key for a in law.aliases] == ["be_justel:2022/01/29/2022031260", "be_chamber:55/2173"]
    assert Stage.IN_FORCE not in {e.stage for e in law.events}


@pytest.mark.captures
def test_every_captured_line_is_read(captures: Path) -> None:
    assert {line["file"] for line in capture_index() if line.get("source") == be_justel.ID} == {*READ}
    for name, path in READ.items():
        items = list(read(be_justel.SOURCE, Page((captures / name).read_bytes(), f"{SITE}/{path}"), {}))
        assert items, name
        assert not any(isinstance(item, Issue) for item in items), name


@pytest.mark.captures
@pytest.mark.parametrize(
    ("name", "kind", "made", "published", "in_force"),
    [
        ("ordinary-law", Kind.ACT, "2024-01-07", "2024-01-17", "2024-01-27"),
        ("constitution", Kind.ACT, "1994-02-17", "1994-02-17", "1994-02-27"),
        ("regulation", Kind.REGULATION, "2024-01-12", "2024-02-14", "2023-07-01"),
    ],
)
def test_days_in_french_words(
    captures: Path, name: str, kind: Kind, made: str, published: str, in_force: str
) -> None:
    file = f"be/justel_sample-{name}.html"
    (law,) = read(be_justel.SOURCE, Page((captures / file).read_bytes(), f"{SITE}/{READ[file]}"), {})
    assert isinstance(law, Measure)
    days = {event.stage: str(event.date) for event in reversed(law.events)}
    assert days == {Stage.ASSENTED: made, Stage.PUBLISHED: published, Stage.IN_FORCE: in_force}
    assert law.kind is kind


@pytest.mark.captures
def test_a_law_of_2024_and_the_list_of_that_year(captures: Path) -> None:
    file = "be/justel_sample-ordinary-law.html"
    (law,) = read(be_justel.SOURCE, Page((captures / file).read_bytes(), f"{SITE}/{READ[file]}"), {})
    assert isinstance(law, Measure)
    assert law.id == "be-law-2024-2024000164"
    assert law.title.startswith("Loi modifiant la loi-programme (I) du 27 décembre 2006")
    assert law.aliases[1].key == "be_chamber:55/3705"
    file = "be/justel_sample-listing-loi-2024.html"
    found = list(read(be_justel.SOURCE, Page((captures / file).read_bytes(), f"{SITE}/loi/2024"), {}))
    assert len(found) == 302
    assert isinstance(found[0], Found)
    assert found[0].id == "be_justel:2024/01/07/2024000164"
