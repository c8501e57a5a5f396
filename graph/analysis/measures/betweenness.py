"""Betweenness: who lies on the shortest ways between others. Exact, or by a seeded sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import ties_of

if TYPE_CHECKING:
    import networkx as nx

EXACT_WORK = 400_000_000
"""Nodes times edges up to which every node is a source: some seconds."""

LEAST_PIVOTS = 100

UNIT_OF_DISTANCE = 10**9
"""Distances are whole numbers, so that two ways of the same length are found to be so."""

_CELLS = 1_000_000


@dataclass(frozen=True, slots=True)
class Betweenness:
    """The betweenness of each node.

    ``pivots`` is None when it is exact; otherwise it is estimated from the ways that
    start at that many nodes, and ``errors`` are the standard errors.
    """

    values: Mapping[Any, float]
    errors: Mapping[Any, float]
    pivots: int | None


def betweenness(
    graph: nx.Graph[Any],
    *,
    seed: int = 0,
    pivots: int | None = None,
    distance: str | None = None,
    bipartite: bool = False,
) -> Betweenness:
    """Return the share of the shortest ways between others that pass through each node.

    For departments: whose place in the network is between others: who sees, and may hold
    up, what passes from one part of a plan to another. In a network of units and tasks
    (*bipartite*) it is largest for the unit that alone ties two fields of tasks.

    Misleads: nothing in a plan travels along shortest ways; a single task that names two
    otherwise unconnected units can put both at the top; a collective that stands in every
    clause shortens all ways and takes the betweenness of everyone: look at it with
    collectives left out. Ways between two parts that are not connected count for nobody,
    while the division is by all pairs.

    Without *distance* every tie is one step. With it, the name of an edge attribute, ways
    are as long as its sum: lengths, not weights; see :func:`with_distances`.

    Up to ``EXACT_WORK`` (nodes × edges) it is exact and equals
    ``networkx.betweenness_centrality`` of the graph without parallel edges (with
    *bipartite* ``networkx.bipartite.betweenness_centrality``, for nodes whose attribute
    ``bipartite`` is 0 or 1). Above, the ways from *pivots* nodes, drawn without
    replacement by *seed*, stand for all: the mean dependency over the pivots other than
    the node itself, times the number of other nodes. ``errors`` are standard errors of
    that mean, with the correction for a finite population.

    Source: Freeman 1977, Sociometry 40, 35-41; Brandes 2001, Journal of Mathematical
    Sociology 25, 163-177; the sample: Brandes & Pich 2007, International Journal of
    Bifurcation and Chaos 17, 2303-2318; two kinds of nodes: Borgatti & Halgin 2011, SAGE
    Handbook of Social Network Analysis, 417-433.
    """
    import numpy as np

    ties = ties_of(graph, distance)
    nodes, matrix = ties.nodes, ties.steps if distance is None else ties.weights
    size = len(nodes)
    work = size + matrix.nnz
    if pivots is None and size * work > EXACT_WORK:
        pivots = max(LEAST_PIVOTS, EXACT_WORK // work)
    sampled = pivots is not None and pivots < size
    chooser = np.random.default_rng(seed)
    sources = (
        np.sort(chooser.choice(size, size=pivots, replace=False)) if sampled else np.arange(size)
    )
    dependencies = _by_steps if distance is None else _by_length
    total, squares = dependencies(matrix, sources)
    counted = np.full(size, float(len(sources)))
    counted[sources] -= 1  # a node says nothing about the ways through itself
    mean = np.divide(total, counted, out=np.zeros(size), where=counted > 0)
    spread = np.divide(squares, counted, out=np.zeros(size), where=counted > 0) - mean**2
    others = max(size - 1, 1)
    rest = np.clip(1 - counted / others, 0, 1)
    error = np.sqrt(np.maximum(spread, 0) / np.maximum(counted - 1, 1) * rest)
    scale = others * betweenness_scale(graph, nodes, bipartite)
    return Betweenness(
        values=dict(zip(nodes, (mean * scale).tolist(), strict=True)),
        errors=dict(zip(nodes, (error * scale).tolist(), strict=True)) if sampled else {},
        pivots=len(sources) if sampled else None,
    )


def with_distances(graph: nx.Graph[Any], weight: str = "weight") -> nx.Graph[Any]:
    """Return a copy of *graph* without parallel edges, whose edges have a ``distance``.

    A weight says how close two units are; shortest ways need how far. The distance is 1 /
    weight (Newman 2001, Physical Review E 64, 016132), as a whole number of
    1/1,000,000,000. Handing weights to a shortest-path measure as they are, as is easily
    done, makes the closest partners the farthest.
    """
    import networkx as nx

    plain: nx.Graph[Any] = nx.DiGraph() if graph.is_directed() else nx.Graph()
    plain.add_nodes_from(graph.nodes(data=True))
    sums: dict[tuple[Any, Any], float] = {}
    for first, second, value in graph.edges(data=weight, default=1):
        pair = (second, first) if (second, first) in sums and not graph.is_directed() else None
        sums[pair or (first, second)] = sums.get(pair or (first, second), 0.0) + value
    plain.add_edges_from(
        (*pair, {weight: value, "distance": max(1, round(UNIT_OF_DISTANCE / value))})
        for pair, value in sums.items()
        if value > 0
    )
    return plain


def betweenness_scale(graph: nx.Graph[Any], nodes: list[Any], bipartite: bool) -> Any:
    """Return what the sum over all sources is multiplied by: the most there could be is 1."""
    import numpy as np

    size = len(nodes)
    if not bipartite:
        return 1 / ((size - 1) * (size - 2)) if size > 2 else 0.0
    kind = np.array([graph.nodes[node]["bipartite"] for node in nodes], dtype=int)
    sizes = [int((kind == 0).sum()), int((kind == 1).sum())]
    scales = [
        0.5 / most if (most := _most_between(sizes[own], sizes[1 - own])) else 0.0 for own in (0, 1)
    ]
    return np.array(scales)[kind]


def _most_between(own: int, other: int) -> float:
    """Return the most that one of *own* nodes can lie between, with *other* of the other kind."""
    if not own or not other:
        return 0.0
    s, t = divmod(own - 1, other)
    return ((other**2) * (s + 1) ** 2 + other * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2


def _by_steps(matrix: Any, sources: Any) -> tuple[Any, Any]:
    """Return the sums, and the sums of squares, of the dependencies of *sources* on each node.

    Brandes' two passes for many sources at once: level by level, as products of the
    sparse matrix with a block of columns, one for each source.
    """
    import numpy as np
    from scipy import sparse

    size = matrix.shape[0]
    total, squares = np.zeros(size), np.zeros(size)
    backward = sparse.csr_array(matrix.T)
    step = max(1, _CELLS // max(size, 1))
    for begin in range(0, len(sources), step):
        block = sources[begin : begin + step]
        columns = np.arange(len(block))
        level = np.full((size, len(block)), -1, dtype=np.int32)
        ways = np.zeros((size, len(block)))
        level[block, columns] = 0
        ways[block, columns] = 1
        front, depth = ways, 0
        while True:
            reached = backward @ front
            new = (reached > 0) & (level < 0)
            if not new.any():
                break
            depth += 1
            level[new] = depth
            front = np.where(new, reached, 0.0)
            ways += front
        dependency = np.zeros_like(ways)
        for this in range(depth, 0, -1):
            here = level == this
            share = np.zeros_like(ways)
            np.divide(1 + dependency, ways, out=share, where=here)
            dependency += np.where(level == this - 1, (matrix @ share) * ways, 0.0)
        dependency[block, columns] = 0
        total += dependency.sum(axis=1)
        squares += (dependency**2).sum(axis=1)
    return total, squares


def _by_length(matrix: Any, sources: Any) -> tuple[Any, Any]:
    """Return the same as :func:`_by_steps`, with the lengths in *matrix* (whole numbers)."""
    import numpy as np
    from scipy.sparse.csgraph import dijkstra

    size = matrix.shape[0]
    total, squares = np.zeros(size), np.zeros(size)
    starts = np.repeat(np.arange(size), np.diff(matrix.indptr))
    ends, lengths = matrix.indices, matrix.data
    for source in sources:
        far = dijkstra(matrix, indices=source)
        on_way = np.isfinite(far[starts])
        on_way &= far[starts] + lengths == far[ends]
        before, after = starts[on_way], ends[on_way]
        order = np.argsort(far[after], kind="stable")
        steps = list(zip(before[order].tolist(), after[order].tolist(), strict=True))
        ways = [0.0] * size
        ways[source] = 1.0
        for first, second in steps:
            ways[second] += ways[first]
        dependency = [0.0] * size
        for first, second in reversed(steps):
            dependency[first] += ways[first] / ways[second] * (1 + dependency[second])
        dependency[source] = 0.0
        found = np.array(dependency)
        total += found
        squares += found**2
    return total, squares
