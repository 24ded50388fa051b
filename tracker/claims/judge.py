"""The verdict on a claim, for the time it speaks of and for today.

What is unclear or not checked leaves a test open wherever it could tip it: "exactly seven" with eight certain
places is contradicted, with five certain and thirty open ones undecided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.claims.facts import Dated, Facts, Told, on
from tracker.claims.model import AnswerIs, Claim, Count, ProvisionIs, Query, Rank, StatusIs, StepOn
from tracker.claims.verdict import Ground, Judgement, Outcome, Reason, Verdict
from tracker.vocabulary import (
    Answer,
    Provision,
    Stage,
    Status,
    Value,
    Window,
)

_LAW = frozenset({Answer.IN_FORCE, Answer.ENACTED})
_IS_LAW = (Status.IN_FORCE, Status.ENACTED)


def judge(claim: Claim, facts: Facts, today: date) -> Judgement:
    """Test a claim. Raises ValueError where its date has no first day or its query holds no test."""
    then, now = _within(claim, facts), _test(claim.query, facts, today)
    held = then.verdict is Verdict.HOLDS and now.verdict is not Verdict.HOLDS
    return Judgement(Verdict.HELD_THEN if held else then.verdict, then, now)


def _within(claim: Claim, facts: Facts) -> Outcome:
    """The outcome for a window of days: undecided where it is not the same on all of them."""
    first, last = claim.date.earliest, claim.date.latest
    if first is None:
        raise ValueError(f"claim {claim.id}: its date has no first day ({claim.date})")
    outcome = _test(claim.query, facts, first)
    for day in sorted(facts.turning_days()):
        if first < day <= last:
            other = _test(claim.query, facts, day)
            if other.verdict is not outcome.verdict:
                change = Reason(Ground.CHANGES, day, {"date": str(day)})
                return Outcome(Verdict.UNDECIDED, (change, *outcome.reasons, *other.reasons))
    return outcome


def _test(query: Query, facts: Facts, day: date) -> Outcome:
    match query:
        case Query(count=Count() as count):
            return _count(count, facts, day)
        case Query(answer=AnswerIs() as answer):
            return _all(_answer(code, answer, facts, day) for code in answer.places)
        case Query(status=StatusIs() as status):
            return _all(_status(name, status.statuses, facts, day) for name in status.measures)
        case Query(step=StepOn() as step):
            return _step(step, facts, day)
        case Query(provision=ProvisionIs() as provision):
            return _provision(provision, facts, day)
        case Query(rank=Rank() as rank):
            return _rank(rank, facts, day)
    raise ValueError("a claim's query holds no test")


def _outcome(truth: bool | None, *reasons: Reason) -> Outcome:
    verdicts = {True: Verdict.HOLDS, False: Verdict.CONTRADICTED, None: Verdict.UNDECIDED}
    return Outcome(verdicts[truth], reasons)


def _of_measure(truth: bool | None, ground: Ground, day: date, measure: str, **values: str) -> Outcome:
    return _outcome(truth, Reason(ground, day, {"measure": measure, **values}, measures=(measure,)))


def _all(outcomes: Iterable[Outcome]) -> Outcome:
    """All must hold: one that is contradicted settles it, whatever is open of the others."""
    listed = tuple(outcomes)
    found = {outcome.verdict for outcome in listed}
    worst = next(v for v in (Verdict.CONTRADICTED, Verdict.UNDECIDED, Verdict.HOLDS) if v in found)
    return Outcome(worst, tuple(reason for outcome in listed for reason in outcome.reasons))


def _any(truths: Iterable[bool | None]) -> bool | None:
    found = set(truths)
    return True if True in found else None if None in found else False


# -- answers of places


def _between(low: int, high: int, least: int | None, most: int | None) -> bool | None:
    """Whether a number from `low` to `high` lies within the limits; None: it may."""
    floor, ceiling = low if least is None else least, high if most is None else most
    if high < floor or low > ceiling:
        return False
    return True if floor <= low and high <= ceiling else None


def _count(query: Count, facts: Facts, day: date) -> Outcome:
    spans = {
        code: on(facts.answers.get((code, query.criterion), ()), day)
        for code, place in facts.places.items()
        if place.counted
    }
    sure = tuple(code for code, span in spans.items() if span and span.sure and span.word in query.answers)
    unknown = sum(span is None or not span.sure for span in spans.values())
    truth = _between(len(sure), len(sure) + unknown, query.at_least, query.at_most)
    values = {"sure": str(len(sure)), "open": str(unknown)}
    return _outcome(truth, Reason(Ground.COUNT, day, values, places=sure))


def _answer(code: str, query: AnswerIs, facts: Facts, day: date) -> Outcome:
    span = on(facts.answers.get((code, query.criterion), ()), day)
    span = span or Told(None, None, Answer.NOT_CHECKED, sure=False)
    truth = span.word in query.answers if span.sure else None
    values = {"place": code, "answer": span.word}
    return _outcome(truth, Reason(Ground.ANSWER, day, values, (code,), span.measures))


# -- measures


def _status(name: str, statuses: Sequence[Status], facts: Facts, day: date) -> Outcome:
    spans = facts.statuses.get(name, ())
    span = on(spans, day)
    if not spans:
        return _of_measure(None, Ground.NO_STEP, day, name)
    if span is None:
        return _of_measure(_not_begun(name, statuses, facts, day), Ground.NOT_BEGUN, day, name)
    ground = Ground.STATUS if span.sure or span.word == Status.UNKNOWN else Ground.NOT_SURE
    return _of_measure(span.word in statuses if span.sure else None, ground, day, name, status=span.word)


def _not_begun(name: str, statuses: Sequence[Status], facts: Facts, day: date) -> bool | None:
    """False where a measure cannot have had one of the statuses before its first known step: it was brought
    in later, or it was no law yet when it was still a bill. Else earlier steps may be missing here."""
    openings = [
        s.window.earliest
        for s in facts.steps.get(name, ())
        if s.stage in (Stage.INTRODUCED, Stage.FIRST_READING) and s.window and s.window.earliest
    ]
    was_bill = facts.statuses[name][0].word == Status.PENDING
    only_law = all(status in _IS_LAW for status in statuses)
    return False if any(day < opening for opening in openings) or (was_bill and only_law) else None


def _step(query: StepOn, facts: Facts, day: date) -> Outcome:
    """Whether the step lies in the time claimed; no bill takes a step of bills after it was law."""
    name, taken = query.measure, facts.steps.get(query.measure, ())
    windows = [
        s.window for s in taken if s.stage is query.stage and s.window and query.chamber in (None, s.chamber)
    ]
    if windows:
        told = (_of_step(query, window, day) for window in windows)
        truth = _any(_lies_in(window, query.date) for window in windows)
        return replace(_outcome(truth), reasons=tuple(told))
    law, first = _law_made(taken), query.date.earliest
    if query.stage.rank < Stage.ASSENTED.rank and law and first and law.latest < first:
        return _of_measure(False, Ground.ALREADY_LAW, day, name, date=str(law))
    return _of_measure(None, Ground.NO_STEP, day, name)


def _of_step(query: StepOn, window: Window, day: date) -> Reason:
    values = {"measure": query.measure, "stage": query.stage.value, "date": str(window)}
    return Reason(Ground.STEP, day, values, measures=(query.measure,))


def _lies_in(inner: Window, outer: Window) -> bool | None:
    """Whether a day known to lie in one window lies in the other; None: it may."""
    first, start = inner.earliest or date.min, outer.earliest or date.min
    if inner.latest < start or outer.latest < first:
        return False
    return True if start <= first and inner.latest <= outer.latest else None


def _law_made(steps: Sequence[Dated]) -> Window | None:
    """When it became law: the earliest step that only law takes."""
    windows = [step.window for step in steps if step.stage.makes_law and step.window]
    return min(windows, key=lambda w: (w.latest, w.earliest or date.min), default=None)


def _provision(query: ProvisionIs, facts: Facts, day: date) -> Outcome:
    name = query.measure
    law = _status(name, _IS_LAW, facts, day)
    named = [p for p in facts.provisions.get(name, ()) if p.name == query.provision]
    live = [(p, sure) for p in named for sure in _applies(p, day)]
    if law.verdict is Verdict.UNDECIDED:
        return law
    if law.verdict is Verdict.CONTRADICTED or (named and not live):
        return _of_measure(False, Ground.NOT_PROVIDED, day, name)
    told = {p.value: sure and p.value not in (Value.UNCLEAR, Value.UNKNOWN) for p, sure in live}
    told = told or {Value.UNKNOWN: False}
    truth = _any(value in query.values if sure else None for value, sure in told.items())
    return replace(
        _outcome(truth),
        reasons=tuple(
            Reason(
                Ground.PROVISION,
                day,
                {"measure": name, "provision": query.provision, "value": value.value},
                measures=(name,),
            )
            for value in told
        ),
    )


def _applies(provision: Provision, day: date) -> Iterable[bool]:
    """Nothing where a provision does not apply on a day; else whether it does for certain."""
    since, until = provision.since, provision.until
    begun = since is None or since.earliest is None or since.earliest <= day
    if begun and (until is None or day < until.latest):
        goes_on = until is None or (until.earliest is not None and day < until.earliest)
        yield goes_on and (since is None or since.latest <= day)


# -- a place's number among the parts of its country


@dataclass(frozen=True, slots=True)
class _FirstLaw:
    """A place's earliest law on a criterion. `sure`: an answer that says law rests on it, not only an unclear
    one."""

    window: Window
    measure: str
    sure: bool


def _rank(query: Rank, facts: Facts, day: date) -> Outcome:
    """Only a lower limit is certain: parts that are not checked, or not held here, may come before."""
    own = _first_law(query.place, query.criterion, facts)
    if own is None:
        as_law = AnswerIs(places=(query.place,), criterion=query.criterion, answers=tuple(_LAW))
        return _answer(query.place, as_law, facts, day)
    parent = facts.places[query.place].parent
    siblings = [code for code, p in facts.places.items() if p.parent == parent and code != query.place]
    truths = {code: _is_before(code, own.window, query.criterion, facts) for code in siblings}
    earlier = tuple(code for code, truth in truths.items() if truth)
    unknown = sum(truth is None for truth in truths.values()) + query.of - 1 - len(siblings)
    low = len(earlier) + 1
    values = {
        "place": query.place,
        "date": str(own.window),
        "earlier": str(len(earlier)),
        "open": str(unknown),
        "rank": str(low),
    }
    laws = [law.measure for code in earlier for law in [_first_law(code, query.criterion, facts)] if law]
    reason = Reason(Ground.RANK, day, values, earlier, (own.measure, *laws))
    return _outcome(_between(low, low + unknown, query.rank, query.rank), reason)


def _first_law(code: str, criterion: str, facts: Facts) -> _FirstLaw | None:
    found: dict[str, _FirstLaw] = {}
    for span in facts.answers.get((code, criterion), ()):
        for name in span.measures if span.word in (*_LAW, Answer.UNCLEAR) else ():
            window = _law_made(facts.steps.get(name, ()))
            if window is not None:
                before = name in found and found[name].sure
                found[name] = _FirstLaw(window, name, before or span.word in _LAW)
    return min(found.values(), key=lambda law: (law.window.latest, law.measure), default=None)


def _is_before(code: str, made: Window, criterion: str, facts: Facts) -> bool | None:
    """Whether a place made such law before that time; None: it may have."""
    law = _first_law(code, criterion, facts)
    if law is not None and law.sure and law.window.latest < (made.earliest or date.min):
        return True
    span = on(facts.answers.get((code, criterion), ()), made.latest)
    return False if span is not None and span.sure and span.word not in _LAW else None
