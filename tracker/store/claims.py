"""Claims at rest, and what they are tested against. Verdicts are not stored: they depend on the day."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlite_utils import Database

from tracker import records
from tracker.claims import OPEN, Claim, Dated, Facts, Outcome, Query, Told, judge, sentence
from tracker.questions import Place, PlaceKind
from tracker.store.rows import IDS, Row, delete, fetch, put, select, sync
from tracker.store.shape import EVIDENCE_KEY, evidence_row
from tracker.vocabulary import Abroad, Chamber, Provision, Stage, Value, Window


def sync_claims(db: Database, claims: Sequence[Claim]) -> None:
    """Make the claims those of the curated file, with their evidence. Inside a transaction of the writer."""
    kept = {claim.id for claim in claims}
    for row in select(db, "claims", {}):
        if row["id"] not in kept:
            delete(db, "evidence", {"claim": row["id"]})
            delete(db, "claims", {"id": row["id"]})
    for position, claim in enumerate(claims):
        row = {
            "position": position,
            "who": claim.who,
            "date": str(claim.date),
            "text": claim.text,
            "note": claim.note,
            "see": " ".join(claim.see) or None,
            "query": records.dumps(claim.query),
        }
        put(db, "claims", {"id": claim.id}, row)
        sync(db, "evidence", {"claim": claim.id}, map(evidence_row, claim.evidence), EVIDENCE_KEY)


def judged(db: Database, on: date) -> list[dict[str, Any]]:
    """Every claim with its verdict, `on` as today: the shape of `tracker claims --json`.

    `then` and `now` are the outcomes for the time the claim speaks of and for `on`; each reason says which
    of the two it is `for`.
    """
    rows = fetch(db, "SELECT * FROM claims ORDER BY position")
    claims = [_claim(row) for row in rows]
    ids = _Ids(db)
    facts = _facts(db, claims, ids)
    names = {code: place.name for code, place in facts.places.items()}
    sources = _sources(db)
    found = []
    for row, claim in zip(rows, claims, strict=True):
        judgement = judge(claim, facts, on)
        outcomes = {"then": judgement.then, "now": judgement.now}
        found.append(
            {
                **{name: row[name] for name in ("id", "who", "date", "text", "note")},
                "verdict": judgement.verdict.value,
                **{name: outcome.verdict.value for name, outcome in outcomes.items()},
                "on": str(on),
                "reasons": [r for name, x in outcomes.items() for r in _reasons(name, x, names, ids)],
                "see": [ids.of(name) for name in claim.see],
                "sources": sources[claim.id],
                "query": json.loads(row["query"]),
            }
        )
    return found


def _claim(row: Row) -> Claim:
    return Claim(
        id=row["id"],
        who=row["who"],
        date=Window.parse(row["date"]),
        text=row["text"],
        query=records.loads(Query, row["query"]),
        note=row["note"],
        see=tuple((row["see"] or "").split()),
    )


def _sources(db: Database) -> dict[str, list[Row]]:
    found = defaultdict(list)
    sql = "SELECT claim, url, kind, citation, retrieved FROM evidence WHERE claim IS NOT NULL ORDER BY id"
    for row in fetch(db, sql):
        found[row.pop("claim")].append(row)
    return found


def _reasons(name: str, outcome: Outcome, names: dict[str, str], ids: _Ids) -> Iterable[dict[str, Any]]:
    for reason in outcome.reasons:
        yield {
            "for": name,
            "on": str(reason.on),
            "text": sentence(reason, names),
            "ground": reason.ground.value,
            "values": dict(reason.values),
            "places": list(reason.places),
            "measures": [ids.of(measure) for measure in reason.measures],
        }


class _Ids:
    """The canonical id of a measure by any of its names."""

    def __init__(self, db: Database) -> None:
        self._aliases = {r["alias"]: r["measure"] for r in fetch(db, "SELECT alias, measure FROM aliases")}

    def of(self, name: str) -> str:
        return str(self._aliases.get(name, name))


def _facts(db: Database, claims: Iterable[Claim], ids: _Ids) -> Facts:
    queries = [claim.query for claim in claims]
    answers = _answers(db, {name for query in queries for name in query.criteria})
    named = {name for query in queries for name in query.measures}
    # A rank asks when the laws were made that answers rest on.
    ranked = {query.rank.criterion for query in queries if query.rank}
    resting = {
        name
        for (_, criterion), spans in answers.items()
        if criterion in ranked
        for span in spans
        for name in span.measures
    }
    asked = {name: ids.of(name) for name in named | resting}
    wanted = json.dumps(sorted(set(asked.values())))
    statuses, steps, provisions = _statuses(db, wanted), _steps(db, wanted), _provisions(db, wanted)
    return Facts(
        places={row["code"]: _place(row) for row in select(db, "places", {})},
        answers=answers,
        statuses={name: statuses[id_] for name, id_ in asked.items()},
        steps={name: steps[id_] for name, id_ in asked.items()},
        provisions={name: provisions[id_] for name, id_ in asked.items()},
    )


def _place(row: Row) -> Place:
    kind = PlaceKind(row["kind"])
    return Place(
        code=row["code"], name=row["name"], kind=kind, counted=bool(row["counted"]), parent=row["parent"]
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _window(text: str | None) -> Window | None:
    return Window.parse(text) if text else None


def _answers(db: Database, criteria: Iterable[str]) -> dict[tuple[str, str], list[Told]]:
    found: dict[tuple[str, str], list[Told]] = defaultdict(list)
    rows = fetch(
        db,
        f"""SELECT a.place, a.criterion, a.from_date, a.to_date, a.answer,
              (SELECT json_group_array(measure) FROM (SELECT DISTINCT measure FROM answer_reasons
               WHERE answer = a.id AND role = 'because' AND measure IS NOT NULL ORDER BY id)) AS measures
            FROM answers a WHERE a.criterion IN {IDS} ORDER BY a.place, a.from_date""",  # noqa: S608
        [json.dumps(sorted(criteria))],
    )
    for row in rows:
        sure = row["answer"] not in OPEN
        measures = tuple(json.loads(row["measures"]))
        told = Told(_day(row["from_date"]), _day(row["to_date"]), row["answer"], sure, measures)
        found[row["place"], row["criterion"]].append(told)
    return found


def _statuses(db: Database, wanted: str) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = defaultdict(list)
    sql = f"SELECT * FROM measure_status WHERE measure IN {IDS} ORDER BY measure, from_date"  # noqa: S608
    for row in fetch(db, sql, [wanted]):
        sure = not row["unclear"] and row["status"] not in OPEN
        told = Told(_day(row["from_date"]), _day(row["to_date"]), row["status"], sure)
        found[row["measure"]].append(told)
    return found


def _steps(db: Database, wanted: str) -> dict[str, list[Dated]]:
    found: dict[str, list[Dated]] = defaultdict(list)
    rows = fetch(
        db,
        f"""SELECT measure, stage, chamber, earliest, latest FROM events
            WHERE measure IN {IDS} AND listed AND role IN ('counts', 'not_yet_seen') ORDER BY id""",  # noqa: S608
        [wanted],
    )
    for row in rows:
        latest = _day(row["latest"])
        window = Window(_day(row["earliest"]), latest) if latest else None
        chamber = Chamber(row["chamber"]) if row["chamber"] else None
        found[row["measure"]].append(Dated(Stage(row["stage"]), chamber, window))
    return found


def _provisions(db: Database, wanted: str) -> dict[str, list[Provision]]:
    found: dict[str, list[Provision]] = defaultdict(list)
    rows = fetch(
        db,
        f"""SELECT measure, name, value, abroad, since, until FROM provisions
            WHERE measure IN {IDS} AND listed AND NOT only_memory ORDER BY id""",  # noqa: S608
        [wanted],
    )
    for row in rows:
        provision = Provision(
            name=row["name"],
            value=Value(row["value"]),
            abroad=Abroad(row["abroad"]) if row["abroad"] else None,
            since=_window(row["since"]),
            until=_window(row["until"]),
        )
        found[row["measure"]].append(provision)
    return found
