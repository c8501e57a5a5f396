"""PageRank: the standing that others pass on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

TOLERANCE = 1e-12


def pagerank(
    graph: nx.Graph[Any], weight: str = "weight", damping: float = 0.85
) -> dict[Any, float]:
    """Return the PageRank of each node; all together are 1.

    For departments: in the lead network an arrow goes from who leads to who is led, so a
    high value marks a unit that many, and much-led, units call upon (办公室, 财政), not
    a unit that leads much. In an undirected network it comes close to strength, with
    some credit for partners who have few others; it is defined for every network,
    connected or not.

    Misleads: the damping of 0.85 was made for people who surf pages and has no meaning
    for offices; in undirected networks differences from strength are mostly damping.

    Source: Brin & Page 1998, Computer Networks 30, 107-117; ``networkx.pagerank``, with
    a tolerance of 1e-12 a node, as the default of 1e-6 a node lets 200,000 nodes be
    wrong by 0.2 in all.
    """
    import networkx as nx

    if not graph:
        return {}
    found: dict[Any, float] = nx.pagerank(
        graph, alpha=damping, weight=weight, tol=TOLERANCE, max_iter=1000
    )
    return found
