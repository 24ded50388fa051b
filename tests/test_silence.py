"""Lists that say nothing: empty for ever, cut off half way, shorter than ever before. Never "unchanged"."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tracker import knowledge
from tracker.captures import CaptureStore
from tracker.page import Page, Request
from tracker.refresh.crawl import Crawl, Crawled, Tools
from tracker.refresh.opening import judge_of
from tracker.refresh.silence import silence
from tracker.settings import data_folder
from tracker.source import Source, catalogue
from tracker.source.declare import Watch, read
from tracker.vocabulary import Issue, IssueKind
from tracker.web import FetchFailed, Policy, Response, Validators

SOURCES = catalogue.sources()
_ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/">%s</feed>'
_KOREAN = (
    "<LawSearch><target>eflaw</target><totalCnt>%d</totalCnt><page>%d</page>"
    "<resultCode>00</resultCode></LawSearch>"
)
#: Of each source whose search may find nothing: that answer, in its format, and the address of a later page
#: with the same answer, where the list says that there are more entries than it shows (None: it never says).
Half = tuple[str, str, Mapping[str, Any]] | None
EMPTY: dict[str, tuple[str, Half]] = {
    "au_frl": ('{"value": []}', None),
    "au_parlwork": ("[]", None),
    "br_camara": (
        '{"dados": [], "links": [{"rel": "self", "href": "https://x.example/?pagina=1"}]}',
        (
            '{"dados": [], "links": [{"rel": "last", "href": "https://x.example/?pagina=9"}]}',
            "https://dadosabertos.camara.leg.br/api/v2/proposicoes?keywords=x&pagina=2",
            {},
        ),
    ),
    "br_senado": ("[]", None),
    "es_boe": ('{"status": {"code": "200", "text": "ok"}, "data": []}', None),
    "eu_oeil": ("<items></items>", None),
    "gb_bills": (
        '{"items": [], "totalResults": 0}',
        (
            '{"items": [], "totalResults": 250}',
            "https://bills-api.parliament.uk/api/v1/Bills?SearchTerm=organ&Skip=100",
            {"read": 100},
        ),
    ),
    "gb_legislation": (
        _ATOM % "",
        (
            _ATOM % "<o:startIndex>21</o:startIndex><o:totalResults>34</o:totalResults>",
            "https://www.legislation.gov.uk/ukpga/data.feed?title=organ&page=2",
            {},
        ),
    ),
    "il_knesset": ('{"@odata.context": "$metadata#KNS_Bill $metadata#KNS_IsraelLaw", "value": []}', None),
    "in_sansad": (
        '{"_metadata": {"currentPageNumber": 1, "perPageSize": 100, "totalElements": 0, "totalPages": 0},'
        ' "records": []}',
        (
            '{"_metadata": {"currentPageNumber": 2, "perPageSize": 100, "totalElements": 250,'
            ' "totalPages": 3}, "records": []}',
            "https://sansad.in/api_rs/legislation/getBills?billName=Transplant&page=2&size=100",
            {"read": 100},
        ),
    ),
    "it_normattiva": (
        '{"listaAtti": [], "facetMap": {}, "numeroPagine": 1}',
        (
            '{"listaAtti": [], "facetMap": {}, "numeroPagine": 3}',
            "https://api.normattiva.it/t/normattiva.api/bff-opendata/v1/api/v1/ricerca/avanzata",
            {"term": "organi", "page": 2},
        ),
    ),
    "it_senato": ('{"head": {"vars": ["iddl", "titolo"]}, "results": {"bindings": []}}', None),
    "kr_assembly": (
        '{"RESULT": {"CODE": "INFO-200", "MESSAGE": "해당하는 데이터가 없습니다."}}',
        (
            '{"TVBPMBILL11": [{"head": [{"list_total_count": 250}]}, {"row": []}]}',
            "https://open.assembly.go.kr/portal/openapi/TVBPMBILL11?KEY=x&AGE=22&BILL_NAME=x&pIndex=2",
            {"read": 100},
        ),
    ),
    "kr_lawgokr": (
        _KOREAN % (0, 1),
        (
            _KOREAN % (250, 2),
            "https://www.law.go.kr/DRF/lawSearch.do?OC=x&display=100&page=2&query=x",
            {"read": 100},
        ),
    ),
    "nz_bills": (
        '{"totalResults": 0, "page": 1, "pageSize": 50, "results": []}',
        (
            '{"totalResults": 120, "page": 2, "pageSize": 50, "results": []}',
            "https://bills.parliament.nz/api/data/search",
            {"keyword": "organ", "read": 50},
        ),
    ),
    "tr_bedesten": (
        '{"data": {"total": 0, "start": 0, "mevzuatList": []}, "metadata": {"FMTY": "SUCCESS"}}',
        (
            '{"data": {"total": 45, "start": 20, "mevzuatList": []}, "metadata": {"FMTY": "SUCCESS"}}',
            "https://bedesten.adalet.gov.tr/mevzuat/searchDocuments",
            {"mevzuatAdi": "organ", "pageNumber": 2, "read": 20},
        ),
    ),
    "tw_ly": (
        '{"total": 0, "total_page": 0, "page": 1, "limit": 100, "bills": []}',
        (
            '{"total": 250, "total_page": 3, "page": 2, "limit": 100, "bills": []}',
            "https://ly.govapi.tw/v2/bills?q=%22x%22&page=2&limit=100",
            {"read": 100},
        ),
    ),
    "us_legiscan": (
        '{"status": "OK", "searchresult": {"summary": {"page_current": 1, "page_total": 1}}}',
        (
            '{"status": "OK", "searchresult": {"summary": {"page_current": 2, "page_total": 3}}}',
            "https://api.legiscan.com/?key=x&op=getSearch&state=ALL&query=x&page=2",
            {},
        ),
    ),
    "us_openstates": (
        '{"results": [], "pagination": {"per_page": 20, "page": 1, "max_page": 1, "total_items": 0}}',
        (
            '{"results": [], "pagination": {"per_page": 20, "page": 2, "max_page": 4, "total_items": 70}}',
            "https://v3.openstates.org/bills?q=x&page=2",
            {},
        ),
    ),
}

# A source may have its own among its examples: `empty-*`, and `half-*` with the context it is read in.
for _case in sorted((Path(__file__).parent / "examples").glob("*/empty-*.json")):
    if not _case.name.endswith((".meta.json", ".expected.json")):
        _half = next((p for p in _case.parent.glob("half-*.json") if p.name.count(".") == 1), None)
        _meta = json.loads(_half.with_suffix(".meta.json").read_text("utf-8")) if _half else {}
        EMPTY[_case.parent.name] = (
            _case.read_text("utf-8"),
            (_half.read_text("utf-8"), _meta["url"], _meta.get("context", {})) if _half else None,
        )
HALVES = {name: half for name, (_, half) in EMPTY.items() if half}


@cache
def known() -> knowledge.Knowledge:
    return knowledge.load(data_folder())


class Same:
    """A site that gives one answer to every request that a list reader takes, and has nothing else."""

    replayed = False

    def __init__(self, source: Source, body: str) -> None:
        self.source, self.body = source, body

    def fetch(self, request: Request, policy: Policy, validators: Validators | None = None) -> Response:
        reader = self.source.reader_for(request.url)
        if reader is None or not reader.lists:
            raise FetchFailed(IssueKind.HTTP_STATUS, request.url, "404")
        page = Page(self.body.encode(), request.url, "", "2026-11-20T06:00:00Z")
        return Response(page, 200, {}, request.url, page.fetched_at)

    def close(self) -> None:
        return None


def crawl(source: Source, web: Any, folder: Path) -> Crawled:
    calendars = [x for x in known().legislatures if x.id == source.legislature]
    sessions = tuple(session.id for calendar in calendars for session in calendar.sessions[-2:])
    terms = {lang: t.search for lang, t in known().terms.items() if lang in source.languages}
    store = CaptureStore(folder / "captures.db")
    watch = Watch(terms=terms, sessions=sessions)
    tools = Tools(web, store, judge_of(known()), watch, frozenset(), {}, "parser", "key")
    try:
        return Crawl(source, tools).run()
    finally:
        store.close()


def test_every_search_that_may_find_nothing_is_tried() -> None:
    searches = {
        source.id
        for source in SOURCES.values()
        for reader in source.readers
        if reader.may_be_empty and reader.lists
    }
    assert searches == set(EMPTY)


@pytest.mark.parametrize("name", EMPTY)
def test_a_search_that_finds_nothing_at_all_is_told(name: str, tmp_path: Path) -> None:
    crawled = crawl(SOURCES[name], Same(SOURCES[name], EMPTY[name][0]), tmp_path)
    assert crawled.pages
    assert crawled.issues == []
    told = silence(crawled, ())
    assert told is not None
    assert (told.kind, told.degrades) == (IssueKind.LISTS_SILENT, True)


@pytest.mark.parametrize("name", HALVES)
def test_a_list_that_ends_before_its_own_number_is_told(name: str) -> None:
    body, url, context = HALVES[name]
    items = list(read(SOURCES[name], Page(body.encode(), url), context))
    (issue,) = items
    assert isinstance(issue, Issue)
    assert (issue.kind, issue.degrades) == (IssueKind.LIST_CUT_OFF, True)
    assert issue.field


def entries(source: Source, count: int) -> Crawled:
    return Crawled(source, found={f"entry-{number}" for number in range(count)}, pages=1)


LISTING = SOURCES["gb_bills"]


@pytest.mark.parametrize(
    ("count", "before", "silent"),
    [
        (40, (41, 40), False),
        (8, (41, 40), True),
        (9, (41, 40), False),
        (1, (9, 8), False),  # short lists come and go
        (1, (), False),
        (0, (), True),
        (8, (8, 8, 41), True),
    ],
)
def test_a_fall_is_told(count: int, before: tuple[int, ...], silent: bool) -> None:
    assert bool(silence(entries(LISTING, count), before)) is silent


def test_a_canary_and_a_floor_are_looked_for() -> None:
    guarded = replace(LISTING, canary="entry-3", floor=3)
    assert silence(entries(guarded, 4), ()) is None
    missing, short = silence(entries(guarded, 3), ()), silence(entries(guarded, 2), ())
    assert missing is not None
    assert "entry-3" in missing.detail
    assert short is not None
    assert "at least 3" in short.detail


def test_what_could_not_be_had_is_not_told_twice() -> None:
    crawled = entries(LISTING, 0)
    crawled.lists_missed = True
    assert silence(crawled, (40,)) is None
