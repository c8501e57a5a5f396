"""Shards and details as they lie on the disk: gzip, which ``zcat`` unpacks.

Statements repeat their IRIs line after line, so a shard packs to a twentieth. The hash of a shard
is that of its plain bytes: zlib may pack otherwise on another machine, and nothing hangs on it.
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Final

from zeren.graph.output.files import sha256

_LEVEL: Final = 3
"""Three packs in a third of the time of the usual six, to a seventh more bytes (measured)."""
RATIO: Final = 400
"""How many times larger a file may be than packed; details and shards reach 60."""
SMALL: Final = 4 * 1024 * 1024
"""Files up to this size may have any ratio."""


class DamagedFileError(ValueError):
    """A packed file that is not what was written, or that unpacks to far too much."""


def packed(data: bytes) -> bytes:
    """Return *data* as gzip, the same bytes each time: no name and no time is in it."""
    return gzip.compress(data, _LEVEL, mtime=0)


def unpacked(data: bytes) -> bytes:
    """Return what :func:`packed` was given. Raises DamagedFileError."""
    most = max(SMALL, RATIO * len(data))
    engine = zlib.decompressobj(wbits=31)
    try:
        plain = engine.decompress(data, most)
    except zlib.error as error:
        raise DamagedFileError(f"it cannot be unpacked: {error}") from error
    if engine.unconsumed_tail:
        raise DamagedFileError(f"it unpacks to more than {RATIO} times its size")
    if not engine.eof or engine.unused_data:
        raise DamagedFileError("it cannot be unpacked: its end is missing or not its own")
    return plain


def hash_of(data: bytes) -> str:
    """Return the hash of what *data* unpacks to, "" when it is damaged."""
    try:
        return sha256(unpacked(data))
    except DamagedFileError:
        return ""


def read_packed(path: Path) -> bytes:
    """Return the plain bytes of a packed file. Raises OSError, DamagedFileError."""
    return unpacked(path.read_bytes())
