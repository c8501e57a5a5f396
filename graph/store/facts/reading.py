"""From the facts to records: of a whole store, or of some of its documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from zeren.graph.model.facts import ConceptFact, Facts, SectionFact, UnitFact
from zeren.graph.store.facts.file import Reader
from zeren.graph.store.facts.tables import (
    ASSIGNMENTS,
    CONCEPTS,
    DOCUMENTS,
    MENTIONS,
    ROWS,
    SECTIONS,
    TARGETS,
    TASKS,
    UNITS,
    Table,
    full,
    shortened,
)
from zeren.ontology.terms import BASE, document_iri

if TYPE_CHECKING:
    from zeren.graph.store.opening import Store

Record = TypeVar("Record")
_FEW = 64
"""Documents, or names, that are looked up one by one rather than read with all others."""


def read_facts(store: Store, documents: Collection[str] | None = None) -> Facts:
    """Return what *store* states, or what it states of the *documents* with these ids.

    Units and concepts are those that the chosen documents use. Raises KeyError for an
    id that the store does not hold.
    """
    reader = store.tables
    numbers = chosen(reader, documents)
    found = {fact.iri: fact for fact in read(reader, DOCUMENTS, numbers)}
    tasks = {fact.iri: fact for fact in read(reader, TASKS, numbers)}
    assignments = tuple(read(reader, ASSIGNMENTS, numbers))
    mentions = tuple(read(reader, MENTIONS, numbers))
    used = {part.unit for part in assignments} | {mention.unit for mention in mentions}
    used |= {unit for fact in found.values() for unit in fact.publishers}
    units = read_units(reader, used)
    members = {
        group: tuple(each for each in units[group].members if each in units)
        for group in sorted(used & units.keys())
        if units[group].members
    }
    concepts = {each for task in tasks.values() for each in (*task.themes, *task.sectors)}
    concepts |= {unit.function for unit in units.values() if unit.function}
    return Facts(
        documents=found,
        units=units,
        tasks=tasks,
        assignments=assignments,
        targets=tuple(read(reader, TARGETS, numbers)),
        mentions=mentions,
        concepts=read_concepts(reader, concepts),
        members=members,
    )


def read_sections(store: Store, documents: Collection[str] | None = None) -> list[SectionFact]:
    """Return the sections of the *documents* with these ids, in text order. Raises KeyError."""
    return list(read(store.tables, SECTIONS, chosen(store.tables, documents)))


def chosen(reader: Reader, documents: Collection[str] | None) -> dict[str, int]:
    """Return the numbers of documents by their ids. Raises KeyError for one that is not there."""
    numbers = reader.documents()
    if documents is None:
        return numbers
    missing = set(documents) - numbers.keys()
    if missing:
        raise KeyError(", ".join(sorted(missing)))
    wanted = set(documents)
    return {name: number for name, number in numbers.items() if name in wanted}


def read(reader: Reader, table: Table[Record], documents: Mapping[str, int]) -> Iterator[Record]:
    """Yield the records of *table*, document by document."""
    query = f"SELECT row, {table.names} FROM {table.name}"
    rows: dict[int, list[Any]]
    if len(documents) <= _FEW:
        some = f"{query} WHERE row BETWEEN ? AND ? ORDER BY row"
        rows = {
            number: reader.select(some, number * ROWS, (number + 1) * ROWS - 1)
            for number in documents.values()
        }
    else:
        rows = defaultdict(list)
        for row in reader.select(f"{query} ORDER BY row"):
            rows[row[0] // ROWS].append(row)
    for name, number in documents.items():
        yield from table.records(rows.get(number, ()), document_iri(name))


def read_units(reader: Reader, used: Collection[str]) -> dict[str, UnitFact]:
    """Return the units with these IRIs, the members of those that are collectives, and all above.

    What several documents say of one is put together: of several values the first.
    """
    found: dict[str, UnitFact] = {}
    wanted = set(used)
    while wanted:
        new = _units(reader, wanted)
        found |= new
        named = {unit.parent for unit in new.values() if unit.parent}
        named |= {member for iri, unit in new.items() if iri in used for member in unit.members}
        wanted = named - found.keys()
        if not new:
            break
    return dict(sorted(found.items()))


def _units(reader: Reader, iris: Collection[str]) -> dict[str, UnitFact]:
    numbers = frozenset(reader.documents().values())
    said: dict[str, dict[Sequence[Any], None]] = defaultdict(dict)
    for row in _with_iris(reader, UNITS, iris):
        if row[0] // ROWS in numbers:
            said[row[1]][row[1:]] = None
    found = {}
    for short, rows in said.items():
        iri = full(short)
        if iri in iris:
            found[iri] = _one(list(UNITS.records([(0, *row) for row in rows], "")))
    return found


def _one(said: Sequence[UnitFact]) -> UnitFact:
    """Return what several documents say of one unit as one record."""
    first = said[0]
    return UnitFact(
        iri=first.iri,
        label=_least(each.label for each in said) or first.iri.removeprefix(BASE),
        aliases=tuple(sorted({alias for each in said for alias in each.aliases})),
        collective=any(each.collective for each in said),
        function=_least(each.function for each in said),
        jurisdiction=_least(each.jurisdiction for each in said),
        level=_least(each.level for each in said),
        parent=_least(each.parent for each in said),
        resolution=_least(each.resolution for each in said) or "",
        members=tuple(sorted({member for each in said for member in each.members})),
    )


def _least(values: Iterable[str | None]) -> str | None:
    return min(filter(None, values), default=None)


def read_concepts(reader: Reader, used: Collection[str]) -> dict[str, ConceptFact]:
    """Return the concepts with these IRIs and all above them."""
    wanted = set(used)
    found: dict[str, ConceptFact] = {}
    while wanted:
        rows = _with_iris(reader, CONCEPTS, wanted)
        new = {fact.iri: fact for fact in CONCEPTS.records(rows, "") if fact.iri in wanted}
        missing = {iri: ConceptFact(iri, "", "", iri) for iri in wanted - new.keys()}
        found |= new | missing
        wanted = {above for fact in new.values() for above in fact.above} - found.keys()
    return dict(sorted(found.items()))


def _with_iris(reader: Reader, table: Table[Any], iris: Collection[str]) -> list[Any]:
    query = f"SELECT row, {table.names} FROM {table.name}"
    if len(iris) > _FEW:
        return reader.select(f"{query} ORDER BY row")
    marks = ", ".join("?" * len(iris))
    short = sorted(map(shortened, iris))
    return reader.select(f"{query} WHERE iri IN ({marks}) ORDER BY row", *short)
