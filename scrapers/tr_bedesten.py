"""Legislation Information System, Türkiye, as the Ministry of Justice serves it (Bedesten).

Publisher:
    Adalet Bakanlığı (Ministry of Justice), https://mevzuat.adalet.gov.tr; the texts are those of
    https://www.mevzuat.gov.tr, of the Presidency
Formats:
    JSON of the site's own pages, undocumented: POST /mevzuat/searchDocuments with
    `{"data": {...}, "applicationName": "UyapMevzuat"}`; `metadata.FMTY` is SUCCESS where it went well.
Licence:
    Laws are not protected (Law No. 5846, art. 31)
Caveats:
    No response has been read; the members are as several users describe them. Some report that only
    addresses in Türkiye are answered. More than 20 rows a page are refused or come empty. The gazette's
    day is an instant in UTC. Numbers began anew: only number and tertip (series) name a law. Bills are
    not here, and the parliament's list of them (tbmm.gov.tr) needs a browser: they are curated.
How status is derived:
    A law of a kind in force was published on the gazette's day; its commencement is not told. The kind
    MULGA holds what was repealed; when is not told, so nothing else is said of such a law.
Contact:
    https://mevzuat.adalet.gov.tr
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from tracker.source import Page, Request, Unreadable
from tracker.source.dates import local_date, unless_zero
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import counted
from tracker.source.reading import member, number_of, optional_identifier
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import Issue, IssueKind, Kind, Stage

API = "https://bedesten.adalet.gov.tr/mevzuat/searchDocuments"
PAGE_SIZE = 20
#: mevzuatTur, the kind of a text, as the search names it.
KINDS = {
    "KANUN": Kind.ACT,
    "KHK": Kind.ORDINANCE,
    "CB_KARARNAME": Kind.ORDINANCE,
    "TUZUK": Kind.REGULATION,
    "YONETMELIK": Kind.REGULATION,
    "CB_YONETMELIK": Kind.REGULATION,
    "KKY": Kind.REGULATION,
    "TEBLIGLER": Kind.REGULATION,
    "MULGA": Kind.ACT,
}
STAGES = Stages({**dict.fromkeys(KINDS, Stage.PUBLISHED), "MULGA": Stage.REPEALED})
_NAME = re.compile(r"(\d+)/(\d+)")


def start(watch: Watch) -> Iterable[Request]:
    """Every followed law by number and tertip ("2238/5"), then a search for each term in titles."""
    for watched in watch.measures:
        if found := _NAME.fullmatch(watched.source_id or ""):
            yield _law(found[1], found[2])
    for term in watch.terms.get("tr", ()):
        yield _search({"mevzuatAdi": term}, {"mevzuatAdi": term})


def _law(number: str, tertip: str) -> Request:
    return _search({"mevzuatNo": number}, {"mevzuatNo": number, "mevzuatTertip": tertip})


def _search(wanted: Mapping[str, str], context: Mapping[str, Any], page: int = 1) -> Request:
    data = {"pageSize": PAGE_SIZE, "pageNumber": page, "mevzuatTurList": list(KINDS), **wanted}
    data |= {"sortFields": ["RESMI_GAZETE_TARIHI"], "sortDirection": "desc"}
    body = {"data": data, "applicationName": "UyapMevzuat", "paging": True}
    return Request(
        url=API,
        method="POST",
        headers={"Content-Type": "application/json; charset=utf-8", "AdaletApplicationName": "UyapMevzuat"},
        body=json.dumps(body, ensure_ascii=False),
        context={**context, "pageNumber": page},
    )


def read(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A page of laws: with a number and tertip that law, else what a search of titles found."""
    answer = page.json()
    kind = member(member(answer, "metadata", dict), "FMTY", str)
    if kind != "SUCCESS":
        raise Unreadable(IssueKind.BAD_VALUE, f"FMTY is {kind!r}: expected 'SUCCESS'", "metadata.FMTY")
    data = member(answer, "data", dict)
    rows = member(data, "mevzuatList", list)
    named = [(name, row) for row in rows if (name := _name(row))]
    if "mevzuatAdi" not in context:
        wanted = (str(context.get("mevzuatNo")), str(context.get("mevzuatTertip")))
        row = next((row for name, row in named if name == wanted), None)
        if row is None:
            raise Unreadable(IssueKind.EMPTY, f"no law {wanted[0]} of tertip {wanted[1]}", "mevzuatNo")
        yield from _measure(row, *wanted, page)
        return
    if nameless := len(rows) - len(named):
        detail = f"{nameless} of {len(rows)} laws cannot be opened: they have no number or no tertip"
        yield Issue(kind=IssueKind.MISSING_FIELD, detail=detail, url=page.url, field="mevzuatNo")
    for (number, tertip), row in named:
        titles = (("tr", member(row, "mevzuatAdi", str)),)
        yield Found(id=f"tr_bedesten:{number}/{tertip}", detail=_law(number, tertip), titles=titles)
    reached = int(context.get("pageNumber", 1))
    following = _search({"mevzuatAdi": context["mevzuatAdi"]}, context, reached + 1)
    total, before = number_of(data, "total"), (reached - 1) * PAGE_SIZE
    yield from counted(page, context, len(rows), total, following, "total", before)


def _name(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """Number and tertip; None where a row has not both."""
    number, tertip = optional_identifier(row, "mevzuatNo"), optional_identifier(row, "mevzuatTertip")
    return (number, tertip) if number and tertip else None


def _measure(row: Mapping[str, Any], number: str, tertip: str, page: Page) -> Iterator[Yield]:
    kind = member(member(row, "mevzuatTur", dict), "name", str)
    told = member(row, "resmiGazeteTarihi", str)
    published = unless_zero(local_date(told, "resmiGazeteTarihi", "Europe/Istanbul"))
    if published is None:
        raise Unreadable(IssueKind.MISSING_FIELD, "no day of the gazette", "resmiGazeteTarihi")
    url = f"https://www.mevzuat.gov.tr/mevzuat?MevzuatNo={number}&MevzuatTur=1&MevzuatTertip={tertip}"
    timeline = Timeline(STAGES, url)
    timeline.say(kind, None if kind == "MULGA" else published)
    measure = SOURCE.measure(
        f"{number}/{tertip}",
        id=f"tr-law-{published.latest.year}-{number}",
        kind=KINDS.get(kind, Kind.ACT),
        title=member(row, "mevzuatAdi", str),
        number=number,
        url=url,
        source_status=kind,
    )
    yield from timeline.told(measure, page)


LAWS = Reader(
    r"/mevzuat/searchDocuments",
    read,
    Expect(content="json", must_contain=(b'"FMTY"', b'"metadata"')),
    may_be_empty=True,
    lists=Found,
)

SOURCE = Source(
    id="tr_bedesten",
    place="TR",
    name="Legislation Information System (Bedesten)",
    home="https://mevzuat.adalet.gov.tr/",
    publisher="Adalet Bakanlığı (Ministry of Justice)",
    contact="https://mevzuat.adalet.gov.tr",
    hosts=("bedesten.adalet.gov.tr",),
    languages=("tr",),
    licence="Laws are not protected",
    republish=False,
    every=timedelta(days=2),
    start=start,
    readers=(LAWS,),
    interval=3.0,
    reason="Built from documentation; no response of the site has been read yet.",
    unverified_live=True,
)
