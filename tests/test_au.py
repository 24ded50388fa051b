"""Australia: Acts of the Federal Register of Legislation, and bills of ParlWork."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scrapers import au_frl, au_parlwork
from tests.shipped import known
from tests.test_examples import FOLDER
from tracker.history import Record, merge
from tracker.page import Page, Unreadable
from tracker.source import Found, Request, Source, Watch, Watched
from tracker.source.declare import read
from tracker.source.paging import query_of
from tracker.status import Assessment
from tracker.vocabulary import Chamber, IssueKind, Measure, Stage, Status

TODAY = date(2026, 11, 20)
DAY = "/Date(1764075600000+1100)/"  # midnight of 26 November 2025 in Canberra


def told(source: Source, url: str, data: Any, **context: Any) -> list[Any]:
    return list(read(source, Page(json.dumps(data).encode(), url), context))


def measure_of(items: list[Any]) -> Measure:
    (measure,) = [item for item in items if isinstance(item, Measure)]
    return measure


def title(case: str = "assented", **changes: Any) -> Measure:
    data = json.loads((FOLDER / "au_frl" / f"{case}.json").read_text("utf-8")) | changes
    return measure_of(told(au_frl.SOURCE, f"{au_frl.API}/titles('{data['id']}')", data))


def history(*rows: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"status": status, "start": f"{day}T00:00:00", "reasons": []} for status, day in rows]


def steps(measure: Measure) -> list[tuple[str, str]]:
    return [(event.stage.value, str(event.date)) for event in measure.events]


def status(measure: Measure) -> Status | None:
    record = Record("x", measure, TODAY)
    standing = Assessment(merge(measure.id, [record]), None).on(TODAY)
    return standing.status if standing else None


# The register.


@pytest.mark.parametrize("word", ["InForce", "Ceased", "Repealed", "NeverEffective"])
def test_every_status_of_the_register_has_its_meaning(word: str) -> None:
    step = au_frl.STAGES.meaning(word)
    assert step is not None
    assert step.stage is not Stage.UNKNOWN


MADE = "2025-08-29"


@pytest.mark.parametrize(
    ("principal", "now", "rows", "expected"),
    [
        # In force from its assent: only its first provisions are known to be.
        (True, "InForce", history(("InForce", MADE)), Status.ENACTED),
        (True, "InForce", history(("InForce", "2025-08-30")), Status.IN_FORCE),
        (True, "InForce", [], Status.ENACTED),
        (True, "Repealed", history(("InForce", MADE), ("Repealed", "2026-01-01")), Status.REPEALED),
        (True, "Ceased", history(("InForce", MADE), ("Ceased", "2026-01-01")), Status.REPEALED),
        (True, "NeverEffective", history(("NeverEffective", "2026-01-01")), Status.REPEALED),
        # What it amended stays.
        (False, "Repealed", history(("InForce", "2025-08-30"), ("Repealed", "2026-01-01")), Status.IN_FORCE),
        (False, "NeverEffective", history(("NeverEffective", "2026-01-01")), Status.REPEALED),
    ],
)
def test_an_act_stands_as_its_history_says(
    principal: bool, now: str, rows: list[Any], expected: Status
) -> None:
    measure = title(isPrincipal=principal, status=now, statusHistory=rows)
    assert status(measure) is expected
    assert (measure.note is not None) == (not rows or rows[0]["start"].startswith(MADE))


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00", "9999-12-31T00:00:00"])
def test_an_end_without_its_day_has_not_come(start: str) -> None:
    rows = [*history(("InForce", "2025-08-30")), {"status": "Ceased", "start": start}]
    assert steps(title(statusHistory=rows, status="InForce")) == [
        ("assented", MADE),
        ("in_force", "2025-08-30"),
    ]


def test_an_instant_is_of_the_day_it_was_in_canberra_and_a_number_may_be_text() -> None:
    act = title(makingDate="2025-08-28T14:00:00Z", number="37", year="2025")
    assert (act.id, str(act.events[0].date)) == ("au-law-2025-37", MADE)


@pytest.mark.parametrize(
    ("uri", "alias"),
    [
        ('https://parlinfo.aph.gov.au/x;query=Id%3A"legislation%2Fbillhome%2Fs1511"', "au_parlwork:s1511"),
        ('https://parlinfo.aph.gov.au/x;query=Id:"legislation/billhome/r4016"', "au_parlwork:r4016"),
        ("https://parlinfo.aph.gov.au/parlInfo/x", None),
        (None, None),
    ],
)
def test_an_act_bears_the_name_of_its_bill(uri: str | None, alias: str | None) -> None:
    keys = [a.key for a in title(originatingBillUri=uri).aliases]
    assert keys == ["au_frl:C2025A00037", *([alias] if alias else [])]


def test_the_curated_bills_bear_the_names_an_act_would_bring() -> None:
    keys = {a.key: m.id for m in known().measures if m.place == "AU" for a in m.aliases}
    assert keys["au_parlwork:s1511"] == "au-2026-s1511"
    assert keys["au_parlwork:s1384"] == "au-47-s1384"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"collection": "Gazette"}, "collection"),
        ({"makingDate": None}, "makingDate"),
        ({"isPrincipal": None}, "isPrincipal"),
        ({"statusHistory": [{"status": "InForce"}]}, "start"),
    ],
)
def test_an_odd_title_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unreadable) as fault:
        title(**changes)
    assert fault.value.field == field


def test_a_full_page_of_titles_leads_to_the_next_under_the_same_filter() -> None:
    watch = Watch(measures=(Watched(id="a", source_id="C2"),), terms={"en": ("body's parts",)})
    first, *searches = au_frl.SOURCE.start(watch)
    assert first.url.endswith("/titles('C2')")
    assert query_of(searches[-1].url)["$filter"] == "contains(name,'body''s parts') and collection eq 'Act'"
    row = {"id": "C1", "name": "Human Tissue Act"}
    asked = searches[0]
    full = told(au_frl.SOURCE, asked.url, {"value": [row] * 100})
    assert query_of(full[-1].url) == query_of(asked.url) | {"$skip": "100"}
    assert len(told(au_frl.SOURCE, asked.url, {"value": [row]})) == 1


@pytest.mark.captures
def test_a_repealed_instrument_as_captured(captures: Path) -> None:
    content = (captures / "au/frl_title_F2019L01091_spec-inline.json").read_bytes()
    (measure,) = read(au_frl.SOURCE, Page(content, f"{au_frl.API}/titles('F2019L01091')"), {})
    assert isinstance(measure, Measure)
    assert measure.id == "au-law-2019-f2019l01091"
    assert steps(measure) == [
        ("assented", "2019-08-23"),
        ("in_force", "2019-08-26"),
        ("repealed", "2019-11-15"),
    ]


@pytest.mark.captures
def test_the_bills_of_four_captured_acts(captures: Path) -> None:
    rows = json.loads((captures / "au/frl_titles_acts_2025_trimmed.json").read_bytes())["value"]
    acts = [title(**row, number=int(row["id"][-5:]), statusHistory=[]) for row in rows]
    assert [(act.id, act.aliases[-1].key, str(act.events[0].date)) for act in acts] == [
        ("au-law-2025-37", "au_parlwork:r7335", "2025-08-29"),
        ("au-law-2025-44", "au_parlwork:r7341", "2025-09-05"),
        ("au-law-2025-47", "au_parlwork:r7354", "2025-10-29"),
        ("au-law-2025-48", "au_parlwork:r7353", "2025-10-29"),
    ]


# The bills.


def midnight(day: str) -> str:
    """Midnight of a day in Canberra as the service writes it."""
    instant = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(au_parlwork.ZONE))
    return f"/Date({int(instant.timestamp() * 1000)}+1000)/"


def walk(*steps: tuple[str, str, str | None], status: str) -> list[Any]:
    """A Senate bill of these steps: house, word, and instant as the service writes it."""
    groups = [
        {"FormattedChamber": house, "ProgressStates": [{"Description": word, "UpdateDate": when}]}
        for house, word, when in steps
    ]
    context = {"Id": "s1", "Title": "A Bill", "Status": status, "FormattedOriginatingChamber": "Senate"}
    data = {"Bill": {"GroupedProgressStates": groups}}
    page = Page(json.dumps(data).encode(), f"{au_parlwork.API}/s1", fetched_at="2026-11-20T06:00:00Z")
    return list(read(au_parlwork.SOURCE, page, context))


def bill(*words: str, status: str = "Before Senate", chamber: str = "Senate", **more: Any) -> list[Any]:
    states = [{"Description": word, "UpdateDate": DAY} for word in words]
    data = {"Bill": {"GroupedProgressStates": [{"FormattedChamber": chamber, "ProgressStates": states}]}}
    context = {"Id": "s1", "Title": "A Bill", "Status": status, "FormattedOriginatingChamber": "Senate"}
    return told(au_parlwork.SOURCE, f"{au_parlwork.API}/s1", data, **context | more)


# The words of the bills' homepages, as public programs that read them list them.
PROGRESS = """Introduced and read a first time|Second reading moved|Second reading agreed to
Second reading debate|Second reading debate: Bill resumed at point of interruption|Third reading moved
Third reading debated|Third reading agreed to|Consideration in detail debate|Reported from Federation Chamber
Committee of the Whole debate|Referred to Federation Chamber|Lapsed at end of Parliament
Restored to Notice Paper|Lapsed at prorogation|Lapsed at dissolution|Consideration of Senate message
Bill agreed to, subject to requests|Finally passed both Houses|Assent - Act no: 54, Year: 2016|Assent
Second reading negatived|Third reading negatived|Second reading amendment agreed to|Referred to Committee
Second reading amendment negatived|Referred to Main Committee|Negatived in Committee of the Whole
Reported from Main Committee|Text of bill as passed both Houses|Withdrawn|Royal Assent
House agreed to Senate amendments|Senate agreed to House amendments|Committee report
Before House of Representatives|Before Senate|Before Reps|Before the House|Passed both Houses|Act
Senate insisted on Senate amendments|House disagreed to Senate amendments|Senate did not insist on amendments
House made Senate requested amendments|Not Proceeding|Lapsed|Negatived""".replace("\n", "|").split("|")


@pytest.mark.parametrize("word", PROGRESS)
def test_every_word_of_a_bill_has_its_meaning(word: str) -> None:
    step = au_parlwork.STAGES.meaning(word)
    assert step is None or step.stage is not Stage.UNKNOWN


@pytest.mark.parametrize(
    ("words", "now", "expected"),
    [
        (["Introduced and read a first time"], "Before Senate", Status.PENDING),
        (["Third reading agreed to"], "Before House of Representatives", Status.PENDING),
        (["Finally passed both Houses"], "Passed both Houses", Status.PENDING),
        (["Finally passed both Houses", "Assent"], "Act", Status.ENACTED),
        (["Second reading negatived"], "Negatived", Status.DEFEATED),
        (["Second reading moved"], "Negatived", Status.DEFEATED),
        (["Second reading moved"], "Not Proceeding", Status.LAPSED),
        (["Second reading moved", "Lapsed at dissolution"], "Lapsed", Status.LAPSED),
        (["Second reading moved", "Discharged from Notice Paper"], "Not Proceeding", Status.WITHDRAWN),
    ],
)
def test_a_bill_stands_as_its_steps_and_its_status_say(words: list[str], now: str, expected: Status) -> None:
    assert status(measure_of(bill(*words, status=now))) is expected


#: The year 1, that year before an offset, and the last: null; the zero of the clock; 1900; 2 February 2027.
NO_DAYS = [None, "", "/Date(-62135596800000)/", "/Date(-62135636400000+1100)/", "/Date(253402300799000)/",
           "/Date(0)/", midnight("1900-01-01"), midnight("1970-01-01"), midnight("2027-02-02")]  # fmt: skip


@pytest.mark.parametrize("when", NO_DAYS)
def test_a_step_that_is_still_to_come_is_none_whatever_stands_for_its_day(when: str | None) -> None:
    passed = ("", "Finally passed both Houses", midnight("2026-06-30"))
    for word in ("Assent", "Royal Assent", "Lapsed at dissolution"):
        measure = measure_of(walk(passed, ("", word, when), status="Passed both Houses"))
        assert steps(measure) == [("passed", "2026-06-30")]


@pytest.mark.parametrize("when", NO_DAYS[:-1])
def test_of_a_bill_that_is_over_a_step_without_a_day_was_taken(when: str | None) -> None:
    passed = ("", "Finally passed both Houses", midnight("2026-06-30"))
    act = measure_of(walk(passed, ("", "Assent", when), status="Act"))
    assert [(e.stage, e.date) for e in act.events[1:]] == [(Stage.ASSENTED, None)]


@pytest.mark.parametrize(
    ("end", "now", "expected"),
    [
        ("Discharged from Notice Paper", "Not Proceeding", Status.DEFEATED),
        ("Withdrawn", "Negatived", Status.DEFEATED),
        ("Lapsed at dissolution", "Lapsed", Status.DEFEATED),
        ("Restored to Notice Paper", "Before Senate", Status.PENDING),
    ],
)
def test_what_comes_of_the_papers_of_a_lost_bill(end: str, now: str, expected: Status) -> None:
    lost = ("Senate", "Second reading negatived", midnight("2026-03-04"))
    assert status(measure_of(walk(lost, ("Senate", end, midnight("2026-05-06")), status=now))) is expected


PASSED_BOTH = [
    ("Senate", "Third reading agreed to", midnight("2026-03-04")),
    ("House of Reps", "Third reading agreed to", midnight("2026-05-06")),
]


@pytest.mark.parametrize(
    ("more", "now", "last"),
    [
        ([], "Before Senate", (Stage.CONSIDERATION_OF_AMENDMENTS, Chamber.UPPER)),
        ([], "Passed both Houses", (Stage.PASSED, Chamber.LEGISLATURE)),
        ([("", "Finally passed both Houses", midnight("2026-05-06"))], "Passed both Houses",
         (Stage.PASSED, Chamber.LEGISLATURE)),
        ([], "Act", (Stage.ASSENTED, Chamber.EXECUTIVE)),
    ],
)  # fmt: skip
def test_two_votes_are_passage_only_where_a_step_says_so(
    more: list[Any], now: str, last: tuple[Stage, Chamber]
) -> None:
    events = measure_of(walk(*PASSED_BOTH, *more, status=now)).events
    assert (events[-1].stage, events[-1].chamber) == last


def test_a_bill_comes_to_the_second_house_for_a_first_reading() -> None:
    (event,) = measure_of(bill("Introduced and read a first time", chamber="House of Reps")).events
    assert (event.stage, event.chamber, str(event.date)) == (
        Stage.FIRST_READING,
        Chamber.LOWER,
        "2025-11-26",
    )


def test_a_word_nobody_mapped_is_reported_and_an_unknown_house_refused() -> None:
    *_, issue = bill("Deferred")
    assert issue.kind is IssueKind.UNKNOWN_STAGE
    with pytest.raises(Unreadable, match="FormattedChamber"):
        bill("Assent", chamber="Legislative Council")


def test_the_list_is_walked_to_its_end_and_what_it_lacks_is_asked_for() -> None:
    watch = Watch(measures=(Watched(id="a", source_id="s1384"), Watched(id="b", source_id="s9")))
    (first,) = au_parlwork.SOURCE.start(watch)
    rows = [{"Id": f"s{n}", "Title": "A &amp; B Bill", "Status": "Act"} for n in range(100)]
    *found, more = told(au_parlwork.SOURCE, first.url, rows, **first.context)
    assert [i.url for i in found if isinstance(i, Request)] == [f"{au_parlwork.API}/s9"]
    assert {i.titles for i in found if isinstance(i, Found)} == {(("en", "A & B Bill"),)}
    assert (query_of(more.url)["Page"], more.context) == ("2", {"page": 2, "followed": ["s1384"]})
    (last,) = told(au_parlwork.SOURCE, more.url, [], **more.context)
    assert (last.url, last.context) == (f"{au_parlwork.API}/s1384", {"Id": "s1384"})
    with pytest.raises(Unreadable, match="expected a list"):
        told(au_parlwork.SOURCE, first.url, {"error": 1}, **first.context)
