"""Two processes beside one: reading alone, and a whole build."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from measure import Action, Side, Taken, ratio

from rows.table import Aim, Line, Work, plan_files

AIM = Aim("≥", 1.8)
PLANS = 300
WHY = (
    "This goes by the clock, so it cannot be better than what the machine gave two processes that"
    " only count (last column). Each worker starts Python and compiles the vocabularies for itself;"
    " in a build the parent alone writes and syncs the files of each document."
)
_COUNT = "sum(range(60_000_000))"


def lines(work: Work) -> Iterator[Line]:
    """Measure generated plans; the machine itself is measured in the same rounds."""
    folder = work.root / "workers-plans"
    folder.mkdir()
    listed = plan_files(work.plans)[: 40 if work.quick else PLANS]
    for path in listed:
        shutil.copy(path, folder)
    for what, function in (("reading alone", "reading"), ("zeren build", "building")):
        sides = (
            Side("one", f"rows.workers:{function}", (str(folder), str(work.root / "one"), "1")),
            Side("two", f"rows.workers:{function}", (str(folder), str(work.root / "two"), "2")),
            Side("machine one", "rows.workers:counting", ("1",)),
            Side("machine two", "rows.workers:counting", ("2",)),
        )
        found = work.taken(*sides, rounds=2)
        one, two = found["one"], found["two"]
        gained, given = ratio(one.wall, two.wall), _machine(found)
        yield Line(
            what=f"{what} with --jobs 2: times as fast by the clock as with --jobs 1",
            value=gained,
            aim=AIM,
            ours=two.peak,
            figures=f"{len(listed)} generated plans; two processes that only count: {given:.2f}"
            f" times, of which this is {gained.middle / given:.0%}; CPU seconds of both together"
            f" {ratio(two.cpu, one.cpu).middle:.2f} times those of one;"
            " memory is that of the parent",
            why=WHY,
        )


def _machine(found: dict[str, Taken]) -> float:
    """Return how many times as much two processes get done as one, on this machine now."""
    return 2 * ratio(found["machine one"].wall, found["machine two"].wall).middle


def reading(folder: str, store: str, jobs: str) -> Iterator[Action]:
    """Read all plans with *jobs* workers and throw the shards away."""
    from zeren.graph.build.reading import Reading
    from zeren.graph.build.workers.workers import ReadingJob, perform_all
    from zeren.graph.output.files import sha256
    from zeren.loaders.records import Metadata

    listed = [
        ReadingJob(str(path), path.name, sha256(path.read_bytes()), path.stat().st_size, Metadata())
        for path in plan_files(Path(folder))
    ]  # not marked as plain, so that one worker is a process as well as two

    def read() -> int:
        return sum(isinstance(one, Reading) for _, one in perform_all(listed, int(jobs)))

    return itertools.repeat(read)


def building(folder: str, store: str, jobs: str) -> Iterator[Action]:
    """Build a new store with *jobs* workers; the result is how many documents."""
    from zeren.graph.build.folder import build

    while True:
        shutil.rmtree(store, ignore_errors=True)
        yield lambda: build([folder], store, jobs=int(jobs)).documents


def counting(processes: str) -> Iterator[Action]:
    """Count in so many processes at once."""
    command = [sys.executable, "-P", "-c", _COUNT]

    def count() -> int:
        running = [subprocess.Popen(command) for _ in range(int(processes))]
        return sum(process.wait() for process in running)

    return itertools.repeat(count)
