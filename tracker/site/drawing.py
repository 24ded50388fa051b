"""Pictures of what the site knows, as SVG and PNG: the world map of one question, and cards for shared links.

Everything is drawn of the same pieces, in the light colours of the site, in the page's language and in its
direction. The letters are those of `tracker.site.typeface`; a viewer without them takes its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import resvg_py

from tracker.site import atlas, i18n, typeface
from tracker.site.typeface import BOLD, REGULAR
from tracker.vocabulary import Answer

SVG = "http://www.w3.org/2000/svg"
#: What social networks ask of a link's picture (https://ogp.me).
CARD_WIDTH, CARD_HEIGHT = 1200, 630
PAGE, INK, SOFT, EDGE, COAST, BAR = "#fdfcfa", "#17212b", "#4d5965", "#3d4752", "#a9b0b6", "#0b5f5a"
#: The colour of each answer, those of the light site.css; a pattern carries it too, see `_pattern`.
COLOURS = {
    Answer.IN_FORCE: "#0b5f5a",
    Answer.ENACTED: "#0b5f5a",
    Answer.GENERAL_RULE: "#4c9a90",
    Answer.UNCLEAR: "#9a85cf",
    Answer.PENDING: "#cb8000",
    Answer.IN_PARTS: "#cfe6e1",
    Answer.ENDED: "#8f4a35",
    Answer.NONE_FOUND: "#c3c9d0",
    Answer.NOT_CHECKED: PAGE,
    Answer.NOT_LISTED: PAGE,
}
_LINES = COLOURS[Answer.IN_FORCE]
#: Of each pattern its ground, the colour on it, and what is painted with that on a tile 8 wide and high. None
#: is turned: a tile of whole pixels leaves no seams.
_PATTERNS = {
    Answer.GENERAL_RULE: (
        COLOURS[Answer.GENERAL_RULE],
        _LINES,
        "M0 6.8 6.8 0H8V1.2L1.2 8H0zM6.8 8 8 6.8V8zM0 0H1.2L0 1.2z",
    ),
    Answer.ENACTED: (PAGE, COLOURS[Answer.ENACTED], "M0 0h4v8h-4z"),
    Answer.IN_PARTS: (COLOURS[Answer.IN_PARTS], _LINES, "M0 0h4v4h-4zM4 4h4v4h-4z"),
    Answer.UNCLEAR: (COLOURS[Answer.UNCLEAR], PAGE, "M2.8 4a1.2 1.2 0 0 0 2.4 0a1.2 1.2 0 0 0-2.4 0z"),
    Answer.ENDED: (PAGE, COLOURS[Answer.ENDED], "M0 0h8v4h-8z"),
}
_EMPTY = (Answer.NOT_CHECKED, Answer.NOT_LISTED)
_MARGIN = 32
_FAMILIES = ", ".join((*typeface.FAMILIES, "Arial", "Helvetica", "sans-serif"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the key: an answer with its word, and how many countries have it (empty: not counted)."""

    answer: Answer
    word: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """The world map of one question on one day, all in the page's language.

    `counted` says what the counts are of; `told` is the whole in a sentence, for who cannot see it; `rows`
    are status rows; `notes` stand at the foot.
    """

    title: str
    question: str
    day: str
    counted: str
    told: str
    key: Sequence[Entry]
    rows: Sequence[Mapping[str, Any]]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of one place or of one bill or law: `head` above a `title`, a `line` below it, the answer
    or status as the site marks it, what `more` there is to it, and notes at the foot."""

    head: str
    title: str
    line: str
    mark: Entry
    more: str
    notes: Sequence[str]


class _Sheet:
    """A picture in the making. Coordinates are from the side where the language begins: in a language that
    runs from right to left the picture is the mirror image, without its map."""

    def __init__(self, width: int, told: str) -> None:
        self.width = width
        self.rtl = i18n.direction() == "rtl"
        self.texts: list[str] = []
        self.root = ET.Element("svg", {"xmlns": SVG, "role": "img", "aria-labelledby": "told"})
        self.root.set("lang", i18n.language())
        self.root.attrib |= {"font-family": _FAMILIES, "fill": INK}
        ET.SubElement(self.root, "title", {"id": "told"}).text = told
        self.defs = ET.SubElement(self.root, "defs")
        self.ground = ET.SubElement(self.root, "rect", {"fill": PAGE})

    def text(self, x: float, y: float, text: str, size: float, *, strong: str = "", **style: str) -> None:
        """One line; `strong` follows in bold."""
        self.texts += (text, strong)
        place = {"x": _number(self.width - x if self.rtl else x), "y": _number(y), "font-size": _number(size)}
        line = ET.SubElement(self.root, "text", {**place, **style})
        if not self.rtl:
            line.text, end = text, ""
        else:
            # The attribute `direction` would turn the anchor around in some viewers and not in others.
            line.set("text-anchor", "end")
            line.text, end = f"\u2067{text}", "\u2069"
        if strong:
            line.text += "\u00a0 "
            bold = ET.SubElement(line, "tspan", {"font-weight": str(BOLD)})
            bold.text, bold.tail = strong, end
        else:
            line.text += end

    def lines(self, x: float, y: float, lines: Sequence[str], size: float, **style: str) -> float:
        """Lines below each other, the first at y; returns the y below the last."""
        for line in lines:
            self.text(x, y, line, size, **style)
            y += size * 1.32
        return y

    def swatch(self, x: float, y: float, size: int, answer: Answer) -> None:
        self._pattern("key", answer, 1)
        x = self.width - x - size if self.rtl else x
        # In a place of its own the pattern begins at the corner of each swatch.
        place = {"transform": f"translate({round(x)} {round(y)})"}
        box = {"width": str(size), "height": str(size), "rx": "3", "stroke": EDGE, "stroke-width": "1.5"}
        if answer in _EMPTY:
            box["stroke-dasharray"] = "4 2.5"
        ET.SubElement(self.root, "rect", {**place, **box, "fill": _fill("key", answer)})

    def entry(self, x: float, y: float, entry: Entry, size: float) -> None:
        """A line of the key, its letters standing on y."""
        self.swatch(x, y - size * 0.9, round(size * 1.1), entry.answer)
        self.text(x + size * 1.6, y, entry.word, size, strong=entry.count)

    def map(self, x: float, y: float, width: float, rows: Sequence[Mapping[str, Any]]) -> None:
        scale = width / atlas.size()[0]
        place = f"translate({round(self.width - x - width if self.rtl else x)} {round(y)}) scale({scale})"
        world = ET.SubElement(self.root, "g", {"transform": place, "stroke-linejoin": "round"})
        land = {"fill": PAGE, "stroke": COAST, "stroke-width": "5"}
        ET.SubElement(world, "path", {**land, "d": atlas.unplaced(rows)})
        for value, shapes in reversed(atlas.groups(rows)):
            answer = Answer(value)
            self._pattern("map", answer, 1 / scale)
            edge = land if answer in _EMPTY else {"stroke": EDGE, "stroke-width": "7"}
            group = ET.SubElement(world, "g", {**edge, "fill": _fill("map", answer)})
            for shape in shapes:
                if shape.dot is None:
                    one = ET.SubElement(group, "path", {"d": shape.path or ""})
                else:
                    dot = {"cx": str(shape.dot[0]), "cy": str(shape.dot[1]), "r": str(atlas.RADIUS)}
                    one = ET.SubElement(group, "circle", dot)
                ET.SubElement(one, "title").text = shape.label

    def _pattern(self, kind: str, answer: Answer, pixel: float) -> None:
        """Have the pattern of an answer at hand, where one pixel of the picture is so many units."""
        name = f"{kind}-{answer}"
        if answer not in _PATTERNS or any(known.get("id") == name for known in self.defs):
            return
        ground, paint, path = _PATTERNS[answer]
        tile = {"id": name, "width": "8", "height": "8", "patternUnits": "userSpaceOnUse", "stroke": "none"}
        if pixel != 1:
            tile["patternTransform"] = f"scale({pixel})"
        pattern = ET.SubElement(self.defs, "pattern", tile)
        ET.SubElement(pattern, "rect", {"width": "8", "height": "8", "fill": ground})
        ET.SubElement(pattern, "path", {"d": path, "fill": paint})

    def done(self, height: float) -> Drawing:
        size = {"width": str(self.width), "height": _number(height)}
        self.ground.attrib |= size
        self.root.attrib |= {**size, "viewBox": f"0 0 {self.width} {_number(height)}"}
        return Drawing(ET.tostring(self.root, encoding="unicode"), frozenset("".join(self.texts)))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished picture: its SVG, and every sign that is written on it."""

    svg: str
    signs: frozenset[str]

    @property
    def drawable(self) -> bool:
        """Whether the fonts at hand have every sign."""
        return not typeface.lacking("".join(self.signs))

    def png(self) -> bytes:
        """The picture in pixels, the same bytes each time. Raises ValueError for what is no SVG."""
        fonts = typeface.files()
        return bytes(resvg_py.svg_to_bytes(svg_string=self.svg, font_files=fonts, skip_system_fonts=True))


def world(told: World) -> Drawing:
    """The map that stands by itself: 1200 wide, as high as its words need."""
    sheet = _Sheet(1200, told.told)
    room = sheet.width - 2 * _MARGIN
    y = sheet.lines(_MARGIN, 60, typeface.lines(told.title, 34, room, 2, BOLD), 34, **_BOLD)
    y = sheet.lines(_MARGIN, y - 6, typeface.lines(told.question, 20, room, 3), 20, fill=SOFT)
    y = sheet.lines(_MARGIN, y + 12, typeface.lines(f"{told.day} {told.counted}", 20, room, 2), 20)
    y = _key(sheet, _MARGIN, y - 8, room, told.key, 20)
    sheet.map(_MARGIN, y + 8, room, told.rows)
    y += _height(room) + 32
    return sheet.done(_notes(sheet, y, told.notes, 16, _MARGIN) + 8)


def world_card(told: World) -> Drawing:
    """The same for a link's picture: the key beside the map."""
    sheet = _card(told.told)
    room = CARD_WIDTH - 2 * _CARD_MARGIN
    y = sheet.lines(_CARD_MARGIN, 90, typeface.lines(told.title, 46, room, 2, BOLD), 46, **_BOLD)
    counted = typeface.lines(f"{told.day} {told.counted}", 26, room, 2)
    y = sheet.lines(_CARD_MARGIN, y - 8, counted, 26, fill=SOFT)
    _key(sheet, _CARD_MARGIN, y + 4, 320, told.key, 22)
    width = 800
    sheet.map(CARD_WIDTH - width - 16, CARD_HEIGHT - 68 - _height(width), width, told.rows)
    _notes(sheet, CARD_HEIGHT - 30, told.notes[:1], 20, _CARD_MARGIN)
    return sheet.done(CARD_HEIGHT)


def card(told: Card) -> Drawing:
    """A place's answer, or a bill or law, for a link's picture."""
    sheet = _card(". ".join(filter(None, (told.head, told.title, told.line, told.mark.word))))
    room = CARD_WIDTH - 2 * _CARD_MARGIN
    y = sheet.lines(_CARD_MARGIN, 88, typeface.lines(told.head, 30, room, 1), 30, fill=SOFT)
    size, most = next(
        fit for fit in _TITLES if len(typeface.lines(told.title, fit[0], room, 9, BOLD)) <= fit[1]
    )
    title = typeface.lines(told.title, size, room, min(most, 4), BOLD)
    y = sheet.lines(_CARD_MARGIN, y + size - 24, title, size, **_BOLD)
    y = sheet.lines(_CARD_MARGIN, y - size + 30, typeface.lines(told.line, 28, room, 3), 28, fill=SOFT)
    y = max(y + 60, 356)
    sheet.swatch(_CARD_MARGIN, y - 42, 48, told.mark.answer)
    words = typeface.lines(told.mark.word, 50, room - 72, 2, BOLD)
    y = sheet.lines(_CARD_MARGIN + 72, y, words, 50, **_BOLD)
    sheet.lines(_CARD_MARGIN + 72, y - 14, typeface.lines(told.more, 30, room - 72, 2), 30)
    _notes(sheet, CARD_HEIGHT - 30, told.notes[:1], 22, _CARD_MARGIN)
    return sheet.done(CARD_HEIGHT)


_CARD_MARGIN = 56
#: The sizes of a card's title, each for as many lines as it may have; what is longer still is cut.
_TITLES = ((76, 1), (58, 2), (46, 3), (40, 9))
_BOLD = {"font-weight": str(BOLD)}


def _card(told: str) -> _Sheet:
    """An empty card with the line that all of them begin with."""
    sheet = _Sheet(CARD_WIDTH, told)
    ET.SubElement(sheet.root, "rect", {"width": str(CARD_WIDTH), "height": "16", "fill": BAR})
    return sheet


def _key(sheet: _Sheet, x: float, y: float, room: float, key: Sequence[Entry], size: float) -> float:
    """The key in as many columns as have room; returns the y below it."""
    # Another font than ours may be a little wider.
    widest = max(typeface.width(f"{e.word}   {e.count}", size, BOLD) for e in key) * 1.05 + size * 2.6
    columns = max(1, int((room + size) // widest))
    for position, entry in enumerate(key):
        row, column = divmod(position, columns)
        sheet.entry(x + column * widest, y + row * size * 1.7 + size, entry, size)
    return y + -(-len(key) // columns) * size * 1.7 + 8


def _notes(sheet: _Sheet, y: float, notes: Sequence[str], size: float, margin: float) -> float:
    for note in notes:
        fitting = typeface.lines(note, size, sheet.width - 2 * margin, 2, REGULAR)
        y = sheet.lines(margin, y, fitting, size, fill=SOFT)
    return y


def _height(width: float) -> float:
    whole, high = atlas.size()
    return width * high / whole


def _fill(kind: str, answer: Answer) -> str:
    return f"url(#{kind}-{answer})" if answer in _PATTERNS else COLOURS[answer]


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
