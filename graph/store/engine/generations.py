"""The generations of the cache: folders that are written once, and which of them is in use."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.graph.output.files import write_atomic
from zeren.graph.store.catalogue.journal import Stamp
from zeren.graph.store.catalogue.layout import Layout
from zeren.graph.store.catalogue.shards import Seen
from zeren.graph.store.engine.loading import in_memory

if TYPE_CHECKING:
    from pyoxigraph import Store

Manifest = tuple[str, int]
_LAYOUT = 3  # raise it when the same shards give another cache


@dataclass(frozen=True, slots=True)
class Pointer:
    """What ``current.json`` says: the generation in use and what it was made of.

    ``journal`` is what the journal looked like (:func:`~zeren.graph.store.catalogue.journal.stamp`)
    when it and the shards said the same and nothing was damaged, None otherwise: as long as neither
    has changed, nobody has to read it. ``graphs`` tells whether the graphs of single documents are
    whole, ``on_disk`` whether there is a folder at all: a small store has none, and its shards are
    loaded by whoever opens it.
    ``progress`` names the files of reports that it holds, ``manifest`` is the engine's own list of
    files, by name and size, as it was when the generation was made.
    """

    generation: str
    shards: Mapping[str, Seen]
    vocabularies: str
    graphs: bool = False
    on_disk: bool = True
    journal: Stamp | None = None
    progress: tuple[str, ...] = ()
    manifest: Manifest | None = None


def read_pointer(layout: Layout) -> Pointer | None:
    """Return the pointer, or None when it is missing, damaged or of another layout."""
    try:
        content = json.loads((layout.cache / "current.json").read_text(encoding="utf-8"))
        if content["layout"] != _LAYOUT:
            return None
        shards = {
            sys.intern(key): Seen(int(size), int(changed), sys.intern(str(digest)))
            for key, (size, changed, digest) in content["shards"].items()
        }
        return Pointer(
            str(content["generation"]),
            shards,
            str(content["vocabularies"]),
            content["graphs"] is True,
            content["on_disk"] is True,
            _stamp(content.get("journal")),
            tuple(map(str, content.get("progress", ()))),
            _manifest(content.get("manifest")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _stamp(told: object) -> Stamp | None:
    match told:
        case [int(size), int(changed)]:
            return size, changed
    return None


def open_generation(layout: Layout, pointer: Pointer) -> Store | None:
    """Open a generation for reading, or return None when it is missing or damaged."""
    from pyoxigraph import Store

    try:
        if not pointer.on_disk:
            return in_memory(layout, sorted(pointer.shards), graphs=False)
        folder = layout.cache / pointer.generation
        if _is_cut(folder, pointer.manifest):
            return None
        store = Store.read_only(str(folder))
        next(store.quads_for_pattern(None, None, None, None), None)
    except (OSError, RuntimeError, ValueError):
        return None
    return store


def manifest_of(folder: Path) -> Manifest | None:
    """Return the list of files that the engine keeps in *folder*: its name, and its size."""
    try:
        name = (folder / "CURRENT").read_text(encoding="ascii").strip()
        return name, (folder / name).stat().st_size
    except (OSError, ValueError):
        return None


def _manifest(told: object) -> Manifest | None:
    match told:
        case [str(name), int(size)]:
            return name, size
    return None


def _is_cut(folder: Path, manifest: Manifest | None) -> bool:
    """Return whether the engine's list of files lost its end: it would open what is left of it.

    (Everything else has checksums that it looks at; the list only grows.)
    """
    if manifest is None:
        return False
    now = manifest_of(folder)
    return now is None or (now[0] == manifest[0] and now[1] < manifest[1])


def is_usable(layout: Layout, pointer: Pointer | None) -> bool:
    """Return whether the generation in use can be opened."""
    if pointer is None or not pointer.on_disk:
        return pointer is not None
    return open_generation(layout, pointer) is not None


def write_pointer(layout: Layout, pointer: Pointer) -> None:
    """Put *pointer* in force. Raises OSError."""
    content = {
        "layout": _LAYOUT,
        "generation": pointer.generation,
        "vocabularies": pointer.vocabularies,
        "graphs": pointer.graphs,
        "on_disk": pointer.on_disk,
        "journal": pointer.journal,
        "progress": list(pointer.progress),
        "manifest": manifest_of(layout.cache / pointer.generation) if pointer.on_disk else None,
        "shards": {key: list(pointer.shards[key]) for key in sorted(pointer.shards)},
    }
    body = json.dumps(content, indent=0) + "\n"
    write_atomic(layout.cache / "current.json", body.encode("utf-8"))


def _link(source: str, target: str) -> None:
    """Copy a file of a generation; tables are never written again, so a hard link will do."""
    if source.endswith(".sst"):
        try:
            os.link(source, target)
            return
        except OSError:
            pass  # another file system, or one without hard links
    shutil.copy2(source, target)


def copy(source: Path, folder: Path) -> None:
    """Copy a generation to *folder*. Raises OSError or shutil.Error."""
    ignore = shutil.ignore_patterns("LOCK", "LOG*")
    shutil.copytree(source, folder, copy_function=_link, ignore=ignore)


def next_name(layout: Layout) -> str:
    """Return the name of the generation to make next."""
    names = [path.name for path in _generations(layout)]
    old = read_pointer(layout)
    names += [old.generation] if old else []
    return f"g{max((int(name[1:]) for name in names), default=0) + 1:06d}"


def _generations(layout: Layout) -> list[Path]:
    try:
        entries = sorted(layout.cache.iterdir())
    except FileNotFoundError:
        layout.cache.mkdir(parents=True, exist_ok=True)
        return []
    return [path for path in entries if path.name[:1] == "g" and path.name[1:].isdigit()]


def sweep(layout: Layout, keep: set[str]) -> None:
    """Remove generations nobody needs. One that is still open on Windows waits for next time."""
    for path in _generations(layout):
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
