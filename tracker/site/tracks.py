"""How far a bill has come: the steps of its legislature, which are done, where it stands, what lies ahead.

One chamber or two follow from the legislature, where it is known, else from the chambers that acted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.site import layout
from tracker.site.i18n import direction, gettext
from tracker.site.words.plain import capitalise, plain
from tracker.vocabulary import Stage

_Row = Mapping[str, Any]
_BOTH = ("lower", "upper")
#: Steps that are more than being brought in, within a chamber.
_DEBATED = frozenset(
    {Stage.FIRST_READING, Stage.SECOND_READING, Stage.COMMITTEE, Stage.REPORT, Stage.THIRD_READING}
)
#: Where the first and the last dot of the picture stand, in its own units.
WIDTH, _MARGIN = 260, 10


@dataclass(frozen=True, slots=True)
class Track:
    """`at`: the place, from 0, where the bill stands among `steps`, all its steps in words; `here`: a short
    word for it; `ahead`: what must still happen, a sentence each."""

    steps: tuple[str, ...]
    at: int
    here: str
    ahead: tuple[str, ...]

    def dots(self) -> list[tuple[int, float]]:
        """(step, x) in the picture, which runs as the page's language does."""
        gap = (WIDTH - 2 * _MARGIN) / (len(self.steps) - 1)
        places = [(step, _MARGIN + step * gap) for step in range(len(self.steps))]
        return [(step, WIDTH - x) for step, x in places] if direction() == "rtl" else places


def track(bill: _Row) -> Track | None:
    """The track of a measure before a legislature; None: no step of it is known, or no chamber's.

    `bill` has `events`, `chambers` and `origin_chamber` as `tracker.site.measures` gives them. A step after
    the day asked about is not yet taken.
    """
    taken = [e for e in bill["events"] if e["role"] in ("counts", "not_yet_seen") and not e["later"]]
    acted = [e for e in taken if e["chamber"]]
    if not acted:
        return None
    if any(e["chamber"] in _BOTH for e in acted) or set(_BOTH) <= set(bill["chambers"]):
        return _of_two(bill, taken)
    return _of_one(bill, taken)


def _of_one(bill: _Row, taken: Sequence[_Row]) -> Track:
    stages = {e["stage"] for e in taken}
    name = bill["chambers"].get("legislature") or gettext("the legislature")
    at = 2 if Stage.PASSED in stages or Stage.PASSED_CHAMBER in stages else int(bool(stages & _DEBATED))
    steps = (gettext("Introduced"), gettext("Debated"), gettext("Passed"), gettext("Law"))
    ahead = (*((gettext("%(chamber)s votes on it.") % {"chamber": capitalise(name)},) * (at < 2)), _signed())
    return Track(steps, at, _here(taken) if at < 2 else steps[at], ahead)


def _of_two(bill: _Row, taken: Sequence[_Row]) -> Track:
    first = bill["origin_chamber"] or next((e["chamber"] for e in taken if e["chamber"] in _BOTH), _BOTH[0])
    second = _BOTH[1 - _BOTH.index(first)] if first in _BOTH else _BOTH[1]
    names = {kind: bill["chambers"].get(kind) or layout.chamber_word(kind) for kind in (first, second)}
    passed = {e["chamber"] for e in taken if e["stage"] == Stage.PASSED_CHAMBER}
    stages = {e["stage"] for e in taken}
    if Stage.PASSED in stages or second in passed:
        at = 3
    elif first in passed or any(e["chamber"] == second for e in taken):
        at = 2
    else:
        at = int(bool(stages & _DEBATED))
    steps = (
        gettext("Introduced"),
        gettext("Debated"),
        gettext("Before the other chamber"),
        gettext("Passed by both"),
        gettext("Law"),
    )
    votes = gettext("%(chamber)s votes on it.")
    ahead = []
    if at < 2:
        ahead.append(votes % {"chamber": capitalise(names[first])})
    if at < 3:
        ahead.append(votes % {"chamber": capitalise(names[second])})
        ahead.append(gettext("If the two texts differ, the first chamber votes again."))
    here = {2: names[second], 3: steps[3]}.get(at) or _here(taken)
    return Track(steps, at, here, (*ahead, _signed()))


def _here(taken: Sequence[_Row]) -> str:
    """The last step's stage, briefly."""
    known = [e for e in taken if e["stage"] != Stage.UNKNOWN and e["chamber"]]
    return capitalise(plain(known[-1]["stage"])) if known else gettext("Introduced")


def _signed() -> str:
    return gettext("Passed is not law: it still needs assent, promulgation or the gazette.")
