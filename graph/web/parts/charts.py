"""What charts show, worked out so that a template only has to draw it (SVG, no script).

Lengths are shares of a hundred, steps go from 0 (none) to 6 (most). Every mark leads to the list
of what it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10, pi, sin
from typing import Final

STEPS: Final = 6
_MONTHS: Final = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is called, where it leads, how much it is; whether it is chosen."""

    label: str
    address: str
    count: int
    chosen: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a stacked bar: the kind of it, its count, where it begins, how long it is."""

    kind: str
    count: int
    begin: float
    length: float
    address: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A bar of several pieces, and what stands before and behind it."""

    label: str
    address: str
    parts: tuple[Part, ...]
    total: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart over time; ``height`` is a share of a hundred."""

    label: str
    address: str
    count: int
    height: float
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a heat map."""

    count: int
    step: int
    address: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """One who stands around the middle: where, how strongly tied (1 to 6), how its name is set."""

    label: str
    address: str
    count: int
    x: float
    y: float
    width: float
    anchor: str
    collective: bool


def stacks(
    rows: Iterable[tuple[str, str, str, Sequence[tuple[str, int, str]]]],
) -> list[Stack]:
    """Return bars of pieces, all on one scale.

    A row is a label, an address, a note, and the pieces: kind, count, address.
    """
    kept = list(rows)
    most = max((sum(count for _, count, _ in pieces) for *_, pieces in kept), default=0) or 1
    found = []
    for label, address, note, pieces in kept:
        parts, begin = [], 0.0
        for kind, count, there in pieces:
            if count:
                length = 100 * count / most
                parts.append(Part(kind, count, round(begin, 2), round(length, 2), there))
                begin += length
        total = sum(count for _, count, _ in pieces)
        found.append(Stack(label, address, tuple(parts), total, note))
    return found


def months(
    counts: Mapping[str, int], address: Callable[[str], str], chosen: Collection[str] = ()
) -> list[Column]:
    """Return a column for each month ("2031-06") from the first to the last that has any.

    Where they are more than two years apart, only months that have any are shown, the
    last of them.
    """
    known = sorted(counts)
    if not known:
        return []
    between = list(_from_to(known[0], known[-1]))
    shown = between if len(between) <= _MONTHS else known[-_MONTHS:]
    return columns([(month, counts.get(month, 0)) for month in shown], address, chosen)


def year_of_months(
    year: int, counts: Mapping[str, int], address: Callable[[str], str]
) -> list[Column]:
    """Return the twelve months of a *year*."""
    named = [f"{year}-{month:02}" for month in range(1, 13)]
    return columns([(month, counts.get(month, 0)) for month in named], address)


def columns(
    counts: Sequence[tuple[str, int]], address: Callable[[str], str], chosen: Collection[str] = ()
) -> list[Column]:
    """Return a column for each of *counts*."""
    most = max((count for _, count in counts), default=0) or 1
    return [
        Column(label, address(label), count, round(100 * count / most, 2), label in chosen)
        for label, count in counts
    ]


def heat(counts: Sequence[Sequence[int]], address: Callable[[int, int], str]) -> list[list[Cell]]:
    """Return the cells of a heat map, from light to dark beginning at zero."""
    most = max((count for row in counts for count in row), default=0)
    return [
        [Cell(count, step(count, most), address(i, j)) for j, count in enumerate(row)]
        for i, row in enumerate(counts)
    ]


def step(count: int, most: int) -> int:
    """Return how dark a cell is: 0 for none, 6 for most, in equal steps from zero.

    >>> [step(count, 12) for count in (0, 1, 2, 3, 12)]
    [0, 1, 1, 2, 6]
    """
    return ceil(STEPS * count / most) if most else 0


def around(
    partners: Sequence[tuple[str, str, int, bool]], *, wide: float = 780, high: float = 300
) -> list[Spoke]:
    """Return where the partners of a unit stand on both sides of it: the strongest at the top.

    A partner is a label, an address, how many tasks are common, whether it is a collective.
    Names stand outwards of their dots, each in a row of its own, so that no name covers another
    or a dot.
    """
    most = max((count for *_, count, _ in partners), default=1)
    found = []
    for at, (label, address, count, collective) in enumerate(partners):
        right, row = at % 2 == 0, at // 2
        rows = (len(partners) + (1 if right else 0)) // 2
        out = 80 + 40 * sin(pi * (row + 0.5) / rows)
        found.append(
            Spoke(
                label=label,
                address=address,
                count=count,
                x=round(wide / 2 + (out if right else -out), 1),
                y=round(high * (row + 1) / (rows + 1), 1),
                width=round(1 + 5 * log10(1 + 9 * count / most), 1),
                anchor="start" if right else "end",
                collective=collective,
            )
        )
    return found


def _from_to(first: str, last: str) -> Iterable[str]:
    year, month = int(first[:4]), int(first[5:])
    while (text := f"{year:04}-{month:02}") <= last:
        yield text
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
