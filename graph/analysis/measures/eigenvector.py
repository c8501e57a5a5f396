"""Eigenvector centrality: partners count for what their partners count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import Ties, ties_of

if TYPE_CHECKING:
    import networkx as nx

_DENSE = 200


def eigenvector(graph: nx.Graph[Any] | Ties, weight: str = "weight") -> dict[Any, float]:
    """Return the eigenvector centrality of each node of an undirected *graph*.

    For departments: high for a unit that works with units that work with many: the core
    of a plan. In a network of units and tasks a unit scores by its tasks, and a task by
    its units (Bonacich 1991).

    Misleads: it is about the core of one connected part. Plans of two places that share
    no unit are two parts, and networkx refuses such a graph. Here each part is measured
    by itself, and gets the part of the squared length that its nodes are of all: its
    mean square is the same everywhere, so compare units within a part. In a connected
    graph this is ``networkx.eigenvector_centrality``. A node without edges has 0.
    There is none for directed graphs: who leads whom has hardly a circle, and without
    circles every value is 0. Raises ValueError for one.

    Source: Bonacich 1972, Journal of Mathematical Sociology 2, 113-120; for two kinds of
    nodes Bonacich 1991, Social Networks 13, 155-168.
    """
    import numpy as np
    from scipy.sparse.csgraph import connected_components

    ties = ties_of(graph, weight)
    nodes, matrix = ties.nodes, ties.weights
    if ties.directed:
        raise ValueError("eigenvector centrality is for undirected graphs")
    values = np.zeros(len(nodes))
    if nodes:
        _, part = connected_components(matrix, directed=False)
        members = np.argsort(part, kind="stable")
        for inside in np.split(members, np.cumsum(np.bincount(part))[:-1]):
            if len(inside) > 1:
                leading = _leading(matrix[inside][:, inside])
                values[inside] = leading * np.sqrt(len(inside) / len(nodes))
    return dict(zip(nodes, values.tolist(), strict=True))


def _leading(matrix: Any) -> Any:
    """Return the eigenvector of the largest eigenvalue, of length 1 and positive."""
    import numpy as np
    from scipy.sparse.linalg import eigsh

    size = matrix.shape[0]
    if size <= _DENSE:
        found = np.linalg.eigh(matrix.toarray())[1][:, -1]
    else:  # a fixed start: the solver's own is drawn at random
        found = eigsh(matrix, k=1, which="LA", v0=np.ones(size))[1][:, 0]
    # All of one sign in a connected graph (Perron and Frobenius), but for rounding.
    found = np.abs(found)
    return found / np.linalg.norm(found)
