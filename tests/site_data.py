"""A small tracker.db of true facts for the tests of the site, written through the Writer.

Canada: S-204 lapsed, S-223 law. UK: Health and Care Act s. 170. US: H.R. 1154 lapsed, H.R. 1503 pending,
Texas SB 1040. Korea: Act 17214, enacted half a year before it came into force. XA is a place that does
not exist (a code ISO leaves to its users): nobody's country is said to have been checked here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests import shipped
from tracker.claims import AnswerIs, Claim, Count, Query, StepOn
from tracker.history import Record
from tracker.questions import (
    Checked,
    Criterion,
    Place,
    PlaceKind,
    Treaty,
    TreatyAction,
    TreatyActionKind,
)
from tracker.refresh.opening import described
from tracker.source.declare import Source
from tracker.store import Background, Incoming, Writer, open_database
from tracker.store.claims import sync_claims
from tracker.vocabulary import (
    Abroad,
    Alias,
    Answer,
    CarryOver,
    Chamber,
    CommencementDefault,
    Event,
    Evidence,
    EvidenceKind,
    Issue,
    IssueKind,
    Kind,
    Legislature,
    Link,
    Measure,
    Provision,
    Relation,
    Relevance,
    Session,
    SessionEnd,
    SourceState,
    Stage,
    Title,
    Value,
    Window,
)

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
#: Where the copy of the small site that all tests share is to be served.
HOST = "https://example.org/repo/"
FIRST_RUN = datetime(2022, 12, 5, 6, 0, tzinfo=UTC)
S223 = "https://www.parl.ca/legisinfo/en/bill/44-1/s-223"
S170 = "https://www.legislation.gov.uk/ukpga/2022/31/section/170"
HR1503 = "https://www.govinfo.gov/bulkdata/BILLSTATUS/119/hr/BILLSTATUS-119hr1503.xml"
TITLE = (
    "An Act to amend the Criminal Code and the Immigration and Refugee Protection Act "
    "(trafficking in human organs)"
)
#: Longer than a narrow screen, with nowhere to break.
UNBROKEN = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz_2001_0000000000000"
C = Chamber


def official(url: str, day: str = "2026-10-05") -> tuple[Evidence, ...]:
    return (Evidence(kind=EvidenceKind.OFFICIAL, url=url, retrieved=date.fromisoformat(day)),)


def step(stage: Stage, day: str | None, label: str, chamber: Chamber | None = None, **more: Any) -> Event:
    return Event(stage=stage, date=Window.parse(day) if day else None, label=label, chamber=chamber, **more)


def places() -> dict[str, Place]:
    def country(code: str, name: str, **more: Any) -> Place:
        return Place(code=code, name=name, kind=PlaceKind.COUNTRY, counted=True, **more)

    checked = Checked(on=date(2026, 10, 5), by="the test's author", read=("https://laws.example/all",))
    listed = (
        country("AL", "Albania"),
        country("CA", "Canada"),
        country("GB", "United Kingdom"),
        country("KR", "South Korea"),
        country("NO", "Norway"),
        country("US", "United States"),
        country("XA", "Exampleland", checked=checked),
        Place(code="GS", name="South Georgia and the South Sandwich Islands", kind=PlaceKind.TERRITORY),
        Place(code="HK", name="Hong Kong", kind=PlaceKind.TERRITORY),
        Place(code="US-TX", name="Texas", kind=PlaceKind.SUBDIVISION, parent="US"),
    )
    return {place.code: place for place in listed}


def legislatures() -> dict[str, Legislature]:
    canada = Legislature(
        id="ca-parliament",
        place="CA",
        name="Parliament of Canada",
        chambers=((C.LOWER, "House of Commons"), (C.UPPER, "Senate"), (C.EXECUTIVE, "Governor General")),
        sessions=(
            Session(
                legislature="ca-parliament",
                id="43-1",
                name="43rd Parliament, 1st session",
                term="43",
                start=date(2019, 12, 5),
                end=Window.day(date(2020, 8, 18)),
                ended_by=SessionEnd.PROROGATION,
                evidence=official("https://www.parl.ca/legisinfo/en/bills?parlsession=43-1"),
            ),
            Session(
                legislature="ca-parliament",
                id="44-1",
                name="44th Parliament, 1st session",
                term="44",
                start=date(2021, 11, 22),
                end=Window.day(date(2025, 1, 6)),
                ended_by=SessionEnd.PROROGATION,
            ),
        ),
        carry_over=(
            CarryOver(
                at=(SessionEnd.PROROGATION, SessionEnd.DISSOLUTION),
                dies=True,
                rule="A Senate public bill dies when a session ends.",
            ),
        ),
        commencement_default=CommencementDefault(
            after=Stage.ASSENTED, days=0, rule="Interpretation Act s. 5(2): in force on the day of assent."
        ),
    )
    congress = Legislature(
        id="us-congress",
        place="US",
        name="Congress of the United States",
        chambers=((C.LOWER, "House of Representatives"), (C.UPPER, "Senate")),
        sessions=(
            Session(
                legislature="us-congress",
                id="118",
                name="118th Congress",
                term="118",
                start=date(2023, 1, 3),
                end=Window.day(date(2025, 1, 3)),
                ended_by=SessionEnd.EXPIRY,
            ),
            Session(
                legislature="us-congress", id="119", name="119th Congress", term="119", start=date(2025, 1, 3)
            ),
        ),
        carry_over=(CarryOver(at=(SessionEnd.EXPIRY,), dies=True, rule="Bills end with their Congress."),),
    )
    return {canada.id: canada, congress.id: congress}


def criteria() -> tuple[Criterion, ...]:
    """The shipped questions; the quoted list of the places that are here."""
    listed = {"CA": ("ca-44-1-s-223",), "GB": ("gb-law-2022-31",), "KR": ("kr-law-2020-17214",)}
    return tuple(replace(c, listed=listed) if c.listed else c for c in shipped.criteria())


def treaties() -> dict[str, Treaty]:
    url = "https://www.coe.int/en/web/conventions/full-list?module=signatures-by-treaty&treatynum=216"
    seen = official(url)

    def action(place: str, kind: TreatyActionKind, day: str) -> TreatyAction:
        return TreatyAction(place=place, action=kind, date=Window.parse(day), evidence=seen)

    treaty = Treaty(
        id="cets-216",
        title="Council of Europe Convention against Trafficking in Human Organs",
        citation="CETS No. 216",
        opened=date(2015, 3, 25),
        in_force=date(2018, 3, 1),
        url=url,
        evidence=seen,
        actions=(
            action("GB", TreatyActionKind.SIGNED, "2015-03-25"),
            action("NO", TreatyActionKind.SIGNED, "2015-03-25"),
            action("NO", TreatyActionKind.RATIFIED, "2017-09-12"),
            action("NO", TreatyActionKind.IN_FORCE, "2018-03-01"),
        ),
    )
    return {treaty.id: treaty}


def background() -> Background:
    return Background(places(), legislatures(), criteria(), treaties(), shipped.points())


def canada_curated() -> list[Measure]:
    old = Measure(
        id="ca-43-1-s-204",
        place="CA",
        kind=Kind.BILL,
        title=TITLE,
        lang="en",
        legislature="ca-parliament",
        session="43-1",
        number="S-204",
        origin_chamber=C.UPPER,
        url="https://www.parl.ca/legisinfo/en/bill/43-1/s-204",
        family="ca-human-organ-trafficking",
        relevance=Relevance.DIRECT,
        events=(step(Stage.INTRODUCED, "2019-12-10", "First reading", C.UPPER),),
    )
    text = "https://www.parl.ca/DocumentViewer/en/44-1/bill/S-223/royal-assent"
    article = "Criminal Code s. 240.1(1)"
    new = Measure(
        id="ca-44-1-s-223",
        place="CA",
        kind=Kind.BILL,
        title=TITLE,
        lang="en",
        legislature="ca-parliament",
        session="44-1",
        number="S-223",
        citation="S.C. 2022, c. 18",
        family="ca-human-organ-trafficking",
        relevance=Relevance.DIRECT,
        meets=Value.YES,
        aims=("transplant_abroad", "forced_harvesting"),
        commencement_default=True,
        aliases=(Alias(id="ca-law-2022-18"),),
        links=(Link(relation=Relation.SAME_FAMILY_BEFORE, target="ca-43-1-s-204"),),
        provisions=(
            Provision(
                name="recipient_liability",
                value=Value.YES,
                abroad=Abroad.SPECIFIC,
                article=article,
                evidence=official(text),
            ),
            Provision(
                name="consent_based_offence",
                value=Value.YES,
                abroad=Abroad.SPECIFIC,
                article=article,
                evidence=official(text),
            ),
            Provision(
                name="extraterritorial",
                value=Value.YES,
                abroad=Abroad.SPECIFIC,
                article="Criminal Code s. 7(4.2)",
                evidence=official(text),
            ),
            Provision(name="insurance_ban", value=Value.NO, evidence=official(text)),
        ),
    )
    return [old, new]


def others_curated() -> list[Measure]:
    british = Measure(
        id="gb-law-2022-31",
        place="GB",
        kind=Kind.ACT,
        title="Health and Care Act 2022",
        lang="en",
        citation="2022 c. 31",
        url="https://www.legislation.gov.uk/ukpga/2022/31",
        extent="s. 170 reaches residents of England, Wales and Scotland",
        relevant_part="s. 170, commercial dealings in organs: extra-territorial offences",
        relevance=Relevance.RELATED,
        events=(
            step(Stage.ASSENTED, "2022-04-28", "Royal Assent", evidence=official(S170)),
            step(Stage.IN_FORCE, "2022-07-01", "s. 170 in force (SI 2022/734)", evidence=official(S170)),
        ),
        provisions=(
            Provision(
                name="broker_liability",
                value=Value.YES,
                abroad=Abroad.SPECIFIC,
                article="Human Tissue Act 2004 s. 32A, inserted by s. 170",
                evidence=official(S170),
            ),
            Provision(name="consent_based_offence", value=Value.NO, evidence=official(S170)),
        ),
    )
    korean_text = "https://www.law.go.kr/법령/장기등이식에관한법률"
    korean = Measure(
        id="kr-law-2020-17214",
        place="KR",
        kind=Kind.ACT,
        title="장기등 이식에 관한 법률 일부개정법률",
        lang="ko",
        titles=(Title(text="Internal Organs, etc. Transplant Act, amendment", lang="en"),),
        citation="Act No. 17214",
        url=korean_text,
        relevance=Relevance.DIRECT,
        events=(
            step(Stage.PASSED, "2020-03-06", "Passed", C.LEGISLATURE, evidence=official(korean_text)),
            step(Stage.PUBLISHED, "2020-04-07", "Promulgated", C.EXECUTIVE, evidence=official(korean_text)),
            step(Stage.IN_FORCE, "2020-10-08", "In force", evidence=official(korean_text)),
        ),
        provisions=(
            Provision(
                name="reporting_duty",
                value=Value.YES,
                article="art. 27-2",
                evidence=official(korean_text),
                note="The patient files records within 30 days of return.",
            ),
            Provision(
                name="recipient_liability",
                value=Value.PARTLY,
                abroad=Abroad.GENERAL,
                evidence=official(korean_text),
            ),
        ),
    )
    texan = Measure(
        id="us-tx-law-2023-sb-1040",
        place="US-TX",
        kind=Kind.ACT,
        title="An Act relating to health benefit plan coverage of a transplant of an organ "
        "that originated from a country known to have participated in forced organ harvesting",
        lang="en",
        number="SB 1040",
        url="https://capitol.texas.gov/BillLookup/History.aspx?LegSess=88R&Bill=SB1040",
        relevance=Relevance.DIRECT,
        events=(
            step(
                Stage.IN_FORCE,
                "2023-09-01",
                "Effective on 9/1/23",
                evidence=official(
                    "https://capitol.texas.gov/BillLookup/History.aspx?LegSess=88R&Bill=SB1040"
                ),
            ),
        ),
        provisions=(
            Provision(
                name="insurance_ban",
                value=Value.YES,
                article="Insurance Code ch. 1380",
                evidence=official("https://capitol.texas.gov/tlodocs/88R/billtext/html/SB01040F.htm"),
            ),
        ),
    )
    return [british, korean, texan, *congress_curated()]


def congress_curated() -> list[Measure]:
    old = Measure(
        id="us-118-hr-1154",
        place="US",
        kind=Kind.BILL,
        title="Stop Forced Organ Harvesting Act of 2023",
        lang="en",
        legislature="us-congress",
        session="118",
        number="H.R. 1154",
        family="us-stop-forced-organ-harvesting",
        relevance=Relevance.DIRECT,
        url="https://www.congress.gov/bill/118th-congress/house-bill/1154",
        events=(
            step(Stage.INTRODUCED, "2023-02-24", "Introduced in House", C.LOWER),
            step(Stage.PASSED_CHAMBER, "2023-03-27", "Passed House 413-2", C.LOWER),
            step(Stage.COMMITTEE, "2023-03-28", "Referred to the Committee on Foreign Relations", C.UPPER),
        ),
    )
    new = Measure(
        id="us-119-hr-1503",
        place="US",
        kind=Kind.BILL,
        title="Stop Forced Organ Harvesting Act of 2025",
        lang="en",
        legislature="us-congress",
        session="119",
        number="H.R. 1503",
        family="us-stop-forced-organ-harvesting",
        relevance=Relevance.DIRECT,
        aims=("transplant_abroad", "sanctions"),
        meets=Value.NO,
        links=(Link(relation=Relation.SAME_FAMILY_BEFORE, target="us-118-hr-1154"),),
        provisions=(
            Provision(
                name="entry_or_sanctions",
                value=Value.YES,
                article="sec. 5",
                evidence=official("https://www.congress.gov/119/bills/hr1503/BILLS-119hr1503ih.htm"),
            ),
        ),
    )
    return [old, new]


def s223(until: str) -> Measure:
    """The bill as LEGISinfo told it by that day."""
    steps = (
        step(Stage.INTRODUCED, "2021-11-24", "Introduction and first reading", C.UPPER, url=S223),
        step(Stage.SECOND_READING, "2021-12-09", "Second reading", C.UPPER, url=S223),
        step(Stage.PASSED_CHAMBER, "2021-12-09", "Third reading", C.UPPER, url=S223),
        step(Stage.FIRST_READING, "2021-12-16", "First reading", C.LOWER, url=S223),
        step(Stage.SECOND_READING, "2022-05-18", "Second reading", C.LOWER, url=S223),
        step(Stage.REPORT, "2022-11-28", "Deemed reported without amendment", C.LOWER, url=S223),
        step(Stage.PASSED_CHAMBER, "2022-12-14", "Third reading", C.LOWER, url=S223),
        step(Stage.ASSENTED, "2022-12-15", "Royal assent", C.EXECUTIVE, url=S223),
    )
    return Measure(
        id="ca-44-1-s-223",
        place="CA",
        kind=Kind.BILL,
        title=TITLE,
        lang="en",
        legislature="ca-parliament",
        session="44-1",
        number="S-223",
        origin_chamber=C.UPPER,
        url=S223,
        sponsor="Salma Ataullahjan",
        source_status="Royal assent received" if until >= "2022-12-15" else "At report stage in the House",
        titles=(
            Title(
                text="Loi modifiant le Code criminel et la Loi sur l'immigration et la protection des "
                "réfugiés (trafic d'organes humains)",
                lang="fr",
            ),
        ),
        aliases=(Alias(source="ca_legisinfo", source_id="11419979"),),
        events=tuple(s for s in steps if str(s.date) <= until),
    )


def hr1503() -> Measure:
    referred = "Received in the Senate and Read twice and referred to the Committee on Foreign Relations."
    return Measure(
        id="us-119-hr-1503",
        place="US",
        kind=Kind.BILL,
        title="Stop Forced Organ Harvesting Act of 2025",
        lang="en",
        legislature="us-congress",
        session="119",
        number="H.R. 1503",
        origin_chamber=C.LOWER,
        url="https://www.congress.gov/bill/119th-congress/house-bill/1503",
        events=(
            step(Stage.INTRODUCED, "2025-02-21", "Introduced in House", C.LOWER, url=HR1503),
            step(Stage.PASSED_CHAMBER, "2025-05-07", "Passed/agreed to in House", C.LOWER, url=HR1503),
            step(Stage.COMMITTEE, "2025-05-08", referred, C.UPPER, url=HR1503),
        ),
    )


def source(source_id: str, place: str, name: str, home: str, **more: Any) -> Source:
    return Source(
        id=source_id,
        place=place,
        name=name,
        home=home,
        publisher=name,
        contact=home,
        hosts=("example.org",),
        languages=("en",),
        licence="Open Government Licence",
        republish=True,
        every=timedelta(days=1),
        start=lambda _: (),
        readers=(),
        sniff=lambda _: None,
        **more,
    )


def sources() -> list[Source]:
    return [
        source("ca_legisinfo", "CA", "LEGISinfo, Parliament of Canada", "https://www.parl.ca/legisinfo/"),
        source(
            "gb_bills",
            "GB",
            "UK Parliament, Bills",
            "https://bills.parliament.uk/",
            unverified_live=True,
        ),
        source(
            "kr_law",
            "KR",
            "Korean Law Information Center",
            "https://www.law.go.kr/",
            state=SourceState.BLOCKED,
            reason="answers requests from data centres with an empty page",
        ),
        source("us_govinfo", "US", "GovInfo Bill Status", "https://www.govinfo.gov/bulkdata/BILLSTATUS"),
    ]


def claims() -> tuple[Claim, ...]:
    """One that held, one that nobody can decide, one that our answers contradict."""

    def claim(name: str, day: str, query: Query, **more: Any) -> Claim:
        text = f"What is said of {name}"
        return Claim(id=name, who="A campaign", date=Window.parse(day), text=text, query=query, **more)

    law = (Answer.IN_FORCE, Answer.ENACTED)
    page = (Evidence(kind=EvidenceKind.SECONDARY, url="https://campaign.example/text"),)
    one = Count(criterion="campaign_list", answers=law, at_least=1, at_most=1)
    albania = AnswerIs(places=("AL", "CA"), criterion="transplant_abroad", answers=law)
    passed = StepOn(measure="gb-law-2022-31", stage=Stage.ASSENTED, date=Window.parse("2022-05"))
    return (
        claim("one-law", "2020-06-30", Query(count=one), evidence=page, see=("ca-44-1-s-223",)),
        claim("albania", "2023", Query(answer=albania), evidence=page, note="Nobody has looked there."),
        claim("uk-may", "2022-05", Query(step=passed), evidence=page),
    )


def read_source(
    writer: Writer,
    source_id: str,
    found: Sequence[tuple[Measure, str]],
    *,
    outcome: str = "ok",
    issues: Sequence[Issue] = (),
) -> None:
    """What a run does with the measures of one source, each with the address it was read from."""
    incoming = []
    for measure, url in found:
        sha256 = hashlib.sha256(f"{url} {writer.at}".encode()).hexdigest()
        writer.note_capture(source_id, url, sha256, 200, writer.at)
        incoming.append(Incoming(Record(source_id, measure, writer.today), url, sha256))
    done = writer.commit(source_id, incoming)
    writer.sight(source_id, done.measures, writer.at)
    row: Mapping[str, Any] = {
        "outcome": outcome,
        "requests": len(found) + 1,
        "measures": len(found),
        "changed": done.changed,
        "seconds": 1.5,
        "last_success": writer.at,
    }
    writer.add_source_run(source_id, row, issues)


def build_database(path: Path) -> Path:
    """Two runs: in December 2022, with S-223 still a bill, and on 25 November 2026."""
    database = open_database(path)
    curated = [*canada_curated(), *others_curated()]
    first = Writer(database, background(), FIRST_RUN)
    with first.transaction():
        first.start_run("live")
        first.sync_knowledge(curated, "first")
        sync_claims(database, claims())
        first.sync_sources(map(described, sources()))
        read_source(first, "ca_legisinfo", [(s223("2022-12-05"), S223)])
        first.finish_run("done", first.at)
    second = Writer(database, background(), NOW - timedelta(hours=1))
    with second.transaction():
        second.start_run("live")
        read_source(second, "ca_legisinfo", [(s223("2026-11-25"), S223)])
        read_source(second, "gb_bills", [])
        trouble = Issue(
            kind=IssueKind.MISSING_FIELD,
            detail="no action date: expected YYYY-MM-DD",
            url="https://www.govinfo.gov/bulkdata/BILLSTATUS/119/hr/BILLSTATUS-119hr9999.xml",
            field="actionDate",
        )
        read_source(second, "us_govinfo", [(hr1503(), HR1503)], outcome="degraded", issues=[trouble])
        second.finish_run("done", second.at)
    database.conn.close()
    return path


def add_hostile(path: Path) -> str:
    """A measure as no honest source would send it; returns its id."""
    database = open_database(path)
    writer = Writer(database, background(), NOW)
    script = "<script>alert('title')</script>"
    measure = Measure(
        id="no-law-2001-hostile",
        place="NO",
        kind=Kind.ACT,
        title=script,
        lang='en"><script>alert(1)</script>',
        citation="<img src=x onerror=alert(1)> " + UNBROKEN,
        url="javascript:alert('url')",
        relevance=Relevance.DIRECT,
        events=(
            step(
                Stage.IN_FORCE,
                "2001-02-03",
                script,
                url="javascript:alert('step')",
                evidence=(
                    Evidence(
                        kind=EvidenceKind.OFFICIAL,
                        url="data:text/html,<script>1</script>",
                        retrieved=NOW.date(),
                    ),
                ),
            ),
        ),
        provisions=(
            Provision(
                name="reporting_duty",
                value=Value.YES,
                article=script,
                evidence=(Evidence(kind=EvidenceKind.OFFICIAL, url="javascript:alert('proof')"),),
            ),
        ),
        note="\x01\x0b" + script,
    )
    with writer.transaction():
        writer.start_run("live")
        read_source(writer, "ca_legisinfo", [(measure, "javascript:alert('capture')")])
    database.conn.close()
    return measure.id
