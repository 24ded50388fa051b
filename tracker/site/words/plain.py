"""Words of closed lists as a reader would write them."""

from __future__ import annotations

import re

from tracker.site.i18n import gettext


def plain(value: str | None) -> str:
    """A closed list's word, or text that holds such words, as a reader would write it."""
    return gettext(re.sub(r"(?<=[a-z])_(?=[a-z])", " ", value or ""))


def field(text: str) -> str:
    """What two origins disagree on: a field, or a step with its chamber, "committee (lower)"."""
    return re.sub(r"\w[^()]*\w", lambda word: plain(word[0]), text)


def capitalise(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
