"""tracker.db: what is written, what is logged, what is held back, and what a failure leaves behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from tests import site_data
from tests.site_data import official, step
from tracker.history import Record
from tracker.questions import Checked, Clause, Criterion, Place, PlaceKind
from tracker.refresh.opening import described
from tracker.store import (
    Background,
    Commit,
    Incoming,
    Reader,
    SchemaTooOld,
    Writer,
    open_database,
)
from tracker.store.reader import with_values
from tracker.store.rows import fetch
from tracker.store.schema import migrations
from tracker.vocabulary import (
    Alias,
    CarryOver,
    Category,
    Chamber,
    IssueKind,
    Kind,
    Legislature,
    Measure,
    Provision,
    Relevance,
    Session,
    SessionEnd,
    Stage,
    Title,
    Value,
    Window,
)

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
SOURCE = "xa_parliament"
URL = "https://laws.example/bill/1"
SECOND = {"date": "2022-02-10", "label": "second_reading"}


def background() -> Background:
    seen = Checked(on=date(2026, 10, 5), since=date(2000, 1, 1), by="the test's author", read=(URL,))
    place = Place(code="XA", name="Exampleland", kind=PlaceKind.COUNTRY, counted=True, checked=seen)
    sessions = (
        ("40-2", date(2009, 1, 26), date(2009, 12, 30), SessionEnd.PROROGATION),
        ("40-3", date(2010, 3, 3), date(2011, 3, 26), SessionEnd.DISSOLUTION),
        ("44-1", date(2021, 11, 22), None, None),
    )
    parliament = Legislature(
        id="xa",
        place="XA",
        name="Parliament",
        sessions=tuple(
            Session(
                legislature="xa",
                id=id_,
                name=id_,
                term=id_[:2],
                start=start,
                end=Window.day(end) if end else None,
                ended_by=by,
                evidence=official("https://laws.example/sessions"),
            )
            for id_, start, end, by in sessions
        ),
        carry_over=(
            CarryOver(
                at=(SessionEnd.PROROGATION,), dies=False, rule="goes on", category=Category.PRIVATE_MEMBER
            ),
            CarryOver(at=(SessionEnd.PROROGATION, SessionEnd.DISSOLUTION), dies=True, rule="dies"),
        ),
    )
    headline = Criterion(
        name="transplant_abroad",
        headline=True,
        title="Transplants abroad",
        question="?",
        any_of=((Clause("insurance_ban"),),),
    )
    return Background({"XA": place}, {"xa": parliament}, (headline,), {})


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "tracker.db")
    yield opened
    opened.conn.close()


@pytest.fixture
def writer(db: Database) -> Writer:
    return started(db)


def started(db: Database, *curated: Measure, now: datetime = NOW, fingerprint: str = "1") -> Writer:
    writer = Writer(db, background(), now)
    with writer.transaction():
        writer.start_run("live")
        writer.sync_knowledge(curated, fingerprint)
        writer.sync_sources(
            [described(site_data.source(SOURCE, "XA", "Parliament", "https://laws.example/"))]
        )
    return writer


def bill(*days: str, id_: str = "xa-44-1-s-1", **more: Any) -> Measure:
    stages = (Stage.INTRODUCED, Stage.SECOND_READING, Stage.PASSED_CHAMBER)
    parts: dict[str, Any] = {
        **{"title": "Organ Trafficking Bill", "lang": "en", "legislature": "xa", "session": "44-1"},
        **{"number": "S-1", "relevance": Relevance.DIRECT, "url": URL},
        **more,
    }
    parts.setdefault("events", tuple(step(s, day, s.value) for s, day in zip(stages, days, strict=False)))
    return Measure(id=id_, place="XA", kind=Kind.BILL, **parts)


def commit(writer: Writer, *measures: Measure, seen: date = TODAY, **more: Any) -> Commit:
    with writer.transaction():
        return writer.commit(SOURCE, [Incoming(Record(SOURCE, m, seen), URL) for m in measures], **more)


def everything(db: Database) -> dict[str, list[dict[str, Any]]]:
    return {
        name: fetch(db, f"SELECT * FROM {name} ORDER BY 1, 2")
        for name in db.table_names()
        if "_fts" not in name
    }


def logged(db: Database, after: int = 0) -> list[tuple[str, str, Any, Any]]:
    rows = map(with_values, fetch(db, "SELECT * FROM changes WHERE id > ? ORDER BY id", [after]))
    return [(r["entity"], r["field"], r["old"], r["new"]) for r in rows]


def last_change(db: Database) -> int:
    return int(fetch(db, "SELECT coalesce(max(id), 0) AS id FROM changes")[0]["id"])


def answer(db: Database, day: str = "2026-11-25") -> str:
    (row,) = Reader(db, NOW).status("XA", day, "transplant_abroad")
    return str(row["answer"])


# -- change, and the lack of it -----------------------------------------------------------------------


def test_a_second_identical_commit_writes_no_row_in_any_table(db: Database, writer: Writer) -> None:
    first = commit(writer, bill("2022-01-10", "2022-02-10"))
    before, changes = everything(db), db.conn.total_changes
    again = commit(writer, bill("2022-01-10", "2022-02-10"))
    assert (first.changed, again.changed) == (1, 0)
    assert again.measures == ["xa-44-1-s-1"]
    assert everything(db) == before
    assert db.conn.total_changes == changes


def test_a_later_reading_of_the_same_page_changes_nothing(db: Database, writer: Writer) -> None:
    commit(writer, bill("2022-01-10"), seen=date(2026, 11, 1))
    before = everything(db)
    commit(Writer(db, background(), NOW), bill("2022-01-10"))
    assert everything(db) == before


def test_a_true_database_built_twice_from_the_same_knowledge_is_left_alone(tmp_path: Path) -> None:
    path = site_data.build_database(tmp_path / "tracker.db")
    opened = open_database(path)
    before = everything(opened)
    writer = Writer(opened, site_data.background(), site_data.NOW)
    curated = [*site_data.canada_curated(), *site_data.others_curated()]
    with writer.transaction():
        writer.start_run("live")
        assert writer.knows("first")
        assert not writer.knows("reworded comment")
        writer.sync_knowledge(curated, "reworded comment")
    after = everything(opened)
    assert {name for name in before if before[name] != after[name]} == {"runs", "facts"}
    opened.conn.close()


def test_a_new_measure_is_logged_once_with_its_status_and_the_answers_turn(
    db: Database, writer: Writer
) -> None:
    start = last_change(db)
    commit(writer, bill("2022-01-10", "2022-02-10"))
    told = logged(db, start)
    assert told[0] == ("measure", "first seen", None, "Organ Trafficking Bill")
    assert [entity for entity, *_ in told].count("event") == 0
    assert ("answer", "answer", "none_found", "pending") in told
    assert answer(db) == "pending"
    assert answer(db, "2022-01-09") == "none_found"


def test_a_title_change_is_logged_as_exactly_one_change(db: Database, writer: Writer) -> None:
    commit(writer, bill("2022-01-10"))
    start = last_change(db)
    commit(writer, bill("2022-01-10", title="Organ Trafficking (No. 2) Bill"))
    assert logged(db, start) == [
        ("measure", "title", "Organ Trafficking Bill", "Organ Trafficking (No. 2) Bill")
    ]
    found = fetch(db, "SELECT title FROM measure_titles")
    assert [row["title"] for row in found] == ["Organ Trafficking (No. 2) Bill"]


def test_a_further_step_is_logged_with_its_day_and_address(db: Database, writer: Writer) -> None:
    commit(writer, bill("2022-01-10"))
    start = last_change(db)
    commit(writer, bill("2022-01-10", "2022-02-10"))
    assert logged(db, start) == [("event", "second_reading", None, SECOND)]


def test_an_undated_step_told_as_before_keeps_the_day_it_was_first_seen(db: Database, writer: Writer) -> None:
    undated = replace(step(Stage.COMMITTEE, "2022-01-10", "in committee"), date=None)
    days = (("One", 1), ("Two", 5), ("Three", 3), ("Four", 9))
    for title, day in days:
        commit(writer, bill(title=title, events=(undated,)), seen=date(2026, 11, day))
    further = replace(undated, stage=Stage.REPORT, label="reported")
    commit(writer, bill(title="Four", events=(undated, further)), seen=date(2026, 11, 20))
    rows = fetch(db, "SELECT stage, latest FROM events WHERE listed ORDER BY id")
    assert [tuple(row.values()) for row in rows] == [("committee", "2026-11-01"), ("report", "2026-11-20")]


def test_a_vanished_step_is_kept_unlisted_and_logged(db: Database, writer: Writer) -> None:
    commit(writer, bill("2022-01-10", "2022-02-10"))
    start = last_change(db)
    commit(writer, bill("2022-01-10"))
    rows = fetch(db, "SELECT stage, listed FROM events ORDER BY id")
    assert [(r["stage"], r["listed"]) for r in rows] == [("introduced", 1), ("second_reading", 0)]
    assert logged(db, start) == [("event", "second_reading", SECOND, None)]
    commit(writer, bill("2022-01-10", "2022-02-10"))
    rows = fetch(db, "SELECT stage, listed FROM events WHERE listed ORDER BY id")
    assert [r["stage"] for r in rows] == ["introduced", "second_reading"]


def test_the_first_reading_of_a_curated_measure_is_one_change_not_one_for_each_step(db: Database) -> None:
    writer = started(db, bill("2022-01-10"))
    start = last_change(db)
    commit(writer, bill("2022-01-11", "2022-02-10", "2022-03-10"))
    told = logged(db, start)
    assert [(entity, field) for entity, field, _, _ in told if entity in ("measure", "event")] == [
        ("measure", "first read")
    ]
    assert fetch(db, "SELECT field, kept, other FROM conflicts") == [
        {"field": "introduced (any chamber)", "kept": "2022-01-11", "other": "2022-01-10"}
    ]


def test_a_law_turns_the_answer_and_the_log_says_so(db: Database) -> None:
    ban = Provision(name="insurance_ban", value=Value.YES, evidence=official(URL))
    writer = started(db, bill("2022-01-10", provisions=(ban,)))
    assert answer(db) == "pending"
    start = last_change(db)
    law = replace(
        bill("2022-01-10"), events=(*bill("2022-01-10").events, step(Stage.IN_FORCE, "2023-01-01", "Law"))
    )
    commit(writer, law)
    assert (answer(db, "2022-12-31"), answer(db)) == ("pending", "in_force")
    assert ("answer", "answer", "pending", "in_force") in logged(db, start)
    (row,) = Reader(db, NOW).status("XA", "2026-11-25", None)
    assert (row["since"], row["because"], row["pending"]) == ("2023-01-01", ["xa-44-1-s-1"], [])
    assert row["sources"][0]["url"] == URL
    assert row["confidence"] == "high"


def test_knowledge_taken_back_is_taken_back(db: Database) -> None:
    ban = Provision(name="insurance_ban", value=Value.YES, evidence=official(URL))
    law = Measure(
        id="xa-law-1",
        place="XA",
        kind=Kind.ACT,
        title="Act",
        lang="en",
        provisions=(ban,),
        events=(step(Stage.IN_FORCE, "2020-01-01", "In force"),),
    )
    started(db, law)
    assert answer(db) == "in_force"
    started(db, fingerprint="2")
    assert answer(db) == "none_found"
    assert fetch(db, "SELECT listed FROM provisions") == [{"listed": 0}]


# -- identity -----------------------------------------------------------------------------------------


def c381(session: str, *days: str, continues: str | None = None, source_id: str = "1") -> Measure:
    return bill(
        *days,
        id_=f"xa-{session}-c-381",
        session=session,
        number="C-381",
        category=Category.PRIVATE_MEMBER,
        origin_chamber=Chamber.LOWER,
        continues=continues,
        aliases=(Alias(source=SOURCE, source_id=source_id),),
    )


@pytest.mark.parametrize("together", [True, False])
def test_trap_1_3_a_reinstated_bill_continues_under_its_first_id(
    db: Database, writer: Writer, together: bool
) -> None:
    first = c381("40-2", "2009-05-07")
    second = c381("40-3", "2009-05-07", "2010-03-10", continues=f"{SOURCE}:1", source_id="2")
    if together:
        done = commit(writer, second, first)
        issues = done.issues
    else:
        issues = commit(writer, first).issues + commit(writer, second).issues
    assert issues == []
    assert [row["id"] for row in fetch(db, "SELECT id FROM measures")] == ["xa-40-2-c-381"]
    names = {r["alias"]: r["measure"] for r in fetch(db, "SELECT alias, measure FROM aliases")}
    assert names == dict.fromkeys((f"{SOURCE}:1", f"{SOURCE}:2", "xa-40-3-c-381"), "xa-40-2-c-381")
    rows = fetch(db, "SELECT from_date, status FROM measure_status ORDER BY from_date")
    assert [(r["from_date"], r["status"]) for r in rows] == [
        ("2009-05-07", "pending"),
        ("2011-03-26", "lapsed"),
    ]


def test_a_continued_bill_named_by_our_own_id_is_resolved_in_one_commit(db: Database, writer: Writer) -> None:
    done = commit(writer, bill(id_="xa-40-3-c-381", continues="xa-40-2-c-381"), bill(id_="xa-40-2-c-381"))
    assert done.issues == []
    assert done.measures == ["xa-40-2-c-381", "xa-40-2-c-381"]


def test_a_curated_continuation_is_resolved_whatever_the_order_of_the_files(db: Database) -> None:
    started(
        db,
        bill("2010-03-10", id_="xa-40-3-c-381", session="40-3", continues="xa-40-2-c-381"),
        bill("2009-05-07", id_="xa-40-2-c-381", session="40-2"),
    )
    assert [row["id"] for row in fetch(db, "SELECT id FROM measures")] == ["xa-40-2-c-381"]


def test_what_continues_an_unknown_bill_is_an_issue_and_stands_alone(db: Database, writer: Writer) -> None:
    done = commit(writer, c381("40-3", "2010-03-10", continues=f"{SOURCE}:99"))
    (issue,) = done.issues
    assert (issue.kind, issue.measure) == (IssueKind.UNRESOLVED_ALIAS, "xa-40-3-c-381")
    assert f"{SOURCE}:99" in issue.detail
    assert done.measures == ["xa-40-3-c-381"]


def test_a_bill_found_out_to_continue_another_moves_to_it(db: Database, writer: Writer) -> None:
    commit(writer, c381("40-2", "2009-05-07"), c381("40-3", "2009-05-07", "2010-03-10", source_id="2"))
    assert len(fetch(db, "SELECT id FROM measure_status WHERE status = 'lapsed'")) == 2
    commit(writer, c381("40-3", "2009-05-07", "2010-03-10", continues=f"{SOURCE}:1", source_id="2"))
    assert fetch(db, "SELECT DISTINCT measure FROM measure_status") == [{"measure": "xa-40-2-c-381"}]
    assert fetch(db, "SELECT DISTINCT measure FROM events WHERE listed") == [{"measure": "xa-40-2-c-381"}]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_bill_moved_within_one_transaction_leaves_nothing_behind(db: Database, writer: Writer) -> None:
    first, later = c381("40-2", "2009-05-07"), c381("40-3", "2009-05-07", source_id="2")
    moved = c381("40-3", "2009-05-07", continues=f"{SOURCE}:1", source_id="2")
    with writer.transaction():
        writer.commit(SOURCE, [Incoming(Record(SOURCE, m, TODAY), URL) for m in (first, later)])
        writer.commit(SOURCE, [Incoming(Record(SOURCE, moved, TODAY), URL)])
    assert fetch(db, "SELECT DISTINCT measure FROM measure_status") == [{"measure": "xa-40-2-c-381"}]


def test_trap_1_2_the_same_number_in_another_session_is_another_bill(db: Database, writer: Writer) -> None:
    commit(writer, bill("2009-02-01", id_="xa-40-2-s-204"), bill("2010-03-10", id_="xa-40-3-s-204"))
    assert len(fetch(db, "SELECT id FROM measures")) == 2


def test_a_sources_law_id_finds_the_curated_measure_that_has_it_as_alias(db: Database) -> None:
    writer = started(db, bill("2022-01-10", aliases=(Alias(id="xa-law-2022-18"),)))
    act = replace(
        bill(id_="xa-law-2022-18"), kind=Kind.ACT, events=(step(Stage.ASSENTED, "2022-12-15", "Assent"),)
    )
    assert commit(writer, act).measures == ["xa-44-1-s-1"]
    (row,) = fetch(db, "SELECT introduced, assented FROM measures")
    assert row == {"introduced": "2022-01-10", "assented": "2022-12-15"}


# -- review, failure ----------------------------------------------------------------------------------


def test_a_held_record_is_not_shown_until_it_is_accepted(db: Database, writer: Writer) -> None:
    commit(writer, bill("2022-01-10"))
    before = everything(db)
    backward = bill("2022-01-10", title="Another bill altogether")
    done = commit(writer, backward, held={backward.id: "a law became a bill"})
    assert (done.measures, done.changed) == ([], 0)
    after = everything(db)
    assert {name for name in before if before[name] != after[name]} == {"held"}
    (held,) = Reader(db, NOW).held()
    assert (held["id"], held["reason"]) == (backward.id, "a law became a bill")
    with writer.transaction():
        assert writer.accept_held(backward.id) is True
        assert writer.accept_held(backward.id) is False
    assert fetch(db, "SELECT title FROM measures") == [{"title": "Another bill altogether"}]
    assert Reader(db, NOW).held() == []


@pytest.mark.parametrize("later", [("2022-01-10",), ("2022-01-10", "2022-02-10")])
def test_a_good_record_read_later_replaces_the_held_one(
    db: Database, writer: Writer, later: tuple[str, ...]
) -> None:
    commit(writer, bill("2022-01-10"))
    odd = bill("2022-01-10", title="Odd")
    commit(writer, odd, held={odd.id: "odd"})
    commit(writer, bill(*later))
    assert Reader(db, NOW).held() == []


def test_compare_tells_before_and_after_without_writing(db: Database, writer: Writer) -> None:
    law = replace(bill("2022-01-10"), events=(step(Stage.ASSENTED, "2022-12-15", "Assent"),))
    commit(writer, law)
    changes = db.conn.total_changes
    told = writer.compare([Incoming(Record(SOURCE, bill("2022-01-10"), TODAY))])
    assert told == [("xa-44-1-s-1", "xa-44-1-s-1", "enacted", "pending")]
    assert db.conn.total_changes == changes


def test_a_failed_transaction_leaves_the_last_good_state(db: Database, writer: Writer) -> None:
    commit(writer, bill("2022-01-10"))
    before = everything(db)

    def fail() -> None:
        with writer.transaction():
            writer.commit(SOURCE, [Incoming(Record(SOURCE, bill("2022-01-10", title="Half written"), TODAY))])
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert everything(db) == before
    assert commit(writer, bill("2022-01-10", "2022-02-10")).changed == 1
    assert fetch(db, "SELECT title FROM measures") == [{"title": "Organ Trafficking Bill"}]


def test_an_undated_step_is_stored_and_read_back(db: Database, writer: Writer) -> None:
    ended = replace(
        bill("2022-01-10"), events=(*bill("2022-01-10").events, step(Stage.DEFEATED, None, "isDefeated"))
    )
    commit(writer, ended)
    commit(writer, replace(ended, title="A new title"))
    (row,) = fetch(db, "SELECT date, earliest, latest FROM events WHERE stage = 'defeated'")
    assert row == {"date": None, "earliest": "2022-01-10", "latest": "2026-11-25"}


def test_every_reason_points_at_rows_that_exist_and_are_listed(tmp_path: Path) -> None:
    opened = open_database(site_data.build_database(tmp_path / "tracker.db"))
    assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    stale = fetch(
        opened,
        """SELECT r.id FROM answer_reasons r LEFT JOIN events e ON e.id = r.event
           LEFT JOIN provisions p ON p.id = r.provision WHERE e.listed = 0 OR p.listed = 0""",
    )
    assert stale == []
    green = fetch(
        opened,
        """SELECT a.id FROM answers a LEFT JOIN answer_reasons r ON r.answer = a.id AND r.role = 'because'
           WHERE a.answer IN ('in_force', 'enacted') AND r.id IS NULL""",
    )
    assert green == []
    opened.conn.close()


# -- search -------------------------------------------------------------------------------------------


def matches(db: Database, words: str) -> list[str]:
    rows = fetch(
        db,
        """SELECT t.title FROM measure_titles t JOIN measure_titles_fts f ON f.rowid = t.id
           WHERE measure_titles_fts MATCH ? ORDER BY t.id""",
        [words],
    )
    return [row["title"] for row in rows]


def test_titles_are_found_without_accents_and_by_two_sign_words(db: Database, writer: Writer) -> None:
    titles = (
        Title(text="Ley sobre tráfico de órganos", lang="es"),
        Title(text="人體器官移植條例修正草案", lang="zh"),
    )
    commit(writer, bill("2022-01-10", titles=titles))
    assert matches(db, "organos") == ["Ley sobre tráfico de órganos"]
    assert matches(db, "ÓRGANOS") == ["Ley sobre tráfico de órganos"]
    assert matches(db, '"器 官"') == ["人體器官移植條例修正草案"]
    assert matches(db, '"官 器"') == []
    commit(writer, bill("2022-01-10"))
    assert matches(db, "organos") == []


# -- the file -----------------------------------------------------------------------------------------


def test_an_old_sqlite_is_refused_in_clear_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.36.0")
    with pytest.raises(SchemaTooOld, match=r"SQLite 3\.36\.0 is too old: 3\.37\.0 or newer is needed"):
        open_database(tmp_path / "tracker.db")
    assert not (tmp_path / "tracker.db").exists()
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 0))
    open_database(tmp_path / "tracker.db").conn.close()


def test_migrations_are_idempotent(tmp_path: Path) -> None:
    first = open_database(tmp_path / "new" / "tracker.db")
    schema = first.schema
    migrations.apply(first)
    first.conn.close()
    again = open_database(tmp_path / "new" / "tracker.db")
    assert again.schema == schema
    assert again.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert again.execute("PRAGMA foreign_keys").fetchone() == (1,)
    again.conn.close()


def test_tables_are_strict(db: Database) -> None:
    ours = [
        row
        for row in db.execute("PRAGMA table_list").fetchall()
        if row[1] in {"measures", "events", "answers"}
    ]
    assert len(ours) == 3
    assert all(row[5] == 1 for row in ours)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("INSERT INTO places (code, name, kind, counted) VALUES ('XA', 'x', 'country', 'many')")


def test_a_measure_of_an_unknown_place_is_refused(db: Database, writer: Writer) -> None:
    with pytest.raises((sqlite3.IntegrityError, KeyError)):
        commit(writer, replace(bill("2022-01-10"), place="XZ"))
    assert fetch(db, "SELECT id FROM measures") == []


@pytest.mark.parametrize("content", [b"this is a text, not a database\n" * 100, b"<html>" + b"x" * 5000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tracker.db"
    path.write_bytes(content)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        open_database(path)
    assert path.read_bytes() == content


# -- the health of sources ----------------------------------------------------------------------------


def test_a_source_gone_quiet_is_stale_after_two_intervals_and_not_before_two_days(db: Database) -> None:
    writer = started(db)
    row = {
        "outcome": "ok",
        "requests": 1,
        "measures": 0,
        "changed": 0,
        "seconds": 1.0,
        "last_success": writer.at,
    }
    with writer.transaction():
        writer.add_source_run(SOURCE, row, ())

    def stale(day: int, hour: int = 12) -> bool:
        (told,) = Reader(db, datetime(2026, 11, day, hour, 0, 0, tzinfo=UTC)).sources()
        return bool(told["stale"])

    assert not stale(27, 12)
    assert stale(27, 13)


def test_a_source_never_read_is_stale_and_due(db: Database, writer: Writer) -> None:
    (told,) = Reader(db, NOW).sources()
    assert (told["stale"], told["last_success"], told["next_due"]) == (True, None, "2026-11-25T12:00:00Z")


def test_a_name_that_a_living_measure_has_is_not_taken_from_it(db: Database) -> None:
    named = Alias(id="xa-law-2022-18")
    writer = started(db, bill("2022-01-10", aliases=(named,)))
    other = bill(
        "2022-02-01", id_="xa-44-1-s-2", number="S-2", session="44-2", aliases=(named, Alias(id="xa-own"))
    )
    commit(writer, replace(other, aliases=(Alias(id="xa-own"),)))
    again = replace(other, id="xa-own-name", aliases=(Alias(id="xa-own"), named))
    with writer.transaction():
        issues = writer.commit("xb", [Incoming(Record("xb", again))]).issues
    assert [issue.kind for issue in issues] == [IssueKind.UNRESOLVED_ALIAS]
    assert "already names xa-44-1-s-1" in issues[0].detail
    names = {r["alias"]: r["measure"] for r in fetch(db, "SELECT alias, measure FROM aliases")}
    assert names["xa-law-2022-18"] == "xa-44-1-s-1"


def test_a_first_day_that_is_not_known_is_said_to_be_the_latest(db: Database) -> None:
    seen = (replace(official(URL)[0], retrieved=date(2026, 10, 5)),)
    law = Measure(
        id="xa-law-1",
        place="XA",
        kind=Kind.ACT,
        title="Organs Act",
        lang="en",
        events=(replace(step(Stage.IN_FORCE, None, "in force"), evidence=seen),),
        provisions=(Provision(name="insurance_ban", value=Value.YES, evidence=seen),),
    )
    started(db, law)
    (row,) = Reader(db, NOW).status("XA", "2026-11-01", "transplant_abroad")
    assert (row["answer"], row["since"], row["since_kind"]) == ("in_force", None, "not_established")
    assert row["since_window"] == [None, "2026-10-05"]
    (row,) = Reader(db, NOW).status("XA", "2020-01-01", "transplant_abroad")
    assert (row["answer"], row["since"], row["since_kind"]) == ("unclear", None, None)
