"""The search: one thing named opens, several are listed, what is nearly a name is only offered."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.parse import quote

import pytest
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st

from tests import site_data
from tests.test_site import json_of, soup_of, text_of
from tracker.naming.fold import LONGEST
from tracker.site import finding, i18n
from tracker.site.app import build
from tracker.store import Reader, open_database, open_for_reading

HR_OLD, HR_NEW, S223 = "us-118-hr-1154", "us-119-hr-1503", "ca-44-1-s-223"


@pytest.fixture(scope="module")
def reader(site_database: Path) -> Iterator[Reader]:
    database = open_for_reading(site_database)
    yield Reader(database, site_data.NOW)
    database.conn.close()


async def opened(site: Datasette, text: str, before: str = "", **more: str) -> str | None:
    """Where a search leads; None where it lists."""
    rest = "".join(f"&{key}={value}" for key, value in more.items())
    response = await site.client.get(f"{before}/search?q={quote(text)}{rest}")
    assert response.status_code in (200, 302), response.text
    where: str | None = response.headers.get("location")
    return where


@pytest.mark.parametrize(
    ("text", "path"),
    [
        *(("canada", "/country/CA"), ("CAN", "/country/CA"), ("UK", "/country/GB"), ("USA", "/country/US")),
        *(("Korea, Republic of", "/country/KR"), ("Corée du Sud", "/country/KR"), ("韓國", "/country/KR")),
        *(("Texas", "/country/US-TX"), ("us-tx", "/country/US-TX"), ("Norwegen", "/country/NO")),
        *(("S-223", f"/measure/{S223}"), ("s 223", f"/measure/{S223}"), ("S.223", f"/measure/{S223}")),
        *(("hr 1503", f"/measure/{HR_NEW}"), ("H.R. 1503", f"/measure/{HR_NEW}")),
        *(("HR1503", f"/measure/{HR_NEW}"), ("HR-01503", f"/measure/{HR_NEW}")),
        *((S223, f"/measure/{S223}"), ("CA-44-1-S-223", f"/measure/{S223}")),
        *(("ca-law-2022-18", f"/measure/{S223}"), ("Health and Care Act 2022", "/measure/gb-law-2022-31")),
        ("장기등 이식에 관한 법률 일부개정법률", "/measure/kr-law-2020-17214"),
    ],
)
async def test_one_thing_named_exactly_opens(site: Datasette, text: str, path: str) -> None:
    assert await opened(site, text) == path
    found = await json_of(site, f"/search.json?q={quote(text)}")
    assert found["open"] == path
    (hit,) = [row for row in (*found["places"], *found["measures"]) if row["match"] == "exact"]
    assert path.endswith(hit.get("code") or hit["id"])


async def test_language_and_day_are_kept(site: Datasette) -> None:
    assert await opened(site, "Canadá", "/es", on="2020-01-01") == "/es/country/CA?on=2020-01-01"
    response = await site.client.get("/fr/country?q=s-223%26on%3D1")
    assert response.headers["location"] == "/fr/search?q=s-223%26on%3D1"
    assert (await site.client.get("/country")).headers["location"] == "/search?q="
    page = await soup_of(site, "/es/search?q=transplant&on=2020-06-30")
    assert page.select_one('form input[name="on"]')["value"] == "2020-06-30"
    assert all(a["href"].endswith("?on=2020-06-30") for a in page.select(".hits a"))
    assert (await site.client.get("/search?q=canada&on=never")).status_code == 400


@pytest.mark.parametrize("text", ["Canadda", "united king", "Noway", "South Koreaa", "S-22", "1503"])
async def test_nothing_opens_that_was_not_named(site: Datasette, text: str) -> None:
    assert await opened(site, text) is None


async def test_what_is_near_is_offered_under_its_own_heading(site: Datasette) -> None:
    page = await soup_of(site, "/search?q=Canadda")
    section = page.find(id="near").parent
    assert text_of(section.h2) == "Did you mean"
    assert [text_of(li) for li in section.select("li")] == ["Canada In force"]
    assert page.find(id="places") is None
    assert (await json_of(site, "/search.json?q=Canadda"))["open"] is None


async def test_beginnings_stand_under_places_with_their_status(site: Datasette) -> None:
    page = await soup_of(site, "/search?q=united")
    section = page.find(id="places").parent
    told = [text_of(li) for li in section.select("li")]
    assert told == ["United States Bill pending", "United Kingdom In force"]
    assert "The word beside a place answers: " in text_of(page)
    past = await soup_of(site, "/search?q=united&on=2000-01-01")
    assert "In force" not in text_of(past.find(id="places").parent)


async def test_a_name_of_several_places_is_told_so(site_database: Path, tmp_path: Path) -> None:
    path = Path(copy(site_database, tmp_path / "korea.db"))
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO places (code, name, kind, counted) VALUES ('KP', 'North Korea', 'country', 1)"
        )
    site = build(path, now=lambda: site_data.NOW)
    assert await opened(site, "Korea") is None
    page = await soup_of(site, "/search?q=Korea")
    assert "Several places have this name." in text_of(page)
    assert [a["href"] for a in page.select("#places ~ ul a")] == ["/country/KP", "/country/KR"]
    for path_asked in ("/country/Korea", "/embed/Korea", "/changes?place=Korea"):
        lost = await soup_of(site, path_asked, 404)
        assert text_of(lost.h1) == "Several places have this name."
        links = {a["href"].rpartition("/")[2] for a in lost.main.ul.find_all("a")}
        assert {link.rpartition("=")[2] for link in links} == {"KP", "KR"}
    told = await json_of_problem(site, "/country/Korea.json")
    assert [item["name"] for item in told["suggestions"]] == ["North Korea", "South Korea"]


async def json_of_problem(site: Datasette, path: str) -> Any:
    response = await site.client.get(path)
    assert response.status_code == 404
    return response.json()


async def test_bills_and_laws_are_found_by_words_of_a_title_and_parts_of_a_number(site: Datasette) -> None:
    async def ids(text: str) -> list[tuple[str, str]]:
        found = await json_of(site, f"/search.json?q={quote(text)}")
        return [(row["id"], row["match"]) for row in found["measures"]]

    assert {name for name, _ in await ids("stop harvesting")} == {HR_OLD, HR_NEW}
    assert [name for name, _ in await ids("trafic d'organes")] == [S223]
    assert [name for name, _ in await ids("TRAFIC D’ORGANES humai")] == [S223]
    assert [name for name, _ in await ids("이식")] == ["kr-law-2020-17214"]
    assert await ids("1503") == [(HR_NEW, "number")]
    assert await ids("HR 1") == [(HR_NEW, "number"), (HR_OLD, "number")]
    assert await ids("forced nonsense") == []


async def test_a_number_of_two_bills_lists_both_the_newest_first(site_database: Path, tmp_path: Path) -> None:
    path = Path(copy(site_database, tmp_path / "two.db"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE measures SET number = 'H. R. 01503' WHERE id = ?", [HR_OLD])
        connection.execute("UPDATE measures SET number = '36\u202f516' WHERE id = 'kr-law-2020-17214'")
    site = build(path, now=lambda: site_data.NOW)
    assert await opened(site, "HR 1503") is None
    page = await soup_of(site, "/search?q=hr1503")
    rows = [text_of(li) for li in page.select("#measures ~ ul li")]
    assert len(rows) == 2
    assert "2025" in rows[0]
    assert rows[0].endswith("United States, 119 Pending")
    assert rows[1].endswith("United States, 118 Lapsed")
    assert await opened(site, "36 516") == await opened(site, "36516") == "/measure/kr-law-2020-17214"


async def test_no_more_than_a_pageful_is_listed_and_that_is_said(site_database: Path, tmp_path: Path) -> None:
    path = Path(copy(site_database, tmp_path / "many.db"))
    database = open_database(path)
    for number in range(60):
        title = f"A bill on organ matters no. {number}"
        database.execute(
            "INSERT INTO measures (id, place, kind, title, lang) VALUES (?, 'US', 'bill', ?, 'en')",
            [f"us-1-x-{number}", title],
        )
        database.execute(
            "INSERT INTO measure_titles (measure, lang, title, signs) VALUES (?, 'en', ?, '')",
            [f"us-1-x-{number}", title],
        )
    database.conn.commit()
    database.conn.close()
    site = build(path, now=lambda: site_data.NOW)
    found = await json_of(site, "/search.json?q=organ+matters")
    assert len(found["measures"]) == finding.MEASURES
    assert found["more_measures"] is True
    assert "A further word makes the list shorter" in text_of(await soup_of(site, "/search?q=organ+matters"))


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
async def test_nothing_found_says_where_was_looked_and_where_to_go(site: Datasette, lang: str) -> None:
    page = await soup_of(site, i18n.here("/search?q=zzqqxx", lang))
    said = text_of(page.main)
    assert "zzqqxx" in said
    counted = (await json_of(site, "/search.json?q=zzqqxx"))["looked_through"]
    assert counted == {"places": 10, "measures": 7, "languages": 62}
    assert all(str(number) in said for number in counted.values())
    assert len(page.main.find_all("a")) == 3
    for link in page.main.find_all("a"):
        assert (await site.client.get(link["href"])).status_code == 200
    if lang == "en":
        assert "Nothing found for “zzqqxx”" in said
        assert "says nothing about any country's law" in said


async def test_an_empty_search_asks_for_words(site: Datasette) -> None:
    for path in ("/search", "/search?q=", "/search?q=%20%00"):
        page = await soup_of(site, path)
        assert page.select(".hits") == []
        assert len(page.select('input[name="q"]')) == 1
        assert "its code; the number" in text_of(page.main)
    assert (await json_of(site, "/search.json"))["measures"] == []


async def test_the_form_of_every_page_asks_the_search(site: Datasette) -> None:
    for path, action in (("/", "/search"), ("/fr/country/CA", "/fr/search"), ("/search?q=organ", "/search")):
        page = await soup_of(site, path)
        (form,) = page.select('form[role="search"]')
        assert (form["action"], form.get("method")) == (action, None)
        assert form.select_one('input[name="q"]')["maxlength"] == str(LONGEST)
        assert form.label["for"] == form.select_one('input[name="q"]')["id"]
    assert "noindex" in str((await soup_of(site, "/search?q=organ")).head)


HOSTILE = (
    *('"', "'", "''; DROP TABLE measures --", '" OR 1=1 --', "NEAR(a b", "title:organ", "organ AND NOT", "("),
    *("*", "a*", "^organ", "-organ", "organ +", '"organ', "{}", "\\", "%", "_", "%%1", "1%", "S-%", "\x00"),
    *("\ud800", "<script>alert(1)</script>", "organ\norgan", "9" * 200, "x" * 5000, "器" * 200, "🇨🇦"),
    *("١٥٠٣", "²", "½", "Ⅷ"),
)


@pytest.mark.parametrize("text", HOSTILE)
async def test_nothing_typed_is_an_error_or_another_language(site: Datasette, text: str) -> None:
    asked = quote(text.encode("utf-8", "surrogatepass"))
    for path in (f"/search?q={asked}", f"/country?q={asked}", f"/search.json?q={asked}"):
        response = await site.client.get(path)
        assert response.status_code in (200, 302), (path, response.text)
        assert "<script>alert" not in response.text or path.startswith("/search.json")
    if asked.strip("%0") and "%00" not in asked:
        lost = await site.client.get(f"/measure/{quote(asked)}")
        assert lost.status_code in (302, 400, 404), lost.text


@given(st.one_of(st.text(max_size=300), st.from_regex(r"[A-Z]{0,3}[ .-]?[0-9٠-٩]{1,5}.{0,5}")))
def test_property_any_text_is_searched(reader: Reader, text: str) -> None:
    found = finding.search(reader, text, "2026-11-25")
    assert len(found["places"]) <= finding.PLACES
    assert len(found["measures"]) <= finding.MEASURES
    exact = [row for row in (*found["places"], *found["measures"]) if row["match"] == "exact"]
    assert (found["open"] is not None) == (len(exact) == 1)
    assert len(finding.close_measures(reader, text)) <= finding.OFFERED
    several, like = finding.offered_places(reader, text)
    assert len(like) <= finding.OFFERED
    assert finding.find_place(reader, text) is None or not several


def test_close_measures_are_looked_up_and_not_read_through(reader: Reader) -> None:
    asked: list[str] = []
    reader.db.conn.set_trace_callback(asked.append)
    try:
        found = finding.close_measures(reader, "us-119-hr-1504")
    finally:
        reader.db.conn.set_trace_callback(None)
    assert [name for name, _ in found] == [HR_NEW]
    for sql in asked:
        if "LIKE" not in sql:
            (plan,) = [row[3] for row in reader.db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()][:1]
            assert "SEARCH" in plan, (sql, plan)


async def test_a_page_of_results_says_no_word_of_a_visitor_as_markup(site: Datasette) -> None:
    typed = '"><img src=x onerror=alert(1)>'
    page = await soup_of(site, f"/search?q={quote(typed)}")
    assert page.find("img") is None
    assert page.select_one('input[name="q"]')["value"] == typed
