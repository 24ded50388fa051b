"""A place's answer to a question for pages of others: a small page for an iframe, and a badge (SVG)."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from tracker.site import bills, data, drawing, home, i18n, words
from tracker.site.finding import known_place
from tracker.site.i18n import gettext, place_name
from tracker.site.measures import briefs
from tracker.site.serving import (
    CACHED,
    LANG,
    OPEN,
    TWIN,
    Asked,
    asked_of,
    guarded,
    known_criterion,
    page,
    read_once,
    require_data,
)
from tracker.store import Reader
from tracker.store.rows import fetch
from tracker.vocabulary import Answer

_SVG = "http://www.w3.org/2000/svg"
#: The ink on the ground of each answer: what stands out from its colour.
_DARK = (Answer.IN_FORCE, Answer.ENACTED, Answer.ENDED)
#: Colour of the ground and of the text on it.
COLOURS = {
    answer: (ground, "#fff" if answer in _DARK else "#000") for answer, ground in drawing.COLOURS.items()
}
LABEL = ("#3d4752", "#fff")
PANEL = ("#f3f1ec", "#17212b")
_SIZE, _HEIGHT, _PAD = 12, 24, 8
#: Advance widths of Helvetica, with which Arial and Liberation Sans agree, in thousandths of the type size
#: (Adobe Core 14 font metrics). A sign with an accent is as wide as without; any other is taken as wide.
_WIDTHS = {
    sign: width
    for width, signs in {
        191: "'",
        222: "ijl’",
        260: "|",
        278: " !,./:;I[\\]ft·",
        333: "-()`r“”",
        334: "{}",
        355: '"',
        389: "*",
        469: "^",
        500: "Jcksvxyz",
        556: "#$0123456789?L_abdeghnopqu–",
        584: "+<=>~",
        611: "FTZ",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1000: "—…",
        1015: "@",
    }.items()
    for sign in signs
}


#: What the addresses of a place's answer end in.
_ENDINGS = {"badge": ".svg", "embed": "", "og/country": ".png"}


def place_answer(reader: Reader, asked: Asked) -> dict[str, Any]:
    """A place's answer to a question on a day (the headline where none is asked), and what it names."""
    on = asked.on
    kind = asked.rest.strip("/").rpartition("/")[0]
    code = known_place(reader, asked, kind, _ENDINGS[kind])
    (answer,) = reader.status(code, on, known_criterion(reader, asked))
    questions = {row["name"]: row for row in data.criteria(reader)}
    return {
        "place": fetch(reader.db, "SELECT code, name FROM places WHERE code = ?", [code])[0],
        "on": on,
        "answer": answer,
        "title": questions[answer["criterion"]]["title"],
        "question": questions[answer["criterion"]]["question"],
        "named": briefs(reader, [*answer["because"], *answer["pending"]], on),
        "data_version": data.data_version(reader),
    }


def map_answers(reader: Reader, asked: Asked) -> dict[str, Any]:
    """All places' answers to a question on a day, as a map shows them."""
    on = asked.on
    criterion = known_criterion(reader, asked)
    require_data(reader)
    return home.drawn(reader, criterion, on)


#: Open bills that the list in a frame names.
_BILLS = 5


def _bills(reader: Reader, asked: Asked) -> dict[str, Any]:
    """The open bills that moved last, and how many have moved within two years."""
    on = asked.on
    require_data(reader)
    moving = [bill for bill in bills.open_bills(reader, on) if not bill["quiet"]]
    version = data.data_version(reader)
    return {"on": on, "number": len(moving), "bills": moving[:_BILLS], "data_version": version}


async def _badge(datasette: Any, request: Any) -> Any:
    from datasette import Response

    found = await read_once(datasette, asked_of(datasette, request), place_answer)
    return Response(badge(found), headers={**OPEN, **CACHED}, content_type="image/svg+xml; charset=utf-8")


def badge(found: dict[str, Any]) -> bytes:
    """The badge's SVG, in the language of the page: the place and the question, the answer, the day."""
    row = found["answer"]
    title = gettext(found["title"])
    label = f"{place_name(row['place'], row['name'])} · {title}"
    told = words.answer_since(row)
    day = gettext("as of %(day)s") % {"day": words.written(row["on"])}
    if row["stale"]:
        day = f"{day} · {words.stale(row)}"
    parts = [(label, LABEL), (words.capitalise(told), COLOURS[Answer(row["answer"])]), (day, PANEL)]
    return _drawn(parts, words.answer_line(title, row))


def _drawn(parts: list[tuple[str, tuple[str, str]]], title: str) -> bytes:
    ET.register_namespace("", _SVG)
    root = ET.Element(f"{{{_SVG}}}svg", {"role": "img", "aria-labelledby": "told", "lang": i18n.language()})
    ET.SubElement(root, f"{{{_SVG}}}title", {"id": "told"}).text = title
    x = 0.0
    for text, (ground, ink) in parts:
        width = round(text_width(text), 1)
        box = {"x": _number(x), "width": _number(width + 2 * _PAD), "height": str(_HEIGHT), "fill": ground}
        ET.SubElement(root, f"{{{_SVG}}}rect", box)
        place = {"x": _number(x + _PAD), "y": "16", "textLength": _number(width), "fill": ink}
        style = {"font-family": "Arial, Helvetica, Liberation Sans, sans-serif", "font-size": str(_SIZE)}
        more = {"lengthAdjust": "spacingAndGlyphs", "aria-hidden": "true"}
        ET.SubElement(root, f"{{{_SVG}}}text", {**place, **more, **style}).text = text
        x += width + 2 * _PAD
    frame = {"x": "0.5", "y": "0.5", "width": _number(x - 1), "height": str(_HEIGHT - 1)}
    ET.SubElement(root, f"{{{_SVG}}}rect", {**frame, "fill": "none", "stroke": LABEL[0]})
    root.attrib |= {"width": _number(x), "height": str(_HEIGHT), "viewBox": f"0 0 {_number(x)} {_HEIGHT}"}
    body: bytes = ET.tostring(root, encoding="utf-8")
    return body


def text_width(text: str) -> float:
    """How wide a line of text is in the badge's type, in the units of its SVG."""
    return sum(_WIDTHS.get(sign, 1000) for sign in words.without_accents(text)) * _SIZE / 1000


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


ROUTES: tuple[tuple[str, Any], ...] = (
    (rf"^{LANG}/badge/(?P<name>[^/]+?)\.svg$", guarded(_badge)),
    (rf"^{LANG}/embed/map{TWIN}$", page("tracker_embed_map.html", map_answers)),
    (rf"^{LANG}/embed/bills{TWIN}$", page("tracker_embed_bills.html", _bills)),
    (rf"^{LANG}/embed/(?P<name>[^/]+?){TWIN}$", page("tracker_embed.html", place_answer)),
)
