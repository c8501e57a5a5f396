"""Deadlines: what falls due, for whom, in which month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zeren.graph.analysis.choice import Chosen, taken_from
from zeren.graph.analysis.workload import By, group_keys, label_of

if TYPE_CHECKING:
    from zeren.graph.model.facts import Facts


@dataclass(frozen=True, slots=True)
class Due:
    """The ``targets`` that a unit or group owes in a ``month`` ("2031-06"), in ``tasks`` tasks."""

    key: str
    label: str
    month: str
    targets: int
    tasks: int
    target_iris: tuple[str, ...]


def deadlines(source: Facts | Chosen, by: By = "unit") -> list[Due]:
    """Return the targets with a deadline by month, and in a month by unit or group.

    In a month, who owes most comes first. A target is owed by every unit of its task, so
    the sum over units is more than the targets there are. Targets of a document as a
    whole belong to no unit and are left out, as are those without a deadline.
    """
    taken = taken_from(source)
    keys = group_keys(taken, by)
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for task, ties in taken.by_task():
        for target in taken.facts.targets_of.get(task, ()):
            if target.deadline is None:
                continue
            for unit in {tie.unit for tie in ties}:
                for key, _ in keys(task, unit):
                    found[f"{target.deadline:%Y-%m}", key][target.iri] = task
    rows = [
        Due(
            key=key,
            label=label_of(taken.facts, by, key),
            month=month,
            targets=len(targets),
            tasks=len(set(targets.values())),
            target_iris=tuple(sorted(targets)),
        )
        for (month, key), targets in found.items()
    ]
    return sorted(rows, key=lambda due: (due.month, -due.targets, due.label, due.key))
