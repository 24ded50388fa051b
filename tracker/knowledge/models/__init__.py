"""The format of the curated files, written once: the loader and the codebook both come from here.

Each module holds one subject; all names are taken from here. Every field's description is what a curator
reads. Values are text in the files (see `tracker.knowledge.document`); the types say what text it must be.
"""

from __future__ import annotations

from tracker.knowledge.models.claims import (
    AnswerQuery,
    ClaimEntry,
    ClaimsFile,
    CountQuery,
    ProvisionQuery,
    QueryEntry,
    RankQuery,
    StatusQuery,
    StepQuery,
)
from tracker.knowledge.models.evidence import EvidenceEntry
from tracker.knowledge.models.findings import FindingsFile
from tracker.knowledge.models.forms import EDTF, MEMORY, Model
from tracker.knowledge.models.law import (
    AliasEntry,
    CheckedEntry,
    EventEntry,
    ExpiryEntry,
    LinkEntry,
    MeasureEntry,
    PlaceEntry,
    PlaceFile,
    PlacesFile,
    PlainEntry,
    ProvisionEntry,
    TitleEntry,
    WordingsEntry,
)
from tracker.knowledge.models.second import CodingEntry, SecondFile, SecondLawEntry, SecondPointEntry
from tracker.knowledge.models.sessions import (
    CarryOverEntry,
    CommencementEntry,
    LegislatureEntry,
    SessionEntry,
    SessionsFile,
)
from tracker.knowledge.models.subject import (
    ClauseEntry,
    CriterionEntry,
    PointEntry,
    SentenceEntry,
    SubjectFile,
    TermsEntry,
    TermsFile,
)
from tracker.knowledge.models.treaties import TreatyActionEntry, TreatyFile, TreatyListEntry

__all__ = [
    "EDTF",
    "MEMORY",
    "AliasEntry",
    "AnswerQuery",
    "CarryOverEntry",
    "CheckedEntry",
    "ClaimEntry",
    "ClaimsFile",
    "ClauseEntry",
    "CodingEntry",
    "CommencementEntry",
    "CountQuery",
    "CriterionEntry",
    "EventEntry",
    "EvidenceEntry",
    "ExpiryEntry",
    "FindingsFile",
    "LegislatureEntry",
    "LinkEntry",
    "MeasureEntry",
    "Model",
    "PlaceEntry",
    "PlaceFile",
    "PlacesFile",
    "PlainEntry",
    "PointEntry",
    "ProvisionEntry",
    "ProvisionQuery",
    "QueryEntry",
    "RankQuery",
    "SecondFile",
    "SecondLawEntry",
    "SecondPointEntry",
    "SentenceEntry",
    "SessionEntry",
    "SessionsFile",
    "StatusQuery",
    "StepQuery",
    "SubjectFile",
    "TermsEntry",
    "TermsFile",
    "TitleEntry",
    "TreatyActionEntry",
    "TreatyFile",
    "TreatyListEntry",
    "WordingsEntry",
]
