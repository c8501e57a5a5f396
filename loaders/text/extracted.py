"""What every reader of a file format gives: text, the tables in it, and where each part stood.

The text is what spans point into. Paragraphs are lines. A row of a table is written as
its cells with a tab between them and a line break behind it; a line break inside a cell
stays one, for :class:`Grid` says where the cell begins and ends.
"""

from __future__ import annotations

from dataclasses import dataclass

from zeren.loaders.records import Note, Place, Span

__all__ = ["Cell", "Extracted", "Grid", "Place"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its place, counted from 0, how far it reaches, and its words.

    A merged cell stands once, at its first row and column, with ``rows`` and ``columns``
    more than 1. The span is empty for an empty cell.
    """

    row: int
    column: int
    span: Span
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the file has it: the range of text that it fills, and its cells in text order."""

    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file. ``format`` is txt, html, docx, pdf, xlsx or csv.

    ``encoding`` is that of a text file and empty for a binary one, ``replaced`` the number
    of bytes that fitted no character. ``places`` are in text order and do not overlap.
    ``stated`` is what the file says of itself beside its text (kinds of
    :data:`zeren.loaders.structure.head.fields.LABELS` and words), ``urls`` its addresses.
    """

    text: str
    format: str
    encoding: str = ""
    replaced: int = 0
    grids: tuple[Grid, ...] = ()
    places: tuple[Place, ...] = ()
    notes: tuple[Note, ...] = ()
    stated: tuple[tuple[str, str], ...] = ()
    urls: tuple[str, ...] = ()
