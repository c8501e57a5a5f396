"""Tables as text: cells between commas, tabs, semicolons or bars, in any encoding.

CSV has no merged cells: where a spreadsheet merged some, all but the first come out empty, and
:mod:`zeren.loaders.structure.tables.grids` fills them from above.
"""

from __future__ import annotations

import csv
import io
from typing import Final

from zeren.loaders.errors import DamagedFileError, EmptyFileError
from zeren.loaders.records import Note
from zeren.loaders.sources import limits
from zeren.loaders.sources.kinds import csv_delimiter
from zeren.loaders.sources.office.sheet import write_sheet
from zeren.loaders.sources.text import decode
from zeren.loaders.sources.writer import DraftCell, TextWriter
from zeren.loaders.text.extracted import Extracted

_LONGEST: Final = 1_000_000
"""Characters of one cell: a quotation mark that is never closed swallows the file."""


def read_csv(data: bytes, encoding: str | None = None) -> Extracted:
    """Return the rows of a CSV file as a table, the lines above and below it as text.

    Raises a ReadError as ``decode`` does, DamagedFileError for a quotation without an end.
    """
    decoded = decode(data, encoding)
    text = decoded.text.replace("\0", "")
    delimiter = csv_delimiter(text) or ","
    csv.field_size_limit(_LONGEST)
    cells: list[DraftCell] = []
    try:
        for number, row in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ):
            cells += [
                DraftCell(number, column, _words(cell))
                for column, cell in enumerate(_without_end(row))
            ]
            limits.check(len(cells), limits.CELLS, "cells")
    except csv.Error as error:
        raise DamagedFileError(
            f"The file is no readable CSV: {error}",
            next_step="Open it in a spreadsheet program and save it as .xlsx.",
        ) from error
    writer = TextWriter()
    places = write_sheet(writer, cells, None)
    made = writer.extracted("csv")
    if not made.text.strip():
        raise EmptyFileError(
            "The table holds no text", next_step="Save it again, or leave the file out."
        )
    notes: tuple[Note, ...] = made.notes
    return Extracted(
        made.text, "csv", decoded.encoding, decoded.replaced, made.grids, tuple(places), notes
    )


def _without_end(row: list[str]) -> list[str]:
    """Return *row* without the empty cells at its end."""
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _words(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
