"""The two commands, as far as they can be tried without a network: what they say of what is missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


@pytest.mark.skipif(os.name == "nt" or shutil.which("make") is None, reason="no make, or no shell for it")
@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("sys.version_info = (3, 10)", "Python 3.11 or newer is needed"),
        # Debian's python3 without its package python3-venv.
        (
            "sys.modules['ensurepip'] = None",
            "has no ensurepip. On Debian and Ubuntu: apt install python3-venv",
        ),
    ],
)
def test_what_python_lacks_is_told_in_a_line(tmp_path: Path, lacking: str, said: str) -> None:
    folder = tmp_path / "a path with spaces"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    python = tmp_path / "python.py"
    python.write_text(
        f"""import sys
{lacking}
if sys.argv[1] != "-c":
    sys.exit("it was tried all the same")
exec(sys.argv[2])
""",
        "utf-8",
    )
    done = subprocess.run(
        ["make", f'PYTHON="{sys.executable}" "{python}"', "up"],
        cwd=folder,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "tried all the same" not in done.stderr
    assert not (folder / ".venv").exists()


def test_programs_are_started_as_modules() -> None:
    """A script that pip writes begins with the path of its Python, which may be too long or have spaces."""
    assert set(re.findall(r"\$\(BIN\)/(\S+)", MAKEFILE)) == {"python"}
    assert not re.search(r"^\t@?(tracker|pytest|ruff|mypy)\b", MAKEFILE, re.MULTILINE)
