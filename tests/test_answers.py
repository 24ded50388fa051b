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
from tracker.questions import Checked, Clause, Criterion, Treaty, TreatyAction, TreatyActionKind
from tracker.status import Assessment, Span, answers, on
from tracker.vocabulary import (
    Abroad,
    Alias,
    Answer,
    Basis,
    Event,
    Evidence,
    EvidenceKind,
    Kind,
    Link,
    Measure,
    Provision,
    Relation,
    Relevance,
    Stage,
    Value,
    Window,
)

OFFICIAL = (Evidence(kind=EvidenceKind.OFFICIAL, url="https://laws.example/1", retrieved=date(2026, 10, 5)),)
MEMORY = (Evidence(kind=EvidenceKind.MEMORY),)
HEADLINE = Criterion(
    name="transplant_abroad",
    headline=True,
    title="Transplants abroad",
    question="?",
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


def spans(*told: Assessment, criterion: Criterion = HEADLINE, checked: bool = False) -> tuple[Span, ...]:
    return answers(criterion, "XA", told, EVER if checked else None, {TREATY.id: TREATY})


def line(*told: Assessment, **more: Any) -> list[tuple[str | None, str]]:
    return [(str(s.since) if s.since else None, s.finding.answer.value) for s in spans(*told, **more)]


def says(day: str, *told: Assessment, **more: Any) -> str:
    return on(spans(*told, **more), date.fromisoformat(day))[0].finding.answer.value


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
        (Abroad.GENERAL, "unclear"),
        (Abroad.UNCLEAR, "unclear"),
        (Abroad.NO, "none_found"),
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
    assert (told[1].finding.answer, told[1].finding.confidence) == (Answer.PENDING, "high")
    quiet = next(s for s in told if s.finding.confidence == "low")
    assert quiet.finding.answer is Answer.PENDING
    assert "last step known is of" in quiet.finding.basis


def test_a_search_finds_nothing_only_from_the_first_day_it_covers() -> None:
    search = Checked(on=date(2026, 11, 22), by="us", read=("https://laws.example/",))
    told = answers(HEADLINE, "XA", (), search, {})
    assert [(s.since, s.finding.answer.value) for s in told] == [
        (None, "not_checked"),
        (date(2026, 11, 22), "none_found"),
    ]
    told = answers(HEADLINE, "XA", (), replace(search, since=date(2020, 1, 1)), {})
    assert told[-1].since == date(2020, 1, 1)


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
        told = line(died, made, checked=checked)
        assert [turn for i, turn in enumerate(told[1:]) if turn[1] != told[i][1]] == expected
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
    because = spans(one, other)[-1].finding.because
    assert [reason.measure for reason in because] == ["penal", "code"]


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
    because = spans(general, law(RECIPIENT))[-1].finding.because
    assert [reason.measure for reason in because] == ["law"]


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

    def confidence(told: Assessment) -> str:
        return spans(told)[-1].finding.confidence

    assert confidence(law(RECIPIENT)) == "high"
    assert confidence(law(provision("insurance_ban", evidence=secondary))) == "medium"
    assert confidence(law(RECIPIENT, events=inferred)) == "medium"
    assert confidence(law(provision("insurance_ban", Value.PARTLY))) == "low"
    assert "60 days after publication" in spans(law(RECIPIENT, events=inferred))[-1].finding.basis


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
        finding = spans(told, bill(*OPEN))[-1].finding
        assert (finding.answer, finding.pending) == (answer, ("bill",))


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
        (law(provision("recipient_liability", abroad=Abroad.GENERAL), id_="unclear"), "unclear"),
        (bill(*OPEN, id_="pending"), "pending"),
        (bill(*DEAD, id_="ended"), "ended"),
    )
    for index, (_, answer) in enumerate(layers):
        assert says("2024-01-01", *(told for told, _ in layers[index:]), checked=True) == answer
    assert [a.value for a in Answer][:5] == [answer for _, answer in layers]


def test_since_spans_a_change_of_reasons() -> None:
    told = spans(law(RECIPIENT), bill(*DEAD))
    span, since = on(told, date(2020, 1, 1))
    assert span.since == date(2019, 12, 10)
    assert since == date(2010, 1, 1)


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


def party(
    *steps: tuple[TreatyActionKind, str | None],
    evidence: tuple[Evidence, ...] = OFFICIAL,
    listed: bool = False,
) -> list[Any]:
    actions = tuple(
        TreatyAction(place="XA", action=kind, date=Window.parse(day) if day else None, evidence=evidence)
        for kind, day in steps
    )
    elsewhere = TreatyAction(
        place="XB", action=TreatyActionKind.IN_FORCE, date=Window.parse("2016"), evidence=OFFICIAL
    )
    treaty = replace(TREATY, actions=(*actions, elsewhere), listed=listed)
    told = answers(CONVENTION, "XA", (), EVER, {treaty.id: treaty})
    return [(str(s.since) if s.since else None, s.finding.answer.value) for s in told]


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
    assert found[0].since is None
    assert found[-1].until is None
    for one, after in pairwise(found):
        assert one.until == after.since
        assert one.finding != after.finding
    assert all(s.since is None or s.until is None or s.since < s.until for s in found)
    shuffled = [told[i] for i in order if i < len(told)]
    assert spans(*shuffled, checked=checked) == found


@given(countries(), st.booleans())
@settings(deadline=None)
def test_an_answer_holds_on_every_day_of_its_span(told: list[Assessment], checked: bool) -> None:
    """The turning days are all there are: asked anew the day before each turn, the answer is the old one."""
    found = spans(*told, checked=checked)
    for span in found[1:]:
        assert span.since is not None
        before = on(found, span.since - timedelta(days=1))[0]
        assert before.until == span.since


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
    for span in spans(*told, checked=checked):
        if span.finding.answer in (Answer.IN_FORCE, Answer.ENACTED):
            assert span.finding.because
            for reason in span.finding.because:
                assert reason.provision is not None
                assert reason.provision.value is Value.YES
                assert reason.step is not None
                assert reason.step.event.stage.makes_law
        if not checked:
            assert span.finding.answer is not Answer.NONE_FOUND
