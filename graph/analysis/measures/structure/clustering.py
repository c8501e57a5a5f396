"""Clustering: whether partners of a unit are partners of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import one_mode

if TYPE_CHECKING:
    import networkx as nx


def clustering(graph: nx.Graph[Any]) -> dict[Any, float]:
    """Return for each node the share of pairs of its partners that are partners themselves.

    Directed ties are taken as ``networkx.clustering`` does (Fagiolo 2007). 0 for a node
    with fewer than two partners.

    For departments: near 1 a unit works inside one circle; near 0 its partners do not meet.

    Misleads: all units of one task are partners of each other, so a network made of tasks is
    clustered by construction: compare with networks dealt anew, or use
    :func:`zeren.graph.analysis.measures.structure.two_mode.two_mode_clustering`.

    Source: Watts & Strogatz 1998, Nature 393, 440-442; ``networkx.clustering``.
    """
    import networkx as nx

    found: dict[Any, float] = nx.clustering(one_mode(graph, "clustering"))
    return found


def mean_clustering(graph: nx.Graph[Any]) -> float:
    """Return the mean of the clustering of all nodes. NaN for an empty network.

    For departments: one figure for how closed circles are, each unit counting the same.

    Misleads: units with few partners decide it, and those with one count as 0; see also
    :func:`clustering`.

    Source: Watts & Strogatz 1998, Nature 393, 440-442; ``networkx.average_clustering``.
    """
    found = clustering(graph)
    return sum(found.values()) / len(found) if found else float("nan")


def transitivity(graph: nx.Graph[Any]) -> float:
    """Return the share of connected triples that are closed: three times the triangles over them.

    For departments: whether who works with a common partner works together too; units with
    many partners count most.

    Misleads: as :func:`clustering`; with one large task in the store it is that task.

    Source: Newman, Watts & Strogatz 2002, PNAS 99, 2566-2572; ``networkx.transitivity``.
    """
    import networkx as nx

    return float(nx.transitivity(one_mode(graph, "transitivity")))
