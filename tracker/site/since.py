"""Since when an answer holds, in words: no day of reading as a first day, no law beside another's day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from tracker.site.i18n import day_written, gettext
from tracker.vocabulary import Answer, SinceKind

#: Answers that begin on no day worth telling.
_NO_DAY = frozenset({Answer.NOT_CHECKED, Answer.NONE_FOUND, Answer.NOT_LISTED})


def words(row: Mapping[str, Any]) -> str:
    """`since 15 December 2022` and its kin, for a status row or one of its laws; empty: no day to tell."""
    if row.get("answer") in _NO_DAY:
        return ""
    return _said(row, _written, str)


def marked(row: Mapping[str, Any]) -> Markup:
    """The same with its days as `<time>`."""
    if row.get("answer") in _NO_DAY:
        return Markup("")
    return escape(_said(row, _time, escape))


def _said(row: Mapping[str, Any], day: Callable[[str], str], text: Callable[[str], str]) -> str:
    """`text` makes a sentence what its days are: plain, or markup."""
    kind, since, window = row["since_kind"], row["since"], row["since_window"]
    if kind == SinceKind.NOT_ESTABLISHED:
        first, last = window
        if first is None:
            return text(gettext("start not established, on or before %(day)s")) % {"day": day(last)}
        said = text(gettext("start not established, between %(first)s and %(last)s"))
        return said % {"first": day(first), "last": day(last)}
    if since is None:
        return ""
    latest = kind == SinceKind.AT_LATEST
    form = gettext("since %(day)s at the latest") if latest else gettext("since %(day)s")
    return text(form) % {"day": day(since)}


def cell(row: Mapping[str, Any]) -> Markup:
    """The same for a column that is headed "Since": the day alone where it is known."""
    if row["since_kind"] == SinceKind.EXACT and row["since"] and row["answer"] not in _NO_DAY:
        return _time(row["since"])
    return marked(row)


def year(row: Mapping[str, Any]) -> str:
    """The same as briefly as a list of names has room for."""
    if row["answer"] in _NO_DAY or row["since_kind"] == SinceKind.NOT_ESTABLISHED or not row["since"]:
        return "" if row["answer"] in _NO_DAY else gettext("start not established")
    latest = row["since_kind"] == SinceKind.AT_LATEST
    form = gettext("since %(year)s or before") if latest else gettext("since %(year)s")
    return form % {"year": row["since"][:4]}


def own_day(row: Mapping[str, Any], measure: str) -> Markup:
    """A law's own beginning, where it is another than the answer's: it stands beside the law's name."""
    law = next((law for law in row["laws"] if law["measure"] == measure), None)
    same = ("since_kind", "since", "since_window")
    if law is None or all(law[name] == row[name] for name in same) or row["answer"] == Answer.PENDING:
        return Markup("")
    return marked(law)


def _written(day: str) -> str:
    return day_written(date.fromisoformat(day))


def _time(day: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(day, escape(_written(day)))
