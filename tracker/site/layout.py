"""How bills and laws are laid out: families together, one dot for one act, what a country's law says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tracker.questions import ACTS_ABROAD
from tracker.site.i18n import LANGUAGES, N_, gettext, language
from tracker.site.subject import Subject
from tracker.site.words.links import host
from tracker.vocabulary import Answer, EvidenceKind, Stage, Status, Window

_LANES = {
    "lower": N_("Lower chamber"),
    "upper": N_("Upper chamber"),
    "legislature": N_("Legislature"),
    "executive": N_("Government or head of state"),
    None: N_("As a whole"),
}
#: Words by which a label that a person wrote tells that it is English.
_ENGLISH = re.compile(
    r"\b(the|of|by|on|to|from|its|for|after|before|with|as|in force|law|bill|act|house|gazetted?|date|decree"
    r"|adopted|announced|approved|enacted|explained|given|issued|made|passed|presented|printed|promulgated"
    r"|published|received|repealed|reported|revised|rewritten|signed|withdrawn|third|meeting)\b",
    re.IGNORECASE,
)
_Row = Mapping[str, Any]


def shares(counts: Mapping[str, int], of: int) -> list[dict[str, Any]]:
    """Parts of a bar that stands for `of` places: each answer that somebody gave, in their order, with its
    number and where it begins and how wide it is, in parts of a hundred."""
    parts: list[dict[str, Any]] = []
    before = 0
    for answer in Answer:
        number = counts.get(answer, 0)
        if number and answer not in (Answer.NOT_CHECKED, Answer.NOT_LISTED):
            place = {"x": round(before * 100 / of, 3), "width": round(number * 100 / of, 3)}
            parts.append({"answer": str(answer), "number": number, **place})
            before += number
    return parts


def families(measures: Sequence[_Row], lines: Mapping[str, Sequence[_Row]]) -> list[dict[str, Any]]:
    """Measures in groups, in the order in which each group first appears.

    Each group has its family's `line`, oldest first; a measure without kin is a group with an empty one.
    """
    groups: dict[str, dict[str, Any]] = {}
    for measure in measures:
        line = lines.get(measure["family"] or "", ())
        kin = measure["family"] if len(line) > 1 else measure["id"]
        group = groups.setdefault(kin, {"line": line if len(line) > 1 else (), "measures": []})
        group["measures"].append(measure)
    return list(groups.values())


def lanes(events: Sequence[_Row], lang: str) -> list[dict[str, Any]]:
    """A measure's steps by who took them, in the order in which each first acts; what nobody took comes last.

    Each step is an event with `stages` (all that the one act was), a short `label` in the language
    `label_lang`, `reason` (None where a source states the step) and `proof` (sources). `lang` is the
    measure's language.
    """
    assents = {event["date"] for event in events if event["stage"] == Stage.ASSENTED}
    found: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}
    for position, event in enumerate(events):
        lane = found.setdefault(chamber(event), {})
        act = (event["date"], event["label"].casefold(), event["role"], event["basis"])
        step = lane.setdefault(act if event["date"] else (position,), _step(event, assents, lang))
        step["proof"] += _proof(event)
        if event["stage"] not in step["stages"]:
            step["stages"].append(event["stage"])
    ordered = sorted(found, key=lambda name: name == gettext(_LANES[None]))
    return [{"name": name, "steps": list(found[name].values())} for name in ordered]


def alike(issues: Sequence[_Row]) -> list[dict[str, Any]]:
    """Issues in their order; those that say the same are one, with all its `urls`."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for issue in issues:
        same = found.setdefault((issue["kind"], issue["field"], issue["detail"]), {**issue, "urls": []})
        if issue["url"]:
            same["urls"].append(issue["url"])
    return list(found.values())


def spark(values: Sequence[int], width: int, height: int) -> str:
    """The points of a small line through some numbers, two or more, in a box of that size (SVG)."""
    most, step = max(*values, 1), width / (len(values) - 1)
    return " ".join(f"{step * n:.1f},{height - height * value / most:.1f}" for n, value in enumerate(values))


def official_address(law: _Row, answer: _Row) -> str | None:
    """Where the official text of a law stands on which an answer rests: the address held for it, else its
    page where that is on the site of an official source of the answer, else the one such source."""
    if law["official_url"]:
        return str(law["official_url"])
    official = [s["url"] for s in answer["sources"] if s["kind"] == EvidenceKind.OFFICIAL and s["url"]]
    if law["url"] and host(law["url"]) in map(host, official):
        return str(law["url"])
    return official[0] if official and len(answer["because"]) == 1 else None


def chamber(event: _Row) -> str:
    """Who took a step: the chamber's own name where it is known."""
    return event["chamber_name"] or chamber_word(event["chamber"])


def chamber_word(kind: str | None) -> str:
    """What a chamber is, where its name is not known."""
    return gettext(_LANES[kind])


#: The value that says most of several laws' comes first.
_VALUES = ("yes", "partly", "unclear", "no")
_MARKS = {"yes": "yes", "partly": "part", "no": "no"}


def reach(provisions: Sequence[_Row], told: Subject, on: str) -> list[dict[str, Any]]:
    """What the law of a place says on each point that has a name in a reader's words.

    `provisions` are rows of a place's matrix of the day `on`, each with what its measures say. Law in force
    counts, then law that is made, each by its wording of that day; nothing that is known from memory alone.
    `found` is None where no such law was read on the point.
    """
    rows = {row["name"]: row["found"] for row in provisions}
    lines = []
    for point in told.provisions:
        if point.called:
            found = [p for p in rows.get(point.name, ()) if _speaks(p, on)]
            best = min(
                found, key=lambda p: (_RANKS[p["measure"]["status"]], _VALUES.index(p["value"])), default=None
            )
            clause = _clause(rows, best) if best and point.abroad and best["value"] != "no" else None
            mark = _MARKS.get(best["value"], "na") if best else "na"
            lines.append({"called": gettext(point.called), "found": best, "abroad": clause, "mark": mark})
    return lines


_RANKS = {Status.IN_FORCE: 0, Status.ENACTED: 1}


def _speaks(provision: _Row, on: str) -> bool:
    """Whether what a law says on a point is for a reader: a wording of that day that somebody read."""
    day = date.fromisoformat(on)
    since, until = (Window.parse(text) if text else None for text in (provision["since"], provision["until"]))
    begun = since is None or since.latest <= day
    ended = until is not None and (until.earliest is None or until.earliest <= day)
    law = provision["measure"]["status"] in _RANKS
    return law and begun and not ended and not provision["only_memory"] and provision["value"] in _VALUES


def _clause(rows: Mapping[str, Sequence[_Row]], provision: _Row) -> str | None:
    """By which kind of clause a provision reaches acts abroad: its own, else that of its law."""
    if provision["abroad"]:
        return str(provision["abroad"])
    law = provision["measure"]["id"]
    clauses = [p["abroad"] for p in rows.get(ACTS_ABROAD, ()) if p["measure"]["id"] == law and p["abroad"]]
    return clauses[0] if clauses else None


def furthest_first(ids: Sequence[str], measures: Mapping[str, _Row]) -> list[_Row]:
    """The measures of those ids, pending ones last: by how far they have come, the newest of equals first."""
    named = [measures[name] for name in dict.fromkeys(ids) if name in measures]
    pending = sorted((m for m in named if "rank" in m), key=lambda m: m["introduced"] or "", reverse=True)
    return [m for m in named if "rank" not in m] + sorted(pending, key=lambda m: -m["rank"])


def _step(event: _Row, assents: set[str | None], lang: str) -> dict[str, Any]:
    label, reason = _told(event, event["date"] in assents)
    ours = label != event["label"]
    told = language() if ours else _label_lang(event, lang)
    return {**event, "label": label, "label_lang": told, "reason": reason, "stages": [], "proof": []}


def _label_lang(event: _Row, lang: str) -> str:
    """The language of an event's label: rules and people write English, or quote the law's own words."""
    if event["origin"] == "rule":
        return LANGUAGES[0]
    english = event["origin"] == "curated" and event["label"].isascii() and _ENGLISH.search(event["label"])
    return LANGUAGES[0] if english else lang


def _told(event: _Row, on_assent: bool) -> tuple[str, str | None]:
    """A step's short label, and the rule or inference it rests on."""
    if event["basis"] == "stated":
        return event["label"], None
    note = event["note"] or event["label"]
    if event["origin"] != "rule":
        return event["label"], note
    if event["stage"] == Stage.LAPSED:
        later = event["later"]
        short = gettext("Session ends: lapses (rule)") if later else gettext("Session ended: lapsed (rule)")
        return short, f"{event['label']}. {note}"
    if event["stage"] == Stage.IN_FORCE:
        return gettext("In force on assent (rule)") if on_assent else gettext("In force (rule)"), note
    return event["label"], note


def _proof(event: _Row) -> list[_Row]:
    own = [{"url": event["url"], "kind": None, "citation": None, "retrieved": None}] if event["url"] else []
    if event["role"] != "memory_only":
        return [*own, *event["evidence"]]
    # The step is called remembered already.
    return [*own, *(item for item in event["evidence"] if item["kind"] != EvidenceKind.MEMORY)]
