"""The site's words: one word for each status everywhere, dates written out, links only to http(s).

All in the language of the page that is being made (`tracker.site.i18n`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby, takewhile
from typing import Any
from unicodedata import combining, normalize
from urllib.parse import unquote, urlsplit

from babel.dates import format_skeleton
from markupsafe import Markup, escape

from tracker.claims import Ground, Verdict
from tracker.site import basis, since, subject
from tracker.site.i18n import N_, day_written, gettext, locale, ngettext, place_name
from tracker.vocabulary import Answer, Condition, IssueKind, SinceKind, SourceState, Window

#: Each answer's word as it stands within a sentence.
ANSWERS = {
    Answer.IN_FORCE: N_("in force"),
    Answer.ENACTED: N_("enacted, not yet in force"),
    Answer.GENERAL_RULE: N_("reached by a general rule"),
    Answer.UNCLEAR: N_("unclear"),
    Answer.PENDING: N_("bill pending"),
    Answer.IN_PARTS: N_("by its parts’ laws"),
    Answer.ENDED: N_("bills ended, no law"),
    Answer.NONE_FOUND: N_("nothing found"),
    Answer.NOT_CHECKED: N_("not checked yet"),
    Answer.NOT_LISTED: N_("not on this list"),
}
_RANK = {answer.value: rank for rank, answer in enumerate(Answer)}
_STATUSES = {
    "pending": N_("pending"),
    "enacted": N_("enacted, not yet in force"),
    "in_force": N_("in force"),
    "adopted": N_("adopted (not binding)"),
    "lapsed": N_("lapsed"),
    "defeated": N_("defeated"),
    "withdrawn": N_("withdrawn"),
    "vetoed": N_("vetoed"),
    "superseded": N_("superseded"),
    "repealed": N_("repealed"),
    "unknown": N_("not known"),
}
_VERDICTS = {
    Verdict.HOLDS: N_("Holds"),
    Verdict.HELD_THEN: N_("Held then"),
    Verdict.CONTRADICTED: N_("Contradicted"),
    Verdict.UNDECIDED: N_("Undecided"),
}
_Forms = tuple[str, str]


def _forms(one: str, many: str) -> _Forms:
    """Mark a sentence in singular and plural for the catalogue; the first number in it chooses."""
    return one, many


_STATES: dict[str, _Forms] = {
    SourceState.ACTIVE: _forms("%(num)d active", "%(num)d active"),
    SourceState.DEGRADED: _forms("%(num)d degraded", "%(num)d degraded"),
    SourceState.BLOCKED: _forms("%(num)d blocked", "%(num)d blocked"),
    SourceState.NEEDS_KEY: _forms("%(num)d needs key", "%(num)d needs key"),
    SourceState.MANUAL: _forms("%(num)d manual", "%(num)d manual"),
}

#: What is said of places with law where the question has no sentence of its own.
_HAVE: _Forms = _forms(
    "%(num)d of %(total)d countries has law in force on this question",
    "%(num)d of %(total)d countries have law in force on this question",
)
_PARTS: dict[Answer, _Forms] = {
    Answer.ENACTED: _forms(
        "%(num)d has one enacted but not yet in force", "%(num)d have one enacted but not yet in force"
    ),
    Answer.GENERAL_RULE: _forms(
        "%(num)d is reached only by a general rule on crimes abroad",
        "%(num)d are reached only by a general rule on crimes abroad",
    ),
    Answer.UNCLEAR: _forms("%(num)d is unclear", "%(num)d are unclear"),
    Answer.PENDING: _forms("%(num)d has a bill pending", "%(num)d have bills pending"),
    Answer.IN_PARTS: _forms(
        "%(num)d has such law only in some of its parts", "%(num)d have such law only in some of their parts"
    ),
    Answer.ENDED: _forms(
        "%(num)d had bills that ended without law", "%(num)d had bills that ended without law"
    ),
    Answer.NONE_FOUND: _forms(
        "%(num)d was checked with nothing found", "%(num)d were checked with nothing found"
    ),
    Answer.NOT_CHECKED: _forms("%(num)d is not checked yet", "%(num)d are not checked yet"),
}
_OPEN_POINTS = {
    "not_checked": N_("%(title)s: nobody has looked yet."),
    "unclear": N_("%(title)s is unclear: %(detail)s."),
    "unread": N_("Nobody has read %(about)s for what it provides."),
    "provision": N_("%(about)s, %(detail)s."),
    "undated": N_("%(about)s: the day of “%(detail)s” is not known."),
    "conflict": N_("%(about)s: two origins disagree on %(detail)s."),
    "unlisted": N_("%(about)s: no longer listed by the source %(detail)s, twice in a row."),
    "held": N_("%(about)s waits for review before it is shown: %(detail)s."),
    "no_source": N_("No source is read by program for this place; what is shown was entered by people."),
    "stale": N_("Source %(about)s is overdue; a later step may be missing."),
    "degraded": N_("Source %(about)s could not be read completely: %(detail)s."),
    "blocked": N_("Source %(about)s does not answer us: %(detail)s."),
    "needs_key": N_("Source %(about)s needs a key that is not set: %(detail)s."),
    "manual": N_("Source %(about)s is read by people: %(detail)s."),
}
PROJECT = "https://github.com/organ-law-tracker/organ-law-tracker"


def summary(criterion: str, counts: Mapping[str, int], total: int) -> str:
    """The headline after its date: every counted place is in exactly one of its numbers.

    A number of zero is left out, but never the first and never that of places not checked yet.
    """
    special = subject.current().sentences(criterion)
    first = counts.get(Answer.IN_FORCE, 0)
    parts = [ngettext(*special.get(Answer.IN_FORCE, _HAVE), first) % {"num": first, "total": total}]
    for answer, forms in _PARTS.items():
        number = counts.get(answer, 0)
        if number or answer is Answer.NOT_CHECKED:
            parts.append(ngettext(*special.get(answer, forms), number) % {"num": number})
    return gettext("; ").join(parts) + "."


def answer(value: str, criterion: str | None = None) -> str:
    """An answer's word at the head of a line; that to one question where it has words of its own."""
    return capitalise(answer_within(value, criterion))


def answer_within(value: str, criterion: str | None = None) -> str:
    """The same within a sentence."""
    return gettext(subject.current().words(criterion).get(value, ANSWERS[Answer(value)]))


def navigation() -> list[tuple[str, str]]:
    """The pages that every page leads to: their paths and titles."""
    return [
        ("/matrix", gettext("Provisions")),
        ("/treaties", gettext("Treaties")),
        ("/charts", gettext("Over time")),
        ("/claims", gettext("Claims")),
        ("/changes", gettext("Changes")),
        ("/sources", gettext("Sources")),
        ("/about", gettext("About")),
        ("/download/", gettext("Data")),
    ]


def meaning(value: str, criterion: str | None = None) -> str:
    """What an answer says; empty where its own word to that question says it all."""
    return "" if value in subject.current().words(criterion) else gettext(Answer(value).meaning)


def status(value: str | None) -> str:
    """A measure's status at the head of a line; None: on that day the measure had not begun."""
    return capitalise(status_within(value))


def status_within(value: str | None) -> str:
    """The same within a sentence."""
    return gettext("not begun") if value is None else gettext(_STATUSES[value])


def verdict(value: str) -> str:
    return gettext(_VERDICTS[Verdict(value)])


def verdict_meaning(value: str) -> str:
    return gettext(Verdict(value).meaning)


def claim_reason(reason: Mapping[str, Any], about: str) -> Markup:
    """What a verdict rests on, in a sentence about `about`: the link of a place or a measure."""
    made: dict[str, Callable[[str], str]] = {
        "place": lambda _: about,
        "measure": lambda _: about,
        "answer": answer_within,
        "status": status_within,
        "date": when,
    }
    told = {name: made.get(name, plain)(value) for name, value in reason["values"].items()}
    return escape(gettext(Ground(reason["ground"]).meaning)) % told


def plain(value: str | None) -> str:
    """A closed list's word, or text that holds such words, as a reader would write it."""
    return gettext(re.sub(r"(?<=[a-z])_(?=[a-z])", " ", value or ""))


def field(text: str) -> str:
    """What two origins disagree on: a field, or a step with its chamber, "committee (lower)"."""
    return re.sub(r"\w[^()]*\w", lambda word: plain(word[0]), text)


def written(text: str) -> str:
    """An EDTF date written out: 15 December 2022; December 2022; between two days; on or before a day."""
    window = Window.parse(text)
    latest = day_written(window.latest)
    if window.earliest is None:
        return gettext("on or before %(day)s") % {"day": latest}
    if window.is_day:
        return latest
    form = str(window)
    if len(form) == 4:
        return form
    if len(form) == 7:
        return str(format_skeleton("yMMMM", window.latest, locale=locale()))
    return gettext("between %(first)s and %(last)s") % {"first": day_written(window.earliest), "last": latest}


def when(text: str | None, absent: str | None = None) -> str:
    """`<time>` for an EDTF date or a UTC time; a range is two of them."""
    if not text:
        return gettext("date not known") if absent is None else absent
    if "T" in text:
        shown = f"{day_written(date.fromisoformat(text[:10]))}, {text[11:16]} UTC"
        return Markup('<time datetime="{}">{}</time>').format(text, shown)
    if "/" not in text:
        return _time(text)
    start, end = text.split("/")
    if start == "..":
        return escape(gettext("on or before %(day)s")) % {"day": _time(end)}
    return escape(gettext("between %(first)s and %(last)s")) % {"first": _time(start), "last": _time(end)}


def _time(text: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(text, written(text))


def day_of(text: str | None) -> str:
    """The day of a UTC time."""
    return when((text or "")[:10], gettext("never"))


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
            return ", ".join(map(plain, value))
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


def source_states(counts: Mapping[str, int]) -> list[str]:
    """How many sources are in each state, in order of the states' names."""
    return [ngettext(*_STATES[state], number) % {"num": number} for state, number in sorted(counts.items())]


def reason(text: str) -> str:
    """Why a source is in its state, without the address of the page; its issues have that as a link."""
    return capitalise(_detail("", re.sub(r" \(https?://\S+\)\Z", "", text)))


def link(url: str | None) -> str | None:
    """The address where it may become a link: http or https with a host, nothing else."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def host(url: str) -> str:
    """The site's name, without user and port."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


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
        return gettext(str(item["citation"]))
    if url:
        owner_and_name = "/".join(urlsplit(url).path.strip("/").split("/")[:2])
        return gettext("copy of the official text, %(where)s") % {"where": owner_and_name}
    return gettext("from memory, without a source") if item["kind"] == "memory" else item["url"] or ""


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


def open_point(point: Mapping[str, Any], titles: Mapping[str, str]) -> Markup:
    about, kind = point["about"] or "", point["kind"] or ""
    detail = point["detail"]
    detail = basis.told(detail) if isinstance(detail, Mapping) else _detail(kind, detail)
    named = {"title": titles.get(about, about), "about": about, "detail": detail}
    return escape(gettext(_OPEN_POINTS[kind])) % named


def _detail(kind: str, text: str | None) -> str:
    """What is the matter: in the page's language as far as the words are ours."""
    if not text:
        return gettext("no reason is given")
    text = text.rstrip(".")
    if kind in ("provision", "conflict"):
        about, _, said = text.partition(": ")
        return field(about) + gettext(": ") + plain(said)
    if kind in ("undated", "unlisted"):
        return text
    about, colon, said = text.partition(": ")
    known = colon and about in list(IssueKind)
    start, rest = (plain(about) + gettext(": "), said) if known else ("", text)
    return Markup('{}<span lang="en">{}</span>').format(start, rest)


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


def map_label(row: Mapping[str, Any]) -> str:
    """What the map says of a place: "Canada: in force since 15 December 2022"."""
    told = {"place": place_name(row["place"], row["name"]), "answer": answer_since(row)}
    return gettext("%(place)s: %(answer)s") % told


def answer_since(row: Mapping[str, Any]) -> str:
    """An answer within a sentence: "in force since 15 December 2022"."""
    told, began = answer_within(row["answer"], row["criterion"]), since.words(row)
    if row["condition"]:
        told = f"{told} ({condition(row['condition'])})"
    if not began:
        return told
    return f"{told} ({began})" if row["since_kind"] == SinceKind.NOT_ESTABLISHED else f"{told} {began}"


def condition(value: str) -> str:
    """On what condition a general rule applies."""
    return gettext(Condition(value).meaning).rstrip(".")


def answer_line(title: str, row: Mapping[str, Any]) -> str:
    """A place's answer in one line: what is asked, what holds, the day, whether a source is overdue."""
    told = {"question": title, "answer": map_label(row), "day": written(row["on"])}
    line = gettext("%(question)s. %(answer)s, as of %(day)s") % told
    overdue = gettext("source overdue")
    return f"{line} ({overdue})" if row["stale"] else line


def snippets(page: str, embed: str, badge: str, name: str) -> list[tuple[str, str]]:
    """(what it is, HTML to copy) of a page that shows an answer and of a badge; whole addresses come in."""
    title = gettext("Organ law tracker: %(what)s") % {"what": name}
    frame = Markup('<iframe src="{}" title="{}" width="100%" height="320" loading="lazy"></iframe>')
    image = Markup('<a href="{}"><img src="{}" alt="{}"></a>')
    return [
        (gettext("As a small page"), str(frame.format(embed, title))),
        (gettext("As a badge"), str(image.format(page, badge, title))),
    ]


def span_label(title: str, criterion: str, span: Mapping[str, Any]) -> str:
    """What the timeline says of a span: the question, the answer, from when to when."""
    told = title + gettext(": ") + answer(span["answer"], criterion)
    if span["from_date"]:
        told += " " + gettext("from %(day)s") % {"day": written(span["from_date"])}
    if span["to_date"]:
        told += " " + gettext("to before %(day)s") % {"day": written(span["to_date"])}
    return told


def titles(criteria: Sequence[Mapping[str, str]], field: str = "title") -> dict[str, str]:
    """Each criterion's title (or its question) in the page's language, by its name."""
    return {criterion["name"]: gettext(criterion[field]) for criterion in criteria}


def in_order(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Status rows by answer, then by the place's name in the page's language, accents apart."""
    return sorted(rows, key=lambda r: (_RANK[r["answer"]], _folded(place_name(r["place"], r["name"]))))


def sorted_by_name(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows with a `place` and its `name`, in order of the name in the page's language, accents apart."""
    return sorted(rows, key=lambda row: _folded(place_name(row["place"], row["name"])))


def by_name(places: Mapping[str, str]) -> list[tuple[str, str]]:
    """(code, name in the page's language), in order of the names, accents apart."""
    named = ((code, place_name(code, name)) for code, name in places.items())
    return sorted(named, key=lambda pair: _folded(pair[1]))


def _folded(name: str) -> str:
    return without_accents(name).casefold()


def without_accents(text: str) -> str:
    return "".join(c for c in normalize("NFD", text) if not combining(c))


def by_day(changes: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Changes, which come newest first, in groups of one day (UTC)."""
    return [(day, list(group)) for day, group in groupby(changes, key=lambda change: change["at"][:10])]


FILTERS: dict[str, Callable[..., Any]] = {
    "answer": answer,
    "answer_within": answer_within,
    "basis": basis.told,
    "since": since.marked,
    "since_cell": since.cell,
    "by_name": by_name,
    "in_order": in_order,
    "meaning": meaning,
    "place_name": place_name,
    "sorted_by_name": sorted_by_name,
    "by_day": by_day,
    "capitalise": capitalise,
    "status": status,
    "status_within": status_within,
    "verdict": verdict,
    "plain": plain,
    "when": when,
    "day_of": day_of,
    "field": field,
    "link": link,
    "host": host,
    "cited": cited,
}
