"""What is open: about a place, about a source, about a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from tracker.site import basis
from tracker.site.i18n import N_, english, gettext, ngettext
from tracker.site.words.forms import _Forms, _forms
from tracker.site.words.plain import capitalise, field, plain
from tracker.vocabulary import IssueKind, Proof, SourceState

_STATES: dict[str, _Forms] = {
    SourceState.ACTIVE: _forms("%(num)d active", "%(num)d active"),
    SourceState.DEGRADED: _forms("%(num)d degraded", "%(num)d degraded"),
    SourceState.BLOCKED: _forms("%(num)d blocked", "%(num)d blocked"),
    SourceState.NEEDS_KEY: _forms("%(num)d needs key", "%(num)d needs key"),
    SourceState.MANUAL: _forms("%(num)d manual", "%(num)d manual"),
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


def source_states(counts: Mapping[str, int]) -> list[str]:
    """How many sources are in each state, in order of the states' names."""
    return [ngettext(*_STATES[state], number) % {"num": number} for state, number in sorted(counts.items())]


#: By what response of its site a reader of pages has been proven.
_PROOFS = {
    Proof.WHOLE: N_("read in a whole real response"),
    Proof.PART: N_("read in part of a real response"),
    Proof.FORM: N_("documented form only"),
}


def proof(value: str) -> str:
    """By what response of its site a reader of pages has been proven."""
    return gettext(_PROOFS[Proof(value)])


def reason(text: str) -> str:
    """Why a source is in its state, without the address of the page; its issues have that as a link."""
    return capitalise(_detail("", re.sub(r" \(https?://\S+\)\Z", "", text)))


def at_latest(measure: Mapping[str, Any]) -> bool:
    """Whether a measure's status may have begun before the day it is dated to: that day ends a doubt."""
    day = measure["status_date"]
    return day is not None and any(s["unclear"] and s["to_date"] == day for s in measure["standings"])


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
    return escape(start) + english(rest)
