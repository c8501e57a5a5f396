"""What a sample that people coded says of the whole store: precision and recall, with intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

from zeren.graph.analysis.measures.agreement.resampling import DRAWS, Estimate, resampled_sums
from zeren.graph.analysis.validity.coders import ZEREN, Codes, Coding
from zeren.graph.analysis.validity.sheet import Row
from zeren.graph.errors import GraphError
from zeren.graph.model.facts import AssignmentFact, Facts
from zeren.ontology.terms import BASE

CATEGORIES = ("units", "names", "sectors", "targets")
"""``units`` are names with their role, ``names`` those without."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The estimates of one category, from how many tasks of the sample, with how many codes."""

    category: str
    tasks: int
    codes: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True)
class _Item:
    """One coded task: what its counts stand for, by category."""

    stratum: str
    weight: float
    counts: Mapping[str, tuple[int, int, int]]


def zeren_codes(facts: Facts, task: str) -> Codes:
    """Return what Zeren read of a task (an IRI), as a coder would have given it."""
    fact = facts.tasks[task]
    return {
        "units": frozenset(
            (part.local_name or part.written, part.role) for part in _explicit(facts, task)
        ),
        "sectors": frozenset((sector.rpartition("#")[2],) for sector in fact.sectors),
        "targets": frozenset(
            (format(target.value.normalize(), "f"), target.measure)
            for target in facts.targets_of.get(task, ())
        ),
    }


def codings(sheets: Mapping[str, Sequence[Row]], facts: Facts) -> dict[str, Coding]:
    """Return the coders by name, Zeren among them, for what they have in common.

    Names of units are those of Zeren where a coder means the same: as written, with the
    prefix put back, or in full. Raises GraphError for a task that is not in the store.
    """
    found: dict[str, Coding] = {
        name: {row.task: _meant(row, facts) for row in rows} for name, rows in sheets.items()
    }
    tasks = sorted({row.task for rows in sheets.values() for row in rows})
    return {**found, ZEREN: {task: zeren_codes(facts, BASE + task) for task in tasks}}


def estimates(
    rows: Sequence[Row], facts: Facts, *, draws: int = DRAWS, seed: int = 0
) -> tuple[Quality, ...]:
    """Return the precision and recall of the whole store, as the coded *rows* tell it.

    A task counts for as many as its stratum has, by those that were coded in it; the figures
    are ratios of such sums. Intervals come from drawing the coded tasks of each stratum
    anew. Raises GraphError without rows, or for a task that is not in the store.

    Misleads: strata of which no row was finished are not in it (:func:`covered`); what no
    coder saw, because Zeren found no task there, is not either. Few rows in a stratum make
    the intervals too narrow.

    Source: Cochran 1977, Sampling Techniques, 6.11 (the combined ratio estimate); for the
    intervals Davison & Hinkley 1997, Bootstrap Methods, 3.7.
    """
    if not rows:
        raise GraphError("no row of the sample is finished", "put 1 in the column done")
    coded = Counter(row.stratum for row in rows)
    items = []
    for row in rows:
        there, read = _meant(row, facts), zeren_codes(facts, BASE + row.task)
        counts = {
            category: _counts(there[category], read[category])
            for category in ("units", "sectors", "targets")
            if category in there
        }
        counts["names"] = _counts(
            frozenset((code[0],) for code in there["units"]),
            frozenset((code[0],) for code in read["units"]),
        )
        items.append(_Item(row.stratum, row.stratum_tasks / coded[row.stratum], counts))
    strata = [item.stratum for item in items]
    found = []
    for category in CATEGORIES:
        mine = [item for item in items if category in item.counts]
        if not mine:
            continue

        sums = [
            [item.weight * count for count in item.counts.get(category, (0, 0, 0))]
            for item in items
        ]
        figures = [
            resampled_sums(sums, figure, strata=strata, draws=draws, seed=seed)
            for figure in (_precision, _recall, _f1)
        ]
        codes = sum(item.counts[category][0] + item.counts[category][2] for item in mine)
        found.append(Quality(category, len(mine), codes, *figures))
    return tuple(found)


def covered(rows: Sequence[Row], facts: Facts) -> float:
    """Return the share of the tasks of the store that are in a stratum with a finished row."""
    sizes = {row.stratum: row.stratum_tasks for row in rows}
    return sum(sizes.values()) / len(facts.tasks) if facts.tasks else nan


def _counts(
    there: frozenset[tuple[str, ...]], read: frozenset[tuple[str, ...]]
) -> tuple[int, int, int]:
    return len(there & read), len(read - there), len(there - read)


def _precision(sums: Any) -> float:
    right, extra, _ = sums
    return float(right / (right + extra)) if right + extra else nan


def _recall(sums: Any) -> float:
    right, _, missed = sums
    return float(right / (right + missed)) if right + missed else nan


def _f1(sums: Any) -> float:
    right, extra, missed = sums
    return float(2 * right / (2 * right + extra + missed)) if sum(sums) else nan


def _meant(row: Row, facts: Facts) -> Codes:
    """Return the codes of a row, names of units as Zeren has them where they are the same."""
    iri = BASE + row.task
    if iri not in facts.tasks:
        raise GraphError(
            f"there is no task {row.task} in the store",
            "the sample is of another store, or its plan was built anew: draw it again",
        )
    known: dict[str, str] = {}
    for part in _explicit(facts, iri):
        name = part.local_name or part.written
        for other in (part.written, facts.units[part.unit].label, name):
            known[_plain(other)] = name
    units = frozenset(
        (known.get(_plain(name), name), role) for name, role in row.codes.get("units", ())
    )
    return {**row.codes, "units": units}


def _explicit(facts: Facts, task: str) -> list[AssignmentFact]:
    return [part for part in facts.assignments_of.get(task, ()) if part.basis == "explicit"]


def _plain(name: str) -> str:
    return "".join(name.split()).replace("（", "(").replace("）", ")")
