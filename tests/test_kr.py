"""South Korea: the laws of law.go.kr and the bills of the National Assembly."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scrapers import kr_assembly, kr_lawgokr
from tests.conftest import capture_index
from tests.shipped import standing
from tracker.page import Page, Unreadable
from tracker.source import Found, Request, Watch, Watched
from tracker.source.declare import read
from tracker.vocabulary import Alias, Issue, IssueKind, Measure, Stage

BILL = f"{kr_assembly.API}/ALLBILL?KEY={{key}}&BILL_NO=1"
LIST = f"{kr_assembly.API}/TVBPMBILL11?KEY={{key}}&pIndex=1"


def assembly(page: Page) -> list[Measure]:
    return [item for item in read(kr_assembly.SOURCE, page, {}) if isinstance(item, Measure)]


def steps(measure: Measure) -> list[tuple[str, str]]:
    return [(event.stage.value, str(event.date)) for event in measure.events]


@pytest.mark.captures
@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("TVBPMBILL11", ("lapsed", "2024-05-29")),
        ("nwbpacrgavhjryiph.plenary_laws", ("lapsed", "2024-05-29")),
        ("nzpltgfqabtcpsmai.processed", ("lapsed", "2024-05-29")),
        ("nxjuyqnxadtotdrbw.recent_plenary", ("passed", "2024-05-28")),
        ("nwbqublzajtcqpdae.pending", ("introduced", "2025-11-24")),
    ],
)
def test_bills_as_captured(captures: Path, name: str, last: tuple[str, str]) -> None:
    (found,) = assembly(Page((captures / f"kr/{name}.json").read_bytes(), BILL))
    assert steps(found)[-1] == last


@pytest.mark.captures
@pytest.mark.parametrize("url", [BILL, LIST])
def test_a_refusal_with_status_200_is_no_empty_list(captures: Path, url: str) -> None:
    with pytest.raises(Unreadable, match="ERROR-300"):
        list(read(kr_assembly.SOURCE, Page((captures / "kr/error-300.json").read_bytes(), url), {}))


def test_no_data_is_an_empty_list_and_a_missing_bill() -> None:
    nothing = json.dumps({"RESULT": {"CODE": "INFO-200", "MESSAGE": ""}}).encode()
    assert list(read(kr_assembly.SOURCE, Page(nothing, LIST), {})) == []
    with pytest.raises(Unreadable, match="none of a bill"):
        assembly(Page(nothing, BILL))


@pytest.mark.captures
def test_a_list_finds_bills_and_leads_on_with_the_key_in_its_place(captures: Path) -> None:
    content = (captures / "kr/TVBPMBILL11.json").read_bytes()
    found, following = read(kr_assembly.SOURCE, Page(content, LIST), {})
    assert isinstance(found, Found)
    assert found.id == "kr-21-2126707"
    assert isinstance(following, Request)
    assert following.url == LIST.replace("pIndex=1", "pIndex=2")


# Sources, section 4, and the values the interface documents.
@pytest.mark.parametrize(
    ("result", "stage"),
    [
        ("원안가결", Stage.PASSED),
        ("수정가결", Stage.PASSED),
        ("대안가결", Stage.PASSED),
        ("대안반영폐기", Stage.SUPERSEDED),
        ("수정안반영폐기", Stage.SUPERSEDED),
        ("부결", Stage.DEFEATED),
        ("폐기", Stage.DEFEATED),
        ("본회의불부의", Stage.DEFEATED),
        ("철회", Stage.WITHDRAWN),
        ("임기만료폐기", Stage.LAPSED),
        ("회기불계속폐기", Stage.LAPSED),
    ],
)
def test_every_listed_result_has_its_step(result: str, stage: Stage) -> None:
    step = kr_assembly.STAGES.meaning(result)
    assert step is not None
    assert step.stage is stage


def test_an_act_is_named_by_its_number_and_day() -> None:
    row = {
        "BILL_ID": "PRC_A",
        "BILL_NO": "2024667",
        "ERACO": "제20대",
        "BILL_NM": "장기등 이식에 관한 법률 일부개정법률안",
        "PPSL_DT": "2020-03-05",
        "RGS_RSLN_DT": "2020-03-06",
        "RGS_CONF_RSLT": "원안가결",
        "PROM_DT": "2020-04-07",
        "PROM_NO": "17214",
    }
    answer = {"ALLBILL": [{"head": [{"list_total_count": 1}, {"RESULT": {}}]}, {"row": [row]}]}
    (found,) = assembly(Page(json.dumps(answer).encode(), BILL))
    assert found.id == "kr-20-2024667"
    assert Alias(id="kr-law-2020-17214") in found.aliases
    assert steps(found)[1:] == [("passed", "2020-03-06"), ("assented", "2020-04-07")]
    assert next(e.code for e in found.events if e.stage is Stage.ASSENTED) == "17214"


def test_a_resolution_is_promulgated_by_mistake_and_takes_no_act() -> None:
    row = {
        "BILL_ID": "PRC_B",
        "BILL_NO": "2100001",
        "ERACO": "제21대",
        "BILL_NM": "강제 장기적출 규탄 결의안",
        "BILL_KND": "결의안",
        "PPSL_DT": "2021-03-05",
        "PROM_DT": "2021-04-07",
        "PROM_NO": "18000",
    }
    answer = {"ALLBILL": [{"head": [{"list_total_count": 1}, {"RESULT": {}}]}, {"row": [row]}]}
    issue, found = read(kr_assembly.SOURCE, Page(json.dumps(answer).encode(), BILL), {})
    assert isinstance(issue, Issue)
    assert isinstance(found, Measure)
    assert [stage for stage, _ in steps(found)] == ["introduced"]
    assert [alias.id for alias in found.aliases if alias.id] == []


@pytest.mark.parametrize("reconsidered", [None, "가결"])
def test_a_passed_bill_without_promulgation_is_not_pending_a_year_later(reconsidered: str | None) -> None:
    row = {
        "BILL_ID": "PRC_C",
        "BILL_NO": "2100002",
        "ERACO": "제21대",
        "BILL_NM": "장기등 이식에 관한 법률 일부개정법률안",
        "PPSL_DT": "2021-03-05",
        "RGS_RSLN_DT": "2021-05-06",
        "RGS_CONF_RSLT": "원안가결",
    }
    again = {**row, "BILL_ID": "GOV_C", "PPSL_DT": "2021-05-20", "RGS_CONF_RSLT": reconsidered}
    rows = [row, {**again, "RGS_RSLN_DT": "2021-06-10"}] if reconsidered else [row]
    answer = {"ALLBILL": [{"head": [{"list_total_count": len(rows)}, {"RESULT": {}}]}, {"row": rows}]}
    (found,) = assembly(Page(json.dumps(answer).encode(), BILL))
    assert standing(found, date(2021, 6, 12)) == "pending"
    # The term that ended in May 2024 ends no bill that was passed in it.
    assert standing(found, date(2024, 12, 1)) == "unknown"


def version(act: str, day: str, effective: str, change: str = "일부개정", code: str = "연혁") -> str:
    fields = {
        "현행연혁코드": code,
        "법령명한글": "범례 장기이식법",
        "법령ID": "099999",
        "공포일자": day,
        "공포번호": act,
        "제개정구분명": change,
        "법령구분명": "법률",
        "시행일자": effective,
    }
    return "<law>" + "".join(f"<{name}>{text}</{name}>" for name, text in fields.items()) + "</law>"


def versions(*rows: str, total: int | None = None, page: int = 1) -> Page:
    head = f"<totalCnt>{len(rows) if total is None else total}</totalCnt><page>{page}</page>"
    text = f"<LawSearch><target>eflaw</target>{head}<resultCode>00</resultCode>{''.join(rows)}</LawSearch>"
    return Page(text.encode(), f"{kr_lawgokr.API}&page={page}&LID=099999")


def laws(page: Page, *acts: str, rows: Any = ()) -> list[Any]:
    return list(read(kr_lawgokr.SOURCE, page, {"acts": list(acts), "rows": list(rows)}))


@pytest.mark.captures
def test_the_captured_versions_are_all_past(captures: Path) -> None:
    (line,) = (line for line in capture_index() if line.get("source") == "kr_lawgokr")
    content = (captures / line["file"]).read_bytes()
    (found,) = read(kr_lawgokr.SOURCE, Page(content, line["url"]), {})
    assert isinstance(found, Found)
    assert found.titles == (("ko", "소득세법"),)
    act, issue = laws(Page(content, f"{kr_lawgokr.API}&LID=001565"), "9897")
    assert (act.id, steps(act)) == (
        "kr-law-2009-9897",
        [("assented", "2009-12-31"), ("in_force", "2010-04-01")],
    )
    assert "no version is" in issue.detail


TODAY = "현행"
COMING = "시행예정"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # In parts, as the register has them: a version for each day of commencement.
        ([version("1", "20240220", "20240220"), version("1", "20240220", "20250821", code=TODAY)],
         [("1", ["2024-02-20", "2025-08-21"], TODAY)]),
        ([version("1", "20260310", "20271231", code=COMING),
          version("1", "20260310", "20260701", code=TODAY)],
         [("1", ["2026-07-01", "2027-12-31"], TODAY)]),
        ([version("1", "20260310", "20270228", code=COMING),
          version("1", "20260310", "20260828", code=COMING)],
         [("1", ["2026-08-28", "2027-02-28"], COMING)]),
        ([version("2", "20260915", "20270316", code=COMING)], [("2", ["2027-03-16"], COMING)]),
        ([version("3", "20260915", "", code=COMING)], [("3", [], COMING)]),
        ([version("5", "20200101", "20200101"), version("6", "20210101", "20210101", code=TODAY)],
         [("6", ["2021-01-01"], TODAY)]),
        # Of a law whose text of today came by the way, the act that made it before; else all there is.
        ([version("4", "20200101", "20200101", "타법개정", TODAY)], [("4", ["2020-01-01"], TODAY)]),
        ([version("7", "20230511", "20240101", "타법개정", TODAY), version("8", "20200407", "20201008"),
          version("9", "20100531", "20100531", "제정")], [("8", ["2020-10-08"], "연혁")]),
        ([version("7", "20230511", "20240101", "일괄개정", TODAY), version("8", "20260407", "20271008",
          code=COMING)], [("8", ["2027-10-08"], COMING)]),
    ],
)  # fmt: skip
def test_acts_in_force_or_to_come_are_told(
    rows: list[str], expected: list[tuple[str, list[str], str]]
) -> None:
    found = [item for item in laws(versions(*rows)) if isinstance(item, Measure)]
    days = [[day for stage, day in steps(m) if stage == "in_force"] for m in found]
    assert [(m.number, d, m.source_status) for m, d in zip(found, days, strict=True)] == expected


def test_an_act_in_force_in_part_is_in_force() -> None:
    rows = (
        version("1", "20260310", "20271231", code=COMING),
        version("1", "20260310", "20260701", code=TODAY),
    )
    (act,) = laws(versions(*rows))
    told = [standing(act, day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2028, 1, 1))]
    assert told == ["enacted", "in_force", "in_force"]
    labels = [event.label for event in act.events if event.stage is Stage.IN_FORCE]
    assert labels == ["시행 2026-07-01 (일부)", "시행 2027-12-31 (나머지)"]


def test_an_amendment_by_the_way_adds_nothing_to_a_law_that_is_followed() -> None:
    rows = (version("7", "20230511", "20240101", "타법개정", TODAY), version("8", "20200407", "20201008"),
            version("9", "20100531", "20100531", "제정"))  # fmt: skip
    assert [item.number for item in laws(versions(*rows), "9")] == ["9"]


@pytest.mark.parametrize(("total", "cut"), [(1, False), (3, True), (250, True)])
def test_a_law_with_fewer_versions_than_it_counts_is_an_issue(total: int, cut: bool) -> None:
    page = versions(version("1", "20200407", "20201008", code=TODAY), total=total, page=3)
    kinds = [item.kind for item in laws(page) if isinstance(item, Issue)]
    assert kinds == ([IssueKind.LIST_CUT_OFF] if cut else [])


@pytest.mark.parametrize(
    ("change", "ends"), [("폐지", True), ("타법폐지", True), ("일괄폐지", True), ("폐지제정", False)]
)
def test_a_re_enactment_is_no_repeal(change: str, ends: bool) -> None:
    page = versions(
        version("1", "19990208", "20000209", "제정"), version("2", "20100101", "20100701", change)
    )
    act = next(item for item in laws(page, "1") if isinstance(item, Measure))
    assert (("repealed", "2010-07-01") in steps(act)) is ends


def test_one_act_on_two_pages_is_one_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kr_lawgokr, "PAGE", 1)
    (following,) = laws(versions(version("1", "20240220", "20240220"), total=2), "1")
    assert isinstance(following, Request)
    last = versions(version("1", "20240220", "20250821", code="현행"), total=2, page=2)
    (act,) = read(kr_lawgokr.SOURCE, last, following.context)
    assert isinstance(act, Measure)
    assert steps(act)[-1] == ("in_force", "2025-08-21")


def test_what_is_missing_or_unknown_is_an_issue() -> None:
    found = laws(versions(version("1", "20240220", "20240220", "새것", "현행")), "7")
    assert [item.kind for item in found if isinstance(item, Issue)] == [
        IssueKind.UNKNOWN_STAGE,
        IssueKind.BAD_VALUE,
    ]
    with pytest.raises(Unreadable, match="no version"):
        laws(versions())
    with pytest.raises(Unreadable, match="expected one of '현행'"):
        laws(versions(version("1", "20240220", "20240220", code="미정")))


def test_followed_acts_of_one_law_are_asked_for_together() -> None:
    aliases = [Alias(source="kr_lawgokr", source_id=f"001998/{act}") for act in ("17214", "10334")]
    watched = tuple(Watched(id=str(alias), aliases=(alias,)) for alias in aliases)
    law, search = kr_lawgokr.start(Watch(measures=watched, terms={"ko": ("장기매매",)}))
    assert law.url.endswith("LID=001998")
    assert law.context["acts"] == ["10334", "17214"]
    assert "OC={key}" in search.url
