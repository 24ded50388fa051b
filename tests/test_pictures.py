"""Pictures of answers: the map and the cards say what the pages say, in letters that are really there."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from datasette.app import Datasette

from tests import shipped, site_data
from tracker.site import drawing, i18n, pictures, typeface
from tracker.site.app import build
from tracker.site.drawing import Card, Drawing, Entry
from tracker.vocabulary import Answer, Status

CSS = (Path(drawing.__file__).parent / "static" / "site.css").read_text("utf-8")


async def svg_of(site: Datasette, path: str) -> ET.Element:
    answer = await site.client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314


def texts(root: ET.Element) -> list[str]:
    """What is written on a picture, line by line."""
    lines = (" ".join("".join(e.itertext()).split()) for e in root.iter(f"{{{drawing.SVG}}}text"))
    return [line.strip("\u2067\u2069") for line in lines]


def size_of(png: bytes) -> tuple[int, ...]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def card(title: str, line: str = "") -> Drawing:
    return drawing.card(Card("Head", title, line, Entry(Answer.UNCLEAR, "Unclear"), "", ["Foot"]))


async def test_the_map_says_what_the_first_page_says(site: Datasette) -> None:
    root = await svg_of(site, "/map.svg")
    found = (await site.client.get("/index.json")).json()
    assert texts(root) == [
        "Law on transplants abroad",
        "Does a national act in force attach a legal consequence to a transplant that was obtained or "
        "arranged abroad?",
        "As of 25 November 2026. Of the 5 countries checked so far:",
        *("In force 3", "Bill pending 1", "Nothing found 1", "Not checked yet 2 of 7"),
        "Organ law tracker · localhost · CC BY 4.0 · Data version 25 November 2026, 11:00 UTC.",
        "Borders as Natural Earth draws them, without a judgement of ours; equal areas (Equal Earth). Small "
        "states are dots.",
    ]
    assert found["counts"] == {"in_force": 3, "pending": 1, "none_found": 1, "not_checked": 2}
    labels = [e.text for e in root.iter(f"{{{drawing.SVG}}}title")]
    assert root.get("aria-labelledby") == root.find(f"{{{drawing.SVG}}}title").get("id")  # type: ignore[union-attr]
    assert str(labels[0]).startswith("Law on transplants abroad. As of 25 November 2026: Of the 5 countries")
    assert "Canada: in force since 15 December 2022" in labels


async def test_the_map_is_of_the_question_the_day_and_the_language(site: Datasette) -> None:
    past = texts(await svg_of(site, "/map.svg?on=2020-06-30"))
    assert past[2].startswith("As of 30 June 2020.")
    treaty = texts(await svg_of(site, "/fr/map.svg?criterion=convention"))
    assert "Signé, non ratifié" in " ".join(treaty) or "En vigueur" in " ".join(treaty)
    for path in ("/map.svg", "/map.png", "/og/map.png", "/og/country/CA.png", "/embed/map", "/badge/CA.svg"):
        for asked in ("criterion=nothing", "on=yesterday"):
            assert (await site.client.get(f"{path}?{asked}")).status_code == 400, (path, asked)


@pytest.mark.parametrize("answer", Answer)
def test_the_colours_are_those_of_the_light_site(answer: Answer) -> None:
    light = CSS[: CSS.index("prefers-color-scheme")]
    assert re.search(rf"--[a-z-]+: {drawing.COLOURS[answer]};", light)


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/map.png", None),
        ("/og/map.png?criterion=convention", (1200, 630)),
        ("/og/country/CA.png?criterion=sanctions", (1200, 630)),
        ("/fr/og/country/US-TX.png", (1200, 630)),
        ("/og/measure/ca-44-1-s-223.png", (1200, 630)),
    ],
)
async def test_a_picture_is_kept_and_shown_in_place(site: Datasette, path: str, size: Any) -> None:
    first = await site.client.get(path)
    assert first.headers["content-type"] == "image/png"
    width, height = size_of(first.content)
    assert (width, height) == size if size else width == 1200 < 2 * height
    assert first.headers["content-disposition"].startswith("inline")
    assert first.headers["cache-control"] == "public, no-cache"
    again = await site.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


async def test_the_same_answer_is_the_same_bytes(site: Datasette, site_database: Path) -> None:
    other = build(site_database, now=lambda: site_data.NOW)
    for path in ("/og/map.png", "/map.svg", "/es/og/country/CA.png"):
        assert (await site.client.get(path)).content == (await other.client.get(path)).content


@pytest.mark.parametrize("path", ["og/country/Nowhere.png", "og/measure/nothing.png"])
async def test_there_is_no_picture_of_nothing(site: Datasette, path: str) -> None:
    assert (await site.client.get(f"/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "moved"),
    [
        ("/og/country/ca.png?criterion=sanctions", "/og/country/CA.png?criterion=sanctions"),
        ("/fr/embed/ca?criterion=sanctions&on=2020-01-01", "/fr/embed/CA?criterion=sanctions&on=2020-01-01"),
        ("/badge/ca.svg?criterion=sanctions", "/badge/CA.svg?criterion=sanctions"),
        ("/og/measure/CA-44-1-S-223.png", "/og/measure/ca-44-1-s-223.png"),
    ],
)
async def test_a_picture_has_one_address(site: Datasette, asked: str, moved: str) -> None:
    answer = await site.client.get(asked)
    assert (answer.status_code, answer.headers["location"]) == (302, moved)


# -- letters -----------------------------------------------------------------------------------------


def test_signs_that_no_font_has_are_known() -> None:
    assert (
        typeface.lacking("Türkiye, São Tomé, Łódź, Việt Nam; Россия, Ελλάδα; كندا: نافذ منذ 2022؟") == set()
    )
    assert typeface.lacking("\u2067 \u2069") == set()
    assert typeface.lacking("器官 law 한\x01") == {"器", "官", "한", "\x01"}


def test_text_is_measured_in_its_own_letters() -> None:
    assert typeface.width("i", 100) < typeface.width("m", 100) < typeface.width("m", 100, typeface.BOLD)
    assert typeface.width("نافذ", 20) == pytest.approx(typeface.width("\u2067نافذ\u2069", 20))
    whole = "one two three four five six seven"
    lines = typeface.lines(whole, 20, typeface.width("one two three", 20) + 1, 9)
    assert lines == ["one two three", "four five six", "seven"]
    assert all(typeface.width(line, 20) <= typeface.width("one two three", 20) + 1 for line in lines)
    assert typeface.lines(whole, 20, typeface.width("one two three", 20) + 1, 2)[-1] == "four five six…"
    assert typeface.lines("", 20, 100, 2) == []


@pytest.mark.parametrize("tag", i18n.LANGUAGES)
async def test_no_picture_of_the_site_has_an_empty_box(site: Datasette, tag: str, monkeypatch: Any) -> None:
    """What is drawn in pixels is drawn in the page's language or, where letters are lacking, in English."""
    drawn: list[Drawing] = []

    def kept(drawing: Drawing) -> bytes:
        drawn.append(drawing)
        return b""

    monkeypatch.setattr(Drawing, "png", kept)
    found = (await site.client.get("/index.json")).json()
    paths = [f"/og/map.png?criterion={c['name']}" for c in found["criteria"]] + ["/map.png"]
    paths += [f"/og/country/{row['place']}.png" for row in found["answers"]]
    paths += ["/og/measure/ca-44-1-s-223.png", "/og/measure/us-119-hr-1503.png"]
    for path in paths:
        assert (await site.client.get(i18n.here(path, tag))).status_code == 200
    assert len(drawn) == len(paths)
    assert all(picture.drawable for picture in drawn)


@pytest.mark.parametrize("tag", [tag for tag in i18n.LANGUAGES if not tag.startswith("zh")])
def test_a_language_of_the_site_has_its_letters(tag: str) -> None:
    """Else all its pictures would be in English, and nobody would notice."""
    with i18n.speaking(tag):
        names = {i18n.place_name(place.code, place.name) for place in shipped.known().places}
    assert {name for name in names if typeface.lacking(name)} == set()
    if tag != "en":
        with (i18n.FOLDER / f"{tag}.po").open("rb") as file:
            said = {sign for message in read_po(file) for sign in str(message.string)}
        # What is told of a search has Chinese words as examples; no picture has it.
        assert typeface.lacking("".join(said - set("\n→器官"))) == set()


def test_what_has_no_letters_is_drawn_in_english() -> None:
    def draw(found: dict[str, Any], site: str) -> Drawing:
        return card(found[i18n.language()], site)

    def site() -> str:
        return i18n.language()

    with i18n.speaking("fr"):
        chinese = pictures._pixels(draw, {"fr": "人體器官移植條例", "en": "Organs"}, site)
        french = pictures._pixels(draw, {"fr": "Organes", "en": "Organs"}, site)
        assert french == card("Organes", "fr").png()
    assert chinese == card("Organs", "en").png() != french


@pytest.mark.parametrize(
    ("titles", "number", "named", "head"),
    [
        (
            ("人體器官移植條例", "Human Organ Transplant Act"),
            "123",
            "Human Organ Transplant Act",
            "Taiwan · 123",
        ),
        (("人體器官移植條例", None), "123", "123", "Taiwan"),
        (("人體器官移植條例", None), "第123號", "tw-1", "Taiwan"),
        (("Loi de bioéthique", None), None, "Loi de bioéthique", "Taiwan"),
    ],
)
def test_a_bill_is_named_in_letters_that_are_there(
    titles: tuple[str, str | None], number: str | None, named: str, head: str
) -> None:
    found: dict[str, Any] = {"title": titles[0], "title_en": titles[1], "lang": "zh", "number": number}
    found["id"] = "tw-1"
    stands = {"status": Status.IN_FORCE, "status_date": "2015-06-12", "unclear": False, "citation": None}
    found |= {
        **stands,
        "standings": [],
        "events": [],
        "place": "TW",
        "place_name": "Taiwan",
        "on": "2026-11-25",
    }
    picture = pictures.measure_card(found, "Organ law tracker")
    told = texts(ET.fromstring(picture.svg))  # noqa: S314
    assert told[:2] == [head, named]
    assert "In force" in told
    assert picture.drawable


async def test_hostile_titles_stay_text(tmp_path: Path) -> None:
    path = site_data.build_database(tmp_path / "hostile.db")
    name = site_data.add_hostile(path)
    site = build(path, now=lambda: site_data.NOW)
    for address in (f"/og/measure/{name}.png", "/og/country/NO.png"):
        assert size_of((await site.client.get(address)).content) == (1200, 630)
    evil = card('</text><script>alert(1)</script> & "')
    assert texts(ET.fromstring(evil.svg))[1] == '</text><script>alert(1)</script> & "'  # noqa: S314


def test_a_picture_of_a_language_from_right_to_left_is_mirrored(monkeypatch: Any) -> None:
    there = ET.fromstring(card("Organ").svg)  # noqa: S314
    monkeypatch.setattr(i18n, "direction", lambda: "rtl")
    here = ET.fromstring(card("Organ").svg)  # noqa: S314
    assert texts(here) == texts(there)
    for one, other in zip(*(root.findall(f"{{{drawing.SVG}}}text") for root in (there, here)), strict=True):
        assert float(one.attrib["x"]) + float(other.attrib["x"]) == drawing.CARD_WIDTH
        assert other.get("text-anchor") == "end"


# -- frames ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "told", "out"),
    [
        ("/embed/map", "Law on transplants abroad", "/?criterion=transplant_abroad"),
        ("/fr/embed/map?criterion=convention", "Convention", "/fr/?criterion=convention"),
        ("/embed/map?on=2020-06-30", "Law on tr", "/?criterion=transplant_abroad&on=2020-06-30"),
        ("/embed/CA", "Canada", "/country/CA?criterion=transplant_abroad"),
        ("/es/embed/CA?criterion=sanctions", "Canadá", "/es/country/CA?criterion=sanctions"),
        ("/embed/bills", "1 open bill", "/bills"),
    ],
)
async def test_a_frame_has_one_way_out_and_leaves_the_frame(
    site: Datasette, path: str, told: str, out: str
) -> None:
    answer = await site.client.get(path)
    page = BeautifulSoup(answer.text, "lxml")
    links = page.find_all("a")
    assert links[-1]["href"] == out
    assert len(links) == 1 + len(page.select("li a"))
    assert {link["target"] for link in links} == {"_top"}
    assert page.h1.text.strip().startswith(told)  # type: ignore[union-attr]
    assert not page.find_all(["script", "form", "header"])
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers


async def test_the_map_in_a_frame_has_the_key_of_the_picture(site: Datasette) -> None:
    page = BeautifulSoup((await site.client.get("/embed/map")).text, "lxml")
    key = [" ".join(li.get_text(" ").split()) for li in page.select(".legend li")]
    assert key == ["In force 3", "Bill pending 1", "Nothing found 1", "Not checked yet 2 of 7"]
    assert page.select_one(".q").text == "Of the 5 countries checked so far:"  # type: ignore[union-attr]
    assert str(page.svg["aria-label"]).startswith("Of the 5 countries checked so far, 3 have")  # type: ignore[index]


@pytest.mark.parametrize("path", ["/", "/?criterion=convention", "/country/CA", "/measure/ca-44-1-s-223"])
async def test_a_shared_link_has_a_picture_that_is_there(site: Datasette, path: str) -> None:
    page = BeautifulSoup((await site.client.get(path)).text, "lxml")
    told = {m["property"]: str(m["content"]) for m in page.find_all("meta", property=True)}
    picture = await site.client.get(told["og:image"].removeprefix("http://localhost"))
    assert size_of(picture.content) == (1200, 630)
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["og:image:alt"]


def test_a_copy_has_the_pictures_and_the_code_to_embed_leads_to_files(copied: Path) -> None:
    base = site_data.HOST
    named = {"map.png", "map.svg", "map/convention.png", "fr/map/sanctions.svg", "og/map/convention.png"}
    named |= {"embed/map/index.html", "es/embed/map/convention/index.html", "embed/bills/index.html"}
    assert {name for name in named if not (copied / name).is_file()} == set()
    assert size_of((copied / "og/map/convention.png").read_bytes()) == (1200, 630)
    # Nobody has looked at Albania.
    assert [p.stem for p in (copied / "og/country").iterdir() if p.stem in ("AL", "CA")] == ["CA"]
    home = BeautifulSoup((copied / "index/convention/index.html").read_text("utf-8"), "lxml")
    codes = [BeautifulSoup(code.text, "lxml") for code in home.select(".cite code")]
    assert [code.iframe["src"] for code in codes if code.iframe] == [f"{base}embed/map/convention/"]
    assert [code.img["src"] for code in codes if code.img] == [f"{base}map/convention.png"]
    image = home.find("meta", property="og:image")
    assert image["content"] == f"{base}og/map/convention.png"  # type: ignore[index]
