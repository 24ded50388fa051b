"""The ground: what is shipped, that the documents keep their word, that each line of code knows its room."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import fields
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import get_args, get_type_hints

import click
import pytest

from tracker.cli import cli
from tracker.site.app import metadata_path
from tracker.source import declare, listing, reference
from tracker.vocabulary import Measure, meanings

ROOT = Path(__file__).parent.parent


def commands(group: click.Group, prefix: str = "tracker") -> list[str]:
    names = []
    for name, command in group.commands.items():
        full = f"{prefix} {name}"
        names += commands(command, full) if isinstance(command, click.Group) else [full]
    return names


@pytest.mark.parametrize("command", commands(cli))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`{command}`" in (ROOT / "README.md").read_text("utf-8")


def test_every_setting_is_in_the_readme() -> None:
    text = "".join(path.read_text("utf-8") for path in (ROOT / "tracker").rglob("*.py"))
    used = set(re.findall(r"""environ(?:\.get\(|\[)\s*["'](TRACKER_[A-Z_]+)""", text))
    readme = (ROOT / "README.md").read_text("utf-8")
    assert used
    assert {name for name in used if f"`{name}`" not in readme} == set()


def test_the_readme_names_every_source_and_only_files_that_are_there() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", readme):
        assert (ROOT / target).exists(), target


#: Each room with the rooms it may import.
ROOMS = {
    "vocabulary": "",
    "settings": "",
    "page": "vocabulary",
    "questions": "vocabulary",
    "relevance": "vocabulary",
    "naming": "",
    "places": "knowledge naming settings",
    "history": "vocabulary",
    "records": "vocabulary",
    "source": "page vocabulary",
    "scrapers": "source vocabulary",
    "agreement": "",
    "claims": "questions vocabulary",
    "status": "history questions vocabulary",
    "knowledge": "claims history naming questions status vocabulary",
    "web": "page vocabulary",
    "captures": "web",
    "store": "claims history questions records status vocabulary",
    "refresh": "captures history knowledge page questions records relevance source status store vocabulary"
    " web",
    "examples": "page records source",
    "parse": "history page records source status vocabulary web",
    "schedule": "refresh settings store",
    "site": "agreement claims naming places questions settings status store vocabulary",
    "cli": "captures examples knowledge naming page parse places refresh schedule settings site source store"
    " vocabulary web",
}
#: Libraries with the rooms that may know them; `tracker.source.catalogue` finds the modules of `scrapers`.
LIBRARIES = {
    "protego": "web",
    "sqlite3": "captures cli site store",
    "sqlite_utils": "captures refresh site store",
    "bs4": "page scrapers source",
    "lxml": "page scrapers source",
    "datasette": "site",
    "pyarrow": "site",
    "apscheduler": "schedule",
    "click": "cli",
    "pydantic": "knowledge",
    "fontpkg": "site",
    "resvg_py": "site",
    "uharfbuzz": "site",
    "scrapers": "source",
}


def _imports(path: Path) -> set[str]:
    """What a module imports: rooms by their names, other packages by their first."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        for first, *rest in (module.split(".") for module in modules):
            found.add(rest[0] if first == "tracker" and rest and rest[0] != "__version__" else first)
    return found - {"tracker"}


@cache
def _rooms() -> dict[str, set[str]]:
    """Every room of the checkout with what it imports."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (*(ROOT / "tracker").rglob("*.py"), *(ROOT / "scrapers").rglob("*.py")):
        folder, first, *_ = path.relative_to(ROOT).with_suffix("").parts
        room = "scrapers" if folder == "scrapers" else first
        if not room.startswith("__"):
            found[room] |= _imports(path) - {room}
    return found


def test_a_room_imports_only_what_it_may() -> None:
    used = {room: names & ROOMS.keys() - {"scrapers"} for room, names in _rooms().items()}
    assert used.keys() == ROOMS.keys()
    assert {room: more for room, names in used.items() if (more := names - set(ROOMS[room].split()))} == {}


#: What the site may take from the store: nothing of it writes.
READING = {
    *(
        "Reader",
        "open_for_reading",
        "snapshot",
        "Row",
        "IDS",
        "as_json",
        "fetch",
        "judged",
        "fts_words",
        "parse_time",
    ),
    *("with_values", "Task", "worklist", "Age", "ages"),
}


def test_the_site_takes_from_the_store_only_what_reads() -> None:
    """An import contract sees the modules of the store, and its front door has the writer too."""
    taken = {
        name
        for path in (ROOT / "tracker" / "site").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tracker.store")
        for name in (alias.name for alias in node.names)
    }
    assert taken <= READING | {"TABLES", "Table", "capitalised"}


def test_the_rooms_stand_above_each_other() -> None:
    TopologicalSorter({room: allowed.split() for room, allowed in ROOMS.items()}).prepare()


def test_a_library_is_known_only_where_it_may_be() -> None:
    used = {
        library: " ".join(sorted(room for room, names in _rooms().items() if library in names))
        for library in LIBRARIES
    }
    assert used == LIBRARIES


def test_texts_are_read_and_written_in_one_encoding_on_every_system() -> None:
    """Without an encoding Python up to 3.14 takes that of the system, which on Windows is not UTF-8."""
    before = {"read_text": 0, "write_text": 1}  # how many arguments come before the encoding
    wrong = []
    for path in sorted(
        p for folder in ("tracker", "scrapers", "tests") for p in (ROOT / folder).rglob("*.py")
    ):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or any(k.arg == "encoding" for k in call.keywords):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            mode = next((a.value for a in call.args if isinstance(a, ast.Constant)), None)
            ours = (
                isinstance(call.func, ast.Name) or not (call.args or call.keywords) or mode in tuple("rwax")
            )
            if len(call.args) <= before.get(name, -1) or (name == "open" and ours):
                wrong.append(f"{path.relative_to(ROOT).as_posix()}:{call.lineno}")
    assert wrong == []


def test_metadata_is_found_in_a_checkout() -> None:
    assert metadata_path() == ROOT / "metadata.yml"


def test_the_page_of_sources_is_that_of_the_declarations() -> None:
    told = (ROOT / "docs" / "sources.md").read_text("utf-8")
    assert told == listing.text(), "run python -m tracker.source.listing > docs/sources.md"


def test_the_contract_of_a_source_is_that_of_the_code() -> None:
    told = (ROOT / "docs" / "contract.md").read_text("utf-8")
    assert told == reference.text(), "run python -m tracker.source.reference > docs/contract.md"


def test_everything_declared_given_or_yielded_is_told_with_its_meaning() -> None:
    kinds = (*reference.DECLARED, *reference.GIVEN, *reference.YIELDED)
    silent = {(kind.__name__, f.name) for kind in kinds for f in fields(kind) if f.name not in meanings(kind)}
    # Filled in by the engine.
    assert silent == {("TreatyAction", "evidence")}
    yielded = {kind.__name__ for kind in get_args(declare.Yield)}
    assert yielded - {kind.__name__ for kind in reference.YIELDED} == {"Measure"}


def test_what_a_source_may_say_of_a_measure_is_a_field_of_it() -> None:
    of_measure = {field.name: field for field in fields(Measure)}
    told = set(get_type_hints(declare.Told))
    filled = {"id", "place", "lang", "legislature", "aliases"}
    curated = {"family", "relevance", "meets", "commencement_default", "official_url", "address_checked"}
    curated |= {"read", "expires", "aims", "summary", "provisions", "evidence"}
    assert told | filled | curated == set(of_measure)
    assert not told & (filled | curated)
