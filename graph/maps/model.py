"""The facts of a map, numbered: what the page, the pictures and the search all count by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from zeren.graph.model.facts import (
    ConceptFact,
    DocumentFact,
    Facts,
    TargetFact,
    TaskFact,
    UnitFact,
)
from zeren.loaders.records import ROLES

_SHORTEST = 3  # a name of two characters, such as 各地, says too little beside a dot


@dataclass(frozen=True)
class Model:
    """Documents, tasks, themes, functions and the units that carry a task, each in fixed order.

    ``links`` are (unit, task, role) by number, one for each assignment, in the order of
    ``facts.assignments``.
    """

    facts: Facts
    documents: tuple[DocumentFact, ...]
    units: tuple[UnitFact, ...]
    tasks: tuple[TaskFact, ...]
    themes: tuple[ConceptFact, ...]
    sectors: tuple[ConceptFact, ...]
    functions: tuple[ConceptFact, ...]
    links: tuple[tuple[int, int, int], ...]

    @cached_property
    def document_numbers(self) -> dict[str, int]:
        """The number of each document, by IRI."""
        return {document.iri: number for number, document in enumerate(self.documents)}

    @cached_property
    def theme_numbers(self) -> dict[str, int]:
        """The number of each theme, by IRI."""
        return {theme.iri: number for number, theme in enumerate(self.themes)}

    @cached_property
    def sector_numbers(self) -> dict[str, int]:
        """The number of each sector, by IRI."""
        return {sector.iri: number for number, sector in enumerate(self.sectors)}

    @cached_property
    def function_numbers(self) -> dict[str, int]:
        """The number of each function, by IRI."""
        return {function.iri: number for number, function in enumerate(self.functions)}

    @cached_property
    def task_numbers(self) -> dict[str, int]:
        """The number of each task, by IRI."""
        return {task.iri: number for number, task in enumerate(self.tasks)}

    @cached_property
    def first_theme(self) -> tuple[int, ...]:
        """The number of each task's first theme; the number after the last theme for none."""
        none = len(self.themes)
        return tuple(
            self.theme_numbers[task.themes[0]] if task.themes else none for task in self.tasks
        )

    @cached_property
    def load(self) -> tuple[int, ...]:
        """How many tasks each unit has a role in."""
        counts = Counter(unit for unit, _ in {(unit, task) for unit, task, _ in self.links})
        return tuple(counts[number] for number in range(len(self.units)))

    @cached_property
    def team_of(self) -> tuple[tuple[int, ...], ...]:
        """The units of each task, each once, by number."""
        teams: list[set[int]] = [set() for _ in self.tasks]
        for unit, task, _ in self.links:
            teams[task].add(unit)
        return tuple(tuple(sorted(team)) for team in teams)

    @cached_property
    def short_names(self) -> tuple[str, ...]:
        """What stands beside each unit in a picture: its shortest name that no other unit bears."""
        names = [{unit.label, *unit.aliases} for unit in self.units]
        bearers = Counter(name for own in names for name in own)
        return tuple(
            min(
                (name for name in own if bearers[name] == 1 and len(name) >= _SHORTEST),
                key=lambda name: (len(name), name),
                default=unit.label,
            )
            for unit, own in zip(self.units, names, strict=True)
        )

    @cached_property
    def home(self) -> tuple[int, ...]:
        """The document in which each unit has most tasks."""
        counts: list[Counter[int]] = [Counter() for _ in self.units]
        for task, team in zip(self.tasks, self.team_of, strict=True):
            for unit in team:
                counts[unit][self.document_numbers[task.document]] += 1
        return tuple(min(found, key=lambda d: (-found[d], d)) if found else 0 for found in counts)

    @cached_property
    def targets(self) -> tuple[TargetFact, ...]:
        """The targets of tasks and of documents, in the order of the facts."""
        owners = self.task_numbers.keys() | self.document_numbers.keys()
        return tuple(target for target in self.facts.targets if target.owner in owners)


def model_of(facts: Facts) -> Model:
    """Return what *facts* hold, numbered in the order of IRIs and of positions in the plans."""
    tasks = tuple(
        sorted(facts.tasks.values(), key=lambda task: (task.document, task.position, task.iri))
    )
    task_numbers = {task.iri: number for number, task in enumerate(tasks)}
    used = sorted({part.unit for part in facts.assignments})
    units = tuple(facts.units[iri] for iri in used)
    unit_numbers = {iri: number for number, iri in enumerate(used)}
    themes = sorted({theme for task in tasks for theme in task.themes})
    sectors = sorted({sector for task in tasks for sector in task.sectors})
    functions = sorted({unit.function for unit in units if unit.function})
    return Model(
        facts=facts,
        documents=tuple(facts.documents[iri] for iri in sorted(facts.documents)),
        units=units,
        tasks=tasks,
        themes=tuple(_concept(facts, iri) for iri in themes),
        sectors=tuple(_concept(facts, iri) for iri in sectors),
        functions=tuple(_concept(facts, iri) for iri in functions),
        links=tuple(
            (unit_numbers[part.unit], task_numbers[part.task], ROLES.index(part.role))
            for part in facts.assignments
        ),
    )


def _concept(facts: Facts, iri: str) -> ConceptFact:
    return facts.concepts.get(iri) or ConceptFact(iri, "", "", iri)
