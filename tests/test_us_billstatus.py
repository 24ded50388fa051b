"""GovInfo Bill Status: oracles from real responses, and the traps its actions set."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.shared.us_congress import FORMS
from scrapers.shared.us_congress_actions import CODES, DECIDED_BY_WORDS
from scrapers.us_billstatus import SOURCE, start
from tests.conftest import ROOT, capture_index
from tests.shipped import standing
from tracker.history import Record, merge
from tracker.page import Page, Unreadable
from tracker.source import Found, Watch, Watched
from tracker.source.declare import read
from tracker.status import Assessment
from tracker.vocabulary import (
    Alias,
    Chamber,
    Event,
    Issue,
    IssueKind,
    Kind,
    Link,
    Measure,
    Relation,
    Stage,
    Status,
)

LOWER, UPPER, EXECUTIVE = Chamber.LOWER, Chamber.UPPER, Chamber.EXECUTIVE
FOLDER = "us-billstatus"
LISTING = "https://www.govinfo.gov/bulkdata/json/BILLSTATUS/119/hr"

# BILLSTATUS-XML_User-Guide.md, table 3.
GUIDE_CODES = frozenset(
    re.findall(
        r"\w+",
        """
        B00100 E20000 E30000 E40000 H11100 H11200 H12100 H12200 H12300 H12410 H14000 H15000 H17000
        H1L210 H1L220 H35000 H25200 H37300 H38310 H30000 H8D000 H81000 1000 2000 5000 8000 10000 11000
        13100 13200 14000 14500 14900 17000 28000 36000
        """,
    )
)
# https://www.congress.gov/help/field-values/action-codes
LIBRARY_CODES = frozenset(
    re.findall(
        r"\w+",
        """
        1000 1010 1025 2000 3000 4000 4100 4200 4900 4950 5000 5500 7000 8000 9000 10000 11000 12000
        13000 13100 13200 13900 14000 14500 14900 16000 17000 18000 19000 20000 20800 20900 21000 22000
        23000 24000 25000 26000 28000 29000 29100 30000 31000 32000 33000 34000 35000 36000 37000 38000
        39000 40000 41000 42000 43000 44000 45000 46000 47000 48000 71000 72000 72500 73000 74000 75000
        91000 92000 93000 94000 95000 96000 97000
        """,
    )
)
# Met in files, in neither list.
MET_CODES = ["Intro-H", "Intro-S", "19500", "20500", "20700"]


def url_of(stem: str) -> str:
    match = re.fullmatch(r"(\d+)([a-z]+)(\d+)", stem)
    assert match
    return f"https://www.govinfo.gov/bulkdata/BILLSTATUS/{match[1]}/{match[2]}/BILLSTATUS-{stem}.xml"


def action(day: str, text: str, code: str = "", system: str = "9", kind: str = "Floor") -> str:
    recorder = f"<code>{system}</code>" if system else "<name>Senate</name>"
    return (
        f"<item><actionDate>{day}</actionDate><text>{escape(text)}</text><type>{kind}</type>"
        f"<actionCode>{code}</actionCode><sourceSystem>{recorder}</sourceSystem></item>"
    )


INTRODUCED = action("2025-02-21", "Introduced in House", "1000", kind="IntroReferral")


def bill(*actions: str, stem: str = "119hr1503", title: str = "An Act", extra: str = "") -> Page:
    """A file of schema 3.0.0 with all that is mandatory, these actions before the introduction."""
    match = re.fullmatch(r"(\d+)([a-z]+)(\d+)", stem)
    assert match
    text = f"""<?xml version="1.0" encoding="utf-8"?><billStatus><version>3.0.0</version><bill>
        <number>{match[3]}</number><type>{match[2].upper()}</type><congress>{match[1]}</congress>
        <introducedDate>2025-02-21</introducedDate><actions>{"".join(actions)}{INTRODUCED}</actions>
        <title>{title}</title>{extra}<latestAction><text>Latest.</text></latestAction></bill></billStatus>"""
    return Page(text.encode(), url_of(stem), "text/xml", None)


def measure(page: Page) -> Measure:
    (found,) = (item for item in read(SOURCE, page, {}) if isinstance(item, Measure))
    return found


def issues(page: Page) -> list[Issue]:
    return [item for item in read(SOURCE, page, {}) if isinstance(item, Issue)]


def steps(events: tuple[Event, ...]) -> list[tuple[str, Stage, Chamber | None]]:
    return [(str(event.date), event.stage, event.chamber) for event in events]


def later(page: Page) -> list[tuple[str, Stage, Chamber | None]]:
    """The steps after the introduction."""
    return steps(measure(page).events)[1:]


def fault(page: Page) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        list(read(SOURCE, page, {}))
    return caught.value


def captured(captures: Path, name: str, stem: str) -> Page:
    return Page((captures / FOLDER / f"BILLSTATUS-{name}.xml").read_bytes(), url_of(stem), "text/xml", None)


# Oracles


@pytest.mark.captures
def test_a_public_law_has_each_step_once(captures: Path) -> None:
    law = measure(captured(captures, "117s4791", "117s4791"))
    assert (law.id, law.kind, law.session, law.origin_chamber) == ("us-117-s-4791", Kind.BILL, "117", UPPER)
    assert law.citation == "Public Law 117-213"
    assert Alias(id="us-law-117-213") in law.aliases
    assert law.url == "https://www.congress.gov/bill/117th-congress/senate-bill/4791"
    assert law.sponsor == "Sen. Blunt, Roy [R-MO]"
    assert steps(law.events) == [
        ("2022-09-06", Stage.INTRODUCED, UPPER),
        ("2022-09-06", Stage.PASSED_CHAMBER, UPPER),
        ("2022-09-29", Stage.PASSED_CHAMBER, LOWER),
        ("2022-10-17", Stage.PASSED, None),
        ("2022-10-17", Stage.ASSENTED, EXECUTIVE),
    ]


@pytest.mark.captures
def test_a_private_law_is_law_by_another_number(captures: Path) -> None:
    law = measure(captured(captures, "117hr681", "117hr681"))
    assert law.citation == "Private Law 117-1"
    assert Alias(id="us-law-117-private-1") in law.aliases
    assert steps(law.events)[-1] == ("2022-12-27", Stage.ASSENTED, EXECUTIVE)
    assert [day for day, stage, _ in steps(law.events) if stage is Stage.PASSED] == ["2022-12-23"]


@pytest.mark.captures
def test_a_joint_resolution_that_failed_is_defeated_on_the_day_of_the_vote(captures: Path) -> None:
    failed = measure(captured(captures, "117sjres46", "117sjres46"))
    assert failed.kind is Kind.BILL
    assert steps(failed.events)[-1] == ("2022-05-26", Stage.DEFEATED, UPPER)
    assert [stage for _, stage, _ in steps(failed.events)].count(Stage.DEFEATED) == 1
    assert failed.links == (Link(relation=Relation.COMPANION_OF, target="us-117-hjres-82"),)


@pytest.mark.captures
def test_a_reserved_number_in_the_old_schema_is_no_bill(captures: Path) -> None:
    reserved = measure(captured(captures, "117hr2", "117hr2"))
    assert (reserved.id, reserved.kind) == ("us-117-hr-2", Kind.DRAFT)
    assert steps(reserved.events) == [("2021-01-03", Stage.INTRODUCED, LOWER)]


@pytest.mark.captures
def test_passed_one_chamber_is_not_law_and_read_twice_is_a_referral(captures: Path) -> None:
    page = captured(captures, "118hr1154", "118hr1154")
    passed = measure(page)
    assert steps(passed.events) == [
        ("2023-02-24", Stage.INTRODUCED, LOWER),
        ("2023-02-24", Stage.COMMITTEE, LOWER),
        ("2023-03-27", Stage.PASSED_CHAMBER, LOWER),
        ("2023-03-28", Stage.COMMITTEE, UPPER),
    ]
    assert "413 - 2" in passed.events[2].label
    assert passed.citation is None
    assert "Organ and tissue donation and transplantation" in passed.subjects
    assert passed.links == (Link(relation=Relation.COMPANION_OF, target="us-118-s-761"),)
    assert issues(page) == []


@pytest.mark.captures
def test_a_pending_bill_of_the_119th_and_its_twin(captures: Path) -> None:
    page = captured(captures, "119hr1540.2025-04-30", "119hr1540")
    told = measure(page)
    assert steps(told.events) == [
        ("2025-02-24", Stage.INTRODUCED, LOWER),
        ("2025-02-24", Stage.COMMITTEE, LOWER),
    ]
    assert [(link.relation.value, link.target) for link in told.links] == [("companion_of", "us-119-s-817")]
    assert (told.sponsor, issues(page)) == ("Rep. Perry, Scott [R-PA-10]", [])
    days = (date(2026, 12, 1), date(2027, 1, 3))
    assert [standing(told, day) for day in days] == ["pending", "lapsed"]


@pytest.mark.captures
def test_a_row_of_a_real_listing_is_found(captures: Path) -> None:
    content = (captures / FOLDER / "billstatus_listing_119_hr.one-row.json").read_bytes()
    url = "https://www.govinfo.gov/bulkdata/json/BILLSTATUS/119/hr"
    (found,) = read(SOURCE, Page(content, url, "application/json", None), {})
    assert isinstance(found, Found)
    assert found.id == "us-119-hr-152"


@pytest.mark.captures
def test_a_late_short_title_changes_the_title_and_no_step(captures: Path) -> None:
    before = measure(captured(captures, "119hr1503.2025-02-22", "119hr1503"))
    after = measure(captured(captures, "119hr1503.2025-04-30", "119hr1503"))
    assert before.events == after.events
    assert before.title != after.title == "Stop Forced Organ Harvesting Act of 2025"
    assert before.title in [title.text for title in after.titles]


@pytest.mark.captures
@given(st.data())
def test_captured_files_cut_anywhere_are_refused_or_read_alike(captures: Path, data: st.DataObject) -> None:
    """No cut gives a shorter history: a lost step would be a wrong status."""
    ours = [line for line in capture_index() if line.get("source") == SOURCE.id and line.get("url")]
    line = data.draw(st.sampled_from(ours))
    content = (captures / line["file"]).read_bytes()
    cut = Page(content[: data.draw(st.integers(0, len(content)))], line["url"], "application/xml", None)
    with suppress(Unreadable):
        assert list(read(SOURCE, cut, {})) == list(read(SOURCE, Page(content, line["url"]), {}))


# The table of codes


def test_every_documented_code_is_mapped() -> None:
    documented = {*GUIDE_CODES, *LIBRARY_CODES, *MET_CODES}
    assert documented <= {*CODES, *DECIDED_BY_WORDS}
    assert not set(CODES) & DECIDED_BY_WORDS


# What the codes that pass, end or make a measure say, by the names the Library gives them.
DECISIVE = {
    "8000": (Stage.PASSED_CHAMBER, LOWER),
    "9000": (Stage.DEFEATED, LOWER),
    "17000": (Stage.PASSED_CHAMBER, UPPER),
    "18000": (Stage.DEFEATED, UPPER),
    "28000": (Stage.PASSED, None),
    "E20000": (Stage.PASSED, None),
    "29000": (Stage.ASSENTED, EXECUTIVE),
    "37000": (Stage.ASSENTED, EXECUTIVE),
    "42000": (Stage.ASSENTED, EXECUTIVE),
    "30000": (Stage.VETOED, EXECUTIVE),
    "31000": (Stage.VETOED, EXECUTIVE),
    **dict.fromkeys(("38000", "39000", "40000", "43000", "44000", "45000", "E40000"), (Stage.ASSENTED, None)),
}


@pytest.mark.parametrize("code", sorted(CODES))
def test_only_the_decisive_codes_decide(code: str) -> None:
    """Said by the code alone, without words to help."""
    found = [(stage, chamber) for _, stage, chamber in later(bill(action("2025-05-07", "", code)))]
    if code in DECISIVE:
        assert found == [DECISIVE[code]]
    else:
        harmless = {Stage.COMMITTEE, Stage.REPORT, Stage.CONSIDERATION_OF_AMENDMENTS}
        assert {stage for stage, _ in found} <= harmless


@pytest.mark.parametrize(
    ("code", "stage", "chamber"),
    [
        ("2000", Stage.COMMITTEE, LOWER),
        ("H11100", Stage.COMMITTEE, LOWER),
        ("H11200", Stage.COMMITTEE, LOWER),
        ("11000", Stage.COMMITTEE, UPPER),
        ("5000", Stage.REPORT, LOWER),
        ("H12100", Stage.REPORT, LOWER),
        ("H12200", Stage.REPORT, LOWER),
        ("14000", Stage.REPORT, UPPER),
        ("19500", Stage.CONSIDERATION_OF_AMENDMENTS, LOWER),
        ("20500", Stage.CONSIDERATION_OF_AMENDMENTS, UPPER),
        ("H25200", Stage.CONSIDERATION_OF_AMENDMENTS, None),
    ],
)
def test_a_code_on_the_way_has_its_step(code: str, stage: Stage, chamber: Chamber | None) -> None:
    assert later(bill(action("2025-05-07", "", code))) == [("2025-05-07", stage, chamber)]


@pytest.mark.parametrize("code", sorted(DECIDED_BY_WORDS))
def test_an_ambiguous_code_without_known_words_is_unknown(code: str) -> None:
    page = bill(action("2025-05-07", "Something else.", code))
    assert later(page) == [("2025-05-07", Stage.UNKNOWN, None)]
    (issue,) = issues(page)
    assert (issue.kind, issue.field, issue.measure) == (
        IssueKind.UNKNOWN_STAGE,
        "actionCode",
        "us-119-hr-1503",
    )


@pytest.mark.parametrize(
    ("stage", "chamber", "text", "code", "system"),
    [
        (Stage.PASSED_CHAMBER, LOWER, "On passage Passed by recorded vote: 297 - 127.", "H37100", "2"),
        (Stage.DEFEATED, LOWER, "On passage Failed by recorded vote: 127 - 297.", "H37100", "2"),
        (Stage.PASSED_CHAMBER, LOWER,
         "On motion to suspend the rules and pass the bill, as amended Agreed to by voice vote.",
         "H37300", "2"),
        (Stage.DEFEATED, LOWER,
         "On motion to suspend the rules and pass the bill Failed by the Yeas and Nays: 97 - 318.",
         "H37300", "2"),
        (Stage.PASSED_CHAMBER, UPPER, "Passed Senate with an amendment by Yea-Nay Vote. 51 - 50.", "", ""),
        (Stage.PASSED_CHAMBER, UPPER,
         "Introduced in the Senate, read twice, considered, read the third time, and "
         "passed without amendment by Unanimous Consent.", "", ""),
        (Stage.DEFEATED, UPPER, "Failed of passage in Senate by Yea-Nay Vote. 46 - 48.", "", ""),
        (Stage.COMMITTEE, UPPER, "Read twice and referred to the Committee on the Judiciary.", "", ""),
        (Stage.COMMITTEE, LOWER, "Referred to the Committee on Natural Resources.", "H11100-A", "2"),
        (Stage.REPORT, UPPER, "Committee on Finance. Reported by Senator Hatch without amendment.", "", ""),
        (Stage.COMMITTEE, LOWER, "Referred to the Committee on Foreign Affairs.", "", "2"),
        (Stage.COMMITTEE, LOWER, "Referred to the Committee on Foreign Affairs.", "", "1"),
        (Stage.COMMITTEE, UPPER, "Read twice and referred to the Committee on Finance.", "", "0"),
        (Stage.PASSED_CHAMBER, LOWER, "Passed/agreed to in House: On passage Passed.", "", "2"),
        (Stage.PASSED_CHAMBER, LOWER, "H.R. 1503: the following bills passed under suspension.", "", "2"),
        (Stage.DEFEATED, LOWER, "Failed of passage/not agreed to in House: Failed.", "", "2"),
        (Stage.PASSED_CHAMBER, UPPER, "Passed/agreed to in Senate: by voice vote.", "", ""),
        (Stage.PASSED_CHAMBER, UPPER, "Resolution agreed to in Senate without amendment.", "", ""),
        (Stage.CONSIDERATION_OF_AMENDMENTS, LOWER,
         "Resolving differences -- House actions: House agreed to Senate amendment.", "", "9"),
        (Stage.CONSIDERATION_OF_AMENDMENTS, UPPER,
         "Resolving differences -- Senate actions: Senate agreed to House amendment.", "", "9"),
        (Stage.CONSIDERATION_OF_AMENDMENTS, LOWER,
         "On agreeing to the conference report Agreed to by voice vote.", "", "2"),
        (Stage.CONSIDERATION_OF_AMENDMENTS, UPPER, "Senate agreed to conference report by vote.", "", ""),
        (Stage.CONSIDERATION_OF_AMENDMENTS, LOWER, "House agreed to Senate amendment.", "", "2"),
        (Stage.CONSIDERATION_OF_AMENDMENTS, LOWER,
         "On motion that the House agree to the Senate amendment Agreed to by the Yeas and Nays: 220 - 207.",
         "H41610", "2"),
        (Stage.CONSIDERATION_OF_AMENDMENTS, UPPER,
         "Senate agreed to the House amendment to the Senate amendment by Yea-Nay Vote. 74 - 20.", "", ""),
        (Stage.VETOED, EXECUTIVE, "Vetoed by President. (text of veto message: CR H210-211)", "E30000", "9"),
        (Stage.VETOED, EXECUTIVE, "Pocket Vetoed by President.", "", "9"),
        (Stage.ASSENTED, EXECUTIVE, "Signed by President.", "36000", "9"),
        (Stage.ASSENTED, None, "Became Public Law No: 119-99.", "36000", "9"),
        (Stage.PASSED, None, "Presented to President.", "", "9"),
    ],
)  # fmt: skip
def test_words_decide_where_the_code_does_not(
    stage: Stage, chamber: Chamber | None, text: str, code: str, system: str
) -> None:
    page = bill(action("2025-05-07", text, code, system))
    assert later(page) == [("2025-05-07", stage, chamber)]
    assert measure(page).events[-1].label == text
    assert issues(page) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Motion by Senator McConnell to reconsider the vote by which S.J. Res. 46 failed of passage.", ""),
        ("Rule H. Res. 708 passed House.", "H1L999"),
        ("On motion to recommit Failed by the Yeas and Nays: 210 - 219 (Roll no. 61).", "H36210"),
        ("Cloture motion on the bill withdrawn by unanimous consent in Senate.", ""),
        ("The committee substitute withdrawn by Unanimous Consent.", ""),
        ("Passed Senate over veto by Yea-Nay Vote. 70 - 26.", ""),
        ("On passage, the objections of the President to the contrary notwithstanding Failed by the Yeas and "
         "Nays: (2/3 required): 143 - 245.", "H37100"),
        ("Ordered to be Reported by Voice Vote.", ""),
        ("Committee ordered to be reported an original measure.", ""),
        ("On motion that the House instruct conferees Agreed to by voice vote.", ""),
        ("Considered; S.Amdt. 5 failed.", ""),
        ("Introduced in House", ""),
        ("Referred to the Subcommittee on Health.", ""),
        ("Received in the Senate, read twice.", ""),
        ("Message on Senate action sent to the House.", ""),
        ("Some procedure nobody has described.", "H99999"),
    ],
)  # fmt: skip
def test_a_detail_of_procedure_is_no_step_and_no_issue(text: str, code: str) -> None:
    page = bill(action("2025-05-07", text, code, "2"))
    assert later(page) == []
    assert issues(page) == []


def test_a_code_with_the_mark_of_an_amended_entry_is_the_code() -> None:
    assert later(bill(action("2025-05-07", "", "H12200-A", "2"))) == [("2025-05-07", Stage.REPORT, LOWER)]


def test_two_unknown_steps_of_a_day_are_both_kept() -> None:
    words = ("Passage vitiated.", "Proceedings vacated.")
    page = bill(*(action("2025-05-07", text) for text in words))
    assert {event.label for event in measure(page).events[1:]} == set(words)
    assert len(issues(page)) == 2


def test_a_deciding_word_nobody_knows_is_unknown_and_said_aloud() -> None:
    page = bill(action("2025-05-07", "Proceedings on H.R. 1503 are considered vacated.", "H1B000", "2"))
    assert later(page) == [("2025-05-07", Stage.UNKNOWN, None)]
    (issue,) = issues(page)
    assert "vacated" in issue.detail


# Traps


def test_the_library_s_words_win_over_the_chambers() -> None:
    short, long = "On passage Passed.", "Passed/agreed to in House: On passage Passed."
    page = bill(action("2025-05-07", short, "H37100", "2"), action("2025-05-07", long, "8000"))
    assert [event.label for event in measure(page).events[1:]] == [long]


def test_an_action_without_words_keeps_its_step_by_its_code() -> None:
    page = bill(
        "<item><actionDate>2025-05-07</actionDate><type>Floor</type><actionCode>8000</actionCode></item>",
        "<item><links/></item>",
    )
    assert later(page) == [("2025-05-07", Stage.PASSED_CHAMBER, LOWER)]


def test_a_veto_overridden_ends_in_law_without_a_signature() -> None:
    page = bill(
        action("2025-06-12", "Became Public Law No: 119-99.", "36000"),
        action("2025-06-12", "Passed Senate over veto by Yea-Nay Vote. 70 - 26.", "34000"),
        action("2025-06-11", "Passed House over veto.", "32000"),
        action("2025-06-10", "Vetoed by President.", "31000"),
        action("2025-06-10", "Vetoed by President.", "E30000"),
    )
    assert later(page) == [
        ("2025-06-10", Stage.VETOED, EXECUTIVE),
        ("2025-06-12", Stage.ASSENTED, None),
    ]


def test_signed_without_a_law_number_yet_is_assent_with_no_citation() -> None:
    signed = measure(bill(action("2025-06-12", "Signed by President.", "36000"), extra="<laws/>"))
    assert steps(signed.events)[-1] == ("2025-06-12", Stage.ASSENTED, EXECUTIVE)
    assert signed.citation is None


def test_an_empty_law_is_a_number_not_yet_given() -> None:
    page = bill(action("2025-06-12", "Signed by President.", "36000"), extra="<laws><item/></laws>")
    assert measure(page).citation is None
    assert later(page) == [("2025-06-12", Stage.ASSENTED, EXECUTIVE)]


def test_a_private_law_that_was_not_signed_is_law_by_its_number() -> None:
    laws = "<laws><item><type>Private Law</type><number>119-2</number></item></laws>"
    page = bill(action("2025-06-12", "Became Private Law No: 119-2.", "41000"), extra=laws)
    assert later(page) == [("2025-06-12", Stage.ASSENTED, None)]
    assert measure(page).citation == "Private Law 119-2"
    assert Alias(id="us-law-119-private-2") in measure(page).aliases


def test_one_signature_told_four_times_is_one_assent() -> None:
    page = bill(
        action("2025-06-13", "Became Public Law No: 119-99.", "E40000"),
        action("2025-06-12", "Became Public Law No: 119-99.", "36000"),
        action("2025-06-12", "Signed by President.", "36000"),
        action("2025-06-12", "Signed by President.", "E30000", "2"),
    )
    assert later(page) == [("2025-06-12", Stage.ASSENTED, EXECUTIVE)]
    assert measure(page).events[-1].label == "Signed by President."


def test_a_law_number_without_a_dated_action_is_an_issue_not_a_date() -> None:
    laws = "<laws><item><type>Public Law</type><number>119-99</number></item></laws>"
    page = bill(extra=laws)
    assert later(page) == []
    (issue,) = issues(page)
    assert (issue.kind, issue.field) == (IssueKind.MISSING_FIELD, "actions")


@pytest.mark.parametrize(
    ("stem", "code", "chamber"), [("119hres343", "8000", LOWER), ("119sres7", "17000", UPPER)]
)
def test_a_simple_resolution_is_adopted_and_never_a_bill(stem: str, code: str, chamber: Chamber) -> None:
    page = bill(action("2025-05-07", "Passed/agreed to.", code), stem=stem)
    assert measure(page).kind is Kind.RESOLUTION
    assert not measure(page).kind.can_become_law
    assert later(page) == [("2025-05-07", Stage.ADOPTED, chamber)]


@pytest.mark.parametrize("stem", ["119hres704", "119sres98", "118hconres44", "119sconres3"])
def test_a_resolution_takes_no_law_that_a_joint_one_of_its_number_became(stem: str) -> None:
    law = "<laws><item><type>Public Law</type><number>119-98</number></item></laws>"
    referred = action("2025-02-25", "Referred to the House Committee on Foreign Affairs.", "H11100", "2")
    presented = action("2025-11-20", "Presented to President.", "28000")
    became = action("2025-12-02", "Became Public Law No: 119-98.", "36000")
    page = bill(became, presented, referred, stem=stem, extra=law)
    told = measure(page)
    assert (told.citation, [a.id for a in told.aliases if a.id]) == (None, [])
    assert [stage for _, stage, _ in steps(told.events)] == [Stage.INTRODUCED, Stage.COMMITTEE]
    assert [(i.kind, i.field) for i in issues(page)] == [(IssueKind.BAD_VALUE, "laws")]
    joint = measure(bill(became, presented, referred, stem="119hjres704", extra=law))
    assert joint.citation == "Public Law 119-98"
    assert Stage.ASSENTED in [event.stage for event in joint.events]


@pytest.mark.parametrize("word", ["Signed by President.", "Vetoed by President."])
def test_what_the_president_does_is_no_step_of_a_resolution(word: str) -> None:
    page = bill(action("2025-12-02", word, "36000"), stem="119sres98")
    assert [stage for _, stage, _ in steps(measure(page).events)] == [Stage.INTRODUCED]
    assert [issue.kind for issue in issues(page)] == [IssueKind.BAD_VALUE]


def test_cleared_and_presented_are_one_passage_on_the_first_day() -> None:
    page = bill(
        action("2025-06-12", "Presented to President.", "28000"),
        action("2025-06-10", "Message on House action received: cleared for White House.", "", ""),
        action("2025-06-09", "Cleared for White House.", "", "9"),
    )
    assert later(page) == [("2025-06-09", Stage.PASSED, None)]


@pytest.mark.parametrize(("stem", "order"), [("119hr1503", [LOWER, UPPER]), ("119s817", [UPPER, LOWER])])
def test_on_one_day_the_chamber_it_began_in_comes_first(stem: str, order: list[Chamber]) -> None:
    page = bill(
        action("2025-06-12", "Passed/agreed to in House.", "8000"),
        action("2025-06-12", "Passed/agreed to in Senate.", "17000"),
        stem=stem,
    )
    assert [chamber for _, _, chamber in later(page)] == order


@pytest.mark.parametrize(
    ("senate", "last"),
    [
        (None, Stage.PASSED_CHAMBER),
        ("Passed/agreed to in Senate: Resolution agreed to in Senate without amendment.", Stage.ADOPTED),
        (
            "Passed/agreed to in Senate: Resolution agreed to in Senate with an amendment.",
            Stage.PASSED_CHAMBER,
        ),
    ],
)
def test_a_concurrent_resolution_needs_the_other_chamber_s_agreement(senate: str | None, last: Stage) -> None:
    actions = [action("2025-05-07", "Passed/agreed to in House: as amended, Agreed to.", "8000")]
    if senate:
        actions.append(action("2025-05-09", senate, "17000"))
    page = bill(*actions, stem="119hconres70")
    assert later(page)[0] == ("2025-05-07", Stage.PASSED_CHAMBER, LOWER)
    assert later(page)[-1][1] is last


def test_a_failed_vote_does_not_hide_the_passage_after_it() -> None:
    page = bill(
        action("2025-06-12", "Passed/agreed to in House: On passage Passed.", "8000"),
        action("2025-05-07", "Failed of passage/not agreed to in House: Failed.", "9000"),
    )
    assert [stage for _, stage, _ in later(page)] == [Stage.DEFEATED, Stage.PASSED_CHAMBER]


def test_a_measure_reported_after_it_failed_ends_on_the_report() -> None:
    page = bill(
        action("2025-06-12", "Reported (Amended) by the Committee on Natural Resources.", "5000"),
        action("2025-05-07", "Failed of passage/not agreed to in House: Failed.", "9000"),
    )
    assert later(page) == [("2025-05-07", Stage.DEFEATED, LOWER), ("2025-06-12", Stage.REPORT, LOWER)]
    history = merge("us-119-hr-1503", [Record(SOURCE.id, measure(page), date(2025, 7, 1))])
    assert [(str(s.since), s.status) for s in Assessment(history, None).standings] == [
        ("2025-02-21", Status.PENDING),
        ("2025-05-07", Status.DEFEATED),
        ("2025-06-12", Status.PENDING),
    ]


def test_the_day_of_introduction_is_that_of_its_own_field() -> None:
    page = bill(action("2025-02-20", "Introduced in House", "Intro-H"))
    assert steps(measure(page).events) == [("2025-02-21", Stage.INTRODUCED, LOWER)]


def test_subjects_are_those_of_the_library_and_the_policy_area_once() -> None:
    names = "".join(f"<item><name>{name}</name></item>" for name in ("Health", "Human trafficking"))
    listed = f"<subjects><legislativeSubjects>{names}</legislativeSubjects></subjects>"
    found = measure(bill(extra=f"{listed}<policyArea><name>Health</name></policyArea>"))
    assert found.subjects == ("Health", "Human trafficking")
    area = measure(bill(extra="<policyArea><name>Health</name></policyArea>"))
    assert area.subjects == ("Health",)


def test_actions_in_another_order_tell_the_same_history() -> None:
    told = [
        action(
            "2025-06-12", "Received in the Senate and Read twice and referred to the Committee on A.", "", ""
        ),
        action("2025-06-11", "Passed/agreed to in House: On passage Passed.", "8000"),
        action("2025-06-11", "On passage Passed by voice vote.", "H37100", "2"),
        action("2025-05-07", "Failed of passage/not agreed to in House: Failed.", "9000"),
    ]
    assert measure(bill(*told)).events == measure(bill(*reversed(told))).events


def test_an_amendment_s_actions_are_not_the_measure_s() -> None:
    vote = action("2025-05-07", "Failed of passage/not agreed to in House: Failed.", "9000")
    amendments = f"<amendments><amendment><actions>{vote}</actions></amendment></amendments>"
    assert later(bill(extra=amendments)) == []


def test_the_address_shown_is_congress_s_whatever_the_file_says() -> None:
    found = measure(bill(extra="<legislationUrl>javascript:alert(1)</legislationUrl>"))
    assert found.url == "https://www.congress.gov/bill/119th-congress/house-bill/1503"


def test_a_step_before_the_introduction_is_kept_and_noted() -> None:
    page = bill(action("2024-12-31", "Referred to the Committee on Rules.", "H11100", "2"))
    assert steps(measure(page).events)[0] == ("2024-12-31", Stage.COMMITTEE, LOWER)
    assert [issue.kind for issue in issues(page)] == [IssueKind.DATES_OUT_OF_ORDER]


def test_short_titles_of_portions_make_no_companions() -> None:
    related = """<relatedBills><item><title>Part Act</title><congress>119</congress><number>7</number>
        <type>S</type><relationshipDetails><item><type>Related bill</type></item></relationshipDetails></item>
        <item><title>Other</title><congress>119</congress><number>8</number><type>S</type>
        <relationshipDetails><item><type>Identical bill</type></item></relationshipDetails></item>
        <item><title>An Act</title><congress>118</congress><number>9</number><type>S</type></item>
        <item><title>an act</title><congress>119</congress><number>10</number><type>S</type></item>
        <item><title>An Act</title><congress>119</congress><number>11</number><type>HR</type></item>
        <item><title>Y</title><congress>119</congress><number>12</number><type>S</type>
        <relationshipDetails><item><type>Companion measure</type></item></relationshipDetails></item>
        </relatedBills>"""
    titles = """<titles><item><titleType>Short Titles as Introduced for portions of this bill</titleType>
        <title>Part Act</title></item>
        <item><titleType>Display Title</titleType><title>An Act</title></item></titles>"""
    found = measure(bill(extra=related + titles))
    assert [link.target for link in found.links] == ["us-119-s-8", "us-119-s-10", "us-119-s-12"]
    assert [title.text for title in found.titles] == ["Part Act"]


@pytest.mark.parametrize(
    ("congress", "ordinal"),
    [("101", "101st"), ("111", "111th"), ("113", "113th"), ("122", "122nd"), ("123", "123rd")],
)
def test_the_human_address_spells_the_ordinal(congress: str, ordinal: str) -> None:
    found = measure(bill(stem=f"{congress}sjres4"))
    assert found.url == f"https://www.congress.gov/bill/{ordinal}-congress/senate-joint-resolution/4"


def test_the_old_schema_reads_as_the_new_one() -> None:
    new = bill(action("2025-05-07", "Passed/agreed to in House.", "8000"))
    text = new.content.decode()
    for now, then in (("number", "billNumber"), ("type", "billType")):
        # Only the bill's own elements were renamed.
        text = re.sub(rf"<{now}>(1503|HR)</{now}>", rf"<{then}>\1</{then}>", text)
    text = text.replace("latestAction>", "lastAction>")
    assert "<billNumber>1503</billNumber><billType>HR</billType>" in text
    assert measure(Page(text.encode(), new.url, "text/xml", None)) == measure(new)


# Bad input


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("number", "billNumber"),
        ("type", "billType"),
        ("congress", "congress"),
        ("introducedDate", "introducedDate"),
        ("title", "title"),
    ],
)
def test_a_missing_field_is_named(field: str, named: str) -> None:
    page = bill()
    text = re.sub(rf"<{field}>[^<]*</{field}>", f"<{field}></{field}>", page.content.decode(), count=1)
    found = fault(Page(text.encode(), page.url, "text/xml", None))
    assert (found.kind, found.field) == (IssueKind.MISSING_FIELD, named)


def test_no_actions_at_all_is_a_missing_field() -> None:
    page = bill()
    text = page.content.decode().replace(INTRODUCED, " " * 400)
    assert fault(Page(text.encode(), page.url, "text/xml", None)).field == "actions/item"


@pytest.mark.parametrize("day", ["May 7, 2025", "2025-13-01", "05/07/2025", "0001-01-01"])
def test_a_wrong_date_is_refused(day: str) -> None:
    found = fault(bill(action(day, "Passed/agreed to in House.", "8000")))
    assert (found.kind, found.field) == (IssueKind.BAD_VALUE, "actionDate")


@pytest.mark.parametrize("day", ["21 February 2025", "2025-02-30", "9999-12-31"])
def test_a_wrong_day_of_introduction_is_refused(day: str) -> None:
    page = bill()
    text = page.content.decode().replace("<introducedDate>2025-02-21", f"<introducedDate>{day}")
    found = fault(Page(text.encode(), page.url, "text/xml", None))
    assert (found.kind, found.field) == (IssueKind.BAD_VALUE, "introducedDate")


@pytest.mark.parametrize(
    ("law", "kind", "field"),
    [
        ("<type>Public Law</type>", IssueKind.MISSING_FIELD, "laws/item/number"),
        ("<number>119-99</number>", IssueKind.MISSING_FIELD, "laws/item/type"),
        ("<type>Public Law</type><number>99</number>", IssueKind.BAD_VALUE, "laws"),
        ("<type>Martial Law</type><number>119-99</number>", IssueKind.BAD_VALUE, "laws"),
    ],
)
def test_half_a_law_number_is_refused(law: str, kind: IssueKind, field: str) -> None:
    found = fault(bill(extra=f"<laws><item>{law}</item></laws>"))
    assert (found.kind, found.field) == (kind, field)


def test_thousands_of_digits_are_no_number() -> None:
    digits = "9" * 5000
    related = f"<relatedBills><item><congress>119</congress><number>{digits}</number><type>S</type></item>"
    assert measure(bill(extra=f"{related}</relatedBills>")).links == ()
    assert fault(bill(stem=f"119hr{digits}")).kind is IssueKind.BAD_VALUE
    items = list(read(SOURCE, listing(f"BILLSTATUS-119hr{digits}.xml", "BILLSTATUS-119hr9.xml"), {}))
    assert [type(item) for item in items] == [Issue, Found]
    assert list(start(Watch(measures=(Watched(id="us-x", session="119", number=f"HR {digits}"),)))) == []


def test_a_file_of_another_bill_is_refused() -> None:
    page = bill()
    found = fault(Page(page.content, url_of("119hr1540"), "text/xml", None))
    assert (found.kind, found.field) == (IssueKind.BAD_VALUE, "number")


def test_a_type_nobody_knows_is_refused() -> None:
    page = bill()
    text = page.content.decode().replace("<type>HR</type>", "<type>HX</type>")
    assert fault(Page(text.encode(), page.url, "text/xml", None)).field == "type"


def test_a_page_of_html_with_200_is_refused() -> None:
    html = b"<!DOCTYPE html><html><body>Temporarily unavailable" + b"." * 500 + b"</body></html>"
    for kind in ("text/html", ""):
        for url in (url_of("119hr1503"), LISTING):
            assert fault(Page(html, url, kind, None)).kind is IssueKind.WRONG_CONTENT


def test_a_truncated_file_is_refused() -> None:
    for page in (bill(), listing("BILLSTATUS-119hr1503.xml", "BILLSTATUS-119hr9.xml")):
        assert fault(Page(page.content[:-30], page.url, "", None)).kind is IssueKind.MALFORMED


@given(st.data())
def test_mutated_files_raise_nothing_but_unreadable(data: st.DataObject) -> None:
    content = bytearray(
        bill(
            action("2025-05-07", "On passage Passed by voice vote.", "H37100", "2"),
            extra="<laws><item><type>Public Law</type><number>119-99</number></item></laws>",
        ).content
    )
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=6))
    with suppress(Unreadable):
        for item in read(SOURCE, Page(bytes(content), url_of("119hr1503"), "text/xml", None), {}):
            assert isinstance(item, Measure | Issue)


@given(st.data())
def test_mutated_listings_raise_nothing_but_unreadable(data: st.DataObject) -> None:
    content = bytearray(listing("BILLSTATUS-119-hr.zip", "BILLSTATUS-119hr9.xml").content)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=6))
    with suppress(Unreadable):
        for item in read(SOURCE, Page(bytes(content), LISTING, "application/json", None), {}):
            assert isinstance(item, Found | Issue)


@given(st.binary(max_size=80), st.sampled_from([b"", b"<billStatus", b'{"files": BILLSTATUS-']))
def test_sniff_takes_any_bytes(noise: bytes, marker: bytes) -> None:
    assert SOURCE.sniff(noise + marker) in (None, *SOURCE.readers)


# Asking and listing


def test_the_watched_are_asked_for_by_any_of_their_names() -> None:
    watch = Watch(
        measures=(
            Watched(id="us-119-hr-1503", session="119", number="H.R. 1503"),
            Watched(id="us-114-hres-343", session="114", number="H.Res. 343"),
            Watched(id="us-117-sjres-46"),
            Watched(id="us-law-117-213", aliases=(Alias(id="us-117-s-4791"),)),
            Watched(id="us-tx-88r-sb1040", session="88R", number="SB 1040"),
        ),
    )
    urls = [request.url for request in start(watch)]
    assert urls == [url_of(stem) for stem in ("119hr1503", "114hres343", "117sjres46", "117s4791")]


def test_discovery_asks_for_json_of_each_open_congress() -> None:
    requests = list(start(Watch(sessions=("119", "118"))))
    assert {request.headers["Accept"] for request in requests} == {"application/json"}
    assert requests[0].url == LISTING
    assert len(requests) == 12
    assert all(SOURCE.reader_for(request.url) is SOURCE.readers[1] for request in requests)


def listing(*names: str, **changes: Any) -> Page:
    files = [
        {"name": n, "folder": False, "formattedLastModifiedTime": "30-Jul-2026 18:44"} | changes
        for n in names
    ]
    return Page(json.dumps({"files": files}).encode(), LISTING, "application/json", None)


def test_a_listing_skips_archives_and_folders_and_puts_the_newest_first() -> None:
    page = listing("BILLSTATUS-119-hr.zip", "BILLSTATUS-119hr9.xml", "BILLSTATUS-119hr1503.xml")
    found = list(read(SOURCE, page, {}))
    assert [(item.id, item.version) for item in found if isinstance(item, Found)] == [
        ("us-119-hr-1503", "30-Jul-2026 18:44"),
        ("us-119-hr-9", "30-Jul-2026 18:44"),
    ]
    assert len(found) == 2
    assert fault(listing("BILLSTATUS-119hr1503.xml", folder=True)).kind is IssueKind.EMPTY


def test_a_file_of_another_name_in_a_listing_is_an_issue() -> None:
    items = list(read(SOURCE, listing("BILLSTATUS-119hr9.xml", "BILLTEXT-119hr9.xml"), {}))
    assert [type(item) for item in items] == [Issue, Found]


def test_a_listing_without_its_parts_is_refused() -> None:
    assert fault(Page(b'{"files": []}', LISTING, "application/json", None)).kind is IssueKind.EMPTY
    assert fault(Page(b'{"files": {}}', LISTING, "application/json", None)).kind is IssueKind.BAD_VALUE
    assert (
        fault(listing("BILLSTATUS-119hr9.xml", formattedLastModifiedTime=None)).field
        == "formattedLastModifiedTime"
    )


def test_sniff_tells_the_files_apart_and_leaves_others_alone() -> None:
    folder = ROOT / "tests" / "examples" / SOURCE.id
    assert SOURCE.sniff((folder / "pending.xml").read_bytes()) is SOURCE.readers[0]
    assert SOURCE.sniff((folder / "listing.json").read_bytes()) is SOURCE.readers[1]
    assert SOURCE.sniff((folder / "broken-html.html").read_bytes()) is None
    assert SOURCE.sniff(b"") is None
    assert SOURCE.sniff(b'{"about": "<billStatus>"}') is None


def test_every_type_has_its_form() -> None:
    assert set(FORMS) == {"hr", "s", "hjres", "sjres", "hconres", "sconres", "hres", "sres"}
    assert {kind for kind, form in FORMS.items() if form.kind.can_become_law} == {"hr", "s", "hjres", "sjres"}
