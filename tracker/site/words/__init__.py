"""The site's words: one word for each status everywhere, dates written out, links only to http(s).

Each module holds one subject; all names are taken from here. All in the language of the page that is being
made (`tracker.site.i18n`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracker.site import basis, since
from tracker.site.basis import codes
from tracker.site.i18n import english, marked, place_name
from tracker.site.words.answers import (
    ANSWERS,
    abroad,
    answer,
    answer_line,
    answer_since,
    answer_within,
    beside,
    claim,
    condition,
    counted,
    key,
    map_label,
    meaning,
    said,
    span_label,
    stale,
    summary,
    titles,
    unsettled,
)
from tracker.site.words.changes import called, change_kinds, change_line, changed, old_and_new
from tracker.site.words.days import by_day, by_month, day_of, days_between, moment, when, written
from tracker.site.words.links import (
    PROJECT,
    bills_snippet,
    cited,
    footer,
    host,
    link,
    map_snippets,
    navigation,
    snippets,
)
from tracker.site.words.names import by_name, in_order, listed, sorted_by_name, without_accents
from tracker.site.words.open_points import at_latest, last_read, open_point, proof, reason, source_states
from tracker.site.words.ours import titled, worded
from tracker.site.words.plain import capitalise, field, plain
from tracker.site.words.reports import issues, report_address, report_text, report_title
from tracker.site.words.statuses import claim_reason, status, status_within, verdict, verdict_meaning
from tracker.site.words.steps import alike, place_of, step, step_ahead

__all__ = [
    "ANSWERS",
    "FILTERS",
    "PROJECT",
    "abroad",
    "alike",
    "answer",
    "answer_line",
    "answer_since",
    "answer_within",
    "at_latest",
    "beside",
    "bills_snippet",
    "by_day",
    "by_month",
    "by_name",
    "called",
    "capitalise",
    "change_kinds",
    "change_line",
    "changed",
    "cited",
    "claim",
    "claim_reason",
    "codes",
    "condition",
    "counted",
    "day_of",
    "days_between",
    "field",
    "footer",
    "host",
    "in_order",
    "issues",
    "key",
    "last_read",
    "link",
    "listed",
    "map_label",
    "map_snippets",
    "meaning",
    "moment",
    "navigation",
    "old_and_new",
    "open_point",
    "place_of",
    "plain",
    "proof",
    "reason",
    "report_address",
    "report_text",
    "report_title",
    "said",
    "snippets",
    "sorted_by_name",
    "source_states",
    "span_label",
    "stale",
    "status",
    "status_within",
    "step",
    "step_ahead",
    "summary",
    "titled",
    "titles",
    "unsettled",
    "verdict",
    "verdict_meaning",
    "when",
    "without_accents",
    "worded",
    "written",
]

FILTERS: dict[str, Callable[..., Any]] = {
    "answer": answer,
    "answer_within": answer_within,
    "basis": basis.told,
    "since": since.marked,
    "since_cell": since.cell,
    "since_year": since.year,
    "by_name": by_name,
    "in_order": in_order,
    "meaning": meaning,
    "place_name": place_name,
    "sorted_by_name": sorted_by_name,
    "by_day": by_day,
    "by_month": by_month,
    "capitalise": capitalise,
    "status": status,
    "status_within": status_within,
    "verdict": verdict,
    "plain": plain,
    "worded": worded,
    "english": english,
    "in_language": marked,
    "titled": titled,
    "when": when,
    "day_of": day_of,
    "field": field,
    "link": link,
    "host": host,
    "cited": cited,
}
