"""What answers from a store cost: CPU seconds of whole commands, and of serving until it listens.

    python benchmarks/answers.py STORE [--peer FOLDER STORE]

STORE is one that `zeren build` has made, of 2,000 generated plans say (plans.py). A peer is
another version of zeren, installed into FOLDER (`pip install --target FOLDER`), with a store of
its own of the same plans: both are measured one after the other, and the last column says how many
times as much the peer needs. `map` counts its layout too, unless the store has it already (it
is kept in the cache): run this twice.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

_START = "from zeren.graph.cli import main; main()"
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "a named query": ("query", "lead-units"),
    "workload": ("workload",),
    "units": ("units", "--limit", "20"),
    "centrality, units by degree": ("centrality", "--measure", "degree"),
    "map": ("map", "-o", "map.html"),
}


def main() -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--peer", nargs=2, type=Path, metavar=("FOLDER", "STORE"))
    given = parser.parse_args()
    mine = _measured(given.store.resolve(), None)
    folder, store = given.peer or (None, None)
    theirs = _measured(store.resolve(), folder.resolve()) if store and folder else {}
    print("| CPU seconds | now | peer | times |\n|---|---|---|---|")
    for name, seconds in mine.items():
        peer = theirs.get(name)
        told = f"{peer:.2f} | {peer / max(seconds, 0.01):.0f}" if peer is not None else "– | –"
        print(f"| {name} | {seconds:.2f} | {told} |")


def _measured(store: Path, package: Path | None) -> dict[str, float]:
    environment = {**os.environ, **({"PYTHONPATH": str(package)} if package else {})}
    with tempfile.TemporaryDirectory() as folder:
        found = {
            name: _command([*command, "--store", str(store)], folder, environment)
            for name, command in COMMANDS.items()
        }
        return {**found, **_served(store, folder, environment)}


def _command(words: list[str], folder: str, environment: Mapping[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", _START, *words]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _served(store: Path, folder: str, environment: Mapping[str, str]) -> dict[str, float]:
    command = [sys.executable, "-c", _START, "serve", "--port", "0", "--store", str(store)]
    server = subprocess.Popen(
        command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stderr
        address = next(
            found[1] for line in server.stderr if (found := re.search(r"(http://\S+?/) ", line))
        )
        told = Path(f"/proc/{server.pid}/stat").read_text(encoding="utf-8")
        figures = told.rpartition(")")[2].split()[11:13]
        ticks = os.sysconf("SC_CLK_TCK")
        started = time.perf_counter()
        urllib.request.urlopen(address, timeout=60).read()
        return {
            "serve until it listens": sum(map(int, figures)) / ticks,
            "its first page (wall)": time.perf_counter() - started,
        }
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
