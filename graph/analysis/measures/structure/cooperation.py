"""Breadth and depth of cooperation: with how many, and how often with each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from zeren.graph.analysis.measures.matrix import one_mode

if TYPE_CHECKING:
    import networkx as nx

Quadrant = Literal["broad-deep", "broad-shallow", "narrow-deep", "narrow-shallow", "alone"]


class Cooperation(NamedTuple):
    """Partners of a node, times that it meets one of them in the mean, and its quadrant."""

    breadth: int
    depth: float
    quadrant: Quadrant


def cooperation(graph: nx.Graph[Any], times: str = "documents") -> dict[Any, Cooperation]:
    """Return breadth, depth and quadrant of each node.

    *Breadth* is the number of partners, *depth* the mean over these of *times*, an edge
    attribute that counts how often two meet (``documents`` of joint issuers, ``tasks`` of
    units). Broad or deep is who is above the mean of the nodes that have a partner.

    For departments: the matrix of four fields of studies of joint issuing (联合发文): who
    works with many and often, with many but once, with few but always, or hardly.

    Misleads: the lines of the matrix are means of this network, so that fields of two
    periods are not the same; a document of fifteen issuers makes all of them broad. Depth of
    a unit with one partner is the whole of what they did.

    Source: degree and mean tie strength (Barrat, Barthélemy, Pastor-Satorras & Vespignani
    2004, PNAS 101, 3747-3752), as breadth and depth in studies of Chinese policy makers:
    刘玉强、单孟丽、张思光 2022, 科普研究 17(3).
    """
    plain = one_mode(graph, "cooperation")
    found: dict[Any, tuple[int, float]] = {}
    for node in plain:
        counts = [data.get(times, 1) for _, _, data in plain.edges(node, data=True)]
        found[node] = len(counts), sum(counts) / len(counts) if counts else 0.0
    tied = [pair for pair in found.values() if pair[0]]
    lines = [sum(column) / len(tied) for column in zip(*tied, strict=True)] if tied else [0, 0]
    return {
        node: Cooperation(breadth, depth, _quadrant(breadth, depth, lines))
        for node, (breadth, depth) in found.items()
    }


def _quadrant(breadth: int, depth: float, lines: list[float]) -> Quadrant:
    if not breadth:
        return "alone"
    fields: tuple[tuple[Quadrant, Quadrant], ...] = (
        ("narrow-shallow", "narrow-deep"),
        ("broad-shallow", "broad-deep"),
    )
    return fields[breadth > lines[0]][depth > lines[1]]
