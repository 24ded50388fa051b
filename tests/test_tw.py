"""Taiwan: the laws of the Ministry of Justice and the bills of the Legislative Yuan."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scrapers import tw_ly, tw_moj
from tests.shipped import standing
from tracker.page import Page, Unreadable
from tracker.source import Request, Source, Watch, Watched
from tracker.source.declare import read
from tracker.vocabulary import Alias, Issue, Kind, Measure, Stage

SPLIT = "https://law.moj.gov.tw/FalVMingLing/L0020024"


def measures(source: Source, page: Page, context: dict[str, Any] | None = None) -> list[Measure]:
    return [item for item in read(source, page, context or {}) if isinstance(item, Measure)]


def steps(measure: Measure) -> list[tuple[str, str]]:
    return [(event.stage.value, str(event.date)) for event in measure.events]


def law(history: str, article: str = "", **fields: str) -> Page:
    record: dict[str, Any] = {
        "法規性質": "法律",
        "法規名稱": "範例法",
        "法規網址": "https://law.moj.gov.tw/LawClass/LawAll.aspx?pcode=Z0000001",
        "最新異動日期": "",
        "沿革內容": history,
        "法規內容": [{"條號": "第 9 條", "條文內容": article}],
        **fields,
    }
    return Page(json.dumps(record, ensure_ascii=False).encode(), f"{SPLIT}.json")


@pytest.mark.captures
@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_transplantation_act_as_captured(captures: Path, form: str) -> None:
    page = Page((captures / f"tw/moj_L0020024.{form}").read_bytes(), f"{SPLIT}.{form}")
    followed = {"followed": ["L0020024/1987-06-19", "L0020024/2015-07-01", "L0020024/2011-12-21"]}
    found = {m.id: m for m in measures(tw_moj.SOURCE, page, followed)}
    assert list(found) == [
        "tw-law-1987-l0020024",
        "tw-law-2011-10000283861",
        "tw-law-2015-10400077081",
        "tw-law-2021-11000003531",
    ]
    assert steps(found["tw-law-2015-10400077081"]) == [("in_force", "2015-07-03"), ("assented", "2015-07-01")]
    newest = found["tw-law-2021-11000003531"]
    assert steps(newest) == [("in_force", "2023-01-01"), ("assented", "2021-01-20")]
    assert newest.title == "人體器官移植條例（110年1月20日修正）"
    assert Alias(source="tw_moj", source_id="人體器官移植條例") in found["tw-law-1987-l0020024"].aliases


MADE = "1.中華民國一百年一月三日總統華總一義字第 10000000001  號令制定公布全文 9 條"
ON_PROMULGATION = "本法自公布日施行。"
BY_DECREE = "；施行日期，由行政院定之"


@pytest.mark.parametrize(
    ("history", "article", "effective", "in_force"),
    [
        (MADE, ON_PROMULGATION, "", "2011-01-05"),
        (MADE + "；並自公布日施行", "", "", "2011-01-05"),
        (MADE, "本法施行日期，由行政院定之。", "", None),
        (MADE + BY_DECREE, ON_PROMULGATION, "", None),
        (MADE + BY_DECREE + "\r\n  發\r\n  布定自一百零一年一月一日施行", "", "", "2012-01-01"),
        (
            MADE + "；第 2 條定自一百年二月一日施行；其餘自一百零一年一月一日施行",
            "",
            "",
            "2011-02-01 2012-01-01",
        ),
        (MADE, ON_PROMULGATION, "99991231", None),
        (MADE, ON_PROMULGATION, "20120101", "2011-01-03/2012-01-01"),
    ],
)
def test_a_law_is_in_force_where_history_or_its_last_article_says_so(
    history: str, article: str, effective: str, in_force: str | None
) -> None:
    (found,) = measures(tw_moj.SOURCE, law(history, article, 生效日期=effective))
    commencement = [str(e.date) for e in found.events if e.stage is Stage.IN_FORCE]
    assert commencement == (in_force or "").split()


def test_a_last_article_tells_nothing_of_text_replaced_since() -> None:
    history = f"{MADE}\r\n2.中華民國一百零二年一月三日總統令修正公布全文 9 條"
    followed = {"followed": ["Z0000001/2011-01-03"]}
    old, new = measures(tw_moj.SOURCE, law(history, ON_PROMULGATION), followed)
    assert [stage for stage, _ in steps(old)] == ["assented"]
    assert ("in_force", "2013-01-05") in steps(new)


def test_repeal_and_what_cannot_be_read() -> None:
    history = f"{MADE}\r\n2.中華民國一百零二年一月三日總統令公布廢止"
    (found,) = measures(tw_moj.SOURCE, law(history, 廢止註記="廢"))
    assert steps(found)[-1] == ("repealed", "2013-01-03")
    items = list(read(tw_moj.SOURCE, law(MADE, 廢止註記="停"), {}))
    assert any(isinstance(item, Issue) and item.kind.value == "unknown_stage" for item in items)
    for page, field in ((law(MADE, 法規性質="命令"), "LawLevel"), (law("無"), "LawHistories")):
        with pytest.raises(Unreadable) as fault:
            measures(tw_moj.SOURCE, page)
        assert fault.value.field == field


def test_what_is_followed_is_told_to_the_reader() -> None:
    named = Watched(
        id="tw-law-1987-x",
        aliases=(
            Alias(source="tw_moj", source_id="L0020024/1987-06-19"),
            Alias(source="tw_moj", source_id="人體器官移植條例"),
        ),
    )
    (request,) = tw_moj.start(Watch(measures=(named,), terms={"zh": ("活摘器官",)}))
    assert request.url == tw_moj.BULK
    assert request.context["followed"] == ["L0020024/1987-06-19", "人體器官移植條例"]
    assert request.context["terms"] == ["活摘器官"]


# Sources, section 3, and values the interface and its users name.
# fmt: off
LISTED = [
    "排入院會 ", "交付審查", "委員會審查", "繼續審查", "尚未審查", "審查完畢", "委員會發文",
    "逕付二讀", "委員會抽出逕付二讀", "交付協商", "三讀", "撤案", "同意撤回", "退回程序(委員會)",
    "不予審議", "交付查照", "函復機關", "排入院會 (交內政委員會)", "排入院會(討論事項)",
    "逕付二讀(交付協商)", "委員會抽出逕付二讀(交付協商)", "審查完畢(三讀)", "三讀 (//通過)",
    "黨團協商", "復議", "照案通過", "改交其他委員會審查", "重付審查", "排入程序", "函復請願人",
    "審查完畢(逾審查期限)",
]
# fmt: on


@pytest.mark.parametrize("word", LISTED)
def test_every_listed_state_has_a_meaning(word: str) -> None:
    step = tw_ly.STAGES.meaning(word)
    assert step is None or step.stage is not Stage.UNKNOWN


@pytest.mark.captures
def test_the_states_of_8059_bills(captures: Path) -> None:
    database = sqlite3.connect(f"file:{captures}/tw/ly_bill_progress_term10.sqlite?mode=ro", uri=True)
    rows = database.execute(
        "SELECT bill_id, state_name FROM progress_link l JOIN bill_state s ON s.id = l.child_state"
    ).fetchall()
    reached: dict[int, set[Stage]] = {}
    for bill, word in rows:
        if word != "end" and (step := tw_ly.STAGES.meaning(word)):
            reached.setdefault(bill, set()).add(step.stage)
    counted = Counter(stage for stages in reached.values() for stage in stages)
    assert (len({bill for bill, _ in rows}), counted[Stage.PASSED], counted[Stage.UNKNOWN]) == (8059, 677, 0)
    # Most bills sent back to the Procedure Committee were listed again: no end.
    assert tw_ly.STAGES.meaning("退回程序委員會") is None


def bill_page(flow: Iterable[tuple[str, list[str]]], **fields: Any) -> Page:
    bill: dict[str, Any] = {
        "屆": 10,
        "議案編號": "1091013070100100",
        "議案名稱": "擬具「範例法草案」，請審議案。",
        "議案流程": [{"狀態": state, "日期": days} for state, days in flow],
        **fields,
    }
    return Page(json.dumps({"error": False, "data": bill}).encode(), f"{tw_ly.API}/bill/1091013070100100")


def test_the_way_of_a_bill_of_the_tenth_term() -> None:
    flow = [("排入院會", ["2020-10-23"]), ("交付審查", ["2020-10-23"]), ("排入院會", ["2020-12-30"])]
    (found,) = measures(tw_ly.SOURCE, bill_page([*flow, ("三讀", ["2020-12-30"])]))
    assert (found.id, found.title) == ("tw-10-1091013070100100", "範例法草案")
    assert steps(found) == [
        ("introduced", "2020-10-23"),
        ("committee", "2020-10-23"),
        ("passed", "2020-12-30"),
    ]


def test_a_motion_that_passed_is_no_law() -> None:
    (found,) = measures(tw_ly.SOURCE, bill_page([("三讀", ["2020-12-30"])], 議案類別="臨時提案"))
    assert found.kind is Kind.MOTION
    with pytest.raises(Unreadable, match="議案類別"):
        measures(tw_ly.SOURCE, bill_page([], 議案類別="新類別"))


PASSED_ON = [("排入院會", ["2024-03-01"]), ("三讀", ["2024-05-28"])]


@pytest.mark.parametrize(
    ("after", "status"),
    [
        # Words of the Yuan's own lists, g0v/ly.g0v.tw#178, and the outcomes its law names (arts. 32 to 35).
        ([("覆議(全院委員會審查)", "2024-06-14"), ("覆議(不維持原決議)", "2024-06-21")], "defeated"),
        ([("覆議(交付審查)", "2024-06-14"), ("覆議（逾期未議決，原決議失效）", "2024-07-01")], "defeated"),
        ([("覆議(全院委員會審查)", "2024-06-14")], "pending"),
        ([("覆議", "2024-06-14"), ("覆議(維持原決議)", "2024-06-21")], "unknown"),
        ([("復議(另定期處理)", "2024-06-04")], "pending"),
        ([("復議", "2024-06-04"), ("三讀", "2024-06-05")], "unknown"),
        ([("復議(另定期處理)", "2024-06-04"), ("否決", "2024-06-11")], "defeated"),
        ([], "unknown"),
    ],
)
def test_a_vote_taken_again_after_third_reading(after: list[tuple[str, str]], status: str) -> None:
    page = bill_page([*PASSED_ON, *((word, [day]) for word, day in after)], 屆=11)
    (found,) = measures(tw_ly.SOURCE, page)
    assert standing(found, date(2026, 12, 1)) == status


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("撤回", Stage.WITHDRAWN),
        ("撤回(提案委員)", Stage.WITHDRAWN),
        ("三讀(不予通過)", Stage.DEFEATED),
        ("三讀 (//通過)", Stage.PASSED),
        ("退回審查", Stage.COMMITTEE),
        ("屆期不連續", Stage.LAPSED),
        ("覆議(撤回)", Stage.UNKNOWN),
        ("復議(否決)", Stage.UNKNOWN),
        ("退回", Stage.UNKNOWN),
    ],
)
def test_what_ends_a_bill_and_what_nobody_can_place(word: str, stage: Stage) -> None:
    (found, *issues) = read(tw_ly.SOURCE, bill_page([*PASSED_ON, (word, ["2024-06-04"])]), {})
    assert isinstance(found, Measure)
    assert stage in [event.stage for event in found.events]
    assert bool(issues) is (stage is Stage.UNKNOWN)


def test_a_vote_taken_again_before_passage_is_a_detail() -> None:
    (found,) = measures(tw_ly.SOURCE, bill_page([("排入院會", ["2024-03-01"]), ("復議(另定期處理)", [])]))
    assert steps(found) == [("introduced", "2024-03-01")]


@pytest.mark.captures
def test_a_captured_row_is_found_by_its_title(captures: Path) -> None:
    row = json.loads((captures / "derived/tw_ly_v2_bill_202110143390000.json").read_text("utf-8"))
    answer = {"total": 1, "total_page": 1, "page": 1, "limit": 100, "bills": [row]}
    (found,) = read(tw_ly.SOURCE, Page(json.dumps(answer).encode(), f"{tw_ly.API}/bills?page=1"), {})
    assert getattr(found, "id", None) == "tw-11-202110143390000"
    assert getattr(found, "version", None) == "排入院會 2025-07-22"


def test_bills_are_searched_in_each_open_term_and_followed_by_number() -> None:
    watched = Watched(id="tw-11-1", source_id="202110143390000")
    requests = list(tw_ly.start(Watch(measures=(watched,), terms={"zh": ("器官買賣",)}, sessions=("11",))))
    assert requests[0] == Request(url=f"{tw_ly.API}/bill/202110143390000")
    assert [r.url.count("%E5%B1%86=11&") for r in requests[1:]] == [1]
