"""The ledger as a workbook: all tasks, a sheet a department, what is due by month, how to fill in.

Made to be printed (A3, landscape, one page wide, the heading on each page) and to be filled in
and read back (:mod:`zeren.graph.desk.ledger.filled`): a hidden column names the task of a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from zeren.graph.desk import sheets
from zeren.graph.desk.due import DueItem
from zeren.graph.desk.ledger.columns import (
    COMPLETION,
    FILLED,
    TASK_KEY,
    UNIT_KEY,
    Column,
    columns_for,
)
from zeren.graph.desk.ledger.rows import LedgerRow, busiest
from zeren.graph.desk.sheets import Value
from zeren.graph.desk.words import STATES_ZH, STATUSES_ZH
from zeren.graph.model.facts import Facts
from zeren.graph.model.progress import Report
from zeren.graph.output.office import saved
from zeren.graph.output.spans import harmless

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ALL: Final = "全部任务"
DUE: Final = "按月到期"
HELP: Final = "填报说明"
SHEETS: Final = 120
"""Departments that get a sheet; a program for spreadsheets is slow with more."""
_CENTRED = {"月份", "时限", "编号", "状态"}
_UNFIT = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


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
    return saved(book)


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
    sheets.head(sheet, headings, [*(column.width for column in columns), 10, 10], title)
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
        widths = [column.width for column in columns]
        sheets.write(sheet, number, [*values, row.task, unit], widths, centred, blank)
    letter = get_column_letter(headings.index(COMPLETION) + 1)
    check = DataValidation(
        "list", formula1=f'"{",".join(STATUSES_ZH.values())}"', allow_blank=True,
        showErrorMessage=False, showInputMessage=True,
        promptTitle="完成情况", prompt="选一项，或写自己的话；选项以外的话只保存，不作判断。",
    )  # fmt: skip
    check.add(f"{letter}2:{letter}{max(2, len(rows) + 1)}")
    sheet.add_data_validation(check)
    sheets.finish(sheet, len(columns), len(rows), "C2" if columns[0].heading == "编号" else "D2")


def _due(sheet: Worksheet, ledger: Ledger) -> None:
    columns = [
        *(("月份", 10.0), ("时限", 11.5), ("文件", 30.0), ("编号", 7.0), ("任务", 40.0)),
        *(("指标和数值", 44.0), ("牵头和责任单位", 40.0), ("其他单位", 34.0), ("状态", 10.0)),
    ]
    rows: list[list[Value]] = [
        [
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
        for item in ledger.due
    ]
    if len({row.document for row in ledger.rows}) == 1:  # it is in the title
        del columns[2]
        for row in rows:
            del row[2]
    middle = [at for at, (heading, _) in enumerate(columns) if heading in _CENTRED]
    headings, widths = zip(*columns, strict=True)
    title = f"{DUE} · {ledger.title}"
    sheets.table(sheet, headings, widths, rows, title, centred=middle, freeze="C2")


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
        cell = sheets.text(sheet, at, 1, line)
        cell.font = Font(name=sheets.FONT, size=14 if at == 1 else 11, bold=at == 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 110
    sheets.printed(sheet)
