"""Records as canonical JSON and back: what the store keeps, compares and hands out.

Absent and empty values are left out, so that a field added to a record later changes no stored text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from tracker.vocabulary import Window

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """A record (or tuple, enum, date, Window ...) as plain JSON values."""
    if isinstance(value, Window | date):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        plain = {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
        return {name: item for name, item in plain.items() if item not in (None, [], {}, False)}
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    return value


def dumps(value: Any) -> str:
    """Canonical text: keys sorted, no spaces, Unicode as it is."""
    return json.dumps(to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(kind: type[T], data: Any) -> T:
    """Build a record of type `kind` from what `to_json` made of one.

    Raises TypeError or ValueError where the data are of another shape.
    """
    built: T = _build(kind, data)
    return built


def loads(kind: type[T], text: str) -> T:
    return from_json(kind, json.loads(text))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if data is None:
            return None
        (inner,) = (arg for arg in get_args(kind) if arg is not NoneType)
        return _build(inner, data)
    if origin is tuple:
        args = get_args(kind)
        if args[-1] is Ellipsis:
            return tuple(_build(args[0], item) for item in data)
        return tuple(_build(arg, item) for arg, item in zip(args, data, strict=True))
    if kind is Window:
        return Window.parse(data)
    if kind is date:
        return date.fromisoformat(data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    if isinstance(kind, type) and is_dataclass(kind):
        return _build_record(kind, data)
    return data


def _build_record(kind: type, data: Mapping[str, Any]) -> Any:
    """A record; what `to_json` left out because it was empty is empty again."""
    hints = _hints(kind)
    if unknown := sorted(set(data) - set(hints)):
        raise ValueError(f"{kind.__name__} has no field {', '.join(unknown)}")
    given = {name: _build(hints[name], item) for name, item in data.items()}
    for each in fields(kind):
        if each.name not in given and each.default is MISSING and each.default_factory is MISSING:
            given[each.name] = _empty(hints[each.name], f"{kind.__name__}.{each.name}")
    return kind(**given)


def _empty(kind: Any, name: str) -> Any:
    if NoneType in get_args(kind):
        return None
    if get_origin(kind) is tuple:
        return ()
    if kind is bool:
        return False
    raise ValueError(f"{name} is missing")
