"""The journal: which source each shard was made of.

A line is written *before* its shard is put in place, and names the shard's hash.
So after a kill at any moment the shard itself says which line is in force: the
last one of its source whose hash the shard has. A line ``removed`` takes a source
out. At the end of a build the journal is rewritten with the lines in force.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, fields, replace
from io import BytesIO
from pathlib import Path

from zeren.graph.output.files import sha256, write_atomic


@dataclass(frozen=True, slots=True)
class Entry:
    """One source and the shard made of it.

    ``source`` is the absolute path, ``sha256`` the hash of its bytes, ``metadata``
    the hash of what the sidecar and the options said, ``made_from`` the path whose
    name the document carries (another one when several files hold the same bytes),
    ``fingerprint`` that of the code that read it, ``shard`` the hash of the shard.
    ``pending`` lines were written before their shard: without a shard they mean nothing.
    The rest repeats a few figures for lists and summaries.
    """

    source: str
    sha256: str
    metadata: str
    made_from: str
    fingerprint: str
    id: str
    shard: str
    title: str | None
    tasks: int
    assignments: int
    damaged: int
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """A source that was taken out of the store."""

    source: str


@dataclass(frozen=True, slots=True)
class Journal:
    """What the file says: its lines in order, the numbers of those that are damaged, its hash."""

    lines: tuple[Entry | Removed, ...]
    damaged: tuple[int, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class State:
    """Which lines are in force, given the shards that are there.

    ``live`` maps a source to its line. ``broken`` maps a source to the line whose
    shard is missing or is not what was written. ``dead`` are ids of shards that
    were replaced or removed and only wait to be swept away; ``unknown`` those of
    shards that no line names: they are kept and asked, for nobody knows better.
    """

    live: Mapping[str, Entry]
    broken: Mapping[str, Entry]
    dead: frozenset[str]
    unknown: frozenset[str]

    def documents(self) -> dict[str, Entry]:
        """Return one line for each document that is whole, by id."""
        found: dict[str, Entry] = {}
        for entry in self.live.values():
            if entry.id not in found or entry.source == entry.made_from:
                found[entry.id] = entry
        return dict(sorted(found.items()))


Stamp = tuple[int, int]
"""The size of the journal and the time of its last change."""


def stamp(path: Path) -> Stamp | None:
    """Return what changes with the journal, None where there is none. Raises OSError."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def read(path: Path) -> Journal:
    """Read the journal; a missing file is an empty journal.

    A last line without its newline is one that a kill cut off: it is left out in
    silence. Any other line that cannot be read is counted as damaged. Raises OSError.
    """
    try:
        with path.open("rb") as file:
            return parse(file)
    except FileNotFoundError:
        return parse([])


def parse(raw: Iterable[bytes]) -> Journal:
    """Read the lines of a journal, each with its newline; see :func:`read`."""
    lines: list[Entry | Removed] = []
    damaged = []
    digest = hashlib.sha256()
    for number, line in enumerate(raw, start=1):
        digest.update(line)
        if not line.endswith(b"\n"):
            break
        parsed = _parse(line)
        if parsed is not None:
            lines.append(parsed)
        else:
            damaged.append(number)
    return Journal(tuple(lines), tuple(damaged), digest.hexdigest())


def append(path: Path, lines: Iterable[Entry | Removed]) -> None:
    """Add *lines*, durably. Raises OSError; the journal is then as it was before."""
    with path.open("a+b", buffering=0) as file:
        before = file.seek(0, os.SEEK_END)
        body = written(lines)
        if before:
            file.seek(-1, os.SEEK_END)
            body = body if file.read(1) == b"\n" else b"\n" + body
        try:
            while body:
                body = body[file.write(body) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(before)
            raise


def rewrite(path: Path, journal: Journal, entries: Iterable[Entry]) -> bool:
    """Replace the journal by *entries*, sorted by source; return whether that changed it."""
    body = in_force(entries)
    if sha256(body) == journal.sha256:
        return False
    write_atomic(path, body)
    return True


def in_force(entries: Iterable[Entry]) -> bytes:
    """Return the bytes of a journal that says *entries* and nothing else, sorted by source."""
    firm = sorted(entries, key=lambda entry: entry.source)
    return written(replace(entry, pending=False) for entry in firm)


def written(lines: Iterable[Entry | Removed]) -> bytes:
    """Return *lines* as a journal has them."""
    body = BytesIO()
    for line in lines:  # to join them all would need the lines in memory as well
        body.write(_line(line))
    return body.getvalue()


def state(journal: Journal, shards: Set[str], hash_of: Callable[[str], str]) -> State:
    """Return what is in force.

    *shards* are the ids of the shards that are there, *hash_of* gives the hash of one of them
    (it is only called where it matters).
    """
    by_source: dict[str, list[Entry | Removed]] = {}
    for line in journal.lines:
        by_source.setdefault(line.source, []).append(line)
    live: dict[str, Entry] = {}
    broken: dict[str, Entry] = {}
    for source, lines in by_source.items():
        for line in reversed(lines):
            if isinstance(line, Removed):
                break
            if line.id in shards and hash_of(line.id) == line.shard:
                live[source] = line
                break
        else:
            firm = [line for line in lines if isinstance(line, Entry) and not line.pending]
            if firm:
                broken[source] = firm[-1]
    used = {entry.id for entry in live.values()} | {entry.id for entry in broken.values()}
    known = {line.id for line in journal.lines if isinstance(line, Entry)}
    dead, unknown = shards & (known - used), shards - known
    return State(live, broken, frozenset(dead), frozenset(unknown))


def _line(line: Entry | Removed) -> bytes:
    content: dict[str, object] = {"removed": line.source}
    if isinstance(line, Entry):
        content = {name: getattr(line, name) for name in _NAMES}
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"


_KINDS: dict[str, type | tuple[type, ...]] = {
    "title": (str, type(None)),
    "tasks": int,
    "assignments": int,
    "damaged": int,
    "pending": bool,
}


_NAMES = tuple(field.name for field in fields(Entry))
_REPEATED = ("source", "made_from", "metadata", "fingerprint", "id", "shard")
"""What is the same in several lines, or elsewhere in the store: it is kept in memory once."""


def _parse(line: bytes) -> Entry | Removed | None:
    try:
        content = json.loads(line.decode("utf-8", "surrogateescape"))
    except ValueError:
        return None
    if not isinstance(content, dict):
        return None
    removed = content.get("removed")
    if isinstance(removed, str):
        return Removed(removed)
    if any(not isinstance(content.get(name), _KINDS.get(name, str)) for name in _NAMES):
        return None
    values = {name: content[name] for name in _NAMES}
    for name in _REPEATED:
        values[name] = sys.intern(values[name])
    return Entry(**values)
