"""How the commands talk: data to stdout, everything else to stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from zeren.graph.errors import GraphError
    from zeren.graph.output.progress import Progress


def console(stream: TextIO) -> Console:
    """Return a console for tables and marked text on *stream*."""
    from rich.console import Console

    return Console(file=stream, emoji=False, markup=False, highlight=False)


@contextmanager
def progress(console: Console) -> Iterator[Progress | None]:
    """Yield a function that draws a bar, or None when nobody would see it."""
    if not console.is_terminal:
        yield None
        return
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=console, transient=True) as bar:
        line = bar.add_task("", total=None, visible=False)

        def tick(done: int, total: int, name: str) -> None:
            bar.update(line, completed=done, total=total, description=escape(name), visible=True)

        yield tick


def say(line: str) -> None:
    """Write a line of talk to stderr."""
    from zeren.graph.commands.shared.speech import said

    typer.echo(said(line), err=True)


def tell(error: GraphError) -> None:
    """Say what went wrong, and what to do next."""
    say(f"zeren: error: {error.what}")
    say(f"next: {error.next_step}")


def print_json(content: object) -> None:
    """Write *content* to stdout as JSON."""
    import json

    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))
