"""Tables whose cells are known: from pages, office files, sheets, PDF.

A table of tasks is proven by its header: a column of tasks beside one of units, persons or
deadlines, by the words of ``zeren.ttl``. The header need not be the first row, may have two or
three, and may come again on each page; a table that goes on without one takes the columns of
the table before it.

A row is a task. A cell merged over rows counts in each. A row that only continues the cells
above (no words of a task of its own) belongs to the task above. A column of tasks whose cells
are merged over several tasks, a column of categories and a row of one wide cell are headings:
sections of the document.

A table without these columns gives no task; its numbers number none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zeren.loaders.records import Span
from zeren.loaders.structure.numbering import Kind, Mark, find_marks
from zeren.loaders.structure.tables.header import Columns, Sheet, find_columns
from zeren.loaders.structure.tables.rows import Rows, read_rows
from zeren.loaders.structure.tables.words import Group
from zeren.loaders.structure.task_rows import Row
from zeren.loaders.text.aligned import AlignedText
from zeren.loaders.text.extracted import Cell, Grid

_FARTHEST = 60
"""Characters that may stand between a table and its continuation: a page number, 续表."""
_NOTHING = Rows((), ())
_PROSE = 200
"""Characters of a cell that can be a document of its own."""


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A table of tasks, or the continuation of one: its range, its rows, its headings."""

    start: int
    end: int
    rows: tuple[Row, ...]
    groups: tuple[Group, ...]

    def ending_in(self, row: Row) -> TaskTable:
        """Return the table with *row* for its last one: it went on on the next page."""
        return replace(self, rows=(*self.rows[:-1], row))

    def marks(self) -> list[Mark]:
        """Return a mark for each row and each heading, in order."""
        marks = [
            Mark(Kind.TABLE_ROW, row.ordinal, row.start, row.body, str(row.ordinal), True, row=row)
            for row in self.rows
        ]
        for group in self.groups:
            kind = Kind(Kind.TABLE_PART + group.level)
            written = group.number
            marks.append(
                Mark(kind, group.ordinal, group.start, group.body, written, True, until=group.end)
            )
        return sorted(marks, key=lambda mark: (mark.start, mark.kind))


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a text: those of tasks, and the ranges of those with other data."""

    tasks: tuple[TaskTable, ...] = ()
    data: tuple[tuple[int, int], ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is a table."""
        return bool(self.tasks or self.data)

    def starts(self) -> list[int]:
        """Return where the tables begin, in order."""
        return sorted([*(table.start for table in self.tasks), *(start for start, _ in self.data)])

    def data_from(self, start: int) -> int | None:
        """Return the end of the table of other data that begins at *start*, if one does."""
        index = bisect_left(self.data, (start, start))
        if index < len(self.data) and self.data[index][0] == start:
            return self.data[index][1]
        return None

    def ranges(self) -> list[tuple[int, int]]:
        """Return the range of each table."""
        return [*((table.start, table.end) for table in self.tasks), *self.data]


def moved(aligned: AlignedText, grids: Sequence[Grid]) -> list[Grid]:
    """Return *grids*, whose spans are of the source, with spans of the cleaned text."""

    def at(span: Span) -> Span:
        return Span(*aligned.text_range(span))

    return [
        Grid(
            at(grid.span),
            tuple(Cell(c.row, c.column, at(c.span), c.rows, c.columns) for c in grid.cells),
        )
        for grid in grids
    ]


def read_tables(text: str, grids: Sequence[Grid]) -> Tables:
    """Return what the tables of a cleaned *text* are; *grids* have spans of this text."""
    tasks: list[TaskTable] = []
    data: list[tuple[int, int]] = []
    last: tuple[Columns, Rows] | None = None
    for grid in grids:
        sheet = Sheet(text, grid)
        if not sheet.words:
            continue
        before = _NOTHING
        columns = find_columns(sheet)
        if last and (columns is None or columns == last[0]) and _goes_on(tasks[-1], last[0], sheet):
            columns, before = columns or last[0].without_header(), last[1]
        found = read_rows(sheet, columns, before) if columns else None
        if columns is None or found is None:
            last = None
            if not _is_prose(text, sheet):
                data.append(grid.span)
            continue
        if found.continued:
            tasks[-1] = tasks[-1].ending_in(found.continued)
        tasks.append(TaskTable(*grid.span, found.rows, found.groups))
        last = columns, found
    return Tables(tuple(tasks), tuple(data))


def _goes_on(table: TaskTable, columns: Columns, sheet: Sheet) -> bool:
    between = sheet.text[table.end : sheet.start].strip()
    return len(columns.kinds) == sheet.columns and len(between) <= _FARTHEST and "\n" not in between


def _is_prose(text: str, sheet: Sheet) -> bool:
    """Say whether the table only holds a text in its place on the page."""
    if sheet.columns == 1:
        return True
    for cell in sheet.cells:
        words = text[cell.span.start : cell.span.end]
        if len(words) >= _PROSE and sum(mark.line_start for mark in find_marks(words)) >= 2:
            return True
    return False
