"""How time, room and memory of a build grow with the number of documents."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import plans
from measure import Action, Ratio, Side, taken

from rows.loading import size_of
from rows.table import Aim, Line, Work

EXPONENT = Aim("≤", 1.05)
MEMORY = Aim("≤", 500, " MB")
SIZES = (100, 300, 1000, 3000)
BASE = 10
"""Documents of the smallest build. What it takes is taken off the others: it is what starting
workers and loading vocabularies cost, and would make any growth look slower than it is."""
JOBS = 2
WHY_TIME = (
    "Reading takes the same for each document; the engine of the cache merges its sorted files"
    " over and over as they grow in number, which grows with the logarithm of the whole."
)
WHY_ROOM = (
    "Shards and texts take the same for each document; what the cache takes goes up and down with"
    " the number of loads it was made in, as the room for each more document beside it shows."
)
WHY_MEMORY = "The peaks beside it show from which number of documents on it is more."


@dataclass(frozen=True, slots=True)
class Grown:
    """One build: documents, CPU seconds of parent and workers, seconds, bytes, peak MB."""

    documents: int
    cpu: float
    wall: float
    store: int
    quads: int
    peak: float


def lines(work: Work) -> Iterator[Line]:
    """Build stores of short plans and fit a power to what they took."""
    sizes = SIZES[:2] if work.quick else SIZES
    grown = [build_of(count, work.root, work.root / "log.txt") for count in (BASE, *sizes)]
    yield from lines_of(grown)


def lines_of(grown: Sequence[Grown]) -> Iterator[Line]:
    """Return what is said of *grown*, the first of which is the smallest."""
    first, rest = grown[0], grown[1:]
    counts = [one.documents - first.documents for one in rest]
    most = rest[-1]
    told = ", ".join(f"{one.documents:,}" for one in rest)
    rates = ", ".join(
        f"{(one.cpu - first.cpu) / count * 1000:.1f}"
        for one, count in zip(rest, counts, strict=True)
    )
    rooms = ", ".join(
        f"{(one.store - first.store) / count / 1000:.1f}"
        for one, count in zip(rest, counts, strict=True)
    )
    for what, value, figures, why in (
        (
            "CPU time of a build, exponent of growth",
            exponent(counts, [one.cpu - first.cpu for one in rest]),
            f"{told} short plans: {rates} CPU ms for each more;"
            f" {_last(counts, [one.cpu - first.cpu for one in rest])};"
            f" the largest took {most.wall:.0f} s by the clock with --jobs {JOBS}",
            WHY_TIME,
        ),
        (
            "size of the store, exponent of growth",
            exponent(counts, [one.store - first.store for one in rest]),
            f"{told} short plans: {rooms} KB for each more;"
            f" {_last(counts, [one.store - first.store for one in rest])};"
            f" {most.store / most.quads:.0f} bytes a quad, {most.quads:,} quads",
            WHY_ROOM,
        ),
    ):
        yield Line(
            what=what, value=Ratio(value, value, value), aim=EXPONENT, figures=figures, why=why
        )
    peaks = [one.peak for one in grown]
    yield Line(
        what="peak memory of the parent of a build",
        value=Ratio(max(peaks), max(peaks), max(peaks)),
        unit=" MB",
        aim=MEMORY,
        ours=max(peaks),
        figures=", ".join(f"{one.documents:,}: {one.peak:.0f} MB" for one in grown),
        why=WHY_MEMORY,
    )


def build_of(count: int, root: Path, log: Path) -> Grown:
    """Write *count* short plans below *root*, build a store of them, and remove both."""
    folder, store = root / "growing-plans", root / "growing-store"
    shutil.rmtree(folder, ignore_errors=True)
    plans.write(folder, count, seed=11, short=True)
    try:
        arguments = (str(folder), str(store), str(JOBS))
        found = taken([Side("build", "rows.growing:building", arguments)], 1, log)["build"]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(store, ignore_errors=True)
    documents, quads, size = found.results[0]
    return Grown(documents, found.cpu[0], found.wall[0], size, quads, found.peak or math.nan)


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return b of values = a · sizes^b, by least squares on the logarithms.

    >>> round(exponent([1, 10, 100], [3, 30, 300]), 6)
    1.0
    """
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in values]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum(
        (a - x) ** 2 for a in xs
    )


def _last(sizes: Sequence[float], values: Sequence[float]) -> str:
    """Say how it grows from the last size but one to the last."""
    return f"exponent of the last step alone {exponent(sizes[-2:], values[-2:]):.2f}"


def building(folder: str, store: str, jobs: str) -> Iterator[Action]:
    """Build a store, once; the result is documents, quads and bytes on disk."""
    from zeren.graph.build.folder import build

    def run() -> Action:
        report = build([folder], store, jobs=int(jobs))
        if report.failed:
            raise RuntimeError(str(report.stopped or report.problems[0]))
        return lambda: (report.documents, _quads(Path(store)), size_of(Path(store)))

    yield run


def _quads(store: Path) -> int:
    from zeren.graph.store.catalogue.packing import read_packed

    return sum(read_packed(path).count(b"\n") for path in (store / "shards").glob("*.nq.gz"))
