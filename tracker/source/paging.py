"""How services hand out long lists, page by page: mechanics that many sources share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from tracker.page import Page, Request, Unreadable
from tracker.source.declare import Yield
from tracker.source.reading import member, optional_member
from tracker.vocabulary import Issue, IssueKind

T = TypeVar("T")


def with_query(url: str, **parameters: object) -> str:
    """The address with these query parameters set; the others stay, in their order, and so does `{key}`."""
    address = urlsplit(url)
    query = dict(parse_qsl(address.query, keep_blank_values=True))
    query.update({name: str(value) for name, value in parameters.items()})
    text = urlencode(query, quote_via=quote).replace(quote("{key}"), "{key}")
    return urlunsplit(address._replace(query=text))


def query_of(url: str) -> dict[str, str]:
    """The query parameters of an address; of a repeated one the last."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def numbered_next(
    page: Page, parameter: str, more: bool, *, step: int = 1, first: int = 1, like: Request | None = None
) -> Iterator[Request]:
    """The next page of a list whose pages (or offsets) are counted in a query parameter, if there is `more`.

    `first` is the value of a page asked for without the parameter, `step` what a page adds to it; `like`:
    what else the request needs (headers, context).
    """
    if more:
        text = query_of(page.url).get(parameter, str(first))
        if not text.isdecimal():
            raise Unreadable(IssueKind.BAD_VALUE, f"{parameter} is {text!r}: expected a number", parameter)
        address = with_query(page.url, **{parameter: int(text) + step})
        yield replace(like or Request(url=""), url=address)


def linked_next(page: Page, link: str | None, like: Request | None = None) -> Iterator[Request]:
    """The page a list itself names as its next; relative addresses are resolved. `like`: what else the
    request needs (headers, context)."""
    if link:
        yield replace(like or Request(url=""), url=urljoin(page.url, link))


def counted(
    page: Page,
    context: Mapping[str, Any],
    rows: int,
    total: int,
    following: Request | None,
    field: str,
    before: int = 0,
) -> Iterator[Yield]:
    """The next page of a list that says itself how many entries it has, in its member `field`: `rows` of
    `total` are on this page, `following` asks for the next. What was read so far travels in its context
    (`read`); `before`: what the pages before it hold by the address, for a page that is read alone.

    A list that ends before its own number is an issue: what it does not show cannot be found.
    """
    reached = context.get("read", before) + rows
    if reached >= total:
        return
    if rows and following is not None:
        yield replace(following, context={**following.context, "read": reached})
    else:
        detail = f"the list ends after {reached} of the {total} entries that it counts itself"
        yield Issue(kind=IssueKind.LIST_CUT_OFF, detail=detail, url=page.url, field=field)


def counted_pages(
    page: Page, rows: Sequence[object], number: int, pages: int, following: Request | None, field: str
) -> Iterator[Yield]:
    """The same for a list that counts pages alone: this is page `number` of `pages`, with these `rows`."""
    if number >= pages:
        return
    if rows and following is not None:
        yield following
    else:
        detail = f"the list ends with page {number} of the {pages} that it counts itself"
        yield Issue(kind=IssueKind.LIST_CUT_OFF, detail=detail, url=page.url, field=field)


def array(page: Page) -> list[Any]:
    """The rows of a page that is a JSON array. Raises Unreadable."""
    rows = page.json()
    if not isinstance(rows, list):
        raise Unreadable(IssueKind.MALFORMED, f"expected a list of rows, found {rows!r:.60}")
    return rows


def each_row(page: Page, rows: Iterable[T], read: Callable[[T], Iterable[Yield]]) -> Iterator[Yield]:
    """What `read` makes of each row of a page that holds many measures; a row it cannot read is an issue
    and leaves the others alone."""
    for row in rows:
        try:
            yield from list(read(row))
        except Unreadable as fault:
            yield Issue(kind=fault.kind, detail=fault.detail, url=page.url, field=fault.field)


def odata(page: Page, like: Request | None = None) -> Iterator[Mapping[str, Any] | Request]:
    """The entities of an OData answer, versions 2 to 4 in JSON, and the request for its next page.

    https://docs.oasis-open.org/odata/odata-json-format/v4.01/ (`value`, `@odata.nextLink`);
    version 3 writes `odata.nextLink`, version 2 wraps all in `d` with `results` and `__next`.
    """
    answer = page.json()
    if isinstance(answer, Mapping) and "d" in answer:
        inner = answer["d"]
        answer = (
            {"value": inner}
            if isinstance(inner, list)
            else {**inner, "value": member(inner, "results", list)}
        )
    yield from member(answer, "value", list)
    names = ("@odata.nextLink", "odata.nextLink", "__next")
    link = next((text for name in names if (text := optional_member(answer, name, str))), None)
    yield from linked_next(page, link, like)


def sparql(endpoint: str, query: str, **parameters: object) -> Request:
    """A SPARQL query by GET. https://www.w3.org/TR/sparql11-protocol/"""
    text = " ".join(query.split())
    return Request(
        url=f"{endpoint}?{urlencode({'query': text, **parameters}, quote_via=quote)}",
        headers={"Accept": "application/sparql-results+json"},
    )


def bindings(page: Page) -> list[dict[str, str]]:
    """The rows of a SPARQL answer, each variable's value as text; unbound variables are absent.

    https://www.w3.org/TR/sparql11-results-json/
    """
    rows = member(member(page.json(), "results", dict), "bindings", list)
    if not all(isinstance(row, Mapping) for row in rows):
        raise Unreadable(IssueKind.MALFORMED, "expected an object for each row", "bindings")
    return [{name: member(cell, "value", str) for name, cell in row.items()} for row in rows]
