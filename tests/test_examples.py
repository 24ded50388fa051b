"""Every source reads its example pages as the expected files say; a source without enough fails.

An example is `tests/examples/<source>/<case>.<json|xml|html>` with `<case>.meta.json` (url, context,
fetched_at) and `<case>.expected.json`. A missing expected file is written once, and the run still
fails until somebody has read it.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tracker import examples, knowledge, settings
from tracker.source import catalogue
from tracker.source.links import is_link_check

FOLDER = Path(__file__).parent / "examples"
SOURCES = catalogue.sources()
CASES = [path for source in SOURCES for path in examples.cases(FOLDER / source)]


def result_of(path: Path) -> Any:
    return examples.result(SOURCES[path.parent.name], path)


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_an_example_reads_as_expected(path: Path) -> None:
    expected = examples.expected_of(path)
    result = result_of(path)
    if not expected.exists():
        expected.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{expected.name} was written: read it before you commit it")
    assert result == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_has_a_pending_an_ended_and_a_broken_example(source: str) -> None:
    results = [result_of(path) for path in CASES if path.parent.name == source]
    assert len(results) >= examples.LEAST
    assert any("error" in result for result in results if isinstance(result, dict)), "no broken page"
    if is_link_check(SOURCES[source]):
        return  # it tells no steps
    stages = [
        {event["stage"] for item in result if item["type"] == "measure" for event in item.get("events", ())}
        or {step["action"] for item in result for step in item.get("actions", ())}
        for result in results
        if isinstance(result, list)
    ]
    ended = {"in_force", "defeated", "withdrawn", "vetoed", "adopted", "repealed"}
    assert any(found & {*ended, "assented"} for found in stages), "no bill that was enacted or ended"
    # Of a source of laws, the pending one is enacted and not yet in force.
    assert any(found and not found & ended for found in stages), "nothing pending"


def test_the_declarations_and_the_examples_have_no_complaint() -> None:
    known = knowledge.load(settings.data_folder())
    assert list(catalogue.complaints([legislature.id for legislature in known.legislatures])) == []
    assert list(examples.complaints(FOLDER, SOURCES)) == []


def test_a_table_is_held_against_the_words_that_are_listed(tmp_path: Path) -> None:
    name = "pk_na"
    copytree(FOLDER / name, tmp_path / name)
    words = tmp_path / name / "words.tsv"
    words.write_text("Government bills\t-\nActs\tvetoed\nNo such list\t-\n", "utf-8")
    told = list(examples.complaints(tmp_path, {name: SOURCES[name]}))
    assert told == [
        "pk_na/words.tsv: 'Acts' stands for assented: expected vetoed",
        "pk_na/words.tsv: 'No such list' stands for unknown: expected -",
        'pk_na/words.tsv: "private members\' bills" is in the table, and not listed',
    ]
    words.write_text("Acts assented\n", "utf-8")
    (fault,) = examples.complaints(tmp_path, {name: SOURCES[name]})
    assert "expected a word, a tab and its stages" in fault
    words.unlink()
    assert list(examples.complaints(tmp_path, {name: SOURCES[name]})) == []


def test_what_is_wrong_with_examples_is_named(tmp_path: Path) -> None:
    name = "un_treaties"
    source = SOURCES[name]
    copytree(FOLDER / name, tmp_path / name)
    (tmp_path / "zz_nobody").mkdir()
    first, second, third, *_ = examples.cases(tmp_path / name)
    first.with_name(f"{first.stem}.meta.json").write_text("{}", "utf-8")
    examples.expected_of(second).unlink()
    examples.expected_of(third).write_text("[]", "utf-8")
    told = "\n".join(examples.complaints(tmp_path, {name: source, "xa_new": source}))
    assert f"{first.name}: KeyError: 'url'" in told
    assert f"{second.name}: FileNotFoundError" in told
    assert f"{third.name}: does not read as" in told
    assert "xa_new: 0 example pages: expected at least 3" in told
    assert "zz_nobody: examples of no source" in told


@pytest.mark.parametrize("source", SOURCES)
def test_a_scraper_knows_nothing_but_the_words_and_its_source(source: str) -> None:
    """The house: a scraper imports tracker.vocabulary, tracker.source, what the sources of its country share,
    and parsers, nothing else of ours."""
    text = (Path(__file__).parent.parent / "scrapers" / f"{source}.py").read_text("utf-8")
    ours = {
        line.split()[1]
        for line in text.splitlines()
        if line.startswith(("from tracker", "import tracker", "from scrapers", "import scrapers"))
    }
    rooms = {".".join(name.split(".")[:2]) for name in ours}
    assert rooms <= {"tracker.vocabulary", "tracker.source", "scrapers.shared"}
    country = source.partition("_")[0]
    shared = [name.removeprefix("scrapers.shared.") for name in ours if name.startswith("scrapers.")]
    assert all(name.startswith(f"{country}_") for name in shared)
    assert "import httpx" not in text
    assert "sqlite" not in text


def test_what_all_sources_share_is_written_once() -> None:
    """A measure is made by its source's declaration, pages are joined by `tracker.source.joined`, words are
    mapped by `Stages`."""
    own = {}
    for path in sorted((Path(__file__).parent.parent / "scrapers").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        calls = {
            n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        own[path.name] = (calls & {"Measure"}) | (texts & {"alone"})
    assert {name: found for name, found in own.items() if found} == {}
