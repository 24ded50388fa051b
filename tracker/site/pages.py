"""The site's addresses: what is asked, one read of the database, a page or its JSON twin."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from sqlite_utils import Database

from tracker.site import DATABASE, cache, charts, claims, data, feed, i18n, matrix
from tracker.site.i18n import gettext
from tracker.store import Reader
from tracker.vocabulary import Answer, CriterionName

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_EARLY = "1900-01-01"
_STATIC = Path(__file__).parent / "static"
_OPEN = {"Access-Control-Allow-Origin": "*"}
_CACHED = {"Cache-Control": cache.KEPT}
_NOT_CACHED = {"Cache-Control": "no-store"}
_log = logging.getLogger(__name__)


class Problem(Exception):
    """What is asked cannot be answered; the page says why and where to go."""

    def __init__(
        self, status: int, title: str, detail: str, suggestions: list[tuple[str, str]] | None = None
    ):
        super().__init__(title)
        self.status = status
        self.title = title
        self.detail = detail
        self.suggestions = suggestions or []


class Moved(Exception):
    """The thing asked for has one address, and this is not it."""

    def __init__(self, path: str):
        super().__init__(path)
        self.path = path


@dataclass(frozen=True)
class Asked:
    """An address taken apart: its arguments, the name in its path, the time it is asked; `rest` is the path
    without the language."""

    args: Mapping[str, str]
    name: str
    twin: bool
    now: datetime
    rest: str = "/"

    @property
    def today(self) -> str:
        return self.now.date().isoformat()

    @property
    def on(self) -> str:
        """The day asked about; no `on`, or an empty one, is today (UTC)."""
        text = self.args.get("on", "").strip()
        if not text:
            return self.today
        if not _is_day(text):
            detail = gettext(
                "A date is written YYYY-MM-DD, for example 2022-12-15, and must be in the calendar."
            )
            raise Problem(400, gettext("That is not a date"), detail)
        return text

    def moved(self, kind: str, name: str) -> Moved:
        kept = urlencode({key: value for key, value in self.args.items() if key == "on"})
        path = f"/{kind}/{quote(name)}"
        path = f"{path}.json" if self.twin else i18n.here(path)
        return Moved(f"{path}{'?' * bool(kept)}{kept}")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return _DAY.match(text) is not None  # fromisoformat also reads weeks and dates without hyphens


Read = Callable[[Reader, Asked], dict[str, Any]]


def _front(reader: Reader, asked: Asked) -> dict[str, Any]:
    answer = asked.args.get("answer") or None
    on = asked.on
    if data.is_empty(reader):
        return {"preparing": True, "on": on}
    criterion = _known_criterion(reader, asked)
    if answer is not None and answer not in list(Answer):
        detail = gettext("The answers are: %(names)s.") % {"names": ", ".join(Answer)}
        raise Problem(400, gettext("No such answer"), detail)
    return data.front(reader, criterion, on, answer)


def _country(reader: Reader, asked: Asked) -> dict[str, Any]:
    on = asked.on
    code = _known_place(reader, asked, "country")
    today = asked.now.date()
    return {
        **data.country(reader, code, on),
        "timeline": charts.timeline(reader, code, today),
        "timeline_years": charts.decades(today),
    }


def _known_place(reader: Reader, asked: Asked, kind: str) -> str:
    """The code of the place in the path; any other way to write it is sent to the one address."""
    code = data.find_place(reader, asked.name)
    if code is None:
        _require_data(reader)
        close = [(f"/country/{code}", name) for code, name in data.close_places(reader, asked.name)]
        raise _no_such_place(close)
    if code != asked.name:
        raise asked.moved(kind, code)
    return code


def _search(reader: Reader, asked: Asked) -> dict[str, Any]:
    text = asked.args.get("q", "").strip()
    code = data.find_place(reader, text)
    if code is None:
        close = data.close_places(reader, text) if text else []
        if len(close) != 1:
            _require_data(reader)
            links = [(f"/country/{code}", name) for code, name in close]
            detail = gettext("Search by a country's name or its two-letter code.")
            title = (
                gettext("No place called “%(name)s”") % {"name": text} if text else gettext("Which place?")
            )
            raise Problem(404, title, detail, links)
        code = close[0][0]
    raise asked.moved("country", code)


def _measure(reader: Reader, asked: Asked) -> dict[str, Any]:
    on = asked.on
    name = data.find_measure(reader, asked.name)
    if name is None:
        _require_data(reader)
        close = [
            (f"/measure/{quote(name)}", f"{name}: {title}")
            for name, title in data.close_measures(reader, asked.name)
        ]
        raise Problem(404, gettext("No such bill or law"), gettext("No bill or law here has that id."), close)
    if name != asked.name:
        raise asked.moved("measure", name)
    return data.measure(reader, name, on)


def _changes(reader: Reader, asked: Asked) -> dict[str, Any]:
    place = asked.args.get("place") or None
    before = asked.args.get("before") or None
    code = data.find_place(reader, place) if place else None
    if place and code is None:
        close = [(f"/changes?place={code}", name) for code, name in data.close_places(reader, place)]
        raise _no_such_place(close)
    if before is not None and not re.fullmatch(r"[0-9]{1,15}", before):
        raise Problem(400, gettext("No such page of changes"), gettext("“before” is the number of an entry."))
    return data.changes(reader, code, int(before) if before else None)


def _claims(reader: Reader, asked: Asked) -> dict[str, Any]:
    on = asked.on
    _require_data(reader)
    return claims.claims(reader, on)


def _no_such_place(close: list[tuple[str, str]]) -> Problem:
    return Problem(404, gettext("No such place"), gettext("No place here has that code or name."), close)


def _charts(reader: Reader, asked: Asked) -> dict[str, Any]:
    _require_data(reader)
    criterion = _known_criterion(reader, asked)
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
        "stages": charts.bills_by_stage(reader, asked.today),
    }


def _known_criterion(reader: Reader, asked: Asked) -> str:
    criterion = asked.args.get("criterion") or CriterionName.TRANSPLANT_ABROAD.value
    known = reader.known_criteria()
    if criterion not in known:
        detail = gettext("The questions are: %(names)s.") % {"names": ", ".join(known)}
        raise Problem(400, gettext("No such question"), detail)
    return criterion


def _require_data(reader: Reader) -> None:
    if data.is_empty(reader):
        raise _preparing()


def _preparing() -> Problem:
    detail = gettext(
        "The first reading of the sources has not finished. Nothing can be concluded from this yet."
    )
    return Problem(503, gettext("The data are being prepared"), detail)


# -- answering a request -----------------------------------------------------------------------------


def _asked(datasette: Any, request: Any) -> Asked:
    parts = request.url_vars
    args = {key: request.args.get(key) or "" for key in request.args}
    path = request.path.removeprefix(datasette.setting("base_url").rstrip("/"))
    rest = path.removeprefix(f"/{parts['lang']}") if parts.get("lang") else path
    name = unquote(parts.get("name") or "")
    return Asked(args, name, bool(parts.get("twin")), now(datasette), rest)


def now(datasette: Any) -> datetime:
    """The time in UTC, by the site's clock where it was given one."""
    clock: Callable[[], datetime] = getattr(datasette, "clock", lambda: datetime.now(UTC))
    return clock().astimezone(UTC)


async def _read(datasette: Any, asked: Asked, read: Read) -> dict[str, Any]:
    """Read everything a page needs in one transaction, so that no writer comes between two queries."""

    def inside(connection: sqlite3.Connection) -> dict[str, Any]:
        connection.execute("BEGIN")
        try:
            database = Database(connection, recursive_triggers=False, execute_plugins=False)
            return read(Reader(database, asked.now), asked)
        finally:
            connection.execute("ROLLBACK")

    # The thread that reads takes the page's language with it.
    context = copy_context()
    database = datasette.get_database(DATABASE)
    result: dict[str, Any] = await database.execute_fn(lambda connection: context.run(inside, connection))
    return result


View = Callable[[Any, Any], Awaitable[Any]]


def _guarded(view: View) -> View:
    """A view whose expected failures are answered here: Datasette would print a stack for each."""

    async def guarded(datasette: Any, request: Any) -> Any:
        from datasette import Response

        with i18n.speaking(request.url_vars.get("lang")):
            try:
                return await view(datasette, request)
            except Moved as moved:
                return Response.redirect(datasette.urls.path(moved.path), headers={**_OPEN, **_CACHED})
            except (Problem, sqlite3.Error) as problem:
                return await failure(datasette, request, problem)

    return guarded


def _page(template: str, read: Read) -> View:
    async def view(datasette: Any, request: Any) -> Any:
        from datasette import Response

        asked = _asked(datasette, request)
        found = await _read(datasette, asked, read)
        headers = _NOT_CACHED if found.get("preparing") else _CACHED
        if asked.twin:
            return Response.json({"schema": 1, **found}, headers={**_OPEN, **headers})
        context = {**found, **_frame(datasette, asked)}
        return Response.html(await datasette.render_template(template, context, request), headers=headers)

    return _guarded(view)


def _frame(datasette: Any, asked: Asked) -> dict[str, Any]:
    """What every template has besides the data."""
    on = asked.args.get("on", "").strip() or asked.today
    return {
        "today": asked.today,
        "dated": on != asked.today,
        "future": on > asked.today,
        "early": on < _EARLY,
        **_page_frame(datasette, asked.rest, asked.args),
    }


def _page_frame(datasette: Any, rest: str, args: Mapping[str, str]) -> dict[str, Any]:
    """The stylesheet, the language of the page, and the same page in the others."""
    query = "?" * bool(args) + urlencode(args)
    others = [
        {
            "tag": tag,
            "name": i18n.name_of(tag),
            "url": datasette.urls.path(i18n.here(rest, tag)) + query,
        }
        for tag in i18n.LANGUAGES
    ]
    return {
        "stylesheet": datasette.urls.path("/site.css"),
        "script": datasette.urls.path("/site.js"),
        "lang": i18n.language(),
        "dir": i18n.direction(),
        "languages": others,
    }


async def _health(datasette: Any, request: Any) -> Any:
    """Always 200, so that a monitor reads `ok` and not a web server's mood."""
    from datasette import Response

    try:
        found = await _read(datasette, _asked(datasette, request), lambda reader, _: data.health(reader))
    except sqlite3.Error as error:
        _log.warning("health: the database cannot be read: %s", error)
        found = {"ok": False, "stale": [], "sources": 0, "last_run": None, "data_version": None}
        found |= {"sqlite": sqlite3.sqlite_version, "error": "the database cannot be read"}
    return Response.json({"schema": 1, **found}, headers={**_OPEN, **_NOT_CACHED})


async def _feed(datasette: Any, request: Any) -> Any:
    from datasette import Response

    asked = _asked(datasette, request)

    def read(reader: Reader, asked: Asked) -> dict[str, Any]:
        place = _known_place(reader, asked, "country") if asked.name else None
        changes = data.latest_changes(reader, feed.ENTRIES, place)
        return {"changes": changes, "places": reader.known_places(), "place": place}

    found = await _read(datasette, asked, read)
    site = datasette.absolute_url(request, datasette.urls.path("/"))
    told = feed.Feed(site, now=asked.now.strftime("%Y-%m-%dT%H:%M:%SZ"), **found)
    headers = {**_OPEN, **_CACHED}
    if request.url_vars["form"] == "atom":
        return Response(feed.atom(told), headers=headers, content_type="application/atom+xml; charset=utf-8")
    body = json.dumps(feed.json_feed(told), ensure_ascii=False)
    return Response(body, headers=headers, content_type="application/feed+json; charset=utf-8")


async def _capture(datasette: Any, request: Any) -> Any:
    """The text of a page an answer rests on, as it was received."""
    from datasette import Response

    asked = _asked(datasette, request)

    def read(reader: Reader, asked: Asked) -> dict[str, Any]:
        found = data.published_body(reader, asked.name)
        if found is None:
            detail = gettext("Kept are the texts that an answer rests on, where their publisher allows it.")
            raise Problem(404, gettext("No such text is kept here"), detail)
        return found

    found = await _read(datasette, asked, read)
    headers = {
        **_OPEN,
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Disposition": f'inline; filename="{asked.name[:16]}.txt"',
        "Link": f'<{quote(found["url"], safe=":/?&=%")}>; rel="original"',
    }
    return Response(found["body"], headers=headers, content_type=f"text/plain; charset={found['charset']}")


async def _robots(datasette: Any) -> Any:
    from datasette import Response

    root = datasette.setting("base_url")
    refused = ("tracker?", "tracker/*?", "tracker.", "-/", "*?*on=", "*?*before=", "country?")
    lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in refused)]
    return Response.text("\n".join(lines) + "\n", headers=_CACHED)


def _static(name: str, content_type: str) -> Callable[[], Awaitable[Any]]:
    async def view() -> Any:
        from datasette import Response

        text = (_STATIC / name).read_text("utf-8")
        return Response(text, headers=_CACHED, content_type=f"{content_type}; charset=utf-8")

    return view


async def failure(datasette: Any, request: Any, exception: Exception) -> Any:
    """A page for everything that goes wrong on our own addresses; None leaves it to Datasette."""
    path = request.path.removeprefix(datasette.setting("base_url")).lstrip("/")
    with i18n.speaking(path.partition("/")[0]):
        return await _failure(datasette, request, exception)


async def _failure(datasette: Any, request: Any, exception: Exception) -> Any:
    from datasette import Response

    path = request.path.removeprefix(datasette.setting("base_url")).lstrip("/")
    if re.match(r"(tracker|-|_internal)([/.]|\Z)", path):
        return None
    problem = _problem(exception)
    twin = path.endswith(".json")
    extra = _OPEN if twin else {}
    headers = {**extra, **(_NOT_CACHED if problem.status >= 500 else _CACHED)}
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "60"
    context = {"status": problem.status, "title": problem.title, "detail": problem.detail}
    if twin:
        links = [{"path": path, "name": name} for path, name in problem.suggestions]
        body = {"schema": 1, "ok": False, **context, "suggestions": links}
        return Response.json(body, status=problem.status, headers=headers)
    context |= {"suggestions": problem.suggestions, **_page_frame(datasette, "/", {})}
    html = await datasette.render_template("tracker_problem.html", context, request)
    return Response.html(html, status=problem.status, headers=headers)


def _problem(exception: Exception) -> Problem:
    if isinstance(exception, Problem):
        return exception
    status = getattr(exception, "status", 500)
    if status == HTTPStatus.NOT_FOUND:
        return Problem(404, gettext("No such page"), gettext("There is nothing at this address."))
    if isinstance(exception, sqlite3.OperationalError) and "no such table" in str(exception):
        return _preparing()
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Problem(status, gettext("That cannot be answered"), str(exception))
    _log.error("a page failed", exc_info=exception)
    if isinstance(exception, sqlite3.Error):
        return Problem(
            503,
            gettext("The database cannot be read just now"),
            gettext("The data themselves are not affected."),
        )
    return Problem(
        500,
        gettext("This page failed"),
        gettext("The fault is ours and has been logged. The data are not affected."),
    )


_TWIN = r"(?P<twin>\.json)?"
_LANG = rf"(?:/(?P<lang>{'|'.join(i18n.LANGUAGES[1:])}))?"
ROUTES: tuple[tuple[str, Any], ...] = (
    (rf"^{_LANG}/$", _page("tracker_front.html", _front)),
    (r"^/index(?P<twin>\.json)$", _page("tracker_front.html", _front)),
    (r"^/country/(?P<name>[^/]+?)\.(?P<form>atom|feed\.json)$", _guarded(_feed)),
    (rf"^{_LANG}/country/(?P<name>[^/]+?){_TWIN}$", _page("tracker_country.html", _country)),
    (rf"^{_LANG}/country$", _page("tracker_front.html", _search)),
    (rf"^{_LANG}/measure/(?P<name>[^/]+?){_TWIN}$", _page("tracker_measure.html", _measure)),
    (rf"^{_LANG}/sources{_TWIN}$", _page("tracker_sources.html", lambda reader, _: data.sources(reader))),
    (rf"^{_LANG}/changes{_TWIN}$", _page("tracker_changes.html", _changes)),
    (rf"^{_LANG}/about{_TWIN}$", _page("tracker_about.html", lambda reader, _: data.about(reader))),
    (r"^/changes\.(?P<form>atom|feed\.json)$", _guarded(_feed)),
    (r"^/capture/(?P<name>[0-9a-f]{64})$", _guarded(_capture)),
    (rf"^{_LANG}/matrix{_TWIN}$", _page("tracker_matrix.html", lambda r, a: matrix.provisions(r, a.on))),
    (rf"^{_LANG}/charts{_TWIN}$", _page("tracker_charts.html", _charts)),
    (rf"^{_LANG}/claims{_TWIN}$", _page("tracker_claims.html", _claims)),
    (rf"^{_LANG}/treaties{_TWIN}$", _page("tracker_treaties.html", lambda r, a: matrix.treaties(r, a.on))),
    (r"^/health\.json$", _health),
    (r"^/robots\.txt$", _robots),
    (r"^/site\.css$", _static("site.css", "text/css")),
    (r"^/site\.js$", _static("site.js", "text/javascript")),
)
