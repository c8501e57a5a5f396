"""All data as files, made once for each state of the store."""

from __future__ import annotations

import contextlib
import gzip
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, cast

from zeren.graph.output.files import replacing
from zeren.graph.web.served import ServedStore
from zeren.ontology.terms import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

FILES = {
    "dump.nq": "application/n-quads",
    "dump.nq.gz": "application/gzip",
    "dump.trig": "application/trig",
}
"""The names of the files and their media types."""


class Dumps:
    """Makes the files when they are first asked for, in a folder that goes with the server."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="zeren-dump-", ignore_cleanup_errors=True)
        self._lock = Lock()

    def close(self) -> None:
        """Remove the files."""
        self._folder.cleanup()

    def path(self, snapshot: ServedStore, name: str) -> Path:
        """Return the file of that *name* of :data:`FILES` for *snapshot*. Raises OSError."""
        folder = Path(self._folder.name)
        path = folder / f"{snapshot.version}-{name}"
        with self._lock:
            if not path.exists():
                made = sorted(folder.glob(f"*-{name}"), key=lambda old: old.stat().st_mtime)
                for old in made[:-1]:  # the last one may still be on its way to somebody
                    with contextlib.suppress(OSError):
                        old.unlink()
                self._make(snapshot, name, path)
        return path

    def _make(self, snapshot: ServedStore, name: str, path: Path) -> None:
        with replacing(path) as file:
            if name == "dump.nq.gz":
                with gzip.GzipFile("dump.nq", "wb", 6, file, mtime=0) as packed:
                    _write(snapshot, cast("IO[bytes]", packed), name)
            else:
                _write(snapshot, file, name)


def _write(snapshot: ServedStore, file: IO[bytes], name: str) -> None:
    import pyoxigraph as ox

    format = ox.RdfFormat.TRIG if name == "dump.trig" else ox.RdfFormat.N_QUADS
    prefixes = PREFIXES if name == "dump.trig" else None
    ox.serialize(_quads(snapshot), file, format, prefixes=prefixes)


def _quads(snapshot: ServedStore) -> Iterator[pyoxigraph.Quad]:
    """Yield all statements in their graphs; those of the default graph only repeat them."""
    engine = snapshot.store.engine
    for graph in sorted(engine.named_graphs(), key=str):
        quads: Iterable[pyoxigraph.Quad] = engine.quads_for_pattern(None, None, None, graph)
        yield from sorted(quads, key=str)
