"""The tables of the facts, as the records of :mod:`zeren.graph.model.facts` describe themselves.

A table has a column for each field of its record and one more, ``row``: the number of the
document and, below it, that of the row in the document. So the rows of a document stand
together, and none of them needs to name it. IRIs are kept without the beginning that
all of them share (that of the document, else that of this project).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import NoneType
from typing import Any, Final, Generic, TypeVar, get_args, get_type_hints
from zlib import crc32

from zeren.graph.model.facts import (
    IRI,
    PART,
    AssignmentFact,
    ConceptFact,
    DocumentFact,
    MentionFact,
    SectionFact,
    SectorFact,
    TargetFact,
    TaskFact,
    Term,
    ThemeFact,
    UnitFact,
)
from zeren.loaders.records import Span
from zeren.ontology.terms import BASE

Cell = str | int | None
Cells = tuple[Cell, ...]
Node = Mapping[str, Collection[str]]
"""What is stated about one subject: the values of each property (prefixed name)."""
Record = TypeVar("Record")

_JSON: Final = json.JSONEncoder(ensure_ascii=False).encode
ROWS: Final = 1 << 24
"""More rows than a document has in a table."""
_SPAN: Final = "span"
_MEANING: Final = 1  # raise it when the same statements give other rows in the same columns


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record: the kind of its values, and where the graph has them.

    ``predicates`` are the properties (prefixed names) whose values it holds; it has none where it
    is worked out of several. ``mark`` is :data:`IRI`, :data:`PART` or "".
    """

    name: str
    kind: type
    optional: bool
    term: Term | None
    mark: str

    @property
    def predicates(self) -> tuple[str, ...]:
        """The properties whose values the field holds."""
        return tuple(self.term.name.split("|")) if self.term else ()

    @property
    def sql(self) -> str:
        """The definition of the column."""
        return f'"{self.name}" {"INTEGER" if self.kind in {int, bool} else "TEXT"}'

    def cells(self, nodes: Sequence[Node], present: Set[str], document: str) -> list[Cell]:
        """Return the cells of *nodes*, which a document (its IRI) states.

        *present* are the properties that any of them has, for many columns are empty.
        Raises LookupError where there is no value and must be one, ValueError for a number that
        is none.
        """
        stated = self.predicates
        if present.isdisjoint(stated):
            values: list[Collection[str]] = [()] * len(nodes)
        elif len(stated) == 1:
            (name,) = stated
            values = [node.get(name, ()) for node in nodes]
        else:
            values = [[v for name in stated for v in node.get(name, ())] for node in nodes]
        if self.kind is bool:
            return [int("true" in each) for each in values]
        if self.kind is tuple:
            return [written(map(shortened, sorted(each))) for each in values]
        begin, join = (self.term.begin, self.term.join) if self.term else ("", "")
        if join:
            # No cell for no value; one that must be there is empty then.
            none = None if self.optional else ""
            parts = (sorted(value.removeprefix(begin) for value in each) for each in values)
            return [join.join(each) if each else none for each in parts]
        found = [min(each) if each else None for each in values]
        if None in found and not self.optional:
            if self.kind is not str or self.mark or begin:
                raise LookupError(self.name)
            return [each or "" for each in found]
        if self.kind is int:
            return [None if each is None else int(each) for each in found]
        begin = document if self.mark == PART else BASE if self.mark == IRI else begin
        return [each and each.removeprefix(begin) for each in found] if begin else [*found]

    def decoder(self) -> Callable[[Any], Any] | None:
        """Return what makes a value of a cell; None where the cell is the value."""
        if self.kind is bool:
            return bool
        if self.kind is tuple:
            several = {IRI: _iris, _SPAN: _spans}.get(self.mark, _all)
            return _Memo(several, none=None if self.optional else ()).__getitem__
        if self.mark == IRI:
            return _Memo(full).__getitem__
        if self.kind is Decimal:
            return _Memo(Decimal).__getitem__
        if self.kind is date:
            return _Memo(_day).__getitem__
        if self.term and self.term.begin:
            return _Memo(str).__getitem__  # a few words, a hundred thousand times: keep each once
        return None


@dataclass(frozen=True)
class Table(Generic[Record]):
    """A table: its name, the record that a row stands for, what rows are looked for by."""

    name: str
    record: Callable[..., Record]
    indexes: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the fields."""
        hints = get_type_hints(self.record, include_extras=True)
        return tuple(_column(each.name, hints[each.name]) for each in fields(self.record))  # type: ignore[arg-type]

    @cached_property
    def names(self) -> str:
        """The columns as SQL names them."""
        return ", ".join(f'"{column.name}"' for column in self.columns)

    @cached_property
    def definition(self) -> tuple[str, ...]:
        """The statements that make the table and its indexes."""
        columns = ", ".join(column.sql for column in self.columns)
        made = [f"CREATE TABLE {self.name} (row INTEGER PRIMARY KEY, {columns})"]
        for name in self.indexes:
            made.append(f'CREATE INDEX {self.name}_{name} ON {self.name} ("{name}")')
        return tuple(made)

    def records(self, rows: Sequence[Sequence[Any]], document: str) -> Iterator[Record]:
        """Yield the records of *rows*, which have their number in front.

        All are of one *document*, which is given by its IRI.
        """
        if not rows:  # nothing can be turned into columns
            return iter(())
        columns: list[Iterable[Any]] = []
        columns.extend(zip(*rows, strict=True))
        del columns[0]
        for at in self._below:
            columns[at] = [None if cell is None else document + cell for cell in columns[at]]
        for at, decode in self._decoders:
            columns[at] = map(decode, columns[at])
        return map(self.record, *columns)

    @cached_property
    def _below(self) -> tuple[int, ...]:
        return tuple(at for at, column in enumerate(self.columns) if column.mark == PART)

    @cached_property
    def _decoders(self) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
        found = ((at, column.decoder()) for at, column in enumerate(self.columns))
        return tuple((at, decode) for at, decode in found if decode)


DOCUMENTS: Final = Table("documents", DocumentFact)
SECTIONS: Final = Table("sections", SectionFact)
TASKS: Final = Table("tasks", TaskFact)
ASSIGNMENTS: Final = Table("assignments", AssignmentFact, ("unit",))
TARGETS: Final = Table("targets", TargetFact)
THEMES: Final = Table("themes", ThemeFact, ("concept",))
SECTORS: Final = Table("sectors", SectorFact, ("concept",))
MENTIONS: Final = Table("mentions", MentionFact, ("unit",))
UNITS: Final = Table("units", UnitFact, ("iri", "parent"))
TABLES: Final[tuple[Table[Any], ...]] = (
    DOCUMENTS,
    SECTIONS,
    TASKS,
    ASSIGNMENTS,
    TARGETS,
    SECTORS,
    THEMES,
    MENTIONS,
    UNITS,
)
"""The tables that documents have rows in. Units are as each document states them."""
CONCEPTS: Final = Table("concepts", ConceptFact, ("iri",))
"""The concepts of the vocabularies, which are of no document."""

OWN: Final = (
    "CREATE TABLE held (document INTEGER PRIMARY KEY, id TEXT, shard TEXT)",
    "CREATE INDEX held_id ON held (id)",
    "CREATE TABLE generations (generation INTEGER PRIMARY KEY, digest TEXT)",
    "CREATE TABLE spoken (digest TEXT)",
    "CREATE TABLE members (generation INTEGER, document INTEGER,"
    " PRIMARY KEY (generation, document)) WITHOUT ROWID",
)
"""Which documents have rows, made of which shard, and which of them a generation has; and the
hash of the vocabularies that the concepts are of."""


def shortened(iri: str) -> str:
    """Return an IRI without the beginning that those of this project share.

    >>> shortened("https://w3id.org/zeren/theme#water"), shortened("http://other.example/a")
    ('theme#water', 'http://other.example/a')
    """
    return iri.removeprefix(BASE)


def full(short: str) -> str:
    """Return the IRI that :func:`shortened` has made *short*."""
    return short if ":" in short.partition("/")[0] else BASE + short


def written(values: Iterable[Any]) -> str | None:
    """Return several values as one cell; None for none."""
    found = list(values)
    return _JSON(found) if found else None


class _Memo(dict[Any, Any]):
    """A function that remembers, and gives *none* for None."""

    def __init__(self, function: Callable[[Any], Any], none: object = None) -> None:
        self._function = function
        self[None] = none

    def __missing__(self, cell: str) -> Any:
        found = self[cell] = self._function(cell)
        return found


def _iris(cell: str) -> tuple[str, ...]:
    return tuple(map(full, json.loads(cell)))


def _all(cell: str) -> tuple[Any, ...]:
    return tuple(json.loads(cell))


def _spans(cell: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(cell))


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell)
    except ValueError:  # a date that only RDF knows
        return None


def _column(name: str, hint: Any) -> Column:
    marks = getattr(hint, "__metadata__", ())
    kind = getattr(hint, "__origin__", hint) if marks else hint
    parts = get_args(kind)
    optional = NoneType in parts
    if optional:
        (kind,) = (part for part in parts if part is not NoneType)
    origin = getattr(kind, "__origin__", kind)
    if Span in get_args(kind):
        marks = (*marks, _SPAN)
    return Column(
        name=name,
        kind=origin if origin in {int, bool, tuple, Decimal, date} else str,
        optional=optional,
        term=next((mark for mark in marks if isinstance(mark, Term)), None),
        mark=next((mark for mark in marks if isinstance(mark, str)), ""),
    )


DEFINITION: Final = (*OWN, *(line for table in (*TABLES, CONCEPTS) for line in table.definition))
VERSION: Final = crc32("\n".join((*DEFINITION, str(_MEANING))).encode()) & 0x7FFFFFFF
"""The number of this form of the tables. Another column gives another number."""
