"""Where a value was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.vocabulary.answers import EvidenceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a value was seen: a URL or, for what has none, a citation."""

    kind: EvidenceKind
    url: str | None = None
    citation: str | None = None
    retrieved: date | None = None
    sha256: str | None = None


def is_only_memory(evidence: tuple[Evidence, ...]) -> bool:
    """True where there is evidence and all of it is somebody's memory."""
    return bool(evidence) and all(item.kind is EvidenceKind.MEMORY for item in evidence)
