"""Open States: every classification, the words that gainsay some, the sessions, and a captured excerpt."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scrapers.us_openstates import KINDS, SOURCE, STAGES, start
from tests.conftest import ROOT
from tracker.page import Page, Request
from tracker.source import Found, Watch, Watched, Yield
from tracker.source.declare import read
from tracker.vocabulary import Basis, Issue, Kind, Measure, Stage

URL = "https://v3.openstates.org/bills/tx/88/SB%201040?include=actions"
SESSIONS = "https://v3.openstates.org/jurisdictions/tx?include=legislative_sessions"
SEARCH = "https://v3.openstates.org/bills?q=x&per_page=20"
# openstates-core, openstates/data/common.py at 1d4d594.
ACTIONS = re.findall(
    r"[\w-]+",
    """
    filing introduction enrolled reading-1 reading-2 reading-3 passage informal-passage failure
    withdrawal substitution amendment-introduction amendment-passage amendment-withdrawal
    amendment-failure amendment-amendment amendment-deferral committee-passage
    committee-passage-favorable committee-passage-unfavorable committee-failure executive-receipt
    executive-signature executive-veto executive-veto-line-item became-law veto-override-passage
    veto-override-failure deferral receipt referral referral-committee hearing-held work-session
    sponsorship carried-over reported-out-of-committee concurrence
    """,
)
BILLS = re.findall(
    r"[a-z]+(?: [a-z]+)*",
    """
    bill, resolution, concurrent resolution, joint resolution, memorial, commemoration, concurrent memorial,
    joint memorial, proposed bill, proclamation, nomination, contract, claim, appointment,
    constitutional amendment, petition, order, concurrent order, appropriation, ordinance, motion,
    study request, concurrent study request, bill of address
    """,
)


def items(
    *actions: tuple[str, str, str, tuple[str, ...]], ends: str | None = None, **changes: Any
) -> list[Yield]:
    """A bill brought in on 2023-02-17 whose further actions are (date, words, organisation, classes)."""
    bill = json.loads((ROOT / "tests/examples/us_openstates/enacted.json").read_text("utf-8")) | changes
    told = (("2023-02-17", "Filed", "upper", ("filing",)), *actions)
    bill["actions"] = [
        {
            "date": d,
            "description": w,
            "organization": {"classification": o},
            "classification": list(c),
            "order": i,
        }
        for i, (d, w, o, c) in enumerate(told)
    ]
    if ends is None:
        return list(read(SOURCE, Page(json.dumps(bill).encode(), URL), {"alone": True}))
    sessions = [{"identifier": "87", "end_date": "2021-05-31"}, {"identifier": "88", "end_date": ends}]
    page = Page(json.dumps({"legislative_sessions": sessions}).encode(), SESSIONS)
    return list(read(SOURCE, page, {"bill": bill}))


def later(found: list[Yield]) -> list[tuple[str, str]]:
    """The steps after the filing."""
    (measure,) = (item for item in found if isinstance(item, Measure))
    return [(e.stage.value, str(e.date)) for e in measure.events if e.stage is not Stage.INTRODUCED]


def test_every_classification_has_a_meaning() -> None:
    assert set(ACTIONS) == set(STAGES.values)
    assert set(BILLS) == set(KINDS)
    assert KINDS["constitutional amendment"] is Kind.BILL
    assert not KINDS["joint resolution"].can_become_law


@pytest.mark.parametrize("word", ACTIONS)
def test_only_signature_and_law_make_law(word: str) -> None:
    """With words that deny nothing; those that decide need words of their own, below."""
    found = items(("2023-03-01", "Signed and chaptered as law", "executive", (word,)))
    makes_law = {stage for stage, _ in later(found)} & {"assented", "published", "in_force"}
    assert bool(makes_law) == (word in ("executive-signature", "became-law"))
    assert not any(isinstance(item, Issue) for item in found)


@pytest.mark.parametrize(
    ("words", "classes", "stages"),
    [
        ("Signed by the Governor", ("executive-signature",), ["assented"]),
        ("Notification that SB 311 is now Act 772", ("executive-signature",), ["assented"]),
        ("Approved P.L.2024, c.1.", ("executive-signature",), ["assented"]),
        ("SIGNED CHAP.123", ("executive-signature",), ["assented"]),
        ("Transmitted to the Governor", ("executive-signature",), []),
        ("House: Governor's recommendation adopted", ("executive-signature",), []),
        ("Sent to the Engrossing Department", ("became-law",), []),
        ("Filed without the Governor's signature", ("became-law",), ["assented"]),
        ("Signed in the House", ("passage",), []),
        ("Passed", ("passage",), ["passed_chamber"]),
        ("Second reading, passed", ("passage", "reading-2"), ["second_reading"]),
        ("Passed 2nd & 3rd Reading", ("passage", "reading-2", "reading-3"),
         ["second_reading", "third_reading", "passed_chamber"]),
        ("Session Sine Die", ("failure",), ["lapsed"]),
        ("Died in Health", ("failure",), ["lapsed"]),
        ("Failed to pass", ("failure",), ["defeated"]),
        ("Motion to Recommend Failed", ("failure",), []),
        ("held for consideration in INSURANCE", ("failure",), []),
        ("Withdrawn from further consideration", ("withdrawal",), ["withdrawn"]),
        ("Withdrawn by Sponsor", ("withdrawal",), ["withdrawn"]),
        ("Withdrawn from schedule", ("withdrawal",), []),
        ("Senator Jones withdrawn as coauthor", ("withdrawal",), []),
        ("Died In Committee", ("committee-failure",), ["lapsed"]),
        ("Committee recommended measure be held for further study", ("committee-failure",), []),
        ("Comp. became Pub. Ch. 96", (), ["superseded"]),
        ("Received", (), []),
    ],
)  # fmt: skip
def test_words_gainsay_a_classification(words: str, classes: tuple[str, ...], stages: list[str]) -> None:
    found = items(("2023-03-01", words, "lower", classes))
    assert [stage for stage, _ in later(found)] == stages
    assert not any(isinstance(item, Issue) for item in found)


@pytest.mark.parametrize(
    ("words", "classes"),
    [
        ("Something by the Governor", ("executive-signature",)),
        ("Delivered", ("became-law",)),
        ("Became law without signature", ()),
        ("Recalled", ("recall",)),
    ],
)
def test_what_may_decide_and_is_not_understood_is_unknown(words: str, classes: tuple[str, ...]) -> None:
    found = items(("2023-03-01", words, "executive", classes))
    assert [stage for stage, _ in later(found)] == ["unknown"]
    assert [item.kind.value for item in found if isinstance(item, Issue)] == ["unknown_stage"]


def test_a_day_in_force_counts_for_a_law_only() -> None:
    effective = ("2023-06-18", "Effective on 9/1/23", "executive", ("became-law",))
    assert ("in_force", "2023-09-01") in later(items(effective))
    assert later(items((*effective[:3], ()))) == []


@pytest.mark.parametrize(
    ("types", "actions", "adopted"),
    [
        (["resolution"], ["upper"], ["2023-03-01"]),
        (["concurrent resolution"], ["upper"], []),
        (["concurrent resolution"], ["upper", "lower"], ["2023-03-02"]),
    ],
)
def test_a_resolution_is_adopted(types: list[str], actions: list[str], adopted: list[str]) -> None:
    told = [(f"2023-03-0{i}", "Adopted", chamber, ("passage",)) for i, chamber in enumerate(actions, 1)]
    signed = ("2023-03-09", "Signed by the Governor", "executive", ("executive-signature",))
    found = later(items(*told, signed, classification=types))
    assert [day for stage, day in found if stage == "adopted"] == adopted
    assert "assented" not in {stage for stage, _ in found}


PASSED = ("2023-05-20", "Enrolled", "upper", ("enrolled",))
VOTED = ("2023-06-30", "Passed", "upper", ("passage",))


@pytest.mark.parametrize(
    ("actions", "ends", "lapsed"),
    [
        ((), "2023-05-29", "2023-05-29/2023-12-31"),
        ((VOTED,), "2023-05-29", "2023-06-30/2023-12-31"),
        ((PASSED,), "2023-05-29", None),
        ((("2023-05-01", "Failed to pass", "upper", ("failure",)),), "2023-05-29", None),
        ((("2023-05-01", "Carried over", "upper", ("carried-over",)),), "2023-05-29", None),
        ((("2024-01-10", "Referred", "upper", ("referral",)),), "2023-05-29", None),
        ((), None, None),
    ],
)
def test_an_open_bill_ends_with_its_session(actions: Any, ends: str | None, lapsed: str | None) -> None:
    (measure,) = (item for item in items(*actions, ends=ends) if isinstance(item, Measure))
    lapses = [event for event in measure.events if event.stage is Stage.LAPSED]
    assert [str(event.date) for event in lapses] == ([lapsed] if lapsed else [])
    assert all(event.basis is Basis.INFERENCE and event.note for event in lapses)


def test_a_date_may_be_a_year_and_nothing_else() -> None:
    assert later(items(("2023", "Referred", "upper", ("referral",)))) == [("committee", "2023")]


@pytest.mark.captures
def test_the_captured_excerpt_is_searched(captures: Path) -> None:
    """Three rows whose envelope is lost; they hold no actions, so they are read as a search's."""
    rows = json.loads((captures / "us-openstates/excerpt-ny-search.json").read_bytes())
    pagination = {"per_page": 20, "page": 1, "max_page": 1, "total_items": 3}
    page = Page(json.dumps({"results": rows, "pagination": pagination}).encode(), SEARCH)
    found = [item for item in read(SOURCE, page, {}) if isinstance(item, Found)]
    assert [item.id for item in found] == [
        f"us_openstates:ny/2025-2026/{number}" for number in ("A 10774", "A 10000", "E 1625")
    ]


def test_a_run_keeps_to_its_quota_and_its_key_to_the_header() -> None:
    watched = tuple(Watched(id=f"us-{i}", source_id=name) for i, name in enumerate(("tx/88/SB 1040", None)))
    requests = list(start(Watch(measures=watched, terms={"en": ("organ trafficking", "organ tourism")})))
    assert [request.url.partition("?")[0] for request in requests] == [
        "https://v3.openstates.org/bills/tx/88/SB%201040",
        "https://v3.openstates.org/bills",
    ]
    assert "q=%22organ+trafficking%22+or+%22organ+tourism%22&" in requests[1].url
    assert all(request.headers == {"X-API-KEY": "{key}"} for request in requests)
    assert SOURCE.max_requests <= 250
    assert SOURCE.interval >= 6


@pytest.mark.parametrize(
    ("case", "asks"), [("open", True), ("enacted", False), ("vetoed", False), ("adopted-memorial", False)]
)
def test_the_sessions_are_asked_for_an_open_bill_only(case: str, asks: bool) -> None:
    folder = ROOT / "tests" / "examples" / SOURCE.id
    url = json.loads((folder / f"{case}.meta.json").read_text("utf-8"))["url"]
    (found,) = read(SOURCE, Page((folder / f"{case}.json").read_bytes(), url), {})
    assert isinstance(found, Request) == asks
