"""A small world for the tests of a refresh: two places, two sources of a few JSON and XML pages, and a
clock that only moves when somebody sleeps.

Pages of a source at host H:
  https://H/list      titles: {"bills": [{"n", "title"}]}; each entry leads to its bill
  https://H/untitled  no titles: {"bills": [{"n", "mark"}]}
  https://H/bill/N    {"n", "title", "steps": [{"stage", "date"}], "more": [addresses]}
  https://H/law/N     the same in XML: <law><n/><title/><step stage="" date=""/></law>

Run as a program (`python -m tests.small DATABASE UPSTREAM`) it refreshes both sources once, for the
tests that kill it.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.loopback import Answer, Loopback
from tracker.captures import CaptureStore
from tracker.knowledge import Knowledge, Terms
from tracker.page import Page, Request
from tracker.questions import Clause, Criterion, Place, PlaceKind
from tracker.refresh import Run, Stored, open_writer, run_lock, run_sources, runner
from tracker.settings import captures_path, lock_path
from tracker.source import Expect, Found, Reader, Source, Watch, Yield, iso_date, member
from tracker.source.reading import required_text
from tracker.store import open_database
from tracker.store.rows import fetch
from tracker.vocabulary import (
    Alias,
    Event,
    Issue,
    IssueKind,
    Kind,
    Legislature,
    Measure,
    Session,
    Stage,
)
from tracker.web import Limits, Live, Web

START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
DIRECT = "Organ Trafficking Bill"
OTHER = "Fisheries Bill"
HOSTS = {"XA": "a.example", "XB": "b.example"}


class Time:
    """A clock for several threads that only moves when somebody sleeps."""

    def __init__(self, start: datetime = START) -> None:
        self.start = start
        self.seconds = 0.0
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.seconds += seconds

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)


# -- curated knowledge -----------------------------------------------------------------------------


def knowledge(measures: tuple[Measure, ...] = ()) -> Knowledge:
    def legislature(place: str) -> Legislature:
        name = f"{place.lower()}-parliament"
        session = Session(legislature=name, id="1", name="First session", term="1", start=date(2024, 1, 1))
        return Legislature(id=name, place=place, name=f"Parliament of {place}", sessions=(session,))

    return Knowledge(
        places=tuple(Place(code=c, name=c, kind=PlaceKind.COUNTRY, counted=True) for c in HOSTS),
        legislatures=tuple(legislature(place) for place in HOSTS),
        measures=measures,
        criteria=(
            Criterion(
                name="transplant_abroad",
                headline=True,
                title="Transplants abroad",
                question="Does a law reach them?",
                any_of=((Clause("reporting_duty"),),),
            ),
        ),
        treaties=(),
        terms={"en": Terms(search=("organ",), direct=("organ trafficking",), related=("transplants?",))},
    )


# -- a source --------------------------------------------------------------------------------------


def small_source(place: str = "XA", **more: Any) -> Source:
    """A source of that place; its id is `<place>_small`. `more` overrides any field."""
    host = HOSTS[place]
    source_id = f"{place.lower()}_small"
    json_page = Expect(content="json", must_contain=(b'"n"',))
    declared: dict[str, Any] = {
        "id": source_id,
        "place": place,
        "name": f"Bills of {place}",
        "home": f"https://{host}/",
        "publisher": f"Parliament of {place}",
        "contact": f"https://{host}/contact",
        "hosts": (host,),
        "languages": ("en",),
        "licence": "CC0",
        "republish": True,
        "every": timedelta(days=1),
        "start": lambda watch: _start(host, watch),
        "readers": (
            Reader(r"/bill/\d+", lambda page, _: _read_bill(page, place), json_page),
            Reader(r"/law/\d+", lambda page, _: _read_law(page, place), Expect(content="xml")),
            Reader(r"/list", lambda page, _: _read_list(page, place), Expect(content="json"), lists=Found),
            Reader(r"/untitled", lambda page, _: _read_untitled(page), Expect(content="json"), lists=Found),
        ),
        "sniff": lambda _: None,
        "legislature": f"{place.lower()}-parliament",
    }
    return Source(**{**declared, **more})


def address(place: str, path: str) -> str:
    return f"https://{HOSTS[place]}/{path}"


def _start(host: str, watch: Watch) -> Iterator[Request]:
    yield Request(url=f"https://{host}/list")
    for measure in watch.measures:
        if measure.source_id:
            yield Request(url=f"https://{host}/{measure.source_id}")


def measure_id(place: str, number: int | str) -> str:
    return f"{place.lower()}-1-{number}"


def _measure(place: str, path: str, number: str, title: str, steps: Sequence[Event]) -> Measure:
    return Measure(
        id=measure_id(place, number),
        place=place,
        kind=Kind.BILL,
        title=title,
        lang="en",
        legislature=f"{place.lower()}-parliament",
        session="1",
        number=number,
        events=tuple(steps),
        aliases=(Alias(source=f"{place.lower()}_small", source_id=f"{path}/{number}"),),
    )


def _step(word: str, day: str | None) -> tuple[Event, list[Issue]]:
    window = iso_date(day, "date")
    if word in set(Stage):
        return Event(stage=Stage(word), date=window, label=word), []
    odd = Issue(kind=IssueKind.UNKNOWN_STAGE, detail=f"unknown stage {word!r}", field="stage")
    return Event(stage=Stage.UNKNOWN, date=window, label=word), [odd]


def _read_bill(page: Page, place: str) -> Iterator[Yield]:
    data = page.json()
    steps = [_step(member(s, "stage", str), s.get("date")) for s in member(data, "steps", list)]
    number, title = str(member(data, "n", int)), member(data, "title", str)
    for _, issues in steps:
        yield from issues
    yield _measure(place, "bill", number, title, [event for event, _ in steps])
    for more in data.get("more", ()):
        yield Request(url=more)


def _read_law(page: Page, place: str) -> Iterator[Yield]:
    root = page.xml()
    steps = [_step(step.get("stage", ""), step.get("date")) for step in root.findall("step")]
    for _, issues in steps:
        yield from issues
    number, title = required_text(root, "n"), required_text(root, "title")
    yield _measure(place, "law", number, title, [event for event, _ in steps])


def _read_list(page: Page, place: str) -> Iterator[Yield]:
    for entry in member(page.json(), "bills", list):
        detail = Request(url=page.url.replace("list", f"bill/{entry['n']}"))
        yield Found(id=measure_id(place, entry["n"]), detail=detail, titles=(("en", entry["title"]),))


def _read_untitled(page: Page) -> Iterator[Yield]:
    data = page.json()
    for entry in member(data, "bills", list):
        base = page.url.partition("untitled")[0]
        detail = Request(url=f"{base}bill/{entry['n']}")
        yield Found(id=f"entry-{entry['n']}", detail=detail, version=entry["mark"])
    for more in data.get("more", ()):
        yield Request(url=more)


# -- its pages -------------------------------------------------------------------------------------


def page(value: object, etag: str | None = None) -> Answer:
    headers = {"content-type": "application/json"} | ({"etag": etag} if etag else {})
    return 200, headers, json.dumps(value).encode()


def bill_page(number: int, title: str = DIRECT, *steps: tuple[str, str], etag: str | None = None) -> Answer:
    told = [{"stage": stage, "date": day} for stage, day in steps or (("introduced", "2026-01-05"),)]
    return page({"n": number, "title": title, "steps": told}, etag)


def law_page(number: int, title: str = DIRECT, day: str = "2026-01-05") -> Answer:
    text = f'<law><n>{number}</n><title>{title}</title><step stage="introduced" date="{day}"/></law>'
    return 200, {"content-type": "application/xml"}, text.encode()


def list_page(*entries: tuple[int, str]) -> Answer:
    return page({"bills": [{"n": number, "title": title} for number, title in entries]})


def site(place: str, bills: Mapping[int, Answer], *others: tuple[int, str]) -> dict[str, Answer]:
    """A list of those bills, all with direct titles, and of `others`; and the bills' pages."""
    answers = {address(place, f"bill/{number}"): answer for number, answer in bills.items()}
    entries = [(number, DIRECT) for number in bills]
    return {address(place, "list"): list_page(*entries, *others), **answers}


# -- a run -----------------------------------------------------------------------------------------


class World:
    """A database in a folder, loopback sites and a clock; each run opens and closes everything anew."""

    def __init__(self, folder: Path, sites: Loopback, known: Knowledge | None = None) -> None:
        self.path = folder / "tracker.db"
        self.sites = sites
        self.time = Time()
        self.known = known or knowledge()
        self.sources: tuple[Source, ...] = (small_source(),)
        self.limits: Limits | None = None

    def live(self, upstream: str | None = None) -> Live:
        return Live(
            upstream=upstream or self.sites.upstream,
            clock=self.time.now,
            sleep=self.time.sleep,
            monotonic=self.time.monotonic,
            limits=self.limits,
        )

    def run(
        self,
        *sources: Source,
        web: Callable[[CaptureStore], Web] | None = None,
        mode: str = "live",
        wait: timedelta = timedelta(days=1),
    ) -> Run:
        """One run, after which that much time goes by."""
        chosen = sources or self.sources
        with run_lock(lock_path(self.path)):
            db = open_database(self.path)
            captures = CaptureStore(captures_path(self.path))
            door = web(captures) if web else self.live()
            try:
                writer = open_writer(db, self.known, chosen, self.time.now())
                return run_sources(writer, chosen, self.known, door, captures, mode=mode, clock=self.time.now)
            finally:
                door.close()
                captures.close()
                db.close()
                self.time.sleep(wait.total_seconds())

    def reparse(self, *sources: Source) -> Run:
        return self.run(*sources, web=Stored, mode="reparse")

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        db = open_database(self.path)
        try:
            return fetch(db, sql, values)
        finally:
            db.close()

    def titles(self) -> dict[str, str]:
        return {row["id"]: row["title"] for row in self.rows("SELECT id, title FROM measures ORDER BY id")}

    def status(self, measure: str) -> str | None:
        rows = self.rows("SELECT status FROM measures_today WHERE id = ?", measure)
        return rows[0]["status"] if rows else None

    def issues(self, run: Run, source: str = "xa_small") -> list[dict[str, Any]]:
        """Kind, url, field and detail of what one run recorded against a source."""
        return self.rows(
            "SELECT kind, url, field, detail FROM issues WHERE run = ? AND source = ? ORDER BY id",
            run.id,
            source,
        )

    def asked(self) -> list[str]:
        """Paths asked for since the last time, robots.txt left out; in the order asked."""
        seen = [s.url.partition("example")[2] for s in self.sites.requests if "robots.txt" not in s.url]
        self.sites.requests.clear()
        return seen


def outcome(run: Run, source: str = "xa_small") -> str:
    return str(next(s["outcome"] for s in run.sources if s["id"] == source))


def main(database: str, upstream: str) -> None:
    """Refresh both sources once; says "done" on standard output when it is over."""
    vars(runner)["parser_version"] = lambda _: "1"
    world = World(Path(database).parent, sites=None)  # type: ignore[arg-type]
    world.run(*map(small_source, HOSTS), web=lambda _: world.live(upstream))
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
