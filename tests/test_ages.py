"""What was read grows old: when somebody must look again, what is told, and what comes first on the list."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.site_data import official, source, step
from tracker.cli import cli
from tracker.history import Record
from tracker.questions import Checked, Clause, Criterion, Place, PlaceKind
from tracker.refresh.opening import described
from tracker.site.app import build
from tracker.status.ages import answer_due, measure_due
from tracker.store import Background, Incoming, Reader, Writer, open_database
from tracker.store.worklist import Task, worklist
from tracker.vocabulary import (
    Answer,
    Event,
    Expiry,
    Kind,
    Legislature,
    Measure,
    Provision,
    Relevance,
    Session,
    SessionEnd,
    Stage,
    Status,
    Value,
    Window,
)

READ = date(2026, 1, 10)
URL = "https://laws.example/1"


@pytest.mark.parametrize(
    ("status", "days"),
    [
        (Status.PENDING, 60),
        (Status.ENACTED, 90),
        (Status.IN_FORCE, 730),
        (Status.LAPSED, None),
        (Status.REPEALED, None),
        (None, None),
    ],
)
def test_how_long_a_look_lasts(status: Status | None, days: int | None) -> None:
    assert measure_due(status, READ) == (READ + timedelta(days=days) if days else None)
    assert measure_due(status, None) is None


def test_an_open_bill_is_looked_at_when_its_session_ends() -> None:
    assert measure_due(Status.PENDING, READ, date(2026, 2, 1)) == date(2026, 2, 2)
    assert measure_due(Status.PENDING, READ, date(2025, 12, 31)) == READ + timedelta(days=60)
    assert measure_due(Status.PENDING, READ, date(2026, 12, 31)) == READ + timedelta(days=60)
    assert measure_due(Status.IN_FORCE, READ, date(2026, 2, 1)) == READ + timedelta(days=730)


@given(st.sampled_from(list(Answer)), st.dates(), st.booleans())
def test_every_answer_that_rests_on_a_reading_is_looked_at_again_property(
    answer: Answer, looked: date, of_treaty: bool
) -> None:
    try:
        due = answer_due(answer, looked, of_treaty)
    except OverflowError:
        return
    assert (due is None) == (answer in (Answer.NOT_CHECKED, Answer.NOT_LISTED))
    assert due is None or due > looked
    assert answer_due(answer, None, of_treaty) is None


# -- in a database ----------------------------------------------------------------------------------


def background() -> Background:
    headline = Criterion(
        name="q", title="Q", question="?", headline=True, any_of=((Clause("insurance_ban"),),)
    )
    seen = Checked(on=READ, since=date(2000, 1, 1), by="us", read=(URL,))
    places = {
        code: Place(code=code, name=code, kind=PlaceKind.COUNTRY, counted=True, checked=checked)
        for code, checked in {"XA": None, "XB": seen, "XC": None, "XD": None, "XE": None, "XF": None}.items()
    }
    session = Session(
        legislature="xc",
        id="1",
        name="1",
        term="1",
        start=date(2025, 1, 1),
        end=Window.day(date(2026, 2, 20)),
        ended_by=SessionEnd.EXPIRY,
        evidence=official(URL),
    )
    bodies = {"xc": Legislature(id="xc", place="XC", name="P", sessions=(session,))}
    return Background(places, bodies, (headline,), {})


def measure(place: str, *events: Event, **more: Any) -> Measure:
    parts: dict[str, Any] = {"kind": Kind.BILL, "relevance": Relevance.DIRECT, "read": READ, **more}
    return Measure(id=f"{place.lower()}-1", place=place, title="T", lang="en", events=events, **parts)


BAN = Provision(name="insurance_ban", value=Value.YES, article="1", read=READ, evidence=official(URL))
CURATED = (
    measure("XA", step(Stage.INTRODUCED, "2025-12-01", "in")),
    measure("XC", step(Stage.INTRODUCED, "2025-12-01", "in"), legislature="xc", session="1"),
    measure("XF", step(Stage.INTRODUCED, "2025-12-01", "in"), relevance=Relevance.RELATED),
    measure(
        "XD", step(Stage.IN_FORCE, "2020-01-01", "law"), kind=Kind.ACT, provisions=(BAN,), relevance=None
    ),
    measure(
        "XE",
        step(Stage.IN_FORCE, "2025-12-01", "law"),
        kind=Kind.ORDINANCE,
        provisions=(BAN,),
        relevance=None,
        expires=Expiry(date=Window.parse("2026-04-11"), rule="art. 93"),
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "tracker.db"
    db = open_database(target)
    writer = Writer(db, background(), datetime(2026, 1, 11, tzinfo=UTC))
    with writer.transaction():
        writer.start_run("live")
        writer.sync_knowledge(CURATED, "1")
        writer.sync_sources([described(source("xa_parliament", "XA", "P", "https://laws.example/"))])
        writer.finish_run("done", writer.at)
    db.conn.close()
    return target


def at(path: Path, day: str) -> tuple[dict[str, dict[str, Any]], list[tuple[str, str]]]:
    db = open_database(path)
    reader = Reader(db, datetime.fromisoformat(f"{day}T12:00:00+00:00"))
    rows = {row["place"]: row for row in reader.status(None, day, "q")}
    tasks = [(row["task"], row["place"]) for row in worklist(reader)]
    db.conn.close()
    return rows, tasks


def test_fresh_things_are_not_stale_and_only_what_ends_soon_is_due(path: Path) -> None:
    rows, tasks = at(path, "2026-01-12")
    assert {place: row["stale"] for place, row in rows.items()} == dict.fromkeys(rows, False)
    assert tasks == [("lapses_soon", "XC"), ("not_checked", "XF")]
    assert rows["XA"]["last_checked"] is None or rows["XA"]["look_again"] == "2026-03-11"


def test_a_pending_bill_of_a_place_without_a_source_grows_old_like_any_other(path: Path) -> None:
    rows, tasks = at(path, "2026-03-12")
    assert (rows["XA"]["stale"], rows["XA"]["overdue"], rows["XA"]["look_again"]) == (
        True,
        True,
        "2026-03-11",
    )
    assert ("bill_overdue", "XA") in tasks
    assert ("bill_overdue", "XF") in tasks, "no answer names it, and it grows old all the same"
    assert not rows["XD"]["stale"]


def test_laws_and_searches_grow_old_later_and_an_ordinance_ends(path: Path) -> None:
    rows, tasks = at(path, "2027-01-11")
    assert (rows["XB"]["answer"], rows["XB"]["overdue"]) == ("none_found", True)
    assert (rows["XE"]["answer"], rows["XE"]["basis_code"]) == ("unclear", "end_reached")
    assert (rows["XD"]["overdue"], at(path, "2028-01-11")[0]["XD"]["overdue"]) == (False, True)
    order = [task for task, _ in tasks]
    assert order == sorted(order, key=[task.value for task in Task].index)
    assert {("end_reached", "XE"), ("bill_overdue", "XA"), ("search_overdue", "XB")} <= set(tasks)


def test_a_source_that_saw_a_bill_is_a_look_at_it(path: Path) -> None:
    db = open_database(path)
    writer = Writer(db, background(), datetime(2026, 3, 1, tzinfo=UTC))
    with writer.transaction():
        writer.start_run("live")
        writer.commit("xa_parliament", [Incoming(Record("xa_parliament", CURATED[0], date(2026, 3, 1)), URL)])
        writer.sight("xa_parliament", ["xa-1"], "2026-03-01T00:00:00Z")
        row = {"outcome": "ok", "requests": 1, "measures": 1, "changed": 0, "seconds": 1.0}
        writer.add_source_run("xa_parliament", {**row, "last_success": "2026-03-01T00:00:00Z"}, ())
    db.conn.close()
    rows, _ = at(path, "2026-03-02")
    assert (rows["XA"]["overdue"], rows["XA"]["look_again"]) == (False, "2026-04-30")


def test_a_clock_that_was_wrong_heals_itself(path: Path) -> None:
    """A success later than now counts as none, and so does a sighting."""
    db = open_database(path)
    writer = Writer(db, background(), datetime(2031, 1, 1, tzinfo=UTC))
    with writer.transaction():
        writer.start_run("live")
        writer.commit("xa_parliament", [Incoming(Record("xa_parliament", CURATED[0], date(2031, 1, 1)), URL)])
        writer.sight("xa_parliament", ["xa-1"], "2031-01-01T00:00:00Z")
        row = {"outcome": "ok", "requests": 1, "measures": 1, "changed": 0, "seconds": 1.0}
        writer.add_source_run("xa_parliament", {**row, "last_success": "2031-01-01T00:00:00Z"}, ())
    now = datetime(2026, 3, 12, 12, tzinfo=UTC)
    (health,) = Reader(db, now).sources()
    assert (health["last_success"], health["stale"]) == (None, True)
    assert health["next_due"] == "2026-03-12T12:00:00Z"
    db.conn.close()
    assert at(path, "2026-03-12")[0]["XA"]["overdue"] is True


def test_the_command_tells_what_to_look_at_next(path: Path) -> None:
    told = CliRunner().invoke(cli, ["worklist", "--db", str(path), "--json"])
    assert told.exit_code == 0, told.output
    rows = json.loads(told.stdout)
    assert {"task", "place", "name", "criterion", "measure", "due", "last_looked", "detail", "url"} == set(
        rows[0]
    )
    one = CliRunner().invoke(cli, ["worklist", "XB", "--db", str(path), "--json"])
    assert {row["place"] for row in json.loads(one.stdout)} <= {"XB"}


async def test_pages_say_what_nobody_has_looked_at_since(path: Path) -> None:
    site = build(path, now=lambda: datetime(2026, 3, 12, tzinfo=UTC))
    for page in ("/country/XA", "/measure/xa-1", "/charts"):
        assert "Not looked at since" in (await site.client.get(page)).text, page
        assert "Not looked at since" not in (await site.client.get("/measure/xd-1")).text
    told = (await site.client.get("/measure/xa-1.json")).json()["measure"]
    assert (told["last_looked"], told["look_again"], told["overdue"]) == ("2026-01-10", "2026-03-11", True)


async def test_health_says_how_much_nobody_has_looked_at(path: Path) -> None:
    site = build(path, now=lambda: datetime(2026, 3, 12, tzinfo=UTC))
    told = (await site.client.get("/health.json")).json()
    assert told["not_looked_at_since"]["bill_overdue"] == 3
