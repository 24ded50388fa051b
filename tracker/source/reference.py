"""The contract of a source, as a page: `python -m tracker.source.reference > docs/contract.md`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from tracker.page import Page, Request
from tracker.source.declare import Expect, Found, Reader, Source, Told, Watch, Watched
from tracker.source.joined import Join, Part
from tracker.vocabulary import Issue, Measure, Participants, TreatyAction, meanings

#: What a module declares, what its functions are given, and what they yield.
DECLARED = (Source, Reader, Expect, Join, Part)
GIVEN = (Watch, Watched, Page)
YIELDED = (Request, Found, Participants, TreatyAction, Issue)

_INTRODUCTION = """# The contract of a source

Every field that a module of `scrapers/` may declare, and everything that its functions are given or may
yield; made of the declarations, do not edit by hand. How a source is added, step by step, stands in
[CONTRIBUTING](../CONTRIBUTING.md), what each one declares in [sources](sources.md).
"""


def text() -> str:
    """The whole page as Markdown."""
    parts = [_INTRODUCTION, "## Declared\n", *map(_table, DECLARED)]
    parts += ["## Given\n", *map(_table, GIVEN)]
    parts += ["## Yielded\n", *map(_table, YIELDED), _measure()]
    return "\n".join(parts)


def _table(record: type) -> str:
    """A record with its fields: type, whether it must be given, meaning."""
    rows = ["| field | type | must be given | |", "|---|---|---|---|", *_rows(record)]
    return "\n".join((f"### `{record.__name__}`\n", inspect.getdoc(record) or "", "", *rows, ""))


def _rows(record: type) -> Iterator[str]:
    told, hints = meanings(record), get_type_hints(record, include_extras=True)
    for field in fields(record):
        needed = "yes" if field.default is MISSING and field.default_factory is MISSING else ""
        kind = _type(hints[field.name])
        yield f"| `{field.name}` | {kind} | {needed} | {told.get(field.name, '')} |"


def _measure() -> str:
    """What a source may say of a measure, and what `SOURCE.measure` fills in."""
    told, passed = meanings(Measure), get_type_hints(Told, include_extras=True)
    rows = [f"| `{name}` | {_type(hint)} | {told.get(name, '')} |" for name, hint in passed.items()]
    filled = ("id", "place", "lang", "legislature", "aliases")
    rows += [f"| `{name}` | filled in | {told[name]} |" for name in filled]
    doc = inspect.getdoc(Source.measure) or ""
    head = ["### `SOURCE.measure(*source_ids, ...)`\n", doc, "", "| field | type | |", "|---|---|---|"]
    return "\n".join((*head, *rows, ""))


def _type(hint: Any) -> str:
    """A type as it is written, without modules."""
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    name = hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)
    short = re.sub(r"[\w.]+\.(\w+)", r"\1", name).replace("NoneType", "None")
    return f"`{short}`".replace("|", "\\|")


if __name__ == "__main__":
    print(text(), end="")  # noqa: T201 - its output is its purpose
