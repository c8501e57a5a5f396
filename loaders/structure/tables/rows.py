"""The rows of a table of tasks: which cells make a task, whom they name, what groups them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from zeren.loaders.records import ROLES, Role
from zeren.loaders.structure.tables.header import NONE, Columns, Sheet, row_words
from zeren.loaders.structure.tables.words import (
    FIGURES,
    LISTED,
    NOTE,
    NUMBER_CELL,
    OPENING,
    SAME,
    TITLE_END,
    Group,
    group_of,
    ordinal_of,
    trimmed,
    value_of,
)
from zeren.loaders.structure.task_rows import Cell as UnitCell
from zeren.loaders.structure.task_rows import Row
from zeren.loaders.text.extracted import Cell

_DEEPEST: Final = 3
_LONGEST_HEADING: Final = 60
_LONGEST_PLAIN: Final = 24
"""Characters of a heading that has no number and no width to show that it is one."""
_WIDE: Final = 0.6
"""Share of the columns over which a heading reaches."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read of a table. ``continued`` is the last row of the table before, made longer."""

    rows: tuple[Row, ...]
    groups: tuple[Group, ...]
    continued: Row | None = None
    open: tuple[tuple[int, str], ...] = ()
    """The headings that the last row stands under, by level."""


@dataclass(slots=True)
class _Draft:
    """A task while its rows are read."""

    row: int
    number: Cell | None
    parts: list[Cell]
    units: list[tuple[Role, Cell]]
    due: list[Cell]
    own: list[Cell]
    groups: list[Group] = field(default_factory=list)


_NOTHING = Rows((), ())


def read_rows(sheet: Sheet, columns: Columns, before: Rows = _NOTHING) -> Rows | None:
    """Return the tasks of a table and its headings, or None when it has none.

    *before* is what was read of the table that this one goes on from, if it does.
    """
    return _Reader(sheet, columns, before).read()


class _Reader:
    def __init__(self, sheet: Sheet, columns: Columns, before: Rows) -> None:
        self.sheet = sheet
        self.columns = columns
        self.before = before.rows
        self.texts = [*columns.of("task", "indicator")]
        self.numbers = columns.of("number")
        self.roles: list[tuple[int, Role]] = [
            (column, role)
            for column in columns.of(*ROLES)
            for role in ROLES
            if columns.kinds[column] == role
        ]
        self.drafts: list[_Draft] = []
        self.continued: Row | None = None
        self.pending: dict[int, Group] = {}
        self.open: dict[int, str] = dict(before.open)

    # ------------------------------------------------------------ the whole table

    def read(self) -> Rows | None:
        for row in range(self.columns.first, self.sheet.rows):
            own = self.sheet.own.get(row)
            if own:
                self._row(row, own)
        rows: list[Row] = []
        groups: list[Group] = []
        last = self.before[-1].ordinal if self.before else 0
        for draft in self.drafts:
            made = self._made(draft, last)
            if made:
                groups += draft.groups
                rows.append(made)
                last = made.ordinal
        if not rows and not self.continued:
            return None
        return Rows(tuple(rows), tuple(groups), self.continued, tuple(self.open.items()))

    def _row(self, row: int, own: list[Cell]) -> None:
        if row_words(self.sheet, row) in self.columns.headers:
            return
        words = self.sheet.says(own[0])
        if len(own) == 1 and NOTE.match(words):
            return
        heading = self._heading(row, own)
        if heading:
            level = 1 if heading.number.startswith("(") else 0
            self._opens(level, heading, self.sheet.says(own[0]))
            return
        tasks = [cell for cell in self._covering(row, self.texts) if cell.row == row]
        if not tasks or row not in self.starts:
            self._goes_on(own)
            return
        if self._continues_page(row):
            self._goes_on(own)
            return
        self._begins(row, own)

    def _begins(self, row: int, own: list[Cell]) -> None:
        groups = self._categories(row)
        texts = [column for column in self.texts if column not in self.categories]
        parts = [cell for cell in self._covering(row, texts) if cell.row == row]
        taken = {id(cell) for _, _, cell in groups}
        if not parts:  # a task whose only words are those of its category
            parts = [cell for cell in self._covering(row, self.texts) if cell.row == row]
            groups = [each for each in groups if each[2] not in parts]
        for level, group, cell in groups:
            if group:
                self._opens(level, group, self.sheet.says(cell))
        number = next(iter(self._covering(row, self.numbers)), None)
        self.drafts.append(
            _Draft(
                row=row,
                number=None if self._numbers_group(number) else number,
                parts=parts,
                units=self._units(row),
                due=self._due(row),
                own=[cell for cell in own if id(cell) not in taken],
                groups=[self.pending[level] for level in sorted(self.pending)],
            )
        )
        self.pending = {}

    def _goes_on(self, own: list[Cell]) -> None:
        """Add cells to the task above."""
        parts = [cell for cell in own if cell.column in self.texts]
        units = [
            (role, cell)
            for column, role in self.roles
            for cell in own
            if cell.column == column and not self._is_none(cell)
        ]
        due = [cell for cell in own if cell.column in self.columns.due]
        if units and not parts and any(map(str.isdigit, "".join(map(self.sheet.says, due)))):
            return  # units and a day of its own: a row whose words are missing, not more of one
        if self.drafts:
            draft = self.drafts[-1]
            draft.own += own
            draft.parts += parts
            draft.units += units
            draft.due += due
        elif self.before:
            row = self.continued or self.before[-1]
            self.continued = replace(
                row,
                end=max(row.end, *(cell.span.end for cell in own)),
                cells=(*row.cells, *(UnitCell(role, *cell.span) for role, cell in units)),
                parts=(*row.parts, *((cell.span.start, cell.span.end) for cell in parts)),
                deadlines=(*row.deadlines, *((cell.span.start, cell.span.end) for cell in due)),
            )

    def _continues_page(self, row: int) -> bool:
        """Say whether the first row of a page only ends the last one of the page before."""
        if self.drafts or not self.before or not self.numbers:
            return False
        return not any(self.sheet.says(cell) for cell in self._covering(row, self.numbers))

    def _covering(self, row: int, columns: Sequence[int]) -> list[Cell]:
        """Return the cells with words over *columns* of a row, each once."""
        cells = (self.sheet.at(row, column) for column in columns)
        return list(dict.fromkeys(cell for cell in cells if cell and self.sheet.says(cell)))

    # ------------------------------------------------------------ where tasks begin

    @cached_property
    def merged(self) -> bool:
        """Whether the table merges cells: where it does, an empty cell is meant."""
        return any(
            cell.rows > 1 and cell.row >= self.columns.first and self.sheet.says(cell)
            for cell in self.sheet.cells
        )

    @cached_property
    def starts(self) -> frozenset[int]:
        """The rows in which a task begins.

        A cell of a task's words begins there; but rows under one number that share all their
        units are lines of one task.
        """
        role_columns = [column for column, _ in self.roles]
        rows: set[int] = set()
        for row in range(self.columns.first, self.sheet.rows):
            if not any(cell.row == row for cell in self._covering(row, self.texts)):
                continue
            number = self._covering(row, self.numbers)
            units = self._covering(row, role_columns)
            shared = [*number, *units]
            if number and units and all(cell.row < row for cell in shared):
                continue
            rows.add(row)
        return frozenset(rows)

    @cached_property
    def categories(self) -> frozenset[int]:
        """The columns whose cells are headings of several tasks."""
        found = set(self.columns.of("category"))
        tasks = [column for column in self.columns.of("task") if column not in found]
        for column in tasks[:-1]:
            cells = dict.fromkeys(self.sheet.at(row, column) for row in sorted(self.starts))
            shared = any(
                cell and self.sheet.says(cell) and self._tasks_under(cell) > 1 for cell in cells
            )
            if shared or (not self.merged and self._has_gaps(column, tasks)):
                found.add(column)
        return frozenset(found)

    def _has_gaps(self, column: int, tasks: list[int]) -> bool:
        right = [other for other in tasks if other > column]
        return any(
            not self._covering(row, [column]) and self._covering(row, right) for row in self.starts
        )

    def _numbers_group(self, number: Cell | None) -> bool:
        """Say whether a number counts a category, and not this one task."""
        return self._numbers_categories or (number is not None and self._tasks_under(number) > 1)

    def _tasks_under(self, cell: Cell) -> int:
        return sum(row in self.starts for row in range(cell.row, cell.row + cell.rows))

    @cached_property
    def _numbers_categories(self) -> bool:
        """Whether the column of numbers counts the categories beside it, in the whole table."""
        if not self.numbers or not any(column > self.numbers[0] for column in self.categories):
            return False
        cells = [self.sheet.at(row, self.numbers[0]) for row in sorted(self.starts)]
        with_words = [cell for cell in cells if cell and self.sheet.says(cell)]
        if any(self._tasks_under(cell) > 1 for cell in with_words):
            return True
        return not self.merged and 0 < len(with_words) < len(cells)

    # ------------------------------------------------------------ headings

    def _heading(self, row: int, own: list[Cell]) -> Group | None:
        """Return the heading that fills a row, if the row is one."""
        if len(own) == 2:
            return self._numbered_heading(row, own)
        cell = own[0]
        words = self.sheet.says(cell)
        if len(own) > 1 or len(words) > _LONGEST_HEADING or FIGURES.fullmatch(words):
            return None
        if TITLE_END.search(words) and not OPENING.match(words):
            return None
        if cell.columns >= max(2, _WIDE * self.sheet.columns):
            return group_of(self.sheet, cell, 0)
        above = any(each.row < row for each in self._covering(row, range(self.sheet.columns)))
        kind = self.columns.kinds[cell.column]
        if above or kind not in {"number", "category", "task"}:
            return None
        opening = OPENING.match(words)
        han = opening and (opening["plain"] or opening["bracket"])
        plain = len(words) <= _LONGEST_PLAIN and "。" not in words and not opening
        counts = kind == "number" or self._numbered
        return group_of(self.sheet, cell, 0) if han or (plain and counts) else None

    def _numbered_heading(self, row: int, own: list[Cell]) -> Group | None:
        """Return the heading of a row that holds 一 and a few words, where tasks have 1, 2."""
        number, words = own
        found = NUMBER_CELL.fullmatch(self.sheet.says(number))
        han = found and found["han"] and self.columns.kinds[number.column] == "number"
        others = self.columns.of(*ROLES, "deadline", "person")
        if (
            not han
            or words.column not in [*self.texts, *self.columns.of("category")]
            or self._covering(row, others)
            or not self._counted
            or len(self.sheet.says(words)) > _LONGEST_HEADING
        ):
            return None
        return group_of(self.sheet, words, 0, number)

    @cached_property
    def _counted(self) -> bool:
        """Whether the numbers of rows are figures, so that 一 numbers something else."""
        cells = (self.sheet.at(row, c) for row in sorted(self.starts) for c in self.numbers)
        found = [NUMBER_CELL.fullmatch(self.sheet.says(cell)) for cell in cells]
        figures = sum(bool(each and each["digits"]) for each in found)
        return figures * 2 > len(found)

    @cached_property
    def _numbered(self) -> bool:
        """Whether nearly all rows have a number, so that one without is no task."""
        rows = [row for row in self.starts if self._covering(row, self.numbers)]
        return bool(self.numbers) and len(rows) * 5 >= len(self.starts) * 3

    def _opens(self, level: int, group: Group, words: str) -> None:
        for other in [each for each in self.open if each >= level]:
            del self.open[other]
        for other in [each for each in self.pending if each > level]:
            del self.pending[other]
        self.open[level] = words
        self.pending[level] = replace(group, level=level)

    def _categories(self, row: int) -> list[tuple[int, Group | None, Cell]]:
        """Return the categories of a task: their levels, a group where one begins, their cells."""
        found: list[tuple[int, Group | None, Cell]] = []
        texts = [column for column in self.texts if column not in self.categories]
        first = min(texts, default=self.sheet.columns)
        columns = sorted(c for c in self.categories if c < first)
        for index, column in enumerate(columns):
            level = min(2 + index, _DEEPEST)
            cell = self.sheet.at(row, column)
            words = self.sheet.says(cell)
            if cell is None or not words:
                continue
            if self.open.get(level) == words and not any(group for _, group, _ in found):
                found.append((level, None, cell))
                continue
            number = next(iter(self._covering(row, [c for c in self.numbers if c < column])), None)
            counts = number if number and self._numbers_group(number) else None
            found.append((level, group_of(self.sheet, cell, level, counts), cell))
        return found

    # ------------------------------------------------------------ units, deadlines, numbers

    def _units(self, row: int) -> list[tuple[Role, Cell]]:
        found: list[tuple[Role, Cell]] = []
        blank = True
        for column, role in self.roles:
            cell = self.sheet.at(row, column)
            words = self.sheet.says(cell)
            blank = blank and not words
            cell = self._same(row, column)
            if cell and words and not self._is_none(cell) and cell not in [c for _, c in found]:
                found.append((role, cell))
        if blank and not self.merged and self.drafts:
            return list(self.drafts[-1].units)  # merged cells that came out empty
        return found

    def _same(self, row: int, column: int) -> Cell | None:
        """Return the cell at a place, or the one above that it repeats (同上, 〃)."""
        here = self.sheet.at(row, column)
        if not SAME.fullmatch(self.sheet.says(here)):
            return here
        for before in range(row - 1, self.columns.first - 1, -1):
            cell = self.sheet.at(before, column)
            words = self.sheet.says(cell)
            if words and not SAME.fullmatch(words):
                return cell
        return None

    def _due(self, row: int) -> list[Cell]:
        cells = (self._same(row, column) for column in self.columns.due)
        return list(dict.fromkeys(cell for cell in cells if cell and self.sheet.says(cell)))

    def _is_none(self, cell: Cell) -> bool:
        return bool(NONE.fullmatch(self.sheet.says(cell)))

    def _made(self, draft: _Draft, last: int) -> Row | None:
        text = self.sheet.text
        parts = sorted({trimmed(text, cell) for cell in draft.parts})
        ordinal = ordinal_of(self.sheet, draft.number)
        opening = OPENING.match(text, *parts[0])
        if opening and opening.end() < parts[0][1] and not LISTED.search(text, *parts[0]):
            written = next(filter(None, opening.groups()))
            if ordinal is None or ordinal == value_of(written):
                ordinal = value_of(written)
                parts[0] = (opening.end(), parts[0][1])
        if all(NONE.fullmatch(text[start:end]) for start, end in parts):
            return None
        own = [trimmed(text, cell) for cell in draft.own]
        floor = max((group.end for group in draft.groups), default=0)
        edges = [*(edge for edge in own if edge[0] >= floor), *parts]
        return Row(
            ordinal=ordinal or last + 1,
            start=min(start for start, _ in edges),
            body=parts[0][0],
            end=max(end for _, end in edges),
            cells=tuple(UnitCell(role, *trimmed(text, cell)) for role, cell in draft.units),
            parts=tuple(parts),
            deadlines=tuple(trimmed(text, cell) for cell in draft.due),
        )
