"""Shards into the cache: what of a shard goes into which graph, in few large bites.

Every statement is in the default graph, so that the default graph is the *set* union that
SPARQL means. What only one document can say stands there alone: its subject is the document, a
task of it, or whatever else has an IRI below the document's. What several documents may say, of
units and of rules, stands in the graph of each document that says it as well: only then is it
known who else says it when one of them is replaced.

A cache *with graphs* has all statements of a document in its graph too, and those of a vocabulary
in its. That takes three times the room and the time, and only queries with GRAPH or FROM need it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from zeren.graph.output.files import is_file
from zeren.graph.output.progress import counted
from zeren.graph.store.catalogue.layout import Layout
from zeren.graph.store.catalogue.packing import read_packed
from zeren.graph.store.engine.vocabularies import Vocabulary, progress, quads_of, vocabularies
from zeren.ontology.terms import document_iri

if TYPE_CHECKING:
    from pyoxigraph import Store

BITE: Final = 4 * 1024 * 1024
"""Bytes of shards that are loaded at once. A gigabyte takes as long in bites of 16 MB, which need
80 MB more of memory; each load writes files of its own, so bites should not be much smaller."""


class Loader:
    """Loads shards into *store*, one of pyoxigraph that has none of these documents.

    Call :meth:`add` for each document and :meth:`finish` at the end. With *beside*, the engine
    works in a thread of its own while the caller makes the next shards. All methods raise
    OSError when the disk is full; the store is then of no use.
    """

    def __init__(self, store: Store, *, graphs: bool, beside: bool = False) -> None:
        self._store = store
        self._graphs = graphs
        self._pieces: list[bytes] = []
        self._size = 0
        self._thread = ThreadPoolExecutor(1) if beside else None
        self._under_way: Future[None] | None = None

    def add_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Add the statements of *vocabulary*."""
        quads = quads_of(vocabulary)
        self._take(without_graph(vocabulary.graph, quads), quads if self._graphs else b"")

    def add_graph_of(self, vocabulary: Vocabulary) -> None:
        """Add the statements of *vocabulary* to its graph; in the default graph they are."""
        self._take(quads_of(vocabulary))

    def add(self, document_id: str, shard: bytes) -> None:
        """Add the shard of a document."""
        graph = document_iri(document_id)
        self._take(
            without_graph(graph, shard), shard if self._graphs else shard[_own(graph, shard) :]
        )

    def add_own(self, document_id: str, shard: bytes) -> None:
        """Add what only this document says to its graph; the rest of the shard is there."""
        self._take(shard[: _own(document_iri(document_id), shard)])

    def finish(self, *, compact: bool = False) -> None:
        """Load what is left, and wait until all is on the disk.

        *compact* puts the files of all bites together, so that queries look into fewer. It
        rewrites the whole store (a thirtieth of the time of loading it).
        """
        self._bite()
        self._wait()
        self._store.flush()
        if compact:
            self._store.optimize()
        self.close()

    def close(self) -> None:
        """End the thread, whatever came of its work."""
        if self._thread:
            self._thread.shutdown(wait=True)

    def _take(self, *pieces: bytes) -> None:
        self._pieces += pieces
        self._size += len(pieces[0])
        if self._size > BITE:
            self._bite()

    def _bite(self) -> None:
        statements = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        self._wait()
        if self._thread:
            self._under_way = self._thread.submit(_load, self._store, statements)
        else:
            _load(self._store, statements)

    def _wait(self) -> None:
        if self._under_way:
            under_way, self._under_way = self._under_way, None
            under_way.result()


def without_graph(graph: str, quads: bytes) -> bytes:
    """Return N-Quads that are all in one graph without that graph at the end of their lines."""
    return quads.replace(f" <{graph}> .\n".encode(), b" .\n")


def _own(graph: str, shard: bytes) -> int:
    """Return where the statements end that only this document can make.

    A shard is sorted, so those whose subject begins with the document's IRI stand together;
    what stands before them (nothing, as IRIs are made now) counts as theirs.
    """
    last = max(shard.rfind(f"\n<{graph}{end}".encode()) for end in ("/", ">"))
    if last < 0 and not shard.startswith(f"<{graph}".encode()):
        return 0
    return shard.find(b"\n", last + 1) + 1


def load_all(loader: Loader, layout: Layout, wanted: Collection[str], *, compact: bool) -> None:
    """Load the vocabularies and the shards of *wanted*.

    Raises OSError, and RuntimeError when the engine fails.
    """
    for vocabulary in (*vocabularies(layout.themes), *progress(layout.progress)):
        loader.add_vocabulary(vocabulary)
    for key in counted(wanted):
        loader.add(key, read_packed(layout.shard(key)))
    loader.finish(compact=compact)


def in_memory(layout: Layout, wanted: Iterable[str], *, graphs: bool) -> Store:
    """Return a store in memory with the shards of *wanted*, and the *graphs* of single documents.

    A shard that is gone, as one may be while a build is at work, is left out. Raises OSError.
    """
    from pyoxigraph import Store

    store = Store()
    there = [key for key in wanted if is_file(layout.shard(key))]
    load_all(Loader(store, graphs=graphs), layout, there, compact=False)
    return store


def _load(store: Store, statements: bytes) -> None:
    from pyoxigraph import RdfFormat

    store.bulk_load(statements, RdfFormat.N_QUADS)
