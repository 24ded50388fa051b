"""What the texts say, point by point, and what places did under treaties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tracker.site.columns import Column, Columns, Kind
from tracker.site.files.places import PLACE, places
from tracker.site.i18n import N_
from tracker.site.measures import measures_where
from tracker.site.subject import Subject
from tracker.site.tables import MEASURE
from tracker.store import Reader
from tracker.store.rows import Row, fetch
from tracker.vocabulary import Abroad, Basis, EvidenceKind, TreatyActionKind, Value, Window

_PLACE = {name: PLACE[name] for name in ("place", "iso3", "name", "counted", "region")}
_EVIDENCE = {
    "evidence": Column(
        N_("The best kind of evidence that it rests on; memory decides no answer"), words=tuple(EvidenceKind)
    ),
    "sources": Column(N_("Addresses or citations of where it was read"), Kind.LIST),
    "read": Column(N_("The day it was last read"), Kind.DAY),
}
PROVISIONS = {
    "measure": Column(N_("Id of the bill or law"), needed=True),
    **_PLACE,
    "title": MEASURE["title"],
    "title_en": MEASURE["title_en"],
    "measure_kind": MEASURE["kind"],
    "on": MEASURE["on"],
    "status": MEASURE["status"],
    "provision": Column(N_("The point that the text speaks of"), needed=True),
    "value": Column(N_("What the text says on it"), words=tuple(Value), needed=True),
    "abroad": Column(
        N_("By what clause that reaches acts abroad; empty where it is not told"), words=tuple(Abroad)
    ),
    "article": Column(N_("The article that says so")),
    "since": Column(N_("First day of that wording, a day or a span (EDTF); empty: as long as the law")),
    "until": Column(N_("First day without that wording, a day or a span (EDTF); empty: as long as the law")),
    "note": Column(N_("Anything a reader must know of it")),
    **_EVIDENCE,
    "official_url": MEASURE["official_url"],
}
TREATIES = {
    "treaty": Column(N_("Id of the treaty"), needed=True),
    "treaty_title": Column(N_("The treaty's title"), needed=True),
    "citation": Column(N_("Its number in the depositary's series")),
    "opened": Column(N_("The day it was opened for signature"), Kind.DAY),
    "in_force": Column(N_("The day it entered into force at all"), Kind.DAY),
    **_PLACE,
    "action": Column(
        N_("What the place did; ratified covers acceptance, approval and accession"),
        words=tuple(TreatyActionKind),
        needed=True,
    ),
    "date": Column(N_("When: a day or a span (EDTF); empty: only the fact is known")),
    "earliest": Column(N_("First day it can have been; empty where no lower bound is known"), Kind.DAY),
    "latest": Column(N_("Last day it can have been"), Kind.DAY),
    "basis": Column(N_("How the date is known"), words=tuple(Basis), needed=True),
    "note": Column(N_("How the date is known, where it is not stated")),
    **_EVIDENCE,
    "treaty_url": Column(N_("The depositary's page")),
}
_RANK = {kind.value: rank for rank, kind in enumerate(EvidenceKind)}
_ACTIONS = """SELECT a.*, t.title AS treaty_title, t.citation, t.opened, t.in_force, t.url AS treaty_url
  FROM treaty_actions a JOIN treaties t ON t.id = a.treaty
  WHERE a.listed ORDER BY a.treaty, a.place, coalesce(a.date, ''), a.id"""


def of_provisions(told: Subject) -> Columns:
    """The columns of `provisions`."""
    names = tuple(one.name for one in told.provisions)
    return {**PROVISIONS, "provision": replace(PROVISIONS["provision"], words=names)}


def of_treaties(_: Subject) -> Columns:
    """The columns of `treaties`."""
    return TREATIES


def provisions(reader: Reader, on: str) -> list[dict[str, Any]]:
    """One row a point of a bill or law, with the keys of `PROVISIONS`, by measure and in its order."""
    known = places(reader)
    rows = []
    for measure in sorted(measures_where(reader, "1", [], on), key=lambda measure: str(measure["id"])):
        of_measure = {
            **known[measure["place"]],
            **{name: measure[name] for name in ("title", "title_en", "status", "official_url")},
            "measure": measure["id"],
            "measure_kind": measure["kind"],
            "on": on,
        }
        for found in measure["provisions"]:
            whole = {**found, **of_measure, **_proof(found["evidence"]), "provision": found["name"]}
            rows.append({name: whole[name] for name in PROVISIONS})
    return rows


def treaties(reader: Reader, _on: str) -> list[dict[str, Any]]:
    """One row a step of a place under a treaty, with the keys of `TREATIES`, by treaty, place and day."""
    known = places(reader)
    proof: dict[int, list[Row]] = {}
    for row in fetch(
        reader.db,
        """SELECT treaty_action, kind, url, citation FROM evidence WHERE treaty_action IS NOT NULL
           ORDER BY kind, url""",
    ):
        proof.setdefault(row["treaty_action"], []).append(row)
    rows = []
    for action in fetch(reader.db, _ACTIONS):
        span = Window.parse(action["date"]) if action["date"] else None
        days = {
            "earliest": str(span.earliest) if span and span.earliest else None,
            "latest": str(span.latest) if span else None,
        }
        whole = {**action, **known[action["place"]], **days, **_proof(proof.get(action["id"], []))}
        rows.append({name: whole[name] for name in TREATIES})
    return rows


def _proof(evidence: list[Row]) -> dict[str, Any]:
    best = min((row["kind"] for row in evidence), key=lambda kind: _RANK[kind], default=None)
    told = (row["url"] or row["citation"] for row in evidence)
    return {"evidence": best, "sources": list(dict.fromkeys(one for one in told if one))}
