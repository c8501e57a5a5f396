"""``zeren validate``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.talk import print_json, say


def validate(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="An id, a part of a title or file name, or a file to read now; all when left out.",
            metavar="[DOC...]",
        ),
    ] = None,
    store: StoreOption = STORE,
    format: Annotated[
        str, typer.Option(help="text, json or ttl (a SHACL report).", metavar="FORMAT")
    ] = "text",
) -> None:
    """Check that every statement stands on its source: quotes, values, roles, units.

    The rules are the SHACL shapes of ontology/vocab/shapes.ttl. Leaves with exit code 1 when
    something is wrong, or when a document of the store is damaged and cannot be checked.
    """
    from zeren.graph.analysis import validating
    from zeren.graph.errors import GraphError
    from zeren.graph.output.turtle import turtle

    if format not in {"text", "json", "ttl"}:
        raise GraphError(f"there is no format {format!r}", "use text, json or ttl", usage=True)
    notes = validating.store_notes(store)
    for note in notes:
        say(f"zeren: note: {note}")
    wrong = count = 0
    kept = []
    for checked in validating.check_all(names or [], store):
        count += 1
        wrong += len(checked.findings)
        if format == "text":
            for line in validating.lines(checked):
                typer.echo(line)
        else:
            kept.append(checked)
    if format == "json":
        print_json([validating.as_json(checked) for checked in kept])
    elif format == "ttl":
        sys.stdout.buffer.write(turtle(validating.as_report(kept)))
        sys.stdout.buffer.flush()
    documents = f"{count} document" + ("" if count == 1 else "s")
    if wrong:
        say(f"{documents}: {wrong} violations; next: please report them with the plan")
        raise typer.Exit(1)
    say(f"{documents}: no violations")
    if notes:  # what is damaged was not looked at
        raise typer.Exit(1)
