"""Networks of two kinds of nodes: units with tasks, themes, sectors, years; issuers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.choice import Chosen, taken_from
from zeren.graph.analysis.networks.parts import (
    Network,
    Shared,
    add_layers,
    counted,
    explicit_of,
    labels_of,
    unit_data,
    unit_nodes,
)
from zeren.loaders.records import Role

if TYPE_CHECKING:
    import networkx as nx
    from zeren.graph.model.facts import Facts, TaskFact


def unit_task_graph(source: Facts | Chosen) -> nx.MultiGraph[str]:
    """Return units and tasks, with one edge for each assignment: nothing is merged.

    Edges: ``role``, ``basis``, ``weight`` (1), and as key the IRI of the assignment, so
    that a unit with two roles in a task has two edges. Nodes have ``bipartite``: 0 for
    units, 1 for tasks. Tasks that name no unit are not in the graph.
    """
    import networkx as nx

    taken = taken_from(source)
    tasks = taken.facts.tasks
    graph: nx.MultiGraph[str] = nx.MultiGraph(**counted("tasks", taken))
    graph.add_nodes_from(unit_nodes(taken, bipartite=0))
    for iri, _ in taken.by_task():
        fact = tasks[iri]
        graph.add_node(
            iri,
            kind="task",
            label=fact.name,
            document=fact.document,
            number=fact.number,
            bipartite=1,
        )
    graph.add_edges_from(
        (tie.unit, tie.task, tie.key, {"role": tie.role, "basis": tie.basis, "weight": 1})
        for tie in taken.ties
    )
    return graph


def unit_theme_graph(source: Facts | Chosen, *, top: bool = False) -> nx.MultiGraph[str]:
    """Return units and the themes of their tasks, with one edge for each role (the key).

    Edges: ``role``, ``tasks``, ``weight`` (a task of k themes counts 1/k), ``basis``.
    With *top*, a theme is lifted to the topmost concept above it. ``bipartite`` is 0
    for units and 1 for themes. A unit whose tasks have no theme is a node without edges.
    """
    concepts = taken_from(source).facts.concepts

    def of(task: TaskFact) -> set[str]:
        return {concepts[theme].top if top else theme for theme in task.themes}

    return _by_concept("themes", "theme", source, of)


def unit_sector_graph(source: Facts | Chosen) -> nx.MultiGraph[str]:
    """Return units and the sectors of their tasks, with one edge for each role (the key).

    Edges: ``role``, ``tasks``, ``weight`` (a task of two sectors counts a half for each),
    ``basis``. ``bipartite`` is 0 for units and 1 for sectors, of which ``kind`` is ``sector``.
    """
    return _by_concept("sectors", "sector", source, lambda task: set(task.sectors))


def unit_year_graph(source: Facts | Chosen) -> nx.MultiGraph[str]:
    """Return units and the years of the plans that name them, with one edge for each role.

    A year is the first that a plan covers, else that of its issue; a node has the year as name
    and ``label``, ``kind="year"`` and ``bipartite`` 1. Edges: ``role``, ``tasks``, ``weight``
    (the same), ``basis``. ``graph.graph["tasks_without_year"]`` says how many tasks were left out.
    """
    import networkx as nx

    taken = taken_from(source)
    graph: nx.MultiGraph[str] = nx.MultiGraph(**counted("years", taken))
    graph.add_nodes_from(unit_nodes(taken, bipartite=0))
    layers: dict[Role, Shared] = defaultdict(lambda: Shared(with_tasks=False))
    years: set[str] = set()
    without = 0
    for task, ties in taken.by_task():
        year = taken.documents[taken.facts.tasks[task].document].year
        if year is None:
            without += 1
            continue
        years.add(str(year))
        for (role, unit), both in explicit_of(((tie.role, tie.unit), tie) for tie in ties).items():
            layers[role].add((unit, str(year)), task, 1, both)
    for name in sorted(years):
        graph.add_node(name, kind="year", label=name, bipartite=1)
    add_layers(graph, layers)
    graph.graph["tasks_without_year"] = without
    return graph


def issuer_document_graph(source: Facts | Chosen) -> nx.Graph[str]:
    """Return issuers and the documents that they issued, alone or together.

    Edges: ``order``, the place of the issuer in the head, from 1; ``weight``, 1 / the number
    of issuers of the document. A document has ``kind="document"``, ``label``, ``year``
    ("" where it is not known), ``place`` and ``tasks``; an issuer what
    :func:`zeren.graph.analysis.network.issuer_graph` gives it. ``bipartite`` is 0 for issuers.
    """
    import networkx as nx

    taken = taken_from(source)
    sizes = Counter(taken.facts.tasks[task].document for task in taken.tasks)
    graph: nx.Graph[str] = nx.Graph(**counted("documents", taken))
    issued: Counter[str] = Counter()
    tasks: Counter[str] = Counter()
    edges: list[tuple[str, str, dict[str, Any]]] = []
    for iri, fact in taken.documents.items():
        issuers = list(dict.fromkeys(fact.publishers))
        issued.update(issuers)
        tasks.update(dict.fromkeys(issuers, sizes[iri]))
        edges += [
            (unit, iri, {"order": order, "weight": 1 / len(issuers)})
            for order, unit in enumerate(issuers, start=1)
        ]
    for iri in sorted(issued):
        data = unit_data(taken.facts, iri)
        graph.add_node(iri, **data, documents=issued[iri], tasks=tasks[iri], bipartite=0)
    for iri, fact in taken.documents.items():
        if fact.publishers:
            graph.add_node(
                iri,
                kind="document",
                label=fact.name,
                year=str(fact.year or ""),
                place=fact.jurisdiction or "",
                tasks=sizes[iri],
                bipartite=1,
            )
    graph.add_edges_from(sorted(edges, key=lambda edge: edge[:2]))
    graph.graph["documents_without_issuer"] = sum(
        not fact.publishers for fact in taken.documents.values()
    )
    return graph


def _by_concept(
    name: Network,
    kind: str,
    source: Facts | Chosen,
    of: Callable[[TaskFact], Collection[str]],
) -> nx.MultiGraph[str]:
    """Return units and the concepts that *of* gives their tasks."""
    import networkx as nx

    taken = taken_from(source)
    graph: nx.MultiGraph[str] = nx.MultiGraph(**counted(name, taken))
    graph.add_nodes_from(unit_nodes(taken, bipartite=0))
    layers: dict[Role, Shared] = defaultdict(lambda: Shared(with_tasks=False))
    found: set[str] = set()
    for task, ties in taken.by_task():
        concepts = of(taken.facts.tasks[task])
        found |= set(concepts)
        for (role, unit), both in explicit_of(((tie.role, tie.unit), tie) for tie in ties).items():
            for concept in concepts:
                layers[role].add((unit, concept), task, 1 / len(concepts), both)
    for iri in sorted(found):
        graph.add_node(iri, kind=kind, **labels_of(taken.facts, iri), bipartite=1)
    add_layers(graph, layers)
    return graph
