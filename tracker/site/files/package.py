"""What describes the files to programs and to people: `datapackage.json` and `codebook.md`.

The descriptor is a Frictionless Data Package (https://datapackage.org/standard/data-package/, version 2).
Both are in English, as the files are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tracker.site.columns import Column, Kind
from tracker.site.files.catalogue import TABLES, Table
from tracker.site.files.forms import BETWEEN, can_write_parquet
from tracker.site.subject import Subject
from tracker.vocabulary import (
    Abroad,
    AddressChecked,
    Answer,
    Basis,
    EvidenceKind,
    SinceKind,
    Stage,
    Status,
    TreatyActionKind,
    Value,
    Word,
)

TITLE = "Organ law tracker"
ABOUT = (
    "Which countries have law against organ trafficking and transplants obtained abroad, which have bills "
    "pending, what the texts say and since when: read from official sources, with every answer for any day."
)
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
KEYWORDS = ("organ trafficking", "transplant tourism", "legislation", "bills", "treaties")
#: The media types of the forms that a table has.
FORMS = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
#: What goes with the tables, and its media type.
BESIDE = {
    "datapackage.json": "application/json",
    "codebook.md": "text/markdown",
    "CITATION.cff": "text/yaml",
    "citation.bib": "text/x-bibtex",
    "citation.ris": "application/x-research-info-systems",
}
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
#: As of https://datapackage.org/standard/table-schema/ by our kinds of columns.
_TYPES: Mapping[Kind, Mapping[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.DAY: {"type": "date"},
    Kind.WHOLE: {"type": "integer"},
    Kind.FLAG: {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]},
    Kind.LIST: {"type": "string"},
}
_SEVERAL = f"several values are separated by “{BETWEEN}”; JSON and Parquet have lists"
#: The closed lists that the columns' words are of, for the codebook.
_LISTS = (
    Answer,
    SinceKind,
    Status,
    Stage,
    Value,
    Abroad,
    EvidenceKind,
    Basis,
    AddressChecked,
    TreatyActionKind,
)


@dataclass(frozen=True, slots=True)
class Edition:
    """What a set of files is of: the time of its latest change (UTC with Z), the day it tells of, the version
    it is cited by, and the site it can be had from (empty: not known)."""

    data_version: str
    on: str
    version: str
    site: str = ""


def forms() -> list[str]:
    """The forms that a table has here: Parquet only where it can be written."""
    return [form for form in FORMS if form != "parquet" or can_write_parquet()]


def datapackage(told: Subject, edition: Edition, bodies: Mapping[str, bytes] | None = None) -> bytes:
    """The descriptor. `bodies`: the files by name, where their size and sum are to be told too."""
    package: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": "organ-law-tracker",
        "title": TITLE,
        "description": ABOUT,
        "version": edition.version,
        "created": edition.data_version,
        **({"homepage": f"{edition.site}/"} if edition.site else {}),
        "keywords": list(KEYWORDS),
        "licenses": [LICENCE],
        "contributors": [{"title": f"{TITLE} contributors", "roles": ["creator"]}],
        "data_version": edition.data_version,
        "on": edition.on,
        "resources": [_resource(table, told, bodies) for table in TABLES.values()],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(table: Table, told: Subject, bodies: Mapping[str, bytes] | None) -> dict[str, Any]:
    """The table as CSV. Its other forms are no resources: a program would look for text in them too."""
    path = f"{table.name}.csv"
    body = bodies and bodies[path]
    size = {"bytes": len(body), "hash": f"sha256:{sha256(body).hexdigest()}"} if body else {}
    return {
        "name": table.name,
        "type": "table",
        "path": path,
        **size,
        "title": table.title,
        "description": table.about,
        "format": "csv",
        "mediatype": FORMS["csv"],
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(name, column) for name, column in table.columns(told).items()],
            "missingValues": [""],
            **({"primaryKey": list(table.key)} if table.key else {}),
        },
    }


def _field(name: str, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.needed:
        constraints["required"] = True
    if column.words:
        constraints["enum"] = list(column.words)
    about = f"{column.about}; {_SEVERAL}" if column.kind is Kind.LIST else column.about
    told = {"name": name, **_TYPES[column.kind], "description": about}
    return {**told, "constraints": constraints} if constraints else told


def codebook(told: Subject, edition: Edition) -> bytes:
    """Every file, every column and every word, in Markdown."""
    return "\n".join(_codebook(told, edition)).encode()


def _codebook(told: Subject, edition: Edition) -> Iterator[str]:
    yield f"# Codebook of the files\n\n{ABOUT}\n"
    yield f"Data version {edition.data_version}, as of {edition.on}. Licence: {LICENCE['title']}.\n"
    yield "An empty cell is not “no”: nobody has looked, or it is not known. In CSV, a cell that begins with"
    yield "=, +, -, @, a tab or a carriage return has an apostrophe in front, and several values are"
    yield f"separated by “{BETWEEN}”. Days are YYYY-MM-DD, or EDTF where a column says so.\n"
    for table in TABLES.values():
        yield f"## {table.name}: {table.title}\n\n{table.about}\n"
        yield "| column | kind | what it holds |\n|---|---|---|"
        for name, column in table.columns(told).items():
            yield f"| `{name}` | {column.kind} | {column.said()} |"
        yield ""
    yield "## Questions\n\n| name | question |\n|---|---|"
    yield from (f"| `{one.name}` | {one.question} |" for one in told.questions.values())
    yield "\n## Points of a text\n\n| name | what it is |\n|---|---|"
    yield from (f"| `{one.name}` | {one.meaning} |" for one in told.provisions)
    for words in _LISTS:
        yield f"\n## {_heading(words)}\n\n| word | meaning |\n|---|---|"
        yield from (f"| `{word.value}` | {word.meaning} |" for word in words)
    yield ""


def _heading(words: type[Word]) -> str:
    return (words.__doc__ or words.__name__).partition(".")[0].partition("\n")[0]
