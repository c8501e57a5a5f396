"""Centralisation: how far a network is like a star, in which one node has it all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.betweenness import betweenness
from zeren.graph.analysis.measures.closeness import closeness
from zeren.graph.analysis.measures.degree import Direction, degree
from zeren.graph.analysis.measures.matrix import one_mode

if TYPE_CHECKING:
    import networkx as nx


def degree_centralisation(graph: nx.Graph[Any], direction: Direction = "out") -> float:
    """Return how far degrees are those of a star: 1 for a star, 0 when all are the same.

    *direction* says which degrees count where edges have one (``"in"``, ``"out"``); it
    says nothing elsewhere. NaN for fewer than three nodes, ValueError for two kinds.

    For departments: whether one unit works with all and the others only with it, as under
    a strong head office, or whether everybody has partners.

    Misleads: it compares with the largest degree alone, so that two centres give a middling
    figure and one collective (各县区) a high one. Networks of different size and density are
    hard to compare: a dense network cannot be centralised.

    Source: Freeman 1978, Social Networks 1, 215-239; as R's ``igraph::centr_degree``
    without loops.
    """
    plain = one_mode(graph, "centralisation")
    size = len(plain)
    if size < 3:
        return float("nan")
    if plain.is_directed():
        return _spread(degree(plain, direction).values()) / (size - 1) ** 2
    return _spread(degree(plain).values()) / ((size - 1) * (size - 2))


def betweenness_centralisation(graph: nx.Graph[Any]) -> float:
    """Return how far betweenness is that of a star: 1 when all ways lead over one node.

    For departments: whether one unit alone joins the others.

    Misleads: as betweenness does; two brokers who share the work bring it down to half.
    Between parts that are not connected there are no ways, which lowers it. Large networks
    are estimated, see :func:`zeren.graph.analysis.measures.betweenness.betweenness`.

    Source: Freeman 1977, Sociometry 40, 35-41; Freeman 1978, Social Networks 1, 215-239; as
    R's ``igraph::centr_betw``.
    """
    plain = one_mode(graph, "centralisation")
    if len(plain) < 3:
        return float("nan")
    return _spread(betweenness(plain).values.values()) / (len(plain) - 1)


def closeness_centralisation(graph: nx.Graph[Any]) -> float:
    """Return how far closeness is that of a star. NaN where not all nodes reach each other.

    For departments: whether one unit has all others near while these are far from each other.

    Misleads: it is for connected undirected networks, and networks of several plans are
    seldom so: take their largest part. Close to degree centralisation where most ways are
    one or two steps long.

    Source: Freeman 1978, Social Networks 1, 215-239; as R's ``igraph::centr_clo``.
    """
    import networkx as nx

    plain = one_mode(graph, "centralisation")
    size = len(plain)
    if size < 3 or plain.is_directed() or not nx.is_connected(plain):
        return float("nan")
    most = (size - 1) * (size - 2) / (2 * size - 3)
    return _spread(closeness(plain).values()) / most


def _spread(values: Iterable[float]) -> float:
    found = list(values)
    return sum(max(found) - value for value in found)
