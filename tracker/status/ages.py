"""How long what was read may be relied on before somebody must look again. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.vocabulary import Answer, Status

_OF_STATUS = {
    Status.PENDING: timedelta(days=60),
    Status.UNKNOWN: timedelta(days=60),
    Status.ENACTED: timedelta(days=90),
    Status.IN_FORCE: timedelta(days=2 * 365),
}
_A_YEAR = timedelta(days=365)
_OF_ANSWER = {
    Answer.IN_FORCE: _OF_STATUS[Status.IN_FORCE],
    Answer.GENERAL_RULE: _OF_STATUS[Status.IN_FORCE],
    Answer.UNCLEAR: _OF_STATUS[Status.IN_FORCE],
    Answer.ENACTED: _OF_STATUS[Status.ENACTED],
    Answer.PENDING: _OF_STATUS[Status.PENDING],
    Answer.IN_PARTS: _A_YEAR,
    Answer.ENDED: _A_YEAR,
    Answer.NONE_FOUND: _A_YEAR,
}


def measure_due(status: Status | None, looked: date | None, session_end: date | None = None) -> date | None:
    """The day by which somebody must look what became of a measure; None: never, as for a bill that ended.

    `looked`: when a person or a program last did. `session_end`: the known end of an open bill's session,
    after which it may have died; it counts where it lies between the two days.
    """
    after = _OF_STATUS.get(status) if status else None
    if after is None or looked is None:
        return None
    due = looked + after
    if status is Status.PENDING and session_end is not None and looked <= session_end < due:
        return session_end + timedelta(days=1)
    return due


def answer_due(answer: Answer, looked: date | None, of_treaty: bool = False) -> date | None:
    """The day by which somebody must look whether an answer still holds; None: it rests on nobody's reading.

    What a place did to a treaty is looked at every year, whatever the step.
    """
    after = _A_YEAR if of_treaty and answer in _OF_ANSWER else _OF_ANSWER.get(answer)
    return looked + after if after is not None and looked is not None else None
