"""Bills and laws of Israel (Knesset open data, ParliamentInfo).

Publisher: The Knesset, https://main.knesset.gov.il/Activity/Info/Pages/Databases.aspx
Formats: OData 4 in JSON; pages of 100. Version 3, an Atom feed with other key names, is read too, not asked.
Licence: Not stated at the service; nothing is published again.
Caveats: Answers only some networks; others get a maintenance page or a challenge of Reblaze with status 200.
A bill's row holds its present state and no days but that of its publication. Its Knesset is the one that has
it now: a bill taken up by the next Knesset changes its number, so ids are made of the bill's own id. Bills
and laws are numbered apart ("bill/18814", "law/2000602" are our source ids).
How status is derived: From the bill's StatusID, in one table, and for a stopped bill from the reason of its
postponement. Passed in third reading is not yet law: the publication in Reshumot is. A law's validity says
whether it is in force; KNS_LawBinding names the bill that made it. Open bills of an ended Knesset fall by the
calendar in data/sessions.yml.
Contact: https://main.knesset.gov.il/Activity/Info/Pages/Databases.aspx
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from lxml import etree

from tracker.source import Page, Request
from tracker.source.dates import iso_date, sure
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Yield
from tracker.source.paging import each_row, linked_next, odata, with_query
from tracker.source.reading import known, member, optional_member
from tracker.source.stages import Stages, Timeline
from tracker.vocabulary import Category, Chamber, Kind, Proof, Stage, Window

ID = "il_knesset"
API = "https://knesset.gov.il/OdataV4/ParliamentInfo"
SITE = "https://main.knesset.gov.il/Activity/Legislation/Laws/Pages"
BATCH = 20
ORIGINAL = 6012
STOPPED = 177
IN_FORCE = "תקף"
ZONE = "Asia/Jerusalem"

#: KNS_Status of bills (TypeID 2): its text and what it stands for. A bill that is prepared for a reading or
#: waits for it has not had it.
STATUSES: dict[int, tuple[str, Stage]] = {
    101: ("הכנה לקריאה ראשונה", Stage.COMMITTEE),
    104: ("הונחה על שולחן הכנסת לדיון מוקדם", Stage.INTRODUCED),
    106: ("בוועדת הכנסת לקביעת הוועדה המטפלת", Stage.COMMITTEE),
    108: ("הכנה לקריאה ראשונה", Stage.COMMITTEE),
    109: ("אושרה בוועדה לקריאה ראשונה", Stage.REPORT),
    110: ("הבקשה לדין רציפות נדחתה במליאה", Stage.LAPSED),
    111: ("לדיון במליאה לקראת הקריאה הראשונה", Stage.REPORT),
    113: ("הכנה לקריאה שנייה ושלישית", Stage.COMMITTEE),
    114: ("לדיון במליאה לקראת קריאה שנייה-שלישית", Stage.REPORT),
    115: ("הוחזרה לוועדה להכנה לקריאה שלישית", Stage.SECOND_READING),
    117: ("לדיון במליאה לקראת קריאה שלישית", Stage.SECOND_READING),
    118: ("התקבלה בקריאה שלישית", Stage.PASSED),
    # Whether the new Knesset goes on with it is still to be decided.
    120: ("לדיון במליאה על החלת דין רציפות", Stage.COMMITTEE),
    122: ("מוזגה עם הצעת חוק אחרת", Stage.SUPERSEDED),
    124: ("הוסבה להצעה לסדר היום", Stage.SUPERSEDED),
    126: ("לאישור מיזוג בוועדת הכנסת", Stage.COMMITTEE),
    130: ("הונחה על שולחן הכנסת לקריאה שנייה-שלישית", Stage.REPORT),
    131: ("הונחה על שולחן הכנסת לקריאה שלישית", Stage.SECOND_READING),
    # A committee asks for its removal; the plenary has not voted on that.
    140: ("להסרה מסדר היום לבקשת ועדה", Stage.REPORT),
    141: ("הונחה על שולחן הכנסת לקריאה ראשונה", Stage.REPORT),
    142: ("בוועדת הכנסת לקביעת הוועדה המטפלת", Stage.COMMITTEE),
    143: ("להסרה מסדר היום לבקשת ועדה", Stage.REPORT),
    150: ("במליאה לדיון מוקדם", Stage.INTRODUCED),
    158: ("לאישור פיצול במליאה", Stage.REPORT),
    161: ("לאישור פיצול במליאה", Stage.REPORT),
    162: ("לאישור פיצול במליאה", Stage.REPORT),
    165: ("לאישור פיצול במליאה", Stage.REPORT),
    167: ("אושרה בוועדה לקריאה ראשונה", Stage.REPORT),
    169: ("לאישור מיזוג בוועדת הכנסת", Stage.COMMITTEE),
    175: ("בדיון בוועדה על החלת דין רציפות", Stage.COMMITTEE),
    176: ("הבקשה לדין רציפות נדחתה בוועדה", Stage.LAPSED),
    178: ("אושרה בוועדה לקריאה שנייה-שלישית", Stage.REPORT),
    179: ("אושרה בוועדה לקריאה שנייה-שלישית", Stage.REPORT),
    181: ("הודעה על בקשה להחלת דין רציפות", Stage.COMMITTEE),
}
#: The texts above; why a bill was stopped (PostponementReasonDesc); whether a law is valid (LawValidityDesc).
STAGES = Stages(
    {
        **dict(STATUSES.values()),
        'הסרה מסד"י בד. מוקדם': Stage.DEFEATED,
        'הסרה מסד"י בהמלצת ועדה אחרי ד. מוקדם': Stage.DEFEATED,
        'הסרה מסד"י בהמלצת ועדה אחרי ק-1': Stage.DEFEATED,
        "לא נתקבלה בק-1": Stage.DEFEATED,
        "לא נתקבלה בק-2": Stage.DEFEATED,
        "לא נתקבלה בק-3": Stage.DEFEATED,
        "לא הושג הרוב הדרוש": Stage.DEFEATED,
        'לא הושג הרוב הדרוש - הצ"ח תקציבית': Stage.DEFEATED,
        'חזרת חה"כ המציע לפני ד. מוקדם': Stage.WITHDRAWN,
        'חזרת חה"כ המציע אחרי ד. מוקדם': Stage.WITHDRAWN,
        "חזרת הממשלה מהצעת החוק": Stage.WITHDRAWN,
        # A member's bill falls when the mover leaves the Knesset or joins the government.
        'חה"כ המציע מונה לתפקיד בממשלה': Stage.LAPSED,
        'חה"כ המציע התפטר': Stage.LAPSED,
        'חה"כ המציע נפטר': Stage.LAPSED,
        'כהונת חה"כ פסקה בשל התחדשות חברות ח"כ אחר': Stage.LAPSED,
        "מונה למשרה המנויה בסעיף 7 לחוק-יסוד: הכנסת": Stage.LAPSED,
        "הצעת החוק לא נדונה/לא הוצבעה במועד": Stage.LAPSED,
        IN_FORCE: Stage.IN_FORCE,
        "בטל": Stage.REPEALED,
        "פקע": Stage.REPEALED,
        "נושן": None,  # spent: the register's own judgement, no repeal
        "טרם נכנס לתוקף": None,
    }
)
TABLES = {"bill": "KNS_Bill", "law": "KNS_IsraelLaw"}
Detail = Callable[[Mapping[str, Any]], Iterable[Yield]]
CATEGORIES = {"ממשלתית": Category.GOVERNMENT, "פרטית": Category.PRIVATE_MEMBER, "ועדה": None}


def start(watch: Watch) -> Iterable[Request]:
    """Every followed bill and law by its number, then a search of names."""
    ids = sorted({a.source_id for m in watch.measures for a in m.aliases if a.source == ID and a.source_id})
    for kind, table in TABLES.items():
        numbers = [id_.removeprefix(f"{kind}/") for id_ in ids if id_.startswith(f"{kind}/")]
        yield from (_ask(table, *numbers[at : at + BATCH]) for at in range(0, len(numbers), BATCH))
    terms = [term.replace("'", "''") for term in watch.terms.get("he", ())]
    if names := " or ".join(f"contains(Name,'{term}')" for term in terms):
        yield _filtered("KNS_Bill", f"TypeID eq 2 and ({names})", {"search": True})
        yield _filtered("KNS_IsraelLaw", names, {"search": True})


def _ask(table: str, *numbers: object) -> Request:
    return _filtered(table, " or ".join(f"Id eq {number}" for number in numbers))


def _filtered(table: str, condition: str, context: Mapping[str, Any] | None = None) -> Request:
    return Request(url=with_query(f"{API}/{table}", **{"$filter": condition}), context=context or {})


def _each(page: Page, context: Mapping[str, Any], kind: str, read: Detail) -> Iterator[Yield]:
    """The rows of a table: of a search what was found, else each bill or law itself. Context: `search`."""
    items = list(odata(page, Request(url="", context=context)))
    rows = [item for item in items if not isinstance(item, Request)]
    yield from each_row(page, rows, partial(_found, kind) if context.get("search") else read)
    yield from (item for item in items if isinstance(item, Request))


def _found(kind: str, row: Mapping[str, Any]) -> Iterator[Yield]:
    number, title = member(row, "Id", int), member(row, "Name", str)
    yield Found(id=f"{ID}:{kind}/{number}", detail=_ask(TABLES[kind], number), titles=(("he", title),))


def _day(text: str | None, field: str) -> Window | None:
    return iso_date(text, field, ZONE)


def _bill(page: Page, row: Mapping[str, Any]) -> Iterator[Yield]:
    """A bill. Raises Unreadable where a stopped one lacks the reason."""
    number, status = member(row, "Id", int), member(row, "StatusID", int)
    category = known(CATEGORIES, member(row, "SubTypeDesc", str), "SubTypeDesc")
    timeline = Timeline(STAGES)
    if optional_member(row, "IsContinuationBill", bool):
        timeline.add(Stage.REINSTATED, None, "דין רציפות", chamber=Chamber.LEGISLATURE)
    else:
        timeline.add(Stage.INTRODUCED, None, "הצעת חוק", chamber=Chamber.LEGISLATURE)
    raw, _ = STATUSES.get(status, (str(status), None))
    if status == STOPPED:
        raw = member(row, "PostponementReasonDesc", str)
    timeline.say(raw, None, chamber=Chamber.LEGISLATURE, code=str(status))
    if published := _day(optional_member(row, "PublicationDate", str), "PublicationDate"):
        timeline.add(Stage.PUBLISHED, published, "פורסם ברשומות")
    own = optional_member(row, "PrivateNumber", int) or optional_member(row, "Number", int)
    series = optional_member(row, "PublicationSeriesDesc", str), optional_member(row, "MagazineNumber", str)
    measure = SOURCE.measure(
        f"bill/{number}",
        id=f"il-bill-{number}",
        kind=Kind.BILL,
        title=member(row, "Name", str),
        session=str(member(row, "KnessetNum", int)),
        number=str(own) if own else None,
        origin_chamber=Chamber.LEGISLATURE,
        category=category,
        url=f"{SITE}/LawBill.aspx?t=lawsuggestionssearch&lawitemid={number}",
        citation=" ".join(filter(None, series)) or None,
        source_status=f"{status} {raw}",
    )
    yield from timeline.told(measure, page)


def _law(row: Mapping[str, Any]) -> Iterator[Yield]:
    """A law's row, which waits for the bill that made it."""
    member(row, "LawValidityDesc", str)
    condition = f"IsraelLawID eq {member(row, 'Id', int)} and BindingType eq {ORIGINAL}"
    yield _filtered("KNS_LawBinding", condition, {"law": dict(row)})


def read_bills(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    yield from _each(page, context, "bill", partial(_bill, page))


def read_laws(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    yield from _each(page, context, "law", _law)


def read_bindings(page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
    """A law with its original bill, if it has one. Context: `law`, its row."""
    law = member(context, "law", dict)
    number, validity = member(law, "Id", int), member(law, "LawValidityDesc", str)
    made = [
        member(row, "LawID", int)
        for row in odata(page)
        if not isinstance(row, Request)
        and (member(row, "IsraelLawID", int), member(row, "BindingType", int)) == (number, ORIGINAL)
    ]
    published = sure(_day(member(law, "PublicationDate", str), "PublicationDate"), "PublicationDate")
    begun, ended = (_day(optional_member(law, f"Validity{end}Date", str), end) for end in ("Start", "Finish"))
    timeline = Timeline(STAGES)
    timeline.add(Stage.PUBLISHED, published, "פורסם ברשומות")
    in_force = validity == IN_FORCE
    timeline.say(validity, begun if in_force else ended)
    if begun and not in_force:
        timeline.add(Stage.IN_FORCE, begun, "תחילת תוקף")
    measure = SOURCE.measure(
        f"law/{number}",
        *(f"bill/{bill}" for bill in made),
        id=f"il-law-{published.latest.year}-{number}",
        kind=Kind.ACT,
        title=member(law, "Name", str),
        url=f"{SITE}/LawPrimary.aspx?t=lawlaws&st=lawlaws&lawitemid={number}",
        source_status=validity,
    )
    yield from timeline.told(measure, page)


_ATOM = "{http://www.w3.org/2005/Atom}"
_METADATA = "{http://schemas.microsoft.com/ado/2007/08/dataservices/metadata}"


def read_atom(page: Page, _context: Mapping[str, Any]) -> Iterator[Yield]:
    """Bills of version 3: https://www.odata.org/documentation/odata-version-3-0/atom-format/"""
    feed = page.xml()
    yield from each_row(page, feed.iterfind(f"{_ATOM}entry"), lambda entry: _bill(page, _row(entry)))
    links = [link.get("href") for link in feed.iterfind(f"{_ATOM}link") if link.get("rel") == "next"]
    yield from linked_next(page, next(iter(links), None))


def _row(entry: etree._Element) -> dict[str, Any]:
    """An entry's properties as a row of version 4 names them."""
    row: dict[str, Any] = {}
    for field in entry.iterfind(f".//{_METADATA}properties/*"):
        name = etree.QName(field).localname
        whole = field.get(f"{_METADATA}type") == "Edm.Int32" and name not in ("MagazineNumber", "PageNumber")
        text = None if field.get(f"{_METADATA}null") == "true" else field.text
        value: object = int(text) if text and whole else text
        row["Id" if name == "BillID" else name] = {"true": True, "false": False}.get(str(value), value)
    return row


SOURCE = Source(
    id=ID,
    place="IL",
    name="Knesset open data",
    home="https://main.knesset.gov.il/Activity/Info/Pages/Databases.aspx",
    publisher="The Knesset",
    contact="https://main.knesset.gov.il/Activity/Info/Pages/Databases.aspx",
    hosts=("knesset.gov.il", "www.knesset.gov.il"),
    languages=("he",),
    licence="Not stated",
    republish=False,
    every=timedelta(days=1),
    start=start,
    # The Organ Transplant Law.
    canary="il_knesset:law/2000602",
    readers=(
        Reader(
            r"/OdataV4/ParliamentInfo/KNS_Bill\?",
            read_bills,
            Expect(content="json", must_contain=(b"#KNS_Bill",)),
            may_be_empty=True,
            lists=Found,
            proof=Proof.WHOLE,
        ),
        Reader(
            r"/OdataV4/ParliamentInfo/KNS_IsraelLaw\?",
            read_laws,
            Expect(content="json", must_contain=(b"#KNS_IsraelLaw",)),
            may_be_empty=True,
            lists=Found,
        ),
        Reader(
            r"/OdataV4/ParliamentInfo/KNS_LawBinding\?",
            read_bindings,
            Expect(content="json", must_contain=(b"#KNS_LawBinding",)),
            proof=Proof.WHOLE,
        ),
        Reader(
            r"/Odata/ParliamentInfo\.svc/KNS_Bill",
            read_atom,
            Expect(content="xml", must_contain=(b"KNS_Bill", b"<feed")),
            proof=Proof.WHOLE,
        ),
    ),
    legislature="il-knesset",
    unverified_live=True,
    reason="Stored responses of the site were read; none has been fetched live by us yet.",
)
