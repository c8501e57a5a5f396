"""What a store states, as records: the one model of documents, tasks and units behind all answers.

Networks, workload, maps, pages and tables are all made from these records, so that
they agree on what a unit, a task or an assignment is. A record says of each field which
property of the graph it holds: the tables of :mod:`zeren.graph.store.facts`, and what is read
into them, follow from that. To add a property, add a field here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Final, NamedTuple, Protocol, TypeVar, overload

from zeren.loaders.records import Basis, Role, Span
from zeren.ontology.terms import BASE, ZR

_Part = TypeVar("_Part")


class Term(NamedTuple):
    """Says that a field holds the values of the property ``name`` (prefixed; several with |).

    ``begin`` is the beginning of its IRIs, which the field is spared. A field of one text has
    the first of several values, or all of them with ``join`` between.
    """

    name: str
    begin: str = ""
    join: str = ""


IRI: Final = "iri"
"""Says that a field holds IRIs."""
PART: Final = "part"
"""Says that a field holds the IRI of the document, or one that begins with it."""

_RULE: Final = Term("zr:rule", f"{BASE}rule/", "+")


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A plan. ``name`` is its title, else its file name; ``period`` its first and last year.

    ``publishers`` are the units that issued it, in their order; ``issuer`` names the first.
    """

    iri: Annotated[str, PART]
    id: str
    name: str
    file: Annotated[str, Term("zr:sourceFile")]
    issuer: str | None
    jurisdiction: Annotated[str | None, Term("zr:jurisdiction")]
    level: Annotated[str | None, Term("zr:level")]
    issued: Annotated[date | None, Term("dcterms:issued")]
    number: Annotated[str | None, Term("eli:id_local")]
    period: tuple[int, int] | None
    title: Annotated[str | None, Term("dcterms:title")] = None
    publishers: Annotated[tuple[str, ...], IRI] = ()
    sha256: Annotated[str, Term("zr:sha256")] = ""
    source_row: Annotated[str | None, Term("zr:sourceRow")] = None

    @property
    def year(self) -> int | None:
        """The year to compare by: the first that the plan covers, else the one of its issue."""
        if self.period:
            return self.period[0]
        return self.issued.year if self.issued else None


@dataclass(frozen=True, slots=True)
class UnitFact:
    """A department, or a collective of departments. ``parent`` is the unit that it is part of."""

    iri: Annotated[str, IRI]
    label: Annotated[str, Term("skos:prefLabel")]
    aliases: Annotated[tuple[str, ...], Term("skos:altLabel")]
    collective: bool
    function: Annotated[str | None, Term("org:classification"), IRI]
    jurisdiction: Annotated[str | None, Term("zr:jurisdiction")]
    level: Annotated[str | None, Term("zr:level")]
    parent: Annotated[str | None, Term("org:unitOf|org:subOrganizationOf"), IRI]
    resolution: Annotated[str, Term("zr:resolution")]
    members: Annotated[tuple[str, ...], Term("org:hasMember"), IRI] = ()


@dataclass(frozen=True, slots=True)
class TaskFact:
    """A task. ``themes`` and ``sectors`` are concepts by rank, ``headings`` those above it.

    The outermost heading is the first.
    """

    iri: Annotated[str, PART]
    document: Annotated[str, PART]
    position: Annotated[int, Term("zr:position")]
    number: Annotated[str, Term("zr:taskNumber")]
    title: Annotated[str | None, Term("dcterms:title")]
    text: Annotated[str, Term("zr:text")]
    headings: tuple[str, ...]
    themes: Annotated[tuple[str, ...], IRI]
    damaged: Annotated[bool, Term("zr:damaged")]
    quote: Annotated[str, Term("zr:quote")]
    start: Annotated[int, Term("zr:start")]
    end: Annotated[int, Term("zr:end")]
    section: Annotated[str | None, Term("zr:inSection"), PART] = None
    page: Annotated[int | None, Term("zr:page")] = None
    cell: Annotated[str | None, Term("zr:cell")] = None
    deadline: Annotated[date | None, Term("zr:deadline")] = None
    sectors: Annotated[tuple[str, ...], IRI] = ()

    @property
    def name(self) -> str:
        """The title, else the beginning of the text."""
        return self.title or (self.text if len(self.text) <= 40 else self.text[:39] + "…")


@dataclass(frozen=True, slots=True)
class AssignmentFact:
    """One unit in one role for one task; offsets as in the shard, into the source text."""

    iri: Annotated[str, PART]
    task: Annotated[str, PART]
    unit: Annotated[str, Term("zr:unit"), IRI]
    role: Annotated[Role, Term("zr:role", ZR)]
    basis: Annotated[Basis, Term("zr:basis", ZR)]
    order: Annotated[int, Term("zr:order")]
    written: Annotated[str, Term("zr:nameAsWritten")]
    local_name: Annotated[str, Term("zr:localName")]
    office: Annotated[str | None, Term("zr:office")]
    rule: Annotated[str, _RULE]
    quote: Annotated[str, Term("zr:quote")]
    start: Annotated[int, Term("zr:start")]
    end: Annotated[int, Term("zr:end")]
    resolution: Annotated[str, Term("zr:resolution")] = ""


@dataclass(frozen=True, slots=True)
class TargetFact:
    """A number that a task or a document (``owner``) commits to.

    ``quote`` is the number as the source writes it, ``sentence`` the cleaned sentence around it.
    """

    iri: Annotated[str, PART]
    owner: Annotated[str, PART]
    indicator: Annotated[str, Term("zr:indicator")]
    comparator: Annotated[str, Term("zr:comparator", ZR)]
    value: Annotated[Decimal, Term("zr:value")]
    upper_value: Annotated[Decimal | None, Term("zr:upperValue")]
    measure: Annotated[str, Term("zr:measure")]
    deadline: Annotated[date | None, Term("zr:deadline")]
    quote: Annotated[str, Term("zr:quote")]
    start: Annotated[int, Term("zr:start")]
    end: Annotated[int, Term("zr:end")]
    sentence: Annotated[str, Term("zr:sentence")] = ""
    base_value: Annotated[Decimal | None, Term("zr:baseValue")] = None
    rule: Annotated[str, _RULE] = ""


@dataclass(frozen=True, slots=True)
class MentionFact:
    """An organisation named in the running text of a task."""

    iri: Annotated[str, PART]
    task: Annotated[str, PART]
    unit: Annotated[str, Term("zr:unit"), IRI]
    written: Annotated[str, Term("zr:nameAsWritten")]
    quote: Annotated[str, Term("zr:quote")]
    start: Annotated[int, Term("zr:start")]
    end: Annotated[int, Term("zr:end")]
    local_name: Annotated[str, Term("zr:localName")] = ""
    resolution: Annotated[str, Term("zr:resolution")] = ""
    rule: Annotated[str, _RULE] = ""


@dataclass(frozen=True, slots=True)
class SectionFact:
    """A heading over tasks. ``parent`` is the section around it, None at the top."""

    iri: Annotated[str, PART]
    document: Annotated[str, PART]
    parent: Annotated[str | None, PART]
    number: Annotated[str, Term("zr:number")]
    heading: Annotated[str, Term("zr:heading")]
    start: Annotated[int, Term("zr:start")]
    end: Annotated[int, Term("zr:end")]


@dataclass(frozen=True, slots=True)
class ThemeFact:
    """A theme of a task. ``evidence`` are the words of the source that show it."""

    iri: Annotated[str, PART]
    task: Annotated[str, PART]
    rank: Annotated[int, Term("zr:rank")]
    concept: Annotated[str, Term("zr:concept"), IRI]
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SectorFact:
    """A sector of a task, with its score and what of it the plan as a whole adds."""

    iri: Annotated[str, PART]
    task: Annotated[str, PART]
    rank: Annotated[int, Term("zr:rank")]
    concept: Annotated[str, Term("zr:concept"), IRI]
    score: Annotated[Decimal | None, Term("zr:score")]
    prior: Annotated[Decimal | None, Term("zr:prior")]
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ConceptFact:
    """A theme or a function: its labels, and the top concept above it (itself at the top).

    ``above`` are all concepts above it, the nearest first.
    """

    iri: Annotated[str, IRI]
    zh: str
    en: str
    top: Annotated[str, IRI]
    above: Annotated[tuple[str, ...], IRI] = ()

    @property
    def label(self) -> str:
        """The Chinese label, else the English one, else the end of the IRI."""
        return self.zh or self.en or self.iri.rpartition("#")[2]


class Tie(NamedTuple):
    """One unit in one role for one task: an assignment, as far as networks count it.

    ``key`` tells parallel ties apart: the IRI of the assignment, and for a member that
    stands for its collective that IRI, a space and the member.
    """

    task: str
    unit: str
    role: Role
    basis: Basis
    key: str


class Later(Sequence[_Part]):
    """Records that are read when somebody first looks at them."""

    def __init__(self, read: Callable[[], Iterable[_Part]]) -> None:
        self._read = read

    @cached_property
    def _all(self) -> tuple[_Part, ...]:
        return tuple(self._read())

    @overload
    def __getitem__(self, at: int) -> _Part: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[_Part, ...]: ...
    def __getitem__(self, at: int | slice) -> _Part | tuple[_Part, ...]:
        return self._all[at]

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[_Part]:
        return iter(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == tuple(other)

    __hash__ = None  # type: ignore[assignment]


class LaterByIri(Mapping[str, _Part]):
    """Records by IRI that are read when somebody first looks at them.

    With *one*, which looks up a single record or returns None, all are only read where all
    are wanted.
    """

    def __init__(
        self,
        read: Callable[[], Mapping[str, _Part]],
        one: Callable[[str], _Part | None] | None = None,
    ) -> None:
        self._read = read
        self._one = one

    @cached_property
    def _all(self) -> Mapping[str, _Part]:
        return self._read()

    def __getitem__(self, iri: str) -> _Part:
        if self._one is None or "_all" in self.__dict__:
            return self._all[iri]
        found = self._one(iri)
        if found is None:
            raise KeyError(iri)
        return found

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)


class Source(Protocol):
    """What can give a part of the facts without reading the rest."""

    @property
    def key(self) -> str:
        """What is another one where the facts are others."""
        ...

    def ties(self) -> Sequence[Tie]:
        """Return the assignments as ties."""
        ...

    @property
    def assignments_of(self) -> Callable[[str], tuple[AssignmentFact, ...]] | None:
        """What looks up the assignments of a task; None where all are wanted soon."""
        ...

    @property
    def targets_of(self) -> Callable[[str], tuple[TargetFact, ...]] | None:
        """What looks up the targets of a task or document."""
        ...


@dataclass(frozen=True)
class Facts:
    """All records of a store, or of some of its documents. Mappings go by IRI.

    ``members`` are the units of each collective whose members are known, ``source`` is where
    parts of the facts can be had.
    """

    documents: Mapping[str, DocumentFact]
    units: Mapping[str, UnitFact]
    tasks: Mapping[str, TaskFact]
    assignments: Sequence[AssignmentFact]
    targets: Sequence[TargetFact]
    mentions: Sequence[MentionFact]
    concepts: Mapping[str, ConceptFact]
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: Source | None = field(default=None, compare=False, repr=False)

    @cached_property
    def ties(self) -> Sequence[Tie]:
        """The assignments as ties, in their order."""
        if self.source is not None:
            return self.source.ties()
        return [Tie(p.task, p.unit, p.role, p.basis, p.iri) for p in self.assignments]

    @cached_property
    def assignments_of(self) -> Mapping[str, tuple[AssignmentFact, ...]]:
        """The assignments of each task that has any, in the order of its clause."""
        one = self.source.assignments_of if self.source else None
        return LaterByIri(lambda: grouped((part.task, part) for part in self.assignments), one)

    @cached_property
    def targets_of(self) -> Mapping[str, tuple[TargetFact, ...]]:
        """The targets of each task or document that has any, in text order."""
        one = self.source.targets_of if self.source else None
        return LaterByIri(lambda: grouped((each.owner, each) for each in self.targets), one)


def grouped(pairs: Iterable[tuple[str, _Part]]) -> dict[str, tuple[_Part, ...]]:
    """Return the values of each key, in the order given."""
    groups: dict[str, list[_Part]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
