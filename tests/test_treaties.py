"""Depositaries' lists: merged with curated knowledge, judged before they count, read from both offices."""

from __future__ import annotations

import csv
import json
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from click.testing import CliRunner

from scrapers import coe_treaties, un_treaties
from tests.conftest import ROOT, capture_index
from tests.loopback import Loopback
from tests.small import World, address, knowledge, outcome, page, small_source
from tracker import cli
from tracker import knowledge as shipped
from tracker.page import Page, Unreadable
from tracker.questions import Criterion, PlaceKind, Treaty
from tracker.refresh import open_writer, runner
from tracker.refresh.lists import judge_list
from tracker.source import Expect, Reader, Request, Source, Yield, member
from tracker.source.declare import Watch, read
from tracker.source.places import place_code
from tracker.status.participation import NOT_LISTED, NOT_YET_SEEN, Listing, merge, setbacks
from tracker.store import Reader as StoreReader
from tracker.store import open_database
from tracker.vocabulary import (
    Evidence,
    EvidenceKind,
    IssueKind,
    Participants,
    TreatyAction,
    TreatyActionKind,
    Window,
)
from tracker.web import wire
from tracker.web.wire import tls_context

TODAY = date(2026, 11, 2)
OFFICIAL = (Evidence(kind=EvidenceKind.OFFICIAL, url="https://depositary.example/"),)
SECONDARY = (Evidence(kind=EvidenceKind.SECONDARY, url="https://paper.example/"),)
MEMORY = (Evidence(kind=EvidenceKind.MEMORY),)


def action(told: str, evidence: tuple[Evidence, ...] = SECONDARY) -> TreatyAction:
    """`XA ratified 2020-01-01`; without a day, an undated step."""
    place, kind, *day = told.split()
    window = Window.parse(day[0]) if day else None
    return TreatyAction(place=place, action=TreatyActionKind(kind), date=window, evidence=evidence)


def treaty(*actions: TreatyAction) -> Treaty:
    return Treaty(
        id="t", title="Treaty", citation="T 1", opened=None, in_force=None, url="https://t.example/",
        evidence=OFFICIAL, actions=actions,
    )  # fmt: skip


def listing(*told: str, origin: str = "office", seen: date | None = TODAY) -> Listing:
    actions = tuple(action(text, OFFICIAL) for text in told)
    return Listing(origin, Participants(treaty="t", actions=actions), seen)


# -- merge -----------------------------------------------------------------------------------------

LISTED = "XA ratified 2020-02-01"


@pytest.mark.parametrize(
    ("curated", "kept", "disputed"),
    [
        ("XA ratified 2020-02-01", [("2020-02-01", None)], None),
        ("XA ratified 2020", [("2020-02-01", None)], None),  # the same, told less exactly
        ("XA ratified", [("2020-02-01", None)], None),
        ("XA ratified 2020-03-01", [("2020-02-01", None)], ("2020-02-01", "office", "2020-03-01", "curated")),
        ("XA in_force 2026-12-01", [("2020-02-01", None), ("2026-12-01", NOT_YET_SEEN)], None),
        (
            "XA in_force 2020-05-01",
            [("2020-02-01", None), ("2020-05-01", None)],
            None,
        ),  # not all lists tell it
        ("XA in_force 2026-10/2027-01", [("2020-02-01", None), ("2026-10-01/2027-01-31", None)], None),
        (
            "XB signed 2019",
            [("2020-02-01", None), ("2019", NOT_LISTED)],
            ("2019", "curated", "not listed on 2026-11-02", "office"),
        ),
    ],
)
def test_a_list_wins_and_what_it_lacks_stays(
    curated: str, kept: list[tuple[str, str | None]], disputed: tuple[str, ...] | None
) -> None:
    merged, disputes = merge(treaty(action(curated)), [listing(LISTED)])
    assert [(str(x.date), x.note) for x in merged.actions] == kept
    assert [(x.kept, x.kept_from, x.other, x.other_from) for x in disputes] == (
        [disputed] if disputed else []
    )


def test_proofs_of_two_origins_that_agree_are_joined_but_for_memory() -> None:
    for evidence, joined in ((SECONDARY, OFFICIAL + SECONDARY), (MEMORY, OFFICIAL)):
        merged, _ = merge(treaty(action("XA ratified 2020", evidence)), [listing(LISTED)])
        assert merged.actions[0].evidence == joined


def test_what_only_memory_tells_is_no_dispute_with_a_list() -> None:
    merged, disputes = merge(treaty(action("XB signed 2019", MEMORY)), [listing(LISTED)])
    assert (merged.actions[1].note, disputes) == (NOT_LISTED, ())


def test_the_order_of_lists_does_not_matter() -> None:
    lists = [listing(LISTED), listing("XA ratified 2020-02-02", origin="other")]
    assert merge(treaty(), lists) == merge(treaty(), lists[::-1])
    assert len(merge(treaty(), lists)[1]) == 1


def test_a_treaty_is_listed_where_a_list_was_read() -> None:
    assert merge(treaty(), [listing(LISTED)])[0].listed
    assert not merge(treaty(), [])[0].listed


# -- judging ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (["XA signed 2015"], ["XA signed 2015", "XA ratified 2016"], None),
        (["XA signed 2015", "XA ratified 2016"], ["XA signed 2015"], "XA would lose ratified"),
        (["XA signed 2015"], [], "XA would lose signed"),
        (["XA in_force 2016"], ["XA in_force 2027"], "XA would have in_force later than today"),
        (
            ["XA in_force 2016"],
            ["XA in_force 2016", "XA denounced 2027"],
            "XA would have denounced the treaty",
        ),
        ([], ["XA denounced 2020"], None),
    ],
)
def test_a_place_that_would_stand_lower_is_named(
    before: list[str], after: list[str], reason: str | None
) -> None:
    found = dict(setbacks([action(x) for x in before], [action(x) for x in after], TODAY))
    assert found == ({"XA": reason} if reason else {})


def _places(count: int, day: str = "2015-01-01") -> list[str]:
    return [f"P{index:02d} signed {day}" for index in range(count)]


@pytest.mark.parametrize(
    ("known", "told", "kinds"),
    [
        (_places(10), _places(8), [IssueKind.HELD_FOR_REVIEW] * 2),
        (_places(10), _places(7), [IssueKind.TOO_FEW_ANSWERED]),
        (_places(9), _places(1), [IssueKind.HELD_FOR_REVIEW] * 8),  # too few to say
        (_places(20), _places(5, "2016-01-01") + _places(20)[5:], []),
        (_places(20), _places(6, "2016-01-01") + _places(20)[6:], [IssueKind.MASS_CHANGE]),
    ],
)
def test_a_list_with_too_much_missing_or_moved_is_not_believed(
    known: list[str], told: list[str], kinds: list[IssueKind]
) -> None:
    verdict = judge_list(treaty(), [listing(*known)], listing(*told), TODAY)
    assert [issue.kind for issue in verdict.issues] == kinds
    assert verdict.stopped is (IssueKind.HELD_FOR_REVIEW not in kinds and bool(kinds))


def test_a_first_list_is_measured_by_what_was_known_by_its_day() -> None:
    curated = treaty(*(action(x) for x in _places(10)))
    late = treaty(*(action(x) for x in _places(10, "2026-12-01")))
    assert judge_list(curated, [], listing(*_places(7)), TODAY).stopped
    assert not judge_list(late, [], listing(*_places(1)), TODAY).stopped


# -- runs ------------------------------------------------------------------------------------------


def _start(_watch: Watch) -> Iterator[Request]:
    yield Request(url=address("XA", "chart"))


def _read(got: Page, _context: Any) -> Iterator[Yield]:
    data = got.json()
    actions = tuple(replace(action(text), evidence=()) for text in member(data, "told", list))
    yield Participants(treaty=member(data, "treaty", str), actions=actions)


OFFICE: Source = small_source(
    start=_start, readers=(Reader("/chart", _read, Expect(content="json")),), legislature=None
)
CHART = address("XA", "chart")
STEPS = ("XA signed 2015-03-25", "XA ratified 2016-01-01", "XA in_force 2018-03-01")


def chart(*told: str, treaty: str = "t") -> Any:
    return page({"treaty": treaty, "told": told})


@pytest.fixture(autouse=True)
def _one_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "parser_version", lambda source: source.id)


@pytest.fixture
def sites() -> Iterator[Loopback]:
    with Loopback({CHART: chart(*STEPS)}) as served:
        yield served


@pytest.fixture
def world(tmp_path: Path, sites: Loopback) -> World:
    convention = Criterion(name="convention", title="T", question="Party?", treaty="t")
    known = replace(
        knowledge(),
        criteria=(convention,),
        treaties=(treaty(action("XA signed 2015-03"), action("XB signed 2016")),),
    )
    made = World(tmp_path, sites, known)
    made.sources = (OFFICE,)
    return made


def answer(world: World, place: str = "XA") -> str:
    rows = world.rows("SELECT answer FROM answers_today WHERE place = ?", place)
    return str(rows[0]["answer"])


def turns(*told: str) -> list[dict[str, str | None]]:
    found: list[dict[str, str | None]] = [{"from": None, "answer": "none_found"}]
    return found + [{"from": day, "answer": word} for day, word in map(str.split, told)]


def test_an_answer_rests_on_the_list_with_its_page_as_proof(world: World) -> None:
    run = world.run()
    assert (outcome(run), answer(world)) == ("ok", "in_force")
    [proof] = world.rows(
        """SELECT t.date, e.url, e.retrieved, e.sha256 = c.sha256 AS same FROM answers_today a
           JOIN answers b ON b.place = a.place AND b.from_date = a.from_date
           JOIN answer_reasons r ON r.answer = b.id JOIN treaty_actions t ON t.id = r.treaty_action
           JOIN evidence e ON e.treaty_action = t.id JOIN captures c ON c.url = e.url WHERE a.place = 'XA'"""
    )
    assert proof == {"date": "2018-03-01", "url": CHART, "retrieved": "2026-11-02", "same": 1}
    told = world.rows("SELECT entity, place, field, new FROM changes WHERE run = ? ORDER BY id", run.id)
    assert [(r["entity"], r["place"], r["field"], json.loads(r["new"])) for r in told] == [
        ("treaty", None, "first read", {"places": 1}),
        ("answer", "XA", "answer", "in_force"),
        (
            "answer",
            "XA",
            "over time",
            turns("2015-03-25 pending", "2016-01-01 enacted", "2018-03-01 in_force"),
        ),
        # Whoever is not on the list is answered for the days before its own first step too.
        ("answer", "XB", "over time", turns("2016-01-01 unclear", "2016-12-31 pending")),
    ]
    [dispute] = world.rows("SELECT treaty, place, field, kept_from, other_from FROM conflicts")
    assert tuple(dispute.values()) == ("t", "XB", "signed", "curated", "xa_small")


def test_a_signature_within_a_year_began_at_the_latest_at_its_end(world: World) -> None:
    world.run()
    with closing(open_database(world.path)) as db:
        reader = StoreReader(db, datetime(2026, 11, 25, tzinfo=UTC))
        (row,) = reader.status("XB", "2026-11-25", "convention")
        (sure,) = reader.status("XA", "2026-11-25", "convention")
    assert (row["answer"], row["since"], row["since_kind"]) == ("pending", "2016-12-31", "at_latest")
    assert row["since_window"] == ["2016-01-01", "2016-12-31"]
    assert (sure["answer"], sure["since_kind"], sure["since_window"]) == ("in_force", "exact", None)


def test_the_same_list_again_changes_nothing_but_its_sighting(world: World, sites: Loopback) -> None:
    world.run()
    tables = ("treaty_records", "treaty_actions", "evidence", "changes")
    kept = [world.rows(f"SELECT * FROM {name}") for name in tables]
    sites.put(CHART, chart(*reversed(STEPS)))  # the same facts in another body
    assert outcome(world.run()) == "unchanged"
    assert kept == [world.rows(f"SELECT * FROM {name}") for name in tables]
    [seen] = world.rows("SELECT seen_at FROM treaty_sightings")
    assert seen["seen_at"].startswith("2026-11-03")


def test_a_new_step_is_told_and_turns_the_answer(world: World, sites: Loopback) -> None:
    sites.put(CHART, chart("XA signed 2015-03-25"))
    world.run()
    assert answer(world) == "pending"
    sites.put(CHART, chart("XA signed 2015-03-25", "XA ratified 2016-01-01"))
    run = world.run()
    assert answer(world) == "enacted"
    told = world.rows("SELECT entity, entity_id, place, field, new, url FROM changes WHERE run = ?", run.id)
    assert tuple(told[0].values()) == (
        "treaty_action",
        "t",
        "XA",
        "ratified",
        '{"date": "2016-01-01"}',
        CHART,
    )
    days = world.rows(
        "SELECT retrieved FROM evidence e JOIN treaty_actions t ON t.id = treaty_action ORDER BY action"
    )
    assert {"2026-11-02", "2026-11-03"} <= {row["retrieved"] for row in days}  # each with its own proof


@pytest.mark.parametrize(
    ("now", "accepted"),
    [
        (("XB signed 2016-02-02",), "pending"),  # that XA signed is curated, and stays
        (("XA signed 2015-03-25", "XB signed 2016-02-02"), "pending"),
        (
            ("XA in_force 2018-03-01", "XA ratified 2016-01-01", "XA signed 2015-03-25",
             "XA denounced 2026-01-01", "XB signed 2016-02-02"),
            "ended",
        ),
    ],
)  # fmt: skip
def test_a_place_that_fell_is_held_while_the_others_go_on(
    world: World, sites: Loopback, now: tuple[str, ...], accepted: str
) -> None:
    world.run()
    sites.put(CHART, chart(*now))
    run = world.run()
    assert outcome(run) == "degraded"
    assert [issue["kind"] for issue in world.issues(run)] == ["held_for_review"]
    assert (answer(world), answer(world, "XB")) == ("in_force", "pending")
    assert [row["id"] for row in world.rows("SELECT id FROM held")] == ["t/XA"]
    _accept(world, "t/XA")
    assert world.rows("SELECT id FROM held") == []
    assert answer(world) == accepted
    assert outcome(world.run()) == "unchanged"


def _accept(world: World, record: str) -> None:
    db = open_database(world.path)
    writer = open_writer(db, world.known, world.sources, world.time.now())
    with writer.transaction():
        writer.start_run("review")
        assert writer.accept_held(record)
    db.close()


def test_a_place_that_came_back_waits_no_longer(world: World, sites: Loopback) -> None:
    before = chart("XA signed 2015-03-25")
    sites.put(CHART, before)
    world.run()
    sites.put(CHART, chart("XB signed 2016-02-02"))
    world.run()
    assert len(world.rows("SELECT id FROM held")) == 1
    sites.put(CHART, chart("XA signed 2015-03-25", "XB signed 2016-02-02"))
    assert outcome(world.run()) == "unchanged"
    assert world.rows("SELECT id FROM held") == []


@pytest.mark.parametrize(
    ("answered", "state", "kind"),
    [
        (chart("XA signed 2015-03-25", treaty="u"), "failed", "bad_value"),
        (chart("XA signed 2015-03-25", "QQ signed 2015-03-25"), "degraded", "bad_value"),
    ],
)
def test_what_data_does_not_know_is_an_issue(
    world: World, sites: Loopback, answered: Any, state: str, kind: str
) -> None:
    sites.put(CHART, answered)
    run = world.run()
    assert (outcome(run), [(i["kind"], i["url"]) for i in world.issues(run)]) == (state, [(kind, CHART)])


def test_a_treaty_that_was_not_read_again_is_no_success(world: World, sites: Loopback) -> None:
    world.run()
    sites.put(CHART, (404, {"content-type": "text/plain"}, b"gone"))
    assert outcome(world.run()) == "failed"
    successes = world.rows("SELECT last_success FROM source_runs ORDER BY id")
    assert [row["last_success"] is None for row in successes] == [False, True]


def test_old_tls_is_for_the_source_that_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def context(old: bool) -> ssl.SSLContext:
        asked.append(old)
        return tls_context(old)

    monkeypatch.setattr(wire, "tls_context", context)
    for old in (True, False):
        world.run(replace(OFFICE, old_tls=old))
    assert asked == [True, False]  # one connection pool a run, also for robots.txt


# -- the two offices -------------------------------------------------------------------------------


def test_every_place_is_found_by_its_cldr_name() -> None:
    names = Locale("en").territories
    states = (PlaceKind.COUNTRY, PlaceKind.TERRITORY)
    codes = [p.code for p in shipped.load(ROOT / "data").places if p.kind in states]
    assert [place_code(str(names[code]), "name") for code in codes] == codes


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Bosnia and Herzegovina", "BA"), ("Republic of Moldova", "MD"), ("Türkiye", "TR"), ("Turkey", "TR"),
        ("Czechia", "CZ"), ("Czech Republic", "CZ"), ("Slovak Republic", "SK"), ("North Macedonia", "MK"),
        ("Russian Federation", "RU"), ("United Kingdom", "GB"), ("Holy See", "VA"), ("European Union", "EU"),
        ("Congo", "CG"), ("Saint Vincent and the Grenadines", "VC"), ("Côte d'Ivoire", "CI"),
        ("Viet Nam", "VN"),
    ],
)  # fmt: skip
def test_official_names(name: str, code: str) -> None:
    assert place_code(name, "name") == code


@pytest.mark.parametrize("name", ["Ruritania", "", "United Nations", "Korea"])
def test_a_name_nobody_mapped_is_refused(name: str) -> None:
    with pytest.raises(Unreadable, match="expected a name"):
        place_code(name, "name")


def _palermo(captures: Path) -> tuple[TreatyAction, ...]:
    [line] = [x for x in capture_index() if (x["url"] or "").endswith("XVIII-12-a.en.xml")]
    got = Page((captures / line["file"]).read_bytes(), line["url"])
    [told] = read(un_treaties.SOURCE, got, {})
    assert isinstance(told, Participants)
    return told.actions


def test_the_palermo_protocol_as_of_2018(captures: Path) -> None:
    """Its own counts, and the kinds of consent counted by hand."""
    actions = _palermo(captures)
    assert Counter(x.action.value for x in actions) == {"signed": 117, "ratified": 173, "in_force": 172}
    assert len({x.place for x in actions}) == 175
    notes = Counter(x.note for x in actions if x.action is TreatyActionKind.RATIFIED)
    assert notes == {None: 112, "Accession.": 56, "Acceptance.": 3, "Approval.": 1, "Succession.": 1}
    curated = next(t for t in shipped.load(ROOT / "data").treaties if t.id == "un-xviii-12-a")
    ours = {(x.place, x.action): x.date for x in curated.actions}
    assert all(ours[x.place, x.action] == x.date for x in actions)


def test_the_parties_that_came_after_2014(captures: Path) -> None:
    rows = csv.reader((captures / "un-mtdsg/untreaties-18-12-a.2014.csv").read_text("utf-8").splitlines()[1:])
    before = {
        place_code(name.partition("<")[0].rstrip("0123456789 "), "name")
        for name, _, consent in rows
        if consent
    }
    after = {x.place for x in _palermo(captures) if x.action is TreatyActionKind.RATIFIED}
    assert after - before == {
        "AF",
        "AO",
        "BB",
        "CZ",
        "ER",
        "FJ",
        "JP",
        "MV",
        "KR",
        "SL",
        "SG",
        "LK",
        "PS",
        "SD",
    }
    assert before <= after


def test_a_stored_row_of_a_state_that_did_nothing(captures: Path) -> None:
    row = json.loads((captures / "coe-treaty-office/excerpt-signatures-148-row.json").read_text("utf-8"))[
        "row"
    ]
    assert coe_treaties._actions(row["LibPaysOrga"], row) == []


def test_the_token_goes_in_a_header_and_the_connection_checks_certificates() -> None:
    requests = list(coe_treaties.start(Watch()))
    assert {r.headers["token"] for r in requests} == {"{key}"}
    assert set(coe_treaties.TREATIES.values()) == {
        t.id for t in shipped.load(ROOT / "data").treaties if t.id != "un-xviii-12-a"
    }
    for old, level in ((True, 1), (False, 2)):
        context = tls_context(old)
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
        assert context.security_level == level or (not old and context.security_level > level - 1)


def test_a_refresh_from_captures_answers_from_the_list(captures: Path, tmp_path: Path) -> None:
    db = str(tmp_path / "t.db")
    done = CliRunner().invoke(
        cli.cli, ["refresh", "un_treaties", "--replay", str(captures), "--db", db, "--json"]
    )
    [source] = json.loads(done.stdout)["sources"]
    assert (source["outcome"], source["issues"]) == ("ok", [])


def test_an_entity_in_the_list_is_no_fault_of_ours() -> None:
    folder = Path(__file__).parent / "examples" / "un_treaties"
    content = (folder / "parties.xml").read_bytes()
    declared = b'<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<Document>'
    hostile = content.replace(b"<Document>", declared, 1).replace(b"PENAL MATTERS", b"&x;", 1)
    url = json.loads((folder / "parties.meta.json").read_text("utf-8"))["url"]
    with pytest.raises(Unreadable) as fault:
        list(read(un_treaties.SOURCE, Page(hostile, url), {}))
    assert fault.value.kind is IssueKind.MALFORMED
