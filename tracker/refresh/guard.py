"""Checks before a commit: too little answered, too much changed, law turned back into a bill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tracker.vocabulary import Issue, IssueKind, Status

#: From this many watched measures on, a source must have answered for this share of them.
ANSWERED_FROM = 10
ANSWERED_SHARE = 0.8
#: More than this share and more than this many statuses changed at once is not believed.
CHANGED_SHARE = 0.2
CHANGED_FLOOR = 5

#: (id of the record, id of the measure, status today before, after)
Comparison = tuple[str, str, str | None, str | None]


@dataclass
class Judgement:
    """Which records may be committed, which wait for review and why, and what is wrong."""

    allowed: set[str] = field(default_factory=set)
    held: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    stopped: bool = False


def _is_law(status: str | None) -> bool:
    return status is not None and Status(status).is_law


def _forward(before: str | None, after: str | None) -> bool:
    """A step to law. Law needs assent, gazette or commencement, so such a step always has evidence."""
    return _is_law(after) and (not _is_law(before) or (before, after) == ("enacted", "in_force"))


def _backward(before: str | None, after: str | None) -> bool:
    return _is_law(before) and not _is_law(after) and after != Status.REPEALED.value


def judge(comparisons: Sequence[Comparison], expected: int, answered: int) -> Judgement:
    """`expected`: watched measures that should have been answered for; `answered`: how many were.

    A step to law always passes. When a source is not believed, nothing else of it does.
    """
    result = Judgement()
    forward, ordinary = set(), set()
    changed = 0
    for record_id, measure, before, after in comparisons:
        if _backward(before, after):
            reason = f"{measure} would go back from {before} to {after}"
            result.held[record_id] = reason
            result.issues.append(Issue(kind=IssueKind.HELD_FOR_REVIEW, detail=reason, measure=measure))
        elif _forward(before, after):
            forward.add(record_id)
        else:
            ordinary.add(record_id)
            changed += before is not None and before != after
    if expected >= ANSWERED_FROM and answered < ANSWERED_SHARE * expected:
        detail = f"{answered} of {expected} watched measures answered: expected at least {ANSWERED_SHARE:.0%}"
        result.issues.append(Issue(kind=IssueKind.TOO_FEW_ANSWERED, detail=detail))
        result.stopped = True
    if changed > CHANGED_FLOOR and changed > CHANGED_SHARE * len(comparisons):
        detail = (
            f"{changed} of {len(comparisons)} statuses changed at once: expected at most {CHANGED_SHARE:.0%}"
        )
        result.issues.append(Issue(kind=IssueKind.MASS_CHANGE, detail=detail))
        result.stopped = True
    result.allowed = forward if result.stopped else forward | ordinary
    return result
