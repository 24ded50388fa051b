"""One file through a source's readers: what `tracker parse` shows. Reads no network, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tracker import records
from tracker.history import Record, merge
from tracker.page import Page, Request, Unreadable
from tracker.source.declare import Found, Source, Yield, read
from tracker.status import Assessment
from tracker.vocabulary import Issue, Legislature, Measure, Participants
from tracker.web import FetchFailed, Policy, Replay


class BadSet(Exception):
    """The index of the capture set that the file lies in is not what it should be; says where."""


class NoReader(Exception):
    """The file is not one of this source's pages, as far as its bytes tell."""


def parse_file(source: Source, file: Path, url: str | None) -> list[Yield]:
    """Everything the file yields. A page that needs a further one is given it from the capture set the
    file lies in; where there is none, it is read alone.

    Raises BadSet, NoReader, OSError, or Unreadable.
    """
    content = file.read_bytes()
    folder = _capture_set(file)
    try:
        web = Replay(folder) if folder else None
    except ValueError as error:
        raise BadSet(str(error)) from None
    url = url or (web.url_of(file) if web else None)
    page = Page(content, url or "")
    items = list(_read(source, page, {}))
    requests = [item for item in items if isinstance(item, Request)]
    if requests and not any(isinstance(item, Measure) for item in items):
        followed = list(_follow(source, requests, web)) if web else []
        if any(isinstance(item, Measure) for item in followed):
            return [*items, *followed]
        if any(request.context for request in requests):
            return list(_read(source, page, {"alone": True}))
    return items


def _read(source: Source, page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    if page.url:
        yield from read(source, page, context)
        return
    reader = source.sniff(page.content)
    if reader is None:
        raise NoReader(f"{source.id}: these bytes are none of its pages; give the address with --url")
    reader.expect.check(page)
    yield from reader.read(page, context)


def _follow(source: Source, requests: list[Request], web: Replay) -> Iterator[Yield]:
    todo = list(requests)
    asked: set[str] = set()
    while todo:
        request = todo.pop(0)
        if request.address in asked:
            continue
        asked.add(request.address)
        try:
            response = web.fetch(request, Policy(hosts=source.hosts))
        except FetchFailed:
            continue
        if response.page is not None:
            for item in read(source, response.page, request.context):
                yield item
                if isinstance(item, Request):
                    todo.append(item)


def _capture_set(file: Path) -> Path | None:
    return next((p for p in file.resolve().parents if (p / "index.jsonl").is_file()), None)


def to_json(
    items: list[Yield], source: Source, legislatures: Mapping[str, Legislature], today: date
) -> list[dict[str, Any]]:
    """The measures among `items`, each with its status on `today` by its legislature's calendar."""
    return [_measure_json(item, source, legislatures, today) for item in items if isinstance(item, Measure)]


def _measure_json(
    measure: Measure, source: Source, legislatures: Mapping[str, Legislature], today: date
) -> dict[str, Any]:
    history = merge(measure.id, [Record(source.id, measure, today)])
    assessment = Assessment(history, legislatures.get(measure.legislature or ""))
    standing = assessment.on(today)
    plain = records.to_json(replace(measure, events=()))
    dates = {
        name: _text(getattr(assessment, name)) for name in ("introduced", "passed", "assented", "in_force")
    }
    return {
        "id": measure.id,
        "place": measure.place,
        "session": measure.session,
        "number": measure.number,
        "kind": measure.kind.value,
        "title": measure.title,
        "status": standing.status.value if standing else "unknown",
        "status_date": str(standing.since) if standing else None,
        **dates,
        "events": [
            {
                "date": _text(step.event.date),
                "chamber": step.event.chamber.value if step.event.chamber else None,
                "stage": step.event.stage.value,
                "label": step.event.label,
                "basis": step.event.basis.value,
                "url": step.event.url,
            }
            for step in assessment.steps
        ],
        **{
            name: value
            for name, value in plain.items()
            if name not in ("id", "place", "session", "number", "kind", "title")
        },
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def unreadable_line(file: Path, url: str | None, fault: Unreadable) -> str:
    """A fault in one line: the file or address, the field, what was found and what was expected."""
    where = f"{url or file}"
    field = f" field {fault.field}:" if fault.field else ""
    return f"{where}: {fault.kind.value}:{field} {fault.detail}"


def remarks(items: list[Yield]) -> Iterator[str]:
    """What else the page yielded, a line each: further requests, entries found, issues."""
    for item in items:
        match item:
            case Request():
                yield f"asks for {item.url}"
            case Found():
                yield f"found {item.id}: {'; '.join(text for _, text in item.titles)}"
            case Participants():
                for x in item.actions:
                    yield f"{item.treaty}: {x.place} {x.action.value} {_text(x.date) or 'undated'}"
            case Issue():
                yield f"{item.kind.value}: {item.field or ''}: {item.detail}"
