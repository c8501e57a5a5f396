"""``zeren compare``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from zeren.graph.commands.desk.opened import Desk, opened_desk
from zeren.graph.commands.shared.choosing import PlaceOption, one_of
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.rows import FORMATS, Cell, Column, write_csv, write_table
from zeren.graph.commands.shared.talk import console, say

if TYPE_CHECKING:
    from zeren.graph.desk.years.changes import Comparison

_FORMATS = (*FORMATS, "xlsx", "html")


def compare(
    old: Annotated[
        str | None,
        typer.Argument(metavar="A", help="The earlier plan: an id, a part of its title, a year."),
    ] = None,
    new: Annotated[
        str | None,
        typer.Argument(metavar="B", help="The later one. Neither: the latest two of one title."),
    ] = None,
    place: PlaceOption = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="Leave out tasks that are the same.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write a file: .xlsx, .html, .csv or .json.", metavar="FILE"
        ),
    ] = None,
    map: Annotated[
        Path | None,
        typer.Option("--map", help="Write a map of both plans, too.", metavar="FILE.html"),
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="table, csv, json, xlsx or html.", metavar="FORMAT")
    ] = None,
    lang: Annotated[str, typer.Option(help="zh or en, of the page.")] = "zh",
    store: StoreOption = STORE,
) -> None:
    """Say what became of each task from one plan to the next: same, moved, reworded, new, dropped.

    Tasks are aligned by words, lead and place, and each pair shows its score; a task without one
    shows what comes nearest. Units that came or went and numbers that were raised or lowered are
    named, with both sentences. Two years stand for two plans of one place (`--place`).
    """
    from zeren.graph.desk.years.changes import KINDS, compared
    from zeren.graph.output.writing import write_stream

    ending = output.suffix.lower().removeprefix(".") if output else "table"
    form = one_of(format or ending, _FORMATS, "format")
    one_of(lang, ("zh", "en"), "language")
    desk = opened_desk(store, place=place)
    first, second = _pair(desk, old, new)
    found = compared(desk.facts, first, second)
    say(f"{found.old.name} ({found.old.id}) → {found.new.name} ({found.new.id})")
    if map is not None:
        _write_map(desk, found, map, lang)
    if form == "table" and output is None:
        _print(found, changed)
    elif form == "csv" and output is None:
        write_csv(*_rows(found, changed))
    else:
        write_stream([_body(found, form, lang, changed)], output, sys.stdout.buffer)
    say(", ".join(f"{found.count(kind)} {kind}" for kind in KINDS))


def _pair(desk: Desk, old: str | None, new: str | None) -> tuple[str, str]:
    from zeren.graph.desk.years.pairs import is_year, latest_pair, pair_of_years
    from zeren.graph.errors import GraphError
    from zeren.graph.maps.choosing import chosen_documents
    from zeren.ontology.terms import document_iri

    if old is None:
        return latest_pair(desk.taken.documents)
    if new is None:
        raise GraphError("there is only one plan to compare", "name two: A B", usage=True)
    if is_year(old) and is_year(new):
        return pair_of_years(desk.facts, desk.taken.documents, (int(old), int(new)))
    found = chosen_documents(desk.facts, [old, new])
    if len(found) < 2:
        raise GraphError("both names mean the same plan", "write more of each title", usage=True)
    return document_iri(found[0]), document_iri(found[1])


def _rows(found: Comparison, changed: bool) -> tuple[list[Column], list[list[Cell]]]:
    from zeren.graph.desk.years.tables import TASKS, task_rows

    rows = [list(row) for row in task_rows(found) if not changed or row[0] != "same"]
    return [Column("", name) for name in TASKS], rows  # type: ignore[return-value]


def _print(found: Comparison, changed: bool) -> None:
    from zeren.graph.desk.years.tables import kind_word, targets_line, units_line

    columns = [
        *(Column("变化 change", "kind"), Column("相似度 score", "score", numeric=True)),
        *(Column("上一份 before", "old"), Column("这一份 after", "new")),
        *(Column("指标 targets", "targets"), Column("单位 units", "units")),
    ]
    rows: list[list[Cell]] = []
    for each in found.tasks:
        if changed and each.kind == "same" and not each.units and not targets_line(each):
            continue
        rows.append(
            [
                kind_word(each),
                each.score.whole if each.score else None,
                f"{each.old.number} {each.old.name}" if each.old else "",
                f"{each.new.number} {each.new.name}" if each.new else "",
                targets_line(each).replace("\n", "；"),
                units_line(each).replace("\n", "；"),
            ]
        )
    write_table(console(sys.stdout), columns, rows)


def _body(found: Comparison, form: str, lang: str, changed: bool) -> bytes:
    if form == "xlsx":
        from zeren.graph.desk.years.tables import workbook

        return workbook(found)
    if form == "html":
        from zeren.graph.desk.years.page import page

        return page(found, lang).encode("utf-8")
    if form == "json":
        import json

        from zeren.graph.desk.years.tables import as_json

        return (json.dumps(as_json(found), ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    from zeren.graph.output.csv_text import csv_bytes

    columns, rows = _rows(found, changed)
    return csv_bytes([column.name for column in columns], rows)


def _write_map(desk: Desk, found: Comparison, path: Path, lang: str) -> None:
    from zeren.graph.maps.build import build_map
    from zeren.graph.maps.options import MapOptions
    from zeren.graph.output.writing import write_stream
    from zeren.graph.store.facts.reading import read_facts

    both = [found.old.id, found.new.id]
    options = MapOptions(view="compare", compare=(both[0], both[1]), lang=lang)
    body = build_map(read_facts(desk.store, both), options, desk.store.layout.cache)
    write_stream([body.encode("utf-8")], path, sys.stdout.buffer)
    say(f"{path} written")
