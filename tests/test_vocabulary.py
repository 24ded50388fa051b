"""The closed lists and the records built of them: windows, identity, what decides."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.vocabulary import (
    Alias,
    Basis,
    CommencementDefault,
    Event,
    Evidence,
    EvidenceKind,
    IssueKind,
    Kind,
    Stage,
    Status,
    Window,
    bill_id,
    is_only_memory,
)

DAYS = st.dates(min_value=date(1000, 1, 1), max_value=date(9999, 12, 31))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    latest = draw(DAYS)
    if draw(st.booleans()):
        return Window(None, latest)
    return Window(draw(st.dates(min_value=date(1000, 1, 1), max_value=latest)), latest)


@given(windows())
def test_window_survives_its_text(window: Window) -> None:
    assert Window.parse(str(window)) == window


@given(st.integers(1000, 9999), st.integers(1, 12))
def test_year_and_month_are_written_as_they_were_read(year: int, month: int) -> None:
    assert str(Window.parse(f"{year}")) == f"{year}"
    assert str(Window.parse(f"{year}-{month:02d}")) == f"{year}-{month:02d}"


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2022-12-15", date(2022, 12, 15), date(2022, 12, 15)),
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2022-04-01/2022-06-30", date(2022, 4, 1), date(2022, 6, 30)),
        ("2021/2022-03", date(2021, 1, 1), date(2022, 3, 31)),
        ("../2026-11-22", None, date(2026, 11, 22)),
        ("../2026", None, date(2026, 12, 31)),
    ],
)
def test_a_day_is_never_invented(text: str, earliest: date | None, latest: date) -> None:
    assert Window.parse(text) == Window(earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        *("", "..", "../..", "2022/", "/2022", "2022-13", "2023-02-29", "22-01-01", "2022-1-1", "15.12.2022"),
        *("2022-12-15T00:00", "2022-12-15\n", " 2022", "2022/..", "2022/2021", "20221215", "2022-W05"),
    ],
)
def test_what_is_no_date_is_named(text: str) -> None:
    with pytest.raises(ValueError) as failure:
        Window.parse(text)
    if text != "2022/2021":
        assert repr(text) in str(failure.value)


def test_a_window_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Window(date(2022, 2, 1), date(2022, 1, 1))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("CA", "44-1", "S-223"), "ca-44-1-s-223"),
        (("US", "119", "H.R. 1503"), "us-119-h-r-1503"),
        (("US", "119", "hr 1503"), "us-119-hr-1503"),
        (("AT", "27", "3878/A(E)"), "at-27-3878-a-e"),
        (("US-TX", "88R", "SB 1040"), "us-tx-88r-sb-1040"),
    ],
)
def test_id_of_a_bill(parts: tuple[str, str, str], expected: str) -> None:
    assert bill_id(*parts) == expected


def test_trap_1_1_numbers_are_reused_every_session() -> None:
    sessions = ("41-1", "41-2", "43-1", "43-2", "44-1", "45-1")
    assert len({bill_id("CA", session, "S-204") for session in sessions}) == len(sessions)


@given(st.text(min_size=1), st.text(min_size=1))
def test_an_id_is_safe_in_an_address(session: str, number: str) -> None:
    identifier = bill_id("CA", session, number)
    assert identifier.isascii()
    assert not set(identifier) - set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert identifier.startswith("ca")
    assert "--" not in identifier


def test_trap_2_14_resolutions_motions_and_questions_cannot_become_law() -> None:
    never = {kind for kind in Kind if not kind.can_become_law}
    assert never == {Kind.RESOLUTION, Kind.MOTION, Kind.QUESTION, Kind.CONSENT_MEMORANDUM, Kind.DRAFT}


def test_trap_3_20_only_assent_gazette_and_commencement_make_law() -> None:
    assert {stage for stage in Stage if stage.makes_law} == {Stage.ASSENTED, Stage.PUBLISHED, Stage.IN_FORCE}
    assert {status for status in Status if status.is_law} == {Status.ENACTED, Status.IN_FORCE}


def test_steps_of_one_day_are_ordered_by_the_ladder() -> None:
    ladder = (Stage.INTRODUCED, Stage.PASSED_CHAMBER, Stage.PASSED, Stage.ASSENTED, Stage.PUBLISHED)
    later = (Stage.IN_FORCE, Stage.LAPSED, Stage.REPEALED)
    ranks = [stage.rank for stage in (*ladder, *later)]
    assert ranks == sorted(ranks)


MEMORY = Evidence(kind=EvidenceKind.MEMORY, citation="remembered")
OFFICIAL = Evidence(kind=EvidenceKind.OFFICIAL, url="https://laws.example/1")


@pytest.mark.parametrize(
    ("evidence", "only"),
    [((), False), ((MEMORY,), True), ((MEMORY, MEMORY), True), ((MEMORY, OFFICIAL), False)],
)
def test_memory_alone_is_memory(evidence: tuple[Evidence, ...], only: bool) -> None:
    assert is_only_memory(evidence) is only


def test_a_stated_date_known_from_memory_does_not_decide_but_a_rules_date_does() -> None:
    day = Window.parse("2024-01-01")
    stated = Event(stage=Stage.IN_FORCE, date=day, label="in force", evidence=(MEMORY,))
    by_rule = Event(
        stage=Stage.IN_FORCE,
        date=day,
        label="in force",
        basis=Basis.RULE,
        note="on assent",
        evidence=(MEMORY,),
    )
    assert not stated.decides
    assert by_rule.decides


def test_an_alias_is_an_id_or_a_sources_id() -> None:
    assert Alias(id="ca-law-2022-18").key == "ca-law-2022-18"
    assert Alias(source="gb_bills", source_id="2899").key == "gb_bills:2899"


@pytest.mark.parametrize(
    "parts", [{}, {"source": "gb_bills"}, {"source_id": "1"}, {"id": "a", "source": "b", "source_id": "c"}]
)
def test_half_an_alias_is_refused(parts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="alias"):
        Alias(**parts)


def test_commencement_default_counts_days_from_the_step() -> None:
    default = CommencementDefault(after=Stage.PUBLISHED, days=15, rule="fifteenth day after publication")
    assert default.date_from(date(2024, 2, 20)) == date(2024, 3, 6)


def test_only_a_replays_gap_and_a_sources_odd_dates_leave_it_healthy() -> None:
    harmless = {kind for kind in IssueKind if not kind.degrades}
    assert harmless == {IssueKind.NOT_IN_SET, IssueKind.DATES_OUT_OF_ORDER}
