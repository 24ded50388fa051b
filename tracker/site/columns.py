"""The columns of the tables to download: what each holds, for readers and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.site.i18n import gettext


class Kind(StrEnum):
    """What the cells of a column are. An empty cell is possible in all of them."""

    TEXT = "text"
    DAY = "day"
    WHOLE = "whole"
    FLAG = "flag"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """`about` is in English, to be translated where it is shown. `words`: the only ones that a text can be,
    or that a list can hold; the same in every language. `needed`: no cell is empty."""

    about: str
    kind: Kind = Kind.TEXT
    words: tuple[str, ...] = ()
    needed: bool = False

    def said(self) -> str:
        """What it holds, in the language of the page, with the words that it does not name itself."""
        if all(word in self.about for word in self.words):
            return gettext(self.about)
        return gettext(self.about) + gettext(": ") + ", ".join(self.words)


Columns = Mapping[str, Column]
