"""The file of the facts (SQLite): written while the documents are read, looked into by all else.

Rows belong to a document as read from one shard, and are never changed. A *generation* of the
cache (:mod:`~zeren.graph.store.engine.generations`) is a list of such documents: so those who
still ask the generation before find it whole, and a build that was killed has changed nothing.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from zeren.graph.errors import GraphError
from zeren.graph.output.progress import counted
from zeren.graph.store.catalogue.layout import Layout
from zeren.graph.store.catalogue.packing import read_packed
from zeren.graph.store.engine.generations import Pointer
from zeren.graph.store.engine.vocabularies import vocabularies
from zeren.graph.store.facts import seal
from zeren.graph.store.facts.concepts import concept_rows
from zeren.graph.store.facts.rows import Rows, read_shard, rows_of
from zeren.graph.store.facts.tables import CONCEPTS, DEFINITION, ROWS, TABLES, VERSION, Table

_PATIENCE: Final = 60.0
"""Seconds to wait for those who are reading; a reading takes moments."""

_HELD_BACK: Final = 4 * 1024 * 1024
"""Bytes that SQLite has not written yet, at most (its cache is of 2 MB)."""

Document = tuple[str, str, Rows]
"""A document that has rows: its id, the hash of its shard, the rows."""


def path_of(layout: Layout) -> Path:
    """Return where the facts of a store are."""
    return layout.cache / "facts.sqlite"


class Writer:
    """Adds documents and generations to the facts. Use it under the lock of the store.

    All methods raise OSError when the file cannot be written.
    """

    def __init__(self, layout: Layout | None) -> None:
        """Open the facts of *layout*, which are begun anew if they are of no use; None: memory."""
        self._path = path_of(layout) if layout else None
        self._finished = False
        with _as_os_errors(self._path):
            self.connection = _opened(self._path) if self._path else _begun(":memory:")

    def close(self) -> None:
        """End the writing. What was added stays."""
        with suppress(sqlite3.Error):
            self.connection.close()
        if self._finished and self._path:
            with suppress(OSError):  # without its seal the file is read as it is
                seal.seal(self._path)

    def add(self, documents: Iterable[Document]) -> None:
        """Add the rows of *documents*, all or none of them."""
        self._take_off_seal()
        with _as_os_errors(self._path), self.connection as at:
            for document_id, shard, rows in documents:
                number = self._number(document_id, shard)
                if number is None:
                    values = (document_id, shard)
                    made = at.execute("INSERT INTO held (id, shard) VALUES (?, ?)", values)
                    _insert(at, int(made.lastrowid or 0), rows)

    def finish(self, layout: Layout, pointer: Pointer, keep: Pointer | None = None) -> None:
        """Make the generation of *pointer*; what is missing is read from the shards.

        Generations other than it and *keep* are given up, with the documents only they have.
        """
        self._take_off_seal()
        with _as_os_errors(self._path):
            numbers = self._numbers()
            missing = [
                (key, seen.sha256)
                for key, seen in pointer.shards.items()
                if (key, seen.sha256) not in numbers
            ]
            for key, digest in counted(missing, lambda each: each[0]):
                with suppress(FileNotFoundError, ValueError, SyntaxError):  # it is lost
                    shard = read_packed(layout.shard(key))
                    self.add([(key, digest, rows_of(key, read_shard(shard)))])
            numbers = self._numbers()
            generation = number_of(pointer)
            kept = {generation} | ({number_of(keep)} if keep else set())
            members = [
                (generation, numbers[key, seen.sha256])
                for key, seen in pointer.shards.items()
                if (key, seen.sha256) in numbers
            ]
            with self.connection as at:
                self._concepts(layout, pointer)
                listed = ", ".join(map(str, kept - {generation})) or "-1"
                at.execute(f"DELETE FROM generations WHERE generation NOT IN ({listed})")
                at.execute(f"DELETE FROM members WHERE generation NOT IN ({listed})")
                at.executemany("INSERT INTO members VALUES (?, ?)", members)
                values = (generation, digest_of(pointer))
                at.execute("INSERT INTO generations VALUES (?, ?)", values)
                self._sweep()
        self._finished = True

    def has(self, pointer: Pointer) -> bool:
        """Return whether the generation of *pointer* is there."""
        with _as_os_errors(self._path):
            return _has(self.connection, pointer)

    def _take_off_seal(self) -> None:
        if self._path:
            seal.take_off(self._path)

    def _numbers(self) -> dict[tuple[str, str], int]:
        rows = self.connection.execute("SELECT id, shard, document FROM held")
        return {(document_id, shard): number for document_id, shard, number in rows}

    def _number(self, document_id: str, shard: str) -> int | None:
        query = "SELECT document FROM held WHERE id = ? AND shard = ?"
        row = self.connection.execute(query, (document_id, shard)).fetchone()
        return int(row[0]) if row else None

    def _concepts(self, layout: Layout, pointer: Pointer) -> None:
        """Write the concepts anew when the vocabularies are others."""
        at = self.connection
        if at.execute("SELECT digest FROM spoken").fetchone() == (pointer.vocabularies,):
            return
        at.execute("DELETE FROM spoken")
        at.execute("INSERT INTO spoken VALUES (?)", (pointer.vocabularies,))
        at.execute(f"DELETE FROM {CONCEPTS.name}")
        rows = enumerate(concept_rows(vocabularies(layout.themes)))
        at.executemany(_inserting(CONCEPTS), ((number, *row) for number, row in rows))

    def _sweep(self) -> None:
        """Remove the rows of documents that no generation has."""
        at = self.connection
        none = "document NOT IN (SELECT document FROM members)"
        for (number,) in at.execute(f"SELECT document FROM held WHERE {none}").fetchall():
            for table in TABLES:
                at.execute(f"DELETE FROM {table.name} WHERE row BETWEEN ? AND ?", _range(number))
        at.execute(f"DELETE FROM held WHERE {none}")


class GoneError(GraphError):
    """The state that was opened is no more: two builds have ended since."""

    def __init__(self) -> None:
        super().__init__(
            "the store was built anew, more than once, while it was being read",
            "run the command again",
        )


class Reader:
    """One generation of the facts, to look into from any thread."""

    def __init__(self, connection: sqlite3.Connection, generation: int) -> None:
        self.generation = generation
        self._connection = connection
        asked = "SELECT digest FROM generations WHERE generation = ?"
        self._digest = connection.execute(asked, (generation,)).fetchone()

    @cached_property
    def documents(self) -> dict[str, int]:
        """The numbers of the documents by their ids, in the order of their IRIs."""
        query = (
            "SELECT id, document FROM members JOIN held USING (document) WHERE generation = ?"
            " ORDER BY id"
        )
        return dict(self.select(query, self.generation))

    @property
    def digest(self) -> str:
        """A hash of the shards and vocabularies that the generation is made of."""
        return str(self._digest[0])

    @cached_property
    def shards(self) -> dict[str, str]:
        """The hash of the shard that each document was read from, by its id."""
        query = "SELECT id, shard FROM members JOIN held USING (document) WHERE generation = ?"
        return dict(self.select(query, self.generation))

    def select(self, query: str, *values: str | int) -> list[Any]:
        """Return the rows that *query* finds.

        Raises GoneError when builds have given the generation up meanwhile, and its rows with it.
        """
        rows = self._connection.execute(query, values).fetchall()
        asked = "SELECT digest FROM generations WHERE generation = ?"
        digest = self._connection.execute(asked, (self.generation,)).fetchone()
        if digest is None or digest != self._digest:
            raise GoneError
        return rows


def opened(layout: Layout, pointer: Pointer) -> Reader | None:
    """Open the facts for reading; None when they are lost, damaged, or not those of *pointer*."""
    if seal.is_broken(path_of(layout)):
        return None
    try:
        uri = f"{path_of(layout).absolute().as_uri()}?mode=ro"
        at = sqlite3.connect(uri, uri=True, timeout=_PATIENCE, check_same_thread=False)
    except sqlite3.Error:
        return None
    try:
        (version,) = at.execute("PRAGMA user_version").fetchone()
        if version == VERSION and _has(at, pointer):
            return Reader(at, number_of(pointer))
    except sqlite3.Error:  # it was cut off, or is no database at all
        pass
    at.close()
    return None


def renew(layout: Layout, pointer: Pointer) -> str:
    """Make the facts those of *pointer*; return what to say of it, "" where they were already.

    Call this under the lock. Raises OSError.
    """
    with closing(Writer(layout)) as writer:
        if writer.has(pointer):
            return ""
        writer.finish(layout, pointer)
    return (
        f"{path_of(layout)}: the tables were lost, damaged or of another version,"
        " and were made again from the shards"
    )


def in_memory(layout: Layout, pointer: Pointer) -> Reader:
    """Return the facts of *pointer* made of the shards, for a folder that cannot be written."""
    writer = Writer(None)
    writer.finish(layout, pointer)
    return Reader(writer.connection, number_of(pointer))


def number_of(pointer: Pointer) -> int:
    """Return the number of the generation that *pointer* names."""
    return int(pointer.generation[1:])


def digest_of(pointer: Pointer) -> str:
    """Return one hash of all that a generation is made of."""
    told = [f"{key}={pointer.shards[key].sha256}" for key in sorted(pointer.shards)]
    return hashlib.sha256("\n".join([pointer.vocabularies, *told]).encode()).hexdigest()


def _has(at: sqlite3.Connection, pointer: Pointer) -> bool:
    query = "SELECT digest FROM generations WHERE generation = ?"
    return bool(at.execute(query, (number_of(pointer),)).fetchone() == (digest_of(pointer),))


def _range(number: int) -> tuple[int, int]:
    return number * ROWS, (number + 1) * ROWS - 1


def _inserting(table: Table[Any]) -> str:
    return f"INSERT INTO {table.name} VALUES ({', '.join('?' * (len(table.columns) + 1))})"


def _insert(at: sqlite3.Connection, number: int, rows: Rows) -> None:
    first = number * ROWS
    for table in TABLES:
        numbered = enumerate(rows[table.name], start=first)
        at.executemany(_inserting(table), ((place, *row) for place, row in numbered))


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file for writing; begin it anew when it is damaged or of another version."""
    broken = seal.is_broken(path)
    at = sqlite3.connect(path, timeout=_PATIENCE)
    try:
        (version,) = at.execute("PRAGMA user_version").fetchone()
        if version == VERSION and not broken:
            return at
    except sqlite3.DatabaseError:  # it was cut off, or is no database at all
        pass
    at.close()
    seal.take_off(path)
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    return _begun(path)


def _begun(path: Path | str) -> sqlite3.Connection:
    at = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=False)
    lines = ("BEGIN", *DEFINITION, f"PRAGMA user_version = {VERSION}", "COMMIT")
    at.executescript(";\n".join(lines))
    return at


@contextmanager
def _as_os_errors(path: Path | None) -> Iterator[None]:
    """Say what SQLite met at *path* in the words of the system, as for all other files."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        if code == sqlite3.SQLITE_IOERR_WRITE and path and _is_at_limit(path):
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG)) from error
        raise OSError(f"facts: {error}") from error


def _is_at_limit(path: Path) -> bool:
    """Return whether a file may not be longer than *path* is, give or take what SQLite holds back.

    SQLite knows the number of the system's error, but Python does not hand it on.
    """
    try:
        from resource import RLIM_INFINITY, RLIMIT_FSIZE, getrlimit
    except ImportError:  # Windows has no such limit
        return False
    limit, _ = getrlimit(RLIMIT_FSIZE)
    written = (path, path.with_name(f"{path.name}-journal"))
    longest = max((part.stat().st_size for part in written if part.exists()), default=0)
    return limit != RLIM_INFINITY and limit < longest + _HELD_BACK
