"""Which tables there are to take away, and the bytes of each in a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.site import tables
from tracker.site.columns import Columns
from tracker.site.files import bills, forms, law, spans
from tracker.site.i18n import N_
from tracker.site.subject import Subject
from tracker.store import Reader


@dataclass(frozen=True, slots=True)
class Table:
    """A table to take away: its name in the address, its title, a line about it, its columns, its rows.

    `key`: columns that together name one row. `dated`: it tells of one day, and can tell of a past one.
    """

    name: str
    title: str
    about: str
    columns: Callable[[Subject], Columns]
    rows: Callable[[Reader, str], list[dict[str, Any]]]
    key: tuple[str, ...] = ()
    dated: bool = False


TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table(
            "countries",
            N_("Answers by place"),
            N_("One row a place and question, with the answer of the day."),
            tables.of_countries,
            tables.countries,
            ("place", "criterion"),
            dated=True,
        ),
        Table(
            "answers",
            N_("Answers as spans of days"),
            N_("One row a place, question and span of days with one answer for the same reasons."),
            spans.of_answers,
            spans.answers,
        ),
        Table(
            "panel",
            N_("Answers by country and year"),
            N_("One row a country, question and year; territories and parts of countries are in the spans."),
            spans.of_panel,
            spans.panel,
            ("place", "criterion", "year"),
        ),
        Table(
            "bills",
            N_("Bills"),
            N_("One row a bill, also those that have ended: where it stands, its last step, when it lapses."),
            bills.of_bills,
            bills.bills,
            ("id",),
            dated=True,
        ),
        Table(
            "measures",
            N_("Bills and laws"),
            N_("One row a bill or law, with its status of the day and what its text provides."),
            tables.of_measures,
            tables.measures,
            ("id",),
            dated=True,
        ),
        Table(
            "provisions",
            N_("What the texts say"),
            N_("One row a point of a bill or law, with its article and where it was read."),
            law.of_provisions,
            law.provisions,
            dated=True,
        ),
        Table(
            "treaties",
            N_("Steps under treaties"),
            N_("One row a step of a place under a treaty: signed, ratified, in force, denounced."),
            law.of_treaties,
            law.treaties,
        ),
    )
}


def of_table(table: Table, form: str, reader: Reader, told: Subject, on: str, data_version: str) -> bytes:
    """The bytes of a table in a form (csv, json, parquet) as of a day. Raises ImportError for Parquet where
    pyarrow is not installed."""
    columns, rows = table.columns(told), table.rows(reader, on)
    whole = {"on": on, "data_version": data_version}
    if form == "csv":
        return forms.as_csv(columns, rows).encode()
    if form == "parquet":
        return forms.as_parquet(columns, rows, whole)
    return forms.as_json(table.name, rows, whole)
