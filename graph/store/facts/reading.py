"""From the facts to records: of a whole store, or of some of its documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from zeren.graph.model.facts import (
    AssignmentFact,
    ConceptFact,
    DocumentFact,
    Facts,
    Later,
    LaterByIri,
    SectionFact,
    TargetFact,
    TaskFact,
    Tie,
    UnitFact,
)
from zeren.graph.output.files import sha256
from zeren.graph.store.facts.file import Reader
from zeren.graph.store.facts.tables import (
    ASSIGNMENTS,
    CONCEPTS,
    DOCUMENTS,
    MENTIONS,
    ROWS,
    SECTIONS,
    SECTORS,
    TARGETS,
    TASKS,
    THEMES,
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
    return StoredFacts(store.tables, chosen(store.tables, documents)).facts()


class StoredFacts:
    """Some documents of a generation, by id with their numbers. What is not asked is not read."""

    def __init__(self, reader: Reader, numbers: Mapping[str, int]) -> None:
        self._reader = reader
        self._numbers = numbers

    def facts(self) -> Facts:
        """Return what the documents state."""
        return Facts(
            documents=self.documents,
            units=LaterByIri(lambda: self._units, self.unit),
            tasks=LaterByIri(lambda: {fact.iri: fact for fact in self._read(TASKS)}, self.task),
            assignments=Later(lambda: self._read(ASSIGNMENTS)),
            targets=Later(lambda: self._read(TARGETS)),
            mentions=Later(lambda: self._read(MENTIONS)),
            concepts=LaterByIri(self._concepts, self.concept),
            members=LaterByIri(self._members),
            source=self,
        )

    # What looks up single records: None here, for who analyses looks at all of them.
    unit: Callable[[str], UnitFact | None] | None = None
    task: Callable[[str], TaskFact | None] | None = None
    concept: Callable[[str], ConceptFact | None] | None = None
    assignments_of: Callable[[str], tuple[AssignmentFact, ...]] | None = None
    targets_of: Callable[[str], tuple[TargetFact, ...]] | None = None

    @property
    def key(self) -> str:
        """What is another one where the facts are others: of what they were made, and which."""
        return f"{self._reader.digest} {sha256(repr(sorted(self._numbers)).encode())}"

    def _read(self, table: Table[Record]) -> Iterator[Record]:
        return read(self._reader, table, self._numbers)

    @cached_property
    def documents(self) -> dict[str, DocumentFact]:
        """The documents by IRI."""
        return {fact.iri: fact for fact in self._read(DOCUMENTS)}

    @cached_property
    def _used(self) -> set[str]:
        """The units that are named, and those that have issued the documents."""
        used = {unit for fact in self.documents.values() for unit in fact.publishers}
        return used | self._distinct(ASSIGNMENTS, "unit") | self._distinct(MENTIONS, "unit")

    @cached_property
    def _units(self) -> dict[str, UnitFact]:
        return read_units(self._reader, self._used)

    def _members(self) -> dict[str, tuple[str, ...]]:
        units = self._units
        return {
            group: tuple(each for each in units[group].members if each in units)
            for group in sorted(self._used & units.keys())
            if units[group].members
        }

    def _concepts(self) -> dict[str, ConceptFact]:
        used = self._distinct(THEMES, "concept") | self._distinct(SECTORS, "concept")
        used |= {unit.function for unit in self._units.values() if unit.function}
        return read_concepts(self._reader, used)

    def _distinct(self, table: Table[Any], column: str) -> set[str]:
        """Return the IRIs that a column of the documents holds."""
        rows = rows_by_document(self._reader, table.name, f'"{column}"', self._numbers)
        return {full(short) for short in {cell for found in rows for _, cell in found}}

    def ties(self) -> Sequence[Tie]:
        """Return the assignments as ties, without reading their words."""
        return list(self._ties())

    def _ties(self) -> Iterator[Tie]:
        columns = "task, unit, role, basis, iri"
        iris: dict[str, str] = {}
        rows = rows_by_document(self._reader, ASSIGNMENTS.name, columns, self._numbers)
        for name, found in zip(self._numbers, rows, strict=True):
            document = document_iri(name)
            for _, task, unit, role, basis, iri in found:
                if unit not in iris:
                    iris[unit] = full(unit)
                yield Tie(document + task, iris[unit], role, basis, document + iri)


def read_sections(store: Store, documents: Collection[str] | None = None) -> list[SectionFact]:
    """Return the sections of the *documents* with these ids, in text order. Raises KeyError."""
    return list(read(store.tables, SECTIONS, chosen(store.tables, documents)))


class Named(NamedTuple):
    """How many times a name stands for a unit in a document (its id), by which rule."""

    unit: str
    name: str
    document: str
    resolution: str
    times: int


def read_names(store: Store) -> tuple[list[Named], list[Named]]:
    """Return what assignments call the units, and what mentions call them."""
    numbers = {number: name for name, number in store.tables.documents.items()}

    def named(table: Table[Any]) -> list[Named]:
        rows = store.tables.select(
            f"SELECT unit, COALESCE(NULLIF(local_name, ''), written), row / {ROWS}, resolution,"
            f" COUNT(*) FROM {table.name} GROUP BY 1, 2, 3, 4"
        )
        return [
            Named(full(unit), name, numbers[document], rule, times)
            for unit, name, document, rule, times in rows
            if document in numbers
        ]

    return named(ASSIGNMENTS), named(MENTIONS)


def chosen(reader: Reader, documents: Collection[str] | None) -> dict[str, int]:
    """Return the numbers of documents by their ids. Raises KeyError for one that is not there."""
    numbers = reader.documents
    if documents is None:
        return numbers
    missing = set(documents) - numbers.keys()
    if missing:
        raise KeyError(", ".join(sorted(missing)))
    wanted = set(documents)
    return {name: number for name, number in numbers.items() if name in wanted}


def read(reader: Reader, table: Table[Record], documents: Mapping[str, int]) -> Iterator[Record]:
    """Yield the records of *table*, document by document."""
    rows = rows_by_document(reader, table.name, table.names, documents)
    for name, found in zip(documents, rows, strict=True):
        yield from table.records(found, document_iri(name))


def rows_by_document(
    reader: Reader, table: str, columns: str, documents: Mapping[str, int]
) -> Iterator[list[Any]]:
    """Yield the rows of each of the *documents* in their order, the number of the row in front."""
    query = f"SELECT row, {columns} FROM {table}"
    if len(documents) <= _FEW:
        some = f"{query} WHERE row BETWEEN ? AND ? ORDER BY row"
        for number in documents.values():
            yield reader.select(some, number * ROWS, (number + 1) * ROWS - 1)
        return
    rows = defaultdict(list)
    for row in reader.select(f"{query} ORDER BY row"):
        rows[row[0] // ROWS].append(row)
    for number in documents.values():
        yield rows.get(number, [])


def read_units(reader: Reader, used: Collection[str]) -> dict[str, UnitFact]:
    """Return the units with these IRIs, the members of those that are collectives, and all above.

    What several documents say of one is put together: of several values the first.
    """
    found: dict[str, UnitFact] = {}
    wanted = set(used)
    every = units_of(reader, None) if len(wanted) > _FEW else None
    while wanted:
        if every is None:
            new = units_of(reader, wanted)
        else:
            new = {iri: every[iri] for iri in wanted if iri in every}
        found |= new
        named = {unit.parent for unit in new.values() if unit.parent}
        named |= {member for iri, unit in new.items() if iri in used for member in unit.members}
        wanted = named - found.keys() if new else set()
    return dict(sorted(found.items()))


def units_of(reader: Reader, iris: Collection[str] | None) -> dict[str, UnitFact]:
    """Return the units with these IRIs; None for all."""
    numbers = frozenset(reader.documents.values())
    said: dict[str, dict[Sequence[Any], None]] = defaultdict(dict)
    for row in _with_iris(reader, UNITS, iris):
        if row[0] // ROWS in numbers:
            said[row[1]][row[1:]] = None
    plain = [(0, *row) for rows in said.values() if len(rows) == 1 for row in rows]
    found = {unit.iri: unit for unit in UNITS.records(plain, "") if unit.label}
    for short, rows in said.items():
        iri = full(short)
        if iri not in found:
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


def _with_iris(reader: Reader, table: Table[Any], iris: Collection[str] | None) -> list[Any]:
    query = f"SELECT row, {table.names} FROM {table.name}"
    if iris is None or len(iris) > _FEW:
        return reader.select(f"{query} ORDER BY row")
    marks = ", ".join("?" * len(iris))
    short = sorted(map(shortened, iris))
    return reader.select(f"{query} WHERE iri IN ({marks}) ORDER BY row", *short)
