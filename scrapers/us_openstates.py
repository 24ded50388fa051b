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
    By the words of the actions, where these decide (scrapers/shared/us_state_words.py), else by their
    classifications. A signature or a law needs words that say so; a number given before the executive acts is
    none. Both chambers' votes put a veto aside. What amends a constitution, or is sent to the voters, is law
    when an action says that they approved it. A docket or draft and the bill that replaces it are one.
    Instants are days of the State's own zone. A day in force is taken from words that name it. A bill still
    open in a session whose last day is given lapsed with it, somewhere between that day and the end of that
    year.
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

from scrapers.shared.us_state_words import (
    Line,
    Sense,
    is_docket,
    proposes_amendment,
    put_to_voters,
    settle,
    twin,
)
from scrapers.shared.us_states import FAILED_WORDS, day_there, in_force_by, lapse
from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.joined import Join, Kept, Part, Rows
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
    "enrolled": Stages({}, [(r"^received", None), (r"", Stage.PASSED)]),
    "passage": Stages(
        {},
        [
            (r"signed (in|by)|(president|speaker) signed|^(re-?)?reported|favorabl", None),
            (r"\bpassed (over|by|for the day|temporarily|on (first|second) consideration)\b", None),
            (r"\b(not|failed to|refused to) (be )?(pass|adopt|agree)|\b(failed|lost|defeated)\b", None),
            (r"\b(amendments?|am|substitutes?|title|journal|rules?)\.?( no\.? ?\S+)? adopted", None),
            (r"", Stage.PASSED_CHAMBER),
        ],
    ),
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
#: Classifications that give way to an action's words, where these decide: see `settle`.
_YIELDING = frozenset(
    {
        *("passage", "failure", "committee-failure", "withdrawal", "executive-signature", "became-law"),
        *("executive-veto", "executive-receipt", "enrolled"),
    }
)
#: What an action is told to be that a later one may undo.
_CLAIMED = (Stage.ASSENTED, Stage.VETOED)
_VOTES_ON_VETO = {"veto-override-passage": Sense.OVERRIDDEN, "veto-override-failure": Sense.VETOED}
#: What shows that both chambers had passed a bill by the day of the action itself.
_HANDED_ON = frozenset({"enrolled", "executive-receipt"})
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
_RELATIONS = {
    "companion": Relation.COMPANION_OF,
    "prior-session": Relation.SAME_FAMILY_AFTER,
    "replaces": Relation.REPLACES,
    "replaced-by": Relation.SAME_FAMILY_BEFORE,
}
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


def _kept(page: Page) -> Kept:
    """A bill with its actions, as it stands, and whether it is open."""
    bill = page.json()
    measure, *_ = _measure(bill, None, page)
    still_open = isinstance(measure, Measure) and any(lapse(measure.events, date.max, "", ""))
    return {**bill, "still_open": still_open}


def _sessions_of(bill: Kept) -> Request | None:
    """The State's sessions, one of which may have ended an open bill; the address names the bill, so that
    each is asked for."""
    if not bill["still_open"]:
        return None
    name = _name(bill) or ""
    query = urlencode({"include": "legislative_sessions", "bill": name[3:]})
    return _ask(f"{_API}/jurisdictions/{name[:2]}?{query}")


def _sessions(page: Page, bill: Kept, _before: Rows) -> tuple[list[Any], None]:
    """The session of a bill out of those of its State."""
    rows = member(page.json(), "legislative_sessions", list)
    return [row for row in rows if member(row, "identifier", str) == bill["session"]], None


def _told(bill: Kept, read: Mapping[str, Rows], page: Page) -> Iterator[Yield]:
    own = next(iter(read.get("sessions", ())), None)
    yield from _measure(bill, optional_member(own, "end_date", str) if own else None, page)
    if "sessions" in read and own is None:
        detail = f"the state has no session {bill['session']!r}: the bill stays open"
        yield Issue(kind=IssueKind.MISSING_FIELD, detail=detail, field="legislative_sessions")


def _measure(bill: Kept, session_ends: str | None, page: Page) -> Iterator[Yield]:
    name = _name(bill)
    if name is None:
        raise Unreadable(IssueKind.BAD_VALUE, "the bill is of no state's legislature", "jurisdiction")
    place = f"US-{name[:2].upper()}"
    number, title, session = (member(bill, field, str) for field in ("identifier", "title", "session"))
    types = member(bill, "classification", list)
    kind = known(KINDS, str(types[0]) if types else "", "classification")
    amends = "constitutional amendment" in types or proposes_amendment(
        title, resolution=kind is Kind.RESOLUTION
    )
    kind = Kind.BILL if amends and kind is Kind.RESOLUTION else kind
    origin = _CHAMBERS.get(member(member(bill, "from_organization", dict), "classification", str))
    url = member(bill, "openstates_url", str)
    timeline = _timeline(bill, kind, origin, url, amends=amends)
    related = list(_related(bill))
    sources = optional_member(bill, "sources", list) or [{"url": url}]
    sponsors = optional_member(bill, "sponsorships", list) or ()
    others = (member(row, "title", str) for row in optional_member(bill, "other_titles", list) or ())
    measure = SOURCE.measure(
        name,
        place=place,
        kind=kind,
        title=title,
        session=session,
        number=number,
        origin_chamber=origin,
        url=member(sources[0], "url", str),
        source_status=optional_member(bill, "latest_action_description", str),
        sponsor=next((member(row, "name", str) for row in sponsors if row.get("primary")), None),
        titles=tuple(Title(text=text, lang="en") for text in dict.fromkeys(others) if text != title),
        subjects=tuple(optional_member(bill, "subject", list) or ()),
        # A docket is no bill yet that could end with the session.
        events=() if is_docket(_state(bill), number) else tuple(_lapse(timeline.events, session_ends, url)),
        aliases=tuple(item for item in related if isinstance(item, Alias)),
        links=tuple(dict.fromkeys(item for item in related if isinstance(item, Link))),
    )
    yield from timeline.told(measure, page)


def _timeline(
    bill: Mapping[str, Any], kind: Kind, origin: Chamber | None, url: str, *, amends: bool
) -> Timeline:
    timeline = Timeline(STAGES, url)
    both = str(bill["classification"][0]).startswith(_BOTH_AGREE)
    actions, lines = _actions(bill)
    settled = settle(_state(bill), bill["identifier"], lines, amends=amends)
    votes: dict[Chamber, tuple[Window, str]] = {}
    for place, (action, line) in enumerate(zip(actions, lines, strict=True)):
        words, day = line.words, _day(action, _state(bill))
        classes = member(action, "classification", list)
        for word, step in _steps(classes, words, settled.steps, place):
            if step is None or (step.stage.makes_law and not kind.can_become_law):
                continue
            if step.stage is Stage.UNKNOWN:
                timeline.say(f"{word}: {words}", day, label=words, code=word)
                continue
            adopts = step.stage is Stage.PASSED_CHAMBER and not kind.can_become_law
            stage = Stage.ADOPTED if adopts and not (both and line.chamber is origin) else step.stage
            if stage is Stage.PASSED_CHAMBER and line.chamber:
                votes[line.chamber] = day, words
            if stage is Stage.PASSED and len(votes) > 1 and not _HANDED_ON & set(classes):
                # The line only shows that both chambers had passed it: they had by the later vote.
                timeline.add(stage, *max(votes.values(), key=lambda vote: vote[0].latest), code=word)
                continue
            timeline.add(stage, day, words, chamber=step.chamber or line.chamber, code=word)
    for row in _rows(bill):
        if row["relation_type"] == "replaced-by" and not _same_paper(bill, row):
            timeline.add(Stage.SUPERSEDED, None, f"Replaced by {row['identifier']}", code="replaced-by")
    if any(event.stage is Stage.ASSENTED for event in timeline.events):
        for line in lines:
            if since := in_force_by(line.words):
                timeline.add(Stage.IN_FORCE, since, line.words)
    if settled.to_voters and (voters := put_to_voters(timeline.events)):
        timeline.infer(voters)
    return timeline


def _actions(bill: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], list[Line]]:
    """The actions in their order, and each as a line of the bill's history."""
    actions = sorted(member(bill, "actions", list), key=lambda row: int(member(row, "order", int)))
    lines = []
    for action in actions:
        words = member(action, "description", str)
        chamber = member(member(action, "organization", dict), "classification", str)
        classes = member(action, "classification", list)
        voted = next((_VOTES_ON_VETO[word] for word in classes if word in _VOTES_ON_VETO), None)
        meanings = (_meaning(word, words) for word in classes)
        claim = voted or next((step for step in meanings if step and step.stage in _CLAIMED), None)
        lines.append(Line(words, _CHAMBERS.get(chamber), claim))
    return actions, lines


def _meaning(word: str, words: str) -> Step | None:
    """What a classification stands for, as far as the words of its action do not gainsay it."""
    return WORDS.get(word, STAGES).meaning(words if word in WORDS else word)


def _steps(
    classes: Sequence[str], words: str, settled: Mapping[int, Step | None], place: int
) -> Iterator[tuple[str, Step | None]]:
    """What an action stands for: its words, where these decide, and its classes as far as its words do not
    gainsay them."""
    if place in settled:
        yield next((word for word in classes if word in _YIELDING), "words"), settled[place]
    for word in classes:
        if word in _YIELDING and place in settled:
            continue
        if word == "passage" and "reading-2" in classes and "reading-3" not in classes:
            continue
        yield word, _meaning(word, words)


def _day(action: Mapping[str, Any], state: str) -> Window:
    """The action's date: a day, or a month or a year where no more is known; an instant is the day that it
    was in the State."""
    text = member(action, "date", str)
    try:
        return day_there(text, state) if "T" in text else Window.parse(text)
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


def _state(bill: Mapping[str, Any]) -> str:
    return (_name(bill) or "")[:2].upper()


def _rows(bill: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """The related bills, each with the fields that name it and its relation."""
    for row in optional_member(bill, "related_bills", list) or ():
        yield {
            name: member(row, name, str) for name in ("relation_type", "legislative_session", "identifier")
        }


def _same_paper(bill: Mapping[str, Any], row: Mapping[str, str]) -> bool:
    """Whether a related bill is this one before, or after, it was given its number as a bill."""
    state = _state(bill)
    return row["relation_type"] in ("replaces", "replaced-by") and (
        is_docket(state, row["identifier"]) != is_docket(state, bill["identifier"])
    )


def _related(bill: Mapping[str, Any]) -> Iterator[Alias | Link]:
    """Other names of the bill, and what it is tied to."""
    state = _state(bill)
    for row in _rows(bill):
        other = f"{state.lower()}/{row['legislative_session']}/{row['identifier']}"
        if _same_paper(bill, row):
            yield Alias(source="us_openstates", source_id=other)
        elif relation := _RELATIONS.get(row["relation_type"]):
            yield Link(relation=relation, target=f"us_openstates:{other}")
    for action in bill["actions"]:
        if number := twin(action["description"], bill["identifier"]):
            other = f"{state.lower()}/{bill['session']}/{number}"
            yield Link(relation=Relation.COMPANION_OF, target=f"us_openstates:{other}")


_SEARCH = Reader(
    r"openstates\.org/bills\?",
    read_search,
    Expect(content="json", must_contain=(b'"results"', b'"pagination"')),
    may_be_empty=True,
    lists=Found,
    proof=Proof.PART,
)
_SESSIONS = Part(
    name="sessions",
    pattern=r"openstates\.org/jurisdictions/[a-z]{2}\?",
    expect=Expect.named("json", "legislative_sessions"),
    ask=_sessions_of,
    read=_sessions,
)
_BILL = Join(
    entry="bill",
    pattern=r"openstates\.org/bills/[a-z]{2}/",
    expect=Expect.named("json", "openstates_url"),
    keep=_kept,
    parts=(_SESSIONS,),
    tell=_told,
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
    readers=(_SEARCH, *_BILL.readers),
    key="OPENSTATES_API_KEY",
    reason="Built from documentation; only an excerpt of a response has been read yet.",
    unverified_live=True,
)
