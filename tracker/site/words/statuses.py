"""One word for each status and each verdict, everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from tracker.claims import Ground, Verdict
from tracker.site.i18n import N_, gettext
from tracker.site.words.answers import answer_within
from tracker.site.words.days import when
from tracker.site.words.plain import capitalise, plain

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
