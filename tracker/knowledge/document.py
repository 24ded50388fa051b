"""Strict YAML: every plain scalar stays text, and every value knows its line.

YAML 1.1 turns `NO` into false and `2022-12` into a number of its own liking; here `NO` is Norway. Only
null (`~`, `null` or nothing) is special. Duplicate keys and tags are errors, not surprises. An alias
(`nb: *no`) stands for an anchored value, which must not hold aliases itself: then nothing refers to
itself, and a small file stays small. Faults of an aliased value are told at the line it is written on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.constructor import BaseConstructor
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

from tracker.knowledge.problems import BadData, Problem

Loc = tuple[str | int, ...]
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_PLAIN_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Document:
    """One file: `data` of dict, list, str and None; `lines` maps each path to its line (1-based)."""

    file: str
    data: Any
    lines: Mapping[Loc, int]

    def problem(self, loc: Loc, expected: str, found: object) -> Problem:
        """A problem at that path, or at the nearest enclosing value that has a line."""
        known = next(loc[:end] for end in range(len(loc), -1, -1) if loc[:end] in self.lines)
        field = ".".join(map(str, loc))
        return Problem(self.file, self.lines[known], field, expected, show(found))


def show(found: object) -> str:
    """What was found, in one line of at most 80 characters; nothing at all reads `nothing`."""
    if found is None:
        return "nothing"
    if isinstance(found, dict | list):
        return "a mapping" if isinstance(found, dict) else "a list"
    text = str(found)
    return repr(text if len(text) <= 78 else f"{text[:75]}...")


class _PythonParser(Reader, Scanner, Parser):
    """The parser of a PyYAML that was built without libyaml."""

    def __init__(self, stream: str) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)


# libyaml reads the files several times as fast.
_Events: Any = yaml.cyaml.CParser if yaml.__with_libyaml__ else _PythonParser  # type: ignore[attr-defined]


class _Loader(Composer, _Events, BaseConstructor, BaseResolver):  # type: ignore[misc]
    """Resolves nothing; refuses aliases within anchored values."""

    anchored = 0

    def __init__(self, stream: str) -> None:
        _Events.__init__(self, stream)
        Composer.__init__(self)
        BaseConstructor.__init__(self)
        BaseResolver.__init__(self)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()
        alias = isinstance(event, yaml.AliasEvent)
        if alias and self.anchored:
            problem = f"an alias (*{event.anchor}) within one"
            raise yaml.composer.ComposerError(None, None, problem, event.start_mark)
        opens = not alias and event.anchor is not None
        self.anchored += opens
        node = super().compose_node(parent, index)
        self.anchored -= opens
        return node


def read(path: Path, file: str) -> Document:
    """Read one file. Raises BadData where it is not the YAML described above."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadData((Problem(file, line, "", "UTF-8 text", "other bytes"),)) from None
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise BadData((Problem(file, line, "", "printable text", show(error.reason)),)) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        expected = "YAML, without aliases within anchored values"
        raise BadData((Problem(file, line, "", expected, show(error.problem)),)) from None
    lines: dict[Loc, int] = {(): 1}
    problems: list[Problem] = []
    data = _value(node, (), lines, problems, file) if node is not None else None
    if problems:
        raise BadData(tuple(problems))
    return Document(file, data, lines)


def _value(node: yaml.Node, loc: Loc, lines: dict[Loc, int], problems: list[Problem], file: str) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(loc, line)
    dotted = ".".join(map(str, loc))
    if node.tag not in (f"{_PLAIN_TAG}str", f"{_PLAIN_TAG}seq", f"{_PLAIN_TAG}map"):
        problems.append(Problem(file, line, dotted, "a value without a YAML tag", show(node.tag)))
    if isinstance(node, yaml.ScalarNode):
        return None if node.style is None and node.value in _NULLS else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*loc, i), lines, problems, file) for i, item in enumerate(node.value)]
    result: dict[str, Any] = {}
    for key, item in _pairs(node, dotted, problems, file):
        name = key.value
        lines[(*loc, name)] = key.start_mark.line + 1
        if name in result:
            path = ".".join(map(str, (*loc, name)))
            expected = "each field once"
            problems.append(Problem(file, key.start_mark.line + 1, path, expected, "a second one"))
        result[name] = _value(item, (*loc, name), lines, problems, file)
    return result


def _pairs(
    node: yaml.Node, dotted: str, problems: list[Problem], file: str
) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    for key, item in node.value:
        if isinstance(key, yaml.ScalarNode):
            yield key, item
        else:
            line = key.start_mark.line + 1
            problems.append(Problem(file, line, dotted, "a field name", "a list or mapping as a key"))
