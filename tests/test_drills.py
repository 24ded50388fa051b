"""Drills: killed in the middle, polite under load, silent about keys."""

from __future__ import annotations

import json
import logging
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from click.testing import CliRunner

from tests import loopback
from tests.conftest import ROOT
from tests.loopback import Loopback
from tests.small import DIRECT, HOSTS, Time, World, address, bill_page, outcome, page, site, small_source
from tracker import cli
from tracker.captures import CaptureStore
from tracker.cli import common, sources
from tracker.page import Request
from tracker.refresh import runner
from tracker.settings import captures_path
from tracker.source import catalogue
from tracker.web import Live


@pytest.fixture(autouse=True)
def _one_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "parser_version", lambda _: "1")


# -- kill -9 ---------------------------------------------------------------------------------------

BILLS = range(1, 13)
#: Of both sources: robots.txt, the list, the bills.
#: The exit code of a process that was killed.
KILLED = 1 if sys.platform == "win32" else -signal.SIGKILL
REQUESTS = 2 * (2 + len(BILLS))


def _publish(sites: Loopback, version: int) -> None:
    """Both sites tell every bill anew, the version in its title and in a step of its own."""
    for place in HOSTS:
        steps = (
            ("introduced", "2026-01-05"),
            *(("committee", f"2026-02-{v:02}") for v in range(1, version + 1)),
        )
        bills = {n: bill_page(n, f"{DIRECT}, version {version}", *steps) for n in BILLS}
        for url, answer in site(place, bills).items():
            sites.put(url, answer)


def _versions(db: sqlite3.Connection, place: str) -> set[tuple[int, ...]]:
    """What each bill of a place is at, by every table that tells: one element where all is of one piece."""
    found = db.execute(
        """SELECT CAST(substr(m.title, -1) AS INTEGER), CAST(substr(t.title, -1) AS INTEGER),
             (SELECT count(*) FROM events e WHERE e.measure = m.id AND e.stage = 'committee' AND listed),
             (SELECT count(*) FROM records r WHERE r.measure = m.id AND instr(r.record, m.title) > 0)
           FROM measures m JOIN measure_titles t ON t.measure = m.id WHERE m.place = ?""",
        [place],
    ).fetchall()
    return {tuple(row) for row in found}


def _start(world: World) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.small", str(world.path), world.sites.upstream]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def _moments() -> list[tuple[int, float]]:
    """When to kill: after so many requests, and then after that share of the time the rest takes. Two
    while pages come, three while they are committed."""
    chance = random.Random(20261102)  # noqa: S311
    crawling = [(chance.randrange(1, REQUESTS), 0.0) for _ in range(2)]
    committing = [(REQUESTS, (third + chance.random()) / 3 * 0.9) for third in range(3)]
    return [*crawling, *committing]


def _wait_for(sites: Loopback, requests: int) -> None:
    deadline = time.monotonic() + 20
    while len(sites.requests) < requests:
        assert time.monotonic() < deadline, f"{len(sites.requests)} of {requests} requests came"
        time.sleep(0.001)


def test_killed_at_any_moment_each_source_is_whole(tmp_path: Path) -> None:
    with Loopback({}) as sites:
        world = World(tmp_path, sites)
        world.sources = tuple(map(small_source, HOSTS))
        _publish(sites, 1)
        with _start(world) as child:
            assert child.stdout is not None
            assert child.stdout.readline().strip() == b"done"
            committing = time.monotonic() - sites.requests[-1].at
        assert len(sites.requests) == REQUESTS
        killed = 0
        for version, (requests, share) in enumerate(_moments(), 2):
            _publish(sites, version)
            sites.requests.clear()
            with _start(world) as child:
                _wait_for(sites, requests)
                time.sleep(share * committing)
                child.kill()
            killed += child.returncode == KILLED
            _check_whole(world, version)
            run = world.run()
            assert run.outcome == "done"
            assert {s["measures"] for s in run.sources} == {len(BILLS)}
            _check_whole(world, version)
        assert killed >= 3, "the runs ended before they were killed: nothing was tried"
        unfinished = world.rows("SELECT count(*) AS n FROM runs WHERE outcome IS NULL")[0]["n"]
        assert unfinished >= 3
        told = {title[-1] for title in world.titles().values()}
        assert told == {str(version)}


def _check_whole(world: World, version: int) -> None:
    """The database opens, is sound, and holds of each source all of the last version or all of the new."""
    for path in (world.path, captures_path(world.path)):
        with sqlite3.connect(path) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.close()
    with sqlite3.connect(world.path) as db:
        last = db.execute("SELECT max(id) FROM runs WHERE mode = 'live'").fetchone()[0]
        for place in HOSTS:
            source = f"{place.lower()}_small"
            done = db.execute(
                "SELECT 1 FROM source_runs WHERE run = ? AND source = ?", [last, source]
            ).fetchone()
            at = version if done else version - 1
            assert _versions(db, place) == {(at, at, at, 1)}
            count = db.execute("SELECT count(*) FROM measures WHERE place = ?", [place]).fetchone()[0]
            assert count == len(BILLS)
        # Every body a committed row names is held.
        named = {row[0] for row in db.execute("SELECT sha256 FROM captures")}
    db.close()
    store = CaptureStore(captures_path(world.path))
    for digest in named:
        store.get(digest)
    store.close()


# -- politeness ------------------------------------------------------------------------------------


class Crowd(httpx.BaseTransport):
    """Stands in for all hosts and notes, on the injected clock, from when to when each request lasted."""

    def __init__(self, clock: Time, answer: Callable[[httpx.Request], loopback.Answer]) -> None:
        self.clock = clock
        self.answer = answer
        self.spans: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.under_way: dict[str, int] = defaultdict(int)
        self.most: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        with self._lock:
            self.under_way[host] += 1
            self.most[host] = max(self.most[host], self.under_way[host])
        began = self.clock.monotonic()
        time.sleep(0.003)  # real time, so that threads that may overlap do
        status, headers, body = self.answer(request)
        with self._lock:
            self.under_way[host] -= 1
            self.spans[host].append((began, self.clock.monotonic()))
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))

    def door(self) -> Live:
        return Live(
            transport=self, clock=self.clock.now, sleep=self.clock.sleep, monotonic=self.clock.monotonic
        )


def test_two_sources_of_one_host_take_turns_a_second_apart(tmp_path: Path) -> None:
    answers = site("XA", {n: bill_page(n) for n in range(1, 6)})

    def answer(request: httpx.Request) -> loopback.Answer:
        return answers.get(str(request.url), (404, {}, b""))

    with Loopback({}) as sites:
        world = World(tmp_path, sites)
        crowd = Crowd(world.time, answer)
        sources = (small_source(), small_source(id="xa_other"))
        run = world.run(*sources, web=lambda _: crowd.door())
    assert [s["requests"] for s in run.sources] == [6, 6]
    assert crowd.most == {"a.example": 1}
    spans = crowd.spans["a.example"]
    assert len(spans) == 13  # robots.txt once for both
    assert all(later[0] - earlier[1] >= 0.999 for earlier, later in pairwise(sorted(spans)))


def test_a_slower_interval_holds(tmp_path: Path) -> None:
    answers = site("XA", {1: bill_page(1)})
    with Loopback({}) as sites:
        world = World(tmp_path, sites)
        crowd = Crowd(world.time, lambda request: answers.get(str(request.url), (404, {}, b"")))
        world.run(small_source(interval=7.5), web=lambda _: crowd.door())
    pages = sorted(crowd.spans["a.example"])[1:]
    assert [later[0] - earlier[1] >= 7.499 for earlier, later in pairwise(pages)] == [True]


def test_two_hosts_are_asked_side_by_side(tmp_path: Path) -> None:
    answers = {**site("XA", {1: bill_page(1)}), **site("XB", {1: bill_page(1)})}
    meet = threading.Barrier(2, timeout=5)

    def answer(request: httpx.Request) -> loopback.Answer:
        if request.url.path == "/list":
            meet.wait()  # goes on only when the other host is being asked too
        return answers.get(str(request.url), (404, {}, b""))

    with Loopback({}) as sites:
        world = World(tmp_path, sites)
        crowd = Crowd(world.time, answer)
        run = world.run(*map(small_source, HOSTS), web=lambda _: crowd.door())
    assert [s["outcome"] for s in run.sources] == ["ok", "ok"]
    assert not meet.broken


# -- keys ------------------------------------------------------------------------------------------

KEY = "s3cret/k+y"


@pytest.fixture
def keyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A source that needs a key, at a site that repeats it in answers, addresses and refusals."""
    monkeypatch.setenv("XA_SMALL_KEY", KEY)

    def start(_: object) -> Iterator[Request]:
        yield Request(url=address("XA", "list?key={key}"), headers={"x-api-key": "{key}"})
        for path in ("bill/1", "bill/3", "bill/4", "bill/5"):
            yield Request(url=address("XA", f"{path}?key={{key}}"), context={"why": "asked"})

    told = f"key={quote(KEY, safe='')}"
    data = {"n": 1, "title": f"{DIRECT} {KEY}", "steps": [{"stage": "introduced", "date": "2026-01-05"}]}
    answers = {
        address("XA", f"list?{told}"): page({"bills": [], "asked": KEY}),
        address("XA", f"bill/1?{told}"): page(data),
        address("XA", f"bill/3?{told}"): (
            200,
            {"content-type": "application/json"},
            f'{{"n": "{KEY}'.encode(),
        ),
        address("XA", f"bill/4?{told}"): (403, {"content-type": "text/plain"}, f"bad key {KEY}".encode()),
        address("XA", f"bill/5?{told}"): page({"n": KEY, "title": DIRECT, "steps": []}),
    }
    with Loopback(answers) as sites:
        world = World(tmp_path, sites)
        source = small_source(key="XA_SMALL_KEY", start=start)
        monkeypatch.setattr(catalogue, "sources", lambda: {source.id: source})
        monkeypatch.setattr(common, "curated", lambda: world.known)
        monkeypatch.setattr(common, "clock", world.time.now)
        monkeypatch.setattr(sources, "Live", lambda upstream: world.live(upstream))
        yield world


def test_a_key_stays_on_the_wire(keyed: World, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with caplog.at_level(logging.DEBUG):
        result = CliRunner().invoke(cli.cli, ["refresh", "--db", str(keyed.path), "--json"])
    sent = [seen for seen in keyed.sites.requests if "robots.txt" not in seen.url]
    assert len(sent) == 5
    assert all(quote(KEY, safe="") in seen.url for seen in sent)
    assert sent[0].headers["x-api-key"] == KEY

    assert result.exit_code == 1
    kinds = {row["kind"] for row in keyed.rows("SELECT kind FROM issues")}
    assert kinds == {"malformed", "blocked", "bad_value", "empty"}
    assert list(keyed.titles().values()) == [f"{DIRECT} REDACTED"]
    assert json.loads(result.stdout)["sources"][0]["outcome"] == "degraded"

    store = CaptureStore(captures_path(keyed.path))
    kept = [(capture, store.get(capture.sha256)) for capture in store.each("xa_small")]
    store.export(tmp_path / "exported")
    store.close()
    assert len(kept) == 4
    places = {
        "log": caplog.text,
        "output": result.output,
        "captures": repr(kept),
        "database": "\n".join(sqlite3.connect(keyed.path).iterdump()),
        **{str(p): p.read_bytes().decode("latin-1") for p in tmp_path.rglob("*") if p.is_file()},
    }
    assert "XA_SMALL_KEY" in places["database"]  # the name of a key is no secret
    forms = (KEY, quote(KEY, safe=""), "s3cret")
    assert [name for name, text in places.items() if any(form in text for form in forms)] == []


def test_a_key_in_a_validator_is_not_kept(keyed: World) -> None:
    url = address("XA", f"bill/1?key={quote(KEY, safe='')}")
    keyed.sites.put(url, bill_page(1, etag=f'"{KEY}"'))
    CliRunner().invoke(cli.cli, ["refresh", "--db", str(keyed.path)])
    store = CaptureStore(captures_path(keyed.path))
    kept = [capture.etag for capture in store.each("xa_small") if "bill/1" in capture.url]
    store.close()
    assert len(kept) == 1
    assert KEY not in str(kept)


def test_a_missing_key_is_told_by_its_name_only(keyed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XA_SMALL_KEY")
    run = keyed.run(small_source(key="XA_SMALL_KEY"))
    assert outcome(run) == "needs_key"
    assert keyed.asked() == []
