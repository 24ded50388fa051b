"""The public address: what is made of it, whose word counts for it, and what machines are told by it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from datasette.app import Datasette
from protego import Protego

from tests import site_data
from tests.test_site import OTHERS
from tests.test_site import PAGES as OF_THE_SITE
from tracker.cli import cli
from tracker.site import export, i18n, linked, register_routes, sitemap
from tracker.site.app import build
from tracker.site.drawing import Drawing
from tracker.site.serving import inside
from tracker.site.where import Base

PUBLIC = "https://law.example/organs/"
EVIL = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
LAW = "/measure/ca-44-1-s-223"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def known(site_database: Path) -> Datasette:
    """The site at a public address that is known, in a folder of its host."""
    return build(site_database, now=lambda: site_data.NOW, base=Base.public(PUBLIC))


async def head_of(site: Datasette, path: str) -> Any:
    answer = await site.client.get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.text.partition("<body")[0], "html.parser").head


def alternates_of(head: Any) -> dict[str, str]:
    return {link["hreflang"]: link["href"] for link in head.find_all("link", hreflang=True)}


def told_by(head: Any) -> dict[str, Any]:
    (tag,) = head.find_all("script", type="application/ld+json")
    found: dict[str, Any] = json.loads(tag.text)
    return found


# -- whose word counts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*OF_THE_SITE, *OTHERS, "/sitemap.xml", "/tracker/places.json?_size=2", "/nothing"]
)
async def test_the_host_that_is_asked_for_stands_nowhere(known: Datasette, path: str) -> None:
    answer = await known.client.get(path, headers=EVIL)
    assert b"evil.example" not in answer.content
    assert "evil.example" not in str(answer.headers)
    assert "localhost" not in answer.text if "text" in answer.headers["content-type"] else True


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("/country/CA", f"{PUBLIC}embed/CA"),
        ("/country/CA", f"{PUBLIC}badge/CA.svg"),
        ("/country/CA", f"{PUBLIC}country/CA?criterion=transplant_abroad&amp;on=2026-11-25"),
        (LAW, f'"og:url" content="{PUBLIC[:-1]}{LAW}"'),
        ("/changes.atom", f'href="{PUBLIC}changes"'),
        ("/changes.feed.json", f'"feed_url": "{PUBLIC}changes.feed.json"'),
        ("/sitemap.xml", f"<loc>{PUBLIC}fr/country/CA</loc>"),
        ("/robots.txt", f"Sitemap: {PUBLIC}sitemap.xml"),
        ("/tracker/places.json?_size=2", f'"next_url": "{PUBLIC[:-1]}/tracker/places.json'),
    ],
)
async def test_every_whole_address_is_made_of_the_public_one(known: Datasette, path: str, made: str) -> None:
    assert made in (await known.client.get(path, headers=EVIL)).text


@pytest.mark.parametrize("prefix", ["", "/organs"])
async def test_a_proxy_may_leave_the_folder_on_or_take_it_off(known: Datasette, prefix: str) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    path = f"{prefix}/country/CA"
    scope = {
        **{"type": "http", "method": "GET", "scheme": "http", "http_version": "1.1", "query_string": b""},
        **{"path": path, "raw_path": path.encode(), "headers": [(b"host", b"evil.example")]},
    }
    await known.app()(scope, None, send)
    assert sent[0]["status"] == 200
    assert f'<link rel="canonical" href="{PUBLIC}country/CA">' in sent[1]["body"].decode()


@pytest.mark.parametrize("host", ["law.example", "127.0.0.1:8001", "[::1]:8001", "LAW.example:65535"])
async def test_a_plausible_host_is_taken_where_none_is_set(site: Datasette, host: str) -> None:
    answer = await site.client.get("/country/CA", headers={"Host": host})
    assert f"http://{host}/embed/CA" in answer.text


@pytest.mark.parametrize(
    "host", ["", "a b", 'a"onload="x', "a/b", "a@b", "a,b", "<b>", b"\xc3\xa9.example", "a:b", "a" * 300]
)
async def test_what_is_no_host_is_refused(site: Datasette, host: str | bytes) -> None:
    answer = await site.client.get("/country/CA", headers=[("Host", host)])
    assert (answer.status_code, answer.text) == (400, "400: the header Host names no host.\n")
    assert "default-src" in answer.headers["content-security-policy"]


async def test_two_hosts_are_none(site: Datasette, known: Datasette) -> None:
    two = [("Host", "a.example"), ("Host", "b.example")]
    assert (await site.client.get("/about", headers=two)).status_code == 400
    assert (await known.client.get("/about", headers=two)).status_code == 200


# -- the setting -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("law.example", "/organs/", "ftp://law.example/", "https://law.example/?a=b", "https:///"),
        *("https://user@law.example/", "https://law.example/#a", "https://a b/"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "up"])
def test_a_public_address_that_is_none_is_told(
    site_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, text: str
) -> None:
    monkeypatch.setenv("TRACKER_BASE_URL", text)
    result = CliRunner().invoke(cli, [command, "--db", str(tmp_path / "none.db")])
    assert result.exit_code == 2
    expected = "expected an address such as https://host/ or https://host/path/"
    assert f"TRACKER_BASE_URL is {text!r}: {expected}" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_copy_takes_the_public_address_unless_told_another(
    site_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Base] = []

    def exported(_database: Path, _folder: Path, base: Base, _now: object) -> export.Written:
        taken.append(base)
        return export.Written(0, 0)

    monkeypatch.setattr(export, "export", exported)
    ask = ["export", str(tmp_path / "out"), "--db", str(site_database)]
    assert CliRunner().invoke(cli, ask).exit_code == 0
    monkeypatch.setenv("TRACKER_BASE_URL", PUBLIC)
    assert CliRunner().invoke(cli, ask).exit_code == 0
    assert CliRunner().invoke(cli, [*ask, "--base-url", "/x/"]).exit_code == 0
    assert taken == [Base(), Base("https://law.example", "/organs/"), Base("", "/x/")]


# -- one address a page ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/", "/"),
        ("/?criterion=transplant_abroad", "/"),
        ("/?criterion=convention&on=2020-06-30&answer=in_force&utm_source=x", "/?criterion=convention"),
        ("/fr/?criterion=convention", "/fr/?criterion=convention"),
        ("/country/CA?on=2020-06-30", "/country/CA"),
        ("/country/CA?criterion=convention", "/country/CA"),
        ("/charts?criterion=convention", "/charts?criterion=convention"),
        ("/changes?place=canada", "/changes?place=CA"),
        ("/es/changes?kind=status", "/es/changes"),
        (LAW, LAW),
    ],
)
async def test_a_page_has_one_address(known: Datasette, asked: str, canonical: str) -> None:
    head = await head_of(known, asked)
    (link,) = head.find_all("link", rel="canonical")
    assert link["href"] == f"{PUBLIC[:-1]}{canonical}"
    found = alternates_of(head)
    assert list(found) == [*i18n.LANGUAGES, "x-default"]
    assert link["href"] in found.values()
    assert found["x-default"] == found["en"]
    plain = re.sub("^/(fr|es)/", "/", canonical)
    assert {
        tag: urlsplit(url).path + "?" * bool(urlsplit(url).query) + urlsplit(url).query
        for tag, url in found.items()
    } == {tag: "/organs" + i18n.here(plain, tag) for tag in i18n.LANGUAGES} | {"x-default": f"/organs{plain}"}


async def test_languages_name_each_other(known: Datasette) -> None:
    heads = [await head_of(known, i18n.here("/country/CA", tag)) for tag in i18n.LANGUAGES]
    assert len({str(sorted(alternates_of(head).items())) for head in heads}) == 1


@pytest.mark.parametrize("path", ["/nothing", "/country/Canadda", "/?on=never"])
async def test_an_error_has_no_address_of_its_own(known: Datasette, path: str) -> None:
    head = BeautifulSoup((await known.client.get(path)).text, "html.parser").head
    assert head is not None
    assert not head.find("link", rel="canonical")
    assert not head.find("link", hreflang=True)


async def test_where_no_address_is_set_the_request_has_it(site: Datasette) -> None:
    head = await head_of(site, "/about")
    assert head.find("link", rel="canonical")["href"] == "http://localhost/about"
    assert "Sitemap" not in (await site.client.get("/robots.txt")).text


# -- the sitemap -------------------------------------------------------------------------------------


async def sitemap_of(site: Datasette) -> ET.Element:
    answer = await site.client.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314


async def test_the_sitemap_lists_every_kind_of_page(known: Datasette) -> None:
    found = [
        str(loc.text).removeprefix(PUBLIC[:-1])
        for loc in (await sitemap_of(known)).iter()
        if loc.tag.endswith("loc")
    ]
    assert len(found) == len(set(found))
    left_out = re.compile(r"/embed|/badge/|/country\$|/search|/suggest|/report|/map|/og/|P<form>")
    for pattern, _ in register_routes(known):
        if "lang" in pattern and not left_out.search(pattern):
            for prefix in (i18n.here("/", tag) for tag in i18n.LANGUAGES):
                here = [path for path in found if re.match(pattern, path.partition("?")[0])]
                assert any(path.startswith(prefix) for path in here), pattern
    assert "/?criterion=convention" in found
    assert "/charts?criterion=convention" in found


async def test_what_the_sitemap_lists_is_there_and_names_itself(known: Datasette) -> None:
    rules = Protego.parse((await known.client.get("/robots.txt")).text)
    for url in list(await sitemap_of(known)):
        address = str(url[0].text)
        assert rules.can_fetch(address, "bot"), address
        head = await head_of(known, address.removeprefix(PUBLIC[:-1]))
        assert head.find("link", rel="canonical")["href"] == address
        told = {link.get("hreflang"): link.get("href") for link in url.iter(f"{XHTML}link")}
        assert told == alternates_of(head)


async def test_the_sitemap_says_when_a_page_changed(known: Datasette) -> None:
    days = {
        str(url[0].text).removeprefix(PUBLIC): [e.text for e in url if e.tag.endswith("lastmod")]
        for url in await sitemap_of(known)
    }
    changes = (await known.client.get("/changes.json?view=data&place=CA")).json()["changes"]
    assert days["country/CA"] == days["fr/country/CA"] == [max(change["at"] for change in changes)]
    assert days[""] == ["2026-11-25T11:00:00Z"]
    assert days["country/NO"] == []


def test_a_sitemap_is_never_longer_than_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """50,000 addresses, says https://www.sitemaps.org/protocol.html; here of fewer."""
    assert sitemap.MOST == 50_000
    monkeypatch.setattr(sitemap, "MOST", 500)
    pages = [(f"/{number}", None) for number in range(sitemap.MOST)]
    text = sitemap.written(pages, lambda path, tag: i18n.here(path, tag)).decode()
    assert sitemap.MOST - len(i18n.LANGUAGES) < text.count("<loc>") <= sitemap.MOST


# -- schema.org --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/?criterion=convention", "/about", "/fr/download/"])
async def test_the_data_are_a_dataset(known: Datasette, path: str) -> None:
    told = told_by(await head_of(known, path))
    assert (told["@type"], told["@id"], told["url"]) == (
        "Dataset",
        f"{PUBLIC}download/",
        f"{PUBLIC}download/",
    )
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert told["version"] == told["dateModified"] == "2026-11-25T11:00:00Z"
    assert 50 <= len(told["description"]) <= 5000
    assert told["temporalCoverage"] == "1900-01-01/.."
    assert told["spatialCoverage"]["name"] == ("Monde" if path.startswith("/fr") else "World")
    files = {
        each["contentUrl"].removeprefix(PUBLIC[:-1]): each["encodingFormat"] for each in told["distribution"]
    }
    for address, media in files.items():
        answer = await known.client.get(address)
        assert answer.headers["content-type"].partition(";")[0] == media


async def test_every_file_to_download_is_in_the_dataset(site: Datasette) -> None:
    page = (await site.client.get("/download/")).text
    linked_to = set(re.findall(r'href="/download/([\w.-]+)"', page)) - {"index.json"}
    assert linked_to == set(linked.offered())


async def test_a_law_is_legislation(known: Datasette) -> None:
    told = told_by(await head_of(known, LAW))
    assert told["@type"] == "Legislation"
    assert told["@id"] == told["url"] == f"{PUBLIC[:-1]}{LAW}"
    assert told["legislationIdentifier"][:1] == ["S-223"]
    assert told["inLanguage"] == "en"
    assert told["name"].startswith("An Act to amend the Criminal Code")
    assert told["legislationJurisdiction"] == {
        "@type": "AdministrativeArea",
        "name": "Canada",
        "identifier": "CA",
    }
    assert told["legislationDate"] == "2022-12-15"
    assert told["legislationLegalForce"] == "https://schema.org/InForce"
    assert told["sameAs"].startswith("https://www.parl.ca/")
    french = told_by(await head_of(known, f"/fr{LAW}"))
    assert (french["@id"], french["url"]) == (told["@id"], f"{PUBLIC}fr{LAW}")


async def test_a_bill_is_not_in_force_and_changes_nothing_yet(known: Datasette) -> None:
    found = (await known.client.get("/country/US.json")).json()["measures"]
    pending = next(row["id"] for row in found if row["status"] == "pending")
    told = told_by(await head_of(known, f"/measure/{pending}"))
    assert told["legislationLegalForce"] == "https://schema.org/NotInForce"
    assert not {"legislationDate", "legislationPassedBy", "legislationAmends", "legislationRepeals"} & set(
        told
    )


async def test_of_a_past_day_nothing_is_told_to_machines(known: Datasette) -> None:
    for path in (f"{LAW}?on=2021-12-01", "/?on=2020-06-30"):
        assert not (await head_of(known, path)).find("script", type="application/ld+json")
    assert (await head_of(known, f"{LAW}?on=2026-11-25")).find("script", type="application/ld+json")


MEASURE: dict[str, Any] = {
    **{
        "id": "xx-1",
        "status": "in_force",
        "unclear": False,
        "title": "A",
        "lang": "de",
        "kind": "code_article",
    },
    **{"titles": [], "number": None, "citation": None, "assented": "2020-01", "passed": "2019-12-01"},
    **{
        "legislature_name": None,
        "official_url": None,
        "url": "javascript:alert(1)",
        "provisions": [],
        "links": [],
    },
}


def law(**changed: Any) -> dict[str, Any]:
    place = {"code": "DE", "name": "Germany"}
    return linked.legislation({**MEASURE, **changed}, place, "2026-11-25", "h", lambda path: f"a{path}")


@pytest.mark.parametrize(
    ("changed", "force"),
    [
        ({}, "InForce"),
        ({"provisions": [{"since": "2027-01-01"}]}, "PartiallyInForce"),
        ({"provisions": [{"since": "2026-11-25"}, {"since": None}, {"since": "2027"}]}, "InForce"),
        ({"status": "enacted"}, "NotInForce"),
        ({"status": "repealed"}, "NotInForce"),
        ({"status": "pending"}, "NotInForce"),
        ({"unclear": True}, None),
        ({"status": "unknown"}, None),
        ({"status": None}, None),
    ],
)
def test_legal_force_is_told_where_it_is_known(changed: dict[str, Any], force: str | None) -> None:
    assert law(**changed).get("legislationLegalForce") == (force and f"https://schema.org/{force}")


def test_what_is_not_known_is_left_out() -> None:
    assert set(law()) == {
        *(
            "@context",
            "@type",
            "@id",
            "url",
            "name",
            "inLanguage",
            "legislationIdentifier",
            "legislationType",
        ),
        *("legislationJurisdiction", "legislationLegalForce", "legislationDate"),
    }
    assert law()["legislationDate"] == "2019-12-01"
    assert law()["legislationType"] == "code article"


@pytest.mark.parametrize(
    ("relation", "name"),
    [
        ("amends", "legislationAmends"),
        ("replaces", "legislationRepeals"),
        ("implements", "legislationEnsuresImplementationOf"),
    ],
)
def test_ties_are_told_of_law_to_what_is_held(relation: str, name: str) -> None:
    links = [
        {"relation": relation, "known": "xx-0"},
        {"relation": relation, "known": None},
        {"relation": "companion_of", "known": "xx-2"},
    ]
    assert law(links=links)[name] == [{"@type": "Legislation", "@id": "a/measure/xx-0"}]
    assert name not in law(links=links, status="pending")


async def test_what_is_told_cannot_end_its_own_script(site_database: Path, tmp_path: Path) -> None:
    path = Path(copy(site_database, tmp_path / "hostile.db"))
    site_data.add_hostile(path)
    site = build(path, now=lambda: site_data.NOW)
    text = (await site.client.get("/measure/no-law-2001-hostile")).text
    told = told_by(BeautifulSoup(text, "html.parser").head)
    assert told["name"] == "<script>alert('title')</script>"
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert not set(block) & set("<>&'")


def test_a_copy_tells_machines_where_its_files_lie(copied: Path) -> None:
    host = site_data.HOST
    for file, canonical in (
        ("index.html", ""),
        ("fr/index/convention/index.html", "fr/index/convention/"),
        (f"es{LAW}/index.html", f"es{LAW}/"),
        ("changes/CA/index.html", "changes/CA/"),
    ):
        head: Any = BeautifulSoup((copied / file).read_text("utf-8"), "html.parser").head
        assert head.find("link", rel="canonical")["href"] == f"{host}{canonical}"
        addresses = list(alternates_of(head).values())
        for tag in head.find_all("script", type="application/ld+json"):
            addresses += re.findall(rf'"({re.escape(host)}[^"]*)"', tag.text)
        for address in addresses:
            target = copied / address.removeprefix(host)
            assert (target / "index.html").is_file() if address.endswith("/") else target.is_file(), address
    assert f"Sitemap: {host}sitemap.xml" in (copied / "robots.txt").read_text("utf-8")


def test_a_copy_for_a_host_not_known_tells_no_whole_address(
    site_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder of that host. Two languages do, and no picture is looked at."""
    monkeypatch.setattr(i18n, "LANGUAGES", ("en", "fr"))
    monkeypatch.setattr(Drawing, "png", lambda _: b"a picture")
    export.export(site_database, tmp_path / "out", Base.parse("/x/"), site_data.NOW)
    text = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "canonical" not in text
    assert "ld+json" not in text
    assert '<link rel="alternate" hreflang="fr" href="/x/fr/">' in text
    assert "Sitemap" not in (tmp_path / "out" / "robots.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "base", "found"),
    [
        ("/repo/report", "/repo/", "/report"),
        ("/report", "/repo/", "/report"),
        ("/repo/", "/repo/", "/"),
        ("/about", "/", "/about"),
    ],
)
def test_a_folder_is_no_beginning_of_a_name(path: str, base: str, found: str) -> None:
    assert inside(path, base) == found
