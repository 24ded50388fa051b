"""The feeds: steps in law and changes of our data, as Atom (RFC 4287) and JSON Feed 1.1, in each language."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from datasette.app import Datasette

from tracker.site import changes

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEEDS = (
    *("/changes", "/changes/law", "/bills", "/country/CA", "/measure/ca-44-1-s-223"),
    *("/fr/changes/law", "/es/measure/us-119-hr-1503", "/fr/changes", "/fr/bills"),
)


async def atom_of(site: Datasette, path: str) -> ET.Element:
    response = await site.client.get(path)
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314


async def json_of(site: Datasette, path: str) -> dict[str, Any]:
    response = await site.client.get(path)
    assert response.headers["content-type"] == "application/feed+json; charset=utf-8"
    found: dict[str, Any] = response.json()
    return found


def titles(root: ET.Element) -> list[str]:
    return [str(entry.findtext(f"{ATOM}title")) for entry in root.iter(f"{ATOM}entry")]


@pytest.mark.parametrize("path", FEEDS)
async def test_each_feed_is_atom_and_names_itself(site: Datasette, path: str) -> None:
    root = await atom_of(site, f"{path}.atom")
    assert root.tag == f"{ATOM}feed"
    language = path[1:3] if path[3:4] == "/" else "en"
    assert root.get(LANG) == language
    for name in ("id", "title", "updated", "author"):
        assert len(root.findall(f"{ATOM}{name}")) == 1
    links = {link.get("rel"): str(link.get("href")) for link in root.findall(f"{ATOM}link")}
    assert links["self"] == f"http://localhost{path}.atom"
    page = await site.client.get(links["alternate"].removeprefix("http://localhost"))
    assert page.status_code == 200
    entries = root.findall(f"{ATOM}entry")
    ids = [str(entry.findtext(f"{ATOM}id")) for entry in entries]
    assert 0 < len(ids) == len(set(ids)) <= 100
    for entry in entries:
        for name in ("id", "title", "updated", "summary"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1
        assert datetime.fromisoformat(str(entry.findtext(f"{ATOM}updated"))).tzinfo is not None
        assert entry.find(f"{ATOM}link[@rel='alternate']") is not None
    assert [e.findtext(f"{ATOM}updated") for e in entries] == sorted(
        (str(e.findtext(f"{ATOM}updated")) for e in entries), reverse=True
    )


@pytest.mark.parametrize("path", FEEDS)
async def test_each_feed_is_json_with_the_same_entries(site: Datasette, path: str) -> None:
    found = await json_of(site, f"{path}.feed.json")
    root = await atom_of(site, f"{path}.atom")
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == f"http://localhost{path}.feed.json"
    assert (found["title"], found["language"]) == (root.findtext(f"{ATOM}title"), root.get(LANG))
    assert [item["id"] for item in found["items"]] == [e.text for e in root.iter(f"{ATOM}id")][1:]
    assert [item["title"] for item in found["items"]] == titles(root)


async def test_no_two_feeds_share_an_id(site: Datasette) -> None:
    paths = [f"{path}.atom" for path in FEEDS] + ["/changes/law.atom?criterion=sanctions"]
    ids = [(await atom_of(site, path)).findtext(f"{ATOM}id") for path in paths]
    assert len(set(ids)) == len(paths)
    # As it was before there were others: who follows it sees no second feed.
    assert ids[0] == "urn:uuid:d8be70e0-6c89-53c9-8043-b372a7cc1213"


async def test_steps_are_told_by_the_day_they_took_effect_in_the_language(site: Datasette) -> None:
    told = titles(await atom_of(site, "/measure/ca-44-1-s-223.atom"))
    assert told[0].startswith("Canada: in force. S-223, An Act to amend the Criminal Code")
    french = await atom_of(site, "/fr/measure/ca-44-1-s-223.atom")
    assert titles(french)[0].startswith("Canada\u00a0: en vigueur. S-223, ")
    assert next(french.iter(f"{ATOM}entry")).findtext(f"{ATOM}updated") == "2022-12-15T00:00:00Z"


async def test_a_first_reading_is_in_no_feed_of_changes(site: Datasette) -> None:
    for path in ("/changes.atom", "/country/US.atom"):
        assert not [title for title in titles(await atom_of(site, path)) if "first seen" in title]


async def test_a_feed_narrows_to_a_question_or_a_place(site: Datasette) -> None:
    treaty = titles(await atom_of(site, "/changes/law.atom?criterion=convention"))
    assert treaty[0].startswith("Norway: bound by the treaty. ")
    assert {title.partition(":")[0] for title in treaty} == {"Norway", "United Kingdom"}
    states = await atom_of(site, "/changes/law.atom?place=US")
    assert any(title.startswith("Texas, United States: ") for title in titles(states))
    link = states.find(f"{ATOM}link[@rel='self']")
    assert link is not None
    assert link.get("href") == "http://localhost/changes/law.atom?place=US"
    bills = titles(await atom_of(site, "/bills.atom"))
    assert bills
    assert not any(re.match("Norway|Texas", title) for title in bills)
    answers = await json_of(site, "/changes.feed.json?criterion=transplant_abroad")
    assert {tuple(item["tags"]) for item in answers["items"]} == {("answer",)}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/changes/law.atom?criterion=x", 400),
        ("/changes/law.atom?place=Canadda", 404),
        ("/measure/none.atom", 404),
        ("/measure/CA-LAW-2022-18.atom", 302),
    ],
)
async def test_what_no_feed_is_of_is_told(site: Datasette, path: str, status: int) -> None:
    response = await site.client.get(path)
    assert response.status_code == status
    if status == 302:
        assert response.headers["location"] == "/measure/ca-44-1-s-223.atom"


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2026-11-30", 24, "2024-11-30"), ("2026-08-31", 6, "2026-02-28"), ("2024-02-29", 12, "2023-02-28")],
)
def test_months_earlier(day: str, months: int, then: str) -> None:
    assert changes.months_before(day, months) == then
