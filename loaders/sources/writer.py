"""Putting the text of a file together: paragraphs, tables, and where each stood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zeren.loaders.records import Note, Span
from zeren.loaders.sources import limits
from zeren.loaders.text.extracted import Cell, Extracted, Grid, Place


@dataclass(frozen=True, slots=True)
class DraftCell:
    """A cell before it has a place in the text: its first row and column, words, reach, page."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    page: int | None = None


class TextWriter:
    """Collects the parts of a file in reading order.

    Raises OverLimitError from every method when the text or its tables grow too large.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._paragraphs = 0
        self._cells = 0
        self._grids: list[Grid] = []
        self._places: list[Place] = []

    @property
    def length(self) -> int:
        """Characters so far: where the next part will begin."""
        return self._length

    def paragraph(self, pieces: str | Iterable[tuple[str, int]]) -> None:
        """Add a paragraph: its text, or pieces of it with the page that each stands on."""
        self._paragraphs += 1
        limits.check(self._paragraphs, limits.PARAGRAPHS, "paragraphs")
        if isinstance(pieces, str):
            self._add(pieces)
        else:
            for text, page in pieces:
                self._add(text, page)
        self._add("\n")

    def table(self, cells: Sequence[DraftCell]) -> None:
        """Add a table from its cells, in any order."""
        self._cells += len(cells)
        limits.check(self._cells, limits.CELLS, "cells")
        begin, row = self._length, 0
        placed: list[Cell] = []
        for cell in sorted(cells, key=lambda each: (each.row, each.column)):
            if placed:
                self._add("\t" if cell.row == row else "\n")
            row = cell.row
            start = self._length
            self._add(cell.text, cell.page)
            placed.append(
                Cell(cell.row, cell.column, Span(start, self._length), cell.rows, cell.columns)
            )
        self._grids.append(Grid(Span(begin, self._length), tuple(placed)))
        self._add("\n")

    def extracted(self, format_name: str, notes: Sequence[Note] = ()) -> Extracted:
        """Return all that was added."""
        return Extracted(
            text="".join(self._parts),
            format=format_name,
            grids=tuple(self._grids),
            places=tuple(self._places),
            notes=tuple(notes),
        )

    def _add(self, text: str, page: int | None = None) -> None:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        limits.check(self._length, limits.CHARACTERS, "characters of text")
        if page is not None:
            self._place(start, page)

    def _place(self, start: int, page: int) -> None:
        """Note that the text from *start* on is of *page*, in one place with what is before it."""
        if self._places and self._places[-1].page == page:
            start = self._places.pop().span.start
        if start < self._length:
            self._places.append(Place(Span(start, self._length), page=page))
