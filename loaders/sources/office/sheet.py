"""A sheet of cells to text: what stands alone in its row is a line, the rest a table.

Titles, dates and notes stand above and below the table of a sheet, each alone in its row; a
sheet that is a text has one cell a row all the way down.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from zeren.loaders.records import Place, Span
from zeren.loaders.sources.writer import DraftCell, TextWriter


def write_sheet(writer: TextWriter, cells: Sequence[DraftCell], sheet: str | None) -> list[Place]:
    """Add the cells of a sheet to *writer*; return the place of each that has words.

    *cells* count rows and columns from 0 in the sheet; *sheet* is its name, if it has one.
    """
    places: list[Place] = []
    rows = [list(row) for _, row in groupby(sorted(cells, key=_position), key=lambda c: c.row)]
    alone = [len(row) == 1 or sum(bool(cell.text) for cell in row) < 2 for row in rows]
    reach = [max(cell.row + cell.rows for cell in row) for row in rows]
    first = next((index for index, single in enumerate(alone) if not single), len(rows))
    last = max((index for index, single in enumerate(alone) if not single), default=-1)
    while last + 1 < len(rows) and reach[last] > rows[last + 1][0].row:
        last += 1  # the words of a cell that is merged into the table
    for row in rows[:first]:
        places += _lines(writer, row, sheet)
    table = [cell for row in rows[first : last + 1] for cell in row]
    if table:
        places += _table(writer, table, sheet)
    for row in rows[last + 1 :] if table else ():
        places += _lines(writer, row, sheet)
    return places


def _position(cell: DraftCell) -> tuple[int, int]:
    return cell.row, cell.column


def _lines(writer: TextWriter, row: Sequence[DraftCell], sheet: str | None) -> list[Place]:
    places = []
    for cell in row:
        if cell.text:
            start = writer.length
            writer.paragraph(cell.text)
            places.append(_place(cell, start, sheet))
    return places


def _table(writer: TextWriter, cells: Sequence[DraftCell], sheet: str | None) -> list[Place]:
    top = cells[0].row
    left = min(cell.column for cell in cells)
    start = writer.length
    writer.table(
        [DraftCell(c.row - top, c.column - left, c.text, c.rows, c.columns) for c in cells]
    )
    places = []
    for cell in cells:  # in the order and with the marks between that the writer uses
        if cell.text:
            places.append(_place(cell, start, sheet))
        start += len(cell.text) + 1
    return places


def _place(cell: DraftCell, start: int, sheet: str | None) -> Place:
    name = f"{column_name(cell.column)}{cell.row + 1}"
    return Place(Span(start, start + len(cell.text)), sheet=sheet, cell=name)


def column_name(column: int) -> str:
    """Return the letters of a column counted from 0.

    >>> column_name(1), column_name(27)
    ('B', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
