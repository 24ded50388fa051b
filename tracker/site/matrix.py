"""The reads of the wide tables: what the laws of each place provide, and what places did to treaties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tracker.site import subject
from tracker.site.measures import ENGLISH
from tracker.store import Reader
from tracker.store.rows import Row, fetch
from tracker.vocabulary import Value, Window

#: The first is the strongest.
STRONGEST = {value.value: rank for rank, value in enumerate(Value)}
# What a place did last counts; entry into force comes with or after ratification, a denunciation ends it.
_STEPS = ("signed", "ratified", "in_force", "denounced")


def provisions(reader: Reader, on: str) -> dict[str, Any]:
    """For each place with law on a day, the strongest value of each provision and the laws that say so.

    Only measures that are law on that day count, and only values that hold on it. A provision without a
    cell: nobody has looked.
    """
    rows = fetch(
        reader.db,
        f"""SELECT m.place, p.name AS place_name, v.name AS provision, v.value, v.abroad, v.article, v.since,
              v.until, v.only_memory, m.id, m.number, m.citation, m.title, m.lang, {ENGLISH}
            FROM provisions v JOIN measures m ON m.id = v.measure JOIN places p ON p.code = m.place
            JOIN measure_status s ON s.measure = m.id
              AND s.from_date <= ?1 AND (s.to_date IS NULL OR s.to_date > ?1)
            WHERE v.listed AND s.status IN ('in_force', 'enacted') ORDER BY p.name, v.id""",  # noqa: S608
        [on],
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["only_memory"] or not holds(row, date.fromisoformat(on)):
            continue
        place = found.setdefault(
            row["place"], {"place": row["place"], "name": row["place_name"], "cells": {}}
        )
        _add(place["cells"], row)
    names = [one.name for one in subject.read(reader.db).provisions]
    return {"on": on, "provisions": names, "places": list(found.values())}


def holds(row: Mapping[str, Any], day: date) -> bool:
    """Whether what a provision says may apply on a day, by its own `since` and `until`."""
    since = Window.parse(row["since"]) if row["since"] else None
    until = Window.parse(row["until"]) if row["until"] else None
    begun = since is None or since.earliest is None or since.earliest <= day
    return begun and (until is None or day < until.latest)


def _add(cells: dict[str, dict[str, Any]], row: Row) -> None:
    cell = cells.get(row["provision"])
    if cell is None or STRONGEST[row["value"]] < STRONGEST[cell["value"]]:
        cell = cells[row["provision"]] = {"value": row["value"], "abroad": row["abroad"], "laws": []}
    if row["value"] == cell["value"]:
        names = ("id", "number", "citation", "title", "title_en", "lang", "article", "abroad")
        cell["laws"].append({name: row[name] for name in names})


def treaties(reader: Reader, on: str) -> dict[str, Any]:
    """The treaties with their parties on a day, and for each place its last step under each of them."""
    listed = fetch(reader.db, "SELECT id, title, citation, opened, in_force, url FROM treaties ORDER BY id")
    actions = fetch(
        reader.db,
        """SELECT a.treaty, a.place, p.name, p.counted, a.action, a.date, a.note FROM treaty_actions a
           JOIN places p ON p.code = a.place WHERE a.listed AND NOT a.only_memory ORDER BY p.name""",
    )
    taken = [row for row in actions if _before(row["date"], date.fromisoformat(on))]
    places: dict[str, dict[str, Any]] = {}
    for row in taken:
        place = places.setdefault(row["place"], {"place": row["place"], "name": row["name"], "steps": {}})
        last = place["steps"].get(row["treaty"])
        if last is None or _STEPS.index(row["action"]) > _STEPS.index(last["action"]):
            place["steps"][row["treaty"]] = {name: row[name] for name in ("action", "date", "note")}
    for treaty in listed:
        treaty["steps"] = _counted(place["steps"].get(treaty["id"]) for place in places.values())
        treaty["as_at"] = _as_at(reader, treaty["id"])
    return {"on": on, "treaties": listed, "places": list(places.values())}


def _before(text: str | None, day: date) -> bool:
    """Whether a step had certainly been taken; one without a day is shown for every day."""
    return text is None or Window.parse(text).latest <= day


def _counted(steps: Iterable[Mapping[str, Any] | None]) -> dict[str, int]:
    last = [step["action"] for step in steps if step]
    return {action: last.count(action) for action in _STEPS}


def _as_at(reader: Reader, treaty: str) -> str | None:
    """The newest day on which a list of its participants was read."""
    sql = """SELECT max(e.retrieved) AS day FROM evidence e JOIN treaty_actions a ON a.id = e.treaty_action
             WHERE a.treaty = ?"""
    day: str | None = fetch(reader.db, sql, [treaty])[0]["day"]
    return day
