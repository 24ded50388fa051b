"""The sitemap: every page that machines may list, in every language, with the day of its latest change.

Format: https://www.sitemaps.org/protocol.html; the languages as search engines read them from it, see
https://developers.google.com/search/docs/specialty/international/localized-versions#sitemap
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

from tracker.site import data, i18n, subject
from tracker.site.serving import CACHED, OWN_PAGES, Asked, asked_of, origin, read_once, require_data
from tracker.store import Reader
from tracker.store.rows import fetch

#: Pages of their own; places and measures come besides.
PAGES = (
    *("/", "/bills", "/matrix", "/treaties", "/charts", "/claims", "/changes", "/sources", "/about"),
    *("/download/", "/compare", "/worklist"),
)
#: More addresses a sitemap may not have.
MOST = 50_000
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
#: A path with its query, and when its content last changed (UTC); None: not known.
Entry = tuple[str, str | None]


def entries(reader: Reader) -> Iterator[Entry]:
    """Each page once, in no language: first the general ones, then places, then measures."""
    version = data.data_version(reader)
    questions = [name for name in subject.current().questions if name != subject.current().headline]
    of_places = _latest(reader, "place")
    for path in PAGES:
        yield path, version
        if OWN_PAGES.get(path) == "criterion":
            yield from ((f"{path}?{urlencode({'criterion': name})}", version) for name in questions)
    places = [row["code"] for row in fetch(reader.db, "SELECT code FROM places ORDER BY code")]
    yield from ((f"/country/{quote(code)}", of_places.get(code)) for code in places)
    # What changed in a place has a page where anything did.
    yield from ((f"/changes?place={quote(code)}", of_places[code]) for code in places if code in of_places)
    of_measures = _latest(reader, "entity_id")
    for row in fetch(reader.db, "SELECT id FROM measures ORDER BY id"):
        yield f"/measure/{quote(row['id'])}", of_measures.get(row["id"])


def _latest(reader: Reader, column: str) -> dict[str, str]:
    sql = f"SELECT {column} AS name, max(at) AS at FROM changes GROUP BY 1"  # noqa: S608 - ours
    return {row["name"]: row["at"] for row in fetch(reader.db, sql)}


def written(pages: Sequence[Entry], address: Callable[[str, str], str]) -> bytes:
    """The sitemap's bytes. `address` makes the whole address of a path in a language."""
    ET.register_namespace("", _SITEMAP)
    ET.register_namespace("xhtml", _XHTML)
    root = ET.Element(f"{{{_SITEMAP}}}urlset")
    for path, changed in pages[: MOST // len(i18n.LANGUAGES)]:
        alternates = {tag: address(path, tag) for tag in i18n.LANGUAGES}
        for own in alternates.values():
            url = ET.SubElement(root, f"{{{_SITEMAP}}}url")
            ET.SubElement(url, f"{{{_SITEMAP}}}loc").text = own
            if changed:
                ET.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = changed
            for tag, other in {**alternates, "x-default": alternates[i18n.LANGUAGES[0]]}.items():
                link = {"rel": "alternate", "hreflang": tag, "href": other}
                ET.SubElement(url, f"{{{_XHTML}}}link", link)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


async def view(datasette: Any, request: Any) -> Any:
    from datasette import Response

    site = origin(datasette, request)

    def address(path: str, tag: str) -> str:
        return f"{site}{datasette.urls.path(i18n.here(path, tag))}"

    def read(reader: Reader, _: Asked) -> dict[str, Any]:
        require_data(reader)
        pages = list(entries(reader))
        # Here, since it takes a third of a second, in which others are answered.
        return {
            "body": written(pages, lambda path, tag: f"{site}{datasette.urls.path(i18n.here(path, tag))}")
        }

    found = await read_once(datasette, asked_of(datasette, request), read)
    return Response(found["body"], headers=CACHED, content_type="application/xml; charset=utf-8")
