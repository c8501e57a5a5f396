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
    MentionFact,
    TargetFact,
    TaskFact,
)
from zeren.ontology.terms import PREFIXES


@dataclass(frozen=True, slots=True)
class Due:
    """A target with the task or document that promises it."""

    target: TargetFact
    task: TaskFact | None


class Index:
    """Lookups into *facts*, each made when it is first needed."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @cached_property
    def assignments_of_unit(self) -> Mapping[str, list[AssignmentFact]]:
        """The assignments of each unit, in the order of documents and tasks."""
        found: dict[str, list[AssignmentFact]] = defaultdict(list)
        tasks = self.facts.tasks
        ordered = sorted(
            self.facts.assignments,
            key=lambda part: (tasks[part.task].document, tasks[part.task].position, part.order),
        )
        for part in ordered:
            found[part.unit].append(part)
        return found

    @cached_property
    def mentions_of_unit(self) -> Mapping[str, list[MentionFact]]:
        """The mentions of each unit."""
        found: dict[str, list[MentionFact]] = defaultdict(list)
        for mention in self.facts.mentions:
            found[mention.unit].append(mention)
        return found

    @cached_property
    def tasks_of_document(self) -> Mapping[str, list[TaskFact]]:
        """The tasks of each document, in order."""
        found: dict[str, list[TaskFact]] = defaultdict(list)
        for task in self.facts.tasks.values():
            found[task.document].append(task)
        for tasks in found.values():
            tasks.sort(key=lambda task: task.position)
        return found

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

    @cached_property
    def parts_of_unit(self) -> Mapping[str, list[str]]:
        """The units that are directly part of each unit."""
        found: dict[str, list[str]] = defaultdict(list)
        for unit in self.facts.units.values():
            if unit.parent:
                found[unit.parent].append(unit.iri)
        return found

    @cached_property
    def busiest(self) -> list[tuple[str, Counter[str]]]:
        """The units that have tasks, with the number in each role; the one with most first."""
        found = [
            (unit, roles_of(parts)) for unit, parts in self.assignments_of_unit.items() if parts
        ]
        return sorted(found, key=lambda item: (-item[1].total(), self.label(item[0]), item[0]))

    def label(self, unit: str) -> str:
        """Return the label of a unit."""
        fact = self.facts.units.get(unit)
        return fact.label if fact else unit

    def document_of(self, task: TaskFact) -> DocumentFact:
        """Return the document of a task."""
        return self.facts.documents[task.document]

    def partners(self, unit: str) -> list[tuple[str, Counter[str]]]:
        """Return who else answers for the tasks of *unit*, by number of tasks and role."""
        mine = {part.task for part in self.assignments_of_unit.get(unit, ())}
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


def roles_of(parts: Iterable[AssignmentFact]) -> Counter[str]:
    """Return in how many tasks there is an assignment, by role."""
    return Counter(role for role, _ in {(part.role, part.task) for part in parts})
