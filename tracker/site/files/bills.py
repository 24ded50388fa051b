"""Every bill on a day: where it stands, its last step, when it lapses."""

from __future__ import annotations

from typing import Any

from tracker.site.bills import all_bills
from tracker.site.columns import Column, Columns, Kind
from tracker.site.files.places import PLACE, places
from tracker.site.i18n import N_
from tracker.site.subject import Subject
from tracker.site.tables import COUNTRIES, MEASURE
from tracker.store import Reader
from tracker.vocabulary import Chamber, Stage

BILLS = {
    "id": MEASURE["id"],
    **{name: PLACE[name] for name in ("place", "iso3", "name", "region")},
    "number": MEASURE["number"],
    "session": MEASURE["session"],
    "title": MEASURE["title"],
    "lang": MEASURE["lang"],
    "title_en": MEASURE["title_en"],
    "family": MEASURE["family"],
    "aims": MEASURE["aims"],
    "relevance": MEASURE["relevance"],
    "on": Column(N_("The day that status and steps tell of, YYYY-MM-DD"), Kind.DAY, needed=True),
    "status": MEASURE["status"],
    "status_since": MEASURE["status_since"],
    "status_unclear": MEASURE["status_unclear"],
    "open": Column(
        N_("1: open on that day as every page counts it: pending, and directly on our subject"),
        Kind.FLAG,
        needed=True,
    ),
    "introduced": MEASURE["introduced"],
    "last_step": Column(N_("The last step taken by that day, in the words of who told it")),
    "last_step_stage": Column(N_("That step as one of our words"), words=tuple(Stage)),
    "last_step_chamber": Column(N_("Who took it"), words=tuple(Chamber)),
    "last_step_on": Column(N_("The day of that step, at the latest"), Kind.DAY),
    "furthest_stage": Column(N_("The furthest stage reached by that day"), words=tuple(Stage)),
    "days_since": Column(N_("Days from that step to the day of the row, at the least"), Kind.WHOLE),
    "lapses_on": Column(
        N_(
            "Of a pending bill, the last day of its session: it must have passed by then, unless the rules "
            "carry it over; empty: not known, or not pending"
        ),
        Kind.DAY,
    ),
    "sponsor": MEASURE["sponsor"],
    "official_url": MEASURE["official_url"],
    "url": MEASURE["url"],
    "summary": Column(N_("What it would do, in our words (English)")),
    "last_looked": Column(N_("Day on which a program or a person last looked what became of it"), Kind.DAY),
    "look_again": COUNTRIES["look_again"],
    "overdue": Column(N_("1: that day has passed"), Kind.FLAG, needed=True),
}


def of_bills(_: Subject) -> Columns:
    """The columns of `bills`."""
    return BILLS


def bills(reader: Reader, on: str) -> list[dict[str, Any]]:
    """One row a bill, with the keys of `BILLS`, in order of their ids."""
    known = places(reader)
    rows = []
    for bill in all_bills(reader, on):
        step = bill["step"] or dict.fromkeys(("label", "stage", "chamber", "latest"))
        more = {
            "on": on,
            "status_since": bill["status_date"],
            "status_unclear": bill["unclear"],
            "last_step": step["label"],
            "last_step_stage": step["stage"],
            "last_step_chamber": step["chamber"],
            "last_step_on": step["latest"],
            "furthest_stage": bill["stage"],
            "days_since": bill["quiet_days"],
            "lapses_on": bill["session_ends"] if bill["status"] == "pending" else None,
            "summary": (bill["summary"] or {}).get("en"),
        }
        whole = {**known[bill["place"]], **bill, **more}
        rows.append({name: whole[name] for name in BILLS})
    return rows
