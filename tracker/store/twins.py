"""One bill told by two sources that name its session differently ("194th", "2025").

A legislature uses a number again in its next session, so the number alone says nothing: the years of the
two sessions must overlap, and the title or the day of introduction agree. What agrees in number and years
alone is not joined; the pair is told.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from tracker.vocabulary import Event, Measure, Stage, number_key

#: Years in the name of a session: "2025", "2025-2026", "20252026", "2025rs".
_YEAR = re.compile(r"(?:19|20)\d\d")


def numbered(measure: Measure) -> str | None:
    """The place and the number of a measure in one form, under which its twins are looked for."""
    return f"{measure.place} {number_key(measure.number)}" if measure.number else None


def years(measure: Measure) -> tuple[int, int] | None:
    """First and last year of a measure's session, as its name says, else those of its dated steps."""
    named = [int(year) for year in _YEAR.findall(measure.session or "")]
    found = named or [day.year for event in measure.events for day in _days(event)]
    return (min(found), max(found)) if found else None


def _days(event: Event) -> list[date]:
    return [day for day in (event.date.earliest, event.date.latest) if day] if event.date else []


def alike(one: Measure, other: Measure) -> bool:
    """Whether two measures of one place and kind bear one number in sessions whose years overlap."""
    spans = years(one), years(other)
    if numbered(one) != numbered(other) or one.kind != other.kind or spans[0] is None or spans[1] is None:
        return False
    return spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]


def same(one: Measure, other: Measure) -> bool:
    """Whether two bills that are alike are one: they share a title, or the day they were brought in."""
    titles = ({_plain(title.text) for title in measure.all_titles} for measure in (one, other))
    days = ({str(e.date) for e in m.events if e.stage is Stage.INTRODUCED and e.date} for m in (one, other))
    return bool(set.intersection(*titles) or set.intersection(*days))


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", title)).casefold().strip()
