"""Networks of two kinds of nodes, such as units and tasks, measured as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from zeren.graph.analysis.measures.matrix import merged

if TYPE_CHECKING:
    import networkx as nx

Overlap = Literal["dot", "min", "max"]


def two_mode_degree(graph: nx.Graph[Any]) -> dict[Any, float]:
    """Return for each node the share of the nodes of the other kind that it is tied to.

    For departments: the share of all tasks (themes, sectors) that a unit takes part in, and
    of a task the share of all units that it names.

    Misleads: it depends on which plans are in the store. A unit of a county cannot have more
    than the tasks of the county's plan.

    Source: Borgatti & Everett 1997, Social Networks 19, 243-269;
    ``networkx.bipartite.degree_centrality``.
    """
    import networkx as nx

    found: dict[Any, float] = nx.bipartite.degree_centrality(*_modes(graph))
    return found


def two_mode_closeness(graph: nx.Graph[Any]) -> dict[Any, float]:
    """Return for each node how close the others are, by the closest that is possible here.

    For departments: who is few tasks away from everybody.

    Misleads: as closeness does; parts that are not connected are weighted by their size.

    Source: Borgatti & Everett 1997, Social Networks 19, 243-269;
    ``networkx.bipartite.closeness_centrality``.
    """
    import networkx as nx

    found: dict[Any, float] = nx.bipartite.closeness_centrality(*_modes(graph))
    return found


def two_mode_clustering(graph: nx.Graph[Any], overlap: Overlap = "dot") -> dict[Any, float]:
    """Return how far each node's neighbours overlap with those of nodes that share one with it.

    Of units and tasks: the mean, over all units with a common task, of the tasks they
    share by the tasks either has (``"dot"``), by the fewer (``"min"``) or by the more
    (``"max"``) of the two.

    For departments: whether a unit meets the same partners again and again, which the
    clustering of the projected network cannot tell from one large task.

    Misleads: who has one task overlaps by half or wholly with everybody in it; compare units
    of similar numbers of tasks.

    Source: Latapy, Magnien & Del Vecchio 2008, Social Networks 30, 31-48;
    ``networkx.bipartite.latapy_clustering``.
    """
    import networkx as nx

    found: dict[Any, float] = nx.bipartite.latapy_clustering(merged(graph), mode=overlap)
    return found


def two_mode_transitivity(graph: nx.Graph[Any]) -> float:
    """Return the share of ways of three ties that are closed into a circle of four.

    For departments: whether two units that share a task share another one.

    Misleads: large tasks make most of the ways and few of the circles.

    Source: Robins & Alexander 2004, Computational & Mathematical Organization Theory 10,
    69-94; ``networkx.bipartite.robins_alexander_clustering``.
    """
    import networkx as nx

    return float(nx.bipartite.robins_alexander_clustering(merged(graph)))


def _modes(graph: nx.Graph[Any]) -> tuple[nx.Graph[Any], list[Any]]:
    plain = merged(graph)
    kinds = dict(plain.nodes(data="bipartite"))
    if set(kinds.values()) - {0, 1}:
        raise ValueError("this measure is for networks of two kinds of nodes")
    return plain, [node for node, kind in kinds.items() if kind == 0]
