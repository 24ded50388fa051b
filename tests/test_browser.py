"""The pages in a real Chromium: nothing overflows, nothing fails, nothing comes from elsewhere."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from tests import site_data
from tracker.site.app import build

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PAGES = {
    "front": "/",
    "past": "/?on=2020-06-30&criterion=convention",
    "filtered": "/?answer=not_checked",
    "country": "/country/CA",
    "country-pending": "/country/US",
    "subdivision": "/country/US-TX?on=2030-01-01",
    "hostile": "/country/NO",
    "measure": "/measure/ca-44-1-s-223",
    "measure-hostile": "/measure/no-law-2001-hostile",
    "sources": "/sources",
    "changes": "/changes",
    "changes-place": "/changes?place=CA",
    "about": "/about",
    "claims": "/claims",
    "tables": "/tracker",
    "table": "/tracker/places?_facet=kind",
}
FAILING = {"unknown": ("/country/Canadda", 404), "bad-day": ("/?on=yesterday", 400)}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site on a free port of this machine, with a hostile measure among the true ones."""
    path = site_data.build_database(tmp_path_factory.mktemp("browser") / "tracker.db")
    site_data.add_hostile(path)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app = build(path, now=lambda: site_data.NOW).app()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


class Watched:
    """A page with all that went wrong on it and every host it asked."""

    def __init__(self, browser: Any, width: int, **options: Any) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": 900}, **options)
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda request: self.asked.append(request.url))


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_works_and_asks_nobody_else(browser: Any, address: str, name: str, width: int) -> None:
    watched = Watched(browser, width)
    response = watched.page.goto(address + PAGES[name])
    assert response.status == 200
    assert watched.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert watched.errors == []
    assert all(url.startswith(f"{address}/") for url in watched.asked), watched.asked
    watched.page.close()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", FAILING)
def test_a_page_that_fails_fits_too(browser: Any, address: str, name: str, width: int) -> None:
    watched = Watched(browser, width)
    path, status = FAILING[name]
    assert watched.page.goto(address + path).status == status
    assert watched.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert watched.page.get_by_role("link", name="All countries").is_visible()
    watched.page.close()


def test_folded_tracks_open_and_their_steps_stand_below_each_other(browser: Any, address: str) -> None:
    page = Watched(browser, 360).page
    page.goto(f"{address}/country/CA")
    folded = page.locator("article.measure > details")
    assert not folded.locator(".track").first.is_visible()
    folded.locator("summary").first.click()
    assert folded.locator(".track").first.is_visible()
    for path in ("/country/CA", "/country/US", "/measure/us-118-hr-1154"):
        page.goto(address + path)
        edges = page.evaluate(
            "[...document.querySelectorAll('.lane ol')].map(ol => new Set("
            "[...ol.children].filter(li => li.offsetWidth).map(li => li.offsetLeft)).size)"
        )
        assert max(edges) == 1, path
    page.close()


def test_the_form_works_without_script(browser: Any, address: str) -> None:
    watched = Watched(browser, 360, java_script_enabled=False)
    page = watched.page
    page.goto(address)
    page.get_by_label("Question").select_option("convention")
    page.get_by_label("On the day").fill("2017-10-01")
    page.get_by_role("button", name="Show").click()
    assert page.url.startswith(f"{address}/?criterion=convention&on=2017-10-01")
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading.startswith("As of 1 October 2017: 0 of 7 countries have the Convention")
    assert "1 has ratified it, not yet in force there" in heading
    page.get_by_role("link", name="Norway", exact=True).click()
    assert page.get_by_label("On the day").input_value() == "2017-10-01"
    page.get_by_label("Country", exact=True).fill("canada")
    page.get_by_role("button", name="Go").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Canada"
    assert watched.errors == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Any, address: str, scheme: str) -> None:
    """WCAG 2.1 AA, 1.4.3: 4.5 to 1 for every text on the first page and a country's."""
    page = Watched(browser, 1280, color_scheme=scheme).page
    for path in ("/", "/country/CA", "/sources"):
        page.goto(address + path)
        low = page.evaluate(_LOW_CONTRAST)
        assert low == []
        smallest = page.evaluate(
            "Math.min(...[...document.querySelectorAll('body *')]"
            ".filter(e => e.innerText && !e.matches('code'))"
            ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
        )
        assert smallest >= 16
    page.close()


_LOW_CONTRAST = """() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll('body *')].filter(
    e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()));
  return texts.map(e => {
    const a = light(parse(getComputedStyle(e).color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return [e.tagName, e.textContent.trim().slice(0, 40), ratio];
  }).filter(([, , ratio]) => ratio < 4.5);
}"""


def test_the_first_page_is_light(browser: Any, address: str) -> None:
    sizes: list[int] = []
    page = Watched(browser, 1280).page
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(address, wait_until="networkidle")
    assert sum(sizes) < 100_000
    page.close()


def test_parts_can_be_reached_with_the_keyboard(browser: Any, address: str) -> None:
    page = Watched(browser, 1280).page
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    unnamed = page.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden]), select, button')]"
        ".filter(e => !(e.labels && e.labels.length) && !e.textContent.trim()).length"
    )
    assert unnamed == 0
    page.close()
