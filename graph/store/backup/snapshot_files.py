"""Where the files of a snapshot are read from: a ZIP file, or a folder of the same layout.

A snapshot has the names that a store has (:mod:`zeren.graph.store.catalogue.layout`), without
cache and lock. Another place, such as a bucket, is a class with the methods of
:class:`SnapshotFiles`.

What a stranger sends may be made to do harm. So names are never used as paths unless they are
those that a store has (no "zip slip"), and sizes are bounded before a byte is unpacked.

Sources: APPNOTE.TXT 6.3 (the ZIP format); David Fifield, *A better zip bomb* (WOOT 2019) on
members that overlap.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from itertools import pairwise
from pathlib import Path
from typing import Final, Protocol

from zeren.graph.errors import GraphError, os_reason
from zeren.graph.output.files import is_file, is_folder
from zeren.graph.output.spans import harmless
from zeren.graph.store.catalogue.layout import Layout, is_safe_id, is_store
from zeren.graph.store.catalogue.locking import BusyError, writing
from zeren.graph.store.catalogue.packing import RATIO, SMALL

LIMIT: Final = 1024 * 1024 * 1024
"""Bytes of one file. The journal of a million documents has about half as many."""
FREE: Final = 64 * 1024 * 1024
"""So may all files together up to this size."""

JOURNAL: Final = "sources.jsonl"

_NAME_ONE = "name a file that `zeren export --snapshot` wrote, or the folder of a store"
_NAMES = re.compile(
    r"FORMAT|sources\.jsonl|runs/[0-9TZ.-]{1,60}\.ttl"
    r"|(?:themes/[0-9a-f]{12}\.ttl)|(?:units/[0-9a-f]{12}\.toml)"
    r"|progress/[0-9TZ.]{1,40}-[0-9a-f]{12}\.ttl"
    r"|shards/(?P<shard>[^/]+)\.nq(?:\.gz)?"
    r"|texts/(?P<text>[^/]+)\.[0-9a-f]{12}\.(?:txt|json(?:\.gz)?)"
)


class SnapshotFiles(Protocol):
    """The files of one snapshot.

    ``shown`` is how messages name it. ``names`` are those that :func:`belongs` accepts,
    sorted; ``size`` is that of all of them together in bytes, 0 when it is not known.
    """

    shown: str
    names: Sequence[str]
    size: int

    def read(self, name: str) -> bytes:
        """Return the bytes of one of ``names``. Raises DamagedPartError."""
        ...


class DamagedPartError(Exception):
    """One file of a snapshot cannot be read; the message says why."""


def belongs(name: str) -> bool:
    """Return whether *name* is that of a file of a snapshot, counted from the store's folder.

    >>> belongs("shards/0e2a988bbb89.nq.gz"), belongs("shards/../x.nq"), belongs("cache/g1/LOG")
    (True, False, False)
    """
    found = _NAMES.fullmatch(name)
    if not found:
        return False
    document_id = found["shard"] or found["text"]
    return document_id is None or is_safe_id(document_id)


@contextmanager
def snapshot_files(path: Path) -> Iterator[SnapshotFiles]:
    """Open the snapshot at *path*, a ZIP file or a folder.

    A folder that is a store is held, so that no build changes it meanwhile. Raises GraphError
    when there is none, when it is no snapshot, or when it is made to do harm.
    """
    if is_folder(path):
        with held(Layout(path)) if is_store(path) else nullcontext():
            yield checked(FolderFiles(path))
    elif is_file(path):
        with _archive(path) as archive:
            yield checked(ZipFiles(path, archive))
    else:
        raise GraphError(f"there is no snapshot at {path}", _NAME_ONE)


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise GraphError(
            f"{path} is no ZIP file, or its end is damaged: {' '.join(str(error).split())}",
            _NAME_ONE,
        ) from error
    except OSError as error:
        raise GraphError(
            f"{path} cannot be read: {os_reason(error)}", "give yourself permission to read it"
        ) from error


def checked(files: SnapshotFiles) -> SnapshotFiles:
    """Return *files*, if they are those of a store. Raises GraphError."""
    if not {"FORMAT", JOURNAL} & set(files.names):
        raise GraphError(
            f"{files.shown} is no snapshot of zeren (it has no file FORMAT and no {JOURNAL})",
            _NAME_ONE,
        )
    return files


class FolderFiles:
    """The snapshot that a folder holds: a store, or an unpacked archive."""

    def __init__(self, folder: Path) -> None:
        self.shown = str(folder)
        self._folder = folder
        inside = ("runs", "shards", "texts", "themes", "units")
        found = [folder / "FORMAT", folder / JOURNAL]
        try:
            found += [path for name in inside for path in (folder / name).glob("*")]
            sizes = {
                path.relative_to(folder).as_posix(): path.stat() for path in found if path.is_file()
            }
        except OSError as error:
            raise GraphError(
                f"{folder} cannot be read: {os_reason(error)}", "give yourself read permission"
            ) from error
        self.names: Sequence[str] = sorted(filter(belongs, sizes))
        self.size = sum(sizes[name].st_size for name in self.names)

    def read(self, name: str) -> bytes:
        """Return the bytes of a file. Raises DamagedPartError."""
        path = self._folder / name
        try:
            if path.stat().st_size > LIMIT:
                raise DamagedPartError(f"it has more than {LIMIT:,} bytes")
            return path.read_bytes()
        except OSError as error:
            raise DamagedPartError(f"it cannot be read: {os_reason(error)}") from error


class ZipFiles:
    """The snapshot in a ZIP file; the store's folder itself may have been packed with it.

    Raises GraphError when the archive is made to do harm: names that lead out of it, links,
    parts with the same name or the same bytes, and what unpacks to far too much.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.shown = str(path)
        self._archive = archive
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _refuse_harm(path, infos)
        above = [info.filename for info in infos if info.filename.endswith(f"/{JOURNAL}")]
        top = above[0].removesuffix(JOURNAL) if len(above) == 1 and above[0].count("/") == 1 else ""
        self._infos = {
            info.filename.removeprefix(top): info
            for info in infos
            if info.filename.startswith(top) and belongs(info.filename.removeprefix(top))
        }
        self.names: Sequence[str] = sorted(self._infos)
        self.size = sum(info.file_size for info in self._infos.values())
        packed = path.stat().st_size
        if self.size > max(FREE, RATIO * packed):
            raise _unsafe(
                path, f"it unpacks to {self.size:,} bytes, more than {RATIO} times its size"
            )

    def read(self, name: str) -> bytes:
        """Return the bytes of a file; zipfile compares its CRC-32. Raises DamagedPartError."""
        info = self._infos[name]
        if info.file_size > LIMIT:
            raise DamagedPartError(f"it has more than {LIMIT:,} bytes")
        if info.file_size > max(SMALL, RATIO * info.compress_size):
            raise DamagedPartError(f"it unpacks to more than {RATIO} times its size")
        try:
            with self._archive.open(info) as file:
                data = file.read(info.file_size + 1)  # never more than was looked at
        except (
            zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
            RuntimeError,
        ) as error:  # fmt: skip
            raise DamagedPartError(f"it is damaged: {' '.join(str(error).split())}") from error
        if len(data) != info.file_size:
            raise DamagedPartError("it is not as long as the archive says")
        return data


def _refuse_harm(path: Path, infos: Sequence[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise _unsafe(path, f"it names a file outside of it, {_shown(name)}")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise _unsafe(path, f"a file in it is a link, {_shown(name)}")
        if name.casefold() in seen:
            raise _unsafe(path, f"two files in it have the same name, {_shown(name)}")
        seen.add(name.casefold())
        if info.flag_bits & 0x1:
            raise GraphError(
                f"{path} is locked with a password", "unpack it, and name the folder instead"
            )
    ordered = sorted(infos, key=lambda info: info.header_offset)
    for before, after in pairwise(ordered):
        if before.header_offset + 30 + before.compress_size > after.header_offset:
            raise _unsafe(path, f"two files in it share their bytes, {_shown(after.filename)}")


def _unsafe(path: Path, what: str) -> GraphError:
    return GraphError(
        f"the snapshot {path} is not opened: {what}",
        "zeren writes no such file; ask who sent it to write the snapshot again",
    )


def _shown(name: str) -> str:
    return harmless(name).replace("\n", "\ufffd")[:80]


@contextmanager
def held(layout: Layout) -> Iterator[None]:
    """Hold a store that is to be read as of one moment.

    One that cannot be written, such as on a write-protected disk, is read as it is: whoever
    reads compares hashes. Raises BusyError when a build is at work.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(writing(layout, wait=1))
        except BusyError:
            raise
        except GraphError:
            pass
        yield
