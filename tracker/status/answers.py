"""A place's answers over time: from its measures' standings, their provisions and treaty steps. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from tracker.history import Step
from tracker.questions import ACTS_ABROAD, Checked, Clause, Criterion, Treaty, TreatyAction
from tracker.status.standing import FAILED, Assessment, Standing
from tracker.vocabulary import (
    Abroad,
    Answer,
    Basis,
    Evidence,
    EvidenceKind,
    Provision,
    Relation,
    Relevance,
    Stage,
    Status,
    Value,
    Window,
    is_only_memory,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """What an answer rests on: a measure, with the step and the provision that decide, or a treaty action."""

    measure: str | None = None
    step: Step | None = None
    provision: Provision | None = None
    treaty: str | None = None
    action: TreatyAction | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer with what it rests on. `pending` lists open bills, also beside law."""

    answer: Answer
    because: tuple[Reason, ...] = ()
    pending: tuple[str, ...] = ()
    basis: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A finding from one day to before another; None: open."""

    since: date | None
    until: date | None
    finding: Finding


_PRECEDENCE = {answer: rank for rank, answer in enumerate(Answer)}
_NOBODY = "nobody has looked yet"
_NOTHING = "somebody looked and found nothing"
#: A bill that took no step for so long is still pending by the rules, and may well have died unseen.
_QUIET = timedelta(days=3 * 365)
_REMEMBERED = "a step is known only from memory; it decides nothing"


def answers(
    criterion: Criterion,
    place: str,
    assessments: Sequence[Assessment],
    checked: Checked | None,
    treaties: Mapping[str, Treaty],
) -> tuple[Span, ...]:
    """The place's answers over all time, without gap or overlap.

    `assessments` are the national measures of that place; `checked` says who looked and wrote
    down what they read: from the first day that search covers, nothing means `none_found`. A treaty's list of
    parties, where it was read, tells of all days.
    """
    told = tuple(sorted(assessments, key=lambda a: a.history.id))
    question = _Question(criterion, place, told, checked, treaties)
    spans: list[Span] = [Span(None, None, question.on(date.min))]
    for day in question.turning_days():
        finding = question.on(day)
        if finding != spans[-1].finding:
            spans[-1] = replace(spans[-1], until=day)
            spans.append(Span(day, None, finding))
    return tuple(spans)


def on(spans: Sequence[Span], day: date) -> tuple[Span, date | None]:
    """The span that holds on `day`, and since when the same answer has been given without a break."""
    index = next(i for i, s in enumerate(spans) if s.until is None or day < s.until)
    since = index
    while since and spans[since - 1].finding.answer is spans[index].finding.answer:
        since -= 1
    return spans[index], spans[since].since


@dataclass(frozen=True)
class _Question:
    criterion: Criterion
    place: str
    assessments: tuple[Assessment, ...]
    checked: Checked | None
    treaties: Mapping[str, Treaty]

    def turning_days(self) -> list[date]:
        days: set[date] = set()
        for assessment in self.assessments:
            days.update(s.since for s in assessment.standings)
            if any(s.status is Status.PENDING and s.until is None for s in assessment.standings):
                days.update(last + _QUIET + timedelta(days=1) for last in _steps_until(assessment, date.max))
            for provision in assessment.history.measure.provisions:
                for window in (provision.since, provision.until):
                    days.update(_edges(window))
        for action in self._actions:
            days.update(_edges(_when(action)))
        if self.checked is not None:
            days.add(self.checked.first_day)
        return sorted(days - {date.min})

    def on(self, day: date) -> Finding:
        if self.criterion.treaty:
            return self._party(day)
        if self.criterion.listed:
            return self._listed(day)
        pending = self._pending(day)
        found = [f for group in self._groups for f in [self._law(group, day)] if f is not None]
        if found:
            best = min(found, key=lambda f: _PRECEDENCE[f.answer])
            same = tuple(r for f in found if f.answer is best.answer for r in f.because)
            return replace(best, because=same, pending=pending)
        return self._no_law(day, pending, self._bills)

    def _no_law(self, day: date, pending: tuple[str, ...], bills: Sequence[Assessment]) -> Finding:
        unread = [a for a in bills if _is_unread_law(a, day)]
        if unread:
            because = tuple(_reason(a, day) for a in unread)
            return Finding(
                Answer.UNCLEAR,
                because,
                pending,
                "a law about this was made; nobody has read its text yet",
                "low",
            )
        if pending:
            open_bills = [a for a in bills if a.history.id in pending]
            because = tuple(_reason(a, day) for a in open_bills)
            last = max((step for a in open_bills for step in _steps_until(a, day)), default=day)
            if day - last <= _QUIET:
                return Finding(Answer.PENDING, because, pending, "a bill is before the legislature", "high")
            basis = f"a bill is before the legislature; its last step known is of {last}"
            return Finding(Answer.PENDING, because, pending, basis, "low")
        ended = [a for a in bills if self._failed(a, day)]
        if ended:
            because = tuple(_reason(a, day) for a in ended)
            return Finding(
                Answer.ENDED, because, (), "every bill so far has ended without becoming law", "high"
            )
        unmeasured = [x for group in self._groups for x in self._reach_unread(group, day)]
        if unmeasured:
            because = tuple(_reason(x.a, day, x.provision) for x in unmeasured)
            basis = "nobody has looked whether this law reaches acts done abroad"
            return Finding(Answer.NOT_CHECKED, because, (), basis)
        if any(self._remembered(a, day) for a in self.assessments):
            return Finding(Answer.NOT_CHECKED, basis=_REMEMBERED)
        if self.checked is not None and self.checked.first_day <= day and self._looked_for:
            return Finding(Answer.NONE_FOUND, basis=_NOTHING, confidence="medium")
        return Finding(Answer.NOT_CHECKED, basis=_NOBODY)

    # -- law

    @cached_property
    def _groups(self) -> tuple[tuple[Assessment, ...], ...]:
        """Measures judged together: each alone, or joined by a curated `extends` link."""
        by_name = {name: a for a in self.assessments for name in _names(a)}
        leader = {a.history.id: a.history.id for a in self.assessments}

        def find(id_: str) -> str:
            while leader[id_] != id_:
                id_ = leader[id_]
            return id_

        for a in self.assessments:
            for link in a.history.measure.links:
                if link.relation is Relation.EXTENDS and link.target in by_name:
                    leader[find(a.history.id)] = find(by_name[link.target].history.id)
        groups: dict[str, list[Assessment]] = {}
        for a in self.assessments:
            groups.setdefault(find(a.history.id), []).append(a)
        return tuple(tuple(group) for group in groups.values())

    def _law(self, group: Sequence[Assessment], day: date) -> Finding | None:
        """What the laws of one group answer by their best clause; None: nothing."""
        live = [live for a in group for live in _live_provisions(a, day)]
        found = [f for clauses in self.criterion.any_of for f in [_clause(clauses, live)] if f is not None]
        return min(found, key=lambda f: _PRECEDENCE[f.answer], default=None)

    def _reach_unread(self, group: Sequence[Assessment], day: date) -> Iterable[_Live]:
        """Provisions of live law that would meet a clause if they reach abroad, where nobody has looked
        whether they do: the place has not been checked on this, whatever else was read."""
        live = [live for a in group for live in _live_provisions(a, day)]
        abroad = [x for x in live if x.provision.name == ACTS_ABROAD]
        if any(_extraterritorial(x.provision) is not None for x in abroad):
            return
        wanted = {
            c.provision for clauses in self.criterion.any_of if len(clauses) == 1 for c in clauses if c.abroad
        }
        for x in live:
            told = x.provision.abroad is not None or x.provision.value in (Value.NO, Value.UNKNOWN)
            if x.provision.name in wanted and not told:
                yield x

    @cached_property
    def _looked_for(self) -> bool:
        """Whether what is asked was looked for in the laws of the subject, if there are any: a value that is
        missing is unknown, whoever checked the place."""
        wanted = {c.provision for clauses in self.criterion.any_of for c in clauses}
        told = (a.history.measure for a in self.assessments)
        values = [p for measure in told if measure.relevance is not Relevance.NO for p in measure.provisions]
        sought = any(p.name in wanted and p.value is not Value.UNKNOWN for p in values)
        return sought or not values or bool(self._bills)

    def _remembered(self, a: Assessment, day: date) -> bool:
        """Whether a law of that day is held to meet a clause by memory alone: it decides nothing, and what
        somebody remembers is not what nobody found."""
        wanted = {c.provision for clauses in self.criterion.any_of for c in clauses}
        return any(
            x.provision.name in wanted and x.provision.value not in (Value.NO, Value.UNKNOWN)
            for x in _live_provisions(a, day, by_memory=True)
        )

    # -- bills

    @cached_property
    def _bills(self) -> tuple[Assessment, ...]:
        """Bills about this criterion. One judged direct aims at the headline criterion."""
        name = self.criterion.name

        def aims(a: Assessment) -> bool:
            measure = a.history.measure
            if not measure.kind.can_become_law:
                return False
            if measure.aims:
                return name in measure.aims
            return measure.relevance is Relevance.DIRECT and self.criterion.headline

        return tuple(a for a in self.assessments if aims(a))

    def _pending(self, day: date) -> tuple[str, ...]:
        return tuple(sorted(a.history.id for a in self._bills if _status(a, day) is Status.PENDING))

    def _failed(self, a: Assessment, day: date) -> bool:
        """Ended without becoming law, unless its companion did become law."""
        if _status(a, day) not in FAILED:
            return False
        twins = [b for b in self.assessments if _are_companions(a, b) or _are_companions(b, a)]
        return not any((status := _status(b, day)) is not None and status.is_law for b in twins)

    # -- a quotation, and a treaty

    def _listed(self, day: date) -> Finding:
        listed = set(self.criterion.listed.get(self.place, ()))
        if not listed:
            return Finding(Answer.NOT_LISTED, basis="the 2020 campaign text does not name this place")
        named = [a for a in self.assessments if listed & set(_names(a))]
        laws = [(a, s) for a in named for s in [a.on(day)] if s is not None and s.status.is_law]
        pending = tuple(sorted(a.history.id for a in named if _status(a, day) is Status.PENDING))
        for wanted, answer in ((Status.IN_FORCE, Answer.IN_FORCE), (Status.ENACTED, Answer.ENACTED)):
            sure = [a for a, s in laws if s.status is wanted and not s.unclear]
            if sure:
                because = tuple(_reason(a, day) for a in sure)
                return Finding(answer, because, pending, "by the dates of the law the text means", "high")
        if laws:
            because = tuple(_reason(a, day) for a, _ in laws)
            return Finding(Answer.UNCLEAR, because, pending, "the day of a step is not known", "low")
        rest = self._no_law(day, pending, named)
        if rest.answer in (Answer.PENDING, Answer.ENDED):
            return rest
        return Finding(
            Answer.NONE_FOUND, basis="named, but no step of the measure meant is known by that day"
        )

    @cached_property
    def _actions(self) -> tuple[TreatyAction, ...]:
        treaty = self.treaties.get(self.criterion.treaty or "")
        return tuple(x for x in treaty.actions if x.place == self.place) if treaty else ()

    @property
    def _first_step_known(self) -> bool:
        """A list of the parties was read, or the signature with which a place begins."""
        treaty = self.treaties.get(self.criterion.treaty or "")
        return treaty is not None and (treaty.listed or any(x.action == "signed" for x in self._actions))

    def _party(self, day: date) -> Finding:
        states = [_party_on(self._actions, day, late) for late in (False, True)]
        if states[0] != states[1]:
            action = states[0][1] or states[1][1]
            because = (Reason(treaty=self.criterion.treaty, action=action),) if action else ()
            return Finding(Answer.UNCLEAR, because, (), "the day of a treaty step is not known", "low")
        answer, action = states[0]
        if action is None and any(is_only_memory(x.evidence) for x in self._actions):
            return Finding(Answer.NOT_CHECKED, basis=_REMEMBERED)
        if action is None and self.checked is not None and self._first_step_known:
            return Finding(Answer.NONE_FOUND, basis=_NOTHING, confidence="medium")
        if action is None:
            return Finding(Answer.NOT_CHECKED, basis=_NOBODY)
        because = (Reason(treaty=self.criterion.treaty, action=action),)
        return Finding(answer, because, (), _TREATY_WORDS[action.action], _confidence(action.evidence, False))


def _names(a: Assessment) -> tuple[str, ...]:
    return (a.history.id, *(alias.key for alias in a.history.measure.aliases))


def _are_companions(a: Assessment, b: Assessment) -> bool:
    return any(
        link.relation is Relation.COMPANION_OF and link.target in _names(b)
        for link in a.history.measure.links
    )


def _edges(window: Window | None) -> Iterable[date]:
    """The days on which what a window says of a day changes."""
    if window is not None:
        if window.earliest is not None:
            yield window.earliest
        yield window.latest


def _steps_until(a: Assessment, day: date) -> Iterable[date]:
    """The days of the deciding steps up to that day."""
    return (s.window.latest for s in a.steps if s.decides and s.window and s.window.latest <= day)


def _status(a: Assessment, day: date) -> Status | None:
    standing = a.on(day)
    return standing.status if standing else None


def _is_unread_law(a: Assessment, day: date) -> bool:
    """Law that day, of which no provision has been written down and nobody has said that it falls short."""
    standing, measure = a.on(day), a.history.measure
    read = any(p.value is not Value.UNKNOWN for p in measure.provisions)
    return standing is not None and standing.status.is_law and not read and measure.meets is not Value.NO


def _reason(a: Assessment, day: date, provision: Provision | None = None) -> Reason:
    standing = a.on(day)
    return Reason(measure=a.history.id, step=standing.step if standing else None, provision=provision)


@dataclass(frozen=True, slots=True)
class _Live:
    """A provision of a law as it stands on a day."""

    a: Assessment
    provision: Provision
    day: date
    in_force: bool
    sure: bool


def _live_provisions(a: Assessment, day: date, by_memory: bool = False) -> Iterable[_Live]:
    standing = a.on(day)
    if standing is None or not standing.status.is_law:
        return
    commenced = a.first(Stage.IN_FORCE)
    for provision in a.history.measure.provisions:
        if is_only_memory(provision.evidence) is not by_memory:
            continue
        started, sure = _reached(provision.since, day)
        ended, sure_end = _reached(provision.until, day) if provision.until else (False, True)
        if ended and sure_end:
            continue
        in_force = standing.status is Status.IN_FORCE and started
        if not started and not _waits_with_the_law(provision, commenced, standing):
            continue
        yield _Live(a, provision, day, in_force, sure and sure_end and not standing.unclear)


def _reached(window: Window | None, day: date) -> tuple[bool, bool]:
    """Whether a day has come (True where no day is given), and whether that is sure."""
    if window is None:
        return True, True
    if day >= window.latest:
        return True, True
    begun = window.earliest is None or day >= window.earliest
    return begun, not begun


def _waits_with_the_law(provision: Provision, commenced: Step | None, standing: Standing) -> bool:
    """An enacted law's provision that will start with the law itself, as against one that a later treaty
    or amendment brings."""
    if standing.status is not Status.ENACTED or provision.since is None:
        return False
    if commenced is None or commenced.window is None:
        return True
    return (provision.since.earliest or date.min) <= commenced.window.latest


@dataclass(frozen=True, slots=True)
class _Fit:
    """A provision offered for a clause, with the law's own clause on acts abroad where it leans on one."""

    x: _Live
    reach: Abroad | None = None
    through: _Live | None = None

    @property
    def parts(self) -> tuple[_Live, ...]:
        return (self.x,) if self.through is None else (self.x, self.through)

    @property
    def met(self) -> bool:
        """False: it may be met, a text was read."""
        return self.x.provision.value is Value.YES and self.reach in (
            None,
            Abroad.SPECIFIC,
            Abroad.GENERAL_AND_TREATY,
        )

    @property
    def sure(self) -> bool:
        return all(part.sure for part in self.parts)

    @property
    def in_force(self) -> bool:
        return all(part.in_force for part in self.parts)


def _clause(clauses: Sequence[Clause], live: Sequence[_Live]) -> Finding | None:
    """Whether all clauses are met together, and how surely."""
    chosen: list[_Fit] = []
    for clause in clauses:
        candidates = [
            fit for x in live if x.provision.name == clause.provision for fit in _fits(clause, x, live)
        ]
        if not candidates:
            return None
        chosen.append(max(candidates, key=lambda fit: (fit.met, fit.sure, fit.in_force)))
    sure = all(fit.met and fit.sure for fit in chosen)
    answer = Answer.UNCLEAR
    if sure:
        answer = Answer.IN_FORCE if all(fit.in_force for fit in chosen) else Answer.ENACTED
    parts = tuple(dict.fromkeys(part for fit in chosen for part in fit.parts))
    because = tuple(_reason(x.a, x.day, x.provision) for x in parts)
    notes = [note for part in parts for note in _notes(part)]
    basis = "; ".join(dict.fromkeys([*map(_words, chosen), *notes]))
    inferred = any(r.step is not None and r.step.event.basis is Basis.INFERENCE for r in because)
    evidence = tuple(e for x in parts for e in x.provision.evidence)
    return Finding(answer, because, (), basis, _confidence(evidence, inferred) if sure else "low")


def _fits(clause: Clause, x: _Live, live: Sequence[_Live]) -> Iterable[_Fit]:
    """How a provision can meet a clause: by its own word on acts abroad, else by each of the law's own
    clauses on them. Nothing: not met, or nobody has looked."""
    if x.provision.value in (Value.NO, Value.UNKNOWN):
        return
    if not clause.abroad:
        yield _Fit(x)
    elif x.provision.abroad is not None:
        if x.provision.abroad is not Abroad.NO:
            yield _Fit(x, x.provision.abroad)
    else:
        for y in live:
            if y.provision.name == ACTS_ABROAD:
                reach = _extraterritorial(y.provision)
                if reach not in (None, Abroad.NO):
                    yield _Fit(x, reach, y)


def _extraterritorial(provision: Provision) -> Abroad | None:
    match provision.value:
        case Value.YES:
            return provision.abroad or Abroad.SPECIFIC
        case Value.NO:
            return Abroad.NO
        case Value.PARTLY | Value.UNCLEAR:
            return Abroad.UNCLEAR
        case Value.UNKNOWN:
            return None


def _words(fit: _Fit) -> str:
    words = f"{fit.x.provision.name}: {fit.x.provision.value.value}"
    return words if fit.reach is None else f"{words} (acts abroad: {fit.reach.value})"


def _notes(x: _Live) -> Iterable[str]:
    """The rule or inference that the day rests on, where it is not simply stated."""
    standing = x.a.on(x.day)
    event = standing.step.event if standing and standing.step else None
    if event is not None and event.note and event.basis is not Basis.STATED:
        yield f"{event.basis.value}: {event.note}"


def _confidence(evidence: Sequence[Evidence], inferred: bool) -> str:
    kinds = {item.kind for item in evidence}
    return "high" if EvidenceKind.OFFICIAL in kinds and not inferred else "medium"


def _party_on(actions: Sequence[TreatyAction], day: date, late: bool) -> tuple[Answer, TreatyAction | None]:
    """A State's position under a treaty if each step came at the start (`late`: end) of its window."""
    answer, deciding = Answer.NOT_CHECKED, None
    position = {"signed": Answer.PENDING, "ratified": Answer.ENACTED, "in_force": Answer.IN_FORCE}
    for action in sorted(
        actions, key=lambda x: list(position).index(x.action) if x.action in position else 9
    ):
        when = _when(action)
        if when is None or is_only_memory(action.evidence):
            continue
        if day < (when.latest if late else when.earliest or date.min):
            continue
        if action.action == "denounced":
            return Answer.ENDED, action
        answer, deciding = position[action.action], action
    return answer, deciding


_TREATY_WORDS = {
    "signed": "signed, not ratified",
    "ratified": "ratified, not yet in force for it",
    "in_force": "a party to the treaty",
    "denounced": "denounced",
}


def _when(action: TreatyAction) -> Window | None:
    """The step's date; of one whose day is not known, that it was taken by the day of its evidence."""
    seen = [e.retrieved for e in action.evidence if e.retrieved is not None]
    return action.date or (Window(None, min(seen)) if seen else None)
