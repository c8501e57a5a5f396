"""Coefficients of agreement, as their sources print them."""

from __future__ import annotations

from fractions import Fraction
from math import isnan

import pytest
from zeren.graph.analysis.measures.agreement.kappa import cohen_kappa, fleiss_kappa, kappa_sums
from zeren.graph.analysis.measures.agreement.krippendorff import alpha_sums, krippendorff_alpha
from zeren.graph.analysis.measures.agreement.resampling import resampled, resampled_sums

EXACT = 1e-9
COHEN = ((44, 7, 9), (5, 20, 5), (1, 3, 6))
"""Cohen 1968, table 1, in per cent; weights of disagreement 0, 1, 3; 1, 0, 6; 3, 6, 0."""
WEIGHTS = ((0, 1, 3), (1, 0, 6), (3, 6, 0))
FLEISS = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006
10050 11040 03300 10050 02031 00501 30012 51000 02040 10203
00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""
"""Fleiss 1971, table 1: thirty patients, six psychiatrists, five diagnoses."""
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
"""Krippendorff 2011, section C: four observers, twelve units, some not coded."""


def coded() -> list[list[int | None]]:
    rows = [[None if code == "." else int(code) for code in row.split()] for row in OBSERVERS]
    return [list(column) for column in zip(*rows, strict=True)]


def test_cohen_as_printed() -> None:
    pairs = [(i, j) for i, row in enumerate(COHEN) for j, n in enumerate(row) for _ in range(n)]
    first, second = zip(*pairs, strict=True)
    plain = cohen_kappa(first, second)
    weighted = cohen_kappa(first, second, lambda one, other: WEIGHTS[one][other])
    assert (round(plain, 3), round(weighted, 3)) == (0.492, 0.348)
    assert plain == pytest.approx(float(Fraction(70 - 41, 59)), abs=EXACT)
    assert weighted == pytest.approx(1 - 0.90 / 1.38, abs=EXACT)


def test_fleiss_as_printed() -> None:
    items = [
        [code for code, n in enumerate(map(int, row)) for _ in range(n)] for row in FLEISS.split()
    ]
    assert len(items) == 30
    assert round(fleiss_kappa(items), 3) == 0.430
    totals = [sum(item.count(code) for item in items) for code in range(5)]
    assert totals == [26, 26, 30, 55, 43]
    there = Fraction(sum(item.count(c) ** 2 for item in items for c in range(5)) - 180, 900)
    chance = sum(Fraction(n, 180) ** 2 for n in totals)
    assert fleiss_kappa(items) == pytest.approx(float((there - chance) / (1 - chance)), abs=EXACT)


@pytest.mark.parametrize(
    ("level", "printed"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_krippendorff_as_printed(level: str, printed: float) -> None:
    assert round(krippendorff_alpha(coded(), level), 3) == printed


def test_krippendorff_nominal_to_the_last_digit() -> None:
    """By the coincidences of the source: 40 codes that can be compared, and its table."""
    totals = {1: 9, 2: 13, 3: 10, 4: 5, 5: 3}
    chance = Fraction(40 * 40 - sum(n * n for n in totals.values()), 39)
    # Each item's pairs that differ, by the codes less one.
    observed = Fraction(6, 3) + Fraction(6 * 2, 3) + Fraction(3 * 2, 3)
    assert krippendorff_alpha(coded()) == pytest.approx(float(1 - observed / chance), abs=EXACT)


def test_sets_are_as_far_as_they_do_not_overlap() -> None:
    a, ab, c = frozenset("a"), frozenset("ab"), frozenset("c")
    found = krippendorff_alpha([[a, ab], [c, c]], "sets")
    # Within items: 2 times 1/2; by chance: a-ab 1/2, a-c and ab-c 1 for two codes each.
    assert found == pytest.approx(1 - 1 / ((2 * (0.5 + 2 + 2)) / 3), abs=EXACT)


def test_what_cannot_be_said_is_nan() -> None:
    assert isnan(cohen_kappa("aaa", "aaa"))
    assert isnan(fleiss_kappa(["aa", "aa"]))
    assert isnan(krippendorff_alpha([["a", None]]))
    assert isnan(krippendorff_alpha([["a", "a"]]))
    with pytest.raises(ValueError, match="same number"):
        fleiss_kappa(["aa", "a"])
    with pytest.raises(ValueError, match="level"):
        krippendorff_alpha([["a", "b"]], "other")  # type: ignore[arg-type]


def test_intervals_hold_the_figure_and_follow_the_seed() -> None:
    items = coded()
    found = resampled(items, krippendorff_alpha, draws=300, seed=1)
    assert found.value == krippendorff_alpha(items)
    assert found.low < found.value < found.high
    assert resampled(items, krippendorff_alpha, draws=300, seed=1) == found
    assert resampled(items, krippendorff_alpha, draws=300, seed=2) != found


@pytest.mark.parametrize("coders", [2, 3])
def test_sums_give_what_the_items_give(coders: int) -> None:
    """The quick way to an interval is the slow one, draw by draw."""
    groups = [
        [
            tuple("abc"[(task * item + coder * task) % 3] for coder in range(coders))
            for item in range(3)
        ]
        for task in range(12)
    ]

    def of(found: list[list[tuple[str, ...]]]) -> float:
        items = [item for group in found for item in group]
        return fleiss_kappa(items) if coders > 2 else cohen_kappa(*zip(*items, strict=True))

    slow = resampled(groups, of, draws=80, seed=3)
    assert resampled_sums(*kappa_sums(groups), draws=80, seed=3) == pytest.approx(slow)
    sets = [[frozenset(code) for code in item] for group in groups for item in group]
    slow = resampled(sets, lambda found: krippendorff_alpha(found, "sets"), draws=80, seed=3)
    assert resampled_sums(*alpha_sums(sets, "sets"), draws=80, seed=3) == pytest.approx(slow)


def test_strata_keep_their_sizes() -> None:
    items = [0] * 30 + [1] * 10
    share = resampled(items, lambda found: sum(found) / len(found), strata=items, draws=50)
    assert (share.low, share.high) == (0.25, 0.25)


def test_as_others_have_it() -> None:
    """The same figures as fast-krippendorff (GPL, no part of zeren), where it is."""
    other = pytest.importorskip("krippendorff", reason="GPL, and no part of zeren")
    table = [[float("nan") if c is None else c for c in row] for row in zip(*coded(), strict=True)]
    for level in ("nominal", "ordinal", "interval", "ratio"):
        mine = krippendorff_alpha(coded(), level)
        theirs = other.alpha(reliability_data=table, level_of_measurement=level)
        assert mine == pytest.approx(theirs, abs=EXACT)
