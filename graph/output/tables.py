"""Tables that stay readable in Chinese: folded on a terminal, aligned and whole in a file."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zeren.graph.output.spans import harmless

if TYPE_CHECKING:
    from rich.console import Console


def print_table(
    console: Console,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Sequence[int] = (),
) -> None:
    """Print a table. Nothing is ever cut: a terminal folds long cells, a file gets long lines."""
    if not console.is_terminal:
        console.file.write(plain_table(columns, rows, numeric))
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index, name in enumerate(columns):
        right = index in numeric
        table.add_column(
            Text(name), justify="right" if right else "left", overflow="fold", no_wrap=right
        )
    for row in rows:
        table.add_row(*(Text(harmless(cell)) for cell in row))
    console.print(table)


def plain_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[int] = ()
) -> str:
    """Return a table as text: columns aligned by the width that characters have on a screen.

    >>> print(plain_table(["单位", "n"], [["财政局", "12"], ["局", "3"]], numeric=[1]), end="")
    单位     n
    ------  --
    财政局  12
    局       3
    """
    cells = [[_one_line(cell) for cell in row] for row in rows]
    table = [list(columns), *cells]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    lines = [_aligned(columns, widths, numeric), "  ".join("-" * size for size in widths)]
    lines += [_aligned(row, widths, numeric) for row in cells]
    return "".join(line.rstrip() + "\n" for line in lines)


def width(text: str) -> int:
    """Return how many columns of a screen *text* takes.

    >>> width("财政局"), width("abc")
    (6, 3)
    """
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 0 if unicodedata.combining(char) else 1
        for char in text
    )


def _aligned(row: Sequence[str], widths: Sequence[int], numeric: Sequence[int]) -> str:
    parts = []
    for index, (cell, size) in enumerate(zip(row, widths, strict=True)):
        space = " " * (size - width(cell))
        parts.append(space + cell if index in numeric else cell + space)
    return "  ".join(parts)


def _one_line(cell: str) -> str:
    return harmless(cell).replace("\t", " ").replace("\n", " ↵ ")
