"""What depositaries' lists and curators together say of one treaty. Pure.

The actions are the union of all origins. For one (place, action) a list's day wins over a curated one; a
curated action that a later list lacks stays and says so. Every disagreement comes out as a Dispute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.history import CURATED, within
from tracker.questions import Treaty
from tracker.vocabulary import Participants, TreatyAction, TreatyActionKind, Window, is_only_memory

NOT_YET_SEEN = "not yet seen at the source"
NOT_LISTED = "not in the depositary's list"

Key = tuple[str, TreatyActionKind]


@dataclass(frozen=True, slots=True)
class Listing:
    """One source's list. `seen`: the day of the page that last changed it, if known."""

    origin: str
    participants: Participants
    seen: date | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two origins, two values for one place's action."""

    place: str
    field: str
    kept: str
    kept_from: str
    other: str
    other_from: str


def key_of(action: TreatyAction) -> Key:
    return action.place, action.action


def merge(treaty: Treaty, listings: Iterable[Listing]) -> tuple[Treaty, tuple[Dispute, ...]]:
    """The treaty with the actions of all origins, and where they disagree.

    The order of the lists does not matter: of two that disagree, the first by name counts.
    """
    ordered = sorted(listings, key=lambda x: x.origin)
    merged = _Merged({}, [])
    for listing in ordered:
        for action in listing.participants.actions:
            merged.tell(listing.origin, action)
    rest = []
    for action in treaty.actions:
        if key_of(action) in merged.taken:
            merged.tell(CURATED, action)
        else:
            rest.append(merged.unlisted(action, ordered[0]) if ordered else action)
    actions = [action for _, action in merged.taken.values()]
    kinds = list(TreatyActionKind)
    done = sorted([*actions, *rest], key=lambda x: (x.place, kinds.index(x.action), str(x.date)))
    days = [day for day in (treaty.listed_on, *(listing.seen for listing in ordered)) if day is not None]
    told = replace(
        treaty,
        actions=tuple(done),
        listed=treaty.listed or bool(ordered),
        listed_on=max(days, default=None),
    )
    return told, tuple(dict.fromkeys(merged.disputes))


@dataclass
class _Merged:
    taken: dict[Key, tuple[str, TreatyAction]]
    disputes: list[Dispute]

    def tell(self, origin: str, action: TreatyAction) -> None:
        """Take an action of the next origin: a new one, another telling of one, or a disagreement."""
        key = key_of(action)
        if key not in self.taken:
            self.taken[key] = origin, action
            return
        first, kept = self.taken[key]
        if kept.date is None or action.date is None or within(kept.date, action.date):
            proofs = () if is_only_memory(action.evidence) else action.evidence
            note, basis = (action.note, action.basis) if kept.date is None else (kept.note, kept.basis)
            told = replace(kept, date=kept.date or action.date, note=note, basis=basis)
            self.taken[key] = first, replace(told, evidence=tuple(dict.fromkeys((*kept.evidence, *proofs))))
        else:
            self.disputes.append(_dispute(kept, first, str(action.date), origin))

    def unlisted(self, action: TreatyAction, listing: Listing) -> TreatyAction:
        """A curated action that no list has, marked as such where the list should have had it."""
        day, seen = action.date, listing.seen
        if day is None or seen is None:
            return action
        if (day.earliest or date.min) > seen:
            return _noted(action, NOT_YET_SEEN)
        follows = action.action is TreatyActionKind.IN_FORCE
        if day.latest > seen or (follows and (action.place, TreatyActionKind.RATIFIED) in self.taken):
            return action
        if not is_only_memory(action.evidence):
            self.disputes.append(_dispute(action, CURATED, f"not listed on {seen}", listing.origin))
        return _noted(action, NOT_LISTED)


def _noted(action: TreatyAction, words: str) -> TreatyAction:
    return replace(action, note=f"{action.note} ({words})" if action.note else words)


def _dispute(kept: TreatyAction, origin: str, other: str, other_origin: str) -> Dispute:
    return Dispute(kept.place, kept.action.value, str(kept.date), origin, other, other_origin)


def setbacks(
    before: Sequence[TreatyAction], after: Sequence[TreatyAction], today: date
) -> Iterator[tuple[str, str]]:
    """Places that would stand lower, with the reason: a step gone, put off, or a denunciation."""
    old, new = _by_place(before), _by_place(after)
    for place in sorted({*old, *new}):
        was, is_ = old.get(place, {}), new.get(place, {})
        gone = [kind for kind in was if kind not in is_]
        late = [
            kind for kind in was if kind in is_ and _has_come(was[kind], today) > _has_come(is_[kind], today)
        ]
        if gone:
            yield place, f"{place} would lose {', '.join(gone)}"
        elif late:
            yield place, f"{place} would have {', '.join(late)} later than today"
        elif TreatyActionKind.DENOUNCED in is_ and TreatyActionKind.DENOUNCED not in was and was:
            yield place, f"{place} would have denounced the treaty"


def _by_place(actions: Iterable[TreatyAction]) -> dict[str, dict[TreatyActionKind, Window | None]]:
    result: dict[str, dict[TreatyActionKind, Window | None]] = {}
    for action in actions:
        if not is_only_memory(action.evidence):
            result.setdefault(action.place, {})[action.action] = action.date
    return result


def _has_come(day: Window | None, today: date) -> bool:
    return day is None or day.latest <= today
