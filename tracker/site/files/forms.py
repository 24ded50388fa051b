"""A table as bytes: CSV, JSON, and Parquet where the library for it is installed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.util import find_spec
from typing import Any

from tracker.site import formulas
from tracker.site.columns import Column, Columns, Kind

#: Between the values of a cell that holds several.
BETWEEN = " | "
Rows = Sequence[Mapping[str, Any]]


def can_write_parquet() -> bool:
    """Whether pyarrow is installed: of our packages the heaviest, so it is an extra (`parquet`)."""
    return find_spec("pyarrow") is not None


def as_csv(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """RFC 4180, with a header; a cell that a spreadsheet would compute is made safe
    (`tracker.site.formulas`)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return formulas.safe(BETWEEN.join(map(item, value)))
    return formulas.safe(value) if isinstance(value, str) else value


def item(value: Any) -> str:
    """One of several values of a cell: a source by its address, a link by its relation and target, all else
    as it is; nothing is empty."""
    if value is None:
        return ""
    if not isinstance(value, dict):
        return str(value)
    return str(value["url"]) if "url" in value else f"{value['relation']} {value['target']}"


def as_json(name: str, rows: Rows, told: Mapping[str, Any]) -> bytes:
    """One object: `schema`, what is `told` of the whole, the rows under the name of the table."""
    return json.dumps({"schema": 1, **told, name: rows}, ensure_ascii=False, separators=(",", ":")).encode()


def as_parquet(columns: Columns, rows: Rows, told: Mapping[str, str]) -> bytes:
    """Apache Parquet, with the columns' meanings in the fields and what is `told` of the whole in the schema:
    days are dates, flags booleans, several values lists of text. Raises ImportError without pyarrow."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {
        Kind.TEXT: pa.string(),
        Kind.DAY: pa.date32(),
        Kind.WHOLE: pa.int32(),
        Kind.FLAG: pa.bool_(),
        Kind.LIST: pa.list_(pa.string()),
    }
    fields = [
        pa.field(name, types[column.kind], metadata={"description": column.about})
        for name, column in columns.items()
    ]
    values = [
        pa.array([_typed(column, row[name]) for row in rows], type=types[column.kind])
        for name, column in columns.items()
    ]
    out = io.BytesIO()
    table = pa.Table.from_arrays(values, schema=pa.schema(fields, metadata=dict(told)))
    parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def _typed(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.kind is Kind.DAY:
        return date.fromisoformat(value)
    if column.kind is Kind.FLAG:
        return bool(value)
    if column.kind is Kind.LIST:
        return [item(one) for one in value]
    return value
