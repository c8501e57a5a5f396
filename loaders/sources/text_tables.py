"""Tables in plain text whose rows are lines, with a tab between the cells.

Only a table of tasks is taken for one, and only where its lines have as many cells as the
header: what came out of a page or an office program in another way stays text, for
:mod:`zeren.loaders.structure.tables.text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from zeren.loaders.records import Span
from zeren.loaders.structure.tables.columns import column_of
from zeren.loaders.text.extracted import Cell, Grid

_FEWEST: Final = 3
"""Columns; two make no table of tasks."""
_MOST: Final = 40
_LINE = re.compile(r"[^\r\n]+")


def find_text_tables(text: str) -> tuple[Grid, ...]:
    r"""Return the tables of tasks in *text*: a header of labels, and lines of as many cells.

    >>> rows = "序号\t任务\t责任单位\n1\t修桥\t市交通局\n"
    >>> [len(grid.cells) for grid in find_text_tables(rows)]
    [6]
    """
    if text.count("\t") < 2 * (_FEWEST - 1):
        return ()
    found: list[Grid] = []
    lines: list[re.Match[str]] = []
    for line in _LINE.finditer(text):
        width = line.group().count("\t") + 1
        if lines and width == lines[0].group().count("\t") + 1:
            lines.append(line)
            continue
        found += _grid(lines)
        lines = [line] if _is_header(line.group()) else []
    found += _grid(lines)
    return tuple(found)


def _is_header(line: str) -> bool:
    cells = line.split("\t")
    if not _FEWEST <= len(cells) <= _MOST:
        return False
    known = [column_of(cell) for cell in cells if cell.strip()]
    return len(known) >= _FEWEST and "task" in known and sum(map(bool, known)) * 2 > len(known)


def _grid(lines: list[re.Match[str]]) -> Iterator[Grid]:
    if len(lines) < 2:
        return
    cells: list[Cell] = []
    for row, line in enumerate(lines):
        at = line.start()
        for column, words in enumerate(line.group().split("\t")):
            cells.append(Cell(row, column, Span(at, at + len(words))))
            at += len(words) + 1
    yield Grid(Span(lines[0].start(), lines[-1].end()), tuple(cells))
