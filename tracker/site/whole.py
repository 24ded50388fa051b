"""CSV with every row: Datasette 0.65 cuts that of a table or a query at a thousand rows and does not say so.

Here it is one page with every row; the time that a query may take and `max_csv_mb` are its bounds.
Datasette's own `_stream` goes from page to page by a sort that is no order where values are equal, and loses
rows. Who names a number of rows (`_size=10`) gets so many.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qs, urlencode

from datasette.database import Database

from tracker.site import DATABASE

_whole: ContextVar[bool] = ContextVar("whole", default=False)


#: More than any table has, and two more are still a C int: Datasette fetches one row after the last.
_EVERY = 2_000_000_000


class WholeRows(Database):  # type: ignore[misc]  # Datasette has no types
    """A database whose results are not cut where every row is asked for."""

    async def execute(self, sql: str, params: Any = None, truncate: bool = False, **more: Any) -> Any:
        return await super().execute(sql, params, truncate=truncate and not _whole.get(), **more)


class WholePages:
    """Datasette with pages as long as the table, where every row is asked for."""

    _at_most = 0

    @property
    def max_returned_rows(self) -> int:
        return _EVERY if _whole.get() else self._at_most

    @max_returned_rows.setter
    def max_returned_rows(self, number: int) -> None:
        self._at_most = number


class Whole:
    """ASGI middleware that asks for every row of a CSV."""

    def __init__(self, app: Any, base_url: str = "/") -> None:
        self.app = app
        self.base_url = base_url

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        query = self._wanted(scope)
        if query is None:
            await self.app(scope, receive, send)
            return
        token = _whole.set(True)
        try:
            await self.app({**scope, "query_string": query}, receive, send)
        finally:
            _whole.reset(token)

    def _wanted(self, scope: Any) -> bytes | None:
        """The query that asks for every row; None where this is no CSV, or so many rows are named."""
        if scope["type"] != "http" or not scope["path"].endswith(".csv"):
            return None
        first, _, _ = scope["path"].removeprefix(self.base_url).lstrip("/").partition("/")
        told = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if first not in (DATABASE, f"{DATABASE}.csv") or "_next" in told:
            return None
        if told.get("_size", ["max"]) != ["max"]:
            return None
        return urlencode({**told, "_size": ["max"]}, doseq=True).encode()
