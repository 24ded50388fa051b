"""DIP, the documentation system of the German Bundestag and Bundesrat: proceedings and their steps.

Publisher: Deutscher Bundestag, Parlamentsdokumentation, with the Bundesrat, https://dip.bundestag.de
Formats: JSON of the API v1 (OpenAPI 1.2): /vorgang (lists, a hundred a page, by cursor), /vorgang/{id} (a
proceeding) and /vorgangsposition?f.vorgang={id} (its steps, with what each chamber decided).
Licence: Terms of use of DIP, https://dip.bundestag.de/über-dip/nutzungsbedingungen; not read.
Caveats: No response of this API was read: the form is that of its description, the words are those of the
export of its forerunner (DIP21) and of other users. A key is needed; it goes into a header. The filters
f.titel, f.deskriptor and f.vorgangstyp are not in the description, and one that the service does not know is
said to be ignored without a word: a list too long for a search is refused. A descriptor finds a bill, and
its title alone says whether it is ours. Proceedings go back to 1976; those of before about 2000 that never
came to an end stand as "Nicht abgeschlossen". A government bill of which the Bundesrat spoke first is one
proceeding a term, so what is brought in again is another.
How status is derived: From the steps, by their names, and by what was decided in them; the chamber is that
of the step. The last vote of the Bundestag (3. Beratung, Schlussabstimmung) passes the bill there. The
Bundesrat's consent, or that it neither calls for the Mediation Committee nor objects, passes it in all. That
a draft was rejected, taken back or declared settled counts only where the present state (beratungsstand)
says so too. Law is what has its Verkündung: signed on the day of Ausfertigung, in the gazette on that of
Verkündung, each day of Inkrafttreten with the articles it is for. A state that no step tells is told without
a day. "Für erledigt erklärt" is settled by something else: superseded.
Contact: parlamentsdokumentation@bundestag.de
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date, sure
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.joined import Join, Kept, Part, Rows
from tracker.source.paging import counted, query_of, with_query
from tracker.source.reading import (
    identifier,
    known,
    member,
    members,
    optional_member,
    unexpected,
    whole_number,
)
from tracker.source.stages import Meaning, Stages, Step, Timeline, wording
from tracker.vocabulary import Alias, Category, Chamber, IssueKind, Kind, Stage, bill_id

API = "https://search.dip.bundestag.de/api/v1"
KEY = {"Authorization": "ApiKey {key}"}
#: The kind of proceeding that can become law; the other kinds are motions, questions, reports.
LAWMAKING = "Gesetzgebung"
#: No search for our terms finds so many: the service has ignored the filter.
TOO_MANY = 1000
CHAMBERS = {"BT": Chamber.LOWER, "BR": Chamber.UPPER, "EK": Chamber.UPPER, "BV": None}

# vorgangsposition: the steps by name.
_STEPS: tuple[tuple[Meaning, tuple[str, ...]], ...] = (
    (Stage.INTRODUCED, ("Gesetzentwurf", "Gesetzesantrag")),
    (Stage.FIRST_READING, ("1. Beratung",)),
    (Stage.SECOND_READING, ("2. Beratung", "2. Beratung und Schlussabstimmung")),
    (Stage.THIRD_READING, ("3. Beratung", "2. und 3. Beratung")),
    (
        Stage.COMMITTEE,
        (
            "Nachträgliche Überweisung",
            "Nachträgliche Überweisung gemäß § 80 Geschäftsordnung BT",
            "Änderung der Ausschussüberweisung",
        ),
    ),
    (
        Stage.REPORT,
        ("Beschlussempfehlung", "Bericht", "Beschlussempfehlung und Bericht", "Empfehlungen der Ausschüsse"),
    ),
    (
        Stage.CONSIDERATION_OF_AMENDMENTS,
        ("Vermittlungsvorschlag", "Einigungsvorschlag", "Abstimmung über Vermittlungsvorschlag"),
    ),
    (
        Stage.WITHDRAWN,
        (
            "Rücknahme",
            "Rücknahme der Vorlage",
            "Rücknahme des Antrags",
            "Amtliche Mitteilung: Rücknahme",
        ),
    ),
    (
        None,
        (
            "1. Durchgang",
            "2. Durchgang",
            "Durchgang",
            "BR-Sitzung",
            "Plenarantrag",
            "Änderungsantrag",
            "Entschließungsantrag",
            "Beschlussdrucksache",
            "Berichtigung zum Gesetzesbeschluss",
            "Vertagung",
            "Unterrichtung",
            "Unterrichtung über Gesetzesbeschluss des BT",
            "Unterrichtung über Stellungnahme des BR und Gegenäußerung der BRg",
            "Unterrichtung über Anrufung des Vermittlungsausschusses durch den BR",
            "Unterrichtung über Anrufung des Vermittlungsausschusses durch die BRg",
            "Unterrichtung über Zustimmungsversagung durch den BR",
            "Protokollerklärung/Begleiterklärung zum Vermittlungsverfahren",
        ),
    ),
)
# beratungsstand: where the proceeding stands.
_STANDS: tuple[tuple[Meaning, tuple[str, ...]], ...] = (
    (
        Stage.INTRODUCED,
        (
            "Noch nicht beraten",
            "Dem Bundestag zugeleitet - Noch nicht beraten",
            "Dem Bundesrat zugeleitet - Noch nicht beraten",
        ),
    ),
    (Step(Stage.COMMITTEE, Chamber.LOWER), ("Überwiesen",)),
    (Step(Stage.COMMITTEE, Chamber.UPPER), ("Den Ausschüssen zugewiesen",)),
    (Step(Stage.REPORT, Chamber.LOWER), ("Beschlussempfehlung liegt vor",)),
    # Passed by the Bundestag; the Bundesrat has yet to speak.
    (Step(Stage.PASSED_CHAMBER, Chamber.LOWER), ("Verabschiedet",)),
    (
        Step(Stage.PASSED_CHAMBER, Chamber.UPPER),
        ("Einbringung beschlossen", "Einbringung in geänderter Fassung beschlossen"),
    ),
    (
        Stage.CONSIDERATION_OF_AMENDMENTS,
        (
            "Im Vermittlungsverfahren",
            "Vermittlungsvorschlag liegt vor",
            "Vermittlungsvorschlag angenommen",
            "Bundesrat hat Einspruch eingelegt",
        ),
    ),
    (
        Step(Stage.PASSED, Chamber.UPPER),
        (
            "Bundesrat hat zugestimmt",
            "Bundesrat hat Vermittlungsausschuss nicht angerufen",
            "Bundesrat hat keinen Einspruch eingelegt",
        ),
    ),
    (Step(Stage.PUBLISHED, Chamber.EXECUTIVE), ("Verkündet",)),
    (
        Step(Stage.VETOED, Chamber.EXECUTIVE),
        ("Nicht ausgefertigt wegen Zustimmungsverweigerung des Bundespräsidenten",),
    ),
    (Step(Stage.DEFEATED, Chamber.LOWER), ("Abgelehnt",)),
    (
        Step(Stage.DEFEATED, Chamber.UPPER),
        ("Einbringung abgelehnt", "Bundesrat hat Zustimmung versagt", "Zustimmung versagt"),
    ),
    (Stage.WITHDRAWN, ("Zurückgezogen",)),
    (
        Step(Stage.LAPSED, Chamber.LOWER),
        ("Erledigt durch Ablauf der Wahlperiode", "Erledigt durch Ende der Wahlperiode (§ 125 GOBT)"),
    ),
    (
        Stage.SUPERSEDED,
        (
            "Für erledigt erklärt",
            "Für gegenstandslos erklärt",
            "Zusammengeführt mit... (siehe Vorgangsablauf)",
        ),
    ),
    (Stage.REPEALED, ("Für nichtig erklärt",)),
    (
        None,
        (
            "1. Durchgang im Bundesrat abgeschlossen",
            "Durchgang im Bundesrat abgeschlossen",
            "In der Beratung (Einzelheiten siehe Vorgangsablauf)",
            "Keine parlamentarische Behandlung",
            "Abgeschlossen",
            "Abgeschlossen - Ergebnis siehe Vorgangsablauf",
            "Nicht abgeschlossen - Einzelheiten siehe Vorgangsablauf",
            # Law, and in force where the court's judgment does not reach: its dates say so.
            "Für mit dem Grundgesetz unvereinbar erklärt",
            "Teile des Gesetzes für nichtig erklärt",
        ),
    ),
)
_FINAL = r"(?:3\. Beratung|2\. und 3\. Beratung|2\. Beratung und Schlussabstimmung)"
_BUNDESRAT = r"(?:(?:2\. )?Durchgang|BR-Sitzung)"
#: beschlusstenor, after the name of its step. Decisions are texts without end: where the last word on a bill
#: is spoken one that is not known is told, elsewhere it is a detail.
_DECISIONS: tuple[tuple[str, Meaning], ...] = (
    # Of motions and amendments that were voted on with the draft.
    (r"^Beschluss [^:]+: (?:Annahme|Ablehnung) (?:des|der|eines|einer) \w*(?:antr[aä]g|entschließung)", None),
    (rf"^Beschluss {_FINAL}: Annahme (?:der Vorlagen?|in )", Stage.PASSED_CHAMBER),
    (rf"^Beschluss (?:2\. Beratung|{_FINAL}): Ablehnung (?:der Vorlagen?|Drs)", Stage.DEFEATED),
    (r"^Beschluss [^:]+: (?:Überweisung|Ausschusszuweisung)", Stage.COMMITTEE),
    (r"^Beschluss [^:]+: (?:Erklärung der Vorlagen? für erledigt|für erledigt erklärt)", Stage.SUPERSEDED),
    (
        rf"^Beschluss {_BUNDESRAT}: (?:Zustimmung(?:$|;| gem)|kein Antrag auf Einberufung|kein Einspruch)",
        Stage.PASSED,
    ),
    (rf"^Beschluss {_BUNDESRAT}: (?:Anrufung|Einspruch)", Stage.CONSIDERATION_OF_AMENDMENTS),
    (rf"^Beschluss {_BUNDESRAT}: Versagung der Zustimmung", Stage.DEFEATED),
    (r"^Beschluss BR-Sitzung: (?:erneute )?Einbringung", Stage.PASSED_CHAMBER),
    (r"^Beschluss BR-Sitzung: Ablehnung der (?:erneuten )?Einbringung", Stage.DEFEATED),
    (rf"^Beschluss (?!{_FINAL}:|(?:2\. )?Durchgang:)", None),
)
STAGES = Stages(
    {
        f"{prefix}{word}": meaning
        for prefix, rows in (("", _STEPS), ("Stand ", _STANDS))
        for meaning, words in rows
        for word in words
    },
    _DECISIONS,
)
#: What a step says only together with the present state: it may be said of another paper.
_CONFIRMED = frozenset({Stage.DEFEATED, Stage.WITHDRAWN, Stage.SUPERSEDED})
_DRUCKSACHE = re.compile(r"(\d{1,2})/(\d{1,5})")
#: The first year in which each law has a number in the gazette of its own, and no page.
_NUMBERED_SINCE = 2023
_DAYS_OF_LAW = (
    ("ausfertigungsdatum", "Ausfertigung", Stage.ASSENTED),
    ("verkuendungsdatum", "Verkündung", Stage.PUBLISHED),
)
_OPTIONAL = {"beratungsstand": str, "verkuendung": list, "inkrafttreten": list}


def start(watch: Watch) -> Iterable[Request]:
    """Every followed proceeding by its id, or by its printed paper ("21/3619"), then two searches a term."""
    for watched in watch.measures:
        if (watched.source_id or "").isdecimal():
            yield _proceeding(str(watched.source_id))
        elif _DRUCKSACHE.fullmatch(watched.number or ""):
            yield _search({"follow": True}, **{"f.dokumentnummer": watched.number or ""})
    for term in watch.terms.get("de", ()):
        yield _search({}, **{"f.titel": term})
        yield _search({}, **{"f.deskriptor": term})


def _search(context: Mapping[str, Any], **filters: str) -> Request:
    query = urlencode({"f.vorgangstyp": LAWMAKING, **filters, "format": "json"}, quote_via=quote)
    return Request(url=f"{API}/vorgang?{query}", headers=KEY, context=context)


def _proceeding(number: str) -> Request:
    return Request(url=f"{API}/vorgang/{number}?format=json", headers=KEY)


def read_list(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A page of proceedings, and the next page. With `follow` they are followed whatever their words."""
    answer = page.json()
    total = member(answer, "numFound", int)
    if total > TOO_MANY:
        raise unexpected("numFound", total, f"at most {TOO_MANY}: the search was ignored")
    rows = member(answer, "documents", list)
    for row in rows:
        number, title = identifier(row, "id"), member(row, "titel", str)
        if member(row, "vorgangstyp", str) != LAWMAKING:
            continue
        detail, version = _proceeding(number), optional_member(row, "aktualisiert", str)
        found = Found(id=f"de_dip:{number}", detail=detail, titles=(("de", title),), version=version)
        yield detail if context.get("follow") else found
    following = _next(page, context)
    yield from counted(page, context, len(rows), total, following, "numFound")


def _next(page: Page, context: Mapping[str, Any]) -> Request | None:
    """The request for the next page; None where the cursor stays as it was, which means the end."""
    cursor = member(page.json(), "cursor", str)
    if cursor == query_of(page.url).get("cursor"):
        return None
    return Request(url=with_query(page.url, cursor=cursor), headers=KEY, context=context)


def _kept(page: Page) -> dict[str, Any]:
    """What is kept of a Vorgang until its steps are read."""
    item = page.json()
    number, kind = identifier(item, "id"), member(item, "vorgangstyp", str)
    if (asked := re.search(r"/vorgang/(\d+)", page.url)) and asked[1] != number:
        raise unexpected("id", number, f"{asked[1]}, as asked for")
    if kind != LAWMAKING:
        raise unexpected("vorgangstyp", kind, LAWMAKING)
    descriptors = optional_member(item, "deskriptor", list) or ()
    sponsors = optional_member(item, "initiative", list) or []
    if not all(isinstance(sponsor, str) for sponsor in sponsors):
        raise unexpected("initiative", sponsors, "names")
    return {
        "id": number,
        "wahlperiode": identifier(item, "wahlperiode"),
        **members(item, {"titel": str}, _OPTIONAL),
        "initiative": sponsors,
        "deskriptor": [member(each, "name", str) for each in descriptors],
    }


def _steps(page: Page, item: Kept, before: Rows) -> tuple[list[Any], Request | None]:
    """A page of Vorgangspositionen, and the request for the next."""
    answer = page.json()
    rows, total = member(answer, "documents", list), member(answer, "numFound", int)
    if strange := next((row for row in rows if identifier(row, "vorgang_id") != item["id"]), None):
        raise unexpected("vorgang_id", strange["vorgang_id"], f"{item['id']}: the filter was ignored")
    if (reached := len(before) + len(rows)) >= total:
        return rows, None
    following = _next(page, {})
    if not rows or following is None:
        raise Unreadable(IssueKind.MISSING_FIELD, f"steps end after {reached} of {total}", "documents")
    return rows, following


def _steps_of(item: Kept) -> Request:
    query = urlencode({"f.vorgang": item["id"], "format": "json"})
    return Request(url=f"{API}/vorgangsposition?{query}", headers=KEY)


def _told(item: Kept, read: Mapping[str, Rows], page: Page) -> Iterator[Yield]:
    """The measure. Without its steps the present state and the gazette are all there is of its way."""
    url = f"https://dip.bundestag.de/vorgang/-/{item['id']}"
    timeline, rows = Timeline(STAGES, url), read.get("steps", ())
    stand = item["beratungsstand"] and f"Stand {item['beratungsstand']}"
    stands = STAGES.stage(stand)
    for row in rows:
        # What was added to the record of a debate on another day is no step.
        if not member(row, "nachtrag", bool):
            _step(timeline, row, stands)
    gazette = _gazette(timeline, item["verkuendung"] or ())
    for entry in item["inkrafttreten"] or ():
        day = sure(iso_date(member(entry, "datum", str), "inkrafttreten.datum"), "inkrafttreten.datum")
        label = wording("Inkrafttreten", optional_member(entry, "erlaeuterung", str))
        timeline.add(Stage.IN_FORCE, day, label)
    if stand and stands not in {event.stage for event in timeline.events}:
        timeline.say(stand, None, label=item["beratungsstand"])
    drafts = [_paper(row) for row in rows if member(row, "vorgangsposition", str) == "Gesetzentwurf"]
    motions = [_paper(row) for row in rows if member(row, "vorgangsposition", str) == "Gesetzesantrag"]
    # The Bundestag's paper names a bill, and a government bill has one of the Bundesrat before it.
    printed = [paper for chamber, paper in drafts if chamber is Chamber.LOWER]
    papers = [*printed, *(paper for _, paper in (*drafts, *motions))]
    names = [bill_id("de", *found.groups()) for paper in printed if (found := _DRUCKSACHE.fullmatch(paper))]
    measure = SOURCE.measure(
        item["id"],
        id=bill_id("de", "vorgang", item["id"]),
        kind=Kind.BILL,
        title=item["titel"],
        session=item["wahlperiode"],
        number=papers[0] if papers else None,
        origin_chamber=(Chamber.UPPER if motions else Chamber.LOWER) if rows else None,
        category=Category.GOVERNMENT if "Bundesregierung" in item["initiative"] else None,
        url=url,
        citation=member(gazette, "fundstelle", str) if gazette else None,
        source_status=item["beratungsstand"],
        sponsor=", ".join(item["initiative"]) or None,
        subjects=tuple(item["deskriptor"]),
        aliases=(*(Alias(id=name) for name in dict.fromkeys([*names, *_law_names(gazette)])),),
    )
    yield from timeline.told(measure, page)


def _step(timeline: Timeline, row: Mapping[str, Any], stands: Stage | None) -> None:
    """A Vorgangsposition: what its name stands for, then what was decided."""
    name = member(row, "vorgangsposition", str)
    day = sure(iso_date(member(row, "datum", str), "datum"), "datum")
    paper = member(row, "fundstelle", dict)
    chamber = known(CHAMBERS, member(row, "zuordnung", str), "zuordnung")
    words = {name: name}
    for decision in optional_member(row, "beschlussfassung", list) or ():
        tenor = member(decision, "beschlusstenor", str)
        words[f"Beschluss {name}: {tenor}"] = wording(name, tenor)
    link = optional_member(paper, "pdf_url", str)
    for word, label in words.items():
        if (stage := STAGES.stage(word)) not in _CONFIRMED or stage is stands:
            timeline.say(word, day, chamber=chamber, label=label, url=link)


def _paper(row: Mapping[str, Any]) -> tuple[Chamber | None, str]:
    """The chamber of a step, and the number of its printed paper."""
    number = member(member(row, "fundstelle", dict), "dokumentnummer", str)
    return known(CHAMBERS, member(row, "zuordnung", str), "zuordnung"), number


def _gazette(timeline: Timeline, entries: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The Verkündung of the law itself, the first: later ones correct it. Its days are added."""
    for entry in sorted(entries, key=lambda entry: member(entry, "verkuendungsdatum", str))[:1]:
        cited = member(entry, "fundstelle", str)
        for field, name, stage in _DAYS_OF_LAW:
            day = sure(iso_date(member(entry, field, str), field), field)
            timeline.add(stage, day, wording(name, cited), chamber=Chamber.EXECUTIVE)
        return entry
    return None


def _law_names(gazette: Mapping[str, Any] | None) -> Iterator[str]:
    """Our id of the law by its place in part I of the gazette, such as de-law-2016-2226 or, since laws are
    numbered, de-law-2026-112."""
    if gazette and optional_member(gazette, "verkuendungsblatt_kuerzel", str) == "BGBl I":
        year = identifier(gazette, "jahrgang")
        place = identifier(
            gazette, "heftnummer" if whole_number(year, "jahrgang") >= _NUMBERED_SINCE else "seite"
        )
        yield bill_id("de", f"law {year}", place)


_ROWS = Expect.named("json", "numFound", "vorgangsposition")
STEPS_PART = Part(name="steps", pattern=r"/vorgangsposition\?", expect=_ROWS, ask=_steps_of, read=_steps)
PROCEEDING, STEPS = Join(
    entry="proceeding",
    pattern=r"/vorgang/\d+(?:\?|$)",
    expect=Expect.named("json", "vorgangstyp", "wahlperiode"),
    keep=_kept,
    parts=(STEPS_PART,),
    tell=_told,
).readers
LIST = Reader(
    r"/vorgang\?",
    read_list,
    Expect.named("json", "numFound", "documents"),
    may_be_empty=True,
    lists=Found,
)

SOURCE = Source(
    id="de_dip",
    place="DE",
    name="DIP, Bundestag and Bundesrat",
    home="https://dip.bundestag.de/",
    publisher="Deutscher Bundestag, Parlamentsdokumentation",
    contact="parlamentsdokumentation@bundestag.de",
    hosts=("search.dip.bundestag.de",),
    languages=("de",),
    licence="Terms of use of DIP, not read",
    republish=False,
    every=timedelta(days=1),
    start=start,
    # A list holds what a page of its own holds, and steps what a list holds.
    readers=(STEPS, LIST, PROCEEDING),
    legislature="de-bundestag",
    key="DIP_API_KEY",
    interval=2.0,
    max_requests=400,
    # Proceedings on a "Transplantationsgesetz" alone are more, in the export of the forerunner.
    floor=5,
    reason="Built from the published description; the key that it needs was not at hand.",
    unverified_live=True,
)
