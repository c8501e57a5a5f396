"""Single facts by look-up, for pages: a document or a unit, and nothing of all the others."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, Final, NamedTuple

from zeren.graph.model.facts import (
    AssignmentFact,
    ConceptFact,
    MentionFact,
    TargetFact,
    TaskFact,
    UnitFact,
    grouped,
)
from zeren.graph.store.facts.file import Reader
from zeren.graph.store.facts.postings import Postings, read_postings
from zeren.graph.store.facts.reading import StoredFacts, read, units_of
from zeren.graph.store.facts.tables import (
    ASSIGNMENTS,
    CONCEPTS,
    MENTIONS,
    ROWS,
    TARGETS,
    TASKS,
    UNITS,
    Table,
    full,
    shortened,
)
from zeren.ontology.terms import PREFIXES, document_iri

_KEPT: Final = 256
"""Documents whose facts are kept for the next look-up."""
_FOR_LIKE: Final = re.compile("([%_~])")
_ESCAPED: Final = r"~\1"


@dataclass(frozen=True)
class DocumentParts:
    """The parts of one document: tasks by IRI, the others by their task or owner."""

    tasks: dict[str, TaskFact]
    assignments: dict[str, tuple[AssignmentFact, ...]]
    targets: dict[str, tuple[TargetFact, ...]]
    mentions: dict[str, tuple[MentionFact, ...]]


class Brief(NamedTuple):
    """What lists say of a unit. ``aliases`` is a text that holds its other names."""

    label: str
    function: str | None
    place: str
    collective: bool
    aliases: str


_NOTHING = DocumentParts({}, {}, {}, {})


class LookedUpFacts(StoredFacts):
    """All documents of a generation, each read when something of it is asked. Any thread may."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader, reader.documents)
        self._lock = Lock()
        self._kept: OrderedDict[str, DocumentParts] = OrderedDict()
        self._known: dict[str, UnitFact | None] = {}

    def parts_of(self, iri: str) -> DocumentParts:
        """Return the parts of the document that *iri* is, or is a part of."""
        name = iri.removeprefix(PREFIXES["doc"]).partition("/")[0]
        number = self._numbers.get(name)
        if number is None:
            return _NOTHING
        with self._lock:
            found = self._kept.get(name)
            if found is None:
                found = self._kept[name] = self._parts({name: number})
            self._kept.move_to_end(name)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def _parts(self, document: dict[str, int]) -> DocumentParts:
        reader = self._reader
        return DocumentParts(
            tasks={
                task.iri: task
                for task in sorted(read(reader, TASKS, document), key=lambda task: task.position)
            },
            assignments=grouped((each.task, each) for each in read(reader, ASSIGNMENTS, document)),
            targets=grouped((each.owner, each) for each in read(reader, TARGETS, document)),
            mentions=grouped((each.task, each) for each in read(reader, MENTIONS, document)),
        )

    def task(self, iri: str) -> TaskFact | None:
        """Return a task, or None where there is none."""
        return self.parts_of(iri).tasks.get(iri)

    def assignments_of(self, task: str) -> tuple[AssignmentFact, ...]:
        """Return the assignments of a task."""
        return self.parts_of(task).assignments.get(task, ())

    def targets_of(self, owner: str) -> tuple[TargetFact, ...]:
        """Return the targets of a task or document."""
        return self.parts_of(owner).targets.get(owner, ())

    def unit(self, iri: str) -> UnitFact | None:
        """Return a unit, or None where there is none."""
        if iri not in self._known:
            self._known[iri] = units_of(self._reader, [iri]).get(iri)
        return self._known[iri]

    def concept(self, iri: str) -> ConceptFact | None:
        """Return a concept of the vocabularies, or None where there is none."""
        query = f"SELECT row, {CONCEPTS.names} FROM {CONCEPTS.name} WHERE iri = ?"
        return next(CONCEPTS.records(self._reader.select(query, shortened(iri)), ""), None)

    def assignments_of_unit(self, unit: str) -> list[AssignmentFact]:
        """Return the assignments that name a unit, by document."""
        return self._by_unit(ASSIGNMENTS, unit)

    def mentions_of_unit(self, unit: str) -> list[MentionFact]:
        """Return the mentions of a unit, by document."""
        return self._by_unit(MENTIONS, unit)

    def parts_of_unit(self, unit: str) -> list[str]:
        """Return the units that are directly part of a unit."""
        rows = self._reader.select(
            f"SELECT DISTINCT iri FROM {UNITS.name} WHERE parent = ? AND {_PRESENT}",
            shortened(unit),
            self._reader.generation,
        )
        return sorted(full(short) for (short,) in rows)

    @cached_property
    def postings(self) -> Postings:
        """All tasks with what they have, as arrays."""
        with self._lock:
            return read_postings(self._reader)

    @cached_property
    def vocabulary(self) -> dict[str, ConceptFact]:
        """All concepts of the vocabularies, used or not, by IRI."""
        rows = self._reader.select(
            f"SELECT row, {CONCEPTS.names} FROM {CONCEPTS.name} ORDER BY row"
        )
        return {fact.iri: fact for fact in CONCEPTS.records(rows, "")}

    @cached_property
    def briefs(self) -> dict[str, Brief]:
        """All units in brief: what several documents say of one is put together as in a record."""
        rows = self._reader.select(
            "SELECT iri, MIN(NULLIF(label, '')), MIN(function), MIN(jurisdiction), MAX(collective),"
            f" COALESCE(GROUP_CONCAT(DISTINCT aliases), '') FROM {UNITS.name} WHERE {_PRESENT}"
            " GROUP BY iri",
            self._reader.generation,
        )
        return {
            full(iri): Brief(
                label or iri, function and full(function), place or "", bool(many), names
            )
            for iri, label, function, place, many, names in rows
        }

    def holding(self, words: Sequence[str]) -> list[tuple[str, str, str, str]]:
        """Return the tasks whose title, text or quote hold all *words*, which are lower-case.

        A task is its IRI, title, text and quote, in the order of documents and rows.
        """
        pattern = "(COALESCE(title, '') || ' ' || text || ' ' || quote)"
        # LIKE knows upper and lower case of ASCII alone; other letters with case are told here.
        plain = [word for word in words if word.upper() == word or word.isascii()]
        likes = "".join(f" AND {pattern} LIKE ? ESCAPE '~'" for _ in plain)
        rows = self._reader.select(
            f"SELECT row / {ROWS}, iri, title, text, quote FROM {TASKS.name}"
            f" WHERE {_PRESENT}{likes} ORDER BY row",
            self._reader.generation,
            *(f"%{_FOR_LIKE.sub(_ESCAPED, word)}%" for word in plain),
        )
        names = {number: document_iri(name) for name, number in self._numbers.items()}
        return [
            (names[at] + iri, title or "", text, quote)
            for at, iri, title, text, quote in rows
            if all(word in f"{title or ''} {text} {quote}".lower() for word in words)
        ]

    def counted(self, table: Table[Any]) -> int:
        """Return how many rows the documents have in *table*."""
        query = f"SELECT COUNT(*) FROM {table.name} WHERE {_PRESENT}"
        ((count,),) = self._reader.select(query, self._reader.generation)
        return int(count)

    @cached_property
    def tasks_in(self) -> dict[str, int]:
        """How many tasks each document has that has any, by IRI."""
        rows = self._reader.select(f"SELECT row / {ROWS}, COUNT(*) FROM {TASKS.name} GROUP BY 1")
        counts = dict(rows)
        return {document_iri(name): counts.get(at, 0) for name, at in self._numbers.items()}

    @cached_property
    def assignments_in(self) -> list[tuple[str, int]]:
        """How many assignments each unit has that has any, most first."""
        rows = self._reader.select(
            f"SELECT unit, COUNT(*) FROM {ASSIGNMENTS.name} WHERE {_PRESENT}"
            " GROUP BY unit ORDER BY 2 DESC, 1",
            self._reader.generation,
        )
        return [(full(short), count) for short, count in rows]

    def _by_unit(self, table: Table[Any], unit: str) -> list[Any]:
        query = f"SELECT row, {table.names} FROM {table.name} WHERE unit = ? ORDER BY row"
        by_document: dict[int, list[Any]] = defaultdict(list)
        for row in self._reader.select(query, shortened(unit)):
            by_document[row[0] // ROWS].append(row)
        return [
            each
            for name, number in self._numbers.items()
            if number in by_document
            for each in table.records(by_document[number], document_iri(name))
        ]


_PRESENT: Final = f"row / {ROWS} IN (SELECT document FROM members WHERE generation = ?)"
