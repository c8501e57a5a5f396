"""The pyoxigraph store as a cache of the shards, in generations.

A small store has no generation on the disk until a query asks for a graph or a server asks for
all of it: whoever opens it loads its shards into memory, which takes a moment.

A generation is a folder that is written once and then only read. A new one is made
beside the old, as a copy with hard links that is brought up to date, or from all
shards; then the small file ``current.json`` is replaced, which is the moment of the
change. The generation before stays until the next one is made, for readers that
still have it open. Whatever is lost here is made again from the shards.

The default graph holds every statement once: it is the *set* union that SPARQL means.
(A union computed at query time hands out a statement once for each graph that holds
it, and a unit named by ten plans would be counted tenfold.) The graphs of single documents
are made when a query first asks for one, and from then on kept: see ``loading``.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from zeren.graph.output.files import is_folder
from zeren.graph.store.catalogue.journal import Stamp
from zeren.graph.store.catalogue.layout import Layout
from zeren.graph.store.catalogue.packing import read_packed
from zeren.graph.store.catalogue.shards import Seen
from zeren.graph.store.engine.begun import Begun
from zeren.graph.store.engine.generations import (
    Pointer,
    copy,
    is_usable,
    next_name,
    read_pointer,
    sweep,
    write_pointer,
)
from zeren.graph.store.engine.loading import Loader, in_memory, load_all
from zeren.graph.store.engine.removing import own_statements, remove_document
from zeren.graph.store.engine.vocabularies import (
    progress,
    progress_names,
    vocabularies,
    vocabularies_hash,
)
from zeren.graph.store.facts.file import Writer
from zeren.ontology.terms import document_iri

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["SMALL", "begin", "is_usable", "refresh"]


SMALL: Final = 512 * 1024
"""Bytes of packed shards up to which a store is small: to load them takes a third of a second."""


def begin(layout: Layout, holding: int, coming: Sequence[int], *, beside: bool) -> Begun | None:
    """Return a generation to load into while reading, or None where that would save nothing.

    *holding* is the number of documents that the store has now, *coming* the sizes of the files
    that will be read; *beside* lets the engine work in a thread of its own.
    """
    old = read_pointer(layout)
    if old is not None and not _are_many(len(coming), max(holding, len(coming))):
        return None
    if sum(coming) < SMALL and not (old and old.on_disk):  # shards are twice the plans, at most
        return None
    return Begun(layout, beside=beside)


def refresh(
    layout: Layout,
    wanted: Mapping[str, Seen],
    kept: Iterable[str] = (),
    *,
    begun: Begun | None = None,
    graphs: bool = False,
    tables: Writer | None = None,
    journal: Stamp | None = None,
) -> Pointer:
    """Make a generation that holds *wanted* and point to it. Call this under the lock.

    *kept* names documents whose shard is lost or damaged: what the cache still holds
    of them is carried over. *begun* is a generation that may have a part of *wanted* already,
    *graphs* asks for the graphs of single documents, *tables* has the facts of what was read just
    now, *journal* is the stamp to remember. Raises OSError when the disk is full or not writable;
    the generation in use is then still the old one.
    """
    old = read_pointer(layout)
    kept = set(kept)
    graphs = graphs or (old is not None and old.graphs)
    on_disk = graphs or sum(seen.size for seen in wanted.values()) > SMALL
    try:
        if not on_disk:
            name = next_name(layout)
            sweep(layout, keep={old.generation} if old else set())
            said = vocabularies_hash(layout.themes)
            reports = progress_names(layout.progress)
            pointer = Pointer(name, dict(wanted), said, on_disk=False, progress=reports)
        elif begun and not kept and begun.graphs == graphs and begun.finish(wanted):
            pointer = Pointer(
                begun.name, dict(wanted), begun.vocabularies, graphs, progress=begun.progress
            )
        else:
            pointer = _made(layout, old, wanted, kept, graphs)
    except RuntimeError as error:
        raise OSError(str(error)) from error
    pointer = replace(pointer, journal=journal)
    with closing(tables or Writer(layout)) as writer:
        writer.finish(layout, pointer, old)
    write_pointer(layout, pointer)
    return pointer


def _made(
    layout: Layout, old: Pointer | None, wanted: Mapping[str, Seen], kept: set[str], graphs: bool
) -> Pointer:
    """Make a generation from the one in use or from all shards. Raises OSError, RuntimeError."""
    sweep(layout, keep={old.generation} if old else set())
    name = next_name(layout)
    folder = layout.cache / name
    shards = dict(wanted)
    try:
        if old is not None and _try_update(layout, old, folder, wanted, kept, graphs):
            shards |= {key: old.shards[key] for key in kept if key in old.shards}
        else:
            shutil.rmtree(folder, ignore_errors=True)
            _load_new(layout, folder, sorted(wanted), graphs)
    except (OSError, RuntimeError):
        shutil.rmtree(folder, ignore_errors=True)
        raise
    reports = progress_names(layout.progress)
    return Pointer(name, shards, vocabularies_hash(layout.themes), graphs, progress=reports)


def _try_update(
    layout: Layout,
    old: Pointer,
    folder: Path,
    wanted: Mapping[str, Seen],
    kept: set[str],
    graphs: bool,
) -> bool:
    """Copy the generation in use and apply the difference; False when a fresh one is better."""
    if old.vocabularies != vocabularies_hash(layout.themes) or not old.on_disk:
        return False
    reports = {each.graph.rpartition("/")[2]: each for each in progress(layout.progress)}
    if not reports.keys() >= set(old.progress):
        return False
    before = {key: seen.sha256 for key, seen in old.shards.items()}
    after = {key: seen.sha256 for key, seen in wanted.items()}
    gone = sorted(key for key in before if before[key] != after.get(key) and key not in kept)
    new = sorted(key for key in after if before.get(key) != after[key])
    if not kept & before.keys() and _are_many(len(gone) + len(new), len(after)):
        return False
    from pyoxigraph import Store

    source = layout.cache / old.generation
    if not is_folder(source) or not is_usable(layout, old):
        return False
    try:
        copy(source, folder)
        store = Store(str(folder))
    except (OSError, RuntimeError, ValueError, shutil.Error):
        return False  # the old generation is damaged; a fresh one tells what the disk can do
    if gone:
        said = in_memory(layout, (), graphs=False)
        for key in gone:
            remove_document(store, key, said)
    loader = Loader(store, graphs=graphs)
    if graphs and not old.graphs:
        present = before.keys() - gone
        _keep_graphs(store, kept & present)
        for vocabulary in vocabularies(layout.themes):
            loader.add_graph_of(vocabulary)
        for name in old.progress:
            loader.add_graph_of(reports[name])
        for key in sorted(present - kept):
            loader.add_own(key, read_packed(layout.shard(key)))
    for name in sorted(reports.keys() - set(old.progress)):
        loader.add_vocabulary(reports[name])
    for key in new:
        loader.add(key, read_packed(layout.shard(key)))
    loader.finish()
    return True


def _keep_graphs(store: Store, kept: Iterable[str]) -> None:
    """Complete the graphs of documents whose shards are lost from what *store* knows of them."""
    from pyoxigraph import NamedNode, Quad

    for key in kept:
        graph = NamedNode(document_iri(key))
        store.extend(
            Quad(quad.subject, quad.predicate, quad.object, graph)
            for quad in own_statements(store, key)
        )


def _are_many(changes: int, documents: int) -> bool:
    """Return whether loading all is quicker than so many changes (by rough measurement)."""
    return 2 * changes > documents


def _load_new(layout: Layout, folder: Path, wanted: Collection[str], graphs: bool) -> None:
    from pyoxigraph import Store

    loader = Loader(Store(str(folder)), graphs=graphs)
    load_all(loader, layout, wanted, compact=True)
