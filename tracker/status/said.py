"""What the engine says: an answer with a coded reason, what it rests on, how its first day is known. Pure.

Codes, not prose: the readable sentence of a code is its `meaning`, a template for its arguments, which the
store writes out in English and the site in the language of the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.history import Step
from tracker.questions import TreatyAction
from tracker.vocabulary import Answer, Condition, Provision, SinceKind, Window, Word


class BasisCode(Word):
    """Why an answer is what it is. `meaning` is a template for the code's arguments."""

    LAW = "law", "%(provisions)s"
    LAW_NOT_YET = "law_not_yet", "made, and its first day has not come: %(provisions)s"
    GENERAL_CLAUSE = (
        "general_clause",
        "only a general clause on nationals' crimes abroad reaches: %(provisions)s",
    )
    GENERAL_NOT_YET = (
        "general_not_yet",
        "a law not yet in force that a general clause will extend: %(provisions)s",
    )
    TEXT_UNCLEAR = "text_unclear", "a text was read and leaves it open: %(provisions)s"
    DAY_UNKNOWN = "day_unknown", "the day on which it began or ended is not known: %(provisions)s"
    END_REACHED = "end_reached", "the law's own end has come, and nobody has looked since: %(provisions)s"
    LAW_UNREAD = "law_unread", "a law about this was made; nobody has read its text yet"
    BILL = "bill", "a bill is before the legislature"
    BILL_QUIET = (
        "bill_quiet",
        "a bill is before the legislature; it took no step for years and may have died unseen",
    )
    PASSED_UNSEEN = (
        "passed_unseen",
        "the legislature passed a bill; whether it was promulgated and became law was not found",
    )
    IN_PARTS = "in_parts", "law of that kind is in force in %(with)s of %(of)s parts"
    BILLS_ENDED = "bills_ended", "every bill so far has ended without becoming law"
    REACH_UNREAD = "reach_unread", "nobody has looked whether this law reaches acts done abroad"
    REMEMBERED = "remembered", "a step is known only from memory; it decides nothing"
    NOTHING_FOUND = "nothing_found", "somebody looked and found nothing"
    NOBODY_LOOKED = "nobody_looked", "nobody has looked yet"
    SIGNED = "signed", "signed, not ratified"
    SIGNED_THEN = "signed_then", "signed; no ratification known on %(as_of)s, when somebody last looked"
    RATIFIED = "ratified", "ratified, not yet in force for it"
    PARTY = "party", "a party to the treaty"
    DENOUNCED = "denounced", "denounced"
    NOT_ON_LIST = "not_on_list", "no step known on the list of %(as_of)s"
    STEP_DAY_UNKNOWN = "step_day_unknown", "the day of a treaty step is not known"
    QUOTED_LAW = "quoted_law", "by the dates of the law the text means"
    QUOTED_DAY_UNKNOWN = "quoted_day_unknown", "the day of a step is not known"
    QUOTED_NO_STEP = "quoted_no_step", "named, but no step of the measure meant is known by that day"
    NOT_QUOTED = "not_quoted", "the quoted text does not name this place"

    @property
    def is_of_a_day(self) -> bool:
        """Unclear only because a day is not known: before it and after it the answer is decided."""
        return self in (BasisCode.DAY_UNKNOWN, BasisCode.STEP_DAY_UNKNOWN, BasisCode.QUOTED_DAY_UNKNOWN)


@dataclass(frozen=True, slots=True)
class Says:
    """What a law says of one provision, as far as an answer needs it: names of the closed lists."""

    name: str
    value: str
    abroad: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Args:
    """The arguments of a code; those it has none of are empty."""

    provisions: tuple[Says, ...] = ()
    as_of: date | None = None
    having: int | None = None
    of: int | None = None


NO_ARGS = Args()


@dataclass(frozen=True, slots=True)
class Since:
    """When something began. `window`: the days on which it can have."""

    kind: SinceKind
    window: Window

    @property
    def day(self) -> date | None:
        """The day it began, at the latest; None where that is not established."""
        return None if self.kind is SinceKind.NOT_ESTABLISHED else self.window.latest


#: A window that is wider tells of no beginning: it only says between when and when somebody read.
_A_YEAR = timedelta(days=366)


def since(window: Window, read: Iterable[date | None] = ()) -> Since:
    """How a beginning is known that lies in a window. `read`: days on which somebody read that it had begun.
    A year or a month is a statement about the beginning; a window that ends on a day of reading is none."""
    if window.is_day:
        return Since(SinceKind.EXACT, window)
    if window.is_calendar:
        return Since(SinceKind.AT_LATEST, window)
    known = window.earliest is not None and window.latest - window.earliest <= _A_YEAR
    kind = SinceKind.AT_LATEST if known and window.latest not in set(read) else SinceKind.NOT_ESTABLISHED
    return Since(kind, window)


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
    """An answer with its coded basis. `since`: when it began to be given without a break, over all spans in a
    row that give it; None: it has no first day to tell."""

    answer: Answer
    code: BasisCode
    args: Args = NO_ARGS
    confidence: str = ""
    condition: Condition | None = None
    since: Since | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A finding from one day to before another; None: open."""

    since: date | None
    until: date | None
    finding: Finding


@dataclass(frozen=True, slots=True)
class Support:
    """A reason over the days on which the answer of one span rests on it (`because`), or an open bill beside
    whatever the answer is. `span`: the span's position; `began`: how the reason's own first day is known."""

    span: int
    because: bool
    reason: Reason
    since: date | None
    until: date | None
    began: Since | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A place's answers to a question over all time: spans without gap or overlap, and what each rests on."""

    spans: tuple[Span, ...]
    supports: tuple[Support, ...]

    def on(self, day: date) -> Told:
        """The answer on a day, with what it rests on that day."""
        index = next(i for i, s in enumerate(self.spans) if s.until is None or day < s.until)
        held = [s for s in self.supports if s.span == index and _holds(s, day)]
        because = tuple(dict.fromkeys(s.reason for s in held if s.because))
        pending = tuple(sorted({s.reason.measure for s in held if not s.because and s.reason.measure}))
        return Told(self.spans[index], because, pending)

    def rests_on(self, index: int) -> tuple[Reason, ...]:
        """All that the answer of a span rests on at some day of it."""
        return tuple(dict.fromkeys(s.reason for s in self.supports if s.span == index and s.because))


@dataclass(frozen=True, slots=True)
class Told:
    """An answer on a day."""

    span: Span
    because: tuple[Reason, ...]
    pending: tuple[str, ...]

    @property
    def finding(self) -> Finding:
        return self.span.finding

    @property
    def answer(self) -> Answer:
        return self.finding.answer

    @property
    def since(self) -> Since | None:
        return self.finding.since


def _holds(support: Support, day: date) -> bool:
    return (support.since is None or support.since <= day) and (support.until is None or day < support.until)
