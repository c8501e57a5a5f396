"""The checks of ``shapes.ttl`` that can find a fault of the reader, without pySHACL.

A build runs them on every document: they cost a tenth of the reading, where the shapes cost
ten times the reading. They say only which node fails which shape; ``zeren validate`` tells
the rest. A test keeps them and the shapes of one mind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from zeren.loaders.records import ROLES
from zeren.ontology.checks import checked_terms as its
from zeren.ontology.checks.evidence import Node, Source, spans_of, target_evidence
from zeren.ontology.terms import BASE, ZR


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
    "guiding-is-unit",
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
    "task-deadline",
    "unit-label",
    "upper-parses",
    "value-parses",
)
"""The shapes that are checked here. The others fail only by a fault of the shard writer."""

_ROLES = {ZR + name for name in ROLES}
_BASES = {ZR + name for name in ("explicit", "inherited")}
_COMPARATORS = {
    ZR + prefix + name
    for prefix in ("", "change-")
    for name in ("at-least", "at-most", "equal", "about")
} | {ZR + "range"}
_SHORTCUTS = {
    its.LEAD_UNIT: ("lead-is-unit", ZR + "lead"),
    its.RESPONSIBLE_UNIT: ("responsible-is-unit", ZR + "responsible"),
    its.COOPERATING_UNIT: ("cooperating-is-unit", ZR + "cooperating"),
    its.GUIDING_UNIT: ("guiding-is-unit", ZR + "guiding"),
}
_EXPLICIT = ZR + "explicit"
_MERGED = BASE + "rule/merged-cell"
"""The rule of units in a cell of another row, merged with the task's."""
_FIRST_DAY, _LAST_DAY = "1949-10-01", "2100-12-31"


def faults(found: Mapping[str, Node], source: Source) -> list[Fault]:
    """Return what is wrong with the nodes of one document, sorted, each fault once.

    *found* needs only the predicates :data:`~zeren.ontology.checks.checked_terms.PREDICATES`.
    """
    return sorted(set(_Check(found, source).run()))


class _Check:
    """The checks of one document."""

    def __init__(self, found: Mapping[str, Node], source: Source) -> None:
        self.found = found
        self.source = source
        self.spans = spans_of(found)
        self.kinds: dict[str, list[str]] = defaultdict(list)
        for iri, node in found.items():
            for kind in node.get(its.TYPE, ()):
                self.kinds[kind].append(iri)
        self.units = {*self.kinds[its.UNIT], *self.kinds[its.UNIT_GROUP]}

    def run(self) -> Iterator[Fault]:
        yield from self._quotes()
        for iri in self.kinds[its.TARGET]:
            yield from self._target(iri, self.found[iri])
        for iri in self.kinds[its.ASSIGNMENT]:
            yield from self._assignment(iri, self.found[iri])
        for iri in self.units:
            labels = self.found[iri].get(its.LABEL, ())
            if len(labels) != 1 or "" in labels:
                yield Fault(iri, "unit-label")
        tasks = self.kinds[its.TASK]
        yield from self._positions(tasks)
        for iri in tasks:
            yield from self._task(iri, self.found[iri])

    def _quotes(self) -> Iterator[Fault]:
        for iri, span in self.spans.items():
            if span.start > span.end:
                yield Fault(iri, "start-before-end")
        for iri, node in self.found.items():
            if its.QUOTE in node or its.START in node:
                said = [self.source.words(self.spans[iri])] if iri in self.spans else []
                if [*node.get(its.QUOTE, ())] != said:
                    yield Fault(iri, "quote-is-source")

    def _target(self, iri: str, node: Node) -> Iterator[Fault]:
        span = self.spans.get(iri)
        seen = {e.name: [e.value] for e in target_evidence(iri, span, self.source)} if span else {}
        values = [*node.get(its.VALUE, ())]
        if len(values) != 1:
            yield Fault(iri, "target-value")
        if values != seen.get("readValue", []):
            yield Fault(iri, "value-parses")
        if [*node.get(its.UPPER_VALUE, ())] != seen.get("readUpperValue", []):
            yield Fault(iri, "upper-parses")
        if not _one_of(node.get(its.COMPARATOR, ()), _COMPARATORS):
            yield Fault(iri, "target-comparator")
        if "lostWords" in seen:
            yield Fault(iri, "not-from-damage")
        if not _is_day(node):
            yield Fault(iri, "target-deadline")

    def _assignment(self, iri: str, node: Node) -> Iterator[Fault]:
        if not _one_of(node.get(its.ROLE, ()), _ROLES):
            yield Fault(iri, "assignment-role")
        if not _one_of(node.get(its.BASIS, ()), _BASES):
            yield Fault(iri, "assignment-basis")
        if not _one_of(node.get(its.UNIT_OF, ()), self.units):
            yield Fault(iri, "assignment-unit")

    def _positions(self, tasks: Sequence[str]) -> Iterator[Fault]:
        written = [p for iri in tasks for p in self.found[iri].get(its.POSITION, ())]
        count = Counter(written)
        for iri in tasks:
            for position in self.found[iri].get(its.POSITION, ()):
                if count[position] > 1 or not 1 <= int(position) <= len(written):
                    yield Fault(iri, "positions-count")

    def _task(self, iri: str, node: Node) -> Iterator[Fault]:
        span = self.spans.get(iri)
        lost = span is not None and self.source.lost_inside(span)
        if [*node.get(its.DAMAGED, ())] != ["true"] * lost:
            yield Fault(iri, "task-damaged")
        if not _is_day(node):
            yield Fault(iri, "task-deadline")
        stated: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for part in node.get(its.ASSIGNMENTS, ()):
            assignment = self.found.get(part, {})
            if _EXPLICIT in assignment.get(its.BASIS, ()):
                if _MERGED not in assignment.get(its.RULE, ()):
                    yield from self._inside(iri, part, "assignment-inside-task")
                for unit in assignment.get(its.UNIT_OF, ()):
                    for role in assignment.get(its.ROLE, ()):
                        stated[role].append((unit, part))
        for part in node.get(its.TARGETS, ()):
            yield from self._inside(iri, part, "target-inside-task")
        for part in node.get(its.MENTIONS, ()):
            yield from self._inside(iri, part, "mention-inside-task")
        for shortcut, (shape, role) in _SHORTCUTS.items():
            units, behind = node.get(shortcut, ()), stated.get(role, ())
            if not units and not behind:
                continue
            if not self.units.issuperset(units):
                yield Fault(iri, shape)
            if not {unit for unit, _ in behind}.issuperset(units):
                yield Fault(iri, "shortcut-has-assignment")
            for unit, part in behind:
                if unit not in units:
                    yield Fault(part, "assignment-has-shortcut")

    def _inside(self, task: str, part: str, shape: str) -> Iterator[Fault]:
        around, span = self.spans.get(task), self.spans.get(part)
        if around and span and (span.start < around.start or span.end > around.end):
            yield Fault(part, shape)


def _is_day(node: Node) -> bool:
    """Say whether a node has no deadline, or one that a plan can mean."""
    days = node.get(its.DEADLINE, ())
    return len(days) < 2 and all(_FIRST_DAY <= day <= _LAST_DAY for day in days)


def _one_of(found: Collection[str], allowed: set[str]) -> bool:
    return len(found) == 1 and allowed.issuperset(found)
