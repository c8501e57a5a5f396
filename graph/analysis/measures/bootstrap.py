"""Intervals: how far a figure would move had other tasks been written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

DRAWS = 1000
LEVEL = 0.95
_CELLS = 4_000_000


class Interval(NamedTuple):
    """A figure, the bounds of its interval, and the ``bias``: mean of the draws less the figure."""

    value: float
    low: float
    high: float
    bias: float


def bootstrap(
    shares: Any,
    statistics: Mapping[str, Callable[[Any], Any]],
    *,
    draws: int = DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> dict[str, Interval]:
    """Return an interval for each of *statistics* of how *shares* add up over tasks.

    *shares* is a sparse array, a row for each unit and a column for each task. A
    statistic takes an array with a column for each draw, holding the sums of all units,
    and returns a figure for each column. Tasks are drawn with replacement, as many as
    there are; the bounds are percentiles of the draws.

    Drawing tasks anew spreads the sums of units with few tasks, and so raises every
    measure of inequality: the draws centre ``bias`` above the figure, and with a small
    plan the raw percentiles can leave the figure out. They are moved by the bias
    (Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 10 and 13), and kept
    within 0 and 1.

    For departments: whether one plan is more unequal than another, or only has fewer
    tasks. Misleads: the tasks of a plan are all there are, no sample; the interval is
    about a process that might have written other tasks of the same kind, each on its
    own. Tasks of one chapter are not that independent, so take it as the least.
    """
    import numpy as np

    size = shares.shape[1]
    observed = np.asarray(shares.sum(axis=1)).reshape(-1, 1)
    values = {name: float(of(observed)[0]) for name, of in statistics.items()}
    if not size or not draws:
        return {name: Interval(value, value, value, 0.0) for name, value in values.items()}
    random = np.random.default_rng(seed)
    found: dict[str, list[Any]] = {name: [] for name in statistics}
    step = max(1, min(draws, _CELLS // max(size, shares.shape[0])))
    for begin in range(0, draws, step):
        times = np.empty((size, min(step, draws - begin)))
        for column in range(times.shape[1]):
            times[:, column] = np.bincount(random.integers(size, size=size), minlength=size)
        sums = shares @ times
        for name, of in statistics.items():
            found[name].append(of(sums))
    tail = (1 - level) / 2
    intervals = {}
    for name, value in values.items():
        drawn = np.concatenate(found[name])
        bias = float(drawn.mean()) - value
        low, high = np.clip(np.quantile(drawn, [tail, 1 - tail]) - bias, 0, 1)
        intervals[name] = Interval(value, float(low), float(high), bias)
    return intervals
