"""A graph as a sparse matrix, which is what the faster measures work on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Ties:
    """The nodes of a graph and their adjacency in CSR form, rows in the order of the nodes.

    Parallel edges are added up, loops left out. Measures that take a graph take this as
    well, so that a graph of many edges is turned into a matrix only once.
    """

    nodes: list[Any]
    weights: Any
    directed: bool

    @property
    def steps(self) -> Any:
        """The same with 1 for every pair that is tied at all."""
        counts = self.weights.copy()
        counts.data[:] = 1
        return counts


def ties_of(graph: nx.Graph[Any] | Ties, weight: str | None = "weight") -> Ties:
    """Return the ties of *graph* by the edge attribute *weight* (1 where an edge has none)."""
    import networkx as nx
    from scipy import sparse

    if isinstance(graph, Ties):
        return graph
    nodes = list(graph)
    if not nodes:
        return Ties([], sparse.csr_array((0, 0)), graph.is_directed())
    matrix = nx.to_scipy_sparse_array(graph, nodes, weight=weight, format="csr", dtype=float)
    matrix.setdiag(0)
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return Ties(nodes, matrix, graph.is_directed())
