"""Laws and Regulations Database of the Republic of China (Taiwan).

Publisher: Ministry of Justice, Taiwan.
Formats: all laws in one ZIP with ChLaw.json, from the open interface (https://law.moj.gov.tw/api/swagger).
Single laws split out of older files, in JSON and XML with Chinese field names, hold the same record.
Licence: Open Government Data License, version 1.0.
Caveats: The file is renewed about once a week. It is at times cut short: such a file is refused whole. Many
addresses abroad are refused. There is no search: laws are found by their names in the file. One measure is
one promulgation: a law's history line has its day, decree and articles, never what they say. Of a law
that was found by its name only the newest promulgation is taken; older ones where they are followed.
A source id is the law's code and the day, such as L0020024/2015-07-01; a law's name is an alias of the
promulgation that made it, by which bills point to it.
How status is derived: A decree's day is assent. In force from the day the history line names; with several
days, in part from the first, the rest on the later ones. A line without one is in force by the law's own last
article: where it says "from promulgation", on the third day, the first counted (Central Regulation Standard
Act, art. 13). A line that leaves the day to the Executive Yuan gives none. LawEffectiveDate 99991231: not yet
set. LawAbandonNote: repealed.
Contact: https://law.moj.gov.tw/Service/service.aspx
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import date_of, roc_date
from tracker.source.declare import Expect, Reader, Source, Watch, Yield
from tracker.source.paging import each_row, query_of
from tracker.source.reading import first_member, known, member, required_member
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import (
    Basis,
    Chamber,
    Event,
    Issue,
    IssueKind,
    Kind,
    Measure,
    Proof,
    Stage,
    Title,
    Window,
)

ID = "tw_moj"
BULK = "https://law.moj.gov.tw/api/ch/law/json"
LARGEST = 300 * 1024 * 1024

# LawAbandonNote, and the levels of the file of laws (LawLevel).
STAGES = Stages({"": None, "廢": Stage.REPEALED})
LEVELS = {"憲法": Kind.ACT, "法律": Kind.ACT}
# Each field by its name in the interface, then in the older files.
LEVEL = ("LawLevel", "法規性質")
NAME = ("LawName", "法規名稱")
ENGLISH = ("EngLawName", "英文法規名稱")
ADDRESS = ("LawURL", "法規網址")
HISTORY = ("LawHistories", "沿革內容")
EFFECTIVE = ("LawEffectiveDate", "生效日期")
ABANDONED = ("LawAbandonNote", "廢止註記")
ARTICLES = ("LawArticles", "法規內容")
ARTICLE = ("ArticleContent", "ArticleConctent", "條文內容")  # the second as the XML spells it

_NUMERAL = "[元零〇一二三四五六七八九十百]+"
_DAY = f"{_NUMERAL}年{_NUMERAL}月{_NUMERAL}日"
_LINE = re.compile(r"(?:^|\s)\d{1,3}\s?[.．]\s?(?=中華民國)")
_SET = re.compile(rf"自(?:中華民國)?({_DAY})起?施行")
_ON_PROMULGATION = re.compile("自公布日起?施行")
_SOME_DAY = re.compile("施行(?!細則|法)")
_DECREE = re.compile(r"字第(\d+)號令")
_THIRD_DAY = "A law in force from its promulgation takes effect on the third day, the first counted (art. 13)"


class Line(NamedTuple):
    """One promulgation, as the history tells it."""

    text: str
    day: Window
    decree: str | None
    whole: bool


def start(watch: Watch) -> Iterable[Request]:
    followed = {a.source_id for m in watch.measures for a in m.aliases if a.source == ID}
    terms = [term for words in watch.terms.values() for term in words]
    yield Request(url=BULK, context={"followed": sorted(filter(None, followed)), "terms": terms})


def read_bulk(page: Page, context: Mapping[str, Any]) -> Iterable[Yield]:
    followed, terms = context.get("followed", ()), context.get("terms", ())
    codes = {name.partition("/")[0] for name in followed if "/" in name}
    laws = member(_unpacked(page), "Laws", list)
    seen: set[str] = set()

    def read(law: Mapping[str, Any]) -> Iterator[Yield]:
        seen.add(_code(law))
        if _code(law) in codes or any(term in required_member(law, NAME, str) for term in terms):
            yield from _measures(law, page, followed)

    yield from each_row(page, laws, read)
    for code in sorted(codes - seen):
        yield _missing(f"{code}: no law of this code among {len(laws)}", "LawURL", page)


def read_law(page: Page, context: Mapping[str, Any]) -> Iterable[Yield]:
    yield from _measures(page.json(), page, context.get("followed", ()))


def read_law_xml(page: Page, context: Mapping[str, Any]) -> Iterable[Yield]:
    root = page.xml()
    law: dict[str, Any] = {str(child.tag): "".join(map(str, child.itertext())) for child in root}
    law[ARTICLES[1]] = [{ARTICLE[2]: article.findtext(ARTICLE[2])} for article in root.iterfind(".//條文")]
    yield from _measures(law, page, context.get("followed", ()))


def _unpacked(page: Page) -> Any:
    """ChLaw.json out of the ZIP. Raises Unreadable for one that is cut short, damaged or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(page.content)) as archive:
            size = archive.getinfo("ChLaw.json").file_size
            if size > LARGEST:
                detail = f"{size} bytes: expected at most {LARGEST}"
                raise Unreadable(IssueKind.TOO_LARGE, detail, "ChLaw.json")
            return json.loads(archive.read("ChLaw.json").decode("utf-8-sig"), strict=False)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, ValueError) as error:
        detail = f"no sound ZIP with ChLaw.json: {error}"
        raise Unreadable(IssueKind.MALFORMED, detail, "ChLaw.json") from None


def _code(law: Mapping[str, Any]) -> str:
    query = {key.lower(): value for key, value in query_of(required_member(law, ADDRESS, str)).items()}
    return member(query, "pcode", str)


def _measures(law: Mapping[str, Any], page: Page, followed: Iterable[str]) -> Iterator[Yield]:
    """The followed promulgations of a law, and the newest."""
    code, lines, repealed = _code(law), *_lines(required_member(law, HISTORY, str))
    days = {name.partition("/")[2] for name in followed if name.startswith(f"{code}/")}
    for line in lines:
        if str(line.day) in days or line is lines[-1]:
            yield from _measure(law, line, lines, repealed, page)
    for day in sorted(days - {str(line.day) for line in lines}):
        yield _missing(f"{code}: no promulgation of {day} in its history", "LawHistories", page)


def _lines(history: str) -> tuple[list[Line], Window | None]:
    """The promulgations, oldest first, and the day of repeal, if there is one."""
    lines, repealed = [], None
    for part in filter(None, map(str.strip, _LINE.split(history))):
        text = re.sub(r"\s", "", part)
        found = re.match(f"中華民國{_DAY}", text)
        day = roc_date(found[0] if found else text[:40], "LawHistories")
        if day is None:
            continue
        decree = _DECREE.search(text)
        if "廢止" in text:
            repealed = day
        else:
            lines.append(Line(text, day, decree[1] if decree else None, "制定" in text or "全文" in text))
    if not lines:
        raise Unreadable(IssueKind.MISSING_FIELD, "no promulgation in the history", "LawHistories")
    return lines, repealed


def _measure(
    law: Mapping[str, Any], line: Line, lines: list[Line], repealed: Window | None, page: Page
) -> Iterator[Yield]:
    code, name, url = _code(law), required_member(law, NAME, str), required_member(law, ADDRESS, str)
    english, abandoned = first_member(law, ENGLISH, str), first_member(law, ABANDONED, str) or ""
    timeline = Timeline(STAGES, url)
    timeline.add(Stage.ASSENTED, line.day, line.text, chamber=Chamber.EXECUTIVE, code=line.decree)
    timeline.say(abandoned, repealed)
    year, month, day = str(line.day).split("-")
    made = f"（{int(year) - 1911}年{int(month)}月{int(day)}日修正）"
    names = [f"{code}/{line.day}"]
    if line is lines[0]:
        names.append(name)
    measure = SOURCE.measure(
        *names,
        id=f"tw-law-{year}-{(line.decree or code).lower()}",
        kind=known(LEVELS, required_member(law, LEVEL, str), "LawLevel"),
        title=name if line.whole else name + made,
        lang="zh-Hant",
        titles=(Title(text=english, lang="en"),) if english else (),
        number=line.decree,
        citation=f"總統令 {line.day}" + (f" 第 {line.decree} 號" if line.decree else ""),
        url=url,
        source_status=abandoned or None,
        events=tuple(_commencement(law, line, lines, url)),
    )
    yield from timeline.told(measure, page)


def _commencement(law: Mapping[str, Any], line: Line, lines: list[Line], url: str) -> Iterator[Event]:
    """When a promulgation came into force, where the history or the law's last article says so."""
    told = [(day, m[0]) for m in _SET.finditer(line.text) if (day := roc_date(m[1], "LawHistories"))]
    for part in sorted({day.latest for day, _ in told}):
        label = "；".join(text for day, text in told if day.latest == part)
        yield Event(stage=Stage.IN_FORCE, date=Window.day(part), label=label, url=url)
    if told:
        return
    text = first_member(law, EFFECTIVE, str)
    basis, note = Basis.STATED, None
    if line is lines[-1] and text:
        last = date_of(text, "LawEffectiveDate", "%Y%m%d")
        if last is None:
            return
        when, label = Window(min(line.day.latest, last.latest), last.latest), f"生效日期 {text}"
    else:
        own = _ON_PROMULGATION.search(line.text)
        clause = own or _final_clause(law)
        leaves_open = _SOME_DAY.search(line.text) and not own
        if not clause or leaves_open or any(later.whole for later in lines[lines.index(line) + 1 :]):
            return
        when, label = Window.day(line.day.latest + timedelta(days=2)), clause[0]
        basis, note = Basis.RULE, _THIRD_DAY
    yield Event(stage=Stage.IN_FORCE, date=when, label=label, url=url, basis=basis, note=note)


def _final_clause(law: Mapping[str, Any]) -> re.Match[str] | None:
    texts = [first_member(row, ARTICLE, str) or "" for row in first_member(law, ARTICLES, list) or ()]
    return next((m for text in reversed(texts) if (m := _ON_PROMULGATION.search(text))), None)


def _missing(detail: str, field: str, page: Page) -> Issue:
    return Issue(kind=IssueKind.MISSING_FIELD, detail=detail, field=field, url=page.url)


_MARKS = tuple(name.encode() for name in ("最新異動日期", "沿革內容"))
READERS = (
    Reader(r"/api/ch/law/json$", read_bulk, Expect.named("zip", "PK\x03\x04", "ChLaw.json"), lists=Measure),
    Reader(
        r"/FalVMingLing/\w+\.json$", read_law, Expect(content="json", must_contain=_MARKS), proof=Proof.PART
    ),
    Reader(
        r"/FalVMingLing/\w+\.xml$", read_law_xml, Expect(content="xml", must_contain=_MARKS), proof=Proof.PART
    ),
)

SOURCE = Source(
    id=ID,
    place="TW",
    name="Laws and Regulations Database of the Republic of China (Taiwan)",
    home="https://law.moj.gov.tw/",
    publisher="Ministry of Justice, Taiwan",
    contact="https://law.moj.gov.tw/Service/service.aspx",
    hosts=("law.moj.gov.tw",),
    languages=("zh",),
    licence="Open Government Data License, version 1.0",
    # A body is the whole collection, far too large to publish beside an answer.
    republish=False,
    every=timedelta(days=1),
    start=start,
    readers=READERS,
    unverified_live=True,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
)
