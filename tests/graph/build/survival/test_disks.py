"""Real disks that are full or read-only, limits of the system, and two builds at once."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.stores.stores import COMMAND, Zeren, assert_tidy, contents
from support.stores.survival import rows
from zeren.graph.build.folder import build
from zeren.graph.store.backup.snapshot import write_snapshot

pytestmark = [
    pytest.mark.kill,
    pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX"),
]

Many = Callable[..., Path]
Disk = Callable[..., Path]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Make a disk of so many kilobytes; again, with other options, changes it."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = False

    def make(kilobytes: int, *, read_only: bool = False) -> Path:
        nonlocal mounted
        options = f"size={kilobytes}k,{'ro' if read_only else 'rw'}"
        if mounted:
            options = f"remount,{options}"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        try:
            done = subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            done = False
        if not done:
            pytest.skip("no right to mount a small disk here")
        mounted = True
        return place

    yield make
    if mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def snapshot(many: Many, tmp_path: Path) -> Path:
    """A snapshot of twelve plans; their store is beside it."""
    build([many(12)], tmp_path / "store", jobs=1)
    write_snapshot(tmp_path / "store", tmp_path / "plans.zip")
    return tmp_path / "plans.zip"


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one error line of a command that failed as it should."""
    assert done.returncode == 1, done
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("zeren: error:")]
    assert "next: " in done.stderr
    return line


def test_snapshot_to_a_full_disk(snapshot: Path, disk: Disk, zeren: Zeren) -> None:
    store, size = snapshot.parent / "store", snapshot.stat().st_size // 1024
    for free in (4, size // 2):
        target = disk(free + 8) / "plans.zip"
        target.write_bytes(b"an older one")
        line = complaint(zeren("export", "--snapshot", target, "--store", store))
        assert f"{target} cannot be written: no space left" in line
        assert target.read_bytes() == b"an older one"
        assert [path.name for path in target.parent.iterdir()] == [target.name]
    target = disk(4 * size) / "plans.zip"
    assert zeren("export", "--snapshot", target, "--store", store).returncode == 0
    assert target.read_bytes() == snapshot.read_bytes()


def test_restore_to_a_full_disk(snapshot: Path, disk: Disk, zeren: Zeren) -> None:
    """Less room than the documents need, and room for them but not for the cache."""
    original = snapshot.parent / "store"
    size = sum(path.stat().st_size for path in original.glob("[s-t]*/*")) // 1024
    command = ("build", "--from-snapshot", snapshot, "--store")
    again = disk(size // 2) / "again"
    assert "the snapshot holds" in complaint(zeren(*command, again))
    disk(size + 400)
    assert "no space left" in complaint(zeren(*command, again))
    disk(64 * 1024)
    assert zeren(*command, again).returncode == 0
    assert contents(again) == contents(original)
    assert rows(again) == rows(original)
    assert_tidy(again)


def test_store_on_a_read_only_disk(
    snapshot: Path, disk: Disk, zeren: Zeren, tmp_path: Path
) -> None:
    """It can be asked and saved; what would change it says why it cannot."""
    store = Path(shutil.copytree(tmp_path / "store", disk(64 * 1024) / "store"))
    zeren("query", "documents", "--store", store)
    before = contents(store)
    disk(64 * 1024, read_only=True)
    assert zeren("query", "documents", "--store", store).stderr == "12 rows\n"
    target = tmp_path / "other.zip"
    assert zeren("export", "--snapshot", target, "--store", store).returncode == 0
    assert target.read_bytes() == snapshot.read_bytes()
    for command, place in (
        (("build", tmp_path / "many", "--store", store), store),
        (("build", "--from-snapshot", snapshot, "--store", store.parent / "new"), "new"),
        (("export", "--snapshot", store.parent / "a.zip", "--store", store), "a.zip"),
    ):
        line = complaint(zeren(*command))
        assert "read-only file system" in line
        assert str(place) in line
    assert contents(store) == before
    (tmp_path / "many" / "plan003.txt").unlink()
    disk(64 * 1024)
    assert zeren("build", tmp_path / "many", "--store", store, "--prune").returncode == 0
    assert len(contents(store)) == 11
    assert_tidy(store)


def limited(name: str, limit: int) -> Callable[[], None]:
    """Return what lowers a limit of the system, in the process that is about to start."""
    import resource

    def lower() -> None:
        _, most = resource.getrlimit(getattr(resource, name))
        resource.setrlimit(getattr(resource, name), (limit, most))

    return lower


def test_limit_on_the_size_of_files(snapshot: Path, zeren: Zeren, tmp_path: Path) -> None:
    """It also stops the engine, in the middle of one of its files."""
    store, target = tmp_path / "store", tmp_path / "other.zip"
    small = limited("RLIMIT_FSIZE", 4000)
    export = ("export", "--snapshot", target, "--store", store)
    assert "file too large" in complaint(zeren(*export, preexec_fn=small))
    assert not target.exists()
    assert not list(tmp_path.glob(".tmp-*"))
    restore = ("build", "--from-snapshot", snapshot, "--store", tmp_path / "again")
    engine = limited("RLIMIT_FSIZE", 40_000)
    assert "file too large" in complaint(zeren(*restore, preexec_fn=engine))
    assert zeren(*restore).returncode == 0
    assert contents(tmp_path / "again") == contents(store)
    assert_tidy(tmp_path / "again")


def test_few_open_files(many: Many, zeren: Zeren, store: Path, tmp_path: Path) -> None:
    """A Mac gives a program 256 files."""
    few = limited("RLIMIT_NOFILE", 256)
    done = zeren("build", many(80), "--store", store, "--jobs", "2", preexec_fn=few)
    assert (done.returncode, done.stderr) == (0, "")
    for command in (
        ("export", "--snapshot", tmp_path / "a.zip", "--store", store),
        ("build", "--from-snapshot", tmp_path / "a.zip", "--store", tmp_path / "again"),
    ):
        assert zeren(*command, preexec_fn=few).returncode == 0
    assert contents(tmp_path / "again") == contents(store)
    assert len(contents(store)) == 80


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def test_second_build_while_one_is_at_work(
    many: Many, zeren: Zeren, store: Path, tmp_path: Path
) -> None:
    """The first one is held in the middle of its work: the second one refuses, and says why."""
    source = many(20)
    build([source], tmp_path / "whole", jobs=1)
    first = start("build", source, "--store", store, "--jobs", "1")
    try:
        deadline = time.monotonic() + 60
        while not (store / "FORMAT").exists() and time.monotonic() < deadline:
            time.sleep(0.002)
        first.send_signal(signal.SIGSTOP)
        done = zeren("build", source, "--store", store, "--jobs", "1")
        assert "another build or backup is at work" in complaint(done)
        assert "wait until it has ended" in done.stderr
        done = zeren("export", "--snapshot", tmp_path / "a.zip", "--store", store)
        assert "another build or backup is at work" in complaint(done)
    finally:
        first.send_signal(signal.SIGCONT)
        out, err = first.communicate(timeout=120)
    assert (first.returncode, err) == (0, "")
    assert "20 built" in out
    assert contents(store) == contents(tmp_path / "whole")
    assert rows(store) == rows(tmp_path / "whole")
    assert_tidy(store)


def test_two_builds_that_begin_together(many: Many, store: Path, tmp_path: Path) -> None:
    """Of the same store, from sources that overlap: each is done, or refused; none is half done."""
    source = many(12)
    parts = []
    for name, numbers in (("a", range(8)), ("b", range(4, 12))):
        (tmp_path / name).mkdir()
        for number in numbers:
            shutil.copy(source / f"plan{number:03}.txt", tmp_path / name / f"plan{number:03}.txt")
        parts.append(tmp_path / name)
    both = [start("build", part, "--store", store, "--jobs", "1") for part in parts]
    ended = [(process, *process.communicate(timeout=120)) for process in both]
    codes = [process.returncode for process, _, _ in ended]
    assert 0 in codes
    for process, _, err in ended:
        assert process.returncode in (0, 1)
        assert ("another build or backup is at work" in err) == (process.returncode == 1)
    again = [build([part], store, jobs=1) for part in parts]
    assert [report.failed for report in again] == [False, False]
    for part in parts:
        build([part], tmp_path / "whole", jobs=1)
    assert contents(store) == contents(tmp_path / "whole")
    assert len(contents(store)) == 12
    assert_tidy(store)
