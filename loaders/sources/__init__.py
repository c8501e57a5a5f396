"""Reading what a file holds, one module a format."""

from __future__ import annotations

from zeren.loaders.errors import EmptyFileError
from zeren.loaders.sources import limits
from zeren.loaders.sources.kinds import Kind, kind_of
from zeren.loaders.sources.text import decode
from zeren.loaders.sources.text_tables import find_text_tables
from zeren.loaders.text.extracted import Extracted


def extract(data: bytes, encoding: str | None = None) -> Extracted:
    """Return the text and the tables of a file, whatever its name.

    *encoding* is for text files (plain, pages, CSV) whose own is not to be trusted. Raises a
    subclass of :class:`~zeren.loaders.errors.ReadError` for what cannot be read. The reader of
    a format is imported when its first file comes: plain text costs no library.
    """
    return read_as(kind_of(data, encoding), data, encoding)


def read_as(kind: Kind, data: bytes, encoding: str | None = None) -> Extracted:
    """Return what :func:`extract` does of a file that is taken for the format *kind*."""
    extracted = _read(kind, data, encoding)
    if not extracted.text.strip():
        raise EmptyFileError(
            "The file holds no text", next_step="Save it again, or leave the file out."
        )
    limits.check(len(extracted.text), limits.CHARACTERS, "characters of text")
    return extracted


def _read(kind: Kind, data: bytes, encoding: str | None) -> Extracted:
    if kind == "html":
        from zeren.loaders.sources.html.reader import read_html

        return read_html(data, encoding)
    if kind == "csv":
        from zeren.loaders.sources.csv_text import read_csv

        return read_csv(data, encoding)
    if kind == "xlsx":
        from zeren.loaders.sources.office.xlsx import read_xlsx

        return read_xlsx(data)
    if kind == "docx":
        from zeren.loaders.sources.office.docx import read_docx

        return read_docx(data)
    if kind == "pdf":
        from zeren.loaders.sources.pdf.reader import read_pdf

        return read_pdf(data)
    decoded = decode(data, encoding)
    tables = find_text_tables(decoded.text)
    return Extracted(decoded.text, "txt", decoded.encoding, decoded.replaced, tables)
