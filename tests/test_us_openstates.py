"""Open States: every classification, the words that gainsay some, the sessions, and a captured excerpt."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scrapers.shared.us_state_words import Sense, sense
from scrapers.shared.us_states import ZONES
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
    assert any(isinstance(item, Issue) for item in found) == (word == "veto-override-passage")


@pytest.mark.parametrize(
    ("words", "classes", "stages"),
    [
        ("Signed by the Governor", ("executive-signature",), ["assented"]),
        ("Notification that SB 311 is now Act 772", ("executive-signature",), ["assented"]),
        ("Approved P.L.2024, c.1.", ("executive-signature",), ["assented"]),
        ("SIGNED CHAP.123", ("executive-signature",), ["assented"]),
        ("Transmitted to the Governor", ("executive-signature",), ["passed"]),
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
        ("Returned unsigned", ()),
        ("Not signed by the Governor", ("executive-signature",)),
        ("Put aside", ("veto-override-passage",)),
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


@pytest.mark.parametrize(
    ("state", "said", "lines"),
    [
        ("TX", Sense.LAW, "Filed without the Governor's signature|Filed without signature"),
        ("VT", Sense.LAW, "Allowed to become law without approval of the Governor|Unsigned; became law"),
        ("MS", Sense.LAW, "Law W/out Governor's Signature|Became Law W/o Signature|BECAME LAW W/O GOV"),
        ("IL", Sense.LAW, "Public Act . . . . . . . . . 103-0586|Chapter 12, Acts, 2024|C 12 L 24|Act 772"),
        ("WY", Sense.LAW, "Assigned Chapter Number 32|Session Law Chapter 253 Effective: 07/01/2024"),
        ("WY", Sense.NOTHING, "Assigned Number HEA No. 0005|COW:Passed|Governor Line Item Veto"),
        ("CT", Sense.NUMBERED, "Public Act 26-41|Special Act 26-4|PUBLIC ACT NO. 26-41"),
        ("CT", Sense.SIGNED, "Signed by the Governor, Public Act 26-41"),
        ("AL", Sense.NUMBERED, "Assigned Act No. 2025-321.|Act 2025-321"),
        ("AL", Sense.LAW, "Enacted"),
        ("MN", Sense.NUMBERED, "Secretary of State Chapter 85 05/15/24|Chapter 127"),
        ("DC", Sense.NUMBERED, "Signed by the Mayor|Enacted with Act Number A25-0123|Council overrode veto"),
        ("DC", Sense.LAW, "Law L25-0123, Effective from Mar 1, 2024"),
        ("NH", Sense.KILLED, "Inexpedient to Legislate, MA, VV|Indefinitely Postpone: MA RC 201-150"),
        ("NH", Sense.NOTHING, "Inexpedient to Legislate: MF RC 150-203|Ought to Pass: MF|Lay on Table: MA"),
        ("NH", Sense.NOTHING, "Minority Committee Report: Ought to Pass|Do pass|Reported do pass"),
        ("NH", None, "Ought to Pass: MA VV|Third Reading Passed|Failed to pass|Ratified R 12|Enacted"),
        ("VA", Sense.KILLED, "Passed by indefinitely in Rules (8-Y)|Motion to postpone indefinitely agreed"),
        ("VA", Sense.NOTHING, "Motion to postpone indefinitely|Indefinite postponement lost"),
        ("VA", Sense.NOTHING, "House Amendment A (H-12) INDEFINITELY POSTPONED|Floor Amendment No. 3 Tabled"),
        ("VA", Sense.NOTHING, "Governor's recommendation adopted|Notice of intent to veto"),
        ("VA", Sense.VETOED, "House sustained Governor's veto|Override failed in Senate|Pocket veto"),
        ("ME", Sense.OVERRIDDEN, "VETO was NOT SUSTAINED|Passed notwithstanding the veto"),
        ("KS", Sense.ENROLLED, "Presented to the Governor for signature|Pres. To Gov. 6/12/2024"),
        ("KS", Sense.TO_VOTERS, "To be submitted to the voters|Placed on the ballot|If approved by voters"),
        ("KS", Sense.RATIFIED, "Approved by the voters|Ratified by the people|Adopted at an election"),
        ("KS", Sense.KILLED, "Rejected by the voters|Not approved by the electors"),
        ("KS", None, "Passed by Election Law Committee|Referred to Committee on Referendum"),
        ("FL", Sense.SUPERSEDED, "Laid on Table, companion bill(s) passed, see CS/HB 1|SUBSTITUTED BY A123B"),
        ("MA", Sense.SUPERSEDED, "Accompanied a new draft, see H4567|New draft substituted, see S2345"),
        ("FL", Sense.NOTHING, "Laid on Table|Laid on the table subject to call|Motion to table failed"),
    ],
)  # fmt: skip
def test_what_a_line_says(state: str, said: Sense | None, lines: str) -> None:
    assert [sense(state, words) for words in lines.split("|")] == [said] * len(lines.split("|"))


def lines(*told: str) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Actions of June 2023, a day each: "lower:words", without a classification."""
    return [
        (f"2023-06-{day:02}", words, chamber, ())
        for day, (chamber, _, words) in enumerate((each.partition(":") for each in told), 1)
    ]


@pytest.mark.parametrize(
    ("told", "stages"),
    [
        (["executive:Vetoed", "lower:Veto overridden", "upper:Veto overridden"], ["vetoed", "assented"]),
        (["executive:Vetoed", "upper:House overrode", "upper:Senate overrode"], ["vetoed", "assented"]),
        (["executive:Vetoed", "legislature:Veto overridden"], ["vetoed", "assented"]),
        (["executive:Vetoed", "lower:Veto overridden"], ["vetoed"]),
        (["executive:Vetoed", "lower:Veto overridden", "upper:Override failed"], ["vetoed", "vetoed"]),
        (["executive:Vetoed", "executive:Veto overridden"], ["vetoed", "unknown"]),
        (["executive:Chapter 12", "executive:Vetoed by the Governor"], ["unknown", "vetoed"]),
        (["executive:Vetoed by the Governor", "upper:Filed with the Secretary of State"], ["vetoed"]),
        (["executive:Signed by the Governor", "legislature:To be submitted to the voters"],
         ["passed", "put_to_voters"]),
        (["executive:Signed by Governor", "upper:Placed on the ballot", "upper:Approved by voters"],
         ["passed", "assented"]),
        (["lower:Indefinitely postponed", "lower:Indefinite postponement reconsidered"], []),
        (["lower:Laid on the table in favor of SB 9"], ["superseded"]),
        (["lower:HB 9 substituted for SB 1040"], ["superseded"]),
        (["lower:SB 1040 substituted for HB 9"], []),
        (["lower:SB 1040 laid on the table, see SB 1040"], []),
        (["lower:Substituted by Sub. 2"], []),
        (["upper:To be signed by the Governor", "upper:Signed by President; vetoed"], ["vetoed"]),
    ],
)  # fmt: skip
def test_what_the_lines_of_a_bill_come_to(told: list[str], stages: list[str]) -> None:
    assert [stage for stage, _ in later(items(*lines(*told)))] == stages


AMENDS = "Proposing a constitutional amendment on organs"


@pytest.mark.parametrize(
    ("title", "types", "kind"),
    [
        (AMENDS, ["joint resolution"], Kind.BILL),
        ("To amend section 2 of the Constitution of North Dakota", ["concurrent resolution"], Kind.BILL),
        ("Constitutional amendment; organs", ["bill"], Kind.BILL),
        ("Organs", ["constitutional amendment"], Kind.BILL),
        (
            "Urging an amendment to the Constitution of the United States",
            ["joint resolution"],
            Kind.RESOLUTION,
        ),
    ],
)
def test_an_amendment_waits_for_the_people(title: str, types: list[str], kind: Kind) -> None:
    votes = [
        (f"2023-03-0{i}", "Passed", chamber, ("passage",)) for i, chamber in enumerate(("upper", "lower"), 1)
    ]
    signed = ("2023-04-01", "Signed by the Governor, Chapter 9", "executive", ("executive-signature",))
    found = items(*votes, signed, title=title, classification=types)
    (measure,) = (item for item in found if isinstance(item, Measure))
    assert measure.kind is kind
    assert "assented" not in dict(later(found))
    assert kind is not Kind.BILL or ("passed", "2023-03-02") in later(found)
    people = ("2024-11-05", "Approved by the voters", "legislature", ())
    told = dict(later(items(*votes, people, title=title, classification=types)))
    assert told.get("assented") == ("2024-11-05" if kind is Kind.BILL else None)


@pytest.mark.parametrize(
    ("state", "instant", "day"),
    [
        ("wy", "2025-02-25T00:55:14+00:00", "2025-02-24"),
        ("wy", "2025-02-25T07:00:00+00:00", "2025-02-25"),
        ("hi", "2025-05-02T09:59:00+00:00", "2025-05-01"),
        ("tx", "2025-06-02T04:30:00Z", "2025-06-01"),
        ("tx", "2025-06-02T00:00:00+00:00", "2025-06-02"),
        ("al", "2025-05-06T04:00:00+00:00", "2025-05-06"),
        ("wa", "2025-04-23T05:30:00+00:00", "2025-04-22"),
        ("me", "2025-04-23T23:30:00", "2025-04-23"),
    ],
)
def test_a_day_is_the_day_of_the_state(state: str, instant: str, day: str) -> None:
    jurisdiction = {"id": f"ocd-jurisdiction/country:us/state:{state}/government"}
    found = items((instant, "Referred", "upper", ("referral",)), jurisdiction=jurisdiction)
    assert ("committee", day) in later(found)
    assert len(ZONES) == 51


@pytest.mark.parametrize(
    ("state", "number", "relation", "other", "aliases", "links", "stages"),
    [
        ("ma", "H 2404", "replaces", "HD 1614", ["HD 1614"], [], []),
        ("ma", "SD 9", "replaced-by", "S 87", ["S 87"], [], []),
        ("mt", "HB 5", "replaces", "LC0123", ["LC0123"], [], []),
        ("nm", "HB 5", "replaced-by", "HB 9", [], [("same_family_before", "HB 9")], ["superseded"]),
        ("nm", "HB 9", "replaces", "HB 5", [], [("replaces", "HB 5")], []),
        ("ma", "H 2404", "companion", "S 87", [], [("companion_of", "S 87")], []),
    ],
)
def test_one_paper_under_two_numbers_is_one_bill(
    state: str,
    number: str,
    relation: str,
    other: str,
    aliases: list[str],
    links: list[tuple[str, str]],
    stages: list[str],
) -> None:
    row = {"relation_type": relation, "legislative_session": "88", "identifier": other}
    jurisdiction = {"id": f"ocd-jurisdiction/country:us/state:{state}/government"}
    found = items(jurisdiction=jurisdiction, identifier=number, related_bills=[row])
    (measure,) = (item for item in found if isinstance(item, Measure))
    assert [a.source_id for a in measure.aliases] == [f"{state}/88/{name}" for name in (number, *aliases)]
    targets = [(link.relation.value, link.target.rpartition("/")[2]) for link in measure.links]
    assert targets == links
    assert [stage for stage, _ in later(found)] == stages


def test_a_substituted_bill_names_the_other() -> None:
    jurisdiction = {"id": "ocd-jurisdiction/country:us/state:ny/government"}
    told = ("2023-05-01", "SUBSTITUTED BY A01234B", "upper", ())
    (measure,) = items(told, jurisdiction=jurisdiction, identifier="S 12", related_bills=[])
    assert isinstance(measure, Measure)
    assert [link.target for link in measure.links] == ["us_openstates:ny/88/A 1234"]
