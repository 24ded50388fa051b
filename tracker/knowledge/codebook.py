"""The codebook: the format of `data/` and the closed lists, written out from the models the loader uses.

The form of a value is told in the words the loader uses when it refuses one.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from tracker import questions
from tracker.knowledge import Knowledge
from tracker.knowledge import models as m
from tracker.knowledge.everyday import NamesFile
from tracker.knowledge.shape import bare, expected
from tracker.vocabulary import Word, answers, meanings, measures, running

FILES: dict[str, Any] = {
    "places.yml": m.PlacesFile,
    "places/<CODE>.yml": m.PlaceFile,
    "sessions.yml": m.SessionsFile,
    "subject.yml": m.SubjectFile,
    "second/<CODE>.yml": m.SecondFile,
    "treaties/<id>.yml": m.TreatyFile,
    "claims.yml": m.ClaimsFile,
    "terms.yml": m.TermsFile,
    "names.yml": NamesFile,
    "findings.yml": m.FindingsFile,
}
# A file that is no more than a mapping has no docstring of its own.
_MAPPINGS = {
    "terms.yml": "The words to search with and to judge titles by",
    "findings.yml": "The findings that are known and put up with, each as `place: what` or `measure: what`",
}
_HEAD = f"""\
# Codebook

Written by `tracker codebook` from the models that read `data/`; a test fails where the two differ. The
tables of `tracker.db` are described in [metadata.yml](../metadata.yml).

## Dates

Written as {m.EDTF.removeprefix("a date as ")}. Less than a day is a window
from its earliest to its latest day, both included. `since` is the first day on which something
holds, `until` the first day on which it no longer does.
"""


def text(known: Knowledge) -> str:
    """The codebook in Markdown: each file with its entries and their fields, the names of the subject,
    then each closed list."""
    entries = dict.fromkeys(entry for kind in FILES.values() for entry in _models(kind))
    parts = ["## Files\n", *(_file(name, kind) for name, kind in FILES.items())]
    parts += ["## Entries\n", *(_entry(entry) for entry in entries if entry not in FILES.values())]
    parts += ["## The subject\n", *_subject(known)]
    parts += ["## Closed lists\n", *map(_words, closed_lists())]
    # The form of a date is long, and told once.
    return "\n".join([_HEAD, *(part.replace(m.EDTF, "[a date](#dates)") for part in parts)])


def _subject(known: Knowledge) -> Iterator[str]:
    """What `subject.yml` names."""
    yield "The names that `subject.yml` gives.\n"
    points = [(f"`{p.name}`", p.meaning, "yes" if p.abroad else "no", p.coding or "") for p in known.points]
    head = ("name", "meaning", "can reach acts abroad", "how close cases are coded")
    yield "\n".join(["### Provisions\n", *_table(head, points)]) + "\n"
    asked = [(f"`{c.name}`", c.title, c.question, c.kind.value) for c in known.criteria]
    yield "\n".join(["### Criteria\n", *_table(("name", "title", "question", "kind"), asked)]) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for cells in rows:
        escaped = (re.sub(r"([|<])", r"\\\1", cell) for cell in cells)
        yield f"| {' | '.join(escaped)} |"


def closed_lists() -> list[type[Word]]:
    """Every closed list, in the order of the modules that hold them."""
    return [
        kind
        for module in (measures, answers, running, questions)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Word) and kind.__module__ == module.__name__
        if kind is not Word
    ]


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    """The models within a type, each before those within it."""
    kind = bare(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        inner: tuple[Any, ...] = tuple(get_type_hints(kind).values())
    else:
        inner = get_args(kind)
    for part in inner:
        yield from _models(part)


def _file(name: str, kind: Any) -> str:
    if isinstance(kind, type):
        about = _about(kind).removeprefix(f"`{name}`: ")
        return f"### `{name}`\n\n{about[0].upper()}{about[1:]}\n\n{_fields(kind)}"
    return f"### `{name}`\n\n{_MAPPINGS[name]}: {_form(kind)}.\n"


def _entry(kind: type[BaseModel]) -> str:
    return f"### {_name(kind)}\n\n{_about(kind)}\n\n{_fields(kind)}"


def _about(kind: type) -> str:
    return (inspect.getdoc(kind) or "").replace("\n", " ")


def _name(kind: type) -> str:
    return kind.__name__.removesuffix("Entry")


def _fields(kind: type[BaseModel]) -> str:
    hints = get_type_hints(kind, include_extras=True)
    rows = (
        (f"`{name}`", _form(hints[name]), _needed(info), _meaning(kind, name, info))
        for name, info in kind.model_fields.items()
    )
    return "\n".join(_table(("field", "form", "needed", "meaning"), rows)) + "\n"


def _meaning(kind: type[BaseModel], name: str, info: FieldInfo) -> str:
    """What the record says that a field holds, and what a curator must know besides."""
    record = getattr(kind, "record", None)
    held = meanings(record).get(name) if record is not None else None
    return "; ".join(filter(None, (held, info.description)))


def _needed(info: FieldInfo) -> str:
    if info.is_required():
        return "yes"
    default = info.get_default(call_default_factory=True, validated_data={})
    return "no" if default in (None, (), {}) else f"else `{str(default).lower()}`"


def _form(kind: Any) -> str:
    """What a value must be, in words."""
    least = " at least one" if _is_never_empty(kind) else ""
    plain = bare(kind)
    if get_origin(plain) is tuple:
        return f"a list of{least}: {_form(get_args(plain)[0])}"
    if get_origin(plain) is dict:
        key, value = get_args(plain)
        return f"a mapping from {_form(key)} to {_form(value)}"
    if isinstance(plain, type) and issubclass(plain, Word | BaseModel):
        return f"[{_name(plain)}](#{_name(plain).lower()})"
    try:
        TypeAdapter(kind).validate_python(" ")
    except ValidationError as error:
        return expected(error.errors()[-1])
    raise TypeError(f"{kind} takes a blank: the codebook cannot say what it expects")


def _is_never_empty(kind: Any) -> bool:
    """Whether one of the constraints around a type asks for at least one item."""
    if get_origin(kind) is not Annotated:
        return False
    constraints = (
        rule for info in kind.__metadata__ if isinstance(info, FieldInfo) for rule in info.metadata
    )
    return any(getattr(rule, "min_length", 0) for rule in constraints)


def _words(kind: type[Word]) -> str:
    rows = _table(("word", "meaning"), ((f"`{word.value}`", word.meaning) for word in kind))
    return f"### {kind.__name__}\n\n{_about(kind)}\n\n" + "\n".join(rows) + "\n"
