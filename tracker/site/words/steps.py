"""A step in law in a reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from tracker.site.i18n import N_, gettext, ngettext, place_name
from tracker.site.words.forms import _Forms, _forms

_STEPS = {
    "introduced": N_("bill introduced"),
    "first_reading": N_("first reading"),
    "second_reading": N_("second reading"),
    "committee": N_("before a committee"),
    "report": N_("committee has reported"),
    "third_reading": N_("last reading in one chamber"),
    "passed_chamber": N_("passed by one chamber"),
    "consideration_of_amendments": N_("changes of the other chamber considered"),
    "passed": N_("passed by parliament, not yet law"),
    "put_to_voters": N_("goes to the voters"),
    "referendum_deadline": N_("time to demand a referendum over"),
    "assented": N_("signed into law"),
    "published": N_("published as law"),
    "in_force": N_("in force"),
    "vetoed": N_("not signed"),
    "defeated": N_("voted down"),
    "withdrawn": N_("withdrawn"),
    "lapsed": N_("lapsed undecided"),
    "superseded": N_("replaced by another text"),
    "carried_over": N_("carried over to the next session"),
    "reinstated": N_("taken up again in a new session"),
    "repealed": N_("repealed or replaced"),
    "adopted": N_("adopted"),
    "treaty_signed": N_("treaty signed, not yet bound by it"),
    "treaty_ratified": N_("treaty ratified"),
    "treaty_in_force": N_("bound by the treaty"),
    "treaty_denounced": N_("treaty denounced"),
}
#: Of what is fixed for a day to come, by the number of measures.
_AHEAD: dict[str, _Forms] = {
    "in_force": _forms("a law comes into force", "%(num)d laws come into force"),
    "lapsed": _forms("a bill lapses unless it passes first", "%(num)d bills lapse unless they pass first"),
    "repealed": _forms("a law ends", "%(num)d laws end"),
    "treaty_in_force": _forms("a treaty begins to bind it", "%(num)d treaties begin to bind it"),
    "treaty_denounced": _forms("a treaty ceases to bind it", "%(num)d treaties cease to bind it"),
}


def step(row: Mapping[str, Any]) -> str:
    """Who did what: "Georgia: in force"."""
    told = {"place": place_of(row), "step": gettext(_STEPS[row["sentence"]])}
    return gettext("%(place)s: %(step)s") % told


def step_ahead(alike: Sequence[Mapping[str, Any]]) -> str:
    """The same of a day to come: "United States: 5 bills lapse unless they pass first"."""
    row, number = alike[0], len(alike)
    if row["sentence"] in _AHEAD:
        said = ngettext(*_AHEAD[row["sentence"]], number) % {"num": number}
    else:
        said = gettext(_STEPS[row["sentence"]])
    return gettext("%(place)s: %(step)s") % {"place": place_of(row), "step": said}


def alike(ahead: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Steps ahead in groups of those that several measures take on one day at one place."""
    return [list(g) for _, g in groupby(ahead, key=lambda s: (s["date"], s["place"], s["sentence"]))]


def place_of(row: Mapping[str, Any]) -> str:
    """A place's name, of a part with its country's: "Tennessee, United States"."""
    own = place_name(row["place"], row["place_name"])
    return f"{own}, {place_name(row['parent'], row['parent_name'])}" if row["parent"] else own
