"""Datasette's own pages in the site's frame: what stands first, what a question asks for, other languages."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from tests import site_data
from tracker.site.app import build
from tracker.site.where import Base
from tracker.store import open_database
from tracker.store.tables import TABLES

FIRST = ["answers", "measures_today", "events", "provisions", "evidence", "treaty_actions"]
PAGES = (
    *("/tracker", "/tracker/events", "/tracker/measures_today", "/tracker/measures/ca-44-1-s-223"),
    *("/tracker/pending_bills", "/tracker?sql=select+1", "/tracker/places?_facet=kind&kind=country"),
    *("/tracker/measure_titles?_search=organ&_where=1", "/tracker/events?_sort_desc=date&_size=2"),
)
SLOW = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"


async def soup_of(site: Datasette, path: str, status: int = 200) -> Any:
    answer = await site.client.get(path)
    assert answer.status_code == status, answer.text[:500]
    return BeautifulSoup(answer.text, "html.parser")


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", element.get_text(" ")).strip()


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("path", PAGES)
async def test_it_stands_in_the_frame_and_nothing_in_it_is_inline(
    site: Datasette, path: str, prefix: str
) -> None:
    page = await soup_of(site, prefix + path)
    assert page.html["lang"] == (prefix.strip("/") or "en")
    assert page.select_one("header nav a")["href"].startswith(f"{prefix}/")
    assert [tag["href"] for tag in page.find_all("link", rel="stylesheet")] == [
        "/pages.css",
        "/site.css",
        "/data.css",
    ]
    assert [(tag["src"], tag.text) for tag in page.find_all("script")] == [("/site.js", "")]
    assert not page.find(lambda tag: tag.get("style") or any(name.startswith("on") for name in tag.attrs))
    for control in page.select("main input:not([type=hidden]), main select, main textarea"):
        named = control.get("aria-label") or words(page.find("label", attrs={"for": control["id"]}))
        assert named, control
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    others = {a["hreflang"]: a["href"] for a in page.select("header a[hreflang]")}
    assert others["es"] == f"/es{path}"
    assert others.get("en", path) == path


async def test_links_stay_in_the_language(site: Datasette) -> None:
    """Of rows, of pages, of counts, of sorting: everything under /tracker."""
    for path in (*PAGES, "/tracker/treaty_actions", "/tracker/evidence?_facet=kind"):
        page = await soup_of(site, f"/fr{path}")
        links = [a["href"] for a in page.select("main a[href]")]
        inside = [re.sub("^http://localhost", "", link) for link in links if "/tracker" in link]
        assert inside
        assert [link for link in inside if not link.startswith("/fr/tracker")] == [], path
    answer = await site.client.get("/fr/tracker/places.json?_shape=array&code=CA")
    assert [row["name"] for row in answer.json()] == ["Canada"]


async def test_a_site_below_a_path_keeps_it(site_database: Path) -> None:
    site = build(site_database, now=lambda: site_data.NOW, base=Base("", "/law/"))
    page = await soup_of(site, "/es/tracker/treaty_actions?_size=1")
    links = [a["href"] for a in page.select("main a[href], link[rel=stylesheet]")]
    assert [link for link in links if not re.match(r"(http://localhost)?/law/", link)] == []
    assert page.html["lang"] == "es"


async def test_the_tables_that_matter_come_first_with_all_their_rows(site: Datasette) -> None:
    page = await soup_of(site, "/tracker")
    first, others = page.select("ul.tables")
    assert [code.text for code in first.select("code")] == FIRST
    assert others.parent.name == "details"
    named = [code.text for code in others.select("code")]
    assert sorted([*FIRST, *named]) == sorted(TABLES)
    for item in first.select("li"):
        link = item.find("a", string="CSV (all rows)")["href"]
        assert "_stream=on" in link
        count = int(re.search(r"(\d+) rows?\b", words(item))[1])  # type: ignore[index]
        rows = list(csv.reader(io.StringIO((await site.client.get(link)).text, newline="")))
        assert len(rows) - 1 == count, item.code.text
    order = [h.text for h in page.select("main h2")]
    assert order == ["Tables to start with", "Prepared questions", "Your own question", "All other tables"]
    for question in page.select("ul.prepared li"):
        assert len(words(question)) > len(question.a.text) + 20


async def test_a_csv_of_a_filtered_page_has_all_that_is_filtered(site: Datasette) -> None:
    page = await soup_of(site, "/tracker/events?_size=2&chamber=lower")
    total = int(page.select_one(".takes strong").text.split()[0])
    assert total > 2
    following = await soup_of(site, page.find("a", rel="next")["href"].removeprefix("http://localhost"))
    for shown in (page, following):
        link = shown.find("a", string="CSV (all rows)")["href"]
        rows = list(csv.DictReader(io.StringIO((await site.client.get(link)).text, newline="")))
        assert len(rows) == total
        assert {row["chamber"] for row in rows} == {"lower"}


async def test_bills_and_laws_have_a_status_and_an_english_title(site: Datasette) -> None:
    found = (await site.client.get("/tracker/measures_today.json?_size=max")).json()
    assert set(found["facet_results"]) == {"status", "place", "kind"}
    rows = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
    by_id = {row["id"]: row for row in rows}
    assert by_id["ca-44-1-s-223"]["status"] == "in_force"
    assert by_id["ca-44-1-s-223"]["name"] == "Canada"
    assert all(row["title_en"] is None for row in rows if row["lang"] == "en")
    page = await soup_of(site, "/tracker/measures_today")
    assert page.select_one("td a")["href"].startswith("/tracker/measures/")
    assert page.select_one(".folds details[open]") is None
    assert (await soup_of(site, "/tracker/measures")).find("a", href="/tracker/measures_today")


async def test_a_foreign_title_has_the_english_one_beside_it(curated: Path) -> None:
    sql = "select title, title_en from measures_today where id = 'ad-law-2018-34'"
    found = (await build(curated).client.get(f"/tracker.json?_shape=array&sql={quote(sql)}")).json()
    assert found[0]["title"].startswith("Llei 34/2018")
    assert found[0]["title_en"].startswith("Law 34/2018")


def chosen(page: Any) -> dict[str, str]:
    inputs = {field["name"]: field["value"] for field in page.select("main form.controls input")}
    selects = {s["name"]: s.find("option", selected=True) for s in page.select("main form.controls select")}
    return inputs | {name: option["value"] if option else "" for name, option in selects.items()}


async def test_a_question_asks_with_what_it_takes_where_nothing_is_given(site: Datasette) -> None:
    today = datetime.now(UTC).date()
    days = {(today - timedelta(days=n)).isoformat() for n in (0, -1)}
    page = await soup_of(site, "/tracker/answers_on_a_day")
    asked = chosen(page)
    assert asked.pop("on") in days  # the query's own clock
    assert asked == {"criterion": "transplant_abroad", "answer": ""}
    labels = [words(option) for option in page.select("select[name=answer] option")]
    assert labels[:3] == ["any", "In force", "Enacted, not yet in force"]
    assert page.select_one("input[name=on]")["type"] == "date"
    assert chosen(await soup_of(site, "/tracker/evidence_of_an_answer"))["place"] == "CA"
    assert chosen(await soup_of(site, "/tracker/search_titles")) == {"words": "organ*", "lang": ""}
    assert chosen(await soup_of(site, "/tracker/laws_that_provide")) == {
        "provision": "extraterritorial",
        "value": "yes",
    }
    since = chosen(await soup_of(site, "/tracker/changed_since"))["since"]
    assert since in {(today - timedelta(days=n)).isoformat() for n in (29, 30)}


async def test_what_is_given_stays_chosen_even_where_no_list_has_it(site: Datasette) -> None:
    page = await soup_of(site, "/tracker/steps_of_a_family?family=ca-human-organ-trafficking")
    assert chosen(page) == {"family": "ca-human-organ-trafficking"}
    assert len(page.select("tbody tr")) > 1
    page = await soup_of(site, "/tracker/how_bills_ended?place=ZZ&status=lapsed")
    assert chosen(page) == {"place": "ZZ", "status": "lapsed"}
    assert words(page.select_one("main p.note")) == "No row meets these conditions."


async def test_a_choice_is_called_as_the_reader_calls_it(site: Datasette) -> None:
    page = await soup_of(site, "/fr/tracker/evidence_of_an_answer?place=KR")
    assert words(page.select_one("select[name=place] option[selected]")) == "Corée du Sud"
    assert words(page.select_one("label[for=p-criterion]")) == "Question"
    assert words(page.h1) == "Sur quoi repose une réponse"
    page = await soup_of(site, "/tracker/how_bills_ended?status=defeated")
    assert words(page.select_one("select[name=status] option[selected]")) == "Defeated"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/tracker/nothing", 404, "There is nothing at this address."),
        ("/tracker/measures/nothing", 404, "There is nothing at this address."),
        (f"/tracker?sql={quote('drop table facts')}", 400, "Statement must be a SELECT"),
        (f"/tracker?sql={quote('select 1 from nowhere')}", 400, "no such table: nowhere"),
        (f"/tracker?sql={quote(SLOW)}", 400, "It took longer than a second."),
        ("/fr/tracker/nothing", 404, "Il n’y a rien à cette adresse."),
    ],
)
async def test_what_goes_wrong_is_told_in_the_frame(
    site: Datasette, path: str, status: int, said: str
) -> None:
    page = await soup_of(site, path, status)
    assert said in words(page.main)
    tongue = "/fr" if path.startswith("/fr") else ""
    assert page.select_one(f"header nav a[href='{tongue}/bills']")
    if "sql=" in path:
        assert page.select_one("textarea#sql").text.strip()
    else:
        assert page.select_one(f"main a[href='{tongue}/tracker']")


async def test_programs_are_told_of_failures_in_json(site: Datasette) -> None:
    answer = await site.client.get("/tracker.json?sql=drop+table+facts")
    assert (answer.status_code, answer.json()["ok"]) == (400, False)


async def test_a_database_without_tables_has_no_questions(tmp_path: Path) -> None:
    open_database(tmp_path / "new.db").conn.close()
    page = await soup_of(build(tmp_path / "new.db"), "/tracker")
    assert "0 rows" in words(page.select_one("ul.tables"))
