"""The shelf of shards: which are there, and whether they are what was written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from zeren.graph.files import sha256
from zeren.graph.layout import Layout


class Seen(NamedTuple):
    """What a shard looked like when it was last read: size, time of change, hash."""

    size: int
    changed: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A shard file in the folder, not opened yet."""

    path: Path
    size: int
    changed: int


class Shelf:
    """The shards of a store at one moment.

    *known* holds hashes that were computed before; a shard whose size and time of
    change are still the same is not read again. Raises OSError.
    """

    def __init__(self, layout: Layout, known: Mapping[str, Seen]) -> None:
        self._known = known
        self._hashes: dict[str, str] = {}
        self.files = dict(_listed(layout.shards))

    def unchanged(self) -> bool:
        """Return whether the folder holds exactly the known shards, as they were."""
        return self.files.keys() == self._known.keys() and all(map(self._as_known, self.files))

    def hash(self, document_id: str) -> str:
        """Return the hash of a shard."""
        if document_id not in self._hashes:
            if self._as_known(document_id):
                found = self._known[document_id].sha256
            else:
                found = sha256(self.files[document_id].path.read_bytes())
            self._hashes[document_id] = found
        return self._hashes[document_id]

    def hashes(self) -> dict[str, Callable[[], str]]:
        """Return for each shard a function that gives its hash."""

        def lazily(document_id: str) -> Callable[[], str]:
            return lambda: self.hash(document_id)

        return {document_id: lazily(document_id) for document_id in self.files}

    def seen(self, document_id: str) -> Seen:
        """Return what to remember of a shard."""
        file = self.files[document_id]
        return Seen(file.size, file.changed, self.hash(document_id))

    def _as_known(self, document_id: str) -> bool:
        file, known = self.files[document_id], self._known.get(document_id)
        return known is not None and (known.size, known.changed) == (file.size, file.changed)


def _listed(folder: Path) -> Iterator[tuple[str, Listed]]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith(".nq"))
    except FileNotFoundError:
        return
    for name in names:
        if name.startswith("."):
            continue
        path = folder / name
        try:
            status = path.stat()
        except FileNotFoundError:  # swept away by a build that is running
            continue
        yield name.removesuffix(".nq"), Listed(path, status.st_size, status.st_mtime_ns)
