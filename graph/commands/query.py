"""``zeren query``."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer
from zeren.graph.commands.shared.opening import opened_store
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.talk import console, say


def query(
    what: Annotated[
        str | None,
        typer.Argument(
            help="A named query, a file NAME.rq, or SPARQL text (whatever holds a brace).",
            metavar="NAME|FILE.rq|'SPARQL'",
        ),
    ] = None,
    store: StoreOption = STORE,
    format: Annotated[
        str | None,
        typer.Option(
            help="table, json, csv, tsv, xml or ttl; else what the name of -o ends with, or table.",
            metavar="FORMAT",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="A file in place of the screen; a .csv there opens in Excel as it should.",
            metavar="FILE",
        ),
    ] = None,
    raw: Annotated[
        bool,
        typer.Option(
            "--raw",
            help="A .csv file without Excel's mark and without apostrophes before = + - @.",
        ),
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Rows of the table to print.", metavar="N")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="Other words for a setting of the query, as `--set words=每千人口`; repeatable.",
            metavar="NAME=WORDS",
        ),
    ] = None,
    list_queries: Annotated[
        bool, typer.Option("--list", help="List the named queries and their questions.")
    ] = False,
) -> None:
    """Ask the store a question.

    The usual prefixes (zr:, dcterms:, skos:, org:, eli: and so on) need no
    declaration, and nobody needs GRAPH: all documents are asked at once.
    """
    from zeren.graph.errors import GraphError
    from zeren.graph.query import asking
    from zeren.graph.query.results import FORMATS
    from zeren.graph.query.sparql import asks_graphs

    if list_queries:
        asking.list_queries(console(sys.stdout))
        return
    if what is None:
        raise GraphError("no query was given", "see what there is: zeren query --list", usage=True)
    format = format or asking.format_of(output)
    if format not in FORMATS:
        raise GraphError(
            f"there is no format {format!r}", f"use one of {', '.join(FORMATS)}", usage=True
        )
    text = asking.filled(asking.query_text(what), set_ or [])
    opened = opened_store(store)
    _let_interrupts_kill()
    if asks_graphs(text) and not opened.graphs:
        say("zeren: note: the graphs of single documents are made now, once for all such queries")
    found = opened.query(text)
    if output is not None:
        asking.write_answer(found, format, output, raw=raw)
        say(f"zeren: written: {output}")
        return
    asking.answer(found, format, console(sys.stdout), sys.stdout.buffer, say, limit=limit)


def _let_interrupts_kill() -> None:
    """Let Ctrl-C end the process at once: the engine does not look at Python's signals."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
