"""``zeren codes``."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer
from zeren.graph.commands.shared.choosing import (
    BASIS,
    COLLECTIVES,
    PlaceOption,
    YearOption,
    choice_from,
    one_of,
)
from zeren.graph.commands.shared.opening import opened_store
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.rows import FORMATS, Cell, Column, write_csv, write_table
from zeren.graph.commands.shared.talk import console, print_json, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren.graph.analysis.choice import Chosen

_OF = ("obligation", "instruments", "attention", "tasks")


def codes(
    of: Annotated[
        str,
        typer.Option(help="obligation, instruments, attention; tasks, with evidence.", metavar="S"),
    ] = "obligation",
    by: Annotated[
        str, typer.Option(help="attention: year, place or level.", metavar="WHAT")
    ] = "year",
    year: YearOption = None,
    place: PlaceOption = None,
    store: StoreOption = STORE,
    format: Annotated[str, typer.Option(help="table, csv or json.", metavar="FORMAT")] = "table",
) -> None:
    """Code tasks by their words: how binding (必须 … 探索), by what instruments, in which sectors.

    The words and their sources are in ontology/vocab/obligation.ttl and instruments.ttl.
    `--of tasks --format csv` has each task with the words that show it.
    """
    from zeren.graph.analysis.choice import chosen
    from zeren.graph.analysis.networks.slices import SLICES
    from zeren.graph.store.facts.reading import read_facts

    one_of(format, FORMATS, "format")
    what = one_of(of, _OF, "coding")
    slice_by = one_of(by, SLICES, "way to slice")
    facts = read_facts(opened_store(store))
    taken = chosen(facts, choice_from((), None, year, place, None, BASIS, COLLECTIVES))
    if what == "attention":
        from zeren.graph.analysis.text.attention import attention

        found = attention(taken, slice_by)
        columns = [
            Column(slice_by, "slice"),
            Column("领域 sector", "label"),
            Column("任务 tasks", "tasks", numeric=True),
            Column("占比 share", "share", numeric=True),
            Column("广度 breadth", "breadth", numeric=True),
        ]
        rows: list[list[Cell]] = [
            [row.slice, row.label, row.tasks, row.share, row.breadth] for row in found
        ]
    else:
        columns, rows = _coded(taken, what)
    if format == "json":
        print_json([dict(zip((c.name for c in columns), row, strict=True)) for row in rows])
    elif format == "csv":
        write_csv(columns, rows)
    else:
        write_table(console(sys.stdout), columns, rows)
    say(f"coded: {len(taken.tasks)} tasks of {len(taken.documents)} documents, by their words")


def _coded(taken: Chosen, what: str) -> tuple[list[Column], list[list[Cell]]]:
    from zeren.graph.analysis.text.codes import code_tasks, instrument_scheme, obligation_scheme
    from zeren.ontology.terms import BASE

    found = code_tasks(taken)
    if what == "tasks":
        names = ("task", "obligation", "degree", "words", "instruments", "instrument_words")
        return [Column(name, name, numeric=name == "degree") for name in names], [
            [
                row.task.removeprefix(BASE),
                row.obligation,
                row.degree,
                " ".join(each.word for each in row.evidence),
                " ".join(row.instruments),
                " ".join(each.word for each in row.instrument_evidence),
            ]
            for row in found
        ]
    if what == "obligation":
        concepts = obligation_scheme().concepts
        counts = Counter(row.obligation for row in found)
        order: Sequence[str] = list(concepts)
    else:
        concepts = instrument_scheme().concepts
        counts = Counter(
            name for row in found for name in (*row.sides, *row.kinds, *row.instruments)
        )
        order = sorted(concepts, key=lambda name: (bool(concepts[name].broader), -counts[name]))
    columns = [
        Column("代码 code", "code"),
        Column("名称 label", "label"),
        Column("任务 tasks", "tasks", numeric=True),
        Column("占比 share", "share", numeric=True),
    ]
    return columns, [
        [
            name,
            f"{concepts[name].zh} {concepts[name].en}",
            counts[name],
            counts[name] / len(found) if found else None,
        ]
        for name in order
    ]
