"""Where values were seen: defined once in a file, named by key."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from pydantic import Field

from tracker.knowledge.models.forms import MEMORY, Day, Key, Model, Text, Url, matching
from tracker.vocabulary import Evidence, EvidenceKind


class EvidenceEntry(Model):
    """Where something was seen. Defined once in a file under a key, then named by that key."""

    record: ClassVar[type] = Evidence

    kind: EvidenceKind = Field(
        description="official: the publisher's own address; copy: the official text read in a mirror, the "
        "address being that of the file, never of a repository; secondary: anybody else; memory: not seen, "
        "and never decides an answer"
    )
    url: Url | None = Field(None, description="one of url and citation is needed")
    citation: Text | None = None
    retrieved: Day | None = Field(None, description="absent where not known")
    sha256: (
        Annotated[str, matching(re.compile(r"[0-9a-f]{64}", re.ASCII), "64 digits of 0-9 and a-f")] | None
    ) = None


EvidenceKeys = Annotated[
    tuple[Key, ...],
    Field(
        description=f"keys of this file's `evidence`, or the reserved key `{MEMORY}`: known from memory only"
    ),
]
SomeEvidence = Annotated[EvidenceKeys, Field(min_length=1)]
EvidenceMap = Annotated[
    dict[Key, EvidenceEntry], Field(default_factory=dict, description="this file's evidence, by key")
]
