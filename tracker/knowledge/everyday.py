"""`data/names.yml`: what places are called besides their names in the Unicode CLDR.

It is also read by itself: to tell which place a reader means, no other curated file is needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from tracker.knowledge.document import Document, read
from tracker.knowledge.models.forms import Code, Key, Model, Text
from tracker.knowledge.problems import Problem
from tracker.knowledge.shape import shaped
from tracker.naming import LANGUAGES, Everyday, Style, squeezed

FILE = "names.yml"
_ANY = "any"


def _language(value: str) -> str:
    if value != _ANY and value not in LANGUAGES:
        raise ValueError("any, or a language that names are known in, such as fr or zh_Hant")
    return value


def _name(value: str) -> str:
    if not squeezed(value):
        raise ValueError("a name with a letter in it")
    return value


def _title(value: str) -> str:
    if value.count("*") > 1:
        raise ValueError("a title with at most one star")
    return _name(value)


Language = Annotated[str, AfterValidator(_language)]
Called = Annotated[str, AfterValidator(_name)]


class StyleEntry(Model):
    """How one language writes the names of States out."""

    articles: tuple[Text, ...] = Field((), description="what may stand before any name")
    links: tuple[Text, ...] = Field((), description="what may join a title and a name")
    titles: dict[Key, Annotated[str, AfterValidator(_title)]] = Field(
        default_factory=dict,
        description="the words of each title, before the name; a star says where else the name goes",
    )


class NamesFile(Model):
    """`names.yml`: everyday, former and official names of places, besides those of the Unicode CLDR. The same
    name on two places is no fault: who types it is shown both."""

    styles: dict[Language, StyleEntry] = Field(description="how a language writes names out")
    titles: dict[Key, Annotated[tuple[Code, ...], Field(min_length=1)]] = Field(
        description="the places that have each title"
    )
    names: dict[Code, dict[Language, Annotated[tuple[Called, ...], Field(min_length=1)]]] = Field(
        description="the names of each place by language; `any` is for those that are the same everywhere"
    )


def load(folder: Path) -> Everyday:
    """What the file in `folder` says; nothing where there is no file. Raises BadData."""
    path = folder / FILE
    if not path.is_file():
        return Everyday()
    return built(shaped(read(path, FILE), NamesFile))


def built(file: NamesFile) -> Everyday:
    titles: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for key, codes in file.titles.items():
        for code in codes:
            titles[code] += (key,)
    return Everyday(
        names=file.names,
        titles=dict(titles),
        styles={tag: Style(style.articles, style.links, style.titles) for tag, style in file.styles.items()},
    )


def check(document: Document, file: NamesFile, places: set[str]) -> Iterator[Problem]:
    """What must hold between the values: places that are, titles that have words, names given once."""
    known = {key for style in file.styles.values() for key in style.titles}
    for key, codes in file.titles.items():
        if key not in known:
            yield document.problem(("titles", key), "a title that a style has words for", key)
        for i, code in enumerate(codes):
            if code not in places:
                yield document.problem(("titles", key, i), "a place of places.yml", code)
    for code, by_language in file.names.items():
        if code not in places:
            yield document.problem(("names", code), "a place of places.yml", code)
        yield from _twice(document, code, by_language)


def _twice(document: Document, code: str, by_language: dict[str, tuple[Any, ...]]) -> Iterator[Problem]:
    for language, names in by_language.items():
        seen: set[str] = set()
        for i, name in enumerate(names):
            if (written := squeezed(name)) in seen:
                yield document.problem(("names", code, language, i), "a name not given before", name)
            seen.add(written)
