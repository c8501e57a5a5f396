"""What all networks are made with: nodes with their attributes, and ties counted task by task."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, get_args

from zeren.loaders.records import ROLES, Role

if TYPE_CHECKING:
    import networkx as nx
    from zeren.graph.analysis.choice import Chosen
    from zeren.graph.model.facts import Facts, Tie

Network = Literal[
    "units",
    "leads",
    "tasks",
    "themes",
    "sectors",
    "functions",
    "issuers",
    "documents",
    "years",
]
NETWORKS: tuple[Network, ...] = get_args(Network)
ONE_MODE: tuple[Network, ...] = ("units", "functions", "issuers")
TWO_MODE: tuple[Network, ...] = ("tasks", "themes", "sectors", "documents", "years")
"""Those of two kinds of nodes; ``leads`` has one kind and arrows."""


class Shared:
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


def explicit_of(ties: Iterable[tuple[Any, Tie]]) -> dict[Any, bool]:
    """Return for each key whether one of its ties is explicit."""
    found: dict[Any, bool] = {}
    for key, tie in ties:
        found[key] = found.get(key, False) or tie.basis == "explicit"
    return found


def pairs_of(explicit: Mapping[str, bool]) -> Iterator[tuple[tuple[str, str], float, bool]]:
    """Yield each pair of what one task names, with its weight and whether both are explicit.

    The weight is 1/(n-1) for n names, so that a task gives each of them 1 in all (Newman 2001).
    """
    for pair in combinations(sorted(explicit), 2):
        yield pair, 1 / (len(explicit) - 1), explicit[pair[0]] and explicit[pair[1]]


def add_layers(graph: nx.MultiGraph[str], layers: dict[Role, Shared]) -> None:
    """Add the edges of each role, which is their key."""
    graph.add_edges_from(
        (first, second, role, {"role": role, **data})
        for role in ROLES
        if role in layers
        for first, second, data in layers[role].edges()
    )


def counted(name: Network, taken: Chosen) -> dict[str, Any]:
    """Return the attributes of a network: its name, and what it was made of."""
    return {"name": name, **taken.counted()}


def unit_nodes(taken: Chosen, **more: object) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield each unit that has a tie, with its attributes and *more*."""
    tasks = Counter(unit for _, unit in {tie[:2] for tie in taken.ties})
    for iri in sorted(tasks):
        yield iri, {**unit_data(taken.facts, iri), "tasks": tasks[iri], **more}


def unit_data(facts: Facts, iri: str) -> dict[str, Any]:
    """Return the attributes of a unit as a node."""
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


def labels_of(facts: Facts, iri: str) -> dict[str, str]:
    """Return the labels of a theme, a sector or a function."""
    concept = facts.concepts[iri]
    return {"label": concept.label, "label_en": concept.en}
