"""What a single value in the curated files must be: text, days, addresses, numbers; each says so in words."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainValidator

from tracker.vocabulary import Window

EDTF = "a date as YYYY-MM-DD, YYYY-MM, YYYY, START/END or ../END (on or before)"
DAY = "a day as YYYY-MM-DD"
URL = "an address beginning with http:// or https://"
MEMORY = "memory"
# The Council of Europe has no code of two letters anywhere.
_CODE = re.compile(r"COE|[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)
_ID = re.compile(r"(coe|[a-z]{2})(-[a-z0-9]+)+", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("text that is not blank")
    return value


def matching(pattern: re.Pattern[str], expected: str) -> AfterValidator:
    def check(value: str) -> str:
        if pattern.fullmatch(value) is None:
            raise ValueError(expected)
        return value

    return AfterValidator(check)


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", value):
        raise ValueError(URL)
    return value


def _day(value: Any) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return date.fromisoformat(value)
    except (TypeError, ValueError):
        pass
    raise ValueError(DAY)


def _window(value: Any) -> Window:
    try:
        return Window.parse(value)
    except (AttributeError, ValueError):
        raise ValueError(EDTF) from None


def _truth(value: Any) -> bool:
    if value not in ("true", "false"):
        raise ValueError("one of: true, false")
    return bool(value == "true")


def whole(pattern: str, expected: str) -> BeforeValidator:
    def check(value: Any) -> int:
        if not isinstance(value, str) or re.fullmatch(pattern, value, re.ASCII) is None:
            raise ValueError(expected)
        return int(value)

    return BeforeValidator(check)


Text = Annotated[str, AfterValidator(_text)]
Code = Annotated[str, matching(_CODE, "an ISO 3166 code such as CA or GB-SCT")]
Id = Annotated[str, matching(_ID, "an id in lower case such as ca-44-1-s-223 or gb-law-2022-31")]
Key = Annotated[str, matching(_KEY, "a short key of a-z, 0-9, - and _")]
Name = Annotated[str, matching(_NAME, "a name of a-z, 0-9 and _ that begins with a letter")]
CriterionName = Annotated[str, matching(_NAME, "the name of a criterion in subject.yml")]
ProvisionName = Annotated[str, matching(_NAME, "the name of a provision in subject.yml")]
Url = Annotated[str, AfterValidator(_url)]
Day = Annotated[date, PlainValidator(_day, json_schema_input_type=str)]
When = Annotated[Window, PlainValidator(_window, json_schema_input_type=str)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Days = Annotated[int, whole(r"\d{1,4}", "a whole number of days from 0 to 9999")]
Count = Annotated[int, whole(r"[1-9]", "a whole number from 1 to 9")]
Number = Annotated[int, whole(r"[1-9]\d{0,3}", "a whole number from 1 to 9999")]
LanguageTag = Annotated[
    str, matching(re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII), "a BCP 47 tag")
]


class Model(BaseModel):
    """An entry. `record`: what it becomes; its fields say what they hold, descriptions here what a curator
    must know besides."""

    record: ClassVar[type | None] = None
    model_config = ConfigDict(extra="forbid", frozen=True)
