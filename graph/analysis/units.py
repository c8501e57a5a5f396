"""The units of a store with their names, and why each name stands for its unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from zeren.graph.errors import GraphError
from zeren.graph.model.facts import DocumentFact, Facts, UnitFact
from zeren.graph.store.catalogue.details import read
from zeren.graph.store.catalogue.packing import read_packed
from zeren.graph.store.catalogue.read_with import units_read_with
from zeren.graph.store.facts.reading import read_facts, read_names
from zeren.graph.store.opening import documents
from zeren.ontology.canonical import with_full_brackets
from zeren.ontology.resolution.context import make_context
from zeren.ontology.resolution.resolver import Resolver
from zeren.ontology.resolution.rules import BY_ID

if TYPE_CHECKING:
    from zeren.graph.store.catalogue.journal import Entry
    from zeren.graph.store.opening import Store
    from zeren.loaders.records import Level
    from zeren.ontology.resolution.records import ResolvedUnit

_OF_A_DOCUMENT = "https://w3id.org/zeren/doc/"
_NOT_UNPLACED = frozenset({"group-open", "own-split"})


@dataclass(frozen=True, slots=True)
class Variant:
    """A name that stands for a unit in a document, by which rule, and how often."""

    name: str
    document: str
    rule: str
    assignments: int
    mentions: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with the names that stand for it. ``function`` is the Chinese label."""

    iri: str
    label: str
    function: str
    place: str
    level: str
    collective: bool
    parent: str
    variants: tuple[Variant, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules by which its names were placed."""
        return tuple(sorted({each.rule for each in self.variants}))

    @property
    def names(self) -> tuple[str, ...]:
        """Its names, the most frequent first."""
        counts = Counter[str]()
        for each in self.variants:
            counts[each.name] += each.assignments + each.mentions
        return tuple(sorted(counts, key=lambda name: (-counts[name], name)))

    @property
    def assignments(self) -> int:
        """How many assignments name it, inherited ones too."""
        return sum(each.assignments for each in self.variants)

    @property
    def mentions(self) -> int:
        """How many mentions name it."""
        return sum(each.mentions for each in self.variants)

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents that name it."""
        return tuple(sorted({each.document for each in self.variants}))

    @property
    def unplaced(self) -> bool:
        """Whether it is no more than a name inside one document, though it need not be."""
        inside = self.iri.startswith(_OF_A_DOCUMENT)
        return inside and not _NOT_UNPLACED & set(self.rules)


@dataclass(frozen=True, slots=True)
class Why:
    """The whole decision on a name in a document.

    ``refused`` are rules and their reasons; ``overruled`` rules that came too late, with
    what they would have said; ``apart`` are units that were kept apart though they have the same
    function and body above, or differ in one character; ``origin`` says where the plan is from.
    """

    name: str
    document: DocumentFact
    unit: ResolvedUnit
    named: bool
    refused: tuple[tuple[str, str], ...]
    overruled: tuple[tuple[str, str], ...]
    apart: tuple[str, ...]
    others: tuple[str, ...]
    origin: tuple[str, ...]

    @property
    def explained(self) -> str:
        """What the rule looks for."""
        rule = BY_ID.get(self.unit.rule)
        return rule.shape if rule else ""


class UnitRegister:
    """The units of a store, and the decisions behind them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._resolvers: dict[str, Resolver] = {}

    @cached_property
    def facts(self) -> Facts:
        """What the store states."""
        return read_facts(self._store)

    @cached_property
    def rows(self) -> tuple[UnitRow, ...]:
        """All units that a name stands for: those most often named first."""
        facts = self.facts
        counts: dict[str, dict[tuple[str, str, str], list[int]]] = defaultdict(dict)
        for kind, named in enumerate(read_names(self._store)):
            for each in named:
                key = each.name, each.document, each.resolution
                counts[each.unit].setdefault(key, [0, 0])[kind] += each.times
        rows = [self._row(facts.units[iri], names) for iri, names in counts.items()]
        return tuple(sorted(rows, key=lambda row: (-row.assignments, -row.mentions, row.iri)))

    def unresolved(self) -> Iterator[tuple[UnitRow, str]]:
        """Yield each unit that could not be placed, with the last reason why."""
        for row in self.rows:
            if row.unplaced:
                yield row, self._reason(row)

    def why(self, name: str, document: str | None = None) -> list[Why]:
        """Return the decision on *name* in each document that has it, or in *document*.

        *name* is a name as in the clauses, or a unit's full name. With *document* it need
        not occur there. Raises GraphError when no document has it, and when there is no
        such document.
        """
        wanted = with_full_brackets(name)
        hits = sorted(
            (where, found)
            for where, found in self._named.get(wanted, ())
            if document in {None, where}
        )
        if document is not None:
            known = {fact.id for fact in self.facts.documents.values()}
            if document not in known:
                raise GraphError(
                    f"there is no document {document}", f"the ids are {', '.join(sorted(known))}"
                )
            if not hits:
                return [self._why(name, document, named=False)]
        if not hits:
            near = [n for row in self.rows for n in (row.label, *row.names) if wanted in n]
            hint = "、".join(dict.fromkeys(near[:8])) or "see all with `zeren units`"
            raise GraphError(
                f"no unit is called {name}",
                f"did you mean {hint}" if near else hint,
            )
        return [self._why(found, where, named=True) for where, found in hits]

    def _row(self, unit: UnitFact, names: Mapping[tuple[str, str, str], Sequence[int]]) -> UnitRow:
        facts = self.facts
        concept = facts.concepts.get(unit.function or "")
        parent = facts.units.get(unit.parent or "")
        variants = [
            Variant(name, document, rule, count[0], count[1])
            for (name, document, rule), count in sorted(names.items())
        ]
        return UnitRow(
            iri=unit.iri,
            label=unit.label,
            function=concept.label if concept else "",
            place=unit.jurisdiction or "",
            level=unit.level or "",
            collective=unit.collective,
            parent=parent.label if parent else "",
            variants=tuple(variants),
        )

    def _why(self, name: str, document: str, *, named: bool) -> Why:
        resolver = self._resolver(document)
        fact = self._document(document)
        row = self._by_name.get((document, name))
        decision = resolver.decide(name, group=row.collective if row else None)
        unit = decision.unit
        overruled = () if unit.group else resolver.overruled(name)
        return Why(
            name=name,
            document=fact,
            unit=unit,
            named=named,
            refused=tuple((each.rule, each.reason) for each in decision.refused),
            overruled=tuple((rule, other.label) for rule, other in overruled),
            apart=tuple(other.label for other in self.rows if self._is_near(unit, other)),
            others=tuple(each for each in self._names_of.get(unit.iri, ()) if each != name),
            origin=self._origin(document),
        )

    def _is_near(self, unit: ResolvedUnit, other: UnitRow) -> bool:
        """Say whether somebody may take *other* for *unit*, which it is not."""
        if other.iri == unit.iri:
            return False
        fact = self.facts.units[other.iri]
        kin = unit.parent is not None and fact.parent == unit.parent.iri
        of_one_kind = kin and unit.function is not None and fact.function == unit.function
        return of_one_kind or _one_apart(unit.label, other.label)

    @cached_property
    def _named(self) -> Mapping[str, set[tuple[str, str]]]:
        """Documents and names, by what somebody may ask for."""
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in self.rows:
            for each in row.variants:
                for name in (with_full_brackets(each.name), row.label):
                    found[name].add((each.document, each.name))
        return found

    @cached_property
    def _names_of(self) -> Mapping[str, tuple[str, ...]]:
        return {row.iri: row.names for row in self.rows}

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], UnitRow]:
        return {(each.document, each.name): row for row in self.rows for each in row.variants}

    def _document(self, document: str) -> DocumentFact:
        return next(fact for fact in self.facts.documents.values() if fact.id == document)

    def _resolver(self, document: str) -> Resolver:
        if document not in self._resolvers:
            fact = self._document(document)
            entry = self._entries.get(document)
            folder = self._store.layout.units
            own = units_read_with(folder, entry.fingerprint if entry else "")
            issuer = {new: old for old, new in own.renamed}.get(fact.issuer or "", fact.issuer)
            names = frozenset(name for doc, name in self._by_name if doc == document)
            level = cast("Level | None", fact.level)
            context = make_context(document, fact.jurisdiction, level, issuer, names, own.places)
            self._resolvers[document] = Resolver(context, own)
        return self._resolvers[document]

    @cached_property
    def _entries(self) -> Mapping[str, Entry]:
        return documents(self._store.layout.root)

    def _origin(self, document: str) -> tuple[str, ...]:
        """Return the notes on where the plan's issuer, place and level come from."""
        entry = self._entries.get(document)
        if entry is None:
            return ()
        try:
            path = self._store.layout.details(document, entry.shard)
            notes = read(read_packed(path)).notes
        except (OSError, ValueError):
            return ()
        return tuple(
            f"{note.code.removeprefix('origin-')}: {note.message}"
            for note in notes
            if note.code.startswith("origin-")
        )

    def _reason(self, row: UnitRow) -> str:
        first = row.variants[0]
        decision = self._resolver(first.document).decide(first.name, group=row.collective)
        if decision.refused:
            return decision.refused[-1].reason
        rule = BY_ID.get(decision.unit.rule)
        return rule.shape if rule else ""


def _one_apart(one: str, other: str) -> bool:
    """Say whether two names differ in one character, or one has one more: perhaps a slip."""
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return any(short == long[:i] + long[i + 1 :] for i in range(len(long)))
