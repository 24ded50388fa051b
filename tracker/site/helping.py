"""Inviting help: what to check next and how, and a form that writes a report. Nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tracker.site import data, subject
from tracker.site.i18n import N_
from tracker.site.measures import briefs
from tracker.site.serving import LANG, TWIN, Asked, page, require_data
from tracker.store import Reader
from tracker.store.rows import Row, fetch
from tracker.store.worklist import Task, worklist

#: What can be done, in order: a name, the tasks, what it is called, how it is done.
GROUPS: tuple[tuple[str, tuple[Task, ...], str, str], ...] = (
    (
        "overdue",
        (Task.LAPSES_SOON, Task.END_REACHED, Task.BILL_OVERDUE, Task.LAW_OVERDUE, Task.SEARCH_OVERDUE),
        N_("Bills and laws to look at now"),
        N_("Open the official page and see what the last step is and on which day it was taken. Send both."),
    ),
    (
        "text_changed",
        (Task.TEXT_CHANGED,),
        N_("Laws whose text was changed after we read it"),
        N_("Read the article again as it stands today. Say whether it still says the same."),
    ),
    (
        "poor_evidence",
        (Task.POOR_EVIDENCE,),
        N_("Laws without an official address"),
        N_("Look for the text in the official gazette or the law database of government or parliament."),
    ),
    (
        "not_checked",
        (Task.NOT_CHECKED,),
        N_("Countries nobody has checked"),
        N_("Look for the transplant law, the penal code on trafficking, and its reach to acts abroad."),
    ),
    (
        "open",
        (Task.DISPUTED, Task.UNREAD, Task.UNSETTLED, Task.UNDATED),
        N_("What was read and is still open"),
        N_("Read the law named and what implements it. Send the article that settles the point."),
    ),
)
#: Of a report's fields, so many characters.
_LONGEST = 2000
#: A path on this site, with or without a query, and nothing that leads elsewhere.
_PATH = re.compile(r"/(?![/\\])[^\s\\]{0,300}\Z")


def tasks(reader: Reader) -> dict[str, Any]:
    """The groups with their rows, those of `tracker.store.worklist`; of what nobody checked the headline of
    each counted country, with how many questions are open and the place's `note`."""
    require_data(reader)
    found = worklist(reader)
    told = subject.read(reader.db)
    groups = []
    for name, kinds, title, how in GROUPS:
        rows = [row for row in found if row["task"] in kinds]
        listed = _unchecked(reader, rows, told.headline) if name == "not_checked" else rows
        groups.append({"name": name, "title": title, "how": how, "tasks": listed})
    return {
        "groups": groups,
        "named": _named(reader, found),
        "criteria": data.criteria(reader),
        "data_version": data.data_version(reader),
    }


def _unchecked(reader: Reader, rows: Sequence[Row], headline: str) -> list[Row]:
    places = fetch(reader.db, "SELECT code, note FROM places WHERE counted")
    notes = {row["code"]: row["note"] for row in places}
    asked = [row for row in rows if row["criterion"] == headline and row["place"] in notes]
    of = [row["place"] for row in rows]
    return [{**row, "questions": of.count(row["place"]), "note": notes[row["place"]]} for row in asked]


def _named(reader: Reader, rows: Sequence[Row]) -> dict[str, Row]:
    ids = sorted({row["measure"] for row in rows if row["measure"]})
    found = briefs(reader, ids, str(reader.now.date()))
    names = ("id", "title", "title_en", "lang", "number", "citation")
    return {id_: {name: row[name] for name in names} for id_, row in found.items()}


def report(reader: Reader, asked: Asked) -> dict[str, Any]:
    """What a report says so far: the page it is about (None: none of ours), the line, what is wrong."""
    about = asked.args.get("about", "").strip()
    told = {name: asked.args.get(name, "").strip()[:_LONGEST] for name in ("line", "wrong", "source")}
    version = data.data_version(reader)
    return {
        "about": about if _PATH.match(about) else None,
        **told,
        "day": asked.today,
        "data_version": version,
    }


ROUTES: tuple[tuple[str, Any], ...] = (
    (rf"^{LANG}/worklist{TWIN}$", page("tracker_worklist.html", lambda reader, _: tasks(reader))),
    (rf"^{LANG}/report{TWIN}$", page("tracker_report.html", report)),
)
