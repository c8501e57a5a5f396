"""The command line: its commands, and what happens when one of them fails."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any, NoReturn

import typer
from zeren.graph.commands.build import build
from zeren.graph.commands.centrality import centrality
from zeren.graph.commands.desk.compare import compare
from zeren.graph.commands.desk.due import due
from zeren.graph.commands.desk.ledger import ledger
from zeren.graph.commands.evaluate import evaluate
from zeren.graph.commands.export import export
from zeren.graph.commands.map import write_map
from zeren.graph.commands.query import query
from zeren.graph.commands.rules import rules
from zeren.graph.commands.serve import serve
from zeren.graph.commands.shared.speech import chosen, in_chinese, speak
from zeren.graph.commands.shared.talk import say, tell
from zeren.graph.commands.show import show
from zeren.graph.commands.units import units
from zeren.graph.commands.validate import validate
from zeren.graph.commands.validity.codes import codes
from zeren.graph.commands.validity.methods import methods
from zeren.graph.commands.validity.sample import sample
from zeren.graph.commands.workload import workload

app = typer.Typer(
    name="zeren",
    help="Zeren: from Chinese policy plans to a graph of who answers for what.",
    epilog="Example:  zeren build plans/  then  zeren query lead-units",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 something failed, 2 usage."""
    _speak_utf8()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    from zeren.graph.errors import GraphError

    language, arguments = chosen(arguments, os.environ)
    speak(language)
    command = typer.main.get_command(app)
    if language == "zh":
        in_chinese(command)
    try:
        result = command.main(arguments, prog_name="zeren", standalone_mode=False)
        sys.stdout.flush()
    except GraphError as error:
        tell(error)
        return 2 if error.usage else 1
    except (KeyboardInterrupt, typer.Abort):
        result = _INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
        return 0
    except Exception as error:
        return _usage(error)
    if result == _INTERRUPTED:  # typer turns an interrupt into this code, or into Abort
        say("zeren: stopped")
        say("next: nothing stored is lost; run the same command again to go on")
    return result if isinstance(result, int) else 0


for _command in (
    build,
    query,
    show,
    evaluate,
    ledger,
    due,
    compare,
    workload,
    centrality,
    serve,
    units,
    validate,
    rules,
    export,
    sample,
    methods,
    codes,
):
    app.command()(_command)
app.command("map")(write_map)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    lang: Annotated[  # taken off the arguments before: help has to be in it, too
        str, typer.Option(help="en or zh; else as the locale.", metavar="LANG")
    ] = "",
) -> None:
    if version:
        from zeren.graph.output.version import tool_version

        typer.echo(f"zeren {tool_version()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale: a Chinese Windows pipe would otherwise fail."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


def _usage(error: Exception) -> int:
    """Report what typer says about a wrong command line; anything else is a fault of ours."""
    describe: Any = getattr(error, "format_message", None)
    if describe is None:
        _fault(error)
    say(f"zeren: error: {' '.join(str(describe()).split())}")
    context: Any = getattr(error, "ctx", None)
    say(f"next: see `{context.command_path if context else 'zeren'} --help`")
    return 2


def _fault(error: Exception) -> NoReturn:
    if os.environ.get("ZEREN_DEBUG"):
        raise error
    say(f"zeren: error: {type(error).__name__}: {' '.join(str(error).split())}")
    say("next: this is a fault in zeren; run again with ZEREN_DEBUG=1 and report what it prints")
    sys.exit(1)
