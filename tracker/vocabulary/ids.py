"""Ids of bills, and the spellings of their numbers."""

from __future__ import annotations

import re
import unicodedata


def bill_id(place: str, session: str, number: str) -> str:
    """The canonical id of a bill: `<place>-<session>-<number>` in lower case, e.g. `ca-44-1-s-223`."""
    return re.sub(r"[^a-z0-9]+", "-", f"{place} {session} {number}".lower()).strip("-")


def number_key(number: str) -> str:
    """One key for the spellings of a bill's number, to compare by; the number itself stays as it was written.

    `H.R. 1503` and `HR1503`, `SB0262` and `SB 262`, `36 516` and `36516`, `n° 2797` and `2797` are the same.
    """
    key = re.sub(r"\b(?:no\.|nos\.|nr\.|n[°º])\s*", "", unicodedata.normalize("NFC", number).casefold())
    key = re.sub(r"(?<=\b[^\W\d_])\.\s*(?=[^\W\d_]\.)", "", key)
    key = re.sub(r"(?<=[^\W\d_])\.", "", key)
    key = re.sub(r"(?<=[^\W\d_])[\s-]*0*(?=\d)", "", key)
    key = re.sub(r"\A(\d{1,3})\s(\d{3})\Z", r"\1\2", key.strip())
    return re.sub(r"[\W_]+", "-", key).strip("-")
