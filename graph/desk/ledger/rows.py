"""The rows of the ledger: all that an office wants to see of a task, in one line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from zeren.graph.desk.words import INHERITED, Places, target_words, units_of
from zeren.graph.model.facts import AssignmentFact, Facts, TaskFact
from zeren.graph.model.labels import ROLES_ZH
from zeren.graph.output.spans import harmless
from zeren.loaders.records import ROLES, Role

QUOTE_MOST: Final = 1200
"""Characters of a quote that a cell shows: more would not fit on a printed row."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One task. ``holders`` are the units (IRIs) with their roles, ``units`` their names by role.

    ``deadline`` is the task's own, else the last day of its targets. ``place`` says where the
    ``quote`` stands in the file.
    """

    task: str
    document: str
    plan: str
    number: str
    name: str
    units: Mapping[Role, tuple[str, ...]]
    holders: Mapping[str, tuple[Role, ...]]
    targets: tuple[str, ...]
    deadline: date | None
    quote: str
    place: str
    themes: str
    sectors: str

    def who(self, role: Role) -> str:
        """Return the units in *role*, with 、 between."""
        return "、".join(self.units.get(role, ()))

    def role_of(self, unit: str) -> str:
        """Return the roles of a unit in words."""
        return "、".join(ROLES_ZH[role] for role in self.holders.get(unit, ()))


def ledger_rows(
    facts: Facts,
    places: Places,
    *,
    documents: Collection[str] | None = None,
    units: Collection[str] = (),
    first: date | None = None,
    last: date | None = None,
) -> list[LedgerRow]:
    """Return the rows of the tasks in *facts*, plan after plan, in their order.

    *documents* (IRIs) and *units* (IRIs: tasks that name one of them) choose; so do *first* and
    *last*: tasks that have a day, of their own or of a target, from the one to the other.
    """
    tasks = sorted(facts.tasks.values(), key=lambda task: (task.document, task.position))
    rows = []
    for task in tasks:
        if documents is not None and task.document not in documents:
            continue
        parts = facts.assignments_of.get(task.iri, ())
        if units and not any(part.unit in units for part in parts):
            continue
        days = [
            day for day in _days(facts, task) if (first or date.min) <= day <= (last or date.max)
        ]
        if (first or last) and not days:
            continue
        rows.append(_row(facts, places, task, parts))
    return rows


def shown_quote(quote: str) -> str:
    r"""Return the words of the source as a cell holds them: in lines, cut where there are many.

    The same words give the same cell, so that a filled row can be held against the plan.

    >>> shown_quote(" 一、推进 \r\n\r\n 改造。")
    '一、推进\n改造。'
    """
    lines = [" ".join(line.split()) for line in harmless(quote).split("\n")]
    text = "\n".join(filter(None, lines))
    return text if len(text) <= QUOTE_MOST else f"{text[: QUOTE_MOST - 1]}…"


def busiest(facts: Facts, rows: Iterable[LedgerRow]) -> list[tuple[str, list[LedgerRow]]]:
    """Return the units of *rows* (IRIs) with their rows: who has most comes first."""
    found: dict[str, list[LedgerRow]] = {}
    for row in rows:
        for unit in row.holders:
            found.setdefault(unit, []).append(row)
    return sorted(
        found.items(), key=lambda each: (-len(each[1]), facts.units[each[0]].label, each[0])
    )


def _row(
    facts: Facts, places: Places, task: TaskFact, parts: Sequence[AssignmentFact]
) -> LedgerRow:
    document = facts.documents[task.document]
    roles: dict[str, set[Role]] = {}
    for part in parts:
        roles.setdefault(part.unit, set()).add(part.role)
    return LedgerRow(
        task=task.iri,
        document=task.document,
        plan=document.name,
        number=task.number,
        name=task.name,
        units={role: units_of(facts, parts, role) for role in ROLES},
        holders={unit: tuple(role for role in ROLES if role in has) for unit, has in roles.items()},
        targets=tuple(map(target_words, facts.targets_of.get(task.iri, ()))),
        deadline=task.deadline or max(_days(facts, task), default=None),
        quote=shown_quote(task.quote),
        place=places.of(document.id, task),
        themes=_labels(facts, task.themes),
        sectors=_labels(facts, task.sectors),
    )


def _days(facts: Facts, task: TaskFact) -> list[date]:
    days = [task.deadline, *(each.deadline for each in facts.targets_of.get(task.iri, ()))]
    return [day for day in days if day is not None]


def _labels(facts: Facts, concepts: Iterable[str]) -> str:
    return "、".join(facts.concepts[each].label for each in concepts if each in facts.concepts)


__all__ = ["INHERITED", "LedgerRow", "busiest", "ledger_rows", "shown_quote"]
