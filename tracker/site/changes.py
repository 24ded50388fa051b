"""The page of changes with its two lists, steps in law and changes of our data, and all feeds."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from tracker.site import data, feed, finding, log, steps, words
from tracker.site.finding import known_place, no_such_place
from tracker.site.i18n import gettext, place_name
from tracker.site.serving import (
    CACHED,
    LANG,
    OPEN,
    TWIN,
    Asked,
    Problem,
    asked_of,
    guarded,
    known_criterion,
    origin,
    page,
    read_once,
)
from tracker.store import Reader
from tracker.store.rows import fetch

#: So many months back the list of steps begins where nobody asks otherwise, and its shortcuts.
SHOWN, SHORTCUTS = 24, (6, 12, 24, 60, 120)


def months_before(day: str, months: int) -> str:
    """The same day of the month so many months earlier, or that month's last."""
    then = date.fromisoformat(day)
    year, month = divmod(then.year * 12 + then.month - 1 - months, 12)
    return str(date(year, month + 1, min(then.day, monthrange(year, month + 1)[1])))


def _changes(reader: Reader, asked: Asked) -> dict[str, Any]:
    view = asked.args.get("view") or "law"
    if view not in ("law", "data"):
        detail = gettext("The lists are: %(names)s.") % {"names": "law, data"}
        raise Problem(400, gettext("No such list of changes"), detail)
    return _law(reader, asked) if view == "law" else _data(reader, asked)


def _place(reader: Reader, asked: Asked) -> str | None:
    place = asked.args.get("place") or None
    code = finding.find_place(reader, place) if place else None
    if place and code is None:
        raise no_such_place(reader, place, "/changes?place=")
    return code


def _criterion(reader: Reader, asked: Asked) -> str | None:
    """None: all questions."""
    return known_criterion(reader, asked) if asked.args.get("criterion") else None


def _law(reader: Reader, asked: Asked) -> dict[str, Any]:
    place, criterion = _place(reader, asked), _criterion(reader, asked)
    today = asked.today
    since = asked.day("since") or months_before(today, SHOWN)
    year, half = months_before(today, 12), months_before(today, 6)
    found = steps.between(reader, min(since, year), today, criterion, place)
    dated = [step for step in found if step["established"]]
    return {
        "view": "law",
        "place": place,
        "criterion": criterion,
        "since": since,
        "on": today,
        "criteria": data.criteria(reader),
        "places": reader.known_places(),
        "data_version": data.data_version(reader),
        "numbers": {
            "year": sum(step["latest"] > year for step in dated),
            "half": sum(step["latest"] > half for step in dated),
        },
        "steps": [step for step in dated if step["latest"] >= since],
        # Certainly taken in that time: a window that begins before it may be of long ago.
        "undated": [s for s in found if not s["established"] and (s["earliest"] or "") >= since],
        "shortcuts": [{"months": n, "since": months_before(today, n)} for n in SHORTCUTS],
        "ahead": steps.ahead(reader, today, criterion, place),
    }


def _data(reader: Reader, asked: Asked) -> dict[str, Any]:
    place = _place(reader, asked)
    before = asked.args.get("before") or None
    if before is not None and not re.fullmatch(r"[0-9]{1,15}", before):
        raise Problem(400, gettext("No such page of changes"), gettext("“before” is the number of an entry."))
    kind = asked.args.get("kind") or None
    if kind is not None and kind not in log.KINDS:
        detail = gettext("The kinds are: %(names)s.") % {"names": ", ".join(log.KINDS)}
        raise Problem(400, gettext("No such kind of change"), detail)
    rows = log.latest(reader, log.A_PAGE + 1, place, int(before) if before else None, kind)
    shown = rows[: log.A_PAGE]
    sources = fetch(reader.db, "SELECT id, name FROM sources")
    return {
        "view": "data",
        "place": place,
        "kind": kind,
        "places": reader.known_places(),
        "criteria": data.criteria(reader),
        "data_version": data.data_version(reader),
        "first_reading": log.first_reading(reader),
        "health": data.health(reader),
        "sources": {row["id"]: row["name"] for row in sources},
        "named": log.named(reader, shown),
        "changes": shown,
        "next": shown[-1]["entry"] if len(rows) > log.A_PAGE else None,
    }


# -- feeds -------------------------------------------------------------------------------------------


def _of_data(reader: Reader, asked: Asked, form: str) -> dict[str, Any]:
    place = known_place(reader, asked, "country", f".{form}") if asked.name else None
    criterion = _criterion(reader, asked)
    found = log.latest(reader, feed.ENTRIES, place, criterion=criterion)
    places, titles = reader.known_places(), words.titles(data.criteria(reader))
    entries = feed.of_changes(found, log.named(reader, found), places, titles)
    updated = {"updated": entries[0].updated} if entries else {}
    path = f"/country/{quote(place)}" if place else "/changes"
    return {
        "path": path,
        "query": _query(criterion=criterion),
        "home": path,
        "title": _title(reader, gettext("changes in our data"), place, criterion),
        "about": gettext(
            "What we now say otherwise of bills, laws, their steps and the answers that follow."
        ),
        "entries": entries,
        **updated,
    }


def _of_law(reader: Reader, asked: Asked, _form: str) -> dict[str, Any]:
    place, criterion = _place(reader, asked), _criterion(reader, asked)
    query = _query(criterion=criterion, place=place)
    return {
        "path": "/changes/law",
        "query": query,
        "home": f"/changes{query}",
        "title": _title(reader, gettext("steps in law"), place, criterion),
        **_steps(steps.between(reader, "", asked.today, criterion, place)),
    }


def _of_bills(reader: Reader, asked: Asked, _form: str) -> dict[str, Any]:
    criterion = _criterion(reader, asked)
    return {
        "path": "/bills",
        "query": _query(criterion=criterion),
        "home": "/bills",
        "title": _title(reader, gettext("steps of bills"), None, criterion),
        **_steps(steps.between(reader, "", asked.today, criterion, bills=True)),
    }


def _of_measure(reader: Reader, asked: Asked, form: str) -> dict[str, Any]:
    name = finding.known_measure(reader, asked, f".{form}")
    (known,) = log.named(reader, [{"id": name}]).values()
    path = f"/measure/{quote(name)}"
    title = {"title": gettext("Organ law tracker: %(what)s") % {"what": words.called(known)}}
    return {
        "path": path,
        "home": path,
        **title,
        **_steps(steps.between(reader, "", asked.today, measure=name)),
    }


def _steps(found: list[dict[str, Any]]) -> dict[str, Any]:
    established = [step for step in found if step["established"]]
    about = gettext(
        "Steps of bills, laws and treaties by the day they took effect, not by the day we read them."
    )
    return {"about": about, "entries": feed.of_steps(established[: feed.ENTRIES])}


def _title(reader: Reader, what: str, place: str | None, criterion: str | None) -> str:
    names = [words.titles(data.criteria(reader))[criterion]] if criterion else []
    if place:
        names.append(place_name(place, reader.known_places()[place]))
    return gettext("Organ law tracker: %(what)s") % {"what": ", ".join([what, *names])}


def _query(**narrowed: str | None) -> str:
    query = urlencode({name: value for name, value in narrowed.items() if value})
    return f"?{query}" if query else ""


def _feed(make: Callable[[Reader, Asked, str], dict[str, Any]]) -> Any:
    async def view(datasette: Any, request: Any) -> Any:
        from datasette import Response

        asked = asked_of(datasette, request)
        form = request.url_vars["form"]

        def read(reader: Reader, asked: Asked) -> dict[str, Any]:
            known = {"updated": data.data_version(reader) or asked.now.strftime("%Y-%m-%dT%H:%M:%SZ")}
            return {**known, **make(reader, asked, form)}

        found = await read_once(datasette, asked, read)
        told = feed.Feed(origin(datasette, request) + datasette.urls.path("/"), **found)
        headers = {**OPEN, **CACHED}
        if form == "atom":
            kind = "application/atom+xml; charset=utf-8"
            return Response(feed.atom(told), headers=headers, content_type=kind)
        body = json.dumps(feed.json_feed(told), ensure_ascii=False)
        return Response(body, headers=headers, content_type="application/feed+json; charset=utf-8")

    return guarded(view)


_FORM = r"\.(?P<form>atom|feed\.json)$"
ROUTES: tuple[tuple[str, Any], ...] = (
    (rf"^{LANG}/changes{TWIN}$", page("tracker_changes.html", _changes)),
    (rf"^{LANG}/changes{_FORM}", _feed(_of_data)),
    (rf"^{LANG}/changes/law{_FORM}", _feed(_of_law)),
    (rf"^{LANG}/bills{_FORM}", _feed(_of_bills)),
    (rf"^{LANG}/country/(?P<name>[^/]+?){_FORM}", _feed(_of_data)),
    (rf"^{LANG}/measure/(?P<name>[^/]+?){_FORM}", _feed(_of_measure)),
)
