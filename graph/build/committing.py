"""Putting documents in place, several at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from zeren.graph.build.reading import Reading
from zeren.graph.build.workers.workers import size_of
from zeren.graph.build.worklist import WorkItem
from zeren.graph.output.files import write_all
from zeren.graph.store.catalogue.journal import Entry, Removed, append
from zeren.graph.store.catalogue.layout import Layout
from zeren.graph.store.catalogue.shards import Seen, look_at
from zeren.graph.store.facts.file import Writer

MOST: Final = 64
"""Documents put in place together: to make each durable alone costs more than to write it."""
_BYTES: Final = 8 * 1024 * 1024
_SECONDS: Final = 1.0
"""How long a document may wait for others: what is not in place yet is read again after a kill."""

Read = tuple[WorkItem, Reading]


@dataclass(slots=True)
class Committer:
    """Collects what was read and commits it: the texts, the journal, then the shards.

    It is the shard that counts, see ``journal``. ``before`` is called before the first change,
    ``after`` with each document that is in place. ``seen`` tells what to remember of the shards
    that were written, so that nobody has to read them again. ``tables`` takes the facts of them;
    with ``committed``, which is called at the end of each commit, there are none.
    """

    layout: Layout
    fingerprint: str
    before: Callable[[], None]
    after: Callable[[WorkItem, Reading], None]
    committed: Callable[[], None] | None = None
    seen: dict[str, Seen] = field(default_factory=dict)
    tables: Writer | None = None
    _waiting: list[Read] = field(default_factory=list)
    _bytes: int = 0
    _since: float = 0.0

    def add(self, unit: WorkItem, reading: Reading) -> None:
        """Take a document; commit all that wait when they are many or wait long. Raises OSError."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append((unit, reading))
        self._bytes += size_of(reading)
        full = len(self._waiting) >= MOST or self._bytes >= _BYTES
        if full or time.monotonic() - self._since >= _SECONDS:
            self.commit()

    def commit(self) -> None:
        """Put all that wait in place. Raises OSError; each is then as before, or in place."""
        read, self._waiting, self._bytes = self._waiting, [], 0
        if not read:
            return
        self.before()
        layout = self.layout
        write_all(
            pair
            for unit, reading in read
            for pair in (
                (layout.text(unit.id, reading.shard_hash), reading.text.encode("utf-8")),
                (layout.details(unit.id, reading.shard_hash), reading.details),
            )
        )
        lines = [line for pair in read for line in lines_of(*pair, self.fingerprint)]
        append(layout.journal, lines)
        write_all((layout.shard(unit.id), reading.shard) for unit, reading in read)
        moved = [Removed(source) for unit, _ in read for source in unit.moved]
        if moved:
            append(layout.journal, moved)
        if not self.committed:
            self._tell(read)
        for unit, reading in read:
            self.seen[unit.id] = look_at(layout.shard(unit.id), reading.shard_hash)
            self.after(unit, reading)
        if self.committed:
            self.committed()

    def _tell(self, read: Sequence[Read]) -> None:
        """Add to the facts. What goes wrong here is tried again when all is read."""
        with suppress(OSError):
            self.tables = self.tables or Writer(self.layout)
            self.tables.add((unit.id, reading.shard_hash, reading.rows) for unit, reading in read)


def lines_of(unit: WorkItem, reading: Reading, fingerprint: str) -> Sequence[Entry]:
    """Return what the journal says of a document that is about to be put in place."""
    metadata = unit.metadata
    return [
        Entry(
            source=path,
            sha256=unit.job.sha256,
            metadata=metadata,
            made_from=unit.job.path,
            fingerprint=fingerprint,
            id=unit.id,
            shard=reading.shard_hash,
            title=reading.title,
            tasks=reading.tasks,
            assignments=reading.assignments,
            damaged=reading.damaged,
            pending=True,
        )
        for path in sorted({unit.job.path, *unit.members})
    ]
