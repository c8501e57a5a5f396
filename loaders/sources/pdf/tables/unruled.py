"""Tables of a PDF page without rules, or with upright ones only: a header, and words below it.

Only a table of tasks is taken for one: a line of three labels of columns or more, one of them of
tasks. Its columns begin where the labels or the words below them do. A line that begins in the
first column opens a row where that column numbers the rows; else it goes on with the cells above.
Cost: a row whose number is missing is taken for more of the one above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from zeren.loaders.sources.pdf.joining import join_words
from zeren.loaders.sources.pdf.lines import Line
from zeren.loaders.sources.pdf.tables.cells import PdfTable
from zeren.loaders.sources.writer import DraftCell
from zeren.loaders.structure.tables.columns import column_of

_FEWEST: Final = 3
_NUMBER = re.compile(r"\d{1,3}[.、．]?")


def find_unruled(
    rows: Sequence[Sequence[Line]], page: int
) -> tuple[list[PdfTable], list[Sequence[Line]]]:
    """Return the tables among *rows* of a page, and the rows that are in none."""
    tables: list[PdfTable] = []
    rest: list[Sequence[Line]] = []
    index = 0
    while index < len(rows):
        found = _read(rows, index, page) if _is_header(rows[index]) else None
        if found is None:
            rest.append(rows[index])
            index += 1
        else:
            table, index = found
            tables.append(table)
    return tables, rest


def _is_header(row: Sequence[Line]) -> bool:
    known = [column_of(line.text) for line in row]
    return len(row) >= _FEWEST and all(known) and known[0] == "number" and "task" in known


def _read(rows: Sequence[Sequence[Line]], index: int, page: int) -> tuple[PdfTable, int] | None:
    """Return the table whose header is at *index*, and the index behind it."""
    header = rows[index]
    spans = [(line.x0, line.x1) for line in header]
    stop = index + 1
    while stop < len(rows):
        wider = _merged([*spans, *((line.x0, line.x1) for line in rows[stop])])
        if len(wider) != len(header):
            break
        spans = wider
        stop += 1
    grid: list[list[str]] = [[line.text for line in header]]
    at = index + 1
    for row in rows[at:stop]:
        columns = [_column(spans, line) for line in row]
        if columns[0] == 0:
            if not _NUMBER.fullmatch(row[0].text) or len(row) < _FEWEST - 1:
                break
            grid.append([""] * len(spans))
        elif len(grid) == 1:
            break  # numbers in the middle of their rows: nobody can say where one begins
        for column, line in zip(columns, row, strict=True):
            before = grid[-1][column]
            grid[-1][column] = join_words(before, line.text) if before else line.text
        at += 1
    if len(grid) == 1:
        return None
    used = [line for row in rows[index:at] for line in row]
    box = (
        min(line.x0 for line in used),
        min(line.top for line in used),
        max(line.x1 for line in used),
        max(line.bottom for line in used),
    )
    drafts = tuple(
        DraftCell(number, column, words, 1, 1, page)
        for number, cells_ in enumerate(grid)
        for column, words in enumerate(cells_)
    )
    rules = tuple(x - box[0] for x in [*(x0 for x0, _ in spans), box[2]])
    return PdfTable(page, box, rules, (box,), drafts), at


def _merged(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the stretches that *spans* cover, those that touch as one."""
    found: list[tuple[float, float]] = []
    for x0, x1 in sorted(spans):
        if found and x0 <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    return found


def _column(spans: Sequence[tuple[float, float]], line: Line) -> int:
    return sum(x0 <= line.x0 for x0, _ in spans) - 1
