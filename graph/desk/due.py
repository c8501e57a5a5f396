"""What falls due: tasks and targets by their day, with a number or without."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zeren.graph.desk.words import target_words, units_of
from zeren.graph.errors import GraphError
from zeren.graph.model.facts import Facts, TargetFact
from zeren.graph.model.labels import ROLES_ZH
from zeren.graph.model.progress import State, Status, state_of
from zeren.loaders.records import Role

_SPAN = re.compile(r"(\d{1,5})\s*(d|w|m|天|日|周|个月|月)?")
_DAYS = {"d": 1, "天": 1, "日": 1, None: 1, "w": 7, "周": 7}
_FAR = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class DueItem:
    """What one task, or a document as a whole (``task`` None), owes on one ``day``.

    ``own`` says that the task itself names the day; ``targets`` are its numbers of that day.
    ``units`` go by role. ``state`` is as of the day that was asked on.
    """

    day: date
    document: str
    task: str | None
    number: str
    name: str
    own: bool
    targets: tuple[TargetFact, ...]
    units: Mapping[Role, tuple[str, ...]]
    state: State

    @property
    def what(self) -> str:
        """The targets in words; empty where only the task has the day."""
        return "；".join(target_words(target, with_day=False) for target in self.targets)

    def who(self, *roles: Role) -> str:
        """Return the units in *roles* in one line, lead before responsible."""
        parts = [
            f"{ROLES_ZH[role]}：{'、'.join(self.units[role])}"
            for role in roles
            if role in self.units
        ]
        return "；".join(parts)


def due(
    facts: Facts,
    statuses: Mapping[str, Status],
    today: date,
    *,
    first: date | None = None,
    last: date | None = None,
    units: Collection[str] = (),
    documents: Collection[str] | None = None,
) -> list[DueItem]:
    """Return what falls due from *first* to *last* (both counted; None: open), by day.

    *statuses* are what was reported of tasks, *units* leave only tasks that name one of these
    (IRIs) and *documents* only those of these documents (IRIs). Of a task with a day of its own
    and targets of the same day there is one item.
    """
    owed: dict[tuple[date, str], list[TargetFact]] = defaultdict(list)
    wanted = facts.documents.keys() if documents is None else set(documents)
    for target in facts.targets:
        if target.deadline is not None:
            owed[target.deadline, target.owner].append(target)
    for task in facts.tasks.values():
        if task.deadline is not None:
            owed.setdefault((task.deadline, task.iri), [])
    found = [
        item
        for (day, owner), targets in owed.items()
        if (first or date.min) <= day <= (last or _FAR)
        and (item := _item(facts, statuses, today, day, owner, targets, units))
        and item.document in wanted
    ]
    return sorted(found, key=lambda item: (item.day, item.document, _position(facts, item)))


def _item(
    facts: Facts,
    statuses: Mapping[str, Status],
    today: date,
    day: date,
    owner: str,
    targets: Sequence[TargetFact],
    units: Collection[str],
) -> DueItem | None:
    task = facts.tasks.get(owner)
    if task is None:
        document = facts.documents.get(owner)
        if document is None or units:
            return None
        # Nobody can report on a plan as a whole: it is never late.
        return DueItem(day, owner, None, "", document.name, False, tuple(targets), {}, "open")
    parts = facts.assignments_of.get(owner, ())
    if units and not any(part.unit in units for part in parts):
        return None
    named = {role: units_of(facts, parts, role) for role in ROLES_ZH}
    return DueItem(
        day=day,
        document=task.document,
        task=task.iri,
        number=task.number,
        name=task.name,
        own=task.deadline == day,
        targets=tuple(sorted(targets, key=lambda target: target.start)),
        units={role: labels for role, labels in named.items() if labels},
        state=state_of(statuses.get(owner), day, today),
    )


def _position(facts: Facts, item: DueItem) -> int:
    return facts.tasks[item.task].position if item.task else 0


def with_parts(facts: Facts, unit: str) -> set[str]:
    """Return a unit and all units that are part of it (IRIs)."""
    found = {unit}
    for iri, fact in facts.units.items():
        above, seen = fact.parent, {iri}
        while above and above not in seen:
            if above == unit:
                found.add(iri)
                break
            seen.add(above)
            parent = facts.units.get(above)
            above = parent.parent if parent else None
    return found


def day_of(words: str, what: str = "day") -> date:
    """Return the day that *words* write. Raises GraphError.

    >>> day_of("2031-6-30")
    datetime.date(2031, 6, 30)
    """
    found = re.fullmatch(r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s*", words)
    try:
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise GraphError(f"{words!r} is no {what}", "write it as 2031-06-30", usage=True)


def after(start: date, span: str) -> date:
    """Return the last day of a *span* that begins on *start*: 30d, 2w, 3m, 30天. Raises GraphError.

    >>> after(date(2031, 1, 31), "1m"), after(date(2031, 1, 1), "30d")
    (datetime.date(2031, 2, 28), datetime.date(2031, 1, 31))
    """
    found = _SPAN.fullmatch(span.strip().lower())
    if not found:
        raise GraphError(f"{span!r} is no span of time", "write it as 30d, 2w or 3m", usage=True)
    count = int(found[1])
    try:
        if found[2] in _DAYS:
            return start + timedelta(days=count * _DAYS[found[2]])
        month = start.month - 1 + count
        year, month = start.year + month // 12, month % 12 + 1
        ends = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        return date(year, month, min(start.day, ends))
    except (ValueError, OverflowError):
        return _FAR


def window(words: str, today: date) -> tuple[date | None, date]:
    """Return the first and last day of a time: a year, a month, a span, or all up to a day.

    >>> window("2031-06", date(2031, 1, 1))
    (datetime.date(2031, 6, 1), datetime.date(2031, 6, 30))
    >>> window("2031-06-15", date(2031, 1, 1))
    (None, datetime.date(2031, 6, 15))
    """
    text = words.strip()
    if re.fullmatch(r"\d{4}年?", text):
        return date(int(text[:4]), 1, 1), date(int(text[:4]), 12, 31)
    if found := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", text):
        first = day_of(f"{found[1]}-{found[2]}-1", "month")
        return first, after(first, "1m") - timedelta(days=1)
    if re.match(r"\d{4}[-/.年]", text):
        return None, day_of(text)
    return today, after(today, text)
