"""When two spellings are the same name: case, width, spaces and signs never count, accents sometimes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

#: What a reader types is cut here; no name is as long.
LONGEST = 200
#: Letters only by their Unicode category: apostrophes of several scripts, and the Arabic line filler.
_SIGNS = frozenset("ʹʺʻʼʽʾʿˈˊˋ\u0640")
#: What decomposition leaves apart although readers write one for the other.
_ALIKE = str.maketrans(
    {
        **{"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ŋ": "n"},
        **{"羣": "群", "臺": "台", "敍": "敘", "祕": "秘", "ħ": "h", "ə": "e", "ґ": "г", "ѓ": "г"},
        # Arabic as it is typed on Arabic, Persian and Urdu keyboards.
        **{"\u0671": "\u0627", "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643"},
        **{"\u0629": "\u0647", "\u06c1": "\u0647", "\u06c0": "\u0647", "\u06d5": "\u0647"},
    }
)
#: Marks that make another letter of one: the sounds of kana.
_KEPT = frozenset("\u3099\u309a")


def within_limits(text: str) -> str:
    """The text without what no text has (lone surrogates, control signs), cut to LONGEST."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(sign if sign.isprintable() else " " for sign in clean)[:LONGEST].strip()


def squeezed(text: str) -> str:
    """Letters, digits and accents only: `Guinea-Bissau` is `GUINEA BISSAU`, and `U.S.A.` is `usa`."""
    letters = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if letters.isascii() and letters.isalnum():
        return letters
    kept = (sign for sign in letters if sign not in _SIGNS and unicodedata.category(sign)[0] in "LMN")
    # What stood apart may now stand together: a letter and its accent.
    return unicodedata.normalize("NFC", "".join(kept))


def plain(text: str) -> str:
    """Squeezed, without accents, vowel points and letters that are written one for the other."""
    return loosened(squeezed(text))


def loosened(written: str) -> str:
    """What `plain` makes of a text that is squeezed already."""
    if written.isascii():
        return written
    parts = unicodedata.normalize("NFD", written)
    bare = "".join(sign for sign in parts if sign in _KEPT or not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare).translate(_ALIKE)


def turned(text: str) -> Iterator[str]:
    """A name written back to front the right way round: `Korea, Republic of`, `Virgin Islands (U.S.)`."""
    for opening, closing in (("(", ")"), ("（", "）"), (",", ""), ("，", ""), ("،", ""), ("、", "")):
        head, found, tail = text.partition(opening)
        if found and head.strip() and tail.strip():
            yield f"{tail.strip().removesuffix(closing).strip()} {head.strip()}"
