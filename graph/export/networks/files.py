"""A network as files, by the name of a format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from zeren.graph.errors import GraphError, known_name
from zeren.graph.export.networks.tables import adjacency_csv, edges_csv
from zeren.graph.export.networks.words import pajek, ucinet
from zeren.graph.export.networks.xml import gexf, graphml, over_years

if TYPE_CHECKING:
    import networkx as nx

NetworkFormat = Literal["graphml", "gexf", "pajek", "ucinet", "edges", "adjacency"]
FORMATS: tuple[NetworkFormat, ...] = ("graphml", "gexf", "pajek", "ucinet", "edges", "adjacency")
ONE_FILE: tuple[NetworkFormat, ...] = ("graphml", "gexf", "ucinet")
"""Formats that have a network in a single file."""


def network_files(
    graph: nx.Graph[str], format: NetworkFormat, *, name: str = "", mark: bool | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file of *graph*: the same graph gives the same bytes.

    *name* is how they begin, that of the network unless it is given. *mark* says whether the
    files of text begin with a byte order mark: by default tables do, for Excel, and the
    others do not. Raises GraphError for a format that there is not.
    """
    known_name("network format", format, FORMATS)
    begin = name or str(graph.graph.get("name") or "network")
    if format == "graphml":
        yield f"{begin}.graphml", graphml(graph)
    elif format == "gexf":
        yield f"{begin}.gexf", gexf(graph)
    elif format == "pajek":
        yield from pajek(graph, begin, mark=bool(mark))
    elif format == "ucinet":
        yield f"{begin}.dl", ucinet(graph, mark=bool(mark))
    else:
        tables = edges_csv if format == "edges" else adjacency_csv
        yield from tables(graph, begin, mark=mark is not False)


def sliced_files(
    slices: Mapping[str, nx.Graph[str]],
    format: NetworkFormat,
    *,
    name: str,
    mark: bool | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of each slice, ``NAME-SLICE``; GEXF is one file that knows the years.

    Raises GraphError for slices that are no years, where GEXF is wanted.
    """
    if format == "gexf":
        if not slices:
            raise GraphError("no plan has a year", "leave --by out", usage=True)
        if not all(each.isdecimal() for each in slices):
            raise GraphError("gexf knows years only", "use --by year, or graphml", usage=True)
        yield from network_files(over_years(slices), format, name=name)
        return
    for each, graph in slices.items():
        yield from network_files(graph, format, name=f"{name}-{each}", mark=mark)
