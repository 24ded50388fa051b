"""A measure's status over time: silent lapses, assent that is not in force, vague dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.history import CURATED, Record, merge
from tracker.status import FAILED, Assessment
from tracker.vocabulary import (
    Basis,
    CarryOver,
    Category,
    Chamber,
    CommencementDefault,
    Event,
    Evidence,
    EvidenceKind,
    Kind,
    Legislature,
    Measure,
    Promulgation,
    Session,
    SessionEnd,
    Stage,
    Status,
    Window,
)

MEMORY = (Evidence(kind=EvidenceKind.MEMORY),)
OFFICIAL = (Evidence(kind=EvidenceKind.OFFICIAL, url="https://laws.example/sessions"),)
LOWER, UPPER = Chamber.LOWER, Chamber.UPPER


def step(stage: Stage, day: str | None, chamber: Chamber | None = None, **more: Any) -> Event:
    return Event(
        stage=stage, date=Window.parse(day) if day else None, label=stage.value, chamber=chamber, **more
    )


def session(id_: str, start: str, end: str | None, by: SessionEnd | None, *evidence: Evidence) -> Session:
    return Session(
        legislature="ca-parliament",
        id=id_,
        name=f"session {id_}",
        term=id_.partition("-")[0],
        start=date.fromisoformat(start),
        end=Window.parse(end) if end else None,
        ended_by=by,
        evidence=evidence,
    )


PROROGUED, DISSOLVED = SessionEnd.PROROGATION, SessionEnd.DISSOLUTION
RULES = (
    CarryOver(
        at=(PROROGUED,),
        dies=False,
        rule="Commons private members' bills go on (S.O. 86.1)",
        chamber=LOWER,
        category=Category.PRIVATE_MEMBER,
        evidence=OFFICIAL,
    ),
    CarryOver(at=(PROROGUED,), dies=True, rule="Bills die at prorogation"),
    CarryOver(at=(DISSOLVED,), dies=True, rule="Bills die at dissolution"),
)
SESSIONS = (
    session("40-2", "2009-01-26", "2009-12-30", PROROGUED, *OFFICIAL),
    session("40-3", "2010-03-03", "2011-03-26", DISSOLVED, *OFFICIAL),
    session("41-1", "2011-06-02", None, None, *OFFICIAL),
)
ON_ASSENT = CommencementDefault(
    after=Stage.ASSENTED, days=0, rule="Interpretation Act s. 5(2): in force on assent", evidence=OFFICIAL
)


def canada(sessions: Sequence[Session] = SESSIONS, **more: Any) -> Legislature:
    parts = {"carry_over": RULES, "commencement_default": ON_ASSENT, **more}
    return Legislature(
        id="ca-parliament", place="CA", name="Parliament of Canada", sessions=tuple(sessions), **parts
    )


def bill(*events: Event, legislature: Legislature | None = None, **more: Any) -> Assessment:
    parts: dict[str, Any] = {"kind": Kind.BILL, "session": "40-2", "origin_chamber": UPPER, **more}
    measure = Measure(
        id="ca-40-2-b-1",
        place="CA",
        title="An Act",
        lang="en",
        legislature="ca-parliament",
        events=events,
        **parts,
    )
    return Assessment(merge(measure.id, [Record("ca_legisinfo", measure, date(2026, 1, 1))]), legislature)


def on(assessment: Assessment, day: str) -> tuple[str, bool] | None:
    standing = assessment.on(date.fromisoformat(day))
    return (standing.status.value, standing.unclear) if standing else None


def line(assessment: Assessment) -> list[tuple[str, str, bool]]:
    return [(str(s.since), s.status.value, s.unclear) for s in assessment.standings]


BOTH_CHAMBERS = (
    step(Stage.INTRODUCED, "2009-02-01", UPPER),
    step(Stage.PASSED_CHAMBER, "2009-03-01", UPPER),
    step(Stage.PASSED_CHAMBER, "2009-04-01", LOWER),
)


# -- passed, and nothing seen since -------------------------------------------------------------------

SIGNED_IN_TEN = Promulgation(days=10, rule="Promulgated within ten days", evidence=OFFICIAL)
REMEMBERED = replace(SIGNED_IN_TEN, evidence=MEMORY)
PASSED = step(Stage.PASSED, "2009-12-01")
AGAIN = step(Stage.PASSED_CHAMBER, "2009-12-20", Chamber.LEGISLATURE)


@pytest.mark.parametrize(
    ("events", "rule", "expected"),
    [
        ((PASSED,), SIGNED_IN_TEN, [("2010-01-10", "unknown")]),
        ((PASSED,), None, [("2010-12-01", "unknown")]),
        ((PASSED,), REMEMBERED, [("2010-12-01", "unknown")]),
        ((PASSED, step(Stage.ASSENTED, "2011-06-01")), SIGNED_IN_TEN, [("2011-06-01", "enacted")]),
        ((PASSED, step(Stage.COMMITTEE, "2009-12-15")), SIGNED_IN_TEN, []),
        ((PASSED, step(Stage.VETOED, "2009-12-10")), SIGNED_IN_TEN, [("2009-12-10", "vetoed")]),
        (
            (PASSED, step(Stage.VETOED, "2009-12-10"), AGAIN),
            SIGNED_IN_TEN,
            [("2009-12-10", "vetoed"), ("2009-12-20", "pending"), ("2010-01-29", "unknown")],
        ),
        ((PASSED, step(Stage.UNKNOWN, "2009-12-20")), SIGNED_IN_TEN, [("2010-01-10", "unknown")]),
        ((AGAIN,), SIGNED_IN_TEN, []),  # one chamber's vote, of no text passed by all
        ((step(Stage.PASSED, "2009-12"),), SIGNED_IN_TEN, [("2010-02-09", "unknown")]),
    ],
)
def test_a_passed_bill_that_nobody_saw_promulgated_is_not_pending_for_ever(
    events: tuple[Event, ...], rule: Promulgation | None, expected: list[tuple[str, str]]
) -> None:
    legislature = canada(carry_over=(), promulgation=rule)
    told = line(bill(BOTH_CHAMBERS[0], *events, legislature=legislature))
    assert [(day, status) for day, status, _ in told] == [("2009-02-01", "pending"), *expected]


def test_the_rule_is_the_basis_and_a_resolution_waits_for_nobody() -> None:
    told = bill(PASSED, legislature=canada(carry_over=(), promulgation=SIGNED_IN_TEN))
    last = told.standings[-1].step
    assert last is not None
    assert (last.origin, last.event.basis, last.event.note) == ("rule", Basis.RULE, SIGNED_IN_TEN.rule)
    resolution = bill(PASSED, kind=Kind.RESOLUTION, legislature=canada(promulgation=SIGNED_IN_TEN))
    assert [s for s in resolution.steps if s.event.stage is Stage.UNKNOWN] == []


# -- what is law ------------------------------------------------------------------------------------


def test_trap_3_20_s240_passed_both_chambers_in_different_texts_is_not_law() -> None:
    s240 = bill(
        *BOTH_CHAMBERS, step(Stage.CONSIDERATION_OF_AMENDMENTS, "2009-05-01", UPPER), legislature=canada()
    )
    assert line(s240) == [("2009-02-01", "pending", False), ("2009-12-30", "lapsed", False)]
    assert not any(s.status.is_law for s in s240.standings)


def test_passed_by_the_whole_legislature_awaits_assent() -> None:
    passed = bill(*BOTH_CHAMBERS, step(Stage.PASSED, "2009-05-01"))
    assert on(passed, "2009-06-01") == ("pending", False)
    assert passed.passed == Window.parse("2009-05-01")


def test_both_votes_date_the_passage_and_one_does_not() -> None:
    assert bill(*BOTH_CHAMBERS).passed == Window.parse("2009-04-01")
    assert bill(*BOTH_CHAMBERS[:2]).passed is None


AMENDED = step(Stage.CONSIDERATION_OF_AMENDMENTS, "2009-05-01", UPPER)


@pytest.mark.parametrize(
    ("more", "passed"),
    [
        ((AMENDED,), None),
        ((replace(AMENDED, date=Window.parse("2009-04-01")),), None),
        ((replace(AMENDED, date=Window.parse("2009-03-15")),), "2009-04-01"),
        ((AMENDED, step(Stage.PASSED_CHAMBER, "2009-05-02", UPPER)), "2009-05-02"),
        ((AMENDED, step(Stage.ASSENTED, "2009-06-01")), "2009-05-01"),
        ((AMENDED, step(Stage.PASSED, "2009-05-07")), "2009-05-07"),
    ],
)
def test_votes_on_two_texts_are_no_passage(more: tuple[Event, ...], passed: str | None) -> None:
    told = bill(*BOTH_CHAMBERS, *more).passed
    assert (str(told) if told else None) == passed


def test_trap_3_21_passed_one_chamber_is_not_law() -> None:
    hr4132 = bill(*BOTH_CHAMBERS[:2], step(Stage.COMMITTEE, "2009-03-02", LOWER))
    assert line(hr4132) == [("2009-02-01", "pending", False)]


def test_trap_2_14_a_resolution_adopted_is_never_law() -> None:
    hres = bill(step(Stage.INTRODUCED, "2016-01-01"), step(Stage.ADOPTED, "2016-06-13"), kind=Kind.RESOLUTION)
    assert on(hres, "2020-01-01") == ("adopted", False)


@pytest.mark.parametrize("kind", [k for k in Kind if not k.can_become_law])
@pytest.mark.parametrize("stage", [s for s in Stage if s.makes_law])
def test_trap_2_nothing_makes_a_resolution_law(kind: Kind, stage: Stage) -> None:
    told = bill(step(Stage.ADOPTED, "2016-06-13"), step(stage, "2016-07-01"), kind=kind)
    assert not any(s.status.is_law for s in told.standings)


def test_trap_3_26_assent_is_not_in_force() -> None:
    texas = bill(step(Stage.ASSENTED, "2023-06-18"), step(Stage.IN_FORCE, "2023-09-01"))
    assert line(texas) == [("2023-06-18", "enacted", False), ("2023-09-01", "in_force", False)]
    assert (texas.assented, texas.in_force) == (Window.parse("2023-06-18"), Window.parse("2023-09-01"))


def test_a_gazette_makes_law_and_one_printed_after_commencement_does_not_unmake_it() -> None:
    law = bill(step(Stage.PUBLISHED, "2020-04-07"))
    assert on(law, "2020-04-07") == ("enacted", False)
    late = bill(step(Stage.IN_FORCE, "2020-04-01"), step(Stage.PUBLISHED, "2020-04-07"))
    assert line(late) == [("2020-04-01", "in_force", False)]


def test_commencement_by_the_default_rule_is_named_as_such() -> None:
    act = bill(
        step(Stage.ASSENTED, "2022-12-15"), legislature=canada(), commencement_default=True, session=None
    )
    assert line(act) == [("2022-12-15", "in_force", False)]
    (by_rule,) = [s for s in act.steps if s.event.stage is Stage.IN_FORCE]
    assert (by_rule.event.basis, by_rule.event.note, by_rule.event.url, by_rule.origin) == (
        Basis.RULE,
        ON_ASSENT.rule,
        OFFICIAL[0].url,
        "rule",
    )


def test_the_default_rule_needs_a_text_that_was_read_and_is_silent() -> None:
    unread = bill(step(Stage.ASSENTED, "2022-12-15"), legislature=canada(), session=None)
    assert line(unread) == [("2022-12-15", "enacted", False)]
    stated = bill(
        step(Stage.ASSENTED, "2022-12-15"),
        step(Stage.IN_FORCE, "2023-02-01"),
        legislature=canada(),
        commencement_default=True,
        session=None,
    )
    assert stated.in_force == Window.parse("2023-02-01")
    not_assented = bill(BOTH_CHAMBERS[0], legislature=canada(), commencement_default=True, session=None)
    assert not_assented.in_force is None


def test_the_default_rule_counts_its_days_and_keeps_the_vagueness_of_its_start() -> None:
    after = CommencementDefault(after=Stage.PUBLISHED, days=14, rule="fourteen days after publication")
    act = bill(
        step(Stage.PUBLISHED, "2022-12"),
        legislature=canada(commencement_default=after),
        commencement_default=True,
        session=None,
    )
    assert act.in_force == Window(date(2022, 12, 15), date(2023, 1, 14))


def test_repeal_ends_law_and_nothing_before_it_revives() -> None:
    law = bill(step(Stage.IN_FORCE, "2007-09-04"), step(Stage.REPEALED, "2010-03-18"))
    assert line(law) == [("2007-09-04", "in_force", False), ("2010-03-18", "repealed", False)]
    noise = bill(
        step(Stage.IN_FORCE, "2007-09-04"),
        step(Stage.REPEALED, "2010-03-18"),
        step(Stage.SECOND_READING, "2011-01-01"),
    )
    assert on(noise, "2012-01-01") == ("repealed", False)


@pytest.mark.parametrize("stage", [s for s in Stage if s is not Stage.REPEALED])
def test_law_is_never_undone_by_a_later_step(stage: Stage) -> None:
    law = bill(
        step(Stage.ASSENTED, "2022-01-01"), step(Stage.IN_FORCE, "2022-02-01"), step(stage, "2022-03-01")
    )
    assert on(law, "2023-01-01") == ("in_force", False)


# -- how a bill ends --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "status", "fails"),
    [
        (Stage.VETOED, Status.VETOED, True),
        (Stage.DEFEATED, Status.DEFEATED, True),
        (Stage.WITHDRAWN, Status.WITHDRAWN, True),
        (Stage.SUPERSEDED, Status.SUPERSEDED, False),
    ],
)
def test_trap_3_24_endings_and_which_of_them_are_failures(stage: Stage, status: Status, fails: bool) -> None:
    ended = bill(
        *BOTH_CHAMBERS, step(Stage.PASSED, "2009-05-01"), step(stage, "2009-06-01"), legislature=canada()
    )
    assert ended.standings[-1].status is status
    assert str(ended.standings[-1].since) == "2009-06-01"
    assert (status in FAILED) is fails


def test_an_ended_bill_that_takes_a_further_step_is_alive_again() -> None:
    bill_ = bill(step(Stage.DEFEATED, "2009-03-01"), step(Stage.COMMITTEE, "2009-04-01"))
    assert line(bill_) == [("2009-03-01", "defeated", False), ("2009-04-01", "pending", False)]


def test_a_veto_overridden_is_law() -> None:
    bill_ = bill(step(Stage.VETOED, "2009-03-01"), step(Stage.ASSENTED, "2009-04-01"))
    assert on(bill_, "2009-05-01") == ("enacted", False)


def test_words_that_stand_for_no_stage_change_nothing() -> None:
    bill_ = bill(step(Stage.DEFEATED, "2009-03-01"), step(Stage.UNKNOWN, "2009-04-01"))
    assert line(bill_) == [("2009-03-01", "defeated", False)]
    assert line(bill(step(Stage.UNKNOWN, "2009-04-01"))) == [("2009-04-01", "unknown", False)]


# -- the silent lapse -------------------------------------------------------------------------------


def test_trap_3_22_lapse_is_derived_and_the_rule_is_its_basis() -> None:
    senate = bill(BOTH_CHAMBERS[0], legislature=canada())
    assert line(senate) == [("2009-02-01", "pending", False), ("2009-12-30", "lapsed", False)]
    lapse = senate.steps[-1]
    assert (lapse.origin, lapse.event.basis, lapse.event.note) == (
        "rule",
        Basis.RULE,
        "Bills die at prorogation",
    )
    assert lapse.event.url == OFFICIAL[0].url


def test_trap_1_3_a_private_members_bill_survives_prorogation_and_dies_at_dissolution() -> None:
    c381 = bill(
        step(Stage.INTRODUCED, "2009-05-07", LOWER),
        legislature=canada(),
        origin_chamber=LOWER,
        category=Category.PRIVATE_MEMBER,
    )
    assert line(c381) == [("2009-05-07", "pending", False), ("2011-03-26", "lapsed", False)]
    assert c381.steps[-1].event.note == "Bills die at dissolution"


def test_trap_3_23_the_same_bill_of_the_senate_dies_at_prorogation() -> None:
    senate = bill(BOTH_CHAMBERS[0], legislature=canada(), category=Category.PRIVATE_MEMBER)
    assert on(senate, "2010-01-01") == ("lapsed", False)


def test_a_step_after_the_session_shows_that_it_was_carried_over() -> None:
    reinstated = bill(
        step(Stage.INTRODUCED, "2009-05-07", LOWER),
        step(Stage.REINSTATED, "2010-03-10", LOWER),
        legislature=canada(),
        origin_chamber=LOWER,
    )
    assert line(reinstated) == [("2009-05-07", "pending", False), ("2011-03-26", "lapsed", False)]


def test_a_bill_listed_in_a_later_session_lapses_with_that_one() -> None:
    parts: dict[str, Any] = {"place": "CA", "kind": Kind.BILL, "title": "An Act", "lang": "en"}
    told = [
        Record(
            "ca_legisinfo", Measure(id=f"ca-{s}-c-381", session=s, events=events, **parts), date(2026, 1, 1)
        )
        for s, events in (("40-3", ()), ("40-2", (step(Stage.INTRODUCED, "2009-05-07", LOWER),)))
    ]
    c381 = Assessment(merge("ca-40-2-c-381", told), canada())
    assert line(c381) == [("2009-05-07", "pending", False), ("2011-03-26", "lapsed", False)]


def test_an_open_session_lapses_nothing() -> None:
    assert line(bill(step(Stage.INTRODUCED, "2011-06-10"), legislature=canada(), session="41-1")) == [
        ("2011-06-10", "pending", False)
    ]


def test_without_a_rule_that_fits_nothing_is_guessed() -> None:
    assert line(bill(BOTH_CHAMBERS[0], legislature=canada(carry_over=()))) == [
        ("2009-02-01", "pending", False)
    ]


def test_an_unknown_session_lapses_nothing() -> None:
    assert on(bill(BOTH_CHAMBERS[0], legislature=canada(), session="39-9"), "2020-01-01") == (
        "pending",
        False,
    )


def test_lapse_on_the_day_of_assent_leaves_law() -> None:
    law = bill(*BOTH_CHAMBERS, step(Stage.ASSENTED, "2009-12-30"), legislature=canada())
    assert line(law) == [("2009-02-01", "pending", False), ("2009-12-30", "enacted", False)]
    assert Stage.LAPSED not in {s.event.stage for s in law.steps}


def test_a_bill_defeated_before_the_session_ended_stays_defeated() -> None:
    ended = bill(BOTH_CHAMBERS[0], step(Stage.DEFEATED, "2009-06-01"), legislature=canada())
    assert ended.standings[-1].status is Status.DEFEATED


@pytest.mark.parametrize("kind", [Kind.ACT, Kind.CODE_ARTICLE, Kind.REGULATION])
def test_what_is_no_bill_does_not_lapse(kind: Kind) -> None:
    assert on(bill(BOTH_CHAMBERS[0], legislature=canada(), kind=kind), "2010-01-01") == ("pending", False)


def test_a_session_end_known_only_from_memory_lies_before_the_next_evidenced_opening() -> None:
    sessions = (
        session("40-2", "2009-01-26", "2009-12-30", PROROGUED, *MEMORY),
        session("40-2b", "2010-01-15", "2010-02-01", PROROGUED, *MEMORY),
        session("40-3", "2010-03-03", None, None, *OFFICIAL),
    )
    senate = bill(BOTH_CHAMBERS[0], legislature=canada(sessions))
    assert senate.steps[-1].window == Window(date(2009, 2, 1), date(2010, 3, 3))
    assert on(senate, "2010-03-02") == ("pending", True)
    assert on(senate, "2010-03-03") == ("lapsed", False)


def test_a_session_end_known_only_from_memory_alone_lapses_nothing() -> None:
    sessions = (session("40-2", "2009-01-26", "2009-12-30", PROROGUED, *MEMORY),)
    assert line(bill(BOTH_CHAMBERS[0], legislature=canada(sessions))) == [("2009-02-01", "pending", False)]


# -- windows ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "before", "first", "inside", "last", "after"),
    [
        ("2022", "2021-12-31", "2022-01-01", "2022-07-01", "2022-12-30", "2022-12-31"),
        ("2022-04", "2022-03-31", "2022-04-01", "2022-04-15", "2022-04-29", "2022-04-30"),
        ("2022-04-10/2022-04-20", "2022-04-09", "2022-04-10", "2022-04-15", "2022-04-19", "2022-04-20"),
    ],
)
def test_a_year_or_month_is_unclear_inside_and_decided_outside(
    text: str, before: str, first: str, inside: str, last: str, after: str
) -> None:
    law = bill(step(Stage.ASSENTED, "2021-01-01"), step(Stage.IN_FORCE, text))
    assert on(law, before) == ("enacted", False)
    assert [on(law, day) for day in (first, inside, last)] == [("enacted", True)] * 3
    assert on(law, after) == ("in_force", False)


def test_an_undated_law_is_unclear_before_its_evidence_and_counts_from_then() -> None:
    evidence = (
        Evidence(kind=EvidenceKind.OFFICIAL, url="https://laws.example/1", retrieved=date(2026, 10, 5)),
    )
    law = bill(step(Stage.IN_FORCE, None, evidence=evidence), kind=Kind.ACT)
    assert on(law, "1900-01-01") == ("in_force", True)
    assert on(law, "2026-10-04") == ("in_force", True)
    assert on(law, "2026-10-05") == ("in_force", False)


def test_a_remembered_date_never_decides() -> None:
    remembered = bill(BOTH_CHAMBERS[0], step(Stage.ASSENTED, "2009-06-01", evidence=MEMORY))
    assert line(remembered) == [("2009-02-01", "pending", False)]
    assert remembered.assented is None
    assert line(bill(step(Stage.IN_FORCE, "2009-06-01", evidence=MEMORY))) == []


def test_a_remembered_commencement_of_a_certain_law_keeps_it_from_being_not_yet_in_force() -> None:
    law = bill(step(Stage.ASSENTED, "2009-06-01"), step(Stage.IN_FORCE, "2010-01-01", evidence=MEMORY))
    assert line(law) == [("2009-06-01", "enacted", False), ("2010-01-01", "enacted", True)]
    assert law.in_force is None


def test_a_law_certain_to_be_repealed_in_a_year_is_unclear_in_it() -> None:
    law = bill(step(Stage.IN_FORCE, "2000-01-01"), step(Stage.REPEALED, "2010"))
    assert on(law, "2009-12-31") == ("in_force", False)
    assert on(law, "2010-06-01") == ("in_force", True)
    assert on(law, "2010-12-31") == ("repealed", False)


@pytest.mark.parametrize(
    ("events", "more", "expected"),
    [
        # Known by its present state alone, and the calendar knows its session or does not.
        (
            ("committee",),
            {"session": "41-1"},
            [("2011-06-02", "pending", True), ("2026-01-01", "pending", False)],
        ),
        (("committee",), {"session": None}, [("2026-01-01", "pending", False)]),
        (("introduced", "defeated"), {"session": None}, [("2026-01-01", "defeated", False)]),
        (
            ("introduced", "defeated"),
            {"session": "41-1"},
            [("2011-06-02", "pending", True), ("2026-01-01", "defeated", False)],
        ),
        (
            ("introduced", "passed", "published 2012-05-01"),
            {"session": "41-1"},
            [("2011-06-02", "pending", True), ("2012-05-01", "enacted", False)],
        ),
        # Of an ended session it is known when it lapsed.
        (("introduced",), {}, [("2009-01-26", "pending", True), ("2009-12-30", "lapsed", False)]),
        # An act in force: not before it was made, and unclear from then until it was read.
        (
            ("assented 2012-05-01", "in_force"),
            {"session": None, "kind": Kind.ACT},
            [("2012-05-01", "enacted", True), ("2026-01-01", "in_force", False)],
        ),
    ],
)
def test_an_undated_step_lies_between_the_sessions_start_and_the_reading(
    events: tuple[str, ...], more: dict[str, Any], expected: list[tuple[str, str, bool]]
) -> None:
    told = [step(Stage(word), day or None) for word, _, day in (e.partition(" ") for e in events)]
    assert line(bill(*told, legislature=canada(), **more)) == expected


@pytest.mark.parametrize("stage", [Stage.INTRODUCED, Stage.COMMITTEE])
def test_an_undated_step_does_not_bring_an_ended_bill_back_to_life(stage: Stage) -> None:
    told = bill(step(stage, None), step(Stage.DEFEATED, "2012-05-01"), session=None)
    assert line(told) == [("2012-05-01", "defeated", False)]


def test_an_undated_introduction_comes_before_every_dated_step() -> None:
    told = bill(step(Stage.INTRODUCED, None), step(Stage.COMMITTEE, "2012-05-01"), session="41-1")
    assert told.introduced == Window.parse("../2012-05-01")
    told = Assessment(told.history, canada())
    assert told.introduced == Window(date(2011, 6, 2), date(2012, 5, 1))
    assert line(told) == [("2011-06-02", "pending", True), ("2012-05-01", "pending", False)]


def test_an_undated_step_of_what_is_law_was_taken_before_it_was() -> None:
    told = bill(step(Stage.INTRODUCED, None), step(Stage.PUBLISHED, "2012-05-01"), session=None)
    assert told.introduced == Window.parse("../2012-05-01")
    assert line(told) == [("2012-05-01", "enacted", False)]


def test_a_session_known_only_from_memory_bounds_nothing() -> None:
    remembered = canada((session("41-1", "2011-06-02", None, None, *MEMORY),))
    told = bill(step(Stage.COMMITTEE, None), legislature=remembered, session="41-1")
    assert line(told) == [("2026-01-01", "pending", False)]


STEPS = st.builds(
    step,
    st.sampled_from(list(Stage)),
    st.sampled_from(["2009-02-01", "2009-06", "2009", "2010-03-05", "2011", "../2010-01-01", None]),
    st.sampled_from([None, LOWER, UPPER]),
)


@given(st.lists(STEPS, max_size=6), st.sampled_from(list(Kind)), st.permutations(range(6)))
def test_standings_follow_each_other_and_do_not_depend_on_the_order_told(
    events: list[Event], kind: Kind, order: list[int]
) -> None:
    told = bill(*events, kind=kind, legislature=canada())
    for one, after in zip(told.standings, told.standings[1:], strict=False):
        assert one.until == after.since
        assert one.since < after.since
    assert told.standings == () or told.standings[-1].until is None
    shuffled = [events[i] for i in order if i < len(events)]
    assert line(bill(*shuffled, kind=kind, legislature=canada())) == line(told)


@given(st.lists(STEPS, max_size=6), st.sampled_from(list(Kind)))
def test_no_law_without_assent_gazette_or_commencement(events: list[Event], kind: Kind) -> None:
    told = bill(*events, kind=kind, legislature=canada())
    evidence = kind.can_become_law and any(e.stage.makes_law for e in events)
    assert evidence or not any(s.status.is_law for s in told.standings)


@given(st.dates(date(2009, 2, 1), date(2012, 1, 1)), st.integers(0, 400))
def test_outside_every_window_a_standing_is_decided(start: date, days: int) -> None:
    window = Window(start, start + timedelta(days=days))
    law = bill(Event(stage=Stage.IN_FORCE, date=window, label="in force"))
    for standing in law.standings:
        assert standing.unclear == (standing.since < window.latest)


def test_curated_steps_count_with_the_sources() -> None:
    parts: dict[str, Any] = {"id": "x", "place": "CA", "kind": Kind.BILL, "title": "t", "lang": "en"}
    history = merge(
        "x",
        [
            Record("ca_legisinfo", Measure(events=BOTH_CHAMBERS, **parts), date(2009, 5, 1)),
            Record(CURATED, Measure(events=(step(Stage.ASSENTED, "2009-06-01"),), **parts)),
        ],
    )
    assert on(Assessment(history, None), "2009-06-01") == ("enacted", False)


def test_the_other_chambers_first_reading_is_no_introduction() -> None:
    """A reinstated bill may have its own first reading in an earlier session (43-2 C-210)."""
    steps = (
        step(Stage.REINSTATED, "2020-09-23", Chamber.LOWER),
        step(Stage.FIRST_READING, "2021-05-25", Chamber.UPPER),
    )
    assert bill(*steps, origin_chamber=Chamber.LOWER).introduced is None
    own = step(Stage.FIRST_READING, "2020-02-25", Chamber.LOWER)
    assert str(bill(own, *steps, origin_chamber=Chamber.LOWER).introduced) == "2020-02-25"
