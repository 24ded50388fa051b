"""What a row of the change log says was and is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from tracker.site.i18n import gettext, ngettext, place_name
from tracker.site.words.answers import answer
from tracker.site.words.days import written
from tracker.site.words.plain import plain
from tracker.site.words.statuses import status


def old_and_new(change: Mapping[str, Any]) -> tuple[str, str]:
    """What a row of the change log says was and is, in words; empty: nothing.

    Spans of statuses and answers are told from the first one that differs to the last one that does.
    """
    old, new = change["old"], change["new"]
    if isinstance(old, list) and isinstance(new, list) and change["entity"] in ("answer", "status"):
        same = _same(old, new)
        old, new = old[same:], new[same:]
        rest = _same(old[::-1], new[::-1])
        old, new = old[: len(old) - rest], new[: len(new) - rest]
    return _value(change, old), _value(change, new)


def _value(change: Mapping[str, Any], value: Any) -> str:
    """One side of a change; the shapes are those that the store's log is given."""
    match value:
        case None:
            return ""
        case {"places": number}:
            return ngettext("%(num)d place", "%(num)d places", number) % {"num": number}
        case {"date": day}:
            told = gettext("date not known") if day is None else written(day)
            return told + gettext(": ") + value["label"] if value.get("label") else told
        case [{"from": _}, *_]:
            return _turns(value, change["id"].partition("/")[2])
        case list():
            return gettext(", ").join(map(plain, value))
    if change["entity"] == "answer":
        return answer(value, change["id"].partition("/")[2])
    return plain(value) if change["field"] in ("kind", "meets", "relevance") else str(value)


def _same(one: Sequence[Any], other: Sequence[Any]) -> int:
    """How many parts two lists have in common at their beginning."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


#: How many turns of a change are told; all of them stand in the JSON twin.
_TURNS = 3


def _turns(turns: Sequence[Mapping[str, Any]], criterion: str) -> str:
    """Statuses or answers over time, several, in words."""
    told = []
    for turn in turns[:_TURNS]:
        word = answer(turn["answer"], criterion) if "answer" in turn else status(turn["status"])
        if turn["from"] is None:
            told.append(gettext("%(status)s at first") % {"status": word})
        else:
            told.append(gettext("%(status)s from %(day)s") % {"status": word, "day": written(turn["from"])})
        if turn.get("unclear"):
            unsure = gettext("day not known exactly")
            told[-1] += f" ({unsure})"
    if len(turns) > _TURNS:
        rest = len(turns) - _TURNS
        told.append(ngettext("and %(num)d more span", "and %(num)d more spans", rest) % {"num": rest})
    return gettext("; ").join(told)


def called(thing: Mapping[str, Any]) -> str:
    """What a bill, a law or a treaty is called in running text: its number and a title (English, if held)."""
    title = thing.get("title_en") or thing["title"]
    return f"{thing['number']}, {title}" if thing.get("number") else str(title)


def changed(change: Mapping[str, Any], named: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """What a change is of: a question's title, or what the bill, law or treaty is called."""
    if change["entity"] == "answer":
        criterion = change["id"].partition("/")[2]
        return titles.get(criterion) or plain(criterion)
    known = named.get(change["id"])
    return called(known) if known else gettext("a bill or law no longer held")


def change_line(
    change: Mapping[str, Any], named: Mapping[str, Any], places: Mapping[str, str], titles: Mapping[str, str]
) -> str:
    """A change in one line: the place, the thing, what it was and is."""
    told = f"{changed(change, named, titles)}, {plain(change['field'])}"
    if change["place"]:
        told = place_name(change["place"], places.get(change["place"], "")) + gettext(": ") + told
    old, new = old_and_new(change)
    return told + gettext(": ") + (f"{old} → " if old else "") + (new or gettext("removed"))


def change_kinds() -> list[tuple[str, str]]:
    """What a change can be of, as a reader would call it."""
    return [
        ("answer", gettext("Answers")),
        ("status", gettext("Status of bills and laws")),
        ("event", gettext("Steps")),
        ("measure", gettext("Bills and laws")),
        ("treaty_action", gettext("Treaty steps")),
        ("treaty", gettext("Treaties")),
    ]
