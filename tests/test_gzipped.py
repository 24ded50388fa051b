"""Answers sent smaller: the same bytes for whoever unpacks them; untouched where that would be wrong."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from tests import site_data
from tracker.cli import cli
from tracker.site.app import build
from tracker.site.gzipped import SMALLEST, Gzipped, takes_gzip

LONG = b"<p>organ</p>\n" * 200


class App:
    """An application with one answer."""

    def __init__(
        self, *parts: bytes, status: int = 200, kind: str = "text/html; charset=utf-8", **more: str
    ) -> None:
        self.parts = parts
        self.status = status
        self.headers = {
            "Content-Type": kind,
            **{name.replace("_", "-"): value for name, value in more.items()},
        }

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = [(name.encode(), value.encode()) for name, value in self.headers.items() if value]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        for number, part in enumerate(self.parts, 1):
            await send({"type": "http.response.body", "body": part, "more_body": number < len(self.parts)})


async def ask(
    app: App, accept: str = "gzip", method: str = "GET"
) -> tuple[int, dict[bytes, bytes], list[bytes]]:
    """Status, headers and the parts of the body as they are sent."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "headers": [(b"accept-encoding", accept.encode())]}
    await Gzipped(app)(scope, None, send)
    headers = [(name.lower(), value) for name, value in sent[0]["headers"]]
    assert len({name for name, _ in headers}) == len(headers)
    return sent[0]["status"], dict(headers), [message["body"] for message in sent[1:]]


@pytest.mark.parametrize("length", ["", str(len(LONG))])
@pytest.mark.parametrize(
    "kind",
    [
        *(
            "text/html; charset=utf-8",
            "text/css",
            "text/csv",
            "application/json",
            "application/xml; charset=utf-8",
        ),
        *("application/atom+xml", "application/feed+json; charset=utf-8", "image/svg+xml", "text/javascript"),
        "application/javascript",
    ],
)
async def test_text_is_sent_packed(kind: str, length: str) -> None:
    status, headers, (body,) = await ask(App(LONG, kind=kind, content_length=length, etag='"abc"'))
    assert (status, gzip.decompress(body)) == (200, LONG)
    assert headers[b"content-encoding"] == b"gzip"
    assert headers[b"content-length"] == str(len(body)).encode()
    assert headers[b"vary"] == b"Accept-Encoding"
    assert headers[b"etag"] == b'W/"abc"'
    assert len(body) < len(LONG) / 10


async def test_one_page_has_one_packed_form() -> None:
    assert await ask(App(LONG)) == await ask(App(LONG))


@pytest.mark.parametrize("accept", ["", "identity", "br, zstd", "gzip;q=0", "gzip; q=0.000, *;q=1", "*;q=0"])
async def test_who_does_not_take_it_gets_the_page_as_it_is(accept: str) -> None:
    _, headers, parts = await ask(
        App(LONG, content_length=str(len(LONG)), vary="Cookie", etag='W/"abc"'), accept
    )
    assert parts == [LONG]
    assert b"content-encoding" not in headers
    assert headers[b"content-length"] == str(len(LONG)).encode()
    assert (headers[b"vary"], headers[b"etag"]) == (b"Cookie, Accept-Encoding", b'W/"abc"')


@pytest.mark.parametrize(
    "accept", ["gzip", "br;q=1.0, gzip;q=0.8", "GZIP", "*", "identity;q=0, *;q=0.5", "deflate , gzip ; q=0.1"]
)
def test_who_takes_it(accept: str) -> None:
    assert takes_gzip(accept)


@pytest.mark.parametrize("accept", ["gzip;q=x", "gzip;level=1", "x-gzip", ";;,,;q="])
def test_what_is_not_understood_is_no_wish(accept: str) -> None:
    assert not takes_gzip(accept)


@pytest.mark.parametrize(
    ("app", "method", "varies"),
    [
        (App(LONG, kind="application/vnd.sqlite3"), "GET", False),
        (App(LONG, kind="image/png"), "GET", False),
        (App(LONG, kind=""), "GET", False),
        (App(LONG, content_encoding="br"), "GET", False),
        (App(LONG[: SMALLEST - 1]), "GET", True),
        (App(LONG, status=206), "GET", True),
        (App(b"", status=304, kind=""), "GET", True),
        (App(b""), "HEAD", True),
        (App(LONG), "POST", True),
        (App(LONG, status=404), "GET", True),
        (App(LONG, LONG), "GET", True),
        (App(b"", LONG), "GET", True),
    ],
)
async def test_what_is_not_to_be_packed_is_passed_on(app: App, method: str, varies: bool) -> None:
    status, headers, parts = await ask(app, "gzip", method)
    assert (status, parts) == (app.status, list(app.parts))
    assert headers.get(b"content-encoding", b"").decode() == app.headers.get("content-encoding", "")
    assert (headers.get(b"vary") == b"Accept-Encoding") is varies


async def test_a_part_is_sent_before_the_next_one_is_made() -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/csv")]}
        )
        for number in range(2):
            await send({"type": "http.response.body", "body": b"a", "more_body": number == 0})
            seen.append("made")

    async def send(message: Any) -> None:
        seen.append(message["type"])

    await Gzipped(app)(
        {"type": "http", "method": "GET", "headers": [(b"accept-encoding", b"gzip")]}, None, send
    )
    assert seen == ["http.response.start", "http.response.body", "made", "http.response.body", "made"]


@pytest.mark.parametrize(
    "path", ["/", "/country/CA", "/index.json", "/changes.atom", "/site.css", "/nothing"]
)
async def test_the_site_says_the_same_packed(site_database: Path, path: str) -> None:
    app = build(site_database, now=lambda: site_data.NOW).app()
    transport = httpx.ASGITransport(Gzipped(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        packed = await client.get(path)
        plain = await client.get(path, headers={"Accept-Encoding": "identity"})
        assert packed.text == plain.text
        assert packed.headers["vary"].endswith("Accept-Encoding")
        assert packed.headers.get("etag") == plain.headers.get("etag")
        if "etag" in packed.headers:
            assert packed.headers["content-encoding"] == "gzip"
            known = await client.get(path, headers={"If-None-Match": packed.headers["etag"]})
            assert (known.status_code, known.content) == (304, b"")
            assert known.headers["etag"] == packed.headers["etag"]
            assert "content-encoding" not in known.headers


@pytest.mark.parametrize("arguments", [["serve"], ["serve", "--immutable"]])
async def test_what_serves_packs_at_the_address_that_is_set(
    site_database: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    served: list[Any] = []
    monkeypatch.setattr("uvicorn.run", lambda app, **_: served.append(app))
    monkeypatch.setenv("TRACKER_BASE_URL", "https://law.example/")
    result = CliRunner().invoke(cli, [*arguments, "--db", str(site_database)])
    assert result.exit_code == 0, result.output
    (app,) = served
    assert isinstance(app, Gzipped)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://evil.example") as client:
        assert "Sitemap: https://law.example/sitemap.xml" in (await client.get("/robots.txt")).text
