"""Records as canonical JSON and back."""

from __future__ import annotations

import json
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tracker import records
from tracker.page import Request
from tracker.source import Found
from tracker.vocabulary import (
    Alias,
    Event,
    Evidence,
    Issue,
    IssueKind,
    Kind,
    Link,
    Measure,
    Provision,
    Session,
    Stage,
    Window,
)

DAYS = st.dates(min_value=date(1000, 1, 1))
TEXT = st.text(min_size=1, max_size=8)
LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    bool: st.booleans(),
    int: st.integers(),
    date: DAYS,
    Window: DAYS.map(Window.day) | DAYS.map(lambda day: Window(None, day)),
    Alias: TEXT.map(lambda text: Alias(id=text)) | TEXT.map(lambda text: Alias(source=text, source_id=text)),
}


def drawn(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of that type; of a record, every field, so that one added later is covered too."""
    if hint in LEAVES:
        return LEAVES[hint]
    args = get_args(hint)
    if get_origin(hint) is UnionType:
        (inner,) = (arg for arg in args if arg is not NoneType)
        return st.none() | drawn(inner)
    if get_origin(hint) is tuple:
        if args[-1] is Ellipsis:
            return st.lists(drawn(args[0]), max_size=2).map(tuple)
        return st.tuples(*map(drawn, args))
    if issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    return st.fixed_dictionaries({n: drawn(h) for n, h in get_type_hints(hint).items()}).map(
        lambda values: hint(**values)
    )


# to_json leaves empty values out, but `date` of an Event has no default to come back from.
RECORDS = (
    Provision,
    Link,
    Evidence,
    Issue,
    Session,
    Event,
    Measure,
)


@pytest.mark.parametrize("kind", RECORDS)
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None, phases=[Phase.generate])
def test_a_record_survives_json(kind: type[Any], data: st.DataObject) -> None:
    record = data.draw(drawn(kind))
    assert records.from_json(kind, records.to_json(record)) == record
    text = records.dumps(record)
    assert records.loads(kind, text) == record
    assert records.dumps(records.loads(kind, text)) == text


def plain(**more: Any) -> Measure:
    return Measure(id="x-1", place="XA", kind=Kind.BILL, title="臓器売買", lang="ja", **more)


def test_absent_and_empty_values_are_left_out() -> None:
    assert records.to_json(plain()) == {
        "id": "x-1",
        "place": "XA",
        "kind": "bill",
        "title": "臓器売買",
        "lang": "ja",
    }


def test_the_text_is_canonical_and_keeps_its_script() -> None:
    text = records.dumps(plain(commencement_default=True))
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "臓器売買" in text
    assert '"commencement_default":true' in text


def test_windows_keep_their_precision() -> None:
    event = Event(stage=Stage.ASSENTED, date=Window.parse("2022-12"), label="assent")
    assert records.to_json(event)["date"] == "2022-12"


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "x"},
        {"id": "x", "place": "XA", "kind": "poem", "title": "t", "lang": "en"},
        {"id": "x", "place": "XA", "kind": "bill", "title": "t", "lang": "en", "colour": "red"},
        {
            **{"id": "x", "place": "XA", "kind": "bill", "title": "t", "lang": "en"},
            "events": [{"stage": "assented", "date": "sometime", "label": "a"}],
        },
    ],
)
def test_data_of_another_shape_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        records.from_json(Measure, wrong)


@pytest.mark.parametrize(
    "item",
    [
        plain(),
        Found(id="1", detail=Request(url="https://laws.example/1"), titles=(("en", "t"),)),
        Request(url="https://laws.example/1", context={"page": 2}),
        Issue(kind=IssueKind.EMPTY, detail="no rows: expected some"),
    ],
)
def test_what_a_reader_yields_comes_back(item: Any) -> None:
    assert records.from_json(type(item), records.to_json(item)) == item
