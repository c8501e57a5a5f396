"""A table as a spreadsheet (.xlsx) that can be read, filtered and printed as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from zeren.graph.output.office import saved

_WIDEST: Final = 48
_SAMPLE: Final = 200
"""Rows that decide how wide a column is."""
_REFUSED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST: Final = 32_767
"""Characters of a cell that a spreadsheet can hold."""


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook of one sheet called *title*, with the heads *heads*.

    The heads stay in sight and on each printed page, columns can be filtered, long texts are
    wrapped. A cell is a number, a date or a text; no text is taken for a formula. The same table
    gives the same bytes.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "1")
    kept = [[_cell(value) for value in row] for row in rows]
    for at, width in enumerate(_widths(heads, kept), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(kept) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"
    wrapped = Alignment(wrap_text=True, vertical="top")

    def written(value: object, *, head: bool = False) -> object:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"  # also what begins with =
        cell.alignment = wrapped
        if head:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", start_color="FFE8EDF3")
        return cell

    sheet.append([written(head, head=True) for head in heads])
    for row in kept:
        sheet.append([written(value) for value in row])
    return saved(book)


def _cell(value: object) -> object:
    return _REFUSED.sub("", value)[:_LONGEST] if isinstance(value, str) else value


def _widths(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[int]:
    """Return how wide each column has to be; a Chinese character takes two places."""
    columns = zip(*[heads, *rows[:_SAMPLE]], strict=True)
    return [min(_WIDEST, 3 + max(_width(str(cell)) for cell in column)) for column in columns]


def _width(text: str) -> int:
    return sum(2 if char > "\u2e7f" else 1 for char in text)
