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


def merged(graph: nx.Graph[Any], weight: str = "weight") -> nx.Graph[Any]:
    """Return *graph* without parallel edges (weights added up) and without loops.

    A graph that has neither is returned as it is; else it is a new one.
    """
    import networkx as nx

    if not graph.is_multigraph() and not nx.number_of_selfloops(graph):
        return graph
    plain: nx.Graph[Any] = nx.DiGraph() if graph.is_directed() else nx.Graph()
    plain.graph.update(graph.graph)
    plain.add_nodes_from(graph.nodes(data=True))
    for first, second, value in graph.edges(data=weight, default=1):
        if first == second:
            continue
        if plain.has_edge(first, second):
            plain[first][second][weight] += value
        else:
            plain.add_edge(first, second, **{weight: value})
    return plain


def one_mode(graph: nx.Graph[Any], what: str) -> nx.Graph[Any]:
    """Return *graph* as :func:`merged` does; raise ValueError when it has two kinds of nodes."""
    if any(kind is not None for _, kind in graph.nodes(data="bipartite")):
        raise ValueError(f"{what} is for networks of one kind of nodes")
    return merged(graph)


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
