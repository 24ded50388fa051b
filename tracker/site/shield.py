"""Response headers that limit what a page can do, and refusal of paths that could mislead a browser.

Datasette 0.65.5 sends none of these headers itself, and redirects a raw backslash path to another
host's form. Neither our pages nor, in our frame, its pages of the database carry scripts or styles
inline; those about itself under /-/ do.
"""

from __future__ import annotations

import re
from typing import Any

from tracker.site.i18n import LANGUAGES
from tracker.site.where import refuse

_COMMON = "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
OURS = f"default-src 'self'; {_COMMON}"
EMBEDDED = OURS.replace("frame-ancestors 'none'", "frame-ancestors *")
STOCK = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    f"img-src 'self' data:; {_COMMON}"
)
_STOCK_PATH = re.compile(r"(?:-|_internal)(?:[/.]|\Z)")
_ASSET_PATH = re.compile(r"-/static(?:-plugins)?/")
#: Pages made to stand inside a page of somebody else.
_EMBED_PATH = re.compile(rf"(?:(?:{'|'.join(LANGUAGES[1:])})/)?embed/")
_REFUSED = re.compile(rb"\\|%5c|%00|[^\x21-\x7e]", re.IGNORECASE)
_MISLEADING = b"400: this address holds a backslash or another sign that no address of this site has.\n"
#: Whoever asks more than this asks nothing that a page or a query needs, and costs the others their time.
LONGEST_QUERY = 8_192
MOST_ARGUMENTS = 200
_TOO_LONG = f"414: expected at most {LONGEST_QUERY} signs and {MOST_ARGUMENTS} arguments.\n".encode()
#: The site only tells; nothing can be sent to it.
METHODS = ("GET", "HEAD", "OPTIONS")
_NO_METHOD = f"405: expected one of {', '.join(METHODS)}.\n".encode()


class Shield:
    """ASGI middleware around the whole of Datasette."""

    def __init__(self, app: Any, base_url: str = "/") -> None:
        self.app = app
        self.base_url = base_url

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = self._headers(scope["path"])

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [(k, v) for k, v in message.get("headers", []) if k.lower() not in headers]
                message = {**message, "headers": [*kept, *headers.items()]}
            await send(message)

        raw = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
        query = scope.get("query_string", b"")
        if scope["method"] not in METHODS:
            await refuse(guarded, _NO_METHOD, 405, {b"allow": ", ".join(METHODS).encode()})
        elif len(query) > LONGEST_QUERY or query.count(b"&") >= MOST_ARGUMENTS:
            await refuse(guarded, _TOO_LONG, 414)
        elif _REFUSED.search(raw):
            await refuse(guarded, _MISLEADING)
        else:
            await self.app(scope, receive, guarded)

    def _headers(self, path: str) -> dict[bytes, bytes]:
        rest = path.removeprefix(self.base_url).lstrip("/")
        headers = {
            b"content-security-policy": (STOCK if _STOCK_PATH.match(rest) else OURS).encode(),
            b"x-content-type-options": b"nosniff",
            b"x-frame-options": b"DENY",
            b"referrer-policy": b"no-referrer",
        }
        if _EMBED_PATH.match(rest):
            headers[b"content-security-policy"] = EMBEDDED.encode()
            del headers[b"x-frame-options"]
        if _ASSET_PATH.match(rest):
            headers[b"cache-control"] = b"public, max-age=3600"
        return headers
