"""Blotting out secrets wherever text or bytes leave the door."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from html import escape
from urllib.parse import quote, quote_plus

_USERINFO = re.compile(r"(?<=://)[^/?#\s]*@")
_BLOT = "REDACTED"
#: A part of a Base64 text that is shorter says nothing.
_SHORTEST = 8
_URL_SAFE = str.maketrans("+/", "-_")
#: Signs that JSON inside HTML writes as numbers, though it need not.
_JSON_IN_HTML = {"&": "\\u0026", "<": "\\u003c", ">": "\\u003e", "'": "\\u0027", "/": "\\/", '"': '\\"'}


def forms_of(secret: str) -> set[str]:
    """A secret as it stands, percent-encoded, escaped for JSON or for HTML, wholly or where it must be, and
    the part of a Base64 text that is its own, wherever it begins."""
    in_json = [json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)]
    signs = [ord(sign) for sign in secret]
    found = {secret, quote(secret, safe=""), quote_plus(secret), *in_json}
    found |= {text.replace("/", "\\/") for text in in_json}
    found.add("".join(_JSON_IN_HTML.get(sign, sign) for sign in secret))
    found |= {escape(secret), escape(secret, quote=False), secret.replace("&", "&amp;")}
    found |= {"".join(form % sign for sign in signs) for form in ("\\u%04x", "&#%d;", "&#x%x;")}
    found.add("".join(f"%{byte:02X}" for byte in secret.encode()))
    for ahead in range(3):
        text = b64encode(b"\0" * ahead + secret.encode()).decode().rstrip("=")
        own = text[-(-ahead * 8 // 6) : -1 if (ahead + len(secret.encode())) % 3 else None]
        if len(own) >= _SHORTEST:
            found |= {own, own.translate(_URL_SAFE)}
    return found


class Redactor:
    """Replaces the given secrets, plain or as a site may echo them, and the user part of addresses."""

    def __init__(self, secrets: Iterable[str | None]) -> None:
        forms = {form for secret in secrets if secret for form in forms_of(secret)}
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
