"""The checks of ``shapes.ttl`` that can find a fault of the reader, without pySHACL.

A build runs them on every document: they cost a tenth of the reading, where the shapes cost
ten times the reading. They say only which node fails which shape; ``zeren validate`` tells
the rest. A test keeps them and the shapes of one mind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from zeren.ontology.evidence import Node, Source, evidence, span_of, values
from zeren.ontology.terms import BASE, ZR, term


class Fault(NamedTuple):
    """A node that fails a shape: its IRI, and the local name of the shape."""

    focus: str
    shape: str


CHECKED = (
    "assignment-basis",
    "assignment-has-shortcut",
    "assignment-inside-task",
    "assignment-role",
    "assignment-unit",
    "lead-is-unit",
    "responsible-is-unit",
    "cooperating-is-unit",
    "mention-inside-task",
    "not-from-damage",
    "positions-count",
    "quote-is-source",
    "shortcut-has-assignment",
    "start-before-end",
    "target-comparator",
    "target-deadline",
    "target-inside-task",
    "target-value",
    "task-damaged",
    "unit-label",
    "upper-parses",
    "value-parses",
)
"""The shapes that are checked here. The others fail only by a fault of the shard writer."""

_ROLES = {ZR + name for name in ("lead", "responsible", "cooperating")}
_BASES = {ZR + name for name in ("explicit", "inherited")}
_COMPARATORS = {
    ZR + prefix + name
    for prefix in ("", "change-")
    for name in ("at-least", "at-most", "equal", "about")
} | {ZR + "range"}
_SHORTCUTS = {
    "zr:leadUnit": ("lead-is-unit", ZR + "lead"),
    "zr:responsibleUnit": ("responsible-is-unit", ZR + "responsible"),
    "zr:cooperatingUnit": ("cooperating-is-unit", ZR + "cooperating"),
}
_EXPLICIT = ZR + "explicit"
_MERGED = BASE + "rule/merged-cell"
"""The rule of units in a cell of another row, merged with the task's."""
_FIRST_DAY, _LAST_DAY = "1949-10-01", "2100-12-31"


def faults(found: Mapping[str, Node], source: Source) -> list[Fault]:
    """Return what is wrong with the nodes of one document, sorted, each fault once."""
    return sorted(set(_Check(found, source).run()))


class _Check:
    """The checks of one document."""

    def __init__(self, found: Mapping[str, Node], source: Source) -> None:
        self.found = found
        self.kinds: dict[str, list[str]] = defaultdict(list)
        for iri, node in found.items():
            for kind in values(node, "rdf:type"):
                self.kinds[kind].append(iri)
        self.units = {*self.kinds[term("zr:Unit")], *self.kinds[term("zr:UnitGroup")]}
        self.seen: dict[str, dict[str, str]] = defaultdict(dict)
        for each in evidence(found, source):
            self.seen[each.subject][each.name] = each.value

    def run(self) -> Iterator[Fault]:
        for iri, node in self.found.items():
            yield from self._quoted(iri, node)
        for iri in self.kinds[term("zr:Target")]:
            yield from self._target(iri, self.found[iri])
        for iri in self.kinds[term("zr:Assignment")]:
            yield from self._assignment(iri, self.found[iri])
        for iri in self.units:
            labels = values(self.found[iri], "skos:prefLabel")
            if len(labels) != 1 or not labels[0]:
                yield Fault(iri, "unit-label")
        tasks = self.kinds[term("zr:Task")]
        yield from self._positions(tasks)
        for iri in tasks:
            yield from self._task(iri, self.found[iri])

    def _quoted(self, iri: str, node: Node) -> Iterator[Fault]:
        if values(node, "zr:quote") or values(node, "zr:start"):
            span = span_of(node)
            if span and span.start > span.end:
                yield Fault(iri, "start-before-end")
            if list(values(node, "zr:quote")) != self._seen(iri, "sourceWords"):
                yield Fault(iri, "quote-is-source")

    def _target(self, iri: str, node: Node) -> Iterator[Fault]:
        if len(values(node, "zr:value")) != 1:
            yield Fault(iri, "target-value")
        if list(values(node, "zr:value")) != self._seen(iri, "readValue"):
            yield Fault(iri, "value-parses")
        if list(values(node, "zr:upperValue")) != self._seen(iri, "readUpperValue"):
            yield Fault(iri, "upper-parses")
        if not _one_of(values(node, "zr:comparator"), _COMPARATORS):
            yield Fault(iri, "target-comparator")
        if "lostWords" in self.seen[iri]:
            yield Fault(iri, "not-from-damage")
        days = values(node, "zr:deadline")
        if len(days) > 1 or not all(_FIRST_DAY <= day <= _LAST_DAY for day in days):
            yield Fault(iri, "target-deadline")

    def _assignment(self, iri: str, node: Node) -> Iterator[Fault]:
        if not _one_of(values(node, "zr:role"), _ROLES):
            yield Fault(iri, "assignment-role")
        if not _one_of(values(node, "zr:basis"), _BASES):
            yield Fault(iri, "assignment-basis")
        if not _one_of(values(node, "zr:unit"), self.units):
            yield Fault(iri, "assignment-unit")

    def _positions(self, tasks: Sequence[str]) -> Iterator[Fault]:
        written = [p for iri in tasks for p in values(self.found[iri], "zr:position")]
        count = Counter(written)
        for iri in tasks:
            for position in values(self.found[iri], "zr:position"):
                if count[position] > 1 or not 1 <= int(position) <= len(written):
                    yield Fault(iri, "positions-count")

    def _task(self, iri: str, node: Node) -> Iterator[Fault]:
        if list(values(node, "zr:damaged")) != self._seen(iri, "sourceDamaged"):
            yield Fault(iri, "task-damaged")
        stated = set()
        for part in values(node, "zr:assignment"):
            assignment = self.found.get(part, {})
            if _EXPLICIT in values(assignment, "zr:basis"):
                if _MERGED not in values(assignment, "zr:rule"):
                    yield from self._inside(node, part, "assignment-inside-task")
                for unit in values(assignment, "zr:unit"):
                    stated |= {(role, unit, part) for role in values(assignment, "zr:role")}
        for part in values(node, "zr:target"):
            yield from self._inside(node, part, "target-inside-task")
        for part in values(node, "zr:mention"):
            yield from self._inside(node, part, "mention-inside-task")
        for shortcut, (shape, role) in _SHORTCUTS.items():
            units = set(values(node, shortcut))
            if units - self.units:
                yield Fault(iri, shape)
            behind = {(unit, part) for each, unit, part in stated if each == role}
            if units - {unit for unit, _ in behind}:
                yield Fault(iri, "shortcut-has-assignment")
            for unit, part in sorted(behind):
                if unit not in units:
                    yield Fault(part, "assignment-has-shortcut")

    def _inside(self, task: Node, iri: str, shape: str) -> Iterator[Fault]:
        around, span = span_of(task), span_of(self.found.get(iri, {}))
        if around and span and (span.start < around.start or span.end > around.end):
            yield Fault(iri, shape)

    def _seen(self, iri: str, name: str) -> list[str]:
        value = self.seen[iri].get(name)
        return [] if value is None else [value]


def _one_of(found: Sequence[str], allowed: set[str]) -> bool:
    return len(found) == 1 and found[0] in allowed
