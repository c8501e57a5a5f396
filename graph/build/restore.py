"""``zeren build --from-snapshot``: a store from its backup.

Files are written under their own names, and FORMAT last: until then the folder is no store,
and a restore that was broken off begins anew. What the snapshot says of itself is believed of
nothing that can be compared: a shard must have the hash that the journal names, themes and
units that in their name.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from zeren.graph.build.folder import build
from zeren.graph.build.outcome import Report
from zeren.graph.errors import GraphError, Problem, os_reason
from zeren.graph.output.files import (
    TEMPORARY,
    is_file,
    is_folder,
    put_in_place,
    sha256,
    sync_folder,
    write_all,
    write_atomic,
)
from zeren.graph.output.progress import Progress
from zeren.graph.store.backup.snapshot_files import (
    JOURNAL,
    DamagedPartError,
    SnapshotFiles,
    snapshot_files,
)
from zeren.graph.store.catalogue.journal import Entry, read
from zeren.graph.store.catalogue.layout import (
    RESTORING,
    Layout,
    check_format,
    format_bytes,
    is_url,
)
from zeren.graph.store.catalogue.locking import writing
from zeren.graph.store.catalogue.packing import DamagedFileError, unpacked
from zeren.graph.store.catalogue.read_with import name_of

_FOLDERS = ("cache", "progress", "runs", "shards", "texts", "themes", "units")
_TOGETHER = 32
_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the number of documents, and what the store holds now.

    ``report.problems`` are the files of the snapshot that are damaged. With ``already`` the
    store was there, and held what the snapshot holds.
    """

    documents: int
    report: Report
    already: bool = False


def restore(
    snapshot: str | Path, store: str | Path, *, progress: Progress | None = None
) -> Restored:
    """Make the store that *snapshot* holds, a ZIP file or a folder, at *store*.

    A document that is damaged in the snapshot is a problem in the report, and the others are
    restored. Raises GraphError when *store* is a folder with something in it, which is left
    as it is, when *snapshot* is none or is made to do harm, or when the disk fails.
    """
    started = time.monotonic()
    layout = Layout(Path(store))
    _refuse(Path(snapshot), layout)
    problems, documents, already = _copied(snapshot, layout, progress)
    report = build([], layout.root)  # sweeps, and makes the cache
    report.problems[:0] = problems
    report.seconds = time.monotonic() - started
    return Restored(documents, report, already)


def _opened(snapshot: str | Path) -> AbstractContextManager[SnapshotFiles]:
    if not is_url(snapshot):
        return snapshot_files(Path(snapshot))
    from zeren.graph.build.remote.snapshot_files import snapshot_at  # its libraries are an extra

    return snapshot_at(str(snapshot))


def _copied(
    snapshot: str | Path, layout: Layout, progress: Progress | None
) -> tuple[list[Problem], int, bool]:
    """Put the files in place; return what is damaged, how many documents, and whether all was."""
    with _opened(snapshot) as files:
        marker = _format_of(files)
        copy = _Copy(layout, files, progress)
        try:
            layout.root.mkdir(parents=True, exist_ok=True)
            with writing(layout, wait=1):
                already = _is_there(layout, files)
                if not already:
                    _begin(layout, marker)
                    copy.run()
                    _end(layout)
        except OSError as error:
            raise GraphError(
                f"the store {layout.root} cannot be written, the restore stopped:"
                f" {os_reason(error)}",
                "make room or give permission, then run the same command again;"
                " the snapshot is as it was",
            ) from error
    return copy.problems, copy.documents, already


class _Copy:
    """The files of a snapshot on their way into a folder that is no store yet."""

    def __init__(self, layout: Layout, files: SnapshotFiles, progress: Progress | None) -> None:
        self.layout = layout
        self.files = files
        self.progress = progress
        self.problems: list[Problem] = []
        self.documents = 0
        self._known: dict[str, tuple[str, ...]] = {}
        self._waiting: list[tuple[Path, bytes]] = []
        self._bytes = 0

    def run(self) -> None:
        """Copy what is whole. Raises OSError when it cannot be written."""
        free = shutil.disk_usage(self.layout.root).free
        if self.files.size > free:
            raise GraphError(
                f"the snapshot holds {_megabytes(self.files.size)}, but the disk of"
                f" {self.layout.root} has {_megabytes(free)} left",
                "make room, then run the same command again",
            )
        self._journal()
        names = [name for name in self.files.names if "/" in name]
        for folder in {name.partition("/")[0] for name in names} | {"shards", "texts", "runs"}:
            (self.layout.root / folder).mkdir(exist_ok=True)
        for done, name in enumerate(names):
            if self.progress:
                self.progress(done, len(names), name)
            self._file(name)
        self._write()
        if self.progress:
            self.progress(len(names), len(names), "")

    def _journal(self) -> None:
        if JOURNAL not in self.files.names:
            return
        try:
            write_atomic(self.layout.journal, self.files.read(JOURNAL))
        except DamagedPartError as error:
            raise GraphError(
                f"the journal of the snapshot {self.files.shown} is lost, {error}",
                "restore another snapshot, or build the sources again",
            ) from error
        for line in read(self.layout.journal).lines:
            if isinstance(line, Entry):
                self._known[line.id] = (*self._known.get(line.id, ()), line.shard)

    def _file(self, name: str) -> None:
        try:
            data = self.files.read(name)
            self._check(name, data)
        except DamagedPartError as error:
            self.problems.append(
                Problem(
                    f"{self.files.shown}: {name}",
                    f"{error}; it was left out",
                    "build its source again, or restore another snapshot",
                )
            )
            return
        self._waiting.append((self.layout.root / name, data))
        self._bytes += len(data)
        if len(self._waiting) >= _TOGETHER or self._bytes >= _BYTES:
            self._write()
        self.documents += name.startswith("shards/")

    def _write(self) -> None:
        """Make what waits durable together, which takes little longer than one file alone."""
        write_all(self._waiting)
        self._waiting, self._bytes = [], 0

    def _check(self, name: str, data: bytes) -> None:
        """Compare a file with what its name or the journal says. Raises DamagedPartError."""
        folder, _, rest = name.partition("/")
        hashed = folder in {"progress", "themes", "units"}
        if hashed and rest.rpartition(".")[0][-12:] != name_of(data):
            raise DamagedPartError("it is not what was written")
        if folder == "shards":
            document_id = rest.removesuffix(".gz").removesuffix(".nq")
            try:
                data = unpacked(data) if rest.endswith(".gz") else data
            except DamagedFileError as error:
                raise DamagedPartError(str(error)) from error
            digest = sha256(data)
            if digest not in self._known.get(document_id, (digest,)):
                raise DamagedPartError("it is not what was written")
            _check_statements(document_id, data)


def _check_statements(document_id: str, data: bytes) -> None:
    from zeren.graph.store.catalogue.shards import check_shard

    try:
        check_shard(document_id, data)
    except (ValueError, SyntaxError) as error:
        raise DamagedPartError(f"it is no shard: {' '.join(str(error).split())}") from error


def _format_of(files: SnapshotFiles) -> bytes:
    """Return FORMAT of a snapshot, which says that this version can read it."""
    if "FORMAT" not in files.names:
        old = any(name.startswith("shards/") and name.endswith(".nq") for name in files.names)
        return format_bytes(1) if old else format_bytes()
    try:
        data = files.read("FORMAT")
    except DamagedPartError as error:
        raise GraphError(
            f"the file FORMAT of the snapshot {files.shown} is lost, {error}",
            "restore another snapshot, or build the sources again",
        ) from error
    check_format(data, f"the snapshot {files.shown}")
    return data


def _refuse(snapshot: Path, layout: Layout) -> None:
    if is_file(layout.root):
        raise GraphError(
            f"the store {layout.root} is a file, not a folder", "name a folder with --store"
        )
    if is_folder(snapshot) and snapshot.resolve() == layout.root.resolve():
        raise GraphError(
            f"{snapshot} is the snapshot and the store",
            "name another folder with --store",
            usage=True,
        )


def _is_there(layout: Layout, files: SnapshotFiles) -> bool:
    """Return whether the store is there and has the journal of the snapshot.

    Raises GraphError when something else is there.
    """
    if is_file(layout.format):
        try:
            if JOURNAL in files.names and layout.journal.read_bytes() == files.read(JOURNAL):
                return True
        except (DamagedPartError, FileNotFoundError):
            pass
        raise GraphError(
            f"there is a store at {layout.root} already, which is left as it is",
            "name a new folder with --store; or rename that store, then run the same command again",
        )
    if not is_file(layout.root / RESTORING) and any(_others(layout.root)):
        raise GraphError(
            f"the folder {layout.root} is not empty, it is left as it is",
            "name a new folder with --store",
        )
    return False


def _others(root: Path) -> Iterator[Path]:
    """Yield what lies in a folder, but for the lock and what a kill leaves of a first build."""
    for path in root.iterdir():
        if path.name == ".lock" or path.name.startswith(TEMPORARY):
            continue
        if path.name not in _FOLDERS or not is_folder(path) or any(path.iterdir()):
            yield path


def _begin(layout: Layout, marker: bytes) -> None:
    """Mark the folder as one that is being restored, and empty it of an earlier try."""
    path = layout.root / RESTORING
    if is_file(path):  # so all that follows was written by a restore
        for name in _FOLDERS:
            shutil.rmtree(layout.root / name, ignore_errors=True)
        layout.journal.unlink(missing_ok=True)
    write_atomic(path, marker)


def _end(layout: Layout) -> None:
    """Make a store of the folder, when all that it holds is on the disk."""
    for name in _FOLDERS:
        if is_folder(layout.root / name):
            sync_folder(layout.root / name)
    sync_folder(layout.root)
    put_in_place(layout.root / RESTORING, layout.format)
    sync_folder(layout.root)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
