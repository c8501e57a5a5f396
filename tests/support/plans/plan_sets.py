"""The same invented plan in every format that is read.

A plan is data (``tests/data/plan_sets``); the writers below turn it into what an office saves:
text, a web page, a Word file with automatic numbers, a PDF (also in two columns) and a workbook.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import docx
import openpyxl
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)

from support import TESTS

FOLDER = TESTS / "data" / "plan_sets"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
_HAN = "〇一二三四五六七八九十"
_FONT = "STSong-Light"  # one of the fonts that every reader of PDFs must bring along


@dataclass(frozen=True)
class Block:
    """A paragraph: its place on the page, its level as a numbered item, its number and words."""

    words: str
    place: str = "text"
    level: int | None = None
    number: int = 0

    @property
    def text(self) -> str:
        return self.label + self.words

    @property
    def label(self) -> str:
        if self.level is None:
            return ""
        return (f"{_HAN[self.number % 11]}、", f"（{_HAN[self.number % 11]}）", f"{self.number}.")[
            self.level
        ]


@dataclass(frozen=True)
class Grid:
    """The header of a table, its rows, and the cells merged over rows as (row, column, rows)."""

    header: list[str]
    rows: list[list[str]]
    merged: list[tuple[int, int, int]]


def plan(name: str) -> dict[str, Any]:
    """Return the plan *name* with what its author says is in it."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def blocks(name: str) -> Iterator[Block | Grid]:
    """Yield the parts of a plan from its title to its last line."""
    data = plan(name)
    notice = "notice" in data
    if notice:
        yield Block("".join(data["title"]), "title")
        yield Block(data["document_number"], "center")
        yield Block(data["addressee"], "flush")
        yield Block(data["notice"])
        yield Block(data["issuer"], "right")
        yield Block(data["issued"], "right")
        yield Block(data["plan_title"], "title")
    else:
        yield Block("".join(data["title"]), "title")
        yield Block(data["issuer"], "center")
        yield Block(data["issued"], "center")
    yield Block(data["preamble"])
    for part in data.get("part", ()):
        yield Block(part["text"], level=part["level"], number=part["number"])
        yield from (Block(line) for line in part.get("lines", ()))
    if "row" in data:
        yield grid(data)


def grid(data: dict[str, Any]) -> Grid:
    """Return the table of a plan; cells below a merged one are empty."""
    rows, merged = [], []
    for index, row in enumerate(data["row"], start=1):
        if "group" in row:
            merged.append((index, 1, row["group_rows"]))
        rows.append([
            str(row["number"]), row.get("group", ""), row["text"],
            "、".join(row["lead"]), "、".join(row["responsible"]), row["deadline"],
        ])  # fmt: skip
    return Grid(data["header"], rows, merged)


def as_txt(name: str) -> bytes:
    lines = []
    for block in blocks(name):
        if isinstance(block, Grid):
            lines += ["\t".join(row) for row in [block.header, *block.rows]]
        else:
            indent = "　　" if block.place == "text" else ""
            lines.append(indent + block.text)
    return "\r\n".join(lines).encode("utf-8")


def as_html(name: str) -> bytes:
    body = []
    for block in blocks(name):
        if isinstance(block, Grid):
            body.append(_html_table(block))
        elif block.place == "title":
            body.append(f'<h1 style="text-align:center">{escape(block.text)}</h1>')
        elif block.level == 0:
            body.append(f"<p><strong>{escape(block.text)}</strong></p>")
        else:
            body.append(f"<p>&emsp;&emsp;{escape(block.text)}</p>")
    title = escape("".join(plan(name)["title"]))
    page = (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        "<script>var visits = 1;</script></head><body>"
        '<div class="nav"><a href="/">首页</a> <a href="/zwgk">政务公开</a></div>'
        f'<div class="article-content">{"".join(body)}</div>'
        '<div class="footer"><p>版权所有：云岭省人民政府办公室</p></div></body></html>'
    )
    return page.encode("utf-8")


def _html_table(block: Grid) -> str:
    spans = {(row, column): rows for row, column, rows in block.merged}
    covered = {
        (row + down, column) for row, column, rows in block.merged for down in range(1, rows)
    }
    lines = []
    for index, row in enumerate([block.header, *block.rows]):
        tag = "th" if index == 0 else "td"
        cells = []
        for column, words in enumerate(row):
            if (index, column) in covered:
                continue
            reach = spans.get((index, column))
            span = f' rowspan="{reach}"' if reach else ""
            cells.append(f"<{tag}{span}>{escape(words)}</{tag}>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def as_docx(name: str) -> bytes:
    """Numbers are Word's own: none of them stands in the text of a paragraph."""
    document = docx.Document()
    runs_on = "notice" in plan(name)
    _add_list(document, runs_on)
    for block in blocks(name):
        if isinstance(block, Grid):
            _docx_table(document, block)
            continue
        paragraph = document.add_paragraph(block.words)
        if block.place in {"title", "center"}:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif block.place == "right":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if block.level is not None:
            paragraph._p.get_or_add_pPr().append(
                parse_xml(
                    f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{block.level}"/>'
                    '<w:numId w:val="77"/></w:numPr>'
                )
            )
    section = document.sections[0]
    section.header.paragraphs[0].text = "内部资料 注意保存"
    section.footer.paragraphs[0].text = "— 1 —"
    return _saved(document)


def _add_list(document: Any, runs_on: bool) -> None:
    levels = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    restart = '<w:lvlRestart w:val="0"/>' if runs_on else ""
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'{restart if depth == 2 else ""}<w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    root = document.part.numbering_part.element
    root.find(qn("w:num")).addprevious(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">'
            f'<w:multiLevelType w:val="multilevel"/>{inner}</w:abstractNum>'
        )
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )


def _docx_table(document: Any, block: Grid) -> None:
    table = document.add_table(len(block.rows) + 1, len(block.header), style="Table Grid")
    for index, row in enumerate([block.header, *block.rows]):
        for column, words in enumerate(row):
            table.cell(index, column).text = words
    for row, column, rows in block.merged:
        words = block.rows[row - 1][column]
        table.cell(row, column).merge(table.cell(row + rows - 1, column)).text = words


def _saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def as_xlsx(name: str) -> bytes:
    """Prose stands in the first column, one paragraph a cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    for block in blocks(name):
        if isinstance(block, Grid):
            first = sheet.max_row + 1
            for row in [block.header, *block.rows]:
                sheet.append([int(words) if words.isdigit() else words or None for words in row])
            for row, column, rows in block.merged:
                sheet.merge_cells(
                    start_row=first + row, end_row=first + row + rows - 1,
                    start_column=column + 1, end_column=column + 1,
                )  # fmt: skip
        else:
            sheet.append([block.text])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_pdf(name: str) -> bytes:
    return _pdf(name, columns=1)


def as_pdf_in_two_columns(name: str) -> bytes:
    """The plan in two columns, with a running head and page numbers."""
    return _pdf(name, columns=2)


def _pdf(name: str, columns: int) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    target = io.BytesIO()
    height = 150 * mm  # low pages, so that there are several
    head = "".join(plan(name)["title"])[:16]

    def furniture(canvas: Any, _: Any) -> None:
        canvas.setFont(_FONT, 9)
        canvas.drawCentredString(A4[0] / 2, height - 10 * mm, f"{head} · 公报")
        canvas.drawCentredString(A4[0] / 2, 8 * mm, f"— {canvas.getPageNumber()} —")

    gutter = 8 * mm
    width = (A4[0] - 36 * mm - gutter * (columns - 1)) / columns
    frames = [
        Frame(18 * mm + index * (width + gutter), 15 * mm, width, height - 30 * mm, 0, 0, 0, 0)
        for index in range(columns)
    ]
    document = BaseDocTemplate(target, pagesize=(A4[0], height), invariant=1)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=furniture))
    document.build(list(_flowables(name, width, 10.5 if columns == 2 else 12)))
    return target.getvalue()


def _flowables(name: str, width: float, size: float) -> Iterator[Flowable]:
    base = ParagraphStyle(
        "base", fontName=_FONT, fontSize=size, leading=size * 1.6, wordWrap="CJK",
        alignment=TA_JUSTIFY,
    )  # fmt: skip
    styles = {
        "text": ParagraphStyle("text", base, firstLineIndent=2 * size),
        "flush": base,
        "center": ParagraphStyle("center", base, alignment=TA_CENTER),
        "right": ParagraphStyle("right", base, alignment=TA_RIGHT),
        "title": ParagraphStyle(
            "title", base, alignment=TA_CENTER, fontSize=size * 1.4, leading=size * 2.1
        ),
    }
    for block in blocks(name):
        if isinstance(block, Block):
            yield Paragraph(escape(block.text), styles[block.place])
            continue
        cell = ParagraphStyle("cell", base, fontSize=9, leading=13, alignment=0)
        shares = (0.07, 0.1, 0.38, 0.15, 0.17, 0.13)
        rows = [
            [Paragraph(escape(words), cell) for words in row] for row in [block.header, *block.rows]
        ]
        style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        style += [("SPAN", (c, r), (c, r + n - 1)) for r, c, n in block.merged]
        yield Table(
            rows,
            colWidths=[width * share for share in shares],
            style=TableStyle(style),
            repeatRows=1,
        )


WRITERS: dict[str, Callable[[str], bytes]] = {
    "txt": as_txt,
    "html": as_html,
    "docx": as_docx,
    "pdf": as_pdf,
    "pdf in two columns": as_pdf_in_two_columns,
    "xlsx": as_xlsx,
}
