"""What the curated files must come out as, alone: no source read, no capture needed."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tests.shipped import known as shipped
from tracker.history import CURATED, Record, merge
from tracker.status import Assessment
from tracker.status.answers import answers
from tracker.vocabulary import (
    Abroad,
    Alias,
    Answer,
    Basis,
    EvidenceKind,
    Measure,
    Provision,
    Relation,
    Stage,
    Status,
    Value,
    Window,
)

SEVEN = ("KR", "BE", "NO", "IT", "TW", "ES", "IL")


def measure(id_: str) -> Measure:
    return next(m for m in shipped().measures if m.id == id_)


def assessment(of: Measure) -> Assessment:
    legislatures = {body.id: body for body in shipped().legislatures}
    return Assessment(merge(of.id, [Record(CURATED, of)]), legislatures.get(of.legislature or ""))


def answer(place: str, name: str, day: str) -> Answer:
    """The answer from curated records alone."""
    criterion = next(c for c in shipped().criteria if c.name == name)
    checked = next(p.checked for p in shipped().places if p.code == place)
    assessments = [assessment(m) for m in shipped().measures if m.place == place]
    told = answers(criterion, place, assessments, checked, {t.id: t for t in shipped().treaties})
    return told.on(date.fromisoformat(day)).answer


def provisions(id_: str, name: str) -> list[Provision]:
    return [p for p in measure(id_).provisions if p.name == name]


def test_the_campaign_list_in_june_2020() -> None:
    given = {place: answer(place, "campaign_list", "2020-06-30") for place in (*SEVEN, "CA")}
    assert given == dict.fromkeys(SEVEN[1:], Answer.IN_FORCE) | {"KR": Answer.ENACTED, "CA": Answer.PENDING}


@pytest.mark.parametrize(("day", "law"), [("2020-06-30", 7), ("2022-05-01", 8), ("2022-12-31", 9)])
def test_the_campaigns_number_by_the_laws_own_dates(day: str, law: int) -> None:
    given = [answer(place, "campaign_list", day) for place in (*SEVEN, "CA", "GB")]
    assert sum(one in (Answer.IN_FORCE, Answer.ENACTED) for one in given) == law


@pytest.mark.parametrize(
    ("place", "day", "expected"),
    [
        ("CA", "2022-12-14", Answer.PENDING),
        ("CA", "2022-12-15", Answer.IN_FORCE),
        ("GB", "2022-04-27", Answer.PENDING),
        ("GB", "2022-04-28", Answer.ENACTED),
        ("GB", "2022-07-01", Answer.IN_FORCE),
        ("KR", "2020-06-30", Answer.ENACTED),
        ("KR", "2020-10-08", Answer.IN_FORCE),
        # A general nationality clause alone is unclear; with the treaty in force it is not.
        ("ES", "2021-03-31", Answer.GENERAL_RULE),
        ("ES", "2021-04-01", Answer.IN_FORCE),
        ("NO", "2018-02-28", Answer.GENERAL_RULE),
        ("NO", "2018-03-01", Answer.IN_FORCE),
        # State laws stand beside the country, never for it.
        ("US", "2026-11-25", Answer.PENDING),
    ],
)
def test_law_on_transplants_abroad(place: str, day: str, expected: Answer) -> None:
    assert answer(place, "transplant_abroad", day) is expected


def test_canadas_act_is_its_bill_and_in_force_by_rule() -> None:
    bill = measure("ca-44-1-s-223")
    assert bill.commencement_default
    assert Alias(id="ca-law-2022-18") in bill.aliases
    assert not [e for e in bill.events if e.stage is Stage.IN_FORCE], "no source states the day"
    step = assessment(bill).first(Stage.IN_FORCE)
    assert step is not None
    assert (step.window, step.event.basis) == (Window.day(date(2022, 12, 15)), Basis.RULE)
    assert "Interpretation Act" in (step.event.note or "")


def test_canadas_bills_are_one_line() -> None:
    after = {
        m.id: link.target
        for m in shipped().measures
        for link in m.links
        if link.relation is Relation.SAME_FAMILY_AFTER and m.place == "CA"
    }
    line = ["ca-44-1-s-223"]
    while line[-1] in after:
        line.append(after[line[-1]])
    numbers = ["S-223", "S-204", "S-204", "S-240", "C-350", "C-561", "C-381", "C-500"]
    assert [measure(id_).number for id_ in line] == numbers
    assert len({measure(id_).family for id_ in line}) == 1


def test_canadas_law_of_2005_does_not_reach_abroad_before_2012() -> None:
    assert not provisions("ca-law-2005-43", "extraterritorial")
    assert provisions("ca-law-2012-15", "extraterritorial")
    assert answer("CA", "transplant_abroad", "2016-01-01") is Answer.ENDED


def test_the_first_day_of_the_uk_section_is_stated_by_the_tissue_authority() -> None:
    act = measure("gb-law-2022-31")
    assert act.relevant_part == "s. 170"
    assert "Northern Ireland" in (act.extent or "")
    assert Alias(source="gb_legislation", source_id="ukpga/2022/31/section/170") in act.aliases
    assent = next(e for e in act.events if e.stage is Stage.ASSENTED)
    force = next(e for e in act.events if e.stage is Stage.IN_FORCE)
    assert (assent.date, assent.basis) == (Window.day(date(2022, 4, 28)), Basis.STATED)
    assert (force.date, force.basis) == (Window.day(date(2022, 7, 1)), Basis.STATED)
    assert "Human Tissue Authority" in (force.note or "")


def test_the_reporting_duty_of_2024_is_a_law_of_its_own() -> None:
    assert not provisions("gb-law-2022-31", "reporting_duty")
    (duty,) = provisions("gb-law-2024-si-262", "reporting_duty")
    assert duty.value is Value.YES
    (force,) = (e for e in measure("gb-law-2024-si-262").events if e.stage is Stage.IN_FORCE)
    assert force.date == Window.day(date(2024, 4, 1))


def test_lord_hunts_bills_are_not_law() -> None:
    bill = assessment(measure("gb-2021-22-organ-tourism-cadavers"))
    standing = bill.on(date(2022, 4, 28))
    assert standing is not None
    assert (standing.status, standing.step and standing.step.origin) == (Status.LAPSED, "rule")
    earlier = assessment(measure("gb-2019-21-organ-tourism"))
    assert not earlier.standings, "its dates are known from memory only"


def test_italys_brokers_were_reached_before_2016() -> None:
    (before,) = provisions("it-law-2012-228", "broker_liability")
    assert before.value is Value.YES
    assert answer("IT", "transplant_abroad", "2017-01-07") is Answer.IN_FORCE
    (travel,) = provisions("it-law-2016-236", "organ_trade_travel")
    assert travel.value is Value.YES


@pytest.mark.parametrize("id_", ["tw-law-2015-organ-transplantation", "il-law-2008-5768"])
def test_a_disputed_recipient_is_unclear(id_: str) -> None:
    (recipient,) = provisions(id_, "recipient_liability")
    assert recipient.value is Value.UNCLEAR
    assert recipient.note


def test_where_the_law_reaches_abroad_by_treaty_the_day_is_the_treatys() -> None:
    for id_, day in (("es-law-2019-1", date(2021, 4, 1)), ("no-law-2017-54", date(2018, 3, 1))):
        clauses = provisions(id_, "extraterritorial")
        assert {p.abroad for p in clauses} == {
            Abroad.GENERAL_IF_PUNISHABLE_THERE,
            Abroad.GENERAL_AND_TREATY,
        }
        assert [p.since for p in clauses if p.abroad is Abroad.GENERAL_AND_TREATY] == [Window.day(day)]


FAMILY = {
    "116": ("hr-8972", "s-5016"),
    "117": ("hr-1592", "s-602", "hr-1434", "hr-6319"),
    "118": ("hr-1154", "s-761", "hr-4132", "s-4914"),
    "119": ("hr-1503", "s-817", "hr-1540", "s-4009", "hr-2114"),
}


#: The bills whose own text somebody read as far as it decides.
READ = {("119", "s-817"): Value.NO, ("119", "hr-2114"): Value.YES}


@pytest.mark.parametrize(("congress", "number"), [(c, n) for c, bills in FAMILY.items() for n in bills])
def test_the_american_bills_are_watched_and_claim_nothing_unread(congress: str, number: str) -> None:
    bill = measure(f"us-{congress}-{number}")
    assert (bill.legislature, bill.session) == ("us-congress", congress)
    assert "transplant_abroad" in bill.aims
    assert bill.meets is READ.get((congress, number), Value.UNCLEAR), "a summary is not the text"
    assert bill.evidence
    standing = assessment(bill).on(date(2026, 11, 25))
    ends = Status.PENDING if congress == "119" else Status.LAPSED
    assert standing is None or standing.status is ends


@pytest.mark.parametrize(
    ("place", "day", "expected"),
    [
        ("NO", "2018-03-01", Answer.IN_FORCE),
        ("ES", "2020-12-15", Answer.ENACTED),
        ("ES", "2021-04-01", Answer.IN_FORCE),
        ("BE", "2022-06-01", Answer.IN_FORCE),
        ("LV", "2019-01-01", Answer.PENDING),
        ("LV", "2020-01-01", Answer.UNCLEAR),
        ("LV", "2020-04-01", Answer.IN_FORCE),
        ("GB", "2026-11-25", Answer.PENDING),
        ("IT", "2026-11-25", Answer.PENDING),
    ],
)
def test_parties_to_the_convention(place: str, day: str, expected: Answer) -> None:
    assert answer(place, "convention", day) is expected


def test_every_law_of_the_list_has_official_or_secondary_ground() -> None:
    listed = next(c for c in shipped().criteria if c.name == "campaign_list").listed
    assert sorted(listed) == sorted((*SEVEN, "CA", "GB"))
    for id_ in (id_ for ids in listed.values() for id_ in ids):
        assert any(e.kind is not EvidenceKind.MEMORY for e in measure(id_).evidence), id_


def test_an_inferred_or_ruled_day_always_says_why() -> None:
    events = [e for m in shipped().measures for e in m.events]
    assert all(e.evidence for e in events)
    assert all(e.note for e in events if e.basis is not Basis.STATED)
    assert not [e for e in events if e.basis is Basis.RULE and e.stage is Stage.LAPSED], "lapses are derived"


def test_every_counted_country_has_its_region() -> None:
    counted = [place for place in shipped().places if place.counted]
    assert len(counted) == 197
    assert Counter(str(place.region) for place in counted) == {
        "africa": 54, "asia": 49, "europe": 45, "americas": 35, "oceania": 14,
    }  # fmt: skip
