"""Networks as tables: nodes, edges, adjacency, for R, Stata, Gephi and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import merged
from zeren.graph.export.networks.names import keys, labels
from zeren.graph.output.csv_text import csv_bytes

if TYPE_CHECKING:
    import networkx as nx

_FIRST = (
    "kind",
    "label",
    "label_en",
    "function_label",
    "level",
    "place",
    "collective",
    "bipartite",
)


def node_table(graph: nx.Graph[str]) -> tuple[list[str], list[list[object]]]:
    """Return the columns and rows of the nodes: ``id``, ``name`` (each once), then attributes."""
    found = dict.fromkeys(name for _, data in graph.nodes(data=True) for name in data)
    columns = [name for name in _FIRST if name in found]
    columns += sorted(set(found) - set(columns) - {"function"})
    ids, names = keys(graph), labels(graph)
    rows = [
        [ids[node], names[node], *(data.get(column) for column in columns)]
        for node, data in graph.nodes(data=True)
    ]
    return ["id", "name", *columns], rows


def edge_table(graph: nx.Graph[str]) -> tuple[list[str], list[list[object]]]:
    """Return the columns and rows of the ties: ``source``, ``target``, their names, attributes.

    Parallel ties are rows of their own, told apart by ``role``.
    """
    found = dict.fromkeys(name for _, _, data in graph.edges(data=True) for name in data)
    ids, names = keys(graph), labels(graph)
    rows: list[list[Any]] = [
        [ids[a], ids[b], names[a], names[b], *(data.get(column) for column in found)]
        for a, b, data in graph.edges(data=True)
    ]
    return ["source", "target", "source_name", "target_name", *found], rows


def edges_csv(graph: nx.Graph[str], name: str, *, mark: bool = True) -> Iterator[tuple[str, bytes]]:
    """Yield the edge list and the node table.

    In R: ``igraph::graph_from_data_frame(edges, vertices = nodes)``. *mark* is the byte order
    mark by which Excel and Stata know UTF-8.
    """
    yield f"{name}-edges.csv", csv_bytes(*edge_table(graph), mark=mark)
    yield f"{name}-nodes.csv", csv_bytes(*node_table(graph), mark=mark)


def adjacency_csv(
    graph: nx.Graph[str], name: str, *, mark: bool = True
) -> Iterator[tuple[str, bytes]]:
    """Yield the matrix of weights, names in the first row and column, and the node table.

    A network of two kinds has the first in rows and the second in columns. Parallel ties are
    added up.
    """
    import networkx as nx

    plain = merged(graph)
    kinds = dict(plain.nodes(data="bipartite"))
    two = any(kind is not None for kind in kinds.values())
    rows = [node for node in plain if not two or kinds[node] == 0]
    columns = [node for node in plain if kinds[node] == 1] if two else rows
    names = labels(plain)
    cells: list[list[object]] = []
    if rows and columns:
        matrix = nx.bipartite.biadjacency_matrix(plain, rows, columns) if two else None
        dense = nx.to_numpy_array(plain, rows) if matrix is None else matrix.toarray()
        cells = [
            [names[node], *(_figure(value) for value in row)]
            for node, row in zip(rows, dense.tolist(), strict=True)
        ]
    head = ["name", *(names[node] for node in columns)]
    yield f"{name}-adjacency.csv", csv_bytes(head, cells, mark=mark)
    yield f"{name}-nodes.csv", csv_bytes(*node_table(graph), mark=mark)


def _figure(value: float) -> float | int:
    return int(value) if value == int(value) else value
