"""Tables that came as plain text: rows with tabs or bars, or one cell a line.

A table is proven by its header: consecutive short cells that are labels of columns,
one of them of tasks and one of units. Where rows kept their lines and all their cells,
cells go by column; elsewhere a number opens a row, and its cells are told apart by what
they hold: words of a task, units, a deadline.

What it costs: cells that were merged come out empty, and a row whose unit cell is empty
has no unit here, though a reader of the page would see the one above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from zeren.loaders.clauses.grammar import read_parties
from zeren.loaders.names import lexicon
from zeren.loaders.records import ROLES
from zeren.loaders.structure.tables.columns import column_of
from zeren.loaders.structure.task_rows import Cell, Row
from zeren.loaders.text.brackets import fold

_NUMBER = "number"
_TASK = "task"
_OTHER = "other"
_LONGEST_REMARK = 40
_MOST_CELLS = 14
_SHORTEST_TASK = 6
_UNKNOWN_LABELS = 6  # labels of columns that we have no word for, behind those that we know
_ROW_NUMBER = re.compile(r"(\d{1,3})[.．、]?")
_LEADING_NUMBER = re.compile(r"[(（]?(\d{1,3})[)）]?[.．、]\s*(?=\D)")


@dataclass(frozen=True, slots=True)
class Table:
    """A table from its header to its last row."""

    start: int
    end: int
    rows: tuple[Row, ...]


class _Piece(NamedTuple):
    """What stands between line breaks, tabs and bars; ``line`` counts the lines."""

    start: int
    end: int
    line: int


def _column(label: str) -> str | None:
    """Return what a column holds: a role, ``task``, ``number``, ``other``; None for no label."""
    found = column_of(label)
    if found is None or found == "unit":
        return None
    if found == "indicator":
        return _TASK
    return found if found in {*ROLES, _TASK, _NUMBER} else _OTHER


def find_tables(text: str) -> list[Table]:
    """Return the tables of a cleaned text, in order."""
    pieces = list(_pieces(text))
    tables: list[Table] = []
    index = 0
    while index < len(pieces):
        header = _header(text, pieces, index)
        if not header:
            index += 1
            continue
        after = index + len(header)
        rows, index = _rows(text, pieces, after, header)
        if rows:
            tables.append(Table(pieces[after - len(header)].start, rows[-1].end, tuple(rows)))
    return tables


def _pieces(text: str) -> Iterator[_Piece]:
    line = at = 0
    for words in text.split("\n"):
        for piece in re.split(r"[\t|]", words) if "\t" in words or "|" in words else (words,):
            stripped = piece.strip()
            if stripped:
                start = at + piece.index(stripped)
                yield _Piece(start, start + len(stripped), line)
            at += len(piece) + 1
        line += bool(words)


def _header(text: str, pieces: Sequence[_Piece], index: int) -> list[str]:
    """Return the columns of the header that begins at *index*, or nothing."""
    columns: list[str] = []
    for piece in pieces[index : index + _MOST_CELLS]:
        column = _column(text[piece.start : piece.end])
        if column is None:
            break
        columns.append(column)
    roles = [column for column in columns if column in ROLES]
    return columns if len(columns) >= 3 and roles and _TASK in columns else []


def _rows(
    text: str, pieces: Sequence[_Piece], index: int, header: Sequence[str]
) -> tuple[list[Row], int]:
    """Return the rows behind the header, and the index of the piece behind the table."""
    rows: list[Row] = []
    groups = _by_number(text, pieces, index) or _by_line(pieces, index)
    for group in groups:
        row = _row(text, group, header, len(rows) + 1)
        if row is None:
            break
        rows.append(row)
        index = pieces.index(group[-1], index) + 1
    return rows, index


def _by_number(text: str, pieces: Sequence[_Piece], index: int) -> list[list[_Piece]]:
    """Group cells into rows that a number cell opens; numbers go up, mostly by one.

    Cells before the first number (a section's heading, a label unknown to us) are left out.
    """
    opens: list[int] = []
    due: int | None = None
    for at in range(index, len(pieces)):
        if at > (opens[-1] + _MOST_CELLS if opens else index + _UNKNOWN_LABELS):
            break
        number = _number(text, pieces[at])
        jumps = number is not None and due is not None and number > due
        if number is not None and (due in {None, number} or (jumps and _is_row(text, pieces, at))):
            opens.append(at)
            due = number + 1
    ends = [*opens[1:], min(len(pieces), opens[-1] + _MOST_CELLS)] if opens else []
    return [list(pieces[start:end]) for start, end in zip(opens, ends, strict=True)]


def _is_row(text: str, pieces: Sequence[_Piece], at: int) -> bool:
    """Say whether a number at a cell opens a row: words behind it, and then units."""
    if at + 2 >= len(pieces):
        return False
    words, units = (text[piece.start : piece.end] for piece in pieces[at + 1 : at + 3])
    return len(words) >= _SHORTEST_TASK and not _are_units(words) and _are_units(units)


def _number(text: str, piece: _Piece) -> int | None:
    found = _ROW_NUMBER.fullmatch(text, piece.start, piece.end)
    return int(found.group(1)) if found else None


def _by_line(pieces: Sequence[_Piece], index: int) -> list[list[_Piece]]:
    """Group cells into rows by lines that have at least two of them."""
    groups: list[list[_Piece]] = []
    for piece in pieces[index:]:
        if groups and groups[-1][-1].line == piece.line:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    several = [number for number, group in enumerate(groups) if len(group) > 1]
    if not several or several[0] > 1:
        return []
    last = several[0]
    for before, number in pairwise(several):
        if number > before + 2:
            break
        last = number
    return groups[: last + 1]


def _row(text: str, group: Sequence[_Piece], header: Sequence[str], due: int) -> Row | None:
    line = [piece for piece in group if piece.line == group[0].line]
    if len(line) == len(header):
        group, columns = line, list(header)
    else:
        roles = [column for column in header if column in ROLES]
        columns = _guessed(text, group, roles)
    tasks = [piece for piece, column in zip(group, columns, strict=True) if column == _TASK]
    if not tasks:
        return None
    number = _number(text, group[0])
    leading = _LEADING_NUMBER.match(text, tasks[-1].start, tasks[-1].end)
    kept = [piece for piece, column in zip(group, columns, strict=True) if column]
    return Row(
        ordinal=number or (int(leading.group(1)) if leading else due),
        start=group[0].start,
        body=tasks[0].start,
        end=max(piece.end for piece in kept),
        cells=tuple(
            Cell(role, piece.start, piece.end)
            for piece, column in zip(group, columns, strict=True)
            for role in ROLES
            if column == role
        ),
    )


def _guessed(text: str, group: Sequence[_Piece], roles: Sequence[str]) -> list[str]:
    """Tell cells apart by what they hold, where columns cannot be counted.

    A row opens with its number and the words of the task. Units fill the role columns in
    order; more cells of units than columns are lines of the last one. What stands behind
    the units and is none is a deadline or a remark, and a long text there is no longer of
    this row (``""``).
    """
    columns: list[str] = []
    units = 0
    for piece in group:
        if not columns and _number(text, piece) is not None:
            columns.append(_NUMBER)
        elif columns and columns[-1] == "":
            columns.append("")
        elif _TASK in columns and _are_units(text[piece.start : piece.end]):
            columns.append(roles[min(units, len(roles) - 1)])
            units += 1
        elif not units:
            columns.append(_TASK)
        else:
            columns.append(_OTHER if piece.end - piece.start <= _LONGEST_REMARK else "")
    return columns


def _are_units(words_: str) -> bool:
    folded = fold(words_)
    reading = read_parties(words_, folded, 0, len(folded), "responsible")
    names = [folded[party.start : party.end] for party in reading.parties]
    return bool(names) and not reading.unreadable and all(map(lexicon.is_unit, names))
