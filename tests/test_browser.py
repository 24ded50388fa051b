"""The pages in a real Chromium: they fit, work, can be used by everybody, and ask nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import site_data
from tests.serving import serving
from tracker.site import i18n
from tracker.site.words import links

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.base", reason="axe-playwright-python is not installed")
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
    "changes-data": "/changes?view=data",
    "compare": "/compare?place=CA&place=GB&place=US",
    "worklist": "/worklist",
    "report": "/report?about=/country/CA",
    "about": "/about",
    "matrix": "/matrix",
    "treaties": "/treaties",
    "charts": "/charts",
    "download": "/download/",
    "embed": "/embed/CA",
    "embed-map": "/embed/map",
    "embed-bills": "/fr/embed/bills",
    "french": "/fr/country/CA",
    "german": "/de/country/CA",
    "german-bills": "/de/bills",
    "arabic": "/ar/country/CA",
    "arabic-front": "/ar/",
    "chinese": "/zh-Hant/country/CA",
    "chinese-measure": "/zh-Hant/measure/us-119-hr-1503",
    "claims": "/claims",
    "bills": "/bills",
    "search": "/search?q=united",
    "search-titles": "/search?q=organ&on=2020-06-30",
    "search-near": "/fr/search?q=Canadda",
    "search-nothing": "/search?q=zzqqxx",
    "tables": "/tracker",
    "table": "/tracker/events?_facet=stage&chamber=lower",
    "view": "/tracker/measures_today",
    "row": "/tracker/measures/ca-44-1-s-223",
    "prepared": "/fr/tracker/evidence_of_an_answer",
    "sql": "/tracker?sql=select+:day+as+day",
}
#: Pages whose kind others already stand for.
UNTESTED_BY_AXE = {*("past", "filtered", "subdivision", "hostile", "measure-hostile", "changes-place")}
FAILING = {
    "unknown": ("/country/Canadda", 404),
    "bad-day": ("/?on=yesterday", 400),
    "no-table": ("/tracker/nothing", 404),
    "bad-sql": ("/tracker?sql=drop+table+facts", 400),
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site on a free port of this machine, with a hostile measure among the true ones."""
    path = site_data.build_database(tmp_path_factory.mktemp("browser") / "tracker.db")
    site_data.add_hostile(path)
    with serving(path) as address:
        yield address


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


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


#: What axe-core cannot decide by itself: a text over a picture or a pattern; the contrast of every text on
#: its ground is measured below.
_UNDECIDED = {"color-contrast"}
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Where every control and heading is ours and no data are asked for a language of their own.
_ALSO = {"tables", "table", "view", "row", "prepared", "sql", "no-table", "bad-sql"}
_AXE = """async only => {
  const found = await axe.run({runOnly: only, resultTypes: ['violations', 'incomplete']});
  // The measure that no honest source would send has no honest language either.
  const honest = node => !(node.html.includes('alert(1)') && node.failureSummary.includes('lang attribute'));
  const told = list => list.map(rule => [rule.id, ...rule.nodes.filter(honest).map(node => node.html)])
    .filter(rule => rule.length > 1);
  return [told(found.violations), told(found.incomplete)];
}"""


def violations(page: Any, only: list[str]) -> list[list[str]]:
    """The rules of axe-core a page breaks, or may break as far as axe can tell, each with parts that do."""
    found, undecided = page.evaluate(_AXE, only)
    return [*found, *(rule for rule in undecided if rule[0] not in _UNDECIDED)]


@pytest.mark.parametrize("name", [*PAGES, *FAILING])
def test_a_page_fits_asks_nobody_else_and_can_be_used_by_everybody(
    browser: Any, address: str, name: str
) -> None:
    """On a wide and on a narrow screen, light and dark: WCAG 2.2 AA as far as axe-core can test it."""
    watched = Watched(browser, 1280)
    page = watched.page
    path, status = FAILING.get(name) or (PAGES[name], 200)
    assert page.goto(address + path).status == status
    tested = name not in UNTESTED_BY_AXE
    if tested:
        page.evaluate(axe.AXE_SCRIPT)
    for width, height in ((1280, 900), (360, 800)):
        page.set_viewport_size({"width": width, "height": height})
        assert fits(page), width
        page.emulate_media(color_scheme="light")
        levels = [*_LEVELS, "best-practice"] if name in _ALSO else _LEVELS
        assert not tested or violations(page, levels) == [], width
        page.emulate_media(color_scheme="dark")
        assert not tested or violations(page, ["color-contrast"]) == [], width
    if name in FAILING:
        assert page.get_by_role("link", name="All countries").is_visible()
    else:
        assert watched.errors == []
    assert all(url.startswith(f"{address}/") for url in watched.asked), watched.asked
    page.close()


@pytest.mark.parametrize(
    ("name", "kind"), [("front", "Dataset"), ("measure", "Legislation"), ("measure-hostile", "Legislation")]
)
def test_what_machines_are_told_is_let_through_and_not_run(
    browser: Any, address: str, name: str, kind: str
) -> None:
    """The policy of our pages lets no inline script run; a block of data is none (HTML, 4.12.1)."""
    watched = Watched(browser, 1280)
    answer = watched.page.goto(address + PAGES[name])
    assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
    told = "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)['@type']"
    assert watched.page.evaluate(told) == kind
    assert watched.errors == []
    watched.page.close()


@pytest.mark.parametrize("tag", i18n.LANGUAGES)
def test_a_page_runs_the_way_its_language_is_read(browser: Any, address: str, tag: str) -> None:
    """Language and direction are told; the bar begins where its key does; the header keeps to one line and
    nothing sticks out, however long the words are."""
    page = Watched(browser, 1280).page
    way = "rtl" if tag == "ar" else "ltr"
    with i18n.speaking(tag):
        paths = [i18n.here(path) for path in ("/", "/country/US", "/bills", "/measure/us-119-hr-1503")]
    for path in paths:
        page.goto(address + path)
        told = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
        assert told == [tag, way], path
        for width in (1280, 1100, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert fits(page), (path, width)
            assert page.locator("header.top").bounding_box()["height"] < 60, (path, width)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address + paths[0])
    first, last, bar = (
        page.locator(part).bounding_box()["x"]
        for part in (".share > svg rect >> nth=0", ".share > svg rect >> nth=-1", ".keys li >> nth=0")
    )
    assert (first < last) == (way == "ltr")
    assert (bar < 640) == (way == "ltr")
    page.close()


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


def test_a_table_shows_its_first_row_and_is_filtered_with_its_folds(browser: Any, address: str) -> None:
    """Counts and conditions are folded and narrow the table; on a phone the table scrolls, not the page."""
    page = Watched(browser, 1280).page
    page.goto(f"{address}/tracker/measures_today")
    assert page.locator("table tbody tr").first.bounding_box()["y"] < 600
    page.get_by_text("Counts", exact=True).click()
    page.get_by_role("region", name="status").get_by_role("link", name="in_force").click()
    assert page.url.endswith("/tracker/measures_today?status=in_force")
    page.get_by_text("Filter (1)").click()
    page.get_by_label("Value", exact=True).last.fill("CA")
    page.get_by_label("Column", exact=True).last.select_option("place")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/measures_today?place__exact=CA&status__exact=in_force")
    page.set_viewport_size({"width": 360, "height": 800})
    region = page.get_by_role("region", name="Rows of measures_today")
    assert region.evaluate("e => e.scrollWidth > e.clientWidth && e.tabIndex === 0")
    page.close()


# -- what people come for ----------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["canada", "CA", "Kanada"])
def test_a_country_is_found_by_typing(browser: Any, address: str, typed: str) -> None:
    page = Watched(browser, 1280).page
    page.goto(address)
    page.locator("#q").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/country/CA")
    assert page.get_by_role("heading", level=1).inner_text() == "Canada"
    assert page.locator(".answer .word").inner_text() == "Yes, by a law made for it"
    assert page.locator(".answer .since").inner_text() == "In force since 15 December 2022"
    page.close()


def test_a_bill_is_found_by_its_number_and_a_law_by_words_of_its_title(browser: Any, address: str) -> None:
    page = Watched(browser, 360).page
    page.goto(address)
    page.locator("#q").fill("hr 1503")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/measure/us-119-hr-1503")
    page.goto(address)
    page.locator("#q").fill("health care")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Health and Care Act 2022").click()
    page.wait_for_url(f"{address}/measure/gb-law-2022-31")
    page.close()


def test_what_is_typed_is_suggested_and_opens_with_the_keyboard(browser: Any, address: str) -> None:
    watched = Watched(browser, 1280)
    page = watched.page
    page.goto(f"{address}/fr/")
    box = page.locator("#q")
    box.press_sequentially("canad")
    options = page.get_by_role("option")
    options.first.wait_for()
    told = options.first.inner_text().split()
    assert (told[0], told[-2:]) == ("Canada", ["En", "vigueur"])
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    box.press("Enter")
    page.wait_for_url(f"{address}/fr/country/CA")
    page.goto(address)
    box = page.locator("#q")
    box.press_sequentially("canadda")
    page.get_by_role("option", disabled=True).wait_for()
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert watched.errors == []
    page.close()


def test_a_misspelt_country_gets_suggestions(browser: Any, address: str) -> None:
    page = Watched(browser, 360).page
    page.goto(address)
    page.locator("#q").fill("united")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="United States").click()
    assert page.url == f"{address}/country/US"
    page.close()


def test_a_question_and_a_day_are_set(browser: Any, address: str) -> None:
    page = Watched(browser, 1280).page
    page.goto(address)
    page.get_by_label("Question").select_option(label="Entry bans and sanctions")
    page.get_by_label("On the day").fill("2020-06-30")
    page.get_by_role("button", name="Show").click()
    assert page.url == f"{address}/?criterion=sanctions&on=2020-06-30"
    assert (
        page.get_by_role("heading", level=1).inner_text().startswith("Of the 0 countries checked so far, 0")
    )
    page.get_by_text("Over time", exact=True).click()
    page.get_by_label("Slide to a day").focus()
    page.keyboard.press("Home")
    page.wait_for_url("**/?criterion=sanctions&on=1985-01-01")
    page.close()


def test_an_answer_leads_to_its_official_source(browser: Any, address: str) -> None:
    page = Watched(browser, 1280).page
    asked: list[tuple[str, str | None]] = []

    def elsewhere(route: Any) -> None:
        asked.append((route.request.url, route.request.headers.get("referer")))
        route.fulfill(body="the official page")

    page.route(lambda url: not url.startswith(address), elsewhere)
    page.goto(f"{address}/country/CA")
    page.locator(".proof dd").first.get_by_role("link", name="S-223").first.click()
    page.wait_for_url(site_data.S223)
    assert asked == [(site_data.S223, None)]
    page.close()


def test_the_citation_is_copied(browser: Any, address: str) -> None:
    page = Watched(browser, 1280, permissions=["clipboard-read", "clipboard-write"]).page
    page.goto(f"{address}/country/CA?on=2022-06-01")
    page.get_by_text("Cite", exact=True).click()
    cited = page.locator(".acts > details:last-child > .cite")
    cited.get_by_role("button", name="Copy").click()
    cited.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Canada: Does a national act in force attach")
    assert "Not yet: a bill is pending." in copied
    assert "Organ law tracker: Canada, as of 1 June 2022; data version 25 November 2026" in copied
    assert copied.endswith("/country/CA?criterion=transplant_abroad&on=2022-06-01")
    page.get_by_role("button", name="Copy the sentence with its source").click()
    page.wait_for_function("text => navigator.clipboard.readText().then(now => now === text)", arg=copied)
    page.close()


def names(page: Any) -> list[str]:
    found: list[str] = page.locator("#answers-table tbody tr:visible th a").all_inner_texts()
    return found


def test_the_table_is_sorted_and_narrowed(browser: Any, address: str) -> None:
    page = Watched(browser, 1280).page
    page.goto(f"{address}/?answer=not_checked&view=table")
    assert "Albania" in names(page)
    page.goto(f"{address}/?view=table")
    by_place, by_day = (page.get_by_role("button", name=name, exact=True) for name in ("Place", "Since"))
    by_place.click()
    assert names(page) == sorted(names(page))
    by_place.click()
    assert names(page) == sorted(names(page), reverse=True)
    assert page.get_by_role("columnheader", name="Place").get_attribute("aria-sort") == "descending"
    for _ in range(2):
        by_day.click()
        days = [t or "" for t in page.locator("#answers-table tbody td:nth-child(3)").all_inner_texts()]
        assert "" in days
        assert "" not in days[: days.index("")]
        assert not any(days[days.index("") :])
    page.get_by_label("Find in the table").fill("KORÉA")
    assert names(page) == ["South Korea"]
    assert page.locator("#narrowed").inner_text() == "Rows shown: 1"
    page.get_by_label("Find in the table").fill("")
    assert len(names(page)) >= 5
    page.close()


def test_the_map_is_read_with_the_keyboard(browser: Any, address: str) -> None:
    page = Watched(browser, 1280).page
    page.goto(address)
    page.get_by_role("link", name="Skip the map").focus()
    card = page.locator("figure.map .card")
    told = []
    for _ in range(page.locator("figure.map svg a").count()):
        page.keyboard.press("Tab")
        assert card.is_visible()
        told.append(card.inner_text())
        assert told[-1] == page.evaluate("document.activeElement.getAttribute('aria-label')")
        if told[-1] == "Canada: in force since 15 December 2022":
            break
    assert told[-1].startswith("Canada")
    box, frame = card.bounding_box(), page.locator("figure.map").bounding_box()
    assert box["x"] >= frame["x"]
    assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    page.keyboard.press("Escape")
    assert card.is_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/country/CA")
    page.close()


def test_a_table_is_downloaded(browser: Any, address: str) -> None:
    page = Watched(browser, 1280).page
    page.goto(address)
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Data").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").first.click()
    text = Path(started.value.path()).read_text("utf-8")
    assert started.value.suggested_filename.endswith(".csv")
    assert "CA,Canada" in text
    page.close()


def test_the_language_is_switched_and_the_question_kept(browser: Any, address: str) -> None:
    page = Watched(browser, 1280).page
    page.goto(f"{address}/?criterion=convention&on=2020-06-30")
    page.locator("summary").get_by_text("English", exact=True).click()
    page.get_by_role("link", name="Français").click()
    assert page.url == f"{address}/fr/?criterion=convention&on=2020-06-30"
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert "30 juin 2020" in page.locator(".eyebrow").inner_text()
    page.get_by_text("Tableau", exact=True).click()
    page.locator("#answers-table").get_by_role("link", name="Norvège", exact=True).click()
    assert page.url == f"{address}/fr/country/NO?on=2020-06-30"
    page.close()


def test_all_of_it_is_answered_without_script(browser: Any, address: str) -> None:
    watched = Watched(browser, 360, java_script_enabled=False)
    page = watched.page
    page.goto(address)
    page.get_by_label("Question").select_option("convention")
    page.get_by_label("On the day").fill("2017-10-01")
    page.get_by_role("button", name="Show").click()
    assert page.url.startswith(f"{address}/?criterion=convention&on=2017-10-01")
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading.startswith("Of the 2 countries checked so far, 0 have the Convention")
    # What only script can do is not offered.
    for only in ("Slide to a day", "Find in the table"):
        assert page.get_by_label(only).is_hidden()
    page.locator(".keys").get_by_role("link", name="Ratified, not yet in force for it").click()
    page.get_by_text("Table", exact=True).click()
    assert names(page) == ["Norway"]
    page.locator("#answers-table").get_by_role("link", name="Norway", exact=True).click()
    assert page.get_by_label("On the day").input_value() == "2017-10-01"
    page.goto(address)
    page.locator("#q").fill("canada")
    page.get_by_role("button", name="Find").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Canada"
    folded = page.locator("article.measure > details").first
    folded.locator("summary").first.click()
    assert folded.locator(".track").first.is_visible()
    assert page.locator("figure.map a, figure.chart rect").count() > 0
    page.goto(f"{address}/tracker/answers_on_a_day")
    page.get_by_label("Question", exact=True).select_option(label="Entry bans and sanctions")
    page.get_by_label("Answer", exact=True).select_option(label="Bill pending")
    page.get_by_label("On the day").fill("2020-06-30")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("/answers_on_a_day?criterion=sanctions&on=2020-06-30&answer=pending")
    assert page.get_by_label("Answer", exact=True).input_value() == "pending"
    assert watched.errors == []
    page.close()


@pytest.mark.parametrize("path", ["/", "/country/CA"])
def test_a_print_has_the_answers_and_not_the_controls(browser: Any, address: str, path: str) -> None:
    page = Watched(browser, 1280, color_scheme="dark").page
    page.goto(address + path)
    page.emulate_media(media="print")
    for control in ("nav", ".find", ".controls", "input", ".copy", ".acts"):
        assert page.locator(f"{control}:visible").count() == 0, control
    for kept in ("h1", ".mark", "footer.foot"):
        assert page.locator(f"{kept}:visible").count() > 0, kept
    # Paper is white also where the screen is dark.
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").startswith(b"%PDF")
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
        assert smallest >= 14
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
    assert sum(sizes) < 200_000
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


@pytest.mark.parametrize("tag", i18n.LANGUAGES)
def test_what_stands_in_a_frame_fits_it_at_300_pixels(browser: Any, address: str, tag: str) -> None:
    """The code to copy gives each frame a height; nothing in it is cut or has to be moved to be seen."""
    page = browser.new_page(viewport={"width": 300, "height": 100})
    paths = [("answer", f"/embed/{place}") for place in ("CA", "US", "GS", "AL", "US-TX")]
    paths += [("map", f"/embed/map?criterion={name}") for name in ("transplant_abroad", "convention")]
    for kind, path in [*paths, ("bills", "/embed/bills")]:
        page.goto(address + i18n.here(path, tag))
        assert fits(page), path
        height = page.evaluate("document.documentElement.scrollHeight")
        assert 150 < height <= links.HEIGHTS[kind], path
    page.close()
