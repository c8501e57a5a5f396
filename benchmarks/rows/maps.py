"""The map, beside the page that pyvis writes of the same units and tasks as it comes."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from measure import Action, Side, ratio

from rows.table import Line, Work

if TYPE_CHECKING:
    from pyvis.network import Network
    from zeren.graph.model.facts import Facts


def lines(work: Work) -> Iterator[Line]:
    """Measure the plans of the store of the benchmark."""
    found = work.taken(
        Side("zeren", "rows.maps:ours", (str(work.store), str(work.root / "places"))),
        Side("again", "rows.maps:ours", (str(work.store), str(work.root / "kept"), "keep")),
        Side("pyvis", "rows.maps:with_pyvis", (str(work.store),)),
        rounds=3,
    )
    zeren, other = found["zeren"], found["pyvis"]
    nodes, edges, ours = zeren.results[0]
    theirs = other.results[0][2]
    shared = {
        "against": "pyvis as it comes (add_node, add_edge, generate_html)",
        "ours": zeren.peak,
        "theirs": other.peak,
    }
    told = f"{nodes:,} units and tasks, {edges:,} assignments"
    yield Line(
        what="map of a store, facts to a page, places computed",
        value=ratio(zeren.cpu, other.cpu),
        figures=f"{told}; pyvis computes no places: the browser does, for minutes"
        " (`benchmarks/map.py --pyvis` waits for it)",
        **shared,  # type: ignore[arg-type]
    )
    yield Line(
        what="map of a store, facts to a page, places kept from before",
        value=ratio(found["again"].cpu, other.cpu),
        figures=told,
        **shared,  # type: ignore[arg-type]
    )
    yield Line(
        what="map of a store, bytes of the page",
        value=ratio([ours], [theirs]),
        figures=f"{ours / 1e6:.1f} and {theirs / 1e6:.1f} MB; Zeren's page holds the sentence"
        " behind each link, tables and search, and asks the network for nothing",
        **shared,  # type: ignore[arg-type]
    )


def ours(store: str, places: str, keep: str = "") -> Iterator[Action]:
    """Make the map; the result is nodes, edges and bytes. *keep* places computed before."""
    from zeren.graph.maps.build import build_map
    from zeren.graph.store.facts.reading import read_facts
    from zeren.graph.store.opening import open_store

    facts = read_facts(open_store(store))
    nodes = len({part.unit for part in facts.assignments} | {p.task for p in facts.assignments})

    def make() -> Action:
        page = build_map(facts, cache=Path(places))
        return lambda: (nodes, len(facts.assignments), len(page.encode()))

    Path(places).mkdir()
    make()
    while True:
        if not keep:
            shutil.rmtree(places)
            Path(places).mkdir()
        yield make


def pyvis_net(facts: Facts) -> Network:
    """Return units and tasks as a network of pyvis, made as its manual shows."""
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="in_line")
    for part in facts.assignments:
        net.add_node(part.unit, label=facts.units[part.unit].label)
        net.add_node(part.task, label=facts.tasks[part.task].name)
        net.add_edge(part.unit, part.task, title=part.role)
    return net


def with_pyvis(store: str) -> Iterator[Action]:
    """Make pyvis's page; the result is nodes, edges and bytes."""
    from zeren.graph.store.facts.reading import read_facts
    from zeren.graph.store.opening import open_store

    facts = read_facts(open_store(store))

    def make() -> Action:
        net = pyvis_net(facts)
        page = net.generate_html()
        return lambda: (len(net.nodes), len(net.edges), len(page.encode()))

    return itertools.repeat(make)
