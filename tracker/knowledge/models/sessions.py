"""`sessions.yml`: calendars, and the rules by which silence is read."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from tracker.knowledge.models.evidence import EvidenceMap, SomeEvidence
from tracker.knowledge.models.forms import Code, Count, Day, Days, Key, Model, Text, Truth, When
from tracker.vocabulary import Category, Chamber, Legislature, Session, SessionEnd, Stage


class SessionEntry(Model):
    """One session of a legislature."""

    record: ClassVar[type] = Session

    id: Text
    name: Text
    term: Text
    start: Day
    end: When | None = None
    ended_by: SessionEnd | None = Field(None, description="given exactly with `end`")
    dissolved: When | None = None
    evidence: SomeEvidence


class CarryOverEntry(Model):
    """What becomes of an open bill when a session ends. The first entry that fits decides."""

    at: Annotated[tuple[SessionEnd, ...], Field(min_length=1)] = Field(
        description="the ways of ending it is for"
    )
    dies: Truth = Field(description="true: the bill lapses; false: it lives on in the next session")
    rule: Text = Field(description="the rule, in a sentence the public can read")
    chamber: Chamber | None = Field(None, description="only bills that began in this chamber")
    before: Chamber | None = Field(
        None,
        description="only bills that this chamber had before it at the end: the one they began in, until it "
        "passed them",
    )
    category: Category | None = Field(None, description="only bills of this category")
    sessions: Count = Field(
        1, description="only from the end of this many sessions on, the bill's own included"
    )
    unvoted: Truth = Field(False, description="true: only bills that the whole legislature has not passed")
    at_opening: Truth = Field(
        False, description="true: the bill lapses when the next session opens, not before"
    )
    evidence: SomeEvidence


class CommencementEntry(Model):
    """When an act that says nothing of it comes into force."""

    after: Stage = Field(description="the step it is counted from")
    days: Days = Field(description="days after that step; 0 is the same day")
    rule: Text = Field(description="the rule, in a sentence the public can read")
    evidence: SomeEvidence


class PromulgationEntry(Model):
    """Within what time a bill the legislature passed must be promulgated, sent back or refused."""

    days: Days = Field(description="days after its passage, those of a suspension included")
    rule: Text = Field(description="the rule, in a sentence the public can read")
    evidence: SomeEvidence


class LegislatureEntry(Model):
    """A law-making body."""

    record: ClassVar[type] = Legislature

    id: Key
    place: Code
    name: Text
    chambers: dict[Chamber, Text] = Field(default_factory=dict)
    sessions: tuple[SessionEntry, ...] = Field((), description="its sessions, oldest first")
    carry_over: tuple[CarryOverEntry, ...] = Field((), description="its carry-over rules, special ones first")
    commencement_default: CommencementEntry | None = Field(None, description="its rule for silent acts")
    promulgation: PromulgationEntry | None = Field(
        None, description="after it and a month, a passed bill of which nothing is seen is not pending"
    )


class SessionsFile(Model):
    """`sessions.yml`: the calendars and rules by which a bill's silence is read."""

    evidence: EvidenceMap
    legislatures: tuple[LegislatureEntry, ...] = Field(description="the legislatures")
