"""Pure: dated events and a session calendar give a measure's status; measures and criteria give a
place's answers over time."""

from tracker.status.answers import Parts, answers
from tracker.status.said import Args, BasisCode, Finding, Reason, Says, Since, Span, Support, Timeline, Told
from tracker.status.standing import FAILED, Assessment, Standing

__all__ = [
    "FAILED",
    "Args",
    "Assessment",
    "BasisCode",
    "Finding",
    "Parts",
    "Reason",
    "Says",
    "Since",
    "Span",
    "Standing",
    "Support",
    "Timeline",
    "Told",
    "answers",
]
