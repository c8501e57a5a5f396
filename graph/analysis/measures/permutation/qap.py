"""QAP: whether two networks over the same nodes go together more than their nodes let expect."""

from __future__ import annotations

from typing import Any, NamedTuple

from zeren.graph.analysis.measures.permutation.matrices import reordered

PERMUTATIONS = 2000


class Correlation(NamedTuple):
    """A correlation, and how it stands among those of permuted networks.

    ``mean`` and ``deviation`` are those of the permutations; ``p_greater`` and ``p_less`` are
    the shares as large and as small, ``p`` of those as far from 0; the observed one is
    counted among them, so that none is ever 0.
    """

    value: float
    mean: float
    deviation: float
    p_greater: float
    p_less: float
    p: float
    permutations: int


def qap_correlation(
    first: Any, second: Any, *, permutations: int = PERMUTATIONS, seed: int = 0
) -> Correlation:
    """Return the correlation of two square matrices over the same nodes, tested by permutation.

    Diagonals are left out. Rows and columns of *second* are put in another order together,
    *permutations* times by *seed*, which keeps its shape and breaks its tie to the nodes.
    Raises ValueError for matrices that are not square, not alike or hold NaN. NaN where
    one of them is the same everywhere.

    For departments: whether who issues together also works together, whether the network of
    one year is that of the year before, whether units of one function meet.

    Misleads: the cells of a matrix are no independent pairs, so that an ordinary p is wrong;
    this one is for the nodes at hand. A network and a covariate made of the same tasks go
    together by construction.

    Source: Hubert 1987, Assignment Methods in Combinatorial Data Analysis; Krackhardt 1988,
    Social Networks 10, 359-381; p with the observed one: Phipson & Smyth 2010.
    """
    import numpy as np

    one, other = checked(first), checked(second)
    if one.shape != other.shape:
        raise ValueError("the matrices are of different size")
    size = len(one)
    cells = size * (size - 1)
    centred = [_centred(each) for each in (one, other)]
    scale = float(np.sqrt((centred[0] ** 2).sum() * (centred[1] ** 2).sum()))
    if cells == 0 or scale < 1e-12:
        nothing = float("nan")
        return Correlation(nothing, nothing, nothing, nothing, nothing, nothing, permutations)
    # Sums and squares do not change with the order: only the product has to be made anew.
    left, right = centred[0] / scale, reordered(centred[1])
    value = float((left * centred[1]).sum())
    random = np.random.default_rng(seed)
    drawn = np.empty(permutations)
    for step in range(permutations):
        order = random.permutation(size)
        drawn[step] = np.einsum("ij,ij->", left, right(order))
    return Correlation(
        value,
        float(drawn.mean()) if permutations else float("nan"),
        float(drawn.std(ddof=1)) if permutations > 1 else float("nan"),
        share(drawn >= value - SLACK),
        share(drawn <= value + SLACK),
        share(np.abs(drawn) >= abs(value) - SLACK),
        permutations,
    )


SLACK = 1e-12
"""What rounding may add: equal values must count as equal."""


def share(hits: Any) -> float:
    """Return the share of *hits*, with the observed one counted among them."""
    return (1 + int(hits.sum())) / (1 + len(hits))


def checked(matrix: Any) -> Any:
    """Return *matrix* as an array of floats. Raises ValueError where it is none to permute."""
    import numpy as np

    found = np.asarray(matrix, dtype=float)
    if found.ndim != 2 or found.shape[0] != found.shape[1]:
        raise ValueError("a matrix of a network is square")
    off = found[~np.eye(len(found), dtype=bool)]
    if np.isnan(off).any():
        raise ValueError("a cell of the matrix is not known (NaN)")
    return found


def _centred(matrix: Any) -> Any:
    """Return *matrix* less the mean of what is off its diagonal, which becomes 0."""
    import numpy as np

    size = len(matrix)
    off = ~np.eye(size, dtype=bool)
    found = np.zeros_like(matrix)
    if size > 1:
        found[off] = matrix[off] - matrix[off].mean()
    return found
