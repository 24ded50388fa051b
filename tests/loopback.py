"""A server on this machine that stands in for all sites, for tests and drills.

It answers by the header X-Original-URL, from a capture set or from a dictionary, and can be told to
misbehave. `TRACKER_UPSTREAM=<Loopback.upstream>` sends a whole program to it:

    with Loopback({"https://www.parl.ca/bill": (200, {"content-type": "text/xml"}, b"<Bill/>")}) as sites:
        sites.fault("https://www.parl.ca/bill", told_to_wait("2"), dropped())
        Live(upstream=sites.upstream)
"""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tracker.page import Request
from tracker.web.replay import CaptureSet, match_key

Answer = tuple[int, Mapping[str, str], bytes]
Fault = Callable[["Handler", Answer], None]


@dataclass(frozen=True)
class Seen:
    """A request as it arrived; `at` is a reading of the monotonic clock, header names are lower-case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    at: float


class Loopback:
    """A context manager; `requests` lists what was asked, `upstream` is its address.

    What it has no answer to is a 404; an If-None-Match that fits the stored etag is a 304.
    """

    def __init__(self, answers: Path | Mapping[str, Answer]) -> None:
        self._captures = CaptureSet(answers) if isinstance(answers, Path) else None
        self._answers: dict[object, Answer] = {}
        if not isinstance(answers, Path):
            for url, answer in answers.items():
                self.put(url, answer)
        self._faults: dict[object, list[Fault]] = {}
        self._standing: dict[object, Fault] = {}
        self._lock = threading.Lock()
        self.requests: list[Seen] = []
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.sites = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def upstream(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def put(self, url: str, answer: Answer) -> None:
        """From now on, answer every method at `url` with that."""
        self._answers[_key(url)] = answer

    def fault(self, url: str | None, *faults: Fault, always: bool = False) -> None:
        """The next requests to `url` meet those faults, one each; with `always`, all meet the last.
        None is every address but robots.txt."""
        key = None if url is None else _key(url)
        with self._lock:
            self._faults.setdefault(key, []).extend(faults[:-1] if always else faults)
            if always:
                self._standing[key] = faults[-1]

    def heal(self) -> None:
        """No more faults."""
        with self._lock:
            self._faults.clear()
            self._standing.clear()

    def asked(self, url: str) -> list[Seen]:
        return [seen for seen in self.requests if _key(seen.url) == _key(url)]

    def answer(self, method: str, url: str) -> Answer:
        if (known := self._answers.get(_key(url))) is not None:
            return known
        stored = self._captures.find(Request(url=url, method=method)) if self._captures else None
        if stored is None:
            return 404, {"content-type": "text/plain"}, b"not here"
        # The stored body is decoded, whatever coding it came in.
        headers = {name: value for name, value in stored.headers.items() if name != "content-encoding"}
        return stored.status, headers, stored.file.read_bytes()

    def next_fault(self, url: str) -> Fault | None:
        with self._lock:
            for key in [_key(url)] if url.endswith("/robots.txt") else [_key(url), None]:
                if self._faults.get(key):
                    return self._faults[key].pop(0)
                if key in self._standing:
                    return self._standing[key]
        return None


def _key(url: str) -> object:
    return match_key("GET", url)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    sites: Loopback

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the play."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        sites = self.server.sites
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = headers.get("x-original-url") or f"http://{headers['host']}{self.path}"
        body = self.rfile.read(int(headers.get("content-length", 0)))
        sites.requests.append(Seen(self.command, url, headers, body, time.monotonic()))
        answer = sites.answer(self.command, url)
        fault = sites.next_fault(url)
        if fault is not None:
            self.close_connection = True
            fault(self, answer)
        elif "etag" in answer[1] and headers.get("if-none-match") == answer[1]["etag"]:
            self.reply((304, {"etag": answer[1]["etag"]}, b""))
        else:
            self.reply(answer)

    def do_POST(self) -> None:
        self.do_GET()

    def reply(self, answer: Answer, length: int | None = None) -> None:
        """Send an answer; `length` is what the header says of it, if not the truth."""
        status, headers, body = answer
        kept = {name: value for name, value in headers.items() if name != "content-length"}
        self.start(status, {**kept, "content-length": str(len(body) if length is None else length)})
        self.wfile.write(body)

    def start(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


def late(seconds: float) -> Fault:
    """The right answer, that much later."""

    def act(handler: Handler, answer: Answer) -> None:
        time.sleep(seconds)
        handler.reply(answer)

    return act


def broken_off(after: int) -> Fault:
    """Only the first bytes of the body, then nothing."""
    return lambda handler, answer: handler.reply((*answer[:2], answer[2][:after]), length=len(answer[2]))


def dropped() -> Fault:
    """The connection closes without an answer."""
    return lambda _handler, _answer: None


def status(code: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Fault:
    """Another answer in place of the right one."""
    return lambda handler, _: handler.reply((code, headers or {}, body))


def told_to_wait(retry_after: str, code: int = 429) -> Fault:
    """Too many requests, or another status, with Retry-After."""
    return status(code, {"retry-after": retry_after})


def html_instead(
    body: bytes = b"<!doctype html><html><title>Maintenance</title><p>Back soon.</p></html>",
) -> Fault:
    """A page of HTML with status 200, whatever was asked for."""
    return status(200, {"content-type": "text/html"}, body)


def redirected(to: str, code: int = 302) -> Fault:
    return status(code, {"location": to})


def huge(size: int) -> Fault:
    """A plain body of that many bytes, whose length is not announced."""

    def act(handler: Handler, answer: Answer) -> None:
        handler.start(200, {"content-type": "text/html", "connection": "close"})
        block = b"x" * 65536
        for _ in range(size // len(block) + 1):
            handler.wfile.write(block)

    return act


def gzip_bomb() -> Fault:
    """About one gigabyte in about one megabyte of gzip."""
    return lambda handler, _: handler.reply((200, {"content-encoding": "gzip"}, bomb()))


@cache
def bomb() -> bytes:
    """A single gzip member of 2**30 zero bytes; it ends before its checksum, which nobody should reach."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    head = deflater.compress(bytes(2**24)) + deflater.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the stream no longer looks back, so the same block may follow again and again.
    block = deflater.compress(bytes(2**24)) + deflater.flush(zlib.Z_FULL_FLUSH)
    return head + block * 63


def dripping(pause: float, *, headers_too: bool = False) -> Fault:
    """The right answer, a byte at a time; with `headers_too`, headers that never end."""

    def act(handler: Handler, answer: Answer) -> None:
        if headers_too:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            drops = b"x-padding: " + b"y" * 10_000
        else:
            handler.start(answer[0], {**answer[1], "content-length": str(len(answer[2]))})
            drops = answer[2]
        for index in range(len(drops)):
            handler.wfile.write(drops[index : index + 1])
            handler.wfile.flush()
            time.sleep(pause)

    return act
