"""Backbone: the ties that are more than a node's ties would be if they were all alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import merged

if TYPE_CHECKING:
    import networkx as nx

LEVEL = 0.05


def disparity(graph: nx.Graph[Any], weight: str = "weight") -> dict[tuple[Any, Any], float]:
    """Return how unlikely each tie is, for the end for which it is less likely.

    A node of k ties that spread its strength at random would give one of them a share of p
    or more with probability (1 - p)^(k - 1). A tie of a node that has no other says nothing:
    1. With directions the ties that leave a node and those that enter it are taken apart.

    For departments: which ties of a unit with many partners stand out of its many.

    Misleads: with two or three partners no tie is ever unlikely; probabilities are for each
    tie alone, so that of a thousand fifty are below 0.05 by chance.

    Source: Serrano, Boguñá & Vespignani 2009, PNAS 106, 6483-6488.
    """
    plain = merged(graph, weight)
    directed = plain.is_directed()
    leaving = plain.out_degree if directed else plain.degree
    entering = plain.in_degree if directed else plain.degree
    out_ties, out_sums = dict(leaving()), dict(leaving(weight=weight))
    in_ties, in_sums = dict(entering()), dict(entering(weight=weight))
    found = {}
    for first, second, value in plain.edges(data=weight, default=1):
        found[first, second] = min(
            _unlikely(value, out_ties[first], out_sums[first]),
            _unlikely(value, in_ties[second], in_sums[second]),
        )
    return found


def backbone(graph: nx.Graph[Any], level: float = LEVEL, weight: str = "weight") -> nx.Graph[Any]:
    """Return a copy of *graph* with the ties whose disparity is below *level*, as ``disparity``.

    All nodes are kept; parallel edges are added up.

    For departments: a picture of a dense network that still shows the ties of small units,
    which a threshold on weights would take away first.

    Misleads: *level* is a choice: show what another one gives. See :func:`disparity`.

    Source: Serrano, Boguñá & Vespignani 2009, PNAS 106, 6483-6488.
    """
    plain = merged(graph, weight).copy()
    for (first, second), value in disparity(graph, weight).items():
        if value < level:
            plain[first][second]["disparity"] = value
        else:
            plain.remove_edge(first, second)
    return plain


def _unlikely(value: float, ties: int, total: float) -> float:
    return 1.0 if ties < 2 or not total else (1 - min(value / total, 1)) ** (ties - 1)
