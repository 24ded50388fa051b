"""The letters of the pictures: families that come as packages, so that no font of the system is needed.

Noto Sans has the Latin, Greek and Cyrillic scripts, Noto Sans Arabic the Arabic one (both OFL 1.1). Fonts for
Chinese, Japanese and Korean are many times larger than all the rest of the site: a text in them is not drawn.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import fontpkg
import uharfbuzz

FAMILIES = ("Noto Sans", "Noto Sans Arabic")
REGULAR, BOLD = 400, 700
#: Signs that set the direction of a text and are not drawn (Unicode: default ignorable).
_UNSEEN = frozenset("\u200e\u200f\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class _Face:
    signs: frozenset[str]
    unit: int
    fonts: dict[int, uharfbuzz.Font]


@cache
def files() -> list[str]:
    """The paths of the fonts; each has all weights in one file."""
    return [str(fontpkg.path(family)) for family in FAMILIES]


@cache
def _faces() -> list[_Face]:
    found = []
    for file in files():
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(file))
        fonts = {}
        for weight in (REGULAR, BOLD):
            fonts[weight] = uharfbuzz.Font(face)
            fonts[weight].set_variations({"wght": weight})
        found.append(_Face(frozenset(map(chr, face.unicodes)), face.upem, fonts))
    return found


def lacking(text: str) -> set[str]:
    """The signs of a text that no font here has: each would be drawn as an empty box."""
    control = {sign for sign in text if unicodedata.category(sign) == "Cc"}
    return set(text).difference(_UNSEEN, *(face.signs for face in _faces())) | control


def width(text: str, size: float, weight: int = REGULAR) -> float:
    """How wide a line of text is, in the unit of `size`, in the first family that has all its signs."""
    needed = set(text) - _UNSEEN
    face = next((face for face in _faces() if needed <= face.signs), _faces()[0])
    buffer = uharfbuzz.Buffer()
    buffer.add_str("".join(sign for sign in text if sign not in _UNSEEN))
    buffer.guess_segment_properties()
    uharfbuzz.shape(face.fonts[weight], buffer)
    return float(sum(place.x_advance for place in buffer.glyph_positions) * size / face.unit)


def lines(text: str, size: float, room: float, most: int, weight: int = REGULAR) -> list[str]:
    """A text broken between words into at most that many lines no wider than `room`; what has no room is
    left out, with an ellipsis. A single word may be wider."""
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, size, weight) <= room:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > most:
        found = found[:most]
        while " " in found[-1] and width(f"{found[-1]}…", size, weight) > room:
            found[-1] = found[-1].rpartition(" ")[0]
        found[-1] = f"{found[-1].rstrip(' ,;:.')}…"
    return found
