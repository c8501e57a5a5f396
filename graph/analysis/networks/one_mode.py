"""Networks of one kind of nodes: units, leads, functions, issuers."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.choice import Chosen, taken_from
from zeren.graph.analysis.networks.parts import (
    Shared,
    add_layers,
    counted,
    explicit_of,
    labels_of,
    pairs_of,
    unit_data,
    unit_nodes,
)
from zeren.loaders.records import Role

if TYPE_CHECKING:
    import networkx as nx
    from zeren.graph.model.facts import Facts


def unit_graph(source: Facts | Chosen, *, with_tasks: bool = False) -> nx.Graph[str]:
    """Return units, tied when they share a task in whatever roles.

    Edges: ``tasks``, how many they share; ``weight``, the same with a task of n units
    counting 1/(n-1), so that a task gives each of its units 1 in all and a plan that
    names forty units at once does not drown the rest (Newman 2001, Physical Review E
    64, 016132); ``basis``, explicit when at least one task names both itself. With
    *with_tasks* also ``shared``, the IRIs of the tasks parted by spaces. A unit that
    shares nothing is a node without edges.
    """
    import networkx as nx

    taken = taken_from(source)
    graph: nx.Graph[str] = nx.Graph(**counted("units", taken))
    graph.add_nodes_from(unit_nodes(taken))
    shared = Shared(with_tasks)
    for task, ties in taken.by_task():
        explicit = explicit_of((tie.unit, tie) for tie in ties)
        for pair, weight, both in pairs_of(explicit):
            shared.add(pair, task, weight, both)
    graph.add_edges_from(shared.edges())
    return graph


def lead_graph(source: Facts | Chosen, *, with_tasks: bool = False) -> nx.MultiDiGraph[str]:
    """Return units, with an arrow from who leads a task to whom it leads there.

    Edges, one for each role (the key) of the unit that is led: ``role``, ``tasks``,
    ``weight`` (each lead of a task spreads 1 evenly over those it leads, so that what
    leaves a unit adds up to the tasks in which it leads others), ``basis``, and with
    *with_tasks* ``shared``. Two leads of one task are not tied to each other by it.
    """
    import networkx as nx

    taken = taken_from(source)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(**counted("leads", taken))
    graph.add_nodes_from(unit_nodes(taken))
    layers: dict[Role, Shared] = defaultdict(lambda: Shared(with_tasks))
    for task, ties in taken.by_task():
        leads = explicit_of((tie.unit, tie) for tie in ties if tie.role == "lead")
        led = explicit_of(((tie.role, tie.unit), tie) for tie in ties if tie.role != "lead")
        for lead in sorted(leads):
            mine = [(role, unit) for role, unit in sorted(led) if unit != lead]
            for role, unit in mine:
                both = leads[lead] and led[role, unit]
                layers[role].add((lead, unit), task, 1 / len(mine), both)
    add_layers(graph, layers)
    return graph


def function_graph(source: Facts | Chosen) -> nx.Graph[str]:
    """Return functions such as 财政, tied when units of both share a task in any document.

    This makes places and years comparable where no unit is the same. Edges as in
    :func:`unit_graph`, n being the functions in the task, and ``documents``: in how many
    plans the two meet. Units without a function are left out;
    ``graph.graph["units_without_function"]`` says how many.
    """
    import networkx as nx

    taken = taken_from(source)
    units = taken.facts.units
    functions = {tie.unit: units[tie.unit].function or "" for tie in taken.ties}
    graph: nx.Graph[str] = nx.Graph(**counted("functions", taken))
    graph.graph["units_without_function"] = sum(not name for name in functions.values())
    tasks: Counter[str] = Counter()
    documents: dict[tuple[str, ...], set[str]] = defaultdict(set)
    shared = Shared(with_tasks=False)
    for task, ties in taken.by_task():
        explicit = explicit_of((functions[tie.unit], tie) for tie in ties if functions[tie.unit])
        tasks.update(explicit)
        for pair, weight, both in pairs_of(explicit):
            shared.add(pair, task, weight, both)
            documents[pair].add(taken.facts.tasks[task].document)
    for iri in sorted(tasks):
        graph.add_node(iri, kind="function", **labels_of(taken.facts, iri), tasks=tasks[iri])
    graph.add_edges_from(
        (first, second, {**data, "documents": len(documents[first, second])})
        for first, second, data in shared.edges()
    )
    return graph


def issuer_graph(source: Facts | Chosen) -> nx.Graph[str]:
    """Return the units that issue documents, tied when they issue one together (联合发文).

    The choice says which documents; roles, basis and collectives make no difference. Edges:
    ``documents``, how many they issue together; ``weight``, the same with a document of n
    issuers counting 1/(n-1), as in :func:`unit_graph`; ``tasks``, the tasks of those
    documents; ``first``, in how many the node that stands first in the edge is named before
    the other. A unit that issues alone is a node without edges.
    ``graph.graph["documents_without_issuer"]`` says how many documents name no issuer.
    """
    import networkx as nx

    taken = taken_from(source)
    sizes = Counter(taken.facts.tasks[task].document for task in taken.tasks)
    graph: nx.Graph[str] = nx.Graph(**counted("issuers", taken))
    issued: Counter[str] = Counter()
    tasks: Counter[str] = Counter()
    edges: dict[tuple[str, str], dict[str, Any]] = {}
    for iri, fact in sorted(taken.documents.items()):
        order = {unit: place for place, unit in reversed(list(enumerate(fact.publishers)))}
        issued.update(order.keys())
        tasks.update(dict.fromkeys(order, sizes[iri]))
        for pair in combinations(sorted(order), 2):
            data = edges.setdefault(pair, {"documents": 0, "weight": 0.0, "tasks": 0, "first": 0})
            data["documents"] += 1
            data["weight"] += 1 / (len(order) - 1)
            data["tasks"] += sizes[iri]
            data["first"] += order[pair[0]] < order[pair[1]]
    graph.graph["documents_without_issuer"] = sum(
        not fact.publishers for fact in taken.documents.values()
    )
    for iri in sorted(issued):
        graph.add_node(iri, **unit_data(taken.facts, iri), documents=issued[iri], tasks=tasks[iri])
    graph.add_edges_from((*pair, edges[pair]) for pair in sorted(edges))
    return graph
