"""Pure: dated events and a session calendar give a measure's status; measures and criteria give a
place's answers over time."""

from tracker.status.answers import Finding, Reason, Span, answers, on
from tracker.status.standing import FAILED, Assessment, Standing

__all__ = ["FAILED", "Assessment", "Finding", "Reason", "Span", "Standing", "answers", "on"]
