"""The header of a table whose cells are known: where it stands, and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from zeren.loaders.clauses.grammar import read_parties
from zeren.loaders.names import lexicon
from zeren.loaders.records import ROLES, Role
from zeren.loaders.structure.tables.columns import Kind, column_of
from zeren.loaders.text.brackets import fold
from zeren.loaders.text.extracted import Cell, Grid

_ROWS_ABOVE: Final = 12
"""Rows in which the header is looked for: a title, who filled it in, the unit of amounts."""
_COVERED: Final = 1_000_000
"""Places that the cells of one table may cover together; no plan has a tenth of them."""
_SAMPLE: Final = 40
_DONE_BY = re.compile("时限|期限|时间|日期|节点|时序")
_VALUE = re.compile("(?:目标|目标值|标准|要求)$")
_NUMBER = re.compile(r"\d{1,3}[.、．]?")
_HAN = re.compile("[\u4e00-\u9fff]")
NONE = re.compile(r"(?:无|略|空|[-—－–―/／\\*·.…。~～]+|N/?A)?", re.IGNORECASE)
"""What a cell says that holds nothing."""


class Sheet:
    """A table with its cells by row and column. Offsets are those of the text."""

    def __init__(self, text: str, grid: Grid) -> None:
        self.text = text
        self.start, self.end = grid.span
        self.cells = grid.cells
        self.rows = max((cell.row + cell.rows for cell in grid.cells), default=0)
        self.columns = max((cell.column + cell.columns for cell in grid.cells), default=0)
        self.words = any(self.says(cell) for cell in grid.cells)

    @cached_property
    def _cover(self) -> dict[tuple[int, int], Cell]:
        if sum(cell.rows * cell.columns for cell in self.cells) > _COVERED:
            return {}
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell that covers a place, merged or not, or None."""
        return self._cover.get((row, column))

    def says(self, cell: Cell | None) -> str:
        """Return the words of a cell without blanks around them."""
        return self.text[cell.span.start : cell.span.end].strip() if cell else ""

    @cached_property
    def own(self) -> dict[int, list[Cell]]:
        """The cells with words that begin in each row, from left to right."""
        found: dict[int, list[Cell]] = {}
        for cell in sorted(self.cells, key=lambda each: (each.row, each.column)):
            if self.says(cell):
                found.setdefault(cell.row, []).append(cell)
        return found


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table hold; ``first`` is the row behind the header."""

    first: int
    kinds: tuple[Role | Kind | None, ...]
    due: tuple[int, ...]
    headers: frozenset[tuple[str, ...]] = frozenset()

    def of(self, *kinds: str) -> list[int]:
        """Return the columns of one of *kinds*, from left to right."""
        return [index for index, kind in enumerate(self.kinds) if kind in kinds]

    def without_header(self) -> Columns:
        """Return the columns of a table that goes on, and has no header of its own."""
        return replace(self, first=0)


def find_columns(sheet: Sheet) -> Columns | None:
    """Return the columns of a table of tasks, or None when it is none."""
    for top in range(min(sheet.rows, _ROWS_ABOVE)):
        if len(sheet.own.get(top, ())) < 2:
            continue
        labels, after = _labels(sheet, top)
        kinds = [_kind(words) for words in labels]
        kinds = _with_plain_units(sheet, kinds, after)
        if _is_of_tasks(kinds, labels):
            rows = range(top, after)
            done_by = [c for c, kind in enumerate(kinds) if kind == "deadline"]
            named = [c for c in done_by if any(_DONE_BY.search(word) for word in labels[c])]
            return Columns(
                first=after,
                kinds=tuple(kinds),
                due=tuple(named or done_by),
                headers=frozenset(row_words(sheet, row) for row in rows),
            )
    return _guessed(sheet)


def row_words(sheet: Sheet, row: int) -> tuple[str, ...]:
    """Return the words that begin in a row, without blanks: a header that comes again has them."""
    return tuple(re.sub(r"\s", "", sheet.says(cell)) for cell in sheet.own.get(row, ()))


def _labels(sheet: Sheet, top: int) -> tuple[list[tuple[str, ...]], int]:
    """Return the words over each column, from the top down, and the row behind the header."""
    own = sheet.own[top]
    after = top + min(3, max(1, *(cell.rows for cell in own)))
    if after == top + 1 and _only_labels(sheet, after, row_words(sheet, top)):
        after += 1
    labels: list[tuple[str, ...]] = []
    for column in range(sheet.columns):
        over: list[str] = []
        for row in range(top, after):
            cell = sheet.at(row, column)
            words = sheet.says(cell)
            if (
                not words
                and row == top
                and after > top + 1
                and sheet.says(sheet.at(top + 1, column))
            ):
                words = _to_the_left(sheet, top, column)  # a merged cell that came out empty
            if words and words not in over:
                over.append(words)
        labels.append(tuple(over))
    return labels, min(after, sheet.rows)


def _only_labels(sheet: Sheet, row: int, above: tuple[str, ...]) -> bool:
    words = row_words(sheet, row)
    return len(words) > 1 and words != above and all(column_of(word) for word in words)


def _to_the_left(sheet: Sheet, row: int, column: int) -> str:
    return next((w for c in range(column - 1, -1, -1) if (w := sheet.says(sheet.at(row, c)))), "")


def _kind(labels: tuple[str, ...]) -> Role | Kind | None:
    """Return what a column holds; the lowest label is the finest."""
    if not labels:
        return None
    lowest = column_of(labels[-1])
    if lowest is not None and lowest != "unit":
        return lowest
    whole = column_of("".join(labels)) if len(labels) > 1 else None
    if whole is not None:
        return whole
    above = column_of(labels[0])
    return above if above in ROLES or (above and lowest is None) else lowest


def _with_plain_units(
    sheet: Sheet, kinds: list[Role | Kind | None], first: int
) -> list[Role | Kind | None]:
    """Take a column headed 单位 for responsible units, when no other column has units."""
    plain = [column for column, kind in enumerate(kinds) if kind == "unit"]
    stated = any(kind in ROLES for kind in kinds)
    units = [column for column in plain if not stated and _holds_units(sheet, column, first)]
    return [
        "responsible" if column in units[:1] else "other" if kind == "unit" else kind
        for column, kind in enumerate(kinds)
    ]


def _column(sheet: Sheet, column: int, first: int) -> list[Cell]:
    cells = (sheet.at(row, column) for row in range(first, min(sheet.rows, first + _SAMPLE)))
    return list(dict.fromkeys(cell for cell in cells if cell and sheet.says(cell)))


def _holds_units(sheet: Sheet, column: int, first: int) -> bool:
    cells = [c for c in _column(sheet, column, first) if not NONE.fullmatch(sheet.says(c))]
    return bool(cells) and 2 * sum(are_units(sheet.says(cell)) for cell in cells) > len(cells)


def are_units(words: str) -> bool:
    """Say whether *words* are a list of units, with their verbs, and nothing else."""
    folded = fold(words)
    reading = read_parties(words, folded, 0, len(folded), "responsible")
    names = [folded[party.start : party.end] for party in reading.parties]
    return bool(names) and not reading.unreadable and all(map(lexicon.is_unit, names))


def _is_of_tasks(kinds: Iterable[Role | Kind | None], labels: Iterable[tuple[str, ...]]) -> bool:
    of = [(kind, words) for kind, words in zip(kinds, labels, strict=True) if words]
    known = [kind for kind, _ in of if kind is not None]
    tasks = [words[-1] for kind, words in of if kind == "task"]
    if not tasks or 2 * len(known) < len(of):
        return False
    if "indicator" in known and all(_VALUE.search(words) for words in tasks):
        return False  # 指标 | 2025年目标 | 责任单位
    return any(kind in {*ROLES, "person", "deadline"} for kind in known)


def _guessed(sheet: Sheet) -> Columns | None:
    """Return the columns of a table without a header: numbers that count, tasks, units."""
    if sheet.rows < 2 or sheet.columns < 3:
        return None
    cells = [_column(sheet, column, 0) for column in range(sheet.columns)]
    counted = [
        column
        for column, found in enumerate(cells)
        if len(found) > 1 and all(_NUMBER.fullmatch(sheet.says(cell)) for cell in found)
    ]
    units = [
        column
        for column, found in enumerate(cells)
        if len(found) > 1 and _holds_units(sheet, column, 0)
    ]
    if not counted or not units:
        return None
    task = max(
        set(range(sheet.columns)) - set(units) - set(counted),
        key=lambda column: sum(len(sheet.says(cell)) for cell in cells[column]),
        default=None,
    )
    if task is None or task > units[0] or len(cells[task]) < 2:
        return None
    lengths = [len(_HAN.findall(sheet.says(cell))) for cell in cells[task]]
    if sum(lengths) < 8 * len(lengths):
        return None
    numbers = [int(re.sub(r"\D", "", sheet.says(cell))) for cell in cells[counted[0]]]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return None
    kinds: list[Role | Kind | None] = [None] * sheet.columns
    kinds[counted[0]], kinds[task] = "number", "task"
    for column in units:
        kinds[column] = "responsible"
    return Columns(0, tuple(kinds), ())
