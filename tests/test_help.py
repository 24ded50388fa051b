"""Places side by side, what to check next, and reports of mistakes that nobody stores."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from tracker import settings
from tracker.site import words
from tracker.site.helping import GROUPS
from tracker.store.worklist import Task

THREE = "/compare?place=Canada&place=GB&place=us"
REPORT = {
    "about": "/country/DE",
    "line": "In force",
    "wrong": "It is not & never was",
    "source": "",
    "day": "2026-11-25",
    "data_version": None,
}


async def soup_of(site: Datasette, path: str) -> Any:
    response = await site.client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.text, "html.parser")


async def json_of(site: Datasette, path: str) -> Any:
    return (await site.client.get(path)).json()


def cells_of(page: Any, head: str) -> list[str]:
    (row,) = [tr for tr in page.select("table.cmp tbody tr") if tr.th.get_text(" ", strip=True) == head]
    return [" ".join(td.get_text(" ", strip=True).split()) for td in row.find_all("td")]


# -- side by side ------------------------------------------------------------------------------------


async def test_places_stand_side_by_side_line_by_line(site: Datasette) -> None:
    page = await soup_of(site, THREE)
    assert page.h1.get_text(strip=True) == "Canada, United Kingdom and United States side by side"
    assert cells_of(page, "Law on transplants abroad")[0] == "In force Since 15 December 2022"
    assert cells_of(page, "Law on transplants abroad")[2].startswith("Bill pending")
    assert cells_of(page, "CETS No. 216") == ["No step held", "Signed 25 March 2015", "No step held"]
    assert cells_of(page, "Who buys or receives an organ")[0].startswith("Yes Abroad too, by name")
    assert cells_of(page, "Open bills")[0] == "None"
    labels = {td["data-c"] for td in page.select("table.cmp td[data-c]")}
    assert labels == {"Canada", "United Kingdom", "United States"}


async def test_a_place_is_added_and_taken_away_without_script(site: Datasette) -> None:
    page = await soup_of(site, THREE)
    fields = page.find("form", action="/compare").find_all("input", attrs={"name": "place"})
    assert [field.get("value") for field in fields] == ["Canada", "United Kingdom", "United States", None]
    assert fields[0]["list"] == page.find("datalist")["id"]
    without = page.find("a", string="Without Canada")["href"]
    assert without == "/compare?place=GB&place=US"
    assert page.find("a", hreflang="fr")["href"] == "/fr/compare?place=Canada&place=GB&place=us"


async def test_fewer_than_two_places_ask_for_more(site: Datasette) -> None:
    for path in ("/compare", "/compare?place=CA"):
        page = await soup_of(site, path)
        assert not page.find("table")
        assert page.find("a", href="/compare?place=CA&place=GB&place=US")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/compare?place=Canadda&place=GB", 404),
        ("/compare?place=CA&place=GB&place=US&place=KR&place=NO", 400),
        ("/compare?place=CA&place=canada&place=GB&place=US&place=KR", 200),
        ("/compare.csv?place=CA&place=GB&on=never", 400),
    ],
)
async def test_what_cannot_be_compared_is_told(site: Datasette, path: str, status: int) -> None:
    assert (await site.client.get(path)).status_code == status


async def test_the_twin_and_the_table_say_the_same_on_a_past_day(site: Datasette) -> None:
    asked = "place=CA&place=GB&on=2022-05-01"
    twin = await json_of(site, f"/compare.json?{asked}")
    assert (twin["places"], twin["on"]) == (["CA", "GB"], "2022-05-01")
    response = await site.client.get(f"/compare.csv?{asked}")
    assert 'filename="compare-CA-GB-2022-05-01.csv"' in response.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    told = {(r["name"], r["place"]): r["value"] for r in rows if r["line"] == "answer"}
    assert told == {
        (line["criterion"], cell["place"]): cell["answer"]
        for line in twin["answers"]
        for cell in line["cells"]
    }
    assert told["transplant_abroad", "CA"] == "pending"
    assert told["transplant_abroad", "GB"] == "enacted"
    assert ("campaign_list", "CA") not in told


# -- what to check next ------------------------------------------------------------------------------


def test_every_task_has_one_group() -> None:
    assert sorted(task for _, tasks, _, _ in GROUPS for task in tasks) == sorted(Task)


async def test_the_list_names_what_to_check_and_how(site: Datasette) -> None:
    found = {group["name"]: group["tasks"] for group in (await json_of(site, "/worklist.json"))["groups"]}
    assert {row["place"] for row in found["not_checked"]} >= {"AL", "NO"}
    # One line a counted country, whatever the number of its open questions; nowhere a part of one.
    assert len({row["place"] for row in found["not_checked"]}) == len(found["not_checked"])
    assert all(row["questions"] >= 1 for row in found["not_checked"])
    page = await soup_of(site, "/worklist")
    section = page.find(id="not_checked").find_parent("section")
    assert section.find("a", string="Albania")["href"] == "/country/AL"
    link = section.find("a", string=lambda text: text == "Tell us") or section.select_one("a[rel=nofollow]")
    assert parse_qs(urlsplit(link["href"]).query)["about"][0].startswith("/country/")


# -- reports -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "known"),
    [
        ("law@example.org", "law@example.org"),
        (" https://tracker.example/new?t={title} ", "https://tracker.example/new?t={title}"),
        ("http://tracker.example/", None),
        ("javascript:alert(1)", None),
        ("law@example.org?bcc=other@example.org", None),
        ("", None),
    ],
)
def test_the_address_for_reports_is_mail_or_https(
    monkeypatch: pytest.MonkeyPatch, named: str, known: str | None
) -> None:
    monkeypatch.setenv("TRACKER_REPORT_TO", named)
    assert settings.report_to() == known


def test_a_report_fills_in_mail_or_the_form_of_a_tracker(monkeypatch: pytest.MonkeyPatch) -> None:
    text = words.report_text(REPORT, "https://example.org")
    assert text.splitlines()[:3] == [
        "Page: https://example.org/country/DE",
        "Line: In force",
        "What is wrong: It is not & never was",
    ]
    monkeypatch.setenv("TRACKER_REPORT_TO", "law@example.org")
    mail = urlsplit(str(words.report_address("A & B", text)))
    assert (mail.scheme, mail.path) == ("mailto", "law@example.org")
    assert parse_qs(mail.query) == {"subject": ["A & B"], "body": [text]}
    monkeypatch.setenv("TRACKER_REPORT_TO", "https://tracker.example/new?title={title}&body={body}")
    issue = urlsplit(str(words.report_address("A & B", text)))
    assert parse_qs(issue.query) == {"title": ["A & B"], "body": [text]}
    monkeypatch.delenv("TRACKER_REPORT_TO")
    assert words.report_address("A & B", text) is None


async def test_the_form_writes_a_report_to_copy_and_a_link(
    site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/report?about=/country/CA&line=In+force&wrong=%3Cb%3Eno%3C/b%3E"
    page = await soup_of(site, path)
    written = page.find("textarea", id="text")
    assert written.has_attr("readonly")
    assert written.get_text().splitlines()[0].endswith("/country/CA")
    assert "What is wrong: <b>no</b>" in written.get_text()
    assert "Data version: 2026-11-25T11:00:00Z" in written.get_text()
    assert page.find("form", action="/report").get("method", "get") == "get"
    assert page.find("a", href=words.issues())
    monkeypatch.setenv("TRACKER_REPORT_TO", "law@example.org")
    mailed = await soup_of(site, f"{path}&again=1")
    assert mailed.select_one("a.btn")["href"].startswith("mailto:law@example.org?subject=")


@pytest.mark.parametrize(
    "about", ["//evil.example", "https://evil.example", "/\\evil", "javascript:1", "/a b"]
)
async def test_a_report_is_about_no_other_site(site: Datasette, about: str) -> None:
    assert (await site.client.get("/report.json", params={"about": about})).json()["about"] is None
