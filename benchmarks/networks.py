"""What networks and measures cost, beside networkx and igraph called directly.

    python benchmarks/networks.py [--units 5000] [--tasks 200000] [--network NAME]...

Facts are made by a seeded generator: units are used by Zipf's law and fall into groups
that share four fifths of their tasks. Printed are CPU seconds, so that other work on
the machine counts little, and the peak of memory so far. What networkx does not finish
in reasonable time on large graphs is left out above --limit (nodes x edges). igraph (GPL, no part
of Zeren) has a column where it is installed.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import networkx as nx
import numpy as np
from zeren.graph.analysis.centrality import centralities, measures_for
from zeren.graph.analysis.choice import chosen
from zeren.graph.analysis.concentration import concentration
from zeren.graph.analysis.deadlines import deadlines
from zeren.graph.analysis.network import NETWORKS, network
from zeren.graph.analysis.workload import BY, workload
from zeren.graph.model.facts import (
    AssignmentFact,
    ConceptFact,
    DocumentFact,
    Facts,
    TargetFact,
    TaskFact,
    UnitFact,
)
from zeren.loaders.records import Role

try:
    import igraph
except ImportError:
    igraph = None

GROUPS = 20
THEMES = 36
OWN_GROUP = 0.8
PLACE = "https://example.org/"
_Found = TypeVar("_Found")
out = sys.stdout.write


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description="What networks and measures cost.")
    parser.add_argument("--units", type=int, default=5000)
    parser.add_argument("--tasks", type=int, default=200_000)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--network", action="append", choices=NETWORKS)
    parser.add_argument(
        "--limit", type=int, default=50_000_000, help="nodes x edges, for networkx itself"
    )
    options = parser.parse_args()
    found = made(options.units, options.tasks, options.documents)
    out(f"{options.units} units, {options.tasks} tasks, {len(found.assignments)} assignments\n")
    taken = timed("choice", lambda: chosen(found))
    if not options.network:
        for by in BY:
            timed(f"workload by {by}", lambda by=by: workload(taken, by))
        timed("deadlines", lambda: deadlines(taken))
        timed("concentration, 1000 draws", lambda: concentration(taken))
    for name in options.network or NETWORKS:
        graph = timed(f"network {name}", lambda name=name: network(name, taken))
        out(f"  {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges\n")
        most = [one for one in measures_for(name) if one != "betweenness"]
        timed("  all measures but betweenness", lambda: centralities(graph, most))  # noqa: B023
        for measure in measures_for(name):
            timed(f"    {measure}", lambda: centralities(graph, [measure]))  # noqa: B023
        beside(graph, options.limit)


def beside(graph: nx.Graph, limit: int) -> None:
    """Measure networkx and igraph on the same graph."""
    plain = nx.DiGraph(graph) if graph.is_directed() else nx.Graph(graph)
    size = plain.number_of_edges()
    work = size * len(plain)
    own: dict[str, Callable[[], Any]] = {
        "pagerank": lambda: nx.pagerank(plain),
        "constraint": lambda: nx.constraint(plain, weight="weight"),
    }
    if not graph.is_directed() and size and nx.is_connected(plain):
        own["eigenvector"] = lambda: nx.eigenvector_centrality_numpy(plain, weight="weight")
    if work <= limit:
        own["community"] = lambda: nx.community.louvain_communities(plain, seed=0)
        own["betweenness, exact"] = lambda: nx.betweenness_centrality(plain)
    else:
        own["betweenness, 5 sources"] = lambda: nx.betweenness_centrality(plain, k=5, seed=0)
    if len(plain) > _MOST_FOR_CONSTRAINT:
        del own["constraint"]
    for name, run in own.items():
        timed(f"    networkx {name}", run)
    if igraph is None:
        return
    fast = igraph.Graph.from_networkx(plain)
    timed("    igraph pagerank", lambda: fast.pagerank(weights="weight"))
    if not graph.is_directed():
        timed("    igraph community", lambda: fast.community_multilevel(weights="weight"))
    if work <= limit * 100:
        timed("    igraph betweenness, exact", fast.betweenness)


_MOST_FOR_CONSTRAINT = 10_000


def timed(name: str, run: Callable[[], _Found]) -> _Found:
    """Run, and print what it cost."""
    begin = time.process_time()
    found = run()
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    out(f"{name:38} {seconds:8.2f} s {peak:6} MB\n")
    sys.stdout.flush()
    return found


def made(units: int, tasks: int, documents: int, seed: int = 0) -> Facts:
    """Return facts of that size; the same *seed* gives the same."""
    random = np.random.default_rng(seed)
    popular = 1 / np.arange(1, units + 1)
    group_of = random.integers(GROUPS, size=units)
    pools = [np.flatnonzero(group_of == group) for group in range(GROUPS)]
    sizes = 1 + random.poisson(2.3, size=tasks)
    groups = random.integers(GROUPS, size=tasks)
    total = int(sizes.sum())
    inside = np.split(random.random(total) < OWN_GROUP, np.cumsum(sizes)[:-1])
    any_unit = iter(random.choice(units, size=total, p=popular / popular.sum()).tolist())
    own = [
        iter(random.choice(pool, size=total // 2, p=popular[pool] / popular[pool].sum()).tolist())
        for pool in pools
    ]
    themes = random.integers(THEMES, size=(tasks, 2))
    months = random.integers(1, 13, size=tasks)
    names = [f"{PLACE}unit/{index:05}" for index in range(units)]
    found: list[AssignmentFact] = []
    records: dict[str, TaskFact] = {}
    targets: list[TargetFact] = []
    for index in range(tasks):
        document = f"{PLACE}doc/{index % documents:04}"
        iri = f"{document}/task/{index}"
        concepts = tuple(f"{PLACE}theme#{theme}" for theme in dict.fromkeys(themes[index].tolist()))
        records[iri] = TaskFact(
            iri, document, index, str(index), None, f"任务{index}", (), concepts, False, "", 0, 0
        )
        named: dict[int, None] = {}
        for stays in inside[index]:
            named[next(own[groups[index]] if stays else any_unit)] = None
        for order, unit in enumerate(named, start=1):
            role: Role = "lead" if order == 1 else "responsible" if order < 4 else "cooperating"
            found.append(
                AssignmentFact(
                    iri=f"{iri}/{role}/{unit}",
                    task=iri,
                    unit=names[unit],
                    role=role,
                    basis="explicit",
                    order=order,
                    written="",
                    local_name="",
                    office=None,
                    rule="",
                    quote="",
                    start=0,
                    end=0,
                )
            )
        if index % 3 == 0:
            targets.append(
                TargetFact(
                    f"{iri}/target/1",
                    iri,
                    "",
                    "at-least",
                    Decimal(1),
                    None,
                    "%",
                    date(2031, int(months[index]), 28),
                    "",
                    0,
                    0,
                )
            )
    functions = [f"{PLACE}function#{group}" for group in range(GROUPS)]
    concepts_of = [*functions, *(f"{PLACE}theme#{theme}" for theme in range(THEMES))]
    return Facts(
        documents={
            iri: DocumentFact(
                iri, iri[-4:], iri, "", None, "博宁市", None, None, None, (2031, 2031)
            )
            for iri in (f"{PLACE}doc/{index:04}" for index in range(documents))
        },
        units={
            name: UnitFact(
                name,
                f"单位{index}",
                (),
                index % 100 == 7,
                functions[group_of[index]],
                "博宁市",
                "city",
                None,
                "",
            )
            for index, name in enumerate(names)
        },
        tasks=records,
        assignments=tuple(found),
        targets=tuple(targets),
        mentions=(),
        concepts={iri: ConceptFact(iri, iri.rpartition("#")[2], "", iri) for iri in concepts_of},
    )


if __name__ == "__main__":
    main()
