"""Why an answer is what it is: the engine's codes (`tracker.status.said`) in the language of the page.

A code's sentence is its meaning, a template for its arguments; what rules and curators noted of a day stays
in English and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from tracker.site.i18n import day_written, english, gettext
from tracker.status import BasisCode


def told(row: Mapping[str, Any]) -> Markup:
    """The basis of a status row (`basis_code`, `basis_args`, `notes`) without a full stop."""
    code = row["basis_code"]
    if code is None:
        return Markup("")
    args = row["basis_args"]
    said = gettext(BasisCode(code).meaning) % {
        "provisions": gettext("; ").join(map(_says, args.get("provisions", ()))),
        "as_of": day_written(date.fromisoformat(args["as_of"])) if "as_of" in args else "",
        "with": args.get("with", ""),
        "of": args.get("of", ""),
    }
    notes = [_note(note) for note in row.get("notes", ())]
    return escape(gettext("; ")).join([escape(said), *notes])


def codes() -> list[tuple[str, str]]:
    """Every code with its sentence, an ellipsis for each argument."""
    blank = dict.fromkeys(("provisions", "as_of", "with", "of"), "…")
    return [(code.value, gettext(code.meaning) % blank) for code in BasisCode]


def _says(provision: Mapping[str, str | None]) -> str:
    name, value, reach = (_plain(provision[key]) for key in ("name", "value", "abroad"))
    said = name + gettext(": ") + value
    if not reach:
        return said
    abroad = gettext("acts abroad: %(clause)s") % {"clause": reach}
    return f"{said} ({abroad})"


def _note(note: Mapping[str, str]) -> Markup:
    return escape(gettext(note["basis"]) + gettext(": ")) + english(note["note"].rstrip("."))


def _plain(word: str | None) -> str:
    return gettext((word or "").replace("_", " "))
