"""Making `shapes.json` from Natural Earth: `python -m tracker.site.atlas.make SMALL LARGE`.

SMALL and LARGE are its country boundaries at 1:110 m and 1:10 m as TopoJSON (`countries-110m.json`,
`countries-10m.json` of the npm package world-atlas; Natural Earth is in the public domain). Shapes come from
the first; a place too small there, or not in it, becomes a dot at its largest part in the second.

https://github.com/topojson/topojson-specification
https://doi.org/10.1080/13658816.2018.1504949 (Equal Earth)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from babel import Locale

Point = tuple[float, float]
Ring = list[Point]

WIDTH = 1000
#: A place whose largest part covers less than this, in units of the map, is drawn as a dot.
DOT_BELOW = 6.0
_LEFT_OUT = {"Antarctica", "Fr. S. Antarctic Lands", "Siachen Glacier", "Indian Ocean Ter."}
#: Names that are not those of the Unicode CLDR; None: drawn, but no place of its own here.
_NAMES = {
    "Åland": "AX", "Antigua and Barb.": "AG", "Ashmore and Cartier Is.": None, "Bosnia and Herz.": "BA",
    "Br. Indian Ocean Ter.": "IO", "British Virgin Is.": "VG", "Cabo Verde": "CV", "Cayman Is.": "KY",
    "Central African Rep.": "CF", "Congo": "CG", "Cook Is.": "CK", "Côte d'Ivoire": "CI",
    "Dem. Rep. Congo": "CD", "Dominican Rep.": "DO", "Eq. Guinea": "GQ", "Faeroe Is.": "FO",
    "Falkland Is.": "FK", "Fr. Polynesia": "PF", "Heard I. and McDonald Is.": "HM", "Hong Kong": "HK",
    "Macao": "MO", "Macedonia": "MK", "Marshall Is.": "MH", "Myanmar": "MM", "N. Cyprus": None,
    "N. Mariana Is.": "MP", "Palestine": "PS", "Pitcairn Is.": "PN", "S. Geo. and the Is.": "GS",
    "S. Sudan": "SS", "Saint Helena": "SH", "Saint Lucia": "LC", "São Tomé and Principe": "ST",
    "Solomon Is.": "SB", "Somaliland": None, "St. Kitts and Nevis": "KN", "St. Pierre and Miquelon": "PM",
    "St. Vin. and Gren.": "VC", "St-Barthélemy": "BL", "St-Martin": "MF", "Trinidad and Tobago": "TT",
    "Turkey": "TR", "Turks and Caicos Is.": "TC", "U.S. Virgin Is.": "VI",
    "United States of America": "US", "Vatican": "VA", "W. Sahara": "EH", "Wallis and Futuna Is.": "WF",
}  # fmt: skip


def equal_earth(longitude: float, latitude: float) -> Point:
    """Degrees to the Equal Earth projection, x in [-2.71, 2.71], y in [-1.32, 1.32], y down."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = asin(sqrt(3) / 2 * sin(radians(latitude)))
    t2, t6 = t * t, t**6
    x = radians(longitude) * cos(t) / (sqrt(3) / 2 * (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)))
    return x, -t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))


_HALF_WIDTH = equal_earth(180, 0)[0]
_SCALE = WIDTH / (2 * _HALF_WIDTH)
_TOP = equal_earth(0, 84)[1]


def project(point: Point) -> Point:
    x, y = equal_earth(*point)
    return (x + _HALF_WIDTH) * _SCALE, (y - _TOP) * _SCALE


def _arcs(topology: Mapping[str, Any]) -> list[Ring]:
    """The arcs of a quantised topology in degrees."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale_x + move_x, y * scale_y + move_y))
        found.append(line)
    return found


def _ring(indices: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    ring: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring


def countries(path: Path) -> Iterator[tuple[str, list[Ring]]]:
    """(name, projected rings, holes among them) of each country."""
    topology = json.loads(path.read_text("utf-8"))
    arcs = _arcs(topology)
    for country in topology["objects"]["countries"]["geometries"]:
        name = country["properties"]["name"]
        if name in _LEFT_OUT or "type" not in country or country["type"] not in ("Polygon", "MultiPolygon"):
            continue
        parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = (half for part in parts for ring in part for half in halves(_ring(ring, arcs)))
        yield name, [[project(point) for point in ring] for ring in rings]


def halves(ring: Ring) -> list[Ring]:
    """A ring in degrees, cut in two where it crosses the antimeridian."""
    line, turn = [ring[0]], 0
    for (before, _), (longitude, latitude) in pairwise(ring):
        turn -= 360 * (longitude - before > 180) - 360 * (longitude - before < -180)
        line.append((longitude + turn, latitude))
    if all(abs(x) <= 180 for x, _ in line):
        return [ring]
    edge = 180 if max(x for x, _ in line) > 180 else -180
    west, east = _cut(line, edge, keep_west=True), _cut(line, edge, keep_west=False)
    if edge == 180:
        return [part for part in (west, [(x - 360, y) for x, y in east]) if len(part) > 3]
    return [part for part in (east, [(x + 360, y) for x, y in west]) if len(part) > 3]


def _cut(ring: Ring, edge: float, keep_west: bool) -> Ring:
    """The part of a closed ring on one side of a meridian (Sutherland and Hodgman)."""
    kept: Ring = []
    for (x1, y1), (x2, y2) in pairwise(ring):
        inside1, inside2 = (x1 <= edge) is keep_west, (x2 <= edge) is keep_west
        if inside1:
            kept.append((x1, y1))
        if inside1 is not inside2:
            kept.append((edge, y1 + (y2 - y1) * (edge - x1) / (x2 - x1)))
    return [*kept, kept[0]] if kept else []


def area(ring: Ring) -> float:
    return (
        abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True))) / 2
    )


def drawn(rings: Sequence[Ring]) -> str:
    """An SVG path in tenths of a unit, relative, without steps too small to see."""
    path = ""
    for ring in rings:
        points = [(round(x * 10), round(y * 10)) for x, y in ring[:-1]]
        steps, (last_x, last_y) = "", points[0]
        for x, y in points[1:]:
            if (x, y) != (last_x, last_y):
                steps += f"{x - last_x:+d}{y - last_y:+d}".removeprefix("+").replace("+", " ") + " "
                last_x, last_y = x, y
        if steps.count(" ") > 2:
            path += f"M{points[0][0]} {points[0][1]}l{steps.strip()}z"
    return path


def middle(ring: Ring) -> Point:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def make(small: Path, large: Path) -> dict[str, Any]:
    codes: dict[str, str | None] = {
        str(name).casefold(): code for code, name in Locale("en").territories.items() if len(code) == 2
    }
    codes |= {name.casefold(): code for name, code in _NAMES.items()}
    shapes: dict[str, str] = {}
    nobodys = ""
    for name, rings in countries(small):
        code = codes[name.casefold()]
        if code is None:
            nobodys += drawn(rings)
        elif max(map(area, rings)) >= DOT_BELOW:
            shapes[code] = drawn(rings)
    dots = {}
    for name, rings in countries(large):
        code = codes.get(name.casefold())
        if code and code not in shapes:
            x, y = middle(max(rings, key=area))
            dots[code] = [round(x * 10), round(y * 10)]
    height = round((equal_earth(0, -56)[1] - _TOP) * _SCALE)
    return {
        "source": "Natural Earth 4.1.0, public domain; Equal Earth projection",
        "viewbox": [0, 0, WIDTH * 10, height * 10],
        "shapes": dict(sorted(shapes.items())),
        "dots": dict(sorted(dots.items())),
        "nobodys": nobodys,
    }


if __name__ == "__main__":
    made = make(Path(sys.argv[1]), Path(sys.argv[2]))
    target = Path(__file__).with_name("shapes.json")
    target.write_text(json.dumps(made, indent=0, separators=(",", ":")) + "\n", "utf-8")
