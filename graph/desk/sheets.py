"""Sheets of a workbook that can be printed: heading, widths, heights, A3, text that stays text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from zeren.graph.output.spans import harmless
from zeren.graph.output.tables import width as screen_width

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Border
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | date | None

FONT: Final = "宋体"
_CELL: Final = 32_000  # a cell holds 32,767 characters
_SIZE: Final = 9
_LINE: Final = 12.5  # points that a line of that size takes
_TALLEST: Final = 409.0
_HEAD: Final = "1F3A5F"
_FILL: Final = "FFF8E1"


def table(
    sheet: Worksheet,
    headings: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[Value]],
    title: str,
    *,
    centred: Collection[int] = (),
    freeze: str = "A2",
) -> None:
    """Fill *sheet* with a table that is ready to print. Columns *centred* go by number."""
    head(sheet, headings, widths, title)
    for number, row in enumerate(rows, start=2):
        write(sheet, number, row, widths, centred)
    finish(sheet, len(headings), len(rows), freeze)


def head(sheet: Worksheet, headings: Sequence[str], widths: Sequence[float], title: str) -> None:
    """Write the row of headings, and the title above each printed page."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        cell = text(sheet, 1, at, heading)
        cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=_HEAD)
        cell.alignment = Alignment("center", "center", wrap_text=True)
        cell.border = _border()
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.row_dimensions[1].height = 26
    sheet.oddHeader.center.text = harmless(title).replace("&", "&&")[:200]
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def write(
    sheet: Worksheet,
    number: int,
    values: Sequence[Value],
    widths: Sequence[float],
    centred: Collection[int] = (),
    blank: Collection[int] = (),
) -> None:
    """Write one row, as tall as its cells need; *blank* ones are tinted, to be filled in."""
    from openpyxl.styles import Alignment, Font, PatternFill

    border, font = _border(), Font(name=FONT, size=_SIZE)
    wrapped = Alignment("left", "top", wrap_text=True)
    middle = Alignment("center", "top", wrap_text=True)
    for at, value in enumerate(values):
        if isinstance(value, str):
            cell = text(sheet, number, at + 1, value)
        else:
            cell = sheet.cell(number, at + 1, value)
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
        cell.font, cell.border = font, border
        cell.alignment = middle if at in centred else wrapped
        if at in blank:
            cell.fill = PatternFill("solid", start_color=_FILL)
    sheet.row_dimensions[number].height = _height(values, widths)


def text(sheet: Worksheet, row: int, column: int, value: str) -> Cell:
    """Write a text that stays one: a spreadsheet must not compute what a plan says."""
    cell = sheet.cell(row, column)
    cell.value = harmless(value).replace("\ufffd", "")[:_CELL]
    if cell.value:
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@'"
    return cell


def finish(sheet: Worksheet, columns: int, rows: int, freeze: str) -> None:
    """Freeze the heading, let the table be filtered, and set it up for print."""
    from openpyxl.utils import get_column_letter

    whole = f"A1:{get_column_letter(columns)}{rows + 1}"
    sheet.freeze_panes = freeze
    sheet.auto_filter.ref = whole
    sheet.print_title_rows = "1:1"
    sheet.print_area = whole
    printed(sheet)


def printed(sheet: Worksheet) -> None:
    """Set a sheet up for A3, landscape, one page wide."""
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = 8, "landscape"  # A3
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.7, 0.55
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = True


def _height(values: Sequence[Value], widths: Sequence[float]) -> float:
    """Return the points that the tallest cell of a row needs: not every program finds out."""
    lines = 1
    for value, width in zip(values, widths, strict=False):
        if isinstance(value, str):
            room = max(2.0, width * 10 / _SIZE - 1)
            parts = value.split("\n")
            lines = max(lines, sum(max(1, -int(-screen_width(line) // room)) for line in parts))
    return min(_TALLEST, lines * _LINE + 5)


def _border() -> Border:
    from openpyxl.styles import Border, Side

    thin = Side("thin", color="A6A6A6")
    return Border(left=thin, right=thin, top=thin, bottom=thin)
