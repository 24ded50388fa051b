"""Pages served again: quickly while nothing has changed, and never once more after anything has."""

from __future__ import annotations

import sqlite3
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from datasette.app import Datasette

from tests import site_data
from tracker.site.app import build
from tracker.site.cache import KEPT, Cache, Versions
from tracker.store import open_database


@pytest.fixture
def path(site_database: Path, tmp_path: Path) -> Path:
    return Path(copy(site_database, tmp_path / "tracker.db"))


@contextmanager
def renderings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The templates rendered meanwhile."""
    found: list[str] = []
    plain = Datasette.render_template

    async def counted(self: Datasette, template: str, *more: Any, **named: Any) -> Any:
        found.append(template)
        return await plain(self, template, *more, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Datasette, "render_template", counted)
        yield found


async def test_a_page_is_made_once_while_nothing_changes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = build(path, now=lambda: site_data.NOW)
    with renderings(monkeypatch) as made:
        for address in ("/", "/?on=2020-06-30", "/fr/", "/country/CA"):
            first = await site.client.get(address)
            again = await site.client.get(address)
            assert first.content == again.content
            assert first.headers == again.headers
    assert len(made) == 4


async def test_no_commit_is_hidden(path: Path) -> None:
    site = build(path, now=lambda: site_data.NOW)
    with sqlite3.connect(path) as writer:
        for number in range(20):
            writer.execute("UPDATE places SET name = ? WHERE code = 'CA'", [f"Canada {number}"])
            assert f"Canada {number - 1}" in (await site.client.get("/country/CA")).text or number == 0
            writer.commit()
            assert f"Canada {number}" in (await site.client.get("/country/CA")).text


async def test_no_new_day_is_hidden(path: Path) -> None:
    now = [datetime.fromisoformat("2026-11-25T23:59:59Z")]
    site = build(path, now=lambda: now[0])
    assert 'datetime="2026-11-25"' in (await site.client.get("/")).text
    now[0] += timedelta(seconds=1)
    assert 'datetime="2026-11-26"' in (await site.client.get("/")).text


async def test_no_source_that_falls_overdue_is_hidden(path: Path) -> None:
    # Sources were read on 25 November at 11:00 and are overdue two days later.
    now = [datetime.fromisoformat("2026-11-27T10:59:00Z")]
    site = build(path, now=lambda: now[0])
    assert "0 of 4</span> automatic sources are overdue" in (await site.client.get("/")).text
    now[0] += timedelta(minutes=2)
    assert "0 of 4</span>" not in (await site.client.get("/")).text


@pytest.mark.parametrize("address", ["/country/Canadda", "/?on=never", "/health.json", "/tracker"])
async def test_errors_health_and_stock_pages_are_not_kept(path: Path, address: str) -> None:
    response = await build(path, now=lambda: site_data.NOW).client.get(address)
    assert "etag" not in response.headers


@pytest.mark.parametrize("address", ["/", "/index.json"])
async def test_a_page_that_is_being_prepared_is_not_kept(tmp_path: Path, address: str) -> None:
    open_database(tmp_path / "new.db").conn.close()
    response = await build(tmp_path / "new.db").client.get(address)
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


@pytest.mark.parametrize("address", ["/", "/index.json", "/changes.atom", "/site.css", "/robots.txt"])
async def test_what_is_known_is_not_sent_again(path: Path, address: str) -> None:
    site = build(path, now=lambda: site_data.NOW)
    tag = (await site.client.get(address)).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        response = await site.client.get(address, headers={"If-None-Match": known})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == tag
        assert response.headers["cache-control"] == KEPT
        assert "default-src 'self'" in response.headers["content-security-policy"]
    assert (await site.client.get(address, headers={"If-None-Match": '"other"'})).status_code == 200


async def test_a_page_names_the_host_it_was_asked_at(path: Path) -> None:
    site = build(path, now=lambda: site_data.NOW)
    for host in ("one.example", "two.example"):
        assert f"{host}/country/CA" in (await site.client.get("/country/CA", headers={"Host": host})).text


def test_a_database_that_cannot_be_asked_at_once_has_no_version(path: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = delete")
    versions = Versions(build(path).get_database("tracker"), lambda: site_data.NOW)
    assert versions.current() is not None
    connection.execute("BEGIN EXCLUSIVE")
    assert versions.current() is None
    connection.close()
    assert (
        Versions(build(tmp_path / "no.db").get_database("tracker"), lambda: site_data.NOW).current() is None
    )


# -- the middleware alone ----------------------------------------------------------------------------


class App:
    """An application that answers each address with itself, as large and in as many parts as told."""

    def __init__(self, size: int = 0, parts: int = 1, **headers: str) -> None:
        self.size, self.parts = size, parts
        self.headers = {"cache-control": KEPT, **headers}
        self.asked: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope["path"])
        headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for part in range(self.parts):
            body = scope["path"].encode().ljust(self.size)
            await send({"type": "http.response.body", "body": body, "more_body": part + 1 < self.parts})


async def ask(cache: Cache, path: str, method: str = "GET") -> bytes:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": []}
    await cache(scope, None, send)
    return b"".join(message.get("body", b"") for message in sent)


async def test_memory_is_bounded_and_the_page_asked_for_the_longest_ago_goes() -> None:
    app = App(size=8_000)
    cache = Cache(app, lambda: 1, size=100_000)
    for number in range(50):
        await ask(cache, f"/{number}")
        await ask(cache, "/0")
    assert app.asked.count("/0") == 1
    assert sum(len(body) for _, body in cache.pages.values()) < cache.used <= cache.size
    await ask(cache, "/49")
    await ask(cache, "/1")
    assert (app.asked.count("/49"), app.asked.count("/1")) == (1, 2)


@pytest.mark.parametrize(
    "app", [App(size=20_000), App(parts=2), App(set_cookie="a=b"), App(cache_control="no-store")]
)
async def test_large_parted_personal_and_unmarked_answers_are_passed_on_unkept(app: App) -> None:
    cache = Cache(app, lambda: 1, size=100_000)
    assert await ask(cache, "/x") == await ask(cache, "/x") == b"/x".ljust(app.size) * app.parts
    assert len(app.asked) == 2


async def test_a_page_made_while_the_version_moved_on_is_not_kept() -> None:
    version: list[Hashable] = [1]
    app = App()
    cache = Cache(app, lambda: version[0])

    class Slow:
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            version[0] = 2
            cache.app = app
            await ask(cache, "/other")
            await app(scope, receive, send)

    cache.app = Slow()
    await ask(cache, "/x")
    assert list(cache.pages) == [(None, None, b"/other", b"")]


@pytest.mark.parametrize(("method", "version"), [("POST", 1), ("GET", None)])
async def test_nothing_is_kept_of_other_methods_or_without_a_version(
    method: str, version: int | None
) -> None:
    app = App()
    cache = Cache(app, lambda: version)
    for _ in range(2):
        assert await ask(cache, "/x", method) == b"/x"
    assert len(app.asked) == 2
