"""A store of the first format, whose shards lay there unpacked, made one of this format.

Nothing is lost: also documents whose sources nobody names any more are kept. They are read again
when their sources are named, for the reader is another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from zeren.graph.output.files import TEMPORARY, write_all, write_atomic
from zeren.graph.store.catalogue.details import modern
from zeren.graph.store.catalogue.layout import FORMAT, Layout, check_format, format_bytes
from zeren.graph.store.catalogue.packing import packed

_TOGETHER = 64


def upgrade(layout: Layout) -> str | None:
    """Bring an old store up to date; return a line for the user, None when it is of this format.

    FORMAT goes last, so that what was broken off is done again. Call this under the lock;
    raises OSError.
    """
    if check_format(layout.format.read_bytes(), f"the store {layout.root}") == FORMAT:
        return None
    old = _old(layout.shards, ".nq")
    while some := list(islice(old, _TOGETHER)):
        _replace([(path, packed(path.read_bytes())) for path in some])
    old = _old(layout.texts, ".json")
    while some := list(islice(old, _TOGETHER)):
        _replace([(path, packed(_modern(path.read_bytes()))) for path in some])
    write_atomic(layout.format, format_bytes())
    return (
        f"{layout.root}: the store was made by an older zeren: its files were packed,"
        " and what is named is read again"
    )


def _old(folder: Path, ending: str) -> Iterator[Path]:
    return (path for path in sorted(folder.glob(f"*{ending}")) if path.name[:5] != TEMPORARY)


def _replace(files: list[tuple[Path, bytes]]) -> None:
    write_all((path.with_name(f"{path.name}.gz"), data) for path, data in files)
    for path, _ in files:
        path.unlink()


def _modern(data: bytes) -> bytes:
    try:
        return modern(data)
    except (ValueError, AttributeError, TypeError):
        return data  # damaged already; whoever reads it says so
