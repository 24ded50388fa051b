"""How a request is answered: what it asks, one read of the database, a page or its twin, a failure told."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote, urlencode

from sqlite_utils import Database

from tracker.site import DATABASE, cache, data, i18n, linked, subject
from tracker.site.i18n import gettext
from tracker.site.where import Base
from tracker.store import Reader
from tracker.vocabulary import Answer

OPEN = {"Access-Control-Allow-Origin": "*"}
CACHED = {"Cache-Control": cache.KEPT}
NOT_CACHED = {"Cache-Control": "no-store"}
#: Parts of the routes: a page in a language, or its JSON twin.
TWIN = r"(?P<twin>\.json)?"
LANG = rf"(?:/(?P<lang>{'|'.join(i18n.LANGUAGES[1:])}))?"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
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
class Copied:
    """That the site is being copied into files, and when (UTC with Z)."""

    at: str


@dataclass(frozen=True)
class Asked:
    """An address taken apart: its arguments, the name in its path, the time it is asked; `rest` is the path
    without the language, `many` all values of each argument."""

    args: Mapping[str, str]
    name: str
    twin: bool
    now: datetime
    rest: str = "/"
    many: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def several(self, name: str) -> tuple[str, ...]:
        """All values of an argument that may be given more than once; empty ones say nothing."""
        return tuple(value for value in self.many.get(name, ()) if value)

    @property
    def today(self) -> str:
        return self.now.date().isoformat()

    @property
    def on(self) -> str:
        """The day asked about; no `on`, or an empty one, is today (UTC)."""
        return self.day("on") or self.today

    def day(self, name: str) -> str | None:
        """The day (ISO) that an argument gives; None where it gives none."""
        text = self.args.get(name, "").strip()
        if text and not _is_day(text):
            detail = gettext(
                "A date is written YYYY-MM-DD, for example 2022-12-15, and must be in the calendar."
            )
            raise Problem(400, gettext("That is not a date"), detail)
        return text or None

    def moved(self, kind: str, name: str) -> Moved:
        kept = urlencode({key: value for key, value in self.args.items() if key in ("criterion", "on")})
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


def known_criterion(reader: Reader, asked: Asked) -> str:
    """The question that is asked, by its name; none given is the headline."""
    criterion = asked.args.get("criterion") or subject.current().headline
    known = reader.known_criteria()
    if criterion not in known:
        require_data(reader)
        detail = gettext("The questions are: %(names)s.") % {"names": ", ".join(known)}
        raise Problem(400, gettext("No such question"), detail)
    return criterion


def known_answer(asked: Asked) -> str | None:
    """The one answer that is asked for; None: all of them."""
    answer = asked.args.get("answer") or None
    if answer is not None and answer not in list(Answer):
        detail = gettext("The answers are: %(names)s.") % {"names": ", ".join(Answer)}
        raise Problem(400, gettext("No such answer"), detail)
    return answer


def require_data(reader: Reader) -> None:
    if data.is_empty(reader):
        raise _preparing()


def _preparing() -> Problem:
    detail = gettext(
        "The first reading of the sources has not finished. Nothing can be concluded from this yet."
    )
    return Problem(503, gettext("The data are being prepared"), detail)


def inside(path: str, base_url: str) -> str:
    """A path without the folder the site is served in, as far as it has it: /report is not in /repo/."""
    return f"/{path[len(base_url) :]}" if path.startswith(base_url) else path


def asked_of(datasette: Any, request: Any) -> Asked:
    parts = request.url_vars
    # Datasette reads the query anew each time it is asked for the arguments.
    given = request.args
    many = {key: given.getlist(key) for key in given}
    args = {key: values[0] for key, values in many.items()}
    path = inside(request.path, datasette.setting("base_url"))
    rest = path.removeprefix(f"/{parts['lang']}") if parts.get("lang") else path
    name = unquote(parts.get("name") or "")
    return Asked(args, name, bool(parts.get("twin")), now(datasette), rest, many)


def now(datasette: Any) -> datetime:
    """The time in UTC, by the site's clock where it was given one."""
    clock: Callable[[], datetime] = getattr(datasette, "clock", lambda: datetime.now(UTC))
    return clock().astimezone(UTC)


async def read_once(datasette: Any, asked: Asked, read: Read) -> dict[str, Any]:
    """Read everything a page needs in one transaction, so that no writer comes between two queries. The
    subject is current while it is read and afterwards."""

    def inside(connection: sqlite3.Connection) -> tuple[subject.Subject, dict[str, Any]]:
        connection.execute("BEGIN")
        try:
            database = Database(connection, recursive_triggers=False, execute_plugins=False)
            told = subject.read(database)
            subject.use(told)
            return told, read(Reader(database, asked.now), asked)
        finally:
            connection.execute("ROLLBACK")

    # The thread that reads takes the page's language with it.
    context = copy_context()
    database = datasette.get_database(DATABASE)
    told, result = await database.execute_fn(lambda connection: context.run(inside, connection))
    subject.use(told)
    found: dict[str, Any] = result
    return found


def origin(datasette: Any, request: Any) -> str:
    """Scheme and host of the site's addresses, without a slash; empty in a copy made for a host not known.

    The request has the public address, where there is one (`where.Addressed`)."""
    if getattr(datasette, "copied", None) and not public(datasette):
        return ""
    return str(datasette.absolute_url(request, "/")).rstrip("/")


def public(datasette: Any) -> str:
    """The public address of `/`, where one was set; else empty."""
    base: Base = getattr(datasette, "base", Base())
    return f"{base.origin}{base.path}" if base.origin else ""


View = Callable[[Any, Any], Awaitable[Any]]


def guarded(view: View) -> View:
    """A view whose expected failures are answered here: Datasette would print a stack for each."""

    async def guarded(datasette: Any, request: Any) -> Any:
        from datasette import Response

        with i18n.speaking(request.url_vars.get("lang")), subject.scope():
            try:
                return await view(datasette, request)
            except Moved as moved:
                return Response.redirect(datasette.urls.path(moved.path), headers={**OPEN, **CACHED})
            except (Problem, sqlite3.Error) as problem:
                return await failure(datasette, request, problem)

    return guarded


def page(template: str, read: Read) -> View:
    async def view(datasette: Any, request: Any) -> Any:
        from datasette import Response

        asked = asked_of(datasette, request)
        found = await read_once(datasette, asked, read)
        headers = NOT_CACHED if found.get("preparing") else CACHED
        if asked.twin:
            return Response.json({"schema": 1, **found}, headers={**OPEN, **headers})
        context = {**found, **_frame(datasette, request, asked, found)}
        return Response.html(await datasette.render_template(template, context, request), headers=headers)

    return guarded(view)


def _frame(datasette: Any, request: Any, asked: Asked, found: Mapping[str, Any]) -> dict[str, Any]:
    """What every template has besides the data."""
    on = asked.args.get("on", "").strip() or asked.today
    return {
        "today": asked.today,
        "dated": on != asked.today,
        "future": on > asked.today,
        "early": on < data.EARLY,
        **page_frame(datasette, request, asked.rest, asked.many),
        **_told_to_machines(datasette, request, asked, found, dated=on != asked.today),
    }


#: The argument that makes a page of its own, by the page's path: another question or place has another text.
#: A day, a filter or a view shows the same page in another way (a place's page has the answers to all
#: questions, whichever comes first): machines shall keep the whole one of today.
OWN_PAGES = {"/": "criterion", "/charts": "criterion", "/changes": "place"}


def _told_to_machines(
    datasette: Any, request: Any, asked: Asked, found: Mapping[str, Any], *, dated: bool
) -> dict[str, Any]:
    """The page's one address and the same page in each language (for the head), and what it is about as
    schema.org has it. Addresses are whole where the origin is known."""
    site = origin(datasette, request)
    name = OWN_PAGES.get(asked.rest, "")
    value = found.get(name)
    own = f"?{urlencode({name: value})}" if value not in (None, subject.current().headline) else ""

    def address(path: str, tag: str = i18n.LANGUAGES[0]) -> str:
        return f"{site}{datasette.urls.path(i18n.here(path, tag))}"

    alternates = {tag: address(asked.rest, tag) + own for tag in i18n.LANGUAGES}
    here = alternates[i18n.language()]
    # Of a past day the page's one address says something else.
    told = site and not dated
    return {
        "canonical": here if site else None,
        "alternates": {**alternates, "x-default": alternates[i18n.LANGUAGES[0]]},
        "schema_org": linked.of(asked.rest, found, asked.today, here, address) if told else None,
    }


def page_frame(datasette: Any, request: Any, rest: str, args: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The stylesheet, where the page is, its language, and the same page in the others. `rest` is the path
    without the language."""
    query = "?" * bool(args) + urlencode(args, doseq=True)
    copied: Copied | None = getattr(datasette, "copied", None)
    others = []
    for tag in i18n.LANGUAGES:
        with i18n.speaking(tag):
            url = datasette.urls.path(i18n.here(rest)) + query
        others.append({"tag": tag, "name": i18n.name_of(tag), "url": url})
    return {
        "stylesheet": datasette.urls.path("/site.css"),
        "script": datasette.urls.path("/site.js"),
        "copied": copied.at if copied else None,
        "origin": origin(datasette, request),
        "address": datasette.urls.path(i18n.here(rest)) + query,
        "rest": rest,
        "lang": i18n.language(),
        "locale": str(i18n.locale()),
        "dir": i18n.direction(),
        "languages": others,
    }


async def failure(datasette: Any, request: Any, exception: Exception) -> Any:
    """A page for everything that goes wrong; None leaves it to Datasette: the JSON of its own addresses."""
    path = request.path.removeprefix(datasette.setting("base_url")).lstrip("/")
    stock = re.match(r"(tracker|-|_internal)([/.]|\Z)", path) is not None
    if stock and path.endswith(".json"):
        return None
    # On a page of Datasette the language was taken off the path and is that of the request.
    with i18n.speaking(i18n.language() if stock else path.partition("/")[0]):
        return await _failure(datasette, request, exception, path, stock)


async def _failure(datasette: Any, request: Any, exception: Exception, path: str, stock: bool) -> Any:
    from datasette import Response

    problem = _problem(exception)
    twin = path.endswith(".json")
    extra = OPEN if twin else {}
    headers = {**extra, **(NOT_CACHED if problem.status >= 500 else CACHED)}
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "60"
    context = {"status": problem.status, "title": problem.title, "detail": problem.detail}
    if twin:
        links = [{"path": path, "name": name} for path, name in problem.suggestions]
        body = {"schema": 1, "ok": False, **context, "suggestions": links}
        return Response.json(body, status=problem.status, headers=headers)
    context |= {"suggestions": problem.suggestions, **page_frame(datasette, request, "/", {})}
    if stock:
        # What is wrong with an SQL only SQLite and Datasette can say, and they say it in English.
        in_words = problem.status == HTTPStatus.BAD_REQUEST and not getattr(
            exception, "message_is_html", False
        )
        said = str(exception) if in_words else None
        context |= {"of_tables": True, "sql": request.args.get("sql"), "said": said}
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
    if getattr(exception, "message_is_html", False):  # so Datasette tells of a query over its time, only
        detail = gettext("It took longer than a second. A narrower condition or an aggregate may be quicker.")
        return Problem(status, gettext("The query was stopped"), detail)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        detail = gettext("This address cannot be asked in this way.")
        return Problem(status, gettext("That cannot be answered"), detail)
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
