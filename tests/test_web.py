"""The door to the live web: bounds, politeness, refusals, secrets. Time is injected; no test waits for it."""

from __future__ import annotations

import ast
import gzip
import html
import json
import logging
import threading
import time
import tracemalloc
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracker
from tests import loopback
from tests.loopback import Loopback
from tracker.page import Request
from tracker.vocabulary import IssueKind
from tracker.web import FetchFailed, Limits, Live, Policy, Validators, user_agent_for, wire
from tracker.web.body import read_body
from tracker.web.fault import Fault
from tracker.web.live import retry_after
from tracker.web.redaction import Redactor
from tracker.web.robots import read_robots

URL = "https://www.parl.ca/bill"
ROBOTS = "https://www.parl.ca/robots.txt"
POLICY = Policy(hosts=("www.parl.ca", "lop.parl.ca"))
KEY = "s3cret/k+y"
START = datetime(2026, 10, 1, 12, tzinfo=UTC)


class Time:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.sleeps: list[float] = []

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.seconds += seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)


class Site:
    """Answers in the place of all sites, in this process, and says when it was asked what."""

    def __init__(self, time: Time, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self.time = time
        self.answer = answer
        self.asked: list[tuple[float, httpx.Request]] = []
        self.robots: Callable[[], httpx.Response] = lambda: httpx.Response(404)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((self.time.seconds, request))
        return self.robots() if request.url.path == "/robots.txt" else self.answer(request)

    @property
    def pages(self) -> list[tuple[float, httpx.Request]]:
        return [(at, request) for at, request in self.asked if request.url.path != "/robots.txt"]


tls_context = cache(wire.tls_context)


@pytest.fixture(autouse=True)
def _certificates_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody here connects by TLS; reading what the machine trusts took more than the tests themselves."""
    monkeypatch.setattr(wire, "tls_context", tls_context)


@pytest.fixture
def clock() -> Time:
    return Time()


Answers = httpx.Response | Exception


def site_of(clock: Time, *answers: Answers | Callable[[], Answers]) -> Site:
    """A site that gives those answers in order, and the last one for ever."""
    queue = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        one = queue.pop(0) if len(queue) > 1 else queue[0]
        if callable(one):
            one = one()
        if isinstance(one, Exception):
            raise one
        return one

    return Site(clock, answer)


def live(site: Site, **options: Any) -> Live:
    clock = site.time
    return Live(
        clock=clock.now,
        sleep=clock.sleep,
        monotonic=clock.monotonic,
        transport=httpx.MockTransport(site),
        **options,
    )


def ok(content: bytes = b"<Bill/>", **headers: str) -> httpx.Response:
    return httpx.Response(
        200,
        headers={"content-type": "text/xml", **{n.replace("_", "-"): v for n, v in headers.items()}},
        content=content,
    )


def failure(
    web: Live, request: Request | None = None, policy: Policy = POLICY, **options: Any
) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        web.fetch(request or Request(url=URL), policy, **options)
    return caught.value


# What comes back


def test_a_page_comes_with_its_address_type_and_time(clock: Time) -> None:
    site = site_of(
        clock, ok(etag='"1"', last_modified="Thu, 01 Oct 2026 10:00:00 GMT", server="x", set_cookie="a=b")
    )
    response = live(site).fetch(Request(url=URL), POLICY)
    assert response.page is not None
    assert (response.page.content, response.page.url, response.page.content_type) == (
        b"<Bill/>",
        URL,
        "text/xml",
    )
    assert response.fetched_at == response.page.fetched_at == "2026-10-01T12:00:01Z"
    assert (response.status, response.url) == (200, URL)
    assert dict(response.headers) == {
        "content-type": "text/xml",
        "etag": '"1"',
        "last-modified": "Thu, 01 Oct 2026 10:00:00 GMT",
    }


def test_we_say_who_we_are(clock: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        user_agent_for("https://example.org")
        == f"organ-law-tracker/{tracker.__version__} (+https://example.org)"
    )
    monkeypatch.setenv("TRACKER_CONTACT", "https://tracker.example")
    site = site_of(clock, ok())
    live(site).fetch(Request(url=URL, headers={"User-Agent": "Mozilla/5.0", "Accept": "text/xml"}), POLICY)
    assert {r.headers["user-agent"] for _, r in site.asked} == {
        f"organ-law-tracker/{tracker.__version__} (+https://tracker.example)"
    }
    assert site.pages[0][1].headers["accept"] == "text/xml"


def test_a_post_sends_its_body(clock: Time) -> None:
    site = site_of(clock, ok())
    live(site).fetch(
        Request(url=URL, method="post", body='{"q":"臓器"}', headers={"Content-Type": "application/json"}),
        POLICY,
    )
    sent = site.pages[0][1]
    assert (sent.method, sent.content.decode(), sent.headers["content-type"]) == (
        "POST",
        '{"q":"臓器"}',
        "application/json",
    )


def test_cookies_are_not_kept(clock: Time) -> None:
    site = site_of(clock, ok(set_cookie="session=1; Path=/"))
    web = live(site)
    web.fetch(Request(url=URL), POLICY)
    web.fetch(Request(url=URL), POLICY)
    assert "cookie" not in site.pages[1][1].headers


# Conditional requests


def test_validators_make_a_request_conditional(clock: Time) -> None:
    site = site_of(clock, httpx.Response(304, headers={"etag": '"1"'}))
    response = live(site).fetch(Request(url=URL), POLICY, Validators('"1"', "Thu, 01 Oct 2026 10:00:00 GMT"))
    assert (response.page, response.status, response.fetched_at) == (None, 304, "2026-10-01T12:00:01Z")
    sent = site.pages[0][1].headers
    assert sent["if-none-match"] == '"1"'
    assert sent["if-modified-since"] == "Thu, 01 Oct 2026 10:00:00 GMT"


@pytest.mark.parametrize("validators", [None, Validators(None, None)])
def test_not_modified_without_having_asked_is_a_failure(clock: Time, validators: Validators | None) -> None:
    site = site_of(clock, httpx.Response(304))
    assert failure(live(site), validators=validators).kind is IssueKind.HTTP_STATUS


def test_a_source_cannot_make_its_own_request_conditional(clock: Time) -> None:
    site = site_of(clock, ok())
    live(site).fetch(Request(url=URL, headers={"If-None-Match": '"1"', "Host": "evil.example"}), POLICY)
    assert "if-none-match" not in site.pages[0][1].headers
    assert site.pages[0][1].headers["host"] == "www.parl.ca"


def test_a_redirected_request_is_unconditional(clock: Time) -> None:
    site = site_of(clock, httpx.Response(302, headers={"location": "/new"}), httpx.Response(304))
    assert failure(live(site), validators=Validators('"1"', None)).kind is IssueKind.HTTP_STATUS
    assert "if-none-match" not in site.pages[1][1].headers


# Statuses


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (202, IssueKind.BLOCKED),
        (204, IssueKind.WRONG_CONTENT),
        (206, IssueKind.HTTP_STATUS),
        (301, IssueKind.HTTP_STATUS),
        (401, IssueKind.BLOCKED),
        (403, IssueKind.BLOCKED),
        (404, IssueKind.HTTP_STATUS),
        (410, IssueKind.HTTP_STATUS),
        (429, IssueKind.BLOCKED),
        (437, IssueKind.BLOCKED),
        (451, IssueKind.BLOCKED),
        (500, IssueKind.HTTP_STATUS),
        (503, IssueKind.HTTP_STATUS),
        (599, IssueKind.HTTP_STATUS),
    ],
)
def test_a_status_is_a_kind_of_issue(clock: Time, status: int, kind: IssueKind) -> None:
    failed = failure(live(site_of(clock, lambda: httpx.Response(status))))
    assert failed.kind is kind
    assert failed.url == URL
    assert str(status) in failed.detail


def test_a_refused_key_is_not_a_block(clock: Time) -> None:
    policy = Policy(hosts=POLICY.hosts, key=KEY)
    assert failure(live(site_of(clock, httpx.Response(401))), policy=policy).kind is IssueKind.HTTP_STATUS


@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_an_empty_200_is_wrong_content(clock: Time, body: bytes) -> None:
    assert failure(live(site_of(clock, ok(body)))).kind is IssueKind.WRONG_CONTENT


CHALLENGES = [
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>",
    b"<html><script>window._cf_chl_opt={}</script></html>",
    b'<html><form class="cf-chl-widget"></form></html>',
    b'<html><iframe src="/_Incapsula_Resource?x=1"></iframe></html>',
    b"<html><script>var awsWafCookieDomainList = [];</script></html>",
    b'<html><script src="/cdn-cgi/challenge-platform/x.js"></script></html>',
]


@pytest.mark.parametrize("body", CHALLENGES)
@pytest.mark.parametrize("status", [200, 503])
def test_a_challenge_is_a_block_and_is_not_tried_again(clock: Time, body: bytes, status: int) -> None:
    site = site_of(clock, httpx.Response(status, headers={"content-type": "text/html"}, content=body))
    assert failure(live(site)).kind is IssueKind.BLOCKED
    assert len(site.pages) == 1


def test_a_challenge_is_known_by_its_header_too(clock: Time) -> None:
    site = site_of(clock, ok(b"<html><title>Un instant</title>", cf_mitigated="challenge"))
    assert failure(live(site)).kind is IssueKind.BLOCKED


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"title": "Just a moment... Act"}'),
        # Cloudflare adds its script to genuine pages.
        (
            "text/html",
            b"<html>" + b"<p>An Act</p>" * 1000 + b'<script src="/cdn-cgi/challenge-platform/x.js">',
        ),
    ],
)
def test_a_page_that_only_mentions_a_marker_is_read(clock: Time, content_type: str, body: bytes) -> None:
    response = live(site_of(clock, ok(body, content_type=content_type))).fetch(Request(url=URL), POLICY)
    assert response.page is not None
    assert response.page.content == body


# Trying again


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 522, 524])
def test_a_passing_status_is_tried_three_times(clock: Time, status: int) -> None:
    site = site_of(clock, lambda: httpx.Response(status))
    failure(live(site))
    starts = [at for at, _ in site.pages]
    assert [round(b - a) for a, b in pairwise(starts)] == [1, 2]


@pytest.mark.parametrize("status", [400, 403, 404, 501, 505])
def test_a_lasting_status_is_not_tried_again(clock: Time, status: int) -> None:
    site = site_of(clock, httpx.Response(status))
    failure(live(site))
    assert len(site.pages) == 1


@pytest.mark.parametrize(
    "hiccup",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("gone"),
        httpx.Response(503),
    ],
)
def test_the_third_try_may_succeed(clock: Time, hiccup: Answers) -> None:
    site = site_of(clock, hiccup, hiccup, ok())
    assert live(site).fetch(Request(url=URL), POLICY).status == 200
    assert len(site.pages) == 3


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectTimeout("t"), IssueKind.TIMEOUT),
        (httpx.ReadTimeout("t"), IssueKind.TIMEOUT),
        (httpx.ConnectError("certificate verify failed"), IssueKind.UNREACHABLE),
        (httpx.ReadError("reset"), IssueKind.UNREACHABLE),
        (httpx.RemoteProtocolError("closed"), IssueKind.UNREACHABLE),
    ],
)
def test_a_lost_connection_is_a_kind_of_issue(clock: Time, error: Exception, kind: IssueKind) -> None:
    site = site_of(clock, error)
    failed = failure(live(site))
    assert failed.kind is kind
    assert str(error) in failed.detail
    assert len(site.pages) == 3


@pytest.mark.parametrize("value", ["7", "Thu, 01 Oct 2026 12:00:08 GMT"])
def test_retry_after_is_honoured(clock: Time, value: str) -> None:
    site = site_of(clock, httpx.Response(429, headers={"retry-after": value}), ok())
    live(site).fetch(Request(url=URL), POLICY)
    assert [at for at, _ in site.pages] == [1.0, 8.0]


def test_a_long_retry_after_ends_it_at_once_and_closes_the_host(clock: Time) -> None:
    site = site_of(clock, httpx.Response(429, headers={"retry-after": "3600"}), ok())
    web = live(site)
    failed = failure(web)
    assert (failed.kind, len(site.pages)) == (IssueKind.BLOCKED, 1)
    assert "429" in failed.detail
    assert "3600" in failed.detail
    assert failure(web, Request(url=URL + "/2")).kind is IssueKind.BLOCKED
    assert len(site.pages) == 1, "a host that asked for an hour of rest is not asked again"
    assert web.fetch(Request(url="https://lop.parl.ca/x"), POLICY).status == 200
    clock.seconds += 3600
    assert web.fetch(Request(url=URL), POLICY).status == 200


def test_the_longest_retry_after_that_is_waited_for(clock: Time) -> None:
    site = site_of(clock, httpx.Response(503, headers={"retry-after": "120"}), ok())
    live(site).fetch(Request(url=URL), POLICY)
    assert max(clock.sleeps) == 120


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "soon",
        "-5",
        "1e9",
        "٣",
        "Thu, 99 Oct 2026 12:00:08 GMT",
        "Thu, 01 Oct 2026 12:00:08 +99999999999999999999",
    ],
)
def test_an_unreadable_retry_after_is_none(value: str | None) -> None:
    assert retry_after(value, START) is None


def test_a_retry_after_in_the_past_is_now() -> None:
    assert retry_after("Thu, 01 Oct 2026 11:00:00 GMT", START) == 0


@given(st.text())
def test_any_retry_after_is_seconds_or_nothing(value: str) -> None:
    seconds = retry_after(value, START)
    assert seconds is None or seconds >= 0


# Politeness


def test_a_host_is_asked_at_most_once_a_second(clock: Time) -> None:
    site = site_of(clock, ok)
    web = live(site)
    for interval in (0.0, 1.0, 3.0, 3.0):
        web.fetch(Request(url=URL), Policy(hosts=POLICY.hosts, interval=interval))
    assert [at for at, _ in site.asked] == [0, 1, 2, 3, 6]


def test_a_slow_host_gets_its_rest_after_the_answer(clock: Time) -> None:
    def slow() -> httpx.Response:
        clock.seconds += 20
        return ok()

    site = site_of(clock, slow)
    web = live(site)
    web.fetch(Request(url=URL), POLICY)
    web.fetch(Request(url=URL), POLICY)
    assert [at for at, _ in site.pages] == [1, 22]


def test_hosts_do_not_wait_for_each_other(clock: Time) -> None:
    site = site_of(clock, ok)
    web = live(site)
    web.fetch(Request(url=URL), POLICY)
    before = clock.seconds
    web.fetch(Request(url="https://lop.parl.ca/robots-first"), POLICY)
    assert clock.seconds - before == 1  # between that host's robots.txt and its page


def test_threads_take_turns_at_a_host() -> None:
    at_once, most, starts = 0, 0, []
    lock = threading.Lock()
    clock = Time()

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
            starts.append(clock.seconds)
        time.sleep(0.005)
        with lock:
            at_once -= 1
        return ok()

    def slow_robots() -> httpx.Response:
        time.sleep(0.02)
        return httpx.Response(404)

    site = Site(clock, answer)
    site.robots = slow_robots
    web = live(site)
    threads = [threading.Thread(target=web.fetch, args=(Request(url=f"{URL}/{n}"), POLICY)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert starts == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(site.asked) == 9, "robots.txt is read once, whoever comes first"


# robots.txt


def test_robots_is_obeyed_and_read_once(clock: Time) -> None:
    site = site_of(clock, ok)
    site.robots = lambda: httpx.Response(200, text="User-agent: *\nDisallow: /bill\nAllow: /bill/open")
    web = live(site)
    failed = failure(web)
    assert failed.kind is IssueKind.ROBOTS
    assert "www.parl.ca" in failed.detail
    assert site.pages == []
    assert web.fetch(Request(url=URL + "/open"), POLICY).status == 200
    assert len(site.asked) == 2


def test_robots_may_speak_to_us_by_name(clock: Time) -> None:
    site = site_of(clock, ok)
    site.robots = lambda: httpx.Response(
        200, text="User-agent: *\nDisallow:\n\nUser-agent: organ-law-tracker\nDisallow: /"
    )
    assert failure(live(site)).kind is IssueKind.ROBOTS


def test_crawl_delay_is_obeyed(clock: Time) -> None:
    site = site_of(clock, ok)
    site.robots = lambda: httpx.Response(200, text="User-agent: *\nCrawl-delay: 10")
    web = live(site)
    web.fetch(Request(url=URL), POLICY)
    web.fetch(Request(url=URL), POLICY)
    assert [at for at, _ in site.asked] == [0, 10, 20]


@pytest.mark.parametrize("delay", ["3600", "1e5"])
def test_a_crawl_delay_we_cannot_keep_is_a_refusal(clock: Time, delay: str) -> None:
    site = site_of(clock, ok)
    site.robots = lambda: httpx.Response(200, text=f"User-agent: *\nCrawl-delay: {delay}")
    assert failure(live(site)).kind is IssueKind.ROBOTS
    assert site.pages == []


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (lambda: httpx.Response(404), True),
        (lambda: httpx.Response(410), True),
        (lambda: httpx.Response(403), True),
        (lambda: httpx.Response(200, content=b""), True),
        (lambda: httpx.Response(200, content=b"\xff\xfe\x00<html>garbage\x00:::"), True),
        (lambda: httpx.Response(200, html="<html><p>Disallow everything, we say</p></html>"), True),
        (lambda: httpx.Response(200, content=b"# x\n" * 200_000), True),
        (lambda: httpx.Response(302, headers={"location": "https://elsewhere.example/robots.txt"}), True),
        (lambda: httpx.Response(302, headers={"location": "/robots.txt"}), True),
        (lambda: httpx.Response(429), False),
        (lambda: httpx.Response(500), False),
        (lambda: httpx.Response(503), False),
    ],
)
def test_odd_robots(clock: Time, robots: Callable[[], httpx.Response], allowed: bool) -> None:
    site = site_of(clock, ok)
    site.robots = robots
    web = live(site)
    if allowed:
        assert web.fetch(Request(url=URL), POLICY).status == 200
        assert {request.url.host for _, request in site.asked} == {"www.parl.ca"}
    else:
        failed = failure(web)
        assert failed.kind is IssueKind.ROBOTS
        assert "robots.txt" in failed.detail
        asked = len(site.asked)
        assert failure(web).kind is IssueKind.ROBOTS
        assert (site.pages, len(site.asked)) == ([], asked)


def test_unreachable_robots_forbid_for_now(clock: Time) -> None:
    site = site_of(clock, ok)

    def refuse() -> httpx.Response:
        raise httpx.ConnectError("refused")

    site.robots = refuse
    failed = failure(live(site))
    assert failed.kind is IssueKind.UNREACHABLE
    assert "refused" in failed.detail
    assert len(site.asked) == 3


def test_robots_of_a_redirects_target_are_obeyed(clock: Time) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": "https://lop.parl.ca/x"})

    site = Site(clock, answer)
    site.robots = lambda: httpx.Response(200, text="User-agent: *\nDisallow: /x")
    assert failure(live(site)).kind is IssueKind.ROBOTS
    assert [r.url.host for _, r in site.pages] == ["www.parl.ca"]


@given(st.binary(max_size=300))
def test_any_robots_can_be_read(content: bytes) -> None:
    assert isinstance(read_robots(200, content, "organ-law-tracker").allows(URL, "organ-law-tracker"), bool)


# Addresses and redirects


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/bill",
        "https://www.parl.ca.evil.example/",
        "https://www.parl.ca@evil.example/",
        "https://www.parl.ca\\@evil.example/",
        "https://www.parl.ca:8443/bill",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "ftp://www.parl.ca/bill",
    ],
)
@pytest.mark.parametrize("as_redirect", [False, True])
def test_only_the_sources_own_hosts(clock: Time, url: str, as_redirect: bool) -> None:
    site = site_of(clock, httpx.Response(302, headers={"location": url}))
    failed = failure(live(site), None if as_redirect else Request(url=url))
    assert failed.kind is IssueKind.REDIRECT_REFUSED
    assert {r.url.host for _, r in site.asked} <= {"www.parl.ca"}
    assert len(site.pages) == (1 if as_redirect else 0)


@pytest.mark.parametrize(
    "url", ["https:///bill", "//www.parl.ca/bill", "www.parl.ca/bill", "https://[::1", ""]
)
def test_what_is_no_address_is_not_asked(clock: Time, url: str) -> None:
    site = site_of(clock, ok())
    assert failure(live(site), Request(url=url)).kind is IssueKind.REDIRECT_REFUSED
    assert site.asked == []


def test_a_redirect_to_no_address_fails(clock: Time) -> None:
    site = site_of(clock, httpx.Response(302, headers={"location": "https://[::1"}))
    assert failure(live(site)).kind is IssueKind.UNREACHABLE


def test_a_declared_port_is_admitted(clock: Time) -> None:
    policy = Policy(hosts=("www.parl.ca:8443",))
    assert live(site_of(clock, ok())).fetch(Request(url="https://www.parl.ca:8443/"), policy).status == 200
    assert failure(live(site_of(clock, ok())), policy=policy).kind is IssueKind.REDIRECT_REFUSED


def test_a_redirect_is_followed_and_told(clock: Time) -> None:
    moved = httpx.Response(301, headers={"location": "https://u:p@lop.parl.ca/new?x=1#part"})
    site = site_of(clock, moved, ok())
    response = live(site).fetch(Request(url=URL), POLICY)
    assert response.url == "https://lop.parl.ca/new?x=1"
    assert "authorization" not in site.pages[1][1].headers
    assert response.page is not None
    assert response.page.url == URL


def test_five_redirects_are_followed_and_no_more(clock: Time) -> None:
    hops = [httpx.Response(302, headers={"location": f"/{n}"}) for n in range(5)]
    assert live(site_of(clock, *hops, ok())).fetch(Request(url=URL), POLICY).url == "https://www.parl.ca/4"
    again = Time()
    site = site_of(again, lambda: httpx.Response(302, headers={"location": "/bill"}))
    assert failure(live(site)).kind is IssueKind.REDIRECT_REFUSED
    assert len(site.pages) == 6


def test_a_redirect_never_leaves_https(clock: Time) -> None:
    site = site_of(clock, httpx.Response(302, headers={"location": "http://www.parl.ca/new"}), ok())
    assert live(site).fetch(Request(url=URL), POLICY).url == "https://www.parl.ca/new"
    assert {r.url.scheme for _, r in site.asked} == {"https"}


@pytest.mark.parametrize(
    ("status", "method", "body"), [(303, "GET", b""), (302, "GET", b""), (307, "POST", b"q=1")]
)
def test_a_redirected_post(clock: Time, status: int, method: str, body: bytes) -> None:
    site = site_of(clock, httpx.Response(status, headers={"location": "/new"}), ok())
    live(site).fetch(Request(url=URL, method="POST", body="q=1"), POLICY)
    assert (site.pages[1][1].method, site.pages[1][1].content) == (method, body)


# Keys


KEYED = Policy(hosts=POLICY.hosts, key=KEY)


def test_a_key_is_put_in_on_the_wire_only(clock: Time, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    site = site_of(clock, ok(b'{"self": "/bill?key=s3cret%2fk%2By", "key": "s3cret/k+y"}', etag='"1"'))
    request = Request(url=URL + "?key={key}", headers={"X-Api-Key": "{key}"})
    response = live(site).fetch(request, KEYED)
    sent = site.pages[0][1]
    assert sent.url.params["key"] == KEY
    assert sent.headers["x-api-key"] == KEY
    assert response.page is not None
    assert response.page.url == request.url
    assert response.page.content == b'{"self": "/bill?key=REDACTED", "key": "REDACTED"}'
    logged = caplog.text + repr(response)
    assert "s3cret" not in logged
    assert "/bill?key=" in logged, "there was something to leak into"


@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx.Response(404),
        lambda: httpx.ConnectError(f"cannot connect to {URL}?key=s3cret%2Fk%2By with {KEY}"),
        lambda: httpx.Response(302, headers={"location": f"https://evil.example/?key={KEY}"}),
        lambda: httpx.Response(302, headers={"location": "/new?key=s3cret%2Fk%2By"}),
    ],
)
def test_a_failure_tells_no_key(
    clock: Time, caplog: pytest.LogCaptureFixture, answer: Callable[[], Answers]
) -> None:
    caplog.set_level(logging.DEBUG)
    request = Request(url=f"https://user:hunter2@www.parl.ca/bill?key={KEY}")
    failed = failure(live(site_of(clock, answer)), request, KEYED)
    told = f"{failed} {failed.url} {failed.detail} {caplog.text}"
    assert "s3cret" not in told
    assert "hunter2" not in told
    assert failed.url == "https://www.parl.ca/bill?key=REDACTED"


def test_further_secrets_are_not_told_either(clock: Time) -> None:
    site = site_of(clock, httpx.ConnectError("proxy said other-secret"))
    assert "other-secret" not in failure(live(site, secrets=["other-secret"])).detail


def test_keys_do_not_follow_a_redirect(clock: Time) -> None:
    site = site_of(clock, httpx.Response(302, headers={"location": "https://lop.parl.ca/new"}), ok())
    headers = {"Authorization": "{key}", "X-Api-Key": "{key}", "Accept-Language": "fr"}
    live(site).fetch(Request(url=URL, headers=headers), KEYED)
    second = site.pages[1][1].headers
    assert site.pages[0][1].headers["authorization"] == KEY
    assert "authorization" not in second
    assert "x-api-key" not in second
    assert second["accept-language"] == "fr"


def test_a_redirect_that_would_carry_the_key_is_refused(clock: Time) -> None:
    site = site_of(clock, httpx.Response(302, headers={"location": "https://lop.parl.ca/?k=s3cret%2Fk%2By"}))
    assert failure(live(site), Request(url=URL + "?k={key}"), KEYED).kind is IssueKind.REDIRECT_REFUSED
    site = site_of(clock, httpx.Response(307, headers={"location": "/new"}))
    posted = Request(url=URL, method="POST", body=f"key={KEY}")
    assert failure(live(site), posted, KEYED).kind is IssueKind.REDIRECT_REFUSED
    assert len(site.pages) == 1


def test_a_missing_key_is_said_and_nothing_is_sent(clock: Time) -> None:
    site = site_of(clock, ok())
    assert failure(live(site), Request(url=URL + "?key={key}")).kind is IssueKind.KEY_MISSING
    assert site.asked == []


PIECES = st.text("01%/+ é", max_size=12)


@given(PIECES.filter(bool), PIECES, PIECES)
def test_no_redacted_text_holds_the_secret(secret: str, before: str, after: str) -> None:
    redactor = Redactor([secret])
    for form in (secret, quote(secret, safe=""), quote(secret, safe="").lower(), quote_plus(secret)):
        assert secret not in redactor.text(before + form + after)
        assert form.encode() not in redactor.bytes((before + form + after).encode())


PLANTED = "p/l&a'n<t>ed+KEY=é1"


@pytest.mark.parametrize(
    "echo",
    [
        lambda key: json.dumps({"a": key}),
        lambda key: json.dumps({"a": key}, ensure_ascii=False).replace("/", "\\/"),
        lambda key: "".join(f"\\u{ord(sign):04x}" for sign in key),
        lambda key: "".join(f"\\u{ord(sign):04X}" for sign in key),
        lambda key: key.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
        .replace("'", "\\u0027").replace("/", "\\/"),
        html.escape,
        lambda key: html.escape(key, quote=False),
        lambda key: "".join(f"&#{ord(sign)};" for sign in key),
        lambda key: "".join(f"&#x{ord(sign):X};" for sign in key),
        lambda key: "".join(f"%{byte:02x}" for byte in key.encode()),
        *(
            lambda key, ahead=ahead: b64encode(b"Basic"[:ahead] + key.encode() + b":rest").decode()
            for ahead in range(6)
        ),
        lambda key: urlsafe_b64encode(key.encode()).decode(),
    ],
)  # fmt: skip
def test_a_key_is_blotted_out_in_whatever_form_a_site_echoes_it(echo: Callable[[str], str]) -> None:
    for key in (PLANTED, "3f2504e04f8911d39a0c0305e82c3301"):
        shown = Redactor([key]).text(f"before {echo(key)} after")
        assert "REDACTED" in shown
        assert shown.startswith("before ")
        assert shown.endswith(" after")
        assert b"REDACTED" in Redactor([key]).bytes(f"before {echo(key)} after".encode())


# Bounds


def test_a_body_of_exactly_the_limit_is_read(clock: Time) -> None:
    limits = Limits(body=1000)
    assert live(site_of(clock, ok(b"x" * 1000)), limits=limits).fetch(Request(url=URL), POLICY).status == 200
    failed = failure(live(site_of(clock, ok(b"x" * 1001)), limits=limits))
    assert failed.kind is IssueKind.TOO_LARGE
    assert "1000" in failed.detail


def test_an_endless_body_is_given_up(clock: Time) -> None:
    served = 0

    def blocks() -> Iterator[bytes]:
        nonlocal served
        while True:
            served += 1_000_000
            yield b"x" * 1_000_000

    site = site_of(clock, httpx.Response(200, content=blocks()))
    assert failure(live(site)).kind is IssueKind.TOO_LARGE
    assert served <= 52_000_000
    assert len(site.pages) == 1


def test_a_body_that_drips_is_given_up(clock: Time) -> None:
    def drip() -> Iterator[bytes]:
        while True:
            clock.seconds += 50
            yield b"x"

    site = site_of(clock, lambda: httpx.Response(200, content=drip()))
    failed = failure(live(site))
    assert failed.kind is IssueKind.TIMEOUT
    assert "180" in failed.detail
    starts = [at for at, _ in site.pages]
    assert starts[1] - starts[0] == 201


def test_a_bomb_is_stopped_early(clock: Time) -> None:
    bomb = loopback.bomb()
    assert len(bomb) < 1_200_000
    whole = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert len(whole.decompress(bomb[:50_000])) > 40_000_000, "it is a bomb"
    site = site_of(
        clock, httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(bomb))
    )
    web = live(site)
    tracemalloc.start()
    failed = failure(web)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert failed.kind is IssueKind.TOO_LARGE
    assert peak < 130_000_000


DEFLATE_RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
TEXT = b"An Act to amend the Criminal Code " * 40_000
GZIPPED = gzip.compress(TEXT)


@pytest.mark.parametrize(
    ("coding", "encoded"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", GZIPPED),
        ("x-gzip", GZIPPED),
        ("GZip ", GZIPPED),
        ("gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("gzip", GZIPPED + bytes(20)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", DEFLATE_RAW.compress(TEXT) + DEFLATE_RAW.flush()),
    ],
)
@pytest.mark.parametrize("size", [7, 1000, 10**9])
def test_codings_are_undone_whatever_the_chunks(coding: str, encoded: bytes, size: int) -> None:
    assert read_body([encoded[i : i + size] for i in range(0, len(encoded), size)], coding, 10**7) == TEXT


@given(st.binary(max_size=5000), st.integers(1, 700))
def test_a_body_survives_gzip_in_any_chunks(content: bytes, size: int) -> None:
    encoded = gzip.compress(content)
    assert read_body([encoded[i : i + size] for i in range(0, len(encoded), size)], "gzip", 10**6) == content


@pytest.mark.parametrize(
    ("coding", "encoded", "kind"),
    [
        ("gzip", gzip.compress(TEXT)[:-9], IssueKind.UNREACHABLE),
        ("gzip", b"<html>not gzip</html>", IssueKind.WRONG_CONTENT),
        ("gzip", gzip.compress(TEXT)[:-8] + bytes(8), IssueKind.WRONG_CONTENT),
        ("br", b"x", IssueKind.WRONG_CONTENT),
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT)), IssueKind.WRONG_CONTENT),
    ],
)
def test_a_body_not_in_its_coding_is_refused(coding: str, encoded: bytes, kind: IssueKind) -> None:
    with pytest.raises(Fault) as caught:
        read_body([encoded], coding, 10**7)
    assert caught.value.kind is kind


def test_a_coding_that_says_nothing_at_length_is_bounded() -> None:
    empty = gzip.compress(b"")
    with pytest.raises(Fault) as caught:
        read_body((empty for _ in range(10**6)), "gzip", 1000)
    assert caught.value.kind is IssueKind.TOO_LARGE


# Through a server on this machine


@pytest.mark.parametrize(
    "upstream",
    [
        "https://127.0.0.1:1",
        "http://10.0.0.1:1",
        "http://127.0.0.1.evil.example:1",
        "http://127.0.0.1@evil.example:1",
        "http://user@127.0.0.1:1",
        "http://127.0.0.1:1/path",
        "http://127.0.0.1:1/?q",
        "http://example.org",
        "127.0.0.1:1",
        "",
    ],
)
def test_an_upstream_must_be_on_this_machine(upstream: str) -> None:
    with pytest.raises(ValueError, match="upstream"):
        Live(upstream=upstream)


@pytest.mark.parametrize("upstream", ["http://127.0.0.1:9", "http://[::1]:9", "http://localhost:9/"])
def test_an_upstream_on_this_machine_is_accepted(upstream: str) -> None:
    Live(upstream=upstream).close()


def through(sites: Loopback, **options: Any) -> Live:
    clock = Time()
    return Live(upstream=sites.upstream, sleep=clock.sleep, monotonic=clock.monotonic, **options)


XML = (200, {"content-type": "text/xml", "etag": '"1"'}, b"<Bill>An Act</Bill>")


def test_an_upstream_is_asked_in_place_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    url = "https://www.parl.ca/Bill/소?q=%B9%FD&a=1"
    with Loopback({url: XML}) as sites:
        web = through(sites)
        response = web.fetch(Request(url=url), POLICY)
        assert response.page is not None
        assert response.page.content == XML[2]
        assert response.page.url == url
        assert [seen.url for seen in sites.requests] == [
            ROBOTS,
            "https://www.parl.ca/Bill/%EC%86%8C?q=%B9%FD&a=1",
        ]
        assert failure(web, Request(url=sites.upstream + "/x")).kind is IssueKind.REDIRECT_REFUSED
        assert web.fetch(Request(url=url), POLICY, Validators('"1"', None)).status == 304


@pytest.mark.parametrize(
    ("fault", "kind", "tries"),
    [
        (loopback.dropped(), IssueKind.UNREACHABLE, 3),
        (loopback.broken_off(5), IssueKind.UNREACHABLE, 3),
        (loopback.status(500), IssueKind.HTTP_STATUS, 3),
        (loopback.told_to_wait("5"), IssueKind.BLOCKED, 3),
        (loopback.redirected("https://evil.example/"), IssueKind.REDIRECT_REFUSED, 1),
        (loopback.gzip_bomb(), IssueKind.TOO_LARGE, 1),
        (loopback.huge(60_000_000), IssueKind.TOO_LARGE, 1),
        (loopback.html_instead(CHALLENGES[0]), IssueKind.BLOCKED, 1),
    ],
)
def test_faults_on_a_real_connection(fault: loopback.Fault, kind: IssueKind, tries: int) -> None:
    with Loopback({URL: XML}) as sites:
        sites.fault(URL, fault, always=True)
        web = through(sites)
        assert failure(web).kind is kind
        assert len(sites.asked(URL)) == tries
        sites.heal()
        assert web.fetch(Request(url=URL), POLICY).status == 200


@pytest.mark.parametrize("headers_too", [False, True])
def test_a_server_that_drips_is_cut_off_in_time(headers_too: bool) -> None:
    """Each byte comes well within the read timeout; only a limit on the whole ends it."""
    with Loopback({URL: (200, {}, b"x" * 1000)}) as sites:
        sites.fault(URL, loopback.dripping(0.02, headers_too=headers_too), always=True)
        web = through(sites, limits=Limits(read=5, total=0.25, tries=1))
        started = time.monotonic()
        assert failure(web).kind is IssueKind.TIMEOUT
        assert time.monotonic() - started < 2


def test_a_silent_server_is_a_timeout() -> None:
    with Loopback({URL: XML}) as sites:
        sites.fault(URL, loopback.late(1))
        web = through(sites, limits=Limits(read=0.1, tries=1))
        assert failure(web).kind is IssueKind.TIMEOUT


def test_nobody_at_home_is_unreachable() -> None:
    with Loopback({}) as sites:
        upstream = sites.upstream
    clock = Time()
    failed = failure(Live(upstream=upstream, sleep=clock.sleep, monotonic=clock.monotonic))
    assert failed.kind is IssueKind.UNREACHABLE
    assert "ConnectError" in failed.detail


# The house


def test_only_one_module_imports_httpx() -> None:
    root = Path(tracker.__file__).parent
    importers = set()
    for file in [*root.rglob("*.py"), *(root.parent / "scrapers").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if any(name.partition(".")[0] in ("httpx", "httpcore", "requests", "urllib3") for name in names):
                importers.add(file.relative_to(root).as_posix())
    assert importers == {"web/wire.py"}
