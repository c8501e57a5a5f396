"""The tables as Parquet, with types, and the meaning of each column in the file itself."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from zeren.graph.errors import GraphError
from zeren.graph.export.columns import Table
from zeren.graph.export.dictionary import meaning


def parquet_bytes(table: Table, rows: Sequence[Sequence[object]]) -> bytes:
    """Return a table as Parquet.

    Decimals become doubles, which hold every figure of a plan to its last digit written.
    Raises GraphError when pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise GraphError(
            "Parquet needs the package pyarrow, which is not installed",
            "install it with `pip install 'zeren[parquet]'`, or use --format csv",
        ) from error
    kinds: dict[str, Any] = {
        "text": pa.string(),
        "integer": pa.int64(),
        "decimal": pa.float64(),
        "date": pa.date32(),
        "boolean": pa.bool_(),
    }
    fields, arrays = [], []
    for index, column in enumerate(table.columns):
        said = meaning(column.term)
        notes = {"term": column.term, "zh": said.zh, "en": said.en}
        fields.append(pa.field(column.name, kinds[column.kind], metadata=notes))
        cells = [_plain(row[index]) for row in rows]
        arrays.append(pa.array(cells, type=kinds[column.kind]))
    made = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    out = pa.BufferOutputStream()
    pq.write_table(made, out, compression="zstd")
    return bytes(out.getvalue().to_pybytes())


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value
