"""Reading measures for the pages: with their standing on a day, steps, provisions, ties and proof."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from tracker.store import Reader
from tracker.store.ages import Age, ages
from tracker.store.rows import Row, fetch
from tracker.vocabulary import Stage, Status

#: Joined as `s`: how a measure stands on the day given as the last parameter.
_STANDING = """LEFT JOIN measure_status s ON s.measure = m.id
  AND s.from_date <= ? AND (s.to_date IS NULL OR s.to_date > ?)"""
#: Any number of ids, given as one parameter: a JSON array.
_IDS = "(SELECT value FROM json_each(?))"
ENGLISH = """(SELECT title FROM measure_titles t WHERE t.measure = m.id AND t.lang = 'en' AND m.lang != 'en'
  ORDER BY t.id LIMIT 1) AS title_en"""
#: Null: not begun on that day. A measure without any dated standing has not "not begun": it is not known.
_STATUS = """coalesce(s.status, iif(EXISTS (SELECT 1 FROM measure_status x WHERE x.measure = m.id),
  NULL, 'unknown')) AS status"""
_BRIEF = f"""m.id, m.place, m.title, m.lang, m.number, m.session, m.citation, m.url, m.introduced,
  m.official_url, m.address_checked, m.read, {_STATUS}"""


#: When a measure began: its introduction, else the first step known of it.
_BEGUN = """coalesce(m.introduced, (SELECT min(e.latest) FROM events e WHERE e.measure = m.id AND e.listed
  AND e.role IN ('counts', 'not_yet_seen')))"""


def briefs(reader: Reader, ids: Sequence[str], on: str) -> dict[str, Row]:
    """Measures by id, as far as a table's cell tells of them.

    A pending one has what `last_steps` tells.
    """
    sql = f"SELECT {_BRIEF}, {ENGLISH} FROM measures m {_STANDING} WHERE m.id IN {_IDS} ORDER BY m.id"  # noqa: S608
    found = {row["id"]: row for row in fetch(reader.db, sql, [on, on, json.dumps(ids)])}
    pending = [name for name, row in found.items() if row["status"] == Status.PENDING]
    for name, last in last_steps(reader, pending, on).items():
        found[name] |= last
    return found


def last_steps(reader: Reader, ids: Sequence[str], on: str) -> dict[str, Row]:
    """For each of these measures the last `step` taken by a day (None: no dated step is known), and `rank`,
    how far it has come; -1 without a step."""
    found: dict[str, Row] = {name: {"step": None, "rank": -1} for name in ids}
    for step in fetch(reader.db, _STEPS, [on, json.dumps(ids)]):
        measure = found[step.pop("measure")]
        chambers = chamber_names(step.pop("chambers"))
        measure["step"] = {**step, "chamber_name": chambers.get(step["chamber"] or "")}
        measure["rank"] = max(measure["rank"], Stage(step["stage"]).rank)
    return found


#: The steps of measures that count, taken by a day; the last one last.
_STEPS = f"""SELECT e.measure, e.stage, e.chamber, e.date, e.latest, e.label, l.chambers
  FROM events e JOIN measures m ON m.id = e.measure LEFT JOIN legislatures l ON l.id = m.legislature
  WHERE e.latest <= ? AND e.measure IN {_IDS} AND e.listed AND e.stage != 'unknown'
    AND e.role IN ('counts', 'not_yet_seen')
  ORDER BY e.latest, e.id"""  # noqa: S608


def chamber_names(text: str | None) -> dict[str, str]:
    """The names of a legislature's chambers by what each is (lower, upper), as the table holds them."""
    names: dict[str, str] = json.loads(text or "{}")
    return names


def family_lines(reader: Reader, families: Iterable[str], on: str) -> dict[str, list[Row]]:
    """For each family its measures, oldest first."""
    sql = f"""SELECT {_BRIEF}, {ENGLISH}, m.family, {_BEGUN} AS begun
              FROM measures m {_STANDING} WHERE m.family IN {_IDS}
              ORDER BY m.family, coalesce(begun, '9999'), m.id"""  # noqa: S608
    lines = defaultdict(list)
    for row in fetch(reader.db, sql, [on, on, json.dumps(sorted(families))]):
        lines[row["family"]].append(row)
    return dict(lines)


def measures_where(reader: Reader, test: str, parameters: Sequence[Any], on: str) -> list[dict[str, Any]]:
    """Whole measures, newest first. `test` is ours, never a visitor's; its values come as parameters.

    `status` is the standing on the day (None: not begun; unknown: no step is dated), `status_date` the day
    that status began. `last_looked`, `look_again` and `overdue` are as of today, whatever day is asked about.
    """
    rows = fetch(
        reader.db,
        f"""SELECT m.*, {ENGLISH}, {_STATUS}, s.unclear, l.name AS legislature_name, l.chambers,
              e.name AS session_name, e.start AS session_start, e.end AS session_end
            FROM measures m {_STANDING}
            LEFT JOIN legislatures l ON l.id = m.legislature
            LEFT JOIN sessions e ON e.legislature = m.legislature AND e.id = m.session
            WHERE {test}
            ORDER BY coalesce({_BEGUN}, '0') DESC, m.id DESC""",  # noqa: S608
        [on, on, *parameters],
    )
    ids = [row["id"] for row in rows]
    parts = _parts(reader, ids)
    today = reader.now.date()
    looked = ages(reader.db, ids, today)
    return [{**_whole(row, parts, on), **_aged(looked[row["id"]], today)} for row in rows]


def _aged(age: Age, today: date) -> dict[str, Any]:
    """When somebody last looked at a measure, by when somebody must again, whether that day has passed."""
    days = {"last_looked": age.looked, "look_again": age.look_again}
    told = {name: str(day) if day else None for name, day in days.items()}
    return {**told, "overdue": age.overdue(today)}


#: What hangs on a measure, each with the measure's id in column `measure`.
_PARTS = {
    "titles": "SELECT measure, lang, title FROM measure_titles WHERE measure IN {ids} ORDER BY id",
    "summary": "SELECT measure, lang, text FROM measure_summaries WHERE measure IN {ids} ORDER BY id",
    "events": """SELECT * FROM events WHERE measure IN {ids} AND listed
                 ORDER BY coalesce(earliest, latest, '9999'), id""",
    "standings": """SELECT measure, from_date, to_date, status, unclear, event FROM measure_status
                    WHERE measure IN {ids} ORDER BY from_date""",
    "provisions": "SELECT * FROM provisions WHERE measure IN {ids} AND listed ORDER BY id",
    "evidence": "SELECT * FROM evidence WHERE measure IN {ids} ORDER BY kind, url",
    "aliases": "SELECT measure, alias FROM aliases WHERE measure IN {ids} ORDER BY alias",
    "conflicts": "SELECT * FROM conflicts WHERE measure IN {ids} ORDER BY id",
    "links": """SELECT k.measure, k.relation, k.target, k.note, coalesce(a.measure, t.id) AS known
                FROM measure_links k LEFT JOIN aliases a ON a.alias = k.target
                LEFT JOIN measures t ON t.id = k.target WHERE k.measure IN {ids} ORDER BY k.id""",
    "readings": """SELECT r.measure, r.origin, r.url, r.sha256, r.seen, g.seen_at,
      EXISTS (SELECT 1 FROM published_bodies b WHERE b.sha256 = r.sha256) AS kept,
      (SELECT count(*) FROM source_runs s JOIN runs u ON u.id = s.run AND u.mode = 'live'
       WHERE s.source = g.source AND s.run > g.run AND s.last_success IS NOT NULL) >= 2 AS unlisted
      FROM records r
                   LEFT JOIN sightings g ON g.source = r.origin AND g.measure = r.measure
                   WHERE r.measure IN {ids} ORDER BY r.origin, r.id""",
}
_Parts = dict[str, dict[str, list[Row]]]


def _parts(reader: Reader, ids: Sequence[str]) -> _Parts:
    found: _Parts = {}
    for name, sql in _PARTS.items():
        by_measure = found[name] = defaultdict(list)
        for row in fetch(reader.db, sql.format(ids=_IDS), [json.dumps(ids)]):
            by_measure[row.pop("measure")].append(row)
    return found


def _whole(row: Row, parts: _Parts, on: str) -> dict[str, Any]:
    name = row["id"]
    proof = defaultdict(list)
    for item in parts["evidence"][name]:
        owner = ("event", item["event"]) if item["event"] else ("provision", item["provision"])
        proof[owner].append({key: item[key] for key in ("kind", "url", "citation", "retrieved", "sha256")})
    chambers = chamber_names(row.pop("chambers"))
    return {
        **row,
        "chambers": chambers,
        "unclear": bool(row["unclear"]),
        "aims": json.loads(row["aims"] or "[]"),
        "status_date": _since(parts["standings"][name], on),
        "standings": [_without(standing, "event") for standing in parts["standings"][name]],
        "titles": [t for t in parts["titles"][name] if t["title"] != row["title"]],
        "summary": {s["lang"]: s["text"] for s in parts["summary"][name]} or None,
        "events": [
            {
                **_without(event, "id", "listed"),
                "chamber_name": chambers.get(event["chamber"] or ""),
                "later": (event["earliest"] or event["latest"] or "") > on,
                "evidence": proof["event", event["id"]],
            }
            for event in parts["events"][name]
            if not _is_idle_lapse(event, parts["standings"][name])
        ],
        "provisions": [
            {**_without(p, "id", "listed"), "evidence": proof["provision", p["id"]]}
            for p in parts["provisions"][name]
        ],
        "evidence": proof["provision", None],
        "links": parts["links"][name],
        "aliases": [alias["alias"] for alias in parts["aliases"][name]],
        "conflicts": [_without(conflict, "id") for conflict in parts["conflicts"][name]],
        "readings": parts["readings"][name],
    }


def _is_idle_lapse(event: Row, standings: Sequence[Row]) -> bool:
    """A lapse worked out from a session's end that ends nothing: the bill had become law, or had failed."""
    derived = event["origin"] == "rule" and event["stage"] == Stage.LAPSED
    return derived and event["id"] not in [standing["event"] for standing in standings]


def _since(standings: Sequence[Row], on: str) -> str | None:
    """The day since which the status of `on` has held without a break or a doubt; None: not begun."""
    since = None
    previous = None
    for standing in standings:
        if standing["from_date"] > on:
            break
        told = (standing["status"], standing["unclear"])
        if told != previous:
            since = standing["from_date"]
        previous = told
    return since


def _without(row: Row, *names: str) -> Row:
    return {key: value for key, value in row.items() if key not in names}
