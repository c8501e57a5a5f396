"""The layouts of tests/data/tables built as files: a page, a workbook, Word, CSV, text."""

from __future__ import annotations

import csv
import html
import io
import tomllib
from dataclasses import dataclass
from typing import Any

import docx
from openpyxl import Workbook
from zeren.loaders.records import PolicyDocument, Task

from support.plans.cases import DATA

TITLE = "云泽市2024年重点工作任务分解表"


@dataclass(frozen=True)
class Cell:
    """A cell of a layout with its reach."""

    row: int
    column: int
    words: str
    rows: int
    columns: int


def layouts() -> list[dict[str, Any]]:
    with (DATA / "tables" / "layouts.toml").open("rb") as file:
        return list(tomllib.load(file)["table"])


def pages(layout: dict[str, Any]) -> list[list[Cell]]:
    """Return the cells of the layout, page by page."""
    found = []
    for page in layout["rows"].strip("\n").split("\n---\n"):
        rows = [[cell.strip() for cell in line.split("|")] for line in page.split("\n")]
        found.append(_cells(rows))
    return found


def _cells(rows: list[list[str]]) -> list[Cell]:
    cells = []
    for r, row in enumerate(rows):
        for c, words in enumerate(row):
            if words in {"^", "<"}:
                continue
            columns = 1
            while c + columns < len(row) and row[c + columns] == "<":
                columns += 1
            height = 1
            while r + height < len(rows) and rows[r + height][c : c + 1] == ["^"]:
                height += 1
            cells.append(Cell(r, c, words.replace("/", "\n"), height, columns))
    return cells


def as_html(layout: dict[str, Any], title: str = TITLE) -> bytes:
    tables = []
    for cells in pages(layout):
        rows: dict[int, list[str]] = {}
        for cell in cells:
            reach = f' rowspan="{cell.rows}"' * (cell.rows > 1)
            reach += f' colspan="{cell.columns}"' * (cell.columns > 1)
            words = html.escape(cell.words).replace("\n", "<br>")
            rows.setdefault(cell.row, []).append(f"<td{reach}><p>{words}</p></td>")
        lines = "".join(f"<tr>{''.join(rows[row])}</tr>\n" for row in sorted(rows))
        tables.append(f"<table>\n{lines}</table>\n")
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body>"
        f"<div id=content><h1>{title}</h1>\n{''.join(tables)}</div></body></html>"
    ).encode()


def as_xlsx(layout: dict[str, Any], title: str = TITLE) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([title])
    top = 2
    for cells in pages(layout):
        for cell in cells:
            row, column = top + cell.row, cell.column + 1
            words: str | int = int(cell.words) if cell.words.isdigit() else cell.words
            sheet.cell(row, column, words)
            if cell.rows > 1 or cell.columns > 1:
                sheet.merge_cells(
                    start_row=row,
                    start_column=column,
                    end_row=row + cell.rows - 1,
                    end_column=column + cell.columns - 1,
                )
        top += max(cell.row + cell.rows for cell in cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_docx(layout: dict[str, Any], title: str = TITLE) -> bytes:
    document = docx.Document()
    document.add_paragraph(title)
    for cells in pages(layout):
        table = document.add_table(
            max(cell.row + cell.rows for cell in cells),
            max(cell.column + cell.columns for cell in cells),
        )
        for cell in cells:
            first = table.cell(cell.row, cell.column)
            last = table.cell(cell.row + cell.rows - 1, cell.column + cell.columns - 1)
            (first if first is last else first.merge(last)).text = cell.words
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def as_csv(layout: dict[str, Any], delimiter: str = ",", title: str = TITLE) -> bytes:
    if layout.get("only") == "csv":
        return str(layout["rows"]).lstrip().encode()
    lines: list[list[str]] = []
    for cells in pages(layout):
        width = max(cell.column + cell.columns for cell in cells)
        rows = [[""] * width for _ in range(max(cell.row + 1 for cell in cells))]
        for cell in cells:
            rows[cell.row][cell.column] = cell.words
        lines += rows
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows([[title], *lines])
    return file.getvalue().encode()


def as_text(layout: dict[str, Any], title: str = TITLE) -> bytes:
    """Return the layout as text: sentences around it, a tab between cells."""
    lines = []
    for cells in pages(layout):
        width = max(cell.column + cell.columns for cell in cells)
        rows = [[""] * width for _ in range(max(cell.row + 1 for cell in cells))]
        for cell in cells:
            rows[cell.row][cell.column] = cell.words.replace("\n", "")
        lines += ["\t".join(row) for row in rows]
    return "\n".join([title, "请认真落实，按时报送。", *lines, "", "请于月底前反馈。", ""]).encode()


def units_of(task: Task) -> set[str]:
    return {
        f"{each.role}:{each.local_name}" for each in task.assignments if each.basis == "explicit"
    }


def headings_of(document: PolicyDocument, task: Task) -> str:
    found: list[str] = []
    index = task.section
    while index is not None:
        section = document.sections[index]
        found.insert(0, f"{section.number} {section.heading}".strip())
        index = section.parent
    return ">".join(found)


def read_as(document: PolicyDocument) -> list[tuple[str, str, str, set[str]]]:
    """Return number, headings, words and units of each task."""
    return [
        (task.number, headings_of(document, task), task.text, units_of(task))
        for task in document.tasks
    ]
