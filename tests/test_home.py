"""Parts of the first page and of a country's, by made rows."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.site import home, layout, since, words
from tracker.site.subject import Provision, Subject
from tracker.status import BasisCode

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


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (row("XA", "in_force", "1997-12-01", "exact"), "since 1997"),
        (row("XA", "in_force", "2009-02-28", "at_latest"), "since 2009 or before"),
        (row("XA", "in_force", None, "not_established"), "start not established"),
        (row("XA", "none_found"), ""),
        (row("XA", "not_checked"), ""),
    ],
)
def test_a_list_of_names_has_room_for_a_year(made: dict[str, Any], told: str) -> None:
    assert since.year(made) == told


@pytest.mark.parametrize(
    ("code", "reach", "told"),
    [
        (BasisCode.TEXT_UNCLEAR, "unread", "its reach abroad leaves the answer open"),
        (BasisCode.TEXT_UNCLEAR, "specific", "its text leaves the answer open"),
        (BasisCode.TEXT_UNCLEAR, None, "its text leaves the answer open"),
        (BasisCode.DAY_UNKNOWN, "unread", "the day on which it began or ended"),
        (BasisCode.LAW_UNREAD, None, "nobody has read its text yet"),
    ],
)
def test_what_is_not_settled_says_what_leaves_it_open(code: BasisCode, reach: str | None, told: str) -> None:
    provisions = [{"name": "broker_liability", "value": "yes", "abroad": reach}]
    assert told in words.unsettled({"basis_code": code, "basis_args": {"provisions": provisions}})


def provision(value: str, status: str = "in_force", **more: Any) -> dict[str, Any]:
    law = {"id": more.pop("law", "xa-law"), "status": status}
    plain = {"abroad": None, "since": None, "until": None, "only_memory": 0}
    return {"value": value, "measure": law, **plain, **more}


@pytest.mark.parametrize(
    ("found", "on", "value"),
    [
        ([provision("no"), provision("yes")], "2020-01-01", "yes"),
        ([provision("yes", "enacted"), provision("no")], "2020-01-01", "no"),
        ([provision("yes", "repealed"), provision("yes", "pending")], "2020-01-01", None),
        ([provision("yes", only_memory=1)], "2020-01-01", None),
        ([provision("unknown")], "2020-01-01", None),
        # Each wording on its own days: the old one then, the new one since.
        ([provision("no", until="2015-07-01"), provision("yes", since="2015-07-01")], "2010-01-01", "no"),
        ([provision("no", until="2015-07-01"), provision("yes", since="2015-07-01")], "2015-07-01", "yes"),
        # Within the time in which a wording may have begun it is not said to hold.
        ([provision("yes", since="2015-01-01/2015-12-31")], "2015-06-01", None),
    ],
)
def test_what_the_law_says_is_the_wording_of_the_day(
    found: list[dict[str, Any]], on: str, value: str | None
) -> None:
    told = Subject({}, (Provision("sale", "It is forbidden.", False, "Selling"),))
    (line,) = layout.reach([{"name": "sale", "found": found}], told, on)
    assert (line["found"] or {}).get("value") == value
    assert line["mark"] == {"yes": "yes", "no": "no", None: "na"}[value]


def test_a_point_reaches_abroad_by_the_clause_of_its_own_law() -> None:
    clause = provision("yes", abroad="general")
    rows = [
        {"name": "broker", "found": [provision("yes")]},
        {"name": "extraterritorial", "found": [provision("yes", abroad="specific", law="xa-other"), clause]},
    ]
    told = Subject({}, (Provision("broker", "Is liable.", True, "Brokers"),))
    assert layout.reach(rows, told, "2020-01-01")[0]["abroad"] == "general"
