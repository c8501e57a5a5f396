"""Rows of figures: a table for people, CSV for other programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import typer

if TYPE_CHECKING:
    from rich.console import Console

Cell = str | int | float | bool | None
FORMATS = ("table", "csv", "json")
_ROUNDING = 1e-9


class Column(NamedTuple):
    """A column: its heading for people, its name in a CSV file, and whether it is a figure.

    ``shown`` is False for what only a program wants, such as an IRI.
    """

    heading: str
    name: str
    numeric: bool = False
    shown: bool = True


def write_table(
    console: Console, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> None:
    """Print *rows* as a table, the figures of a column with the same decimals."""
    from zeren.graph.output.tables import print_table

    kept = [index for index, column in enumerate(columns) if column.shown]
    cells = [_written([row[index] for row in rows], columns[index]) for index in kept]
    print_table(
        console,
        [columns[index].heading for index in kept],
        list(zip(*cells, strict=True)),
        [place for place, index in enumerate(kept) if columns[index].numeric],
    )


def write_csv(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    """Write *rows* to stdout as CSV (RFC 4180), figures in full and nothing for None."""
    from zeren.graph.output.csv_text import csv_bytes

    typer.echo(csv_bytes([column.name for column in columns], rows, mark=False), nl=False)
    sys.stdout.flush()


def _written(cells: Sequence[Cell], column: Column) -> list[str]:
    if not column.numeric:
        return ["" if cell is None else str(cell) for cell in cells]
    figures = [float(cell) for cell in cells if isinstance(cell, int | float)]
    whole = all(abs(figure - round(figure)) < _ROUNDING for figure in figures)
    largest = max(map(abs, figures), default=0)
    decimals = 0 if whole else 2 if largest >= 10 else 3 if largest >= 1 else 4
    return ["-" if cell is None else f"{float(cell):.{decimals}f}" for cell in cells]
