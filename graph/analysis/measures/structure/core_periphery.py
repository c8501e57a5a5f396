"""Core and periphery: a core tied to all, and the rest, which is tied to the core alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import one_mode

if TYPE_CHECKING:
    import networkx as nx

_STARTS = 10


@dataclass(frozen=True)
class CorePeriphery:
    """The core (a set of nodes), and the correlation of the network with its ideal pattern."""

    core: frozenset[Any]
    fit: float


@dataclass(frozen=True)
class Coreness:
    """How much each node belongs to the core (squares sum to 1), and the correlation."""

    values: dict[Any, float]
    fit: float


def core_periphery_fit(graph: nx.Graph[Any], core: frozenset[Any] | set[Any]) -> float:
    """Return how far *graph* is the pattern in which all ties touch *core*, and all such are there.

    It is the correlation of the two matrices, without their diagonals; the ties themselves
    count, not their weights. NaN where the network or the pattern is all or nothing.

    For departments: whether a core that somebody has in mind (the head offices, 财政 and
    发展改革) is one.

    Misleads: a core of one node in a star fits wholly; a dense network has no periphery.

    Source: Borgatti & Everett 1999, Social Networks 21, 375-395, equations 1 and 2.
    """
    import numpy as np

    nodes, ties = _ties(graph)
    return _fit(ties, np.array([node in core for node in nodes], dtype=bool))


def core_periphery(graph: nx.Graph[Any], *, seed: int = 0) -> CorePeriphery:
    """Return the core that fits best: the discrete model.

    Every core of the nodes with the most ties is tried, with *seed* also some drawn at
    random; from the best of each kind nodes are moved in and out, and exchanged, while that
    raises the fit. It need not be the best of all cores, which nobody can find for large
    networks; up to ten nodes the tests compare it with all cores.

    For departments: whether there is one circle of units through which all work goes, and
    who is in it.

    Misleads: it is always found, also where there are two cores, or none: below about 0.5
    say that there is none. Sizes of cores of different networks are hard to compare.

    Source: Borgatti & Everett 1999, Social Networks 21, 375-395; the order by ties: Lip
    2011, arXiv:1102.5511.
    """
    import numpy as np

    nodes, ties = _ties(graph)
    size = len(nodes)
    if size < 3 or not ties.any():
        return CorePeriphery(frozenset(), float("nan"))
    search = _Search(ties)
    order = np.argsort(-search.ties.sum(axis=1), kind="stable")
    sorted_ties = np.triu(search.ties[np.ix_(order, order)])
    within = np.cumsum(sorted_ties.sum(axis=1)[::-1])[::-1]  # of the periphery from each on
    scores = search.scores(within[1:], size - np.arange(1, size))
    tried = []
    for count in np.argsort(-scores, kind="stable")[:_STARTS].tolist():
        core = np.zeros(size, dtype=bool)
        core[order[: count + 1]] = True
        tried.append(core)
    random = np.random.default_rng(seed)
    tried += [random.random(size) < random.random() for _ in range(_STARTS)]
    found = max((search.climbed(core) for core in tried), key=lambda each: each[0])
    core = found[1]
    return CorePeriphery(
        frozenset(node for node, inside in zip(nodes, core, strict=True) if inside),
        _fit(ties, core),
    )


def coreness(graph: nx.Graph[Any], weight: str | None = None) -> Coreness:
    """Return values whose products are as near to the ties as can be: the continuous model.

    Values are not negative and make the sum of squared differences, without the diagonal,
    least (MINRES), by L-BFGS-B from the first eigenvector on; ``fit`` is the correlation of
    ties and products. With *weight* the ties count by it; directions are taken together.

    For departments: a rank from core to periphery, without a line between them.

    Misleads: it comes close to eigenvector centrality; the fit says whether one core is a
    picture of the network at all. Of two cores the denser gets all. (The correlation itself
    is not made largest: values that are nearly all alike do that in many networks.)

    Source: Borgatti & Everett 1999, Social Networks 21, 375-395, section 4; by MINRES: Boyd,
    Fitzgerald, Mahutga & Smith 2010, Social Networks 32, 125-137; ``scipy.optimize``.
    """
    import networkx as nx
    import numpy as np
    from scipy.optimize import minimize

    plain = one_mode(graph, "coreness")
    nodes = list(plain)
    size = len(nodes)
    if size < 3 or not plain.number_of_edges():
        return Coreness(dict.fromkeys(nodes, 0.0), float("nan"))
    ties = nx.to_numpy_array(plain, nodes, weight=weight)
    ties = (ties + ties.T) / 2
    np.fill_diagonal(ties, 0)
    largest = float(ties.max())
    scaled = ties / largest

    def loss(core: Any) -> tuple[float, Any]:
        squares = core**2
        total = squares.sum()
        product = scaled @ core
        off = total**2 - (squares**2).sum()
        slope = 4 * (core * (total - squares) - product)
        return float(off - 2 * core @ product), slope

    values, vectors = np.linalg.eigh(scaled)
    done = minimize(
        loss,
        np.abs(vectors[:, -1]) * np.sqrt(max(float(values[-1]), 0.0)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, None)] * size,
        options={"maxiter": 5000, "ftol": 1e-15, "gtol": 1e-10},
    )
    core = done.x / max(float(np.linalg.norm(done.x)), 1e-300)
    off = ~np.eye(size, dtype=bool)
    pattern, there = np.outer(core, core)[off], ties[off]
    even = pattern.std() < 1e-9 or there.std() < 1e-9
    fit = float("nan") if even else float(np.corrcoef(pattern, there)[0, 1])
    return Coreness(dict(zip(nodes, core.tolist(), strict=True)), fit)


def _ties(graph: nx.Graph[Any]) -> tuple[list[Any], Any]:
    import networkx as nx
    import numpy as np

    plain = one_mode(graph, "core and periphery")
    nodes = list(plain)
    if not nodes:
        return nodes, np.zeros((0, 0))
    ties = (nx.to_numpy_array(plain, nodes, weight=None) != 0).astype(float)
    np.fill_diagonal(ties, 0)
    return nodes, ties


def _fit(ties: Any, core: Any) -> float:
    import numpy as np

    size = len(core)
    cells = size * (size - 1)
    outside = int((~core).sum())
    ideal = cells - outside * (outside - 1)
    there = float(ties.sum())
    if not 0 < ideal < cells or not 0 < there < cells:
        return float("nan")
    met = there - float(ties[np.ix_(~core, ~core)].sum())
    covariance = met - there * ideal / cells
    return float(covariance / np.sqrt((there - there**2 / cells) * (ideal - ideal**2 / cells)))


class _Search:
    """Moves nodes between core and periphery, knowing what each move would do to the fit."""

    def __init__(self, ties: Any) -> None:
        self.ties = ties + ties.T  # what lies within the periphery, seen from one of its nodes
        self.size = len(ties)
        self.cells = self.size * (self.size - 1)
        self.there = float(ties.sum())

    def climbed(self, core: Any) -> tuple[float, Any]:
        """Return the best score that single moves and exchanges reach from *core*, and where."""
        import numpy as np

        core = core.copy()
        outside = (~core).astype(float)
        to_outside = self.ties @ outside
        within = float(outside @ to_outside) / 2
        best = float(self.scores(within, outside.sum()))
        while True:
            count = outside.sum()
            # A node that leaves the periphery takes its ties there with it, and the reverse.
            moved = np.where(core, within + to_outside, within - to_outside)
            scores = self.scores(moved, np.where(core, count + 1, count - 1))
            node = int(np.argmax(scores))
            swap: tuple[int, ...] = (node,)
            found = float(scores[node])
            if found <= best + 1e-12:
                inner, outer = np.flatnonzero(core), np.flatnonzero(~core)
                if not len(inner) or not len(outer):
                    return best, core
                after = (
                    within
                    + to_outside[inner][:, None]
                    - to_outside[outer][None, :]
                    - self.ties[np.ix_(inner, outer)]
                )
                at = np.unravel_index(int(np.argmin(after)), after.shape)
                found = float(self.scores(float(after[at]), count))
                swap = int(inner[at[0]]), int(outer[at[1]])
                if found <= best + 1e-12:
                    return best, core
            for node in swap:
                core[node] = not core[node]
                sign = -1 if core[node] else 1
                outside[node] += sign
                to_outside += sign * self.ties[:, node]
            within = float(outside @ to_outside) / 2
            best = found

    def scores(self, within: Any, outside: Any) -> Any:
        """Return the fit, but for what no core changes; -inf for a core of all or of none.

        *within* is the weight of the ties in the periphery, *outside* how many nodes it has.
        """
        import numpy as np

        ideal = self.cells - outside * (outside - 1)
        met = self.there - within
        variance = ideal - ideal**2 / self.cells
        with np.errstate(divide="ignore", invalid="ignore"):
            scores = (met - self.there * ideal / self.cells) / np.sqrt(variance)
        return np.where(variance > 0, scores, -np.inf)
