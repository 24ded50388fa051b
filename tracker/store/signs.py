"""Titles made findable: full-text search knows words by spaces, which Chinese and Japanese do not write.

The signs of a title are indexed once more, apart; a run of signs is then searched as a phrase of them.
"""

from __future__ import annotations

import re

_SIGN = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]"
_TERM = re.compile(rf"{_SIGN}+|(?:(?!{_SIGN})\w)+\*?")


def apart(title: str) -> str:
    """The Chinese, Japanese and Korean signs of a title with spaces between them."""
    return " ".join(re.findall(_SIGN, title))


def fts_words(text: str | None) -> str:
    """What a reader typed as an FTS5 query: all its words, in any order; `organ*` is any word that begins so.

    Nothing in it is taken as FTS5's own syntax (https://www.sqlite.org/fts5.html#full_text_query_syntax).
    Text without a word finds nothing.
    """
    terms = []
    for term in _TERM.findall(text or ""):
        words = apart(term) or term.rstrip("*")
        terms.append(f'"{words}"{"*" if term.endswith("*") else ""}')
    return " ".join(terms) or '""'
