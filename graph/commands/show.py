"""``zeren show``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from zeren.graph.commands.shared.options import STORE, OnlyThemesOption, StoreOption, ThemesOption
from zeren.graph.commands.shared.talk import console, print_json, say

if TYPE_CHECKING:
    from zeren.graph.store.documents.views import DocumentView, TaskView


def show(
    document: Annotated[
        str,
        typer.Argument(
            help="An id (or its beginning), a part of a title or file name, or a file to read now.",
            metavar="DOC",
        ),
    ],
    task: Annotated[
        str | None,
        typer.Argument(help="The number of a task, or @ and its position.", metavar="TASK"),
    ] = None,
    store: StoreOption = STORE,
    cleaning: Annotated[
        bool, typer.Option("--cleaning", help="Show every change that cleaning made.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="With --cleaning: the frequent kinds one by one, too.")
    ] = False,
    format: Annotated[str, typer.Option(help="text or json.", metavar="FORMAT")] = "text",
    html: Annotated[
        Path | None,
        typer.Option(help="Write a page that needs nothing else.", metavar="FILE.html"),
    ] = None,
    as_plan: Annotated[
        bool,
        typer.Option("--as-plan", help="Read tasks also from a file that looks like no plan."),
    ] = False,
    themes: ThemesOption = None,
    only_themes: OnlyThemesOption = False,
) -> None:
    """Show a document, or one task with all that was read marked in the words of the source.

    Marked are units by role, targets, organisations that are mentioned, and the words
    that show a theme; --html writes the same as a page for a browser. --themes is for a
    file that is read now; a document of the store has the themes it was built with.
    """
    from zeren.graph.build.finding import find_document, find_task
    from zeren.graph.build.sources.themes import read_themes
    from zeren.graph.errors import GraphError
    from zeren.graph.show import screen as pages
    from zeren.graph.show import values as show_json

    if format not in {"text", "json"}:
        raise GraphError(f"there is no format {format!r}", "use text or json", usage=True)
    own = read_themes(themes or [], only=only_themes)
    found = find_document(document, store, own, as_plan=as_plan)
    chosen = find_task(found, task) if task is not None else None
    if html is not None:
        if cleaning or format != "text":
            raise GraphError("--html goes with no other format", "leave one out", usage=True)
        _write_page(html, found, chosen)
        return
    edits = [
        edit
        for edit in found.edits
        if chosen is None
        or (edit.span.start < chosen.span.end and chosen.span.start < max(edit.span))
    ]
    out = console(sys.stdout)
    if format == "json":
        print_json(
            [show_json.edit_json(found, edit) for edit in edits]
            if cleaning
            else show_json.task_json(found, chosen)
            if chosen
            else show_json.document_json(found)
        )
    elif cleaning:
        pages.show_cleaning(out, found, edits, everything=everything)
    elif chosen:
        pages.show_task(out, found, chosen)
    else:
        pages.show_document(out, found)


def _write_page(path: Path, document: DocumentView, task: TaskView | None) -> None:
    from zeren.graph.errors import GraphError, os_reason
    from zeren.graph.show.page import page

    if path.suffix.lower() not in {".html", ".htm"}:  # a slip must not overwrite a plan
        raise GraphError(
            f"{path} is no name for a page", "give a name that ends in .html", usage=True
        )
    try:
        path.write_text(page(document, task), encoding="utf-8", newline="\n")
    except OSError as error:
        raise GraphError(
            f"the page {path} cannot be written: {os_reason(error)}", "choose another place"
        ) from error
    say(f"{path} written; next: open it in a browser")
