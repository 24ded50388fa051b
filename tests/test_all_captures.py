"""Every stored response of our sources goes through its readers: read, or listed here with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import capture_index
from tracker.page import Page, Request
from tracker.source import Found, Source, Yield, catalogue
from tracker.vocabulary import Issue, IssueKind, Proof
from tracker.web.replay import match_key

CODES = "a table of codes"
TEXT = "not asked for: other pages tell all that is used"
OTHER_FORM = "another interface, which is not asked"
REFUSED = "a refusal, shown to be refused in the source's own test"
NOTES = "notes of others, no response"
# Patterns of files (fnmatch).
NOT_READ = {
    "au/frl_version_*": "a version of a title: the title tells all that is used",
    "br/camara_referencias_siglaTipo.json": CODES,
    "br/senado_materia_movimentacoes_*": "steps of the older service, without the bill's name",
    "br/senado_materia_votacoes_*": "votes of the older service, without the bill's name",
    "br/senado_materia_pesquisa_lista_*": "a search switched off in 2026",
    "coe-treaty-office/*": "cut out of a larger answer",
    "de/dip21_*": "the export of the forerunner, of 2019: test_de_dip reads its words",
    "derived/tw_ly_v2_bill_*": "a row out of a list: test_tw wraps it as a page",
    "es/boe_analisis_*": TEXT,
    "es/boe_aux_*": CODES,
    "es/boe_legislacion-consolidada_texto_*": TEXT,
    "es/boe_no_existe.json": REFUSED,
    "es/boe_sumario_*": TEXT,
    "il/KNS_IsraelLawName.v4.json": TEXT,
    "il/KNS_LawBinding.v4.json": "says of a bill which laws it became: test_il_knesset gives it its bill",
    "il/KNS_Status.v4.json": CODES,
    "il/metadata_*": "the description of the interface",
    "il/reblaze_block_response.html": REFUSED,
    "it/normattiva_opendata_sample-constitution.json": "has no day, so it makes no record",
    "kr/*error-300.json": REFUSED,
    "kr/ENBCONFBILL.json": "notices in English, without numbers",
    "kr/data.go.kr/*": OTHER_FORM,
    "kr/nayjnliqaexiioauy.plenary_agenda.json": "the plenary's agenda: no day of proposal",
    "kr/nzivskufaliivfhpb.stats.json": "counts of bills",
    "no/stortinget_sak_94625.json": "JSON, and XML is asked for",
    "nz/bills_api_facets.json": CODES,
    "nz/bills_api_run_log.txt": NOTES,
    "nz/bills_current_page_aria_snapshot.txt": NOTES,
    "nz/derived/search_results_*": "rows of many answers: test_nz wraps them as a page",
    "tr/tbmm_kanun_teklifleri_*": "rows of the parliament's list, given to browsers only",
    "tw/g0v_api.ly/*": "the interface of 2014, retired",
    "tw/ly_bill_progress_term10.sqlite": "states counted by others: test_tw holds them against the table",
    "tw/moj_L0020024_eng.*": TEXT,
    "tw/moj_UpdateDate.txt": "the day of the file, a field of the answer in bulk",
    "uk-bills-api/excerpts-royal-assent.json": "bills cut short: test_gb_bills wraps them as pages",
    "uk-bills-api/snommoc_bill-*_publications.json": TEXT,
    "uk-bills-api/snommoc_bill_*": CODES,
    "uk-legislation/clml-changes-affecting-*": "of a law not stored: test_gb_legislation gives it one",
    "uk-legislation/excerpt-*": "the head of a document, transcribed",
    "uk-legislation/sample-dpa-2018-changes.feed.xml": "changes made to an act are not asked for",
    "uk-legislation/version-spike.txt": NOTES,
    "un-mtdsg/XVIII-12.en.xml": "stored without its table",
    "un-mtdsg/untreaties-*.csv": NOTES,
    "us-congress-api/*_summaries.txt": TEXT,
    "us-congress-api/*_text.txt": TEXT,
    "us-openstates/excerpt-*": "rows of many answers: test_us_openstates wraps them as a page",
}
#: What is odd in the sources' own data, and told as an issue beside what is read.
ODD = {
    "kr/nxjuyqnxadtotdrbw.recent_plenary.json": IssueKind.DATES_OUT_OF_ORDER,
    "us-legiscan/US-117-HB1082.json": IssueKind.UNKNOWN_STAGE,
}
#: Two readers of these take pages of one form, told apart by their address alone.
ONE_FORM = {"kr_lawgokr"}

Line = Mapping[str, Any]
Contexts = dict[object, Mapping[str, Any]]


def told(source: Source, line: Line, content: bytes, contexts: Contexts) -> None:
    """Read a stored response. Raises AssertionError or Unreadable; the contexts of what it asks for next go
    to `contexts`."""
    url, headers = line.get("url"), line.get("headers", {})
    reader = source.reader_for(url) if url else source.sniff(content)
    assert reader, "no reader takes it"
    if reader.expect.must_contain and source.id not in ONE_FORM:
        assert source.sniff(content) is reader, "its bytes are taken for another page"
    # Of a file without an address the type is what its finder thought it to be.
    content_type = headers.get("content-type", "") if url else ""
    page = Page(content, url or source.home, content_type, line.get("fetched_at"))
    reader.expect.check(page)
    items = list(reader.read(page, contexts.get(match_key(line["method"], url), {}) if url else {}))
    issues = [item for item in items if isinstance(item, Issue)]
    assert {issue.kind for issue in issues} <= {ODD.get(line["file"])}, issues
    assert len(items) > len(issues) or (not items and reader.may_be_empty), "it yields nothing"
    contexts |= {match_key(r.method, r.url): r.context for r in _requests(items) if r.context}


#: What real responses were read by readers whose sweep here needs more than a page: in the source's own test.
IN_ITS_OWN_TEST = {
    ("ca_legisinfo", "list"),
    ("gb_legislation", "changes"),
    ("il_knesset", "bindings"),
    ("kr_assembly", "list"),
    ("kr_lawgokr", "law"),
    ("no_lovdata", "archive"),
    ("nz_bills", "search"),
    ("tw_ly", "bill"),
}


def _requests(items: list[Yield]) -> Iterator[Request]:
    for item in items:
        if isinstance(item, Request):
            yield item
        elif isinstance(item, Found):
            yield item.detail


@cache
def reading(captures: Path) -> dict[tuple[str, str | None], str | None]:
    """What is wrong with each line of our sources, by its file and address; None: nothing, it is read."""
    sources, contexts = catalogue.sources(), Contexts()
    wrong: dict[tuple[str, str | None], str | None] = {}
    # A page that needs another's context is read on the second way round.
    for line in capture_index() * 2:
        name = line["file"], line.get("url")
        if line.get("source") not in sources or wrong.get(name, "not tried") is None:
            continue
        try:
            told(sources[line["source"]], line, (captures / line["file"]).read_bytes(), contexts)
            wrong[name] = None
        except Exception as fault:
            wrong[name] = f"{type(fault).__name__}: {fault}"
    return wrong


@pytest.mark.captures
def test_a_reader_says_by_what_response_it_is_proven(captures: Path) -> None:
    """One that is proven has read a stored response; one that says so of none has read none."""
    sources, read = catalogue.sources(), set[tuple[str, str]]()
    wrong = reading(captures)
    for line in capture_index():
        if line.get("source") in sources and wrong[line["file"], line.get("url")] is None:
            source, url = sources[line["source"]], line.get("url")
            reader = source.reader_for(url) if url else source.sniff((captures / line["file"]).read_bytes())
            read.add((source.id, reader.name if reader else ""))
    told = {(s.id, name): proof for s in sources.values() for name, proof in s.proofs}
    assert {name for name in read if told[name] is Proof.FORM} == set(), "proven, and does not say so"
    unproven = {name for name, proof in told.items() if proof is not Proof.FORM and name not in read}
    assert unproven == IN_ITS_OWN_TEST & unproven, "says that it is proven"


@pytest.mark.captures
def test_every_stored_response_is_read_or_listed_with_a_reason(captures: Path) -> None:
    wrong = reading(captures)
    assert len(wrong) > 100
    listed = {name for name in wrong for pattern in NOT_READ if fnmatchcase(name[0], pattern)}
    assert {name: fault for name, fault in wrong.items() if fault and name not in listed} == {}
    assert [name for name in listed if wrong[name] is None] == [], "listed as not read, and read"
    assert [p for p in NOT_READ if not any(fnmatchcase(file, p) for file, _ in wrong)] == [], "no such file"
