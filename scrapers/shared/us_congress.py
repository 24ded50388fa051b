"""Measures of the United States Congress, whoever tells of them: their names and their way in dated steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from scrapers.shared.us_congress_actions import meaning
from tracker.source import Page, Unreadable
from tracker.source.declare import Source, Watched
from tracker.source.stages import Step, Timeline
from tracker.vocabulary import (
    Alias,
    Chamber,
    Event,
    Issue,
    IssueKind,
    Kind,
    Link,
    Measure,
    Relation,
    Stage,
    Title,
    Window,
    bill_id,
)

_LOWER, _UPPER = Chamber.LOWER, Chamber.UPPER


class Form(NamedTuple):
    """A type of measure: what it is, and its name in congress.gov addresses."""

    kind: Kind
    origin: Chamber
    slug: str


FORMS = {
    "hr": Form(Kind.BILL, _LOWER, "house-bill"),
    "s": Form(Kind.BILL, _UPPER, "senate-bill"),
    "hjres": Form(Kind.BILL, _LOWER, "house-joint-resolution"),
    "sjres": Form(Kind.BILL, _UPPER, "senate-joint-resolution"),
    "hconres": Form(Kind.RESOLUTION, _LOWER, "house-concurrent-resolution"),
    "sconres": Form(Kind.RESOLUTION, _UPPER, "senate-concurrent-resolution"),
    "hres": Form(Kind.RESOLUTION, _LOWER, "house-resolution"),
    "sres": Form(Kind.RESOLUTION, _UPPER, "senate-resolution"),
}
TYPE = "|".join(FORMS)
# Digits are bounded: int() refuses thousands of them, and no Congress numbers so many measures.
_DIGITS = re.compile(r"[0-9]{1,5}")
_NUMBER = re.compile(rf"({TYPE})([0-9]{{1,5}})\Z")
_OUR_ID = re.compile(rf"us-([0-9]{{1,5}})-({TYPE})-([0-9]{{1,5}})\Z")
_CHANGED = re.compile(r"\bwith (an )?amendment|as amended", re.IGNORECASE)
_COMPANION = frozenset({"identical bill", "companion bill", "companion measure"})


class Key(NamedTuple):
    """What names a measure of Congress: `Key("119", "hr", 1503)`."""

    congress: str
    type: str
    number: int

    @classmethod
    def read(cls, congress: str, kind: str, number: str) -> Key:
        """From the three as a page gives them. Raises Unreadable."""
        kind = kind.lower()
        if kind not in FORMS:
            raise Unreadable(
                IssueKind.BAD_VALUE, f"type {kind!r}: expected one of {', '.join(FORMS)}", "type"
            )
        for field, text in (("congress", congress), ("number", number)):
            if not _DIGITS.fullmatch(text):
                raise Unreadable(IssueKind.BAD_VALUE, f"{field} is {text!r}: expected a number", field)
        return cls(congress, kind, int(number))

    @property
    def id(self) -> str:
        return bill_id("US", self.congress, f"{self.type} {self.number}")

    @property
    def stem(self) -> str:
        return f"{self.congress}{self.type}{self.number}"

    @property
    def form(self) -> Form:
        return FORMS[self.type]

    @property
    def human_url(self) -> str:
        n = int(self.congress)
        suffix = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
        return f"https://www.congress.gov/bill/{n}{suffix}-congress/{self.form.slug}/{self.number}"


def key_of(watched: Watched) -> Key | None:
    """By session and number ("H.R. 1503"), else by an id of ours; None for what is no measure of Congress."""
    number = _NUMBER.match(re.sub(r"[^a-z0-9]", "", (watched.number or "").lower()))
    session = watched.session or ""
    if number and _DIGITS.fullmatch(session):
        return Key(session, number[1], int(number[2]))
    for name in (watched.id, *(alias.id or "" for alias in watched.aliases)):
        if match := _OUR_ID.match(name):
            return Key(match[1], match[2], int(match[3]))
    return None


class Action(NamedTuple):
    """An action as a source records it. `when` reads its day, which what means nothing may lack; `recorder`:
    the chamber whose system recorded it; `by_library`: told in the words of the Library of Congress."""

    text: str | None
    when: Callable[[], Window]
    code: str | None = None
    kind: str | None = None
    recorder: Chamber | None = None
    by_library: bool = False


class Related(NamedTuple):
    """Another measure as a source relates it: its Congress, type and number, how, and its title."""

    congress: str
    type: str
    number: str
    relations: frozenset[str] = frozenset()
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """All that a source tells of one measure. `titles`: the further ones; `whole`: those of them that name
    all of it; `law`: type ("Public Law") and number ("117-213")."""

    key: Key
    title: str
    introduced: Window
    actions: Sequence[Action]
    titles: Sequence[str] = ()
    whole: Sequence[str] = ()
    law: tuple[str, str] | None = None
    latest: str | None = None
    sponsor: str | None = None
    subjects: tuple[str, ...] = ()
    related: Sequence[Related] = ()


def told(bill: Bill, page: Page, source: Source, name: str) -> Iterator[Measure | Issue]:
    """The measure as a source tells it that knows it by that name, and an issue for each thing that could not
    be taken at face value."""
    key, url = bill.key, bill.key.human_url
    events, issues = _history(bill, url)
    citation, law_alias = _law(bill.law)
    if not key.form.kind.can_become_law:
        # The joint resolution of the same number was meant: a simple or concurrent one goes to no President.
        strange = [event.label for event in events if _is_of_law(event)]
        if citation or strange:
            detail = f"{', '.join(dict.fromkeys(filter(None, (citation, *strange))))!r:.160} on a resolution"
            issues.append(Issue(kind=IssueKind.BAD_VALUE, detail=detail, field="laws"))
        events = tuple(event for event in events if not _is_of_law(event))
        citation, law_alias = None, ()
    if citation and not any(event.stage is Stage.ASSENTED for event in events):
        detail = f"{citation}, but no action says when it was signed or became law"
        issues.append(Issue(kind=IssueKind.MISSING_FIELD, detail=detail, field="actions"))
    titles = dict.fromkeys(text for text in bill.titles if text != bill.title)
    yield source.measure(
        name,
        kind=Kind.DRAFT if bill.title.lower().startswith("reserved for the ") else key.form.kind,
        title=bill.title,
        legislature="us-congress",
        session=key.congress,
        number=f"{key.type.upper()} {key.number}",
        origin_chamber=key.form.origin,
        url=url,
        citation=citation,
        source_status=bill.latest,
        sponsor=bill.sponsor,
        titles=tuple(Title(text=text, lang="en") for text in titles),
        subjects=bill.subjects,
        events=events,
        aliases=law_alias,
        links=tuple(_companions(bill)),
    )
    for issue in issues:
        yield replace(issue, url=page.url, measure=key.id)


def _is_of_law(event: Event) -> bool:
    return event.stage.makes_law or event.stage in (Stage.PASSED, Stage.VETOED)


def _history(bill: Bill, url: str) -> tuple[tuple[Event, ...], list[Issue]]:
    """The dated steps, each once, the Library of Congress's wording preferred."""
    origin = bill.key.form.origin
    label = "Introduced in House" if origin is _LOWER else "Introduced in Senate"
    timeline, issues = Timeline(url=url), []
    timeline.add(Stage.INTRODUCED, bill.introduced, label, chamber=origin)
    steps = [(action, step) for action in bill.actions if (step := meaning(action.code, action.text))]
    # On one day the first chamber acts first, and a signature comes before the number given to the law.
    steps.sort(
        key=lambda pair: (_chamber(*pair) is None, _chamber(*pair) is not origin, not pair[0].by_library)
    )
    for action, step in steps:
        if step.stage is Stage.INTRODUCED:
            continue
        words = action.text or action.kind or action.code or ""
        if step.stage is Stage.UNKNOWN:
            detail = f"code {action.code or 'none'}, {words!r}: a deciding word, but no known step"
            issues.append(Issue(kind=IssueKind.UNKNOWN_STAGE, detail=detail, field="actionCode"))
        timeline.add(step.stage, action.when(), words, chamber=_chamber(action, step), code=action.code)
    events = timeline.events
    if early := [event for event in events if str(event.date) < str(bill.introduced)]:
        detail = f"{early[0].label!r} on {early[0].date}, before introduction on {bill.introduced}"
        issues.append(Issue(kind=IssueKind.DATES_OUT_OF_ORDER, detail=detail, field="actionDate"))
    return tuple(_as_resolution(bill.key, events)), issues


def _chamber(action: Action, step: Step) -> Chamber | None:
    """Whose step it is: the chamber that its words name, of a committee's work the one that recorded it."""
    by_recorder = step.chamber is None and step.stage in (Stage.COMMITTEE, Stage.REPORT)
    return action.recorder if by_recorder else step.chamber


def _as_resolution(key: Key, events: Sequence[Event]) -> Iterator[Event]:
    """A simple resolution is adopted by its chamber; a concurrent one when the other chamber has agreed
    to the first's text. A joint resolution goes the way of a bill."""
    agreed = [event for event in events if event.stage is Stage.PASSED_CHAMBER]
    adopted = agreed if key.type in ("hres", "sres") else []
    if key.type in ("hconres", "sconres") and {event.chamber for event in agreed} == {_LOWER, _UPPER}:
        others = (event.label for event in agreed if event.chamber is not key.form.origin)
        adopted = [] if any(_CHANGED.search(label) for label in others) else agreed[-1:]
    for event in events:
        yield replace(event, stage=Stage.ADOPTED) if event in adopted else event


def _law(law: tuple[str, str] | None) -> tuple[str | None, tuple[Alias, ...]]:
    """The citation ("Public Law 117-213") and its alias; nothing before a number is assigned."""
    if law is None:
        return None, ()
    kind, number = law
    match = re.fullmatch(r"(\d+)-(\d+)", number)
    if match is None or kind not in ("Public Law", "Private Law"):
        raise Unreadable(IssueKind.BAD_VALUE, f"{kind!r} {number!r}: expected a law number", "laws")
    private = "private-" if kind == "Private Law" else ""
    return f"{kind} {number}", (Alias(id=f"us-law-{match[1]}-{private}{match[2]}"),)


def _companions(bill: Bill) -> Iterator[Link]:
    """Identical bills, and the other chamber's bill of the same title: one of the two always lapses.

    Short titles of mere portions do not count: an omnibus bill shares them with many.
    """
    ours = {text.casefold() for text in (bill.title, *bill.whole)}
    for other in bill.related:
        kind = other.type.lower().replace(".", "")
        known = kind in FORMS and _DIGITS.fullmatch(other.number)
        if not known or other.congress != bill.key.congress:
            continue
        in_other_chamber = FORMS[kind].origin is not bill.key.form.origin
        alike = in_other_chamber and other.title.casefold() in ours
        if {relation.lower() for relation in other.relations} & _COMPANION or alike:
            target = Key(other.congress, kind, int(other.number)).id
            yield Link(relation=Relation.COMPANION_OF, target=target)
