"""The site through Datasette's own client: pages, JSON twins, feed, headers, and what visitors may try."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy
from subprocess import run
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from bs4 import BeautifulSoup
from datasette.app import Datasette
from protego import Protego
from sqlite_utils import Database

from tests import shipped, site_data
from tracker.site import feed, layout, metadata, register_routes, serving, subject, words
from tracker.site.app import build, metadata_path
from tracker.store import Reader, open_database
from tracker.store.tables import TABLES
from tracker.vocabulary import Answer

SUBJECT = shipped.as_read()

PAGES = (
    *("/", "/country/CA", "/country/US-TX", "/measure/ca-44-1-s-223", "/sources", "/changes", "/about"),
    *(
        "/claims",
        "/bills",
        "/matrix",
        "/treaties",
        "/charts",
        "/download/",
        "/fr/",
        "/es/country/CA",
        "/search?q=organ",
        "/changes?view=data",
        "/compare?place=CA&place=GB",
        "/worklist",
        "/report?about=/country/CA",
    ),
)
#: One address at least of everything else that the site sends.
OTHERS = (
    *("/index.json", "/country/CA.atom", "/changes.feed.json", "/country?q=canada", f"/capture/{'0' * 64}"),
    *(
        "/health.json",
        "/robots.txt",
        "/sitemap.xml",
        "/site.css",
        "/pages.css",
        "/data.css",
        "/site.js",
        "/badge/CA.svg",
    ),
    "/embed/CA",
    *(
        "/download/index.json",
        "/download/countries.csv",
        "/download/tracker.db",
        "/suggest.json?q=ca",
        "/index.csv",
    ),
    *(
        "/compare.csv?place=CA&place=GB",
        "/changes/law.atom",
        "/fr/bills.feed.json",
        "/measure/ca-44-1-s-223.atom",
    ),
    "/embed/map",
    "/embed/bills",
    "/map.svg",
    "/og/country/CA.png",
    "/download/CITATION.cff",
    "/og/map.png",
    "/og/measure/ca-44-1-s-223.png",
)
FAILING = (
    "/nothing",
    "/country/Canadda",
    "/measure/none",
    "/?on=never",
    "/?answer=none",
    "/badge/Canadda.svg",
)
STATUS_KEYS = {
    *("place", "name", "criterion", "answer", "since", "on", "because", "pending", "meets", "subnational"),
    "plain",
    *(
        "basis",
        "basis_code",
        "basis_args",
        "notes",
        "confidence",
        "evidence",
        "sources",
        "last_checked",
        "look_again",
    ),
    *("overdue", "stale", "since_kind", "since_window", "condition", "laws", "before", "parts"),
}
GEORGIA = "South Georgia and the South Sandwich Islands"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def hostile(site_database: Path, tmp_path: Path) -> Datasette:
    path = Path(copy(site_database, tmp_path / "hostile.db"))
    site_data.add_hostile(path)
    return build(path, now=lambda: site_data.NOW)


@pytest.fixture
def empty(tmp_path: Path) -> Datasette:
    open_database(tmp_path / "new.db").conn.close()
    return build(tmp_path / "new.db", now=lambda: site_data.NOW)


async def soup_of(site: Datasette, path: str, status: int = 200) -> Any:
    response = await site.client.get(path)
    assert response.status_code == status, response.text[:500]
    return BeautifulSoup(response.text, "html.parser")


async def json_of(site: Datasette, path: str, status: int = 200) -> Any:
    response = await site.client.get(path)
    assert response.status_code == status, response.text[:500]
    assert response.headers["access-control-allow-origin"] == "*"
    found = response.json()
    assert found["schema"] == 1
    return found


def run_by(page: Any) -> list[tuple[str | None, str]]:
    """The scripts of a page, each with its address and text; what is told to machines is no script."""
    told = page.find_all("script", type="application/ld+json")
    assert all(json.loads(tag.text)["@context"] == "https://schema.org" for tag in told)
    return [(tag.get("src"), tag.text) for tag in page.find_all("script") if tag not in told]


def xml_of(body: bytes) -> ET.Element:
    return ET.fromstring(body)  # noqa: S314


def text_of(element: Any) -> str:
    return re.sub(r"\s+", " ", element.get_text(" ")).strip()


# -- the first page ----------------------------------------------------------------------------------


async def test_the_headline_counts_every_counted_country_once(site: Datasette) -> None:
    page = await soup_of(site, "/")
    assert text_of(page.h1) == (
        "Of the 5 countries checked so far, 3 have a law on transplants obtained abroad"
    )
    assert page.select_one(".eyebrow time")["datetime"] == "2026-11-25"
    assert text_of(page.select_one(".sub")) == (
        "2 of 7 are not checked yet. That does not mean they have no law."
    )
    bar = page.select_one(".share svg")["aria-label"]
    assert bar == "Of 5 countries checked: 3 in force, 1 bill pending, 1 nothing found"
    widths = [float(rect["width"].rstrip("%")) for rect in page.select(".share svg rect")]
    assert sum(widths[:3]) == pytest.approx(100, abs=0.01)
    found = await json_of(site, "/index.json")
    assert sum(found["counts"].values()) == found["denominator"] == 7


async def test_the_table_in_view_is_taken_as_csv(site: Datasette) -> None:
    answer = await site.client.get("/index.csv?criterion=convention&on=2017-10-01")
    assert answer.headers["content-disposition"] == 'attachment; filename="convention-2017-10-01.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    twin = await json_of(site, "/index.json?criterion=convention&on=2017-10-01")
    told = {(row["place"], row["answer"]) for row in twin["answers"]}
    assert {(row["place"], row["answer"]) for row in rows} >= told
    chosen = (await site.client.get("/index.csv?answer=in_force")).text
    assert {row["answer"] for row in csv.DictReader(io.StringIO(chosen))} == {"in_force"}
    assert (await site.client.get("/index.csv?answer=none")).status_code == 400


async def test_a_past_day_has_its_own_answers(site: Datasette) -> None:
    page = await soup_of(site, "/?on=2020-06-30")
    assert text_of(page.h1).startswith("Of the 2 countries checked so far, 0 have a law on transplants")
    assert "1 enacted, not yet in force" in page.select_one(".share svg")["aria-label"]
    found = await json_of(site, "/index.json?on=2020-06-30&answer=enacted")
    assert [(row["place"], row["since"]) for row in found["answers"]] == [("KR", "2020-04-07")]


async def test_the_legend_filters_and_names_other_places_as_not_counted(site: Datasette) -> None:
    page = await soup_of(site, "/?answer=not_checked")
    rows = [text_of(row.th) for row in page.select("#answers-table tbody tr")]
    assert rows == ["Albania", "Hong Kong not counted", "Norway", f"{GEORGIA} not counted"]
    current = page.select_one(".keys a[aria-current]")
    assert text_of(current) == "Not checked yet 2"
    # What is shown already leads back to all.
    assert current["href"] == "/?criterion=transplant_abroad#view"


async def test_no_data_never_reads_as_no_law(site: Datasette) -> None:
    page = await soup_of(site, "/")
    answers = {text_of(row.th): text_of(row.td) for row in page.select("#answers-table tbody tr")}
    assert "Albania" not in answers
    labels = {a["aria-label"] for a in page.select("figure.map svg a")}
    assert "Albania: not checked yet" in labels
    assert answers["Exampleland"] == "Nothing found Last looked at 5 October 2026 ."
    assert answers["United States"].startswith("Bill pending Law in US-TX")


async def test_every_question_has_its_headline(site: Datasette) -> None:
    for criterion in SUBJECT.questions:
        page = await soup_of(site, f"/?criterion={criterion}")
        described = page.find("meta", attrs={"name": "description"})["content"]
        headline = described.partition(":")[2].strip()
        assert headline.startswith(text_of(page.h1))
        found = await json_of(site, f"/index.json?criterion={criterion}")
        first = found["counts"].get("in_force", 0)
        checked = found["denominator"] - found["counts"].get("not_checked", 0)
        assert headline.startswith(f"Of the {checked} countries "), headline
        told = [int(n) for n in re.findall(r"(?:; |, )(\d+) (?:of|ha[sdv]|is|are|was|were|bans?)", headline)]
        assert told[0] == first
        assert sum(told) == sum(found["counts"].values()) == found["denominator"], headline


@pytest.fixture
def asked() -> Iterator[None]:
    with subject.scope():
        subject.use(SUBJECT)
        yield


@pytest.mark.usefixtures("asked")
def test_one_country_has_and_two_have() -> None:
    one = words.summary("transplant_abroad", {"in_force": 1, "pending": 2, "not_checked": 97}, 197)
    assert one.startswith("Of the 100 countries checked so far, 1 has a law on transplants")
    assert "; 2 have bills pending; 97 of 197 are not checked yet, which does not mean that they" in one


@pytest.mark.usefixtures("asked")
def test_the_headline_leaves_out_what_is_nowhere_but_not_what_is_unknown() -> None:
    told = words.summary("sanctions", {"in_force": 2, "unclear": 1}, 3)
    assert told.startswith("Of the 3 countries checked so far, 2 have")
    assert told.endswith("over organ crimes; 1 is unclear.")
    party = words.summary("convention", {"enacted": 1, "pending": 2, "not_checked": 1}, 4)
    assert "Of the 3 countries checked so far, 0 have the Convention" in party
    assert (
        "; 1 has ratified it, not yet in force there; 2 have signed and not ratified it; 1 of 4 is" in party
    )


@pytest.mark.usefixtures("asked")
def test_the_quoted_list_is_called_a_quotation() -> None:
    told = words.summary("campaign_list", {"in_force": 7, "pending": 2}, 9)
    assert told == (
        "Of the 9 countries that the 2020 campaign text names (a quotation, not our finding), "
        "7 have the law it means in force; 2 have bills pending."
    )


async def test_a_law_says_where_its_official_text_is_and_when_a_person_read_it(
    site_database: Path, tmp_path: Path
) -> None:
    path = Path(copy(site_database, tmp_path / "read.db"))
    told = (await soup_of(build(path, now=lambda: site_data.NOW), "/country/GB")).select_one(".proof dd")
    assert "legislation.gov.uk" in told.a["href"]
    assert "Looked at" not in text_of(told)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE measures SET read = '2026-10-05', official_url = 'https://law.example/31'")
    told = (await soup_of(build(path, now=lambda: site_data.NOW), "/country/GB")).select_one(".proof dd")
    assert told.a["href"] == "https://law.example/31"
    assert "Looked at 5 October 2026" in text_of(told)


async def test_a_pending_bill_says_where_it_stands(site: Datasette) -> None:
    cell = text_of((await soup_of(site, "/")).select_one("#answers-table"))
    assert "H.R. 1503: Stop Forced Organ Harvesting Act of 2025 (committee, Senate, 8 May 2025 )" in cell
    country = await soup_of(site, "/country/US")
    assert "(committee, Senate, 8 May 2025 )" in text_of(country.select_one(".proof"))
    track = country.select_one(".bill .trk")
    assert track.svg["aria-label"] == "Step 3 of 5: Senate"
    assert len(track.select("circle.f")) == 2
    page = await soup_of(site, "/?on=2025-05-07")
    assert "(passed chamber, House of Representatives, 7 May 2025 )" in text_of(page)


def test_the_bill_that_has_come_furthest_is_named_first() -> None:
    ranks = {"old": (3, "2024"), "new": (3, "2025"), "far": (7, "2020"), "undated": (-1, None)}
    measures: dict[str, dict[str, Any]] = {
        name: {"id": name, "rank": rank, "introduced": introduced}
        for name, (rank, introduced) in ranks.items()
    }
    measures["law"] = {"id": "law", "introduced": None}
    found = layout.furthest_first(["undated", "old", "law", "new", "far", "gone", "old"], measures)
    assert [measure["id"] for measure in found] == ["law", "far", "new", "old", "undated"]


async def test_a_first_visitor_sees_how_far_the_data_reach(site: Datasette) -> None:
    tiles = [text_of(li) for li in (await soup_of(site, "/")).select(".stand li")]
    assert tiles[0].startswith("5 of 7 countries checked on this question")
    assert tiles[1].startswith("3 of 3 answers of law lead to the official text")
    assert tiles[2].startswith("0 of 4 automatic sources are overdue")
    assert tiles[3].startswith("25 November 2026 is the last day")


async def test_status_rows_are_those_of_the_command_line(site: Datasette, site_database: Path) -> None:
    found = await json_of(site, "/index.json")
    with sqlite3.connect(f"file:{site_database}?mode=ro", uri=True) as connection:
        reader = Reader(Database(connection), site_data.NOW)
        rows = {row["place"]: row for row in reader.status(None, "2026-11-25", "transplant_abroad")}
    assert found["answers"]
    for row in found["answers"]:
        assert set(row) == STATUS_KEYS
        assert row == rows[row["place"]]
    place = await json_of(site, "/country/CA.json")
    assert {row["criterion"] for row in place["answers"]} == set(SUBJECT.questions)
    assert all(set(row) == STATUS_KEYS for row in place["answers"])


async def test_while_nothing_is_there_yet_the_page_says_so(empty: Datasette) -> None:
    page = await soup_of(empty, "/")
    assert text_of(page.h1) == "The data are being prepared"
    assert "countries" not in text_of(page.main)
    await soup_of(empty, "/country/CA", 503)
    await soup_of(empty, "/measure/ca-44-1-s-223", 503)
    assert (await json_of(empty, "/index.json"))["preparing"] is True
    assert (await json_of(empty, "/health.json", 503))["ok"] is False
    for path in ("/sources", "/changes", "/about", "/changes.atom"):
        assert (await empty.client.get(path)).status_code == 200


async def test_a_file_without_tables_or_no_file_is_no_stack(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "bare.db").close()
    bare = build(tmp_path / "bare.db")
    assert "being prepared" in text_of((await soup_of(bare, "/", 503)).h1)
    missing = build(tmp_path / "missing.db")
    page = await soup_of(missing, "/", 503)
    assert "cannot be read" in text_of(page.h1)
    assert (await json_of(missing, "/health.json", 503))["ok"] is False


# -- days --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/country/CA", "/measure/ca-44-1-s-223", "/index.json"])
@pytest.mark.parametrize(
    "day", ["2022-13-01", "2022-02-30", "20221215", "2022-W50-4", "yesterday", "2022-12-15T00:00"]
)
async def test_a_bad_day_is_told_its_form(site: Datasette, path: str, day: str) -> None:
    response = await site.client.get(f"{path}?on={day}")
    assert response.status_code == 400
    assert "YYYY-MM-DD" in response.text


async def test_far_days_say_what_they_are(site: Datasette) -> None:
    assert "lies in the future" in text_of(await soup_of(site, "/?on=2030-01-01"))
    assert "before 1900" in text_of(await soup_of(site, "/country/CA?on=1850-01-01"))
    today = text_of(await soup_of(site, "/"))
    assert "lies in the future" not in today
    assert "before 1900" not in today
    assert (await json_of(site, "/index.json?on="))["on"] == "2026-11-25"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2022-12-15", "15 December 2022"),
        ("2022-12", "December 2022"),
        ("2022", "2022"),
        ("2022-04-01/2022-06-30", "between 1 April 2022 and 30 June 2022"),
        ("../2026-11-22", "on or before 22 November 2026"),
    ],
)
def test_dates_are_written_out(text: str, shown: str) -> None:
    assert words.written(text) == shown
    marked = BeautifulSoup(str(words.when(text)), "html.parser")
    assert text_of(marked) == shown
    assert [t["datetime"] for t in marked.find_all("time")] == [p for p in text.split("/") if p != ".."]


# -- a country ---------------------------------------------------------------------------------------


async def test_a_country_answers_in_sentences_with_proof(site: Datasette) -> None:
    page = await soup_of(site, "/country/CA")
    first = page.select_one(".answer .say")
    assert text_of(first.select_one(".word")) == "Yes, by a law made for it"
    assert text_of(first.select_one(".since")) == "In force since 15 December 2022"
    assert "Official text S-223 : An Act to amend the Criminal Code" in text_of(first.dl)
    assert first.find("a", href=site_data.S223)
    assert "read 25 November 2026" in text_of(first)
    assert "Confidence: high" in text_of(first)


async def test_a_measures_steps_stand_in_lanes_of_chambers(site: Datasette) -> None:
    page = await soup_of(site, "/country/CA")
    article = page.select_one("article.measure")
    lanes = {text_of(lane.p): [text_of(s) for s in lane.select(".step")] for lane in article.select(".lane")}
    assert list(lanes) == ["Senate", "House of Commons", "Governor General", "As a whole"]
    assert lanes["Senate"][0].startswith("24 November 2021 Introduction and first reading")
    assert lanes["As a whole"] == [
        "15 December 2022 In force on assent (rule) By rule "
        "Interpretation Act s. 5(2): in force on the day of assent."
    ]
    assert all(step.find("a", href=site_data.S223) for step in article.select(".lane:nth-child(1) .step"))


async def test_a_family_is_told_once_and_what_has_ended_is_folded(site: Datasette) -> None:
    page = await soup_of(site, "/country/CA")
    (line,) = page.select("ol.family")
    assert [text_of(li) for li in line.select("li")] == [
        "S-204 ( 10 December 2019 ), lapsed",
        "S-223 ( 24 November 2021 ), in force",
    ]
    law, bill = page.select("article.measure")
    assert law.find_parent("details") is None
    assert bill.find_parent("details").summary.text == "1 bill, draft or ended law"
    assert text_of(bill.details.summary) == f"S-204 : {site_data.TITLE}. Lapsed since 18 August 2020"
    assert "open" not in bill.details.attrs
    assert text_of(bill.select(".step")[-1]).startswith("18 August 2020 Session ended: lapsed (rule) parl.ca")
    assert "A Senate public bill dies when a session ends." in text_of(bill.select_one(".reason"))
    assert bill.details.find("a", href="/measure/ca-43-1-s-204")


async def test_a_pending_bill_is_open_also_on_a_past_day(site: Datasette) -> None:
    page = await soup_of(site, "/country/US?on=2024-01-01")
    assert [bill["id"] for bill in page.select("article.bill")] == ["us-118-hr-1154"]
    folded = [text_of(s) for s in page.select("article.measure > details > summary")]
    assert "H.R. 1503 : Stop Forced Organ Harvesting Act of 2025. Not begun" in folded
    today = await soup_of(site, "/country/US")
    assert [bill["id"] for bill in today.select("article.bill")] == ["us-119-hr-1503"]


async def test_a_bill_without_any_dated_step_is_not_known_rather_than_not_begun(
    site_database: Path, tmp_path: Path
) -> None:
    path = Path(copy(site_database, tmp_path / "undated.db"))
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM measure_status WHERE measure = 'ca-43-1-s-204'")
    site = build(path, now=lambda: site_data.NOW)
    page = await soup_of(site, "/country/CA")
    assert any(text_of(s).endswith("Not known") for s in page.select("article.measure > details > summary"))
    assert (await json_of(site, "/measure/ca-43-1-s-204.json"))["measure"]["status"] == "unknown"


def event(stage: str, day: str | None, label: str, **more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"chamber": "lower", "chamber_name": None, "role": "counts", "basis": "stated"}
    plain |= {"origin": "xx", "note": None, "url": None, "later": False, "evidence": []}
    return {"stage": stage, "date": day, "label": label, **plain, **more}


def test_one_act_is_one_step_with_each_source_once() -> None:
    url = "https://www.parl.ca/legisinfo/en/bill/44-1/s-223"
    seen = {"kind": "official", "url": url + "/", "citation": None, "retrieved": "2026-10-05", "sha256": None}
    first = event("introduced", "2021-11-24", "Introduction and first reading", url=url)
    second = event("first_reading", "2021-11-24", "Introduction and first reading", url=url, evidence=[seen])
    (lane,) = layout.lanes([first, second], "en")
    (step,) = lane["steps"]
    assert step["stages"] == ["introduced", "first_reading"]
    (source,) = words.cited(step["proof"])
    assert (source["called"], source["kind"], source["retrieved"]) == ("parl.ca", "official", "2026-10-05")


def test_that_a_step_is_remembered_is_told_once() -> None:
    memory, read = ({"kind": kind, "url": None, "citation": kind} for kind in ("memory", "official"))
    for role, kept in (("memory_only", [read]), ("counts", [memory, read])):
        (lane,) = layout.lanes(
            [event("first_reading", "2021-11-24", "Reading", role=role, evidence=[memory, read])], "en"
        )
        assert lane["steps"][0]["proof"] == kept


@pytest.mark.parametrize(
    "other",
    [
        event("first_reading", "2021-11-25", "Reading"),
        event("first_reading", "2021-11-24", "First reading"),
        event("first_reading", "2021-11-24", "Reading", chamber="upper"),
        event("first_reading", "2021-11-24", "Reading", role="overruled"),
    ],
)
def test_two_acts_stay_two_steps(other: dict[str, Any]) -> None:
    lanes = layout.lanes([event("introduced", "2021-11-24", "Reading"), other], "en")
    assert sum(len(lane["steps"]) for lane in lanes) == 2
    undated = [event("committee", None, "Referred"), event("report", None, "Referred")]
    assert len(layout.lanes(undated, "en")[0]["steps"]) == 2


def test_steps_by_rule_have_a_short_label_and_keep_their_rule() -> None:
    def told(stage: str, day: str, label: str, **more: Any) -> tuple[str, str | None]:
        rule = event(stage, day, label, chamber=None, basis="rule", origin="rule", **more)
        assent = event("assented", "2022-12-15", "Royal assent")
        step = layout.lanes([assent, rule], "en")[-1]["steps"][0]
        return step["label"], step["reason"]

    assert told("in_force", "2022-12-15", "The long rule.") == ("In force on assent (rule)", "The long rule.")
    assert told("in_force", "2022-12-29", "The long rule.")[0] == "In force (rule)"
    ended = told("lapsed", "2025-01-06", "44-1 ended (prorogation)", note="Bills die.")
    assert ended == ("Session ended: lapsed (rule)", "44-1 ended (prorogation). Bills die.")
    assert told("lapsed", "2030-01-06", "ends", later=True)[0] == "Session ends: lapses (rule)"
    inferred = event("in_force", "2020", "In force", basis="inference", note="Stands in the Code.")
    (step,) = layout.lanes([inferred], "en")[0]["steps"]
    assert (step["label"], step["reason"]) == ("In force", "Stands in the Code.")


@pytest.mark.parametrize(
    ("lang", "more", "told"),
    [
        ("en", {}, "en"),
        ("fr", {"origin": "fr_assemblee", "label": "Adoption of a text"}, "fr"),
        ("fr", {"origin": "curated", "label": "In force"}, "en"),
        ("fr", {"origin": "curated", "label": "Loi 94-98"}, "fr"),
        ("ko", {"origin": "curated", "label": "채택 (the Code adopted)"}, "ko"),
        ("fr", {"origin": "rule", "label": "XVth legislature ended (expiry)"}, "en"),
    ],
)
def test_a_step_tells_the_language_of_its_label(lang: str, more: dict[str, str], told: str) -> None:
    label = more.get("label", "Reading")
    (lane,) = layout.lanes([{**event("introduced", "2021-11-24", label), **more}], lang)
    assert lane["steps"][0]["label_lang"] == told


def test_sources_are_named_by_what_they_are_and_told_once() -> None:
    def cited(*items: tuple[str, str | None]) -> list[str]:
        blank = {"kind": "official", "retrieved": None}
        return [i["called"] for i in words.cited([{**blank, "url": u, "citation": c} for u, c in items])]

    mirror = "https://github.com/legalize-kr/legalize-kr"
    assert cited((f"{mirror}/blob/1/a.md", None)) == ["copy of the official text, legalize-kr/legalize-kr"]
    assert cited((mirror, "Act No. 21938"), (mirror, "Criminal Act"), (mirror, "Criminal Act")) == [
        "Act No. 21938",
        "Criminal Act",
    ]
    assert cited(("http://www.coe.int/a/", None), ("https://coe.int/a#top", None)) == ["coe.int"]
    law = "https://laws.example/view?id="
    assert cited((f"{law}1", None), (f"{law}2", None)) == ["laws.example … view"] * 2
    assert cited(("SI 2022/734", None)) == ["SI 2022/734"]


def test_a_status_that_ends_a_doubt_began_then_at_the_latest() -> None:
    doubt = {"unclear": 1, "from_date": "2005-11-25", "to_date": "2012-06-28"}
    sure = {"unclear": 0, "from_date": "2012-06-28", "to_date": None}
    assert words.at_latest({"status_date": "2012-06-28", "standings": [doubt, sure]})
    assert not words.at_latest({"status_date": "2012-06-28", "standings": [{**doubt, "unclear": 0}, sure]})
    assert not words.at_latest({"status_date": None, "standings": []})


async def test_a_law_of_unknown_age_is_not_dated_to_the_day_it_was_read(
    site_database: Path, tmp_path: Path
) -> None:
    path = Path(copy(site_database, tmp_path / "doubt.db"))
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM measure_status WHERE measure = 'gb-law-2022-31'")
        connection.executemany(
            """INSERT INTO measure_status (measure, from_date, to_date, status, unclear)
               VALUES ('gb-law-2022-31', ?, ?, 'in_force', ?)""",
            [("0001-01-01", "2022-07-01", 1), ("2022-07-01", None, 0)],
        )
    site = build(path, now=lambda: site_data.NOW)
    for place in ("/country/GB", "/measure/gb-law-2022-31"):
        assert "In force since 1 July 2022 at the latest" in text_of(await soup_of(site, place))
        before = text_of(await soup_of(site, f"{place}?on=2022-01-01"))
        assert "In force, the exact day not known" in before.replace(" ,", ",")
        assert "1 January 1 " not in before


async def test_an_overdue_source_is_told_once_above_the_answers(site_database: Path) -> None:
    site = build(site_database, now=lambda: site_data.NOW + timedelta(days=3))
    told = text_of((await soup_of(site, "/country/CA")).select_one(".lead"))
    assert re.search(r"Overdue: a later step may be missing\. .*, last read 25 November 2026", told)
    assert told.index("Overdue") < told.index("Yes, by a law made for it")
    assert told.count("Overdue") == 1
    fresh = build(site_database, now=lambda: site_data.NOW)
    assert "Overdue" not in text_of(await soup_of(fresh, "/country/CA"))


async def test_what_is_open_is_told(site: Datasette) -> None:
    korea = text_of((await soup_of(site, "/country/KR")).find(id="open").parent)
    assert "Ban on selling organs: nobody has looked yet." in korea
    assert "kr-law-2020-17214, recipient liability: partly." in korea
    assert "kr_law does not answer us: answers requests from data centres with an empty page" in korea
    states = text_of((await soup_of(site, "/country/US")).find(id="open").parent)
    assert "us_govinfo could not be read completely: missing field: no action date" in states
    assert "No source is read by program" in text_of(
        (await soup_of(site, "/country/NO")).find(id="open").parent
    )


async def test_a_bill_a_source_no_longer_lists_is_told_after_two_runs(
    site_database: Path, tmp_path: Path
) -> None:
    path = Path(copy(site_database, tmp_path / "unlisted.db"))
    site = build(path, now=lambda: site_data.NOW)

    def run(connection: sqlite3.Connection, mode: str) -> None:
        number = connection.execute(
            "INSERT INTO runs (started, mode) VALUES ('2026-11-25', ?)", [mode]
        ).lastrowid
        connection.execute(
            """INSERT INTO source_runs
                 (run, source, outcome, requests, measures, changed, seconds, last_success)
               VALUES (?, 'ca_legisinfo', 'ok', 1, 0, 0, 1, '2026-11-25T11:00:00Z')""",
            [number],
        )

    async def told() -> bool:
        return "no longer listed" in text_of(await soup_of(site, "/measure/ca-44-1-s-223"))

    with sqlite3.connect(path) as connection:
        run(connection, "live")
        run(connection, "replay")
    assert not await told()
    with sqlite3.connect(path) as connection:
        run(connection, "live")
    assert await told()
    assert "no longer listed by the source ca_legisinfo" in text_of(await soup_of(site, "/country/CA"))


async def test_every_kind_of_open_point_has_its_sentence() -> None:
    for kind in (
        "unread",
        "provision",
        "undated",
        "unlisted",
        "conflict",
        "held",
        "stale",
        "needs_key",
        "manual",
    ):
        assert words.open_point({"kind": kind, "about": "thing", "detail": "why"}, {})


async def test_sub_national_law_is_beside_the_country(site: Datasette) -> None:
    page = await soup_of(site, "/country/US")
    assert "Law on transplants abroad 1 Texas : In force since 1 September 2023" in text_of(
        page.find(id="subnational").parent
    )
    assert text_of(page.select_one(".answer .word")) == "Not yet: a bill is pending"
    texas = await soup_of(site, "/country/US-TX")
    assert texas.find("a", href="/country/US")


async def test_a_past_day_marks_later_steps(site: Datasette) -> None:
    page = await soup_of(site, "/country/CA?on=2022-06-01")
    assert text_of(page.select_one(".answer .since")) == "Bill pending since 24 November 2021"
    later = [text_of(step) for step in page.select("article.measure:first-of-type .step.later")]
    assert any("Royal assent" in step and "After the day asked about" in step for step in later)
    assert not any("First reading" in step for step in later)
    assert "/measure/ca-44-1-s-223?on=2022-06-01" in str(page)


async def test_a_citation_carries_both_dates(site: Datasette) -> None:
    for path in ("/country/CA?on=2022-06-01", "/measure/ca-44-1-s-223?on=2022-06-01"):
        cited = text_of((await soup_of(site, path)).select("details > .cite")[-1])
        assert "as of 1 June 2022" in cited
        assert "data version 25 November 2026, 11:00 UTC" in cited
        assert re.search(r"[?&]on=2022-06-01\Z", cited)


async def test_provisions_nobody_looked_at_are_unknown_not_no(site: Datasette) -> None:
    page = await soup_of(site, "/country/CA")
    rows = {text_of(r.th): text_of(r.td) for r in page.find(id="provisions").parent.select("tbody tr")}
    assert rows["Insurance ban"] == "No"
    assert rows["Reporting duty"] == "Unknown: nobody has looked"
    assert len(rows) == 10


async def test_treaty_steps_have_their_source(site: Datasette) -> None:
    section = (await soup_of(site, "/country/NO")).find(id="treaties").parent
    assert "In force 1 March 2018 coe.int" in text_of(section)
    assert "coe.int" in text_of(section)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/country/ca?on=2020-01-01", "/country/CA?on=2020-01-01"),
        ("/country/us-tx.json", "/country/US-TX.json"),
        ("/country/CAN", "/country/CA"),
        ("/country/UK?on=2020-01-01", "/country/GB?on=2020-01-01"),
        ("/fr/country/Etats-Unis", "/fr/country/US"),
        ("/embed/USA", "/embed/US"),
        ("/badge/Korea%2C%20Republic%20of.svg", "/badge/KR.svg"),
        ("/country/Great%20Britain.atom", "/country/GB.atom"),
    ],
)
async def test_a_country_has_one_address(site: Datasette, asked: str, found: str) -> None:
    response = await site.client.get(asked)
    assert (response.status_code, response.headers["location"]) == (302, found)


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("/country/Canadda", "/country/CA"),
        ("/measure/ca-44-1-s-224", "/measure/ca-44-1-s-223"),
        ("/measure/hr-1503", "/measure/us-119-hr-1503"),
    ],
)
async def test_what_is_unknown_gets_suggestions_and_no_stack(
    site: Datasette, path: str, suggestion: str
) -> None:
    page = await soup_of(site, path, 404)
    assert page.find("a", href=suggestion)
    assert "Traceback" not in str(page)
    assert "says nothing about any country's law" in text_of(page)
    found = await json_of(site, f"{path}.json", 404)
    assert found["ok"] is False
    assert suggestion in [item["path"] for item in found["suggestions"]]


# -- a measure ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("alias", ["ca-law-2022-18", "ca_legisinfo:11419979", "CA-44-1-S-223"])
async def test_other_names_lead_to_the_one_address(site: Datasette, alias: str) -> None:
    response = await site.client.get(f"/measure/{alias}?on=2022-01-01")
    assert response.status_code == 302
    assert response.headers["location"] == "/measure/ca-44-1-s-223?on=2022-01-01"


async def test_a_measures_page_and_twin(site: Datasette) -> None:
    page = await soup_of(site, "/measure/ca-44-1-s-223")
    assert "In force since 15 December 2022" in text_of(page.select_one(".since"))
    assert page.find(lang="fr")
    found = (await json_of(site, "/measure/ca-44-1-s-223.json"))["measure"]
    wanted = {
        "status": "in_force",
        "status_date": "2022-12-15",
        "introduced": "2021-11-24",
        "passed": "2022-12-14",
        "assented": "2022-12-15",
        "in_force": "2022-12-15",
        "number": "S-223",
        "session": "44-1",
    }
    assert {key: found[key] for key in wanted} == wanted
    assert {"date", "chamber", "stage", "label"} <= set(found["events"][0])
    before = (await json_of(site, "/measure/ca-44-1-s-223.json?on=2020-01-01"))["measure"]
    assert before["status"] is None


async def test_a_law_is_not_shown_to_lapse_with_its_session(site: Datasette) -> None:
    steps = (await json_of(site, "/measure/ca-44-1-s-223.json"))["measure"]["events"]
    assert "lapsed" not in [step["stage"] for step in steps]
    ended = (await json_of(site, "/measure/us-118-hr-1154.json"))["measure"]
    assert ended["events"][-1]["stage"] == "lapsed"
    assert ended["status"] == "lapsed"


# -- sources, health, changes ------------------------------------------------------------------------


async def test_the_state_of_every_source_is_shown_with_its_reason(site: Datasette) -> None:
    page = await soup_of(site, "/sources")
    rows = {text_of(row.th): text_of(row) for row in page.select("tbody tr")}
    assert len(rows) == 4
    by_id = {source: row for row in rows.values() for source in re.findall(r"\b[a-z]{2}_[a-z]+\b", row)[:1]}
    assert "Degraded Missing field" in by_id["us_govinfo"]
    assert "Blocked Answers requests" in by_id["kr_law"]
    assert "not scheduled" in by_id["kr_law"]
    assert "No live response read yet" in by_id["gb_bills"]
    issue = text_of(page.select_one(".issues li"))
    assert "field actionDate: no action date: expected YYYY-MM-DD" in issue
    assert page.select_one(".issues a")["href"].endswith("BILLSTATUS-119hr9999.xml")


def test_issues_that_say_the_same_are_told_once() -> None:
    unread = {"kind": "unreachable", "field": None, "detail": "no such name"}
    issues = [
        {**unread, "url": "https://a/1"},
        {**unread, "field": "x", "url": None},
        {**unread, "url": "https://a/2"},
    ]
    assert [issue["urls"] for issue in layout.alike(issues)] == [["https://a/1", "https://a/2"], []]


async def test_claims_are_told_with_why_and_where_they_were_read(site: Datasette) -> None:
    page = await soup_of(site, "/claims")
    told = {article["id"]: text_of(article) for article in page.select("article")}
    assert (
        "Held then Why, and where it was read Said by A campaign Then, 30 June 2020 Holds" in told["one-law"]
    )
    assert "Now, 25 November 2026 Contradicted" in told["one-law"]
    assert "Albania : not checked yet. Canada : in force. Law: S-223 ." in told["albania"]
    assert "Contradicted" in told["uk-may"]
    links = {link["href"] for link in page.select("article a")}
    assert links >= {"/country/KR", "/measure/ca-44-1-s-223", "https://campaign.example/text"}
    assert page.select_one('footer a[href="/claims"]')
    found = await json_of(site, "/claims.json?on=2020-07-01")
    assert [(row["id"], row["verdict"]) for row in found["claims"]] == [
        ("one-law", "holds"),
        ("albania", "undecided"),
        ("uk-may", "contradicted"),
    ]


async def test_health_is_not_ok_while_a_source_is_in_trouble(site: Datasette) -> None:
    found = await json_of(site, "/health.json", 503)
    assert found["ok"] is False
    assert found == await json_of(site, "/health.json?status=200")
    assert found["stale"] == []
    assert found["troubled"] == ["us_govinfo"]
    assert found["sources"] == 4
    assert found["data_version"] == "2026-11-25T11:00:00Z"
    assert found["last_run"]["outcome"] == "done"
    assert found["sqlite"] == sqlite3.sqlite_version


async def test_health_turns_stale_by_itself(site_database: Path, tmp_path: Path) -> None:
    path = Path(copy(site_database, tmp_path / "stale.db"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE source_runs SET outcome = 'ok'")
    later: list[datetime] = [site_data.NOW]
    site = build(path, now=lambda: later[0])
    assert (await json_of(site, "/health.json"))["ok"] is True
    later[0] += timedelta(days=3)
    found = await json_of(site, "/health.json", 503)
    assert found["ok"] is False
    assert found["stale"] == ["ca_legisinfo", "gb_bills", "us_govinfo"]
    page = await soup_of(site, "/")
    assert "3 of 4 automatic sources are overdue" in text_of(page)
    assert "source overdue" in text_of(page.select_one("tbody tr"))


async def test_a_foreign_title_is_told_in_english_too(site: Datasette) -> None:
    row = (await soup_of(site, "/")).select_one('tbody a[href="/country/KR"]').find_parent("tr")
    assert text_of(row.select_one("a.brief")) == "Internal Organs, etc. Transplant Act, amendment"
    place = await soup_of(site, "/country/KR")
    assert "Internal Organs, etc. Transplant Act, amendment ( 장기등" in text_of(place.dl)
    assert place.dl.find(lang="ko")
    page = await soup_of(site, "/measure/kr-law-2020-17214")
    assert text_of(page.h1) == "Internal Organs, etc. Transplant Act, amendment"
    assert page.select_one("h1 + .orig").find(lang="ko")


async def test_changes_are_newest_first_filtered_and_paged(site_database: Path, tmp_path: Path) -> None:
    path = Path(copy(site_database, tmp_path / "many.db"))
    with sqlite3.connect(path) as connection:
        connection.executemany(
            """INSERT INTO changes (at, run, entity, entity_id, place, field, new)
               VALUES (?, 2, ?, ?, ?, ?, ?)""",
            [
                ("2026-11-25T11:30:00Z", "measure", "gb-law-2022-31", "GB", "citation", str(n))
                for n in range(250)
            ],
        )
    site = build(path, now=lambda: site_data.NOW)
    seen: list[int] = []
    address = "/changes.json?view=data&place=gb"
    while address:
        found = await json_of(site, address)
        seen += [row["entry"] for row in found["changes"]]
        assert {row["place"] for row in found["changes"]} == {"GB"}
        address = f"/changes.json?view=data&place=GB&before={found['next']}" if found["next"] else ""
    assert len(seen) == len(set(seen)) == 250
    assert seen == sorted(seen, reverse=True)
    page = await soup_of(site, "/changes?view=data&place=GB")
    assert page.find("a", rel="next")["href"] == f"/changes?view=data&place=GB&before={seen[99]}"
    assert (await site.client.get("/changes?view=data&before=x")).status_code == 400
    assert (await site.client.get("/changes?view=data&kind=x")).status_code == 400
    for kind in ("answer", "event"):
        told = (await json_of(site, f"/changes.json?view=data&place=CA&kind={kind}"))["changes"]
        assert {row["entity"] for row in told} == {kind}
    narrowed = await soup_of(site, "/changes?view=data&place=GB&kind=measure")
    assert narrowed.find("a", rel="next")["href"].startswith(
        "/changes?view=data&place=GB&kind=measure&before="
    )
    assert narrowed.find("a", href="/country/GB.feed.json")
    assert (await site.client.get("/changes?place=Canadda")).status_code == 404


async def test_change_rows_tell_old_and_new(site: Datasette) -> None:
    listed = [
        text_of(li) for li in (await soup_of(site, "/changes?view=data&place=CA")).select(".changes li")
    ]
    assert any(
        "Law on transplants abroad , answer: Bills ended, no law is now → In force" in line for line in listed
    )
    assert any(
        "status: Lapsed from 6 January 2025 is now → In force from 15 December 2022" in line
        for line in listed
    )
    assert any("assented: 15 December 2022: Royal assent" in line for line in listed)


@pytest.mark.usefixtures("asked")
def test_a_signature_is_no_bill() -> None:
    row = {
        "place": "TR",
        "name": "Türkiye",
        "criterion": "convention",
        "answer": "pending",
        "condition": None,
        "since": "2015-03-25",
        "since_kind": "exact",
        "since_window": None,
    }
    assert words.answer_since(row) == "signed, not ratified since 25 March 2015"
    assert words.answer("pending", "transplant_abroad") == words.answer("pending") == "Bill pending"
    change = {
        "entity": "answer",
        "id": "TR/convention",
        "field": "answer",
        "old": "pending",
        "new": "in_force",
    }
    assert words.old_and_new(change) == ("Signed, not ratified", "In force")


async def test_titles_in_the_change_log_are_left_alone() -> None:
    change = {"entity": "measure", "field": "title", "old": None, "new": "pending 2020-01-01 some_thing"}
    assert words.old_and_new(change) == ("", "pending 2020-01-01 some_thing")


async def test_the_feed_is_atom(site: Datasette) -> None:
    response = await site.client.get("/changes.atom")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = xml_of(response.content)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(root.findall(f"{ATOM}{name}")) == 1
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost/changes.atom"
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids)) > 10
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", str(i)) for i in ids)
    updated = [str(entry.findtext(f"{ATOM}updated")) for entry in entries]
    assert updated == sorted(updated, reverse=True)
    assert root.findtext(f"{ATOM}updated") == updated[0] == "2026-11-25T11:00:00Z"
    kinds = {str(entry.find(f"{ATOM}category").get("term")) for entry in entries}  # type: ignore[union-attr]
    assert kinds == {"measure", "status", "event", "answer"}
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert "Canada: Law on transplants abroad, answer: Bills ended, no law → In force" in titles


async def test_feed_ids_outlive_the_database(site: Datasette, tmp_path: Path) -> None:
    again = build(site_data.build_database(tmp_path / "again.db"), now=lambda: site_data.NOW)
    first, second = [
        [e.findtext(f"{ATOM}id") for e in xml_of((await s.client.get("/changes.atom")).content).iter()]
        for s in (site, again)
    ]
    assert first == second


def test_signs_xml_cannot_hold_are_left_out_of_the_feed() -> None:
    change = dict.fromkeys(("at", "entity", "id", "place", "field", "old", "new", "source", "url"))
    change |= {
        "at": "2026-01-01T00:00:00Z",
        "entity": "measure",
        "id": "x",
        "field": "title",
        "new": "a\x0b\x00<b>&",
    }
    entries = feed.of_changes([change], {"x": {"title": "A title"}}, {}, {})
    told = feed.Feed("http://localhost/", "/changes", "/changes", "\x0b", "", "2026-11-25T12:00:00Z", entries)
    root = xml_of(feed.atom(told))
    assert str(root.findtext(f"{ATOM}entry/{ATOM}title")) == "A title, title: a<b>&"


async def test_robots_may_read_pages_and_not_queries(site: Datasette) -> None:
    rules = Protego.parse((await site.client.get("/robots.txt")).text)
    for path in (
        "/",
        "/country/CA",
        "/measure/ca-44-1-s-223",
        "/tracker/places",
        "/about",
        "/?criterion=convention",
    ):
        assert rules.can_fetch(f"http://localhost{path}", "bot"), path
    for path in (
        "/tracker?sql=select+1",
        "/tracker/events?_facet=stage",
        "/country/CA?on=2020-01-01",
        "/fr/search?q=a",
    ):
        assert not rules.can_fetch(f"http://localhost{path}", "bot"), path


# -- what visitors may try ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "attach database '/etc/passwd' as other",
        "pragma journal_mode = delete",
        "insert into facts values ('a', 'b')",
        "select load_extension('/lib/x.so')",
        "select 1; drop table facts",
    ],
)
async def test_hostile_sql_is_refused(site: Datasette, sql: str) -> None:
    response = await site.client.get(f"/tracker.json?sql={quote(sql)}")
    assert response.status_code == 400


async def test_runaway_sql_is_stopped(site: Datasette) -> None:
    endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"
    assert (await site.client.get(f"/tracker.json?sql={quote(endless)}")).status_code == 400


@pytest.mark.parametrize(
    "path", [*PAGES, *OTHERS, *FAILING, "/tracker", "/tracker/places", "/tracker/nothing", "/-/versions"]
)
async def test_headers_limit_what_an_answer_can_do(site: Datasette, path: str) -> None:
    headers = (await site.client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    embedded = path.startswith("/embed/")
    assert ("frame-ancestors 'none'" in policy) is not embedded
    assert headers.get("x-frame-options") == (None if embedded else "DENY")
    assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert headers.get_list("referrer-policy") == ["no-referrer"]
    assert "set-cookie" not in headers
    assert ("unsafe-inline" in policy) is path.startswith("/-/")


async def test_no_kind_of_page_is_left_out_above(site: Datasette) -> None:
    for pattern, _ in register_routes(site):
        assert any(re.match(pattern, path.partition("?")[0]) for path in (*PAGES, *OTHERS)), pattern


async def test_our_pages_are_asked_for_again_and_need_nothing_from_elsewhere(site: Datasette) -> None:
    for path in PAGES:
        response = await site.client.get(path)
        assert response.headers["cache-control"] == "public, no-cache"
        assert "set-cookie" not in response.headers
        page = BeautifulSoup(response.text, "html.parser")
        assert run_by(page) == [("/site.js", "")]
        assert not page.find(style=True)
        sheets = [link["href"] for link in page.find_all("link", rel="stylesheet")]
        assert sheets == (["/site.css"] if page.select_one(".home") else ["/pages.css", "/site.css"])
    css = await site.client.get("/site.css")
    assert css.headers["content-type"].startswith("text/css")
    assert set(re.findall(r"url\((.)", css.text)) == {"#"}
    assert "@import" not in css.text


@pytest.mark.parametrize(
    "raw", [b"/\\evil.example/", b"/%5Cevil.example/", b"/country/%5c", b"/a%00b", b"/caf\xc3\xa9"]
)
async def test_misleading_paths_are_refused(site: Datasette, raw: bytes) -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": raw.decode(),
        "raw_path": raw,
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
    }
    await site.app()(scope, receive, send)
    assert sent[0]["status"] == 400
    names = {name for name, _ in sent[0]["headers"]}
    assert b"location" not in names
    assert b"content-security-policy" in names


async def test_hostile_values_stay_text(hostile: Datasette) -> None:
    name = "no-law-2001-hostile"
    for path in ("/", "/country/NO", f"/measure/{name}", "/changes", "/sources"):
        response = await hostile.client.get(path)
        assert response.status_code == 200
        page = BeautifulSoup(response.text, "html.parser")
        assert run_by(page) == [("/site.js", "")]
        assert all(str(image["src"]).startswith("/badge/NO.svg") for image in page.find_all("img"))
        assert not page.find(onerror=True)
        hrefs = [a["href"] for a in page.find_all(href=True)]
        assert all(re.match(r"/|https?://|#", str(href)) for href in hrefs), hrefs
    page = await soup_of(hostile, f"/measure/{name}")
    assert text_of(page.h1) == "<script>alert('title')</script>"
    assert "javascript:alert('url')" in text_of(page)
    root = xml_of((await hostile.client.get("/changes.atom")).content)
    assert all(str(link.get("href")).startswith("http") for link in root.iter(f"{ATOM}link"))
    found = await json_of(hostile, f"/measure/{name}.json")
    assert found["measure"]["title"] == "<script>alert('title')</script>"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//host/x", "http:///x", "http://[", None]
)
def test_only_http_addresses_become_links(url: str | None) -> None:
    assert words.link(url) is None
    assert words.link("https://www.parl.ca/x") == "https://www.parl.ca/x"


@pytest.mark.parametrize("argument", ["criterion=nope", "answer=nope", "criterion=<script>"])
async def test_unknown_words_in_the_address_are_refused(site: Datasette, argument: str) -> None:
    response = await site.client.get(f"/?{argument}")
    assert response.status_code == 400
    assert "<script>" not in response.text


async def test_a_writer_cannot_come_between_two_reads_of_a_page(site_database: Path, tmp_path: Path) -> None:
    path = Path(copy(site_database, tmp_path / "torn.db"))
    site = build(path, now=lambda: site_data.NOW)
    await site.invoke_startup()

    def read(reader: Reader, _: serving.Asked) -> dict[str, Any]:
        counts = [len(reader.known_places())]
        with sqlite3.connect(path) as writer:
            writer.execute(
                "INSERT INTO places (code, name, kind, counted) VALUES ('XB', 'New', 'country', 1)"
            )
        counts.append(len(reader.known_places()))
        return {"counts": counts}

    asked = serving.Asked({}, "", False, site_data.NOW)
    assert (await serving.read_once(site, asked, read))["counts"] == [10, 10]
    assert (await serving.read_once(site, asked, lambda r, _: {"n": len(r.known_places())}))["n"] == 11


# -- Datasette's own pages, and how the plugin loads -------------------------------------------------


def test_the_tables_of_metadata_are_those_of_the_store() -> None:
    written = metadata_path().read_text("utf-8")
    assert metadata.text(written) == written, "run python -m tracker.site.metadata"


def test_what_a_column_holds_is_said_by_its_record() -> None:
    columns = TABLES["measures"].columns
    assert columns["relevant_part"] == "The part that matters in a wider act"
    assert columns["relevance"] == "How closely it speaks of our subject: direct, related, no"
    assert TABLES["places"].columns["counted"].startswith("1: part of the denominator")
    assert TABLES["criteria"].columns["words"].endswith(", as JSON")


def test_metadata_describes_every_table_and_column_and_nothing_else(site_database: Path) -> None:
    described = yaml.safe_load(metadata_path().read_text("utf-8"))["databases"]["tracker"]["tables"]
    with sqlite3.connect(site_database) as connection:
        names = connection.execute(
            """SELECT name FROM sqlite_master
               WHERE type IN ('table', 'view') AND name NOT GLOB 'measure_titles_fts*'"""
        )
        tables = {
            name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")} for (name,) in names
        }
    assert set(described) == set(tables)
    for name, table in described.items():
        if table.get("hidden"):
            continue
        assert table["description"].startswith("A row "), name
        assert table["description"].count(".") == 1, name
        assert set(table["columns"]) == tables[name], name
        assert all(isinstance(text, str) and text for text in table["columns"].values()), name
        used = {*table.get("facets", ()), table.get("label_column"), table.get("sort_desc")} - {None}
        assert used <= tables[name], name


async def test_every_prepared_query_runs_with_and_without_its_parameters(site: Datasette) -> None:
    queries = yaml.safe_load(metadata_path().read_text("utf-8"))["databases"]["tracker"]["queries"]
    given = {
        "on": "2022-06-01",
        "criterion": "convention",
        "since": "2022-01-01",
        "place": "CA",
        "family": "x",
    }
    for name, query in queries.items():
        assert query["title"]
        assert query["description"]
        response = await site.client.get(f"/tracker/{name}.json?_shape=objects")
        assert response.status_code == 200, name
        asked = "&".join(f"{key}={value}" for key, value in given.items())
        assert (await site.client.get(f"/tracker/{name}.json?{asked}")).status_code == 200, name
    on = (await site.client.get("/tracker/answers_on_a_day.json?_shape=array&on=2020-06-30")).json()
    assert {row["place"]: row["answer"] for row in on}["KR"] == "enacted"
    pending = (await site.client.get("/tracker/pending_bills.json?_shape=array&on=2022-06-01")).json()
    assert [row["id"] for row in pending] == ["ca-44-1-s-223"]
    steps = (await site.client.get("/tracker/steps_of_a_family.json?_shape=array")).json()
    assert {row["family"] for row in steps} == {
        "ca-human-organ-trafficking",
        "us-stop-forced-organ-harvesting",
    }


async def test_a_snapshot_is_served_without_writing(site_database: Path, tmp_path: Path) -> None:
    path = Path(copy(site_database, tmp_path / "snapshot.db"))
    site = build(path, immutable=True, now=lambda: site_data.NOW)
    assert "Of the 5" in text_of((await soup_of(site, "/")).h1)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["snapshot.db"]


@pytest.mark.parametrize("first", ["datasette.app", "tracker.site.app", "tracker.site.pages", "tracker.site"])
def test_the_plugin_has_its_hooks_whatever_is_imported_first(first: str) -> None:
    code = (
        f"import {first}, datasette.plugins as p; "
        "print(*sorted(h.name for x in p.pm.get_plugins() if x.__name__ == 'tracker.site' "
        "for h in p.pm.get_hookcallers(x)))"
    )
    out = run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    hooks = [
        "asgi_wrapper",
        "canned_queries",
        "extra_template_vars",
        "handle_exception",
        "prepare_connection",
        "prepare_jinja2_environment",
        "register_routes",
        "render_cell",
    ]
    assert out == hooks


async def test_other_databases_are_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES (1)")
    plain = Datasette(files=[str(other)])
    page = await soup_of(plain, "/")
    assert page.find("a", href="/other")
    for path in ("/other", "/other/t", "/other/t/1", "/other?sql=select+1"):
        assert "Powered by" in text_of((await soup_of(plain, path)).footer), path
    assert (await plain.client.get("/health.json")).status_code == 404


def test_answers_and_statuses_have_words() -> None:
    assert set(words.ANSWERS) == set(Answer)
    assert words.status(None) == "Not begun"
    assert words.status("in_force") == words.answer("in_force")
