"""The facts as arrays: which task has which unit, sector, theme and month, to count at once.

A count over fifty thousand tasks is a matter of milliseconds here, so that a page can show all
its figures at each request. Tasks are numbered in the order of their documents (by IRI) and in
them by position; units, concepts and documents by their place in the lists of names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from zeren.graph.store.facts.file import Reader
from zeren.graph.store.facts.tables import (
    ASSIGNMENTS,
    ROWS,
    SECTORS,
    TARGETS,
    TASKS,
    THEMES,
    full,
)
from zeren.loaders.records import ROLES
from zeren.ontology.terms import document_iri

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
BASES: Final = ("explicit", "inherited")


@dataclass(frozen=True)
class Pairs:
    """Tasks with what they have, one pair each; ``names`` are what ``values`` are numbers of."""

    tasks: Numbers
    values: Numbers
    names: Sequence[str]

    def counts(self, wanted: Mask) -> dict[str, int]:
        """Return how many of the *wanted* tasks have each value that any has."""
        found = np.bincount(self.values[wanted[self.tasks]], minlength=len(self.names))
        return {self.names[at]: int(found[at]) for at in np.flatnonzero(found).tolist()}

    def having(self, names: Iterable[str], tasks: int) -> Mask:
        """Return which of so many *tasks* have one of the values *names*."""
        places = {name: at for at, name in enumerate(self.names)}
        wanted = [places[name] for name in names if name in places]
        mask = np.zeros(tasks, dtype=bool)
        mask[self.tasks[np.isin(self.values, wanted)]] = True
        return mask


@dataclass(frozen=True)
class Postings:
    """The tasks of a generation and what belongs to them.

    ``tasks`` are their IRIs, ``documents`` those of the documents, ``document`` the number of
    the document of each task. ``holder``, ``unit``, ``role`` and ``basis`` have a place for each
    assignment: its task, and numbers into ``units``, the roles and :data:`BASES`. ``due`` pairs
    tasks with the months ("2031-06") of their deadlines and of those of their targets;
    ``first_due`` is the first of these days, "" for none; ``targets`` the number of targets.
    """

    tasks: Sequence[str]
    documents: Sequence[str]
    document: Numbers
    units: Sequence[str]
    holder: Numbers
    unit: Numbers
    role: Numbers
    basis: Numbers
    sectors: Pairs
    themes: Pairs
    due: Pairs
    first_due: Sequence[str]
    targets: Numbers

    def __len__(self) -> int:
        return len(self.tasks)


def read_postings(reader: Reader) -> Postings:
    """Return the postings of the generation that *reader* reads."""
    documents = list(reader.documents)
    place = {number: at for at, number in enumerate(reader.documents.values())}
    rows = reader.select(f"SELECT row / {ROWS}, iri, position, deadline FROM {TASKS.name}")
    listed = sorted(
        (place[at], position, iri, due) for at, iri, position, due in rows if at in place
    )
    numbers: list[dict[str, int]] = [{} for _ in documents]
    for task, (at, _, iri, _) in enumerate(listed):
        numbers[at][iri] = task
    names = [document_iri(name) for name in documents]
    none: dict[str, int] = {}
    of_number = {number: numbers[at] for number, at in place.items()}

    def of(table: str, columns: str) -> Iterable[tuple[int, Any]]:
        query = f"SELECT row / {ROWS}, {columns} FROM {table} ORDER BY row"
        for at, owner, *more in reader.select(query):
            task = of_number.get(at, none).get(owner)
            if task is not None:
                yield task, more

    days = {task: [due] for task, (_, _, _, due) in enumerate(listed) if due}
    targets = np.zeros(len(listed), dtype=np.int64)
    for task, (deadline,) in of(TARGETS.name, "owner, deadline"):
        targets[task] += 1
        if deadline:
            days.setdefault(task, []).append(deadline)
    units: dict[str, int] = {}
    roles = {role: at for at, role in enumerate(ROLES)}
    query = f"SELECT row / {ROWS}, task, unit, role, basis FROM {ASSIGNMENTS.name} ORDER BY row"
    parts: list[int] = []
    for at, owner, unit, role, basis in reader.select(query):
        task = of_number.get(at, none).get(owner, -1)
        if task >= 0:
            parts += task, units.setdefault(unit, len(units)), roles[role], basis != BASES[0]
    columns = np.array(parts, dtype=np.int64).reshape(-1, 4).T.copy()
    return Postings(
        tasks=[names[at] + iri for at, _, iri, _ in listed],
        documents=names,
        document=np.array([at for at, *_ in listed], dtype=np.int64),
        units=[full(unit) for unit in units],
        holder=columns[0],
        unit=columns[1],
        role=columns[2],
        basis=columns[3],
        sectors=_concepts(of(SECTORS.name, "task, concept")),
        themes=_concepts(of(THEMES.name, "task, concept")),
        due=pairs((task, day[:7]) for task, found in days.items() for day in found),
        first_due=[min(days.get(task, [""])) for task in range(len(listed))],
        targets=targets,
    )


def _concepts(rows: Iterable[tuple[int, Any]]) -> Pairs:
    return pairs((task, full(concept)) for task, (concept,) in rows)


def pairs(found: Iterable[tuple[int, str]]) -> Pairs:
    """Return pairs of a task and a name, each once, in the order of tasks."""
    names: dict[str, int] = {}
    flat: list[int] = []
    for task, name in found:
        flat += task, names.setdefault(name, len(names))
    columns = np.array(flat, dtype=np.int64).reshape(-1, 2)
    size = max(1, len(names))
    every = np.sort(columns[:, 0] * size + columns[:, 1])
    once = every[firsts(every)]
    return Pairs(once // size, once % size, list(names))


def firsts(ordered: Numbers) -> Mask:
    """Return where in *ordered* numbers each of them stands first."""
    found = np.ones(len(ordered), dtype=bool)
    found[1:] = ordered[1:] != ordered[:-1]
    return found


def widened(found: Pairs, above: Mapping[str, Sequence[str]]) -> Pairs:
    """Return *found* with the names that lie *above* each name as well."""
    return pairs(
        (task, name)
        for task, value in zip(found.tasks.tolist(), found.values.tolist(), strict=True)
        for name in (found.names[value], *above.get(found.names[value], ()))
    )
