"""A bill that both houses have voted for, and not in one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.vocabulary import Basis, Chamber, Event, Stage

_HOUSES = {Chamber.LOWER: Chamber.UPPER, Chamber.UPPER: Chamber.LOWER}
NOTE = "Both houses voted for it, and nothing says that for one text: it is before the other house again."


def sent_back(events: Iterable[Event], label: str) -> Iterator[Event]:
    """For a timeline to infer: after the later of two houses' votes the bill is before the other house again,
    where no step tells that one text has passed both, or that it is law. `label`: the source's word for
    where it stands."""
    told = tuple(events)
    votes = [e for e in told if e.stage is Stage.PASSED_CHAMBER and e.chamber in _HOUSES and e.date]
    final = any(e.stage is Stage.PASSED or e.stage.makes_law for e in told)
    if not final and len({vote.chamber for vote in votes}) == len(_HOUSES):
        last = max(votes, key=lambda vote: str(vote.date))
        house = _HOUSES[last.chamber] if last.chamber else None
        yield Event(
            stage=Stage.CONSIDERATION_OF_AMENDMENTS,
            date=last.date,
            label=label,
            chamber=house,
            basis=Basis.INFERENCE,
            note=NOTE,
        )
