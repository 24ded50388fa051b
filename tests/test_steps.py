"""Steps in law: by the day they took effect, with what is not established told apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.site_data import official, step
from tracker.questions import (
    Clause,
    Criterion,
    Place,
    PlaceKind,
    Treaty,
    TreatyAction,
    TreatyActionKind,
)
from tracker.site import i18n, steps, words
from tracker.store import Background, Reader, Writer, open_database
from tracker.vocabulary import (
    CarryOver,
    Chamber,
    Kind,
    Legislature,
    Measure,
    Relevance,
    Session,
    SessionEnd,
    Stage,
    Window,
)

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
TODAY = str(NOW.date())


def measure(name: str, *events: tuple[Stage, str], **more: Any) -> Measure:
    listed = tuple(step(stage, day, stage.value, Chamber.LOWER) for stage, day in events)
    parts: dict[str, Any] = {"place": "XA", "kind": Kind.BILL, "relevance": Relevance.DIRECT, **more}
    return Measure(id=f"xa-{name}", title=name, lang="en", events=listed, **parts)


MEASURES = (
    measure("bill", (Stage.INTRODUCED, "2025-11-01"), (Stage.COMMITTEE, "2026-01-12"), aims=("q",)),
    measure("dies", (Stage.INTRODUCED, "2025-02-01"), legislature="xa", session="1"),
    measure("wider", (Stage.INTRODUCED, "2025-12-01"), relevance=Relevance.RELATED),
    measure("wider-law", (Stage.ASSENTED, "2025-12-02"), relevance=Relevance.RELATED),
    measure("motion", (Stage.ADOPTED, "2025-12-03"), kind=Kind.MOTION),
    measure(
        "law",
        (Stage.PASSED, "2025-10-01"),
        (Stage.ASSENTED, "2025-10-05"),
        (Stage.PUBLISHED, "2025-10-05"),
        (Stage.IN_FORCE, "2026-03-01"),
        kind=Kind.ACT,
        official_url="https://laws.example/law",
    ),
    measure("quarter", (Stage.IN_FORCE, "2025-07/2025-09"), kind=Kind.ACT),
    measure("half", (Stage.IN_FORCE, "2025-06/2025-12"), kind=Kind.ACT, place="XA-1"),
    measure("by", (Stage.REPEALED, "../2025-12"), kind=Kind.ACT),
)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    asked = (
        Criterion(name="q", title="The question", question="?", headline=True, any_of=((Clause("p"),),)),
        Criterion(name="t", title="Treaty", question="?", treaty="t-1"),
    )
    session = Session(
        legislature="xa",
        id="1",
        name="First session",
        term="1",
        start=date(2025, 1, 1),
        end=Window.day(date(2026, 1, 22)),
        ended_by=SessionEnd.EXPIRY,
        evidence=official("https://laws.example/"),
    )
    dies = CarryOver(at=(SessionEnd.EXPIRY,), dies=True, rule="Bills end with their session.")
    bodies = {"xa": Legislature(id="xa", place="XA", name="P", sessions=(session,), carry_over=(dies,))}
    places = {
        "XA": Place(code="XA", name="Xa", kind=PlaceKind.COUNTRY, counted=True),
        "XA-1": Place(code="XA-1", name="North", kind=PlaceKind.SUBDIVISION, parent="XA"),
    }
    treaty = Treaty(
        id="t-1",
        title="The treaty",
        citation="T 1",
        opened=date(2019, 1, 1),
        in_force=None,
        evidence=official("https://treaties.example/1"),
        url="https://treaties.example/1",
        actions=tuple(
            TreatyAction(
                place="XA",
                action=kind,
                date=Window.parse(day),
                evidence=official("https://treaties.example/"),
            )
            for kind, day in (
                (TreatyActionKind.SIGNED, "2020-01-01"),
                (TreatyActionKind.RATIFIED, "2025-12-15"),
            )
        ),
    )
    db = open_database(tmp_path / "tracker.db")
    writer = Writer(db, Background(places, bodies, asked, {"t-1": treaty}), NOW)
    with writer.transaction():
        writer.start_run("live")
        writer.sync_knowledge(MEASURES, "1")
        writer.finish_run("done", writer.at)
    yield Reader(db, NOW)
    db.conn.close()


def told(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [((s["measure"] or s["treaty"])["id"].removeprefix("xa-"), s["stage"]) for s in found]


def test_the_last_steps_are_those_taken_whose_days_are_established(reader: Reader) -> None:
    assert told(steps.lately(reader, TODAY, 20)) == [
        ("bill", "committee"),
        ("t-1", "ratified"),
        ("wider-law", "assented"),
        ("bill", "introduced"),
        ("law", "published"),
        ("law", "passed"),
        ("quarter", "in_force"),
        ("dies", "introduced"),
        ("t-1", "signed"),
    ]
    assert told(steps.lately(reader, TODAY, 1)) == [("bill", "committee")]
    assert told(steps.lately(reader, "2025-10-04", 1)) == [("law", "passed")]


def test_a_question_has_the_steps_of_its_bills_or_of_its_treaty(reader: Reader) -> None:
    asked = told(steps.lately(reader, TODAY, 20, "q"))
    assert ("bill", "introduced") in asked  # it aims at the question
    assert ("law", "published") in asked  # an answer to it names the law
    assert not {("wider-law", "assented"), ("t-1", "ratified")} & set(asked)
    assert told(steps.lately(reader, TODAY, 9, "t")) == [("t-1", "ratified"), ("t-1", "signed")]


def test_what_is_fixed_for_a_later_day_is_ahead_the_next_one_first(reader: Reader) -> None:
    found = steps.ahead(reader, TODAY)
    assert told(found) == [("dies", "lapsed"), ("law", "in_force")]
    assert [words.step_ahead(group) for group in words.alike(found)] == [
        "Xa: a bill lapses unless it passes first",
        "Xa: a law comes into force",
    ]
    assert words.step_ahead([found[0], found[0]]) == "Xa: 2 bills lapse unless they pass first"


def test_a_day_within_more_than_a_quarter_is_not_established(reader: Reader) -> None:
    vague = [s for s in steps.between(reader, "2025-01-01", TODAY) if not s["established"]]
    assert [(s["measure"]["id"], s["earliest"], s["latest"]) for s in vague] == [
        ("xa-by", None, "2025-12-31"),
        ("xa-half", "2025-06-01", "2025-12-31"),
    ]


def test_a_step_is_told_in_words_with_its_colour_and_its_official_text(reader: Reader) -> None:
    law = next(s for s in steps.lately(reader, TODAY, 9) if s["stage"] == "published")
    assert words.step(law) == "Xa: published as law"
    assert (law["status"], law["url"], law["measure"]["title"]) == (
        "enacted",
        "https://laws.example/law",
        "law",
    )
    (part,) = steps.between(reader, "2025-01-01", TODAY, place="XA-1")
    assert words.step(part) == "North, Xa: in force"
    assert part["status"] == "in_force"
    with i18n.speaking("fr"):
        assert words.step({**part, "parent": None}) == "North\u00a0: en vigueur"


@pytest.mark.parametrize("place", ["XA", None])
def test_a_country_has_the_steps_of_its_parts(reader: Reader, place: str | None) -> None:
    found = told(steps.between(reader, "2025-06-01", "2025-12-31", place=place))
    assert ("half", "in_force") in found


def test_every_stage_that_is_known_has_words() -> None:
    kinds = [f"treaty_{kind}" for kind in TreatyActionKind]
    row = {"place": "XA", "place_name": "Xa", "parent": None}
    for sentence in (*(s.value for s in Stage if s is not Stage.UNKNOWN), *kinds):
        assert words.step({**row, "sentence": sentence}).startswith("Xa: ")
