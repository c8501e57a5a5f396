"""``zeren due``."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from zeren.graph.commands.desk.opened import UnitOption, day_or_today, opened_desk
from zeren.graph.commands.shared.choosing import DocumentOption, PlaceOption, YearOption, one_of
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.rows import FORMATS, Cell, Column, write_csv, write_table
from zeren.graph.commands.shared.talk import console, print_json, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren.graph.desk.due import DueItem
    from zeren.graph.model.facts import Facts

_FORMATS = (*FORMATS, "ics")
_TO_DO = {"late", "open", "not-started", "underway"}


def due(
    start: Annotated[
        str | None, typer.Option("--from", help="The first day (default: today).", metavar="DATE")
    ] = None,
    within: Annotated[
        str | None,
        typer.Option(help="How far from there: 30d, 2w, 3m. Default: all.", metavar="SPAN"),
    ] = None,
    unit: UnitOption = None,
    document: DocumentOption = None,
    year: YearOption = None,
    place: PlaceOption = None,
    late: Annotated[
        bool, typer.Option("--late", help="What was due before that day and is not done.")
    ] = False,
    todo: Annotated[
        bool, typer.Option("--todo", help="Leave out what was reported as done.")
    ] = False,
    store: StoreOption = STORE,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write a calendar (.ics) or a table (.csv).", metavar="FILE"
        ),
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="table, csv, json or ics.", metavar="FORMAT")
    ] = None,
) -> None:
    """List what falls due by its day: tasks and targets, with a number or without.

    What was reported with `zeren ledger --import` says how far a task is; what nobody has
    reported on is open, and late when its day has gone.
    """
    from zeren.graph.desk.calendar import calendar
    from zeren.graph.desk.due import after
    from zeren.graph.desk.due import due as due_of
    from zeren.graph.errors import GraphError
    from zeren.graph.model.progress import status_of_tasks
    from zeren.graph.output.writing import write_stream

    ending = output.suffix.lower().removeprefix(".") if output else "table"
    form = one_of(format or ending, _FORMATS, "format")
    if output is not None and form == "table":
        raise GraphError("a table is for the screen", "name a file .csv or .ics", usage=True)
    if late and within:
        raise GraphError("--late looks back and --within ahead", "use one of them", usage=True)
    desk = opened_desk(store, document, year, place)
    day = day_or_today(start)
    found = due_of(
        desk.facts,
        status_of_tasks(desk.reports),
        day,
        first=None if late else day,
        last=day - timedelta(days=1) if late else after(day, within) if within else None,
        units=desk.units(unit),
        documents=desk.taken.documents,
    )
    if late or todo:
        found = [item for item in found if item.state in ({"late"} if late else _TO_DO)]
    if form == "ics":
        write_stream([calendar(desk.facts, found)], output, sys.stdout.buffer)
    else:
        _write(desk.facts, found, form, output)
    without = len(desk.taken.tasks) - len({item.task for item in found if item.task})
    say(f"{len(found)} due; {without} of {len(desk.taken.tasks)} tasks have nothing due then")


_COLUMNS = (
    Column("时限 due", "due"),
    Column("状态 state", "state"),
    Column("编号 no.", "number"),
    Column("任务 task", "name"),
    Column("指标 targets", "targets"),
    Column("单位 units", "units"),
    Column("文件 document", "plan"),
    Column("", "task", shown=False),
    Column("", "document", shown=False),
)


def _write(facts: Facts, found: Sequence[DueItem], form: str, output: Path | None) -> None:
    from zeren.graph.desk.words import STATES_ZH
    from zeren.graph.output.csv_text import csv_bytes
    from zeren.graph.output.writing import write_stream

    def cells(item: DueItem, *, shown: bool) -> list[Cell]:
        roles = (
            ("lead", "responsible") if shown else ("lead", "responsible", "cooperating", "guiding")
        )
        plan = facts.documents[item.document].name
        return [
            item.day.isoformat(),
            STATES_ZH[item.state] if shown else item.state,
            item.number,
            item.name,
            item.what,
            item.who(*roles),
            plan,
            item.task,
            item.document,
        ]

    if form == "json":
        names = [column.name for column in _COLUMNS]
        content = [
            {**dict(zip(names, cells(item, shown=False), strict=True)),
             "units": {role: list(labels) for role, labels in item.units.items()},
             "own_deadline": item.own}
            for item in found
        ]  # fmt: skip
        print_json(content)
    elif output is not None:
        names = [column.name for column in _COLUMNS]
        rows = [cells(item, shown=False) for item in found]
        write_stream([csv_bytes(names, rows)], output, sys.stdout.buffer)
    elif form == "csv":
        write_csv(_COLUMNS, [cells(item, shown=False) for item in found])
    else:
        write_table(console(sys.stdout), _COLUMNS, [cells(item, shown=True) for item in found])
