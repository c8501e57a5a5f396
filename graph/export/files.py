"""The tables as files, with their dictionary."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Literal

from zeren.graph.export.columns import TABLES
from zeren.graph.export.dictionary import COLUMNS, dictionary
from zeren.graph.export.parquet import parquet_bytes
from zeren.graph.export.tables import read_tables
from zeren.graph.output.csv_text import csv_bytes
from zeren.graph.output.progress import counted

if TYPE_CHECKING:
    from zeren.graph.store.opening import Store

TableFormat = Literal["csv", "parquet"]


def table_files(
    store: Store,
    documents: Collection[str] | None,
    format: TableFormat,
    only: Collection[str] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file: the tables, and ``dictionary.csv``.

    *documents* are ids, None for all; *only* names the tables wanted, None for all. Raises
    GraphError when Parquet is wanted and pyarrow is not installed.
    """
    rows = read_tables(store, documents)
    wanted = [table for table in TABLES if only is None or table.name in only]
    for table in counted(wanted, lambda table: table.name):
        if format == "csv":
            yield (
                f"{table.name}.csv",
                csv_bytes([column.name for column in table.columns], rows[table.name]),
            )
        else:
            yield f"{table.name}.parquet", parquet_bytes(table, rows[table.name])
    if only is None or "dictionary" in only:
        yield "dictionary.csv", csv_bytes(COLUMNS, dictionary())
