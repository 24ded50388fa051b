"""The constraints install on every Python we promise, and the promise stands the same in all places.

What a package asks for is read from what is installed: each Python that runs the suite checks its own pins.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
OURS = "organ-law-tracker"
#: The newest Python that is tried, and the systems.
NEWEST = (3, 14)
SYSTEMS = ("linux", "darwin", "win32")
#: Each venv brings its own; pip does not replace itself while it runs.
NOT_PINNED = {"pip"}

PINS = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PROMISED = SpecifierSet(PROJECT["requires-python"])
#: Every release there may be, from the oldest promised; a minor version has seen some fifteen.
PYTHONS = [
    f"3.{minor}.{patch}"
    for minor in range(9, NEWEST[1] + 1)
    for patch in range(20)
    if PROMISED.contains(f"3.{minor}.{patch}")
]


def applies(pin: Requirement, python: str, system: str = sys.platform) -> bool:
    environment = {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": system,
    }
    return pin.marker is None or pin.marker.evaluate(environment)


def test_the_constraints_name_versions_and_no_host() -> None:
    for pin in PINS:
        assert re.fullmatch(r"==[A-Za-z0-9.!+]+", str(pin.specifier)), pin
        assert pin.url is None
        assert not pin.extras
    # No option of pip: neither an index nor a folder.
    assert not re.search(r"^\s*-|://", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE)


def test_the_oldest_python_is_the_same_wherever_it_is_named() -> None:
    (oldest,) = re.fullmatch(r">=(3\.\d+)", PROJECT["requires-python"]).groups()  # type: ignore[union-attr]
    assert PYTHONS[0] == f"{oldest}.0"
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"Python {oldest} or newer" in readme
    assert f"{oldest}.0 to {'.'.join(map(str, NEWEST))}" in readme
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert f"sys.version_info >= ({oldest.replace('.', ', ')})" in makefile
    assert f"Python {oldest} or newer is needed" in makefile
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    assert tools["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert tools["mypy"]["python_version"] == oldest
    assert (3, int(oldest.partition(".")[2])) <= sys.version_info[:2] <= NEWEST, (
        "NEWEST is not the newest tried"
    )


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_package_has_one_pin_on_each_python(system: str) -> None:
    for python in PYTHONS:
        names = [canonicalize_name(pin.name) for pin in PINS if applies(pin, python, system)]
        assert len(names) == len(set(names)), python
    # A marker about Python leaves none out; one about the system may.
    for pin in PINS:
        if "python" in str(pin.marker):
            same = [p for p in PINS if canonicalize_name(p.name) == canonicalize_name(pin.name)]
            assert all(any(applies(p, python, system) for p in same) for python in PYTHONS), pin.name


@pytest.mark.parametrize("pin", PINS, ids=str)
def test_a_pinned_package_runs_on_every_python_its_line_is_for(pin: Requirement) -> None:
    here = ".".join(map(str, sys.version_info[:3]))
    if not applies(pin, here):
        pytest.skip(f"the line is not for Python {here} on {sys.platform}: a run there checks it")
    found = distribution(pin.name)
    assert pin.specifier.contains(found.version, prereleases=True), f"{found.version} is installed"
    needed = SpecifierSet(",".join(found.metadata.get_all("Requires-Python") or ()))
    refused = [p for p in PYTHONS if applies(pin, p) and not needed.contains(p)]
    assert refused == [], (
        f"{pin.name} needs Python {needed}: mark its line, and add an older one for the rest"
    )


def test_everything_that_is_installed_for_us_is_pinned() -> None:
    pinned = {canonicalize_name(pin.name) for pin in PINS}
    drawn = set(_drawn(OURS, {"test", "dev"}, set()))
    assert {canonicalize_name(name) for name in drawn} - pinned - NOT_PINNED == set()


def _drawn(name: str, extras: set[str], seen: set[str]) -> Iterator[str]:
    """The names of what a package needs here, of what that needs, and so on."""
    for text in requires(name) or ():
        need = Requirement(text)
        wanted = need.marker is None or any(need.marker.evaluate({"extra": e}) for e in {"", *extras})
        if not wanted or need.name in seen:
            continue
        seen.add(need.name)
        yield need.name
        try:
            yield from _drawn(need.name, need.extras, seen)
        except PackageNotFoundError:
            pytest.fail(f"{need.name}, which {name} needs, is not installed")
