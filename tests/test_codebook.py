"""The codebook: the document is what the models give, and leaves nothing out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from tests import shipped
from tracker.cli import cli
from tracker.knowledge import codebook, models
from tracker.vocabulary import Word

DOCUMENT = Path(__file__).parent.parent / "docs" / "codebook.md"
TEXT = codebook.text(shipped.known())
MODELS = [
    kind
    for kind in vars(models).values()
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in (BaseModel, models.Model)
]


def section(heading: str) -> str:
    (found,) = re.findall(rf"^### {re.escape(heading)}\n(.*?)(?=^##|\Z)", TEXT, re.M | re.S)
    return str(found)


def row(heading: str, field: str) -> list[str]:
    (line,) = re.findall(rf"^\| `{field}` \|.*$", section(heading), re.M)
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[2:-1]]


def test_the_document_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(cli, ["codebook"]).stdout
    assert DOCUMENT.read_text("utf-8") == printed, "run `tracker codebook > docs/codebook.md`"


@pytest.mark.parametrize("kind", MODELS)
def test_every_field_of_every_model_is_told_with_its_meaning(kind: type[BaseModel]) -> None:
    file = {model: name for name, model in codebook.FILES.items()}.get(kind)
    heading = f"`{file}`" if file else kind.__name__.removesuffix("Entry")
    for name in kind.model_fields:
        _, _, meaning = row(heading, name)
        assert meaning, name


@pytest.mark.parametrize("kind", codebook.closed_lists())
def test_every_word_has_one_sentence(kind: type[Word]) -> None:
    for word in kind:
        (meaning,) = row(kind.__name__, word.value)
        assert meaning.endswith("."), word
        assert len(meaning) < 100, word


@pytest.mark.parametrize(
    ("heading", "field", "form", "needed"),
    [
        ("Event", "date", "[a date](#dates)", "no"),
        ("Event", "basis", "[Basis](#basis)", "else `stated`"),
        ("Event", "evidence", "a list of at least one: a short key of a-z, 0-9, - and _", "yes"),
        ("Provision", "evidence", "a list of: a short key of a-z, 0-9, - and _", "no"),
        ("Clause", "abroad", "one of: true, false", "else `false`"),
        ("Criterion", "any_of", "a list of: a list of at least one: [Clause](#clause)", "no"),
        ("`places/<CODE>.yml`", "place", "an ISO 3166 code such as CA or GB-SCT", "yes"),
    ],
)
def test_a_field_says_what_the_loader_takes(heading: str, field: str, form: str, needed: str) -> None:
    assert row(heading, field)[:2] == [form, needed]


def test_every_link_within_the_document_leads_somewhere() -> None:
    headings = {h.lower().replace(" ", "-") for h in re.findall(r"^#+ (.*)$", TEXT, re.M)}
    targets = set(re.findall(r"\]\(#([^)]+)\)", TEXT))
    assert targets
    assert targets <= headings
