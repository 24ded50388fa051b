"""The site in its languages: complete catalogues, names and dates of the reader."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
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
        read = read_po(file, locale=tag)
    found = {}
    for message in read:
        if message.id:
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
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
        for text in filter(None, strings):
            wanted = {frozenset(_PLACEHOLDER.findall(form)) for form in forms}
            assert frozenset(_PLACEHOLDER.findall(text)) in wanted, (message, text)


async def page(site: Datasette, path: str) -> BeautifulSoup:
    answer = await site.client.get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.text, "lxml")


@pytest.mark.parametrize(
    ("tag", "korea", "day"), [("fr", "Corée du Sud", "octobre"), ("es", "Corea del Sur", "octubre")]
)
async def test_a_page_is_in_its_language(site: Datasette, tag: str, korea: str, day: str) -> None:
    front = await page(site, f"/{tag}/")
    assert front.html is not None
    assert front.html["lang"] == tag
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


async def test_a_wrong_name_keeps_the_language(site: Datasette) -> None:
    moved = await site.client.get("/es/country/kr", follow_redirects=False)
    assert moved.headers["location"] == "/es/country/KR"
    lost = await site.client.get("/fr/country/Nowhere")
    assert lost.status_code == 404
    assert '<html lang="fr"' in lost.text
    assert (await site.client.get("/de/country/KR")).status_code == 404


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
    assert words.written("2022-12-15") == "15 December 2022"
    assert words.written("2022-12") == "December 2022"
    with i18n.speaking("nonsense"):
        assert i18n.language() == "en"


def test_places_come_in_the_order_of_the_reader() -> None:
    places = {"AT": "Austria", "EG": "Egypt", "ET": "Ethiopia", "ES": "Spain"}
    assert [name for _, name in words.by_name(places)] == ["Austria", "Egypt", "Ethiopia", "Spain"]
    with i18n.speaking("fr"):
        assert [name for _, name in words.by_name(places)] == ["Autriche", "Égypte", "Espagne", "Éthiopie"]


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
            'règle\u00a0: <span lang="en">Act &lt;A&gt;; s. 5</span>',
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
