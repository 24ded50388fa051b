"""What is believed of a source: enough answers, not too many changes, law never turned back unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests import loopback, small
from tests.loopback import Loopback
from tests.small import World, bill_page, measure_id, outcome, site
from tracker import cli
from tracker.cli import common
from tracker.page import Request
from tracker.refresh import runner
from tracker.refresh.guard import Comparison, Judgement, judge
from tracker.source import catalogue
from tracker.vocabulary import IssueKind
from tracker.web import Replay


@pytest.fixture(autouse=True)
def _one_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "parser_version", lambda _: "1")


def comparisons(count: int, before: str | None = "pending", after: str = "pending") -> list[Comparison]:
    return [(f"r{before}{after}{i}", f"m{before}{after}{i}", before, after) for i in range(count)]


def kinds(verdict: Judgement) -> list[IssueKind]:
    return [issue.kind for issue in verdict.issues]


@pytest.mark.parametrize(
    ("expected", "answered", "stopped"),
    [
        (10, 8, False),
        (10, 7, True),
        (10, 0, True),
        (9, 0, False),  # too few to say
        (100, 80, False),
        (100, 79, True),
        (0, 0, False),
    ],
)
def test_four_fifths_of_the_watched_must_be_answered_from_ten_on(
    expected: int, answered: int, stopped: bool
) -> None:
    verdict = judge(comparisons(answered), expected, answered)
    assert verdict.stopped is stopped
    assert kinds(verdict) == ([IssueKind.TOO_FEW_ANSWERED] if stopped else [])
    assert len(verdict.allowed) == (0 if stopped else answered)


@pytest.mark.parametrize(
    ("changed", "same", "stopped"),
    [
        (6, 23, True),  # 6 of 29 is more than a fifth
        (6, 24, False),  # 6 of 30 is a fifth exactly
        (5, 0, False),  # all of them, but only five
        (6, 0, True),
    ],
)
def test_more_than_a_fifth_and_more_than_five_changes_are_not_believed(
    changed: int, same: int, stopped: bool
) -> None:
    both = [*comparisons(changed, "pending", "lapsed"), *comparisons(same)]
    verdict = judge(both, len(both), len(both))
    assert verdict.stopped is stopped
    assert kinds(verdict) == ([IssueKind.MASS_CHANGE] if stopped else [])
    assert len(verdict.allowed) == (0 if stopped else len(both))


def test_measures_seen_for_the_first_time_are_no_change() -> None:
    assert not judge(comparisons(50, None, "pending"), 0, 0).stopped


@pytest.mark.parametrize(("expected", "answered"), [(100, 1), (20, 20)])
def test_steps_to_law_pass_even_when_nothing_else_does(expected: int, answered: int) -> None:
    forward = [
        ("assent", "assent", "pending", "enacted"),
        ("start", "start", "enacted", "in_force"),
        ("new", "new", None, "in_force"),
    ]
    verdict = judge([*forward, *comparisons(12, "pending", "lapsed")], expected, answered)
    assert verdict.stopped
    assert verdict.allowed == {"assent", "start", "new"}


def test_many_steps_to_law_are_no_mass_change() -> None:
    verdict = judge(comparisons(30, "pending", "enacted"), 30, 30)
    assert not verdict.stopped
    assert len(verdict.allowed) == 30


@pytest.mark.parametrize("after", ["pending", "lapsed", "unknown", None])
@pytest.mark.parametrize("before", ["enacted", "in_force"])
def test_law_turned_back_waits_for_review(before: str, after: str | None) -> None:
    verdict = judge([("r", "m", before, after)], 1, 1)
    assert verdict.allowed == set()
    assert "r" in verdict.held
    assert kinds(verdict) == [IssueKind.HELD_FOR_REVIEW]
    assert verdict.issues[0].measure == "m"


def test_repeal_is_no_step_back() -> None:
    verdict = judge([("r", "m", "in_force", "repealed")], 1, 1)
    assert (verdict.allowed, verdict.held) == ({"r"}, {})


# -- the same rules in a run -----------------------------------------------------------------------


def _ten(tag: str = "") -> dict[int, loopback.Answer]:
    return {n: bill_page(n, f"{small.DIRECT} {n}{tag}") for n in range(1, 11)}


def test_a_source_that_answers_for_too_few_changes_nothing(tmp_path: Path) -> None:
    with Loopback(site("XA", _ten())) as sites:
        world = World(tmp_path, sites)
        assert outcome(world.run()) == "ok"
        before, last = world.titles(), world.rows("SELECT last_success FROM source_runs")
        for number, answer in _ten(" changed").items():
            sites.put(small.address("XA", f"bill/{number}"), answer if number <= 7 else (404, {}, b""))
        run = world.run()
        assert outcome(run) == "failed"
        assert world.titles() == before
        assert {i["kind"] for i in world.issues(run)} == {"http_status", "too_few_answered"}
        newest = world.rows("SELECT max(last_success) AS last_success FROM source_runs")
        assert newest == last  # an unbelieved run is no success

        sites.put(small.address("XA", "bill/8"), _ten(" changed")[8])
        assert outcome(world.run()) == "degraded"
        assert [t.endswith(" changed") for t in world.titles().values()].count(True) == 8


@pytest.mark.parametrize(("status", "told"), [(403, "blocked"), (500, "failed")])
def test_a_source_of_which_no_page_is_read_says_why_and_no_more(
    tmp_path: Path, status: int, told: str
) -> None:
    with Loopback(site("XA", _ten())) as sites:
        world = World(tmp_path, sites)
        world.run()
        sites.fault(None, loopback.status(status), always=True)
        run = world.run()
        assert outcome(run) == told
        assert "too_few_answered" not in {i["kind"] for i in world.issues(run)}


def test_a_replay_that_lacks_every_page_is_skipped_however_much_is_watched(tmp_path: Path) -> None:
    with Loopback(site("XA", {n: bill_page(n) for n in range(1, 13)})) as sites:
        world = World(tmp_path, sites)
        world.run()
        (tmp_path / "set").mkdir()
        (tmp_path / "set" / "index.jsonl").touch()
        listed = small.small_source(start=lambda _: [Request(url=small.address("XA", "list"))])
        run = world.run(listed, web=lambda _: Replay(tmp_path / "set"), mode="replay")
        assert (outcome(run), run.outcome) == ("skipped", "partial")


def test_not_modified_counts_as_answered(tmp_path: Path) -> None:
    bills = {n: bill_page(n, etag=f'"{n}"') for n in range(1, 13)}
    with Loopback(site("XA", bills)) as sites:
        world = World(tmp_path, sites)
        world.run()
        sites.requests.clear()
        run = world.run()
        conditional = [seen for seen in sites.requests if "if-none-match" in seen.headers]
        assert len(conditional) == 12
        assert outcome(run) == "unchanged"
        assert world.issues(run) == []
        assert run.sources[0]["measures"] == 12


def test_a_mass_change_keeps_the_last_good_rows_and_lets_law_through(tmp_path: Path) -> None:
    with Loopback(site("XA", _ten())) as sites:
        world = World(tmp_path, sites)
        world.run()
        for number in range(1, 10):
            steps = (("introduced", "2026-01-05"), ("withdrawn", "2026-02-01"))
            sites.put(small.address("XA", f"bill/{number}"), bill_page(number, small.DIRECT, *steps))
        law = (("introduced", "2026-01-05"), ("assented", "2026-10-01"))
        sites.put(small.address("XA", "bill/10"), bill_page(10, small.DIRECT, *law))
        run = world.run()
        assert outcome(run) == "failed"
        assert [i["kind"] for i in world.issues(run)] == ["mass_change"]
        assert {world.status(measure_id("XA", n)) for n in range(1, 10)} == {"pending"}
        assert world.status(measure_id("XA", 10)) == "enacted"


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world in which a law's source has come to call it a bill again."""
    sites = Loopback(site("XA", {1: bill_page(1, small.DIRECT, ("assented", "2026-05-01"))}))
    monkeypatch.setattr(catalogue, "sources", lambda: {"xa_small": small.small_source()})
    with sites:
        world = World(tmp_path, sites)
        monkeypatch.setattr(common, "curated", lambda: world.known)
        monkeypatch.setattr(common, "clock", world.time.now)
        world.run()
        sites.put(small.address("XA", "bill/1"), bill_page(1))
        run = world.run()
        assert outcome(run) == "degraded"
        assert [i["kind"] for i in world.issues(run)] == ["held_for_review"]
        yield world


def _review(world: World, *arguments: str) -> Any:
    result = CliRunner().invoke(cli.cli, ["review", *arguments, "--db", str(world.path)])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout or "[]")


def test_law_turned_into_a_bill_is_held_listed_and_let_through_by_hand(held: World) -> None:
    name = measure_id("XA", 1)
    assert held.status(name) == "enacted"
    [waiting] = _review(held, "--json")
    assert (waiting["id"], waiting["origin"]) == (name, "xa_small")
    assert waiting["reason"] == f"{name} would go back from enacted to pending"
    assert waiting["url"] == small.address("XA", "bill/1")

    held.run()
    assert held.status(name) == "enacted"  # asking again changes nothing

    _review(held, name)
    assert held.status(name) == "pending"
    assert _review(held, "--json") == []


def test_a_held_record_that_its_source_takes_back_no_longer_waits(held: World) -> None:
    law = bill_page(1, small.DIRECT, ("assented", "2026-05-01"))
    held.sites.put(small.address("XA", "bill/1"), law)
    assert outcome(held.run()) == "unchanged"
    assert _review(held, "--json") == []
