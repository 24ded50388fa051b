"""Reading answers with all they rest on: a fixed number of queries, however many answers are asked for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlite_utils import Database

from tracker.status.ages import answer_due
from tracker.store.ages import Age, ages
from tracker.store.rows import IDS, Row, fetch
from tracker.vocabulary import Answer, Basis, EvidenceKind, SinceKind

#: What hangs on an answer, each with the answer's id in column `answer`.
_OF_ANSWERS = {
    "reasons": """SELECT r.answer, r.role, r.measure, r.from_date, r.to_date, r.since_kind, r.since_from,
                    r.since_to, coalesce(p.read, e.read, t.read) AS read,
                    r.treaty_action IS NOT NULL AS of_treaty, e.basis, e.note
                  FROM answer_reasons r LEFT JOIN events e ON e.id = r.event
                  LEFT JOIN provisions p ON p.id = r.provision
                  LEFT JOIN treaty_actions t ON t.id = r.treaty_action
                  WHERE r.answer IN {ids} ORDER BY r.id""",
    "cited": """SELECT DISTINCT a.answer, a.from_date, a.to_date, coalesce(e.url, e.citation) AS url, e.kind,
                  e.retrieved, e.sha256
                FROM answer_reasons a JOIN evidence e
                  ON e.event = a.event OR e.provision = a.provision OR e.treaty_action = a.treaty_action
                WHERE a.answer IN {ids} AND a.role = 'because' AND e.kind != 'memory'
                ORDER BY CASE e.kind WHEN 'official' THEN 0 WHEN 'copy' THEN 1 ELSE 2 END, 4""",
    # When the lists of the treaties it rests on were read last.
    "lists": """SELECT DISTINCT r.answer, g.source, g.seen_at FROM treaty_sightings g
                JOIN treaty_actions t ON t.treaty = g.treaty JOIN answer_reasons r ON r.treaty_action = t.id
                WHERE r.answer IN {ids}""",
}
#: Answers in a reader's words, with the place in column `place`.
_PLAIN = (
    "SELECT place, criterion, answer, measures, day, lang, text FROM plain_sentences WHERE place IN {ids}"
)
#: What hangs on a measure, each with the measure's id in column `measure`.
_OF_MEASURES = {
    "captured": """SELECT DISTINCT r.measure, r.url, 'official' AS kind,
                     substr(c.fetched_at, 1, 10) AS retrieved, r.sha256
                   FROM records r LEFT JOIN captures c ON c.url = r.url AND c.sha256 = r.sha256
                   WHERE r.measure IN {ids} AND r.url IS NOT NULL ORDER BY r.url, retrieved, r.sha256""",
    "sighted": "SELECT measure, source, seen_at FROM sightings WHERE measure IN {ids}",
    "own": "SELECT id AS measure, meets, coalesce(official_url, url) AS url FROM measures WHERE id IN {ids}",
}
#: Places inside another that have law on a criterion on a day.
_SUBNATIONAL = """SELECT p.parent, a.criterion, a.place FROM answers a JOIN places p ON p.code = a.place
                  WHERE p.parent IS NOT NULL AND a.answer IN ('in_force', 'enacted')
                    AND (a.from_date IS NULL OR a.from_date <= ?1) AND (a.to_date IS NULL OR a.to_date > ?1)
                  ORDER BY a.place"""
_SPANS = """SELECT id, place, criterion, from_date, to_date, answer, since_kind, since_from, since_to
            FROM answers
            WHERE (?1 IS NULL OR place IN (SELECT value FROM json_each(?1)))
              AND (?2 IS NULL OR criterion = ?2) ORDER BY from_date"""
_ANSWERS = """SELECT a.*, p.name, p.parts,
                coalesce((SELECT max(day) FROM checks k WHERE k.place = a.place AND k.kind = 'checked'
                  AND k.criterion = a.criterion), p.checked_on) AS checked_on
              FROM answers a
              JOIN places p ON p.code = a.place JOIN criteria c ON c.name = a.criterion
              WHERE (?1 IS NULL OR a.place IN (SELECT value FROM json_each(?1)))
                AND (?2 IS NULL OR a.criterion = ?2)
                AND (a.from_date IS NULL OR a.from_date <= ?3) AND (a.to_date IS NULL OR a.to_date > ?3)
              ORDER BY a.place, c.position"""


def answers_on(
    db: Database,
    places: Sequence[str] | None,
    on: str,
    criterion: str | None,
    stale: Mapping[str, bool],
    today: date,
) -> list[dict[str, Any]]:
    """The answers on a day, one row a place and criterion: the shape of `tracker status --json`.

    `places` and `criterion`: None is all of them. `stale` says of each source whether it is overdue; `today`
    is the day by which what was read has grown old.
    """
    wanted = None if places is None else json.dumps(list(places))
    rows = fetch(db, _ANSWERS, [wanted, criterion, on])
    spans = defaultdict(list)
    for span in fetch(db, _SPANS, [wanted, criterion]):
        spans[span["place"], span["criterion"]].append(span)
    runs = {row["id"]: _run(row, spans[row["place"], row["criterion"]]) for row in rows}
    of_answers = _grouped(db, _OF_ANSWERS, "answer", [s["id"] for run in runs.values() for s in run])
    named = {r["measure"] for reasons in of_answers["reasons"].values() for r in reasons} - {None}
    of_measures = _grouped(db, _OF_MEASURES, "measure", sorted(named))
    looked = ages(db, sorted(named), today)
    said = defaultdict(list)
    for sentence in fetch(db, _PLAIN.format(ids=IDS), [json.dumps(sorted({row["place"] for row in rows}))]):
        said[sentence["place"], sentence["criterion"], sentence["answer"]].append(sentence)
    inside = defaultdict(list)
    for found in fetch(db, _SUBNATIONAL, [on]):
        inside[found["parent"], found["criterion"]].append(found["place"])
    told = []
    for row in rows:
        answer = _Found(row, runs[row["id"]], on, of_answers, of_measures, looked, stale, today)
        parts = inside[row["place"], row["criterion"]]
        of_it = said[row["place"], row["criterion"], row["answer"]]
        plain = _in_plain_words((s for s in of_it if _holds(row, s["day"])), answer.because)
        told.append({**answer.told(), "plain": plain, "subnational": parts, "parts": _parts(row, parts)})
    return told


def _in_plain_words(said: Iterable[Row], because: Sequence[str]) -> dict[str, str] | None:
    """The sentence for an answer in each language, of those written in its span: one whose laws all decide,
    of these one that speaks of most. None: nobody has written one for these laws."""
    fitting = [(json.loads(row["measures"]), row) for row in said]
    fitting = [(measures, row) for measures, row in fitting if set(measures) <= set(because)]
    if not fitting:
        return None
    most = max((measures for measures, _ in fitting), key=lambda measures: (len(measures), measures))
    return {row["lang"]: row["text"] for measures, row in fitting if measures == most}


_Groups = dict[str, dict[Any, list[Row]]]


def _grouped(db: Database, queries: Mapping[str, str], key: str, ids: Sequence[Any]) -> _Groups:
    found: _Groups = {}
    for name, sql in queries.items():
        groups = found[name] = defaultdict(list)
        for row in fetch(db, sql.format(ids=IDS), [json.dumps(ids)]):
            groups[row.pop(key)].append(row)
    return found


def _run(row: Row, spans: Sequence[Row]) -> list[Row]:
    """The spans up to that of `row` on which the same answer is given without a break, oldest first."""
    index = next(i for i, span in enumerate(spans) if span["id"] == row["id"])
    first = index
    while first and spans[first - 1]["answer"] == row["answer"]:
        first -= 1
    return list(spans[first : index + 1])


def _parts(row: Row, held: Sequence[str]) -> dict[str, int] | None:
    """Of a federation, how many parts it has and how many of them have such law; None: it is none."""
    return {"of": row["parts"], "with": len(held)} if row["parts"] else None


class _Found:
    """One answer of a day with all that hangs on it."""

    def __init__(
        self,
        row: Row,
        run: Sequence[Row],
        on: str,
        of_answers: _Groups,
        of_measures: _Groups,
        looked: Mapping[str, Age],
        stale: Mapping[str, bool],
        today: date,
    ) -> None:
        self.row, self.run, self.on, self.today = row, run, on, today
        self.of_measures, self.looked, self.stale = of_measures, looked, stale
        self.rested = [r for span in run for r in of_answers["reasons"][span["id"]] if r["role"] == "because"]
        own = [r for r in of_answers["reasons"][row["id"]] if _holds(r, on)]
        self.reasons = [r for r in own if r["role"] == "because"]
        self.because = _named(self.reasons)
        self.pending = _named(r for r in own if r["role"] == "pending")
        self.cited = [c for c in of_answers["cited"][row["id"]] if _holds(c, on)]
        self.lists = of_answers["lists"][row["id"]]

    def told(self) -> dict[str, Any]:
        row = self.row
        read = [
            *(s for n in (*self.because, *self.pending) for s in self.of_measures["sighted"][n]),
            *self.lists,
        ]
        days = [r["read"] for r in self.reasons] + [self.row["checked_on"]] * (
            row["answer"] == Answer.NONE_FOUND
        )
        due = self._due()
        overdue = due is not None and due < self.today
        return {
            "place": row["place"],
            "name": row["name"],
            "criterion": row["criterion"],
            "answer": row["answer"],
            "condition": row["condition"],
            **_since(row, self.on),
            "on": self.on,
            "because": self.because,
            "laws": [law for name in self.because for law in [self._law(name)] if law],
            "before": self._before(),
            "pending": self.pending,
            "meets": {
                name: own["meets"] or "unknown"
                for name in sorted(self.pending)
                for own in self.of_measures["own"][name]
            },
            "basis_code": row["basis_code"],
            "basis_args": json.loads(row["basis_args"] or "{}"),
            "basis": row["basis"],
            "notes": self._notes(),
            "confidence": row["confidence"],
            "evidence": self._evidence(),
            "sources": self._sources(),
            "last_checked": max((d for d in (*(r["seen_at"] for r in read), *days) if d), default=None),
            "look_again": str(due) if due else None,
            "overdue": overdue,
            "stale": overdue or any(self.stale.get(r["source"], False) for r in read),
        }

    def _law(self, measure: str) -> dict[str, Any] | None:
        """Since when a law has given this answer, within its unbroken run."""
        told = [r for r in self.rested if r["measure"] == measure]
        return {"measure": measure, **_since(told[0], self.on)} if told else None

    def _before(self) -> list[dict[str, Any]]:
        """The laws that gave this answer earlier in its run and do so no more, the latest first."""
        gone: dict[str, dict[str, Any]] = {}
        for r in self.rested:
            name, until = r["measure"], r["to_date"]
            if name and name not in self.because and until and until <= self.on:
                gone[name] = {"measure": name, **_since(r, self.on), **gone.get(name, {}), "until": until}
        return sorted(gone.values(), key=lambda law: str(law["until"]), reverse=True)

    def _evidence(self) -> str | None:
        """The best kind of evidence that was read for it; an address that nobody has opened is none."""
        kinds = {c["kind"] for c in self.cited}
        if any(self.of_measures["captured"][name] for name in self.because):
            kinds.add(EvidenceKind.OFFICIAL)
        return next((kind.value for kind in EvidenceKind if kind in kinds), None)

    def _notes(self) -> list[dict[str, str]]:
        """The rules and inferences that the days of its steps rest on, each once."""
        told = {(r["basis"], r["note"]) for r in self.reasons if r["note"] and r["basis"] != Basis.STATED}
        return [{"basis": basis, "note": note} for basis, note in sorted(told)]

    def _sources(self) -> list[Row]:
        """The permanent official address of each law first, then what was read, official texts first."""
        own = [
            {"url": m["url"], "kind": "official", "retrieved": None, "sha256": None}
            for name in self.because
            for m in self.of_measures["own"][name]
            if m["url"]
        ]
        captured = {tuple(c.values()): c for name in self.because for c in self.of_measures["captured"][name]}
        cited = [{name: c[name] for name in ("url", "kind", "retrieved", "sha256")} for c in self.cited]
        found: dict[Any, Row] = {}
        for item in (*captured.values(), *cited, *own):
            kept = found.setdefault(item["url"], item)
            if kept["retrieved"] is None and item["retrieved"]:
                found[item["url"]] = item
        first = [found.pop(item["url"]) for item in own if item["url"] in found]
        return [*first, *found.values()]

    def _due(self) -> date | None:
        """The earliest day by which somebody must look at something this answer rests on or lists."""
        row = self.row
        answer = Answer(row["answer"])
        if answer is Answer.NONE_FOUND:
            looked = [row["checked_on"]]
        elif answer is Answer.PENDING and not any(r["of_treaty"] for r in self.reasons):
            looked = []
        else:
            looked = [r["read"] for r in self.reasons]
        of_treaty = any(r["of_treaty"] for r in self.reasons)
        if of_treaty:
            looked = [max((d for d in (*looked, *(s["seen_at"] for s in self.lists)) if d), default=None)]
        days = [
            answer_due(answer, date.fromisoformat(day[:10]), of_treaty) for day in looked if day is not None
        ]
        days += [self.looked[name].look_again for name in self.pending if name in self.looked]
        return min((day for day in days if day is not None), default=None)


def _holds(row: Row, on: str) -> bool:
    return (row["from_date"] or "") <= on and (row["to_date"] is None or on < row["to_date"])


def _named(reasons: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(r["measure"] for r in reasons if r["measure"]))


def _since(row: Row, on: str) -> dict[str, Any]:
    """`since` is the day something began at the latest; null where that is not established, or lies ahead."""
    kind, first, last = row["since_kind"], row["since_from"], row["since_to"]
    known = kind is not None and kind != SinceKind.NOT_ESTABLISHED and last <= on
    window = [first, last] if kind is not None and kind != SinceKind.EXACT else None
    return {"since": last if known else None, "since_kind": kind, "since_window": window}
