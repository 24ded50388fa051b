"""Days as official sites write them. Each function reads one form strictly and names what it could not read.

All return a plain local day as a `Window`, or None for empty text and for the years 1 and 9999, which several
systems write for null. All raise Unreadable, naming the field, for anything else.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

from tracker.page import Unreadable
from tracker.vocabulary import IssueKind, Window

_NULL_YEARS = (1, 9999)
#: Where the clocks of systems begin; they write it for null. No parliament sits on New Year's Day.
_ZERO_DAYS = frozenset({date(1753, 1, 1), date(1899, 12, 30), date(1900, 1, 1), date(1970, 1, 1)})
_OFFSET = re.compile(r"[T ]\d\d.*(?:Z|[+-]\d\d:?(?:\d\d)?)$", re.ASCII | re.IGNORECASE)
#: The milliseconds of 1 January of the years 2 and 9999: what lies beyond is null.
_FIRST, _LAST = -62104060800000, 253370764800000
_EPOCH = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})(?:er|º|\.)?\s+(?:de\s+)?([^\W\d_]+)\.?\s+(?:de\s+)?(\d{4})")
#: 民國110年1月20日, 110/01/20, 110-01-20, 1100120, 民國一百十年一月二十日: years of the Republic of China,
#: whose first is 1912.
_NUMERAL = r"[元零〇一二三四五六七八九十百]+"
_ROC = re.compile(
    rf"(?:民國|中華民國)?\s*(\d{{2,3}}|{_NUMERAL})\s*[年/.-]\s*(\d{{1,2}}|{_NUMERAL})"
    rf"\s*[月/.-]\s*(\d{{1,2}}|{_NUMERAL})\s*日?|(\d{{2,3}})(\d{{2}})(\d{{2}})",
    re.ASCII,
)
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "元": 1}
_UNITS = {"十": 10, "百": 100}
_ROC_OFFSET = 1911


def _bad(text: str, field: str, expected: str) -> Unreadable:
    return Unreadable(IssueKind.BAD_VALUE, f"{field} is {text!r:.80}: expected a date as {expected}", field)


def _window(day: date) -> Window | None:
    return None if day.year in _NULL_YEARS else Window.day(day)


def sure(day: Window | None, field: str) -> Window:
    """A day that must be there. Raises Unreadable."""
    if day is None:
        raise Unreadable(IssueKind.MISSING_FIELD, f"{field} has no day", field)
    return day


def iso_date(text: str | None, field: str, zone: str | None = None) -> Window | None:
    """The day of an ISO date or of a naive local date-time. With `zone` (an IANA name), of an instant that
    names its offset the day it was there: the evening in UTC is the next day in the east."""
    if text is None or not text.strip():
        return None
    if zone and _OFFSET.search(text.strip()):
        return local_date(text, field, zone)
    try:
        return _window(date.fromisoformat(text.strip()[:10]))
    except ValueError:
        raise _bad(text, field, "YYYY-MM-DD") from None


def unless_zero(day: Window | None) -> Window | None:
    """The day of a step, or None for one on which a system's clock begins, such as 1 January 1900: written
    for null, it is no day on which a bill took a step (laws may be of such a day)."""
    return None if day is not None and day.latest in _ZERO_DAYS else day


def to_come(day: Window | None, fetched_at: str | None, zone: str) -> bool:
    """Whether a day was still to come in `zone` (an IANA name) at the instant at which a page was fetched;
    False where either is not known."""
    today = local_date(fetched_at, "fetched_at", zone)
    return day is not None and today is not None and (day.earliest or day.latest) > today.latest


def date_of(text: str | None, field: str, *forms: str, zone: str | None = None) -> Window | None:
    """The day in one of the given strptime forms, such as "%d/%m/%Y". `zone`: as of iso_date."""
    if text is None or not text.strip():
        return None
    if zone and _OFFSET.search(text.strip()):
        return local_date(text, field, zone)
    for form in forms:
        try:
            return _window(datetime.strptime(text.strip(), form).date())  # noqa: DTZ007 - a local day
        except ValueError:
            continue
    raise _bad(text, field, " or ".join(forms))


def local_date(text: str | None, field: str, zone: str) -> Window | None:
    """The day it was in `zone` (an IANA name) at an ISO instant; one without an offset is UTC."""
    if text is None or not text.strip():
        return None
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise _bad(text, field, "an ISO instant") from None
    if instant.year in _NULL_YEARS:
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return Window.day(instant.astimezone(ZoneInfo(zone)).date())


def epoch_date(text: str | None, field: str, zone: str) -> Window | None:
    """The day it was in `zone` at an instant as OData 2 writes it: "/Date(<ms since 1970>)/". No
    milliseconds, and an instant at an end of the calendar, are null."""
    if text is None or not text.strip():
        return None
    match = _EPOCH.fullmatch(text.strip())
    if match is None:
        raise _bad(text, field, "/Date(<milliseconds>)/")
    since = int(match[1])
    if since == 0 or not _FIRST <= since < _LAST:
        return None
    instant = datetime.fromtimestamp(since / 1000, UTC)
    return Window.day(instant.astimezone(ZoneInfo(zone)).date())


def roc_date(text: str | None, field: str) -> Window | None:
    """The day of a date with a year of the Republic of China, as Taiwan's authorities write it."""
    if text is None or not text.strip():
        return None
    match = _ROC.fullmatch(text.strip())
    if match is None:
        raise _bad(text, field, "民國<year>年<month>月<day>日")
    year, month, day = (_number(part) for part in match.groups() if part)
    try:
        return Window.day(date(year + _ROC_OFFSET, month, day))
    except ValueError:
        raise _bad(text, field, "民國<year>年<month>月<day>日") from None


def _number(text: str) -> int:
    """A number below a thousand, in digits or as 一百零四 and the like."""
    if text.isdecimal():
        return int(text)
    total = digit = 0
    for sign in text:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


@cache
def _months(locale: str) -> dict[str, int]:
    return {
        name.casefold().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("abbreviated", "wide")
        for number, name in get_month_names(width, context, locale).items()
    }


def named_date(text: str | None, field: str, locale: str) -> Window | None:
    """The day in "17 janvier 2024" and the like; month names, long or short, of the Unicode CLDR."""
    if text is None or not text.strip():
        return None
    match = _NAMED.fullmatch(text.strip())
    month = _months(locale).get(match[2].casefold()) if match else None
    if match is None or month is None:
        raise _bad(text, field, f"<day> <month name in {locale}> <year>")
    try:
        return Window.day(date(int(match[3]), month, int(match[1])))
    except ValueError:
        raise _bad(text, field, f"<day> <month name in {locale}> <year>") from None
