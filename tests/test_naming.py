"""Which place a reader means: every name of two public lists, the names that led astray, and any text."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pycountry
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tracker.knowledge import BadData, everyday
from tracker.knowledge.document import read
from tracker.knowledge.everyday import NamesFile
from tracker.knowledge.shape import shaped
from tracker.naming import Everyday, Names
from tracker.naming.fold import LONGEST, plain, squeezed, within_limits
from tracker.naming.near import Near, allowed, distance
from tracker.naming.spoken import LANGUAGES, alpha3, common, formal

KNOWN = {
    str(entry["code"]): str(entry.get("name") or Locale("en").territories[entry["code"]])
    for entry in read(ROOT / "data" / "places.yml", "places.yml").data["places"]
}
EVERYDAY = everyday.load(ROOT / "data")
NAMES = Names(KNOWN, EVERYDAY)
#: The languages of the test, as pycountry and Babel call them.
LISTS = {
    "en": ("en",),
    "fr": ("fr",),
    "es": ("es",),
    "de": ("de",),
    "ar": ("ar",),
    "zh_CN": ("zh",),
    "zh_TW": ("zh_Hant",),
    "zh_HK": ("zh_Hant_HK",),
}
#: pycountry's Arabic calls Moldova by the name of the Maldives.
FAULTS = {("ar", "MD", "المالديف")}


def iso_names(tag: str) -> Iterator[tuple[str, str]]:
    """(code, name) of the list of ISO 3166-1 that pycountry carries: short, formal and common names."""
    told = str if tag == "en" else gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [tag]).gettext
    for country in pycountry.countries:
        for kind in ("name", "official_name", "common_name"):
            if name := getattr(country, kind, None):
                yield country.alpha_2, told(name)


def cldr_names(tag: str) -> Iterator[tuple[str, str]]:
    for babel in LISTS[tag]:
        names = Locale.parse(babel).territories
        yield from ((code, str(name)) for code, name in names.items() if code in KNOWN)


@pytest.mark.parametrize("tag", LISTS)
def test_every_name_of_two_public_lists_is_found_and_none_leads_astray(tag: str) -> None:
    for told, names in (("pycountry", iso_names(tag)), ("Babel", cldr_names(tag))):
        asked = [entry for entry in names if (tag, *entry) not in FAULTS]
        assert len(asked) > 245
        found = [(code, name, NAMES.exact(name)) for code, name in asked]
        wrong = [entry for entry in found if len(entry[2]) == 1 and entry[2] != (entry[0],)]
        missed = [entry for entry in found if len(entry[2]) != 1]
        share = 1 - len(missed) / len(asked)
        figure = f"{told} {tag}: {share:.2%} of {len(asked)} names found, {len(wrong)} wrong; missed {missed}"
        print(figure)
        assert not wrong, figure
        assert share >= 0.99, figure
        # What is not found alone is a name of several places, and the right one is among them.
        assert all(code in codes and len(codes) > 1 for code, _, codes in missed), figure


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_name_in_any_language_never_leads_astray(tag: str) -> None:
    for code, name in Locale.parse(tag).territories.items():
        if code in KNOWN:
            assert code in NAMES.exact(str(name)), (code, name)


#: What the search of November 2026 opened another country for, or did not know, with what each means.
ASKED = {
    "Korea, Republic of": "KR",
    "Syrian Arab Republic": "SY",
    "Moldova, Republic of": "MD",
    "Iran, Islamic Republic of": "IR",
    "Venezuela, Bolivarian Republic of": "VE",
    "Republic of Serbia": "RS",
    "DRC": "CD",
    "PRC": "CN",
    "Österreich": "AT",
    "Oesterreich": "AT",
    "Norwegen": "NO",
    "Noorwegen": "NO",
    "Giappone": "JP",
    "Regno Unito": "GB",
    "Vatikanstadt": "VA",
    "Komoren": "KM",
    "UK": "GB",
    "U.K.": "GB",
    "Great Britain": "GB",
    "Britain": "GB",
    "England": "GB",
    "USA": "US",
    "U.S.": "US",
    "u. s. a.": "US",
    "America": "US",
    "United States of America": "US",
    "Turkey": "TR",
    "Türkiye": "TR",
    "Turkiye": "TR",
    "Burma": "MM",
    "Myanmar": "MM",
    "Ivory Coast": "CI",
    "Côte d'Ivoire": "CI",
    "COTE D’IVOIRE": "CI",
    "Czech Republic": "CZ",
    "Czechia": "CZ",
    "Palestine": "PS",
    "Palestine, State of": "PS",
    "Vatican": "VA",
    "Holy See": "VA",
    "Bosnia": "BA",
    "Bosnia and Herzegovina": "BA",
    "Holland": "NL",
    "The Netherlands": "NL",
    "Les Pays-Bas": "NL",
    "L'Allemagne": "DE",
    "L’Allemagne": "DE",
    "UAE": "AE",
    "Emirates": "AE",
    "DR Congo": "CD",
    "Congo, The Democratic Republic of the": "CD",
    "Congo (Kinshasa)": "CD",
    "Republic of the Congo": "CG",
    "ROC": "TW",
    "Taiwan, Province of China": "TW",
    "中華民國": "TW",
    "People's Republic of China": "CN",
    "Macedonia": "MK",
    "Swaziland": "SZ",
    "Cape Verde": "CV",
    "East Timor": "TL",
    "Brasil": "BR",
    "España": "ES",
    "espana": "ES",
    "Suisse": "CH",
    "Schweiz": "CH",
    "Deutschland": "DE",
    "Nippon": "JP",
    "Russian Federation": "RU",
    "Brunei Darussalam": "BN",
    "Viet Nam": "VN",
    "Lao People's Democratic Republic": "LA",
    "Democratic People's Republic of Korea": "KP",
    "South Korea": "KR",
    "North Korea": "KP",
    "Micronesia (Federated States of)": "FM",
    "Virgin Islands (U.S.)": "VI",
    "Virgin Islands, British": "VG",
    "Bahamas, The": "BS",
    "Kosovo": "XK",
    "European Union": "EU",
    "Northern Ireland": "GB-NIR",
    "Écosse": "GB-SCT",
    "California": "US-CA",
    "  SOUTH   KOREA ": "KR",
    "guinea bissau": "GW",
    "Guinea": "GN",
    "Ireland": "IE",
    "Niger": "NE",
    "Nigeria": "NG",
    "Dominica": "DM",
    "Dominican Republic": "DO",
    "ＪＡＰＡＮ": "JP",
    "جمهورية ألبانيا": "AL",
    "المانيا": "DE",
    "أَلمانيا": "DE",
    "ألمـــانيا": "DE",
    "ایران": "IR",
    "Россия": "RU",
    "韩国": "KR",
    "南韓": "KR",
    "Áo": "AT",
    # German, and what no English reader calls a place.
    "Island": "IS",
}
CODES = {
    "CA": "CA",
    "ca": "CA",
    "KOR": "KR",
    "kor": "KR",
    "GBR": "GB",
    "NO": "NO",
    "NGA": "NG",
    "ao": "AO",
    "US-CA": "US-CA",
    "us-tx": "US-TX",
    "gb_sct": "GB-SCT",
    "XKX": "XK",
    "DE": "DE",
}
SEVERAL = {
    "Congo": ("CG", "CD"),
    "Kongo": ("CG", "CD"),
    "Korea": ("KP", "KR"),
    "La Corée": ("KP", "KR"),
    "Georgia": ("GE", "US-GA"),
    "Géorgie": ("GE", "US-GA"),
    "Virgin Islands": ("VG", "VI"),
    # Vietnamese for Russia, and Nigeria's code in small letters.
    "Nga": ("NG", "RU"),
}
#: No place, though each is near one, part of one, or was one.
NOBODY = (
    *("", " ", "Germny", "Norwey", "Atlantis", "Soviet Union", "Republic", "Republic of", "The", "TX", "&"),
    *("US-ZZ", "Republic of Iran", "Kingdom of France", "Z", "ZZ", "ZZZ", "EUR", "276", "Austrla", "..."),
    *("Democratic Republic of China", "Islands", "Africa", "World", "\u0640"),
)


@pytest.mark.parametrize(("text", "code"), [*ASKED.items(), *CODES.items()])
def test_a_name_opens_its_place(text: str, code: str) -> None:
    assert NAMES.exact(text) == (code,)
    assert NAMES.one(text) == code


@pytest.mark.parametrize(("text", "codes"), SEVERAL.items())
def test_a_name_of_several_places_gives_them_all_countries_first(text: str, codes: tuple[str, ...]) -> None:
    assert NAMES.exact(text) == codes
    assert NAMES.one(text) is None


@pytest.mark.parametrize("text", NOBODY)
def test_what_is_no_name_is_never_guessed(text: str) -> None:
    assert NAMES.exact(text) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Germny", "DE"),
        ("Grmany", "DE"),
        ("Afghanisten", "AF"),
        ("Phillipines", "PH"),
        ("Unitd Staets", "US"),
        ("Alemagne", "DE"),
        ("Switzerlnad", "CH"),
        ("Австрея", "AT"),
    ],
)
def test_a_near_spelling_is_offered_and_never_taken(text: str, code: str) -> None:
    assert NAMES.exact(text) == ()
    assert code in NAMES.near(text, 3)


@pytest.mark.parametrize("text", ["", "UX", "xyz", "S-223", "Falun Gong", "HR 1503", "qqqqqqqqqq", "x" * 999])
def test_what_is_near_nothing_has_no_offer(text: str) -> None:
    assert NAMES.near(text, 8) == ()


def test_beginnings_come_before_later_words_and_the_sites_languages_first() -> None:
    assert [KNOWN[code] for code in NAMES.beginning("united", 4)] == [
        *("United States", "United Kingdom", "United Nations", "United Arab Emirates")
    ]
    assert [KNOWN[code] for code in NAMES.beginning("guin", 8)] == [
        *("Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea")
    ]
    assert NAMES.beginning("Pays-B", 8)[0] == "NL"
    assert NAMES.beginning("deutschl", 8) == ("DE",)
    assert len(NAMES.beginning("a", 8)) == 8
    assert NAMES.beginning("", 8) == NAMES.beginning("~", 8) == NAMES.beginning("\U0010ffff", 8) == ()


def test_a_code_in_capitals_is_that_code_and_no_name() -> None:
    assert all(NAMES.exact(code) == (code,) for code in KNOWN)
    held = {long: short for long, short in alpha3().items() if short in KNOWN}
    assert len(held) == 249
    assert all(NAMES.exact(long) == (short,) for long, short in held.items())


def test_the_codes_of_three_letters_are_those_of_the_list() -> None:
    ours = {long: short for long, short in alpha3().items() if short in KNOWN}
    assert ours == {country.alpha_3: country.alpha_2 for country in pycountry.countries}


@cache
def own_names() -> list[tuple[str, str]]:
    plain_speech = [(code, name) for code in KNOWN for _, name in common(code, KNOWN[code], EVERYDAY)]
    return [*plain_speech, *((code, name) for code in KNOWN for name in formal(code, KNOWN[code], EVERYDAY))]


def test_every_name_a_place_has_finds_it_however_it_is_written() -> None:
    for code, name in own_names():
        for text in (name, name.upper(), name.lower(), f" {name}. ", name.replace(" ", "-"), plain(name)):
            # Capitals can spell a code, and a name laid bare can be one: Áo, Bỉ.
            assert code in NAMES.exact(text) or NAMES.exact(text)[0] == codes_named().get(squeezed(text)), (
                code,
                text,
            )


@cache
def codes_named() -> dict[str, str]:
    return {squeezed(code): code for code in KNOWN} | {
        squeezed(long): code for long, code in alpha3().items()
    }


@given(st.one_of(st.text(max_size=LONGEST * 2), st.from_regex(r"[\w,()'’ .-]{1,40}", fullmatch=True)))
def test_property_any_text_is_answered_with_known_places(text: str) -> None:
    found = NAMES.exact(text)
    assert set(found) <= KNOWN.keys()
    assert NAMES.one(text) == (found[0] if len(found) == 1 else None)
    for offered in (NAMES.near(text, 8), NAMES.beginning(text, 8)):
        assert set(offered) <= KNOWN.keys()
        assert len(offered) == len(set(offered)) <= 8


@given(st.text())
def test_property_a_text_is_cut_and_cleaned_once(text: str) -> None:
    clean = within_limits(text)
    assert len(clean) <= LONGEST
    assert within_limits(clean) == clean
    clean.encode()
    assert squeezed(squeezed(text)) == squeezed(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("text", ["\ud800", "\x00UK\x00", "\u202eUK", "UK\n", "\ufeffUK"])
def test_signs_that_no_text_has_are_no_part_of_a_name(text: str) -> None:
    assert NAMES.exact(text) in ((), ("GB",))
    assert NAMES.exact("U\x00K") == ("GB",)


# -- near spellings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "xbc", 1), ("ca", "abc", 3)],
)
def test_distance_counts_letters_and_swaps(one: str, other: str, far: int) -> None:
    assert distance(one, other) == distance(other, one) == far


@given(st.lists(st.text("abcde", min_size=1, max_size=12), max_size=30), st.text("abcde", max_size=12))
def test_property_near_words_are_the_nearest_within_what_is_allowed(words: list[str], word: str) -> None:
    far = {known: distance(known, word) for known in set(words)}
    within = sorted((distance, known) for known, distance in far.items() if 0 < distance <= allowed(word))
    assert [*Near(words).to(word)] == [known for _, known in within]


# -- the file ----------------------------------------------------------------------------------------

FILE = """\
styles:
  en: {articles: [The], links: [of], titles: {republic: Republic}}
titles: {republic: [CA]}
names:
  CA: {en: [Dominion], any: [Kanada]}
"""


def loaded(tmp_path: Path, old: str = "", new: str = "") -> Everyday:
    assert old in FILE
    (tmp_path / "names.yml").write_text(FILE.replace(old, new, 1), "utf-8")
    return everyday.load(tmp_path)


def test_the_file_says_what_it_says(tmp_path: Path) -> None:
    names = Names({"CA": "Canada"}, loaded(tmp_path))
    for text in ("Dominion", "KANADA", "The Republic of Canada", "Canada, The Republic of", "The Dominion"):
        assert names.one(text) == "CA", text
    assert names.one("Kingdom of Canada") is None
    assert everyday.load(tmp_path / "nowhere") == Everyday()


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ("en: {art", "klingon: {art", "styles.klingon", "any, or a language"),
        ("Dominion", "'...'", "names.CA.en.0", "a name with a letter in it"),
        ("[Kanada]", "[]", "names.CA.any", "at least 1 of them"),
        ("republic: Republic", "republic: '*R*'", "styles.en.titles.republic", "at most one star"),
        ("names:\n  CA", "names:\n  Canada", "names.Canada", "an ISO 3166 code"),
        ("articles", "article", "styles.en.article", "one of the fields"),
    ],
)
def test_a_fault_of_the_file_is_told(tmp_path: Path, old: str, new: str, field: str, expected: str) -> None:
    with pytest.raises(BadData) as fault:
        loaded(tmp_path, old, new)
    told = {problem.field: problem.expected for problem in fault.value.problems}
    assert expected in told[field]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("[CA]", "[ZZ]", "titles.republic.0"),
        ("republic: [CA]", "empire: [CA]", "titles.empire"),
        ("  CA: {en", "  ZZ: {en", "names.ZZ"),
        ("[Dominion]", "[Dominion, DOMINION.]", "names.CA.en.1"),
    ],
)
def test_a_contradiction_in_the_file_is_told(tmp_path: Path, old: str, new: str, field: str) -> None:
    path = tmp_path / "names.yml"
    path.write_text(FILE.replace(old, new, 1), "utf-8")
    document = read(path, "names.yml")
    problems = everyday.check(document, shaped(document, NamesFile), {"CA"})
    assert [problem.field for problem in problems] == [field]
    path.write_text(FILE, "utf-8")
    document = read(path, "names.yml")
    assert [*everyday.check(document, shaped(document, NamesFile), {"CA"})] == []
