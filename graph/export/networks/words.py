"""Networks in the text formats of Pajek (.net, .clu) and UCINET (DL)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zeren.graph.analysis.measures.matrix import merged
from zeren.graph.export.networks.names import labels, plain_labels
from zeren.graph.output.csv_text import csv_bytes

if TYPE_CHECKING:
    import networkx as nx

PARTITIONS = ("kind", "function_label", "level", "place", "collective", "year")
"""Attributes of nodes that make a partition, where a network has them."""
_UNKNOWN = 0


def pajek(graph: nx.Graph[str], name: str, *, mark: bool = False) -> Iterator[tuple[str, bytes]]:
    """Yield a ``.net``, and for each partition of its nodes a ``.clu``, with ``-partitions.csv``.

    Parallel ties are added up. A network of two kinds says in its first line how many nodes
    are of the first, and has them first. In a partition 0 is what is not known; the table
    says what the other numbers mean. *mark* begins the files with a byte order mark, by
    which Pajek knows UTF-8; most other readers want none.
    """
    plain, two = _in_order(graph)
    order = {node: place for place, node in enumerate(plain, start=1)}
    named = labels(plain)
    sides = f" {two}" if two is not None else ""
    lines = [f"*Vertices {len(plain)}{sides}"]
    lines += [f'{place} "{_quoted(named[node])}"' for node, place in order.items()]
    lines.append("*Arcs" if plain.is_directed() else "*Edges")
    lines += [
        f"{order[first]} {order[second]} {weight!r}"
        for first, second, weight in plain.edges(data="weight", default=1)
    ]
    begin = "\ufeff" if mark else ""
    yield f"{name}.net", (begin + "\r\n".join(lines) + "\r\n").encode()
    meaning: list[tuple[str, int, str]] = []
    for attribute in PARTITIONS:
        values = [str(data.get(attribute, "")) for _, data in plain.nodes(data=True)]
        kinds = sorted(set(values) - {""})
        if len(kinds) < 2:
            continue
        number = {kind: place for place, kind in enumerate(kinds, start=1)}
        cells = [str(number.get(value, _UNKNOWN)) for value in values]
        text = "\r\n".join([f"*Vertices {len(plain)}", *cells]) + "\r\n"
        yield f"{name}-{attribute.removesuffix('_label')}.clu", (begin + text).encode()
        meaning += [(attribute.removesuffix("_label"), number[kind], kind) for kind in kinds]
    if meaning:
        yield f"{name}-partitions.csv", csv_bytes(("partition", "number", "meaning"), meaning)


def ucinet(graph: nx.Graph[str], *, mark: bool = False) -> bytes:
    """Return *graph* as a list of ties in UCINET's data language (DL), with labels.

    Parallel ties are added up, undirected ones stand in both directions. A network of two
    kinds is a matrix of rows by columns (``edgelist2``). Labels have ``_`` for spaces.
    """
    plain, two = _in_order(graph)
    named = plain_labels(plain)
    nodes = list(plain)
    ties = plain.edges(data="weight", default=1)
    if two is None:
        place = {node: number for number, node in enumerate(nodes, start=1)}
        head = [f"dl n={len(nodes)}", "format = edgelist1", "labels:"]
        head += [named[node] for node in nodes]
        rows = [(place[a], place[b], weight) for a, b, weight in ties]
        if not plain.is_directed():
            rows += [(second, first, weight) for first, second, weight in rows]
    else:
        place = {node: number for number, node in enumerate(nodes[:two], start=1)}
        place |= {node: number for number, node in enumerate(nodes[two:], start=1)}
        head = [f"dl nr={two}, nc={len(nodes) - two}", "format = edgelist2", "row labels:"]
        head += [named[node] for node in nodes[:two]]
        head += ["column labels:", *(named[node] for node in nodes[two:])]
        rows = [
            (place[a], place[b], weight)
            if plain.nodes[a]["bipartite"] == 0
            else (place[b], place[a], weight)
            for a, b, weight in ties
        ]
    lines = [*head, "data:", *(f"{a} {b} {weight!r}" for a, b, weight in sorted(rows))]
    return (("\ufeff" if mark else "") + "\n".join(lines) + "\n").encode()


def _in_order(graph: nx.Graph[str]) -> tuple[nx.Graph[str], int | None]:
    """Return *graph* with parallel ties added up, and how many nodes of the first kind begin it."""
    plain = merged(graph)
    kinds = dict(plain.nodes(data="bipartite"))
    if not any(kind is not None for kind in kinds.values()):
        return plain, None
    found = type(plain)()
    found.add_nodes_from(sorted(plain.nodes(data=True), key=lambda node: kinds[node[0]]))
    found.add_edges_from(plain.edges(data=True))
    return found, sum(kind == 0 for kind in kinds.values())


def _quoted(text: str) -> str:
    return " ".join(text.replace('"', "”").replace("\\", "/").split())
