"""The watch on speed: a reading that costs 20 % more is seen, and no test asserts a second.

Three figures of reading the same few generated plans are compared with those in
``tests/data/speed_gate.toml``, each for loading (bytes to records) and for writing (records to a
checked shard):

- *steps*: byte code instructions of the interpreter, counted one by one. The same on every
  machine and under any load, so a few percent are seen; but what C does in one call (a regular
  expression, a sort) is one step however long it takes.
- *memory*: the peak of what Python allocates, by ``tracemalloc``. As steady as steps.
- *work*: CPU time as a multiple of what a fixed workload of regular expressions, strings, dicts
  and objects takes in turns with it. It sees what steps do not (regular expressions), but
  depends on the processor and on what else runs there: a fifth is only seen on an idle machine of
  the model that the stored figures are from (``ZEREN_SLOW=1``); elsewhere the limits are wider.

All are taken in a fresh process, for what other tests have read would be remembered. A figure
that is too low fails as well: the next regression would hide in what was gained. When a change is
meant, or there is no figure for this Python, write the new ones down, on an idle machine, with::

    python tests/test_speed_gate.py --update

The gate is tested too: one plan in five is read twice, and it must see it.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import platform
import random
import re
import subprocess
import sys
import time
import tomllib
import tracemalloc
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest

pytestmark = pytest.mark.gate
ROOT = Path(__file__).resolve().parents[1]
STORED = ROOT / "tests" / "data" / "speed_gate.toml"
UPDATE = "python tests/test_speed_gate.py --update"
PYTHON = "{}.{}".format(*sys.version_info[:2])
PHASES = ("loading", "writing")

PLANS = (28, 56, 43, 44, 54)
"""Numbers of the generated plans that are read: of different noise and much the same work."""
WARM = (1001, 1002, 1003)
"""Plans that are read before, so that vocabularies are compiled."""
ROUNDS = 7
"""Rounds of the figure *work*; the quickest of each part counts."""
ATTEMPTS = 5
"""Fresh processes in which *work* is tried before it is too slow: noise passes, code stays."""

TRIES = 6
"""Fresh processes in which *work* is tried before the least is written down."""


class Limits(NamedTuple):
    """How many times the stored figure is too much, and how many times is too little."""

    most: float
    least: float


STEADY = Limits(1.06, 0.90)
"""For steps and memory. A fifth more than the least that passes is above the most that does."""
SAME_PROCESSOR = Limits(1.12, 0.80)
"""For work on the processor of the stored figures, when nothing else is running there."""
BUSY = Limits(1.3, 0.0)
"""For work on that processor otherwise: what else it does has moved the least of five by 12 %."""
OTHER_PROCESSOR = Limits(1.5, 0.0)
IDLE = bool(os.environ.get("ZEREN_SLOW"))
"""Whether the user says that the machine is idle, as for the other slow tests."""


def verdict(figure: str, measured: float, stored: float, limits: Limits) -> str:
    """Return what is wrong with a figure and what to do next, nothing when all is well."""
    ratio = measured / stored
    if ratio > limits.most:
        return (
            f"{figure}: {ratio - 1:+.1%} ({measured:,.6g}, was {stored:,.6g}) and"
            f" {limits.most - 1:.0%} is allowed; next: find what became slower, or, if it is worth"
            f" it, {UPDATE}"
        )
    if ratio < limits.least:
        return (
            f"{figure}: {ratio - 1:+.1%} ({measured:,.6g}, was {stored:,.6g}): better, which the"
            f" gate has to know, or it would not see it being lost; next: {UPDATE}"
        )
    return ""


@pytest.mark.smoke
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("kind", ["steps", "memory"])
def test_reading_takes_no_more_steps_or_memory(kind: str, phase: str) -> None:
    wrong = verdict(f"{kind} of {phase}", _measured()[kind][phase], _stored()[kind][phase], STEADY)
    assert not wrong, wrong


def test_reading_takes_no_more_work() -> None:
    stored = _stored()["work"]
    same = stored["processor"] == _processor()
    limits = (SAME_PROCESSOR if IDLE else BUSY) if same else OTHER_PROCESSOR
    least: dict[str, float] = {}
    wrong: list[str] = []
    for attempt in range(ATTEMPTS):
        measured = measure("work")["work"] if attempt else _measured()["work"]
        least = {phase: min(measured[phase], least.get(phase, math.inf)) for phase in PHASES}
        checked = (
            verdict(f"work of {phase}", least[phase], stored[phase], limits) for phase in PHASES
        )
        wrong = [each for each in checked if each]
        if not wrong:
            return
    pytest.fail("\n".join(wrong))


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize(("kind", "limits"), [("steps", STEADY), ("work", SAME_PROCESSOR)])
def test_a_fifth_more_is_seen(kind: str, limits: Limits, phase: str) -> None:
    """One plan in five is read twice; against the same process without it, the gate must fail."""
    for attempt in range(ATTEMPTS):
        proof = measure("steps", "work", more=True)[kind] if attempt else _proof()[kind]
        plain, more = proof[phase], proof[f"{phase}, a fifth more"]
        if "find what became slower" in verdict(phase, more, plain, limits):
            return
    pytest.fail(f"{kind} of {phase}: {more / plain - 1:.0%} more was not seen")


def test_what_was_gained_and_lost_again_is_seen() -> None:
    """However much better a figure may be without being written down, a fifth more is too much."""
    assert STEADY.least * 1.2 > STEADY.most


@cache
def _measured() -> dict[str, dict[str, float]]:
    return measure("steps", "memory", "work")


@cache
def _proof() -> dict[str, dict[str, float]]:
    return measure("steps", "work", more=True)


def _stored() -> dict[str, Any]:
    stored = tomllib.loads(STORED.read_text(encoding="utf-8"))
    if PYTHON not in stored:
        pytest.skip(f"no figures of Python {PYTHON} are stored; next: {UPDATE}")
    return dict(stored[PYTHON])


def measure(*kinds: str, more: bool = False) -> dict[str, dict[str, float]]:
    """Return figures of *kinds*, each by phase, taken in a fresh process.

    With *more* also those of each phase with a fifth more to do.
    """
    told = subprocess.run(
        [sys.executable, __file__, "--measure", *kinds, *["--more"] * more],
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
    )
    return dict(json.loads(told.stdout))


def _processor() -> str:
    """Return which processor this is: its name alone may be that of several generations."""
    try:
        first = Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("\n\n")[0]
    except OSError:
        return platform.processor() or platform.machine()
    lines = (line.partition(":") for line in first.splitlines())
    said = {name.strip(): " ".join(value.split()) for name, _, value in lines}
    return ", ".join(f"{name} {said[name]}" for name in _TELLING if name in said)


_TELLING = ("model name", "cpu family", "model", "stepping", "cache size")


# What follows runs in the fresh process.

Work = dict[str, list[Callable[[], object]]]
"""For each phase what it does with each plan."""


def _work() -> Work:
    """Return the work of each phase, with everything loaded that is loaded but once."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from plans import compose  # type: ignore[import-not-found]
    from zeren.graph.build.reading import reading_of
    from zeren.loaders import load

    for number in WARM:
        reading_of(load(compose(7, number).data))
    plans = [compose(7, number).data for number in PLANS]
    documents = [load(plan) for plan in plans]
    return {
        "loading": [partial(load, plan) for plan in plans],
        "writing": [partial(reading_of, document) for document in documents],
    }


@cache
def _memories() -> list[Any]:
    """Return the bounded caches of the reader: what it remembers of one plan for the next."""
    wrapper = type(_memories)
    return [
        value
        for name, module in sorted(sys.modules.items())
        if name.startswith(("zeren.loaders", "zeren.ontology"))
        for value in vars(module).values()
        if isinstance(value, wrapper) and value.cache_parameters()["maxsize"] is not None
    ]


def _forget() -> None:
    """Make the next plan be read as if it were the first of its kind: nothing hides its cost."""
    for memory in _memories():
        memory.cache_clear()


def _with_one_more(parts: list[Callable[[], object]]) -> list[Callable[[], object]]:
    """Return *parts*, one in five of which is done twice."""
    return [part for at, part in enumerate(parts) for part in [part] * (2 if at % 5 == 4 else 1)]


def _steps(parts: list[Callable[[], object]]) -> int:
    """Return how many byte code instructions the interpreter runs in *parts*."""
    count = 0

    def each(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        if event == "opcode":
            count += 1
        return each

    def enter(frame: FrameType, event: str, _: object) -> Any:
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        return each

    for part in parts:
        _forget()
        sys.settrace(enter)
        try:
            part()
        finally:
            sys.settrace(None)
    return count


def _memory(parts: list[Callable[[], object]]) -> int:
    """Return the sum of the peaks of what *parts* allocate, in bytes."""
    total = 0
    for part in parts:
        _forget()
        gc.collect()
        tracemalloc.start()
        kept = part()
        total += tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        del kept
    return total


def _seconds(part: Callable[[], object]) -> float:
    start = time.process_time()
    part()
    return time.process_time() - start


def _ratios(sets: dict[str, list[Callable[[], object]]]) -> dict[str, float]:
    """Return the CPU time of each set as a multiple of the fixed workload's.

    All parts and the workload take turns, and the quickest of each part's rounds counts: other
    work on the machine makes a part slower, never quicker.
    """
    gc.collect()
    gc.freeze()
    least = {name: [math.inf] * len(parts) for name, parts in sets.items()}
    fixed = math.inf
    for _ in range(ROUNDS):
        for at in range(max(map(len, sets.values()))):
            fixed = min(fixed, _seconds(_fixed_work))
            for name, parts in sets.items():
                if at < len(parts):
                    _forget()
                    least[name][at] = min(least[name][at], _seconds(parts[at]))
    return {name: sum(times) / fixed for name, times in least.items()}


_DICE = random.Random(5)
_TEXT = "".join(
    "，。；“”\n"[at // 7 % 6] if at % 7 == 0 else chr(0x4E00 + _DICE.randrange(900))
    for at in range(20_000)
)
_PATTERNS = tuple(
    map(
        re.compile,
        (
            r"[^。；\n]+[。；]?",
            r"“[^“”]{2,40}”",
            "|".join(_TEXT[at : at + 2 + at % 3] for at in range(0, 2400, 12)),
            r"(?<=[一-龥])[，。](?=[一-龥]{2})",
        ),
    )
)


class _Found(NamedTuple):
    start: int
    end: int
    words: str


def _fixed_work() -> int:
    """Do what reading does, always the same: match, cut, remember, make objects, sort, join."""
    found: dict[tuple[int, str], _Found] = {}
    for pattern in _PATTERNS:
        for match in pattern.finditer(_TEXT):
            words = match.group().translate({0xFF0C: None, 10: " "})
            found[match.start(), words] = _Found(match.start(), match.end(), words)
    lines = sorted(
        f"<{part.start}> <{part.end}> {part.words.replace('。', '.')!r} ."
        for part in found.values()
    )
    return len("\n".join(set(lines)).encode("utf-8"))


def _take(kinds: list[str], more: bool) -> dict[str, dict[str, float]]:
    work = _work()
    if more:
        work |= {f"{phase}, a fifth more": _with_one_more(work[phase]) for phase in PHASES}
    found: dict[str, dict[str, float]] = {}
    if "steps" in kinds:
        found["steps"] = {phase: _steps(parts) for phase, parts in work.items()}
    if "memory" in kinds:
        found["memory"] = {phase: _memory(parts) for phase, parts in work.items()}
    if "work" in kinds:
        found["work"] = _ratios(work)
    return found


def _update() -> None:
    """Write the figures of this Python down, and leave those of others as they are."""
    stored: dict[str, Any] = {}
    if STORED.exists():
        stored = tomllib.loads(STORED.read_text(encoding="utf-8"))
    measured = measure("steps", "memory", "work")
    tries = [measured["work"], *(measure("work")["work"] for _ in range(TRIES - 1))]
    work = {phase: round(min(each[phase] for each in tries), 2) for phase in PHASES}
    stored[PYTHON] = {
        "steps": measured["steps"],
        "memory": measured["memory"],
        "work": {**work, "processor": _processor()},
    }
    lines = [f"# What test_speed_gate.py compares with. Written by: {UPDATE}"]
    for python in sorted(stored, key=lambda name: tuple(map(int, name.split(".")))):
        for kind, figures in stored[python].items():
            lines += ["", f'["{python}".{kind}]']
            lines += [f"{name} = {json.dumps(value)}" for name, value in figures.items()]
    STORED.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _main() -> None:
    parser = argparse.ArgumentParser(description="Take the figures of the speed gate.")
    parser.add_argument("--measure", nargs="+", metavar="KIND", help="steps, memory, work")
    parser.add_argument("--more", action="store_true", help="also with a fifth more to do")
    parser.add_argument("--update", action="store_true", help=f"write them into {STORED.name}")
    options = parser.parse_args()
    if options.update:
        _update()
    elif options.measure:
        sys.stdout.write(json.dumps(_take(options.measure, options.more)) + "\n")
    else:
        parser.print_help()


if __name__ == "__main__":
    _main()
