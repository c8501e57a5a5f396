"""QAP and MRQAP: the figures of least squares, the probabilities of all permutations."""

from __future__ import annotations

from itertools import permutations
from math import isnan

import networkx as nx
import numpy as np
import pytest
from zeren.graph.analysis.measures.permutation.matrices import aligned, differences, same
from zeren.graph.analysis.measures.permutation.mrqap import mrqap
from zeren.graph.analysis.measures.permutation.qap import qap_correlation

EXACT = 1e-9


def off(matrix: np.ndarray) -> np.ndarray:
    return matrix[~np.eye(len(matrix), dtype=bool)]


def drawn(size: int, seed: int, *, symmetric: bool = False) -> np.ndarray:
    matrix = np.random.default_rng(seed).random((size, size))
    matrix = matrix + matrix.T if symmetric else matrix
    np.fill_diagonal(matrix, 0)
    return matrix


def test_qap_is_the_correlation_among_all_permutations() -> None:
    """With five nodes all 120 orders can be tried: the draws come near their shares."""
    first, second = drawn(5, 1), drawn(5, 2)
    found = qap_correlation(first, second, permutations=20_000)
    assert found.value == pytest.approx(np.corrcoef(off(first), off(second))[0, 1], abs=EXACT)
    every = np.array(
        [
            np.corrcoef(off(first), off(second[np.ix_(order, order)]))[0, 1]
            for order in permutations(range(5))
        ]
    )
    assert found.p_greater == pytest.approx((every >= found.value - EXACT).mean(), abs=0.02)
    assert found.p == pytest.approx((abs(every) >= abs(found.value) - EXACT).mean(), abs=0.02)
    assert found.mean == pytest.approx(every.mean(), abs=0.02)
    assert found.deviation == pytest.approx(every.std(), abs=0.02)


def test_qap_of_the_same_network_and_of_none() -> None:
    one = drawn(30, 1, symmetric=True)
    found = qap_correlation(one, one, permutations=99)
    assert found.value == pytest.approx(1, abs=EXACT)
    assert found.p == 1 / 100
    assert isnan(qap_correlation(one, np.ones((30, 30)), permutations=5).value)
    assert qap_correlation(one, one, permutations=99) == found
    other = drawn(30, 2, symmetric=True)
    seeds = [qap_correlation(one, other, permutations=50, seed=seed).mean for seed in (0, 1)]
    assert seeds[0] != seeds[1]


def test_qap_says_what_it_cannot_take() -> None:
    with pytest.raises(ValueError, match="size"):
        qap_correlation(drawn(3, 1), drawn(4, 1))
    with pytest.raises(ValueError, match="square"):
        qap_correlation(np.ones((2, 3)), np.ones((2, 3)))
    unknown = drawn(3, 1)
    unknown[0, 1] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        qap_correlation(unknown, drawn(3, 1))


@pytest.mark.parametrize("symmetric", [False, True])
def test_mrqap_is_least_squares_with_permuted_residuals(symmetric: bool) -> None:
    """Dekker, Krackhardt & Snijders 2007, step by step with numpy's least squares."""
    size, times = 9, 40
    x, z = drawn(size, 1, symmetric=symmetric), drawn(size, 2, symmetric=symmetric)
    y = 2 * x - z + drawn(size, 3, symmetric=symmetric)
    found = mrqap(y, {"x": x, "z": z}, permutations=times, seed=5)
    cells = np.triu_indices(size, 1) if symmetric else np.nonzero(~np.eye(size, dtype=bool))
    ones = np.ones(len(cells[0]))

    def fitted(columns: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, float]:
        design = np.column_stack(columns)
        weights = np.linalg.lstsq(design, y[cells], rcond=None)[0]
        left = y[cells] - design @ weights
        variance = left @ left / (len(left) - design.shape[1])
        errors = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * variance)
        return (
            weights,
            weights / errors,
            1 - left @ left / ((y[cells] - y[cells].mean()) ** 2).sum(),
        )

    weights, t, r2 = fitted([ones, x[cells], z[cells]])
    assert found.intercept == pytest.approx(weights[0], abs=EXACT)
    assert found.r2 == pytest.approx(r2, abs=EXACT)
    assert found.cells == len(ones)
    random = np.random.default_rng(5)
    for place, (name, own, other) in enumerate((("x", x, z), ("z", z, x)), start=1):
        mine = found.coefficients[name]
        assert mine.value == pytest.approx(weights[place], abs=EXACT)
        assert mine.t == pytest.approx(t[place], rel=EXACT)
        design = np.column_stack([ones, other[cells]])
        rest = np.zeros_like(own)
        rest[cells] = own[cells] - design @ np.linalg.lstsq(design, own[cells], rcond=None)[0]
        rest = rest + rest.T if symmetric else rest
        again = np.empty(times)
        for step in range(times):
            order = random.permutation(size)
            permuted = rest[np.ix_(order, order)][cells]
            again[step] = fitted([ones, permuted, other[cells]])[1][1]
        assert mine.p_greater == (1 + (again >= t[place] - EXACT).sum()) / (times + 1)
        assert mine.p == (1 + (abs(again) >= abs(t[place]) - EXACT).sum()) / (times + 1)


def test_mrqap_tells_what_matters_from_what_does_not() -> None:
    x, noise = drawn(25, 1), drawn(25, 2)
    found = mrqap(x + 0.2 * drawn(25, 3), {"x": x, "noise": noise}, permutations=199)
    assert found.coefficients["x"].p == 1 / 200
    assert found.coefficients["noise"].p > 0.05


def test_mrqap_says_what_it_cannot_take() -> None:
    x = drawn(6, 1)
    with pytest.raises(ValueError, match="follows"):
        mrqap(drawn(6, 2), {"x": x, "twice": 2 * x})
    with pytest.raises(ValueError, match="no predictor"):
        mrqap(x, {})


def test_networks_become_matrices_over_the_same_nodes() -> None:
    first = nx.Graph([("b", "a")])
    second = nx.DiGraph()
    second.add_edge("a", "c", weight=3)
    nodes, (one, other) = aligned([first, second])
    assert nodes == ["a", "b", "c"]
    assert one.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert other.tolist() == [[0, 0, 3], [0, 0, 0], [0, 0, 0]]
    assert aligned([second], nodes, weight=None)[1][0].max() == 1
    assert same({"a": "x", "b": "x", "c": ""}, nodes).tolist() == one.tolist()
    assert differences({"a": 1, "b": 3, "c": 0}, nodes)[0].tolist() == [0, 2, 1]
