"""A depositary's list, checked before it is committed: too few places, too many days moved, a place that
would stand lower than before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.history import within
from tracker.questions import Treaty
from tracker.refresh.guard import ANSWERED_FROM, ANSWERED_SHARE, CHANGED_FLOOR, CHANGED_SHARE
from tracker.status.participation import Listing, key_of, merge, setbacks
from tracker.store import Writer
from tracker.vocabulary import Issue, IssueKind, TreatyAction, is_only_memory


@dataclass
class ListJudgement:
    """Places of a list that wait for review and why, and what is wrong. `stopped`: nothing of it commits;
    `changed`: how many places differ after the commit."""

    held: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    stopped: bool = False
    changed: int = 0

    def stop(self, kind: IssueKind, detail: str) -> None:
        self.issues.append(Issue(kind=kind, detail=detail, field="participants"))
        self.stopped = True


def commit_list(writer: Writer, listing: Listing) -> ListJudgement:
    """Judge a list and commit what of it may be, inside the writer's transaction."""
    name, actions = listing.participants.treaty, listing.participants.actions
    treaty, places = writer.background.treaties.get(name), writer.background.places
    if treaty is None:
        verdict = ListJudgement()
        verdict.stop(IssueKind.BAD_VALUE, f"{name}: no such treaty in data/treaties")
    else:
        known = tuple(action for action in actions if action.place in places)
        listing = replace(listing, participants=replace(listing.participants, actions=known))
        verdict = judge_list(treaty, writer.treaties.listings(name), listing, writer.today)
        for code in sorted({action.place for action in actions} - set(places)):
            detail = f"{name}: no place {code!r} in data/places.yml"
            verdict.issues.append(Issue(kind=IssueKind.BAD_VALUE, detail=detail, field="place"))
        if not verdict.stopped:
            verdict.changed = writer.commit_list(listing, verdict.held)
    url = next((proof.url for action in actions for proof in action.evidence), None)
    verdict.issues = [replace(issue, url=url) for issue in verdict.issues]
    return verdict


def judge_list(treaty: Treaty, stored: Sequence[Listing], listing: Listing, today: date) -> ListJudgement:
    """Judge a list against what was known. `stored`: the lists committed so far, of all sources."""
    result = ListJudgement()
    before = next((x for x in stored if x.origin == listing.origin), None)
    known = before.participants.actions if before else _expected(treaty, listing.seen)
    _doubt(result, treaty.id, known, listing.participants.actions)
    if result.stopped:
        return result
    others = [x for x in stored if x.origin != listing.origin]
    if before is not None:
        result.held.update(setbacks(known, listing.participants.actions, today))
    merged = merge(treaty, stored)[0].actions, merge(treaty, [*others, listing])[0].actions
    result.held.update(setbacks(*merged, today))
    for reason in result.held.values():
        detail = f"{treaty.id}: {reason}"
        result.issues.append(Issue(kind=IssueKind.HELD_FOR_REVIEW, detail=detail, field="participants"))
    return result


def _expected(treaty: Treaty, seen: date | None) -> tuple[TreatyAction, ...]:
    """What a first list should show: the curated actions taken by the day it was read."""
    return tuple(
        action
        for action in treaty.actions
        if not is_only_memory(action.evidence)
        and action.date is not None
        and (seen is None or action.date.latest <= seen)
    )


def _doubt(
    result: ListJudgement, treaty: str, known: Sequence[TreatyAction], listed: Sequence[TreatyAction]
) -> None:
    """Stop at a list that lacks too many places, or tells too many days anew."""
    places, answered = {x.place for x in known}, {x.place for x in listed}
    found = len(places & answered)
    if len(places) >= ANSWERED_FROM and found < ANSWERED_SHARE * len(places):
        detail = f"{found} of {len(places)} known places are listed: expected at least {ANSWERED_SHARE:.0%}"
        result.stop(IssueKind.TOO_FEW_ANSWERED, f"{treaty}: {detail}")
    days = {key_of(x): x.date for x in known}
    moved = {
        x.place
        for x in listed
        if (day := days.get(key_of(x))) is not None and x.date is not None and not within(x.date, day)
    }
    if len(moved) > CHANGED_FLOOR and len(moved) > CHANGED_SHARE * len(places):
        detail = (
            f"the days of {len(moved)} of {len(places)} places differ: expected at most {CHANGED_SHARE:.0%}"
        )
        result.stop(IssueKind.MASS_CHANGE, f"{treaty}: {detail}")
