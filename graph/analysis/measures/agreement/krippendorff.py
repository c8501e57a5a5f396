"""Krippendorff's alpha: agreement of any number of coders, with gaps, on any kind of codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Literal

Level = Literal["nominal", "ordinal", "interval", "ratio", "sets"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio", "sets")


def krippendorff_alpha(items: Sequence[Sequence[Any]], level: Level = "nominal") -> float:
    """Return 1 less the disagreement that is there by that which chance would give.

    *items* holds for each item the codes that it got, None where a coder gave none; items with
    fewer than two codes do not count. *level* says how far codes are apart: the same or not
    (``nominal``), by rank (``ordinal``), by difference (``interval``), by ratio (``ratio``), or
    for ``sets`` (frozensets) by what is in both over what is in either (Jaccard). NaN where
    all codes are the same, or none can be compared.

    For departments: whether annotators name the same units for the same task, also where one
    annotated half of the tasks. By custom 0.8 is good and 0.667 the least to draw tentative
    conclusions from (Krippendorff 2004, 241).

    Misleads: rare codes count for more than frequent ones, so that one odd task moves it;
    codes are taken to come from one pool, so that an annotator of other habits lowers it.

    Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; Krippendorff 2004,
    Content Analysis, ch. 11; sets: Passonneau 2006, LREC.

    >>> krippendorff_alpha([["a", "a"], ["b", "b"], ["a", None]])
    1.0
    """
    rows, figure = alpha_sums(items, level)
    return figure(rows.sum(axis=0))


def alpha_sums(
    items: Sequence[Sequence[Any]], level: Level = "nominal"
) -> tuple[Any, Callable[[Any], float]]:
    """Return a row for each item, and alpha as a function of the sum of rows.

    So intervals need not look at the items again:
    :func:`zeren.graph.analysis.measures.agreement.resampling.resampled_sums`. Distances of ranks
    are those among all *items*. Raises ValueError for a level that there is not.
    """
    import numpy as np

    coded = [[code for code in item if code is not None] for item in items]
    coded = [codes if len(codes) > 1 else [] for codes in coded]
    totals: Counter[Hashable] = Counter(code for codes in coded for code in codes)
    place = {code: number for number, code in enumerate(totals)}
    apart = _distance(level, totals)
    distance = np.array([[apart(one, other) for other in place] for one in place]).reshape(
        len(place), len(place)
    )
    rows = np.zeros((len(items), 1 + len(place)))
    for row, codes in zip(rows, coded, strict=True):
        for code in codes:
            row[1 + place[code]] += 1
        if codes:
            row[0] = row[1:] @ distance @ row[1:] / (len(codes) - 1)

    def figure(sums: Any) -> float:
        counts = sums[1:]
        size = float(counts.sum())
        chance = float(counts @ distance @ counts) / (size - 1) if size > 1 else 0.0
        return 1 - float(sums[0]) / chance if chance else float("nan")

    return rows, figure


def _distance(
    level: Level, totals: Mapping[Hashable, int]
) -> Callable[[Hashable, Hashable], float]:
    """Return how far two codes are apart, squared where codes are numbers."""
    if level == "ordinal":
        places: dict[Hashable, float] = {}
        below = 0
        for code in sorted(totals):  # type: ignore[type-var]
            places[code] = below + totals[code] / 2
            below += totals[code]
        return lambda one, other: (places[one] - places[other]) ** 2
    makers: dict[Level, Callable[[Any, Any], float]] = {
        "nominal": lambda one, other: float(one != other),
        "interval": lambda one, other: float(one - other) ** 2,
        "ratio": lambda one, other: ((one - other) / (one + other)) ** 2 if one != other else 0.0,
        "sets": lambda one, other: 1 - len(one & other) / len(one | other) if one | other else 0.0,
    }
    if level not in makers:
        raise ValueError(f"there is no level {level!r}; there are {', '.join(LEVELS)}")
    return makers[level]
