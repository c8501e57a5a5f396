"""igraph as another engine behind the same figures, where somebody has it and asks for it.

igraph is faster on large networks and is under the GPL: Zeren neither needs nor ships it, and
imports it only when it is named (``backend="igraph"``, as networkx names its backends).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from zeren.graph.analysis.measures.matrix import Ties
from zeren.graph.errors import GraphError, known_name

if TYPE_CHECKING:
    import networkx as nx

Backend = Literal["networkx", "igraph"]
BACKENDS: tuple[Backend, ...] = ("networkx", "igraph")
"""The engines by name; ``networkx`` stands for networkx, scipy and Zeren's own."""

MADE: frozenset[str] = frozenset({"betweenness", "eigenvector", "pagerank", "constraint"})
"""The measures that igraph makes; all others are made as ever."""


def check_backend(backend: str) -> Backend:
    """Return *backend*. Raises GraphError for one that there is not, or that is not installed."""
    from importlib.util import find_spec

    known_name("backend", backend, BACKENDS)
    if backend == "igraph" and find_spec("igraph") is None:
        raise GraphError(
            "igraph is not installed",
            "pip install igraph (it is under the GPL and no part of zeren), or leave it out",
        )
    return backend  # type: ignore[return-value]


def measured(name: str, graph: nx.Graph[Any], ties: Ties) -> Mapping[Any, float]:
    """Return the measure *name* of :data:`MADE`, as igraph makes it and Zeren divides it.

    Raises ValueError for an eigenvector of a directed graph.
    """
    import igraph

    coo = ties.weights.tocoo()
    rows, columns, weights = coo.row, coo.col, coo.data
    if not ties.directed:
        upper = rows < columns
        rows, columns, weights = rows[upper], columns[upper], weights[upper]
    net = igraph.Graph(
        n=len(ties.nodes),
        edges=list(zip(rows.tolist(), columns.tolist(), strict=True)),
        directed=ties.directed,
    )
    net.es["weight"] = weights.tolist()
    makers: dict[str, Callable[[Any, nx.Graph[Any], Ties], list[float]]] = {
        "betweenness": _betweenness,
        "eigenvector": _eigenvector,
        "pagerank": lambda net, graph, ties: net.pagerank(weights="weight", damping=0.85),
        "constraint": lambda net, graph, ties: net.constraint(weights="weight"),
    }
    if not ties.nodes:
        return {}
    return dict(zip(ties.nodes, makers[name](net, graph, ties), strict=True))


def _betweenness(net: Any, graph: nx.Graph[Any], ties: Ties) -> list[float]:
    import numpy as np
    from zeren.graph.analysis.measures.betweenness import betweenness_scale

    two_modes = any(kind is not None for _, kind in graph.nodes(data="bipartite"))
    # igraph counts a pair once where ties have no direction, Zeren from both its ends.
    found = np.array(net.betweenness()) * (1 if ties.directed else 2)
    return [float(value) for value in found * betweenness_scale(graph, ties.nodes, two_modes)]


def _eigenvector(net: Any, graph: nx.Graph[Any], ties: Ties) -> list[float]:
    import numpy as np

    if ties.directed:
        raise ValueError("eigenvector centrality is for undirected graphs")
    values = np.zeros(len(ties.nodes))
    for part in net.connected_components():
        if len(part) > 1:
            own = np.array(net.induced_subgraph(part).eigenvector_centrality(weights="weight"))
            values[part] = own / np.linalg.norm(own) * np.sqrt(len(part) / len(values))
    return [float(value) for value in values]
