"""`treaties/<id>.yml`: a treaty and its parties."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from tracker.knowledge.models.evidence import EvidenceMap, SomeEvidence
from tracker.knowledge.models.forms import Code, Day, Key, Model, Text, Url, When
from tracker.questions import Treaty, TreatyActionKind
from tracker.vocabulary import TreatyAction


class TreatyActionEntry(Model):
    """What a place did to the treaty, or the treaty's entry into force for it."""

    record: ClassVar[type] = TreatyAction

    place: Code
    action: TreatyActionKind
    date: When | None = None
    note: Text | None = None
    read: Day | None = Field(None, description="absent: the file's list, if there is one")
    evidence: SomeEvidence


class TreatyListEntry(Model):
    """A depositary's list of all that every State did, as of a day. A place it lacks had done nothing."""

    on: Day = Field(description="the day as of which it tells")
    evidence: SomeEvidence


class TreatyFile(Model):
    """`treaties/<id>.yml`: a treaty and its parties."""

    record: ClassVar[type] = Treaty

    id: Key = Field(description="the same as the file's name")
    title: Text
    citation: Text
    opened: Day | None = None
    in_force: Day | None = None
    url: Url
    list: TreatyListEntry | None = Field(
        None, description="the newest whole list that was read, whatever its age"
    )
    evidence: EvidenceMap
    actions: tuple[TreatyActionEntry, ...] = Field((), description="what places did, in any order")
