"""Whether a build stays linear up to 100,000 documents: time, room, memory of the parent.

    python benchmarks/large.py [--documents 100000] [--output FILE]

It builds stores of 10, 100, 1,000, … short plans, up to the number asked for, each from nothing in
build/bench-large, prints what each took, and writes benchmarks/LARGE.md. 100,000 documents take
about half an hour on two cores and some 20 GB of disk, which are free again at the end.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import threading
import time
from pathlib import Path

from report import Machine, large
from rows.growing import BASE, Grown, build_of, lines_of

HERE = Path(__file__).resolve().parent
ROOM = 300_000
"""Bytes that a document may take while its store is built; some 170,000 are left at the end."""


def main() -> None:
    """Build stores as large as the command line asks for, and write what they took."""
    parser = argparse.ArgumentParser(description="Build large stores.")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--output", type=Path, default=HERE / "LARGE.md")
    options = parser.parse_args()
    sizes = [BASE]
    while sizes[-1] * 10 < options.documents:
        sizes.append(sizes[-1] * 10)
    sizes.append(options.documents)
    root = HERE.parent / "build" / "bench-large"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    free = shutil.disk_usage(root).free
    if free < options.documents * ROOM:
        sys.exit(
            f"{options.documents:,} documents may take {options.documents * ROOM / 1e9:.0f} GB and"
            f" {free / 1e9:.0f} GB are free; next: name fewer with --documents"
        )
    machine = Machine.now()
    began = time.monotonic()
    grown: list[Grown] = []
    for count in sizes:
        with _Watch(root / "growing-store" / "shards", count):
            grown.append(build_of(count, root, root / "log.txt"))
        one = grown[-1]
        print(
            f"{one.documents:,} documents, {one.quads:,} quads: {one.wall:.0f} s,"
            f" {one.cpu:.0f} CPU s, {one.store / 1e6:,.0f} MB, parent {one.peak:.0f} MB",
            flush=True,
        )
    machine.end()
    minutes = (time.monotonic() - began) / 60
    page = large(list(lines_of(grown)), grown, machine, minutes=minutes)
    options.output.write_text(page, encoding="utf-8", newline="\n")
    shutil.rmtree(root, ignore_errors=True)
    print(f"{options.output}: {minutes:.1f} minutes")


class _Watch:
    """Says every minute how many documents a build has written."""

    def __init__(self, shards: Path, count: int) -> None:
        self._shards = shards
        self._count = count
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(60):
            done = sum(1 for _ in self._shards.glob("*.nq.gz")) if self._shards.is_dir() else 0
            print(f"  {done:,} of {self._count:,} documents", flush=True)


if __name__ == "__main__":
    main()
