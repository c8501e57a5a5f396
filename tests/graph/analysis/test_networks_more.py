"""Networks of sectors, documents and years; slices; the figures of a whole network."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import networkx as nx
import pytest
from support.stores.facts import SOME, Part, facts, unit
from zeren.graph.analysis.choice import Choice, chosen
from zeren.graph.analysis.network import NETWORKS, network
from zeren.graph.analysis.networks.slices import slices
from zeren.graph.analysis.networks.whole import describe
from zeren.graph.errors import GraphError
from zeren.graph.model.facts import ConceptFact, Facts

INDUSTRY, HEALTH = "sector:industry", "sector:health"


def with_sectors(found: Facts, sectors: dict[tuple[int, int], list[str]]) -> Facts:
    tasks = {
        iri: replace(fact, sectors=tuple(sectors.get((int(iri[4]), fact.position), ())))
        for iri, fact in found.tasks.items()
    }
    concepts = {iri: ConceptFact(iri, iri[7:], iri[7:], iri) for iri in (INDUSTRY, HEALTH)}
    return replace(found, tasks=tasks, concepts={**found.concepts, **concepts})


def test_a_task_of_two_sectors_counts_a_half_for_each() -> None:
    parts = [Part(0, 1, 1), Part(0, 1, 2, "responsible"), Part(0, 2, 1)]
    found = with_sectors(facts(parts), {(0, 1): [INDUSTRY, HEALTH], (0, 2): [HEALTH]})
    graph = network("sectors", found)
    assert nx.is_bipartite(graph)
    assert graph.nodes[HEALTH] == {
        "kind": "sector", "label": "health", "label_en": "health", "bipartite": 1
    }  # fmt: skip
    assert {(a, b): data["weight"] for a, b, data in graph.edges(data=True)} == {
        (unit(1), INDUSTRY): 0.5,
        (unit(1), HEALTH): 1.5,
        (unit(2), INDUSTRY): 0.5,
        (unit(2), HEALTH): 0.5,
    }


def test_years_are_those_of_the_plans() -> None:
    graph = network("years", facts([Part(0, 1, 1), Part(2, 1, 1), Part(2, 2, 1)]))
    assert [(b, data["tasks"]) for _, b, data in graph.edges(data=True)] == [
        ("2030", 1), ("2032", 2)
    ]  # fmt: skip
    assert graph.nodes["2030"]["label"] == "2030"
    found = facts([Part(0, 1, 1)])
    undated = {iri: replace(fact, issued=None) for iri, fact in found.documents.items()}
    graph = network("years", replace(found, documents=undated))
    assert graph.graph["tasks_without_year"] == 1
    assert graph.number_of_edges() == 0


def test_documents_hang_on_their_issuers_in_order() -> None:
    graph = network("documents", facts([Part(0, 1, 9)], publishers={0: (2, 1), 1: (1,), 2: ()}))
    assert {(a, b): data["order"] for a, b, data in graph.edges(data=True)} == {
        (unit(1), "doc:0"): 2,
        (unit(2), "doc:0"): 1,
        (unit(1), "doc:1"): 1,
    }
    assert "doc:2" not in graph
    assert graph.nodes["doc:0"]["tasks"] == 1
    assert graph.nodes["doc:0"]["year"] == "2030"
    # The network of issuers is its projection.
    first = [node for node, kind in graph.nodes(data="bipartite") if kind == 0]
    joint = network("issuers", facts([Part(0, 1, 9)], publishers={0: (2, 1), 1: (1,)}))
    projected = nx.bipartite.weighted_projected_graph(graph, first)
    assert {frozenset(e[:2]): e[2]["weight"] for e in projected.edges(data=True)} == {
        frozenset(e[:2]): e[2]["documents"] for e in joint.edges(data=True)
    }


def test_slices_hold_everything_once() -> None:
    found = facts(SOME)
    whole = chosen(found, Choice())
    parts = slices(whole, "year")
    assert list(parts) == sorted({str(fact.year) for fact in found.documents.values()})
    assert Counter(tie for part in parts.values() for tie in part.ties) == Counter(whole.ties)
    assert sum(len(part.tasks) for part in parts.values()) == len(whole.tasks)
    year = next(iter(parts))
    assert nx.utils.graphs_equal(
        network("units", parts[year]),
        network("units", chosen(found, Choice(years=[int(year)]))),
    )
    with pytest.raises(GraphError, match="way to slice"):
        slices(whole, "month")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_is_described(name: str) -> None:
    found = facts(SOME, functions={1: "财政", 2: "教育"}, publishers={0: (1, 2), 1: (3,)})
    graph = network(name, found)  # type: ignore[arg-type]
    figures = {figure.name: figure.value for figure in describe(graph)}
    assert figures["nodes"] == len(graph)
    assert figures["ties"] == len({frozenset(e) if not graph.is_directed() else e
                                   for e in graph.edges()})  # fmt: skip
    assert describe(graph) == describe(graph)


def test_nothing_is_described_as_nothing() -> None:
    empty = facts([], more_tasks=[(0, 1)])
    for name in NETWORKS:
        figures = {figure.name: figure.value for figure in describe(network(name, empty))}
        assert figures["nodes"] == 0
        assert figures["largest-part"] is None


def test_a_star_is_described_as_one() -> None:
    """One unit that shares a task with each of five others."""
    parts = [Part(0, number, one) for number in range(1, 6) for one in (9, number)]
    figures = {f.name: f.value for f in describe(network("units", facts(parts)))}
    for name in ("degree", "betweenness", "closeness"):
        assert figures[f"{name}-centralisation"] == pytest.approx(1)
    assert figures["core-fit"] == pytest.approx(1)
    assert figures["core-size"] == 1
    assert figures["transitivity"] == 0
