"""Where a value was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from tracker.vocabulary.answers import EvidenceKind
from tracker.vocabulary.doc import Doc


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a value was seen: a URL or, for what has none, a citation."""

    kind: Annotated[EvidenceKind, Doc("who says it")]
    url: Annotated[str | None, Doc("the page's address")] = None
    citation: Annotated[str | None, Doc("what the page is, or where to find what has no address")] = None
    retrieved: Annotated[date | None, Doc("the day the page was fetched")] = None
    sha256: Annotated[str | None, Doc("hash of the bytes that were read")] = None


def is_only_memory(evidence: tuple[Evidence, ...]) -> bool:
    """True where there is evidence and all of it is somebody's memory."""
    return bool(evidence) and all(item.kind is EvidenceKind.MEMORY for item in evidence)
