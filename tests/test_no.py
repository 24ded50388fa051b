"""Norway: cases of the Storting, whose finished treatment is no law, and acts of Lovdata."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from scrapers import no_lovdata, no_stortinget
from tests.conftest import ROOT, capture_index
from tracker.history import Record, merge
from tracker.page import Page, Unreadable
from tracker.source import Found, Request, Watch, Watched
from tracker.source.declare import read
from tracker.status import Assessment
from tracker.vocabulary import Alias, Kind, Measure, Stage, Status

API = no_stortinget.API
# As the notes list them; the codes of events as programs that read the service name them.
STATUSES = ["varslet", "mottatt", "til_behandling", "behandlet", "trukket", "bortfalt"]
EVENTS = ["SAK", "FREMMET", "FRADEP", "FRAREP", "REFS", "SENDT", "KOMITE", "HOERFRIST", "HOER", "ORDFORER",
          "INNST", "AVGITT", "PLBEHS", "BEHS", "DEBATT", "LOSEFORS", "VOT", "VEDTAK"]  # fmt: skip
NOT_READ = {"no/stortinget_sak_94625.json": "enumerations as numbers; the XML is asked for"}


def case(name: str) -> Measure:
    folder = ROOT / "tests" / "examples" / no_stortinget.ID
    url = json.loads((folder / f"{name}.meta.json").read_text("utf-8"))["url"]
    (measure,) = read(no_stortinget.SOURCE, Page((folder / f"{name}.xml").read_bytes(), url), {})
    assert isinstance(measure, Measure)
    return measure


@pytest.mark.parametrize("raw", [*STATUSES, *EVENTS])
def test_every_status_and_event_has_its_meaning(raw: str) -> None:
    step = no_stortinget.STAGES.meaning(raw)
    assert step is None or step.stage is not Stage.UNKNOWN


def test_the_tables_have_every_type_and_group_and_no_step_makes_law() -> None:
    assert {*no_stortinget.TYPES} == {"budsjett", "lovsak", "alminneligsak"}
    groups = (
        "proposisjon melding redegjoerelse representantforslag dokumentserien innstillingssaker innberetning"
    )
    assert {*no_stortinget.GROUPS} == {*groups.split(), "grunnlovsforslag"}
    steps = [no_stortinget.STAGES.meaning(raw) for raw in (*STATUSES, *EVENTS)]
    assert not any(step and step.stage.makes_law for step in steps)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("pending", Status.PENDING),
        ("passed-two-acts", Status.UNKNOWN),  # of 2015: its sanction is not told here
        ("consent-adopted", Status.ADOPTED),
        ("rejected", Status.DEFEATED),
        ("withdrawn", Status.WITHDRAWN),
        ("finished-result-untold", Status.UNKNOWN),
    ],
)
def test_what_became_of_a_case(name: str, status: Status) -> None:
    measure = case(name)
    history = merge(measure.id, [Record(no_stortinget.ID, measure, date(2026, 11, 20))])
    standing = Assessment(history, None).on(date(2026, 11, 20))
    assert standing is not None
    assert standing.status is status


def test_a_case_with_one_act_has_its_name_and_one_with_two_has_not() -> None:
    assert [a.key for a in case("passed-two-acts").aliases][2:] == []
    folder = ROOT / "tests" / "examples" / no_stortinget.ID
    text = (folder / "passed-two-acts.xml").read_text("utf-8").replace("Lovvedtak 58-59", "Lovvedtak 58")
    (measure,) = read(no_stortinget.SOURCE, Page(text.encode(), f"{API}/sak?sakid=61462"), {})
    assert isinstance(measure, Measure)
    assert measure.aliases[2] == Alias(id="no-lovvedtak-2014-2015-58")


def test_a_consent_treated_with_a_bill_takes_no_lovvedtak() -> None:
    folder = ROOT / "tests" / "examples" / no_stortinget.ID
    text = (folder / "consent-adopted.xml").read_text("utf-8")
    text = re.sub("(?<=<henvisning>)[^<]*", r"\g<0>, Lovvedtak 110 (2016-2017)", text, count=1)
    assert "Lovvedtak 110" in text
    (measure,) = read(no_stortinget.SOURCE, Page(text.encode(), f"{API}/sak?sakid=68100"), {})
    assert isinstance(measure, Measure)
    assert not [alias for alias in measure.aliases if alias.id]


def test_a_followed_case_is_asked_for_by_number_or_looked_for_in_its_session() -> None:
    def watched(*ids: str) -> Watched:
        aliases = tuple(Alias(source=no_stortinget.ID, source_id=id_) for id_ in ids)
        return Watched(id=ids[0], aliases=aliases)

    both = watched("Prop. 90 S (2016-2017)", "68100"), watched("Prop. 89 L (2016-2017)")
    requests = list(no_stortinget.start(Watch(measures=both)))
    assert [r.url.removeprefix(API) for r in requests] == [
        "/sak?sakid=68100",
        "/saker?sesjonid=2016-2017",
        "/sesjoner",
    ]
    assert requests[1].context == {"wanted": ["Prop. 89 L (2016-2017)"]}


@pytest.mark.captures
def test_every_captured_line_with_an_address_is_read_or_has_a_reason(captures: Path) -> None:
    for line in capture_index():
        if line.get("source") != no_stortinget.ID or not line.get("url"):
            continue
        page = Page((captures / line["file"]).read_bytes(), line["url"])
        if line["file"] in NOT_READ:
            with pytest.raises(Unreadable, match="detaljert_sak"):
                list(read(no_stortinget.SOURCE, page, {}))
            continue
        assert list(read(no_stortinget.SOURCE, page, {})), line["file"]


@pytest.mark.captures
def test_a_case_without_days_and_a_list(captures: Path) -> None:
    content = (captures / "no/stortinget_sak_47163_hdo-spec-inline.xml").read_bytes()
    (measure,) = read(no_stortinget.SOURCE, Page(content, f"{API}/sak?sakid=47163"), {})
    assert isinstance(measure, Measure)
    assert (measure.id, measure.kind) == ("no-2009-2010-dokument-8-175-s", Kind.MOTION)
    assert [event.stage for event in measure.events] == [Stage.INTRODUCED, Stage.REPORT, Stage.DEFEATED]
    assert not any(event.date for event in measure.events)
    content = (captures / "no/stortinget_saker_53520_hdo-spec-inline.xml").read_bytes()
    (found,) = read(no_stortinget.SOURCE, Page(content, f"{API}/saker?sesjonid=2011-2012"), {})
    assert isinstance(found, Found)
    assert found.detail == Request(url=f"{API}/sak?sakid=53520")


def test_what_the_king_decides_is_not_in_force() -> None:
    folder = ROOT / "tests" / "examples" / no_lovdata.ID
    content = (folder / "the-king-decides.html").read_bytes()
    (act,) = read(no_lovdata.SOURCE, Page(content, "https://lovdata.no/dokument/NL/lov/2026-06-19-61"), {})
    assert isinstance(act, Measure)
    assert [event.stage for event in act.events] == [Stage.ASSENTED, Stage.PUBLISHED]


def act(name: str, **fields: str) -> Measure:
    """An act of the examples with other values in these fields."""
    text = (ROOT / "tests" / "examples" / no_lovdata.ID / name).read_text("utf-8")
    for field, value in fields.items():
        text, count = re.subn(f'(<dd class="{field}">)[^<]*', rf"\g<1>{value}", text)
        assert count
    (found,) = read(no_lovdata.SOURCE, Page(text.encode(), "https://lovdata.no/dokument/NL/lov/x"), {})
    assert isinstance(found, Measure)
    return found


@pytest.mark.parametrize(
    ("told", "days", "in_part"),
    [
        ("2026-07-01", ["2026-07-01"], [False]),
        ("2026-07-01, 2027-01-01", ["2026-07-01", "2027-01-01"], [True, False]),
        ("2015-10-01, 2008-03-07", ["2008-03-07", "2015-10-01"], [True, False]),
        ("2025-06-20, Kongen bestemmer", ["2025-06-20"], [True]),
        ("2025-06-20, Kongen fastset.", ["2025-06-20"], [True]),
        ("Kongen bestemmer", [], []),
    ],
)
def test_an_act_comes_into_force_part_by_part(told: str, days: list[str], in_part: list[bool]) -> None:
    found = [e for e in act("the-king-decides.html", dateInForce=told).events if e.stage is Stage.IN_FORCE]
    assert [str(event.date) for event in found] == days
    assert ["delvis" in event.label for event in found] == in_part


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("LOV-1935-06-07-2", "no-law-1935-06-07-2"),
        ("LOV-1935-06-14-2", "no-law-1935-06-14-2"),
        ("LOV-1967-02-10", "no-law-1967-02-10"),
        ("LOV-1814-05-17", "no-law-1814-05-17"),
        ("LOV-1969-06-13-26", "no-law-1969-26"),
        ("LOV-2015-05-07-25", "no-law-2015-25"),
    ],
)
def test_acts_numbered_within_their_day_are_named_by_it(number: str, name: str) -> None:
    assert act("the-king-decides.html", legacyID=number).id == name


@pytest.mark.parametrize("content", [b"BZh not an archive", b"BZh"])
def test_a_damaged_archive_is_malformed(content: bytes) -> None:
    with pytest.raises(Unreadable, match="archive"):
        list(read(no_lovdata.SOURCE, Page(content, f"{no_lovdata.API}/get/{no_lovdata.IN_FORCE}"), {}))


def test_an_archive_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(no_lovdata, "LARGEST", 10)
    content = (ROOT / "tests" / "examples" / no_lovdata.ID / "laws.bz2").read_bytes()
    with pytest.raises(Unreadable, match="expected less"):
        list(read(no_lovdata.SOURCE, Page(content, f"{no_lovdata.API}/get/{no_lovdata.IN_FORCE}"), {}))


def test_a_list_without_the_acts_in_force_is_no_list() -> None:
    with pytest.raises(Unreadable, match="gjeldende-lover"):
        list(read(no_lovdata.SOURCE, Page(b'[{"filename": "x"}]', f"{no_lovdata.API}/list"), {}))


@pytest.mark.captures
def test_a_recent_act(captures: Path) -> None:
    content = (captures / "no/lovdata_sample-recent-act.xml").read_bytes()
    reader = no_lovdata.SOURCE.sniff(content)
    assert reader is not None
    (act,) = reader.read(Page(content, no_lovdata.SOURCE.home), {})
    assert isinstance(act, Measure)
    assert act.id == "no-law-2023-26"
    assert {str(event.date) for event in act.events} == {"2023-06-09"}
    assert [event.stage for event in act.events] == [Stage.ASSENTED, Stage.PUBLISHED, Stage.IN_FORCE]
    assert act.aliases[1].key == "no-lovvedtak-2022-2023-77"


@pytest.mark.captures
@pytest.mark.parametrize(
    ("name", "in_force", "aliases"),
    [
        ("lovdata_nl-20150507-025.raw.xml", ["2016-01-01"], []),
        # As it was published: the King had still to set the day.
        ("lovdata_lti_nl-20150507-025.raw.xml", [], ["no-lovvedtak-2014-2015-58"]),
    ],
)
def test_the_transplantation_act_as_lovdata_has_it(
    captures: Path, name: str, in_force: list[str], aliases: list[str]
) -> None:
    page = Page((captures / "no" / name).read_bytes(), "https://lovdata.no/dokument/NL/lov/2015-05-07-25")
    (found,) = read(no_lovdata.SOURCE, page, {})
    assert isinstance(found, Measure)
    assert (found.id, [a.id for a in found.aliases if a.id]) == ("no-law-2015-25", aliases)
    days = {stage: [str(e.date) for e in found.events if e.stage is stage] for stage in Stage}
    assert days[Stage.ASSENTED] == days[Stage.PUBLISHED] == ["2015-05-07"]
    assert days[Stage.IN_FORCE] == in_force


@pytest.mark.captures
def test_the_real_lists_lead_to_two_archives_and_two_sessions(captures: Path) -> None:
    content = (captures / "no/lovdata_publicData_list.jq-formatted.json").read_bytes()
    asked = read(no_lovdata.SOURCE, Page(content, f"{no_lovdata.API}/list"), {})
    assert [request.url.rpartition("/")[2] for request in asked if isinstance(request, Request)] == [
        "gjeldende-lover.tar.bz2",
        "lovtidend-avd1-2025.tar.bz2",
    ]
    content = (captures / "no/stortinget_sesjoner.hdo-spec-inline.xml").read_bytes()
    asked = read(no_stortinget.SOURCE, Page(content, f"{API}/sesjoner"), {})
    assert [request.url.rpartition("=")[2] for request in asked if isinstance(request, Request)] == [
        "2012-2013",
        "2011-2012",
    ]
