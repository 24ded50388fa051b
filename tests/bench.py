"""`make bench`: how fast the parsers read, how long a replay, a commit and the pages take.

Figures are ratios against a floor measured in the same run: plain XML or JSON parsing for the parsers,
the pauses between two requests for a live refresh, which takes some minutes, stock Datasette for the pages.
Nothing here is a test.
"""

from __future__ import annotations

import json
import os
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from tests.bench_pages import bench_pages
from tests.bench_store import bench_store
from tests.conftest import CAPTURES, ROOT, capture_index
from tests.pace import LATENCY, live_sources, refresh_all
from tracker import knowledge, refresh, settings
from tracker.captures import CaptureStore
from tracker.page import Page, Unreadable
from tracker.source import catalogue
from tracker.source.declare import Source
from tracker.store import open_database
from tracker.vocabulary import Measure
from tracker.web import Replay

BULK = 600  # bills of the bulk archive, enough for a steady figure


def pages(source: str) -> Iterator[Page]:
    """The captures of a source that answer a URL; its example pages where there are no captures."""
    if (CAPTURES / "index.jsonl").exists():
        for line in capture_index():
            if line.get("source") == source and line.get("url") and line["status"] == 200:
                yield Page((CAPTURES / line["file"]).read_bytes(), line["url"], "", line.get("fetched_at"))
        if source == "ca_legisinfo":
            yield from bulk_bills()
        return
    for meta in sorted((ROOT / "tests" / "examples" / source).glob("*.meta.json")):
        about = json.loads(meta.read_text("utf-8"))
        stem = meta.name.removesuffix(".meta.json")
        path = next(p for p in meta.parent.glob(f"{stem}.*") if p.suffixes == [p.suffix])
        yield Page(path.read_bytes(), about["url"], "", about.get("fetched_at"))


def bulk_bills() -> Iterator[Page]:
    archive = CAPTURES / "bulk" / "legisinfo-all-sessions-xml.tar.xz"
    with tarfile.open(archive) as bulk:
        taken = 0
        for entry in bulk:
            file = bulk.extractfile(entry) if entry.isfile() else None
            if file is None or taken == BULK:
                continue
            taken += 1
            yield Page(file.read(), "https://www.parl.ca/legisinfo/en/bill/0-0/c-0/xml")


def plainly(page: Page) -> None:
    """The floor: the library's own parsing, nothing read out of it."""
    if page.content.lstrip().startswith(b"<"):
        # Some official files hold signs that XML does not allow.
        etree.fromstring(page.content, etree.XMLParser(recover=True))
    else:
        json.loads(page.content)


def timed(work: Callable[[], None]) -> float:
    """Seconds, the best of three."""
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def bench_parser(source: Source) -> None:
    held = [Page(p.content, p.url if "0-0" not in p.url else "", "", p.fetched_at) for p in pages(source.id)]
    if not held:
        return
    size = sum(len(page.content) for page in held)

    def parse() -> None:
        for page in held:
            try:
                reader = source.reader_for(page.url) if page.url else source.sniff(page.content)
                if reader is not None:
                    count["measures"] += sum(isinstance(x, Measure) for x in reader.read(page, {}))
            except Unreadable:
                count["refused"] += 1

    def floor() -> None:
        for page in held:
            plainly(page)

    count: Counter[str] = Counter()
    seconds, bare = timed(parse), timed(floor)
    speed = f"{len(held) / seconds:8.0f} pages/s {size / seconds / 1e6:7.1f} MB/s"
    read = f"{count['measures'] // 3:5} measures, {seconds / bare:4.1f} x plain parsing"
    print(f"{source.id:16} {len(held):5} pages {size / 1e6:7.2f} MB {speed} {read}")


def bench_replay(folder: Path) -> None:
    """Leaves `tracker.db` in the folder: from data/ and the captures, where there are any."""
    known = knowledge.load(settings.data_folder())
    sources = catalogue.sources()
    started = time.perf_counter()
    db = open_database(folder / "tracker.db")
    captures = CaptureStore(folder / "captures.db")
    writer = refresh.open_writer(db, known, sources.values(), datetime.now(UTC))
    built = time.perf_counter()
    print(f"database from data/ alone: {built - started:.2f} s")
    if not (CAPTURES / "index.jsonl").exists():
        print("replay: no captures here")
        return
    run = refresh.run_sources(
        writer,
        list(sources.values()),
        known,
        Replay(CAPTURES),
        captures,
        mode="replay",
        clock=lambda: datetime.now(UTC),
    )
    ended = time.perf_counter()
    floor = {s["id"]: s["requests"] * sources[s["id"]].interval for s in run.sources}
    busiest = max(floor, key=lambda name: floor[name])
    print(
        f"replay of {sum(s['requests'] for s in run.sources)} requests: {ended - built:.2f} s, {run.outcome}"
    )
    print(
        f"politeness floor of the same requests: {floor[busiest]:.0f} s ({busiest}); "
        f"our own work is {(ended - built) / floor[busiest]:.1%} of it"
    )


def bench_pace(folder: Path) -> None:
    os.environ |= {source.key: "key" for source in live_sources().values() if source.key}
    pace = refresh_all(folder, knowledge.load(settings.data_folder()), time.sleep, time.monotonic)
    print(
        f"refresh of {pace.requests} requests, each answered after {LATENCY} s: {pace.seconds:.0f} s, "
        f"{pace.seconds / pace.floor:.2f} x the pauses of {pace.busiest} ({pace.floor:.0f} s)"
    )


def main() -> None:
    for source in catalogue.sources().values():
        bench_parser(source)
    with tempfile.TemporaryDirectory() as folder:
        bench_replay(Path(folder))
        bench_store()
        bench_pages(Path(folder) / "tracker.db")
        bench_pace(Path(folder))


if __name__ == "__main__":
    main()
