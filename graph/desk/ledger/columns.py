"""The columns of the ledger: what each is headed, how wide it is, what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from zeren.graph.desk.ledger.rows import LedgerRow
from zeren.graph.desk.sheets import Value

PROGRESS: Final = "进展"
COMPLETION: Final = "完成情况"
REMARK: Final = "备注"
FILLED: Final = (PROGRESS, COMPLETION, REMARK)
"""The headings of the columns that are left to be filled in."""
QUOTE: Final = "原文"
TASK_KEY: Final = "任务标识（勿改）"
UNIT_KEY: Final = "单位标识（勿改）"
"""The headings of the hidden columns, by which a row is known again."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters (a Chinese one counts two), its cells.

    ``value`` is None for what is filled in. Cells of an ``optional`` column may all be empty:
    then it is left out.
    """

    heading: str
    width: float
    value: Callable[[LedgerRow], Value] | None = None
    optional: bool = False
    centred: bool = False


PLAN: Final = Column("文件", 16, lambda row: row.plan)
COLUMNS: Final = (
    Column("编号", 7, lambda row: row.number, centred=True),
    Column("任务", 28, lambda row: row.name),
    Column("牵头单位", 16, lambda row: row.who("lead"), optional=True),
    Column("责任单位", 20, lambda row: row.who("responsible"), optional=True),
    Column("配合单位", 18, lambda row: row.who("cooperating"), optional=True),
    Column("指导单位", 14, lambda row: row.who("guiding"), optional=True),
    Column("指标和数值", 26, lambda row: "\n".join(row.targets), optional=True),
    Column("完成时限", 11.5, lambda row: row.deadline, optional=True, centred=True),
    Column(QUOTE, 56, lambda row: row.quote),
    Column("原文位置", 11, lambda row: row.place, centred=True),
    Column("领域", 11, lambda row: row.sectors, optional=True),
    Column("主题", 13, lambda row: row.themes, optional=True),
    Column(PROGRESS, 22),
    Column(COMPLETION, 12),
    Column(REMARK, 12),
)


def columns_for(rows: Sequence[LedgerRow]) -> list[Column]:
    """Return the columns that *rows* need: the plan where there are several, none all empty."""
    several = len({row.document for row in rows}) > 1
    kept = [
        column
        for column in COLUMNS
        if not column.optional or any(column.value and column.value(row) for row in rows)
    ]
    return [PLAN, *kept] if several else kept
