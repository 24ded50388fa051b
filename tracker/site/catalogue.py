"""Keeping the catalogues: `python -m tracker.site.catalogue` brings `locale/*.po` up to date with the code.

Strings come from the modules and templates of the site, from the closed lists of `tracker.vocabulary` (shown
with their underscores as spaces) and from `data/subject.yml`. A new string is added empty;
a test fails until somebody has translated it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po, write_po

from tracker import vocabulary
from tracker.claims import Ground, Verdict
from tracker.questions import TreatyActionKind
from tracker.settings import data_folder
from tracker.site.i18n import FOLDER, LANGUAGES
from tracker.site.tables import MEASURE
from tracker.status import BasisCode
from tracker.vocabulary import Answer, Condition, FindingKind

_SITE = Path(__file__).parent
_KEYWORDS = {**DEFAULT_KEYWORDS, "_forms": (1, 2)}
#: Words of the site's own tables that no closed list has.
_OTHER_WORDS = (
    *("over time", "status", "no reason is given", "not finished", "done", "partial", "failed", "busy"),
    *("high", "medium", "low", "curated record", "first seen", "first read", "project research"),
    "known from memory; no source was read",
    *("title", "number", "citation", "url", "aims", "meets", "relevance", "answer"),
)


def messages() -> Catalog:
    """Every string of the site, without translations."""
    catalogue = Catalog(project="organ-law-tracker", charset="utf-8", fuzzy=False)
    for path in sorted([*_SITE.rglob("*.py"), *_SITE.glob("templates/*.html")]):
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {"trimmed": "true", "newstyle_gettext": "true"}
        where = path.relative_to(_SITE).as_posix()
        found = extract_from_file(method, path, keywords=_KEYWORDS, options=options)
        for _line, message, comments, _context in found:
            if message and (message[0] if isinstance(message, tuple) else message):
                catalogue.add(message, locations=[(where, 0)], auto_comments=comments)
    for word in (*_closed_words(), *_OTHER_WORDS, *_subject(), *_meanings(), *MEASURE.values()):
        catalogue.add(word)
    return catalogue


def _closed_words() -> Iterator[str]:
    for closed in (*vars(vocabulary).values(), TreatyActionKind):
        if isinstance(closed, type) and issubclass(closed, StrEnum):
            yield from (word.value.replace("_", " ") for word in closed.__members__.values())


def _meanings() -> Iterator[str]:
    """The meanings that pages show as sentences."""
    for closed in (Answer, BasisCode, Condition, FindingKind, Ground, Verdict):
        yield from (word.meaning for word in closed.__members__.values())


def _subject() -> Iterator[str | tuple[str, str]]:
    """The texts of the data that pages show: names as words, meanings, questions, sentences."""
    loaded = yaml.safe_load((data_folder() / "subject.yml").read_text("utf-8"))
    for named in (*loaded["provisions"], *loaded["criteria"]):
        yield named["name"].replace("_", " ")
    yield from (point["meaning"] for point in loaded["provisions"])
    for criterion in loaded["criteria"]:
        yield criterion["title"]
        yield criterion["question"]
        yield from criterion.get("words", {}).values()
        yield from ((said["one"], said["many"]) for said in criterion["sentences"].values())


def update(folder: Path = FOLDER) -> None:
    """Add what is new to each catalogue and drop what is gone; translations of what stays are kept."""
    folder.mkdir(exist_ok=True)
    template = messages()
    for tag in LANGUAGES[1:]:
        path = folder / f"{tag}.po"
        catalogue = Catalog(locale=tag)
        if path.exists():
            with path.open("rb") as file:
                catalogue = read_po(file, locale=tag)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, width=110, sort_output=True, omit_header=True, include_lineno=False)


if __name__ == "__main__":
    update()
