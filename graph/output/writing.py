"""Where an export goes: to a file, to a folder, or to stdout."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from zeren.graph.errors import GraphError, os_reason
from zeren.graph.output.files import is_file, replacing, write_atomic


def write_stream(pieces: Iterable[bytes], path: Path | None, out: BinaryIO) -> None:
    """Write *pieces* to the file *path*, or to *out* when that is None.

    The file is complete or not there: it gets its name when the last piece is written.
    Raises GraphError.
    """
    if path is None:
        for piece in pieces:
            out.write(piece)
        out.flush()
        return
    try:
        with replacing(path) as file:
            for piece in pieces:
                file.write(piece)
    except OSError as error:
        raise unwritable(path, error) from error


def write_folder(files: Iterable[tuple[str, bytes]], folder: Path) -> list[Path]:
    """Write files by name into *folder*, which is made; return their paths. Raises GraphError."""
    if is_file(folder):
        raise GraphError(f"{folder} is a file", "name a folder with -o", usage=True)
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files:
            write_atomic(folder / name, data)
            written.append(folder / name)
    except OSError as error:
        raise unwritable(folder, error) from error
    return written


def unwritable(path: Path, error: OSError) -> GraphError:
    """Return the error for a place that cannot be written."""
    return GraphError(f"{path} cannot be written: {os_reason(error)}", "choose another place")
