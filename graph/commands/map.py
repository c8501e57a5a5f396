"""``zeren map``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from zeren.graph.commands.shared.opening import opened_store, shown_progress
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.talk import say


def write_map(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where to write the page.", metavar="FILE.html")
    ] = Path("map.html"),
    store: StoreOption = STORE,
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            help="Only this document: an id, its beginning, or part of a title. "
            "Give it again for more.",
            metavar="DOC",
        ),
    ] = None,
    view: Annotated[
        str,
        typer.Option(
            help="How it opens: responsibility, network, department, theme or compare.",
            metavar="VIEW",
        ),
    ] = "responsibility",
    focus: Annotated[
        str | None,
        typer.Option(help="Open on one department or theme.", metavar="NAME"),
    ] = None,
    lang: Annotated[str, typer.Option(help="zh or en; the page can switch.")] = "zh",
    title: Annotated[str, typer.Option(help="The title of the page.", metavar="TEXT")] = "",
) -> None:
    """Write an interactive map: one file that asks for nothing and opens from disk.

    It opens on ready questions, has a search, filters, a table of what is shown, and the
    sentence of the source behind every link.
    """
    from zeren.graph.errors import GraphError
    from zeren.graph.maps.build import map_of, title_of
    from zeren.graph.maps.choosing import chosen_documents, chosen_focus
    from zeren.graph.maps.net import page_of
    from zeren.graph.maps.options import LANGUAGES, VIEWS, MapOptions
    from zeren.graph.store.facts.reading import read_facts

    if view not in VIEWS:
        raise GraphError(f"there is no view {view!r}", f"use {', '.join(VIEWS)}", usage=True)
    if lang not in LANGUAGES:
        raise GraphError(f"there is no language {lang!r}", "use zh or en", usage=True)
    if output.suffix.lower() not in {".html", ".htm"}:  # a slip must not overwrite a plan
        raise GraphError(
            f"{output} is no name for a page", "give a name that ends in .html", usage=True
        )
    opened = opened_store(store)
    facts = read_facts(opened)
    chosen = chosen_documents(facts, document) if document else None
    if chosen is not None:
        facts = read_facts(opened, chosen)
    if view == "compare" and len(facts.documents) < 2:
        raise GraphError(
            "comparing needs two documents", "name two with --document, or build another plan"
        )
    options = MapOptions(
        view=view,
        focus=chosen_focus(facts, focus) if focus else None,
        compare=(chosen[0], chosen[1]) if chosen and len(chosen) > 1 else None,
        lang=lang,
        title=title,
    )
    with shown_progress():
        held = map_of(facts, opened.layout.cache)
        page = page_of(held.content, held.pictures, options, title_of(held, options))
    _write(output, page)
    size = len(page.encode("utf-8")) / 1_000_000
    say(f"{output} written ({size:.1f} MB: {held.told}); next: open it in a browser")


def _write(path: Path, page: str) -> None:
    from zeren.graph.errors import GraphError, os_reason

    try:
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GraphError(
            f"the map {path} cannot be written: {os_reason(error)}",
            "choose another place with -o",
        ) from error
