"""GovInfo Bill Status, Congress of the United States.

Publisher:
    U.S. Government Publishing Office, with the Library of Congress, the Clerk of the House and the
    Secretary of the Senate: https://www.govinfo.gov/bulkdata/BILLSTATUS
Formats:
    One XML file a measure, `BILLSTATUS-<congress><type><number>.xml`, schema 3.0.0 or the older 1.0.0
    (other element names, one accessor here); one JSON listing for each Congress and type, without
    titles. Described in https://github.com/usgpo/bill-status (BILLSTATUS-XML_User-Guide.md); codes of
    the Library of Congress in https://www.congress.gov/help/field-values/action-codes.
Licence:
    Work of the United States Government, public domain (17 U.S.C. 105).
Caveats:
    House action codes are documented as incomplete, Senate actions have none. One step appears two to
    four times, once for each system that recorded it. Code 36000 ("Became Public Law") also stands
    beside "Signed by President.", and E30000 beside "Vetoed by President.": there the words decide.
    Short titles arrive weeks after introduction. A listing needs `Accept: application/json`, else 406.
How status is derived:
    Every action is looked up by its code and, where the code is missing, unlisted or ambiguous, by its
    words. Presentation to the President is the evidence that both chambers agreed on one text.
    Signature, or "Became Public (Private) Law", is assent. A failed vote is a defeat that a later step
    may undo. Votes on overriding a veto change nothing until the measure has become law. "Read twice
    and referred" in the Senate is a referral, not a second reading. That a measure died with its
    Congress is nowhere marked; the engine derives it from the calendar.
Contact:
    askGPO, https://ask.gpo.gov; issues: https://github.com/usgpo/bill-status/issues
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from lxml import etree

from tracker.source import (
    Expect,
    Found,
    Page,
    Reader,
    Request,
    Source,
    Unreadable,
    Watch,
    Watched,
    child_text,
    children,
    iso_date,
    member,
    optional_member,
    required_text,
)
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
    Title,
    Window,
    bill_id,
)

_ROOT = "https://www.govinfo.gov/bulkdata"
_DISCOVERED = ("hr", "s", "hjres", "sjres", "hres", "sres")
_LOWER, _UPPER, _EXECUTIVE = Chamber.LOWER, Chamber.UPPER, Chamber.EXECUTIVE


class Form(NamedTuple):
    """A type of measure: what it is, and its name in congress.gov addresses."""

    kind: Kind
    origin: Chamber
    slug: str


FORMS = {
    "hr": Form(Kind.BILL, _LOWER, "house-bill"),
    "s": Form(Kind.BILL, _UPPER, "senate-bill"),
    "hjres": Form(Kind.BILL, _LOWER, "house-joint-resolution"),
    "sjres": Form(Kind.BILL, _UPPER, "senate-joint-resolution"),
    "hconres": Form(Kind.RESOLUTION, _LOWER, "house-concurrent-resolution"),
    "sconres": Form(Kind.RESOLUTION, _UPPER, "senate-concurrent-resolution"),
    "hres": Form(Kind.RESOLUTION, _LOWER, "house-resolution"),
    "sres": Form(Kind.RESOLUTION, _UPPER, "senate-resolution"),
}
_TYPE = "|".join(FORMS)
# Digits are bounded: int() refuses thousands of them, and no Congress numbers so many measures.
_FILE = re.compile(rf"BILLSTATUS-([0-9]{{1,5}})({_TYPE})([0-9]{{1,5}})\.xml", re.IGNORECASE)
_NUMBER = re.compile(rf"({_TYPE})([0-9]{{1,5}})\Z")
_OUR_ID = re.compile(rf"us-([0-9]{{1,5}})-({_TYPE})-([0-9]{{1,5}})\Z")
_DIGITS = re.compile(r"[0-9]{1,5}")


class Step(NamedTuple):
    """What an action means. `by_recorder`: the chamber is that of the system that recorded it."""

    stage: Stage
    chamber: Chamber | None = None
    by_recorder: bool = False


_LAW = Step(Stage.ASSENTED)
_SIGNED = Step(Stage.ASSENTED, _EXECUTIVE)
_VETOED = Step(Stage.VETOED, _EXECUTIVE)
_PRESENTED = Step(Stage.PASSED)
_LOWER_DIFFERS = Step(Stage.CONSIDERATION_OF_AMENDMENTS, _LOWER)
_UPPER_DIFFERS = Step(Stage.CONSIDERATION_OF_AMENDMENTS, _UPPER)
_CONFERENCE = Step(Stage.CONSIDERATION_OF_AMENDMENTS)

# None: no step of its own. Veto overrides (32000 to 35000) and the line item veto (46000) are among
# them: a veto stands, and a law stands, until another action says otherwise.
CODES: dict[str, Step | None] = {
    **dict.fromkeys(("1000", "1010", "1025", "Intro-H"), Step(Stage.INTRODUCED, _LOWER)),
    **dict.fromkeys(("10000", "Intro-S"), Step(Stage.INTRODUCED, _UPPER)),
    **dict.fromkeys(("2000", "H11100", "H11200"), Step(Stage.COMMITTEE, _LOWER)),
    **dict.fromkeys(("5000", "H12100", "H12200"), Step(Stage.REPORT, _LOWER)),
    "8000": Step(Stage.PASSED_CHAMBER, _LOWER),
    "9000": Step(Stage.DEFEATED, _LOWER),
    "11000": Step(Stage.COMMITTEE, _UPPER),
    "14000": Step(Stage.REPORT, _UPPER),
    "17000": Step(Stage.PASSED_CHAMBER, _UPPER),
    "18000": Step(Stage.DEFEATED, _UPPER),
    **dict.fromkeys(("19000", "19500", "21000", "22000"), _LOWER_DIFFERS),
    **dict.fromkeys(("20000", "20500", "23000", "24000"), _UPPER_DIFFERS),
    **dict.fromkeys(("20700", "20800", "20900", "H25200"), _CONFERENCE),
    **dict.fromkeys(("28000", "E20000"), _PRESENTED),
    **dict.fromkeys(("29000", "37000", "42000"), _SIGNED),
    **dict.fromkeys(("30000", "31000"), _VETOED),
    **dict.fromkeys(("38000", "39000", "40000", "43000", "44000", "45000", "E40000"), _LAW),
    **dict.fromkeys(("3000", "4000", "4100", "4200", "4900", "4950", "5500", "7000", "12000", "13000")),
    **dict.fromkeys(("13100", "13200", "13900", "14500", "14900", "16000", "25000", "26000", "29100")),
    **dict.fromkeys(("32000", "33000", "34000", "35000", "46000", "47000", "48000", "B00100")),
    **dict.fromkeys(("71000", "72000", "72500", "73000", "74000", "75000")),
    **dict.fromkeys(("91000", "92000", "93000", "94000", "95000", "96000", "97000")),
    **dict.fromkeys(("H11000", "H12210", "H12300", "H12410", "H14000", "H15000", "H17000", "H1L210")),
    **dict.fromkeys(("H1L220", "H35000", "H38310", "H30000", "H8D000", "H81000")),
}
# The code alone does not tell a signature from a law number or a veto, or success from failure.
DECIDED_BY_WORDS = frozenset({"36000", "41000", "E30000", "H37100", "H37300"})

# The first that matches the beginning of an action's words.
WORDS: tuple[tuple[re.Pattern[str], Step | None], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), step)
    for pattern, step in (
        (r"became (public|private) law", _LAW),
        (r"signed by (the )?president", _SIGNED),
        (r"(pocket )?vetoed by (the )?president", _VETOED),
        (r"presented to (the )?president|cleared for (the )?white house", _PRESENTED),
        (r".*(over veto|veto message|objections of the president|two-thirds of the members)", None),
        (r"(motion|cloture|upon reconsideration|point of order|table motion|rule h\.? ?res)\b", None),
        (r".*\bordered to be reported|.*subcommittee|supplemental report|message on", None),
        (r"resolving differences -- house|on agreeing to the conference report", _LOWER_DIFFERS),
        (r"resolving differences -- senate|senate agreed to (the )?conference report", _UPPER_DIFFERS),
        (r"on motion that the house instruct", None),
        (r"on motion that the house|on motion to (suspend the rules and )?(agree|concur)\b[^:.]*senate a",
         _LOWER_DIFFERS),
        (r"house (dis)?agree(d|s) to (the )?senate amendment", _LOWER_DIFFERS),
        (r"senate (dis)?agree(d|s) to (the )?house amendment|senate concur", _UPPER_DIFFERS),
        (r"passed/agreed to in house|passed house|on passage passed|.*\bis considered passed house"
         r"|on (motion to suspend the rules and (pass|agree)|agreeing to the resolution)[^:.]* agreed to"
         r"|.*\bthe following bills passed under suspension", Step(Stage.PASSED_CHAMBER, _LOWER)),
        (r"failed of passage(/not agreed to)? in house|on passage failed"
         r"|on (motion to suspend the rules and (pass|agree)|agreeing to the resolution)[^:.]* failed",
         Step(Stage.DEFEATED, _LOWER)),
        (r"passed/agreed to in senate|passed senate|(concurrent |joint )?resolution agreed to in senate"
         r"|(introduced|received|submitted) in the senate,.*\b(passed|agreed to)\b",
         Step(Stage.PASSED_CHAMBER, _UPPER)),
        (r"failed of passage(/not agreed to)? in senate|(resolution )?(disagreed|not agreed) to in senate",
         Step(Stage.DEFEATED, _UPPER)),
        (r"(received in the senate[,.]? (and )?)?(read twice and )?(re-?)?referred\b.* to\b",
         Step(Stage.COMMITTEE, by_recorder=True)),
        (r"(committee on .*\. )?(original measure )?reported\b|.*\breported an original measure",
         Step(Stage.REPORT, by_recorder=True)),
        # Votes on amendments and on how to proceed.
        (r"(on|mr\.|ms\.|mrs\.|debate|amendment|the (amendment|committee|previous question|house adopted))\b"
         r"|.*\b[sh]\.?\s?amdt", None),
    )
)  # fmt: skip
_DECIDING = re.compile(
    r"\b(passed|failed|vetoed|signed|became|defeated|enacted|withdrawn|rejected|vacated|vitiated)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"\bwith (an )?amendment|as amended", re.IGNORECASE)
# A measure takes these once; what follows only records the same thing again.
_ONCE = frozenset({Stage.INTRODUCED, Stage.PASSED, Stage.ASSENTED})
_COMPANION = frozenset({"identical bill", "companion bill", "companion measure"})
_LIBRARY = "9"
_RECORDER = {"0": _UPPER, "1": _LOWER, "2": _LOWER, "Senate": _UPPER}


class Key(NamedTuple):
    """What names a measure of Congress: `Key("119", "hr", 1503)`."""

    congress: str
    type: str
    number: int

    @property
    def id(self) -> str:
        return bill_id("US", self.congress, f"{self.type} {self.number}")

    @property
    def stem(self) -> str:
        return f"{self.congress}{self.type}{self.number}"

    @property
    def request(self) -> Request:
        return Request(url=f"{_ROOT}/BILLSTATUS/{self.congress}/{self.type}/BILLSTATUS-{self.stem}.xml")

    @property
    def human_url(self) -> str:
        n = int(self.congress)
        suffix = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
        return f"https://www.congress.gov/bill/{n}{suffix}-congress/{FORMS[self.type].slug}/{self.number}"


def start(watch: Watch) -> Iterator[Request]:
    """The file of every watched measure, then the listings of the open Congresses."""
    for watched in watch.measures:
        key = _key_of(watched)
        if key is not None:
            yield key.request
    for congress in watch.sessions:
        for kind in _DISCOVERED:
            url = f"{_ROOT}/json/BILLSTATUS/{congress}/{kind}"
            yield Request(url=url, headers={"Accept": "application/json"})


def _key_of(watched: Watched) -> Key | None:
    """By session and number ("H.R. 1503"), else by an id of ours; None for what has no file here."""
    number = _NUMBER.match(re.sub(r"[^a-z0-9]", "", (watched.number or "").lower()))
    session = watched.session or ""
    if number and _DIGITS.fullmatch(session):
        return Key(session, number[1], int(number[2]))
    for name in (watched.id, *(alias.id or "" for alias in watched.aliases)):
        if match := _OUR_ID.match(name):
            return Key(match[1], match[2], int(match[3]))
    return None


def read_listing(page: Page, _context: Mapping[str, Any]) -> Iterator[Found | Issue]:
    """A listing: the measures of one Congress and type, by number, without titles.

    Newest first, because the engine opens only so many files a run and new bills have high numbers.
    """
    found: list[tuple[Key, str]] = []
    for entry in member(page.json(), "files", list):
        name = member(entry, "name", str)
        if optional_member(entry, "folder", bool) or name.lower().endswith(".zip"):
            continue
        match = _FILE.fullmatch(name)
        if match is None:
            yield Issue(
                kind=IssueKind.BAD_VALUE,
                detail=f"{name!r}: expected BILLSTATUS-<congress><type><number>.xml",
                url=page.url,
                field="name",
            )
            continue
        key = Key(match[1], match[2].lower(), int(match[3]))
        found.append((key, member(entry, "formattedLastModifiedTime", str)))
    if not found:
        raise Unreadable(IssueKind.EMPTY, "the listing names no bill status file", "files")
    for key, modified in sorted(found, key=lambda item: item[0].number, reverse=True):
        yield Found(id=key.id, detail=key.request, version=modified)


def read_bill(page: Page, _context: Mapping[str, Any]) -> Iterator[Measure | Issue]:
    """A bill status file: one measure."""
    bill = children(page.xml(), "bill")[0]
    key = _identity(bill, page.url)
    form = FORMS[key.type]
    url = key.human_url
    events, issues = _events(bill, key, url)
    citation, law_alias = _law(bill)
    if citation and not any(event.stage is Stage.ASSENTED for event in events):
        detail = f"{citation}, but no action says when it was signed or became law"
        issues.append(Issue(kind=IssueKind.MISSING_FIELD, detail=detail, field="actions"))
    title = required_text(bill, "title")
    texts = (child_text(item, "title") for item in bill.findall("titles/item"))
    titles = tuple(dict.fromkeys(text for text in texts if text and text != title))
    latest = child_text(bill, "latestAction/text") or child_text(bill, "lastAction/text")
    yield Measure(
        id=key.id,
        place="US",
        kind=Kind.DRAFT if title.lower().startswith("reserved for the ") else form.kind,
        title=title,
        lang="en",
        legislature="us-congress",
        session=key.congress,
        number=f"{key.type.upper()} {key.number}",
        origin_chamber=form.origin,
        url=url,
        citation=citation,
        source_status=latest,
        sponsor=child_text(bill, "sponsors/item/fullName"),
        titles=tuple(Title(text=text, lang="en") for text in titles),
        subjects=_subjects(bill),
        events=events,
        aliases=(Alias(source="us_billstatus", source_id=key.stem), *law_alias),
        links=tuple(_companions(bill, key, title)),
    )
    for issue in issues:
        yield Issue(kind=issue.kind, detail=issue.detail, url=page.url, field=issue.field, measure=key.id)


def _identity(bill: etree._Element, url: str) -> Key:
    """The measure's own number, which must be that of the file asked for."""
    congress = required_text(bill, "congress")
    kind = (child_text(bill, "type") or required_text(bill, "billType")).lower()
    number = child_text(bill, "number") or required_text(bill, "billNumber")
    if kind not in FORMS:
        raise Unreadable(IssueKind.BAD_VALUE, f"type {kind!r}: expected one of {', '.join(FORMS)}", "type")
    for field, text in (("congress", congress), ("number", number)):
        if not _DIGITS.fullmatch(text):
            raise Unreadable(IssueKind.BAD_VALUE, f"{field} is {text!r}: expected a number", field)
    key = Key(congress, kind, int(number))
    asked = _FILE.search(url)
    if asked and f"{asked[1]}{asked[2].lower()}{int(asked[3])}" != key.stem:
        raise Unreadable(IssueKind.BAD_VALUE, f"the file {asked[0]} holds {key.stem}", "number")
    return key


def _day(element: etree._Element, path: str) -> Window:
    text = required_text(element, path)
    day = iso_date(text, path)
    if day is None:
        raise Unreadable(IssueKind.BAD_VALUE, f"{path} is {text!r}: no date of a Congress", path)
    return day


def _events(bill: etree._Element, key: Key, url: str) -> tuple[tuple[Event, ...], list[Issue]]:
    """The dated steps, each once, the Library of Congress's wording preferred."""
    origin = FORMS[key.type].origin
    introduced = _day(bill, "introducedDate")
    first = Event(
        stage=Stage.INTRODUCED,
        date=introduced,
        label="Introduced in House" if origin is _LOWER else "Introduced in Senate",
        chamber=origin,
        url=url,
    )
    issues: list[Issue] = []
    taken: dict[tuple[object, ...], Event] = {(Stage.INTRODUCED,): first}
    items = children(bill, "actions/item")
    for item in sorted(items, key=lambda item: child_text(item, "sourceSystem/code") != _LIBRARY):
        event = _event(item, url)
        if event is None or event.stage is Stage.INTRODUCED:
            continue
        if event.stage is Stage.UNKNOWN:
            detail = f"code {event.code or 'none'}, {event.label!r}: a deciding word, but no known step"
            issues.append(Issue(kind=IssueKind.UNKNOWN_STAGE, detail=detail, field="actionCode"))
        _take(taken, event)
    events = sorted(taken.values(), key=lambda e: (_start(e), e.stage.rank, e.chamber is not origin))
    if early := [event for event in events if _start(event) < _start(first)]:
        detail = f"{early[0].label!r} on {early[0].date}, before introduction on {introduced}"
        issues.append(Issue(kind=IssueKind.DATES_OUT_OF_ORDER, detail=detail, field="actionDate"))
    return tuple(_as_resolution(key.type, events)), issues


def _start(event: Event) -> str:
    return str(event.date)


def _take(taken: dict[tuple[object, ...], Event], event: Event) -> None:
    """Keep one event a (stage, chamber, date), and one in all of what happens once: the earliest, and
    of a signature and the law number given to it on the same day the signature."""
    if event.stage not in _ONCE:
        label = event.label if event.stage is Stage.UNKNOWN else None
        taken.setdefault((event.stage, event.chamber, event.date, label), event)
        return
    kept = taken.get((event.stage,))
    if kept is None or (_start(event), event.chamber is None) < (_start(kept), kept.chamber is None):
        taken[(event.stage,)] = event


def _event(item: etree._Element, url: str) -> Event | None:
    """The step an action stands for; None where it is a detail of procedure."""
    code = child_text(item, "actionCode")
    text = child_text(item, "text")
    step = _meaning(code, text)
    if step is None:
        return None
    recorder = child_text(item, "sourceSystem/code") or child_text(item, "sourceSystem/name") or ""
    return Event(
        stage=step.stage,
        date=_day(item, "actionDate"),
        label=text or child_text(item, "type") or code or "",
        chamber=_RECORDER.get(recorder) if step.by_recorder else step.chamber,
        code=code,
        url=url,
    )


def _meaning(code: str | None, text: str | None) -> Step | None:
    # "H11100-A" is H11100 with the amending system's mark.
    for known in (code, (code or "").partition("-")[0]):
        if known in CODES:
            return CODES[known]
    for pattern, step in WORDS:
        if text and pattern.match(text):
            return step
    if code in DECIDED_BY_WORDS or (text and _DECIDING.search(text)):
        return Step(Stage.UNKNOWN)
    return None


def _as_resolution(kind: str, events: list[Event]) -> Iterator[Event]:
    """A simple resolution is adopted by its chamber; a concurrent one when the other chamber has agreed
    to the first's text. A joint resolution goes the way of a bill."""
    agreed = [event for event in events if event.stage is Stage.PASSED_CHAMBER]
    adopted = agreed if kind in ("hres", "sres") else []
    if kind in ("hconres", "sconres") and {event.chamber for event in agreed} == {_LOWER, _UPPER}:
        others = (event.label for event in agreed if event.chamber is not FORMS[kind].origin)
        adopted = [] if any(_CHANGED.search(label) for label in others) else agreed[-1:]
    for event in events:
        yield replace(event, stage=Stage.ADOPTED) if event in adopted else event


def _law(bill: etree._Element) -> tuple[str | None, tuple[Alias, ...]]:
    """The citation ("Public Law 117-213") and its alias; nothing before a number is assigned."""
    if child_text(bill, "laws/item") is None:
        return None, ()
    kind, number = required_text(bill, "laws/item/type"), required_text(bill, "laws/item/number")
    match = re.fullmatch(r"(\d+)-(\d+)", number)
    if match is None or kind not in ("Public Law", "Private Law"):
        raise Unreadable(IssueKind.BAD_VALUE, f"{kind!r} {number!r}: expected a law number", "laws")
    private = "private-" if kind == "Private Law" else ""
    return f"{kind} {number}", (Alias(id=f"us-law-{match[1]}-{private}{match[2]}"),)


def _subjects(bill: etree._Element) -> tuple[str, ...]:
    found = [child_text(name, ".") for name in bill.findall("subjects//legislativeSubjects/item/name")]
    return tuple(dict.fromkeys(name for name in (*found, child_text(bill, "policyArea/name")) if name))


def _companions(bill: etree._Element, key: Key, title: str) -> Iterator[Link]:
    """Identical bills, and the other chamber's bill of the same title: one of the two always lapses.

    Short titles of mere portions do not count: an omnibus bill shares them with many.
    """
    whole = (
        child_text(item, "title") or ""
        for item in bill.findall("titles/item")
        if "portion" not in (child_text(item, "titleType") or "").lower()
    )
    ours = {text.casefold() for text in (title, *whole)}
    for item in bill.findall("relatedBills/item"):
        kind = (child_text(item, "type") or "").lower().replace(".", "")
        number = child_text(item, "number") or ""
        if kind not in FORMS or not _DIGITS.fullmatch(number) or child_text(item, "congress") != key.congress:
            continue
        relations = {
            (child_text(r, ".") or "").lower() for r in item.findall("relationshipDetails/item/type")
        }
        theirs = child_text(item, "title") or child_text(item, "latestTitle") or ""
        other_chamber = FORMS[kind].origin is not FORMS[key.type].origin
        if relations & _COMPANION or (other_chamber and theirs.casefold() in ours):
            yield Link(relation=Relation.COMPANION_OF, target=Key(key.congress, kind, int(number)).id)


_BILL = Reader(
    rf"/bulkdata/BILLSTATUS/\d+/({_TYPE})/BILLSTATUS-\d+({_TYPE})\d+\.xml",
    read_bill,
    Expect(content="xml", must_contain=(b"<billStatus", b"<congress>"), min_bytes=400),
)
_LISTING = Reader(
    rf"/bulkdata/json/BILLSTATUS/\d+/({_TYPE})/?$",
    read_listing,
    Expect(content="json", must_contain=(b'"files"',)),
)


def sniff(content: bytes) -> Reader | None:
    head = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"<") and b"<billStatus" in head:
        return _BILL
    if head.startswith(b"{") and b'"files"' in head and b"BILLSTATUS-" in head:
        return _LISTING
    return None


SOURCE = Source(
    id="us_billstatus",
    place="US",
    name="GovInfo Bill Status, Congress of the United States",
    home="https://www.govinfo.gov/bulkdata/BILLSTATUS",
    hosts=("www.govinfo.gov",),
    languages=("en",),
    licence="Public domain (17 U.S.C. 105)",
    republish=True,
    every=timedelta(hours=12),
    start=start,
    readers=(_BILL, _LISTING),
    sniff=sniff,
    legislature="us-congress",
    look_closer=300,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
