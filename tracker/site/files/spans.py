"""The answers over time: as spans of days, and as a panel of places and years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tracker.questions import PlaceKind
from tracker.site.columns import Column, Columns, Kind
from tracker.site.files.places import PLACE, places
from tracker.site.i18n import N_
from tracker.site.measures import ENGLISH
from tracker.site.subject import Subject
from tracker.site.tables import COUNTRIES
from tracker.store import Reader
from tracker.store.rows import Row, fetch
from tracker.vocabulary import SinceKind

_ANSWER = Column(
    N_("The answer, one word; the words are explained under About"),
    words=COUNTRIES["answer"].words,
    needed=True,
)
#: How the beginning is known, of the unbroken run that a row lies in.
_BEGUN = {
    "since_kind": Column(
        N_(
            "How the first day of the unbroken run of this answer is known: exact; at_latest (it may have "
            "begun before); not_established (nobody has established it: the day somebody read the law is no "
            "first day); empty: an answer that begins on no day, as not_checked"
        ),
        words=tuple(SinceKind),
    ),
    "since_from": Column(
        N_("First day on which that run can have begun; empty: nothing bounds it, or it begins on no day"),
        Kind.DAY,
    ),
    "since_to": Column(
        N_("Last day on which that run can have begun; where the kind is exact, the same day"), Kind.DAY
    ),
}
ANSWERS = {
    **PLACE,
    "criterion": COUNTRIES["criterion"],
    "answer": _ANSWER,
    "condition": COUNTRIES["condition"],
    "from_date": Column(
        N_("First day of the span; empty: it has no beginning. The same answer may go on for other reasons"),
        Kind.DAY,
    ),
    "to_date": Column(N_("First day after the span; empty while it lasts"), Kind.DAY),
    **_BEGUN,
    "confidence": COUNTRIES["confidence"],
    "basis_code": COUNTRIES["basis_code"],
    "basis": COUNTRIES["basis"],
    "laws": Column(N_("Ids of the bills and laws that decide the answer in this span"), Kind.LIST),
    "law_titles": Column(N_("Their titles in the same order, in English where one is held"), Kind.LIST),
    "official_urls": Column(
        N_("The official addresses of their texts in the same order; nothing between two bars: none is held"),
        Kind.LIST,
    ),
    "treaties": Column(N_("Ids of the treaties whose steps decide the answer"), Kind.LIST),
    "pending": Column(N_("Ids of bills pending on the question in this span, also beside law"), Kind.LIST),
}
PANEL = {
    **{name: PLACE[name] for name in ("place", "iso3", "name", "counted", "region")},
    "criterion": COUNTRIES["criterion"],
    "year": Column(N_("The year"), Kind.WHOLE, needed=True),
    "on": Column(
        N_("The day the answer is that of: 31 December of the year, in the current year the day of the file"),
        Kind.DAY,
        needed=True,
    ),
    "answer": _ANSWER,
    "condition": COUNTRIES["condition"],
    **_BEGUN,
    "began_this_year": Column(
        N_(
            "Did the unbroken run of this answer begin in this year? 1: yes, that is established; 0: it "
            "began in an earlier year; empty: it may have begun in this year or before, or the answer begins "
            "on no day. Where since_kind is not_established it is never 1: a law of unestablished start is "
            "in force from the day somebody read it on, and unclear before, and that day is no adoption. "
            "Count adoptions by this column, not by a change of answer from one year to the next"
        ),
        Kind.FLAG,
    ),
    "basis_code": COUNTRIES["basis_code"],
}
_SPANS = """SELECT a.* FROM answers a JOIN criteria c ON c.name = a.criterion
  ORDER BY a.place, c.position, coalesce(a.from_date, '')"""
_REASONS = f"""SELECT DISTINCT r.answer, r.role, r.measure, t.treaty, m.title, {ENGLISH}, m.official_url
  FROM answer_reasons r LEFT JOIN measures m ON m.id = r.measure
  LEFT JOIN treaty_actions t ON t.id = r.treaty_action ORDER BY r.measure, t.treaty"""  # noqa: S608


def of_answers(told: Subject) -> Columns:
    """The columns of `answers`."""
    return {**ANSWERS, "criterion": replace(ANSWERS["criterion"], words=tuple(told.questions))}


def of_panel(told: Subject) -> Columns:
    """The columns of `panel`."""
    return {**PANEL, "criterion": replace(PANEL["criterion"], words=tuple(told.questions))}


def answers(reader: Reader, _on: str) -> list[dict[str, Any]]:
    """One row a span, with the keys of `ANSWERS`, by place, question and day."""
    known = places(reader)
    reasons: dict[int, list[Row]] = defaultdict(list)
    for reason in fetch(reader.db, _REASONS):
        reasons[reason["answer"]].append(reason)
    rows = []
    for span in fetch(reader.db, _SPANS):
        decide = [r for r in reasons[span["id"]] if r["role"] == "because"]
        laws = [r for r in decide if r["measure"]]
        more = {
            "laws": [r["measure"] for r in laws],
            "law_titles": [r["title_en"] or r["title"] for r in laws],
            "official_urls": [r["official_url"] for r in laws],
            "treaties": [r["treaty"] for r in decide if r["treaty"]],
            "pending": [r["measure"] for r in reasons[span["id"]] if r["role"] == "pending" and r["measure"]],
        }
        whole = {**known[span["place"]], **span, **more}
        rows.append({name: whole[name] for name in ANSWERS})
    return rows


def panel(reader: Reader, on: str) -> list[dict[str, Any]]:
    """One row a country, question and year, with the keys of `PANEL`: from the year of the first dated answer
    of all to that of `on`. Territories and parts of countries have their spans in `answers`."""
    known = {code: place for code, place in places(reader).items() if place["kind"] == PlaceKind.COUNTRY}
    spans: dict[tuple[str, str], list[Row]] = defaultdict(list)
    first = on
    for span in fetch(reader.db, _SPANS):
        if span["place"] in known:
            spans[span["place"], span["criterion"]].append(span)
            first = min(first, span["from_date"] or on)
    days = {year: min(f"{year}-12-31", on) for year in range(int(first[:4]), int(on[:4]) + 1)}
    return [row for (place, _), held in spans.items() for row in _years(known[place], held, days)]


def _years(place: Mapping[str, Any], held: list[Row], days: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """The rows of one place and question; its spans follow each other without a gap."""
    at = 0
    for year, day in days.items():
        while held[at]["to_date"] is not None and held[at]["to_date"] <= day:
            at += 1
        whole = {**place, **held[at], "year": year, "on": day, "began_this_year": _began(held[at], year)}
        yield {name: whole[name] for name in PANEL}


def _began(span: Row, year: int) -> bool | None:
    """Whether the run that a span lies in began in a year; None: that is not established."""
    if span["since_kind"] is None:
        return None
    new_year = str(date(year, 1, 1))
    if span["since_to"] < new_year:
        return False
    dated = span["since_kind"] != SinceKind.NOT_ESTABLISHED
    return True if dated and span["since_from"] is not None and span["since_from"] >= new_year else None
