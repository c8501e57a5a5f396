"""Where a store may lie: a folder, a ZIP file, a place at a URL. All keep one contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from zeren.graph.build.remote.place import Remote
from zeren.graph.build.remote.snapshot_files import snapshot_at
from zeren.graph.build.restore import restore
from zeren.graph.store.backup.snapshot import write_snapshot
from zeren.graph.store.backup.snapshot_files import (
    DamagedPartError,
    SnapshotFiles,
    belongs,
    snapshot_files,
)

fsspec = pytest.importorskip("fsspec", reason="the extra `cluster` is not installed")

Opened = Callable[[], AbstractContextManager[SnapshotFiles]]


def in_folder(store: Path, beside: Path) -> tuple[str, Opened]:
    return str(store), lambda: snapshot_files(store)


def in_zip(store: Path, beside: Path) -> tuple[str, Opened]:
    path = beside / "store.zip"
    write_snapshot(store, path)
    return str(path), lambda: snapshot_files(path)


def in_memory(store: Path, beside: Path) -> tuple[str, Opened]:
    url = "memory://places/store"
    names = [path.relative_to(store).as_posix() for path in store.rglob("*") if path.is_file()]
    Remote(url).put({name: (store / name).read_bytes() for name in names})
    return url, lambda: snapshot_at(url)


def at_file_url(store: Path, beside: Path) -> tuple[str, Opened]:
    url = store.as_uri()
    return url, lambda: snapshot_at(url)


def zip_at_url(store: Path, beside: Path) -> tuple[str, Opened]:
    url = Path(in_zip(store, beside)[0]).as_uri()
    return url, lambda: snapshot_at(url)


@pytest.fixture(params=[in_folder, in_zip, in_memory, at_file_url, zip_at_url])
def place(
    request: pytest.FixtureRequest, built: Path, tmp_path: Path
) -> Iterator[tuple[str, Opened]]:
    """The store of two plans at one kind of place: its name, and how it is opened."""
    made: tuple[str, Opened] = request.param(built, tmp_path)
    yield made
    if made[0].startswith("memory:"):
        fsspec.filesystem("memory").rm("/places", recursive=True)


class TestPlace:
    """What whoever copies from a place relies on."""

    def test_names_are_those_of_a_store_in_order(
        self, place: tuple[str, Opened], built: Path
    ) -> None:
        there = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
        with place[1]() as files:
            assert list(files.names) == sorted(filter(belongs, there))
            assert {"FORMAT", "sources.jsonl"} < set(files.names)
            assert len([name for name in files.names if name.startswith("shards/")]) == 2

    def test_bytes_are_those_that_were_put_there(
        self, place: tuple[str, Opened], built: Path
    ) -> None:
        with place[1]() as files:
            found = {name: files.read(name) for name in files.names}
        assert found == {name: (built / name).read_bytes() for name in found}
        assert files.size == sum(map(len, found.values()))

    def test_what_is_gone_is_a_damaged_part(self, place: tuple[str, Opened], built: Path) -> None:
        with place[1]() as files:
            name = next(name for name in files.names if name.startswith("texts/"))
            if not place[0].endswith(".zip"):  # nothing goes from an archive
                (built / name).unlink()
                if place[0].startswith("memory:"):
                    Remote(place[0]).remove([name])
                with pytest.raises(DamagedPartError):
                    files.read(name)

    def test_it_is_restored(self, place: tuple[str, Opened], built: Path, tmp_path: Path) -> None:
        again = tmp_path / "again"
        assert not restore(place[0], again).report.failed
        for name in ("FORMAT", "sources.jsonl"):
            assert (again / name).read_bytes() == (built / name).read_bytes()
        assert sorted(path.name for path in (again / "shards").iterdir()) == sorted(
            path.name for path in (built / "shards").iterdir()
        )

    def test_it_says_what_it_is_called(self, place: tuple[str, Opened]) -> None:
        with place[1]() as files:
            assert Path(files.shown).name.startswith("store")
