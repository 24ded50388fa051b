"""Two to four places side by side: answers, what their laws say, treaties, open bills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.questions import CriterionKind
from tracker.site import bills, data, finding, layout, matrix, subject
from tracker.site.files.forms import as_csv
from tracker.site.finding import no_such_place
from tracker.site.i18n import gettext
from tracker.site.measures import briefs, measures_where
from tracker.site.serving import (
    CACHED,
    LANG,
    OPEN,
    TWIN,
    Asked,
    Problem,
    asked_of,
    guarded,
    page,
    read_once,
    require_data,
)
from tracker.store import Reader
from tracker.store.rows import Row

MOST = 4
#: Columns of the table to download, one row a line and place.
COLUMNS = ("line", "name", "place", "value", "since", "measure", "article", "url")


def compare(reader: Reader, asked: Asked) -> dict[str, Any]:
    """What is told of each place (`places`, codes in the order asked), line by line; each line's `cells` are
    in the order of the places."""
    on = asked.on
    require_data(reader)
    codes = _places(reader, asked)
    known, told = reader.known_places(), subject.read(reader.db)
    rows = {(row["place"], row["criterion"]): row for row in reader.status_of(codes, on)}
    laws = {code: measures_where(reader, "m.place = ?", [code], on) for code in codes}
    named = briefs(reader, data.named(rows.values()), on)
    open_bills = bills.open_bills(reader, on)
    lines = [layout.reach(data.provisions(laws[code], told), told, on) for code in codes]
    questions = [q for q in told.questions.values() if q.kind is not CriterionKind.QUOTATION]
    return {
        "on": on,
        "data_version": data.data_version(reader),
        "places": codes,
        "names": {code: known[code] for code in codes},
        "known": known,
        "criteria": data.criteria(reader),
        "answers": [
            {"criterion": q.name, "cells": [rows[code, q.name] for code in codes]} for q in questions
        ],
        "provisions": [
            {"called": cells[0]["called"], "cells": [_said(cell) for cell in cells]}
            for cells in zip(*lines, strict=True)
        ],
        "official": [_official(code, rows, named) for code in codes],
        "treaties": _treaties(reader, codes, on),
        "bills": [[_brief(bill) for bill in open_bills if bill["place"] == code] for code in codes],
    }


def _places(reader: Reader, asked: Asked) -> list[str]:
    codes = []
    for name in asked.several("place"):
        code = finding.find_place(reader, name)
        if code is None:
            raise no_such_place(reader, name, "/compare?place=")
        codes.append(code)
    codes = list(dict.fromkeys(codes))
    if len(codes) > MOST:
        detail = gettext("Up to %(num)d places can stand side by side.") % {"num": MOST}
        raise Problem(400, gettext("Too many places"), detail)
    return codes


def _said(line: dict[str, Any]) -> dict[str, Any] | None:
    """What a place's law says on a point; None: nobody has read it."""
    found = line["found"]
    if found is None:
        return None
    told = {name: found[name] for name in ("value", "article", "measure")}
    return {**told, "abroad": line["abroad"], "mark": line["mark"]}


def _brief(measure: Row) -> Row:
    return {name: measure[name] for name in ("id", "title", "title_en", "lang", "number", "citation")}


def _official(code: str, rows: dict[tuple[str, str], Row], named: dict[str, Row]) -> list[Row]:
    """The laws on which a place's answers rest, each with the address of its official text or None."""
    found: dict[str, Row] = {}
    for (place, _), row in rows.items():
        for name in row["because"] if place == code else ():
            if name in named and named[name]["status"] in ("in_force", "enacted"):
                found.setdefault(name, {**_brief(named[name]), "url": None})
                found[name]["url"] = found[name]["url"] or layout.official_address(named[name], row)
    return list(found.values())


def _treaties(reader: Reader, codes: Sequence[str], on: str) -> list[dict[str, Any]]:
    """The treaties that one of the places took a step under."""
    found = matrix.treaties(reader, on)
    steps = {place["place"]: place["steps"] for place in found["places"]}
    return [
        {**{name: t[name] for name in ("id", "title", "citation", "url")}, "cells": cells}
        for t in found["treaties"]
        for cells in [[steps.get(code, {}).get(t["id"]) for code in codes]]
        if any(cells)
    ]


def as_rows(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same as a table, with the keys of `COLUMNS`."""
    empty = dict.fromkeys(COLUMNS)
    for line in found["answers"]:
        for place, row in zip(found["places"], line["cells"], strict=True):
            told = {"value": row["answer"], "since": row["since"], "measure": " | ".join(row["because"])}
            yield {**empty, "line": "answer", "name": line["criterion"], "place": place, **told}
    for line in found["provisions"]:
        for place, cell in zip(found["places"], line["cells"], strict=True):
            told = {"line": "provision", "name": line["called"], "place": place}
            if cell:
                told |= {"value": cell["value"], "article": cell["article"], "measure": cell["measure"]["id"]}
            yield {**empty, **told}
    for treaty in found["treaties"]:
        for place, step in zip(found["places"], treaty["cells"], strict=True):
            told = {"line": "treaty", "name": treaty["citation"], "place": place, "url": treaty["url"]}
            if step:
                told |= {"value": step["action"], "since": step["date"]}
            yield {**empty, **told}
    for name, column in (("official text", "official"), ("open bill", "bills")):
        for place, listed in zip(found["places"], found[column], strict=True):
            for measure in listed:
                told = {"line": name, "name": measure["title_en"] or measure["title"], "place": place}
                yield {**empty, **told, "measure": measure["id"], "url": measure.get("url")}


async def _csv(datasette: Any, request: Any) -> Any:
    from datasette import Response

    found = await read_once(datasette, asked_of(datasette, request), compare)
    name = "-".join(["compare", *found["places"], found["on"]])
    headers = {**OPEN, **CACHED, "Content-Disposition": f'attachment; filename="{name}.csv"'}
    body = as_csv(COLUMNS, as_rows(found))
    return Response(body, headers=headers, content_type="text/csv; charset=utf-8")


ROUTES: tuple[tuple[str, Any], ...] = (
    (rf"^{LANG}/compare{TWIN}$", page("tracker_compare.html", compare)),
    (r"^/compare\.csv$", guarded(_csv)),
)
