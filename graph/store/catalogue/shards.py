"""The shelf of shards: which are there, and whether they are what was written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from zeren.graph.store.catalogue.layout import SHARD, Layout
from zeren.graph.store.catalogue.packing import hash_of


class Seen(NamedTuple):
    """What a shard looked like when it was last read: size, time of change, hash."""

    size: int
    changed: int
    sha256: str


def look_at(path: Path, digest: str) -> Seen:
    """Return what to remember of a shard that was just written, with its hash. Raises OSError."""
    status = path.stat()
    return Seen(status.st_size, status.st_mtime_ns, digest)


class Shelf:
    """The shards of a store at one moment.

    *known* holds hashes that were computed before; a shard whose size and time of
    change are still the same is not read again. Raises OSError.
    """

    def __init__(self, layout: Layout, known: Mapping[str, Seen]) -> None:
        self._layout = layout
        self._known = known
        self._hashes: dict[str, str] = {}
        self.files = dict(_listed(layout.shards))
        """The size and the time of change of each shard."""

    def hash(self, document_id: str) -> str:
        """Return the hash of a shard's plain bytes, "" when it is damaged."""
        known = self._known.get(document_id)
        if known is not None and known[:2] == self.files[document_id]:
            return known.sha256
        if document_id not in self._hashes:
            self._hashes[document_id] = hash_of(self._layout.shard(document_id).read_bytes())
        return self._hashes[document_id]

    def seen(self, document_id: str) -> Seen:
        """Return what to remember of a shard."""
        known = self._known.get(document_id)
        if known is not None and known[:2] == self.files[document_id]:
            return known
        return Seen(*self.files[document_id], self.hash(document_id))


def _listed(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the shards in a folder, by name: millions of them must not need millions of paths."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith(SHARD))
    except FileNotFoundError:
        return
    for name in names:
        if name.startswith("."):
            continue
        try:
            status = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118
        except FileNotFoundError:  # swept away by a build that is running
            continue
        yield sys.intern(name.removesuffix(SHARD)), (status.st_size, status.st_mtime_ns)


def check_shard(document_id: str, data: bytes) -> None:
    """Make sure that a shard, wherever it comes from, can be loaded.

    Raises SyntaxError when the shard is no N-Quads, ValueError when a statement is in a wrong
    graph.
    """
    from pyoxigraph import NamedNode, RdfFormat, parse
    from zeren.ontology.terms import document_iri

    graph = NamedNode(document_iri(document_id))
    for quad in parse(data, RdfFormat.N_QUADS):
        if quad.graph_name != graph:
            raise ValueError(f"a statement of {document_id} is outside its graph: {quad}")
