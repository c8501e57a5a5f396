"""Networks hold what the records say: nothing lost, nothing counted twice."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.stores.facts import PARTS, SOME, Part, facts, task, theme, unit
from zeren.graph.analysis.choice import ALL, Choice, chosen
from zeren.graph.analysis.network import (
    NETWORKS,
    function_graph,
    lead_graph,
    network,
    unit_graph,
    unit_task_graph,
    unit_theme_graph,
)
from zeren.graph.errors import GraphError
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import open_store

QUICK = settings(max_examples=60, deadline=None)


def edges(graph: nx.Graph, attribute: str) -> dict[tuple[str, ...], object]:
    """Return an attribute of each edge by its ends."""
    return {tuple(ends[:2]): value for *ends, value in graph.edges(data=attribute)}


@QUICK
@given(PARTS)
def test_every_assignment_is_an_edge(parts: list[Part]) -> None:
    """Parallel roles stay apart, inherited ones are there when asked for."""
    found = facts(parts)
    graph = unit_task_graph(chosen(found, ALL))
    assert Counter(
        (first, second, data["role"], data["basis"])
        for first, second, data in graph.edges(data=True)
    ) == Counter((part.unit, part.task, part.role, part.basis) for part in found.assignments)
    assert {key for *_, key in graph.edges(keys=True)} == {part.iri for part in found.assignments}
    assert nx.is_bipartite(graph)


@QUICK
@given(PARTS)
def test_shared_tasks_are_those_of_the_bipartite_graph(parts: list[Part]) -> None:
    """Counting pairs gives networkx's own projections: common tasks, and Newman's weights."""
    found = facts(parts)
    graph = unit_graph(found)
    both = nx.Graph(unit_task_graph(found))
    units = [node for node, kind in both.nodes(data="bipartite") if kind == 0]
    assume(units)
    plain = nx.bipartite.weighted_projected_graph(both, units)
    newman = nx.bipartite.collaboration_weighted_projected_graph(both, units)
    assert set(graph) == set(plain)
    assert {frozenset(pair): n for pair, n in edges(graph, "tasks").items()} == {
        frozenset(pair): n for pair, n in edges(plain, "weight").items()
    }
    assert {frozenset(pair): n for pair, n in edges(graph, "weight").items()} == pytest.approx(
        {frozenset(pair): n for pair, n in edges(newman, "weight").items()}
    )


@QUICK
@given(PARTS)
def test_strength_is_the_number_of_tasks_with_a_partner(parts: list[Part]) -> None:
    graph = unit_graph(facts(parts))
    units_of: dict[tuple[int, int], set[int]] = {}
    for part in parts:
        if part.basis == "explicit":
            units_of.setdefault(part[:2], set()).add(part.unit)
    shared = Counter(one for units in units_of.values() if len(units) > 1 for one in units)
    assert {node: round(total, 9) for node, total in graph.degree(weight="weight")} == {
        node: shared[int(node[-2:])] for node in graph
    }


@QUICK
@given(PARTS)
def test_what_leaves_a_lead_is_the_tasks_it_leads_with_others(parts: list[Part]) -> None:
    graph = lead_graph(facts(parts))
    explicit = [part for part in parts if part.basis == "explicit"]
    expected: Counter[str] = Counter()
    for lead in {part for part in explicit if part.role == "lead"}:
        others = {
            part.unit
            for part in explicit
            if part[:2] == lead[:2] and part.role != "lead" and part.unit != lead.unit
        }
        expected[unit(lead.unit)] += bool(others)
    assert {node: round(total, 9) for node, total in graph.out_degree(weight="weight")} == {
        node: expected[node] for node in graph
    }


@QUICK
@given(PARTS, st.randoms(use_true_random=False))
def test_order_makes_no_difference(parts: list[Part], random: object) -> None:
    """The same records in another order give the same graph, node by node."""
    themes = {part[:2]: [part.task, part.task + 10] for part in parts}
    functions = {number: f"职能{number % 3}" for number in range(8)}
    first = facts(parts, themes=themes, functions=functions)
    other = list(parts)
    random.shuffle(other)  # type: ignore[attr-defined]
    second = facts(other, themes=themes, functions=functions)
    for name in NETWORKS:
        one, two = network(name, first), network(name, second)
        assert list(one.nodes(data=True)) == list(two.nodes(data=True))
        assert list(one.edges(data=True)) == list(two.edges(data=True))
        assert one.graph == two.graph


def test_counts_by_hand() -> None:
    graph = unit_graph(facts(SOME), with_tasks=True)
    assert edges(graph, "tasks") == {
        (unit(1), unit(2)): 2,
        (unit(1), unit(3)): 1,
        (unit(1), unit(5)): 1,
        (unit(2), unit(3)): 1,
    }
    assert graph[unit(1)][unit(2)]["weight"] == 1.5
    assert graph[unit(1)][unit(2)]["shared"].split() == [task(0, 1), task(0, 2)]
    assert list(graph[unit(4)]) == []
    assert graph.graph == {
        "name": "units",
        "documents": 2,
        "tasks": 5,
        "tasks_without_unit": 0,
        "ties": 10,
        "collectives_left_out": 0,
    }


def test_leads_by_hand() -> None:
    graph = lead_graph(facts(SOME))
    assert sorted((*ends, data["weight"]) for *ends, data in graph.edges(keys=True, data=True)) == [
        (unit(1), unit(2), "cooperating", 0.5),
        (unit(1), unit(2), "responsible", 1.0),
        (unit(1), unit(3), "responsible", 0.5),
        (unit(1), unit(5), "cooperating", 1.0),
    ]


def test_basis_of_an_edge() -> None:
    """Explicit only where one task names both ends itself."""
    graph = unit_graph(chosen(facts(SOME), ALL))
    assert graph[unit(5)][unit(9)]["basis"] == "inherited"
    assert graph[unit(1)][unit(5)]["basis"] == "explicit"


def test_themes() -> None:
    found = facts(SOME, themes={(0, 1): [1, 21], (0, 2): [1], (1, 1): [22]})
    graph = unit_theme_graph(found)
    assert graph[unit(1)][theme(1)]["lead"] == {
        "role": "lead",
        "tasks": 2,
        "weight": 1.5,
        "basis": "explicit",
    }
    assert set(graph[unit(2)][theme(1)]) == {"responsible", "cooperating"}
    assert graph.degree(unit(4)) == 0
    top = unit_theme_graph(found, top=True)
    assert {node for node, kind in top.nodes(data="kind") if kind == "theme"} == {
        theme(1),
        theme(2),
    }


def test_functions_over_documents() -> None:
    parts = [
        Part(0, 1, 1), Part(0, 1, 2), Part(0, 1, 3), Part(1, 1, 4), Part(1, 1, 5), Part(1, 2, 6),
    ]  # fmt: skip
    graph = function_graph(
        facts(parts, functions={1: "财政", 2: "财政", 3: "教育", 4: "财政", 5: "教育"})
    )
    assert edges(graph, "documents") == {("function:教育", "function:财政"): 2}
    assert edges(graph, "weight") == {("function:教育", "function:财政"): 2.0}
    assert graph.nodes["function:财政"]["tasks"] == 2
    assert graph.graph["units_without_function"] == 1


def test_collectives() -> None:
    """Kept as one unit, left out, or replaced by the members that are known."""
    parts = [Part(0, 1, 1), Part(0, 1, 8, "responsible"), Part(0, 1, 9, "responsible")]
    parts += [Part(0, 1, 2, "responsible"), Part(0, 2, 9)]
    found = facts(parts, collectives=[8, 9], members={9: [2, 3]})

    def units(how: str) -> list[str]:
        return sorted(
            node[-2:]
            for node in unit_graph(chosen(found, Choice(collectives=how)))  # type: ignore[arg-type]
        )

    assert units("keep") == ["01", "02", "08", "09"]
    assert units("drop") == ["01", "02"]
    assert units("expand") == ["01", "02", "03"]
    expanded = chosen(found, Choice(collectives="expand"))
    assert expanded.dropped == [unit(8), unit(9)]
    # The second unit stands in task 1 itself: it gets no second tie there for being a member.
    assert Counter(tie[:3] for tie in expanded.ties).most_common(1)[0][1] == 1
    assert (task(0, 2), unit(2), "lead") in {tie[:3] for tie in expanded.ties}


def test_choice() -> None:
    found = facts(SOME, more_tasks=[(2, 1)])
    assert set(chosen(found, Choice(documents=["plan1"])).documents) == {"doc:1"}
    assert set(chosen(found, Choice(years=[2031])).documents) == {"doc:1"}
    assert set(chosen(found, Choice(places=["云岭省"])).documents) == {"doc:1", "doc:2"}
    assert {tie.role for tie in chosen(found, Choice(roles=["lead"])).ties} == {"lead"}
    assert {tie.basis for tie in chosen(found).ties} == {"explicit"}
    assert chosen(found).counted()["tasks_without_unit"] == 1


@pytest.mark.parametrize(
    ("choice", "what"),
    [
        (Choice(documents=["plan7"]), "document plan7"),
        (Choice(years=[1999]), "year 1999"),
        (Choice(places=["青石市"]), "place 青石市"),
        (Choice(places=["博宁市"], years=[2031]), "year 2031"),
    ],
)
def test_what_is_not_there(choice: Choice, what: str) -> None:
    with pytest.raises(GraphError, match=what):
        chosen(facts(SOME, more_tasks=[(2, 1)]), choice)


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_can_be_written(name: str) -> None:
    """Attributes are what the file formats of networkx can hold."""
    found = facts(SOME, themes={(0, 1): [1, 2]}, functions={1: "财政", 2: "教育"})
    graph = network(name, found)  # type: ignore[arg-type]
    for write in (nx.write_graphml, nx.write_gexf):
        write(graph, io.BytesIO())


@pytest.mark.parametrize("name", NETWORKS)
def test_a_graph_is_the_callers_own(name: str) -> None:
    found = facts(SOME, functions={1: "财政", 2: "教育"}, publishers={0: (1, 2)})
    first, second = network(name, found), network(name, found)  # type: ignore[arg-type]
    before = [(node, dict(data)) for node, data in second.nodes(data=True)]
    for _, data in first.nodes(data=True):
        data["label"] = "x"
    first.clear()
    assert before
    assert list(second.nodes(data=True)) == before
    assert list(network(name, found).nodes(data=True)) == before  # type: ignore[arg-type]


def test_networks_of_a_store(shared: Path) -> None:
    """From a real store: every explicit assignment is an edge, every node has a name."""
    store = open_store(shared)
    found = read_facts(store)
    (row,) = store.query("SELECT (COUNT(*) AS ?n) { ?t zr:assignment/zr:basis zr:explicit }")
    graph = unit_task_graph(found)
    assert graph.number_of_edges() == row["n"] > 0
    assert all(label for _, label in graph.nodes(data="label"))


ISSUED = {0: (1, 2, 3), 1: (2, 1), 2: (4,), 3: ()}


def test_issuers_by_hand() -> None:
    """Who issues with whom, over documents; order is kept, and a document alone ties nobody."""
    graph = network("issuers", facts(SOME, publishers=ISSUED))
    assert edges(graph, "documents") == {
        (unit(1), unit(2)): 2,
        (unit(1), unit(3)): 1,
        (unit(2), unit(3)): 1,
    }
    assert graph[unit(1)][unit(2)]["weight"] == 1.5
    assert graph[unit(1)][unit(2)]["first"] == 1
    assert dict(graph.nodes(data="documents")) == {unit(1): 2, unit(2): 2, unit(3): 1, unit(4): 1}
    assert list(graph[unit(4)]) == []
    assert graph.graph["documents_without_issuer"] == graph.graph["documents"] - 3


def test_issuers_follow_the_choice_of_documents() -> None:
    found = facts(SOME, publishers=ISSUED)
    graph = network("issuers", chosen(found, Choice(documents=["plan1"], roles=["lead"])))
    assert edges(graph, "documents") == {(unit(1), unit(2)): 1}


@QUICK
@given(
    st.dictionaries(
        st.integers(0, 5), st.lists(st.integers(0, 6), max_size=5, unique=True), max_size=6
    )
)
def test_each_issuer_gets_one_of_each_joint_document(issued: dict[int, list[int]]) -> None:
    """Weights of a unit add up to the documents that it issued with others."""
    graph = network("issuers", facts([], publishers=issued))
    for node in graph:
        joint = sum(len(all_) > 1 and node in map(unit, all_) for all_ in issued.values())
        assert round(graph.degree(node, weight="weight"), 9) == joint
