"""The closed lists of the tracker and the records built of them.

Every other module speaks in these words. They follow the field's standards: chambers and bill
actions after Open States, relations after Akoma Ntoso / ELI, partial dates after EDTF (ISO 8601-2).
Each module holds one subject; all names are taken from here. Nothing here knows a file, a URL scheme, SQL
or any one country.

Legislative dates are plain local dates of the place concerned; only fetch times carry a zone (UTC).
"""

from __future__ import annotations

from tracker.vocabulary.answers import (
    Abroad,
    AddressChecked,
    Answer,
    Basis,
    Condition,
    EvidenceKind,
    SinceKind,
    TreatyActionKind,
    Value,
)
from tracker.vocabulary.calendars import CarryOver, CommencementDefault, Legislature, Promulgation, Session
from tracker.vocabulary.doc import Doc, meanings, words_of
from tracker.vocabulary.evidence import Evidence, is_only_memory
from tracker.vocabulary.ids import bill_id, number_key
from tracker.vocabulary.measures import (
    Category,
    Chamber,
    Kind,
    Relation,
    Relevance,
    SessionEnd,
    Stage,
    Status,
)
from tracker.vocabulary.records import (
    Alias,
    Day,
    Event,
    Expiry,
    Issue,
    Link,
    Measure,
    Provision,
    Title,
    Wording,
)
from tracker.vocabulary.running import FindingKind, IssueKind, Outcome, Proof, SourceState
from tracker.vocabulary.treaties import Participants, TreatyAction
from tracker.vocabulary.window import Window
from tracker.vocabulary.word import Word

__all__ = [
    "Abroad",
    "AddressChecked",
    "Alias",
    "Answer",
    "Basis",
    "CarryOver",
    "Category",
    "Chamber",
    "CommencementDefault",
    "Condition",
    "Day",
    "Doc",
    "Event",
    "Evidence",
    "EvidenceKind",
    "Expiry",
    "FindingKind",
    "Issue",
    "IssueKind",
    "Kind",
    "Legislature",
    "Link",
    "Measure",
    "Outcome",
    "Participants",
    "Promulgation",
    "Proof",
    "Provision",
    "Relation",
    "Relevance",
    "Session",
    "SessionEnd",
    "SinceKind",
    "SourceState",
    "Stage",
    "Status",
    "Title",
    "TreatyAction",
    "TreatyActionKind",
    "Value",
    "Window",
    "Word",
    "Wording",
    "bill_id",
    "is_only_memory",
    "meanings",
    "number_key",
    "words_of",
]
