"""A place's answers over time: precedence, reach abroad, what is unknown, treaties, the quoted list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.history import CURATED, Record, merge
from tracker.questions import (
    Checked,
    Clause,
    Criterion,
    Place,
    PlaceKind,
    Treaty,
    TreatyAction,
    TreatyActionKind,
)
from tracker.status import Assessment, BasisCode, Parts, Reason, Timeline, answers
from tracker.status.bills import QUIET
from tracker.status.said import Support
from tracker.status.said import since as how_known
from tracker.vocabulary import (
    Abroad,
    Alias,
    Answer,
    Basis,
    Condition,
    Event,
    Evidence,
    EvidenceKind,
    Expiry,
    Kind,
    Link,
    Measure,
    Provision,
    Relation,
    Relevance,
    SinceKind,
    Stage,
    Value,
    Window,
)

OFFICIAL = (Evidence(kind=EvidenceKind.OFFICIAL, url="https://laws.example/1", retrieved=date(2026, 10, 5)),)
MEMORY = (Evidence(kind=EvidenceKind.MEMORY),)
NO_DAY = (Evidence(kind=EvidenceKind.OFFICIAL, url="https://laws.example/1"),)
HEADLINE = Criterion(
    name="transplant_abroad",
    title="Transplants abroad",
    question="?",
    headline=True,
    any_of=(
        (Clause("recipient_liability", True),),
        (Clause("broker_liability", True),),
        (Clause("insurance_ban"),),
    ),
)
TOGETHER = Criterion(
    name="sanctions",
    title="Both",
    question="?",
    any_of=((Clause("entry_or_sanctions"), Clause("reporting_duty")),),
)


def step(stage: Stage, day: str | None, **more: Any) -> Event:
    parts = {"label": stage.value, "evidence": OFFICIAL, **more}
    return Event(stage=stage, date=Window.parse(day) if day else None, **parts)


def provision(name: str, value: Value = Value.YES, abroad: Abroad | None = None, **more: Any) -> Provision:
    since = Window.parse(more.pop("since")) if "since" in more else None
    until = Window.parse(more.pop("until")) if "until" in more else None
    parts = {"evidence": OFFICIAL, **more}
    return Provision(name=name, value=value, abroad=abroad, since=since, until=until, **parts)


RECIPIENT = provision("recipient_liability", abroad=Abroad.SPECIFIC)
IN_2010 = (step(Stage.ASSENTED, "2009-06-01"), step(Stage.IN_FORCE, "2010-01-01"))


def measure(id_: str, *events: Event, **more: Any) -> Assessment:
    parts: dict[str, Any] = {"kind": Kind.ACT, "title": id_, "lang": "en", **more}
    record = Record(CURATED, Measure(id=id_, place="XA", events=events, **parts))
    return Assessment(merge(id_, [record]), None)


def law(
    *provisions: Provision, events: Sequence[Event] = IN_2010, id_: str = "law", **more: Any
) -> Assessment:
    return measure(id_, *events, provisions=provisions, **more)


def bill(*events: Event, id_: str = "bill", **more: Any) -> Assessment:
    return measure(id_, *events, **{"kind": Kind.BILL, "relevance": Relevance.DIRECT, **more})


EVER = Checked(on=date.min, by="us", read=("https://laws.example/",))


def spans(*told: Assessment, criterion: Criterion = HEADLINE, checked: bool = False) -> Timeline:
    return answers(criterion, "XA", told, EVER if checked else None, {TREATY.id: TREATY})


def line(*told: Assessment, **more: Any) -> list[tuple[str | None, str]]:
    """The turns of the answer's word."""
    found = [(str(s.since) if s.since else None, s.finding.answer.value) for s in spans(*told, **more).spans]
    return [turn for i, turn in enumerate(found) if i == 0 or turn[1] != found[i - 1][1]]


def says(day: str, *told: Assessment, **more: Any) -> str:
    return spans(*told, **more).on(date.fromisoformat(day)).finding.answer.value


LATE = date(2100, 1, 1)


def because(timeline: Timeline, day: date = LATE) -> list[str | None]:
    return [reason.measure for reason in timeline.on(day).because]


TREATY = Treaty(
    id="cets-216",
    title="Convention",
    citation="CETS No. 216",
    opened=date(2015, 3, 25),
    in_force=date(2018, 3, 1),
    url="https://treaties.example/216",
    evidence=OFFICIAL,
    actions=(),
)


# -- law --------------------------------------------------------------------------------------------


def test_trap_3_26_enacted_and_in_force_are_two_answers() -> None:
    assert line(law(RECIPIENT)) == [
        (None, "not_checked"),
        ("2009-06-01", "enacted"),
        ("2010-01-01", "in_force"),
    ]


def test_repealed_law_answers_no_more() -> None:
    repealed = law(RECIPIENT, events=(*IN_2010, step(Stage.REPEALED, "2015-01-01")))
    assert line(repealed, checked=True)[-1] == ("2015-01-01", "none_found")


@pytest.mark.parametrize(
    ("abroad", "answer"),
    [
        (Abroad.SPECIFIC, "in_force"),
        (Abroad.GENERAL_AND_TREATY, "in_force"),
        (Abroad.GENERAL, "general_rule"),
        (Abroad.GENERAL_IF_PUNISHABLE_THERE, "general_rule"),
        (Abroad.UNCLEAR, "unclear"),
        (Abroad.NO, "none_found"),
        (Abroad.UNREAD, "not_checked"),
        (None, "not_checked"),
    ],
)
def test_by_what_clause_a_liability_reaches_abroad(abroad: Abroad | None, answer: str) -> None:
    assert says("2020-01-01", law(provision("recipient_liability", abroad=abroad)), checked=True) == answer


@pytest.mark.parametrize(
    ("value", "answer"), [(Value.YES, "not_checked"), (Value.PARTLY, "not_checked"), (Value.NO, "none_found")]
)
def test_what_is_remembered_is_not_what_nobody_found(value: Value, answer: str) -> None:
    told = law(provision("insurance_ban", value, evidence=MEMORY))
    assert says("2020-01-01", told, checked=True) == answer
    assert says("2005-01-01", told, checked=True) == "none_found"


@pytest.mark.parametrize("value", list(Value))
@pytest.mark.parametrize("name", ["recipient_liability", "insurance_ban"])
def test_partly_and_unclear_are_unclear_and_unknown_is_never_no(name: str, value: Value) -> None:
    expected = {
        Value.YES: "in_force",
        Value.NO: "not_checked",
        Value.PARTLY: "unclear",
        Value.UNCLEAR: "unclear",
        Value.UNKNOWN: "not_checked",
    }
    assert says("2020-01-01", law(provision(name, value, Abroad.SPECIFIC))) == expected[value]


def test_a_bill_that_took_no_step_for_years_is_pending_with_little_confidence() -> None:
    told = spans(bill(*OPEN))
    fresh, quiet = (span.finding for span in told.spans[1:])
    assert (fresh.answer, fresh.confidence, fresh.code) == (Answer.PENDING, "high", BasisCode.BILL)
    assert (quiet.answer, quiet.confidence, quiet.code) == (Answer.PENDING, "low", BasisCode.BILL_QUIET)
    assert told.spans[2].since == date(2019, 12, 10) + QUIET + timedelta(days=1)
    assert told.on(LATE).since == fresh.since


def test_a_passed_bill_whose_promulgation_nobody_saw_leaves_the_answer_open() -> None:
    told = spans(bill(*OPEN, step(Stage.PASSED, "2020-03-01")))
    assert [(str(s.since), s.finding.code) for s in told.spans[1:]] == [
        (str(told.spans[1].since), BasisCode.BILL),
        ("2021-03-01", BasisCode.PASSED_UNSEEN),
    ]
    assert told.on(LATE).answer is Answer.UNCLEAR
    assert spans(bill(*OPEN, step(Stage.PASSED, "2020-03-01"), meets=Value.NO)).on(LATE).answer is not (
        Answer.UNCLEAR
    )


def test_a_search_finds_nothing_only_from_the_first_day_it_covers() -> None:
    search = Checked(on=date(2026, 11, 22), by="us", read=("https://laws.example/",))
    told = answers(HEADLINE, "XA", (), search, {})
    assert [(s.since, s.finding.answer.value) for s in told.spans] == [
        (None, "not_checked"),
        (date(2026, 11, 22), "none_found"),
    ]
    told = answers(HEADLINE, "XA", (), replace(search, since=date(2020, 1, 1)), {})
    assert told.spans[-1].since == date(2020, 1, 1)


def test_unread_reach_abroad_is_not_checked_even_where_somebody_looked() -> None:
    unread = law(provision("recipient_liability"))
    assert says("2020-01-01", unread, checked=True) == "not_checked"
    assert says("2005-01-01", unread, checked=True) == "none_found"
    read = law(provision("recipient_liability"), provision("extraterritorial", Value.NO))
    assert says("2020-01-01", read, checked=True) == "none_found"
    own = law(provision("recipient_liability", abroad=Abroad.NO))
    assert says("2020-01-01", own, checked=True) == "none_found"


def test_a_direct_law_nobody_has_read_is_neither_failed_nor_absent() -> None:
    died = bill(step(Stage.INTRODUCED, "2005-01-01"), step(Stage.DEFEATED, "2006-01-01"), id_="old")
    made = bill(step(Stage.INTRODUCED, "2008-01-01"), *IN_2010)
    expected = [
        ("2005-01-01", "pending"),
        ("2006-01-01", "ended"),
        ("2008-01-01", "pending"),
        ("2009-06-01", "unclear"),
    ]
    for checked in (False, True):
        assert line(died, made, checked=checked)[1:] == expected
    assert (
        says("2020-01-01", bill(*IN_2010, provisions=(provision("insurance_ban", Value.UNKNOWN),)))
        == "unclear"
    )


def test_a_direct_law_that_was_read_and_falls_short_says_nothing() -> None:
    read = bill(*IN_2010, provisions=(provision("organ_sale_ban"),))
    assert says("2020-01-01", read, checked=True) == "none_found"
    assert says("2020-01-01", bill(*IN_2010, meets=Value.NO), checked=True) == "none_found"


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (Value.YES, "in_force"),
        (Value.NO, "none_found"),
        (Value.UNKNOWN, "not_checked"),
        (Value.PARTLY, "unclear"),
        (Value.UNCLEAR, "unclear"),
    ],
)
def test_a_liability_without_a_word_on_acts_abroad_takes_the_laws_own(value: Value, answer: str) -> None:
    told = law(provision("recipient_liability"), provision("extraterritorial", value))
    assert says("2020-01-01", told, checked=True) == answer


def test_recipient_in_one_law_and_extraterritorial_in_another_do_not_combine() -> None:
    one = law(provision("recipient_liability"), id_="penal")
    other = law(provision("extraterritorial", abroad=Abroad.SPECIFIC), id_="code")
    assert says("2020-01-01", one, other, checked=True) == "not_checked"


@pytest.mark.parametrize("target", ["penal", "xa-law-1"])
def test_an_extends_link_joins_them_by_id_or_alias(target: str) -> None:
    one = law(provision("recipient_liability"), id_="penal", aliases=(Alias(id="xa-law-1"),))
    links = (Link(relation=Relation.EXTENDS, target=target),)
    other = law(provision("extraterritorial", abroad=Abroad.SPECIFIC), id_="code", links=links)
    assert says("2020-01-01", one, other) == "in_force"
    assert says("2020-01-01", other, one) == "in_force"
    assert because(spans(one, other)) == ["penal", "code"]


@pytest.mark.parametrize("relation", [r for r in Relation if r is not Relation.EXTENDS])
def test_no_other_link_joins_them(relation: Relation) -> None:
    one = law(provision("recipient_liability"), id_="penal")
    links = (Link(relation=relation, target="penal"),)
    other = law(provision("extraterritorial", abroad=Abroad.SPECIFIC), id_="code", links=links)
    assert says("2020-01-01", one, other, checked=True) == "not_checked"


def test_liability_in_force_whose_reach_abroad_is_only_enacted_is_not_in_force() -> None:
    one = law(provision("recipient_liability"), id_="penal")
    later = (step(Stage.ASSENTED, "2020-01-01"), step(Stage.IN_FORCE, "2022"))
    links = (Link(relation=Relation.EXTENDS, target="penal"),)
    other = law(provision("extraterritorial", abroad=Abroad.SPECIFIC), id_="code", links=links, events=later)
    assert says("2019-12-31", one, other, checked=True) == "not_checked"
    assert line(one, other)[-3:] == [
        ("2020-01-01", "enacted"),
        ("2022-01-01", "unclear"),
        ("2022-12-31", "in_force"),
    ]


def test_clauses_of_one_alternative_are_met_together() -> None:
    entry, duty = provision("entry_or_sanctions"), provision("reporting_duty")
    assert says("2020-01-01", law(entry, duty), criterion=TOGETHER) == "in_force"
    assert says("2020-01-01", law(entry), law(duty, id_="b"), criterion=TOGETHER) == "not_checked"
    assert (
        says("2020-01-01", law(entry, provision("reporting_duty", Value.PARTLY)), criterion=TOGETHER)
        == "unclear"
    )


def test_the_best_law_answers() -> None:
    general = law(provision("recipient_liability", abroad=Abroad.GENERAL), id_="general")
    assert says("2020-01-01", general, law(RECIPIENT)) == "in_force"
    assert because(spans(general, law(RECIPIENT))) == ["law"]


def test_of_two_laws_that_do_equally_well_the_order_told_does_not_choose() -> None:
    links = (Link(relation=Relation.EXTENDS, target="b"),)
    partly = provision("insurance_ban", Value.PARTLY)
    one, other = law(partly, id_="a", links=links), law(partly, id_="b")
    assert spans(one, other) == spans(other, one)


def test_a_provision_a_treaty_brings_later_is_not_counted_before() -> None:
    told = law(provision("recipient_liability", abroad=Abroad.GENERAL_AND_TREATY, since="2018-03-01"))
    assert line(told, checked=True) == [(None, "none_found"), ("2018-03-01", "in_force")]


def test_a_provision_that_starts_with_the_law_is_enacted_with_it() -> None:
    told = law(provision("insurance_ban", since="2010-01-01"))
    assert line(told) == [(None, "not_checked"), ("2009-06-01", "enacted"), ("2010-01-01", "in_force")]


def test_a_provision_ends_before_its_law() -> None:
    told = law(provision("insurance_ban", until="2015"))
    assert line(told, checked=True)[-3:] == [
        ("2010-01-01", "in_force"),
        ("2015-01-01", "unclear"),
        ("2015-12-31", "none_found"),
    ]


def test_a_provision_known_to_the_year_is_unclear_in_it() -> None:
    told = law(provision("insurance_ban", since="2015"))
    assert line(told, checked=True) == [
        (None, "none_found"),
        ("2015-01-01", "unclear"),
        ("2015-12-31", "in_force"),
    ]


def test_a_remembered_provision_never_decides() -> None:
    assert says("2020-01-01", law(provision("insurance_ban", evidence=MEMORY))) == "not_checked"


def test_a_remembered_commencement_makes_a_certain_law_unclear_not_not_yet_in_force() -> None:
    events = (step(Stage.ASSENTED, "2009-06-01"), step(Stage.IN_FORCE, "2010-01-01", evidence=MEMORY))
    assert line(law(RECIPIENT, events=events)) == [
        (None, "not_checked"),
        ("2009-06-01", "enacted"),
        ("2010-01-01", "unclear"),
    ]


def test_an_undated_law_is_unclear_before_its_evidence_and_counts_from_then() -> None:
    told = law(RECIPIENT, events=(step(Stage.IN_FORCE, None),))
    assert line(told) == [(None, "unclear"), ("2026-10-05", "in_force")]


def test_confidence_follows_the_evidence_and_the_inference() -> None:
    secondary = (Evidence(kind=EvidenceKind.SECONDARY, url="https://press.example/1"),)
    inferred = (step(Stage.IN_FORCE, "2010-01-01", basis=Basis.INFERENCE, note="60 days after publication"),)

    def confidence(*told: Assessment) -> str:
        return spans(*told).on(LATE).finding.confidence

    assert confidence(law(RECIPIENT)) == "high"
    assert confidence(law(provision("insurance_ban", evidence=secondary))) == "medium"
    assert confidence(law(RECIPIENT, events=inferred)) == "medium"
    assert confidence(law(provision("insurance_ban", Value.PARTLY))) == "low"
    assert confidence(law(RECIPIENT, events=inferred), law(RECIPIENT, id_="surer")) == "high"
    copied = (Evidence(kind=EvidenceKind.COPY, url="https://github.example/o/r/blob/1/law.md"),)
    assert confidence(law(provision("insurance_ban", evidence=copied))) == "high"


# -- bills ------------------------------------------------------------------------------------------

OPEN = (step(Stage.INTRODUCED, "2019-12-10"),)
DEAD = (*OPEN, step(Stage.LAPSED, "2020-08-18"))


def test_a_direct_bill_is_pending_and_then_ended() -> None:
    assert line(bill(*DEAD)) == [(None, "not_checked"), ("2019-12-10", "pending"), ("2020-08-18", "ended")]


def test_a_related_bill_counts_only_where_it_aims() -> None:
    assert line(bill(*OPEN, relevance=Relevance.RELATED)) == [(None, "not_checked")]
    aimed = bill(*OPEN, relevance=None, aims=("transplant_abroad",))
    assert says("2020-01-01", aimed) == "pending"
    elsewhere = bill(*OPEN, aims=("sanctions",))
    assert line(elsewhere) == [(None, "not_checked")]


def test_trap_2_14_a_resolution_is_not_even_pending() -> None:
    assert line(bill(*OPEN, step(Stage.ADOPTED, "2020-01-01"), kind=Kind.RESOLUTION)) == [
        (None, "not_checked")
    ]


def test_pending_is_listed_beside_law_and_beside_unclear_law() -> None:
    for told, answer in (
        (law(RECIPIENT), Answer.IN_FORCE),
        (law(provision("insurance_ban", Value.PARTLY)), "unclear"),
    ):
        found = spans(told, bill(*OPEN)).on(LATE)
        assert (found.finding.answer, found.pending) == (answer, ("bill",))


def twins(*, told_by: str) -> tuple[Assessment, Assessment]:
    link = {
        "links": (Link(relation=Relation.COMPANION_OF, target="house" if told_by == "senate" else "senate"),)
    }
    house = bill(*OPEN, *IN_2010, id_="house", meets=Value.NO, **(link if told_by == "house" else {}))
    senate = bill(*DEAD, id_="senate", **(link if told_by == "senate" else {}))
    return house, senate


@pytest.mark.parametrize("told_by", ["senate", "house"])
def test_trap_1_6_a_companions_death_is_no_failure_when_its_twin_became_law(told_by: str) -> None:
    house, senate = twins(told_by=told_by)
    assert says("2024-01-01", house, senate, checked=True) == "none_found"
    assert says("2024-01-01", senate, checked=True) == "ended"


def test_a_companions_death_is_a_failure_when_its_twin_died_too() -> None:
    link = (Link(relation=Relation.COMPANION_OF, target="other"),)
    assert says("2024-01-01", bill(*DEAD, links=link), bill(*DEAD, id_="other")) == "ended"


def test_trap_3_24_superseded_is_no_failure() -> None:
    assert says("2024-01-01", bill(*OPEN, step(Stage.SUPERSEDED, "2021-01-01")), checked=True) == "none_found"


@pytest.mark.parametrize("stage", [Stage.VETOED, Stage.DEFEATED, Stage.WITHDRAWN, Stage.LAPSED])
def test_other_endings_are_failures(stage: Stage) -> None:
    assert says("2024-01-01", bill(*OPEN, step(stage, "2021-01-01")), checked=True) == "ended"


def test_not_checked_and_none_found_differ_by_who_looked() -> None:
    assert line() == [(None, "not_checked")]
    assert line(checked=True) == [(None, "none_found")]


@pytest.mark.parametrize(
    ("value", "answer"),
    [(None, "not_checked"), (Value.UNKNOWN, "not_checked"), (Value.NO, "none_found")],
)
def test_nothing_is_found_only_of_what_a_text_was_read_for(value: Value | None, answer: str) -> None:
    asked = [provision("insurance_ban", value)] if value else []
    told = law(provision("removal_trafficking"), *asked)
    assert line(told, checked=True) == [(None, answer)]


def test_the_order_of_precedence() -> None:
    layers = (
        (law(RECIPIENT, id_="in-force"), "in_force"),
        (law(RECIPIENT, id_="enacted", events=IN_2010[:1]), "enacted"),
        (law(provision("recipient_liability", abroad=Abroad.GENERAL), id_="general"), "general_rule"),
        (law(provision("recipient_liability", abroad=Abroad.UNCLEAR), id_="unclear"), "unclear"),
        (bill(*OPEN, id_="pending"), "pending"),
        (bill(*DEAD, id_="ended"), "ended"),
    )
    for index, (_, answer) in enumerate(layers):
        assert says("2024-01-01", *(told for told, _ in layers[index:]), checked=True) == answer
    order = [answer for _, answer in layers]
    assert [a.value for a in Answer if a is not Answer.IN_PARTS][:6] == order
    assert list(Answer).index(Answer.IN_PARTS) == order.index("pending") + 1


def test_since_spans_a_change_of_reasons() -> None:
    told = spans(law(RECIPIENT), bill(*DEAD))
    found = told.on(date(2020, 1, 1))
    assert found.pending == ("bill",)
    assert found.since is not None
    assert found.since.day == date(2010, 1, 1)


# -- a general rule ---------------------------------------------------------------------------------


def test_a_general_rule_says_on_what_condition_and_the_better_one_is_heard() -> None:
    there = law(provision("recipient_liability", abroad=Abroad.GENERAL_IF_PUNISHABLE_THERE), id_="a")
    always = law(provision("broker_liability", abroad=Abroad.GENERAL), id_="b")
    assert spans(there).on(LATE).finding.condition is Condition.IF_PUNISHABLE_THERE
    both = spans(there, always).on(LATE)
    assert both.finding.condition is Condition.ALWAYS
    assert {reason.measure for reason in both.because} == {"a", "b"}
    assert both.finding.confidence == "high"


def test_a_general_clause_of_the_law_itself_is_leant_on_with_its_condition() -> None:
    clause = provision("extraterritorial", abroad=Abroad.GENERAL_IF_PUNISHABLE_THERE)
    told = spans(law(provision("recipient_liability"), clause)).on(LATE)
    assert (told.finding.answer, told.finding.condition) == (
        Answer.GENERAL_RULE,
        Condition.IF_PUNISHABLE_THERE,
    )
    assert [r.provision.name for r in told.because if r.provision] == [
        "recipient_liability",
        "extraterritorial",
    ]


def test_a_general_rule_needs_a_law_in_force_and_a_yes() -> None:
    enacted = law(provision("recipient_liability", abroad=Abroad.GENERAL), events=IN_2010[:1])
    assert spans(enacted).on(LATE).finding.code is BasisCode.GENERAL_NOT_YET
    assert says("2024-01-01", enacted) == "unclear"
    partly = law(provision("recipient_liability", Value.PARTLY, Abroad.GENERAL))
    assert says("2024-01-01", partly) == "unclear"


def test_a_sure_general_rule_is_heard_above_a_clause_whose_day_is_not_known() -> None:
    general = law(provision("recipient_liability", abroad=Abroad.GENERAL), id_="general")
    treaty = provision("recipient_liability", abroad=Abroad.GENERAL_AND_TREATY, since="2018/2020")
    assert line(general, law(treaty, id_="treaty"))[-2:] == [
        ("2010-01-01", "general_rule"),
        ("2020-12-31", "in_force"),
    ]


# -- the law's own end, and parts of a federation ---------------------------------------------------


def test_after_a_laws_own_end_it_is_unclear_until_somebody_looked() -> None:
    ordinance = law(RECIPIENT, expires=Expiry(date=Window.parse("2012-06-30"), rule="art. 93"))
    assert line(ordinance)[-2:] == [("2010-01-01", "in_force"), ("2012-06-30", "unclear")]
    assert spans(ordinance).on(LATE).finding.code is BasisCode.END_REACHED
    month = law(RECIPIENT, expires=Expiry(date=Window.parse("2012-06"), rule="art. 93"))
    assert spans(month).on(date(2012, 6, 15)).finding.code is BasisCode.DAY_UNKNOWN


def federation(*told: Assessment, checked: bool = True) -> Timeline:
    parts = Parts(8, {"XA-A": [(date(2016, 1, 1), None)], "XA-B": [(date(2018, 1, 1), date(2019, 1, 1))]})
    return answers(HEADLINE, "XA", told, EVER if checked else None, {}, parts)


def test_law_of_the_parts_answers_where_no_national_law_was_found_or_looked_for() -> None:
    for checked in (True, False):
        told = federation(checked=checked)
        assert [(str(s.since), s.finding.answer.value, s.finding.args.having) for s in told.spans[1:]] == [
            ("2016-01-01", "in_parts", 1),
            ("2018-01-01", "in_parts", 2),
            ("2019-01-01", "in_parts", 1),
        ]
        assert told.spans[1].finding.args.of == 8
        since = told.on(LATE).since
        assert since is not None
        assert since.day == date(2016, 1, 1)


@pytest.mark.parametrize(
    ("told", "answer"),
    [(law(RECIPIENT), "in_force"), (bill(*OPEN), "pending"), (bill(*DEAD), "in_parts")],
)
def test_a_national_law_or_bill_is_heard_above_the_parts(told: Assessment, answer: str) -> None:
    assert federation(told).on(LATE).finding.answer.value == answer


# -- since when -------------------------------------------------------------------------------------

READ = date(2026, 11, 22)


def began(
    *told: Assessment, day: date = READ + timedelta(days=8), **more: Any
) -> tuple[str, str | None, Window]:
    found = spans(*told, **more).on(day)
    assert found.since is not None
    return found.since.kind.value, str(found.since.day) if found.since.day else None, found.since.window


@pytest.mark.parametrize(
    ("date_", "read", "kind", "day"),
    [
        ("2010-01-01", READ, "exact", "2010-01-01"),
        ("2010", READ, "at_latest", "2010-12-31"),
        ("2010-05", READ, "at_latest", "2010-05-31"),
        ("1984/2026-11-22", READ, "not_established", None),
        ("2026-02-01/2026-11-22", READ, "not_established", None),
        ("2026-02-01/2026-11-22", None, "at_latest", "2026-11-22"),
        ("1997/2009-02-28", None, "not_established", None),
        ("../2009-02-28", None, "not_established", None),
        ("2026-11-22", READ, "exact", "2026-11-22"),
    ],
)
def test_the_day_somebody_read_a_text_is_never_the_day_a_law_began(
    date_: str, read: date | None, kind: str, day: str | None
) -> None:
    told = law(RECIPIENT, events=(step(Stage.IN_FORCE, date_, read=read, evidence=NO_DAY),))
    assert began(told) == (kind, day, Window.parse(date_))
    given = provision("insurance_ban", since=date_, read=read, evidence=NO_DAY)
    window = Window.parse(date_)
    bounded = Window(window.earliest or date(1980, 1, 1), window.latest)
    assert began(law(given, events=(step(Stage.IN_FORCE, "1980-01-01"),))) == (kind, day, bounded)


def test_an_undated_law_read_on_a_day_has_no_first_day() -> None:
    told = law(RECIPIENT, events=(step(Stage.IN_FORCE, None, read=READ, evidence=NO_DAY),))
    assert began(told) == ("not_established", None, Window(None, READ))


def test_a_law_that_replaced_another_keeps_its_own_day() -> None:
    old = law(RECIPIENT, id_="code", events=(*IN_2010, step(Stage.REPEALED, "2024-07-01")))
    new = law(RECIPIENT, id_="new-code", events=(step(Stage.IN_FORCE, "2024-07-01"),))
    told = spans(old, new)
    assert [s.finding.answer.value for s in told.spans] == ["not_checked", "enacted", "in_force"]
    assert because(told) == ["new-code"]
    assert because(told, date(2020, 1, 1)) == ["code"]
    own = {s.reason.measure: s.began and s.began.day for s in told.supports if s.because and s.span == 2}
    assert own == {"code": date(2010, 1, 1), "new-code": date(2024, 7, 1)}
    assert began(old, new)[:2] == ("exact", "2010-01-01")


def test_a_certain_law_after_days_in_doubt_began_at_the_latest() -> None:
    older = law(
        RECIPIENT, id_="older", events=(step(Stage.IN_FORCE, "1984/2026-11-22", read=READ, evidence=NO_DAY),)
    )
    newer = law(RECIPIENT, id_="newer", events=(step(Stage.IN_FORCE, "2000-01-01"),))
    assert began(older, newer) == ("at_latest", "2000-01-01", Window(date(1984, 1, 1), date(2000, 1, 1)))


def test_a_text_that_leaves_it_open_began_within_its_laws_window() -> None:
    partly = provision("insurance_ban", Value.PARTLY)
    told = law(partly, events=(step(Stage.IN_FORCE, "2010"),))
    assert began(told) == ("at_latest", "2010-12-31", Window.parse("2010"))


def test_a_text_that_leaves_it_open_does_not_hide_that_another_clause_only_wants_a_day() -> None:
    """Else the answer would begin on the day somebody read the law."""
    partly = provision("recipient_liability", Value.PARTLY, Abroad.GENERAL)
    broker = provision("broker_liability", abroad=Abroad.GENERAL)
    read = (step(Stage.IN_FORCE, "2004-03-16/2026-11-22", read=READ, evidence=NO_DAY),)
    told = law(partly, broker, events=read)
    assert spans(told).on(date(2015, 1, 1)).finding.code is BasisCode.DAY_UNKNOWN
    assert began(told) == ("not_established", None, Window(date(2004, 3, 16), READ))


def test_days_in_doubt_have_no_first_day_of_their_own() -> None:
    told = spans(law(RECIPIENT, events=(step(Stage.IN_FORCE, "2010"),)))
    assert told.on(date(2010, 6, 1)).finding.code is BasisCode.DAY_UNKNOWN
    assert told.on(date(2010, 6, 1)).since is None


def test_a_bill_known_to_the_year_is_pending_from_it_and_began_at_the_latest_at_its_end() -> None:
    told = bill(step(Stage.INTRODUCED, "2023"))
    assert began(told, day=date(2024, 1, 1)) == ("at_latest", "2023-12-31", Window.parse("2023"))


def test_nobody_has_looked_since_no_day() -> None:
    assert spans().on(LATE).since is None


@given(st.sampled_from(["2010", "2010-05-03", "1984/2026-11-22", "../2020-05-05"]), st.booleans())
def test_a_window_is_exact_only_if_it_is_one_day(text: str, was_read: bool) -> None:
    window = Window.parse(text)
    known = how_known(window, [window.latest] if was_read else [])
    assert (known.kind is SinceKind.EXACT) == window.is_day
    assert (known.day is None) == (known.kind is SinceKind.NOT_ESTABLISHED)


# -- a quotation, and a treaty ------------------------------------------------------------------------

LIST = Criterion(
    name="campaign_list",
    title="List",
    question="?",
    listed={"XA": ("xa-law-1",), "XB": ("other",)},
)


def test_a_place_the_list_does_not_name_is_not_listed() -> None:
    other = Criterion(name=LIST.name, title="List", question="?", listed={"XB": ("other",)})
    assert line(law(RECIPIENT), criterion=other) == [(None, "not_listed")]


def test_a_listed_place_answers_by_the_dates_of_the_law_meant() -> None:
    meant = law(id_="bill-1", aliases=(Alias(id="xa-law-1"),))
    assert line(meant, law(RECIPIENT, events=(step(Stage.IN_FORCE, "1990-01-01"),)), criterion=LIST) == [
        (None, "none_found"),
        ("2009-06-01", "enacted"),
        ("2010-01-01", "in_force"),
    ]
    proposing = bill(*DEAD, id_="xa-law-1")
    assert line(proposing, criterion=LIST) == [
        (None, "none_found"),
        ("2019-12-10", "pending"),
        ("2020-08-18", "ended"),
    ]
    vague = law(id_="xa-law-1", events=(step(Stage.IN_FORCE, "2010"),))
    assert says("2010-06-01", vague, criterion=LIST) == "unclear"


CONVENTION = Criterion(name="convention", title="Party", question="?", treaty="cets-216")


def under(
    *steps: tuple[TreatyActionKind, str | None],
    evidence: tuple[Evidence, ...] = OFFICIAL,
    listed: bool = False,
    listed_on: date | None = None,
    read: date | None = None,
) -> Timeline:
    actions = tuple(
        TreatyAction(
            place="XA", action=kind, date=Window.parse(day) if day else None, evidence=evidence, read=read
        )
        for kind, day in steps
    )
    elsewhere = TreatyAction(
        place="XB", action=TreatyActionKind.IN_FORCE, date=Window.parse("2016"), evidence=OFFICIAL
    )
    treaty = replace(
        TREATY, actions=(*actions, elsewhere), listed=listed or listed_on is not None, listed_on=listed_on
    )
    return answers(CONVENTION, "XA", (), EVER, {treaty.id: treaty})


def party(*steps: tuple[TreatyActionKind, str | None], **more: Any) -> list[Any]:
    return [(str(s.since) if s.since else None, s.finding.answer.value) for s in under(*steps, **more).spans]


K = TreatyActionKind


def test_signed_is_pending_ratified_is_enacted_and_in_force_is_a_third_date() -> None:
    assert party((K.IN_FORCE, "2018-03-01"), (K.SIGNED, "2015-03-25"), (K.RATIFIED, "2017-09-12")) == [
        (None, "none_found"),
        ("2015-03-25", "pending"),
        ("2017-09-12", "enacted"),
        ("2018-03-01", "in_force"),
    ]


def test_a_party_that_denounced_is_one_no_more() -> None:
    assert party((K.DENOUNCED, "2020-01-01"), (K.IN_FORCE, "2018-03-01"))[-1] == ("2020-01-01", "ended")


def test_a_treaty_step_known_to_the_year_is_unclear_in_it() -> None:
    assert party((K.SIGNED, "2015-03-25"), (K.RATIFIED, "2017"))[1:] == [
        ("2015-03-25", "pending"),
        ("2017-01-01", "unclear"),
        ("2017-12-31", "enacted"),
    ]


def test_a_treaty_step_without_a_day_counts_from_its_evidence() -> None:
    assert party((K.RATIFIED, None)) == [(None, "unclear"), ("2026-10-05", "enacted")]


def test_a_remembered_signature_never_decides() -> None:
    assert party((K.SIGNED, "2015-03-25"), evidence=MEMORY) == [(None, "not_checked")]


def test_a_place_is_no_party_where_the_list_was_read_or_its_signature() -> None:
    assert party() == [(None, "not_checked")]
    assert party(listed=True) == [(None, "none_found")]
    assert party((K.RATIFIED, "2017-09-12"))[0] == (None, "not_checked")
    assert party((K.SIGNED, "2015-03-25"))[0] == (None, "none_found")


def test_a_list_answers_for_whoever_is_not_on_it_as_of_its_day() -> None:
    told = under(listed_on=date(2018, 3, 1)).on(LATE).finding
    assert (told.answer, told.code, told.args.as_of) == (
        Answer.NONE_FOUND,
        BasisCode.NOT_ON_LIST,
        date(2018, 3, 1),
    )


def test_no_list_of_states_tells_of_a_part_of_one() -> None:
    treaty = replace(TREATY, listed=True, listed_on=date(2018, 3, 1))
    told = answers(CONVENTION, "XA-B", (), None, {treaty.id: treaty}).on(LATE)
    assert (told.answer, told.finding.code) == (Answer.NOT_CHECKED, BasisCode.NOBODY_LOOKED)


def test_that_a_state_has_not_ratified_fades_after_the_day_somebody_looked() -> None:
    told = under((K.SIGNED, "2015-03-25"), listed_on=date(2018, 3, 1))
    assert told.on(date(2018, 2, 28)).finding.confidence == "high"
    later = told.on(LATE).finding
    assert (later.answer, later.confidence, later.code) == (Answer.PENDING, "low", BasisCode.SIGNED_THEN)
    assert later.args.as_of == date(2018, 3, 1)
    read = under((K.SIGNED, "2015-03-25"), read=date(2022, 2, 1), listed_on=date(2018, 3, 1))
    assert read.on(LATE).finding.args.as_of == date(2022, 2, 1)
    ratified = under((K.SIGNED, "2015-03-25"), (K.RATIFIED, "2017-09-12"), listed_on=date(2018, 3, 1))
    assert ratified.on(LATE).finding.confidence == "high"


# -- properties -------------------------------------------------------------------------------------

DAYS = st.sampled_from(["2009-06-01", "2010", "2012-02", "2015-03-03", "../2020-05-05", None])
STEPS = st.lists(st.builds(step, st.sampled_from(list(Stage)), DAYS), max_size=4)
PROVISIONS = st.lists(
    st.builds(
        lambda name, value, abroad, since: Provision(
            name=name,
            value=value,
            abroad=abroad,
            since=Window.parse(since) if since else None,
            evidence=OFFICIAL,
        ),
        st.sampled_from(["recipient_liability", "insurance_ban", "extraterritorial"]),
        st.sampled_from(list(Value)),
        st.sampled_from([None, *Abroad]),
        DAYS,
    ),
    max_size=3,
)


@st.composite
def countries(draw: st.DrawFn) -> list[Assessment]:
    links = st.lists(
        st.builds(
            Link,
            relation=st.sampled_from([Relation.EXTENDS, Relation.COMPANION_OF]),
            target=st.sampled_from(["m0", "m1", "m2"]),
            note=st.none(),
            evidence=st.just(()),
        ),
        max_size=1,
    )
    return [
        measure(
            f"m{index}",
            *draw(STEPS),
            kind=draw(st.sampled_from([Kind.ACT, Kind.BILL, Kind.RESOLUTION])),
            relevance=draw(st.sampled_from([None, *Relevance])),
            provisions=tuple(draw(PROVISIONS)),
            links=tuple(draw(links)),
        )
        for index in range(draw(st.integers(0, 3)))
    ]


@given(countries(), st.booleans(), st.permutations(range(3)))
@settings(deadline=None)
def test_answers_neither_overlap_nor_leave_gaps_nor_depend_on_order(
    told: list[Assessment], checked: bool, order: list[int]
) -> None:
    found = spans(*told, checked=checked)
    assert found.spans[0].since is None
    assert found.spans[-1].until is None
    for one, after in pairwise(found.spans):
        assert one.until == after.since
        assert replace(one.finding, since=None) != replace(after.finding, since=None)
    assert all(s.since is None or s.until is None or s.since < s.until for s in found.spans)
    shuffled = [told[i] for i in order if i < len(told)]
    assert spans(*shuffled, checked=checked) == found


@given(countries(), st.booleans())
@settings(deadline=None)
def test_every_reason_lies_in_the_span_it_is_a_reason_of(told: list[Assessment], checked: bool) -> None:
    found = spans(*told, checked=checked)
    for support in found.supports:
        span = found.spans[support.span]
        assert (span.since or date.min) <= (support.since or date.min)
        assert (support.until or date.max) <= (span.until or date.max)
        assert (support.since or date.min) < (support.until or date.max)
    for one, after in pairwise(sorted(found.supports, key=_reasons_in_order)):
        same = (one.span, one.because, one.reason) == (after.span, after.because, after.reason)
        assert not same or (one.until is not None and one.until < (after.since or date.min))


def _reasons_in_order(support: Support) -> tuple[int, bool, str, date]:
    return support.span, support.because, repr(support.reason), support.since or date.min


@given(countries(), st.booleans(), st.dates(date(2008, 1, 1), date(2031, 1, 1)))
@settings(deadline=None)
def test_on_any_day_the_answer_is_that_of_the_loudest_measure(
    told: list[Assessment], checked: bool, day: date
) -> None:
    """Worked out a second way, measure by measure: alone, each would give no better answer than all together
    (companions and joined laws apart, which speak for each other)."""
    linked = {n for a in told for link in a.history.measure.links for n in (a.history.id, link.target)}
    alone = [spans(a).on(day).finding.answer for a in told if a.history.id not in linked]
    whole = spans(*told, checked=checked).on(day).finding.answer
    rank = list(Answer).index
    assert all(rank(whole) <= rank(answer) for answer in alone)


@given(countries(), STEPS, st.booleans())
@settings(deadline=None)
def test_a_measure_about_something_else_changes_no_answer(
    told: list[Assessment], steps: list[Event], checked: bool
) -> None:
    sale = Provision(name="organ_sale_ban", value=Value.YES, abroad=Abroad.SPECIFIC, evidence=OFFICIAL)
    other = measure("unrelated", *steps, relevance=Relevance.NO, provisions=(sale,))
    resolution = measure("resolved", *steps, kind=Kind.RESOLUTION, relevance=Relevance.DIRECT)
    assert spans(*told, other, resolution, checked=checked) == spans(*told, checked=checked)


@given(countries(), st.booleans())
@settings(deadline=None)
def test_green_needs_a_yes_in_a_law_that_reached_the_day(told: list[Assessment], checked: bool) -> None:
    found = spans(*told, checked=checked)
    for index, span in enumerate(found.spans):
        if span.finding.answer in (Answer.IN_FORCE, Answer.ENACTED, Answer.GENERAL_RULE):
            reasons: tuple[Reason, ...] = found.rests_on(index)
            assert reasons
            for reason in reasons:
                assert reason.provision is not None
                assert reason.provision.value is Value.YES
                assert reason.step is not None
                assert reason.step.event.stage.makes_law
        if not checked:
            assert span.finding.answer is not Answer.NONE_FOUND


def test_a_law_that_says_so_for_another_of_its_provisions_has_said_so_all_along() -> None:
    """The end of the year in which the second provision began is no day on which the law did."""
    one = law(
        provision("recipient_liability", abroad=Abroad.SPECIFIC, since="2010"),
        provision("insurance_ban", since="2009-06-01"),
        events=(step(Stage.IN_FORCE, "2009-06-01"),),
    )
    told = spans(one)
    assert {s.began.window for s in told.supports if s.because and s.began} == {Window.day(date(2009, 6, 1))}
    assert told.on(LATE).finding.since == how_known(Window.day(date(2009, 6, 1)))


def test_an_answer_that_a_louder_one_hid_begins_when_that_ends() -> None:
    """Even where, on that day, another provision of the quieter law takes the lead."""
    general = law(
        provision("recipient_liability", abroad=Abroad.GENERAL, since="2015-01-01"),
        provision("broker_liability", abroad=Abroad.GENERAL, since="2010-01-01"),
        id_="general",
    )
    special = law(provision("insurance_ban", until="2015-01-01"), id_="special")
    told = spans(general, special)
    assert says("2014-12-31", general, special) == "in_force"
    assert told.on(LATE).finding.answer is Answer.GENERAL_RULE
    assert told.on(LATE).finding.since == how_known(Window.day(date(2015, 1, 1)))


@given(countries(), st.booleans())
@settings(deadline=None)
def test_no_answer_is_older_than_every_law_it_ever_rested_on(told: list[Assessment], checked: bool) -> None:
    """A sentence that names the first law of an unbroken run names no day before that law's own."""
    found = spans(*told, checked=checked)
    for index, span in enumerate(found.spans):
        began = span.finding.since
        if span.finding.answer is not Answer.IN_FORCE or began is None or began.day is None:
            continue
        own = [s.began.window for s in found.supports if s.span == index and s.because and s.began]
        assert own
        assert min(window.earliest or date.min for window in own) <= began.day


def test_a_search_for_one_question_says_nothing_of_another() -> None:
    search = replace(EVER, questions=("sanctions",))
    other = law(provision("removal_trafficking"))
    place = Place(code="XA", name="A", kind=PlaceKind.COUNTRY, checks=(search,))
    for criterion, answer in ((TOGETHER, Answer.NONE_FOUND), (HEADLINE, Answer.NOT_CHECKED)):
        told = answers(criterion, "XA", [other], place.checked_for(criterion.name), {})
        assert told.on(LATE).answer is answer
    newer = replace(search, on=date(2026, 11, 30), by="somebody else")
    both = replace(place, checks=(newer, search), checked=replace(EVER, by="for all"))
    assert [both.checked_for(name) for name in ("sanctions", "convention")] == [newer, both.checked]
