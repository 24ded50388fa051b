"""Strict reading: a missing field or an odd value is named and raised, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from bs4 import Tag
from lxml import etree

from tracker.page import Unreadable
from tracker.vocabulary import IssueKind

T = TypeVar("T")

# Signs that nobody sees, and by which a title is not found: all but the joiners, which spell words.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


def _clean(text: str) -> str:
    """Collapse white space; drop control characters, bidirectional marks and what has no width."""
    return " ".join(_CONTROL.sub("", text).split())


def child_text(element: etree._Element, path: str) -> str | None:
    """Text of the first match of `path` (ElementPath), white space collapsed; None if absent or empty."""
    found = element.find(path)
    if found is None:
        return None
    return _clean("".join(str(part) for part in found.itertext())) or None


def required_text(element: etree._Element, path: str) -> str:
    """Like child_text, but raises Unreadable when there is nothing."""
    text = child_text(element, path)
    if text is None:
        raise Unreadable(IssueKind.MISSING_FIELD, f"<{path}> is absent or empty", path)
    return text


def children(element: etree._Element, path: str, at_least: int = 1) -> list[etree._Element]:
    """All matches of `path`; raises Unreadable when there are fewer than `at_least`."""
    found = list(element.findall(path))
    if len(found) < at_least:
        raise Unreadable(
            IssueKind.MISSING_FIELD, f"{len(found)} of <{path}>: expected at least {at_least}", path
        )
    return found


def member(data: Mapping[str, Any], key: str, kind: type[T]) -> T:
    """`data[key]`, which must be there and of that type. Raises Unreadable."""
    value = optional_member(data, key, kind)
    if value is None:
        raise Unreadable(IssueKind.MISSING_FIELD, f"{key!r} is absent or null", key)
    return value


def optional_member(data: Mapping[str, Any], key: str, kind: type[T]) -> T | None:
    """`data[key]` of that type, or None where it is absent or null. Raises Unreadable."""
    if not isinstance(data, Mapping):
        raise Unreadable(IssueKind.MALFORMED, f"expected an object with {key!r}, found {data!r:.60}", key)
    value = data.get(key)
    if value is None:
        return None
    # bool is an int in Python, but never one in a document.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Unreadable(IssueKind.BAD_VALUE, f"{key!r} is {value!r:.60}: expected {kind.__name__}", key)
    if isinstance(value, str):
        return _clean(value) or None  # type: ignore[return-value]
    return value


def identifier(data: Mapping[str, Any], key: str) -> str:
    """`data[key]`, a number or a name by which something is known, as text: services write it as a number
    one year and as text the next. Raises Unreadable."""
    value = optional_identifier(data, key)
    if value is None:
        raise Unreadable(IssueKind.MISSING_FIELD, f"{key!r} is absent or null", key)
    return value


def optional_identifier(data: Mapping[str, Any], key: str) -> str | None:
    """Like identifier, but None where it is absent, null or empty."""
    value = optional_member(data, key, object)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise unexpected(key, value, "a number or a text")
    return str(value)


def number_of(data: Mapping[str, Any], key: str) -> int:
    """`data[key]`, a number, or its digits as text. Raises Unreadable."""
    return whole_number(identifier(data, key), key)


def members(
    data: Mapping[str, Any], needed: Mapping[str, type], optional: Mapping[str, type]
) -> dict[str, Any]:
    """The members of these names and types, those of `optional` None where absent: for a request's context.
    Raises Unreadable."""
    found: dict[str, Any] = {name: member(data, name, kind) for name, kind in needed.items()}
    return found | {name: optional_member(data, name, kind) for name, kind in optional.items()}


def first_member(data: Mapping[str, Any], names: Iterable[str], kind: type[T]) -> T | None:
    """The first of these members that is there, where one thing goes by several names. Raises Unreadable."""
    return next((value for n in names if (value := optional_member(data, n, kind)) is not None), None)


def required_member(data: Mapping[str, Any], names: Sequence[str], kind: type[T]) -> T:
    """Like first_member, but raises Unreadable when there is none."""
    value = first_member(data, names, kind)
    if value is None:
        raise Unreadable(IssueKind.MISSING_FIELD, f"{' or '.join(names)} is absent or null", names[0])
    return value


def whole_number(text: str, field: str) -> int:
    """A number in a few digits. Raises Unreadable."""
    if not re.fullmatch("[0-9]{1,15}", text):
        raise unexpected(field, text, "a number")
    return int(text)


def required_node(root: Tag, selector: str) -> Tag:
    """The first element of an HTML page that matches a CSS selector. Raises Unreadable."""
    found = root.select_one(selector)
    if found is None:
        raise Unreadable(IssueKind.MISSING_FIELD, f"nothing matches {selector!r}", selector)
    return found


def node_text(node: Tag | None) -> str | None:
    """The text of an HTML element, white space collapsed; None if absent or empty."""
    return (_clean(node.get_text(" ")) or None) if node is not None else None


def unexpected(field: str, value: object, expected: str) -> Unreadable:
    """The fault of a value that a format does not promise, to be raised."""
    return Unreadable(IssueKind.BAD_VALUE, f"{field} is {value!r:.80}: expected {expected}", field)


def known(table: Mapping[str, T], value: str, field: str) -> T:
    """`table[value]`. Raises Unreadable naming the values that are known."""
    if value not in table:
        raise unexpected(field, value, f"one of {', '.join(map(repr, table))}")
    return table[value]
