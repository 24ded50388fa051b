"""What one measure, or measures read together, contribute to an answer: the voices of which a place's
answer is the loudest. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from tracker.status.said import NO_ARGS, Args, BasisCode, Reason, Since
from tracker.vocabulary import Answer, Condition


class Rank(IntEnum):
    """Which voice is heard: the lowest. Of the same rank all are reasons of the one answer."""

    IN_FORCE = 0
    ENACTED = 1
    GENERAL_RULE = 2
    UNCLEAR = 3
    LAW_UNREAD = 4
    PENDING = 5
    IN_PARTS = 6
    ENDED = 7
    REACH_UNREAD = 8
    REMEMBERED = 9
    NONE_FOUND = 10
    NOT_CHECKED = 11

    @property
    def answer(self) -> Answer:
        return _ANSWERS[self]


_ANSWERS = {
    Rank.IN_FORCE: Answer.IN_FORCE,
    Rank.ENACTED: Answer.ENACTED,
    Rank.GENERAL_RULE: Answer.GENERAL_RULE,
    Rank.UNCLEAR: Answer.UNCLEAR,
    Rank.LAW_UNREAD: Answer.UNCLEAR,
    Rank.PENDING: Answer.PENDING,
    Rank.IN_PARTS: Answer.IN_PARTS,
    Rank.ENDED: Answer.ENDED,
    Rank.REACH_UNREAD: Answer.NOT_CHECKED,
    Rank.REMEMBERED: Answer.NOT_CHECKED,
    Rank.NONE_FOUND: Answer.NONE_FOUND,
    Rank.NOT_CHECKED: Answer.NOT_CHECKED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One voice. `lead`: of several of a rank, the one with the lowest gives code and arguments.

    `began`: when it began to say so; None: nobody needs to know. `answer`: only where the rank's own does not
    fit, as for a place that a quotation does not name.
    """

    rank: Rank
    code: BasisCode
    args: Args = NO_ARGS
    confidence: str = ""
    condition: Condition | None = None
    reasons: tuple[Reason, ...] = ()
    lead: int = 0
    began: Since | None = None
    answer: Answer | None = None

    @property
    def told(self) -> Answer:
        return self.answer or self.rank.answer
