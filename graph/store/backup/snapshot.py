"""``zeren export --snapshot``: a backup of a store in one file.

The file is a ZIP archive with the names that the store has: FORMAT, the journal in force,
shards, texts, themes, units, what ledgers said and the records of the runs; the cache is left
out, for it is made again. The same store gives the same bytes wherever zlib packs alike: names
are sorted, and times are those of no clock.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from zeren.graph.errors import GraphError, Problem, os_reason
from zeren.graph.output.files import is_folder, replacing
from zeren.graph.output.progress import Progress
from zeren.graph.output.writing import unwritable
from zeren.graph.store.backup.snapshot_files import JOURNAL, belongs, held
from zeren.graph.store.catalogue.journal import Entry, in_force
from zeren.graph.store.catalogue.layout import existing
from zeren.graph.store.catalogue.packing import hash_of
from zeren.graph.store.catalogue.read_with import name_of
from zeren.graph.store.survey import Survey, survey

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can name
_READABLE = 0o100644 << 16
_UNIX = 3


@dataclass(slots=True)
class Snapshot:
    """What was written: the number of documents, the size in bytes, and what is not in it."""

    path: Path
    documents: int = 0
    size: int = 0
    problems: list[Problem] = field(default_factory=list)


def write_snapshot(
    store: str | Path, target: str | Path, *, progress: Progress | None = None
) -> Snapshot:
    """Write all that *store* holds into the ZIP file *target*, as of one moment.

    A document whose shard is not what the journal says is left out and is a problem in what
    is returned; so are texts and themes that are lost. *target* is complete or as it was
    before. Raises GraphError when there is no such store, when a build is at work on it, or
    when *target* cannot be written.
    """
    layout, path = existing(Path(store)), Path(target)
    if path.resolve().is_relative_to(layout.root.resolve()):
        raise GraphError(
            f"{path} lies in the store {layout.root}, and would be lost with it",
            "name a file elsewhere, best on another disk",
            usage=True,
        )
    if is_folder(path):
        raise GraphError(f"{path} is a folder", "name a file: --snapshot FILE.zip", usage=True)
    done = Snapshot(path)
    with held(layout):
        try:
            look = survey(layout)
            lines = in_force(_entries(look))
        except OSError as error:
            raise GraphError(
                f"the store {layout.root} cannot be read: {os_reason(error)}",
                "give yourself permission to read it, or build it again",
            ) from error
        try:
            with (
                replacing(path) as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
            ):
                for name, data in _Contents(look, lines, done, progress):
                    archive.writestr(_member(name), data)
            done.size = path.stat().st_size
        except OSError as error:
            raise unwritable(path, error) from error
    return done


class _Contents:
    """The files of a snapshot, sorted by name; what cannot be read is noted and left out."""

    def __init__(
        self, look: Survey, lines: bytes, done: Snapshot, progress: Progress | None
    ) -> None:
        self._look = look
        self._lines = lines
        self._done = done
        self._progress = progress
        self._sources = {entry.id: entry.source for entry in _entries(look)}

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        layout = self._look.layout
        yield from self._plain([layout.format])
        yield from self._named_by_hash(_listed(layout.progress))
        yield from self._plain(_listed(layout.runs))
        yield from self._shards()
        if self._lines:
            yield JOURNAL, self._lines
        yield from self._texts()
        yield from self._named_by_hash([*_listed(layout.themes), *_listed(layout.units)])

    def _shards(self) -> Iterator[tuple[str, bytes]]:
        layout, wanted = self._look.layout, self._look.wanted
        for document_id in sorted(self._sources.keys() - wanted.keys()):
            there = layout.shard(document_id).exists()
            self._lost(document_id, "is not what was written" if there else "is missing")
        for number, document_id in enumerate(sorted(wanted)):
            if self._progress:
                self._progress(number, len(wanted), document_id)
            data = self._read(layout.shard(document_id))
            if data is None:
                continue
            if hash_of(data) != wanted[document_id].sha256:
                self._lost(document_id, "is not what was written")
                continue
            self._done.documents += 1
            yield self._name(layout.shard(document_id)), data

    def _texts(self) -> Iterator[tuple[str, bytes]]:
        layout = self._look.layout
        for document_id, seen in sorted(self._look.wanted.items()):
            yield from self._plain(
                [
                    layout.details(document_id, seen.sha256),
                    layout.text(document_id, seen.sha256),
                ]
            )

    def _named_by_hash(self, paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
        for path in paths:
            data = self._read(path)
            if data is not None and name_of(data) != path.stem[-12:]:
                self._note(path, "the file is not what was written")
            elif data is not None:
                yield self._name(path), data

    def _plain(self, paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
        for path in paths:
            data = self._read(path)
            if data is not None:
                yield self._name(path), data

    def _read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except OSError as error:
            self._note(path, f"the file cannot be read, {os_reason(error)}")
            return None

    def _lost(self, document_id: str, what: str) -> None:
        path = self._look.layout.shard(document_id)
        source = self._sources.get(document_id, "its source")
        self._note(path, f"the shard {what}, its document is not in the snapshot", source)

    def _note(self, path: Path, what: str, source: str = "the sources") -> None:
        next_step = f"build {source} again, then write the snapshot again"
        self._done.problems.append(Problem(str(path), what, next_step))

    def _name(self, path: Path) -> str:
        return path.relative_to(self._look.layout.root).as_posix()


def _entries(look: Survey) -> list[Entry]:
    return [*look.state.live.values(), *look.state.broken.values()]


def _listed(folder: Path) -> list[Path]:
    """Return the files of a folder that belong into a snapshot, sorted."""
    found = folder.glob("*")
    return sorted(path for path in found if belongs(f"{folder.name}/{path.name}"))


def _member(name: str) -> zipfile.ZipInfo:
    """Return the head of a file in the archive, which says nothing of time and machine."""
    info = zipfile.ZipInfo(name, _MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = _READABLE
    return info
