"""The two tables made for a spreadsheet: answers by place and question, bills and laws one a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tracker.questions import PlaceKind
from tracker.site import matrix, subject
from tracker.site.columns import Column, Columns, Kind
from tracker.site.i18n import N_
from tracker.site.measures import measures_where
from tracker.status import BasisCode
from tracker.store import Reader
from tracker.store.rows import fetch
from tracker.store.tables import TABLES, capitalised
from tracker.vocabulary import (
    Abroad,
    Answer,
    Condition,
    Measure,
    SinceKind,
    Status,
    Value,
    meanings,
    words_of,
)

COUNTRIES = {
    "place": Column(N_("ISO 3166-1 code, or ISO 3166-2 for a state or province; XK is Kosovo"), needed=True),
    "name": Column(N_("The place's name in English, as in the Unicode CLDR"), needed=True),
    "kind": Column(
        N_("country, territory, subdivision or organisation"), words=tuple(PlaceKind), needed=True
    ),
    "counted": Column(N_("1: counted among the countries; 0: shown and not counted"), Kind.FLAG, needed=True),
    "parent": Column(N_("Code of the country a state or province belongs to; empty for all others")),
    "criterion": Column(N_("The question's name; the questions in full are under About"), needed=True),
    "on": Column(N_("The day the row tells of, YYYY-MM-DD"), Kind.DAY, needed=True),
    "answer": Column(
        N_("The answer on that day, one word; the words are explained under About"),
        words=tuple(Answer),
        needed=True,
    ),
    "since": Column(
        N_("First day of an unbroken run of that answer, YYYY-MM-DD; empty: no first day is known"), Kind.DAY
    ),
    "since_kind": Column(
        N_(
            "exact; at_latest: it may have begun before; not_established: nobody has established the first "
            "day"
        ),
        words=tuple(SinceKind),
    ),
    "since_window": Column(
        N_("Where the day is not exact, the first and last day on which it can have begun"), Kind.LIST
    ),
    "condition": Column(
        N_("Of a general rule: always, or if_punishable_there; empty for other answers"),
        words=tuple(Condition),
    ),
    "basis_code": Column(N_("Why, as a code; the codes are explained under About"), words=tuple(BasisCode)),
    "basis": Column(N_("Why, in words (English)")),
    "confidence": Column(
        N_("high, medium or low; empty where there is nothing to judge"), words=("high", "medium", "low")
    ),
    "because": Column(N_("Ids of the bills and laws that decide the answer"), Kind.LIST),
    "pending": Column(N_("Ids of bills pending on the question, also beside law"), Kind.LIST),
    "subnational": Column(N_("Codes of states or provinces inside the place that have such law"), Kind.LIST),
    "sources": Column(N_("Addresses or citations of what the answer rests on"), Kind.LIST),
    "last_checked": Column(
        N_("When a program or a person last looked at what the answer rests on, UTC or a day")
    ),
    "look_again": Column(
        N_("Day by which somebody must look again, YYYY-MM-DD; empty: nothing to look at"), Kind.DAY
    ),
    "stale": Column(
        N_("1: that day has passed, or such a source is overdue: a later step may be missing"), Kind.FLAG
    ),
    "checked_on": Column(
        N_("Day on which somebody looked for law there, YYYY-MM-DD; empty: nobody has"), Kind.DAY
    ),
}
_OF_RECORD = meanings(Measure)


def _meaning(name: str, said: str) -> str:
    """What a column is said to hold, without the words of a closed list."""
    meaning = capitalised(_OF_RECORD.get(name, ""))
    return meaning if meaning and said.startswith(meaning) else said


def _of_table(name: str, said: str) -> Column:
    """A column of the table of measures, which rows of it hold as text."""
    words = words_of(Measure, name) if name in _OF_RECORD else ()
    return Column(_meaning(name, said), words=words)


#: Of a bill or a law: the columns of its table, and what the day adds.
MEASURE = {
    **{name: _of_table(name, said) for name, said in TABLES["measures"].columns.items()},
    "aims": Column(N_("Names of the questions it is about"), Kind.LIST),
    "place_name": Column(N_("The place's name in English"), needed=True),
    "title_en": Column(N_("An English title, where the title is in another language and one is held")),
    "on": Column(N_("The day that status and provisions tell of, YYYY-MM-DD"), Kind.DAY, needed=True),
    "status": Column(
        N_("The status on that day; empty: it had not begun. “unknown”: no dated step decides"),
        words=tuple(Status),
    ),
    "status_since": Column(N_("First day of that status, YYYY-MM-DD"), Kind.DAY),
    "status_unclear": Column(N_("1: a date that decides is not known exactly for that day"), Kind.FLAG),
    "links": Column(N_("Ties to other bills and laws, each a relation and an id"), Kind.LIST),
}
_SAYS = Column(
    N_("What the text says on this point: yes, partly, no, unclear, unknown; empty: nobody has looked"),
    words=tuple(Value),
)
_REACH = Column(
    N_("By what clause that reaches acts abroad; empty where it is not told"), words=tuple(Abroad)
)


def of_countries(told: subject.Subject) -> Columns:
    """The columns of `countries`."""
    return {**COUNTRIES, "criterion": replace(COUNTRIES["criterion"], words=tuple(told.questions))}


def of_measures(told: subject.Subject) -> Columns:
    """The columns of `measures`: those of every bill and law, then one a provision and, of one that can reach
    acts abroad, its reach."""
    columns = dict(MEASURE)
    for one in told.provisions:
        columns[one.name] = _SAYS
        if one.abroad:
            columns[f"{one.name}_abroad"] = _REACH
    return columns


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
