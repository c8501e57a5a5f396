"""The table as Markdown, and the machine it was measured on."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from measure import Ratio
from rows.growing import Grown
from rows.table import Line

LIBRARIES = (
    *("zeren", "spacy", "jieba", "lxml", "pyoxigraph", "rdflib", "networkx", "numpy", "scipy"),
    "pyvis",
)


@dataclass(slots=True)
class Machine:
    """Where and when it was measured. Nothing in it says whose machine it is."""

    when: str
    processor: str
    cores: int
    memory: float
    system: str
    python: str
    libraries: dict[str, str]
    revision: str
    load_before: float | None
    load_after: float | None = None

    @classmethod
    def now(cls) -> Machine:
        """Return this machine at this moment."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return cls(
            when=datetime.now(UTC).date().isoformat(),
            processor=_field("/proc/cpuinfo", "model name") or platform.processor() or "not told",
            cores=cores or 1,
            memory=_memory(),
            system=_system(),
            python=f"{platform.python_implementation()} {platform.python_version()}",
            libraries={name: _version(name) for name in LIBRARIES},
            revision=_revision(),
            load_before=_load(),
        )

    def end(self) -> None:
        """Look at the load once more, and at what the rows installed for themselves."""
        from rows.others import versions

        self.load_after = _load()
        self.libraries |= versions()


def markdown(lines: Sequence[Line], machine: Machine, *, minutes: float) -> str:
    """Return the page that says what was measured."""
    parts = [_HEAD.format(minutes=minutes), *_machine(machine), "", *_table(lines)]
    return "\n".join([*parts, *_rest(lines)]) + "\n"


def large(
    lines: Sequence[Line], grown: Sequence[Grown], machine: Machine, *, minutes: float
) -> str:
    """Return the page that says how builds grow."""
    parts = [_HEAD_LARGE.format(minutes=minutes), *_machine(machine), ""]
    parts += ["| documents | quads | by the clock, s | CPU s | store, MB | parent, MB |"]
    parts += ["|---|---|---|---|---|---|"]
    parts += [
        f"| {one.documents:,} | {one.quads:,} | {one.wall:,.1f} | {one.cpu:,.1f}"
        f" | {one.store / 1e6:,.0f} | {one.peak:,.0f} |"
        for one in grown
    ]
    return "\n".join([*parts, "", *_table(lines), *_rest(lines)]) + "\n"


def _rest(lines: Sequence[Line]) -> Iterable[str]:
    """Yield what falls short and what could not be measured."""
    short = [line for line in lines if line.fell_short]
    if short:
        yield from ("", "## What falls short, and why", "")
        yield from _shortfalls(short)
    missing = [line for line in lines if line.missing]
    if missing:
        yield from ("", "## Not measured", "")
        yield from (f"- {line.what}: not measured: {line.missing}" for line in missing)


_HEAD = """\
# Results

Written by `make bench` in {minutes:.0f} minutes; do not edit it by hand. Each line compares two
processes that took turns in the same run, so that other work on the machine counts for both. Unless
a line says otherwise, its figure is **how many times the CPU seconds of the other Zeren takes**:
the median of all rounds, in brackets the lowest and the highest. Below 1 Zeren is faster. Memory
is the peak of the process in MB, Zeren / the other. Ratios can be compared between machines;
rates (MB/s, quads/s) cannot. How it is measured: `benchmarks/all.py`, `benchmarks/rows/`; builds of
up to 100,000 documents: `make bench-large`, which writes LARGE.md.
"""

_HEAD_LARGE = """\
# Large builds

Written by `make bench-large` in {minutes:.0f} minutes; do not edit it by hand. Each store is
built from nothing, of short plans (`benchmarks/plans.py --short`, two to four tasks and 1.1 KB
each), with two workers. The exponent is that of the power law fitted by least squares to the
logarithms; what the smallest build takes is taken off the others first, because starting workers
and loading vocabularies costs the same for any number. 1 is linear. CPU seconds are those of
parent and workers, memory is the peak of the parent alone.
"""


def _machine(machine: Machine) -> Iterable[str]:
    yield f"- Date: {machine.when}; revision {machine.revision}"
    yield f"- Processor: {machine.processor}, {machine.cores} cores; {machine.memory:.0f} GB memory"
    yield f"- System: {machine.system}; {machine.python}"
    yield "- Libraries: " + ", ".join(f"{key} {what}" for key, what in machine.libraries.items())
    if machine.load_before is not None and machine.load_after is not None:
        before, after = machine.load_before, machine.load_after
        line = f"- Load in the five minutes before: {before:.1f}, at the end: {after:.1f}"
        if before > 0.5:
            line += (
                "; other work was running, so figures that go by the clock (`--jobs`) are too low"
            )
        yield line


def _table(lines: Sequence[Line]) -> Iterable[str]:
    yield "| what | against | figure | aim | met | memory, MB | more |"
    yield "|---|---|---|---|---|---|---|"
    for line in lines:
        if line.missing:
            continue
        met = "" if line.aim is None else "**no**" if line.fell_short else "yes"
        cells = (
            line.what,
            line.against,
            _figure(line.value, line.unit) if line.value else "",
            str(line.aim or ""),
            met,
            " / ".join(f"{mb:,.0f}" for mb in (line.ours, line.theirs) if mb is not None),
            line.figures,
        )
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _figure(value: Ratio, unit: str) -> str:
    middle, low, high = (_number(part) for part in value)
    spread = f" ({low}–{high})" if low != high else ""
    return f"{middle}{unit}{spread}"


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:.{digits}f}"


def _shortfalls(lines: Sequence[Line]) -> Iterable[str]:
    """Yield each reason once, with the lines that it stands for."""
    for why in dict.fromkeys(line.why for line in lines):
        told = [
            f"{line.what}{f' against {line.against}' if line.against else ''}:"
            f" {_figure(line.value, line.unit)}, aim {line.aim}"
            for line in lines
            if line.why == why and line.value is not None
        ]
        yield f"- **{'; '.join(told)}.** {why}"


def _field(path: str, name: str) -> str:
    try:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == name:
                return " ".join(value.split())
    except OSError:
        pass
    return ""


def _memory() -> float:
    """Return the memory of the machine in GB, 0 where it is not told."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):
        return 0.0


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError, AttributeError):
        name = platform.system()
    return f"{name}, {platform.system()} {platform.release().partition('-')[0]}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _revision() -> str:
    """Return the commit, and whether the files are as it has them."""
    try:
        where = Path(__file__).resolve().parent.parent
        commit = _git(where, "rev-parse", "--short", "HEAD")
        changed = _git(where, "status", "--porcelain", "--", "graph", "loaders", "ontology")
    except (OSError, subprocess.SubprocessError):
        return "not told"
    return f"{commit} with changes" if changed else commit


def _git(where: Path, *words: str) -> str:
    command = ["git", *words]
    return subprocess.run(
        command, cwd=where, check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()


def _load() -> float | None:
    return os.getloadavg()[1] if hasattr(os, "getloadavg") and sys.platform != "win32" else None
