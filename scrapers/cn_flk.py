"""National Database of Laws and Regulations, China (国家法律法规数据库).

Publisher:
    General Office of the Standing Committee of the National People's Congress, https://flk.npc.gov.cn
Formats:
    JSON of the site's own pages, undocumented: POST /law-search/search/list finds texts by title,
    GET /law-search/search/flfgDetails?bbbs=... tells of one. `code` is 200 where it went well.
Licence:
    Laws are not protected (Copyright Law of China, art. 5); the site's terms are read by others as
    forbidding automated access, so it is asked a few questions a week, and nothing is published again.
Caveats:
    A text amended later is kept beside the newer one, each under its own bbbs; gbrq and sxrq are those
    of that text. When a text was repealed is not told. A firewall answers with HTML at times. Bills are
    not here.
How status is derived:
    gbrq is promulgation, sxrq commencement. sxx: 3 in force, 4 promulgated and not yet in force, 1 repealed,
    2 amended by a newer text. Of texts no longer in force nothing else is told: their end has no date.
Contact:
    https://flk.npc.gov.cn
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date, sure
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import counted
from tracker.source.reading import known, member, optional_member
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import Chamber, IssueKind, Kind, Proof, Stage

API = "https://flk.npc.gov.cn/law-search/search"
#: Laws and decisions of the National People's Congress, regulations of the State Council.
CODES = [101, 102, 110, 120, 130, 140, 150, 160, 170, 180, 190, 195, 200, 201, 210, 215]
PAGE_SIZE = 20
ZONE = "Asia/Shanghai"
KINDS = {
    "宪法": Kind.ACT,
    "法律": Kind.ACT,
    "修改、废止的决定": Kind.ACT,
    "法律解释": Kind.ACT,
    "有关法律问题和重大问题的决定": Kind.ACT,
    "行政法规": Kind.REGULATION,
    "监察法规": Kind.REGULATION,
}
_MARK = re.compile(r"</?em[^>]*>")

# sxx, and the fields with a day.
STAGES = Stages(
    {
        "sxx 1": Stage.REPEALED,
        "sxx 2": Stage.REPEALED,
        "sxx 3": Stage.IN_FORCE,
        "sxx 4": Stage.ASSENTED,
        "sxx": None,
        "gbrq": Stage.ASSENTED,
        "sxrq": Stage.IN_FORCE,
    }
)


def start(_watch: Watch) -> Iterable[Request]:
    """One search; what it finds and does not concern us is not opened."""
    yield _search(1)


def _search(number: int) -> Request:
    body = {
        "searchRange": 1,
        "searchType": 2,
        "searchContent": "人体器官",
        "flfgCodeId": CODES,
        "pageNum": number,
        "pageSize": PAGE_SIZE,
        **{name: [] for name in ("sxx", "gbrq", "sxrq", "gbrqYear", "zdjgCodeId")},
        "orderByParam": {"order": "gbrq", "sort": "DESC"},
    }
    return Request(
        url=f"{API}/list",
        method="POST",
        headers={"Content-Type": "application/json"},
        body=json.dumps(body, ensure_ascii=False),
        context={"pageNum": number},
    )


def _answer(page: Page) -> Mapping[str, Any]:
    answer = page.json()
    code = member(answer, "code", int)
    if code != 200:
        raise Unreadable(IssueKind.BAD_VALUE, f"code is {code}: expected 200", "code")
    return dict(answer)


def read_list(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A page of texts found by title; matched words are marked up in it."""
    answer = _answer(page)
    rows = member(answer, "rows", list)
    for row in rows:
        bbbs = member(row, "bbbs", str)
        title = _MARK.sub("", member(row, "title", str))
        detail = Request(url=f"{API}/flfgDetails?bbbs={bbbs}")
        version = f"{row.get('sxx')} {row.get('gbrq')}"
        # Named apart from the measure, so that a followed one is opened too.
        yield Found(id=f"flk {bbbs}", detail=detail, titles=(("zh", title),), version=version)
    number = int(context.get("pageNum", 1))
    total, before = member(answer, "total", int), (number - 1) * PAGE_SIZE
    yield from counted(page, context, len(rows), total, _search(number + 1), "total", before)


def read_text(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """One text of a law or regulation."""
    data = member(_answer(page), "data", dict)
    bbbs, title = member(data, "bbbs", str), member(data, "title", str)
    promulgated = sure(iso_date(member(data, "gbrq", str), "gbrq", ZONE), "gbrq")
    sxx = optional_member(data, "sxx", int)
    url = f"https://flk.npc.gov.cn/detail?id={bbbs}"
    timeline = Timeline(STAGES, url)
    raw = "sxx" if sxx is None else f"sxx {sxx}"
    step = STAGES.meaning(raw)
    if step is not None and step.stage in (Stage.REPEALED, Stage.UNKNOWN):
        timeline.say(raw, None)
    else:
        timeline.say("gbrq", promulgated, chamber=Chamber.EXECUTIVE, label="公布")
        commenced = iso_date(optional_member(data, "sxrq", str), "sxrq", ZONE)
        if commenced is not None or sxx == 3:
            timeline.say("sxrq", commenced, label="施行")
    measure = SOURCE.measure(
        f"{title} {promulgated}",
        id=f"cn-law-{promulgated.latest.year}-{bbbs}",
        kind=known(KINDS, member(data, "flxz", str), "flxz"),
        title=title,
        lang="zh-Hans",
        url=url,
        source_status=raw,
    )
    yield from timeline.told(measure, page)


LIST = Reader(
    r"/law-search/search/list",
    read_list,
    Expect(content="json", must_contain=(b'"rows"', b'"total"')),
    lists=Found,
)
TEXT = Reader(
    r"/law-search/search/flfgDetails\?bbbs=",
    read_text,
    Expect(content="json", must_contain=(b'"bbbs"', b'"gbrq"')),
    proof=Proof.WHOLE,
)

SOURCE = Source(
    id="cn_flk",
    place="CN",
    name="National Database of Laws and Regulations",
    home="https://flk.npc.gov.cn/",
    publisher="General Office of the Standing Committee of the National People's Congress",
    contact="https://flk.npc.gov.cn",
    hosts=("flk.npc.gov.cn",),
    languages=("zh",),
    licence="Laws are not protected; the site's terms on automated access are in doubt",
    republish=False,
    every=timedelta(days=7),
    start=start,
    readers=(LIST, TEXT),
    interval=10.0,
    max_requests=8,
    reason="A stored response of the site was read; none has been fetched live by us yet.",
    unverified_live=True,
)
