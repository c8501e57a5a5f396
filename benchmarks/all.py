"""One table of ratios, measured in one run: Zeren beside what does a part of its work.

    python benchmarks/all.py [ROW...] [--corpus FOLDER] [--output FILE] [--quick]

It makes plans and stores of its own in build/bench, measures one row after the other, and
writes benchmarks/RESULTS.md: ratios with their spread, the aim of each, the peak memory of each
side, the machine and the versions. ROW is one or more of reading, mapping, loading, asking,
workers, growing, networks and maps (default: all). FOLDER holds plans (.txt) of your own,
which are read too. What Zeren does not depend on (morph-kgc, igraph) is installed once into
an environment of its own, build/bench-venv; without network those rows say that they could not
be measured.

Aims that are missed stay in the table, each with the reason. --quick makes two rounds of each
and small sizes, to see that it runs; its figures are not worth keeping.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import plans
from measure import SideError
from report import Machine, markdown
from rows.table import PLANS, STORED, STORED_SMALL, Line, Work, plan_files

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build"
ROWS = ("reading", "mapping", "loading", "asking", "workers", "growing", "networks", "maps")


def main() -> None:
    """Measure what the command line asks for, and write the table."""
    parser = argparse.ArgumentParser(description="Measure Zeren beside other tools.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(ROWS))
    parser.add_argument("--corpus", type=Path, help="a folder of plans of your own")
    parser.add_argument("--output", type=Path, default=HERE / "RESULTS.md")
    parser.add_argument("--quick", action="store_true", help="see that it runs")
    options = parser.parse_args()
    unknown = set(options.rows) - set(ROWS)
    if unknown:
        parser.error(f"there is no row {sorted(unknown)[0]}; next: name one of {', '.join(ROWS)}")
    corpus = options.corpus if options.corpus and options.corpus.is_dir() else None
    if options.corpus and not corpus:
        print(f"{options.corpus} is no folder; the benchmark goes on without it", flush=True)
    began = time.monotonic()
    machine = Machine.now()
    work = Work(BUILD / "bench", corpus, options.quick)
    _prepare(work)
    lines: list[Line] = []
    for name in options.rows or ROWS:
        start = time.monotonic()
        lines += _measured(name, work)
        print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)
    machine.end()
    text = markdown(lines, machine, minutes=(time.monotonic() - began) / 60)
    options.output.write_text(text, encoding="utf-8", newline="\n")
    shutil.rmtree(work.root, ignore_errors=True)
    print(f"{options.output}: {len(lines)} lines, {(time.monotonic() - began) / 60:.1f} minutes")


def _prepare(work: Work) -> None:
    """Write the plans and build the stores that several rows ask."""
    shutil.rmtree(work.root, ignore_errors=True)
    work.root.mkdir(parents=True)
    plans.write(work.plans, PLANS, seed=7)
    for store, count in ((work.store, STORED), (work.small_store, STORED_SMALL)):
        folder = store.with_name(f"{store.name}-plans")
        folder.mkdir()
        for path in plan_files(work.plans)[:count]:
            shutil.copy(path, folder)
        _build(folder, store, work.root / "log.txt")


def _build(folder: Path, store: Path, log: Path) -> None:
    command = [sys.executable, "-P", "-c", "from zeren.graph.cli import main; main()", "build"]
    with log.open("a", encoding="utf-8") as said:
        subprocess.run(
            [*command, str(folder), "--store", str(store)], check=True, stdout=said, stderr=said
        )


def _measured(name: str, work: Work) -> Sequence[Line]:
    """Return the lines of a row. One that fails is a line that says so."""
    found: list[Line] = []
    try:
        for line in importlib.import_module(f"rows.{name}").lines(work):
            print(f"  {line.what}: {_told(line)}", flush=True)
            found.append(line)
    except (SideError, OSError, subprocess.SubprocessError) as error:
        found.append(Line(what=f"the row {name}", missing=" ".join(str(error).split())))
        print(f"  {name}: {error}", flush=True)
    return found


def _told(line: Line) -> str:
    if line.value is None:
        return f"not measured: {line.missing}"
    against = f" ({line.against})" if line.against else ""
    return f"{line.value.middle:.3g}{line.unit}{against} {line.aim or ''}"


if __name__ == "__main__":
    main()
