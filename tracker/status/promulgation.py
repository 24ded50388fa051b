"""A bill that its legislature passed, of whose promulgation nothing is seen after its time. Pure.

Such a bill is before no legislature any more, and whether it is law nobody has seen: it is not pending.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from tracker.history import RULE, History, Role, Step
from tracker.vocabulary import (
    Basis,
    Chamber,
    Event,
    Legislature,
    Promulgation,
    Stage,
    Window,
    is_only_memory,
)

#: What it may take until a passed text is handed over, from which day constitutions count, and until a
#: promulgation is told.
ON_ITS_WAY = timedelta(days=30)
#: After so long nothing is believed to be on its way, where no rule sets a time.
NO_RULE = timedelta(days=365)
#: The voters decide at a coming election: after so long their vote was taken.
VOTERS = timedelta(days=3 * 365)


def unseen(history: History, steps: Sequence[Step], legislature: Legislature | None) -> Iterable[Step]:
    """A step of stage `unknown` on the day by which a passed bill's promulgation, or what the voters said to
    it, must have been seen; the rule is its basis.

    Nothing where the bill is law, where it took a further step since, such as a vote taken again, or where
    its passage has no day at all.
    """
    if not history.measure.kind.can_become_law:
        return
    # A word nobody can place is no step that a bill took.
    sure = sorted((s for s in steps if s.decides and s.event.stage is not Stage.UNKNOWN), key=_order)
    if not sure or any(s.event.stage.makes_law for s in sure) or not _waits(sure):
        return
    window = sure[-1].window
    rule = legislature.promulgation if legislature else None
    if rule is not None and is_only_memory(rule.evidence):
        rule = None
    if window is None:
        return
    if sure[-1].event.stage is Stage.PUT_TO_VOTERS:
        yield _step(sure[-1], Window.day(window.latest + VOTERS), None)
    else:
        limit = timedelta(days=rule.days) + ON_ITS_WAY if rule else NO_RULE
        yield _step(sure[-1], Window.day(window.latest + limit), rule)


def _order(step: Step) -> tuple[object, int]:
    assert step.window is not None  # noqa: S101
    return step.window.latest, step.event.stage.rank


def _waits(sure: Sequence[Step]) -> bool:
    """Whether the last step leaves the bill with whoever promulgates: its passage, or the single chamber's
    second vote on what it had passed."""
    last = sure[-1].event
    passed = any(s.event.stage is Stage.PASSED for s in sure)
    again = last.stage is Stage.PASSED_CHAMBER and last.chamber is Chamber.LEGISLATURE
    return last.stage in (Stage.PASSED, Stage.PUT_TO_VOTERS) or (passed and again)


def _step(passed: Step, when: Window, rule: Promulgation | None) -> Step:
    sources = (*passed.event.evidence, *(rule.evidence if rule else ()))
    voters = passed.event.stage is Stage.PUT_TO_VOTERS
    sought = "nothing was found of the voters' vote" if voters else "no promulgation was found"
    since = "Three years" if voters else "A year"
    event = Event(
        stage=Stage.UNKNOWN,
        date=when,
        label=f"passed by {passed.window}; {sought}",
        basis=Basis.RULE if rule else Basis.INFERENCE,
        note=rule.rule if rule else f"{since} after its passage nothing says whether it became law.",
        url=passed.event.url or next((e.url for e in sources if e.url), None),
        evidence=sources,
    )
    return Step(event, RULE, when, Role.COUNTS)
