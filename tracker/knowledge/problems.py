"""What is wrong with the curated files, said so that a curator can mend it without reading code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: the file (relative to the data folder), line (1-based), field (dotted path, list
    positions from 0), what was expected, in words, and what was found."""

    file: str
    line: int
    field: str
    expected: str
    found: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.field or 'the file'}: expected {self.expected}; found {self.found}"


class BadData(Exception):
    """Curated data that cannot be loaded; carries every problem of every file, in order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
