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
from typing import Any, cast

from zeren.graph.errors import GraphError
from zeren.loaders.records import PolicyDocument, Task


@dataclass(frozen=True, slots=True)
class Score:
    """How many were found rightly, found wrongly, and missed."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.right + other.right, self.extra + other.extra, self.missed + other.missed
        )

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
                'a line is {"task": "1", "units": [{"name": …, "role": …}]}; see docs/annotating.md',
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
            differences.append(Difference(wanted[index], "task", True, str(task.get("title") or "")))
        found = _units(read)
        units += _score(there, found)
        differences += _differences(wanted[index], there, found)
    for task in extra:
        units += _score(set(), _units(task))
        differences += _differences(task.number, set(), _units(task))
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
