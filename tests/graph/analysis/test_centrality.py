"""Measures equal networkx on the same graph, and say where they are estimates."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.stores.facts import PARTS, SOME, Part, facts, unit
from support.stores.stores import Ask
from zeren.graph.analysis.centrality import MEASURES, centralities, measures_for, ranks
from zeren.graph.analysis.centrality_doubt import against_chance, robustness, variants
from zeren.graph.analysis.choice import ALL, Choice, chosen
from zeren.graph.analysis.measures import betweenness as between
from zeren.graph.analysis.measures.betweenness import betweenness, with_distances
from zeren.graph.analysis.measures.brokerage import constraint, participation
from zeren.graph.analysis.measures.communities import (
    agreement,
    communities,
    communities_by_sharing,
    modularity,
)
from zeren.graph.analysis.measures.degree import degree, strength
from zeren.graph.analysis.measures.eigenvector import eigenvector
from zeren.graph.analysis.measures.null_model import curveball, deviation
from zeren.graph.analysis.measures.pagerank import pagerank
from zeren.graph.analysis.network import NETWORKS, lead_graph, network, unit_graph, unit_task_graph
from zeren.graph.errors import GraphError

QUICK = settings(max_examples=40, deadline=None)

GRAPHS = {
    "florentine": nx.florentine_families_graph(),
    "karate": nx.karate_club_graph(),
    "women": nx.davis_southern_women_graph(),
    "sparse, in parts": nx.gnm_random_graph(60, 70, seed=1),
    "directed": nx.gnp_random_graph(40, 0.08, directed=True, seed=2),
    "pair": nx.path_graph(2),
    "one": nx.empty_graph(1),
    "none": nx.Graph(),
}


def weighted(graph: nx.Graph) -> nx.Graph:
    """Return *graph* with weights that are not all the same."""
    copy = graph.copy()
    for index, (_, _, data) in enumerate(copy.edges(data=True)):
        data["weight"] = 1 + index % 4 / 2
    return copy


@pytest.fixture(params=GRAPHS)
def graph(request: pytest.FixtureRequest) -> nx.Graph:
    return weighted(GRAPHS[request.param])


def same(found: dict, expected: dict) -> None:
    """Assert that two measures are equal, NaN to NaN."""
    assert found == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_degree_and_strength(graph: nx.Graph) -> None:
    same(degree(graph), dict(graph.degree()))
    same(strength(graph), dict(graph.degree(weight="weight")))
    if graph.is_directed():
        same(degree(graph, "in"), dict(graph.in_degree()))
        same(strength(graph, "out"), dict(graph.out_degree(weight="weight")))
    if len(graph) > 1:
        others = len(graph) - 1
        same({node: n / others for node, n in degree(graph).items()}, nx.degree_centrality(graph))


def test_betweenness(graph: nx.Graph) -> None:
    found = betweenness(graph)
    same(dict(found.values), nx.betweenness_centrality(graph))
    assert found.pivots is None
    assert not found.errors


def test_betweenness_by_distance(graph: nx.Graph) -> None:
    far = with_distances(graph)
    same(
        dict(betweenness(far, distance="distance").values),
        nx.betweenness_centrality(far, weight="distance"),
    )


def test_distance_is_one_over_weight() -> None:
    """The trap: a strong tie is a short way, and parallel ties are added up first."""
    graph: nx.MultiGraph = nx.MultiGraph()
    graph.add_edge("a", "b", weight=1)
    graph.add_edge("b", "a", weight=3)
    graph.add_edge("b", "c", weight=4)
    graph.add_edge("a", "c", weight=1)
    far = with_distances(graph)
    assert far["a"]["b"]["weight"] == 4
    assert far["a"]["b"]["distance"] == between.UNIT_OF_DISTANCE // 4
    assert betweenness(far, distance="distance").values["b"] == 1.0
    assert nx.betweenness_centrality(nx.Graph(far), weight="weight")["b"] == 0.0


def test_betweenness_of_two_kinds() -> None:
    graph = GRAPHS["women"]
    first = [node for node, kind in graph.nodes(data="bipartite") if kind == 0]
    same(
        dict(betweenness(graph, bipartite=True).values),
        nx.bipartite.betweenness_centrality(graph, first),
    )


def test_betweenness_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Working in small blocks of sources changes nothing."""
    monkeypatch.setattr(between, "_CELLS", 100)
    graph = GRAPHS["karate"]
    same(dict(betweenness(graph).values), nx.betweenness_centrality(graph))


def test_betweenness_estimated() -> None:
    """The sample is unbiased, its errors are of the right size, all sources are no sample."""
    graph = nx.gnm_random_graph(120, 360, seed=3)
    exact = nx.betweenness_centrality(graph)
    top = sorted(exact, key=exact.__getitem__)[-20:]
    samples = [betweenness(graph, pivots=40, seed=seed) for seed in range(60)]
    for node in top:
        mean = sum(found.values[node] for found in samples) / len(samples)
        error = sum(found.errors[node] for found in samples) / len(samples)
        spread = math.sqrt(sum((f.values[node] - mean) ** 2 for f in samples) / len(samples))
        assert mean == pytest.approx(exact[node], abs=4 * error / math.sqrt(len(samples)))
        assert 0.5 < error / spread < 2
    assert samples[0] == betweenness(graph, pivots=40, seed=0)
    assert samples[0].pivots == 40
    assert betweenness(graph, pivots=120).pivots is None


def test_betweenness_is_estimated_when_there_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(between, "EXACT_WORK", 1000)
    monkeypatch.setattr(between, "LEAST_PIVOTS", 5)
    found = centralities(unit_graph(facts([Part(0, 1, n) for n in range(30)])), ["betweenness"])
    assert found.pivots == 5
    assert any("estimated from 5 of 30" in note for note in found.notes)
    assert all("betweenness" in row.errors for row in found.rows)


def test_eigenvector(graph: nx.Graph) -> None:
    if graph.is_directed():
        with pytest.raises(ValueError, match="undirected"):
            eigenvector(graph)
    elif len(graph) > 2 and nx.is_connected(graph):
        same(eigenvector(graph), nx.eigenvector_centrality_numpy(graph, weight="weight"))
    else:
        assert set(eigenvector(graph)) == set(graph)


def test_eigenvector_of_parts() -> None:
    """Each part by itself, in the proportions that networkx gives; alone is 0."""
    graph = nx.disjoint_union(GRAPHS["florentine"], nx.star_graph(4))
    graph.add_node("alone")
    found = eigenvector(graph)
    parts = [sorted(part, key=str) for part in nx.connected_components(graph)]
    for part in parts[:2]:
        inside = nx.eigenvector_centrality_numpy(graph.subgraph(part))
        scale = math.sqrt(len(part) / len(graph))
        same({node: found[node] for node in part}, {n: v * scale for n, v in inside.items()})
    assert found["alone"] == 0


def test_eigenvector_of_a_large_graph_is_the_same() -> None:
    """Beyond the size for dense matrices another solver takes over."""
    graph = nx.barabasi_albert_graph(400, 3, seed=1)
    same(eigenvector(graph), nx.eigenvector_centrality(graph, max_iter=2000, tol=1e-13))


def test_pagerank(graph: nx.Graph) -> None:
    found = pagerank(graph)
    assert found == pytest.approx(nx.pagerank(graph) if graph else {}, abs=1e-5)
    assert sum(found.values()) == pytest.approx(1 if graph else 0)


def test_constraint(graph: nx.Graph) -> None:
    if graph:
        same(constraint(graph), nx.constraint(graph, weight="weight"))
    assert set(constraint(graph)) == set(graph)


def test_participation() -> None:
    """The paper's own extremes: all in one group, evenly in all."""
    graph = nx.star_graph(4)
    same(participation(graph, dict.fromkeys(graph, 1)), dict.fromkeys(graph, 0.0))
    spread = participation(graph, {node: node for node in graph})
    assert spread[0] == pytest.approx(1 - 1 / 4)
    graph.add_node("alone")
    assert math.isnan(participation(graph, dict.fromkeys(graph, 1))["alone"])


def test_communities_are_those_of_networkx() -> None:
    graph = GRAPHS["karate"]
    found = communities(graph, seed=3)
    expected = nx.community.louvain_communities(graph, seed=3)
    assert {frozenset(n for n in found if found[n] == one) for one in found.values()} == set(
        map(frozenset, expected)
    )
    sizes = Counter(found.values())
    assert sorted(sizes) == list(range(1, len(sizes) + 1))
    assert [sizes[n] for n in sorted(sizes)] == sorted(sizes.values(), reverse=True)
    assert modularity(graph, found) == pytest.approx(
        nx.community.modularity(graph, expected, weight="weight")
    )


def test_communities_by_sharing() -> None:
    """Two sets of women and their events; a task goes with its units."""
    found = communities_by_sharing(GRAPHS["women"], seed=1)
    assert len(set(found.values())) >= 2
    assert found["Evelyn Jefferson"] == found["Theresa Anderson"] == found["E1"]
    assert found["Nora Fayette"] == found["E13"] != found["E1"]
    parts = [Part(0, 1, 1), Part(0, 2, 2), Part(0, 2, 3)]
    alone = communities_by_sharing(unit_task_graph(facts(parts)))
    assert alone[unit(1)] == alone["doc:0/task/1"] != alone[unit(2)]


def test_agreement() -> None:
    groups = {"a": 1, "b": 1, "c": 2, "d": 2}
    assert agreement(groups, {"a": 7, "b": 7, "c": 3, "d": 3}) == 1
    assert agreement(groups, {"a": 1, "b": 2, "c": 1, "d": 2}) < 0
    assert agreement({"a": 1}, {"a": 1}) == 1


@QUICK
@given(PARTS, st.integers(0, 99))
def test_curveball_keeps_every_number(parts: list[Part], seed: int) -> None:
    """Each unit keeps its tasks in number, each task its units, in each plan."""
    ties = [(str(part.unit), f"{part.document}.{part.task}", part.document) for part in parts]
    dealt = curveball(ties, Random(seed))
    for column in (0, 1, 2):
        assert Counter(tie[column] for tie in dealt) == Counter(t[column] for t in set(ties))
    assert len(set(dealt)) == len(dealt)
    assert curveball(reversed(ties), Random(seed)) == dealt


def test_curveball_reaches_all_networks_evenly() -> None:
    """Two by two there are two networks, three by three with ones everywhere six."""
    ties = [(str(n), str(n), "") for n in range(3)]
    random = Random(1)
    seen = Counter(tuple(curveball(ties, random)) for _ in range(1200))
    assert len(seen) == 6
    assert all(140 < count < 260 for count in seen.values())


def test_deviation() -> None:
    found = deviation(4, [1, 2, 3])
    assert found.mean == 2
    assert found.z == pytest.approx(2)
    assert found.p == 0.25
    assert deviation(5, [5, 5]) == (5, 5, None, 1)
    with pytest.raises(ValueError, match="null values"):
        deviation(1, [])


def test_ranks_take_equals_together() -> None:
    assert ranks({"a": 1 / 3 + 1 / 3, "b": 2 / 3, "c": 0.1}, "strength") == {"a": 1, "b": 1, "c": 3}
    assert ranks({"a": 0.9, "b": 0.1, "c": None}, "constraint") == {"a": 2, "b": 1, "c": None}


@pytest.mark.parametrize("name", NETWORKS)
def test_all_measures_of_every_network(name: str) -> None:
    """Rows are the units (or functions), each value is the measure's own, the graph stays."""
    found = facts(
        SOME,
        themes={(0, 1): [1, 2], (1, 1): [3]},
        functions={1: "财政", 2: "教育", 5: "民政"},
        publishers={0: (1, 2), 1: (3,)},
    )
    graph = network(name, found)  # type: ignore[arg-type]
    before = nx.node_link_data(graph)
    table = centralities(graph)
    assert table.measures == measures_for(name)  # type: ignore[arg-type]
    assert all(set(row.values) == set(table.measures) for row in table.rows)
    kinds = {"function" if name == "functions" else "unit"}
    assert [row.iri for row in table.rows] == [
        node for node, kind in graph.nodes(data="kind") if kind in kinds
    ]
    assert nx.node_link_data(graph) == before
    for measure in table.measures:
        order = [row.values[measure] for row in table.ranked(measure)]
        known = [round(value, 12) for value in order if value is not None]
        rising = MEASURES[measure].falling or MEASURES[measure].grouping
        assert known == sorted(known, reverse=not rising)
        assert None not in order[: len(known)]


@pytest.mark.parametrize("name", NETWORKS)
def test_an_empty_network(name: str) -> None:
    assert centralities(network(name, facts([]))).rows == ()  # type: ignore[arg-type]


def test_parallel_roles_are_one_partner() -> None:
    table = centralities(lead_graph(facts(SOME)))
    first = next(row for row in table.rows if row.iri == unit(1))
    assert first.values["out-degree"] == 3
    assert first.values["out-strength"] == 3


def test_measure_that_does_not_fit() -> None:
    graph = lead_graph(facts(SOME))
    with pytest.raises(GraphError, match="'eigenvector' is not for the network 'leads'"):
        centralities(graph, ["eigenvector"])
    with pytest.raises(GraphError, match="'rank' is no measure"):
        centralities(graph, ["rank"])


@QUICK
@given(PARTS)
def test_tables_are_the_same_again(parts: list[Part]) -> None:
    """Whatever the order of the records; communities and all."""
    assume(parts)
    one = centralities(unit_graph(facts(parts)), seed=5)
    assert one == centralities(unit_graph(facts(parts[::-1])), seed=5)


def test_robustness() -> None:
    found = facts(SOME, collectives=[9, 3])
    assert list(variants(Choice(), found)) == ["collectives-drop", "basis-all"]
    known = facts(SOME, collectives=[9], members={9: [2]})
    assert "collectives-expand" in variants(Choice(), known)
    doubt = robustness(found, Choice(), "units", ["degree", "community"])
    assert set(doubt.agreement) == {"degree"}
    rows = {row.iri: row for row in doubt.rows}
    assert rows[unit(3)].ranks["collectives-drop"] is None
    assert rows[unit(1)].ranks == {"collectives-drop": 1, "basis-all": 1}
    assert (rows[unit(5)].rank, rows[unit(5)].ranks["basis-all"]) == (4, 2)
    assert (rows[unit(5)].best, rows[unit(5)].worst) == (2, 4)


def test_nothing_moves_where_nothing_differs() -> None:
    doubt = robustness(facts([part for part in SOME if part.basis == "explicit"]), Choice())
    assert all(
        tau is None or tau == pytest.approx(1)
        for taus in doubt.agreement.values()
        for tau in taus.values()
    )
    assert all(row.best == row.worst for row in doubt.rows)


def test_against_chance() -> None:
    """What the numbers fix cannot deviate; a planted group does."""
    parts = [Part(0, n, unit_) for n in range(12) for unit_ in ((0, 1) if n % 2 else (2, 3))]
    parts += [Part(0, n, 4 + n % 4) for n in range(12)]
    found = facts(parts)
    fixed = against_chance(found, Choice(), "tasks", ["degree"], samples=5)
    assert all(row.deviation.z is None and row.deviation.p == 1 for row in fixed)
    first = against_chance(found, Choice(), "units", ["degree"], samples=30, seed=2)
    assert first == against_chance(found, Choice(), "units", ["degree"], samples=30, seed=2)
    z = {row.iri: row.deviation.z for row in first}
    assert z[unit(0)] is not None
    assert z[unit(0)] < -2  # it keeps to its partner, where chance would spread it
    leads = against_chance(facts(SOME), ALL, "leads", ["out-degree"], samples=5)
    assert {row.measure for row in leads} == {"out-degree"}


# ---- the command -------------------------------------------------------------------------


def test_command_table(shared: Path, ask: Ask) -> None:
    code, out, err = ask("centrality", "--store", shared, "--top", 2)
    assert code == 0
    head, rule, *rows = out.splitlines()
    assert head.split("  ")[0] == "单位 unit"
    assert "中介 betweenness" in head
    assert set(rule) == {"-", " "}
    assert len(rows) == 2
    assert "http" not in out
    assert "counted: " in err
    assert "--top N shows more" in err


def test_command_agrees_with_the_library(shared: Path, ask: Ask) -> None:
    from zeren.graph.store.facts.reading import read_facts
    from zeren.graph.store.opening import open_store

    code, out, _ = ask("centrality", "--store", shared, "--format", "json")
    assert code == 0
    shown = json.loads(out)
    graph = unit_graph(chosen(read_facts(open_store(shared))))
    expected = nx.betweenness_centrality(graph)
    assert {row["iri"]: row["betweenness"] for row in shown["rows"]} == pytest.approx(expected)
    assert {row["iri"]: row["degree"] for row in shown["rows"]} == dict(graph.degree())
    assert shown["counted"]["documents"] == 2


def test_command_csv(shared: Path, ask: Ask) -> None:
    import csv

    code, out, _ = ask(
        "centrality", "--network", "leads", "--measure", "out-strength", "--format", "csv",
        "--store", shared,
    )  # fmt: skip
    assert code == 0
    rows = list(csv.DictReader(out.splitlines()))
    values = [float(row["out-strength"]) for row in rows]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0
    assert {"label", "iri", "tasks"} < set(rows[0])


@pytest.mark.parametrize("format", ["table", "csv", "json"])
@pytest.mark.parametrize("doubt", [["--robust"], ["--null", "5"]])
def test_command_doubts(shared: Path, ask: Ask, doubt: list[str], format: str) -> None:
    asked = ["--measure", "strength", "--sort", "strength", "--format", format, "--top", "2"]
    code, out, err = ask("centrality", "--store", shared, *doubt, *asked)
    assert code == 0
    assert "strength" in out
    assert (format == "json") == out.startswith("{")
    again = ask("centrality", "--store", shared, *doubt, *asked)
    assert again == (code, out, err)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--network", "nets"], "there is no network 'nets'"),
        (["--measure", "fame"], "'fame' is no measure"),
        (["--sort", "fame"], "'fame' is no measure"),
        (["--role", "boss"], "there is no role 'boss'"),
        (["--basis", "some"], "there is no basis 'some'"),
        (["--collectives", "melt"], "there is no way with collectives 'melt'"),
        (["--document", "nowhere"], "there is no document 'nowhere'"),
        (["--document", "2031年"], "fits 2 documents"),
        (["--year", "1949"], "no year 1949"),
        (["--place", "青石市"], "no place 青石市"),
        (["--format", "xml"], "there is no format 'xml'"),
        (["--robust", "--null", "3"], "--robust, --null and --whole go not together"),
    ],
)
def test_command_says_what_is_wrong(
    shared: Path, ask: Callable[..., tuple[int, str, str]], arguments: list[str], said: str
) -> None:
    code, out, err = ask("centrality", "--store", shared, *arguments)
    assert code == 2
    assert not out
    assert said in err
    assert "next: " in err


@pytest.mark.parametrize("name", NETWORKS)
def test_igraph_gives_the_same_figures(name: str) -> None:
    """Another engine, chosen by name as networkx does."""
    pytest.importorskip("igraph", reason="igraph is GPL, and no part of zeren")
    found = facts(
        SOME,
        themes={(0, 1): [1, 2], (1, 1): [3]},
        functions={1: "财政", 2: "教育", 5: "民政"},
        publishers={0: (1, 2), 1: (3,)},
    )
    graph = network(name, found)  # type: ignore[arg-type]
    own, other = (centralities(graph, backend=backend) for backend in ("networkx", "igraph"))
    for mine, theirs in zip(own.rows, other.rows, strict=True):
        for measure, value in mine.values.items():
            assert theirs.values[measure] == pytest.approx(value, abs=1e-9), (measure, mine.label)


def test_a_backend_that_is_none_is_told() -> None:
    with pytest.raises(GraphError, match="no backend"):
        centralities(unit_graph(facts(SOME)), backend="other")  # type: ignore[arg-type]


def test_issuers_against_chance_and_in_one_way_only() -> None:
    """Dealt anew, each unit issues as many documents as before; ways of counting do not apply."""
    found = facts(SOME, publishers={0: (1, 2), 1: (1, 2), 2: (3, 4), 3: (3, 4)})
    rows = against_chance(found, Choice(), "issuers", ["degree"], samples=20, seed=1)
    assert {row.iri for row in rows} == {unit(number) for number in (1, 2, 3, 4)}
    assert all(row.deviation.value == 1 for row in rows)
    assert any(row.deviation.mean > 1 for row in rows)
    with pytest.raises(GraphError, match="in one way only"):
        robustness(found, Choice(), "issuers")
