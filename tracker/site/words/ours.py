"""What the data say in our own words, in each language: the page's, else English, which says so."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from tracker.site.i18n import LANGUAGES, language


def worded(wordings: Mapping[str, str] | None) -> Markup:
    """The words in the page's language; nothing where none are held."""
    if not wordings:
        return Markup("")
    if language() in wordings:
        return escape(wordings[language()])
    first = LANGUAGES[0]
    return Markup('<span lang="{}">{}</span>').format(first, wordings[first])
