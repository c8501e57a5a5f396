"""Take the time and the memory of things that do the same work, turn by turn.

Each side runs in a process of its own, so that its peak memory is its own, and so that one may
use other libraries than the other. The processes wait for each other: in every round each side
does its work once, in turn, and the order is turned round after every round. What else the
machine does then costs all sides alike, and the ratio of two sides in one round can be compared
between machines, which a time cannot.

Only the standard library is used here: a side may run in an environment without Zeren.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TextIO

Action = Callable[[], Any]
"""What is measured. What it returns is passed on as JSON; when that is a function, the function is
called after the clock has stopped, and what it returns is passed on."""


class Side(NamedTuple):
    """One side: *target* is MODULE:FUNCTION, called with *arguments* in a process of its own.

    The function prepares, and returns an iterator of actions, one for each round. What it does
    between two actions is not measured.
    """

    name: str
    target: str
    arguments: tuple[str, ...] = ()
    python: str = sys.executable


@dataclass(slots=True)
class Taken:
    """What a side took: CPU seconds of all its processes, seconds of the clock, and results.

    ``peak`` is the peak resident memory of the process in MB, None where none is told.
    """

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    results: list[Any] = field(default_factory=list)
    peak: float | None = None


class Ratio(NamedTuple):
    """The median of the ratios of all rounds, the lowest and the highest."""

    middle: float
    low: float
    high: float


class SideError(RuntimeError):
    """A side ended before its work was done. The message is the last line that it wrote."""


def taken(sides: Sequence[Side], rounds: int, log: Path) -> dict[str, Taken]:
    """Let all *sides* do their work *rounds* times, in turn.

    What they write to stderr goes into the file *log*. Raises SideError when one fails.
    """
    found = {side.name: Taken() for side in sides}
    with log.open("a+", encoding="utf-8") as errors:
        running = [_Running(side, errors) for side in sides]
        try:
            for each in running:
                each.answer()  # it is ready
            for number in range(rounds):
                for each in running if number % 2 == 0 else running[::-1]:
                    told = each.ask("go")
                    one = found[each.side.name]
                    one.cpu.append(told["cpu"])
                    one.wall.append(told["wall"])
                    one.results.append(told["result"])
            for each in running:
                found[each.side.name].peak = each.ask("end")["peak"]
        finally:
            for each in running:
                each.stop()
    return found


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Return how many times *theirs* was taken by *ours*, round by round."""
    each = sorted(one / other for one, other in zip(ours, theirs, strict=True))
    return Ratio(statistics.median(each), each[0], each[-1])


def best(values: Sequence[float]) -> Ratio:
    """Return the median of *values* with the lowest and the highest."""
    return Ratio(statistics.median(values), min(values), max(values))


def peak_memory() -> float | None:
    """Return the peak resident memory of this process alone in MB, or None where none is told.

    On Linux it is read where the kernel keeps it of this program: ``ru_maxrss`` is that of
    the program that started this one, when that was larger.
    """
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of the children that have ended."""
    own = time.process_time()
    try:
        import resource
    except ModuleNotFoundError:  # Windows tells nothing of children
        return own
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own + children.ru_utime + children.ru_stime


class _Running:
    """The process of a side, and the conversation with it."""

    def __init__(self, side: Side, errors: TextIO) -> None:
        self.side = side
        self._errors = errors
        self._process = subprocess.Popen(
            [side.python, __file__, side.target, *side.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout

    def ask(self, word: str) -> Any:
        """Send *word* and return the answer. Raises SideError."""
        with contextlib.suppress(OSError):  # the answer will be missing, which says more
            print(word, file=self._input, flush=True)
        return self.answer()

    def answer(self) -> Any:
        """Return the next answer. Raises SideError when the process has ended."""
        line = self._output.readline()
        if not line:
            self._process.wait()
            self._errors.flush()
            self._errors.seek(0)
            said = self._errors.read().split("\n")
            last = next((text for text in reversed(said) if text.strip()), "it said nothing")
            raise SideError(f"{self.side.name} ended early: {last.strip()[:200]}")
        return json.loads(line)

    def stop(self) -> None:
        """End the process: at the end of its input it ends by itself."""
        with contextlib.suppress(OSError):
            self._input.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output.close()


def _serve(target: str, arguments: Sequence[str]) -> None:
    """Be a side: work at every line of the input, and answer with what it took."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print must not get between the answers
    module, _, name = target.partition(":")
    actions: Iterator[Action] = iter(getattr(importlib.import_module(module), name)(*arguments))
    action = next(actions)
    gc.collect()
    gc.freeze()
    _say(answers, {"ready": True})
    for line in sys.stdin:
        if line.strip() == "end":
            _say(answers, {"peak": peak_memory()})
            break
        if action is None:
            action = next(actions)
        wall, cpu = time.perf_counter(), cpu_seconds()
        result = action()
        told = {"cpu": cpu_seconds() - cpu, "wall": time.perf_counter() - wall}
        told["result"] = result() if callable(result) else result
        action = None  # type: ignore[assignment]
        _say(answers, told)


def _say(answers: TextIO, told: dict[str, Any]) -> None:
    print(json.dumps(told), file=answers, flush=True)


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2:])
