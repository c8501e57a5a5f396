"""Networks and their measures, beside networkx and igraph called directly."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import Action, Side, Taken, ratio

from rows import others
from rows.table import Line, Work

if TYPE_CHECKING:
    from zeren.graph.model.facts import Facts

UNITS, TASKS, DOCUMENTS = 400, 4000, 100
MEASURES = ("degree", "pagerank", "betweenness")
SEED = 3


def lines(work: Work) -> Iterator[Line]:
    """Measure the network of units that share tasks, with what all three libraries have."""
    from networks import made

    tasks = work.root / "tasks.json"
    sizes = (UNITS // 4, TASKS // 4) if work.quick else (UNITS, TASKS)
    tasks.write_text(json.dumps(_tasks(made(*sizes, DOCUMENTS, seed=SEED))), encoding="utf-8")
    sides = [
        Side("zeren", "rows.networks:ours", tuple(map(str, sizes))),
        Side("networkx", "rows.networks:with_networkx", (str(tasks),)),
    ]
    try:
        sides.append(Side("igraph", "rows.networks:with_igraph", (str(tasks),), others.python()))
    except others.NoOthersError as error:
        yield Line(what="network and centrality beside igraph", missing=str(error))
    found = work.taken(*sides, rounds=5)
    zeren = found["zeren"]
    for side in sides[1:]:
        other = found[side.name]
        yield Line(
            what="network of units, its parts, degree, PageRank and betweenness",
            against=f"{side.name} called directly",
            value=ratio(zeren.cpu, other.cpu),
            ours=zeren.peak,
            theirs=other.peak,
            figures=f"{sizes[0]} units, {sizes[1]:,} tasks, {other.results[0]['edges']:,} ties;"
            f" {_agreement(zeren, other)}",
        )


def _agreement(ours: Taken, theirs: Taken) -> str:
    """Say how far the values of both differ at most, measure by measure."""
    told = []
    for measure in MEASURES:
        mine, other = ours.results[0][measure], theirs.results[0][measure]
        most = max(abs(a - b) for a, b in zip(mine, other, strict=True))
        told.append(f"{measure} {most:.0e}" if most else f"{measure} 0")
    parts = "" if ours.results[0]["parts"] == theirs.results[0]["parts"] else "; parts differ"
    return f"values differ by at most: {', '.join(told)}{parts}"


def _tasks(facts: Facts) -> list[list[int]]:
    """Return the units of each task, as numbers in the order of their names."""
    numbers = {name: number for number, name in enumerate(sorted(facts.units))}
    return [[numbers[part.unit] for part in parts] for parts in facts.assignments_of.values()]


def _read(path: str) -> list[list[int]]:
    return list(json.loads(Path(path).read_text(encoding="utf-8")))


def ours(units: str, tasks: str) -> Iterator[Action]:
    """Make facts into the network of units and its measures."""
    from networks import made
    from zeren.graph.analysis.centrality import centralities
    from zeren.graph.analysis.network import unit_graph

    facts = made(int(units), int(tasks), DOCUMENTS, seed=SEED)

    def measure() -> dict[str, Any]:
        graph = unit_graph(facts)
        found = centralities(graph, MEASURES)
        rows = sorted(found.rows, key=lambda row: row.iri)
        values = {name: [row.values[name] for row in rows] for name in MEASURES}
        return {**values, "edges": graph.number_of_edges(), "parts": found.parts}

    return itertools.repeat(measure)


def _ties(tasks: list[list[int]]) -> dict[tuple[int, int], float]:
    """Return the weight of each pair: a task of n units gives each pair 1/(n-1)."""
    weights: Counter[tuple[int, int]] = Counter()
    for task in tasks:
        for pair in itertools.combinations(sorted(task), 2):
            weights[pair] += 1 / (len(task) - 1)  # type: ignore[assignment]
    return dict(weights)


def with_networkx(path: str) -> Iterator[Action]:
    """Do the same with networkx."""
    import networkx as nx

    tasks = _read(path)

    def measure() -> dict[str, Any]:
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from({unit for task in tasks for unit in task})
        graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in _ties(tasks).items())
        values = {
            "degree": dict(graph.degree()),
            "pagerank": nx.pagerank(graph, weight="weight", tol=1e-12, max_iter=1000),
            "betweenness": nx.betweenness_centrality(graph),
        }
        ranked = {name: [each[unit] for unit in sorted(each)] for name, each in values.items()}
        parts = nx.number_connected_components(graph)
        return {**ranked, "edges": graph.number_of_edges(), "parts": parts}

    return itertools.repeat(measure)


def with_igraph(path: str) -> Iterator[Action]:
    """Do the same with igraph."""
    import igraph

    tasks = _read(path)

    def measure() -> dict[str, Any]:
        units = sorted({unit for task in tasks for unit in task})
        place = {unit: at for at, unit in enumerate(units)}
        ties = _ties(tasks)
        graph = igraph.Graph(len(units), [(place[a], place[b]) for a, b in ties])
        count = len(units)
        pairs = (count - 1) * (count - 2) / 2
        return {
            "degree": graph.degree(),
            "pagerank": graph.pagerank(weights=list(ties.values())),
            "betweenness": [value / pairs for value in graph.betweenness()],
            "edges": graph.ecount(),
            "parts": len(graph.connected_components()),
        }

    return itertools.repeat(measure)
