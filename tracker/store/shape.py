"""Records as rows of tracker.db: pure, one function a table, and the columns rows are matched by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tracker.history import Conflict, Step
from tracker.status import Assessment
from tracker.store.rows import Row
from tracker.vocabulary import Evidence, Provision, Window, is_only_memory

EVENT_KEY = ("origin", "stage", "chamber", "date", "label")
PROVISION_KEY = ("name", "value", "abroad", "article", "since", "until")
EVIDENCE_KEY = ("kind", "url", "citation", "retrieved", "sha256")
CONFLICT_KEY = ("field", "kept", "kept_from", "other", "other_from")
REASON_KEY = ("role", "measure", "event", "provision", "treaty_action")


def as_text(value: date | Window | None) -> str | None:
    return None if value is None else str(value)


def measure_row(assessment: Assessment) -> Row:
    m = assessment.history.measure
    plain = (
        *("place", "title", "lang", "legislature", "session", "number", "url", "citation", "extent"),
        *("relevant_part", "source_status", "sponsor", "family", "note"),
    )
    enums = ("kind", "origin_chamber", "category", "relevance", "meets")
    row: Row = {name: getattr(m, name) for name in plain}
    row.update((name, value.value if (value := getattr(m, name)) else None) for name in enums)
    row["aims"] = " ".join(m.aims) or None
    for name in ("introduced", "passed", "assented", "in_force"):
        row[name] = as_text(getattr(assessment, name))
    return row


def event_row(step: Step) -> Row:
    event = step.event
    return {
        "origin": step.origin,
        "stage": event.stage.value,
        "chamber": event.chamber.value if event.chamber else None,
        "date": as_text(event.date),
        "earliest": as_text(step.window.earliest) if step.window else None,
        "latest": as_text(step.window.latest) if step.window else None,
        "label": event.label,
        "code": event.code,
        "url": event.url,
        "basis": event.basis.value,
        "note": event.note,
        "role": step.role.value,
        "listed": 1,
    }


def step_key(step: Step) -> tuple[Any, ...]:
    row = event_row(step)
    return tuple(row[name] for name in EVENT_KEY)


def provision_row(provision: Provision) -> Row:
    return {
        "name": provision.name,
        "value": provision.value.value,
        "abroad": provision.abroad.value if provision.abroad else None,
        "article": provision.article,
        "since": as_text(provision.since),
        "until": as_text(provision.until),
        "note": provision.note,
        "only_memory": int(is_only_memory(provision.evidence)),
        "listed": 1,
    }


def evidence_row(item: Evidence) -> Row:
    return {
        "kind": item.kind.value,
        "url": item.url,
        "citation": item.citation,
        "retrieved": as_text(item.retrieved),
        "sha256": item.sha256,
    }


def over_time(rows: Sequence[Row]) -> str:
    """Answers in one line, each from its first day on; spans that differ only in their reasons are one."""
    turns = [
        f"{row['from_date'] or 'always'} {row['answer']}"
        for before, row in zip([None, *rows], rows, strict=False)
        if before is None or before["answer"] != row["answer"]
    ]
    return "; ".join(turns)


def conflict_row(conflict: Conflict) -> Row:
    return {name: getattr(conflict, name) for name in CONFLICT_KEY}
