"""Workbooks: the sheets that are shown, their values as shown, merged cells as merged.

Formulas are never computed: a cell shows the value that was saved with it.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from zeren.loaders.errors import DamagedFileError, EmptyFileError
from zeren.loaders.records import Note, Place
from zeren.loaders.sources import archives, limits
from zeren.loaders.sources.office.cell_values import shown
from zeren.loaders.sources.office.sheet import write_sheet
from zeren.loaders.sources.writer import DraftCell, TextWriter
from zeren.loaders.text.extracted import Extracted

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_NO_VALUE = re.compile(rb"</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>")


def read_xlsx(data: bytes) -> Extracted:
    """Return the sheets of a workbook, one after the other, each cell with its place.

    Raises UnsafeFileError, OverLimitError, LockedFileError or DamagedFileError for an archive
    that cannot or must not be read, EmptyFileError for a workbook without words.
    """
    writer = TextWriter()
    places: list[Place] = []
    notes: list[Note] = []
    for name, cells in _sheets(archives.harmless(data), notes):
        places += write_sheet(writer, cells, name)
    made = writer.extracted("xlsx", notes)
    if not made.text.strip():
        raise EmptyFileError(
            "The workbook holds no text", next_step="Leave it out, or check that it was saved."
        )
    return Extracted(made.text, "xlsx", "", 0, made.grids, tuple(places), made.notes)


def _sheets(data: bytes, notes: list[Note]) -> Iterator[tuple[str, list[DraftCell]]]:
    """Yield the name and the cells of each sheet that is not hidden."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on parts of the file that nobody here looks at
            # Sheet by sheet: whoever merges a whole column gets a million cells otherwise.
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    yield sheet.title, _cells(book, sheet, notes)
                else:
                    what = f"the sheet “{sheet.title}” is hidden and not read"
                    notes.append(Note("hidden-sheet", what))
    except (
        zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError,
        SyntaxError, AssertionError, OverflowError, NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip
        raise DamagedFileError(
            f"The workbook cannot be opened ({type(error).__name__}): "
            + " ".join(str(error).split()),
            next_step="Open it in a spreadsheet program and save it again.",
        ) from error


def _cells(book: Workbook, sheet: ReadOnlyWorksheet, notes: list[Note]) -> list[DraftCell]:
    """Return the cells of *sheet* that have words, with how far they reach."""
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._reader import WorkSheetParser

    with sheet._get_source() as source:
        uncomputed = len(_NO_VALUE.findall(source.read()))
    if uncomputed:
        notes.append(Note("formula", f"{uncomputed} formulas of “{sheet.title}” have no value"))
    found: dict[tuple[int, int], str] = {}
    count = 0
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for _, row in parser.parse():
            count += len(row)
            limits.check(count, limits.CELLS, "cells")
            for each in row:
                cell = ReadOnlyCell(sheet, **each)
                words = shown(cell.value, cell.number_format)
                if words:
                    found[cell.row, cell.column] = words
    last = max((row for row, _ in found), default=0)
    width = max((column for _, column in found), default=0)
    drafts = {
        (row, column): DraftCell(row - 1, column - 1, words)
        for (row, column), words in found.items()
    }
    for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
        first = drafts.get((merged.min_row, merged.min_col))
        if first:
            drafts[merged.min_row, merged.min_col] = replace(
                first,
                rows=min(merged.max_row, last) - first.row,
                columns=min(merged.max_col, width) - first.column,
            )
    return list(drafts.values())
