"""What all origins together say of one measure: the union of scraped and curated steps.

For one (stage, chamber) a source's date wins over a curated one; a curated step the sources do not
have stays. Every disagreement comes out as a Conflict, never as a silent choice. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from tracker.vocabulary import Event, Measure, Stage, Title, Window, number_key

CURATED = "curated"
#: The origin of a step that no one told: it follows from a rule.
RULE = "rule"

# A bill ends once; a source that says so without a day still says it by the day it was read.
_ENDINGS = frozenset(
    {Stage.DEFEATED, Stage.WITHDRAWN, Stage.VETOED, Stage.SUPERSEDED, Stage.LAPSED, Stage.REPEALED}
)
# What only people who read the text can say; a source's record never overrides it.
_CURATED_FIRST = (
    *("family", "relevance", "meets", "relevant_part", "note", "aims", "commencement_default"),
    *("official_url", "address_checked", "read", "expires", "summary"),
)


# Lists that are one value: another origin's does not add to them.
_WHOLE = frozenset({"aims", "summary"})


# What a measure is called, as the kind it is.
_NAMES = ("kind", "title", "lang", "number")


@dataclass(frozen=True, slots=True)
class Record:
    """One origin's description of a measure. `seen`: day it was read (for curated: checked), if known;
    `firsts`: of undated steps that were told before, the day they were first read (see `aged`)."""

    origin: str
    measure: Measure
    seen: date | None = None
    firsts: Mapping[Event, date] = field(default_factory=dict)

    def first_seen(self, event: Event) -> date | None:
        return self.firsts.get(event, self.seen)


def aged(record: Record, before: Record | None) -> Record:
    """A record with the days on which its undated steps were first seen: what else changed about a measure
    does not make a step that is told as before a later one. `before`: the same origin's former record."""
    known = before.measure.events if before else ()
    firsts = {
        event: min(days)
        for event in record.measure.events
        if before and event.date is None and event in known
        if (days := [d for r in (before, record) if (d := r.first_seen(event)) is not None])
    }
    return replace(record, firsts=firsts)


class Role(StrEnum):
    """What part a step plays in the merged history."""

    COUNTS = "counts"
    NOT_YET_SEEN = "not_yet_seen"
    OVERRULED = "overruled"
    MEMORY_ONLY = "memory_only"


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its origin; `window` is the event's date, or the bounds known for an undated one: of these
    `tracker.status` may know a tighter one."""

    event: Event
    origin: str
    window: Window | None
    role: Role

    @property
    def decides(self) -> bool:
        return self.role in (Role.COUNTS, Role.NOT_YET_SEEN) and self.window is not None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two origins, two values for one thing."""

    field: str
    kept: str
    kept_from: str
    other: str
    other_from: str


@dataclass(frozen=True, slots=True)
class History:
    """A measure with the fields of all its origins merged, its steps in order, its disagreements."""

    measure: Measure
    steps: tuple[Step, ...]
    sessions: tuple[str, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def id(self) -> str:
        return self.measure.id


def merge(canonical_id: str, records: Iterable[Record]) -> History:
    """Merge the records of one measure. Raises ValueError when there is none.

    The order of the records does not matter: sources come before curators, each in the order of
    session and name.
    """
    ordered = sorted(
        records, key=lambda r: (r.origin == CURATED, r.origin, r.measure.session or "", r.measure.id)
    )
    if not ordered:
        raise ValueError(f"no record of {canonical_id}")
    conflicts: list[Conflict] = []
    measure = _merge_fields(canonical_id, ordered, conflicts)
    steps = _merge_steps(ordered, conflicts)
    sessions = tuple(dict.fromkeys(r.measure.session for r in ordered if r.measure.session))
    return History(measure, steps, sessions, tuple(conflicts))


def _merge_fields(canonical_id: str, ordered: Sequence[Record], conflicts: list[Conflict]) -> Measure:
    curated_first = sorted(ordered, key=lambda r: r.origin != CURATED)
    # An act and the bill it was have each a name and a number of their own: the curated kind decides which.
    one_kind = len({record.measure.kind for record in ordered}) == 1
    first = _CURATED_FIRST if one_kind else (*_CURATED_FIRST, *_NAMES)
    merged: dict[str, Any] = {"id": canonical_id, "events": (), "continues": None}
    for each in fields(Measure):
        if each.name in merged:
            continue
        order = curated_first if each.name in first else ordered
        values = [(r.origin, getattr(r.measure, each.name)) for r in order]
        if isinstance(values[0][1], tuple) and each.name not in _WHOLE:
            merged[each.name] = tuple(dict.fromkeys(item for _, value in values for item in value))
            continue
        given = [(origin, value) for origin, value in values if value not in (None, (), False)]
        merged[each.name] = given[0][1] if given else values[0][1]
        if each.name in ("place", "legislature") or (each.name == "number" and one_kind):
            conflicts += _differences(each.name, given)
    result = Measure(**merged)
    others = () if one_kind else (Title(text=r.measure.title, lang=r.measure.lang) for r in ordered)
    named = dict.fromkeys((*result.titles, *others))
    titles = tuple(t for t in named if (t.lang, t.text) != (result.lang, result.title))
    return replace(result, titles=titles)


def _differences(name: str, given: Sequence[tuple[str, Any]]) -> list[Conflict]:
    same = number_key if name == "number" else str
    return [
        Conflict(name, str(given[0][1]), given[0][0], str(value), origin)
        for origin, value in given[1:]
        if same(value) != same(given[0][1]) and origin != given[0][0]
    ]


def _merge_steps(ordered: Sequence[Record], conflicts: list[Conflict]) -> tuple[Step, ...]:
    steps: list[Step] = []
    for record in ordered:
        last_seen = max((r.seen for r in ordered if r.origin != CURATED and r.seen), default=None)
        for event in sorted(record.measure.events, key=_event_order):
            window = _window(event, record)
            rival = _rival(event, record.origin, steps)
            if rival is None:
                role = _role(event, window, record.origin, last_seen)
                steps.append(Step(event, record.origin, window, role))
            elif rival.window is not None and (window is None or within(rival.window, window)):
                # The same step, told twice: the first telling stands, no less certain than the second.
                continue
            elif _is_dated_by(rival, event):
                # A telling without a day does not gainsay one with a day: it takes the day over.
                steps[steps.index(rival)] = replace(rival, window=window)
                steps.append(
                    Step(event, record.origin, window, _role(event, window, record.origin, last_seen))
                )
            elif rival.event.date is None and event.date is None:
                # Neither tells a day, so they cannot disagree on one: what bounds it more is kept.
                steps[steps.index(rival)] = replace(rival, window=window or rival.window)
            else:
                steps.append(Step(event, record.origin, window, Role.OVERRULED))
                field = f"{event.stage.value} ({event.chamber.value if event.chamber else 'any chamber'})"
                conflicts.append(Conflict(field, str(rival.window), rival.origin, str(window), record.origin))
    return tuple(sorted(dict.fromkeys(steps), key=_order))


def _window(event: Event, record: Record) -> Window | None:
    """The event's date; for an undated step, what is known all the same: a source tells it by the day it
    was first read, an ending comes after the last dated step, a law was there by the date of its evidence."""
    if event.date is not None:
        return event.date
    seen = record.first_seen(event)
    if event.stage in _ENDINGS and seen is not None:
        dated = [e.date.earliest for e in record.measure.events if e.date is not None and e.date.earliest]
        return Window(max((d for d in dated if d <= seen), default=None), seen)
    if event.stage.makes_law:
        proofs = [day for day in (event.read, *(e.retrieved for e in event.evidence)) if day is not None]
        if proofs:
            return Window(None, min(proofs))
    return Window(None, seen) if record.origin != CURATED and seen is not None else None


def _rival(event: Event, origin: str, taken: Sequence[Step]) -> Step | None:
    """An earlier-ranked origin's step of the same stage and chamber, nearest in date.

    A stage without a chamber (an assent, say) matches whatever chamber the other names.
    """
    same = [
        step
        for step in taken
        if step.origin != origin
        and step.event.stage is event.stage
        and event.stage is not Stage.UNKNOWN
        and (step.event.chamber is event.chamber or None in (step.event.chamber, event.chamber))
        and step.role is not Role.OVERRULED
        and step.event.decides
    ]
    if not same or event.date is None:
        return same[0] if same else None
    target = event.date.latest
    return min(same, key=lambda s: abs((s.window.latest - target).days) if s.window else 10**6)


def _is_dated_by(undated: Step, event: Event) -> bool:
    if undated.event.date is not None or event.date is None or not event.decides:
        return False
    return undated.window is None or within(event.date, undated.window)


def within(inner: Window, outer: Window) -> bool:
    """Whether every day of one window lies in the other: two tellings of one date, the first more exact."""
    if outer.earliest is None:
        return inner.latest <= outer.latest
    return inner.earliest is not None and outer.earliest <= inner.earliest and inner.latest <= outer.latest


def _role(event: Event, window: Window | None, origin: str, last_seen: date | None) -> Role:
    if not event.decides:
        return Role.MEMORY_ONLY
    later = window is not None and last_seen is not None and (window.earliest or date.min) > last_seen
    return Role.NOT_YET_SEEN if origin == CURATED and later else Role.COUNTS


def _event_order(event: Event) -> tuple[str, int, str, str]:
    return str(event.date), event.stage.rank, str(event.chamber), event.label


def _order(step: Step) -> tuple[date, int, str, str, str, str, str]:
    day = (step.window.earliest or step.window.latest) if step.window else date.max
    event = step.event
    ties = str(event.chamber), step.origin, event.label, str(step.window), str(event.date)
    return day, event.stage.rank, *ties
