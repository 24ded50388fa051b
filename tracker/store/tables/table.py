"""What a table holds and what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_origin, get_type_hints

from tracker.vocabulary import Word, meanings, words_of


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people: what a row is, what each column holds. `label`: the column a row is called by;
    `facets`: columns with few values, worth counting; `sort_desc`: the column to sort by, downwards."""

    about: str
    columns: Mapping[str, str]
    label: str | None = None
    facets: tuple[str, ...] = ()
    sort_desc: str | None = None


def of(record: type, names: str) -> dict[str, str]:
    """The columns of those names, with spaces between, that hold the fields of a record: what the record says
    of them, and how a row writes it."""
    said, kinds = meanings(record), get_type_hints(record)
    return {name: _written(said[name], kinds[name], words_of(record, name)) for name in names.split()}


def _written(meaning: str, kind: Any, words: tuple[str, ...]) -> str:
    if kind is bool:
        return f"1: {meaning}"
    if get_origin(kind) is Mapping:
        return f"{capitalised(meaning)}, as JSON"
    if get_origin(kind) is tuple:
        return f"{capitalised(meaning)}, as a JSON array"
    return f"{capitalised(meaning)}: {', '.join(words)}" if words else capitalised(meaning)


def one_of(kind: type[Word], about: str = "") -> str:
    """A column that holds a word of a closed list."""
    return about + ", ".join(kind)


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
