"""Concentration: how unequally the work of a plan, a place or a year falls to its units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from zeren.graph.analysis.choice import Chosen, taken_from
from zeren.graph.analysis.measures.bootstrap import DRAWS, Interval, bootstrap
from zeren.graph.analysis.workload import BY, OF_UNITS, By, group_keys, holdings, label_of

if TYPE_CHECKING:
    from zeren.graph.model.facts import Facts

Of = Literal["load", "tasks", "led"]
OF: tuple[Of, ...] = ("load", "tasks", "led")
GROUPS: tuple[By, ...] = tuple(by for by in BY if by not in OF_UNITS)
TOP = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Concentration:
    """How ``units`` share the work of ``tasks`` tasks.

    ``gini``: 0 all have the same, towards 1 one has all. ``hhi``: the sum of squared
    shares, from 1/units to 1. ``top``: the share of the 1, 5 and 10 units with most.
    """

    key: str
    label: str
    units: int
    tasks: int
    gini: Interval
    hhi: Interval
    top: Mapping[int, Interval]


def concentration(
    source: Facts | Chosen,
    by: By | None = None,
    *,
    of: Of = "load",
    draws: int = DRAWS,
    seed: int = 0,
) -> list[Concentration]:
    """Return the concentration over units of all that is chosen, and then of each group.

    Shared out is *of*: the fractional ``load``, the number of ``tasks``, or of tasks
    ``led``. Groups are documents, places, years or themes, in the order of their labels;
    without *by* there is only the whole, whose key is "". What the figures mean, where
    they mislead and their sources: :mod:`zeren.graph.analysis.measures.shares` and
    :mod:`zeren.graph.analysis.measures.bootstrap`.
    """
    taken = taken_from(source)
    cells: dict[str | None, list[tuple[str, str, float]]] = defaultdict(list)
    keys = group_keys(taken, by) if by else None
    for task, ties in taken.by_task():
        for unit, role, holders in holdings(ties):
            if role != ("lead" if of == "led" else "any"):
                continue
            amount = 1 / holders if of == "load" else 1.0
            cells[None].append((unit, task, amount))
            for key, parts in keys(task, unit) if keys else ():
                cells[key].append((unit, task, amount / parts))
    whole = _measured("", ALL, cells.pop(None, []), draws, seed)
    groups = [
        _measured(key, label_of(taken.facts, by, key), found, draws, seed)
        for key, found in cells.items()
        if by and key is not None
    ]
    return [whole, *sorted(groups, key=lambda row: (row.label, row.key))]


ALL = "(全部 all)"


def _measured(
    key: str, label: str, cells: list[tuple[str, str, float]], draws: int, seed: int
) -> Concentration:
    from scipy import sparse

    units = {unit: row for row, unit in enumerate(sorted({unit for unit, _, _ in cells}))}
    tasks = {task: column for column, task in enumerate(sorted({task for _, task, _ in cells}))}
    matrix = sparse.csr_array(
        (
            [amount for _, _, amount in cells],
            ([units[unit] for unit, _, _ in cells], [tasks[task] for _, task, _ in cells]),
        ),
        shape=(len(units), len(tasks)),
        dtype=float,
    )
    found = bootstrap(matrix, _STATISTICS, draws=draws, seed=seed)
    return Concentration(
        key=key,
        label=label,
        units=len(units),
        tasks=len(tasks),
        gini=found["gini"],
        hhi=found["hhi"],
        top={k: found[f"top{k}"] for k in TOP},
    )


def _ginis(sums: Any) -> Any:
    """Return the Gini index of each column, as :func:`.shares.gini` does."""
    import numpy as np

    size = sums.shape[0]
    total = sums.sum(axis=0)
    weighted = np.arange(1, size + 1) @ np.sort(sums, axis=0)
    bound = size * total
    found = np.divide(2 * weighted, bound, out=np.zeros_like(total), where=bound > 0)
    return np.where(bound > 0, np.maximum(0, found - (size + 1) / max(size, 1)), 0.0)


def _herfindahls(sums: Any) -> Any:
    import numpy as np

    total = sums.sum(axis=0)
    share = np.divide(sums, total, out=np.zeros_like(sums), where=total > 0)
    return (share**2).sum(axis=0)


def _top(k: int) -> Callable[[Any], Any]:
    def share(sums: Any) -> Any:
        import numpy as np

        total = sums.sum(axis=0)
        most = np.sort(sums, axis=0)[-k:].sum(axis=0)
        return np.divide(most, total, out=np.zeros_like(total), where=total > 0)

    return share


_STATISTICS: Mapping[str, Callable[[Any], Any]] = {
    "gini": _ginis,
    "hhi": _herfindahls,
    **{f"top{k}": _top(k) for k in TOP},
}
