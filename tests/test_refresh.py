"""A run: what is asked for, what is committed, what is recorded when a source misbehaves."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests import loopback
from tests.conftest import ROOT
from tests.loopback import Loopback
from tests.small import (
    DIRECT,
    OTHER,
    World,
    address,
    bill_page,
    law_page,
    list_page,
    measure_id,
    outcome,
    page,
    site,
    small_source,
)
from tracker import cli
from tracker.captures import CaptureStore
from tracker.cli import common, sources
from tracker.page import Page, Request, Unreadable
from tracker.refresh import Busy, run_lock, runner
from tracker.settings import captures_path, lock_path
from tracker.source import Expect, Found, Reader, Source, Yield, catalogue
from tracker.store import Reader as StoreReader
from tracker.store import open_database
from tracker.vocabulary import Issue, IssueKind, Kind, Measure, SourceState
from tracker.web import Limits

at = partial(address, "XA")


@pytest.fixture(autouse=True)
def version(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The parsers' version, which a test may set."""
    current = {"parser": "1"}
    monkeypatch.setattr(runner, "parser_version", lambda _: current["parser"])
    return current


@pytest.fixture
def sites() -> Iterator[Loopback]:
    with Loopback(site("XA", {1: bill_page(1), 2: bill_page(2)}, (3, OTHER))) as served:
        yield served


@pytest.fixture
def world(tmp_path: Path, sites: Loopback) -> World:
    return World(tmp_path, sites)


# -- an ordinary run -------------------------------------------------------------------------------


def test_a_run_reads_what_matters_and_commits_it(world: World) -> None:
    run = world.run()
    assert world.asked() == ["/list", "/bill/1", "/bill/2"]
    assert world.titles() == {measure_id("XA", 1): DIRECT, measure_id("XA", 2): DIRECT}
    assert run.outcome == "done"
    [told] = run.sources
    del told["seconds"]
    assert told == {
        "id": "xa_small",
        "outcome": "ok",
        "requests": 3,
        "measures": 2,
        "changed": 2,
        "issues": [],
    }
    [row] = world.rows(
        "SELECT r.outcome, r.ended, s.last_success FROM runs r JOIN source_runs s ON run = r.id"
    )
    assert row["outcome"] == "done"
    assert row["last_success"] == "2026-11-02T06:00:00Z"
    assert row["ended"] >= row["last_success"]


def _everything(world: World) -> dict[str, list[dict[str, Any]]]:
    tables = [r["name"] for r in world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    written = {"runs", "source_runs", "issues", "sightings"}
    return {name: world.rows(f"SELECT * FROM [{name}]") for name in tables if name not in written}


def _stored(world: World) -> list[tuple[str, str | None]]:
    store = CaptureStore(captures_path(world.path))
    try:
        return [(capture.url, capture.fetched_at) for capture in store.each("xa_small")]
    finally:
        store.close()


def test_an_identical_run_changes_nothing(world: World) -> None:
    world.run()
    before, kept = _everything(world), _stored(world)
    assert before["measures"]
    assert before["changes"]
    run = world.run()
    assert outcome(run) == "unchanged"
    assert run.sources[0]["changed"] == 0
    assert _everything(world) == before
    assert _stored(world) == kept
    seen = world.rows("SELECT DISTINCT run, seen_at FROM sightings")
    assert [row["run"] for row in seen] == [run.id]
    assert seen[0]["seen_at"].startswith("2026-11-03")


def test_a_change_at_the_source_is_told(world: World, sites: Loopback) -> None:
    world.run()
    sites.put(at("bill/1"), bill_page(1, DIRECT, ("introduced", "2026-01-05"), ("assented", "2026-10-01")))
    run = world.run()
    assert outcome(run) == "ok"
    assert run.sources[0]["changed"] == 1
    assert world.status(measure_id("XA", 1)) == "enacted"
    told = world.rows("SELECT entity, entity_id, source, url FROM changes WHERE run = ?", run.id)
    assert {(row["entity"], row["entity_id"]) for row in told} >= {
        ("event", measure_id("XA", 1)),
        ("status", measure_id("XA", 1)),
    }
    assert {row["source"] for row in told if row["entity"] == "event"} == {"xa_small"}


def test_a_measure_no_longer_shown_keeps_its_row_and_its_last_sighting(world: World, sites: Loopback) -> None:
    first = world.run()
    sites.put(at("bill/1"), (404, {"content-type": "text/plain"}, b"gone"))
    second = world.run()
    assert measure_id("XA", 1) in world.titles()
    seen = world.rows("SELECT measure, run FROM sightings ORDER BY measure")
    assert [(r["measure"], r["run"]) for r in seen] == [
        (measure_id("XA", 1), first.id),
        (measure_id("XA", 2), second.id),
    ]


def test_a_step_without_a_date_is_committed(world: World, sites: Loopback) -> None:
    undated = page({"n": 1, "title": DIRECT, "steps": [{"stage": "introduced", "date": None}]})
    sites.put(at("bill/1"), undated)
    assert outcome(world.run()) == "ok"
    assert world.rows("SELECT stage, date FROM events WHERE measure = ?", measure_id("XA", 1)) == [
        {"stage": "introduced", "date": None}
    ]


def _successes(world: World) -> list[str | None]:
    return [row["last_success"] for row in world.rows("SELECT last_success FROM source_runs ORDER BY id")]


def test_a_first_run_that_read_nothing_is_no_success(world: World, sites: Loopback) -> None:
    sites.fault(at("list"), loopback.status(500), always=True)
    assert outcome(world.run()) == "failed"
    assert _successes(world) == [None]


def test_a_run_that_missed_what_is_followed_is_no_success(world: World, sites: Loopback) -> None:
    """The list was read, so the run is merely degraded; but of the two bills nobody knows anything new."""
    world.run()
    sites.fault(at("bill/1"), loopback.status(404), always=True)
    assert outcome(world.run()) == "degraded"
    assert _successes(world) == ["2026-11-02T06:00:00Z", None]


def test_reading_stored_pages_again_is_no_news_of_today(world: World) -> None:
    world.run(wait=timedelta(days=30))
    world.reparse()
    [live, again] = _successes(world)
    assert again is not None
    assert live is not None
    assert live[:10] == again[:10] == "2026-11-02"
    assert {r["seen_at"][:10] for r in world.rows("SELECT seen_at FROM sightings")} == {"2026-11-02"}


# -- conditional requests --------------------------------------------------------------------------


@pytest.fixture
def tagged(world: World, sites: Loopback) -> World:
    """Bill 1 carries an ETag and leads to bill 9, which is not ours; all of it was read once."""
    answer = page(
        {
            "n": 1,
            "title": DIRECT,
            "steps": [{"stage": "introduced", "date": "2026-01-05"}],
            "more": [at("bill/9")],
        },
        etag='"v1"',
    )
    sites.put(at("bill/1"), answer)
    sites.put(at("bill/9"), bill_page(9, OTHER))
    world.run()
    world.asked()
    return world


def _condition(world: World, path: str) -> list[str | None]:
    return [seen.headers.get("if-none-match") for seen in world.sites.asked(at(path))]


def test_what_is_not_modified_is_read_again_as_stored(tagged: World) -> None:
    run = tagged.run()
    assert _condition(tagged, "bill/1") == ['"v1"']
    assert _condition(tagged, "bill/9") == [None]  # asked for only by the page that was not sent
    assert outcome(run) == "unchanged"
    assert run.sources[0]["measures"] == 2


def test_another_parser_asks_for_the_whole_page(tagged: World, version: dict[str, str]) -> None:
    version["parser"] = "2"
    tagged.run()
    assert _condition(tagged, "bill/1") == [None]
    tagged.sites.requests.clear()
    tagged.run()
    assert _condition(tagged, "bill/1") == ['"v1"']


def test_another_database_asks_for_the_whole_page(tagged: World) -> None:
    for path in tagged.path.parent.glob("tracker.db*"):
        path.unlink()
    run = tagged.run()
    assert _condition(tagged, "bill/1") == [None]
    assert len(tagged.titles()) == run.sources[0]["measures"] == 2


def test_a_page_with_an_issue_is_asked_for_whole(world: World, sites: Loopback) -> None:
    odd = page(
        {"n": 1, "title": DIRECT, "steps": [{"stage": "sent upstairs", "date": "2026-01-05"}]}, etag='"v1"'
    )
    sites.put(at("bill/1"), odd)
    sites.put(at("bill/2"), (200, {"content-type": "application/json", "etag": '"v1"'}, b'{"n": 2, "tit'))
    for _ in range(2):
        run = world.run()
        assert {i["kind"] for i in world.issues(run)} == {"unknown_stage", "malformed"}
    assert _condition(world, "bill/1") == [None, None]
    assert _condition(world, "bill/2") == [None, None]


def test_a_stored_body_that_is_lost_is_asked_for_again(tagged: World) -> None:
    with sqlite3.connect(captures_path(tagged.path)) as db:
        db.execute("UPDATE bodies SET deflated = x'00'")
    db.close()
    run = tagged.run()
    assert _condition(tagged, "bill/1") == ['"v1"', None]
    assert outcome(run) == "unchanged"
    # What came again has mended it.
    again = tagged.reparse()
    assert tagged.issues(again) == []


def test_of_pages_asked_with_a_body_only_the_broken_one_is_asked_for_whole(
    world: World, sites: Loopback
) -> None:
    def start(_: Any) -> list[Request]:
        return [Request(url=at("bill/1"), method="POST", body=text) for text in "ab"]

    def read(page: Page, _: Mapping[str, Any]) -> Iterator[Yield]:
        if b'"n": 2' in page.content:
            raise Unreadable(IssueKind.BAD_VALUE, "odd", "n")
        yield Measure(id="xa-1-1", place="XA", kind=Kind.BILL, title=DIRECT, lang="en")

    source = replace(_replacing(read, r"/bill/1$"), start=start)
    sites.fault(at("bill/1"), lambda handler, _: handler.reply(bill_page(2)))
    run = world.run(source)
    first, second = start(None)
    assert [i["url"] for i in world.issues(run)] == [first.address]
    store = CaptureStore(captures_path(world.path))
    parsers = {c.url: c.parser for c in store.each("xa_small")}
    store.close()
    assert (parsers[first.address], bool(parsers[second.address])) == (None, True)
    [record] = world.rows("SELECT url FROM records WHERE origin = 'xa_small'")
    assert record["url"] == second.address


def test_a_source_that_is_not_believed_is_asked_for_whole_pages(world: World, sites: Loopback) -> None:
    bills = {n: bill_page(n, etag=f'"{n}"') for n in range(1, 11)}
    for url, answer in site("XA", bills).items():
        sites.put(url, answer)
    world.run()
    for n in range(1, 8):
        steps = (("introduced", "2026-01-05"), ("defeated", "2026-02-01"))
        sites.put(at(f"bill/{n}"), bill_page(n, DIRECT, *steps, etag=f'"{n}b"'))
    assert [i["kind"] for i in world.issues(world.run())] == ["mass_change"]
    sites.requests.clear()
    world.run()
    assert {condition for n in range(1, 8) for condition in _condition(world, f"bill/{n}")} == {None}


# -- lists -----------------------------------------------------------------------------------------


def test_a_list_leads_only_to_what_is_relevant(world: World, sites: Loopback) -> None:
    entries = ((1, DIRECT), (2, "Transplants Bill"), (3, OTHER), (4, "Organs (Church Music) Bill"))
    sites.put(at("list"), list_page(*entries))
    sites.put(at("bill/2"), bill_page(2, "Transplants Bill"))
    world.run()
    assert world.asked() == ["/list", "/bill/1", "/bill/2"]
    found = world.rows("SELECT entry, title, relevance, terms FROM discoveries ORDER BY entry")
    assert [tuple(row.values()) for row in found] == [
        (measure_id("XA", 1), DIRECT, "direct", "organ trafficking"),
        (measure_id("XA", 2), "Transplants Bill", "related", "transplants"),
    ]
    assert [r["relevance"] for r in world.rows("SELECT relevance FROM measures ORDER BY id")] == [
        "direct",
        "related",
    ]


@pytest.mark.parametrize(("declared", "expected"), [(False, "degraded"), (True, "unchanged")])
def test_a_page_that_yields_nothing_is_a_fault_unless_declared(
    world: World, sites: Loopback, declared: bool, expected: str
) -> None:
    sites.put(at("list"), list_page())
    # Another list shows something.
    sites.put(at("untitled"), _untitled((7, "a")))
    source = replace(world.sources[0], start=_from("list", "untitled"))
    readers = tuple(replace(r, may_be_empty=declared) if r.pattern == r"/list" else r for r in source.readers)
    world.sources = (replace(source, readers=readers),)
    run = world.run()
    assert outcome(run) == expected
    kinds = [issue["kind"] for issue in run.sources[0]["issues"]]
    assert ("empty" in kinds) is not declared


def test_what_a_list_promised_and_the_page_does_not_keep_is_left_out(world: World, sites: Loopback) -> None:
    sites.put(at("bill/2"), bill_page(2, OTHER))
    world.run()
    assert list(world.titles()) == [measure_id("XA", 1)]


def test_a_followed_measure_is_kept_under_a_new_title(world: World, sites: Loopback) -> None:
    world.run()
    sites.put(at("bill/2"), bill_page(2, OTHER))
    world.run()
    assert world.titles()[measure_id("XA", 2)] == OTHER


def test_a_known_measure_is_not_opened_through_the_list(world: World, sites: Loopback) -> None:
    page_1 = page({**json.loads(bill_page(1)[2]), "more": [at("law/5")]})
    sites.put(at("bill/1"), page_1)
    sites.put(at("law/5"), law_page(5))
    world.run()
    sites.put(at("list"), list_page((1, DIRECT), (5, DIRECT)))
    sites.put(at("bill/5"), bill_page(5))
    world.asked()
    run = world.run()
    assert outcome(run) == "unchanged"
    assert world.asked() == ["/list", "/bill/1", "/bill/2", "/law/5"]


def _untitled(*entries: tuple[int, str], more: tuple[str, ...] = ()) -> loopback.Answer:
    return page({"bills": [{"n": n, "mark": mark} for n, mark in entries], "more": more})


def _from(*paths: str) -> Callable[[Any], list[Request]]:
    return lambda _: [Request(url=at(path)) for path in paths]


def test_entries_without_a_title_are_opened_a_few_at_a_time_and_once(world: World, sites: Loopback) -> None:
    source = small_source(start=_from("untitled"), look_closer=2)
    sites.put(at("untitled"), _untitled(*((n, "a") for n in range(1, 6))))
    for n in range(1, 6):
        sites.put(at(f"bill/{n}"), bill_page(n, DIRECT if n == 4 else OTHER))
    opened = []
    for _ in range(4):
        world.run(source)
        opened.append([path for path in world.asked() if path.startswith("/bill")])
    assert opened == [["/bill/1", "/bill/2"], ["/bill/3", "/bill/4"], ["/bill/5"], []]
    assert list(world.titles()) == [measure_id("XA", 4)]

    sites.put(at("untitled"), _untitled((1, "a"), (2, "b"), (4, "a")))
    world.run(source)
    assert world.asked() == ["/untitled", "/bill/2"]
    found = world.rows("SELECT version, relevance FROM discoveries WHERE entry = 'entry-2'")
    assert found == [{"version": "b", "relevance": "no"}]


def test_an_untitled_entry_of_a_source_not_believed_is_opened_again(world: World, sites: Loopback) -> None:
    paths = [f"bill/{n}" for n in range(1, 11)]
    source = small_source(start=_from("untitled", *paths), look_closer=1)
    sites.put(at("untitled"), _untitled())
    for n, path in enumerate(paths, 1):
        sites.put(at(path), bill_page(n))
    world.run(source)
    sites.put(at("untitled"), _untitled((11, "a")))
    sites.put(at("bill/11"), bill_page(11))
    for n, path in enumerate(paths, 1):
        sites.put(at(path), bill_page(n, DIRECT, ("introduced", "2026-01-05"), ("defeated", "2026-02-01")))
    assert "mass_change" in {i["kind"] for i in world.issues(world.run(source))}
    for n, path in enumerate(paths, 1):
        sites.put(at(path), bill_page(n))
    world.run(source)
    assert measure_id("XA", 11) in world.titles()


def test_an_untitled_entry_that_could_not_be_read_is_tried_again(world: World, sites: Loopback) -> None:
    source = small_source(start=_from("untitled"), look_closer=5)
    sites.put(at("untitled"), _untitled((7, "a")))
    sites.put(at("bill/7"), page({"n": 7}))
    run = world.run(source)
    # Nobody knows that it is ours.
    assert ([i["kind"] for i in world.issues(run)], outcome(run)) == (["missing_field"], "unchanged")
    sites.put(at("bill/7"), bill_page(7))
    world.run(source)
    assert list(world.titles()) == [measure_id("XA", 7)]


def test_the_few_a_run_opens_are_counted_over_all_pages_of_a_list(world: World, sites: Loopback) -> None:
    source = small_source(start=_from("untitled"), look_closer=2)
    # The second page is asked for after the entries of the first, and so read after them.
    sites.put(at("untitled"), _untitled((1, "a"), (2, "a"), more=(at("untitled?page=2"),)))
    sites.put(at("untitled?page=2"), _untitled((3, "a"), (4, "a")))
    for n in range(1, 5):
        sites.put(at(f"bill/{n}"), bill_page(n, OTHER))
    world.run(source)
    assert [path for path in world.asked() if path.startswith("/bill")] == ["/bill/1", "/bill/2"]


def test_a_source_not_told_to_look_closer_opens_nothing_untitled(world: World, sites: Loopback) -> None:
    sites.put(at("untitled"), _untitled((1, "a")))
    world.run(small_source(start=_from("untitled")))
    assert world.asked() == ["/untitled"]


# -- bounds and faults of our own ------------------------------------------------------------------


def test_one_measure_on_two_pages_is_an_issue(world: World, sites: Loopback) -> None:
    sites.put(at("law/1"), law_page(1, "Organ trafficking, told again"))
    run = world.run(small_source(start=_from("bill/1", "law/1")))
    assert ("duplicate_measure", at("law/1")) in [(i["kind"], i["url"]) for i in world.issues(run)]
    assert outcome(run) == "degraded"
    assert world.titles() == {measure_id("XA", 1): DIRECT}


def test_a_run_asks_for_no_more_pages_than_declared(world: World) -> None:
    run = world.run(small_source(max_requests=2))
    assert world.asked() == ["/list", "/bill/1"]
    assert [(i["kind"], i["url"]) for i in world.issues(run)] == [("too_many_requests", at("bill/2"))]
    assert outcome(run) == "degraded"
    assert list(world.titles()) == [measure_id("XA", 1)]


def test_as_many_pages_as_declared_are_no_issue(world: World) -> None:
    assert outcome(world.run(small_source(max_requests=3))) == "ok"


def test_a_page_is_asked_for_once_in_a_run(world: World) -> None:
    world.run(small_source(start=_from("bill/1", "bill/1", "list")))
    assert world.asked() == ["/bill/1", "/list", "/bill/2"]


def _replacing(read: Callable[[Page, Mapping[str, Any]], Iterator[Yield]], pattern: str) -> Source:
    own = small_source()
    return small_source(readers=(Reader(pattern, read, Expect(content="json")), *own.readers))


def _crash(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    yield Measure(id="half", place="XA", kind=Kind.BILL, title=DIRECT, lang="en")
    raise ZeroDivisionError("ours")


def test_a_reader_that_crashes_takes_no_other_page_with_it(world: World) -> None:
    run = world.run(_replacing(_crash, r"/bill/1$"))
    [issue] = world.issues(run)
    assert (issue["kind"], issue["url"]) == ("internal", at("bill/1"))
    assert issue["detail"] == "ZeroDivisionError: ours"
    assert outcome(run) == "degraded"
    assert list(world.titles()) == [measure_id("XA", 2)]  # and nothing half read


def _not_ours(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    yield Issue(kind=IssueKind.UNKNOWN_STAGE, detail="netted", measure="xa-1-90")
    yield Measure(id="xa-1-90", place="XA", kind=Kind.BILL, title=OTHER, lang="en")


def _state(world: World) -> str:
    (row,) = StoreReader(open_database(world.path), world.time.now()).sources()
    return str(row["state"])


def test_what_is_odd_in_a_bill_that_is_not_ours_degrades_nothing(world: World) -> None:
    source = _replacing(_not_ours, r"/bill/1$")
    run = world.run(source)
    assert [issue["kind"] for issue in world.issues(run)] == ["unknown_stage"]
    assert outcome(run) == "ok"
    assert world.rows("SELECT aside FROM issues") == [{"aside": 1}]
    assert _state(world) == "active"


@pytest.mark.parametrize("year", ["2097", "2027", "0209"])
def test_a_step_on_a_day_that_cannot_be_keeps_the_last_good_record(
    world: World, sites: Loopback, year: str
) -> None:
    world.run()
    before = world.rows("SELECT record FROM records ORDER BY id")
    wrong = page({"n": 1, "title": DIRECT, "steps": [{"stage": "introduced", "date": f"{year}-03-01"}]})
    sites.put(at("bill/1"), wrong)
    run = world.run()
    told = [(i["kind"], i["url"], i["field"]) for i in world.issues(run)]
    assert told == [("bad_value", at("bill/1"), "date")]
    assert outcome(run) == "degraded"
    assert world.rows("SELECT record FROM records ORDER BY id") == before
    # Mended at the source, it is taken again.
    sites.put(at("bill/1"), bill_page(1))
    assert outcome(world.run()) == "unchanged"


@pytest.mark.parametrize(
    "title",
    ["Organ trafficking in EspaÃ±a Bill", "Organ trafficking â€“ a Bill", "Organ tra\ufffdficking Bill"],
)
def test_a_title_in_the_wrong_encoding_keeps_the_last_good_record(
    world: World, sites: Loopback, title: str
) -> None:
    world.run()
    before = world.titles()
    sites.put(at("bill/1"), bill_page(1, title))
    assert [i["kind"] for i in world.issues(world.run())] == ["bad_value"]
    assert world.titles() == before


def test_a_list_that_gives_one_page_for_every_number_is_left(world: World, sites: Loopback) -> None:
    def read(page: Page, _: Mapping[str, Any]) -> Iterator[Yield]:
        number = int(page.url.rpartition("=")[2])
        yield Found(id="xa-1-5", detail=Request(url=at("bill/1")), titles=(("en", OTHER),))
        yield Request(url=at(f"pages?p={number + 1}"))

    reader = Reader(r"/pages", read, Expect(content="json"), lists=Found)
    for number in range(1, 60):
        sites.put(at(f"pages?p={number}"), page({"bills": [1, 2, 3]}))
    run = world.run(small_source(start=_from("pages?p=1"), readers=(reader,)))
    assert [i["kind"] for i in world.issues(run)] == ["list_cut_off"]
    assert len(world.asked()) == 2


def test_what_is_fixed_beforehand_may_lie_ahead(world: World, sites: Loopback) -> None:
    steps = [{"stage": "assented", "date": "2026-10-01"}, {"stage": "in_force", "date": "2028-01-01"}]
    sites.put(at("bill/1"), page({"n": 1, "title": DIRECT, "steps": steps}))
    assert outcome(world.run()) == "ok"
    assert world.status(measure_id("XA", 1)) == "enacted"


def test_lists_that_fall_silent_are_told(world: World, sites: Loopback) -> None:
    readers = tuple(replace(reader, may_be_empty=True) for reader in small_source().readers)
    source = small_source(readers=readers)
    world.run(source)
    sites.put(at("list"), page({"bills": []}))
    run = world.run(source)
    assert [issue["kind"] for issue in world.issues(run)] == ["lists_silent"]
    assert outcome(run) == "degraded"
    assert _state(world) == "degraded"
    found = world.rows("SELECT found FROM source_runs ORDER BY id")
    assert found == [{"found": 3}, {"found": 0}]


def test_a_page_that_crashed_a_reader_is_read_again_after_the_repair(world: World) -> None:
    world.run(_replacing(_crash, r"/bill/1$"))
    world.asked()
    run = world.reparse(small_source())
    assert world.asked() == []
    assert outcome(run) == "ok"
    assert list(world.titles()) == [measure_id("XA", 1), measure_id("XA", 2)]


def test_a_source_that_cannot_even_start_leaves_the_others_alone(world: World, sites: Loopback) -> None:
    for url, answer in site("XB", {1: bill_page(1)}).items():
        sites.put(url, answer)

    def start(_: Any) -> Iterator[Request]:
        raise KeyError("session")
        yield

    run = world.run(small_source(start=start), small_source("XB"))
    assert (outcome(run), outcome(run, "xb_small"), run.outcome) == ("failed", "ok", "partial")
    [issue] = world.issues(run)
    assert (issue["kind"], issue["detail"]) == ("internal", "KeyError: 'session'")


def test_a_record_the_database_refuses_leaves_the_other_sources_alone(world: World, sites: Loopback) -> None:
    for url, answer in site("XB", {1: bill_page(1)}).items():
        sites.put(url, answer)

    def elsewhere(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
        yield Measure(id="zz-1-1", place="ZZ", kind=Kind.BILL, title=DIRECT, lang="en")

    run = world.run(_replacing(elsewhere, r"/bill/1$"), small_source("XB"))
    assert (outcome(run), outcome(run, "xb_small"), run.outcome) == ("failed", "ok", "partial")
    assert "internal" in {i["kind"] for i in world.issues(run)}
    assert list(world.titles()) == [measure_id("XB", 1)]
    assert world.rows("SELECT count(*) AS n FROM records") == [{"n": 1}]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"state": SourceState.BLOCKED, "reason": "asked us not to"}, "skipped"),
        ({"key": "XA_SMALL_KEY"}, "needs_key"),
    ],
)
def test_a_source_out_of_reach_is_not_asked(world: World, more: dict[str, Any], told: str) -> None:
    run = world.run(small_source(**more))
    assert world.asked() == []
    assert outcome(run) == told
    [row] = world.rows("SELECT outcome, requests, last_success FROM source_runs")
    assert row == {"outcome": told, "requests": 0, "last_success": None}


@pytest.mark.parametrize(("read_before", "stale"), [(False, False), (True, True)])
def test_a_source_without_its_key_is_overdue_only_if_it_was_read_once(
    world: World, monkeypatch: pytest.MonkeyPatch, read_before: bool, stale: bool
) -> None:
    keyed = small_source(key="XA_SMALL_KEY")
    if read_before:
        monkeypatch.setenv("XA_SMALL_KEY", "secret")
        world.run(keyed)
        monkeypatch.delenv("XA_SMALL_KEY")
    world.time.sleep(timedelta(days=10).total_seconds())
    world.run(keyed)
    (row,) = StoreReader(open_database(world.path), world.time.now()).sources()
    assert (row["state"], row["stale"]) == ("needs_key", stale)


def test_a_dead_link_of_a_manual_source_stands_in_its_reason(both: World, sites: Loopback) -> None:
    both.sources = (small_source(state=SourceState.MANUAL, reason="Read by people."),)
    sites.fault(at("list"), loopback.status(404), always=True)
    result = CliRunner().invoke(cli.cli, ["refresh", "--db", str(both.path), "--json"])
    assert result.exit_code == 0, result.output
    rows = StoreReader(open_database(both.path), both.time.now()).sources()
    row = next(row for row in rows if row["id"] == "xa_small")
    assert row["state"] == "manual"
    assert row["reason"].startswith("Read by people. http_status: ")


# -- bad input -------------------------------------------------------------------------------------


@pytest.fixture
def both(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Two sources that were read well once, behind the command line."""
    world.sources = (small_source(), small_source("XB"))
    monkeypatch.setattr(catalogue, "sources", lambda: {s.id: s for s in world.sources})
    monkeypatch.setattr(common, "curated", lambda: world.known)
    monkeypatch.setattr(common, "clock", world.time.now)
    monkeypatch.setattr(sources, "Live", lambda upstream: world.live(upstream))
    start = _from("list", "law/4")
    world.sources = (small_source(start=lambda watch: [*start(watch), *_watched(watch)]), small_source("XB"))
    world.sites.put(at("law/4"), law_page(4))
    for url, answer in site("XB", {1: bill_page(1)}).items():
        world.sites.put(url, answer)
    first = _refresh(world)
    assert first.exit_code == 0, first.output
    world.time.sleep(timedelta(days=1).total_seconds())
    world.limits = Limits(body=10_000)
    return world


def _watched(watch: Any) -> list[Request]:
    return [Request(url=at(measure.source_id)) for measure in watch.measures if measure.source_id]


def _refresh(world: World, *arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["refresh", *arguments, "--db", str(world.path), "--json"])


def _body(answer: loopback.Answer, cut: int) -> loopback.Answer:
    return (*answer[:2], answer[2][:-cut])


_TEXT = {"content-type": "application/json"}
#: path, what is answered there or what happens, kind of the issue, field, words of the detail
BAD: dict[str, tuple[str, Any, str, str | None, str]] = {
    "truncated JSON": ("bill/1", _body(bill_page(1), 20), "malformed", None, "not JSON"),
    "truncated XML": ("law/4", _body(law_page(4), 9), "malformed", None, "not well-formed XML"),
    "broken off": ("bill/1", loopback.broken_off(20), "unreachable", None, "RemoteProtocolError"),
    "HTML with 200": ("bill/1", loopback.html_instead(), "wrong_content", "Content-Type", "text/html"),
    "HTML called JSON": ("bill/1", (200, _TEXT, b"<html>Back soon</html>"), "wrong_content", None, "'\"n\"'"),
    "empty": ("bill/1", (200, _TEXT, b""), "wrong_content", None, "empty body"),
    "no steps": ("bill/1", page({"n": 1, "title": DIRECT}), "missing_field", "steps", "absent"),
    "no title": ("law/4", (200, {}, b"<law><n>4</n></law>"), "missing_field", "title", "absent"),
    "not a date": (
        "bill/1",
        bill_page(1, DIRECT, ("introduced", "2026-02-30")),
        "bad_value",
        "date",
        "02-30",
    ),
    "not a number": ("bill/1", page({"n": "one", "title": DIRECT, "steps": []}), "bad_value", "n", "int"),
    "huge": ("bill/1", loopback.huge(50_000), "too_large", None, "10000"),
    "elsewhere": ("bill/1", loopback.redirected("https://evil.example/"), "redirect_refused", None, "evil"),
    "the other source": (
        "bill/1",
        loopback.redirected(address("XB", "bill/1")),
        "redirect_refused",
        None,
        "b.example",
    ),
    "404": ("bill/1", loopback.status(404), "http_status", None, "404"),
    "429": ("bill/1", loopback.told_to_wait("1"), "blocked", None, "429"),
    "503": ("bill/1", loopback.status(503), "http_status", None, "503"),
    "dropped": ("bill/1", loopback.dropped(), "unreachable", None, "disconnected"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_page_is_recorded_and_spoils_nothing_else(both: World, case: str) -> None:
    path, bad, kind, field, words = BAD[case]
    both.sites.put(at("bill/2"), bill_page(2, f"{DIRECT}, renamed"))
    both.sites.put(address("XB", "bill/1"), bill_page(1, f"{DIRECT}, renamed"))
    good = both.titles(), both.rows("SELECT * FROM events ORDER BY id"), both.rows("SELECT * FROM answers")
    if callable(bad):
        both.sites.fault(at(path), bad, always=True)
    else:
        both.sites.put(at(path), bad)

    result = _refresh(both)
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["outcome"] == "done"
    hurt, other = told["sources"]
    assert (hurt["outcome"], other["outcome"]) == ("degraded", "ok")
    assert other["issues"] == []
    [issue] = both.rows("SELECT run, source, kind, url, field, detail FROM issues")
    assert issue.pop("run") == told["run"]
    assert words in issue.pop("detail")
    assert issue == {"source": "xa_small", "kind": kind, "url": at(path), "field": field}
    assert [(i["kind"], i["url"]) for i in hurt["issues"]] == [(kind, at(path))]
    # The page's last good rows stay; the other page and the other source move on.
    titles, events, answers = good
    renamed = {measure_id("XA", 2), measure_id("XB", 1)}
    assert both.titles() == titles | dict.fromkeys(renamed, f"{DIRECT}, renamed")
    assert both.rows("SELECT * FROM events ORDER BY id") == events
    assert both.rows("SELECT * FROM answers") == answers

    both.sites.heal()
    both.sites.put(at(path), law_page(4) if path == "law/4" else bill_page(1))
    assert _refresh(both).exit_code == 0


def test_an_unknown_stage_is_kept_raw_and_decides_nothing(both: World) -> None:
    steps = (("introduced", "2026-01-05"), ("sent upstairs", "2026-06-01"))
    both.sites.put(at("bill/1"), bill_page(1, DIRECT, *steps))
    assert _refresh(both).exit_code == 1
    [issue] = both.rows("SELECT source, kind, url, field, detail FROM issues")
    assert issue == {
        "source": "xa_small",
        "kind": "unknown_stage",
        "url": at("bill/1"),
        "field": "stage",
        "detail": "unknown stage 'sent upstairs'",
    }
    assert both.status(measure_id("XA", 1)) == "pending"
    kept = both.rows("SELECT stage, label FROM events WHERE measure = ? ORDER BY id", measure_id("XA", 1))
    assert {"stage": "unknown", "label": "sent upstairs"} in kept


def test_a_dead_host_fails_alone(both: World) -> None:
    for path in ("robots.txt", "list", "bill/1", "bill/2", "law/4"):
        both.sites.fault(at(path), loopback.dropped(), always=True)
    both.sites.put(address("XB", "bill/1"), bill_page(1, f"{DIRECT}, renamed"))
    before = both.titles()
    result = _refresh(both)
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["outcome"] == "partial"
    assert [s["outcome"] for s in told["sources"]] == ["failed", "ok"]
    issues = both.rows("SELECT DISTINCT source, kind, url FROM issues ORDER BY url")
    assert {(row["source"], row["kind"]) for row in issues} == {("xa_small", "unreachable")}
    assert [row["url"] for row in issues] == [at(p) for p in ("bill/1", "bill/2", "law/4", "list")]
    assert both.titles() == before | {measure_id("XB", 1): f"{DIRECT}, renamed"}


def test_when_nothing_could_be_read_the_exit_code_says_so(both: World) -> None:
    both.sites.fault(None, loopback.status(500), always=True)
    result = _refresh(both)
    assert result.exit_code == 3
    assert json.loads(result.stdout)["outcome"] == "failed"
    assert len(both.titles()) == 4


def test_a_source_nobody_knows_is_wrong_usage(both: World) -> None:
    assert _refresh(both, "zz_none").exit_code == 2


# -- one run at a time -----------------------------------------------------------------------------


def test_what_is_due_gives_way_to_a_run_under_way(both: World) -> None:
    tables = ("runs", "source_runs", "issues", "sightings")
    before = [both.rows(f"SELECT * FROM {table}") for table in tables]
    both.sites.requests.clear()
    both.time.sleep(timedelta(days=2).total_seconds())
    with run_lock(lock_path(both.path)):
        result = _refresh(both, "--due")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"schema": 1, "run": 0, "outcome": "busy", "sources": []}
    assert [both.rows(f"SELECT * FROM {table}") for table in tables] == before
    assert both.asked() == []
    again = json.loads(_refresh(both, "--due").stdout)
    assert [s["id"] for s in again["sources"]] == ["xa_small", "xb_small"]


def test_when_nothing_is_due_nothing_is_recorded(both: World) -> None:
    _refresh(both)
    before = both.rows("SELECT * FROM runs")
    both.asked()
    result = _refresh(both, "--due")
    assert (result.exit_code, json.loads(result.stdout)["sources"]) == (0, [])
    assert both.asked() == []
    assert both.rows("SELECT * FROM runs") == before


def test_named_sources_wait_a_while_and_then_give_up(both: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "WAIT", 0.1)
    with run_lock(lock_path(both.path)):
        result = _refresh(both, "xa_small")
    assert result.exit_code == 3
    assert "another run" in result.output


def test_named_sources_run_once_the_lock_is_free(both: World) -> None:
    held = run_lock(lock_path(both.path))
    held.__enter__()
    timer = threading.Timer(0.2, lambda: held.__exit__(None, None, None))
    timer.start()
    result = _refresh(both, "xa_small")
    timer.join()
    assert [s["id"] for s in json.loads(result.stdout)["sources"]] == ["xa_small"]


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db.lock"
    code = f"""import time; from pathlib import Path; from tracker.refresh.lock import run_lock
with run_lock(Path({str(path)!r})): print("held", flush=True); time.sleep(60)"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(Busy), run_lock(path):
            pass
        child.kill()
        child.wait()
        with run_lock(path, wait=1):
            pass
