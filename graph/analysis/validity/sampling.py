"""A stratified sample of tasks, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from zeren.graph.errors import GraphError, known_name
from zeren.graph.model.facts import Facts, TaskFact

Stratum = Literal["sector", "level", "year", "place", "document"]
STRATA: tuple[Stratum, ...] = ("sector", "level", "year", "place", "document")
JOIN = " · "
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One task of a sample: its stratum, and how many tasks that has in the store."""

    task: TaskFact
    stratum: str
    stratum_tasks: int


def strata_of(facts: Facts, by: Sequence[Stratum]) -> dict[str, list[str]]:
    """Return the tasks (IRIs, sorted) of each stratum; "?" stands for what is not known.

    Without *by* all are one. Raises GraphError for a way that there is not.
    """
    for each in by:
        known_name("stratum", each, STRATA)

    def sector(task: TaskFact) -> object:
        concept = facts.concepts.get(task.sectors[0]) if task.sectors else None
        return concept.label if concept else None

    of: dict[Stratum, Callable[[TaskFact], object]] = {
        "sector": sector,
        "level": lambda task: facts.documents[task.document].level,
        "year": lambda task: facts.documents[task.document].year,
        "place": lambda task: facts.documents[task.document].jurisdiction,
        "document": lambda task: facts.documents[task.document].id,
    }
    found: dict[str, list[str]] = {}
    for iri, task in sorted(facts.tasks.items()):
        name = JOIN.join(str(of[each](task) or UNKNOWN) for each in by) or "all"
        found.setdefault(name, []).append(iri)
    return dict(sorted(found.items()))


def draw(facts: Facts, size: int, by: Sequence[Stratum] = (), *, seed: int = 0) -> list[Drawn]:
    """Return a sample of *size* tasks, in each stratum in proportion to its tasks.

    Every stratum has two at least where it has two, so that its spread can be told; where that
    is more than *size*, the sample is larger. Order: by stratum, then by task. Raises
    GraphError when there are no tasks, or *size* is below 1.

    Source: Cochran 1977, Sampling Techniques, ch. 5.
    """
    strata = strata_of(facts, by)
    if not strata:
        raise GraphError("there are no tasks to draw from", "build a store of plans first")
    if size < 1:
        raise GraphError(f"a sample of {size} tasks is none", "give --n 200", usage=True)
    counts = _shares({name: len(tasks) for name, tasks in strata.items()}, size)
    random = Random(seed)
    return [
        Drawn(facts.tasks[iri], name, len(tasks))
        for name, tasks in strata.items()
        for iri in sorted(random.sample(tasks, counts[name]))
    ]


def _shares(sizes: dict[str, int], size: int) -> dict[str, int]:
    """Return how many to draw of each: in proportion, by the largest remainders."""
    total = sum(sizes.values())
    size = min(size, total)
    exact = {name: size * count / total for name, count in sizes.items()}
    found = {name: int(share) for name, share in exact.items()}
    rest = sorted(exact, key=lambda name: (found[name] - exact[name], name))
    for name in rest[: size - sum(found.values())]:
        found[name] += 1
    return {name: max(count, min(2, sizes[name])) for name, count in found.items()}
