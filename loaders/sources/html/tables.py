"""The cells of a table on a page, by row and column (HTML, 4.9.12 forming a table)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element

_COLUMNS: Final = 64
"""Columns of a table; what reaches further is cut, as the widest tables known have thirty."""


class TableCell(NamedTuple):
    """A cell and its place; ``rows`` and ``columns`` are how far it reaches inside the table."""

    element: _Element
    row: int
    column: int
    rows: int
    columns: int


def rows_of(table: _Element) -> Iterator[list[_Element]]:
    """Yield the cells of each row of *table*, not of the tables inside it."""
    loose: list[_Element] = []
    for part in table:
        if part.tag in {"thead", "tbody", "tfoot"}:
            for row in part:
                if row.tag == "tr":
                    yield _cells(row)
        elif part.tag == "tr":
            yield _cells(part)
        elif part.tag in {"td", "th"}:
            loose.append(part)
    if loose:
        yield loose


def _cells(row: _Element) -> list[_Element]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def cells_of(table: _Element, skipped: Callable[[_Element], bool]) -> Iterator[TableCell]:
    """Yield the cells of *table* in order; *skipped* says which are not shown."""
    rows = [
        [cell for cell in row if not skipped(cell)]
        for row in rows_of(table)
        if not row or not skipped(row[0].getparent())
    ]
    taken: dict[int, int] = {}  # the first row that is free again, by column
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while taken.get(column, 0) > number:
                column += 1
            if column >= _COLUMNS:
                break
            columns = min(_reach(cell, "colspan"), _COLUMNS - column)
            # rowspan="0" reaches to the end of the table.
            height = min(_reach(cell, "rowspan") or len(rows), len(rows) - number)
            width = 1
            while width < columns and taken.get(column + width, 0) <= number:
                width += 1
            for each in range(column, column + width):
                taken[each] = number + height
            yield TableCell(cell, number, column, height, width)
            column += width


def _reach(cell: _Element, name: str) -> int:
    found = re.match(r"\s*(\d{1,6})", cell.get(name, ""))
    if not found:
        return 1
    return int(found.group(1)) if name == "rowspan" else max(1, int(found.group(1)))
