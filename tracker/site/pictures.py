"""The addresses of the pictures: the map as SVG and PNG, and what a shared link shows of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tracker.site import drawing, i18n, since, typeface, words
from tracker.site.drawing import Card, Drawing, Entry, World
from tracker.site.embed import map_answers, place_answer
from tracker.site.finding import find_measure
from tracker.site.i18n import gettext, place_name
from tracker.site.measures import measures_where
from tracker.site.serving import (
    CACHED,
    LANG,
    OPEN,
    Asked,
    Problem,
    Read,
    View,
    asked_of,
    guarded,
    origin,
    read_once,
    require_data,
)
from tracker.store import Reader
from tracker.vocabulary import Answer, Status

#: The answer whose colour and pattern the site gives to a status; those that ended have that of ended bills.
_LIKE = {
    None: Answer.NOT_CHECKED,
    Status.PENDING: Answer.PENDING,
    Status.ENACTED: Answer.ENACTED,
    Status.IN_FORCE: Answer.IN_FORCE,
    Status.ADOPTED: Answer.NONE_FOUND,
    Status.UNKNOWN: Answer.UNCLEAR,
}
_NAMES = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png"}
#: What is told of the data, and where the site is, as a drawing. The language is that of the page.
_Draw = Callable[[dict[str, Any], str], Drawing]


def _measure(reader: Reader, asked: Asked) -> dict[str, Any]:
    """A bill or law on a day, with the name of its place."""
    on = asked.on
    name = find_measure(reader, asked.name)
    if name is None:
        require_data(reader)
        raise Problem(404, gettext("No such bill or law"), gettext("No bill or law here has that id."))
    if name != asked.name:
        raise asked.moved("og/measure", f"{name}.png")
    (found,) = measures_where(reader, "m.id = ?", [name], on)
    return {**found, "place_name": reader.known_places()[found["place"]], "on": on}


def world(found: dict[str, Any], site: str) -> World:
    """What `embed.map_answers` found, as a drawing tells it."""
    criterion, counts, total = found["criterion"], found["counts"], found["denominator"]
    title, day = gettext(found["title"]), words.written(found["on"])
    source = [site, "CC BY 4.0"]
    if found["data_version"]:
        source.append(gettext("Data version %(time)s.") % {"time": words.moment(found["data_version"])})
    borders = gettext(
        "Borders as Natural Earth draws them, without a judgement of ours; equal areas (Equal Earth). "
        "Small states are dots."
    )
    told = {"day": day, "sentence": words.summary(criterion, counts, total)}
    return World(
        title=title,
        question=gettext(found["question"]),
        day=gettext("As of %(day)s.") % {"day": day},
        counted=words.counted(criterion, counts, total),
        told=f"{title}. " + gettext("As of %(day)s: %(sentence)s") % told,
        key=[
            Entry(Answer(value), words.answer(value, criterion), number)
            for value, number in words.key(found["answers"], counts, total)
        ],
        rows=found["answers"],
        notes=[" · ".join(source), borders],
    )


def place_card(found: dict[str, Any], site: str) -> Drawing:
    """What `embed.place_answer` found."""
    row = found["answer"]
    more = [words.condition(row["condition"])] if row["condition"] else []
    more += filter(None, [since.words(row), words.stale(row) if row["stale"] else ""])
    return drawing.card(
        Card(
            head=gettext(found["title"]),
            title=place_name(row["place"], row["name"]),
            line=gettext(found["question"]),
            mark=Entry(Answer(row["answer"]), words.answer(row["answer"], row["criterion"])),
            more=words.capitalise(gettext("; ").join(more)),
            notes=[_dated(row["on"], site)],
        )
    )


def measure_card(found: dict[str, Any], site: str) -> Drawing:
    """Its title in the page's language where it has that, else in English; the number stands in for a title
    in letters that no font here has."""
    own = found["lang"] == i18n.language() or not found["title_en"]
    titles = [found["title"], found["title_en"]] if own else [found["title_en"], found["title"]]
    named = _drawable([*titles, found["number"], found["id"]])
    number = _drawable([found["number"], found["citation"]])
    place = place_name(found["place"], found["place_name"])
    return drawing.card(
        Card(
            head=place if number in (None, named) else f"{place} · {number}",
            title=named or found["id"],
            line="",
            mark=Entry(_LIKE.get(found["status"], Answer.ENDED), words.status(found["status"])),
            more=words.capitalise(_stands(found)),
            notes=[_dated(found["on"], site)],
        )
    )


def _drawable(texts: list[str | None]) -> str | None:
    return next((text for text in texts if text and not typeface.lacking(text)), None)


def _stands(found: dict[str, Any]) -> str:
    """Since when a bill or law has its status; empty where that is not known."""
    if found["unclear"]:
        return gettext("the exact day not known")
    if not found["status_date"] or found["status"] == Status.UNKNOWN:
        return ""
    form = gettext("since %(day)s at the latest") if words.at_latest(found) else gettext("since %(day)s")
    return form % {"day": words.written(found["status_date"])}


def _dated(on: str, site: str) -> str:
    return f"{site} · " + gettext("As of %(day)s.") % {"day": words.written(on)}


def _map(found: dict[str, Any], site: str) -> Drawing:
    return drawing.world(world(found, site))


def _map_card(found: dict[str, Any], site: str) -> Drawing:
    return drawing.world_card(world(found, site))


def _pixels(draw: _Draw, found: dict[str, Any], site: Callable[[], str]) -> bytes:
    """A drawing as PNG. One in letters that no font here has (Chinese) is drawn in English: an empty box says
    nothing to anybody."""
    drawn = draw(found, site())
    if not drawn.drawable:
        with i18n.speaking(i18n.LANGUAGES[0]):
            drawn = draw(found, site())
    return drawn.png()


def _picture(read: Read, draw: _Draw) -> View:
    async def view(datasette: Any, request: Any) -> Any:
        from datasette import Response

        found = await read_once(datasette, asked_of(datasette, request), read)
        host = urlsplit(origin(datasette, request)).netloc

        def site() -> str:
            return " · ".join(filter(None, (gettext("Organ law tracker"), host)))

        form = request.url_vars.get("form", "png")
        body = draw(found, site()).svg.encode() if form == "svg" else _pixels(draw, found, site)
        headers = {**OPEN, **CACHED, "Content-Disposition": "inline"}
        if "criterion" in found:
            headers["Content-Disposition"] += f'; filename="{found["criterion"]}-{found["on"]}.{form}"'
        return Response(body, headers=headers, content_type=_NAMES[form])

    return guarded(view)


ROUTES: tuple[tuple[str, Any], ...] = (
    (rf"^{LANG}/map\.(?P<form>svg|png)$", _picture(map_answers, _map)),
    (rf"^{LANG}/og/map\.png$", _picture(map_answers, _map_card)),
    (rf"^{LANG}/og/country/(?P<name>[^/]+?)\.png$", _picture(place_answer, place_card)),
    (rf"^{LANG}/og/measure/(?P<name>[^/]+?)\.png$", _picture(_measure, measure_card)),
)
