"""The change log as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from tracker.site import words
from tracker.store.rows import Row

ENTRIES = 100
_ATOM = "http://www.w3.org/2005/Atom"
# Ids stay the same when the database is built anew or the site moves: they are made of what changed.
_NAMESPACE: UUID = uuid5(NAMESPACE_URL, "urn:organ-law-tracker:changes")
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def headline(change: Row, places: Mapping[str, str]) -> str:
    """A change in one line: the place, the thing, what it was and is."""
    place = places.get(change["place"] or "", change["place"] or "")
    thing = words.plain(change["id"].partition("/")[2]) if change["entity"] == "answer" else change["id"]
    old, new = words.old_and_new(change)
    before = f"{old} → " if old else ""
    after = new or "removed"
    return f"{place}, {thing}, {words.plain(change['field'])}: {before}{after}"


def target(change: Row) -> str:
    """The path of the page that tells of the thing that changed, without its leading slash."""
    if change["entity"] == "answer":
        return f"country/{quote(change['place'] or '')}"
    if change["entity"] in ("treaty", "treaty_action"):
        return "treaties"
    return f"measure/{quote(change['id'])}"


def atom(site: str, changes: Iterable[Row], places: Mapping[str, str], now: datetime) -> bytes:
    """The feed's bytes. `site` is the absolute address of `/`; `changes` come newest first."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    rows = {_entry_id(change): change for change in changes}
    newest = max((change["at"] for change in rows.values()), default=now.strftime("%Y-%m-%dT%H:%M:%SZ"))
    _add(feed, "id", f"urn:uuid:{_NAMESPACE}")
    _add(feed, "title", "Organ law tracker: changes")
    _add(feed, "subtitle", "Bills, laws, their steps, and what they change about a country's answers.")
    _add(feed, "updated", newest)
    _add(_add(feed, "author"), "name", "Organ law tracker")
    _add(feed, "rights", "CC BY 4.0")
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{site}changes.atom")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{site}changes")
    for entry_id, change in rows.items():
        entry = _add(feed, "entry")
        _add(entry, "id", entry_id)
        _add(entry, "title", headline(change, places)[:300])
        _add(entry, "updated", change["at"])
        _add(entry, "link", rel="alternate", type="text/html", href=f"{site}{target(change)}")
        if address := words.link(change["url"]):
            _add(entry, "link", rel="via", href=address)
        _add(entry, "category", term=change["entity"])
        _add(entry, "summary", _summary(change), type="text")
    body: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _summary(change: Row) -> str:
    origin = f" Source: {change['source']}." if change["source"] else " Source: curated knowledge."
    old, new = words.old_and_new(change)
    return f"Was: {old or 'nothing'}. Is now: {new or 'nothing'}.{origin}"


def _entry_id(change: Row) -> str:
    told = (change[name] or "" for name in ("at", "entity", "id", "field", "old", "new"))
    return f"urn:uuid:{uuid5(_NAMESPACE, chr(0).join(told))}"


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    clean = {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", clean)
    element.text = _NOT_XML.sub("", text) if text is not None else None
    return element
