"""Reading one source: from its first requests to records, without writing anything to the database.

Runs in a thread of its own. Bodies go to the capture store as they come, before any transaction.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker import records
from tracker.captures import CaptureStore
from tracker.history import Record
from tracker.page import Page, Request, Unreadable
from tracker.refresh.plausible import implausible
from tracker.relevance import Judge, Verdict
from tracker.source.declare import Found, Reader, Source, Watch, Yield, read
from tracker.status.participation import Listing
from tracker.store import Incoming
from tracker.vocabulary import Evidence, EvidenceKind, Issue, IssueKind, Measure, Participants, Relevance
from tracker.web import FetchFailed, Policy, Response, Web

_WEIGHT = {Relevance.NO: 0, Relevance.RELATED: 1, Relevance.DIRECT: 2}


@dataclass(frozen=True, slots=True)
class Capture:
    """A page that was read, as the database notes it. `url`: the request's address."""

    url: str
    sha256: str
    status: int
    fetched_at: str | None
    method: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a list or an opened page showed, and how its title was judged."""

    entry: str
    version: str | None
    title: str | None
    verdict: Verdict


@dataclass
class Crawled:
    """All that came of reading one source. `found`: the entries that its lists showed, of ours or not;
    `lists_missed`: not every list could be had, or none for want of the page that leads to it."""

    source: Source
    incoming: list[Incoming] = field(default_factory=list)
    lists: list[Listing] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)
    discoveries: dict[str, Discovery] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)
    lists_missed: bool = False
    requests: int = 0
    pages: int = 0
    newest: str | None = None

    def add(
        self, kind: IssueKind, url: str, detail: str, field_name: str | None = None, *, aside: bool = False
    ) -> None:
        self.issues.append(Issue(kind=kind, url=url, detail=detail, field=field_name, aside=aside))


@dataclass(frozen=True)
class Tools:
    """What a crawl works with besides its source. `known`: ids and aliases of the watched measures;
    `opened`: version of each list entry opened before, by entry."""

    web: Web
    captures: CaptureStore
    judge: Judge
    watch: Watch
    known: frozenset[str]
    opened: Mapping[str, str | None]
    parser: str
    key: str | None = None


class Crawl:
    """One reading of one source."""

    def __init__(self, source: Source, tools: Tools) -> None:
        self.source = source
        self.tools = tools
        self.result = Crawled(source)
        self._queue: deque[Request] = deque()
        self._asked: set[tuple[str, str]] = set()
        self._emitted: set[str] = set()
        self._lost = self._listed = False
        #: The body of the list's page that led to an address.
        self._led_from: dict[str, str] = {}
        self._closer: dict[str, Found] = {}
        self._closer_left = source.look_closer

    def run(self) -> Crawled:
        """Ask for every page and read it; whatever goes wrong with one page becomes an issue."""
        for request in self.source.start(self.tools.watch):
            self._ask(request)
        while self._queue:
            request = self._queue.popleft()
            if self.result.requests >= self.source.max_requests:
                detail = f"more than {self.source.max_requests} pages asked for in one run"
                self.result.add(IssueKind.TOO_MANY_REQUESTS, request.url, detail)
                self.result.lists_missed = True
                break
            self._page(request)
        self.result.lists_missed |= self._lost and not self._listed
        return self.result

    def _ask(self, request: Request) -> None:
        name = (request.method, request.address)
        if name not in self._asked:
            self._asked.add(name)
            self._queue.append(request)

    def _page(self, request: Request) -> None:
        self.result.requests += 1
        reader = self.source.reader_for(request.url)
        try:
            response = self._fetch(request)
        except FetchFailed as failure:
            self.result.add(failure.kind, failure.url, failure.detail)
            self._missed(reader)
            return
        page = response.page
        if page is None:
            return
        try:
            items = list(read(self.source, page, request.context))
        except Unreadable as fault:
            # What was opened only to be judged is no measure of ours as far as anybody knows.
            aside = request.address in self._closer
            self.result.add(fault.kind, request.address, fault.detail, fault.field, aside=aside)
            self._missed(reader)
            if fault.kind not in (IssueKind.WRONG_CONTENT, IssueKind.NO_READER):
                self._keep(request, response, page)
            return
        except Exception as error:
            # A fault of ours in one reader must not take the other pages and sources with it.
            self.result.add(IssueKind.INTERNAL, request.address, f"{type(error).__name__}: {error}")
            self._missed(reader)
            self._keep(request, response, page)
            return
        capture = self._keep(request, response, page)
        if not items and reader is not None and not reader.may_be_empty:
            self.result.add(IssueKind.EMPTY, request.address, "the page was read and yields nothing")
            self._missed(reader)
        self.result.pages += 1
        self.result.newest = max(filter(None, (self.result.newest, response.fetched_at)), default=None)
        self._taken(items, capture, page, reader)

    def _taken(self, items: Sequence[Yield], capture: Capture, page: Page, reader: Reader | None) -> None:
        """Take in what a page yielded. An issue of a measure that is not ours is put aside."""
        if reader and reader.lists:
            self._listed = True
            following = [item.address for item in items if isinstance(item, Request)]
            # A list that hands out one page for every number would be asked until the run ends.
            if following and self._led_from.get(capture.url) == capture.sha256:
                detail = "the list gives the page before it again: its next one is not asked for"
                self.result.add(IssueKind.LIST_CUT_OFF, capture.url, detail)
                items = [item for item in items if not isinstance(item, Request)]
            self._led_from |= dict.fromkeys(following, capture.sha256)
            self.result.found.update(item.id for item in items if isinstance(item, reader.lists))
        ours = {m.id: self._measure(m, capture) for m in items if isinstance(m, Measure)}
        for item in items:
            match item:
                case Participants():
                    self._participants(item, capture)
                case Found():
                    self._found(item)
                case Request():
                    self._ask(item)
                case Issue():
                    # A page's URL does not tell requests with different bodies apart; its address does.
                    url = capture.url if item.url in (None, page.url) else item.url
                    aside = not ours.get(item.measure or "", True)
                    self.result.issues.append(replace(item, url=url, aside=aside))

    def _missed(self, reader: Reader | None) -> None:
        self._lost = True
        self.result.lists_missed |= bool(reader and reader.lists)

    def _fetch(self, request: Request) -> Response:
        """The page, where the site says "not modified" as it was stored: it is read again all the same,
        since it may lead to further pages."""
        store = self.tools.captures
        validators = store.validators(request.address, self.tools.parser, request.method)
        policy = Policy(
            hosts=self.source.hosts,
            interval=self.source.interval,
            key=self.tools.key,
            old_tls=self.source.old_tls,
        )
        response = self.tools.web.fetch(request, policy, validators)
        if response.page is not None:
            return response
        kept = store.latest(request.address, request.method)
        content = store.find(kept.sha256) if kept else None
        if kept is None or content is None:
            # What was stored is lost or damaged, and would be so at the next "not modified" too.
            return self.tools.web.fetch(request, policy)
        page = Page(content, request.url, kept.content_type or "", response.fetched_at)
        return replace(response, page=page, status=kept.status)

    def _keep(self, request: Request, response: Response, page: Page) -> Capture:
        store = self.tools.captures
        digest = store.put(page.content)
        store.note(
            request.address,
            digest,
            self.source.id,
            response.status,
            response.headers,
            response.fetched_at,
            records.dumps(request.context),
            method=request.method,
        )
        kept = Capture(request.address, digest, response.status, response.fetched_at, request.method)
        self.result.captures.append(kept)
        return kept

    # -- what a page yields

    def _measure(self, measure: Measure, capture: Capture) -> bool:
        """Take in a measure; whether it is one of ours."""
        verdict = self._judge_measure(measure)
        closer = self._closer.pop(capture.url, None)
        if closer is not None:
            found = Discovery(closer.id, closer.version, measure.title, verdict)
            self.result.discoveries[closer.id] = found
        if verdict.relevance is Relevance.NO and not self._is_known(measure):
            return False
        if measure.id in self._emitted:
            self.result.add(IssueKind.DUPLICATE_MEASURE, capture.url, f"{measure.id} came twice in one run")
            return True
        self._emitted.add(measure.id)
        if odd := implausible(measure, _day(capture)):
            # Rather the last good record as a whole than one wrong year.
            self.result.add(IssueKind.BAD_VALUE, capture.url, odd, "date")
            return True
        if verdict.relevance is not Relevance.NO:
            measure = replace(measure, relevance=verdict.relevance)
        record = Record(self.source.id, measure, _day(capture))
        self.result.incoming.append(Incoming(record, capture.url, capture.sha256))
        return True

    def _participants(self, listed: Participants, capture: Capture) -> None:
        """A depositary's list, each action with the page as its proof."""
        if listed.treaty in self._emitted:
            detail = f"the list of {listed.treaty} came twice in one run"
            self.result.add(IssueKind.DUPLICATE_MEASURE, capture.url, detail)
            return
        self._emitted.add(listed.treaty)
        seen = _day(capture)
        proof = Evidence(kind=EvidenceKind.OFFICIAL, url=capture.url, retrieved=seen, sha256=capture.sha256)
        actions = tuple(replace(action, evidence=(proof,)) for action in listed.actions)
        self.result.lists.append(Listing(self.source.id, replace(listed, actions=actions), seen))

    def _is_known(self, measure: Measure) -> bool:
        names = {measure.id, measure.continues, *(alias.key for alias in measure.aliases)}
        return bool(names & self.tools.known)

    def _judge_measure(self, measure: Measure) -> Verdict:
        return self._best((title.lang, title.text) for title in measure.all_titles)

    def _best(self, titles: Iterable[tuple[str, str]]) -> Verdict:
        verdicts = [self.tools.judge.title(lang, text) for lang, text in titles]
        return max(verdicts, key=lambda v: _WEIGHT[v.relevance], default=Verdict(Relevance.NO, ()))

    def _found(self, found: Found) -> None:
        """Open what matters. An entry without a title is opened to be judged, so many in one run, and
        not again before the list says that it has changed."""
        if found.id in self.tools.known:
            return  # asked for anyway
        if found.titles:
            verdict = self._best(found.titles)
            if verdict.relevance is not Relevance.NO:
                self._ask(found.detail)
                title = found.titles[0][1]
                self.result.discoveries[found.id] = Discovery(found.id, found.version, title, verdict)
            return
        before = self.tools.opened.get(found.id, "")
        if before == found.version or self._closer_left <= 0:
            return
        self._closer_left -= 1
        self._closer[found.detail.address] = found
        self._ask(found.detail)


def _day(capture: Capture) -> date | None:
    return date.fromisoformat(capture.fetched_at[:10]) if capture.fetched_at else None
