"""LegiScan: bills of the fifty States, the District of Columbia and Congress.

Publisher:
    LegiScan LLC, https://legiscan.com; it copies what the legislatures publish
Formats:
    JSON, one address, `op=getSearch` and `op=getBill`; https://legiscan.com/gaits/documentation/legiscan
    (API User Manual). The weekly data sets hold the same bill objects. Types and codes as in
    https://github.com/fanghuiz/legiscanrr (data-raw/lookup_table.R).
Licence:
    CC BY 4.0, LegiScan to be named
Caveats:
    Errors come with HTTP 200 and `"status": "ERROR"`. Rows of a search have the keys "0", "1", ... beside
    "summary". "Engrossed" is dated by the arrival in the other chamber, days after the vote. A bill that
    died keeps its last status; what failed, was withdrawn or died is one status, 6, and the last action's
    words say which. An overridden veto shows as passed. The key allows 30,000 queries a month.
How status is derived:
    States: by `progress` and `status`, as far as the lines of `history` bear them out. Passed (4) and
    Chaptered (8) are law where a line says so, by the words of the States
    (scrapers/shared/us_state_words.py); Enrolled (3) is not. What amends a constitution, or is sent to the
    voters, is law when a line says that they approved it. A day in force is taken from the words of an
    action. A bill still open in a session that adjourned (`sine_die`) lapsed with it: by the day that was
    read or, once the session is archived (`prior`), by the end of the January after its last year. Congress:
    by the words of `history`, as us_billstatus does; its sessions are known.
Contact:
    https://legiscan.com/contact
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from scrapers.shared.us_congress import Action, Bill, Key, Related, told
from scrapers.shared.us_state_words import (
    Line,
    Settled,
    is_docket,
    numbers_come_first,
    proposes_amendment,
    put_to_voters,
    settle,
    spaced,
    twin,
)
from scrapers.shared.us_states import FAILED, in_force_by, lapse
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
)

_API = "https://api.legiscan.com/?key={key}&"
#: `status` and `progress[].event`. How a bill failed, the words of its last action say: see `FAILED`.
_STATUS: dict[int, tuple[str, Stage | Step | None]] = {
    0: ("N/A", None),
    1: ("Introduced", Stage.INTRODUCED),
    2: ("Engrossed", Stage.PASSED_CHAMBER),
    3: ("Enrolled", Stage.PASSED),
    4: ("Passed", Step(Stage.ASSENTED, Chamber.EXECUTIVE)),
    5: ("Vetoed", Step(Stage.VETOED, Chamber.EXECUTIVE)),
    6: ("Failed", Stage.DEFEATED),
    7: ("Override", None),
    8: ("Chaptered", Step(Stage.ASSENTED, Chamber.EXECUTIVE)),
    9: ("Refer", Stage.COMMITTEE),
    10: ("Report Pass", Stage.REPORT),
    11: ("Report DNP", Stage.REPORT),
    12: ("Draft", None),
}
STAGES = Stages(dict(_STATUS.values()))
#: `bill_type`.
KINDS = {
    **dict.fromkeys(("B", "JRCA", "CA", "I", "IP", "RB", "CB"), Kind.BILL),
    **dict.fromkeys(("R", "CR", "JR", "M", "JM", "CM", "C", "P"), Kind.RESOLUTION),
    **dict.fromkeys(("CL", "CSR", "SR", "A", "PET", "RM"), Kind.MOTION),
    "EO": Kind.REGULATION,
    "SB": Kind.DRAFT,
}
_BODIES = {
    **dict.fromkeys(("H", "A", "D"), Chamber.LOWER),
    "S": Chamber.UPPER,
    **dict.fromkeys(("L", "J", "C"), Chamber.LEGISLATURE),
}
_OF_CONGRESS = {
    "HB": "hr",
    "SB": "s",
    "HR": "hres",
    "SR": "sres",
    "HJR": "hjres",
    "SJR": "sjres",
    "HCR": "hconres",
    "SCR": "sconres",
}
_TWINS = frozenset({"same as", "crossfiled", "cross-filed"})
#: `sasts[].type` of a bill that took another's place, or gave way to it.
_REPLACED = {"replaces": Relation.REPLACES, "replaced by": Relation.SAME_FAMILY_BEFORE}
_ENDINGS = frozenset({Stage.DEFEATED, Stage.WITHDRAWN, Stage.LAPSED, Stage.SUPERSEDED})
#: Codes that tell a step of the words under their own name.
_TOLD_BY = dict.fromkeys(_ENDINGS, Stage.DEFEATED)
_CHAPTERED = 8
#: What bears out a code of law where no rule settles a line.
_SAYS_LAW = re.compile(
    r"\b(?:sign|approv|chap|act\b|acts\b|law\b|laws\b|effective|enacted|published|secretary of state)",
    re.IGNORECASE,
)
_PAGE = re.compile(r"legiscan\.com/([A-Z]{2})/bill/([^/?]+)/(\d{4}(?:/\w+)?)$")
_NUMBER = re.compile(r"([A-Z]+) ?0*(\d+)(.*)")
_LAW = re.compile(r"Became (Public|Private) Law No: (\d+-\d+)")


def start(watch: Watch) -> Iterator[Request]:
    """Every followed bill by LegiScan's number, or by its name ("TX/SB 1040/2023"), then one search of all
    states and years."""
    for watched in watch.measures:
        name = watched.source_id or ""
        state, _, rest = name.partition("/")
        number, _, year = rest.partition("/")
        if name.isdecimal():
            yield _bill(name)
        elif year:
            query = {"state": state, "bill": number.replace(" ", ""), "year": year[:4]}
            yield Request(url=f"{_API}op=getSearch&{urlencode(query)}", context={"follow": name})
    if terms := watch.terms.get("en"):
        text = " OR ".join(f'"{term}"' for term in terms)
        yield Request(url=f"{_API}op=getSearch&{urlencode({'state': 'ALL', 'year': 1, 'query': text})}")


def _bill(number: object) -> Request:
    return Request(url=f"{_API}op=getBill&id={number}")


def _answer(page: Page) -> Mapping[str, Any]:
    answer = page.json()
    if isinstance(answer, Mapping) and answer.get("status") == "ERROR":
        said = optional_member(optional_member(answer, "alert", dict) or {}, "message", str)
        raise Unreadable(IssueKind.WRONG_CONTENT, f"the interface answers ERROR: {said}", "status")
    return answer  # type: ignore[no-any-return]


def read_search(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A page of bills, and the next page. With `follow`, the one bill of that name."""
    result = member(_answer(page), "searchresult", dict)
    summary = member(result, "summary", dict)
    wanted = context.get("follow")
    followed = False
    rows = [row for name, row in result.items() if name.isdecimal()]
    for row in rows:
        number = member(row, "bill_id", int)
        if wanted:
            if wanted.startswith(f"{member(row, 'state', str)}/{spaced(member(row, 'bill_number', str))}/"):
                followed = True
                yield _bill(number)
        elif title := optional_member(row, "title", str):
            yield Found(id=f"us_legiscan:{number}", detail=_bill(number), titles=(("en", title),))
    if wanted and not followed:
        raise Unreadable(IssueKind.EMPTY, f"the search finds no {wanted}", "searchresult")
    number, pages = int(summary.get("page_current") or 1), int(summary.get("page_total") or 1)
    following = next(numbered_next(page, "page", True, like=Request(url="", context=context)))
    yield from counted_pages(page, rows, number, pages, following, "summary.page_total")


def read_bill(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """A bill, from the interface or from a data set."""
    bill = member(_answer(page), "bill", dict)
    yield from (_of_congress if member(bill, "state", str) == "US" else _of_state)(bill, page)


def _day(row: Mapping[str, Any], field: str = "date") -> Window | None:
    text = optional_member(row, field, str)
    return None if text is None or text.startswith("0000") else iso_date(text, field)


def _sure_day(row: Mapping[str, Any]) -> Window:
    day = _day(row)
    if day is None:
        raise Unreadable(IssueKind.MISSING_FIELD, "an action without a date", "date")
    return day


def _sponsor(bill: Mapping[str, Any]) -> str | None:
    first = next(iter(optional_member(bill, "sponsors", list) or ()), None)
    return f"{first.get('role') or ''} {member(first, 'name', str)}".strip() if first else None


def _subjects(bill: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(member(row, "subject_name", str) for row in optional_member(bill, "subjects", list) or ())


def _of_congress(bill: Mapping[str, Any], page: Page) -> Iterator[Yield]:
    session = member(member(bill, "session", dict), "session_name", str)
    key = _key_of(member(bill, "bill_number", str), session)
    history = member(bill, "history", list)
    laws = (_LAW.search(member(row, "action", str)) for row in history)
    law = next((found for found in laws if found), None)
    progress = [row for row in member(bill, "progress", list) if row.get("event") == 1]
    description = optional_member(bill, "description", str)
    items = told(
        Bill(
            key=key,
            title=member(bill, "title", str),
            introduced=_sure_day((progress or history or [{}])[0]),
            actions=[
                Action(
                    text=member(row, "action", str),
                    when=partial(_sure_day, row),
                    recorder=_BODIES.get(optional_member(row, "chamber", str) or ""),
                )
                for row in history
            ],
            titles=[description] if description else [],
            law=(f"{law[1]} Law", law[2]) if law else None,
            latest=member(history[-1], "action", str) if history else None,
            sponsor=_sponsor(bill),
            subjects=_subjects(bill),
            related=list(_twins(bill, session)),
        ),
        page,
        SOURCE,
        str(member(bill, "bill_id", int)),
    )
    status = {4: Stage.ASSENTED, 5: Stage.VETOED}.get(member(bill, "status", int))
    for item in items:
        yield item
        if not (status and isinstance(item, Measure) and item.kind.can_become_law):
            continue
        if status not in {event.stage for event in item.events}:
            detail = f"status {bill['status']} ({status}), but no action says so"
            yield Issue(kind=IssueKind.MISSING_FIELD, detail=detail, field="history", measure=item.id)


def _key_of(number: str, session: str) -> Key:
    match = _NUMBER.fullmatch(number)
    prefix = known(_OF_CONGRESS, match[1] if match else number, "bill_number")
    return Key.read(session.partition(" ")[0].rstrip("sthnrd"), prefix, match[2] if match else number)


def _twins(bill: Mapping[str, Any], session: str) -> Iterator[Related]:
    for row in optional_member(bill, "sasts", list) or ():
        if member(row, "type", str).lower() in _TWINS:
            key = _key_of(member(row, "sast_bill_number", str), session)
            yield Related(key.congress, key.type, str(key.number), frozenset({"identical bill"}))


def _of_state(bill: Mapping[str, Any], page: Page) -> Iterator[Yield]:
    url = member(bill, "url", str)
    named = _PAGE.search(url)
    if named is None:
        expected = "https://legiscan.com/<state>/bill/<number>/<year>"
        raise Unreadable(IssueKind.BAD_VALUE, f"url is {url!r}: expected {expected}", "url")
    state, number, session = named[1], spaced(named[2]), named[3].replace("/", " ")
    kind = known(KINDS, member(bill, "bill_type", str), "bill_type")
    title = member(bill, "title", str)
    amends = bill["bill_type"] in ("CA", "JRCA") or proposes_amendment(
        title, resolution=kind is Kind.RESOLUTION
    )
    kind = Kind.BILL if amends and kind is Kind.RESOLUTION else kind
    body = _BODIES.get(optional_member(bill, "body", str) or "")
    history = member(bill, "history", list)
    timeline = _timeline(bill, kind, body, url, amends=amends)
    if any(event.stage is Stage.ASSENTED for event in timeline.events):
        for row in history:
            if day := in_force_by(member(row, "action", str)):
                timeline.add(Stage.IN_FORCE, day, row["action"])
    description = optional_member(bill, "description", str)
    related = list(_related(bill, state, number, named[3]))
    measure = SOURCE.measure(
        str(member(bill, "bill_id", int)),
        f"{state}/{number}/{named[3]}",
        place=f"US-{state}",
        kind=kind,
        title=title,
        session=session,
        number=number,
        origin_chamber=body,
        url=optional_member(bill, "state_link", str) or url,
        source_status=member(history[-1], "action", str) if history else None,
        sponsor=_sponsor(bill),
        titles=(Title(text=description, lang="en"),) if description and description != title else (),
        subjects=_subjects(bill),
        # A docket is no bill yet that could end with the session.
        events=() if is_docket(state, number) else tuple(_lapse(bill, timeline.events, url)),
        aliases=tuple(item for item in related if isinstance(item, Alias)),
        links=tuple(dict.fromkeys(item for item in related if isinstance(item, Link))),
    )
    yield from timeline.told(measure, page)


def _sasts(bill: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """The type in lower case, the number and LegiScan's number of each related bill."""
    for row in optional_member(bill, "sasts", list) or ():
        number = spaced(member(row, "sast_bill_number", str))
        yield member(row, "type", str).lower(), number, member(row, "sast_bill_id", int)


def _related(bill: Mapping[str, Any], state: str, number: str, year: str) -> Iterator[Alias | Link]:
    """Other names of the bill, and what it is tied to."""
    for word, other, name in _sasts(bill):
        if word in _REPLACED and is_docket(state, other) != is_docket(state, number):
            yield Alias(source="us_legiscan", source_id=str(name))
        elif word in _TWINS or word in _REPLACED:
            relation = _REPLACED.get(word, Relation.COMPANION_OF)
            yield Link(relation=relation, target=f"us_legiscan:{name}")
    for row in bill["history"]:
        if other_number := twin(member(row, "action", str), number):
            target = f"us_legiscan:{state}/{other_number}/{year}"
            yield Link(relation=Relation.COMPANION_OF, target=target)


def _timeline(
    bill: Mapping[str, Any], kind: Kind, body: Chamber | None, url: str, *, amends: bool
) -> Timeline:
    """The steps by `progress` and `status`, as far as the words of `history` bear them out, and what only the
    words tell."""
    timeline = Timeline(STAGES, url)
    history, state = bill["history"], member(bill, "state", str)
    lines = [
        Line(member(row, "action", str), _BODIES.get(optional_member(row, "chamber", str) or ""))
        for row in history
    ]
    number = spaced(member(bill, "bill_number", str))
    settled = settle(state, number, lines, amends=amends)
    reached = [(member(row, "event", int), _day(row)) for row in member(bill, "progress", list)]
    status = member(bill, "status", int)
    if status not in {code for code, _ in reached}:
        reached.append((status, _day(bill, "status_date")))
    coded = {STAGES.stage(_STATUS[code][0]) for code, _ in reached if code in _STATUS}
    for place, step in settled.steps.items():
        if step is None or (step.stage.makes_law and not kind.can_become_law):
            continue
        said_on, words = _sure_day(history[place]), lines[place].words
        if step.stage is Stage.UNKNOWN:
            timeline.say(words, said_on)
        elif (
            step.stage is Stage.SUPERSEDED
            or _TOLD_BY.get(step.stage, step.stage) not in coded
            or (settled.to_voters and step.stage is Stage.ASSENTED)
        ):
            timeline.add(step.stage, said_on, words, chamber=step.chamber)
    for word, other, _ in _sasts(bill):
        if word == "replaced by" and is_docket(state, number) == is_docket(state, other):
            timeline.add(Stage.SUPERSEDED, None, f"Replaced by {other}")
    for code, day in reached:
        name, _ = _STATUS.get(code, (f"code {code}", None))
        stage = STAGES.stage(name)
        if stage is Stage.ASSENTED:
            step = _passed(code, kind, state, lines, settled)
            vetoed = Stage.VETOED in settled.stages
            if step.stage is Stage.UNKNOWN:
                timeline.say(f"{name}, but no line says that it is law", day, code=str(code))
                step = Step(Stage.PASSED)
            if vetoed and step.stage is Stage.ASSENTED:
                # An overridden veto may be coded as passed on the day of passage.
                day = next(_sure_day(history[i]) for i, each in settled.steps.items() if each == step)
            if not vetoed or step.stage is not Stage.PASSED:
                chamber = body if step.stage is Stage.ADOPTED else step.chamber
                timeline.add(step.stage, day, name, chamber=chamber, code=str(code))
        elif stage is Stage.DEFEATED:
            words = lines[-1].words if lines else ""
            last = settled.steps.get(len(lines) - 1) or FAILED.meaning(words)
            if Stage.SUPERSEDED not in settled.stages and last:
                ending = last.stage if last.stage in _ENDINGS else stage
                timeline.add(ending, day, words or name, code=str(code))
        elif (
            stage is Stage.VETOED and Stage.VETOED not in settled.stages and Stage.ASSENTED in settled.stages
        ):
            continue  # of items only: the rest is law
        else:
            by_origin = stage in (Stage.INTRODUCED, Stage.PASSED_CHAMBER)
            timeline.say(name, day, chamber=body if by_origin else None, code=str(code))
    if settled.to_voters and (voters := put_to_voters(timeline.events)):
        timeline.infer(voters)
    return timeline


def _passed(code: int, kind: Kind, state: str, lines: Sequence[Line], settled: Settled) -> Step:
    """What "Passed" or "Chaptered" stands for; `unknown`: no line bears out that it is law."""
    if not kind.can_become_law:
        return Step(Stage.ADOPTED)
    if settled.to_voters:
        return Step(Stage.PASSED)
    if law := next((step for step in settled.steps.values() if step and step.stage is Stage.ASSENTED), None):
        return law
    if numbers_come_first(state) and Stage.PASSED in settled.stages:
        return Step(Stage.PASSED)
    words = (line.words for place, line in enumerate(lines) if place not in settled.steps)
    borne_out = code == _CHAPTERED or any(_SAYS_LAW.search(each) for each in words)
    if borne_out and not numbers_come_first(state) and Stage.VETOED not in settled.stages:
        return Step(Stage.ASSENTED, Chamber.EXECUTIVE)
    return Step(Stage.UNKNOWN)


def _lapse(bill: Mapping[str, Any], events: tuple[Event, ...], url: str) -> Iterator[Event]:
    """A session that adjourned for good took its open bills with it."""
    session = member(bill, "session", dict)
    if not optional_member(session, "sine_die", int):
        return
    name, last_year = member(session, "session_name", str), member(session, "year_end", int)
    label = f"{name} adjourned sine die"
    note = (
        f"LegiScan marks the session, whose last year was {last_year}, as adjourned sine die. That open "
        "bills end with it is the usual rule of the States; this one's was not read. A session that overruns "
        "its year ends in January."
    )
    archived = optional_member(session, "prior", int)
    for event in lapse(events, date(last_year + 1, 1, 31), label, note):
        # Not archived yet, the session ended only lately: by the day that this was read.
        yield replace(event, url=url, date=event.date if archived else None)


_BILL = Reader(
    r"[?&]op=getBill\b", read_bill, Expect(content="json", must_contain=(b'"status"',)), proof=Proof.PART
)
_SEARCH = Reader(
    r"[?&]op=getSearch\b",
    read_search,
    Expect(content="json", must_contain=(b'"status"',)),
    may_be_empty=True,
    lists=Found,
)


def sniff(content: bytes) -> Reader | None:
    """Errors of both have one form, so the markers of the readers cannot tell them apart."""
    if content.lstrip()[:1] != b"{":
        return None
    return (
        _BILL
        if b'"change_hash"' in content and b'"progress"' in content
        else (_SEARCH if b'"searchresult"' in content else None)
    )


SOURCE = Source(
    id="us_legiscan",
    place="US",
    name="LegiScan, bills of the States and of Congress",
    home="https://legiscan.com/legiscan",
    publisher="LegiScan LLC",
    contact="https://legiscan.com/contact",
    hosts=("api.legiscan.com",),
    languages=("en",),
    licence="CC BY 4.0 (LegiScan)",
    republish=True,
    every=timedelta(days=3),
    start=start,
    readers=(_BILL, _SEARCH),
    sniff=sniff,
    key="LEGISCAN_API_KEY",
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
    unverified_live=True,
)
