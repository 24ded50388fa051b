"""What all origins say of one measure: precedence, conflicts, and dates nobody wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.history import CURATED, Conflict, History, Record, Role, merge
from tracker.status import Assessment
from tracker.vocabulary import (
    Alias,
    Chamber,
    Event,
    Evidence,
    EvidenceKind,
    Kind,
    Measure,
    Relevance,
    Stage,
    Status,
    Title,
    Value,
    Window,
)

MEMORY = (Evidence(kind=EvidenceKind.MEMORY),)
SEEN = date(2024, 6, 1)


def event(stage: Stage, day: str | None, chamber: Chamber | None = None, **more: Any) -> Event:
    return Event(
        stage=stage, date=Window.parse(day) if day else None, label=stage.value, chamber=chamber, **more
    )


def measure(*events: Event, **more: Any) -> Measure:
    given = {"id": "xa-1-b-1", "place": "XA", "kind": Kind.BILL, "title": "A Bill", "lang": "en", **more}
    return Measure(events=events, **given)


def scraped(*events: Event, origin: str = "xa_parliament", seen: date | None = SEEN, **more: Any) -> Record:
    return Record(origin, measure(*events, **more), seen)


def curated(*events: Event, **more: Any) -> Record:
    return Record(CURATED, measure(*events, **more))


def merged(*records: Record) -> History:
    return merge("xa-1-b-1", records)


def told(history: History) -> list[tuple[str, str, str]]:
    return [(s.origin, str(s.window), s.role.value) for s in history.steps]


def test_nothing_is_no_measure() -> None:
    with pytest.raises(ValueError, match="xa-1-b-1"):
        merged()


def test_the_scraped_date_wins_and_the_disagreement_is_a_conflict() -> None:
    history = merged(
        curated(event(Stage.ASSENTED, "2022-05-01")), scraped(event(Stage.ASSENTED, "2022-04-28"))
    )
    assert told(history) == [
        ("xa_parliament", "2022-04-28", "counts"),
        ("curated", "2022-05-01", "overruled"),
    ]
    assert history.conflicts == (
        Conflict("assented (any chamber)", "2022-04-28", "xa_parliament", "2022-05-01", CURATED),
    )
    standing = Assessment(history, None)
    assert standing.assented == Window.parse("2022-04-28")


def test_two_origins_that_agree_give_no_conflict_and_one_step() -> None:
    step = event(Stage.ASSENTED, "2022-04-28", Chamber.EXECUTIVE)
    history = merged(scraped(step), curated(event(Stage.ASSENTED, "2022-04-28")))
    assert told(history) == [("xa_parliament", "2022-04-28", "counts")]
    assert history.conflicts == ()


def test_a_less_certain_telling_of_the_same_day_agrees() -> None:
    history = merged(scraped(event(Stage.ASSENTED, "2022-04-28")), curated(event(Stage.ASSENTED, "2022-04")))
    assert told(history) == [("xa_parliament", "2022-04-28", "counts")]
    assert history.conflicts == ()


def test_a_telling_without_a_day_does_not_disagree() -> None:
    history = merged(scraped(event(Stage.ASSENTED, "2022-04-28")), curated(event(Stage.ASSENTED, None)))
    assert told(history) == [("xa_parliament", "2022-04-28", "counts")]
    assert history.conflicts == ()


def test_a_source_without_a_day_does_not_overrule_a_curated_day() -> None:
    history = merged(scraped(event(Stage.IN_FORCE, None)), curated(event(Stage.IN_FORCE, "2022-07-01")))
    assert history.conflicts == ()
    assert {s.role for s in history.steps} == {Role.COUNTS}
    assert Assessment(history, None).in_force == Window.parse("2022-07-01")


def test_an_undated_repeal_lies_between_the_law_and_the_day_it_was_read() -> None:
    law = scraped(event(Stage.IN_FORCE, "2007-05-01"), event(Stage.REPEALED, None))
    history = merged(law)
    assert str(history.steps[1].window) == f"2007-05-01/{law.seen}"
    assert Assessment(history, None).on(law.seen or date.max).status is Status.REPEALED  # type: ignore[union-attr]


def test_an_act_and_the_bill_it_was_do_not_disagree_on_their_numbers() -> None:
    bill, act = scraped(), curated()
    bill, act = (
        replace(r, measure=replace(r.measure, kind=kind, number=number))
        for r, kind, number in ((bill, Kind.BILL, "PL 1"), (act, Kind.ACT, "9434"))
    )
    history = merged(bill, act)
    assert history.conflicts == ()
    assert (history.measure.kind, history.measure.number) == (Kind.ACT, "9434")
    assert history.measure.title == act.measure.title
    assert bill.measure.title in {t.text for t in history.measure.all_titles}
    assert merged(bill, replace(act, measure=replace(act.measure, kind=Kind.BILL))).conflicts != ()


def test_a_curated_day_within_the_bounds_of_an_undated_ending_is_taken() -> None:
    ended = scraped(event(Stage.INTRODUCED, "2022-01-10"), event(Stage.DEFEATED, None))
    history = merged(ended, curated(event(Stage.DEFEATED, "2023-05-01")))
    assert [str(s.window) for s in history.steps[1:]] == ["2023-05-01", "2023-05-01"]
    assert history.conflicts == ()
    before_it_began = merged(ended, curated(event(Stage.DEFEATED, "2021-05-01")))
    assert len(before_it_began.conflicts) == 1


def test_of_two_curated_days_a_source_without_one_takes_the_first() -> None:
    days = (event(Stage.IN_FORCE, "2022-10-01"), event(Stage.IN_FORCE, "2022-07-01"))
    history = merged(scraped(event(Stage.IN_FORCE, None)), curated(*days))
    assert Assessment(history, None).in_force == Window.parse("2022-07-01")
    assert [c.other for c in history.conflicts] == ["2022-10-01"]


def test_a_remembered_day_does_not_date_a_step_of_a_source() -> None:
    history = merged(
        scraped(event(Stage.IN_FORCE, None)), curated(event(Stage.IN_FORCE, "2022-07-01", evidence=MEMORY))
    )
    assert Assessment(history, None).in_force == Window(None, SEEN)


def test_two_sources_without_a_day_do_not_disagree_and_the_earlier_reading_bounds() -> None:
    told = [scraped(event(Stage.INTRODUCED, None), origin=o, seen=d) for o, d in (("a", SEEN), ("b", None))]
    earlier = scraped(event(Stage.INTRODUCED, None), origin="c", seen=date(2023, 1, 1))
    history = merged(*told, earlier, curated(event(Stage.INTRODUCED, None)))
    assert [str(s.window) for s in history.steps] == ["../2023-01-01"]
    assert history.conflicts == ()


def test_the_other_chambers_step_is_another_step() -> None:
    history = merged(
        scraped(event(Stage.PASSED_CHAMBER, "2022-01-10", Chamber.LOWER)),
        curated(event(Stage.PASSED_CHAMBER, "2022-03-10", Chamber.UPPER)),
    )
    assert [s.role for s in history.steps] == [Role.COUNTS, Role.COUNTS]
    assert history.conflicts == ()


def test_a_step_the_sources_do_not_have_stays() -> None:
    history = merged(
        scraped(event(Stage.INTRODUCED, "2022-01-10")), curated(event(Stage.IN_FORCE, "2023-01-01"))
    )
    assert told(history)[1] == ("curated", "2023-01-01", "counts")


def test_a_curated_step_later_than_the_capture_is_not_yet_seen_and_still_counts() -> None:
    history = merged(
        scraped(event(Stage.INTRODUCED, "2022-01-10")),
        curated(event(Stage.ASSENTED, "2024-06-02"), event(Stage.PASSED, "2024-06-01")),
    )
    assert [(s.event.stage, s.role, s.decides) for s in history.steps] == [
        (Stage.INTRODUCED, Role.COUNTS, True),
        (Stage.PASSED, Role.COUNTS, True),
        (Stage.ASSENTED, Role.NOT_YET_SEEN, True),
    ]


def test_a_source_is_never_later_than_itself() -> None:
    history = merged(scraped(event(Stage.IN_FORCE, "2025-01-01")))
    assert history.steps[0].role is Role.COUNTS


def test_what_is_remembered_neither_decides_nor_overrules() -> None:
    history = merged(
        scraped(event(Stage.ASSENTED, "2022-04-28")),
        curated(event(Stage.IN_FORCE, "2022-07-01", evidence=MEMORY)),
    )
    assert [(s.role, s.decides) for s in history.steps] == [(Role.COUNTS, True), (Role.MEMORY_ONLY, False)]


def test_of_two_steps_of_one_stage_the_nearest_is_the_rival() -> None:
    history = merged(
        scraped(event(Stage.COMMITTEE, "2022-01-10"), event(Stage.COMMITTEE, "2022-05-10")),
        curated(event(Stage.COMMITTEE, "2022-05-11")),
    )
    assert history.conflicts == (
        Conflict("committee (any chamber)", "2022-05-10", "xa_parliament", "2022-05-11", CURATED),
    )


def test_words_that_stand_for_no_stage_never_conflict() -> None:
    history = merged(scraped(event(Stage.UNKNOWN, "2022-01-10")), curated(event(Stage.UNKNOWN, "2022-02-10")))
    assert len(history.steps) == 2
    assert history.conflicts == ()


def test_an_ending_without_a_day_lies_between_the_last_step_and_the_reading() -> None:
    history = merged(scraped(event(Stage.INTRODUCED, "2022-01-10"), event(Stage.DEFEATED, None)))
    assert history.steps[-1].window == Window(date(2022, 1, 10), SEEN)


def test_an_undated_law_was_there_by_the_earliest_day_of_its_evidence() -> None:
    evidence = tuple(
        Evidence(kind=EvidenceKind.OFFICIAL, url=f"https://laws.example/{day}", retrieved=date(2020, 1, day))
        for day in (9, 3)
    )
    history = merged(curated(event(Stage.IN_FORCE, None, evidence=evidence)))
    assert history.steps[0].window == Window(None, date(2020, 1, 3))


@pytest.mark.parametrize("stage", [Stage.INTRODUCED, Stage.PASSED, Stage.IN_FORCE])
@pytest.mark.parametrize("record", [curated, lambda e: scraped(e, seen=None)])
def test_an_undated_step_that_nobody_saw_has_no_bounds_and_does_not_decide(stage: Stage, record: Any) -> None:
    (step,) = merged(record(event(stage, None))).steps
    assert step.window is None
    assert not step.decides


@pytest.mark.parametrize("stage", [Stage.INTRODUCED, Stage.COMMITTEE, Stage.PASSED, Stage.PUBLISHED])
def test_an_undated_step_of_a_source_was_taken_by_the_day_it_was_read(stage: Stage) -> None:
    (step,) = merged(scraped(event(stage, None))).steps
    assert step.window == Window(None, SEEN)
    assert step.decides


def test_facts_come_from_the_source_judgements_from_those_who_read_the_text() -> None:
    history = merged(
        curated(
            title="Ours", number="1", relevance=Relevance.DIRECT, meets=Value.YES, commencement_default=True
        ),
        scraped(title="Official", number="B-1", relevance=Relevance.NO, meets=None, sponsor="A Member"),
    )
    m = history.measure
    assert (m.title, m.number, m.sponsor) == ("Official", "B-1", "A Member")
    assert (m.relevance, m.meets, m.commencement_default) == (Relevance.DIRECT, Value.YES, True)
    assert Conflict("number", "B-1", "xa_parliament", "1", CURATED) in history.conflicts


def test_lists_are_united_without_repeats() -> None:
    alias, other = Alias(id="xa-law-2022-1"), Alias(id="xa-law-2022-2")
    french = Title(text="Projet", lang="fr")
    history = merged(
        curated(aliases=(alias, other), titles=(french,)),
        scraped(aliases=(alias,), titles=(french, Title(text="A Bill", lang="en"))),
    )
    assert history.measure.aliases == (alias, other)
    assert history.measure.titles == (french,)


def test_trap_1_3_one_bill_in_several_sessions_keeps_its_first_id() -> None:
    history = merge(
        "ca-40-2-c-381",
        [
            scraped(id="ca-40-3-c-381", session="40-3", continues="ca-40-2-c-381"),
            scraped(id="ca-40-2-c-381", session="40-2"),
        ],
    )
    assert (history.id, history.sessions, history.measure.continues) == (
        "ca-40-2-c-381",
        ("40-2", "40-3"),
        None,
    )
    assert history.measure.session == "40-2"


STAGES = st.sampled_from(
    [Stage.INTRODUCED, Stage.PASSED_CHAMBER, Stage.ASSENTED, Stage.IN_FORCE, Stage.DEFEATED]
)
TEXTS = st.sampled_from(["2022-01-10", "2022-02-10", "2022", "2022-02", "2024-12-31", None])
EVENTS = st.builds(event, STAGES, TEXTS, st.sampled_from([None, Chamber.LOWER, Chamber.UPPER]))


@st.composite
def record_sets(draw: st.DrawFn) -> list[Record]:
    origins = draw(st.lists(st.sampled_from(["a", "b", CURATED]), unique=True, min_size=1))
    return [scraped(*draw(st.lists(EVENTS, max_size=4)), origin=origin) for origin in origins]


@given(record_sets(), st.randoms())
def test_the_order_of_records_and_events_does_not_matter(records: list[Record], random: Any) -> None:
    shuffled = [
        replace(
            r,
            measure=replace(r.measure, events=tuple(random.sample(r.measure.events, len(r.measure.events)))),
        )
        for r in records
    ]
    random.shuffle(shuffled)
    one, other = merged(*records), merged(*shuffled)
    assert one.steps == other.steps
    assert set(one.conflicts) == set(other.conflicts)


@given(record_sets())
def test_nothing_told_is_lost_and_nothing_is_overruled_in_silence(records: list[Record]) -> None:
    history = merged(*records)
    stages = {e.stage for r in records for e in r.measure.events}
    assert {s.event.stage for s in history.steps} == stages
    overruled = {(s.origin, str(s.window)) for s in history.steps if s.role is Role.OVERRULED}
    assert overruled == {(c.other_from, c.other) for c in history.conflicts}
