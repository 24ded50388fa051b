"""European Parliament: procedures of the Legislative Observatory are resolutions, never law."""

from __future__ import annotations

import re
from datetime import date

import pytest

from scrapers.eu_oeil import SOURCE, STAGES, start
from tests.conftest import ROOT
from tracker.history import Record, merge
from tracker.page import Page, Request
from tracker.source import Found, Watch, Watched
from tracker.source.declare import read
from tracker.source.paging import query_of
from tracker.status import Assessment
from tracker.vocabulary import Issue, IssueKind, Measure, Stage, Status

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


ROW = b'<tr><td>%s</td><td>%s</td><td>%s</td></tr></tbody></table></div>\n<div id="section6"'


def with_row(name: str, day: str, word: str, document: str = "", status: str = "") -> Measure:
    """An example page with a further key event, of another status."""
    html = (EXAMPLES / name).read_bytes()
    row = ROW % (day.encode(), word.encode(), f"<a href='x'>{document}</a>".encode() if document else b"")
    html = html.replace(b'</tbody></table></div>\n<div id="section6"', row)
    assert word.encode() in html
    if status:
        html = re.sub(rb'(<p class="text-danger">)[^<]*', rb"\1" + status.encode(), html)
    page = Page(html, PROCEDURE, fetched_at="2026-12-01T06:00:00Z")
    (measure,) = [item for item in read(SOURCE, page, {}) if isinstance(item, Measure)]
    return measure


PENDING = "pending-in-the-older-style.html"


@pytest.mark.parametrize("day", ["", "01/01/0001", "01/01/1900", "31/12/9999", "15/01/2027"])
@pytest.mark.parametrize(
    "word", ["Decision by Parliament", "Vote in committee", "Indicative plenary sitting date"]
)
def test_a_row_foreseen_is_no_step(day: str, word: str) -> None:
    (before, *_) = example(PENDING)
    assert isinstance(before, Measure)
    assert with_row(PENDING, day, word).events == before.events


def test_a_text_adopted_without_its_day_is_adopted() -> None:
    events = with_row(PENDING, "", "Decision by Parliament", "T9-0200/2022").events
    assert [(e.stage, e.date) for e in events[-1:]] == [(Stage.ADOPTED, None)]


@pytest.mark.parametrize(
    ("name", "end"),
    [("adopted.html", Status.ADOPTED), ("rejected.html", Status.DEFEATED), (PENDING, Status.LAPSED)],
)
def test_what_was_decided_does_not_lapse_with_its_procedure(name: str, end: Status) -> None:
    status = "" if name == "rejected.html" else "Procedure lapsed or withdrawn"
    measure = with_row(name, "31/12/2024", "End of procedure in Parliament", status=status)
    record = Record("x", measure, date(2026, 12, 1))
    standing = Assessment(merge(measure.id, [record]), None).on(date(2026, 12, 1))
    assert standing
    assert standing.status is end


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
