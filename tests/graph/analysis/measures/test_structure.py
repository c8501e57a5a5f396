"""Measures of whole networks: as networkx and igraph have them, and as the sources print them."""

from __future__ import annotations

from itertools import combinations
from math import isnan

import networkx as nx
import numpy as np
import pytest
from zeren.graph.analysis.measures.closeness import closeness
from zeren.graph.analysis.measures.structure.backbone import backbone, disparity
from zeren.graph.analysis.measures.structure.centralisation import (
    betweenness_centralisation,
    closeness_centralisation,
    degree_centralisation,
)
from zeren.graph.analysis.measures.structure.change import change
from zeren.graph.analysis.measures.structure.clustering import (
    clustering,
    mean_clustering,
    transitivity,
)
from zeren.graph.analysis.measures.structure.cooperation import cooperation
from zeren.graph.analysis.measures.structure.core_periphery import (
    core_periphery,
    core_periphery_fit,
    coreness,
)
from zeren.graph.analysis.measures.structure.cores import core_number
from zeren.graph.analysis.measures.structure.density import density
from zeren.graph.analysis.measures.structure.equivalence import (
    equivalence_blocks,
    profile_distances,
)
from zeren.graph.analysis.measures.structure.holes import effective_size, efficiency
from zeren.graph.analysis.measures.structure.mixing import (
    assortativity,
    degree_assortativity,
    ei_index,
    ei_of_nodes,
)
from zeren.graph.analysis.measures.structure.two_mode import (
    two_mode_closeness,
    two_mode_clustering,
    two_mode_degree,
    two_mode_transitivity,
)

EXACT = 1e-9
SEEDS = pytest.mark.parametrize("seed", range(4))
CORE = (
    *[(1, 2), (1, 3), (1, 4), (1, 5), (2, 3), (2, 4), (2, 6)],
    *[(2, 7), (2, 8), (3, 4), (3, 8), (3, 9), (4, 5), (4, 10)],
)
"""Borgatti & Everett 1999, figure 1 and table 1."""


def made(seed: int, size: int = 30) -> nx.Graph:
    """Return a connected weighted graph with two attributes."""
    graph = nx.connected_watts_strogatz_graph(size, 4, 0.4, seed=seed)
    random = np.random.default_rng(seed)
    for _, _, data in graph.edges(data=True):
        data["weight"] = float(random.random() * 3)
    for node in graph:
        graph.nodes[node]["function"] = "abc"[int(random.integers(3))]
    return graph


def two_modes(seed: int) -> nx.Graph:
    return nx.bipartite.random_graph(8, 15, 0.35, seed=seed)


@SEEDS
def test_values_are_those_of_networkx(seed: int) -> None:
    graph = made(seed)
    assert density(graph) == nx.density(graph)
    assert closeness(graph) == pytest.approx(nx.closeness_centrality(graph), abs=EXACT)
    assert clustering(graph) == pytest.approx(nx.clustering(graph), abs=EXACT)
    assert mean_clustering(graph) == pytest.approx(nx.average_clustering(graph), abs=EXACT)
    assert transitivity(graph) == pytest.approx(nx.transitivity(graph), abs=EXACT)
    assert core_number(graph) == nx.core_number(graph)
    assert effective_size(graph) == pytest.approx(nx.effective_size(graph), abs=EXACT)
    assert assortativity(graph, "function") == pytest.approx(
        nx.attribute_assortativity_coefficient(graph, "function"), abs=EXACT
    )
    assert degree_assortativity(graph) == pytest.approx(
        nx.degree_pearson_correlation_coefficient(graph), abs=EXACT
    )


@SEEDS
def test_two_modes_are_those_of_networkx(seed: int) -> None:
    graph = two_modes(seed)
    first = [node for node, kind in graph.nodes(data="bipartite") if kind == 0]
    bipartite = nx.bipartite
    assert density(graph) == bipartite.density(graph, first)
    assert two_mode_degree(graph) == bipartite.degree_centrality(graph, first)
    assert two_mode_closeness(graph) == bipartite.closeness_centrality(graph, first)
    assert two_mode_transitivity(graph) == bipartite.robins_alexander_clustering(graph)
    for overlap in ("dot", "min", "max"):
        assert two_mode_clustering(graph, overlap) == bipartite.latapy_clustering(
            graph, mode=overlap
        )


def test_two_modes_and_one_are_told_apart() -> None:
    with pytest.raises(ValueError, match="one kind"):
        transitivity(two_modes(0))
    with pytest.raises(ValueError, match="two kinds"):
        two_mode_degree(made(0))


def test_two_mode_clustering_by_hand() -> None:
    """Latapy, Magnien & Del Vecchio 2008: a and b share one task of the two that they have."""
    graph = nx.Graph([("a", 1), ("b", 1), ("b", 2)])
    graph.add_nodes_from("ab", bipartite=0)
    graph.add_nodes_from((1, 2), bipartite=1)
    assert two_mode_clustering(graph)["a"] == 1 / 2
    assert two_mode_clustering(graph, "min")["a"] == 1


@pytest.mark.parametrize("size", [5, 12])
def test_freeman_star_and_circle(size: int) -> None:
    """Freeman 1978: each centralisation is 1 for a star, and 0 where all are the same."""
    star, circle = nx.star_graph(size - 1), nx.cycle_graph(size)
    for of in (degree_centralisation, betweenness_centralisation, closeness_centralisation):
        assert of(star) == pytest.approx(1, abs=EXACT)
        assert of(circle) == pytest.approx(0, abs=EXACT)


def test_centralisation_of_arrows_and_of_parts() -> None:
    out = nx.DiGraph([(0, node) for node in range(1, 6)])
    assert degree_centralisation(out) == pytest.approx(1, abs=EXACT)
    assert degree_centralisation(out, "in") == pytest.approx(1 / 25, abs=EXACT)
    apart = nx.Graph([(0, 1), (2, 3)])
    assert isnan(closeness_centralisation(apart))
    assert isnan(degree_centralisation(nx.path_graph(2)))


@SEEDS
def test_values_are_those_of_igraph(seed: int) -> None:
    igraph = pytest.importorskip("igraph", reason="igraph is GPL, and no part of zeren")
    graph = made(seed)
    net = igraph.Graph.from_networkx(graph)
    nodes = net.vs["_nx_name"]

    def equal(mine: dict[int, float], theirs: list[float]) -> None:
        assert [mine[node] for node in nodes] == pytest.approx(theirs, abs=EXACT)

    assert density(graph) == pytest.approx(net.density(), abs=EXACT)
    assert transitivity(graph) == pytest.approx(net.transitivity_undirected(), abs=EXACT)
    equal(clustering(graph), net.transitivity_local_undirected(mode="zero"))
    equal(core_number(graph), net.coreness())
    equal(closeness(graph), net.closeness())
    assert degree_assortativity(graph) == pytest.approx(net.assortativity_degree(False), abs=EXACT)
    kinds = ["abc".index(graph.nodes[node]["function"]) for node in nodes]
    assert assortativity(graph, "function") == pytest.approx(
        net.assortativity_nominal(kinds, directed=False), abs=EXACT
    )


def test_core_and_periphery_as_printed() -> None:
    """Borgatti & Everett 1999, page 378: tables 1 and 2 correlate with 0.475."""
    fit = core_periphery_fit(nx.Graph(CORE), {1, 2, 3, 4})
    ideal = np.array([[one < 5 or other < 5 for other in range(1, 11)] for one in range(1, 11)])
    there = nx.to_numpy_array(nx.Graph(CORE), range(1, 11))
    off = ~np.eye(10, dtype=bool)
    assert round(fit, 3) == 0.475
    assert fit == pytest.approx(np.corrcoef(ideal[off], there[off])[0, 1], abs=EXACT)


@pytest.mark.parametrize("seed", range(1, 12))
@pytest.mark.parametrize("directed", [False, True])
def test_the_core_is_the_best_of_all(seed: int, directed: bool) -> None:
    graph = nx.gnp_random_graph(7, 0.2 + 0.05 * seed, seed=seed, directed=directed)
    all_cores = [set(core) for size in range(1, 7) for core in combinations(range(7), size)]
    best = max(fit for core in all_cores if not isnan(fit := core_periphery_fit(graph, core)))
    found = core_periphery(graph)
    assert found.fit == pytest.approx(best, abs=EXACT)
    assert core_periphery_fit(graph, found.core) == pytest.approx(best, abs=EXACT)


def test_an_ideal_core_is_found() -> None:
    graph = nx.complete_graph(4)
    graph.add_edges_from((node, other) for node in range(4, 15) for other in range(4))
    found = core_periphery(graph)
    assert found.core == {0, 1, 2, 3}
    assert found.fit == pytest.approx(1, abs=EXACT)
    assert isnan(core_periphery(nx.empty_graph(4)).fit)


def test_coreness_finds_what_a_network_was_made_of() -> None:
    """A network of products of coreness, which Borgatti & Everett 1999 call the ideal."""
    core = np.array([0.9, 0.8, 0.5, 0.3, 0.2, 0.1])
    ties = np.outer(core, core)
    np.fill_diagonal(ties, 0)
    found = coreness(nx.from_numpy_array(ties * 7), "weight")
    assert found.fit == pytest.approx(1, abs=EXACT)
    assert list(found.values.values()) == pytest.approx(core / np.linalg.norm(core), abs=1e-6)
    plain = coreness(made(1))
    assert sum(value**2 for value in plain.values.values()) == pytest.approx(1)
    assert 0 < plain.fit < 1


def test_ei_index_by_hand() -> None:
    """Krackhardt & Stern 1988: two ties within, one across."""
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "x")])
    groups = dict(zip("abcd", "1122", strict=True))
    assert ei_index(graph, groups) == pytest.approx((1 - 2) / 3, abs=EXACT)
    nodes = ei_of_nodes(graph, groups)
    assert (nodes["a"], nodes["b"]) == (-1, 0)
    assert isnan(nodes["x"])
    nx.set_edge_attributes(graph, {("b", "c"): 4}, "weight")
    assert ei_index(graph, groups, "weight") == pytest.approx((4 - 2) / 6, abs=EXACT)


def test_efficiency_of_who_stands_between() -> None:
    star = efficiency(nx.star_graph(4))
    assert star[0] == 1
    whole = efficiency(nx.complete_graph(4))
    assert whole[0] == pytest.approx(1 / 3, abs=EXACT)


def test_disparity_by_the_formula() -> None:
    """Serrano, Boguñá & Vespignani 2009, equation 2: (1 - p)^(k - 1)."""
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 8), ("a", "c", 1), ("a", "d", 1)])
    found = disparity(graph)
    assert found["a", "b"] == pytest.approx(0.2**2, abs=EXACT)
    assert found["a", "c"] == pytest.approx(0.9**2, abs=EXACT)
    kept = backbone(graph, 0.05)
    assert set(kept.edges) == {("a", "b")}
    assert set(kept) == set(graph)


def test_change_by_hand() -> None:
    found = change(nx.path_graph(4), nx.Graph([(1, 2), (2, 3), (1, 3), (3, 9)]))
    assert found.nodes == 3 / 5
    assert found.ties == 2 / 5
    assert found.among_staying == 2 / 3
    assert (found.nodes_joining, found.nodes_leaving) == (1, 1)
    assert (found.ties_staying, found.ties_new, found.ties_gone) == (2, 2, 1)
    assert isnan(change(nx.Graph(), nx.Graph()).nodes)


@pytest.mark.parametrize("directed", [False, True])
def test_profiles_are_distances_to_the_others(directed: bool) -> None:
    """Burt 1976, cell by cell."""
    graph = nx.gnp_random_graph(7, 0.4, seed=3, directed=directed)
    ties = nx.to_numpy_array(graph)
    _, found = profile_distances(graph)
    for one, other in combinations(range(7), 2):
        others = [node for node in range(7) if node not in {one, other}]
        squares = sum((ties[one, k] - ties[other, k]) ** 2 for k in others)
        if directed:
            squares += sum((ties[k, one] - ties[k, other]) ** 2 for k in others)
        assert found[one, other] == pytest.approx(squares**0.5, abs=EXACT)


def test_blocks_are_the_sides_of_a_two_sided_network() -> None:
    sides = nx.Graph(nx.complete_bipartite_graph(4, 3).edges)
    found = equivalence_blocks(sides, 2)
    assert found.block == dict.fromkeys(range(4), 1) | dict.fromkeys(range(4, 7), 2)
    assert found.density == [[0, 1], [1, 0]]


def test_breadth_and_depth() -> None:
    graph = nx.Graph()
    graph.add_node("alone")
    graph.add_edge("a", "b", documents=4)
    graph.add_edge("a", "c", documents=1)
    graph.add_edge("a", "d", documents=1)
    found = cooperation(graph)
    assert (found["a"].breadth, found["a"].depth) == (3, 2)
    assert found["a"].quadrant == "broad-shallow"  # the mean depth is (2 + 4 + 1 + 1) / 4
    assert found["b"].quadrant == "narrow-deep"
    assert found["c"].quadrant == "narrow-shallow"
    assert found["alone"].quadrant == "alone"
