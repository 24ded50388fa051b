"""The world map: which shapes to draw in which class. The shapes are made by `tracker.site.atlas.make`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tracker.site import words

#: Radius of the dot of a small state, in units of the view box (10000 wide).
RADIUS = 45


@dataclass(frozen=True, slots=True)
class Shape:
    """A place on the map: `path` of an area, or the middle `dot` (x, y) of a place too small to see."""

    code: str
    label: str
    path: str | None
    dot: tuple[int, int] | None


@cache
def _atlas() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("shapes.json").read_text("utf-8"))
    return loaded


def viewbox() -> str:
    return " ".join(map(str, _atlas()["viewbox"]))


def size() -> tuple[int, int]:
    """Width and height of the view box, which begins at 0."""
    _, _, width, height = _atlas()["viewbox"]
    return width, height


def unplaced(rows: Sequence[Mapping[str, Any]]) -> str:
    """One path of all land that no row speaks of, so that the world is whole."""
    shown = {row["place"] for row in rows}
    rest = (path for code, path in _atlas()["shapes"].items() if code not in shown)
    return "".join((*rest, _atlas()["nobodys"]))


def groups(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Shape]]]:
    """(answer, its places with a shape) in the order of the answers; areas come before the dots on them."""
    shapes, dots = _atlas()["shapes"], _atlas()["dots"]
    found: dict[str, list[Shape]] = {}
    for row in words.in_order(rows):
        code = row["place"]
        if code in shapes or code in dots:
            dot = tuple(dots[code]) if code in dots else None
            shape = Shape(code, words.map_label(row), shapes.get(code), dot)
            found.setdefault(row["answer"], []).append(shape)
    return [(answer, sorted(members, key=lambda s: s.path is None)) for answer, members in found.items()]
