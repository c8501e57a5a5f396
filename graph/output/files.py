"""Writing files so that a reader, or a power cut, never meets half of one."""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

TEMPORARY = ".tmp-"
"""How the name of a file begins that is being written."""
_THREADS = 8


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
                # Threads share the number of their process, and so may machines at one share.
                temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(4)}-{path.name}")
                written.append((temporary, path))
                file = opened.enter_context(temporary.open("wb"))
                file.write(data)
                file.flush()
                descriptors.append(file.fileno())
            _make_durable(descriptors)
        for temporary, path in written:
            _replace(temporary, path)
    except BaseException:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)
        raise


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


def _replace(temporary: Path, path: Path) -> None:
    """Rename; on Windows wait a little for a reader that has the old file open."""
    for wait in (0.01, 0.05, 0.2, 0.5):
        try:
            temporary.replace(path)
            return
        except PermissionError:
            if sys.platform != "win32":
                raise
            time.sleep(wait)
    temporary.replace(path)
