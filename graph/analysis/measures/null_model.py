"""Chance, for comparison: the same units with as many tasks, the same tasks with as many units."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from random import Random
from typing import NamedTuple, TypeVar

TRADES = 5
"""Trades for each unit: what Strona et al. found enough for the matrix to be mixed."""

_Stratum = TypeVar("_Stratum", bound=Hashable)


class Deviation(NamedTuple):
    """How far a value is from what chance gives.

    ``z`` is in standard deviations of the null values (None where these do not vary);
    ``p`` the share of null values at least as far from their mean, two-sided, with the
    observed value counted among them, so that it is never 0.
    """

    value: float
    mean: float
    z: float | None
    p: float


def curveball(
    ties: Iterable[tuple[str, str, _Stratum]], random: Random
) -> list[tuple[str, str, _Stratum]]:
    """Return *ties* (unit, task, stratum) dealt anew: nobody has more or fewer than before.

    Within each stratum every unit keeps its number of tasks and every task its number of
    units; which unit meets which is drawn evenly from all such networks. Equal ties are
    counted once. With documents as strata nobody gets a task of another place's plan.

    For departments: a unit with many tasks meets many others by chance alone. What is
    left when that is taken off is the doing of the plan's authors.

    Source: Strona, Nappo, Boccacci, Fattorini & San-Miguel-Ayanz 2014, Nature
    Communications 5, 4114; that it is even: Carstens 2015, Physical Review E 91, 042812.
    """
    strata: dict[_Stratum, dict[str, set[str]]] = {}
    for unit, task, stratum in sorted(ties, key=lambda tie: (tie[0], tie[1], str(tie[2]))):
        strata.setdefault(stratum, {}).setdefault(unit, set()).add(task)
    found: list[tuple[str, str, _Stratum]] = []
    for stratum in sorted(strata, key=str):
        tasks_of = strata[stratum]
        units = sorted(tasks_of)
        rows = [tasks_of[unit] for unit in units]
        if len(rows) > 1:
            _trade(rows, random)
        found += [
            (unit, task, stratum) for unit, row in zip(units, rows, strict=True) for task in row
        ]
    return sorted(found, key=lambda tie: (tie[0], tie[1], str(tie[2])))


def deviation(value: float, null: Sequence[float]) -> Deviation:
    """Return how far *value* is from the values under the *null* model.

    With many units some are far by chance: at p < 0.05 one in twenty. Raises ValueError
    without null values.
    """
    if not null:
        raise ValueError("there are no null values")
    mean = sum(null) / len(null)
    variance = sum((one - mean) ** 2 for one in null) / max(len(null) - 1, 1)
    slack = 1e-12 * max(abs(mean), abs(value), 1e-300)
    far = abs(value - mean)
    extreme = sum(abs(one - mean) >= far - slack for one in null)
    # Rounding leaves a trace of variance where the null values are all the same.
    z = (value - mean) / variance**0.5 if variance > slack**2 else None
    return Deviation(value, mean, z, (1 + extreme) / (1 + len(null)))


def _trade(rows: list[set[str]], random: Random) -> None:
    """Let pairs of rows trade what only one of them has, each keeping its number."""
    size = len(rows)
    for _ in range(TRADES * size):
        first = random.randrange(size)
        second = random.randrange(size - 1)
        second += second >= first
        common = rows[first] & rows[second]
        pool = sorted(rows[first] ^ rows[second])
        mine = len(rows[first]) - len(common)
        if 0 < mine < len(pool):
            taken = set(random.sample(pool, mine))
            rows[first] = common | taken
            rows[second] = common | (set(pool) - taken)
