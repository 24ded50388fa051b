"""The capture store: bodies once, nothing written twice, validators only for what was committed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.captures import Capture, CaptureStore
from tracker.page import Request
from tracker.web import FetchFailed, Policy, Replay, Validators

URL = "https://www.parl.ca/bill"
POLICY = Policy(hosts=("www.parl.ca",))
XML = {"content-type": "text/xml", "etag": '"1"', "last-modified": "Thu, 01 Oct 2026 10:00:00 GMT"}
T1, T2, T3 = "2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z", "2026-10-03T00:00:00Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaptureStore]:
    store = CaptureStore(tmp_path / "data" / "captures.db")
    yield store
    store.close()


def database(tmp_path: Path) -> sqlite3.Connection:
    return sqlite3.connect(tmp_path / "data" / "captures.db")


def contents(tmp_path: Path) -> list[str]:
    connection = database(tmp_path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def note(store: CaptureStore, content: bytes, at: str | None, url: str = URL, **more: str) -> str:
    digest = store.put(content)
    store.note(url, digest, more.pop("source", "ca_legisinfo"), 200, XML, at, "{}", **more)
    return digest


def newest(store: CaptureStore, url: str = URL) -> Capture:
    capture = store.latest(url)
    assert capture is not None
    return capture


# Bodies


@given(content=st.binary(max_size=2000))
def test_a_body_comes_back(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    store = CaptureStore(tmp_path_factory.getbasetemp() / "bodies.db")
    digest = store.put(content)
    assert digest == sha256(content).hexdigest()
    assert store.get(digest) == content
    store.close()


def test_a_body_is_kept_once_and_compressed(store: CaptureStore, tmp_path: Path) -> None:
    body = b"<Bill>An Act</Bill>" * 10_000
    assert store.put(body) == store.put(body)
    rows = database(tmp_path).execute("select size, length(deflated) from bodies").fetchall()
    assert len(rows) == 1
    assert rows[0][0] == len(body)
    assert rows[0][1] < len(body) / 50


def test_an_unknown_body_is_a_key_error(store: CaptureStore) -> None:
    with pytest.raises(KeyError):
        store.get("0" * 64)


@pytest.mark.parametrize("damage", ["x'00'", "(select deflated from bodies where size = 5)"])
def test_a_damaged_body_is_not_handed_out(store: CaptureStore, tmp_path: Path, damage: str) -> None:
    store.put(b"other")
    digest = store.put(b"<Bill/>")
    with database(tmp_path) as connection:
        connection.execute(f"update bodies set deflated = {damage} where size = 7")
    connection.close()
    with pytest.raises(ValueError, match=f"{digest} is damaged"):
        store.get(digest)


def test_a_damaged_body_is_mended_when_it_comes_again(store: CaptureStore, tmp_path: Path) -> None:
    digest = store.put(b"<Bill/>")
    store.note(URL, digest, "ca_legisinfo", 200, XML, T1, "{}")
    with database(tmp_path) as connection:
        connection.execute("update bodies set deflated = x'00'")
    connection.close()
    assert store.find(digest) is None
    assert store.put(b"<Bill/>") == digest
    assert store.get(digest) == b"<Bill/>"
    store.export(tmp_path / "set")


# Captures


def test_a_capture_keeps_what_was_noted(store: CaptureStore) -> None:
    digest = store.put(b"<Bill/>")
    assert store.note(URL, digest, "ca_legisinfo", 200, XML, T1, '{"session":"44-1"}') is True
    assert store.latest(URL) == Capture(
        url=URL,
        method="GET",
        sha256=digest,
        source="ca_legisinfo",
        status=200,
        etag='"1"',
        last_modified="Thu, 01 Oct 2026 10:00:00 GMT",
        content_type="text/xml",
        fetched_at=T1,
        context_json='{"session":"44-1"}',
        parser=None,
    )
    assert store.latest(URL + "/other") is None


def test_a_note_needs_its_body(store: CaptureStore, tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.note(URL, "0" * 64, "ca_legisinfo", 200, XML, T1, "{}")
    assert store.latest(URL) is None
    assert note(store, b"a", T1) == newest(store).sha256, "the store works on after the failure"


def test_the_same_again_writes_nothing(store: CaptureStore, tmp_path: Path) -> None:
    note(store, b"a", T1)
    note(store, b"b", T2)
    store.committed(URL, newest(store).sha256, "p1")
    before = contents(tmp_path)
    for content, at in ((b"b", T2), (b"b", T3), (b"a", T1)):
        note(store, content, at)
        store.committed(URL, newest(store).sha256, "p1")
    assert contents(tmp_path) == before


def test_the_order_of_arrival_does_not_matter(store: CaptureStore) -> None:
    for content, at in ((b"c", T3), (b"a", T1), (b"b", T2), (b"0", None)):
        note(store, content, at)
    assert newest(store).sha256 == sha256(b"c").hexdigest()


def test_a_page_that_changes_back_is_the_newest_again(store: CaptureStore) -> None:
    first = note(store, b"a", T1)
    note(store, b"b", T2)
    note(store, b"a", T3)
    assert (newest(store).sha256, newest(store).fetched_at) == (first, T3)


def test_a_capture_of_unknown_time_is_the_oldest(store: CaptureStore, tmp_path: Path) -> None:
    dated = note(store, b"a", T1)
    note(store, b"b", None)
    assert newest(store).sha256 == dated
    before = contents(tmp_path)
    note(store, b"b", None)
    assert contents(tmp_path) == before


def test_methods_are_kept_apart(store: CaptureStore) -> None:
    got = note(store, b"a", T1)
    posted = note(store, b"b", T2, method="POST")
    assert newest(store).sha256 == got
    capture = store.latest(URL, "POST")
    assert capture is not None
    assert capture.sha256 == posted


# Validators


def test_validators_only_for_what_this_parser_committed(store: CaptureStore) -> None:
    first = note(store, b"a", T1)
    assert store.validators(URL, "p1") is None, "nothing is committed yet"
    store.committed(URL, first, "p1")
    assert store.validators(URL, "p1") == Validators('"1"', "Thu, 01 Oct 2026 10:00:00 GMT")
    assert store.validators(URL, "p2") is None, "another parser may read more out of it"
    second = note(store, b"b", T2)
    assert store.validators(URL, "p1") is None, "the newest body is not committed"
    store.committed(URL, second, "p1")
    assert store.validators(URL, "p1") is not None
    store.committed(URL, second, "p2")
    assert store.validators(URL, "p1") is None
    assert store.validators(URL, "p2") is not None
    note(store, b"a", T3)
    assert store.validators(URL, "p2") is None, "a page that changed back has to be committed again"
    assert store.validators("https://www.parl.ca/never", "p1") is None


def test_no_validators_without_any(store: CaptureStore) -> None:
    digest = store.put(b"a")
    store.note(URL, digest, "ca_legisinfo", 200, {}, T1, "{}", "p1")
    assert newest(store).parser == "p1"
    assert store.validators(URL, "p1") is None


# All of a source; export


def test_each_gives_the_newest_of_every_address(store: CaptureStore) -> None:
    note(store, b"a", T1)
    newer = note(store, b"b", T2)
    undated = note(store, b"c", None, URL + "/2")
    note(store, b"d", T1, "https://bills.example/1", source="gb_bills")
    assert [(c.url, c.sha256) for c in store.each("ca_legisinfo")] == [(URL, newer), (URL + "/2", undated)]
    assert [c.source for c in store.each("gb_bills")] == ["gb_bills"]
    assert list(store.each("nobody")) == []


def test_a_reader_of_each_may_write(store: CaptureStore) -> None:
    for number in range(3):
        note(store, b"a", T1, f"{URL}/{number}")
    for capture in store.each("ca_legisinfo"):
        store.committed(capture.url, capture.sha256, "p2")
    assert {c.parser for c in store.each("ca_legisinfo")} == {"p2"}


def test_an_export_is_a_capture_set(store: CaptureStore, tmp_path: Path) -> None:
    note(store, b"a", T1)
    note(store, b"b", T2)
    note(store, "소".encode(), None, URL + "/소?q=1")
    note(store, b"found", T1, URL, method="POST")
    folder = tmp_path / "set"
    store.export(folder)

    page = Replay(folder).fetch(Request(url=URL), POLICY).page
    assert page is not None
    assert (page.content, page.content_type, page.fetched_at) == (b"b", "text/xml", T2)
    response = Replay(folder, date(2026, 10, 1)).fetch(Request(url=URL), POLICY)
    assert response.page is not None
    assert response.page.content == b"a"
    assert response.headers["etag"] == '"1"'
    undated = Replay(folder).fetch(Request(url=URL + "/소?q=1"), POLICY).page
    assert undated is not None
    assert (undated.content.decode(), undated.fetched_at) == ("소", None)
    posted = Replay(folder).fetch(Request(url=URL, method="POST"), POLICY).page
    assert posted is not None
    assert posted.content == b"found"
    with pytest.raises(FetchFailed):
        Replay(folder).fetch(Request(url=URL + "/other"), POLICY)
    with pytest.raises(FileExistsError):
        store.export(folder)


def test_an_exported_set_noted_again_writes_nothing(store: CaptureStore, tmp_path: Path) -> None:
    note(store, b"a", T1)
    note(store, b"b", T2)
    store.export(tmp_path / "set")
    before = contents(tmp_path)
    for until in (None, date(2026, 10, 1)):
        response = Replay(tmp_path / "set", until).fetch(Request(url=URL), POLICY)
        assert response.page is not None
        note(store, response.page.content, response.fetched_at)
    assert contents(tmp_path) == before


# The file


def test_the_store_lives_on(store: CaptureStore, tmp_path: Path) -> None:
    digest = note(store, b"a", T1)
    store.close()
    again = CaptureStore(tmp_path / "data" / "captures.db")
    assert again.get(digest) == b"a"
    assert newest(again).sha256 == digest
    again.close()


def test_the_file_is_wal_and_strict(store: CaptureStore, tmp_path: Path) -> None:
    connection = database(tmp_path)
    assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
    for table in ("bodies", "captures"):
        sql = connection.execute("select sql from sqlite_master where name = ?", [table]).fetchone()[0]
        assert sql.endswith("strict")
    connection.close()


def test_threads_share_a_store(store: CaptureStore, tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for index in range(10):
                digest = note(store, f"{number % 2} {index}".encode(), T1, f"{URL}/{number}/{index}")
                store.committed(f"{URL}/{number}/{index}", digest, "p1")
                assert store.get(digest)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(list(store.each("ca_legisinfo"))) == 60
    assert database(tmp_path).execute("select count(*) from bodies").fetchone() == (20,)


def test_two_stores_share_a_file(store: CaptureStore, tmp_path: Path) -> None:
    other = CaptureStore(tmp_path / "data" / "captures.db")
    digest = note(other, b"a", T1)
    note(store, b"b", T2)
    assert store.get(digest) == b"a"
    assert newest(other).fetched_at == T2
    other.close()
