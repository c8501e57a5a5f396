"""A filled ledger read back: what stands in its columns, as reports beside the plans.

A row is known by the task that its hidden column names, and is held against the plan by its
quote: who sorted half of a table, or whose plan was read anew meanwhile, is told so, and nothing
is stored under a task that it was not said of.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from zeren.graph.desk.ledger.columns import FILLED, QUOTE, TASK_KEY, UNIT_KEY
from zeren.graph.desk.ledger.rows import shown_quote
from zeren.graph.desk.words import status_of
from zeren.graph.errors import GraphError
from zeren.graph.model.facts import Facts
from zeren.graph.model.progress import Report, latest
from zeren.loaders.errors import ZerenError
from zeren.loaders.records import ROLES, Role
from zeren.loaders.sources import archives

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS: Final = 200_000
_WORDS: Final = 20_000  # of one cell


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken: where it stands, and why not."""

    where: str
    why: str


@dataclass(slots=True)
class Filled:
    """What a ledger says: new ``reports``, rows that say nothing new, and rows not taken."""

    reports: list[Report] = field(default_factory=list)
    known: int = 0
    refused: list[Refused] = field(default_factory=list)


def read_filled(
    data: bytes, name: str, facts: Facts, reports: Sequence[Report], *, by: str, at: datetime
) -> Filled:
    """Return what is filled in in the workbook *data* (file *name*) that *reports* do not say yet.

    *by* is who says it ("" for whom the file names as its last editor), *at* of what moment it
    is. Raises GraphError when the file is no workbook, or no ledger.
    """
    from openpyxl import load_workbook

    try:
        safe = archives.harmless(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on parts that nobody here looks at
            book = load_workbook(io.BytesIO(safe), read_only=True, data_only=True, keep_links=False)
    except ZerenError as error:
        raise GraphError(f"{name} cannot be read: {error.what}", _NEXT) from error
    except Exception as error:  # openpyxl raises what its parts raise
        raise GraphError(
            f"{name} is no workbook: {type(error).__name__}: {' '.join(str(error).split())}", _NEXT
        ) from error
    editor = by or str(book.properties.lastModifiedBy or "").strip() or "不详"
    last = latest(reports)
    found, ledgers = Filled(), 0
    for sheet in book.worksheets:
        heads = _heads(sheet)
        if TASK_KEY not in heads:
            continue
        ledgers += 1
        for report in _rows(sheet, heads, facts, found, (name, editor, at)):
            before = last.get((report.task, report.unit))
            if before is not None and before.words == report.words:
                found.known += 1
            else:
                found.reports.append(report)
    if not ledgers:
        raise GraphError(
            f"{name} is no ledger of zeren: no sheet has the column {TASK_KEY}",
            "fill in a file that `zeren ledger -o FILE.xlsx` wrote, and leave its hidden columns",
        )
    return found


_NEXT = "save it again as .xlsx in a spreadsheet program"


def _lines(sheet: Worksheet) -> Iterator[Sequence[Any]]:
    """Yield the rows below the heading, as far as a ledger can reach."""
    return islice(sheet.iter_rows(min_row=2), _ROWS)


def _heads(sheet: Worksheet) -> dict[str, int]:
    row = next(sheet.iter_rows(min_row=1, max_row=1, values_only=True), ())
    return {str(value).strip(): at for at, value in enumerate(row) if value is not None}


def _rows(
    sheet: Worksheet,
    heads: Mapping[str, int],
    facts: Facts,
    found: Filled,
    said: tuple[str, str, datetime],
) -> Iterator[Report]:
    from openpyxl.utils import get_column_letter

    lost = [heading for heading in (QUOTE, *FILLED) if heading not in heads]
    if lost:
        found.refused.append(Refused(sheet.title, f"没有“{'”“'.join(lost)}”栏，整张表未收"))
        return
    places = [heads[heading] for heading in FILLED]
    seen: dict[tuple[str, str | None], int] = {}
    name, by, at = said
    for number, row in enumerate(_lines(sheet), start=2):
        if len(row) <= max(heads.values()):
            continue
        words = [_shown(row[place]) for place in places]
        if not any(words):
            continue
        cells = f"{sheet.title}!" + ",".join(
            f"{get_column_letter(place + 1)}{number}"
            for place, word in zip(places, words, strict=True)
            if word
        )
        task, unit = _shown(row[heads[TASK_KEY]]), None
        if UNIT_KEY in heads:
            unit = _shown(row[heads[UNIT_KEY]]) or None
        why = _against(facts, task, unit, _shown(row[heads[QUOTE]]))
        if not why and (before := seen.get((task, unit))):
            why = f"与第{before}行是同一任务，只收第一行"
        if why:
            found.refused.append(Refused(cells, why))
            continue
        seen[task, unit] = number
        yield Report(
            task=task,
            unit=unit,
            roles=_roles(facts, task, unit),
            status=status_of(words[1]),
            progress=words[0],
            completion=words[1],
            remark=words[2],
            at=at,
            by=by,
            file=name,
            cells=cells,
        )


def _against(facts: Facts, task: str, unit: str | None, quote: str) -> str:
    """Return why a row cannot be taken; "" where it can."""
    if not task:
        return "行里没有任务标识（新加的行不收）"
    fact = facts.tasks.get(task)
    if fact is None:
        return f"库里没有这项任务：{task}"
    if _plain(quote) != _plain(shown_quote(fact.quote)):
        return "原文与库里的不同：行被改过、错位，或文件已重新读取"
    if unit is not None and unit not in facts.units:
        return f"库里没有这个单位：{unit}"
    return ""


def _plain(text: str) -> str:
    return "".join(text.replace("\ufffd", "").split())


def _roles(facts: Facts, task: str, unit: str | None) -> tuple[Role, ...]:
    has = {part.role for part in facts.assignments_of.get(task, ()) if part.unit == unit}
    return tuple(role for role in ROLES if role in has)


def _shown(cell: Any) -> str:
    """Return the words of a cell, what people type into it as they would read it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return str(value) if value.time() != time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float | int):
        percent = "%" in str(cell.number_format)
        return f"{value * 100:g}%" if percent else f"{value:g}"
    return str(value).strip()[:_WORDS]
