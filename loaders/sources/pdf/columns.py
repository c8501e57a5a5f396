"""The order in which a page is read: down one column, or down the first and then the second.

What crosses the gutter (a title, a wide table) is read where it stands: the columns above it
come before it, those below it after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from zeren.loaders.sources.pdf.lines import Line, joined
from zeren.loaders.sources.pdf.pages import PdfPage
from zeren.loaders.sources.pdf.tables.cells import PdfTable

_LONG = 12
"""Lines of a column whose edges can be trusted."""


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that stand below each other, with the edges between which they run."""

    page: int
    lines: tuple[Line, ...]
    left: float
    right: float


Part = Column | PdfTable


@dataclass(frozen=True, slots=True)
class _Item:
    """A line or a table with its place on the page."""

    what: Line | PdfTable
    x0: float
    x1: float
    top: float


def reading_order(page: PdfPage, gutter: float | None) -> list[Part]:
    """Return what is on *page* in the order in which it is read; *gutter* parts its columns."""
    lines = [
        line
        for row in page.rows
        for line in (row if gutter is not None and not _crosses(row, gutter) else [joined(row)])
    ]
    if gutter is not None:
        lines = _without_gaps(lines, gutter)
    items = [_Item(line, line.x0, line.x1, line.top) for line in lines]
    items += [_Item(table, table.box[0], table.box[2], table.box[1]) for table in page.tables]
    items.sort(key=lambda item: (item.top, item.x0))
    if gutter is None:
        return _parts(page.number, items)
    parts: list[Part] = []
    left: list[_Item] = []
    right: list[_Item] = []
    wide: list[_Item] = []

    def flush() -> None:
        for group in (wide, left, right):
            parts.extend(_parts(page.number, group))
            group.clear()

    for item in items:
        if item.x0 < gutter < item.x1:
            if left or right:
                flush()
            wide.append(item)
        else:
            (left if item.x1 <= gutter else right).append(item)
    flush()
    return parts


def _crosses(row: Sequence[Line], gutter: float) -> bool:
    return any(segment.x0 < gutter < segment.x1 for segment in row)


def _without_gaps(lines: Sequence[Line], gutter: float) -> list[Line]:
    """Join segments beside each other in one column: only the gap at the gutter parts a row."""
    result: list[Line] = []
    for line in lines:
        before = result[-1] if result else None
        if (
            before is not None
            and abs(before.middle - line.middle) < 0.5 * line.size
            and before.x1 <= line.x0
            and (before.x0 < gutter) == (line.x0 < gutter)
        ):
            result[-1] = joined([before, line])
        else:
            result.append(line)
    return result


def _parts(page: int, items: Sequence[_Item]) -> list[Part]:
    """Return the items in order, lines that follow each other as one column."""
    lines = [item.what for item in items if isinstance(item.what, Line)]
    left = min((line.x0 for line in lines), default=0.0)
    right = right_edge(lines)
    groups: list[list[Line] | PdfTable] = []
    for item in items:
        if isinstance(item.what, PdfTable):
            groups.append(item.what)
        elif groups and isinstance(groups[-1], list):
            groups[-1].append(item.what)
        else:
            groups.append([item.what])
    return [
        Column(page, tuple(group), left, right) if isinstance(group, list) else group
        for group in groups
    ]


def right_edge(lines: Sequence[Line]) -> float:
    """Return where full lines end; a mark at the end of one may hang beyond that place."""
    ends = (line.x1 - line.size if line.hangs else line.x1 for line in lines)
    return max(ends, default=0.0)


def common_edges(columns: Sequence[Column]) -> list[Column]:
    """Give columns of few lines the edges of the long ones that begin at the same place."""
    long = [column for column in columns if len(column.lines) >= _LONG]
    if not long:
        return list(columns)
    edges = sorted(set(chain.from_iterable((c.left, c.right) for c in long)))
    return [_widened(column, long) if edges else column for column in columns]


def _widened(column: Column, long: Sequence[Column]) -> Column:
    near = [
        other for other in long if other.left - 3 <= column.left and column.right <= other.right + 3
    ]
    if not near:
        return column
    best = min(near, key=lambda other: (other.right - other.left, abs(other.page - column.page)))
    return Column(column.page, column.lines, best.left, best.right)
