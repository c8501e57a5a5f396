"""Ruled tables of a PDF page: which box is which cell, and the words in each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pdfplumber.page import Page
from zeren.loaders.sources.pdf.joining import are_two_units, join_words
from zeren.loaders.sources.pdf.lines import Glyph, Line, joined, rows
from zeren.loaders.sources.pdf.tables.rules import is_shading, open_ends, open_sides
from zeren.loaders.sources.writer import DraftCell

_FEWEST_EDGES = 4
_MOST_EDGES = 6_000
"""Above it the page is a drawing; looking for tables would take minutes."""
_SAME = 3.0
"""Points within which two rules are one."""
_WIDEST_PADDING = 9.0
_ROOM = 0.3
"""Sizes that a line in a cell may fall short and still count as full."""
_ITEM = re.compile(r"(?:\d{1,3}[.．、](?!\d)|[(（]\d{1,3}[)）]|[①-⑳]|[一二三四五六七八九十]+、)")
_SENTENCE_END = tuple("。；;！？!?）)：:")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PdfTable:
    """A ruled table: its page, its box (x0, top, x1, bottom), its cells with their words.

    ``rules`` are where its columns begin and end, from the left side of the table; ``boxes`` are
    those of its cells, which need not cover all of it.
    """

    page: int
    box: Box
    rules: tuple[float, ...]
    boxes: tuple[Box, ...]
    cells: tuple[DraftCell, ...]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return max(cell.row + cell.rows for cell in self.cells)


def find_tables(page: Page, glyphs: Sequence[Glyph]) -> list[PdfTable]:
    """Return the ruled tables of *page* with two columns at least, from the top down."""
    if any(map(is_shading, page.rects)):
        page = page.filter(lambda each: not is_shading(each))
    edges = page.edges
    if not _FEWEST_EDGES <= len(edges) <= _MOST_EDGES:
        return []
    settings = {
        "explicit_vertical_lines": open_sides(edges),
        "explicit_horizontal_lines": open_ends(edges),
    }
    found = []
    for table in page.find_tables(settings):
        boxes = [_box(cell) for cell in table.cells]
        whole = _box(table.bbox)
        cells, rules = _cells(boxes, _inside(glyphs, whole), page.page_number)
        several = len({cell.column for cell in cells}) > 1
        if several and any(cell.text for cell in cells):
            found.append(PdfTable(page.page_number, whole, rules, tuple(boxes), tuple(cells)))
    found.sort(key=lambda table: table.box[1])
    return found


def inside(glyph: Glyph, box: Box) -> bool:
    """Say whether the middle of *glyph* is in *box*."""
    x0, top, x1, bottom = box
    return x0 <= (glyph.x0 + glyph.x1) / 2 <= x1 and top <= glyph.middle <= bottom


def _box(corners: Sequence[float]) -> Box:
    x0, top, x1, bottom = map(float, corners)
    return x0, top, x1, bottom


def _inside(glyphs: Iterable[Glyph], box: Box) -> list[Glyph]:
    return [glyph for glyph in glyphs if inside(glyph, box)]


def _cells(
    boxes: Sequence[Box], glyphs: Sequence[Glyph], page: int
) -> tuple[list[DraftCell], tuple[float, ...]]:
    across = _steps(value for x0, _, x1, _ in boxes for value in (x0, x1))
    down = _steps(value for _, top, _, bottom in boxes for value in (top, bottom))
    filled = [(box, [joined(row) for row in rows(_inside(glyphs, box))]) for box in boxes]
    padding = _padding(filled)
    cells = []
    for (x0, top, x1, bottom), lines in filled:
        row, column = _step(down, top), _step(across, x0)
        cells.append(
            DraftCell(
                row,
                column,
                _words(lines, x1 - x0 - 2 * padding),
                max(1, _step(down, bottom) - row),
                max(1, _step(across, x1) - column),
                page,
            )
        )
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return cells, tuple(step - across[0] for step in across)


def _steps(values: Iterable[float]) -> list[float]:
    """Return the places of the rules in order, those within a few points as one."""
    steps: list[float] = []
    for value in sorted(values):
        if not steps or value - steps[-1] > _SAME:
            steps.append(value)
    return steps


def _step(steps: Sequence[float], value: float) -> int:
    return min(range(len(steps)), key=lambda index: abs(steps[index] - value))


def _padding(filled: Sequence[tuple[Box, list[Line]]]) -> float:
    """Return the smallest distance of words to the rule on their left; to the right it varies."""
    free = [line.x0 - x0 for (x0, _, _, _), lines in filled for line in lines]
    return min(max(0.0, min(free, default=0.0)), _WIDEST_PADDING)


def _words(lines: Sequence[Line], width: float) -> str:
    """Return the words of a cell: lines that were broken for want of room are joined."""
    text = ""
    before: Line | None = None
    for line in lines:
        if before is None:
            text = line.text
        else:
            full = width - before.width < line.chunk + _ROOM * line.size
            item = _ITEM.match(line.text) and before.text.endswith(_SENTENCE_END)
            apart = not full or item or are_two_units(text, line.text)
            text = f"{text}\n{line.text}" if apart else join_words(text, line.text)
        before = line
    return text
