"""The statements of one document to the rows that the facts have of it.

A build has them in hand when it has made a shard; when the facts are lost they are read from
the shard again. Both ways lead through :func:`rows_of`, so that both say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from zeren.graph.store.facts.tables import (
    ASSIGNMENTS,
    DOCUMENTS,
    MENTIONS,
    SECTIONS,
    SECTORS,
    TABLES,
    TARGETS,
    TASKS,
    THEMES,
    UNITS,
    Cell,
    Cells,
    Node,
    Table,
    shortened,
    written,
)
from zeren.ontology.terms import document_iri, term

Rows = dict[str, list[Cells]]
"""The rows of one document, by table."""
Columns = Mapping[str, Sequence[Cell]]
"""Columns of a table, by name."""

_TYPE, _PART_OF, _LABEL = "rdf:type", "dcterms:isPartOf", "skos:prefLabel"
_UNIT, _GROUP = "zr:unit", term("zr:UnitGroup")
_ISSUANCE, _ISSUER_ORDER = "zr:issuance", "zr:issuerOrder"
_TITLE, _FILE = "dcterms:title", "zr:sourceFile"
_YEARS = "zr:periodStart", "zr:periodEnd"
_NUMBER, _HEADING, _SECTION = "zr:number", "zr:heading", "zr:inSection"
_EVIDENCE, _START, _END = "zr:evidence", "zr:start", "zr:end"
_CONCEPT, _RANK, _POSITION = "zr:concept", "zr:rank", "zr:position"
_BASIS, _ORDER = "zr:basis", "zr:order"
_CLASSES = {
    term("zr:PolicyDocument"): DOCUMENTS.name,
    term("zr:Section"): SECTIONS.name,
    term("zr:Task"): TASKS.name,
    term("zr:Unit"): UNITS.name,
    _GROUP: UNITS.name,
}
_LINKS = {
    "zr:assignment": ASSIGNMENTS.name,
    "zr:target": TARGETS.name,
    "zr:mention": MENTIONS.name,
    "zr:sectorAssignment": SECTORS.name,
    "zr:themeAssignment": THEMES.name,
}


@cache
def _predicates() -> Mapping[str, str]:
    """Return the properties that rows are made of, by their IRIs."""
    named = chain.from_iterable(c.predicates for table in TABLES for c in table.columns)
    own = (*_LINKS, *_YEARS, _ISSUANCE, _ISSUER_ORDER, _TYPE, _PART_OF, _EVIDENCE)
    return {term(name): name for name in (*named, *own)}


def read_shard(shard: bytes, more: Iterable[str] = ()) -> Mapping[str, Node]:
    """Return what *shard* states, by subject and property, as far as rows need it, and *more*.

    Raises SyntaxError.
    """
    from pyoxigraph import Literal, NamedNode, RdfFormat, parse

    wanted = {**_predicates(), **{term(name): name for name in more}}
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in parse(shard, RdfFormat.N_QUADS):
        predicate, value = quad.predicate.value, quad.object
        if predicate in wanted and isinstance(value, NamedNode | Literal):
            found[getattr(quad.subject, "value", "")][wanted[predicate]].append(value.value)
    return found


def rows_of(document_id: str, nodes: Mapping[str, Node]) -> Rows:
    """Return the rows of the document, given what is stated of each subject.

    They are in the order of the text: the same statements give the same rows. What lacks a
    property that it must have is left out.
    """
    return _Maker(document_id, nodes).rows


class _Maker:
    """Makes the rows, column by column: a document has thousands of cells."""

    def __init__(self, document_id: str, nodes: Mapping[str, Node]) -> None:
        self.rows: Rows = {table.name: [] for table in TABLES}
        self._id = document_id
        self._iri = document_iri(document_id)
        self._nodes = nodes
        self._kinds: dict[str, list[str]] = {table.name: [] for table in TABLES}
        self._owner: dict[str, str] = {}
        self._kept: set[str] = set()
        self._headings: dict[str, str | None] = {}
        self._sort_out()
        self._sections = frozenset(self._kinds[SECTIONS.name])
        self._concepts = {table.name: self._by_rank(table) for table in (SECTORS, THEMES)}
        self._add(UNITS, self._units, sorted(self._kinds[UNITS.name]))
        self._add(DOCUMENTS, self._document, self._kinds[DOCUMENTS.name])
        self._add(SECTIONS, self._section, self._in_order(SECTIONS, _START))
        self._add(TASKS, self._task, self._in_order(TASKS, _POSITION))
        self._add(ASSIGNMENTS, self._part_of_task, self._in_clauses())
        self._add(MENTIONS, self._part_of_task, self._in_order(MENTIONS, _START))
        self._add(TARGETS, self._target, self._in_order(TARGETS, _START))
        for table in (SECTORS, THEMES):
            self._add(table, self._concept, self._in_order(table, _RANK))

    def _sort_out(self) -> None:
        """Find out of which table each subject is, and what the parts of tasks are parts of."""
        kinds, owner, links = self._kinds, self._owner, _LINKS.keys()
        for subject, node in self._nodes.items():
            for kind in node.get(_TYPE, ()):
                if kind in _CLASSES and kinds[_CLASSES[kind]][-1:] != [subject]:
                    kinds[_CLASSES[kind]].append(subject)
            if links.isdisjoint(node):
                continue
            for link, name in _LINKS.items():
                for part in node.get(link, ()):
                    if part in self._nodes and part not in owner:
                        owner[part] = subject
                        kinds[name].append(part)
        kinds[DOCUMENTS.name] = [iri for iri in kinds[DOCUMENTS.name] if iri == self._iri]

    def _in_order(self, table: Table[Any], number: str) -> list[str]:
        """Return the subjects of *table* by what they are part of and by *number*."""
        iris = self._kinds[table.name]
        owners = [self._owner.get(iri, "") for iri in iris]
        return [
            iri for *_, iri in sorted(zip(owners, self._numbers(iris, number), iris, strict=True))
        ]

    def _in_clauses(self) -> list[str]:
        """Return the assignments by task, basis, and place in the clause."""
        iris = self._kinds[ASSIGNMENTS.name]
        owners = map(self._owner.__getitem__, iris)
        bases, orders = self._firsts(iris, _BASIS), self._numbers(iris, _ORDER)
        return [iri for *_, iri in sorted(zip(owners, bases, orders, iris, strict=True))]

    def _add(
        self, table: Table[Any], worked_out: Callable[[list[str]], Columns], order: list[str]
    ) -> None:
        """Add the rows of *table*; *worked_out* gives the columns that are worked out."""
        mine, owner, kept = self._iri, self._owner, self._kept
        if table not in (UNITS, DOCUMENTS):
            order = [iri for iri in order if owner.get(iri, mine) in kept]
        if order:
            self._fill(table, worked_out, order)

    def _fill(
        self, table: Table[Any], worked_out: Callable[[list[str]], Columns], iris: list[str]
    ) -> None:
        worked, nodes = worked_out(iris), [self._nodes[iri] for iri in iris]
        present = frozenset(chain.from_iterable(nodes))
        try:
            columns = [
                worked[column.name]
                if column.name in worked
                else column.cells(nodes, present, self._iri)
                for column in table.columns
            ]
        except (LookupError, ValueError):
            for iri in iris if len(iris) > 1 else ():
                self._fill(table, worked_out, [iri])
            return
        self.rows[table.name] += zip(*columns, strict=True)
        self._kept.update(iris)

    def _document(self, iris: list[str]) -> Columns:
        (iri,) = iris
        issued = self._nodes[iri].get(_ISSUANCE, ())
        ordered = dict(zip(issued, self._numbers(issued, _ISSUER_ORDER), strict=True))
        units = self._firsts(sorted(issued, key=ordered.__getitem__), _UNIT)
        years = [self._numbers(iris, year)[0] for year in _YEARS if any(self._firsts(iris, year))]
        named = (self._firsts(iris, name)[0] for name in (_TITLE, _FILE))
        return {
            "iri": [""],
            "id": [self._id],
            "name": [next(filter(None, named), self._id)],
            "issuer": [self._firsts(units, _LABEL)[0] or None if units else None],
            "publishers": [written(map(shortened, units))],
            "period": [written(years) if len(years) == 2 else None],
        }

    def _units(self, iris: list[str]) -> Columns:
        collective = [int(_GROUP in self._nodes[iri][_TYPE]) for iri in iris]
        return {"iri": list(map(shortened, iris)), "collective": collective}

    def _section(self, iris: list[str]) -> Columns:
        parents = self._firsts(iris, _PART_OF)
        above = [self._below(each) if each in self._sections else None for each in parents]
        return {**self._inside("document", iris, [self._iri] * len(iris)), "parent": above}

    def _task(self, iris: list[str]) -> Columns:
        return {
            **self._inside("document", iris, [self._iri] * len(iris)),
            "headings": [self._above(each) for each in self._firsts(iris, _SECTION)],
            **{
                name: [written(ranked[iri]) if iri in ranked else None for iri in iris]
                for name, ranked in self._concepts.items()
            },
        }

    def _part_of_task(self, iris: list[str]) -> Columns:
        return self._inside("task", iris, [self._owner[iri] for iri in iris])

    def _target(self, iris: list[str]) -> Columns:
        return self._inside("owner", iris, [self._owner[iri] for iri in iris])

    def _inside(self, name: str, iris: list[str], around: list[str]) -> Columns:
        """Return the columns that say what rows are, and what (*around*) they are inside."""
        return {"iri": list(map(self._below, iris)), name: list(map(self._below, around))}

    def _concept(self, iris: list[str]) -> Columns:
        shown = [self._nodes[iri].get(_EVIDENCE, ()) for iri in iris]
        words = list(dict.fromkeys(chain.from_iterable(shown)))
        ends = zip(self._numbers(words, _START), self._numbers(words, _END), strict=True)
        spans = dict(zip(words, ends, strict=True))
        evidence = [written(sorted({spans[word] for word in each})) for each in shown]
        return {**self._part_of_task(iris), "evidence": evidence}

    def _above(self, section: str) -> str | None:
        """Return the headings from the outermost to *section*, as a cell."""
        if section not in self._headings:
            path: list[str] = []
            step, seen = section, {""}
            while step not in seen and step in self._sections:
                seen.add(step)
                number, heading = (self._firsts([step], name)[0] for name in (_NUMBER, _HEADING))
                path.insert(0, f"{number} {heading}".strip())
                step = self._firsts([step], _PART_OF)[0]
            self._headings[section] = written(path)
        return self._headings[section]

    def _by_rank(self, table: Table[Any]) -> dict[str, list[str]]:
        """Return the concepts of each task, those of the first rank in front."""
        iris = self._kinds[table.name]
        owners, ranks = map(self._owner.__getitem__, iris), self._numbers(iris, _RANK)
        found: dict[str, list[str]] = defaultdict(list)
        concepts = self._firsts(iris, _CONCEPT)
        for owner, _, concept in sorted(zip(owners, ranks, concepts, strict=True)):
            found[owner].append(shortened(concept))
        return found

    def _below(self, iri: str) -> str:
        return iri.removeprefix(self._iri)

    def _firsts(self, iris: Iterable[str], predicate: str) -> list[str]:
        """Return for each of *iris* the first value of a property, "" where it has none."""
        nodes = map(self._nodes.get, iris)
        return [min(node[predicate]) if node and predicate in node else "" for node in nodes]

    def _numbers(self, iris: Iterable[str], predicate: str) -> list[int]:
        found = self._firsts(iris, predicate)
        return [int(each) if each.removeprefix("-").isdecimal() else 0 for each in found]
