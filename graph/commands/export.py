"""``zeren export``."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from zeren.graph.commands.shared.choosing import (
    BASIS,
    COLLECTIVES,
    BasisOption,
    CollectivesOption,
    PlaceOption,
    RoleOption,
    YearOption,
    choice_from,
    counted_line,
    one_of,
)
from zeren.graph.commands.shared.opening import opened_store, shown_progress
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.talk import console, progress, say

if TYPE_CHECKING:
    from zeren.graph.analysis.choice import Choice
    from zeren.graph.model.facts import Facts
    from zeren.graph.store.opening import Store

_NETWORK_FORMATS = ("graphml", "gexf", "pajek", "ucinet", "edges", "adjacency")
_FORMATS = (
    *("nq", "trig", "ttl", "jsonld", "csv", "parquet"),
    *_NETWORK_FORMATS,
    *("void", "ontology", "codebook", "rocrate"),
)


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
    network: Annotated[
        str | None,
        typer.Option(
            help="Networks: units, leads, tasks (if none), themes, sectors, functions, issuers,"
            " documents or years.",
            metavar="NETWORK",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(help="Networks: one for each year, place or level.", metavar="WHAT"),
    ] = None,
    mark: Annotated[
        bool | None,
        typer.Option(
            "--bom/--no-bom",
            help="Networks as text: with the byte order mark (tables have it, for Excel).",
        ),
    ] = None,
    year: YearOption = None,
    place: PlaceOption = None,
    role: RoleOption = None,
    basis: BasisOption = BASIS,
    collectives: CollectivesOption = COLLECTIVES,
    table: Annotated[
        str | None,
        typer.Option(help="csv and parquet: this one table, or dictionary.", metavar="NAME"),
    ] = None,
    vocabularies: Annotated[
        bool,
        typer.Option(help="RDF: with the ontology, themes and functions, each in its graph."),
    ] = True,
    title: Annotated[
        str, typer.Option(help="rocrate, codebook: what the dataset is called.", metavar="TEXT")
    ] = "",
    creator: Annotated[
        str, typer.Option(help="rocrate, codebook: who made it.", metavar="NAME")
    ] = "",
    license: Annotated[
        str, typer.Option(help="rocrate: the address of the licence of the data.", metavar="URL")
    ] = "",
    published: Annotated[
        str | None,
        typer.Option(help="rocrate: its day, that of the last build if none.", metavar="DATE"),
    ] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(
            help="In place of --format: a backup of the whole store in this one file.",
            metavar="FILE.zip",
        ),
    ] = None,
) -> None:
    """Write the graph for other programs, or a backup.

    RDF (nq, trig, ttl, jsonld), tables with a data dictionary (csv, parquet), networks
    (graphml, gexf, pajek, ucinet, and as tables edges and adjacency), a VoID and DCAT
    description (void), the ontology as a page (ontology), a DDI codebook of the tables
    (codebook), and a dataset to cite with all of these and checksums (rocrate: a folder, or a
    .zip for Zenodo and Dataverse). What is written depends on the store alone. What of the
    plans counts in a network is chosen as in `zeren centrality`.
    A backup (--snapshot) is restored with `zeren build --from-snapshot`.
    """
    from zeren.graph.errors import GraphError
    from zeren.graph.output.writing import write_stream
    from zeren.graph.store.facts.reading import read_facts

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
    if format == "csv" and network is not None:
        format = "edges"
    if format not in _NETWORK_FORMATS and (network, by, year, place, role, mark) != (None,) * 6:
        raise GraphError(
            "--network, --by, --year, --place, --role and --bom go with networks",
            f"use --format with one of {', '.join(_NETWORK_FORMATS)}",
            usage=True,
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
    if format in {"csv", "parquet"}:
        _tables(opened, ids, format, output, table)
        return
    if format in {"codebook", "rocrate"}:
        if ids is not None:
            raise GraphError(f"{format} is of the whole store", "leave --document out", usage=True)
        _dataset(opened, format, output, (title, creator, license, published))
        return
    if format in _NETWORK_FORMATS:
        facts = read_facts(opened, ids)
        choice = choice_from((), None, year, place, role, basis, collectives)
        _networks(facts, choice, network or "tasks", format, by, mark, output)
        return
    pieces = _pieces(opened, ids, format, with_vocabularies=vocabularies)
    with _progress(output):
        write_stream(pieces, output, sys.stdout.buffer)
    _done(output)


def _pieces(store: Store, ids: list[str] | None, format: str, *, with_vocabularies: bool) -> Any:
    from zeren.graph.errors import GraphError

    if format == "void":
        from zeren.graph.export.void import describe

        if ids is not None:
            raise GraphError("void describes the whole store", "leave --document out", usage=True)
        return [describe(store)]
    from zeren.graph.export.rdf import rdf

    held = store.tables.shards
    missing = [name for name in ids or () if name not in held]
    if missing:
        raise GraphError(
            f"the document {missing[0]} is not in the store yet",
            "run the command again when the build has ended",
        )
    chosen = held if ids is None else {name: held[name] for name in ids}
    return rdf(store.layout, chosen, format, with_vocabularies=with_vocabularies)  # type: ignore[arg-type]


def _dataset(
    store: Store, format: str, output: Path | None, said: tuple[str, str, str, str | None]
) -> None:
    from datetime import date

    from zeren.graph.errors import GraphError
    from zeren.graph.export.crate.codebook import codebook
    from zeren.graph.export.crate.rocrate import About, crate_files, zipped
    from zeren.graph.export.tables import read_tables
    from zeren.graph.output.writing import write_folder, write_stream

    title, creator, licence, published = said
    if format == "codebook":
        data = codebook(read_tables(store), title=title, creator=creator)
        write_stream([data], output, sys.stdout.buffer)
        _done(output)
        return
    try:
        day = date.fromisoformat(published) if published else None
    except ValueError as error:
        raise GraphError(
            f"{published!r} is no day", "write it as 2031-05-04", usage=True
        ) from error
    if output is None:
        raise GraphError("a crate is several files", "name a folder or FILE.zip", usage=True)
    files = crate_files(store, About(title, creator, licence, day))
    if output.suffix.lower() == ".zip":
        write_stream([zipped(files)], output, sys.stdout.buffer)
        _done(output)
    else:
        say(f"{output}: {len(write_folder(files, output))} files")
    if not licence:
        say("note: no licence is stated; --license https://creativecommons.org/licenses/by/4.0/")


def _networks(
    facts: Facts,
    choice: Choice,
    network: str,
    format: str,
    by: str | None,
    mark: bool | None,
    output: Path | None,
) -> None:
    from zeren.graph.analysis.choice import chosen
    from zeren.graph.analysis.network import NETWORKS
    from zeren.graph.analysis.network import network as network_of
    from zeren.graph.analysis.networks.slices import SLICES, slices
    from zeren.graph.errors import GraphError
    from zeren.graph.export.networks.files import FORMATS, ONE_FILE, network_files, sliced_files
    from zeren.graph.output.writing import write_folder, write_stream

    name = one_of(network, NETWORKS, "network")
    kind = one_of(format, FORMATS, "network format")
    taken = chosen(facts, choice)
    if by is None:
        files = network_files(network_of(name, taken), kind, mark=mark)
    else:
        parts = slices(taken, one_of(by, SLICES, "way to slice"))
        graphs = {each: network_of(name, part) for each, part in parts.items()}
        files = sliced_files(graphs, kind, name=name, mark=mark)
    if kind in ONE_FILE and (by is None or kind == "gexf"):
        write_stream((data for _, data in files), output, sys.stdout.buffer)
        _done(output)
    elif output is None:
        raise GraphError(f"{format} makes several files", "name a folder with -o", usage=True)
    else:
        with _progress(output):
            written = write_folder(files, output)
        say(f"{output}: {', '.join(path.name for path in written[:6])}")
        say(f"{len(written)} files")
    say(counted_line(network_of(name, taken).graph, choice))


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
        _done(output)
    elif output is not None:
        with _progress(output):
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


def _progress(output: Path | None) -> AbstractContextManager[None]:
    """Show how far it is, but no bar amid what is written to a terminal."""
    return nullcontext() if output is None else shown_progress()


def _done(output: Path | None) -> None:
    if output is not None:
        say(f"{output} written")
