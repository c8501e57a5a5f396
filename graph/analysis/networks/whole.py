"""A network as a whole: the figures by which networks of places, years and stores are compared."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

from zeren.graph.analysis.measures.matrix import merged
from zeren.graph.analysis.measures.structure.centralisation import (
    betweenness_centralisation,
    closeness_centralisation,
    degree_centralisation,
)
from zeren.graph.analysis.measures.structure.clustering import mean_clustering, transitivity
from zeren.graph.analysis.measures.structure.core_periphery import core_periphery, coreness
from zeren.graph.analysis.measures.structure.cores import core_number
from zeren.graph.analysis.measures.structure.density import density
from zeren.graph.analysis.measures.structure.mixing import (
    assortativity,
    degree_assortativity,
    ei_index,
)
from zeren.graph.analysis.measures.structure.two_mode import (
    two_mode_clustering,
    two_mode_transitivity,
)

if TYPE_CHECKING:
    import networkx as nx

SMALL = 1500
"""Nodes up to which a core is looked for: a larger network takes minutes."""


class Figure(NamedTuple):
    """One figure of a network; None where it says nothing, or was not made (see ``SMALL``)."""

    name: str
    zh: str
    value: float | None


def describe(graph: nx.Graph[Any], *, seed: int = 0) -> tuple[Figure, ...]:
    """Return the figures of a network that fit it, parallel edges counted once.

    What each means, and where it misleads, is said by the function that makes it, in
    :mod:`zeren.graph.analysis.measures.structure`, and in docs/measures.md. *seed* is for the
    search of a core.
    """
    return tuple(
        Figure(name, zh, None if value is None or isnan(value) else value)
        for name, zh, value in _figures(merged(graph), seed)
    )


def _figures(graph: nx.Graph[Any], seed: int) -> Iterator[tuple[str, str, float | None]]:
    import networkx as nx

    size = len(graph)
    undirected = graph.to_undirected(as_view=True) if graph.is_directed() else graph
    parts = sorted(map(len, nx.connected_components(undirected)), reverse=True)
    yield "nodes", "节点", float(size)
    yield "ties", "联系", float(graph.number_of_edges())
    yield "parts", "连通部分", float(len(parts))
    yield "largest-part", "最大部分占比", parts[0] / size if parts else None
    yield "density", "密度", density(graph)
    if any(kind is not None for _, kind in graph.nodes(data="bipartite")):
        yield from _two_mode(graph)
    elif graph.is_directed():
        yield from _directed(graph)
    else:
        yield from _one_mode(graph, seed)


def _two_mode(graph: nx.Graph[Any]) -> Iterator[tuple[str, str, float | None]]:
    first = [node for node, kind in graph.nodes(data="bipartite") if kind == 0]
    ties, second = graph.number_of_edges(), len(graph) - len(first)
    yield "mean-degree-first", "首类平均度", ties / len(first) if first else None
    yield "mean-degree-second", "次类平均度", ties / second if second else None
    yield "two-mode-transitivity", "二模传递性", two_mode_transitivity(graph) if ties else None
    overlap = two_mode_clustering(graph)
    mean = sum(overlap[node] for node in first) / len(first) if first else None
    yield "mean-two-mode-clustering", "二模平均聚类", mean


def _directed(graph: nx.Graph[Any]) -> Iterator[tuple[str, str, float | None]]:
    import networkx as nx

    yield "mean-degree", "平均度", graph.number_of_edges() / len(graph) if graph else None
    yield "out-degree-centralisation", "出度中心势", degree_centralisation(graph, "out")
    yield "in-degree-centralisation", "入度中心势", degree_centralisation(graph, "in")
    yield "betweenness-centralisation", "中介中心势", betweenness_centralisation(graph)
    ties = graph.number_of_edges()
    yield "reciprocity", "互惠性", float(nx.overall_reciprocity(graph)) if ties else None
    yield from _mixing(graph)


def _one_mode(graph: nx.Graph[Any], seed: int) -> Iterator[tuple[str, str, float | None]]:
    yield "mean-degree", "平均度", 2 * graph.number_of_edges() / len(graph) if graph else None
    yield "degree-centralisation", "度中心势", degree_centralisation(graph)
    yield "betweenness-centralisation", "中介中心势", betweenness_centralisation(graph)
    yield "closeness-centralisation", "接近中心势", closeness_centralisation(graph)
    yield "mean-clustering", "平均聚类系数", mean_clustering(graph)
    yield "transitivity", "传递性", transitivity(graph)
    yield "largest-k", "最大k核", float(max(core_number(graph).values(), default=0))
    small = len(graph) <= SMALL
    core = core_periphery(graph, seed=seed) if small else None
    yield "core-size", "核心单位数", float(len(core.core)) if core else None
    yield "core-fit", "核心—边缘拟合度", core.fit if core else None
    yield "coreness-fit", "核心度拟合度", coreness(graph).fit if small else None
    yield "degree-assortativity", "度同配性", degree_assortativity(graph)
    yield from _mixing(graph)


def _mixing(graph: nx.Graph[Any]) -> Iterator[tuple[str, str, float | None]]:
    for attribute, zh in (("function", "职能"), ("level", "层级"), ("place", "地方")):
        if any(value for _, value in graph.nodes(data=attribute)):
            yield f"assortativity-{attribute}", f"{zh}同配性", assortativity(graph, attribute)
            yield f"ei-{attribute}", f"{zh}E-I指数", ei_index(graph, attribute)
