"""What statuses and answers are worked out with, and its rows: places, criteria, calendars, sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlite_utils import Database

from tracker import records
from tracker.questions import Criterion, Place, Point, SecondReading, Treaty
from tracker.store.rows import IDS, Row, as_json, put, sync
from tracker.store.shape import as_text
from tracker.vocabulary import Legislature, Proof, SourceState


@dataclass(frozen=True)
class Background:
    """The curated knowledge that statuses and answers are worked out with."""

    places: Mapping[str, Place]
    legislatures: Mapping[str, Legislature]
    criteria: tuple[Criterion, ...]
    treaties: Mapping[str, Treaty]
    points: tuple[Point, ...] = ()
    second_readings: tuple[SecondReading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a source says of itself, as far as it is kept (`tracker.source.declare.Source` explains it)."""

    id: str
    place: str | None
    name: str
    home: str
    publisher: str
    contact: str
    languages: tuple[str, ...]
    licence: str
    republish: bool
    every: timedelta
    state: SourceState
    reason: str | None
    key: str | None
    unverified_live: bool
    proofs: tuple[tuple[str, Proof], ...]


def sync_sources(db: Database, sources: Iterable[Declared]) -> None:
    for s in sources:
        row = {
            "place": s.place,
            "name": s.name,
            "home": s.home,
            "publisher": s.publisher,
            "contact": s.contact,
            "languages": " ".join(s.languages),
            "licence": s.licence,
            "republish": int(s.republish),
            "every_hours": s.every.total_seconds() / 3600,
            "declared_state": s.state.value,
            "reason": s.reason,
            "key_name": s.key,
            "unverified_live": int(s.unverified_live),
            "proofs": json.dumps(dict(s.proofs)),
        }
        put(db, "sources", {"id": s.id}, row)


def sync_background(db: Database, background: Background) -> None:
    """Bring places, criteria and calendars up to date."""
    for place in background.places.values():
        _sync_place(db, place)
    _sync_subject(db, background)
    for legislature in background.legislatures.values():
        _sync_legislature(db, legislature)
    rows = map(_second_reading, background.second_readings)
    sync(db, "second_readings", {}, rows, ("place", "measure", "provision"))


def _sync_subject(db: Database, background: Background) -> None:
    """The questions and what laws can provide. A question that is no longer asked takes its answers along."""
    asked = json.dumps([criterion.name for criterion in background.criteria])
    gone = f"criterion NOT IN {IDS}"
    reasons = f"DELETE FROM answer_reasons WHERE answer IN (SELECT id FROM answers WHERE {gone})"  # noqa: S608
    db.execute(reasons, [asked])
    db.execute(f"DELETE FROM answers WHERE {gone}", [asked])  # noqa: S608
    db.execute(f"DELETE FROM criteria WHERE name NOT IN {IDS}", [asked])  # noqa: S608
    for position, criterion in enumerate(background.criteria):
        row: Row = {
            "position": position,
            "title": criterion.title,
            "question": criterion.question,
            "kind": criterion.kind.value,
            "headline": int(criterion.headline),
            "words": records.dumps(criterion.words),
            "sentences": records.dumps(criterion.sentences),
        }
        put(db, "criteria", {"name": criterion.name}, row)
    named = json.dumps([point.name for point in background.points])
    db.execute(f"DELETE FROM provision_names WHERE name NOT IN {IDS}", [named])  # noqa: S608
    for position, point in enumerate(background.points):
        row = {
            "position": position,
            "meaning": point.meaning,
            "called": point.called,
            "abroad": int(point.abroad),
        }
        put(db, "provision_names", {"name": point.name}, row)


def _sync_place(db: Database, place: Place) -> None:
    checked = place.checked
    row = {
        "name": place.name,
        "kind": place.kind,
        "counted": int(place.counted),
        "parent": place.parent,
        "checked_on": str(checked.on) if checked else None,
        "checked_since": str(checked.first_day) if checked else None,
        "checked_by": checked.by if checked else None,
        "checked_read": "\n".join(checked.read) if checked else None,
        "note": place.note,
        "region": place.region,
        "parts": place.parts,
    }
    put(db, "places", {"code": place.code}, row)
    sync(db, "checks", {"place": place.code}, _checks(place), ("criterion", "kind", "day", "what"))
    sync(db, "plain_sentences", {"place": place.code}, _plain(place), ("criterion", "measures", "lang"))


def _checks(place: Place) -> Iterator[Row]:
    """One row for each question a search was made for, or that one looked for in vain; None: all of them."""
    row: Row
    for check in (*([place.checked] if place.checked else []), *place.checks):
        row = {"day": str(check.on), "since": str(check.first_day), "who": check.by, "what": None}
        for question in check.questions or (None,):
            yield {"criterion": question, "kind": "checked", **row, "read": as_json(check.read)}
    for tried in place.tried:
        row = {"day": str(tried.on), "since": None, "who": None, "read": None, "what": tried.what}
        for question in tried.questions or (None,):
            yield {"criterion": question, "kind": "tried", **row}


def _plain(place: Place) -> Iterator[Row]:
    """One row for each answer in a reader's words, in each language."""
    for said in place.plain:
        row: Row = {"criterion": said.question, "answer": said.answer.value, "day": str(said.on)}
        for wording in said.wordings:
            words = {"lang": wording.lang, "text": wording.text}
            yield {**row, "measures": as_json(said.measures), **words}


def _second_reading(reading: SecondReading) -> Row:
    return {
        **{name: getattr(reading, name) for name in ("place", "measure", "provision", "article", "note")},
        "first": reading.first.value,
        "first_abroad": reading.first.abroad,
        "second": reading.second.value,
        "second_abroad": reading.second.abroad,
        "settled": reading.settled,
        "day": str(reading.on),
        "read": as_json(reading.read),
    }


def _sync_legislature(db: Database, legislature: Legislature) -> None:
    rules = [rule.rule for rule in legislature.carry_over]
    if legislature.commencement_default:
        rules.append(legislature.commencement_default.rule)
    if legislature.promulgation:
        rules.append(legislature.promulgation.rule)
    row: Row = {
        "place": legislature.place,
        "name": legislature.name,
        "chambers": as_json({c.value: name for c, name in legislature.chambers}),
        "rules": "\n".join(dict.fromkeys(rules)),
    }
    put(db, "legislatures", {"id": legislature.id}, row)
    for session in legislature.sessions:
        first = session.evidence[0] if session.evidence else None
        row = {
            "name": session.name,
            "term": session.term,
            "start": str(session.start),
            "end": as_text(session.end),
            "ended_by": session.ended_by.value if session.ended_by else None,
            "evidence_kind": first.kind.value if first else None,
            "url": (first.url or first.citation) if first else None,
        }
        put(db, "sessions", {"legislature": legislature.id, "id": session.id}, row)
