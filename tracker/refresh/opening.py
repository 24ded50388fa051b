"""Opening a database for a run: declarations and curated knowledge brought up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from sqlite_utils import Database

from tracker import history, knowledge, records, relevance, status
from tracker.knowledge import findings
from tracker.source.declare import Source
from tracker.store import Background, Declared, Writer
from tracker.store.claims import sync_claims
from tracker.store.rows import put, select


def background_of(known: knowledge.Knowledge) -> Background:
    return Background(
        {place.code: place for place in known.places},
        {legislature.id: legislature for legislature in known.legislatures},
        known.criteria,
        {treaty.id: treaty for treaty in known.treaties},
        known.points,
        known.second_readings,
    )


def described(source: Source) -> Declared:
    """What the store keeps of a source's declaration."""
    return Declared(**{field.name: getattr(source, field.name) for field in fields(Declared)})


def judge_of(known: knowledge.Knowledge) -> relevance.Judge:
    return relevance.Judge(
        {
            lang: relevance.Terms(lang, terms.direct, terms.related, terms.exclude)
            for lang, terms in known.terms.items()
        }
    )


def engine_fingerprint(known: knowledge.Knowledge) -> str:
    """Changes with the curated data and with the code that works statuses and findings out."""
    digest = sha256(records.dumps(known).encode())
    folder = Path(status.__file__).parent
    for path in (*sorted(folder.glob("*.py")), Path(history.__file__), Path(findings.__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def open_writer(db: Database, known: knowledge.Knowledge, sources: Iterable[Source], now: datetime) -> Writer:
    """A writer with declarations and curated knowledge brought up to date, in one transaction."""
    writer = Writer(db, background_of(known), now)
    with writer.transaction():
        fingerprint = engine_fingerprint(known)
        if not writer.knows(fingerprint):
            run = writer.start_run("knowledge")
            writer.sync_knowledge(known.measures, fingerprint)
            writer.sync_findings(map(asdict, findings.findings(known)))
            sync_claims(db, known.claims)
            writer.finish_run("done", writer.at, f"curated knowledge, run {run}")
        writer.sync_sources(map(described, sources))
        if not select(db, "facts", {"name": "database"}):
            put(db, "facts", {"name": "database"}, {"value": uuid4().hex})
    return writer
