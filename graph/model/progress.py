"""What offices say of their tasks: the reports that filled ledgers hold, and what follows.

A report is beside the plan and never changes it. Of several reports on a task the latest
counts, and a unit that only cooperates or guides does not decide whether a task is done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from zeren.loaders.records import Role

Status = Literal["done", "underway", "not-started"]
STATUSES: Final[tuple[Status, ...]] = ("done", "underway", "not-started")
State = Literal["done", "late", "underway", "not-started", "open"]
"""How a task stands on a day: its status, or late; "open" where nobody has said anything."""
STATES: Final[tuple[State, ...]] = ("late", "open", "not-started", "underway", "done")


@dataclass(frozen=True, slots=True)
class Report:
    """What was filled in for one task, in one row: the words, who, when, and in which cells.

    ``unit`` is the unit whose sheet it was, with its ``roles`` in the task; None for the sheet
    of all tasks. ``status`` is None where the words do not say it plainly.
    """

    task: str
    unit: str | None
    roles: tuple[Role, ...]
    status: Status | None
    progress: str
    completion: str
    remark: str
    at: datetime
    by: str
    file: str
    cells: str

    @property
    def decides(self) -> bool:
        """Whether the report can say how far the task is: not from who only helps."""
        return not self.roles or bool({"lead", "responsible"} & set(self.roles))

    @property
    def words(self) -> tuple[str, str, str]:
        """What was filled in."""
        return self.progress, self.completion, self.remark


def status_of_tasks(reports: Iterable[Report]) -> dict[str, Status]:
    """Return the status of each task that a report gives one.

    The latest report that decides counts; of several at one moment, the one that says least
    has been done.
    """
    last: dict[str, tuple[datetime, int]] = {}
    for each in reports:
        if each.status is None or not each.decides:
            continue
        now = (each.at, STATUSES.index(each.status))
        last[each.task] = max(now, last.get(each.task, now))
    return {task: STATUSES[rank] for task, (_, rank) in last.items()}


def latest(reports: Iterable[Report]) -> Mapping[tuple[str, str | None], Report]:
    """Return the latest report on each task from each unit (None: the sheet of all tasks)."""
    found: dict[tuple[str, str | None], Report] = {}
    for each in sorted(reports, key=lambda one: (one.at, one.cells)):
        found[each.task, each.unit] = each
    return found


def by_task(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """Return the reports on each task, the latest first."""
    found: dict[str, list[Report]] = defaultdict(list)
    for each in sorted(reports, key=lambda one: (one.at, one.cells), reverse=True):
        found[each.task].append(each)
    return found


def state_of(status: Status | None, deadline: date | None, today: date) -> State:
    """Return how a task stands on the day *today*.

    >>> state_of(None, date(2031, 6, 30), date(2031, 7, 1))
    'late'
    >>> state_of("done", date(2031, 6, 30), date(2031, 7, 1))
    'done'
    """
    if status == "done":
        return "done"
    if deadline is not None and deadline < today:
        return "late"
    return status or "open"
