"""The ledger of one department as a Word document, to print or to fill in by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from zeren.graph.desk.ledger.book import Ledger
from zeren.graph.desk.ledger.columns import FILLED
from zeren.graph.desk.ledger.rows import LedgerRow
from zeren.graph.model.labels import ROLES_ZH
from zeren.graph.output.office import saved
from zeren.graph.output.spans import harmless

if TYPE_CHECKING:
    from docx.table import _Cell

_WIDTHS: Final = (12, 44, 16, 54, 46, 26, 82, 40, 26, 24)  # millimetres, of 370 on A3
_HEADS: Final = ("编号", "任务", "角色", "其他单位", "指标和数值", "完成时限", "原文", *FILLED)
_LEFT: Final = "\ufffd"


def document(ledger: Ledger, unit: str) -> bytes:
    """Return the tasks of the unit with this IRI as the bytes of a .docx file, plan after plan."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    label = ledger.facts.units[unit].label
    made = Document()
    made.core_properties.title = _fit(f"{label} · {ledger.title}")
    made.core_properties.author = "Zeren 责任"
    page = made.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(420), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    page.top_margin = page.bottom_margin = Mm(18)
    _chinese(made.styles["Normal"])
    made.styles["Normal"].font.size = Pt(9)
    title = made.add_heading(level=0)
    _chinese(made.styles["Title"])
    title.add_run(_fit(f"{label}责任台账"))
    rows = [row for row in ledger.rows if unit in row.holders]
    for plan in dict.fromkeys(row.document for row in rows):
        mine = [row for row in rows if row.document == plan]
        fact = ledger.facts.documents[plan]
        number = f"（{fact.number}）" if fact.number else ""
        line = made.add_paragraph()
        line.paragraph_format.keep_with_next = True
        line.add_run(_fit(f"{fact.name}{number}　共{len(mine)}项")).bold = True
        _table(made, mine, unit, ledger)
    _page_numbers(page.footer.paragraphs[0])
    return saved(made)


def _table(made: Any, rows: Sequence[LedgerRow], unit: str, ledger: Ledger) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    table = made.add_table(rows=1, cols=len(_HEADS), style="Table Grid")
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, _HEADS, strict=True):
        _set(cell, head, bold=True)
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "DCE3EC")):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
    _mark(table.rows[0], "w:tblHeader")
    label = ledger.facts.units[unit].label
    for row in rows:
        said = ledger.latest.get((row.task, unit))
        filled = said.words if said else ("", "", "")
        others = "\n".join(
            f"{name}：{who}"
            for role, name in ROLES_ZH.items()
            if (who := "、".join(each for each in row.units[role] if not each.startswith(label)))
        )
        cells = (
            *(row.number, row.name, row.role_of(unit), others, "\n".join(row.targets)),
            *(str(row.deadline or ""), f"{row.quote}\n（{row.place}）", *filled),
        )
        added = table.add_row()
        _mark(added, "w:cantSplit")
        for cell, words in zip(added.cells, cells, strict=True):
            _set(cell, words)
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _set(cell: _Cell, words: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = 0
    paragraph.add_run(_fit(words)).bold = bold


def _mark(row: Any, name: str) -> None:
    """Set a property of a row: the heading on each page (tblHeader), no break in it (cantSplit)."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _chinese(style: Any) -> None:
    """Name the font of Chinese characters, which a style of Word keeps apart."""
    from docx.oxml.ns import qn

    style.font.name = "宋体"
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")


def _page_numbers(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES"), (" 页", "")):
        paragraph.add_run(words)
        if field:
            made = OxmlElement("w:fldSimple")
            made.set(qn("w:instr"), field)
            paragraph._p.append(made)


def _fit(text: str) -> str:
    return harmless(text).replace(_LEFT, "")
