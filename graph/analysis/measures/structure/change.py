"""Change: what of a network is still there in another one, such as that of the next year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from zeren.graph.analysis.measures.matrix import merged

if TYPE_CHECKING:
    import networkx as nx


class Change(NamedTuple):
    """What two networks have in common, and what only one of them has.

    ``nodes`` and ``ties`` are Jaccard indices: what is in both, by what is in either.
    ``among_staying`` is that of the ties between nodes that are in both. NaN where there is
    nothing to compare.
    """

    nodes: float
    ties: float
    among_staying: float
    nodes_staying: int
    nodes_joining: int
    nodes_leaving: int
    ties_staying: int
    ties_new: int
    ties_gone: int


def change(first: nx.Graph[Any], second: nx.Graph[Any]) -> Change:
    """Return how far the network *second* is the network *first*.

    Ties are compared by their ends, weights aside. In the terms of stochastic actor models,
    ``among_staying`` below about 0.3 means that the two waves have too little in common.

    For departments: whether the next plan lets the same units work together. In
    networks of functions plans of two places can be compared as those of two years.

    Misleads: units that were merged or renamed count as gone and joined, where resolution
    does not know of the reform; a longer plan has more ties.

    Source: Jaccard 1901; as used for waves of networks: Snijders, van de Bunt & Steglich
    2010, Social Networks 32, 44-60.
    """
    one, other = merged(first), merged(second)
    if one.is_directed() != other.is_directed():
        raise ValueError("a directed network cannot be compared with an undirected one")
    before, after = _ties(one), _ties(other)
    staying = set(one) & set(other)
    inside = [{tie for tie in ties if set(tie) <= staying} for ties in (before, after)]
    return Change(
        nodes=_jaccard(set(one), set(other)),
        ties=_jaccard(before, after),
        among_staying=_jaccard(*inside),
        nodes_staying=len(staying),
        nodes_joining=len(set(other) - staying),
        nodes_leaving=len(set(one) - staying),
        ties_staying=len(before & after),
        ties_new=len(after - before),
        ties_gone=len(before - after),
    )


def _ties(graph: nx.Graph[Any]) -> set[Any]:
    return {tie if graph.is_directed() else frozenset(tie) for tie in graph.edges()}


def _jaccard(first: set[Any], second: set[Any]) -> float:
    either = len(first | second)
    return len(first & second) / either if either else float("nan")
