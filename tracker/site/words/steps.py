"""A step in law in a reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.site.i18n import N_, gettext, place_name

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
#: Of what is fixed for a day to come.
_AHEAD = {
    "in_force": N_("comes into force"),
    "lapsed": N_("lapses unless it passes first"),
    "repealed": N_("ends"),
    "treaty_in_force": N_("the treaty begins to bind it"),
    "treaty_denounced": N_("the treaty ceases to bind it"),
}


def step(row: Mapping[str, Any]) -> str:
    """Who did what: "Georgia: in force"."""
    return _said(row, _STEPS[row["sentence"]])


def step_ahead(row: Mapping[str, Any]) -> str:
    """The same of a day to come: "United States: lapses unless it passes first"."""
    return _said(row, _AHEAD.get(row["sentence"], _STEPS[row["sentence"]]))


def _said(row: Mapping[str, Any], words: str) -> str:
    return gettext("%(place)s: %(step)s") % {"place": place_of(row), "step": gettext(words)}


def place_of(row: Mapping[str, Any]) -> str:
    """A place's name, of a part with its country's: "Tennessee, United States"."""
    own = place_name(row["place"], row["place_name"])
    return f"{own}, {place_name(row['parent'], row['parent_name'])}" if row["parent"] else own
