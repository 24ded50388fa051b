"""All that a place is called: by the Unicode CLDR in many languages, by itself, by everybody, by ISO 3166."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from babel import Locale
from babel.core import get_global

#: The languages whose names of places are known; those of the site come first.
LANGUAGES = (
    *("en", "fr", "es", "de", "it", "pt", "nl", "ar", "zh", "zh_Hant", "zh_Hant_HK", "ja", "ko", "ru", "tr"),
    *("pl", "uk", "fa", "hi", "id", "vi", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "el", "he", "th"),
    *("bg", "hr", "sr", "sl", "lt", "lv", "et", "is", "ga", "ca", "sq", "mk", "bs", "ka", "hy", "az", "kk"),
    *("ky", "uz", "mn", "ms", "sw", "bn", "ur", "ne", "si", "km", "lo", "my", "am", "be", "mt"),
)
#: Names that are offered first: in the languages of the site, and those that are the same everywhere.
ANY = "any"
SITE_LANGUAGES = frozenset(["en", "fr", "es", "de", "ar", "zh_Hant", ANY])
#: Codes of ISO 3166-1 alpha-3 that no longer stand for a place, or never did.
_NOT_IN_USE = frozenset(["BUR", "DDR", "FXX", "QUU", "TMP", "XKK", "YMD", "ZAR"])
_AND = {"en": "and", "fr": "et", "es": "y", "de": "und", "it": "e", "pt": "e", "nl": "en"}
_SAINT = {"en": "Saint", "fr": "Saint", "de": "Sankt", "nl": "Sint"}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True)
class Style:
    """How one language writes the names of States out: `Republic of Albania`, `République d'Albanie`.

    `articles` may stand before any name, `links` between a title and the name; `titles` by key.
    """

    articles: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Everyday:
    """What the CLDR lacks: names by place and language, the titles of States, the styles of languages.

    The language `any` is for names that are the same everywhere.
    """

    names: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    styles: Mapping[str, Style] = field(default_factory=dict)


@cache
def alpha3() -> Mapping[str, str]:
    """The codes in use of ISO 3166-1, alpha-3 to alpha-2."""
    return {
        str(code): str(places[0])
        for code, places in get_global("territory_aliases").items()
        if re.fullmatch("[A-Z]{3}", code) and code not in _NOT_IN_USE and len(places) == 1
    }


@cache
def _territories(language: str) -> Mapping[str, str]:
    return {str(code): str(name) for code, name in Locale.parse(language).territories.items()}


def common(code: str, name: str, everyday: Everyday) -> Iterator[tuple[str, str]]:
    """(language, name): what the place is called in plain speech; `name` is our own, in English."""
    yield "en", name
    for language in LANGUAGES:
        if called := _territories(language).get(code):
            yield language, called
    for language, names in everyday.names.get(code, {}).items():
        for called in names:
            yield language, called


def formal(code: str, name: str, everyday: Everyday) -> Iterator[str]:
    """Those names as they are also written: `and` for `&`, `Saint` for `St.`, with the State's title."""
    titles = everyday.titles.get(code, ())
    for language, called in common(code, name, everyday):
        written = _rewritten(language, called)
        yield from written - {called}
        for style in everyday.styles.values() if language == ANY else _of(everyday.styles, language):
            for title in (style.titles[key] for key in titles if key in style.titles):
                yield from (_titled(title, link, one) for link in ("", *style.links) for one in written)


def _of(styles: Mapping[str, Style], language: str) -> Iterator[Style]:
    """The style of a language, or of the one it is a kind of (Hong Kong's Chinese of traditional Chinese)."""
    for tag in (language, language.rpartition("_")[0]):
        if tag in styles:
            yield styles[tag]
            return


def _rewritten(language: str, name: str) -> set[str]:
    """The name, and the same written otherwise."""
    found = {name}
    if language in _SAINT:
        found |= {one.replace("St.", _SAINT[language]) for one in found}
    if language in _AND:
        found |= {one.replace("&", f" {_AND[language]} ") for one in found}
        found |= {re.sub(rf"\b{_AND[language]}\b", " ", one) for one in found}
    if language == "de":
        found |= {one.translate(_UMLAUTS) for one in found}
    return found


def _titled(title: str, link: str, name: str) -> str:
    """`Republic` before the name; `*共和国`, with a star where the name stands, as it says."""
    return title.replace("*", name) if "*" in title else f"{title} {link} {name}"
