"""A date known to lie between two days."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_EDTF = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")


@dataclass(frozen=True, slots=True)
class Window:
    """A date known to lie between two days, both included; `earliest` None: no lower bound known.

    A year or a month is a window; a day is never invented. Text form is EDTF: `2022`, `2022-12`,
    `2022-12-15`, `2022-04-01/2022-06-30`, `../2026-11-22` (on or before).
    """

    earliest: date | None
    latest: date

    def __post_init__(self) -> None:
        if self.earliest is not None and self.earliest > self.latest:
            raise ValueError(f"a window cannot end ({self.latest}) before it starts ({self.earliest})")

    @classmethod
    def day(cls, day: date) -> Window:
        return cls(day, day)

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read the EDTF form. Raises ValueError naming the text and the form expected."""
        start, slash, end = text.partition("/")
        try:
            if not slash:
                return _parse_edtf(start)
            latest = _parse_edtf(end).latest
            return cls(None if start == ".." else _parse_edtf(start).earliest, latest)
        except ValueError as error:
            raise ValueError(
                f"{text!r} is not a date: expected YYYY-MM-DD, YYYY-MM, YYYY, START/END or ../END ({error})"
            ) from None

    @property
    def is_day(self) -> bool:
        return self.earliest == self.latest

    @property
    def is_calendar(self) -> bool:
        """Whether it is a whole year or a whole month."""
        return len(str(self)) in (4, 7)

    def __str__(self) -> str:
        if self.earliest is None:
            return f"../{self.latest}"
        if self.is_day:
            return self.latest.isoformat()
        first, last = self.earliest, self.latest
        if first.year == last.year and first.day == 1:
            if (first.month, last.month, last.day) == (1, 12, 31):
                return f"{first.year:04d}"
            if first.month == last.month and last.day == monthrange(last.year, last.month)[1]:
                return first.isoformat()[:7]
        return f"{first}/{last}"


def _parse_edtf(text: str) -> Window:
    match = _EDTF.match(text)
    if match is None:
        raise ValueError(f"cannot read {text!r}")
    year, month, day = match.groups()
    if day:
        return Window.day(date(int(year), int(month), int(day)))
    if month:
        last = monthrange(int(year), int(month))[1]
        return Window(date(int(year), int(month), 1), date(int(year), int(month), last))
    return Window(date(int(year), 1, 1), date(int(year), 12, 31))
