"""Degree and strength: with how many others, and how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from zeren.graph.analysis.measures.matrix import Ties, ties_of

if TYPE_CHECKING:
    import networkx as nx

Direction = Literal["both", "in", "out"]


def degree(graph: nx.Graph[Any] | Ties, direction: Direction = "both") -> dict[Any, float]:
    """Return how many others each node is tied to, parallel edges counted once.

    For departments: the number of partners; in a network of tasks the number of tasks;
    in the lead network the units led (``"out"``) or those that lead (``"in"``).
    *direction* says nothing where edges have none; ``"both"`` counts a node that is tied
    in both directions twice, as networkx does.

    Misleads: one task with forty units gives each of them 39 partners. Look at
    :func:`strength` beside it. A collective such as 各县（区）人民政府 counts as one.

    Source: Freeman 1978, Social Networks 1, 215-239. Divided by the number of others it
    is ``networkx.degree_centrality`` of the graph without parallel edges.
    """
    return _sums(graph, None, direction)


def strength(
    graph: nx.Graph[Any] | Ties, direction: Direction = "both", weight: str = "weight"
) -> dict[Any, float]:
    """Return the sum of the weights of each node's edges.

    For departments, with the weights of the unit network: in how many tasks it has at
    least one partner. In the lead network: the tasks in which it leads others
    (``"out"``), and its fractional share of being led (``"in"``).

    Misleads: it says how much is shared, not with how many. Who does most alone has none.

    Source: Barrat, Barthélemy, Pastor-Satorras & Vespignani 2004, PNAS 101, 3747-3752;
    the weights are those of Newman 2001, Physical Review E 64, 016132. It is
    ``graph.degree(weight="weight")`` of networkx.
    """
    return _sums(graph, weight, direction)


def _sums(
    graph: nx.Graph[Any] | Ties, weight: str | None, direction: Direction
) -> dict[Any, float]:
    import numpy as np

    ties = ties_of(graph, weight)
    matrix = ties.steps if weight is None else ties.weights
    total = np.zeros(len(ties.nodes))
    if direction != "in":
        total = total + np.asarray(matrix.sum(axis=1)).ravel()
    if direction == "in" or (direction == "both" and ties.directed):
        total = total + np.asarray(matrix.sum(axis=0)).ravel()
    return dict(zip(ties.nodes, total.tolist(), strict=True))
