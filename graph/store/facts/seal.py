"""Whether the file of the facts is as a build has left it: SQLite has no checksums of its own.

A changed byte in a cell would be a wrong answer that nobody notices. So the file is sealed when a
generation is finished: its size, time of change and hash stand beside it. While it is written, and
after a kill in the middle of that, there is no seal; then SQLite's own journal has to do.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from zeren.graph.output.files import write_atomic


def seal_of(path: Path) -> Path:
    """Return where the seal of the file *path* lies."""
    return path.with_name(f"{path.name}.seal")


def take_off(path: Path) -> None:
    """Remove the seal: the file is about to be written. Raises OSError."""
    seal_of(path).unlink(missing_ok=True)


def seal(path: Path) -> None:
    """Note what the file *path* is now. Raises OSError."""
    status = path.stat()
    content = [status.st_size, status.st_mtime_ns, _hash(path)]
    write_atomic(seal_of(path), json.dumps(content).encode())


def is_broken(path: Path) -> bool:
    """Return whether the file *path* was changed by something else than a build.

    The hash is only computed where size or time are others: a copied store has another time. (What
    changes a byte and neither of them, such as a failing disk, is for the file system to notice.)
    """
    with suppress(OSError, ValueError, TypeError):
        size, changed, digest = json.loads(seal_of(path).read_bytes())
        status = os.stat(path)  # noqa: PTH116
        if (status.st_size, status.st_mtime_ns) == (size, changed):
            return False
        return bool(status.st_size != size or _hash(path) != digest)
    return False


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
