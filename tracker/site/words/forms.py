"""Sentences in singular and plural, marked for the catalogue."""

from __future__ import annotations

_Forms = tuple[str, str]


def _forms(one: str, many: str) -> _Forms:
    """Mark a sentence in singular and plural for the catalogue; the first number in it chooses."""
    return one, many
