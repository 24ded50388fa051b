"""What others show of us: a page for an iframe, a badge, and what a shared link says of itself."""

from __future__ import annotations

import re
import sqlite3
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from tests import site_data
from tracker.site import embed
from tracker.site.app import build
from tracker.vocabulary import Answer

PAGES = (
    *("/", "/country/CA", "/measure/ca-44-1-s-223", "/sources", "/changes", "/about", "/matrix", "/treaties"),
    *("/charts", "/claims", "/download/"),
)
CSS = (Path(embed.__file__).parent / "static" / "site.css").read_text("utf-8")


async def soup_of(site: Datasette, path: str, status: int = 200) -> Any:
    answer = await site.client.get(path)
    assert answer.status_code == status, answer.text[:300]
    return parsed(answer.text)


def parsed(text: str) -> Any:
    return BeautifulSoup(text, "lxml")


def text_of(element: Any) -> str:
    return re.sub(r"\s+", " ", element.get_text(" ")).strip()


async def svg_of(site: Datasette, path: str) -> ET.Element:
    answer = await site.client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/embed/CA", "Yes, by a law made for it In force since 15 December 2022 As of 25 November 2026 ."),
        ("/embed/CA?on=2022-06-01", "Not yet: a bill is pending Bill pending since 24 November 2021 As of"),
        (
            "/embed/CA?criterion=sanctions",
            "Nobody has read this yet That does not mean that there is no law.",
        ),
        ("/embed/AL", "Nobody has read this yet That does not mean that there is no law. As of 25 November"),
        ("/fr/embed/CA", ""),
    ],
)
async def test_an_embedded_page_answers_and_leads_back(site: Datasette, path: str, told: str) -> None:
    page = await soup_of(site, path)
    place, asked, *_ = page.main.find_all(["h1", "p"])
    assert place.text == ("Albania" if "AL" in path else "Canada")
    assert asked.text.endswith("?")
    assert text_of(page.main).startswith(f"{place.text} {text_of(asked)} {told}".strip())
    (back,) = page.find_all("a")
    asked_of = "sanctions" if "sanctions" in path else "transplant_abroad"
    where = path.partition("?")[0].replace("/embed/", "/country/")
    kept = "&on=2022-06-01" if "?on=" in path else ""
    assert back["href"] == f"{where}?criterion={asked_of}{kept}"
    assert back["target"] == "_top"
    assert not page.find_all("script")
    assert len(str(page)) < 3000


@pytest.mark.parametrize("path", ["/embed/CA", "/es/embed/CA", "/embed/XX"])
async def test_only_an_embedded_page_may_stand_in_a_frame(site: Datasette, path: str) -> None:
    headers = (await site.client.get(path)).headers
    assert "frame-ancestors *" in headers["content-security-policy"]
    assert "x-frame-options" not in headers
    for other in (path.replace("embed", "country"), "/embedded/CA", "/country/embed/CA", "/"):
        headers = (await site.client.get(other)).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("kind", ["embed/{}", "badge/{}.svg"])
async def test_one_address_and_no_answer_for_what_is_no_place(site: Datasette, kind: str) -> None:
    moved = await site.client.get(f"/es/{kind.format('ca')}?on=2020-01-01")
    assert moved.status_code == 302
    assert moved.headers["location"] == f"/es/{kind.format('CA')}?on=2020-01-01"
    assert (await site.client.get(f"/{kind.format('Nowhere')}")).status_code == 404


async def test_a_badge_says_all_in_words_and_in_its_title(site: Datasette) -> None:
    root = await svg_of(site, "/badge/CA.svg")
    texts = [e.text for e in root.iter() if e.tag.endswith("text")]
    assert texts == [
        "Canada · Law on transplants abroad",
        "In force since 15 December 2022",
        "as of 25 November 2026",
    ]
    title = next(e for e in root.iter() if e.tag.endswith("title"))
    assert root.get("aria-labelledby") == title.get("id")
    line = "Law on transplants abroad. Canada: in force since 15 December 2022, as of 25 November 2026"
    assert title.text == line
    korea = await svg_of(site, "/fr/badge/KR.svg")
    assert "Corée du Sud" in "".join(korea.itertext())


async def test_the_parts_of_a_badge_stand_side_by_side_around_their_text(site: Datasette) -> None:
    for code in ("CA", "GS", "US-TX"):
        root = await svg_of(site, f"/badge/{code}.svg")
        *boxes, frame = [e.attrib for e in root.iter() if e.tag.endswith("rect")]
        texts = [e.attrib for e in root.iter() if e.tag.endswith("text")]
        end = 0.0
        for box, text in zip(boxes, texts, strict=True):
            assert float(box["x"]) == pytest.approx(end, abs=0.11)
            end = float(box["x"]) + float(box["width"])
            assert float(text["x"]) == pytest.approx(float(box["x"]) + 8, abs=0.11)
            assert float(text["x"]) + float(text["textLength"]) == pytest.approx(end - 8, abs=0.21)
        assert float(root.attrib["width"]) == pytest.approx(end, abs=0.11)
        assert frame["fill"] == "none"


def test_text_is_as_wide_as_in_helvetica() -> None:
    assert embed.text_width("Canada") == pytest.approx((722 + 5 * 556) * 12 / 1000)
    assert embed.text_width("é") == embed.text_width("e")
    assert embed.text_width("器") == 12


@pytest.mark.parametrize("answer", Answer)
def test_a_badge_has_the_sites_colours_and_text_that_stands_out(answer: Answer) -> None:
    def light(colour: str) -> float:
        digits = colour.strip("#")
        digits = digits if len(digits) == 6 else "".join(2 * d for d in digits)
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return sum(v * w for v, w in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))

    for ground, ink in (embed.COLOURS[answer], embed.LABEL, embed.PANEL):
        low, high = sorted((light(ground), light(ink)))
        assert (high + 0.05) / (low + 0.05) >= 4.5
        assert f": {ground};" in CSS


async def test_an_overdue_source_is_told_outside_too(site_database: Path) -> None:
    late = build(site_database, now=lambda: site_data.NOW + timedelta(days=9))
    assert "Overdue: a later step may be missing." in text_of((await soup_of(late, "/embed/CA")).body)
    root = await svg_of(late, "/badge/CA.svg")
    assert "as of 4 December 2026 · source overdue" in list(root.itertext())
    page = await soup_of(late, "/country/CA")
    assert page.find("meta", attrs={"name": "description"})["content"].endswith("(source overdue).")


@pytest.mark.parametrize("path", [*PAGES, "/fr/country/CA", "/es/", "/country/CA?on=2020-01-01"])
async def test_a_shared_link_tells_what_it_leads_to(site: Datasette, path: str) -> None:
    page = await soup_of(site, path)
    told = {m.get("property") or m.get("name"): m["content"] for m in page.find_all("meta", content=True)}
    assert told["description"] == told["og:description"]
    assert 20 < len(told["description"]) < 600
    assert not re.search(r"[<>{}]|  |\n|None", told["description"])
    assert told["og:title"] in page.title.text
    assert told["og:url"] == f"http://localhost{path}"
    assert told["twitter:card"] == ("summary_large_image" if "og:image" in told else "summary")
    assert told["og:locale"].startswith(page.html["lang"])


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/", "As of 25 November 2026: Of the 5 countries checked so far, 3 have a law on transplants"),
        ("/country/CA", "Law on transplants abroad. Canada: in force since 15 December 2022, as of 25"),
        ("/measure/us-119-hr-1503", "Stop Forced Organ Harvesting Act of 2025: Pending since"),
    ],
)
async def test_the_description_is_the_answer(site: Datasette, path: str, told: str) -> None:
    page = await soup_of(site, path)
    assert page.find("meta", attrs={"name": "description"})["content"].startswith(told)


async def test_a_country_page_has_both_to_copy(site: Datasette) -> None:
    page = await soup_of(site, "/es/country/CA")
    frame, image = [parsed(code.text) for code in page.select(".acts .cite code")]
    asking = "?criterion=transplant_abroad"
    assert frame.iframe["src"] == f"http://localhost/es/embed/CA{asking}"
    assert image.img["src"] == f"http://localhost/es/badge/CA.svg{asking}"
    assert image.a["href"] == f"http://localhost/es/country/CA{asking}"
    assert page.select_one(".acts img")["src"] == f"/es/badge/CA.svg{asking}"


async def test_hostile_titles_stay_text_in_what_others_show(site_database: Path, tmp_path: Path) -> None:
    path = tmp_path / "hostile.db"
    path.write_bytes(site_database.read_bytes())
    evil = '"><script>alert(1)</script>'
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE measures SET title = ?", [evil])
        connection.execute("UPDATE places SET name = ? WHERE code = 'CA'", [evil])
    site = build(path, now=lambda: site_data.NOW)
    for address in ("/embed/CA", "/country/CA", "/measure/ca-44-1-s-223"):
        scripts = (await soup_of(site, address)).find_all("script", type=None)
        assert all(tag.get("src") == "/site.js" and not tag.text for tag in scripts)
    assert f"{evil} · Law on transplants abroad" in (await svg_of(site, "/badge/CA.svg")).itertext()
