"""``zeren workload``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from zeren.graph.commands.shared.choosing import (
    BASIS,
    COLLECTIVES,
    BasisOption,
    CollectivesOption,
    DocumentOption,
    PlaceOption,
    RoleOption,
    YearOption,
    choice_from,
    counted_line,
    one_of,
)
from zeren.graph.commands.shared.opening import opened_store
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.rows import FORMATS, Cell, Column, write_csv, write_table
from zeren.graph.commands.shared.talk import console, print_json, say

if TYPE_CHECKING:
    from zeren.graph.analysis.choice import Chosen
    from zeren.graph.analysis.concentration import Concentration
    from zeren.graph.analysis.deadlines import Due
    from zeren.graph.analysis.measures.bootstrap import Interval
    from zeren.graph.analysis.workload import By, Load, Reason

_TOP = 20


def workload(
    by: Annotated[
        str | None,
        typer.Option(
            help="unit (the default), function, document, place, year, sector or theme.",
            metavar="GROUP",
        ),
    ] = None,
    store: StoreOption = STORE,
    document: DocumentOption = None,
    year: YearOption = None,
    place: PlaceOption = None,
    role: RoleOption = None,
    basis: BasisOption = BASIS,
    collectives: CollectivesOption = COLLECTIVES,
    deadlines: Annotated[
        bool, typer.Option("--deadlines", help="The targets that fall due, month by month.")
    ] = False,
    concentration: Annotated[
        bool,
        typer.Option("--concentration", help="How unequally the work falls to the units."),
    ] = False,
    of: Annotated[
        str,
        typer.Option(help="With --concentration: load, tasks or led.", metavar="WHAT"),
    ] = "load",
    why: Annotated[
        str | None,
        typer.Option(help="The tasks behind the figures of one unit.", metavar="UNIT"),
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="Rows: 20 in a table, else all.", metavar="N")
    ] = None,
    draws: Annotated[
        int, typer.Option(min=0, help="Draws behind an interval.", metavar="N")
    ] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="For whatever is drawn.", metavar="N")] = 0,
    format: Annotated[str, typer.Option(help="table, csv or json.", metavar="FORMAT")] = "table",
) -> None:
    """Say how much each unit carries: tasks by role, shares of tasks, targets, breadth.

    A task of n units counts 1/n for each as load, so that loads add up to tasks. Every
    figure can be opened: --why UNIT shows its tasks with the words of the plan, and
    json lists the tasks of every row.
    """
    from zeren.graph.analysis.choice import chosen
    from zeren.graph.analysis.concentration import GROUPS, OF
    from zeren.graph.analysis.concentration import concentration as concentration_of
    from zeren.graph.analysis.deadlines import deadlines as deadlines_of
    from zeren.graph.analysis.workload import BY
    from zeren.graph.analysis.workload import workload as workload_of
    from zeren.graph.errors import GraphError
    from zeren.graph.store.facts.reading import read_facts

    one_of(format, FORMATS, "format")
    if sum((deadlines, concentration, why is not None)) > 1:
        raise GraphError(
            "--deadlines, --concentration and --why are three questions",
            "ask one after the other",
            usage=True,
        )
    group = one_of(by or "unit", BY, "group")
    share = one_of(of, OF, "kind of work")
    if concentration and by:
        group = one_of(by, GROUPS, "group to compare concentration between")
    opened = opened_store(store)
    facts = read_facts(opened)
    entries = [(fact.id, fact.name) for fact in facts.documents.values()]
    choice = choice_from(entries, document, year, place, role, basis, collectives)
    taken = chosen(facts, choice)
    limit = top or (_TOP if format == "table" else None)
    if why is not None:
        _why(taken, why, format, top)
    elif concentration:
        found = concentration_of(taken, group if by else None, of=share, draws=draws, seed=seed)
        _concentration(found, share, draws, format, limit)
    elif deadlines:
        _deadlines(deadlines_of(taken, group), group, format, limit)
    else:
        _loads(workload_of(taken, group), group, format, limit)
    say(counted_line(taken.counted(), choice))


_HEADINGS = {
    "unit": "单位 unit",
    "function": "职能 function",
    "document": "文件 document",
    "place": "地区 place",
    "year": "年份 year",
    "sector": "领域 sector",
    "theme": "主题 theme",
}


def _loads(found: Sequence[Load], by: By, format: str, limit: int | None) -> None:
    from dataclasses import asdict

    is_unit = by == "unit"
    columns = (
        Column(_HEADINGS[by], "label"),
        Column("", "key", shown=False),
        Column("", "function", shown=False),
        Column("", "level", shown=False),
        Column("", "place", shown=False),
        Column("", "collective", shown=False),
        Column("单位 units", "units", numeric=True, shown=not is_unit),
        Column("任务 tasks", "tasks", numeric=True),
        Column("牵头 lead", "led", numeric=True),
        Column("责任 responsible", "responsible", numeric=True),
        Column("配合 cooperating", "cooperating", numeric=True),
        Column("指导 guiding", "guiding", numeric=True),
        Column("分摊 load", "load", numeric=True),
        Column("", "load_lead", numeric=True, shown=False),
        Column("", "load_responsible", numeric=True, shown=False),
        Column("", "load_cooperating", numeric=True, shown=False),
        Column("", "load_guiding", numeric=True, shown=False),
        Column("指标 targets", "targets", numeric=True),
        Column("有期限 dated", "dated", numeric=True),
        Column("主题 themes", "themes", numeric=True, shown=by != "theme"),
        Column("", "entropy", numeric=True, shown=False),
        Column("广度 breadth", "breadth", numeric=True, shown=by != "theme"),
    )
    content = [asdict(row) for row in found[:limit]]
    _write(columns, [_cells(row, columns) for row in found], content, format, limit)


def _deadlines(found: Sequence[Due], by: By, format: str, limit: int | None) -> None:
    from dataclasses import asdict

    columns = (
        Column(_HEADINGS[by], "label"),
        Column("", "key", shown=False),
        Column("月份 month", "month"),
        Column("指标 targets", "targets", numeric=True),
        Column("任务 tasks", "tasks", numeric=True),
    )
    rows = [_cells(due, columns) for due in found]
    _write(columns, rows, [asdict(due) for due in found[:limit]], format, limit)


def _concentration(
    found: Sequence[Concentration], of: str, draws: int, format: str, limit: int | None
) -> None:
    measures: list[tuple[str, str]] = [("基尼 Gini", "gini"), ("HHI", "hhi")]
    measures += [(f"前{k}位 top {k}", f"top{k}") for k in found[0].top]

    def intervals(row: Concentration) -> Mapping[str, Interval]:
        return {"gini": row.gini, "hhi": row.hhi, **{f"top{k}": v for k, v in row.top.items()}}

    content = [
        {
            "key": row.key,
            "label": row.label,
            "units": row.units,
            "tasks": row.tasks,
            **{name: interval._asdict() for name, interval in intervals(row).items()},
        }
        for row in found
    ]
    head = (
        Column("范围 of", "label"),
        Column("", "key", shown=False),
        Column("单位 units", "units", numeric=True),
        Column("任务 tasks", "tasks", numeric=True),
    )
    if format == "csv":
        bounds = [
            Column("", f"{name}{end}", numeric=True)
            for _, name in measures
            for end in ("", "_low", "_high")
        ]
        rows: list[list[Cell]] = [
            [
                *(row.label, row.key, row.units, row.tasks),
                *(bound for interval in intervals(row).values() for bound in interval[:3]),
            ]
            for row in found
        ]
        _write((*head, *bounds), rows, content, format, limit)
        return
    columns = (*head, *(Column(heading, name) for heading, name in measures))
    cells: list[list[Cell]] = [
        [
            *(row.label, row.key, row.units, row.tasks),
            *(_bounded(name, interval) for name, interval in intervals(row).items()),
        ]
        for row in found
    ]
    _write(columns, cells, content, format, limit)
    say(
        f"shares of {of} among the units named; in brackets 95% intervals from {draws} draws"
        " of the tasks, moved by their bias"
    )


def _bounded(name: str, interval: Interval) -> str:
    decimals = 4 if name == "hhi" else 3
    value, low, high = (f"{bound:.{decimals}f}" for bound in interval[:3])
    return f"{value} [{low}, {high}]"


def _why(taken: Chosen, wanted: str, format: str, limit: int | None) -> None:
    from dataclasses import asdict

    from zeren.graph.analysis.workload import find_unit, reasons

    unit = find_unit(taken, wanted)
    label = taken.facts.units[unit].label
    found = reasons(taken, unit)
    if format == "table":
        _print_reasons(found[:limit])
        total = sum(reason.share for reason in found)
        say(f"{label}: {len(found)} task{'s' * (len(found) != 1)}, load {total:.2f}")
        return
    content = [{"unit": unit, "label": label, **asdict(reason)} for reason in found]
    columns = [Column("", name) for name in content[0]]
    rows: list[list[Cell]] = [
        [" ".join(cell) if isinstance(cell, tuple) else cell for cell in one.values()]
        for one in content
    ]
    _write(columns, rows, content, format, limit)


_ROLES = {
    "lead": "牵头 lead",
    "responsible": "责任 responsible",
    "cooperating": "配合 cooperating",
    "guiding": "指导 guiding",
}


def _print_reasons(found: Sequence[Reason]) -> None:
    """Print each task with its own words; whole, as a figure is judged by them."""
    from zeren.graph.output.spans import harmless

    lines: list[str] = []
    last = None
    for reason in found:
        if reason.document != last:
            last = reason.document
            lines.append(f"{reason.document_name} ({reason.document})")
        roles = "; ".join(
            f"{_ROLES[role]} “{_one_line(quote)}”"
            + ("" if basis == "explicit" else " (inherited 沿用)")
            for role, basis, quote in zip(reason.roles, reason.bases, reason.quotes, strict=True)
        )
        number = f"{reason.number} " if reason.number else ""
        lines += [
            f"  {number}(@{reason.position}) {reason.share:.3f}  {roles}",
            f"      {_one_line(reason.sentence)}",
        ]
    out = console(sys.stdout)
    out.file.write("".join(harmless(line) + "\n" for line in lines))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cells(row: Load | Due, columns: Sequence[Column]) -> list[Cell]:
    cells: list[Cell] = [getattr(row, column.name) for column in columns]
    return cells


def _write(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    content: Sequence[Mapping[str, Any]],
    format: str,
    limit: int | None,
) -> None:
    if format == "json":
        print_json(list(content[:limit]))
    elif format == "csv":
        write_csv(columns, rows[:limit])
    else:
        write_table(console(sys.stdout), columns, rows[:limit])
        if limit is not None and limit < len(rows):
            say(f"{len(rows)} rows (the first {limit} shown; --top N shows more)")
