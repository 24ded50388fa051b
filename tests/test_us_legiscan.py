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
    signed = [{"date": "2012-03-01", "action": "Signed by the Governor"}] if code == 4 else []
    changed = bill(status=code, status_date="2012-03-01", session={"sine_die": 0}, history=signed)
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
    acts = [{"date": "2012-03-01", "action": "Effective immediately"}]
    measure, _ = told(page(bill(bill_type=kind, status=status, status_date="2012-03-01", history=acts)))
    assert measure.events[-1].stage is stage
    assert not any(event.stage is Stage.LAPSED for event in measure.events)
    assert KINDS["B"] is Kind.BILL


def of(state: str, kind: str, codes: tuple[int, ...], *lines: str, **changes: Any) -> dict[str, Any]:
    """A bill of 2025 with these codes, a month each from April on, and lines "H:words" on those days."""
    days = [f"2025-{month:02}-01" for month in range(4, 13)]
    return bill(
        state=state,
        url=f"https://legiscan.com/{state}/bill/SB0012/2025",
        bill_number="SB0012",
        bill_type=kind,
        progress=[{"date": day, "event": code} for day, code in zip(days, codes, strict=False)],
        status=max((code for code in codes if code < 7), default=codes[-1]),
        history=[
            {"date": day, "action": line[2:], "chamber": line[0].strip()}
            for day, line in zip(days, lines, strict=False)
        ],
        session={"sine_die": 0},
        **changes,
    )


@pytest.mark.parametrize(
    ("entry", "stages", "issues"),
    [
        (of("TX", "JRCA", (3, 4), "S:Enrolled", " :Filed with the Secretary of State"),
         "passed put_to_voters", 0),
        (of("KS", "CA", (4, 8), " :To be submitted to the voters", " :Chapter 9"), "passed put_to_voters", 0),
        (of("NV", "JR", (4,), " :Filed", title="Proposes to amend the Nevada Constitution"),
         "passed put_to_voters", 0),
        (of("LA", "CA", (4,), "S:Enrolled", " :Approved by the voters"), "passed assented", 0),
        (of("ME", "B", (3, 4), " :Signed by Governor", " :To be submitted to the voters"),
         "passed put_to_voters", 0),
        (of("CT", "B", (4,), " :Public Act 25-41"), "passed", 0),
        (of("CT", "B", (4, 5), " :Public Act 25-41", " :Vetoed by the Governor"), "passed vetoed", 0),
        (of("CT", "B", (3, 4), " :Public Act 25-41", " :Signed by the Governor"), "passed assented", 0),
        (of("MN", "B", (8,), " :Secretary of State Chapter 85"), "passed", 0),
        (of("MT", "B", (8,)), "assented", 0),
        (of("OR", "B", (4,), " :Chapter 12, 2025 Laws"), "assented", 0),
        (of("OR", "B", (4,), " :In effect as an emergency, enacted"), "assented", 0),
        (of("OR", "B", (4,), "S:Passed"), "passed", 1),
        (of("OR", "B", (4,), " :Returned unsigned"), "passed", 2),
        (of("OR", "B", (3,), " :Became law without signature"), "passed assented", 0),
        (of("OR", "B", (5,), " :Vetoed", "H:Veto overridden", "S:Veto overridden"), "vetoed assented", 0),
        (of("OR", "B", (5, 7), " :Vetoed by Governor", "H:Veto overridden"), "vetoed", 0),
        (of("OR", "B", (5, 4), " :Vetoed by Governor", "H:Veto overridden"), "vetoed", 1),
        (of("MO", "B", (5, 4), " :Vetoed in Part by Governor", " :Approved by Governor"), "assented", 0),
        (of("NH", "B", (1,), "H:Inexpedient to Legislate: MA"), "introduced defeated", 0),
        (of("NH", "B", (1,), "H:Inexpedient to Legislate: MF"), "introduced", 0),
        (of("NY", "B", (1, 6), "S:Introduced", "S:SUBSTITUTED BY A123"), "introduced superseded", 0),
    ],
)  # fmt: skip
def test_codes_count_as_far_as_words_bear_them_out(entry: dict[str, Any], stages: str, issues: int) -> None:
    measure, found = told(page(entry))
    stated = [event.stage.value for event in measure.events if event.stage is not Stage.UNKNOWN]
    assert (stated, len(found)) == (stages.split(), issues)


@pytest.mark.parametrize(
    ("state", "word", "other", "alias", "relation"),
    [
        ("MA", "Replaced By", "HD1614", True, None),
        ("OR", "Replaced By", "SB0099", False, "same_family_before"),
        ("OR", "Replaces", "SB0099", False, "replaces"),
        ("OR", "Cross-filed", "HB0099", False, "companion_of"),
        ("OR", "Enabled By", "HB0099", False, None),
    ],
)
def test_related_bills(state: str, word: str, other: str, alias: bool, relation: str | None) -> None:
    related = [{"type": word, "sast_bill_number": other, "sast_bill_id": 77}]
    measure, _ = told(page(of(state, "B", (1,), sasts=related)))
    assert (Alias(source="us_legiscan", source_id="77") in measure.aliases) == alias
    assert [link.relation.value for link in measure.links] == ([relation] if relation else [])
    ended = any(event.stage is Stage.SUPERSEDED for event in measure.events)
    assert ended == (relation == "same_family_before")


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
