"""Datasets: a table with one policy a row, read as that many documents.

A workbook, a CSV file, JSON Lines or a Parquet file whose columns are headed 标题, 正文, 发文机关 …
is no plan with a table, it is many plans. What the columns state becomes the metadata of each
document, the row its provenance. A table of tasks (one that names units) stays what it is.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

from zeren.graph.build.sources.manifest import key_of, value_of
from zeren.graph.errors import Problem
from zeren.loaders.errors import ZerenError
from zeren.loaders.sources import archives, limits
from zeren.loaders.sources.text import decode

_WHOLE_TEXT: Final = frozenset(
    (
        *("正文", "全文", "正文内容", "全文内容", "文件正文", "政策正文", "政策全文", "政策文本"),
        *("政策内容", "fulltext", "body"),
    )
)
"""Columns that can only be the text of a policy."""
_PERHAPS_TEXT: Final = frozenset(["内容", "文本", "文件内容", "content", "text"])
"""Columns that are, where their cells are long and a policy's other columns stand beside."""
_LONG: Final = 200
_OF_TASKS = re.compile("牵头|责任|配合|主办|协办|承办|任务|完成时限|序时进度")
_TITLES: Final = frozenset(["政策名称", "政策标题", "文件标题", "文件名"])
_HEADER_WITHIN: Final = 5
_LONGEST: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """One policy: the row that it stands in, its text, and what the columns state of it."""

    row: str
    text: str
    stated: Mapping[str, object]
    sha256: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """The policies of a file, and the rows that are none, each with what is wrong."""

    rows: tuple[DatasetRow, ...] = ()
    bad: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Table:
    """A table as it lies in the file: its name if there are several, its rows by number."""

    name: str | None
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


def read_dataset(data: bytes, name: str, *, rows: bool = False) -> Dataset | Problem | None:
    """Return the policies of the file called *name*, None where it is no dataset.

    With *rows* it is one whatever its columns, as long as one of them holds texts; what is
    missing is then a problem. A file that cannot be read is none: its reader says why.
    """
    try:
        tables = list(_tables(data, name))
    except (ZerenError, ValueError, OSError, KeyError, ImportError) as error:
        if rows or name.lower().endswith(".parquet"):
            what = error.what if isinstance(error, ZerenError) else str(error)
            return Problem(name, f"it cannot be read as rows: {what}", "check the file")
        return None
    found = [each for table in tables if (each := _policies(table, rows, len(tables) > 1))]
    if found:
        return Dataset(
            tuple(row for each in found for row in each.rows),
            tuple(bad for each in found for bad in each.bad),
            tuple(note for each in found for note in each.notes),
        )
    if not rows:
        return None
    return Problem(
        name, "it has no column with the texts of policies", "head one 正文, and another 标题"
    )


def _policies(table: _Table, forced: bool, several: bool) -> Dataset | None:
    """Return the policies of a table, None where its columns are not those of policies."""
    for index, (_, header) in enumerate(table.rows[:_HEADER_WITHIN]):
        keys = [_key(cell) for cell in header]
        body = [row for row in table.rows[index + 1 :] if any(row[1])]
        if "text" in keys and _fits(header, keys, body, forced):
            return _read_rows(table.name if several else None, header, keys, body)
    return None


def _key(cell: str) -> str | None:
    name = re.sub(r"[\s_\-*:：]+", "", cell).lower()
    if name in _WHOLE_TEXT or name in _PERHAPS_TEXT:
        return "text"
    if name in _TITLES:
        return "title"
    key = key_of(cell)
    return None if key in {"path", "encoding"} else key


def _fits(
    header: list[str], keys: list[str | None], body: list[tuple[int, list[str]]], forced: bool
) -> bool:
    if keys.count("text") != 1:
        return False
    if forced:
        return True
    if "title" not in keys or any(map(_OF_TASKS.search, header)):
        return False
    column = keys.index("text")
    if re.sub(r"\s", "", header[column]).lower() in _WHOLE_TEXT:
        return True
    lengths = sorted(len(row[column]) for _, row in body if column < len(row))
    beside = {"issuer", "issued", "url", "document_number"} & {key for key in keys if key}
    return bool(lengths) and lengths[len(lengths) // 2] >= _LONG and bool(beside)


def _read_rows(
    name: str | None, header: list[str], keys: list[str | None], body: list[tuple[int, list[str]]]
) -> Dataset:
    rows: list[DatasetRow] = []
    bad: list[tuple[str, str]] = []
    notes: list[str] = []
    for number, cells in body:
        row = f"{name}!{number}" if name else str(number)
        values = {
            key: cell.strip()
            for key, cell in zip(keys, cells, strict=False)
            if key and cell.strip()
        }
        text = values.pop("text", "")
        if not text:
            bad.append((row, "it has no text"))
            continue
        stated: dict[str, object] = {}
        for key, cell in values.items():
            try:
                stated[key] = value_of(key, cell)
            except ValueError as error:
                notes.append(f"row {row}: {error}; the cell is left out")
        rows.append(_row(row, text, stated))
    unused = [cell for cell, key in zip(header, keys, strict=True) if cell.strip() and not key]
    if unused:
        notes.append(f"columns not used: {', '.join(unused)}")
    return Dataset(tuple(rows), tuple(bad), tuple(notes))


def _row(row: str, text: str, stated: dict[str, object]) -> DatasetRow:
    """Return a policy; its id is made of what the row says, so that it outlives its number."""
    title = str(stated.get("title", ""))
    head = re.sub(r"\s", "", text[: 2 * len(title) + 200])
    if title and re.sub(r"\s", "", title) not in head:
        text = f"{title}\n{text}"
    content = json.dumps({**stated, "text": text}, default=str, ensure_ascii=True, sort_keys=True)
    digest = hashlib.sha256(content.encode("ascii")).hexdigest()
    stated.setdefault("id", digest[:12])
    return DatasetRow(row, text, stated, digest)


def _tables(data: bytes, name: str) -> Iterator[_Table]:
    ending = Path(name).suffix.lower()
    if ending in {".xlsx", ".xlsm"} and data.startswith(b"PK"):
        yield from _sheets(archives.harmless(data))
    elif ending == ".parquet":
        yield _records(_parquet(data))
    elif ending in {".jsonl", ".ndjson"}:
        yield _records(_json_lines(data))
    elif ending in {".csv", ".tsv"}:
        yield _csv(data)


def _sheets(data: bytes) -> Iterator[_Table]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    count = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        table = _Table(sheet.title)
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            count += len(values)
            limits.check(count, limits.CELLS, "cells")
            cells = [_words(value) for value in values]
            if any(cells):
                table.rows.append((number, cells))
        yield table


def _csv(data: bytes) -> _Table:
    text = decode(data).text.replace("\0", "")
    head = text.split("\n", 1)[0]
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(",\t;|", key=head.count), strict=True
    )
    table = _Table(None)
    try:
        for number, row in enumerate(reader, start=1):
            limits.check(number, limits.CELLS, "rows")
            if any(map(str.strip, row)):
                table.rows.append((number, [cell.replace("\r\n", "\n") for cell in row]))
    except csv.Error as error:
        raise ValueError(f"row {len(table.rows) + 1}: {error}") from error
    return table


def _json_lines(data: bytes) -> Iterator[Mapping[str, object]]:
    for number, line in enumerate(decode(data).text.splitlines(), start=1):
        if line.strip():
            try:
                record = json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"line {number} is no JSON") from error
            if not isinstance(record, dict):
                raise ValueError(f"line {number} is no object")
            yield record


def _parquet(data: bytes) -> Iterator[Mapping[str, object]]:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise ImportError("Parquet needs the extra: pip install 'zeren[parquet]'") from error
    import pyarrow

    try:
        table = parquet.read_table(io.BytesIO(data), use_threads=False)
    except pyarrow.ArrowException as error:
        raise ValueError(" ".join(str(error).split())) from error
    limits.check(table.num_rows * table.num_columns, limits.CELLS, "cells")
    yield from table.to_pylist()


def _records(records: Iterable[Mapping[str, object]]) -> _Table:
    """Return records as a table: the header is row 1, the first record row 2, as in a sheet."""
    kept = list(records)
    names = list(dict.fromkeys(str(name) for record in kept for name in record))
    table = _Table(None, [(1, names)])
    for number, record in enumerate(kept, start=2):
        table.rows.append((number, [_words(record.get(name)) for name in names]))
    return table


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return "、".join(map(_words, value))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "")
