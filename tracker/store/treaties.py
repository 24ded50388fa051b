"""Treaties at rest: what each depositary's list says, merged with the curated file, and a log of changes.

Fetch days stay out of everything compared: an action told again as before keeps its first proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlite_utils import Database

from tracker import records
from tracker.questions import Treaty
from tracker.status.participation import Dispute, Listing, key_of, merge
from tracker.store.log import ChangeLog
from tracker.store.rows import Row, Synced, delete, fetch, put, select, sync
from tracker.store.shape import CONFLICT_KEY, EVIDENCE_KEY, as_text, evidence_row
from tracker.vocabulary import Participants, TreatyAction, is_only_memory


@dataclass(frozen=True, slots=True)
class _Written:
    """Rows that were brought to the wanted state, and the places whose actions or proofs differ now."""

    rows: Synced
    places: list[str]


class Treaties:
    """The treaties of a database. What writes must run inside a transaction of the writer."""

    def __init__(self, db: Database, curated: Mapping[str, Treaty], log: ChangeLog) -> None:
        self.db = db
        self._curated = curated
        self._log = log
        self._merged: dict[str, tuple[Treaty, tuple[Dispute, ...]]] = {}

    def forget(self) -> None:
        """Drop what was worked out inside a transaction that failed."""
        self._merged.clear()

    @property
    def merged(self) -> dict[str, Treaty]:
        """Every treaty with the actions of all origins."""
        return {name: self._merge(name)[0] for name in self._curated}

    def _merge(self, treaty: str) -> tuple[Treaty, tuple[Dispute, ...]]:
        if treaty not in self._merged:
            self._merged[treaty] = merge(self._curated[treaty], self.listings(treaty))
        return self._merged[treaty]

    def listings(self, treaty: str) -> list[Listing]:
        """The lists committed so far, one a source."""
        return [
            Listing(
                row["origin"],
                records.loads(Participants, row["record"]),
                date.fromisoformat(row["seen"]) if row["seen"] else None,
            )
            for row in fetch(
                self.db, "SELECT * FROM treaty_records WHERE treaty = ? ORDER BY origin", [treaty]
            )
        ]

    def read_from(self, source: str) -> set[str]:
        """The treaties of which this source's list was committed once."""
        return {row["treaty"] for row in select(self.db, "treaty_records", {"origin": source})}

    def sync_curated(self) -> None:
        """Bring every treaty's rows up to date with the curated files."""
        self._merged.clear()
        for treaty in self._curated.values():
            row = {
                "title": treaty.title,
                "citation": treaty.citation,
                "opened": as_text(treaty.opened),
                "in_force": as_text(treaty.in_force),
                "url": treaty.url,
                "listed_on": as_text(treaty.listed_on),
            }
            new = not select(self.db, "treaties", {"id": treaty.id})
            put(self.db, "treaties", {"id": treaty.id}, row)
            done = self._write(treaty.id)
            if not new:
                self._tell(treaty.id, done.rows, None)

    def commit(self, listing: Listing, held: Mapping[str, str], run: int) -> list[str]:
        """Store a list; returns the places whose actions differ now.

        `held` maps places whose actions must not show before somebody has reviewed them to the reason;
        they keep what the list said of them before.
        """
        treaty, origin = listing.participants.treaty, listing.origin
        known = next((x for x in self.listings(treaty) if x.origin == origin), None)
        before = known.participants.actions if known else ()
        actions = [*(x for x in before if x.place in held), *_renewed(before, listing, held)]
        self._hold(listing, held, run)
        done = self._store(listing, actions)
        if known is None:
            told = {"places": len({x.place for x in actions})}
            self._log.tell("treaty", treaty, None, "first read", None, told, origin, _url(actions))
        else:
            self._tell(treaty, done.rows, origin)
        return done.places

    def _store(self, listing: Listing, actions: Iterable[TreatyAction]) -> _Written:
        treaty = listing.participants.treaty
        key = {"treaty": treaty, "origin": listing.origin}
        ordered = tuple(sorted(actions, key=lambda x: (x.place, x.action)))
        text = records.dumps(Participants(treaty=treaty, actions=ordered))
        found = select(self.db, "treaty_records", key)
        if found and found[0]["record"] == text:
            return _Written(Synced(), [])
        put(self.db, "treaty_records", key, {"record": text, "seen": as_text(listing.seen)})
        self._merged.pop(treaty, None)
        return self._write(treaty)

    def sight(self, source: str, treaties: Iterable[str], run: int, seen_at: str | None) -> None:
        for treaty in treaties:
            key = {"source": source, "treaty": treaty}
            put(self.db, "treaty_sightings", key, {"run": run, "seen_at": seen_at})

    # -- review

    def _hold(self, listing: Listing, held: Mapping[str, str], run: int) -> None:
        """Keep aside what the list now says of the places held; what is well again waits no longer."""
        treaty = listing.participants.treaty
        self.db.execute("DELETE FROM held WHERE origin = ? AND id LIKE ?", [listing.origin, f"{treaty}/%"])
        for place, reason in held.items():
            told = tuple(x for x in listing.participants.actions if x.place == place)
            row = {
                "record": records.dumps(Participants(treaty=treaty, actions=told)),
                "reason": f"{treaty}: {reason}",
                "run": run,
                "seen": as_text(listing.seen),
                "url": _url(told or listing.participants.actions),
                "sha256": next((e.sha256 for x in told for e in x.evidence), None),
                "place": place,
            }
            put(self.db, "held", {"id": f"{treaty}/{place}", "origin": listing.origin}, row)

    def accept(self, row: Row) -> list[str]:
        """Let through what a row of `held` says of a place; returns the places that differ now."""
        place = row["id"].partition("/")[2]
        told = records.loads(Participants, row["record"])
        seen = date.fromisoformat(row["seen"]) if row["seen"] else None
        known = [x for x in self.listings(told.treaty) if x.origin == row["origin"]]
        kept = [a for x in known for a in x.participants.actions if a.place != place]
        delete(self.db, "held", {"id": row["id"], "origin": row["origin"]})
        done = self._store(Listing(row["origin"], told, seen), [*kept, *told.actions])
        self._tell(told.treaty, done.rows, row["origin"])
        return done.places

    # -- rows

    def _write(self, treaty: str) -> _Written:
        """Write a treaty's actions, their proofs and the disagreements about them."""
        merged, disputes = self._merge(treaty)
        rows = [_action_row(action) for action in merged.actions]
        done = sync(self.db, "treaty_actions", {"treaty": treaty}, rows, ("place", "action"), retire=True)
        places = {row["place"] for row in (*done.added, *(new for _, new in done.altered), *done.gone)}
        for action, row_id in zip(merged.actions, done.ids.values(), strict=True):
            evidence = [evidence_row(e) for e in action.evidence]
            if sync(self.db, "evidence", {"treaty_action": row_id}, evidence, EVIDENCE_KEY):
                places.add(action.place)
        conflicts = [
            {"place": x.place, **{name: getattr(x, name) for name in CONFLICT_KEY}} for x in disputes
        ]
        where = {"measure": None, "treaty": treaty}
        sync(self.db, "conflicts", where, conflicts, ("place", *CONFLICT_KEY))
        return _Written(done, sorted(places))

    def _tell(self, treaty: str, done: Synced, source: str | None) -> None:
        urls = {key_of(x): _url([x]) for x in self._merge(treaty)[0].actions}
        changes: list[tuple[Row, Row | None, Row | None]] = [(row, None, _day(row)) for row in done.added]
        changes += [(new, _day(old), _day(new)) for old, new in done.altered if _day(old) != _day(new)]
        changes += [(row, _day(row), None) for row in done.gone]
        for row, old, new in changes:
            url = urls.get((row["place"], row["action"]))
            self._log.tell("treaty_action", treaty, row["place"], row["action"], old, new, source, url)

    def action_id(self, treaty: str, action: TreatyAction) -> int:
        """The row of an action that counts."""
        where = {"treaty": treaty, "listed": 1, **_action_row(action)}
        return int(select(self.db, "treaty_actions", where)[0]["id"])


def _renewed(
    before: Sequence[TreatyAction], listing: Listing, held: Mapping[str, str]
) -> Iterable[TreatyAction]:
    """The list's actions; one told as before keeps the proof it had."""
    known = {replace(x, evidence=()): x for x in before}
    for action in listing.participants.actions:
        if action.place not in held:
            yield known.get(replace(action, evidence=()), action)


def _action_row(action: TreatyAction) -> Row:
    return {
        "place": action.place,
        "action": action.action.value,
        "date": as_text(action.date),
        "note": action.note,
        "basis": action.basis.value,
        "only_memory": int(is_only_memory(action.evidence)),
        "listed": 1,
        "read": as_text(action.read),
    }


def _day(row: Row) -> Row | None:
    return {"date": row["date"]} if row.get("listed", 1) else None


def _url(actions: Iterable[TreatyAction]) -> str | None:
    return next((e.url for x in actions for e in x.evidence if e.url), None)
