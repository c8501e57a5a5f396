"""From records to networks: who is tied to what, one function for each network.

>>> from zeren.graph import choice, facts, network, store                # doctest: +SKIP
>>> found = facts.read_facts(store.open_store("zeren-store"))            # doctest: +SKIP
>>> units = network.unit_graph(found)                                    # doctest: +SKIP
>>> leads = choice.chosen(found, choice.Choice(roles=["lead"]))          # doctest: +SKIP
>>> co_leads = network.unit_graph(leads)                                 # doctest: +SKIP

Each function takes facts (what every task says itself, all roles), or a choice of them
(:func:`zeren.graph.analysis.choice.chosen`), and returns a new networkx graph that is the
caller's own. Nodes go by IRI and stand in sorted order: the same facts give the same
graph, in whatever order they come. Attributes are plain words and numbers ("" where
nothing is known), so that networkx can write every graph to a file.

A unit has ``kind="unit"``, ``label``, ``function`` (an IRI), ``function_label``,
``level``, ``place``, ``collective`` and ``tasks`` (how many, in this choice); an issuer is a
unit with ``documents``, how many it issued, and ``tasks``, how many these have; a task
``kind="task"``, ``label``, ``document``, ``number``; a theme and a function ``kind``,
``label``, ``label_en``. ``graph.graph`` says what was counted: ``name``, ``documents``,
``tasks`` (those with a tie), ``tasks_without_unit``, ``ties``, ``collectives_left_out``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from zeren.graph.analysis.choice import Chosen, taken_from
from zeren.graph.errors import known_name
from zeren.loaders.records import ROLES, Role

if TYPE_CHECKING:
    import networkx as nx
    from zeren.graph.model.facts import Facts, Tie

Network = Literal["units", "leads", "tasks", "themes", "functions", "issuers"]
NETWORKS: tuple[Network, ...] = ("units", "leads", "tasks", "themes", "functions", "issuers")


def unit_task_graph(source: Facts | Chosen) -> nx.MultiGraph[str]:
    """Return units and tasks, with one edge for each assignment: nothing is merged.

    Edges: ``role``, ``basis``, ``weight`` (1), and as key the IRI of the assignment, so
    that a unit with two roles in a task has two edges. Nodes have ``bipartite``: 0 for
    units, 1 for tasks. Tasks that name no unit are not in the graph.
    """
    import networkx as nx

    taken = taken_from(source)
    tasks = taken.facts.tasks
    graph: nx.MultiGraph[str] = nx.MultiGraph(**_counted("tasks", taken))
    graph.add_nodes_from(_unit_nodes(taken, bipartite=0))
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
    graph: nx.Graph[str] = nx.Graph(**_counted("units", taken))
    graph.add_nodes_from(_unit_nodes(taken))
    shared = _Shared(with_tasks)
    for task, ties in taken.by_task():
        explicit = _explicit((tie.unit, tie) for tie in ties)
        for pair in combinations(sorted(explicit), 2):
            both = explicit[pair[0]] and explicit[pair[1]]
            shared.add(pair, task, 1 / (len(explicit) - 1), both)
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
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(**_counted("leads", taken))
    graph.add_nodes_from(_unit_nodes(taken))
    layers: dict[Role, _Shared] = defaultdict(lambda: _Shared(with_tasks))
    for task, ties in taken.by_task():
        leads = _explicit((tie.unit, tie) for tie in ties if tie.role == "lead")
        led = _explicit(((tie.role, tie.unit), tie) for tie in ties if tie.role != "lead")
        for lead in sorted(leads):
            mine = [(role, unit) for role, unit in sorted(led) if unit != lead]
            for role, unit in mine:
                both = leads[lead] and led[role, unit]
                layers[role].add((lead, unit), task, 1 / len(mine), both)
    _add_layers(graph, layers)
    return graph


def unit_theme_graph(source: Facts | Chosen, *, top: bool = False) -> nx.MultiGraph[str]:
    """Return units and the themes of their tasks, with one edge for each role (the key).

    Edges: ``role``, ``tasks``, ``weight`` (a task of k themes counts 1/k), ``basis``.
    With *top*, a theme is lifted to the topmost concept above it. ``bipartite`` is 0
    for units and 1 for themes. A unit whose tasks have no theme is a node without edges.
    """
    import networkx as nx

    taken = taken_from(source)
    concepts = taken.facts.concepts
    graph: nx.MultiGraph[str] = nx.MultiGraph(**_counted("themes", taken))
    graph.add_nodes_from(_unit_nodes(taken, bipartite=0))
    layers: dict[Role, _Shared] = defaultdict(lambda: _Shared(with_tasks=False))
    found: set[str] = set()
    for task, ties in taken.by_task():
        themes = {concepts[theme].top if top else theme for theme in taken.facts.tasks[task].themes}
        found |= themes
        for (role, unit), both in _explicit(((tie.role, tie.unit), tie) for tie in ties).items():
            for theme in themes:
                layers[role].add((unit, theme), task, 1 / len(themes), both)
    for iri in sorted(found):
        graph.add_node(iri, kind="theme", **_labels(taken.facts, iri), bipartite=1)
    _add_layers(graph, layers)
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
    graph: nx.Graph[str] = nx.Graph(**_counted("functions", taken))
    graph.graph["units_without_function"] = sum(not name for name in functions.values())
    tasks: Counter[str] = Counter()
    documents: dict[tuple[str, ...], set[str]] = defaultdict(set)
    shared = _Shared(with_tasks=False)
    for task, ties in taken.by_task():
        explicit = _explicit((functions[tie.unit], tie) for tie in ties if functions[tie.unit])
        tasks.update(explicit)
        for pair in combinations(sorted(explicit), 2):
            both = explicit[pair[0]] and explicit[pair[1]]
            shared.add(pair, task, 1 / (len(explicit) - 1), both)
            documents[pair].add(taken.facts.tasks[task].document)
    for iri in sorted(tasks):
        graph.add_node(iri, kind="function", **_labels(taken.facts, iri), tasks=tasks[iri])
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
    graph: nx.Graph[str] = nx.Graph(**_counted("issuers", taken))
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
        graph.add_node(iri, **_unit(taken.facts, iri), documents=issued[iri], tasks=tasks[iri])
    graph.add_edges_from((*pair, edges[pair]) for pair in sorted(edges))
    return graph


def network(name: Network, source: Facts | Chosen) -> nx.Graph[str]:
    """Return the network called *name*. Raises GraphError where there is none of that name."""
    known_name("network", name, NETWORKS)
    makers: dict[Network, Callable[[Facts | Chosen], nx.Graph[str]]] = {
        "units": unit_graph,
        "leads": lead_graph,
        "tasks": unit_task_graph,
        "themes": unit_theme_graph,
        "functions": function_graph,
        "issuers": issuer_graph,
    }
    return makers[name](source)


class _Shared:
    """What pairs share, counted task by task: faster by far than networkx's projection."""

    def __init__(self, with_tasks: bool) -> None:
        self._tasks: dict[tuple[str, str], int] = defaultdict(int)
        self._weights: dict[tuple[str, str], float] = defaultdict(float)
        self._explicit: set[tuple[str, str]] = set()
        self._names: dict[tuple[str, str], list[str]] | None = (
            defaultdict(list) if with_tasks else None
        )

    def add(self, pair: tuple[str, str], task: str, weight: float, explicit: bool) -> None:
        """Count *task* for *pair*; *explicit* when the task names both itself."""
        self._tasks[pair] += 1
        self._weights[pair] += weight
        if explicit:
            self._explicit.add(pair)
        if self._names is not None:
            self._names[pair].append(task)

    def edges(self) -> Iterable[tuple[str, str, dict[str, Any]]]:
        """Yield the pairs, sorted, each with the attributes of its edge."""
        for pair in sorted(self._tasks):
            data: dict[str, Any] = {
                "tasks": self._tasks[pair],
                "weight": self._weights[pair],
                "basis": "explicit" if pair in self._explicit else "inherited",
            }
            if self._names is not None:
                data["shared"] = " ".join(self._names[pair])
            yield *pair, data


def _explicit(ties: Iterable[tuple[Any, Tie]]) -> dict[Any, bool]:
    """Return for each key whether one of its ties is explicit."""
    found: dict[Any, bool] = {}
    for key, tie in ties:
        found[key] = found.get(key, False) or tie.basis == "explicit"
    return found


def _add_layers(graph: nx.MultiGraph[str], layers: dict[Role, _Shared]) -> None:
    graph.add_edges_from(
        (first, second, role, {"role": role, **data})
        for role in ROLES
        if role in layers
        for first, second, data in layers[role].edges()
    )


def _counted(name: Network, taken: Chosen) -> dict[str, Any]:
    return {"name": name, **taken.counted()}


def _unit_nodes(taken: Chosen, **more: object) -> Iterable[tuple[str, dict[str, Any]]]:
    tasks = Counter(unit for _, unit in {tie[:2] for tie in taken.ties})
    for iri in sorted(tasks):
        yield iri, {**_unit(taken.facts, iri), "tasks": tasks[iri], **more}


def _unit(facts: Facts, iri: str) -> dict[str, Any]:
    fact = facts.units[iri]
    function = facts.concepts.get(fact.function or "")
    return {
        "kind": "unit",
        "label": fact.label,
        "function": fact.function or "",
        "function_label": function.label if function else "",
        "level": fact.level or "",
        "place": fact.jurisdiction or "",
        "collective": fact.collective,
    }


def _labels(facts: Facts, iri: str) -> dict[str, str]:
    concept = facts.concepts[iri]
    return {"label": concept.label, "label_en": concept.en}
