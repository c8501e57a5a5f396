"""A task as lists show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zeren.graph.model.facts import TargetFact, TaskFact
from zeren.graph.web.parts.language import Language
from zeren.graph.web.served import ServedStore
from zeren.loaders.records import ROLES


@dataclass(frozen=True, slots=True)
class Named:
    """Something to link to: its IRI, what to call it, and a word beside it."""

    iri: str
    label: str
    note: str = ""
    collective: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A task: where it stands, what it says, who answers for it, and when it is due."""

    iri: str
    number: str
    name: str
    text: str
    whole: str
    damaged: bool
    document: Named
    year: int | None
    units: dict[str, list[Named]]
    sectors: list[Named]
    themes: list[Named]
    targets: tuple[TargetFact, ...]
    due: str


def items(snapshot: ServedStore, tasks: Iterable[str], language: Language) -> list[Item]:
    """Return the tasks with these IRIs; one that is not known is left out."""
    facts = snapshot.facts
    return [item(snapshot, facts.tasks[iri], language) for iri in tasks if iri in facts.tasks]


def item(snapshot: ServedStore, task: TaskFact, language: Language) -> Item:
    """Return a task as a list shows it."""
    facts = snapshot.facts
    document = facts.documents[task.document]
    units: dict[str, list[Named]] = {}
    for role in ROLES:
        named = [
            Named(
                part.unit,
                snapshot.index.label(part.unit),
                part.basis,
                snapshot.index.is_collective(part.unit),
            )
            for part in facts.assignments_of.get(task.iri, ())
            if part.role == role
        ]
        if named:
            units[role] = list(dict.fromkeys(named))
    targets = facts.targets_of.get(task.iri, ())
    days = [day for day in (task.deadline, *(each.deadline for each in targets)) if day]
    return Item(
        iri=task.iri,
        number=task.number,
        name=task.name,
        text=task.text if task.title else "",
        whole=task.text,
        damaged=task.damaged,
        document=Named(document.iri, document.name),
        year=document.year,
        units=units,
        sectors=[concept(snapshot, sector, language) for sector in task.sectors],
        themes=[concept(snapshot, theme, language) for theme in task.themes],
        targets=targets,
        due=str(min(days, default="")),
    )


def concept(snapshot: ServedStore, iri: str, language: Language) -> Named:
    """Return a theme or function with its label in *language*, else in the other one."""
    fact = snapshot.index.source.vocabulary.get(iri)
    if fact is None:
        return Named(iri, iri.rpartition("#")[2] or iri)
    label = (fact.en or fact.zh) if language == "en" else (fact.zh or fact.en)
    return Named(iri, label or fact.label)
