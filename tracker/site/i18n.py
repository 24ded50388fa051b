"""The languages of the site: which one a page is in, its catalogue, and the names of places in it.

Every string that a reader sees goes through `gettext` or `ngettext` here (templates: `_` and `ngettext`);
`N_` marks one where it is defined. The catalogues are `locale/<language>.po`, read as they are: there is no
compiled file to forget. What the data say (notes, titles, sources' own words) stays in its own language.
"""

from __future__ import annotations

import gettext as stdlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

FOLDER = Path(__file__).parent / "locale"
#: By language, the locale of the Unicode CLDR in which days and places are written. Arabic has the digits
#: 0 to 9 there, which are those of the numbers in our sentences too.
_LOCALES = {"en": "en_GB", "fr": "fr", "es": "es", "de": "de", "ar": "ar", "zh-Hant": "zh_Hant"}
#: The languages of the site as BCP 47 tags, the first one that of the strings in the code.
LANGUAGES = tuple(_LOCALES)
_current: ContextVar[str] = ContextVar("language", default=LANGUAGES[0])


def language() -> str:
    """The language of the page that is being made, as a BCP 47 tag."""
    return _current.get()


@contextmanager
def speaking(tag: str | None) -> Iterator[None]:
    """Make everything inside in that language; None or an unknown one: in the first."""
    token = _current.set(tag if tag in LANGUAGES else LANGUAGES[0])
    try:
        yield
    finally:
        _current.reset(token)


def here(path: str, tag: str | None = None) -> str:
    """The path of one of our pages in the page's language (or in `tag`): the first language has no prefix."""
    tag = tag or language()
    return path if tag == LANGUAGES[0] else f"/{tag}{path}"


def name_of(tag: str) -> str:
    """A language's name in that language."""
    return str(_locale(tag).languages[tag.replace("-", "_")]).capitalize()


def direction() -> str:
    """ "rtl" where the page's language runs from right to left, else "ltr"."""
    return str(locale().text_direction)


def is_here(tag: str) -> bool:
    """Whether a text in that language (a BCP 47 tag) is in the page's, whatever the region or the script."""
    return tag.partition("-")[0] == language().partition("-")[0]


def locale() -> Locale:
    return _locale(language())


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse(_LOCALES[tag])


@cache
def _catalogue(tag: str) -> stdlib.NullTranslations:
    if tag == LANGUAGES[0]:
        return stdlib.NullTranslations()
    with (FOLDER / f"{tag}.po").open("rb") as file:
        catalogue = read_po(file)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return stdlib.GNUTranslations(compiled)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools know
    """Mark a string for the catalogue; it is translated where it is shown."""
    return message


def gettext(message: str) -> str:
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(one: str, many: str, number: int) -> str:
    return _catalogue(language()).ngettext(one, many, number)


def marked(text: str | None, tag: str | None) -> Markup:
    """A text in a language (a BCP 47 tag; None: nobody has said which), as markup that tells of it where it
    is not the page's."""
    if not text or (tag and is_here(tag)):
        return escape(text or "")
    way = "ltr" if tag == LANGUAGES[0] else "auto"
    return Markup('<span lang="{}" dir="{}">{}</span>').format(tag or "", way, text)


def english(text: str | None) -> Markup:
    """A note, which is held in English alone: a page in another language says so after it."""
    told = marked(text, LANGUAGES[0])
    if not told or is_here(LANGUAGES[0]):
        return told
    return Markup('{} <span class="small">({})</span>').format(told, gettext("in English"))


def place_name(code: str, english: str) -> str:
    """A place's name in the page's language: the data's own in English, else that of the Unicode CLDR, else
    that of the catalogue; states and provinces keep their English names."""
    if language() == LANGUAGES[0]:
        return english
    return str(locale().territories.get(code) or gettext(english))


def install(environment: Any) -> None:
    """Teach a Jinja environment `_`, `ngettext` and `{% trans %}`."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)


def day_written(day: date) -> str:
    """A day written out in the page's language: 15 December 2022."""
    return _day_in(language(), day)


@cache
def _day_in(tag: str, day: date) -> str:
    text = str(format_date(day, "long", locale=_locale(tag)))
    # French has an ordinal for the first of a month, which the Unicode CLDR's patterns cannot write.
    return text.replace("1 ", "1er ", 1) if tag == "fr" and day.day == 1 else text
