"""The names that the curated files define, and those given twice.

They are collected from the raw files, also from those with faults, so that one fault does not make every
reference into its file look dangling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from tracker.knowledge.document import Document, Loc
from tracker.knowledge.problems import Problem


def _entries(document: Document, field: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The mappings of a list field in the raw data, with their positions."""
    listed = document.data.get(field) if isinstance(document.data, dict) else None
    for position, entry in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(entry, dict):
            yield position, entry


@dataclass
class Names:
    """Every name the files define, raw: what a reference may point to."""

    places: set[str] = field(default_factory=set)
    treaties: set[str] = field(default_factory=set)
    measures: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, set[str]] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    defaults: set[str] = field(default_factory=set)
    #: In the order of the file, as dictionaries keep it; of a provision whether it can reach acts abroad.
    provisions: dict[str, bool] = field(default_factory=dict)
    criteria: dict[str, None] = field(default_factory=dict)

    @property
    def reaching(self) -> list[str]:
        """The provisions that can reach acts done abroad."""
        return [name for name, abroad in self.provisions.items() if abroad]

    @property
    def targets(self) -> set[str]:
        return self.measures | self.aliases.keys()


def collect(documents: Iterable[Document]) -> Names:
    found = Names()
    for document in documents:
        for _, entry in _entries(document, "places"):
            found.places.add(str(entry.get("code")))
        for _, entry in _entries(document, "legislatures"):
            _add_legislature(found, entry)
        for _, entry in _entries(document, "measures"):
            found.measures.add(str(entry.get("id")))
            for key in _alias_keys(entry):
                found.aliases[key] = str(entry.get("id"))
        for _, entry in _entries(document, "provisions"):
            found.provisions[str(entry.get("name"))] = entry.get("abroad") == "true"
        for _, entry in _entries(document, "criteria"):
            found.criteria[str(entry.get("name"))] = None
        if document.file.startswith("treaties/"):
            found.treaties.add(PurePosixPath(document.file).stem)
    return found


def _add_legislature(found: Names, entry: Mapping[str, Any]) -> None:
    key = str(entry.get("id"))
    sessions = entry.get("sessions")
    listed = sessions if isinstance(sessions, list) else []
    found.sessions[key] = {str(one.get("id")) for one in listed if isinstance(one, dict)}
    found.homes[key] = str(entry.get("place"))
    if entry.get("commencement_default") is not None:
        found.defaults.add(key)


def _alias_keys(entry: Mapping[str, Any]) -> Iterator[str]:
    aliases = entry.get("aliases")
    for alias in aliases if isinstance(aliases, list) else ():
        if isinstance(alias, dict):
            yield str(alias.get("id") or f"{alias.get('source')}:{alias.get('source_id')}")


def unique(documents: Iterable[Document]) -> Iterator[Problem]:
    """Ids, aliases and codes that are given twice, within a file or across files."""
    first: dict[tuple[str, str], str] = {}
    lists = {
        **{"places": "code", "measures": "id", "legislatures": "id", "claims": "id"},
        **{"criteria": "name", "provisions": "name"},
    }
    for document in documents:
        for listed, key in lists.items():
            for position, entry in _entries(document, listed):
                loc: Loc = (listed, position, key)
                claims = [(loc, str(entry[key]))] if entry.get(key) is not None else []
                if listed == "measures":
                    claims += [
                        ((listed, position, "aliases", i), alias)
                        for i, alias in enumerate(_alias_keys(entry))
                    ]
                for where, name in claims:
                    spot = document.problem(where, "a name that is used once", name)
                    seen = first.setdefault((listed, name), f"{spot.file}:{spot.line}")
                    if seen != f"{spot.file}:{spot.line}":
                        yield document.problem(where, f"a name not used before (see {seen})", name)
