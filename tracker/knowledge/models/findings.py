"""`findings.yml`: the baseline of findings."""

from __future__ import annotations

from tracker.knowledge.models.forms import Text
from tracker.vocabulary import FindingKind

FindingsFile = dict[FindingKind, tuple[Text, ...]]
