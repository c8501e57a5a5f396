"""Which tasks a choice leaves, and how many of them have what: all figures of the pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from zeren.graph.store.facts.lookup import LookedUpFacts
from zeren.graph.store.facts.postings import (
    BASES,
    Mask,
    Numbers,
    Pairs,
    firsts,
    pairs,
    widened,
)
from zeren.graph.web.lists.facets import FACETS, OF_ASSIGNMENTS, FacetChoice
from zeren.loaders.records import ROLES
from zeren.ontology.terms import PREFIXES

_NONE: Final = FacetChoice()


class Tally:
    """Counts over all tasks of a store. A task counts once for each value that it has."""

    def __init__(self, facts: LookedUpFacts) -> None:
        self._concepts = facts.vocabulary
        self._plans = facts.documents
        self._briefs = facts.briefs
        self.postings = facts.postings

    def left(self, choice: FacetChoice, among: Mask | None = None) -> Mask:
        """Return which tasks *choice* leaves, of all or of those *among* them."""
        kept = np.ones(len(self.postings), dtype=bool) if among is None else among.copy()
        for name in FACETS:
            if name not in OF_ASSIGNMENTS and choice.of(name):
                kept &= self._having(name, choice.of(name))
        if any(choice.of(name) for name in OF_ASSIGNMENTS):
            held = np.zeros(len(kept), dtype=bool)
            held[self.postings.holder[self._parts(choice)]] = True
            kept &= held
        return kept

    def tasks(self, left: Mask) -> list[str]:
        """Return the IRIs of the tasks that are *left*, in the order of their documents."""
        return [self.postings.tasks[at] for at in np.flatnonzero(left).tolist()]

    def counts(self, choice: FacetChoice, among: Mask | None = None) -> dict[str, dict[str, int]]:
        """Return for each facet how many tasks there are with each of its values.

        They are those that *choice* leaves, its own values of that facet set aside: so a count
        says how many tasks have the value, whether or not another one is chosen already.
        """
        here = self.left(choice, among)
        return {
            name: self.counted(
                name,
                choice.without(name),
                self.left(choice.without(name), among) if choice.of(name) else here,
            )
            for name in FACETS
        }

    def counted(self, name: str, choice: FacetChoice, left: Mask) -> dict[str, int]:
        """Return how many of the tasks *left* have each value of the facet *name*.

        Assignments count as far as *choice* leaves them.
        """
        if name in OF_ASSIGNMENTS:
            parts = self._parts(choice) & left[self.postings.holder]
            return self._of_parts(name, parts)
        if name == "target":
            targets = self.postings.targets[left] > 0
            found = {"yes": int(targets.sum()), "no": int((~targets).sum())}
            return {key: count for key, count in found.items() if count}
        return self._pairs(name).counts(left)

    def roles(self, choice: FacetChoice = _NONE) -> dict[str, dict[str, int]]:
        """Return in how many tasks each unit is in each role, and under "tasks" in any.

        Only tasks and assignments that *choice* leaves are counted.
        """
        at, left = self.postings, self.left(choice)
        parts = self._parts(choice) & left[at.holder]
        found: dict[str, dict[str, int]] = {}
        for number, role in enumerate(ROLES):
            for unit, count in self._of_parts("unit", parts & (at.role == number)).items():
                found.setdefault(unit, {})[role] = count
        for unit, count in self._of_parts("unit", parts).items():
            found[unit]["tasks"] = count
        return found

    def crossed(
        self, units: Sequence[str], concepts: Sequence[str], choice: FacetChoice = _NONE
    ) -> list[list[int]]:
        """Return how many tasks each of the *units* has in each of the sectors *concepts*."""
        at = self.postings
        left, parts = self.left(choice), self._parts(choice)
        rows = []
        for unit in units:
            mine = np.zeros(len(at), dtype=bool)
            mine[at.holder[parts & (at.unit == self._places_of_units.get(unit, -1))]] = True
            counts = at.sectors.counts(mine & left)
            rows.append([counts.get(concept, 0) for concept in concepts])
        return rows

    @cached_property
    def _places_of_units(self) -> Mapping[str, int]:
        return {unit: number for number, unit in enumerate(self.postings.units)}

    @cached_property
    def units_of(self) -> list[int]:
        """How many units each task has."""
        at = self.postings
        _, keys, _ = self._sorted["unit"]
        holders = keys[firsts(keys)] % max(1, len(at))
        return [int(count) for count in np.bincount(holders, minlength=len(at))]

    def _having(self, name: str, values: Collection[str]) -> Mask:
        if name == "target":
            some: Mask = self.postings.targets > 0
            return (
                some if set(values) == {"yes"} else ~some if set(values) == {"no"} else some | ~some
            )
        return self._pairs(name).having(values, len(self.postings))

    def _pairs(self, name: str) -> Pairs:
        return {
            "sector": lambda: self.postings.sectors,
            "theme": lambda: self._themes,
            "due": lambda: self.postings.due,
            "document": lambda: self._documents,
            "place": lambda: self._places,
            "year": lambda: self._years,
        }[name]()

    def _parts(self, choice: FacetChoice) -> Mask:
        """Return which assignments fit the facets of assignments."""
        at = self.postings
        fits = np.ones(len(at.holder), dtype=bool)
        if choice.role:
            fits &= np.isin(at.role, [ROLES.index(role) for role in choice.role])
        if choice.basis:
            fits &= np.isin(at.basis, [BASES.index(basis) for basis in choice.basis])
        if choice.unit:
            fits &= np.isin(at.unit, [self._places_of_units.get(unit, -1) for unit in choice.unit])
        if choice.function:
            fits &= self._functions.having(choice.function, len(at.units))[at.unit]
        return fits

    def _of_parts(self, name: str, parts: Mask) -> dict[str, int]:
        """Return how many tasks the assignments *parts* give each value of the facet *name*."""
        order, keys, names = self._sorted[name]
        kept = keys[parts[order]]
        found = np.bincount(kept[firsts(kept)] // max(1, len(self.postings)), minlength=len(names))
        return {names[place]: int(found[place]) for place in np.flatnonzero(found).tolist()}

    @cached_property
    def _sorted(self) -> Mapping[str, tuple[Numbers, Numbers, Sequence[str]]]:
        """For each facet of assignments: assignments by value and task, their keys, the names.

        A key holds value and task, so those of one task follow each other and count once.
        """
        at, wide = self.postings, self._widened
        every = np.arange(len(at.holder))
        columns: Mapping[str, tuple[Numbers, Numbers, Sequence[str]]] = {
            "role": (every, at.role, ROLES),
            "basis": (every, at.basis, BASES),
            "unit": (every, at.unit, at.units),
            "function": (wide.tasks, wide.values, wide.names),
        }
        found = {}
        for name, (rows, values, names) in columns.items():
            keys = values * max(1, len(at)) + at.holder[rows]
            order = np.argsort(keys, kind="stable")
            found[name] = rows[order], keys[order], names
        return found

    @cached_property
    def _themes(self) -> Pairs:
        above = {
            iri: [up for up in fact.above if not up.startswith(PREFIXES["zs"])]
            for iri, fact in self._concepts.items()
        }
        return widened(self.postings.themes, above)

    @cached_property
    def _functions(self) -> Pairs:
        """The functions of units, and those above: pairs of a unit and a function."""
        above = {iri: fact.above for iri, fact in self._concepts.items()}
        return pairs(
            (number, each)
            for number, unit in enumerate(self.postings.units)
            if unit in self._briefs and (function := self._briefs[unit].function)
            for each in (function, *above.get(function, ()))
        )

    @cached_property
    def _widened(self) -> Pairs:
        """The functions of assignments: pairs of an assignment and a function."""
        functions = self._functions
        order = np.argsort(functions.tasks, kind="stable")
        of_unit = np.bincount(functions.tasks, minlength=len(self.postings.units))
        first = np.concatenate([[0], np.cumsum(of_unit)])[:-1]
        unit = self.postings.unit
        times = of_unit[unit] if len(unit) else unit
        rows: Numbers = np.repeat(np.arange(len(unit)), times)
        begun = np.repeat(np.cumsum(times) - times, times)
        places = np.repeat(first[unit], times) + np.arange(len(rows)) - begun
        return Pairs(rows, functions.values[order][places], functions.names)

    @cached_property
    def _documents(self) -> Pairs:
        return self._by_document({iri: iri for iri in self.postings.documents})

    @cached_property
    def _places(self) -> Pairs:
        return self._by_document({iri: fact.jurisdiction for iri, fact in self._plans.items()})

    @cached_property
    def _years(self) -> Pairs:
        years = {iri: fact.year for iri, fact in self._plans.items()}
        return self._by_document(
            {iri: None if year is None else str(year) for iri, year in years.items()}
        )

    def _by_document(self, values: Mapping[str, str | None]) -> Pairs:
        names: dict[str, int] = {}
        numbers = [
            -1 if not (value := values.get(iri)) else names.setdefault(value, len(names))
            for iri in self.postings.documents
        ]
        if not numbers:
            return pairs(())
        found = np.array(numbers, dtype=np.int64)[self.postings.document]
        tasks = np.flatnonzero(found >= 0)
        return Pairs(tasks, found[tasks], list(names))
