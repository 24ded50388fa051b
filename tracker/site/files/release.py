"""A numbered release: a folder with all files of one data version, their sums, and how to cite them.

It tells of the day of its data version and knows no other clock: the same database gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker.site import data, subject
from tracker.site.files import citing, package
from tracker.site.files.catalogue import TABLES, of_table
from tracker.store import Reader, open_for_reading, snapshot
from tracker.store.reader import parse_time

SUMS = "SHA256SUMS"
_DESCRIPTOR = "datapackage.json"


class NotReleased(Exception):
    """No release was made; the message says what is in the way."""


@dataclass(frozen=True, slots=True)
class Released:
    """Where the release of a data version lies, and whether it was made now (else it was there)."""

    folder: Path
    data_version: str
    new: bool


def release(database: Path, folder: Path, site: str = "") -> Released:
    """Put the release of the database's data version into `folder`, beside the earlier ones: `2026.12.01`, a
    further one of that day `2026.12.01.1`. It appears whole or not at all, and nothing is written over.

    `site`: the address the data can be had from, for the citation, without a slash at the end; empty: not
    known. Raises NotReleased, OSError, SchemaTooOld or sqlite3.Error.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".release-") as temporary:
        root = Path(temporary) / "release"
        root.mkdir()
        with closing(open_for_reading(database)) as db:
            snapshot(db.conn, root / "tracker.db")
        with closing(open_for_reading(root / "tracker.db")) as db:
            version = data.data_version(Reader(db, parse_time("2000-01-01T00:00:00Z")))
            if version is None:
                raise NotReleased("it holds no data yet: run `tracker refresh` first")
            if (made := _of_version(folder, version)) is not None:
                return Released(made, version, new=False)
            target = _free(folder, version[:10].replace("-", "."))
            edition = package.Edition(version, version[:10], target.name, site)
            _fill(root, Reader(db, parse_time(version)), edition)
        root.rename(target)
    return Released(target, version, new=True)


def _of_version(folder: Path, data_version: str) -> Path | None:
    """The release of a data version, if there is one."""
    for descriptor in sorted(folder.glob(f"*/{_DESCRIPTOR}")):
        if json.loads(descriptor.read_text("utf-8")).get("data_version") == data_version:
            return descriptor.parent
    return None


def _free(folder: Path, name: str) -> Path:
    """A path of that name, or of the first number after it, at which nothing lies."""
    target, number = folder / name, 0
    while target.exists():
        number += 1
        target = folder / f"{name}.{number}"
    return target


def _fill(root: Path, reader: Reader, edition: package.Edition) -> None:
    told = subject.read(reader.db)
    bodies = {
        f"{table.name}.{form}": of_table(table, form, reader, told, edition.on, edition.data_version)
        for table in TABLES.values()
        for form in package.forms()
    }
    bodies[_DESCRIPTOR] = package.datapackage(told, edition, bodies)
    bodies["codebook.md"] = package.codebook(told, edition)
    bodies["CITATION.cff"] = citing.citation_cff(edition)
    bodies["citation.bib"] = citing.bibtex(edition)
    bodies["citation.ris"] = citing.ris(edition)
    for name, body in bodies.items():
        (root / name).write_bytes(body)
    names = sorted(path.name for path in root.iterdir())
    (root / SUMS).write_bytes("".join(f"{_sum(root / name)}  {name}\n" for name in names).encode())


def _sum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def check(folder: Path) -> Iterable[str]:
    """What differs from the sums of a release: files that are missing, other than they were, or not named.

    Raises FileNotFoundError where there are no sums, ValueError where they cannot be read.
    """
    named = {}
    for line in (folder / SUMS).read_text("utf-8").splitlines():
        wanted, gap, name = line.partition("  ")
        if len(wanted) != 64 or not gap or Path(name).name != name:
            raise ValueError(f"{folder / SUMS}: {line!r}: expected 64 hexadecimal digits, two spaces, a name")
        named[name] = wanted
    there = {path.name for path in folder.iterdir()} - {SUMS}
    for name in sorted(named.keys() | there):
        if name not in there:
            yield f"{name}: missing"
        elif name not in named:
            yield f"{name}: not in {SUMS}"
        elif _sum(folder / name) != named[name]:
            yield f"{name}: not what it was when it was released"
