"""Mixing: whether like goes with like, by function, level, place, or number of partners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import one_mode

if TYPE_CHECKING:
    import networkx as nx


def assortativity(graph: nx.Graph[Any], attribute: str) -> float:
    """Return how far ties join nodes with the same *attribute*: 1 only those, 0 as by chance.

    Nodes of which it is not known ("" or None) are left out. NaN where all are the same.

    For departments: with ``function``, whether bureaus of one line of work (财政 with 财政)
    keep to themselves; with ``level``, whether work stays within a level of government.

    Misleads: below -1 it does not reach when groups differ in size; a plan that names one
    unit of each function gives a negative figure by construction.

    Source: Newman 2003, Physical Review E 67, 026126;
    ``networkx.attribute_assortativity_coefficient``.
    """
    import warnings

    import networkx as nx

    plain = _known(graph, attribute)
    if not plain.number_of_edges():
        return float("nan")
    with warnings.catch_warnings():  # one group alone divides by zero
        warnings.simplefilter("ignore", RuntimeWarning)
        return float(nx.attribute_assortativity_coefficient(plain, attribute))


def degree_assortativity(graph: nx.Graph[Any]) -> float:
    """Return the correlation of the degrees at the two ends of a tie. NaN where all are equal.

    For departments: above 0 busy units work with busy ones; below 0 few busy ones each work
    with many that have no other partner.

    Misleads: large tasks raise it by themselves: their units have many partners, all in
    the same task.

    Source: Newman 2002, Physical Review Letters 89, 208701;
    ``networkx.degree_pearson_correlation_coefficient``.
    """
    import warnings

    import networkx as nx

    plain = one_mode(graph, "degree assortativity")
    if plain.number_of_edges() < 2 or len(set(dict(plain.degree()).values())) < 2:
        return float("nan")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return float(nx.degree_pearson_correlation_coefficient(plain))


def ei_index(
    graph: nx.Graph[Any], attribute: str | Mapping[Any, object], weight: str | None = None
) -> float:
    """Return (external - internal) / all ties: 1 all go across groups, -1 none does.

    *attribute* is a node attribute, or the group of each node. Nodes without a group are
    left out, and ties to them. With *weight* ties count by it. NaN without ties.

    For departments: by ``function`` or ``place``, whether the work of a plan crosses the
    lines of the organisation.

    Misleads: small groups have more outsiders than insiders to choose from, so that it is
    high by chance alone: compare with its value when groups are permuted among the nodes.

    Source: Krackhardt & Stern 1988, Social Psychology Quarterly 51, 123-140.
    """
    groups = _groups(graph, attribute)
    outside = inside = 0.0
    for first, second, data in one_mode(graph, "the E-I index").edges(data=True):
        if first in groups and second in groups:
            value = 1.0 if weight is None else float(data.get(weight, 1))
            if groups[first] == groups[second]:
                inside += value
            else:
                outside += value
    total = inside + outside
    return (outside - inside) / total if total else float("nan")


def ei_of_nodes(
    graph: nx.Graph[Any], attribute: str | Mapping[Any, object], weight: str | None = None
) -> dict[Any, float]:
    """Return the E-I index of each node's own ties; NaN for one without ties or group.

    For departments: which unit works across the lines of the organisation, and which within.

    Misleads: with two ties it is -1, 0 or 1; look at degrees beside it. See also
    :func:`ei_index`.

    Source: Krackhardt & Stern 1988, Social Psychology Quarterly 51, 123-140.
    """
    groups = _groups(graph, attribute)
    sums = {node: [0.0, 0.0] for node in graph}
    for first, second, data in one_mode(graph, "the E-I index").edges(data=True):
        if first in groups and second in groups:
            value = 1.0 if weight is None else float(data.get(weight, 1))
            same = groups[first] == groups[second]
            for node in (first, second):
                sums[node][same] += value
    return {
        node: (out - own) / (out + own) if out + own else float("nan")
        for node, (out, own) in sums.items()
    }


def _groups(graph: nx.Graph[Any], attribute: str | Mapping[Any, object]) -> dict[Any, object]:
    given = dict(graph.nodes(data=attribute)) if isinstance(attribute, str) else dict(attribute)
    return {node: group for node, group in given.items() if group not in {None, ""}}


def _known(graph: nx.Graph[Any], attribute: str) -> nx.Graph[Any]:
    plain = one_mode(graph, "assortativity")
    return plain.subgraph(_groups(plain, attribute))
