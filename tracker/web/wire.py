"""One request on the wire: the only module that imports httpx.

Each request has a connection of its own. At one request a second a kept connection saves little, and
servers close idle ones just as they are used again.
"""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from tracker.vocabulary import IssueKind
from tracker.web.answer import Answer
from tracker.web.body import ACCEPT_ENCODING, read_body
from tracker.web.deadline import Deadline
from tracker.web.fault import Fault

Transport = httpx.BaseTransport
Address = httpx.URL

# They log addresses and headers as they are sent, keys included.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of a request: seconds, bytes and counts. `total` bounds one try, `wait` one pause."""

    connect: float = 10
    read: float = 60
    total: float = 180
    body: int = 50_000_000
    tries: int = 3
    redirects: int = 5
    wait: float = 120


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request as it is sent. `headers`: lower-case names. `old_tls`: as of `Policy`."""

    method: str
    url: Address
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    old_tls: bool = False


def address(text: str, base: Address | None = None) -> Address:
    """A URL, resolved against `base`, without user part and fragment. Raises ValueError."""
    try:
        url = httpx.URL(text) if base is None else base.join(text)
        return url.copy_with(userinfo=b"", fragment=None)
    except httpx.InvalidURL as error:
        raise ValueError(str(error)) from None


def loopback(upstream: str) -> Address:
    """The address of a server that stands in for all sites. Raises ValueError unless it is http on this
    machine: whoever answers there can put words into every parliament's mouth."""
    url = address(upstream)
    if (
        url.scheme != "http"
        or url.host not in _LOOPBACK
        or url.raw_path != b"/"
        or "@" in upstream
        or "#" in upstream
    ):
        raise ValueError(f"upstream {upstream!r}: expected http://127.0.0.1:PORT, [::1] or localhost")
    return url


def tls_context(old: bool) -> ssl.SSLContext:
    """Certificates and host names are always checked; `old` admits the short keys that OpenSSL 3 refuses
    (security level 1, SSL_CTX_set_security_level)."""
    context = httpx.create_ssl_context()
    if old:
        context.set_ciphers("DEFAULT@SECLEVEL=1")
    return context


class Wire:
    """Sends a call once. Safe to share between threads; keeps no cookies.

    With `upstream`, every call goes there, its real address in the header X-Original-URL.
    """

    def __init__(
        self,
        user_agent: str,
        limits: Limits,
        monotonic: Callable[[], float],
        transport: Transport | None,
        upstream: str | None,
    ) -> None:
        self._user_agent = user_agent
        self._limits = limits
        self._monotonic = monotonic
        self._upstream = None if upstream is None else loopback(upstream)
        self._transport = transport
        self._lock = threading.Lock()
        self._clients: dict[bool, httpx.Client] = {}

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def _client(self, old_tls: bool) -> httpx.Client:
        with self._lock:
            if old_tls not in self._clients:
                self._clients[old_tls] = self._new_client(old_tls)
            return self._clients[old_tls]

    def _new_client(self, old_tls: bool) -> httpx.Client:
        return httpx.Client(
            transport=self._transport,
            verify=tls_context(old_tls),
            timeout=httpx.Timeout(self._limits.read, connect=self._limits.connect),
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=self._upstream is None,  # a proxy must not come between us and this machine
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    def send(self, call: Call, limit: int, *, cut: bool = False) -> Answer:
        """The answer, its body decoded. A 200 longer than `limit` bytes raises Fault unless `cut`; of
        other answers only the beginning is read. Raises Fault."""
        ends = self._monotonic() + self._limits.total
        with Deadline(self._limits.total) as deadline:
            try:
                client = self._client(call.old_tls)
                response = client.send(self._request(client, call, deadline), stream=True)
                with closing(response):
                    return self._read(response, ends, limit, cut=cut or response.status_code != 200)
            except httpx.TransportError as error:
                if deadline.passed:
                    raise self._too_slow() from None
                slow = isinstance(error, httpx.TimeoutException)
                kind = IssueKind.TIMEOUT if slow else IssueKind.UNREACHABLE
                raise Fault(kind, f"{type(error).__name__}: {error}".rstrip(": ")) from None

    def _request(self, client: httpx.Client, call: Call, deadline: Deadline) -> httpx.Request:
        headers = {**call.headers, "user-agent": self._user_agent, "accept-encoding": ACCEPT_ENCODING}
        url = call.url
        if self._upstream is not None:
            path = url.raw_path
            headers["x-original-url"] = f"{url.scheme}://{url.netloc.decode()}{path.decode()}"
            url = self._upstream.copy_with(raw_path=path)
        return client.build_request(
            call.method, url, headers=headers, content=call.content, extensions={"trace": deadline.trace}
        )

    def _read(self, response: httpx.Response, ends: float, limit: int, *, cut: bool) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        length = headers.get("content-length", "")
        if not cut and length.isascii() and length.isdigit() and int(length) > limit:
            raise Fault(IssueKind.TOO_LARGE, f"the body has {length} bytes: at most {limit} are read")
        if not isinstance(response.stream, httpx.SyncByteStream):
            raise TypeError("the transport is not synchronous")
        chunks = self._timed(response.stream, ends)
        content = read_body(chunks, headers.get("content-encoding", ""), limit, cut=cut)
        return Answer(response.status_code, headers, content)

    def _timed(self, chunks: Iterable[bytes], ends: float) -> Iterator[bytes]:
        for chunk in chunks:
            if self._monotonic() > ends:
                raise self._too_slow()
            yield chunk

    def _too_slow(self) -> Fault:
        return Fault(IssueKind.TIMEOUT, f"the answer was not complete after {self._limits.total:.0f} s")
