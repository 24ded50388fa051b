"""What a page is about, for machines: JSON-LD in the words of schema.org (Dataset, Legislation).

Only what the page itself says stands here, and nothing where the page does not know. Addresses come from the
caller; the `@id` of a thing is the same on every page and in every language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from tracker.site import data, i18n, words
from tracker.site.files import TABLES, package
from tracker.site.i18n import gettext, place_name
from tracker.vocabulary import Relation, Status

CONTEXT = "https://schema.org"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
#: Pages that speak of the data as a whole.
_OF_THE_DATA = ("/", "/about", "/download/")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIES = {
    Relation.AMENDS: "legislationAmends",
    Relation.REPLACES: "legislationRepeals",
    Relation.IMPLEMENTS: "legislationEnsuresImplementationOf",
}
Thing = dict[str, Any]
#: The whole address of one of our paths, in the first language.
Address = Callable[[str], str]


def of(rest: str, found: Mapping[str, Any], today: str, here: str, address: Address) -> Thing | None:
    """What the page at the path `rest` is about, as JSON-LD; None: nothing that schema.org has a word for.

    `found` is what the page is made of, `here` its own whole address.
    """
    if rest in _OF_THE_DATA and "data_version" in found:
        return dataset(found["data_version"], address)
    if rest.startswith("/measure/"):
        return legislation(found["measure"], found["place"], today, here, address)
    return None


def dataset(version: str | None, address: Address) -> Thing:
    """https://schema.org/Dataset: the data as a whole. `version`: the time of the latest change."""
    page = address("/download/")
    told = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": gettext("Organ law tracker"),
        "alternateName": gettext("Law against transplant tourism and forced organ harvesting, by country"),
        "description": gettext(
            "Which countries have law against organ trafficking, forced organ harvesting and transplant "
            "tourism, and which have bills pending: today, and on any past day, each answer with its source."
        ),
        "license": LICENSE,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "Organ law tracker", "url": words.PROJECT},
        "version": version,
        "dateModified": version,
        "temporalCoverage": f"{data.EARLY}/..",
        "spatialCoverage": {"@type": "Place", "name": words.capitalise(i18n.locale().territories["001"])},
        "inLanguage": list(i18n.LANGUAGES),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "encodingFormat": media,
                "contentUrl": address(f"/download/{name}"),
            }
            for name, media in offered().items()
        ],
    }
    return _known(told)


def offered() -> dict[str, str]:
    """What /download/ offers, with its media type."""
    tables = {f"{name}.{form}": package.FORMS[form] for name in TABLES for form in package.forms()}
    return {"tracker.db": "application/vnd.sqlite3", **tables, **package.BESIDE}


def legislation(
    measure: Mapping[str, Any], place: Mapping[str, Any], today: str, here: str, address: Address
) -> Thing:
    """https://schema.org/Legislation, which is bills too: one measure as `data.measure` has it, today."""
    status = Status(measure["status"]) if measure["status"] else None
    law = status is not None and (status.is_law or status is Status.REPEALED)
    adopted = [day for day in (measure["assented"], measure["passed"]) if day and _DAY.fullmatch(day)]
    official = words.link(measure["official_url"]) or words.link(measure["url"])
    told = {
        "@context": CONTEXT,
        "@type": "Legislation",
        "@id": _id(measure["id"], address),
        "url": here,
        "name": measure["title"],
        "inLanguage": measure["lang"],
        "alternateName": [{"@language": t["lang"], "@value": t["title"]} for t in measure["titles"]],
        "legislationIdentifier": [
            name for name in (measure["number"], measure["citation"], measure["id"]) if name
        ],
        "legislationType": measure["kind"].replace("_", " "),
        "legislationJurisdiction": {
            "@type": "AdministrativeArea",
            "name": place_name(place["code"], place["name"]),
            "identifier": place["code"],
        },
        "legislationLegalForce": _force(measure, status, today),
        "legislationDate": next((day for day in adopted if day <= today), None) if law else None,
        "legislationPassedBy": {"@type": "Organization", "name": measure["legislature_name"]}
        if law and measure["legislature_name"]
        else None,
        "sameAs": official,
    }
    # What is not law changes nothing yet.
    for tie in measure["links"] if law else ():
        if tie["known"] and tie["relation"] in _TIES:
            target = {"@type": "Legislation", "@id": _id(tie["known"], address)}
            told.setdefault(_TIES[tie["relation"]], []).append(target)
    return _known(told)


def _id(name: str, address: Address) -> str:
    return address(f"/measure/{quote(name)}")


def _force(measure: Mapping[str, Any], status: Status | None, today: str) -> str | None:
    """The legal force, where it is known; in part while something of it begins later."""
    if status is None or status is Status.UNKNOWN or measure["unclear"]:
        return None
    if status is not Status.IN_FORCE:
        return f"{CONTEXT}/NotInForce"
    later = any(
        p["since"] and _DAY.fullmatch(p["since"]) and p["since"] > today for p in measure["provisions"]
    )
    return f"{CONTEXT}/PartiallyInForce" if later else f"{CONTEXT}/InForce"


def _known(told: Thing) -> Thing:
    return {name: value for name, value in told.items() if value not in (None, [])}
