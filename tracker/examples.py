"""The example pages of the sources: what each should read as, and what is missing.

An example is `<folder>/<source>/<case>.<json|xml|html|...>`, with `<case>.meta.json` (`url`, and where they
matter `fetched_at` and `context`) and `<case>.expected.json` beside it. `<source>/words.tsv` lists the words
that the source documents or was seen to use, a line each, with the stages they stand for behind a tab (`-`:
none): the source's table must have them all, and no others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tracker import records
from tracker.page import Page, Unreadable
from tracker.source import catalogue
from tracker.source.declare import Source, read

#: So many cases a source has at least: one pending, one ended, one broken.
LEAST = 3
_BESIDE = (".meta.json", ".expected.json", ".tsv")


def cases(folder: Path) -> list[Path]:
    """The example pages of one source's folder, by name."""
    return sorted(path for path in folder.glob("*.*") if not path.name.endswith(_BESIDE))


def expected_of(case: Path) -> Path:
    return case.with_name(f"{case.stem}.expected.json")


def result(source: Source, case: Path) -> Any:
    """What a case reads as: an object for each thing yielded, or the fault that its page has, as plain JSON.

    Raises OSError, ValueError or KeyError where what lies beside it is missing or wrong.
    """
    meta = json.loads(case.with_name(f"{case.stem}.meta.json").read_text("utf-8"))
    page = Page(case.read_bytes(), meta["url"], "", meta.get("fetched_at"))
    try:
        items = read(source, page, meta.get("context", {}))
        return [{"type": type(item).__name__.lower(), **records.to_json(item)} for item in items]
    except Unreadable as fault:
        return {"error": {"kind": fault.kind.value, "field": fault.field}}


def _of_the_words(folder: Path, source: Source) -> Iterator[str]:
    file, table = folder / "words.tsv", catalogue.table(source)
    if not file.exists():
        return
    if table is None:
        yield f"{folder.name}/{file.name}: the module has no table STAGES"
        return
    lines = [line.split("\t") for line in file.read_text("utf-8").splitlines() if line.strip()]
    if odd := next((line for line in lines if len(line) != len(("word", "stages"))), None):
        yield f"{folder.name}/{file.name}: {odd!r}: expected a word, a tab and its stages"
        return
    yield from (f"{folder.name}/{file.name}: {fault}" for fault in table.complaints(dict(lines)))


def complaints(folder: Path, sources: Mapping[str, Source]) -> Iterator[str]:
    """What is wrong with the examples in a folder, in words; nothing when all is well."""
    for name, source in sources.items():
        found = cases(folder / name)
        if len(found) < LEAST:
            yield f"{folder.name}/{name}: {len(found)} example pages: expected at least {LEAST}"
        for case in found:
            where = f"{folder.name}/{name}/{case.name}"
            try:
                told, expected = result(source, case), json.loads(expected_of(case).read_text("utf-8"))
            except (OSError, ValueError, KeyError) as fault:
                yield f"{where}: {type(fault).__name__}: {fault}"
                continue
            if told != expected:
                yield f"{where}: does not read as {expected_of(case).name} says"
        yield from _of_the_words(folder / name, source)
    for stray in sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name not in sources):
        yield f"{folder.name}/{stray}: examples of no source"
