"""Brokerage: who connects groups, and who is hemmed in by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import Ties, ties_of

if TYPE_CHECKING:
    import networkx as nx


def participation(
    graph: nx.Graph[Any] | Ties, groups: Mapping[Any, object], weight: str = "weight"
) -> dict[Any, float]:
    """Return how evenly each node's ties spread over *groups*: 0 all in one, towards 1 over many.

    1 - sum over groups s of (k_s / k)², with k the node's strength and k_s the part of it
    that goes to s. With g groups it cannot pass 1 - 1/g. NaN for a node without ties.

    For departments: near 0 a unit works inside its own group, above 0.6 it connects
    groups (发展改革, 财政 as a rule). *groups* are communities, or whatever is asked
    about: functions, places.

    Misleads: two ties to two groups give 0.5 as do two hundred; look at strength beside
    it. With communities it inherits all that is unsure about them.

    Source: Guimerà & Amaral 2005, Nature 433, 895-900.
    """
    import numpy as np
    from scipy import sparse

    ties = ties_of(graph, weight)
    nodes, matrix = ties.nodes, ties.weights
    if ties.directed:
        matrix = matrix + matrix.T
    names = {group: index for index, group in enumerate(dict.fromkeys(groups[n] for n in nodes))}
    columns = [names[groups[node]] for node in nodes]
    size = len(nodes)
    inside = sparse.csr_array(
        (np.ones(size), (np.arange(size), columns)), shape=(size, max(len(names), 1))
    )
    to_group = matrix @ inside
    total = np.asarray(matrix.sum(axis=1)).ravel()
    squares = np.asarray(to_group.multiply(to_group).sum(axis=1)).ravel()
    spread = np.full(size, np.nan)
    tied = total > 0
    spread[tied] = np.maximum(0.0, 1 - squares[tied] / total[tied] ** 2)
    return dict(zip(nodes, spread.tolist(), strict=True))


def constraint(graph: nx.Graph[Any] | Ties, weight: str = "weight") -> dict[Any, float]:
    """Return Burt's constraint of each node: low for a broker between others who do not meet.

    For departments: how far a unit's time goes to partners who are also partners of each
    other. Low: it stands between units that meet only through it.

    Misleads: it falls with the number of partners whatever their shape, so compare units
    of similar degree; above 1 is possible with two or three partners. In a network made
    of tasks all units of a task meet, so a single big task raises it for all of them.
    A unit with one partner has 1. NaN for a node without ties. Directed ties are taken
    both ways.

    Source: Burt 1992, Structural Holes; Burt 2004, American Journal of Sociology 110,
    349-399. Equals ``networkx.constraint``, but goes by blocks of rows: the product over
    all pairs at once would take gigabytes at 5,000 units.
    """
    import numpy as np
    from scipy import sparse

    found = ties_of(graph, weight)
    nodes, matrix = found.nodes, found.weights
    both = sparse.csr_array(matrix + matrix.T)
    total = np.asarray(both.sum(axis=1)).ravel()
    share = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    spent_on = sparse.csr_array(sparse.diags_array(share) @ both) if nodes else both
    values = np.full(len(nodes), np.nan)
    for begin in range(0, len(nodes), _BLOCK):
        rows = spent_on[begin : begin + _BLOCK]
        direct = rows.toarray()
        spent = np.where(direct > 0, (direct + (rows @ spent_on).toarray()) ** 2, 0.0)
        values[begin : begin + _BLOCK] = spent.sum(axis=1)
    values[total == 0] = np.nan
    return dict(zip(nodes, values.tolist(), strict=True))


_BLOCK = 256
