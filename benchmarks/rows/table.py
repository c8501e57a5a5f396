"""What a row of the table says, and the folder that all rows work in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from measure import Ratio, Side, Taken, taken


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure is to be: at most or at least *limit*."""

    way: Literal["≤", "≥"]
    limit: float
    unit: str = ""

    def met(self, value: float) -> bool:
        """Return whether *value* is what was aimed at."""
        return value <= self.limit if self.way == "≤" else value >= self.limit

    def __str__(self) -> str:
        return f"{self.way} {self.limit:g}{self.unit}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    *value* is how many times as much Zeren takes as what it is measured *against*, unless
    *what* says otherwise; *unit* stands behind it. The aim is for the middle of *value*, or for
    its highest when *every* part of it is to meet it. *ours* and *theirs* are megabytes of peak
    memory. *why* is shown when the aim is missed, *missing* when there is no figure.
    """

    what: str
    against: str = ""
    value: Ratio | None = None
    unit: str = ""
    aim: Aim | None = None
    every: bool = False
    ours: float | None = None
    theirs: float | None = None
    figures: str = ""
    why: str = ""
    missing: str = ""

    @property
    def fell_short(self) -> bool:
        """Whether there is an aim, and the figure misses it."""
        if self.aim is None or self.value is None:
            return False
        return not self.aim.met(self.value.high if self.every else self.value.middle)


@dataclass(frozen=True, slots=True)
class Work:
    """Where the rows work. *corpus* is a folder of plans of the user's own, or None."""

    root: Path
    corpus: Path | None
    quick: bool = False

    @property
    def plans(self) -> Path:
        """Generated plans, a hundred to a folder."""
        return self.root / "plans"

    @property
    def store(self) -> Path:
        """A store of the first :data:`STORED` generated plans."""
        return self.root / "store"

    @property
    def small_store(self) -> Path:
        """A store of the first :data:`STORED_SMALL` plans, for what is slow."""
        return self.root / "small-store"

    def taken(self, *sides: Side, rounds: int) -> dict[str, Taken]:
        """Measure *sides*; with ``--quick`` in two rounds."""
        return taken(sides, min(rounds, 2) if self.quick else rounds, self.root / "log.txt")


PLANS = 300
"""Generated plans: some 2.4 MB of dense text."""
STORED = 60
STORED_SMALL = 8


def plan_files(folder: Path) -> list[Path]:
    """Return all plans below *folder*, sorted."""
    return sorted(folder.rglob("*.txt"))
