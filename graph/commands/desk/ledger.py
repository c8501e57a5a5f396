"""``zeren ledger``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from zeren.graph.commands.desk.opened import Desk, UnitOption, day_or_today, opened_desk
from zeren.graph.commands.shared.choosing import DocumentOption, PlaceOption, YearOption
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.talk import say

if TYPE_CHECKING:
    from zeren.graph.desk.ledger.book import Ledger


def ledger(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="A workbook (.xlsx), or Word (.docx) for one --unit.",
            metavar="FILE",
        ),
    ] = None,
    document: DocumentOption = None,
    year: YearOption = None,
    place: PlaceOption = None,
    unit: UnitOption = None,
    due: Annotated[
        str | None,
        typer.Option(
            help="Only tasks due then: 2031, 2031-06, up to 2031-06-30, or within 30d.",
            metavar="TIME",
        ),
    ] = None,
    filled: Annotated[
        Path | None,
        typer.Option("--import", help="Take in a ledger that was filled in.", metavar="FILE.xlsx"),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            help="With --import: who filled it in (default: whom the file names).", metavar="NAME"
        ),
    ] = "",
    on: Annotated[
        str | None,
        typer.Option(
            help="With --import: the day that it is the state of (default: now).", metavar="DATE"
        ),
    ] = None,
    store: StoreOption = STORE,
) -> None:
    """Write the ledger (台账) of the tasks, or take in one that was filled in.

    One row a task: on a sheet for all, on one for each department, and what is due by month.
    进展, 完成情况 and 备注 are left to fill in. --import keeps what stands there beside the plans,
    dated and with its cells; the plans stay as they are. Rows that are not known again are named.
    """
    from zeren.graph.errors import GraphError

    if filled is not None:
        if output or unit or due or document or year or place:
            raise GraphError(
                "--import takes the whole file", "give no other option but --by, --on", usage=True
            )
        _take_in(opened_desk(store), filled, by, on)
        return
    if output is None:
        raise GraphError("nothing to write is named", "-o FILE.xlsx, or --import FILE", usage=True)
    form = output.suffix.lower()
    if form not in {".xlsx", ".docx"}:
        raise GraphError(f"{output} is no ledger's name", "end it in .xlsx or .docx", usage=True)
    if form == ".docx" and len(unit or ()) != 1:
        raise GraphError("a Word ledger is for one unit", "name it with --unit", usage=True)
    _write(opened_desk(store, document, year, place), output, unit, due)


def _write(desk: Desk, output: Path, unit: list[str] | None, due: str | None) -> None:
    from zeren.graph.analysis.workload import find_unit
    from zeren.graph.desk.ledger.book import SHEETS, workbook
    from zeren.graph.desk.ledger.word import document as word
    from zeren.graph.errors import GraphError
    from zeren.graph.output.writing import write_stream

    made = _ledger(desk, unit, due)
    if not made.rows:
        raise GraphError(
            "no task fits, there is nothing to write", "choose less; see `zeren due` and `workload`"
        )
    if output.suffix.lower() == ".docx":
        body = word(made, find_unit(desk.taken, (unit or [""])[0]))
        said = f"{output}: {len(made.rows)} tasks"
    else:
        body = workbook(made)
        departments = made.departments()
        said = f"{output}: {len(made.rows)} tasks, {min(len(departments), SHEETS)} departments"
        if len(departments) > SHEETS:
            say(
                f"zeren: note: {len(departments) - SHEETS} departments with few tasks have no sheet"
                " of their own; next: choose plans, or name one with --unit"
            )
    write_stream([body], output, sys.stdout.buffer)
    say(said)
    if output.suffix.lower() == ".xlsx":  # Word is not taken back
        say(f"next: fill it in, then `zeren ledger --import {output}`")


def _ledger(desk: Desk, unit: list[str] | None, due: str | None) -> Ledger:
    from zeren.graph.desk.due import due as due_of
    from zeren.graph.desk.due import window
    from zeren.graph.desk.ledger.book import Ledger
    from zeren.graph.desk.ledger.rows import ledger_rows
    from zeren.graph.desk.words import Places
    from zeren.graph.model.progress import latest, status_of_tasks
    from zeren.graph.store.opening import documents

    today = day_or_today(None)
    first, last = window(due, today) if due else (None, None)
    units, taken = desk.units(unit), desk.taken.documents
    places = Places(desk.store.layout.root, documents(desk.store.layout.root))
    choice = {"documents": taken, "units": units, "first": first, "last": last}
    rows = ledger_rows(desk.facts, places, **choice)  # type: ignore[arg-type]
    items = due_of(desk.facts, status_of_tasks(desk.reports), today, **choice)  # type: ignore[arg-type]
    named = [fact.name for fact in taken.values()]
    title = named[0] if len(named) == 1 else f"{len(named)}份文件"
    return Ledger(
        desk.facts,
        f"{title}责任台账",
        rows,
        items,
        latest(desk.reports),
        sorted(units) if units else None,
    )


def _take_in(desk: Desk, path: Path, by: str, on: str | None) -> None:
    from zeren.graph.desk.ledger.filled import read_filled
    from zeren.graph.errors import GraphError, os_reason
    from zeren.graph.output.spans import harmless
    from zeren.graph.store.opening import open_store
    from zeren.graph.store.progress import add_reports

    try:
        data = path.read_bytes()
    except OSError as error:
        raise GraphError(f"{path} cannot be read: {os_reason(error)}", "name another") from error
    at = datetime.combine(day_or_today(on), time.max).astimezone() if on else datetime.now(UTC)
    at = at.replace(microsecond=0)
    found = read_filled(data, path.name, desk.facts, desk.reports, by=by, at=at)
    if found.reports:
        add_reports(desk.store.layout, found.reports, data)
        open_store(desk.store.layout.root)  # queries and a server see them from now on
    for row in found.refused:
        say(harmless(f"zeren: error: {path.name}: {row.where}: {row.why}").replace("\n", " "))
    parts = [f"{len(found.reports)} taken in"]
    if found.known:
        parts.append(f"{found.known} known already")
    if found.refused:
        parts.append(f"{len(found.refused)} not taken")
    say(f"{path}: {', '.join(parts)}")
    say("next: zeren due --late, or zeren query late-tasks")
    if found.refused:
        raise typer.Exit(1)
