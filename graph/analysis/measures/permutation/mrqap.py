"""MRQAP: one network explained by several others, tested by permutation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from zeren.graph.analysis.measures.permutation.matrices import reordered
from zeren.graph.analysis.measures.permutation.qap import (
    PERMUTATIONS,
    SLACK,
    checked,
    share,
)


class Coefficient(NamedTuple):
    """A coefficient of least squares, its standardised form, t, and permutation probabilities.

    ``p_greater`` and ``p_less`` are the shares of permuted t as large and as small, ``p`` of
    those as far from 0, the observed one among them.
    """

    value: float
    standardised: float
    t: float
    p_greater: float
    p_less: float
    p: float


@dataclass(frozen=True)
class Regression:
    """The coefficients by name, the intercept, how much is explained, and of how many cells."""

    coefficients: dict[str, Coefficient]
    intercept: float
    r2: float
    cells: int
    permutations: int


def mrqap(
    outcome: Any,
    predictors: Mapping[str, Any],
    *,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> Regression:
    """Return the regression of the matrix *outcome* on the matrices *predictors*.

    Least squares over the cells off the diagonal (each pair once where all matrices are
    symmetric). Each predictor is tested with the others held: what of it the others do
    not explain is permuted, rows and columns together, and the outcome regressed on it and
    the others anew (double semi-partialing), comparing t. Raises ValueError for matrices
    of different size, without predictors, or where one follows from the others.

    For departments: whether units work together because they are of one place, of one
    function, or did so last year, each with the others held.

    Misleads: it is a linear model, also of ties that are there or not; for those ERGM is the
    model of choice (notebook 07 makes its input). What is left out explains as much as ever.

    Source: Dekker, Krackhardt & Snijders 2007, Psychometrika 72, 563-581; Krackhardt 1988,
    Social Networks 10, 359-381.
    """
    import numpy as np

    y_matrix = checked(outcome)
    matrices = {name: checked(matrix) for name, matrix in predictors.items()}
    if not matrices:
        raise ValueError("there is no predictor")
    if any(matrix.shape != y_matrix.shape for matrix in matrices.values()):
        raise ValueError("the matrices are of different size")
    size = len(y_matrix)
    off = ~np.eye(size, dtype=bool)
    y = y_matrix[off]
    columns = {name: matrix[off] for name, matrix in matrices.items()}
    design = np.column_stack([np.ones(len(y)), *columns.values()])
    symmetric = all(np.array_equal(m, m.T) for m in (y_matrix, *matrices.values()))
    cells = len(y) // 2 if symmetric else len(y)
    freedom = cells - design.shape[1]
    if freedom < 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError("a predictor follows from the others, or there are too few cells")
    weights = np.linalg.lstsq(design, y, rcond=None)[0]
    left = y - design @ weights
    spread = float(((y - y.mean()) ** 2).sum())
    random = np.random.default_rng(seed)
    found = {}
    for place, (name, own) in enumerate(columns.items(), start=1):
        test = _Test(y, np.delete(design, place, axis=1), off, freedom)
        rest = reordered(test.left_of(own))
        observed = test.t(rest(np.arange(size)))
        drawn = np.array([test.t(rest(random.permutation(size))) for _ in range(permutations)])
        value = float(weights[place])
        scale = float(own.std() / y.std()) if y.std() else float("nan")
        found[name] = Coefficient(
            value,
            value * scale,
            observed,
            share(drawn >= observed - SLACK),
            share(drawn <= observed + SLACK),
            share(np.abs(drawn) >= abs(observed) - SLACK),
        )
    r2 = 1 - float(left @ left) / spread if spread else float("nan")
    return Regression(found, float(weights[0]), r2, cells, permutations)


class _Test:
    """t of a predictor beside others, after Frisch, Waugh and Lovell.

    What the others leave of the outcome is regressed on what they leave of the predictor.
    Matrices are whole, with nothing on the diagonal; pairs that stand in them twice change
    no t, as *freedom* counts them once.
    """

    def __init__(self, outcome: Any, others: Any, off: Any, freedom: int) -> None:
        import numpy as np

        self._off = off
        self._freedom = freedom
        basis = np.linalg.qr(others)[0]
        self._basis = np.zeros((basis.shape[1], off.size))
        self._basis[:, off.ravel()] = basis.T
        self._outcome = self.left_of(outcome).ravel()
        self._squares = float(self._outcome @ self._outcome)

    def left_of(self, cells: Any) -> Any:
        """Return what the other predictors leave of *cells*, as a matrix."""
        import numpy as np

        found = np.zeros(self._off.shape)
        found[self._off] = cells
        flat = found.ravel()
        flat -= (self._basis @ flat) @ self._basis
        return found

    def t(self, matrix: Any) -> float:
        """Return t of the predictor *matrix*."""
        import numpy as np

        # Not by @: on two cores its threads wait for each other longer than they work.
        cells = matrix.ravel()
        along = float(np.einsum("i,i->", self._outcome, cells))
        shadow = np.einsum("ij,j->i", self._basis, cells)
        squares = float(np.einsum("i,i->", cells, cells) - (shadow**2).sum())
        if squares < 1e-12:
            return 0.0
        left = max(self._squares - along**2 / squares, 0.0)
        if left < 1e-300:
            return float(np.copysign(np.inf, along))
        return along / float(np.sqrt(squares * left / self._freedom))
