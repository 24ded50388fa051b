"""The change log as feeds: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from tracker.site import words
from tracker.store.rows import Row, as_json

ENTRIES = 100
_ATOM = "http://www.w3.org/2005/Atom"
_JSON = "https://jsonfeed.org/version/1.1"
# Ids stay the same when the database is built anew or the site moves: they are made of what changed.
_NAMESPACE: UUID = uuid5(NAMESPACE_URL, "urn:organ-law-tracker:changes")
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ABOUT = "Bills, laws, their steps, and what they change about a country's answers."


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is made of: changes newest first, of one `place` (its code) or of all.

    `site` is the absolute address of `/`; `now` is a UTC time, the feed's own where nothing has changed.
    """

    site: str
    changes: Sequence[Row]
    places: Mapping[str, str]
    now: str
    place: str | None = None

    @property
    def title(self) -> str:
        return f"Organ law tracker: changes{f' of {self.places[self.place]}' if self.place else ''}"

    @property
    def path(self) -> str:
        """The feed's address without its ending."""
        return f"country/{quote(self.place)}" if self.place else "changes"

    @property
    def home(self) -> str:
        return f"{self.site}{self.path}"

    @property
    def entries(self) -> dict[str, Row]:
        return {_entry_id(change): change for change in self.changes}

    def headline(self, change: Row) -> str:
        """A change in one line: the place, the thing, what it was and is."""
        place = self.places.get(change["place"] or "", change["place"] or "")
        thing = words.plain(change["id"].partition("/")[2]) if change["entity"] == "answer" else change["id"]
        old, new = words.old_and_new(change)
        before = f"{old} → " if old else ""
        return f"{place}, {thing}, {words.plain(change['field'])}: {before}{new or 'removed'}"

    def target(self, change: Row) -> str:
        """The page that tells of the thing that changed."""
        if change["entity"] == "answer":
            return f"{self.site}country/{quote(change['place'] or '')}"
        return f"{self.site}measure/{quote(change['id'])}"


def atom(feed: Feed) -> bytes:
    """The feed's bytes, UTF-8."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    entries = feed.entries
    own = uuid5(_NAMESPACE, feed.place) if feed.place else _NAMESPACE
    _add(root, "id", f"urn:uuid:{own}")
    _add(root, "title", feed.title)
    _add(root, "subtitle", _ABOUT)
    _add(root, "updated", max((change["at"] for change in entries.values()), default=feed.now))
    _add(_add(root, "author"), "name", "Organ law tracker")
    _add(root, "rights", "CC BY 4.0")
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{feed.home}.atom")
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    for entry_id, change in entries.items():
        entry = _add(root, "entry")
        _add(entry, "id", entry_id)
        _add(entry, "title", feed.headline(change)[:300])
        _add(entry, "updated", change["at"])
        _add(entry, "link", rel="alternate", type="text/html", href=feed.target(change))
        if address := words.link(change["url"]):
            _add(entry, "link", rel="via", href=address)
        _add(entry, "category", term=change["entity"])
        _add(entry, "summary", _summary(change), type="text")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def json_feed(feed: Feed) -> dict[str, Any]:
    items = []
    for entry_id, change in feed.entries.items():
        item = {
            "id": entry_id,
            "url": feed.target(change),
            "title": feed.headline(change)[:300],
            "content_text": _summary(change),
            "date_published": change["at"],
            "tags": [change["entity"]],
        }
        if address := words.link(change["url"]):
            item["external_url"] = address
        items.append(item)
    return {
        "version": _JSON,
        "title": feed.title,
        "description": _ABOUT,
        "home_page_url": feed.home,
        "feed_url": f"{feed.home}.feed.json",
        "language": "en",
        "items": items,
    }


def _summary(change: Row) -> str:
    origin = f" Source: {change['source']}." if change["source"] else " Source: curated knowledge."
    old, new = words.old_and_new(change)
    return f"Was: {old or 'nothing'}. Is now: {new or 'nothing'}.{origin}"


def _entry_id(change: Row) -> str:
    told = (_text(change[name]) for name in ("at", "entity", "id", "field", "old", "new"))
    return f"urn:uuid:{uuid5(_NAMESPACE, chr(0).join(told))}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else as_json(value)


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    clean = {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", clean)
    element.text = _NOT_XML.sub("", text) if text is not None else None
    return element
