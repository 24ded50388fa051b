"""A first live look at one source: a few polite requests, every answer kept, nothing committed.

Whoever runs it where the site can be reached sees what parses, and keeps the answers as the first fixtures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tracker.captures import CaptureStore
from tracker.knowledge import Knowledge
from tracker.page import Request
from tracker.refresh.crawl import Crawl, Crawled, Tools
from tracker.refresh.opening import open_writer
from tracker.refresh.runner import Runner
from tracker.source.declare import Source
from tracker.store import open_database
from tracker.vocabulary import Issue, IssueKind
from tracker.web import Web

#: Requests of one probe, unless more are asked for.
REQUESTS = 10


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of it: one row a page, and what was wrong. `verified`: at least one page was read, and none
    was refused."""

    pages: Sequence[Mapping[str, Any]]
    measures: Sequence[str]
    issues: Sequence[Issue]

    @property
    def verified(self) -> bool:
        return bool(self.pages) and not any(issue.degrades for issue in self.issues)

    def to_json(self) -> dict[str, Any]:
        issues = [{"kind": i.kind.value, "url": i.url, "detail": i.detail} for i in self.issues]
        shown = {"pages": list(self.pages), "measures": list(self.measures), "issues": issues}
        return {"schema": 1, "verified": self.verified, **shown}


def probe(
    source: Source, known: Knowledge, web: Web, folder: Path, now: datetime, requests: int = REQUESTS
) -> Probe:
    """Ask at most so many pages of a source and write what it answered to `folder`, as a capture set.

    It works on a database of its own, made of the curated data. Raises FileExistsError where the folder
    holds anything.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    limited = replace(source, max_requests=requests, look_closer=min(source.look_closer, requests // 2))
    with TemporaryDirectory() as temporary:
        path = Path(temporary)
        with (
            closing(CaptureStore(path / "captures.db")) as store,
            closing(open_database(path / "tracker.db")) as db,
        ):
            runner = Runner(open_writer(db, known, [source], now), known, web, store)
            crawl = _Told(limited, runner.tools(source))
            crawled = crawl.run()
            store.export(folder)
    return Probe(crawl.pages, [i.record.measure.id for i in crawled.incoming], _wrong(crawled))


def _wrong(crawled: Crawled) -> list[Issue]:
    """Its own limit is no fault of the source."""
    return [issue for issue in crawled.issues if issue.kind is not IssueKind.TOO_MANY_REQUESTS]


class _Told(Crawl):
    """A crawl that remembers, for each page, what it yielded."""

    def __init__(self, source: Source, tools: Tools) -> None:
        super().__init__(source, tools)
        self.pages: list[dict[str, Any]] = []

    def _page(self, request: Request) -> None:
        before, kept = len(self.result.issues), len(self.result.captures)
        yields = Counter(self._sizes())
        super()._page(request)
        answered = self.result.captures[kept:]
        came = Counter(self._sizes())
        came.subtract(yields)
        self.pages.append(
            {
                "url": request.address,
                "status": answered[0].status if answered else None,
                **came,
                "issues": len(self.result.issues) - before,
            }
        )

    def _sizes(self) -> dict[str, int]:
        return {
            "measures": len(self.result.incoming),
            "found": len(self.result.discoveries),
            "requests": len(self._asked),
        }
