"""How good the reading is on documents that somebody annotated: ``zeren evaluate``.

Gold is one JSONL file a document, one line a task in document order (see
``docs/annotating.md``). Tasks are aligned by their numbers, in order; what is compared
inside a task is the set of units by name and role. Only explicit assignments count:
those that a document states once for all later tasks are annotated where they stand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from zeren.graph.build import DEFAULT_LIMIT
from zeren.graph.errors import GraphError
from zeren.graph.inputs import UnreadableError, read_bytes
from zeren.graph.sidecars import SidecarError, metadata_for
from zeren.graph.tables import print_table
from zeren.loaders.errors import ReadError
from zeren.loaders.records import PolicyDocument, Task

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Score:
    """How many were found rightly, found wrongly, and missed."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: Score) -> Score:
        """Return the counts of both together."""
        return Score(self.right + other.right, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1.0 when nothing was found."""
        found = self.right + self.extra
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 1.0 when nothing is there."""
        there = self.right + self.missed
        return self.right / there if there else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall (van Rijsbergen 1979), on the counts."""
        weight = 2 * self.right + self.extra + self.missed
        return 2 * self.right / weight if weight else 1.0


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that gold has and the reading has not (``missed``), or the other way round."""

    task: str
    what: str
    missed: bool
    item: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of one document, and where they fall short."""

    name: str
    tasks: Score
    units: Score
    differences: tuple[Difference, ...]


Gold = dict[str, Any]
Unit = tuple[str, str]


def read_gold(path: Path) -> list[Gold]:
    """Return the tasks of a gold file. Raises GraphError that names the line at fault."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise GraphError(
            f"there is no gold to read at {path}: {error.strerror}",
            "name the folder that holds NAME.jsonl for each NAME.txt with --gold",
        ) from error
    tasks: list[Gold] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            task = json.loads(line)
            _ = (str(task["task"]), [(unit["name"], unit["role"]) for unit in task["units"]])
        except (ValueError, KeyError, TypeError) as error:
            raise GraphError(
                f"{path}:{number} is no annotated task: {error!r}",
                'a line is {"task": "1", "units": [{"name": …, "role": …}]}: docs/annotating.md',
            ) from error
        tasks.append(cast("Gold", task))
    return tasks


def evaluate(document: PolicyDocument, gold: Sequence[Gold]) -> Evaluation:
    """Compare a document with its gold.

    Gold may stop early (the first ten tasks of a plan): what stands behind the last
    annotated task is not counted.
    """
    numbers = [task.number for task in document.tasks]
    wanted = [str(task["task"]) for task in gold]
    matcher = SequenceMatcher(None, wanted, numbers, autojunk=False)
    pairs = {
        block.a + step: block.b + step
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }
    seen = set(pairs.values())
    last = max(seen, default=-1)
    extra = [task for index, task in enumerate(document.tasks[: last + 1]) if index not in seen]
    differences = [Difference(task.number, "task", False, task.text[:40]) for task in extra]
    units = Score()
    for index, task in enumerate(gold):
        there = {(unit["name"], unit["role"]) for unit in task["units"]}
        read = document.tasks[pairs[index]] if index in pairs else None
        if read is None:
            title = str(task.get("title") or "")
            differences.append(Difference(wanted[index], "task", True, title))
        found = _units(read)
        units += _score(there, found)
        differences += _differences(wanted[index], there, found)
    for surplus in extra:
        units += _score(set(), _units(surplus))
        differences += _differences(surplus.number, set(), _units(surplus))
    tasks = Score(len(pairs), len(extra), len(gold) - len(pairs))
    return Evaluation(document.source_file, tasks, units, tuple(differences))


def _units(task: Task | None) -> set[Unit]:
    assignments = task.assignments if task else ()
    return {(a.local_name, a.role) for a in assignments if a.basis == "explicit"}


def _score(there: set[Unit], found: set[Unit]) -> Score:
    return Score(len(there & found), len(found - there), len(there - found))


def _differences(task: str, there: set[Unit], found: set[Unit]) -> list[Difference]:
    def listed(units: set[Unit], *, missed: bool) -> list[Difference]:
        return [Difference(task, "unit", missed, f"{name} {role}") for name, role in sorted(units)]

    return [*listed(there - found, missed=True), *listed(found - there, missed=False)]


def evaluate_file(path: Path, gold: Path) -> Evaluation:
    """Read the plan at *path* as a build would, and compare it with ``gold/NAME.jsonl``.

    Raises GraphError when the plan, its sidecar or its gold cannot be read.
    """
    from zeren.loaders import load

    wanted = read_gold(gold / f"{path.stem}.jsonl")
    try:
        document = load(read_bytes(str(path), DEFAULT_LIMIT), metadata_for(path))
    except SidecarError as error:
        raise GraphError(f"{error.where}: {error.what}", error.next_step) from error
    except (UnreadableError, ReadError) as error:
        raise GraphError(f"{path}: {error.what}", error.next_step) from error
    return evaluate(document, wanted)


def total(results: Sequence[Evaluation]) -> Evaluation:
    """Return the scores of all documents together (micro-average: every item counts once)."""
    tasks, units = Score(), Score()
    for result in results:
        tasks += result.tasks
        units += result.units
    return Evaluation("all", tasks, units, ())


def as_json(results: Sequence[Evaluation]) -> dict[str, Any]:
    """Return the scores as plain values, by document and in all."""
    return {
        "documents": [_plain(result) for result in results],
        "all": _plain(total(results)),
    }


def _plain(result: Evaluation) -> dict[str, Any]:
    plain: dict[str, Any] = {"name": result.name}
    for name, score in {"tasks": result.tasks, "units": result.units}.items():
        plain[name] = {
            "right": score.right,
            "extra": score.extra,
            "missed": score.missed,
            "precision": round(score.precision, 4),
            "recall": round(score.recall, 4),
            "f1": round(score.f1, 4),
        }
    plain["differences"] = [
        {"task": d.task, "what": d.what, "missed": d.missed, "item": d.item}
        for d in result.differences
    ]
    return plain


def show(console: Console, results: Sequence[Evaluation], *, differences: bool) -> None:
    """Print the scores as a table, and what differs when asked for."""
    rows = [
        [result.name, *_cells(result.tasks), *_cells(result.units)]
        for result in [*results, total(results)]
    ]
    columns = ["document"]
    for what in ("tasks", "units"):
        columns += [what, "P", "R", "F1"]
    print_table(console, columns, rows, numeric=range(1, len(columns)))
    for result in results if differences else ():
        for difference in result.differences:
            sign = "missed" if difference.missed else "extra "
            console.print(f"{result.name}  task {difference.task}  {sign} {difference.item}")


def _cells(score: Score) -> list[str]:
    there = str(score.right + score.missed)
    return [there, *(f"{value:.3f}" for value in (score.precision, score.recall, score.f1))]
