"""The rows of the tidy tables, made from the records of a store."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from zeren.graph.model.facts import Facts, SectionFact
from zeren.graph.store.facts.reading import read_facts, read_sections
from zeren.ontology.terms import BASE

if TYPE_CHECKING:
    from zeren.graph.store.opening import Store

Cell = str | int | Decimal | date | bool | None
Row = tuple[Cell, ...]

JOIN = "；"
"""What stands between the parts of a cell that holds several."""


def read_tables(store: Store, documents: Collection[str] | None = None) -> dict[str, list[Row]]:
    """Return the rows of each table by its name, cells in the order of its columns.

    *documents* are ids, None for all. Rows are sorted: by document, then in text order.
    Raises KeyError for an id that is not in the store.
    """
    facts = read_facts(store, documents)
    sections = read_sections(store, documents)
    return {
        "documents": list(_documents(facts)),
        "sections": list(_sections(sections)),
        "tasks": list(_tasks(facts)),
        "assignments": list(_assignments(facts)),
        "targets": list(_targets(facts)),
        "sectors": list(_sectors(facts)),
        "themes": list(_themes(facts)),
        "mentions": list(_mentions(facts)),
        "units": list(_units(facts)),
    }


def short(iri: str) -> str:
    """Return an IRI of this project without its beginning: a key of the tables.

    >>> short("https://w3id.org/zeren/doc/a/task/1")
    'doc/a/task/1'
    """
    return iri.removeprefix(BASE)


def _documents(facts: Facts) -> Iterator[Row]:
    for fact in facts.documents.values():
        title = None if fact.name in {fact.file, fact.id} else fact.name
        first, last = fact.period or (None, None)
        yield (
            short(fact.iri),
            title,
            fact.file,
            fact.issuer,
            fact.jurisdiction,
            fact.level,
            fact.issued,
            fact.number,
            first,
            last,
        )


def _sections(sections: Collection[SectionFact]) -> Iterator[Row]:
    for fact in sections:
        parent = short(fact.parent) if fact.parent else None
        yield (
            short(fact.document),
            short(fact.iri),
            parent,
            fact.number,
            fact.heading,
            fact.start,
            fact.end,
        )


def _tasks(facts: Facts) -> Iterator[Row]:
    for fact in facts.tasks.values():
        yield (
            short(fact.document),
            short(fact.iri),
            fact.position,
            fact.number,
            fact.title,
            fact.text,
            JOIN.join(fact.headings),
            fact.damaged,
            fact.quote,
            fact.start,
            fact.end,
        )


def _assignments(facts: Facts) -> Iterator[Row]:
    for iri, task in facts.tasks.items():
        for fact in facts.assignments_of.get(iri, ()):
            yield (
                short(task.document),
                short(iri),
                short(fact.iri),
                short(fact.unit),
                facts.units[fact.unit].label,
                fact.role,
                fact.basis,
                fact.order,
                fact.written,
                fact.local_name,
                fact.office,
                fact.rule,
                fact.quote,
                fact.start,
                fact.end,
            )


def _targets(facts: Facts) -> Iterator[Row]:
    owners = [(iri, iri) for iri in facts.documents]
    owners += [(iri, task.document) for iri, task in facts.tasks.items()]
    for owner, document in sorted(owners, key=lambda pair: pair[1]):
        for fact in facts.targets_of.get(owner, ()):
            yield (
                short(document),
                short(owner) if owner != document else None,
                short(fact.iri),
                fact.indicator,
                fact.comparator,
                fact.value,
                fact.upper_value,
                fact.measure,
                fact.deadline,
                fact.sentence,
                fact.quote,
                fact.start,
                fact.end,
            )


def _sectors(facts: Facts) -> Iterator[Row]:
    for iri, task in facts.tasks.items():
        for rank, sector in enumerate(task.sectors, start=1):
            concept = facts.concepts.get(sector)
            yield (
                short(task.document),
                short(iri),
                rank,
                short(sector),
                concept.zh if concept else None,
                concept.en if concept else None,
            )


def _themes(facts: Facts) -> Iterator[Row]:
    for iri, task in facts.tasks.items():
        for rank, theme in enumerate(task.themes, start=1):
            concept = facts.concepts.get(theme)
            yield (
                short(task.document),
                short(iri),
                rank,
                short(theme),
                concept.zh if concept else None,
                concept.en if concept else None,
                short(concept.top) if concept else None,
            )


def _mentions(facts: Facts) -> Iterator[Row]:
    found = {iri: [] for iri in facts.tasks}  # type: dict[str, list[Row]]
    for fact in facts.mentions:
        found[fact.task].append(
            (
                short(facts.tasks[fact.task].document),
                short(fact.task),
                short(fact.iri),
                short(fact.unit),
                facts.units[fact.unit].label,
                fact.written,
                fact.quote,
                fact.start,
                fact.end,
            )
        )
    for rows in found.values():
        yield from rows


def _units(facts: Facts) -> Iterator[Row]:
    for fact in facts.units.values():
        function = facts.concepts.get(fact.function) if fact.function else None
        yield (
            short(fact.iri),
            fact.label,
            JOIN.join(fact.aliases),
            fact.collective,
            short(fact.function) if fact.function else None,
            function.zh if function else None,
            function.en if function else None,
            fact.jurisdiction,
            fact.level,
            short(fact.parent) if fact.parent else None,
            fact.resolution,
        )
