"""What a place did to a treaty, as an answer: by its own steps, and by lists of all who took any. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.questions import Checked, Treaty, TreatyAction
from tracker.status.clause import confidence
from tracker.status.said import Args, BasisCode, Reason, since
from tracker.status.saying import Rank, Saying
from tracker.status.spans import ALWAYS, FOREVER, Piece, cut, joined, slices
from tracker.vocabulary import TreatyActionKind, Window, is_only_memory

_RANKS = {
    TreatyActionKind.SIGNED: (Rank.PENDING, BasisCode.SIGNED),
    TreatyActionKind.RATIFIED: (Rank.ENACTED, BasisCode.RATIFIED),
    TreatyActionKind.IN_FORCE: (Rank.IN_FORCE, BasisCode.PARTY),
    TreatyActionKind.DENOUNCED: (Rank.ENDED, BasisCode.DENOUNCED),
}
_ORDER = list(TreatyActionKind)


def party(treaty: Treaty, place: str, checked: Checked | None) -> Iterator[Piece[Saying]]:
    """What the steps of one place under a treaty say, over time."""
    actions = [x for x in treaty.actions if x.place == place]
    told = [x for x in actions if not is_only_memory(x.evidence)]
    pieces: list[Piece[tuple[bool, TreatyAction]]] = []
    for action in told:
        window = when(action)
        if window is not None:
            pieces.append(Piece(window.earliest or ALWAYS, FOREVER, (False, action)))
            pieces.append(Piece(window.latest, FOREVER, (True, action)))
    for piece in joined(Piece(p.since, p.until, _position(p.what)) for p in slices(pieces)):
        yield from _said(treaty, piece, told)
    # No list of States tells of a State's parts, which cannot be party to anything.
    if "-" not in place:
        yield from _nothing(treaty, checked, actions)


def when(action: TreatyAction) -> Window | None:
    """The step's date; of one whose day is not known, that it was taken by the day of its evidence."""
    seen = [day for day in (action.read, *(e.retrieved for e in action.evidence)) if day is not None]
    return action.date or (Window(None, min(seen)) if seen else None)


_Position = tuple[TreatyAction | None, TreatyAction | None]


def _position(held: Sequence[tuple[bool, TreatyAction]]) -> _Position:
    """The furthest step that may have been taken, and the furthest that has been for certain."""

    def furthest(sure: bool) -> TreatyAction | None:
        taken = [action for late, action in held if late is sure]
        return max(taken, key=lambda x: _ORDER.index(x.action), default=None)

    return furthest(False), furthest(True)


def _said(treaty: Treaty, piece: Piece[_Position], told: Sequence[TreatyAction]) -> Iterator[Piece[Saying]]:
    perhaps, sure = piece.what
    action = sure if sure is not None and perhaps == sure else None
    if action is None:
        reason = Reason(treaty=treaty.id, action=perhaps or sure)
        code = BasisCode.STEP_DAY_UNKNOWN
        doubt = Saying(rank=Rank.UNCLEAR, code=code, confidence="low", reasons=(reason,))
        yield Piece(piece.since, piece.until, doubt)
        return
    rank, code = _RANKS[action.action]
    seen = max((day for day in (treaty.listed_on, *(x.read for x in told)) if day), default=None)
    began = when(action)
    proven = confidence(action.evidence, inferred=False)

    def saying(code: BasisCode, sureness: str) -> Saying:
        return Saying(
            rank=rank,
            code=code,
            args=Args(as_of=seen) if code is BasisCode.SIGNED_THEN else Args(),
            confidence=sureness,
            reasons=(Reason(treaty=treaty.id, action=action),),
            began=since(began, (action.read, *(e.retrieved for e in action.evidence))) if began else None,
        )

    if action.action is not TreatyActionKind.SIGNED or seen is None:
        yield Piece(piece.since, piece.until, saying(code, proven))
        return
    # That a State had not ratified is known as of the day somebody looked, and fades after it.
    yield from cut(Piece(piece.since, piece.until, saying(code, proven)), ALWAYS, seen)
    yield from cut(Piece(piece.since, piece.until, saying(BasisCode.SIGNED_THEN, "low")), seen, FOREVER)


def _nothing(
    treaty: Treaty, checked: Checked | None, actions: Sequence[TreatyAction]
) -> Iterator[Piece[Saying]]:
    """That no step is known: by a list of all who took one, or of a place whose signature is known."""
    if any(is_only_memory(x.evidence) for x in actions):
        yield Piece(ALWAYS, FOREVER, Saying(rank=Rank.REMEMBERED, code=BasisCode.REMEMBERED))
    elif treaty.listed_on is not None:
        none = Saying(
            rank=Rank.NONE_FOUND,
            code=BasisCode.NOT_ON_LIST,
            args=Args(as_of=treaty.listed_on),
            confidence="medium",
        )
        yield Piece(ALWAYS, FOREVER, none)
    elif treaty.listed or (checked is not None and any(x.action == TreatyActionKind.SIGNED for x in actions)):
        none = Saying(rank=Rank.NONE_FOUND, code=BasisCode.NOTHING_FOUND, confidence="medium")
        yield Piece(ALWAYS, FOREVER, none)
