"""European Parliament: procedures of the Legislative Observatory are resolutions, never law."""

from __future__ import annotations

import pytest

from scrapers.eu_oeil import SOURCE, STAGES, start
from tests.conftest import ROOT
from tracker.page import Page, Request
from tracker.source import Found, Watch, Watched
from tracker.source.declare import read
from tracker.source.paging import query_of
from tracker.vocabulary import Issue, IssueKind, Measure, Stage

EXAMPLES = ROOT / "tests" / "examples" / SOURCE.id
PROCEDURE = "https://oeil.europarl.europa.eu/oeil/en/procedure-file?reference=2022/2657(RSP)"
# "Stage reached in procedure" and key events, as programs that read the site list them (parltrack/parltrack).
STATUSES = """Preparatory phase in Parliament|Awaiting committee decision|Awaiting plenary debate/vote
Awaiting Parliament's vote|Awaiting Parliament's position in 1st reading|Awaiting Parliament 2nd reading
Awaiting Parliament 1st reading / single reading / budget 1st stage|Awaiting Council's 1st reading position
Awaiting Parliament's position on the draft budget|Awaiting Council decision|Awaiting final decision
Awaiting signature of act|Procedure completed, awaiting publication in Official Journal|Procedure completed
Procedure completed - delegated act enters into force|Procedure completed - delegated act rejected
Procedure rejected|Procedure lapsed or withdrawn""".replace("\n", "|").split("|")
EVENTS = """Debate in Parliament|Decision by Parliament|Results of vote in Parliament|Debate scheduled
Decision by Parliament, 1st reading/single reading|Committee report tabled for plenary, single reading
Committee referral announced in Parliament, 1st reading/single reading|Vote in committee|Vote scheduled
Matter referred back to the committee responsible|Report referred back to committee
Non-legislative basic document published|End of procedure in Parliament|Motion for a resolution
Indicative plenary sitting date, 1st reading/single reading""".replace("\n", "|").split("|")


def example(name: str) -> list[object]:
    return list(read(SOURCE, Page((EXAMPLES / name).read_bytes(), PROCEDURE), {}))


@pytest.mark.parametrize("raw", [*STATUSES, *EVENTS])
def test_every_status_and_event_has_its_meaning(raw: str) -> None:
    step = STAGES.meaning(raw)
    assert step is None or step.stage is not Stage.UNKNOWN


@pytest.mark.parametrize("raw", [*STATUSES, *EVENTS])
def test_nothing_here_is_law(raw: str) -> None:
    step = STAGES.meaning(raw)
    assert step is None or not step.stage.makes_law


@pytest.mark.parametrize(
    ("name", "end", "unknown"),
    [
        ("adopted.html", Stage.ADOPTED, 0),
        ("pending-in-the-older-style.html", Stage.INTRODUCED, 0),
        ("rejected.html", Stage.DEFEATED, 0),
        ("decided-without-a-text.html", Stage.UNKNOWN, 1),
    ],
)
def test_a_resolution_is_adopted_with_its_text_only(name: str, end: Stage, unknown: int) -> None:
    measure, *issues = example(name)
    assert isinstance(measure, Measure)
    assert (measure.id, measure.events[-1].stage) == ("eu-9-2022-2657-rsp", end)
    assert not measure.kind.can_become_law
    kinds = [issue.kind for issue in issues if isinstance(issue, Issue)]
    assert kinds == [IssueKind.UNKNOWN_STAGE] * unknown


def test_a_search_passes_over_what_is_no_resolution() -> None:
    (request,) = start(Watch(terms={"en": ("organ harvesting",)}))
    assert query_of(request.url) == {"fullText.term": "organ harvesting", "fullText.mode": "EXACT_WORD"}
    page = Page((EXAMPLES / "search.xml").read_bytes(), request.url)
    (found,) = read(SOURCE, page, {})
    assert isinstance(found, Found)
    assert found.id == "eu_oeil:2022/2657(RSP)"
    assert list(read(SOURCE, Page(b"<items/>", request.url), {})) == []


def test_followed_procedures_are_asked_for_by_reference() -> None:
    watch = Watch(
        measures=(Watched(id="a", source_id="2013/2981(RSP)"), Watched(id="b", source_id="2023/0135(COD)"))
    )
    (request,) = start(watch)
    assert isinstance(request, Request)
    assert query_of(request.url) == {"reference": "2013/2981(RSP)"}
