"""`treaties/<id>.yml`: a treaty and its parties."""

from __future__ import annotations

from pydantic import Field

from tracker.knowledge.models.evidence import EvidenceMap, SomeEvidence
from tracker.knowledge.models.forms import EDTF, Code, Day, Key, Model, Text, Url, When
from tracker.questions import TreatyActionKind


class TreatyActionEntry(Model):
    """What a place did to the treaty, or the treaty's entry into force for it."""

    place: Code = Field(description="the place")
    action: TreatyActionKind = Field(description="what it did; ratified covers acceptance and accession")
    date: When | None = Field(None, description=f"{EDTF}; absent where only the fact is known")
    note: Text | None = Field(None, description="how the date is known, where it is not stated")
    read: Day | None = Field(
        None, description="the day as of which its page tells; absent: the file's list, if there is one"
    )
    evidence: SomeEvidence


class TreatyListEntry(Model):
    """A depositary's list of all that every State did, as of a day. A place it lacks had done nothing."""

    on: Day = Field(description="the day as of which it tells")
    evidence: SomeEvidence


class TreatyFile(Model):
    """`treaties/<id>.yml`: a treaty and its parties."""

    id: Key = Field(description="its id, the same as the file's name")
    title: Text = Field(description="its title")
    citation: Text = Field(description="its number in the depositary's series")
    opened: Day | None = Field(None, description="the day it was opened for signature")
    in_force: Day | None = Field(None, description="the day it entered into force at all")
    url: Url = Field(description="the depositary's page")
    list: TreatyListEntry | None = Field(
        None, description="the newest whole list that was read, whatever its age"
    )
    evidence: EvidenceMap
    actions: tuple[TreatyActionEntry, ...] = Field((), description="what places did, in any order")
