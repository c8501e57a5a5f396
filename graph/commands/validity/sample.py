"""``zeren sample``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from zeren.graph.commands.shared.choosing import one_of
from zeren.graph.commands.shared.opening import opened_store
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.rows import FORMATS, Cell, Column, write_csv, write_table
from zeren.graph.commands.shared.talk import console, print_json, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren.graph.analysis.measures.agreement.resampling import Estimate
    from zeren.graph.analysis.validity.coders import Agreement
    from zeren.graph.analysis.validity.estimates import Quality
    from zeren.graph.model.facts import Facts

ReadOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--read", help="A sheet that was filled in; one for each annotator.", metavar="SHEET"
    ),
]
SeedOption = Annotated[int, typer.Option(min=0, help="For whatever is drawn.", metavar="N")]


def sample(
    size: Annotated[int, typer.Option("--n", "-n", min=1, help="How many tasks.")] = 200,
    by: Annotated[
        str,
        typer.Option(
            help="Strata, with commas: sector, level, year, place, document.", metavar="WHAT"
        ),
    ] = "sector",
    seed: SeedOption = 0,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The sheet: .xlsx or .csv.", metavar="SHEET"),
    ] = None,
    read: ReadOption = None,
    store: StoreOption = STORE,
    format: Annotated[
        str, typer.Option(help="With --read: table, csv or json.", metavar="FORMAT")
    ] = "table",
) -> None:
    """Draw tasks to annotate as a spreadsheet; with --read, say what it tells of the store.

    The sheet shows the words of the plan and nothing of what Zeren read. Read back, it gives
    precision and recall for the whole store, and how far annotators agree, with 95% intervals.
    """
    from zeren.graph.analysis.validity.sampling import STRATA, draw
    from zeren.graph.analysis.validity.sheet import sheet_bytes
    from zeren.graph.errors import GraphError
    from zeren.graph.output.writing import write_stream
    from zeren.graph.store.facts.reading import read_facts

    one_of(format, FORMATS, "format")
    opened = opened_store(store)
    facts = read_facts(opened)
    if read:
        if output is not None:
            raise GraphError("--read writes no sheet", "leave --output out", usage=True)
        _estimate(read, facts, format, seed)
        return
    if output is None or output.suffix.lower() not in {".xlsx", ".csv"}:
        raise GraphError(
            "a sample is a sheet to fill in", "name it with -o sample.xlsx (or .csv)", usage=True
        )
    strata = [one_of(name.strip(), STRATA, "stratum") for name in by.split(",") if name.strip()]
    drawn = draw(facts, size, strata, seed=seed)
    data = sheet_bytes(drawn, facts, excel=output.suffix.lower() == ".xlsx")
    write_stream([data], output, sys.stdout.buffer)
    count = len({each.stratum for each in drawn})
    say(f"{output}: {len(drawn)} of {len(facts.tasks)} tasks, {count} strata, seed {seed}")
    say(f"next: fill it in, then zeren sample --read {output}")


def judged(
    sheets: Sequence[Path], facts: Facts, seed: int
) -> tuple[dict[str, tuple[Quality, ...]], tuple[Agreement, ...]]:
    """Return the estimates by annotator, and how far all agree. Raises GraphError."""
    from zeren.graph.analysis.validity.coders import agreements
    from zeren.graph.analysis.validity.estimates import codings, covered, estimates
    from zeren.graph.analysis.validity.sheet import read_sheet
    from zeren.graph.errors import GraphError

    rows = {path.stem: read_sheet(path) for path in sheets}
    if len(rows) < len(sheets):
        raise GraphError("two sheets have the same name", "rename one", usage=True)
    found = {name: estimates(mine, facts, seed=seed) for name, mine in rows.items()}
    for name, mine in rows.items():
        share = covered(mine, facts)
        if share < 1:
            say(f"note: {name}: strata with a finished row hold {share:.1%} of the tasks")
    return found, agreements(codings(rows, facts), seed=seed)


def _estimate(sheets: list[Path], facts: Facts, format: str, seed: int) -> None:
    qualities, agreement = judged(sheets, facts, seed)
    if format == "json":
        print_json(
            {
                "estimates": {
                    name: [
                        {
                            **asdict(quality),
                            **{
                                figure: getattr(quality, figure)._asdict()
                                for figure in ("precision", "recall", "f1")
                            },
                        }
                        for quality in found
                    ]
                    for name, found in qualities.items()
                },
                "agreement": [
                    {
                        **asdict(each),
                        "kappa": each.kappa._asdict() if each.kappa else None,
                        "alpha": each.alpha._asdict(),
                    }
                    for each in agreement
                ],
            }
        )
        return
    columns = [
        Column("标注者 coder", "coder"),
        Column("类别 category", "category"),
        Column("任务 tasks", "tasks", numeric=True),
        Column("代码 codes", "codes", numeric=True),
        *figure_columns("精确率 precision", "precision"),
        *figure_columns("召回率 recall", "recall"),
        *figure_columns("F1", "f1"),
    ]
    cells: list[list[Cell]] = [
        [name, q.category, q.tasks, q.codes, *q.precision, *q.recall, *q.f1]
        for name, found in qualities.items()
        for q in found
    ]
    if format == "csv":
        write_csv(columns, cells)
        return
    out = console(sys.stdout)
    write_table(out, columns, cells)
    out.file.write("\n")
    write_agreement(agreement)


def figure_columns(heading: str, name: str) -> tuple[Column, ...]:
    """Return the columns of a figure with its interval."""
    return (
        Column(heading, name, numeric=True),
        Column("从 low", f"{name}_low", numeric=True),
        Column("到 high", f"{name}_high", numeric=True),
    )


def write_agreement(found: Sequence[Agreement]) -> None:
    """Write how far coders agree, as a table for people."""
    columns = [
        Column("谁 coders", "coders"),
        Column("类别 category", "category"),
        Column("任务 tasks", "tasks", numeric=True),
        Column("系数 kappa", "kind"),
        *figure_columns("κ", "kappa"),
        *figure_columns("α", "alpha"),
    ]
    cells: list[list[Cell]] = []
    for each in found:
        kappa: Sequence[Cell] = [_known(v) for v in each.kappa] if each.kappa else [None] * 3
        kind = ("Cohen" if len(each.coders) == 2 else "Fleiss") if each.kappa else "-"
        alpha: Estimate = each.alpha
        cells.append(
            [" + ".join(each.coders), each.category, each.tasks, kind, *kappa, *map(_known, alpha)]
        )
    write_table(console(sys.stdout), columns, cells)


def _known(value: float) -> float | None:
    return None if value != value else value
