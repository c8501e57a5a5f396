"""The facts of a snapshot the other way round: by unit, by concept, by document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from zeren.graph.model.facts import (
    AssignmentFact,
    DocumentFact,
    Facts,
    TargetFact,
    TaskFact,
)
from zeren.graph.store.facts.lookup import LookedUpFacts
from zeren.graph.web.lists.facets import FacetChoice
from zeren.graph.web.lists.tally import Tally

EXPLICIT = FacetChoice(basis=("explicit",))
"""The assignments that stand at the task itself."""
_KEPT = 32
"""Searches and choices whose answers are kept for the next page of the same."""


@dataclass(frozen=True, slots=True)
class Due:
    """A target with the task or document that promises it."""

    target: TargetFact
    task: TaskFact | None


class Index:
    """Look-ups into *facts*, which *source* gives piece by piece."""

    def __init__(self, facts: Facts, source: LookedUpFacts) -> None:
        self.facts = facts
        self.source = source

    def warm(self) -> None:
        """Read all that lists and counts need, which takes a while in a large store."""
        self.counts(FacetChoice())
        len(self.source.briefs)
        len(self.explicit_roles)
        len(self.groups)

    def counts(self, choice: FacetChoice) -> Mapping[str, Mapping[str, int]]:
        """Return the counts of all facets under *choice*, without its words; some are kept."""
        plain = choice.unsearched()
        found = self._counted.get(plain)
        if found is None:
            found = self.tally.counts(plain)
            while len(self._counted) >= _KEPT:
                self._counted.pop(next(iter(self._counted)), None)
            self._counted[plain] = found
        return found

    @cached_property
    def _counted(self) -> dict[FacetChoice, Mapping[str, Mapping[str, int]]]:
        return {}

    def assignments_of_unit(self, unit: str) -> list[AssignmentFact]:
        """Return the assignments of a unit, in the order of documents and tasks."""
        tasks = self.facts.tasks
        return sorted(
            self.source.assignments_of_unit(unit),
            key=lambda part: (tasks[part.task].document, tasks[part.task].position, part.order),
        )

    def tasks_of_document(self, iri: str) -> list[TaskFact]:
        """Return the tasks of a document, in order."""
        return list(self.source.parts_of(iri).tasks.values())

    @cached_property
    def tally(self) -> Tally:
        """What counts tasks by all that they have."""
        return Tally(self.source)

    @cached_property
    def unit_roles(self) -> Mapping[str, Mapping[str, int]]:
        """In how many tasks each unit is in each role, and under "tasks" in any."""
        return self.tally.roles()

    @cached_property
    def explicit_roles(self) -> Mapping[str, Mapping[str, int]]:
        """The same of what tasks say themselves, as ``zeren workload`` counts."""
        return self.tally.roles(EXPLICIT)

    @cached_property
    def groups(self) -> frozenset[str]:
        """The collectives among the units that have tasks."""
        return frozenset(unit for unit in self.unit_roles if self.is_collective(unit))

    def search(
        self, words: tuple[str, ...], score: Callable[[Sequence[str], str, str, str], float]
    ) -> Mapping[int, float]:
        """Return the tasks (their numbers) that hold all *words*, with their *score*."""
        found = self._searched.get(words)
        if found is None:
            found = {
                self._task_numbers[iri]: score(words, title, text, quote)
                for iri, title, text, quote in self.source.holding(words)
                if iri in self._task_numbers
            }
            while len(self._searched) >= _KEPT:
                self._searched.pop(next(iter(self._searched)), None)
            self._searched[words] = found
        return found

    @cached_property
    def _searched(self) -> dict[tuple[str, ...], Mapping[int, float]]:
        return {}

    @cached_property
    def _task_numbers(self) -> Mapping[str, int]:
        return {iri: number for number, iri in enumerate(self.source.postings.tasks)}

    def label(self, unit: str) -> str:
        """Return the label of a unit."""
        brief = self.source.briefs.get(unit)
        return brief.label if brief else unit

    def is_collective(self, unit: str) -> bool:
        """Return whether *unit* is a name for many, such as 各县（区）教育局."""
        brief = self.source.briefs.get(unit)
        return brief is not None and brief.collective

    def document_of(self, task: TaskFact) -> DocumentFact:
        """Return the document of a task."""
        return self.facts.documents[task.document]

    def partners(self, parts: Sequence[AssignmentFact]) -> list[tuple[str, Counter[str]]]:
        """Return who else answers for the tasks of a unit, by number of tasks and role.

        *parts* are its assignments.
        """
        mine = {(part.task, part.unit) for part in parts}
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for task, unit in mine:
            for part in self.facts.assignments_of.get(task, ()):
                if part.unit != unit:
                    found[part.unit].add((part.role, part.task))
        counted = [(other, Counter(role for role, _ in pairs)) for other, pairs in found.items()]
        tasks = {other: len({task for _, task in pairs}) for other, pairs in found.items()}
        for other, roles in counted:
            roles["tasks"] = tasks[other]
        return sorted(counted, key=lambda item: (-tasks[item[0]], self.label(item[0]), item[0]))

    def due(self, tasks: Iterable[str]) -> list[Due]:
        """Return the targets of *tasks*, the earliest deadline first, none at the end."""
        found = [
            Due(target, self.facts.tasks.get(target.owner))
            for task in dict.fromkeys(tasks)
            for target in self.facts.targets_of.get(task, ())
        ]
        return sorted(
            found,
            key=lambda due: (
                due.target.deadline is None,
                str(due.target.deadline or ""),
                due.target.owner,
                due.target.start,
            ),
        )
