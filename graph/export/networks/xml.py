"""Networks for Gephi, Cytoscape and igraph: GraphML, and GEXF at one time or over years."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from zeren.graph.export.networks.names import fit_for_xml

if TYPE_CHECKING:
    import networkx as nx

_DATE = re.compile(r' lastmodifieddate="[^"]*"')
_CREATOR = re.compile(r"<creator>[^<]*</creator>")


def graphml(graph: nx.Graph[str]) -> bytes:
    """Return *graph* as GraphML, with all its attributes."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(fit_for_xml(graph.copy()), out)
    return out.getvalue()


def gexf(graph: nx.Graph[str]) -> bytes:
    """Return *graph* as GEXF.

    The date and version that writers leave in a file are taken out: the same graph gives
    the same bytes.
    """
    import networkx as nx

    out = io.BytesIO()
    nx.write_gexf(fit_for_xml(graph.copy()), out)
    text = _DATE.sub("", out.getvalue().decode("utf-8"))
    return _CREATOR.sub("<creator>zeren</creator>", text).encode("utf-8")


def over_years(slices: Mapping[str, nx.Graph[str]]) -> nx.Graph[str]:
    """Return the networks of several years as one, whose nodes and edges have their times.

    Keys of *slices* are years. ``spells`` are the years in which a node or an edge is there,
    those that follow each other as one; weights and counts are sums, and ``weight_by_year``
    holds that of each year. GEXF readers (Gephi's timeline) understand both.
    """
    years = {int(name): graph for name, graph in sorted(slices.items())}
    first = next(iter(years.values()))
    union: nx.Graph[str] = type(first)(**{"name": first.graph.get("name", ""), "mode": "dynamic"})
    for year, graph in years.items():
        for node, data in graph.nodes(data=True):
            _add(union.nodes, node, dict(data), year, lambda n=node: union.add_node(n))
        edges: Iterable[Any] = graph.edges(keys=True) if graph.is_multigraph() else graph.edges()
        for ends in edges:
            data = dict(graph.edges[ends])
            weight = float(data.get("weight", 1))
            _add(union.edges, ends, data, year, lambda e=ends: union.add_edge(*e))
            union.edges[ends].setdefault("weight_by_year", []).append((weight, year, year + 1))
    for part in (union.nodes, union.edges):
        for each in part:
            part[each]["spells"] = _joined(part[each]["spells"])
    return union


def _add(part: Any, key: Any, data: dict[str, Any], year: int, make: Any) -> None:
    """Add what *data* says of a node or an edge in *year* to what is known of it."""
    if key not in part:
        make()
        part[key]["spells"] = []
    known = part[key]
    known["spells"].append((year, year + 1))
    for name, value in data.items():
        if name in known and isinstance(value, int | float) and not _told_apart(name, value):
            known[name] += value
        else:
            known.setdefault(name, value)


def _told_apart(name: str, value: object) -> bool:
    """Return whether a number is no amount that adds up over years."""
    return isinstance(value, bool) or name in {"bipartite", "order", "number", "position"}


def _joined(spells: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found = [spells[0]]
    for begin, end in spells[1:]:
        if begin == found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found
