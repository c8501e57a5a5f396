"""What QAP and MRQAP cost: CPU seconds for networks of many units and permutations.

    python benchmarks/permutation.py [--units 500] [--permutations 2000]

The matrices are drawn by a seed. A network of 500 units and 2,000 permutations must stay
under 30 seconds of CPU for a correlation.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

import numpy as np
from zeren.graph.analysis.measures.permutation.mrqap import mrqap
from zeren.graph.analysis.measures.permutation.qap import qap_correlation

out = sys.stdout.write


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description="What QAP and MRQAP cost.")
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--permutations", type=int, default=2000)
    options = parser.parse_args()
    size, times = options.units, options.permutations
    random = np.random.default_rng(0)
    first, second, third = (random.random((size, size)) for _ in range(3))
    outcome = first + second + 3 * random.random((size, size))
    timed(
        f"QAP, {size} units, {times} permutations",
        lambda: qap_correlation(outcome, first, permutations=times),
    )
    timed(
        f"MRQAP, {size} units, {times} permutations, three predictors",
        lambda: mrqap(outcome, {"a": first, "b": second, "c": third}, permutations=times),
    )


def timed(what: str, work: Callable[[], object]) -> None:
    """Do *work* and print what it took."""
    begin = time.process_time()
    work()
    out(f"{what}: {time.process_time() - begin:.1f} s of CPU\n")


if __name__ == "__main__":
    main()
