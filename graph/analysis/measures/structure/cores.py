"""Cores: the parts in which everybody has at least k partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import merged

if TYPE_CHECKING:
    import networkx as nx


def core_number(graph: nx.Graph[Any]) -> dict[Any, int]:
    """Return the largest k of each node so that it is in a part where all have k partners.

    Directed ties count in both directions, as in ``networkx.core_number``.

    For departments: layers of a network, peeled from outside; the innermost core are those
    that are tied to each other whatever else is taken away.

    Misleads: a task of forty units is a 39-core by itself, so the innermost core can be one
    sentence of one plan. It says nothing of who is central within the core.

    Source: Seidman 1983, Social Networks 5, 269-287; Batagelj & Zaveršnik 2003;
    ``networkx.core_number``.
    """
    import networkx as nx

    found: dict[Any, int] = nx.core_number(merged(graph))
    return found
