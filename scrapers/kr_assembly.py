"""Bills of the National Assembly of South Korea (open.assembly.go.kr).

Publisher: National Assembly Secretariat.
Formats: JSON of the open interface: TVBPMBILL11 (bills by name), ALLBILL (one bill by its number, with
promulgation and reconsideration). Rows of both have the same steps under different names.
Licence: Korea Open Government License, type 1.
Caveats: A key is needed; 10,000 requests a month. Errors come with status 200 and a RESULT of their own.
The first two digits of a number are the Assembly: 2024667 is bill 4667 of the 20th. Members' bills on one
law mostly end as 대안반영폐기: their content went into the committee's alternative, which has a number of its
own and is not named here. Titles never say what an amendment changes. A veto is a second row of the bill,
with an id that starts with GOV_.
How status is derived: From the dates of each step and the result in plenary. The date of that result is no
promulgation: law is a bill with PROM_DT, and its act is named by PROM_NO. What a committee decides ends
nothing.
Contact: https://open.assembly.go.kr/portal/infs/cont/infsContPage.do
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date, sure
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import counted, each_row, numbered_next, query_of, with_query
from tracker.source.reading import (
    first_member,
    known,
    member,
    optional_member,
    required_member,
    unexpected,
    whole_number,
)
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import (
    Alias,
    Category,
    Chamber,
    Issue,
    IssueKind,
    Kind,
    Proof,
    Stage,
    Window,
    bill_id,
)

ID = "kr_assembly"
API = "https://open.assembly.go.kr/portal/openapi"
PAGE = 100

# The result in plenary, of a first vote and of one after a veto.
STAGES = Stages(
    {
        "원안가결": Stage.PASSED,
        "수정가결": Stage.PASSED,
        "대안가결": Stage.PASSED,
        "가결": Stage.PASSED,
        "대안반영폐기": Stage.SUPERSEDED,
        "수정안반영폐기": Stage.SUPERSEDED,
        "부결": Stage.DEFEATED,
        "폐기": Stage.DEFEATED,
        "본회의불부의": Stage.DEFEATED,
        "철회": Stage.WITHDRAWN,
        "임기만료폐기": Stage.LAPSED,
        "회기불계속폐기": Stage.LAPSED,
    }
)
KINDS = {"법률안": Kind.BILL, "결의안": Kind.RESOLUTION}
CATEGORIES = {"의원": Category.PRIVATE_MEMBER, "정부": Category.GOVERNMENT}

# Each field by its name in ALLBILL, then in the lists.
NAME = ("BILL_NM", "BILL_NAME")
AGE = ("ERACO", "AGE")
PROPOSED = ("PPSL_DT", "PROPOSE_DT")
PROPOSER = ("PPSR_NM", "PROPOSER")
PROPOSER_KIND = ("PPSR_KND", "PROPOSER_KIND", "PPSR_KIND")
RESULT = ("RGS_CONF_RSLT", "PROC_RESULT_CD", "PROC_RESULT", "PROC_RSLT")
RESULT_DAY = ("RGS_RSLN_DT", "RGS_PROC_DT", "PROC_DT")
PROMULGATED = ("PROM_DT", "ANNOUNCE_DT")
_DECIDED = ("JRCMIT_PROC_RSLT", "CMT_PROC_RESULT_CD")
#: Day, stage, what to call it, and the committee's decision, if it is one.
STEPS: tuple[tuple[tuple[str, ...], Stage, str, tuple[str, ...]], ...] = (
    (("JRCMIT_CMMT_DT", "COMMITTEE_DT"), Stage.COMMITTEE, "소관위원회 회부", ()),
    (("JRCMIT_PRSNT_DT", "CMT_PRESENT_DT"), Stage.COMMITTEE, "소관위원회 상정", ()),
    (("JRCMIT_PROC_DT", "CMT_PROC_DT"), Stage.REPORT, "소관위원회 처리", _DECIDED),
    (("LAW_CMMT_DT", "LAW_SUBMIT_DT"), Stage.COMMITTEE, "법제사법위원회 회부", ()),
    (("LAW_PRSNT_DT", "LAW_PRESENT_DT"), Stage.COMMITTEE, "법제사법위원회 상정", ()),
    (("LAW_PROC_DT",), Stage.REPORT, "법제사법위원회 처리", ("LAW_PROC_RSLT", "LAW_PROC_RESULT_CD")),
    (("RGS_PRSNT_DT", "RGS_PRESENT_DT"), Stage.SECOND_READING, "본회의 상정", ()),
)


def start(watch: Watch) -> Iterable[Request]:
    for measure in watch.measures:
        if measure.source_id:
            yield _bill(measure.source_id)
    for age in watch.sessions:
        for term in (term for words in watch.terms.values() for term in words):
            url = f"{API}/TVBPMBILL11?KEY={{key}}&Type=json"
            yield Request(url=with_query(url, AGE=age, BILL_NAME=term, pSize=PAGE, pIndex=1))


def _bill(number: str) -> Request:
    return Request(url=f"{API}/ALLBILL?KEY={{key}}&Type=json&pSize={PAGE}&pIndex=1&BILL_NO={number}")


def _rows(page: Page) -> tuple[list[Mapping[str, Any]], int]:
    """The rows and how many there are on all pages. An answer of its own says that there is none."""
    answer = page.json()
    result = optional_member(answer, "RESULT", dict)
    if result is not None:
        code = member(result, "CODE", str)
        if code == "INFO-200":
            return [], 0
        detail = f"{code} {optional_member(result, 'MESSAGE', str)}: expected rows"
        raise Unreadable(IssueKind.BAD_VALUE, detail, "RESULT.CODE")
    parts = next((value for value in answer.values() if isinstance(value, list)), [])
    heads = [entry for part in parts for entry in optional_member(part, "head", list) or ()]
    total = member(heads[0] if heads else {}, "list_total_count", int)
    return [row for part in parts for row in optional_member(part, "row", list) or ()], total


def _text(row: Mapping[str, Any], names: Iterable[str]) -> str | None:
    return first_member(row, names, str)


def _day(row: Mapping[str, Any], names: tuple[str, ...]) -> Window | None:
    return iso_date(_text(row, names), names[0], "Asia/Seoul")


def _age(row: Mapping[str, Any]) -> str:
    text = required_member(row, AGE, str)
    found = re.search(r"\d+", text)
    if found is None:
        raise unexpected(AGE[0], text, "the Assembly's number")
    return found[0]


def read_list(page: Page, context: Mapping[str, Any]) -> Iterable[Yield]:
    rows, total = _rows(page)

    def read(row: Mapping[str, Any]) -> Iterator[Yield]:
        number = member(row, "BILL_NO", str)
        yield Found(
            id=bill_id("kr", _age(row), number),
            detail=_bill(number),
            titles=(("ko", required_member(row, NAME, str)),),
            version=f"{_text(row, RESULT)} {_text(row, RESULT_DAY)}",
        )

    yield from each_row(page, rows, read)
    before = (whole_number(query_of(page.url).get("pIndex", "1"), "pIndex") - 1) * PAGE
    following = next(numbered_next(page, "pIndex", True))
    yield from counted(page, context, len(rows), total, following, "list_total_count", before)


def read_bill(page: Page, _context: Mapping[str, Any]) -> Iterable[Yield]:
    rows, _ = _rows(page)
    vetoes = {number: row for row in rows if (number := _vetoed(row))}
    bills = [row for row in rows if not _vetoed(row)]
    if not bills:
        detail = f"{len(rows)} rows, none of a bill: expected one"
        raise Unreadable(IssueKind.MISSING_FIELD, detail, "BILL_ID")
    yield from each_row(page, bills, lambda row: _measure(row, vetoes.get(member(row, "BILL_NO", str)), page))


def _vetoed(row: Mapping[str, Any]) -> str | None:
    """The number of the bill a row tells the reconsideration of."""
    return member(row, "BILL_NO", str) if member(row, "BILL_ID", str).startswith("GOV_") else None


def _measure(row: Mapping[str, Any], veto: Mapping[str, Any] | None, page: Page) -> Iterator[Yield]:
    number, age = member(row, "BILL_NO", str), _age(row)
    url = f"https://likms.assembly.go.kr/bill/billDetail.do?billId={member(row, 'BILL_ID', str)}"
    timeline = Timeline(STAGES, url)
    law: tuple[Alias, ...] = ()
    proposed = sure(_day(row, PROPOSED), PROPOSED[0])
    timeline.add(Stage.INTRODUCED, proposed, "제안", chamber=Chamber.LEGISLATURE)
    for days, stage, label, decision in STEPS:
        if when := _day(row, days):
            told = f"{label} {_text(row, decision) or ''}".strip()
            timeline.add(stage, when, told, chamber=Chamber.LEGISLATURE)
    if result := _text(row, RESULT):
        timeline.say(result, _day(row, RESULT_DAY), chamber=Chamber.LEGISLATURE, label=f"본회의 {result}")
    if veto:
        timeline.add(Stage.VETOED, _day(veto, PROPOSED), "재의요구", chamber=Chamber.EXECUTIVE)
        if again := _text(veto, RESULT):
            _reconsider(timeline, again, _day(veto, RESULT_DAY))
    kind = known(KINDS, optional_member(row, "BILL_KND", str) or "법률안", "BILL_KND")
    promulgated = _day(row, PROMULGATED)
    if promulgated and not kind.can_become_law:
        detail = f"promulgated on {promulgated}, on a resolution: a bill of another number was meant"
        yield Issue(kind=IssueKind.BAD_VALUE, detail=detail, field=PROMULGATED[0], url=page.url)
    elif promulgated:
        act = (optional_member(row, "PROM_NO", str) or "").lstrip("0") or None
        label = f"공포 (법률 제{act}호)" if act else "공포"
        timeline.add(Stage.ASSENTED, promulgated, label, chamber=Chamber.EXECUTIVE, code=act)
        if act:
            law = (Alias(id=f"kr-law-{promulgated.latest.year}-{act}"),)
    measure = SOURCE.measure(
        number,
        kind=kind,
        title=required_member(row, NAME, str),
        session=age,
        number=number,
        origin_chamber=Chamber.LEGISLATURE,
        category=CATEGORIES.get(_text(row, PROPOSER_KIND) or ""),
        url=url,
        source_status=_text(row, RESULT),
        sponsor=_text(row, PROPOSER),
        aliases=law,
    )
    yield from timeline.told(measure, page)


def _reconsider(timeline: Timeline, result: str, when: Window | None) -> None:
    """The vote after a veto: passed again it goes back to be promulgated; a bill is passed only once."""
    if STAGES.stage(result) is Stage.PASSED:
        timeline.add(Stage.PASSED_CHAMBER, when, f"재의 {result}", chamber=Chamber.LEGISLATURE)
    else:
        timeline.say(result, when, chamber=Chamber.LEGISLATURE, label=f"재의 {result}")


SOURCE = Source(
    id=ID,
    place="KR",
    name="Open data of the National Assembly of South Korea",
    home="https://open.assembly.go.kr/",
    publisher="National Assembly Secretariat",
    contact="https://open.assembly.go.kr/portal/infs/cont/infsContPage.do",
    hosts=("open.assembly.go.kr",),
    languages=("ko",),
    licence="Korea Open Government License, type 1",
    republish=True,
    every=timedelta(days=1),
    start=start,
    readers=(
        Reader(
            r"/openapi/TVBPMBILL11\?",
            read_list,
            Expect(content="json"),
            may_be_empty=True,
            lists=Found,
            proof=Proof.PART,
        ),
        Reader(
            r"/openapi/\w+\?.*BILL_NO=",
            read_bill,
            Expect(content="json", must_contain=(b'"RESULT"',)),
            proof=Proof.PART,
        ),
    ),
    legislature="kr-assembly",
    key="KR_ASSEMBLY_KEY",
    unverified_live=True,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
)
