"""Places by the English names that international bodies write, and their ISO 3166-1 codes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel import Locale

from tracker.page import Unreadable
from tracker.vocabulary import IssueKind

#: Two-letter codes the CLDR names that stand for no place of ours.
_NO_PLACE = frozenset(["AC", "CP", "CQ", "DG", "EA", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
#: Names in the treaty collections of the United Nations and the Council of Europe that the CLDR lacks.
_OFFICIAL = {
    "Bolivia (Plurinational State of)": "BO",
    "Brunei Darussalam": "BN",
    "Cabo Verde": "CV",
    "Congo": "CG",
    "Czech Republic": "CZ",
    "Democratic People's Republic of Korea": "KP",
    "Democratic Republic of the Congo": "CD",
    "Holy See": "VA",
    "Iran (Islamic Republic of)": "IR",
    "Lao People's Democratic Republic": "LA",
    "Micronesia (Federated States of)": "FM",
    "Myanmar": "MM",
    "Netherlands (Kingdom of the)": "NL",
    "Republic of Korea": "KR",
    "Republic of Moldova": "MD",
    "Russian Federation": "RU",
    "Slovak Republic": "SK",
    "State of Palestine": "PS",
    "Swaziland": "SZ",
    "Syrian Arab Republic": "SY",
    "The former Yugoslav Republic of Macedonia": "MK",
    "Turkey": "TR",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "United Republic of Tanzania": "TZ",
    "United States of America": "US",
    "Venezuela (Bolivarian Republic of)": "VE",
    "Viet Nam": "VN",
}


def place_code(name: str, field: str) -> str:
    """The code of a place by its English name: ISO 3166-1 alpha-2, EU or XK. Raises Unreadable."""
    code = _codes().get(_plain(name))
    if code is None:
        detail = f"{field} is {name!r:.80}: expected a name of the Unicode CLDR or of the United Nations"
        raise Unreadable(IssueKind.BAD_VALUE, detail, field)
    return code


@cache
def _codes() -> dict[str, str]:
    known = {str(code): str(name) for code, name in Locale("en").territories.items()}
    places = {_plain(n): c for c, n in known.items() if re.fullmatch("[A-Z]{2}", c) and c not in _NO_PLACE}
    return places | {_plain(name): code for name, code in _OFFICIAL.items()}


def _plain(name: str) -> str:
    """A name without accents, case, signs, articles, and with its "and" and "saint" written one way."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    words = re.findall(
        r"[a-z]+", "".join(c for c in letters if not unicodedata.combining(c) and c not in "'’")
    )
    return " ".join("st" if word == "saint" else word for word in words if word != "the")
