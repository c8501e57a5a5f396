"""Kappa: agreement of two coders, or of the same number for each item, beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Any

Codes = Sequence[Hashable]


def cohen_kappa(
    first: Codes,
    second: Codes,
    weight: Callable[[Hashable, Hashable], float] | None = None,
) -> float:
    """Return how far two coders agree beyond chance: 1 wholly, 0 as their habits would by chance.

    Items are in the same order; *weight* says how bad a disagreement is (0 is none, all the
    same by default). NaN without items, and where both give one code only. Raises ValueError
    when they coded different numbers of items.

    For departments: whether two people who read the same tasks, or a person and Zeren, give
    the same unit the same role.

    Misleads: with one code nearly everywhere it is low for coders who hardly ever differ
    (Feinstein & Cicchetti 1990); it says nothing of what both overlooked.

    Source: Cohen 1960, Educational and Psychological Measurement 20, 37-46; weighted: Cohen
    1968, Psychological Bulletin 70, 213-220.

    >>> round(cohen_kappa("aabb", "aaba"), 6)
    0.5
    """
    pairs = Counter(zip(first, second, strict=True))
    total = pairs.total()
    rows, columns = Counter(first), Counter(second)
    bad = weight or (lambda one, other: float(one != other))
    observed = sum(bad(*pair) * count for pair, count in pairs.items())
    chance = sum(bad(a, b) * n * m for a, n in rows.items() for b, m in columns.items())
    return 1 - observed * total / chance if chance else float("nan")


def fleiss_kappa(items: Sequence[Codes]) -> float:
    """Return how far several coders agree beyond chance, whoever they are.

    *items* holds the codes of each item, of as many coders each (two at least); coders may be
    others for each item. NaN where there is one code only. Raises ValueError else.

    For departments: as Cohen's, for three annotators or more.

    Misleads: as :func:`cohen_kappa`; for two coders it is Scott's pi, not Cohen's kappa, as all
    are taken to have the same habits. Items that somebody left out cannot be in it:
    :func:`zeren.graph.analysis.measures.agreement.krippendorff.krippendorff_alpha` takes them.

    Source: Fleiss 1971, Psychological Bulletin 76, 378-382.

    >>> round(fleiss_kappa(["aab", "bbb", "aaa"]), 6)
    0.55
    """
    sizes = {len(item) for item in items}
    if len(sizes) > 1 or (sizes and min(sizes) < 2):
        raise ValueError("each item needs the codes of the same number of coders, two at least")
    if not items:
        return float("nan")
    coders = sizes.pop()
    counts = [Counter(item) for item in items]
    pairs = sum(n * (n - 1) for count in counts for n in count.values())
    observed = pairs / (len(items) * coders * (coders - 1))
    shares = [n / (len(items) * coders) for n in sum(counts, Counter()).values()]
    chance = sum(share**2 for share in shares)
    return (observed - chance) / (1 - chance) if chance < 1 else float("nan")


def kappa_sums(groups: Sequence[Sequence[Codes]]) -> tuple[Any, Callable[[Any], float]]:
    """Return a row for each group of items, and their kappa as a function of the sum of rows.

    Each item has the codes of the same coders: Cohen's for two, Fleiss' for more, as
    :func:`cohen_kappa` and :func:`fleiss_kappa` give it for all items together. So intervals
    over groups, such as tasks of several decisions, need not look at the items again.
    """
    import numpy as np

    coders = max((len(item) for group in groups for item in group), default=2)
    used = {code for group in groups for item in group for code in item}
    codes = {code: number for number, code in enumerate(sorted(used, key=str))}
    size = len(codes)
    if coders == 2:
        rows = np.zeros((len(groups), size * size))
        for row, group in zip(rows, groups, strict=True):
            for first, second in group:
                row[codes[first] * size + codes[second]] += 1

        def cohen(sums: Any) -> float:
            table = sums.reshape(size, size)
            total = float(table.sum())
            same = float(table.sum(axis=1) @ table.sum(axis=0))
            bad, chance = total - float(np.trace(table)), total * total - same
            return 1 - bad * total / chance if chance > 0 else float("nan")

        return rows, cohen
    rows = np.zeros((len(groups), 2 + size))
    for row, group in zip(rows, groups, strict=True):
        for item in group:
            counts = Counter(item)
            row[0] += sum(n * (n - 1) for n in counts.values())
            row[1] += 1
            for code, n in counts.items():
                row[2 + codes[code]] += n

    def fleiss(sums: Any) -> float:
        items = float(sums[1])
        if not items:
            return float("nan")
        observed = float(sums[0]) / (items * coders * (coders - 1))
        chance = float(((sums[2:] / (items * coders)) ** 2).sum())
        return (observed - chance) / (1 - chance) if chance < 1 else float("nan")

    return rows, fleiss
