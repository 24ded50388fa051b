"""What statuses and answers are worked out with, and its rows: places, criteria, calendars, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from tracker.questions import Criterion, Place, Treaty
from tracker.source.declare import Source
from tracker.store.rows import Row, as_json, put
from tracker.store.shape import as_text
from tracker.vocabulary import Legislature


@dataclass(frozen=True)
class Background:
    """The curated knowledge that statuses and answers are worked out with."""

    places: Mapping[str, Place]
    legislatures: Mapping[str, Legislature]
    criteria: tuple[Criterion, ...]
    treaties: Mapping[str, Treaty]


def sync_sources(db: Database, sources: Iterable[Source]) -> None:
    for s in sources:
        row = {
            "place": s.place,
            "name": s.name,
            "home": s.home,
            "languages": " ".join(s.languages),
            "licence": s.licence,
            "republish": int(s.republish),
            "every_hours": s.every.total_seconds() / 3600,
            "declared_state": s.state.value,
            "reason": s.reason,
            "key_name": s.key,
            "unverified_live": int(s.unverified_live),
        }
        put(db, "sources", {"id": s.id}, row)


def sync_background(db: Database, background: Background) -> None:
    """Bring places, criteria and calendars up to date."""
    for place in background.places.values():
        _sync_place(db, place)
    for position, criterion in enumerate(background.criteria):
        row = {"position": position, "title": criterion.title, "question": criterion.question}
        put(db, "criteria", {"name": criterion.name.value}, row)
    for legislature in background.legislatures.values():
        _sync_legislature(db, legislature)


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
        "parts": place.parts,
    }
    put(db, "places", {"code": place.code}, row)


def _sync_legislature(db: Database, legislature: Legislature) -> None:
    rules = [rule.rule for rule in legislature.carry_over]
    if legislature.commencement_default:
        rules.append(legislature.commencement_default.rule)
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
