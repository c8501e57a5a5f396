"""Word documents (.docx, also as WPS and others write them) to text.

Paragraphs come in the order of the page, with the numbers that Word puts before them; tables
stand where they are in the file. Headers, footers, notes, the table of contents and deleted or
hidden words are left out. A table that only lays out the page is read as paragraphs.

What it costs: footnotes are lost, and a drawing is read where it is anchored, not where it shows.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.opc.part import XmlPart
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from docx.parts.document import DocumentPart
from lxml import etree
from zeren.loaders.errors import DamagedFileError, EmptyFileError
from zeren.loaders.records import Note
from zeren.loaders.sources import archives
from zeren.loaders.sources.office.docx_numbering import Numbering
from zeren.loaders.sources.office.docx_runs import ALTERNATIVES, DELETED, Runs, alternative
from zeren.loaders.sources.office.docx_styles import Styles, child_value, integer
from zeren.loaders.sources.writer import DraftCell, TextWriter
from zeren.loaders.text.extracted import Extracted

_PARAGRAPH = qn("w:p")
_TABLE = qn("w:tbl")
_CONTROL = qn("w:sdt")
# What may stand around paragraphs, rows or cells without being one.
_AROUND = frozenset(
    qn(name) for name in ("w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")
)
_ITEM = re.compile(r"(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d+[.．、])")
_MOST_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph: the number that Word shows before it, and its words."""

    label: str
    words: str

    @property
    def text(self) -> str:
        return (self.label + self.words).rstrip()


@dataclass(frozen=True, slots=True)
class _TableCell:
    row: int
    column: int
    columns: int
    rows: int
    blocks: list[_Paragraph | _Table]


@dataclass(frozen=True, slots=True)
class _Table:
    cells: list[_TableCell]


_Block = _Paragraph | _Table


def read_docx(data: bytes) -> Extracted:
    """Return the text and the tables of a DOCX file.

    Nothing that the file refers to is fetched and nothing in it is run. Raises DamagedFileError,
    EmptyFileError, OverLimitError, UnsafeFileError or LockedFileError.
    """
    part = _opened(archives.harmless(data))
    body = part.element.find(qn("w:body"))  # whatever the root is: it may not be a document
    if body is None:
        raise _damaged("it has no body")
    blocks = list(_Story(part).blocks(body))
    writer = TextWriter()
    _write(blocks, writer)
    extracted = writer.extracted("docx", _notes(body))
    if not extracted.text.strip():
        raise EmptyFileError(
            "The document holds no text",
            next_step="If its pages are pictures, print it to a PDF and recognise the text: "
            "ocrmypdf -l chi_sim in.pdf out.pdf",
        )
    return extracted


def _opened(data: bytes) -> DocumentPart:
    try:
        return docx.Document(io.BytesIO(data)).part
    except (
        OpcError, InvalidXmlError, etree.LxmlError, zipfile.BadZipFile,
        KeyError, ValueError, AttributeError, TypeError, IndexError,
    ) as error:  # fmt: skip
        raise _damaged(" ".join(str(error).split())[:120] or type(error).__name__) from error


def _damaged(what: str) -> DamagedFileError:
    return DamagedFileError(
        "The file is no whole Word document",
        what,
        "Open it in Word or WPS, let it repair the file and save it again.",
    )


def _related(part: DocumentPart, kind: str) -> etree._Element | None:
    """Return the root of the part of styles or of lists, or None when there is none."""
    try:
        related = part.part_related_by(kind)
    except (KeyError, ValueError):
        return None
    return related.element if isinstance(related, XmlPart) else None


class _Story:
    """Walks through the body in order, for lists count on from one paragraph to the next."""

    def __init__(self, part: DocumentPart) -> None:
        self._styles = Styles(_related(part, RELATIONSHIP_TYPE.STYLES))
        self._numbering = Numbering(_related(part, RELATIONSHIP_TYPE.NUMBERING), self._styles)
        self._runs = Runs(self._styles)
        self._carried = ""

    def blocks(self, parent: etree._Element) -> Iterator[_Block]:
        """Yield the paragraphs and tables inside *parent*."""
        for element in parent:
            if element.tag == _PARAGRAPH:
                yield from self._paragraph(element)
            elif element.tag == _TABLE:
                table = self._table(element)
                if table.cells:
                    yield table
            elif element.tag == _CONTROL:
                if not _is_contents(element):
                    yield from self.blocks(element)
            elif element.tag in _AROUND:
                yield from self.blocks(element)
            elif element.tag == ALTERNATIVES:
                chosen = alternative(element)
                if chosen is not None:
                    yield from self.blocks(chosen)

    def _paragraph(self, element: etree._Element) -> Iterator[_Block]:
        properties = element.find(qn("w:pPr"))
        words = self._carried + self._runs.text(element)
        boxes = self._runs.boxes
        self._carried = ""
        if _mark_is_deleted(properties):
            self._carried = words  # its words go on in the next paragraph
        elif not self._styles.is_contents(child_value(properties, "w:pStyle") or ""):
            yield _Paragraph(self._numbering.label(properties), _trimmed(words))
        for box in boxes:
            yield from self.blocks(box)

    def _table(self, element: etree._Element) -> _Table:
        drafts: list[_TableCell] = []
        above: dict[int, int] = {}  # column -> index of the cell that a merged one goes on from
        for row, line in enumerate(_rows(element)):
            properties = line.find(qn("w:trPr"))
            column = integer(child_value(properties, "w:gridBefore")) or 0
            column = min(max(0, column), _MOST_COLUMNS)
            open_now: dict[int, int] = {}
            beside: int | None = None
            for cell in _within(line, qn("w:tc")):
                form = cell.find(qn("w:tcPr"))
                width = max(1, integer(child_value(form, "w:gridSpan")) or 1)
                width = min(width, _MOST_COLUMNS)
                down = _merge(form, "w:vMerge")
                index = above.get(column) if down == "continue" else None
                if _merge(form, "w:hMerge") == "continue" and beside is not None:
                    wider = drafts[beside]
                    drafts[beside] = _reaching(wider, columns=wider.columns + width)
                elif index is not None:
                    taller = drafts[index]
                    drafts[index] = _reaching(taller, rows=row - taller.row + 1)
                    open_now[column] = index
                    beside = None
                else:
                    beside = len(drafts)
                    drafts.append(_TableCell(row, column, width, 1, list(self.blocks(cell))))
                    if down is not None:
                        open_now[column] = beside
                column += width
            above = open_now
        return _Table(drafts)


def _reaching(cell: _TableCell, rows: int = 0, columns: int = 0) -> _TableCell:
    return _TableCell(
        cell.row, cell.column, columns or cell.columns, rows or cell.rows, cell.blocks
    )


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for line in _within(table, qn("w:tr")):
        properties = line.find(qn("w:trPr"))
        if properties is None or properties.find(qn("w:del")) is None:
            yield line


def _within(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the elements *tag* of a table or a row, also inside content controls."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _AROUND or element.tag == _CONTROL:
            yield from _within(element, tag)


def _merge(form: etree._Element | None, name: str) -> str | None:
    """Return ``restart`` or ``continue`` for a cell that is merged, None for any other."""
    if form is None or form.find(qn(name)) is None:
        return None
    return child_value(form, name) or "continue"


def _mark_is_deleted(properties: etree._Element | None) -> bool:
    """Say whether a tracked change took the end of a paragraph away."""
    mark = properties.find(qn("w:rPr")) if properties is not None else None
    return mark is not None and any(mark.find(each) is not None for each in DELETED)


def _is_contents(control: etree._Element) -> bool:
    """Say whether a content control is Word's own table of contents."""
    properties = control.find(qn("w:sdtPr"))
    gallery = properties.find(qn("w:docPartObj")) if properties is not None else None
    return (child_value(gallery, "w:docPartGallery") or "").casefold() == "table of contents"


def _trimmed(words: str) -> str:
    """Return *words* without the blanks that indent a paragraph and those at its end."""
    return words.strip(" \t\n\u3000\u00a0")


def _write(blocks: Sequence[_Block], writer: TextWriter) -> None:
    for block in blocks:
        if isinstance(block, _Paragraph):
            if block.words:
                writer.paragraph(block.text)
        elif _lays_out_the_page(block):
            for cell in block.cells:
                _write(cell.blocks, writer)
        else:
            writer.table(
                [
                    DraftCell(
                        cell.row, cell.column, _cell_text(cell.blocks), cell.rows, cell.columns
                    )
                    for cell in block.cells
                ]
            )


def _cell_text(blocks: Sequence[_Block]) -> str:
    """Return the words of a cell: tabs would look like borders of cells, so they become blanks."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, _Paragraph):
            lines.append(block.text)
        else:
            rows: dict[int, list[str]] = {}
            for cell in block.cells:
                rows.setdefault(cell.row, []).append(_cell_text(cell.blocks))
            lines += [" ".join(filter(None, words)) for words in rows.values()]
    return "\n".join(line for line in lines if line.strip()).replace("\t", " ")


def _lays_out_the_page(table: _Table) -> bool:
    """Say whether a table only places text: one column, or a page of text in one of its cells."""
    if all(cell.column == 0 for cell in table.cells):
        return True
    return any(_is_a_page(cell.blocks) for cell in table.cells)


def _is_a_page(blocks: Sequence[_Block]) -> bool:
    """Say whether a cell holds what only a page holds: a table of its own, or many items."""
    items = 0
    for block in blocks:
        if isinstance(block, _Table):
            if _rows_with_several(block) >= 3:
                return True
        elif _ITEM.match(block.text):
            items += 1
    return items >= 6 and len(blocks) >= 12


def _rows_with_several(table: _Table) -> int:
    """Return how many rows of a table have a cell behind the first column."""
    return len({cell.row for cell in table.cells if cell.column})


def _notes(body: etree._Element) -> list[Note]:
    """Return what a reader of the text should know is missing."""
    notes = []
    footnotes = sum(1 for _ in body.iter(qn("w:footnoteReference"), qn("w:endnoteReference")))
    if footnotes:
        notes.append(Note("footnotes", f"{footnotes} footnotes were left out"))
    chunks = sum(1 for _ in body.iter(qn("w:altChunk")))
    if chunks:
        notes.append(Note("embedded", f"{chunks} embedded files were not read"))
    return notes
