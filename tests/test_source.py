"""A source's declaration, the checks before reading, and strict reading of fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import scrapers
from tracker import cli
from tracker.page import Page, Unreadable
from tracker.source import (
    Expect,
    Reader,
    Source,
    Yield,
    catalogue,
    child_text,
    children,
    iso_date,
    member,
    optional_member,
    required_text,
)
from tracker.source.declare import read
from tracker.vocabulary import Issue, IssueKind, Window

URL = "https://laws.example/bill/1.xml"
EXPECT = Expect(content="xml", must_contain=(b"<bill",), min_bytes=8)


def echo(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    yield Issue(kind=IssueKind.EMPTY, detail=f"{page.url} {context['page']}")


SOURCE = Source(
    id="xa_parliament",
    place="XA",
    name="Parliament of Exampleland",
    home="https://laws.example/",
    publisher="Parliament of Exampleland",
    contact="https://laws.example/contact",
    hosts=("laws.example",),
    languages=("en",),
    licence="public domain",
    republish=True,
    every=timedelta(days=1),
    start=lambda _: (),
    readers=(Reader(r"/bill/\d+\.xml$", echo, EXPECT),),
    sniff=lambda _: None,
)


def refused(page: Page) -> Unreadable:
    with pytest.raises(Unreadable) as failure:
        list(read(SOURCE, page, {"page": 1}))
    return failure.value


def test_a_page_goes_to_the_reader_of_its_address_whatever_the_case() -> None:
    page = Page(b"<bill>1</bill>", URL.replace("bill", "Bill"), "application/xml; charset=utf-8")
    (issue,) = read(SOURCE, page, {"page": 7})
    assert isinstance(issue, Issue)
    assert issue.detail == f"{page.url} 7"


def test_an_address_no_reader_takes_is_an_issue() -> None:
    failure = refused(Page(b"<bill>1</bill>", "https://laws.example/about"))
    assert failure.kind is IssueKind.NO_READER
    assert "xa_parliament" in failure.detail


@pytest.mark.parametrize(
    ("content", "content_type", "said"),
    [
        (b"<bill>1</bill>", "text/html", "text/html"),
        (b"", "application/xml", "0 bytes"),
        (b"<maintenance/>", "application/xml", "<bill"),
    ],
)
def test_a_200_proves_nothing(content: bytes, content_type: str, said: str) -> None:
    failure = refused(Page(content, URL, content_type))
    assert failure.kind is IssueKind.WRONG_CONTENT
    assert said in failure.detail


def test_a_file_without_content_type_is_judged_by_its_bytes() -> None:
    assert list(read(SOURCE, Page(b"<bill>1</bill>", URL), {"page": 1}))


def test_page_json_takes_a_byte_order_mark_and_names_what_is_none() -> None:
    assert Page(b'\xef\xbb\xbf{"a": 1}', URL).json() == {"a": 1}
    for content in (b"<html>", b"\xff\xfe", b""):
        with pytest.raises(Unreadable) as failure:
            Page(content, URL).json()
        assert failure.value.kind is IssueKind.MALFORMED


def test_page_xml_refuses_what_is_not_well_formed() -> None:
    with pytest.raises(Unreadable) as failure:
        Page(b"<bill>", URL).xml()
    assert failure.value.kind is IssueKind.MALFORMED


def test_page_xml_expands_no_entity() -> None:
    hostile = b"<!DOCTYPE b [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><b>before &x; after</b>"
    root = Page(hostile, URL).xml()
    assert "".join(str(part) for part in root.itertext()).split() == ["before", "after"] or [
        child.tag for child in root
    ] == [etree.Entity]
    assert b"&x;" in etree.tostring(root)


def test_page_xml_refuses_exploding_entities() -> None:
    levels = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    bomb = f"<!DOCTYPE b [<!ENTITY e0 'ha'>{levels}]><b a='&e9;'/>"
    with pytest.raises(Unreadable):
        Page(bomb.encode(), URL).xml()


def test_a_page_is_known_by_its_bytes() -> None:
    assert Page(b"abc", URL).sha256 == Page(b"abc", "https://laws.example/2").sha256
    assert Page(b"abc", URL).sha256.startswith("ba7816bf")


XML = etree.fromstring(
    "<bill><title>  An\n Act\u202e <i>to</i> go </title><empty> </empty><step>1</step><step>2</step></bill>"
)


def test_text_of_a_child_is_clean() -> None:
    assert child_text(XML, "title") == "An Act to go"
    assert child_text(XML, "empty") is None
    assert child_text(XML, "absent") is None
    assert required_text(XML, "step") == "1"


@pytest.mark.parametrize("path", ["empty", "absent"])
def test_a_missing_field_is_named_never_guessed(path: str) -> None:
    with pytest.raises(Unreadable) as failure:
        required_text(XML, path)
    assert (failure.value.kind, failure.value.field) == (IssueKind.MISSING_FIELD, path)


def test_a_path_that_matches_nothing_is_an_error_unless_declared() -> None:
    assert len(children(XML, "step", at_least=2)) == 2
    assert children(XML, "absent", at_least=0) == []
    with pytest.raises(Unreadable, match="0 of <absent>"):
        children(XML, "absent")


@pytest.mark.parametrize(
    ("data", "kind", "issue"),
    [
        ({}, str, IssueKind.MISSING_FIELD),
        ({"a": None}, str, IssueKind.MISSING_FIELD),
        ({"a": " "}, str, IssueKind.MISSING_FIELD),
        ({"a": 1}, str, IssueKind.BAD_VALUE),
        ({"a": "1"}, int, IssueKind.BAD_VALUE),
        ({"a": True}, int, IssueKind.BAD_VALUE),
        ({"a": {}}, list, IssueKind.BAD_VALUE),
        ([], str, IssueKind.MALFORMED),
        ("text", str, IssueKind.MALFORMED),
        (None, str, IssueKind.MALFORMED),
    ],
)
def test_a_member_of_another_type_is_named(data: Any, kind: type[Any], issue: IssueKind) -> None:
    with pytest.raises(Unreadable) as failure:
        member(data, "a", kind)
    assert (failure.value.kind, failure.value.field) == (issue, "a")


def test_members_that_are_there() -> None:
    data = {"n": 0, "flag": False, "t": " a\x00 b ", "none": None}
    assert member(data, "n", int) == 0
    assert member(data, "flag", bool) is False
    assert member(data, "t", str) == "a b"
    assert optional_member(data, "none", int) is None
    assert optional_member(data, "absent", int) is None


@pytest.mark.parametrize(
    ("text", "zone", "day"),
    [
        ("2026-08-03T21:00:00Z", "Asia/Jerusalem", "2026-08-04"),
        ("2026-01-03T21:30:00+00:00", "Asia/Jerusalem", "2026-01-03"),
        ("2026-08-04T00:00:00+03:00", "Asia/Jerusalem", "2026-08-04"),
        ("2026-08-03T15:00:00.000Z", "Asia/Seoul", "2026-08-04"),
        ("2026-08-03T16:00:00+0000", "Asia/Shanghai", "2026-08-04"),
        ("2026-08-04T00:00:00", "Asia/Seoul", "2026-08-04"),
        ("2026-08-04", "Asia/Seoul", "2026-08-04"),
        ("2026-08-03T21:00:00Z", None, "2026-08-03"),
    ],
)
def test_an_instant_is_the_day_of_its_zone(text: str, zone: str | None, day: str) -> None:
    assert str(iso_date(text, "when", zone)) == day


@given(
    st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)), st.sampled_from(["", "T23:59:59", " "])
)
def test_an_iso_date_keeps_its_local_day(day: date, tail: str) -> None:
    assert iso_date(f"{day}{tail}", "when") == Window.day(day)


@pytest.mark.parametrize("text", [None, "", " ", "0001-01-01", "0001-01-01T00:00:00", "9999-12-31"])
def test_a_null_date_is_no_date(text: str | None) -> None:
    assert iso_date(text, "when") is None


@pytest.mark.parametrize("text", ["3.5.2022", "03/05/2022", "2022-02-30", "2022", "May 8, 2025", "104年"])
def test_trap_4_39_a_date_in_another_order_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as failure:
        iso_date(text, "when")
    assert (failure.value.kind, failure.value.field) == (IssueKind.BAD_VALUE, "when")
    assert repr(text) in failure.value.detail


def test_json_nested_without_end_is_malformed() -> None:
    with pytest.raises(Unreadable) as caught:
        Page(b"[" * 200_000, "https://a.example/").json()
    assert caught.value.kind is IssueKind.MALFORMED


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "import json\n\nSOURCE = json.absent\n",
            r"scrapers/zz_broken\.py:3: cannot be loaded: Attr",
        ),
        ("SOURCE = [\n", r"scrapers/zz_broken\.py: cannot be loaded: SyntaxError.*line 1"),
    ],
)
def test_a_module_that_cannot_be_loaded_is_named(
    text: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zz_broken.py").write_text(text, "utf-8")
    monkeypatch.setattr(scrapers, "__path__", [str(tmp_path)])
    [complaint] = catalogue.complaints(None)
    assert re.match(fault, complaint)
    with pytest.raises(catalogue.BrokenModule, match=fault):
        catalogue.sources()
    told = CliRunner().invoke(cli.cli, ["parse", "zz_broken", __file__])
    assert told.exit_code == 3
    assert told.stderr == f"Error: {complaint}\n"


def test_signs_that_nobody_sees_are_taken_out_and_joiners_stay() -> None:
    assert member({"t": "\ufeffחוק\u200f  השתלת\u200b אברים\xad"}, "t", str) == "חוק השתלת אברים"
    joined = "می\u200cشود"
    assert member({"t": joined}, "t", str) == joined
