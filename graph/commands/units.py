"""``zeren units``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from zeren.graph.commands.shared.opening import opened_store
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.talk import console, print_json, say

if TYPE_CHECKING:
    from zeren.graph.analysis.units import UnitRow, Why

_COLUMNS = ("unit", "tasks", "mentions", "names", "rule", "function", "place")


def units(
    why: Annotated[
        str | None,
        typer.Option(
            help="Why this name stands for its unit: the rule, and what was refused.",
            metavar="NAME",
        ),
    ] = None,
    document: Annotated[
        str | None, typer.Option(help="With --why: in this document.", metavar="ID")
    ] = None,
    unresolved: Annotated[
        bool, typer.Option("--unresolved", help="Only what could not be placed, and why not.")
    ] = False,
    store: StoreOption = STORE,
    format: Annotated[str, typer.Option(help="table, json or csv.", metavar="FORMAT")] = "table",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Rows of the table to print.", metavar="N")
    ] = None,
) -> None:
    """List the units with the names that stand for them, or say why one does.

    A decision that you would make otherwise goes into a units.toml, which
    `zeren build --user-units` honours: see docs/units.md.
    """
    from zeren.graph.analysis.units import UnitRegister
    from zeren.graph.errors import GraphError

    if format not in {"table", "json", "csv"}:
        raise GraphError(f"there is no format {format!r}", "use table, json or csv", usage=True)
    if document is not None and why is None:
        raise GraphError("--document goes with --why NAME", "add --why NAME", usage=True)
    opened = opened_store(store)
    register = UnitRegister(opened)
    if why is not None:
        found = register.why(why, document)
        if format == "json":
            print_json([_why_as_json(each) for each in found])
        else:
            typer.echo("\n\n".join(_explained(each) for each in found))
        return
    rows = list(register.unresolved()) if unresolved else [(row, "") for row in register.rows]
    _print(rows, format, limit, with_reason=unresolved)


def _print(
    rows: list[tuple[UnitRow, str]], format: str, limit: int | None, *, with_reason: bool
) -> None:
    if format == "json":
        print_json([_as_json(row, reason) for row, reason in rows])
        return
    columns = (*_COLUMNS, "why not") if with_reason else _COLUMNS
    cells = [[*_cells(row), reason] if with_reason else _cells(row) for row, reason in rows[:limit]]
    if format == "csv":
        from zeren.graph.output.csv_text import csv_bytes

        lines = ([*line, row.iri] for line, (row, _) in zip(cells, rows, strict=False))
        typer.echo(csv_bytes([*columns, "iri"], lines, mark=False), nl=False)
        return
    from zeren.graph.output.tables import print_table

    print_table(console(sys.stdout), columns, cells, numeric=(1, 2))
    if limit is not None and len(rows) > limit:
        say(f"zeren: note: {len(rows) - limit} more; next: leave out --limit")


def _cells(row: UnitRow) -> list[str]:
    return [
        row.label,
        str(row.assignments),
        str(row.mentions),
        "、".join(row.names),
        " ".join(row.rules),
        row.function,
        row.place,
    ]


def _as_json(row: UnitRow, reason: str) -> dict[str, object]:
    content: dict[str, object] = {
        "unit": row.label,
        "iri": row.iri,
        "assignments": row.assignments,
        "mentions": row.mentions,
        "collective": row.collective,
        "function": row.function,
        "place": row.place,
        "level": row.level,
        "parent": row.parent,
        "names": [
            {
                "name": each.name,
                "document": each.document,
                "rule": each.rule,
                "assignments": each.assignments,
                "mentions": each.mentions,
            }
            for each in row.variants
        ],
    }
    return content | ({"why_not": reason} if reason else {})


def _explained(why: Why) -> str:
    unit = why.unit
    lines = [
        f"{why.name}  in {why.document.name} ({why.document.id})",
        f"  stands for  {unit.label}  <{unit.iri}>",
        f"  rule        {unit.rule}: {why.explained}",
    ]
    if not why.named:
        lines.append("  note        the document does not have this name; it would be read so")
    above, parent = [], unit.parent
    while parent is not None:
        above.append(parent.label)
        parent = parent.parent
    if above:
        lines.append(f"  part of     {' < '.join(above)}")
    if unit.place:
        lines.append(f"  place       {unit.place}{f' ({unit.code})' if unit.code else ''}")
    if unit.members:
        lines.append(f"  members     {'、'.join(member.label for member in unit.members)}")
    lines += [f"  plan's      {line}" for line in why.origin]
    if why.others:
        lines.append(f"  also named  {'、'.join(why.others)}")
    lines += [f"  refused     {rule}: {reason}" for rule, reason in why.refused]
    lines += [f"  too late    {rule}: would be {label}" for rule, label in why.overruled]
    lines += [f"  kept apart  {label}: near, but another name" for label in why.apart]
    return "\n".join(lines)


def _why_as_json(why: Why) -> dict[str, object]:
    unit = why.unit
    return {
        "name": why.name,
        "document": why.document.id,
        "named_there": why.named,
        "unit": unit.label,
        "iri": unit.iri,
        "rule": unit.rule,
        "rule_looks_for": why.explained,
        "part_of": unit.parent.label if unit.parent else None,
        "place": unit.place,
        "division_code": unit.code,
        "members": [member.label for member in unit.members],
        "also_named": list(why.others),
        "refused": [{"rule": rule, "reason": reason} for rule, reason in why.refused],
        "too_late": [{"rule": rule, "unit": label} for rule, label in why.overruled],
        "kept_apart": list(why.apart),
        "origin": list(why.origin),
    }
