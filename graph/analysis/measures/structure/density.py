"""Density: how many of the possible ties there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import merged

if TYPE_CHECKING:
    import networkx as nx


def density(graph: nx.Graph[Any]) -> float:
    """Return the share of possible ties that there are; parallel edges count once.

    Where nodes have ``bipartite`` 0 and 1, possible are those between the two kinds.

    For departments: how much of a government works with how much of it. 0.1: a unit meets
    one in ten of the others in at least one task.

    Misleads: it falls with the number of units, as partners grow slower than possible
    partners: compare networks of similar size, or mean degrees. One task that names forty
    units makes 780 ties. Units that no task names are no nodes.

    Source: Wasserman & Faust 1994, Social Network Analysis, 101-103; ``networkx.density``
    and ``networkx.bipartite.density``.
    """
    import networkx as nx

    plain = merged(graph)
    first = [node for node, kind in plain.nodes(data="bipartite") if kind == 0]
    if any(kind is not None for _, kind in plain.nodes(data="bipartite")):
        return float(nx.bipartite.density(plain, first))
    return float(nx.density(plain))
