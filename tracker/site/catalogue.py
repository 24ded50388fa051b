"""Keeping the catalogues: `python -m tracker.site.catalogue` brings `locale/*.po` up to date with the code.

Strings come from the modules and templates of the site, from the closed lists of `tracker.vocabulary` (shown
with their underscores as spaces), from `data/subject.yml` and from the prepared questions of `metadata.yml`.
A new string is added empty; a test fails until somebody has translated it.

Modules are read by `ast`: Babel's own extractor goes by tokens, of which an f-string has others from Python
3.12 on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from tracker import vocabulary
from tracker.claims import Ground, Verdict
from tracker.questions import TreatyActionKind
from tracker.settings import data_folder
from tracker.site import DATABASE
from tracker.site.app import metadata_path
from tracker.site.i18n import FOLDER, LANGUAGES
from tracker.site.tables import MEASURE
from tracker.status import BasisCode
from tracker.vocabulary import Answer, FindingKind

_SITE = Path(__file__).parent
#: What marks a text in a module, and how many of its first arguments are texts.
MARKS = {"gettext": 1, "ngettext": 2, "N_": 1, "_forms": 2}
#: What would be a text put together or chosen where it is marked: no catalogue could have it.
_NOT_ONE_TEXT = (ast.JoinedStr, ast.BinOp, ast.BoolOp, ast.IfExp)
#: How many forms of a plural a language has here and which one a number takes, said in each catalogue: else
#: Babel takes the rules of the Unicode CLDR, which change with its releases.
_PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "de": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=(n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n % 100 >= 3 && n % 100 <= 10 ? 3 "
    ": n % 100 >= 11 && n % 100 <= 99 ? 4 : 5);",
    "zh-Hant": "nplurals=1; plural=0;",
}
_HEADER = """msgid ""
msgstr ""
"Language: {tag}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plurals}\\n"

"""
#: Words of the site's own tables that no closed list has.
_OTHER_WORDS = (
    *("over time", "status", "no reason is given", "not finished", "done", "partial", "failed", "busy"),
    *("high", "medium", "low", "curated record", "first seen", "first read", "project research"),
    "known from memory; no source was read",
    # A place that the Unicode CLDR does not name.
    "Council of Europe",
    *("title", "number", "citation", "url", "aims", "meets", "relevance", "answer"),
)


def messages() -> Catalog:
    """Every string of the site, without translations."""
    catalogue = Catalog(project="organ-law-tracker", charset="utf-8", fuzzy=False)
    for path in sorted([*_SITE.rglob("*.py"), *_SITE.glob("templates/*.html")]):
        where = path.relative_to(_SITE).as_posix()
        texts = marked(path.read_text("utf-8"), where) if path.suffix == ".py" else _of_template(path)
        for message in texts:
            catalogue.add(message, locations=[(where, 0)])
    for word in (*_closed_words(), *_OTHER_WORDS, *_subject(), *_meanings(), *_prepared(), *_columns()):
        catalogue.add(word)
    return catalogue


def marked(code: str, where: str) -> Iterator[str | tuple[str, str]]:
    """The texts that a module marks, one with a plural as a pair. Raises ValueError, with the line, for one
    that is not written out as a whole."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        arguments = node.args[: MARKS.get(name, 0)]
        if any(isinstance(a, _NOT_ONE_TEXT) for a in arguments):
            raise ValueError(
                f"{where}:{node.lineno}: {name} marks {ast.unparse(arguments[0])}: expected one text"
            )
        texts = [a.value for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if texts and texts[0]:
            yield (texts[0], texts[1]) if len(texts) > 1 else texts[0]


def _of_template(path: Path) -> Iterator[str | tuple[str, ...]]:
    options = {"trimmed": "true", "newstyle_gettext": "true"}
    for _line, message, _comments, _context in extract_from_file(
        "jinja2.ext:babel_extract", path, options=options
    ):
        if message and (message[0] if isinstance(message, tuple) else message):
            yield message


def _closed_words() -> Iterator[str]:
    for closed in (*vars(vocabulary).values(), TreatyActionKind):
        if isinstance(closed, type) and issubclass(closed, StrEnum):
            yield from (word.value.replace("_", " ") for word in closed.__members__.values())


def _meanings() -> Iterator[str]:
    """The meanings that pages show as sentences."""
    for closed in (Answer, BasisCode, FindingKind, Ground, Verdict):
        yield from (word.meaning for word in closed.__members__.values())


def _subject() -> Iterator[str | tuple[str, str]]:
    """The texts of the data that pages show: names as words, meanings, questions, sentences."""
    loaded = yaml.safe_load((data_folder() / "subject.yml").read_text("utf-8"))
    for named in (*loaded["provisions"], *loaded["criteria"]):
        yield named["name"].replace("_", " ")
    for point in loaded["provisions"]:
        yield from (point[name] for name in ("meaning", "called") if name in point)
    for criterion in loaded["criteria"]:
        yield criterion["title"]
        yield criterion["question"]
        yield from criterion.get("words", {}).values()
        yield from ((said["one"], said["many"]) for said in criterion["sentences"].values())


def _columns() -> Iterator[str]:
    """What the columns of a bill or law hold: most of it is said on the record."""
    yield from (column.about for column in MEASURE.values())


def _prepared() -> Iterator[str]:
    """Titles and descriptions of the prepared questions."""
    loaded = yaml.safe_load(metadata_path().read_text("utf-8"))["databases"][DATABASE]["queries"]
    for query in loaded.values():
        yield query["title"]
        yield query["description"]


def update(folder: Path = FOLDER) -> None:
    """Add what is new to each catalogue and drop what is gone; translations of what stays are kept."""
    folder.mkdir(exist_ok=True)
    template = messages()
    for tag in LANGUAGES[1:]:
        path = folder / f"{tag}.po"
        header = _HEADER.format(tag=tag, plurals=_PLURALS[tag]).encode()
        catalogue = read_po(BytesIO(path.read_bytes() if path.exists() else header))
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            # Its own header has the time of writing: each run would be a change.
            file.write(header)
            write_po(file, catalogue, width=110, sort_output=True, omit_header=True, include_lineno=False)


if __name__ == "__main__":
    update()
