"""Open States (Plural), bills of the legislatures of the States.

Publisher:
    Plural Policy, https://openstates.org; volunteers' programs read each legislature's site
Formats:
    JSON, version 3: /bills (search, 20 a page), /bills/{state}/{session}/{number}, /jurisdictions/{state};
    https://github.com/openstates/api-v3. All classifications of actions and bills:
    https://github.com/openstates/openstates-core (openstates/data/common.py at 1d4d594); their meaning:
    https://github.com/openstates/documentation (docs/data/categorization.md).
Licence:
    None was read; the terms under which keys are given apply, so pages are not passed on
Caveats:
    A free key allows 10 requests a minute and 250 a day. The classifications come from each state's rules
    (https://github.com/openstates/openstates-scrapers) and are coarse: "Transmitted to the Governor" is a
    signature in Texas, the adoption of the Governor's recommendation in Virginia, "Session Sine Die" is a
    failure in Illinois. The last days of sessions are often set beforehand. A session is read for some time
    only, so a late signature may be missing. No law number is told.
How status is derived:
    By the classifications of the actions, and by their words where these are known to deceive. A signature or
    a law needs words that say so. Votes that override a veto change nothing until the bill "became law". A
    day in force is taken from words that name it. A bill still open in a session whose last day is given
    lapsed with it, somewhere between that day and the end of that year.
Contact:
    https://github.com/openstates/issues/issues
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from scrapers.shared.us_states import FAILED_WORDS, in_force_by, lapse
from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import counted_pages, numbered_next
from tracker.source.reading import known, member, optional_member
from tracker.source.stages import Stages, Step, Timeline
from tracker.vocabulary import (
    Alias,
    Chamber,
    Event,
    Issue,
    IssueKind,
    Kind,
    Link,
    Measure,
    Proof,
    Relation,
    Stage,
    Title,
    Window,
    bill_id,
)

_API = "https://v3.openstates.org"
_HEADERS = {"X-API-KEY": "{key}"}
_INCLUDE = "include=actions&include=sources&include=other_titles&include=sponsorships&include=related_bills"
_SIGNED = Step(Stage.ASSENTED, Chamber.EXECUTIVE)
_CLASSES: tuple[tuple[Stage | Step | None, str], ...] = (
    (Stage.INTRODUCED, "filing introduction"),
    (Stage.FIRST_READING, "reading-1"),
    (Stage.SECOND_READING, "reading-2"),
    (Stage.THIRD_READING, "reading-3"),
    (Stage.COMMITTEE, "referral referral-committee hearing-held work-session"),
    (
        Stage.REPORT,
        "committee-passage committee-passage-favorable committee-passage-unfavorable"
        " reported-out-of-committee",
    ),
    (Stage.PASSED_CHAMBER, "passage"),
    (Stage.CONSIDERATION_OF_AMENDMENTS, "concurrence"),
    (Stage.PASSED, "enrolled executive-receipt"),
    (_SIGNED, "executive-signature"),
    (Stage.ASSENTED, "became-law"),
    (Step(Stage.VETOED, Chamber.EXECUTIVE), "executive-veto"),
    (Stage.DEFEATED, "failure committee-failure"),
    (Stage.WITHDRAWN, "withdrawal"),
    (Stage.CARRIED_OVER, "carried-over"),
    (
        None,
        "substitution deferral receipt sponsorship informal-passage veto-override-passage"
        " veto-override-failure executive-veto-line-item amendment-introduction amendment-passage"
        " amendment-withdrawal amendment-failure amendment-amendment amendment-deferral",
    ),
)
#: actions[].classification, whole.
STAGES = Stages({word: meaning for meaning, words in _CLASSES for word in words.split()})
#: Classifications that need words: the first pattern that the words match says what stands; none: no step.
WORDS = {
    "executive-signature": Stages(
        {},
        [
            (r"transmitted|\bsent to|recommendation", None),
            (r"\bsigned|signature|approv(ed|al)|\bact\b|\blaw\b|^ley n|\bchap", _SIGNED),
        ],
    ),
    "became-law": Stages(
        {},
        [
            (r"engrossing", None),
            (r"\blaw|\bact\b|chap|effective|enacted|signed|signature|published|secretary of state|\bch\.",
             Stage.ASSENTED),
        ],
    ),
    "passage": Stages({}, [(r"signed (in|by)", None), (r"", Stage.PASSED_CHAMBER)]),
    "withdrawal": Stages(
        {},
        [
            (r"^(?:bill |measure |resolution )?withdrawn(?! (?:from (?!(?:further )?consideration)|as ))",
             Stage.WITHDRAWN),
            (r"^retirada", Stage.WITHDRAWN),
            (r"", None),
        ],
    ),
    "failure": Stages({}, [(r"\bheld\b|motion|amendment|susp|tabled", None), *FAILED_WORDS]),
    "committee-failure": Stages(
        {},
        [
            (r"\bdied\b", Stage.LAPSED),
            (r"indefinitely|\bfailed\b|\bdefeated\b|\blost\b", Stage.DEFEATED),
            (r"", None),
        ],
    ),
}  # fmt: skip
#: What an action without a classification must not say unnoticed.
_DECIDING = re.compile(r"\bvetoed\b|signed by (the )?governor|\bbecame law\b", re.IGNORECASE)
_TWIN_WON = re.compile(r"comp(anion|\.) became pub", re.IGNORECASE)
_KINDS: tuple[tuple[Kind, str], ...] = (
    (Kind.BILL, "bill,appropriation,constitutional amendment"),
    (Kind.ORDINANCE, "ordinance"),
    (Kind.DRAFT, "proposed bill"),
    (
        Kind.RESOLUTION,
        "resolution,concurrent resolution,joint resolution,memorial,concurrent memorial,joint memorial,"
        "commemoration,proclamation",
    ),
    (
        Kind.MOTION,
        "nomination,contract,claim,appointment,petition,order,concurrent order,motion,study request,"
        "concurrent study request,bill of address",
    ),
)
#: bills[].classification, whole.
KINDS = {name: kind for kind, names in _KINDS for name in names.split(",")}
_BOTH_AGREE = ("concurrent", "joint")
_CHAMBERS = {word.value: word for word in Chamber}
_RELATIONS = {"companion": Relation.COMPANION_OF, "prior-session": Relation.SAME_FAMILY_AFTER}
_STATE = re.compile(r"ocd-jurisdiction/country:us/(?:state|district):([a-z]{2})/government")


def start(watch: Watch) -> Iterator[Request]:
    """Every followed bill by its name ("tx/88/SB 1040"), then one search of all states and sessions."""
    for watched in watch.measures:
        if watched.source_id:
            yield _bill(watched.source_id)
    if terms := watch.terms.get("en"):
        query = {"q": " or ".join(f'"{term}"' for term in terms), "sort": "updated_desc", "per_page": 20}
        yield _ask(f"{_API}/bills?{urlencode(query)}")


def _ask(url: str, context: Mapping[str, Any] | None = None) -> Request:
    return Request(url=url, headers=_HEADERS, context=context or {})


def _bill(name: str) -> Request:
    return _ask(f"{_API}/bills/{quote(name)}?{_INCLUDE}")


def read_search(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """A page of bills, and the next page. Those of Congress and of cities are left out."""
    answer = page.json()
    rows, pages = member(answer, "results", list), member(answer, "pagination", dict)
    for row in rows:
        if name := _name(row):
            title = member(row, "title", str)
            yield Found(id=f"us_openstates:{name}", detail=_bill(name), titles=(("en", title),))
    following = next(numbered_next(page, "page", True, like=_ask("")))
    number, last = member(pages, "page", int), member(pages, "max_page", int)
    yield from counted_pages(page, rows, number, last, following, "pagination.max_page")


def _name(row: Mapping[str, Any]) -> str | None:
    """ "tx/88/SB 1040"; None for what no state's legislature deals with."""
    state = _STATE.fullmatch(member(member(row, "jurisdiction", dict), "id", str))
    return f"{state[1]}/{member(row, 'session', str)}/{member(row, 'identifier', str)}" if state else None


def read_bill(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A bill with its actions. One that is open is carried in the context of the request for the state's
    sessions, unless it is read alone; the address names the bill, so that each is asked for."""
    bill = page.json()
    told = list(_told(bill, None, page))
    measure = told[0]
    name = _name(bill) or ""
    if context.get("alone") or not (
        isinstance(measure, Measure) and any(lapse(measure.events, date.max, "", ""))
    ):
        yield from told
    else:
        query = urlencode({"include": "legislative_sessions", "bill": name[3:]})
        yield _ask(f"{_API}/jurisdictions/{name[:2]}?{query}", {"bill": bill})


def read_sessions(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A state with its sessions: tells the open bill in the context, which its session may have ended."""
    bill = member(context, "bill", dict)
    sessions = member(page.json(), "legislative_sessions", list)
    own = next((row for row in sessions if member(row, "identifier", str) == bill["session"]), None)
    yield from _told(bill, optional_member(own, "end_date", str) if own else None, page)
    if own is None:
        detail = f"the state has no session {bill['session']!r}: the bill stays open"
        yield Issue(kind=IssueKind.MISSING_FIELD, detail=detail, field="legislative_sessions")


def _told(bill: Mapping[str, Any], session_ends: str | None, page: Page) -> Iterator[Yield]:
    name = _name(bill)
    if name is None:
        raise Unreadable(IssueKind.BAD_VALUE, "the bill is of no state's legislature", "jurisdiction")
    place = f"US-{name[:2].upper()}"
    number, title, session = (member(bill, field, str) for field in ("identifier", "title", "session"))
    types = member(bill, "classification", list)
    kind = known(KINDS, str(types[0]) if types else "", "classification")
    origin = _CHAMBERS.get(member(member(bill, "from_organization", dict), "classification", str))
    url = member(bill, "openstates_url", str)
    timeline = _timeline(bill, kind, origin, url)
    sources = optional_member(bill, "sources", list) or [{"url": url}]
    sponsors = optional_member(bill, "sponsorships", list) or ()
    others = (member(row, "title", str) for row in optional_member(bill, "other_titles", list) or ())
    measure = Measure(
        id=bill_id(place, session, number),
        place=place,
        kind=kind,
        title=title,
        lang="en",
        session=session,
        number=number,
        origin_chamber=origin,
        url=member(sources[0], "url", str),
        source_status=optional_member(bill, "latest_action_description", str),
        sponsor=next((member(row, "name", str) for row in sponsors if row.get("primary")), None),
        titles=tuple(Title(text=text, lang="en") for text in dict.fromkeys(others) if text != title),
        subjects=tuple(optional_member(bill, "subject", list) or ()),
        events=tuple(_lapse(timeline.events, session_ends, url)),
        aliases=(Alias(source="us_openstates", source_id=name),),
        links=tuple(_links(bill, name[:2])),
    )
    yield from timeline.told(measure, page)


def _timeline(bill: Mapping[str, Any], kind: Kind, origin: Chamber | None, url: str) -> Timeline:
    timeline = Timeline(STAGES, url)
    both = str(bill["classification"][0]).startswith(_BOTH_AGREE)
    for action in sorted(member(bill, "actions", list), key=lambda row: member(row, "order", int)):
        words, day = member(action, "description", str), _day(action)
        chamber = _CHAMBERS.get(member(member(action, "organization", dict), "classification", str))
        for word, step in _steps(member(action, "classification", list), words):
            if step is None or (step.stage.makes_law and not kind.can_become_law):
                continue
            if step.stage is Stage.UNKNOWN:
                timeline.say(f"{word}: {words}", day, label=words, code=word)
                continue
            adopts = step.stage is Stage.PASSED_CHAMBER and not kind.can_become_law
            stage = Stage.ADOPTED if adopts and not (both and chamber is origin) else step.stage
            timeline.add(stage, day, words, chamber=step.chamber or chamber, code=word)
    if any(event.stage is Stage.ASSENTED for event in timeline.events):
        for words in (member(action, "description", str) for action in bill["actions"]):
            if since := in_force_by(words):
                timeline.add(Stage.IN_FORCE, since, words)
    return timeline


def _steps(classes: Sequence[str], words: str) -> Iterator[tuple[str, Step | None]]:
    """What the classes of an action stand for, as far as its words do not gainsay them."""
    if not classes:
        if _TWIN_WON.search(words):
            yield "", Step(Stage.SUPERSEDED)
        elif _DECIDING.search(words):
            yield "no classification", Step(Stage.UNKNOWN)
    for word in classes:
        if word == "passage" and "reading-2" in classes and "reading-3" not in classes:
            continue
        yield word, WORDS.get(word, STAGES).meaning(words if word in WORDS else word)


def _day(action: Mapping[str, Any]) -> Window:
    """The action's date: a day, or a month or a year where no more is known."""
    text = member(action, "date", str)
    try:
        return Window.parse(text[:10])
    except ValueError as fault:
        raise Unreadable(IssueKind.BAD_VALUE, str(fault), "date") from None


def _lapse(events: Sequence[Event], ends: str | None, url: str) -> Iterator[Event]:
    """An open bill ended with its session, whose last day Open States may have set beforehand."""
    if last_day := iso_date(ends, "end_date"):
        note = (
            f"Open States gives {last_day} as the last day of the session, which it may have set beforehand. "
            "That open bills end with it is the usual rule of the States; this one's was not read."
        )
        day = last_day.latest
        for event in lapse(events, date(day.year, 12, 31), "The session ended", note, over_from=day):
            yield replace(event, url=url)


def _links(bill: Mapping[str, Any], state: str) -> Iterator[Link]:
    for row in optional_member(bill, "related_bills", list) or ():
        if relation := _RELATIONS.get(member(row, "relation_type", str)):
            other = f"{member(row, 'legislative_session', str)}/{member(row, 'identifier', str)}"
            yield Link(relation=relation, target=f"us_openstates:{state}/{other}")


_SESSIONS = Reader(
    r"openstates\.org/jurisdictions/[a-z]{2}\?",
    read_sessions,
    Expect(content="json", must_contain=(b'"legislative_sessions"',)),
)
_SEARCH = Reader(
    r"openstates\.org/bills\?",
    read_search,
    Expect(content="json", must_contain=(b'"results"', b'"pagination"')),
    may_be_empty=True,
    lists=Found,
    proof=Proof.PART,
)
_BILL = Reader(
    r"openstates\.org/bills/[a-z]{2}/",
    read_bill,
    Expect(content="json", must_contain=(b'"openstates_url"',)),
    proof=Proof.PART,
)

SOURCE = Source(
    id="us_openstates",
    place="US",
    name="Open States, bills of the States",
    home="https://openstates.org/",
    publisher="Plural Policy",
    contact="https://github.com/openstates/issues/issues",
    hosts=("v3.openstates.org",),
    languages=("en",),
    licence="Terms of Open States; no licence of the data was read",
    republish=False,
    # 250 requests a day, 10 a minute.
    every=timedelta(days=3),
    interval=7,
    max_requests=240,
    start=start,
    readers=(_SESSIONS, _SEARCH, _BILL),
    key="OPENSTATES_API_KEY",
    reason="Built from documentation; only an excerpt of a response has been read yet.",
    unverified_live=True,
)
