"""The site in its languages: complete catalogues, names and dates of the reader."""

from __future__ import annotations

import ast
import re
from gettext import c2py
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from bs4.element import NavigableString
from datasette.app import Datasette

from tracker.site import basis, catalogue, i18n, words
from tracker.status import BasisCode

OTHERS = i18n.LANGUAGES[1:]
_PLACEHOLDER = re.compile(r"%\(\w+\)s|%\(\w+\)d|</?\w+>")


def key(ids: object) -> str:
    """The id of a message; of one with a plural, both."""
    return "\0".join(map(str, ids)) if isinstance(ids, list | tuple) else str(ids)


def entries(tag: str) -> dict[str, tuple[str, ...]]:
    with (i18n.FOLDER / f"{tag}.po").open("rb") as file:
        read = read_po(file)
    found = {}
    for message in read:
        if message.id:
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            assert len(strings) == (read.num_plurals if isinstance(message.id, tuple) else 1), message.id
            found[key(message.id)] = tuple(str(text or "") for text in strings)
    return found


@pytest.mark.parametrize("tag", OTHERS)
def test_a_catalogue_has_every_string_translated_and_no_other(tag: str) -> None:
    wanted = {key(m.id) for m in catalogue.messages() if m.id}
    found = entries(tag)
    assert wanted - found.keys() == set(), "run python -m tracker.site.catalogue, then translate"
    assert found.keys() - wanted == set(), "run python -m tracker.site.catalogue"
    assert [message for message, strings in found.items() if not all(strings)] == []


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("gettext('one')", ["one"]),
        ("i18n.gettext('one' ' two')", ["one two"]),
        ("N_('one')", ["one"]),
        ("ngettext('one', 'many', n) % {'n': n}", [("one", "many")]),
        ("_forms('one', 'many')", [("one", "many")]),
        ("gettext(word)", []),
        ("gettext(word.replace('_', ' '))", []),
        ("other('one')", []),
        # Babel's extractor sees these from Python 3.12 on only.
        ("""f'a {gettext("one")} b'""", ["one"]),
        ("""f'{x:{gettext("one")}}'""", ["one"]),
        ("""f'{ngettext("one", "many", n)}'""", [("one", "many")]),
    ],
)
def test_every_text_that_is_marked_is_found(code: str, texts: list[object]) -> None:
    assert list(catalogue.marked(code, "x.py")) == texts


@pytest.mark.parametrize(
    "argument", ["f'{n} bills'", "'bills: ' + n", "'%d bills' % n", "x or 'none'", "'a' if x else 'b'"]
)
def test_a_text_that_no_catalogue_can_have_is_refused(argument: str) -> None:
    with pytest.raises(ValueError, match=r"x\.py:2: gettext marks .*: expected one text"):
        list(catalogue.marked(f"\ngettext({argument})", "x.py"))


def test_no_text_is_marked_inside_an_f_string() -> None:
    """Whoever translates with other tools finds it too: not all of them look there."""
    package = Path(i18n.__file__).parent.parent
    hidden = [
        f"{path.relative_to(package)}:{string.lineno}"
        for path in sorted(package.rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr) and list(catalogue.marked(ast.unparse(string), path.name))
    ]
    assert hidden == []


@pytest.mark.parametrize("tag", OTHERS)
def test_a_translation_keeps_the_placeholders(tag: str) -> None:
    for message, strings in entries(tag).items():
        forms = message.split("\0")
        wanted = {frozenset(_PLACEHOLDER.findall(form)) for form in forms}
        if len(strings) > len(forms):
            # A form for one number alone may say it in a word: Arabic has those of none, one and two.
            wanted |= {form - {"%(num)d"} for form in wanted}
        for text in filter(None, strings):
            assert frozenset(_PLACEHOLDER.findall(text)) in wanted, (message, text)


@pytest.mark.parametrize("tag", OTHERS)
def test_every_number_has_the_form_of_a_plural_that_its_language_gives_it(tag: str) -> None:
    """By the rules of the Unicode CLDR, as far as our numbers go; and a page takes that form."""
    with (i18n.FOLDER / f"{tag}.po").open("rb") as file:
        read = read_po(file)
    rule, chosen = Locale.parse(tag, sep="-").plural_form, c2py(read.plural_expr)
    pairs = {(rule(number), chosen(number)) for number in range(1000)}
    assert len(pairs) == len({form for _, form in pairs}) == read.num_plurals
    one, many = "%(num)d open bill on our subject", "%(num)d open bills on our subject"
    forms = entries(tag)[key((one, many))]
    with i18n.speaking(tag):
        for number in (0, 1, 2, 3, 11, 100, 102):
            assert i18n.ngettext(one, many, number) == forms[chosen(number)]


async def page(site: Datasette, path: str) -> BeautifulSoup:
    answer = await site.client.get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.text, "lxml")


@pytest.mark.parametrize(
    ("tag", "korea", "day"),
    [
        ("fr", "Corée du Sud", "octobre"),
        ("es", "Corea del Sur", "octubre"),
        ("de", "Südkorea", "Oktober"),
        ("ar", "كوريا الجنوبية", "أكتوبر"),
        ("zh-Hant", "南韓", "年10月"),
    ],
)
async def test_a_page_is_in_its_language(site: Datasette, tag: str, korea: str, day: str) -> None:
    front = await page(site, f"/{tag}/")
    assert front.html is not None
    assert front.html["lang"] == tag
    assert front.html["dir"] == ("rtl" if tag == "ar" else "ltr")
    link = front.select_one(f'tbody a[href="/{tag}/country/KR"]')
    assert link is not None
    assert link.text == korea
    assert day in front.text
    country = await page(site, f"/{tag}/country/KR?on=2021-01-01")
    others = {a["hreflang"]: a["href"] for a in country.select("link[hreflang]")}
    assert others["en"] == others["x-default"] == "http://localhost/country/KR"
    assert set(others) == {*i18n.LANGUAGES, "x-default"}
    other = country.select_one("body a[hreflang=en]")
    assert other is not None
    assert other["href"] == "/country/KR?on=2021-01-01"


#: Words that English sentences are made of and French ones are not.
_ENGLISH = re.compile(
    r"(?<![\w.-])(the|of|and|is|are|not|with|from|has|have|was|were|been|which|this|that|by|for|in|to|it|its|or|until|since"
    r"|nobody|somebody|read|found|known)(?![\w.-])"
)
_SPOKEN = ("title", "aria-label", "alt", "placeholder", "data-label", "data-old")
#: Proper names, which have no other language: of parliaments, their chambers and sessions, of places.
NAMES = re.compile("House of (Commons|Representatives)|Parliament of Canada|South Georgia and|https?://")
#: Pages with text of every kind: of ours, of people who entered data, of sources, of failures.
CRAWLED = (
    *("/", "/bills", "/matrix", "/treaties", "/charts", "/claims", "/changes", "/sources", "/about"),
    *("/download/", "/search?q=Canadda", "/search?q=zzzz", "/country/CA", "/country/KR", "/country/US"),
    *("/country/XA?on=2019-01-01", "/country/GB", "/measure/kr-law-2020-17214", "/measure/ca-44-1-s-223"),
    *(
        "/embed/KR",
        "/country/Nowhere",
        "/?on=x",
        "/?criterion=x",
        "/?answer=x",
        "/changes?kind=x",
        "/nothing",
    ),
)


@pytest.mark.parametrize("path", CRAWLED)
async def test_what_is_english_on_a_page_in_french_says_so(site: Datasette, path: str) -> None:
    html = (await site.client.get(f"/fr{path}", follow_redirects=True)).text
    document = BeautifulSoup(html, "lxml")
    assert document.html is not None
    assert document.html["lang"] == "fr"
    told: list[str] = []
    for element in document.find_all(True):
        if element.name in ("script", "style", "code", "pre") or element.get("hreflang"):
            continue
        speaker = element if element.has_attr("lang") else element.find_parent(lang=True)
        if speaker is document.html:
            told += [
                str(text)
                for text in element.find_all(string=True, recursive=False)
                if type(text) is NavigableString
            ]
            told += [str(element[name]) for name in _SPOKEN if name in element.attrs]
    english = [text for text in told if _ENGLISH.search(text)]
    assert [text for text in english if not NAMES.search(text)] == []


async def test_a_wrong_name_keeps_the_language(site: Datasette) -> None:
    moved = await site.client.get("/es/country/kr", follow_redirects=False)
    assert moved.headers["location"] == "/es/country/KR"
    lost = await site.client.get("/fr/country/Nowhere")
    assert lost.status_code == 404
    assert '<html lang="fr"' in lost.text
    assert (await site.client.get("/it/country/KR")).status_code == 404


def test_the_language_ends_with_its_page() -> None:
    with i18n.speaking("fr"):
        assert words.when("2022-12-15") == '<time datetime="2022-12-15">15 décembre 2022</time>'
        assert words.written("2022-07-01") == "1er juillet 2022"
        assert words.written("2022-07-11") == "11 juillet 2022"
        assert words.source_states({"manual": 1, "active": 2}) == ["2 actives", "1 manuelle"]
        point = {"kind": "provision", "about": "X", "detail": "organ_sale_ban: unclear"}
        assert words.open_point(point, {}) == "X, interdiction de la vente d’organes\u00a0: incertain."
        assert i18n.place_name("XK", "Kosovo") == "Kosovo"
        assert i18n.place_name("KR", "South Korea") == "Corée du Sud"
    with i18n.speaking("ar"):
        assert words.written("2022-12-15") == "15 ديسمبر 2022"
    with i18n.speaking("zh-Hant"):
        assert words.written("2022-12-15") == "2022年12月15日"
        assert i18n.place_name("TW", "Taiwan") == "台灣"
    assert words.written("2022-12-15") == "15 December 2022"
    assert words.written("2022-12") == "December 2022"
    with i18n.speaking("nonsense"):
        assert i18n.language() == "en"


def test_places_come_in_the_order_of_the_reader() -> None:
    places = {"AT": "Austria", "EG": "Egypt", "ET": "Ethiopia", "ES": "Spain"}
    assert [name for _, name in words.by_name(places)] == ["Austria", "Egypt", "Ethiopia", "Spain"]
    with i18n.speaking("fr"):
        assert [name for _, name in words.by_name(places)] == ["Autriche", "Égypte", "Espagne", "Éthiopie"]


MENTIONED = {"title": "Ley 1", "lang": "es", "title_en": "Act 1"}
UNTRANSLATED = {**MENTIONED, "title_en": None}


@pytest.mark.parametrize(
    ("tag", "measure", "told"),
    [
        ("es", MENTIONED, ["Ley 1"]),
        ("en", MENTIONED, ["Act 1", '<span lang="es" dir="auto">Ley 1</span>']),
        (
            "fr",
            MENTIONED,
            ['<span lang="en" dir="ltr">Act 1</span>', '<span lang="es" dir="auto">Ley 1</span>'],
        ),
        ("fr", UNTRANSLATED, ['<span lang="es" dir="auto">Ley 1</span>']),
        ("fr", {**UNTRANSLATED, "lang": "fr-CA"}, ["Ley 1"]),
    ],
)
def test_the_title_that_a_reader_can_read_comes_first(
    tag: str, measure: dict[str, str | None], told: list[str]
) -> None:
    with i18n.speaking(tag):
        assert words.titled(measure) == told


def test_what_is_held_in_english_alone_says_so_on_other_pages() -> None:
    assert i18n.english("Sold & bought") == words.worded({"en": "Sold & bought"}) == "Sold &amp; bought"
    with i18n.speaking("fr"):
        told = '<span lang="en" dir="ltr">Sold &amp; bought</span> <span class="small">(en anglais)</span>'
        assert i18n.english("Sold & bought") == words.worded({"en": "Sold & bought"}) == told
        assert words.worded({"en": "Sold", "fr": "Vendu"}) == "Vendu"
        read = {"url": "https://laws.example/1", "citation": None, "kind": "official", "retrieved": None}
        quoted = {**read, "url": None, "citation": "Act 1, read in a copy"}
        assert [item["called"] for item in words.cited([read, quoted])] == [
            "laws.example",
            '<span lang="en" dir="ltr">Act 1, read in a copy</span>',
        ]
        assert i18n.english(None) == i18n.english("") == words.worded(None) == ""


def says(name: str, value: str, abroad: str | None = None) -> dict[str, str | None]:
    return {"name": name, "value": value, "abroad": abroad}


@pytest.mark.parametrize(
    ("code", "args", "notes", "french"),
    [
        ("bill", {}, [], "un texte est en cours d’examen au parlement"),
        (
            "law",
            {
                "provisions": [
                    says("recipient_liability", "yes", "specific"),
                    says("organ_sale_ban", "partly"),
                ]
            },
            [],
            "responsabilité du receveur\u00a0: oui (actes à l’étranger\u00a0: clause expresse)\u202f; "
            "interdiction de la vente d’organes\u00a0: en partie",
        ),
        (
            "law",
            {"provisions": [says("insurance_ban", "yes")]},
            [{"basis": "rule", "note": "Act <A>; s. 5"}],
            "interdiction de prise en charge par une assurance\u00a0: oui\u202f; "
            'règle\u00a0: <span lang="en" dir="ltr">Act &lt;A&gt;; s. 5</span> '
            '<span class="small">(en anglais)</span>',
        ),
        ("in_parts", {"with": 6, "of": 50}, [], "une telle loi est en vigueur dans 6 composantes sur 50"),
        (
            "not_on_list",
            {"as_of": "2018-03-01"},
            [],
            "aucune étape connue sur la liste du 1er mars 2018",
        ),
    ],
)
def test_a_basis_is_in_the_language_of_the_page_as_far_as_it_is_ours(
    code: str, args: dict[str, Any], notes: list[dict[str, str]], french: str
) -> None:
    with i18n.speaking("fr"):
        assert basis.told({"basis_code": code, "basis_args": args, "notes": notes}) == french


@pytest.mark.parametrize("code", list(BasisCode))
@pytest.mark.parametrize("tag", i18n.LANGUAGES)
def test_every_code_of_the_engine_is_a_whole_sentence(code: BasisCode, tag: str) -> None:
    args = {"provisions": [says("insurance_ban", "yes")], "as_of": "2018-03-01", "with": 1, "of": 8}
    with i18n.speaking(tag):
        told = basis.told({"basis_code": code.value, "basis_args": args})
    assert told
    assert "%" not in told
