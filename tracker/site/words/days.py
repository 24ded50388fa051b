"""Days written out, in words and in markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from babel.dates import format_skeleton
from markupsafe import Markup, escape

from tracker.site.i18n import day_written, gettext, locale
from tracker.vocabulary import Window


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
        return Markup('<time datetime="{}">{}</time>').format(text, moment(text))
    if "/" not in text:
        return _time(text)
    start, end = text.split("/")
    if start == "..":
        return escape(gettext("on or before %(day)s")) % {"day": _time(end)}
    return escape(gettext("between %(first)s and %(last)s")) % {"first": _time(start), "last": _time(end)}


def moment(text: str) -> str:
    """A UTC time written out: 15 December 2022, 12:00 UTC."""
    return f"{day_written(date.fromisoformat(text[:10]))}, {text[11:16]} UTC"


def _time(text: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(text, written(text))


def day_of(text: str | None) -> str:
    """The day of a UTC time."""
    return when((text or "")[:10], gettext("never"))


def by_day(changes: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Changes, which come newest first, in groups of one day (UTC)."""
    return [(day, list(group)) for day, group in groupby(changes, key=lambda change: change["at"][:10])]


def by_month(steps: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Steps in law, which come newest first, in groups of one month (YYYY-MM)."""
    return [(month, list(group)) for month, group in groupby(steps, key=lambda step: step["latest"][:7])]


def days_between(day: str, text: str) -> int | None:
    """How many days lie ahead from a day to an EDTF date; None where that is no single day."""
    window = Window.parse(text)
    return (window.latest - date.fromisoformat(day)).days if window.is_day else None
