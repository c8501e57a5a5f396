"""The facts of a snapshot the other way round: by unit, by concept, by document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from zeren.graph.model.facts import (
    AssignmentFact,
    DocumentFact,
    Facts,
    TargetFact,
    TaskFact,
    Tie,
    grouped,
)
from zeren.graph.store.facts.lookup import LookedUpFacts
from zeren.ontology.terms import PREFIXES


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
        facts = self.facts
        for each in (facts.units, facts.tasks, facts.assignments_of, facts.targets_of):
            len(each)
        len(facts.concepts)

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
    def tasks_of_concept(self) -> Mapping[str, list[TaskFact]]:
        """The tasks of each sector, and of each theme and those above it, sectors left out."""
        found: dict[str, dict[str, TaskFact]] = defaultdict(dict)
        for task in self.facts.tasks.values():
            for sector in task.sectors:
                found[sector][task.iri] = task
            for theme in task.themes:
                found[theme][task.iri] = task
                fact = self.facts.concepts.get(theme)
                for above in fact.above if fact else ():
                    if not above.startswith(PREFIXES["zs"]):
                        found[above][task.iri] = task
        return {concept: list(tasks.values()) for concept, tasks in found.items()}

    def first_units(self, count: int) -> list[tuple[str, Counter[str]]]:
        """Return the *count* units with most tasks, as :attr:`busiest` does."""
        found: list[tuple[str, Counter[str]]] = []
        for unit, most in self.source.assignments_in:
            # A unit has at most as many tasks in roles as it has assignments.
            if len(found) >= count and sorted(o.total() for _, o in found)[-count] > most:
                break
            found.append((unit, roles_of(self.source.assignments_of_unit(unit))))
        return self._by_tasks(found)[:count]

    @cached_property
    def busiest(self) -> list[tuple[str, Counter[str]]]:
        """The units that have tasks, with the number in each role; the one with most first."""
        ties = grouped((tie.unit, tie) for tie in self.facts.ties)
        return self._by_tasks([(unit, roles_of(mine)) for unit, mine in ties.items()])

    def _by_tasks(self, units: list[tuple[str, Counter[str]]]) -> list[tuple[str, Counter[str]]]:
        return sorted(units, key=lambda item: (-item[1].total(), self.label(item[0]), item[0]))

    def label(self, unit: str) -> str:
        """Return the label of a unit."""
        fact = self.facts.units.get(unit)
        return fact.label if fact else unit

    def document_of(self, task: TaskFact) -> DocumentFact:
        """Return the document of a task."""
        return self.facts.documents[task.document]

    def partners(self, unit: str) -> list[tuple[str, Counter[str]]]:
        """Return who else answers for the tasks of *unit*, by number of tasks and role."""
        mine = {part.task for part in self.source.assignments_of_unit(unit)}
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for task in mine:
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


def roles_of(parts: Iterable[AssignmentFact | Tie]) -> Counter[str]:
    """Return in how many tasks there is an assignment, by role."""
    return Counter(role for role, _ in {(part.role, part.task) for part in parts})
