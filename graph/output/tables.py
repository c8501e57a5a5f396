"""Tables that stay readable in Chinese: folded on a terminal, aligned and whole in a file."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zeren.graph.output.spans import harmless

if TYPE_CHECKING:
    from rich.console import Console

_READABLE = 20  # ten Chinese characters a line: a name folded narrower is no name any more
_GAP = 2


def print_table(
    console: Console,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Sequence[int] = (),
) -> None:
    """Print a table. Nothing is ever cut: a terminal folds long cells, a file gets long lines.

    Where a terminal is too narrow, figures go before names do, the last first, and a line
    below says which.
    """
    if not console.is_terminal:
        console.file.write(plain_table(columns, rows, numeric))
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    natural = [
        max([width(name), *(width(_one_line(row[index])) for row in rows)])
        for index, name in enumerate(columns)
    ]
    kept = _with_room(natural, numeric, console.width)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index in kept:
        right = index in numeric
        table.add_column(
            Text(columns[index]),
            justify="right" if right else "left",
            overflow="fold",
            no_wrap=right,
            min_width=natural[index] if right else min(natural[index], _READABLE),
        )
    for row in rows:
        table.add_row(*(Text(harmless(row[index])) for index in kept))
    console.print(table)
    if len(kept) < len(columns):
        gone = ", ".join(columns[index] for index in range(len(columns)) if index not in kept)
        console.print(Text(f"no room for: {gone}; a wider window or a file has all columns"))


def _with_room(natural: Sequence[int], numeric: Sequence[int], room: int) -> list[int]:
    """Return the columns that fit into *room*, when texts are folded to what can be read."""
    least = [
        size if index in numeric else min(size, _READABLE) for index, size in enumerate(natural)
    ]
    kept = list(range(len(natural)))
    for index in sorted(numeric, reverse=True):
        if sum(least[one] + _GAP for one in kept) - _GAP <= room:
            break
        kept.remove(index)
    return kept


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
