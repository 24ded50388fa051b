"""Charts as numbers: laws over the years, bills by how far they have come, a place's answers over time.

Widths and heights are in units of the SVG's view box. A chart is never the only place of its numbers.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from tracker.site import subject, words
from tracker.site.i18n import gettext
from tracker.status import BasisCode
from tracker.store import Reader
from tracker.store.rows import fetch
from tracker.vocabulary import Answer, SinceKind

FIRST_YEAR = 1985
WIDTH, HEIGHT = 1000, 300
#: Added to an answer's name where nobody has established since when it holds: it is drawn faint over all the
#: days on which it can have begun, and after them too: no year of reading looks like one of law-making.
UNDATED = "_undated"
_LAW = (Answer.IN_FORCE, Answer.GENERAL_RULE)
#: Drawn from the bottom up; what nobody checked or found is what is left to the top.
_SHOWN = (
    *(Answer.IN_FORCE, f"{Answer.IN_FORCE}{UNDATED}", Answer.ENACTED),
    *(Answer.GENERAL_RULE, f"{Answer.GENERAL_RULE}{UNDATED}"),
    *(Answer.UNCLEAR, Answer.PENDING, Answer.IN_PARTS, Answer.ENDED),
)
_SPANS = """SELECT a.place, a.criterion, a.answer, a.from_date, a.to_date, a.since_kind, a.since_from,
              a.basis_code FROM answers a"""


def over_years(reader: Reader, criterion: str, today: date) -> dict[str, Any]:
    """How many counted places had each answer at the end of each year (of this year: today)."""
    rows = fetch(
        reader.db,
        f"""{_SPANS} JOIN places p ON p.code = a.place WHERE a.criterion = ? AND p.counted
            ORDER BY a.place, a.from_date""",
        [criterion],
    )
    years = range(FIRST_YEAR, today.year + 1)
    ends = [str(min(date(year, 12, 31), today)) for year in years]
    counts: dict[int, Counter[str]] = {year: Counter() for year in years}
    for _, group in groupby(rows, key=lambda row: row["place"]):
        spans = list(group)
        first = 0
        for index, span in enumerate(spans):
            after = bisect_left(ends, span["to_date"]) if span["to_date"] else len(ends)
            for at in range(first, after):
                counts[years[at]][_drawn(spans, index, ends[at])] += 1
            first = max(first, after)
    shown = [str(a) for a in _SHOWN if any(count[a] for count in counts.values())]
    highest = max((sum(count[a] for a in shown) for count in counts.values()), default=0) or 1
    return {
        "answers": shown,
        "years": [{"year": year, "counts": {a: counts[year][a] for a in shown}} for year in years],
        "bars": _stacks([(year, [(a, counts[year][a]) for a in shown]) for year in years], highest),
        "highest": highest,
    }


def drawn(spans: Sequence[Mapping[str, Any]], day: str) -> str:
    """What a picture shows of a place's answers, in order of time, on a day: the answer; with `UNDATED` that
    of a law whose first day nobody has established."""
    return _drawn(spans, bisect_right([span["to_date"] or "9999" for span in spans], day), day)


def _drawn(spans: Sequence[Mapping[str, Any]], index: int, day: str) -> str:
    """The same where the span of the day is known."""
    span = spans[index]
    if span["basis_code"] == BasisCode.DAY_UNKNOWN:
        for later in spans[index + 1 :]:
            if later["answer"] in _LAW and _is_undated(later) and (later["since_from"] or "") <= day:
                return f"{later['answer']}{UNDATED}"
    told = str(span["answer"])
    return f"{told}{UNDATED}" if told in _LAW and _is_undated(span) else told


def called(value: str, criterion: str) -> str:
    """What a picture's key says of an answer, of one with `UNDATED` too."""
    told = words.answer(value.removesuffix(UNDATED), criterion)
    undated = gettext("start not established")
    return f"{told}, {undated}" if value.endswith(UNDATED) else told


def _is_undated(span: Mapping[str, Any]) -> bool:
    return bool(span["since_kind"] == SinceKind.NOT_ESTABLISHED)


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
    """For each question of ours, how many counted places had law in force at the end of each year, and how
    many more may have had it, by law whose first day nobody has established."""
    lines = []
    told = subject.read(reader.db)
    for criterion in told.questions:
        if not told.is_quotation(criterion):
            years = over_years(reader, criterion, today)["years"]
            sure, undated = (str(Answer.IN_FORCE), f"{Answer.IN_FORCE}{UNDATED}")
            numbers = [
                (row["year"], row["counts"].get(sure, 0), row["counts"].get(undated, 0)) for row in years
            ]
            lines.append({"criterion": criterion, "numbers": numbers})
    return lines


def by_year(numbers: Sequence[tuple[int, int, int]]) -> dict[int, tuple[int, int]]:
    """The two numbers of each year."""
    return {year: (sure, undated) for year, sure, undated in numbers}


def timeline(reader: Reader, place: str, today: date) -> list[dict[str, Any]]:
    """A place's answers to each question from `FIRST_YEAR` to today, as parts of a line `WIDTH` wide."""
    first = date(FIRST_YEAR, 1, 1)
    scale = WIDTH / max((today - first).days, 1)
    rows = fetch(
        reader.db,
        f"""{_SPANS} JOIN criteria c ON c.name = a.criterion WHERE a.place = ?
            ORDER BY c.position, a.from_date""",
        [place],
    )
    lines = []
    for criterion, group in groupby(rows, key=lambda row: row["criterion"]):
        spans = list(group)
        parts: list[dict[str, Any]] = []
        for row in spans:
            start = max(date.fromisoformat(row["from_date"] or first.isoformat()), first)
            end = min(date.fromisoformat(row["to_date"] or today.isoformat()), today)
            if start >= end:
                continue
            answer = drawn(spans, str(start))
            told = {"answer": answer.removesuffix(UNDATED), "undated": answer.endswith(UNDATED)}
            if parts and {name: parts[-1][name] for name in told} == told:
                parts[-1] |= {"to_date": row["to_date"], "end": end}
            else:
                days = {name: row[name] for name in ("from_date", "to_date")}
                parts.append({**told, **days, "start": start, "end": end})
        for part in parts:
            start, end = part.pop("start"), part.pop("end")
            part["x"] = round((start - first).days * scale, 1)
            part["width"] = round((end - start).days * scale, 1)
        lines.append({"criterion": criterion, "parts": parts})
    return [line for line in lines if {part["answer"] for part in line["parts"]} - _DULL]


_DULL = {Answer.NOT_CHECKED.value, Answer.NOT_LISTED.value, Answer.NONE_FOUND.value}


def decades(today: date) -> list[tuple[int, float]]:
    """(year, x) of each fifth year on a line `WIDTH` wide."""
    first = date(FIRST_YEAR, 1, 1)
    scale = WIDTH / max((today - first).days, 1)
    return [
        (year, round((date(year, 1, 1) - first).days * scale, 1))
        for year in range(FIRST_YEAR, today.year + 1, 5)
    ]
