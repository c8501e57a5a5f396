"""A row of a table of tasks, whatever file and form the table came in."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.loaders.records import Role


@dataclass(frozen=True, slots=True)
class Cell:
    """Units of a row in one role: offsets of the cell in the text."""

    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number, its whole range, the range of the task's words, its cells of units.

    Where the cells are known (:mod:`zeren.loaders.structure.tables.grids`), ``parts`` are those
    that hold the task's words, in order, ``body`` the start of the first and ``deadlines`` the
    cells that say by when. The cells of units may then stand in rows above: they were merged.
    """

    ordinal: int
    start: int
    body: int
    end: int
    cells: tuple[Cell, ...]
    parts: tuple[tuple[int, int], ...] = ()
    deadlines: tuple[tuple[int, int], ...] = ()

    def outside(self) -> list[tuple[int, int]]:
        """Return what of the row, from ``body`` to ``end``, is no word of the task."""
        if not self.parts:
            return []
        edges = [self.body, *(edge for part in self.parts for edge in part), self.end]
        return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
