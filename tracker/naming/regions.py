"""The regions of the United Nations' M49 list (https://unstats.un.org/unsd/methodology/m49/) by place.

M49 has neither Taiwan nor Kosovo; they stand here with their neighbours. Antarctica is in no region.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple


class Region(NamedTuple):
    """A subregion of M49 and the region it lies in, by their English names."""

    region: str
    subregion: str


_PLACES: Mapping[Region, str] = {
    Region("Africa", "Northern Africa"): "DZ EG EH LY MA SD TN",
    Region("Africa", "Sub-Saharan Africa"): (
        "AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ GW IO KE KM LR LS MG ML MR MU MW MZ NA NE"
        " NG RE RW SC SH SL SN SO SS ST SZ TD TF TG TZ UG YT ZA ZM ZW"
    ),
    Region("Americas", "Latin America and the Caribbean"): (
        "AG AI AR AW BB BL BO BQ BR BS BV BZ CL CO CR CU CW DM DO EC FK GD GF GP GS GT GY HN HT JM KN KY LC"
        " MF MQ MS MX NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI"
    ),
    Region("Americas", "Northern America"): "BM CA GL PM US",
    Region("Asia", "Central Asia"): "KG KZ TJ TM UZ",
    Region("Asia", "Eastern Asia"): "CN HK JP KP KR MN MO TW",
    Region("Asia", "South-eastern Asia"): "BN ID KH LA MM MY PH SG TH TL VN",
    Region("Asia", "Southern Asia"): "AF BD BT IN IR LK MV NP PK",
    Region("Asia", "Western Asia"): "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    Region("Europe", "Eastern Europe"): "BG BY CZ HU MD PL RO RU SK UA",
    Region("Europe", "Northern Europe"): "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    Region("Europe", "Southern Europe"): "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
    Region("Europe", "Western Europe"): "AT BE CH DE FR LI LU MC NL",
    Region("Oceania", "Australia and New Zealand"): "AU CC CX HM NF NZ",
    Region("Oceania", "Melanesia"): "FJ NC PG SB VU",
    Region("Oceania", "Micronesia"): "FM GU KI MH MP NR PW UM",
    Region("Oceania", "Polynesia"): "AS CK NU PF PN TK TO TV WF WS",
}


@cache
def _by_place() -> Mapping[str, Region]:
    return {code: region for region, codes in _PLACES.items() for code in codes.split()}


def region_of(code: str) -> Region | None:
    """Where a place lies, by its ISO 3166-1 alpha-2 code; a subdivision (`US-TX`) lies where its country
    does. None: in no region, as Antarctica and organisations are."""
    return _by_place().get(code.partition("-")[0])
