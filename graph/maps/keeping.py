"""What a map is made of, kept in the cache of a store: made once for each state of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from zeren.graph.store.catalogue.packing import DamagedFileError, packed, read_packed

_KEPT: Final = 32
"""Files of maps in a cache, of which each has some kilobytes of places or a whole content."""
_PACKAGES: Final = ("zeren.graph.maps", "zeren.graph.analysis", "zeren.graph.analysis.measures")


def kept(folder: Path | None, key: str, make: Callable[[], Any]) -> Any:
    """Return what *make* has made for *key*, now or before; *folder* may be deleted at any time.

    It must survive JSON. With other code of maps it is made again.
    """
    if folder is None:
        return make()
    digest = hashlib.sha256(f"{_code()}\n{key}".encode()).hexdigest()[:20]
    path = folder / f"map-{digest}.json.gz"
    try:
        return json.loads(read_packed(path))
    except (OSError, ValueError, DamagedFileError):
        pass
    made = make()
    _write(folder, path, json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode())
    return made


def _write(folder: Path, path: Path, data: bytes) -> None:
    from zeren.graph.output.files import write_atomic

    try:
        write_atomic(path, packed(data))
        found = sorted(folder.glob("map-*.json*"), key=lambda each: each.stat().st_mtime_ns)
        for old in found[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        pass  # a store that cannot be written still gives a map


@cache
def _code() -> str:
    """Return a hash of the code that makes maps."""
    sources = [
        file.read_bytes()
        for package in _PACKAGES
        for file in sorted(files(package).iterdir(), key=lambda file: file.name)
        if file.name.endswith(".py")
    ]
    return hashlib.sha256(b"\0".join(sources)).hexdigest()
