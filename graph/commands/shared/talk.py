"""How the commands talk: data to stdout, everything else to stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from zeren.graph.errors import GraphError


def console(stream: TextIO) -> Console:
    """Return a console for tables and marked text on *stream*."""
    from rich.console import Console

    return Console(file=stream, emoji=False, markup=False, highlight=False)


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
