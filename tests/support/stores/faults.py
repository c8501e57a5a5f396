"""A disk that fails at a step of one's choice, in this process.

Every call by which Python changes a file under a folder is a step: opening to write, each write,
fsync, rename, remove, making a folder, linking. The engine writes beside Python; a small disk and
a limit on the size of files reach it (``test_bad_input``, ``test_small_disks``).
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to fail: the error, whether it stays, and what still works."""

    number: int
    stays: bool
    works: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        return os.strerror(self.number).lower()


FULL = Kind(errno.ENOSPC, True, frozenset({"replace", "remove"}))
"""No byte more, as of this step; what is there can be renamed and removed."""
BROKEN = Kind(errno.EIO, False)
"""One call fails, as on a bad sector or a network drive that comes back."""
READ_ONLY = Kind(errno.EROFS, True)
"""Nothing works any more, as of this step: so Linux reacts to errors of a disk."""


class Disk:
    """Counts the steps under *root*; fails at step *fail_at*."""

    def __init__(self, root: Path, kind: Kind = BROKEN, fail_at: int | None = None) -> None:
        self.steps = 0
        self.failed = 0
        self._root = os.fspath(root)
        self._kind = kind
        self._fail_at = fail_at

    def step(self, what: str) -> None:
        """Count a step, and fail when it is to fail. Raises OSError."""
        if what in self._kind.works:
            return
        self.steps += 1
        due = self._fail_at is not None and (
            self.steps == self._fail_at or (self._kind.stays and self.steps > self._fail_at)
        )
        if due:
            self.failed += 1
            raise OSError(self._kind.number, os.strerror(self._kind.number))

    def holds(self, path: object) -> bool:
        """Return whether *path* lies on this disk."""
        if not isinstance(path, str | os.PathLike):
            return False
        return os.path.abspath(os.fspath(path)).startswith(self._root)  # noqa: PTH100


class _File(io.FileIO):
    """A file on a disk that may fail; half of the bytes of a failed write are there."""

    disk: Disk

    def write(self, data: Any, /) -> int:
        view = memoryview(data).cast("B")
        try:
            self.disk.step("write")
        except OSError:
            super().write(view[: len(view) // 2])
            raise
        return super().write(view)


@contextmanager
def failing(disk: Disk) -> Iterator[Disk]:
    """Let this process write to *disk*."""
    real_open, real_fsync = io.open, os.fsync

    def opened(path: Any, mode: str = "r", buffering: int = -1, *rest: Any, **more: Any) -> Any:
        if not set(mode) & set("wax+") or "b" not in mode or not disk.holds(path):
            return real_open(path, mode, buffering, *rest, **more)
        disk.step("open")
        raw = _File(path, mode.replace("b", ""))
        raw.disk = disk
        if buffering == 0:
            return raw
        return io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)

    def fsync(descriptor: int) -> None:
        disk.step("fsync")  # of a file or of a folder
        real_fsync(descriptor)

    def watched(name: str, what: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(path: Any, *rest: Any, **more: Any) -> Any:
            if disk.holds(path) and not more.get("dir_fd"):
                disk.step(what)
            return real(path, *rest, **more)

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(io, "open", opened)
        patch.setattr(os, "fsync", fsync)
        for name, what in (
            ("replace", "replace"), ("rename", "replace"), ("unlink", "remove"),
            ("remove", "remove"), ("mkdir", "mkdir"), ("link", "link"),
        ):  # fmt: skip
            patch.setattr(os, name, watched(name, what))
        yield disk
