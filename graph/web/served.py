"""The store as the server has it now, and how it learns of a new build."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import NamedTuple, TypeVar

from zeren.graph.errors import GraphError
from zeren.graph.model.facts import Facts
from zeren.graph.model.progress import Report
from zeren.graph.store.catalogue.journal import Entry, read
from zeren.graph.store.catalogue.layout import Layout, existing
from zeren.graph.store.documents.stored import stored_document
from zeren.graph.store.documents.views import DocumentView
from zeren.graph.store.engine.generations import Pointer, open_generation, read_pointer
from zeren.graph.store.facts.file import GoneError, opened
from zeren.graph.store.facts.lookup import LookedUpFacts
from zeren.graph.store.opening import Store, open_store
from zeren.graph.store.progress import read_reports
from zeren.graph.web.index import Index

_VIEWS = 32
_TRIES = 10
T = TypeVar("T")


class Rule(NamedTuple):
    """A rule of extraction in words, and an example."""

    definition: str
    example: str


@dataclass(frozen=True)
class ServedStore:
    """One state of a store: all pages and answers of a moment come from the same one.

    ``generation`` is the folder of the cache that workers open; it is empty for a store
    that is loaded into memory because its folder cannot be written. ``version`` changes
    whenever an answer could.
    """

    root: Path
    generation: str
    version: str
    store: Store
    facts: Facts
    source: LookedUpFacts

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The line of the journal for each document."""
        return entries_of(self.store.layout, self.store.tables.shards)

    @cached_property
    def index(self) -> Index:
        """Look-ups into the facts."""
        return Index(self.facts, self.source)

    @cached_property
    def reports(self) -> list[Report]:
        """What filled ledgers said of tasks, the earliest first."""
        return read_reports(self.store.layout)

    @cached_property
    def kept(self) -> dict[object, object]:
        """What pages have worked out of this state and may want again."""
        return {}

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """What each rule looks for, by its id; an assignment names the rules that read it."""
        rows = self.store.query("""
            SELECT ?name ?definition ?example {
              ?rule a zr:Rule ; skos:notation ?name .
              OPTIONAL { ?rule skos:definition ?definition }
              OPTIONAL { ?rule skos:example ?example }
            } ORDER BY ?name ?definition ?example""")
        return {
            str(row["name"]): Rule(str(row["definition"] or ""), str(row["example"] or ""))
            for row in rows
        }

    @cached_property
    def _views(self) -> dict[str, DocumentView]:
        return {}

    def document(self, document_id: str) -> DocumentView | None:
        """Return a document with its text, or None when there is none, or its text is gone."""
        entry = self.entries.get(document_id)
        if entry is None:
            return None
        views = self._views
        found = views.get(document_id)
        if found is None:
            try:
                found = stored_document(entry, self.root)
            except GraphError:
                return None
            while len(views) >= _VIEWS:
                views.pop(next(iter(views)), None)
            views[document_id] = found
        return found


def take(root: Path, *, graphs: bool) -> ServedStore:
    """Return the state of the store at *root*, its cache made again first where need be.

    With *graphs*, the graphs of single documents are there. Raises GraphError.
    """
    layout = existing(root)
    for _ in range(5):
        before = read_pointer(layout)
        store = open_store(root, graphs=graphs)
        after = read_pointer(layout)
        if before is None or after is None or before.generation == after.generation:
            break
    return _snapshot(store, after if after and _is_on_disk(store, layout, after) else None)


def taken_as_built(layout: Layout) -> ServedStore | None:
    """Return the state that the last build has left, or None when it cannot be opened now.

    Nothing is made again here (two servers of different versions of zeren would do so in turn),
    but the folder that workers open, where a build has left none.
    """
    pointer = read_pointer(layout)
    if pointer and not pointer.on_disk:
        return take(layout.root, graphs=True)
    engine = open_generation(layout, pointer) if pointer else None
    tables = opened(layout, pointer) if pointer else None
    if pointer is None or engine is None or tables is None:
        return None
    return _snapshot(Store(layout, engine, tables, [], graphs=pointer.graphs), pointer)


def _snapshot(store: Store, pointer: Pointer | None) -> ServedStore:
    root = store.layout.root
    source = LookedUpFacts(store.tables)
    return ServedStore(
        root=root,
        generation=pointer.generation if pointer else "",
        version=_version(pointer),
        store=store,
        facts=source.facts(),
        source=source,
    )


def entries_of(layout: Layout, shards: Mapping[str, str]) -> dict[str, Entry]:
    """Return the line of the journal for each document whose shard has that hash, by id.

    A build that is at work has written lines of shards that are not in use yet.
    """
    found: dict[str, Entry] = {}
    for line in read(layout.journal).lines:
        if not isinstance(line, Entry) or shards.get(line.id) != line.shard:
            continue
        if line.id not in found or line.source == line.made_from:
            found[line.id] = line
    return dict(sorted(found.items()))


def _is_on_disk(store: Store, layout: Layout, pointer: Pointer) -> bool:
    """Return whether workers can open what *store* has open: not when it was read into memory."""
    in_memory = any("loaded into memory" in note for note in store.notes)
    return not in_memory and (layout.cache / pointer.generation).is_dir()


def _version(pointer: Pointer | None) -> str:
    if pointer is None:
        return "0"
    told = [pointer.vocabularies]
    told += pointer.progress
    told += [f"{key}={seen.sha256}" for key, seen in sorted(pointer.shards.items())]
    return hashlib.sha256("\n".join(told).encode("utf-8")).hexdigest()[:20]


_PINNED: ContextVar[ServedStore | None] = ContextVar("zeren_snapshot", default=None)


class StaleError(Exception):
    """A request cannot be answered from the state it began with: that one is no more."""


class Site:
    """The present snapshot. :meth:`look` replaces it when a build has made a newer one.

    Within :meth:`pinned` the present one stays the same: an answer, and all of a page, is of
    one state of the store, however many builds end meanwhile.
    """

    def __init__(self, root: Path) -> None:
        self._layout = existing(root)
        self._lock = Lock()
        for _ in range(3):  # opening a store may make its cache again
            self._seen = self._stamp()
            self._latest = take(root, graphs=False)
            if not self._latest.generation:  # a small store: it has no folder that workers can open
                self._latest = take(root, graphs=True)
            if self._stamp() == self._seen:
                break

    @property
    def now(self) -> ServedStore:
        """The snapshot of the request that is under way, else the present one."""
        return _PINNED.get() or self._latest

    @contextmanager
    def pinned(self) -> Iterator[ServedStore]:
        """Let *now* be the present snapshot until the end of the block."""
        token = _PINNED.set(self._latest)
        try:
            yield self._latest
        finally:
            _PINNED.reset(token)

    async def of_one_state(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what *work* returns, all of it from one state; begun anew where need be.

        A state is given up when two builds have ended since: nothing can be looked up in it then.
        Raises StaleError when that goes on and on.
        """
        for _ in range(_TRIES):
            with self.pinned() as snapshot:
                try:
                    return await work()
                except (StaleError, GoneError, OSError):
                    if not await asyncio.to_thread(self.look) and self._latest is snapshot:
                        raise
        raise StaleError

    def look(self) -> bool:
        """Take a new snapshot when the store has changed; return whether it has.

        What cannot be read now is tried again with the next look; until then the old
        snapshot stays.
        """
        with self._lock:
            stamp = self._stamp()
            if stamp == self._seen or stamp is None:
                return False
            try:
                snapshot = taken_as_built(self._layout)
            except (GraphError, OSError):
                return False
            if snapshot is None:
                return False
            self._latest = snapshot
            self._seen = stamp
            return True

    def whole(self) -> ServedStore:
        """Return the present snapshot with the graphs of single documents, made if need be.

        That takes a while in a large store. Raises GraphError.
        """
        with self._lock:
            if not self._latest.store.graphs:
                seen = self._stamp()
                new, old = take(self._layout.root, graphs=True), self._latest
                if new.version == old.version:  # what was read of it stays good
                    new = replace(new, facts=old.facts, source=old.source)
                self._latest = new
                if self._stamp() != seen:
                    self._seen = self._stamp()
            return self._latest

    def _stamp(self) -> tuple[int, int, int] | None:
        """Return what changes when the pointer of the cache is replaced."""
        try:
            status = (self._layout.cache / "current.json").stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino
