"""The statements of one document to the rows that the facts have of it.

A build has them in hand when it has made a shard; when the facts are lost they are read from
the shard again. Both ways lead through :func:`rows_of`, so that both say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
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
    Table,
    shortened,
    written,
)
from zeren.ontology.terms import document_iri, term

Node = Mapping[str, Sequence[str]]
"""What is stated about one subject: the values of each property."""
Rows = dict[str, list[Cells]]
"""The rows of one document, by table."""

_TYPE, _PART_OF, _LABEL = term("rdf:type"), term("dcterms:isPartOf"), term("skos:prefLabel")
_GROUP, _UNIT = term("zr:UnitGroup"), term("zr:unit")
_ISSUANCE, _ISSUER_ORDER = term("zr:issuance"), term("zr:issuerOrder")
_TITLE, _FILE = term("dcterms:title"), term("zr:sourceFile")
_YEARS = term("zr:periodStart"), term("zr:periodEnd")
_NUMBER, _HEADING, _SECTION = term("zr:number"), term("zr:heading"), term("zr:inSection")
_EVIDENCE, _START, _END = term("zr:evidence"), term("zr:start"), term("zr:end")
_CONCEPT, _RANK, _POSITION = term("zr:concept"), term("zr:rank"), term("zr:position")
_BASIS, _ORDER = term("zr:basis"), term("zr:order")
_CLASSES = {
    term("zr:PolicyDocument"): DOCUMENTS.name,
    term("zr:Section"): SECTIONS.name,
    term("zr:Task"): TASKS.name,
    term("zr:Unit"): UNITS.name,
    _GROUP: UNITS.name,
}
_LINKS = {
    term("zr:assignment"): ASSIGNMENTS.name,
    term("zr:target"): TARGETS.name,
    term("zr:mention"): MENTIONS.name,
    term("zr:sectorAssignment"): SECTORS.name,
    term("zr:themeAssignment"): THEMES.name,
}


@cache
def predicates() -> frozenset[str]:
    """Return the properties (IRIs) that rows are made of."""
    named = chain.from_iterable(stated for table in TABLES for _, stated, _ in table.encoders)
    return frozenset(
        (*named, *_LINKS, *_YEARS, _ISSUANCE, _ISSUER_ORDER, _TYPE, _PART_OF, _EVIDENCE)
    )


def read_shard(shard: bytes, more: frozenset[str] = frozenset()) -> Mapping[str, Node]:
    """Return what *shard* states, by subject and property; of others than rows need, only *more*.

    Raises SyntaxError.
    """
    from pyoxigraph import Literal, NamedNode, RdfFormat, parse

    wanted = predicates() | more
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in parse(shard, RdfFormat.N_QUADS):
        predicate, value = quad.predicate.value, quad.object
        if predicate in wanted and isinstance(value, NamedNode | Literal):
            found[getattr(quad.subject, "value", "")][predicate].append(value.value)
    return found


def rows_of(document_id: str, nodes: Mapping[str, Node]) -> Rows:
    """Return the rows of the document, given what is stated of each subject.

    They are in the order of the text: the same statements give the same rows. What lacks a
    property that it must have is left out.
    """
    return _Maker(document_id, nodes).rows


class _Maker:
    def __init__(self, document_id: str, nodes: Mapping[str, Node]) -> None:
        self.rows: Rows = {table.name: [] for table in TABLES}
        self._id = document_id
        self._iri = document_iri(document_id)
        self._nodes = nodes
        self._kinds: dict[str, list[str]] = {table.name: [] for table in TABLES}
        self._owner: dict[str, str] = {}
        self._kept: set[str] = set()
        self._ranked: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        self._headings: dict[str, str | None] = {}
        self._sort_out()
        self._sections = frozenset(self._kinds[SECTIONS.name])
        self._add(UNITS, self._unit)
        self._add(DOCUMENTS, self._document)
        self._add(SECTIONS, self._section, self._place)
        self._add(TASKS, self._task, lambda iri: (self._number(iri, _POSITION), iri))
        self._add(ASSIGNMENTS, self._part_of_task, self._place_in_clause)
        self._add(MENTIONS, self._part_of_task, self._place)
        self._add(TARGETS, self._target, self._place)
        for table in (SECTORS, THEMES):
            self._add(table, self._concept, self._place_by_rank)

    def _sort_out(self) -> None:
        """Find out of which table each subject is, and what the parts of tasks are parts of."""
        for subject, node in self._nodes.items():
            for name in {_CLASSES[kind] for kind in node.get(_TYPE, ()) if kind in _CLASSES}:
                if name != DOCUMENTS.name or subject == self._iri:
                    self._kinds[name].append(subject)
            for link, name in _LINKS.items():
                for part in node.get(link, ()):
                    if part in self._nodes and part not in self._owner:
                        self._owner[part] = subject
                        self._kinds[name].append(part)
        for name in (SECTORS.name, THEMES.name):
            for part in self._kinds[name]:
                ranked = self._number(part, _RANK), self._first(part, _CONCEPT)
                self._ranked[name, self._owner[part]].append(ranked)

    def _add(
        self,
        table: Table[Any],
        more: Callable[[str], Mapping[str, Cell]],
        order: Callable[[str], Any] = str,
    ) -> None:
        """Add the rows of *table*; *more* gives the cells that are worked out."""
        found, mine = self.rows[table.name], self._iri
        for iri in sorted(self._kinds[table.name], key=order):
            if table not in {UNITS, DOCUMENTS} and self._owner.get(iri, mine) not in self._kept:
                continue
            node, cells = self._nodes[iri], more(iri)
            row: list[Cell] = []
            try:
                for name, stated, encode in table.encoders:
                    if name in cells:
                        row.append(cells[name])
                    elif len(stated) == 1:
                        row.append(encode(node.get(stated[0], ()), mine))
                    else:
                        values = [value for each in stated for value in node.get(each, ())]
                        row.append(encode(values, mine))
            except (LookupError, ValueError):
                continue
            found.append(tuple(row))
            self._kept.add(iri)

    def _document(self, iri: str) -> dict[str, Cell]:
        issued = self._nodes[iri].get(_ISSUANCE, ())
        units = [
            self._first(each, _UNIT)
            for each in sorted(issued, key=lambda each: self._number(each, _ISSUER_ORDER))
        ]
        years = [self._number(iri, year) for year in _YEARS if self._first(iri, year)]
        name = self._first(iri, _TITLE) or self._first(iri, _FILE) or self._id
        return {
            "iri": "",
            "id": self._id,
            "name": name,
            "issuer": self._first(units[0], _LABEL) or None if units else None,
            "publishers": written(map(shortened, units)),
            "period": written(years) if len(years) == 2 else None,
        }

    def _unit(self, iri: str) -> dict[str, Cell]:
        return {"iri": shortened(iri), "collective": int(_GROUP in self._nodes[iri][_TYPE])}

    def _section(self, iri: str) -> dict[str, Cell]:
        parent = self._first(iri, _PART_OF)
        above = self._below(parent) if parent in self._sections else None
        return {"iri": self._below(iri), "document": "", "parent": above}

    def _task(self, iri: str) -> dict[str, Cell]:
        return {
            "iri": self._below(iri),
            "document": "",
            "headings": self._above(self._first(iri, _SECTION)),
            "sectors": self._by_rank(SECTORS, iri),
            "themes": self._by_rank(THEMES, iri),
        }

    def _part_of_task(self, iri: str) -> dict[str, Cell]:
        return {"iri": self._below(iri), "task": self._below(self._owner[iri])}

    def _target(self, iri: str) -> dict[str, Cell]:
        return {"iri": self._below(iri), "owner": self._below(self._owner[iri])}

    def _concept(self, iri: str) -> dict[str, Cell]:
        words = (
            (self._number(each, _START), self._number(each, _END))
            for each in self._nodes[iri].get(_EVIDENCE, ())
        )
        return {**self._part_of_task(iri), "evidence": written(sorted(set(words)))}

    def _above(self, section: str) -> str | None:
        """Return the headings from the outermost to *section*, as a cell."""
        if section not in self._headings:
            path: list[str] = []
            step, seen = section, {""}
            while step not in seen and step in self._sections:
                seen.add(step)
                words = f"{self._first(step, _NUMBER)} {self._first(step, _HEADING)}"
                path.insert(0, words.strip())
                step = self._first(step, _PART_OF)
            self._headings[section] = written(path)
        return self._headings[section]

    def _by_rank(self, table: Table[Any], iri: str) -> str | None:
        ranked = sorted(self._ranked.get((table.name, iri), ()))
        return written(shortened(concept) for _, concept in ranked)

    def _place_by_rank(self, iri: str) -> tuple[str, int, str]:
        return self._owner[iri], self._number(iri, _RANK), iri

    def _place(self, iri: str) -> tuple[str, int, str]:
        return self._owner.get(iri, ""), self._number(iri, _START), iri

    def _place_in_clause(self, iri: str) -> tuple[str, str, int, str]:
        return self._owner[iri], self._first(iri, _BASIS), self._number(iri, _ORDER), iri

    def _below(self, iri: str) -> str:
        return iri.removeprefix(self._iri)

    def _first(self, iri: str, predicate: str) -> str:
        return min(self._nodes.get(iri, {}).get(predicate, ()), default="")

    def _number(self, iri: str, predicate: str) -> int:
        figures = self._first(iri, predicate)
        return int(figures) if figures.removeprefix("-").isdecimal() else 0
