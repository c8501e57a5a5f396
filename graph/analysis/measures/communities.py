"""Communities: who works with each other more than with the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import ties_of

if TYPE_CHECKING:
    import networkx as nx


def communities(
    graph: nx.Graph[Any], *, seed: int = 0, resolution: float = 1.0, weight: str = "weight"
) -> dict[Any, int]:
    """Return the community of each node, numbered from 1, the largest first.

    For departments: groups that share tasks with each other more than the number of
    their tasks lets expect, such as the 处室 around one deputy or the bureaus of one
    line of work.

    Misleads: the method always finds groups, also in a random network; groups smaller
    than about the square root of all edges can be merged unseen (Fortunato &
    Barthélemy 2007, PNAS 104, 36-41); and quite different partitions can be nearly as
    good (Good, de Montjoye & Clauset 2010, Physical Review E 81, 046106): try several
    seeds, see :func:`agreement`. In a network of plans of several places the places come
    out first.

    Source: Blondel, Guillaume, Lambiotte & Lefebvre 2008, J. Stat. Mech. P10008;
    ``networkx.community.louvain_communities``. The same *seed* gives the same groups.
    Equal sizes are numbered by the order of their first node. A *resolution* above 1
    gives more and smaller groups.
    """
    import networkx as nx

    # Whole numbers as nodes: sets of strings have another order in each process.
    plain = nx.convert_node_labels_to_integers(graph)
    groups = nx.community.louvain_communities(
        plain, weight=weight, resolution=resolution, seed=seed
    )
    nodes = list(graph)
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    found = {number: index for index, group in enumerate(ordered, start=1) for number in group}
    return {node: found[number] for number, node in enumerate(nodes)}


def communities_by_sharing(
    graph: nx.Graph[Any], *, seed: int = 0, resolution: float = 1.0
) -> dict[Any, int]:
    """Return the communities of a graph with two kinds of nodes, found among the first kind.

    *graph* has ``bipartite`` 0 (units) and 1 (tasks). Units are tied by the tasks they
    share, a task of n units counting 1/(n-1), and grouped by :func:`communities`; a task
    goes with most of its units, and with the first community where several have as many.

    Source: Guimerà, Sales-Pardo & Amaral 2007, Physical Review E 76, 036102, who find
    that this gives the groups that a modularity made for two kinds gives. It also takes
    a small part of the time: there are far fewer units than tasks.
    """
    import networkx as nx
    import numpy as np
    from scipy import sparse

    named = ties_of(graph, None)
    nodes, matrix = named.nodes, named.steps
    kind = np.array([graph.nodes[node]["bipartite"] for node in nodes], dtype=int)
    units, tasks = np.flatnonzero(kind == 0), np.flatnonzero(kind == 1)
    if not len(units):
        return {}
    shared = sparse.csr_array(matrix[units][:, tasks])
    sizes = np.asarray(shared.sum(axis=0)).ravel()
    each = np.divide(1.0, sizes - 1, out=np.zeros_like(sizes), where=sizes > 1)
    ties = sparse.csr_array(shared.multiply(each)) @ shared.T
    ties.setdiag(0)
    ties.eliminate_zeros()
    ties.sort_indices()
    group = communities(nx.from_scipy_sparse_array(ties), seed=seed, resolution=resolution)
    of_unit = np.array([group[index] for index in range(len(units))])
    inside = sparse.csr_array(
        (np.ones(len(units)), (np.arange(len(units)), of_unit - 1)),
        shape=(len(units), int(of_unit.max())),
    )
    votes = sparse.csr_array(shared.T @ inside)
    votes.sort_indices()
    found = {nodes[place]: int(number) for place, number in zip(units, of_unit, strict=True)}
    for row, place in enumerate(tasks):
        cast = slice(votes.indptr[row], votes.indptr[row + 1])
        most = int(np.argmax(votes.data[cast])) if votes.data[cast].size else None
        found[nodes[place]] = 1 if most is None else int(votes.indices[cast][most]) + 1
    return {node: found[node] for node in nodes}


def modularity(graph: nx.Graph[Any], groups: dict[Any, int], weight: str = "weight") -> float:
    """Return how much more of the weight lies inside *groups* than chance would put there.

    0 is chance, above 0.3 usually counts as structure; a random sparse network reaches
    that too, so compare with a null model. Without edges it is 0. Source: Newman &
    Girvan 2004, Physical Review E 69, 026113; ``networkx.community.modularity``.
    """
    import networkx as nx

    if not graph.number_of_edges():
        return 0.0
    parts: dict[int, set[Any]] = {}
    for node, group in groups.items():
        parts.setdefault(group, set()).add(node)
    return float(nx.community.modularity(graph, list(parts.values()), weight=weight))


def agreement(first: dict[Any, int], second: dict[Any, int]) -> float:
    """Return how far two groupings of the same nodes agree: 1 the same, about 0 by chance.

    Source: the adjusted Rand index of Hubert & Arabie 1985, Journal of Classification 2,
    193-218.
    """
    from collections import Counter
    from math import comb

    pairs = comb(len(first), 2)
    both = sum(comb(n, 2) for n in Counter((first[node], second[node]) for node in first).values())
    one = sum(comb(n, 2) for n in Counter(first.values()).values())
    other = sum(comb(n, 2) for n in Counter(second.values()).values())
    chance = one * other / pairs if pairs else 0.0
    most = (one + other) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)
