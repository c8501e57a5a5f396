"""The command line. Only this module talks; what it calls is imported when it is called."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from zeren.graph.errors import GraphError
    from zeren.graph.views import DocumentView, TaskView

app = typer.Typer(
    name="zeren",
    help="Zeren: from Chinese policy plans to a graph of who answers for what.",
    epilog="Example:  zeren build plans/  then  zeren query lead-units",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

StoreOption = Annotated[
    Path, typer.Option("--store", help="The folder of the store.", metavar="DIR")
]
_STORE = Path("zeren-store")
_INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 something failed, 2 usage."""
    _speak_utf8()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    from zeren.graph.errors import GraphError

    command = typer.main.get_command(app)
    try:
        result = command.main(arguments, prog_name="zeren", standalone_mode=False)
        sys.stdout.flush()
    except GraphError as error:
        _tell(error)
        return 2 if error.usage else 1
    except (KeyboardInterrupt, typer.Abort):
        result = _INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
        return 0
    except Exception as error:
        return _usage(error)
    if result == _INTERRUPTED:  # typer turns an interrupt into this code, or into Abort
        _say("zeren: stopped")
        _say("next: nothing stored is lost; run the same command again to go on")
    return result if isinstance(result, int) else 0


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from zeren.graph.fingerprint import tool_version

        typer.echo(f"zeren {tool_version()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def build(
    sources: Annotated[
        list[str], typer.Argument(help="Plans, or folders of plans.", metavar="SOURCE...")
    ],
    store: StoreOption = _STORE,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes to read with; as many as help when left out."),
    ] = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove documents whose file is gone from SOURCE.")
    ] = False,
    encoding: Annotated[
        str | None,
        typer.Option(help="Encoding of all files whose sidecar names none.", metavar="ENC"),
    ] = None,
    max_size: Annotated[
        float, typer.Option(min=0.001, help="Refuse larger files.", metavar="MB")
    ] = 20,
    themes: Annotated[
        list[Path] | None,
        typer.Option(
            help="A SKOS file (Turtle) of your own themes, beside the built-in ones; repeatable.",
            metavar="FILE.ttl",
        ),
    ] = None,
    only_themes: Annotated[
        bool, typer.Option("--only-themes", help="Read with the themes of --themes alone.")
    ] = False,
) -> None:
    """Read plans into the store.

    Files that did not change since the last build are left alone. A file that cannot
    be read is reported, and the others are built. NAME.meta.toml beside NAME.txt may
    give id, title, issuer, jurisdiction, level, issued, document_number and encoding.
    """
    from zeren.graph import report
    from zeren.graph.build import build as build_store
    from zeren.graph.errors import GraphError
    from zeren.graph.sidecars import is_text_encoding
    from zeren.graph.themes import read_themes

    if encoding is not None and not is_text_encoding(encoding):
        raise GraphError(
            f"{encoding!r} is no encoding that Python knows",
            "try gb18030, big5, utf-8 or utf-16",
            usage=True,
        )
    own = read_themes(themes or [], only=only_themes)
    with report.progress(_console(sys.stderr)) as tick:
        done = build_store(
            sources,
            store,
            jobs=jobs,
            prune=prune,
            encoding=encoding,
            limit=int(max_size * 1024 * 1024),
            themes=own,
            progress=tick,
        )
    for line in report.complaints(done):
        _say(line)
    for line in report.summary(done):
        typer.echo(line)
    if done.stopped:
        _tell(done.stopped)
    if done.failed:
        raise typer.Exit(1)


@app.command()
def query(
    what: Annotated[
        str | None,
        typer.Argument(
            help="A named query, a file NAME.rq, or SPARQL text (whatever holds a brace).",
            metavar="NAME|FILE.rq|'SPARQL'",
        ),
    ] = None,
    store: StoreOption = _STORE,
    format: Annotated[
        str, typer.Option(help="table, json, csv, tsv, xml or ttl.", metavar="FORMAT")
    ] = "table",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Rows of the table to print.", metavar="N")
    ] = None,
    list_queries: Annotated[
        bool, typer.Option("--list", help="List the named queries and their questions.")
    ] = False,
) -> None:
    """Ask the store a question.

    The usual prefixes (zr:, dcterms:, skos:, org:, eli: and so on) need no
    declaration, and nobody needs GRAPH: all documents are asked at once.
    """
    from zeren.graph import asking
    from zeren.graph.errors import GraphError
    from zeren.graph.results import FORMATS
    from zeren.graph.store import open_store

    if list_queries:
        asking.list_queries(_console(sys.stdout))
        return
    if what is None:
        raise GraphError("no query was given", "see what there is: zeren query --list", usage=True)
    if format not in FORMATS:
        raise GraphError(
            f"there is no format {format!r}", f"use one of {', '.join(FORMATS)}", usage=True
        )
    text = asking.query_text(what)
    opened = open_store(store)
    for note in opened.notes:
        _say(f"zeren: note: {note}")
    _let_interrupts_kill()
    asking.answer(
        opened.query(text), format, _console(sys.stdout), sys.stdout.buffer, _say, limit=limit
    )


@app.command()
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
    store: StoreOption = _STORE,
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
) -> None:
    """Show a document, or one task with all that was read marked in the words of the source.

    Marked are units by role, targets, organisations that are mentioned, and the words
    that show a theme; --html writes the same as a page for a browser.
    """
    from zeren.graph import show as pages
    from zeren.graph import show_json
    from zeren.graph.errors import GraphError
    from zeren.graph.finding import find_document, find_task

    if format not in {"text", "json"}:
        raise GraphError(f"there is no format {format!r}", "use text or json", usage=True)
    found = find_document(document, store)
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
    console = _console(sys.stdout)
    if format == "json":
        _print_json(
            [show_json.edit_json(found, edit) for edit in edits]
            if cleaning
            else show_json.task_json(found, chosen)
            if chosen
            else show_json.document_json(found)
        )
    elif cleaning:
        pages.show_cleaning(console, found, edits, everything=everything)
    elif chosen:
        pages.show_task(console, found, chosen)
    else:
        pages.show_document(console, found)


@app.command()
def evaluate(
    documents: Annotated[list[Path], typer.Argument(help="Plans, NAME.txt.", metavar="DOC...")],
    gold: Annotated[
        Path, typer.Option(help="The folder that holds NAME.jsonl for each plan.", metavar="DIR")
    ],
    differences: Annotated[
        bool, typer.Option("--differences", help="List what was missed and what is too much.")
    ] = False,
    format: Annotated[str, typer.Option(help="text or json.", metavar="FORMAT")] = "text",
) -> None:
    """Measure the reading against plans that you annotated (docs/annotating.md)."""
    from zeren.graph import evaluation
    from zeren.graph.errors import GraphError

    if format not in {"text", "json"}:
        raise GraphError(f"there is no format {format!r}", "use text or json", usage=True)
    results = [evaluation.evaluate_file(document, gold) for document in documents]
    if format == "json":
        _print_json(evaluation.as_json(results))
    else:
        evaluation.show(_console(sys.stdout), results, differences=differences)


def _write_page(path: Path, document: DocumentView, task: TaskView | None) -> None:
    from zeren.graph.errors import GraphError, os_reason
    from zeren.graph.page import page

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
    _say(f"{path} written; next: open it in a browser")


def _print_json(content: object) -> None:
    import json

    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(file=stream, emoji=False, markup=False, highlight=False)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale: a Chinese Windows pipe would otherwise fail."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


def _let_interrupts_kill() -> None:
    """Let Ctrl-C end the process at once: the engine does not look at Python's signals."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _tell(error: GraphError) -> None:
    _say(f"zeren: error: {error.what}")
    _say(f"next: {error.next_step}")


def _usage(error: Exception) -> int:
    """Report what typer says about a wrong command line; anything else is a fault of ours."""
    describe: Any = getattr(error, "format_message", None)
    if describe is None:
        _fault(error)
    _say(f"zeren: error: {' '.join(str(describe()).split())}")
    context: Any = getattr(error, "ctx", None)
    _say(f"next: see `{context.command_path if context else 'zeren'} --help`")
    return 2


def _fault(error: Exception) -> NoReturn:
    if os.environ.get("ZEREN_DEBUG"):
        raise error
    _say(f"zeren: error: {type(error).__name__}: {' '.join(str(error).split())}")
    _say("next: this is a fault in zeren; run again with ZEREN_DEBUG=1 and report what it prints")
    sys.exit(1)
