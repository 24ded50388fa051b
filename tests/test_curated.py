"""The shipped facts: what the files say of ten places, and the dated answers they give."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tests.shipped import known as data
from tracker.history import CURATED, Record, merge
from tracker.questions import Criterion, Treaty, TreatyActionKind
from tracker.status import Assessment, Timeline, Told, answers
from tracker.vocabulary import (
    Abroad,
    Answer,
    Basis,
    Evidence,
    Kind,
    Measure,
    Relation,
    Relevance,
    Stage,
    Status,
    Value,
    Window,
    is_only_memory,
)

TEN = ("CA", "GB", "US", "KR", "BE", "NO", "IT", "TW", "ES", "IL")
HEADLINE = "transplant_abroad"
LISTED = "campaign_list"


@cache
def measures() -> dict[str, Measure]:
    return {measure.id: measure for measure in data().measures}


@cache
def criteria() -> dict[str, Criterion]:
    return {criterion.name: criterion for criterion in data().criteria}


@cache
def convention() -> Treaty:
    return next(treaty for treaty in data().treaties if treaty.id == "cets-216")


@cache
def assess(measure: str) -> Assessment:
    legislatures = {legislature.id: legislature for legislature in data().legislatures}
    found = measures()[measure]
    return Assessment(merge(measure, [Record(CURATED, found)]), legislatures.get(found.legislature or ""))


@cache
def timeline(place: str, name: str) -> Timeline:
    known = [assess(m.id) for m in data().measures if m.place == place]
    checked = next(p for p in data().places if p.code == place).checked
    return answers(criteria()[name], place, known, checked, {t.id: t for t in data().treaties})


def finding(place: str, day: str, name: str = HEADLINE) -> Told:
    return timeline(place, name).on(date.fromisoformat(day))


def reasons(found: Told) -> set[str | None]:
    return {reason.measure for reason in found.because}


def status(measure: str, day: str) -> Status | None:
    standing = assess(measure).on(date.fromisoformat(day))
    return standing.status if standing else None


def event_day(measure: str, stage: Stage) -> str:
    (event,) = [e for e in measures()[measure].events if e.stage is stage]
    return str(event.date)


# -- dated answers


def test_the_campaigns_seven_on_its_day_and_nobody_else() -> None:
    on_the_day = {p.code: finding(p.code, "2020-06-30", LISTED).answer for p in data().places}
    law = {code: a for code, a in on_the_day.items() if a in (Answer.IN_FORCE, Answer.ENACTED)}
    assert law == {
        "KR": Answer.ENACTED,
        **dict.fromkeys(("BE", "NO", "IT", "TW", "ES", "IL"), Answer.IN_FORCE),
    }
    assert on_the_day["CA"] is Answer.PENDING
    assert on_the_day["GB"] is Answer.NONE_FOUND
    rest = {answer for code, answer in on_the_day.items() if code not in (*law, "CA", "GB")}
    assert rest == {Answer.NOT_LISTED}


@pytest.mark.parametrize(
    ("place", "day", "answer"),
    [
        ("CA", "2020-06-30", Answer.PENDING),
        ("CA", "2020-08-17", Answer.PENDING),
        ("CA", "2020-08-18", Answer.ENDED),
        ("CA", "2022-12-14", Answer.PENDING),
        ("CA", "2022-12-15", Answer.IN_FORCE),
        ("CA", "2022-12-31", Answer.IN_FORCE),
        ("GB", "2022-04-27", Answer.PENDING),
        ("GB", "2022-05-15", Answer.ENACTED),
        ("GB", "2022-06-30", Answer.ENACTED),
        ("GB", "2022-07-01", Answer.IN_FORCE),
        ("GB", "2022-08-01", Answer.IN_FORCE),
        ("US", "2025-01-02", Answer.PENDING),
        ("US", "2025-01-15", Answer.ENDED),
        ("US", "2025-06-30", Answer.PENDING),
        ("KR", "2020-04-06", Answer.GENERAL_RULE),
        ("KR", "2020-06-30", Answer.ENACTED),
        ("KR", "2020-10-08", Answer.IN_FORCE),
        ("BE", "2019-06-30", Answer.ENACTED),
        ("BE", "2019-07-01", Answer.IN_FORCE),
        ("NO", "2018-02-28", Answer.GENERAL_RULE),
        ("NO", "2018-03-01", Answer.IN_FORCE),
        ("IT", "2017-01-06", Answer.ENACTED),
        ("IT", "2017-01-07", Answer.IN_FORCE),
        ("TW", "2015-06-30", Answer.PENDING),
        ("TW", "2015-07-01", Answer.IN_FORCE),
        ("ES", "2019-03-13", Answer.GENERAL_RULE),
        ("ES", "2020-06-30", Answer.GENERAL_RULE),
        ("ES", "2021-03-31", Answer.GENERAL_RULE),
        ("ES", "2021-04-01", Answer.IN_FORCE),
        ("IL", "2008-04-30", Answer.PENDING),
        ("IL", "2008-05-01", Answer.IN_FORCE),
    ],
)
def test_the_headline_on_a_day(place: str, day: str, answer: Answer) -> None:
    assert finding(place, day).answer is answer


@pytest.mark.parametrize(
    ("place", "provision"),
    [
        ("KR", "reporting_duty"),
        ("IT", "organ_trade_travel"),
        ("IL", "insurance_ban"),
        ("ES", "recipient_liability"),
        ("CA", "recipient_liability"),
        ("BE", "recipient_liability"),
    ],
)
def test_what_the_headline_rests_on_can_be_named(place: str, provision: str) -> None:
    named = {m: {p.name for p in measures()[m].provisions if p.value is Value.YES} for m in measures()}
    found = finding(place, "2023-06-30")
    assert found.answer is Answer.IN_FORCE
    assert any(provision in named[m] for m in reasons(found) if m)


def test_consent_based_offences_reach_abroad_in_four_of_the_ten() -> None:
    name = "forced_harvesting"
    met = {place for place in TEN if finding(place, "2023-06-30", name).answer is Answer.IN_FORCE}
    assert met == {"BE", "CA", "ES", "NO"}


def test_no_american_law_attaches_a_consequence_to_a_transplant_abroad() -> None:
    told = timeline("US", HEADLINE)
    for index, span in enumerate(told.spans):
        # Of the days before the search begins nothing is said.
        early = {Answer.NOT_CHECKED} if span.since is None or span.since < date(2020, 1, 1) else set()
        assert span.finding.answer in {Answer.NONE_FOUND, Answer.PENDING, Answer.ENDED, *early}
        assert {measures()[r.measure].kind for r in told.rests_on(index) if r.measure} <= {Kind.BILL}
    assert finding("US", "2026-11-22", "organ_sale_ban").answer is Answer.IN_FORCE
    assert finding("US", "2026-11-22", "sanctions").answer is Answer.IN_FORCE


def test_american_bills_are_pending_with_a_word_on_whether_they_would_do() -> None:
    pending = finding("US", "2025-06-30").pending
    assert set(pending) == {"us-119-hr-1503", "us-119-hr-1540", "us-119-s-817", "us-119-hr-2114"}
    # Two texts were read: one would bar insurers, one lays sanctions on foreign persons only.
    read = {"us-119-hr-2114": Value.YES, "us-119-s-817": Value.NO}
    assert all(measures()[m].meets is read.get(m, Value.UNCLEAR) for m in pending)


def test_the_bills_of_one_congress_end_with_it() -> None:
    ended = assess("us-118-hr-1154").on(date(2025, 1, 3))
    assert ended is not None
    assert ended.step is not None
    assert (ended.status, ended.step.event.basis) == (Status.LAPSED, Basis.RULE)
    assert status("us-118-hr-1154", "2025-01-02") is Status.PENDING


def test_no_answer_rests_on_memory_alone() -> None:
    for place in (p.code for p in data().places):
        for name in criteria():
            for reason in (s.reason for s in timeline(place, name).supports if s.because):
                assert reason.step is None or reason.step.decides
                assert reason.provision is None or not is_only_memory(reason.provision.evidence)
                assert reason.action is None or not is_only_memory(reason.action.evidence)


# -- facts


def test_the_two_bills_numbered_s_204_are_two() -> None:
    first, second = measures()["ca-43-1-s-204"], measures()["ca-43-2-s-204"]
    assert first.number == second.number == "S-204"
    assert {event_day(m.id, Stage.FIRST_READING) for m in (first, second)} == {"2019-12-10", "2020-09-30"}
    assert not {alias.key for alias in first.aliases} & {alias.key for alias in second.aliases}
    assert status(first.id, "2020-09-30") is Status.LAPSED
    assert status(second.id, "2020-09-30") is Status.PENDING
    assert reasons(finding("CA", "2020-06-30")) == {first.id}


def test_a_canadian_bill_of_two_sessions_is_one() -> None:
    bill = measures()["ca-40-2-c-381"]
    assert "ca-40-3-c-381" in {alias.key for alias in bill.aliases}
    assert status(bill.id, "2010-01-15") is Status.PENDING
    assert status(bill.id, "2011-03-26") is Status.LAPSED


def test_s_240_passed_both_chambers_and_is_no_law() -> None:
    bill = assess("ca-42-1-s-240")
    assert bill.on(date(2019, 9, 10)) != bill.on(date(2019, 9, 11))
    assert not any(s.status.is_law for s in bill.standings)
    assert status("ca-42-1-s-240", "2019-09-11") is Status.LAPSED


def test_canadas_act_commences_by_the_interpretation_act() -> None:
    act = assess("ca-44-1-s-223")
    step = act.first(Stage.IN_FORCE)
    assert step is not None
    assert step.event.note is not None
    assert (str(step.window), step.event.basis) == ("2022-12-15", Basis.RULE)
    assert "Interpretation Act" in step.event.note
    assert "ca-law-2022-18" in {alias.key for alias in act.history.measure.aliases}


def test_what_a_later_canadian_act_did_stands_apart() -> None:
    reach = {
        m.id for m in data().measures if m.place == "CA" for p in m.provisions if p.name == "extraterritorial"
    }
    assert reach == {"ca-44-1-s-223", "ca-law-2012-15"}
    assert event_day("ca-law-2012-15", Stage.ASSENTED) == "2012-06-28"
    assert finding("CA", "2012-12-31").answer is Answer.ENDED


def test_the_british_act_has_two_dates_and_its_commencement_is_stated() -> None:
    act = measures()["gb-law-2022-31"]
    assert event_day(act.id, Stage.ASSENTED) == "2022-04-28"
    assert event_day(act.id, Stage.IN_FORCE) == "2022-07-01"
    (commencement,) = [e for e in act.events if e.stage is Stage.IN_FORCE]
    assert commencement.basis is Basis.STATED
    assert commencement.note is not None
    assert "Human Tissue Authority" in commencement.note
    assert "gb_legislation:ukpga/2022/31/section/170" in {alias.key for alias in act.aliases}
    assert act.relevant_part == "s. 170"
    assert commencement in {r.step.event for r in finding("GB", "2022-08-01").because if r.step}


def test_the_british_reporting_duty_is_a_measure_of_its_own() -> None:
    duty = measures()["gb-law-2024-si-262"]
    assert [p.name for p in duty.provisions] == ["reporting_duty"]
    assert status(duty.id, "2024-03-31") is None
    assert status(duty.id, "2024-04-01") is Status.IN_FORCE
    act = {p.name for p in measures()["gb-law-2022-31"].provisions}
    assert "reporting_duty" not in act
    assert reasons(finding("GB", "2024-04-01")) == {duty.id, "gb-law-2022-31"}


def test_lord_hunts_bills_stand_beside_the_act_and_an_unverified_one_nowhere() -> None:
    bill = "gb-2021-22-organ-tourism-cadavers"
    assert status(bill, "2022-04-27") is Status.PENDING
    assert status(bill, "2022-04-28") is Status.LAPSED
    assert bill in finding("GB", "2022-03-10").pending
    family = {m.id for m in data().measures if m.place == "GB" and m.family == "gb-organ-tourism"}
    assert family == {"gb-law-2022-31", bill, "gb-2019-21-organ-tourism"}
    assert not any(m.startswith("gb-2022-23") for m in measures())
    assert assess("gb-2019-21-organ-tourism").standings == ()


def test_the_korean_act_was_promulgated_before_it_was_in_force() -> None:
    assert event_day("kr-law-2020-17214", Stage.ASSENTED) == "2020-04-07"
    assert event_day("kr-law-2020-17214", Stage.IN_FORCE) == "2020-10-08"


@pytest.mark.parametrize(
    ("measure", "turn"), [("es-law-2019-1", "2021-04-01"), ("no-law-2017-54", "2018-03-01")]
)
def test_reach_abroad_turns_on_the_day_the_treaty_binds(measure: str, turn: str) -> None:
    own = [p for p in measures()[measure].provisions if p.name == "extraterritorial"]
    day = Window.parse(turn)
    assert [(p.abroad, p.since, p.until) for p in own] == [
        (Abroad.GENERAL_IF_PUNISHABLE_THERE, None, day),
        (Abroad.GENERAL_AND_TREATY, day, None),
    ]
    place = measures()[measure].place
    (party,) = [
        a.date for a in convention().actions if (a.place, a.action) == (place, TreatyActionKind.IN_FORCE)
    ]
    assert party == day


def test_the_italian_brokering_offence_of_2012_stands_apart_from_the_act_of_2016() -> None:
    names = [p.name for p in measures()["it-law-2012-228"].provisions]
    assert names == ["broker_liability"]
    assert finding("IT", "2014-06-30").answer is Answer.GENERAL_RULE, "a minimum of three years, art. 9"


def test_norway_is_norway() -> None:
    assert measures()["no-law-2017-54"].place == "NO"
    assert {p.code for p in data().places} >= set(TEN)
    assert {a.place for t in data().treaties for a in t.actions} >= {"NO", "ES", "BE"}


def test_the_watched_american_bills_are_all_there() -> None:
    numbers = {
        "114": ("HR 3694",),
        "115": ("HR 6413",),
        "116": ("HR 8972", "S 5016", "HR 2121"),
        "117": ("HR 1592", "S 602", "HR 1434", "HR 6319"),
        "118": ("HR 1154", "S 761", "HR 4132", "S 4914"),
        "119": ("HR 1503", "S 817", "HR 1540", "S 4009", "HR 2114"),
    }
    wanted = {(congress, number) for congress, each in numbers.items() for number in each}
    bills = {m for m in data().measures if m.place == "US" and m.kind is Kind.BILL}
    assert {(m.session, m.number) for m in bills} == wanted
    assert all(HEADLINE in m.aims and m.legislature == "us-congress" for m in bills)


def test_companions_name_each_other() -> None:
    ties = {
        (m.id, link.target)
        for m in data().measures
        for link in m.links
        if link.relation is Relation.COMPANION_OF and m.kind is measures()[link.target].kind is Kind.BILL
    }
    assert ("us-118-hr-1154", "us-118-s-761") in ties
    assert ties == {(b, a) for a, b in ties}


def test_a_direct_bill_says_what_it_is_about() -> None:
    for measure in data().measures:
        if measure.place in TEN and measure.relevance is Relevance.DIRECT:
            assert measure.aims, measure.id
            assert measure.meets is not None or HEADLINE not in measure.aims, measure.id


def test_a_place_was_checked_by_reading_what_it_cites() -> None:
    for place in (p for p in data().places if p.code in TEN):
        assert place.checked is not None
        assert place.checked.on >= date(2026, 11, 22)
        cited = {e.url for m in data().measures if m.place == place.code for e in _evidence(m)}
        assert set(place.checked.read) <= cited, place.code


def _evidence(m: Measure) -> list[Evidence]:
    parts = [part.evidence for part in m.events]
    parts += [part.evidence for part in m.links]
    parts += [part.evidence for part in m.provisions]
    return [*m.evidence, *(item for part in parts for item in part)]


# -- the convention


def test_fourteen_signed_on_the_first_day_and_five_were_bound_when_it_entered_into_force() -> None:
    first = {a.place for a in convention().actions if (a.action, str(a.date)) == ("signed", "2015-03-25")}
    assert len(first) == 14
    party = {p.code for p in data().places if _party(p.code, "2018-03-01")}
    assert party == {"AL", "NO", "MD", "CZ", "MT"}
    assert not any(_party(p.code, "2018-02-28") for p in data().places)


def test_parties_today_are_those_somebody_saw() -> None:
    party = {p.code for p in data().places if _party(p.code, "2026-11-22")}
    assert party == {"AL", "NO", "MD", "CZ", "MT", "PT", "ME", "LV", "CH", "ES", "BE", "SI", "FR"}
    assert finding("HR", "2026-11-22", "convention").answer is Answer.NOT_CHECKED


@pytest.mark.parametrize("place", ["GB", "IT", "AT", "UA", "IE", "RU"])
def test_a_signature_is_no_ratification(place: str) -> None:
    assert finding(place, "2026-11-22", "convention").answer is Answer.PENDING


def _party(place: str, day: str) -> bool:
    return finding(place, day, "convention").answer is Answer.IN_FORCE
