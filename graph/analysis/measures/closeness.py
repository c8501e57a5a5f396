"""Closeness: how few steps it is to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import merged

if TYPE_CHECKING:
    import networkx as nx


def closeness(graph: nx.Graph[Any], distance: str | None = None) -> dict[Any, float]:
    """Return one over the mean distance of each node to the others that it reaches.

    In a network of several parts the value is multiplied by the share of the other nodes
    that it reaches (Wasserman & Faust). *distance* names an edge attribute that holds
    lengths, not weights (:func:`zeren.graph.analysis.measures.betweenness.with_distances`).
    Directed ties count towards a node, as in networkx.

    For departments: how fast a unit is told of what happens anywhere, if news went along
    shared tasks.

    Misleads: in a dense network all values are nearly the same and ranks are made by single
    ties; a unit of a small part is close to all the few it reaches.

    Source: Freeman 1978, Social Networks 1, 215-239; Wasserman & Faust 1994, Social Network
    Analysis, 200-201; ``networkx.closeness_centrality``.
    """
    import networkx as nx

    found: dict[Any, float] = nx.closeness_centrality(merged(graph), distance=distance)
    return found
