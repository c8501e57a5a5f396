"""``zeren export``."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from zeren.graph.commands.shared.opening import opened_store, shown_progress
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.talk import console, progress, say

if TYPE_CHECKING:
    from zeren.graph.store.opening import Store

_FORMATS = ("nq", "trig", "ttl", "jsonld", "csv", "parquet", "graphml", "gexf", "void", "ontology")


def export(
    format: Annotated[
        str | None, typer.Option("--format", help=", ".join(_FORMATS), metavar="FORMAT")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="A file, or the folder for tables.", metavar="FILE|DIR"
        ),
    ] = None,
    store: StoreOption = STORE,
    document: Annotated[
        list[str] | None,
        typer.Option(help="Only this document (id, part of title or file name).", metavar="DOC"),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(help="csv and parquet: this one table, or dictionary.", metavar="NAME"),
    ] = None,
    vocabularies: Annotated[
        bool,
        typer.Option(help="RDF: with the ontology, themes and functions, each in its graph."),
    ] = True,
    snapshot: Annotated[
        Path | None,
        typer.Option(
            help="In place of --format: a backup of the whole store in this one file.",
            metavar="FILE.zip",
        ),
    ] = None,
) -> None:
    """Write the graph for other programs, or a backup.

    RDF (nq, trig, ttl, jsonld), tables with a data dictionary (csv, parquet), the network of
    units and tasks (graphml, gexf), a VoID and DCAT description (void), and the ontology as
    a page (ontology). What is written depends on the store alone.
    A backup (--snapshot) is restored with `zeren build --from-snapshot`.
    """
    from zeren.graph.errors import GraphError
    from zeren.graph.output.writing import write_stream

    if snapshot is not None:
        if format or output or document or table:
            raise GraphError(
                "--snapshot is the whole store", "give no other option but --store", usage=True
            )
        _snapshot(store, snapshot)
        return
    if format is None:
        raise GraphError(
            "nothing to write is named",
            f"--format with one of {', '.join(_FORMATS)}; or --snapshot FILE.zip for a backup",
            usage=True,
        )
    if format not in _FORMATS:
        raise GraphError(
            f"there is no format {format!r}", f"use one of {', '.join(_FORMATS)}", usage=True
        )
    if table is not None and format not in {"csv", "parquet"}:
        raise GraphError("--table goes with csv and parquet", "leave it out", usage=True)
    if format == "ontology":
        from zeren.graph.export.ontology_page import ontology_page

        write_stream([ontology_page().encode("utf-8")], output, sys.stdout.buffer)
        _done(output)
        return
    opened = opened_store(store)
    ids = _chosen(document, store)
    with nullcontext() if output is None else shown_progress():  # no bar amid what is written
        if format in {"csv", "parquet"}:
            _tables(opened, ids, format, output, table)
        else:
            pieces = _pieces(opened, ids, format, with_vocabularies=vocabularies)
            write_stream(pieces, output, sys.stdout.buffer)
    _done(output)


def _pieces(store: Store, ids: list[str] | None, format: str, *, with_vocabularies: bool) -> Any:
    from zeren.graph.errors import GraphError
    from zeren.graph.store.facts.reading import read_facts
    from zeren.graph.store.opening import documents

    if format == "void":
        from zeren.graph.export.void import describe

        if ids is not None:
            raise GraphError("void describes the whole store", "leave --document out", usage=True)
        return [describe(store)]
    if format in {"graphml", "gexf"}:
        from zeren.graph.export.networks import network_bytes

        return [network_bytes(read_facts(store, ids), format)]  # type: ignore[arg-type]
    from zeren.graph.export.rdf import rdf

    chosen = ids if ids is not None else sorted(documents(store.layout.root))
    return rdf(store.layout, chosen, format, with_vocabularies=with_vocabularies)  # type: ignore[arg-type]


def _tables(
    store: Store, ids: list[str] | None, format: str, output: Path | None, table: str | None
) -> None:
    from zeren.graph.errors import GraphError
    from zeren.graph.export.columns import NAMES
    from zeren.graph.export.files import table_files
    from zeren.graph.output.writing import write_folder, write_stream

    if table is not None and table not in {*NAMES, "dictionary"}:
        known = ", ".join((*NAMES, "dictionary"))
        raise GraphError(f"there is no table {table!r}", f"the tables: {known}", usage=True)
    if table is None and output is None:
        raise GraphError(
            f"{format} makes several files", "name a folder with -o, or one --table", usage=True
        )
    files = table_files(store, ids, format, [table] if table else None)  # type: ignore[arg-type]
    if table is not None:
        write_stream((data for _, data in files), output, sys.stdout.buffer)
    elif output is not None:
        written = write_folder(files, output)
        say(f"{output}: {len(written)} files; next: dictionary.csv says what the columns hold")


def _snapshot(store: Path, path: Path) -> None:
    from zeren.graph.output.spans import harmless
    from zeren.graph.store.backup.snapshot import write_snapshot

    with progress(console(sys.stderr)) as tick:
        done = write_snapshot(store, path, progress=tick)
    for problem in done.problems:
        say(harmless(f"zeren: error: {problem.line()}"))
    count = f"{done.documents} document{'s' * (done.documents != 1)}"
    say(f"{path}: {count}, {done.size / 1_000_000:.1f} MB")
    say(f"next: zeren build --from-snapshot {path} --store DIR restores it")
    if done.problems:
        raise typer.Exit(1)


def _chosen(names: list[str] | None, store: Path) -> list[str] | None:
    from zeren.graph.build.finding import find_document
    from zeren.graph.store.opening import documents

    if not names:
        return None
    known = documents(store)
    return sorted({name if name in known else find_document(name, store).id for name in names})


def _done(output: Path | None) -> None:
    if output is not None:
        say(f"{output} written")
