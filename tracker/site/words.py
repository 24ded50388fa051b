"""The site's words: one word for each status everywhere, dates written out, links only to http(s)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby, takewhile
from typing import Any
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from tracker.vocabulary import Answer, CriterionName, Window

ANSWERS = {
    Answer.IN_FORCE: "In force",
    Answer.ENACTED: "Enacted, not yet in force",
    Answer.UNCLEAR: "Unclear",
    Answer.PENDING: "Bill pending",
    Answer.ENDED: "Bills ended, no law",
    Answer.NONE_FOUND: "Nothing found",
    Answer.NOT_CHECKED: "Not checked yet",
    Answer.NOT_LISTED: "Not on this list",
}
ANSWER_MEANINGS = {
    Answer.IN_FORCE: "A law that meets the question applies on that day.",
    Answer.ENACTED: "Such a law has been made; its day of commencement had not come.",
    Answer.UNCLEAR: "A text was read and may meet the question, or a date that decides is not known exactly.",
    Answer.PENDING: "No such law; a bill that aims at it is before the legislature.",
    Answer.ENDED: "No such law; every bill that aimed at it has failed or lapsed.",
    Answer.NONE_FOUND: "Somebody looked, wrote down what was read, and found nothing.",
    Answer.NOT_CHECKED: "Nobody has looked yet. This does not mean that there is no law.",
    Answer.NOT_LISTED: "The quoted list does not name this place.",
}
STATUSES = {
    "pending": "Pending",
    "enacted": "Enacted, not yet in force",
    "in_force": "In force",
    "adopted": "Adopted (not binding)",
    "unknown": "Not known",
}
#: What the headline says of places that have it, after "has"/"have".
_HAVE = {
    CriterionName.TRANSPLANT_ABROAD: "law in force that reaches organ transplants abroad",
    CriterionName.FORCED_HARVESTING: "law in force against organs taken without consent, also abroad",
    CriterionName.SANCTIONS: "law in force for sanctions or entry bans over organ crimes",
    CriterionName.ORGAN_SALE_BAN: "law in force that bans the sale of organs",
    CriterionName.REMOVAL_TRAFFICKING: "law in force against trafficking in persons for organ removal",
    CriterionName.CONVENTION: "the Convention against Trafficking in Human Organs in force",
    CriterionName.CAMPAIGN_LIST: "the law it means in force",
}
_PARTS = {
    Answer.ENACTED: ("has one enacted but not yet in force", "have one enacted but not yet in force"),
    Answer.UNCLEAR: ("is unclear", "are unclear"),
    Answer.PENDING: ("has a bill pending", "have bills pending"),
    Answer.ENDED: ("had bills that ended without law",) * 2,
    Answer.NONE_FOUND: ("was checked with nothing found", "were checked with nothing found"),
    Answer.NOT_CHECKED: ("is not checked yet", "are not checked yet"),
}
_SPECIAL_PARTS = {
    CriterionName.CONVENTION: {
        Answer.ENACTED: (
            "has ratified it, not yet in force there",
            "have ratified it, not yet in force there",
        ),
        Answer.PENDING: ("has signed and not ratified it", "have signed and not ratified it"),
        Answer.ENDED: ("has denounced it", "have denounced it"),
    },
    CriterionName.CAMPAIGN_LIST: {
        Answer.ENACTED: ("has it enacted but not yet in force", "have it enacted but not yet in force"),
        Answer.NONE_FOUND: ("had no known step towards it",) * 2,
    },
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_OPEN_POINTS = {
    "not_checked": "{title}: nobody has looked yet.",
    "unclear": "{title} is unclear: {detail}.",
    "unread": "Nobody has read {about} for what it provides.",
    "provision": "{about}, {detail}.",
    "undated": "{about}: the day of “{detail}” is not known.",
    "conflict": "{about}: two origins disagree on {detail}.",
    "held": "{about} waits for review before it is shown: {detail}.",
    "no_source": "No source is read by program for this place; what is shown was entered by people.",
    "stale": "Source {about} is overdue; a later step may be missing.",
    "degraded": "Source {about} could not be read completely: {detail}.",
    "blocked": "Source {about} does not answer us: {detail}.",
    "needs_key": "Source {about} needs a key that is not set: {detail}.",
    "manual": "Source {about} is read by people: {detail}.",
}
PROJECT = "https://github.com/organ-law-tracker/organ-law-tracker"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def summary(criterion: str, counts: Mapping[str, int], total: int) -> str:
    """The headline after its date: every counted place is in exactly one of its numbers.

    A number of zero is left out, but never the first and never that of places not checked yet.
    """
    name = CriterionName(criterion)
    special = _SPECIAL_PARTS.get(name, {})
    first = counts.get(Answer.IN_FORCE, 0)
    have = f"{'has' if first == 1 else 'have'} {_HAVE[name]}"
    parts = [f"{first} of {total} countries {have}"]
    if name is CriterionName.CAMPAIGN_LIST:
        number = _NUMBERS[total] if total < len(_NUMBERS) else str(total)
        countries = "country" if total == 1 else "countries"
        parts = [
            f"of the {number} {countries} that the 2020 campaign text names "
            f"(a quotation, not our finding), {first} {have}"
        ]
    for answer, words in _PARTS.items():
        number_of = counts.get(answer, 0)
        if number_of or answer is Answer.NOT_CHECKED:
            parts.append(f"{number_of} {special.get(answer, words)[number_of != 1]}")
    return f"{'; '.join(parts)}."


def answer(value: str) -> str:
    return ANSWERS[Answer(value)]


def status(value: str | None) -> str:
    """A measure's status; None: on that day the measure had not begun."""
    return "Not begun" if value is None else STATUSES.get(value, plain(value).capitalize())


def plain(value: str | None) -> str:
    """A closed list's word, or text made of such words, as a reader would write it."""
    return re.sub(r"(?<=[a-z])_(?=[a-z])", " ", value or "")


def written(text: str) -> str:
    """An EDTF date written out: 15 December 2022; December 2022; between two days; on or before a day."""
    window = Window.parse(text)
    if window.earliest is None:
        return f"on or before {_day(window.latest)}"
    if window.is_day:
        return _day(window.latest)
    form = str(window)
    if len(form) == 4:
        return form
    if len(form) == 7:
        return f"{_MONTHS[window.latest.month - 1]} {window.latest.year}"
    return f"between {_day(window.earliest)} and {_day(window.latest)}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def when(text: str | None, absent: str = "date not known") -> str:
    """`<time>` for an EDTF date or a UTC time; a range is two of them."""
    if not text:
        return absent
    if "T" in text:
        shown = f"{_day(date.fromisoformat(text[:10]))}, {text[11:16]} UTC"
        return Markup('<time datetime="{}">{}</time>').format(text, shown)
    if "/" not in text:
        return Markup('<time datetime="{}">{}</time>').format(text, written(text))
    start, end = text.split("/")
    last = Markup('<time datetime="{}">{}</time>').format(end, written(end))
    if start == "..":
        return Markup("on or before {}").format(last)
    first = Markup('<time datetime="{}">{}</time>').format(start, written(start))
    return Markup("between {} and {}").format(first, last)


def day_of(text: str | None, absent: str = "never") -> str:
    """The day of a UTC time."""
    return when(text[:10], absent) if text else absent


def old_and_new(change: Mapping[str, Any]) -> tuple[str, str]:
    """What a row of the change log says was and is, in words; empty: nothing.

    Spans of statuses and answers are told from the first one that differs.
    """
    old, new = change["old"] or "", change["new"] or ""
    word = answer if change["entity"] == "answer" else status
    if change["field"] in ("over time", "status") and change["entity"] in ("answer", "status"):
        before, after = old.split("; "), new.split("; ")
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))))
        return _spans(before[same:], word), _spans(after[same:], word)
    if change["entity"] == "answer":
        return word(old) if old else "", word(new) if new else ""
    if change["entity"] == "event":
        return _step(old), _step(new)
    if change["field"] in ("aims", "kind", "meets", "relevance"):
        return plain(old), plain(new)
    return old, new


def _spans(parts: Sequence[str], word: Callable[[str], str]) -> str:
    """`2022-12-15 in_force (unclear)` and the like, several, in words."""
    told = []
    for part in filter(None, parts):
        start, value, *unclear = part.split(" ", 2)
        when_from = "at first" if start == "always" else f"from {written(start)}"
        told.append(f"{word(value)} {when_from}{' (day not known exactly)' if unclear else ''}")
    return "; ".join(told)


def _step(text: str) -> str:
    """A step as the change log tells it: its date and its label."""
    start, _, label = text.partition(" ")
    return f"{written(start)}: {label}" if start[:1].isdigit() or start.startswith("../") else text


def link(url: str | None) -> str | None:
    """The address where it may become a link: http or https with a host, nothing else."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def cited(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sources as they are `called`, each document once, with the newest day on which it was read.

    Documents of one host and path that differ in the query are two: many sites keep all laws at one path.
    """
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for item in items:
        kept = found.setdefault(_document(item), {**item, "called": _called(item)})
        kept["kind"] = kept["kind"] or item["kind"]
        kept["retrieved"] = max(kept["retrieved"] or "", item["retrieved"] or "") or None
    hosts = Counter(item["called"] for item in found.values())
    for item in found.values():
        end = "/".join(urlsplit(item["url"] or "").path.strip("/").split("/")[-2:])
        if hosts[item["called"]] > 1 and item["called"] == host(item["url"] or "") and end:
            item["called"] += f" … {unquote(end)}"
    return list(found.values())


def _document(item: Mapping[str, Any]) -> tuple[str, ...]:
    url, citation = item["url"], item.get("citation") or ""
    if not link(url):
        return (citation or url or item["kind"],)
    parts = urlsplit(url)
    # One repository holds many texts; there only the citation tells them apart.
    return (host(url).lower(), parts.path.rstrip("/"), parts.query, citation if _is_mirror(url) else "")


def _is_mirror(url: str) -> bool:
    return host(url).lower() in ("github.com", "raw.githubusercontent.com")


def _called(item: Mapping[str, Any]) -> str:
    """What a source is called where it is linked: its host; a repository's copy by the text it copies."""
    url = link(item["url"])
    if url and not _is_mirror(url):
        return host(url)
    if item.get("citation"):
        return str(item["citation"])
    if url:
        owner_and_name = "/".join(urlsplit(url).path.strip("/").split("/")[:2])
        return f"copy of the official text, {owner_and_name}"
    return "from memory, without a source" if item["kind"] == "memory" else item["url"] or ""


def at_latest(measure: Mapping[str, Any]) -> bool:
    """Whether a measure's status may have begun before the day it is dated to: that day ends a doubt."""
    day = measure["status_date"]
    return day is not None and any(s["unclear"] and s["to_date"] == day for s in measure["standings"])


def capitalise(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def last_read(row: Mapping[str, Any]) -> str | None:
    """The day on which what a status row rests on was last read, by program or by people."""
    days = [item["retrieved"] for item in row["sources"] if item["retrieved"]]
    if row["last_checked"]:
        days.append(row["last_checked"][:10])
    return max(days, default=None)


def open_point(point: Mapping[str, str | None], titles: Mapping[str, str]) -> str:
    about = point["about"] or ""
    detail = plain(point["detail"] or "no reason is given").rstrip(".")
    return _OPEN_POINTS[point["kind"] or ""].format(
        title=titles.get(about, about), about=about, detail=detail
    )


def titles(criteria: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {criterion["name"]: criterion["title"] for criterion in criteria}


def by_day(changes: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Changes, which come newest first, in groups of one day (UTC)."""
    return [(day, list(group)) for day, group in groupby(changes, key=lambda change: change["at"][:10])]


FILTERS: dict[str, Callable[..., Any]] = {
    "answer": answer,
    "by_day": by_day,
    "capitalise": capitalise,
    "status": status,
    "plain": plain,
    "when": when,
    "day_of": day_of,
    "link": link,
    "host": host,
    "cited": cited,
}
