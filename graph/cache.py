"""The pyoxigraph store as a cache of the shards, in generations.

A generation is a folder that is written once and then only read. A new one is made
beside the old, as a copy with hard links that is brought up to date, or from all
shards; then the small file ``current.json`` is replaced, which is the moment of the
change. The generation before stays until the next one is made, for readers that
still have it open. Whatever is lost here is made again from the shards.

Every statement stands twice: in its document's graph, and in the default graph.
The default graph is thus the *set* union that SPARQL means. (A union computed at
query time hands out a statement once for each graph that holds it, and a unit
named by ten plans would be counted tenfold.)
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.graph.files import is_folder, write_atomic
from zeren.graph.layout import Layout
from zeren.graph.shards import Seen
from zeren.graph.vocabularies import quads_of, vocabularies, vocabularies_hash
from zeren.ontology.terms import document_iri

if TYPE_CHECKING:
    from pyoxigraph import Store

_BATCH = 16 * 1024 * 1024
_LAYOUT = 1  # raise it when the same shards give another cache


@dataclass(frozen=True, slots=True)
class Pointer:
    """What ``current.json`` says: the generation in use and what it was made of."""

    generation: str
    shards: Mapping[str, Seen]
    vocabularies: str


def read_pointer(layout: Layout) -> Pointer | None:
    """Return the pointer, or None when it is missing, damaged or of another layout."""
    try:
        content = json.loads((layout.cache / "current.json").read_text(encoding="utf-8"))
        if content["layout"] != _LAYOUT:
            return None
        shards = {
            key: Seen(int(size), int(changed), str(digest))
            for key, (size, changed, digest) in content["shards"].items()
        }
        return Pointer(str(content["generation"]), shards, str(content["vocabularies"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def open_generation(layout: Layout, pointer: Pointer) -> Store | None:
    """Open a generation for reading, or return None when it is missing or damaged."""
    from pyoxigraph import Store

    try:
        store = Store.read_only(str(layout.cache / pointer.generation))
        next(store.quads_for_pattern(None, None, None, None), None)
    except (OSError, RuntimeError, ValueError):
        return None
    return store


def is_usable(layout: Layout, pointer: Pointer | None) -> bool:
    """Return whether the generation in use can be opened."""
    return pointer is not None and open_generation(layout, pointer) is not None


def in_memory(layout: Layout, wanted: Iterable[str]) -> Store:
    """Return a store in memory with the shards of *wanted*, for a folder that cannot be written."""
    from pyoxigraph import Store

    store = Store()
    _load_all(store, layout, wanted)
    return store


def refresh(layout: Layout, wanted: Mapping[str, Seen], kept: Iterable[str] = ()) -> Pointer:
    """Make a generation that holds *wanted* and point to it. Call this under the lock.

    *kept* names documents whose shard is lost or damaged: what the cache still holds
    of them is carried over. Raises OSError when the disk is full or not writable;
    the generation in use is then still the old one.
    """
    old = read_pointer(layout)
    kept = set(kept)
    _sweep(layout, keep={old.generation} if old else set())
    name = _next_name(layout)
    folder = layout.cache / name
    try:
        updated = old is not None and _try_update(layout, old, folder, wanted, kept)
        if not updated:
            shutil.rmtree(folder, ignore_errors=True)
            _load_new(layout, folder, sorted(wanted))
    except (OSError, RuntimeError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise
        raise OSError(str(error)) from error
    shards = dict(wanted)
    if updated and old is not None:
        shards |= {key: old.shards[key] for key in kept if key in old.shards}
    pointer = Pointer(name, shards, vocabularies_hash(layout.themes))
    write_pointer(layout, pointer)
    return pointer


def write_pointer(layout: Layout, pointer: Pointer) -> None:
    """Put *pointer* in force. Raises OSError."""
    content = {
        "layout": _LAYOUT,
        "generation": pointer.generation,
        "vocabularies": pointer.vocabularies,
        "shards": {key: list(pointer.shards[key]) for key in sorted(pointer.shards)},
    }
    body = json.dumps(content, indent=0) + "\n"
    write_atomic(layout.cache / "current.json", body.encode("utf-8"))


def _try_update(
    layout: Layout, old: Pointer, folder: Path, wanted: Mapping[str, Seen], kept: set[str]
) -> bool:
    """Copy the generation in use and apply the difference; False when a fresh one is better."""
    if old.vocabularies != vocabularies_hash(layout.themes):
        return False
    before = {key: seen.sha256 for key, seen in old.shards.items()}
    after = {key: seen.sha256 for key, seen in wanted.items()}
    gone = sorted(key for key in before if before[key] != after.get(key) and key not in kept)
    new = sorted(key for key in after if before.get(key) != after[key])
    if not kept & before.keys() and 2 * (len(gone) + len(new)) > len(after):
        return False
    from pyoxigraph import Store

    source = layout.cache / old.generation
    if not is_folder(source):
        return False
    try:
        shutil.copytree(
            source, folder, copy_function=_link, ignore=shutil.ignore_patterns("LOCK", "LOG*")
        )
        store = Store(str(folder))
    except (OSError, RuntimeError, ValueError, shutil.Error):
        return False  # the old generation is damaged; a fresh one tells what the disk can do
    for key in gone:
        store.update(_REMOVE.replace("GRAPH_IRI", document_iri(key)))
    for key in new:
        _load_shard(store, key, layout.shard(key).read_bytes())
    store.flush()
    return True


# A statement leaves the default graph only when no other graph still holds it.
_REMOVE = """
DELETE { ?s ?p ?o } WHERE {
  GRAPH <GRAPH_IRI> { ?s ?p ?o }
  FILTER NOT EXISTS { GRAPH ?other { ?s ?p ?o } FILTER(?other != <GRAPH_IRI>) }
} ;
DROP SILENT GRAPH <GRAPH_IRI>
"""


def _load_new(layout: Layout, folder: Path, wanted: Iterable[str]) -> None:
    from pyoxigraph import Store

    store = Store(str(folder))
    _load_all(store, layout, wanted)
    store.flush()


def _load_all(store: Store, layout: Layout, wanted: Iterable[str]) -> None:
    """Load all shards in few large bites: each bulk load writes files of its own."""
    from pyoxigraph import RdfFormat

    statements: list[bytes] = []
    size = 0
    for vocabulary in vocabularies(layout.themes):
        data = quads_of(vocabulary)
        statements += (data, _as_triples(vocabulary.graph, data))
    for key in wanted:
        data = layout.shard(key).read_bytes()
        statements += (data, _as_triples(document_iri(key), data))
        size += len(data)
        if size > _BATCH:
            store.bulk_load(b"".join(statements), RdfFormat.N_QUADS)
            statements, size = [], 0
    store.bulk_load(b"".join(statements), RdfFormat.N_QUADS)


def _load_shard(store: Store, key: str, data: bytes) -> None:
    from pyoxigraph import RdfFormat

    store.load(data + _as_triples(document_iri(key), data), RdfFormat.N_QUADS)


def _as_triples(graph: str, data: bytes) -> bytes:
    """Return N-Quads that are all in one graph without that graph at the end of their lines."""
    return data.replace(f" <{graph}> .\n".encode(), b" .\n")


def _link(source: str, target: str) -> None:
    """Copy a file of a generation; tables are never written again, so a hard link will do."""
    if source.endswith(".sst"):
        try:
            os.link(source, target)
            return
        except OSError:
            pass  # another file system, or one without hard links
    shutil.copy2(source, target)


def _next_name(layout: Layout) -> str:
    numbers = [int(path.name[1:]) for path in _generations(layout)]
    return f"g{max(numbers, default=0) + 1:06d}"


def _generations(layout: Layout) -> list[Path]:
    try:
        entries = sorted(layout.cache.iterdir())
    except FileNotFoundError:
        layout.cache.mkdir(parents=True, exist_ok=True)
        return []
    return [path for path in entries if path.name[:1] == "g" and path.name[1:].isdigit()]


def _sweep(layout: Layout, keep: set[str]) -> None:
    """Remove generations nobody needs. One that is still open on Windows waits for next time."""
    for path in _generations(layout):
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
