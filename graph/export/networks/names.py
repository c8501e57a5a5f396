"""What nodes are called in a file: keys and labels, each once, and nothing that breaks a format."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from zeren.ontology.terms import BASE

if TYPE_CHECKING:
    import networkx as nx

# What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile(r"[\s\"'\\,;#*%]+")


def keys(graph: nx.Graph[str]) -> dict[str, str]:
    """Return the key of each node, as in the tables: its IRI without the beginning."""
    return {node: node.removeprefix(BASE) for node in graph}


def labels(graph: nx.Graph[str]) -> dict[str, str]:
    """Return a label for each node that no other has: the second of a name is ``name(2)``.

    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_nodes_from([("a", {"label": "局"}), ("b", {"label": "局"})])
    >>> labels(graph)
    {'a': '局', 'b': '局(2)'}
    """
    taken = Counter(data.get("label") or node for node, data in graph.nodes(data=True))
    seen: Counter[str] = Counter()
    found = {}
    for node, data in graph.nodes(data=True):
        name = data.get("label") or node
        seen[name] += 1
        while seen[name] > 1 and f"{name}({seen[name]})" in taken:
            seen[name] += 1
        found[node] = name if seen[name] == 1 else f"{name}({seen[name]})"
    return found


def plain_labels(graph: nx.Graph[str]) -> dict[str, str]:
    """Return labels that stand without quotes in a file of words: no space, comma or quote.

    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_node("a", label='区 "一" 局')
    >>> plain_labels(graph)
    {'a': '区_一_局'}
    """
    import networkx as nx

    plain: nx.Graph[str] = nx.Graph()
    for node, data in graph.nodes(data=True):
        name = _BREAKS.sub("_", data.get("label") or node).strip("_")
        plain.add_node(node, label=name or "_")
    return labels(plain)


def fit_for_xml(graph: nx.Graph[str]) -> nx.Graph[str]:
    """Put a sign for what XML cannot hold into the attributes of *graph*, and return it."""
    for _, attributes in graph.nodes(data=True):
        _clean(attributes)
    for _, _, attributes in graph.edges(data=True):
        _clean(attributes)
    return graph


def _clean(attributes: dict[str, Any]) -> None:
    for key, value in attributes.items():
        if isinstance(value, str):
            attributes[key] = _NO_XML.sub("\ufffd", value)
