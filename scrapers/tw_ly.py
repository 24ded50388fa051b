"""Bills of the Legislative Yuan of Taiwan (LYAPI, version 2).

Publisher: OpenFun Ltd., a civic group, out of the Yuan's own system (ppg.ly.gov.tw); not official.
Formats: JSON (https://ly.govapi.tw/v2/swagger.yaml): lists of bills; single bills with 議案流程, their way.
Licence: Creative Commons Attribution 4.0.
Caveats: It lags behind the Yuan's system, to whose page each bill links. A list ends at 10,000 rows (413).
A sitting can last several days: its steps lie between them. Several drafts of one law are read together and
pass as one text. Promulgation is not told: a bill points to its law by the law's name (see tw_moj).
A passed bill of which tw_moj tells nothing is "unknown" once the time for promulgation is over.
How status is derived: From the words of 議案流程; what stands in brackets after a word is detail. Third
reading passes the bill, in a single chamber, and is no law yet; a reconsideration that the Executive asks
for (覆議) ends it where the Yuan does not uphold its vote. A bill returned to the Procedure Committee
is no bill defeated: most are listed again. Bills open when a term ends lapse by the calendar.
Contact: https://openfun.tw/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import counted, each_row, numbered_next, with_query
from tracker.source.reading import known, member, optional_member
from tracker.source.stages import Meaning, Stages, Step, Timeline
from tracker.vocabulary import (
    Category,
    Chamber,
    IssueKind,
    Kind,
    Link,
    Proof,
    Relation,
    Stage,
    Window,
    bill_id,
)

ID = "tw_ly"
API = "https://ly.govapi.tw/v2"
ZONE = "Asia/Taipei"

# The words of 議案流程 (狀態) and 議案狀態; each may be followed by details in brackets.
WORDS = {
    "": None,
    "排入程序": None,
    "排入院會": Stage.INTRODUCED,
    "一讀": Stage.FIRST_READING,
    "交付審查": Stage.COMMITTEE,
    "重付審查": Stage.COMMITTEE,
    "退回審查": Stage.COMMITTEE,
    "退回委員會": Stage.COMMITTEE,
    "退回委員會審查": Stage.COMMITTEE,
    "退回重審": Stage.COMMITTEE,
    "改交其他委員會審查": Stage.COMMITTEE,
    "委員會審查": Stage.COMMITTEE,
    "繼續審查": Stage.COMMITTEE,
    "尚未審查": Stage.COMMITTEE,
    "審查完畢": Stage.REPORT,
    "委員會發文": Stage.REPORT,
    "逕付二讀": Stage.SECOND_READING,
    "委員會抽出逕付二讀": Stage.SECOND_READING,
    "二讀": Stage.SECOND_READING,
    "交付協商": Stage.COMMITTEE,
    "黨團協商": Stage.COMMITTEE,
    "三讀": Stage.PASSED,
    "照案通過": Stage.PASSED,
    "撤案": Stage.WITHDRAWN,
    "撤回": Stage.WITHDRAWN,
    "撤回提案": Stage.WITHDRAWN,
    "同意撤回": Stage.WITHDRAWN,
    "不同意撤回": None,
    "不予審議": Stage.DEFEATED,
    "不予通過": Stage.DEFEATED,
    "否決": Stage.DEFEATED,
    "屆期不連續": Stage.LAPSED,
    "退回程序": None,
    "退回程序委員會": None,
    # Of orders, reports and budgets.
    "交付查照": None,
    "復請查照": None,
    "函復機關": None,
    "函復請願人": None,
    "交付處理": None,
    "視同審議通過": None,
    "中央政府總預算流程": None,
}
SPECIAL = {"排入院會(討論事項)": Stage.SECOND_READING, "審查完畢(三讀)": Stage.PASSED}
# 覆議: the Executive Yuan asks for another vote on what was passed. Its details decide what becomes of the
# bill: upheld (維持) it goes on to be promulgated, else the resolution is void (Law Governing the Legislative
# Yuan's Power, arts. 32 to 35). 復議 is a vote taken again by the Yuan's own motion.
UPHELD = Step(Stage.PASSED_CHAMBER, Chamber.LEGISLATURE)
_HANDLED = "[(（].*(?:審查|處理|討論|協商|審議|排入|列入|交付)"
DETAILS: tuple[tuple[str, Meaning], ...] = (
    (r"^三讀.*(?:[不未]予?通過|否決)", Stage.DEFEATED),
    (r"^覆議.*(?:[不未]維持|原(?:決議|案)失效)", Stage.DEFEATED),
    (r"^覆議.*維持", UPHELD),
    (rf"^覆議案?\s*(?:$|{_HANDLED})", Stage.COMMITTEE),
    (rf"^復議案?\s*(?:$|{_HANDLED})", None),
)
REOPENED = re.compile("^復議")
STAGES = Stages(
    {**WORDS, **SPECIAL},
    [*DETAILS, *((rf"^{word}\s*[(（]", meaning) for word, meaning in WORDS.items() if word)],
)
#: 議案類別 of what can be asked for here; only a bill of law becomes law.
KINDS = {
    "法律案": Kind.BILL,
    "臨時提案": Kind.MOTION,
    "一般提案": Kind.MOTION,
    "決議案": Kind.RESOLUTION,
    "請願案": Kind.MOTION,
}
CATEGORIES = {"政府提案": Category.GOVERNMENT, "委員提案": Category.PRIVATE_MEMBER}


def start(watch: Watch) -> Iterable[Request]:
    for measure in watch.measures:
        if measure.source_id:
            yield _bill(measure.source_id)
    for term in watch.sessions:
        for word in (word for words in watch.terms.values() for word in words):
            query = {"屆": term, "議案類別": "法律案", "q": f'"{word}"', "query_fields": "議案名稱"}
            yield Request(url=with_query(f"{API}/bills", **query, limit=100, page=1))


def _bill(number: str) -> Request:
    return Request(url=f"{API}/bill/{number}")


def read_list(page: Page, context: Mapping[str, Any]) -> Iterable[Yield]:
    answer = page.json()

    def read(row: Mapping[str, Any]) -> Iterator[Yield]:
        number = member(row, "議案編號", str)
        yield Found(
            id=bill_id("tw", str(member(row, "屆", int)), number),
            detail=_bill(number),
            titles=(("zh-Hant", member(row, "議案名稱", str)),),
            version=f"{optional_member(row, '議案狀態', str)} {optional_member(row, '最新進度日期', str)}",
        )

    rows, number = member(answer, "bills", list), member(answer, "page", int)
    yield from each_row(page, rows, read)
    total, before = member(answer, "total", int), (number - 1) * member(answer, "limit", int)
    following = next(numbered_next(page, "page", True))
    yield from counted(page, context, len(rows), total, following, "total", before)


def read_bill(page: Page, _context: Mapping[str, Any]) -> Iterable[Yield]:
    answer = page.json()
    if answer.get("error"):
        detail = f"the answer is {optional_member(answer, 'message', str)!r}: expected a bill"
        raise Unreadable(IssueKind.MISSING_FIELD, detail, "error")
    bill = member(answer, "data", dict)
    number, term = member(bill, "議案編號", str), str(member(bill, "屆", int))
    url = f"https://ppg.ly.gov.tw/ppg/bills/{number}/details"
    timeline = Timeline(STAGES, url)
    proposed = iso_date(optional_member(bill, "提案日期", str), "提案日期", ZONE)
    if proposed is not None:
        timeline.add(Stage.INTRODUCED, proposed, "提案", chamber=Chamber.LEGISLATURE)
    passed = reopened = False
    for step in member(bill, "議案流程", list):
        word, where = optional_member(step, "狀態", str) or "", optional_member(step, "院會/委員會", str)
        label, days = f"{word}（{where}）" if where else word, _days(step)
        if passed and REOPENED.match(word):
            # What was passed is voted on again: it does not go on to be promulgated meanwhile.
            timeline.add(Stage.THIRD_READING, days, label, chamber=Chamber.LEGISLATURE)
            reopened = True
        passes = STAGES.stage(word) is Stage.PASSED
        if passes and reopened:
            timeline.add(UPHELD.stage, days, label, chamber=UPHELD.chamber)
        else:
            timeline.say(word, days, chamber=Chamber.LEGISLATURE, label=label)
        passed = passed or passes
    laws = optional_member(bill, "法律編號:str", list) or []
    measure = SOURCE.measure(
        number,
        kind=known(KINDS, optional_member(bill, "議案類別", str) or "法律案", "議案類別"),
        title=_title(member(bill, "議案名稱", str)),
        lang="zh-Hant",
        session=term,
        number=number,
        origin_chamber=Chamber.LEGISLATURE,
        category=CATEGORIES.get(optional_member(bill, "提案來源", str) or ""),
        url=url,
        citation=optional_member(bill, "字號", str),
        source_status=optional_member(bill, "議案狀態", str),
        sponsor=optional_member(bill, "提案單位/提案委員", str),
        links=tuple(Link(relation=Relation.AMENDS, target=f"tw_moj:{law}") for law in laws if law),
    )
    yield from timeline.told(measure, page)


def _title(text: str) -> str:
    """The draft's name out of a sentence such as 擬具「…草案」，請審議案。"""
    found = re.search("「(.+)」", text)
    return found[1] if found else text


def _days(step: Mapping[str, Any]) -> Window | None:
    """The days of the sitting."""
    days = [day for text in member(step, "日期", list) if (day := iso_date(text, "日期", ZONE))]
    return Window(min(d.latest for d in days), max(d.latest for d in days)) if days else None


SOURCE = Source(
    id=ID,
    place="TW",
    name="Bills of the Legislative Yuan (LYAPI)",
    home="https://ly.govapi.tw/",
    publisher="OpenFun Ltd",
    contact="https://openfun.tw/",
    hosts=("ly.govapi.tw",),
    languages=("zh",),
    licence="CC BY 4.0",
    republish=True,
    every=timedelta(days=1),
    start=start,
    readers=(
        Reader(
            r"/v2/bills\?",
            read_list,
            Expect(content="json", must_contain=(b'"bills"',)),
            may_be_empty=True,
            lists=Found,
        ),
        Reader(
            r"/v2/bills?/\d+$",
            read_bill,
            Expect(content="json", must_contain=(b'"error"',)),
            proof=Proof.PART,
        ),
    ),
    legislature="tw-yuan",
    # Its robots.txt asks for three seconds between two requests.
    interval=3.0,
    unverified_live=True,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
)
