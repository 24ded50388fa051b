"""What others assert, tested against our own dated answers: a claim and facts in, a verdict with its reasons
out. Pure: no files, no SQL, no clock."""

from tracker.claims.facts import OPEN, Dated, Facts, Told
from tracker.claims.judge import judge
from tracker.claims.model import AnswerIs, Claim, Count, ProvisionIs, Query, Rank, StatusIs, StepOn
from tracker.claims.verdict import Ground, Judgement, Outcome, Reason, Verdict, sentence

__all__ = [
    "OPEN",
    "AnswerIs",
    "Claim",
    "Count",
    "Dated",
    "Facts",
    "Ground",
    "Judgement",
    "Outcome",
    "ProvisionIs",
    "Query",
    "Rank",
    "Reason",
    "StatusIs",
    "StepOn",
    "Told",
    "Verdict",
    "judge",
    "sentence",
]
