"""The world map: every country has a shape or a dot, in the class of its answer, with a name that says it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from tracker import knowledge
from tracker.settings import data_folder
from tracker.site import atlas
from tracker.site.atlas.make import area, drawn, equal_earth, halves


def row(code: str, answer: str, name: str = "", since: str | None = None) -> dict[str, Any]:
    named = {"place": code, "name": name or code, "criterion": "transplant_abroad"}
    began = {"since": since, "since_kind": since and "exact", "since_window": None}
    return {**named, "answer": answer, "condition": None, **began}


def test_every_counted_country_is_on_the_map() -> None:
    places = [place.code for place in knowledge.load(data_folder()).places if place.counted]
    drawn_codes = {s.code for _, shapes in atlas.groups([row(c, "unclear") for c in places]) for s in shapes}
    assert drawn_codes == set(places)
    assert {"TW", "XK", "PS", "VA"} <= drawn_codes


def test_places_are_grouped_by_answer_areas_before_dots() -> None:
    rows = [row("MT", "in_force"), row("NO", "in_force"), row("CA", "pending", "Canada", "2020-09-30")]
    found = dict(atlas.groups(rows))
    assert list(found) == ["in_force", "pending"]
    assert [(s.code, s.path is None, s.dot is None) for s in found["in_force"]] == [
        ("NO", False, True),
        ("MT", True, False),
    ]
    assert [s.label for s in found["pending"]] == ["Canada: bill pending since 30 September 2020"]


def test_land_without_a_row_is_drawn_all_the_same() -> None:
    whole, less = atlas.unplaced([]), atlas.unplaced([row("CA", "pending")])
    canada = dict(atlas.groups([row("CA", "pending")]))["pending"][0].path
    assert canada is not None
    assert canada in whole
    assert canada not in less


def test_the_shapes_are_paths_of_whole_numbers() -> None:
    for _, shapes in atlas.groups([row(code, "unclear") for code in ("RU", "FJ", "US", "NZ")]):
        for shape in shapes:
            assert re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]+z)+", shape.path or "")


@pytest.mark.parametrize("turn", [0, 360])
def test_a_shape_across_the_antimeridian_becomes_two(turn: int) -> None:
    ring = [(170.0, 0.0), (-170.0 + turn, 0.0), (-170.0 + turn, 10.0), (170.0, 10.0), (170.0, 0.0)]
    parts = halves(ring) if not turn else halves([(x if x <= 180 else x - 360, y) for x, y in ring])
    assert sorted((min(x for x, _ in p), max(x for x, _ in p)) for p in parts) == [(-180, -170), (170, 180)]
    assert sum(map(area, parts)) == pytest.approx(200)


def test_a_shape_on_one_side_stays_whole_and_dust_is_not_drawn() -> None:
    square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
    assert halves(square) == [square]
    assert drawn([square]) == "M0 0l100 0 0 100 -100 0z"
    assert drawn([[(0.0, 0.0), (0.01, 0.0), (0.01, 0.01), (0.0, 0.0)]]) == ""


def test_the_projection_keeps_areas() -> None:
    def cell(latitude: float) -> float:
        corners = [(0, latitude), (1, latitude), (1, latitude + 1), (0, latitude + 1)]
        return area([equal_earth(x, y) for x, y in corners])

    # Areas on the sphere go with the cosine of the latitude.
    assert cell(60) / cell(0) == pytest.approx(0.4924, rel=0.01)


async def test_the_front_page_has_the_map_and_filters_it(site: Datasette) -> None:
    page = BeautifulSoup((await site.client.get("/?answer=in_force")).text, "lxml")
    links = page.select("figure.map a[aria-label]")
    listed = page.select("#answers-table tbody th a")
    shown = page.select("figure.map g:not(.fade) a[aria-label]")
    assert {a["href"] for a in shown} == {a["href"] for a in listed}
    assert len(links) > len(shown)
    assert page.select("figure.map path.land")
    assert len((await site.client.get("/")).content) < 300_000
