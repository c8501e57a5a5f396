"""Feed broken files to a reader, and report each that it does not refuse in one clear line.

    python benchmarks/fuzz.py KIND [--inputs N] [--first N] [--seconds S] [--load] [--keep FOLDER]

KIND is txt, csv, html, docx, xlsx, pdf or all; --load reads whole plans instead of their text.
File number n is always the same file. The process is shut in as a worker of ``zeren build`` is
(1 GB of memory, no network, no programs), so what takes too much memory is found here too, and
each attempt to reach the network is a finding. A file that computes for more than ten seconds is
one as well. The end of the run prints how many files were read, how many were refused with which
code, and the findings; the exit code is 1 if there are any.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from types import FrameType

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))

from support.hostile.mutants import KINDS, mutant
from support.hostile.oracle import check, check_plan
from zeren.graph.build.workers.guard import FORBIDDEN, shut_in

SLOW = 10
"""Seconds of computing, not of the clock: other work on the machine does not count."""


class HangError(BaseException):
    """A file takes too long. No Exception, so that no reader takes it for a fault of a file."""


def main() -> None:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(description="Feed broken files to a reader.")
    parser.add_argument("kind", choices=[*KINDS, "all"])
    parser.add_argument(
        "--load", action="store_true", help="read the whole plan, not its text alone"
    )
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--keep", type=Path, help="write the files that are findings here")
    options = parser.parse_args()
    if options.kind == "all":
        rest = sys.argv[sys.argv.index("all") + 1 :]
        codes = [
            subprocess.run([sys.executable, __file__, kind, *rest], check=False).returncode
            for kind in KINDS
        ]
        sys.exit(max(codes))
    sys.exit(bool(run(options)))


def run(options: argparse.Namespace) -> Counter[str]:
    """Feed files *first* to *first* + *inputs* - 1 to a reader and return its findings."""
    kind, first, keep = options.kind, options.first, options.keep
    feed = check_plan if options.load else check
    faulthandler.enable()
    for each in KINDS:  # imports and fonts come before the shutters
        with contextlib.suppress(Exception):
            feed(each, mutant(each, 0))
    attempts: list[str] = []
    sys.addaudithook(lambda event, _: attempts.append(event) if event in FORBIDDEN else None)
    shut_in()
    signal.signal(signal.SIGPROF, _hang)
    outcomes: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    slowest = (0.0, 0)
    began = time.monotonic()
    done = 0
    for number in range(first, first + options.inputs):
        if time.monotonic() - began > options.seconds:
            break
        data = mutant(kind, number)
        started = time.process_time()
        finding = ""
        signal.setitimer(signal.ITIMER_PROF, SLOW)
        try:
            outcomes[feed(kind, data)] += 1
        except (Exception, HangError) as error:
            finding = _signature(error)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, (time.process_time() - started, number))
        done += 1
        if attempts:
            finding = f"network or program: {attempts}"
            attempts.clear()
        if finding:
            if finding not in findings:
                print(f"{kind} {number}: {finding}", flush=True)
                if keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{kind}-{number}").write_bytes(data)
            findings[finding] += 1
    spent = time.monotonic() - began
    listed = ", ".join(f"{count:,} {code}" for code, count in outcomes.most_common())
    print(
        f"{kind}: {done:,} files in {spent:.0f} s, slowest {slowest[0]:.1f} s"
        f" (number {slowest[1]}): {listed}; {len(findings)} findings"
    )
    for finding, count in findings.most_common():
        print(f"  {count:,} x {finding}")
    return findings


def _hang(number: int, frame: FrameType | None) -> None:
    raise HangError


def _signature(error: BaseException) -> str:
    """Return what happened and where, the same for all files that make it happen."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "zeren" in frame.filename or "/loaders/" in frame.filename]
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in (ours[-1:] + frames[-1:])]
    return f"{type(error).__name__}: {str(error)[:90]!r} at {' > '.join(dict.fromkeys(places))}"


if __name__ == "__main__":
    main()
