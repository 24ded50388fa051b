"""Steps in law: what bills, laws and treaties did, by the day it took effect and not by the day we read it.

One definition for every page and feed. Steps count as everywhere: listed, not from memory, of a stage that
is known. A bill is told of where its subject is ours, one whose subject is wider once it is law; a law is
told of always. What binds nobody (resolutions, motions, questions, drafts) takes no step in law.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tracker.site.measures import ENGLISH, chamber_names
from tracker.store import Reader
from tracker.store.rows import Row, fetch
from tracker.vocabulary import Answer, Kind, Stage, TreatyActionKind, Window

#: A step whose day is known only within a longer time than this stands in no dated list.
ESTABLISHED = 92
#: Where the last steps are looked for first, in days; before which day there is no such time.
_RECENT, _FIRST = 730, "0003-01-01"
#: What a stage makes of a measure, as the swatch beside it shows.
_STATUS = {
    **dict.fromkeys((Stage.ASSENTED, Stage.PUBLISHED), Answer.ENACTED),
    Stage.IN_FORCE: Answer.IN_FORCE,
    **dict.fromkeys(
        (Stage.VETOED, Stage.DEFEATED, Stage.WITHDRAWN, Stage.LAPSED, Stage.SUPERSEDED, Stage.REPEALED),
        Answer.ENDED,
    ),
}
_TREATY_STATUS = {
    TreatyActionKind.SIGNED: Answer.PENDING,
    TreatyActionKind.RATIFIED: Answer.ENACTED,
    TreatyActionKind.IN_FORCE: Answer.IN_FORCE,
    TreatyActionKind.DENOUNCED: Answer.ENDED,
}
_TREATY_ORDER = list(TreatyActionKind)
_LAW = ", ".join(f"'{kind}'" for kind in Kind if kind.can_become_law and kind is not Kind.BILL)
_MADE = ", ".join(f"'{stage}'" for stage in (*(s for s in Stage if s.makes_law), Stage.REPEALED))

# A lapse worked out from a session's end that ends nothing is no step (see `measures`).
_OF_MEASURES = f"""SELECT e.stage, e.chamber, e.date, e.label, l.chambers, p.code AS place,
    p.name AS place_name, p.parent, q.name AS parent_name, m.id, m.title, m.lang, m.number, m.citation,
    m.official_url, {ENGLISH}
  FROM events e JOIN measures m ON m.id = e.measure JOIN places p ON p.code = m.place
  LEFT JOIN places q ON q.code = p.parent LEFT JOIN legislatures l ON l.id = m.legislature
  WHERE e.listed AND e.role IN ('counts', 'not_yet_seen') AND e.stage != 'unknown'
    AND e.date IS NOT NULL AND e.latest BETWEEN ?1 AND ?2 AND (?5 = 0 OR m.kind = 'bill')
    AND iif(?6 IS NULL, m.kind IN ({_LAW}) OR m.kind = 'bill'
      AND (m.relevance = 'direct' OR e.stage IN ({_MADE})), m.id = ?6)
    AND NOT (e.origin = 'rule' AND e.stage = 'lapsed'
      AND NOT EXISTS (SELECT 1 FROM measure_status s WHERE s.event = e.id))
    AND (?3 IS NULL OR p.code = ?3 OR p.parent = ?3)
    AND (?4 IS NULL OR EXISTS (SELECT 1 FROM json_each(m.aims) WHERE value = ?4)
      OR EXISTS (SELECT 1 FROM answer_reasons r JOIN answers a ON a.id = r.answer
                 WHERE r.measure = m.id AND a.criterion = ?4))"""  # noqa: S608 - words of ours
_OF_TREATIES = """SELECT a.action AS stage, a.date, p.code AS place, p.name AS place_name, p.parent,
    q.name AS parent_name, t.id, t.title, t.citation, t.url
  FROM treaty_actions a JOIN treaties t ON t.id = a.treaty JOIN places p ON p.code = a.place
  LEFT JOIN places q ON q.code = p.parent
  WHERE a.listed AND NOT a.only_memory AND a.date IS NOT NULL AND (?1 IS NULL OR p.code = ?1 OR p.parent = ?1)
    AND (?2 IS NULL OR a.treaty IN (SELECT b.treaty FROM answer_reasons r
      JOIN answers w ON w.id = r.answer JOIN treaty_actions b ON b.id = r.treaty_action
      WHERE w.criterion = ?2))"""


def between(
    reader: Reader,
    first: str,
    last: str,
    criterion: str | None = None,
    place: str | None = None,
    *,
    bills: bool = False,
    measure: str | None = None,
) -> list[dict[str, Any]]:
    """Steps certainly taken by `last` and not certainly before `first` (ISO days), the newest first.

    `place`: with the places inside it; `bills`: of bills alone; `measure`: of it alone, whatever it is.
    What one measure did on one day is one step, by how far it came. Each has `date` (EDTF), `earliest` (None:
    unknown) and `latest`; `place`, `place_name`, and of a part its `parent` and `parent_name`; `measure` (id,
    title, title_en, lang, number, citation) or `treaty` (id, title, citation), the other None; `stage` (a
    `Stage`, or of a treaty a `TreatyActionKind`) and the key of its `sentence` (`tracker.site.words.step`);
    `status`, the answer whose colour it has; `chamber` and its `chamber_name`; the source's `label`; the
    official `url` or None; `established`: whether its day is known well enough.
    """
    rows = fetch(reader.db, _OF_MEASURES, [first, last, place, criterion, bills, measure])
    found = [_of_measure(row) for row in rows]
    if not bills and measure is None:
        treaties = [_of_treaty(row) for row in fetch(reader.db, _OF_TREATIES, [place, criterion])]
        found += [step for step in treaties if first <= step["latest"] <= last]
    return sorted(_furthest(found), key=_newest)


def lately(reader: Reader, on: str, limit: int, criterion: str | None = None) -> list[dict[str, Any]]:
    """The last steps taken by a day whose own days are established: the shape of `between`."""
    # Most often the last two years have enough; all of history is long.
    recent = str(date.fromisoformat(on) - timedelta(days=_RECENT)) if on > _FIRST else ""
    for first in (recent, ""):
        found = [step for step in between(reader, first, on, criterion) if step["established"]][:limit]
        if len(found) == limit:
            break
    return found


def ahead(
    reader: Reader, on: str, criterion: str | None = None, place: str | None = None
) -> list[dict[str, Any]]:
    """What is fixed for days after `on`, the next one first: commencements, ends of sessions."""
    return [s for s in reversed(between(reader, on, "9999", criterion, place)) if s["latest"] > on]


def _of_measure(row: Row) -> dict[str, Any]:
    stage = Stage(row["stage"])
    chambers = chamber_names(row["chambers"])
    names = ("id", "title", "title_en", "lang", "number", "citation")
    return {
        **_dated(row),
        "measure": {name: row[name] for name in names},
        "treaty": None,
        "stage": stage.value,
        "sentence": stage.value,
        "status": _STATUS.get(stage, Answer.PENDING).value,
        "rank": stage.rank,
        "chamber": row["chamber"],
        "chamber_name": chambers.get(row["chamber"] or ""),
        "label": row["label"],
        "url": row["official_url"],
    }


def _of_treaty(row: Row) -> dict[str, Any]:
    action = TreatyActionKind(row["stage"])
    return {
        **_dated(row),
        "measure": None,
        "treaty": {name: row[name] for name in ("id", "title", "citation")},
        "stage": action.value,
        "sentence": f"treaty_{action.value}",
        "status": _TREATY_STATUS[action].value,
        "rank": _TREATY_ORDER.index(action),
        "chamber": None,
        "chamber_name": None,
        "label": None,
        "url": row["url"],
    }


def _dated(row: Row) -> dict[str, Any]:
    window = Window.parse(row["date"])
    earliest, latest = window.earliest, window.latest
    return {
        "date": row["date"],
        "earliest": str(earliest) if earliest else None,
        "latest": str(latest),
        "established": earliest is not None and (latest - earliest).days <= ESTABLISHED,
        **{name: row[name] for name in ("place", "place_name", "parent", "parent_name")},
    }


def _furthest(steps: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One step for what a measure (or a place under a treaty) did within the same days."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for step in steps:
        key = (step["place"], (step["measure"] or step["treaty"])["id"], step["date"])
        if key not in found or found[key]["rank"] < step["rank"]:
            found[key] = step
    return [{name: value for name, value in step.items() if name != "rank"} for step in found.values()]


def _newest(step: dict[str, Any]) -> tuple[int, str, str]:
    latest = date.fromisoformat(step["latest"])
    return -latest.toordinal(), step["place"], (step["measure"] or step["treaty"])["id"]
