"""Laws of South Korea (law.go.kr, open interface).

Publisher: Ministry of Government Legislation.
Formats: XML of lawSearch.do, target=eflaw: a row for each version of a law and day it comes into force
(https://open.law.go.kr/LSO/openApi/guideResult.do?htmlName=lsEfYdListGuide).
Licence: Korea Open Government License, type 1.
Caveats: The id of a registered user is needed (OC, the part of the address before the @), and the caller's
network has to be registered with it. Bursts are answered 404 or empty, some networks get no rows at all. One
measure is one promulgated act; an act that amends a law carries the law's name. Amendments by the way in
another act are read only where they are followed: of a law found whose text of today came by one, the act
that made it before is told. The list of laws in force lacks an act until it takes
effect, so the list by days of effect is asked. A source id is the law's id and the act's number, such as
001998/17214.
How status is derived: Promulgation (공포일자) is assent; 시행일자 is commencement. An act with several days
is in force in part from the first, the rest on the later ones. A version that repeals (폐지) ends the earlier
acts of its law on its day; 폐지제정 enacts anew and repeals nothing. 현행연혁코드 says which versions are in
force (현행), to come (시행예정) or past (연혁): a law without either of the first two and without a repeal is
reported.
Contact: https://open.law.go.kr/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import date_of
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import counted, each_row
from tracker.source.reading import child_text, known, required_text, whole_number
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import Chamber, Issue, IssueKind, Kind, Proof, Stage, Window

ID = "kr_lawgokr"
API = "https://www.law.go.kr/DRF/lawSearch.do?OC={key}&target=eflaw&type=XML"
PAGE = 100

# 제개정구분명: what a version does to its law.
STAGES = Stages(
    {
        "제정": Stage.ASSENTED,
        "일부개정": Stage.ASSENTED,
        "전부개정": Stage.ASSENTED,
        "폐지제정": Stage.ASSENTED,
        "일괄개정": Stage.ASSENTED,
        "타법개정": Stage.ASSENTED,
        "기타": Stage.ASSENTED,
        "폐지": Stage.REPEALED,
        "일괄폐지": Stage.REPEALED,
        "타법폐지": Stage.REPEALED,
    }
)
# What makes the whole text, and amendments by the way, in an act on something else.
WHOLE = ("제정", "전부개정", "폐지제정")
INCIDENTAL = ("일괄개정", "타법개정", "기타")
REPEALS = ("폐지", "일괄폐지", "타법폐지")
# 현행연혁코드: whether a version is the law of today or of tomorrow.
CODE = "현행연혁코드"
CURRENT = {"현행": True, "시행예정": True, "연혁": False}
FIELDS = ("법령ID", "법령명한글", "법령구분명", "공포번호", "공포일자", "시행일자", "제개정구분명", CODE)
Row = dict[str, str]


def start(watch: Watch) -> Iterable[Request]:
    followed: dict[str, list[str]] = {}
    for alias in (alias for measure in watch.measures for alias in measure.aliases if alias.source == ID):
        law, _, act = (alias.source_id or "").partition("/")
        followed.setdefault(law, []).append(act)
    for law, acts in sorted(followed.items()):
        yield _law(law, sorted(acts))
    for term in (term for words in watch.terms.values() for term in words):
        yield Request(url=f"{API}&knd=A0002&display={PAGE}&page=1&query={quote(term)}")


def _law(law: str, acts: Iterable[str] = (), page: int = 1, rows: Iterable[object] = ()) -> Request:
    """All versions of a law. Of several pages the last reads the rows of all: one act can span two."""
    context = {"acts": list(acts), "rows": list(rows)}
    return Request(url=f"{API}&sort=dasc&display={PAGE}&page={page}&LID={law}", context=context)


def _rows(page: Page) -> tuple[list[Row], int, int]:
    """The rows, how many there are on all pages, and the number of this page."""
    root = page.xml()
    code = required_text(root, "resultCode")
    if code != "00":
        detail = f"{code} {child_text(root, 'resultMsg')}: expected 00"
        raise Unreadable(IssueKind.BAD_VALUE, detail, "resultCode")
    rows = [{name: child_text(row, name) or "" for name in FIELDS} for row in root.iterfind("law")]
    return rows, _number(root, "totalCnt"), _number(root, "page")


def _number(root: Any, name: str) -> int:
    return whole_number(required_text(root, name), name)


def read_list(page: Page, context: Mapping[str, Any]) -> Iterable[Yield]:
    rows, total, number = _rows(page)
    names = {row["법령ID"]: row["법령명한글"] for row in rows if row["법령구분명"] == "법률"}
    for law, name in names.items():
        newest = max(row["공포일자"] for row in rows if row["법령ID"] == law)
        yield Found(id=f"{ID}:{law}", detail=_law(law), titles=(("ko", name),), version=newest)
    following = Request(url=page.url.replace(f"&page={number}&", f"&page={number + 1}&"))
    yield from counted(page, context, len(rows), total, following, "totalCnt", (number - 1) * PAGE)


def read_law(page: Page, context: Mapping[str, Any]) -> Iterable[Yield]:
    rows, total, number = _rows(page)
    more = bool(rows) and total > number * PAGE
    rows = [*context.get("rows", ()), *rows]
    followed = context.get("acts", ())
    if more:
        yield _law(rows[0]["법령ID"], followed, number + 1, rows)
        return
    if not rows:
        raise Unreadable(IssueKind.EMPTY, "no version of the law: expected at least one", "totalCnt")
    acts: dict[str, list[Row]] = {}
    for row in rows:
        acts.setdefault(row["공포번호"].lstrip("0"), []).append(row)
    repeals = [row for row in rows if row["제개정구분명"] in REPEALS]
    current = {act for act, versions in acts.items() if any(known(CURRENT, r[CODE], CODE) for r in versions)}
    made = [act for act, versions in acts.items() if versions[0]["제개정구분명"] not in INCIDENTAL + REPEALS]
    new = {act for act in made if act in current}
    if not (followed or new) and current:
        # The law of today came by an amendment by the way: what it says was made by an earlier act.
        new = {max(made or sorted(current), key=lambda act: acts[act][0]["공포일자"])}
    wanted = [(act, versions) for act, versions in acts.items() if act in followed or act in new]
    yield from each_row(page, wanted, lambda pair: _measure(*pair, repeals, page))
    if len(rows) < total:
        detail = f"{len(rows)} of {total} versions of the law were handed out"
        yield Issue(kind=IssueKind.LIST_CUT_OFF, detail=detail, field="totalCnt", url=page.url)
    if not current and not repeals:
        yield _odd("no version is 현행 or 시행예정, and none repeals the law", CODE, page)
    for act in sorted(set(followed) - set(acts)):
        yield _odd(f"act {act} is not among the {len(rows)} versions of the law", "공포번호", page)


def _odd(detail: str, field: str, page: Page) -> Issue:
    return Issue(kind=IssueKind.BAD_VALUE, detail=detail, field=field, url=page.url)


def _measure(act: str, versions: list[Row], repeals: list[Row], page: Page) -> Iterator[Yield]:
    row = versions[0]
    promulgated, name, change = _day(row, "공포일자"), row["법령명한글"], row["제개정구분명"]
    if promulgated is None or not name or not act:
        raise Unreadable(
            IssueKind.MISSING_FIELD, f"a version without name, number or day: {row!r:.120}", "law"
        )
    url = f"https://www.law.go.kr/법령/{name.replace(' ', '')}"
    timeline = Timeline(STAGES, url)
    timeline.say(change, promulgated, chamber=Chamber.EXECUTIVE, label=f"공포 ({change})", code=act)
    days = sorted({day.latest for version in versions if (day := _day(version, "시행일자"))})
    for begun in days:
        part = " (나머지)" if begun == days[-1] else " (일부)"
        label = f"시행 {begun}" + (part if len(days) > 1 else "")
        timeline.add(Stage.IN_FORCE, Window.day(begun), label)
    for end in repeals:
        if (day := _day(end, "공포일자")) and day.latest > promulgated.latest:
            timeline.say(end["제개정구분명"], _day(end, "시행일자"))
    measure = SOURCE.measure(
        f"{row['법령ID']}/{act}",
        id=f"kr-law-{promulgated.latest.year}-{act}",
        kind=known({"법률": Kind.ACT}, row["법령구분명"], "법령구분명"),
        title=name if change in WHOLE else f"{name} {change}법률",
        number=act,
        citation=f"법률 제{act}호",
        url=url,
        source_status=next(code for code in CURRENT if any(version[CODE] == code for version in versions)),
    )
    yield from timeline.told(measure, page)


def _day(row: Mapping[str, str], name: str) -> Window | None:
    return date_of(row[name], name, "%Y%m%d")


_EXPECT = Expect(content="xml", must_contain=(b"<LawSearch>", b"<target>eflaw</target>"))
SOURCE = Source(
    id=ID,
    place="KR",
    name="Korean Law Information Center (law.go.kr)",
    home="https://www.law.go.kr/",
    publisher="Ministry of Government Legislation",
    contact="https://open.law.go.kr/",
    hosts=("www.law.go.kr",),
    languages=("ko",),
    licence="Korea Open Government License, type 1",
    republish=True,
    every=timedelta(days=1),
    start=start,
    # The act on the transplantation of organs, by its own name.
    canary="kr_lawgokr:001998",
    readers=(
        Reader(r"/DRF/lawSearch\.do\?.*[?&]LID=", read_law, _EXPECT, proof=Proof.PART),
        Reader(
            r"/DRF/lawSearch\.do\?", read_list, _EXPECT, may_be_empty=True, lists=Found, proof=Proof.WHOLE
        ),
    ),
    interval=2.0,
    key="KR_LAWGOKR_OC",
    unverified_live=True,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
)
