"""The first page: all places' answers to one question on a day, counted, by region, and what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.questions import Region
from tracker.site import bills, charts, data, layout, steps, subject
from tracker.site.i18n import N_, ngettext
from tracker.site.measures import briefs
from tracker.site.words.forms import _Forms, _forms
from tracker.status import BasisCode
from tracker.store import Reader
from tracker.store.rows import Row, fetch
from tracker.vocabulary import Answer, SinceKind, Stage

#: How the answers can be looked at; the first one is shown unless another is asked for.
VIEWS = ("map", "region", "table", "time")
REGIONS = {
    Region.AFRICA: N_("Africa"),
    Region.AMERICAS: N_("Americas"),
    Region.ASIA: N_("Asia"),
    Region.EUROPE: N_("Europe"),
    Region.OCEANIA: N_("Oceania"),
}
_LISTS: dict[Answer, _Forms] = {
    Answer.IN_FORCE: _forms(
        "%(num)d with such law in force, oldest first", "The %(num)d with such law in force, oldest first"
    ),
    Answer.ENACTED: _forms("%(num)d with law not yet in force", "The %(num)d with law not yet in force"),
    Answer.GENERAL_RULE: _forms("%(num)d reached by a general rule", "The %(num)d reached by a general rule"),
    Answer.IN_PARTS: _forms("%(num)d by its parts’ laws", "The %(num)d by their parts’ laws"),
}
#: Open bills, and steps in law, that the first page names.
_BILLS, _STEPS = 3, 4
_ORDER = {answer.value: rank for rank, answer in enumerate(Answer)}
_LAW = (Answer.IN_FORCE, Answer.ENACTED, Answer.GENERAL_RULE)
_UNASKED = (Answer.NOT_CHECKED, Answer.NOT_LISTED)


def page(
    reader: Reader, criterion: str, on: str, answer: str | None, view: str, *, only: bool
) -> dict[str, Any]:
    """Everything the first page and its twin tell of one question; `counts` are of the counted places.

    `only`: leave out the places with another answer than the one chosen, which a page still draws.
    """
    told = subject.read(reader.db)
    places, rows, counted = _answered(reader, criterion, on, told)
    beside = sum(bool(row["pending"]) and row["answer"] != Answer.PENDING for row in counted)
    shown = [row for row in rows if not only or answer in (None, row["answer"])]
    measures = briefs(reader, data.named(rows), on)
    open_bills = bills.open_bills(reader, on)
    moving = [bill for bill in open_bills if not bill["quiet"]]
    return {
        "criterion": criterion,
        "kind": told.questions[criterion].kind.value,
        "criteria": data.criteria(reader),
        "on": on,
        "answer": answer,
        "view": view,
        "data_version": data.data_version(reader),
        "denominator": len(counted),
        "counts": _counts(counted),
        "pending_beside_law": beside,
        "answers": shown,
        "places": {
            row["place"]: {
                name: places[row["place"]][name] for name in ("kind", "counted", "checked_on", "region")
            }
            for row in shown
        },
        "measures": {name: measures[name] for name in data.named(shown) if name in measures},
        "regions": _regions(counted, places),
        "bills": {"number": len(open_bills), "moving": len(moving), "first": _furthest(moving)[:_BILLS]},
        "over_years": charts.over_years(reader, criterion, reader.now.date()),
        "proof": _proof(counted, measures),
        "listed_on": max((row["basis_args"]["as_of"] for row in counted if _is_by_list(row)), default=None),
        "lately": steps.lately(reader, on, _STEPS),
        "health": data.health(reader),
    }


def drawn(reader: Reader, criterion: str, on: str) -> dict[str, Any]:
    """As much of the same as the map and its key tell."""
    _, rows, counted = _answered(reader, criterion, on, subject.read(reader.db))
    (asked,) = (row for row in data.criteria(reader) if row["name"] == criterion)
    return {
        "criterion": criterion,
        "title": asked["title"],
        "question": asked["question"],
        "on": on,
        "data_version": data.data_version(reader),
        "denominator": len(counted),
        "counts": _counts(counted),
        "answers": rows,
    }


def _answered(
    reader: Reader, criterion: str, on: str, told: subject.Subject
) -> tuple[dict[str, Row], list[Row], list[Row]]:
    """All places but parts of countries by code, their answers, and those answers that are counted."""
    places = {r["code"]: r for r in fetch(reader.db, "SELECT * FROM places WHERE kind != 'subdivision'")}
    rows = [row for row in reader.status(None, on, criterion) if row["place"] in places]
    rows.sort(key=lambda row: (_ORDER[row["answer"]], row["name"]))
    counted = [row for row in rows if places[row["place"]]["counted"]]
    if told.is_quotation(criterion):
        counted = [row for row in counted if row["answer"] != Answer.NOT_LISTED]
    return places, rows, counted


def _counts(counted: Iterable[Row]) -> dict[str, int]:
    return dict(Counter(row["answer"] for row in counted))


def in_view(rows: Iterable[Row], answer: str | None) -> list[Row]:
    """The rows a table lists: those asked for; unasked, those that somebody has checked."""
    return [row for row in rows if answer == row["answer"] or (not answer and row["answer"] not in _UNASKED)]


def lists(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """The answers whose countries the first page names, as far as there are any, and what it calls them."""
    told = []
    for answer, forms in _LISTS.items():
        if number := counts.get(answer, 0):
            told.append((str(answer), ngettext(*forms, number) % {"num": number}))
    return told


def by_age(rows: Iterable[Row], answer: str, places: Mapping[str, Row]) -> list[Row]:
    """The counted places with that answer, oldest law first; those without an established day last."""

    def age(row: Row) -> tuple[bool, str, str]:
        undated = row["since_kind"] == SinceKind.NOT_ESTABLISHED
        return undated, row["since"] or "9999", row["name"]

    return sorted(
        (row for row in rows if row["answer"] == answer and places[row["place"]]["counted"]), key=age
    )


def _furthest(open_bills: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Bills by how far they have come, those that moved last first among equals."""
    return sorted(open_bills, key=lambda bill: -Stage(bill["stage"] or Stage.INTRODUCED).rank)


def _regions(counted: Sequence[Row], places: Mapping[str, Row]) -> list[dict[str, Any]]:
    """Each region with its number of countries and their answers."""
    told = []
    for region, name in REGIONS.items():
        answers = Counter(r["answer"] for r in counted if places[r["place"]]["region"] == region)
        if total := sum(answers.values()):
            told.append({"region": str(region), "name": name, "total": total, "counts": dict(answers)})
    return told


def _is_by_list(row: Row) -> bool:
    """Whether a list without a step of that State is all the answer rests on."""
    return bool(row["basis_code"] == BasisCode.NOT_ON_LIST)


def _proof(counted: Sequence[Row], measures: Mapping[str, Row]) -> dict[str, Any]:
    """How many answers of law have an official address, of how many; the last day somebody looked."""
    law = [row for row in counted if row["answer"] in _LAW]
    official = sum(
        any(layout.official_address(measures[name], row) for name in row["because"]) for row in law
    )
    looked = max((row["last_checked"][:10] for row in counted if row["last_checked"]), default=None)
    return {"law": len(law), "official": official, "last_looked": looked}
