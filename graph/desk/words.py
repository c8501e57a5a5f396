"""How a unit, a number, a place in a file stand in the cells of what an office prints."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from zeren.graph.model.facts import AssignmentFact, Facts, TargetFact, TaskFact
from zeren.graph.model.progress import STATUSES, State, Status
from zeren.graph.store.catalogue.journal import Entry
from zeren.graph.store.documents.stored import line_of
from zeren.loaders.records import Role
from zeren.ontology import vocabulary

STATES_ZH: Final[dict[State, str]] = {
    "late": "逾期",
    "open": "未填报",
    "not-started": "未启动",
    "underway": "推进中",
    "done": "已完成",
}
STATUSES_ZH: Final[dict[Status, str]] = {status: STATES_ZH[status] for status in STATUSES}
INHERITED: Final = "（统一规定）"
"""Stands behind a unit that answers by a sentence said once for many tasks."""


def target_words(target: TargetFact, *, with_day: bool = True) -> str:
    """Return a target in a line: what, how much, by when where that is said.

    >>> from decimal import Decimal
    >>> target_words(TargetFact("i", "o", "覆盖率", "at-least", Decimal(60), None, "%",
    ...     None, "60%", 0, 3))
    '覆盖率 ≥60%'
    """
    upper = "" if target.upper_value is None else f"–{_figure(target.upper_value)}"
    sign = _SIGNS.get(target.comparator.removeprefix("change-"), "")
    by = f"（{target.deadline}前）" if with_day and target.deadline else ""
    return f"{target.indicator} {sign}{_figure(target.value)}{upper}{target.measure}{by}"


_SIGNS: Final = {"at-least": "≥", "at-most": "≤", "about": "≈"}
"""A change has no other sign: the indicator says in words which way it goes."""


def _figure(value: Decimal) -> str:
    """Return a number as offices write it: round ones in 万 and 亿, nothing rounded.

    >>> _figure(Decimal(8500000000)), _figure(Decimal("46000")), _figure(Decimal(12345))
    ('85亿', '4.6万', '12345')
    """
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if abs(value) >= unit and value == value.to_integral() and value % (unit // 100) == 0:
            return f"{(value / unit).normalize():f}{name}"
    return f"{value:f}"


def units_of(facts: Facts, parts: Sequence[AssignmentFact], role: Role) -> tuple[str, ...]:
    """Return the names of the units that have *role* in a task, each once."""
    found = [
        facts.units[part.unit].label + (INHERITED if part.basis == "inherited" else "")
        for part in parts
        if part.role == role
    ]
    return tuple(dict.fromkeys(found))


class Places:
    """Where tasks stand in their files, in words: page, cell or line."""

    def __init__(self, store: Path, entries: Mapping[str, Entry]) -> None:
        self._store = store
        self._entries = entries

    def of(self, document: str, task: TaskFact) -> str:
        """Return where a task of the document with that id stands; characters at the least."""
        if task.cell:
            return f"单元格 {task.cell}"
        if task.page:
            return f"第{task.page}页"
        entry = self._entries.get(document)
        line = line_of(entry, self._store, task.start) if entry else None
        return f"第{line}行" if line else f"第{task.start}–{task.end}字"


def status_of(words: str) -> Status | None:
    """Return the status that what was filled in says plainly; None where it does not.

    Plain is a word of the ontology (``zr:statusWord``) that stands alone, or before a comma or
    full stop: “已完成，见附件” says done, “已完成一半” does not.

    >>> status_of("已完成，见附件"), status_of("已完成一半"), status_of("推进中")
    ('done', None, 'underway')
    """
    begin = _END.split("".join(words.split()), maxsplit=1)[0]
    return next((status for status in STATUSES if begin in _status_words(status)), None)


@cache
def _status_words(status: Status) -> frozenset[str]:
    return frozenset(vocabulary.words("zeren.ttl", f"zr:{status}", "zr:statusWord"))


_END: Final = re.compile("[，。；;、,.（(：:！!]")
