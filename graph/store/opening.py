"""Asking a store: the public door to this room.

>>> store = open_store("zeren-store")                                    # doctest: +SKIP
>>> for row in store.query("SELECT ?title { ?d a zr:PolicyDocument ; dcterms:title ?title }"):
...     print(row["title"])                                              # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.graph.errors import GraphError, os_reason
from zeren.graph.query import sparql
from zeren.graph.query.results import Answer
from zeren.graph.store import cache
from zeren.graph.store.catalogue.journal import Entry
from zeren.graph.store.catalogue.layout import DEFAULT_STORE, Layout, existing
from zeren.graph.store.catalogue.locking import BusyError, writing
from zeren.graph.store.engine.generations import Pointer, open_generation, read_pointer
from zeren.graph.store.engine.loading import in_memory
from zeren.graph.store.engine.vocabularies import vocabularies_hash
from zeren.graph.store.facts import file as facts
from zeren.graph.store.survey import Survey, is_as_built, survey
from zeren.ontology.terms import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph
    from zeren.graph.store.facts.file import Reader


class Store:
    """A store opened for reading, as it was when it was opened.

    ``notes`` are lines about what is damaged or behind in it, ``tables`` the facts to look up
    (:func:`~zeren.graph.store.facts.reading.read_facts`), ``graphs`` whether the graphs of
    single documents are there to be asked (:meth:`query` makes them when a query names one).
    """

    def __init__(
        self,
        layout: Layout,
        engine: pyoxigraph.Store,
        tables: Reader,
        notes: list[str],
        *,
        graphs: bool,
    ) -> None:
        self.layout = layout
        self.tables = tables
        self.notes = tuple(notes)
        self.graphs = graphs
        self._engine = engine

    @property
    def engine(self) -> pyoxigraph.Store:
        """The store of pyoxigraph itself, for what :meth:`query` does not offer. Only read it."""
        return self._engine

    def query(self, text: str) -> Answer:
        """Return the answer to the SPARQL query *text*.

        The default graph is the union of all documents and vocabularies, each
        statement once; ``GRAPH`` asks a single document, and the first such query makes the
        graphs of all documents, which takes a while in a large store. The prefixes of
        :data:`zeren.ontology.terms.PREFIXES` need no declaration. Raises GraphError
        for a query with an error, an update, or one that calls another server.
        """
        sparql.check(text)
        if not self.graphs and sparql.asks_graphs(text):
            whole = open_store(self.layout.root, graphs=True)
            self._engine, self.graphs = whole.engine, True

        def run() -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
            return self._engine.query(text, prefixes=PREFIXES)

        try:
            return Answer(run)
        except (SyntaxError, ValueError) as error:
            raise GraphError(
                sparql.explain(text, str(error)),
                "correct the query; `zeren query --list` shows queries that work",
                usage=True,
            ) from error


def open_store(path: str | Path = DEFAULT_STORE, *, graphs: bool = False) -> Store:
    """Open the store at *path* for reading, with the *graphs* of single documents or without.

    A cache that is missing, damaged or behind the shards is made again first. While
    a build is at work the store answers as it was before that build. Raises GraphError
    when there is no store, when it is of a newer version, or cannot be read.
    """
    layout = existing(Path(path))
    try:
        ready = _as_it_is(layout, graphs)
        return ready if ready is not None else _renewed(layout, graphs)
    except OSError as error:
        raise GraphError(
            f"the store {layout.root} cannot be read: {os_reason(error)}",
            "give yourself permission to read it, or build it again",
        ) from error


def documents(path: str | Path = DEFAULT_STORE) -> Mapping[str, Entry]:
    """Return the line of the journal for each document in the store, by id."""
    layout = existing(Path(path))
    try:
        return survey(layout).state.documents()
    except OSError as error:
        raise GraphError(
            f"the store {layout.root} cannot be read: {os_reason(error)}",
            "give yourself permission to read it, or build it again",
        ) from error


def _as_it_is(layout: Layout, graphs: bool) -> Store | None:
    """Open the generation in use when it is what the shards say."""
    for _ in range(3):  # a build may swap the generation between two lines
        pointer, notes = read_pointer(layout), list[str]()
        if not is_as_built(layout, pointer):
            look = survey(layout)
            pointer, notes = look.pointer if look.cache_is_current() else None, look.notes
        if pointer is None or (graphs and not pointer.graphs):
            return None
        engine, tables = open_generation(layout, pointer), facts.opened(layout, pointer)
        if engine is not None and tables is not None:
            return Store(layout, engine, tables, notes, graphs=pointer.graphs)
    return None


def _renewed(layout: Layout, graphs: bool) -> Store:
    """Make the cache again where that is possible, and open it."""
    try:
        with writing(layout, wait=0.2):
            look = survey(layout)
            pointer = _made_again(layout, look, graphs)
            engine, tables = open_generation(layout, pointer), facts.opened(layout, pointer)
            if engine is not None and tables is not None:
                return Store(layout, engine, tables, look.notes, graphs=pointer.graphs)
    except BusyError:
        return _while_building(layout, graphs)
    except (GraphError, OSError):
        look = survey(layout)
    return _in_memory(layout, look)


def _made_again(layout: Layout, look: Survey, graphs: bool) -> Pointer:
    """Make again what is behind or lost: the facts alone, where the rest is as it must be."""
    pointer = look.pointer
    behind = not look.cache_is_current() or not cache.is_usable(layout, pointer)
    if pointer is None or behind or (graphs and not pointer.graphs):
        return cache.refresh(layout, look.wanted, look.kept, graphs=graphs, journal=look.stamp())
    look.notes += filter(None, [facts.renew(layout, pointer)])
    return pointer


def _while_building(layout: Layout, graphs: bool) -> Store:
    pointer = read_pointer(layout)
    engine = open_generation(layout, pointer) if pointer else None
    tables = facts.opened(layout, pointer) if pointer else None
    if pointer is None or engine is None or tables is None:
        raise BusyError(
            f"the first build of the store {layout.root} is still at work",
            "ask again when it has ended",
        )
    if graphs and not pointer.graphs:
        raise BusyError(
            f"the graphs of single documents are not made yet, and the store {layout.root} is busy",
            "ask again when the build has ended, or without GRAPH and FROM",
        )
    when = "before it" if pointer.on_disk else "now, some of its documents are there already"
    notes = [f"a build is at work: this is the answer as of {when}"]
    return Store(layout, engine, tables, notes, graphs=pointer.graphs)


def _in_memory(layout: Layout, look: Survey) -> Store:
    """For a store on a medium that cannot be written: load the shards into memory."""
    note = f"{layout.cache} cannot be written: the shards are loaded into memory each time"
    engine = in_memory(layout, look.wanted, graphs=True)
    vocabularies = vocabularies_hash(layout.themes)
    tables = facts.in_memory(layout, Pointer("g0", look.wanted, vocabularies, graphs=True))
    return Store(layout, engine, tables, [*look.notes, note], graphs=True)
