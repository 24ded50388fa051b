"""The two tables made for a spreadsheet: answers by place and question, bills and laws one a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tracker.site import matrix, subject
from tracker.site.i18n import N_, gettext
from tracker.site.measures import measures_where
from tracker.store import Reader
from tracker.store.rows import fetch
from tracker.store.tables import TABLES, capitalised
from tracker.vocabulary import Measure, meanings, words_of

#: Between the values of a cell that holds several.
BETWEEN = " | "

COUNTRIES = {
    "place": N_("ISO 3166-1 code, or ISO 3166-2 for a state or province; XK is Kosovo"),
    "name": N_("The place's name in English, as in the Unicode CLDR"),
    "kind": N_("country, territory, subdivision or organisation"),
    "counted": N_("1: counted among the countries; 0: shown and not counted"),
    "parent": N_("Code of the country a state or province belongs to; empty for all others"),
    "criterion": N_("The question's name; the questions in full are under About"),
    "on": N_("The day the row tells of, YYYY-MM-DD"),
    "answer": N_("The answer on that day, one word; the words are explained under About"),
    "since": N_("First day of an unbroken run of that answer, YYYY-MM-DD; empty: no first day is known"),
    "since_kind": N_(
        "exact; at_latest: it may have begun before; not_established: nobody has established the first day"
    ),
    "since_window": N_("Where the day is not exact, the first and last day on which it can have begun"),
    "condition": N_("Of a general rule: always, or if_punishable_there; empty for other answers"),
    "basis_code": N_("Why, as a code; the codes are explained under About"),
    "basis": N_("Why, in words (English)"),
    "confidence": N_("high, medium or low; empty where there is nothing to judge"),
    "because": N_("Ids of the bills and laws that decide the answer"),
    "pending": N_("Ids of bills pending on the question, also beside law"),
    "subnational": N_("Codes of states or provinces inside the place that have such law"),
    "sources": N_("Addresses or citations of what the answer rests on"),
    "last_checked": N_("When a program or a person last looked at what the answer rests on, UTC or a day"),
    "look_again": N_("Day by which somebody must look again, YYYY-MM-DD; empty: nothing to look at"),
    "stale": N_("1: that day has passed, or such a source is overdue: a later step may be missing"),
    "checked_on": N_("Day on which somebody looked for law there, YYYY-MM-DD; empty: nobody has"),
}
_OF_RECORD = meanings(Measure)


def _meaning(name: str, said: str) -> str:
    """What a column is said to hold, without the words of a closed list."""
    meaning = capitalised(_OF_RECORD.get(name, ""))
    return meaning if meaning and said.startswith(meaning) else said


#: Of a bill or a law: the columns of its table, and what the day adds.
MEASURE = {
    **{name: _meaning(name, said) for name, said in TABLES["measures"].columns.items()},
    "aims": N_("Names of the questions it is about"),
    "place_name": N_("The place's name in English"),
    "title_en": N_("An English title, where the title is in another language and one is held"),
    "on": N_("The day that status and provisions tell of, YYYY-MM-DD"),
    "status": N_("The status on that day; empty: it had not begun. “unknown”: no dated step decides"),
    "status_since": N_("First day of that status, YYYY-MM-DD"),
    "status_unclear": N_("1: a date that decides is not known exactly for that day"),
    "links": N_("Ties to other bills and laws, each a relation and an id"),
}
_SAYS = N_("What the text says on this point: yes, partly, no, unclear, unknown; empty: nobody has looked")
_REACH = N_("By what clause that reaches acts abroad; empty where it is not told")


def of_countries(_: subject.Subject) -> dict[str, str]:
    """The columns of `countries` with what they say, in the language of the page."""
    return {name: gettext(said) for name, said in COUNTRIES.items()}


def of_measures(told: subject.Subject) -> dict[str, str]:
    """The columns of `measures` with what they say, in the language of the page: those of every bill and law,
    then one a provision and, of one that can reach acts abroad, its reach."""
    columns = {name: _explained(name, said) for name, said in MEASURE.items()}
    for one in told.provisions:
        columns[one.name] = gettext(_SAYS)
        if one.abroad:
            columns[f"{one.name}_abroad"] = gettext(_REACH)
    return columns


def _explained(name: str, said: str) -> str:
    """What a column holds; the words of a closed list are codes, the same in every language."""
    words = words_of(Measure, name) if name in _OF_RECORD else ()
    return gettext(said) + (gettext(": ") + ", ".join(words) if words else "")


def countries(reader: Reader, on: str) -> list[dict[str, Any]]:
    """One row a place and question, with the keys of `COUNTRIES`."""
    places = {row["code"]: row for row in fetch(reader.db, "SELECT * FROM places")}
    rows = []
    for row in reader.status(None, on, None):
        place = places[row["place"]]
        more = {name: place[name] for name in ("kind", "parent", "checked_on")}
        whole = {**row, **more, "counted": bool(place["counted"])}
        rows.append({name: whole[name] for name in COUNTRIES})
    return rows


def measures(reader: Reader, on: str) -> list[dict[str, Any]]:
    """One row a bill or law, with the keys of `of_measures`, in order of their ids."""
    names = reader.known_places()
    columns = of_measures(subject.read(reader.db))
    day = date.fromisoformat(on)
    rows = []
    for measure in measures_where(reader, "1", [], on):
        more = {
            "place_name": names[measure["place"]],
            "on": on,
            "status_since": measure["status_date"],
            "status_unclear": measure["unclear"],
            "links": [{name: link[name] for name in ("relation", "target")} for link in measure["links"]],
        }
        whole = {**dict.fromkeys(columns), **measure, **_said(measure["provisions"], day), **more}
        rows.append({name: whole[name] for name in columns})
    return sorted(rows, key=lambda row: str(row["id"]))


def _said(provisions: Sequence[Mapping[str, Any]], day: date) -> dict[str, str | None]:
    """For each provision the strongest that holds on a day, and its reach; from memory nothing is told."""
    found: dict[str, str | None] = {}
    for row in sorted(provisions, key=lambda p: -matrix.STRONGEST[p["value"]]):
        if matrix.holds(row, day) and not row["only_memory"]:
            found |= {row["name"]: row["value"], f"{row['name']}_abroad": row["abroad"]}
    return found


def as_csv(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """RFC 4180, with a header; cells that a spreadsheet would compute are made safe on the way out
    (`tracker.site.formulas`)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return BETWEEN.join(_item(item) for item in value)
    return value


def _item(item: Any) -> str:
    """A source by its address, a link by its relation and target, all else as it is."""
    if not isinstance(item, dict):
        return str(item)
    return str(item["url"]) if "url" in item else f"{item['relation']} {item['target']}"
