"""Structural holes: how many of a unit's partners tell it something that no other does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import one_mode

if TYPE_CHECKING:
    import networkx as nx


def effective_size(graph: nx.Graph[Any], weight: str | None = None) -> dict[Any, float]:
    """Return the number of partners of each node less their mean ties to each other.

    With *weight* ties count by it. NaN for a node without ties. Burt's constraint, the
    other measure of holes, is :func:`zeren.graph.analysis.measures.brokerage.constraint`.

    For departments: how many circles a unit has a foot in, if each is as good as one partner.

    Misleads: it grows with the number of partners: look at :func:`efficiency` too. Units of
    one task are tied to each other, so that a large task adds about one.

    Source: Burt 1992, Structural Holes, ch. 2; Borgatti 1997, Connections 20, 35-38;
    ``networkx.effective_size``.
    """
    import networkx as nx

    found: dict[Any, float] = nx.effective_size(one_mode(graph, "effective size"), weight=weight)
    return found


def efficiency(graph: nx.Graph[Any], weight: str | None = None) -> dict[Any, float]:
    """Return the effective size of each node by its number of partners: 1 none of them meet.

    For departments: what part of a unit's partners it would lose touch with without itself.

    Misleads: a unit with one partner has 1; see also :func:`effective_size`.

    Source: Burt 1992, Structural Holes, ch. 2.
    """
    plain = one_mode(graph, "efficiency")
    partners = plain.to_undirected(as_view=True) if plain.is_directed() else plain
    return {
        node: size / len(partners[node]) if len(partners[node]) else float("nan")
        for node, size in effective_size(plain, weight).items()
    }
