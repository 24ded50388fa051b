"""Feeds: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), in each language.

There are two kinds: changes of our data, by the time of the run that found them, and steps in law, by the day
they took effect.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from tracker.site import i18n, words
from tracker.site.i18n import gettext, here
from tracker.store.rows import Row, as_json

ENTRIES = 100
_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_JSON = "https://jsonfeed.org/version/1.1"
# Ids stay the same when the database is built anew or the site moves: they are made of what changed.
_NAMESPACE: UUID = uuid5(NAMESPACE_URL, "urn:organ-law-tracker:changes")
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """`told`: what its id is made of, the same for ever; `updated`: UTC with Z; `path`: the page that tells
    of it, without the language; `source`: an official or other outside address."""

    told: tuple[str, ...]
    title: str
    updated: str
    path: str
    source: str | None
    summary: str
    term: str

    @property
    def id(self) -> str:
        return f"urn:uuid:{uuid5(_NAMESPACE, chr(0).join(self.told))}"


@dataclass(frozen=True, slots=True)
class Feed:
    """`site` is the absolute address of `/`; `path` the feed's own without language, ending and `query`;
    `home` the path of the page with the same content; `updated` a UTC time."""

    site: str
    path: str
    home: str
    title: str
    about: str
    updated: str
    entries: Sequence[Entry]
    query: str = ""

    @property
    def id(self) -> str:
        """Of all changes and of a country's, in English, as they were before there were others."""
        path = here(f"{self.path}{self.query}").removeprefix("/country/")
        return f"urn:uuid:{_NAMESPACE if path == '/changes' else uuid5(_NAMESPACE, path)}"

    def address(self, path: str) -> str:
        return self.site + here(path).lstrip("/")


def of_changes(
    changes: Iterable[Row], named: Mapping[str, Row], places: Mapping[str, str], titles: Mapping[str, str]
) -> list[Entry]:
    """`named`: what changes are of, by id (`log.named`); `places`: English names by code; `titles`: those of
    the questions in the page's language."""
    found = {}
    for change in changes:
        told = tuple(_text(change[name]) for name in ("at", "entity", "id", "field", "old", "new"))
        old, new = words.old_and_new(change)
        was = gettext("Was: %(old)s. Is now: %(new)s.") % {
            "old": old or gettext("nothing"),
            "new": new or gettext("nothing"),
        }
        found[told] = Entry(
            told,
            words.change_line(change, named, places, titles),
            change["at"],
            _page_of(change),
            words.link(change["url"]),
            was,
            change["entity"],
        )
    return list(found.values())


def _page_of(change: Row) -> str:
    if change["entity"] == "answer":
        return f"/country/{quote(change['place'] or '')}"
    if change["entity"] in ("treaty", "treaty_action"):
        return "/treaties"
    return f"/measure/{quote(change['id'])}"


def of_steps(steps: Iterable[dict[str, Any]]) -> list[Entry]:
    """Steps of `tracker.site.steps`, each as of the day it took effect at the latest."""
    entries = []
    for step in steps:
        about = step["measure"] or step["treaty"]
        told = ("step", step["place"], about["id"], step["stage"], step["date"])
        day = gettext("Day: %(day)s.") % {"day": words.written(step["date"])}
        said = f"{day} {step['label']}" if step["label"] else day
        path = f"/measure/{quote(about['id'])}" if step["measure"] else "/treaties"
        title = f"{words.step(step)}. {words.called(about)}"
        at = f"{step['latest']}T00:00:00Z"
        entries.append(Entry(told, title, at, path, words.link(step["url"]), said, step["stage"]))
    return entries


def atom(feed: Feed) -> bytes:
    """The feed's bytes, UTF-8."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": i18n.language()})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.about)
    _add(root, "updated", feed.updated)
    _add(_add(root, "author"), "name", gettext("Organ law tracker"))
    _add(root, "rights", "CC BY 4.0")
    own = feed.address(f"{feed.path}.atom{feed.query}")
    _add(root, "link", rel="self", type="application/atom+xml", href=own)
    _add(root, "link", rel="alternate", type="text/html", href=feed.address(feed.home))
    for told in feed.entries:
        entry = _add(root, "entry")
        _add(entry, "id", told.id)
        _add(entry, "title", told.title[:_LONGEST])
        _add(entry, "updated", told.updated)
        _add(entry, "link", rel="alternate", type="text/html", href=feed.address(told.path))
        if told.source:
            _add(entry, "link", rel="via", href=told.source)
        _add(entry, "category", term=told.term)
        _add(entry, "summary", told.summary, type="text")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def json_feed(feed: Feed) -> dict[str, Any]:
    items = []
    for told in feed.entries:
        item = {
            "id": told.id,
            "url": feed.address(told.path),
            "title": told.title[:_LONGEST],
            "content_text": told.summary,
            "date_published": told.updated,
            "tags": [told.term],
        }
        if told.source:
            item["external_url"] = told.source
        items.append(item)
    return {
        "version": _JSON,
        "title": feed.title,
        "description": feed.about,
        "home_page_url": feed.address(feed.home),
        "feed_url": feed.address(f"{feed.path}.feed.json{feed.query}"),
        "language": i18n.language(),
        "items": items,
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else as_json(value)


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    clean = {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", clean)
    element.text = _NOT_XML.sub("", text) if text is not None else None
    return element
