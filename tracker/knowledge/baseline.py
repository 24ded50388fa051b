"""The findings that are known and put up with, each by its identity: `data/findings.yml`.

A finding that is not among them is new, whatever else was mended; one of them that is found no more can go.
Without line numbers they stay the same when lines are added above, and two curators' lines merge.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.knowledge.findings import Finding
from tracker.vocabulary import FindingKind

FILE = "findings.yml"
_HEAD = """\
# Findings that are known and put up with, each by what it is about: `tracker check` fails for any other, with
# its file and line. `tracker check --findings` lists them all. Take a line out when it is mended (the check
# says so); `tracker check --accept` writes this file anew. Accept a new one only where a row from a poorer
# source is better than none.
"""

#: Identities by kind; one that is found twice stands twice.
Baseline = Mapping[FindingKind, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs from the baseline: findings that are `new`, and the positions in the baseline, by kind, of
    those that are `mended`."""

    new: tuple[Finding, ...]
    mended: tuple[tuple[FindingKind, int], ...]


def compared(found: Iterable[Finding], known: Baseline) -> Compared:
    """An answer that rests on no evidence at all is new however often it was accepted."""
    left = Counter((kind, identity) for kind, listed in known.items() for identity in listed)
    new = []
    for finding in found:
        key = finding.kind, finding.identity
        if finding.kind is not FindingKind.NO_EVIDENCE and left[key]:
            left[key] -= 1
        else:
            new.append(finding)
    mended = []
    for kind, listed in known.items():
        # Of equal lines the last ones are those too many.
        for position in reversed(range(len(listed))):
            if left[kind, listed[position]]:
                left[kind, listed[position]] -= 1
                mended.append((kind, position))
    return Compared(tuple(new), tuple(sorted(mended)))


def text(found: Iterable[Finding]) -> str:
    """The file that accepts these findings: sorted, one a line."""
    listed = sorted((f.kind, f.identity) for f in found if f.kind is not FindingKind.NO_EVIDENCE)
    kinds = dict.fromkeys(kind for kind, _ in listed)
    parts = [
        "\n".join([f"{kind}:", *(f"  - {_quoted(identity)}" for k, identity in listed if k is kind)])
        for kind in kinds
    ]
    return _HEAD + "".join(f"\n{part}\n" for part in parts or ["{}"])


def _quoted(identity: str) -> str:
    """A double-quoted YAML scalar: JSON's strings are among them."""
    return json.dumps(identity, ensure_ascii=False)
