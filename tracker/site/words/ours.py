"""What the data hold in some languages only: in the page's, else in English or its own, which says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from tracker.site.i18n import LANGUAGES, english, is_here, language, marked


def worded(wordings: Mapping[str, str] | None) -> Markup:
    """Our own words in the page's language, else in English; nothing where none are held."""
    if not wordings:
        return Markup("")
    if language() in wordings:
        return escape(wordings[language()])
    return english(wordings[LANGUAGES[0]])


def titled(measure: Mapping[str, Any]) -> list[Markup]:
    """The titles that a bill or law (`title`, `lang`, `title_en`) goes by on the page, the reader's first:
    the original alone where it is in the page's language, else the English one, if held, before it."""
    own = marked(measure["title"], measure["lang"])
    if is_here(measure["lang"]) or not measure["title_en"]:
        return [own]
    return [marked(measure["title_en"], LANGUAGES[0]), own]
