"""Replaying capture sets: which stored answer serves which request, and what a broken set says."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import capture_index
from tests.loopback import Loopback
from tracker.page import Request
from tracker.vocabulary import IssueKind
from tracker.web import FetchFailed, Live, Policy, Replay
from tracker.web.replay import match_key

URL = "https://www.parl.ca/LegisInfo/bill?a=1&b=2"
POLICY = Policy(hosts=("www.parl.ca",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def write(folder: Path, *lines: dict[str, Any] | str) -> None:
    """A set whose line number n, where it names no file, is answered by the text "body n"."""
    written = []
    for number, line in enumerate(lines, 1):
        if isinstance(line, dict):
            (folder / f"{number}.txt").write_text(f"body {number}", "utf-8")
            line = json.dumps({"url": URL, "method": "GET", "status": 200, "file": f"{number}.txt", **line})
        written.append(line + "\n")
    (folder / "index.jsonl").write_text("".join(written), encoding="utf-8")


def body(folder: Path, url: str = URL, until: date | None = None, method: str = "GET") -> str:
    response = Replay(folder, until).fetch(Request(url=url, method=method), POLICY)
    assert response.page is not None
    assert response.page.url == url
    return response.page.content.decode()


def failure(folder: Path, url: str = URL, policy: Policy = POLICY, **request: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        Replay(folder).fetch(Request(url=url, **request), policy)
    return caught.value


def test_an_answer_comes_as_it_was_stored(folder: Path) -> None:
    headers = {"Content-Type": "text/xml; charset=utf-8", "ETag": '"1"', "Server": "x"}
    write(folder, {"headers": headers, "fetched_at": "2026-10-01T14:00:00+02:00"})
    replay = Replay(folder)
    response = replay.fetch(Request(url=URL), POLICY)
    assert replay.replayed is True
    assert Live.replayed is False
    assert response.page is not None
    assert response.page.content_type == "text/xml; charset=utf-8"
    assert response.fetched_at == response.page.fetched_at == "2026-10-01T12:00:00Z"
    assert dict(response.headers) == {"content-type": "text/xml; charset=utf-8", "etag": '"1"'}
    replay.close()


def test_only_four_members_are_always_there(folder: Path) -> None:
    write(folder, {"headers": None, "fetched_at": None})
    response = Replay(folder).fetch(Request(url=URL), POLICY)
    assert response.page is not None
    assert (response.page.content_type, response.page.fetched_at, response.headers) == ("", None, {})


@pytest.mark.parametrize(
    "url",
    [
        "http://www.parl.ca/LegisInfo/bill?a=1&b=2",
        "https://WWW.Parl.CA/legisinfo/BILL?a=1&b=2",
        "https://www.parl.ca/LegisInfo/bill?b=2&a=1",
        "https://www.parl.ca:443/LegisInfo/bill?a=1&b=2#part",
        "https://www.parl.ca/%4CegisInfo/bill?a=%31&b=2",
    ],
)
def test_the_same_request_written_otherwise(folder: Path, url: str) -> None:
    write(folder, {})
    assert body(folder, url) == "body 1"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.parl.ca/LegisInfo/bill",
        "https://www.parl.ca/LegisInfo/bill?a=1",
        "https://www.parl.ca/LegisInfo/bill?a=1&b=2&b=2",
        "https://www.parl.ca/LegisInfo/bill?a=2&b=1",
        "https://www.parl.ca/LegisInfo/bill?A=1&b=2",
        "https://www.parl.ca/LegisInfo/bill/?a=1&b=2",
        "https://www.parl.ca/LegisInfo/bill?a=1&b=2&c=",
    ],
)
def test_another_request_is_not_in_the_set(folder: Path, url: str) -> None:
    write(folder, {})
    failed = failure(folder, url)
    assert failed.kind is IssueKind.NOT_IN_SET
    assert failed.url == url


def test_the_method_matters(folder: Path) -> None:
    write(folder, {"method": "post"})
    assert failure(folder).kind is IssueKind.NOT_IN_SET
    assert body(folder, method="POST") == "body 1"


def test_a_body_matters_where_the_set_knows_it(folder: Path) -> None:
    first, second, other = (Request(url=URL, method="POST", body=text) for text in "abc")
    write(folder, *({"method": "POST", "url": url} for url in (URL, first.address, second.address)))
    replay = Replay(folder)
    found = [replay.fetch(request, POLICY).page for request in (first, second, other)]
    assert [page and page.content for page in found] == [b"body 2", b"body 3", b"body 1"]


def test_query_terms_that_are_not_utf8_stay_apart(folder: Path) -> None:
    base = "https://www.parl.ca/q?t="
    write(folder, {"url": base + "%B9%FD"}, {"url": base + "%A4%A3"}, {"url": base + "소"})
    assert body(folder, base + "%b9%fd") == "body 1"
    assert body(folder, base + "%A4%A3") == "body 2"
    assert body(folder, base + "%EC%86%8C") == "body 3"


@given(st.permutations([("a", "1"), ("a", "2"), ("b", ""), ("c", "x y")]))
def test_parameters_come_in_any_order(order: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in order)
    assert match_key("GET", f"https://h/p?{query}") == match_key("get", "http://H/P?a=1&a=2&b=&c=x%20y")


# Which of several lines

DATED: tuple[dict[str, Any], ...] = (
    {"fetched_at": "2026-03-01T00:00:00Z"},
    {"fetched_at": "2026-05-01T23:59:59Z"},
    {},
    {"fetched_at": "2026-04-01"},
)


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (None, "body 2"),
        (date(2026, 5, 1), "body 2"),
        (date(2026, 4, 30), "body 4"),
        (date(2026, 4, 1), "body 4"),
        (date(2026, 3, 31), "body 1"),
        (date(2026, 2, 28), "body 3"),
    ],
)
def test_the_newest_line_wins(folder: Path, until: date | None, expected: str) -> None:
    write(folder, *DATED)
    assert body(folder, until=until) == expected


def test_the_day_ends_in_utc(folder: Path) -> None:
    write(folder, {"fetched_at": "2026-05-01T23:30:00-02:00"})
    with pytest.raises(FetchFailed) as caught:
        body(folder, until=date(2026, 5, 1))
    assert caught.value.kind is IssueKind.NOT_IN_SET
    assert body(folder, until=date(2026, 5, 2)) == "body 1"


def test_of_lines_alike_the_last_wins(folder: Path) -> None:
    write(folder, {}, {})
    assert body(folder) == "body 2"
    write(folder, {"fetched_at": "2026-05-01T00:00:00Z"}, {"fetched_at": "2026-05-01T02:00:00+02:00"})
    assert body(folder) == "body 2"


# What is stored may be a failure


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ({"status": 404}, IssueKind.HTTP_STATUS),
        ({"status": 403}, IssueKind.BLOCKED),
        ({"status": 202}, IssueKind.BLOCKED),
        ({"status": 304}, IssueKind.HTTP_STATUS),
        ({"status": 301}, IssueKind.HTTP_STATUS),
        ({"file": "empty"}, IssueKind.WRONG_CONTENT),
        ({"file": "challenge"}, IssueKind.BLOCKED),
    ],
)
def test_a_stored_failure_fails_as_it_would_live(folder: Path, line: dict[str, Any], kind: IssueKind) -> None:
    (folder / "empty").write_bytes(b"")
    (folder / "challenge").write_bytes(b"<html><title>Just a moment...</title>")
    write(folder, line)
    assert failure(folder).kind is kind


def test_a_newer_failure_hides_an_older_page(folder: Path) -> None:
    write(folder, {"fetched_at": "2026-01-01"}, {"fetched_at": "2026-02-01", "status": 500})
    assert failure(folder).kind is IssueKind.HTTP_STATUS
    assert body(folder, until=date(2026, 1, 31)) == "body 1"


@pytest.mark.parametrize("url", ["https://evil.example/x", "file:///etc/passwd", "https://[::1"])
def test_a_source_asks_its_own_hosts_only(folder: Path, url: str) -> None:
    write(folder, {})
    assert failure(folder, url).kind is IssueKind.REDIRECT_REFUSED


def test_a_key_is_not_told(folder: Path) -> None:
    write(folder, {})
    failed = failure(folder, URL + "&key=s3cret", Policy(hosts=POLICY.hosts, key="s3cret"))
    assert "s3cret" not in f"{failed} {failed.url}"


# A broken set says where

GOOD = json.dumps({"url": None, "method": "GET", "status": 200, "file": "absent"})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"url": ', "Expecting value"),
        ("[]", "JSON object"),
        ('{"method": "GET"}", ', "Extra data"),
        ({"url": 3}, "'url' is 3"),
        ({"url": "no address"}, "with a host"),
        ({"url": "https://h:port/"}, "ort"),
        ({"method": None}, "'method' is None"),
        ({"status": "200"}, "'status' is '200'"),
        ({"status": True}, "'status' is True"),
        ({"status": 99}, "'status' is 99"),
        ({"file": None}, "'file' is None"),
        ({"file": "absent.txt"}, "no such file"),
        ({"file": "."}, "no such file"),
        ({"file": "../outside.txt"}, "outside the folder"),
        ({"file": "/etc/hostname"}, "outside the folder"),
        ({"file": "link.txt"}, "outside the folder"),
        ({"headers": ["a"]}, "'headers' is"),
        ({"headers": {"a": 1}}, "'headers' is"),
        ({"fetched_at": "yesterday"}, "'fetched_at' is 'yesterday'"),
        ({"fetched_at": 20260101}, "'fetched_at' is 20260101"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: dict[str, Any] | str, said: str) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (tmp_path / "outside.txt").write_text("outside", "utf-8")
    try:
        (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    except OSError as error:
        pytest.skip(f"no link can be made here: {error}")  # Windows, for most users
    write(folder, {}, GOOD, "", line)
    with pytest.raises(ValueError, match=r"index\.jsonl, line 4: ") as caught:
        Replay(folder)
    assert said in str(caught.value)


def test_bytes_that_are_no_text_are_named_too(folder: Path) -> None:
    (folder / "index.jsonl").write_bytes(GOOD.encode() + b'\n{"url": "\xff"}\n')
    with pytest.raises(ValueError, match="line 2: "):
        Replay(folder)


def test_a_folder_without_an_index_is_no_set(folder: Path) -> None:
    with pytest.raises(ValueError, match="not a capture set"):
        Replay(folder)


def test_a_byte_order_mark_and_windows_line_ends_are_read(folder: Path) -> None:
    write(folder, {})
    index = folder / "index.jsonl"
    index.write_bytes(b"\xef\xbb\xbf" + index.read_bytes().replace(b"\n", b"\r\n"))
    assert body(folder) == "body 1"


# Real responses


@pytest.mark.captures
def test_every_real_capture_is_found(captures: Path) -> None:
    """Each address answers with the newest of its lines, or fails with the status it was stored with."""
    replay = Replay(captures)
    newest = {}
    for line in sorted(capture_index(), key=lambda line: line.get("fetched_at") or ""):
        if line["url"]:
            newest[match_key(line["method"], line["url"])] = line
    assert len(newest) > 100
    for line in newest.values():
        policy = Policy(hosts=(line["url"].split("/")[2],))
        request = Request(url=line["url"], method=line["method"])
        if line["status"] == 200:
            page = replay.fetch(request, policy).page
            assert page is not None
            assert page.sha256 == sha256((captures / line["file"]).read_bytes()).hexdigest()
        else:
            with pytest.raises(FetchFailed) as caught:
                replay.fetch(request, policy)
            assert str(line["status"]) in caught.value.detail


def test_live_through_the_loopback_equals_replay(folder: Path) -> None:
    write(folder, {"headers": {"content-type": "text/plain", "content-encoding": "gzip"}})
    with Loopback(folder) as sites:
        web = Live(upstream=sites.upstream, sleep=lambda _: None)
        live = web.fetch(Request(url=URL), POLICY).page
    replayed = Replay(folder).fetch(Request(url=URL), POLICY).page
    assert live is not None
    assert replayed is not None
    assert (live.content, live.url, live.content_type) == (
        replayed.content,
        replayed.url,
        replayed.content_type,
    )
