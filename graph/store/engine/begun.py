"""A generation of the cache that is loaded while the documents are still being read."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType

from zeren.graph.store.catalogue.layout import Layout
from zeren.graph.store.catalogue.packing import read_packed, unpacked
from zeren.graph.store.catalogue.shards import Seen
from zeren.graph.store.engine.generations import next_name, read_pointer, sweep
from zeren.graph.store.engine.loading import Loader
from zeren.graph.store.engine.vocabularies import (
    progress,
    progress_names,
    vocabularies,
    vocabularies_hash,
)


class Begun:
    """A generation to which documents are added as they come.

    The engine can so work in a thread of its own (*beside*) while processes read the next plans,
    and needs no second look at the shards. It is a help only: what goes wrong here is tried again
    when all is read. Use as a context manager, under the lock; a generation that was not
    finished is removed at the end.
    """

    def __init__(self, layout: Layout, *, beside: bool) -> None:
        from pyoxigraph import Store

        old = read_pointer(layout)
        sweep(layout, keep={old.generation} if old else set())
        self.name = next_name(layout)
        self.graphs = old is not None and old.graphs
        self.vocabularies = vocabularies_hash(layout.themes)
        self.progress = progress_names(layout.progress)
        self._layout = layout
        self._folder = layout.cache / self.name
        self._loaded: dict[str, str] = {}
        self._finished = False
        self._loader: Loader | None = None
        try:
            self._loader = Loader(Store(str(self._folder)), graphs=self.graphs, beside=beside)
            for vocabulary in (*vocabularies(layout.themes), *progress(layout.progress)):
                self._loader.add_vocabulary(vocabulary)
        except (OSError, RuntimeError):
            self._give_up()

    def __enter__(self) -> Begun:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._finished:
            self._give_up()

    def add(self, document_id: str, shard: bytes, digest: str) -> None:
        """Load a packed shard, whose hash is *digest*."""
        if self._loader is None:
            return
        try:
            if document_id in self._loaded:  # it cannot be taken back
                self._give_up()
                return
            self._loader.add(document_id, unpacked(shard))
            self._loaded[document_id] = digest
        except (OSError, RuntimeError):
            self._give_up()

    def finish(self, wanted: Mapping[str, Seen]) -> bool:
        """Load what is missing of *wanted*; return whether this is now what the cache must hold.

        Raises OSError or RuntimeError.
        """
        if self._loader is None or self.vocabularies != vocabularies_hash(self._layout.themes):
            return False
        if self.progress != progress_names(self._layout.progress):
            return False
        hashes = {key: seen.sha256 for key, seen in wanted.items()}
        if not self._loaded.items() <= hashes.items():
            return False
        for key in wanted:
            if key not in self._loaded:
                self._loader.add(key, read_packed(self._layout.shard(key)))
        self._loader.finish(compact=True)
        self._loader = None
        self._finished = True
        return True

    def _give_up(self) -> None:
        if self._loader:
            with suppress(OSError, RuntimeError):
                self._loader.close()
        self._loader = None
        shutil.rmtree(self._folder, ignore_errors=True)
