"""Cases before the Storting (Norway).

Publisher: Stortinget, https://data.stortinget.no
Formats: XML of the export service, versions 1.0 to 1.6; its JSON writes the enumerations as numbers and is
not read.
Licence: Norwegian Licence for Open Government Data (NLOD) 2.0.
Caveats: No search: the lists of this session and the one before are read, an older one only where a followed
case has no number of the service yet (its source id is then its reference, "Prop. 89 L (2016-2017)"). Unset
days are those of the year 1. The older versions have no days at all. "behandlet" says that the committee is
done; only ferdigbehandlet that the Storting is.
How status is derived: From the days of a case's events, its status and, once it is finished, its result: a
bill with a Lovvedtak in its references is passed and not yet law, sanction and commencement stand with
Lovdata; else the words of the decision tell. Where they do not, or say both, its status is unknown and people
have to look.
Contact: https://data.stortinget.no/om-datatjenesten/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from lxml import etree

from tracker.source import Page, Request
from tracker.source.dates import date_of
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import each_row
from tracker.source.reading import child_text, children, known, required_text
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import Alias, Chamber, Kind, Proof, Stage, Window, bill_id

ID = "no_stortinget"
API = "https://data.stortinget.no/eksport"
SITE = "https://www.stortinget.no/no/Saker-og-publikasjoner/Saker/Sak/?p="
SESSIONS = 2
STORTING = Chamber.LEGISLATURE

STAGES = Stages(
    {
        # The status of a case.
        "varslet": None,
        "mottatt": Stage.INTRODUCED,
        "til_behandling": Stage.COMMITTEE,
        "behandlet": Stage.REPORT,
        "trukket": Stage.WITHDRAWN,
        "bortfalt": Stage.LAPSED,
        # The events of its way.
        "SAK": Stage.INTRODUCED,
        "FREMMET": Stage.INTRODUCED,
        "FRADEP": Stage.INTRODUCED,
        "FRAREP": Stage.INTRODUCED,
        "REFS": None,
        "SENDT": Stage.COMMITTEE,
        "KOMITE": Stage.COMMITTEE,
        "HOERFRIST": None,
        "HOER": None,
        "ORDFORER": None,
        "INNST": Stage.REPORT,
        "AVGITT": Stage.REPORT,
        "PLBEHS": None,
        "BEHS": Stage.SECOND_READING,
        "DEBATT": Stage.SECOND_READING,
        "LOSEFORS": None,
        "VOT": None,
        "VEDTAK": None,
    }
)
#: The words of a decision, of which one alone tells the result.
CARRIED = re.compile(r"\b(?:har vedtatt|vedtok|ble vedtatt|er vedtatt|samtykket|samtykker|bifalt)\b")
LOST = re.compile(
    r"\bikke (?:vedtatt|bifalt|tatt til følge)\b|\bvedtas ikke\b|\bforkastet\b|\bved protokollen\b"
)
DECIDING = ("VEDTAK", "VOT", "BEHS")
TYPES = {"lovsak": Kind.BILL, "alminneligsak": Kind.RESOLUTION, "budsjett": Kind.RESOLUTION}
GROUPS = {
    "proposisjon": Kind.RESOLUTION,
    "melding": Kind.RESOLUTION,
    "redegjoerelse": Kind.RESOLUTION,
    "representantforslag": Kind.MOTION,
    "grunnlovsforslag": Kind.BILL,
    "dokumentserien": Kind.RESOLUTION,
    "innstillingssaker": Kind.RESOLUTION,
    "innberetning": Kind.RESOLUTION,
}
#: The first document of a case: "Prop. 90 S (2016-2017)", "Dokument 8:175 S (2009-2010)".
_REFERENCE = re.compile(r"(.+?) \((\d{4}-\d{4})\)")
_ACT = re.compile(r"Lovvedtak ([\d-]+) \((\d{4}-\d{4})\)")


def start(watch: Watch) -> Iterable[Request]:
    """Every followed case, the lists where those without a number are, and the sessions there are."""
    wanted: dict[str, list[str]] = {}
    for measure in watch.measures:
        ids = [a.source_id for a in measure.aliases if a.source == ID and a.source_id]
        numbers = [id_ for id_ in ids if id_.isdecimal()]
        yield from (_case(number) for number in numbers[:1])
        for match in map(_REFERENCE.fullmatch, () if numbers else ids):
            if match:
                wanted.setdefault(match[2], []).append(match[0])
    for session, references in wanted.items():
        yield _list(session, references)
    yield Request(url=f"{API}/sesjoner", context={"read": sorted(wanted)})


def _case(number: str) -> Request:
    return Request(url=f"{API}/sak?sakid={number}")


def _list(session: str, wanted: Iterable[str] = ()) -> Request:
    return Request(url=f"{API}/saker?sesjonid={session}", context={"wanted": list(wanted)})


def read_sessions(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """The lists of the newest sessions that have begun. Context: `read`, sessions asked for already."""
    root = page.xml()
    now = required_text(root, "{*}innevaerende_sesjon/{*}fra")
    begun = {
        required_text(session, "{*}fra"): required_text(session, "{*}id")
        for session in children(root, "{*}sesjoner_liste/{*}sesjon")
    }
    newest = [id_ for since, id_ in sorted(begun.items(), reverse=True) if since <= now][:SESSIONS]
    yield from (_list(id_) for id_ in newest if id_ not in context.get("read", ()))


def read_list(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """The cases of a session. Context: `wanted`, references of cases to be opened in any case."""
    wanted = context.get("wanted", ())

    def read(case: etree._Element) -> Iterator[Yield]:
        number = required_text(case, "{*}id")
        texts = (child_text(case, "{*}tittel"), child_text(case, "{*}korttittel"))
        if _reference(case) in wanted:
            yield _case(number)
            return
        yield Found(
            id=f"{ID}:{number}",
            detail=_case(number),
            titles=tuple(("no", text) for text in texts if text),
            version=child_text(case, "{*}sist_oppdatert_dato"),
        )

    yield from each_row(page, children(page.xml(), "{*}saker_liste/{*}sak"), read)


def _reference(case: etree._Element) -> str | None:
    match = _REFERENCE.match(child_text(case, "{*}henvisning") or "")
    return match[0] if match else None


def read_case(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    root = page.xml()
    number, status = required_text(root, "{*}id"), required_text(root, "{*}status")
    session = required_text(root, "{*}sak_sesjon")
    group = known(GROUPS, required_text(root, "{*}dokumentgruppe"), "dokumentgruppe")
    kind = known(TYPES, required_text(root, "{*}type"), "type")
    reference = _reference(root)
    timeline = Timeline(STAGES, f"{SITE}{number}")
    decided = _events(root, timeline)
    ended = (step := STAGES.meaning(status)) is not None and step.stage in (Stage.WITHDRAWN, Stage.LAPSED)
    if status != "varslet":
        timeline.add(Stage.INTRODUCED, None, reference or "mottatt", chamber=STORTING)
    if ended or (decided is None and len(timeline.events) <= 1):
        timeline.say(status, None, chamber=STORTING)
    acts = _ACT.findall(child_text(root, "{*}henvisning") or "")
    if not ended and status == "behandlet" and required_text(root, "{*}ferdigbehandlet") == "true":
        stage, label = _result(root, kind, acts)
        if stage is Stage.UNKNOWN:
            # Finished, it is not pending, whatever steps it took before.
            timeline = Timeline(STAGES, f"{SITE}{number}")
        timeline.add(stage, decided, label, chamber=STORTING)
    names = (number, reference) if reference else (number,)
    measure = SOURCE.measure(
        *names,
        id=bill_id("no", session, (reference or f"sak {number}").partition(" (")[0]),
        kind=kind if kind is Kind.BILL or group is Kind.RESOLUTION else group,
        title=required_text(root, "{*}tittel"),
        session=session,
        number=reference,
        origin_chamber=STORTING,
        url=f"{SITE}{number}",
        citation=child_text(root, "{*}henvisning"),
        source_status=status,
        # A consent debated with a bill names its Lovvedtak too, and is no law.
        aliases=tuple(_law(acts)) if kind is Kind.BILL else (),
    )
    yield from timeline.told(measure, page)


def _law(acts: list[tuple[str, str]]) -> Iterator[Alias]:
    if len(acts) == 1 and acts[0][0].isdecimal():
        # Of several acts no one is the bill; Lovdata names an act by its Lovvedtak too.
        yield Alias(id=bill_id("no", "lovvedtak", f"{acts[0][1]} {acts[0][0]}"))


def _events(root: etree._Element, timeline: Timeline) -> Window | None:
    """The dated events of the steps that apply; returns the last day on which something was decided."""
    decided: list[Window] = []
    for step in root.findall("{*}saksgang/{*}saksgang_steg_liste/{*}saksgang_steg"):
        if child_text(step, "{*}uaktuell") == "true":
            continue
        for event in step.findall("{*}saksgang_hendelse_liste/{*}saksgang_hendelse"):
            code, text = required_text(event, "{*}id"), child_text(event, "{*}dato")
            when = date_of(text, "dato", "%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
            if when is None:
                continue
            label = " - ".join(filter(None, (child_text(step, "{*}navn"), code)))
            timeline.say(code, when, chamber=STORTING, label=label, code=code)
            decided += [when] if code in DECIDING else []
    return max(decided, key=lambda window: window.latest, default=None)


def _result(root: etree._Element, kind: Kind, acts: list[tuple[str, str]]) -> tuple[Stage, str]:
    """What a finished case came to, and the words for it."""
    texts = (child_text(root, name) for name in ("{*}kortvedtak", "{*}vedtakstekst"))
    words = " ".join(text for text in texts if text) or "ferdigbehandlet"
    carried, lost = bool(CARRIED.search(words)), bool(LOST.search(words))
    if acts and kind is Kind.BILL:
        return Stage.PASSED, f"Lovvedtak {acts[0][0]} ({acts[0][1]})"
    if lost and not carried:
        return Stage.DEFEATED, words
    return (Stage.ADOPTED if carried and not lost and kind is not Kind.BILL else Stage.UNKNOWN), words


SOURCE = Source(
    id=ID,
    place="NO",
    name="Stortinget, data service",
    home="https://data.stortinget.no/",
    publisher="Stortinget",
    contact="https://data.stortinget.no/om-datatjenesten/",
    hosts=("data.stortinget.no",),
    languages=("no",),
    licence="NLOD 2.0",
    republish=True,
    every=timedelta(days=1),
    start=start,
    readers=(
        Reader(
            r"/eksport/sesjoner",
            read_sessions,
            Expect(content="xml", must_contain=(b"innevaerende_sesjon",)),
            proof=Proof.PART,
        ),
        Reader(
            r"/eksport/saker\?",
            read_list,
            Expect(content="xml", must_contain=(b"<saker_oversikt",)),
            lists=Found,
            proof=Proof.WHOLE,
        ),
        Reader(
            r"/eksport/sak\?",
            read_case,
            Expect(content="xml", must_contain=(b"<detaljert_sak",)),
            proof=Proof.WHOLE,
        ),
    ),
    unverified_live=True,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
)
