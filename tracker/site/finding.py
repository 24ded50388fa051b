"""What a reader asks for by name: places, bills and laws. What is nearly a name is offered, never taken.

Text of readers reaches SQL as parameters alone, and full-text search as quoted words (`fts_words`).
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from tracker.naming import LANGUAGES, Names, plain, within_limits
from tracker.places import names_of
from tracker.site import subject, words
from tracker.site.i18n import gettext, here, language, place_name
from tracker.site.measures import briefs
from tracker.site.serving import Asked, Problem, require_data
from tracker.store import Reader
from tracker.store.rows import IDS, Row, fetch
from tracker.store.signs import fts_words
from tracker.vocabulary import Answer, number_key

#: How many suggestions a page without an answer makes.
OFFERED = 8
#: How many places, and how many bills and laws, a page of results lists.
PLACES, MEASURES = 12, 25
#: Titles looked through for the best ones; a common word is in thousands.
_TITLES = 200
#: What measures have been called between the digits of a number.
_COMPACT = "replace(replace(replace(number, ' ', ''), char(160), ''), char(8239), '')"
#: A short number is in many others; each is worked out once.
_key = lru_cache(maxsize=50_000)(number_key)


# -- places ------------------------------------------------------------------------------------------


def find_place(reader: Reader, text: str) -> str | None:
    """The code of the one place that the text is a code or a name of, in any language."""
    if fetch(reader.db, "SELECT 1 FROM places WHERE code = ?", [within_limits(text)]):
        return within_limits(text)
    return _names(reader).one(text)


def offered_places(reader: Reader, text: str) -> tuple[bool, list[tuple[str, str]]]:
    """Whether several places share the text as a name; and (code, name) of these, else of those like it."""
    names, known = _names(reader), reader.known_places()
    exact = names.exact(text)
    like = exact or dict.fromkeys((*names.beginning(text, OFFERED), *names.near(text, OFFERED)))
    return len(exact) > 1, [(code, place_name(code, known[code])) for code in like][:OFFERED]


def _names(reader: Reader) -> Names:
    return names_of(reader.known_places())


def known_place(reader: Reader, asked: Asked, kind: str, ending: str = "") -> str:
    """The code of the place in the path `/kind/code` with its ending (for a twin: none); any other way to
    write it is sent to the one address."""
    code = find_place(reader, asked.name)
    if code is None:
        require_data(reader)
        raise no_such_place(reader, asked.name)
    if code != asked.name:
        raise asked.moved(kind, f"{code}{ending}")
    return code


def no_such_place(reader: Reader, name: str, path: str = "/country/") -> Problem:
    """A Problem that names places like it, each with `path` and its code."""
    several, like = offered_places(reader, name)
    links = [(f"{path}{code}", known) for code, known in like]
    if several:
        return Problem(404, gettext("Several places have this name."), gettext("Which one is meant?"), links)
    return Problem(404, gettext("No such place"), gettext("No place here has that code or name."), links)


# -- bills and laws ----------------------------------------------------------------------------------


def find_measure(reader: Reader, name: str) -> str | None:
    """The canonical id of a measure by its id or any alias."""
    sql = """SELECT id FROM measures WHERE id = ?1
             UNION ALL SELECT measure FROM aliases WHERE alias = ?1 LIMIT 1"""
    for form in dict.fromkeys((name, name.lower())):
        for row in fetch(reader.db, sql, [form]):
            return str(row["id"])
    return None


def known_measure(reader: Reader, asked: Asked, ending: str = "") -> str:
    """The id of the measure in the path `/measure/id` with its ending (for a twin: none); any other name of
    it is sent to the one address."""
    name = find_measure(reader, asked.name)
    if name is None:
        require_data(reader)
        close = [
            (f"/measure/{quote(id_)}", f"{id_}: {title}") for id_, title in close_measures(reader, asked.name)
        ]
        raise Problem(404, gettext("No such bill or law"), gettext("No bill or law here has that id."), close)
    if name != asked.name:
        raise asked.moved("measure", f"{name}{ending}")
    return name


def close_measures(reader: Reader, text: str) -> list[tuple[str, str]]:
    """(id, title) of measures with that number, or whose id begins as the text does, as far as any does."""
    asked = within_limits(text)
    same, more = _numbered(reader, asked)
    ids = list(dict.fromkeys((*same, *more, *_beginning_alike(reader, asked.lower()))))[:OFFERED]
    sql = f"SELECT id, title FROM measures WHERE id IN {IDS}"  # noqa: S608
    titles = {row["id"]: row["title"] for row in fetch(reader.db, sql, [json.dumps(ids)])}
    return [(name, titles[name]) for name in ids]


def _beginning_alike(reader: Reader, text: str) -> list[str]:
    """The ids that share the longest beginning with the text, over half of it; each try is one look-up."""
    sql = "SELECT id FROM measures WHERE id >= ?1 AND id < ?1 || char(1114111) ORDER BY id LIMIT ?2"
    for length in range(len(text), len(text) // 2, -1):
        if found := fetch(reader.db, sql, [text[:length], OFFERED]):
            return [row["id"] for row in found]
    return []


def _numbered(reader: Reader, text: str) -> tuple[list[str], list[str]]:
    """The ids of measures with that number, however it is written, and of those whose number begins so or has
    just these digits."""
    key = number_key(text)
    runs = re.findall("[0-9]+", key)
    if not runs:
        return [], []
    sql = f"""SELECT id, number FROM measures WHERE {_COMPACT} LIKE '%' || ? || '%'
              ORDER BY coalesce(introduced, '') DESC, id"""  # noqa: S608
    keys = {row["id"]: _key(row["number"]) for row in fetch(reader.db, sql, [max(runs, key=len)])}
    same = [name for name, number in keys.items() if number == key]
    more = [
        name
        for name, number in keys.items()
        if number != key and (number.startswith(key) or re.sub("[^0-9]+", "", number) == key)
    ]
    return same, more


def _titled(reader: Reader, text: str) -> tuple[list[str], list[str]]:
    """The ids of measures with that title in any language, and of those with all its words in a title.

    The last word may go on.
    """
    words = f"{text}*" if re.search(r"\w\w\Z", text) else text
    sql = """SELECT t.measure, t.title FROM measure_titles_fts f JOIN measure_titles t ON t.id = f.rowid
             WHERE measure_titles_fts MATCH ? ORDER BY bm25(measure_titles_fts), t.id LIMIT ?"""
    rows = fetch(reader.db, sql, [fts_words(words), _TITLES])
    same = [row["measure"] for row in rows if plain(row["title"]) == plain(text)]
    return same, [row["measure"] for row in rows]


# -- the page of results -----------------------------------------------------------------------------


def search(reader: Reader, text: str, on: str) -> dict[str, Any]:
    """Places, then bills and laws, that a text names or may mean, each with its status on a day.

    `match` says how: `exact` (a code or name; an id, number or whole title), `beginning` of a name, `near` a
    name in spelling, `number` (one that begins so or has these digits) or `words` of a title. `open` is the
    path of the one thing that the text names; None where it names none or several.
    """
    asked, known = within_limits(text), reader.known_places()
    places = _places_found(reader, asked, on)
    measures, more = _measures_found(reader, asked, on)
    exact = [f"/country/{row['code']}" for row in places if row["match"] == "exact"]
    exact += [f"/measure/{row['id']}" for row in measures if row["match"] == "exact"]
    return {
        "q": asked,
        "on": on,
        "open": exact[0] if len(exact) == 1 else None,
        "names": {row["place"]: known[row["place"]] for row in measures},
        "criterion": subject.current().headline,
        "places": places,
        "measures": measures,
        "more_measures": more,
        "looked_through": {
            "places": len(known),
            "languages": len({tag.partition("_")[0] for tag in LANGUAGES}),
            "measures": fetch(reader.db, "SELECT count(*) AS number FROM measures")[0]["number"],
        },
    }


def suggestions(reader: Reader, text: str, on: str) -> list[dict[str, str]]:
    """What a reader who is still typing may mean, best first, as far as a name, number or title has it: the
    `title` to show, the `path` it opens, the `answer` or status with its `word`. Nothing is near enough."""
    found = search(reader, text, on)
    told = [
        {
            "title": place_name(row["code"], row["name"]),
            "path": here(f"/country/{quote(row['code'])}"),
            "answer": row["answer"] or Answer.NOT_CHECKED,
            "word": words.answer(row["answer"] or Answer.NOT_CHECKED),
        }
        for row in found["places"]
        if row["match"] != "near"
    ]
    for row in found["measures"]:
        title = row["title"] if row["lang"] == language() else row["title_en"] or row["title"]
        number = f"{row['number']}: " if row["number"] else ""
        place = place_name(row["place"], found["names"][row["place"]])
        told.append(
            {
                "title": f"{number}{title} ({place})",
                "path": here(f"/measure/{quote(row['id'])}"),
                "answer": row["status"] or "not_begun",
                "word": words.status(row["status"]),
            }
        )
    return told[:OFFERED]


def _places_found(reader: Reader, asked: str, on: str) -> list[Row]:
    names = _names(reader)
    matches = dict.fromkeys(names.exact(asked), "exact")
    for code in names.beginning(asked, PLACES):
        matches.setdefault(code, "beginning")
    if not matches:
        matches = dict.fromkeys(names.near(asked, OFFERED), "near")
    sql = f"""SELECT p.code, p.name, p.kind, p.parent, a.answer
              FROM places p LEFT JOIN answers a ON a.place = p.code AND a.criterion = ?1
                AND (a.from_date IS NULL OR a.from_date <= ?2) AND (a.to_date IS NULL OR a.to_date > ?2)
              WHERE p.code IN {IDS.replace("?", "?3")}"""  # noqa: S608
    values = [subject.current().headline, on, json.dumps([*matches][:PLACES])]
    found = {row["code"]: row for row in fetch(reader.db, sql, values)}
    return [{**found[code], "match": match} for code, match in matches.items() if code in found]


def _measures_found(reader: Reader, asked: str, on: str) -> tuple[list[Row], bool]:
    """The measures found, and whether there are more."""
    known = find_measure(reader, asked) if asked else None
    numbered, beginning = _numbered(reader, asked)
    titled, worded = _titled(reader, asked)
    matches: dict[str, str] = {known: "exact"} if known else {}
    for ids, match in ((numbered, "exact"), (titled, "exact"), (beginning, "number"), (worded, "words")):
        for name in ids:
            matches.setdefault(name, match)
    shown = [*matches][:MEASURES]
    found = briefs(reader, shown, on)
    return [{**found[name], "match": matches[name]} for name in shown], len(matches) > MEASURES
