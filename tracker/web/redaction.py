"""Blotting out secrets wherever text or bytes leave the door."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

_USERINFO = re.compile(r"(?<=://)[^/?#\s]*@")
_BLOT = "REDACTED"


class Redactor:
    """Replaces the given secrets, plain or percent-encoded, and the user part of addresses."""

    def __init__(self, secrets: Iterable[str | None]) -> None:
        forms = {form for s in secrets if s for form in (s, quote(s, safe=""), quote_plus(s))}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        # Percent-encoding may be written %2F or %2f.
        pattern = "|".join(re.escape(form) for form in longest_first) or r"(?!)"
        self._text = re.compile(pattern, re.IGNORECASE)
        self._bytes = re.compile(pattern.encode(), re.IGNORECASE)

    def text(self, text: str) -> str:
        return self._text.sub(_BLOT, _USERINFO.sub("", text))

    def bytes(self, content: bytes) -> bytes:
        return self._bytes.sub(_BLOT.encode(), content)

    def holds_secret(self, text: str) -> bool:
        return self._text.search(text) is not None
