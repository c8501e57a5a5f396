"""PDF files with a text layer to text: columns in order, paragraphs whole, tables in place."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

import pdfplumber
from pdfminer.pdfdocument import (
    PDFEncryptionError,
    PDFPasswordIncorrect,
    PDFTextExtractionNotAllowed,
)
from pdfminer.pdfpage import PDFPage
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException
from zeren.loaders.errors import (
    DamagedFileError,
    EmptyFileError,
    LockedFileError,
    NoTextLayerError,
    ReadError,
)
from zeren.loaders.records import Note
from zeren.loaders.sources import limits
from zeren.loaders.sources.pdf.bounds import bound_references, bound_widths
from zeren.loaders.sources.pdf.columns import Column, Part, common_edges, reading_order
from zeren.loaders.sources.pdf.furniture import without_furniture
from zeren.loaders.sources.pdf.gutter import gutters
from zeren.loaders.sources.pdf.pages import PdfPage, read_page
from zeren.loaders.sources.pdf.paragraphs import paragraphs, typography
from zeren.loaders.sources.pdf.table_pages import join_tables
from zeren.loaders.sources.pdf.tables.cells import PdfTable
from zeren.loaders.sources.writer import TextWriter
from zeren.loaders.text.extracted import Extracted

_FEWEST_SIGNS = 10
"""A page of text has more; fewer beside a picture are the stamp of a scanner."""
_UNREADABLE = 0.3
_RECOGNISE = "ocrmypdf -l chi_sim FILE FILE.pdf"

# pdfminer logs each flaw of each font, and Python prints that where nobody set up logging.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())
bound_widths()
bound_references()


def read_pdf(data: bytes) -> Extracted:
    """Return the text of a PDF file, its ruled tables, and the page of each part.

    Page numbers, running heads and watermarks are left out. Raises LockedFileError,
    DamagedFileError, NoTextLayerError (a scan), EmptyFileError or OverLimitError.
    """
    pages = _pages(data)
    notes = _judge(pages)
    pages = without_furniture(pages)
    parts = [
        part
        for page, gutter in zip(pages, gutters(pages), strict=True)
        for part in reading_order(page, gutter)
    ]
    writer = TextWriter()
    _write(join_tables(parts), writer)
    return writer.extracted("pdf", notes)


def _pages(data: bytes) -> list[PdfPage]:
    """Read all pages, one after the other: what pdfplumber keeps of a page is dropped."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            return list(_read(pdf))
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # pdfminer raises whatever a broken file makes it stumble over
        if _is_lock(error):
            raise LockedFileError(
                "The PDF is locked with a password",
                next_step="Open it with the password and save it without one, for example with: "
                "qpdf --decrypt --password=PASSWORD FILE FILE.pdf",
            ) from error
        raise DamagedFileError(
            "The PDF is damaged",
            type(error).__name__,
            "Open it in a reader and print it to a new PDF.",
        ) from error


def _read(pdf: PDF) -> Iterator[PdfPage]:
    sources = list(islice(PDFPage.create_pages(pdf.doc), limits.PAGES + 1))
    limits.check(len(sources), limits.PAGES, "pages")
    signs = 0
    for number, source in enumerate(sources, start=1):
        page = read_page(pdf, source, number)
        signs += page.signs
        limits.check(signs, limits.CHARACTERS, "characters of text")
        yield page


def _is_lock(error: BaseException) -> bool:
    if isinstance(error, PdfminerException) and error.args:
        error = error.args[0] if isinstance(error.args[0], BaseException) else error
    locks = (PDFPasswordIncorrect, PDFEncryptionError, PDFTextExtractionNotAllowed)
    return isinstance(error, locks)


def _judge(pages: Sequence[PdfPage]) -> list[Note]:
    """Refuse a PDF without readable text; return notes on pages and signs that were not read."""
    signs = sum(page.signs for page in pages)
    unreadable = sum(page.unreadable for page in pages)
    bare = [page.number for page in pages if page.signs < _FEWEST_SIGNS and page.pictures]
    if bare and signs < _FEWEST_SIGNS * len(pages):
        raise NoTextLayerError(
            "The PDF is a scan: its pages are pictures without a text layer",
            next_step=f"Recognise the text first, for example with: {_RECOGNISE}",
        )
    if not signs:
        raise EmptyFileError(
            "The PDF holds no text",
            next_step="If its pages show some, it is drawn, not written: recognise it with: "
            f"{_RECOGNISE}",
        )
    if unreadable > _UNREADABLE * signs:
        raise NoTextLayerError(
            "The PDF does not say which characters it shows: its fonts have no table of them",
            f"{unreadable:,} of {signs:,} signs",
            "Recognise the text instead, for example with:"
            " ocrmypdf --force-ocr -l chi_sim FILE FILE.pdf",
        )
    notes = []
    if bare:
        numbers = ", ".join(map(str, bare[:20])) + (" …" if len(bare) > 20 else "")
        notes.append(Note("pages-without-text", f"pages {numbers} are pictures and were not read"))
    if unreadable:
        notes.append(Note("undecodable", f"{unreadable} signs have no character in their font"))
    return notes


def _write(parts: Sequence[Part], writer: TextWriter) -> None:
    columns = [part for part in parts if isinstance(part, Column)]
    wide = dict(zip(map(id, columns), common_edges(columns), strict=True))
    setting = typography(columns)
    for is_table, group in groupby(parts, key=lambda part: isinstance(part, PdfTable)):
        if is_table:
            for table in group:
                if isinstance(table, PdfTable):
                    writer.table(table.cells)
            continue
        for pieces in paragraphs([wide[id(column)] for column in group], setting):
            writer.paragraph(pieces)
