"""LegiScan: captured bills of Congress against GovInfo, its codes, and the sessions of the States."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scrapers import us_billstatus
from scrapers.shared.us_states import FAILED, in_force_by
from scrapers.us_legiscan import KINDS, SOURCE, STAGES, start
from tests.conftest import ROOT, capture_index
from tracker.page import Page, Request
from tracker.source import Watch, Watched
from tracker.source.declare import read
from tracker.vocabulary import Alias, Basis, Issue, Kind, Measure, Stage

GET = "https://api.legiscan.com/?key={key}&op=getBill&id=1"


def told(page: Page) -> tuple[Measure, list[Issue]]:
    measure, *issues = read(SOURCE, page, {})
    assert isinstance(measure, Measure)
    return measure, [issue for issue in issues if isinstance(issue, Issue)]


@pytest.mark.captures
def test_every_captured_line_is_read(captures: Path) -> None:
    lines = [line for line in capture_index() if line.get("source") == SOURCE.id]
    assert lines
    for line in lines:
        content = (captures / line["file"]).read_bytes()
        assert SOURCE.sniff(content) is SOURCE.readers[0]
        measure, issues = told(Page(content, GET))
        assert measure.place == "US", line["file"]
        # That proceedings were vacated is a word nobody maps, at GovInfo either.
        assert [issue.field for issue in issues] == ["actionCode"] * ("HB1082" in line["file"]), line["file"]


@pytest.mark.captures
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("US-118-HB1154", "118/hr/BILLSTATUS-118hr1154"), ("US-119-HB1503", "119/hr/BILLSTATUS-119hr1503")],
)
def test_congress_is_told_as_govinfo_tells_it(captures: Path, ours: str, theirs: str) -> None:
    """HB1503 was captured after its passage, GovInfo's file before."""
    measure, _ = told(Page((captures / f"us-legiscan/{ours}.json").read_bytes(), GET))
    name = theirs.rpartition("/")[2] + (".2025-04-30" if "1503" in ours else "")
    content = (captures / f"us-billstatus/{name}.xml").read_bytes()
    url = f"https://www.govinfo.gov/bulkdata/BILLSTATUS/{theirs}.xml"
    (official,) = read(us_billstatus.SOURCE, Page(content, url), {})
    assert isinstance(official, Measure)
    assert (measure.id, measure.title, measure.number) == (official.id, official.title, official.number)
    steps = [(e.stage, e.date, e.chamber) for e in measure.events]
    assert steps[: len(official.events)] == [(e.stage, e.date, e.chamber) for e in official.events]


@pytest.mark.captures
def test_a_law_of_congress_has_its_number(captures: Path) -> None:
    law, _ = told(Page((captures / "us-legiscan/US-116-HB1079.json").read_bytes(), GET))
    assert law.citation == "Public Law 116-50"
    assert Alias(id="us-law-116-50") in law.aliases
    assert [str(e.date) for e in law.events if e.stage is Stage.ASSENTED] == ["2019-08-22"]


def bill(**changes: Any) -> dict[str, Any]:
    path = ROOT / "tests" / "examples" / SOURCE.id / "lapsed-with-its-session.json"
    entry: dict[str, Any] = json.loads(path.read_text("utf-8"))["bill"]
    entry["session"] |= changes.pop("session", {})
    return entry | changes


def page(entry: dict[str, Any]) -> Page:
    return Page(json.dumps({"status": "OK", "bill": entry}).encode(), GET)


@pytest.mark.parametrize("code", range(13))
def test_every_code_has_a_meaning(code: int) -> None:
    changed = bill(status=code, status_date="2012-03-01", session={"sine_die": 0})
    measure, issues = told(page(changed))
    assert issues == []
    assert all(event.stage is not Stage.UNKNOWN for event in measure.events)


def test_an_unknown_code_is_said_aloud() -> None:
    _, (issue,) = told(page(bill(status=13)))
    assert "code 13" in issue.detail
    assert len(STAGES.values) == 13


@pytest.mark.parametrize(
    ("kind", "status", "stage"),
    [("B", 4, Stage.ASSENTED), ("CR", 4, Stage.ADOPTED), ("B", 3, Stage.PASSED), ("B", 5, Stage.VETOED)],
)
def test_passed_is_law_for_what_can_become_law(kind: str, status: int, stage: Stage) -> None:
    measure, _ = told(page(bill(bill_type=kind, status=status, status_date="2012-03-01")))
    assert measure.events[-1].stage is stage
    assert not any(event.stage is Stage.LAPSED for event in measure.events)
    assert KINDS["B"] is Kind.BILL


@pytest.mark.parametrize(
    ("session", "date"),
    [
        ({"sine_die": 1, "prior": 1}, "2011-04-12/2013-01-31"),
        ({"sine_die": 1, "prior": 0}, None),
        ({"sine_die": 0, "prior": 0}, "open"),
        ({"sine_die": 1, "prior": 1, "year_end": 2010}, "open"),
    ],
)
def test_an_open_bill_ends_with_its_session(session: dict[str, int], date: str | None) -> None:
    measure, _ = told(page(bill(session=session)))
    lapses = [event for event in measure.events if event.stage is Stage.LAPSED]
    assert [event.date and str(event.date) for event in lapses] == ([] if date == "open" else [date])
    assert all(event.basis is Basis.INFERENCE and event.note for event in lapses)


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("Died In Committee", Stage.LAPSED),
        ("Session Sine Die", Stage.LAPSED),
        ("Withdrawn by Sponsor", Stage.WITHDRAWN),
        ("Indefinitely Postponed", Stage.DEFEATED),
    ],
)
def test_how_a_bill_failed_is_in_its_words(words: str, stage: Stage) -> None:
    step = FAILED.meaning(words)
    assert step
    assert step.stage is stage
    ended = bill(status=6, status_date="2012-03-01", history=[{"date": "2012-03-01", "action": words}])
    assert told(page(ended))[0].events[-1].stage is stage


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Effective on 9/1/23", "2023-09-01"),
        ("Session Law Chapter 253 Effective: 07/01/2024", "2024-07-01"),
        ("Effective date(s) 01/01/2026", "2026-01-01"),
        ("Effective date(s) 07/01/2025, 01/01/2026", None),
        ("Effective in 90 days", None),
    ],
)
def test_the_day_in_force_in_words(words: str, day: str | None) -> None:
    found = in_force_by(words)
    assert (found and str(found)) == day


def test_followed_bills_are_asked_for_by_number_or_by_name() -> None:
    names = ("1835000", "UT/SB 262/2024", "AR/HB 1044/2012/F")
    watched = tuple(Watched(id=f"us-{i}", source_id=name) for i, name in enumerate(names))
    requests = list(start(Watch(measures=watched, terms={"en": ("organ trafficking", "organ tourism")})))
    assert [r.url.partition("&")[2] for r in requests] == [
        "op=getBill&id=1835000",
        "op=getSearch&state=UT&bill=SB262&year=2024",
        "op=getSearch&state=AR&bill=HB1044&year=2012",
        "op=getSearch&state=ALL&year=1&query=%22organ+trafficking%22+OR+%22organ+tourism%22",
    ]
    assert all(isinstance(SOURCE.reader_for(r.url), type(SOURCE.readers[0])) for r in requests)
    assert requests[1] == Request(url=requests[1].url, context={"follow": "UT/SB 262/2024"})
