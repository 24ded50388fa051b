"""The site as files: every link leads to a file, and the files say what the server says."""

from __future__ import annotations

import html
import json
import re
import sqlite3
import xml.etree.ElementTree as ET
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from datasette.app import Datasette

from tests import site_data
from tracker.cli import cli
from tracker.site import export, i18n
from tracker.site.app import build
from tracker.site.where import Base

ROOT = Path(__file__).parent.parent
HOST = site_data.HOST


def soup_of(path: Path) -> Any:
    return BeautifulSoup(path.read_text("utf-8"), "lxml")


def file_of(folder: Path, base: str, address: str) -> Path:
    """The file a static host sends for an address: a folder's is its index.html."""
    assert address.startswith(base), address
    path = folder / unquote(urlsplit(address).path.removeprefix(urlsplit(base).path))
    return path / "index.html" if path.is_dir() else path


@pytest.mark.parametrize(("kind", "base"), [("copied", HOST), ("placeless", "http://nowhere/")])
def test_every_internal_link_leads_to_a_file(kind: str, base: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(kind)
    texts = {path: path.read_text("utf-8") for path in folder.rglob("*.html")}
    seen = set()
    for page, text in texts.items():
        here = base + page.relative_to(folder).as_posix().removesuffix("index.html")
        for link in {
            urljoin(here, html.unescape(told)) for told in re.findall(r'(?:href|src)="([^"]*)"', text)
        }:
            if urlsplit(link).netloc != urlsplit(base).netloc:
                continue
            target = file_of(folder, base, link)
            assert target.is_file(), (page, link)
            assert "?" not in link, (page, link)
            if fragment := urlsplit(link).fragment:
                assert f' id="{unquote(fragment)}"' in texts[target], (page, link)
            # A page is linked where it lies, so that no host has to send the reader on.
            assert target.name != "index.html" or urlsplit(link).path.endswith("/"), (page, link)
            seen.add(target)
    assert len(seen) > 100


def test_every_kind_of_page_is_there_in_every_language(copied: Path, site_database: Path) -> None:
    with sqlite3.connect(site_database) as connection:
        codes = [code for (code,) in connection.execute("SELECT code FROM places")]
        measures = [name for (name,) in connection.execute("SELECT id FROM measures")]
        questions = [name for (name,) in connection.execute("SELECT name FROM criteria")]
    kinds = ["", "matrix/", "treaties/", "charts/", "claims/", "changes/", "sources/", "about/", "download/"]
    kinds += [f"index/{name}/" for name in questions if name != "transplant_abroad"]
    kinds += [
        "charts/convention/",
        "changes/CA/",
        "changes/data/",
        *(f"measure/{name}/" for name in measures),
    ]
    kinds += [f"{kind}/{code}/" for code in codes for kind in ("country", "embed")]
    for tag in i18n.LANGUAGES:
        root = copied / i18n.here("/", tag).lstrip("/")
        for kind in kinds:
            page = (root / kind / "index.html").read_text("utf-8")
            assert f'<html lang="{tag}"' in page, kind
            assert "<form" not in page
        assert all((root / f"badge/{code}.svg").is_file() for code in codes)
    for code in codes:
        assert all((copied / f"country/{code}.{form}").is_file() for form in ("json", "atom", "feed.json"))
    for name in (
        "site.css",
        "site.js",
        ".nojekyll",
        "404.html",
        "changes.atom",
        "bills.feed.json",
        "es/changes/law.atom",
    ):
        assert (copied / name).is_file(), name
    assert not (copied / "health.json").exists()


@pytest.mark.parametrize(
    ("file", "asked"),
    [
        ("index.json", "/index.json"),
        ("country/CA.json", "/country/CA.json"),
        ("index/convention.json", "/index.json?criterion=convention"),
        ("download/countries.csv", "/download/countries.csv"),
        ("download/measures.json", "/download/measures.json"),
        ("fr/badge/CA.svg", "/fr/badge/CA.svg"),
    ],
)
async def test_a_file_is_what_the_server_sends(copied: Path, site: Datasette, file: str, asked: str) -> None:
    assert (copied / file).read_bytes() == (await site.client.get(asked)).content


def test_pages_say_that_they_are_a_copy_and_of_when(copied: Path) -> None:
    for path in copied.rglob("*.html"):
        (note,) = re.findall(r'data-made="([^"]*)" data-old="[^"]*[{]n[}][^"]*"', path.read_text("utf-8"))
        assert note == "2026-11-25T12:00:00Z"
    cited = soup_of(copied / "country/CA/index.html").select(".acts > details > .cite")[-1].text
    assert cited.endswith("https://example.org/repo/country/CA")


def test_an_answer_by_question_has_its_own_page(copied: Path) -> None:
    page = soup_of(copied / "index/convention/index.html")
    assert "the Convention against Trafficking in Human Organs" in page.h1.text
    assert page.find("meta", property="og:url")["content"] == "https://example.org/repo/index/convention/"
    assert page.select_one(".legend li[aria-current] a")["href"] == "/repo/index/convention/"


def test_the_database_among_the_files_is_whole(copied: Path, site_database: Path) -> None:
    def rows(path: Path) -> Any:
        with sqlite3.connect(path) as connection:
            return connection.execute("SELECT * FROM answers ORDER BY id").fetchall()

    assert rows(copied / "download/tracker.db") == rows(site_database)
    assert [f.name for f in (copied / "download").iterdir() if "tracker" in f.name] == ["tracker.db"]


def test_whole_addresses_only_where_the_host_is_known(copied: Path, placeless: Path) -> None:
    sitemap = ET.parse(copied / "sitemap.xml").getroot()  # noqa: S314
    urls = [e.text for e in sitemap.iter() if e.tag.endswith("loc")]
    assert len(urls) == len(set(urls)) > 50
    assert {e.get("href") for e in sitemap.iter() if e.tag.endswith("link")} == set(urls)
    assert all(file_of(copied, HOST, str(url)).name == "index.html" for url in urls)
    assert not any("/embed/" in str(url) for url in urls)
    assert f"Sitemap: {HOST}sitemap.xml" in (copied / "robots.txt").read_text("utf-8")
    feed = json.loads((copied / "changes.feed.json").read_text("utf-8"))
    assert feed["home_page_url"] == f"{HOST}changes"
    assert all(file_of(copied, HOST, item["url"]).is_file() for item in feed["items"])
    assert not (placeless / "sitemap.xml").exists()
    assert json.loads((placeless / "changes.feed.json").read_text("utf-8"))["home_page_url"] == "/changes"
    country = soup_of(placeless / "country/CA/index.html")
    assert "iframe" not in country.text
    assert re.search(r"data version [^.]*\.\s*$", country.select(".acts > details > .cite")[-1].text)
    for path in placeless.rglob("*"):
        if path.suffix in (".html", ".atom", ".json", ".txt", ".svg"):
            assert "localhost" not in path.read_text("utf-8"), path


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("/", ("", "/")),
        ("/repo/", ("", "/repo/")),
        ("/repo", ("", "/repo/")),
        ("https://a.example", ("https://a.example", "/")),
        ("https://a.example/b/c", ("https://a.example", "/b/c/")),
    ],
)
def test_where_it_will_be_served(text: str, base: tuple[str, str]) -> None:
    found = Base.parse(text)
    assert (found.origin, found.path) == base


@pytest.mark.parametrize("text", ["", "repo", "//host/", "ftp://host/", "/a b/", "/?x", "https:///x/", '/"/'])
def test_a_base_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a path such as /repo/"):
        Base.parse(text)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/", "/"),
        ("/?criterion=convention&on=2026-11-25", "/index/convention/"),
        ("/?criterion=transplant_abroad&answer=pending", "/#places"),
        ("/fr/?criterion=convention#places", "/fr/index/convention/#places"),
        ("/index.json?criterion=convention&on=2026-11-25", "/index/convention.json"),
        ("/charts.json?criterion=sanctions", "/charts/sanctions.json"),
        ("/es/changes?place=US-TX", "/es/changes/US-TX/"),
        ("/changes?view=data", "/changes/data/"),
        ("/changes.json?view=law&place=CA", "/changes/CA.json"),
        ("/country/CA.json?on=2026-11-25", "/country/CA.json"),
        ("/tracker/findings?kind=x", "/download/"),
        ("/fr/tracker", "/fr/download/"),
        ("/capture/ab12", "/capture/ab12.txt"),
    ],
)
def test_an_argument_becomes_a_part_of_the_path(link: str, address: str) -> None:
    _, found, fragment = export.still(link, "2026-11-25", "transplant_abroad")
    assert found + fragment == address


@pytest.mark.parametrize("link", ["/country/CA?on=2020-01-01", "/changes?before=7", "/?new=1"])
def test_a_link_that_would_lose_its_meaning_is_an_error(link: str) -> None:
    with pytest.raises(ValueError, match=re.escape(link)):
        export.still(link, "2026-11-25", "transplant_abroad")


def test_the_command_writes_once_and_says_what_is_in_the_way(
    placeless: Path, site_database: Path, tmp_path: Path
) -> None:
    def run(*arguments: str | Path) -> Any:
        return CliRunner().invoke(cli, ["export", *map(str, arguments)])

    said = placeless.with_name("said.txt").read_text("utf-8")
    assert re.fullmatch(r"\d+ files, \d+\.\d MB: .*out\n", said)
    assert '"/country/CA/"' in (placeless / "index.html").read_text("utf-8")
    assert "26 November 2026" in (placeless / "index.html").read_text("utf-8")
    again = run(placeless, "--db", site_database)
    assert (again.exit_code, "is not empty" in again.output) == (2, True)
    wrong = run(tmp_path / "other", "--db", site_database, "--base-url", "repo")
    assert (wrong.exit_code, "expected a path" in wrong.output) == (2, True)
    assert run(tmp_path / "other", "--db", tmp_path / "none.db").exit_code == 3
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_fails_leaves_no_copy(site_database: Path, tmp_path: Path) -> None:
    path = Path(copy(site_database, tmp_path / "broken.db"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE measure_status SET status = 'nonsense' WHERE measure = 'ca-43-1-s-204'")
    with pytest.raises(export.NotCopied, match=r"answers 500"):
        export.export(path, tmp_path / "out", Base.parse(HOST), site_data.NOW)
    assert not [file.name for file in tmp_path.iterdir() if not file.name.startswith("broken.db")]
    with sqlite3.connect(path) as connection:
        connection.executescript("PRAGMA foreign_keys = OFF; DELETE FROM places")
    with pytest.raises(export.NotCopied, match="holds no places yet"):
        export.export(path, tmp_path / "out", Base.parse(HOST), site_data.NOW)


async def test_the_server_shows_no_note_of_a_copy(site_database: Path) -> None:
    site = build(site_database, now=lambda: site_data.NOW)
    assert "data-made" not in (await site.client.get("/country/CA")).text
