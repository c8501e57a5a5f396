"""The network of units and tasks for Gephi, Cytoscape, igraph: GraphML and GEXF."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Literal

from zeren.graph.analysis.network import unit_task_graph

if TYPE_CHECKING:
    from zeren.graph.model.facts import Facts

NetworkName = Literal["graphml", "gexf"]
NETWORKS: tuple[NetworkName, ...] = ("graphml", "gexf")

# What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DATE = re.compile(r' lastmodifieddate="[^"]*"')
_CREATOR = re.compile(r"<creator>[^<]*</creator>")


def network_bytes(facts: Facts, format: NetworkName) -> bytes:
    """Return the graph of units and tasks, one edge an assignment, as UTF-8 XML.

    The date and version that GEXF writers leave in a file are taken out: the same facts
    give the same bytes.
    """
    import networkx as nx

    graph = _fit_for_xml(unit_task_graph(facts))
    out = io.BytesIO()
    if format == "graphml":
        nx.write_graphml_xml(graph, out)
        return out.getvalue()
    nx.write_gexf(graph, out)
    text = _DATE.sub("", out.getvalue().decode("utf-8"))
    return _CREATOR.sub("<creator>zeren</creator>", text).encode("utf-8")


def _fit_for_xml(graph: Any) -> Any:
    for _, attributes in graph.nodes(data=True):
        _clean(attributes)
    for _, _, attributes in graph.edges(data=True):
        _clean(attributes)
    return graph


def _clean(attributes: dict[str, object]) -> None:
    for key, value in attributes.items():
        if isinstance(value, str):
            attributes[key] = _NO_XML.sub("\ufffd", value)
