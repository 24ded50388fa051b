"""From a document to its model, and from the model's complaints to problems a curator can act on."""

from __future__ import annotations

import re
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from tracker.knowledge.document import Document, Loc
from tracker.knowledge.problems import BadData, Problem

T = TypeVar("T")

_EXPECTED = {
    "missing": "a value: the field is required",
    "string_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping of fields",
    "model_type": "a mapping of fields",
    "model_attributes_type": "a mapping of fields",
}


def shaped(document: Document, kind: type[T]) -> T:
    """Validate a document as `kind`. Raises BadData with every complaint, each at its line."""
    try:
        return TypeAdapter(kind).validate_python(document.data)
    except ValidationError as error:
        problems = (_problem(document, kind, item) for item in error.errors())
        raise BadData(tuple(problems)) from None


def _problem(document: Document, kind: Any, error: Any) -> Problem:
    loc: Loc = tuple(part for part in error["loc"] if part != "[key]")
    found = None if error["type"] == "missing" else error["input"]
    if error["type"] == "extra_forbidden":
        return document.problem(loc, f"one of the fields: {', '.join(_fields(kind, loc[:-1]))}", loc[-1])
    return document.problem(loc, expected(error), found)


def expected(error: Any) -> str:
    """What one of pydantic's complaints asks for, in a curator's words."""
    match error["type"]:
        case "enum" | "literal_error":
            return "one of: " + ", ".join(re.findall(r"'([^']*)'", error["ctx"]["expected"]))
        case "value_error":
            return str(error["ctx"]["error"])
        case "too_short":
            return f"at least {error['ctx']['min_length']} of them"
        case other:
            return _EXPECTED.get(other, str(error["msg"]))


def _fields(kind: Any, loc: Loc) -> tuple[str, ...]:
    """The field names of the model that stands at `loc` within `kind`."""
    kind = bare(kind)
    if not loc:
        return tuple(kind.model_fields)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _fields(kind.model_fields[str(loc[0])].annotation, loc[1:])
    return _fields(get_args(kind)[1 if get_origin(kind) is dict else 0], loc[1:])


def bare(kind: Any) -> Any:
    """A type without Annotated and None."""
    if get_origin(kind) is Annotated:
        return bare(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return bare(next(arg for arg in get_args(kind) if arg is not type(None)))
    return kind
