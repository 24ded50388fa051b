"""The site as files: every page of the day in all languages, for any web host that serves folders.

The pages are those that the server would send, made from one snapshot of the database, which lies among them.
A page `/country/CA` becomes `/country/CA/index.html`; an argument becomes a part of the path, so
`/charts?criterion=sanctions` is `/charts/sanctions/`. What needs a server is left out by the templates (the
search, past days, SQL). A link that a file cannot answer is an error: rather no copy than a broken one.
"""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from tracker.site import data, i18n, subject
from tracker.site.serving import Copied, inside
from tracker.site.where import Base
from tracker.store import Reader, open_for_reading, snapshot
from tracker.store.rows import fetch

_DATABASE = "/download/tracker.db"
_FILE = re.compile(r"\.(?:atom|bib|cff|css|csv|db|js|json|md|parquet|png|ris|svg|txt|xml)\Z")
_SERVER_ONLY = re.compile(rf"((?:/(?:{'|'.join(i18n.LANGUAGES[1:])}))?)/(?:tracker|-)(?:[/.]|\Z)")
_SITEMAP = "/sitemap.xml"


class NotCopied(Exception):
    """No copy was made; the message says what is in the way."""


@dataclass(frozen=True)
class Written:
    """How many files were written, and their size in bytes."""

    files: int
    size: int


def export(database: Path, folder: Path, base: Base, now: datetime) -> Written:
    """Write the site of `now` (UTC) to `folder`, which must be new or empty; it appears whole or not at all.

    Raises NotCopied, FileExistsError, SchemaTooOld or sqlite3.Error.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty: expected a new or an empty folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as temporary:
        root = Path(temporary) / "site"
        made = root / _DATABASE.lstrip("/")
        made.parent.mkdir(parents=True)
        with closing(open_for_reading(database)) as db:
            snapshot(db.conn, made)
        with closing(open_for_reading(made)) as db:
            reader = Reader(db, now)
            if data.is_empty(reader):
                raise NotCopied(f"{database} holds no places yet: run `tracker refresh` first")
            seeds = list(_seeds(reader))
            headline = subject.read(db).headline
        if base.origin:
            seeds.append(_SITEMAP)
        asyncio.run(_Copy(root, base, now, headline).make(seeds))
        if folder.exists():
            folder.rmdir()
        root.rename(folder)
    files = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return Written(len(files), sum(files))


def _seeds(reader: Reader) -> Iterator[str]:
    """The addresses from which all others can be reached, and those that no page links to."""
    places = [row["code"] for row in fetch(reader.db, "SELECT code FROM places ORDER BY code")]
    measures = [quote(row["id"]) for row in fetch(reader.db, "SELECT id FROM measures ORDER BY id")]
    for tag in i18n.LANGUAGES:
        yield i18n.here("/", tag)
        for code in places:
            yield from (i18n.here(f"/{page}", tag) for page in (f"country/{code}", f"embed/{code}"))
            yield i18n.here(f"/badge/{code}.svg", tag)
        yield i18n.here("/embed/bills", tag)
        yield from (i18n.here(f"/embed/map?criterion={name}", tag) for name in reader.known_criteria())
        yield from (i18n.here(f"/measure/{name}", tag) for name in measures)
    yield from (f"/country/{code}.{form}" for code in places for form in ("atom", "feed.json"))


class _Copy:
    """Pages asked for one by one, written with their links changed, and the pages they link to."""

    def __init__(self, root: Path, base: Base, now: datetime, headline: str) -> None:
        # Datasette is slow to import; the other commands do without it.
        from tracker.site.app import build

        self.root = root
        self.base = base
        self.headline = headline
        self.today = now.astimezone(UTC).date().isoformat()
        at = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.site = build(
            root / _DATABASE.lstrip("/"),
            immutable=True,
            now=lambda: now,
            base=base,
            copied=Copied(at),
        )
        # Whole addresses stand in the head, in the sitemap, in what is told to machines (JSON-LD), and in the
        # code to embed, which stands in a page as text, its quotes escaped.
        whole = rf"(?:{re.escape(base.origin)}(?={re.escape(base.path)}))?" if base.origin else ""
        ahead = (
            r'\b(?:href|src)=(?:"|&#34;)|"og:(?:url|image)" content="|<loc>'
            r'|"(?:@id|url|contentUrl)": "'
        )
        self.links = re.compile(rf'((?:{ahead}){whole})(/(?:[^"<&]|&(?!#34;))*)')
        self.wanted: dict[str, tuple[str, str]] = {}

    async def make(self, seeds: Iterable[str]) -> None:
        await self.site.invoke_startup()
        for path in seeds:
            self._want(path, "the list of all places and measures")
        done = {_DATABASE}
        while waiting := [address for address in self.wanted if address not in done]:
            for address in waiting:
                await self._write(address, *self.wanted[address])
            done.update(waiting)
        lost = await self.site.client.get("/no-such-page")
        self._put("/404.html", self._linked(lost.text, "/404.html").encode())
        self._put("/.nojekyll", b"")
        self._put("/robots.txt", (await self.site.client.get("/robots.txt")).content)

    async def _write(self, address: str, request: str, found_on: str) -> None:
        answer = await self.site.client.get(request)
        if answer.status_code != HTTPStatus.OK:
            raise NotCopied(f"{request}, which {found_on} links to, answers {answer.status_code}")
        if answer.headers["content-type"].startswith("text/html"):
            if "<form" in answer.text:
                raise NotCopied(f"{request} has a form, which a file cannot answer")
            self._put(address, self._linked(answer.text, request).encode())
        elif request == _SITEMAP:
            self._put(address, self._linked(answer.text, request).encode())
        else:
            self._put(address, answer.content)

    def _linked(self, text: str, page: str) -> str:
        def changed(match: re.Match[str]) -> str:
            target = self._want(inside(html.unescape(match[2]), self.base.path), page)
            return f"{match[1]}{html.escape(self.base.path.rstrip('/') + target)}"

        return self.links.sub(changed, text)

    def _want(self, link: str, found_on: str) -> str:
        """The address in the copy of what a link of `found_on` leads to, which is noted to be written."""
        try:
            request, address, fragment = still(link, self.today, self.headline)
        except ValueError as error:
            raise NotCopied(f"{found_on}: {error}") from None
        self.wanted.setdefault(address, (request, found_on))
        return address + fragment

    def _put(self, address: str, body: bytes) -> None:
        path = self.root / unquote(address).lstrip("/")
        if address.endswith("/"):
            path /= "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def still(link: str, today: str, headline: str) -> tuple[str, str, str]:
    """(what to ask the server for, the address in the copy, the fragment) of a link without the base path.
    `headline`: the question that is asked where none is named.

    Raises ValueError for an argument whose meaning would be lost.
    """
    parts = urlsplit(link)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    if server_only := _SERVER_ONLY.match(parts.path):
        instead = f"{server_only[1]}/download/"
        return instead, instead, ""
    args = dict(parse_qsl(parts.query))
    if args.pop("on", today) != today:
        raise ValueError(f"{link}: only {today} is copied")
    if parts.path.endswith("/"):
        # All views of the first page are in it.
        args.pop("view", None)
    if args.pop("answer", None):
        fragment = "#places"
    # These become a part of the path, in this order; the value that needs none.
    usual = {"criterion": headline, "place": "", "view": "law"}
    kept = {name: args.pop(name, plain) for name, plain in usual.items()}
    if args:
        raise ValueError(f"{link}: a file cannot answer {', '.join(args)}")
    told = {name: value for name, value in kept.items() if value != usual[name]}
    if not told:
        return parts.path, _as_file(parts.path), fragment
    file = _FILE.search(parts.path)
    stem = parts.path[: file.start()] if file else parts.path
    stem = f"{stem}index" if stem.endswith("/") else stem
    address = f"{stem}/{'/'.join(map(quote, told.values()))}{file[0] if file else '/'}"
    return f"{parts.path}?{urlencode(told)}", address, fragment


def _as_file(path: str) -> str:
    if path.startswith("/capture/"):
        return f"{path}.txt"
    return path if path.endswith("/") or _FILE.search(path) else f"{path}/"
