"""The traps a bill sets a tracker, by number: what docs/traps.md says of each is checked here.

Each test stands on the shipped data where they hold such a case, else on small records. Traps that other
tests cover already are named in the document alone.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import ROOT
from tests.shipped import DATA
from tests.shipped import known as shipped
from tests.test_curated_facts import SEVEN, answer, assessment, measure
from tracker.history import Record, merge
from tracker.knowledge import BadData, load
from tracker.questions import Checked
from tracker.refresh import open_writer, opening
from tracker.status import Assessment, answers
from tracker.store import open_database
from tracker.vocabulary import (
    Answer,
    CarryOver,
    Chamber,
    Event,
    Evidence,
    EvidenceKind,
    Kind,
    Legislature,
    Measure,
    Session,
    SessionEnd,
    Stage,
    Status,
    Value,
    Window,
    number_key,
)

HEADLINE = "transplant_abroad"
READ = (Evidence(kind=EvidenceKind.OFFICIAL, url="https://laws.example/1"),)
LOWER, UPPER = Chamber.LOWER, Chamber.UPPER
PROROGUED, DISSOLVED, EXPIRED = SessionEnd.PROROGATION, SessionEnd.DISSOLUTION, SessionEnd.EXPIRY


def step(stage: Stage, day: str | None, chamber: Chamber | None = None) -> Event:
    window = Window.parse(day) if day else None
    return Event(stage=stage, date=window, label=stage.value, chamber=chamber, evidence=READ)


def session(id_: str, term: str, start: str, end: str | None, by: SessionEnd | None, **more: Any) -> Session:
    window = Window.parse(end) if end else None
    parts: dict[str, Any] = {"legislature": "xa", "name": id_, "evidence": READ, **more}
    return Session(id=id_, term=term, start=date.fromisoformat(start), end=window, ended_by=by, **parts)


def rule(*at: SessionEnd, dies: bool, **more: Any) -> CarryOver:
    return CarryOver(at=at, dies=dies, rule="a rule", evidence=READ, **more)


def bill(
    *events: Event, sessions: tuple[Session, ...] = (), rules: tuple[CarryOver, ...] = (), **more: Any
) -> Assessment:
    """A bill that began in the upper chamber, of the first of these sessions."""
    parts: dict[str, Any] = {"kind": Kind.BILL, "origin_chamber": UPPER, **more}
    told = Measure(id="xa-1-b-1", place="XA", title="A Bill", lang="en", session="1", events=events, **parts)
    body = Legislature(id="xa", place="XA", name="Parliament", sessions=sessions, carry_over=rules)
    return Assessment(merge(told.id, [Record("xa_source", told, date(2026, 1, 1))]), body)


def line(told: Assessment) -> list[tuple[str, str, bool]]:
    return [(str(s.since), s.status.value, s.unclear) for s in told.standings]


def status(id_: str, day: str) -> Status | None:
    standing = assessment(measure(id_)).on(date.fromisoformat(day))
    return standing.status if standing else None


def day_of(id_: str, stage: Stage) -> list[str]:
    return [str(e.date) for e in measure(id_).events if e.stage is stage and e.decides]


# -- identity ---------------------------------------------------------------------------------------


def test_trap_04_four_rival_bills_of_one_title_are_four() -> None:
    title = "臓器の移植に関する法律の一部を改正する法律案"
    rivals = {m.id for m in shipped().measures if m.title == title}
    assert len(rivals & {"jp-164-shu-14", "jp-164-shu-15", "jp-168-shu-18", "jp-171-shu-30"}) >= 2
    known = {m.id for m in shipped().measures if m.id.startswith(("jp-164", "jp-168", "jp-171"))}
    law = {m for m in known if status(m, "2009-12-31") in (Status.ENACTED, Status.IN_FORCE)}
    assert (len(known), law) == (5, {"jp-164-shu-14"})


@pytest.mark.parametrize(
    ("law", "bill_"),
    [
        ("fr-law-2022-1032", "fr-15-an-4338"),
        ("ch-law-2020-6567", "ch-51-19-047"),
        ("kr-law-2020-17214", "kr-20-2024667"),
        ("br-law-2016-13344", "br-pl-7370-2014"),
    ],
)
def test_trap_05_a_bills_other_numbers_lead_to_its_law(law: str, bill_: str) -> None:
    assert bill_ in {alias.key for alias in measure(law).aliases}
    assert bill_ not in {m.id for m in shipped().measures}


def test_trap_07_the_sponsors_second_bill_is_another_bill() -> None:
    second = measure("us-119-s-4009")
    assert "us-119-s-817" in {link.target for link in second.links}
    assert day_of("us-119-s-817", Stage.INTRODUCED) != day_of(second.id, Stage.INTRODUCED)


def test_trap_10_the_halves_of_a_split_bill_are_linked_to_it() -> None:
    whole, half = measure("us-az-2024-hb-2504"), "us-az-law-2025-hb-2109"
    assert half in {link.target for link in whole.links}
    assert (status(whole.id, "2024-06-01"), status(half, "2025-12-31")) == (Status.VETOED, Status.IN_FORCE)


@pytest.mark.parametrize(
    "spellings",
    [
        ("H.R. 1503", "H. R. 1503", "HR 1503", "hr1503"),
        ("SB0262", "SB 262", "S.B. 262", "SB No. 262"),
        ("H0670", "H 670"),
        ("36 516", "36\u00a0516", "36516"),
        ("n° 2797", "2797", "Nr. 2797"),
        ("S-223", "S223", "s 223"),
    ],
)
def test_trap_11_spellings_of_a_number_compare_as_one(spellings: tuple[str, ...]) -> None:
    assert len({number_key(text) for text in spellings}) == 1
    parts: dict[str, Any] = {"id": "x", "place": "XA", "kind": Kind.BILL, "title": "t", "lang": "en"}
    told = [Record(f"source{i}", Measure(number=text, **parts)) for i, text in enumerate(spellings)]
    history = merge("x", told)
    assert (history.conflicts, history.measure.number) == ((), spellings[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5-67/7", "56-77"),
        ("S-204", "C-204"),
        ("133-D", "133"),
        ("3878/A(E)", "3878"),
        ("HR 1503", "HRES 1503"),
    ],
)
def test_trap_11_other_numbers_stay_apart(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


def test_trap_11_a_bill_entered_under_two_spellings_is_refused(tmp_path: Path) -> None:
    for file in DATA.rglob("*.yml"):
        copy = tmp_path / file.relative_to(DATA)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes())
    path = tmp_path / "places" / "PH.yml"
    entry = "  - {id: ph-16-sb-n-2840, kind: bill, title: A Bill, lang: en, evidence: [memory], "
    entry += 'legislature: ph-congress, session: "16", number: "S.B.N. 2840"}\n'
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + entry, "utf-8")
    with pytest.raises(BadData, match=r"a number no other bill of the session has \(ph-16-sbn-2840\)"):
        load(tmp_path)


def test_trap_12_a_number_that_looks_like_a_year_dates_nothing() -> None:
    assert day_of("us-tx-88r-hb-2025", Stage.INTRODUCED) == []
    assert status("us-tx-88r-hb-2025", "2025-06-30") is Status.SUPERSEDED
    assert day_of("kr-law-2020-17214", Stage.PASSED) == ["2020-03-06"]
    assert bill(number="HB 2025").standings == ()


def test_trap_13_hr_is_a_bill_here_and_a_resolution_there() -> None:
    assert measure("us-119-hr-1503").kind is Kind.BILL
    assert {measure(id_).kind for id_ in ("ph-19-hr-1803", "us-ga-2017-2018-hr-944")} == {Kind.RESOLUTION}


# -- kind -------------------------------------------------------------------------------------------


def test_trap_14_no_resolution_motion_or_draft_of_the_data_is_ever_law() -> None:
    never = [m for m in shipped().measures if not m.kind.can_become_law]
    assert len(never) > 20
    assert not [m.id for m in never if any(s.status.is_law for s in assessment(m).standings)]


def test_trap_15_a_state_resolution_under_article_252_leads_to_the_unions_law() -> None:
    resolution = measure("in-od-2015-resolution")
    assert (resolution.kind, [link.target for link in resolution.links]) == (
        Kind.RESOLUTION,
        ["in-law-2011-16"],
    )
    assert "adopt" in (measure("in-law-1994-42").extent or "")


def test_trap_16_a_consent_memorandum_is_no_law_and_stands_beside_its_act() -> None:
    memorandum = measure("gb-sct-lcm-s6-5c")
    assert memorandum.kind is Kind.CONSENT_MEMORANDUM
    assert "gb-law-2022-31" in {link.target for link in memorandum.links}
    assert answer("GB-SCT", HEADLINE, "2022-06-01") not in (Answer.IN_FORCE, Answer.ENACTED)


@pytest.mark.parametrize(("place", "law", "day"), [("FR", "fr-law-2022-1032", "2022-12-31")])
def test_trap_17_the_act_that_lets_ratify_is_neither_offence_nor_ratification(
    place: str, law: str, day: str
) -> None:
    assert (measure(law).kind, measure(law).provisions) == (Kind.RATIFICATION, ())
    assert status(law, day) is Status.ENACTED
    assert answer(place, "convention", day) not in (Answer.IN_FORCE, Answer.ENACTED)


@pytest.mark.parametrize("draft", ["at-2026-otpg-draft", "ch-2017-vernehmlassung", "pk-kp-2012-draft"])
def test_trap_18_a_consultation_draft_is_not_even_pending(draft: str) -> None:
    told = measure(draft)
    assert told.kind is Kind.DRAFT
    (criterion,) = (c for c in shipped().criteria if c.name == HEADLINE)
    ever = Checked(on=date.min, by="us", read=("https://laws.example/",))
    timeline = answers(criterion, told.place, [assessment(told)], ever, {})
    assert {span.finding.answer for span in timeline.spans} == {Answer.NONE_FOUND}


def test_trap_19_an_ordinance_and_the_bill_beside_it_are_two() -> None:
    lapsed = "pk-2007-thot-bill"
    assert [status(lapsed, day) for day in ("2007-10-01", "2007-12-31")] == [Status.PENDING, Status.LAPSED]
    assert "ordinance" in (measure(lapsed).note or "").lower()
    ordinance = measure("bd-law-2025-organ-ordinance")
    assert (ordinance.kind, status(ordinance.id, "2026-01-01")) == (Kind.ORDINANCE, Status.IN_FORCE)


# -- status -----------------------------------------------------------------------------------------


def test_trap_20_passed_by_both_and_vetoed_or_sent_back_is_no_law() -> None:
    for id_, ended in (("ca-42-1-s-240", Status.LAPSED), ("us-az-2024-hb-2504", Status.VETOED)):
        told = assessment(measure(id_))
        assert {e.chamber for e in measure(id_).events if e.stage is Stage.PASSED_CHAMBER} == {LOWER, UPPER}
        assert not any(s.status.is_law for s in told.standings)
        assert told.standings[-1].status is ended
        assert not told.standings[-1].unclear


TERM_1 = (
    session("1", "1", "2020-01-01", "2021-01-01", PROROGUED),
    session("2", "2", "2021-06-01", None, None),
)
LIVES_ON = (rule(PROROGUED, dies=False), rule(DISSOLVED, dies=True))
OPEN = step(Stage.INTRODUCED, "2020-02-01", UPPER)


def test_trap_22_a_bill_that_outlived_prorogation_ends_with_its_parliament() -> None:
    between = bill(OPEN, sessions=TERM_1, rules=LIVES_ON)
    assert line(between) == [
        ("2020-02-01", "pending", False),
        ("2021-01-01", "pending", True),
        ("2021-06-01", "lapsed", False),
    ]
    known = (session("1", "1", "2020-01-01", "2021-01-01", PROROGUED, dissolved=Window.parse("2021-03-23")),)
    assert line(bill(OPEN, sessions=known, rules=LIVES_ON))[-1] == ("2021-03-23", "lapsed", False)
    same = (TERM_1[0], session("2", "1", "2021-06-01", None, None))
    assert line(bill(OPEN, sessions=same, rules=LIVES_ON)) == [("2020-02-01", "pending", False)]


def test_trap_22_without_a_rule_for_the_dissolution_nothing_is_guessed() -> None:
    assert line(bill(OPEN, sessions=TERM_1, rules=LIVES_ON[:1])) == [("2020-02-01", "pending", False)]


def test_trap_22_a_session_whose_end_is_a_window_is_unclear_inside_it() -> None:
    vague = (session("1", "1", "2020-01-01", "2020-12-01/2021-01-31", PROROGUED),)
    told = bill(OPEN, sessions=vague, rules=(rule(PROROGUED, dies=True),))
    assert line(told) == [
        ("2020-02-01", "pending", False),
        ("2020-12-01", "pending", True),
        ("2021-01-31", "lapsed", False),
    ]


@pytest.mark.parametrize(
    ("id_", "ended"),
    [
        ("au-47-s1384", "2025-03-28"),
        ("fr-13-an-2797", "2012-06-19"),
        ("it-17-c-3918", "2018-03-22"),
        ("it-18-c-1122", "2022-10-12"),
        ("ph-16-sbn-2840", "2016-06-30"),
        ("kr-20-2015819", "2020-05-29"),
        ("ph-16-hb-5538", "2016-06-30"),
        ("us-118-hr-1154", "2025-01-03"),
        ("ca-43-1-s-204", "2020-08-18"),
        ("gb-2021-22-organ-tourism-cadavers", "2022-04-28"),
    ],
)
def test_trap_22_lapse_is_silent_and_follows_from_the_calendar(id_: str, ended: str) -> None:
    assert not [e for e in measure(id_).events if e.stage is Stage.LAPSED], "nobody wrote it down"
    last = assessment(measure(id_)).standings[-1]
    assert (last.status, str(last.since), last.unclear) == (Status.LAPSED, ended, False)
    assert last.step is not None
    assert last.step.origin == "rule"
    assert last.step.event.note


def test_trap_23_a_bill_lives_two_parliamentary_years_in_argentina() -> None:
    assert [status("ar-2023-gutierrez", day) for day in ("2024-06-01", "2025-03-01")] == [
        Status.PENDING,
        Status.LAPSED,
    ]
    assert answer("AR", HEADLINE, "2026-11-25") is Answer.ENDED


CARRIED = step(Stage.CARRIED_OVER, "2020-12-20", UPPER)


def test_trap_23_a_vote_to_carry_over_saves_a_bill_from_the_end_of_its_session_alone() -> None:
    dies = (rule(PROROGUED, EXPIRED, DISSOLVED, dies=True),)
    for ended_by in (PROROGUED, EXPIRED):
        first = session("1", "1", "2020-01-01", "2021-01-01", ended_by)
        within = (first, session("2", "1", "2021-06-01", "2021-12-31", DISSOLVED))
        assert line(bill(OPEN, sessions=within, rules=dies))[-1] == ("2021-01-01", "lapsed", False)
        assert line(bill(OPEN, CARRIED, sessions=within, rules=dies))[-1] == ("2021-12-31", "lapsed", False)
    beyond = (session("1", "1", "2020-01-01", "2021-01-01", DISSOLVED), TERM_1[1])
    assert line(bill(OPEN, CARRIED, sessions=beyond, rules=dies))[-1] == ("2021-01-01", "lapsed", False)


@pytest.mark.parametrize(
    ("events", "lapses"),
    [
        ((OPEN,), "2021-06-01"),
        ((OPEN, step(Stage.PASSED_CHAMBER, "2020-03-01", UPPER)), "2021-01-01"),
        # Both have voted: which of them has it is not known, so only the general rule fits.
        (
            (
                OPEN,
                step(Stage.PASSED_CHAMBER, "2020-03-01", UPPER),
                step(Stage.PASSED_CHAMBER, "2020-04-01", LOWER),
            ),
            "2021-01-01",
        ),
    ],
)
def test_trap_23_a_rule_can_ask_which_chamber_has_the_bill(events: tuple[Event, ...], lapses: str) -> None:
    ended = (session("1", "1", "2020-01-01", "2021-01-01", DISSOLVED), TERM_1[1])
    rules = (rule(DISSOLVED, dies=True, before=UPPER, at_opening=True), rule(DISSOLVED, dies=True))
    assert line(bill(*events, sessions=ended, rules=rules))[-1] == (lapses, "lapsed", False)
    assert not [s for s in bill(OPEN, sessions=ended[:1], rules=rules).steps if s.origin == "rule"]


def test_trap_23_a_rule_for_what_was_not_voted_leaves_what_was_passed() -> None:
    ended = (session("1", "1", "2020-01-01", "2021-01-01", DISSOLVED), TERM_1[1])
    rules = (rule(DISSOLVED, dies=True, unvoted=True),)
    assert line(bill(OPEN, sessions=ended, rules=rules))[-1] == ("2021-01-01", "lapsed", False)
    passed = step(Stage.PASSED, "2020-12-20")
    assert line(bill(OPEN, passed, sessions=ended, rules=rules)) == [
        ("2020-02-01", "pending", False),
        ("2021-12-20", "unknown", False),
    ]
    assert line(bill(OPEN, step(Stage.PASSED, "2021-02-01"), sessions=ended, rules=rules))


def test_trap_24_a_rival_overtaken_is_superseded_and_no_failure() -> None:
    for id_ in ("jp-168-shu-18", "jp-171-shu-30", "jp-171-san-26", "us-tx-88r-hb-2025"):
        assert status(id_, "2024-01-01") is Status.SUPERSEDED, id_
    assert answer("US-TX", HEADLINE, "2023-06-30") is not Answer.ENDED


def test_trap_25_a_bill_of_the_day_of_dissolution_is_not_pending() -> None:
    assert line(assessment(measure("jp-162-shu-38-39"))) == [("2005-08-08", "lapsed", False)]


def test_trap_24_a_defeat_and_a_passage_of_one_day_leave_the_outcome_unclear() -> None:
    both = (step(Stage.DEFEATED, "2020-05-01", UPPER), step(Stage.PASSED_CHAMBER, "2020-05-01", UPPER))
    assert line(bill(OPEN, *both)) == [("2020-02-01", "pending", False), ("2020-05-01", "pending", True)]
    onward = step(Stage.COMMITTEE, "2020-05-03", LOWER)
    assert line(bill(OPEN, *both, onward))[-1] == ("2020-05-03", "pending", False)
    elsewhere = (both[0], step(Stage.PASSED_CHAMBER, "2020-05-01", LOWER))
    assert line(bill(OPEN, *elsewhere))[-1] == ("2020-05-01", "defeated", False)


def test_trap_25_a_bill_that_may_not_have_begun_has_not_ended() -> None:
    told = bill(step(Stage.INTRODUCED, "2020", UPPER), step(Stage.WITHDRAWN, "2020/2021"))
    assert line(told) == [("2020-01-01", "pending", True), ("2021-12-31", "withdrawn", False)]
    vetoed = bill(
        step(Stage.PASSED_CHAMBER, "2020-04-02", UPPER),
        step(Stage.PASSED_CHAMBER, "2020-04-04", LOWER),
        step(Stage.VETOED, "2020-04"),
    )
    assert line(vetoed)[1:] == [("2020-04-04", "pending", True), ("2020-04-30", "vetoed", False)]


IN_FORCE_LATER = {
    "us-tx-law-2023-sb-1040": ("2023-06-18", "2023-09-01"),
    "us-ut-law-2024-sb-262": ("2024-03-14", "2024-05-01"),
    "us-id-law-2024-h-670": ("2024-04-10", "2024-07-01"),
    "us-tn-law-2025-hb-395": ("2025-03-28", "2026-01-01"),
    "gb-law-2022-31": ("2022-04-28", "2022-07-01"),
    "kr-law-2020-17214": ("2020-04-07", "2020-10-08"),
    "ie-law-2024-5": ("2024-02-28", "2025-06-17"),
}


@pytest.mark.parametrize("law", IN_FORCE_LATER)
def test_trap_26_assented_and_in_force_are_two_days(law: str) -> None:
    assented, in_force = map(date.fromisoformat, IN_FORCE_LATER[law])
    told = assessment(measure(law))
    assert (told.assented, told.in_force) == (Window.day(assented), Window.day(in_force))
    assert [s.status for s in (told.on(assented), told.on(in_force)) if s] == [
        Status.ENACTED,
        Status.IN_FORCE,
    ]


def test_trap_26_a_general_effective_date_nobody_printed_is_a_window() -> None:
    (commencement,) = (e for e in measure("us-az-law-2025-hb-2109").events if e.stage is Stage.IN_FORCE)
    assert commencement.date is not None
    assert not commencement.date.is_day
    assert commencement.note


def test_trap_26_passed_and_not_commenced_for_years_is_not_law_in_force() -> None:
    assert status("au-nsw-law-2018-30", "2021-12-31") is not Status.IN_FORCE
    assert status("au-nsw-law-2018-30", "2022-01-01") is Status.IN_FORCE


def test_trap_27_a_law_in_part_of_the_country_says_which() -> None:
    for id_, part in (("gb-law-2022-31", "Northern Ireland"), ("in-law-1994-42", "Goa")):
        assert part in (measure(id_).extent or ""), id_


def test_trap_28_a_bill_cut_down_before_it_passed_is_judged_anew() -> None:
    told = measure("au-47-s1384")
    assert "Schedule 2" in (told.note or "")
    assert told.meets is Value.UNCLEAR
    assert {p.value for p in told.provisions} <= {Value.UNKNOWN, Value.UNCLEAR}


def test_trap_29_a_committee_can_pass_a_law() -> None:
    votes = [e for e in measure("it-law-2016-236").events if e.stage is Stage.PASSED]
    assert [("Commissione" in e.label, e.chamber) for e in votes] == [(True, LOWER)]
    assert status("it-law-2016-236", "2016-12-11") is Status.ENACTED


def test_trap_30_a_joint_sitting_passes_what_the_second_chamber_did_not() -> None:
    act = assessment(measure("pk-law-2023-tho-amendment"))
    assert str(act.passed) == "2023-05-15"
    assert not [e for e in act.history.measure.events if e.chamber is UPPER]
    assert status("pk-law-2023-tho-amendment", "2023-06-20") in (Status.ENACTED, Status.IN_FORCE)


@pytest.mark.parametrize(
    "law", ["kr-law-2020-17214", "tw-law-2015-organ-transplantation", "il-law-2008-5768", "no-law-2017-54"]
)
def test_trap_31_one_chamber_needs_no_other(law: str) -> None:
    assert not {e.chamber for e in measure(law).events} & {LOWER, UPPER}
    assert status(law, "2026-01-01") is Status.IN_FORCE


def test_trap_32_a_third_reading_is_passage_only_where_it_is_the_last() -> None:
    """Data say `passed` where a third reading ends the matter, and `passed_chamber` where it is half way."""
    assert measure("tw-law-2015-organ-transplantation").events[1].label == "三讀修正通過"
    assert day_of("tw-law-2015-organ-transplantation", Stage.PASSED) == ["2015-06-12"]
    half_way = bill(OPEN, step(Stage.THIRD_READING, "2020-03-01", UPPER))
    assert (half_way.passed, line(half_way)[-1][1]) == (None, "pending")


def test_trap_34_the_vote_is_dated_by_the_vote_not_by_the_debate() -> None:
    assert day_of("us-119-hr-1503", Stage.PASSED_CHAMBER) == ["2025-05-07"]


def test_trap_35_a_withdrawal_known_from_the_press_alone_says_so() -> None:
    (withdrawn,) = (e for e in measure("xk-4-transplantimi").events if e.stage is Stage.WITHDRAWN)
    assert {e.kind for e in withdrawn.evidence} == {EvidenceKind.SECONDARY}
    assert withdrawn.date is not None
    assert not withdrawn.date.is_day


@pytest.mark.parametrize(
    "omnibus", ["gb-law-2022-31", "nl-36516", "au-nsw-law-2018-30", "br-law-2016-13344", "ch-law-2020-6567"]
)
def test_trap_36_an_omnibus_says_which_part_matters(omnibus: str) -> None:
    assert measure(omnibus).relevant_part


def test_trap_37_states_are_counted_from_their_laws_not_from_the_press() -> None:
    """The press of May 2025 made Arizona the fifth State; Arkansas had signed before it."""
    day = date(2025, 5, 6)
    signed = {
        m.place
        for m in shipped().measures
        if m.place.startswith("US-") and m.kind is Kind.ACT and HEADLINE in m.aims
        for standing in [assessment(m).on(day)]
        if standing is not None and standing.status.is_law
    }
    assert signed == {"US-TX", "US-UT", "US-ID", "US-TN", "US-AZ", "US-AR"}


# -- dates ------------------------------------------------------------------------------------------


def test_trap_40_two_days_for_one_step_are_a_window_or_a_note() -> None:
    (brought_in,) = (e for e in measure("fr-law-2022-1032").events if e.stage is Stage.INTRODUCED)
    assert (str(brought_in.date), "12 July" in brought_in.label) == ("2021-07-13", True)
    assert day_of("ar-2023-gutierrez", Stage.INTRODUCED) == ["2023-08-15/2023-08-16"]


def test_trap_42_no_bill_is_brought_in_after_it_became_law() -> None:
    """A page that lets a bill be introduced after it was signed cannot come in unnoticed."""
    for told in map(assessment, shipped().measures):
        begun = told.introduced
        law = told.assented or told.in_force
        if begun is not None and begun.earliest is not None and law is not None:
            assert begun.earliest <= law.latest, told.history.id


@pytest.mark.parametrize(
    ("law", "brought_in", "assented"),
    [
        ("in-law-1994-42", "1992", "1994-07-08"),
        ("il-law-2008-5768", "2003-11", None),
        ("it-law-2016-236", "2013-07-04", "2016-12-11"),
    ],
)
def test_trap_44_the_year_of_a_bill_is_not_that_of_its_law(
    law: str, brought_in: str, assented: str | None
) -> None:
    told = assessment(measure(law))
    assert (str(told.introduced), str(told.assented)) == (brought_in, str(assented))


def test_trap_47_a_printed_conversion_that_cannot_be_is_not_believed() -> None:
    (authenticated,) = (e for e in measure("np-law-1999-20").events if e.stage is Stage.ASSENTED)
    assert (str(authenticated.date), "2002" in (authenticated.note or "")) == ("1999-02-04", True)


# -- the document, the table, the database ------------------------------------------------------------

ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(test_\w+)\.py::(test_\w+)`")


def rows() -> dict[int, tuple[str, str, str]]:
    text = (ROOT / "docs" / "traps.md").read_text(encoding="utf-8")
    found = [(int(n), (trap, how, tests)) for n, trap, how, tests in ROW.findall(text)]
    assert len(found) == len(dict(found)), "a number twice"
    return dict(found)


def test_the_document_lists_every_trap_with_a_test_or_a_reason() -> None:
    assert sorted(rows()) == list(range(1, 48))
    for number, (_, how, tests) in rows().items():
        assert NAMED.search(tests) or how.startswith("Not handled, because "), number


def test_every_test_the_document_names_exists() -> None:
    for number, (_, _, tests) in rows().items():
        for file, name in NAMED.findall(tests):
            path = ROOT / "tests" / f"{file}.py"
            assert path.is_file(), (number, file)
            assert f"\ndef {name}(" in path.read_text(encoding="utf-8"), (number, name)


def test_every_test_here_is_named_in_the_document() -> None:
    named = {(n, name) for n, (_, _, tests) in rows().items() for _, name in NAMED.findall(tests)}
    own = {name for name in globals() if name.startswith("test_trap_")}
    assert {(int(name[10:12]), name) for name in own} <= named


CAMPAIGN = {
    "2020-06-30": (set(SEVEN), set(SEVEN) - {"KR"}),
    "2022-05-01": ({*SEVEN, "GB"}, set(SEVEN)),
    "2022-12-31": ({*SEVEN, "GB", "CA"}, {*SEVEN, "GB", "CA"}),
    "2026-11-25": ({*SEVEN, "GB", "CA"}, {*SEVEN, "GB", "CA"}),
}


@pytest.mark.parametrize("day", CAMPAIGN)
def test_the_campaigns_table_passed_and_in_force_apart(day: str) -> None:
    given = {place: answer(place, "campaign_list", day) for place in (*SEVEN, "GB", "CA")}
    in_force = {place for place, one in given.items() if one is Answer.IN_FORCE}
    passed = in_force | {place for place, one in given.items() if one is Answer.ENACTED}
    assert (passed, in_force) == CAMPAIGN[day]


def test_the_database_built_twice_from_the_data_is_the_same_to_the_byte(
    curated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(curated)) as built:
        ((name,),) = built.execute("SELECT value FROM facts WHERE name = 'database'")
        ((at,),) = built.execute("SELECT started FROM runs")
    # The database's own name is the one thing by chance.
    monkeypatch.setattr(opening, "uuid4", lambda: UUID(name))
    with closing(open_database(tmp_path / "again.db")) as db:
        open_writer(db, load(DATA), (), datetime.fromisoformat(at))
    dumps = []
    for path in (curated, tmp_path / "again.db"):
        with closing(sqlite3.connect(path)) as built:
            # When SQLite ran each migration is the machine's time.
            dumps.append([row for row in built.iterdump() if '"_sqlite_migrations"' not in row])
    assert len(dumps[0]) > 5000
    assert dumps[0] == dumps[1]
