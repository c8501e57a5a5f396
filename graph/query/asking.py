"""``zeren query``: from what the user typed to a query, and from the answer to the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from zeren.graph.errors import GraphError, os_reason
from zeren.graph.output.csv_text import csv_bytes
from zeren.graph.output.files import is_file, write_atomic
from zeren.graph.output.tables import plain_table, print_table
from zeren.graph.output.writing import unwritable
from zeren.graph.query.named import catalogue, named, with_settings
from zeren.graph.query.results import FORMATS, Answer, Format, plain, shown

if TYPE_CHECKING:
    from rich.console import Console


def query_text(what: str) -> str:
    """Return the SPARQL that *what* stands for: text with a brace, a file, or a name."""
    if "{" in what:
        return what
    path = Path(what)
    if what.lower().endswith((".rq", ".sparql")) or is_file(what):
        try:
            return path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise GraphError(
                f"the query {path} cannot be read: {os_reason(error)}", "check the name", usage=True
            ) from error
        except UnicodeDecodeError as error:
            raise GraphError(
                f"the query {path} is not UTF-8", "save it as UTF-8", usage=True
            ) from error
    return named(what).text


def filled(text: str, settings: Sequence[str]) -> str:
    """Return the query *text* with *settings* (``NAME=WORDS``) put in. Raises GraphError."""
    wanted: dict[str, list[str]] = {}
    for setting in settings:
        name, sign, words = setting.partition("=")
        if not sign or not words:
            raise GraphError(
                f"--set {setting} does not say what to set", "write --set NAME=WORDS", usage=True
            )
        wanted.setdefault(name, []).append(words)
    return with_settings(text, wanted)


def list_queries(console: Console) -> None:
    """Print the named queries, and what may be set in them."""
    rows = [
        [query.name, query.zh, query.en, ", ".join(f"{s.name}={s.default}" for s in query.settings)]
        for query in catalogue()
    ]
    print_table(console, ["name", "问题", "question", "--set"], rows)


def answer(
    found: Answer,
    format: str,
    console: Console,
    raw: BinaryIO,
    say: Callable[[str], None],
    *,
    limit: int | None = None,
) -> None:
    """Write an answer: a table for people, or the bytes of a standard format.

    *limit* bounds the rows of a table; the count that *say* gets is that of all.
    """
    if format != "table":
        raw.write(found.serialize(cast(Format, format)))
        raw.flush()
    elif found.kind == "boolean":
        console.file.write("true\n" if found else "false\n")
    elif found.kind == "graph":
        raw.write(found.serialize("ttl"))
        raw.flush()
    else:
        rows = [[shown(term) for term in row] for row in found.rows]
        print_table(console, list(found.variables), rows[:limit], _numeric(found))
        shown_part = f" (the first {limit} shown)" if limit and limit < len(rows) else ""
        say(f"{len(rows)} row" + ("" if len(rows) == 1 else "s") + shown_part)


def format_of(path: Path | None) -> str:
    """Return the format that the name of a file asks for; a table where none is named."""
    ending = path.suffix.lower().removeprefix(".") if path else ""
    return ending if ending in FORMATS else "table"


def write_answer(found: Answer, format: str, path: Path, *, raw: bool = False) -> None:
    """Write an answer to a file, whole or not at all. Raises GraphError.

    CSV is as Excel opens it: with a mark that says UTF-8, and no text a formula; *raw*
    gives the bytes of the standard.
    """
    if format == "csv" and not raw and found.kind == "table":
        data = csv_bytes(found.variables, (map(plain, row) for row in found.rows))
    elif format == "table" and found.kind == "table":
        rows = [[shown(term) for term in row] for row in found.rows]
        data = plain_table(found.variables, rows, _numeric(found)).encode("utf-8")
    else:
        fitting = "ttl" if found.kind == "graph" else "json" if format == "table" else format
        data = found.serialize(cast(Format, fitting))
    try:
        write_atomic(path, data)
    except OSError as error:
        raise unwritable(path, error) from error


def _numeric(found: Answer) -> list[int]:
    """Return the columns that hold only numbers."""
    columns = list(zip(*found.rows, strict=True))
    return [index for index, column in enumerate(columns) if all(map(_is_number, column))]


def _is_number(term: object) -> bool:
    value = plain(term)
    return not isinstance(value, bool | str) and value is not None and hasattr(value, "real")
