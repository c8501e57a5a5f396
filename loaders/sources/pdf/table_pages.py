"""Tables that go on over the end of a page or a column: one table, each row whole.

Two tables are one when nothing stands between them and their columns have the same widths. The
header that the second repeats is dropped. A row that the end of the page cut in two is put
together: its second half has no number (or an empty first cell), and holds words only where the
first half left off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zeren.loaders.sources.pdf.columns import Part
from zeren.loaders.sources.pdf.joining import are_two_units, join_words, names_a_unit
from zeren.loaders.sources.pdf.tables.cells import PdfTable
from zeren.loaders.sources.writer import DraftCell

_SAME_WIDTH = 4.0
_SENTENCE_END = tuple("。；;！？!?")
_MOST_HEADERS = 3
_NUMBER = re.compile(r"\s*\d{1,4}[.．、]?\s*")


def join_tables(parts: Sequence[Part]) -> list[Part]:
    """Return *parts* with tables that follow each other in the same columns as one table."""
    joined: list[Part] = []
    for part in parts:
        before = joined[-1] if joined else None
        if isinstance(part, PdfTable) and isinstance(before, PdfTable) and _same(before, part):
            joined[-1] = _join(before, part)
        else:
            joined.append(part)
    return joined


def _same(first: PdfTable, second: PdfTable) -> bool:
    return (
        len(first.rules) == len(second.rules)
        and (first.page != second.page or first.box[0] != second.box[0])
        and all(abs(a - b) <= _SAME_WIDTH for a, b in zip(first.rules, second.rules, strict=True))
    )


def _join(first: PdfTable, second: PdfTable) -> PdfTable:
    skipped = _repeated_header(first, second)
    added = [replace(c, row=c.row - skipped) for c in second.cells if c.row >= skipped]
    cells = list(first.cells)
    if not added:
        return first
    rows = first.rows
    above = {cell.column: index for index, cell in enumerate(cells) if cell.row + cell.rows == rows}
    top = [cell for cell in added if cell.row == 0]
    if _is_cut(top, [cells[index] for index in above.values()]):
        rows -= 1
        for cell in top:
            index = above[cell.column]
            upper = cells[index]
            words = _continued(upper.text, cell.text)
            cells[index] = replace(upper, text=words, rows=upper.rows + cell.rows - 1)
        top = []
    else:
        merged = {cell.column for cell in [*cells, *added] if cell.rows > 1}
        top = [
            cell for cell in top if cell.column not in merged or not _goes_on(cell, cells, above)
        ]
    for cell in [*top, *(cell for cell in added if cell.row > 0)]:
        cells.append(replace(cell, row=cell.row + rows))
    return replace(second, rules=first.rules, cells=tuple(cells))


def _repeated_header(first: PdfTable, second: PdfTable) -> int:
    """Return how many rows at the top of *second* are those at the top of *first*."""
    count = 0
    while count < _MOST_HEADERS and any(_row(first, count)):
        if _row(first, count) != _row(second, count):
            break
        count += 1
    return count


def _row(table: PdfTable, row: int) -> list[str]:
    return ["".join(cell.text.split()) for cell in table.cells if cell.row == row]


def _is_cut(top: Sequence[DraftCell], above: Sequence[DraftCell]) -> bool:
    """Say whether the cells *top* are the second half of the row of the cells *above*."""
    upper = {cell.column: cell for cell in above}
    if not top or [cell.column for cell in top] != sorted(upper):
        return False
    pairs = [(upper[cell.column], cell) for cell in top]
    if any(cell.text and not up.text for up, cell in pairs):
        return False
    # The cell that each row has words in: its number, or else the first.
    mark, below = next((pair for pair in pairs if _NUMBER.fullmatch(pair[0].text)), pairs[0])
    if below.text or not mark.text or below.rows > 1:
        return False
    ended_before = any(up.text and not cell.text for up, cell in pairs if up is not mark)
    longest = max(pairs, key=lambda pair: len(pair[0].text))[0]
    return ended_before or not longest.text.endswith(_SENTENCE_END)


def _goes_on(cell: DraftCell, cells: list[DraftCell], above: dict[int, int]) -> bool:
    """Let the cell above reach over *cell*, in a column of merged cells, if this one is empty."""
    index = above.get(cell.column)
    if index is None or cell.text:
        return False
    upper = cells[index]
    if upper.columns != cell.columns:
        return False
    cells[index] = replace(upper, rows=upper.rows + cell.rows)
    return True


def _continued(before: str, after: str) -> str:
    if not before or not after:
        return before or after
    if are_two_units(before, after) or ("\n" in before and names_a_unit(before)):
        return f"{before}\n{after}"
    return join_words(before, after)
