"""Networks as matrices over the same nodes, and what nodes have in common as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import one_mode

if TYPE_CHECKING:
    import networkx as nx


def aligned(
    graphs: Iterable[nx.Graph[Any]],
    nodes: Sequence[Any] | None = None,
    weight: str | None = "weight",
) -> tuple[list[Any], list[Any]]:
    """Return the nodes, sorted, and a matrix of each of *graphs* in their order.

    The nodes are those of all graphs, unless they are given. Cells are sums of *weight*, or
    with None 1 for a tie; a graph without a node has no ties there; diagonals are 0.
    """
    import networkx as nx
    import numpy as np

    plain = [one_mode(graph, "a matrix") for graph in graphs]
    order = list(nodes) if nodes is not None else sorted({node for each in plain for node in each})
    place = {node: index for index, node in enumerate(order)}
    found = []
    for graph in plain:
        matrix = np.zeros((len(order), len(order)))
        known = [node for node in graph if node in place]
        if known:
            rows = [place[node] for node in known]
            matrix[np.ix_(rows, rows)] = nx.to_numpy_array(graph, known, weight=weight)
        np.fill_diagonal(matrix, 0)
        found.append(matrix)
    return order, found


def same(values: Mapping[Any, object], nodes: Sequence[Any]) -> Any:
    """Return a matrix with 1 where two *nodes* have the same value, which both have ("" is none).

    For departments: the same function, the same level, the same place, as reasons to meet.
    """
    import numpy as np

    found = [values.get(node) for node in nodes]
    matrix = np.array(
        [[float(one == other and one not in {None, ""}) for other in found] for one in found]
    ).reshape(len(nodes), len(nodes))
    np.fill_diagonal(matrix, 0)
    return matrix


def differences(values: Mapping[Any, float], nodes: Sequence[Any]) -> Any:
    """Return a matrix of the absolute differences between the values of *nodes*."""
    import numpy as np

    found = np.array([float(values[node]) for node in nodes])
    return np.abs(found[:, None] - found[None, :])


def reordered(matrix: Any) -> Callable[[Any], Any]:
    """Return a function that gives *matrix* with rows and columns in another order.

    It writes to the same memory at each call, which is ten times faster than new arrays.
    """
    import numpy as np

    rows, found = np.empty_like(matrix), np.empty_like(matrix)

    def turned(order: Any) -> Any:
        np.take(matrix, order, axis=0, out=rows, mode="clip")
        np.take(rows, order, axis=1, out=found, mode="clip")
        return found

    return turned
