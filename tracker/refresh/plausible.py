"""What cannot be: a step later than the page that tells it, or before any legislature sat; a title in the
wrong encoding."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tracker.vocabulary import Event, Measure, Stage

#: Where the page was read it may already be tomorrow.
ZONES = timedelta(days=1)
#: The oldest laws that a register tells of by day.
FIRST_YEAR = 1215
#: What is fixed beforehand: when a law begins or ends, when a session takes its bills with it.
#: UTF-8 that was read as Windows-1252 or Latin-1, and what stands for a sign that could not be read.
_GARBLED = re.compile("[ÃÂÐØÙ×][\u0080-\u00bf]|â€|\ufffd")
_AHEAD = frozenset(
    {
        Stage.IN_FORCE,
        Stage.REPEALED,
        Stage.LAPSED,
        Stage.CARRIED_OVER,
        Stage.REFERENDUM_DEADLINE,
        Stage.UNKNOWN,
    }
)


def implausible(measure: Measure, seen: date | None) -> str | None:
    """What is wrong with the titles and dates of a measure that was read on a day (None: not known), in
    words; None: nothing."""
    if garbled := next((t.text for t in measure.all_titles if _GARBLED.search(t.text)), None):
        return f"title {garbled!r:.120}: expected text in its own encoding"
    found = next((event for event in measure.events if _is_odd(event, seen)), None)
    if found is None:
        return None
    return f"{found.label!r:.120} on {found.date}: expected a day not after {seen or 'the page'}"


def _is_odd(event: Event, seen: date | None) -> bool:
    if event.date is None:
        return False
    begins = event.date.earliest or event.date.latest
    late = seen is not None and event.stage not in _AHEAD and begins > seen + ZONES
    return late or event.date.latest.year < FIRST_YEAR
