"""What a test says of a claim, and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.vocabulary import Word


class Verdict(Word):
    """What became of a claim."""

    HOLDS = "holds", "It agrees with our answers."
    HELD_THEN = (
        "held_then",
        "It agreed with our answers for its own date; today it does not, or that is open.",
    )
    CONTRADICTED = "contradicted", "Our answers for its own date say otherwise."
    UNDECIDED = "undecided", "Our answers do not decide it."


class Ground(Word):
    """What a verdict rests on. The meaning is a sentence with the names of a reason's values in it."""

    COUNT = "count", "Places with such an answer for certain: %(sure)s. Places where it is open: %(open)s."
    ANSWER = "answer", "%(place)s: %(answer)s."
    STATUS = "status", "%(measure)s: %(status)s."
    NOT_SURE = "not_sure", "%(measure)s: %(status)s, but the day of a step is not known exactly."
    NO_STEP = "no_step", "%(measure)s: no step that would decide it is known with a day."
    NOT_BEGUN = "not_begun", "%(measure)s: no step is known by that day."
    STEP = "step", "%(measure)s, %(stage)s: %(date)s."
    ALREADY_LAW = "already_law", "%(measure)s was law already: %(date)s."
    PROVISION = "provision", "%(measure)s, %(provision)s: %(value)s."
    NOT_PROVIDED = "not_provided", "%(measure)s was not law that day, or no longer provided that."
    RANK = (
        "rank",
        "Parts that certainly made such law before %(place)s (%(date)s): %(earlier)s. Open: %(open)s. "
        "Its number is therefore at least %(rank)s.",
    )
    CHANGES = "changes", "Within the time the claim speaks of, this changed on %(date)s."


@dataclass(frozen=True, slots=True)
class Reason:
    """A ground on a day. `values` fill the ground's sentence: codes, ids, words of closed lists, EDTF dates
    and numbers, as text; `places` and `measures` are what it rests on."""

    ground: Ground
    on: date
    values: Mapping[str, str]
    places: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A test's result: holds, contradicted or undecided."""

    verdict: Verdict
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a claim, from the outcomes for the time it speaks of and for today."""

    verdict: Verdict
    then: Outcome
    now: Outcome


def sentence(reason: Reason, names: Mapping[str, str]) -> str:
    """A reason in English, with places by their names."""
    said = {
        name: names.get(value, value) if name == "place" else value.replace("_", " ")
        for name, value in reason.values.items()
    }
    return reason.ground.meaning % said
