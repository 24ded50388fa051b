"""Datasette's own pages in the site's frame: what stands first there, and what a prepared question asks for.

Datasette makes the pages under /tracker itself. It knows no languages: `Tongues` takes the language off the
path before Datasette sees it, `Urls` puts it back on every address of a page.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qs, urlencode

from datasette.url_builder import Urls as DatasetteUrls
from datasette.utils import PrefixedUrlString, tilde_encode
from markupsafe import Markup

from tracker.site import DATABASE, data, i18n, subject
from tracker.site.i18n import N_, gettext
from tracker.site.serving import Asked, now, page_frame, read_once
from tracker.site.words import by_name
from tracker.site.words.answers import answer
from tracker.site.words.plain import plain
from tracker.site.words.statuses import status
from tracker.store import Reader
from tracker.store.rows import fetch
from tracker.store.tables import TABLES
from tracker.vocabulary import Answer, Status, Value

_TONGUE = re.compile(rf"/({'|'.join(i18n.LANGUAGES[1:])})(/{DATABASE}(?:[/.].*)?)\Z")

_STOCK = re.compile(rf"/?{DATABASE}(?:[/.?]|\Z)")

#: The tables an analyst asks for, in this order, each with a title and what a row is. The bills and laws are
#: those of the view that has their status.
FIRST = {
    "answers": (
        N_("Answers"),
        N_("A row is a span of days during which a place had one answer to one question."),
    ),
    "measures_today": (
        N_("Bills and laws"),
        N_("A row is a bill or a law with its status today and, where one is held, an English title."),
    ),
    "events": (N_("Steps"), N_("A row is one dated step of a bill or a law, with where it was read.")),
    "provisions": (
        N_("Provisions"),
        N_("A row is what the text of a law says on one point, with the article."),
    ),
    "evidence": (
        N_("Evidence"),
        N_(
            "A row is a source that a step, a provision or a treaty action rests on, and the day it was read."
        ),
    ),
    "treaty_actions": (
        N_("Treaty actions"),
        N_("A row is a step of a place under a treaty: signed, ratified, denounced and so on."),
    ),
}
#: Of a view no rows are counted: the table that has as many.
_COUNTED_IN = {"measures_today": "measures"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the list of all tables shows it. `about` is in English where it has no `title`; `count`:
    None where counting takes too long."""

    name: str
    title: str
    about: str
    count: int | None


def first(tables: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """The tables to show first, of those that Datasette lists."""
    counts = {table["name"]: table["count"] for table in tables}
    return [
        Shown(name, gettext(title), gettext(about), counts[_COUNTED_IN.get(name, name)])
        for name, (title, about) in FIRST.items()
        if _COUNTED_IN.get(name, name) in counts
    ]


def others(tables: Sequence[Mapping[str, Any]], views: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """All other tables and views by name; Datasette's own and those of the full-text index are left out."""
    counts = {row["name"]: row.get("count") for row in (*tables, *views) if not row.get("hidden")}
    return [
        Shown(name, "", TABLES[name].about, counts[name])
        for name in sorted(counts)
        if name in TABLES and name not in FIRST
    ]


def whole_csv(path: str, args: Sequence[tuple[str, str]]) -> str:
    """The address of a table's CSV with all rows that meet the conditions, whatever page of them is shown."""
    kept = [(name, value) for name, value in args if name not in ("_next", "_size", "_stream", "_dl")]
    return f"{path}?{urlencode([*kept, ('_stream', 'on'), ('_dl', 'on')])}"


# -- what a prepared question asks for ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a prepared question as a form asks for it. `kind`: select, or a type of <input>;
    `choices`: values with their words."""

    name: str
    label: str
    kind: str
    value: str
    choices: list[tuple[str, str]] = field(default_factory=list)


_Choices = Callable[[Reader], list[tuple[str, str]]]


def _column(sql: str) -> _Choices:
    """The values of a column as they are."""
    return lambda reader: [(row["value"], row["value"]) for row in fetch(reader.db, sql)]


def _languages(reader: Reader) -> list[tuple[str, str]]:
    tags = [row["lang"] for row in fetch(reader.db, "SELECT DISTINCT lang FROM measure_titles")]
    known = i18n.locale().languages
    return sorted(((tag, known.get(tag.replace("-", "_"), tag)) for tag in tags), key=itemgetter(1))


def _criteria(_: Reader) -> list[tuple[str, str]]:
    return [(one.name, gettext(one.title)) for one in subject.current().questions.values()]


def _provisions(_: Reader) -> list[tuple[str, str]]:
    return [(one.name, plain(one.name)) for one in subject.current().provisions]


def _treaties(reader: Reader) -> list[tuple[str, str]]:
    return [
        (row["id"], row["title"]) for row in fetch(reader.db, "SELECT id, title FROM treaties ORDER BY id")
    ]


#: By the name of a parameter: its label, how it is asked for, the values it can have.
_ASKED: dict[str, tuple[str, str, _Choices | None]] = {
    "criterion": (N_("Question"), "select", _criteria),
    "place": (N_("Place"), "select", lambda reader: by_name(reader.known_places())),
    "answer": (N_("Answer"), "select", lambda _: [(value, answer(value)) for value in Answer]),
    "status": (N_("Status"), "select", lambda _: [(value, status(value)) for value in Status]),
    "provision": (N_("Provision"), "select", _provisions),
    "value": (N_("What the text says"), "select", lambda _: [(value, plain(value)) for value in Value]),
    "treaty": (N_("Treaty"), "select", _treaties),
    "family": (
        N_("Family of bills"),
        "select",
        _column("SELECT DISTINCT family AS value FROM measures WHERE family IS NOT NULL ORDER BY 1"),
    ),
    "lang": (N_("Language"), "select", _languages),
    "on": (N_("On the day"), "date", None),
    "since": (N_("Since"), "date", None),
    "first_year": (N_("First year"), "number", None),
    "words": (N_("Words"), "search", None),
}
_DEFAULT = r"coalesce\(nullif\((?:upper\()?:{}\)?, ''\), ((?:[^()]|\([^()]*\))+)\)"


def _default(reader: Reader, sql: str, name: str) -> str:
    """What a query takes for a parameter left empty; empty where that is whatever a row has."""
    found = re.search(_DEFAULT.format(name), sql)
    if found is None:
        return ""
    try:
        return str(fetch(reader.db, f"SELECT {found[1]} AS value")[0]["value"] or "")
    except sqlite3.OperationalError:  # the name of a column, which has no value here
        return ""


def asked_for(reader: Reader, sql: str, given: Mapping[str, str]) -> Iterator[Field]:
    """The parameters of a prepared question, with what is given or, where nothing is, what it then takes."""
    for name, value in given.items():
        label, kind, choices = _ASKED.get(name, (name, "text", None))
        default = _default(reader, sql, name)
        chosen = value or default
        listed = choices(reader) if choices else []
        if choices and not default:
            listed.insert(0, ("", gettext("any")))
        if choices and chosen not in dict(listed):
            listed.append((chosen, chosen))
        yield Field(name, gettext(label), kind, chosen, listed)


# -- the frame ---------------------------------------------------------------------------------------


async def frame(datasette: Any, request: Any) -> dict[str, Any]:
    """What the templates of Datasette's pages have besides what Datasette gives them."""

    async def read(what: Callable[[Reader], Any]) -> Any:
        asked = Asked({}, "", False, now(datasette))
        return (await read_once(datasette, asked, lambda reader, _: {"found": what(reader)}))["found"]

    async def fields(sql: str, given: Mapping[str, str]) -> list[Field]:
        found: list[Field] = await read(lambda reader: list(asked_for(reader, sql, given)))
        return found

    try:
        version = await read(data.data_version)
    except sqlite3.OperationalError:  # no tables yet
        version = None
    path = request.path.removeprefix(datasette.setting("base_url").rstrip("/"))
    given = parse_qs(request.query_string, keep_blank_values=True)
    return {
        "framed": True,
        "data_version": version,
        "fields": fields,
        "in_tongue": lambda cell: _in_tongue(datasette, cell),
        **page_frame(datasette, request, path, given),
    }


class Tongues:
    """ASGI middleware: a page of Datasette in a language of the site, /fr/tracker."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        found = _TONGUE.match(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self.app(scope, receive, send)
            return
        raw = (scope.get("raw_path") or scope["path"].encode()).removeprefix(f"/{found[1]}".encode())
        inside = {**scope, "path": found[2], "raw_path": raw}
        with i18n.speaking(found[1]):
            await self.app(inside, receive, send)


class Urls(DatasetteUrls):  # type: ignore[misc]  # Datasette has no types
    """Addresses of Datasette's pages in the language of the page that is being made."""

    def path(self, path: str, format: str | None = None) -> Any:
        if not isinstance(path, PrefixedUrlString) and _STOCK.match(path):
            path = i18n.here("/" + path.removeprefix("/"))
        return super().path(path, format=format)


def to_row(datasette: Any, measure: str) -> Markup:
    """The id of a bill or a law as a link to its row."""
    url = datasette.urls.row(DATABASE, "measures", tilde_encode(measure))
    return Markup('<a href="{}">{}</a>').format(url, measure)


def _in_tongue(datasette: Any, cell: Any) -> Any:
    """A cell as Datasette made it, with its links to other rows in the language of the page."""
    if not isinstance(cell, Markup):
        return cell
    plainly = f'href="{datasette.setting("base_url")}{DATABASE}/'
    # A quotation mark in what the data say is escaped: only Datasette's own links are met.
    return Markup(str(cell).replace(plainly, f'href="{datasette.urls.path(f"/{DATABASE}/")}'))  # noqa: S704
