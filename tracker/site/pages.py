"""The site's addresses: what is asked, one read of the database, a page or its JSON twin."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from tracker.site import (
    about,
    bills,
    changes,
    charts,
    claims,
    compare,
    data,
    download,
    embed,
    finding,
    helping,
    home,
    matrix,
    pictures,
    sitemap,
)
from tracker.site.finding import known_measure, known_place
from tracker.site.i18n import gettext, here
from tracker.site.serving import (
    CACHED,
    LANG,
    NOT_CACHED,
    OPEN,
    TWIN,
    Asked,
    Moved,
    Problem,
    asked_of,
    guarded,
    known_answer,
    known_criterion,
    page,
    public,
    read_once,
    require_data,
)
from tracker.store import Reader
from tracker.vocabulary import Status

_STATIC = Path(__file__).parent / "static"
_log = logging.getLogger(__name__)


def _front(reader: Reader, asked: Asked) -> dict[str, Any]:
    on = asked.on
    if data.is_empty(reader):
        return {"preparing": True, "on": on}
    criterion = known_criterion(reader, asked)
    answer = known_answer(asked)
    view = asked.args.get("view") or home.VIEWS[0]
    if view not in home.VIEWS:
        detail = gettext("The views are: %(names)s.") % {"names": ", ".join(home.VIEWS)}
        raise Problem(400, gettext("No such view"), detail)
    return home.page(reader, criterion, on, answer, view, only=asked.twin)


def _country(reader: Reader, asked: Asked) -> dict[str, Any]:
    on = asked.on
    code = known_place(reader, asked, "country")
    today = asked.now.date()
    inside = f"{code}-"
    open_bills = [
        b for b in bills.open_bills(reader, on) if b["place"] == code or b["place"].startswith(inside)
    ]
    return {
        **data.country(reader, code, on),
        "criterion": known_criterion(reader, asked),
        "open_bills": open_bills,
        "timeline": charts.timeline(reader, code, today),
        "timeline_years": charts.decades(today),
    }


def _search(reader: Reader, asked: Asked) -> dict[str, Any]:
    """What is named exactly opens, where it is one thing; the twin always lists."""
    on = asked.on
    require_data(reader)
    found = finding.search(reader, asked.args.get("q", ""), on)
    if found["open"] and not asked.twin:
        _, kind, name = found["open"].split("/")
        raise asked.moved(kind, name)
    return {**found, "data_version": data.data_version(reader), "criteria": data.criteria(reader)}


def _old_search(_: Reader, asked: Asked) -> dict[str, Any]:
    """The address of the search when it knew places alone."""
    raise Moved(f"{here('/search')}?{urlencode({'q': asked.args.get('q', '')})}")


def _measure(reader: Reader, asked: Asked) -> dict[str, Any]:
    on = asked.on
    found = data.measure(reader, known_measure(reader, asked), on)
    pending = found["measure"]["status"] == Status.PENDING
    lapses = bills.lapse(found["measure"], date.fromisoformat(on)) if pending else None
    return {**found, "lapses": lapses}


def _claims(reader: Reader, asked: Asked) -> dict[str, Any]:
    on = asked.on
    require_data(reader)
    return claims.claims(reader, on)


def _bills(reader: Reader, asked: Asked) -> dict[str, Any]:
    on = asked.on
    require_data(reader)
    known = {**bills.FILTERS, "aim": (*bills.FILTERS["aim"], *reader.known_criteria())}
    for name, allowed in known.items():
        for word in asked.several(name):
            if word not in allowed:
                detail = gettext("The filters are: %(names)s.") % {"names": ", ".join(allowed)}
                raise Problem(400, gettext("No such filter"), detail)
    version = data.data_version(reader)
    found = bills.page(reader, on, {name: asked.several(name) for name in known})
    return {**found, "criteria": data.criteria(reader), "data_version": version}


def _charts(reader: Reader, asked: Asked) -> dict[str, Any]:
    require_data(reader)
    criterion = known_criterion(reader, asked)
    today = asked.now.date()
    years = charts.over_years(reader, criterion, today)
    return {
        "criterion": criterion,
        "criteria": data.criteria(reader),
        "data_version": data.data_version(reader),
        "over_years": years,
        "lines": charts.in_force_by_criterion(reader, today),
        "shown_years": [
            row["year"] for row in years["years"] if row["year"] % 5 == 0 or row is years["years"][-1]
        ],
        "stages": bills.by_stage(bills.open_bills(reader, asked.today)),
    }


async def _health(datasette: Any, request: Any) -> Any:
    """503 where it is not well, so that a monitor that looks at the status alone is told; `?status=200` is
    for those that read `ok`, and for asking whether the server answers at all."""
    from datasette import Response

    asked = asked_of(datasette, request)
    try:
        found = await read_once(datasette, asked, lambda reader, _: data.whole_health(reader))
    except sqlite3.Error as error:
        _log.warning("health: the database cannot be read: %s", error)
        found = {"ok": False, "stale": [], "sources": 0, "last_run": None, "data_version": None}
        found |= {"sqlite": sqlite3.sqlite_version, "error": "the database cannot be read"}
    well = found["ok"] or asked.args.get("status") == "200"
    status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    return Response.json({"schema": 1, **found}, status=int(status), headers={**OPEN, **NOT_CACHED})


async def _capture(datasette: Any, request: Any) -> Any:
    """The text of a page an answer rests on, as it was received."""
    from datasette import Response

    asked = asked_of(datasette, request)

    def read(reader: Reader, asked: Asked) -> dict[str, Any]:
        found = data.published_body(reader, asked.name)
        if found is None:
            detail = gettext("Kept are the texts that an answer rests on, where their publisher allows it.")
            raise Problem(404, gettext("No such text is kept here"), detail)
        return found

    found = await read_once(datasette, asked, read)
    headers = {
        **OPEN,
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Disposition": f'inline; filename="{asked.name[:16]}.txt"',
        "Link": f'<{quote(found["url"], safe=":/?&=%")}>; rel="original"',
    }
    return Response(found["body"], headers=headers, content_type=f"text/plain; charset={found['charset']}")


async def _suggest(datasette: Any, request: Any) -> Any:
    from datasette import Response

    asked = asked_of(datasette, request)
    found = await read_once(
        datasette,
        asked,
        lambda reader, _: {"suggestions": finding.suggestions(reader, asked.args.get("q", ""), asked.on)},
    )
    for one in found["suggestions"]:
        one["path"] = datasette.urls.path(one["path"])
    return Response.json({"schema": 1, **found}, headers={**OPEN, **CACHED})


async def _robots(datasette: Any) -> Any:
    from datasette import Response

    root = datasette.setting("base_url")
    dated = ("*?on=", "*&on=", "*?before=", "*&before=")
    tables = ("tracker?", "tracker/*?", "tracker.", "*/tracker?", "*/tracker/*?", "*/tracker.")
    refused = (*tables, "-/", *dated, "*country?", "*search?", "*suggest.json?", "*compare?", "*report?")
    lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in refused)]
    if site := public(datasette):
        lines.append(f"Sitemap: {site}sitemap.xml")
    return Response.text("\n".join(lines) + "\n", headers=CACHED)


def _static(name: str, content_type: str) -> Callable[[], Awaitable[Any]]:
    async def view() -> Any:
        from datasette import Response

        text = (_STATIC / name).read_text("utf-8")
        return Response(text, headers=CACHED, content_type=f"{content_type}; charset=utf-8")

    return view


ROUTES: tuple[tuple[str, Any], ...] = (
    *changes.ROUTES,
    *compare.ROUTES,
    *download.ROUTES,
    *embed.ROUTES,
    *helping.ROUTES,
    *pictures.ROUTES,
    (rf"^{LANG}/$", page("tracker_front.html", _front)),
    (r"^/index(?P<twin>\.json)$", page("tracker_front.html", _front)),
    (rf"^{LANG}/country/(?P<name>[^/]+?){TWIN}$", page("tracker_country.html", _country)),
    (rf"^{LANG}/country$", page("tracker_search.html", _old_search)),
    (rf"^{LANG}/search{TWIN}$", page("tracker_search.html", _search)),
    (rf"^{LANG}/suggest\.json$", guarded(_suggest)),
    (rf"^{LANG}/measure/(?P<name>[^/]+?){TWIN}$", page("tracker_measure.html", _measure)),
    (rf"^{LANG}/bills{TWIN}$", page("tracker_bills.html", _bills)),
    (rf"^{LANG}/sources{TWIN}$", page("tracker_sources.html", lambda reader, _: data.sources(reader))),
    (rf"^{LANG}/about{TWIN}$", page("tracker_about.html", lambda reader, _: about.about(reader))),
    (r"^/capture/(?P<name>[0-9a-f]{64})$", guarded(_capture)),
    (rf"^{LANG}/matrix{TWIN}$", page("tracker_matrix.html", lambda r, a: matrix.provisions(r, a.on))),
    (rf"^{LANG}/charts{TWIN}$", page("tracker_charts.html", _charts)),
    (rf"^{LANG}/claims{TWIN}$", page("tracker_claims.html", _claims)),
    (rf"^{LANG}/treaties{TWIN}$", page("tracker_treaties.html", lambda r, a: matrix.treaties(r, a.on))),
    (r"^/health\.json$", _health),
    (r"^/robots\.txt$", _robots),
    (r"^/sitemap\.xml$", guarded(sitemap.view)),
    (r"^/site\.css$", _static("site.css", "text/css")),
    (r"^/pages\.css$", _static("pages.css", "text/css")),
    (r"^/data\.css$", _static("data.css", "text/css")),
    (r"^/site\.js$", _static("site.js", "text/javascript")),
)
