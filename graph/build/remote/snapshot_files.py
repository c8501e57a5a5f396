"""The files of a store at a URL, as ``zeren build --from-snapshot`` reads them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from zeren.graph.build.remote.place import Remote, reason_of, speaking
from zeren.graph.store.backup.snapshot_files import (
    LIMIT,
    DamagedPartError,
    SnapshotFiles,
    belongs,
    checked,
    snapshot_files,
)


class RemoteFiles(SnapshotFiles):
    """A store at a URL, also as a build that was killed has left it.

    Raises GraphError when the place cannot be read.
    """

    def __init__(self, url: str) -> None:
        self.shown = url
        self._remote = Remote(url)
        with speaking(url):
            self._sizes = {
                f"{folder}/{name}" if folder else name: size
                for folder in ("", "runs", "shards", "texts", "themes", "units")
                for name, size in self._remote.sizes(folder).items()
            }
        self.names: Sequence[str] = sorted(filter(belongs, self._sizes))
        self.size = sum(self._sizes[name] for name in self.names)

    def read(self, name: str) -> bytes:
        """Return the bytes of a file. Raises DamagedPartError."""
        if self._sizes[name] > LIMIT:
            raise DamagedPartError(f"it has more than {LIMIT:,} bytes")
        try:
            data = self._remote.get(name)
        except Exception as error:  # each kind of storage has exceptions of its own
            raise DamagedPartError(f"it cannot be read: {reason_of(error)}") from error
        if data is None:
            raise DamagedPartError("it is gone")
        return data


@contextmanager
def snapshot_at(url: str) -> Iterator[SnapshotFiles]:
    """Open the snapshot at *url*, a ZIP file or a folder. Raises GraphError."""
    if url.endswith(".zip"):
        with _fetched(url) as path, snapshot_files(path) as files:
            yield files
    else:
        yield checked(RemoteFiles(url))


@contextmanager
def _fetched(url: str) -> Iterator[Path]:
    """Yield a copy on this disk of the one file at *url*. Raises GraphError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / url.rpartition("/")[2]
        with speaking(url):
            import fsspec

            with fsspec.open(url) as there, path.open("wb") as here:
                shutil.copyfileobj(there, here)
        yield path
