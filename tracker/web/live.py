"""The door to the live web: polite, bounded, honest about itself.

Obeys robots.txt, asks a host one thing at a time and at most once a second, tries three times at most,
follows redirects only to the source's own hosts, and never gets round a block.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote

from tracker import __version__
from tracker.page import Request
from tracker.vocabulary import IssueKind
from tracker.web.answer import Answer, Asked, describe, judge
from tracker.web.exchange import FetchFailed, Policy, Response, Validators
from tracker.web.fault import Fault
from tracker.web.redaction import Redactor
from tracker.web.replay import utc_text
from tracker.web.robots import MAX_BYTES, Robots, read_robots
from tracker.web.turns import Host, Turns
from tracker.web.wire import Address, Call, Limits, Transport, Wire, address

logger = logging.getLogger(__name__)

_PROJECT = "https://github.com/organ-law-tracker/organ-law-tracker"
_KEY = "{key}"
_LEAST_INTERVAL = 1.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 522, 524})
# What a redirect may carry: neither keys nor the validators of another address.
_CARRIED = frozenset({"accept", "accept-language", "content-type"})
# What a source may not say of itself: who asks, whom, and on what terms.
_OURS = frozenset({"host", "user-agent", "accept-encoding", "cookie", "if-none-match", "if-modified-since"})


def user_agent_for(contact: str | None = None) -> str:
    """Who we are and where to complain: the project's address from the argument or TRACKER_CONTACT."""
    contact = contact or os.environ.get("TRACKER_CONTACT") or _PROJECT
    return f"organ-law-tracker/{__version__} (+{contact})"


def _now() -> datetime:
    return datetime.now(UTC)


class Live:
    """A Web that asks the sites themselves; make one for each run, share it between threads.

    robots.txt is read once for each host and Live. `{key}` in a request's address or headers stands for
    the policy's key, which is put in on the wire only. `upstream`: a loopback server to ask in place of
    every site. `secrets`: further values never to let out. `clock` is UTC; `sleep` and `monotonic` are in
    seconds. Raises ValueError for an upstream that is not on this machine.
    """

    replayed = False

    def __init__(
        self,
        *,
        user_agent: str | None = None,
        clock: Callable[[], datetime] = _now,
        sleep: Callable[[float], None] = time.sleep,
        transport: Transport | None = None,
        upstream: str | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        limits: Limits | None = None,
        secrets: Iterable[str] = (),
    ) -> None:
        user_agent = user_agent or user_agent_for()
        self._robot = user_agent.partition("/")[0]
        self._clock = clock
        self._limits = limits or Limits()
        self._secrets = tuple(secrets)
        self._turns = Turns(sleep, monotonic, self._limits.wait)
        self._wire = Wire(user_agent, self._limits, monotonic, transport, upstream)

    def close(self) -> None:
        self._wire.close()

    def fetch(self, request: Request, policy: Policy, validators: Validators | None = None) -> Response:
        """Ask for a page; with `validators`, only if it has changed since. Raises FetchFailed."""
        redactor = Redactor([policy.key, *self._secrets])
        shown = redactor.text(request.url)
        try:
            first = _first_call(request, policy, validators)
            call, answer = self._follow(first, policy, self._limits.body)
        except Fault as fault:
            logger.info("%s %s: %s", request.method, shown, redactor.text(fault.detail))
            raise FetchFailed(fault.kind, shown, redactor.text(fault.detail)) from None
        logger.info("%s %s: %s, %d bytes", request.method, shown, answer.status, len(answer.content))
        asked = Asked(
            url=shown,
            final=shown if call is first else redactor.text(str(call.url)),
            conditional="if-none-match" in call.headers or "if-modified-since" in call.headers,
            with_key=policy.key is not None,
        )
        # Some interfaces repeat the key in their answers.
        headers = {name: redactor.text(value) for name, value in answer.headers.items()}
        answer = replace(answer, headers=headers, content=redactor.bytes(answer.content))
        return judge(answer, asked, utc_text(self._clock()))

    def _follow(self, call: Call, policy: Policy, limit: int, *, robots: bool = True) -> tuple[Call, Answer]:
        """The last call of a chain of redirects, and its answer. `robots` False: fetch robots.txt itself,
        of which the first `limit` bytes do."""
        for _ in range(self._limits.redirects + 1):
            _check_address(call.url, policy)
            if robots:
                self._obey_robots(call.url, policy)
            answer = self._ask(call, policy.interval, limit, cut=not robots)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not location:
                return call, answer
            call = _redirected(call, answer.status, location, policy.key)
        raise Fault(IssueKind.REDIRECT_REFUSED, f"more than {self._limits.redirects} redirects")

    def _ask(self, call: Call, interval: float, limit: int, *, cut: bool) -> Answer:
        """The answer to one call, tried again while that may help. Raises Fault."""
        host = self._turns.host(call.url.host)
        backoff = 1.0
        for left in reversed(range(self._limits.tries)):
            with self._turns.turn(host, max(interval, _LEAST_INTERVAL)):
                try:
                    answer = self._wire.send(call, limit, cut=cut)
                except Fault as fault:
                    if not left or not fault.is_passing:
                        raise
                else:
                    give_up = self._rest_if_asked(host, answer)
                    if not left or give_up or answer.status not in _RETRIED or answer.is_challenge:
                        return answer
                self._turns.rest(host, backoff)
            backoff *= 2
        raise AssertionError("the last try returns or raises")

    def _rest_if_asked(self, host: Host, answer: Answer) -> bool:
        """Honour Retry-After; True where it is longer than we wait."""
        seconds = retry_after(answer.headers.get("retry-after"), self._clock())
        if answer.status not in _RETRIED or seconds is None:
            return False
        host.closed_as = IssueKind.BLOCKED if answer.status == 429 else IssueKind.HTTP_STATUS
        self._turns.rest(host, seconds)
        return seconds > self._limits.wait

    def _obey_robots(self, url: Address, policy: Policy) -> None:
        host = self._turns.host(url.host)
        with host.robots_lock:
            if host.robots is None:
                host.robots = self._fetch_robots(url, policy)
                self._turns.rest(host, min(host.robots.crawl_delay, self._limits.wait))
        if host.robots.refusal is not None:
            raise Fault(host.robots.kind, host.robots.refusal)
        if host.robots.crawl_delay > self._limits.wait:
            raise Fault(
                IssueKind.ROBOTS, f"robots.txt asks for {host.robots.crawl_delay:.0f} s between requests"
            )
        if not host.robots.allows(str(url), self._robot):
            raise Fault(IssueKind.ROBOTS, f"robots.txt of {url.host} does not allow this address")

    def _fetch_robots(self, url: Address, policy: Policy) -> Robots:
        call = Call(method="GET", url=address("/robots.txt", url), old_tls=policy.old_tls)
        try:
            _, answer = self._follow(call, policy, MAX_BYTES, robots=False)
        except Fault as fault:
            # Redirects that cannot be followed mean that there is no such file (RFC 9309, 2.3.1.2).
            if fault.kind is IssueKind.REDIRECT_REFUSED:
                return Robots()
            refusal = f"/robots.txt could not be read, so its rules are not known: {fault}"
            dead = fault.kind in (IssueKind.UNREACHABLE, IssueKind.TIMEOUT)
            return Robots(refusal=refusal, kind=fault.kind if dead else IssueKind.ROBOTS)
        return read_robots(answer.status, answer.content, self._robot)


def _first_call(request: Request, policy: Policy, validators: Validators | None) -> Call:
    key = policy.key
    headers = {name.lower(): value for name, value in request.headers.items()}
    text = request.url
    if _KEY in text or any(_KEY in value for value in headers.values()):
        if key is None:
            raise Fault(IssueKind.KEY_MISSING, "the request needs a key, and none is set")
        text = text.replace(_KEY, quote(key, safe=""))
        headers = {name: value.replace(_KEY, key) for name, value in headers.items()}
    headers = {"accept": "*/*"} | {name: value for name, value in headers.items() if name not in _OURS}
    if validators is not None and validators.etag:
        headers["if-none-match"] = validators.etag
    if validators is not None and validators.last_modified:
        headers["if-modified-since"] = validators.last_modified
    try:
        url = address(text)
    except ValueError as error:
        raise Fault(IssueKind.REDIRECT_REFUSED, f"the address cannot be read: {error}") from None
    content = None if request.body is None else request.body.encode()
    method = request.method.upper()
    return Call(method=method, url=url, headers=headers, content=content, old_tls=policy.old_tls)


def _check_address(url: Address, policy: Policy) -> None:
    if url.scheme not in ("http", "https"):
        raise Fault(IssueKind.REDIRECT_REFUSED, f"{url} is neither http nor https")
    if not policy.admits(url.host, url.port):
        raise Fault(IssueKind.REDIRECT_REFUSED, f"{url} is not at one of the source's own hosts")


def _redirected(call: Call, status: int, location: str, key: str | None) -> Call:
    """The call that a redirect asks for (RFC 9110, section 15.4). Raises Fault."""
    try:
        url = address(location, call.url)
    except ValueError as error:
        raise Fault(IssueKind.REDIRECT_REFUSED, f"{describe(status)} to no address: {error}") from None
    if call.url.scheme == "https" and url.scheme == "http" and url.port is None:
        url = url.copy_with(scheme="https")  # what was asked in private is not read in public
    keep_body = status in (307, 308) or (call.method == "GET" and call.content is None)
    carried = Redactor([key])
    if carried.holds_secret(f"{url}\n{call.content.decode() if keep_body and call.content else ''}"):
        raise Fault(IssueKind.REDIRECT_REFUSED, f"{describe(status)} would carry the key to {url}")
    headers = {name: value for name, value in call.headers.items() if name in _CARRIED}
    if keep_body:
        return replace(call, url=url, headers=headers)
    headers = {name: value for name, value in headers.items() if name != "content-type"}
    return Call(method="GET", url=url, headers=headers, old_tls=call.old_tls)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: a number or an HTTP date (RFC 9110, section 10.2.3).
    None where there is none or it cannot be read."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
