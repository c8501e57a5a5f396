"""What a store states, as records: the one place where RDF becomes plain Python.

Networks, workload, maps, pages and tables are all made from these records, so that
they agree on what a unit, a task or an assignment is. They are read by
:func:`zeren.graph.model.fact_reading.read_facts`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from zeren.loaders.records import Basis, Role

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A plan. ``name`` is its title, else its file name; ``period`` its first and last year."""

    iri: str
    id: str
    name: str
    file: str
    issuer: str | None
    jurisdiction: str | None
    level: str | None
    issued: date | None
    number: str | None
    period: tuple[int, int] | None

    @property
    def year(self) -> int | None:
        """The year to compare by: the first that the plan covers, else the one of its issue."""
        if self.period:
            return self.period[0]
        return self.issued.year if self.issued else None


@dataclass(frozen=True, slots=True)
class UnitFact:
    """A department, or a collective of departments. ``parent`` is the unit that it is part of."""

    iri: str
    label: str
    aliases: tuple[str, ...]
    collective: bool
    function: str | None
    jurisdiction: str | None
    level: str | None
    parent: str | None
    resolution: str


@dataclass(frozen=True, slots=True)
class TaskFact:
    """A task. ``themes`` are concepts by rank, ``headings`` those above it, outermost first."""

    iri: str
    document: str
    position: int
    number: str
    title: str | None
    text: str
    headings: tuple[str, ...]
    themes: tuple[str, ...]
    damaged: bool
    quote: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """The title, else the beginning of the text."""
        return self.title or (self.text if len(self.text) <= 40 else self.text[:39] + "…")


@dataclass(frozen=True, slots=True)
class AssignmentFact:
    """One unit in one role for one task; offsets as in the shard, into the source text."""

    iri: str
    task: str
    unit: str
    role: Role
    basis: Basis
    order: int
    written: str
    local_name: str
    office: str | None
    rule: str
    quote: str
    start: int
    end: int
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class TargetFact:
    """A number that a task or a document (``owner``) commits to.

    ``quote`` is the number as the source writes it, ``sentence`` the cleaned sentence around it.
    """

    iri: str
    owner: str
    indicator: str
    comparator: str
    value: Decimal
    upper_value: Decimal | None
    measure: str
    deadline: date | None
    quote: str
    start: int
    end: int
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class MentionFact:
    """An organisation named in the running text of a task."""

    iri: str
    task: str
    unit: str
    written: str
    quote: str
    start: int
    end: int
    local_name: str = ""
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class ConceptFact:
    """A theme or a function: its labels, and the top concept above it (itself at the top).

    ``above`` are all concepts above it, the nearest first.
    """

    iri: str
    zh: str
    en: str
    top: str
    above: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The Chinese label, else the English one, else the end of the IRI."""
        return self.zh or self.en or self.iri.rpartition("#")[2]


@dataclass(frozen=True)
class Facts:
    """All records of a store, or of some of its documents. Mappings go by IRI."""

    documents: Mapping[str, DocumentFact]
    units: Mapping[str, UnitFact]
    tasks: Mapping[str, TaskFact]
    assignments: tuple[AssignmentFact, ...]
    targets: tuple[TargetFact, ...]
    mentions: tuple[MentionFact, ...]
    concepts: Mapping[str, ConceptFact]
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The units of each collective whose members are known."""

    @cached_property
    def assignments_of(self) -> Mapping[str, tuple[AssignmentFact, ...]]:
        """The assignments of each task that has any, in the order of its clause."""
        return grouped((part.task, part) for part in self.assignments)

    @cached_property
    def targets_of(self) -> Mapping[str, tuple[TargetFact, ...]]:
        """The targets of each task or document that has any, in text order."""
        return grouped((target.owner, target) for target in self.targets)


def grouped(pairs: Iterable[tuple[str, _Part]]) -> dict[str, tuple[_Part, ...]]:
    """Return the values of each key, in the order given."""
    groups: dict[str, list[_Part]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
