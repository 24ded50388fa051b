"""Charts as numbers: laws over the years, bills by how far they have come, a place's answers over time.

Widths and heights are in units of the SVG's view box. A chart is never the only place of its numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tracker.site import subject
from tracker.site.measures import ENGLISH
from tracker.store import Reader
from tracker.store.rows import fetch
from tracker.vocabulary import Answer, Stage

FIRST_YEAR = 1985
WIDTH, HEIGHT = 1000, 300
#: Drawn from the bottom up; what nobody checked or found is what is left to the top.
_SHOWN = (Answer.IN_FORCE, Answer.ENACTED, Answer.UNCLEAR, Answer.PENDING, Answer.ENDED)


def over_years(reader: Reader, criterion: str, today: date) -> dict[str, Any]:
    """How many counted places had each answer at the end of each year (of this year: today)."""
    spans = fetch(
        reader.db,
        """SELECT a.answer, a.from_date, a.to_date FROM answers a JOIN places p ON p.code = a.place
           WHERE a.criterion = ? AND p.counted""",
        [criterion],
    )
    years = range(FIRST_YEAR, today.year + 1)
    counts = {year: _counts(spans, min(date(year, 12, 31), today)) for year in years}
    shown = [a.value for a in _SHOWN if any(count[a.value] for count in counts.values())]
    highest = max((sum(count[a] for a in shown) for count in counts.values()), default=0) or 1
    return {
        "answers": shown,
        "years": [{"year": year, "counts": {a: counts[year][a] for a in shown}} for year in years],
        "bars": _stacks([(year, [(a, counts[year][a]) for a in shown]) for year in years], highest),
        "highest": highest,
    }


def _counts(spans: Sequence[Mapping[str, Any]], day: date) -> Counter[str]:
    text = day.isoformat()
    return Counter(
        span["answer"]
        for span in spans
        if (span["from_date"] or "") <= text and (span["to_date"] is None or text < span["to_date"])
    )


def _stacks(columns: Sequence[tuple[int, Sequence[tuple[str, int]]]], highest: int) -> list[dict[str, Any]]:
    """A rectangle for each number above zero, stacked in columns of equal width with a small gap."""
    step = WIDTH / max(len(columns), 1)
    bars = []
    for position, (year, parts) in enumerate(columns):
        top = float(HEIGHT)
        for answer, number in parts:
            if number:
                height = number * HEIGHT / highest
                top -= height
                shape = {"x": round(position * step, 1), "y": round(top, 1), "width": round(step * 0.86, 1)}
                bars.append(
                    {**shape, "height": round(height, 1), "year": year, "answer": answer, "number": number}
                )
    return bars


def in_force_by_criterion(reader: Reader, today: date) -> list[dict[str, Any]]:
    """For each question of ours, how many counted places had law in force at the end of each year."""
    lines = []
    told = subject.read(reader.db)
    for criterion in told.questions:
        if not told.is_quotation(criterion):
            years = over_years(reader, criterion, today)["years"]
            numbers = [(row["year"], row["counts"].get("in_force", 0)) for row in years]
            lines.append({"criterion": criterion, "numbers": numbers})
    return lines


def bills_by_stage(reader: Reader, on: str) -> list[dict[str, Any]]:
    """Bills on our subject pending on a day, by the furthest step each had taken by then."""
    rows = fetch(
        reader.db,
        f"""SELECT m.id, m.place, p.name, m.number, m.title, m.lang, m.citation, {ENGLISH}, e.stage
           FROM measures m
           JOIN places p ON p.code = m.place
           JOIN measure_status s ON s.measure = m.id AND s.status = 'pending'
             AND s.from_date <= ?1 AND (s.to_date IS NULL OR s.to_date > ?1)
           JOIN events e ON e.measure = m.id AND e.listed AND e.latest <= ?1
           WHERE m.relevance = 'direct' AND m.kind = 'bill' ORDER BY p.name, m.id""",  # noqa: S608
        [on],
    )
    furthest: dict[str, dict[str, Any]] = {}
    for row in rows:
        kept = furthest.setdefault(row["id"], row)
        if Stage(row["stage"]) is not Stage.UNKNOWN and Stage(row["stage"]).rank > Stage(kept["stage"]).rank:
            furthest[row["id"]] = row
    stages = sorted({row["stage"] for row in furthest.values()}, key=lambda stage: Stage(stage).rank)
    return [
        {"stage": stage, "bills": [row for row in furthest.values() if row["stage"] == stage]}
        for stage in stages
    ]


def timeline(reader: Reader, place: str, today: date) -> list[dict[str, Any]]:
    """A place's answers to each question from `FIRST_YEAR` to today, as parts of a line `WIDTH` wide."""
    first = date(FIRST_YEAR, 1, 1)
    scale = WIDTH / max((today - first).days, 1)
    rows = fetch(
        reader.db,
        """SELECT a.criterion, a.answer, a.from_date, a.to_date FROM answers a
           JOIN criteria c ON c.name = a.criterion WHERE a.place = ? ORDER BY c.position, a.from_date""",
        [place],
    )
    lines: dict[str, dict[str, Any]] = {}
    for row in rows:
        start = max(date.fromisoformat(row["from_date"] or first.isoformat()), first)
        end = min(date.fromisoformat(row["to_date"] or today.isoformat()), today)
        if start < end:
            line = lines.setdefault(row["criterion"], {"criterion": row["criterion"], "parts": []})
            line["parts"].append(
                {
                    **{name: row[name] for name in ("answer", "from_date", "to_date")},
                    "x": round((start - first).days * scale, 1),
                    "width": round((end - start).days * scale, 1),
                }
            )
    return [line for line in lines.values() if {part["answer"] for part in line["parts"]} - _DULL]


_DULL = {Answer.NOT_CHECKED.value, Answer.NOT_LISTED.value, Answer.NONE_FOUND.value}


def decades(today: date) -> list[tuple[int, float]]:
    """(year, x) of each fifth year on a line `WIDTH` wide."""
    first = date(FIRST_YEAR, 1, 1)
    scale = WIDTH / max((today - first).days, 1)
    return [
        (year, round((date(year, 1, 1) - first).days * scale, 1))
        for year in range(FIRST_YEAR, today.year + 1, 5)
    ]
