"""The wheel, in an environment that has never seen a checkout: what it carries, and that it works there."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.loopback import Loopback
from tracker import __version__


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the checkout in which a run has left databases."""
    pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not installed")
    if shutil.which("git") is None:
        pytest.skip("no git, which tells the files of the checkout from what lies among them")
    copy = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    for name in ("tracker.db", "tracker.db-wal", "captures.db", "places/left.db", "tracker.db.lock"):
        (copy / "data" / name).write_bytes(b"SQLite format 3\0")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(copy / "out")]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    (built,) = (copy / "out").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_a_wheel_carries_the_knowledge_and_no_database(names: list[str]) -> None:
    shipped = [name for name in names if name.startswith("tracker/shipped/")]
    assert "tracker/shipped/metadata.yml" in shipped
    assert "tracker/shipped/data/places.yml" in shipped
    assert "tracker/shipped/data/places/CA.yml" in shipped
    assert all(name.endswith(".yml") for name in shipped)
    assert not [name for name in names if ".db" in name]
    assert not [name for name in names if name.startswith(("data/", "tests/"))]


def test_a_wheel_carries_the_site(names: list[str]) -> None:
    assert any(name.endswith("site/static/site.css") for name in names)
    assert any("site/templates/" in name for name in names)
    assert "tracker/site/locale/fr.po" in names
    assert "scrapers/ca_legisinfo.py" in names


class Installed:
    """The wheel in a bare environment; its dependencies are those of this one."""

    def __init__(self, wheel: Path, folder: Path) -> None:
        self.home = folder / "a home"
        self.home.mkdir()
        self._environment = folder / "venv"
        venv.create(self._environment, symlinks=os.name != "nt")
        self._run(sys.executable, "-m", "pip", "--python", self._program("python"), "install", "--quiet",
                  "--no-index", "--no-deps", wheel)  # fmt: skip
        where = subprocess.run(
            [self._program("python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            capture_output=True,
            check=True,
        ).stdout.decode()
        # A folder that is named in a .pth is not searched for others: the checkout, which pip has put here by
        # one, stays out.
        needed = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
        Path(where.strip(), "needed.pth").write_text("\n".join(needed), "utf-8")

    def _program(self, name: str) -> str:
        return str(self._environment / ("Scripts" if os.name == "nt" else "bin") / name)

    def environ(self, **more: str) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "XDG_"))
        }
        kept.pop("PYTHONPATH", None)
        # On Windows platformdirs asks the system, unless told by this.
        home = {"HOME": str(self.home), "WIN_PD_OVERRIDE_LOCAL_APPDATA": str(self.home)}
        return {**kept, **home, "PYTHONUTF8": "1", **more}

    def _run(self, *command: str | Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(command, capture_output=True, check=True, **more)

    def tracker(self, *arguments: str) -> tuple[str, str]:
        """What the command says on its two streams."""
        done = self._run(self._program("tracker"), *arguments, cwd=self.home, env=self.environ())
        return done.stdout.decode(), done.stderr.decode()

    def start(self, *arguments: str, **environ: str) -> subprocess.Popen[bytes]:
        command = [self._program("tracker"), *arguments]
        return subprocess.Popen(command, cwd=self.home, env=self.environ(**environ))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    pytest.importorskip("pip", reason="pip, which installs the wheel, is not installed")
    return Installed(wheel, tmp_path_factory.mktemp("installed"))


def test_the_program_is_that_of_the_wheel(installed: Installed) -> None:
    assert installed.tracker("--version")[0].strip() == f"tracker, version {__version__}"
    assert not list(installed.home.iterdir())


def test_an_answer_is_had_at_once_from_the_user_s_data_folder(installed: Installed) -> None:
    told, said = installed.tracker("status", "CA", "--criterion", "transplant_abroad", "--json")
    (row,) = json.loads(told)
    assert (row["place"], row["name"]) == ("CA", "Canada")
    assert row["answer"] in ("in_force", "enacted")
    (database,) = installed.home.rglob("tracker.db")
    assert database.parent.name == "organ-law-tracker"
    assert f"{database}: built from the curated data; no source has been read yet" in said
    assert installed.tracker("status", "CA")[1] == ""


def test_up_builds_and_serves(installed: Installed, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Loopback({}) as sites:
        environ = {"TRACKER_UPSTREAM": sites.upstream, "TRACKER_DB": str(tmp_path / "a b" / "tracker.db")}
        with installed.start("up", "--port", str(port), **environ) as child:
            try:
                page = _page(f"http://127.0.0.1:{port}/country/CA", child)
                health = json.loads(_page(f"http://127.0.0.1:{port}/health.json?status=200", child))
            finally:
                child.terminate()
    assert "Canada" in page
    assert health
    assert (tmp_path / "a b" / "tracker.db").exists()


def _page(address: str, child: subprocess.Popen[bytes]) -> str:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and child.poll() is None:
        with suppress(OSError), direct.open(address, timeout=10) as answer:
            return str(answer.read().decode())
        time.sleep(0.1)
    raise AssertionError(f"{address} did not answer; exit code {child.poll()}")
