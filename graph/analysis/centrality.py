"""Centrality: every measure of every unit of a network, as one table of records.

>>> from zeren.graph.analysis.centrality import centralities                      # doctest: +SKIP
>>> found = centralities(unit_graph(facts), ["strength", "betweenness"]) # doctest: +SKIP
>>> found.ranked("betweenness")[0].label                                 # doctest: +SKIP

The measures themselves, with their meaning and sources, are in ``zeren.graph.analysis.measures``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import isnan
from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.betweenness import Betweenness, betweenness, with_distances
from zeren.graph.analysis.measures.brokerage import constraint, participation
from zeren.graph.analysis.measures.closeness import closeness
from zeren.graph.analysis.measures.communities import (
    communities,
    communities_by_sharing,
    modularity,
)
from zeren.graph.analysis.measures.degree import degree, strength
from zeren.graph.analysis.measures.eigenvector import eigenvector
from zeren.graph.analysis.measures.igraph_engine import (
    MADE,
    Backend,
    check_backend,
    measured,
)
from zeren.graph.analysis.measures.matrix import Ties, merged, ties_of
from zeren.graph.analysis.measures.pagerank import pagerank
from zeren.graph.analysis.measures.structure.clustering import clustering
from zeren.graph.analysis.measures.structure.core_periphery import coreness
from zeren.graph.analysis.measures.structure.cores import core_number
from zeren.graph.analysis.measures.structure.holes import effective_size, efficiency
from zeren.graph.analysis.measures.structure.two_mode import (
    two_mode_closeness,
    two_mode_clustering,
)
from zeren.graph.analysis.network import ONE_MODE, TWO_MODE
from zeren.graph.errors import GraphError

if TYPE_CHECKING:
    import networkx as nx
    from zeren.graph.analysis.network import Network

_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by name: what it is called, the networks it is for, and how it is compared.

    ``falling`` measures are the more remarkable the lower; of ``grouping`` ones the
    number is only a name. ``optional`` ones are made only when asked for.
    """

    name: str
    zh: str
    networks: tuple[Network, ...]
    falling: bool = False
    grouping: bool = False
    optional: bool = False

    @property
    def heading(self) -> str:
        """The name in both languages."""
        return f"{self.zh} {self.name}"


_UNDIRECTED: tuple[Network, ...] = (*ONE_MODE, *TWO_MODE)
_ALL: tuple[Network, ...] = (*_UNDIRECTED, "leads")
MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("degree", "度", _UNDIRECTED),
        Measure("share", "参与占比", TWO_MODE),
        Measure("strength", "强度", _UNDIRECTED),
        Measure("out-degree", "牵动单位", ("leads",)),
        Measure("in-degree", "受牵单位", ("leads",)),
        Measure("out-strength", "牵头强度", ("leads",)),
        Measure("in-strength", "受牵强度", ("leads",)),
        Measure("betweenness", "中介", _ALL),
        Measure("betweenness-weighted", "加权中介", (*ONE_MODE, "leads"), optional=True),
        Measure("eigenvector", "特征向量", _UNDIRECTED),
        Measure("pagerank", "网页排名", _ALL),
        Measure("community", "社群", _ALL, grouping=True),
        Measure("participation", "参与系数", _ALL),
        Measure("constraint", "约束", (*ONE_MODE, "leads"), falling=True),
        Measure("closeness", "接近", _UNDIRECTED, optional=True),
        Measure("clustering", "聚类系数", _UNDIRECTED, optional=True),
        Measure("core-number", "k核", _ALL, optional=True),
        Measure("coreness", "核心度", ONE_MODE, optional=True),
        Measure("effective-size", "有效规模", (*ONE_MODE, "leads"), optional=True),
        Measure("efficiency", "效率", (*ONE_MODE, "leads"), optional=True),
    )
}


@dataclass(frozen=True, slots=True)
class NodeMeasures:
    """One unit (or function) and its values; None where a measure says nothing about it.

    ``documents`` is how many an issuer issued; ``part`` numbers the connected part of the
    network it is in, the largest 1; ``errors`` are standard errors of values that are estimates.
    """

    iri: str
    label: str
    function: str
    level: str
    place: str
    collective: bool
    tasks: int
    part: int
    values: Mapping[str, float | None]
    errors: Mapping[str, float] = field(default_factory=dict)
    documents: int = 0


@dataclass(frozen=True)
class Centrality:
    """The measures of a network. ``counted`` is what it is made of, ``notes`` what to know.

    ``rows`` are in the order of the nodes; ``modularity`` is that of the communities,
    ``parts`` the number of connected parts, ``pivots`` the size of the sample when
    betweenness is estimated.
    """

    network: Network
    measures: tuple[str, ...]
    rows: tuple[NodeMeasures, ...]
    counted: Mapping[str, Any]
    parts: int
    modularity: float | None = None
    pivots: int | None = None
    notes: tuple[str, ...] = ()

    def ranked(self, measure: str) -> list[NodeMeasures]:
        """Return the rows by *measure*, the most remarkable first, equals by label."""
        places = ranks({row.iri: row.values[measure] for row in self.rows}, measure)
        last = len(self.rows) + 1
        return sorted(self.rows, key=lambda row: (places[row.iri] or last, row.label, row.iri))


def measures_for(network: Network) -> tuple[str, ...]:
    """Return the names of the measures that are made of *network* when none is named."""
    return tuple(
        name
        for name, measure in MEASURES.items()
        if network in measure.networks and not measure.optional
    )


def centralities(
    graph: nx.Graph[str],
    measures: Sequence[str] = (),
    *,
    seed: int = 0,
    backend: Backend = "networkx",
) -> Centrality:
    """Return *measures* of a graph of :mod:`zeren.graph.analysis.network` (all that fit when none).

    Rows are its units, or its functions; tasks and themes take part but are not listed.
    *seed* is for the communities, and for the sample when betweenness has to be
    estimated. *backend* ``"igraph"`` makes some of the measures faster, and betweenness always
    exact, where igraph is installed; the figures are the same. Raises GraphError for a measure
    that there is not, or not for this network, and for a backend that is not there.
    """
    check_backend(backend)
    network: Network = graph.graph["name"]
    names = tuple(dict.fromkeys(measures)) or measures_for(network)
    check(names, network)
    plain = merged(graph)  # the roles are the measures' past
    work = _Work(plain, seed, backend)
    columns = {name: work.column(name) for name in names}
    parts = _parts(plain)
    listed = [node for node in plain if plain.nodes[node]["kind"] in {"unit", "function"}]
    between = [work.between[name] for name in names if name in work.between]
    return Centrality(
        network=network,
        measures=names,
        rows=tuple(_row(plain, node, parts[node], columns, work.between) for node in listed),
        counted=dict(graph.graph),
        parts=max(parts.values(), default=0),
        modularity=modularity(plain, work.groups()) if "community" in names else None,
        pivots=next((found.pivots for found in between if found.pivots), None),
        notes=tuple(_notes(names, parts, between, len(plain))),
    )


def groups_of(graph: nx.Graph[str], seed: int) -> dict[str, int]:
    """Return the communities of a network: for units and tasks, those of units by sharing."""
    if graph.graph["name"] == "tasks":
        return communities_by_sharing(graph, seed=seed)
    return communities(graph, seed=seed)


def check(names: Iterable[str], network: Network) -> None:
    """Raise GraphError when one of *names* is no measure of *network*."""
    fitting = [name for name, measure in MEASURES.items() if network in measure.networks]
    for name in names:
        if name not in fitting:
            known = "is not for" if name in MEASURES else "is no measure of"
            raise GraphError(
                f"{name!r} {known} the network {network!r}",
                f"use one of {', '.join(fitting)}",
                usage=True,
            )


def ranks(values: Mapping[str, float | None], measure: str) -> dict[str, int | None]:
    """Return the rank of each node by *measure*, 1 the most remarkable, equals the same.

    Values that differ only after ten digits are equal: that much is rounding.

    >>> ranks({"a": 0.3, "b": 0.1 + 0.2, "c": None, "d": 0.1}, "strength")
    {'a': 1, 'b': 1, 'c': None, 'd': 3}
    """
    rising = MEASURES[measure].falling or MEASURES[measure].grouping
    sign = 1 if rising else -1
    keys = {
        node: sign * float(f"{value:.{_DIGITS}g}")
        for node, value in values.items()
        if value is not None
    }
    first: dict[float, int] = {}
    for place, key in enumerate(sorted(keys.values()), start=1):
        first.setdefault(key, place)
    return {node: first[keys[node]] if node in keys else None for node in values}


class _Work:
    """The measures of one graph, each made once."""

    def __init__(self, graph: nx.Graph[str], seed: int, backend: Backend) -> None:
        self.graph = graph
        self.seed = seed
        self.backend = backend
        self.between: dict[str, Betweenness] = {}
        self._groups: dict[str, int] | None = None

    @cached_property
    def ties(self) -> Ties:
        return ties_of(self.graph)

    def groups(self) -> dict[str, int]:
        if self._groups is None:
            self._groups = groups_of(self.graph, self.seed)
        return self._groups

    def column(self, name: str) -> Mapping[str, float]:
        graph = self.graph
        two_modes = graph.graph.get("name") in TWO_MODE
        if self.backend == "igraph" and name in MADE:
            return measured(name, graph, self.ties)
        makers: dict[str, Callable[[], Mapping[str, float]]] = {
            "degree": lambda: degree(self.ties),
            "share": self._share,
            "strength": lambda: strength(self.ties),
            "out-degree": lambda: degree(self.ties, "out"),
            "in-degree": lambda: degree(self.ties, "in"),
            "out-strength": lambda: strength(self.ties, "out"),
            "in-strength": lambda: strength(self.ties, "in"),
            "betweenness": lambda: self._between(name, graph, None),
            "betweenness-weighted": lambda: self._between(name, with_distances(graph), "distance"),
            "eigenvector": lambda: eigenvector(self.ties),
            "pagerank": lambda: pagerank(graph),
            "community": self.groups,
            "participation": lambda: participation(self.ties, self.groups()),
            "constraint": lambda: constraint(self.ties),
            "closeness": lambda: (two_mode_closeness if two_modes else closeness)(graph),
            "clustering": lambda: (two_mode_clustering if two_modes else clustering)(graph),
            "core-number": lambda: core_number(graph),
            "coreness": lambda: coreness(graph).values,
            "effective-size": lambda: effective_size(graph),
            "efficiency": lambda: efficiency(graph),
        }
        return makers[name]()

    def _between(
        self, name: str, graph: nx.Graph[str], distance: str | None
    ) -> Mapping[str, float]:
        two_modes = graph.graph.get("name") in TWO_MODE
        found = betweenness(graph, seed=self.seed, distance=distance, bipartite=two_modes)
        self.between[name] = found
        return found.values

    def _share(self) -> dict[str, float]:
        """Return the bipartite degree centrality: the share of all tasks (or themes)."""
        others = sum(kind for _, kind in self.graph.nodes(data="bipartite"))
        return {node: found / max(others, 1) for node, found in degree(self.ties).items()}


def _parts(graph: nx.Graph[str]) -> dict[str, int]:
    import networkx as nx

    undirected = graph.to_undirected(as_view=True) if graph.is_directed() else graph
    order = {node: index for index, node in enumerate(graph)}
    parts = [sorted(order[node] for node in part) for part in nx.connected_components(undirected)]
    nodes = list(graph)
    parts.sort(key=lambda part: (-len(part), part[0]))
    return {nodes[index]: number for number, part in enumerate(parts, start=1) for index in part}


def _row(
    graph: nx.Graph[str],
    node: str,
    part: int,
    columns: Mapping[str, Mapping[str, float]],
    between: Mapping[str, Betweenness],
) -> NodeMeasures:
    data = graph.nodes[node]
    values = {name: column[node] for name, column in columns.items()}
    return NodeMeasures(
        iri=node,
        label=data["label"],
        function=data.get("function_label", ""),
        level=data.get("level", ""),
        place=data.get("place", ""),
        collective=data.get("collective", False),
        tasks=data["tasks"],
        part=part,
        values={name: None if isnan(value) else value for name, value in values.items()},
        errors={
            name: found.errors[node]
            for name, found in between.items()
            if name in columns and found.errors
        },
        documents=data.get("documents", 0),
    )


def _notes(
    names: Iterable[str], parts: Mapping[str, int], between: Iterable[Betweenness], size: int
) -> Iterable[str]:
    count = max(parts.values(), default=0)
    if count > 1:
        largest = sum(part == 1 for part in parts.values())
        yield (
            f"the network has {count} parts that are not connected, the largest with"
            f" {largest} of {size} nodes; compare eigenvector, betweenness and"
            " communities within a part"
        )
    for found in between:
        if found.pivots:
            worst = max(found.errors.values(), default=0.0)
            yield (
                f"betweenness is estimated from {found.pivots} of {size} nodes as sources;"
                f" its standard error is at most {worst:.2g}"
            )
            return
