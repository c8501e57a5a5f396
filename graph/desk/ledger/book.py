"""The ledger as a workbook: all tasks, a sheet a department, what is due by month, how to fill in.

Made to be printed (A3, landscape, one page wide, the heading on each page) and to be filled in
and read back (:mod:`zeren.graph.desk.ledger.filled`): a hidden column names the task of a row.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from zeren.graph.desk.due import DueItem
from zeren.graph.desk.ledger.columns import (
    COMPLETION,
    FILLED,
    TASK_KEY,
    UNIT_KEY,
    Column,
    Value,
    columns_for,
)
from zeren.graph.desk.ledger.rows import LedgerRow, busiest
from zeren.graph.desk.ledger.steady import steady
from zeren.graph.desk.words import STATES_ZH, STATUSES_ZH
from zeren.graph.model.facts import Facts
from zeren.graph.model.progress import Report
from zeren.graph.output.spans import harmless
from zeren.graph.output.tables import width as screen_width

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Border
    from openpyxl.worksheet.worksheet import Worksheet

ALL: Final = "全部任务"
DUE: Final = "按月到期"
HELP: Final = "填报说明"
SHEETS: Final = 120
"""Departments that get a sheet; a program for spreadsheets is slow with more."""
_UNFIT = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CELL: Final = 32_000  # a cell holds 32,767 characters
_SIZE: Final = 9
_LINE: Final = 12.5  # points that a line of that size takes
_TALLEST: Final = 409.0
_FONT: Final = "宋体"
_HEAD: Final = "1F3A5F"
_FILL: Final = "FFF8E1"


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a ledger shows: its rows, what falls due, what was reported already.

    ``latest`` has the latest report by task and unit (None: the sheet of all tasks).
    """

    facts: Facts
    title: str
    rows: Sequence[LedgerRow]
    due: Sequence[DueItem]
    latest: Mapping[tuple[str, str | None], Report] = field(default_factory=dict)
    units: Sequence[str] | None = None

    def departments(self) -> list[tuple[str, list[LedgerRow]]]:
        """Return the units that get a sheet (IRIs), or would, with their rows."""
        found = busiest(self.facts, self.rows)
        return found if self.units is None else [each for each in found if each[0] in self.units]


def workbook(ledger: Ledger) -> bytes:
    """Return the ledger as the bytes of an .xlsx file: the same ledger, the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator, book.properties.title = "Zeren 责任", harmless(ledger.title)
    names = _Names((ALL, DUE, HELP))
    first = book.active
    assert first is not None
    first.title = ALL
    columns = columns_for(ledger.rows)
    _fill(first, ledger, columns, ledger.rows, None, ledger.title)
    if ledger.due:
        _due(book.create_sheet(DUE), ledger)
    for unit, rows in ledger.departments()[:SHEETS]:
        label = ledger.facts.units[unit].label
        sheet = book.create_sheet(names.of(label))
        own = [
            *columns[: _after_task(columns)],
            Column("本单位角色", 9, lambda row, unit=unit: row.role_of(unit), centred=True),  # type: ignore[misc]
            *columns[_after_task(columns) :],
        ]
        _fill(sheet, ledger, own, rows, unit, f"{label} · {ledger.title}")
    _explain(book, ledger)
    out = io.BytesIO()
    book.save(out)
    return steady(out.getvalue())


class _Names:
    """Names of sheets: short, of allowed characters, each once whatever the case."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {name.casefold() for name in taken}

    def of(self, label: str) -> str:
        plain = _UNFIT.sub("", harmless(label)).strip("' ") or "单位"
        name, number = plain[:31], 1
        while name.casefold() in self._taken:
            number += 1
            end = f"({number})"
            name = plain[: 31 - len(end)] + end
        self._taken.add(name.casefold())
        return name


def _after_task(columns: Sequence[Column]) -> int:
    return next(at for at, column in enumerate(columns, start=1) if column.heading == "任务")


def _fill(
    sheet: Worksheet,
    ledger: Ledger,
    columns: Sequence[Column],
    rows: Sequence[LedgerRow],
    unit: str | None,
    title: str,
) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    headings = [*(column.heading for column in columns), TASK_KEY, UNIT_KEY]
    _head(sheet, headings, [*(column.width for column in columns), 10, 10], title)
    for at in (len(headings) - 1, len(headings)):
        sheet.column_dimensions[get_column_letter(at)].hidden = True
    for number, row in enumerate(rows, start=2):
        said = ledger.latest.get((row.task, unit))
        given = dict(zip(FILLED, said.words, strict=True)) if said else {}
        values: list[Value] = [
            column.value(row) if column.value else given.get(column.heading) for column in columns
        ]
        blank = {at for at, column in enumerate(columns) if column.value is None}
        centred = {at for at, column in enumerate(columns) if column.centred}
        _write(sheet, number, [*values, row.task, unit], centred, blank)
        widths = [column.width for column in columns]
        sheet.row_dimensions[number].height = _height(values, widths)
    letter = get_column_letter(headings.index(COMPLETION) + 1)
    check = DataValidation(
        "list", formula1=f'"{",".join(STATUSES_ZH.values())}"', allow_blank=True,
        showErrorMessage=False, showInputMessage=True,
        promptTitle="完成情况", prompt="选一项，或写自己的话；选项以外的话只保存，不作判断。",
    )  # fmt: skip
    check.add(f"{letter}2:{letter}{max(2, len(rows) + 1)}")
    sheet.add_data_validation(check)
    _finish(sheet, len(columns), len(rows), "C2" if columns[0].heading == "编号" else "D2")


def _due(sheet: Worksheet, ledger: Ledger) -> None:
    headings = [
        "月份",
        "时限",
        "文件",
        "编号",
        "任务",
        "指标和数值",
        "牵头和责任单位",
        "其他单位",
        "状态",
    ]
    widths = [10.0, 11.5, 30, 7, 40, 44, 40, 34, 10]
    without = {2} if len({row.document for row in ledger.rows}) == 1 else set()
    headings = [heading for at, heading in enumerate(headings) if at not in without]
    widths = [width for at, width in enumerate(widths) if at not in without]
    _head(sheet, headings, widths, f"{DUE} · {ledger.title}")
    for number, item in enumerate(ledger.due, start=2):
        values: list[Value] = [
            f"{item.day:%Y-%m}",
            item.day,
            ledger.facts.documents[item.document].name,
            item.number,
            item.name if item.task else "（全文目标）",
            item.what.replace("；", "\n"),
            item.who("lead", "responsible"),
            item.who("cooperating", "guiding"),
            STATES_ZH[item.state] if item.state in STATUSES_ZH else "",
        ]
        values = [value for at, value in enumerate(values) if at not in without]
        _write(sheet, number, values, {0, 1, values.index(item.number), len(values) - 1})
        sheet.row_dimensions[number].height = _height(values, widths)
    _finish(sheet, len(headings), len(ledger.due), "C2")


def _explain(book: Workbook, ledger: Ledger) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(HELP)
    lines = [
        ledger.title,
        f"“{'”“'.join(FILLED)}”三栏留待填写；其他各栏来自文件原文，请勿改动。",
        f"“{COMPLETION}”请选“{'”“'.join(STATUSES_ZH.values())}”之一，或写自己的话（照存，不作判断）。",
        "行可以排序、筛选、删除；隐藏的标识栏用来认出任务，请勿改动。",
        "填在“全部任务”表上的，算整项任务的情况；填在各单位表上的，算该单位所报。",
        "收回：zeren ledger --import 本文件.xlsx --by 填报人（逐行核对原文；"
        "认不出或改过的行会逐一列出，其余照收）。",
        "",
        "文件：",
    ]
    for document in sorted({row.document for row in ledger.rows}):
        fact = ledger.facts.documents[document]
        number = f"（{fact.number}）" if fact.number else ""
        lines.append(f"{fact.name}{number}　{fact.file}")
    for at, line in enumerate(lines, start=1):
        cell = _text(sheet, at, 1, line)
        cell.font = Font(name=_FONT, size=14 if at == 1 else 11, bold=at == 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 110
    _print(sheet)


def _head(sheet: Worksheet, headings: Sequence[str], widths: Sequence[float], title: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        cell = _text(sheet, 1, at, heading)
        cell.font = Font(name=_FONT, size=10, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=_HEAD)
        cell.alignment = Alignment("center", "center", wrap_text=True)
        cell.border = _border()
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.row_dimensions[1].height = 26
    sheet.oddHeader.center.text = harmless(title).replace("&", "&&")[:200]
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _write(
    sheet: Worksheet,
    number: int,
    values: Sequence[Value],
    centred: Collection[int],
    blank: Collection[int] = (),
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    border, font = _border(), Font(name=_FONT, size=_SIZE)
    wrapped = Alignment("left", "top", wrap_text=True)
    middle = Alignment("center", "top", wrap_text=True)
    for at, value in enumerate(values):
        if isinstance(value, str):
            cell = _text(sheet, number, at + 1, value)
        else:
            cell = sheet.cell(number, at + 1, value)
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
        cell.font, cell.border = font, border
        cell.alignment = middle if at in centred else wrapped
        if at in blank:
            cell.fill = PatternFill("solid", start_color=_FILL)


def _text(sheet: Worksheet, row: int, column: int, value: str) -> Cell:
    """Write a text that stays one: a spreadsheet must not compute what a plan says."""
    cell = sheet.cell(row, column)
    cell.value = harmless(value).replace("\ufffd", "")[:_CELL]
    if cell.value:
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@'"
    return cell


def _height(values: Sequence[Value], widths: Sequence[float]) -> float:
    """Return the points that the tallest cell of a row needs: not every program finds out."""
    lines = 1
    for value, width in zip(values, widths, strict=False):
        if isinstance(value, str):
            room = max(2.0, width * 10 / _SIZE - 1)
            lines = max(
                lines, sum(max(1, -int(-screen_width(line) // room)) for line in value.split("\n"))
            )
    return min(_TALLEST, lines * _LINE + 5)


def _border() -> Border:
    from openpyxl.styles import Border, Side

    thin = Side("thin", color="A6A6A6")
    return Border(left=thin, right=thin, top=thin, bottom=thin)


def _finish(sheet: Worksheet, columns: int, rows: int, freeze: str) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = freeze
    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{rows + 1}"
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{get_column_letter(columns)}{rows + 1}"
    _print(sheet)


def _print(sheet: Worksheet) -> None:
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = 8, "landscape"  # A3
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.7, 0.55
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
