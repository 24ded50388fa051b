"""What the fields of a record hold, said once: the codebook, the tables and the downloads repeat it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

from tracker.vocabulary.word import Word


@dataclass(frozen=True, slots=True)
class Doc:
    """A field's meaning, as `Annotated[..., Doc(...)]`: words for the public, no capital, no full stop."""

    text: str


def meanings(record: type) -> dict[str, str]:
    """What each field of a record that says so holds, by the field's name."""
    return {
        name: doc.text
        for name, hint in get_type_hints(record, include_extras=True).items()
        for doc in getattr(hint, "__metadata__", ())
        if isinstance(doc, Doc)
    }


def words_of(record: type, field: str) -> tuple[str, ...]:
    """The words that a field can hold, where it holds one of a closed list; else none."""
    return next((tuple(kind) for kind in _inside(get_type_hints(record)[field]) if _is_list(kind)), ())


def _inside(hint: Any) -> tuple[Any, ...]:
    return (hint, *(part for arg in get_args(hint) for part in _inside(arg)))


def _is_list(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Word)
