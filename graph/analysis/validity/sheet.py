"""The sample as a spreadsheet that people fill in, and what they filled in.

The sheet shows the words of the plan and nothing of what Zeren read: who sees a reading agrees
with it. A CSV file holds the same columns, for programs.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.validity.sampling import Drawn
from zeren.graph.errors import GraphError, os_reason
from zeren.graph.model.labels import concept_labels
from zeren.graph.output.csv_text import csv_bytes, guarded, unguarded
from zeren.graph.output.office import saved
from zeren.loaders.records import ROLES
from zeren.ontology.terms import BASE, PREFIXES

if TYPE_CHECKING:
    from zeren.graph.model.facts import Facts

GIVEN = ("task", "stratum", "stratum_tasks", "document", "headings", "text")
CODED = (*ROLES, "sectors", "targets")
COLUMNS = (*GIVEN, *CODED, "done", "remark")
HEADS: Mapping[str, str] = {
    "task": "任务 task",
    "stratum": "层 stratum",
    "stratum_tasks": "层内任务数 stratum_tasks",
    "document": "文件 document",
    "headings": "标题 headings",
    "text": "原文 text",
    "lead": "牵头 lead",
    "responsible": "责任 responsible",
    "cooperating": "配合 cooperating",
    "guiding": "指导 guiding",
    "sectors": "领域 sectors",
    "targets": "指标 targets",
    "done": "已标 done",
    "remark": "备注 remark",
}
_SAMPLE = "样本 sample"
_WIDE = {"task": 24, "stratum": 18, "document": 24, "headings": 20, "text": 70, "targets": 22}
_PARTS = re.compile(r"[、；;\n]+")
_TARGET = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(.*?)\s*")
_HELP = (
    ("每行一项任务；填牵头、责任、配合、指导各栏，单位照原文写（补全省略的前缀），用、或；分开。",
     "A row is a task. Fill in the units of each role as written (with a prefix that is left out"
     " put back), parted by 、 or ;."),
    ("领域：一至两个，主要的在前，写“代码”表中的中文、英文或代码。",
     "Sectors: one or two, the main one first: Chinese, English or id in the sheet of codes."),
    ("指标：数值和量词（基数），如 90%、28000人，用；分开。期限不用写。",
     "Targets: figure and measure word in base figures (90%, 28000人), parted by ;. No deadlines."),
    ("没有就留空；标完一行，在“已标”栏写1。没标完的行不计。",
     "Leave empty what there is not. Put 1 under done when a row is finished."),
    ("定义与难例见 docs/annotating.md。", "Definitions and hard cases: docs/annotating.md."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A finished row: the key of its task, its stratum, and the codes by category."""

    task: str
    stratum: str
    stratum_tasks: int
    codes: Mapping[str, frozenset[tuple[str, ...]]]


def sheet_bytes(sample: Sequence[Drawn], facts: Facts, *, excel: bool = True) -> bytes:
    """Return the sample as a workbook (or CSV) to fill in: the same sample, the same bytes."""
    rows = [_cells(drawn, facts) for drawn in sample]
    heads = [HEADS[name] for name in COLUMNS]
    if not excel:
        return csv_bytes(heads, rows)
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page: Any = book.active
    page.title = _SAMPLE
    page.append(heads)
    for row in rows:
        page.append([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    for place, name in enumerate(COLUMNS, start=1):
        page.column_dimensions[get_column_letter(place)].width = _WIDE.get(name, 16)
        page.cell(1, place).font = Font(bold=True)
        if name in CODED:
            page.cell(1, place).fill = PatternFill("solid", fgColor="FFF2CC")
    for cells in page.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "A2"
    told: Any = book.create_sheet("说明 help")
    for zh, en in _HELP:
        told.append([zh])
        told.append([en])
    told.column_dimensions["A"].width = 120
    codes: Any = book.create_sheet("代码 codes")
    codes.append(["sector", "中文", "English"])
    for code, zh, en in sectors():
        codes.append([code, zh, en])
    return saved(book)


def read_sheet(path: Path) -> list[Row]:
    """Return the finished rows of a sheet. Raises GraphError that names the row at fault."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GraphError(
            f"{path} cannot be read: {os_reason(error)}", "name the sheet that was filled in"
        ) from error
    lines = _csv_lines(data) if path.suffix.lower() == ".csv" else _excel_lines(data, path)
    heads = [cell.rpartition(" ")[2] for cell in next(lines, [])]
    if missing := [name for name in ("task", "stratum", "stratum_tasks", *ROLES, "done")
                   if name not in heads]:  # fmt: skip
        raise GraphError(
            f"{path} has no column {missing[0]}", "fill in the sheet that `zeren sample` wrote"
        )
    rows = []
    for number, line in enumerate(lines, start=2):
        cells = dict(zip(heads, line, strict=False))
        if not cells.get("task") or not cells.get("done"):
            continue
        try:
            rows.append(_row(cells))
        except ValueError as error:
            raise GraphError(f"{path}, row {number}: {error}", "correct the cell") from error
    return rows


@cache
def sectors() -> tuple[tuple[str, str, str], ...]:
    """Return id, Chinese and English name of each sector."""
    begin = PREFIXES["zs"]
    return tuple(
        (iri.removeprefix(begin), label.zh, label.en)
        for iri, label in sorted(concept_labels().items())
        if iri.startswith(begin)
    )


def _cells(drawn: Drawn, facts: Facts) -> list[object]:
    task = drawn.task
    given = {
        "task": task.iri.removeprefix(BASE),
        "stratum": drawn.stratum,
        "stratum_tasks": drawn.stratum_tasks,
        "document": facts.documents[task.document].name,
        "headings": " / ".join(task.headings),
        "text": task.quote,
    }
    return [given.get(name) for name in COLUMNS]


def _row(cells: Mapping[str, str]) -> Row:
    codes: dict[str, frozenset[tuple[str, ...]]] = {}
    codes["units"] = frozenset(
        (name, role) for role in ROLES for name in _parts(cells.get(role, ""))
    )
    if "sectors" in cells:
        codes["sectors"] = frozenset((_sector(name),) for name in _parts(cells["sectors"]))
    if "targets" in cells:
        codes["targets"] = frozenset(_target(each) for each in _parts(cells["targets"]))
    size = cells.get("stratum_tasks", "")
    if not size.isdecimal() or not int(size):
        raise ValueError(f"{size!r} is no number of tasks of a stratum")
    return Row(unguarded(cells["task"]), unguarded(cells["stratum"]), int(size), codes)


def _parts(cell: str) -> list[str]:
    return [part for each in _PARTS.split(unguarded(cell)) if (part := each.strip())]


def _sector(name: str) -> str:
    for code, zh, en in sectors():
        if name.casefold() in {code, zh, en.casefold()}:
            return code
    raise ValueError(f"{name!r} is no sector; see the sheet of codes")


def _target(text: str) -> tuple[str, ...]:
    found = _TARGET.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no figure with a measure word")
    value = found[1].rstrip("0").rstrip(".") if "." in found[1] else found[1]
    return value, found[2]


def _csv_lines(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")  # what Excel on a Chinese Windows saves
    yield from csv.reader(io.StringIO(text, newline=""))


def _excel_lines(data: bytes, path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        page = book[_SAMPLE] if _SAMPLE in book.sheetnames else book.worksheets[0]
        rows = [[_text(cell) for cell in row] for row in page.iter_rows(values_only=True)]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise GraphError(f"{path} is no workbook", "save it as .xlsx or .csv") from error
    yield from rows


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
