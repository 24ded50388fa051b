"""CSV that no spreadsheet computes: a cell that begins like a formula is given an apostrophe in front.

What is meant is CSV injection (https://owasp.org/www-community/attacks/CSV_Injection): text from a source
that begins with = + - @, a tab or a carriage return runs as a formula where the file is opened. Every CSV of
the site passes here, Datasette's own exports too. A plain number, such as -5, is left as it is.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from tracker.site.limits import LONGEST_VALUE

# A cell may be as long as any that the database holds.
csv.field_size_limit(LONGEST_VALUE)
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")


def safe(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.match(cell) else cell


def safe_rows(text: str) -> str:
    """Whole rows of CSV, each cell safe."""
    out = io.StringIO()
    rows = csv.reader(io.StringIO(text, newline=""))
    csv.writer(out).writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue()


class Formulas:
    """ASGI middleware over Datasette's CSV. Each message of its body holds whole rows: Datasette 0.65 sends
    one row a message. It calls CSV to look at, not to save, text/plain. Our own tables are safe as they are
    made (`tracker.site.files.forms`)."""

    def __init__(self, app: Any, base_url: str = "/") -> None:
        self.app = app
        self.base_url = base_url

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        is_csv = False
        path = scope["path"].removeprefix(self.base_url).lstrip("/") if scope["type"] == "http" else ""
        asked, ours = path.endswith(".csv"), path.startswith("download/")

        async def guarded(message: Any) -> None:
            nonlocal is_csv
            if message["type"] == "http.response.start":
                headers = {name.lower(): value for name, value in message.get("headers", ())}
                kind = headers.get(b"content-type", b"").partition(b";")[0]
                is_csv = not ours and (kind == b"text/csv" or (asked and kind == b"text/plain"))
                if is_csv:
                    kept = [(k, v) for k, v in message["headers"] if k.lower() != b"content-length"]
                    message = {**message, "headers": kept}
            elif is_csv and message.get("body"):
                message = {**message, "body": safe_rows(message["body"].decode()).encode()}
            await send(message)

        await self.app(scope, receive, guarded)
