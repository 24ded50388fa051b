"""Places in the order of their names in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import combining, normalize

from babel.lists import format_list

from tracker.site.i18n import locale, place_name
from tracker.vocabulary import Answer

_RANK = {answer.value: rank for rank, answer in enumerate(Answer)}


def in_order(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Status rows by answer, then by the place's name in the page's language, accents apart."""
    return sorted(rows, key=lambda r: (_RANK[r["answer"]], _folded(place_name(r["place"], r["name"]))))


def sorted_by_name(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows with a `place` and its `name`, in order of the name in the page's language, accents apart."""
    return sorted(rows, key=lambda row: _folded(place_name(row["place"], row["name"])))


def by_name(places: Mapping[str, str]) -> list[tuple[str, str]]:
    """(code, name in the page's language), in order of the names, accents apart."""
    named = ((code, place_name(code, name)) for code, name in places.items())
    return sorted(named, key=lambda pair: _folded(pair[1]))


def _folded(name: str) -> str:
    return without_accents(name).casefold()


def without_accents(text: str) -> str:
    return "".join(c for c in normalize("NFD", text) if not combining(c))


def listed(names: Sequence[str]) -> str:
    """Names in one line: "Canada, United Kingdom and Germany"."""
    return str(format_list([*names], locale=locale()))
