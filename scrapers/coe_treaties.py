"""Treaty Office, Council of Europe: charts of signatures and ratifications.

Publisher: Treaty Office, Directorate of Legal Advice and Public International Law, Council of Europe.
Formats: the JSON service behind the public charts: for a treaty, three lists of rows (member States,
    non-member States, organisations), with dates as YYYY-MM-DDT00:00:00 or null.
Licence: no terms of reuse were seen; the facts are quoted, the answers are not published again.
Caveats: the service wants the header `token`, a value printed in the charts' own public page; it is read from
    the environment variable COE_TREATIES_TOKEN. Its host knows only old TLS key exchanges, so the
    connection is made at OpenSSL's security level 1, with certificates checked. Of a chart, one stored row
    was seen, and descriptions of the rest. Places are told by their English names, since of the service's
    own three-letter codes only one was seen.
How status is derived: DateSignature is a signature, DateConsentement a ratification (or acceptance, approval,
    accession), DateEntreeVigueur the entry into force for that place. States that did nothing are listed
    without dates and yield nothing. A denunciation counts from DateEffetDenonciation; one without that day,
    and a suspension, is an issue.
Contact: https://www.coe.int/en/web/conventions/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import iso_date
from tracker.source.declare import Expect, Reader, Source, Watch
from tracker.source.places import place_code
from tracker.source.reading import known, member, optional_member
from tracker.vocabulary import Issue, IssueKind, Participants, TreatyAction, TreatyActionKind

_SERVICE = "https://conventions-ws.coe.int/WS_LFRConventions/api/signatures"
#: The treaties followed, by their number in the series.
TREATIES = {"216": "cets-216", "197": "cets-197", "186": "ets-186"}
STEPS = {
    "DateSignature": TreatyActionKind.SIGNED,
    "DateConsentement": TreatyActionKind.RATIFIED,
    "DateEntreeVigueur": TreatyActionKind.IN_FORCE,
    "DateEffetDenonciation": TreatyActionKind.DENOUNCED,
}
#: Every row has these, if only as null.
_ALWAYS = ("DateSignature", "DateConsentement", "DateEntreeVigueur")


def start(_watch: Watch) -> Iterator[Request]:
    """The chart of each treaty."""
    for number in TREATIES:
        headers = {"Accept": "application/json", "token": "{key}"}
        yield Request(url=f"{_SERVICE}?numSTE={number}&langue=ENG", headers=headers)


def read_chart(page: Page, _context: Mapping[str, Any]) -> Iterator[Participants | Issue]:
    """A treaty's chart: its participants."""
    groups = page.json()
    if not isinstance(groups, list) or len(groups) != 3 or not all(isinstance(g, list) for g in groups):
        raise Unreadable(
            IssueKind.MALFORMED, "expected a list of three lists: members, others, organisations"
        )
    rows = [row for group in groups for row in group]
    numbers = sorted({member(row, "NumSTE", str) for row in rows})
    if len(numbers) != 1 or f"numste={numbers[0]}&" not in f"{page.url.lower()}&":
        raise Unreadable(
            IssueKind.BAD_VALUE, f"rows of {numbers}: expected those of the treaty asked for", "NumSTE"
        )
    treaty = known(TREATIES, numbers[0], "NumSTE")
    actions: list[TreatyAction] = []
    for row in rows:
        name = member(row, "LibPaysOrga", str)
        try:
            actions += _actions(name, row)
        except Unreadable as fault:
            yield Issue(kind=fault.kind, detail=f"{name}: {fault.detail}", url=page.url, field=fault.field)
    if not actions:
        raise Unreadable(
            IssueKind.EMPTY, "no row has a date: expected at least one signature", "DateSignature"
        )
    yield Participants(treaty=treaty, actions=tuple(actions))


def _actions(name: str, row: Mapping[str, Any]) -> list[TreatyAction]:
    """A place's steps; none for one that did nothing."""
    if missing := [field for field in _ALWAYS if field not in row]:
        raise Unreadable(IssueKind.MISSING_FIELD, f"{missing[0]!r} is absent", missing[0])
    days = {field: iso_date(optional_member(row, field, str), field) for field in STEPS}
    if optional_member(row, "DateSuspension", str):
        raise Unreadable(IssueKind.BAD_VALUE, "suspended, which we have no word for", "DateSuspension")
    if optional_member(row, "DateDenonciation", str) and not days["DateEffetDenonciation"]:
        raise Unreadable(IssueKind.MISSING_FIELD, "denounced, but no day of effect", "DateEffetDenonciation")
    if days["DateEntreeVigueur"] and not days["DateConsentement"]:
        raise Unreadable(IssueKind.MISSING_FIELD, "in force without consent to be bound", "DateConsentement")
    if not any(days.values()):
        return []
    place = place_code(name, "LibPaysOrga")
    return [
        TreatyAction(place=place, action=STEPS[field], date=day)
        for field, day in days.items()
        if day is not None
    ]


SOURCE = Source(
    id="coe_treaties",
    place=None,
    name="Treaty Office of the Council of Europe",
    home="https://www.coe.int/en/web/conventions/",
    publisher="Treaty Office, Directorate of Legal Advice and Public International Law, Council of Europe",
    contact="https://www.coe.int/en/web/conventions/",
    hosts=("conventions-ws.coe.int",),
    languages=("en",),
    licence="No terms seen; facts are quoted",
    republish=False,
    every=timedelta(days=1),
    start=start,
    readers=(
        Reader(
            r"/WS_LFRConventions/api/signatures\?.*numSTE=\d+",
            read_chart,
            Expect(content="json", must_contain=(b'"LibPaysOrga"', b'"DateConsentement"')),
        ),
    ),
    key="COE_TREATIES_TOKEN",
    old_tls=True,
    reason="Built from descriptions and one stored row of the service; none of its answers was seen whole.",
    unverified_live=True,
)
