"""Tables in plain text whose rows are lines: cells between tabs, bars, or runs of blanks.

Only a table of tasks is taken for one: it has a header of labels, and lines of as many cells.
A line of one cell between them is a heading over all columns. What came out of a page or an
office program in another way stays text, for :mod:`zeren.loaders.structure.tables.text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from zeren.loaders.records import Span
from zeren.loaders.structure.tables.columns import column_of
from zeren.loaders.text.extracted import Cell, Grid

_FEWEST: Final = 3
"""Columns; two make no table of tasks."""
_MOST: Final = 40
_HEADING: Final = 60
"""Characters of a line that is a heading between rows."""
_HEADINGS: Final = 3
"""Headings that follow each other."""
_LONGEST_HEADER: Final = 200
_TASK = re.compile("任务|工作|措施|内容|事项|举措|项目|目标|行动")
"""A word that is in every label of a column of tasks: it rules most lines out."""
_LINE = re.compile(r"[^\r\n]+")
_BORDER = re.compile(r"[\s|｜│┃+\-=—─━:┼┌┐└┘├┤┬┴]*")
_SEPARATORS: Final = (
    re.compile(r"\t"),
    re.compile(r"[ \u3000]*[|｜│┃][ \u3000]*"),
    re.compile(r"(?: {2,}|[ ]*\u3000[ \u3000]*)"),
)
"""What can stand between cells; the first of which a header has enough is the table's."""
_EDGE = re.compile(r"[ \u3000]*[|｜│┃]?[ \u3000]*")
_NUMBER = re.compile(r"\d{1,3}[.、．]?")


class _Line(NamedTuple):
    """A line of a table: the ranges of its cells."""

    cells: tuple[tuple[int, int], ...]


def find_text_tables(text: str) -> tuple[Grid, ...]:
    r"""Return the tables of tasks in *text*: a header of labels, and lines of as many cells.

    >>> rows = "序号\t任务\t责任单位\n一、道路\n1\t修桥\t市交通局\n"
    >>> [[text.span.of(rows) for text in grid.cells] for grid in find_text_tables(rows)]
    [['序号', '任务', '责任单位', '一、道路', '1', '修桥', '市交通局']]
    """
    lines = [found for found in _LINE.finditer(text) if not _BORDER.fullmatch(found.group())]
    found: list[Grid] = []
    index = 0
    while index < len(lines):
        separator = _header(lines[index].group())
        if separator is None:
            index += 1
            continue
        rows, after = _rows(text, lines, index, separator)
        found += _grid(rows)
        index = max(after, index + 1)
    return tuple(found)


def _header(line: str) -> re.Pattern[str] | None:
    """Return what separates the cells of *line*, if it is the header of a table of tasks."""
    if len(line) > _LONGEST_HEADER or not _TASK.search(line):
        return None
    for separator in _SEPARATORS:
        if not separator.search(line):
            continue
        cells = [words.strip() for words in separator.split(_trimmed(line))]
        known = [column_of(words) for words in cells if words]
        if (
            _FEWEST <= len(cells) <= _MOST
            and len(known) >= _FEWEST
            and "task" in known
            and sum(map(bool, known)) * 2 > len(known)
        ):
            return separator
    return None


def _trimmed(line: str) -> str:
    """Return a line without the bars at its ends."""
    first = _EDGE.match(line)
    last = re.search(r"[ \u3000]*[|｜│┃][ \u3000]*$", line)
    start = first.end() if first and "\t" not in line else 0
    return line[start : last.start() if last else len(line)]


def _rows(
    text: str, lines: Sequence[re.Match[str]], index: int, separator: re.Pattern[str]
) -> tuple[list[_Line], int]:
    """Return the lines of the table whose header is at *index*, and the index behind it."""
    header = _cut(lines[index], separator)
    width = len(header.cells)
    counted = column_of(text[slice(*header.cells[0])]) == "number"
    rows: list[_Line] = [header]
    pending: list[_Line] = []
    after = index + 1
    for at in range(index + 1, len(lines)):
        line = _cut(lines[at], separator)
        count = len(line.cells)
        opens = counted and count >= _FEWEST - 1 and _opens(text, line)
        if count == width or (opens and count < width):
            rows += [*pending, line]
            pending, after = [], at + 1
        elif (
            count == 1
            and len(pending) < _HEADINGS
            and line.cells[0][1] - line.cells[0][0] <= _HEADING
            and not text[slice(*line.cells[0])].endswith("。")
        ):
            pending.append(line)
        else:
            break
    return rows, after


def _opens(text: str, line: _Line) -> bool:
    """Say whether a short line is a row all the same: its last cells were empty."""
    return _NUMBER.fullmatch(text[slice(*line.cells[0])].strip()) is not None


def _cut(found: re.Match[str], separator: re.Pattern[str]) -> _Line:
    line = found.group()
    words = _trimmed(line)
    at = found.start() + line.index(words)
    edges: list[tuple[int, int]] = []
    start = 0
    for gap in separator.finditer(words):
        edges.append((at + start, at + gap.start()))
        start = gap.end()
    edges.append((at + start, at + len(words)))
    return _Line(tuple(edges))


def _grid(rows: Sequence[_Line]) -> Iterator[Grid]:
    if len(rows) < 2:
        return
    width = len(rows[0].cells)
    cells = [
        Cell(row, column, Span(*edges), columns=width if len(line.cells) == 1 else 1)
        for row, line in enumerate(rows)
        for column, edges in enumerate(line.cells)
    ]
    yield Grid(Span(rows[0].cells[0][0], rows[-1].cells[-1][1]), tuple(cells))
