"""Finding the sources: every module of `scrapers/` declares one as SOURCE."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import traceback
from collections.abc import Collection, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import scrapers
from tracker.source.declare import Source
from tracker.source.stages import Stages

#: What the docstring of a source's module must say, each on a line of its own.
HEADINGS = ("Publisher", "Formats", "Licence", "Caveats", "How status is derived", "Contact")


class BrokenModule(Exception):
    """A source's module that cannot be loaded; says which, and why."""


def names() -> list[str]:
    """The modules of the scrapers package, in order; what several of them share is a package, no source."""
    return sorted(found.name for found in pkgutil.iter_modules(scrapers.__path__) if not found.ispkg)


def _module(name: str) -> ModuleType:
    try:
        return importlib.import_module(f"scrapers.{name}")
    except Exception as error:
        own = [frame for frame in traceback.extract_tb(error.__traceback__) if name in frame.filename]
        line = f":{own[-1].lineno}" if own else ""
        fault = f"{type(error).__name__}: {error}"
        raise BrokenModule(f"scrapers/{name}.py{line}: cannot be loaded: {fault}") from error


def sources() -> dict[str, Source]:
    """Every declared source by its id. Raises BrokenModule; AttributeError for a module without SOURCE."""
    return {module.SOURCE.id: module.SOURCE for module in map(_module, names())}


def table(source: Source) -> Stages | None:
    """The table in which a source maps its words, where it has one: the STAGES of its module."""
    found = getattr(_module(source.id), "STAGES", None)
    return found if isinstance(found, Stages) else None


def parser_version(source: Source) -> str:
    """Changes with the source's code and with what it may use of this package and of `scrapers.shared`: what
    an older parser read has to be read again."""
    module = importlib.import_module(f"scrapers.{source.id}")
    return sha256(_mechanics() + inspect.getsource(module).encode()).hexdigest()[:12]


@cache
def _mechanics() -> bytes:
    shared = Path(scrapers.__path__[0]) / "shared"
    folders = (Path(__file__).parent, shared)
    return b"".join(path.read_bytes() for folder in folders for path in sorted(folder.glob("*.py")))


def complaints(legislatures: Collection[str] | None) -> Iterator[str]:
    """What is wrong with the declarations, in words; nothing when all is well. `legislatures`: the ids of
    those whose calendar is known; None: nobody could look."""
    for name in names():
        try:
            module = _module(name)
        except BrokenModule as broken:
            yield str(broken)
            continue
        source = getattr(module, "SOURCE", None)
        if not isinstance(source, Source):
            yield f"scrapers/{name}.py: declares no SOURCE"
            continue
        if source.id != name:
            yield f"scrapers/{name}.py: SOURCE.id is {source.id!r}, expected the file's name"
        text = module.__doc__ or ""
        for heading in HEADINGS:
            if f"\n{heading}:" not in text:
                yield f"scrapers/{name}.py: the docstring lacks the heading {heading!r}"
        if not source.hosts or not source.readers or not source.licence:
            yield f"scrapers/{name}.py: hosts, readers and licence must not be empty"
        known = legislatures is None or source.legislature in {None, *legislatures}
        if not known:
            yield f"scrapers/{name}.py: legislature is {source.legislature!r}: not in data/sessions.yml"
        for field in ("publisher", "contact"):
            told = getattr(source, field)
            if told not in " ".join(text.split()):
                yield f"scrapers/{name}.py: {field} is {told!r}: the docstring does not say so"
        if (source.canary or source.floor > 1) and not any(reader.lists for reader in source.readers):
            yield f"scrapers/{name}.py: canary and floor are of lists, and no reader has any"
        if source.interval < 1:
            yield f"scrapers/{name}.py: interval is {source.interval}, expected at least 1 second"
        for heading, value in (
            ("state", source.state.value != "active"),
            ("unverified_live", source.unverified_live),
        ):
            if value and not source.reason:
                yield f"scrapers/{name}.py: {heading} needs a reason"
