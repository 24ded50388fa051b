"""Reading answers with all they rest on: a fixed number of queries, however many answers are asked for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from tracker.store.rows import IDS, Row, fetch
from tracker.vocabulary import Window

#: What hangs on an answer, each with the answer's id in column `answer`.
_OF_ANSWERS = {
    "reasons": "SELECT answer, role, measure FROM answer_reasons WHERE answer IN {ids} ORDER BY id",
    "cited": """SELECT DISTINCT a.answer, coalesce(e.url, e.citation) AS url, e.kind, e.retrieved, e.sha256
                FROM answer_reasons a JOIN evidence e
                  ON e.event = a.event OR e.provision = a.provision OR e.treaty_action = a.treaty_action
                WHERE a.answer IN {ids} AND a.role = 'because' AND e.kind != 'memory'
                ORDER BY e.kind, url""",
    # When the lists of the treaties it rests on were read last.
    "lists": """SELECT DISTINCT r.answer, g.source, g.seen_at FROM treaty_sightings g
                JOIN treaty_actions t ON t.treaty = g.treaty JOIN answer_reasons r ON r.treaty_action = t.id
                WHERE r.answer IN {ids}""",
    # Days that are only the latest possible ones of an event.
    "latest": """SELECT r.answer, e.latest FROM answer_reasons r JOIN events e ON e.id = r.event
                 WHERE r.answer IN {ids} AND e.earliest IS NOT e.latest""",
    "treaty_days": """SELECT r.answer, t.date FROM answer_reasons r
                      JOIN treaty_actions t ON t.id = r.treaty_action
                      WHERE r.answer IN {ids} AND t.date IS NOT NULL""",
}
#: What hangs on a measure, each with the measure's id in column `measure`.
_OF_MEASURES = {
    "captured": """SELECT DISTINCT r.measure, r.url, 'official' AS kind,
                     substr(c.fetched_at, 1, 10) AS retrieved, r.sha256
                   FROM records r LEFT JOIN captures c ON c.url = r.url AND c.sha256 = r.sha256
                   WHERE r.measure IN {ids} AND r.url IS NOT NULL ORDER BY r.url, retrieved, r.sha256""",
    "sighted": "SELECT measure, source, seen_at FROM sightings WHERE measure IN {ids}",
    "meets": "SELECT id AS measure, meets FROM measures WHERE id IN {ids}",
}
#: Places inside another that have law on a criterion on a day.
_SUBNATIONAL = """SELECT p.parent, a.criterion, a.place FROM answers a JOIN places p ON p.code = a.place
                  WHERE p.parent IS NOT NULL AND a.answer IN ('in_force', 'enacted')
                    AND (a.from_date IS NULL OR a.from_date <= ?1) AND (a.to_date IS NULL OR a.to_date > ?1)
                  ORDER BY a.place"""
_SPANS = """SELECT place, criterion, from_date, answer FROM answers
            WHERE (?1 IS NULL OR place = ?1) AND (?2 IS NULL OR criterion = ?2) ORDER BY from_date"""
_ANSWERS = """SELECT a.*, p.name FROM answers a
              JOIN places p ON p.code = a.place JOIN criteria c ON c.name = a.criterion
              WHERE (?1 IS NULL OR a.place = ?1) AND (?2 IS NULL OR a.criterion = ?2)
                AND (a.from_date IS NULL OR a.from_date <= ?3) AND (a.to_date IS NULL OR a.to_date > ?3)
              ORDER BY a.place, c.position"""


def answers_on(
    db: Database, place: str | None, on: str, criterion: str | None, stale: Mapping[str, bool]
) -> list[dict[str, Any]]:
    """The answers on a day, one row a place and criterion: the shape of `tracker status --json`.

    `place` and `criterion`: None is all of them. `stale` says of each source whether it is overdue.
    """
    rows = fetch(db, _ANSWERS, [place, criterion, on])
    of_answers = _grouped(db, _OF_ANSWERS, "answer", [row["id"] for row in rows])
    named = {r["measure"] for reasons in of_answers["reasons"].values() for r in reasons} - {None}
    of_measures = _grouped(db, _OF_MEASURES, "measure", sorted(named))
    spans = defaultdict(list)
    for span in fetch(db, _SPANS, [place, criterion]):
        spans[span["place"], span["criterion"]].append(span)
    inside = defaultdict(list)
    for found in fetch(db, _SUBNATIONAL, [on]):
        inside[found["parent"], found["criterion"]].append(found["place"])
    told = []
    for row in rows:
        key = (row["place"], row["criterion"])
        parts = {name: grouped[row["id"]] for name, grouped in of_answers.items()}
        since = _since(row, spans[key])
        told.append({**_whole(row, since, parts, of_measures, stale), "on": on, "subnational": inside[key]})
    return told


_Groups = dict[str, dict[Any, list[Row]]]


def _grouped(db: Database, queries: Mapping[str, str], key: str, ids: Sequence[Any]) -> _Groups:
    found: _Groups = {}
    for name, sql in queries.items():
        groups = found[name] = defaultdict(list)
        for row in fetch(db, sql.format(ids=IDS), [json.dumps(ids)]):
            groups[row.pop(key)].append(row)
    return found


def _whole(
    row: Row,
    since: str | None,
    parts: Mapping[str, list[Row]],
    of_measures: _Groups,
    stale: Mapping[str, bool],
) -> dict[str, Any]:
    because = _named(parts["reasons"], "because")
    windows = [Window.parse(action["date"]) for action in parts["treaty_days"]]
    latest = [day["latest"] for day in parts["latest"]]
    latest += [window.latest.isoformat() for window in windows if not window.is_day]
    pending = _named(parts["reasons"], "pending")
    read = [*(s for name in (*because, *pending) for s in of_measures["sighted"][name]), *parts["lists"]]
    captured = {tuple(c.values()): c for name in because for c in of_measures["captured"][name]}
    return {
        "place": row["place"],
        "name": row["name"],
        "criterion": row["criterion"],
        "answer": row["answer"],
        "since": since,
        "since_at_latest": since is not None and since in latest,
        "because": because,
        "pending": pending,
        "meets": {n: m["meets"] or "unknown" for n in sorted(pending) for m in of_measures["meets"][n]},
        "basis": row["basis"],
        "confidence": row["confidence"],
        # The captures and citations it rests on, official ones first.
        "sources": [*sorted(captured.values(), key=lambda c: str(c["url"])), *parts["cited"]],
        "last_checked": max((r["seen_at"] for r in read if r["seen_at"]), default=None),
        "stale": any(stale.get(r["source"], False) for r in read),
    }


def _named(reasons: Iterable[Row], role: str) -> list[str]:
    return list(dict.fromkeys(r["measure"] for r in reasons if r["role"] == role and r["measure"]))


def _since(row: Row, spans: Sequence[Row]) -> str | None:
    """Since when the same answer has been given without a break; None: always."""
    since = None
    previous = None
    for span in spans:
        if span["answer"] != previous:
            since = span["from_date"]
        previous = span["answer"]
        if span["from_date"] == row["from_date"]:
            break
    return since
