"""Structural equivalence: units with the same ties to the same others, as blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zeren.graph.analysis.measures.matrix import one_mode

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Blocks:
    """A partition into blocks and what goes on between them.

    ``block`` numbers the block of each node from 1, the largest first; ``density`` is the
    share of possible ties from one block to another (NaN where none is possible).
    """

    block: dict[Any, int]
    density: list[list[float]]


def profile_distances(graph: nx.Graph[Any], weight: str | None = None) -> tuple[list[Any], Any]:
    """Return the nodes, and the matrix of distances between their ties to the others.

    0 means that two nodes have the same ties to and from all others; what they are to each
    other does not count. With *weight*, ties count by it.

    For departments: which units stand in the same place, without working together: the same
    bureau of two districts under one city, if they meet the same bureaus of the city.

    Misleads: it is distance by amount: busy units are far from all idle ones. Two
    plans without a common unit hold no equivalents at all.

    Source: Burt 1976, Social Forces 55, 93-122; Lorrain & White 1971, Journal of
    Mathematical Sociology 1, 49-80.
    """
    import networkx as nx
    import numpy as np

    plain = one_mode(graph, "structural equivalence")
    nodes = list(plain)
    if not nodes:
        return nodes, np.zeros((0, 0))
    ties = nx.to_numpy_array(plain, nodes, weight=weight)
    np.fill_diagonal(ties, 0)
    squares = np.zeros_like(ties)
    for rows in (ties, ties.T) if plain.is_directed() else (ties,):
        sums = (rows**2).sum(axis=1)
        squares += sums[:, None] + sums[None, :] - 2 * rows @ rows.T
        # The cells of the pair itself, which the sums over all others must not hold.
        squares -= rows**2 + rows.T**2
    squares[np.isclose(squares, 0, atol=1e-9)] = 0
    np.fill_diagonal(squares, 0)
    return nodes, np.sqrt(squares)


def equivalence_blocks(graph: nx.Graph[Any], count: int, weight: str | None = None) -> Blocks:
    """Return *count* blocks of nodes with alike ties, and the densities between them.

    Nodes are joined by the mean distance of their profiles (average linkage). There are
    fewer blocks than *count* where nodes that are joined last are all equally far.

    For departments: a network in one small table: which kind of unit works with which kind.

    Misleads: the number of blocks is a choice, and there are always blocks; look whether
    densities are far from each other, else they mean nothing.

    Source: White, Boorman & Breiger 1976, American Journal of Sociology 81, 730-780; by
    clustering: Wasserman & Faust 1994, Social Network Analysis, ch. 9; ``scipy.cluster``.
    """
    import networkx as nx
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    plain = one_mode(graph, "structural equivalence")
    nodes, distances = profile_distances(plain, weight)
    if len(nodes) < 2:
        return Blocks(dict.fromkeys(nodes, 1), [[float("nan")]] * len(nodes))
    tree = linkage(squareform(distances, checks=False), method="average")
    found = fcluster(tree, count, criterion="maxclust")
    sizes = np.bincount(found)
    first = {name: int(np.flatnonzero(found == name)[0]) for name in set(found.tolist())}
    order = sorted(first, key=lambda name: (-sizes[name], first[name]))
    number = {name: place for place, name in enumerate(order)}
    place = np.array([number[name] for name in found.tolist()])
    inside = np.eye(len(order))[place]
    ties = (nx.to_numpy_array(plain, nodes, weight=None) != 0).astype(float)
    np.fill_diagonal(ties, 0)
    members = inside.sum(axis=0)
    possible = np.outer(members, members) - np.diag(members)
    there = inside.T @ ties @ inside
    density = np.divide(there, possible, out=np.full_like(there, np.nan), where=possible > 0)
    return Blocks(
        {node: int(at) + 1 for node, at in zip(nodes, place, strict=True)}, density.tolist()
    )
