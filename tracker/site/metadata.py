"""Keeping metadata.yml: `python -m tracker.site.metadata` writes its tables anew from `tracker.store.tables`.

What stands above them (titles, licence, the stored queries) is written by hand and stays as it is.
"""

from __future__ import annotations

from typing import Any

import yaml

from tracker.site.app import metadata_path
from tracker.store.tables import TABLES, Table

_MARK = "\n    tables:\n"
_NOTE = "      # Written by `python -m tracker.site.metadata` from tracker/store/tables: change it there.\n"
#: Datasette's own and the migrations' are of no use to a reader.
_HIDDEN = {"_sqlite_migrations": {"hidden": True}}


def text(old: str) -> str:
    """The file with its tables as the store describes them now. Raises ValueError where it has none."""
    head, mark, _ = old.partition(_MARK)
    if not mark:
        raise ValueError("metadata.yml: expected the key `tables` of the database")
    told = {**_HIDDEN, **{name: _entry(table) for name, table in TABLES.items()}}
    written = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=10_000)
    return head + mark + _NOTE + "".join(f"      {line}" for line in written.splitlines(keepends=True))


def _entry(table: Table) -> dict[str, Any]:
    more = {
        "label_column": table.label,
        "facets": list(table.facets),
        "sort_desc": table.sort_desc,
    }
    columns = {"columns": dict(table.columns)}
    return {"description": table.about, **{key: value for key, value in more.items() if value}, **columns}


def main() -> None:
    path = metadata_path()
    path.write_text(text(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
