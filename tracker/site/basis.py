"""Why an answer is what it is: the engine's words for it (`tracker.status`) in the language of the page.

A basis is made of sentences of the engine, of provisions with what a text says of them, and at its end of
notes that curators or rules give; these stay in English.
"""

from __future__ import annotations

import re
from datetime import date

from markupsafe import Markup, escape

from tracker.site.i18n import N_, day_written, gettext

SENTENCES = (
    N_("nobody has looked yet"),
    N_("nobody has looked whether this law reaches acts done abroad"),
    N_("somebody looked and found nothing"),
    N_("a bill is before the legislature"),
    N_("a law about this was made; nobody has read its text yet"),
    N_("every bill so far has ended without becoming law"),
    N_("the 2020 campaign text does not name this place"),
    N_("by the dates of the law the text means"),
    N_("named, but no step of the measure meant is known by that day"),
    N_("the day of a step is not known"),
    N_("the day of a treaty step is not known"),
    N_("a step is known only from memory; it decides nothing"),
    N_("signed, not ratified"),
    N_("ratified, not yet in force for it"),
    N_("a party to the treaty"),
    N_("denounced"),
)
_NOTES = re.compile(r"(?:\A|; )(rule|inference): ")
_LAST_STEP = re.compile(r"its last step known is of (\d{4}-\d{2}-\d{2})\Z")
_PROVISION = re.compile(r"(\w+): (\w+)(?: \(acts abroad: (\w+)\))?\Z")


def told(basis: str) -> Markup:
    """A basis without its last full stop; what stays in English is marked as such."""
    own, *notes = _NOTES.split(basis.rstrip("."), maxsplit=1)
    pieces = [own] if own in SENTENCES else own.split("; ")
    said = [_piece(piece) for piece in pieces if piece]
    if notes:
        kind, note = notes
        said.append(Markup('{}{}<span lang="en">{}</span>').format(gettext(kind), gettext(": "), note))
    return escape(gettext("; ")).join(said)


def _piece(text: str) -> Markup:
    if text in SENTENCES:
        return escape(gettext(text))
    if last := _LAST_STEP.match(text):
        day = day_written(date.fromisoformat(last[1]))
        return escape(gettext("its last step known is of %(day)s") % {"day": day})
    provision = _PROVISION.match(text)
    if provision is None:
        return Markup('<span lang="en">{}</span>').format(text)
    name, value, reach = (gettext((word or "").replace("_", " ")) for word in provision.groups())
    said = name + gettext(": ") + value
    abroad = gettext("acts abroad: %(clause)s") % {"clause": reach}
    return escape(f"{said} ({abroad})" if reach else said)
