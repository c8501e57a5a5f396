"""Writing files so that a reader, or a power cut, never meets half of one."""

from __future__ import annotations

import glob
import hashlib
import os
import secrets
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

TEMPORARY = ".tmp-"
"""How the name of a file begins that is being written."""
_THREADS = 8
_WAITS = (0.01, 0.05, 0.2, 0.5)
"""Seconds between tries to replace a file that another program has open."""


def sha256(data: bytes) -> str:
    """Return the SHA-256 of *data* as hex digits."""
    return hashlib.sha256(data).hexdigest()


def is_file(path: str | os.PathLike[str]) -> bool:
    """Return whether there is a file; what may not be looked at is none (pathlib would raise)."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Return whether there is a folder; what may not be looked at is none."""
    return os.path.isdir(path)  # noqa: PTH112


def write_atomic(path: Path, data: bytes) -> None:
    """Put *data* at *path*: whoever opens it finds the old bytes or the new ones.

    The bytes are on the disk before the name points to them. Raises OSError; then
    the old file stands as it was and nothing is left beside it.
    """
    write_all([(path, data)])


def write_all(files: Iterable[tuple[Path, bytes]]) -> None:
    """Put several files in place, each as :func:`write_atomic` does.

    They are made durable together, which takes little longer than for one. Raises OSError; then
    some may be in place, the others stand as they were, and nothing is left beside them.
    """
    written: list[tuple[Path, Path]] = []
    try:
        with ExitStack() as opened:
            descriptors = []
            for path, data in files:
                temporary = _beside(path)
                written.append((temporary, path))
                file = opened.enter_context(temporary.open("wb"))
                file.write(data)
                file.flush()
                descriptors.append(file.fileno())
            _make_durable(descriptors)
        for temporary, path in written:
            put_in_place(temporary, path)
    except BaseException:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)
        raise


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that takes the place of *path*, durably, if all goes well; else nothing changes.

    What a kill left of an earlier try goes first: it may be as large. Raises OSError.
    """
    for rest in path.parent.glob(f"{TEMPORARY}*-{glob.escape(path.name)}"):
        rest.unlink(missing_ok=True)
    temporary = _beside(path)
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        put_in_place(temporary, path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """Return a name beside *path* that nobody has: threads and machines at one share write too."""
    return path.with_name(f"{TEMPORARY}{secrets.token_hex(4)}-{path.name}")


def _make_durable(descriptors: Sequence[int]) -> None:
    """Wait until files are on the disk; asked for all at once, it writes its own journal once.

    (128 files one after the other took ten times as long as from eight threads, on ext4.)
    """
    if len(descriptors) == 1:
        os.fsync(descriptors[0])
    elif descriptors:
        with ThreadPoolExecutor(_THREADS) as threads:
            for _ in threads.map(os.fsync, descriptors):
                pass


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* durable, where the system knows how."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(finished: Path, path: Path) -> None:
    """Give a finished file the name *path*, in place of the one that has it.

    Windows does not allow that while another program has the old one open: it is waited for a
    little. Raises OSError.
    """
    for wait in _WAITS:
        try:
            finished.replace(path)
            return
        except PermissionError:
            if sys.platform != "win32":
                raise
            time.sleep(wait)
    try:
        finished.replace(path)
    except PermissionError as error:
        reason = "another program has the file open, close it"
        raise PermissionError(error.errno, reason, str(path)) from error
