"""The workflows that are shipped: whose code they run, with our commands as they are, on what we promise."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.test_constraints import NEWEST, PROMISED, PYTHONS
from tracker.cli import cli
from tracker.source import catalogue

FOLDER = ROOT / ".github" / "workflows"
REFRESH, SUITE = "refresh.yml", "suite.yml"


def jobs(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    return dict(loaded["jobs"])


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in jobs(name).values() for step in job["steps"]]


def test_these_are_the_workflows() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == [REFRESH, SUITE]


@pytest.mark.parametrize("name", [REFRESH, SUITE])
def test_a_workflow_runs_github_s_own_actions_at_a_commit(name: str) -> None:
    """A tag can be moved to other code, a commit cannot; the tag it had stands beside it."""
    uses = re.findall(r"uses:(.*)", (FOLDER / name).read_text("utf-8"))
    assert len(uses) == sum("uses" in step for step in steps(name))
    for line in uses:
        assert re.fullmatch(r" actions/[a-z/-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", line), line


def test_one_action_has_one_commit() -> None:
    pinned: dict[str, set[str]] = {}
    for step in (*steps(REFRESH), *steps(SUITE)):
        if "uses" in step:
            action, commit = step["uses"].split("@")
            pinned.setdefault("/".join(action.split("/")[:2]), set()).add(commit)
    assert {action: commits for action, commits in pinned.items() if len(commits) > 1} == {}


def test_the_refresh_uses_our_commands() -> None:
    text = "\n".join(step.get("run", "") for step in steps(REFRESH))
    commands = re.findall(r"bin/python -m tracker (\w+) (.*)", text)
    assert [name for name, _ in commands] == ["refresh", "export"]
    for name, arguments in commands:
        options = {option for parameter in cli.commands[name].params for option in parameter.opts}
        assert set(re.findall(r"--[\w-]+", arguments)) <= options


def test_the_refresh_is_given_every_key_that_a_source_may_need() -> None:
    (step,) = (step for step in steps(REFRESH) if step.get("name") == "Read the sources")
    keys = {source.key for source in catalogue.sources().values() if source.key}
    passed = {name: value for name, value in step["env"].items() if name in keys}
    assert passed == {key: f"${{{{ secrets.{key} }}}}" for key in passed}
    assert passed
    # Every other key is a line of one secret, which becomes the file of keys.
    assert step["env"]["KEYS"] == "${{ secrets.TRACKER_KEYS }}"
    assert 'export TRACKER_KEYS_FILE="$RUNNER_TEMP/keys.env"' in step["run"]
    assert "umask 077" in step["run"]
    others = [s for s in steps(REFRESH) if s != step and "secrets." in str(s)]
    assert others == [], "a key goes to no other step"


def test_the_suite_runs_on_every_python_and_system_of_the_readme() -> None:
    matrix = jobs(SUITE)["suite"]["strategy"]["matrix"]
    minors = sorted({tuple(map(int, python.split(".")[:2])) for python in PYTHONS})
    assert matrix["python"] == [".".join(map(str, minor)) for minor in minors]
    assert minors[-1] == NEWEST
    assert matrix["include"] == [{"system": "ubuntu-latest", "python": PYTHONS[0]}]
    assert PROMISED.contains(PYTHONS[0])
    assert [system.partition("-")[0] for system in matrix["system"]] == ["ubuntu", "macos", "windows"]


def test_windows_runs_what_make_would() -> None:
    """Where make is missing the same modules are started."""
    recipes = (ROOT / "Makefile").read_text("utf-8")
    run = "\n".join(step.get("run", "") for step in steps(SUITE))
    for command in ("pytest -n auto --dist worksteal", "mypy", "tracker check"):
        assert f"$(RUN) {command}\n" in recipes
        assert f".venv\\Scripts\\python -m {command}" in run
