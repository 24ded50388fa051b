"""The contract of a source, as a page: `python -m tracker.source.reference > docs/contract.md`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from tracker.page import Page, Request
from tracker.source import dates, paging, reading, stages
from tracker.source.declare import Expect, Found, Reader, Source, Told, Watch, Watched
from tracker.source.joined import Join, Part
from tracker.vocabulary import (
    Alias,
    Event,
    Issue,
    Link,
    Measure,
    Participants,
    Title,
    TreatyAction,
    bill_id,
    meanings,
)

#: What a module declares, what its functions are given, and what they yield.
DECLARED = (Source, Reader, Expect, Join, Part)
GIVEN = (Watch, Watched, Page)
YIELDED = (Request, Found, Participants, TreatyAction, Issue)
#: What a measure is told with.
TOLD = (Event, Title, Alias, Link)
#: What its functions share with those of the other sources.
SHARED = (stages, reading, dates, paging)

_INTRODUCTION = """# The contract of a source

Every field that a module of `scrapers/` may declare, everything that its functions are given or may yield,
and what all sources share; made of the code, do not edit by hand. How a source is added, step by step, stands
in [CONTRIBUTING](../CONTRIBUTING.md), what each one declares in [sources](sources.md).
"""


def text() -> str:
    """The whole page as Markdown."""
    parts = [_INTRODUCTION, "## Declared\n", *map(_table, DECLARED)]
    parts += ["## Given\n", *map(_table, GIVEN)]
    parts += ["## Yielded\n", *map(_table, YIELDED), _measure(), *map(_table, TOLD), f"{_line(bill_id)}\n"]
    parts += ["## Shared\n", *map(_module, SHARED)]
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


def _module(module: ModuleType) -> str:
    """The functions and classes that a module offers, each with its parameters and what it does."""
    own = (thing for name, thing in vars(module).items() if name[0].isupper() or name[0].islower())
    lines = [
        line
        for thing in own
        if getattr(thing, "__module__", None) == module.__name__ and callable(thing)
        for line in (_class(thing) if isinstance(thing, type) else [_line(thing)])
    ]
    return "\n".join((f"### `{module.__name__}`\n", inspect.getdoc(module) or "", "", *lines, ""))


def _class(thing: type) -> Iterator[str]:
    yield _line(thing)
    for name, own in vars(thing).items():
        if inspect.isfunction(own) and not name.startswith("_"):
            yield f"  {_line(own)}"
        elif isinstance(own, property):
            yield f"  - `{name}`: {_said(own)}"


def _line(thing: Callable[..., Any]) -> str:
    """A function or class as it is called, and what it says of itself."""
    called = re.sub(r"\(self(?:, )?", "(", str(inspect.signature(thing)).replace("'", ""))
    return f"- `{thing.__name__}{called.removesuffix(' -> None')}`: {_said(thing)}"


def _said(thing: object) -> str:
    return " ".join((inspect.getdoc(thing) or "").split())


def _type(hint: Any) -> str:
    """A type as it is written, without modules."""
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    name = hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)
    short = re.sub(r"[\w.]+\.(\w+)", r"\1", name).replace("NoneType", "None")
    return f"`{short}`".replace("|", "\\|")


if __name__ == "__main__":
    print(text(), end="")  # noqa: T201 - its output is its purpose
