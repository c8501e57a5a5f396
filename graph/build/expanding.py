"""Putting the rows of a dataset in the place of its file, before a build decides what to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zeren.graph.build.sources.bounded import UnreadableError, read_bytes
from zeren.graph.build.sources.datasets import Dataset, DatasetRow, read_dataset
from zeren.graph.build.sources.inputs import Found
from zeren.graph.build.sources.row_names import may_be_dataset, source_of_row
from zeren.graph.build.workers.pool import Failed, ReadingLimits, ReadingPool
from zeren.graph.build.worklist import Terms
from zeren.graph.errors import Problem
from zeren.graph.output.files import sha256
from zeren.graph.store.catalogue.journal import Entry

_PARSED_HERE = (".csv", ".tsv", ".jsonl", ".ndjson")
"""Plain text, which needs no process of its own to be looked at."""
_LARGE = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Table:
    """A file that may be a dataset."""

    path: str
    shown: str
    limit: int
    rows: bool


def expand(
    found: Found,
    terms: Terms,
    live: Mapping[str, Entry],
    fingerprint: str,
    limits: ReadingLimits,
    notes: list[str],
) -> Terms:
    """Return *terms* with the policies of all datasets among the files *found*.

    In *found* the rows take the place of their file; rows that are no policies are problems. A
    file that cannot be read, or holds no policies, stays as it is. What *live* has as one
    document from the same bytes is not looked at again.
    """
    tables = [
        _Table(path, shown, terms.limit, terms.rows)
        for path, shown in found.files.items()
        if may_be_dataset(path) and not _is_known(path, terms, live.get(path), fingerprint)
    ]
    policies: dict[str, DatasetRow] = {}
    for table, dataset in _looked_at(tables, limits):
        if isinstance(dataset, Problem):
            found.problems.append(dataset)
            del found.files[table.path]
        elif dataset is not None:
            _put_in_place(table, dataset, found, policies)
            notes += [f"{table.shown}: {note}" for note in dataset.notes]
    return replace(terms, policies=policies)


def _is_known(path: str, terms: Terms, entry: Entry | None, fingerprint: str) -> bool:
    """Say whether the store has the file as one document, from the same bytes and reader."""
    if entry is None or terms.rows or entry.fingerprint != fingerprint:
        return False
    try:
        return sha256(read_bytes(path, terms.limit)) == entry.sha256
    except UnreadableError:
        return True


def _looked_at(
    tables: Sequence[_Table], limits: ReadingLimits
) -> Iterator[tuple[_Table, Dataset | Problem | None]]:
    away = [table for table in tables if not table.path.lower().endswith(_PARSED_HERE)]
    with ReadingPool(_look, _size, 1, limits) as pool:
        outcomes = pool.map(away)
        for table in tables:
            outcome = next(outcomes) if table in away else _look(table)
            yield table, None if isinstance(outcome, Failed) else outcome


def _look(table: _Table) -> Dataset | Problem | None:
    try:
        data = read_bytes(table.path, table.limit)
    except UnreadableError:
        return None
    return read_dataset(data, table.shown, rows=table.rows)


def _size(outcome: Dataset | Problem | None) -> int:
    return 4 * sum(len(row.text) for row in outcome.rows) if isinstance(outcome, Dataset) else 0


def _put_in_place(
    table: _Table, dataset: Dataset, found: Found, policies: dict[str, DatasetRow]
) -> None:
    del found.files[table.path]
    found.datasets.add(table.path)
    for row in dataset.rows:
        source = source_of_row(table.path, row.row)
        found.files[source] = source_of_row(table.shown, row.row)
        policies[source] = row
    found.problems += [
        Problem(source_of_row(table.shown, row), why, "fill the cell, or leave the row out")
        for row, why in dataset.bad
    ]
