"""What every file says of a place: how others call it, what it is, where it lies."""

from __future__ import annotations

from typing import Any

from tracker.naming.regions import region_of
from tracker.naming.spoken import alpha3
from tracker.site.columns import Column
from tracker.site.i18n import N_
from tracker.site.tables import COUNTRIES
from tracker.store import Reader
from tracker.store.rows import fetch

PLACE = {
    "place": COUNTRIES["place"],
    "iso3": Column(N_("ISO 3166-1 alpha-3 code, XKX for Kosovo; empty where the place has none")),
    "name": COUNTRIES["name"],
    "kind": COUNTRIES["kind"],
    "counted": COUNTRIES["counted"],
    "parent": COUNTRIES["parent"],
    "region": Column(N_("Region of the UN's M49 list; Taiwan and Kosovo, which it lacks, are placed by us")),
    "subregion": Column(N_("Subregion of the same list")),
}
#: A user-assigned code, which ISO leaves to everybody: the one that international organisations use.
_KOSOVO = "XKX"


def places(reader: Reader) -> dict[str, dict[str, Any]]:
    """Every place by its code, with the keys of `PLACE`, in order of their codes."""
    threes = {two: three for three, two in alpha3().items()} | {"XK": _KOSOVO}
    found = {}
    for row in fetch(reader.db, "SELECT code, name, kind, counted, parent FROM places ORDER BY code"):
        code, lies = row["code"], region_of(row["code"])
        told = {
            "place": code,
            "iso3": threes.get(code),
            **{name: row[name] for name in ("name", "kind", "parent")},
            "counted": bool(row["counted"]),
            "region": lies and lies.region,
            "subregion": lies and lies.subregion,
        }
        found[code] = {name: told[name] for name in PLACE}
    return found
