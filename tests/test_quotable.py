"""Every answer the shipped data give may be quoted: no sentence pairs a law with another law's day, and no
day of reading is told as the day a law began."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tracker.site import charts, since, words
from tracker.store import Reader, open_for_reading
from tracker.store.rows import fetch
from tracker.vocabulary import Answer, SinceKind, Window

TODAY = date(2026, 11, 30)
DAYS = [
    *("1985-01-01", "1995-06-30", "2005-12-31", "2012-06-30", "2018-03-01"),
    *("2020-06-30", "2022-12-31", "2024-12-31", "2025-01-01", "2026-11-30"),
]
LAW = (Answer.IN_FORCE, Answer.ENACTED, Answer.GENERAL_RULE)


@pytest.fixture(scope="module")
def reader(curated: Path) -> Iterator[Reader]:
    database = open_for_reading(curated)
    yield Reader(database, datetime(2026, 11, 30, 12, tzinfo=UTC))
    database.conn.close()


@pytest.fixture(scope="module")
def told(reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """Every answer of every place on ten days."""
    return {day: reader.status(None, day, None) for day in DAYS}


@pytest.fixture(scope="module")
def first_known(reader: Reader) -> dict[str, str]:
    """The first day on which a measure can have been law, by any of its own steps."""
    rows = fetch(
        reader.db,
        """SELECT measure, min(coalesce(earliest, '0001-01-01')) AS first FROM events
           WHERE listed AND stage IN ('assented', 'published', 'in_force') AND latest IS NOT NULL
           GROUP BY measure""",
    )
    return {row["measure"]: row["first"] for row in rows}


@pytest.fixture(scope="module")
def read_days(reader: Reader) -> set[str]:
    """Every day on which somebody read something."""
    tables = ("measures", "events", "provisions", "treaty_actions")
    sql = " UNION ".join(f"SELECT read FROM {name} WHERE read IS NOT NULL" for name in tables)
    return {row["read"] for row in fetch(reader.db, sql)}


@pytest.mark.parametrize("day", DAYS)
def test_no_sentence_names_a_law_beside_an_older_day(
    day: str, told: dict[str, list[dict[str, Any]]], first_known: dict[str, str]
) -> None:
    """What is said of a law is the answer's day, or the law's own where the two differ."""
    checked = 0
    for row in told[day]:
        if row["answer"] not in LAW:
            continue
        for law in row["laws"]:
            shown = law if since.own_day(row, law["measure"]) else row
            window = shown["since_window"] or [shown["since"], shown["since"]]
            if window[1] is None or law["measure"] not in first_known:
                continue
            checked += 1
            assert window[1] >= first_known[law["measure"]], (row["place"], row["criterion"], law)
    assert checked > (20 if day > "2000" else -1)


@pytest.mark.parametrize("day", DAYS)
def test_no_answer_begins_on_the_day_somebody_read_a_text(
    day: str, told: dict[str, list[dict[str, Any]]], read_days: set[str]
) -> None:
    for row in told[day]:
        for told_since in (row, *row["laws"], *row["before"]):
            if told_since["since_kind"] == SinceKind.NOT_ESTABLISHED:
                assert told_since["since"] is None
            elif told_since["since"] in read_days and row["answer"] != Answer.NONE_FOUND:
                assert told_since["since_kind"] == SinceKind.EXACT or _is_calendar(told_since), row


def test_a_law_that_begins_on_an_exact_day_of_reading_has_a_step_on_that_day(
    reader: Reader, told: dict[str, list[dict[str, Any]]], read_days: set[str]
) -> None:
    days = fetch(
        reader.db,
        """SELECT measure, latest AS day FROM events WHERE listed AND earliest = latest
           UNION SELECT measure, since FROM provisions WHERE listed AND length(since) = 10""",
    )
    known = {(row["measure"], row["day"]) for row in days}
    exact = {
        (law["measure"], law["since"])
        for rows in told.values()
        for row in rows
        for law in (*row["laws"], *row["before"])
        if law["measure"] and law["since_kind"] == SinceKind.EXACT and law["since"] in read_days
    }
    assert exact
    assert exact <= known


def _is_calendar(told_since: dict[str, Any]) -> bool:
    """A month known as a month may end on a day on which somebody read something else."""
    first, last = told_since["since_window"]
    return first is not None and Window(date.fromisoformat(first), date.fromisoformat(last)).is_calendar


@pytest.mark.parametrize("day", DAYS)
def test_a_start_that_is_not_established_is_said_so(day: str, told: dict[str, list[dict[str, Any]]]) -> None:
    for row in told[day]:
        line = words.answer_since(row)
        if row["since_kind"] == SinceKind.NOT_ESTABLISHED and row["answer"] not in (
            Answer.NONE_FOUND,
            Answer.NOT_CHECKED,
        ):
            assert "start not established" in line
            assert "since" not in line


def test_answers_of_2025_and_today_differ_only_where_something_happened_or_nobody_knows_when(
    reader: Reader, told: dict[str, list[dict[str, Any]]]
) -> None:
    then = {(r["place"], r["criterion"]): r for r in told["2025-01-01"]}
    why: Counter[str] = Counter()
    moved = _moved_between(reader, "2025-01-01", "2026-11-30")
    for row in told["2026-11-30"]:
        before = then[row["place"], row["criterion"]]
        if before["answer"] == row["answer"]:
            continue
        if SinceKind.NOT_ESTABLISHED in (row["since_kind"], before["since_kind"]):
            why["start not established"] += 1
        elif row["answer"] == Answer.NONE_FOUND or before["answer"] == Answer.NOT_CHECKED:
            why["the search covers later days only"] += 1
        elif moved & {row["place"], f"{row['place']}/{row['criterion']}"}:
            why["something happened"] += 1
        else:
            why[f"{row['place']}/{row['criterion']}: {before['answer']} -> {row['answer']}"] += 1
    expected = {"start not established", "the search covers later days only", "something happened"}
    assert set(why) <= expected, why


def _moved_between(reader: Reader, first: str, last: str) -> set[str]:
    """Places of which a step, a provision, a rule or a treaty action can have come between two days."""
    rows = fetch(
        reader.db,
        """SELECT m.place AS place FROM events e JOIN measures m ON m.id = e.measure
             WHERE e.listed AND e.latest > ?1 AND coalesce(e.earliest, e.latest) <= ?2
           UNION SELECT m.place FROM provisions p JOIN measures m ON m.id = p.measure
             WHERE p.listed AND (p.since > ?1 AND p.since <= ?2 OR p.until > ?1 AND p.until <= ?2)
           UNION SELECT place FROM treaty_actions WHERE listed AND date > ?1
           UNION SELECT p.parent FROM events e JOIN measures m ON m.id = e.measure
             JOIN places p ON p.code = m.place WHERE p.parent IS NOT NULL AND e.listed AND e.latest > ?1
           UNION SELECT m.place FROM measures m WHERE m.expires > ?1 AND m.expires <= ?2""",
        [first, last],
    )
    return {row["place"] for row in rows}


@pytest.mark.parametrize("criterion", ["organ_sale_ban", "removal_trafficking", "transplant_abroad"])
def test_no_year_of_reading_looks_like_one_of_law_making(reader: Reader, criterion: str) -> None:
    """The years in which the texts were read hold no more new laws than others."""
    years = charts.over_years(reader, criterion, TODAY)["years"]
    law = [
        sum(row["counts"].get(f"{answer}{end}", 0) for answer in LAW for end in ("", charts.UNDATED))
        for row in years
    ]
    steps = [after - before for before, after in pairwise(law)]
    assert steps[-1] <= max(steps[:-1])
    assert sum(row["counts"].get("in_force", 0) for row in years[-1:]) > 0


async def test_who_was_first_has_the_laws_of_which_only_the_year_is_known(curated: Path) -> None:
    from tracker.site.app import build

    query = "/tracker/first_law.json?_shape=array&criterion=organ_sale_ban&_size=max"
    rows = (await build(curated).client.get(query)).json()
    listed = [row["code"] for row in rows]
    assert "US" in listed[:12], listed[:12]
    assert len(listed) == len(set(listed))
    us = next(row for row in rows if row["code"] == "US")
    assert (us["first_day"], us["not_before"][:4]) == (None, "1984") or us["first_day"][:4] == "1984"


def test_every_law_that_lost_its_place_is_told_with_its_end(told: dict[str, list[dict[str, Any]]]) -> None:
    found = defaultdict(list)
    for row in told["2026-11-30"]:
        for law in row["before"]:
            assert law["measure"] not in row["because"]
            assert law["until"] <= "2026-11-30"
            found[row["place"]].append(law["measure"])
    assert "in-law-2013-ipc-370" in found["IN"]


def test_windows_are_what_the_kinds_say(told: dict[str, list[dict[str, Any]]]) -> None:
    for rows in told.values():
        for row in rows:
            kind, window = row["since_kind"], row["since_window"]
            assert (window is None) == (kind in (None, SinceKind.EXACT))
            if row["since"] is not None:
                assert row["since"] == (window[1] if window else row["since"]) <= row["on"]
