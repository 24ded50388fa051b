"""The first page's parts, by made rows."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.site import home, layout

PLACES = {
    code: {"counted": int(code != "XT"), "region": region}
    for code, region in (("XA", "africa"), ("XB", "africa"), ("XC", "europe"), ("XT", None))
}


def row(place: str, answer: str, since: str | None = None, kind: str | None = None) -> dict[str, Any]:
    return {"place": place, "name": place, "answer": answer, "since": since, "since_kind": kind}


def test_names_stand_by_age_and_only_counted_ones() -> None:
    rows = [
        row("XB", "in_force", "2019-01-01", "exact"),
        row("XA", "in_force", "1997-01-01", "at_latest"),
        row("XC", "in_force", "1980-01-01", "not_established"),
        row("XT", "in_force", "1970-01-01", "exact"),
    ]
    assert [r["place"] for r in home.by_age(rows, "in_force", PLACES)] == ["XA", "XB", "XC"]


def test_a_table_lists_what_was_checked_unless_another_answer_is_asked_for() -> None:
    rows = [row("XA", "in_force"), row("XB", "not_checked"), row("XC", "not_listed")]
    assert [r["place"] for r in home.in_view(rows, None)] == ["XA"]
    assert [r["place"] for r in home.in_view(rows, "not_checked")] == ["XB"]


@pytest.mark.parametrize(
    ("counts", "of", "widths"),
    [
        ({"in_force": 1, "pending": 1, "not_checked": 2}, 2, [50, 50]),
        ({"in_force": 1, "pending": 1, "not_checked": 2}, 4, [25, 25]),
        ({"not_checked": 3}, 3, []),
        ({"not_listed": 3, "none_found": 3}, 3, [100]),
    ],
)
def test_a_bar_shows_what_somebody_found(counts: dict[str, int], of: int, widths: list[float]) -> None:
    parts = layout.shares(counts, of)
    assert [part["width"] for part in parts] == widths
    ends = [part["x"] + part["width"] for part in parts]
    assert [part["x"] for part in parts] == [0.0, *ends][: len(parts)]


def test_lists_are_of_answers_that_some_country_has() -> None:
    told = home.lists({"in_force": 1, "general_rule": 2, "unclear": 5})
    assert told == [
        ("in_force", "1 with such law in force, oldest first"),
        ("general_rule", "The 2 reached by a general rule"),
    ]
