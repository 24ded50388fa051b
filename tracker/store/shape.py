"""Records as rows of tracker.db: pure, one function a table, and the columns rows are matched by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from tracker.history import Conflict, Step
from tracker.status import Assessment, Finding, Since, Span
from tracker.store.rows import Row, as_json
from tracker.store.tables import TABLES
from tracker.vocabulary import Evidence, Measure, Provision, Window, Word, is_only_memory

EVENT_KEY = ("origin", "stage", "chamber", "date", "label")
PROVISION_KEY = ("name", "value", "abroad", "article", "since", "until")
EVIDENCE_KEY = ("kind", "url", "citation", "retrieved", "sha256")
CONFLICT_KEY = ("field", "kept", "kept_from", "other", "other_from")
REASON_KEY = ("role", "measure", "event", "provision", "treaty_action", "from_date")


def as_text(value: date | Window | None) -> str | None:
    return None if value is None else str(value)


#: The fields of a measure that its row holds as they are: the columns of its table that are fields.
_MEASURE = tuple(
    field.name
    for field in fields(Measure)
    if field.name in TABLES["measures"].columns and field.name not in ("id", "expires")
)


def _cell(value: Any) -> Any:
    """A field's value as a table keeps it: words and days as text, what is several as JSON."""
    if isinstance(value, Word):
        return value.value
    if isinstance(value, tuple):
        return as_json(list(value)) if value else None
    return as_text(value) if isinstance(value, date | Window) else value


def measure_row(assessment: Assessment) -> Row:
    m = assessment.history.measure
    row: Row = {name: _cell(getattr(m, name)) for name in _MEASURE}
    row["expires"] = as_text(m.expires.date) if m.expires else None
    row["expires_rule"] = m.expires.rule if m.expires else None
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
        "read": as_text(event.read),
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
        "read": as_text(provision.read),
    }


def evidence_row(item: Evidence) -> Row:
    return {
        "kind": item.kind.value,
        "url": item.url,
        "citation": item.citation,
        "retrieved": as_text(item.retrieved),
        "sha256": item.sha256,
    }


def answer_row(span: Span) -> Row:
    finding = span.finding
    return {
        "from_date": as_text(span.since),
        "to_date": as_text(span.until),
        "answer": finding.answer.value,
        "condition": finding.condition.value if finding.condition else None,
        **since_row(finding.since),
        "basis_code": finding.code.value,
        "basis_args": as_json(args_of(finding)),
        "basis": basis_text(finding),
        "confidence": finding.confidence or None,
    }


def since_row(since: Since | None) -> Row:
    """How a beginning is known, and the days on which it can lie; empty where there is none to tell."""
    return {
        "since_kind": since.kind.value if since else None,
        "since_from": as_text(since.window.earliest) if since else None,
        "since_to": as_text(since.window.latest) if since else None,
    }


def args_of(finding: Finding) -> dict[str, Any]:
    """The arguments of a basis as plain JSON values; those it has none of are left out."""
    args = finding.args
    provisions = [{"name": p.name, "value": p.value, "abroad": p.abroad} for p in args.provisions]
    told = {"provisions": provisions, "as_of": as_text(args.as_of), "with": args.having, "of": args.of}
    return {name: value for name, value in told.items() if value}


def basis_text(finding: Finding) -> str:
    """The basis in English, for analysts: the code's own sentence with its arguments."""
    said = (
        f"{p.name}: {p.value}" + (f" (acts abroad: {p.abroad})" if p.abroad else "")
        for p in finding.args.provisions
    )
    return finding.code.meaning % {**args_of(finding), "provisions": "; ".join(said)}


def turns(rows: Sequence[Row], word: str) -> list[dict[str, Any]]:
    """A value over time as plain JSON: from each of its first days (None: always) on; spans that differ only
    in their reasons are one."""
    told: list[dict[str, Any]] = []
    for row in rows:
        turn = {
            "from": row["from_date"],
            word: row[word],
            **({"unclear": True} if row.get("unclear") else {}),
        }
        if not told or {**told[-1], "from": None} != {**turn, "from": None}:
            told.append(turn)
    return told


def conflict_row(conflict: Conflict) -> Row:
    return {name: getattr(conflict, name) for name in CONFLICT_KEY}
